"""The words that make a part in a responsibility: `data/part_words.csv`, and where they stand."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from sopgap.mapping.fitting.lexicon import act_of, base, bases
from sopgap.mapping.ownership.people import People, Person, first_named, last_named
from sopgap.text import data_rows, normalise
from sopgap.vocabulary import OUTSIDE

ROLE, INFORMED = "role", "informed"
UNLESS = re.compile(r"\bunless\b[^,;.]*$", re.IGNORECASE)
IS_DONE = re.compile(r"^\W*(?:\w+\W+){0,4}?(?:is|are|be|was|were|has been|have been)\b")


class Row(NamedTuple):
    """One row of the part words."""

    part: str
    place: str
    owns: bool
    kind: str
    pattern: re.Pattern[str]
    example: str
    who: str


class Found(NamedTuple):
    """A part that words give to somebody."""

    part: str
    person: Person
    words: str
    owns: bool


@cache
def part_words() -> tuple[Row, ...]:
    """Return the rows of `data/part_words.csv`.

    Examples
    --------
    >>> sorted({row.part for row in part_words()})
    ['accountable', 'consulted', 'informed', 'responsible']
    """
    return tuple(
        Row(
            row["part"], row["place"], row["owns"] == "yes", row["kind"],
            re.compile(rf"\b(?:{row['pattern']})(?!\w)", re.IGNORECASE), row["example"], row["who"],
        )
        for row in data_rows("part_words.csv")
    )  # fmt: skip


def words_of_bearer(duty: dict[str, Any], row: dict[str, Any]) -> str:
    """Return the words by which a duty's actor is accountable for what others do; blank for none.

    Who approves is accountable, unless approving is the very act of the responsibility.

    Parameters
    ----------
    duty : dict
        A row of `duties`.
    row : dict
        The row of `responsibilities`.

    Examples
    --------
    >>> duty = {"action": "approve", "object": "leave", "text": "The chief approves leave."}
    >>> words_of_bearer(duty, {"action": "book", "object": "leave", "kind": "responsibility"})
    'approve'
    >>> words_of_bearer(duty, {"action": "approve", "object": "leave", "kind": "responsibility"})
    ''
    """
    told = f"{duty['action']} {duty['object']}".strip() if duty["action"] else duty["text"]
    for word in part_words():
        if word.place != "bearer" or word.kind not in ("", row["kind"]):
            continue
        hit = word.pattern.match(told) if duty["action"] else word.pattern.search(told)
        if hit and not (row["kind"] != ROLE and _is_own_act(hit.group(), row)):
            return hit.group()
    return ""


def find_parts(text: str, people: People, *, kind: str) -> list[Found]:
    """Find the parts that a sentence gives to people besides the one whom it binds.

    Parameters
    ----------
    text : str
        The sentence.
    people : dict of tuple of str to Person
    kind : {"responsibility", "role"}
        Of the responsibility.

    Examples
    --------
    >>> people = {("guard",): Person("Guard", "port")}
    >>> find_parts("The clerk pays after consulting the guard.", people, kind="responsibility")
    [Found(part='consulted', person=Person(actor='Guard', unit='port'), words='after consulting',
    owns=False)]
    """
    text, found = normalise(text), []
    kinds = ("", kind)
    for row in part_words():
        if row.place == "bearer" or row.kind not in kinds:
            continue
        if kind == ROLE and row.part == INFORMED:  # "reports to" seats a position
            continue
        for hit in row.pattern.finditer(text):
            if row.place == "ahead":
                named = last_named(text[: hit.start()], people)
            else:
                named = first_named(text[hit.end() :], people)
            if row.part == "responsible":
                # "Ensures that the bill is paid" names what is done, not who does it.
                done = IS_DONE.match(text[hit.end() :]) and not row.pattern.pattern.endswith("by)")
                named = [] if done else [p for p in named if p.unit != OUTSIDE]
            # "Unless the warden agrees to more": the matter itself is done without him.
            owns = row.owns and not UNLESS.search(text[: hit.start()])
            found += [Found(row.part, p, hit.group().lower(), owns) for p in named]
    return _told_once(found)


def _told_once(found: list[Found]) -> list[Found]:
    """Return one part a person and kind of part: what owns goes first, then what is said longer."""
    best: dict[tuple[str, Person], Found] = {}
    for one in sorted(found, key=_weight, reverse=True):
        best.setdefault((one.part, one.person), one)
    return [one for one in found if best[(one.part, one.person)] is one]


def _weight(one: Found) -> tuple[bool, int]:
    return one.owns, len(one.words)


def _is_own_act(words: str, row: dict[str, Any]) -> bool:
    first = base(words.split()[0].lower())
    own = {base(word) for word in str(row["action"]).lower().split()[:1]}
    return any(first in act_of(word) for word in own) or (not own and first in bases(row["name"]))
