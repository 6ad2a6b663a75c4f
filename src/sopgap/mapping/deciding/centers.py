"""What differs between Centers: the labels `uneven` and `differs`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sopgap.mapping.deciding.cells import Cell, is_named
from sopgap.mapping.fitting.slots import is_timed, time_of

EMPTY = ("missing", "mention-only")


def compare_centers(cells: Iterable[Cell]) -> list[Cell]:
    """Label what differs between Centers: `uneven` where some are bare, `differs` in how."""
    together: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        together[cell.row["responsibility_id"]].append(cell)
    return [cell for group in together.values() for cell in _compare(group)]


def _compare(group: list[Cell]) -> list[Cell]:
    some_own = any(duty["local"] for cell in group for duty in cell.duties)
    differ = len({_way(cell) for cell in group if cell.duties}) > 1
    compared = []
    for cell in group:
        if some_own and set(EMPTY) & set(cell.labels):
            cell = cell.labelled("uneven")
        if differ and cell.duties:
            cell = cell.labelled("differs")
        compared.append(cell)
    return compared


def _way(cell: Cell) -> tuple[Any, ...]:
    """Return how a cell is covered: owners, definite times, and whether there are steps."""
    named = [duty for duty in cell.duties if is_named(duty)]
    return (
        frozenset(duty["unit"] for duty in named),
        frozenset(time_of(duty).lower() for duty in named if is_timed(duty)),
        any("steps" in duty["slots"] for duty in named),
    )
