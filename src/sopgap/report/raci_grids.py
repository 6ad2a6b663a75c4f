"""Find the RACI matrix in a sheet: where its roles, its tasks and its letters stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sopgap.text import data_rows

NOTHING = re.compile(r"^[\s\-–—.·/x]*$|^n/?a$|^none$")  # "x" alone marks nothing in particular
PARTING = re.compile(r"[\s,;/&+|()]+|\band\b")
LEGEND = re.compile(r"^\W*[a-z]\W*[=:–-]\W*[a-z]+", re.IGNORECASE)
PLACE = re.compile(r"^([A-Z]+)(\d+)$")
LEAST_SHARE = 0.5  # of a column's cells that must be letters for it to be a role's
MAX_SPAN = 5_000  # cells of one joined range that are filled


class Mark(NamedTuple):
    """A cell of a sheet: what it says, what kind it is, and how a person finds it."""

    text: str
    kind: str
    place: str


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet by row and column, joined cells filled."""

    name: str
    cells: dict[tuple[int, int], Mark]
    hidden: bool = False


@dataclass(frozen=True)
class Layout:
    """Where in a grid the matrix stands.

    Attributes
    ----------
    roles : dict of int to tuple of Mark
        By column, the headings above it, the nearest first.
    task, number : int
        Columns of the tasks and of their ids; 0: none.
    rows : tuple of int
        The rows of tasks.
    """

    roles: dict[int, tuple[Mark, ...]]
    task: int
    number: int
    rows: tuple[int, ...]


def read_grids(path: Path) -> list[Grid]:
    """Read the sheets of a workbook, or a CSV as one sheet.

    Raises
    ------
    InputError
        It is neither, damaged, or beyond bounds.
    """
    # Each reader only where its kind of file is met.
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        from sopgap.workbooks.reading import read_pages
        from sopgap.workbooks.sheets import Seen, look_at_sheets

        pages, seen = read_pages(path), look_at_sheets(path)
        return [
            _as_grid(name, rows, seen.get(name, Seen(False, ()))) for name, rows in pages.items()
        ]
    from sopgap.survey.exports.sheets import read_sheet

    table = read_sheet(path).cells
    cells = {
        (int(str(row)), column + 1): Mark(text.strip(), "text", f"row {row}, column {column + 1}")
        for row, values in zip(table.index, table.to_numpy().tolist(), strict=True)
        for column, text in enumerate(values)
        if text.strip()
    }
    return [Grid("", cells)]


def read_letters(text: str) -> tuple[str, ...] | None:
    """Return the parts that a cell gives; None where it holds anything else.

    A part of a wider scheme is an empty text.

    Examples
    --------
    >>> read_letters("A/R"), read_letters("ri"), read_letters("-")
    (('accountable', 'responsible'), ('responsible', 'informed'), ())
    >>> read_letters("Port Director") is None
    True
    """
    said = text.strip().lower().rstrip("*")
    if NOTHING.match(said) and said != "x":
        return ()
    known = _letters()
    words = [word for word in PARTING.split(said) if word]
    if len(words) == 1 and words[0] not in known and set(words[0]) <= set(known):
        words = list(words[0])  # "RA"
    if not words or any(word not in known for word in words):
        return None
    return tuple(dict.fromkeys(known[word] for word in words))


def find_layout(grid: Grid) -> Layout | None:
    """Find the matrix in a sheet; None where there is none.

    Columns of roles are those of which most cells below their heading hold letters; the tasks
    stand in the column before them that tells most apart.
    """
    bands = _bands(grid)
    rows = sorted({row for row, _ in grid.cells} - _legends(grid))
    lettered = {
        place: parts
        for place, mark in grid.cells.items()
        if place[0] in rows and (parts := read_letters(mark.text))
    }
    firsts: dict[int, int] = {}
    for row, column in sorted(lettered):
        firsts.setdefault(column, row)
    plain = [row for row in rows if row not in bands]
    roles = [c for c, first in firsts.items() if _is_role(grid, c, first, plain, lettered)]
    if not roles:
        return None
    top = min(firsts[column] for column in roles)
    body = [row for row in rows if row >= top and row not in bands]
    task = _task_column(grid, body, roles)
    if not task:
        return None
    above = [row for row in rows if row < top]
    headed = {
        column: tuple(
            dict.fromkeys(
                grid.cells[(r, column)] for r in reversed(above) if (r, column) in grid.cells
            )
        )
        for column in _with_bare_roles(grid, roles, above)
    }
    return Layout(headed, task, _number_column(grid, body, task), tuple(body))


def _as_grid(name: str, rows: list[list[Any]], seen: Any) -> Grid:
    cells = {
        _at(cell.place): Mark(cell.text.strip(), cell.kind, f"cell {cell.place}")
        for row in rows
        for cell in row
        if cell.text.strip()
    }
    return Grid(name, _filled(cells, seen.merged), seen.hidden)


def _with_bare_roles(grid: Grid, roles: list[int], above: list[int]) -> list[int]:
    """Return the columns of roles, and those between them that are headed and bare of letters."""
    low, high = min(roles), max(roles)
    headed = {c for r, c in grid.cells if r in above and low <= c <= high}
    return sorted(set(roles) | headed)


def _is_role(
    grid: Grid,
    column: int,
    first: int,
    rows: list[int],
    lettered: dict[tuple[int, int], tuple[str, ...]],
) -> bool:
    told = [(r, column) for r in rows if r >= first and (r, column) in grid.cells]
    told = [place for place in told if read_letters(grid.cells[place].text) != ()]
    return sum(place in lettered for place in told) >= LEAST_SHARE * len(told)


def _task_column(grid: Grid, body: list[int], roles: list[int]) -> int:
    """Return the column outside the roles that tells most rows apart, with the longest texts."""
    found: dict[int, list[str]] = {}
    for (row, column), mark in grid.cells.items():
        if row in set(body) and not min(roles) <= column <= max(roles):
            found.setdefault(column, []).append(mark.text)
    before = {column: texts for column, texts in found.items() if column < min(roles)} or found
    if not before:
        return 0
    return max(before, key=lambda c: (_telling(before[c]), c))


def _telling(texts: list[str]) -> int:
    """Return how many different texts of letters there are: ids tell apart, and say nothing."""
    return len({text for text in texts if len(re.findall(r"[^\W\d_]{2,}", text)) > 0})


def _number_column(grid: Grid, body: list[int], task: int) -> int:
    for column in range(1, task):
        texts = [grid.cells[(r, column)].text for r in body if (r, column) in grid.cells]
        held = sum((r, task) in grid.cells for r in body)
        short = all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,11}", text) for text in texts)
        if texts and short and len(set(texts)) == len(texts) == held:
            return column
    return 0


def _legends(grid: Grid) -> set[int]:
    """Return the rows that explain the letters: "R", "Responsible", or "R = Responsible"."""
    rows: dict[int, list[str]] = {}
    for (row, _), mark in grid.cells.items():
        rows.setdefault(row, []).append(mark.text)
    return {row for row, texts in rows.items() if _explains(list(dict.fromkeys(texts)))}


def _bands(grid: Grid) -> set[int]:
    """Return the rows of one text joined over several columns: a heading, no task."""
    said: dict[int, set[str]] = {}
    wide: dict[int, int] = {}
    for (row, _), mark in grid.cells.items():
        said.setdefault(row, set()).add(mark.place)
        wide[row] = wide.get(row, 0) + 1
    return {row for row, places in said.items() if len(places) == 1 and wide[row] > 1}


def _explains(texts: list[str]) -> bool:
    if all(LEGEND.match(text) and read_letters(text) is None for text in texts):
        return True
    parts = read_letters(texts[0])
    return (
        parts is not None
        and len(parts) == 1
        and len(texts) > 1
        and texts[1].lower().startswith(next((w for w in _letters() if _letters()[w] == parts[0]
                                              and len(w) > 1), "\0")[:6])
    )  # fmt: skip


def _filled(
    cells: dict[tuple[int, int], Mark], merged: tuple[str, ...]
) -> dict[tuple[int, int], Mark]:
    """Return the cells with those of joined ranges filled by the first of each."""
    last = (max((r for r, _ in cells), default=0), max((c for _, c in cells), default=0))
    out = dict(cells)
    for span in merged:
        (top, left), (bottom, right) = (_at(place) for place in span.split(":"))
        bottom, right = min(bottom, last[0]), min(right, last[1])
        first = cells.get((top, left))
        if first is None or (bottom - top + 1) * (right - left + 1) > MAX_SPAN:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                out.setdefault((row, column), first)
    return out


def _at(place: str) -> tuple[int, int]:
    """Return row and column of "C5", from 1."""
    hit = PLACE.match(place)
    if hit is None:
        return (0, 0)
    column = 0
    for letter in hit[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(hit[2]), column


@cache
def _letters() -> dict[str, str]:
    return {row["word"]: row["part"] for row in data_rows("raci_letters.csv")}
