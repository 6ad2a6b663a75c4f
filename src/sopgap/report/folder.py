"""What a run's folder holds: save_tables writes it, read_run reads it.

`tables/` is for anybody; `private/` holds what the notebooks need and nobody publishes (people's
answers and comments). No page links to it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.study import Study
from sopgap.tables import CONTRACTS, read_table, write_table

PRIVATE = (
    "respondents",
    "answers",
    "comments",
    "members",
    "marks",
    "voices",
    "quotes_review",
    "rates_counted",
)
# Tables that keep the contract of another.
KINDS = {
    "voices": "links",
    "rates_counted": "rates",
    "tallies_before": "tallies",
    "questions_before": "questions",
}
STUDY_FILE = "study.json"
# Where this names a file, what is read of a run and written to it is noted there, a line each:
# `r` or `w` and the path within the run. So a run knows what a notebook's result hangs on.
NOTES = "SOPGAP_NOTES"
# Tables that this process has read, by file, time and size: what is forked from it has them too.
_READ: dict[tuple[str, int, int], pd.DataFrame] = {}


@dataclass(frozen=True)
class Run:
    """A run's folder, its tables read when asked for.

    Attributes
    ----------
    folder : Path
    study : dict
        The settings of the study as `save_tables` wrote them: name, title, synthetic, notes,
        labels (center, port), staff_all, as_of, reorganisation (ISO dates or None), min_base,
        min_count, width, survey (the facts and the interval that it declares), declared (compare:
        answers as question and choice; pairs of them), holds (list out of survey, sops, maps).
    """

    folder: Path
    study: dict[str, Any]
    _read: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    def has(self, name: str) -> bool:
        """Whether the run wrote this table."""
        file = _file(self.folder, name)
        note("r", self.folder, file)
        return file.exists()

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the run, read once; one that the study could not fill is empty.

        Raises
        ------
        ContractError
            The table on disk does not keep its contract.
        """
        contract = KINDS.get(name, name)
        if not self.has(name):
            return CONTRACTS[contract].empty() if contract in CONTRACTS else pd.DataFrame()
        if name not in self._read:
            self._read[name] = _read_once(_file(self.folder, name), contract)
        # Copied on write (pandas 3): whoever changes what it got changes its own alone.
        return self._read[name].copy(deep=False)

    def name_of(self, center: str) -> str:
        """Return a Center's name; an unknown code is an error that lists those that exist."""
        centers = self.table("centers").set_index("center")["name"]
        if center not in centers.index:
            known = ", ".join(centers.index)
            raise InputError(f"center {center!r} is not in this run; it has: {known}")
        return str(centers[center])


def locate(path: str | Path) -> Path:
    """Find a relative path from here, or from the nearest folder above that holds a study.toml.

    A notebook runs in the project's root under papermill and in `notebooks/` under JupyterLab;
    the same default works in both.

    Examples
    --------
    >>> locate("study.toml").name
    'study.toml'
    """
    path = Path(path)
    if path.is_absolute() or path.exists():
        return path
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "study.toml").exists():
            return folder / path
    return path


def save_tables(run_dir: str | Path, study: Study, **tables: pd.DataFrame) -> list[str]:
    """Write tables into a run's folder, each checked, people's answers into `private/`.

    Parameters
    ----------
    run_dir : str or Path
        The run's folder; made if absent.
    study : Study
        Its settings go into `study.json`, its Centers into `tables/centers.csv`.
    **tables : DataFrame
        By the table's name.

    Returns
    -------
    list of str
        The files written, as paths within the run's folder.

    Raises
    ------
    ContractError
        A table does not keep its contract.
    """
    folder = locate(run_dir)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_settings(study), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    _replace(folder / STUDY_FILE, partial(_write_text, text))
    note("w", folder, folder / STUDY_FILE)
    written = []
    for name, table in {"centers": study.centers, **tables}.items():
        contract = CONTRACTS.get(KINDS.get(name, name))
        checked = contract.check(table) if contract else table
        file = _file(folder, name)
        _replace(file, partial(write_table, checked))
        note("w", folder, file)
        written.append(file.relative_to(folder).as_posix())
    return written


def read_run(run_dir: str | Path) -> Run:
    """Open the folder of a run, for reading.

    Raises
    ------
    InputError
        There is no run in that folder.

    Examples
    --------
    >>> read_run("no-such-folder")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: no-such-folder: holds no run; make one with `sopgap run`, or run the
    notebooks 01 to 04 first
    """
    folder = locate(run_dir)
    file = folder / STUDY_FILE
    note("r", folder, file)
    if not file.is_file():
        raise InputError(
            f"{run_dir}: holds no run; make one with `sopgap run`, or run the"
            " notebooks 01 to 04 first"
        )
    return Run(folder, json.loads(file.read_text(encoding="utf-8")))


def note(kind: str, folder: Path, file: Path) -> None:
    """Note that a file of a run is read ("r") or written ("w"), where notes are kept."""
    notes = os.environ.get(NOTES)
    if notes:
        with Path(notes).open("a", encoding="utf-8") as lines:
            lines.write(f"{kind} {file.relative_to(folder).as_posix()}\n")


def warm(run_dir: str | Path, names: list[str]) -> None:
    """Read tables of a run ahead of time, for the processes that are forked from this one."""
    for name in names:
        contract = KINDS.get(name, name)
        if contract in CONTRACTS:
            _read_once(_file(Path(run_dir), name), contract)


def forget(run_dir: str | Path) -> None:
    """Let go of the tables of a run that this process has read."""
    for key in [key for key in _READ if Path(key[0]).is_relative_to(run_dir)]:
        del _READ[key]


def _read_once(file: Path, contract: str) -> pd.DataFrame:
    state = file.stat()
    key = (str(file), state.st_mtime_ns, state.st_size)
    if key not in _READ:
        for old in [k for k in _READ if k[0] == key[0]]:
            del _READ[old]
        _READ[key] = read_table(file, contract)
    return _READ[key]


def _write_text(text: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def _replace(file: Path, write: Callable[[Path], Any]) -> None:
    """Write beside a file and move it in: several notebooks write the Centers at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    write(aside)
    os.replace(aside, file)  # noqa: PTH105  (whole or not at all)


def _file(folder: Path, name: str) -> Path:
    return folder / ("private" if name in PRIVATE else "tables") / f"{name}.csv"


def _settings(study: Study) -> dict[str, Any]:
    parts = {"survey": study.survey, "sops": study.sops, "maps": study.maps}
    return {
        "name": study.name,
        "title": study.title,
        "synthetic": study.synthetic,
        "notes": study.notes,
        "license": str(study.settings.get("study", {}).get("license", "")),
        "labels": study.labels,
        "staff_all": study.staff_all,
        "as_of": study.as_of.isoformat() if study.as_of else None,
        "reorganisation": study.reorganisation.isoformat() if study.reorganisation else None,
        "min_base": study.min_base,
        "min_count": study.min_count,
        "width": study.width,
        "survey": {**study.plan.facts, "interval": study.plan.interval},
        "declared": {
            "compare": [list(answer) for answer in study.plan.compare],
            "pairs": [[list(answer) for answer in pair] for pair in study.plan.pairs],
        },
        "holds": [name for name, value in parts.items() if value],
    }
