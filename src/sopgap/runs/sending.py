"""Documents read, and their duties found, by a Dask cluster.

A document is sent as it is: the cluster need not see this machine's files, but it must have the
same sopgap.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.runs.stamp import code_stamp
from sopgap.sops.reading.apart import sent_by, work_apart

RETRIES = 3  # a task whose worker dies is given to another
AHEAD = 4  # documents in hand for each of the cluster's threads
PATIENCE = "10s"


def connect(address: str | None, jobs: int = 1) -> Any:
    """Return a client of a Dask cluster, started here where no address is given."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise InputError(
            "--engine dask: Dask is not installed; install sopgap[dask], or leave --engine out"
        ) from None
    try:
        if address:
            return Client(address, timeout=PATIENCE)
        cluster = LocalCluster(
            n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=None
        )
        return Client(cluster)
    except (OSError, ValueError) as error:
        raise InputError(
            f"--scheduler {address}: no Dask scheduler answers there ({error}); start one with"
            " `dask scheduler`, or leave --scheduler out"
        ) from None


@contextmanager
def sent_documents(address: str) -> Iterator[None]:
    """Within this, documents are read, and their duties found, by the cluster."""
    if not address:
        yield
        return
    client = connect(address)
    try:
        with sent_by(lambda tasks, first, seconds: _send(client, tasks, first, seconds)):
            yield
    finally:
        client.close()


def _send(
    client: Any, tasks: Iterable[dict[str, Any]], first: dict[str, Any] | None, seconds: int
) -> Iterator[dict[str, Any]]:
    """Yield the answers in the order of the tasks, some of them ahead in the cluster's hands."""
    prepared = client.scatter(first, broadcast=True) if first else None
    rest = iter(tasks)
    ahead = AHEAD * max(1, sum(client.nthreads().values()))
    stamp = code_stamp()

    def submit(task: dict[str, Any]) -> Any:
        path = task.get("path")
        data = Path(path).read_bytes() if path else None
        return client.submit(
            do_document, task, data, prepared, seconds, stamp, pure=False, retries=RETRIES
        )

    waiting = deque(submit(task) for task in islice(rest, ahead))
    while waiting:
        yield waiting.popleft().result()
        waiting.extend(submit(task) for task in islice(rest, 1))


def do_document(
    task: dict[str, Any],
    data: bytes | None,
    first: dict[str, Any] | None,
    seconds: int,
    stamp: str,
) -> dict[str, Any]:
    """On a worker: read a document, or find the duties of some, in a process apart."""
    if stamp != code_stamp():
        return {"problem": "error: a worker of the cluster has another sopgap; install the same"}
    with tempfile.TemporaryDirectory(prefix="sopgap-") as aside:
        if data is not None:
            file = Path(aside) / Path(task["path"]).name
            file.write_bytes(data)
            task = {**task, "path": str(file)}
        return next(iter(work_apart([task], jobs=1, seconds=seconds, first=first)))
