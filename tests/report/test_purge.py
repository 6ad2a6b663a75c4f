"""purge_run takes what people answered out of a run, and nothing else."""

import json
import shutil

import pytest

from sopgap.errors import InputError
from sopgap.report.folder import read_run
from sopgap.report.purge import purge_run


def public(folder):
    files = [p for p in folder.rglob("*") if p.is_file() and p.name != "run.json"]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def test_the_private_tables_go_and_all_else_stays(run) -> None:
    before = {k: v for k, v in public(run).items() if not k.startswith("private/")}
    removed = purge_run(run)
    assert "private/answers.csv" in removed
    assert "private/comments.csv" in removed
    assert not (run / "private").exists()
    assert public(run) == before


def test_the_record_names_what_went_and_hashes_only_what_is_there(run) -> None:
    removed = purge_run(run)
    record = json.loads((run / "run.json").read_text())
    assert record["purged"] == removed
    assert all((run / name).exists() for name in record["outputs"])
    assert not any("answers" in key for key in record["outputs"])


def test_purging_again_changes_nothing(run) -> None:
    purge_run(run)
    record = (run / "run.json").read_bytes()
    assert purge_run(run) == []
    assert (run / "run.json").read_bytes() == record


def test_a_purged_run_is_still_read(run) -> None:
    purge_run(run)
    read = read_run(run)
    assert not read.has("answers")
    assert len(read.table("tallies")) > 0


def test_a_folder_that_is_no_run_is_left_alone(tmp_path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "letters.txt").write_text("mine")
    with pytest.raises(InputError, match="holds no run"):
        purge_run(tmp_path)
    assert (tmp_path / "private" / "letters.txt").exists()


def test_a_link_is_removed_and_not_what_it_leads_to(run, tmp_path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.move(run / "private", elsewhere)
    (run / "private").symlink_to(elsewhere, target_is_directory=True)
    purge_run(run)
    assert not (run / "private").exists()
    assert (elsewhere / "answers.csv").exists()
