"""The corpus's commands: documents in, and what the corpus holds, lacks and repeats."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.sops.actors import read_actors
from sopgap.sops.corpus.adding import add_documents
from sopgap.sops.corpus.duty_changes import compare_duties
from sopgap.sops.corpus.ecfr_api import Found, fetch_ecfr
from sopgap.sops.corpus.federal_register_api import fetch_federal_register
from sopgap.sops.corpus.inventory import take_inventory
from sopgap.sops.corpus.lacking import find_citations
from sopgap.sops.corpus.versions import find_versions
from sopgap.sops.documents import Corpus, read_corpus
from sopgap.sops.duties import find_duties
from sopgap.sources import Problems, guess, inside, quoted
from sopgap.study import Study, read_study
from sopgap.tables import write_table

CACHE = "cache"  # beside study.toml: what was fetched, to be taken again
WIDEST = 60  # characters of a cell that is printed
# fmt: off
INVENTORY_SHOWN = (
    "document_id", "tier", "effective", "superseded", "status", "n_pages", "n_paragraphs",
    "n_characters", "lost",
)
REQUESTS_SHOWN = ("citation", "kind", "n_citations", "n_documents", "document_ids", "perhaps")
VERSIONS_SHOWN = ("document_id", "other_id", "relation", "similarity")
# fmt: on


def add_files(study: str | Path, files: list[str], **options: str) -> list[str]:
    """Add files to a study's corpus; the options are those of `add_documents`.

    Returns
    -------
    list of str
        Lines to print.
    """
    return add_documents(files, _folder(read_study(study), study), **options)


def fetch_part(study: str | Path, *, base: str = "", **asked: str) -> list[str]:
    """Fetch a title, part or section of the CFR into a study's corpus, as `fetch_ecfr` does."""
    settings = read_study(study)
    folder = _folder(settings, study)
    return _take(fetch_ecfr(_cache(settings), **asked, **_base(base)), folder)


def fetch_register(study: str | Path, numbers: list[str], *, base: str = "") -> list[str]:
    """Fetch documents of the Federal Register into a study's corpus; none, if one cannot be."""
    settings = read_study(study)
    folder, problems, found = _folder(settings, study), Problems(), []
    for number in dict.fromkeys(numbers):
        try:
            found.append(fetch_federal_register(_cache(settings), number, **_base(base)))
        except InputError as error:
            problems.gather(error)
    problems.raise_if_any()
    return [line for one in found for line in _take(one, folder)]


def list_corpus(study: str | Path, out: str | Path | None = None) -> list[str]:
    """List a study's documents and what was read of each; write the table on request."""
    corpus = _corpus(read_study(study), study)
    table = take_inventory(corpus)
    n = len(table)
    said = [f"{n} document{'s' * (n != 1)}", *_lines(table, INVENTORY_SHOWN)]
    said += [why for why in table["problem"] if why]
    return said + _write(table, out)


def list_requests(study: str | Path, out: str | Path | None = None) -> list[str]:
    """List the documents that a study's documents cite and its corpus lacks."""
    corpus = _corpus(read_study(study), study)
    table = find_citations(corpus.paragraphs, corpus.documents)
    return _told(table, REQUESTS_SHOWN, "no document is cited that the corpus lacks") + _write(
        table, out
    )


def list_versions(study: str | Path, out: str | Path | None = None) -> list[str]:
    """List the copies, versions and near-copies among a study's documents."""
    corpus = _corpus(read_study(study), study)
    table = find_versions(corpus.paragraphs, corpus.documents)
    return _told(table, VERSIONS_SHOWN, "no two documents belong together") + _write(table, out)


def diff_duties(study: str | Path, old: str, new: str, out: str | Path | None = None) -> list[str]:
    """Tell how the duties of two documents of a study differ.

    Raises
    ------
    InputError
        A document is not in the corpus.
    """
    settings = read_study(study)
    corpus = _corpus(settings, study)
    known = set(corpus.documents["document_id"])
    absent = [
        f"{quoted(name)} is no document of the corpus{guess(name, known)}"
        for name in dict.fromkeys((old, new))
        if name not in known
    ]
    if absent or settings.actors is None:
        raise InputError(absent or f"{study}: names no actors, so that no duties can be read")
    actors = read_actors(settings.actors)
    before, after = (
        find_duties(
            corpus.paragraphs[corpus.paragraphs["document_id"] == name],
            actors,
            documents=corpus.documents,
            systems=settings.systems,
        )
        for name in (old, new)
    )
    table = compare_duties(before, after)
    counts = table["change"].value_counts()
    wording = int((table["columns"] == "text").sum())
    said = [
        f"{old}: {len(before)} duties; {new}: {len(after)} duties; {counts.get('added', 0)} added,"
        f" {counts.get('removed', 0)} removed, {counts.get('changed', 0)} changed"
        f" ({wording} in their wording only)"
    ]
    for row in table.to_dict("records"):
        what = f" in {row['columns']}" if row["change"] == "changed" else ""
        said.append(f"{row['number']}. {row['change']}{what}")
        said += [f"   - {row['before']}"] if row["before"] else []
        said += [f"   + {row['after']}"] if row["after"] else []
        said += [f"   {row['details']}"] if row["details"] else []
    return said + _write(table, out)


def _folder(settings: Study, study: str | Path) -> Path:
    if settings.sops is None:
        raise InputError(f"{study}: has no [sops] folder; name one, to which documents are added")
    return settings.sops


def _cache(settings: Study) -> Path:
    return inside(settings.folder, CACHE, where=settings.path.name)


def _corpus(settings: Study, study: str | Path) -> Corpus:
    return read_corpus(_folder(settings, study), centers=settings.centers["center"])


def _base(base: str) -> dict[str, str]:
    return {"base": base} if base else {}


def _take(found: Found, folder: Path) -> list[str]:
    said = add_documents([found.path], folder, document_id=found.document_id, **found.cells)
    return found.said + said


def _told(table: pd.DataFrame, columns: tuple[str, ...], nothing: str) -> list[str]:
    return _lines(table, columns) if len(table) else [nothing]


def _lines(table: pd.DataFrame, columns: tuple[str, ...]) -> list[str]:
    shown = pd.DataFrame(index=table.index)
    for name in columns:
        values = table[name] if name in table else pd.Series("", index=table.index)
        if pd.api.types.is_float_dtype(values):
            shown[name] = [f"{value:.2f}" for value in values]
        else:
            cells = ["" if pd.isna(value) else str(value) for value in values]
            shown[name] = [c if len(c) <= WIDEST else f"{c[: WIDEST - 1]}…" for c in cells]
    return [line.rstrip() for line in shown.to_string(index=False).splitlines()]


def _write(table: pd.DataFrame, out: str | Path | None) -> list[str]:
    """Write a table on request, over an older one of the same columns and over nothing else."""
    if out is None:
        return []
    path = Path(out)
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name a file")
    header = ",".join(table.columns)
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace") as file:
            first = file.readline(len(header) + 2).strip()
        if first != header:
            raise InputError(f"{path}: is there already and is another file; name another")
    return [str(write_table(table, path))]
