"""compare_owners and sum_sides: who is required beside who is named, `owners` and `sides`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sopgap.mapping.deciding.cells import SIDES as BOTH
from sopgap.tables import OWNERS, PARTS, RESPONSIBILITIES, SIDES, join, split
from sopgap.tables.rows import list_rows
from sopgap.vocabulary import CENTER, PORT

# States in which a side is named that the matrix does not name, or beside the one that it does.
BOTH_CLAIM, BETWEEN, UNDEFINED = "both-claim", "between", "undefined"


def compare_owners(
    matrix: pd.DataFrame, parts: pd.DataFrame, centers: pd.DataFrame
) -> pd.DataFrame:
    """Set who is required to own each responsibility beside who the documents name.

    One state a cell: `as-required`; `other-side` (only the side that it does not belong to is
    named); `both-claim` (both sides are named for what belongs to one); `one-of-two` (it is joint,
    one is named); `between` (neither side is named: it falls between the two); `undefined` (no
    authority gives it to anyone).

    Parameters
    ----------
    matrix : table `responsibilities`
    parts : table `parts`
        From `assign_parts`: those with `owns` name an owner.
    centers : table `centers`

    Returns
    -------
    table `owners`, in the order of matrix and Centers

    Raises
    ------
    ContractError
        A table does not keep its contract.

    Examples
    --------
    >>> matrix = pd.DataFrame([{"responsibility_id": "R1", "name": "Refunds",
    ...     "kind": "responsibility", "ownership": "center"}])
    >>> parts = pd.DataFrame([{"responsibility_id": "R1", "center": "north", "actor": "Guard",
    ...     "unit": "port", "part": "responsible", "owns": True, "duty_ids": "a#1.s1"}])
    >>> centers = pd.DataFrame({"center": ["north", "south"], "name": ["North", "South"]})
    >>> compare_owners(matrix, parts, centers)[["center", "required", "named", "state"]]
      center required named       state
    0  north   center  port  other-side
    1  south   center          between
    """
    matrix, parts = RESPONSIBILITIES.check(matrix), PARTS.check(parts)
    owning = parts[parts["owns"]]
    named = owning.groupby(["responsibility_id", "center"])["unit"].agg(list).to_dict()
    cited = owning.groupby(["responsibility_id", "center"])["duty_ids"].agg(list).to_dict()
    rows = []
    for row in list_rows(matrix):
        for center in centers["center"].astype(str):
            key = (row["responsibility_id"], center)
            units = _units(named.get(key, []))
            ids = dict.fromkeys(one for cell in cited.get(key, []) for one in split(cell))
            rows.append(
                {
                    "responsibility_id": key[0],
                    "center": center,
                    "required": row["ownership"],
                    "named": join(units),
                    "state": _state(row["ownership"], frozenset(units)),
                    "duty_ids": join(ids),
                }
            )
    columns = [column.name for column in OWNERS.columns]
    return OWNERS.check(pd.DataFrame(rows, columns=columns))


def sum_sides(owners: pd.DataFrame) -> pd.DataFrame:
    """Count for each side at each Center what it has by the matrix and by the documents.

    What no authority assigns is not counted. A joint responsibility counts for both sides.

    Parameters
    ----------
    owners : table `owners`

    Returns
    -------
    table `sides`

    Examples
    --------
    >>> owners = pd.DataFrame([{"responsibility_id": "R1", "center": "north", "state": "between",
    ...     "required": "port", "named": ""}])
    >>> sum_sides(owners)[["unit", "n_required", "n_kept", "n_left", "n_between"]]
         unit  n_required  n_kept  n_left  n_between
    0  center           0       0       0          0
    1    port           1       0       1          1
    """
    owners = OWNERS.check(owners)
    assigned = owners[owners["required"] != UNDEFINED]
    rows = []
    for center in owners["center"].drop_duplicates():
        here = list_rows(assigned[assigned["center"] == center])
        rows += [_sum_side(center, side, here) for side in (CENTER, PORT)]
    columns = [column.name for column in SIDES.columns]
    return SIDES.check(pd.DataFrame(rows, columns=columns))


def _sum_side(center: str, side: str, cells: list[dict[str, Any]]) -> dict[str, Any]:
    required = [cell for cell in cells if cell["required"] in (side, "joint")]
    named = [cell for cell in cells if side in split(cell["named"])]
    kept = [cell for cell in required if side in split(cell["named"])]
    return {
        "center": center,
        "unit": side,
        "n_required": len(required),
        "n_named": len(named),
        "n_kept": len(kept),
        "n_left": len(required) - len(kept),
        "n_between": sum(cell["state"] == BETWEEN for cell in required),
        "n_taken": len(named) - len(kept),
        "n_both": sum(cell["state"] == BOTH_CLAIM for cell in named),
    }


def _units(named: list[str]) -> list[str]:
    """Return the units named, the two sides first; who acts jointly is both."""
    found = {unit for one in named for unit in (BOTH if one == "joint" else {one})}
    return sorted(found, key=_place)


def _place(unit: str) -> tuple[int, str]:
    order = (CENTER, PORT)
    return (order.index(unit) if unit in order else len(order), unit)


def _state(required: str, named: frozenset[str]) -> str:
    sides = named & BOTH
    if required == UNDEFINED:
        return UNDEFINED
    if not sides:
        return BETWEEN
    if required == "joint":
        return "as-required" if sides == BOTH else "one-of-two"
    if sides == BOTH:
        return BOTH_CLAIM
    return "as-required" if required in sides else "other-side"
