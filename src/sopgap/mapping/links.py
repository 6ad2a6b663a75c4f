"""link: passages (duties or comments) -> the responsibilities of which they speak, table `links`.

Explainable: words, phrases and pieces of words that a passage shares with a row of the matrix, and
words that the corpus uses for them. A link proposes; it never sets coverage (`fits` decides).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sopgap.embedding import Embed
from sopgap.errors import InputError
from sopgap.mapping.linking.proposals import Proposals
from sopgap.mapping.linking.scores import FIELDS, PARTS, Scores
from sopgap.mapping.linking.voices import Voices
from sopgap.tables import LINKS

# Least score of a link, by kind of passage. A duty's is low, since `fits` still decides; a
# comment's is higher, since no further judge follows: that staff raise a thing is a claim.
THRESHOLDS = {"duty": 0.15, "comment": 0.40}
ID_COLUMNS = {"duty": "duty_id", "comment": "comment_id"}

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
        scores = Voices(passages, matrix, Scores(passages, matrix).block, described_by)
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
    evidence = Scores(duties, matrix).evidence
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
