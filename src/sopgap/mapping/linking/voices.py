"""Scores of comments against the rows of the matrix, for the links of comments, `voices`.

A comment is short, speaks of many things, and says each once: what counts is whether one of a
row's names stands in one of its sentences, how rare that name's words are, and what stands beside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from scipy import sparse

from sopgap.mapping.linking.wordings import (
    NAMES,
    Recogniser,
    content,
    list_names,
    office_roots,
    read_words,
    root,
    texts,
)

SENTENCE = re.compile(r"[.!?;\n]+(?:\s|$)")  # comments are not edited: any stop ends a sentence
# What the views are worth: one whole name; all words that the row's names hold; its act; the
# evidence of `links`, which sees pieces of words.
BEST, ALL, ACT, EVIDENCE = 1.0, 0.45, 0.2, 0.5
# What documents say of the row: how far it lifts the other views, and what it is worth by itself;
# and how much more evidence a link then needs.
LIFTS, TOLD, NEEDS = 0.6, 0.5, 1.47
OFFICE, OFFICE_BESIDE = 0.5, 0.8  # a word of any office, alone and beside another of its name
POSITION = 0.5  # that a position is named is not a complaint about its seat
COVERED = 1.5  # power of the covered part of a name: half a name is less than half of it
RARITY = 0.5  # power of what the covered words weigh
FLOOR, RAREST = 0.4, 0.1  # least rarity of a word, and what is added to it
# Comments and rows below which a word is not taken for frequent merely since there are few.
USUAL, USUAL_ROWS = 50, 20
# Log odds from which on a word of the documents tells one row from the others, and their cap.
LIFT, HIGHEST = 1.0, 4.0
LEAST_TOLD = 0.3  # score of a duty's link from which on its words describe the row
HALF_WAY = 1.17  # evidence that scores .4, the threshold: chosen on half of the default study
AT_HALF_WAY = 0.4


class Voices:
    """Evidence that comments hold for each responsibility, block by block."""

    def __init__(
        self,
        comments: pd.DataFrame,
        matrix: pd.DataFrame,
        evidence: Callable[[int, int], np.ndarray],
        described_by: pd.DataFrame | None = None,
    ) -> None:
        self._evidence = evidence
        self._n_rows = len(matrix)
        self._names = list_names(matrix)
        acts = [list(dict.fromkeys(map(root, content(act)))) for act in texts(matrix, "action")]
        self._recognise = Recogniser(_words(matrix), self._names)
        self._roots = sorted(self._recognise.roots)
        self._place = {word: n for n, word in enumerate(self._roots)}
        told = {} if described_by is None else _told(described_by, matrix)
        self._told_place = {word: n for n, word in enumerate(told)}
        self._meant: dict[str, tuple[tuple[tuple[int, float], ...], int | None]] = {}
        self._texts = texts(comments, "text")
        self._read(self._texts)
        self._weigh(acts)
        self._told_weights = self._weigh_told(told)
        is_role = np.array([kind == "role" for kind in texts(matrix, "kind")], bool)
        self._kind = np.where(is_role, POSITION, 1.0)

    def block(self, start: int, stop: int) -> np.ndarray:
        """Return the scores, 0 to 1, of the comments from `start` to before `stop`."""
        held = self._held[start:stop]
        total = BEST * self._best(start, stop)
        total += ALL * (held @ self._all).toarray()
        total += ACT * self._acts(held)
        total += EVIDENCE * self._evidence(start, stop)
        reach = np.full(self._n_rows, HALF_WAY)
        if self._told_place:
            told = (self._told[start:stop] @ self._told_weights).toarray()
            told = 1 - np.exp(-told)
            total = total * (1 + LIFTS * told) + TOLD * told
            # A row of which no document speaks must not be heard less for that: it is the gap.
            reach[np.diff(self._told_weights.tocsc().indptr) > 0] *= NEEDS
        total *= self._kind
        # Rounded, so that ties are ties on every machine.
        return np.round(1 - (1 - AT_HALF_WAY) ** (total / reach), 9).clip(0.0, 1.0)

    def matched(self, comments: np.ndarray, rows: np.ndarray) -> list[str]:
        """Return for each pair the comment's words that stand for words of the row."""
        out: list[str] = []
        last, said = -1, dict[int, str]()
        for n, row in zip(comments.tolist(), rows.tolist(), strict=True):
            if n != last:  # pairs come comment by comment
                last, said = n, self._words_of(n)
            found = (word for place, word in said.items() if place in self._of_row[row])
            out.append("; ".join(dict.fromkeys(found)))
        return out

    def _words_of(self, n: int) -> dict[int, str]:
        found: dict[int, str] = {}
        for word in read_words(self._texts[n]):
            for place, _ in self._mean(word)[0]:
                found.setdefault(place, word)
        return found

    def _read(self, comments: list[str]) -> None:
        """Note which roots each sentence holds and each comment, and which words of documents."""
        said: list[dict[int, float]] = []
        held: list[dict[int, float]] = []
        told: list[dict[int, float]] = []
        owners: list[int] = []
        for n, text in enumerate(comments):
            held.append({})
            told.append({})
            for sentence in SENTENCE.split(text):
                found: dict[int, float] = {}
                for word in read_words(sentence):
                    meant, place = self._mean(word)
                    for stood, sure in meant:
                        found[stood] = max(found.get(stood, 0.0), sure)
                    if place is not None:
                        told[n][place] = 1.0
                if found:
                    said.append(found)
                    owners.append(n)
                for stood, sure in found.items():
                    held[n][stood] = max(held[n].get(stood, 0.0), sure)
        self._owners = np.array(owners, dtype=int)
        self._said = _stack(said, len(self._roots))
        self._held = _stack(held, len(self._roots))
        self._told = _stack(told, len(self._told_place))

    def _mean(self, word: str) -> tuple[tuple[tuple[int, float], ...], int | None]:
        """Return the places of the roots for which a word stands, and its place in documents."""
        if word not in self._meant:
            stood = self._recognise(word).items()
            roots = tuple((self._place[one], sure) for one, sure in stood)
            self._meant[word] = roots, self._told_place.get(root(word))
        return self._meant[word]

    def _weigh(self, acts: list[list[str]]) -> None:
        """Weigh each root by how few comments and how few rows hold it, and each name by them."""
        said = np.asarray(self._held.sum(axis=0)).ravel()
        n = max(self._held.shape[0], USUAL)
        rows = Counter((name.row, word) for name in self._names for word in name.roots)
        shared = Counter(word for _, word in rows)
        asked = np.array([shared[word] for word in self._roots], float)
        among_rows = _rarity(asked, max(self._n_rows, USUAL_ROWS))
        rarity = (RAREST + _rarity(said, n).clip(FLOOR)) * (RAREST + among_rows)
        dull = np.array([word in office_roots() for word in self._roots], bool)
        alone, beside = np.where(dull, OFFICE, 1.0), np.where(dull, OFFICE_BESIDE, 1.0)
        shape = (len(self._roots), len(self._names))
        covers, weighs = sparse.lil_matrix(shape), sparse.lil_matrix(shape)
        weighs_beside, every = sparse.lil_matrix(shape), sparse.lil_matrix((shape[0], self._n_rows))
        self._of_row: list[set[int]] = [set() for _ in range(self._n_rows)]
        for column, name in enumerate(self._names):
            places = [self._place[word] for word in name.roots]
            whole = rarity[places].sum() + name.reduced * 0.5 * rarity[places].mean()
            for place in places:
                covers[place, column] = rarity[place] / whole
                weighs[place, column] = rarity[place] * alone[place]
                weighs_beside[place, column] = rarity[place] * beside[place]
                worth = rarity[place] * alone[place] * name.worth
                every[place, name.row] = max(every[place, name.row], worth)
                self._of_row[name.row].add(place)
        self._covers, self._weighs = covers.tocsr(), weighs.tocsr()
        self._beside, self._all = weighs_beside.tocsr(), every.tocsr()
        self._act_places = [[self._place[word] for word in act] for act in acts]
        self._act_weight = rarity * alone
        for row, act in enumerate(self._act_places):
            self._of_row[row] |= set(act)

    def _best(self, start: int, stop: int) -> np.ndarray:
        """Return what the best name is worth that one sentence of the comment holds."""
        out = np.zeros((stop - start, self._n_rows))
        first, last = np.searchsorted(self._owners, (start, stop))
        said = self._said[first:last]
        covered = (said @ self._covers).tocoo()
        if not covered.nnz:
            return out
        at = covered.row, covered.col
        n_words = np.asarray((said.sign() @ self._covers.sign()).tocsr()[at]).ravel()
        alone = np.asarray((said @ self._weighs).tocsr()[at]).ravel()
        beside = np.asarray((said @ self._beside).tocsr()[at]).ravel()
        worth = np.array([name.worth for name in self._names])[covered.col]
        rows = np.array([name.row for name in self._names])[covered.col]
        mass = np.where(n_words >= 2, beside, alone)
        value = worth * covered.data**COVERED * mass**RARITY
        np.maximum.at(out, (self._owners[first:last][covered.row] - start, rows), value)
        return out

    def _acts(self, held: sparse.csr_matrix) -> np.ndarray:
        out = np.zeros((held.shape[0], self._n_rows))
        weighed = held.multiply(self._act_weight).tocsc()
        for row, places in enumerate(self._act_places):
            for place in places:
                out[:, row] = np.maximum(out[:, row], weighed[:, [place]].toarray().ravel())
        return out

    def _weigh_told(self, told: dict[str, dict[int, float]]) -> sparse.csr_matrix:
        said = np.asarray(self._told.sum(axis=0)).ravel()
        rare = _rarity(said, max(self._told.shape[0], USUAL))
        weights = sparse.lil_matrix((len(told), self._n_rows))
        for word, place in self._told_place.items():
            worth = rare[place] * (OFFICE if word in office_roots() else 1.0)
            for row, lift in told[word].items():
                weights[place, row] = worth * lift
        return weights.tocsr()


def _words(matrix: pd.DataFrame) -> Iterable[str]:
    for part in (*NAMES, "action"):
        for text in texts(matrix, part):
            yield from content(text)


def _rarity(held: np.ndarray, n: int) -> np.ndarray:
    """Return 1 for what nothing holds, 0 for what all hold."""
    return np.log((n + 1) / (held + 0.5)).clip(0) / max(np.log(n + 1), 1e-9)


def _stack(rows: list[dict[int, float]], width: int) -> sparse.csr_matrix:
    places = [place for row in rows for place in sorted(row)]
    data = [row[place] for row in rows for place in sorted(row)]
    ends = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=int)])
    return sparse.csr_matrix((data, places, ends), shape=(len(rows), width))


def _told(described_by: pd.DataFrame, matrix: pd.DataFrame) -> dict[str, dict[int, float]]:
    """Return the words by which documents tell a row from the others, with how well they do."""
    row_of = {str(one): n for n, one in enumerate(matrix["responsibility_id"])}
    kept = described_by
    if "score" in kept:
        kept = kept[kept["score"].fillna(0) >= LEAST_TOLD]
    if "rank" in kept:
        kept = kept[kept["rank"] == 1]
    passages: dict[int, set[str]] = {}
    for one, text in zip(texts(kept, "responsibility_id"), texts(kept, "text"), strict=True):
        if one in row_of:
            passages.setdefault(row_of[one], set()).add(text)
    counts = {
        row: Counter(w for text in said for w in set(map(root, content(text))))
        for row, said in passages.items()
    }
    n_all = sum(len(said) for said in passages.values())
    in_all = Counter[str]()
    for words in counts.values():
        in_all.update(words)
    told: dict[str, dict[int, float]] = {}
    for row in sorted(counts):
        n = len(passages[row])
        for word, k in sorted(counts[row].items()):
            elsewhere = (in_all[word] - k + 0.5) / (n_all - n + 1)
            lift = float(np.log((k + 0.2) / (n + 1)) - np.log(elsewhere))
            if lift > LIFT and not word[0].isdigit():
                usual = min(1.0, 1.5 * (k / n) ** 0.5)
                told.setdefault(word, {})[row] = min(lift, HIGHEST) / HIGHEST * usual
    return told
