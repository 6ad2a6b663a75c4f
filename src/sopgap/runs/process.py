"""A process that does tasks, seen from outside, and started before all else is imported.

It has the few variables set that results would otherwise hang on (the seed of Python's hashes, one
thread to a sum), which could not be set in a process that runs already. It takes a second to import
what tasks need; whoever will have tasks starts it at once, and imports what it needs itself beside.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from typing import Any

# What a kernel needs to give the same bytes everywhere; one BLAS thread suits small fits, too.
KERNEL_ENV = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "SOURCE_DATE_EPOCH": "0",
    "MPLBACKEND": "agg",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
_early: list[WorkerProcess] = []


def count_processors() -> int:
    """Return how many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # absent on macOS and Windows
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def start_early(jobs: int) -> None:
    """Start a process that is needed soon."""
    _early.append(WorkerProcess(jobs))


def take(jobs: int) -> WorkerProcess:
    """Return the process that was started early for so many tasks at once, or a new one."""
    found = next((one for one in _early if one.jobs == jobs), None)
    if found is None:
        return WorkerProcess(jobs)
    _early.remove(found)
    return found


def end_early() -> None:
    """End what was started early and not taken."""
    while _early:
        _early.pop().close()


class WorkerProcess:
    """A process that does tasks, from `sopgap.runs.worker`.

    Parameters
    ----------
    jobs : int
        Tasks done at once, each in a child; 0: one after the other, by the process itself.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.busy: set[int] = set()
        self.answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.process = subprocess.Popen(
            # -P: a file of the working folder must not stand for a module of Python's.
            [sys.executable, "-P", "-m", "sopgap.runs.worker", str(jobs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **KERNEL_ENV, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def listen(self, answers: queue.Queue[dict[str, Any]]) -> None:
        """Put what it answers there."""
        self.answers = answers
        threading.Thread(target=self._listen, daemon=True).start()

    def give(self, task: dict[str, Any]) -> None:
        """Hand in a task."""
        self.busy.add(task["id"])
        self.send(task)

    def send(self, message: dict[str, Any]) -> None:
        """Tell it something; that it ended is answered for each task that it has."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            self._tell_ended()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.answers.put(json.loads(line))
        self._tell_ended()

    def _tell_ended(self) -> None:
        said = "the process that does the tasks ended; the machine may be short of memory"
        error = {"kind": "Ended", "said": said, "problems": []}
        for number in self.busy.copy():
            self.answers.put({"id": number, "error": error})

    def close(self) -> None:
        """End it, whatever it does."""
        assert self.process.stdin is not None
        if not self.busy:  # it has no child to end, and may still be importing
            self.process.kill()
        try:
            self.process.stdin.close()
            self.process.wait(timeout=2)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
