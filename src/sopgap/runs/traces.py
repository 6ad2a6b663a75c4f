"""What former runs made and may be taken over: a task whose every input is as it was.

Each finished task leaves a line: a key over what it was told and the study's files that it reads,
the files of the run that it read, and those that it wrote, all with their hashes. Where the key is
the same and what it read is the same in the new run, it would write the same; so its files are
copied. A line is written after the files, and a copy is made only of a file that still has its
hash: what a killed run left may be used as well as what a finished one did.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sopgap.runs.acts import Trace
from sopgap.runs.registry import notebook_path
from sopgap.runs.stamp import code_stamp
from sopgap.runs.tasks import Task
from sopgap.sources import sha256

# Of people's answers, too: so it lies with what is private.
FILE = "private/made.jsonl"


class Kept:
    """The lines of former runs, and the folders that they speak of."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._lines: dict[str, list[tuple[Path, dict[str, Any]]]] = {}
        for folder in folders:
            for line in _read_lines(folder / FILE):
                self._lines.setdefault(line["key"], []).append((folder, line))

    def take(self, key: str, folder: Path, hashes: dict[str, str]) -> dict[str, Any] | None:
        """Copy what the task of this key wrote into a new run's folder.

        Parameters
        ----------
        key : str
        folder : Path
            The new run's.
        hashes : dict
            Of the files of the new run so far, by path within it; what is copied is added.

        Returns
        -------
        dict or None
            The line of the task; None where no former run serves.
        """
        for former, line in self._lines.get(key, []):
            reads, writes = line["reads"], line["writes"]
            as_before = all(hashes.get(name, "") == reads[name] for name in reads)
            if as_before and all(_hash(former / name) == writes[name] for name in writes):
                for name in (name for name in writes if hashes.get(name) != writes[name]):
                    _copy(former / name, folder / name)
                    hashes[name] = writes[name]
                return line
        return None


def write_line(
    folder: Path, key: str, trace: Trace, hashes: dict[str, str], said: Iterable[str] = ()
) -> None:
    """Note a finished task in a run's folder, and the hashes of what it wrote in `hashes`."""
    for name in trace.writes:
        hashes[name] = sha256(folder / name)
    line = {
        "key": key,
        "reads": {name: hashes.get(name, "") for name in trace.reads},
        "writes": {name: hashes[name] for name in trace.writes},
        "said": list(said),
    }
    add_line(folder, line)


def add_line(folder: Path, line: dict[str, Any]) -> None:
    """Put a line behind those that a run's folder holds."""
    (folder / FILE).parent.mkdir(exist_ok=True)
    with (folder / FILE).open("a", encoding="utf-8", newline="\n") as lines:
        lines.write(json.dumps(line, sort_keys=True) + "\n")


def sort_lines(folder: Path) -> None:
    """Put the lines in an order that does not tell which task ended first."""
    file = folder / FILE
    if file.exists():
        lines = sorted(set(file.read_text(encoding="utf-8").splitlines()))
        file.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")


def key_of(task: Task, parts: dict[str, str], notebooks: str = "") -> str:
    """Return the key of a task: what it is told, the program, and the study's files it reads.

    Parameters
    ----------
    task : Task
    parts : dict
        A hash of each part of the study, by the part's name.
    notebooks : str
        Folder of the user's own notebooks.

    Examples
    --------
    >>> one = key_of(Task("a", "release", {"pages": []}), {})
    >>> one == key_of(Task("b", "release", {"pages": []}), {})
    True
    """
    inputs = sorted(parts) if "all" in task.inputs else task.inputs
    told: dict[str, Any] = {
        "act": task.act,
        "values": task.values,
        "code": code_stamp(),
        "inputs": {name: parts.get(name, "") for name in inputs},
    }
    if task.act == "notebook":
        told["notebook"] = sha256(notebook_path(task.values["notebook"], notebooks or None))
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def hash_parts(parts: dict[str, list[Path]], base: Path) -> dict[str, str]:
    """Return a hash of each part of a study: of its files' names and contents.

    Examples
    --------
    >>> hash_parts({"survey": []}, Path("."))["survey"][:8]
    'e3b0c442'
    """
    return {
        name: hashlib.sha256(
            "".join(f"{_within(file, base)} {sha256(file)}\n" for file in files).encode()
        ).hexdigest()
        for name, files in parts.items()
    }


def _read_lines(file: Path) -> list[dict[str, Any]]:
    """Read the lines of a former run; a torn one, and what is none of ours, counts for nothing."""
    try:
        texts = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    lines = []
    for text in texts:
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and {"key", "reads", "writes"} <= set(line) and _inside(line):
            lines.append(line)
    return lines


def _inside(line: dict[str, Any]) -> bool:
    """A line must not lead out of its folder, whoever wrote it."""
    names = [*line["reads"], *line["writes"]]
    return not any(Path(name).is_absolute() or ".." in Path(name).parts for name in names)


def _within(file: Path, base: Path) -> str:
    return file.relative_to(base).as_posix() if file.is_relative_to(base) else file.name


def _hash(file: Path) -> str:
    return sha256(file) if file.is_file() and not file.is_symlink() else ""


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
