"""Adjust p-values for the number of comparisons of one declared family."""

from __future__ import annotations

import numpy as np

from sopgap.errors import InputError
from sopgap.survey.options import unknown_options

METHODS = ("benjamini-hochberg", "benjamini-yekutieli", "holm", "hochberg", "bonferroni")


def adjust(p: np.ndarray, method: str = "benjamini-hochberg") -> np.ndarray:
    """Return the p-values of one family, adjusted as R's `p.adjust` does.

    Benjamini and Hochberg (1995) and Benjamini and Yekutieli (2001, any dependence) bound the
    share of false differences among those that are called differences; Holm (1979), Hochberg
    (1988) and Bonferroni bound the chance of a single one.

    Parameters
    ----------
    p : array of float
        NaN where there was no test; such a row does not count in the family.
    method : {"benjamini-hochberg", "benjamini-yekutieli", "holm", "hochberg", "bonferroni"}

    Returns
    -------
    array of float
        NaN where `p` is.

    Raises
    ------
    InputError
        The method is not known, or a value lies outside 0 to 1.

    Examples
    --------
    >>> adjust(np.array([0.01, 0.02, np.nan, 0.03])).tolist()
    [0.03, 0.03, nan, 0.03]
    """
    if wrong := unknown_options(method=(method, METHODS)):
        raise InputError(wrong)
    p = np.asarray(p, dtype=float)
    if ((p < 0) | (p > 1)).any():
        raise InputError("a p-value lies outside 0 to 1; nothing was adjusted")
    tested = ~np.isnan(p)
    out = np.full(p.shape, np.nan)
    m = int(tested.sum())
    if m == 0:
        return out
    values = p[tested]
    order = np.argsort(values, kind="stable")
    rank = np.arange(1, m + 1)
    factor = {
        "benjamini-hochberg": m / rank,
        "benjamini-yekutieli": (1 / rank).sum() * m / rank,
        "holm": m + 1.0 - rank,
        "hochberg": m + 1.0 - rank,
        "bonferroni": np.full(m, float(m)),
    }[method]
    stepped = factor * values[order]
    if method == "holm":  # stepping down: no smaller than any before it
        stepped = np.maximum.accumulate(stepped)
    elif method != "bonferroni":  # stepping up: no larger than any after it
        stepped = np.minimum.accumulate(stepped[::-1])[::-1]
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(stepped, 1)
    out[tested] = adjusted
    return out


def adjust_within(p: np.ndarray, family: np.ndarray, method: str) -> np.ndarray:
    """Return the p-values adjusted within each family.

    Examples
    --------
    >>> family = np.array(["x", "x", "y"])
    >>> adjust_within(np.array([0.01, 0.5, 0.04]), family, "bonferroni").tolist()
    [0.02, 1.0, 0.04]
    """
    p, out = np.asarray(p, dtype=float), np.full(len(p), np.nan)
    order = np.argsort(family, kind="stable")
    starts = np.flatnonzero(np.r_[True, family[order][1:] != family[order][:-1]])
    for rows in np.split(order, starts[1:]) if len(order) else []:
        out[rows] = adjust(p[rows], method)
    return out
