"""Measure how far coders agree beyond chance: kappa and alpha, with percent agreement beside.

Codes stand in a grid of units x coders: a number a code, NaN where a coder did not see the unit.
That a coder saw a unit and gave no code is a code of its own: chance agreement is worked out over
all units, uncoded ones included.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sopgap.errors import InputError
from sopgap.survey.options import unknown_options

MEASURES = ("nominal", "ordinal", "interval", "ratio")
WEIGHTS = ("none", "linear", "quadratic")
BLOCK = 4_000_000  # numbers of the bootstrap that are held at once
MOST = 200  # different values of a measure with distances: each pair of them is weighed


class Agreement(NamedTuple):
    """A coefficient with its interval; NaN and the reason in `note` where it is undefined."""

    value: float
    low: float
    high: float
    percent: float
    units: int
    note: str = ""


def cohen_kappa(
    first: np.ndarray, second: np.ndarray, *, weights: str = "none", level: float = 0.95
) -> Agreement:
    """Return Cohen's kappa of two coders over the units that both saw.

    Expected agreement is that of the two coders' own margins over all units (Cohen 1960; weighted:
    1968). The interval is normal with the large-sample variance of Fleiss, Cohen and Everitt
    (1969), and no wider than -1 to 1; with few units it is too narrow.

    Parameters
    ----------
    first, second : array of number
        One code a unit; NaN where the coder did not see it. For weights, the codes' order is that
        of the numbers, and neighbours among the codes used are one step apart.
    weights : {"none", "linear", "quadratic"}
        How much a near miss counts for.
    level : float
        Confidence of the interval.

    Returns
    -------
    Agreement
        Undefined where both coders gave one and the same code to every unit: there is nothing
        that chance could have done otherwise.

    Raises
    ------
    InputError
        The option is not known, or the coders' lists are not of one length.

    Examples
    --------
    >>> first = np.repeat([0, 0, 1, 1], [40, 9, 6, 45])
    >>> second = np.repeat([0, 1, 0, 1], [40, 9, 6, 45])
    >>> result = cohen_kappa(first, second)
    >>> round(result.value, 6), round(result.low, 6), result.percent
    (0.699519, 0.55959, 0.85)
    >>> cohen_kappa(np.zeros(5), np.zeros(5)).note
    'undefined: both coders gave every unit the same code'
    """
    from scipy.stats import norm  # heavy, and only needed here

    if wrong := unknown_options(weights=(weights, WEIGHTS)):
        raise InputError(wrong)
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if a.shape != b.shape or a.ndim != 1:
        raise InputError(
            f"the coders' lists hold {a.size} and {b.size} units; give one code a unit"
        )
    seen = ~np.isnan(a) & ~np.isnan(b)
    a, b = a[seen], b[seen]
    n = len(a)
    if n == 0:
        return _undefined("no unit was seen by both coders")
    codes, places = np.unique(np.concatenate([a, b]), return_inverse=True)
    size = len(codes)
    shares = np.zeros((size, size))
    np.add.at(shares, (places[:n], places[n:]), 1)
    shares /= n
    credit = _credit(size, weights)
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed = float((credit * shares).sum())
    expected = float(rows @ credit @ columns)
    percent = float((a == b).mean())
    if size == 1:
        return _undefined("both coders gave every unit the same code", percent, n)
    kappa = (observed - expected) / (1 - expected)
    mean = (credit @ columns)[:, None] + (rows @ credit)[None, :]
    spread = (shares * (credit - mean * (1 - kappa)) ** 2).sum()
    spread -= (kappa - expected * (1 - kappa)) ** 2
    error = np.sqrt(max(float(spread), 0) / n) / (1 - expected)
    half = float(norm.ppf((1 + level) / 2)) * float(error)
    low, high = max(kappa - half, -1.0), min(kappa + half, 1.0)
    note = "" if error > 0 else "the interval has no width: it rests on perfect agreement"
    return Agreement(kappa, low, high, percent, n, note)


def fleiss_kappa(codes: np.ndarray, *, exact: bool = False) -> float:
    """Return the kappa of several coders who all saw every unit; NaN where it is undefined.

    Parameters
    ----------
    codes : array of number, units x coders
        Without NaN.
    exact : bool
        Expected agreement of the coders' own margins (Conger 1980) instead of the pooled ones
        (Fleiss 1971).

    Raises
    ------
    InputError
        A code is missing, or there is one coder: use `krippendorff_alpha`.

    Examples
    --------
    >>> round(fleiss_kappa(np.array([[1, 1, 2], [2, 2, 2], [1, 1, 1], [1, 2, 2]])), 6)
    0.333333
    """
    grid = np.asarray(codes, dtype=float)
    if grid.ndim != 2 or grid.shape[1] < 2 or np.isnan(grid).any():
        raise InputError(
            "codes are missing, or there is one coder only: Fleiss' kappa wants every unit coded by"
            " all; use krippendorff_alpha"
        )
    counts, values = _counts(grid)
    coders = grid.shape[1]
    observed = float(((counts**2).sum(axis=1) - coders).mean() / (coders * (coders - 1)))
    pooled = counts.sum(axis=0) / counts.sum()
    expected = float((pooled**2).sum())
    if exact:
        own = np.array([(grid == value).mean(axis=0) for value in values])
        expected -= float(own.var(axis=1, ddof=1).sum() / coders)
    return (observed - expected) / (1 - expected) if expected < 1 else float("nan")


def krippendorff_alpha(
    codes: np.ndarray,
    *,
    measure: str = "nominal",
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Agreement:
    """Return Krippendorff's alpha of any number of coders, codes missing or not.

    Alpha is 1 less observed over expected disagreement, over the pairs of codes within units that
    two coders or more saw (Krippendorff 2019, chapter 12). The interval is a percentile bootstrap:
    units are drawn with replacement; draws in which all codes are the same have no alpha and are
    left out, and the note says how many.

    Parameters
    ----------
    codes : array of number, units x coders
        NaN where a coder did not see the unit.
    measure : {"nominal", "ordinal", "interval", "ratio"}
        What the codes are. For "ratio" they may not be negative.
    draws : int
        Bootstrap draws; 0 for none.
    seed : int
        Of the draws.
    level : float
        Confidence of the interval.

    Returns
    -------
    Agreement
        `percent` is the observed agreement: 1 less the share of unequal pairs within units.
        Undefined where all codes are the same, and where no unit was seen by two coders.

    Raises
    ------
    InputError
        An option is not known or the grid is none.

    Examples
    --------
    >>> grid = np.array([[1, 1], [2, 2], [3, 3], [3, 2], [np.nan, 1]])
    >>> result = krippendorff_alpha(grid, draws=0)
    >>> round(result.value, 6), result.percent, result.units
    (0.666667, 0.75, 4)
    >>> krippendorff_alpha(np.ones((4, 2))).note
    'undefined: all codes are the same'
    """
    grid = np.asarray(codes, dtype=float)
    _check(grid, measure, draws)
    counts, values = _counts(grid)
    coded = counts.sum(axis=1)
    counts, coded = counts[coded > 1], coded[coded > 1]
    units = len(coded)
    if not units:
        return _undefined("no unit was seen by two coders")
    same = (counts * (counts - 1)).sum(axis=1) / (coded - 1)
    percent = float(same.sum() / coded.sum())
    used = counts.sum(axis=0) > 0
    if used.sum() == 1:
        return _undefined("all codes are the same", percent, units)
    counts, values = counts[:, used], values[used]
    value = float(_alphas(np.ones((1, units)), counts, values, measure)[0])
    if not draws:
        return Agreement(value, np.nan, np.nan, percent, units)
    drawn = _bootstrap(counts, values, measure, draws, seed)
    known = drawn[~np.isnan(drawn)]
    lost = draws - len(known)
    note = f"{lost} of {draws} draws held one code only and were left out" if lost else ""
    if not len(known):
        return Agreement(value, np.nan, np.nan, percent, units, note)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Agreement(value, float(low), float(high), percent, units, note)


def _undefined(why: str, percent: float = np.nan, units: int = 0) -> Agreement:
    return Agreement(np.nan, np.nan, np.nan, percent, units, f"undefined: {why}")


def _credit(size: int, weights: str) -> np.ndarray:
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / max(size - 1, 1)
    return {"none": np.eye(size), "linear": 1 - apart, "quadratic": 1 - apart**2}[weights]


def _counts(grid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Units x values: how many coders gave the unit the value; and the values, sorted."""
    unit, coder = np.nonzero(~np.isnan(grid))
    values, places = np.unique(grid[unit, coder], return_inverse=True)
    counts = np.zeros((len(grid), len(values)))
    np.add.at(counts, (unit, places), 1)
    return counts, values


def _bootstrap(
    counts: np.ndarray, values: np.ndarray, measure: str, draws: int, seed: int
) -> np.ndarray:
    units, rng = len(counts), np.random.default_rng(seed)
    block = max(1, BLOCK // max(units, len(values) ** 2))
    parts = [
        _alphas(
            rng.multinomial(units, np.full(units, 1 / units), size=size), counts, values, measure
        )
        for size in (min(block, draws - start) for start in range(0, draws, block))
    ]
    return np.concatenate(parts)


def _alphas(times: np.ndarray, counts: np.ndarray, values: np.ndarray, measure: str) -> np.ndarray:
    """Alpha of each draw, where each unit stands `times` times; NaN where all codes are alike."""
    coded = counts.sum(axis=1)
    size = len(values)
    margins = times @ counts  # draws x values
    total = margins.sum(axis=1)
    if measure == "nominal":  # no matrix is needed: apart is apart
        observed = times @ ((coded**2 - (counts**2).sum(axis=1)) / (coded - 1))
        expected = total**2 - (margins**2).sum(axis=1)
    else:
        # Pairs of values within units, each unit's pairs weighing as its codes do.
        scaled = counts / (coded - 1)[:, None]
        upper = np.triu_indices(size, 1)
        pairs = np.stack(
            [2 * scaled[:, i] * counts[:, j] for i, j in zip(*upper, strict=True)], axis=1
        )
        apart = _distances(margins, values, measure, upper)
        observed = ((times @ pairs) * apart).sum(axis=1)
        expected = (2 * margins[:, upper[0]] * margins[:, upper[1]] * apart).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - (total - 1) * observed / expected, np.nan)


def _distances(
    margins: np.ndarray, values: np.ndarray, measure: str, upper: tuple[np.ndarray, ...]
) -> np.ndarray:
    """Squared distance of each pair of values, for each draw: draws (or 1) x pairs."""
    i, j = upper
    if measure == "interval":
        return ((values[i] - values[j]) ** 2)[None, :]
    if measure == "ratio":
        total = values[i] + values[j]
        return (((values[i] - values[j]) / np.where(total > 0, total, 1)) ** 2)[None, :]
    ranks = np.cumsum(margins, axis=1)
    # Codes from i to j, those of the two ends by half.
    between = ranks[:, j] - ranks[:, i] + (margins[:, i] - margins[:, j]) / 2
    return between**2


def _check(grid: np.ndarray, measure: str, draws: int) -> None:
    problems = unknown_options(measure=(measure, MEASURES))
    if draws < 0:
        problems.append(f"draws={draws!r} is not 0 or more")
    if grid.ndim != 2:
        problems.append("codes are no grid of units x coders; give one row a unit")
    elif measure != "nominal" and len(np.unique(grid[~np.isnan(grid)])) > MOST:
        problems.append(f"measure={measure!r} with more than {MOST} different values; round them")
    elif np.isinf(grid).any():
        problems.append("a code is infinite; give NaN where a coder did not see the unit")
    elif measure == "ratio" and (grid < 0).any():
        problems.append("measure='ratio' with a negative code; use 'interval'")
    if problems:
        raise InputError(problems)
