"""compare_shares: a difference of two shares, its interval and its test."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom

from sopgap.survey.inference.adjustment import adjust
from sopgap.survey.inference.differences import compare_many, compare_shares

REFERENCE = json.loads(
    (Path(__file__).parents[2] / "reference/comparisons.json").read_text(encoding="utf-8")
)


def compare(k, n, other_k, other_n, staff=np.nan, other_staff=np.nan):
    cells = (np.atleast_1d(x).astype(float) for x in (k, n, other_k, other_n))
    return compare_shares(*cells, staff=staff, other_staff=other_staff)


def test_the_statistic_is_that_of_r():
    (k, other_k), (n, other_n) = REFERENCE["prop_test"]["k"], REFERENCE["prop_test"]["n"]
    result = compare(k, n, other_k, other_n)
    assert result.statistic[0] == pytest.approx(REFERENCE["prop_test"]["stat"], abs=1e-9)
    assert result.p[0] == pytest.approx(REFERENCE["prop_test"]["p"], abs=1e-9)
    # R's interval is Wald's, from the estimated variance; ours lies close to it at such counts.
    assert [result.low[0], result.high[0]] == pytest.approx(REFERENCE["prop_test"]["ci"], abs=6e-3)


def test_pairs_of_centers_agree_with_r():
    cells = pd.DataFrame(REFERENCE["cells"])
    counts = pd.DataFrame(cells["n"].tolist(), columns=["no", "yes"]).groupby(cells["center"]).sum()
    one, two, p, adjusted = zip(*REFERENCE["pairwise"], strict=True)
    yes, base = counts["yes"], counts.sum(axis=1)
    result = compare(yes[list(one)], base[list(one)], yes[list(two)], base[list(two)])
    assert len(p) == 45
    assert result.p.tolist() == pytest.approx(p, abs=1e-9)
    assert adjust(result.p).tolist() == pytest.approx(adjusted, abs=1e-9)


def test_the_interval_leaves_zero_out_exactly_where_p_is_small():
    rng = np.random.default_rng(0)
    staff, other_staff = rng.integers(5, 200, 5000), rng.integers(50, 5000, 5000)
    n, other_n = rng.integers(1, staff + 1), rng.integers(2, other_staff + 1)
    k, other_k = rng.integers(0, n + 1), rng.integers(0, other_n + 1)
    result = compare(k, n, other_k, other_n, staff, other_staff)
    tested = ~np.isnan(result.p) & ~np.isnan(result.low)
    assert tested.sum() > 4900
    outside = (result.low > 0) | (result.high < 0)
    assert ((result.p < 0.05) == outside)[tested].all()
    assert (result.low <= result.difference)[tested].all()
    assert (result.high >= result.difference)[tested].all()


def coverage(sizes, shares):
    """The chance that the interval holds the truth: ours, and Wald's from the estimated variance.

    Every sample of n of the staff beside every one of the others, each by its own chance.
    """
    (staff, n), (other_staff, other_n) = sizes
    true, other_true = round(shares[0] * staff), round(shares[1] * other_staff)
    k, other_k = (x.ravel() for x in np.meshgrid(np.arange(n + 1), np.arange(other_n + 1)))
    chance = hypergeom.pmf(k, staff, true, n)
    chance *= hypergeom.pmf(other_k, other_staff, other_true, other_n)
    size = np.ones(len(k))
    result = compare(k, n * size, other_k, other_n * size, staff * size, other_staff * size)
    truth = true / staff - other_true / other_staff
    held = (result.low <= truth + 1e-9) & (truth - 1e-9 <= result.high)
    p, q = k / n, other_k / other_n
    error = np.sqrt((1 - n / staff) * p * (1 - p) / (n - 1)
                    + (1 - other_n / other_staff) * q * (1 - q) / (other_n - 1))  # fmt: skip
    return chance[held].sum(), chance[np.abs(p - q - truth) <= 1.96 * error + 1e-9].sum()


@pytest.mark.parametrize("shares", [(0.0, 0.3), (0.1, 0.5), (0.95, 0.5), (0.3, 0.3)])
def test_the_interval_holds_the_truth_as_often_as_it_says(shares):
    assert coverage(((40, 10), (200, 60)), shares)[0] > 0.93


def test_near_one_it_holds_where_the_usual_interval_collapses():
    ours, walds = coverage(((20, 10), (1000, 400)), (0.95, 0.5))
    assert ours > 0.95
    assert walds < 0.7


def test_swapping_the_groups_turns_the_sign():
    one, two = compare(3, 20, 40, 90, 50, 300), compare(40, 90, 3, 20, 300, 50)
    assert one.difference[0] == -two.difference[0]
    assert one.low[0] == pytest.approx(-two.high[0], abs=1e-9)
    assert one.p[0] == pytest.approx(two.p[0], rel=1e-9)


def test_one_census_fixes_its_share():
    result = compare(5, 10, 30, 100, 10, 400)
    assert result.high[0] <= 0.5
    assert result.low[0] > -0.5
    assert 0 < result.p[0] < 1


def test_a_census_of_nobody_and_somebody_elsewhere_differ_for_certain():
    result = compare(0, 10, 1, 20, 10, 100)
    assert result.p[0] == 0
    assert np.isnan(result.statistic[0])


def test_fewer_staff_than_answers_cannot_be_meant():
    result, endless = compare(5, 10, 30, 100, 8, 90), compare(5, 10, 30, 100)
    assert result.p[0] == endless.p[0]


def test_nobody_asked_is_blank_and_not_an_error():
    result = compare([0, 0], [0, 5], [1, 0], [3, 7])
    assert np.isnan(result.difference[0])
    assert np.isnan([result.low[0], result.high[0], result.p[0], result.p[1]]).all()


def test_many_groups_of_two_are_the_pair():
    k, n, staff = np.array([[5.0, 30.0]]), np.array([[10.0, 100.0]]), np.array([[40.0, 300.0]])
    statistic, df, p = compare_many(k, n, staff)
    pair = compare(5, 10, 30, 100, 40, 300)
    assert (statistic[0], p[0]) == (pytest.approx(pair.statistic[0]), pytest.approx(pair.p[0]))
    assert df[0] == 1


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("benjamini-hochberg", "BH"), ("benjamini-yekutieli", "BY"), ("holm", "holm"),
     ("hochberg", "hochberg"), ("bonferroni", "bonferroni")],
)  # fmt: skip
def test_adjusted_p_values_agree_with_r_in_any_order(ours, theirs):
    p, expected = np.array(REFERENCE["padjust"]["p"]), np.array(REFERENCE["padjust"][theirs])
    assert adjust(p, ours).tolist() == pytest.approx(expected.tolist(), abs=1e-9)
    mixed = np.random.default_rng(1).permutation(len(p))
    assert adjust(p[mixed], ours).tolist() == pytest.approx(expected[mixed].tolist(), abs=1e-9)


def test_rows_without_a_test_do_not_count_in_the_family():
    assert adjust(np.array([0.02, np.nan, 0.04]), "bonferroni").tolist()[::2] == [0.04, 0.08]
    assert np.isnan(adjust(np.array([np.nan]))).all()
    assert len(adjust(np.array([]))) == 0
