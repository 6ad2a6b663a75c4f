"""Read a corpus: its manifest, its files, and the paragraphs in them."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.sops.formats import read_blocks
from sopgap.sops.formats.blocks import Block
from sopgap.sources import Problems, check_rows, guess, inside, quoted, read_rows, sha256
from sopgap.tables import DOCUMENTS, PARAGRAPHS, split

MANIFEST = "manifest.csv"
SHOWN = 12  # digits of a hash that a message shows
SLUG = 40  # characters of a heading that an id repeats
NUMBER = re.compile(
    r"^(?:§+\s*|(?:sec|section|chapter|part|article|appendix|annex)\.?\s+)?"
    r"(?:(\d+[A-Za-z]?(?:[.\-]\d+[a-z]?)*(?:\([a-z0-9]{1,4}\))*)[.):]?(?=\s|$)|([A-Z]|[IVX]{1,5})[.):]\s)",
    re.IGNORECASE,
)
NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Corpus:
    """The documents of a study and their paragraphs.

    Attributes
    ----------
    documents : table `documents`
    paragraphs : table `paragraphs`
        With three more columns: kind {paragraph, item, row, lead-in}, lead_in (of an item, what
        introduces its list) and header (of a row, its table's header cells by " | ").
    """

    documents: pd.DataFrame
    paragraphs: pd.DataFrame


def read_corpus(folder: str | Path, *, centers: Iterable[str] | None = None) -> Corpus:
    r"""Read the manifest and every file it lists into documents and paragraphs.

    A paragraph's id is `<document>#<section number or heading>.<hash of its text>`, so it stays
    the same when another part of the document changes; the same text again in one section is
    numbered `-2`. Documents whose access is `unavailable` have a row and no paragraphs.

    Parameters
    ----------
    folder : str or Path
        Holds `manifest.csv`; files are named relative to it and may not lie outside.
    centers : iterable of str, optional
        Codes of the Centers; a scope that names another is then a problem.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        All problems at once: of the manifest by row and column, of the files by name.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "manifest.csv").write_text(
    ...     "document_id,file,title,tier,scope,access\nsop,sop.txt,Bonds,sop,all,provided\n")
    >>> _ = (folder / "sop.txt").write_text("4.2 Bonds\n\nThe clerk pulls the report.\n")
    >>> read_corpus(folder).paragraphs[["paragraph_id", "section", "text"]].values.tolist()
    [['sop#4.2.07445397', '4.2 Bonds', 'The clerk pulls the report.']]
    """
    folder = Path(folder)
    problems = Problems()
    rows = check_rows(read_rows(folder / MANIFEST), DOCUMENTS, what=MANIFEST, problems=problems)
    if "file" not in rows:
        rows = rows.assign(file="")
        if len(rows):
            problems.add(f"{MANIFEST}: column file is absent{guess('file', rows.columns)}")
    known = None if centers is None else set(centers)
    parts, hashes = [], []
    for number, entry in rows.iterrows():
        where = f"{MANIFEST}, row {number}"
        _check_entry(entry, where, known, problems)
        path = _file(folder, entry, where, problems)
        digest = _digest(path, entry, where, problems) if path else ""
        hashes.append(digest or entry["sha256"])
        if path:
            parts.append(_paragraphs(path, entry["document_id"], problems))
    problems.raise_if_any()
    documents = rows.assign(sha256=hashes)
    paragraphs = pd.concat(parts, ignore_index=True) if parts else PARAGRAPHS.empty()
    return Corpus(DOCUMENTS.check(documents), PARAGRAPHS.check(paragraphs))


def _check_entry(entry: pd.Series, where: str, known: set[str] | None, problems: Problems) -> None:
    for code in split(entry["scope"]) if known is not None else []:
        if code != "all" and code not in (known or ()):
            near = guess(code, known or ())
            problems.add(f"{where}, column scope: no Center has the code {quoted(code)}{near}")
    dates = []
    for column in ("effective", "superseded"):
        value = entry[column]
        try:
            dates.append(datetime.date.fromisoformat(value) if value else None)
        except ValueError:
            dates.append(None)
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):  # the contract has named other shapes
                problems.add(f"{where}, column {column}: {quoted(value)} is no day of the calendar")
    if dates[0] and dates[1] and dates[0] > dates[1]:
        problems.add(f"{where}, column superseded: {dates[1]} is before effective, {dates[0]}")


def _file(folder: Path, entry: pd.Series, where: str, problems: Problems) -> Path | None:
    name = entry["file"]
    if entry["access"] == "unavailable":
        return None  # a file that is listed all the same is not read: it never counts
    if not name:
        problems.add(f"{where}, column file: is blank; name the file, or set access to unavailable")
        return None
    try:
        path = inside(folder, name, where=f"{where}, column file")
    except InputError as error:
        problems.gather(error)
        return None
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "no such file"
        problems.add(f"{where}, column file: {quoted(name)}: {what}")
        return None
    return path


def _digest(path: Path, entry: pd.Series, where: str, problems: Problems) -> str:
    try:
        found = sha256(path)
    except OSError as error:
        problems.add(f"{where}, column file: {quoted(entry['file'])}: {error.strerror}")
        return ""
    expected = entry["sha256"]
    if expected and expected != found:
        problems.add(
            f"{where}, column sha256: {quoted(entry['file'])} has {found[:SHOWN]}…, expected "
            f"{expected[:SHOWN]}…; the file was changed since it was listed"
        )
    return found


def _paragraphs(path: Path, document: str, problems: Problems) -> pd.DataFrame:
    try:
        blocks = read_blocks(path)
    except InputError as error:
        problems.gather(error)
        blocks = []
    return pd.DataFrame(
        {
            "paragraph_id": name_paragraphs(document, blocks),
            "document_id": document,
            "section": [block.section for block in blocks],
            "page": [block.page for block in blocks],
            "ordinal": range(len(blocks)),
            "text": [block.text for block in blocks],
            "kind": [block.kind for block in blocks],
            "lead_in": [block.lead_in for block in blocks],
            "header": [block.header for block in blocks],
            "above": [block.above for block in blocks],
            "number": [block.number for block in blocks],
        }
    )


def name_paragraphs(document: str, blocks: Iterable[Block]) -> list[str]:
    """Return the ids of a document's paragraphs, in order.

    Examples
    --------
    >>> name_paragraphs("sop", [Block("Same.", "A. Use"), Block("Same.", "A. Use")])
    ['sop#A.30b5061f', 'sop#A.30b5061f-2']
    """
    seen: Counter[str] = Counter()
    names = []
    for block in blocks:
        digest = hashlib.sha256(block.text.encode()).hexdigest()[:8]
        name = f"{document}#{section_key(block.section)}.{digest}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names


def section_key(section: str) -> str:
    """Return the number of a section, or a short form of its heading where it has none.

    Examples
    --------
    >>> [section_key(s) for s in ("4.2 Meetings", "§ 141.90 Notation.", "A. GENERAL", "A word", "")]
    ['4.2', '141.90', 'A', 'a-word', '0']
    """
    numbered = NUMBER.match(section)
    if numbered:
        return numbered[1] or numbered[2]
    return NOT_SLUG.sub("-", section.lower()).strip("-")[:SLUG].strip("-") or "0"
