"""Intervals of shares: Wilson, Korn and Graubard, the exact one, all of a finite population."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.options import not_shares, unknown_options
from sopgap.vocabulary import INTERVALS

QUANTILES = ("t", "z")
Pair = tuple[np.ndarray, np.ndarray]


def interval(
    k: Any, n: Any, staff: Any, *, level: float = 0.95, method: str = "wilson", quantile: str = "t"
) -> Pair:
    """Return low and high of the interval for k of n people, drawn from `staff` people.

    The n are taken for a simple random sample without replacement. With f = n / staff,
    SE^2 = (1-f) p(1-p) / (n-1), and the effective number is n* = p(1-p) / SE^2 = (n-1) / (1-f).
    For k = 0 and k = n the bound is one-sided, as the other end is known; but the exact interval
    keeps (1-level)/2 for its one tail, without which it would cover less often than it says.
    Like R's, it may reach a little beyond what the counts leave possible (2 of 15 of 35 people are
    at least 2 of 35); the exact interval never does.

    Parameters
    ----------
    k, n, staff : number or array of number
        `staff` is NaN where it is not known: the population is taken for endless.
    level : float
        Confidence of the interval.
    method : {"wilson", "korn-graubard", "hypergeometric"}
        See `wilson`, `korn_graubard` and `hypergeometric`. The last needs `staff`, and whole
        numbers; without staff it is Clopper and Pearson's, its limit.
    quantile : {"t", "z"}
        Of Wilson's interval: of t with n - 1 degrees, R's default, or of the normal distribution.

    Returns
    -------
    tuple of two arrays
        NaN where n < 2 and where n = staff: a census has no interval. NaN too where the counts
        contradict each other (k above n, n above staff).

    Raises
    ------
    InputError
        `level`, `method` or `quantile` is not allowed.

    Examples
    --------
    >>> low, high = interval([303.0], [444.0], [1052.0])
    >>> round(float(low[0]), 6), round(float(high[0]), 6)
    (0.648541, 0.714494)
    >>> low, high = interval([303], [444], [1052], method="hypergeometric")
    >>> (low * 1052).round().tolist(), (high * 1052).round().tolist()
    ([682.0], [752.0])
    """
    wrong = unknown_options(method=(method, INTERVALS), quantile=(quantile, QUANTILES))
    wrong += not_shares("0.95", level=level)
    if wrong:
        raise InputError(wrong)
    k, n, staff = np.broadcast_arrays(*(as_floats(values) for values in (k, n, staff)))
    known = np.isfinite(staff)
    usable = (n >= 2) & (k >= 0) & (k <= n) & ~(known & (n >= staff))
    k, n = np.where(usable, k, np.nan), np.where(usable, n, np.nan)
    share = k / n
    if method == "hypergeometric":
        return _exact(k, n, np.where(known, staff, np.nan), level)
    effective = (n - 1) / (1 - np.where(known, n / np.where(known, staff, 1), 0))
    if method == "korn-graubard":
        return korn_graubard(share, effective, n - 1, base=n, level=level)
    return wilson(share, effective, n - 1 if quantile == "t" else np.inf, level=level)


def wilson(share: Any, effective: Any, df: Any = np.inf, *, level: float = 0.95) -> Pair:
    """Return low and high of Wilson's interval on an effective number of answers.

    As R's survey::svyciprop(method="wilson"): the ordinary score interval (Wilson 1927) with
    n* = p(1-p) / SE^2 in place of n and the quantile of t with `df` degrees. For a share of 0 or
    1 the bound is one-sided and exact, 1 - (1-level)^(1/n*).

    Parameters
    ----------
    share, effective : number or array of number
        The share and its effective number of answers, from whatever design.
    df : number or array of number
        Degrees of freedom; infinite for the quantile of the normal distribution.
    level : float

    Returns
    -------
    tuple of two arrays
        NaN where something needed is NaN, where `effective` is not above 0 or `df` under 1.

    Examples
    --------
    >>> low, high = wilson(0.5, 100)
    >>> round(float(low), 4), round(float(high), 4)
    (0.4038, 0.5962)
    """
    from scipy.special import stdtrit  # heavy, and only needed here

    _check_level(level)
    share, effective, df = _usable(share, effective, df)
    square = stdtrit(df, (1 + level) / 2) ** 2
    middle = (share + square / (2 * effective)) / (1 + square / effective)
    spread = np.sqrt(square * share * (1 - share) / effective + (square / effective) ** 2 / 4)
    half = spread / (1 + square / effective)
    return _one_sided(share, effective, middle - half, middle + half, level)


def korn_graubard(
    share: Any, effective: Any, df: Any, *, base: Any = None, level: float = 0.95
) -> Pair:
    """Return low and high of Korn and Graubard's interval, for shares near 0 or 1.

    As R's survey::svyciprop(method="beta") (Korn and Graubard 1998): the beta quantiles of Clopper
    and Pearson on n* (t_{base-1} / t_df)^2 answers. With an effective number that is the plain
    number of answers it is Clopper and Pearson's own. For a share of 0 or 1 the bound is one-sided.

    Parameters
    ----------
    share, effective, df : number or array of number
    base : number or array of number, optional
        Answers in the sample; by default `df` + 1, so that n* stands as it is.
    level : float

    Returns
    -------
    tuple of two arrays
        NaN where something needed is NaN, where `effective` is not above 0 or `df` under 1.

    Examples
    --------
    >>> low, high = korn_graubard(0.02, 100, 99)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0024, 0.0704)
    """
    from scipy.special import betaincinv, stdtrit  # heavy, and only needed here

    _check_level(level)
    share, effective, df = _usable(share, effective, df)
    if base is not None:
        of_base = np.where(as_floats(base) >= 2, as_floats(base) - 1, np.nan)
        tail = (1 + level) / 2
        effective = effective * (stdtrit(of_base, tail) / stdtrit(df, tail)) ** 2
    tail = (1 - level) / 2
    yes, no = effective * share, effective * (1 - share)
    inner = (share > 0) & (share < 1)
    with np.errstate(invalid="ignore"):
        low = betaincinv(np.where(inner, yes, np.nan), no + 1, tail)
        high = betaincinv(yes + 1, np.where(inner, no, np.nan), 1 - tail)
    return _one_sided(share, effective, low, high, level)


def hypergeometric(k: Any, n: Any, staff: Any, *, level: float = 0.95) -> Pair:
    """Return the least and the largest number of the staff that k of n answers agree with.

    The exact interval of a finite population: all M of `staff` people for which neither tail of
    the hypergeometric distribution at k is (1-level)/2 or less (standard inversion; Katz 1953,
    Wright 1991). Whatever the truth, it is covered with the chance `level` or more.

    Parameters
    ----------
    k, n, staff : whole number or array of whole number
    level : float

    Returns
    -------
    tuple of two arrays
        Counts of people as floats; divided by `staff` they are shares. NaN where a count is NaN,
        or where they contradict each other. Of a census both are k.

    Raises
    ------
    InputError
        A count is not a whole number.

    Examples
    --------
    >>> low, high = hypergeometric(303, 444, 1052)
    >>> float(low), float(high)
    (682.0, 752.0)
    """
    _check_level(level)
    k, n, staff = np.broadcast_arrays(*(as_floats(values) for values in (k, n, staff)))
    broken = [v for v in (k, n, staff) if (np.isfinite(v) & (v % 1 != 0)).any()]
    if broken:
        raise InputError("hypergeometric: a count is not a whole number; give counts of people")
    usable = np.isfinite(k + n + staff) & (k >= 0) & (k <= n) & (n <= staff) & (n >= 1)
    rows = np.stack([v[usable] for v in (k, n, staff)], axis=1).reshape(-1, 3)
    # Surveys repeat their counts: each different triple is worked out once.
    different, where = np.unique(rows, axis=0, return_inverse=True)
    yes, of, people = different.T
    low, high = np.full(k.shape, np.nan), np.full(k.shape, np.nan)
    low[usable] = _least(yes, of, people, (1 - level) / 2)[where.ravel()]
    high[usable] = _largest(yes, of, people, (1 - level) / 2)[where.ravel()]
    return low, high


def sample_size(
    margin: float, staff: float | None = None, *, share: float = 0.5, level: float = 0.95
) -> int:
    """Return how many answers give a share a margin of error, out of so many staff.

    n = p(1-p) / (margin^2 / z^2 + p(1-p) / N), rounded up (Cochran 1977, 4.4).

    Parameters
    ----------
    margin : float
        Half the width of the interval, such as 0.05.
    staff : float, optional
        People in the frame; without it the population is endless.
    share : float
        The share expected; one half needs the most answers.
    level : float

    Returns
    -------
    int

    Raises
    ------
    InputError
        A number is not allowed: all of them at once.

    Examples
    --------
    >>> sample_size(0.05, 1052)
    282
    """
    from scipy.special import ndtri  # heavy, and only needed here

    wrong = not_shares(margin=margin, share=share, level=level)
    if staff is not None and not staff >= 1:
        wrong.append(f"staff={staff!r} is not 1 or more; leave it out where it is not known")
    if wrong:
        raise InputError(wrong)
    spread = share * (1 - share)
    exact = spread / ((margin / ndtri((1 + level) / 2)) ** 2 + (spread / staff if staff else 0))
    return int(np.ceil(exact - 1e-9))


def as_floats(values: Any) -> np.ndarray:
    """Return numbers, a list or a column that may hold <NA> as an array of floats."""
    if isinstance(values, pd.Series | pd.Index | pd.api.extensions.ExtensionArray):
        return pd.Series(values).to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(values, dtype=float)


def _check_level(level: float) -> None:
    if wrong := not_shares("0.95", level=level):
        raise InputError(wrong)


def _usable(share: Any, effective: Any, df: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    share, effective, df = (as_floats(values) for values in (share, effective, df))
    share = np.where((share >= 0) & (share <= 1), share, np.nan)
    effective = np.where((effective > 0) & np.isfinite(effective), effective, np.nan)
    return share, effective, np.where(df >= 1, df, np.nan)


def _one_sided(
    share: np.ndarray, effective: np.ndarray, low: np.ndarray, high: np.ndarray, level: float
) -> Pair:
    """Put the one-sided bound where nobody or everybody chose, and hold the ends within 0 to 1."""
    bound = 1 - (1 - level) ** (1 / effective)
    low = np.where(share == 0, 0, np.where(share == 1, 1 - bound, np.clip(low, 0, 1)))
    high = np.where(share == 1, 1, np.where(share == 0, bound, np.clip(high, 0, 1)))
    blank = np.isnan(bound + share)
    return np.where(blank, np.nan, low), np.where(blank, np.nan, high)


def _exact(k: np.ndarray, n: np.ndarray, staff: np.ndarray, level: float) -> Pair:
    """The exact interval as shares; of an endless population Clopper and Pearson's, its limit."""
    low, high = korn_graubard(k / n, n, n - 1, level=level)
    # Where nobody or everybody chose, one tail of (1-level)/2: else it would cover too seldom.
    edge = (k == 0) | (k == n)
    tail_low, tail_high = korn_graubard(k / n, n, n - 1, level=(1 + level) / 2)
    low, high = np.where(edge, tail_low, low), np.where(edge, tail_high, high)
    least, largest = hypergeometric(k, n, staff, level=level)
    known = np.isfinite(staff)
    return np.where(known, least / staff, low), np.where(known, largest / staff, high)


def _least(k: np.ndarray, n: np.ndarray, staff: np.ndarray, tail: float) -> np.ndarray:
    """The least M for which k or more of n is not too rare: P(X >= k | M) > tail."""
    from scipy.stats import hypergeom  # heavy, and only needed here

    # The tail grows with M, so halving finds it; at k itself it may be too small, at the top not.
    too_few, enough = k - 1, staff - (n - k)
    while (open_ := enough - too_few > 1).any():
        middle = np.where(open_, np.floor((too_few + enough) / 2), enough)
        fits = hypergeom.sf(k - 1, staff, middle, n) > tail
        enough, too_few = np.where(fits, middle, enough), np.where(fits, too_few, middle)
    return enough


def _largest(k: np.ndarray, n: np.ndarray, staff: np.ndarray, tail: float) -> np.ndarray:
    """The largest M for which k or fewer of n is not too rare: all but the least who did not."""
    return staff - _least(n - k, n, staff, tail)
