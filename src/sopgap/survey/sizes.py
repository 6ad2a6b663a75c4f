"""Count how many comments of each Center raise a concern."""

from __future__ import annotations

import pandas as pd

from sopgap.survey.comments import with_content
from sopgap.survey.concerns import Concerns
from sopgap.survey.disclosure import hide_complements
from sopgap.survey.groups import ALL
from sopgap.tables import SIZES


def size_concerns(
    found: Concerns, comments: pd.DataFrame, *, min_base: int = 10, min_count: int = 3
) -> pd.DataFrame:
    """Count the comments of each Center that raise each concern.

    A Center's row is blank where the Center has fewer than `min_base` comments with content or
    where fewer than `min_count` of them raise the concern, 0 included: were 0 shown, a blank
    would mean 1 or 2. A second one is blank wherever it would follow from `all`, or from the
    Center's other concerns.

    Parameters
    ----------
    found : Concerns
    comments : DataFrame
        `comment_id`, `text` and `center`, as clustered.
    min_base, min_count : int

    Returns
    -------
    table `sizes`, group `all` first and then the Centers by code

    Examples
    --------
    >>> from sopgap import cluster_concerns
    >>> comments = pd.DataFrame({"comment_id": ["a", "b", "c"], "center": ["x", "x", "y"],
    ...                          "text": ["Too little training", "Training", "More training"]})
    >>> sizes = size_concerns(cluster_concerns(comments), comments, min_base=1)
    >>> sizes[["group", "n", "suppressed"]].values.tolist()
    [['all', 3, False], ['x', <NA>, True], ['y', <NA>, True]]
    """
    said = with_content(comments)
    known = comments["center"].dropna() if "center" in comments else ()
    centers = sorted(set(known) - {""})
    bases = said["center"].value_counts().reindex(centers, fill_value=0)
    first = found.members[found.members["rank"] == 1].merge(said, on="comment_id")
    ids = found.concerns["concern_id"]
    counts = first.groupby(["concern_id", "center"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=ids, columns=centers, fill_value=0)
    small = (bases < min_base).to_numpy()[None, :] | (counts < min_count)
    hidden = hide_complements(small, counts, both_ways=True)
    n_all = first.groupby("concern_id").size().reindex(ids, fill_value=0)
    counts.insert(0, ALL, n_all)
    hidden.insert(0, ALL, len(said) < min_base)
    table = counts.rename_axis(columns="group").stack().rename("n").reset_index()
    table["base"] = table["group"].map(bases.to_dict() | {ALL: len(said)}).astype("Int64")
    table["share"] = table["n"] / table["base"]
    table["suppressed"] = hidden.to_numpy().ravel()
    figures = ["n", "base", "share"]
    table["n"] = table["n"].astype("Int64")
    table[figures] = table[figures].mask(table["suppressed"])
    return SIZES.check(table)
