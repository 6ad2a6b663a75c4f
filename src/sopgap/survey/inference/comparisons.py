"""Compare the groups of one published table: do Centers, or positions, answer differently.

Every figure is worked out from the published counts alone, so that a comparison tells nothing that
the tables beside it do not: groups that are hidden there are taken together as the whole less the
shown, and have no figure of their own here. That two intervals overlap is not a test of their
difference: two shares may differ beyond chance although their intervals overlap.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.inference.adjustment import METHODS, adjust_within
from sopgap.survey.inference.differences import compare_many, compare_shares
from sopgap.survey.inference.rao_scott import rao_scott_shares
from sopgap.survey.inference.visible import Counts, choose_choices, lay_out
from sopgap.survey.options import not_shares, unknown_options
from sopgap.tables import COMPARISONS, TALLIES

KINDS = {"center": ("centers", "center-rest"), "position": ("positions", "position-rest")}
FAMILIES = ("kind", "question")
TESTS = ("score", "fisher")
FEW = 5  # expected in a group on average: below, the score test keeps its level and F does not
HIDDEN = "none: the counts are hidden"


def compare_groups(
    tallies: pd.DataFrame,
    *,
    questions: pd.DataFrame | None = None,
    frame: pd.DataFrame | None = None,
    by: str = "center",
    choices: Mapping[str, str] | None = None,
    family: str = "kind",
    adjustment: str = "benjamini-hochberg",
    level: float = 0.05,
    test: str = "score",
) -> pd.DataFrame:
    """Compare all groups at once, and each group with the rest, in one choice a question.

    **At once**: the second-order F of Rao and Scott, each group a stratum drawn without replacement
    from its staff; without a frame, and for a question that was not put to all, one simple sample
    from an endless population; where a group is expected to hold fewer than five who chose, or who
    did not, on average, the score test of a common share. **With the rest**: the difference of the
    two shares, its 95 % interval and its test (`compare_shares`: the score test with finite
    population correction, and the interval that inverts it), so that interval and unadjusted p
    never contradict each other.
    `differs` goes by the *adjusted* p, and may be false where the interval leaves zero out.
    Overlapping intervals of two shares are not a test.

    Only visible rows are used. Hidden groups are one group, `all` less the shown, in the test of
    all at once and within the rest, and get a row of their own with blanks. With nothing hidden
    the rest is the sum of the other groups; with something hidden it is `all` less the group,
    people of no known group included.

    Parameters
    ----------
    tallies : table `tallies` or `tallies_position`
        Both the rows of group `all` and those of the groups. The questions in it are the family:
        leave out beforehand what is not to be compared.
    questions : table `questions`, optional
        Tells which choices mean "don't know", and which questions were not put to all.
    frame : table `frame`, optional
        The staff of each group, for the finite population.
    by : {"center", "position"}
        What the groups are.
    choices : mapping of question_id to choice, optional
        The choice to compare. By default the one most often chosen in group `all`, "don't know"
        aside, the first listed of equals; where that is hidden, the first listed.
    family : {"kind", "question"}
        Within which tests p is adjusted: all with the rest over all questions, or those of each
        question by itself. The tests of all at once are one family over all questions.
    adjustment : str
        A method of `adjust`.
    level : float
        The family's level: `differs` where the adjusted p is at most this.
    test : {"score", "fisher"}
        Of each group with the rest. Fisher's exact test knows no finite population: it is the
        stricter one, and its p may contradict the interval.

    Returns
    -------
    table `comparisons`, of each question first all groups at once, then each with the rest
        p, its adjusted value and `differs` (false) say nothing where there was no test: `method`
        then begins with `none` and says why.

    Raises
    ------
    InputError
        An option is not known, a declared choice is not in the tallies, or counts contradict
        each other.

    Examples
    --------
    >>> tallies = pd.DataFrame({"question_id": "q1", "group": ["all", "a", "b"], "choice": "Yes",
    ...                         "n": [46, 32, 14], "base": [150, 80, 70], "suppressed": False})
    >>> table = compare_groups(tallies)
    >>> table.loc[1:, ["group", "n", "base", "other_n", "other_base"]].values.tolist()
    [['a', 32, 80, 14, 70], ['b', 14, 70, 32, 80]]
    >>> table.loc[1, ["difference", "low", "high", "p"]].astype(float).round(3).tolist()
    [0.2, 0.053, 0.338, 0.008]
    """
    wrong = unknown_options(
        by=(by, KINDS), family=(family, FAMILIES), adjustment=(adjustment, METHODS),
        test=(test, TESTS),
    ) + not_shares("0.05", level=level)  # fmt: skip
    if wrong:
        raise InputError(wrong)
    tallies = TALLIES.check(tallies).astype(dict.fromkeys(TALLIES.key, "str"))
    chosen = choose_choices(tallies, questions, choices)
    counts = lay_out(tallies, chosen, questions, frame, by)
    if not len(counts.k) or not counts.groups:
        return COMPARISONS.empty()
    parts = [_at_once(counts, KINDS[by][0]), _with_rest(counts, KINDS[by][1], test)]
    table = pd.concat(parts, ignore_index=True).sort_values("place", kind="stable")
    table["choice"] = table["question_id"].map(chosen)
    table["family"] = table["kind"].where(
        (family == "kind") | (table["kind"] == KINDS[by][0]),
        table["kind"] + " " + table["question_id"],
    )
    table["comparison_id"] = [
        ":".join(part for part in parts if part)
        for parts in table[["kind", "question_id", "group"]].itertuples(index=False)
    ]
    return COMPARISONS.check(judge(table.drop(columns="place"), adjustment, level))


def judge(table: pd.DataFrame, adjustment: str, level: float) -> pd.DataFrame:
    """Add `p_adjusted` within each family, and `differs`.

    Examples
    --------
    >>> table = pd.DataFrame({"family": ["x", "x"], "p": [0.01, float("nan")]})
    >>> judge(table, "holm", 0.05).differs.tolist()
    [True, False]
    """
    p = table["p"].to_numpy(dtype=float)
    adjusted = adjust_within(p, table["family"].to_numpy(dtype=str), adjustment)
    return table.assign(p_adjusted=adjusted, differs=adjusted <= level)


def _at_once(counts: Counts, kind: str) -> pd.DataFrame:
    others_k = counts.k_whole - np.nansum(counts.k, axis=1)
    others_n = counts.n_whole - np.nansum(counts.n, axis=1)
    shown = ~np.isnan(counts.n)
    others_staff = counts.staff_whole - np.where(shown, counts.staff, 0).sum(axis=1)
    known = np.nan_to_num(others_n) > 0
    k, n, staff = (
        np.column_stack([x, np.where(known, y, np.nan)])
        for x, y in (
            (counts.k, others_k), (counts.n, others_n), (counts.staff, others_staff),
        )
    )  # fmt: skip
    base, chose = np.nansum(n, axis=1), np.nansum(k, axis=1)
    groups = (np.nan_to_num(n) > 0).sum(axis=1)
    # By their own variances, groups in which nobody or everybody chose seem sure of it.
    few = np.minimum(chose, base - chose) < FEW * groups
    common = compare_many(k, n, staff)
    few &= ~np.isnan(common[0])
    f, df, df2, p = rao_scott_shares(k, n, staff)
    f, df, p = (np.where(few, x, y) for x, y in zip(common, (f, df, p), strict=True))
    df2 = np.where(few, np.nan, df2)
    # Less than two groups to compare, because of what is hidden.
    hidden = (groups < 2) & (counts.listed & ~shown).any(axis=1)
    finite = np.where(n > 0, staff >= n, True).all(axis=1)
    method = np.select(
        [hidden, groups < 2, (chose == 0) | (chose == base), np.isnan(p)],
        [HIDDEN, "none: one group answered", "none: all chose alike",
         "none: everybody answered, the shares are exact"],
        np.where(few, "score test", "Rao-Scott second-order F").astype(object)
        + np.where(finite, ", finite population", ""),
    )  # fmt: skip
    return pd.DataFrame(
        {
            "place": range(len(f)), "kind": kind, "question_id": counts.questions, "group": "",
            "against": "", "n": _count(chose, hidden), "base": _count(base, hidden),
            "statistic": f, "df": df, "df2": df2, "p": p, "method": method,
            "suppressed": hidden,
        }
    )  # fmt: skip


def _with_rest(counts: Counts, kind: str, test: str) -> pd.DataFrame:
    q, g = np.nonzero(counts.listed)
    k, n, staff = counts.k[q, g], counts.n[q, g], counts.staff[q, g]
    other_k, other_n = counts.k_whole[q] - k, counts.n_whole[q] - n
    other_staff = counts.staff_whole[q] - staff
    hidden = np.isnan(n) | np.isnan(other_n)
    result = compare_shares(k, n, other_k, other_n, staff=staff, other_staff=other_staff)
    blank = hidden | (n == 0) | (other_n == 0)
    alike = (k + other_k == 0) | (k + other_k == n + other_n)
    statistic, p, df = result.statistic, result.p, np.ones(len(k))
    name = np.where((staff >= n) & (other_staff >= other_n), "score test, finite population",
                    "score test")  # fmt: skip
    if test == "fisher":
        p = _fisher(k, n, other_k, other_n, skip=blank | alike)
        statistic, df = np.full(len(k), np.nan), np.full(len(k), np.nan)
        name = np.full(len(k), "Fisher's exact test")
    method = np.select(
        [hidden, blank, alike, np.isnan(p)],
        [HIDDEN, "none: one side did not answer", "none: all chose alike",
         "none: everybody answered, the difference is exact"],
        name,
    )  # fmt: skip
    p = np.where(blank | alike, np.nan, p)
    untested = np.isnan(p)
    gone = [np.where(blank, np.nan, x) for x in result[:3]]
    names = np.array(counts.questions, dtype=object)
    return pd.DataFrame(
        {
            "place": q, "kind": kind, "question_id": names[q],
            "group": np.array(counts.groups, dtype=object)[g],
            "against": "rest", "n": _count(k, hidden), "base": _count(n, hidden),
            "other_n": _count(other_k, hidden), "other_base": _count(other_n, hidden),
            "difference": gone[0], "low": gone[1], "high": gone[2],
            "statistic": np.where(untested, np.nan, statistic),
            "df": np.where(untested, np.nan, df), "df2": np.nan, "p": p, "method": method,
            "suppressed": hidden,
        }
    )  # fmt: skip


def _count(values: np.ndarray, hidden: np.ndarray) -> pd.Series:
    return pd.Series(np.where(hidden, np.nan, values)).astype("Int64")


def _fisher(
    k: np.ndarray, n: np.ndarray, other_k: np.ndarray, other_n: np.ndarray, skip: np.ndarray
) -> np.ndarray:
    from scipy.stats import fisher_exact  # heavy, and only needed here

    p = np.full(len(k), np.nan)
    for i in np.flatnonzero(~skip):
        cells = [[k[i], n[i] - k[i]], [other_k[i], other_n[i] - other_k[i]]]
        p[i] = fisher_exact(np.array(cells, dtype=int)).pvalue
    return p
