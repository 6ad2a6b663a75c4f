"""Read a corpus: its manifest, its files, and the paragraphs in them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block
from sopgap.sops.formats.sniff import sniff
from sopgap.sops.reading.apart import SECONDS, work_apart
from sopgap.sops.reading.files import Reading, read_file, unpack
from sopgap.sops.reading.naming import name_paragraphs
from sopgap.sops.reading.successions import settle_successions
from sopgap.sops.structure import section_role
from sopgap.sources import Problems, check_rows, guess, inside, quoted, read_rows, sha256
from sopgap.tables import DOCUMENTS, INVENTORY, PARAGRAPHS, split

MANIFEST = "manifest.csv"
SHOWN = 12  # digits of a hash that a message shows
# Read in this process: small files of text, whose readers are bounded. A PDF or a package may bring
# a library to crash, and a large file takes memory: those are read apart.
PLAIN = frozenset({".md", ".markdown", ".txt", ".html", ".htm"})
SMALL = 200_000  # bytes
MANY = 2_000_000  # bytes of a whole corpus from which on everything is read apart, on all cores
# What a child process could not answer.
FAILED = {
    "time": "takes more than {seconds} s to read: it is very long or made to stop a reader; split "
    "it, or set [sops] seconds",
    "memory": "takes too much memory to read; split it",
    "crash": "brings its reader to crash: it is damaged, or made to; save it anew",
}


@dataclass(frozen=True)
class Corpus:
    """The documents of a study, their paragraphs, and what was read of each file.

    Attributes
    ----------
    documents : table `documents`
    paragraphs : table `paragraphs`
    inventory : table `inventory`
        Says of each document whether it was read, and if not, why and what to do.
    """

    documents: pd.DataFrame
    paragraphs: pd.DataFrame
    inventory: pd.DataFrame = field(default_factory=INVENTORY.empty)

    @property
    def unread(self) -> list[str]:
        """A sentence for each file that could not be read."""
        rows = self.inventory[self.inventory["status"] == "unread"]
        return rows["problem"].tolist()


def read_corpus(
    folder: str | Path,
    *,
    centers: Iterable[str] | None = None,
    changes: str = "accepted",
    names: Iterable[str] = (),
    jobs: int | None = None,
    seconds: int = SECONDS,
) -> Corpus:
    r"""Read the manifest and every file it lists into documents and paragraphs.

    A paragraph's id is `<document>#<section number or heading>.<hash of its text>`, so it stays
    the same when another part of the document changes; the same text again in one section is
    numbered `-2`. Documents whose access is `unavailable` have a row and no paragraphs; so has a
    file that cannot be read: the inventory says why, and the other documents are read.

    Parameters
    ----------
    folder : str or Path
        Holds `manifest.csv`; files are named relative to it and may not lie outside.
    centers : iterable of str, optional
        Codes of the Centers; a scope that names another is then a problem.
    changes : {"accepted", "both"}
        Of tracked changes: the text as accepted, or with what was struck out.
    names : iterable of str
        Names, as the aliases of actors, that are counted before and after the reading.
    jobs : int, optional
        Processes that read at a time; by default as many as there are cores.
    seconds : int
        Of computing that one file may take.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        All problems of the manifest at once, by row and column; or no file could be read at all.

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
    rows, paths, hashes = _read_manifest(folder, centers, problems)
    options = {"changes": changes, "names": list(names)}
    parts, states = [], []
    readings = read_files([path for path in paths if path], options, jobs=jobs, seconds=seconds)
    for (_, entry), path in zip(rows.iterrows(), paths, strict=True):
        document = str(entry["document_id"])
        reading = next(readings) if path else Reading([])
        if reading.blocks:
            parts.append(_paragraphs(document, reading.blocks))
        states.append(_state(entry, reading, is_read=path is not None))
    _refuse_unread(states, problems)
    documents = rows.assign(sha256=hashes)
    paragraphs = pd.concat(parts, ignore_index=True) if parts else PARAGRAPHS.empty()
    return Corpus(
        DOCUMENTS.check(documents),
        PARAGRAPHS.check(paragraphs),
        INVENTORY.check(pd.DataFrame(states)) if states else INVENTORY.empty(),
    )


def _read_manifest(
    folder: Path, centers: Iterable[str] | None, problems: Problems
) -> tuple[pd.DataFrame, list[Path | None], list[str]]:
    """Return the rows, the files that are to be read, and their hashes."""
    rows = check_rows(read_rows(folder / MANIFEST), DOCUMENTS, what=MANIFEST, problems=problems)
    if "file" not in rows:
        rows = rows.assign(file="")
        if len(rows):
            problems.add(f"{MANIFEST}: column file is absent{guess('file', rows.columns)}")
    rows = settle_successions(rows, MANIFEST, problems)
    known = None if centers is None else set(centers)
    paths, hashes = [], []
    for number, entry in rows.iterrows():
        where = f"{MANIFEST}, row {number}"
        _check_entry(entry, where, known, problems)
        path = _file(folder, entry, where, problems)
        digest = _digest(path, entry, where, problems) if path else ""
        hashes.append(digest or entry["sha256"])
        paths.append(path)
    return rows, paths, hashes


def read_files(
    paths: list[Path],
    options: dict[str, Any] | None = None,
    *,
    jobs: int | None = None,
    seconds: int = SECONDS,
) -> Iterator[Reading]:
    """Yield the readings of files in their order; what may do harm is read apart.

    Parameters
    ----------
    paths : list of Path
    options : dict, optional
        Of `read_file`.
    jobs, seconds : int, optional
        As of `read_corpus`.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.txt"
    >>> _ = file.write_text("The clerk acts.")
    >>> [reading.blocks[0].text for reading in read_files([file])]
    ['The clerk acts.']
    """
    options = options or {}
    sizes = [path.stat().st_size for path in paths]
    many = sum(sizes) > MANY
    here = [
        not many and size <= SMALL and _is_plain(path)
        for path, size in zip(paths, sizes, strict=True)
    ]
    tasks = [
        {"do": "read", "path": str(path.resolve()), **options}
        for path, is_here in zip(paths, here, strict=True)
        if not is_here
    ]
    answers = work_apart(tasks, jobs=jobs and min(jobs, len(tasks)), seconds=seconds)
    for path, is_here in zip(paths, here, strict=True):
        yield read_file(path, **options) if is_here else _answered(path, next(answers), seconds)


def _is_plain(path: Path) -> bool:
    """Tell a file of text by its name and by its first bytes."""
    try:
        return path.suffix.lower() in PLAIN and sniff(path) in ("", "html")
    except InputError:
        return False


def _answered(path: Path, said: dict[str, Any], seconds: int) -> Reading:
    if "blocks" in said:
        return unpack(said)
    kind = said["problem"]
    reason = FAILED.get(kind, f"cannot be read ({kind.removeprefix('error: ')}); save it anew")
    return Reading([], problem=f"{path.name}: {reason.format(seconds=seconds)}")


def _state(entry: pd.Series, reading: Reading, *, is_read: bool) -> dict[str, object]:
    """Return a document's row of the inventory."""
    pages = {block.page for block in reading.blocks if block.page}
    status = "unread" if reading.problem else "read" if is_read else "unavailable"
    return {
        "document_id": entry["document_id"],
        "file": entry["file"],
        "format": reading.format,
        "status": status,
        "problem": reading.problem or reading.remark,
        "n_pages": len(pages) or None,
        "n_paragraphs": len(reading.blocks),
        "n_characters": sum(len(block.text) for block in reading.blocks),
        "lost": reading.lost,
    }


def _refuse_unread(states: list[dict[str, object]], problems: Problems) -> None:
    """Raise what is wrong with the manifest, the files that cannot be read beside it.

    A corpus of which nothing could be read is a mistake too, not a corpus that says nothing.
    """
    unread = [str(state["problem"]) for state in states if state["status"] == "unread"]
    if problems.sentences or not any(state["status"] == "read" for state in states):
        for sentence in unread:
            problems.add(sentence)
    problems.raise_if_any()


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


def _paragraphs(document: str, blocks: list[Block]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "paragraph_id": name_paragraphs(document, blocks),
            "document_id": document,
            "section": [block.section for block in blocks],
            "page": [block.page for block in blocks],
            "ordinal": range(len(blocks)),
            "text": [block.text for block in blocks],
            "kind": [block.kind for block in blocks],
            "number": [block.number for block in blocks],
            "lead_in": [block.lead_in for block in blocks],
            "header": [block.header for block in blocks],
            "above": [block.above for block in blocks],
            "role": [section_role(block.section, block.above) for block in blocks],
        }
    )
