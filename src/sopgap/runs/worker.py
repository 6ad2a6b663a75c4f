"""The process that does the tasks of a run: `python -m sopgap.runs.worker JOBS`.

It imports what notebooks import, once, and then forks a child for each task: the child starts with
everything at hand, has a namespace of its own, and takes what it changed with it when it ends.
Where a system cannot fork, the process does one task after the other itself, and there are several
such processes.

Tasks come as lines of JSON on its standard input, and what became of each goes out the same way.
When the input ends, whoever asked is gone, and every child ends at once.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
import traceback
from collections import deque
from collections.abc import Iterable
from importlib import import_module
from typing import Any, BinaryIO

CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"  # macOS's own libraries do not bear it
# What every notebook and page imports sooner or later. What the stages reckon with (scikit-learn,
# nltk) takes twice as long to import: only a run that does a stage anew asks for it.
PRELOADED = (
    "papermill",
    "papermill.execute",
    "nbformat",
    "nbclient",
    "IPython.core.interactiveshell",
    "pandas.io.formats.style",
    "sopgap.runs.acts",
    "sopgap.runs.shell",
    "sopgap.report.site",
    "sopgap.report.exhibits",
    "sopgap.report.ownership",
    "sopgap.report.conditions",
    "sopgap.report.condition_papers",
)

PURE = ("page", "conditions")  # acts that run no code of a notebook
AT_ONCE = 8  # tasks of these that one process does
SELDOM = 200_000  # objects that a child makes before it looks which of them are out of use
Answer = dict[str, Any]


def main() -> None:
    """Serve tasks until the standard input ends."""
    jobs = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked hears it, and ends us
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    _preload()
    if CAN_FORK and jobs:
        _serve_forked(jobs, answers)
    else:
        _serve_here(answers)


def work(task: dict[str, Any]) -> Answer:
    """Do one task, and say what it read and wrote, or why it failed.

    Examples
    --------
    >>> work({"id": 1, "act": "release", "values": {"pages": []}, "place": {"folder": "nowhere",
    ...       "study": ""}})["error"]["kind"]
    'InputError'
    """
    from sopgap.errors import SopgapError
    from sopgap.runs.acts import Place, perform

    answer: Answer = {"id": task["id"]}
    told: Answer
    try:
        trace = perform(task["act"], task["values"], Place(**task["place"]))
    except SopgapError as error:
        problems = list(getattr(error, "problems", ()))
        told = {"kind": type(error).__name__, "said": str(error), "problems": problems}
    except MemoryError:
        said = "memory ran out; try --jobs 1"
        told = {"kind": "NotebookError", "said": said, "problems": []}
    except OSError as error:  # a full disk
        said = f"{error.filename or 'a file'}: cannot be written or read: {error.strerror or error}"
        told = {"kind": "InputError", "said": said, "problems": [said]}
    except Exception as error:  # a fault of ours: told whole
        told = {"kind": "", "said": "".join(traceback.format_exception(error)), "problems": []}
    else:
        return answer | {"reads": trace.reads, "writes": trace.writes}
    return answer | {"error": told}


def _preload() -> None:
    for module in PRELOADED:
        import_module(module)
    from sopgap.runs.executing import register_here

    register_here()


def _prepare() -> None:
    import sopgap

    for name in sopgap.__all__:
        getattr(sopgap, name)


def _warm(task: dict[str, Any]) -> None:
    """Read the tables that a task wrote, for the children to come; a lack is theirs to tell."""
    from contextlib import suppress
    from pathlib import Path

    from sopgap.report.folder import warm

    with suppress(Exception):
        warm(task["warm"], [Path(name).stem for name in task["names"]])


def _rehearse(task: dict[str, Any]) -> None:
    """Make a Center's report and throw it away, while a processor has nothing better to do.

    What is found out once (fonts, patterns, templates, how a table is shown) every child then
    knows. A run that is not whole yet may lack what a report needs: that harms nothing.
    """
    import tempfile
    from contextlib import suppress
    from pathlib import Path

    from sopgap.report.condition_papers import write_condition_sheets
    from sopgap.report.folder import forget, read_run
    from sopgap.report.site import render_page
    from sopgap.runs.executing import run_notebook

    folder, center = task["rehearse"], task["center"]
    with suppress(Exception), tempfile.TemporaryDirectory(prefix="sopgap-") as aside:
        given = {"run_dir": folder, "center": center}
        made = run_notebook("center_report", Path(aside) / "r.ipynb", given, engine="here")
        run = read_run(folder)
        render_page(made, run=run, center=center, centers=[center])
        write_condition_sheets(run, center, Path(aside) / "r.docx")
    if task["forget"]:
        forget(folder)


def _serve_here(answers: BinaryIO) -> None:
    for line in sys.stdin.buffer:
        task = json.loads(line)
        if "id" in task:
            _send(answers, work(task))


def _serve_forked(jobs: int, answers: BinaryIO) -> None:
    waiting: deque[dict[str, Any]] = deque()
    children: dict[int, _Child] = {}
    rest = b""
    try:
        while True:
            _start(waiting, children, jobs, answers)
            for ready in select.select([0, *children], [], [])[0]:
                if ready:
                    if children[ready].read():
                        waiting.extendleft(reversed(children.pop(ready).tasks))
                    continue
                read = os.read(0, 1 << 16)
                if not read:
                    return
                *lines, rest = (rest + read).split(b"\n")
                for line in lines:
                    task = json.loads(line)
                    if "id" in task:
                        waiting.append(task)
                    elif "warm" in task:
                        _warm(task)
                    elif "prepare" in task:
                        _prepare()
                    else:
                        _start(waiting, children, jobs - 1, answers)  # they need not wait for it
                        _rehearse(task)
    finally:
        for child in children.values():
            child.kill()


def _start(
    waiting: deque[dict[str, Any]], children: dict[int, _Child], jobs: int, answers: BinaryIO
) -> None:
    while waiting and len(children) < jobs:
        child = _Child(_take(waiting, jobs), answers)
        children[child.pipe] = child


def _take(waiting: deque[dict[str, Any]], jobs: int) -> deque[dict[str, Any]]:
    """Take the next task; of pages, which leave nothing behind, several where there are many.

    A fork costs a fifth of a page. Everyone gets a part, and none so many that others wait for it.
    """
    taken = deque([waiting.popleft()])
    most = min(AT_ONCE, 1 + len(waiting) // (2 * max(jobs, 1)))
    while waiting and len(taken) < most and taken[0]["act"] == waiting[0]["act"] in PURE:
        taken.append(waiting.popleft())
    return taken


class _Child:
    """A forked process that does tasks one after the other, and the pipe its answers come by."""

    def __init__(self, tasks: deque[dict[str, Any]], answers: BinaryIO) -> None:
        self.tasks, self.answers, self.said = tasks, answers, b""
        gc.collect()
        gc.freeze()  # what is shared stays shared: the collector would write to it all
        self.pipe, end = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            _do_and_end(map(work, tasks), end)
        os.close(end)

    def read(self) -> bool:
        """Pass on what the child says; True when it has ended, and `tasks` are what it left."""
        read = os.read(self.pipe, 1 << 16)
        *lines, self.said = (self.said + read).split(b"\n")
        for line in lines:
            self.tasks.popleft()
            _send(self.answers, json.loads(line))
        if read:
            return False
        os.close(self.pipe)
        status = os.waitpid(self.pid, 0)[1]
        if self.tasks:
            _send(self.answers, self._ended(self.tasks.popleft(), status))
        return True

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def _ended(self, task: dict[str, Any], status: int) -> Answer:
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        how = f"by signal {number}" if number else f"with code {os.waitstatus_to_exitcode(status)}"
        said = f"its process was ended {how}; the machine may be short of memory: try --jobs 1"
        return {"id": task["id"], "error": {"kind": "Ended", "said": said, "problems": []}}


def _do_and_end(done: Iterable[Answer], end: int) -> None:
    """In the child: say what becomes of each task, and end without what the parent tidies up."""
    code = 1
    # It ends soon, and what it drops it drops whole: looking for circles takes a twentieth of it.
    gc.set_threshold(SELDOM)
    try:
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        with os.fdopen(end, "wb") as pipe:
            for answer in done:
                pipe.write(json.dumps(answer).encode() + b"\n")
                pipe.flush()
        code = 0
    finally:
        os._exit(code)


def _send(answers: BinaryIO, answer: Answer) -> None:
    try:
        answers.write(json.dumps(answer).encode() + b"\n")
    except BrokenPipeError:  # whoever asked is gone
        sys.exit(1)


if __name__ == "__main__":
    main()
