"""The package that the extra `embed` names, offline: `make embed` installs it."""

import hashlib
import json
import socket
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from sopgap.embedding import embed_texts
from sopgap.survey.concerns.sentence_models import PACKAGE, sentence_model

REFERENCE = json.loads((Path(__file__).parents[2] / "reference" / "minilm.json").read_text())
TEXTS = [row["text"] for row in REFERENCE["first_values"]]

try:
    HELD = metadata.distribution(PACKAGE)
except metadata.PackageNotFoundError:
    pytest.skip(f"{PACKAGE} is not installed: make embed", allow_module_level=True)


@pytest.fixture(scope="module")
def rows():
    return embed_texts(TEXTS, sentence_model())


def test_vectors_are_those_of_sentence_transformers(rows):
    wanted = [row["values"] for row in REFERENCE["first_values"]]
    assert np.allclose(rows[:, :24], wanted, atol=5e-6)
    assert np.allclose(rows @ rows.T, REFERENCE["cosines"], atol=5e-5)


def test_the_weights_are_those_that_were_published():
    (path,) = [f.locate() for f in HELD.files if f.name == "model.safetensors"]
    with Path(path).open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == REFERENCE["sha256"]


def test_texts_without_a_common_word_are_near_where_they_mean_the_same():
    said = ["Nobody teaches newcomers", "Training for new staff is missing", "The software crashes"]
    teach, train, crash = embed_texts(said, sentence_model())
    assert teach @ train > 0.3 > max(teach @ crash, train @ crash)


def test_nothing_is_fetched_and_no_code_of_the_package_runs(monkeypatch):
    def refuse(*_args, **_more):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    before = set(sys.modules)
    assert sentence_model()(["slow"]).shape == (1, 384)
    assert not {
        m for m in set(sys.modules) - before if m.split(".")[0].startswith(("gt_", "torch"))
    }
