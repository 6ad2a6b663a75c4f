"""What a platform does not say is guessed from the answers, and said."""

from pathlib import Path

import pytest

from sopgap.survey.answers import read_survey
from sopgap.survey.exports.importing import import_survey

ONE = '[columns]\ncenter = "all-in-one:x"\n'


def kinds(folder: Path, header: str, cells: list[str]):
    quoted = "".join(f'"{cell}",z\n' for cell in cells)
    (folder / "x.csv").write_text(f'"{header}",other\n{quoted}', encoding="utf-8")
    (folder / "m.toml").write_text(ONE)
    done = import_survey("csv", folder / "x.csv", folder / "out", map=folder / "m.toml")
    survey = read_survey(folder / "out")
    return survey.questions.iloc[0], survey, done


# Cells of one column, and what it is.
EXPECTED = [
    ("single", ["Yes", "No", "Yes", "No", "Yes", "Don't know"]),
    ("single", ["Boston, MA", "Austin, TX", "Boston, MA", "Austin, TX"]),
    ("single", ["Yes, always", "No", "No", "Yes, always", "No", "Yes, seldom", "Yes, seldom"]),
    ("single", ["3", "17", "3", "200"]),
    ("single", ["1.5", "2,5", "-3", "2"]),
    ("scale", ["Agree", "Disagree", "Strongly agree", "Agree", "Disagree", "Strongly agree"]),
    ("scale", ["Often", "Never", "Sometimes", "Often", "Never", "Not sure", "Often", "Sometimes"]),
    ("multi", ["Law, Maps", "Maps", "Law", "Maps, Law", "Maps"]),
    ("multi", ["Law;Maps", "Maps", "Law", "Maps;Law", "Maps"]),
    ("multi", ["1,2", "2", "1,2,4", "4", "2,4"]),
    ("open", ["Nobody knows", "The rule is old", "More staff", "Ask, then wait", "Old forms"]),
    ("open", ["", "", ""]),
    ("open", ["n/a", "n/a", "None", "Rules are old", "Forms", "Staff, please", "Keys", "Maps?"]),
]


@pytest.mark.parametrize(("kind", "cells"), EXPECTED)
def test_a_kind_is_guessed_from_the_answers(kind, cells, tmp_path) -> None:
    question, survey, _ = kinds(tmp_path, "What?", cells)
    assert question.kind == kind
    assert len(survey.respondents) == len(cells)


def test_steps_of_a_scale_stand_in_its_order(tmp_path) -> None:
    cells = ["Disagree", "Agree", "Strongly agree", "Not sure", "Agree", "Disagree", "Agree",
             "Strongly agree"]  # fmt: skip
    question, _, done = kinds(tmp_path, "What?", cells)
    assert question.choices == "Strongly agree|Agree|Disagree|Not sure"
    assert question.dont_know == "Not sure"
    assert any("'Not sure' means that somebody does not know" in said for said in done.guesses)


def test_numbers_stand_in_their_order(tmp_path) -> None:
    question, _, _ = kinds(tmp_path, "What?", ["10", "9", "10", "1", "9"])
    assert question.choices == "1|9|10"


@pytest.mark.parametrize(
    ("header", "wording"),
    [
        ("Who <b>signs</b>\nit?", "Who signs it?"),
        ("Who\u00a0 signs&nbsp;it?", "Who signs it?"),
        ("Under <5 years>?", "Under <5 years>?"),
        ("“Who” signs – it’s…", "“Who” signs – it’s…"),
        ("a<script>alert(1)</script>b", "a b"),
    ],
)
def test_a_wording_is_kept_but_for_markup_and_space(header, wording, tmp_path) -> None:
    assert kinds(tmp_path, header, ["Yes", "No", "Yes", "No"])[0].wording == wording


def test_an_answer_that_a_spreadsheet_would_run_is_read_as_it_was(tmp_path) -> None:
    cells = ["=1+1", "+1 for me", "-", "@you", "'=x", "＝1"]
    kinds(tmp_path, "What?", cells)
    raw = (tmp_path / "out/responses.csv").read_text(encoding="utf-8")
    assert not [
        line for line in raw.split("\n")[1:] for c in line.split(",") if c[:1] in "=+@＝-" and c
    ]
    from sopgap.sources import read_rows

    assert read_rows(tmp_path / "out/responses.csv")["What"].str.strip().tolist() == cells


def test_words_of_nothing_stay_answers(tmp_path) -> None:
    _, survey, _ = kinds(
        tmp_path, "What?", ["None", "NA", "None", "nan", "NA", "null", "nan", "null"]
    )
    assert set(map(str, survey.answers.choice)) >= {"None", "NA", "nan", "null"}


def test_a_bar_in_an_answer_joins_nothing(tmp_path) -> None:
    question, _, _ = kinds(tmp_path, "What?", ["A/B | C", "D"] * 3)
    assert question.choices == "A/B / C|D"
