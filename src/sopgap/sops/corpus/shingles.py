"""Compare many texts by the word sequences that they share, at a cost that grows with their length.

Shingling after Broder, "On the resemblance and containment of documents" (1997): two texts are as
alike as the sets of their sequences of some words. Of long corpora a fixed share of the sequences
is kept, chosen by their hash ("mod p" sampling), so that every text is sampled alike.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

WIDTH = 5  # words of a sequence
KEPT = 4_000_000  # sequences that are held at once, about 100 MB
WORD = re.compile(r"[a-z0-9]+")
PRIME = np.uint64(1099511628211)  # FNV's, as a multiplier that mixes
MIX = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: spreads what the sampling looks at
SHIFT = np.uint64(29)


def shingle(texts: Iterable[str], n_characters: int) -> list[np.ndarray]:
    """Return the hashes of each text's word sequences, sorted, each once.

    Parameters
    ----------
    texts : iterable of str
        Taken one by one.
    n_characters : int
        Of all texts together: decides which share of the sequences is kept. Under 24 million
        characters all are.

    Examples
    --------
    >>> one, two = shingle(["one two three four five six", "One, two: three four five!"], 60)
    >>> len(one), len(two), len(np.intersect1d(one, two))
    (2, 1, 1)
    """
    every = np.uint64(max(1, -(-n_characters // 6 // KEPT)))  # a word fills some six characters
    known: dict[str, int] = {}
    return [_hash(text, every, known) for text in texts]


def _hash(text: str, every: np.uint64, known: dict[str, int]) -> np.ndarray:
    words = WORD.findall(text.lower())
    for word in set(words) - known.keys():
        data = word.encode()
        known[word] = zlib.crc32(data) << 32 | zlib.adler32(data)
    codes = np.fromiter((known[word] for word in words), dtype=np.uint64, count=len(words))
    width = min(WIDTH, len(codes))
    if not width:
        return codes
    out = np.zeros(len(codes) - width + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for i in range(width):
            out = out * PRIME + codes[i : len(codes) - width + 1 + i]
        out = (out ^ (out >> SHIFT)) * MIX
        out ^= out >> SHIFT
    out = np.unique(out)
    kept = out[out % every == 0]
    return kept if len(kept) else out[:1]


def find_alike(
    sets: list[np.ndarray], *, least: float, most_holders: int
) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs of texts that share enough of their sequences, in order.

    Parameters
    ----------
    sets : list of array
        From `shingle`.
    least : float
        Share of the sequences of both that both hold, from which a pair is yielded.
    most_holders : int
        What more texts hold is taken for a template's words and left out on all sides.

    Examples
    --------
    >>> list(find_alike(shingle(["a b c d e f g"] * 2, 30), least=0.5, most_holders=9))
    [(0, 1, 1.0)]
    """
    from scipy import sparse

    sizes = [len(one) for one in sets]
    if not sum(sizes):
        return
    owners = np.repeat(np.arange(len(sets)), sizes)
    codes, places = np.unique(np.concatenate(sets), return_inverse=True)
    holders = np.bincount(places, minlength=len(codes))
    own = np.bincount(owners[holders[places] <= most_holders], minlength=len(sets))
    shared = (holders[places] > 1) & (holders[places] <= most_holders)
    matrix: Any = sparse.csr_matrix(
        (np.ones(int(shared.sum()), dtype=np.int32), (owners[shared], places[shared])),
        shape=(len(sets), len(codes)),
    )
    both = sparse.triu(matrix @ matrix.T, k=1).tocoo()
    for i in np.lexsort((both.col, both.row)):
        one, two, n = int(both.row[i]), int(both.col[i]), int(both.data[i])
        share = n / (own[one] + own[two] - n)
        if share >= least:
            yield one, two, float(share)


def likeness(one: np.ndarray, two: np.ndarray) -> float:
    """Return the share of the sequences of two texts that both hold.

    Examples
    --------
    >>> likeness(*shingle(["a b c d e f", "a b c d e g"], 20))
    0.3333333333333333
    """
    n = len(np.intersect1d(one, two, assume_unique=True))
    return n / (len(one) + len(two) - n) if n else 0.0
