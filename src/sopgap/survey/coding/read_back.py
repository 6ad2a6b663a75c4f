"""Read the codebook's workbook back: the rows of its sheets, each cell with where it stands."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import NamedTuple

from sopgap.sources import Problems, guess, quoted
from sopgap.survey.coding.digests import DIGITS
from sopgap.survey.coding.pages import COLUMNS, READ_ME, STAMP
from sopgap.survey.exports.workbook_cells import look_into
from sopgap.survey.exports.workbooks import Cell, read_pages

BLANK = Cell("", "text", "")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
DIGEST = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
SCIENTIFIC = re.compile(r"\d[.,]?\d*e[+-]?\d{1,3}", re.IGNORECASE)
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


class Coded(NamedTuple):
    """What a workbook holds: the state that it was made from, and the rows of its sheets."""

    state: str
    rows: dict[str, list[Row]]


def read_coded(path: str | Path, problems: Problems, only: tuple[str, ...] = ()) -> Coded:
    """Return the rows of the workbook's sheets, each found by its name and its columns by theirs.

    Sheets and columns of one's own are left alone. What is wrong is told: a sheet or column that
    is absent, two columns of one name, formulas and errors in columns that are read.

    Parameters
    ----------
    path : str or Path
    problems : Problems
        Where the sentences go.
    only : tuple of str
        The sheets that are needed; by default all.

    Raises
    ------
    InputError
        The file is no workbook.
    """
    pages = read_pages(Path(path))
    for part, joined in _joined(Path(path)):
        problems.add(
            f"worksheet {part}: the cells {joined} were joined, so that only the first of them"
            " holds anything; part them and fill in each"
        )
    named = {name.casefold(): rows for name, rows in pages.items()}
    first = named.get(READ_ME.casefold(), [])
    states = [row[1].text.strip() for row in first if len(row) > 1 and row[0].text == STAMP]
    if (not states or not DIGEST.fullmatch(states[0])) and not only:
        problems.add(
            f"sheet {READ_ME!r}: the row {STAMP!r} is absent or changed, so that nobody can tell"
            " which run the workbook was made from; export it anew"
        )
    rows = {}
    for name in only or COLUMNS:
        cells = named.get(name.casefold())
        if cells is None:
            near = guess(name, pages).replace("did you mean", "is it")
            problems.add(f"sheet {name!r} is absent{near}; leave all sheets in the workbook")
            cells = []
        rows[name] = _rows(name, cells, problems)
    return Coded(states[0] if states else "", rows)


def find_comment(text: str, kind: str, known: dict[str, str]) -> tuple[str, str]:
    """Return the digest that a cell names, and what is wrong with it; one of them is blank.

    Parameters
    ----------
    text, kind : str
        Of the cell.
    known : dict of str to str
        Digest by digest, and by id of a comment.

    Examples
    --------
    >>> known = {"0012345678901234": "0012345678901234", "c7": "0012345678901234"}
    >>> find_comment("c7", "text", known)
    ('0012345678901234', '')
    >>> find_comment("12345678901234", "number", known)[1]
    '12345678901234 lost the zeros it began with: it is 0012345678901234; keep the column as text'
    """
    text = text.strip().lower()
    if text in known:
        return known[text], ""
    whole = text.removesuffix(".0")
    if whole.isdecimal() and len(whole) < DIGITS and whole.zfill(DIGITS) in known:
        return "", (
            f"{whole} lost the zeros it began with: it is {whole.zfill(DIGITS)}; keep the column"
            " as text"
        )
    if SCIENTIFIC.fullmatch(text) or kind in ("number", "date", "bool"):
        return "", (
            f"{quoted(text)} is no digest any more: the spreadsheet took it for a {kind}"
            " (as 1234567890123456 becomes 1.23457E+15); make the column text and copy the digest"
            " again"
        ).replace("took it for a text", "took it for a number")
    if DIGEST.fullmatch(text):
        return "", f"the digest {text} is not among the comments of this run"
    return "", f"{quoted(text)} is no digest of 16 signs and no comment_id of this run"


def _joined(path: Path) -> list[tuple[str, str]]:
    """Ranges of joined cells, by the part of the package in which they stand."""
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if SHEET.fullmatch(name)]
    found = ((Path(part).stem, look_into(path, part).merged) for part in sorted(parts))
    return [(name, ", ".join(merged[:3])) for name, merged in found if merged]


def _rows(name: str, cells: list[list[Cell]], problems: Problems) -> list[Row]:
    if not cells:
        return []
    head = {_letters(cell.place): cell.text.strip().casefold() for cell in cells[0]}
    wanted = COLUMNS[name]
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
