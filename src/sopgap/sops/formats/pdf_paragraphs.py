"""Make lines in the order of reading into paragraphs, items, headings and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sopgap.sops.formats.blocks import (
    CLAUSE,
    ENUMERATOR,
    NUMBERED,
    Block,
    is_numbered_heading,
    table_blocks,
)
from sopgap.sops.formats.pdf_lines import ENDS, Words, join_lines, take_marks
from sopgap.sops.formats.pdf_looks import ENDED, LETTERED, Aside, Line, Look, lines_of, starts_item
from sopgap.sops.formats.pdf_tables import Table, follow_on

LARGER = 1.08  # a line set larger than the text by this factor is a heading
ALIKE = 0.12  # lines of which the heights differ by more belong to two paragraphs
APART = 1.25  # lines farther apart than this many usual steps belong to two paragraphs
LONG_HEADING = 200
SIMPLE = re.compile(r"^\(?(?:\d{1,3}|[A-Za-z]{1,5})[.):]?$")  # a number of one part: "1.", "(a)"
LEADERS = re.compile(r"(?:\.\s?){5,}\s*(?:\d+|[ivxlc]+)\s*$")


Element = Line | Table | Aside


class Writer:
    """Writes blocks from lines, tables and asides in the order of reading."""

    def __init__(self, look: Look, words: Words) -> None:
        self.look, self.words = look, words
        self.blocks: list[Block] = []
        self.open: list[Line] = []  # the paragraph at hand
        self.later: list[Element] = []  # tables and asides that stand amid it
        self.above: list[tuple[float, str]] = []  # rank and text of the open headings
        self.section = ""
        self.cited: dict[tuple[int, str], tuple[str, str]] = {}  # page, marker -> section, above
        self.tables: list[tuple[Table, int]] = []  # the last table, and where its blocks begin

    def write(self, elements: Iterable[Element]) -> list[Block]:
        """Return the blocks of the elements."""
        for item in elements:
            if not isinstance(item, Line):
                self.later.append(item)
                continue
            if LEADERS.search(item.text):
                continue  # a line of the table of contents
            if self.open and self._goes_on(item):
                self.open.append(item)
                continue
            self._flush(item)
            self.open = [item]
        self._flush()
        return self.blocks

    def _goes_on(self, line: Line) -> bool:
        """Tell whether a line belongs to the paragraph at hand."""
        last, first = self.open[-1], self.open[0]
        if abs(line.size - last.size) > ALIKE * last.size:
            return False
        heading = self._looks_large(last)
        if last.bold != line.bold and (heading or last.bold or self._is_heading(line)):
            # Bold words that open a paragraph are no heading if the line is full.
            opens = last.bold and len(self.open) == 1 and self._is_full(last, line)
            if heading or not opens:
                return False
        parted = last.text.endswith(ENDS) and line.text[:1].islower()
        if starts_item(line.text) and not parted and not self._is_wrapped_number(line):
            return False
        if last.page == line.page and last.column == line.column and line.y > last.y:
            if self.later:
                return parted or (not ENDED.search(last.text) and line.text[:1].islower())
            return self._goes_on_below(last, first, line, heading)
        if heading:
            return False
        return parted or self._goes_on_elsewhere(last, first, line)

    def _goes_on_below(self, last: Line, first: Line, line: Line, heading: bool) -> bool:
        step = line.y - last.y
        if heading:
            return step < 1.5 * last.size and last.bold == line.bold and not self._numbers(line)
        goes_on = line.text[:1].islower() and not ENDED.search(last.text)
        if step > APART * max(self.look.step(line.size), 1.1 * line.size) * (1 + 0.2 * goes_on):
            return False
        base = first.inner if len(self.open) == 1 else last.x0
        is_item = starts_item(first.text)
        if is_item:
            if line.x0 > first.x0 + 0.4 * line.size:
                return line.x0 < base + 3 * line.size or len(self.open) == 1
            return self._is_full(last, line) or not ENDED.search(last.text)
        if len(self.open) > 1 and line.x0 > last.x0 + 0.6 * line.size:
            return not ENDED.search(last.text)  # an indent opens a paragraph
        ended = bool(ENDED.search(last.text))
        if not self._is_full(last, line) and (ended or self._is_short(last, line)):
            return False
        return not (ended and self._is_heading(line))

    def _goes_on_elsewhere(self, last: Line, first: Line, line: Line) -> bool:
        """Tell whether a paragraph goes on in the next column or on the next page."""
        if self._is_heading(line) and not self._is_full(last, line):
            return False
        if not ENDED.search(last.text):
            opens = line.text[:1].isupper() or starts_item(line.text)
            return not opens or self._is_full(last, line)
        if last.text.rstrip()[-1:] in ":;" or not self._is_full(last, line):
            return False
        indent = line.x0 - line.left
        if starts_item(first.text):
            return indent > 0.8 * line.size and first.inner - first.left > 0.8 * line.size
        return self.look.indents and indent < 0.3 * line.size and len(self.open) > 0

    def _is_full(self, last: Line, line: Line) -> bool:
        """Tell whether the next line's first word had no room in a line."""
        return last.x1 + line.first + 0.2 * last.size > last.right

    def _is_short(self, last: Line, line: Line) -> bool:
        """Tell whether a line leaves so much room that a new one was begun on purpose."""
        room = last.right - last.x1 - line.first
        return room > 0.3 * (last.right - last.left) and not line.text[:1].islower()

    def _is_wrapped_number(self, line: Line) -> bool:
        """Tell whether a number at a line's start belongs to the sentence before it."""
        last = self.open[-1]
        if ENDED.search(last.text) or not re.match(r"^(?:\(?\w{1,3}\)|\d{1,3}\.)\s", line.text):
            return False
        same = line.x0 < last.x0 + 0.3 * line.size and abs(line.x0 - last.x0) < 0.3 * line.size
        near = line.y - last.y < APART * self.look.step(line.size)
        return same and near and self._is_full(last, line) and not starts_item(self.open[0].text)

    def _looks_large(self, line: Line) -> bool:
        return line.size > LARGER * self.look.size and len(line.text) < LONG_HEADING

    def _numbers(self, line: Line) -> bool:
        return bool(NUMBERED.match(line.text)) and line.text[:1].isdigit()

    def _is_heading(self, line: Line) -> bool:
        """Tell whether a line alone would be taken for a heading."""
        if self._looks_large(line):
            return True
        text = line.text
        if len(text) > 120 or text[-1:] in ".;:,":
            return False
        return line.bold and not self.look.is_bold

    def _flush(self, following: Line | None = None) -> None:
        lines, self.open = self.open, []
        later, self.later = self.later, []
        if lines:
            self._paragraph(lines, following)
        for item in later:
            if isinstance(item, Table):
                self._table(item)
            elif isinstance(item, Aside):
                self._aside(item)

    def _paragraph(self, lines: list[Line], following: Line | None) -> None:
        text, marks = take_marks(join_lines([line.text for line in lines], self.words))
        pages = {line.page for line in lines}
        self.cited |= {(n, m): (self.section, self._above()) for n in pages for m in marks}
        if self._makes_heading(lines, text, following):
            self._heading(lines[0], text)
            return
        kind = "paragraph"
        if re.match(r"^[o–—−]\s+(?=\S)", text) and starts_item(text):
            text, kind = "• " + text[1:].lstrip(), "item"
        elif starts_item(text) and not CLAUSE.match(text):
            kind = "item" if LETTERED.match(text) and not ENUMERATOR.match(text) else kind
        self._add(Block(text, self.section, str(lines[0].page), kind, above=self._above()))

    def _makes_heading(self, lines: list[Line], text: str, following: Line | None) -> bool:
        line = lines[0]
        if len(text) >= LONG_HEADING or not any(map(str.isalpha, text)):
            return False
        if self._looks_large(line):
            return len(lines) <= 4
        if len(lines) > 3 or text[-1:] in ".;:,?!":
            return False
        if line.bold and not self.look.is_bold and line.size >= 0.95 * self.look.size:
            return all(each.bold for each in lines)
        if line.size < 0.95 * self.look.size:
            return False
        if len(lines) == 1 and is_numbered_heading(text) and self._numbers_part(text, following):
            return True
        letters = [c for c in text if c.isalpha()]
        return len(letters) > 5 and all(map(str.isupper, letters)) and len(text) < 90

    def _numbers_part(self, text: str, following: Line | None) -> bool:
        """Tell a numbered heading from an item of a list, which has others beside it."""
        mark, _, rest = text.partition(" ")
        if not rest[:1].isupper():
            return False
        if not SIMPLE.match(mark) or rest.isupper():
            return True
        before = self.blocks[-1].text if self.blocks else ""
        alone = not starts_item(before) or self.blocks[-1].section != self.section
        return alone and following is not None and not starts_item(following.text)

    def _heading(self, line: Line, text: str) -> None:
        rank = _rank(line, text)
        while self.above and self.above[-1][0] <= rank:
            self.above.pop()
        self.above.append((rank, text))
        self.section = text

    def _above(self) -> str:
        return " > ".join(text for _, text in self.above[:-1])

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        self.tables = self.tables if block.kind in ("row", "note") else []

    def _table(self, table: Table) -> None:
        if self.tables:
            before, at = self.tables[-1]
            more = follow_on(before, table)
            if more is not None and not table.is_form and len(before.rows) > 1:
                self._follow(before, at, table, more)
                return
        if table.caption:
            caption = lines_of(table.caption, table.page, 0)
            text, _ = take_marks(join_lines([line.text for line in caption], self.words))
            self._add(Block(text, self.section, str(table.page), above=self._above()))
        start = len(self.blocks)
        rows = [[], *table.rows] if table.is_form else table.rows
        made = table_blocks(rows, section=self.section, page=str(table.page))
        self.blocks += [replace(block, above=self._above()) for block in made]
        self.tables = [(table, start)]

    def _follow(self, before: Table, at: int, table: Table, more: list[list[str]]) -> None:
        """Add the rows of a table that goes on; its first may be the rest of the last row."""
        last = before.rows[-1]
        if more and not more[0][0] and len(before.rows) > 1:
            place = max(n for n in range(at, len(self.blocks)) if self.blocks[n].kind == "row")
            joined = [
                join_lines([part for part in (a, b) if part] or [""], self.words)
                for a, b in zip(last, more[0], strict=True)
            ]
            block = table_blocks([before.rows[0], joined], section=self.section)[0]
            self.blocks[place] = replace(self.blocks[place], text=block.text)
            more = more[1:]
        made = table_blocks([before.rows[0], *more], section=self.section, page=str(table.page))
        if more:
            self.blocks += [replace(block, above=self._above()) for block in made]
        rows = [before.rows[0], *(more or [last])]
        joined_table = replace(before, rows=rows, page=table.page)
        self.tables = [(joined_table, at)]

    def _aside(self, aside: Aside) -> None:
        """Write a note or box paragraph by paragraph."""
        inner = Writer(replace(self.look, size=aside.lines[0].size), self.words)
        inner.section = self.section
        page = aside.lines[0].page
        section, above = self.cited.get((page, aside.mark), (self.section, self._above()))
        for block in inner.write(aside.lines):
            number = "" if block.kind == "row" else aside.mark
            kind = "row" if block.kind == "row" else "note"
            home = section if block.section == self.section else block.section
            self.blocks.append(replace(block, kind=kind, section=home, above=above, number=number))


def _rank(line: Line, text: str) -> float:
    """Return the rank of a heading: by height first, then weight, then the depth of its number."""
    found = re.match(r"^(?:§\s*)?(\d{1,3}(?:\.\d{1,3})*)\.?\s", text)
    depth = found[1].count(".") if found else 0
    return round(line.size * 2) * 100 + 40 * line.bold + 20 * (text.isupper() and not found) - depth
