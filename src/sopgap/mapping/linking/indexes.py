"""index_passages: passages counted once, to be asked by any matrix (see `ranking`).

The words of all texts stand in one array of numbers; what else is kept is made from it. Phrases are
not counted beforehand, as a matrix asks for few of all that there are: they are looked up in that
array.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from sopgap.errors import InputError
from sopgap.mapping.linking.scores import FIELDS, SATURATION, dampen, pieces
from sopgap.text import stem, stop_words, tokens

STOP, END = -1, -2  # in the array of words: a stop word, the end of a text
ROWS = 50_000  # passages of one block


@dataclass(frozen=True, eq=False)
class PassageIndex:
    """Passages, counted; made by `index_passages`."""

    ids: np.ndarray
    stems: dict[str, int]
    pieces: dict[str, int]
    stems_of: np.ndarray  # of each word; the last is the end of a text
    pieces_of: sparse.csr_matrix  # words by pieces
    counts: sparse.csr_matrix  # passages by words
    postings: sparse.csc_matrix  # passages by stems, levelled off
    holding: np.ndarray  # how many passages hold each piece
    most: np.ndarray  # the most that each piece counts in any passage, levelled off
    damping: np.ndarray  # of each passage
    stream: np.ndarray  # the stems of all texts in order
    ends: np.ndarray  # where each text ends in it
    fields: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)


def index_passages(passages: pd.DataFrame, *, identity: str = "duty_id") -> PassageIndex:
    """Count the words of passages once, for any number of matrices to ask.

    Parameters
    ----------
    passages : DataFrame
        The column `identity`, and `text`; of `section`, `action`, `object` and `title` what is
        there is used.
    identity : str
        The column that names a passage.

    Returns
    -------
    PassageIndex

    Raises
    ------
    InputError
        A needed column is absent, or an id repeats.

    Examples
    --------
    >>> duties = pd.DataFrame({"duty_id": ["a"], "text": ["The office must pay the refund."]})
    >>> sorted(index_passages(duties).stems)
    ['offic', 'pay', 'refund']
    """
    absent = [column for column in (identity, "text") if column not in passages]
    if absent:
        raise InputError(f"index_passages: column {', '.join(absent)} is absent")
    repeated = passages[identity][passages[identity].duplicated()]
    if len(repeated):
        raise InputError(f"index_passages: {identity} {repeated.iloc[0]!r} stands there twice")
    fields = tuple(field for field in FIELDS if field in passages)
    words, read, sizes, lengths = _read(passages, fields)
    damping = dampen(lengths)
    counts = _count(read, sizes, fields, len(words))
    stems, stems_of = _number(stem(word) for word in words)
    named, pieces_of = _pieces_of(words)
    by_stem = counts @ _one_each(stems_of, len(stems))
    holding, most = _sum_up(counts, pieces_of, damping)
    kept = read != STOP
    passed = np.concatenate([[0], np.cumsum(kept)])
    stems_of = np.append(stems_of, len(stems)).astype(np.int32)
    return PassageIndex(
        ids=passages[identity].astype(str).to_numpy(),
        stems=stems,
        pieces=named,
        stems_of=stems_of,
        pieces_of=pieces_of,
        counts=counts,
        postings=_level(by_stem, damping).astype(np.float32).tocsc(),
        holding=holding,
        most=most,
        damping=damping,
        stream=stems_of[np.maximum(read[kept], -1)],
        ends=passed[np.cumsum(sizes.ravel())],
        fields=fields,
    )


def _read(
    passages: pd.DataFrame, fields: tuple[str, ...]
) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Number the words of all texts; say how many stand in each text, and how long `text` is."""
    known: _Numbers = _Numbers(dict.fromkeys(stop_words(), STOP))
    columns = [passages[field].fillna("").astype(str).tolist() for field in fields]
    read, sizes = array("i"), array("i")
    number = known.__getitem__
    for texts in zip(*columns, strict=True):
        for text in texts:
            found = tokens(text) if text else []
            read.extend(map(number, found))
            read.append(END)
            sizes.append(len(found) + 1)
    words = [word for word, place in known.items() if place >= 0]
    each = np.frombuffer(sizes, np.int32).reshape(len(passages), len(fields))
    lengths = each[:, fields.index("text")] - 1.0
    return words, np.frombuffer(read, np.int32), each, lengths


class _Numbers(dict[str, int]):
    """Give each new word the next number."""

    _next = 0

    def __missing__(self, word: str) -> int:
        self[word] = number = self._next
        self._next += 1
        return number


def _number(names: Iterable[str]) -> tuple[dict[str, int], np.ndarray]:
    known: dict[str, int] = {}
    places = [known.setdefault(name, len(known)) for name in names]
    return known, np.array(places, np.int32)


def _count(
    read: np.ndarray, sizes: np.ndarray, fields: tuple[str, ...], n: int
) -> sparse.csr_matrix:
    """Count each passage's words, each by the weight of its field."""
    worth = np.tile(np.array([FIELDS[field] for field in fields]), len(sizes))
    kept = read >= 0
    passed = np.concatenate([[0], np.cumsum(kept)])
    ends = passed[np.concatenate([[0], np.cumsum(sizes.sum(axis=1, dtype=np.int64))])]
    counts = sparse.csr_matrix(
        (np.repeat(worth, sizes.ravel())[kept], read[kept], ends), shape=(len(sizes), n)
    )
    counts.sum_duplicates()
    return counts


def _pieces_of(words: list[str]) -> tuple[dict[str, int], sparse.csr_matrix]:
    each = [sorted(pieces(word)) for word in words]
    known, places = _number(piece for found in each for piece in found)
    ends = np.cumsum([0, *map(len, each)])
    shape = (len(words), len(known))
    return known, sparse.csr_matrix((np.ones(len(places)), places, ends), shape=shape)


def _one_each(places: np.ndarray, n: int) -> sparse.csr_matrix:
    ends = np.arange(len(places) + 1)
    return sparse.csr_matrix((np.ones(len(places)), places, ends), shape=(len(places), n))


def _level(counts: sparse.csr_matrix, damping: np.ndarray) -> sparse.csr_matrix:
    each = np.repeat(damping, np.diff(counts.indptr))
    counts.data = counts.data * (1 + SATURATION) / (counts.data + each)
    return counts


def _sum_up(
    counts: sparse.csr_matrix, pieces_of: sparse.csr_matrix, damping: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Say how many passages hold each piece, and the most that it counts in one."""
    n = pieces_of.shape[1]
    holding, most = np.zeros(n, np.int64), np.zeros(n)
    for start in range(0, counts.shape[0], ROWS):
        block = counts[start : start + ROWS] @ pieces_of
        holding += np.bincount(block.indices, minlength=n)
        np.maximum.at(most, block.indices, _level(block, damping[start : start + ROWS]).data)
    return holding, most
