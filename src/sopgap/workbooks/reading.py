"""Read all sheets of a workbook: each cell with what it is and where it stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, NamedTuple

from sopgap.errors import InputError
from sopgap.workbooks.bounds import MAX_CELL, MAX_COLUMNS, MAX_ROWS
from sopgap.workbooks.package import open_book

KINDS = {"s": "text", "inlineStr": "text", "n": "number", "d": "date", "b": "bool", "e": "error"}


class Cell(NamedTuple):
    """A cell that holds something: its text, what it is, and where it stands, as "C5"."""

    text: str
    kind: str  # text, number, date, bool, error, formula
    place: str


def read_pages(path: Path) -> dict[str, list[list[Cell]]]:
    """Read all worksheets: of each row that holds anything, its cells with what they are.

    Formulas are told, not computed. The names of the worksheets are stripped.

    Raises
    ------
    InputError
        It is no .xlsx, under a password, damaged, or beyond bounds.
    """
    with open_book(path, computed=False) as book:
        pages = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # a file may claim any size
            pages[sheet.title.strip()] = _read_cells(sheet, path.name)
    return pages


def text_of(value: Any) -> str:
    """Return what a cell holds as a person sees it: 2, not 2.0; days as 2021-01-05 08:00:00."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _read_cells(sheet: Any, name: str) -> list[list[Cell]]:
    rows = []
    for number, values in enumerate(sheet.iter_rows(), 1):
        if number > MAX_ROWS:
            raise InputError(f"{name}: has more than {MAX_ROWS:,} rows; split it")
        if len(values) > MAX_COLUMNS:
            raise InputError(
                f"{name}, {sheet.title}, row {number}: has more than {MAX_COLUMNS:,} columns"
            )
        cells = [
            Cell(
                text_of(cell.value),
                "formula" if cell.data_type == "f" else KINDS.get(cell.data_type, "text"),
                cell.coordinate,
            )
            for cell in values
            if cell.value is not None
        ]
        longest = max((len(cell.text) for cell in cells), default=0)
        if longest > MAX_CELL:
            raise InputError(f"{name}, row {number}: a cell of {longest:,} characters; cut it")
        if any(cell.text.strip() for cell in cells):
            rows.append(cells)
    return rows
