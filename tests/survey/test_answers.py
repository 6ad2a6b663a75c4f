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


CONDITIONS = """question_id,wording,kind,choices,dont_know,asked_if
q1,Rules?,single,Yes|No|R&D,,
q2,How often?,multi,a|b|c,,
q3,Both?,single,x|y,,q1=Yes|R&D & q2=b|c
q4,After?,single,x|y,,q3=x
q5,Last?,single,x|y,,
"""


def conditional(tmp_path, rows, questions=CONDITIONS):
    header = "respondent_id,center,complete,q1,q2,q3,q4,q5\n"
    return read_survey(folder(tmp_path, header + rows, questions=questions))


def test_several_conditions_must_all_be_met_and_of_choices_one(tmp_path):
    rows = (
        "r1,A,yes,Yes,b,x,y,x\n"
        "r2,A,yes,R&D,a|c,,,x\n"  # met: c is one of the two; q3 skipped, so q4 was not put
        "r3,A,yes,Yes,a,,,x\n"  # the second is not met
        "r4,A,yes,No,b,,,x\n"  # the first is not met
        "r5,A,yes,,b,,,x\n"  # skipped: not met
        "r6,A,yes,Yes,none,,,x\n"  # nothing ticked: not met
        "r7,A,yes,No,a,y,,x\n"  # not met, but there: it was seen
    )
    survey = conditional(tmp_path, rows)
    both = {f"r{i}": states(survey, f"r{i}")["q3"] for i in range(1, 8)}
    assert list(both.values()) == [
        "answered", "skipped", "not-asked", "not-asked", "not-asked", "not-asked", "answered"
    ]  # fmt: skip
    after = [states(survey, f"r{i}")["q4"] for i in range(1, 8)]
    assert after == ["answered"] + ["not-asked"] * 6


def test_who_broke_off_before_a_condition_was_put_did_not_reach_what_hangs_on_it(tmp_path):
    rows = (
        "r1,A,no,,,,,\n"
        "r2,A,no,Yes,,,,\n"  # q2 was never put: nobody knows whether q3 would have been
        "r3,A,no,No,,,,\n"  # q1 is not met, so q3 would never have been put
        "r4,A,no,Yes,b,,,\n"  # met, and gone
    )
    survey = conditional(tmp_path, rows)
    assert [states(survey, f"r{i}")["q3"] for i in range(1, 5)] == [
        "not-reached", "not-reached", "not-asked", "not-reached"
    ]  # fmt: skip
    assert [states(survey, f"r{i}")["q4"] for i in range(1, 5)] == [
        "not-reached", "not-reached", "not-asked", "not-reached"
    ]  # fmt: skip


def test_every_wrong_condition_is_named(tmp_path):
    bad = (
        CONDITIONS.replace("q1=Yes|R&D & q2=b|c", "q1=Yes|Nope & q9=b & q2=")
        .replace("q3=x", "q1=Nay & q5=x & q2=d|e")
        .replace("q5,Last?,single,x|y,,", "q5,Last?,single,x|y,,q1=Maybe|Yess")
    )
    with pytest.raises(sg.InputError) as caught:
        conditional(tmp_path, "", bad)
    assert caught.value.problems == (
        "questions.csv, row 4, column asked_if: 'q1=Yes|Nope & q9=b & q2=' is not like q3=Yes",
        "questions.csv, row 5, column asked_if: 'Nay' is not one of the choices of q1",
        "questions.csv, row 5, column asked_if: 'q5' is not a closed question that stands earlier",
        "questions.csv, row 5, column asked_if: 'd' is not one of the choices of q2",
        "questions.csv, row 5, column asked_if: 'e' is not one of the choices of q2",
        "questions.csv, row 6, column asked_if: 'Maybe' is not one of the choices of q1",
        "questions.csv, row 6, column asked_if: 'Yess' is not one of the choices of q1;"
        " did you mean 'Yes'?",
    )


def test_a_question_whose_condition_hangs_on_an_open_one_is_refused(tmp_path):
    questions = "question_id,wording,kind,asked_if\nq1,Why?,open,\nq2,So?,single,q1=x\n"
    found = problems(folder(tmp_path, "respondent_id,center,complete,q1,q2\n", questions=questions))
    assert "'q1' is not a closed question that stands earlier" in found[0]


PEOPLE = "respondent_id,center,position,complete,date,weight,q1,q2,q3,q4\n"


def test_days_and_weights_are_read(tmp_path):
    rows = "r1,A,,yes,2021-01-28,1.5,No,,1,\nr2,A,,yes,,0,No,,1,\n"
    people = read_survey(folder(tmp_path, PEOPLE + rows)).respondents
    assert people["date"].tolist() == ["2021-01-28", ""]
    assert people["weight"].tolist() == [1.5, 0.0]


def test_without_the_columns_the_day_is_blank_and_the_weight_missing(tmp_path):
    people = read_survey(folder(tmp_path, HEADER + "r1,A,,yes,No,,1,\n")).respondents
    assert people["date"].tolist() == [""]
    assert people["weight"].isna().all()
    blank = read_survey(folder(tmp_path, PEOPLE + "r1,A,,yes,,,No,,1,\n")).respondents
    pd.testing.assert_frame_equal(people, blank)


def test_wrong_days_and_weights_are_named_by_row(tmp_path):
    rows = (
        "r1,A,,yes,2021-02-30,1,No,,1,\n"
        "r2,A,,yes,2021-02-03 09:00,-1,No,,1,\n"
        "r3,A,,yes,3.2.2021,a lot,No,,1,\n"
        "r4,A,,yes,2021-02-03,,No,,1,\n"
    )
    found = problems(folder(tmp_path, PEOPLE + rows))
    assert found == (
        "responses.csv, row 3, column date: '2021-02-03 09:00' has a time of day; keep the day"
        " only: 2021-02-03",
        "responses.csv, row 4, column date: '3.2.2021' is not a date like 2017-01-19",
        "responses.csv, row 3, column weight: '-1' is less than 0",
        "responses.csv, row 4, column weight: 'a lot' is not a number like 1.25",
        "responses.csv, row 2, column date: '2021-02-30' is no day of the calendar",
        "responses.csv, row 5, column weight: is blank in 1 of 4 rows; give every respondent a"
        " weight, or none",
    )


@pytest.mark.parametrize("name", ["date", "weight"])
def test_a_question_may_not_bear_the_name_of_a_persons_column(tmp_path, name):
    questions = f"question_id,wording,kind\n{name},When?,open\n"
    rows = f"respondent_id,center,complete,{name}\n"
    assert "names a column of every" in problems(folder(tmp_path, rows, questions=questions))[0]


def test_no_position_may_be_called_all(tmp_path):
    found = problems(
        folder(tmp_path, HEADER + "r1,A,all,yes,No,,1,\n", frame="center,position,staff\nA,all,3\n")
    )
    assert len(found) == 2
    assert "responses.csv, row 2, column position: 'all' means all positions" in found[0]


def test_who_left_a_comment_with_content_is_known_before_the_parting(tmp_path):
    questions = QUESTIONS + "q5,More?,open,,,\n"
    rows = (
        HEADER.strip() + ",q5\n"
        "r1,A,,yes,No,,1,n/a,Too many memos\n"
        "r2,A,,yes,No,,1,Nothing,-\n"
        "r3,A,,yes,No,,1,,\n"
        "r4,A,,yes,No,,1,Call Mr. Smith,Call Mr. Smith\n"
    )
    survey = read_survey(folder(tmp_path, rows, questions=questions))
    assert survey.respondents["commented"].tolist() == [True, False, False, True]
    assert "commented" not in survey.comments


def test_a_cell_of_invisible_characters_is_blank(tmp_path):
    survey = read_survey(folder(tmp_path, HEADER + "r1,A,,no,,,,\u200b\u2060\n"))
    assert survey.respondents[["answered", "commented"]].iloc[0].tolist() == [False, False]
    assert survey.comments.empty


def test_answers_sort_and_group_as_their_text_does(tmp_path):
    rows = "r2,B,x,yes,No,,3,\nr1,A,y,yes,Yes,c|a,1,\n"
    answers = read_survey(folder(tmp_path, HEADER + rows)).answers
    text = answers.astype("str")
    for by in answers.columns:
        assert answers.groupby(by).size().to_dict() == text.groupby(by).size().to_dict()
        assert list(answers.groupby(by).groups) == list(text.groupby(by).groups)
        assert answers[by].sort_values().tolist() == text[by].sort_values().tolist()


def test_answers_are_written_as_text(tmp_path):
    survey = read_survey(folder(tmp_path, HEADER + "r1,=A,x,no,Yes,c|a,,\n"))
    file = sg.write_table(survey.answers, tmp_path / "answers.csv")
    assert file.read_text().splitlines() == [
        "respondent_id,question_id,choice,state,center,position",
        "r1,q1,Yes,answered,'=A,x",
        "r1,q2,c,answered,'=A,x",
        "r1,q2,a,answered,'=A,x",
        "r1,q3,,not-reached,'=A,x",
    ]
    back = sg.read_table(file)
    pd.testing.assert_frame_equal(back, survey.answers.astype("str"))


def test_wrong_cells_by_the_thousand_are_named_with_their_counts(tmp_path):
    n = 3000
    rows = "".join(f"r{i},C{i % 50},p,yes,Nay,,1,\n" for i in range(n))
    frame = "center,position,staff\n" + "".join(f"C{i},p,59\n" for i in range(50))
    found = problems(folder(tmp_path, HEADER + rows, frame=frame), centers=["C1"])
    assert "row 2, column q1: 'Nay' is not one of its choices (so in 3000 rows)" in "".join(found)
    assert sum("is not one of the 1 Centers" in f and "responses.csv" in f for f in found) == 49
    assert sum("60 respondents at Center" in sentence for sentence in found) == 50
