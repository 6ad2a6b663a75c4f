"""list_evidence: the passages for and against each cell, and those that come near, `evidence`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from sopgap.mapping.deciding.cells import SIDES, Cell, Duty, is_named
from sopgap.mapping.deciding.reasons import LACKING, SIDE, in_words, name_owner
from sopgap.mapping.reviewing.using import is_used, tell_decision
from sopgap.tables import EVIDENCE, split
from sopgap.vocabulary import REQUIREMENTS, STANCES, TIERS

NEAREST = 3  # passages shown where nothing covers a responsibility

Passage = dict[str, Any]


def list_evidence(
    cells: Iterable[Cell], doing: dict[str, list[Duty]], documents: pd.DataFrame
) -> pd.DataFrame:
    """List what speaks for and against each cell, and what comes near it without counting.

    Parameters
    ----------
    cells : iterable of Cell
        Decided.
    doing : dict of str to list of dict
        By responsibility, the duties that do it anywhere, in force or not.
    documents : table `documents`
        With `in_force`, `superseded_by_then`, `centers` and `for_all` of `date_documents`.

    Returns
    -------
    table `evidence`
        `for`: it names the owner that is required. `against`: it names another, or nobody who can
        be held to it, or is no longer in force where nothing else covers. `near`: it does not
        count here, and why. Higher tiers first, then the later documents.
    """
    known = documents.drop_duplicates("document_id").set_index("document_id").to_dict("index")
    rows = []
    for cell in cells:
        elsewhere = doing.get(cell.row["responsibility_id"], [])
        found = sorted(_passages(cell, elsewhere, known), key=lambda p: _order(p, known))
        for place, passage in enumerate(_once(found), 1):
            rows.append(
                {
                    "responsibility_id": cell.row["responsibility_id"],
                    "center": cell.center,
                    "place": place,
                    "stance": passage["stance"],
                    "passage_id": passage["duty_id"],
                    "paragraph_id": passage["paragraph_id"],
                    "document_id": passage["document_id"],
                    "why": passage["why"],
                }
            )
    return EVIDENCE.check(pd.DataFrame(rows, columns=[c.name for c in EVIDENCE.columns]))


def _passages(
    cell: Cell, elsewhere: list[Duty], known: dict[str, dict[str, Any]]
) -> Iterator[Passage]:
    for duty in cell.duties:
        stance, why = _in_force(duty, cell)
        said = tell_decision(duty, cell.center)
        yield duty | {"stance": stance, "why": f"{why}; {said}" if said else why}
    required = set(split(cell.row["requires"]))
    owners = {duty["unit"] for duty in cell.deciding}
    for duty in cell.beside if cell.duties else ():
        given = [slot for slot in REQUIREMENTS if slot in duty["slots"] and slot in required]
        if given and duty["unit"] in owners:
            why = f"names the {name_owner(duty)} at another act; gives its {in_words(given)}"
            yield duty | {"stance": "for", "why": why}
    for duty in cell.old:
        # A superseded sentence speaks against the cell only where nothing has come in its place.
        stance = "near" if cell.duties else "against"
        yield duty | {"stance": stance, "why": _ended(duty, known)}
    here = {duty["duty_id"] for duty in (*cell.duties, *cell.old)}
    for duty in elsewhere:
        if duty["duty_id"] not in here and (why := _absent(duty, cell, known)):
            yield duty | {"stance": "near", "why": why}
    for passage in cell.near:
        yield passage | {"stance": "near", "why": passage["why"]}


def _in_force(duty: Duty, cell: Cell) -> tuple[str, str]:
    """Return whether a duty that counts here speaks for or against, and what it says."""
    owner, unit = cell.row["ownership"], duty["unit"]
    who = name_owner(duty)
    if not is_named(duty):
        stance = "against" if "ambiguous" in cell.labels else "near"
        return (
            stance,
            "names nobody who can be held to it" if who == "none" else f"names only {who}",
        )
    weak = ", as a recommendation only" if duty["modality"] == "recommendation" else ""
    if owner == "undefined":
        return "near", f"gives it to the {who}, by no authority"
    if unit == owner or (owner == "joint" and unit in {*SIDES, "joint"}):
        half = " and not the other side" if owner == "joint" and unit in SIDES else ""
        return "for", f"names the {who}{half}{weak}{_supplies(duty, cell)}"
    if unit == "joint":
        return "against", f"names both sides, where the authority requires the {SIDE[owner]}{weak}"
    required = "both sides" if owner == "joint" else f"the {SIDE[owner]}"
    return "against", f"names the {who}, where the authority requires {required}{weak}"


def _supplies(duty: Duty, cell: Cell) -> str:
    """Return in words which of the required slots a duty and its section supply."""
    required = split(cell.row["requires"])
    given = [slot for slot in required if slot in duty["slots"]]
    lacking = [LACKING[slot] for slot in required if slot not in duty["slots"]]
    said = f"; gives its {in_words(given)}" if given else ""
    return said + (f"; gives {in_words(lacking)}" if lacking else "")


def _ended(duty: Duty, known: dict[str, dict[str, Any]]) -> str:
    day = known.get(duty["document_id"], {}).get("superseded", "")
    who = name_owner(duty)
    named = f"names the {who}, but " if who != "none" else ""
    return f"{named}is no longer in force, since {day}" if day else f"{named}is no longer in force"


def _absent(duty: Duty, cell: Cell, known: dict[str, dict[str, Any]]) -> str:
    """Return why a duty that does the responsibility does not count at this Center."""
    document = known.get(duty["document_id"])
    if document is None or document["access"] == "unavailable":
        return ""
    here = document["for_all"] or cell.center in document["centers"]
    if not is_used(duty, cell.center):
        return tell_decision(duty, cell.center) if here else ""
    if not here:
        # What other Centers' documents say matters where nothing is said here.
        return "" if cell.duties else f"stands in a document for {in_words(document['centers'])}"
    if duty["document_id"] in cell.displaced:
        return f"names the {name_owner(duty)}, and gives way here to the Center's own document"
    if not document["in_force"] and not document["superseded_by_then"]:
        return f"is in force only from {document['effective']}"
    return "speaks for another owner, of what another responsibility fits better"


def _order(passage: Passage, known: dict[str, dict[str, Any]]) -> tuple[Any, ...]:
    document = known.get(passage["document_id"], {})
    tier = TIERS.index(document["tier"]) if document else len(TIERS)
    if "speaks" in passage:  # the nearest stand in the order of their nearness, behind the rest
        return STANCES.index(passage["stance"]), 1
    later = "".join(chr(255 - ord(sign)) for sign in document.get("effective", ""))
    return STANCES.index(passage["stance"]), 0, tier, later, passage["duty_id"]


def _once(passages: list[Passage]) -> list[Passage]:
    """Return each passage once: two duties of one sentence and stance are one to a reader."""
    once = {(p["paragraph_id"], p["text"], p["stance"]): p for p in reversed(passages)}
    return list(reversed(once.values()))
