"""One reader a format: each turns a file into blocks, and refuses what it cannot read safely.

A file's content tells what it is, and its extension only which kind of text. A new format is one
module with a `read_<format>`, a row in READERS, and a line in `sniff.py` that knows it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block, check_size
from sopgap.sops.formats.sniff import sniff
from sopgap.sops.formats.whole import Whole
from sopgap.text import data_rows

# Extension -> format, where the content is text of any kind.
SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xml": "ecfr",
    ".json": "json",
    ".docx": "docx",
    ".docm": "docx",
    ".pdf": "pdf",
}
# Formats that are read, each by the module of its name, imported when first needed: the libraries
# of PDF and DOCX are heavy.
FORMATS = frozenset(
    {"markdown", "text", "html", "docx", "pdf", "ecfr", "gpo", "federal_register", "oscal", "uslm"}
)
# Extension -> module and function: what the tables of formats and the messages list.
READERS = {suffix: (name, f"read_{name}") for suffix, name in SUFFIXES.items() if name in FORMATS}
SAVE_AS = ".docx, .pdf, .html, .md, .txt"
PRINTED = {
    "ecfr": "CFR markup",
    "gpo": "CFR markup",
    "federal_register": "Federal Register markup",
    "uslm": "USLM markup",
    "oscal": "OSCAL",
    "docx": "a Word document",
    "pdf": "a PDF",
    "html": "HTML",
}


class Format(NamedTuple):
    """What a file is: the name of its reader, and a remark where its extension says otherwise."""

    name: str
    remark: str = ""


def read_blocks(path: Path, *, changes: str = "accepted") -> list[Block]:
    r"""Read a file into blocks by the reader of its format.

    Parameters
    ----------
    path : Path
    changes : {"accepted", "both"}
        What is read of the tracked changes of a Word document.

    Returns
    -------
    list of Block
        In the order of the document; never empty.

    Raises
    ------
    InputError
        The format is not supported, the file is damaged or hostile, or it holds no text.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.md"
    >>> _ = file.write_text("# 1. Meetings\n\nThe board meets monthly.\n")
    >>> read_blocks(file)[0].section
    '1. Meetings'
    """
    name = find_format(path).name
    blocks: list[Block] = _reader(f"read_{name}", name)(path, **_options(name, changes))
    return _with_text(blocks, path)


def read_whole(path: Path, *, changes: str = "accepted") -> tuple[Format, Whole]:
    r"""Read a file into blocks, and its text by a simpler way, to be compared with them.

    Parameters
    ----------
    path, changes
        As `read_blocks` takes them.

    Returns
    -------
    Format
        What the file is.
    Whole
        Its blocks, its raw text and what is to be said of the reading.

    Raises
    ------
    InputError
        As of `read_blocks`.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.md"
    >>> _ = file.write_text("The *board* meets.\n")
    >>> found, whole = read_whole(file)
    >>> found.name, whole.blocks[0].text, whole.raw
    ('markdown', 'The board meets.', 'The *board* meets.\n')
    """
    found = find_format(path)
    options = _options(found.name, changes)
    # A format that takes long to open is opened once for both.
    if reader := _reader(f"read_whole_{found.name}", found.name):
        whole: Whole = reader(path, **options)
    else:
        blocks = _reader(f"read_{found.name}", found.name)(path, **options)
        sift = _reader(f"sift_{found.name}", found.name)
        whole = Whole(blocks, sift(path) if sift else None)
    _with_text(whole.blocks, path)
    return found, whole


def _reader(function: str, name: str) -> Any:
    return getattr(import_module(f"sopgap.sops.formats.{name}"), function, None)


def _options(name: str, changes: str) -> dict[str, str]:
    return {"changes": changes} if name == "docx" else {}


def _with_text(blocks: list[Block], path: Path) -> list[Block]:
    if not blocks:
        raise InputError(f"{path.name}: holds no text")
    return blocks


def find_format(path: Path) -> Format:
    r"""Return which reader reads a file: by its content, and for text by its extension.

    Raises
    ------
    InputError
        No reader reads such a file; the message says what it is and what to do.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.txt"
    >>> _ = file.write_text("<!DOCTYPE html><p>The board meets.</p>")
    >>> find_format(file)
    Format(name='html', remark='sop.txt: is HTML and was read as such')
    """
    check_size(path)
    suffix = path.suffix.lower()
    kind = sniff(path)
    if kind in FORMATS:
        expected = SUFFIXES.get(suffix)
        is_said = expected == kind or (suffix in (".xml", ".json") and kind in PRINTED)
        is_said = is_said and not (suffix in (".xml", ".json") and kind in ("html", "docx", "pdf"))
        return Format(
            kind, "" if is_said else f"{path.name}: is {PRINTED[kind]} and was read as such"
        )
    if kind.startswith("xml <"):
        # CFR markup is cut into parts by many hands; without paragraphs, its reader says so.
        return Format(
            "ecfr", f"{path.name}: begins with {kind[4:]}, which is not known; read as CFR"
        )
    for row in data_rows("unread_formats.csv"):
        advice = row["advice"].format(known=SAVE_AS)
        if row["format"] == kind:
            raise InputError(f"{path.name}: is {row['is']} and cannot be read; {advice}")
        if not kind and suffix and suffix in row["suffixes"].split(";"):
            raise InputError(f"{path.name}: a {suffix} file cannot be read; {advice}")
    if kind or suffix not in READERS:
        named = f"{path.name}: a {suffix or 'nameless'} file"
        raise InputError(f"{named} cannot be read; save it as one of {SAVE_AS}")
    return Format(SUFFIXES[suffix])


def read_metadata(path: Path) -> dict[str, str]:
    r"""Return what a file says of itself, for a manifest.

    Returns
    -------
    dict
        `title`, `issuer`, `effective` (a date), `citation` and `number`, those that are told; empty
        for formats that tell nothing reliable.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "rule.xml"
    >>> _ = file.write_text("<RULE><AGENCY>KEYS</AGENCY><SUBJECT>Use</SUBJECT></RULE>")
    >>> read_metadata(file)
    {'title': 'Use', 'issuer': 'KEYS'}
    """
    name = find_format(path).name
    found = _reader(f"read_{name}_metadata", name)
    return {} if found is None else found(path)
