"""Replay the codebook on a run: what people decided holds, and what is new finds its place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from sopgap.survey.coding.acts import State
from sopgap.survey.coding.digests import digests
from sopgap.survey.coding.log import replayed
from sopgap.survey.coding.seeded import cosines, middles, points
from sopgap.survey.comments import has_content, text_hash
from sopgap.survey.concerns.clusters import Concerns
from sopgap.survey.concerns.naming import name_groups
from sopgap.tables import CONCERNS, MEMBERS, join
from sopgap.text import normalise

PROFILE = 3  # comments that the words written about a concern count for


@dataclass(frozen=True)
class _Said:
    """The comments of a run, one row a comment, and which of them each concern holds."""

    ids: list[str]
    texts: list[str]
    digest: list[str]
    near: sp.csr_matrix  # points of the comments
    concerns: list[str]
    centres: np.ndarray  # the middle of each concern


def replay_codebook(
    found: Concerns,
    comments: pd.DataFrame,
    codebook: pd.DataFrame,
    *,
    earlier: pd.DataFrame | None = None,
    doubt: float = 0.1,
) -> Concerns:
    """Lay down what people decided about concerns, and assign what the codebook does not know.

    Each comment that the codebook knows is where the codebook says, whatever the clustering of
    this run does with it. A comment that is new, or whose text has changed, joins the concern
    whose middle is nearest. Concerns keep their ids and labels; they are ordered by size, and
    one without a comment in this run has no row.

    Parameters
    ----------
    found : Concerns
        As `cluster_concerns` returns it for this run. A concern that holds the very comments of
        one of these keeps its closeness, terms and exemplar.
    comments : table `comments`
        As clustered: `comment_id`, `text` and, where there are several, `question_id`.
    codebook : table `codebook`
        As `read_codebook` returns it; empty: `found` is returned as it is.
    earlier : DataFrame, optional
        Comments of earlier waves (`comment_id`, `text`, `question_id`): what the codebook knows
        of them helps to assign new ones. Without any known comment the label, the definition and
        the words that the codebook keeps of each concern must do.
    doubt : float
        New comments that fit worse than this share of the known ones fit their own concern are
        placed, and marked `unsure`.

    Returns
    -------
    Concerns
        `concerns` with `definition`, `include` and `exclude`; `members` with a column `placed`:
        `person` (somebody put the comment there), `codebook` (it was there), `program` (it was
        assigned now), `unsure` (so, but it fits badly: a person should look). `closeness` is the
        cosine to the concern's middle, but for concerns that stayed as they were found.

    Raises
    ------
    InputError
        An act of the codebook cannot follow on those before.

    Examples
    --------
    >>> from sopgap import cluster_concerns
    >>> said = ["more training please", "training is short", "the system is slow", "slow system"]
    >>> comments = pd.DataFrame({"comment_id": list("abcd"), "text": said})
    >>> found = cluster_concerns(comments, n_concerns=2)
    >>> acts = [("base", "C01", "system"), ("base", "C02", "training"), ("merge", "C02", "C01")]
    >>> codebook = pd.DataFrame(acts, columns=["act", "concern_id", "value"])
    >>> codebook = codebook.assign(step=[1, 2, 3], digest="", batch=1, workbook="0" * 16)
    >>> replay_codebook(found, comments, codebook).concerns[["concern_id", "n_comments"]].values
    array([['C01', 4]], dtype=object)
    """
    if codebook.empty:
        return found
    state = replayed(codebook)
    said = _said(comments, state, earlier)
    if not said.ids or not said.concerns:
        return Concerns(CONCERNS.empty(), MEMBERS.empty())
    members = _members(said, state, found, doubt)
    return _tables(said, state, found, members)


def profile(state: State, concern: str, words: bool = True) -> str:
    """Return what is written about a concern, as one text.

    Examples
    --------
    >>> profile(State({"C01": "pay"}, {("C01", "define"): "What people earn"}), "C01")
    'pay What people earn'
    """
    acts = ("define", "include", "words") if words else ("define", "include")
    told = [state.told.get((concern, act), "") for act in acts]
    return " ".join(part for part in (state.labels[concern], *told) if part)


def _said(comments: pd.DataFrame, state: State, earlier: pd.DataFrame | None) -> _Said:
    rows = _with_digests(comments)
    rows = rows[has_content(rows["text"]) | rows["digest"].isin(set(state.place))]
    rows = rows.sort_values("comment_id", ignore_index=True)
    old = _with_digests(earlier) if earlier is not None else rows.iloc[:0]
    old = old[old["digest"].isin(set(state.place)) & ~old["digest"].isin(set(rows["digest"]))]
    concerns = sorted(state.labels)
    texts = [normalise(text) for text in rows["text"]]
    told = [profile(state, concern) for concern in concerns]
    near = points([*texts, *(normalise(text) for text in old["text"]), *told])
    n, known = len(texts), [*rows["digest"], *old["digest"]]
    place = {concern: i for i, concern in enumerate(concerns)}
    groups: list[list[int]] = [[] for _ in concerns]
    for i, digest in enumerate(known):
        if digest in state.place:
            groups[place[state.place[digest]]].append(i)
    for i, group in enumerate(groups):
        group.extend([len(known) + i] * PROFILE)
    centres = middles(near, groups)
    return _Said(
        rows["comment_id"].tolist(), texts, rows["digest"].tolist(), near[:n], concerns, centres
    )


def _with_digests(comments: pd.DataFrame) -> pd.DataFrame:
    rows = comments.reindex(columns=["comment_id", "question_id", "text"])
    rows = rows.astype("object").where(rows.notna(), "").astype("str")
    return rows.assign(digest=digests(rows).to_numpy())


def _members(said: _Said, state: State, found: Concerns, doubt: float) -> pd.DataFrame:
    fits = cosines(said.near, said.centres)
    column = {concern: i for i, concern in enumerate(said.concerns)}
    known = np.array([digest in state.place for digest in said.digest], dtype=bool)
    first = fits.argmax(axis=1)
    first[known] = [column[state.place[d]] for d in said.digest if d in state.place]
    own = fits[np.arange(len(first)), first]
    least = float(np.quantile(own[known], doubt)) if known.any() else 0.0
    second = _seconds(said, state, found, known)
    rows = []
    for i, (comment, digest) in enumerate(zip(said.ids, said.digest, strict=True)):
        concern = said.concerns[first[i]]
        if known[i]:
            placed = "person" if digest in state.decided else "codebook"
        else:
            placed = "program" if own[i] > least else "unsure"
        more = state.also.get(digest, []) if known[i] else second.get(comment, [])
        further = [other for other in more if other != concern]
        for rank, other in enumerate([concern, *further], 1):
            rows.append((comment, other, rank, fits[i, column[other]], placed))
    columns = ["comment_id", "concern_id", "rank", "closeness", "placed"]
    return pd.DataFrame(rows, columns=columns)


def _seconds(said: _Said, state: State, found: Concerns, known: np.ndarray) -> dict[str, list[str]]:
    """Further concerns of new comments: those of the clustering that are, mostly, one of ours."""
    digest = dict(zip(said.ids, said.digest, strict=True))
    ours: dict[str, Counter[str]] = {}
    rows = found.members
    for comment, concern, rank in zip(
        rows["comment_id"], rows["concern_id"], rows["rank"], strict=True
    ):
        if rank == 1 and digest.get(comment) in state.place:
            ours.setdefault(concern, Counter())[state.place[digest[comment]]] += 1
    same = {}
    for concern, counts in ours.items():
        name, n = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if 2 * n > counts.total():
            same[concern] = name
    new = {comment for comment, is_known in zip(said.ids, known, strict=True) if not is_known}
    several = set(rows.loc[rows["rank"] > 1, "comment_id"]) & new
    # Their first one too: the nearest middle may be that of another.
    more = rows[rows["comment_id"].isin(several)].sort_values("rank", kind="stable")
    second: dict[str, list[str]] = {}
    for comment, concern in zip(more["comment_id"], more["concern_id"], strict=True):
        name = same.get(concern, "")
        if name and name not in second.setdefault(comment, []):
            second[comment].append(name)
    return second


def _tables(said: _Said, state: State, found: Concerns, members: pd.DataFrame) -> Concerns:
    first = _leading(members)
    texts = dict(zip(said.ids, said.texts, strict=True))
    sizes = Counter(members["concern_id"])  # first or besides, as everywhere
    groups = {concern: set(rows["comment_id"]) for concern, rows in first.groupby("concern_id")}
    order = sorted(groups, key=lambda concern: (-sizes[concern], len(concern), concern))
    place = {concern: i for i, concern in enumerate(order)}
    named = name_groups(
        [texts[comment] for comment in first["comment_id"]],
        [place[concern] for concern in first["concern_id"]],
    )
    kept = _kept(found, groups)
    members = _with_kept_closeness(members, found, kept)
    first = _leading(members).assign(
        hash=lambda rows: [text_hash(texts[comment]) for comment in rows["comment_id"]]
    )
    first = first.sort_values(["closeness", "hash", "comment_id"], ascending=[False, True, True])
    exemplar = first.drop_duplicates("concern_id").set_index("concern_id")["comment_id"].to_dict()
    was = found.concerns.set_index("concern_id")
    concerns = pd.DataFrame(
        {
            "concern_id": order,
            "label": [state.labels[concern] for concern in order],
            "terms": [
                was.loc[kept[concern], "terms"] if concern in kept else join(named[i][1])
                for i, concern in enumerate(order)
            ],
            "n_comments": [sizes[concern] for concern in order],
            "exemplar_id": [
                was.loc[kept[concern], "exemplar_id"] if concern in kept else exemplar[concern]
                for concern in order
            ],
            **{
                name: [state.told.get((concern, act), "") for concern in order]
                for name, act in (("definition", "define"), ("include",) * 2, ("exclude",) * 2)
            },
        }
    )
    return Concerns(CONCERNS.check(concerns), MEMBERS.check(members))


def _leading(members: pd.DataFrame) -> pd.DataFrame:
    """The rows of first concerns; of a concern that is nobody's first, all its rows."""
    firsts = set(members.loc[members["rank"] == 1, "concern_id"])
    return members[(members["rank"] == 1) | ~members["concern_id"].isin(firsts)]


def _kept(found: Concerns, groups: dict[str, set[str]]) -> dict[str, str]:
    """The concerns that hold the very comments that one of the clustering holds: its id there."""
    first = found.members[found.members["rank"] == 1]
    as_found = {
        frozenset(rows["comment_id"]): concern for concern, rows in first.groupby("concern_id")
    }
    pairs = ((concern, as_found.get(frozenset(group))) for concern, group in groups.items())
    listed = set(found.concerns["concern_id"])
    return {concern: name for concern, name in pairs if name is not None and name in listed}


def _with_kept_closeness(
    members: pd.DataFrame, found: Concerns, kept: dict[str, str]
) -> pd.DataFrame:
    rows = found.members
    keys = zip(rows["comment_id"], rows["concern_id"], strict=True)
    was = dict(zip(keys, rows["closeness"], strict=True))
    pairs = zip(members["comment_id"], members["concern_id"], members["closeness"], strict=True)
    closeness = [was.get((comment, kept.get(concern, "")), now) for comment, concern, now in pairs]
    return members.assign(closeness=closeness)
