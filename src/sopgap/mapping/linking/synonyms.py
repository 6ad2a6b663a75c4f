"""Words that stand for a row's words without being among them: kin, defined, learned.

Kin are words of one family of `families.csv`. Defined words are those that the corpus itself sets
beside a name of the row ("X means Y", "X, also called Y", "X (Y)": `definitions.csv`). Learned
words are those of the passages that fit the row best, where they stand more often than elsewhere
(pseudo-relevance feedback: Rocchio 1971; Lavrenko and Croft 2001). What each source may add is
capped, so that no row is drowned by its synonyms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import pandas as pd
from scipy import sparse

from sopgap.mapping.fitting.lexicon import base, kin_of
from sopgap.mapping.linking.vocabularies import FEWEST, Vocabulary, read_stems
from sopgap.mapping.linking.wordings import content, list_names, root, texts
from sopgap.text import data_rows, normalise, tokens

# What a source may add, beside the 1 of a row that is said in full.
KIN, LEARNED, DEFINED = 0.1, 0.1, 0.1
BEST, LEAST = 5, 0.5  # passages that teach a row, and their least score
TOLD_BY = 2  # of which so many must hold the word
SAID = 0.99  # of what a word counts; one of a title alone counts less, and teaches nothing
MOST = 12  # words learned for one row
HIGHEST = 4.0  # log odds from which on a word says no more
TAKEN = 8  # words of a definition that are taken
NAMING = ("name", "object", "keywords")

Row = dict[str, float]


def kin_words(matrix: pd.DataFrame, own: Sequence[Row], known: Vocabulary) -> list[Row]:
    """Return words of the same kind of thing as a row's: "papers" for "documents".

    Examples
    --------
    >>> known = Vocabulary(pd.DataFrame({"text": ["The papers", "of the desk"]}), {"text": 1.0})
    >>> matrix = pd.DataFrame({"name": ["Documents"]})
    >>> list(kin_words(matrix, [{"document": 1.0}], known)[0])
    ['paper']
    """
    rarity = dict(zip(known.words, known.rarity().tolist(), strict=True))
    said = zip(*(texts(matrix, part) for part in NAMING), strict=True)
    rows = []
    for cells, mine in zip(said, own, strict=True):
        kin = frozenset().union(*(kin_of(base(word)) for cell in cells for word in tokens(cell)))
        whole = sum(rarity.get(word, 0.0) for word in mine) or 1.0
        found = sorted(word for word in kin if word in rarity and word not in mine)
        rows.append({word: KIN * rarity[word] / whole for word in found})
    return rows


def learned_words(
    best: Sequence[Sequence[tuple[int, float]]], own: Sequence[Row], known: Vocabulary
) -> list[Row]:
    """Return words that stand in a row's best passages, and elsewhere more seldom.

    Parameters
    ----------
    best : sequence of sequence of (int, float)
        Of each row: its best passages by place, with their scores.
    own : sequence of dict
        The row's own words, which need not be learned.
    known : Vocabulary
        Of all passages.
    """
    if known.held.shape[0] < FEWEST:
        return [{} for _ in own]
    is_held = (known.held >= SAID).astype(float).tocsr()
    return [
        _learn(passages, mine, known, is_held) if len(passages) >= TOLD_BY else {}
        for passages, mine in zip(best, own, strict=True)
    ]


def _learn(
    passages: Sequence[tuple[int, float]], own: Row, known: Vocabulary, is_held: sparse.csr_matrix
) -> Row:
    places = [place for place, _ in passages]
    scores = np.array([score for _, score in passages])
    mine = is_held[places]
    n_mine = np.asarray(mine.sum(axis=0)).ravel()
    weight, total = np.asarray(scores @ mine).ravel(), scores.sum()
    others, n_others = known.n_holding - n_mine, is_held.shape[0] - len(places)
    inside = np.log((weight + 0.1) / (total - weight + 0.9))
    outside = np.log((others + 0.5) / (n_others - others + 1.5))
    worth = (inside - outside).clip(0, HIGHEST) * weight / total
    worth[n_mine < TOLD_BY] = 0.0
    order = [at for at in np.argsort(-worth, kind="stable") if known.words[at] not in own]
    found = {known.words[at]: float(worth[at]) for at in order[:MOST] if worth[at] > 0}
    return _capped(found, LEARNED)


def defined_words(matrix: pd.DataFrame, sentences: Iterable[str]) -> list[Row]:
    """Return the words that the corpus sets beside a row's names.

    Examples
    --------
    >>> matrix = pd.DataFrame({"name": ["Refunds"], "keywords": ["repayment"]})
    >>> texts = ['The term "refund" means money that is returned.', "A repayment, also called"
    ...          " clawback, is due.", "Refunds (if any) are paid."]
    >>> sorted(defined_words(matrix, texts)[0])
    ['clawback', 'money', 'return']
    """
    names: dict[frozenset[str], set[int]] = {}
    for name in list_names(matrix):
        names.setdefault(frozenset(name.roots), set()).add(name.row)
    rows: list[Row] = [{} for _ in range(len(matrix))]
    for sentence in sentences:
        for term, meaning, both in _definitions(normalise(sentence)):
            for known, told in ((term, meaning), (meaning, term))[: 1 + both]:
                for row in names.get(_roots(known), ()):
                    taken = list(read_stems(told))[:TAKEN]
                    rows[row] |= dict.fromkeys(taken, 1.0)
    return [_capped(row, DEFINED) for row in rows]


def _roots(text: str) -> frozenset[str]:
    return frozenset(root(word) for word in content(text))


def _definitions(sentence: str) -> Iterable[tuple[str, str, bool]]:
    """Yield what a sentence defines, as what, and whether the two are names of one thing."""
    for cues, pattern, is_alias in _patterns():
        if any(cue in sentence for cue in cues):
            for hit in pattern.finditer(sentence):
                yield hit["term"], hit["meaning"], is_alias


@cache
def _patterns() -> tuple[tuple[tuple[str, ...], re.Pattern[str], bool], ...]:
    # The cues are looked for first: the patterns are slow on the many sentences without one.
    return tuple(
        (tuple(row["cues"].split(";")), re.compile(row["pattern"]), row["kind"] == "alias")
        for row in data_rows("definitions.csv")
    )


def _capped(row: Row, most: float) -> Row:
    total = sum(row.values())
    return {word: most * weight / total for word, weight in row.items()} if total else {}
