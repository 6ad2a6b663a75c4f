"""Read PDF text page by page: running lines dropped, headings by type size, tables by gaps."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import (
    BULLET,
    CLAUSE,
    Block,
    check_size,
    is_numbered_heading,
    table_blocks,
    tidy,
)

MAX_PAGES = 5_000
EDGE = 2  # lines at the top and foot of a page among which running lines are sought
SHORT = 0.75  # a line under this share of the widest ends its paragraph, if it ends a sentence
LARGER = 1.08  # a line set larger than the body by this factor is a heading
APART = 1.3  # lines farther apart than this many usual steps belong to two paragraphs
GAP = 1.1  # a gap of this many letter heights parts two cells of a table
PAGE_NUMBER = re.compile(
    r"(?:.{0,60}\b)?page \d+(?: of \d+)?\s*$|-?\s*\d{1,4}\s*-?$", re.IGNORECASE
)
DIGITS = re.compile(r"\d+")
STARTS = re.compile(f"{BULLET.pattern}|{CLAUSE.pattern}")
SMALL = 0.9  # lines at the top of a page set smaller than this share of the body run on each page
HYPHEN = "\ufffe"  # pdfium's mark for a hyphen at a line's end: the word goes on in the next


@dataclass(frozen=True)
class Line:
    """A line of a page: its text, its cells, the height of its letters, and where it stands."""

    text: str
    cells: tuple[str, ...]
    size: float
    top: float


def read_pdf(path: Path) -> list[Block]:
    """Read the text of a PDF into blocks, each with the page where it begins.

    Raises
    ------
    InputError
        The file is damaged, protected, or holds pictures of text only.
    """
    check_size(path)
    pages = _pages(path)
    if not any(pages):
        raise InputError(
            f"{path.name}: holds no text, only pictures of pages; "
            "add the text first: ocrmypdf in.pdf out.pdf"
        )
    return tidy(_blocks(_without_running_lines(pages)))


def _pages(path: Path) -> list[list[Line]]:
    import pypdfium2  # a native library, needed for this format alone

    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        raise InputError(f"{path.name}: cannot be read as PDF: {error}") from None
    try:
        if len(document) > MAX_PAGES:
            raise InputError(f"{path.name}: more than {MAX_PAGES:,} pages; split it")
        return [_lines(document[n].get_textpage()) for n in range(len(document))]
    except (pypdfium2.PdfiumError, UnicodeError) as error:
        raise InputError(f"{path.name}: a page cannot be read: {error}") from None
    finally:
        document.close()


def _lines(page: Any) -> list[Line]:
    from pypdfium2 import raw

    lines, at, whole = [], 0, page.get_text_range()
    for text in whole.split("\n"):
        begin = at + len(text) - len(text.lstrip())
        at += len(text) + 1
        text = text.strip()
        if not text:
            continue
        size = raw.FPDFText_GetFontSize(page, begin)
        top = page.get_charbox(begin)[3]
        lines.append(Line(text, _cells(page, text, begin, size), size, top))
    return lines


def _cells(page: Any, text: str, begin: int, size: float) -> tuple[str, ...]:
    """Cut a line where the gap between two words is wider than any blank."""
    cells, start = [], 0
    for blank in re.finditer(r" +", text):
        left = page.get_charbox(begin + blank.start() - 1)[2]
        right = page.get_charbox(begin + blank.end())[0]
        if right - left > GAP * size > 0:
            cells.append(text[start : blank.start()])
            start = blank.end()
    return (*cells, text[start:])


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Drop lines that stand at the edge of most pages, and page numbers."""
    seen = Counter(key for lines in pages for key in {_key(lines[n]) for n in _edges(lines)})
    often = max(2, round(0.6 * len(pages)))
    kept, body = [], _look(pages).size
    for lines in pages:
        edges = {n for n in _edges(lines) if seen[_key(lines[n])] >= often}
        edges |= {n for n in _edges(lines) if PAGE_NUMBER.match(lines[n].text)}
        edges |= {n for n in range(min(EDGE, len(lines))) if lines[n].size < SMALL * body}
        kept.append([line for n, line in enumerate(lines) if n not in edges])
    return kept


def _edges(lines: list[Line]) -> set[int]:
    return {n for n in range(len(lines)) if n < EDGE or n >= len(lines) - EDGE}


def _key(line: Line) -> str:
    return DIGITS.sub("#", line.text)


@dataclass(frozen=True)
class _Look:
    """What is usual in a document: the height of its letters, its widest line, its line step."""

    size: float
    width: int
    step: float


def _look(pages: list[list[Line]]) -> _Look:
    letters: Counter[float] = Counter()
    steps = []
    for lines in pages:
        for line in lines:
            letters[round(line.size, 1)] += len(line.text)
        pairs = itertools.pairwise(lines)
        steps += [a.top - b.top for a, b in pairs if 0 < a.top - b.top < 4 * a.size]
    width = max((len(line.text) for lines in pages for line in lines), default=0)
    size = letters.most_common(1)[0][0] if letters else 0.0
    return _Look(size, width, statistics.median_low(steps) if steps else 0.0)


def _blocks(pages: list[list[Line]]) -> list[Block]:
    look = _look(pages)
    blocks: list[Block] = []
    section, page = "", ""
    words: list[str] = []
    before: Line | None = None
    was_heading = False

    def flush() -> None:
        if words:
            text = " ".join(words).replace(HYPHEN + " ", "").replace(HYPHEN, "")
            blocks.append(Block(text, section, page))
            words.clear()

    for number, lines in enumerate(pages, start=1):
        at = 0
        while at < len(lines):
            line = lines[at]
            rows = _table(lines, at)
            if rows:
                flush()
                cells = [list(row.cells) for row in lines[at : at + rows]]
                blocks += table_blocks(cells, section=section, page=str(number))
                at, before = at + rows, None
                continue
            at += 1
            if _is_heading(line, look):
                flush()
                same = was_heading and before is not None and before.size == line.size
                section = f"{section} {line.text}" if same else line.text
                was_heading, before = True, line
                continue
            if words and (_parts(before, line, look) or STARTS.match(line.text)):
                flush()
            if not words:
                page = str(number)
            words.append(line.text)
            was_heading, before = False, line
    flush()
    return blocks


def _table(lines: list[Line], at: int) -> int:
    """Return how many lines from a place on are rows of one table: two or more, cells alike."""
    n = len(lines[at].cells)
    rows = 0
    while n > 1 and at + rows < len(lines) and len(lines[at + rows].cells) == n:
        rows += 1
    return rows if rows > 1 else 0


def _is_heading(line: Line, look: _Look) -> bool:
    if line.size > LARGER * look.size and len(line.text) < 200:
        return True
    return is_numbered_heading(line.text)


def _parts(before: Line | None, line: Line, look: _Look) -> bool:
    """Tell whether a paragraph ends between two lines."""
    if before is None:
        return True
    if look.step and before.top - line.top > APART * look.step:
        return True
    return before.text[-1] in ".:?!" and len(before.text) < SHORT * look.width
