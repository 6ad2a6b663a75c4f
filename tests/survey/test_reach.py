"""reach: the five states of each question, and where people stopped."""

import dataclasses

import pandas as pd

import sopgap as sg
from sopgap.survey.answers import Survey, read_survey
from sopgap.tables import ANSWERS, COMMENTS, FRAME, QUESTIONS, RESPONDENTS
from tests.survey.given import write_survey

STATES = ["answered", "dont_know", "skipped", "not_reached", "not_asked"]
QUESTIONS_CSV = """question_id,wording,kind,choices,dont_know,asked_if
q1,Rules?,single,Yes|No|Don't know,Don't know,
q2,Why not?,open,,,q1=No
q3,Which?,multi,a|b|no idea,no idea,
q4,More?,open,,,
"""
HEADER = "respondent_id,center,position,complete,q1,q2,q3,q4\n"
ROWS = (
    "r1,A,,yes,Yes,,a|no idea,More memos\n"  # a real tick beside "no idea" is an answer
    "r2,A,,yes,No,Never seen,no idea,\n"
    "r3,A,,no,No,,,\n"  # stopped after q1; q2 was due
    "r4,A,,no,Don't know,,none,\n"  # stopped after q3, where nothing was ticked
    "r5,A,,no,,Odd,,\n"  # q2 is there though q1 was skipped: it was seen
    "r6,A,,no,,,,\n"  # nothing at all: no respondent
    "r7,A,,no,Yes,,,\n"  # stopped after q1; q2 was not put
)


def survey(tmp_path, rows=ROWS):
    return write_survey(tmp_path, QUESTIONS_CSV, HEADER + rows)


def test_the_states_of_every_question_are_counted(tmp_path):
    table = sg.reach(survey(tmp_path)).set_index("question_id")
    assert table[STATES].to_dict("index") == {
        "q1": dict(zip(STATES, (4, 1, 1, 0, 0), strict=True)),
        "q2": dict(zip(STATES, (2, 0, 0, 1, 3), strict=True)),
        "q3": dict(zip(STATES, (2, 1, 0, 3, 0), strict=True)),
        "q4": dict(zip(STATES, (1, 0, 1, 4, 0), strict=True)),
    }
    assert table["stopped"].to_dict() == {"q1": 2, "q2": 1, "q3": 1, "q4": 0}


def test_the_states_of_the_default_study_add_up(root):
    made = read_survey(root / "surveys/oig-22-34")
    table = sg.reach(made)
    assert table["question_id"].tolist() == made.questions["question_id"].tolist()
    assert (table[STATES].sum(axis=1) == 544).all()
    assert table["stopped"].sum() == 135
    own = table.set_index("question_id")
    assert own.loc["q4", ["answered", "dont_know"]].sum() == 444
    assert own.loc["q9", ["answered", "dont_know"]].sum() == 414
    assert own.loc["q11", "not_asked"] > 0


def test_open_answers_are_counted_as_many_as_there_are_comments(root):
    made = read_survey(root / "surveys/oig-22-34")
    table = sg.reach(made).set_index("question_id")
    for name, n in made.comments["question_id"].value_counts().items():
        assert table.loc[name, "answered"] == n


def test_a_survey_without_answers_has_zeros(tmp_path):
    table = sg.reach(survey(tmp_path, ""))
    assert len(table) == 4
    assert (table.drop(columns="question_id") == 0).all(axis=None)


def test_of_a_survey_put_together_by_hand_the_closed_questions_are_counted():
    made = Survey(
        questions=QUESTIONS.check(
            pd.DataFrame({"question_id": ["q1", "q2"], "wording": "?", "kind": ["single", "open"]})
        ),
        frame=FRAME.empty(),
        respondents=RESPONDENTS.check(
            pd.DataFrame({"respondent_id": ["a", "b"], "center": "A", "complete": [True, False]})
        ),
        answers=ANSWERS.check(
            pd.DataFrame(
                {
                    "respondent_id": ["a", "b"],
                    "question_id": "q1",
                    "choice": ["Yes", ""],
                    "state": ["answered", "not-reached"],
                    "center": "A",
                }
            )
        ),
        comments=COMMENTS.empty(),
    )
    table = sg.reach(made)
    assert table["question_id"].tolist() == ["q1"]
    assert table[STATES].iloc[0].tolist() == [1, 0, 0, 0, 0]


def test_part_of_a_survey_is_counted_by_its_own_people(tmp_path):
    made = survey(tmp_path)
    some = made.respondents["respondent_id"].isin(["r1", "r3"])
    part = dataclasses.replace(made, respondents=made.respondents[some])
    assert sg.reach(part)[STATES].sum(axis=1).tolist() == [2, 2, 2, 2]


def test_what_is_known_of_open_answers_holds_no_word_of_them(tmp_path):
    opened = survey(tmp_path).open_states
    assert (opened["choice"] == "").all()
    assert "Never seen" not in opened.to_csv()
