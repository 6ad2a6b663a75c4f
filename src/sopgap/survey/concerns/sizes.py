"""Count how many comments of each Center raise a concern."""

from __future__ import annotations

import pandas as pd

from sopgap.survey.comments import with_content
from sopgap.survey.concerns.clusters import Concerns
from sopgap.survey.disclosure.hiding import hide_counts
from sopgap.survey.disclosure.releases import Rules
from sopgap.survey.groups import ALL
from sopgap.tables import QUESTIONS, SIZES


def size_concerns(
    found: Concerns,
    comments: pd.DataFrame,
    *,
    min_base: int = 10,
    min_count: int = 3,
    width: int = 3,
) -> pd.DataFrame:
    """Count the comments of each Center that raise each concern.

    What could identify somebody is blank, and as much besides as it takes that nothing hidden can
    be worked back from this table (`hide_counts`).

    Parameters
    ----------
    found : Concerns
    comments : DataFrame
        `comment_id`, `text` and `center`, as clustered.
    min_base, min_count, width : int
        As in `Rules`; with `min_base=0` nothing is hidden.

    Returns
    -------
    table `sizes`, group `all` first and then the Centers by code

    Examples
    --------
    >>> from sopgap import cluster_concerns
    >>> comments = pd.DataFrame({"comment_id": ["a", "b", "c"], "center": ["x", "x", "y"],
    ...                          "text": ["Too little training", "Training", "More training"]})
    >>> sizes = size_concerns(cluster_concerns(comments), comments, min_base=0)
    >>> sizes[["group", "n", "suppressed"]].values.tolist()
    [['all', 3, False], ['x', 2, False], ['y', 1, False]]
    """
    said = with_content(comments)
    known = comments["center"].dropna() if "center" in comments else ()
    centers = sorted(set(known) - {""})
    bases = said["center"].value_counts().reindex(centers, fill_value=0)
    first = found.members[found.members["rank"] == 1].merge(said, on="comment_id")
    ids = found.concerns["concern_id"]
    counts = first.groupby(["concern_id", "center"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=ids, columns=centers, fill_value=0)
    counts.insert(0, ALL, first.groupby("concern_id").size().reindex(ids, fill_value=0))
    table = counts.rename_axis(columns="group").stack().rename("n").reset_index()
    table["base"] = table["group"].map(bases.to_dict() | {ALL: len(said)}).astype("Int64")
    table["share"] = table["n"] / table["base"]
    table = table.astype({"n": "Int64"}).assign(suppressed=False)
    rules = Rules(min_base=min_base, min_count=min_count, width=width)
    return SIZES.check(hide_counts({"sizes": table}, QUESTIONS.empty(), rules=rules)["sizes"])
