"""Read PDF: columns in order, running lines dropped, tables, notes and headings known.

The steps, a module each: `pdf_pages` (pieces of text with their places, by `pdf_words`
and `pdf_rules`), `pdf_running`, `pdf_grids` and `pdf_tables`, `pdf_columns`, `pdf_looks` (lines and
footnotes), `pdf_paragraphs`; words that lines part are made whole by `pdf_lines`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block, check_size, tidy
from sopgap.sops.formats.pdf_columns import order_columns, rows_of
from sopgap.sops.formats.pdf_grids import ruled_tables
from sopgap.sops.formats.pdf_lines import Words
from sopgap.sops.formats.pdf_looks import Aside, Line, Look, lines_of, look_at, notes_apart
from sopgap.sops.formats.pdf_pages import read_pages
from sopgap.sops.formats.pdf_paragraphs import Element, Writer
from sopgap.sops.formats.pdf_pieces import Page, Piece
from sopgap.sops.formats.pdf_running import drop_running, usual_size
from sopgap.sops.formats.pdf_tables import Table, open_tables, take_captions
from sopgap.sops.formats.whole import Whole

SMALLER = 0.93  # print in the margin is set smaller than this share of the text
SHOWN = 12  # pages that a remark names
UNREADABLE = 0.3  # share of the letters that may be no letters


def read_pdf(path: Path) -> list[Block]:
    """Read the text of a PDF into blocks, each with the page where it begins.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of Block
        In the order of reading. Footnotes and boxes are of kind `note`, behind what they stand
        beside; headings are the `section` of what follows, those over them its `above`.

    Raises
    ------
    InputError
        The file is damaged, protected, beyond bounds, or holds pictures of text only, or letters
        that cannot be decoded.
    """
    return read_whole_pdf(path).blocks


def read_whole_pdf(path: Path) -> Whole:
    """Read a PDF into blocks, its text as the file gives it, and what of its pages was not read."""
    check_size(path)
    damaged: list[int] = []
    pages = list(read_pages(path, damaged))
    raw, remark = "\n".join(page.raw for page in pages), _remark(pages, damaged, path)
    _check_text(pages, path)
    body = usual_size(pages)
    drop_running(pages, body)
    words = Words()
    gutters: Counter[int] = Counter()
    for page in pages:
        for column in order_columns(page.pieces, gutters):
            words.add(" ".join(p.text for p in row) for row in rows_of(column))
    laid = [_lay_out(page, words, body, gutters) for page in pages]
    lines = [item for items, _ in laid for item in items if isinstance(item, Line)]
    look = look_at(lines, body)
    elements: list[Element] = []
    for (items, rules), page in zip(laid, pages, strict=True):
        elements += _with_notes(items, rules, look)
        page.pieces = []
    return Whole(tidy(Writer(look, words).write(elements)), raw, remark)


def _remark(pages: list[Page], damaged: list[int], path: Path) -> str:
    """Return what a person should know of pages that are pictures or damaged."""
    pictures = [page.number for page in pages if page.is_picture or _is_garbled(page)]
    said = []
    if pictures:
        said.append(
            f"{path.name}: {len(pictures)} pages are pictures and were not read "
            f"({_numbers(pictures)}); add their text: ocrmypdf --skip-text in.pdf out.pdf"
        )
    if damaged:
        one = len(damaged) == 1
        which = (
            f"page {damaged[0]} is damaged and was"
            if one
            else (f"pages {_numbers(damaged)} are damaged and were")
        )
        said.append(
            f"{path.name}: {which} not read; open the file in a PDF viewer and print it to a new "
            "PDF"
        )
    return "; ".join(said)


def _numbers(pages: list[int]) -> str:
    return ", ".join(map(str, pages[:SHOWN])) + (" …" if len(pages) > SHOWN else "")


def _check_text(pages: list[Page], path: Path) -> None:
    letters = sum(page.letters for page in pages)
    if not any(page.pieces for page in pages):
        raise InputError(
            f"{path.name}: holds no text, only pictures of pages; "
            "add the text first: ocrmypdf in.pdf out.pdf"
        )
    if sum(page.unreadable for page in pages) > UNREADABLE * letters:
        raise InputError(
            f"{path.name}: its text cannot be decoded; "
            "read it anew: ocrmypdf --force-ocr in.pdf out.pdf"
        )
    for page in pages:
        if _is_garbled(page):
            page.pieces = []


def _is_garbled(page: Page) -> bool:
    return page.unreadable > UNREADABLE * page.letters


def _lay_out(
    page: Page, words: Words, body: float, gutters: Counter[int]
) -> tuple[list[Element], list[tuple[float, float, float]]]:
    """Return the lines, tables and boxes of a page in the order of reading, and its rules."""
    tables = ruled_tables(page, words)
    boxes = _boxes(page, body)
    wide, page.pieces = open_tables(page.pieces, page.number, words, least=3, known=gutters)
    tables += wide
    page.pieces = take_captions(tables, page.pieces)
    marks = [_stand_in(table, n) for n, table in enumerate(tables)]
    elements: list[Element] = []
    for number, column in enumerate(order_columns(page.pieces + marks, gutters), start=1):
        stands = {id(mark): n for n, mark in enumerate(marks)}
        parts: list[list[Piece]] = [[]]
        inside: list[Table] = []
        for row in rows_of(column):
            for piece in row:
                if id(piece) in stands:
                    inside.append(tables[stands[id(piece)]])
                    parts.append([])
                else:
                    parts[-1].append(piece)
        for n, part in enumerate(parts):
            part, beside = _glosses(part, page.number, body)
            elements += beside + _column(part, page, number, words)
            if n < len(inside):
                elements.append(inside[n])
    elements += boxes
    rules = [(r.x0, r.x1, r.y0) for r in page.rules if r.y0 == r.y1]
    return elements, rules


def _stand_in(table: Table, n: int) -> Piece:
    """Return a piece that holds the place of a table among the others."""
    right = max(table.lefts[-1] + 20, table.lefts[0] + 20)
    return Piece(f"\ue002{n}", table.lefts[0], right, table.top + 1, 1.0, False, 1.0)


def _column(pieces: list[Piece], page: Page, number: int, words: Words) -> list[Element]:
    """Return the lines and unruled tables of a column, from top to foot."""
    if not pieces:
        return []
    tables, rest = open_tables(pieces, page.number, words)
    rest = take_captions(tables, rest)
    lines = lines_of(rest, page.number, number) if rest else []
    elements: list[Element] = []
    for line in lines:
        while tables and tables[0].foot < line.y:
            elements.append(tables.pop(0))
        elements.append(line)
    return [*elements, *tables]


def _glosses(pieces: list[Piece], number: int, body: float) -> tuple[list[Piece], list[Element]]:
    """Part the small print in the margin from a column."""
    text = [p for p in pieces if p.size > SMALLER * body]
    if len(text) < 3 or len(text) == len(pieces):
        return pieces, []
    left, right = min(p.x0 for p in text), max(p.x1 for p in text)
    apart = [p for p in pieces if p.size <= SMALLER * body and not left < (p.x0 + p.x1) / 2 < right]
    if not apart:
        return pieces, []
    gone = {id(p) for p in apart}
    return [p for p in pieces if id(p) not in gone], [Aside(lines_of(apart, number, 0))]


def _boxes(page: Page, body: float) -> list[Aside]:
    """Take the text of boxes beside the text off a page."""
    done = []
    for x0, y0, x1, y1 in sorted(set(page.boxes)):
        if x1 - x0 > 0.55 * page.width or y1 - y0 < 2 * body or x1 - x0 < 6 * body:
            continue
        inside = [p for p in page.pieces if x0 <= p.x0 and p.x1 <= x1 + 1 and y0 < p.y < y1]
        beside = [p for p in page.pieces if y0 < p.y < y1 and not (x0 <= p.x0 and p.x1 <= x1 + 1)]
        if len(inside) < 2 or len(beside) < 2:
            continue
        gone = {id(p) for p in inside}
        page.pieces = [p for p in page.pieces if id(p) not in gone]
        done.append(Aside(lines_of(inside, page.number, 0)))
    return done


def _with_notes(
    items: list[Element], rules: list[tuple[float, float, float]], look: Look
) -> list[Element]:
    """Take the footnotes of a page out of its columns and put them behind its text."""
    kept: list[Element] = []
    notes: list[Element] = []
    at = 0
    while at < len(items):
        item = items[at]
        if not isinstance(item, Line):
            kept.append(item)
            at += 1
            continue
        end = at
        while end < len(items) and isinstance(line := items[end], Line):
            if line.column != item.column:
                break
            end += 1
        column = [line for line in items[at:end] if isinstance(line, Line)]
        lines, found = notes_apart(column, rules, look)
        kept += lines
        notes += found
        at = end
    return kept + notes
