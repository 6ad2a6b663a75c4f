"""Read Word documents: headings, paragraphs, lists and tables, from a package that is bounded."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block, check_size, table_blocks, tidy

MAX_PARTS = 10_000
MAX_UNPACKED = 300_000_000  # bytes of all parts together
MAX_RATIO = 200  # unpacked to packed; a word processor's files stay under 50
MAX_SPAN = 100  # columns of a table
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACES = {W + "tab": " ", W + "br": " ", W + "cr": " ", W + "noBreakHyphen": "-"}
MIN_SUSPECT = 10_000_000  # bytes under which the ratio does not matter


def read_docx(path: Path) -> list[Block]:
    """Read a Word document into blocks; headers and footers of pages are not part of the text.

    Raises
    ------
    InputError
        The package is damaged, protected by a password, or unpacks beyond bounds.
    """
    from docx import Document  # its import is not needed by the other formats

    check_size(path)
    _check_package(path)
    try:
        document = Document(str(path))
        blocks = _blocks(document)
    # python-docx raises whatever its parts raise (KeyError, AttributeError, XMLSyntaxError, ...):
    # a hostile file must still end in a sentence that names it.
    except Exception as error:
        raise InputError(
            f"{path.name}: cannot be read as a Word document ({type(error).__name__}); "
            "open it in a word processor and save it again"
        ) from None
    return tidy(blocks)


def _check_package(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InputError(
            f"{path.name}: is not a .docx package (an old .doc, or protected by a password?); "
            "save it as .docx"
        ) from None
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, path.stat().st_size)
    bomb = unpacked > MIN_SUSPECT and unpacked / packed > MAX_RATIO
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or bomb:
        raise InputError(
            f"{path.name}: unpacks to {unpacked:,} bytes in {len(parts):,} parts; refused as unsafe"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise InputError(f"{path.name}: is protected by a password; save it without one")


def _blocks(document: Any) -> list[Block]:
    # Styles are looked up once: python-docx searches them anew for every paragraph.
    styles = {style.style_id: (style.name or "").lower() for style in document.styles}
    blocks: list[Block] = []
    section, lead = "", ""
    for element in _contents(document.element.body):
        if element.tag == W + "tbl":
            blocks += table_blocks(_rows(element), section=section)
            continue
        text = _text(element).strip()
        style = styles.get(_value(element, "pStyle"), "")
        if not text:
            continue
        if style.startswith(("heading", "title", "subtitle")):
            section, lead = text, ""
        elif style.startswith("list") or element.find(f"{W}pPr/{W}numPr") is not None:
            blocks.append(Block(text, section, kind="item", lead_in=lead))
        else:
            lead = text
            blocks.append(Block(text, section))
    return blocks


def _contents(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in order, those inside content controls too."""
    stack = [iter(parent)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag in (W + "p", W + "tbl"):
            yield element
        elif element.tag in (W + "sdt", W + "sdtContent", W + "smartTag", W + "ins"):
            stack.append(iter(element))


def _text(element: Any) -> str:
    parts = []
    for node in element.iter(W + "t", *SPACES):
        parts.append(node.text or "" if node.tag == W + "t" else SPACES[node.tag])
    return "".join(parts)


def _value(paragraph: Any, name: str) -> str:
    found = paragraph.find(f"{W}pPr/{W}{name}")
    return found.get(W + "val", "") if found is not None else ""


def _rows(table: Any) -> list[list[str]]:
    """Return the texts of a table's cells; a cell that spans columns stands in its first."""
    rows = []
    for line in table.iterchildren(W + "tr"):
        cells = []
        for cell in line.iterchildren(W + "tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            cells.append(" ".join(_text(p) for p in cell.iter(W + "p")))
            cells += [""] * (_count(span) - 1)
        rows.append(cells)
    return [cells for cells in rows if any(map(str.strip, cells))]


def _count(span: Any) -> int:
    value = span.get(W + "val", "1") if span is not None else "1"
    return min(int(value), MAX_SPAN) if value.isdigit() else 1
