"""run.json: what a run was made of and what it made; verify_run holds a folder against it."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import sopgap
from sopgap.errors import InputError
from sopgap.report.inputs import hash_inputs
from sopgap.runs.registry import NOTEBOOKS, check_parameters
from sopgap.sources import sha256
from sopgap.study import Study, read_study

FILE = "run.json"
PRIVATE = "private"
PACKAGES = ("pandas", "numpy", "scipy", "scikit-learn", "nltk", "matplotlib", "papermill")
PLACES = ("study", "run_dir", "roster", "jobs")  # parameters that say where, not how


def write_record(
    folder: Path, study: Study, wanted: Sequence[str], failed: Mapping[str, str]
) -> Path:
    """Write what a run was made of and a hash of each file that it leaves for others to read."""
    record = {
        "study": study.name,
        "synthetic": study.synthetic,
        "centers": list(wanted),
        "failed": dict(failed),
        **made_of(study),
        "outputs": _hash_outputs(folder),
    }
    text = json.dumps(record, indent=2, ensure_ascii=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
    return folder / FILE


def made_of(study: Study) -> dict[str, Any]:
    """Return what a run of a study is made of: parameters, versions, and the inputs' hashes."""
    parameters = {
        name: {k: v for k, v in check_parameters(name, {}).items() if k not in PLACES}
        for name, notebook in NOTEBOOKS.items()
        if notebook.writes
    }
    return {
        "parameters": parameters | {"min_base": study.min_base, "min_count": study.min_count},
        "versions": _versions(),
        "inputs": hash_inputs(study),
    }


def verify_run(run_dir: str | Path, study: str | Path | None = None) -> list[str]:
    """Compute the hashes of a run's files anew and say what differs from its record.

    Parameters
    ----------
    run_dir : str or Path
        Folder of a run.
    study : str or Path, optional
        The study that it was made from: its files are held against the record, too.

    Returns
    -------
    list of str
        One sentence for each file that is changed, gone or came later; empty where all is as the
        run left it. What is private is not hashed, and not looked at.

    Raises
    ------
    InputError
        The folder holds no run with a record, or the record cannot be read.

    Examples
    --------
    >>> verify_run("no-such-folder")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: no-such-folder: holds no run.json; name a folder that `sopgap run`
    made
    """
    folder = Path(run_dir)
    record = read_record(run_dir)
    told = _compare(record["outputs"], _hash_outputs(folder), "")
    if study is not None:
        told += _compare(record["inputs"], hash_inputs(read_study(study)), "the study's ")
    return told


def read_record(run_dir: str | Path) -> dict[str, Any]:
    """Return run.json of a run.

    Raises
    ------
    InputError
        It is absent, or not as a run writes it.
    """
    file = Path(run_dir) / FILE
    if not file.is_file():
        raise InputError(f"{run_dir}: holds no {FILE}; name a folder that `sopgap run` made")
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        whole = all(isinstance(record[part], dict) for part in ("inputs", "outputs"))
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise InputError(f"{file}: is not as a run writes it; make the run again")
    found: dict[str, Any] = record
    return found


def _hash_outputs(folder: Path) -> dict[str, str]:
    # Not of what is private: a hash would confirm a guess at what a short table hides.
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    names = {file.relative_to(folder): file for file in files}
    return {
        name.as_posix(): sha256(file)
        for name, file in names.items()
        if name.parts[0] != PRIVATE and name.as_posix() != FILE
    }


def _compare(before: Mapping[str, str], now: Mapping[str, str], whose: str) -> list[str]:
    told = []
    for name in sorted({*before, *now}):
        if name not in now:
            told.append(f"{whose}{name}: is gone")
        elif name not in before:
            told.append(f"{whose}{name}: came later")
        elif before[name] != now[name]:
            told.append(f"{whose}{name}: differs from the record")
    return told


def _versions() -> dict[str, str]:
    found = {name: metadata.version(name) for name in PACKAGES}
    return {"sopgap": sopgap.__version__, "python": platform.python_version(), **found}
