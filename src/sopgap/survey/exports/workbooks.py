"""Read the first worksheet of a workbook (.xlsx) as text: no formula is run, no link followed."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.exports.sheets import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Sheet, check_file
from sopgap.survey.exports.workbook_cells import look_into

MAX_PARTS = 10_000
MAX_UNPACKED = 1_000_000_000  # bytes of all parts together
MAX_RATIO = 200  # unpacked to packed; a spreadsheet of repeated answers stays under 100
MIN_SUSPECT = 50_000_000  # bytes under which the ratio does not matter
MAX_STRINGS = 300_000_000  # bytes of the table of texts, which is read at once
ERRORS = ("#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
OLE = b"\xd0\xcf\x11\xe0"  # what an old .xls and a workbook under a password begin with


def read_workbook(path: Path) -> Sheet:
    """Read the first visible worksheet; the values that the spreadsheet last saw, as text.

    Numbers are written without a needless `.0`, days as YYYY-MM-DD HH:MM:SS.

    Raises
    ------
    InputError
        It is no .xlsx, under a password, damaged, empty, unpacks beyond bounds, or holds formulas
        that were never computed: their values are not in the file.
    """
    _check_package(path)
    # Its import takes a while, and only workbooks need it.
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheets = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
        if not sheets:
            raise InputError(f"{path.name}: holds no worksheet")
        sheet = sheets[0]
        sheet.reset_dimensions()  # a file may claim any size
        rows = _rows(sheet, path.name)
        names = [s.title for s in sheets]
        found = look_into(path, sheet._worksheet_path)
        book.close()
    except InputError:
        raise
    # openpyxl raises whatever its parts raise (KeyError, ParseError, BadZipFile, ...): a hostile
    # file must still end in a sentence that names it.
    except Exception as error:
        raise InputError(
            f"{path.name}: cannot be read as a workbook ({type(error).__name__}); open it in a"
            " spreadsheet, save it anew as .xlsx or as CSV UTF-8"
        ) from None
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
        cells = [_text(value) for value in values]
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


def _text(value: Any) -> str:
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


def _text_hint(first: bytes) -> str:
    """Say that a file is text, by its first bytes: a CSV under another name."""
    plain = not first.startswith((b"PK", b"%PDF")) and all(b > 8 for b in first)
    return "; it is a text: if it is a CSV, name it .csv and import it as csv" if plain else ""


def _check_package(path: Path) -> None:
    name = path.name
    try:
        check_file(path, name)
        with path.open("rb") as file:
            first = file.read(8)
        size = path.stat().st_size
    except InputError:  # which is a ValueError
        raise
    except (FileNotFoundError, ValueError):
        raise InputError(f"{name}: no such file in {path.parent}") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None
    if not first:
        raise InputError(f"{name}: the file is empty; export it anew")
    if first.startswith(OLE):
        raise InputError(
            f"{name}: is an old .xls or protected by a password; save it as .xlsx without one"
        )
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InputError(
            f"{name}: is no workbook (.xlsx), or its end is missing; export it anew"
            f"{_text_hint(first)}"
        ) from None
    unpacked = sum(part.file_size for part in parts)
    bomb = unpacked > MIN_SUSPECT and unpacked / max(1, size) > MAX_RATIO
    strings = max((p.file_size for p in parts if "sharedStrings" in p.filename), default=0)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or strings > MAX_STRINGS or bomb:
        raise InputError(
            f"{name}: unpacks to {unpacked:,} bytes in {len(parts):,} parts; refused as unsafe"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise InputError(f"{name}: is protected by a password; save it without one")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise InputError(f"{name}: is a zip file but no workbook (.xlsx); export as .xlsx or CSV")
