"""compare_items: two items of the same people."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sopgap import InputError, read_survey
from sopgap.survey.inference.paired import compare_items, mcnemar

REFERENCE = json.loads(
    (Path(__file__).parents[2] / "reference/comparisons.json").read_text(encoding="utf-8")
)
QUESTIONS = """question_id,wording,kind,choices,dont_know,asked_if
q1,A rule?,single,Yes|No|Unsure,Unsure,
q2,A form?,single,Yes|No,,
m,Which?,multi,pen|ink,,
o,Why?,open,,,
c,And then?,single,Yes|No,,q1=Yes
"""
PAIR = (("q1", "Yes"), ("q2", "Yes"))


def survey(tmp_path, answers, staff=0):
    """A survey of one Center: `answers` is {(q1, q2, m): people}."""
    (tmp_path / "questions.csv").write_text(QUESTIONS)
    cells = [cell for cell, n in answers.items() for _ in range(n)]
    rows = [f"r{i},a,x,yes,{one},{two},{ticks},,\n" for i, (one, two, ticks) in enumerate(cells)]
    header = "respondent_id,center,position,complete,q1,q2,m,o,c\n"
    (tmp_path / "responses.csv").write_text(header + "".join(rows))
    if staff:
        (tmp_path / "frame.csv").write_text(f"center,position,staff\na,x,{staff}\n")
    return read_survey(tmp_path)


def cross(both, first, second, neither):
    return {("Yes", "Yes", ""): both, ("Yes", "No", ""): first, ("No", "Yes", ""): second,
            ("No", "No", ""): neither}  # fmt: skip


def test_the_statistic_is_that_of_r():
    result = mcnemar(101, *REFERENCE["mcnemar"]["discordant"], 33)
    assert result.statistic == pytest.approx(REFERENCE["mcnemar"]["stat"], abs=1e-9)
    assert result.p == pytest.approx(REFERENCE["mcnemar"]["p"], abs=1e-9)


def test_who_answered_both_is_the_base(tmp_path):
    cells = cross(20, 15, 5, 10) | {("Yes", "", ""): 4, ("", "No", ""): 6}
    row = compare_items(survey(tmp_path, cells), [PAIR]).iloc[0]
    assert row[["n", "base", "other_n", "other_base"]].tolist() == [35, 50, 25, 50]
    assert row[["only_first", "only_second"]].tolist() == [15, 5]
    assert row["difference"] == pytest.approx(0.2)
    assert row["statistic"] == pytest.approx(100 / 20)
    assert (row["kind"], row["group"], row["against"]) == ("items", "all", "q2=Yes")
    assert row["method"] == "McNemar's test"


def test_the_corrected_and_the_exact_test(tmp_path):
    made = survey(tmp_path, cross(20, 15, 5, 10), staff=90)
    corrected = compare_items(made, [PAIR], test="corrected").iloc[0]
    assert corrected["statistic"] == pytest.approx(81 / 20)
    exact = compare_items(made, [PAIR], test="exact").iloc[0]
    assert exact["p"] == pytest.approx(2 * sum_of_tail(5, 20))
    score = compare_items(made, [PAIR]).iloc[0]
    assert score["method"] == "McNemar's test, finite population"
    assert score["statistic"] == pytest.approx(100 / 20 * 89 / 40)
    assert score["p"] < corrected["p"] and score["p"] < exact["p"]


def sum_of_tail(k, n):
    from math import comb

    return sum(comb(n, i) for i in range(k + 1)) / 2**n


def test_the_interval_leaves_zero_out_exactly_where_p_is_small():
    rng = np.random.default_rng(0)
    for both, first, second, neither in rng.integers(0, 30, (300, 4)):
        if first + second == 0:
            continue
        staff = float(both + first + second + neither + rng.integers(1, 200))
        result = mcnemar(both, first, second, neither, staff=staff)
        assert (result.p < 0.05) == (result.low > 0 or result.high < 0)
        assert result.low <= result.difference <= result.high


def test_the_interval_of_a_known_example():
    """Tango (1998), table I: 43 of 44 patients alike, one apart."""
    result = mcnemar(43, 0, 1, 0)
    assert (result.low, result.high) == (
        pytest.approx(-0.118, abs=5e-4), pytest.approx(0.060, abs=1e-3)
    )  # fmt: skip


def test_a_cell_under_the_minimum_hides_the_row(tmp_path):
    for i, cells in enumerate([(20, 15, 2, 10), (20, 15, 5, 2), (2, 5, 5, 5), (20, 15, 0, 10)]):
        folder = tmp_path / str(i)
        folder.mkdir()
        row = compare_items(survey(folder, cross(*cells)), [PAIR]).iloc[0]
        assert row["suppressed"]
        figures = ["n", "base", "other_n", "other_base", "only_first", "only_second"]
        assert row[[*figures, "difference", "low", "high", "statistic", "p"]].isna().all()
        assert not row["differs"]


def test_those_who_answered_only_one_question_are_not_told_by_subtraction(tmp_path):
    """All who said Yes to q1 are published, and so would be those of them who answered q2."""
    cells = cross(20, 15, 5, 10) | {("Yes", "", ""): 1}
    assert compare_items(survey(tmp_path, cells), [PAIR])["suppressed"].all()


def test_several_pairs_together_tell_no_smaller_cell(tmp_path):
    """q1=Yes and q1=No beside q2=Yes leave by subtraction who was unsure and said Yes to q2."""
    cells = cross(20, 15, 5, 10) | {("Unsure", "Yes", ""): 1, ("Unsure", "No", ""): 9}
    made = survey(tmp_path, cells)
    one, other = PAIR, (("q1", "No"), ("q2", "Yes"))
    assert not compare_items(made, [one])["suppressed"].any()
    assert not compare_items(made, [other])["suppressed"].any()
    assert compare_items(made, [one, other])["suppressed"].all()
    assert compare_items(made, [one, other], min_count=1)["suppressed"].tolist() == [False] * 2


def test_dont_know_is_in_the_base(tmp_path):
    cells = cross(20, 15, 5, 10) | {("Unsure", "Yes", ""): 3}
    row = compare_items(survey(tmp_path, cells), [PAIR]).iloc[0]
    assert row[["base", "only_second"]].tolist() == [53, 8]


def test_a_tick_of_a_multi_select_is_an_item(tmp_path):
    cells = {("Yes", "", "pen|ink"): 9, ("Yes", "", "ink"): 4, ("No", "", "pen"): 3,
             ("No", "", "none"): 8, ("No", "", "ink"): 3}  # fmt: skip
    made = survey(tmp_path, cells)
    row = compare_items(made, [(("m", "pen"), ("q1", "Yes"))]).iloc[0]
    assert row[["n", "base", "other_n", "only_first", "only_second"]].tolist() == [12, 27, 13, 3, 4]
    two = compare_items(made, [(("m", "pen"), ("m", "ink"))]).iloc[0]
    assert two[["n", "other_n", "only_first", "only_second"]].tolist() == [12, 16, 3, 7]


def test_a_pair_that_never_differs_has_no_test(tmp_path):
    made = survey(tmp_path, cross(20, 0, 0, 10))
    assert compare_items(made, [PAIR])["suppressed"].all()  # empty cells are small cells
    result = mcnemar(20, 0, 0, 10)
    assert np.isnan(result.p) and result.difference == 0
    assert result.low < 0 < result.high


def test_a_census_has_no_test(tmp_path):
    row = compare_items(survey(tmp_path, cross(20, 15, 5, 10), staff=50), [PAIR]).iloc[0]
    assert row["difference"] == pytest.approx(0.2)
    assert pd.isna(row["p"])
    assert row["method"] == "none: everybody answered, the difference is exact"


def test_the_pairs_are_one_family(tmp_path):
    made = survey(tmp_path, cross(20, 15, 5, 10))
    table = compare_items(made, [PAIR, (("q1", "No"), ("q2", "No"))], family="rules")
    assert table["family"].tolist() == ["rules", "rules"]
    assert table["p_adjusted"].tolist() == pytest.approx(table["p"].tolist())
    assert table["comparison_id"].is_unique


def test_every_wrong_pair_is_named(tmp_path):
    made = survey(tmp_path, cross(5, 5, 5, 5))
    pairs = [PAIR, PAIR[::-1], (("o", "x"), ("q1", "Yess")), (("q2", "No"), ("q2", "No"))]
    with pytest.raises(InputError) as raised:
        compare_items(made, pairs, test="t", adjustment="x", level=0, min_count=0)
    assert len(raised.value.problems) == 8


def test_a_question_put_only_by_the_answer_to_the_other_is_refused(tmp_path):
    made = survey(tmp_path, cross(20, 15, 5, 10))
    for pair in [(("q1", "Yes"), ("c", "No")), (("c", "No"), ("q1", "Yes"))]:
        with pytest.raises(InputError, match="'c' is put only to some, by their answers to 'q1'"):
            compare_items(made, [pair])
    compare_items(made, [(("q2", "Yes"), ("c", "No"))])  # of those to whom both were put


def test_no_pairs_make_an_empty_table(tmp_path):
    assert compare_items(survey(tmp_path, cross(1, 1, 1, 1)), []).empty
