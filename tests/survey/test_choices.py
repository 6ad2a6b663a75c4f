"""count_choices: exact counts before anything is hidden."""

import dataclasses
from collections import Counter

import numpy as np
import pandas as pd
import pytest

import sopgap as sg
from sopgap.survey import choices
from sopgap.survey.answers import read_survey
from tests.survey.given import write_survey

QUESTIONS = """question_id,wording,kind,choices,dont_know,asked_if
q1,Rules?,single,Yes|No|Unsure,Unsure,
q2,Which?,multi,a|b|a thing,,
q3,How many?,single,,,
q4,So?,scale,low|high,,q1=Yes
"""
HEADER = "respondent_id,center,position,complete,q1,q2,q3,q4\n"
ROWS = (
    "r1,A,x,yes,Yes,a|b,10,low\nr2,A,y,yes,Unsure,none,9,\nr3,B,,no,No,a thing,,\nr4,B,x,no,,,,\n"
)


def survey(tmp_path, rows=ROWS, frame="B,x,3\nA,x,4\nA,y,2\n"):
    return write_survey(tmp_path, QUESTIONS, HEADER + rows, frame)


def slow_count(made, by):
    """Count as one would by hand: tick by tick; the base, under no choice, person by person."""
    found, seen = Counter(), set()
    for row in made.answers.astype("str").itertuples():
        if row.state in ("answered", "dont-know"):
            for group in {"all", getattr(row, by) if by else "all"} - {""}:
                if row.choice:
                    found[row.question_id, group, row.choice] += 1
                if (row.respondent_id, row.question_id, group) not in seen:
                    seen.add((row.respondent_id, row.question_id, group))
                    found[row.question_id, group, ""] += 1
    return found


@pytest.mark.parametrize("by", [None, "center", "position"])
def test_the_counts_are_those_of_a_slow_count(root, by):
    made = read_survey(root / "surveys/oig-22-34")
    expected = slow_count(made, by)
    for row in sg.count_choices(made, by=by).itertuples():
        assert row.n == expected[row.question_id, row.group, row.choice]
        assert row.base == expected[row.question_id, row.group, ""]


def test_nothing_is_hidden_and_every_choice_has_its_row(tmp_path):
    table = sg.count_choices(survey(tmp_path), by="center")
    assert table.columns.tolist() == ["question_id", "group", "choice", "n", "base", "staff"]
    assert table[table["question_id"] == "q2"].values.tolist() == [
        ["q2", "all", "a", 1, 3, 9],
        ["q2", "all", "b", 1, 3, 9],
        ["q2", "all", "a thing", 1, 3, 9],
        ["q2", "B", "a", 0, 1, 3],
        ["q2", "B", "b", 0, 1, 3],
        ["q2", "B", "a thing", 1, 1, 3],
        ["q2", "A", "a", 1, 2, 6],
        ["q2", "A", "b", 1, 2, 6],
        ["q2", "A", "a thing", 0, 2, 6],
    ]


def test_choices_that_are_not_listed_are_those_given_numbers_by_size(tmp_path):
    own = sg.count_choices(survey(tmp_path)).query("question_id == 'q3'")
    assert own["choice"].tolist() == ["9", "10"]
    assert own["base"].tolist() == [2, 2]


def test_staff_is_blank_where_a_question_was_not_put_to_all(tmp_path):
    table = sg.count_choices(survey(tmp_path), by="position")
    assert table.loc[table["question_id"] == "q4", "staff"].isna().all()
    assert table.loc[table["group"] == "x", "staff"].dropna().unique().tolist() == [7]
    (tmp_path / "bare").mkdir()
    assert sg.count_choices(survey(tmp_path / "bare", frame=""))["staff"].isna().all()


def test_answers_in_any_order_and_type_are_counted_alike(tmp_path):
    made = survey(tmp_path)
    order = np.random.default_rng(0).permutation(len(made.answers))
    shuffled = dataclasses.replace(
        made, answers=made.answers.iloc[order].astype("str").reset_index(drop=True)
    )
    for by in (None, "center", "position"):
        pd.testing.assert_frame_equal(
            sg.count_choices(shuffled, by=by), sg.count_choices(made, by=by)
        )


def test_answers_are_counted_in_blocks_as_at_once(root, monkeypatch):
    made = read_survey(root / "surveys/oig-22-34")
    whole = sg.count_choices(made, by="position")
    monkeypatch.setattr(choices, "BLOCK", 997)
    pd.testing.assert_frame_equal(sg.count_choices(made, by="position"), whole)


def test_a_survey_that_nobody_answered_counts_zeros(tmp_path):
    table = sg.count_choices(survey(tmp_path, ""), by="center")
    assert (table[["n", "base"]] == 0).all(axis=None)
    assert set(table["question_id"]) == {"q1", "q2", "q4"}  # q3 lists no choices
