"""Open a PDF within bounds and read its pages into pieces of text with their places."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.pdf_pieces import Page, join_words, without_overprint
from sopgap.sops.formats.pdf_rules import has_picture, read_objects
from sopgap.sops.formats.pdf_words import Frame, ask_words

MAX_PAGES = 5_000
MAX_LETTERS = 200_000  # of a page; a full page of small print has 15,000
MAX_ALL_LETTERS = 30_000_000
SCAN = 20  # a page with fewer letters and a picture is a picture of a page
MAX_STREAM = 100_000_000  # bytes that one stream may unpack to
UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x80-\x9f\ue000-\uf8ff\ufffd]")


def open_pdf(path: Path) -> Any:
    """Return the open document.

    Raises
    ------
    InputError
        The file is damaged, protected, has too many pages, or unpacks beyond bounds.
    """
    import pypdfium2  # a native library, needed for this format alone

    _check_streams(path)
    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        if "password" in str(error).lower():
            raise InputError(
                f"{path.name}: is protected by a password; save a copy without one"
            ) from None
        raise InputError(f"{path.name}: cannot be read as PDF: {error}") from None
    if len(document) > MAX_PAGES:
        document.close()
        raise InputError(f"{path.name}: more than {MAX_PAGES:,} pages; split it")
    return document


def read_pages(path: Path, damaged: list[int]) -> Iterator[Page]:
    """Yield the pages of a PDF; the numbers of those that cannot be read go to `damaged`.

    Raises
    ------
    InputError
        As of `open_pdf`; or no page can be read, or one holds too many letters.
    """
    import pypdfium2

    document = open_pdf(path)
    total = 0
    try:
        for number in range(1, len(document) + 1):
            try:
                page = _read_page(pypdfium2.raw, document[number - 1], number, path)
            except (pypdfium2.PdfiumError, UnicodeError):
                damaged.append(number)
                continue
            total += page.letters
            if total > MAX_ALL_LETTERS:
                raise InputError(f"{path.name}: more than {MAX_ALL_LETTERS:,} letters; split it")
            yield page
        if len(damaged) == len(document):
            which = f"{len(damaged)} pages" if len(damaged) > 1 else "page"
            raise InputError(
                f"{path.name}: its {which} cannot be read, the file is damaged or cut off; open it "
                "in a PDF viewer and print it to a new PDF"
            )
    finally:
        document.close()


def count_unreadable(text: str) -> int:
    """Return how many signs of a text are no letters: what a font without a table of them gives."""
    return len(UNREADABLE.findall(text))


def _check_streams(path: Path) -> None:
    """Refuse a file of which one stream unpacks to more than any page takes.

    Deflate packs a thousandfold at most, so small streams need not be unpacked.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read: {error.strerror}") from None
    for found in re.finditer(rb"stream\r?\n", data):
        head = data[max(0, found.start() - 300) : found.start()]
        head = head[head.rfind(b" obj") + 1 :]
        if b"FlateDecode" not in head or re.search(rb"/Subtype\s*/Image", head):
            continue
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        if (end - found.end()) * 1032 > MAX_STREAM:
            _check_stream(data[found.end() : end], path)


def _check_stream(packed: bytes, path: Path) -> None:
    unpacker, size = zlib.decompressobj(), 0
    while packed and size <= MAX_STREAM:
        try:
            size += len(unpacker.decompress(packed, 1_000_000))
        except zlib.error:
            return
        packed = unpacker.unconsumed_tail
    if size > MAX_STREAM:
        raise InputError(
            f"{path.name}: a part of it unpacks to more than {MAX_STREAM:,} bytes; "
            "refused as unsafe"
        )


def _read_page(raw: Any, page: Any, number: int, path: Path) -> Page:
    text_page = page.get_textpage()
    try:
        n = text_page.count_chars()
        if n > MAX_LETTERS:
            raise InputError(
                f"{path.name}: page {number} has more than {MAX_LETTERS:,} letters; split it"
            )
        left, bottom, right, top = page.get_cropbox()  # get_bbox turns with the page
        if not all(map(math.isfinite, (left, bottom, right, top))) or right - left < 1:
            left, bottom, right, top = 0.0, 0.0, 612.0, 792.0
        raw_text = text_page.get_text_range() if n else ""
        text = _text_of(raw, text_page, raw_text, n)
        words, angle = ask_words(raw, text_page, text)
        frame = Frame(left, bottom, right, top, angle)
        done = Page(number, frame.wide, frame.high, [], letters=len(text.replace(" ", "")))
        done.unreadable, done.raw = count_unreadable(text), raw_text
        done.is_picture = n < SCAN and has_picture(raw, page)
        read_objects(raw, page, done, frame)
        done.pieces = join_words(without_overprint(frame.place(words)), done.rules)
        return done
    finally:
        text_page.close()
        page.close()


def _text_of(raw: Any, text_page: Any, text: str, n: int) -> str:
    """Return one sign for each of pdfium's letters, so that places in it are theirs."""
    if len(text) == n:
        return text
    codes = (raw.FPDFText_GetUnicode(text_page, at) for at in range(n))
    return "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else " " for c in codes)
