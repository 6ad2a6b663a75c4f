"""count_responses: who answered, of whom."""

import pandas as pd

import sopgap as sg
from sopgap.survey.answers import read_survey

QUESTIONS = "question_id,wording,kind,choices\nq1,Rules?,single,Yes|No\nq2,Why?,open,\n"


def survey(tmp_path, rows, frame=None):
    header = "respondent_id,center,position,complete,q1,q2\n"
    (tmp_path / "questions.csv").write_text(QUESTIONS)
    (tmp_path / "responses.csv").write_text(header + rows)
    if frame:
        (tmp_path / "frame.csv").write_text("center,position,staff\n" + frame)
    return read_survey(tmp_path)


def test_who_answered_an_open_question_only_answered_too(tmp_path):
    rows = "r1,A,x,yes,Yes,\nr2,A,x,no,,Memos\nr3,A,x,no,,\nr4,B,x,yes,No,none\n"
    rates = sg.count_responses(survey(tmp_path, rows, "A,x,8\nB,x,2\n"), min_base=0)
    columns = ["group", "staff", "answered", "complete", "partial", "n_comments"]
    assert rates[columns].values.tolist() == [
        ["all", 10, 3, 2, 1, 1],
        ["A", 8, 2, 1, 1, 1],
        ["B", 2, 1, 1, 0, 0],
    ]
    assert rates["rate"].tolist() == [0.3, 0.25, 0.5]


def test_without_a_frame_the_staff_is_blank(tmp_path):
    rates = sg.count_responses(survey(tmp_path, "r1,A,,yes,Yes,\n"), min_base=0)
    assert rates["staff"].isna().all()
    assert rates["rate"].isna().all()


def test_a_center_under_the_base_is_hidden_with_a_second(tmp_path):
    rows = "".join(
        f"{c}{i},{c},,yes,Yes,\n" for c, n in zip("ABC", (3, 12, 20), strict=True) for i in range(n)
    )
    rates = sg.count_responses(survey(tmp_path, rows)).set_index("group")
    assert rates["suppressed"].to_dict() == {"all": False, "A": True, "B": True, "C": False}
    assert pd.isna(rates.loc["B", "answered"])
    assert rates.loc["all", "answered"] == 35
