"""The best passages of each responsibility are those that scoring every pair would give."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.mapping.linking.indexes import index_passages
from sopgap.mapping.linking.ranking import rank_passages
from sopgap.mapping.linking.scores import Scores
from sopgap.mapping.responsibilities import read_responsibilities

MATRIX = read_responsibilities(Path(__file__).parents[3] / "responsibilities.csv")
FIELDS = ["text", "section", "action", "object", "title"]


def made(n, seed=0):
    """Duties put together from the words of the matrix and others, some of them misspelt."""
    rng = np.random.default_rng(seed)
    said = " ".join(MATRIX[["name", "action", "object", "keywords"]].astype(str).agg(" ".join, 1))
    words = np.array([*said.replace(";", " ").split(), *("the", "of", "office", "summry", "Ärger")])
    texts = [" ".join(rng.choice(words, rng.integers(0, 25))) for _ in range(n)]
    more = {field: [" ".join(rng.choice(words, 2)) for _ in range(n)] for field in FIELDS[1:]}
    return pd.DataFrame({"duty_id": [f"d{k}" for k in range(n)], "text": texts, **more})


def all_scored(duties, matrix, top, threshold):
    block = Scores(duties, matrix).block(0, len(duties))
    rows = []
    for column, name in enumerate(matrix["responsibility_id"]):
        order = np.argsort(-block[:, column], kind="stable")[:top]
        rows += [(name, duties["duty_id"][k], block[k, column]) for k in order]
    found = pd.DataFrame(rows, columns=["responsibility_id", "passage_id", "score"])
    return found[found["score"] >= threshold].reset_index(drop=True)


@pytest.mark.parametrize(
    ("n", "top", "threshold"), [(0, 5, 0.15), (3, 5, 0.15), (900, 10, 0.15), (900, 3, 0.6)]
)
@pytest.mark.parametrize("fields", [FIELDS[:1], FIELDS])
def test_the_best_are_those_of_scoring_every_pair(n, top, threshold, fields):
    duties = made(n)[["duty_id", *fields]]
    found = rank_passages(index_passages(duties), MATRIX, top=top, threshold=threshold)
    wanted = all_scored(duties, MATRIX, top, threshold)
    pd.testing.assert_frame_equal(
        found[wanted.columns.tolist()], wanted, check_dtype=False, rtol=0, atol=1e-9
    )
    assert (found.groupby("responsibility_id")["rank"].max() <= top).all()


def test_two_threads_give_the_same_and_one_index_serves_two_matrices():
    index = index_passages(made(300))
    one = rank_passages(index, MATRIX)
    pd.testing.assert_frame_equal(rank_passages(index, MATRIX, jobs=2), one)
    few = MATRIX.head(4).reset_index(drop=True)
    wanted = all_scored(made(300), few, 10, 0.15)
    found = rank_passages(index, few)
    assert found["passage_id"].tolist() == wanted["passage_id"].tolist()


def test_equal_passages_stand_in_their_order():
    duties = pd.DataFrame({"duty_id": list("zyx"), "text": ["Process the entry summary."] * 3})
    found = rank_passages(index_passages(duties), MATRIX.head(1), top=2)
    assert found["passage_id"].tolist() == ["z", "y"]


def test_wrong_input_is_told_all_at_once():
    with pytest.raises(InputError, match="stands there twice"):
        index_passages(pd.DataFrame({"duty_id": ["a", "a"], "text": ["x", "y"]}))
    with pytest.raises(InputError, match=r"top=0.*threshold=0.*jobs=0"):
        rank_passages(index_passages(made(2)), MATRIX, top=0, threshold=0, jobs=0)
