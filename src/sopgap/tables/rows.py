"""A table's rows, one at a time: for what is decided row by row."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from functools import cache
from typing import Any

import pandas as pd


def list_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a dict by column: `to_dict("records")` in a fifth of its time.

    Of text, pandas fetches each cell by itself.

    Examples
    --------
    >>> list_rows(pd.DataFrame({"duty_id": ["a#1"], "n": [2]}))
    [{'duty_id': 'a#1', 'n': 2}]
    """
    names = list(table.columns)
    columns = [table[name].to_numpy(dtype=object) for name in names]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def walk_rows(table: pd.DataFrame) -> Iterator[Any]:
    """Give each row as a tuple with the columns' names: `itertuples` that makes no class anew.

    Examples
    --------
    >>> [row.n for row in walk_rows(pd.DataFrame({"duty_id": ["a#1"], "n": [2]}))]
    [2]
    """
    columns = (table[name].to_numpy(dtype=object) for name in table.columns)
    return map(_row_class(tuple(table.columns))._make, zip(*columns, strict=True))


@cache
def _row_class(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)
