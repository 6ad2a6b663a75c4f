"""Read CFR markup: eCFR bulk and API files (DIV1 to DIV9) and GPO granules (SECTION)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block, check_size, table_blocks, tidy

DIVISION = re.compile(r"DIV[1-9]$")
# What is not the regulation's text: tables of contents, sources, notes, citations of amendments.
DROPPED = frozenset(
    {
        "HEADER",
        "FDSYS",
        "CFRTOC",
        "AUTH",
        "SOURCE",
        "EDNOTE",
        "EFFDNOT",
        "CITA",
        "SECAUTH",
        "APPRO",
        "PRTPAGE",
        "AMDDATE",
        "VOLUME",
        "FTNT",
        "PARAUTH",
        "XREF",
        "CROSSREF",
    }
)
HEADINGS = frozenset({"HEAD", "HD1", "HD2", "HD3", "HD"})
TEXTS = frozenset({"P", "FP", "FP-1", "FP-2", "FP1-2", "PSPACE", "LI", "EXTRACT", "NOTE"})
HOSTILE = re.compile(rb"<!\s*(?:ENTITY|DOCTYPE[^>]{0,2000}\[)")


def read_ecfr(path: Path) -> list[Block]:
    """Read an XML file of the CFR into blocks; the section is the nearest heading.

    Entities are never resolved and a file that declares any is refused: it could expand without
    bound or name a file of this computer.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "part.xml"
    >>> _ = file.write_text("<ECFR><DIV8><HEAD>§ 1.1   Use.</HEAD><P>(a) X</P></DIV8></ECFR>")
    >>> [(b.section, b.text) for b in read_ecfr(file)]
    [('§ 1.1 Use.', '(a) X')]
    """
    from lxml import etree  # its import is not needed by the other formats

    check_size(path)
    data = path.read_bytes()
    if HOSTILE.search(data) or b"E\0N\0T\0I\0T\0Y" in data:
        raise InputError(
            f"{path.name}: declares XML entities or a document type of its own; remove its DOCTYPE"
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{path.name}: is not well-formed XML: {error}") from None
    if root.find(".//P") is None and root.find(".//FP") is None:
        raise InputError(f"{path.name}: holds no paragraphs <P>; only CFR markup can be read")
    return tidy(_blocks(root))


def _blocks(root: Any) -> list[Block]:
    from lxml import etree

    blocks: list[Block] = []
    headings: list[str] = [""]  # one a division, the innermost last
    number = ""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            if DIVISION.match(tag) or tag == "SECTION":
                headings.pop()
            continue
        if tag in DROPPED or not tag:
            walk.skip_subtree()
        elif DIVISION.match(tag) or tag == "SECTION":
            headings.append(headings[-1])
        elif tag == "SECTNO":
            number = _text(element)
        elif tag == "SUBJECT":
            headings[-1] = f"{number} {_text(element)}".strip()
        elif tag in HEADINGS:
            headings[-1] = _text(element)
        elif tag in ("TABLE", "GPOTABLE"):
            blocks += table_blocks(_rows(element), section=headings[-1])
            walk.skip_subtree()
        elif tag in TEXTS and element.find("P") is None:
            blocks.append(Block(_text(element), headings[-1]))
            walk.skip_subtree()
    return blocks


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _rows(table: Any) -> list[list[str]]:
    rows = [
        [_text(cell) for cell in line.iter("TD", "TH", "ENT")] for line in table.iter("TR", "ROW")
    ]
    heads = [_text(cell) for cell in table.iter("CHED")]
    return [cells for cells in ([heads] if heads else []) + rows if cells]
