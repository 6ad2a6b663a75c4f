"""The rows of a matrix: questions of their own that share the choices of any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sopgap.survey.exports.export import Field
from sopgap.survey.exports.steps import in_steps
from sopgap.survey.exports.wordings import clean_cells, clean_choice

MOST = 20  # different answers of all rows together
MAX_CHOICE = 120  # characters


def share_choices(rows: Sequence[Field]) -> list[Field]:
    """Return the rows of a matrix with the same choices, where their answers are few and recur.

    A step that nobody chose in one row is a choice of it all the same. Rows that are open, hold
    lists of ticks, or are dropped stay as they are.

    Parameters
    ----------
    rows : sequence of Field

    Examples
    --------
    >>> often = pd.Series(["Often", "Never", "Often"], dtype="str")
    >>> rarely = pd.Series(["Never", "Rarely", "Rarely"], dtype="str")
    >>> shared = share_choices([Field("a", "Mail", often), Field("b", "Phone", rarely)])
    >>> [(field.kind, field.choices) for field in shared]
    [('scale', ('Often', 'Rarely', 'Never')), ('scale', ('Often', 'Rarely', 'Never'))]
    """
    loose = [f for f in rows if f.use == "question" and not f.kind and not f.choices]
    if len(loose) < 2:
        return list(rows)
    cells = pd.concat([clean_cells(f.values, clean_choice) for f in loose], ignore_index=True)
    counts = cells[cells != ""].value_counts(sort=False)
    steps = in_steps(list(counts.index), bare=False)  # numbers alone may be ranks or sums
    held = [set(f.values) - {""} for f in loose]
    shared = sum(bool(h & set().union(*held[:i], *held[i + 1 :])) for i, h in enumerate(held))
    if not steps and not (_recur(counts) and 2 * shared > len(loose)):
        return list(rows)
    kind, choices = ("scale", steps) if steps else ("single", tuple(map(str, counts.index)))
    return [
        replace(f, kind=kind, choices=choices, values=clean_cells(f.values, clean_choice))
        if any(f is other for other in loose)
        else f
        for f in rows
    ]


def _recur(counts: pd.Series) -> bool:
    if not 2 <= len(counts) <= MOST or 2 * len(counts) > int(counts.sum()):
        return False
    numbers = counts.index.str.fullmatch(r"[-+]?\d+(?:[.,]\d+)?").all()
    lists = counts.index.str.contains(r"[;\n]|, ", regex=True).any()
    return not numbers and not lists and int(counts.index.str.len().max()) <= MAX_CHOICE
