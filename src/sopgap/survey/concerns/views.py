"""Turn comments into vectors: their words, the families these belong to, and their letters.

Words are counted once; what a word's families and its letters are is looked up by word. So a
million comments cost one count, and three products of sparse matrices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.preprocessing import normalize

from sopgap.survey.concerns.families import Families, known_families
from sopgap.survey.redaction.redact import TAG
from sopgap.text import stems, stop_words

FAMILY = 2.5  # weight of a family beside a word
LETTERS = 0.5  # weight of the letters beside words and families
RARITY = 0.8  # power of the inverse document frequency of words and families
SPANS = (3, 4, 5)  # lengths of the strings of letters
WIDEST = 0.4  # share of the comments above which a string of letters tells nothing
FEW = 80  # comments below which a word that stands in one of them counts


@dataclass(frozen=True)
class Columns:
    """What was seen in the comments that were fitted: a column each, and how rare it is."""

    places: dict[str, int]
    rarity: np.ndarray


@dataclass(frozen=True)
class Views:
    """Vectors of comments, fitted on some of them.

    Attributes
    ----------
    words, groups, letters : Columns
        The stems, the families and the strings of letters that are counted.
    families : mapping of str to tuple of str
        As of `known_families`.
    """

    words: Columns
    groups: Columns
    letters: Columns
    families: Families

    def vectors(self, cut: Sequence[Sequence[str]]) -> dict[str, sp.csr_matrix]:
        """Return the vectors of comments that are cut into stems, one row each.

        Parameters
        ----------
        cut : sequence of sequence of str
            As of `cut_into_stems`.

        Returns
        -------
        dict of str to sparse matrix
            `words` (words and families, rows of unit length) and `all` (with the letters).
        """
        counts, known = _count(cut)
        words = _damped(counts @ _one_each(known, self.words), self.words)
        groups = _damped(counts @ _families(known, self.groups, self.families), self.groups)
        letters = _damped(counts @ _letters(known, self.letters), self.letters)
        told = normalize(sp.hstack([words, FAMILY * groups]).tocsr())
        return {"words": told, "all": sp.hstack([told, LETTERS * normalize(letters)]).tocsr()}


def cut_into_stems(texts: Iterable[str]) -> list[list[str]]:
    """Cut comments into the stems of their words; stop words and redactions are left out.

    Examples
    --------
    >>> cut_into_stems(["The entries of [name] were late"])
    [['entri', 'late']]
    """
    stop = stop_words()
    return [stems(TAG.sub(" ", text) if "[" in text else text, stop=stop) for text in texts]


def fit_views(cut: Sequence[Sequence[str]], families: Families | None = None) -> Views:
    """Fit the views on comments that are cut into stems.

    Words count by the logarithm of how often they stand in a comment, times a power of how rare
    they are (tf-idf); so do their families, and strings of three to five letters. A word of
    several families counts less in each, by the root of their number.

    Parameters
    ----------
    cut : sequence of sequence of str
        As of `cut_into_stems`, at least one word in all.
    families : mapping of str to tuple of str, optional
        By default those of `known_families`.

    Returns
    -------
    Views

    Examples
    --------
    >>> cut = cut_into_stems(["the queue was long", "waiting for weeks", "good food"])
    >>> told = fit_views(cut).vectors(cut)["words"]
    >>> bool((told[0] @ told[1].T)[0, 0] > (told[0] @ told[2].T)[0, 0])
    True
    """
    families = known_families() if families is None else families
    counts, known = _count(cut)
    least = 1 if len(cut) <= FEW else 2
    in_texts = np.asarray((counts > 0).sum(axis=0)).ravel()
    words = _keep(known, in_texts, len(cut), least, power=RARITY) or _keep(
        known, in_texts, len(cut), 1, power=RARITY
    )
    names = sorted({name for word in known for name in families.get(word, ())})
    every = Columns({name: i for i, name in enumerate(names)}, np.ones(len(names)))
    in_texts = np.asarray((counts @ _families(known, every, families) > 0).sum(axis=0)).ravel()
    groups = _keep(names, in_texts, len(cut), 2, power=RARITY)
    spans = sorted({span for word in known for span in _spans(word)})
    every = Columns({span: i for i, span in enumerate(spans)}, np.ones(len(spans)))
    in_texts = np.asarray((counts @ _letters(known, every) > 0).sum(axis=0)).ravel()
    letters = _keep(spans, in_texts, len(cut), 2, most=WIDEST * len(cut)) or _keep(
        spans, in_texts, len(cut), 1
    )
    none = Columns({}, np.ones(0))
    return Views(words or none, groups or none, letters or none, families)


def _count(cut: Sequence[Sequence[str]]) -> tuple[sp.csr_matrix, list[str]]:
    """How often each comment holds each stem, and the stems."""
    places: dict[str, int] = {}
    columns = [places.setdefault(word, len(places)) for words in cut for word in words]
    ends = np.concatenate([[0], np.cumsum([len(words) for words in cut])])
    shape = (len(cut), len(places))
    counts = sp.csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)
    counts.sum_duplicates()
    return counts, list(places)


def _keep(
    names: Sequence[str],
    in_texts: np.ndarray,
    total: int,
    least: int,
    *,
    most: float | None = None,
    power: float = 1.0,
) -> Columns | None:
    """Keep what enough comments and not too many hold; None where nothing is left."""
    enough = (in_texts >= least) & (in_texts <= (total if most is None else most))
    # By name: the columns must not hang on the order of the comments.
    kept = sorted(np.flatnonzero(enough).tolist(), key=lambda i: names[i])
    if not kept:
        return None
    rarity = (np.log((1 + total) / (1 + in_texts[kept])) + 1) ** power
    return Columns({names[i]: place for place, i in enumerate(kept)}, rarity)


def _one_each(known: Sequence[str], columns: Columns) -> sp.csr_matrix:
    found = [
        (row, columns.places[word], 1.0) for row, word in enumerate(known) if word in columns.places
    ]
    return _matrix(found, len(known), columns)


def _families(known: Sequence[str], columns: Columns, families: Families) -> sp.csr_matrix:
    found = [
        (row, columns.places[name], len(families[word]) ** -0.5)
        for row, word in enumerate(known)
        for name in families.get(word, ())
        if name in columns.places
    ]
    return _matrix(found, len(known), columns)


def _letters(known: Sequence[str], columns: Columns) -> sp.csr_matrix:
    found = [
        (row, columns.places[span], float(n))
        for row, word in enumerate(known)
        for span, n in _spans(word).items()
        if span in columns.places
    ]
    return _matrix(found, len(known), columns)


def _spans(word: str) -> Counter[str]:
    """The strings of letters of a word, its ends marked; a short word is one by itself."""
    word = f" {word} "
    spans = Counter(word[i : i + n] for n in SPANS for i in range(len(word) - n + 1))
    return spans or Counter([word])


def _matrix(found: list[tuple[int, int, float]], rows: int, columns: Columns) -> sp.csr_matrix:
    row, column, value = zip(*found, strict=True) if found else ((), (), ())
    return sp.csr_matrix(
        (np.array(value, dtype=float), (np.array(row, int), np.array(column, int))),
        shape=(rows, len(columns.places)),
    )


def _damped(counts: Any, columns: Columns) -> sp.csr_matrix:
    """Counts above one by their logarithm, times the rarity of each column."""
    counts = sp.csr_matrix(counts)
    counts.data = np.where(counts.data > 1, 1 + np.log(np.maximum(counts.data, 1)), counts.data)
    return (counts @ sp.diags_array(columns.rarity)).tocsr()
