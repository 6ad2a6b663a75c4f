"""check_nonresponse: tests and indicators of who answered, against R."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.survey.answers import Survey, read_survey
from sopgap.survey.inference.nonresponse import _cells, _fit, check_nonresponse
from sopgap.tables import COMMENTS


def survey(cells):
    """A survey of which only frame and respondents are known."""
    people = cells.loc[cells.index.repeat(cells["started"]), ["center", "position"]]
    people = people.assign(respondent_id=np.arange(len(people)).astype(str))
    nothing = pd.DataFrame()
    return Survey(
        nothing, cells[["center", "position", "staff"]], people, nothing, COMMENTS.empty()
    )


@pytest.fixture(scope="module")
def table(designs):
    return check_nonresponse(survey(pd.DataFrame(designs["frame"]))).set_index("characteristic")


@pytest.mark.parametrize(("ours", "theirs"), [("center", "center"), ("position", "title")])
def test_the_chi_square_of_answering_is_that_of_r(designs, table, ours, theirs):
    expected = designs["nonresponse"][theirs]
    assert table.loc[ours, "statistic"] == pytest.approx(expected["stat"], abs=1e-9)
    assert table.loc[ours, "df"] == expected["df"]
    assert table.loc[ours, "p"] == pytest.approx(expected["p"], abs=1e-9)


def test_the_deviances_are_those_of_r(designs, table):
    for row, of in zip(table.to_dict("records"), designs["nonresponse"]["dev_p"][1:], strict=True):
        assert row["deviance"] == pytest.approx(of["Deviance"], abs=1e-6)
        assert row["deviance_df"] == of["Df"]
        assert row["deviance_p"] == pytest.approx(of["Pr(>Chi)"], abs=1e-6)


def test_the_r_indicator_and_the_variation_are_those_of_r(designs, table):
    expected = designs["nonresponse"]
    assert table.loc["position", "r_indicator"] == pytest.approx(
        expected["R_indicator_sampleSD"], abs=1e-6
    )
    assert table.loc["position", "cv"] == pytest.approx(expected["cv_phat"], abs=1e-6)


def test_by_center_alone_the_chances_are_the_response_rates(designs):
    known = survey(pd.DataFrame(designs["frame"]))
    cells = _cells(known.frame, known.respondents, ["center", "position"])
    chance, _ = _fit(cells, ["center"])
    rates = dict(zip(cells["center"], chance, strict=True))
    assert rates == pytest.approx(designs["nonresponse"]["rr_by_center"], abs=1e-9)
    overall = cells["answered"].sum() / cells["staff"].sum()
    assert overall == pytest.approx(designs["nonresponse"]["rr_any"], abs=1e-12)


def test_the_shared_survey_gives_the_same(shared, table):
    read = read_survey(shared / "data" / "statistics" / "survey")
    # R counted everybody who began, also those who answered none of these questions.
    began = replace(read, respondents=read.respondents.drop(columns="answered"))
    pd.testing.assert_frame_equal(check_nonresponse(began).set_index("characteristic"), table)


def cells(text):
    rows = [line.split() for line in text.strip().splitlines()]
    made = pd.DataFrame(rows, columns=["center", "position", "staff", "started"])
    return made.astype({"staff": int, "started": int})


def test_even_response_is_an_indicator_of_one():
    even = check_nonresponse(survey(cells("a x 20 10\na y 40 20\nb x 10 5\nb y 30 15")))
    assert even["r_indicator"].tolist() == pytest.approx([1, 1])
    assert even["statistic"].tolist() == pytest.approx([0, 0])
    assert even["p"].tolist() == pytest.approx([1, 1])


def test_all_of_one_center_and_none_of_another_still_end():
    found = check_nonresponse(survey(cells("a x 20 20\nb x 20 0\nc x 20 10")))
    assert found["characteristic"].tolist() == ["center", "position"]
    assert np.isfinite(found.loc[0, ["statistic", "p", "deviance", "r_indicator", "cv"]]).all()
    # One position only: nothing to test.
    assert np.isnan(found.loc[1, "statistic"]) and np.isnan(found.loc[1, "deviance_p"])


def test_nobody_and_everybody_answered():
    nobody = check_nonresponse(survey(cells("a x 20 0\nb x 20 0")))
    assert nobody.loc[0, "r_indicator"] == pytest.approx(1, abs=1e-6)
    assert np.isnan(nobody.loc[0, "statistic"])
    everybody = check_nonresponse(survey(cells("a x 20 20\nb x 20 20")))
    assert everybody.loc[0, "cv"] == pytest.approx(0, abs=1e-6)


def test_a_blank_position_leaves_the_center():
    found = check_nonresponse(survey(cells("a x 20 5\nb x 20 10")))
    blank = survey(cells("a x 20 5\nb x 20 10"))
    blank = replace(blank, respondents=blank.respondents.assign(position=""))
    assert check_nonresponse(blank)["characteristic"].tolist() == ["center"]
    assert check_nonresponse(blank).loc[0, "p"] == pytest.approx(found.loc[0, "p"])


def test_without_frame_or_over_it_there_is_no_answer():
    with pytest.raises(InputError, match=r"without frame\.csv"):
        check_nonresponse(survey(cells("a x 0 0")))
    with pytest.raises(InputError) as error:
        check_nonresponse(survey(cells("a x 5 9\nb x 0 2\nc x 5 5")))
    assert len(error.value.problems) == 2
    known = survey(cells("a x 5 5"))
    unnamed = replace(known, respondents=known.respondents.assign(center="", position=""))
    with pytest.raises(InputError, match="neither Center nor position"):
        check_nonresponse(unnamed)
