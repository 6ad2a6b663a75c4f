"""map_coverage: for each responsibility at each Center, do the documents say who does it.

Links propose, slots decide: `fits` picks the duties, `slots` what they supply, `cells` the status,
`reasons` the words. The rules are those of docs/methods/gaps.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, Protocol

import pandas as pd

from sopgap import vocabulary as words
from sopgap.errors import InputError
from sopgap.mapping.cells import COVERING, OUTSIDE, Cell, decide, is_named
from sopgap.mapping.fits import OBJECT_FITS, judge_fits
from sopgap.mapping.links import link
from sopgap.mapping.mentions import find_mentions
from sopgap.mapping.reasons import explain
from sopgap.mapping.seats import read_sides, seat_of
from sopgap.mapping.slots import is_definite, read_sections, supply_slots
from sopgap.tables import COVERAGE, DUTIES, join, split

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
) -> pd.DataFrame:
    """Decide for each responsibility at each Center whether the documents in force cover it.

    A document counts at a Center whose code is in its scope. It is in force when it was had, its
    effective day (if given) is not after `as_of`, and its superseded day (if given) is. A duty
    covers when it obliges or recommends, binds somebody of the organisation (not the unit
    `other`), and does the responsibility's act on its object.

    Parameters
    ----------
    matrix : table `responsibilities`
    duties : table `duties`
    links : table `links`
        Of duties. Where `duties` has no column `section`, so that the linker saw no headings,
        what the headings propose is considered beside them.
    corpus : object with `documents` and `paragraphs`
    centers : table `centers`
    reorganisation : date or str, optional
        The day the ownership changed; by default no document is from before it.
    as_of : date or str, optional
        The day at which documents count as in force; by default the latest in the manifest.
    least_fit : float
        How far, 0 to 1, a duty's object must be the responsibility's.

    Returns
    -------
    table `coverage`, by responsibility and Center in the order of their tables

    Raises
    ------
    InputError
        A date is not a date.

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
    matrix, duties = matrix.fillna(""), DUTIES.check(duties)
    documents = _standing(corpus.documents.fillna(""), as_of)
    paragraphs = corpus.paragraphs.fillna({"section": ""})
    doing = _doing(matrix, duties, links, documents, paragraphs, least_fit)
    cells = _cells(matrix, centers, documents, doing)
    _attach_mentions(cells, matrix, duties, documents, paragraphs)
    before = _day(reorganisation, "reorganisation")
    for cell in cells:
        decide(cell, before)
    _compare_centers(cells)
    return COVERAGE.check(pd.DataFrame([_as_row(cell) for cell in cells], columns=_COLUMNS))


_ORDER = words.STATUSES + words.EXTRA_LABELS
_COLUMNS = [column.name for column in COVERAGE.columns]


def _day(value: dt.date | str | None, name: str) -> str:
    if value is None or value == "":
        return ""
    try:
        return dt.date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise InputError(f"map_coverage: {name}={value!r} is not a date like 2017-01-19") from None


def _standing(documents: pd.DataFrame, as_of: dt.date | str | None) -> pd.DataFrame:
    """Say of each document whether it is in force, superseded, or neither at `as_of`."""
    latest = max([*documents["effective"], *documents["superseded"]], default="")
    day = _day(as_of, "as_of") or latest
    had = documents["access"] != "unavailable"
    begun = (documents["effective"] == "") | (documents["effective"] <= day)
    ended = (documents["superseded"] != "") & (documents["superseded"] <= day)
    scopes = documents["scope"].map(split)
    return documents.assign(
        in_force=had & begun & ~ended, superseded_by_then=had & begun & ended, centers=scopes
    )


def _doing(
    matrix: pd.DataFrame,
    duties: pd.DataFrame,
    links: pd.DataFrame,
    documents: pd.DataFrame,
    paragraphs: pd.DataFrame,
    least_fit: float,
) -> dict[str, list[dict[str, Any]]]:
    """Return, by responsibility, the duties that do it, each with its place and its slots."""
    placed = _place(duties, documents, paragraphs)
    covering = placed["modality"].isin(COVERING) & (placed["unit"] != OUTSIDE)
    candidates = placed[covering]
    places = candidates.set_index("duty_id")[["section", "title"]]
    if "section" not in duties:
        # The linker saw no headings; what stands under a responsibility's heading is proposed too.
        links = pd.concat([links, link(candidates, matrix, passage="duty")])
        links = links.drop_duplicates(["passage_id", "responsibility_id"])
    near = links[links["passage_id"].isin(places.index)]
    fits = judge_fits(near, candidates, matrix, places, least_fit=least_fit)
    sections, sides = read_sections(placed, paragraphs), read_sides(duties)
    rows = {row["responsibility_id"]: row for row in matrix.to_dict("records")}
    records = {row["duty_id"]: row for row in candidates.to_dict("records")}
    doing: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for fit in fits[fits["does"]].to_dict("records"):
        duty, row = records[fit["duty_id"]], rows[fit["responsibility_id"]]
        slots = supply_slots(duty, row, sections)
        if row["kind"] == "role" and not row["action"]:
            duty = duty | {"unit": seat_of(duty, row, sides)}
        doing[fit["responsibility_id"]].append(
            duty | {"slots": slots, "partial": fit["partial"], "fit": fit["object"]}
        )
    return doing


def _place(duties: pd.DataFrame, documents: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    standing = paragraphs.drop_duplicates("paragraph_id").set_index("paragraph_id")
    # A duty that tells no document has it from its paragraph; one of neither cannot be placed.
    own = duties["paragraph_id"].map(standing["document_id"]).fillna("")
    placed = duties.drop(columns=["section", "title"], errors="ignore").assign(
        document_id=duties["document_id"].where(duties["document_id"] != "", own),
        section=duties["paragraph_id"].map(standing["section"]).fillna(""),
    )
    known = documents.drop_duplicates("document_id").set_index("document_id")
    return placed.assign(
        title=placed["document_id"].map(known["title"]).fillna(""),
        effective=placed["document_id"].map(known["effective"]).fillna(""),
        local=placed["document_id"].map(known["scope"]).fillna("all").str.strip() != "all",
    )


def _cells(
    matrix: pd.DataFrame,
    centers: pd.DataFrame,
    documents: pd.DataFrame,
    doing: dict[str, list[dict[str, Any]]],
) -> list[Cell]:
    cells = []
    codes = centers["center"].astype(str).tolist()
    at = {code: _documents_at(documents, code) for code in codes}
    for row in matrix.to_dict("records"):
        found = doing.get(row["responsibility_id"], [])
        for code in codes:
            in_force, superseded = at[code]
            duties = [duty for duty in found if duty["document_id"] in in_force]
            old = [duty for duty in found if duty["document_id"] in superseded]
            cells.append(Cell(row, code, duties, old))
    return cells


def _documents_at(documents: pd.DataFrame, center: str) -> tuple[set[str], set[str]]:
    here = documents["centers"].map(lambda scope: "all" in scope or center in scope)
    in_force = documents.loc[here & documents["in_force"], "document_id"]
    superseded = documents.loc[here & documents["superseded_by_then"], "document_id"]
    return set(in_force), set(superseded)


def _attach_mentions(
    cells: list[Cell],
    matrix: pd.DataFrame,
    duties: pd.DataFrame,
    documents: pd.DataFrame,
    paragraphs: pd.DataFrame,
) -> None:
    bare = {cell.row["responsibility_id"] for cell in cells if not cell.duties and not cell.old}
    titles = dict(zip(documents["document_id"], documents["title"], strict=True))
    ever = documents.loc[documents["in_force"], "document_id"]
    readable = paragraphs[paragraphs["document_id"].isin(ever)]
    mentions = find_mentions(matrix, bare, readable, duties, titles)
    at = {cell.center: _documents_at(documents, cell.center)[0] for cell in cells}
    for cell in cells:
        near = mentions.get(cell.row["responsibility_id"], []) if not cell.duties else []
        here = [passage for passage in near if passage["document_id"] in at[cell.center]]
        cell.nearest = here[0] if here else None
        cell.mention = next((passage for passage in here if passage["speaks"]), None)


def _compare_centers(cells: list[Cell]) -> None:
    """Label what differs between Centers: `uneven` where some are bare, `differs` in how."""
    together: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        together[cell.row["responsibility_id"]].append(cell)
    for group in together.values():
        own = [cell for cell in group if any(duty["local"] for duty in cell.duties)]
        covered = [cell for cell in group if cell.duties]
        ways = {_way(cell) for cell in covered}
        for cell in group:
            if own and set(EMPTY) & set(cell.labels):
                cell.labels.append("uneven")
            if len(ways) > 1 and cell.duties:
                cell.labels.append("differs")


def _way(cell: Cell) -> tuple[Any, ...]:
    """Return how a cell is covered: owners, definite times, and whether there are steps."""
    named = [duty for duty in cell.duties if is_named(duty)]
    times = (f"{duty['deadline']} {duty['frequency']}".strip().lower() for duty in named)
    return (
        frozenset(duty["unit"] for duty in named),
        frozenset(time for time in times if is_definite(time)),
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
