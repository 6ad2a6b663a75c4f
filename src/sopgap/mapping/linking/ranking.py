"""rank_passages: the passages that speak most of each responsibility, out of a million.

Words and phrases are summed over all passages; pieces of words, which are many and weigh little,
only for the passages that could still be among the best. Nothing is lost by it: what the pieces
could add at most is known, and whoever could rise with it is scored in full.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from scipy import sparse

from sopgap.errors import InputError
from sopgap.mapping.linking.indexes import PassageIndex
from sopgap.mapping.linking.phrases import find_phrases
from sopgap.mapping.linking.scores import SATURATION, STEEPNESS, ask_all, to_scores, weigh

RUN = 256  # passages of which first only the best is looked at
SLACK = 1e-4  # of sums in single precision
LEAST = 0.15  # as of links of duties


def rank_passages(
    index: PassageIndex,
    matrix: pd.DataFrame,
    *,
    top: int = 10,
    threshold: float = LEAST,
    jobs: int = 1,
) -> pd.DataFrame:
    """Return the passages that speak most of each responsibility.

    The scores are the evidence of words, phrases and pieces of words, exactly: no passage is left
    out that `threshold` and `top` would keep if all were scored.

    Parameters
    ----------
    index : PassageIndex
        Of `index_passages`; one index serves any number of matrices.
    matrix : table `responsibilities`
    top : int
        Keep so many passages a responsibility.
    threshold : float
        Least score, above 0 and at most 1.
    jobs : int
        Threads at work. The result is the same with any number.

    Returns
    -------
    DataFrame
        `responsibility_id`, `passage_id`, `score`, `rank`; in the matrix's order, and by rank.
        Equal scores stand in the passages' order.

    Raises
    ------
    InputError
        A needed column is absent, or `top`, `threshold` or `jobs` is out of bounds.

    Examples
    --------
    >>> from sopgap.mapping.linking.indexes import index_passages
    >>> duties = pd.DataFrame({"duty_id": ["a", "b"], "text": ["Pay refunds.", "Issue a permit."]})
    >>> matrix = pd.DataFrame({"responsibility_id": ["R1"], "name": ["Permits"]})
    >>> rank_passages(index_passages(duties), matrix)[["responsibility_id", "passage_id", "rank"]]
      responsibility_id passage_id  rank
    0                R1          b     1
    """
    _check(matrix, top, threshold, jobs)
    asked = _Asked(index, matrix)
    with ThreadPoolExecutor(jobs) as pool:
        best = list(pool.map(lambda n: asked.best(n, top, threshold), range(len(matrix))))
    found = [len(rows) for rows, _ in best]
    rows = np.concatenate([rows for rows, _ in best]) if best else np.zeros(0, int)
    ids = matrix["responsibility_id"].astype(str).to_numpy()
    return pd.DataFrame(
        {
            "responsibility_id": np.repeat(ids, found),
            "passage_id": index.ids[rows],
            "score": np.concatenate([scores for _, scores in best]) if best else np.zeros(0),
            "rank": np.concatenate([np.arange(n) + 1 for n in found]) if found else found,
        }
    )


def _check(matrix: pd.DataFrame, top: int, threshold: float, jobs: int) -> None:
    problems = [
        f"column {c} is absent from the matrix"
        for c in ("responsibility_id", "name")
        if c not in matrix
    ]
    if top < 1:
        problems.append(f"top={top} is not a whole number from 1 on")
    if not 0 < threshold <= 1:
        problems.append(f"threshold={threshold} is not above 0 and at most 1")
    if jobs < 1:
        problems.append(f"jobs={jobs} is not a whole number from 1 on")
    if problems:
        raise InputError("rank_passages: " + "; ".join(problems))


class _Asked:
    """A matrix's queries, weighed by what the index holds of them."""

    def __init__(self, index: PassageIndex, matrix: pd.DataFrame) -> None:
        self.index = index
        queries = ask_all(matrix)
        names = sorted({feature for query in queries for feature in query})
        place = {name: n for n, name in enumerate(names)}
        # Each feature is a stem, a piece or a phrase; -1 is what no passage holds.
        self.stem = np.array([index.stems.get(name, -1) for name in names], int)
        self.piece = np.array([index.pieces.get(name, -1) for name in names], int)
        self.phrase = find_phrases(index, names)
        df = np.diff(self.phrase.tocsc().indptr)
        # A 0 at the end is what a place of -1 finds.
        df = df + np.append(np.diff(index.postings.indptr), 0)[self.stem]
        df = df + np.append(index.holding, 0)[self.piece]
        self.most = np.append(index.most, 0.0)[self.piece]
        self.weights = weigh(queries, place, df, len(index)).tocsc()
        self.levelled = self.phrase.copy()
        each = np.repeat(index.damping, np.diff(self.phrase.indptr))
        self.levelled.data = _level(self.phrase.data, each)
        self.columns = self.levelled.tocsc()
        self.words = sparse.csc_matrix(index.pieces_of)
        self.of_stem = np.argsort(index.stems_of[:-1], kind="stable")
        self.stem_ends = np.searchsorted(
            index.stems_of[:-1][self.of_stem], np.arange(len(index.stems) + 1)
        )

    def best(self, column: int, top: int, threshold: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the best passages of one query, and their scores."""
        part = slice(self.weights.indptr[column], self.weights.indptr[column + 1])
        features, weights = self.weights.indices[part], self.weights.data[part]
        sums = self._sum(features, weights)
        rest = float(weights @ self.most[features]) + SLACK
        highest = np.maximum.reduceat(sums, np.arange(0, len(sums), RUN)) if len(sums) else sums
        bar = _kth(highest if len(highest) >= top else sums, top)
        first = _at_least(sums, highest, bar)[: 20 * top] if bar > 0 else np.zeros(0, int)
        needed = -np.log1p(-threshold * (1 - np.exp(-STEEPNESS))) / STEEPNESS
        if len(first) >= top:
            # Above 1 all are equal, so whoever reaches 1 stays in.
            needed = max(needed, min(1.0, _kth(self._exact(first, features, weights), top)))
        rows = _at_least(sums, highest, needed - rest)
        scores = to_scores(self._exact(rows, features, weights))
        kept = scores >= threshold
        rows, scores = rows[kept], scores[kept]
        order = np.argsort(-scores, kind="stable")[:top]
        return rows[order], scores[order]

    def _sum(self, features: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Sum words and phrases over all passages, in single precision."""
        data, indices, ends, worth = [], [], [0], []
        for feature, weight in zip(features, weights, strict=True):
            source, at = self.index.postings, self.stem[feature]
            if at < 0:
                source, at = self.columns, feature
            part = slice(source.indptr[at], source.indptr[at + 1])
            if part.start < part.stop:
                data.append(source.data[part].astype(np.float32, copy=False))
                indices.append(source.indices[part])
                ends.append(ends[-1] + len(data[-1]))
                worth.append(weight)
        n = len(self.index)
        if not data:
            return np.zeros(n, np.float32)
        shape = (n, len(data))
        each = sparse.csc_matrix((np.concatenate(data), np.concatenate(indices), ends), shape=shape)
        return np.asarray(each @ np.array(worth, np.float32))

    def _exact(self, rows: np.ndarray, features: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Return the whole evidence of some passages, in double precision."""
        counted = self.index.counts[rows]
        held = counted @ self._holders(features)
        held.data = _level(held.data, np.repeat(self.index.damping[rows], np.diff(held.indptr)))
        each = np.zeros(self.columns.shape[1])
        each[features] = weights
        return np.asarray(held @ weights + self.levelled[rows] @ each)

    def _holders(self, features: np.ndarray) -> sparse.csr_matrix:
        """Say which words hold which of some stems and pieces."""
        indices, ends = [], [0]
        for feature in features:
            stem, piece = self.stem[feature], self.piece[feature]
            words = self.of_stem[:0]
            if stem >= 0:
                words = self.of_stem[self.stem_ends[stem] : self.stem_ends[stem + 1]]
            elif piece >= 0:
                words = self.words.indices[self.words.indptr[piece] : self.words.indptr[piece + 1]]
            indices.append(words)
            ends.append(ends[-1] + len(words))
        shape = (self.words.shape[0], len(features))
        found = np.concatenate(indices) if indices else self.of_stem[:0]
        return sparse.csc_matrix((np.ones(len(found)), found, ends), shape=shape).tocsr()


def _level(counts: np.ndarray, damping: np.ndarray) -> np.ndarray:
    return np.asarray(counts * (1 + SATURATION) / (counts + damping))


def _kth(values: np.ndarray, k: int) -> float:
    if len(values) < k:
        return 0.0
    return float(np.partition(values, len(values) - k)[len(values) - k])


def _at_least(sums: np.ndarray, highest: np.ndarray, least: float) -> np.ndarray:
    """Return which sums reach a bar; runs whose highest does not are not looked at."""
    runs = np.flatnonzero(highest >= least)
    rows = (runs[:, None] * RUN + np.arange(RUN)).ravel()
    rows = rows[rows < len(sums)]
    return rows[sums[rows] >= least]
