"""map_coverage: for each responsibility at each Center, do the documents say who does it.

Links propose, slots decide: `fits` picks the duties, `slots` what they supply, `cells` the status,
`reasons` the words. The rules are those of docs/methods/gaps.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol

import pandas as pd

from sopgap import vocabulary as words
from sopgap.mapping.deciding.cells import (
    COVERING,
    OUTSIDE,
    SAME_CONDITION,
    Cell,
    decide,
    is_named,
    without_faint,
)
from sopgap.mapping.deciding.mentions import find_mentions
from sopgap.mapping.deciding.reasons import explain
from sopgap.mapping.deciding.standing import (
    date_documents,
    documents_at,
    place_duties,
    read_day,
    read_texts,
    with_plain_ids,
)
from sopgap.mapping.fitting.fits import OBJECT_FITS, judge_fits
from sopgap.mapping.fitting.seats import read_sides, seat_of
from sopgap.mapping.fitting.slots import is_timed, read_sections, supply_slots, time_of
from sopgap.mapping.links import THRESHOLDS, link
from sopgap.tables import COVERAGE, DOCUMENTS, DUTIES, RESPONSIBILITIES, join

EMPTY = ("missing", "mention-only")


class HasText(Protocol):
    """What `map_coverage` needs of a corpus: its tables `documents` and `paragraphs`."""

    @property
    def documents(self) -> pd.DataFrame:
        """Table `documents`."""

    @property
    def paragraphs(self) -> pd.DataFrame:
        """Table `paragraphs`."""


def map_coverage(
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
) -> pd.DataFrame:
    """Decide for each responsibility at each Center whether the documents in force cover it.

    A document counts at a Center whose code is in its scope. It is in force when it was had, its
    effective day (if given) is not after `as_of`, and its superseded day (if given) is. A duty
    covers when it obliges or recommends, binds somebody of the organisation (not the unit
    `other`), stands in no note, and does the responsibility's act on its object.

    Parameters
    ----------
    matrix : table `responsibilities`
    duties : table `duties`
    links : table `links`
        Of duties. Where `duties` has no column `section`, so that the linker saw no headings,
        what the duties propose together with their headings is considered beside them.
    corpus : object with `documents` and `paragraphs`
    centers : table `centers`
    reorganisation : date or str, optional
        The day the ownership changed; by default no document is from before it.
    as_of : date or str, optional
        The day at which documents count as in force; by default the latest in the manifest.
    least_fit : float
        How far, 0 to 1, a duty's object must be the responsibility's.
    least_link : float, optional
        Least score of what the headings propose; None: nothing but `links` is considered.
    same_condition : float
        Share of words, 0 to 1, from which the conditions of two duties of different owners are one
        and the same, so that the two conflict.

    Returns
    -------
    table `coverage`, by responsibility and Center in the order of their tables

    Raises
    ------
    InputError
        A date is not a date, or a duty_id holds the `;` that parts ids in a cell.
    ContractError
        `matrix`, `duties` or the corpus' `documents` do not keep their contract.

    Notes
    -----
    Rule source: docs/methods/gaps.md. The headline is the first of `vocabulary.STATUSES` that
    applies; `uneven`, `differs`, `overlapping`, `weak` and `partial` stand only in `labels`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> matrix = pd.DataFrame([{"responsibility_id": "R1", "name": "Refunds", "ownership": "center",
    ...     "kind": "responsibility", "action": "pay", "object": "refunds", "keywords": "",
    ...     "requires": "deadline"}])
    >>> duties = pd.DataFrame([{"duty_id": "a#1.s1", "paragraph_id": "a#1", "document_id": "a",
    ...     "text": "The Center must pay the refund.", "unit": "center", "via": "modal",
    ...     "actor": "Center", "actor_text": "The Center", "modality": "obligation"}])
    >>> corpus = SimpleNamespace(
    ...     documents=pd.DataFrame([{"document_id": "a", "title": "Manual", "scope": "all",
    ...         "effective": "", "superseded": "", "access": "public", "tier": "sop"}]),
    ...     paragraphs=pd.DataFrame([{"paragraph_id": "a#1", "document_id": "a", "section": "1",
    ...         "ordinal": 0, "text": "The Center must pay the refund."}]))
    >>> from sopgap.mapping.links import link
    >>> centers = pd.DataFrame({"center": ["north"], "name": ["North"]})
    >>> found = map_coverage(matrix, duties, link(duties, matrix, passage="duty"), corpus, centers)
    >>> print(found.status[0], "-", found.reasons[0])
    no-deadline - The owner is right, but Manual, section 1 gives no definite time or frequency.
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
    doing = _doing(matrix, placed, links, binding, least_fit)
    cells = _cells(matrix, centers, documents, doing)
    cells = _attach_mentions(cells, matrix, duties, documents, paragraphs)
    cells = [decide(cell, before, same_condition=same_condition) for cell in cells]
    cells = _compare_centers(cells)
    return COVERAGE.check(pd.DataFrame([_as_row(cell) for cell in cells], columns=_COLUMNS))


_ORDER = words.STATUSES + words.EXTRA_LABELS
_COLUMNS = [column.name for column in COVERAGE.columns]


def _with_headings(
    links: pd.DataFrame, placed: pd.DataFrame, matrix: pd.DataFrame, least: float
) -> pd.DataFrame:
    """Return the links, and behind them what the duties under their headings propose."""
    more = link(placed[_covers(placed)], matrix, passage="duty", threshold=least)
    return pd.concat([links, more]).drop_duplicates(["passage_id", "responsibility_id"])


def _covers(duties: pd.DataFrame) -> pd.Series:
    return duties["modality"].isin(COVERING) & (duties["unit"] != OUTSIDE)


def _doing(
    matrix: pd.DataFrame,
    placed: pd.DataFrame,
    links: pd.DataFrame,
    paragraphs: pd.DataFrame,
    least_fit: float,
) -> dict[str, list[dict[str, Any]]]:
    """Return, by responsibility, the duties that do it, each with its place and its slots."""
    candidates = placed[_covers(placed)]
    places = candidates.set_index("duty_id")[["section", "title"]]
    near = links[links["passage_id"].isin(places.index)]
    sections, sides = read_sections(placed, paragraphs), read_sides(placed)
    fits = judge_fits(near, candidates, matrix, places, sides=sides, least_fit=least_fit)
    rows = {row["responsibility_id"]: row for row in matrix.to_dict("records")}
    records = {row["duty_id"]: row for row in candidates.to_dict("records")}
    doing: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for fit in fits.to_dict("records"):
        if not fit["does"]:
            continue
        duty, row = records[fit["duty_id"]], rows[fit["responsibility_id"]]
        slots = supply_slots(duty, row, sections)
        if row["kind"] == "role" and not row["action"]:
            duty = duty | {"unit": seat_of(duty, row, sides)}
        told = {"slots": slots, "partial": fit["partial"], "full": fit["full"]}
        doing[fit["responsibility_id"]].append(duty | told)
    return doing


def _cells(
    matrix: pd.DataFrame,
    centers: pd.DataFrame,
    documents: pd.DataFrame,
    doing: dict[str, list[dict[str, Any]]],
) -> list[Cell]:
    cells = []
    codes = centers["center"].astype(str).tolist()
    at = {code: documents_at(documents, code) for code in codes}
    for row in matrix.to_dict("records"):
        found = doing.get(row["responsibility_id"], [])
        for code in codes:
            in_force, superseded = at[code]
            duties = tuple(duty for duty in found if duty["document_id"] in in_force)
            duties = without_faint(duties, row["ownership"])
            old = tuple(duty for duty in found if duty["document_id"] in superseded)
            cells.append(Cell(row, code, duties, old))
    return cells


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
    return replace(cell, nearest=here[0] if here else None, mention=mention)


def _compare_centers(cells: Iterable[Cell]) -> list[Cell]:
    """Label what differs between Centers: `uneven` where some are bare, `differs` in how."""
    together: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        together[cell.row["responsibility_id"]].append(cell)
    return [cell for group in together.values() for cell in _compare(group)]


def _compare(group: list[Cell]) -> list[Cell]:
    some_own = any(duty["local"] for cell in group for duty in cell.duties)
    differ = len({_way(cell) for cell in group if cell.duties}) > 1
    compared = []
    for cell in group:
        if some_own and set(EMPTY) & set(cell.labels):
            cell = cell.labelled("uneven")
        if differ and cell.duties:
            cell = cell.labelled("differs")
        compared.append(cell)
    return compared


def _way(cell: Cell) -> tuple[Any, ...]:
    """Return how a cell is covered: owners, definite times, and whether there are steps."""
    named = [duty for duty in cell.duties if is_named(duty)]
    return (
        frozenset(duty["unit"] for duty in named),
        frozenset(time_of(duty).lower() for duty in named if is_timed(duty)),
        any("steps" in duty["slots"] for duty in named),
    )


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
