"""A study to begin with: it checks, it runs, and it harms nothing that is there."""

import json
import re

import pytest

from sopgap.cli import main
from sopgap.errors import InputError
from sopgap.report.inputs import read_inputs
from sopgap.runs.running import run_study
from sopgap.starting import TEMPLATE, init_study, without_example


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


@pytest.mark.slow
@pytest.mark.parametrize("only", ["survey", "documents"])
def test_a_study_of_one_part_has_no_empty_section_for_the_other(tmp_path, only) -> None:
    run_study(init_study(tmp_path / "study", only=only), tmp_path / "out")
    of_survey = {"Who answered", "What staff say", "What worries them", "Where it differs"}
    of_documents = {"What the procedures leave open", "Which documents", "Condition sheets",
                    "Who has which part here"}  # fmt: skip
    lacking, held = (of_documents, of_survey) if only == "survey" else (of_survey, of_documents)
    for page in ("index.html", "reports/north.html"):
        html = (tmp_path / "out" / page).read_text(encoding="utf-8")
        heads = " ".join(re.findall(r"<h2[^>]*>(.*?)</h2>", html))
        assert not [one for one in lacking if one in heads], heads
        assert [one for one in held if one in heads]
        assert "Where both meet" not in heads and "published figures" not in heads
        assert "This study holds no" in html
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    files = re.findall(r"<a href='((?:tables/)?[a-z_]+\.(?:xlsx|csv|md))'>", index)
    assert {"workpapers.xlsx", "tables/data_dictionary.md"} <= set(files)
    assert ("tables/gap_register.csv" in files) == (only == "documents")
    assert all((tmp_path / "out" / file).is_file() for file in files)


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


def test_ones_own_survey_and_documents_take_the_place_of_the_example(tmp_path, capsys) -> None:
    home = tmp_path / "study"
    assert main(["init", str(home)]) == 0
    export = tmp_path / "answers.csv"
    export.write_text("Center,Is there a rule?\nEast,Yes\nWest,No\nEast,No\nWest,Yes\n")
    # A refused import leaves the example as it was.
    out = ["--out", str(home / "survey")]
    assert main(["import", "csv", str(tmp_path / "not-there.csv"), *out]) == 2
    assert (home / "survey" / "frame.csv").exists()
    assert main(["import", "csv", str(export), *out]) == 0
    assert not (home / "survey" / "frame.csv").exists()
    said = capsys.readouterr().out
    assert "the example's answers were taken out" in said
    assert f'{home / "study.toml"}: [survey] folder = "survey"' in said
    rule = tmp_path / "rule.md"
    rule.write_text("# Rule of Keys\n\nThe clerk must count the keys.\n")
    add = ["corpus", "add", "--study", str(home), "--tier", "sop"]
    assert main([*add, str(tmp_path / "none.md")]) == 2
    assert (home / "sop_corpus/texts/van.md").exists()
    assert main([*add, str(rule)]) == 0
    assert "the example's documents were taken out" in capsys.readouterr().out
    assert [p.name for p in (home / "sop_corpus/texts").iterdir()] == ["rule.md"]
    assert sorted(p.name for p in home.iterdir() if p.name.startswith(".")) == [".gitignore"]


def test_an_example_that_somebody_changed_is_left_alone(tmp_path) -> None:
    home = init_study(tmp_path / "study").parent
    (home / "survey/frame.csv").write_text("mine")
    (home / "sop_corpus/texts/mine.md").write_text("# Mine\n\nThe clerk must count.\n")
    for name in ("survey", "sop_corpus"):
        with without_example(home / name, name) as was_there:
            assert not was_there and (home / name).exists()


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
