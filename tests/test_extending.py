"""The page on extending the program, followed on a copy of it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from sopgap.runs.running import run_study
from sopgap.starting import init_study

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/tutorials/extend.md").read_text(encoding="utf-8")
PARTS = dict(re.findall(r"^## A (\w+)[^\n]*\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
MOST = 40  # lines of example


def blocks(part: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PARTS[part], re.M | re.S)


def change(folder: Path, part: str) -> None:
    """Do to a copy what a part of the page says."""
    for block in blocks(part, "python"):
        file, rest = block.split("\n", 1)
        (folder / file.removeprefix("# ")).write_text(rest, encoding="utf-8")
    for block in blocks(part, "diff"):
        file, rest = block.split("\n", 1)
        path = folder / file
        text = path.read_text(encoding="utf-8")
        for hunk in rest.split("@@\n"):
            lines = hunk.splitlines()
            old = "\n".join(line[1:] for line in lines if line[0] != "+")
            new = "\n".join(line[1:] for line in lines if line[0] != "-")
            assert text.count(old) == 1, (file, old)
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")


def follow(tmp_path: Path, part: str, code: str) -> str:
    for name in ("src", "notebooks"):
        ignored = shutil.ignore_patterns("__pycache__", "explore")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    change(tmp_path, part)
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "src")}
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, env=env,
                          capture_output=True, text=True, encoding="utf-8")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("part", ["format", "kind", "figure"])
def test_no_example_is_long(part: str) -> None:
    lines = [line for language in ("python", "diff") for one in blocks(part, language)
             for line in one.splitlines()]  # fmt: skip
    assert 0 < len(lines) <= MOST


def test_a_format(tmp_path: Path) -> None:
    (tmp_path / "keys.org").write_text(
        "#+TITLE: Keys\n* 1. Issue\nThe clerk must record\neach key.\n\n"
        "The desk must:\n- count the keys\n- lock the box\n** 1.1 Loss\nTell the port.\n",
        encoding="utf-8",
    )
    code = (
        "from pathlib import Path; from sopgap.sops.formats import read_blocks\n"
        "for b in read_blocks(Path('keys.org')): print(b.section, b.kind, b.lead_in, b.text)"
    )
    told = follow(tmp_path, "format", code).splitlines()
    assert told[0].startswith("1. Issue paragraph") and "record each key." in told[0]
    assert any("The desk must:" in line and "count the keys" in line for line in told)
    assert "1.1 Loss" in told[-1] and told[-1].endswith("Tell the port.")


def test_a_kind_of_gap(tmp_path: Path) -> None:
    study = init_study(tmp_path / "study")
    manifest = study.parent / "sop_corpus/manifest.csv"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(re.sub(r"\b20\d\d-", "2009-", text), encoding="utf-8")
    settings = study.read_text(encoding="utf-8")
    study.write_text(settings.replace("effective = 2024", "effective = 2001"), encoding="utf-8")
    code = (
        "from sopgap.cli import main; import sys\n"
        "sys.exit(main(['run', 'study', '--out', 'out', '--jobs', '1']))"
    )
    follow(tmp_path, "kind", code)
    gaps = (tmp_path / "out/tables/gaps.csv").read_text(encoding="utf-8")
    assert ",overdue," in gaps
    page = (tmp_path / "out/reports/north.html").read_text(encoding="utf-8")
    assert "in documents ten years old." in page


def test_a_figure(tmp_path: Path) -> None:
    study = init_study(tmp_path / "study", only="documents")
    book = nbformat.read(ROOT / "notebooks/overview.ipynb", as_version=4)
    shows = "show_ages(run.table('documents'), as_of=study['as_of'])"
    (code,) = blocks("figure", "python")
    book.cells += [nbformat.v4.new_code_cell(code), nbformat.v4.new_code_cell(shows),
                   nbformat.v4.new_markdown_cell("A year may hold several documents.")]  # fmt: skip
    (tmp_path / "mine").mkdir()
    nbformat.write(book, tmp_path / "mine/overview.ipynb")
    made = run_study(study, tmp_path / "out", notebooks=tmp_path / "mine", jobs=1)
    page = (made.folder / "index.html").read_text(encoding="utf-8")
    assert "<desc id=ages-told>Documents by year. 20" in page
    assert "have documents in force</p>" in page
