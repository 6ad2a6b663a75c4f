"""Decide one cell of coverage: a responsibility at a Center, from the duties that do it.

The rules are those of docs/methods/gaps.md; `vocabulary.STATUSES` is their order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sopgap import vocabulary as words
from sopgap.mapping.lexicon import bases, listed
from sopgap.mapping.slots import is_definite
from sopgap.tables import split
from sopgap.text import stop_words, tokens

SIDES = frozenset({words.CENTER, words.PORT})
UNNAMED = frozenset({"agency", "unknown", "none"})
# An outsider's duty (an importer's, a vendor's) is never the organisation's: it covers nothing.
OUTSIDE = "other"
COVERING = frozenset({"obligation", "recommendation"})
AS_NEEDED = re.compile(
    r"\b(?:as|when|where|if) (?:needed|necessary|appropriate)\W*$", re.IGNORECASE
)
ENSURING = re.compile(r"\b(?:ensur|assur|oversee|oversight|supervis|accountab|see to it|make sure)")
SAME_CONDITION = 0.5  # shared words of two conditions from which they are one


@dataclass
class Cell:
    """What is known of one responsibility at one Center.

    `duties` are in force, do the responsibility's act on its object, and bind the organisation;
    `old` are the same in superseded documents. Each is a row of `duties` with the document's
    `title`, `section`, `effective`, `local` (its document is not for all Centers), `partial`, and
    `slots` (what it supplies).
    """

    row: dict[str, Any]
    center: str
    duties: list[dict[str, Any]]
    old: list[dict[str, Any]]
    mention: dict[str, Any] | None = None
    nearest: dict[str, Any] | None = None
    labels: list[str] = field(default_factory=list)
    deciding: list[dict[str, Any]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    @property
    def status(self) -> str:
        """The headline: the first kind that applies."""
        return next(kind for kind in words.STATUSES if kind in self.labels)

    @property
    def covered(self) -> bool:
        """Whether a duty in force does it, whoever has it."""
        return bool(self.duties)


def decide(cell: Cell, reorganisation: str) -> Cell:
    """Fill the labels of a cell, the duties that decided, and the slots that are absent.

    Parameters
    ----------
    cell : Cell
    reorganisation : str
        The day the ownership changed, as 2017-01-19; blank: no document is from before it.

    Returns
    -------
    Cell
        The same cell, decided.
    """
    if cell.row["ownership"] == "undefined":
        cell.labels.append("undefined")
    if not cell.duties:
        _decide_empty(cell)
    else:
        _decide_owner(cell, reorganisation)
    if not cell.labels:
        cell.labels.append("assigned")
    _mark_quality(cell)
    return cell


def is_named(duty: dict[str, Any]) -> bool:
    """Say whether a duty names somebody who can be held to it."""
    if duty["unit"] in UNNAMED:
        return False
    named = {word for word in tokens(duty["actor_text"]) if word not in stop_words()}
    if named and named <= listed("nobody"):
        return False
    timed = is_definite(f"{duty['deadline']} ; {duty['frequency']}")
    clause = duty["text"].split(",")[0].rstrip(". ")
    return timed or not AS_NEEDED.search(clause)


def _decide_empty(cell: Cell) -> None:
    if cell.old:
        cell.labels.append("stale")
        cell.deciding = cell.old
    elif cell.mention is not None:
        cell.labels.append("mention-only")
    else:
        cell.labels.append("missing")


def _decide_owner(cell: Cell, reorganisation: str) -> None:
    owner = cell.row["ownership"]
    named = [duty for duty in cell.duties if is_named(duty)]
    if not named:
        cell.labels.append("ambiguous")
        cell.deciding = cell.duties
        return
    if owner == "undefined":
        cell.deciding = named
        return
    right = _right(named, owner)
    pair = [] if owner == "joint" else _conflict(named)
    if pair:
        cell.labels.append("conflicting")
    if not right:
        _decide_wrong(cell, named, owner, reorganisation)
    else:
        _decide_slots(cell, right)
    cell.deciding = pair or right or named


def _right(named: list[dict[str, Any]], owner: str) -> list[dict[str, Any]]:
    if owner != "joint":
        return [duty for duty in named if duty["unit"] == owner]
    sides = {side for duty in named for side in _sides(duty)}
    return [duty for duty in named if _sides(duty)] if sides == SIDES else []


def _sides(duty: dict[str, Any]) -> frozenset[str]:
    return SIDES if duty["unit"] == "joint" else SIDES & {duty["unit"]}


def _decide_wrong(cell: Cell, named: list[dict[str, Any]], owner: str, reorganisation: str) -> None:
    before = [duty for duty in named if duty["effective"] and duty["effective"] < reorganisation]
    if owner == "joint" and any(_sides(duty) for duty in named):
        cell.labels.append("one-sided")
    elif len(before) < len(named):
        cell.labels.append("misassigned")
    if len(before) == len(named):
        cell.labels.append("stale")


def _decide_slots(cell: Cell, right: list[dict[str, Any]]) -> None:
    filled = {slot for duty in right for slot in duty["slots"]}
    cell.absent = [slot for slot in split(cell.row["requires"]) if slot not in filled]
    if set(cell.absent) - {"deadline"}:
        cell.labels.append("incomplete")
    if "deadline" in cell.absent:
        cell.labels.append("no-deadline")


def _conflict(named: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first two duties of two documents that give the same act to both sides."""
    for n, one in enumerate(named):
        for other in named[n + 1 :]:
            apart = _sides(one) and _sides(other) and not _sides(one) & _sides(other)
            if apart and one["document_id"] != other["document_id"] and _clash(one, other):
                return [one, other]
    return []


def _clash(one: dict[str, Any], other: dict[str, Any]) -> bool:
    # "X ensures that Y does" makes X accountable and Y responsible: no conflict.
    if _ensures(one) != _ensures(other):
        return False
    first, second = set(bases(one["condition"])), set(bases(other["condition"]))
    if not first or not second:
        return True
    return len(first & second) >= SAME_CONDITION * min(len(first), len(second))


def _ensures(duty: dict[str, Any]) -> bool:
    return bool(ENSURING.search((duty["action"] or duty["text"]).lower()))


def _mark_quality(cell: Cell) -> None:
    held = cell.deciding if cell.duties else []
    if held and all(duty["modality"] == "recommendation" for duty in held):
        cell.labels.append("weak")
    if held and all(duty["partial"] for duty in held):
        cell.labels.append("partial")
    if _overlaps(cell.duties):
        cell.labels.append("overlapping")


def _overlaps(duties: list[dict[str, Any]]) -> bool:
    stepped = [duty for duty in duties if "steps" in duty["slots"]]
    return any(
        one["unit"] == other["unit"] and one["document_id"] != other["document_id"]
        for n, one in enumerate(stepped)
        for other in stepped[n + 1 :]
    )
