"""Phrases of a matrix looked up in the words of an index, all at once.

A tree of the phrases' stems is walked from each place of the texts where a phrase may begin.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from sopgap.mapping.linking.indexes import PassageIndex
from sopgap.mapping.linking.scores import FIELDS, LONGEST_PHRASE

PLACES = 2_000_000  # of one block


def find_phrases(index: PassageIndex, names: list[str]) -> sparse.csr_matrix:
    """Count each passage's phrases, by the weights of their fields; columns are `names`.

    A name of one word is no phrase, and its column is empty.
    """
    width = len(index.stems) + 1
    begins, keys, nodes, ended = _grow(index.stems, names, width)
    shape = (len(index), len(names))
    if not len(keys):
        return sparse.csr_matrix(shape)
    stream = np.concatenate([index.stream, np.full(LONGEST_PHRASE, width - 1, np.int32)])
    places, phrases = [], []
    for start in range(0, len(index.stream), PLACES):
        first = begins[stream[start : min(start + PLACES, len(index.stream))]]
        at = np.flatnonzero(first)
        node, at = first[at].astype(np.int64), at + start
        for n in range(1, LONGEST_PHRASE):
            key = node * width + stream[at + n]
            near = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
            met = keys[near] == key
            at, node = at[met], nodes[near[met]]
            whole = ended[node] >= 0
            places.append(at[whole])
            phrases.append(ended[node[whole]])
    # Of equal phrases in one passage the counts are summed.
    text = np.searchsorted(index.ends, np.concatenate(places), side="right")
    row, field = np.divmod(text, len(index.fields))
    worth = np.array([FIELDS[name] for name in index.fields])[field]
    return sparse.csr_matrix((worth, (row, np.concatenate(phrases))), shape=shape)


def _grow(
    stems: dict[str, int], names: list[str], width: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the tree: nodes where phrases begin; its branches, sorted; what ends at each node."""
    begins = np.zeros(width, np.int32)
    branches: dict[int, int] = {}
    ended = [-1]
    for place, name in enumerate(names):
        words = name.split(" ")
        if len(words) < 2 or any(word not in stems for word in words):
            continue
        node = int(begins[stems[words[0]]])
        if not node:
            node = begins[stems[words[0]]] = len(ended)
            ended.append(-1)
        for word in words[1:]:
            key = int(node) * width + stems[word]
            node = branches.setdefault(key, len(ended))
            if node == len(ended):
                ended.append(-1)
        ended[int(node)] = place
    keys = np.array(sorted(branches), np.int64)
    return begins, keys, np.array([branches[int(k)] for k in keys], np.int64), np.array(ended)
