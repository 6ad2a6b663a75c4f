"""Read back a workbook that people filled in: the rows of its sheets, by the names of columns."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from sopgap.sources import Problems, guess
from sopgap.workbooks.package import open_book
from sopgap.workbooks.raw_cells import look_into
from sopgap.workbooks.reading import Cell, read_pages
from sopgap.workbooks.writing import Page

READ_ME = "Read me"  # the first sheet: what the workbook is, and what it was made from
BLANK = Cell("", "text", "")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
MISTAKEN = {
    "formula": "holds a formula; write the value itself",
    "error": "holds an error of the spreadsheet; write the value itself",
}


class Row(NamedTuple):
    """A row of a sheet: its number, and its cells by the name of their column."""

    sheet: str
    number: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """Return what a cell says, without white space at its ends."""
        return self.cells.get(column, BLANK).text.strip()

    def where(self, column: str = "") -> str:
        """Say where a cell stands."""
        at = f", column {column}" if column else ""
        return f"{self.sheet}, row {self.number}{at}"


class Filled(NamedTuple):
    """What a workbook holds: the facts on its first sheet, and the rows of the sheets asked for."""

    facts: dict[str, str]
    rows: dict[str, list[Row]]


def write_read_me(title: str, facts: Mapping[str, str], lines: str) -> Page:
    """Build the first sheet: facts by which a workbook is known again, and how it is filled in.

    Parameters
    ----------
    title : str
    facts : mapping of str to str
    lines : str
        A file of the package's `data`: what, tab, how.
    """
    file = resources.files("sopgap") / "data" / lines
    text = file.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t", 1) for line in text if line.strip() and line[:1] != "#"]
    return Page(
        READ_ME,
        [[title, ""], *map(list, facts.items()), *([*row, ""][:2] for row in rows)],
        {0: 22, 1: 110},
    )


def read_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets.

    Raises
    ------
    InputError
        The file is no workbook.
    """
    with open_book(path, computed=False) as book:
        return [str(name).strip() for name in book.sheetnames]


def read_filled(
    path: str | Path, columns: Mapping[str, tuple[str, ...]], problems: Problems
) -> Filled:
    """Return the rows of a workbook's sheets, each found by its name and its columns by theirs.

    Sheets and columns of one's own are left alone. What is wrong is told: a sheet or column that
    is absent, two columns of one name, formulas and errors in columns that are read.

    Parameters
    ----------
    path : str or Path
    columns : mapping of str to tuple of str
        Of each sheet that is needed.
    problems : Problems
        Where the sentences go.

    Raises
    ------
    InputError
        The file is no workbook.
    """
    pages = read_pages(Path(path))
    for part, cells in _joined(Path(path)):
        problems.add(
            f"worksheet {part}: the cells {cells} were joined, so that only the first of them"
            " holds anything; part them and fill in each"
        )
    named = {name.casefold(): rows for name, rows in pages.items()}
    first = named.get(READ_ME.casefold(), [])
    facts = {row[0].text.strip(): row[1].text.strip() for row in reversed(first) if len(row) > 1}
    rows = {}
    for name, wanted in columns.items():
        found = named.get(name.casefold())
        if found is None:
            near = guess(name, pages).replace("did you mean", "is it")
            problems.add(f"sheet {name!r} is absent{near}; leave all sheets in the workbook")
            found = []
        rows[name] = _rows(name, found, wanted, problems)
    return Filled(facts, rows)


def _joined(path: Path) -> list[tuple[str, str]]:
    """Ranges of joined cells, by the part of the package in which they stand."""
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if SHEET.fullmatch(name)]
    found = ((Path(part).stem, look_into(path, part).merged) for part in sorted(parts))
    return [(name, ", ".join(merged[:3])) for name, merged in found if merged]


def _rows(
    name: str, cells: list[list[Cell]], wanted: tuple[str, ...], problems: Problems
) -> list[Row]:
    if not cells:
        return []
    head = {_letters(cell.place): cell.text.strip().casefold() for cell in cells[0]}
    for column in wanted:
        times = list(head.values()).count(column)
        if not times:
            near = guess(column, [h for h in head.values() if h]).replace("did you mean", "is it")
            problems.add(f"{name}: column {column} is absent{near}; leave the head as it was")
        if times > 1:
            problems.add(f"{name}: column {column} stands there {times} times")
    rows = []
    for line in cells[1:]:
        own = {}
        for cell in line:
            column = head.get(_letters(cell.place), "")
            if column in wanted:
                own[column] = cell
                if said := MISTAKEN.get(cell.kind):
                    problems.add(f"{name}, cell {cell.place}, column {column}: {said}")
        if any(cell.text.strip() for cell in own.values()):
            number = int(re.sub(r"\D", "", line[0].place))
            rows.append(Row(name, number, own))
    return rows


def _letters(place: str) -> str:
    return re.sub(r"\d", "", place)
