"""Choose for each concern a comment that may be shown."""

from __future__ import annotations

import pandas as pd

from sopgap.survey.comments import with_content
from sopgap.survey.concerns import Concerns
from sopgap.survey.disclosure import redact
from sopgap.survey.groups import ALL
from sopgap.survey.sizes import size_concerns
from sopgap.tables import QUOTATIONS
from sopgap.text import stems, stop_words


def choose_quotations(
    found: Concerns,
    comments: pd.DataFrame,
    *,
    min_base: int = 10,
    min_count: int = 3,
    words: tuple[int, int] = (5, 60),
) -> pd.DataFrame:
    """Choose for each concern the most typical comment, for all and for each Center.

    Typical holds the words of the concern's label and is nearest to its middle; a comment of 5
    to 60 words goes before others.
    Only Centers are quoted whose row of `size_concerns` may be shown, for `all` too: what a
    comment tells often gives its Center away. A concern without such a comment has no row.

    Parameters
    ----------
    found : Concerns
    comments : DataFrame
        `comment_id`, `text` and `center`, as clustered.
    min_base, min_count : int
        As in `size_concerns`.
    words : tuple of int
        Fewest and most words of a comment that is preferred.

    Returns
    -------
    table `quotations`

    Examples
    --------
    >>> from sopgap import cluster_concerns
    >>> comments = pd.DataFrame({"comment_id": ["a", "b"],
    ...                          "text": ["Training", "We need more training here"]})
    >>> choose_quotations(cluster_concerns(comments), comments).values.tolist()
    [['C01', 'all', 'We need more training here']]
    """
    sizes = size_concerns(found, comments, min_base=min_base, min_count=min_count)
    shown = sizes[~sizes["suppressed"] & (sizes["n"] >= min_count) & (sizes["group"] != ALL)]
    rows = found.members[found.members["rank"] == 1].merge(with_content(comments), on="comment_id")
    rows["text"] = redact(rows["text"])  # also where the comments come from elsewhere
    length = rows["text"].str.split().str.len()
    rows["fits"] = length.between(*words)
    exemplar = found.concerns.set_index("concern_id")["exemplar_id"]
    rows["middle"] = rows["comment_id"] == rows["concern_id"].map(exemplar)
    told = found.concerns.set_index("concern_id")["label"].map(_words_of).to_dict()
    rows["named"] = [len(_words_of(r.text) & told[r.concern_id]) for r in rows.itertuples()]
    order = ["fits", "named", "closeness", "middle", "comment_id"]
    rows = rows.sort_values(order, ascending=[False] * 4 + [True], kind="stable")
    pairs = pd.MultiIndex.from_frame(shown[["concern_id", "group"]])
    places = pd.MultiIndex.from_frame(rows[["concern_id", "center"]])
    own = rows[places.isin(pairs)].assign(group=lambda quoted: quoted["center"])
    everywhere = rows[places.isin(pairs) | (rows["center"] == "")].assign(group=ALL)
    both = pd.concat([everywhere, own])
    both = both.drop_duplicates(["concern_id", "group"])
    both["last"] = both["group"] != ALL
    both = both.sort_values(["concern_id", "last", "group"])
    return QUOTATIONS.check(both[["concern_id", "group", "text"]])


def _words_of(text: str) -> frozenset[str]:
    return frozenset(stems(text, stop=stop_words()))
