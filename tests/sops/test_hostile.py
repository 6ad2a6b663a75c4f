"""Files of strangers: each is read or refused in time, and the others are read all the same."""

import sys
import time
from pathlib import Path

import psutil
import pytest

from sopgap.sops.documents import read_corpus
from sopgap.sops.reading import apart

from . import hostile

HEADER = "document_id,file,title,tier,scope,access\n"
MOST_SECONDS, MOST_BYTES = 20, 1_000_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a corpus of all of them, and of one document that is in order."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [HEADER]
    for number, (name, (write, _)) in enumerate(hostile.FILES.items()):
        write(folder / name)
        rows.append(f"d{number},{name},Title,sop,all,provided\n")
    folder.joinpath("good.txt").write_text("4. Use\n\nThe clerk must count.\n")
    rows.append("good,good.txt,Title,sop,all,provided\n")
    folder.joinpath("manifest.csv").write_text("".join(rows))
    return folder


@pytest.fixture(scope="module")
def read(folder: Path):
    """Return the corpus as it was read."""
    return read_corpus(folder)


@pytest.mark.parametrize("name", hostile.FILES)
def test_it_is_read_or_refused_with_a_reason_that_names_the_file(name, read):
    state = read.inventory.set_index("file").loc[name]
    _, said = hostile.FILES[name]
    assert state["status"] in ("read", "unread")
    if said == "":
        assert state["status"] == "read", state["problem"]
    elif said != ".":
        assert said in state["problem"]
    if state["status"] == "unread":
        assert state["problem"].startswith(name + ":") or name in state["problem"]
        assert "Traceback" not in state["problem"]
        assert len(state["problem"]) < 400


def test_the_document_in_order_is_read_beside_them(read):
    good = read.paragraphs.query("document_id == 'good'")
    assert good["text"].tolist() == ["The clerk must count."]


def test_no_file_of_this_computer_is_read_through_another(read):
    assert not read.paragraphs["text"].str.contains("the secret of this machine").any()


def test_invisible_letters_hide_no_word(read):
    document = read.inventory.set_index("file").loc["marks.txt", "document_id"]
    texts = read.paragraphs.loc[read.paragraphs["document_id"] == document, "text"]
    assert "The clerk must not count." in " ".join(texts)


@pytest.mark.skipif(sys.platform != "linux", reason="memory of a child is read from /proc")
@pytest.mark.parametrize("name", hostile.FILES)
def test_it_takes_no_more_than_twenty_seconds_and_a_gigabyte(name, folder, monkeypatch):
    peaks: list[int] = []
    start = apart._start

    def watched():
        child = start()
        watch(child.pid, peaks)
        return child

    monkeypatch.setattr(apart, "_start", watched)
    one = folder / f"one-{name.replace('.', '-')}"
    one.mkdir()
    one.joinpath(name).hardlink_to(folder / name)
    one.joinpath("good.txt").write_text("The clerk must count.\n")
    one.joinpath("manifest.csv").write_text(
        HEADER + f"a,{name},T,sop,all,provided\nb,good.txt,T,sop,all,provided\n"
    )
    begun = time.process_time(), time.monotonic()
    read_corpus(one, jobs=1)
    # The child's time is bounded by the system; what the parent adds is measured here.
    assert time.process_time() - begun[0] < MOST_SECONDS / 4
    assert max(peaks, default=0) < MOST_BYTES


def watch(pid: int, peaks: list[int]) -> None:
    """Note the memory of a process, now and then, until it ends."""
    import threading

    def look() -> None:
        try:
            process = psutil.Process(pid)
            while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                peaks.append(process.memory_info().rss)
                time.sleep(0.05)
        except psutil.Error:
            return

    threading.Thread(target=look, daemon=True).start()
