"""Say in one sentence why a cell changed, from its causes."""

from __future__ import annotations

from sopgap.mapping.changes.causes import SAYS, Cause
from sopgap.mapping.changes.effects import SLOTS, say_effects
from sopgap.mapping.changes.moments import ENDED, Known, Pair, Row
from sopgap.mapping.deciding.reasons import SIDE, in_words
from sopgap.tables import split

SHOWN = 3  # documents that one sentence names
OWNERS = SIDE | {"joint": "both sides", "undefined": "nobody"}
LOOK = "a person should look"
# Told of all documents at once.
_TOGETHER = ("reorganisation", "owner", "row", "fit", "program")


def say_because(causes: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    """Return why a cell changed, in one sentence; blank where there is no cause."""
    groups: dict[tuple[str, str], list[Cause]] = {}
    for cause in causes:
        document_id = "" if cause.event in _TOGETHER else cause.document_id
        groups.setdefault((document_id, cause.event), []).append(cause)
    groups = _with_successors(groups, after)
    clauses = [_clause(key[1], group, cell, before, after) for key, group in groups.items()]
    clauses = _once(list(dict.fromkeys(clauses)), before, after)
    if len(clauses) > SHOWN:
        clauses[SHOWN:] = [f"{len(clauses) - SHOWN} further causes lie in other sentences"]
    said = "; and ".join(clauses)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _once(clauses: list[str], before: Known, after: Known) -> list[str]:
    """Say once on which day documents count; the second time it is known."""
    day, said = _day(before, after), False
    told = []
    for clause in clauses:
        told.append(clause.removeprefix(f"{day}, ") if said else clause)
        said = said or clause.startswith(day)
    return told


def _day(before: Known, after: Known) -> str:
    how = "" if after.given else ", the latest day of the corpus"
    return f"on {after.day}{how}, which counts as now (before: {before.day})"


def say_absent(cell: Pair, lacking: Known, when: str) -> tuple[str, str]:
    """Return the cause, and the sentence, of a cell that only one of both moments has."""
    if cell[0] not in lacking.held:
        return "matrix", f"The {when} matrix does not hold this responsibility."
    return "centers", f"The {when} study does not hold this Center."


def _with_successors(
    groups: dict[tuple[str, str], list[Cause]], after: Known
) -> dict[tuple[str, str], list[Cause]]:
    """Put a document that takes another's place right behind it: the two are told together."""
    order: dict[tuple[str, str], list[Cause]] = {}
    told: set[tuple[str, str]] = set()
    for key, causes in groups.items():
        if key not in told:
            order[key] = causes
        for other, more in groups.items():
            ended = key[1] == "dates" and other[1] == "added" and other not in told
            if ended and key[0] in split(after.documents[other[0]]["supersedes"]):
                order.pop(other, None)
                order[(other[0], "successor")] = more
                told.add(other)
    return order


def _clause(event: str, group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    if event in _PLAIN:
        return _PLAIN[event](group, cell, before, after)
    title = _title(group[0].document_id, before, after)
    opening = _OPENINGS[event](group[0], title, before, after)
    return f"{opening}{say_effects(group, cell, before, after)}"


def _added(cause: Cause, title: str, before: Known, after: Known) -> str:
    return f"{title} was added"


def _took(cause: Cause, title: str, before: Known, after: Known) -> str:
    return f"{title} took its place"


def _removed(cause: Cause, title: str, before: Known, after: Known) -> str:
    return f"{title} was removed from the corpus"


def _redated(cause: Cause, title: str, before: Known, after: Known) -> str:
    row = after.documents[cause.document_id]
    if cause.after is None or cause.after.get("state") == ENDED:
        if row["superseded"] and row["superseded"] <= after.day:
            return f"{title} was superseded on {row['superseded']}"
        return f"{title} is now in force only from {row['effective']}"
    since = f" since {row['effective']}" if row["effective"] else ""
    until = f" until {row['superseded']}" if row["superseded"] else ""
    return f"the dates of {title} changed, and it is now in force{since}{until}"


def _as_of(cause: Cause, title: str, before: Known, after: Known) -> str:
    ended = cause.after is None or cause.after.get("state") == ENDED
    later = after.day > before.day
    state = ("no longer" if later else "not yet") if ended else ("now" if later else "still")
    return f"{_day(before, after)}, {title} is {state} in force"


def _scoped(cause: Cause, title: str, before: Known, after: Known) -> str:
    scopes = (known.documents[cause.document_id]["scope"] for known in (before, after))
    verb = "no longer holds" if cause.after is None else "now holds"
    return f"{title} {verb} for this Center (scope: {' -> '.join(scopes)})"


def _had(cause: Cause, title: str, before: Known, after: Known) -> str:
    return f"{title} {'is no longer' if cause.after is None else 'is now'} available"


def _unread(cause: Cause, title: str, before: Known, after: Known) -> str:
    when = "later" if cause.after is None else "earlier"
    return f"no text of {title} was read in the {when} run"


def _rewritten(cause: Cause, title: str, before: Known, after: Known) -> str:
    return f"{title} changed"


_OPENINGS = {
    "added": _added,
    "successor": _took,
    "removed": _removed,
    "dates": _redated,
    "as-of": _as_of,
    "scope": _scoped,
    "access": _had,
    "unread": _unread,
    "text": _rewritten,
}


def _title(document_id: str, before: Known, after: Known) -> str:
    row = after.documents.get(document_id) or before.documents.get(document_id, {})
    return f"“{row.get('title') or document_id}”"


def _row(known: Known, cell: Pair) -> Row:
    return known.rows.get(cell[0], {})


def _ownership(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    old, new = (OWNERS[_row(known, cell)["ownership"]] for known in (before, after))
    if old == new:
        return f"the matrix now holds it as a {_row(after, cell)['kind']}"
    the = {"Center": "the Center", "port": "the port"}
    return f"the matrix now gives it to {the.get(new, new)} (before: {the.get(old, old)})"


def _requires(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    old, new = (split(_row(known, cell)["requires"]) for known in (before, after))
    more, less = ([SLOTS[s] for s in one if s not in other] for one, other in
                  ((new, old), (old, new)))  # fmt: skip
    parts = [f"now requires {in_words(more)}"] if more else []
    parts += [f"no longer requires {in_words(less)}"] if less else []
    return f"the matrix {in_words(parts)}"


def _row_changed(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    old, new = _row(before, cell), _row(after, cell)
    names = [name for name in SAYS if old[name] != new[name]]
    return (
        f"its {in_words(names)} changed in the matrix, and with it which sentences are taken for it"
    )


def _aliases(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    texts = " ".join(
        str((after.duties.get(c.duty_id) or before.duties.get(c.duty_id) or {}).get("text", ""))
        for c in group
    ).casefold()
    both = {**before.aliases, **after.aliases}
    moved = [one for one in both if before.aliases.get(one) != after.aliases.get(one)]
    mine = [one for one in moved if one.casefold() in texts] or moved
    told = [_alias(one, before, after) for one in mine[:SHOWN]]
    return f"the list of actors {in_words(told)}"


def _alias(alias: str, before: Known, after: Known) -> str:
    old, new = (known.aliases.get(alias, {}).get("unit", "") for known in (before, after))
    if not new:
        return f"no longer holds “{alias}” (before: {old})"
    return f"now counts “{alias}” to {new} (before: {old or 'not in the list'})"


def _reorganised(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    old, new = before.reorganisation, after.reorganisation
    was = f" (before: {old})" if old else " (before: no day)"
    said = f"the reorganisation is now dated {new}{was}" if new else (
        f"no day of a reorganisation is given now{was}"
    )  # fmt: skip
    titles = dict.fromkeys(_title(c.document_id, before, after) for c in group if c.document_id)
    if not titles:
        return said
    older = any((cause.after or {}).get("older") for cause in group)
    counts = ("counts" if older else "no longer counts") if len(titles) == 1 else (
        "count" if older else "no longer count"
    )  # fmt: skip
    return f"{said}, so that {in_words(list(titles)[:SHOWN])} {counts} as older than it"


def _dated(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    one = group[0].document_id
    days = [known.documents[one]["effective"] or "without a date" for known in (before, after)]
    older = (group[0].after or {}).get("older")
    side = "from before the reorganisation" if older else "not from before the reorganisation"
    return f"{_title(one, before, after)} is now dated {days[1]} (before: {days[0]}), {side}"


def _reviewed(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    was, now = (known.reviews.get(cell, "proposed") for known in (before, after))
    return f"what people decided of it is now “{now}” (before: “{was}”)"


def _fit(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    return (
        "no document, row or date that decides it changed, but how well sentences fit is weighed"
        f" over the whole corpus and matrix, and these changed: {LOOK}"
    )


def _program(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    versions = f" ({before.version}, now {after.version})" * (before.version != after.version)
    return f"nothing that it is drawn from changed, so the program did{versions}: {LOOK}"


def _untold(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    which = "later" if before.told else "earlier"
    return f"which duties do it is not told of the {which} map, so no cause can be named"


def _listed(group: list[Cause], cell: Pair, before: Known, after: Known) -> str:
    said = _aliases(group, cell, before, after)
    return f"{said}, and no sentence of its own was read otherwise: {LOOK}"


_PLAIN = {
    "ownership": _ownership,
    "requires": _requires,
    "row": _row_changed,
    "owner": _aliases,
    "actors": _listed,
    "reorganisation": _reorganised,
    "dated": _dated,
    "review": _reviewed,
    "fit": _fit,
    "program": _program,
    "untold": _untold,
}
