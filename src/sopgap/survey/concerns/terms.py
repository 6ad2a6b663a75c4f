"""Weigh the terms behind the label of a concern: how much commoner each is there than elsewhere."""

from __future__ import annotations

import pandas as pd

from sopgap.survey.comments import with_content
from sopgap.survey.concerns.candidates import (
    CARRIED,
    Group,
    gather_groups,
    rank_terms,
    sample_groups,
)
from sopgap.survey.concerns.clusters import Concerns
from sopgap.survey.concerns.naming import MOST
from sopgap.survey.concerns.wording import Wording
from sopgap.survey.concerns.words import Key
from sopgap.tables import CONCERN_TERMS


def weigh_terms(
    found: Concerns, comments: pd.DataFrame, *, min_count: int = 3, most: int = MOST
) -> pd.DataFrame:
    """Weigh up to eight words that set each concern apart, the most telling first.

    A comment counts for its first concern. The lift of a word is the share of the concern's
    comments that hold it, over the share of the other comments that do; half a comment is added
    to each count, so that a word that nobody else writes has a lift too. A word that fewer than
    three comments of the concern hold is not shown: it may name somebody.

    Parameters
    ----------
    found : Concerns
    comments : DataFrame
        `comment_id` and `text`, as clustered.
    min_count : int
        A smaller number of comments is blank, and with it the lift, which would tell it.
    most : int
        As in `name_groups`; of more comments counts are blank, for they are of a sample.

    Returns
    -------
    table `concern_terms`

    Examples
    --------
    >>> from sopgap import cluster_concerns
    >>> said = ["Slow system", "The system", "A system", "More training", "Training", "No training"]
    >>> comments = pd.DataFrame({"comment_id": list("abcdef"), "text": said})
    >>> terms = weigh_terms(cluster_concerns(comments, 2), comments)
    >>> terms[["term", "place", "lift", "n_comments"]].values.tolist()
    [['training', 1, 7.0, 3], ['system', 1, 7.0, 3]]
    """
    first = found.members[found.members["rank"] == 1]
    said = first.merge(with_content(comments)[["comment_id", "text"]], on="comment_id")
    said = said.sort_values("comment_id", kind="stable")
    ids = found.concerns["concern_id"].tolist()
    place = {concern: i for i, concern in enumerate(ids)}
    texts, labels = sample_groups(
        said["text"].tolist(), [place[c] for c in said["concern_id"]], most
    )
    members: dict[int, list[int]] = {}
    for i, label in enumerate(labels):
        members.setdefault(int(label), []).append(i)
    groups = gather_groups(Wording(texts), members) if texts else {}
    rows = [
        (ids[number], term, rank, *_weight(group, key, min_count, whole=len(texts) == len(said)))
        for number, group in sorted(groups.items())
        for rank, (key, term) in enumerate(rank_terms(group, strict=True), start=1)
    ]
    columns = ["concern_id", "term", "place", "lift", "n_comments"]
    table = pd.DataFrame(rows, columns=columns).astype({"lift": "Float64", "n_comments": "Int64"})
    return CONCERN_TERMS.check(table) if len(table) else CONCERN_TERMS.empty()


def _weight(
    group: Group, key: Key, min_count: int, *, whole: bool
) -> tuple[float | None, int | None]:
    n, total = group.words[key], len(group.said.words)
    if n < max(min_count, CARRIED):
        return None, None
    here = (n + 0.5) / (group.size + 1)
    elsewhere = (group.common[key] - n + 0.5) / (total - group.size + 1)
    lift = here / elsewhere
    return round(lift, 1) if lift < 10 else float(round(lift)), n if whole else None
