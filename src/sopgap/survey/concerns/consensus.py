"""Group short texts by agreement of many clusterings: no model, no download.

Texts become stems and character n-grams (TF-IDF, then LSA), each text is moved towards its nearest
neighbours, and KMeans runs over several views, neighbourhoods and seeds. Two texts belong
together as often as these runs put them together (co-association: Strehl and Ghosh 2002; Fred and
Jain 2005); average linkage cuts that. The number of groups is where the modularity (Newman 2006)
of the neighbour graph peaks, or nearly so.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from sopgap.text import stems, stop_words

SETTLING = 3  # rounds in which texts may move to the group they agree with most


@dataclass(frozen=True)
class Settings:
    """What a researcher may turn; the defaults were chosen over nine coded sets at once.

    Attributes
    ----------
    views : tuple of (str, int)
        Words, characters or both (`w`, `c`, `wc`), and the dimensions of the LSA.
    neighbours : tuple of int
        How many neighbours a text is moved towards, one round of runs for each.
    steps : int
        How often it is moved.
    repeats : int
        KMeans runs of each kind.
    resolutions : tuple of int
        Numbers of clusters of the runs where the number of concerns is not given.
    most : int
        Largest number of concerns that is chosen.
    smallest : int
        Fewest texts of a concern where the number is chosen.
    slack : float
        How far below the best modularity, as a share of it, a cut into fewer concerns may lie.
    """

    views: tuple[tuple[str, int], ...] = (("wc", 100), ("wc", 50), ("w", 100), ("c", 100))
    neighbours: tuple[int, ...] = (7, 12)
    steps: int = 2
    repeats: int = 5
    resolutions: tuple[int, ...] = (5, 8, 12, 18, 25)
    most: int = 40
    smallest: int = 3
    slack: float = 0.005


@dataclass(frozen=True)
class Agreement:
    """The result over n texts: a label each, and how often each pair was put together (n x n)."""

    labels: np.ndarray
    together: np.ndarray


Vectors = Callable[[Sequence[str]], Any]


def agree(
    texts: Sequence[str], n_groups: int | None, *, seed: int = 0, settings: Settings = Settings()
) -> Agreement:
    """Group texts; quadratic in their number, so meant for a few thousand.

    Parameters
    ----------
    texts : sequence of str
        At least two different ones, with words in them.
    n_groups : int or None
        None: the number is chosen.
    seed : int
    settings : Settings

    Returns
    -------
    Agreement

    Examples
    --------
    >>> said = ["more training please", "training is short", "the system is slow", "slow system"]
    >>> agree(said, 2).labels.tolist()
    [0, 0, 1, 1]
    """
    n = len(texts)
    spaces = {name: vectors(texts) for name, vectors in view_vectors(texts).items()}
    fine = [k for k in settings.resolutions if k < n / 3] or [max(2, n // 3)]
    together = _co_associate(spaces, [n_groups] if n_groups else fine, seed, settings)
    tree = linkage(squareform(1 - together, checks=False), method="average")
    if n_groups:
        return Agreement(cut_tree(tree, n_groups)[:, 0], together)
    numbers = list(range(2, max(2, min(settings.most, n // 4)) + 1))
    cuts = [_settle(labels, together, settings.smallest) for labels in cut_tree(tree, numbers).T]
    graph = _graph(reduce(spaces["wc"], 100, seed), 8)
    scores = np.array([_modularity(graph, labels) for labels in cuts])
    # The peak is flat: of cuts that are as good as the best, fewer concerns read better.
    good = np.flatnonzero(scores >= scores.max() * (1 - settings.slack))
    return Agreement(cuts[min(good, key=lambda i: cuts[i].max())], together)


def view_vectors(texts: Sequence[str]) -> dict[str, Vectors]:
    """Fit the views on texts: words, characters, both; each turns texts into vectors."""
    stop = stop_words()
    cut = {text: " ".join(stems(text, stop=stop)) for text in texts}
    known = list(cut.values())

    def stemmed(some: Sequence[str]) -> list[str]:
        return [cut[t] if t in cut else " ".join(stems(t, stop=stop)) for t in some]

    few = len(texts) <= 80
    word = _fit(known, analyzer=str.split, min_df=1 if few else 2)
    char = _fit(known, analyzer="char_wb", ngram_range=(3, 5), min_df=2, max_df=0.4)
    return {
        "w": lambda some: word.transform(stemmed(some)),
        "c": lambda some: char.transform(stemmed(some)),
        "wc": lambda some: sp.hstack(
            [word.transform(stemmed(some)), char.transform(stemmed(some))]
        ).tocsr(),
    }


def _fit(texts: list[str], **options: Any) -> TfidfVectorizer:
    try:
        return TfidfVectorizer(sublinear_tf=True, **options).fit(texts)
    except ValueError:  # few or odd texts: nothing is left between min_df and max_df
        return TfidfVectorizer(sublinear_tf=True, **(options | {"min_df": 1, "max_df": 1.0})).fit(
            texts
        )


def reduce(vectors: Any, dimensions: int, seed: int) -> np.ndarray:
    """Reduce sparse vectors to an LSA of unit length."""
    dimensions = min(dimensions, min(vectors.shape) - 1)
    if dimensions < 1:
        return normalize(vectors.toarray())
    svd = TruncatedSVD(dimensions, random_state=seed, n_iter=7)
    return normalize(svd.fit_transform(vectors))


def _co_associate(
    spaces: dict[str, Any], numbers: Sequence[int], seed: int, settings: Settings
) -> np.ndarray:
    """The share of runs that put each pair together, 0 to 1."""
    runs = []
    for place, (view, dimensions) in enumerate(settings.views):
        points = reduce(spaces[view], dimensions, seed * 10 + place)
        for n in settings.neighbours:
            smooth = _smooth(points, n, settings.steps)
            for k in numbers:
                for repeat in range(settings.repeats):
                    runs.append(_k_means(smooth, k, seed * 100 + repeat))
    together = np.zeros((len(runs[0]),) * 2, dtype=np.float32)
    for labels in runs:
        belongs = _belongs(labels)
        together += belongs @ belongs.T
    together /= len(runs)
    np.fill_diagonal(together, 1)
    return together


def _k_means(points: np.ndarray, k: int, seed: int) -> np.ndarray:
    with warnings.catch_warnings():
        # Comments that repeat leave fewer different points than clusters: that is no trouble.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return KMeans(k, n_init=1, random_state=seed).fit_predict(points)


def _settle(labels: np.ndarray, together: np.ndarray, smallest: int) -> np.ndarray:
    """Move texts to the group they agree with most, then dissolve groups that are too small.

    Average linkage leaves single texts behind as groups of their own.
    """
    for _ in range(SETTLING):
        belongs = _belongs(labels)
        others = belongs.sum(axis=0) - belongs
        sums = together @ belongs - belongs  # without the text itself
        near = np.where(others > 0, sums / np.maximum(others, 1), 0)
        moved = np.where(near.max(axis=1) > 0, near.argmax(axis=1), labels)
        labels = np.unique(moved, return_inverse=True)[1]
    while True:
        labels = np.unique(labels, return_inverse=True)[1]
        sizes = np.bincount(labels)
        if sizes.min() >= smallest or len(sizes) <= 2:
            return labels
        least = int(sizes.argmin())
        near = together[labels == least].sum(axis=0) @ _belongs(labels) / sizes
        near[least] = -1
        labels = np.where(labels == least, near.argmax(), labels)


def _belongs(labels: np.ndarray) -> np.ndarray:
    """One column a group: 1 where the text is in it."""
    return np.eye(labels.max() + 1, dtype=np.float32)[labels]


def _graph(points: np.ndarray, n: int) -> np.ndarray:
    """Weights of each text's nearest neighbours, made symmetric."""
    near = (points @ points.T).astype(np.float32)
    np.fill_diagonal(near, -1)
    n = min(n, len(near) - 1)
    top, rows = np.argpartition(-near, n - 1, axis=1)[:, :n], np.arange(len(near))[:, None]
    weights = np.zeros_like(near)
    weights[rows, top] = np.maximum(near[rows, top], 0)
    return np.maximum(weights, weights.T)


def _smooth(points: np.ndarray, n: int, steps: int) -> np.ndarray:
    for _ in range(steps):
        weights = sp.csr_matrix(_graph(points, n))
        degree = np.asarray(weights.sum(axis=1))
        degree[degree == 0] = 1
        points = normalize(0.5 * points + 0.5 * (weights @ points) / degree)
    return points


def _modularity(graph: np.ndarray, labels: np.ndarray) -> float:
    total, degree = graph.sum(), graph.sum(axis=1)
    if total == 0:
        return 0.0
    belongs = _belongs(labels)
    inside = np.trace(belongs.T @ graph @ belongs) / total
    return float(inside - ((belongs.T @ degree / total) ** 2).sum())
