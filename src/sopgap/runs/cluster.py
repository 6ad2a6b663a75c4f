"""Centers done by a Dask cluster; the rest, and every decision, stays here.

What a task needs is sent with it: the cluster need not see this machine's files, but it must have
the same sopgap. A task whose worker dies is given to another.
"""

from __future__ import annotations

import hashlib
import io
import os
import queue
import shutil
import tempfile
import threading
import zipfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from sopgap.runs.acts import Place
from sopgap.runs.crew import LocalCrew
from sopgap.runs.sending import RETRIES, connect
from sopgap.runs.stamp import code_stamp
from sopgap.runs.tasks import Task
from sopgap.runs.traces import FILE

SENT = ("notebook", "page", "conditions")
HELD = ("tables", "private")  # folders of a run that a notebook may read
MINE = threading.local()  # on a worker: the processes of one of its threads


class ClusterCrew:
    """A Dask cluster for what the Centers need, and processes of this machine for the rest.

    Parameters
    ----------
    jobs : int
        Tasks done at once on this machine, and workers of a cluster that is started here.
    address : str, optional
        Of the scheduler; without one a cluster is started on this machine.

    Raises
    ------
    InputError
        Dask is not installed, no scheduler answers, or a worker has another sopgap.
    """

    def __init__(self, jobs: int, address: str | None = None) -> None:
        self._client = connect(address, jobs)
        self.address: str = self._client.scheduler.address
        self._here = LocalCrew(jobs)
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._bundles: dict[str, Any] = {}
        self._kept: set[Any] = set()
        threading.Thread(target=self._listen, daemon=True).start()

    def submit(self, number: int, task: Task, place: Place) -> None:
        """Hand in a task: to the cluster, where it needs no file of the study."""
        if task.inputs or task.act not in SENT:
            self._here.submit(number, task, replace(place, scheduler=self.address))
            return
        extra = {}
        if task.act == "page":
            name = f"notebooks/{task.values['notebook']}"
            extra[name] = (Path(place.folder) / name).read_bytes()
        told = {"id": number, "act": task.act, "values": task.values, "place": asdict(place)}
        future = self._client.submit(
            do_sent, self._bundle(place), told, extra, code_stamp(), pure=False, retries=RETRIES
        )
        self._kept.add(future)
        future.add_done_callback(lambda done: self._take(number, done, Path(place.folder)))

    def warm(self, folder: str, names: list[str]) -> None:
        """Tell the processes of this machine."""
        self._here.warm(folder, names)

    def prepare(self) -> None:
        """Tell the processes of this machine."""
        self._here.prepare()

    def rehearse(self, folder: str, center: str, *, forget: bool) -> None:
        """Nothing: no report is made on this machine."""

    def hear(self) -> dict[str, Any]:
        """Wait for the next answer."""
        return self._answers.get()

    def close(self) -> None:
        """End what was started here; a cluster that was there before stays."""
        self._here.close()
        cluster = self._client.cluster
        self._client.close()
        if cluster is not None:
            cluster.close()

    def _listen(self) -> None:
        while True:
            self._answers.put(self._here.hear())

    def _take(self, number: int, future: Any, folder: Path) -> None:
        """Write what a worker sent back, and pass its answer on."""
        self._kept.discard(future)
        error = future.exception()
        if error is not None:
            said = f"the cluster gave it up: {error}"
            told = {"kind": "Ended", "said": said, "problems": []}
            self._answers.put({"id": number, "error": told})
            return
        answer = future.result()
        for name, data in answer.pop("files", {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        self._answers.put(answer)

    def _bundle(self, place: Place) -> Any:
        """Return what the tasks of this moment read, sent to every worker once."""
        folder = Path(place.folder)
        files = {"study.json": folder / "study.json"}
        for part in HELD:
            for file in sorted((folder / part).glob("*")):
                files[f"{part}/{file.name}"] = file
        files.pop(FILE, None)
        if place.notebooks:
            for file in sorted(Path(place.notebooks).glob("*.ipynb")):
                files[f"own/{file.name}"] = file
        states = [(n, f.stat().st_size, f.stat().st_mtime_ns) for n, f in files.items()]
        key = hashlib.sha256(repr(states).encode()).hexdigest()
        if key not in self._bundles:
            data = _pack(files)
            self._bundles = {key: self._client.scatter((key, data), broadcast=True)}
        return self._bundles[key]


def do_sent(
    bundle: tuple[str, bytes], task: dict[str, Any], extra: dict[str, bytes], stamp: str
) -> dict[str, Any]:
    """On a worker: do a task in a folder of its own, and return its answer with what it wrote."""
    if stamp != code_stamp():
        said = "a worker of the cluster has another sopgap, or other packages; install the same"
        return {"id": task["id"], "error": {"kind": "InputError", "said": said, "problems": [said]}}
    with tempfile.TemporaryDirectory(prefix="sopgap-") as aside:
        folder = Path(aside) / "run"
        shutil.copytree(_unpacked(*bundle), folder, copy_function=_link)
        for name, data in extra.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        place = Place(**{**task["place"], "folder": str(folder), "study": ""})
        if place.notebooks:
            place = replace(place, notebooks=str(folder / "own"))
        answer = _ask(Task("", task["act"], task["values"]), place)
        answer["id"] = task["id"]
        answer["files"] = {n: (folder / n).read_bytes() for n in answer.get("writes", ())}
        return answer


def _ask(task: Task, place: Place) -> dict[str, Any]:
    """A cell changes its process (what is printed where, what is shown how): one for each."""
    if not hasattr(MINE, "crew"):
        MINE.crew = LocalCrew(1)
    MINE.crew.submit(1, task, place)
    answer: dict[str, Any] = MINE.crew.hear()
    if answer.get("error", {}).get("kind") == "Ended":
        MINE.crew.close()
        del MINE.crew
    return answer


def _pack(files: dict[str, Path]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
        for name, file in files.items():
            bundle.write(file, name)
    return packed.getvalue()


def _unpacked(key: str, data: bytes) -> Path:
    """Unpack a bundle once for a worker; only the latest is kept."""
    former = getattr(MINE, "bundle", None)
    if former is None or former[0] != key:
        if former is not None:
            former[1].cleanup()
        home = tempfile.TemporaryDirectory(prefix="sopgap-", ignore_cleanup_errors=True)
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            bundle.extractall(home.name)
        MINE.bundle = (key, home)
    return Path(MINE.bundle[1].name)


def _link(source: str, target: str) -> None:
    """A second name for a file that nobody changes; a copy where a system has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
