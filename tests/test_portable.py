"""What Windows and macOS lack is used only where something else stands in its place."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from sopgap.cli import main
from sopgap.starting import init_study

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/sopgap"
# Names that some systems do not have, and the modules that ask first.
LACKING = {
    "os.fork": {"runs/worker.py"},
    "os.WTERMSIG": {"runs/worker.py"},
    "os.WIFSIGNALED": {"runs/worker.py"},
    "signal.SIGKILL": {"runs/worker.py"},
    "signal.SIGXCPU": {"sops/reading/worker.py"},
}
NEVER = {"os.setsid", "os.killpg", "os.getuid", "os.nice", "os.sched_getaffinity", "os.mkfifo"}
MODULES = {"resource": {"sops/reading/worker.py", "survey/exports/spss_child.py"}}
ALONE = {"fcntl", "pwd", "grp", "termios", "msvcrt", "winreg"}


def used() -> dict[str, set[str]]:
    """Return each dotted name and each imported module, and the files that use it."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                names = [f"{node.value.id}.{node.attr}"]
            elif isinstance(node, ast.Import):
                names = [f"import {one.name}" for one in node.names]
            for name in names:
                found.setdefault(name, set()).add(path.relative_to(SOURCE).as_posix())
    return found


def test_what_some_systems_lack_is_asked_for_in_one_place() -> None:
    found = used()
    for name, places in LACKING.items():
        assert found.get(name, set()) <= places, name
    for name in NEVER:
        assert name not in found, name
    for module, places in MODULES.items():
        assert found.get(f"import {module}", set()) <= places, module
    for module in ALONE:
        assert f"import {module}" not in found, module


def test_every_file_of_text_is_opened_with_its_coding() -> None:
    ruff = Path(sys.executable).with_name("ruff")
    rules = ["--preview", "--isolated", "--select", "PLW1514", "--quiet"]
    done = subprocess.run([ruff, "check", *rules, SOURCE, ROOT / "docs"], capture_output=True,
                          text=True, encoding="utf-8")  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("code", ["con", "AUX", "nul.old", "lpt1"])
def test_a_center_that_no_file_can_be_named_after_is_refused(tmp_path, capsys, code) -> None:
    study = init_study(tmp_path / "study")
    for file in study.parent.rglob("*.csv"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("north", code), encoding="utf-8")
    assert main(["check", str(study)]) == 2
    assert f"center '{code}' is a device on Windows" in capsys.readouterr().err


def test_a_run_needs_no_locale(tmp_path) -> None:
    """Under the C locale, without Python's UTF-8 mode, names and texts stay as they are."""
    study = init_study(tmp_path / "study", only="survey")
    centers = study.parent / "centers.csv"
    centers.write_text(
        centers.read_text(encoding="utf-8").replace("north,", "north,Zürich Æther ", 1),
        encoding="utf-8",
    )
    env = {"PATH": "", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "sopgap", "check", str(study)],
        env=env, capture_output=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
