"""Why a cell changed: the duties that count otherwise than before, each with what made it so."""

from __future__ import annotations

from dataclasses import dataclass

from sopgap.mapping.changes.moments import IN_FORCE, Known, Pair, Row, see_duty, standing_of
from sopgap.tables import split

SAYS = ("name", "kind", "action", "object", "keywords")  # of the matrix: by it duties are found
SLOTTED = ("incomplete", "no-deadline", "assigned")  # kinds that hang on what the matrix requires
DATED = ("stale", "misassigned")  # kinds that hang on the day of the reorganisation


@dataclass(frozen=True)
class Cause:
    """One thing by which a cell changed.

    Attributes
    ----------
    kind : str
        As in `vocabulary.CAUSES`.
    event : str
        What happened: added, removed, dates, as-of, scope, access, text, unread, owner, row, fit,
        program, untold, ownership, requires, reorganisation, review, dated.
    document_id : str
        The document whose sentence it is; blank where none is.
    duty_id : str
        The duty, or the passage of a mention; blank where none is.
    before, after : dict or None
        What the duty was to the cell, and is; None: nothing.
    """

    kind: str
    event: str
    document_id: str = ""
    duty_id: str = ""
    before: Row | None = None
    after: Row | None = None


def find_causes(cell: Pair, before: Known, after: Known) -> list[Cause]:
    """List what made a cell change, the surest first; empty where nothing of it did.

    Parameters
    ----------
    cell : tuple of str
        responsibility_id and center; it is in both moments.
    before, after : Known
    """
    causes = _decisions(cell, before, after)
    kinds = before.cells[cell]["status"], after.cells[cell]["status"]
    if kinds[0] != kinds[1]:
        causes += _matrix(cell, before, after, kinds)
    if not (before.told and after.told):
        untold = kinds[0] != kinds[1] and not causes
        return causes + [Cause("program", "untold")] * untold
    causes += _duties(_deciding(cell, before, after), cell, before, after)
    if kinds[0] == kinds[1]:
        return causes
    causes += _last(cell, before, after)
    causes += _reorganised(cell, before, after, causes)
    if not causes:
        causes = _mentions(cell, before, after)
    if not causes:
        causes = _duties(_others(cell, before, after), cell, before, after)
    return causes or [_otherwise(cell, before, after)]


def _decisions(cell: Pair, before: Known, after: Known) -> list[Cause]:
    was, now = (known.reviews.get(cell, "proposed") for known in (before, after))
    return [Cause("review", "review")] if was != now else []


def _matrix(cell: Pair, before: Known, after: Known, kinds: tuple[str, str]) -> list[Cause]:
    old, new = before.rows.get(cell[0], {}), after.rows.get(cell[0], {})
    if not old or not new:
        return []
    causes = []
    if old["ownership"] != new["ownership"] or old["kind"] != new["kind"]:
        causes.append(Cause("matrix", "ownership"))
    required = set(split(old["requires"])) != set(split(new["requires"]))
    if required and set(kinds) <= set(SLOTTED):
        causes.append(Cause("matrix", "requires"))
    return causes


def _deciding(cell: Pair, before: Known, after: Known) -> list[str]:
    ids = [one for known in (before, after) for one in split(known.cells[cell]["duty_ids"])]
    return list(dict.fromkeys(ids))


def _others(cell: Pair, before: Known, after: Known) -> list[str]:
    """Return the duties that do the responsibility in either moment and decided in neither."""
    ids = {**before.doing.get(cell[0], {}), **after.doing.get(cell[0], {})}
    decided = _deciding(cell, before, after)
    return [one for one in ids if one not in decided]


def _last(cell: Pair, before: Known, after: Known) -> list[Cause]:
    """Return sentences that went without having decided, where none for their side is left.

    Had one of them stayed, the cell would be of another kind.
    """
    seen = (see_duty(after, cell, one) for one in after.doing.get(cell[0], {}))
    left = {duty["unit"] for duty in seen if duty and duty["state"] == IN_FORCE}
    gone = _duties(_others(cell, before, after), cell, before, after)
    return [
        cause
        for cause in gone
        if cause.before
        and cause.before["state"] == IN_FORCE
        and (cause.after is None or cause.after["state"] != IN_FORCE)
        and cause.before["unit"] not in left
    ]


def _duties(ids: list[str], cell: Pair, before: Known, after: Known) -> list[Cause]:
    causes = []
    moved = before.cells[cell]["status"] != after.cells[cell]["status"]
    for duty_id in ids:
        was, now = (see_duty(known, cell, duty_id) for known in (before, after))
        if _alike(was, now, moved=moved):
            continue  # it decides in one of both only because another one came or went
        kind, event = _why(duty_id, cell, before, after, was, now)
        duty = before.duties.get(duty_id) or after.duties[duty_id]
        causes.append(Cause(kind, event, duty["document_id"], duty_id, was, now))
    return causes


def _alike(was: Row | None, now: Row | None, *, moved: bool) -> bool:
    """Say whether a duty counts as it did; its age tells only where the cell changed."""
    if was is None or now is None or moved:
        return was == now
    return {**was, "older": False} == {**now, "older": False}


def _why(
    duty_id: str, cell: Pair, before: Known, after: Known, was: Row | None, now: Row | None
) -> tuple[str, str]:
    """Return what made a duty count otherwise: a cause and an event."""
    old, new = before.duties.get(duty_id), after.duties.get(duty_id)
    document_id = (old or new or {})["document_id"]
    if event := _of_document(document_id, cell[1], before, after):
        return event
    if old is None or new is None:
        return _unread(duty_id, document_id, before, after, old or new or {})
    if was is None or now is None:
        if (old["unit"], old["actor"]) != (new["unit"], new["actor"]):
            return _renamed(document_id, before, after)
        return _fits(cell, before, after)
    if (was["unit"], was["actor"]) != (now["unit"], now["actor"]):
        return _renamed(document_id, before, after)
    if was["older"] != now["older"]:
        if before.reorganisation != after.reorganisation:
            return "reorganisation", "reorganisation"
        return "document", "dated"
    if was["slots"] != now["slots"] and _is_rewritten(document_id, before, after):
        return "document", "text"
    return _fits(cell, before, after)


def _of_document(
    document_id: str, center: str, before: Known, after: Known
) -> tuple[str, str] | None:
    """Return what became of the document at a Center; None where it stands there as it did."""
    was, now = (standing_of(known, document_id, center) for known in (before, after))
    if was == now:
        return None
    if "absent" in (was, now):
        return "document", "added" if was == "absent" else "removed"
    if "not had" in (was, now):
        return "document", "access"
    if "elsewhere" in (was, now):
        return "document", "scope"
    old, new = before.documents[document_id], after.documents[document_id]
    redated = any(old[day] != new[day] for day in ("effective", "superseded"))
    return ("document", "dates") if redated else ("as-of", "as-of")


def _unread(
    duty_id: str, document_id: str, before: Known, after: Known, duty: Row
) -> tuple[str, str]:
    """Say why a sentence is a duty in one moment and none, or not there, in the other."""
    lacking = before if duty_id not in before.duties else after
    held = lacking.paragraphs.get(document_id, {})
    if duty["paragraph_id"] not in held:
        return "document", "text" if held else "unread"
    if _is_rewritten(document_id, before, after):
        return "document", "text"
    return _renamed(document_id, before, after)


def _renamed(document_id: str, before: Known, after: Known) -> tuple[str, str]:
    if before.aliases != after.aliases:
        return "actors", "owner"
    if _is_rewritten(document_id, before, after):
        return "document", "text"
    return "program", "program"


def _is_rewritten(document_id: str, before: Known, after: Known) -> bool:
    old, new = before.documents[document_id], after.documents[document_id]
    if old["sha256"] and new["sha256"]:
        return bool(old["sha256"] != new["sha256"])
    texts = [known.paragraphs.get(document_id, {}).keys() for known in (before, after)]
    return texts[0] != texts[1]


def _fits(cell: Pair, before: Known, after: Known) -> tuple[str, str]:
    """Say why one and the same sentence fits a responsibility otherwise than it did."""
    old, new = before.rows.get(cell[0]), after.rows.get(cell[0])
    if old and new and any(old[name] != new[name] for name in SAYS):
        return "matrix", "row"
    if before.rows != after.rows or before.duties.keys() != after.duties.keys():
        return "fit", "fit"
    return "program", "program"


def _reorganised(cell: Pair, before: Known, after: Known, found: list[Cause]) -> list[Cause]:
    kinds = {before.cells[cell]["status"], after.cells[cell]["status"]}
    told = any(cause.event == "reorganisation" for cause in found)
    if told or before.reorganisation == after.reorganisation or not kinds & set(DATED) or found:
        return []
    return [Cause("reorganisation", "reorganisation")]


def _mentions(cell: Pair, before: Known, after: Known) -> list[Cause]:
    """Return the passages near the cell that only one of both moments has at this Center."""
    causes = []
    was, now = ({p["passage_id"]: p for p in known.near.get(cell, [])} for known in (before, after))
    for passage_id in dict.fromkeys([*was, *now]):
        passage = was.get(passage_id) or now[passage_id]
        if passage_id in was and passage_id in now:
            continue
        event = _of_document(passage["document_id"], cell[1], before, after)
        if not event and _is_new(passage, before, after):
            event = ("document", "text")
        if event:
            sides = (passage if passage_id in one else None for one in (was, now))
            causes.append(Cause(*event, passage["document_id"], passage_id, *sides))
    return causes


def _is_new(passage: Row, before: Known, after: Known) -> bool:
    held = (known.paragraphs.get(passage["document_id"], {}) for known in (before, after))
    was, now = (passage["paragraph_id"] in paragraphs for paragraphs in held)
    return was != now


def _otherwise(cell: Pair, before: Known, after: Known) -> Cause:
    """Return what is left where no duty, passage, row or date of the cell changed."""
    if before.aliases != after.aliases:
        return Cause("actors", "actors")
    return Cause(*_fits(cell, before, after))
