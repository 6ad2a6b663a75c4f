"""read_survey: what a survey folder says, and everything that is wrong with one."""

import pandas as pd
import pytest

import sopgap as sg
from sopgap.survey.answers import read_survey

QUESTIONS = """question_id,wording,kind,choices,dont_know,asked_if
q1,Rules?,single,Yes|No|Don't know,Don't know,
q2,Which?,multi,a|b|c,,q1=Yes
q3,How much?,scale,1|2|3,,
q4,Why?,open,,,
"""
HEADER = "respondent_id,center,position,complete,q1,q2,q3,q4\n"


def folder(tmp_path, responses, *, questions=QUESTIONS, frame=None):
    (tmp_path / "questions.csv").write_text(questions, encoding="utf-8")
    (tmp_path / "responses.csv").write_text(responses, encoding="utf-8")
    if frame is not None:
        (tmp_path / "frame.csv").write_text(frame, encoding="utf-8")
    return tmp_path


def states(survey, respondent):
    own = survey.answers[survey.answers["respondent_id"] == respondent]
    return dict(zip(own["question_id"], own["state"], strict=False))


def problems(*args, **more):
    with pytest.raises(sg.InputError) as caught:
        read_survey(*args, **more)
    return caught.value.problems


def test_each_blank_says_why_it_is_blank(tmp_path):
    rows = (
        "r1,A,,no,Yes,a|c,2,\n"  # answered
        "r2,A,,no,No,,,\n"  # q2 is not asked, q3 not reached
        "r3,A,,no,,,3,\n"  # q1 skipped: a later question is answered
        "r4,A,,yes,Yes,,,\n"  # complete: blanks were passed over
        "r5,A,,no,,,,\n"  # broke off before anything
        "r6,A,,no,Don’t know,,1,\n"  # the export wrote another apostrophe
    )
    survey = read_survey(folder(tmp_path, HEADER + rows))
    assert states(survey, "r1") == {"q1": "answered", "q2": "answered", "q3": "answered"}
    assert states(survey, "r2") == {"q1": "answered", "q2": "not-asked", "q3": "not-reached"}
    assert states(survey, "r3") == {"q1": "skipped", "q2": "not-asked", "q3": "answered"}
    assert states(survey, "r4") == {"q1": "answered", "q2": "skipped", "q3": "skipped"}
    assert states(survey, "r5") == dict.fromkeys(("q1", "q2", "q3"), "not-reached")
    assert states(survey, "r6")["q1"] == "dont-know"


def test_an_open_answer_shows_that_earlier_blanks_were_seen(tmp_path):
    survey = read_survey(folder(tmp_path, HEADER + "r1,A,,no,,,,Too many memos\n"))
    assert states(survey, "r1")["q3"] == "skipped"
    assert survey.respondents["answered"].tolist() == [True]


def test_a_tick_is_a_row_and_nothing_ticked_is_one_blank_choice(tmp_path):
    rows = "r1,A,,yes,Yes,a|c|a,1,\nr2,A,,yes,Yes,none,1,\n"
    answers = read_survey(folder(tmp_path, HEADER + rows)).answers
    ticks = answers[answers["question_id"] == "q2"][["respondent_id", "choice", "state"]]
    assert ticks.values.tolist() == [
        ["r1", "a", "answered"],
        ["r1", "c", "answered"],
        ["r2", "", "answered"],
    ]


def test_none_is_a_choice_where_the_question_lists_it(tmp_path):
    questions = "question_id,wording,kind,choices\nq2,Which?,multi,a|none\n"
    responses = "respondent_id,center,position,complete,q2\nr1,A,,yes,none\n"
    answers = read_survey(folder(tmp_path, responses, questions=questions)).answers
    assert answers["choice"].tolist() == ["none"]


def test_a_question_without_choices_takes_any_answer(tmp_path):
    questions = "question_id,wording,kind\nq1,Which?,single\nq2,All?,multi\n"
    responses = "respondent_id,center,position,complete,q1,q2\nr1,A,,yes,Other word(s):,x|y\n"
    answers = read_survey(folder(tmp_path, responses, questions=questions)).answers
    assert answers["choice"].tolist() == ["Other word(s):", "x", "y"]


def test_every_problem_of_the_folder_is_reported_at_once(tmp_path):
    questions = (
        "question_id,wording,kind,choices,dont_know,asked_if\n"
        "q1,Rules?,single,Yes|No|No,Unsure,\n"
        "q2,Which?,sinlge,a,,q1=Yess\n"
        "q3,More?,multi,a,,q9=a\n"
        "center,Where?,open,,,\n"
        "q5,Gone?,open,,,\n"
    )
    rows = "respondent_id,center,position,complete,q1,q2,q3\nr1,A,,maybe,Yes,a,a\n"
    found = problems(folder(tmp_path, rows, questions=questions))
    for piece in (
        "questions.csv, row 2, column choices: 'No' stands there twice",
        "questions.csv, row 2, column dont_know: 'Unsure' is not one of its choices",
        "questions.csv, row 3, column kind: 'sinlge' is not allowed; did you mean 'single'?",
        "questions.csv, row 3, column asked_if: 'Yess' is not one of the choices of q1",
        "questions.csv, row 4, column asked_if: 'q9' is not a closed question that stands earlier",
        "questions.csv, row 5, column question_id: 'center' names a column",
        "responses.csv: column q5 is absent",
    ):
        assert any(piece in sentence for sentence in found), piece


def test_the_column_of_positions_may_be_absent(tmp_path):
    rows = "respondent_id,center,complete,q1,q2,q3,q4\nr1,A,yes,Yes,a,1,\n"
    survey = read_survey(folder(tmp_path, rows))
    assert survey.respondents[["center", "position"]].values.tolist() == [["A", ""]]
    assert len(survey.answers) == 3


def test_where_a_column_is_absent_the_others_are_checked(tmp_path):
    rows = "respondent_id,centre,position,complete,q1,q2,q3,q4\nr1,A,,yes,Yess,,1,\n"
    found = problems(folder(tmp_path, rows), centers=["A"])
    assert len(found) == 2
    assert "responses.csv: column center is absent; is it 'centre'?" in found[0]
    assert "'Yess' is not one of its choices" in found[1]


def test_a_wrong_answer_is_named_with_row_and_column(tmp_path):
    rows = "r1,A,,yes,Yess,,1,\nr2,B,,sure,No,a|z,1,\nr1,A,,yes,No,,4,\nr4,A,,yes,Yess,,1,\n"
    found = "\n".join(problems(folder(tmp_path, HEADER + rows), centers=["A", "Bb"]))
    assert (
        "row 2, column q1: 'Yess' is not one of its choices; did you mean 'Yes'? (so in 2 rows)"
        in found
    )
    assert "row 3, column q2: 'z' is not one of its choices" in found
    assert "row 4, column q3: '4' is not one of its choices" in found
    assert "row 4: respondent_id 'r1' stands already in row 2" in found
    assert "row 3, column complete: 'sure' is not yes or no" in found
    assert "row 3, column center: 'B' is not one of the 2 Centers; did you mean 'Bb'?" in found


def test_more_respondents_than_staff_is_an_error(tmp_path):
    rows = "r1,A,clerk,yes,No,,1,\nr2,A,clerk,yes,No,,1,\nr3,A,clrk,yes,No,,1,\n"
    frame = "center,position,staff\nA,clerk,1\nA,chief,x\nZ,clerk,4\n"
    found = "\n".join(problems(folder(tmp_path, HEADER + rows, frame=frame), centers=["A"]))
    assert "2 respondents at Center 'A', position 'clerk', where frame.csv holds 1 staff" in found
    assert "a count over its frame" in found
    assert "row 4, column position: frame.csv has no staff at Center 'A', position 'clrk'" in found
    assert "did you mean 'clerk'?" in found
    assert "frame.csv, row 3, column staff: 'x' is not a whole number" in found
    assert "frame.csv, row 4, column center: 'Z' is not one of the 1 Centers" in found


def test_a_blank_position_counts_against_the_whole_center(tmp_path):
    rows = "r1,A,,yes,No,,1,\nr2,A,,yes,No,,1,\n"
    frame = "center,position,staff\nA,clerk,1\n"
    assert (
        "2 respondents at Center 'A'" in problems(folder(tmp_path, HEADER + rows, frame=frame))[0]
    )


def test_no_center_may_be_called_all(tmp_path):
    found = problems(folder(tmp_path, HEADER + "r1,all,,yes,No,,1,\n"))
    assert "'all' means all Centers" in found[0]


def test_files_that_are_absent_are_named(tmp_path):
    assert "no such folder" in problems(tmp_path / "nowhere")[0]
    found = problems(tmp_path)
    assert [name for name in ("questions.csv", "responses.csv") if name in "".join(found)] == [
        "questions.csv",
        "responses.csv",
    ]


def test_a_survey_may_hold_no_answers_no_comments_and_no_frame(tmp_path):
    survey = read_survey(folder(tmp_path, HEADER))
    assert [len(t) for t in (survey.answers, survey.comments, survey.frame)] == [0, 0, 0]
    assert sg.tally(survey).suppressed.all()
    assert sg.count_responses(survey)["group"].tolist() == ["all"]
    only_open = folder(
        tmp_path,
        "respondent_id,center,position,complete,q\nr1,A,,yes,Hello there\n",
        questions="question_id,wording,kind\nq,Why?,open\n",
    )
    assert sg.tally(read_survey(only_open)).empty


def test_a_column_that_is_no_question_is_left_alone(tmp_path):
    rows = HEADER.strip() + ",browser\nr1,A,,yes,No,,1,,x\n"
    assert "browser" not in read_survey(folder(tmp_path, rows)).respondents


def test_the_real_survey_is_read_whole(shared):
    survey = read_survey(shared / "studies" / "jupyter-2015" / "survey")
    assert len(survey.respondents) == 1706
    per_question = survey.answers.drop_duplicates(["respondent_id", "question_id"])
    assert per_question.groupby("question_id").size().tolist() == [1706] * 3
    assert pd.Series(["Other word(s):"]).isin(survey.answers["choice"]).all()
    assert "respondent_id" not in survey.comments
