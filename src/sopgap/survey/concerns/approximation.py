"""Group more comments than can be compared pair by pair.

Every comment still finds its neighbours among all (or, of very many, among a sample). Then those
that lie closest together are joined to small heaps by k-means, the tree joins the heaps by their
weight, and comments move to the nearest middle as in `consensus`. What is beyond the sample is
placed among it in blocks, and joins the group whose middle is nearest.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

from sopgap.embedding import Embed
from sopgap.survey.concerns.consensus import (
    ROUNDS,
    choose,
    fit_of,
    judge,
    keep_groups,
    middles,
    numbers_for,
)
from sopgap.survey.concerns.families import Families
from sopgap.survey.concerns.parts import besides
from sopgap.survey.concerns.space import DEFAULTS, Settings, Space, joined, settle
from sopgap.survey.concerns.views import cut_into_stems

HEAPS = 1_000
SAMPLE = 10_000  # comments that find neighbours among one another
STEP = 3
DIMENSIONS = 60  # in which comments are heaped: the places repeat themselves over the tracks
ANCHORS = 2_000  # of these, among which each of the others finds its neighbours
BLOCK = 100_000


@dataclass(frozen=True)
class Placed:
    """A group for each of many comments.

    Attributes
    ----------
    labels : array of int
    closeness : array of float
        The cosine to the group's middle, 0 to 1.
    besides : list of (int, int, float)
        As of `besides`; nothing where the comments were sampled.
    scores : dict of int to float
        As in `Agreement`.
    space : Space
        Of the comments in `sample`.
    sample : array of int
        Places of those that were fitted.
    """

    labels: np.ndarray
    closeness: np.ndarray
    besides: list[tuple[int, int, float]]
    scores: dict[int, float]
    space: Space
    sample: np.ndarray


def group_many(
    texts: Sequence[str],
    n_groups: int | None = None,
    *,
    seed: int = 0,
    settings: Settings = DEFAULTS,
    embed: Embed | None = None,
    families: Families | None = None,
    pairwise: int = 3_000,
    sample: int = SAMPLE,
) -> Placed:
    """Group many comments; the cost grows with their number.

    Parameters
    ----------
    texts, n_groups, settings, embed, families
        As in `agree`.
    seed : int
        Of the sample, and of the first middles of the heaps.
    pairwise : int
        A third as many heaps are joined by the tree, up to 1,000.
    sample : int
        Most comments that find neighbours among one another.

    Returns
    -------
    Placed

    Examples
    --------
    >>> said = ["more training please", "training is short", "the system is slow", "slow system"]
    >>> labels = group_many(said * 3, 2).labels
    >>> (labels == labels[0]).tolist()[:8]
    [True, True, False, False, True, True, False, False]
    """
    draw = np.random.default_rng(seed)
    chosen = np.arange(len(texts))
    if len(texts) > sample:
        chosen = np.sort(draw.choice(len(texts), sample, replace=False))
    space = settle(
        [texts[i] for i in chosen.tolist()], settings=settings, embed=embed, families=families
    )
    places = space.places
    heap = _heaps(places, max(2, min(HEAPS, pairwise // 3, len(places) - 1)), seed)
    weights = np.bincount(heap).astype(float)
    centres = _middles(places, heap)
    near = centres @ centres.T
    # Each number that is tried costs as much as the rest: of so many comments every third will do.
    wanted = [n_groups] if n_groups else numbers_for(len(places), settings)[::-STEP]
    cuts: dict[int, np.ndarray] = {}
    for of_heap in _cuts(near, weights, wanted, steady=bool(n_groups)):
        labels = _refined(places, of_heap[heap], keep=bool(n_groups))
        if not n_groups:
            labels = _dissolved(places, labels, settings.smallest)
        cuts.setdefault(int(labels.max()) + 1, labels)
    scores = {} if n_groups else judge(cuts, space)
    number = choose(scores, len(places), settings) if scores else next(iter(cuts))
    labels = cuts[number]
    closeness = fit_of(space.written, labels)
    if len(chosen) == len(texts):
        also = besides(texts, labels, space)
    else:
        also = []  # of all comments or of none: else one concern would count two kinds of them
        rest = np.setdiff1d(np.arange(len(texts)), chosen)
        found = _placed([texts[i] for i in rest.tolist()], space, labels, draw)
        every, near_all = np.empty(len(texts), dtype=int), np.empty(len(texts))
        every[chosen], near_all[chosen] = labels, closeness
        every[rest], near_all[rest] = found
        labels, closeness = every, near_all
    return Placed(labels, closeness.clip(0, 1), also, scores, space, chosen)


def _heaps(places: np.ndarray, heaps: int, seed: int) -> np.ndarray:
    with warnings.catch_warnings():
        # Comments that repeat leave fewer different places than heaps: that is no trouble.
        warnings.simplefilter("ignore", ConvergenceWarning)
        dimensions = min(DIMENSIONS, *places.shape)
        brief = PCA(dimensions, svd_solver="randomized", random_state=seed).fit_transform(places)
        labels = KMeans(heaps, n_init=1, max_iter=ROUNDS, random_state=seed).fit_predict(brief)
    return np.unique(labels, return_inverse=True)[1]


def _cuts(
    dots: np.ndarray, weights: np.ndarray, numbers: Sequence[int], *, steady: bool
) -> list[np.ndarray]:
    """Join heaps that count by their weight, as `grow` does comments; cut at each number."""
    dots, weights = dots.copy(), weights.copy()
    own = np.diag(dots).copy()
    near = dots.copy()
    if steady:  # less what joining the two adds to the squares within
        near = 2 * dots - own[:, None] - own[None, :]
        near *= weights[:, None] * weights[None, :] / (weights[:, None] + weights[None, :])
    np.fill_diagonal(near, -np.inf)
    gone = np.zeros(len(weights), dtype=bool)
    labels, cuts = np.arange(len(weights)), {}
    for left in range(len(weights), 0, -1):
        if left in numbers:
            cuts[left] = np.unique(labels, return_inverse=True)[1]
        if left <= min(numbers):
            break
        one, other = sorted(np.unravel_index(near.argmax(), near.shape))
        share = weights[one] / (weights[one] + weights[other])
        dots[one] = share * dots[one] + (1 - share) * dots[other]
        own[one] = share * dots[one, one] + (1 - share) * dots[one, other]
        dots[:, one] = dots[one]
        dots[one, one] = own[one]
        weights[one] += weights[other]
        gone[other] = True
        row = dots[one]
        if steady:
            row = (2 * row - own - own[one]) * weights * weights[one] / (weights + weights[one])
        near[one] = near[:, one] = np.where(gone, -np.inf, row)
        near[one, one] = near[other] = near[:, other] = -np.inf
        labels[labels == other] = one
    return [cuts[number] for number in numbers if number in cuts] or [labels * 0]


def _middles(places: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The middle of each group, in double precision."""
    ones, ends = np.ones(len(labels)), np.arange(len(labels) + 1)
    belongs = sp.csc_matrix((ones, labels, ends), shape=(int(labels.max()) + 1, len(labels)))
    return (belongs @ places.astype(float)) / np.bincount(labels)[:, None]


def _refined(places: np.ndarray, labels: np.ndarray, *, keep: bool) -> np.ndarray:
    for _ in range(ROUNDS):
        middles = _middles(places, labels).astype(np.float32)
        nearer = np.round(2 * places @ middles.T - (middles**2).sum(axis=1), 6).argmax(axis=1)
        nearer = keep_groups(nearer, labels) if keep else nearer
        if (nearer == labels).all():
            break
        labels = np.unique(nearer, return_inverse=True)[1]
    return np.unique(labels, return_inverse=True)[1]


def _dissolved(places: np.ndarray, labels: np.ndarray, smallest: int) -> np.ndarray:
    while True:
        labels = np.unique(labels, return_inverse=True)[1]
        sizes = np.bincount(labels)
        if sizes.min() >= smallest or len(sizes) <= 2:
            return labels
        least = int(sizes.argmin())
        middles = _middles(places, labels)
        near = middles @ middles[least]
        near[least] = -np.inf
        labels = np.where(labels == least, near.argmax(), labels)


def _placed(
    texts: Sequence[str], space: Space, labels: np.ndarray, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The group and closeness of comments beyond the sample, by the first track alone."""
    track = space.tracks[0]
    among = np.arange(len(labels))
    if len(labels) > ANCHORS:
        among = np.sort(draw.choice(len(labels), ANCHORS, replace=False))
    anchored = track.among(among)
    centres = normalize(_middles(joined([track.steps[-1]]), labels)).astype(np.float32)
    written = normalize(middles(track.steps[0], labels))
    found = []
    kinds: dict[str, int] = {}
    which = [kinds.setdefault(text, len(kinds)) for text in texts]
    different = list(kinds)
    for start in range(0, len(different), BLOCK):
        some = different[start : start + BLOCK]
        cut = cut_into_stems(some)
        vectors = space.views.vectors(cut)
        places = space.locate(some, cut, tracks=[anchored], vectors=vectors)
        group = (places @ centres.T).argmax(axis=1)
        said = space.locate_as_written(some, cut, tracks=[track], vectors=vectors)
        found.append((group, (said * written[group]).sum(axis=1)))
    group, near = (np.concatenate(part)[which] for part in zip(*found, strict=True))
    return group, near
