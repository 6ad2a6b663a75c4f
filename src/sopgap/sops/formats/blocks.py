"""What every reader returns, and the rules on headings and lists that the readers share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sops.formats.lists import (
    AHEAD,
    LEVEL,
    MAX_CHAIN,
    Ladder,
    Mark,
    clip_lead,
    read_marks,
)
from sopgap.text import normalise

MAX_DOCUMENT = 100_000_000  # bytes of one document; beyond it a reader's memory is not bounded
CELL = " | "
BAR = re.compile(r"(?:(?<=\s)|^)\|(?=\s|$)")  # blanks around it are folded where cells are blank
MAX_HEADING = 300  # characters; what is longer and set as a heading is a paragraph
MAX_REPEAT = 1_000  # characters of a cell that other rows repeat: a header, or a merged cell
MARKED = 100  # characters of a text that may be enumerators and the heading before a first item
BETWEEN = 20  # blocks back, notes and rows, among which an item's lead-in is sought
HUNG = ("paragraph", "item")  # what may be an item by its enumerator
# What an enumerator begins with: for speed.
MARKS = frozenset("(-*•‣◦▪–0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
# A letter and a stop: an enumerator or an initial.
WEAK = frozenset({"a.", "A.", "i.", "I."})

# (a), (12), (iv), a), 3., 3), -, *, bullets: what opens an item of a list in running text.
ENUMERATOR = re.compile(
    r"^(?:\((?:[A-Za-z]|\d{1,3}|[ivxIVX]{1,5})\)|(?:[a-z]|\d{1,3})\)|\d{1,3}\.(?!\d)|[-*•‣◦▪–])\s+"
)
BULLET = re.compile(r"^(?:\d{1,3}[.)]|[a-z]\)|[-*•‣◦▪–])\s+")
# "6.2 The clerk counts": a paragraph that bears its own number.
CLAUSE = re.compile(r"^\d{1,3}(?:\.\d{1,3})+\.?\s+(?=[A-Z(\"])")
NUMBERED = re.compile(
    r"^(?:(?:chapter|section|sec\.|part|article|appendix|annex)\s+)?(?:\d{1,3}|[A-Z]|[IVX]{1,5})"
    r"(?:\.\d{1,3}){0,5}[.):]?\s+(?=[A-Z(])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Block:
    """A paragraph, list item or table row.

    Attributes
    ----------
    text : str
        A row's cells are joined by " | ".
    section : str
        Number and heading as printed.
    page : str
        Page as counted, where the format has pages.
    kind : {"paragraph", "lead-in", "item", "row", "note"}
        A note is a footnote, endnote or box beside the text.
    lead_in : str
        Of an item: what introduces its list; of nested lists all, the outermost first, joined by
        " > ". Also of the text behind a list that ends its sentence.
    header : str
        Of a row: the header cells, joined by " | ".
    above : str
        The headings above the section, the outermost first, joined by " > ".
    number : str
        The automatic number or mark that the page prints and the text does not hold: "(a)", "3.".
    """

    text: str
    section: str = ""
    page: str = ""
    kind: str = "paragraph"
    lead_in: str = ""
    header: str = ""
    above: str = ""
    number: str = ""


def tidy(blocks: list[Block], indents: Sequence[int] = ()) -> list[Block]:
    """Return the blocks with normalised texts, lists tied to their lead-ins, blanks dropped.

    A paragraph that opens with an enumerator is an item; its lead-in is the last paragraph of its
    section that ended open (by a colon, a dash or no stop at all). Enumerators tell the nesting:
    an item's lead-in holds those of all lists it is in, the outermost first, joined by " > ". A
    text that begins small behind a list ends the list's sentence and has its lead-in too.

    Parameters
    ----------
    blocks : list of Block
    indents : sequence of int
        Of each block: the column where it begins, in formats whose lists are set farther in.

    Examples
    --------
    >>> done = tidy([Block("The clerk shall:"), Block("(1) count  it; and"), Block(" ")])
    >>> [(b.kind, b.text, b.lead_in) for b in done]
    [('lead-in', 'The clerk shall:', ''), ('item', '(1) count it; and', 'The clerk shall:')]
    """
    columns = indents or [-1] * len(blocks)
    kept = [
        (block, text, indent)
        for block, indent in zip(blocks, columns, strict=True)
        if (text := normalise(block.text)) and any(map(str.isalnum, text))
    ]
    marks = [
        read_marks(text[:MARKED]) if text[0] in MARKS and block.kind in HUNG else []
        for block, text, _ in kept
    ]
    firsts = [found[0] if found else [] for found in marks]
    done: list[Block] = []
    ladder, opener, section = Ladder(), -1, ""
    printed = None
    for place, (block, text, indent) in enumerate(kept):
        if block.kind == "note":  # it stands beside the text, and cuts no list off from its lead-in
            done.append(replace(block, text=text, section=normalise(block.section)))
            continue
        if block.section is not printed:
            printed = block.section
            heading = normalise(printed)
            if heading != section:
                ladder, opener, section = Ladder(), -1, heading
        kind, lead = block.kind, block.lead_in
        after = firsts[place + 1 : place + 1 + AHEAD] if firsts[place] else []
        if kind == "item" and lead:
            _open_lead(done, lead)
        elif kind == "item" or (kind == "paragraph" and _is_item(ladder, marks[place], after)):
            if ladder.opener and opener >= 0:
                done[opener] = replace(done[opener], kind="lead-in")
            kind, lead = "item", ladder.add_item(text, marks[place], after, indent)
            opener = -1
        elif kind == "paragraph":
            clause = ladder.add_clause(text) if text[0].isdigit() else ""
            further = ladder.add_further(text, indent) if indent > 0 and not clause else None
            if further is not None:
                kind, lead = "item", further
            elif clause:
                if opener >= 0:
                    done[opener] = replace(done[opener], kind="lead-in")
                kind, lead, opener = "item", clause, -1
            else:
                ended = ladder.add_paragraph(text)
                lead = lead or ended
                opener = len(done) if ladder.opener else -1
        done.append(
            Block(text, section, block.page, kind, lead, block.header, block.above, block.number)
        )
    return done


def _is_item(ladder: Ladder, marks: list[list[Mark]], after: Sequence[list[Mark]]) -> bool:
    """Tell an enumerator from an initial: "A. Smith signs" opens no list, "A." before "B." does."""
    if not marks:
        return False
    is_weak = marks[0][0].style in WEAK
    return not is_weak or ladder.is_expected(marks[0], after)


def _open_lead(done: list[Block], lead: str) -> None:
    """Mark the paragraph that an item of a list names as its lead-in."""
    for place in range(len(done) - 1, max(-1, len(done) - 1 - BETWEEN), -1):
        before = done[place]
        if before.kind == "paragraph":
            text = clip_lead(before.text)
            if lead == text or lead.endswith(LEVEL + text):
                done[place] = replace(before, kind="lead-in")
            return
        if before.kind not in ("note", "row"):
            return


def place_heading(outline: list[tuple[int, str]], level: int, heading: str) -> str:
    """Put a heading into the outline of a document and return the headings above it.

    Parameters
    ----------
    outline : list of (int, str)
        The headings that are open, the outermost first; changed in place.
    level : int
        Of the heading: 0 for a title, 1 to 9.
    heading : str
        As printed, its number before it.

    Examples
    --------
    >>> outline = []
    >>> [place_heading(outline, n, h) for n, h in [(1, "1 Use"), (2, "1.1 Keys"), (2, "1.2 Doors")]]
    ['', '1 Use', '1 Use']
    """
    while outline and outline[-1][0] >= level:
        outline.pop()
    above = LEVEL.join(text for _, text in outline[:MAX_CHAIN])
    outline.append((level, normalise(heading).replace(LEVEL, " › ")))
    return above


def row(
    cells: list[str],
    header: list[str],
    *,
    section: str,
    page: str = "",
    above: str = "",
    number: str = "",
) -> Block:
    """Return the block of a table row; cells keep their places, as headers name columns by place.

    Examples
    --------
    >>> row(["Liquidation", "Clerk"], ["Task", "Who"], section="4").text
    'Liquidation | Clerk'
    """
    clean = list(map(_cell, cells))
    text = CELL.join(clean) if any(clean) else ""
    names = CELL.join(_cell(name)[:MAX_REPEAT] for name in header)
    return Block(text, section, page, "row", "", names, above, number)


def split_cells(text: str) -> list[str]:
    """Return the cells of a row's text, blank ones in their places.

    Examples
    --------
    >>> split_cells("| Clerk |"), split_cells("Check | | Clerk")
    (['', 'Clerk', ''], ['Check', '', 'Clerk'])
    """
    return [cell.strip() for cell in BAR.split(text)]


def table_blocks(
    rows: list[list[str]],
    *,
    section: str,
    page: str = "",
    above: str = "",
    heads: int = 1,
    numbers: Sequence[str] = (),
) -> list[Block]:
    """Return the blocks of a table whose first row is its header; a lone row has no header.

    Parameters
    ----------
    rows : list of list of str
        The texts of the cells.
    section, page, above : str
        Where the table stands.
    heads : int
        Rows that are headers; of several, a column's names are joined by " / ".
    numbers : sequence of str
        Of each row: the automatic number that the page prints.
    """
    heads = min(heads, len(rows) - 1)
    header = rows[0] if heads == 1 else _join_heads(rows[:heads])
    marks = [*numbers, *[""] * len(rows)]
    # The header's own text is repeated for thousands of rows: it is made once.
    names = row(header, header, section="").header
    blocks = []
    for cells, number in zip(rows[heads:], marks[heads:], strict=False):
        block = row(cells, [], section=section, page=page, above=above, number=number)
        blocks.append(replace(block, header=names) if names else block)
    return blocks


def _join_heads(rows: list[list[str]]) -> list[str]:
    """Return the names of columns under several rows of headers, each part once."""
    names = []
    for at in range(max(map(len, rows), default=0)):
        parts = [normalise(cells[at]) for cells in rows if at < len(cells)]
        names.append(" / ".join(dict.fromkeys(filter(None, parts))))
    return names


def _cell(text: str) -> str:
    return normalise(text).replace(" | ", " / ")


def check_size(path: Path) -> None:
    """Refuse a document that is larger than a reader may take."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read: {error.strerror}") from None
    if size > MAX_DOCUMENT:
        raise InputError(f"{path.name}: larger than {MAX_DOCUMENT:,} bytes; split it")


def is_numbered_heading(line: str) -> bool:
    """Return whether a line of plain text reads like a numbered heading.

    A step of a list ends with a stop and begins with a verb; a heading is short and has no stop.

    Examples
    --------
    >>> is_numbered_heading("4.2 Meetings"), is_numbered_heading("1. Read the invoice.")
    (True, False)
    """
    return (
        len(line) <= 90
        and line[-1:] not in ".;:,"
        and bool(NUMBERED.match(line))
        and len(line.split()) <= 12
    )
