"""Tables with merged cells: every row gets the text of each cell that reaches into it."""

from __future__ import annotations

from dataclasses import dataclass

from sopgap.sops.formats.blocks import MAX_REPEAT

MAX_COLUMNS = 200  # of a table; what stands beyond goes into the last
MAX_REPEATED = 2_000_000  # characters that the merged cells of one table may add


@dataclass(frozen=True)
class Cell:
    """A cell: its text, how many columns and rows it spans, and whether it is a header."""

    text: str
    columns: int = 1
    rows: int = 1
    is_head: bool = False


def lay_out(rows: list[list[Cell]], heads: int) -> list[list[str]]:
    """Return the texts of a table, a place for each column.

    A row must be readable by itself: a cell merged over rows is repeated in each. Over columns it
    stands in the first of them, but in the rows of headers in all, as it is the name of all.

    Examples
    --------
    >>> clerk = [Cell("Clerk", rows=2), Cell("counts")]
    >>> lay_out([[Cell("Who", columns=2)], clerk, [Cell("files")]], 1)
    [['Who', 'Who'], ['Clerk', 'counts'], ['Clerk', 'files']]
    """
    done = []
    open_cells: dict[int, tuple[str, int]] = {}  # column -> text and rows that are left
    left = MAX_REPEATED
    for at, cells in enumerate(rows):
        line: dict[int, str] = {}
        below: dict[int, tuple[str, int]] = {}
        for column, (text, rest) in open_cells.items():
            line[column] = text[:left]
            left -= min(left, len(text))
            if rest > 1:
                below[column] = (text, rest - 1)
        column = 0
        if len(cells) > MAX_COLUMNS:
            rest_text = " ".join(cell.text for cell in cells[MAX_COLUMNS - 1 :])
            cells = [*cells[: MAX_COLUMNS - 1], Cell(rest_text)]
        for cell in cells:
            while column in line:
                column += 1
            for step in range(max(1, min(cell.columns, MAX_COLUMNS - column))):
                text = cell.text if step == 0 or at < heads else ""
                line.setdefault(column + step, text)
                if cell.rows > 1:
                    below.setdefault(column + step, (text[:MAX_REPEAT], cell.rows - 1))
        open_cells = below
        width = max(line, default=-1) + 1
        done.append([line.get(place, "") for place in range(width)])
    return done
