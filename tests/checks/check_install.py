"""The commands for those who have no make, as the README has them, in a fresh clone.

pytest tests/checks/check_install.py -o python_files='check_*.py'
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """What git knows, in a folder whose name a command could stumble over."""
    folder = tmp_path_factory.mktemp("install") / "a folder"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    return folder


def commands() -> list[list[str]]:
    """Return the README's commands for Windows, as this system spells them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```bat\n(.*?)```", readme, flags=re.S)
    here = "Scripts" if os.name == "nt" else "bin"
    lines = [line.replace(".venv\\Scripts\\", f".venv/{here}/") for line in block.splitlines()]
    assert not [line for line in lines if "\\" in line]
    words = [shlex.split(line) for line in lines]
    return [[sys.executable, *said[1:]] if said[0] == "py" else said for said in words]


def test_the_commands_without_make_lead_to_a_report(clone) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    asked = commands()
    assert len(asked) == 4
    for words in asked:
        done = subprocess.run(words, cwd=clone, env=env, text=True, capture_output=True)
        assert done.returncode == 0, (words, done.stderr)
    assert (clone / "build/index.html").stat().st_size > 10_000
    assert len(list((clone / "build/reports").glob("*.html"))) == 10
    assert not subprocess.check_output(["git", "status", "--porcelain"], cwd=clone)
