"""Put in one plain sentence why a cell has its status, naming documents and sections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sopgap.mapping.deciding.cells import Cell, Duty, is_named
from sopgap.tables import split
from sopgap.vocabulary import TIERS

QUOTED = 90  # characters of a passage that a reason repeats
SIDE = {"center": "Center", "port": "port", "joint": "both sides together"}
LACKING = {
    "steps": "no steps",
    "deadline": "no definite time or frequency",
    "system": "no system",
    "record": "no record",
}


def explain(cell: Cell) -> str:
    """Return the sentence that says why.

    Parameters
    ----------
    cell : Cell
        Decided.

    Returns
    -------
    str
        One sentence, its documents as "Title, section 4".
    """
    return _SENTENCES[cell.status](cell)


def locate(passage: dict[str, Any]) -> str:
    """Return where a passage stands, as "Directive 12, section 4 “Bonds”".

    Examples
    --------
    >>> locate({"title": "Directive 12", "section": "4. Bonds", "document_id": "D12"})
    'Directive 12, section 4 “Bonds”'
    >>> locate({"title": "", "section": "", "document_id": "D12"})
    'D12'
    """
    title = passage["title"] or passage["document_id"]
    section = passage["section"].strip(" .")
    if not section or section.casefold() == title.casefold():
        return title
    numbered = re.match(r"(?:section |sec\. ?|§ ?)?(?=\d|[A-Z]\. )", section, re.IGNORECASE)
    if numbered:
        number, _, heading = section[numbered.end() :].partition(" ")
        return f"{title}, section {number.rstrip('.')}" + (f" “{heading}”" if heading else "")
    return f"{title}, “{section}”"


def name_owner(duty: Duty) -> str:
    """Return who a duty binds, with the side in brackets, as "port director (port)"."""
    side = SIDE.get(duty["unit"], "")
    who = re.sub(r"^(?:the|an?|each|every|any|our|this) ", "", duty["actor"] or duty["actor_text"])
    if not who or who.casefold() == side.casefold():
        return side or duty["unit"]
    return f"{who} ({side})" if side else who


def the(owner: str) -> str:
    """Put the article before an owner; a name in the plural has none.

    Examples
    --------
    >>> the("port director (port)"), the("Central Services (port)")
    ('the port director (port)', 'Central Services (port)')
    """
    name = owner.partition(" (")[0]
    is_plural = name[:1].isupper() and re.search(r"[^sui]s$", name)
    return owner if is_plural or owner == SIDE["joint"] else f"the {owner}"


def in_words(parts: Sequence[str]) -> str:
    """Return a list as it is said: a, b and c."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _undefined(cell: Cell) -> str:
    if not cell.duties:
        return (
            "No authority assigns it to anyone, and no document in force was read as doing so:"
            " route it upward."
        )
    return f"No authority assigns it to anyone; {_named(cell.duties)}: route it upward."


def _missing(cell: Cell) -> str:
    # The program read none; that there is none, it cannot know.
    found = "Not found: no duty in the documents in force was read as this"
    if not cell.near:
        return f"{found}, and no passage was found near it."
    near = cell.near[0]
    return (
        f"{found}; the nearest passage, {locate(near)} ({_quote(near['text'])}), was not taken for"
        f" it: {near['why']}."
    )


def _mention(cell: Cell) -> str:
    passage = cell.mention or {}
    near = f"({_quote(passage['text'])})"
    if passage["obliges"]:
        return (
            f"{locate(passage)} comes near it {near}, which was read as another act; a person"
            " should look."
        )
    return (
        f"{locate(passage)} speaks of it {near}, but no sentence was read as laying it on anyone."
    )


def _conflicting(cell: Cell) -> str:
    one, other = cell.deciding[:2]
    return (
        f"Two documents in force name different owners: {_named((one, other))}{_ranks(one, other)}."
    )


def _ranks(one: Duty, other: Duty) -> str:
    """Say which of two documents ranks higher, and which is the later; nothing where alike."""
    first, second = (TIERS.index(d["tier"]) if d.get("tier") else 0 for d in (one, other))
    days = tuple(str(d.get("effective") or "") for d in (one, other))
    higher = "" if first == second else "first" if first < second else "second"
    later = (
        "" if not all(days) or days[0] == days[1] else "first" if days > days[::-1] else "second"
    )
    since = f"took effect later ({days[0]} against {days[1]})"
    if not higher:
        return f"; the {later} {since}" if later else ""
    ranks = f"; the {higher} ranks higher"
    if not later:
        return ranks
    return f"{ranks} and {since}" if later == higher else f"{ranks}, the {later} {since}"


def _misassigned(cell: Cell) -> str:
    return f"{_named(cell.deciding)}, but the authority gives it to {_required(cell)}."


def _one_sided(cell: Cell) -> str:
    return f"Both sides own it by the authority, but only one is named: {_named(cell.deciding)}."


def _ambiguous(cell: Cell) -> str:
    duty = cell.deciding[0]
    who = duty["actor_text"]
    if duty["unit"] == "agency":
        why = f"speaks of {who or 'the organisation'} at large"
    elif duty["unit"] == "unknown":
        why = f"names {_quote(who)}, who is not in the list of actors"
    elif who:
        why = f"names only {_quote(who)}"
    else:
        why = "names nobody"
    if is_named(duty | {"deadline": "daily"}):
        why = "leaves it to be done as needed"
    return f"Nobody who can be held to it is named: {locate(duty)} {why}."


def _stale(cell: Cell) -> str:
    if not cell.duties:
        return f"Only documents no longer in force assign it: {locate(cell.deciding[0])}."
    return (
        f"Only documents from before the reorganisation assign it, and to another owner:"
        f" {_named(cell.deciding)}, while the authority now gives it to {_required(cell)}."
    )


def _lacking(cell: Cell) -> str:
    lacking = " and ".join(LACKING[slot] for slot in cell.absent)
    verb = "gives" if len(_places(cell.deciding)) == 1 else "give"
    return f"The owner is right, but {in_words(_places(cell.deciding))} {verb} {lacking}."


def _assigned(cell: Cell) -> str:
    slots = split(cell.row["requires"])
    filled = f", with {in_words(slots)}" if slots else ""
    return f"{_named(cell.deciding)}, as the authority requires{filled}."


_SENTENCES = {
    "undefined": _undefined,
    "missing": _missing,
    "mention-only": _mention,
    "conflicting": _conflicting,
    "misassigned": _misassigned,
    "one-sided": _one_sided,
    "ambiguous": _ambiguous,
    "stale": _stale,
    "incomplete": _lacking,
    "no-deadline": _lacking,
    "assigned": _assigned,
}


def _named(duties: tuple[Duty, ...]) -> str:
    told: dict[str, str] = {}
    for duty in duties:
        told.setdefault(name_owner(duty), locate(duty))
    return in_words([f"{place} names {the(owner)}" for owner, place in told.items()])


def _required(cell: Cell) -> str:
    owner = cell.row["ownership"]
    return "both sides" if owner == "joint" else f"the {SIDE[owner]}"


def _places(duties: tuple[Duty, ...]) -> list[str]:
    return list(dict.fromkeys(locate(duty) for duty in duties))


def _quote(text: str) -> str:
    return f"“{text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + '…'}”"
