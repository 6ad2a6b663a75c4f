"""What the tasks of a run do: each act works in the run's folder and says what it wrote."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sopgap.report.folder import NOTES, note, read_run
from sopgap.runs.executing import run_notebook
from sopgap.runs.registry import check_parameters
from sopgap.runs.tasks import SHOWN
from sopgap.study import read_study

BOOK = "workpapers.xlsx"


@dataclass(frozen=True)
class Place:
    """Where a task works: paths of this machine, which no result may depend on.

    Attributes
    ----------
    folder : str
        Of the run, as it is being made.
    study : str
        The study's file.
    roster : str
        File of staff names, or "".
    notebooks : str
        Folder of the user's own notebooks, or "".
    engine : {"here", "kernel"}
        How cells are run.
    jobs : int
        Processes that one task may use of its own.
    scheduler : str
        Address of the Dask cluster that reads the documents, or "".
    """

    folder: str
    study: str
    roster: str = ""
    notebooks: str = ""
    engine: str = "here"
    jobs: int = 1
    scheduler: str = ""


@dataclass(frozen=True)
class Trace:
    """The files of a run that a task read and wrote, as paths within it."""

    reads: tuple[str, ...]
    writes: tuple[str, ...]


def perform(act: str, values: dict[str, Any], place: Place) -> Trace:
    """Do what a task asks, and return what it read and wrote of the run.

    Raises
    ------
    SopgapError
        As the act does.
    """
    with tempfile.TemporaryDirectory(prefix="sopgap-", ignore_cleanup_errors=True) as aside:
        notes = Path(aside) / "notes"
        notes.touch()
        former = os.environ.get(NOTES)
        os.environ[NOTES] = str(notes)
        try:
            ACTS[act](Path(place.folder), values, place)
        finally:
            os.environ.pop(NOTES)
            if former is not None:
                os.environ[NOTES] = former
        lines = dict.fromkeys(notes.read_text(encoding="utf-8").splitlines())
    writes = sorted(line[2:] for line in lines if line.startswith("w "))
    reads = {line[2:] for line in lines if line.startswith("r ")}
    # What a task wrote itself is no input of it, though it may look at it again.
    return Trace(tuple(sorted(reads - set(writes))), tuple(writes))


def _run_notebook(folder: Path, values: dict[str, Any], place: Place) -> None:
    name = values["notebook"]
    given: dict[str, Any] = {"run_dir": place.folder}
    shown: dict[str, Any] = dict(SHOWN)
    known = check_parameters(name, {})
    if "roster" in known:
        given["roster"] = place.roster
    if "jobs" in known:
        given["jobs"] = place.jobs
    if "study" in known:
        given["study"], shown["study"] = place.study, values["study"]
    if "center" in known:
        given["center"] = values["center"]
    out = folder / "notebooks" / values["file"]
    shown = {key: value for key, value in shown.items() if key in known}
    own = place.notebooks or None
    with _documents_sent(place.scheduler):
        run_notebook(name, out, given, shown=shown, engine=place.engine, folder=own)
    note("w", folder, out)


def _documents_sent(scheduler: str) -> AbstractContextManager[None]:
    if not scheduler:
        return nullcontext()
    from sopgap.runs.sending import sent_documents  # it needs Dask

    return sent_documents(scheduler)


def _write_page(folder: Path, values: dict[str, Any], place: Place) -> None:
    from sopgap.report.site import SUBJECTS, render_page  # nbconvert is needed only here

    notebook = folder / "notebooks" / values["notebook"]
    note("r", folder, notebook)
    html = render_page(
        notebook,
        run=read_run(folder),
        center=values["center"] or None,
        centers=values["centers"],
        failed=values["failed"],
        about=SUBJECTS.get(values["page"], ""),
    )
    page = folder / values["page"]
    page.parent.mkdir(exist_ok=True)
    page.write_text(html, encoding="utf-8", newline="\n")
    note("w", folder, page)


def _write_paper(folder: Path, values: dict[str, Any], place: Place) -> None:
    """Set a page on paper; it hangs on the page's bytes alone."""
    from sopgap.report.papers import write_paper  # it needs WeasyPrint, an extra

    page = folder / values["page"]
    note("r", folder, page)
    note("w", folder, write_paper(page, folder / values["file"]))


def _write_conditions(folder: Path, values: dict[str, Any], place: Place) -> None:
    """Write a Center's condition sheets, where it has an open gap."""
    from sopgap.report.condition_papers import PAPERS, write_condition_sheets

    run = read_run(folder)
    if run.has("coverage"):
        file = folder / PAPERS / f"{values['center']}.docx"
        write_condition_sheets(run, values["center"], file)
        if file.exists():
            note("w", folder, file)


def _write_register(folder: Path, values: dict[str, Any], place: Place) -> None:
    """Write the gaps as an issue tracker takes them."""
    from sopgap.report.register import write_register

    for file in write_register(read_run(folder), folder / "tables", centers=values["centers"]):
        note("w", folder, file)


def _write_package(folder: Path, values: dict[str, Any], place: Place) -> None:
    """Write what describes the tables to programs and people."""
    from sopgap.report.package import write_package

    for file in write_package(read_run(folder), folder / "tables"):
        note("w", folder, file)


def _write_workpapers(folder: Path, values: dict[str, Any], place: Place) -> None:
    """Write the tables as a workbook, with what the record will tell of versions and inputs."""
    from sopgap.report.workpapers import write_workpapers
    from sopgap.runs.record import made_of

    record = made_of(read_study(place.study))
    note("w", folder, write_workpapers(read_run(folder), folder / BOOK, record=record))


def _hold_back(folder: Path, values: dict[str, Any], place: Place) -> None:
    """Refuse a run whose pages or tables tell what must stay hidden."""
    from sopgap.report.release import refuse_leaks

    for page in values["pages"]:
        note("r", folder, folder / page)
    refuse_leaks(folder, values["pages"])


Act = Callable[[Path, dict[str, Any], Place], None]
ACTS: dict[str, Act] = {
    "notebook": _run_notebook,
    "page": _write_page,
    "paper": _write_paper,
    "conditions": _write_conditions,
    "register": _write_register,
    "package": _write_package,
    "workpapers": _write_workpapers,
    "release": _hold_back,
}
