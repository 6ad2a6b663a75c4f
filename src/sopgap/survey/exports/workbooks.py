"""Workbooks (.xlsx) that a platform wrote: the first worksheet, read as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.exports.sheets import Sheet
from sopgap.workbooks.bounds import MAX_CELL, MAX_COLUMNS, MAX_ROWS
from sopgap.workbooks.package import open_book
from sopgap.workbooks.raw_cells import look_into
from sopgap.workbooks.reading import text_of

ERRORS = ("#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")


def read_workbook(path: Path) -> Sheet:
    """Read the first visible worksheet; the values that the spreadsheet last saw, as text.

    Numbers are written without a needless `.0`, days as YYYY-MM-DD HH:MM:SS.

    Raises
    ------
    InputError
        It is no .xlsx, under a password, damaged, empty, unpacks beyond bounds, or holds formulas
        that were never computed: their values are not in the file.
    """
    with open_book(path, computed=True) as book:
        sheets = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
        if not sheets:
            raise InputError(f"{path.name}: holds no worksheet")
        sheet = sheets[0]
        sheet.reset_dimensions()  # a file may claim any size
        rows = _rows(sheet, path.name)
        names = [s.title for s in sheets]
        found = look_into(path, sheet._worksheet_path)
    if not rows:
        raise InputError(f"{path.name}: its first worksheet {names[0]!r} is empty; export it anew")
    if found.unread:
        raise InputError(
            f"{path.name}, worksheet {names[0]!r}, cell {found.unread_named()}: a formula that was"
            " never computed, so that its value is not there; open the workbook in a spreadsheet,"
            " save it, and import it again"
        )
    width = max(len(cells) for _, cells in rows)
    table = pd.DataFrame(
        [cells + [""] * (width - len(cells)) for _, cells in rows],
        index=pd.Index([row for row, _ in rows], name="row"),
        dtype="str",
    )
    more = f"of {len(names)} worksheets the first, {names[0]!r}, was read"
    notes = (more,) if len(names) > 1 else ()
    return Sheet(path.name, table, (*notes, *_errors(rows)), found.merged)


def _errors(rows: list[tuple[int, list[str]]]) -> list[str]:
    """Say which cells hold an error of the spreadsheet, such as #REF!: they stay as they are."""
    cells = [
        (f"row {row}, column {column}", cell)
        for row, values in rows
        for column, cell in enumerate(values, 1)
        if cell in ERRORS
    ]
    if not cells:
        return []
    place, cell = cells[0]
    return [
        f"{len(cells)} cells hold an error of the spreadsheet and no answer, the first ({place})"
        f" {cell}; mend the workbook"
    ]


def _rows(sheet: Any, name: str) -> list[tuple[int, list[str]]]:
    """Return the rows that hold anything, with their numbers; cells behind the last are cut."""
    rows = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MAX_ROWS:
            raise InputError(f"{name}: has more than {MAX_ROWS:,} rows; split it")
        cells = [text_of(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise InputError(
                f"{name}, row {number}: has {len(cells):,} columns, more than {MAX_COLUMNS:,};"
                " export fewer"
            )
        longest = max(map(len, cells), default=0)
        if longest > MAX_CELL:
            raise InputError(f"{name}, row {number}: a cell of {longest:,} characters; cut it")
        if cells:
            rows.append((number, cells))
    return rows
