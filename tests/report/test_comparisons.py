"""comparisons.py: the effect first, then what chance makes of it."""

import pandas as pd

from sopgap.report import comparisons
from sopgap.tables import COMPARISONS
from tests.report.given import plain

STUDY = {"min_base": 10, "labels": {"center": "Center"}}
CENTERS = pd.DataFrame({"center": ["a", "b"], "name": ["Alpha", "<i>Beta"]})
QUESTIONS = pd.DataFrame(
    {
        "question_id": ["q1", "q11", "q2"],
        "wording": ["Is there <b> a rule?", "And eleven?", "How long?"],
        "dont_know": ["", "", "Not sure"],
    }
)


def row(name, kind="center-rest", **changes):
    return {
        "comparison_id": name, "family": kind, "kind": kind, "question_id": "q1", "choice": "No",
        "group": "a", "against": "rest", "n": 33, "base": 46, "other_n": 215, "other_base": 398,
        "difference": 33 / 46 - 215 / 398, "low": 0.03, "high": 0.31, "statistic": 5.4, "df": 1,
        "p": 0.02, "p_adjusted": 0.12, "differs": False, "method": "score test",
        "suppressed": False,
    } | changes  # fmt: skip


BLANK = dict.fromkeys(["n", "base", "other_n", "other_base", "difference", "low", "high",
                       "statistic", "df", "p", "p_adjusted"])  # fmt: skip


def table(*rows):
    return COMPARISONS.check(pd.DataFrame(list(rows)))


def shown(comparison_table, group="a"):
    return plain(
        comparisons.show_comparisons(comparison_table, QUESTIONS, CENTERS, STUDY, group=group)
    )


def test_the_effect_stands_before_the_test():
    page = shown(table(row("c1")))
    assert page.index("+18 points (3 to 31)") < page.index("p 0.020, adjusted 0.120")
    assert "33 of 46 (72 %) against 215 of 398 (54 %)" in page


def test_an_interval_without_zero_is_no_difference_after_the_correction():
    page = shown(table(row("c1")))
    assert "No difference between this Center and the other Centers can be told from chance" in page
    assert "so it is not enough that an interval leaves out zero" in page


def test_a_center_shows_its_own_rows_and_the_whole_family_s_number():
    page = shown(table(row("c1", differs=True, p_adjusted=0.01), row("c2", group="b"),
                       row("c3", group="b", question_id="q2")))  # fmt: skip
    assert "In 1 of 1 answer compared, this Center differs" in page
    assert "Each Center with the others</b>: 3 differences compared" in page
    assert "1 of them differs" in page
    assert "How long?" not in page


def test_a_hidden_row_shows_no_figure_in_any_place():
    hidden = row("c1", suppressed=True, **BLANK)
    for group in ("a", "all"):
        page = shown(table(hidden), group)
        assert page.count("which is not told.") == 1
        assert "points" not in page.replace("percentage points", "")


def test_what_was_not_tested_says_why_and_keeps_its_difference():
    exact = row("c1", method="none: everybody answered, the difference is exact", p=None,
                p_adjusted=None, statistic=None, df=None, low=None, high=None)  # fmt: skip
    page = shown(table(exact))
    assert "not tested: everybody answered" in page
    assert "+18 points" in page
    assert "none of 1 tested, because everybody answered" in page
    assert "Too few" not in page
    assert "Everybody answered: what sets this Center apart" in page
    assert "Benjamini" not in page
    assert "with its 95 % interval" not in page
    assert "line: its interval" not in page


def test_the_overview_tells_groups_positions_and_pairs():
    page = shown(table(
        row("o1", "centers", group="", against="", difference=None, low=None, high=None,
            statistic=12.77, df=8.5, df2=3676.0, p=0.0002, p_adjusted=0.0004, differs=True),
        row("o2", "positions", group="", against="", difference=None, low=None, high=None),
        row("c1", differs=True), row("c2", group="b"),
        row("p1", "position-rest", group="Entry specialist", differs=True),
        row("i1", "items", group="all", against="q11=Yes"),
    ), "all")  # fmt: skip
    assert (
        "More than chance explains: 1 of 1 test over all Centers at once; 1 of 2 differences"
        " between one Center and the others;" in page
    )
    assert "declared differences" not in page
    assert "p under 0.001; F 12.77 on 8.5 and 3,676 degrees of freedom" in page
    assert "taken together" not in page
    assert "<b>Alpha</b>, against the others" in page
    assert "<b>Entry specialist</b>, against the others" in page
    assert "against q11. And eleven?" in page
    assert "Every comparison (6)" in page
    assert "&lt;i&gt;Beta" in page
    assert "<i>Beta" not in page


def test_nothing_that_differs_is_a_plain_sentence():
    page = shown(table(row("c1"), row("c2", group="b")), "all")
    assert "No difference can be told from chance" in page


def test_groups_that_are_hidden_are_said_to_be_pooled():
    whole = row("o1", "centers", group="", against="", difference=None, low=None, high=None,
                statistic=12.77, df=8.5, df2=3676.0)  # fmt: skip
    dark = [row(f"c{i}", group=f"x{i}", suppressed=True, **BLANK) for i in range(3)]
    other = row("c9", group="y", question_id="q2", suppressed=True, **BLANK)
    page = shown(table(whole, *dark, other), "all")
    assert "3 Centers whose counts are hidden are taken together" in page
    assert "none of 4 tested, because counts are hidden" in page


def test_the_declared_family_stands_apart_with_its_number_of_tests():
    declared = {"compare": [["q1", "No"]], "pairs": [[["q1", "No"], ["q11", "Yes"]]]}
    rows = table(row("c1"), row("c2", group="b", suppressed=True, **BLANK),
                 row("i1", "items", group="all", against="q11=Yes"))  # fmt: skip
    page = plain(comparisons.show_comparisons(rows, QUESTIONS, CENTERS,
                                              STUDY | {"declared": declared}))  # fmt: skip
    part = page.split("<section class=declared>")[1].split("</section>")[0]
    assert "As study.toml declares them" in part
    assert "q1. Is there &lt;b&gt; a rule? <b>→ No</b>" in part
    assert "against q11. And eleven? <b>→ Yes</b>" in part
    assert "That makes 3 comparisons in 2 families, one line each; 2 were tested." in part
    assert "Benjamini and Hochberg" in page.split("</section>")[1]
    assert "<section class=declared>" not in shown(rows)  # not on a Center's page


def test_what_nobody_declared_is_not_said_to_be():
    page = shown(table(row("c1"), row("c2", group="b")), "all")
    assert "The study declares none" in page
    assert page.count("<li>q1. Is there &lt;b&gt; a rule? <b>→ No</b></li>") == 1


def test_a_census_is_exact_and_no_chance_is_spoken_of():
    exact = {
        "method": "none: everybody answered, the difference is exact",
        "p": None,
        "p_adjusted": None,
        "statistic": None,
        "df": None,
        "low": None,
        "high": None,
    }
    page = shown(table(row("c1", **exact), row("c2", group="b", suppressed=True, **BLANK)), "all")
    assert "Everybody answered: the differences are exact" in page
    assert "told from chance" not in page
    assert "1 of them because counts are hidden, 1 of them because everybody answered" in page


def test_no_comparison_is_a_sentence():
    assert "class=note" in shown(COMPARISONS.empty())
    assert "class=note" in shown(table(row("c1", group="b")))
