"""Test whether two closed questions, or a question and a group, go together, by the design.

Pearson's chi-square takes answers for independent draws from an endless population. Rao and Scott
(1981, 1984) correct it by the design's covariance of the table's cells; the second-order correction
with an F reference (Thomas and Rao 1987) is what R's `survey::svychisq` gives by default.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sopgap.errors import InputError


class Pearson(NamedTuple):
    """Pearson's test of a table of counts, with what shows where it departs."""

    statistic: float
    df: int
    p: float
    expected: np.ndarray
    residuals: np.ndarray


class RaoScott(NamedTuple):
    """The tests of a table by its design: statistic, degrees of freedom and p of each."""

    chi_square: float  # Pearson's, of the estimated table
    f: tuple[float, float, float, float]  # second order: F, df, df2, p
    chisq: tuple[float, float, float]  # first order: chi-square, df, p
    wald: tuple[float, float, float, float]
    adjusted_wald: tuple[float, float, float, float]


def pearson(counts: np.ndarray) -> Pearson:
    """Return Pearson's chi-square of a table, without continuity correction.

    The residuals are standardised (Haberman 1973): about normal where rows and columns do not go
    together, so that beyond 2 or 3 a cell stands out.

    Parameters
    ----------
    counts : array of number, rows x columns
        Counts, or estimated shares times the number of answers.

    Returns
    -------
    Pearson
        All NaN where a row or column is empty: drop it first.

    Examples
    --------
    >>> result = pearson(np.array([[32, 48], [14, 56]]))
    >>> round(result.statistic, 6), result.df, round(float(result.residuals[0, 0]), 6)
    (7.023411, 1, 2.650172)
    """
    from scipy.stats import chi2  # heavy, and only needed here

    counts = np.asarray(counts, dtype=float)
    total, rows, columns = counts.sum(), counts.sum(axis=1), counts.sum(axis=0)
    df = (len(rows) - 1) * (len(columns) - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.outer(rows, columns) / total
        statistic = float(((counts - expected) ** 2 / expected).sum()) if df else float("nan")
        spread = expected * np.outer(1 - rows / total, 1 - columns / total)
        residuals = (counts - expected) / np.sqrt(spread)
    return Pearson(statistic, df, float(chi2.sf(statistic, df)), expected, residuals)


def rao_scott(cells: np.ndarray, covariance: np.ndarray, *, n: int, df: int) -> RaoScott:
    """Test a table of estimated shares against no association, given their covariance.

    Parameters
    ----------
    cells : array, rows x columns
        Estimated shares of all cells, which sum to 1; every row and column holds some.
    covariance : array, (rows * columns) square
        Of the cells in the order of `cells.ravel()`, by whatever design and weighting.
    n : int
        Answers behind the table.
    df : int
        Degrees of freedom of the design: answers less strata.

    Returns
    -------
    RaoScott
        NaN where the covariance leaves nothing to test with.

    Examples
    --------
    >>> shares = np.array([[0.2, 0.3], [0.1, 0.4]])
    >>> p = shares.ravel()
    >>> simple = (np.diag(p) - np.outer(p, p)) / 99
    >>> round(rao_scott(shares, simple, n=100, df=99).f[0], 6)
    4.714286
    """
    from scipy.stats import chi2, f  # heavy, and only needed here

    cells = np.asarray(cells, dtype=float)
    r, c = cells.shape
    q = (r - 1) * (c - 1)
    statistic = pearson(cells * n).statistic
    inverse = np.where(cells > 0, 1 / np.where(cells > 0, cells, 1), 0).ravel()
    # Contrasts whose rows and columns sum to zero: the interaction of the saturated log-linear
    # model, less the main effects.
    contrasts = np.kron(_sum_zero(r), _sum_zero(c))
    scaled = contrasts * inverse[:, None]
    delta = np.linalg.pinv(contrasts.T @ scaled / n) @ (scaled.T @ covariance @ scaled)
    trace, square = float(np.trace(delta)), float(np.trace(delta @ delta))
    if q == 0 or not trace > 0:
        none, three = (np.nan,) * 4, (np.nan,) * 3
        return RaoScott(statistic, none, three, none, none)
    d = trace**2 / square
    scaled_f, first = statistic / trace, statistic / (trace / q)
    wald = _wald(cells, covariance)
    adjusted = wald * (df - q + 1) / (q * df)
    return RaoScott(
        statistic,
        (scaled_f, d, d * df, float(f.sf(scaled_f, d, d * df))),
        (statistic, float(q), float(chi2.sf(first, q))),
        (wald / q, float(q), float(df), float(f.sf(wald / q, q, df))),
        (adjusted, float(q), df - q + 1.0, float(f.sf(adjusted, q, df - q + 1))),
    )


def rao_scott_counts(counts: np.ndarray, staff: np.ndarray | None = None) -> RaoScott:
    """Test a table counted in strata, each drawn without replacement from its staff.

    Parameters
    ----------
    counts : array of int, strata x rows x columns
        One stratum for a simple sample; the groups themselves may be the strata.
    staff : array of int, optional
        People in the frame of each stratum; by default endless, and every answer weighs the same.

    Returns
    -------
    RaoScott

    Raises
    ------
    InputError
        A stratum holds one answer only, or more than its staff.

    Examples
    --------
    >>> table = np.array([[[32, 48], [14, 56]]])
    >>> f, df, df2, p = rao_scott_counts(table, staff=np.array([300])).f
    >>> round(f, 4), round(df, 1), round(df2, 1)
    (13.9532, 1.0, 149.0)
    """
    counts = np.asarray(counts, dtype=float)
    strata, r, c = counts.shape
    n = counts.sum(axis=(1, 2))
    kept = n > 0
    sizes = n if staff is None else np.asarray(staff, dtype=float)
    fraction = np.zeros(strata) if staff is None else n / np.where(sizes > 0, sizes, np.nan)
    wrong = [f"stratum {i + 1}: one answer has no variance; join it" for i in range(strata)
             if n[i] == 1 and fraction[i] < 1]  # fmt: skip
    wrong += [f"stratum {i + 1}: {n[i]:.0f} answers of {sizes[i]:.0f} staff" for i in range(strata)
              if kept[i] and not n[i] <= sizes[i]]  # fmt: skip
    if wrong:
        raise InputError(wrong)
    weight = sizes[kept] / sizes[kept].sum()
    shares = counts[kept].reshape(-1, r * c) / n[kept, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = weight**2 * (1 - fraction[kept]) / (n[kept] - 1)
    scale = np.where(fraction[kept] >= 1, 0, scale)
    within = np.diag((scale[:, None] * shares).sum(axis=0)) - (shares.T * scale) @ shares
    cells = (weight[:, None] * shares).sum(axis=0).reshape(r, c)
    # A row or column that nobody chose has no say.
    rows, columns = cells.sum(axis=1) > 0, cells.sum(axis=0) > 0
    some = np.outer(rows, columns).ravel()
    held = cells[np.ix_(rows, columns)]
    return rao_scott(held, within[np.ix_(some, some)], n=int(n.sum()), df=int(n.sum() - kept.sum()))


def rao_scott_shares(
    k: np.ndarray, n: np.ndarray, staff: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Test whether the share of one choice is the same in all groups, for many questions at once.

    The same as `rao_scott_counts` of the table groups x (chose, did not), each group a stratum of
    its own; where a question's staff is unknown, the whole is one simple sample from an endless
    population. Written out, the matrices are diagonal, so that a thousand groups take no time.

    Parameters
    ----------
    k, n, staff : array of float, questions x groups
        NaN in `n` where a group has no say; NaN in `staff` where unknown.

    Returns
    -------
    tuple of four arrays: F, df, df2, p
        NaN where there are fewer than two groups, all chose alike, or everybody answered.

    Examples
    --------
    >>> k, n = np.array([[32.0, 14.0]]), np.array([[80.0, 70.0]])
    >>> result = rao_scott_shares(k, n, np.array([[160.0, 140.0]]))
    >>> [round(float(x[0]), 4) for x in result[:3]]
    [13.8554, 1.0, 148.0]
    """
    from scipy.stats import f as f_distribution  # heavy, and only needed here

    has = np.nan_to_num(n) > 0
    n, k = np.where(has, n, 0.0), np.where(has, k, 0.0)
    staff = np.where(has, staff, 0.0)
    groups, total = has.sum(axis=1), n.sum(axis=1)
    known = ((staff >= n) | ~has).all(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(has, k / n, 0)
        sizes = np.where(known[:, None], staff, n)
        weight = sizes / sizes.sum(axis=1, keepdims=True)
        pooled = (weight * share).sum(axis=1, keepdims=True)
        departure = np.where(has, weight * (share - pooled) ** 2, 0).sum(axis=1)
        chi_square = total * departure / (pooled * (1 - pooled))[:, 0]
        # In the contrasts of groups, the denominator is diagonal with 1/alpha, the numerator beta.
        chose, did_not = weight * share, weight * (1 - share)
        inverse = _inverse(chose) + _inverse(did_not)
        alpha = np.where(has, 1 / inverse, 0)
        variance = weight**2 * (1 - n / sizes) * share * (1 - share) / np.maximum(n - 1, 1)
        beta = np.where(has, variance * inverse**2, 0)
        s = alpha.sum(axis=1)
        trace = total * ((beta * alpha).sum(axis=1) - (beta * alpha**2).sum(axis=1) / s)
        square = total**2 * (
            (beta**2 * alpha**2).sum(axis=1)
            - 2 * (beta**2 * alpha**3).sum(axis=1) / s
            + ((beta * alpha**2).sum(axis=1) / s) ** 2
        )
        simple = (groups - 1) * total / (total - 1)
        trace = np.where(known, trace, simple)
        df = np.where(known, trace**2 / square, groups - 1.0)
        df2 = df * np.where(known, total - groups, total - 1)
        testable = (groups > 1) & (departure >= 0) & (pooled[:, 0] > 0) & (pooled[:, 0] < 1)
        testable &= (trace > 0) & (df2 > 0)
        f, df, df2 = (np.where(testable, x, np.nan) for x in (chi_square / trace, df, df2))
    return f, df, df2, f_distribution.sf(f, df, df2)


def _inverse(values: np.ndarray) -> np.ndarray:
    return np.where(values > 0, 1 / np.where(values > 0, values, 1), 0)


def _sum_zero(k: int) -> np.ndarray:
    """Return k - 1 columns that span what sums to zero."""
    return np.vstack([np.ones(k - 1), -np.eye(k - 1)])


def _wald(cells: np.ndarray, covariance: np.ndarray) -> float:
    """Return Wald's chi-square of the departures from the margins' product, linearised."""
    r, c = cells.shape
    rows, columns = cells.sum(axis=1), cells.sum(axis=0)
    departures = cells - np.outer(rows, columns)
    row, column = np.divmod(np.arange(r * c), c)
    jacobian = np.eye(r * c) + np.outer(rows[row] * columns[column], np.ones(r * c))
    jacobian -= (row[:, None] == row[None, :]) * columns[column][:, None]
    jacobian -= (column[:, None] == column[None, :]) * rows[row][:, None]
    used = np.flatnonzero((row > 0) & (column > 0))
    spread = (jacobian @ covariance @ jacobian.T)[np.ix_(used, used)]
    y = departures.ravel()[used]
    return float(y @ np.linalg.pinv(spread) @ y)
