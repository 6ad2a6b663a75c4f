"""A run on a Dask cluster of two processes, one of them killed on the way, equals a run here."""

import os
import signal

import pytest

from sopgap.errors import InputError
from sopgap.runs.running import run_study
from sopgap.sources import sha256


def hashes(folder):
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): sha256(p) for p in files}


@pytest.fixture
def cluster():
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster


def test_a_cluster_gives_the_same_bytes(tiny, tmp_path, tiny_run, cluster) -> None:
    at = cluster.scheduler_address
    made = run_study(tiny, tmp_path / "out", engine="dask", scheduler=at)
    assert hashes(made.folder) == hashes(tiny_run)


def test_a_worker_that_is_killed_is_replaced(root, tmp_path, cluster) -> None:
    pids = [worker.pid for worker in cluster.workers.values()]
    killed = []

    def kill(line: str) -> None:
        if "overview" in line.split("  ")[0] and not killed:
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    at = cluster.scheduler_address
    made = run_study(root, tmp_path / "out", engine="dask", scheduler=at, say=kill)
    assert killed
    assert not made.failed
    assert hashes(made.folder) == hashes(run_study(root, tmp_path / "here").folder)


def test_documents_are_read_by_the_cluster(root, tmp_path, cluster) -> None:
    """What is read in a process of this machine is another cluster's answer, byte for byte."""
    import sopgap as sg
    from sopgap.runs.sending import sent_documents

    study = sg.read_study(root)
    corpus = sg.read_corpus(study.sops)
    actors = sg.read_actors(study.actors)
    duties = sg.find_duties(corpus.paragraphs, actors, documents=corpus.documents)
    with sent_documents(cluster.scheduler_address):
        again = sg.read_corpus(study.sops)
        found = sg.find_duties(corpus.paragraphs, actors, documents=corpus.documents, jobs=2)
    assert again.paragraphs.equals(corpus.paragraphs)
    assert found.equals(duties[found.columns])


def test_a_scheduler_that_is_not_there_is_told(tiny, tmp_path) -> None:
    with pytest.raises(InputError, match="no Dask scheduler answers there"):
        run_study(tiny, tmp_path / "out", engine="dask", scheduler="tcp://127.0.0.1:9")
