"""A study to begin with: it checks, it runs, and it harms nothing that is there."""

import json
import re

import pytest

from sopgap.cli import main
from sopgap.errors import InputError
from sopgap.report.inputs import read_inputs
from sopgap.runs.running import run_study
from sopgap.starting import TEMPLATE, init_study


@pytest.mark.parametrize("only", [None, "survey", "documents"])
def test_it_has_no_problem_and_holds_what_was_asked_for(tmp_path, only) -> None:
    study = init_study(tmp_path / "new" / "study", only=only)
    inputs = read_inputs(study)
    assert (inputs.survey is not None) == (only != "documents")
    assert (inputs.corpus is not None) == (only != "survey")
    assert inputs.study.synthetic
    assert [p.name for p in study.parent.parent.iterdir()] == ["study"]


@pytest.mark.slow
def test_it_runs_and_shows_gaps_of_several_kinds(tmp_path) -> None:
    study = init_study(tmp_path / "study")
    made = run_study(study, tmp_path / "out")
    assert not made.failed
    gaps = (made.folder / "tables" / "gaps.csv").read_text(encoding="utf-8")
    assert {kind for kind in ("missing", "stale", "ambiguous") if f",{kind}," in gaps} == {
        "missing", "stale", "ambiguous",
    }  # fmt: skip
    assert "SYNTHETIC DATA" in (made.folder / "reports" / "north.html").read_text(encoding="utf-8")
    assert json.loads((made.folder / "run.json").read_text())["synthetic"] is True


def test_an_empty_folder_will_do_and_a_full_one_not(tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    init_study(tmp_path / "empty")
    with pytest.raises(InputError, match="holds something"):
        init_study(tmp_path / "empty")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="is not a folder"):
        init_study(tmp_path / "file")
    with pytest.raises(InputError, match="there is no part"):
        init_study(tmp_path / "x", only="matrix")
    assert (tmp_path / "file").read_text() == "mine"


def test_the_command_says_what_comes_next(tmp_path, capsys) -> None:
    assert main(["init", str(tmp_path / "study"), "--only", "documents"]) == 0
    assert "sopgap check" in capsys.readouterr().out
    assert main(["init", str(tmp_path / "study")]) == 2


def test_every_section_of_a_study_is_explained() -> None:
    text = (TEMPLATE / "study.toml").read_text(encoding="utf-8")
    keys = re.findall(r"^(?:# )?([a-z_]+) = ", text, flags=re.M)
    bare = [line for line in text.splitlines() if re.match(r"(# )?[a-z_]+ = ", line)
            and "#" not in line[2:]]  # fmt: skip
    assert len(keys) > 20
    assert len(bare) <= 5  # but for those that speak for themselves
