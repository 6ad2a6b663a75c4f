"""Work in processes of their own: bounded in time and memory, two at a time, in order.

The processes are started anew and not forked: notebooks run in threads, and a script that calls us
need not be guarded against being imported again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sopgap.study import SECONDS

PATIENCE = 5  # times as long on the clock: the machine may be busy with other things
AHEAD = 4  # tasks a process that may be done before their turn: results are not heaped up
Sender = Callable[[Iterable[dict[str, Any]], dict[str, Any] | None, int], Iterator[dict[str, Any]]]
SENDERS: list[Sender] = []  # who does tasks instead of processes of this machine: the last one
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def work_apart(
    tasks: Iterable[dict[str, Any]],
    *,
    jobs: int | None = None,
    seconds: int = SECONDS,
    first: dict[str, Any] | None = None,
) -> Iterator[dict[str, Any]]:
    """Do tasks in child processes and yield their answers in the order of the tasks.

    Parameters
    ----------
    tasks : iterable of dict
        As `worker.answer` takes them; taken one by one, so that they may be made on the way.
    jobs : int, optional
        Processes at a time; by default as many as there are cores.
    seconds : int
        Of computing that a task may take.
    first : dict, optional
        A task that every process does before its others.

    Yields
    ------
    dict
        What the child answered. Where it did not, `problem` alone: `time`, `memory`, `crash` or
        `error: ...`; the other tasks go on in a new process.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.txt"
    >>> _ = file.write_text("The clerk counts.")
    >>> task = {"do": "read", "path": str(file), "changes": "accepted", "names": []}
    >>> [said["blocks"][0][0] for said in work_apart([task], jobs=1)]
    ['The clerk counts.']
    """
    if SENDERS:
        yield from SENDERS[-1](tasks, first, seconds)
        return
    jobs = max(1, jobs or os.cpu_count() or 1)
    mine = threading.local()
    children: list[_Child] = []

    def do(task: dict[str, Any]) -> dict[str, Any]:
        if not hasattr(mine, "child"):
            mine.child = _Child(first)
            children.append(mine.child)
        return mine.child.ask({**task, "seconds": seconds})

    rest = iter(tasks)
    with ThreadPoolExecutor(jobs) as pool:
        try:
            waiting = [pool.submit(do, task) for task in islice(rest, jobs * AHEAD)]
            while waiting:
                yield waiting.pop(0).result()
                waiting += [pool.submit(do, task) for task in islice(rest, 1)]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in children:
                child.end()


@contextmanager
def sent_by(send: Sender) -> Iterator[None]:
    """Within this, tasks are given to somebody else instead of to processes of this machine.

    Parameters
    ----------
    send : callable
        Takes tasks, `first` and seconds as `work_apart` does, and yields an answer for each task,
        in their order.

    Examples
    --------
    >>> with sent_by(lambda tasks, first, seconds: ({"said": t["do"]} for t in tasks)):
    ...     list(work_apart([{"do": "read"}]))
    [{'said': 'read'}]
    """
    SENDERS.append(send)
    try:
        yield
    finally:
        SENDERS.remove(send)


class _Child:
    """A worker process, started when it is first asked and anew after it died."""

    def __init__(self, first: dict[str, Any] | None) -> None:
        self.first = first
        self.process: subprocess.Popen[bytes] | None = None
        self.is_late = False

    def ask(self, task: dict[str, Any]) -> dict[str, Any]:
        if not self.process:
            self.process = _start()
            if self.first:
                self._ask({**self.first, "seconds": task["seconds"]})
        return self._ask(task)

    def _ask(self, task: dict[str, Any]) -> dict[str, Any]:
        process = self.process
        if process is None:
            return {"problem": "crash"}
        self.is_late = False
        watch = threading.Timer(PATIENCE * task["seconds"], self._stop_late)
        watch.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps(task).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = b""
        finally:
            watch.cancel()
        if line.endswith(b"\n"):
            said: dict[str, Any] = json.loads(line)
            if said.get("problem") == "memory":
                self.end()
            return said
        return {"problem": self._why()}

    def end(self) -> None:
        """End the process, whatever it does."""
        process, self.process = self.process, None
        if process:
            process.kill()
            process.communicate()

    def _stop_late(self) -> None:
        self.is_late = True
        if self.process:
            self.process.kill()

    def _why(self) -> str:
        process, self.process = self.process, None
        if process is None:
            return "crash"
        process.communicate()
        import signal

        late = self.is_late or process.returncode == -getattr(signal, "SIGXCPU", 0)
        return "time" if late else "crash"


def _start() -> subprocess.Popen[bytes]:
    home = str(Path(__file__).parents[3])  # where the package lies
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-m", "sopgap.sops.reading.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(paths)},
    )
