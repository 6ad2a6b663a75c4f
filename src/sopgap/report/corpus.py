"""The corpus's commands: documents in, and what the corpus holds, lacks and repeats."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
from sopgap.sops.corpus.staging import look_at
from sopgap.sops.corpus.versions import find_versions
from sopgap.sops.documents import MANIFEST, Corpus, read_corpus
from sopgap.sops.duties import find_duties
from sopgap.sources import Problems, guess, inside, quoted
from sopgap.starting import without_example
from sopgap.study import Study, inspect_study
from sopgap.tables import write_table
from sopgap.tables.rows import list_rows

CACHE = "cache"  # beside study.toml: what was fetched, to be taken again
WIDEST = 60  # characters of a cell that is printed
NOTHING = "nothing was added; mend this and run it again"
FEWEST = 'the lines [sops] and folder = "sop_corpus"'  # what a study.toml needs at the least
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

    Of study.toml only the folder of `[sops]` is needed, and that need not be there yet.

    Returns
    -------
    list of str
        Lines to print; what the study still lacks for a run stands last.

    Raises
    ------
    InputError
        All problems at once, with the note that nothing was added.
    """
    with _nothing_added():
        try:
            settings, folder, _ = _open(study)
        except InputError as error:
            problems = Problems()
            problems.gather(error)
            look_at([Path(file) for file in files], problems)
            raise InputError(problems.sentences) from None
        with without_example(folder, "sop_corpus") as was_example:
            said = add_documents(files, folder, centers=_centers(settings), **options)
    if was_example:
        said = [f"{folder.name}: the example's documents were taken out", *said]
    return said + _tell_lacking(study)


def fetch_part(study: str | Path, *, base: str = "", **asked: str) -> list[str]:
    """Fetch a title, part or section of the CFR into a study's corpus, as `fetch_ecfr` does."""
    with _nothing_added():
        settings, folder, _ = _open(study)
        said = _take(fetch_ecfr(_cache(settings), **asked, **_base(base)), folder)
    return said + _tell_lacking(study)


def fetch_register(study: str | Path, numbers: list[str], *, base: str = "") -> list[str]:
    """Fetch documents of the Federal Register into a study's corpus; none, if one cannot be."""
    problems, found = Problems(), []
    with _nothing_added():
        settings, folder, _ = _open(study)
        for number in dict.fromkeys(numbers):
            try:
                found.append(fetch_federal_register(_cache(settings), number, **_base(base)))
            except InputError as error:
                problems.gather(error)
        problems.raise_if_any()
    said: list[str] = []
    for place, one in enumerate(found):
        try:
            said += _take(one, folder)
        except InputError as error:
            before = ", ".join(past.document_id for past in found[:place])
            error.add_note(f"{before}: added before that" if before else NOTHING)
            raise
    return said + _tell_lacking(study)


def list_corpus(study: str | Path, out: str | Path | None = None) -> list[str]:
    """List a study's documents and what was read of each; write the table on request."""
    corpus = _corpus(study)[1]
    table = take_inventory(corpus)
    n = len(table)
    said = [f"{n} document{'s' * (n != 1)}", *_lines(table, INVENTORY_SHOWN)]
    said += [why for why in table["problem"] if why]
    return said + _write(table, out)


def list_requests(study: str | Path, out: str | Path | None = None) -> list[str]:
    """List the documents that a study's documents cite and its corpus lacks."""
    corpus = _corpus(study)[1]
    table = find_citations(corpus.paragraphs, corpus.documents)
    return _told(table, REQUESTS_SHOWN, "no document is cited that the corpus lacks") + _write(
        table, out
    )


def list_versions(study: str | Path, out: str | Path | None = None) -> list[str]:
    """List the copies, versions and near-copies among a study's documents."""
    corpus = _corpus(study)[1]
    table = find_versions(corpus.paragraphs, corpus.documents)
    return _told(table, VERSIONS_SHOWN, "no two documents belong together") + _write(table, out)


def diff_duties(study: str | Path, old: str, new: str, out: str | Path | None = None) -> list[str]:
    """Tell how the duties of two documents of a study differ.

    Raises
    ------
    InputError
        A document is not in the corpus, or nothing was read of it: its duties are not known then,
        and none of them was removed.
    """
    settings, corpus = _corpus(study)
    problems = Problems()
    for name in dict.fromkeys((old, new)):
        _check_read(name, corpus, problems)
    actors = _aliases(settings, study, problems)
    problems.raise_if_any()
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
    remarks = corpus.inventory.set_index("document_id")["problem"]
    said += [f"not all of {name} was read: {remarks[name]}" for name in (old, new) if remarks[name]]
    acts = {  # one sentence may hold several duties
        duty["duty_id"]: f"{duty['action']} {duty['object']}".strip()
        for duty in [*list_rows(before), *list_rows(after)]
    }
    for row in list_rows(table):
        what = f" in {row['columns']}" if row["change"] == "changed" else ""
        act = acts.get(row["other_duty_id"] or row["duty_id"], "")
        said.append(f"{row['number']}. {row['change']}{what}" + (f": to {act}" if act else ""))
        said += [f"   - {row['before']}"] if row["before"] else []
        said += [f"   + {row['after']}"] if row["after"] else []
        said += [f"   {row['details']}"] if row["details"] else []
    return said + _write(table, out)


def _check_read(name: str, corpus: Corpus, problems: Problems) -> None:
    """Note why the duties of a document are not known: it is not there, or was not read."""
    states = {entry["document_id"]: entry for entry in list_rows(corpus.inventory)}
    if name not in states:
        near = guess(name, states) or "; sopgap corpus list names those that are there"
        problems.add(f"{quoted(name)} is no document of the corpus{near}")
    elif states[name]["status"] == "unread":
        problems.add(f"{name} could not be read, so that its duties are not known:"
                     f" {states[name]['problem']}")  # fmt: skip
    elif states[name]["status"] != "read":
        problems.add(
            f"{name} is listed as unavailable, so that its duties are not known; when you have it,"
            f" add it: sopgap corpus add FILE, and take its present row out of {MANIFEST}"
        )


def _aliases(settings: Study, study: str | Path, problems: Problems) -> pd.DataFrame:
    try:
        if settings.actors is not None:
            return read_actors(settings.actors)
        problems.add(
            f"{study}: names no actors, so that no duties can be read; name them: [actors] file"
        )
    except InputError as error:
        problems.gather(error)
    return pd.DataFrame()


def _open(study: str | Path) -> tuple[Study, Path, tuple[str, ...]]:
    """A study as far as it can be read, the folder of its documents, what is wrong with the rest.

    The folder need not be there.
    """
    path = Path(study) / "study.toml" if Path(study).is_dir() else Path(study)
    if not path.exists():
        raise InputError(
            f"{path}: no such file; name the study's folder, or write it with {FEWEST}"
        )
    settings, wrong = inspect_study(path)
    part = settings.settings.get("sops")
    name = part.get("folder") if isinstance(part, dict) else None
    if not isinstance(name, str) or not name.strip():
        own = [sentence for sentence in wrong if "sops" in sentence]
        raise InputError(own or f"{study}: has no [sops] folder; write into it {FEWEST}")
    folder = inside(settings.folder, name.strip(), where=f"{path.name}, [sops] folder")
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{path.name}, [sops] folder: {quoted(name)} is a file; name a folder")
    return settings, folder, wrong


def _cache(settings: Study) -> Path:
    return inside(settings.folder, CACHE, where=settings.path.name)


def _centers(settings: Study) -> list[str] | None:
    """The codes of the Centers; None where the study does not name them yet."""
    return list(settings.centers["center"]) or None


def _corpus(study: str | Path) -> tuple[Study, Corpus]:
    """The study as far as it can be read, and its documents."""
    settings, folder, wrong = _open(study)
    if not (folder / MANIFEST).exists():
        raise InputError(
            f"{folder.name}: holds no {MANIFEST} yet; add documents: sopgap corpus add FILE"
        )
    own = [said for said in wrong if said.startswith(f"{settings.path.name}, [sops] ")]
    if own:
        raise InputError(own)
    corpus = read_corpus(
        folder, centers=_centers(settings), changes=settings.changes, seconds=settings.seconds
    )
    return settings, corpus


def _tell_lacking(study: str | Path) -> list[str]:
    """What a run needs beside documents: those can be gathered before the rest is there."""
    wrong = inspect_study(study)[1]
    return ["before a run the study needs, too:", *(f"  {w}" for w in wrong)] if wrong else []


@contextmanager
def _nothing_added() -> Iterator[None]:
    try:
        yield
    except InputError as error:
        error.add_note(NOTHING)
        raise


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
