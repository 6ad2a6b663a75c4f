"""draw_map: duties, documents and the matrix -> the cells, and the duties and passages behind them.

Links propose, slots decide: `fitting` picks the duties and what they supply, `deciding` the status
and the words. The rules are those of docs/methods/gaps.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import pandas as pd

from sopgap import vocabulary as words
from sopgap.mapping.deciding.cells import SAME_CONDITION, Cell, decide, without_faint
from sopgap.mapping.deciding.centers import compare_centers
from sopgap.mapping.deciding.evidence import NEAREST, list_evidence
from sopgap.mapping.deciding.mentions import find_mentions
from sopgap.mapping.deciding.precedence import read_precedence, without_displaced
from sopgap.mapping.deciding.reasons import explain
from sopgap.mapping.deciding.standing import (
    date_documents,
    documents_at,
    place_duties,
    read_day,
    read_texts,
    with_plain_ids,
)
from sopgap.mapping.fitting.fits import OBJECT_FITS
from sopgap.mapping.fitting.matches import is_covering, match_duties
from sopgap.mapping.links import THRESHOLDS, link
from sopgap.mapping.reviewing.using import (
    Decided,
    confirmed_pairs,
    decided_links,
    is_used,
    of_pairs,
    put_decided,
)
from sopgap.tables import COVERAGE, DOCUMENTS, DUTIES, MATCHES, RESPONSIBILITIES, join, split
from sopgap.tables.rows import list_rows


class HasText(Protocol):
    """What `draw_map` needs of a corpus: its tables `documents` and `paragraphs`."""

    @property
    def documents(self) -> pd.DataFrame:
        """Table `documents`."""

    @property
    def paragraphs(self) -> pd.DataFrame:
        """Table `paragraphs`."""


@dataclass(frozen=True)
class Map:
    """The map of responsibilities against Centers.

    Attributes
    ----------
    coverage : table `coverage`
    matches : table `matches`
        The duties that do a responsibility, in force or not.
    evidence : table `evidence`
        The passages for and against each cell, and those that come near.
    """

    coverage: pd.DataFrame
    matches: pd.DataFrame
    evidence: pd.DataFrame


def draw_map(
    matrix: pd.DataFrame,
    duties: pd.DataFrame,
    links: pd.DataFrame,
    corpus: HasText,
    centers: pd.DataFrame,
    *,
    reorganisation: dt.date | str | None = None,
    as_of: dt.date | str | None = None,
    least_fit: float = OBJECT_FITS,
    least_link: float | None = THRESHOLDS["duty"],
    same_condition: float = SAME_CONDITION,
    reviews: pd.DataFrame | None = None,
) -> Map:
    """Decide each responsibility at each Center, and keep the duties that it rests on.

    Parameters, rules and errors are those of `map_coverage`, which returns `coverage` alone. Of
    `reviews`, what was decided of links is put to use: a confirmed one counts and a rejected one
    does not, everywhere or at one Center, and `evidence` says who decided. A confirmed link of
    what can cover nothing (a permission, an outsider's duty, a note) stays unused.

    Returns
    -------
    Map

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from sopgap.mapping.links import link
    >>> matrix = pd.DataFrame([{"responsibility_id": "R1", "name": "Refunds", "ownership": "center",
    ...     "kind": "responsibility", "action": "pay", "object": "refunds",
    ...     "requires": "deadline"}])
    >>> duties = pd.DataFrame([{"duty_id": "a#1.s1", "paragraph_id": "a#1", "document_id": "a",
    ...     "text": "The Center must pay the refund within 9 days.", "unit": "center",
    ...     "actor": "Center", "actor_text": "The Center", "modality": "obligation",
    ...     "deadline": "within 9 days", "via": "modal"}])
    >>> corpus = SimpleNamespace(
    ...     documents=pd.DataFrame([{"document_id": "a", "title": "Manual", "scope": "all",
    ...         "access": "public", "tier": "sop"}]),
    ...     paragraphs=pd.DataFrame([{"paragraph_id": "a#1", "document_id": "a", "section": "1",
    ...         "ordinal": 0, "text": "The Center must pay the refund within 9 days."}]))
    >>> centers = pd.DataFrame({"center": ["north"], "name": ["North"]})
    >>> links = link(duties, matrix, passage="duty")
    >>> draw_map(matrix, duties, links, corpus, centers).matches[["duty_id", "unit", "slots"]]
      duty_id    unit     slots
    0  a#1.s1  center  deadline
    """
    matrix, duties = RESPONSIBILITIES.check(matrix), with_plain_ids(DUTIES.check(duties))
    documents = date_documents(DOCUMENTS.check(corpus.documents), as_of)
    paragraphs = read_texts(corpus.paragraphs)
    before = read_day(reorganisation, "reorganisation")
    # A note says what was struck out, or more about what binds: it binds nobody itself.
    binding = paragraphs[paragraphs["kind"] != "note"]
    placed = place_duties(duties, documents, paragraphs)
    notes = set(paragraphs["paragraph_id"]) - set(binding["paragraph_id"])
    placed = placed[~placed["paragraph_id"].isin(notes)]
    if least_link is not None and "section" not in duties:
        links = _with_headings(links, placed, matrix, least_link)
    decided = decided_links(reviews)
    links, confirmed = put_decided(links, decided), confirmed_pairs(decided)
    matches, beside = match_duties(
        placed, links, matrix, binding, least_fit=least_fit, confirmed=confirmed
    )
    doing, naming = _doing(matches, placed, decided), _doing(beside, placed, {})
    cells = _cells(matrix, centers, documents, doing, read_precedence(documents, binding))
    cells = _with_beside(cells, documents, naming)
    cells = _attach_mentions(cells, matrix, duties, documents, paragraphs)
    cells = [decide(cell, before, same_condition=same_condition) for cell in cells]
    cells = compare_centers(cells)
    coverage = pd.DataFrame([_as_row(cell) for cell in cells], columns=_COLUMNS)
    return Map(
        COVERAGE.check(coverage),
        _everywhere(matches, decided),
        list_evidence(cells, doing, documents),
    )


_ORDER = words.STATUSES + words.EXTRA_LABELS
_COLUMNS = [column.name for column in COVERAGE.columns]


def _with_headings(
    links: pd.DataFrame, placed: pd.DataFrame, matrix: pd.DataFrame, least: float
) -> pd.DataFrame:
    """Return the links, and behind them what the duties under their headings propose."""
    more = link(placed[is_covering(placed)], matrix, passage="duty", threshold=least)
    return pd.concat([links, more]).drop_duplicates(["passage_id", "responsibility_id"])


def _doing(
    matches: pd.DataFrame, placed: pd.DataFrame, decided: Decided
) -> dict[str, list[dict[str, Any]]]:
    """Return, by responsibility, the duties that do it, each with its place and its slots."""
    known = {*matches["duty_id"], *(duty for _, duty in decided)}
    records = {row["duty_id"]: row for row in list_rows(placed[placed["duty_id"].isin(known)])}
    doing: dict[str, list[dict[str, Any]]] = defaultdict(list)
    pairs = set()
    for match in list_rows(matches):
        pair = match["responsibility_id"], match["duty_id"]
        told = {name: match[name] for name in ("unit", "partial", "full", "does")}
        told |= {"slots": frozenset(split(match["slots"])), "decided": decided.get(pair)}
        doing[pair[0]].append(records[pair[1]] | told)
        pairs.add(pair)
    for responsibility, duty in of_pairs(decided, pairs, records):
        told = {"does": False, "decided": decided[responsibility, duty["duty_id"]]}
        doing[responsibility].append(duty | told)
    return doing


def _everywhere(matches: pd.DataFrame, decided: Decided) -> pd.DataFrame:
    """Return the matches that hold wherever nothing else was decided."""
    pairs = zip(matches["responsibility_id"], matches["duty_id"], strict=True)
    general = [decided.get(pair, {}).get("", {}).get("state", "") for pair in pairs]
    holds = [
        state == "confirmed" or (bool(does) and state != "rejected")
        for state, does in zip(general, matches["does"], strict=True)
    ]
    return MATCHES.check(matches.loc[np.array(holds, dtype=bool)].drop(columns="does"))


def _cells(
    matrix: pd.DataFrame,
    centers: pd.DataFrame,
    documents: pd.DataFrame,
    doing: dict[str, list[dict[str, Any]]],
    before: dict[str, frozenset[str]],
) -> list[Cell]:
    cells = []
    codes = centers["center"].astype(str).tolist()
    at = {code: documents_at(documents, code) for code in codes}
    for row in list_rows(matrix):
        doers = doing.get(row["responsibility_id"], [])
        for code in codes:
            in_force, superseded = at[code]
            found = [duty for duty in doers if is_used(duty, code)]
            duties = tuple(duty for duty in found if duty["document_id"] in in_force)
            kept = without_displaced(duties, before)
            displaced = {d["document_id"] for d in duties} - {d["document_id"] for d in kept}
            duties = without_faint(kept, row["ownership"])
            old = tuple(duty for duty in found if duty["document_id"] in superseded)
            cells.append(Cell(row, code, duties, old, displaced=frozenset(displaced)))
    return cells


def _with_beside(
    cells: list[Cell], documents: pd.DataFrame, naming: dict[str, list[dict[str, Any]]]
) -> list[Cell]:
    """Return the cells with the duties in force that name a record or system of the object."""
    codes = dict.fromkeys(cell.center for cell in cells)
    at = {code: documents_at(documents, code)[0] for code in codes}
    return [
        replace(cell, beside=tuple(d for d in found if d["document_id"] in at[cell.center]))
        if (found := naming.get(cell.row["responsibility_id"]))
        else cell
        for cell in cells
    ]


def _attach_mentions(
    cells: list[Cell],
    matrix: pd.DataFrame,
    duties: pd.DataFrame,
    documents: pd.DataFrame,
    paragraphs: pd.DataFrame,
) -> list[Cell]:
    """Return the cells with the passages that come near where no duty covers."""
    bare = {cell.row["responsibility_id"] for cell in cells if not cell.duties and not cell.old}
    titles = dict(zip(documents["document_id"], documents["title"], strict=True))
    ever = documents.loc[documents["in_force"], "document_id"]
    readable = paragraphs[paragraphs["document_id"].isin(ever)]
    mentions = find_mentions(matrix, bare, readable, duties, titles)
    codes = dict.fromkeys(cell.center for cell in cells)
    at = {code: documents_at(documents, code)[0] for code in codes}
    return [cell if cell.duties else _with_near(cell, mentions, at[cell.center]) for cell in cells]


def _with_near(cell: Cell, mentions: dict[str, list[dict[str, Any]]], in_force: set[str]) -> Cell:
    near = mentions.get(cell.row["responsibility_id"], [])
    here = [passage for passage in near if passage["document_id"] in in_force]
    mention = next((passage for passage in here if passage["speaks"]), None)
    return replace(cell, near=tuple(here[:NEAREST]), mention=mention)


def _as_row(cell: Cell) -> dict[str, Any]:
    return {
        "responsibility_id": cell.row["responsibility_id"],
        "center": cell.center,
        "status": cell.status,
        "labels": join(sorted(cell.labels, key=_ORDER.index)),
        "reasons": explain(cell),
        "n_duties": len(cell.duties),
        "n_documents": len({duty["document_id"] for duty in cell.duties}),
        "duty_ids": join(dict.fromkeys(duty["duty_id"] for duty in cell.deciding)),
    }
