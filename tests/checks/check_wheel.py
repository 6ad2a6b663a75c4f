"""The wheel in an environment of its own: it holds what a run needs, and runs as the checkout does.

pytest tests/checks/check_wheel.py -o python_files='check_*.py'
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST = 5_000_000  # bytes of the wheel
# What belongs to those who build it.
ABSENT = ("tests/", "benchmarks/", ".ci/", "surveys/", "sop_corpus/texts")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built of what git knows, by way of the source distribution."""
    aside = tmp_path_factory.mktemp("wheel")
    source = aside / "source"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(source)], check=True)
    for name in subprocess.run(["git", "diff", "--name-only", "HEAD"], cwd=ROOT, check=True,
                               capture_output=True, text=True).stdout.split():  # fmt: skip
        if (ROOT / name).exists():  # what is being worked on belongs to it, too
            shutil.copy(ROOT / name, source / name)
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(aside / "dist")]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    return next((aside / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def command(wheel, tmp_path_factory):
    """The command of an environment that holds the wheel and the packages of the lock file."""
    home = tmp_path_factory.mktemp("env") / "venv"
    venv.create(home, with_pip=True)
    bin_ = home / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(bin_ / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--constraint", str(_plain(home)), str(wheel)], check=True)
    return bin_ / "sopgap"


def _plain(aside: Path) -> Path:
    """Write the versions of the lock file without their hashes, which a wheel of ours has not."""
    file = aside.with_name("constraints.txt")
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line.rstrip(" \\") for line in lines if line[:1].isalnum()]
    file.write_text("\n".join(pins) + "\n", encoding="utf-8")
    return file


def call(command: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run([str(command), *words], cwd=cwd, env=env, text=True, capture_output=True)


def test_it_holds_notebooks_templates_and_licence_and_no_tests(wheel) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("sopgap/notebooks/center_report.ipynb", "sopgap/report/page/page.html.j2",
                   "sopgap/report/page/paper.css", "sopgap/data/template/study.toml",
                   "sopgap/data/template/gitignore", "sopgap/data/template/survey/responses.csv",
                   "sopgap/py.typed"):  # fmt: skip
        assert wanted in names, wanted
    assert any(name.endswith("LICENSE") for name in names)
    assert not [name for name in names if name.startswith(ABSENT)]
    assert wheel.stat().st_size < MOST


def test_it_runs_a_study_as_the_checkout_does(command, tmp_path) -> None:
    assert call(command, "--version", cwd=tmp_path).stdout.startswith("sopgap ")
    assert call(command, "init", "mine", cwd=tmp_path).returncode == 0
    assert call(command, "check", "mine", cwd=tmp_path).returncode == 0
    made = call(command, "run", "mine", "--out", "report", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert call(command, "verify", "report", cwd=tmp_path).returncode == 0
    here = [sys.executable, "-m", "sopgap.cli", "run", "mine", "--out", "other"]
    subprocess.run(here, cwd=tmp_path, check=True, capture_output=True)
    theirs, ours = (
        json.loads((tmp_path / name / "run.json").read_text(encoding="utf-8"))["outputs"]
        for name in ("report", "other")
    )
    # Packages beyond the lock's own may differ (those of the checks): the results must not.
    told = {"workpapers.xlsx", "ro-crate-metadata.json"}
    assert {k: v for k, v in theirs.items() if k not in told} == {
        k: v for k, v in ours.items() if k not in told
    }


def test_a_pdf_without_its_extra_says_what_to_install(command, tmp_path) -> None:
    call(command, "init", "mine", cwd=tmp_path)
    refused = call(command, "run", "mine", "--out", "report", "--pdf", cwd=tmp_path)
    assert refused.returncode == 2
    assert "sopgap[pdf]" in refused.stderr
    assert not (tmp_path / "report").exists()
