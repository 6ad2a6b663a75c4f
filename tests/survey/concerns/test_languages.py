"""Comments in another language than most."""

from pathlib import Path

import pandas as pd
import pytest

from sopgap.survey.concerns.languages import in_other_language

REFERENCE = Path(__file__).parents[2] / "reference/languages"
ENGLISH = [
    "We need more training",
    "The system is slow",
    "Nobody answers the phone",
    "There is no manual for protests",
    "Staff are leaving",
    "The rules change every week",
] * 4
GERMAN = ["Es gibt zu wenig Personal", "Das System ist zu langsam", "Wir haben kein Handbuch"] * 5


def others():
    lines = (REFERENCE / "other.tsv").read_text("utf-8").splitlines()
    return pd.DataFrame([line.split("\t") for line in lines], columns=["language", "text"])


def flags(texts, among=ENGLISH):
    return in_other_language([*among, *texts])[len(among) :]


def test_nine_of_ten_sentences_of_fourteen_languages_are_told():
    table = others().assign(told=lambda t: flags(t["text"]))
    assert table["language"].nunique() == 14
    assert table["told"].mean() >= 0.9
    assert table.groupby("language")["told"].mean().min() >= 0.6


def test_names_and_phrases_of_other_languages_are_not_told_off():
    texts = (REFERENCE / "english.txt").read_text("utf-8").splitlines()
    assert len(texts) > 40
    assert [t for t, told in zip(texts, flags(texts), strict=True) if told] == []


def test_what_is_the_other_language_follows_the_most():
    assert flags(["The system is slow and there is no manual", "Kein Handbuch ist da"], GERMAN) == [
        True,
        False,
    ]


@pytest.mark.parametrize("text", ["", "-", "42", "FP&F", "🙂", "a\u0301", "\ud800", "x" * 5000])
def test_what_cannot_be_told_is_not_flagged(text):
    assert flags([text]) == [False]


def test_no_comments_and_comments_without_words():
    assert in_other_language([]) == []
    assert in_other_language(["", "12", "?"]) == [False] * 3


def test_a_few_letters_of_another_script_are_no_other_language():
    assert flags(["The µ and Ω signs are lost in the export", "naïve"]) == [False, False]
    assert flags(["обучение сотрудников in ACE"]) == [True]


def test_english_comments_are_hardly_ever_flagged(shared):
    """The one flagged comment of nine sets is Spanish."""
    texts, told = 0, []
    for path in sorted((shared / "data/concerns").glob("*.csv")):
        said = pd.read_csv(path, keep_default_na=False, dtype=str)["text"].drop_duplicates()
        texts += len(said)
        told += said[in_other_language(said.tolist())].tolist()
    assert len(told) / texts < 0.005
    assert all("requisitos" in text for text in told)


def test_the_default_study_is_not_flagged(root):
    said = pd.read_csv(root / "expected/concerns.csv", keep_default_na=False)["text"]
    assert not any(in_other_language(said.drop_duplicates().tolist()))
