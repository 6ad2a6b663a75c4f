"""What each row of the matrix is called, and by which words of a stranger it is recognised.

Staff do not write as the matrix does: they clip words, misspell them, and use the everyday word for
the official one. All words come from the matrix and from word lists of the method, none from a
field.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import pandas as pd

from sopgap.mapping.fitting.lexicon import base, kin_of
from sopgap.tables import split
from sopgap.text import data_lines, normalise, stem, stop_words, tokens

NAMES = {"name": 0.9, "object": 1.0, "keywords": 1.0}  # what a part of the matrix is worth
ASIDE = 0.8  # of a keyword that shares no root with its row's name or object
BREAK = re.compile(r"[;,()]")
INITIALS = re.compile(r"\b[A-Z]{3,8}(?=s?\b)")  # a name of three words or more may be abbreviated
# Words that carry nothing of a name; others of the stop list do: "hand over" is not "hand".
FILLERS = frozenset(("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or"))
FILLERS |= {"the", "to", "with"}
ENDINGS = ("at", "ur", "or", "er", "i", "e")  # what stems of one root still differ by
PREFIXES = ("re", "un", "mis", "pre", "non")
LEAST_ROOT = 4  # letters; shorter roots fold words that are strangers to each other
LEAST_TYPO = 6  # letters of a word that may be misspelt
ALIKE = 0.7  # Dice coefficient of the letters' 3-grams, from which on a word is a misspelling
# How surely a word stands for another: the same root; clipped, prefixed or misspelt; of its kind.
SAME, NEAR, KIN = 1.0, 0.85, 0.2


@dataclass(frozen=True)
class Name:
    """One name of a responsibility: its row, its worth, its roots, and if stop words were left out.

    Attributes
    ----------
    row : int
    worth : float
    roots : tuple of str
    reduced : bool
    """

    row: int
    worth: float
    roots: tuple[str, ...]
    reduced: bool


@lru_cache(maxsize=200_000)
def root(word: str) -> str:
    """Return a word's stem without the endings by which nouns and verbs of one root differ.

    Examples
    --------
    >>> root("value") == root("valuation"), root("seized") == root("seizure")
    (True, True)
    """
    short = stem(word)
    for ending in ENDINGS:
        if short.endswith(ending) and len(short) - len(ending) >= LEAST_ROOT:
            return short[: -len(ending)]
    return short


def content(text: str) -> list[str]:
    """Return the words of a text without the stop words.

    Examples
    --------
    >>> content("Who decides the protests?")
    ['decides', 'protests']
    """
    return [word for word in tokens(text) if word not in stop_words()]


def read_words(text: str) -> list[str]:
    """Return what a comment may name a row by: its words, and its abbreviations in capitals.

    Examples
    --------
    >>> read_words("Who checks the FTAs?")
    ['checks', 'ftas', 'FTA']
    """
    return content(text) + INITIALS.findall(text)


@cache
def office_roots() -> frozenset[str]:
    """Return the roots of the words that the staff of any office use of any work."""
    return frozenset(root(line.split("\t")[0]) for line in data_lines("office_words.txt"))


def list_names(matrix: pd.DataFrame) -> list[Name]:
    """Return the names of each row: of `name` and `object`, every keyword, and their initials.

    Examples
    --------
    >>> matrix = pd.DataFrame({"responsibility_id": ["R1"], "name": ["Bonds (for refunds)"],
    ...                        "object": ["bonds"], "keywords": ["surety;hand over"]})
    >>> [(" ".join(name.roots), name.reduced) for name in list_names(matrix)]
    [('bond', False), ('refund', False), ('bond', False), ('suret', False), ('hand', True)]
    """
    found = []
    parts = {part: texts(matrix, part) for part in NAMES if part in matrix}
    for row in range(len(matrix)):
        central: set[str] = set()
        for part, cells in parts.items():
            cell = normalise(cells[row])
            for piece in split(cell) if part == "keywords" else BREAK.split(cell):
                words = content(piece)
                said = [word for word in tokens(piece) if word not in FILLERS]
                if words:
                    roots = tuple(dict.fromkeys(map(root, words)))
                    if part != "keywords":
                        central.update(roots)
                    worth = NAMES[part] * (ASIDE if central.isdisjoint(roots) else 1.0)
                    found.append(Name(row, worth, roots, len(said) > len(words)))
                    if len(words) > 2:
                        initials = "".join(word[0] for word in words).upper()
                        if INITIALS.fullmatch(initials):
                            found.append(Name(row, worth, (initials,), reduced=False))
    return found


def texts(table: pd.DataFrame, column: str) -> list[str]:
    """Return a column as text, blank where it is absent or empty.

    Examples
    --------
    >>> texts(pd.DataFrame({"a": ["x", None]}), "a"), texts(pd.DataFrame({"a": ["x"]}), "b")
    (['x', ''], [''])
    """
    if column not in table:
        return [""] * len(table)
    return [str(value) for value in table[column].astype(object).where(table[column].notna(), "")]


class Recogniser:
    """Recognises the roots of the matrix in words as they are written in a comment."""

    def __init__(self, words: Iterable[str], names: Iterable[Name] = ()) -> None:
        self.whole = sorted(set(words))
        self.roots = {root(word) for word in self.whole}
        self.roots.update(part for name in names for part in name.roots)
        self._grams = {word: _grams(word) for word in self.whole}
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        self._kin: dict[str, set[str]] = defaultdict(set)
        for word in self.whole:
            self._by_letter[word[0]].append(word)
            for other in kin_of(base(word)):
                self._kin[other].add(root(word))

    def __call__(self, word: str) -> dict[str, float]:
        """Return the roots for which a word stands, each with how surely."""
        if word.isupper():
            return {word: SAME} if word in self.roots else {}
        found = dict.fromkeys(sorted(self._kin.get(base(word), ())), KIN)
        if root(word) in self.roots:
            return found | {root(word): SAME}
        if word.isalpha():
            near = self._clipped(word) or self._prefixed(word) or self._misspelt(word)
            found |= dict.fromkeys(sorted(near), NEAR)
        return found

    def _clipped(self, word: str) -> set[str]:
        # "exam", "recon", "docs": four letters or more, and four or more of the word cut off.
        short = word.removesuffix("s")
        if len(short) < LEAST_ROOT:
            return set()
        longer = (w for w in self._by_letter[word[0]] if w.startswith(short))
        return {root(w) for w in longer if len(w) - len(short) >= LEAST_ROOT}

    def _prefixed(self, word: str) -> set[str]:
        bare = {root(word[len(p) :]) for p in PREFIXES if word.startswith(p) and len(word) > 6}
        return {short for short in bare if len(short) > LEAST_ROOT and short in self.roots}

    def _misspelt(self, word: str) -> set[str]:
        if len(word) < LEAST_TYPO:
            return set()
        mine = _grams(word)
        near = [
            w
            for w in self._by_letter[word[0]]
            if len(w) >= LEAST_TYPO
            and abs(len(w) - len(word)) <= 2
            and 2 * len(mine & self._grams[w]) >= ALIKE * (len(mine) + len(self._grams[w]))
        ]
        return {root(w) for w in near}


def _grams(word: str) -> frozenset[str]:
    marked = f"#{word}#"
    return frozenset(marked[n : n + 3] for n in range(len(marked) - 2))
