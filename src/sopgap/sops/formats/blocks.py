"""What every reader returns, and the rules on headings and lists that the readers share."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from sopgap.errors import InputError
from sopgap.text import normalise

MAX_DOCUMENT = 100_000_000  # bytes of one document; beyond it a reader's memory is not bounded
CELL = " | "

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
        Of an item: the paragraph that introduces its list.
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


def tidy(blocks: list[Block]) -> list[Block]:
    """Return the blocks with normalised texts, lists tied to their lead-ins, blanks dropped.

    A paragraph that opens with an enumerator is an item; its lead-in is the last paragraph of its
    section that ended open (by a colon, a dash or no stop at all).

    Examples
    --------
    >>> done = tidy([Block("The clerk shall:"), Block("(1) count  it; and"), Block(" ")])
    >>> [(b.kind, b.text, b.lead_in) for b in done]
    [('lead-in', 'The clerk shall:', ''), ('item', '(1) count it; and', 'The clerk shall:')]
    """
    done: list[Block] = []
    opener = -1  # place of the open paragraph that the items at hand hang on
    above: list[tuple[str, str]] = []  # open items that deeper ones hang on, where no paragraph is
    for block in blocks:
        text = normalise(block.text)
        if not text or not any(map(str.isalnum, text)):
            continue
        block = replace(block, text=text, section=normalise(block.section))
        if done and done[-1].section != block.section:
            opener, above = -1, []
        if block.kind == "item" and block.lead_in:
            block = replace(block, lead_in=normalise(block.lead_in))
            before = done[-1] if done else block
            if before.kind == "paragraph" and before.text == block.lead_in:
                done[-1] = replace(before, kind="lead-in")
        elif block.kind == "item" or (block.kind == "paragraph" and ENUMERATOR.match(text)):
            if opener >= 0:
                done[opener] = replace(done[opener], kind="lead-in")
            lead = done[opener].text if opener >= 0 else _item_above(text, above)
            block = replace(block, kind="item", lead_in=lead)
        elif block.kind == "paragraph":
            opener, above = len(done) if text[-1] not in ".!?" else -1, []
        done.append(block)
    return done


def _item_above(text: str, above: list[tuple[str, str]]) -> str:
    """Return the open item that an item hangs on, and note the item where it is open itself.

    Statutes number the lead-in too: "(a) The board may by order", "(1) close the road;".
    """
    found = ENUMERATOR.match(text)
    mark = found[0] if found else ""
    style = re.sub(r"[A-Z]+", "A", re.sub(r"[a-z]+", "a", re.sub(r"\d+", "1", mark)))
    while any(style == known for known, _ in above):
        above.pop()
    lead = above[-1][1] if above else ""
    if text[-1] not in ".!?;,":
        above.append((style, text))
    return lead


def row(cells: list[str], header: list[str], *, section: str, page: str = "") -> Block:
    """Return the block of a table row; cells keep their places, as headers name columns by place.

    Examples
    --------
    >>> row(["Liquidation", "Clerk"], ["Task", "Who"], section="4").text
    'Liquidation | Clerk'
    """
    text, names = CELL.join(map(_cell, cells)), CELL.join(map(_cell, header))
    return Block(text if any(map(_cell, cells)) else "", section, page, "row", "", names)


def table_blocks(rows: list[list[str]], *, section: str, page: str = "") -> list[Block]:
    """Return the blocks of a table whose first row is its header; a lone row has no header."""
    if len(rows) < 2:
        return [row(cells, [], section=section, page=page) for cells in rows]
    header = rows[0]
    return [row(cells, header, section=section, page=page) for cells in rows[1:]]


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
