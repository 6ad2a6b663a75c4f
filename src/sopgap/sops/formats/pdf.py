"""Read PDF text page by page: running headers dropped, lines joined to paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import BULLET, Block, check_size, is_numbered_heading, tidy

MAX_PAGES = 5_000
EDGE = 2  # lines at the top and foot of a page among which running headers are sought
SHORT = 0.75  # a line under this share of the page's width ends its paragraph, if it ends a sentence
PAGE_NUMBER = re.compile(r"(?:.{0,60}\b)?page \d+(?: of \d+)?\s*$|-?\s*\d{1,4}\s*-?$", re.IGNORECASE)
DIGITS = re.compile(r"\d+")


def read_pdf(path: Path) -> list[Block]:
    """Read the text of a PDF into blocks, each with the page where it begins.

    Raises
    ------
    InputError
        The file is damaged, protected, or holds pictures of text only.
    """
    check_size(path)
    pages = _pages(path)
    if not any(line for lines in pages for line in lines):
        raise InputError(
            f"{path.name}: holds no text, only pictures of pages; "
            "add the text first: ocrmypdf in.pdf out.pdf"
        )
    return tidy(_blocks(_without_running_lines(pages)))


def _pages(path: Path) -> list[list[str]]:
    import pypdfium2  # a native library, needed for this format alone

    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        raise InputError(f"{path.name}: cannot be read as PDF: {error}") from None
    try:
        if len(document) > MAX_PAGES:
            raise InputError(f"{path.name}: more than {MAX_PAGES:,} pages; split it")
        pages = [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    except (pypdfium2.PdfiumError, UnicodeError) as error:
        raise InputError(f"{path.name}: a page cannot be read: {error}") from None
    finally:
        document.close()
    # pdfium marks a hyphen at a line's end with U+FFFE: the word goes on in the next line.
    return [
        [s for line in re.sub("\ufffe\r?\n?", "", text).splitlines() if (s := line.strip())]
        for text in pages
    ]


def _without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """Drop lines that stand at the edge of most pages, and page numbers."""
    seen = Counter(key for lines in pages for key in {_key(n, lines) for n in _edges(lines)})
    often = max(2, round(0.6 * len(pages)))
    kept = []
    for lines in pages:
        edges = {n for n in _edges(lines) if seen[_key(n, lines)] >= often}
        edges |= {n for n in _edges(lines) if PAGE_NUMBER.match(lines[n])}
        kept.append([line for n, line in enumerate(lines) if n not in edges])
    return kept


def _edges(lines: list[str]) -> set[int]:
    return {n for n in range(len(lines)) if n < EDGE or n >= len(lines) - EDGE}


def _key(number: int, lines: list[str]) -> str:
    return DIGITS.sub("#", lines[number])


def _blocks(pages: list[list[str]]) -> list[Block]:
    blocks: list[Block] = []
    section, page = "", ""
    words: list[str] = []

    def flush() -> None:
        if words:
            blocks.append(Block(" ".join(words), section, page))
            words.clear()

    for number, lines in enumerate(pages, start=1):
        width = max(map(len, lines), default=0)
        ended = True  # whether the line before ended a paragraph
        for place, line in enumerate(lines):
            after = lines[place + 1] if place + 1 < len(lines) else ""
            if is_numbered_heading(line) or (ended and _is_title(line, after, width)):
                flush()
                section = line
                ended = True
                continue
            if (place and ended) or BULLET.match(line):
                flush()
            if not words:
                page = str(number)
            words.append(line)
            ended = line[-1] in ".:?!" and (len(line) < SHORT * width or bool(BULLET.match(after)))
    flush()
    return blocks


def _is_title(line: str, after: str, width: int) -> bool:
    """Tell a heading without a number: a short line of few words without a stop, a capital next."""
    return (
        len(line) < 0.6 * width
        and len(line.split()) <= 10
        and line[0].isupper()
        and line[-1].isalnum()
        and after[:1].isupper()
    )
