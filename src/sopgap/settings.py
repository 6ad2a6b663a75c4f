"""Take settings out of a parsed study.toml, noting every problem by section and key."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sources import Problems, inside, quoted

# Further sections and keys are left alone, but one that is nearly a known one is a slip of the pen:
# a misspelt min_base would silently publish more than was asked for.
KNOWN = {
    "study": ("name", "title", "synthetic", "sides", "labels", "as_of", "notes", "license"),
    "centers": ("file",),
    "survey": (
        "folder", "staff_all", "previous", "partial_share", "partial_questions", "eligible_share",
        "interval", "compare", "pairs", "facts",
    ),
    "concerns": ("number", "families"),
    "sops": ("folder", "systems", "changes", "seconds"),
    "responsibilities": ("file", "parted"),
    "links": ("recall",),
    "reviews": ("file",),
    "recommendations": ("file",),
    "conditions": ("file",),
    "signoffs": ("file",),
    "actors": ("file",),
    "reorganisation": ("effective",),
    "report": ("min_base", "min_count", "width"),
}  # fmt: skip
# What a reader must know to judge a survey: the items of AAPOR's Transparency Initiative.
FACTS = (
    "sponsor", "conducted_by", "population", "sampling", "mode", "languages", "fielded_from",
    "fielded_to", "invitation", "reminders", "incentives", "processing", "notes",
)  # fmt: skip
NEAR = 0.8  # likeness from which an unknown key counts as misspelt
KINDS = {
    str: "a text in quotes",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table of keys",
}


class Reader:
    """Take values out of the parsed TOML, noting each problem by section and key."""

    def __init__(self, path: Path, settings: dict[str, Any], problems: Problems) -> None:
        self.path, self.settings, self.problems = path, settings, problems

    def of(self, section: str, key: str, kind: type, *, required: bool = False) -> Any:
        """Return a value of that kind; None where it is absent or another kind."""
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
            self.wrong(section, key, value, KINDS[kind])
            return None
        return value

    def wrong(self, section: str, key: str, value: object, wanted: str) -> None:
        """Note that a value is not what is wanted."""
        self.problems.add(f"{self.path.name}, [{section}] {key}: {quoted(value)} is not {wanted}")

    def text(self, section: str, key: str, *, required: bool = False) -> str:
        """Return a text without blanks around; "" where it is absent."""
        value = self.of(section, key, str, required=required)
        if required and value is not None and not value.strip():
            self.problems.add(f"{self.path.name}, [{section}]: {key} is blank")
        return (value or "").strip()

    def texts(self, section: str, key: str) -> list[str]:
        """Return a list of texts."""
        values = self.of(section, key, list) or []
        for value in values:
            if not isinstance(value, str) or not value.strip():
                self.wrong(section, key, value, "a text")
        return [v.strip() for v in values if isinstance(v, str) and v.strip()]

    def whole(self, section: str, key: str, *, low: int = 1) -> int | None:
        """Return a whole number of at least `low`."""
        value = self.of(section, key, int)
        if value is not None and value < low:
            self.wrong(section, key, value, f"{low} or more")
        return value

    def date(self, section: str, key: str) -> dt.date | None:
        """Return a day, written as a TOML date or as ISO text."""
        value = self._raw(section, key)
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
        """Return the path of a file inside the study."""
        return self._path(section, key, required=required or section in self.settings)

    def new_file(self, section: str, key: str, *, default: str) -> Path | None:
        """Return the path of a file inside the study that may not be there yet."""
        name = self.text(section, key) or default
        try:
            where = f"{self.path.name}, [{section}] {key}"
            return inside(self.path.resolve().parent, name, where=where)
        except InputError as error:
            self.problems.gather(error)
            return None

    def folder_of(self, section: str, key: str = "folder") -> Path | None:
        """Return the path of a folder inside the study."""
        needed = key == "folder" and section in self.settings
        path = self._path(section, key, required=needed)
        if path and path.is_file():
            self.problems.add(f"{self.path.name}, [{section}] {key}: {path.name} is a file")
        return path

    def share(self, section: str, key: str) -> float | None:
        """Return a number from 0 to 1."""
        value = self._raw(section, key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            self.wrong(section, key, value, "a number from 0 to 1")
            return None
        return float(value)

    def answers(self, section: str, key: str) -> list[tuple[str, str]]:
        """Return a list of answers, each written as `q3=Yes`."""
        return [self._answer(section, key, value) for value in self.texts(section, key)]

    def pairs(self, section: str, key: str) -> list[tuple[tuple[str, str], tuple[str, str]]]:
        """Return a list of pairs of answers, each written as `["q3=Yes", "q4=No"]`."""
        found = []
        for value in self.of(section, key, list) or []:
            if not (isinstance(value, list) and len(value) == 2 and all(map(_is_text, value))):
                self.wrong(section, key, value, 'two answers like ["q3=Yes", "q4=No"]')
                continue
            first, second = (self._answer(section, key, part) for part in value)
            found.append((first, second))
        return found

    def id_pairs(self, section: str, key: str) -> list[tuple[str, str]]:
        """Return a list of pairs of ids, each written as `["R09", "R12"]`."""
        found = []
        for value in self.of(section, key, list) or []:
            two = isinstance(value, list) and len(value) == 2 and all(map(_is_text, value))
            if not two or value[0].strip() == value[1].strip():
                self.wrong(section, key, value, 'two ids like ["R09", "R12"]')
                continue
            found.append((value[0].strip(), value[1].strip()))
        return found

    def facts(self, section: str, key: str) -> dict[str, str]:
        """Return the texts of a table of facts; dates become ISO texts."""
        part = self.of(section, key, dict) or {}
        found = {}
        for name, value in part.items():
            known = value.isoformat() if isinstance(value, dt.date) else value
            if not _is_text(known):
                self.wrong(section, f"{key}.{name}", value, "a text in quotes or a date")
                continue
            if meant := _misspelt(name, FACTS):
                where = f"{self.path.name}, [{section}.{key}]"
                self.problems.add(f"{where}: there is no {name}; did you mean {meant}?")
            found[name] = known.strip()
        return found

    def _raw(self, section: str, key: str) -> Any:
        part = self.settings.get(section)
        return part.get(key) if isinstance(part, dict) else None

    def _answer(self, section: str, key: str, value: str) -> tuple[str, str]:
        question, equals, choice = (part.strip() for part in value.partition("="))
        if not (equals and question and choice):
            self.wrong(section, key, value, "an answer like q3=Yes")
        return question, choice

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


def check_keys(path: Path, settings: dict[str, Any], problems: Problems) -> None:
    """Note sections and keys that are nearly known ones."""
    for section, part in settings.items():
        if meant := _misspelt(section, KNOWN):
            problems.add(f"{path.name}: there is no [{section}]; did you mean [{meant}]?")
        for key in part if isinstance(part, dict) else ():
            if meant := _misspelt(key, KNOWN.get(section, ())):
                problems.add(f"{path.name}, [{section}]: there is no {key}; did you mean {meant}?")


def _misspelt(name: str, known: Collection[str]) -> str:
    """The known name that is nearly one that is not known."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=NEAR)
    return near[0] if near and name not in known else ""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
