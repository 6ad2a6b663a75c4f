"""Scores of duties against the rows of the matrix: what links of duties propose.

The evidence of shared words comes first. Beside it stand words that mean the same (`synonyms`), the
company that words keep (`meanings`), and vectors of a model where one is given; then the rows
compete, since a duty that fits one row well is less likely to be about another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from sopgap.embedding import Embed, embed_texts
from sopgap.mapping.linking.meanings import Meanings
from sopgap.mapping.linking.synonyms import (
    BEST,
    LEAST,
    Row,
    defined_words,
    kin_words,
    learned_words,
)
from sopgap.mapping.linking.vocabularies import Vocabulary, own_words, read_stems
from sopgap.mapping.linking.wordings import texts

STEEPNESS = 3.0  # of the map from evidence to 0..1
COMPANY = 0.1  # what the likeness of meaning is worth
MODEL = 0.15  # what the vectors of a model are worth
RIVAL = 0.1  # what is taken off for the best other row
# A position is named in most sentences of what its holders do: that is no sentence on its seat.
POSITION = 0.35
FAINT = 0.05  # of evidence: a pair whose words say no more stays under it, unless a model sees more
BLOCK = 4_000_000  # cells of one dense block

Evidence = Callable[[int, int], np.ndarray]


class Proposals:
    """Evidence of duties for each responsibility, block by block.

    Attributes
    ----------
    synonyms : dict of str to list of dict
        By source (kin, defined, learned): of each row, its words and what they are worth.
    """

    def __init__(
        self,
        duties: pd.DataFrame,
        matrix: pd.DataFrame,
        evidence: Evidence,
        fields: Mapping[str, float],
        parts: Mapping[str, float],
        *,
        embed: Embed | None = None,
        learn_from: pd.DataFrame | None = None,
    ) -> None:
        self._evidence = evidence
        self._duties, self._n = duties, len(duties)
        self._seat = _seats(matrix)
        self._own = own_words(matrix, parts)
        self._known = Vocabulary(duties, fields)
        self._meanings = Meanings(self._known, self._own)
        self._vectors = _embedded(duties, matrix, embed)
        more = [] if learn_from is None else texts(learn_from, "text")
        self.synonyms = {
            "kin": kin_words(matrix, self._own, self._known),
            "defined": defined_words(matrix, [*texts(duties, "text"), *more]),
        }
        self._weights = self._known.weigh(self._more_words())
        taught = learned_words(self._best(), self._own, self._known)
        self.synonyms["learned"] = taught
        self._weights = self._known.weigh(self._more_words())

    def block(self, start: int, stop: int) -> np.ndarray:
        """Return the scores, 0 to 1, of the duties from `start` to before `stop`."""
        return _score(_rival(self._views(start, stop)))

    def matched(self, duties: np.ndarray, rows: np.ndarray) -> list[str]:
        """Return for each pair the words of the duty and its heading that speak for the row."""
        speaking = [frozenset(own) | more.keys() for own, more in self._said_of_rows()]
        out: list[str] = []
        last, said = -1, dict[str, str]()
        columns = [texts(self._duties, field) for field in ("text", "section")]
        for n, row in zip(duties.tolist(), rows.tolist(), strict=True):
            if n != last:  # pairs come duty by duty
                last, said = n, read_stems(" ".join(column[n] for column in columns))
            out.append(";".join(word for at, word in said.items() if at in speaking[row]))
        return out

    def _said_of_rows(self) -> list[tuple[Row, Row]]:
        return list(zip(self._own, self._more_words(), strict=True))

    def _more_words(self) -> list[Row]:
        """Return each row's synonyms of all sources; of a word that two know, both count."""
        rows: list[Row] = [{} for _ in self._own]
        for found in self.synonyms.values():
            for row, words in zip(rows, found, strict=True):
                for word, weight in words.items():
                    row[word] = row.get(word, 0.0) + weight
        return [
            {word: weight for word, weight in row.items() if word not in own}
            for row, own in zip(rows, self._own, strict=True)
        ]

    def _words(self, start: int, stop: int) -> np.ndarray:
        """Return what the words of the duties say for each row."""
        said = self._evidence(start, stop)
        said = said + (self._known.held[start:stop] @ self._weights).toarray()
        total = said + COMPANY * self._meanings.block(start, stop)
        # The company of words orders pairs; it makes no link where the words themselves do not.
        total = np.where(said > FAINT, total, -FAINT * np.expm1(-total.clip(0) / FAINT))
        return np.asarray(total * self._seat)

    def _views(self, start: int, stop: int) -> np.ndarray:
        if self._vectors is None:
            return self._words(start, stop)
        passages, rows, usual = self._vectors
        likeness = passages[start:stop] @ rows.T - usual
        return np.asarray(self._words(start, stop) + MODEL * likeness * self._seat)

    def _best(self) -> list[list[tuple[int, float]]]:
        """Return the best passages of each row, of those that fit no other row better."""
        best: list[list[tuple[int, float]]] = [[] for _ in self._own]
        size = max(1, BLOCK // max(1, len(best)))
        for start in range(0, self._n, size):
            views = self._words(start, min(start + size, self._n))
            scores = np.where(views >= views.max(axis=1, keepdims=True) - 1e-9, _score(views), 0.0)
            for row, mine in enumerate(best):
                order = np.argsort(-scores[:, row], kind="stable")[:BEST]
                mine += [
                    (start + n, float(scores[n, row])) for n in order if scores[n, row] >= LEAST
                ]
                mine.sort(key=_by_score)
                del mine[BEST:]
        return best


def _by_score(pair: tuple[int, float]) -> tuple[float, int]:
    return -pair[1], pair[0]


def _score(evidence: np.ndarray) -> np.ndarray:
    # Rounded, so that ties are ties on every machine.
    return np.round(1 - np.exp(-STEEPNESS * evidence.clip(0)), 9)


def _rival(views: np.ndarray) -> np.ndarray:
    """Take off what speaks for the best other row."""
    if views.shape[1] < 2:
        return views
    two = np.partition(views, -2, axis=1)[:, -2:]
    best, second = two[:, 1:], two[:, :1]
    return np.asarray(views - RIVAL * np.where(views >= best, second, best).clip(0))


def _seats(matrix: pd.DataFrame) -> np.ndarray:
    kinds, acts = texts(matrix, "kind"), texts(matrix, "action")
    is_seat = [kind == "role" and not act for kind, act in zip(kinds, acts, strict=True)]
    return np.where(is_seat, POSITION, 1.0)


def _embedded(
    duties: pd.DataFrame, matrix: pd.DataFrame, embed: Embed | None
) -> tuple[np.ndarray, np.ndarray, float] | None:
    """Return vectors of the duties and of the rows, and their usual likeness."""
    if embed is None or not len(duties) or not len(matrix):
        return None
    columns = zip(texts(duties, "section"), texts(duties, "text"), strict=True)
    said = [f"{section}. {text}" if section else text for section, text in columns]
    parts = (texts(matrix, part) for part in ("name", "action", "object", "keywords"))
    asked = [
        f"{name}. {act} {thing}. {words.replace(';', ', ')}"
        for name, act, thing, words in zip(*parts, strict=True)
    ]
    vectors = embed_texts([*said, *asked], embed)
    passages, rows = vectors[: len(said)], vectors[len(said) :]
    return passages, rows, float(passages.mean(axis=0) @ rows.mean(axis=0))
