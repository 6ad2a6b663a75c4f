"""link: passages (duties or comments) -> the responsibilities of which they speak, table `links`.

Explainable: words, phrases and pieces of words that a passage shares with a row of the matrix, and
words that the corpus uses for them. A link proposes; it never sets coverage (`fits` decides).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse

from sopgap.embedding import Embed
from sopgap.errors import InputError
from sopgap.mapping.linking.proposals import Proposals
from sopgap.mapping.linking.voices import Voices
from sopgap.tables import LINKS, split
from sopgap.text import normalise, stem, stop_words, tokens

# Least score of a link, by kind of passage. A duty's is low, since `fits` still decides; a
# comment's is higher, since no further judge follows: that staff raise a thing is a claim.
THRESHOLDS = {"duty": 0.15, "comment": 0.40}
ID_COLUMNS = {"duty": "duty_id", "comment": "comment_id"}

# What an occurrence in a field counts for: a heading tells what the text under it is about.
FIELDS = {"text": 1.0, "action": 0.3, "object": 0.3, "section": 1.1, "title": 0.2}
# What a shared word is worth by where it stands in the matrix; a whole phrase stands on top of its
# words, since "formal entry" says more than "formal" here and "entry" there.
PARTS = {"name": 0.9, "action": 0.7, "object": 1.1, "keywords": 1.0}
PHRASE = 1.6
PIECES = 0.05  # what pieces of words (character 5-grams) count beside words
SATURATION = 1.5  # BM25's k1: how soon repeating a word stops counting
LENGTH = 0.1  # BM25's b: how far a long passage is discounted
STEEPNESS = 3.0  # of the map from evidence to 0..1
LONGEST_PHRASE = 4
BREAK = re.compile(r"[;,()]")
CELLS = 4_000_000  # cells of one dense block


def link(
    passages: pd.DataFrame,
    matrix: pd.DataFrame,
    *,
    passage: str,
    top: int | None = None,
    threshold: float | None = None,
    described_by: pd.DataFrame | None = None,
    learn_from: pd.DataFrame | None = None,
    embed: Embed | None = None,
) -> pd.DataFrame:
    """Say of which responsibilities each passage speaks, and how surely.

    A duty and a responsibility are compared by stems (BM25 over text, section heading and document
    title, weighted in that order), by whole phrases of the matrix, and by pieces of words, which
    carry over misspellings and compounds; by words that mean the same, from a list of families and
    from the duties themselves; by the company that their words keep; and, where `embed` is given,
    by a model. What speaks for another row speaks a little against this one. The score nears 1 for
    a duty that holds everything its row of the matrix says; it means the same for each
    responsibility, so one threshold serves all.

    A comment is compared besides by the best single name of the responsibility (its name, object or
    a keyword) that one of its sentences holds, and by how rare that name's words are among the
    comments; clipped, misspelt and kindred words count, words of any office alone count half, and
    so do positions. The score is no probability: see docs/methods/links.md for what it was worth.

    Parameters
    ----------
    passages : DataFrame
        `duty_id` or `comment_id`, and `text`; of `section`, `action`, `object` and `title` what is
        there is used. A column `center` is carried through to the links.
    matrix : table `responsibilities`
    passage : {"duty", "comment"}
        What the passages are.
    top : int, optional
        Keep so many responsibilities a passage; by default all.
    threshold : float, optional
        Least score of a link; by default 0.15 for duties and 0.4 for comments (see
        `THRESHOLDS`). With 0.0 every pair comes back: a ranking.
    described_by : DataFrame, optional
        For comments: `responsibility_id` and `text` of passages that speak of a responsibility,
        such as the links of duties with the duties' text. What they say of one row and not of
        others is looked for in the comments too. Of `score` and `rank`, where there, only first
        ranks from 0.3 on are used.
    learn_from : DataFrame, optional
        For duties: further passages of the corpus, `text`, such as its paragraphs. What they
        define ("X means Y") is learned; they are not linked.
    embed : callable, optional
        For duties: from a list of texts to an array of a row each, such as `sentence_model()`; see
        docs/methods/embedding.md.

    Returns
    -------
    table `links`, by passage in its order and rank; equal scores stand in the matrix's order
        `matched` holds the passage's words, parted by semicolons, that stand for words of the row;
        of a duty also those of its heading, and words learned for the row. Blank: only pieces of
        words, the company of words, `embed`, or words of `described_by`.

    Raises
    ------
    InputError
        `passage` is neither kind, a needed column is absent, or an id repeats.

    Examples
    --------
    >>> matrix = pd.DataFrame({"responsibility_id": ["R1", "R2"], "name": ["Refunds", "Permits"],
    ...     "action": ["pay", "issue"], "object": ["refunds", "permits"], "keywords": ["", ""]})
    >>> duties = pd.DataFrame({"duty_id": ["a#1.s1"], "text": ["The office must pay the refund."]})
    >>> link(duties, matrix, passage="duty")[["passage_id", "responsibility_id", "rank"]]
      passage_id responsibility_id  rank
    0     a#1.s1                R1     1
    >>> comments = pd.DataFrame({"comment_id": ["c1"], "text": ["Who owns the permits? Nobody."]})
    >>> link(comments, matrix, passage="comment")[["responsibility_id", "matched"]]
      responsibility_id  matched
    0                R2  permits
    """
    identity = _check(passages, matrix, passage, top, threshold, described_by)
    if passage == "comment" and (learn_from is not None or embed is not None):
        raise InputError("link: learn_from and embed are for duties; leave them out for comments")
    least = THRESHOLDS[passage] if threshold is None else threshold
    scores: Proposals | Voices
    if passage == "comment":
        scores = Voices(passages, matrix, _Scores(passages, matrix).block, described_by)
    else:
        scores = read_duties(passages, matrix, learn_from=learn_from, embed=embed)
    parts = [
        _pairs(scores.block(start, stop), start, least, top)
        for start, stop in _blocks(len(passages), len(matrix))
    ]
    row, column, score, rank = (np.concatenate(part) for part in zip(*parts, strict=True))
    links = pd.DataFrame(
        {
            "passage_id": passages[identity].astype(str).to_numpy()[row],
            "responsibility_id": matrix["responsibility_id"].astype(str).to_numpy()[column],
            "passage": passage,
            "score": score,
            "rank": rank,
        }
    )
    if "center" in passages:
        links["center"] = passages["center"].fillna("").astype(str).to_numpy()[row]
    links["matched"] = scores.matched(row, column)
    return LINKS.check(links)


def read_duties(
    duties: pd.DataFrame,
    matrix: pd.DataFrame,
    *,
    learn_from: pd.DataFrame | None = None,
    embed: Embed | None = None,
) -> Proposals:
    """Read duties against the matrix: their evidence, and all that is learned from them."""
    evidence = _Scores(duties, matrix).evidence
    return Proposals(duties, matrix, evidence, FIELDS, PARTS, learn_from=learn_from, embed=embed)


def _check(
    passages: pd.DataFrame,
    matrix: pd.DataFrame,
    passage: str,
    top: int | None,
    threshold: float | None,
    described_by: pd.DataFrame | None,
) -> str:
    if passage not in ID_COLUMNS:
        raise InputError(f"link: passage={passage!r} is not known; use 'duty' or 'comment'")
    if threshold is not None and not 0 <= threshold <= 1:
        raise InputError(f"link: threshold={threshold} is not between 0 and 1")
    if top is not None and top < 1:
        raise InputError(f"link: top={top} is not a whole number from 1 on, or None")
    identity = ID_COLUMNS[passage]
    absent = [c for c in (identity, "text") if c not in passages]
    absent += [c for c in ("responsibility_id", "name") if c not in matrix]
    if absent:
        raise InputError(f"link: column {', '.join(absent)} is absent")
    if described_by is not None:
        absent = [c for c in ("responsibility_id", "text") if c not in described_by]
        if absent:
            raise InputError(f"link: column {', '.join(absent)} is absent from described_by")
        if passage != "comment":
            raise InputError("link: described_by is for comments; a duty describes itself")
    repeated = passages[identity][passages[identity].duplicated()]
    if len(repeated):
        raise InputError(f"link: {identity} {repeated.iloc[0]!r} stands there twice")
    return identity


def _blocks(n: int, m: int) -> Iterable[tuple[int, int]]:
    size = max(1, CELLS // max(1, m))
    return [(start, min(start + size, n)) for start in range(0, n, size)] or [(0, 0)]


def _pairs(
    block: np.ndarray, start: int, least: float, top: int | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    order = np.argsort(-block, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(block.shape[1])[None, :], axis=1)
    keep = np.take_along_axis(block, order, axis=1) >= least
    if least > 0:
        keep &= np.take_along_axis(block, order, axis=1) > 0
    if top is not None:
        keep[:, top:] = False
    row, place = np.nonzero(keep)
    column = order[row, place]
    return row + start, column, block[row, column], place + 1


class _Scores:
    """Evidence that passages share with each responsibility: one sparse product a block."""

    def __init__(self, passages: pd.DataFrame, matrix: pd.DataFrame) -> None:
        said = matrix[[part for part in PARTS if part in matrix]].fillna("").astype(str)
        queries = [_query(row) for row in said.to_dict("records")]
        features = sorted({feature for query in queries for feature in query})
        self._place = {feature: n for n, feature in enumerate(features)}
        self._begins = {f.split(" ")[0] for f in features if " " in f}
        self._known: dict[str, tuple[int, ...]] = {}
        counts, lengths = self._count(passages)
        self._weights = self._weigh(queries, counts)
        self._terms = _saturate(counts, lengths)

    def evidence(self, start: int, stop: int) -> np.ndarray:
        """Return the evidence, from 0 on, of the passages from `start` to before `stop`."""
        return np.asarray((self._terms[start:stop] @ self._weights).toarray())

    def block(self, start: int, stop: int) -> np.ndarray:
        """Return the scores, 0 to 1, of the passages from `start` to before `stop`."""
        evidence = self.evidence(start, stop)
        # Rounded, so that ties are ties on every machine.
        return np.round((1 - np.exp(-STEEPNESS * evidence)) / (1 - np.exp(-STEEPNESS)), 9).clip(
            0.0, 1.0
        )

    def _count(self, passages: pd.DataFrame) -> tuple[sparse.csr_matrix, np.ndarray]:
        fields = [f for f in FIELDS if f in passages]
        columns = [passages[f].fillna("").astype(str).tolist() for f in fields]
        data: list[float] = []
        indices: list[int] = []
        ends, lengths = [0], []
        for texts in zip(*columns, strict=True):
            found: dict[int, float] = {}
            for field, text in zip(fields, texts, strict=True):
                for place in self._places(text):
                    found[place] = found.get(place, 0.0) + FIELDS[field]
            indices += sorted(found)
            data += [found[place] for place in sorted(found)]
            ends.append(len(indices))
            lengths.append(len(tokens(texts[fields.index("text")])))
        shape = (len(lengths), len(self._place))
        return sparse.csr_matrix((data, indices, ends), shape=shape), np.array(lengths, float)

    def _places(self, text: str) -> list[int]:
        """Return the features of the matrix that a text holds: words, pieces, runs of words."""
        words = [word for word in tokens(text) if word not in stop_words()]
        found = [place for word in words for place in self._word(word)]
        stems = [stem(word) for word in words]
        for start, first in enumerate(stems):
            if first in self._begins:
                for n in range(2, LONGEST_PHRASE + 1):
                    place = self._place.get(" ".join(stems[start : start + n]))
                    if place is not None and start + n <= len(stems):
                        found.append(place)
        return found

    def _word(self, word: str) -> tuple[int, ...]:
        if word not in self._known:
            features = [stem(word), *sorted(_pieces(word))]
            self._known[word] = tuple(self._place[f] for f in features if f in self._place)
        return self._known[word]

    def _weigh(
        self, queries: list[dict[str, float]], counts: sparse.csr_matrix
    ) -> sparse.csr_matrix:
        """Weigh each feature by its part of the matrix and its rarity; a row's weights sum to 1."""
        rarity = self._rarity(queries, counts)
        weights = sparse.lil_matrix((len(self._place), len(queries)))
        for column, query in enumerate(queries):
            raw = {self._place[f]: w * rarity[self._place[f]] for f, w in query.items()}
            total = _enough(raw.values())
            for place, weight in raw.items():
                weights[place, column] = weight / total
        return weights.tocsr()

    def _rarity(self, queries: list[dict[str, float]], counts: sparse.csr_matrix) -> np.ndarray:
        # Passages and rows of the matrix are counted together: a word that many rows share tells
        # them apart as little as one that many passages hold.
        n, m = counts.shape[0], len(queries)
        held = np.bincount(counts.indices, minlength=len(self._place))
        asked = Counter(feature for query in queries for feature in query)
        rows = np.array([asked[feature] for feature in self._place])
        passages = np.log1p((n - held + 0.5) / (held + 0.5)) if n else 1.0
        return (0.3 + passages) * (0.3 + np.log1p((m - rows + 0.5) / (rows + 0.5)))


def _enough(weights: Iterable[float]) -> float:
    # A row of many keywords is not fully said by any passage: half of its evidence, the heaviest
    # first, is as good as all, so that rows with many and with few keywords are held to one scale.
    heaviest = sorted(weights, reverse=True)
    return float(sum(heaviest[: max(1, -(-len(heaviest) // 2))])) or 1.0


def _saturate(counts: sparse.csr_matrix, lengths: np.ndarray) -> sparse.csr_matrix:
    out = counts.copy().astype(float)
    usual = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
    damping = SATURATION * (1 - LENGTH + LENGTH * lengths / usual)
    rows = np.repeat(np.arange(out.shape[0]), np.diff(out.indptr))
    out.data = out.data * (1 + SATURATION) / (out.data + damping[rows])
    return out


def _query(row: dict[str, str]) -> dict[str, float]:
    """Weigh what a row of the matrix says: words, runs of words, pieces of words."""
    query: dict[str, float] = {}
    for part, weight in PARTS.items():
        text = str(row.get(part, ""))
        for piece in split(text) if part == "keywords" else BREAK.split(text):
            n = sum(word not in stop_words() for word in tokens(piece))
            for feature in _features(piece):
                whole = n > 1 and feature.count(" ") == n - 1
                worth = PIECES if feature.startswith("#") else PHRASE if whole else 1.0
                query[feature] = query.get(feature, 0.0) + weight * worth
    # What name, object and keywords all repeat is central, but not thrice as much.
    return {f: 1 + math.log(w) if w > 1 else w for f, w in query.items()}


def _features(text: str) -> Counter[str]:
    """Count the stems of a text, its runs of stems, and its pieces of words (marked with #)."""
    words = [w for w in tokens(normalise(text)) if w not in stop_words()]
    stems = [stem(word) for word in words]
    found = Counter(stems)
    for n in range(2, LONGEST_PHRASE + 1):
        found.update(" ".join(stems[i : i + n]) for i in range(len(stems) - n + 1))
    for word in words:
        found.update(_pieces(word))
    return found


def _pieces(word: str) -> set[str]:
    marked = f"#{word}"
    return {f"#{marked[n : n + 5]}" for n in range(max(1, len(marked) - 4))}
