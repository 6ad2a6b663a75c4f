"""Lines that tell how far a run is: what is done, what is running, how long it may take yet."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from sopgap.errors import InputError
from sopgap.runs.tasks import Task

Say = Callable[[str], None]
NAMED = 3  # tasks that a line names as running
WIDTH = 100  # of a line where no terminal tells its own


class Progress:
    """Count a run's tasks, and say a line for each that ends.

    Parameters
    ----------
    say : callable
        Called with each line.
    log : str or Path, optional
        File that the lines go to as well, each with the seconds since the start; made anew.

    Raises
    ------
    InputError
        The log cannot be written.

    Examples
    --------
    >>> progress = Progress(print)
    >>> task = Task("01_survey", "notebook")
    >>> progress.expect([task])
    >>> progress.end(task, "taken over")
    [1/1] 01_survey: taken over
    """

    def __init__(self, say: Say, log: str | Path | None = None) -> None:
        self._say, self._start = say, time.perf_counter()
        self._running: dict[str, float] = {}
        self._done, self._total, self._made, self._ahead = 0, 0, 0.0, 0.0
        self._log: TextIO | None = None
        if log:
            try:
                Path(log).parent.mkdir(parents=True, exist_ok=True)
                self._log = Path(log).open("w", encoding="utf-8")  # noqa: SIM115  (close() does)
            except OSError as error:
                raise InputError(f"--log {log}: cannot be written: {error.strerror}") from None

    def expect(self, tasks: Sequence[Task]) -> None:
        """Count tasks that will come."""
        self._total += len(tasks)
        self._ahead += sum(task.weight for task in tasks)

    def begin(self, task: Task) -> None:
        """Note that a task was handed in."""
        self._running[task.name] = time.perf_counter()

    def end(self, task: Task, how: str = "") -> None:
        """Say that a task is done; `how` where it was not simply made."""
        self._done += 1
        self._ahead -= task.weight
        began = self._running.pop(task.name, None)
        passed = self.seconds()
        width = len(str(self._total))
        line = f"[{self._done:>{width}}/{self._total}] {task.name}"
        if how:
            line += f": {how}"
        if began is not None:
            self._made += task.weight
            line += f"  {passed:.0f} s"
            if self._ahead > 0:
                line += f", about {passed / self._made * self._ahead:.0f} s left"
            line += name_running(list(self._running), _room() - len(line))
        self.say(line)

    def say(self, line: str) -> None:
        """Say a line, and log it."""
        self._say(line)
        if self._log:
            self._log.write(f"{self.seconds():9.3f}  {line}\n")
            self._log.flush()

    def seconds(self) -> float:
        """Return the time since the start."""
        return time.perf_counter() - self._start

    def close(self) -> None:
        """Close the log."""
        if self._log:
            self._log.close()
            self._log = None


def name_running(names: Sequence[str], room: int) -> str:
    """Say what is running, as many of the names as there is room for; the rest are counted.

    Examples
    --------
    >>> name_running(["01_survey", "02_concerns"], 60)
    '; running: 01_survey, 02_concerns'
    >>> name_running(["01_survey", "02_concerns"], 32)
    '; running: 01_survey and 1 more'
    >>> name_running(["01_survey", "02_concerns"], 12)
    ''
    """
    for n in range(min(len(names), NAMED), 0, -1):
        rest = len(names) - n
        said = f"; running: {', '.join(names[:n])}" + f" and {rest} more" * bool(rest)
        if len(said) <= room:
            return said
    return ""


def _room() -> int:
    """Return how long a line may be so that it does not wrap."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns - 1
    except (OSError, ValueError, AttributeError):  # no terminal, or none that has a number
        return WIDTH
