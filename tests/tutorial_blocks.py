"""Follow a tutorial page: run the commands of its blocks in order, and hold what they print."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PAGES = Path(__file__).parents[1] / "docs/tutorials"
BLOCK = re.compile(r"^```console (quick|whole)\n(.*?)^```$", re.M | re.S)


def follow(page: Path, folder: Path, *marks: str) -> tuple[str, str]:
    """Give the blocks of the page as they stand, and as they are when run in the folder."""
    shutil.copytree(PAGES / "data", folder / "data")
    shown, made = [], []
    for mark, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if mark in marks:
            commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
            shown.append(block)
            made.append("".join(f"$ {c}\n{_run(c, folder)}" for c in commands))
    return "\n".join(shown), "\n".join(made)


def _run(command: str, folder: Path) -> str:
    """Run a command; give what it printed, or the complaint if it failed, without the path."""
    words = re.sub(r"^sopgap ", f'"{sys.executable}" -m sopgap.cli ', command)
    words = re.sub(r"^python ", f'"{sys.executable}" ', words)
    done = subprocess.run(
        words, shell=True, cwd=folder, env=os.environ | {"COLUMNS": "100"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    said = done.stderr if done.returncode else done.stdout
    return said.replace(f"{folder.resolve()}/", "")
