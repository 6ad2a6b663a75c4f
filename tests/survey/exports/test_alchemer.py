"""read_alchemer: which columns are one question, which rows are answers, and the real export."""

import csv
import io

import pandas as pd
import pytest

from sopgap import read_survey
from sopgap.sources import Problems
from sopgap.survey.exports.alchemer import read_alchemer
from sopgap.survey.exports.importing import import_survey
from sopgap.survey.exports.maps import Map

ABOUT = ["Response ID", "Time Started", "Date Submitted", "Status"]
SAID = ["1", "2017-03-01 09:00:00", "2017-03-01 10:00:00", "Complete"]


def write(tmp_path, header, *rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[*ABOUT, *header], *rows])
    path = tmp_path / "SurveyExport.csv"
    path.write_text(out.getvalue(), encoding="utf-8-sig")
    return path


def export(tmp_path, header, *rows):
    table = [[str(n + 1), *SAID[1:], *row] for n, row in enumerate(rows)]
    return read_alchemer(write(tmp_path, header, *table), problems=Problems())


def asked(read):
    return {f.name: (f.kind, f.values.tolist()) for f in read.fields if f.use == "question"}


def test_numbered_boxes_are_one_open_question(tmp_path):
    header = ["Need #1:What is missing?", "Need #2:What is missing?", "Need #1:What works?",
              "Need #2:What works?"]  # fmt: skip
    read = export(tmp_path, header, ["a map", "a list", "", "phone"], ["", "", "", ""])
    assert asked(read) == {
        "What is missing?": ("open", ["a map | a list", ""]),
        "What works?": ("open", ["phone", ""]),
    }


def test_a_column_an_option_is_a_multi_select_in_the_order_shown(tmp_path):
    header = ["Rule: written:Which: now?", "Map:Which: now?", "Other - Write In:Which: now?",
              "Other - Write In:Which: now?"]  # fmt: skip
    read = export(
        tmp_path,
        header,
        ["Rule: written", "Map", "", ""],
        ["", "", "Other - Write In", "a friend"],
        ["", "", "", ""],
    )
    assert asked(read) == {
        "Which: now?": ("multi", ["Rule: written|Map", "Other - Write In", ""]),
        "Other - Write In:Which: now?": ("open", ["", "a friend", ""]),
    }
    assert read.fields[4].choices == ("Rule: written", "Map", "Other - Write In")


def test_options_with_reporting_values_are_still_ticks(tmp_path):
    header = ["Rules:Which?", "Maps:Which?", "Lists:Which?"]
    read = export(tmp_path, header, ["1", "", "3"], ["", "2", "3"])
    assert asked(read) == {"Which?": ("multi", ["Rules|Lists", "Maps|Lists"])}


def test_the_rows_of_a_grid_share_their_steps(tmp_path):
    header = ["by mail:How are you told?", "by phone:How are you told?"]
    read = export(tmp_path, header, ["Never", "Often"], ["Sometimes", "Often"])
    fields = [f for f in read.fields if f.use == "question"]
    assert [f.wording for f in fields] == [
        "How are you told? [by mail]", "How are you told? [by phone]"
    ]  # fmt: skip
    assert {f.kind for f in fields} == {"scale"}
    assert {f.choices for f in fields} == {("Often", "Sometimes", "Never")}


def test_a_ranking_is_a_field_an_item_with_the_ranks_as_choices(tmp_path):
    header = ["Maps:What first?", "Rules:What first?", "Staff:What first?"]
    read = export(tmp_path, header, ["2", "1", "3"], ["1", "", "2"], ["", "", ""])
    assert asked(read)["Rules:What first?"] == ("single", ["1", "", ""])
    assert {f.choices for f in read.fields if f.use == "question"} == {("1", "2", "3")}


def test_a_grid_of_checkboxes_is_a_multi_select_a_row(tmp_path):
    header = ["Mail:Rules:How?", "Phone:Rules:How?", "Mail:Maps:How?", "Phone:Maps:How?"]
    read = export(tmp_path, header, ["Mail", "Phone", "", "Phone"])
    assert asked(read) == {
        "Rules:How?": ("multi", ["Mail|Phone"]), "Maps:How?": ("multi", ["Phone"])
    }  # fmt: skip


def test_a_text_beside_other_and_comments_are_questions_of_their_own(tmp_path):
    header = ["How?", "Other - Write In (Required):How?", "Comments:How?"]
    read = export(tmp_path, header, ["Other - Write In (Required)", "by boat", "slow"])
    assert asked(read) == {
        "How?": ("", ["Other - Write In (Required)"]),
        "Other - Write In (Required):How?": ("open", ["by boat"]),
        "Comments:How?": ("open", ["slow"]),
    }


def test_colons_in_questions_that_stand_alone_cut_nothing(tmp_path):
    read = export(tmp_path, ["Note: is there a rule?", "Time: how long?"], ["Yes", "3"])
    assert list(asked(read)) == ["Note: is there a rule?", "Time: how long?"]


def test_the_platforms_columns_are_dropped_and_behind_the_first_question_kept(tmp_path):
    header = ["Comments", "IP Address", "City", "Longitude", "Rules?", "Comments", "Country",
              "Email"]  # fmt: skip
    row = ["owner", "10.0.0.1", "Bonn", "7.1", "Yes", "we need maps", "Norway", "a@b.org"]
    read = export(tmp_path, header, row)
    assert list(asked(read)) == ["Rules?", "Comments.2", "Country"]
    dropped = {f.name: f.reason for f in read.fields if f.use == "dropped"}
    assert dropped == {
        "Time Started": "time of start", "Comments": "remark of the survey's owner",
        "IP Address": "IP address", "City": "location", "Longitude": "location",
        "Email": "mail address",
    }  # fmt: skip


def test_partial_rows_stay_and_disqualified_deleted_and_test_rows_are_set_aside(tmp_path):
    states = ["Complete", "Partial", "Disqualified", "Deleted", "Test Data", "partial"]
    rows = [[str(n), *SAID[1:3], state, "Yes"] for n, state in enumerate(states)]
    read = read_alchemer(write(tmp_path, ["Rules?"], *rows), problems=Problems())
    assert read.set_aside.tolist() == ["", "", "disqualified", "deleted", "test", ""]
    complete = next(f for f in read.fields if f.use == "complete")
    assert complete.values.tolist() == ["yes", "no", "no", "no", "no", "no"]


def test_the_day_is_that_of_submission_or_of_the_start(tmp_path):
    rows = [[*SAID[:2], "", "Partial", "Yes"], ["2", *SAID[1:], "Yes"]]
    read = read_alchemer(write(tmp_path, ["Rules?"], *rows), problems=Problems())
    day = next(f for f in read.fields if f.use == "date")
    assert (day.name, day.values.tolist()) == ("Date Submitted", ["2017-03-01", "2017-03-01"])


def test_answers_are_kept_as_they_were_written(tmp_path):
    said = ["None", "n/a", "NULL", "  two\nlines ", "=1+1"]
    read = export(tmp_path, ["Why?", "Still why?"], *[[s, s] for s in said])
    assert asked(read)["Why?"][1] == ["None", "n/a", "NULL", "two\nlines", "=1+1"]


def test_a_definition_is_a_problem_of_its_own(tmp_path):
    problems = Problems()
    path = write(tmp_path, ["Why?"], [*SAID, "x"])
    read_alchemer(path, definition=path, problems=problems)
    assert problems.sentences == ["alchemer: takes no definition; give the CSV alone"]


@pytest.fixture(scope="module")
def imported(shared, tmp_path_factory):
    out = tmp_path_factory.mktemp("jupyter") / "survey"
    one = Map(columns={"center": "all-in-one:all-users"})
    path = shared / "data/exports/surveygizmo/jupyter2015_SurveyExport.csv"
    done = import_survey("alchemer", path, out, map=one)
    responses = pd.read_csv(out / "responses.csv", dtype=str, keep_default_na=False)
    questions = pd.read_csv(out / "questions.csv", dtype=str, keep_default_na=False)
    return done, responses, questions


def test_the_real_export_is_read_as_counted_by_hand(imported):
    done, responses, questions = imported
    assert (done.n_rows, done.n_questions, done.left_out) == (1706, 18, ())
    assert done.dropped == (("Time Started", "time of start"),)
    assert responses["complete"].value_counts().to_dict() == {"no": 927, "yes": 779}
    days = responses["date"]
    assert (days.nunique(), days.min(), days.max()) == (26, "2015-12-21", "2016-01-15")
    assert int((days == "2015-12-30").sum()) == 709
    answered = [int((responses[q] != "").sum()) for q in questions["question_id"]]
    assert answered == [1091, 764, 1077, 689, 1068, 80, 688, 554, 580, 513, 548, 326, 748, 67, 741,
                        747, 661, 746]  # fmt: skip
    closed = questions[questions["kind"] != "open"]
    assert list(zip(closed["wording"].str[:14], closed["kind"], strict=True)) == [
        ("How often do y", "single"), ("Roughly how lo", "single"), ("How do you run", "single"),
        ("Select all the", "multi"), ("How many years", "single"), ("How many peopl", "single"),
    ]  # fmt: skip
    words = questions[questions["kind"] == "multi"].iloc[0]
    ticks = responses[words["question_id"]].str.split("|").explode()
    assert ticks[ticks != ""].value_counts().to_dict() == {
        "convenient": 562, "cool": 417, "comfortable": 401, "quick": 370, "intuitive": 360,
        "simple": 355, "flexible": 352, "accessible": 287, "Other word(s):": 68, "complicated": 38,
        "confusing": 33, "uncomfortable": 29,
    }  # fmt: skip


def test_the_real_export_agrees_with_the_study_that_was_made_of_it_by_hand(imported, shared):
    """Cell by cell where both have a column; the study's Center is our question on years in role.

    The study leaves eleven questions out and words one shorter.
    """
    _, responses, questions = imported
    study = shared / "studies/jupyter-2015/survey"
    by_hand = pd.read_csv(study / "responses.csv", dtype=str, keep_default_na=False)
    wordings = pd.read_csv(study / "questions.csv", dtype=str).set_index("question_id")["wording"]
    ours = {row.wording: row.question_id for row in questions.itertuples()}
    for theirs, wording in wordings.items():
        name = next(q for w, q in ours.items() if w.startswith(wording))
        ticks = ["|".join(sorted(c.split("|"))) for c in responses[name]]
        expected = ["|".join(sorted(c.split("|"))) for c in by_hand[theirs]]
        assert [" ".join(c.split()) for c in ticks] == [" ".join(c.split()) for c in expected]
    assert (responses["complete"] == by_hand["complete"]).all()
    years = responses[ours["How many years have you been in this role?"]]
    center = years.map({"": "not-stated", "Less than 1 year": "under-one", "1 year": "one-year",
                        "2-5 years": "two-to-five", "5+ years": "over-five"})  # fmt: skip
    assert (center == by_hand["center"]).all()


def test_the_real_folder_is_read_as_a_survey(imported):
    done, _, _ = imported
    survey = read_survey(done.folder)
    assert len(survey.respondents) == 1706
    assert int(survey.respondents["answered"].sum()) == 1706 - 614
