"""Add documents to a corpus: the file into its folder, a row into its manifest, or nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sops.corpus.alike import tell_alike
from sopgap.sops.corpus.manifest import Manifest, open_manifest
from sopgap.sops.corpus.staging import New, look_at, read_new, stage_beside
from sopgap.sources import Problems, guess, inside, quoted
from sopgap.tables import CODE, DOCUMENTS, split
from sopgap.vocabulary import ACCESS, TIERS

TEXTS = "texts"
LONGEST = 60  # characters of a slugged name
NOT_SLUG = re.compile(r"[^a-z0-9]+")
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
GIVEN = ("title", "issuer", "tier", "scope", "effective", "superseded", "access")
OF_ONE = ("title", "document_id", "replaces")  # what can be said of one file only
ASKED = ("title", "tier", "issuer", "effective")  # what a row should say, in this order


def add_documents(
    files: Iterable[str | Path],
    folder: str | Path,
    *,
    document_id: str = "",
    replaces: str = "",
    centers: Iterable[str] | None = None,
    **given: str,
) -> list[str]:
    r"""Copy files into `texts` of a corpus and add their rows to its manifest: all, or none.

    What is not given is read from the file itself. A file whose very bytes are in the corpus
    already is not added again; one of the same name and other bytes gets a name of its own. The
    rows that are there keep their bytes, and nothing is written over.

    Parameters
    ----------
    files : iterable of str or Path
    folder : str or Path
        The corpus; its manifest is begun where there is none.
    document_id : str
        Of one file; by default its name, slugged.
    replaces : str
        Id of the document that this one takes the place of: its `superseded` becomes the day
        from which the new one is in force.
    centers : iterable of str, optional
        Codes of the Centers; a scope that names another is then refused.
    **given : str
        title, issuer, tier, scope (by default `all`), effective, superseded, access (by default
        `provided`).

    Returns
    -------
    list of str
        What was done, what a person should know of the reading, which documents are alike, and
        which columns are left to fill in.

    Raises
    ------
    InputError
        All problems at once; nothing is changed then.

    Examples
    --------
    >>> import tempfile
    >>> home = Path(tempfile.mkdtemp())
    >>> _ = (home / "Lost Keys.md").write_text("# Guide to Lost Keys\n\nA clerk must search.\n")
    >>> print("\n".join(add_documents([home / "Lost Keys.md"], home / "corpus")))
    lost-keys: added as texts/lost-keys.md: Guide to Lost Keys
    manifest.csv, row 2 (lost-keys): better filled in: issuer, effective
    manifest.csv: scope is taken to be all, every Center, in 1 new row; where not, change it there
    """
    folder, problems = Path(folder), Problems()
    paths = [Path(file) for file in files]
    given = {name: value.strip() for name, value in given.items() if value and value.strip()}
    _check_call(paths, given, document_id, replaces, problems)
    _check_scope(given.get("scope", ""), centers, problems)
    manifest = _open(folder, problems)
    if manifest is None:
        look_at(paths, problems)
        raise InputError(problems.sentences)
    _check_columns(manifest, given, replaces, problems)
    with stage_beside(folder) as stage:
        new, said = read_new(paths, folder, stage, manifest, problems)
        _fill(new, manifest, given, document_id, problems)
        if replaces:
            _check_replaced(manifest, replaces, new, problems)
        problems.raise_if_any()
        if not new:
            return said
        alike = tell_alike(new, folder, manifest, replaces=replaces)
        return said + _write(new, folder, manifest, replaces, given, alike)


def _open(folder: Path, problems: Problems) -> Manifest | None:
    if folder.exists() and not folder.is_dir():
        problems.add(f"{folder}: is no folder; name the folder of the corpus")
        return None
    try:
        return open_manifest(folder)
    except InputError as error:
        problems.gather(error)
        return None


def _check_scope(scope: str, centers: Iterable[str] | None, problems: Problems) -> None:
    known = None if centers is None else {"all", *centers}
    for code in split(scope) if known else []:
        if code not in (known or ()):
            near = guess(code, known or ())
            problems.add(f"--scope: no Center has the code {quoted(code)}{near}")


def _check_call(
    paths: list[Path], given: Mapping[str, str], document: str, replaces: str, problems: Problems
) -> None:
    said = {**given, "document_id": document, "replaces": replaces}
    if not paths:
        problems.add("no file is named; name the files to add")
    for name in OF_ONE:
        if said.get(name) and len(set(paths)) > 1:
            option = "id" if name == "document_id" else name
            problems.add(f"--{option} can be given for one file only; add that file by itself")
    for name in set(given) - set(GIVEN):
        problems.add(f"{name}: is no column that can be given{guess(name, GIVEN)}")
    for name, levels in (("tier", TIERS), ("access", ACCESS)):
        if (value := given.get(name)) and value not in levels:
            allowed = ", ".join(levels)
            problems.add(f"--{name} {quoted(value)}{guess(value, levels)}; allowed: {allowed}")
    if given.get("access") == "unavailable":
        problems.add("--access unavailable is for documents without a file; write such a row by"
                     " hand")  # fmt: skip
    for name in ("effective", "superseded"):
        if (value := given.get(name)) and not _is_day(value):
            problems.add(f"--{name} {quoted(value)} is not a date like 2017-01-19")
    if document and not re.fullmatch(CODE, document):
        problems.add(f"--id {quoted(document)} is not allowed; use letters, digits, - and _")


def _is_day(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _check_columns(
    manifest: Manifest, given: Mapping[str, str], replaces: str, problems: Problems
) -> None:
    wanted = [*given, *(["superseded"] if replaces else [])]
    for name in dict.fromkeys(wanted):
        if name not in manifest.columns:
            problems.add(f"{manifest.path.name}: has no column {name}; add it to the header")


def _slug(name: str) -> str:
    return NOT_SLUG.sub("-", name.lower()).strip("-")[:LONGEST].strip("-") or "document"


def _fill(
    new: list[New],
    manifest: Manifest,
    given: Mapping[str, str],
    document: str,
    problems: Problems,
) -> None:
    ids = {row["document_id"].strip().casefold() for row in manifest.rows}
    if new and document.casefold() in ids:
        problems.add(
            f"{manifest.path.name}: document_id {quoted(document)} is taken; give another --id, or"
            f" say that it --replaces {document}"
        )
    for entry in new:
        cells = {"scope": "all", "access": "provided", **entry.cells, **given}
        stem = SUFFIX.sub("", entry.name)
        cells["document_id"] = document or _free(_slug(stem), ids)
        ids.add(cells["document_id"].casefold())
        entry.cells = cells
        one, two = cells["effective"], cells.get("superseded", "")
        if one and two and one > two:
            problems.add(f"{entry.name}: superseded, {two}, is before effective, {one}")


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free.casefold() in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def _check_replaced(manifest: Manifest, replaces: str, new: list[New], problems: Problems) -> None:
    row = manifest.row_of(replaces)
    if row is None:
        ids = [r["document_id"] for r in manifest.rows]
        problems.add(f"--replaces {quoted(replaces)}: no such document{guess(replaces, ids)}")
        return
    for entry in new:
        day = entry.cells["effective"]
        before, until = row.get("effective", "").strip(), row.get("superseded", "").strip()
        if not day:
            problems.add(f"{entry.name}: --replaces needs to know from when; give --effective")
        elif before and day <= before:
            problems.add(f"{entry.name}: effective, {day}, is not after {replaces}'s, {before}")
        elif until and until != day:
            problems.add(
                f"{manifest.path.name}: {replaces} is superseded on {until} already; change it by"
                " hand if that is wrong"
            )


def _write(
    new: list[New],
    folder: Path,
    manifest: Manifest,
    replaces: str,
    given: Mapping[str, str],
    alike: Mapping[str, list[str]],
) -> list[str]:
    texts = inside(folder, TEXTS, where="the corpus")  # a link that leads out is refused
    texts.mkdir(exist_ok=True)
    taken = {path.name.casefold() for path in texts.iterdir()}
    moved: list[Path] = []
    said, asked = [], []
    try:
        for entry in new:
            path = entry.staged
            if not entry.is_inside:
                suffix = "".join(SUFFIX.findall(entry.name)).lower()
                stem = entry.cells["document_id"]
                path = texts / _free_file(_slug(stem), suffix, taken)
                taken.add(path.name.casefold())
                entry.staged.rename(path)
                moved.append(path)
            cells = entry.cells
            cells["file"] = path.relative_to(folder.resolve()).as_posix()
            manifest.add(cells)
            document = cells["document_id"]
            said.append(f"{document}: added as {cells['file']}: {cells['title'] or 'no title'}")
            said += entry.remarks
            said += [f"{document}: {sentence}" for sentence in alike.get(document, ())]
            blank = [c for c in ASKED if c in manifest.columns and not cells.get(c)]
            asked += _ask(manifest, document, blank)
            if replaces and not (manifest.row_of(replaces) or {}).get("superseded", "").strip():
                manifest.change(replaces, "superseded", cells["effective"])
                said.append(f"{replaces}: superseded on {cells['effective']}")
        manifest.save()
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        raise
    if "scope" not in given:
        rows = "1 new row" if len(new) == 1 else f"{len(new)} new rows"
        asked.append(
            f"{manifest.path.name}: scope is taken to be all, every Center, in {rows};"
            " where not, change it there"
        )
    return said + asked


def _free_file(stem: str, suffix: str, taken: set[str]) -> str:
    number, name = 2, f"{stem}{suffix}"
    while name.casefold() in taken:
        name, number = f"{stem}-{number}{suffix}", number + 1
    return name


def _ask(manifest: Manifest, document: str, blank: list[str]) -> list[str]:
    """What is left to a person: what the contract needs, and what should be known."""
    wanted = {c.name for c in DOCUMENTS.columns if not c.blank}
    levels = {"tier": f"tier (one of {', '.join(TIERS)})"}
    needed = [levels.get(name, name) for name in blank if name in wanted]
    better = [name for name in blank if name not in wanted]
    parts = [f"fill in before anything is read: {', '.join(needed)}"] if needed else []
    parts += [f"better filled in: {', '.join(better)}"] if better else []
    row = f"{manifest.path.name}, row {_line_of(manifest)} ({document}): "
    return [f"{row}{'; '.join(parts)}"] if parts else []


def _line_of(manifest: Manifest) -> int:
    """The line at which the last row begins, as an editor counts."""
    return sum(record.count("\n") for record in manifest.records[:-1]) + 1
