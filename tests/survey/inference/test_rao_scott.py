"""Rao and Scott's tests against R's survey::svychisq."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sopgap import InputError
from sopgap.survey.inference.rao_scott import pearson, rao_scott, rao_scott_counts, rao_scott_shares

REFERENCE = json.loads(
    (Path(__file__).parents[2] / "reference/comparisons.json").read_text(encoding="utf-8")
)
CELLS = pd.DataFrame(REFERENCE["cells"])
CENTERS, TITLES = sorted(set(CELLS["center"])), sorted(set(CELLS["title"]))
STAFF = np.array([REFERENCE["staff"][center] for center in CENTERS])


def counts() -> np.ndarray:
    """Centers x titles x (0, 1) of question q1."""
    out = np.zeros((len(CENTERS), len(TITLES), 2))
    for row in CELLS.itertuples():
        out[CENTERS.index(row.center), TITLES.index(row.title)] = row.n
    return out


def own_strata(table: np.ndarray) -> np.ndarray:
    out = np.zeros((len(table), *table.shape))
    out[range(len(table)), range(len(table))] = table
    return out


def assert_agrees(result, expected: dict, rel: float) -> None:
    assert result.f == pytest.approx(expected["F"], rel=rel)
    assert result.chisq == pytest.approx(expected["Chisq"], rel=rel)
    assert result.wald == pytest.approx(expected["Wald"], rel=rel)
    assert result.adjusted_wald == pytest.approx(expected["adjWald"], rel=rel)


def test_a_simple_sample_agrees_with_r():
    table = counts().sum(axis=1)[None]
    assert_agrees(rao_scott_counts(table, np.array([1052])), REFERENCE["simple"], 1e-9)


def test_groups_that_are_strata_agree_with_r():
    table = own_strata(counts().sum(axis=1))
    assert_agrees(rao_scott_counts(table, STAFF), REFERENCE["stratified_center"], 1e-9)


def test_groups_across_strata_agree_with_r():
    assert_agrees(rao_scott_counts(counts(), STAFF), REFERENCE["stratified_title"], 1e-9)


def test_raked_weights_agree_with_r():
    """The residuals that R takes for raked weights: on both margins, each person counting once."""
    people = CELLS.loc[np.repeat(CELLS.index, CELLS["n"].map(sum))].reset_index(drop=True)
    answer = np.concatenate([np.repeat([0, 1], n) for n in CELLS["n"]])
    weight, n = people["weight"].to_numpy(), len(people)
    column = people["title"].map(TITLES.index).to_numpy() * 2 + answer
    chosen = np.eye(6)[column]
    cells = weight @ chosen / weight.sum()
    scores = (chosen - cells) / weight.sum()
    margins = pd.get_dummies(people[["center", "title"]]).to_numpy(dtype=float)
    scores -= margins @ np.linalg.lstsq(margins, scores, rcond=None)[0]
    scores *= weight[:, None]
    covariance = n / (n - 1) * scores.T @ scores
    result = rao_scott(cells.reshape(3, 2), covariance, n=n, df=n - 1)
    assert_agrees(result, REFERENCE["raked_title"], 1e-5)
    assert result.f[0] == pytest.approx(REFERENCE["raked_title"]["F"][0], abs=1e-6)
    assert result.f[3] == pytest.approx(REFERENCE["raked_title"]["F"][3], abs=1e-6)
    assert result.chi_square == pytest.approx(REFERENCE["raked_title"]["Chisq"][0], abs=1e-9)


def test_pearsons_test_and_residuals_agree_with_r():
    result, expected = pearson(counts().sum(axis=1)), REFERENCE["plain"]
    assert result.statistic == pytest.approx(expected["statistic"], abs=1e-9)
    assert (result.df, result.p) == (9, pytest.approx(expected["p"], abs=1e-9))
    assert result.expected.min() == pytest.approx(expected["expected_min"], abs=1e-9)
    for i, center in enumerate(CENTERS):
        for j in (0, 1):
            residual = expected["residuals"][f"{center} {j}"]
            assert result.residuals[i, j] == pytest.approx(residual, abs=1e-9)


def test_the_short_form_is_the_long_one():
    rng = np.random.default_rng(3)
    n = rng.integers(2, 40, 7)
    k = rng.integers(0, n + 1)
    k[0], k[1] = 0, n[1]  # nobody, and everybody
    staff = n + rng.integers(1, 50, 7)
    long = rao_scott_counts(own_strata(np.column_stack([k, n - k])), staff).f
    short = rao_scott_shares(k[None].astype(float), n[None].astype(float), staff[None])
    assert [float(x[0]) for x in short] == pytest.approx(long, rel=1e-9)


def test_many_questions_are_tested_as_each_by_itself():
    k = np.array([[5.0, 9.0, 3.0], [2.0, 8.0, np.nan]])
    n = np.array([[20.0, 20.0, 20.0], [20.0, 20.0, np.nan]])
    staff = np.array([[50.0, 50.0, 50.0], [np.nan, 50.0, 50.0]])
    both = rao_scott_shares(k, n, staff)
    for i in (0, 1):
        one = rao_scott_shares(k[[i]], n[[i]], staff[[i]])
        assert [x[i] for x in both] == [x[0] for x in one]
    # The second question's staff is not known at one group: one simple sample of two groups.
    assert both[1][1] == 1
    assert both[2][1] == 39


def test_a_census_has_no_test():
    table = own_strata(np.array([[3, 7], [5, 5]]))
    assert np.isnan(rao_scott_counts(table, np.array([10, 10])).f).all()
    assert np.isnan(rao_scott_shares(*np.array([[[3.0, 5]], [[10, 10]], [[10, 10]]]))[3]).all()


def test_where_all_chose_alike_there_is_no_test():
    assert np.isnan(rao_scott_counts(np.array([[[3, 0], [5, 0]]])).f).all()
    assert np.isnan(rao_scott_shares(*np.array([[[10.0, 10]], [[10, 10]], [[20, 20]]]))[3]).all()


def test_a_stratum_of_one_answer_and_one_over_its_staff_are_named():
    table = own_strata(np.array([[1, 0], [5, 7]]))
    with pytest.raises(InputError) as raised:
        rao_scott_counts(table, np.array([4, 10]))
    assert len(raised.value.problems) == 2
