"""Tell what a file is by its content, whatever its name says."""

from __future__ import annotations

import re
import zipfile
import zlib
from functools import cache
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sops.formats.json_files import read_json
from sopgap.sops.formats.xml_files import read_root
from sopgap.text import data_rows

FIRST = 4_096  # bytes that are looked at
LONG_FIRST = 4_000_000  # of an old Office file, whose directory lies anywhere
ZIP = b"PK\x03\x04"
OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
XML_WIDE = {b"<\0?\0": "utf-16-le", b"\0<\0?": "utf-16-be"}  # XML 1.0, appendix F: no mark
HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
XML = re.compile(r"\s*(?:<\?xml[\s>]|<!--|<!DOCTYPE\s|<[A-Za-z_][\w.:-]*[\s>/])")
# The line that opens a message of a mailbox (RFC 4155), or lines of its header: no sentence that
# begins "From here on" or "Received: by post", which no further field follows.
MAIL = re.compile(
    r"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) +[A-Z][a-z]{2} "
    r"|(?:Return-Path|Received|Delivered-To|MIME-Version|Message-ID|X-[\w-]+): [^\n]*\n"
    r"(?:[ \t][^\n]*\n)*[A-Z][\w-]{1,40}:[ \t]"
)
# Of packages: a part that tells what is packed.
PACKED = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("META-INF/container.xml", "epub"),
    ("word/", "docx"),
)
# Of old Office files: a stream of the compound file that tells what it is.
STREAMS = (
    ("EncryptedPackage", "protected"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__substg1.0_", "msg"),
)


def sniff(path: Path) -> str:
    """Return what a file is by its content: a name of a format, or '' for text of any kind.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.txt"
    >>> _ = file.write_bytes(b"%PDF-1.7 ...")
    >>> sniff(file)
    'pdf'
    """
    try:
        with path.open("rb") as file:
            first = file.read(FIRST)
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read: {error.strerror}") from None
    if first.startswith(ZIP):
        return _packed(path)
    if first.startswith(OLE2):
        return _compound(path)
    for at, signature, name in _signatures():
        if first[at : at + len(signature)] == signature:
            return name
    if b"%PDF-" in first[:1024]:
        return "pdf"
    return _written(path, first)


@cache
def _signatures() -> list[tuple[int, bytes, str]]:
    """Return the first bytes of formats, and where they stand."""
    rows = data_rows("signatures.csv")
    return [(int(row["at"]), bytes.fromhex(row["bytes"]), row["format"]) for row in rows]


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()[:10_000]
            if "mimetype" in names[:5] and package.getinfo("mimetype").file_size < 200:
                told = package.read("mimetype")
                if b"opendocument" in told:
                    return "odt" if b"text" in told else "opendocument"
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ):
        return "docx" if path.suffix.lower() in (".docx", ".docm") else "zip"
    for part, kind in PACKED:
        if any(name.startswith(part) for name in names):
            return kind
    return "docx" if path.suffix.lower() in (".docx", ".docm") else "zip"


def _compound(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(LONG_FIRST)
    for name, kind in STREAMS:
        if name.encode("utf-16-le") in data or name.encode() in data:
            return kind
    return "protected" if path.suffix.lower() in (".docx", ".docm") else "ole2"


def _written(path: Path, first: bytes) -> str:
    """Return the format of a file of text: by its first words, its root element or its keys."""
    coding = next((name for mark, name in WIDE.items() if first.startswith(mark)), "utf-8-sig")
    coding = XML_WIDE.get(first[:4], coding)
    text = first.decode(coding, errors="ignore").lstrip("\ufeff")
    suffix = path.suffix.lower()
    if HTML.match(text):
        return "html"
    if suffix == ".eml" or (suffix not in (".md", ".markdown") and MAIL.match(text)):
        return "email"
    is_xml = text.lstrip().startswith("<?xml") or (suffix == ".xml" and text.lstrip()[:1] == "<")
    if is_xml or (suffix in (".xml", ".txt") and XML.match(text) and _is_known(text)):
        return name_xml(path)
    if suffix == ".json" or (text.lstrip()[:1] in ("{", "[") and '"document_number"' in text):
        return name_json(path)
    return ""


def _is_known(text: str) -> bool:
    """Return whether the first element of a text is one that a reader knows."""
    found = re.search(r"<([A-Za-z_][\w.-]*)", text)
    return found is not None and found[1] in roots("element")


@cache
def roots(kind: str) -> dict[str, str]:
    """Return what tells a format, by kind: element, namespace or keys, and the format."""
    return {row["told_by"]: row["format"] for row in data_rows("roots.csv") if row["kind"] == kind}


def name_xml(path: Path) -> str:
    """Return the format of an XML file by its root element.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.xml"
    >>> _ = file.write_text("<RULE><P>x</P></RULE>")
    >>> name_xml(file)
    'federal_register'
    """
    root = read_root(path)
    known = roots("element")
    if root.name in known:
        return known[root.name]
    for space, name in roots("namespace").items():
        if root.space.startswith(space):
            return name
    return f"xml <{root.name}>"


def name_json(path: Path) -> str:
    """Return the format of a JSON file by its keys.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.json"
    >>> _ = file.write_text('{"catalog": {}}')
    >>> name_json(file)
    'oscal'
    """
    said = read_json(path)
    for key, name in roots("key").items():
        if said.keys() >= set(key.split()):
            return name
    return "json"
