"""run_study: the whole, from a study's folder to a folder of reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sopgap.errors import InputError, SopgapError
from sopgap.report.crate import write_crate
from sopgap.report.folder import read_run
from sopgap.report.inputs import list_inputs, read_inputs
from sopgap.report.papers import check_papers
from sopgap.runs import traces
from sopgap.runs.acts import Place, Trace
from sopgap.runs.crew import Crew, LocalCrew, error_of
from sopgap.runs.places import beside, check_out, list_leftovers
from sopgap.runs.process import count_processors
from sopgap.runs.progress import Progress, Say
from sopgap.runs.record import write_record
from sopgap.runs.tasks import READ_ONCE, STAGES, Task, plan_pages, plan_reading, plan_stages
from sopgap.sources import guess, quoted
from sopgap.study import Study, inspect_study

ENGINES = ("local", "kernel", "dask")
CHECK = Task("check", "check", inputs=("all",))
MANY = 4  # reports from which on making one for nothing pays


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
    scheduler: str | None = None,
    say: Say | None = None,
    roster: str | Path | None = None,
    notebooks: str | Path | None = None,
    log: str | Path | None = None,
    anew: bool = False,
    pdf: bool = False,
) -> Made:
    """Make a study's tables, notebooks and pages, and move them to `out` when all is done.

    Everything is written beside `out` first: a run that is interrupted or fails leaves the former
    run as it was. What a former run made, or one that was killed, is taken over where nothing that
    it hangs on has changed: the result is the same, byte for byte, as that of a run from nothing. A
    Center whose report fails is named in what comes back; the others are made.

    Parameters
    ----------
    study : str or Path
        study.toml, or the folder that holds it.
    out : str or Path
        Folder of the run; a former run in it is replaced whole.
    centers : sequence of str, optional
        Codes of the Centers that get a report; by default all. The tables cover all Centers.
    jobs : int, optional
        Tasks that are done at once; by default one a processor.
    engine : {"local", "kernel", "dask"}
        How notebooks run: in processes that have imported what they need; as papermill alone would
        run them, each in a kernel of its own; or the Centers, and the reading of documents, on a
        Dask cluster (extra `dask`). All give the same bytes.
    scheduler : str, optional
        Address of the Dask cluster; without one a cluster is started on this machine.
    say : callable, optional
        Called with a line of progress.
    roster : str or Path, optional
        File of staff names, one a line, to be taken out of comments. Neither they nor the file's
        name are kept.
    notebooks : str or Path, optional
        Folder with notebooks of one's own; one that bears the name of the program's takes its
        place.
    log : str or Path, optional
        File for the lines of progress, each with its second.
    anew : bool
        Take nothing over.
    pdf : bool
        Set each page on paper, too: a tagged PDF beside it (extra `pdf`).

    Returns
    -------
    Made

    Raises
    ------
    InputError
        The study has problems (all of them at once), an option is wrong, `out` is a file or
        holds something that is no run, or WeasyPrint is lacking where `pdf` is asked for.
    NotebookError
        A stage notebook failed: without its tables there is nothing to report.
    DisclosureError
        A hidden count could be worked back from what would be published, or a page prints a
        figure that no table shows: nothing is written.
    """
    jobs = _check_jobs(jobs, engine, scheduler)
    known, wrong = inspect_study(study)
    if wrong:
        read_inputs(study, roster=roster)  # tells every problem of the study, not these alone
    target = check_out(Path(out), known)
    wanted = _check_centers(centers, list(known.centers["center"]))
    _check_notebooks(notebooks)
    makers = check_papers() if pdf else ""
    progress = Progress(say or (lambda line: None), log)
    with beside(target) as folder, _Run(known, folder, jobs, engine, progress, scheduler) as run:
        run.target = target
        run.look(roster, notebooks)
        run.keep([] if anew else [target, *list_leftovers(target)])
        run.check()
        stages = plan_stages(known, roster=bool(roster))
        reading = plan_reading(known, wanted, [task.name for task in stages])
        progress.expect([*stages, *reading])
        failed = run.do([*stages, *reading])
        papers = plan_pages(reading, failed, conditions=known.maps, makers=makers)
        progress.expect(papers)
        run.do(papers)
        traces.sort_lines(folder)
        write_crate(read_run(folder), folder)
        write_record(folder, known, wanted, failed)
    pages = tuple(task.values["page"] for task in papers if task.act == "page")
    return Made(target, pages, failed)


class _Run:
    """A run under way: its folder, the hashes of what is in it, and who does its tasks."""

    def __init__(
        self,
        study: Study,
        folder: Path,
        jobs: int,
        engine: str,
        progress: Progress,
        scheduler: str | None,
    ) -> None:
        self.study, self.folder, self.progress = study, folder, progress
        self.jobs, self.engine, self.scheduler = jobs, engine, scheduler
        self.hashes: dict[str, str] = {}
        self.kept = traces.Kept([])
        self.crew: Crew | None = None
        self.roster, self.notebooks = "", ""
        self.target, self.rehearsed, self.prepared = folder, False, False
        self.cold: list[str] = []
        self.submitted: set[int] = set()
        self.parts: dict[str, str] = {}

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *error: object) -> None:
        self.progress.close()
        if self.crew:
            self.crew.close()

    def look(self, roster: str | Path | None, notebooks: str | Path | None) -> None:
        """Hash what the run is made of."""
        parts = list_inputs(self.study)
        if roster:
            parts["roster"] = [Path(roster)] if Path(roster).is_file() else []
            self.roster = str(Path(roster).resolve())
        self.notebooks = str(Path(notebooks).resolve()) if notebooks else ""
        self.parts = traces.hash_parts(parts, self.study.folder)

    def keep(self, folders: Iterable[Path]) -> None:
        """Name the folders that may be taken over from."""
        self.kept = traces.Kept(folders)

    def check(self) -> None:
        """Read every input and raise all their problems, where that was not done before."""
        key = traces.key_of(CHECK, self.parts)
        line = self.kept.take(key, self.folder, self.hashes)
        if line is None:
            self._prepare()  # it imports what stages need while the inputs are read here
            inputs = read_inputs(self.study.path, roster=self.roster or None)
            said = [f"not read: {s}" for s in inputs.corpus.unread] if inputs.corpus else []
            traces.write_line(self.folder, key, Trace((), ()), self.hashes, said)
        else:
            said = line["said"]
            traces.add_line(self.folder, line)
        for sentence in said:
            self.progress.say(sentence)

    def do(self, tasks: Sequence[Task]) -> dict[str, str]:
        """Do tasks, each when those that it waits for are done; return the Centers that failed."""
        place = self._place()
        self.submitted = set()
        failed: dict[str, str] = {}
        waiting, under_way, done = list(tasks), dict[int, tuple[Task, str]](), set[str]()
        names = {task.name for task in tasks}
        while waiting or under_way:
            ready = [t for t in waiting if not (set(t.after) & names) - done]
            for task in ready:
                waiting.remove(task)
                key = traces.key_of(task, self.parts, self.notebooks)
                line = self.kept.take(key, self.folder, self.hashes)
                if line is not None:
                    traces.add_line(self.folder, line)
                    self._note(line["writes"])
                    done.add(task.name)
                    self.progress.end(task, "as before")
                    continue
                under_way[tasks.index(task) + 1] = task, key
                self.progress.begin(task)
            if any(not (set(t.after) & names) - done for t in waiting):
                continue  # what was taken over set others free
            self._submit(under_way, waiting, place)
            if under_way:
                self._hear(under_way, done, failed)
        return failed

    def _submit(
        self, under_way: dict[int, tuple[Task, str]], waiting: Sequence[Task], place: Place
    ) -> None:
        """Hand in what is ready, and where a processor is free, or many reports come, rehearse."""
        new = [number for number in under_way if number not in self.submitted]
        staged = any(under_way[number][0].name in STAGES for number in new)
        if staged:
            self._prepare()
        elif new:
            self._warm()
        for n, number in enumerate(new, 1):
            task = under_way[number][0]
            self._start().submit(number, task, place)
            self.submitted.add(number)
            if n == self.jobs - 1 and sum(bool(under_way[m][0].center) for m in new) >= MANY:
                self._rehearse(self.folder)
        if staged:
            self._warm()  # a stage reads what it needs itself, and need not wait for the rest
        if waiting and len(under_way) < self.jobs:
            self._rehearse(self.target)

    def _hear(
        self, under_way: dict[int, tuple[Task, str]], done: set[str], failed: dict[str, str]
    ) -> None:
        """Wait for one task to end."""
        answer = self._start().hear()
        if answer["id"] not in under_way:
            return  # told twice by a process that ended
        task, key = under_way.pop(answer["id"])
        if "error" in answer:
            error = error_of(task.name, answer["error"])
            if not task.center or not isinstance(error, SopgapError):
                raise error
            failed[task.center] = str(error)
            self.progress.end(task, "FAILED")
            return
        trace = Trace(tuple(answer["reads"]), tuple(answer["writes"]))
        traces.write_line(self.folder, key, trace, self.hashes)
        self._note(trace.writes)
        done.add(task.name)
        self.progress.end(task)

    def _note(self, names: Iterable[str]) -> None:
        """Note tables that reports will read."""
        # What is private, stages alone read.
        tables = (name for name in names if name.startswith("tables/") and name.endswith(".csv"))
        self.cold += [name for name in tables if Path(name).stem not in READ_ONCE]

    def _warm(self) -> None:
        """Have tables read by whom the reports are forked from."""
        if self.crew and self.cold:
            self.crew.warm(str(self.folder), self.cold)
            self.cold = []

    def _rehearse(self, folder: Path) -> None:
        """Have what every report does done once, by whom the reports are forked from."""
        if not (folder / "tables" / "coverage.csv").exists():
            folder = self.folder  # there is no former run to try it on
        if not self.rehearsed and (folder / "tables" / "coverage.csv").exists():
            self.rehearsed = True
            center = str(self.study.centers["center"].iloc[0])
            self._start().rehearse(str(folder), center, forget=folder != self.folder)

    def _place(self) -> Place:
        return Place(
            folder=str(self.folder),
            study=str(self.study.path),
            roster=self.roster,
            notebooks=self.notebooks,
            engine="kernel" if self.engine == "kernel" else "here",
            jobs=self.jobs,
        )

    def _prepare(self) -> None:
        """Have what the stages need imported by whom they are forked from."""
        if not self.prepared:
            self.prepared = True
            self._start().prepare()

    def _start(self) -> Crew:
        if self.crew is None:
            if self.engine == "dask":
                from sopgap.runs.cluster import ClusterCrew

                self.crew = ClusterCrew(self.jobs, self.scheduler)
            else:
                self.crew = LocalCrew(self.jobs)
        return self.crew


def _check_jobs(jobs: int | None, engine: str, scheduler: str | None) -> int:
    if engine not in ENGINES:
        raise InputError(f"engine {engine!r} is not known; there is: {', '.join(ENGINES)}")
    if scheduler and engine != "dask":
        raise InputError(f"--scheduler {scheduler}: is of a Dask cluster; add --engine dask")
    if jobs is not None and jobs < 1:
        raise InputError(f"jobs: {jobs} is not 1 or more")
    return jobs or count_processors()


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


def _check_notebooks(folder: str | Path | None) -> None:
    """A folder without a notebook of a known name would change nothing, silently."""
    from sopgap.runs.registry import NOTEBOOKS

    if folder is None:
        return
    if not Path(folder).is_dir():
        raise InputError(f"--notebooks {folder}: is no folder")
    if not any((Path(folder) / f"{name}.ipynb").is_file() for name in NOTEBOOKS):
        raise InputError(
            f"--notebooks {folder}: holds none of the notebooks that a run is made of:"
            f" {', '.join(NOTEBOOKS)}"
        )
