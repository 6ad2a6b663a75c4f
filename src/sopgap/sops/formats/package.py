"""A Word file as a package: refused where it unpacks beyond bounds, its parts parsed safely."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.numbering import Numbering, W, read_numbering, read_styles
from sopgap.sops.formats.runs import FALLBACK, REMOVED
from sopgap.text import data_rows

MAX_PARTS = 10_000
MAX_UNPACKED = 300_000_000  # bytes of all parts together
MAX_RATIO = 200  # unpacked to packed; a word processor's files stay under 50
MIN_SUSPECT = 10_000_000  # bytes under which the ratio does not matter
DAMAGED = (
    "damaged or cut off; fetch it again, or open it in Word, which may repair it, and save it anew"
)
PARTS = ("styles", "numbering", "footnotes", "endnotes", "settings")
# How notes are numbered where a document does not say it (ECMA-376 part 1, 17.11).
NOTE_FORMS = {"footnotes": "decimal", "endnotes": "lowerRoman"}
# The same markup under the names of ISO/IEC 29500 strict.
STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)


def check_package(path: Path) -> None:
    """Refuse what is no package, is protected, or unpacks beyond bounds."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        with path.open("rb") as file:
            is_package = file.read(4) == b"PK\x03\x04"
        if is_package:
            raise InputError(f"{path.name}: is {DAMAGED}") from None
        raise InputError(
            f"{path.name}: is not a .docx package (an old .doc, protected by a password, or plain"
            " text?); save it as .docx, or give it the ending that it should have"
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


def parse_parts(reader: Any, name_part: Callable[[str], Any]) -> dict[str, Any]:
    """Return the roots of a package's parts by name: document, styles, numbering and the notes.

    Parameters
    ----------
    reader : PhysPkgReader of python-docx
        Gives the bytes of a part.
    name_part : callable
        Makes the reader's name of a part from its path; parts are found by their relations to one
        another, as their paths may vary.
    """
    main = _targets(reader.rels_xml_for(name_part("/")), "/")["officeDocument"]
    roots = {"document": _parse(reader.blob_for(name_part(main)))}
    related = _targets(reader.rels_xml_for(name_part(main)), posixpath.dirname(main))
    for name in PARTS:
        if name in related:
            try:
                roots[name] = _parse(reader.blob_for(name_part(related[name])))
            except KeyError:  # a part that is named and absent is missed by nobody but its users
                continue
    return roots


def _targets(relations: str | bytes | None, folder: str) -> dict[str, str]:
    """Return the parts that a part is related to, by the last word of the relation's type."""
    found: dict[str, str] = {}
    if not relations:
        return found
    data = relations.encode() if isinstance(relations, str) else relations
    for each in _parse(data):
        if each.get("TargetMode") != "External":
            kind = each.get("Type", "").rsplit("/", 1)[-1]
            path = posixpath.normpath(posixpath.join(folder, each.get("Target", "")))
            found.setdefault(kind, path)
    return found


def _parse(data: bytes) -> Any:
    from lxml import etree  # its import is not needed by the other formats

    for strict, usual in STRICT:
        if strict in data[:5000]:
            data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    return etree.fromstring(data, parser)


def read_numbers(roots: dict[str, Any]) -> Numbering:
    """Return the styles and lists of a document."""
    numbering = Numbering()
    if "styles" in roots:
        read_styles(roots["styles"], numbering)
    if "numbering" in roots:
        read_numbering(roots["numbering"], numbering)
    return numbering


def note_forms(roots: dict[str, Any]) -> dict[str, str]:
    """Return the number formats of footnotes and endnotes; the text's last section goes first."""
    forms = dict(NOTE_FORMS)
    holders = [roots.get("settings"), roots["document"].find(f"{W}body/{W}sectPr")]
    for holder in holders:
        for kind in forms:
            path = f"{W}{kind[:-1]}Pr/{W}numFmt"
            found = holder.find(path) if holder is not None else None
            if found is not None:
                forms[kind] = found.get(W + "val") or forms[kind]
    return forms


def outline_levels(numbering: Numbering) -> dict[str, int]:
    """Return the styles that are headings, by outline level or name: 0 is a title, 1 to 9."""
    levels: dict[str, int] = {}
    for style_id in numbering.styles:
        for _, style in numbering.chain(style_id):
            if style.outline is not None:
                if 0 <= style.outline < 9:
                    levels[style_id] = style.outline + 1
                break
            named = name_level(style.name)
            if named is not None:
                levels[style_id] = named
                break
    return levels


def name_level(name: str) -> int | None:
    """Return the level of a heading style by its name, None where it is no heading.

    Examples
    --------
    >>> name_level("heading 2"), name_level("title"), name_level("body text")
    (2, 0, None)
    """
    for pattern, level in _heading_styles():
        if found := pattern.fullmatch(name):
            return int(level or found[1])
    return None


@cache
def _heading_styles() -> list[tuple[re.Pattern[str], str]]:
    rows = data_rows("heading_styles.csv")
    return [(re.compile(row["pattern"]), row["level"]) for row in rows]


def sift_parts(roots: dict[str, Any]) -> str:
    """Return all text of a document by the simplest way, to be compared with what was read.

    What is not counted is taken out of the tree, which must have been read before.
    """
    cited = [root for name, root in roots.items() if name in ("document", "footnotes", "endnotes")]
    words: list[str] = []
    for root in cited:
        for tag in (FALLBACK, *REMOVED):
            for element in list(root.iter(tag)):
                if element.getparent() is not None and element.getparent().tag != W + "rPr":
                    element.getparent().remove(element)
        for node in root.iter(W + "p", W + "t", W + "tab", W + "br"):
            words.append(node.text or "" if node.tag == W + "t" else "\n")
    return "".join(words)
