"""count_responses: who answered, of whom."""

import dataclasses

import pandas as pd

import sopgap as sg
from sopgap.survey.answers import read_survey
from tests.survey.given import write_survey

QUESTIONS = "question_id,wording,kind,choices\nq1,Rules?,single,Yes|No\nq2,Why?,open,\n"


def survey(tmp_path, rows, frame=None):
    header = "respondent_id,center,position,complete,q1,q2\n"
    return write_survey(tmp_path, QUESTIONS, header + rows, frame)


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
    assert rates["answered"].isna().to_dict() == {"all": False, "A": True, "B": True, "C": False}
    assert pd.isna(rates.loc["B", "answered"])
    assert rates.loc["all", "answered"] == 35


def test_people_who_commented_are_counted_and_not_their_comments(tmp_path):
    (tmp_path / "questions.csv").write_text(QUESTIONS + "q3,More?,open,\n")
    (tmp_path / "responses.csv").write_text(
        "respondent_id,center,position,complete,q1,q2,q3\n"
        "r1,A,x,yes,Yes,Memos,More memos\nr2,A,x,yes,Yes,n/a,\nr3,B,x,no,,Rules,\n"
    )
    rates = sg.count_responses(read_survey(tmp_path), min_base=0)
    assert rates[["group", "answered", "commented", "n_comments"]].values.tolist() == [
        ["all", 3, 2, 3],
        ["A", 2, 1, 2],
        ["B", 1, 1, 1],
    ]


def test_the_funnel_of_the_default_study_narrows(root):
    rates = sg.count_responses(read_survey(root / "surveys/oig-22-34"))
    steps = rates.loc[~rates["suppressed"], ["staff", "answered", "complete"]]
    assert (steps["staff"] >= steps["answered"]).all()
    assert (steps["answered"] >= steps["complete"]).all()
    assert (rates["commented"] <= rates["n_comments"]).all()
    assert (rates["commented"] <= rates["answered"]).all()
    centers = rates[rates["group"] != "all"]
    assert centers["commented"].sum() == rates.loc[0, "commented"]


def test_a_survey_put_together_by_hand_need_not_know_who_commented(tmp_path):
    made = survey(tmp_path, "r1,A,,yes,Yes,Memos\n")
    bare = dataclasses.replace(made, respondents=made.respondents.drop(columns="commented"))
    rates = sg.count_responses(bare, min_base=0)
    assert rates["commented"].isna().all()
    assert rates.loc[0, "n_comments"] == 1


def test_a_hidden_center_hides_who_commented_too(tmp_path):
    rows = "".join(f"a{i},A,,yes,Yes,Memos\n" for i in range(3))
    rates = sg.count_responses(survey(tmp_path, rows)).set_index("group")
    assert pd.isna(rates.loc["A", "commented"])
