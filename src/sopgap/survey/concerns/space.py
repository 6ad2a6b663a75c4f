"""Where each comment stands: near to its neighbours, in every view.

Each view of the comments (words and families, with and without letters; coarse and fine) becomes
an LSA. In it every comment is moved towards its nearest neighbours a few times, for several
numbers of neighbours: a diffusion on the graph of neighbours (Coifman and Lafon 2006), so that
comments meet that share no word but share neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize

from sopgap.embedding import Embed, fit_embedding
from sopgap.survey.concerns.families import Families
from sopgap.survey.concerns.views import Views, cut_into_stems, fit_views

FIFTH = 5
ROUNDS = 7  # of the randomised SVD
TINY = 1e-6  # singular values below it, of the largest, are none
Place = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Settings:
    """What a researcher may turn; the defaults were chosen on five coded sets.

    Attributes
    ----------
    views : tuple of (str, int)
        `words` or `all`, and the dimensions of its LSA.
    neighbours : tuple of int
        How many neighbours a comment is moved towards; each number gives a place of its own.
    steps : int
        How often it is moved.
    pull : float
        How far: 0 not at all, 1 wholly.
    graph : int
        Neighbours in the graph by which the number of groups is judged.
    most : int
        Largest number of groups that is chosen.
    smallest : int
        Fewest comments of a group where the number is chosen.
    flat : float
        How far below the best modularity, as a share of it, a number is still as good.
    expected : float
        Of the numbers that are as good, the nearest to this times the root of the number of
        comments is taken: about as many codes as people make (five coded sets).
    embedded : float
        Weight of the vectors of `embed` beside each view.
    """

    views: tuple[tuple[str, int], ...] = (("all", 60), ("all", 30), ("words", 60))
    neighbours: tuple[int, ...] = (5, 8, 13, 20, 30)
    steps: int = 8
    pull: float = 0.4
    graph: int = 8
    most: int = 40
    smallest: int = 3
    flat: float = 0.02
    expected: float = 0.75
    embedded: float = 1.0


DEFAULTS = Settings()


@dataclass(frozen=True)
class Track:
    """One way from the vectors of a view to places near the neighbours.

    Attributes
    ----------
    view : str
    neighbours : int
    reduce : callable
        From vectors of the view to the LSA.
    steps : list of array
        The places before each step and after the last, n x d, rows of unit length.
    """

    view: str
    neighbours: int
    reduce: Callable[[Any], np.ndarray]
    steps: list[np.ndarray]

    def among(self, some: np.ndarray) -> Track:
        """Return the track with only some of the fitted comments as neighbours."""
        return replace(self, steps=[places[some] for places in self.steps])


@dataclass(frozen=True)
class Space:
    """Where comments stand among those that were fitted."""

    views: Views
    tracks: tuple[Track, ...]
    settings: Settings
    meaning: Place | None = None

    @cached_property
    def places(self) -> np.ndarray:
        """The places of the fitted comments over all tracks; dot products are mean nearness."""
        return joined([track.steps[-1] for track in self.tracks])

    @cached_property
    def written(self) -> np.ndarray:
        """The places of the fitted comments before any was moved: what they say by themselves."""
        return joined([track.steps[0] for track in self._views])

    def locate_as_written(
        self,
        texts: Sequence[str],
        cut: Sequence[Sequence[str]],
        *,
        tracks: Sequence[Track] | None = None,
        vectors: dict[str, sp.csr_matrix] | None = None,
    ) -> np.ndarray:
        """Return the places of other comments by their words alone, as `written` has them.

        Of the views of some tracks only, where these are given.
        """
        vectors = self.views.vectors(cut) if vectors is None else vectors
        meant = self.meaning(texts) if self.meaning else None
        return joined(
            [
                _beside(t.reduce(vectors[t.view]), meant, self.settings)
                for t in tracks or self._views
            ]
        )

    @property
    def _views(self) -> tuple[Track, ...]:
        """One track of each view."""
        return self.tracks[:: len(self.settings.neighbours)]

    def locate(
        self,
        texts: Sequence[str],
        cut: Sequence[Sequence[str]],
        *,
        apart_from: np.ndarray | None = None,
        tracks: Sequence[Track] | None = None,
        vectors: dict[str, sp.csr_matrix] | None = None,
    ) -> np.ndarray:
        """Return the places of other comments, as if the fitted ones were their neighbours.

        Parameters
        ----------
        texts : sequence of str
        cut : sequence of sequence of str
            The same, as `cut_into_stems` gives it.
        apart_from : array of int, optional
            For each, a fitted comment that is no neighbour of it: the one it is a part of.
        tracks : sequence of Track, optional
            By default all.
        vectors : dict of str to sparse matrix, optional
            Those of `views`, where they are known already.

        Returns
        -------
        array, one row each
        """
        vectors = self.views.vectors(cut) if vectors is None else vectors
        meant = self.meaning(texts) if self.meaning else None
        found, known = [], {}
        for track in self.tracks if tracks is None else tracks:
            first = track.steps[0]
            key = (track.view, first.shape[1])
            if key not in known:
                start = _beside(track.reduce(vectors[track.view]), meant, self.settings)
                known[key] = start, *_nearest(start, first, self._most, apart_from)
            places, near, which = known[key]
            weights = _weights(near, which, track.neighbours, len(first))
            for before in track.steps[:-1]:
                places = _moved(places, weights, before, self.settings.pull)
            found.append(places)
        return joined(found)

    @property
    def _most(self) -> int:
        return max(track.neighbours for track in self.tracks)


def settle(
    texts: Sequence[str],
    *,
    settings: Settings = DEFAULTS,
    embed: Embed | None = None,
    families: Families | None = None,
) -> Space:
    """Find the place of each comment, near to its neighbours, in every view.

    Parameters
    ----------
    texts, settings, embed, families
        As in `agree`.

    Returns
    -------
    Space
    """
    cut = cut_into_stems(texts)
    views = fit_views(cut, families)
    vectors = views.vectors(cut)
    meaning, meant = fit_embedding(texts, embed) if embed else (None, None)
    tracks = []
    for view, dimensions in settings.views:
        reduce, plain = reduce_vectors(vectors[view], dimensions)
        start = _beside(plain, meant, settings)
        # Of few comments a fifth at most: a neighbour is not one of half of all.
        numbers = [min(n, max(1, len(start) // FIFTH)) for n in settings.neighbours]
        near, which = _nearest(start, start, max(numbers), np.arange(len(start)))
        for neighbours in numbers:
            weights = _weights(near, which, neighbours, len(start))
            weights = weights.maximum(weights.T)
            steps = [start]
            for _ in range(settings.steps):
                steps.append(_moved(steps[-1], weights, steps[-1], settings.pull))
            tracks.append(Track(view, neighbours, reduce, steps))
    return Space(views, tuple(tracks), settings, meaning)


def reduce_vectors(
    vectors: sp.csr_matrix, dimensions: int
) -> tuple[Callable[[Any], np.ndarray], np.ndarray]:
    """Return what turns vectors into an LSA of unit length (float32), and that of these."""
    dimensions = min(dimensions, min(vectors.shape) - 1)
    if dimensions < 1:
        return lambda some: _unit(some.toarray()), _unit(vectors.toarray())
    # The seed is no choice: ARPACK would draw anew wherever comments repeat and the rank is low.
    svd = TruncatedSVD(dimensions, n_iter=ROUNDS, random_state=0).fit(vectors)
    kept = svd.singular_values_ > TINY * svd.singular_values_[0]  # the others are noise
    parts = svd.components_[kept].T
    # Rounded, so that the last bits of another order of sums do not reach the neighbours.
    return lambda some: _unit(np.round(some @ parts, 6)), _unit(np.round(vectors @ parts, 6))


def _unit(rows: Any) -> np.ndarray:
    return normalize(np.asarray(rows)).astype(np.float32)


def _beside(places: np.ndarray, meant: np.ndarray | None, settings: Settings) -> np.ndarray:
    if meant is None:
        return places
    return _unit(np.hstack([places, settings.embedded * meant]))


def _nearest(
    places: np.ndarray, among: np.ndarray, n: int, apart_from: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """How near the n nearest of `among` are to each place, the nearest first, and which."""
    n = min(n + (apart_from is not None), len(among))
    search = NearestNeighbors(n_neighbors=n, algorithm="brute").fit(among)
    far, which = search.kneighbors(places)
    near = np.maximum(1 - far**2 / 2, 0)  # the cosine, since all are of unit length
    if apart_from is not None:
        near[which == np.asarray(apart_from)[:, None]] = -1
        order = np.argsort(-near, axis=1, kind="stable")
        near, which = np.take_along_axis(near, order, 1), np.take_along_axis(which, order, 1)
    return near, which


def _weights(near: np.ndarray, which: np.ndarray, n: int, among: int) -> sp.csr_matrix:
    near, which = np.maximum(near[:, :n], 0), which[:, :n]
    ends = np.arange(0, which.size + 1, which.shape[1])
    return sp.csr_matrix((near.ravel(), which.ravel(), ends), shape=(len(near), among))


def _moved(
    places: np.ndarray, weights: sp.csr_matrix, among: np.ndarray, pull: float
) -> np.ndarray:
    degree = np.asarray(weights.sum(axis=1)).reshape(-1, 1)
    degree[degree == 0] = 1
    return _unit((1 - pull) * places + pull * (weights @ among) / degree)


def joined(places: Sequence[np.ndarray]) -> np.ndarray:
    """Join the places of several tracks; their dot product is the mean of the tracks'."""
    return np.hstack(places) / np.float32(len(places) ** 0.5)


def neighbour_graph(space: Space) -> sp.csr_matrix:
    """Return how near each fitted comment is to its neighbours before any was moved."""
    start = space.tracks[0].steps[0]
    near, which = _nearest(start, start, space.settings.graph, np.arange(len(start)))
    graph = _weights(near, which, space.settings.graph, len(start))
    return graph.maximum(graph.T)
