"""indicators: the base of a question, one row a person."""

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.survey.answers import read_survey
from sopgap.survey.inference.indicators import indicators

ANSWERS = pd.DataFrame(
    [
        ("r1", "q1", "a", "answered"),
        ("r1", "q1", "b", "answered"),
        ("r2", "q1", "", "answered"),
        ("r3", "q1", "?", "dont-know"),
        ("r4", "q1", "", "skipped"),
        ("r1", "q2", "a", "answered"),
    ],
    columns=["respondent_id", "question_id", "choice", "state"],
).assign(center="c", position="p")


def test_indicators_hold_the_base_of_the_question():
    rows = indicators(ANSWERS, "q1")
    assert rows["respondent_id"].tolist() == ["r1", "r2", "r3"]
    assert rows[["?", "a", "b"]].values.tolist() == [[0, 1, 1], [0, 0, 0], [1, 0, 0]]
    people = pd.DataFrame({"respondent_id": ["r3", "r2", "r1"], "weight": [3.0, 2.0, 1.0]})
    assert indicators(ANSWERS, "q1", people)["weight"].tolist() == [1, 2, 3]


def test_indicators_of_no_question_or_of_a_column_name_are_errors():
    with pytest.raises(InputError, match="'q7' has no answers"):
        indicators(ANSWERS, "q7")
    with pytest.raises(InputError, match="'center' is the name of a column"):
        indicators(ANSWERS.assign(choice="center"), "q2")


def test_the_answers_of_a_survey_folder_may_hold_categories(root):
    answers = read_survey(root / "surveys" / "oig-22-34").answers
    assert isinstance(answers["choice"].dtype, pd.CategoricalDtype)
    rows = indicators(answers, "q8")
    assert rows.columns.tolist() == [
        "respondent_id", "center", "position", "Don't know", "More than once", "Never", "Once",
    ]  # fmt: skip
    assert rows.iloc[:, 3:].sum().tolist() == [11, 11, 372, 21]
    plain = answers.astype("str")
    pd.testing.assert_frame_equal(rows, indicators(plain, "q8"))


def test_a_question_at_which_nothing_was_ticked_has_people_and_no_choice():
    nothing = ANSWERS[ANSWERS["respondent_id"] == "r2"]
    rows = indicators(nothing, "q1")
    assert len(rows) == 1 and rows.columns.tolist() == ["respondent_id", "center", "position"]
