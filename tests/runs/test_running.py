"""A whole run: what it leaves, that it repeats byte for byte, and that a failure harms nothing."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from sopgap.errors import DisclosureError, InputError, NotebookError
from sopgap.runs.places import beside
from sopgap.runs.registry import notebook_path
from sopgap.runs.running import run_study
from sopgap.sources import sha256


def own_notebook(folder: Path, name: str, source: str, *, alone: bool = False) -> Path:
    """Put a notebook into `folder` that is the program's with one more cell, and return it."""
    notebook = nbformat.read(notebook_path(name), as_version=4)
    if alone:  # but for its parameters
        notebook.cells = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    notebook.cells.append(nbformat.v4.new_code_cell(source))
    folder.mkdir(exist_ok=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")
    return folder


def hashes(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): sha256(p) for p in files}


@pytest.mark.slow
def test_a_run_leaves_what_the_layout_says(tiny_run) -> None:
    names = set(hashes(tiny_run))
    assert {"index.html", "reports/north.html", "reports/south.html", "run.json"} <= names
    assert {f"tables/{t}.csv" for t in ("tallies", "concerns", "duties", "gaps")} <= names
    assert {f"private/{t}.csv" for t in ("answers", "comments", "members", "voices")} <= names
    assert {"notebooks/01_survey.ipynb", "notebooks/center_report-north.ipynb"} <= names


@pytest.mark.slow
def test_run_json_hashes_every_input_and_output(tiny_run) -> None:
    record = json.loads((tiny_run / "run.json").read_text())
    # What is private is not hashed: that would confirm a guess at what a short table hides.
    hashed = [n for n in hashes(tiny_run) if n != "run.json" and not n.startswith("private/")]
    assert record["outputs"] == {name: hashes(tiny_run)[name] for name in hashed}
    assert {"study.toml", "centers.csv", "survey/responses.csv", "sops/texts/house.md"} <= set(
        record["inputs"]
    )
    assert record["parameters"]["02_concerns"] == {"n_concerns": 0, "seed": 0}
    assert record["versions"]["pandas"]


@pytest.mark.slow
def test_two_runs_in_two_folders_give_the_same_bytes(tiny, tiny_run, tmp_path) -> None:
    made = run_study(tiny, tmp_path / "elsewhere" / "out", jobs=1)
    assert hashes(made.folder) == hashes(tiny_run)


@pytest.mark.slow
def test_the_pages_name_no_machine_and_fetch_nothing(tiny_run) -> None:
    for page in [*tiny_run.rglob("*.html"), *tiny_run.rglob("*.ipynb")]:
        text = page.read_text(encoding="utf-8")
        assert str(tiny_run.parent) not in text, page
    for page in tiny_run.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", text), page
        assert "<script>alert" not in text
        assert "SYNTHETIC" in text
        assert "private/" not in text


@pytest.mark.slow
def test_comments_are_redacted_before_they_are_written(tiny_run) -> None:
    for file in (p for p in tiny_run.rglob("*") if p.is_file()):
        assert b"555-0123" not in file.read_bytes(), file


@pytest.mark.slow
def test_no_comment_leads_back_to_a_person(tiny_run) -> None:
    for table in ("comments", "members", "voices"):
        assert "respondent_id" not in (tiny_run / f"private/{table}.csv").read_text()
    for file in [*tiny_run.glob("tables/*.csv"), *tiny_run.rglob("*.html")]:
        assert not re.search(r"\bp\d\d\b", file.read_text(encoding="utf-8")), file


@pytest.mark.slow
def test_one_center_that_fails_leaves_the_others(tiny, tmp_path) -> None:
    source = "if center == 'north': raise ValueError('no luck')"
    own = own_notebook(tmp_path / "own", "center_report", source)
    lines: list[str] = []
    made = run_study(tiny, tmp_path / "out", say=lines.append, notebooks=own)
    assert set(made.failed) == {"north"}
    assert re.fullmatch(
        r"notebook center_report, cell \d+: ValueError: no luck", made.failed["north"]
    )
    assert (made.folder / "reports/south.html").exists()
    assert not (made.folder / "reports/north.html").exists()
    index = (made.folder / "index.html").read_text()
    assert "no report was made" in index.lower()
    assert 'href="reports/north.html' not in index
    assert json.loads((made.folder / "run.json").read_text())["failed"] == made.failed
    assert any("north: FAILED" in line for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("part", ["survey", "sops"])
def test_a_study_with_half_of_it_runs_and_says_what_is_left_out(tiny, tmp_path, part) -> None:
    text = (tiny / "study.toml").read_text()
    text = re.sub(rf"\[{part}\]\n(?:[a-z_]+ = .*\n)+", "", text)
    (tiny / "study.toml").write_text(text)
    made = run_study(tiny, tmp_path / "out", centers=["south"])
    assert [p.name for p in (made.folder / "reports").iterdir()] == ["south.html"]
    gone = {"survey": "tallies", "sops": "gaps"}[part]
    assert not (made.folder / f"tables/{gone}.csv").exists()
    page = (made.folder / "reports/south.html").read_text()
    assert {"survey": "holds no survey", "sops": "holds no procedures"}[part] in page


@pytest.mark.slow
def test_a_failing_stage_leaves_the_former_run_untouched(tiny, tmp_path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "study.json").write_text("{}")
    own = own_notebook(tmp_path / "own", "01_survey", "raise ValueError('no luck')")
    with pytest.raises(NotebookError, match="no luck"):
        run_study(tiny, out, notebooks=own)
    assert {p.name for p in tmp_path.iterdir()} == {"tiny study", "own", "out"}
    assert (out / "study.json").read_text() == "{}"


@pytest.mark.slow
def test_a_page_with_a_figure_from_nowhere_is_not_published(tiny, tmp_path) -> None:
    source = "from IPython.display import HTML\nHTML('<p>97.31 % of all</p>')"
    own = own_notebook(tmp_path / "own", "overview", source)
    with pytest.raises(DisclosureError, match="97.31"):
        run_study(tiny, tmp_path / "out", notebooks=own)
    assert {p.name for p in tmp_path.iterdir()} == {"tiny study", "own"}


def test_a_folder_without_known_notebooks_is_refused(tiny, tmp_path) -> None:
    with pytest.raises(InputError, match="holds none of the notebooks"):
        run_study(tiny, tmp_path / "out", notebooks=tmp_path)


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("a file", "is a file; name a folder"),
        (".", "the study lies in it"),
        ("full", "holds something that is no run"),
        ("tiny study/survey/out", "lies among the study's inputs"),
    ],
)
def test_an_output_folder_that_would_do_harm_is_refused(tiny, tmp_path, out, said) -> None:
    (tmp_path / "a file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.doc").write_text("mine")
    with pytest.raises(InputError, match=said):
        run_study(tiny, tmp_path / out)
    assert (tmp_path / "full" / "thesis.doc").exists()


def test_what_a_killed_run_left_is_cleared(tiny, tmp_path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / f".out-{gone.pid}-abc" / "tables").mkdir(parents=True)
    (tmp_path / f".out-{os.getppid()}-abc").mkdir()  # of a run that still goes on
    with beside(tmp_path / "out") as folder:
        (folder / "x").write_text("made")
    kept = {p.name for p in tmp_path.iterdir()} - {"tiny study"}
    assert kept == {"out", f".out-{os.getppid()}-abc"}
    assert (tmp_path / "out" / "x").read_text() == "made"


def test_a_misspelt_center_gets_a_guess(tiny, tmp_path) -> None:
    with pytest.raises(InputError, match="did you mean 'north'"):
        run_study(tiny, tmp_path / "out", centers=["nort"])


def test_unknown_engines_and_jobs_are_refused(tiny, tmp_path) -> None:
    with pytest.raises(InputError, match="there is: local, kernel, dask"):
        run_study(tiny, tmp_path / "out", engine="cloud")
    with pytest.raises(InputError, match="0 is not 1 or more"):
        run_study(tiny, tmp_path / "out", jobs=0)


def test_inputs_that_nobody_reads_are_not_hashed(tiny) -> None:
    from sopgap.report.inputs import hash_inputs
    from sopgap.study import read_study

    (tiny / "expected").mkdir()
    (tiny / "expected" / "gaps.csv").write_text("x")
    assert "expected/gaps.csv" not in hash_inputs(read_study(tiny))
    shutil.rmtree(tiny / "expected")
