"""interval and its parts: against R, against counting by hand, and on odd counts."""

import json
from fractions import Fraction
from math import comb
from time import perf_counter

import numpy as np
import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.survey.inference.intervals import (
    hypergeometric,
    interval,
    korn_graubard,
    sample_size,
    wilson,
)
from sopgap.vocabulary import INTERVALS

CLOSED = 1e-9


@pytest.fixture(scope="module")
def reference(root):
    return json.loads((root / "tests" / "reference" / "published_items.json").read_text())


@pytest.fixture(scope="module")
def items(reference):
    return pd.DataFrame(reference["items"])


def same(found, expected):
    low, high = found
    expected = np.stack(expected.to_list())
    assert len(low) == 7
    assert np.abs(low - expected[:, 0]).max() < CLOSED
    assert np.abs(high - expected[:, 1]).max() < CLOSED


@pytest.mark.parametrize("staff", ["fpc", "nofpc"])
@pytest.mark.parametrize(
    ("column", "options"),
    [
        ("wilson_{}", {}),
        ("wilson_{}_dfInf", {"quantile": "z"}),
        ("beta_{}", {"method": "korn-graubard"}),
    ],
)
def test_the_published_items_have_the_intervals_of_r(items, staff, column, options):
    known = items["N"] if staff == "fpc" else np.nan
    same(interval(items["k"], items["n"], known, **options), items[column.format(staff)])


def test_on_the_plain_number_of_answers_they_are_score_and_clopper_pearson(items):
    share = items["k"] / items["n"]
    same(wilson(share, items["n"]), items["base_prop.test_nocc"])
    same(korn_graubard(share, items["n"], items["n"] - 1), items["base_binom.test_cp"])


def test_without_staff_the_exact_interval_is_clopper_pearson(items):
    found = interval(items["k"], items["n"], np.nan, method="hypergeometric")
    same(found, items["base_binom.test_cp"])


def test_the_exact_interval_is_a_person_within_the_known_helper_at_each_end(items):
    low, high = hypergeometric(items["k"], items["n"], items["N"])
    assert np.stack([low, high], axis=1).tolist() == items["hypergeom_counts"].tolist()
    helper = np.stack(items["samplingbook_exact_hypergeo_counts"].to_list())
    assert (low - helper[:, 0]).tolist() == [1] * 7
    assert (helper[:, 1] - high).tolist() == [1] * 7


def test_counts_of_people_have_the_intervals_of_base_r(reference):
    for counted in reference["census"].values():
        k, n = counted["k"], counted["n"]
        assert wilson(k / n, n) == pytest.approx(counted["binom_wilson"], abs=CLOSED)
        if "binom_cp" in counted:
            assert korn_graubard(k / n, n, n - 1) == pytest.approx(counted["binom_cp"], abs=CLOSED)


@pytest.mark.parametrize(("method", "name"), [("wilson", "wilson"), ("korn-graubard", "beta")])
def test_each_center_has_the_interval_of_r(designs, method, name):
    centers = pd.DataFrame(designs["stratified"]["by_center_ci"])
    low, high = interval(centers["k"], centers["n"], centers["N"], method=method)
    assert len(centers) == 10
    assert np.abs(low - centers[f"{name}.1"]).max() < CLOSED
    assert np.abs(high - centers[f"{name}.2"]).max() < CLOSED


def test_sample_sizes_are_those_of_r(designs):
    assert sample_size(0.03, 1052) == designs["sample_size"]["e03"]
    assert sample_size(0.05, 1052) == designs["sample_size"]["e05"]
    assert sample_size(0.05) == 385


def tail(k, n, staff, many):
    """P(X <= k) where `many` of the staff would choose it, exactly."""
    ways = sum(comb(many, i) * comb(staff - many, n - i) for i in range(k + 1) if i <= n)
    return Fraction(ways, comb(staff, n))


@pytest.mark.parametrize(("n", "staff", "level"), [(5, 12, 0.95), (9, 30, 0.9), (13, 14, 0.99)])
def test_the_exact_interval_holds_just_those_that_are_not_too_rare(n, staff, level):
    alpha = Fraction(1 - level) / 2
    for k in range(n + 1):
        fits = [
            many
            for many in range(k, staff - n + k + 1)
            if tail(k, n, staff, many) > alpha
            and 1 - (tail(k - 1, n, staff, many) if k else 0) > alpha
        ]
        low, high = hypergeometric(k, n, staff, level=level)
        assert (low, high) == (min(fits), max(fits))


@pytest.mark.parametrize(("n", "staff"), [(4, 28), (9, 30), (11, 80), (29, 30)])
def test_the_exact_interval_covers_at_least_as_often_as_it_says(n, staff):
    low, high = interval(np.arange(n + 1), n, staff, method="hypergeometric")
    for many in range(staff + 1):
        ways = [comb(many, k) * comb(staff - many, n - k) for k in range(n + 1)]
        inside = (low * staff <= many + 1e-9) & (high * staff >= many - 1e-9)
        assert sum(w for w, fits in zip(ways, inside, strict=True) if fits) >= 0.95 * comb(staff, n)


@pytest.mark.parametrize(("n", "staff"), [(444, 1052), (40, 100), (9, 38)])
def test_the_coverage_that_the_page_on_methods_states_is_true(root, n, staff):
    from scipy.stats import hypergeom

    page = (root / "docs" / "methods" / "error.md").read_text(encoding="utf-8")
    (line,) = [x for x in page.splitlines() if x.startswith(f"| {n:,} of {staff:,} |")]
    # The intervals are mirrored at one half, and so is what they cover: half of the M do.
    k, many = np.arange(n + 1), np.arange(staff // 2 + 1)[:, None]
    chance = hypergeom.pmf(k, staff, many, n)
    usual = many[:, 0] >= 0.05 * staff
    twice = np.where(2 * many[:, 0] == staff, 1, 2)
    for method, cell in zip(INTERVALS, line.split("|")[2:5], strict=True):
        low, high = interval(k, n, staff, method=method)
        inside = (many >= low * staff - 1e-9) & (many <= high * staff + 1e-9)
        covered = (chance * inside).sum(axis=1)
        mean = (covered * twice).sum() / (staff + 1)
        stated = f"{mean:.1%}; {covered[usual].min():.1%}".replace("%", " %")
        assert cell.strip() == stated


def test_a_million_staff_are_worked_out_at_once():
    low, high = hypergeometric([300_000, 3], [500_000, 10], 1_000_000)
    assert (high - low < np.array([2000, 700_000])).all() and (low <= [600_000, 300_000]).all()
    mirror = hypergeometric([200_000, 7], [500_000, 10], 1_000_000)
    assert (1_000_000 - mirror[1]).tolist() == low.tolist()
    shares = interval([3], [10], [1_000_000], method="hypergeometric")
    endless = interval([3], [10], [np.nan], method="hypergeometric")
    assert np.ravel(shares) == pytest.approx(np.ravel(endless), abs=1e-4)


@pytest.mark.parametrize("method", INTERVALS)
def test_a_census_and_a_single_answer_have_no_interval(method):
    low, high = interval([4, 1, 0, 0], [12, 1, 0, 1], [12, 9, 9, np.nan], method=method)
    assert np.isnan(low).all() and np.isnan(high).all()


@pytest.mark.parametrize("method", INTERVALS)
def test_counts_that_contradict_each_other_have_no_interval(method):
    low, high = interval([5, -1, 2, np.nan], [4, 9, 9, 9], [20, 20, 8, 20], method=method)
    assert np.isnan(low).all() and np.isnan(high).all()


@pytest.mark.parametrize("method", INTERVALS)
def test_nobody_and_everybody_have_one_end_that_is_known(method):
    low, high = interval([0, 30], [30, 30], [90, 90], method=method)
    assert low[0] == 0 and high[1] == 1
    assert low[1] == pytest.approx(1 - high[0], abs=1e-12)


@pytest.mark.parametrize("method", ["wilson", "korn-graubard"])
def test_the_other_end_is_the_one_sided_bound(method):
    effective = 29 / (1 - 30 / 90)
    high = interval([0], [30], [90], method=method)[1][0]
    assert high == pytest.approx(1 - 0.05 ** (1 / effective), abs=1e-12)


def test_the_exact_interval_keeps_half_of_the_chance_for_its_one_tail():
    many = round(interval([0], [30], [90], method="hypergeometric")[1][0] * 90)
    assert tail(0, 30, 90, many) > 0.025 >= tail(0, 30, 90, many + 1)
    low, high = interval([0, 30], [30, 30], np.nan, method="hypergeometric")
    assert high[0] == pytest.approx(1 - 0.025 ** (1 / 30), abs=1e-12)
    assert (low[0], low[1], high[1]) == (0, pytest.approx(1 - high[0]), 1)


@pytest.mark.parametrize("method", INTERVALS)
def test_an_interval_holds_its_share_and_stays_in_bounds(method):
    n = np.repeat(np.arange(2, 40), 41)
    k = np.minimum(np.tile(np.arange(41), 38), n)
    low, high = interval(k, n, 57, method=method)
    assert ((low >= 0) & (low <= k / n + 1e-12)).all()
    assert ((high <= 1) & (high >= k / n - 1e-12)).all()
    if method == "hypergeometric":  # it never claims what the answers rule out
        assert ((low * 57 > k - 1e-9) & (high * 57 < 57 - n + k + 1e-9)).all()


@pytest.mark.parametrize("method", INTERVALS)
def test_more_staff_or_more_level_never_narrows_an_interval(method):
    def width(staff, level):
        low, high = interval(7, 25, staff, level=level, method=method)
        return float(high - low)

    assert width(30, 0.95) < width(60, 0.95) < width(np.nan, 0.95)
    assert width(60, 0.8) < width(60, 0.95) < width(60, 0.999)


def test_columns_with_blanks_and_numbers_alone_are_taken():
    counts = pd.array([3, None], dtype="Int64")
    low, _ = interval(pd.Series(counts), counts * 3, np.nan)
    assert low[0] > 0 and np.isnan(low[1])
    assert float(interval(3, 9, 20)[0]) > 0
    assert [len(ends) for ends in interval([], [], [], method="hypergeometric")] == [0, 0]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"level": 1.0}, "not between 0 and 1"),
        ({"level": 0}, "not between 0 and 1"),
        ({"method": "wald"}, "use one of wilson, korn-graubard, hypergeometric"),
        ({"quantile": "normal"}, "use one of t, z"),
    ],
)
def test_options_that_are_not_allowed_are_named(options, said):
    with pytest.raises(InputError, match=said):
        interval([3], [9], [20], **options)


def test_the_exact_interval_takes_people_only_whole():
    with pytest.raises(InputError, match="not a whole number"):
        hypergeometric(2.5, 9, 20)


def test_a_sample_size_says_all_that_is_wrong_at_once():
    with pytest.raises(InputError) as error:
        sample_size(0, staff=0, share=1)
    assert len(error.value.problems) == 3


def test_a_hundred_thousand_rows_take_well_under_a_second():
    random = np.random.default_rng(0)
    n = random.integers(2, 2000, 100_000)
    k = random.integers(0, n + 1)
    interval([1], [4], [9]), interval([1], [4], [9], method="korn-graubard")  # imports
    for method in ("wilson", "korn-graubard"):
        start = perf_counter()
        low, _ = interval(k, n, n + 500, method=method)
        assert perf_counter() - start < 2  # 0.1 and 0.3 s, on a machine that does nothing else
        assert not np.isnan(low).any()
