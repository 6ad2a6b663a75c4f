"""Kappa, alpha and percent agreement against R and published examples."""

import json
from itertools import combinations
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import pytest

from sopgap import InputError
from sopgap.survey.inference.agreement import (
    MEASURES,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
)
from sopgap.survey.inference.coders import agree

REFERENCE = json.loads(
    (Path(__file__).parents[2] / "reference/agreement.json").read_text(encoding="utf-8")
)
GRID = np.array(REFERENCE["krippendorff"], dtype=float).T
# Fleiss prints how many raters gave each diagnosis: R's data stand in the order of diagnoses.
DIAGNOSES = np.array([np.repeat(np.arange(5), row) for row in REFERENCE["diagnoses"]], dtype=float)


def pair(both, first, second, neither):
    n = (both, first, second, neither)
    return np.repeat([1.0, 1, 0, 0], n), np.repeat([1.0, 0, 1, 0], n)


@pytest.mark.parametrize("measure", MEASURES)
def test_alpha_with_missing_codes_agrees_with_r(measure):
    result = krippendorff_alpha(GRID, measure=measure, draws=0)
    assert result.value == pytest.approx(REFERENCE["alpha"][measure], abs=1e-9)
    assert result.units == 11  # one unit was seen by one coder


def test_kappa_and_its_interval_agree_with_r():
    result, expected = cohen_kappa(DIAGNOSES[:, 0], DIAGNOSES[:, 1]), REFERENCE["kappa_12"]
    assert result.value == pytest.approx(expected["kappa"], abs=1e-9)
    assert [result.low, result.value, result.high] == pytest.approx(expected["ci"], abs=1e-9)
    assert ((result.high - result.low) / 2 / 1.959963984540054) ** 2 == pytest.approx(
        expected["var"], abs=1e-9
    )


def test_weighted_kappa_agrees_with_r():
    result = cohen_kappa(DIAGNOSES[:, 0], DIAGNOSES[:, 1], weights="quadratic")
    assert result.value == pytest.approx(REFERENCE["kappa_12"]["weighted"], abs=1e-9)
    linear = cohen_kappa(DIAGNOSES[:, 0], DIAGNOSES[:, 1], weights="linear")
    assert linear.value not in (result.value, pytest.approx(REFERENCE["kappa_12"]["kappa"]))


def test_with_two_codes_weights_change_nothing():
    plain = cohen_kappa(*pair(40, 9, 6, 45))
    for weights in ("linear", "quadratic"):
        assert cohen_kappa(*pair(40, 9, 6, 45), weights=weights) == pytest.approx((*plain[:5], ""))


def test_two_by_two_agrees_with_r():
    result, expected = cohen_kappa(*pair(40, 9, 6, 45)), REFERENCE["two_by_two"]
    assert result.value == pytest.approx(expected["kappa"], abs=1e-9)
    assert [result.low, result.high] == pytest.approx(expected["ci"], abs=1e-9)
    assert result.percent == expected["pct_agree"]
    assert 2 * result.percent - 1 == pytest.approx(expected["pabak"])
    alpha = krippendorff_alpha(np.column_stack(pair(40, 9, 6, 45)), draws=0)
    assert alpha.value == pytest.approx(REFERENCE["alpha_two_by_two"], abs=1e-9)


def test_a_rare_code_counts_the_units_that_nobody_coded():
    rare = REFERENCE["rare"]
    codes = pair(rare["both"], rare["only1"], rare["only2"], rare["neither"])
    result, alpha = cohen_kappa(*codes), krippendorff_alpha(np.column_stack(codes))
    assert result.value == pytest.approx(rare["kappa"], abs=1e-9)
    assert alpha.value == pytest.approx(rare["alpha"], abs=1e-9)
    assert result.percent == alpha.percent == rare["pct_agree"]
    assert result.low < 0 < result.high  # one unit in common proves nothing


def test_several_coders_agree_with_r():
    assert fleiss_kappa(DIAGNOSES) == pytest.approx(REFERENCE["fleiss"], abs=1e-9)
    assert fleiss_kappa(DIAGNOSES, exact=True) == pytest.approx(REFERENCE["fleiss_exact"], abs=1e-9)
    pairs = [
        cohen_kappa(DIAGNOSES[:, i], DIAGNOSES[:, j]).value for i, j in combinations(range(6), 2)
    ]
    assert np.mean(pairs) == pytest.approx(REFERENCE["light"], abs=1e-9)


def test_alpha_is_fleiss_kappa_less_its_small_sample_bias():
    alpha, n = krippendorff_alpha(DIAGNOSES, draws=0).value, DIAGNOSES.size
    assert 1 - alpha == pytest.approx((1 - REFERENCE["fleiss"]) * (n - 1) / n, abs=1e-9)


def test_where_all_codes_agree_on_one_both_are_undefined():
    assert np.isnan(krippendorff_alpha(np.ones((9, 3))).value)
    assert krippendorff_alpha(np.ones((9, 3))).note == "undefined: all codes are the same"
    assert krippendorff_alpha(np.ones((9, 3))).percent == 1
    result = cohen_kappa(np.ones(9), np.ones(9))
    assert np.isnan([result.value, result.low, result.high]).all()
    assert result.note.startswith("undefined")
    assert np.isnan(fleiss_kappa(np.ones((9, 3))))


def test_where_no_unit_was_seen_twice_both_are_undefined():
    grid = np.array([[1, np.nan], [np.nan, 2]])
    assert krippendorff_alpha(grid).note == "undefined: no unit was seen by two coders"
    assert cohen_kappa(*grid.T).note == "undefined: no unit was seen by both coders"
    assert krippendorff_alpha(np.zeros((0, 2))).units == 0


def test_one_coder_with_one_code_has_no_agreement_beyond_chance():
    result = cohen_kappa(np.ones(10), np.repeat([1.0, 2.0], 5))
    assert (result.value, result.percent) == (0, 0.5)


def test_perfect_agreement_has_no_width_and_says_so():
    codes = np.repeat([1.0, 2.0], 6)
    result = cohen_kappa(codes, codes)
    assert (result.value, result.low, result.high) == (1, 1, 1)
    assert "no width" in result.note


def test_the_bootstrap_repeats_with_its_seed_and_not_without():
    one, again = (krippendorff_alpha(GRID, seed=5, draws=200) for _ in range(2))
    other = krippendorff_alpha(GRID, seed=6, draws=200)
    assert one == again
    assert (one.low, one.high) != (other.low, other.high)
    assert one.low < one.value < one.high


def test_a_draw_is_the_alpha_of_the_units_drawn():
    """The weights of units stand for units that are there several times."""
    from sopgap.survey.inference.agreement import _alphas, _counts

    counts, values = _counts(GRID)
    counts = counts[counts.sum(axis=1) > 1]
    times = np.array([[2, 0, 1, 3, 1, 1, 0, 1, 2, 0, 0]])
    for measure in MEASURES:
        drawn = np.repeat(GRID[:11], times[0], axis=0)
        by_hand = krippendorff_alpha(drawn, measure=measure, draws=0).value
        assert _alphas(times, counts, values, measure)[0] == pytest.approx(by_hand, rel=1e-12)


def test_draws_of_one_code_are_left_out_and_counted():
    grid = np.zeros((6, 2))
    grid[0, 0] = 1
    result = krippendorff_alpha(grid, draws=300)
    lost = int(result.note.split()[0])
    assert 60 < lost < 140  # (5/6)^6 of the draws miss the one unit
    assert "left out" in result.note


def test_the_bootstrap_covers_a_known_alpha():
    """Coders who are right with chance .8, else guess among three: alpha is about .64."""
    rng, held = np.random.default_rng(11), 0
    for _ in range(60):
        truth = rng.integers(0, 3, 120)
        seen = np.where(rng.random((120, 3)) < 0.8, truth[:, None], rng.integers(0, 3, (120, 3)))
        result = krippendorff_alpha(seen, draws=200, seed=1)
        held += result.low <= 0.64 <= result.high
    assert held >= 52


def test_three_hundred_units_and_five_coders_take_a_moment():
    rng = np.random.default_rng(0)
    grid = rng.integers(0, 8, (300, 5)).astype(float)
    grid[rng.random(grid.shape) < 0.1] = np.nan
    start = perf_counter()
    for measure in MEASURES:
        krippendorff_alpha(grid, measure=measure, draws=1000)
    assert perf_counter() - start < 5


def test_wrong_grids_are_refused():
    for wrong in ({"measure": "x"}, {"draws": -1}):
        with pytest.raises(InputError):
            krippendorff_alpha(GRID, **wrong)
    with pytest.raises(InputError, match="negative"):
        krippendorff_alpha(-GRID, measure="ratio")
    with pytest.raises(InputError, match="no grid"):
        krippendorff_alpha(np.ones(3))
    with pytest.raises(InputError, match="infinite"):
        krippendorff_alpha(np.array([[1, np.inf]]))
    with pytest.raises(InputError, match="different values"):
        krippendorff_alpha(np.arange(600.0).reshape(300, 2), measure="interval")
    with pytest.raises(InputError, match="want"):
        fleiss_kappa(GRID)
    with pytest.raises(InputError, match="2 and 3 units"):
        cohen_kappa(np.ones(2), np.ones(3))
    with pytest.raises(InputError, match="weights"):
        cohen_kappa(np.ones(2), np.ones(2), weights="cubic")


def coded(text):
    """One line a unit; the coders' codes apart by |, several of one by +; `-`: not seen."""
    rows = []
    for i, line in enumerate(text.split()):
        for who, cell in zip("xyz", line.split("|"), strict=False):
            rows += [(f"u{i}", who, code) for code in cell.split("+") if code != "-"]
    return pd.DataFrame(rows, columns=["comment_id", "coder", "code"])


def test_codes_are_set_side_by_side():
    table = agree(coded("a|a a|b b|b b| |"), draws=100).set_index("code")
    assert table.index.tolist() == ["all", "a", "b"]
    assert table["units"].tolist() == [5, 5, 5]
    assert table["percent"].tolist() == pytest.approx([0.6, 0.8, 0.6])
    first, second = np.array([1, 1, 0, 0, 0.0]), np.array([1, 0, 0, 0, 0.0])
    assert table.loc["a", "kappa"] == pytest.approx(cohen_kappa(first, second).value)
    assert table.loc["a", "given"] == 3
    assert table["note"].eq("").sum() >= 1


def test_a_coder_may_give_several_codes_and_then_there_is_no_row_for_all():
    table = agree(coded("a+b|a b|b+a a|a b|b"), draws=0).set_index("code")
    assert table.index.tolist() == ["a", "b"]
    assert table["percent"].tolist() == [0.75, 0.75]


def test_units_that_a_coder_did_not_see_are_left_out_of_the_pair():
    table = agree(coded("a|a b|b b|- -|a a|b"), draws=0).set_index("code")
    assert table.loc["all", "units"] == 3
    assert table.loc["a", "given"] == 3


def test_three_coders_have_the_mean_kappa_of_their_pairs():
    table = agree(coded("a|a|a b|b|a b|b|b a|a|b a|b|-"), draws=0).set_index("code")
    assert table.loc["all", "coders"] == 3
    assert pd.isna(table.loc["all", "kappa_low"])
    xy, xz, yz = (cohen_kappa(*np.array(c, dtype=float)).value for c in (
        ([0, 1, 1, 0, 0], [0, 1, 1, 0, 1]), ([0, 1, 1, 0], [0, 0, 1, 1]),
        ([0, 1, 1, 0], [0, 0, 1, 1]),
    ))  # fmt: skip
    assert table.loc["all", "kappa"] == pytest.approx((xy + xz + yz) / 3)


def test_a_code_that_everybody_gave_everywhere_is_undefined_and_says_why():
    row = agree(coded("a|a a|a a|a")).set_index("code").loc["a"]
    assert row["percent"] == 1
    assert pd.isna(row["kappa"]) and pd.isna(row["alpha"])
    assert "kappa undefined" in row["note"] and "alpha undefined" in row["note"]


def test_a_blank_beside_a_code_of_the_same_coder_says_nothing():
    codes = coded("a|a b|b |a b|")
    blank = pd.DataFrame({"comment_id": ["u0"], "coder": ["x"], "code": [""]})
    more = pd.concat([codes, blank], ignore_index=True)
    pd.testing.assert_frame_equal(agree(more, draws=20), agree(codes, draws=20))


def test_numbers_have_distances():
    table = agree(coded("1|1 2|2 3|4 4|4 1|2"), measure="interval", draws=0)
    assert table["code"].tolist() == ["all"]
    grid = np.array([[1, 1], [2, 2], [3, 4], [4, 4], [1, 2.0]])
    expected = krippendorff_alpha(grid, measure="interval", draws=0).value
    assert table.loc[0, "alpha"] == pytest.approx(expected)


def test_agreement_does_not_hang_on_the_order_of_the_rows():
    codes = coded("a|a|a b|b|a b|b|b a|a|b a|b|- |a|")
    mixed = codes.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(agree(codes, draws=50), agree(mixed, draws=50))


def test_wrong_tables_of_codes_are_named():
    with pytest.raises(InputError) as raised:
        agree(pd.DataFrame({"unit": ["u"]}), measure="x")
    assert len(raised.value.problems) == 4
    with pytest.raises(InputError, match="fewer than two coders"):
        agree(coded("a a"))
    with pytest.raises(InputError, match="means all codes"):
        agree(coded("all|a"))
    with pytest.raises(InputError, match="no numbers"):
        agree(coded("a|a"), measure="ratio")
    with pytest.raises(InputError, match="name the coder"):
        agree(coded("a|a").assign(coder=["x", None]))
