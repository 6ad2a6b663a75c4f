"""scales.py: how answers spread over a scale, and never a mean of words."""

import re

import pandas as pd

from sopgap.report import scales
from sopgap.tables import SCALES, TALLIES

STUDY = {"min_base": 10, "min_count": 3, "labels": {"center": "Center"}}
QUESTIONS = pd.DataFrame({
    "question_id": ["q1"], "wording": ["How <b>often?"], "kind": ["scale"],
    "choices": ["Never|Rarely|Often|Don't know"], "dont_know": ["Don't know"], "asked_if": [""],
})  # fmt: skip


def plain(page):
    return page.data.replace("\u00a0", " ")


def tallies_of(**counts):
    rows = []
    for group, ns in counts.items():
        base = sum(n or 0 for n in ns)
        for choice, n in zip(QUESTIONS["choices"][0].split("|"), ns, strict=True):
            share = None if n is None else n / base
            rows.append(("q1", group, choice, n, None if set(ns) == {None} else base, share,
                         share, None if share is None else min(1, share + 0.1),
                         n is None))  # fmt: skip
    columns = ["question_id", "group", "choice", "n", "base", "share", "low", "high", "suppressed"]
    return TALLIES.check(pd.DataFrame(rows, columns=columns))


def scales_of(**changes):
    row = {
        "question_id": "q1", "group": "all", "top": "Never|Rarely", "n": 60, "base": 90,
        "dont_know": 10, "share": 2 / 3, "low": 0.6, "high": 0.73, "suppressed": False,
    }  # fmt: skip
    return SCALES.check(pd.DataFrame([row | changes]))


def test_the_bar_follows_the_order_asked_with_dont_know_apart_at_the_end():
    page = scales.scale_bars(tallies_of(all=[20, 40, 30, 10]), SCALES.empty(), QUESTIONS, STUDY)
    looks = re.findall(r"<span class='([^']+)' style='flex-grow:([\d.]+)'", page.data)
    assert looks == [("r-0", "20.0"), ("r-2", "40.0"), ("r-4", "30.0"), ("p-unsure apart", "10.0")]
    assert "Rarely: <span class=of>40 of 100 (40 %)" in plain(page)
    assert "100 answered" in page.data


def test_the_upper_two_say_that_their_base_is_another():
    page = plain(scales.scale_bars(tallies_of(all=[20, 40, 30, 10]), scales_of(), QUESTIONS, STUDY))
    said = "“Never” and “Rarely” together: 60 of 90 (67 %), 95 % interval 60–73 %"
    assert f"{said}, of those who knew an answer." in page


def test_a_center_stands_above_all_centers():
    page = plain(scales.scale_bars(tallies_of(all=[20, 40, 30, 10], a=[3, 5, 4, 8]),
                                   SCALES.empty(), QUESTIONS, STUDY, group="a"))  # fmt: skip
    assert page.index("<b>Here</b> <span>20 answered") < page.index("<b>All Centers</b>")


def test_hidden_choices_are_one_hatched_part_that_says_which():
    table = tallies_of(all=[20, 40, 30, 10], a=[12, None, 4, None])
    table.loc[table["group"] == "a", "base"] = 20
    table.loc[(table["group"] == "a") & table["n"].notna(), "share"] = [0.6, 0.2]
    page = plain(scales.scale_bars(table, SCALES.empty(), QUESTIONS, STUDY, group="a"))
    here = page.split("<b>All Centers</b>")[0]
    assert "Rarely and Don&#39;t know: <span class=of>hidden" in here
    assert "class='s-suppressed' style='flex-grow:20.0'" in here
    assert "4 of 20 (20 %)" in here


def test_a_center_with_too_few_answers_has_a_hatched_bar_and_words():
    table = tallies_of(all=[20, 40, 30, 10], a=[None] * 4)
    page = plain(scales.scale_bars(table, scales_of(group="a", suppressed=True, n=None, base=None),
                                   QUESTIONS, STUDY, group="a"))  # fmt: skip
    assert "too few answers to show (under 10)" in page
    assert "0 of" not in page.split("<b>All Centers</b>")[0]


def test_a_survey_without_scales_says_so():
    closed = QUESTIONS.assign(kind="single")
    page = scales.scale_bars(tallies_of(all=[2, 4, 3, 1]), SCALES.empty(), closed, STUDY)
    assert "class=note" in page.data


def test_there_is_no_mean_of_words():
    page = plain(scales.scale_bars(tallies_of(all=[20, 40, 30, 10]), scales_of(), QUESTIONS, STUDY))
    assert "mean" not in page
    assert "average" not in page
