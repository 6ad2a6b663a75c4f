"""find_unparted: two responsibilities that ought to be parted, in one hand: table `unparted`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import quoted
from sopgap.tables import PARTS, UNPARTED, join, split
from sopgap.tables.rows import list_rows
from sopgap.vocabulary import OUTSIDE

NO_HAND = frozenset({"agency", "unknown", "none", "joint", OUTSIDE})  # units that are no one hand


def find_unparted(parts: pd.DataFrame, pairs: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Find who holds two responsibilities that ought to be parted, by the documents in force.

    One hand is one actor, or else one unit by different people. Who does a thing or is accountable
    for it holds it; who is only consulted or informed does not. The agency at large is no hand.

    Parameters
    ----------
    parts : table `parts`
    pairs : iterable of pairs of responsibility_id
        The study's: custody and recording, to decide and to pay (GAO-14-704G, principle 10.12:
        segregation of duties).

    Returns
    -------
    table `unparted`, by Center and pair

    Raises
    ------
    InputError
        A pair names one responsibility twice; all such pairs at once.

    Examples
    --------
    >>> parts = pd.DataFrame([{"responsibility_id": one, "center": "north", "actor": "Clerk",
    ...     "unit": "center", "part": "responsible", "owns": True, "duty_ids": f"a#{one}.s1"}
    ...     for one in ("R1", "R2")])
    >>> find_unparted(parts, [("R1", "R2")])[["holder", "actor", "first_duty_ids"]]
      holder  actor first_duty_ids
    0  actor  Clerk       a#R1.s1
    """
    pairs = list(pairs)
    twice = [f"{quoted(one)} stands twice in a pair" for one, other in pairs if one == other]
    if twice:
        raise InputError([f"find_unparted: {said}; name two responsibilities" for said in twice])
    parts = PARTS.check(parts)
    holding = parts[parts["owns"] & ~parts["unit"].isin(NO_HAND)]
    rows = []
    by_center: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in list_rows(holding):
        held = by_center.setdefault(row["center"], {})
        held.setdefault(row["responsibility_id"], []).append(row)
    for center, held in by_center.items():
        for one, other in pairs:
            for found in _shared(held.get(one, []), held.get(other, [])):
                rows.append({"center": center, "first_id": one, "second_id": other, **found})
    columns = [column.name for column in UNPARTED.columns]
    return UNPARTED.check(pd.DataFrame(rows, columns=columns).drop_duplicates(columns[:6]))


def _shared(ones: list[dict[str, Any]], others: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each actor who holds both, and each unit that does so by different people."""
    for unit in sorted({row["unit"] for row in ones} & {row["unit"] for row in others}):
        first, second = (_of(rows, "unit", unit) for rows in (ones, others))
        shared = sorted({row["actor"] for row in first} & {row["actor"] for row in second})
        for actor in shared or [""]:
            name, value = ("actor", actor) if actor else ("unit", unit)
            yield {
                "holder": name,
                "unit": unit,
                "actor": actor,
                "first_duty_ids": _ids(_of(first, name, value)),
                "second_duty_ids": _ids(_of(second, name, value)),
            }


def _of(rows: list[dict[str, Any]], name: str, value: str) -> list[dict[str, Any]]:
    return [row for row in rows if row[name] == value]


def _ids(rows: list[dict[str, Any]]) -> str:
    return join(dict.fromkeys(one for row in rows for one in split(row["duty_ids"])))
