"""Which words duties hold, and how much each says: counted once, for all views of links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
import pandas as pd
from scipy import sparse

from sopgap.mapping.linking.wordings import texts
from sopgap.text import data_rows, normalise, stem, stop_words, tokens

LEAST_LETTERS = 3
FEWEST = 24  # passages below which nothing is learned: what they share is chance
SATURATION = 1.5  # as of the evidence: how soon repeating a word stops counting


@cache
def _is_word(word: str) -> bool:
    return word[0].isalpha() and len(word) >= LEAST_LETTERS and word not in _plain()


@cache
def _plain() -> frozenset[str]:
    """Return words without content, those that deny and count among them."""
    rows = data_rows("function_words.csv")
    english = next(row["words"] for row in rows if row["language"] == "English")
    return stop_words() | frozenset(english.split())


def read_stems(text: str) -> dict[str, str]:
    """Return the stems of a text's content words, each with the word as it first stands.

    Examples
    --------
    >>> read_stems("The entries are checked; each entry twice.")
    {'entri': 'entries', 'check': 'checked', 'twice': 'twice'}
    """
    found: dict[str, str] = {}
    for word in tokens(text):
        if _is_word(word):
            found.setdefault(stem(word), word)
    return found


class Vocabulary:
    """The content words of passages, counted field by field.

    Attributes
    ----------
    words : list of str
        Stems, in the order of the alphabet.
    place : dict of str to int
        Where each stands.
    held : sparse array
        One row a passage: what each word counts there, repeats less and less.
    n_holding : ndarray
        How many passages hold each word.
    """

    def __init__(self, passages: pd.DataFrame, fields: Mapping[str, float]) -> None:
        counts = _count(passages, fields)
        self.words = sorted({word for found in counts for word in found})
        self.place = {word: n for n, word in enumerate(self.words)}
        self.held = self._stack(counts)
        self.n_holding = np.bincount(self.held.indices, minlength=len(self.words))

    def rarity(self) -> np.ndarray:
        """Return how rare each word is among the passages: its inverse document frequency."""
        return np.log((self.held.shape[0] + 1) / (self.n_holding + 1)) + 1

    def weigh(self, rows: Iterable[Mapping[str, float]]) -> sparse.csr_matrix:
        """Return one column a row of words, with their weights; unknown words are left out."""
        rows = list(rows)
        weights = sparse.lil_matrix((len(self.words), len(rows)))
        for column, row in enumerate(rows):
            for word, weight in row.items():
                if word in self.place:
                    weights[self.place[word], column] = weight
        return weights.tocsr()

    def _stack(self, counts: list[dict[str, float]]) -> sparse.csr_matrix:
        indices = [self.place[word] for found in counts for word in sorted(found)]
        raw = np.array([found[word] for found in counts for word in sorted(found)], float)
        ends = np.cumsum([0, *(len(found) for found in counts)])
        data = raw * (1 + SATURATION) / (raw + SATURATION)
        return sparse.csr_matrix((data, indices, ends), shape=(len(counts), len(self.words)))


def _count(passages: pd.DataFrame, fields: Mapping[str, float]) -> list[dict[str, float]]:
    known = [field for field in fields if field in passages]
    counts: list[dict[str, float]] = [{} for _ in range(len(passages))]
    for field in known:
        for found, text in zip(counts, texts(passages, field), strict=True):
            for word in tokens(text):
                if _is_word(word):
                    at = stem(word)
                    found[at] = found.get(at, 0.0) + fields[field]
    return counts


def own_words(matrix: pd.DataFrame, parts: Mapping[str, float]) -> list[dict[str, float]]:
    """Return the stems of what each row of the matrix says, with what its parts count.

    Examples
    --------
    >>> own_words(pd.DataFrame({"name": ["Paid bills"], "object": ["bills"]}),
    ...           {"name": 1.0, "object": 2.0})
    [{'paid': 1.0, 'bill': 3.0}]
    """
    rows: list[dict[str, float]] = [{} for _ in range(len(matrix))]
    for part, weight in parts.items():
        for row, text in zip(rows, texts(matrix, part), strict=True):
            for word in read_stems(normalise(text)):
                row[word] = row.get(word, 0.0) + weight
    return rows
