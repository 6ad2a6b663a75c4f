"""Hold two clusterings of the same comments side by side: agreement, stability, what moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from sopgap.errors import InputError
from sopgap.survey.concerns.clusters import Concerns

LEAST = 3  # a smaller count is blank
DIGITS = 6


@dataclass(frozen=True)
class Comparison:
    """Two clusterings side by side; by the first concern of each comment.

    Attributes
    ----------
    agreement : DataFrame
        One row: comments that both place, `ami` and `ari` (1: the same groups; 0: no more alike
        than by chance), how many concerns each has, how many comments only one of them places, how
        many moved, and their share of those that both place (blank where under three).
    cross : DataFrame
        A row for each concern of the one and of the other that share comments: one, one_label,
        other, other_label, n (blank under three), one_share (of the comments of the first that
        are in the second), other_share (the other way round); shares are blank with n.
    matches : DataFrame
        A row for each concern of the one: the concern of the other that stands for it (each
        stands for one at most, so that most comments stay), n that both hold, and overlap: n by
        those that either holds (Jaccard).
    moved : DataFrame
        A row for each comment that is not where its concern's match is: comment_id, one, other
        (blank: in none). Private: it names comments.
    """

    agreement: pd.DataFrame
    cross: pd.DataFrame
    matches: pd.DataFrame
    moved: pd.DataFrame


def compare_models(one: Concerns, other: Concerns, *, least: int = LEAST) -> Comparison:
    """Compare two clusterings of the same comments.

    Parameters
    ----------
    one, other : Concerns
        Of the same comments, from whatever model, number or codebook.
    least : int
        Smaller counts of comments are blank, and what would tell them.

    Returns
    -------
    Comparison
        Agreement is measured on comments that both place: adjusted mutual information (Vinh,
        Epps and Bailey 2010) and adjusted Rand index (Hubert and Arabie 1985). Concerns are
        matched so that the sum of shared comments is largest (Kuhn 1955).

    Raises
    ------
    InputError
        They place no comment in common.

    Examples
    --------
    >>> from sopgap.survey.concerns.clusters import cluster_concerns
    >>> said = ["more training please", "training is short", "the system is slow", "slow system"]
    >>> comments = pd.DataFrame({"comment_id": list("abcd"), "text": said})
    >>> one = cluster_concerns(comments, 2)
    >>> other = cluster_concerns(comments, model=lambda texts: [len(text) > 12 for text in texts])
    >>> compared = compare_models(one, other, least=1)
    >>> compared.agreement[["comments", "moved"]].iloc[0].tolist()
    [4, 1]
    >>> compared.moved["comment_id"].tolist()
    ['c']
    """
    both = _first(one, "one").merge(_first(other, "other"), on="comment_id", how="outer")
    both = both.fillna("").sort_values("comment_id", ignore_index=True)
    placed = both[(both["one"] != "") & (both["other"] != "")]
    if placed.empty:
        raise InputError("one, other: they place no comment in common; cluster the same comments")
    counts = pd.crosstab(placed["one"], placed["other"])
    sizes = both["one"].value_counts(), both["other"].value_counts()
    stands = _match(counts)
    stays = (both["other"] != "") & (both["one"].map(stands) == both["other"])
    moved = both[~stays].reset_index(drop=True)
    within = int((~stays[placed.index]).sum())
    told = within >= least or within == 0
    agreement = pd.DataFrame(
        {
            "comments": [len(placed)],
            "ami": [round(adjusted_mutual_info_score(placed["one"], placed["other"]), DIGITS)],
            "ari": [round(adjusted_rand_score(placed["one"], placed["other"]), DIGITS)],
            "one_concerns": [len(counts.index)],
            "other_concerns": [len(counts.columns)],
            "one_only": [_told((both["other"] == "").sum(), least)],
            "other_only": [_told((both["one"] == "").sum(), least)],
            "moved": [_told(within, least)],
            "moved_share": [round(within / len(placed), DIGITS) if told else np.nan],
        }
    )
    cross = _cross(counts, sizes, one, other, least)
    return Comparison(agreement, cross, _matches(counts, stands, sizes, one, other, least), moved)


def weigh_stability(
    comments: pd.DataFrame,
    cluster: Callable[[pd.DataFrame], Concerns],
    *,
    draws: int = 5,
    share: float = 0.9,
    seed: int = 0,
) -> pd.DataFrame:
    """Cluster again with some comments left out, and compare with the clustering of all.

    Parameters
    ----------
    comments : DataFrame
        `comment_id` and `text`.
    cluster : callable
        From comments to Concerns: `cluster_concerns` or a function that calls it.
    draws : int
        How often.
    share : float
        Of the comments that each draw keeps.
    seed : int
        Of the draws; both of two models that are compared are given the same.

    Returns
    -------
    DataFrame
        A row for each draw: draw, comments (that both place), n_concerns, and ami and ari with
        the clustering of all.

    Raises
    ------
    InputError
        The options do not fit.

    Examples
    --------
    >>> from sopgap.survey.concerns.clusters import cluster_concerns
    >>> said = ["training is short", "training on the job", "more training courses",
    ...         "training for managers", "the system is slow", "an old system",
    ...         "the system crashes", "two passwords for a system"]
    >>> comments = pd.DataFrame({"comment_id": list("abcdefgh"), "text": said})
    >>> weigh_stability(comments, lambda some: cluster_concerns(some, 2), draws=2).shape
    (2, 5)
    """
    if draws < 1:
        raise InputError(f"draws={draws}: give 1 or more")
    if not 0 < share < 1:
        raise InputError(f"share={share}: give more than 0 and less than 1")
    ordered = comments.sort_values("comment_id", ignore_index=True)
    whole, draw = _first(cluster(ordered), "one"), np.random.default_rng(seed)
    rows = []
    for number in range(1, draws + 1):
        kept = np.sort(draw.choice(len(ordered), round(share * len(ordered)), replace=False))
        part = _first(cluster(ordered.iloc[kept].reset_index(drop=True)), "other")
        both = whole.merge(part, on="comment_id")
        rows.append(
            {
                "draw": number,
                "comments": len(both),
                "n_concerns": part["other"].nunique(),
                "ami": round(adjusted_mutual_info_score(both["one"], both["other"]), DIGITS),
                "ari": round(adjusted_rand_score(both["one"], both["other"]), DIGITS),
            }
        )
    return pd.DataFrame(rows)


def _first(found: Concerns, name: str) -> pd.DataFrame:
    """Return the first concern of each comment, in a column of that name."""
    first = found.members[found.members["rank"] == 1]
    return first[["comment_id", "concern_id"]].rename(columns={"concern_id": name}).astype("str")


def _match(counts: pd.DataFrame) -> dict[str, str]:
    rows, columns = linear_sum_assignment(-counts.to_numpy())
    return {
        str(counts.index[i]): str(counts.columns[j])
        for i, j in zip(rows, columns, strict=True)
        if counts.iat[i, j]
    }


def _cross(
    counts: pd.DataFrame,
    sizes: tuple[pd.Series, pd.Series],
    one: Concerns,
    other: Concerns,
    least: int,
) -> pd.DataFrame:
    table = counts.stack().rename("n").reset_index()
    table = table[table["n"] > 0]
    table = table.sort_values(["one", "n", "other"], ascending=[True, False, True])
    table = table.reset_index(drop=True).astype({"n": "Int64"})
    for name, size in zip(("one", "other"), sizes, strict=True):
        table[f"{name}_share"] = (table["n"] / table[name].map(size)).astype(float).round(DIGITS)
    table.loc[table["n"] < least, ["n", "one_share", "other_share"]] = pd.NA
    table["one_label"] = table["one"].map(_labels(one))
    table["other_label"] = table["other"].map(_labels(other))
    columns = ["one", "one_label", "other", "other_label", "n", "one_share", "other_share"]
    return table[columns]


def _matches(
    counts: pd.DataFrame,
    stands: dict[str, str],
    sizes: tuple[pd.Series, pd.Series],
    one: Concerns,
    other: Concerns,
    least: int,
) -> pd.DataFrame:
    rows = []
    for code in counts.index:
        match = stands.get(code, "")
        n = int(counts.at[code, match]) if match else 0
        either = int(sizes[0][code] + (sizes[1][match] if match else 0) - n)
        told = n >= least
        rows.append(
            [code, match, n if told else pd.NA, round(n / either, DIGITS) if told else None]
        )
    table = pd.DataFrame(rows, columns=["one", "other", "n", "overlap"])
    table = table.astype({"n": "Int64", "overlap": "float64"})
    table.insert(1, "one_label", table["one"].map(_labels(one)))
    table.insert(3, "other_label", table["other"].map(_labels(other)).fillna(""))
    return table


def _labels(found: Concerns) -> dict[str, str]:
    return dict(zip(found.concerns["concern_id"], found.concerns["label"], strict=True))


def _told(n: int, least: int) -> object:
    return int(n) if n >= least or n == 0 else pd.NA
