"""The printing office's markup, which the CFR and the Federal Register share, read in one pass.

Its elements say how a page is set: P and FP paragraphs, HD and HEAD headings, GPOTABLE and TABLE
tables, PRTPAGE pages. What holds them says what they are: divisions, sections, preambles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sopgap.sops.formats.blocks import Block, table_blocks
from sopgap.sops.formats.grids import Cell, lay_out
from sopgap.sops.formats.lists import LEVEL
from sopgap.sops.formats.numerals import read_integer
from sopgap.sops.formats.xml_files import forget, walk_xml
from sopgap.text import data_rows, normalise

DIVISION = re.compile(r"DIV[1-9]$")  # DIV without a number only holds a table
SECTIONS = frozenset({"SECTION", "DIV8"})
SUBHEAD = re.compile(r"HD[1-8]?$")


def elements(*kinds: str) -> frozenset[str]:
    """Return the elements of some kinds, from `data/typeset_elements.csv`."""
    rows = data_rows("typeset_elements.csv")
    return frozenset(row["element"] for row in rows if row["kind"] in kinds)


HOLDERS = elements("holder")  # what has a heading of its own and holds other text
# Contents, sources, editors' notes, pictures: no text of the document.
DROPPED = elements("dropped")
EDITORIAL = elements("editorial")  # the same, unless inside a paragraph
PARAGRAPHS = elements("paragraph")
BOXES = elements("box", "note")  # what holds paragraphs, or a text of its own
NOTES = elements("note")
UNREAD = elements("unread")  # inside a text
HEAD_LEVEL = re.compile(r"\d+")


@dataclass
class Holder:
    """A part of the document that is open: its element, its heading, and those inside it."""

    tag: str
    heading: str = ""
    subheads: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_section(self) -> bool:
        """A section of the code keeps its number before every heading inside it."""
        return self.tag in SECTIONS


def walk_typeset(path: Path) -> Iterator[Block]:
    """Yield the blocks of a file in the printing office's markup, not yet tidied."""
    walk = _Walk()
    for event, element in walk_xml(path):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            walk.open(tag, element)
        else:
            walk.close(tag, element)
            yield from walk.blocks
            walk.blocks.clear()


def typeset_text(element: Any) -> str:
    """Return the text of an element without pictures, page marks and the marks of footnotes."""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    parts: list[str] = []
    _gather(element, parts)
    return " ".join("".join(parts).split())


def _gather(element: Any, parts: list[str]) -> None:
    """Add an element's text; depth is bounded by the parser."""
    parts.append(element.text or "")
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        after = child.getnext()
        is_mark = tag == "SU" and after is not None and after.tag == "FTREF" and not child.tail
        if tag and tag.upper() not in UNREAD and not is_mark:
            if tag == "SU" and "".join(parts)[-1:].isdigit():
                parts.append("^")  # ten squared is not 102
            _gather(child, parts)
        parts.append(child.tail or "")


class _Walk:
    """The state of one pass over a file."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.holders = [Holder("")]
        self.dropped = self.in_table = self.in_paragraph = self.in_signature = 0
        self.boxes: list[str] = []
        self.page = self.page_at_start = ""
        self.number = ""
        self.signature: list[str] = []
        self.place: tuple[str, str] | None = None  # kept until a heading changes it

    def open(self, tag: str, element: Any) -> None:
        if tag == "PRTPAGE":
            self.page = element.get("P", self.page)
        is_dropped = tag in DROPPED or (tag in EDITORIAL and not self.in_paragraph)
        if self.dropped or is_dropped:
            self.dropped += 1
        elif tag in ("TABLE", "GPOTABLE"):
            self.in_table += 1
        elif self.in_table or self.in_paragraph:
            self.in_paragraph += tag in PARAGRAPHS
        elif tag == "SIG" or self.in_signature:
            self.in_signature += 1
        elif tag in PARAGRAPHS:
            self.in_paragraph += 1
            self.page_at_start = self.page
        elif tag in BOXES:
            self.boxes.append(tag)
        elif DIVISION.match(tag) or tag in HOLDERS:
            self.holders.append(Holder(tag, _given_heading(tag, element)))
            self.place = None

    def close(self, tag: str, element: Any) -> None:
        if self.dropped:
            self.dropped -= 1
            if not (self.dropped or self.in_table or self.in_paragraph or self.in_signature):
                forget(element)
        elif tag in ("TABLE", "GPOTABLE"):
            self.in_table -= 1
            if not self.in_table:
                self._add_table(element)
                forget(element)
        elif self.in_table:
            return
        elif self.in_signature:
            self._sign(tag, element)
        elif tag in PARAGRAPHS and self.in_paragraph:
            self.in_paragraph -= 1
            if not self.in_paragraph:
                self._add(typeset_text(element))
                forget(element)
        elif self.in_paragraph:
            return
        elif tag in BOXES and self.boxes:
            if not any(child.tag in PARAGRAPHS for child in element):
                self.page_at_start = self.page
                self._add(typeset_text(element))
            self.boxes.pop()
            forget(element)
        elif tag == "SECTNO":
            self.number = typeset_text(element)
            self.place = None
        elif tag in ("HEAD", "SUBJECT", "HED") or SUBHEAD.match(tag):
            self._head(tag, element)
        elif len(self.holders) > 1 and tag == self.holders[-1].tag:
            self.holders.pop()
            self.number = ""
            self.place = None
            forget(element)

    def _head(self, tag: str, element: Any) -> None:
        """Take a heading: the holder's own, or one inside it."""
        text = typeset_text(element).rstrip(":")
        holder = self.holders[-1]
        self.place = None
        if tag == "SUBJECT":
            if holder.tag == "PREAMB" and len(self.holders) > 1:
                holder = self.holders[-2]  # the document's title stands in its preamble
            holder.heading = f"{self.number} {text}".strip()
            return
        number = HEAD_LEVEL.search(tag + element.get("SOURCE", ""))
        level = read_integer(number[0], 0) if number else 0
        if tag == "HEAD" or (level == 0 and not holder.heading and not self.boxes):
            holder.heading = text
        elif text:
            holder.subheads = [(at, head) for at, head in holder.subheads if at < level]
            holder.subheads.append((level, text))

    def _place(self) -> tuple[str, str]:
        """Return the section that is open, and the headings above it."""
        if self.place is None:
            self.place = self._find_place()
        return self.place

    def _find_place(self) -> tuple[str, str]:
        chain: list[str] = []
        for holder in self.holders:
            heading = holder.heading or (self.number if holder.is_section else "")
            heads = [head for _, head in holder.subheads]
            if holder.is_section:
                chain.append(" ".join([heading, *heads]))
            else:
                chain += [heading, *heads]
        chain = [normalise(head).replace(LEVEL, " › ") for head in chain if head]
        return (chain[-1], LEVEL.join(chain[:-1])) if chain else ("", "")

    def _add(self, text: str) -> None:
        section, above = self._place()
        kind = "note" if any(box in NOTES for box in self.boxes) else "paragraph"
        self.blocks.append(Block(text, section, self.page_at_start, kind, "", "", above))

    def _add_table(self, table: Any) -> None:
        section, above = self._place()
        self.page_at_start = self.page
        for title in table.iter("TTITLE", "TDESC", "CAPTION"):
            if text := typeset_text(title):
                self._add(text)
        rows, heads = read_rows(table)
        self.blocks += table_blocks(rows, section=section, page=self.page, above=above, heads=heads)
        for note in table.iter("TNOTE"):
            self.blocks.append(Block(typeset_text(note), section, self.page, "note", "", "", above))

    def _sign(self, tag: str, element: Any) -> None:
        """Keep who signed as one note."""
        self.in_signature -= 1
        if tag in ("NAME", "TITLE", "DATED", "PLACE"):
            self.signature.append(typeset_text(element))
        if not self.in_signature:
            section, above = self._place()
            text = " ".join(self.signature)
            self.blocks.append(Block(text, section, self.page, "note", "", "", above))
            self.signature = []
            forget(element)


def _given_heading(tag: str, element: Any) -> str:
    """Return the heading that attributes give: amended text names title and part."""
    if tag == "REGTEXT" and element.get("PART"):
        return f"{element.get('TITLE', '')} CFR Part {element.get('PART')}".strip()
    return ""


def read_rows(table: Any) -> tuple[list[list[str]], int]:
    """Return the rows of a TABLE or GPOTABLE, and how many of them are headers.

    GPOTABLE gives headers by level: a CHED of level 2 stands under the CHED of level 1 before it.
    """
    rows: list[list[Cell]] = []
    heads = _boxhead([(_level(cell), typeset_text(cell)) for cell in table.iter("CHED")])
    is_heading = True
    count = len(heads)
    for line in table.iter("TR", "ROW"):
        cells = [_cell(cell) for cell in line.iter("TD", "TH", "ENT")]
        if not any(cell.text for cell in cells):
            continue
        is_heading = is_heading and not heads and all(cell.is_head for cell in cells)
        count += is_heading
        rows.append(cells)
    if not count and len(rows) > 1 and table.tag == "TABLE":
        count = 1  # without header cells, the first row names the columns
    return lay_out(heads + rows, count), count


def _cell(cell: Any) -> Cell:
    # A="02" of an ENT: the entry runs on over two more columns.
    if cell.tag == "ENT":
        return Cell(typeset_text(cell), 1 + max(0, read_integer(cell.get("A"), 0)))
    columns, rows = (max(0, read_integer(cell.get(n), 1)) for n in ("colspan", "rowspan"))
    return Cell(typeset_text(cell), columns, rows, cell.tag == "TH")


def _level(cell: Any) -> int:
    level = read_integer(cell.get("H"), 1)
    return level if 0 < level < 10 else 1


def _boxhead(heads: list[tuple[int, str]]) -> list[list[Cell]]:
    """Return the rows of headers of a table whose headers are given one after another.

    >>> [[(c.text, c.columns, c.rows) for c in row] for row in _boxhead([(1, "A"), (1, "B"),
    ...     (2, "B1"), (2, "B2")])]
    [[('A', 1, 2), ('B', 2, 1)], [('B1', 1, 1), ('B2', 1, 1)]]
    """
    depth = max((level for level, _ in heads), default=0)
    rows: list[list[Cell]] = [[] for _ in range(depth)]
    for place, (level, text) in enumerate(heads):
        below = 0
        leaves = 0
        for after in range(place + 1, len(heads)):
            if heads[after][0] <= level:
                break
            below += 1
            is_leaf = after + 1 == len(heads) or heads[after + 1][0] <= heads[after][0]
            leaves += is_leaf
        rows[level - 1].append(Cell(text, max(1, leaves), 1 if below else depth - level + 1, True))
    return rows
