"""assign_parts: who is accountable, responsible, consulted, informed by the documents: `parts`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from sopgap import vocabulary as words
from sopgap.mapping.deciding.cells import Duty, is_named
from sopgap.mapping.fitting.matches import COVERING
from sopgap.mapping.ownership.held import find_beside, hold_duties
from sopgap.mapping.ownership.people import People, Person, name_of, name_words, read_people
from sopgap.mapping.ownership.words import ROLE, Found, find_parts, words_of_bearer
from sopgap.tables import DUTIES, PARTS, join

ACCOUNTABLE, RESPONSIBLE, CONSULTED, INFORMED = words.PARTS
UNHELD = frozenset({"agency", "unknown"})  # units that name nobody who could answer for it


class Told(NamedTuple):
    """A part that one duty gives to one person."""

    part: str
    person: Person
    words: str
    owns: bool
    duty_id: str


def assign_parts(
    matrix: pd.DataFrame,
    duties: pd.DataFrame,
    matches: pd.DataFrame,
    documents: pd.DataFrame,
    centers: pd.DataFrame,
    *,
    actors: pd.DataFrame | None = None,
    paragraphs: pd.DataFrame | None = None,
    as_of: dt.date | str | None = None,
) -> pd.DataFrame:
    """Read from the duties who has which part in each responsibility at each Center.

    Accountable is who ensures, oversees or approves what another does, or who alone does it;
    responsible, who does it; consulted, whose concurrence, advice or review is sought; informed,
    to whom it is handed or told. Where several do it and nobody oversees them, nobody is
    accountable. Concurrence makes an owner, too: without it nothing is done.

    Parameters
    ----------
    matrix : table `responsibilities`
    duties : table `duties`
    matches : table `matches`
        From `draw_map`.
    documents : table `documents`
        Those in force and in a Center's scope count there.
    centers : table `centers`
    actors : table `actors`, optional
        Words for who acts; without it only those who are bound by some duty are known.
    paragraphs : table `paragraphs`, optional
        Where a Center's document may say that it goes before one for all; without it none does.
    as_of : date or str, optional
        The day at which documents count as in force; by default the latest in `documents`.

    Returns
    -------
    table `parts`, in the order of matrix and Centers, the accountable first

    Raises
    ------
    InputError
        `as_of` is no date, or an id holds a `;`.
    ContractError
        A table does not keep its contract.

    Examples
    --------
    >>> matrix = pd.DataFrame([{"responsibility_id": "R1", "name": "Refunds", "action": "pay",
    ...     "kind": "responsibility", "ownership": "center", "object": "refund"}])
    >>> duties = pd.DataFrame([{"duty_id": "a#1.s1", "paragraph_id": "a#1", "document_id": "a",
    ...     "text": "The clerk pays the refund after consulting the warden.", "unit": "center",
    ...     "actor": "Clerk", "modality": "obligation", "action": "pay", "via": "modal"}])
    >>> matches = pd.DataFrame([{"responsibility_id": "R1", "duty_id": "a#1.s1", "unit": "center",
    ...     "object_fit": 1.0, "partial": False, "full": True}])
    >>> documents = pd.DataFrame([{"document_id": "a", "title": "A", "tier": "sop",
    ...     "scope": "all", "access": "public"}])
    >>> centers = pd.DataFrame({"center": ["north"], "name": ["North"]})
    >>> actors = pd.DataFrame({"alias": ["warden"], "actor": ["Warden"], "unit": ["port"]})
    >>> parts = assign_parts(matrix, duties, matches, documents, centers, actors=actors)
    >>> parts[["part", "actor", "unit", "words"]]
              part   actor    unit             words
    0  accountable   Clerk  center     alone does it
    1  responsible   Clerk  center
    2    consulted  Warden    port  after consulting
    """
    duties = DUTIES.check(duties)
    people = read_people(duties, actors)
    beside = find_beside(duties, matches)
    known: dict[tuple[str, str], list[Told]] = {}
    rows: list[dict[str, Any]] = []
    cells = hold_duties(
        matrix, duties, matches, documents, centers, paragraphs=paragraphs, as_of=as_of
    )
    for row, center, held in cells:
        told: list[Told] = []
        for duty in held:
            key = (row["responsibility_id"], duty["duty_id"])
            if key not in known:  # the same at every Center
                near = beside.get(duty["paragraph_id"], [])
                known[key] = list(_tell(duty, row, near, people))
            told += known[key]
        rows += _rows(row, center, _settle(told, row["kind"]))
    columns = [column.name for column in PARTS.columns]
    return PARTS.check(pd.DataFrame(rows, columns=columns))


def _tell(
    duty: Duty, row: dict[str, Any], near: list[dict[str, Any]], people: People
) -> Iterator[Told]:
    """Yield the parts that a duty gives, and those of duties beside it that do nothing else."""
    if duty["polarity"] == "negative":
        return
    told = list(_besides(duty, row, people))
    for other in near:
        if other["modality"] in COVERING:
            # Without whom another sentence is not done, this one may be.
            told += [found._replace(owns=False) for found in _besides(other, row, people)]
    agreeing = {found.person for found in told if found.owns and found.part == CONSULTED}
    yield from _bearers(duty, row, people, agreeing)
    yield from told
    for other in near:
        overseen = words_of_bearer(other, row) if other["polarity"] != "negative" else ""
        if overseen and other["unit"] not in (*UNHELD, "none", "joint", words.OUTSIDE):
            person = Person(name_of(other), other["unit"])
            yield Told(ACCOUNTABLE, person, overseen, False, other["duty_id"])


def _bearers(
    duty: Duty, row: dict[str, Any], people: People, agreeing: set[Person]
) -> Iterator[Told]:
    """Yield the part of whom the duty binds: he does it, or is accountable for who does."""
    own, named = duty["duty_id"], is_named(duty)
    if row["kind"] == ROLE and not row["action"]:
        yield Told(RESPONSIBLE, Person(row["name"], duty["place"]), "", True, own)
        overseen = words_of_bearer(duty, row)
        if not overseen or set(name_words(name_of(duty))) & set(
            name_words(row["object"] or row["name"])
        ):
            return
    else:
        overseen = words_of_bearer(duty, row)
    for person in _persons(duty, people):
        if person in agreeing:
            continue
        if overseen:
            yield Told(ACCOUNTABLE, person, overseen, False, own)
        else:
            yield Told(RESPONSIBLE, person, "", named and person.unit not in UNHELD, own)


def _persons(duty: Duty, people: People) -> list[Person]:
    """Return whom a duty binds; both of a joint duty, each with his own side."""
    if duty["unit"] == "none" or not name_of(duty):
        return []
    if duty["unit"] != "joint":
        return [Person(name_of(duty), duty["unit"])]
    named = name_of(duty).split(" / ")
    return [people.get(name_words(one), Person(one, "joint")) for one in named]


def _besides(duty: dict[str, Any], row: dict[str, Any], people: People) -> Iterator[Told]:
    """Yield the parts of those whom a sentence names besides its actor."""
    if duty["modality"] == "prohibition" or duty["polarity"] == "negative":
        return
    for found in find_parts(duty["text"], people, kind=row["kind"]):
        if _may_be(found, duty):
            owns = found.owns or (found.part == RESPONSIBLE and found.person.unit not in UNHELD)
            yield Told(found.part, found.person, found.words, owns, duty["duty_id"])
    taker = people.get(name_words(duty["handoff_to"]))
    if taker and row["kind"] != ROLE:
        yield Told(INFORMED, taker, "handed or told", False, duty["duty_id"])


def _may_be(found: Found, duty: dict[str, Any]) -> bool:
    return found.part != RESPONSIBLE or found.person.actor != name_of(duty)


def _settle(told: list[Told], kind: str) -> list[Told]:
    """Return the parts of a cell: who does it is not told of it, who alone does it answers."""
    doing = {one.person for one in told if one.part == RESPONSIBLE}
    answering = {one.person for one in told if one.part == ACCOUNTABLE}
    held = [
        one
        for one in told
        if one.part in (ACCOUNTABLE, RESPONSIBLE) or one.person not in doing | answering
    ]
    if not doing:  # "ensures that it is paid": nobody else is named who could own it
        return [one._replace(owns=one.owns or one.part == ACCOUNTABLE) for one in held]
    if len(doing) == 1 and not answering and kind != ROLE:
        alone = [one for one in held if one.part == RESPONSIBLE and one.person.unit not in UNHELD]
        held += [one._replace(part=ACCOUNTABLE, words="alone does it") for one in alone]
    return held


def _rows(row: dict[str, Any], center: str, told: list[Told]) -> Iterator[dict[str, Any]]:
    grouped: dict[tuple[str, Person], list[Told]] = defaultdict(list)
    for one in told:
        grouped[(one.part, one.person)].append(one)
    for part, person in sorted(grouped, key=_order):
        found = grouped[(part, person)]
        yield {
            "responsibility_id": row["responsibility_id"],
            "center": center,
            "actor": person.actor,
            "unit": person.unit,
            "part": part,
            "owns": any(one.owns for one in found),
            "words": join(dict.fromkeys(one.words for one in found if one.words)),
            "duty_ids": join(dict.fromkeys(one.duty_id for one in found)),
        }


def _order(key: tuple[str, Person]) -> tuple[int, str, str]:
    part, person = key
    return words.PARTS.index(part), person.unit, person.actor
