"""find_conflicts: two duties that give one act on one object to both sides, table `conflicts`.

Of the whole corpus, with or without a responsibility for it: what the matrix does not list may be
claimed twice all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from sopgap.errors import InputError
from sopgap.mapping.deciding.standing import date_documents
from sopgap.mapping.fitting.lexicon import act_of, bases, listed_bases
from sopgap.tables import CONFLICTS, DOCUMENTS
from sopgap.tables.rows import list_rows
from sopgap.text import normalise
from sopgap.vocabulary import CENTER, PORT

LEAST = 0.6  # cosine of what two duties say besides who acts, from which they say the same
# Two documents seldom say a thing alike: where the objects alone are alike, and say enough to tell
# one thing from another, the acts decide.
LEAST_OBJECT, TELLING = 0.7, 2
CELLS, PAIRS = 20_000_000, 200_000  # of one product, and pairs that are weighed at once


def find_conflicts(
    duties: pd.DataFrame,
    *,
    least: float = LEAST,
    least_object: float = LEAST_OBJECT,
    documents: pd.DataFrame | None = None,
    as_of: dt.date | str | None = None,
) -> pd.DataFrame:
    """List the pairs of duties that give the same act on the same object to both sides.

    The acts must be one (the same verb, or verbs of one family), and what the two say besides who
    acts must be alike. A permission of the one and an obligation of the other conflict, too: both
    sides hold the power. Joint ownership is none, and being told not to do a thing is not owning
    it. What is alike to a word, but under opposite conditions, is still listed: a person decides.

    Parameters
    ----------
    duties : table `duties`
    least : float
        Least likeness, 0 to 1, of the words of the two without those that name who acts; rare
        words count more (cosine of inverse document frequencies).
    least_object : float
        Or least likeness of their objects alone, where both hold two telling words or more.
    documents : table `documents`, optional
        Where given, only duties of those in force are compared.
    as_of : date or str, optional
        The day at which documents count as in force; by default the latest among them.

    Returns
    -------
    table `conflicts`, the most alike first

    Raises
    ------
    InputError
        `least` or `least_object` is not between 0 and 1.

    Examples
    --------
    >>> duties = pd.DataFrame({"duty_id": ["a#1.s1", "b#1.s1"], "document_id": ["a", "b"],
    ...     "text": ["The Center decides the protest.", "Protests are decided by the port."],
    ...     "actor_text": ["The Center", "the port"], "unit": ["center", "port"],
    ...     "action": ["decide", "decide"], "modality": "obligation"})
    >>> find_conflicts(duties)[["duty_id", "other_id", "likeness"]]
      duty_id other_id  likeness
    0  a#1.s1   b#1.s1       1.0
    """
    for name, value in {"least": least, "least_object": least_object}.items():
        if not 0 < value <= 1:
            raise InputError(f"find_conflicts: {name}={value} is not above 0 and at most 1")
    sided = duties[duties["unit"].isin((CENTER, PORT)) & (duties["modality"] != "prohibition")]
    if documents is not None:
        dated = date_documents(DOCUMENTS.check(documents), as_of)
        in_force = set(dated.loc[dated["in_force"], "document_id"])
        sided = sided[sided["document_id"].isin(in_force)]
    rows = [
        {
            "duty_id": one["duty_id"],
            "other_id": other["duty_id"],
            "likeness": round(float(likeness), 6),
            "unit": one["unit"],
            "other_unit": other["unit"],
        }
        for one, other, likeness in _pairs(list_rows(sided), least, least_object)
    ]
    columns = [column.name for column in CONFLICTS.columns]
    found = pd.DataFrame(rows, columns=columns)
    order = ["likeness", "duty_id", "other_id"]
    found = found.sort_values(order, ascending=[False, True, True], kind="stable")
    return CONFLICTS.check(found.drop_duplicates(["duty_id", "other_id"]))


def _pairs(
    duties: list[dict[str, Any]], least: float, least_object: float
) -> Iterator[tuple[dict[str, Any], dict[str, Any], float]]:
    """Yield the duties of both sides that say the same of another owner, the Center's first."""
    objects = [frozenset(bases(duty.get("object", ""))) for duty in duties]
    telling = [words if len(words) >= TELLING else frozenset() for words in objects]
    views = (
        (_weigh([_said(duty) for duty in duties]), least),
        (_weigh(telling), least_object),
    )
    side = np.array([duty["unit"] == CENTER for duty in duties], dtype=bool)
    ones, others = np.flatnonzero(side), np.flatnonzero(~side)
    for vectors, floor in views:
        for one, other, likeness in _alike(vectors[ones], vectors[others], floor - 1e-9):
            first, second = duties[ones[one]], duties[others[other]]
            if _is_same_act(first, second):
                yield first, second, min(likeness, 1.0)


def _alike(
    ones: sparse.csr_matrix, others: sparse.csr_matrix, floor: float
) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs of rows, unit vectors both, whose product is `floor` or more, and it.

    Words that many duties hold would bring nearly all pairs together. What a vector's commonest
    words can add to a product is at most their length: as long as this is below the floor, a pair
    must share a rarer word, and only by these are pairs looked for (prefix filtering: Bayardo, Ma,
    Srikant, Scaling Up All Pairs Similarity Search, 2007).
    """
    rare, told = _without_common(ones, floor), others.T.tocsc()
    size = max(1, CELLS // max(1, others.shape[0]))
    for start in range(0, ones.shape[0], size):
        near = (rare[start : start + size] @ told).tocoo()
        for row, column in _parts(near.row + start, near.col):
            likeness = np.asarray(ones[row].multiply(others[column]).sum(axis=1)).ravel()
            for at in np.flatnonzero(likeness >= floor):
                yield int(row[at]), int(column[at]), float(likeness[at])


def _without_common(vectors: sparse.csr_matrix, floor: float) -> sparse.csr_matrix:
    """Drop each row's commonest words, as many as together are shorter than the floor."""
    kept = vectors.copy()
    counts = np.bincount(vectors.indices, minlength=vectors.shape[1])
    for start, stop in pairwise(vectors.indptr):
        order = np.argsort(-counts[vectors.indices[start:stop]], kind="stable")
        lengths = np.sqrt(np.cumsum(vectors.data[start:stop][order] ** 2))
        kept.data[start:stop][order[lengths < floor - 1e-9]] = 0.0
    kept.eliminate_zeros()
    return kept


def _parts(rows: np.ndarray, columns: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for start in range(0, len(rows), PAIRS):
        yield rows[start : start + PAIRS], columns[start : start + PAIRS]


def _said(duty: dict[str, Any]) -> frozenset[str]:
    """Return the stems of a duty without the words that name who acts."""
    text, who = normalise(duty["text"]), normalise(duty.get("actor_text", ""))
    return frozenset(bases(text.replace(who, " ") if who else text))


def _weigh(said: list[frozenset[str]]) -> sparse.csr_matrix:
    """Return one unit vector a duty: its stems by inverse document frequency."""
    names = sorted(frozenset().union(*said))
    place = {name: n for n, name in enumerate(names)}
    indices = [place[word] for words in said for word in sorted(words)]
    ends = np.cumsum([0, *(len(words) for words in said)])
    shape = (len(said), len(names))
    held = sparse.csr_matrix((np.ones(len(indices)), indices, ends), shape=shape)
    rarity = 1 + np.log((1 + len(said)) / (1 + np.asarray(held.sum(axis=0)).ravel()))
    weighed = held @ sparse.diags_array(rarity) if names else held
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return sparse.csr_matrix(sparse.diags_array(1 / lengths) @ weighed)


def _is_same_act(one: dict[str, Any], other: dict[str, Any]) -> bool:
    first, second = (frozenset(bases(duty.get("action", ""))) for duty in (one, other))
    if not first or not second or first & second:
        return True  # where no verb was read of a cell, what else is said decides
    # "Give" may stand for too many acts to be one with another verb.
    return any((second - listed_bases("light")) & act_of(w) for w in first - listed_bases("light"))
