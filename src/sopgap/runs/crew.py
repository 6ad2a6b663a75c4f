"""The processes that do a run's tasks, as the run sees them: hand in, and hear what is done."""

from __future__ import annotations

import queue
from dataclasses import asdict
from typing import Any, Protocol

from sopgap.errors import (
    ContractError,
    DisclosureError,
    InputError,
    NotebookError,
    SopgapError,
)
from sopgap.runs.acts import Place
from sopgap.runs.process import WorkerProcess, take
from sopgap.runs.tasks import Task
from sopgap.runs.worker import CAN_FORK

ERRORS = {
    error.__name__: error
    for error in (InputError, DisclosureError, ContractError, NotebookError, SopgapError)
}


class Crew(Protocol):
    """Whoever does the tasks."""

    def submit(self, number: int, task: Task, place: Place) -> None:
        """Hand in a task."""

    def warm(self, folder: str, names: list[str]) -> None:
        """Tell of tables that were written and will be read."""

    def prepare(self) -> None:
        """Tell that stages will be done, which import more than the reading of tables does."""

    def rehearse(self, folder: str, center: str, *, forget: bool) -> None:
        """Make a report of a run for nothing, so that the others come quicker."""

    def hear(self) -> dict[str, Any]:
        """Wait for the next answer: `id` and either `reads` and `writes`, or `error`."""

    def close(self) -> None:
        """End every process, whatever it does."""


class LocalCrew:
    """Processes of this machine: one that forks, or several where the system cannot.

    Parameters
    ----------
    jobs : int
        Tasks done at once.
    fork : bool, optional
        By default where the system can.
    """

    def __init__(self, jobs: int, *, fork: bool = CAN_FORK) -> None:
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._fork = fork
        self._workers = [take(jobs)] if fork else [WorkerProcess(0) for _ in range(jobs)]
        for worker in self._workers:
            worker.listen(self._answers)
        self._waiting: list[dict[str, Any]] = []

    def submit(self, number: int, task: Task, place: Place) -> None:
        """Hand in a task; it starts when a process is free."""
        self._waiting.append(
            {"id": number, "act": task.act, "values": task.values, "place": asdict(place)}
        )
        self._deal()

    def warm(self, folder: str, names: list[str]) -> None:
        """Have tables read where processes are forked from one that has them."""
        if self._fork:
            self._workers[0].send({"warm": folder, "names": names})

    def prepare(self) -> None:
        """Have all that stages need imported where processes are forked from one that did."""
        if self._fork:
            self._workers[0].send({"prepare": True})

    def rehearse(self, folder: str, center: str, *, forget: bool) -> None:
        """Have a report made for nothing where processes are forked from one that made it."""
        if self._fork:
            self._workers[0].send({"rehearse": folder, "center": center, "forget": forget})

    def hear(self) -> dict[str, Any]:
        """Wait for the next answer."""
        answer = self._answers.get()
        for worker in self._workers:
            if answer["id"] in worker.busy:
                worker.busy.remove(answer["id"])
        self._deal()
        return answer

    def close(self) -> None:
        """End every process."""
        for worker in self._workers:
            worker.close()

    def _deal(self) -> None:
        """A process that forks sorts its tasks itself; another is given one at a time."""
        for worker in self._workers:
            while self._waiting and (self._fork or not worker.busy):
                worker.give(self._waiting.pop(0))


def error_of(name: str, said: dict[str, Any]) -> Exception:
    """Return the error that a process told of, as if it had been raised here."""
    if said["kind"] == "Ended":
        return NotebookError(f"{name}: {said['said']}")
    if said["kind"] not in ERRORS:
        return RuntimeError(f"{name}: {said['said']}")
    kind = ERRORS[said["kind"]]
    return kind(said["problems"] if said["problems"] else said["said"])
