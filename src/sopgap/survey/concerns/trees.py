"""Join concerns to a tree whose joints have names, and split one: up and down from a choice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.spatial.distance import squareform
from threadpoolctl import threadpool_limits

from sopgap.embedding import Embed
from sopgap.errors import InputError
from sopgap.sources import guess
from sopgap.survey.concerns.clusters import Concerns, cluster_concerns
from sopgap.survey.concerns.consensus import agree, dissolve, middles, refine
from sopgap.survey.concerns.families import Families, read_families
from sopgap.survey.concerns.merges import name_merges
from sopgap.survey.concerns.naming import JOIN, name_groups
from sopgap.survey.concerns.numbers import LARGEST, LEAST, read_texts
from sopgap.survey.concerns.space import settle
from sopgap.survey.concerns.views import cut_into_stems
from sopgap.tables import MERGES, join

DIGITS = 6


def grow_tree(
    comments: pd.DataFrame,
    found: Concerns | None = None,
    n_concerns: int | None = None,
    *,
    seed: int = 0,
    embed: Embed | None = None,
    families: Families | str | Path | None = None,
) -> pd.DataFrame:
    """Join the concerns to a tree, the two nearest first, and name each joint.

    How near two concerns are is the mean nearness of a comment of the one to one of the other
    (average linkage, Sokal and Michener 1958), by first concerns and in the space in which the
    comments were clustered. For the order of the merges what either has to all concerns is taken
    off: else the broadest, near to everything, would draw the others in one by one. Of more than
    3,000 comments a sample of each concern is compared.

    Parameters
    ----------
    comments : DataFrame
        `comment_id` and `text`.
    found : Concerns, optional
        Of these comments, from any model or a codebook; by default `cluster_concerns` finds them.
    n_concerns : int, optional
        How many it shall find; only where `found` is not given.
    seed : int
        Of the clustering and of a sample.
    embed, families
        As in `cluster_concerns`.

    Returns
    -------
    DataFrame
        Table `merges`, one row fewer than there are concerns that are the first of a comment; a
        merge is named by what both sides share, or by the largest concern of each.

    Raises
    ------
    InputError
        Both `found` and `n_concerns` are given, or they are not of these comments.

    Examples
    --------
    >>> said = ["more training please", "training is short", "the system is slow", "slow system"]
    >>> comments = pd.DataFrame({"comment_id": list("abcd"), "text": said})
    >>> grow_tree(comments, n_concerns=2)[["merge_id", "left", "right", "label", "n_comments"]]
      merge_id left right         label  n_comments
    0      M01  C01   C02  all comments           4
    """
    if found is not None and n_concerns is not None:
        raise InputError("n_concerns: `found` has its number already; leave one of them out")
    words = read_families(families) if isinstance(families, str | Path) else families
    if found is None:
        found = cluster_concerns(comments, n_concerns, seed=seed, embed=embed, families=words)
    placed = _placed(comments, found)
    ids = [i for i in found.concerns["concern_id"] if i in set(placed["concern_id"])]
    if len(ids) < 2:
        return MERGES.empty()
    labels = placed["concern_id"].map({code: i for i, code in enumerate(ids)}).to_numpy(int)
    texts = placed["text"].tolist()
    with threadpool_limits(limits=1):
        near = _between(texts, labels, seed, embed, words)
    sizes = np.bincount(labels)
    joined = _join(_beyond_usual(near), sizes)
    named = _named(name_merges(texts, labels.tolist(), joined), ids, found.concerns)
    raised = {code: set(part) for code, part in _raised(found).groupby("concern_id")["comment_id"]}
    width = max(2, len(str(len(joined))))
    codes = [*ids, *(f"M{i + 1:0{width}d}" for i in range(len(joined)))]
    below = [raised[code] for code in ids]
    own = list(np.diag(sizes))  # comments of each concern below a node
    rows = []
    for node, (left, right) in enumerate(joined, start=len(ids)):
        below.append(below[left] | below[right])
        own.append(own[left] + own[right])
        mean = own[left] @ near @ own[right] / (own[left].sum() * own[right].sum())
        first, second = sorted((left, right), key=lambda side: (-len(below[side]), side))
        what = [named[node], len(below[node]), round(float(mean), DIGITS)]
        rows.append([codes[node], codes[first], codes[second], *what])
    return MERGES.check(pd.DataFrame(rows, columns=[c.name for c in MERGES.columns]))


def climb_tree(found: Concerns, merges: pd.DataFrame, n_concerns: int) -> pd.DataFrame:
    """Go up the tree to fewer concerns: what is joined there, and under which name.

    Parameters
    ----------
    found : Concerns
    merges : table `merges`
        Of these concerns.
    n_concerns : int
        How many are to be left.

    Returns
    -------
    DataFrame
        Columns node (a concern or a merge), label, n_comments (blank under three), concerns (those
        below it, by `;`), the largest first.

    Raises
    ------
    InputError
        There are not so many concerns, or `n_concerns` is under 1.

    Examples
    --------
    >>> said = ["more training please", "training is short", "the system is slow", "slow system"]
    >>> comments = pd.DataFrame({"comment_id": list("abcd"), "text": said})
    >>> found = cluster_concerns(comments, 2)
    >>> climb_tree(found, grow_tree(comments, found), 1).label.tolist()
    ['all comments']
    """
    leaves = {*merges["left"], *merges["right"]} - set(merges["merge_id"])
    own = found.concerns[found.concerns["concern_id"].isin(leaves) | (len(merges) == 0)]
    if not 1 <= n_concerns <= max(1, len(own)):
        raise InputError(f"n_concerns={n_concerns}: give 1 to {max(1, len(own))}")
    sizes = _raised(found).groupby("concern_id")["comment_id"].nunique()
    nodes = {r.concern_id: (r.label, int(sizes.get(r.concern_id, 0)), [r.concern_id])
             for r in own.itertuples()}  # fmt: skip
    for merge in merges.head(max(0, len(own) - n_concerns)).itertuples():
        under = nodes.pop(str(merge.left))[2] + nodes.pop(str(merge.right))[2]
        nodes[merge.merge_id] = (merge.label, int(merge.n_comments), sorted(under))
    ranked = sorted(nodes.items(), key=lambda item: (-item[1][1], item[0]))
    rows = [[node, label, _told(n), join(under)] for node, (label, n, under) in ranked]
    table = pd.DataFrame(rows, columns=["node", "label", "n_comments", "concerns"])
    return table.astype({"n_comments": "Int64"})


def split_concern(
    comments: pd.DataFrame,
    found: Concerns,
    concern_id: str,
    parts: int = 2,
    *,
    embed: Embed | None = None,
    families: Families | str | Path | None = None,
) -> pd.DataFrame:
    """Go down from a concern: what it would be split into, and under which names.

    Its comments (those whose first concern it is) are cut as all comments are, at the nearness
    that they have among all. A part has three comments at least.

    Parameters
    ----------
    comments : DataFrame
        `comment_id` and `text`.
    found : Concerns
    concern_id : str
    parts : int
    embed, families
        As in `cluster_concerns`.

    Returns
    -------
    DataFrame
        Columns part (C01.1, C01.2, ..., the largest first), label, terms, n_comments. One row
        where the concern cannot be split so; fewer rows where fewer parts of three come out.

    Raises
    ------
    InputError
        There is no such concern, or fewer than two parts are asked for.

    Examples
    --------
    >>> said = ["training courses are short", "the courses of training", "training courses again",
    ...         "training on the system", "system training", "a training in the system"]
    >>> comments = pd.DataFrame({"comment_id": list("abcdef"), "text": said})
    >>> split_concern(comments, cluster_concerns(comments, 1), "C01")[["part", "n_comments"]]
        part  n_comments
    0  C01.1           3
    1  C01.2           3
    """
    known = found.concerns["concern_id"].tolist()
    if concern_id not in known:
        raise InputError(
            f"concern_id: there is no concern {concern_id!r}{guess(concern_id, known)}"
        )
    if parts < 2:
        raise InputError(f"parts={parts}: give 2 or more")
    words = read_families(families) if isinstance(families, str | Path) else families
    placed = _placed(comments, found)
    texts = placed["text"].tolist()
    inside = np.flatnonzero((placed["concern_id"] == concern_id).to_numpy())
    labels = np.zeros(len(inside), dtype=int)
    if len(inside) >= 2 * LEAST:
        with threadpool_limits(limits=1):
            among = inside if len(texts) > LARGEST else np.arange(len(texts))
            labels = _cut([texts[i] for i in among], np.searchsorted(among, inside), parts,
                          embed, words)  # fmt: skip
    ranked = np.argsort(-np.bincount(labels), kind="stable") if len(labels) else np.array([])
    place = {int(group): i for i, group in enumerate(ranked)}
    order = [place[int(group)] for group in labels]
    named = name_groups([texts[i] for i in inside], order)
    rows = [[f"{concern_id}.{i + 1}", label, join(terms), _told(order.count(i))]
            for i, (label, terms) in sorted(named.items())]  # fmt: skip
    if len(rows) < 2:
        whole = found.concerns.set_index("concern_id").loc[concern_id]
        rows = [[concern_id, whole["label"], whole.get("terms", ""), _told(len(inside))]]
    table = pd.DataFrame(rows, columns=["part", "label", "terms", "n_comments"])
    return table.astype({"n_comments": "Int64"})


def _placed(comments: pd.DataFrame, found: Concerns) -> pd.DataFrame:
    """Return the comments that are in a concern: id, text, and the first concern of each."""
    first = found.members[found.members["rank"] == 1][["comment_id", "concern_id"]]
    said = read_texts(comments)[["comment_id", "text"]]
    placed = said.merge(first.astype({"comment_id": "str"}), on="comment_id")
    if len(placed) < len(first):
        raise InputError(
            f"found: {len(first) - len(placed)} of its comments are not among `comments`; give the"
            " table that was clustered"
        )
    return placed


def _raised(found: Concerns) -> pd.DataFrame:
    return found.members[["comment_id", "concern_id"]]


def _told(n: int) -> object:
    return n if n >= LEAST else pd.NA


def _between(
    texts: list[str],
    labels: np.ndarray,
    seed: int,
    embed: Embed | None,
    families: Families | None,
) -> np.ndarray:
    """Return the mean nearness of each two groups."""
    rows = np.arange(len(texts))
    if len(rows) > LARGEST:
        rows = _sample(labels, seed)
    told = [texts[i] for i in rows.tolist()]
    if len({" ".join(words) for words in cut_into_stems(told)} - {""}) < 2:
        return np.ones((labels.max() + 1, labels.max() + 1))
    centres = middles(settle(told, embed=embed, families=families).places, labels[rows])
    return np.clip(np.asarray(centres @ centres.T, dtype=float), 0, 1)


def _beyond_usual(near: np.ndarray) -> np.ndarray:
    """Take off what each group has to all groups (double centring, Torgerson 1952)."""
    return near - near.mean(axis=0) - near.mean(axis=1)[:, None] + near.mean()


def _sample(labels: np.ndarray, seed: int) -> np.ndarray:
    """Return about 3,000 rows, of each group its share, and three at least."""
    draw = np.random.default_rng(seed)
    kept = []
    for group in range(int(labels.max()) + 1):
        own = np.flatnonzero(labels == group)
        some = min(len(own), max(LEAST, round(LARGEST * len(own) / len(labels))))
        kept.append(draw.choice(own, some, replace=False))
    return np.sort(np.concatenate(kept))


def _join(between: np.ndarray, sizes: np.ndarray) -> list[tuple[int, int]]:
    """Join the two nearest groups, again and again; each pair of comments counts the same."""
    near = np.round(between, DIGITS)  # which two are nearest must not hang on a last bit
    weights = {i: float(n) for i, n in enumerate(sizes)}
    known = {(i, j): float(near[i, j]) for j in weights for i in range(j)}
    joined: list[tuple[int, int]] = []
    for node in range(len(sizes), 2 * len(sizes) - 1):
        left, right = max(known, key=lambda pair: (known[pair], -pair[0], -pair[1]))
        joined.append((left, right))
        known.pop((left, right))
        of = [weights.pop(left), weights.pop(right)]
        for other in weights:
            sides = [known.pop((min(s, other), max(s, other))) for s in (left, right)]
            known[other, node] = float(np.average(sides, weights=of))
        weights[node] = sum(of)
    return joined


def _named(names: dict[int, str], ids: list[str], concerns: pd.DataFrame) -> dict[int, str]:
    """Let a merge that is named by its concerns bear their labels, which people may have given."""
    given = concerns.set_index("concern_id")["label"]
    first = {names[i].split(JOIN)[0]: str(given[code]) for i, code in enumerate(ids)
             if names[i] != given[code]}  # fmt: skip
    return {
        node: JOIN.join(first.get(part, part) for part in name.split(JOIN))
        for node, name in names.items()
    }


def _cut(
    texts: list[str],
    rows: np.ndarray,
    parts: int,
    embed: Embed | None,
    families: Families | None,
) -> np.ndarray:
    """Cut some of the comments into parts of three at least; as many as come nearest."""
    if len({" ".join(words) for words in cut_into_stems(texts)} - {""}) < 2:
        return np.zeros(len(rows), dtype=int)
    near = agree(texts, 2, embed=embed, families=families).together[np.ix_(rows, rows)]
    tree = linkage(squareform(1 - near, checks=False), method="average")
    best = np.zeros(len(rows), dtype=int)
    parts = min(parts, len(rows) // LEAST)
    for number in range(parts, len(rows) // LEAST + 1):
        labels = dissolve(refine(cut_tree(tree, number)[:, 0], near), near, LEAST)
        groups, smallest = int(labels.max()) + 1, int(np.bincount(labels).min())
        if smallest < LEAST or groups > parts:
            continue
        if groups > best.max() + 1:
            best = labels
        if groups == parts:
            break
    return best
