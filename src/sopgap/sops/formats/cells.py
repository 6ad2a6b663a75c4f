"""Tables of Word documents: merged cells, rows of headers, tables within tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sopgap.sops.formats.blocks import Block, table_blocks
from sopgap.sops.formats.grids import MAX_COLUMNS, Cell, lay_out
from sopgap.sops.formats.numbering import W, is_on
from sopgap.sops.formats.numerals import read_integer
from sopgap.sops.formats.runs import is_mark_removed, read_piece, read_properties
from sopgap.text import normalise

HOLDERS = frozenset(W + name for name in ("sdt", "sdtContent", "smartTag", "customXml", "ins"))
CHANGED = "Before the change: "
STRUCK = "Struck out: "


@dataclass
class Row:
    """A row as it is read."""

    cells: list[Cell] = field(default_factory=list)
    number: str = ""
    asides: list[Block] = field(default_factory=list)  # notes and inner tables, behind the row
    before: list[str] = field(default_factory=list)
    is_changed: bool = False
    is_struck: bool = False
    is_head: bool = False


def add_table(walk: Any, table: Any) -> None:
    """Add a table's rows to the blocks of a walk over a document.

    A table of one cell is a frame: what stands in it is read as running text.
    """
    lines = list(_inside(table, "tr"))
    if len(lines) == 1:
        only = list(_inside(lines[0], "tc"))
        if len(only) == 1:
            walk.read(only[0])
            return
    rows = [_read_row(walk, line) for line in lines]
    _span_rows(lines, rows)
    struck = [row for row in rows if row.is_struck]
    kept = [row for row in rows if not row.is_struck]
    heads = next((n for n, row in enumerate(kept) if not row.is_head), len(kept)) or 1
    texts = lay_out([row.cells for row in kept], heads)
    blocks = table_blocks(
        texts,
        section=walk.section,
        above=walk.above,
        heads=heads,
        numbers=[row.number for row in kept],
    )
    quiet = len(kept) - len(blocks)
    for at, row in enumerate(kept):
        if at >= quiet:
            walk.blocks.append(blocks[at - quiet])
        walk.blocks += _changes(walk, row, CHANGED)
        walk.blocks += row.asides
    for row in struck:
        walk.blocks += _changes(walk, row, STRUCK)


def _changes(walk: Any, row: Row, said: str) -> list[Block]:
    """Return the note of what a row said before, where both are wanted."""
    if not (walk.is_both and row.is_changed and any(row.before)):
        return []
    text = said + " | ".join(row.before)
    return [Block(text, walk.section, kind="note", above=walk.above)]


def _read_row(walk: Any, line: Any) -> Row:
    row = Row()
    properties = line.find(W + "trPr")
    if properties is not None:
        row.is_head = is_on(properties.find(W + "tblHeader"))
        row.is_struck = properties.find(W + "del") is not None
        gap = _whole(properties.find(W + "gridBefore"), 0)
        if gap:
            row.cells.append(Cell("", columns=gap))
    for place, cell in enumerate(_inside(line, "tc")):
        _read_cell(walk, cell, row, place)
    row.is_changed = row.is_changed or row.is_struck
    return row


def _read_cell(walk: Any, cell: Any, row: Row, place: int) -> None:
    texts: list[str] = []
    before: list[str] = []
    held = None
    for child in _contents(cell):
        if child.tag == W + "tbl":
            outer, walk.blocks = walk.blocks, []
            add_table(walk, child)
            row.asides += walk.blocks
            walk.blocks = outer
            continue
        properties = read_properties(child)
        piece = read_piece(child, walk.fields)
        if held:
            piece, held = held.join(piece), None
        if is_mark_removed(properties):
            held = piece
            continue
        listed = walk.place_of(properties, walk.style_of(properties))
        number = walk.numbering.count(listed) if listed else ""
        if number and place == 0 and not row.number:
            row.number = number
        before.append("".join(piece.before))
        row.is_changed = row.is_changed or piece.is_changed
        text = normalise(piece.text)
        if text and texts and listed and texts[-1][-1] not in ".:;,!?":
            texts[-1] += ";"  # the items of a list are parted, as their marks are not in the text
        if text:
            texts.append(text)
        if piece.notes or piece.boxes:
            row.asides += walk.asides(replace(piece, is_changed=False))
    if held:
        texts.append(normalise(held.text))
        before.append("".join(held.before))  # of a struck row every mark is struck out
        row.is_changed = row.is_changed or held.is_changed
    row.before.append(normalise(" ".join(before)))
    span = _whole(_property(cell, "gridSpan"), 1)
    row.cells.append(Cell(" ".join(texts), columns=span))


def _span_rows(lines: list[Any], rows: list[Row]) -> None:
    """Give the first of vertically merged cells its rows, and take the others out."""
    tops: dict[int, tuple[int, int]] = {}  # column -> row and place of the cell that goes on
    spans: dict[tuple[int, int], int] = {}
    gone: set[tuple[int, int]] = set()
    for at, line in enumerate(lines):
        if rows[at].is_struck:
            continue
        lead = len(rows[at].cells) - sum(1 for _ in _inside(line, "tc"))
        column = sum(cell.columns for cell in rows[at].cells[:lead])
        going: dict[int, tuple[int, int]] = {}
        for place, cell in enumerate(_inside(line, "tc"), start=lead):
            merge = _property(cell, "vMerge")
            if merge is not None and merge.get(W + "val", "continue") != "restart":
                top = tops.get(column)
                if top and not rows[at].cells[place].text:
                    spans[top] = at - top[0] + 1
                    gone.add((at, place))
                    going[column] = top
            elif merge is not None:
                going[column] = (at, place)
            column += rows[at].cells[place].columns
        tops = going
    for (at, place), n in spans.items():
        row = rows[at]
        struck = sum(1 for each in rows[at : at + n] if each.is_struck)
        row.cells[place] = replace(row.cells[place], rows=n - struck)
    for at in {at for at, _ in gone}:
        rows[at].cells = [c for n, c in enumerate(rows[at].cells) if (at, n) not in gone]


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """Yield the rows or cells of a table, those inside content controls too."""
    for child in parent:
        if child.tag == W + name:
            yield child
        elif child.tag in HOLDERS:
            yield from _inside(child, name)


def _contents(cell: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables of a cell."""
    for child in cell:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in HOLDERS:
            yield from _contents(child)


def _whole(element: Any, usual: int) -> int:
    value = read_integer(element.get(W + "val"), usual) if element is not None else usual
    return min(value, MAX_COLUMNS) if value > 0 else usual


def _property(cell: Any, name: str) -> Any:
    """Return a property of a cell; they stand first in it."""
    first = cell[0] if len(cell) else None
    if first is None or first.tag != W + "tcPr":
        return None
    return next((child for child in first if child.tag == W + name), None)
