"""The processes that do the tasks: forked or not, killed or left alone."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

import pytest

from sopgap.errors import NotebookError
from sopgap.runs import process, running, worker
from sopgap.runs.acts import Place
from sopgap.runs.crew import LocalCrew, error_of
from sopgap.runs.running import run_study
from sopgap.runs.tasks import Task
from sopgap.runs.worker import CAN_FORK

from .test_running import hashes, own_notebook


@pytest.mark.slow
def test_a_system_that_cannot_fork_gives_the_same_bytes(tiny, tmp_path, tiny_run, monkeypatch):
    monkeypatch.setattr(running, "LocalCrew", lambda jobs: LocalCrew(jobs, fork=False))
    assert hashes(run_study(tiny, tmp_path / "out", jobs=2).folder) == hashes(tiny_run)


@pytest.mark.slow
def test_kernels_give_the_same_bytes(tiny, tmp_path, tiny_run) -> None:
    assert hashes(run_study(tiny, tmp_path / "out", engine="kernel").folder) == hashes(tiny_run)


@pytest.mark.slow
@pytest.mark.parametrize("fork", [True, False])
def test_a_process_that_is_killed_is_told(tiny_run, tmp_path, fork) -> None:
    own = own_notebook(
        tmp_path / "own", "overview", "import os; os.kill(os.getpid(), 9)", alone=True
    )
    task = Task("overview", "notebook", {"notebook": "overview", "file": "overview.ipynb"})
    crew = LocalCrew(1, fork=fork)
    try:
        crew.submit(1, task, Place(str(tmp_path), "study.toml", notebooks=str(own)))
        answer = crew.hear()
    finally:
        crew.close()
    with pytest.raises(NotebookError, match="short of memory"):
        raise error_of(task.name, answer["error"])


@pytest.mark.skipif(not CAN_FORK, reason="no fork")
def test_what_a_killed_process_had_not_begun_is_left_to_another(monkeypatch) -> None:
    def work(task):
        if task["id"] == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return {"id": task["id"], "reads": [], "writes": []}

    monkeypatch.setattr(worker, "work", work)
    waiting = deque({"id": n, "act": "page"} for n in range(1, 21))
    answers = io.BytesIO()
    child = worker._Child(worker._take(waiting, jobs=2), answers)
    while not child.read():
        pass
    told = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert [one["id"] for one in told] == [1, 2]
    assert told[1]["error"]["kind"] == "Ended"
    assert [task["id"] for task in child.tasks] == [3, 4, 5]


def test_pages_are_taken_together_and_notebooks_alone() -> None:
    def taken(acts: str, jobs: int) -> int:
        names = {"n": "notebook", "p": "page"}
        return len(worker._take(deque({"act": names[act]} for act in acts), jobs))

    assert taken("nnnnnnnn", jobs=1) == 1
    assert taken("pp", jobs=2) == 1  # each has one
    assert taken("pppppppp", jobs=2) == 2
    assert taken("p" * 100, jobs=2) == worker.AT_ONCE
    assert taken("ppn" + "p" * 100, jobs=2) == 2


def test_a_process_started_early_is_taken_once_and_else_ended() -> None:
    process.start_early(2)
    early = process._early[0]
    other, taken, new = process.take(3), process.take(2), process.take(2)
    try:
        assert taken is early
        assert len({id(one) for one in (other, taken, new)}) == 3
    finally:
        for one in (other, taken, new):
            one.close()
    process.start_early(2)
    early = process._early[0]
    process.end_early()
    assert early.process.poll() is not None
    assert not process._early


@pytest.mark.slow
def test_a_fault_of_the_program_is_told_whole(tiny, tmp_path) -> None:
    crew = LocalCrew(1)
    try:
        crew.submit(1, Task("x", "no such act"), Place(str(tmp_path), str(tiny)))
        answer = crew.hear()
    finally:
        crew.close()
    with pytest.raises(RuntimeError, match="KeyError: 'no such act'"):
        raise error_of("x", answer["error"])


@pytest.mark.slow
def test_processes_end_with_whoever_started_them(tmp_path) -> None:
    own = own_notebook(tmp_path / "own", "overview", "import time; time.sleep(60)", alone=True)
    (tmp_path / "study.json").write_text('{"name": "x"}')
    code = f"""
import sys, time
from sopgap.runs.acts import Place
from sopgap.runs.crew import LocalCrew
from sopgap.runs.tasks import Task
crew = LocalCrew(1)
place = Place({str(tmp_path)!r}, "study.toml", notebooks={str(own)!r})
crew.submit(1, Task("x", "notebook", {{"notebook": "overview", "file": "x.ipynb"}}), place)
print(crew._workers[0].process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        worker = int(run.stdout.readline())
        time.sleep(1)
        os.kill(run.pid, signal.SIGKILL)
    for _ in range(100):
        if not _lives(worker):
            break
        time.sleep(0.1)
    assert not _lives(worker)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "zombie" not in _status(pid)


def _status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return ""


@pytest.mark.slow
def test_a_killed_run_is_gone_on_with(tiny, tmp_path, tiny_run) -> None:
    call = [sys.executable, "-m", "sopgap.cli", "run", str(tiny), "--out", str(tmp_path / "out")]
    with subprocess.Popen(call, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if "04_gaps" in line.split("running")[0]:
                break
        run.kill()
    assert not (tmp_path / "out").exists()
    lines: list[str] = []
    made = run_study(tiny, tmp_path / "out", say=lines.append)
    assert any(line.endswith("03_duties: as before") for line in lines)
    assert hashes(made.folder) == hashes(tiny_run)
    assert {p.name for p in tmp_path.iterdir()} == {"tiny study", "out"}


def test_progress_goes_to_the_log(tiny_run, tmp_path) -> None:
    from sopgap.runs.progress import Progress

    said: list[str] = []
    progress = Progress(said.append, tmp_path / "logs" / "run.log")
    tasks = [Task("a", "notebook"), Task("b", "page")]
    progress.expect(tasks)
    progress.begin(tasks[0])
    progress.begin(tasks[1])
    progress.end(tasks[0])
    progress.end(tasks[1], "FAILED")
    progress.close()
    assert "left; running: b" in said[0]
    assert said[1].startswith("[2/2] b: FAILED")
    logged = (tmp_path / "logs" / "run.log").read_text().splitlines()
    assert [line[11:] for line in logged] == said


def test_the_record_says_what_differs(tiny_run, tmp_path) -> None:
    import shutil

    from sopgap.runs.record import verify_run

    run = shutil.copytree(tiny_run, tmp_path / "run")
    assert verify_run(run) == []
    (run / "index.html").write_text("changed")
    (run / "tables/centers.csv").unlink()
    (run / "new.txt").write_text("new")
    assert verify_run(run) == [
        "index.html: differs from the record",
        "new.txt: came later",
        "tables/centers.csv: is gone",
    ]
    record = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps({"outputs": record["outputs"]}))
    from sopgap.errors import InputError

    with pytest.raises(InputError, match="not as a run writes it"):
        verify_run(run)
