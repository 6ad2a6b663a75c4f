"""Moment: a map with what it was drawn from, at one time; what a duty was to a cell then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sopgap.mapping.deciding.standing import date_documents, place_duties, read_day, read_texts
from sopgap.tables import CONTRACTS, split
from sopgap.tables.rows import list_rows

CLOSED = ("rejected", "remediated")  # decisions by which a gap is no longer open
IN_FORCE, ENDED = "in force", "ended"
Row = dict[str, Any]
Pair = tuple[str, str]  # a cell: responsibility_id, center


@dataclass(frozen=True)
class Moment:
    """One of two maps to be compared, and what it was drawn from.

    Only `coverage` is needed. What is left out cannot be named as a cause.

    Attributes
    ----------
    coverage, matches, evidence : tables
        From `draw_map`.
    gaps : table `gaps`
        For what people decided of the cells.
    documents, paragraphs, duties, actors, responsibilities : tables
        What the map was drawn from.
    reorganisation, as_of : date or str, optional
        As they were given to `draw_map`.
    version : str
        Of the program that drew it.
    """

    coverage: pd.DataFrame
    matches: pd.DataFrame | None = None
    evidence: pd.DataFrame | None = None
    gaps: pd.DataFrame | None = None
    documents: pd.DataFrame | None = None
    paragraphs: pd.DataFrame | None = None
    duties: pd.DataFrame | None = None
    actors: pd.DataFrame | None = None
    responsibilities: pd.DataFrame | None = None
    reorganisation: dt.date | str | None = None
    as_of: dt.date | str | None = None
    version: str = ""

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by its name, checked; one that was not given is empty."""
        given, contract = getattr(self, name), CONTRACTS[name]
        return contract.empty() if given is None else contract.check(given)


@dataclass(frozen=True)
class Known:
    """The rows of a moment, by their keys.

    `cells`, `reviews` and `near` are by cell, `matches` by responsibility and duty, the others by
    their own id. `held` are the responsibilities of the map, `paragraphs` the ids of each
    document's paragraphs, `doing` the duties that do each responsibility, and `told` says whether
    that is known. `day` is the day at which documents counted, `given` whether the study said so.
    """

    cells: dict[Pair, Row]
    held: set[str]
    reviews: dict[Pair, str]
    near: dict[Pair, list[Row]]
    matches: dict[Pair, Row]
    rows: dict[str, Row]
    duties: dict[str, Row]
    paragraphs: dict[str, dict[str, None]]
    doing: dict[str, dict[str, None]]
    told: bool
    documents: dict[str, Row]
    aliases: dict[str, Row]
    day: str
    given: bool
    reorganisation: str
    version: str


def know(moment: Moment) -> Known:
    """Return the rows of a moment by their keys, duties with their document's title and dates."""
    documents = date_documents(moment.table("documents"), moment.as_of)
    paragraphs = read_texts(moment.table("paragraphs"))
    duties = place_duties(moment.table("duties"), documents, paragraphs)
    coverage, matches = moment.table("coverage"), moment.table("matches")
    evidence = moment.table("evidence")
    near: dict[Pair, list[Row]] = {}
    for row in list_rows(evidence[evidence["stance"] == "near"]):
        near.setdefault((row["responsibility_id"], row["center"]), []).append(row)
    latest = max([*documents["effective"], *documents["superseded"]], default="")
    return Known(
        cells=_keyed(coverage, "responsibility_id", "center"),
        held=set(coverage["responsibility_id"]),
        reviews={k: g["review"] for k, g in
                 _keyed(moment.table("gaps"), "responsibility_id", "center").items()},
        near=near,
        matches=_keyed(matches, "responsibility_id", "duty_id"),
        rows=_keyed(moment.table("responsibilities"), "responsibility_id"),
        duties=_keyed(duties, "duty_id"),
        paragraphs=_grouped(paragraphs, "document_id", "paragraph_id"),
        doing=_grouped(matches, "responsibility_id", "duty_id"),
        told=moment.matches is not None,
        documents=_keyed(documents, "document_id"),
        aliases=_keyed(moment.table("actors"), "alias"),
        day=read_day(moment.as_of, "as_of") or latest,
        given=bool(moment.as_of),
        reorganisation=read_day(moment.reorganisation, "reorganisation"),
        version=moment.version,
    )  # fmt: skip


def is_open(known: Known, cell: Pair) -> bool:
    """Say whether a cell is a gap that no person closed."""
    return (
        known.cells[cell]["status"] != "assigned"
        and known.reviews.get(cell, "proposed") not in CLOSED
    )


def standing_of(known: Known, document_id: str, center: str) -> str:
    """Return what a document is to a Center: in force, ended, later, elsewhere, not had, absent."""
    document = known.documents.get(document_id)
    if document is None:
        return "absent"
    if document["access"] == "unavailable":
        return "not had"
    if not document["for_all"] and center not in document["centers"]:
        return "elsewhere"
    if document["in_force"]:
        return IN_FORCE
    return ENDED if document["superseded_by_then"] else "later"


def see_duty(known: Known, cell: Pair, duty_id: str) -> Row | None:
    """Return what a duty is to a cell: None where it does not count there, ended or in force."""
    match, duty = known.matches.get((cell[0], duty_id)), known.duties.get(duty_id)
    if match is None or duty is None:
        return None
    state = standing_of(known, duty["document_id"], cell[1])
    if state not in (IN_FORCE, ENDED):
        return None
    dated = bool(duty["effective"]) and duty["effective"] < known.reorganisation
    return {
        "state": state,
        "unit": match["unit"],
        "actor": duty["actor"],
        "slots": frozenset(split(match["slots"])),
        "fit": (match["partial"], match["full"]),
        "modality": duty["modality"],
        "older": dated,
    }


def _grouped(table: pd.DataFrame, by: str, of: str) -> dict[str, dict[str, None]]:
    """Return the values of a column by those of another, each once and in order."""
    found: dict[str, dict[str, None]] = {}
    for key, value in zip(table[by], table[of], strict=True):
        found.setdefault(key, {})[value] = None
    return found


def _keyed(table: pd.DataFrame, *key: str) -> dict[Any, Row]:
    rows = list_rows(table)
    return {tuple(row[k] for k in key) if len(key) > 1 else row[key[0]]: row for row in rows}
