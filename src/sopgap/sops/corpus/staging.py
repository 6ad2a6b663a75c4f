"""Read files that are to be added to a corpus: copied aside, bounded, told apart by their bytes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sops.corpus.describing import describe, read_about
from sopgap.sops.corpus.manifest import NEEDED, Manifest
from sopgap.sops.documents import MANIFEST, Corpus, read_corpus
from sopgap.sops.formats.blocks import MAX_DOCUMENT
from sopgap.sources import Problems, inside, sha256
from sopgap.vocabulary import ACCESS, TIERS


@dataclass
class New:
    """A file that is to be added.

    Attributes
    ----------
    source, staged : Path
        The file, and its copy; the same where it lies in the corpus already.
    cells : dict of str to str
        Columns of the manifest, as far as the file tells them.
    is_inside : bool
        Whether it lies in the corpus and only lacks its row.
    """

    source: Path
    staged: Path
    cells: dict[str, str]
    is_inside: bool


@contextmanager
def stage_beside(folder: Path) -> Iterator[Path]:
    """A folder beside the texts, so that a file can be moved into its place in one step."""
    is_begun = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".adding-", dir=folder) as stage:
        yield Path(stage).resolve()
    if is_begun and not any(folder.iterdir()):
        folder.rmdir()


def read_new(
    paths: list[Path], folder: Path, stage: Path, manifest: Manifest, problems: Problems
) -> tuple[list[New], list[str]]:
    """Return the files that the corpus does not hold, and what is to be said of the others."""
    staged: dict[str, tuple[Path, Path]] = {}  # by number: what a file was and where its copy is
    for number, path in enumerate(paths):
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
    known = _hashes(folder, manifest)
    new, said = [], []
    for name, (path, copy) in staged.items():
        digest = digests[name]
        if digest in known:
            said.append(f"{path.name}: is in the corpus already, as {known[digest]}")
        elif name in parts:
            cells = {**vars(describe(parts[name], read_about(copy))), "sha256": digest}
            is_inside = path.resolve().is_relative_to(folder.resolve())
            new.append(New(path.resolve(), path.resolve() if is_inside else copy, cells, is_inside))
            known[digest] = path.name
    return new, said


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
    if not path.is_file():
        what = "is a folder; name its files" if path.is_dir() else "no such file"
        raise InputError(f"{path}: {what}")
    if path.stat().st_size > MAX_DOCUMENT:
        raise InputError(f"{path.name}: larger than {MAX_DOCUMENT:,} bytes; split it")
    place.mkdir()
    return Path(shutil.copyfile(path, place / (path.name.strip() or "document")))
