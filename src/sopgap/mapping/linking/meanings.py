"""Likeness of meaning between duties and rows: words that keep the same company stand together.

Latent semantic analysis of the passages (Deerwester et al. 1990): two texts without a common word
are alike where their words occur beside the same others. It is learned from the corpus alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from sopgap.mapping.linking.vocabularies import FEWEST, Vocabulary

DIRECTIONS = 40  # of meaning; fewer where there are fewer than twice as many passages
SAMPLE = 20_000  # passages that teach; evenly spaced where there are more


class Meanings:
    """Rows of the matrix and passages as vectors of meaning."""

    def __init__(self, known: Vocabulary, rows: Sequence[Mapping[str, float]]) -> None:
        self._n_rows = len(rows)
        self._passages = _unit(known.held.minimum(1.0) @ sparse.diags_array(known.rarity()))
        self._directions = _directions(self._passages)
        said = known.weigh([{word: np.log1p(n) for word, n in row.items()} for row in rows])
        asked = _unit((said.T @ sparse.diags_array(known.rarity())).tocsr())
        self._rows = _unit_dense(asked @ self._directions)

    def block(self, start: int, stop: int) -> np.ndarray:
        """Return the cosines, -1 to 1, of the passages from `start` to before `stop`."""
        if not self._directions.shape[1]:
            return np.zeros((stop - start, self._n_rows))
        return _unit_dense(self._passages[start:stop] @ self._directions) @ self._rows.T


def _directions(passages: sparse.csr_matrix) -> np.ndarray:
    """Return the main directions of the passages, one a column; none where they are too few."""
    step = max(1, -(-passages.shape[0] // SAMPLE))
    taught = passages[::step]
    n = min(DIRECTIONS, taught.shape[0] // 2, min(taught.shape) - 1)
    if taught.shape[0] < FEWEST or n < 2:
        return np.zeros((passages.shape[1], 0))
    # From a fixed start, so that the same passages give the same directions.
    start = np.random.default_rng(0).normal(size=min(taught.shape))
    return np.asarray(svds(taught, k=n, v0=start)[2].T)


def _unit(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return sparse.csr_matrix(sparse.diags_array(1 / lengths) @ rows)


def _unit_dense(rows: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)
