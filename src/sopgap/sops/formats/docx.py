"""Read Word documents: headings, paragraphs, lists and tables, from a package that is bounded."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block, check_size, table_blocks, tidy

MAX_PARTS = 10_000
MAX_UNPACKED = 300_000_000  # bytes of all parts together
MAX_RATIO = 200  # unpacked to packed; a word processor's files stay under 50
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
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    blocks: list[Block] = []
    section, lead = "", ""
    for content in document.iter_inner_content():
        if isinstance(content, Table):
            blocks += table_blocks(_rows(content), section=section)
            continue
        assert isinstance(content, Paragraph)
        text = content.text.strip()
        style = _style(content)
        if not text:
            continue
        if style.startswith(("heading", "title", "subtitle")):
            section, lead = text, ""
        elif style.startswith("list") or _is_numbered(content):
            blocks.append(Block(text, section, kind="item", lead_in=lead))
        else:
            lead = text
            blocks.append(Block(text, section))
    return blocks


def _style(paragraph: Any) -> str:
    style = paragraph.style
    return (style.name or "").lower() if style is not None else ""


def _is_numbered(paragraph: Any) -> bool:
    properties = paragraph._p.pPr
    return properties is not None and properties.numPr is not None


def _rows(table: Any) -> list[list[str]]:
    rows = []
    for line in table.rows:
        cells, before = [], None
        for cell in line.cells:
            if cell._tc is not before:  # a merged cell is given once for each column it spans
                cells.append(cell.text)
            before = cell._tc
        rows.append(cells)
    return [cells for cells in rows if any(map(str.strip, cells))]
