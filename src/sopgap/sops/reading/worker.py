"""The child process of `apart.py`: reads tasks from its input, a line each, and answers in lines.

Files of strangers are read here: whatever a file brings a library to do, it does it to this
process, which may use so much time and memory and no more. Parent and child exchange JSON alone.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, TextIO

from sopgap.sops.reading.files import pack, read_file

MEMORY = 800_000_000  # bytes that a task may take beyond what the process holds at its start
SELDOM = 100_000  # new objects from which on the garbage of circles is looked for


def main() -> None:
    """Answer tasks until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a library prints does not reach the parent as an answer
    _bound_memory()
    gc.freeze()
    gc.set_threshold(SELDOM)  # thousands of small objects live as long as a document is read
    ready: dict[str, Any] = {}
    for line in sys.stdin:
        task = json.loads(line)
        _bound_seconds(task["seconds"])
        try:
            said = answer(task, ready)
        except MemoryError:
            _say({"problem": "memory"}, answers)
            return  # what is left of the memory is in pieces: a new process goes on
        except Exception as error:  # whatever it is: the parent says it in a sentence
            said = {"problem": f"error: {type(error).__name__}"}
        _say(said, answers)


def answer(task: dict[str, Any], ready: dict[str, Any]) -> dict[str, Any]:
    """Return what a task asks for: a file as blocks, or the duties of some documents.

    `ready` keeps what a task `prepare` brought, for the tasks behind it.
    """
    if task["do"] == "read":
        path = Path(task["path"])
        return pack(read_file(path, changes=task["changes"], names=task["names"]))
    from sopgap.sops.reading.packed import (  # pandas is not needed to read a file
        find_packed,
        prepare,
    )

    if task["do"] == "prepare":
        ready.update(prepare(task))
        return {}
    return find_packed(task, ready)


def _say(said: dict[str, Any], answers: TextIO) -> None:
    answers.write(json.dumps(said))
    answers.write("\n")
    answers.flush()


def _bound_memory() -> None:
    try:
        import resource  # not on Windows

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):
        return
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _bound_seconds(seconds: int) -> None:
    """Let the system end this process once it has computed so long; a busy machine is no excuse."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
