"""Write a workbook for people to fill in: the same pages give the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MADE = dt.datetime(2000, 1, 1)  # when every workbook of ours was made: no clock is asked
LONGEST = 32_000  # characters of a cell that is written; a spreadsheet's holds 32,767
UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
