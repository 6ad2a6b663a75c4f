"""Tables of web pages: headers, merged cells, and tables that only lay out a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sopgap.sops.formats.blocks import Block, table_blocks
from sopgap.sops.formats.grids import MAX_COLUMNS, Cell, lay_out
from sopgap.sops.formats.numerals import read_integer

GAP = "\x1f"  # the end of a paragraph or item inside a cell
MAX_ROWS = 65_534  # that a cell may span, as browsers have it


@dataclass
class PageTable:
    """A table that is open, and the words of what is around it."""

    words: list[str]
    rows: list[tuple[list[Cell], list[Block]]] = field(default_factory=list)
    in_head: bool = False


def read_cell(element: Any, words: list[str], *, in_head: bool) -> Cell:
    """Return the cell of an element and the words in it; a span of 0 rows goes to the end."""
    columns = min(read_integer(element.get("colspan"), 1), MAX_COLUMNS)
    rows = min(read_integer(element.get("rowspan"), 1), MAX_ROWS)
    text = join_parts("".join(words).split(GAP))
    return Cell(text, max(columns, 1), max(rows or MAX_ROWS, 1), element.tag == "th" or in_head)


def read_rows(table: PageTable, section: str, above: str) -> list[Block]:
    """Return the blocks of a table, each row followed by the tables that stand in it.

    The rows of `th` at the top are headers, else the first row; a table whose rows all begin with
    a `th` and whose first row holds a `td` has names of rows and no header.
    """
    rows = [row for row in table.rows if any(cell.text for cell in row[0]) or row[1]]
    heads = 0
    while heads < len(rows) and all(cell.is_head for cell in rows[heads][0]):
        heads += 1
    has_names = all(row[0] and row[0][0].is_head for row in rows)
    if (not heads and not has_names) or heads == len(rows):
        heads = 1
    blocks = table_blocks(
        lay_out([row[0] for row in rows], heads),
        section=section,
        above=above,
        heads=heads,
    )
    quiet = len(rows) - len(blocks)
    found = []
    for at, row in enumerate(rows):
        found += blocks[at - quiet : at - quiet + 1] if at >= quiet else []
        found += row[1]
    return found


def join_parts(parts: list[str]) -> str:
    """Join the paragraphs and items of a cell; what has no stop at its end is parted by one.

    Examples
    --------
    >>> join_parts(["Check the seal", " ", "Scan it."])
    'Check the seal; Scan it.'
    """
    clean = [text for part in parts if (text := " ".join(part.split()))]
    ended = [text if text[-1] in ".:;,!?" else text + ";" for text in clean[:-1]]
    return " ".join(ended + clean[-1:])


def find_layout(tree: Any) -> set[Any]:
    """Return the tables that only lay out the page: they hold tables, headings or a lone cell."""
    holds: dict[Any, set[str]] = {}
    for element in tree.iter("table", "h1", "h2", "h3", "h4", "th", "caption", "tr", "td"):
        table = table_of(element)
        if table is not None:
            told = holds.setdefault(table, set())
            told.add(
                element.tag + "s" if element.tag in told and element.tag == "td" else element.tag
            )
    layout = set()
    for table, told in holds.items():
        role = table.get("role", "")
        frame = "table" in told or any(tag in told for tag in ("h1", "h2", "h3", "h4"))
        lone = "tds" not in told
        if role in ("presentation", "none") or ((frame or lone) and not told & {"th", "caption"}):
            layout.add(table)
    return layout


def table_of(element: Any) -> Any:
    """Return the table that an element stands in."""
    return next(element.iterancestors("table"), None)
