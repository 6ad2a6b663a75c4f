"""What is taken over from a former run, and what is made again."""

import json
from pathlib import Path

import pytest

from sopgap.runs.acts import Trace
from sopgap.runs.running import run_study
from sopgap.runs.tasks import READ_ONCE, Task
from sopgap.runs.traces import FILE, Kept, key_of, write_line
from sopgap.sources import sha256

from .test_running import hashes, own_notebook


def remember(tiny_run, tmp_path, study):
    """A run of `tiny`, as of another day, in a folder of its own."""
    return run_study(study, tmp_path / "out").folder


def made_again(study, out, **more) -> list[str]:
    """Run once more, and return the names of the tasks that were not taken over."""
    lines: list[str] = []
    run_study(study, out, say=lines.append, **more)
    tasks = [line.split("] ")[1] for line in lines if line.startswith("[")]
    return [task.split("  ")[0] for task in tasks if not task.endswith(": as before")]


@pytest.fixture
def former(tmp_path):
    """A folder in which the task `b` read one file and wrote another."""
    folder = tmp_path / "former"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables/in.csv").write_text("in")
    (folder / "tables/out.csv").write_text("out")
    read = {"tables/in.csv": sha256(folder / "tables/in.csv")}
    write_line(folder, "key", Trace(("tables/in.csv",), ("tables/out.csv",)), dict(read))
    return folder, read


def test_a_task_is_taken_over_where_nothing_changed(former, tmp_path) -> None:
    folder, read = former
    (tmp_path / "new").mkdir()
    assert Kept([folder]).take("key", tmp_path / "new", read)
    assert (tmp_path / "new/tables/out.csv").read_text() == "out"
    assert read["tables/out.csv"] == sha256(folder / "tables/out.csv")


@pytest.mark.parametrize("what", ["key", "input", "output", "gone", "appeared"])
def test_a_task_is_not_taken_over(former, tmp_path, what) -> None:
    folder, read = former
    if what == "input":
        read["tables/in.csv"] = "another"
    elif what == "output":
        (folder / "tables/out.csv").write_text("touched by hand")
    elif what == "gone":
        (folder / "tables/out.csv").unlink()
    elif what == "appeared":  # it looked for a table that was absent, and now is there
        write_line(folder, "looked", Trace(("tables/new.csv",), ()), {})
        read["tables/new.csv"] = "there"
    key = {"key": "other", "appeared": "looked"}.get(what, "key")
    assert Kept([folder]).take(key, tmp_path / "new", read) is None
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "line",
    [
        "{torn",
        "[]",
        '{"key": "key"}',
        json.dumps({"key": "key", "reads": {}, "writes": {"../x": "1"}, "said": []}),
        json.dumps({"key": "key", "reads": {}, "writes": {"/etc/x": "1"}, "said": []}),
    ],
)
def test_a_line_that_is_torn_or_leads_elsewhere_counts_for_nothing(tmp_path, line) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / FILE).write_text(line + "\n")
    assert Kept([tmp_path]).take("key", tmp_path / "new", {}) is None


def test_the_key_hangs_on_what_a_task_is_told_and_reads() -> None:
    task = Task("a", "release", {"pages": ["x"]}, inputs=("survey",))
    parts = {"survey": "1", "sops": "1"}
    assert key_of(task, parts) == key_of(task, parts | {"sops": "2"})
    assert key_of(task, parts) != key_of(task, parts | {"survey": "2"})
    every = Task("a", "release", {"pages": ["x"]}, inputs=("all",))
    assert key_of(every, parts) != key_of(every, parts | {"sops": "2"})
    assert key_of(task, parts) != key_of(Task("a", "release", {"pages": []}), parts)


@pytest.mark.slow
def test_an_unchanged_study_is_taken_over_whole(tiny, tmp_path, tiny_run) -> None:
    out = run_study(tiny, tmp_path / "out").folder
    assert made_again(tiny, out) == []
    assert hashes(out) == hashes(tiny_run)
    assert len(made_again(tiny, out, anew=True)) > 10
    assert hashes(out) == hashes(tiny_run)


def test_what_reports_share_is_read_ahead_of_them(tiny_run) -> None:
    lines = (tiny_run / FILE).read_text(encoding="utf-8").splitlines()
    reports = "notebooks/center_report-"
    found = [one for one in map(json.loads, lines) if any(reports in name for name in
             [*one["writes"], *one["reads"]])]  # fmt: skip
    read = {Path(name).stem for line in found for name in line["reads"]}
    assert "claims" in read
    assert not read & READ_ONCE
    assert not any(name.startswith("private/") for line in found for name in line["reads"])


@pytest.mark.slow
def test_only_what_hangs_on_a_change_is_made_again(tiny, tmp_path) -> None:
    out = run_study(tiny, tmp_path / "out").folder
    house = tiny / "sops/texts/house.md"
    house.write_text(house.read_text() + "\n\nThe port shall sweep the yard each day.\n")
    again = made_again(tiny, out)
    assert {"03_duties", "04_gaps", "procedures.html"} <= set(again)
    assert not {"01_survey", "02_concerns"} & set(again)
    assert hashes(out) == hashes(run_study(tiny, tmp_path / "anew").folder)


@pytest.mark.slow
def test_a_comment_that_changes_leaves_the_procedures_alone(tiny, tmp_path) -> None:
    out = run_study(tiny, tmp_path / "out").folder
    answers = tiny / "survey/responses.csv"
    text = answers.read_text()
    assert "nobody" in text.lower()
    answers.write_text(text.replace("nobody", "no one").replace("Nobody", "No one"))
    again = made_again(tiny, out)
    assert {"01_survey", "02_concerns", "05_release"} <= set(again)
    assert not {"03_duties", "06_ownership", "procedures"} & set(again)
    assert hashes(out) == hashes(run_study(tiny, tmp_path / "anew").folder)


@pytest.mark.slow
def test_own_notebooks_are_run_and_their_change_seen(tiny, tmp_path) -> None:
    out = run_study(tiny, tmp_path / "out").folder
    own = own_notebook(tmp_path / "own", "overview", "print('mine')")
    assert made_again(tiny, out, notebooks=own)[0] == "overview"
    assert "mine" in (out / "index.html").read_text()
    own_notebook(tmp_path / "own", "overview", "print('mine again')")
    assert "overview" in made_again(tiny, out, notebooks=own)


@pytest.mark.slow
def test_after_a_purge_all_is_made_again(tiny, tmp_path) -> None:
    from sopgap.report.purge import purge_run

    out = run_study(tiny, tmp_path / "out").folder
    purge_run(out)
    assert "01_survey" in made_again(tiny, out)
    assert (out / "private/comments.csv").exists()


@pytest.mark.slow
def test_every_file_of_a_run_that_a_task_opens_is_noted(tiny, tmp_path) -> None:
    """An input that no trace names would let an old page stand: all that is opened is watched."""
    import subprocess
    import sys

    out = run_study(tiny, tmp_path / "out").folder
    code = f"""
import sys
from pathlib import Path
opened = set()
folder = {str(out)!r}
def watch(event, args):
    if event == "open" and isinstance(args[0], str) and args[0].startswith(folder):
        opened.add((str(args[1] or ""), args[0]))
sys.addaudithook(watch)
from sopgap.report.folder import _READ as READ
from sopgap.runs.acts import Place, perform
from sopgap.runs.tasks import plan_reading, plan_stages
from sopgap.study import read_study
study = read_study({str(tiny)!r})
for task in [*plan_stages(study), *plan_reading(study, ["north"], [])]:
    opened.clear()
    READ.clear()  # else what one task has read is at hand for the next
    trace = perform(task.act, task.values, Place(folder, str(study.path)))
    noted = {{str(Path(folder) / name) for name in (*trace.reads, *trace.writes)}}
    reads = {{name for mode, name in opened if "w" not in mode and Path(name).is_file()}}
    assert any("tables" in name for name in reads | noted), task.name
    assert reads <= noted, (task.name, reads - noted)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
