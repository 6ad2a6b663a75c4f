"""Scores of passages by the words, phrases and pieces of words that they share with the matrix.

What a row of the matrix says becomes a query, features and their weights; what a passage holds of
those features is counted and saturated (BM25); their product is the evidence.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse

from sopgap.tables import split
from sopgap.text import normalise, stem, stop_words, tokens

# What an occurrence in a field counts for: a heading tells what the text under it is about.
FIELDS = {"text": 1.0, "action": 0.3, "object": 0.3, "section": 1.1, "title": 0.2}
# What a shared word is worth by where it stands in the matrix; a whole phrase stands on top of its
# words, since "formal entry" says more than "formal" here and "entry" there.
PARTS = {"name": 0.9, "action": 0.7, "object": 1.1, "keywords": 1.0}
PHRASE = 1.6
PIECES = 0.05  # what pieces of words (character 5-grams) count beside words
SATURATION = 1.5  # BM25's k1: how soon repeating a word stops counting
LENGTH = 0.1  # BM25's b: how far a long passage is discounted
STEEPNESS = 3.0  # of the map from evidence to 0..1
LONGEST_PHRASE = 4
BREAK = re.compile(r"[;,()]")


class Scores:
    """Evidence that passages share with each responsibility: one sparse product a block."""

    def __init__(self, passages: pd.DataFrame, matrix: pd.DataFrame) -> None:
        queries = ask_all(matrix)
        features = sorted({feature for query in queries for feature in query})
        self._place = {feature: n for n, feature in enumerate(features)}
        self._begins = {f.split(" ")[0] for f in features if " " in f}
        self._known: dict[str, tuple[int, ...]] = {}
        counts, lengths = self._count(passages)
        held = np.bincount(counts.indices, minlength=len(features))
        self._weights = weigh(queries, self._place, held, counts.shape[0])
        self._terms = saturate(counts, lengths)

    def evidence(self, start: int, stop: int) -> np.ndarray:
        """Return the evidence, from 0 on, of the passages from `start` to before `stop`."""
        return np.asarray((self._terms[start:stop] @ self._weights).toarray())

    def block(self, start: int, stop: int) -> np.ndarray:
        """Return the scores, 0 to 1, of the passages from `start` to before `stop`."""
        return to_scores(self.evidence(start, stop))

    def _count(self, passages: pd.DataFrame) -> tuple[sparse.csr_matrix, np.ndarray]:
        fields = [f for f in FIELDS if f in passages]
        columns = [passages[f].fillna("").astype(str).tolist() for f in fields]
        data: list[float] = []
        indices: list[int] = []
        ends, lengths = [0], []
        for texts in zip(*columns, strict=True):
            found: dict[int, float] = {}
            for field, text in zip(fields, texts, strict=True):
                for place in self._places(text):
                    found[place] = found.get(place, 0.0) + FIELDS[field]
            indices += sorted(found)
            data += [found[place] for place in sorted(found)]
            ends.append(len(indices))
            lengths.append(len(tokens(texts[fields.index("text")])))
        shape = (len(lengths), len(self._place))
        return sparse.csr_matrix((data, indices, ends), shape=shape), np.array(lengths, float)

    def _places(self, text: str) -> list[int]:
        """Return the features of the matrix that a text holds: words, pieces, runs of words."""
        words = [word for word in tokens(text) if word not in stop_words()]
        found = [place for word in words for place in self._word(word)]
        stems = [stem(word) for word in words]
        for start, first in enumerate(stems):
            if first in self._begins:
                for n in range(2, LONGEST_PHRASE + 1):
                    place = self._place.get(" ".join(stems[start : start + n]))
                    if place is not None and start + n <= len(stems):
                        found.append(place)
        return found

    def _word(self, word: str) -> tuple[int, ...]:
        if word not in self._known:
            features = [stem(word), *sorted(pieces(word))]
            self._known[word] = tuple(self._place[f] for f in features if f in self._place)
        return self._known[word]


def weigh(
    queries: list[dict[str, float]], place: dict[str, int], held: np.ndarray, n: int
) -> sparse.csr_matrix:
    """Weigh each feature by its part of the matrix and its rarity; a row's weights sum to 1.

    `held` says in how many of `n` passages each feature stands.
    """
    rarity = _rarity(queries, place, held, n)
    rows: list[int] = []
    data: list[float] = []
    ends = [0]
    for query in queries:
        raw = {place[f]: w * rarity[place[f]] for f, w in query.items()}
        total = enough(raw.values())
        rows += sorted(raw)
        data += [raw[row] / total for row in sorted(raw)]
        ends.append(len(rows))
    shape = (len(place), len(queries))
    return sparse.csc_matrix((np.array(data), np.array(rows, int), ends), shape=shape).tocsr()


def _rarity(
    queries: list[dict[str, float]], place: dict[str, int], held: np.ndarray, n: int
) -> np.ndarray:
    # Passages and rows of the matrix are counted together: a word that many rows share tells
    # them apart as little as one that many passages hold.
    m = len(queries)
    asked = Counter(feature for query in queries for feature in query)
    rows = np.array([asked[feature] for feature in place])
    passages = np.log1p((n - held + 0.5) / (held + 0.5)) if n else 1.0
    return np.asarray((0.3 + passages) * (0.3 + np.log1p((m - rows + 0.5) / (rows + 0.5))))


def to_scores(evidence: np.ndarray) -> np.ndarray:
    """Map evidence to 0..1; rounded, so that ties are ties on every machine."""
    return np.round((1 - np.exp(-STEEPNESS * evidence)) / (1 - np.exp(-STEEPNESS)), 9).clip(
        0.0, 1.0
    )


def enough(weights: Iterable[float]) -> float:
    """Return the evidence that makes a passage speak fully of a row."""
    # A row of many keywords is not fully said by any passage: half of its evidence, the heaviest
    # first, is as good as all, so that rows with many and with few keywords are held to one scale.
    heaviest = sorted(weights, reverse=True)
    return float(sum(heaviest[: max(1, -(-len(heaviest) // 2))])) or 1.0


def saturate(counts: sparse.csr_matrix, lengths: np.ndarray) -> sparse.csr_matrix:
    """Let the counts of passages level off, later in longer passages (BM25)."""
    out = counts.copy().astype(float)
    damping = dampen(lengths)
    rows = np.repeat(np.arange(out.shape[0]), np.diff(out.indptr))
    out.data = out.data * (1 + SATURATION) / (out.data + damping[rows])
    return out


def dampen(lengths: np.ndarray) -> np.ndarray:
    """Return by how much each passage's counts are held down: long passages more."""
    usual = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
    return np.asarray(SATURATION * (1 - LENGTH + LENGTH * lengths / usual))


def ask_all(matrix: pd.DataFrame) -> list[dict[str, float]]:
    """Return the query of each row of the matrix."""
    said = matrix[[part for part in PARTS if part in matrix]].fillna("").astype(str)
    return [ask(row) for row in said.to_dict("records")]


def ask(row: dict[str, str]) -> dict[str, float]:
    """Weigh what a row of the matrix says: words, runs of words, pieces of words."""
    query: dict[str, float] = {}
    for part, weight in PARTS.items():
        text = str(row.get(part, ""))
        for piece in split(text) if part == "keywords" else BREAK.split(text):
            n = sum(word not in stop_words() for word in tokens(piece))
            for feature in _features(piece):
                whole = n > 1 and feature.count(" ") == n - 1
                worth = PIECES if feature.startswith("#") else PHRASE if whole else 1.0
                query[feature] = query.get(feature, 0.0) + weight * worth
    # What name, object and keywords all repeat is central, but not thrice as much.
    return {f: 1 + math.log(w) if w > 1 else w for f, w in query.items()}


def _features(text: str) -> Counter[str]:
    """Count the stems of a text, its runs of stems, and its pieces of words (marked with #)."""
    words = [w for w in tokens(normalise(text)) if w not in stop_words()]
    stems = [stem(word) for word in words]
    found = Counter(stems)
    for n in range(2, LONGEST_PHRASE + 1):
        found.update(" ".join(stems[i : i + n]) for i in range(len(stems) - n + 1))
    for word in words:
        found.update(pieces(word))
    return found


def pieces(word: str) -> set[str]:
    """Return the character 5-grams of a word and its beginning, marked with #."""
    marked = f"#{word}"
    return {f"#{marked[n : n + 5]}" for n in range(max(1, len(marked) - 4))}
