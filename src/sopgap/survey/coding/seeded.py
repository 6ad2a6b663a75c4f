"""Group comments from examples that people named: the nearest middle, nothing else.

A comment is a point: its words, their families and letters (`fit_views`), of length 1. The middle
of a group is the mean of its points. On nine coded sets of comments no richer rule did better
(docs/methods/codebook.md).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.preprocessing import normalize

from sopgap.survey.concerns.views import cut_into_stems, fit_views

ROUNDS = 20  # of moving middles; a few hundred comments need about five


def points(texts: Sequence[str]) -> sp.csr_matrix:
    """Return one point of length 1 for each text; of length 0 where it has no words.

    Examples
    --------
    >>> near = points(["more training", "training is short", "slow system"])
    >>> cosines = (near @ near.T).toarray()
    >>> bool(cosines[0, 1] > cosines[0, 2])
    True
    """
    cut = cut_into_stems(texts)
    if not any(cut):
        return sp.csr_matrix((len(texts), 1))
    return normalize(fit_views(cut).vectors(cut)["all"]).tocsr()


def middles(near: sp.csr_matrix, groups: Sequence[Sequence[int]]) -> np.ndarray:
    """Return the middle of each group of points, of length 1; of an empty group, nothing.

    Examples
    --------
    >>> middles(sp.csr_matrix(np.eye(2)), [[0], []]).tolist()
    [[1.0, 0.0], [0.0, 0.0]]
    """
    sums = [np.asarray(near[list(group)].sum(axis=0)).ravel() for group in groups]
    return normalize(np.vstack(sums)) if sums else np.zeros((0, near.shape[1]))


def cosines(near: sp.csr_matrix, centres: np.ndarray) -> np.ndarray:
    """Return the cosine of each point to each middle, 0 to 1 and without its last bits."""
    return np.round(np.asarray(near @ centres.T), 9).clip(0, 1)


def divide(near: sp.csr_matrix, examples: Sequence[Sequence[int]], own: Sequence[int]) -> list[int]:
    """Divide points among parts that begin with examples (seeded k-means; Basu et al. 2002).

    Parameters
    ----------
    near : matrix of points
    examples : sequence of sequence of int
        For each part the points that stay in it.
    own : sequence of int
        The points to divide.

    Returns
    -------
    list of int
        The part of each of `own`; a point that is near to none goes to the largest.

    Examples
    --------
    >>> near = points(["more training", "training is short", "slow system", "the system is down"])
    >>> divide(near, [[0], [2]], [0, 1, 2, 3])
    [0, 0, 1, 1]
    """
    fixed = {point: part for part, group in enumerate(examples) for point in group}
    centres, before, largest = middles(near, examples), np.full(len(own), -1), 0
    for _ in range(ROUNDS):
        fits = cosines(near[list(own)], centres)
        # What is near to none goes where most are.
        nearest = np.where(fits.max(axis=1) > 0, fits.argmax(axis=1), largest)
        labels = np.array(
            [fixed.get(point, part) for point, part in zip(own, nearest, strict=True)]
        )
        if np.array_equal(labels, before):
            break
        before, largest = labels, int(np.bincount(labels, minlength=1).argmax())
        groups = [
            sorted({*group, *(p for p, part in zip(own, labels, strict=True) if part == number)})
            for number, group in enumerate(examples)
        ]
        centres = middles(near, groups)
    return before.tolist()


def draw_in(
    near: sp.csr_matrix, examples: Sequence[int], groups: Sequence[Sequence[int]], margin: float
) -> list[int]:
    """Return the points that are nearer to the examples than to their own group, by a margin.

    Each point is compared with the middle of the others of its group: itself would hold it there.

    Parameters
    ----------
    near : matrix of points
    examples : sequence of int
        At least one.
    groups : sequence of sequence of int
        Points that may be drawn in, by the group they are in.
    margin : float
        Difference of the two cosines that is asked for.

    Examples
    --------
    >>> said = ["more training", "training is short", "slow system", "the system is down",
    ...         "system training"]
    >>> draw_in(points(said), [2, 3], [[0, 1, 4]], 0.0)
    [4]
    """
    centre = middles(near, [examples])
    drawn, named = [], set(examples)
    for group in groups:
        here = near[list(group)]
        total = np.asarray(here.sum(axis=0)).ravel()
        towards = cosines(here, centre)[:, 0]
        # |sum - x|^2 = |sum|^2 - 2 sum.x + |x|^2
        dots = np.asarray(here @ total).ravel()
        own = np.asarray(here.multiply(here).sum(axis=1)).ravel()
        length = np.sqrt(np.maximum(total @ total - 2 * dots + own, 0))
        stays = np.round((dots - own) / np.where(length > 1e-9, length, 1), 9).clip(0, 1)
        stays[length <= 1e-9] = 0
        drawn += [point for point, gain in zip(group, towards - stays, strict=True)
                  if gain > margin and point not in named]  # fmt: skip
    return sorted(drawn)
