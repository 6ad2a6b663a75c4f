"""compare_practices: how each Center does a responsibility, and how alike: `practices`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sopgap.mapping.deciding.standing import date_documents, place_duties, read_texts
from sopgap.mapping.fitting.slots import Sections, read_sections
from sopgap.mapping.ownership.held import hold_duties
from sopgap.mapping.uniformity.laid_down import lay_down
from sopgap.mapping.uniformity.sameness import (
    chance_of_agreement,
    group_values,
    say_differences,
)
from sopgap.tables import DOCUMENTS, DUTIES, PRACTICES, RESPONSIBILITIES, UNIFORMITY, join
from sopgap.vocabulary import ATTRIBUTES

FILLED = ("owner", "unit", "deadline", "frequency", "steps", "system", "record")


@dataclass(frozen=True)
class Practices:
    """How Centers do what they are responsible for, and how alike they do it.

    Attributes
    ----------
    practices : table `practices`
    uniformity : table `uniformity`
    """

    practices: pd.DataFrame
    uniformity: pd.DataFrame


def compare_practices(
    matrix: pd.DataFrame,
    duties: pd.DataFrame,
    matches: pd.DataFrame,
    documents: pd.DataFrame,
    paragraphs: pd.DataFrame,
    centers: pd.DataFrame,
    *,
    as_of: dt.date | str | None = None,
) -> Practices:
    """Read how the documents lay down each responsibility at each Center, and compare Centers.

    A Center's own documents go before those for all; where they are silent on an attribute, those
    for all hold that bind the same side. Rows of the matrix that only seat a position are left out.

    Compared are Centers whose documents lay the responsibility down at all. The uniformity of an
    attribute is the chance that two of them, drawn at random, say the same; silence is one way of
    saying. The uniformity of the responsibility, attribute `all`, is the mean over the attributes
    of which at least one of them speaks. Under two Centers there is none.

    Parameters
    ----------
    matrix : table `responsibilities`
    duties : table `duties`
    matches : table `matches`
    documents : table `documents`
    paragraphs : table `paragraphs`
        The sections in which times, steps, systems and records may stand.
    centers : table `centers`
    as_of : date or str, optional
        As in `map_coverage`.

    Returns
    -------
    Practices

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
    >>> said = {"north": "30 days", "south": "60 days"}
    >>> duties = pd.DataFrame([{"duty_id": f"{at}#1.s1", "paragraph_id": f"{at}#1",
    ...     "document_id": at, "text": f"The clerk pays the refund within {due}.", "due": due,
    ...     "actor": "Clerk", "actor_text": "The clerk", "unit": "center", "via": "modal",
    ...     "modality": "obligation", "action": "pay", "deadline": f"within {due}"}
    ...     for at, due in said.items()])
    >>> matches = pd.DataFrame([{"responsibility_id": "R1", "duty_id": f"{at}#1.s1",
    ...     "unit": "center", "object_fit": 1.0, "partial": False, "full": True} for at in said])
    >>> documents = pd.DataFrame([{"document_id": at, "title": at, "tier": "sop", "scope": at,
    ...     "access": "public"} for at in said])
    >>> paragraphs = duties[["paragraph_id", "document_id", "text"]].assign(section="1", ordinal=0)
    >>> centers = pd.DataFrame({"center": list(said), "name": ["North", "South"]})
    >>> found = compare_practices(matrix, duties, matches, documents, paragraphs, centers)
    >>> found.uniformity[["attribute", "n_ways", "uniformity", "differences"]]
      attribute  n_ways  uniformity                     differences
    0       all       2         0.5                        deadline
    1     owner       1         1.0
    2  deadline       2         0.0  North: 30 days; South: 60 days
    """
    matrix, duties = RESPONSIBILITIES.check(matrix), DUTIES.check(duties)
    sections = _sections(duties, matches, documents, paragraphs, as_of)
    known: dict[str, dict[str, list[str]]] = {}
    rows = []
    tasks = matrix[(matrix["kind"] != "role") | (matrix["action"] != "")]
    cells = hold_duties(
        tasks, duties, matches, documents, centers, paragraphs=paragraphs, as_of=as_of
    )
    for row, center, held in cells:
        for duty in held:
            if duty["duty_id"] not in known:
                known[duty["duty_id"]] = lay_down(duty, sections)
        rows.append(_practice(row["responsibility_id"], center, held, known))
    columns = [column.name for column in PRACTICES.columns]
    practices = PRACTICES.check(pd.DataFrame(rows, columns=columns))
    return Practices(practices, _compare(practices, centers))


def _sections(
    duties: pd.DataFrame,
    matches: pd.DataFrame,
    documents: pd.DataFrame,
    paragraphs: pd.DataFrame,
    as_of: dt.date | str | None,
) -> Sections:
    """Return the sections of the documents that do any responsibility; others are not read."""
    texts = read_texts(paragraphs)
    placed = place_duties(duties, date_documents(DOCUMENTS.check(documents), as_of), texts)
    doing = placed["duty_id"].isin(set(matches["duty_id"]))
    home = set(placed.loc[doing, "document_id"])
    inside = texts["document_id"].isin(home) & (texts["kind"] != "note")
    return read_sections(placed[placed["document_id"].isin(home)], texts[inside])


def _practice(
    responsibility: str,
    center: str,
    held: tuple[dict[str, Any], ...],
    known: dict[str, dict[str, list[str]]],
) -> dict[str, Any]:
    own = [duty for duty in held if duty["local"]]
    units = {duty["unit"] for duty in own}
    # What is laid down for another owner is not laid down for this one.
    national = [d for d in held if not d["local"] and (not own or d["unit"] in {*units, "none"})]
    cell: dict[str, Any] = dict.fromkeys(FILLED, "")
    used: dict[str, None] = dict.fromkeys(duty["duty_id"] for duty in own or national)
    for name in FILLED:
        for duties in (own, national):
            said = _said(name, duties, known)
            if said:
                cell[name] = join(said)
                if duties is national:
                    used |= dict.fromkeys(d["duty_id"] for d in duties if known[d["duty_id"]][name])
                break
    homes = {duty["duty_id"]: duty["document_id"] for duty in held}
    return cell | {
        "responsibility_id": responsibility,
        "center": center,
        "source": "own" if own else "national" if national else "none",
        "n_steps": len(cell["steps"].split(";")) if cell["steps"] else 0,
        "document_ids": join(dict.fromkeys(homes[one] for one in used)),
        "duty_ids": join(used),
    }


def _said(
    name: str, duties: list[dict[str, Any]], known: dict[str, dict[str, list[str]]]
) -> list[str]:
    """Return what duties say of an attribute: each thing once, of steps the longest list."""
    told = [known[duty["duty_id"]][name] for duty in duties]
    if name == "steps":
        return max(told, key=len, default=[])
    return list(dict.fromkeys(one.replace(";", ",") for said in told for one in said))


def _compare(practices: pd.DataFrame, centers: pd.DataFrame) -> pd.DataFrame:
    rows = [
        row
        for one, cells in practices.groupby("responsibility_id", sort=False)
        for row in _compare_one(str(one), cells[cells["source"] != "none"], centers)
    ]
    columns = [column.name for column in UNIFORMITY.columns]
    return UNIFORMITY.check(pd.DataFrame(rows, columns=columns))


def _compare_one(
    responsibility: str, cells: pd.DataFrame, centers: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    base = {
        "responsibility_id": responsibility,
        "n_centers": len(cells),
        "n_own": int((cells["source"] == "own").sum()),
    }
    rows: list[dict[str, Any]] = []
    for name in ATTRIBUTES:
        said = dict(zip(cells["center"], cells[name], strict=True))
        saying = sum(map(bool, said.values()))
        if not saying:
            continue  # that nobody speaks of a thing makes nobody alike
        groups = group_values(name, said, centers)
        rows.append(
            base
            | {
                "attribute": name,
                "n_saying": saying,
                "n_ways": len(groups),
                "uniformity": chance_of_agreement(groups),
                "differences": say_differences(name, groups, centers),
            }
        )
    yield base | {
        "attribute": "all",
        "n_saying": max((row["n_saying"] for row in rows), default=0),
        "n_ways": max((row["n_ways"] for row in rows), default=0),
        "uniformity": _mean([row["uniformity"] for row in rows]),
        "differences": ", ".join(row["attribute"] for row in rows if row["n_ways"] > 1),
    }
    yield from rows


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
