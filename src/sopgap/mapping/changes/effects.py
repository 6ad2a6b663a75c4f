"""Say what the sentences of a document said of a responsibility, and say now."""

from __future__ import annotations

import difflib
import re

from sopgap.mapping.changes.causes import Cause
from sopgap.mapping.changes.moments import ENDED, Known, Pair, Row
from sopgap.mapping.deciding.reasons import in_words, locate, name_owner, the
from sopgap.tables import split

TOLD = 2  # sentences of one document that are told
QUOTED = 100  # characters of a sentence that is repeated
ALIKE = 0.5  # from which two sentences are one that was reworded
SLOTS = {"steps": "steps", "deadline": "a deadline", "system": "a system", "record": "a record"}


def say_effects(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    """Return what the sentences of a document say now, and said, as clauses behind a colon."""
    required = {
        slot
        for known in (before, after)
        for slot in split(known.rows.get(cell[0], {}).get("requires", ""))
    }
    said = [_paired(old, new, required, before, after) for old, new in _pairs(group, before, after)]
    said = list(dict.fromkeys(said))
    more = f" (and {len(said) - TOLD} further sentences)" if len(said) > TOLD else ""
    return f": {', and '.join(said[:TOLD])}{more}" if said else ""


def _pairs(
    group: list[Cause], before: Known, after: Known
) -> list[tuple[Cause | None, Cause | None]]:
    """Pair what went with what came in its place: the sentences most alike."""
    gone = [cause for cause in group if cause.after is None]
    come = [cause for cause in group if cause.before is None]
    pairs: list[tuple[Cause | None, Cause | None]] = []
    for old in gone:
        scores = [
            (_likeness(_text(old, before), _text(new, after)), -n) for n, new in enumerate(come)
        ]
        best = max(scores, default=(0.0, 0))
        pairs.append((old, come.pop(-best[1]) if best[0] >= ALIKE else None))
    both = [c for c in group if c.before is not None and c.after is not None]
    return [*pairs, *((None, new) for new in come), *((one, one) for one in both)]


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _paired(
    old: Cause | None, new: Cause | None, required: set[str], before: Known, after: Known
) -> str:
    if old is None and new is not None:
        now = "now " * (new.event == "text")
        return f"{_place(new, after)} {now}{_says(new, new.after or {}, required, after)}"
    if new is None and old is not None:
        said = _says(old, old.before or {}, required, before)
        past = re.sub(r"^(names|gives|speaks|leaves)\b", _past, said)
        return f"{_place(old, before)} had {past}"
    if old is None or new is None:
        return ""
    return _reworded(old, new, required, before, after)


def _past(found: re.Match[str]) -> str:
    return {"names": "named", "gives": "given", "speaks": "spoken", "leaves": "left"}[found[1]]


def _reworded(old: Cause, new: Cause, required: set[str], before: Known, after: Known) -> str:
    was, now = old.before or {}, new.after or {}
    place = _place(new, after)
    if "unit" not in was or "unit" not in now:
        return f"{place} was reworded"
    owners = _owner(old, was, before), _owner(new, now, after)
    parts = []
    if owners[0] != owners[1]:
        parts.append(f"now names {owners[1]} instead of {owners[0]}")
    come = [SLOTS[s] for s in SLOTS if s in (now["slots"] - was["slots"]) & required]
    gone = [SLOTS[s] for s in SLOTS if s in (was["slots"] - now["slots"]) & required]
    if come:
        parts.append(f"now gives {in_words(come)}")
    if gone:
        parts.append(f"no longer gives {in_words(gone)}")
    if was["modality"] != now["modality"]:
        parts.append(f"is now {_article(now['modality'])} (before: {_article(was['modality'])})")
    if not parts and old is new:
        if now["state"] == ENDED:
            return f"{place} had {_says(old, was, required, before, past=True)}"
        return f"{place} {_says(new, now, required, after)}"
    return f"{place} {in_words(parts)}" if parts else f"{place} was reworded, {_quote(new, after)}"


def _says(cause: Cause, seen: Row, required: set[str], known: Known, *, past: bool = False) -> str:
    """Return what a sentence says of a responsibility: whom it names, and what it gives."""
    if "unit" not in seen:
        return "speaks of it" if not past else "spoken of it"
    owner = _owner(cause, seen, known)
    given = [SLOTS[slot] for slot in SLOTS if slot in seen["slots"] & required]
    told = f", with {in_words(given)}" if given else ""
    weak = " as a recommendation only" if seen["modality"] == "recommendation" else ""
    return f"{'named' if past else 'names'} {owner}{told}{weak}"


def _owner(cause: Cause, seen: Row, known: Known) -> str:
    duty = known.duties[cause.duty_id] | {"unit": seen["unit"]}
    who = name_owner(duty)
    if who in ("none", "unknown", "agency"):
        return {"none": "nobody", "unknown": "somebody unknown"}.get(who, "the organisation")
    return the(who)


def _text(cause: Cause, known: Known) -> str:
    return str(known.duties.get(cause.duty_id, {}).get("text", ""))


def _quote(cause: Cause, known: Known) -> str:
    text = _text(cause, known)
    return f"“{text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + '…'}”"


def _place(cause: Cause, known: Known) -> str:
    """Return where in its document a sentence stands, as "its section 4. Bonds"."""
    duty = known.duties.get(cause.duty_id)
    if duty is None:
        return "it"
    section = locate(duty).removeprefix(duty["title"] or duty["document_id"]).strip(", ")
    return f"its {section}" if section else "it"


def _article(modality: str) -> str:
    return f"{'an' if modality[0] in 'aeiou' else 'a'} {modality}"
