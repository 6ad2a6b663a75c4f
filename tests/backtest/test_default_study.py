"""The default study is what its READMEs say it is."""

import json
import re

import pandas as pd
import pytest

import sopgap as sg
from sopgap.vocabulary import GAP_KINDS


def table(path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def corpus(root):
    return sg.read_corpus(root / "sop_corpus")


def test_everything_synthetic_says_so(root, corpus) -> None:
    assert sg.read_study(root).synthetic
    for readme in ("surveys/oig-22-34/README.md", "sop_corpus/README.md"):
        assert "SYNTHETIC" in (root / readme).read_text(encoding="utf-8")
    first = (
        corpus.paragraphs.groupby("document_id").head(4).groupby("document_id").text.agg(" ".join)
    )
    assert first.str.contains("SYNTHETIC").all()
    assert len(first) == (corpus.documents.access != "unavailable").sum()


def test_the_corpus_has_its_size(corpus) -> None:
    read = corpus.documents[corpus.documents.access != "unavailable"]
    words = corpus.paragraphs.groupby("document_id").text.apply(
        lambda t: t.str.split().str.len().sum()
    )
    assert 18 <= len(read) <= 24
    assert words.sum() >= 15_000
    assert words.between(300, 2_000).all()


def test_the_comments_are_each_their_own(root) -> None:
    comments = sg.read_survey(root / "surveys/oig-22-34").comments
    real = comments[comments.text.str.split().str.len() >= 4]
    assert len(real) >= 200
    assert real.text.str.split().str.len().max() <= 90
    assert not real.text.str.casefold().duplicated().any()


def test_every_coded_comment_is_in_the_survey(root) -> None:
    responses = table(root / "surveys/oig-22-34/responses.csv").set_index("respondent_id")
    coded = table(root / "expected/concerns.csv")
    for row in coded.itertuples():
        assert responses.loc[row.respondent_id, row.question_id] == row.text
    assert set(coded.concern) == set(table(root / "expected/concern_codes.csv").concern)
    said = sum((responses[q] != "").sum() for q in ("q16", "q17"))
    assert said == len(coded.drop_duplicates(["respondent_id", "question_id"]))


def test_every_kind_of_gap_is_planted_twice(root) -> None:
    gaps = table(root / "expected/gaps.csv")
    planted = gaps.groupby("kind").responsibility_id.nunique()
    assert set(planted.index) == set(GAP_KINDS)
    assert (planted >= 2).all()
    for labels in ("uneven", "overlapping"):
        assert table(root / f"expected/{labels}.csv").responsibility_id.nunique() >= 2


def test_every_planted_cell_exists_and_no_gap_is_called_in_order(root) -> None:
    study = sg.read_study(root)
    matrix = sg.read_responsibilities(study.responsibilities)
    cells = {(r, c) for r in matrix.responsibility_id for c in study.centers.center}
    gaps, order = table(root / "expected/gaps.csv"), table(root / "expected/tricky_nongaps.csv")
    planted = set(zip(gaps.responsibility_id, gaps.center, strict=True))
    in_order = set(zip(order.responsibility_id, order.center, strict=True))
    assert planted <= cells
    assert in_order <= cells
    assert not planted & in_order


def test_every_planted_sentence_stands_in_its_document(root, corpus) -> None:
    def words(text: str) -> str:
        return " ".join(re.findall(r"[a-z0-9]+", text.lower()))

    texts = corpus.paragraphs.groupby("document_id").text.agg(" ".join).map(words)
    for name in ("duties", "nonduties"):
        for line in (root / f"expected/{name}.jsonl").read_text(encoding="utf-8").splitlines():
            planted = json.loads(line)
            assert words(planted["sentence"]) in texts[planted["document_id"]], planted


def test_the_answers_are_drawn_again_to_the_letter(root, tmp_path) -> None:
    import shutil
    import subprocess
    import sys

    shutil.copytree(root / "surveys", tmp_path / "surveys")
    shutil.copytree(root / "expected", tmp_path / "expected")
    script = tmp_path / "surveys/oig-22-34/draw_answers.py"
    responses = script.parent / "responses.csv"
    before = responses.read_bytes()
    responses.unlink()
    subprocess.run([sys.executable, str(script)], check=True, capture_output=True)
    assert responses.read_bytes() == before
