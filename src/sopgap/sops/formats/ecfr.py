"""Read the electronic CFR: bulk files and the versioner's, both in divisions DIV1 to DIV9."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block, tidy
from sopgap.sops.formats.dates import read_date
from sopgap.sops.formats.typeset import DIVISION, DROPPED, typeset_text, walk_typeset
from sopgap.sops.formats.xml_files import forget, sift_xml, walk_xml

# The kinds of divisions; the number of the element alone does not tell.
KINDS = {
    "TITLE": "title",
    "CHAPTER": "chapter",
    "PART": "part",
    "SUBPART": "subpart",
    "SECTION": "section",
    "APPENDIX": "appendix",
}
LEFT_OUT = DROPPED | {"FTREF", "SIG"}
CITATION = re.compile(r'"citation"\s*:\s*"([^"\\]{1,80})"')
PATH_DAY = re.compile(r"/on/(\d{4}-\d{2}-\d{2})/")


@dataclass
class Division:
    """A division of the code: what it is, its heading, and the divisions inside it, by place."""

    kind: str
    number: str
    head: str = ""
    citation: str = ""
    day: str = ""
    inside: list[int] = field(default_factory=list)


def read_ecfr(path: Path) -> list[Block]:
    """Read an XML file of the CFR into blocks; the section is the nearest numbered heading.

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
    blocks = tidy(list(walk_typeset(path)))
    if not blocks:
        raise InputError(
            f"{path.name}: holds no paragraphs <P>; of XML, the markup of the CFR, of the Federal "
            "Register, of USLM and of OSCAL can be read"
        )
    return blocks


def sift_ecfr(path: Path) -> str:
    """Return the raw text of a file of the CFR, for a check on what was lost."""
    return sift_xml(path, LEFT_OUT)


def read_ecfr_metadata(path: Path) -> dict[str, str]:
    """Return what a file of the CFR says of itself.

    Its title is that of the narrowest division that holds the whole file: a part, where the file
    has one part. The versioner tells the day of its text, a bulk file that of the last amendment.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "part.xml"
    >>> _ = file.write_text('<DIV1 N="9" TYPE="TITLE"><HEAD>Title 9</HEAD><DIV5 N="7" TYPE="PART">'
    ...                     "<HEAD>PART 7—KEYS</HEAD></DIV5></DIV1>")
    >>> read_ecfr_metadata(file)
    {'title': 'PART 7—KEYS', 'citation': '9 CFR part 7', 'number': '7'}
    """
    said = {"title": "", "issuer": "", "effective": "", "citation": "", "number": ""}
    divisions = [Division("", "")]  # the file itself
    opened = [0]
    for event, element in walk_xml(path):
        is_division = DIVISION.match(str(element.tag))
        if event == "start" and is_division:
            divisions[opened[-1]].inside.append(len(divisions))
            opened.append(len(divisions))
            divisions.append(_division(element))
        elif event == "end" and is_division:
            opened.pop()
            forget(element)
        elif event == "end" and element.tag == "HEAD" and not divisions[opened[-1]].head:
            divisions[opened[-1]].head = typeset_text(element)
        elif event == "end" and element.tag == "AMDDATE":
            said["effective"] = said["effective"] or read_date(typeset_text(element))
        elif event == "end" and element.tag == "VOLUME":
            said["effective"] = said["effective"] or read_date(element.get("AMDDATE", ""))
    at = 0
    title = ""
    while len(divisions[at].inside) == 1:
        at = divisions[at].inside[0]
        division = divisions[at]
        title = division.number if division.kind == "TITLE" else title
        said["effective"] = division.day or said["effective"]
        if division.kind == "CHAPTER":
            said["issuer"] = division.head.partition("—")[2].strip()
        if division.kind in KINDS and division.head:
            said["title"] = division.head or said["title"]
            said["number"] = division.number
            kind = "" if division.kind == "SECTION" else f"{KINDS[division.kind]} "
            said["citation"] = division.citation or (
                title and f"{title} CFR {kind}{said['number']}"
            )
        if division.kind == "TITLE":
            said["citation"] = division.citation or f"{title} CFR"
    return {key: value for key, value in said.items() if value}


def _division(element: Any) -> Division:
    """Read the attributes of a division; the versioner's hold a small JSON document."""
    kind, number = element.get("TYPE", "").upper(), element.get("N", "").strip("§ ")
    node = element.get("NODE", "").partition(":")[0]
    if kind == "TITLE" and node:
        number = node  # of a title in several volumes, N is the volume's
    found = CITATION.search(element.get("hierarchy_metadata", ""))
    day = PATH_DAY.search(element.get("hierarchy_metadata", ""))
    return Division(kind, number, citation=found[1] if found else "", day=day[1] if day else "")
