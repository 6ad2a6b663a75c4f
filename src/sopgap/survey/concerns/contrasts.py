"""Contrasts: concerns that more, or fewer, of a Center's people raise than all others do."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.groups import ALL, POSITION
from sopgap.survey.inference.adjustment import adjust
from sopgap.survey.options import not_shares
from sopgap.tables import CONCERN_CONTRASTS

COUNTS = ["people", "people_base"]
BATCH = 2_000_000  # terms of distributions that are laid out together
TIE = 1e-7  # two chances that differ by less, in proportion, are one: as R's fisher.test has it


def contrast_concerns(
    sizes: pd.DataFrame, *, level: float = 0.05, adjustment: str = "benjamini-hochberg"
) -> pd.DataFrame:
    """Say where more, or fewer, of a Center's people raise a concern than all others do.

    Fisher's exact test, two-sided, of a Center's people against all other people who wrote a
    comment with content. The family is every pair of a concern and a Center that is tested, and
    that is: every one whose counts may be shown, here and over all Centers. What is hidden is not
    tested: its p would enter the adjustment of the others, and tell of it. So everything here
    follows from counts that stand in `sizes`, and gives away nothing more.

    That no difference is shown does not say that there is none: few people at a Center write.

    Parameters
    ----------
    sizes : table `sizes`
        As it is published, with what is hidden blank.
    level : float
        Bound on the share of false ones among those called more or fewer.
    adjustment : str
        A method of `adjust`.

    Returns
    -------
    table `concern_contrasts`, in the order of `sizes`

    Raises
    ------
    InputError
        `level` or `adjustment` is not allowed.

    Examples
    --------
    >>> sizes = pd.DataFrame({"concern_id": "C01", "group": ["all", "a", "b"],
    ...     "people": [24, 20, 4], "people_base": [90, 40, 50], "suppressed": False})
    >>> contrasts = contrast_concerns(sizes)
    >>> contrasts[["group", "other_people", "other_base", "direction"]].values.tolist()
    [['a', 4, 50, 'more'], ['b', 20, 40, 'fewer']]
    >>> contrasts.sentence[0]
    'Raised by more of those who wrote than elsewhere, beyond chance: 20 of 40 people here, 4 of 50
    elsewhere.'
    """
    if wrong := not_shares("0.05", level=level):
        raise InputError(wrong)
    sizes = sizes.assign(group=sizes["group"].astype("str"))
    shown = sizes[sizes[COUNTS].notna().all(axis=1) & ~sizes["suppressed"].astype(bool)]
    whole = shown[shown["group"] == ALL].set_index("concern_id")[COUNTS].astype("int64")
    is_center = (shown["group"] != ALL) & ~shown["group"].str.startswith(POSITION)
    one = shown[is_center & shown["concern_id"].isin(whole.index)]
    one = one[["concern_id", "group", *COUNTS]].reset_index(drop=True)
    k, n = (one[name].to_numpy(dtype=np.int64) for name in COUNTS)
    other_k, other_n = (whole.reindex(one["concern_id"])[name].to_numpy() for name in COUNTS)
    other_k, other_n = other_k - k, other_n - n
    tested = (n > 0) & (other_n > 0) & (k + other_k > 0)
    one, k, n = one[tested], k[tested], n[tested]
    other_k, other_n = other_k[tested], other_n[tested]
    p = fisher(k, n, other_k, other_n)
    adjusted = adjust(p, adjustment)
    differs = adjusted <= level
    more = k * other_n > other_k * n
    direction = np.where(differs, np.where(more, "more", "fewer"), "")
    table = one.assign(
        other_people=other_k,
        other_base=other_n,
        share=k / n,
        other_share=other_k / other_n,
        p=p,
        p_adjusted=adjusted,
        tests=len(p),
        direction=direction,
    )
    table["sentence"] = [_say(*row) for row in zip(direction, k, n, other_k, other_n, strict=True)]
    return CONCERN_CONTRASTS.check(table)


def fisher(k: np.ndarray, n: np.ndarray, other_k: np.ndarray, other_n: np.ndarray) -> np.ndarray:
    """Return the two-sided p of Fisher's exact test of k of n against other_k of other_n.

    The chances of all tables with the same margins that are no likelier than the one at hand.

    Examples
    --------
    >>> k, n, other_k, other_n = np.array([[8], [10], [1], [6]])
    >>> fisher(k, n, other_k, other_n).round(6).tolist()
    [0.034965]
    """
    p = np.ones(len(k))
    least, most = np.maximum(0, k + other_k - other_n), np.minimum(n, k + other_k)
    size = most - least + 1
    for rows in np.split(np.arange(len(k)), _cuts(size)):
        if len(rows):
            p[rows] = _p_of(*(of[rows] for of in (k, n, other_k, other_n, least, size)))
    return p


def _cuts(size: np.ndarray) -> np.ndarray:
    return np.flatnonzero(np.diff(np.cumsum(size) // BATCH)) + 1


def _p_of(
    k: np.ndarray, n: np.ndarray, other_k: np.ndarray, other_n: np.ndarray,
    least: np.ndarray, size: np.ndarray,
) -> np.ndarray:  # fmt: skip
    from scipy.special import gammaln  # heavy, and only needed here

    def ways(whole: np.ndarray, part: np.ndarray) -> np.ndarray:
        chosen: np.ndarray = gammaln(whole + 1) - gammaln(part + 1) - gammaln(whole - part + 1)
        return chosen

    row = np.repeat(np.arange(len(k)), size)
    x = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size) + least[row]
    raised = k + other_k
    every = ways(n + other_n, raised)
    chance = ways(n[row], x) + ways(other_n[row], raised[row] - x) - every[row]
    own = ways(n, k) + ways(other_n, other_k) - every
    counted = np.where(chance <= own[row] + TIE, np.exp(chance), 0)
    p: np.ndarray = np.minimum(np.bincount(row, counted, len(k)), 1)
    return p


def _say(direction: str, k: int, n: int, other_k: int, other_n: int) -> str:
    counts = f"{k} of {n} people here, {other_k} of {other_n} elsewhere"
    if not direction:
        return f"No difference from elsewhere is shown beyond chance: {counts}."
    return f"Raised by {direction} of those who wrote than elsewhere, beyond chance: {counts}."
