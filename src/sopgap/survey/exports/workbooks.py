"""Workbooks (.xlsx): read as text, no formula run and no link followed; written byte for byte."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

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
MADE = dt.datetime(2000, 1, 1)  # when every workbook of ours was made: no clock is asked
LONGEST = 32_000  # characters of a cell that is written; a spreadsheet's holds 32,767
UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
KINDS = {"s": "text", "inlineStr": "text", "n": "number", "d": "date", "b": "bool", "e": "error"}


class Cell(NamedTuple):
    """A cell that holds something: its text, what it is, and where it stands, as "C5"."""

    text: str
    kind: str  # text, number, date, bool, error, formula
    place: str


@dataclass(frozen=True)
class Page:
    """A worksheet to be written: the first row is its head, and stays in view.

    Attributes
    ----------
    name : str
    rows : sequence of rows of str, int, float or None
    widths : dict of int to int
        Of columns, counted from 0, in characters; others are 14 wide.
    open : tuple of int
        Columns that are there to be filled in: they are coloured.
    lists : dict of int to str
        Cells that a column's values are taken from, as "'Codebook'!$A$2:$A$9".
    free : tuple of int
        Columns whose list only suggests: other values can be written too.
    spare : int
        Rows below the last that are coloured, to be filled in.
    """

    name: str
    rows: Sequence[Sequence[str | int | float | None]]
    widths: dict[int, int] = field(default_factory=dict)
    open: tuple[int, ...] = ()
    lists: dict[int, str] = field(default_factory=dict)
    free: tuple[int, ...] = ()
    spare: int = 0


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


def read_pages(path: Path) -> dict[str, list[list[Cell]]]:
    """Read all worksheets: of each row that holds anything, its cells with what they are.

    Formulas are told, not computed. The names of the worksheets are stripped.

    Raises
    ------
    InputError
        As `read_workbook`.
    """
    _check_package(path)
    from openpyxl import load_workbook  # takes a while, and only workbooks need it

    try:
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        pages = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            pages[sheet.title.strip()] = _read_cells(sheet, path.name)
        book.close()
    except InputError:
        raise
    except Exception as error:  # as above
        raise InputError(
            f"{path.name}: cannot be read as a workbook ({type(error).__name__}); open it in a"
            " spreadsheet and save it anew as .xlsx"
        ) from None
    return pages


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
                _text(cell.value),
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


def write_pages(pages: Sequence[Page], path: Path) -> Path:
    """Write a workbook; the same pages give the same bytes, and no text of them is a formula.

    Parameters
    ----------
    pages : sequence of Page
    path : Path
        Its folder is made if absent.
    """
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = MADE
    book.properties.creator = "sopgap"
    for page in pages:
        _write_page(book.create_sheet(page.name), page)
    packed = io.BytesIO()
    # Not book.save, which asks the clock.
    ExcelWriter(book, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED)).save()
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return path


def _write_page(sheet: Any, page: Page) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    top = Alignment(vertical="top", wrap_text=True)
    head, yours = (PatternFill("solid", fgColor=colour) for colour in ("D9E1F2", "FFF9E5"))
    width = len(page.rows[0])
    styles: dict[tuple[bool, bool, bool], Any] = {}  # to look one up costs more than the cell
    for number in range(1, len(page.rows) + page.spare + 1):
        values = page.rows[number - 1] if number <= len(page.rows) else [""] * width
        for column, value in enumerate(values):
            cell, text = sheet.cell(number, column + 1), isinstance(value, str)
            if isinstance(value, str) and value:
                cell.value = UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", value)[:LONGEST]
                cell.data_type = "s"  # also where it looks like a formula
            elif not text:
                cell.value = value
            kind = (number == 1, column in page.open, text)
            if kind not in styles:
                cell.alignment = top
                cell.number_format = "@" if text else "General"
                if number == 1:
                    cell.font, cell.fill = Font(bold=True), head
                elif column in page.open:
                    cell.fill = yours
                styles[kind] = cell._style
            cell._style = copy(styles[kind])
    for column in range(width):
        letter = get_column_letter(column + 1)
        sheet.column_dimensions[letter].width = page.widths.get(column, 14)
        if page.spare:  # what is written further below is text too
            sheet.column_dimensions[letter].number_format = "@"
        if column in page.lists:
            choice = DataValidation("list", formula1=page.lists[column], allow_blank=True)
            choice.showErrorMessage = column not in page.free
            choice.add(f"{letter}2:{letter}{max(2, len(page.rows) + page.spare)}")
            sheet.add_data_validation(choice)
    sheet.freeze_panes = "A2"
