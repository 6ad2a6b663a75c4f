"""Read files that are to be added to a corpus: copied aside, bounded, told apart by their bytes."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.corpus.describing import describe, read_about
from sopgap.sops.corpus.manifest import NEEDED, Manifest
from sopgap.sops.documents import MANIFEST, Corpus, read_corpus
from sopgap.sops.formats.blocks import MAX_DOCUMENT
from sopgap.sources import Problems, inside, quoted, sha256
from sopgap.vocabulary import ACCESS, TIERS

# What a name may hold on a disk and no row of a manifest can: line breaks, bytes of no letter.
ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass
class New:
    """A file that is to be added.

    Attributes
    ----------
    source, staged : Path
        The file, and its copy; the same where it lies in the corpus already.
    name : str
        The file's name, fit to be printed.
    cells : dict of str to str
        Columns of the manifest, as far as the file tells them.
    is_inside : bool
        Whether it lies in the corpus and only lacks its row.
    text : str
        What was read of it.
    remarks : list of str
        What a person should know of the reading: pages that are pictures, signs that were lost.
    """

    source: Path
    staged: Path
    name: str
    cells: dict[str, str]
    is_inside: bool
    text: str = ""
    remarks: list[str] = field(default_factory=list)


@contextmanager
def stage_beside(folder: Path) -> Iterator[Path]:
    """A folder beside the texts, so that a file can be moved into its place in one step."""
    is_begun = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".adding-", dir=folder) as stage:
            yield Path(stage).resolve()
    finally:
        if is_begun and not any(folder.iterdir()):
            folder.rmdir()


def read_new(
    paths: list[Path], folder: Path, stage: Path, manifest: Manifest, problems: Problems
) -> tuple[list[New], list[str]]:
    """Return the files that the corpus does not hold, and what is to be said of the others."""
    staged: dict[str, tuple[Path, Path]] = {}  # by number: what a file was and where its copy is
    for number, path in enumerate(dict.fromkeys(paths)):
        try:
            staged[f"n{number}"] = path, _copy(path, stage / f"n{number}")
        except InputError as error:
            problems.gather(error)
        except OSError as error:
            problems.add(f"{path}: cannot be read: {error.strerror or error}")
    corpus = _read_staged({name: copy for name, (_, copy) in staged.items()}, stage, problems)
    if corpus is None:
        return [], []
    for sentence in corpus.unread:
        problems.add(sentence)
    digests = dict(zip(corpus.documents["document_id"], corpus.documents["sha256"], strict=True))
    parts = dict(iter(corpus.paragraphs.groupby("document_id", sort=False)))
    readings = {entry["document_id"]: entry for entry in corpus.inventory.to_dict("records")}
    known = _hashes(folder, manifest)
    listed = {row["file"].strip(): row["document_id"].strip() for row in manifest.rows}
    said = [f"{plain_name(path)}: is named twice; once is enough" for path in _repeated(paths)]
    new: list[New] = []
    here: dict[str, str] = {}  # files of this call by their hashes
    for name, (path, copy) in staged.items():
        digest, called = digests[name], plain_name(path)
        if digest in known:
            said.append(f"{called}: is in the corpus already, as {known[digest]}; not added again")
        elif digest in here:
            said.append(f"{called}: has the very bytes of {here[digest]}; only that one is added")
        elif name in parts:
            here[digest] = called
            cells = {**vars(describe(parts[name], read_about(copy))), "sha256": digest}
            is_inside = path.resolve().is_relative_to(folder.resolve())
            if is_inside:
                _check_inside(path.resolve(), folder.resolve(), listed, problems)
            source, copy = (path.resolve(), path.resolve()) if is_inside else (path, copy)
            text, remarks = " ".join(parts[name]["text"]), _remarks(readings[name], called)
            new.append(New(source, copy, called, cells, is_inside, text, remarks))
    return new, said


def look_at(paths: Iterable[Path], problems: Problems) -> None:
    """Note which files are none, too large, or folders, where no more can be told of them."""
    for path in paths:
        try:
            _check_file(path)
        except InputError as error:
            problems.gather(error)


def plain_name(path: Path) -> str:
    r"""Return the name of a file as it can be printed and written down.

    Examples
    --------
    >>> plain_name(Path("docs/two\nlines .md "))
    'two_lines .md'
    """
    return ODD.sub("_", path.name).strip() or "document"


def _repeated(paths: list[Path]) -> list[Path]:
    return [path for path in dict.fromkeys(paths) if paths.count(path) > 1]


def _remarks(reading: dict[str, Any], called: str) -> list[str]:
    lost = reading["lost"]
    counted = f"{called}: fewer signs were read than the file holds ({lost}); compare it with the"
    return [
        *([reading["problem"]] if reading["problem"] else []),
        *([f"{counted} file, or save it in another format"] if lost else []),
    ]


def _check_inside(path: Path, folder: Path, listed: dict[str, str], problems: Problems) -> None:
    """A file that stays where it lies must have a name that its row can hold, and no row yet."""
    file = path.relative_to(folder).as_posix()
    if ODD.search(file) or file != file.strip():
        problems.add(f"{quoted(file)}: the manifest cannot hold such a name; rename the file")
    if document := listed.get(file):
        problems.add(
            f"{file}: is listed already, as {document}, and was changed since; to have both"
            f" versions, put the former one back and add this one from another folder with"
            f" --replaces {document}; else write its new sha256 into the row, or leave that blank"
        )


def _read_staged(copies: dict[str, Path], stage: Path, problems: Problems) -> Corpus | None:
    """Read copies as a corpus of their own: bounded, and each told what is wrong with it."""
    if not copies:
        return None
    rows = Manifest(stage / MANIFEST, None, NEEDED, [",".join(NEEDED) + "\n"], [])
    for name, copy in copies.items():
        file = copy.relative_to(stage).as_posix()
        filled = {"title": name, "tier": TIERS[0], "scope": "all", "access": ACCESS[0]}
        rows.add({"document_id": name, "file": file, **filled})
    rows.save()
    try:
        return read_corpus(stage)
    except InputError as error:
        problems.gather(error)
        return None


def _hashes(folder: Path, manifest: Manifest) -> dict[str, str]:
    """The documents of the corpus by the hashes of their files."""
    known = {}
    for row in manifest.rows:
        digest, name = row.get("sha256", "").strip(), row["file"].strip()
        if not digest and name:
            try:
                path = inside(folder, name, where=manifest.path.name)
                digest = sha256(path) if path.is_file() else ""
            except (InputError, OSError):
                continue
        if digest:
            known[digest] = row["document_id"].strip()
    return known


def _copy(path: Path, place: Path) -> Path:
    _check_file(path)
    place.mkdir()
    return Path(shutil.copyfile(path, place / plain_name(path)))


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name its files, as {path}/*")
    if not path.exists():
        raise InputError(f"{path}: no such file")
    if not path.is_file():
        raise InputError(f"{path}: is no file of data but a device or a pipe; save it as a file")
    if path.stat().st_size > MAX_DOCUMENT:
        raise InputError(f"{plain_name(path)}: larger than {MAX_DOCUMENT:,} bytes; split it")
