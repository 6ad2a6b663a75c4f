"""SurveyMonkey: two header rows, ticks in columns, "other" in writing, contact data."""

from collections import Counter
from pathlib import Path

import pytest

from sopgap.survey.answers import read_survey
from sopgap.survey.exports.importing import import_survey

FILE = Path(__file__).parent / "fixtures/surveymonkey.csv"


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("monkey") / "out"
    import_survey("surveymonkey", FILE, folder)
    return folder


def test_the_columns_of_ticks_are_one_multi_select(out) -> None:
    survey = read_survey(out)
    (tools,) = survey.questions[survey.questions.kind == "multi"].itertuples()
    assert tools.wording == "Which tools do you use?"
    assert tools.choices == "Law|Maps|Phone, or fax"
    ticks = survey.answers[survey.answers.question_id == tools.question_id]
    assert Counter(ticks.choice) == {"Law": 2, "Maps": 2, "": 1, "Phone, or fax": 1}


def test_other_please_specify_is_an_open_question(out) -> None:
    questions = read_survey(out).questions
    other = questions[questions.wording.str.contains("please specify")]
    assert other.kind.tolist() == ["open", "open"]
    assert other.wording.tolist()[0] == "Is there a written procedure? - Other (please specify)"


def test_the_rows_of_a_matrix_are_questions_of_their_own(out) -> None:
    questions = read_survey(out).questions
    rows = questions[questions.wording.str.startswith("How well")]
    assert rows.wording.tolist() == ["How well do these work? - Entry",
                                     "How well do these work? - Protest"]  # fmt: skip


def test_contact_data_and_the_platforms_own_columns_are_dropped(tmp_path) -> None:
    done = import_survey("surveymonkey", FILE, tmp_path / "out")
    raw = (tmp_path / "out/responses.csv").read_text(encoding="utf-8")
    assert "192.0.2" not in raw
    assert "ann@" not in raw
    assert "Ann" not in raw
    assert "114000000001" not in raw
    assert {why for _, why in done.dropped} >= {"IP address", "name of a person", "mail address"}
    assert done.n_rows == 4
    assert read_survey(tmp_path / "out").respondents.date.tolist()[0] == "2021-01-14"


def test_an_answer_that_begins_with_an_at_sign_is_text(out) -> None:
    assert "@ home nobody answers" in read_survey(out).comments.text.tolist()
    assert ",@home" not in (out / "responses.csv").read_text()
