"""scales.py: how answers spread over a scale, and never a mean of words."""

import re

import pandas as pd

from sopgap.report import scales
from sopgap.tables import SCALES
from tests.report.given import plain

STUDY = {"min_base": 10, "min_count": 3, "labels": {"center": "Center"}}


def scales_of(**changes):
    row = {
        "question_id": "q1", "group": "all", "top": "Never|Rarely", "n": 60, "base": 90,
        "dont_know": 10, "share": 2 / 3, "low": 0.6, "high": 0.73, "suppressed": False,
    }  # fmt: skip
    return SCALES.check(pd.DataFrame([row | changes]))


def test_the_bar_follows_the_order_asked_with_dont_know_apart_at_the_end(
    tallies_of, scale_questions
):
    page = scales.scale_bars(
        tallies_of(all=[20, 40, 30, 10]), SCALES.empty(), scale_questions, STUDY
    )
    looks = re.findall(r"<span class='([^']+)' style='flex-grow:([\d.]+)'", page.data)
    assert looks == [("r-0", "20.0"), ("r-2", "40.0"), ("r-4", "30.0"), ("p-unsure apart", "10.0")]
    assert "Rarely: <span class=of>40 of 100 (40 %)" in plain(page)
    assert "100 answered" in page.data


def test_the_upper_two_say_that_their_base_is_another(tallies_of, scale_questions):
    page = plain(
        scales.scale_bars(tallies_of(all=[20, 40, 30, 10]), scales_of(), scale_questions, STUDY)
    )
    said = "“Never” and “Rarely” together: 60 of 90 (67 %), 95 % interval 60–73 %"
    assert f"{said}, of those who knew an answer." in page


def test_a_center_stands_above_all_centers(tallies_of, scale_questions):
    page = plain(scales.scale_bars(tallies_of(all=[20, 40, 30, 10], a=[3, 5, 4, 8]),
                                   SCALES.empty(), scale_questions, STUDY, group="a"))  # fmt: skip
    assert page.index("<b>Here</b> <span>20 answered") < page.index("<b>All Centers</b>")


def test_hidden_choices_are_one_hatched_part_that_says_which(tallies_of, scale_questions):
    table = tallies_of(all=[20, 40, 30, 10], a=[12, None, 4, None])
    table.loc[table["group"] == "a", "base"] = 20
    table.loc[(table["group"] == "a") & table["n"].notna(), "share"] = [0.6, 0.2]
    page = plain(scales.scale_bars(table, SCALES.empty(), scale_questions, STUDY, group="a"))
    here = page.split("<b>All Centers</b>")[0]
    assert "Rarely and Don&#39;t know: <span class=of>hidden" in here
    assert "class='s-suppressed' style='flex-grow:20.0'" in here
    assert "4 of 20 (20 %)" in here


def test_a_center_that_is_hidden_has_a_hatched_bar_and_words(tallies_of, scale_questions):
    table = tallies_of(all=[20, 40, 30, 10], a=[None] * 4)
    page = plain(scales.scale_bars(table, scales_of(group="a", suppressed=True, n=None, base=None),
                                   scale_questions, STUDY, group="a"))  # fmt: skip
    assert "all answers: <span class=of>hidden" in page
    assert "“Never” and “Rarely” together: hidden." in page
    assert "too few" not in page  # nor whether it is small or protects a small one
    assert "0 of" not in page.split("<b>All Centers</b>")[0]


def test_a_survey_without_scales_says_so(tallies_of, scale_questions):
    closed = scale_questions.assign(kind="single")
    page = scales.scale_bars(tallies_of(all=[2, 4, 3, 1]), SCALES.empty(), closed, STUDY)
    assert "class=note" in page.data


def test_there_is_no_mean_of_words(tallies_of, scale_questions):
    page = plain(
        scales.scale_bars(tallies_of(all=[20, 40, 30, 10]), scales_of(), scale_questions, STUDY)
    )
    assert "mean" not in page
    assert "average" not in page
