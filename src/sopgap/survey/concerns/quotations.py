"""Choose for each concern comments that may be shown, and list those a person must judge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from sopgap.survey.comments import hash_comments, with_content
from sopgap.survey.concerns.clusters import Concerns
from sopgap.survey.concerns.decided import DIGITS
from sopgap.survey.concerns.different import add_different
from sopgap.survey.concerns.sizes import size_concerns
from sopgap.survey.groups import ALL
from sopgap.survey.redaction.doubts import OWN_CENTER, find_doubts
from sopgap.survey.redaction.redact import redact
from sopgap.survey.redaction.roster import Roster, index_roster
from sopgap.tables import QUOTATIONS, QUOTES_REVIEW
from sopgap.text import stems, stop_words

FEW = 2  # quotations that a concern has for all, where it has so many that may be shown
ONE_IN = 8  # comments of a concern for each further quotation


def choose_quotations(
    found: Concerns,
    comments: pd.DataFrame,
    *,
    weighed: pd.DataFrame | None = None,
    most: int = 5,
    most_own: int = 2,
    **options: Any,
) -> pd.DataFrame:
    """Choose for each concern comments that are typical, differ, and have nothing against them.

    A comment with any reason of `find_doubts` is quoted only where a person released it; what a
    person hid is never quoted. No comment, and none that says the same, is quoted twice: not for
    two concerns, and not both for its Center and for all. A concern without a comment that may be
    quoted has no row.

    The first is the most typical one. Each further one is as typical as possible and as unlike
    those before as possible (maximal marginal relevance, Carbonell and Goldstein 1998), and has a
    length that can be read: for all one for every eight comments of the concern, at least two.

    Parameters
    ----------
    weighed : DataFrame, optional
        What `weigh_quotes` returns, so that it is done once; without it `options` go there.
    most, most_own : int
        Most quotations of a concern for all, and for each of its Centers.
    found, comments, **options
        As in `weigh_quotes`.

    Returns
    -------
    table `quotations`

    Examples
    --------
    >>> from sopgap import cluster_concerns
    >>> comments = pd.DataFrame({"comment_id": ["a", "b"],
    ...                          "text": ["Training", "We need more training here"]})
    >>> choose_quotations(cluster_concerns(comments), comments).values.tolist()
    [['C01', 'all', 1, 'We need more training here']]
    """
    rows = weigh_quotes(found, comments, **options) if weighed is None else weighed
    shown, hidden = rows["decision"] == "show", rows["decision"] == "hide"
    may = rows[shown | ((rows["reasons"] == "") & ~hidden)]
    # Who is quoted under a Center is not quoted under `all` too: the Center would stand beside it.
    own = may[may["group"] != ALL].drop_duplicates(["concern_id", "group"])
    own = own.groupby(["concern_id", "group"], sort=False).head(max(0, most_own))
    free = may[(may["group"] == ALL) & ~may["comment_id"].isin(own["comment_id"])]
    first = pd.concat([free.drop_duplicates("concern_id").head(len(free) * (most > 0)), own])
    sizes = found.members.loc[found.members["rank"] == 1, "concern_id"].value_counts()
    wanted = {
        (concern, group): min(most, max(FEW, int(sizes[concern]) // ONE_IN))
        if group == ALL
        else most_own
        for concern, group in may[["concern_id", "group"]].drop_duplicates().itertuples(index=False)
    }
    chosen = add_different(may, first, wanted)
    return QUOTATIONS.check(_in_order(chosen)[["concern_id", "group", "place", "text"]])


def list_doubtful_quotes(
    found: Concerns,
    comments: pd.DataFrame,
    *,
    weighed: pd.DataFrame | None = None,
    most: int = 3,
    **options: Any,
) -> pd.DataFrame:
    """List the comments that would be quoted but for doubts, for a person to decide.

    Save the table as `quotes_review.csv` in a private place. Who decides writes `show` or `hide`
    into `decision` and saves the file as `quotes_released.csv` in the survey's folder; the
    digest finds the comment again in the next run, whatever ids it has then.

    Parameters
    ----------
    weighed : DataFrame, optional
        As in `choose_quotations`.
    most : int
        Comments for each concern and group, the most typical first.
    found, comments, **options
        As in `weigh_quotes`.

    Returns
    -------
    table `quotes_review`
        `decision` holds what people decided so far.

    Examples
    --------
    >>> from sopgap import cluster_concerns
    >>> comments = pd.DataFrame({"comment_id": ["a", "b"],
    ...     "text": ["Training", "As the only clerk in town I get no training"]})
    >>> list_doubtful_quotes(cluster_concerns(comments), comments)[["reasons", "decision"]]
      reasons decision
    0    self
    """
    rows = weigh_quotes(found, comments, **options) if weighed is None else weighed
    rows = rows[rows["reasons"] != ""]
    rows = _in_order(rows.groupby(["concern_id", "group"], sort=False).head(most))
    rows = rows.drop_duplicates(list(QUOTES_REVIEW.key))
    return QUOTES_REVIEW.check(rows[[column.name for column in QUOTES_REVIEW.columns]])


def weigh_quotes(
    found: Concerns,
    comments: pd.DataFrame,
    *,
    sizes: pd.DataFrame | None = None,
    min_base: int = 10,
    min_count: int = 3,
    words: tuple[int, int] = (5, 60),
    frame: pd.DataFrame | None = None,
    centers: pd.DataFrame | None = None,
    roster: Iterable[str] | Roster = (),
    released: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """List each comment for the concern and the groups that it may stand for, with its doubts.

    Typical holds the words of the concern's label and is nearest to its middle; a comment of 5
    to 60 words goes before others. Only Centers are quoted whose row of `size_concerns` may be
    shown, for `all` too: what a comment tells often gives its Center away. It is attributed to its
    Center only where at least `min_base` people of the Center commented.

    Parameters
    ----------
    found : Concerns
    comments : DataFrame
        `comment_id`, `text`, `center` and, where known, `question_id`, as clustered.
    sizes : table `sizes`, optional
        As it is published; by default that of `size_concerns`.
    min_base, min_count : int
        As in `size_concerns`; `min_base` also as in `find_doubts`.
    words : tuple of int
        Fewest and most words of a comment that is preferred.
    frame, centers, roster
        As in `find_doubts`; without them it doubts less.
    released : table `quotes_review`, optional
        What people decided, as `read_released` returns it.

    Returns
    -------
    DataFrame
        The most typical first: the columns of `quotes_review`, redacted, with `reasons` of
        `find_doubts` (blank: nothing speaks against it) and `decision` (blank: nobody decided).
        Private.

    Examples
    --------
    >>> from sopgap import cluster_concerns
    >>> said = ["Training", "As the only clerk in town I get no training"]
    >>> comments = pd.DataFrame({"comment_id": ["a", "b"], "text": said})
    >>> rows = weigh_quotes(cluster_concerns(comments), comments)
    >>> rows[["comment_id", "reasons"]].values.tolist()
    [['b', 'self'], ['a', '']]
    """
    people = index_roster(roster)
    if sizes is None:
        sizes = size_concerns(found, comments, min_base=min_base, min_count=min_count)
    shown = sizes[~sizes["suppressed"] & (sizes["n"] >= min_count) & (sizes["group"] != ALL)]
    rows = found.members[found.members["rank"] == 1].merge(with_content(comments), on="comment_id")
    doubts = find_doubts(rows, frame=frame, centers=centers, roster=people, min_base=min_base)
    rows["reasons"] = doubts["reasons"].to_numpy()
    digests = pd.Series(_digests(comments), index=comments["comment_id"], dtype="str")
    rows["digest"] = rows["comment_id"].map(digests[~digests.index.duplicated()])
    rows["text"] = redact(rows["text"], roster=people)  # also where comments come from elsewhere
    rows = _most_typical_first(found, rows, words)
    pairs = pd.MultiIndex.from_frame(shown[["concern_id", "group"]])
    quotable = pd.MultiIndex.from_frame(rows[["concern_id", "center"]]).isin(pairs)
    enough = rows["center"].isin(_well_peopled(comments, min_base))
    everywhere = rows[quotable | (rows["center"] == "")].assign(group=ALL)
    own = rows[quotable & enough].assign(group=lambda quoted: quoted["center"])
    # That a comment names its own Center is no secret where it is attributed to it.
    own["reasons"] = own["reasons"].map(_without_own_center).astype("str")
    rows = pd.concat([everywhere, own], ignore_index=True)
    decided = _decisions(released)
    return rows.assign(decision=[decided.get(digest, "") for digest in rows["digest"]])


def count_unknown(released: pd.DataFrame, comments: pd.DataFrame) -> int:
    """Count the decisions about comments that this survey does not hold (any more).

    A comment that has been changed, or is redacted otherwise by now, has another digest: its
    decision is not applied.

    Examples
    --------
    >>> released = pd.DataFrame({"digest": ["0123456789abcdef"], "decision": ["show"]})
    >>> count_unknown(released, pd.DataFrame({"question_id": ["q1"], "text": ["Training"]}))
    1
    """
    decided = released.loc[released["decision"] != "", "digest"]
    return len(set(decided) - set(_digests(comments)))


def _most_typical_first(
    found: Concerns, rows: pd.DataFrame, words: tuple[int, int]
) -> pd.DataFrame:
    length = rows["text"].str.split().str.len()
    rows["fits"] = length.between(*words)
    exemplar = found.concerns.set_index("concern_id")["exemplar_id"]
    rows["middle"] = rows["comment_id"] == rows["concern_id"].map(exemplar)
    told = found.concerns.set_index("concern_id")["label"].map(_words_of).to_dict()
    rows["named"] = [len(_words_of(r.text) & told[r.concern_id]) for r in rows.itertuples()]
    order = ["fits", "named", "closeness", "middle", "comment_id"]
    return rows.sort_values(order, ascending=[False] * 4 + [True], kind="stable")


def _well_peopled(comments: pd.DataFrame, min_base: int) -> set[str]:
    """The Centers where at least `min_base` people commented, for certain.

    Comments carry no person; but a person answers a question once, so that the comments on one
    question are so many people.
    """
    said = comments.reindex(columns=["comment_id", "question_id", "center", "text"])
    said = said[said["comment_id"].isin(with_content(comments)["comment_id"])]
    said = said.astype("object").where(said.notna(), "")
    people = said.groupby(["center", "question_id"]).size().groupby("center").max()
    return set(people.index[people >= min_base])


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.assign(last=rows["group"] != ALL)
    return rows.sort_values(["concern_id", "last", "group"], kind="stable")


def _digests(comments: pd.DataFrame) -> list[str]:
    said = comments.reindex(columns=["question_id", "text"])
    said = said.astype("object").where(said.notna(), "").astype("str")
    return [digest[:DIGITS] for digest in hash_comments(said)]


def _decisions(released: pd.DataFrame | None) -> dict[str, str]:
    """The decision on each digest; a comment that anybody hid stays hidden."""
    if released is None or released.empty:
        return {}
    decided = released[released["decision"].isin(["show", "hide"])].sort_values("decision")
    return dict(zip(decided["digest"][::-1], decided["decision"][::-1], strict=True))


def _without_own_center(reasons: str) -> str:
    return ";".join(reason for reason in reasons.split(";") if reason != OWN_CENTER)


def _words_of(text: str) -> frozenset[str]:
    return frozenset(stems(text, stop=stop_words()))
