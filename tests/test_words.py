"""What is written is true: the README, the data dictionary, the public names, the links."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import sopgap
from sopgap.runs.registry import NOTEBOOKS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {p.name: p for p in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]}
BIN = Path(sys.executable).parent


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.S)


def test_the_data_dictionary_is_made_from_the_contracts() -> None:
    page = runpy.run_path(str(ROOT / "docs/make_data_dictionary.py"))["page"]()
    assert (ROOT / "docs/data_dictionary.md").read_text(encoding="utf-8") == page


def test_every_public_name_is_written_about() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES.values())
    assert [name for name in sopgap.__all__ if not re.search(rf"\b{name}\b", text)] == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    path = PAGES[page]
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8"))
    local = [t for t in targets if not t.startswith(("http:", "https:"))]
    assert [t for t in local if not (path.parent / t).exists()] == []


@pytest.mark.slow
def test_the_python_of_the_readme_runs(monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = blocks("python")
    names: dict = {}
    exec(compile(code, "README.md", "exec"), names)
    assert len(names["gaps"]) > 0
    assert len(names["found"].concerns) > 1


def test_the_make_commands_of_the_readme_are_targets() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.M)
    named = re.findall(r"`?make ([a-z]+)", README)
    assert {"report", "test", "lab"} <= set(named) <= set(targets)


def test_the_commands_of_the_readme_are_understood() -> None:
    lines = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    ours = [line for line in lines if line.startswith(".venv/bin/sopgap")]
    assert len(ours) == 15
    for line in ours:
        words = line.split()[1:]
        depths = {
            "codebook": 2, "corpus": 3 if "ecfr" in words else 2, "review": 1 + ("sample" in words),
        }  # fmt: skip
        command = words[: depths.get(words[0], 1)]
        text = subprocess.check_output([BIN / "sopgap", *command, "--help"], text=True)
        assert all(option in text for option in re.findall(r"--[a-z]+", line))
    assert all(option in README for option in ("--center", "--jobs", "--out"))


@pytest.mark.slow
def test_papermill_runs_a_reading_notebook_as_the_readme_says(tiny_run, tmp_path) -> None:
    (line,) = [x for block in blocks("sh") for x in block.splitlines() if "papermill" in x]
    words = line.split()
    assert words[1] == "notebooks/center_report.ipynb"
    words[0], words[2] = str(BIN / "papermill"), str(tmp_path / "out.ipynb")
    words[words.index("build")], words[words.index("electronics")] = str(tiny_run), "north"
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    said = (tmp_path / "out.ipynb").read_text(encoding="utf-8")
    assert "24 of 30 staff" in said


def test_every_notebook_is_named_in_the_readme() -> None:
    assert [name for name in NOTEBOOKS if f"`{name}`" not in README] == []


def test_our_code_never_says_what_only_an_auditor_concludes() -> None:
    for path in (ROOT / "src/sopgap").rglob("*.py"):
        assert not re.search(r"\bfindings?\b", path.read_text(encoding="utf-8")), path


def test_whoever_cites_it_cites_this_version() -> None:
    told = dict(re.findall(r"^([a-z-]+): (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M))
    assert told["cff-version"] == "1.2.0"
    assert {"message", "title", "type", "license", "version"} <= set(told)
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{told["version"]}"' in project
    assert told["license"] in project


def test_the_commands_of_the_page_for_contributors_are_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    told = re.findall(r"`make ([a-z]+)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert len(told) >= 4
    assert set(told) <= targets
