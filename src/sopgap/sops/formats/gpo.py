"""Read the printed CFR as the printing office gives it: bulk volumes and single sections."""

from __future__ import annotations

from pathlib import Path

from sopgap.sops.formats.blocks import Block
from sopgap.sops.formats.dates import read_date
from sopgap.sops.formats.ecfr import read_ecfr, sift_ecfr
from sopgap.sops.formats.typeset import typeset_text
from sopgap.sops.formats.xml_files import walk_xml

# Of a granule and of a volume: what the element says.
SAID = {
    "CFRTITLE": "cfr_title",
    "DATE": "effective",
    "TITLE": "title",
    "GRANULENUM": "number",
    "TITLENUM": "cfr_title",
    "SUBJECT": "title",
}


def read_gpo(path: Path) -> list[Block]:
    """Read a volume (CFRDOC) or a granule (CFRGRANULE) of the printed CFR into blocks.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "section.xml"
    >>> _ = file.write_text("<CFRGRANULE><SECTION><SECTNO>§ 1.1</SECTNO><SUBJECT>Use.</SUBJECT>"
    ...                     "<P>(a) It must.</P></SECTION></CFRGRANULE>")
    >>> [(b.section, b.text) for b in read_gpo(file)]
    [('§ 1.1 Use.', '(a) It must.')]
    """
    return read_ecfr(path)


def sift_gpo(path: Path) -> str:
    """Return the raw text of a volume or granule, for a check on what was lost."""
    return sift_ecfr(path)


def read_gpo_metadata(path: Path) -> dict[str, str]:
    """Return what a volume or granule says of itself: title, citation, number and date.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "section.xml"
    >>> _ = file.write_text("<CFRGRANULE><FDSYS><CFRTITLE>19</CFRTITLE><TITLE>Use.</TITLE>"
    ...                     "<GRANULENUM>174.1</GRANULENUM></FDSYS></CFRGRANULE>")
    >>> read_gpo_metadata(file)
    {'title': '§ 174.1 Use.', 'number': '174.1', 'citation': '19 CFR 174.1'}
    """
    said: dict[str, str] = {}
    for _, element in walk_xml(path, events=("end",)):
        if element.tag in SAID:
            said.setdefault(SAID[element.tag], typeset_text(element))
        elif element.tag in ("FDSYS", "TITLEPG"):
            break
    number = said.pop("cfr_title", "").removeprefix("Title ")
    if said.get("number"):
        said["title"] = f"§ {said['number']} {said.get('title', '')}".strip()
    if number:
        said["citation"] = f"{number} CFR {said.get('number', '')}".strip()
    said["effective"] = read_date(said.get("effective", ""))
    return {key: value for key, value in said.items() if value}
