"""read_study: study.toml -> Study, the settings and paths of a study, validated."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, check_rows, inside, quoted, read_rows, read_toml
from sopgap.tables import CENTERS, CODE

MIN_BASE = 10  # smallest base that may be shown (docs/methods/survey.md)
MIN_COUNT = 3  # smallest number of comments that may be shown beside a Center


@dataclass(frozen=True)
class Study:
    """The settings and paths of a study.

    Attributes
    ----------
    path : Path
        The study.toml that was read.
    name, title : str
        Its short name, and its title as printed.
    synthetic : bool
        Whether its data is invented; every page then says so.
    labels : dict of str to str
        What the sides are called in print: keys `center` and `port`.
    centers : table `centers`
        In the order of the file.
    survey, sops, responsibilities, actors : Path or None
        Folders and files of what the study holds; None where it holds no such thing.
    staff_all : int or None
        All staff of the organisation, of whom the frame is a part.
    systems : tuple of str
        Names of the systems that procedures speak of.
    reorganisation, as_of : date or None
        The day the ownership changed, and the day at which documents count as in force.
    min_base, min_count : int
        Smallest base of a figure, smallest count of comments that may be shown.
    notes : str
        What a reader must know of the data, printed on every report.
    """

    path: Path
    name: str
    title: str
    synthetic: bool
    labels: dict[str, str]
    centers: pd.DataFrame
    survey: Path | None = None
    sops: Path | None = None
    responsibilities: Path | None = None
    actors: Path | None = None
    staff_all: int | None = None
    systems: tuple[str, ...] = ()
    reorganisation: dt.date | None = None
    as_of: dt.date | None = None
    min_base: int = MIN_BASE
    min_count: int = MIN_COUNT
    notes: str = ""
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The study's folder: no path of the study leads out of it."""
        return self.path.parent

    @property
    def maps(self) -> bool:
        """Whether the study holds what a map of responsibilities needs."""
        return bool(self.sops and self.responsibilities and self.actors)


def read_study(path: str | Path) -> Study:
    """Read study.toml and centers.csv; check every setting and path.

    Parameters
    ----------
    path : str or Path
        The file, or the folder that holds a `study.toml`.

    Returns
    -------
    Study

    Raises
    ------
    InputError
        Everything that is wrong, at once: the file is absent or no TOML, a section or key is
        absent, of the wrong type or leads out of the folder, centers.csv breaks its contract,
        documents come without responsibilities or actors, or there is nothing to study at all.

    Examples
    --------
    >>> study = read_study("study.toml")
    >>> study.name, len(study.centers), study.reorganisation.isoformat()
    ('oig-22-34', 10, '2017-01-19')
    """
    path = Path(path)
    if path.is_dir():
        path = path / "study.toml"
    settings, problems = read_toml(path), Problems()
    _check_keys(path, settings, problems)
    read = _Reader(path, settings, problems)
    centers_file = read.file("centers", "file", required=True)
    centers = _read_centers(centers_file, problems) if centers_file else pd.DataFrame()
    study = {
        "name": read.text("study", "name", required=True),
        "title": read.text("study", "title", required=True),
        "synthetic": read.of("study", "synthetic", bool, required=True),
        "labels": _labels(read),
        "survey": read.folder_of("survey"),
        "sops": read.folder_of("sops"),
        "responsibilities": read.file("responsibilities", "file"),
        "actors": read.file("actors", "file"),
        "staff_all": read.whole("survey", "staff_all"),
        "systems": tuple(read.texts("sops", "systems")),
        "reorganisation": read.date("reorganisation", "effective"),
        "as_of": read.date("study", "as_of"),
        "min_base": read.whole("report", "min_base", low=3) or MIN_BASE,
        "min_count": read.whole("report", "min_count", low=2) or MIN_COUNT,
        "notes": read.text("study", "notes"),
    }
    _check_whole(study, path, problems)
    problems.raise_if_any()
    return Study(path=path.resolve(), centers=centers, settings=settings, **study)


class _Reader:
    """Take values out of the parsed TOML, noting each problem by section and key."""

    def __init__(self, path: Path, settings: dict[str, Any], problems: Problems) -> None:
        self.path, self.settings, self.problems = path, settings, problems

    def of(self, section: str, key: str, kind: type, *, required: bool = False) -> Any:
        part = self.settings.get(section, {})
        if not isinstance(part, dict):
            self.problems.add(f"{self.path.name}: {section} is not a section; write [{section}]")
            return None
        if key not in part:
            if required:
                self.problems.add(f"{self.path.name}, [{section}]: {key} is absent")
            return None
        value = part[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.wrong(section, key, value, _KINDS[kind])
            return None
        return value

    def wrong(self, section: str, key: str, value: object, wanted: str) -> None:
        self.problems.add(f"{self.path.name}, [{section}] {key}: {quoted(value)} is not {wanted}")

    def text(self, section: str, key: str, *, required: bool = False) -> str:
        value = self.of(section, key, str, required=required)
        if required and value is not None and not value.strip():
            self.problems.add(f"{self.path.name}, [{section}]: {key} is blank")
        return (value or "").strip()

    def texts(self, section: str, key: str) -> list[str]:
        values = self.of(section, key, list) or []
        for value in values:
            if not isinstance(value, str) or not value.strip():
                self.wrong(section, key, value, "a text")
        return [v.strip() for v in values if isinstance(v, str) and v.strip()]

    def whole(self, section: str, key: str, *, low: int = 1) -> int | None:
        value = self.of(section, key, int)
        if value is not None and value < low:
            self.wrong(section, key, value, f"{low} or more")
        return value

    def date(self, section: str, key: str) -> dt.date | None:
        value = self.settings.get(section)
        value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, dt.datetime):
            return value.date()
        if value is None or isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.wrong(section, key, value, "a date like 2017-01-19")
            return None

    def file(self, section: str, key: str, *, required: bool = False) -> Path | None:
        return self._path(section, key, required=required or section in self.settings)

    def folder_of(self, section: str) -> Path | None:
        path = self._path(section, "folder", required=section in self.settings)
        if path and path.is_file():
            self.problems.add(f"{self.path.name}, [{section}] folder: {path.name} is a file")
        return path

    def _path(self, section: str, key: str, *, required: bool) -> Path | None:
        name = self.text(section, key, required=required)
        if not name:
            return None
        try:
            where = f"{self.path.name}, [{section}] {key}"
            path = inside(self.path.resolve().parent, name, where=where)
        except InputError as error:
            self.problems.gather(error)
            return None
        if not path.exists():
            self.problems.add(f"{where}: there is no {quoted(name)} in the study's folder")
            return None
        return path


_KINDS = {str: "a text in quotes", bool: "true or false", int: "a whole number", list: "a list"}


# Further sections and keys are left alone, but one that is nearly a known one is a slip of the pen:
# a misspelt min_base would silently publish more than was asked for.
_KNOWN = {
    "study": ("name", "title", "synthetic", "sides", "labels", "as_of", "notes"),
    "centers": ("file",),
    "survey": ("folder", "staff_all"),
    "sops": ("folder", "systems"),
    "responsibilities": ("file",),
    "actors": ("file",),
    "reorganisation": ("effective",),
    "report": ("min_base", "min_count"),
}
_NEAR = 0.8  # likeness from which an unknown key counts as misspelt


def _check_keys(path: Path, settings: dict[str, Any], problems: Problems) -> None:
    for section, part in settings.items():
        near = difflib.get_close_matches(section, _KNOWN, n=1, cutoff=_NEAR)
        if section not in _KNOWN and near:
            problems.add(f"{path.name}: there is no [{section}]; did you mean [{near[0]}]?")
        known = _KNOWN.get(section, ())
        for key in part if isinstance(part, dict) else ():
            near = difflib.get_close_matches(key, known, n=1, cutoff=_NEAR)
            if key not in known and near:
                problems.add(
                    f"{path.name}, [{section}]: there is no {key}; did you mean {near[0]}?"
                )


def _labels(read: _Reader) -> dict[str, str]:
    part = read.settings.get("study")
    part = part if isinstance(part, dict) else {}
    sides, labels = part.get("sides", {}), part.get("labels", {})
    out = {"center": "Center", "port": "Port"}
    for key, side in (sides if isinstance(sides, dict) else {}).items():
        if side not in out:
            wanted = "center or port: these codes stay in every study, and labels gives their names"
            read.wrong("study", f"sides.{key}", side, wanted)
            return out
    for key, value in (labels if isinstance(labels, dict) else {}).items():
        side = sides.get(key, key) if isinstance(sides, dict) else key
        if side not in out or not isinstance(value, str) or not value.strip():
            read.wrong("study", f"labels.{key}", value, "the label of a side (center, port)")
        else:
            out[side] = value.strip()
    return out


def _read_centers(path: Path, problems: Problems) -> pd.DataFrame:
    try:
        rows = read_rows(path)
    except InputError as error:
        problems.gather(error)
        return pd.DataFrame()
    rows = check_rows(rows, CENTERS, what=path.name, problems=problems)
    for row, code in rows["center"].items():
        same = rows.index[rows["center"].str.casefold() == code.casefold()]
        if re.fullmatch(CODE, code) and len(same) > 1 and rows["center"].nunique() == len(rows):
            problems.add(
                f"{path.name}, row {row}: center {quoted(code)} differs only in case from another;"
                " their reports would be one file on some machines"
            )
        if code in ("all", "index"):
            problems.add(f"{path.name}, row {row}: center {quoted(code)} is a reserved word")
    if rows.empty:
        problems.add(f"{path.name}: names no Center")
    return CENTERS.check(rows) if not problems.sentences else rows


def _check_whole(study: dict[str, Any], path: Path, problems: Problems) -> None:
    if not study["survey"] and not study["sops"] and not problems.sentences:
        problems.add(f"{path.name}: neither [survey] nor [sops]: there is nothing to study")
    for needed in ("responsibilities", "actors"):
        if study["sops"] and not study[needed]:
            problems.add(f"{path.name}: [sops] needs [{needed}] file, to know who is who")
