"""Google Forms and Microsoft Forms: ticks, stamps, and what may identify somebody."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.survey.answers import read_survey
from sopgap.survey.exports.importing import import_survey

HERE = Path(__file__).parent / "fixtures"


def workbook(source: Path, target: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            book.active.append(row)
    book.save(target)
    return target


def test_google_boxes_are_cut_also_where_a_choice_holds_a_comma(tmp_path) -> None:
    done = import_survey("forms", HERE / "google_forms.csv", tmp_path / "out")
    survey = read_survey(tmp_path / "out")
    (tools,) = survey.questions[survey.questions.kind == "multi"].itertuples()
    assert tools.choices == "Law, old and new|Maps|Phone (desk, mobile)"
    ticks = survey.answers[survey.answers.question_id == tools.question_id]
    assert Counter(ticks.choice) == {"Law, old and new": 3, "Maps": 4, "Phone (desk, mobile)": 3}
    assert any("multi-select, cut at ', '" in said for said in done.guesses)


def test_google_answers_days_and_centers_come_whole(tmp_path) -> None:
    done = import_survey("forms", HERE / "google_forms.csv", tmp_path / "out")
    survey = read_survey(tmp_path / "out")
    assert done.n_rows == 6
    assert ("Email Address", "mail address") in done.dropped
    assert survey.respondents.center.value_counts().to_dict() == {
        "electronics": 4,
        "apparel-footwear-textiles": 2,
    }
    assert survey.respondents.date.tolist()[:3] == ["2021-01-05", "2021-01-05", "2021-01-06"]
    assert survey.respondents.complete.all()
    raw = (tmp_path / "out/responses.csv").read_text(encoding="utf-8")
    assert "example.org" not in raw
    assert "8:00:12" not in raw


def test_real_words_of_nothing_stay_answers(tmp_path) -> None:
    import_survey("forms", HERE / "google_forms.csv", tmp_path / "out")
    from sopgap.sources import read_rows

    said = read_rows(tmp_path / "out/responses.csv").iloc[:, -1].str.strip().tolist()
    assert said[0] == "None"
    assert said[1] == '=HYPERLINK("x")'
    assert said[2] == "n/a"
    assert said[3] == "Two lines,\nof one answer"
    assert said[4] == ""


def test_rows_of_a_grid_are_questions_of_their_own(tmp_path) -> None:
    import_survey("forms", HERE / "google_forms.csv", tmp_path / "out")
    questions = read_survey(tmp_path / "out").questions
    grid = questions[questions.wording.str.startswith("How clear")]
    assert grid.wording.tolist() == [
        "How clear are the procedures? [Entry]",
        "How clear are the procedures? [Protest]",
    ]
    assert grid.kind.tolist()[0] in ("single", "scale")


def test_microsoft_ticks_end_in_a_semicolon(tmp_path) -> None:
    file = workbook(HERE / "microsoft_forms.csv", tmp_path / "x.xlsx")
    done = import_survey("forms", file, tmp_path / "out")
    survey = read_survey(tmp_path / "out")
    (tools,) = survey.questions[survey.questions.kind == "multi"].itertuples()
    assert tools.choices == "Law|Maps|Phone, or fax"
    ticks = survey.answers[survey.answers.question_id == tools.question_id]
    assert Counter(ticks.choice) == {"Maps": 3, "Law": 1, "Phone, or fax": 1, "": 1}
    assert dict(done.dropped) == {
        "ID": "id of the platform",
        "Start time": "time of day",
        "Email": "mail address",
        "Name": "name of a person",
    }
    assert survey.respondents.date.tolist()[-1] == "2021-01-07"


def test_a_question_called_name_or_score_in_the_middle_is_dropped_or_kept_by_its_meaning(
    tmp_path,
) -> None:
    (tmp_path / "x.csv").write_text(
        "Timestamp,Center,Which ID card do you carry?,Score,Comments\n"
        "2021/01/05 8:00:12,a,Blue,5,none\n2021/01/05 8:00:13,b,Red,4,\n"
        "2021/01/05 8:00:14,b,Red,4,more\n2021/01/05 8:00:15,a,Red,4,\n"
    )
    done = import_survey("forms", tmp_path / "x.csv", tmp_path / "out")
    assert [column for column, _ in done.dropped] == ["Score"]
    assert done.n_questions == 2


def test_another_table_is_refused_with_the_platform_it_looks_like(tmp_path) -> None:
    (tmp_path / "x.csv").write_text("Respondent ID,Collector ID,Why?\n1,2,3\n")
    with pytest.raises(InputError, match="looks like surveymonkey"):
        import_survey("forms", tmp_path / "x.csv", tmp_path / "out")
