"""Compare two shares of two groups of people: the difference, its interval and its test."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

STEPS = 44  # halvings: an end is then right to 1e-13


class Difference(NamedTuple):
    """A difference with interval and test, arrays of one length; NaN where there is none."""

    difference: np.ndarray
    low: np.ndarray
    high: np.ndarray
    statistic: np.ndarray
    p: np.ndarray


def compare_shares(
    k: np.ndarray,
    n: np.ndarray,
    other_k: np.ndarray,
    other_n: np.ndarray,
    *,
    staff: np.ndarray | float = np.nan,
    other_staff: np.ndarray | float = np.nan,
    level: float = 0.95,
) -> Difference:
    """Compare k of n with other_k of other_n, each drawn without replacement from its staff.

    The test is Pearson's chi-square, its variance multiplied by the finite population correction
    (N - n) / (N - 1) of each group; without `staff` it is the plain chi-square without continuity
    correction. The interval inverts that test (Mee 1984; Miettinen and Nurminen 1985, formula 9
    for the shares under the hypothesis): zero lies outside it exactly when p < 1 - level, and it
    holds for shares of 0 and 1, where an interval from the estimated variance collapses.

    Parameters
    ----------
    k, n, other_k, other_n : array of float
    staff, other_staff : array of float
        How many people the group has; NaN, or fewer than answered, where unknown: endless.
    level : float
        Confidence of the interval.

    Returns
    -------
    Difference
        The statistic is chi-square with one degree of freedom. Where both groups answered to the
        last person the difference is exact and has no interval and no test; where everybody or
        nobody of both groups chose, there is no test.

    Examples
    --------
    >>> result = compare_shares(*np.array([[32.0], [80.0], [14.0], [70.0]]))
    >>> round(result.statistic[0], 6), round(result.low[0], 3), round(result.high[0], 3)
    (np.float64(7.023411), np.float64(0.053), np.float64(0.338))
    """
    from scipy.stats import chi2, norm  # heavy, and only needed here

    k, n, other_k, other_n = (np.asarray(x, dtype=float) for x in (k, n, other_k, other_n))
    size, other_size = effective(n, staff), effective(other_n, other_staff)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, other = k / n, other_k / other_n
        gap = share - other
        weight = np.where(np.isinf(size), 1.0, size / (size + other_size))
        pooled = weight * share + (1 - weight) * other
        variance = pooled * (1 - pooled) * (1 / size + 1 / other_size)
        # A census has size inf: two of them leave nothing to chance, one is the hypothesis.
        exact = np.isinf(size) & np.isinf(other_size)
        statistic = np.where(exact | ((variance == 0) & (gap == 0)), np.nan, gap**2 / variance)
    p = chi2.sf(statistic, 1)  # 0 for an endless statistic: a census share of 0, and another above
    statistic = np.where(np.isinf(statistic), np.nan, statistic)
    z = float(norm.ppf((1 + level) / 2))

    def root(delta: np.ndarray) -> np.ndarray:
        first, second = _constrained(share, other, size, other_size, delta)
        spread = first * (1 - first) / size + second * (1 - second) / other_size
        return (gap - delta) / np.sqrt(spread)

    low, high = invert(root, gap, z)
    low, high = (np.where(exact | np.isnan(gap), np.nan, end) for end in (low, high))
    return Difference(gap, low, high, statistic, p)


def compare_many(
    k: np.ndarray, n: np.ndarray, staff: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Test whether the share is the same in all groups: `compare_shares` for more than two.

    Its variance is that of the common share, not of each group's own, so that it keeps its level
    where few are expected to choose (see docs/methods/comparisons.md).

    Parameters
    ----------
    k, n, staff : array of float, questions x groups
        NaN in `n` where a group has no say.

    Returns
    -------
    tuple of three arrays: chi-square, df, p
        NaN where all chose alike, or a group answered to the last person.

    Examples
    --------
    >>> k, n = np.array([[32.0, 14.0]]), np.array([[80.0, 70.0]])
    >>> round(float(compare_many(k, n, np.full((1, 2), np.nan))[0][0]), 6)
    7.023411
    """
    from scipy.stats import chi2  # heavy, and only needed here

    has = np.nan_to_num(n) > 0
    n, k = np.where(has, n, 0.0), np.where(has, k, 0.0)
    size = np.where(has, effective(n, staff), 0)
    df = has.sum(axis=1) - 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(has, k / n, 0)
        pooled = (size * share).sum(axis=1, keepdims=True) / size.sum(axis=1, keepdims=True)
        departure = (size * (share - pooled) ** 2).sum(axis=1)
        statistic = departure / (pooled * (1 - pooled))[:, 0]
    statistic = np.where(np.isfinite(statistic) & (df > 0), statistic, np.nan)
    return statistic, np.where(np.isnan(statistic), np.nan, df), chi2.sf(statistic, df)


def effective(n: np.ndarray, staff: np.ndarray | float) -> np.ndarray:
    """Return n (N - 1) / (N - n), which has the hypergeometric variance; n where N is unknown.

    Examples
    --------
    >>> effective(np.array([10.0, 10.0, 10.0]), np.array([19.0, np.nan, 10.0])).tolist()
    [20.0, 10.0, inf]
    """
    staff = np.broadcast_to(np.asarray(staff, dtype=float), n.shape)
    known = staff >= n  # fewer staff than answers: the frame cannot be meant
    with np.errstate(divide="ignore", invalid="ignore"):
        finite = n * (staff - 1) / (staff - n)
    return np.where(known, np.where(staff == n, np.inf, finite), n)


def invert(
    root: Callable[[np.ndarray], np.ndarray], estimate: np.ndarray, z: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return where a signed root that falls with its argument passes z and -z, by halving.

    Examples
    --------
    >>> low, high = invert(lambda d: (0.5 - d) / 0.1, np.array([0.5]), 2.0)
    >>> round(low[0], 9), round(high[0], 9)
    (np.float64(0.3), np.float64(0.7))
    """
    ends = []
    for edge, sign in ((-1.0, 1), (1.0, -1)):
        inside, outside = estimate.copy(), np.full(estimate.shape, edge)
        with np.errstate(divide="ignore", invalid="ignore"):
            for _ in range(STEPS):
                middle = (inside + outside) / 2
                within = sign * root(middle) < z
                inside = np.where(within, middle, inside)
                outside = np.where(within, outside, middle)
        ends.append(np.where(np.abs(inside - edge) < 1e-12, edge, inside))
    return ends[0], ends[1]


def _constrained(
    share: np.ndarray,
    other: np.ndarray,
    size: np.ndarray,
    other_size: np.ndarray,
    delta: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the likeliest two shares that are `delta` apart: the root of a cubic."""
    ratio = np.where(np.isinf(size) | np.isinf(other_size), 1.0, other_size / size)
    a = 1 + ratio
    b = -(1 + ratio + share + ratio * other + delta * (ratio + 2))
    c = delta**2 + delta * (2 * share + ratio + 1) + share + ratio * other
    d = -share * delta * (1 + delta)
    v = b**3 / (27 * a**3) - b * c / (6 * a**2) + d / (2 * a)
    u = np.where(v >= 0, 1, -1) * np.sqrt(np.maximum(b**2 / (9 * a**2) - c / (3 * a), 0))
    angle = np.clip(np.where(u == 0, 0, v / np.where(u == 0, 1, u**3)), -1, 1)
    first = 2 * u * np.cos((np.pi + np.arccos(angle)) / 3) - b / (3 * a)
    # A census fixes its own share.
    first = np.where(np.isinf(size), share, np.where(np.isinf(other_size), other + delta, first))
    first = np.clip(first, np.maximum(0, delta), np.minimum(1, 1 + delta))
    return first, np.clip(first - delta, 0, 1)
