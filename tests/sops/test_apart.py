"""Work in processes of their own: in order, bounded, and started anew when one dies."""

import json
import subprocess
import sys

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.sops.documents import read_corpus
from sopgap.sops.duties import find_duties
from sopgap.sops.formats.blocks import Block
from sopgap.sops.reading import apart
from sopgap.sops.reading.apart import work_apart
from sopgap.sops.reading.files import Reading, compare_signs, pack, read_file, unpack

CHILD = """
import json, sys, time
for line in sys.stdin:
    task = json.loads(line)
    if task["do"] == "die":
        raise SystemExit(3)
    if task["do"] == "stare":
        time.sleep(60)
    if task["do"] == "count":
        while True:
            pass
    print(json.dumps({"said": task["do"]}), flush=True)
"""


@pytest.fixture
def children(monkeypatch, tmp_path):
    """Put a child in the worker's place that dies, stares or answers as it is told."""
    file = tmp_path / "child.py"
    file.write_text(CHILD)
    started = []

    def start():
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        started.append(subprocess.Popen([sys.executable, str(file)], **pipes))
        return started[-1]

    monkeypatch.setattr(apart, "_start", start)
    return started


def test_answers_come_in_the_order_of_the_tasks(children):
    tasks = [{"do": str(n)} for n in range(40)]
    assert [said["said"] for said in work_apart(tasks, jobs=3)] == [str(n) for n in range(40)]
    assert len(children) <= 3


def test_a_process_that_dies_or_stares_stops_no_other_task(children, monkeypatch):
    monkeypatch.setattr(apart, "PATIENCE", 1)
    tasks = [{"do": "a"}, {"do": "die"}, {"do": "b"}, {"do": "stare"}, {"do": "c"}]
    said = list(work_apart(tasks, jobs=1, seconds=1))
    assert [answer.get("said") or answer["problem"] for answer in said] == [
        "a", "crash", "b", "time", "c",
    ]  # fmt: skip
    assert len(children) == 3


def test_no_process_is_left_when_the_answers_are_not_all_taken(children):
    answers = work_apart([{"do": "a"}] * 50, jobs=2)
    next(answers)
    answers.close()
    assert children
    assert all(child.poll() is not None for child in children)


@pytest.mark.skipif(sys.platform == "win32", reason="computing is bounded by the system on POSIX")
def test_computing_is_bounded_whatever_the_clock_says(tmp_path):
    worker = [
        sys.executable,
        "-c",
        "import sopgap.sops.reading.worker as w; w._bound_seconds(1)\nwhile 1: 0",
    ]
    assert subprocess.run(worker, timeout=30, check=False).returncode < 0


def test_a_script_without_a_guard_may_read_a_corpus(tmp_path):
    (tmp_path / "manifest.csv").write_text(
        "document_id,file,title,tier,scope,access\na,a.txt,A,sop,all,provided\n"
    )
    (tmp_path / "a.txt").write_text("The clerk must count.\n" * 20_000)
    script = tmp_path / "script.py"
    script.write_text(
        f"import sopgap as sg\nprint(len(sg.read_corpus({str(tmp_path)!r}).paragraphs))\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0


def test_readings_travel_as_json_and_come_back_the_same():
    reading = Reading([Block("Café & co.", "1. A", "2", number="(a)")], "pdf", "§ 1 of 2", "")
    assert unpack(json.loads(json.dumps(pack(reading)))) == reading


def test_a_sign_that_the_reader_drops_is_counted():
    assert compare_signs("FP&F § 1 and § 2", [Block("FPF § 1 and 2")]) == "& 0 of 1; § 1 of 2"
    assert compare_signs("Page 1 Page 2 A & B", [Block("A & B")]) == ""
    assert compare_signs("7 " * 60 + "A & B", [Block("A & B")]) == "numbers 0 of 60"
    assert compare_signs("The clerk. A clerk.", [Block("A clerk.")], ["clerk"]) == "clerk 1 of 2"


def test_a_file_that_cannot_be_read_is_said_and_not_raised(tmp_path):
    file = tmp_path / "x.txt"
    file.write_bytes(b"a\0b")
    reading = read_file(file)
    assert reading.blocks == []
    assert "null byte" in reading.problem


def documents() -> pd.DataFrame:
    rows = []
    for document in range(30):
        for place in range(25):
            text = f"The clerk must count {document} coins and file sheet {place} within 5 days."
            rows.append((f"d{document}#1.{place}", f"d{document}", "1. Coins", text))
    names = ["paragraph_id", "document_id", "section", "text"]
    return pd.DataFrame(rows, columns=names)


@pytest.fixture
def small_chunks(monkeypatch):
    from sopgap.sops.reading import abreast

    monkeypatch.setattr(abreast, "CHUNK", 5_000)


ACTORS = pd.DataFrame({"alias": ["clerk"], "actor": ["Clerk"], "unit": ["center"]})


def test_several_processes_find_the_same_duties_as_one(small_chunks):
    alone = find_duties(documents(), ACTORS)
    together = find_duties(documents(), ACTORS, jobs=2)
    pd.testing.assert_frame_equal(alone, together)
    assert len(alone) == 750


def test_issuers_tiers_and_systems_reach_every_process(small_chunks):
    paragraphs = documents()
    texts = ["Sheets are sent to the archive.", "Our team must enter coins in TALLY."]
    paragraphs["text"] = [texts[n % 2] for n in range(len(paragraphs))]
    ids = paragraphs["document_id"].unique()
    known = pd.DataFrame({"document_id": ids, "issuer": "The clerk", "title": "Coins"})
    known["tier"] = ["sop" if n % 2 else "law" for n in range(len(ids))]
    alone = find_duties(paragraphs, ACTORS, documents=known, systems=["TALLY"])
    together = find_duties(paragraphs, ACTORS, documents=known, systems=["TALLY"], jobs=2)
    pd.testing.assert_frame_equal(alone, together)
    assert {"TALLY"} < set(alone["system"])
    assert alone["document_id"].value_counts().nunique() > 1  # law does not bind by the present


def test_a_document_whose_paragraphs_lie_apart_is_read_whole(small_chunks):
    paragraphs = documents()
    paragraphs = pd.concat([paragraphs[::2], paragraphs[1::2]], ignore_index=True)
    pd.testing.assert_frame_equal(
        find_duties(paragraphs, ACTORS), find_duties(paragraphs, ACTORS, jobs=2)
    )


def test_nothing_to_read_gives_an_empty_table_whatever_the_processes():
    none = documents()[:0]
    pd.testing.assert_frame_equal(find_duties(none, ACTORS), find_duties(none, ACTORS, jobs=2))


def test_no_process_is_refused():
    with pytest.raises(InputError, match="jobs is 0"):
        find_duties(documents(), ACTORS, jobs=0)


def test_large_and_small_corpora_are_read_alike(tmp_path, monkeypatch):
    from sopgap.sops import documents as module

    rows = ["document_id,file,title,tier,scope,access"]
    for number in range(6):
        (tmp_path / f"{number}.md").write_text(f"# {number}. Use\n\nThe clerk counts {number}.\n")
        rows.append(f"d{number},{number}.md,T,sop,all,provided")
    (tmp_path / "manifest.csv").write_text("\n".join(rows) + "\n")
    here = read_corpus(tmp_path)
    monkeypatch.setattr(module, "MANY", 0)
    apart_read = read_corpus(tmp_path, jobs=2)
    pd.testing.assert_frame_equal(here.paragraphs, apart_read.paragraphs)
    pd.testing.assert_frame_equal(here.inventory, apart_read.inventory)
