"""cross_concerns: which concerns go with which responsibilities, in the words of one comment.

No count is published: a pair stands in the table, or it does not.
"""

from __future__ import annotations

import pandas as pd

from sopgap.tables import CROSSINGS

PAIR = ["responsibility_id", "concern_id"]


def cross_concerns(
    voices: pd.DataFrame,
    members: pd.DataFrame,
    *,
    concerns: pd.DataFrame | None = None,
    beside: pd.DataFrame | None = None,
    min_count: int = 3,
) -> pd.DataFrame:
    """List the responsibilities and concerns that enough comments share, over all Centers.

    A comment that speaks of a responsibility and raises a concern, first or besides, ties both. A
    pair is listed where at least `min_count` distinct comments tie it. How many is not told, so
    nothing can be worked back from it.

    Parameters
    ----------
    voices : table `links` of comments (private)
    members : table `members` (private)
    concerns : table `concerns`, optional
        A concern whose count is hidden is left out: that it shares comments would bound the count.
    beside : table `triangulation`, optional
        A responsibility whose count is hidden at every Center is left out, for the same reason.
    min_count : int
        Fewest comments that a pair may rest on.

    Returns
    -------
    table `crossings`, by responsibility_id, then concern_id

    Examples
    --------
    >>> voices = pd.DataFrame({"passage_id": list("abcd"), "responsibility_id": "R1"})
    >>> members = pd.DataFrame({"comment_id": list("abcd"),
    ...     "concern_id": ["C01", "C01", "C01", "C02"]})
    >>> cross_concerns(voices, members)
      responsibility_id concern_id
    0                R1        C01
    """
    if voices.empty or members.empty:
        return CROSSINGS.empty()
    heard = voices[["passage_id", "responsibility_id"]].astype(str)
    raised = members[["comment_id", "concern_id"]].astype(str)
    if concerns is not None:
        shown = concerns[concerns["n_comments"].notna()]["concern_id"].astype(str)
        raised = raised[raised["concern_id"].isin(shown)]
    if beside is not None:
        counted = beside[beside["n_comments"].notna()]["responsibility_id"].astype(str)
        heard = heard[heard["responsibility_id"].isin(counted)]
    both = heard.merge(raised, left_on="passage_id", right_on="comment_id")
    tied = both.groupby(PAIR)["comment_id"].nunique()
    pairs = tied[tied >= min_count].index.to_frame(index=False)
    return CROSSINGS.check(pairs.sort_values(PAIR))
