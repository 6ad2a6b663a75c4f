"""run_study: the whole, from a study's folder to a folder of reports."""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import sopgap
from sopgap.errors import InputError, SopgapError
from sopgap.report.folder import STUDY_FILE, read_run
from sopgap.report.inputs import hash_inputs, read_inputs
from sopgap.report.notebooks import NOTEBOOKS, check_parameters, run_notebook
from sopgap.report.release import refuse_leaks
from sopgap.sources import guess, quoted, sha256
from sopgap.study import Study

ENGINES = ("local",)
PACKAGES = ("pandas", "numpy", "scipy", "scikit-learn", "nltk", "matplotlib", "papermill")
# Concerns need the comments of 01; gaps need the duties of 03 and, for voices, the comments.
# What is published is audited when all of it is there.
# The ledger is drawn from all the tables.
ROUNDS = (
    ("01_survey", "03_duties"),
    ("02_concerns", "04_gaps"),
    ("05_release", "06_ownership"),
    ("07_ledger",),
)
# A notebook's executed copy lies in DIR/notebooks: from there the run is one folder up.
SHOWN = {"run_dir": "..", "roster": ""}
# The notebooks that become pages over all Centers, and the name of each page's file.
READING = {
    "overview": "index.html",
    "survey_evidence": "survey.html",
    "procedures": "procedures.html",
    "responsibilities": "responsibilities.html",
}
PLACES = ("study", "run_dir", "roster")  # parameters that say where, not how

Say = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """What a run left: its folder, the pages made, and what could not be made, with the reason."""

    folder: Path
    pages: tuple[str, ...]
    failed: dict[str, str] = field(default_factory=dict)


def run_study(
    study: str | Path,
    out: str | Path = "build",
    *,
    centers: Sequence[str] | None = None,
    jobs: int | None = None,
    engine: str = "local",
    say: Say | None = None,
    roster: str | Path | None = None,
) -> Made:
    """Make a study's tables, notebooks and pages, and move them to `out` when all is done.

    Everything is written beside `out` first: a run that is interrupted or fails leaves the former
    run as it was. A Center whose report fails is named in what comes back; the others are made.

    Parameters
    ----------
    study : str or Path
        study.toml, or the folder that holds it.
    out : str or Path
        Folder of the run; a former run in it is replaced whole.
    centers : sequence of str, optional
        Codes of the Centers that get a report; by default all. The tables cover all Centers.
    jobs : int, optional
        Notebooks that run at once; by default one a processor.
    engine : {"local"}
        Where notebooks run.
    say : callable, optional
        Called with a line of progress.
    roster : str or Path, optional
        File of staff names, one a line, to be taken out of comments. Neither they nor the file's
        name are kept.

    Returns
    -------
    Made

    Raises
    ------
    InputError
        The study has problems (all of them at once), an option is wrong, or `out` is a file or
        holds something that is no run.
    NotebookError
        A stage notebook failed: without its tables there is nothing to report.
    DisclosureError
        A hidden count could be worked back from what would be published, or a page prints a
        figure that no table shows: nothing is written.
    """
    say = say or (lambda line: None)
    jobs = _check_jobs(jobs, engine)
    inputs = read_inputs(study, roster=roster)
    target = _check_out(Path(out), inputs.study)
    wanted = _check_centers(centers, list(inputs.study.centers["center"]))
    for sentence in inputs.corpus.unread if inputs.corpus else ():
        say(f"not read: {sentence}")
    with _aside(target) as folder:
        plan = _Plan(inputs.study, folder, wanted, jobs, say, roster)
        for stage in _stages(inputs.study):
            plan.run(stage)
        tasks = [(name, None) for name in _reports(inputs.study)]
        failed = plan.run([*tasks, *(("center_report", code) for code in wanted)])
        _write_papers(folder, wanted, failed)
        pages = _write_pages(folder, wanted, failed)
        refuse_leaks(folder, pages)
        _write_record(folder, inputs.study, wanted, failed)
    return Made(target, tuple(pages), failed)


def _held(study: Study) -> dict[str, bool]:
    """Say by what a notebook needs whether the study holds it."""
    return {"": True, "survey": bool(study.survey), "sops": study.maps}


def _reports(study: Study) -> list[str]:
    """Return the notebooks over all Centers that the study gives a page."""
    return [name for name in READING if _held(study)[NOTEBOOKS[name].needs]]


def _stages(study: Study) -> list[list[tuple[str, str | None]]]:
    held = _held(study)
    rounds: list[list[tuple[str, str | None]]] = [
        [(name, None) for name in names if held[NOTEBOOKS[name].needs]] for names in ROUNDS
    ]
    return [names for names in rounds if names]


class _Plan:
    """Run notebooks several at once and count them for the progress lines."""

    def __init__(
        self,
        study: Study,
        folder: Path,
        wanted: list[str],
        jobs: int,
        say: Say,
        roster: str | Path | None,
    ) -> None:
        self.study, self.folder, self.jobs, self.say = study, folder, jobs, say
        self.roster = str(Path(roster).resolve()) if roster else ""
        self.total = sum(map(len, _stages(study))) + len(_reports(study)) + len(wanted)
        self.done, self.start = 0, time.perf_counter()

    def run(self, tasks: list[tuple[str, str | None]]) -> dict[str, str]:
        failed: dict[str, str] = {}
        with ThreadPoolExecutor(self.jobs) as pool:
            waiting = {pool.submit(self._one, *task): task for task in tasks}
            for future in as_completed(waiting):
                name, center = waiting[future]
                error = future.exception()
                self._tell(center or name, failed=error is not None)
                if error is not None and (center is None or not isinstance(error, SopgapError)):
                    pool.shutdown(cancel_futures=True)
                    raise error
                if error is not None and center is not None:
                    failed[center] = str(error)
        return failed

    def _one(self, name: str, center: str | None) -> None:
        values: dict[str, Any] = {"run_dir": str(self.folder)}
        shown: dict[str, Any] = dict(SHOWN)
        known = check_parameters(name, {})
        if "roster" in known:
            values["roster"] = self.roster
        if "study" in known:
            values["study"], shown["study"] = str(self.study.path), self.study.path.name
        if center:
            values["center"] = center
        file = f"{name}-{center}.ipynb" if center else f"{name}.ipynb"
        run_notebook(name, self.folder / "notebooks" / file, values, shown=shown)

    def _tell(self, what: str, *, failed: bool) -> None:
        self.done += 1
        passed = time.perf_counter() - self.start
        left = passed / self.done * (self.total - self.done)
        self.say(
            f"[{self.done:>{len(str(self.total))}}/{self.total}] {what}"
            f"{' FAILED' if failed else ''}  {passed:.0f} s, about {left:.0f} s left"
        )


def _write_papers(folder: Path, wanted: list[str], failed: dict[str, str]) -> None:
    """Write the condition sheets of each Center that has a page, where there is an open gap."""
    from sopgap.report.condition_papers import PAPERS, write_condition_sheets

    run = read_run(folder)
    if run.has("coverage"):
        for code in (code for code in wanted if code not in failed):
            write_condition_sheets(run, code, folder / PAPERS / f"{code}.docx")


def _write_pages(folder: Path, wanted: list[str], failed: dict[str, str]) -> list[str]:
    from sopgap.report.site import SUBJECTS, render_page  # nbconvert is needed only here

    run = read_run(folder)
    made = [code for code in wanted if code not in failed]
    sources: dict[str, tuple[str, str | None]] = {
        page: (name, None)
        for name, page in READING.items()
        if (folder / "notebooks" / f"{name}.ipynb").exists()
    }
    sources |= {f"reports/{code}.html": (f"center_report-{code}", code) for code in made}
    for page, (notebook, center) in sources.items():
        html = render_page(
            folder / "notebooks" / f"{notebook}.ipynb",
            run=run,
            center=center,
            centers=made,
            failed=failed,
            about=SUBJECTS.get(page, ""),
        )
        (folder / page).parent.mkdir(exist_ok=True)
        (folder / page).write_text(html, encoding="utf-8", newline="\n")
    return list(sources)


def _write_record(folder: Path, study: Study, wanted: list[str], failed: dict[str, str]) -> None:
    # Not of what is private: a hash would confirm a guess at what a short table hides.
    outputs = sorted(p for p in folder.rglob("*") if p.is_file() and p.parent.name != "private")
    parameters = {
        name: {k: v for k, v in check_parameters(name, {}).items() if k not in PLACES}
        for name, notebook in NOTEBOOKS.items()
        if notebook.writes
    }
    record = {
        "study": study.name,
        "synthetic": study.synthetic,
        "centers": wanted,
        "failed": failed,
        "parameters": parameters | {"min_base": study.min_base, "min_count": study.min_count},
        "versions": _versions(),
        "inputs": hash_inputs(study),
        "outputs": {p.relative_to(folder).as_posix(): sha256(p) for p in outputs},
    }
    text = json.dumps(record, indent=2, ensure_ascii=False)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")


def _versions() -> dict[str, str]:
    found = {name: metadata.version(name) for name in PACKAGES}
    return {"sopgap": sopgap.__version__, "python": platform.python_version(), **found}


def _check_jobs(jobs: int | None, engine: str) -> int:
    if engine not in ENGINES:
        raise InputError(f"engine {engine!r} is not known; there is: {', '.join(ENGINES)}")
    if jobs is not None and jobs < 1:
        raise InputError(f"jobs: {jobs} is not 1 or more")
    affinity = getattr(os, "sched_getaffinity", None)  # absent on macOS and Windows
    return jobs or (len(affinity(0)) if affinity else os.cpu_count() or 1)


def _check_centers(centers: Iterable[str] | None, known: list[str]) -> list[str]:
    if centers is None:
        return known
    wrong = [code for code in centers if code not in known]
    if wrong:
        raise InputError(
            f"center {quoted(code)} is not in the study{guess(code, known)};"
            f" there are: {', '.join(known)}"
            for code in wrong
        )
    return [code for code in known if code in set(centers)]


def _check_out(out: Path, study: Study) -> Path:
    target = Path(os.path.abspath(out))  # noqa: PTH100  (resolve() would follow a link to a run)
    if target.exists() and not target.is_dir():
        raise InputError(f"--out {out}: is a file; name a folder")
    if study.folder.is_relative_to(target.resolve()):
        raise InputError(f"--out {out}: the study lies in it; name another folder")
    if target.is_dir() and any(target.iterdir()) and not (target / STUDY_FILE).exists():
        raise InputError(
            f"--out {out}: holds something that is no run of sopgap, and a run replaces its folder"
            " whole; name a new or empty folder"
        )
    for part in (study.survey, study.sops):
        if part and target.resolve().is_relative_to(part):
            raise InputError(f"--out {out}: lies among the study's inputs; name another folder")
    return target


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """Give a folder beside the target; move it in at the end, or take it away on an error."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(target)
        folder = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
    except OSError as error:
        raise InputError(f"--out {target}: cannot be written: {error.strerror}") from None
    try:
        yield folder
        folder.chmod(0o755)
        former = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
        if target.exists():
            target.replace(former / "former")
        folder.replace(target)
        shutil.rmtree(former, ignore_errors=True)
    finally:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)


def _prefix(target: Path) -> str:
    return f".{target.name}-{os.getpid()}-"


def _clear_leftovers(target: Path) -> None:
    """Take away what a run that was killed left beside the target: its process is gone."""
    for folder in target.parent.glob(f".{target.name}-*-*"):
        pid = folder.name.removeprefix(f".{target.name}-").split("-")[0]
        if pid.isdigit() and not _is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    if os.name != "posix":  # asking costs the process its life on Windows
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
