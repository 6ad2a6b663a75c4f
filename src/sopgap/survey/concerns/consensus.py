"""Group comments by how near they are in the mean of many views, and choose how many groups.

Average linkage joins comments to a tree by their mean nearness over all tracks of a `Space`: a
consensus of views without cutting each of them (Strehl and Ghosh 2002; Fred and Jain 2005). A cut
of the tree is refined by moving comments to the group whose middle is nearest (k-means). Nothing
is drawn: the same comments give the same groups. The number of groups is judged by the modularity
(Newman 2006) of the graph of neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.spatial.distance import squareform

from sopgap.embedding import Embed
from sopgap.survey.concerns.families import Families
from sopgap.survey.concerns.space import DEFAULTS, Settings, Space, neighbour_graph, settle
from sopgap.survey.concerns.views import cut_into_stems

TINY = 1e-9  # a length below it is none
ROUNDS = 10  # in which comments may move to a nearer middle


@dataclass(frozen=True)
class Agreement:
    """How near n comments are, the tree of it, and groups.

    Attributes
    ----------
    labels : array of int
        A group each.
    together : array, n x n
        How near each pair is, 0 to 1; 1 with itself.
    tree : array
        As scipy's `linkage` returns it.
    scores : dict of int to float
        Modularity of each number of groups that was tried; empty where it was given.
    """

    labels: np.ndarray
    together: np.ndarray
    tree: np.ndarray
    scores: dict[int, float]
    space: Space


def agree(
    texts: Sequence[str],
    n_groups: int | None = None,
    *,
    settings: Settings = DEFAULTS,
    embed: Embed | None = None,
    families: Families | None = None,
) -> Agreement:
    """Group comments; quadratic in their number, so meant for a few thousand.

    Parameters
    ----------
    texts : sequence of str
        At least two different ones, with words in them.
    n_groups : int or None
        None: the number is chosen.
    settings : Settings
    embed : callable, optional
        From texts to vectors, one row each; joined to each view.
    families : mapping, optional
        As of `known_families`.

    Returns
    -------
    Agreement

    Examples
    --------
    >>> said = ["more training please", "training is short", "the system is slow", "slow system"]
    >>> agree(said, 2).labels.tolist()
    [0, 0, 1, 1]
    """
    space = settle(texts, settings=settings, embed=embed, families=families)
    # Who says the same words is one; their neighbours, of which only so many count, may differ.
    same = texts if embed else [" ".join(sorted(words)) for words in cut_into_stems(texts)]
    together = _as_one(np.clip(space.places @ space.places.T, 0, 1), same)
    np.fill_diagonal(together, 1)
    tree = grow(together, steady=bool(n_groups))
    if n_groups:
        labels = cut_tree(tree, min(n_groups, len(texts)))[:, 0]
        labels = refine(labels, together, keep=True)
        return Agreement(labels, together, tree, {}, space)
    cuts = cut_at(tree, together, numbers_for(len(texts), settings), settings)
    scores = judge(cuts, space)
    return Agreement(cuts[choose(scores, len(texts), settings)], together, tree, scores, space)


def grow(together: np.ndarray, *, steady: bool = False) -> np.ndarray:
    """Return the tree that joins comments by how near they are, as scipy's `linkage` does.

    Average linkage finds the groups that lie apart, whatever their size. At a number that is not
    the comments' own it cuts off crumbs and leaves a heap; Ward's (1963) cut, of groups of like
    size, is steadier there.

    Parameters
    ----------
    together : array, n x n
        How near each pair is, 0 to 1.
    steady : bool
        Ward's.
    """
    if steady:
        far = np.sqrt(np.maximum(2 * (1 - together.astype(float)), 0))
        return linkage(squareform(far, checks=False), method="ward")
    return linkage(squareform(1 - together, checks=False), method="average")


def _as_one(together: np.ndarray, same: Sequence[str]) -> np.ndarray:
    """Give comments of the same words the same row: the mean of theirs."""
    kinds, which = np.unique(np.array(same, dtype=object), return_inverse=True)
    if len(kinds) == len(same):
        return together
    shares = sp.csr_matrix((np.ones(len(which)), (which, np.arange(len(which)))))
    shares = sp.diags_array(1 / np.bincount(which)) @ shares
    near = (shares @ (shares @ together).T).astype(together.dtype)
    # Others come after who says the same, but no further than the last bits.
    near = np.minimum((near + near.T) / 2, np.float32(1 - 1e-7))
    np.fill_diagonal(near, 1)
    return near[np.ix_(which, which)]


def numbers_for(n: int, settings: Settings = DEFAULTS) -> list[int]:
    """Return the numbers of groups that are tried for n comments."""
    return list(range(2, max(2, min(settings.most, n // 4)) + 1))


def cut_at(
    tree: np.ndarray, together: np.ndarray, numbers: Sequence[int], settings: Settings
) -> dict[int, np.ndarray]:
    """Cut the tree at each number, refine, and dissolve what is too small.

    Returns
    -------
    dict of int to array of int
        By the number of groups that came out; of several cuts that give one number, the first.
    """
    cuts: dict[int, np.ndarray] = {}
    for labels in cut_tree(tree, numbers).T:
        labels = dissolve(refine(labels, together), together, settings.smallest)
        cuts.setdefault(int(labels.max()) + 1, labels)
    return cuts


def judge(cuts: dict[int, np.ndarray], space: Space) -> dict[int, float]:
    """Return the modularity of each cut in the graph of neighbours before any was moved."""
    graph = neighbour_graph(space)
    return {number: round(_modularity(graph, labels), 9) for number, labels in cuts.items()}


def choose(scores: dict[int, float], n: int, settings: Settings = DEFAULTS) -> int:
    """Choose the number of groups for n comments.

    The modularity has a flat top. Of the numbers on it, the one nearest (by ratio) to what
    people make of so many comments is taken.

    Examples
    --------
    >>> choose({2: 0.2, 7: 0.495, 12: 0.5, 20: 0.48}, 100)
    7
    """
    best = max(scores.values())
    good = [number for number, q in scores.items() if q >= best - settings.flat * abs(best)]
    wanted = settings.expected * n**0.5
    return min(good, key=lambda number: (abs(np.log(number / wanted)), number))


def refine(labels: np.ndarray, together: np.ndarray, *, keep: bool = False) -> np.ndarray:
    """Move comments to the group whose middle is nearest, until none moves (kernel k-means).

    Where all comments of a group would leave it, they stay if `keep` asks for it.
    """
    for _ in range(ROUNDS):
        belongs = belonging(labels)
        sizes = belongs.sum(axis=0)
        sums = together @ belongs
        spread = (belongs * sums).sum(axis=0) / sizes**2
        # Rounded: which of two equally near middles comes first must not hang on a last bit.
        nearer = np.round(2 * sums / sizes - spread, 6).argmax(axis=1)
        nearer = keep_groups(nearer, labels) if keep else nearer
        if (nearer == labels).all():
            break
        labels = np.unique(nearer, return_inverse=True)[1]
    return np.unique(labels, return_inverse=True)[1]


def keep_groups(nearer: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Leave the comments of a group where they are if all of them would leave it.

    Examples
    --------
    >>> keep_groups(np.array([1, 1, 0, 1]), np.array([0, 1, 0, 2])).tolist()
    [1, 1, 0, 2]
    """
    # Who stays may empty the group they were about to join; that one's members then stay too.
    while len(lost := np.setdiff1d(labels, nearer)):
        nearer = np.where(np.isin(labels, lost), labels, nearer)
    return nearer


def dissolve(labels: np.ndarray, together: np.ndarray, smallest: int) -> np.ndarray:
    """Join groups that are too small to the nearest other one, the smallest first."""
    while True:
        labels = np.unique(labels, return_inverse=True)[1]
        sizes = np.bincount(labels)
        if sizes.min() >= smallest or len(sizes) <= 2:
            return labels
        least = int(sizes.argmin())
        near = together[labels == least].sum(axis=0) @ belonging(labels) / sizes
        near[least] = -1
        labels = np.where(labels == least, near.argmax(), labels)


def middles(places: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the middle of each group 0, 1, ..., one row each; labels of -1 belong to none."""
    own = labels >= 0
    belongs = belonging(labels[own])
    return (belongs.T @ places[own]) / belongs.sum(axis=0)[:, None]


def fit_of(places: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the cosine of each place to the middle of its own group, 0 to 1."""
    centres = middles(places, labels)
    lengths = np.linalg.norm(centres, axis=1)
    dots = (places * centres[labels]).sum(axis=1)
    own = np.linalg.norm(places, axis=1) * lengths[labels]
    return np.clip(dots / np.where(own > TINY, own, 1), 0, 1)


def belonging(labels: np.ndarray) -> np.ndarray:
    """One column a group: 1 where the comment is in it."""
    return np.eye(labels.max() + 1, dtype=np.float32)[labels]


def _modularity(graph: sp.csr_matrix, labels: np.ndarray) -> float:
    total = float(graph.sum())
    if total == 0:
        return 0.0
    belongs = belonging(labels).astype(float)
    degree = np.asarray(graph.sum(axis=1)).ravel()
    inside = (belongs * (graph @ belongs)).sum() / total
    return float(inside - ((belongs.T @ degree / total) ** 2).sum())
