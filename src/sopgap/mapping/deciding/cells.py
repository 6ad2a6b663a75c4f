"""Decide one cell of coverage: a responsibility at a Center, from the duties that do it.

The rules are those of docs/methods/gaps.md; `vocabulary.STATUSES` is their order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from sopgap import vocabulary as words
from sopgap.mapping.fitting.lexicon import bases, listed
from sopgap.mapping.fitting.slots import is_timed
from sopgap.tables import split
from sopgap.text import stop_words, tokens

SIDES = frozenset({words.CENTER, words.PORT})
UNNAMED = frozenset({"agency", "unknown", "none"})
AS_NEEDED = re.compile(
    r"\b(?:as|when|where|if) (?:needed|necessary|appropriate)\W*$", re.IGNORECASE
)
ENSURING = re.compile(r"\b(?:ensur|assur|oversee|oversight|supervis|accountab|see to it|make sure)")
SAME_CONDITION = 0.5  # shared words of two conditions from which they are one

Duty = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """What is known of one responsibility at one Center.

    `duties` are in force, do the responsibility's act on its object, and bind the organisation;
    `old` are the same in superseded documents; `beside` are in force and over its object without
    doing the act, and may still name its record or system. Each is a row of `duties` with the
    document's `title`, `section`, `effective`, `local` (its document is not for all Centers),
    `partial`, and `slots` (what it supplies). `mention` is the passage that speaks of it without a
    duty, `near` the nearest passages of all, from `find_mentions`; `displaced` are documents that
    give way here to one of the Center. `decide` fills `labels`, `deciding` (the duties that
    decided) and `absent` (the required slots that nobody supplies).
    """

    row: dict[str, Any]
    center: str
    duties: tuple[Duty, ...]
    old: tuple[Duty, ...] = ()
    beside: tuple[Duty, ...] = ()
    mention: dict[str, Any] | None = None
    near: tuple[dict[str, Any], ...] = ()
    displaced: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()
    deciding: tuple[Duty, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """The headline: the first kind that applies."""
        return next(kind for kind in words.STATUSES if kind in self.labels)

    def labelled(self, *labels: str) -> Cell:
        """Return the same cell with further labels."""
        return replace(self, labels=(*self.labels, *labels))


def decide(cell: Cell, reorganisation: str, *, same_condition: float = SAME_CONDITION) -> Cell:
    """Return a cell with its labels, the duties that decided, and the slots that are absent.

    Parameters
    ----------
    cell : Cell
    reorganisation : str
        The day the ownership changed, as 2017-01-19; blank: no document is from before it.
    same_condition : float
        Share of words from which the conditions of two duties are one and the same.
    """
    if cell.row["ownership"] == "undefined":
        cell = cell.labelled("undefined")
    cell = _decide_owner(cell, reorganisation, same_condition) if cell.duties else _bare(cell)
    if not cell.labels:
        cell = cell.labelled("assigned")
    return cell.labelled(*_quality(cell))


def is_named(duty: Duty) -> bool:
    """Say whether a duty names somebody who can be held to it."""
    if duty["unit"] in UNNAMED:
        return False
    named = {word for word in tokens(duty["actor_text"]) if word not in stop_words()}
    if named and named <= listed("nobody"):
        return False
    clause = duty["text"].split(",")[0].rstrip(". ")
    return is_timed(duty) or not AS_NEEDED.search(clause)


def without_faint(duties: tuple[Duty, ...], owner: str) -> tuple[Duty, ...]:
    """Return the duties without those of another owner whose object is another row's sooner.

    A duty that fits another responsibility better may still speak for the owner that is required;
    it is no witness against one.
    """
    if owner == "joint" and _right(duties, owner):
        return duties
    return tuple(duty for duty in duties if duty["full"] or duty["unit"] == owner)


def _bare(cell: Cell) -> Cell:
    if cell.old:
        return replace(cell.labelled("stale"), deciding=cell.old)
    return cell.labelled("missing" if cell.mention is None else "mention-only")


def _decide_owner(cell: Cell, reorganisation: str, same_condition: float) -> Cell:
    owner = cell.row["ownership"]
    named = tuple(duty for duty in cell.duties if is_named(duty))
    if not named:
        return replace(cell.labelled("ambiguous"), deciding=cell.duties)
    if owner == "undefined":
        return replace(cell, deciding=named)
    right = _right(named, owner)
    is_role = cell.row["kind"] == "role"
    pair = () if owner == "joint" else _conflict(named, same_condition, is_role=is_role)
    if pair:
        cell = cell.labelled("conflicting")
    if right:
        cell = _with_slots(cell, right)
    else:
        cell = cell.labelled(*_wrong(named, owner, reorganisation))
    return replace(cell, deciding=pair or right or named)


def _right(named: tuple[Duty, ...], owner: str) -> tuple[Duty, ...]:
    if owner != "joint":
        return tuple(duty for duty in named if duty["unit"] == owner)
    sides = {side for duty in named for side in _sides(duty)}
    return tuple(duty for duty in named if _sides(duty)) if sides == SIDES else ()


def _sides(duty: Duty) -> frozenset[str]:
    return SIDES if duty["unit"] == "joint" else SIDES & {duty["unit"]}


def _wrong(named: tuple[Duty, ...], owner: str, reorganisation: str) -> list[str]:
    labels = []
    before = [duty for duty in named if duty["effective"] and duty["effective"] < reorganisation]
    if owner == "joint" and any(_sides(duty) for duty in named):
        labels.append("one-sided")
    elif len(before) < len(named):
        labels.append("misassigned")
    return labels + ["stale"] * (len(before) == len(named))


def _with_slots(cell: Cell, right: tuple[Duty, ...]) -> Cell:
    filled = {slot for duty in right for slot in duty["slots"]}
    owners = {duty["unit"] for duty in right}
    filled |= {slot for d in cell.beside if d["unit"] in owners for slot in d["slots"]}
    absent = tuple(slot for slot in split(cell.row["requires"]) if slot not in filled)
    if set(absent) - {"deadline"}:
        cell = cell.labelled("incomplete")
    if "deadline" in absent:
        cell = cell.labelled("no-deadline")
    return replace(cell, absent=absent)


def _conflict(named: tuple[Duty, ...], same_condition: float, *, is_role: bool) -> tuple[Duty, ...]:
    """Return the first two duties of two documents that give the same act to both sides."""
    for n, one in enumerate(named):
        for other in named[n + 1 :]:
            apart = _sides(one) and _sides(other) and not _sides(one) & _sides(other)
            if not apart or one["document_id"] == other["document_id"]:
                continue
            if _clash(one, other, same_condition, is_role=is_role):
                return (one, other)
    return ()


def _clash(one: Duty, other: Duty, same_condition: float, *, is_role: bool) -> bool:
    # "X ensures that Y does" makes X accountable and Y responsible: no conflict. Of a role, who
    # supervises it is the very question.
    if not is_role and _ensures(one) != _ensures(other):
        return False
    if _leaves_out(one, other, same_condition) or _leaves_out(other, one, same_condition):
        return False
    first, second = set(bases(one["condition"])), set(bases(other["condition"]))
    if not first or not second:
        return True
    return len(first & second) >= same_condition * min(len(first), len(second))


def _leaves_out(one: Duty, other: Duty, same_condition: float) -> bool:
    """Whether what one duty excepts is what the other is about: except textiles, of textiles."""
    out = set(bases(one.get("exception", "")))
    own = set(bases(one.get("object", "")))
    about = set(bases(f"{other.get('object', '')} {other['condition']}")) - own
    return bool(out & about) and len(out & about) >= same_condition * len(about)


def _ensures(duty: Duty) -> bool:
    return bool(ENSURING.search((duty["action"] or duty["text"]).lower()))


def _quality(cell: Cell) -> list[str]:
    held = cell.deciding if cell.duties else ()
    labels = []
    if held and all(duty["modality"] == "recommendation" for duty in held):
        labels.append("weak")
    if held and all(duty["partial"] for duty in held):
        labels.append("partial")
    return labels + ["overlapping"] * _overlaps(cell.duties)


def _overlaps(duties: tuple[Duty, ...]) -> bool:
    stepped = [duty for duty in duties if "steps" in duty["slots"]]
    return any(
        one["unit"] == other["unit"] and one["document_id"] != other["document_id"]
        for n, one in enumerate(stepped)
        for other in stepped[n + 1 :]
    )
