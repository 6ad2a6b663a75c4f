"""The map of an import: every decision that a person may take or mend, as TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sources import Problems, guess, quoted, read_toml
from sopgap.survey.exports.days import ORDERS
from sopgap.survey.exports.export import PLATFORMS
from sopgap.vocabulary import QUESTION_KINDS

ONE_CENTER = "all-in-one:"  # `center = "all-in-one:CODE"`: everybody is at one Center
ALL_COMPLETE = {"all-yes": "yes", "all-no": "no"}
COLUMNS = ("center", "position", "date", "complete", "weight")
KEEP_ROWS = ("preview", "test", "spam", "disqualified", "deleted", "blank row")
TOP = ("platform", "date_order", "keep_rows", "keep", "columns", "centers", "drop", "questions")
QUESTION = ("id", "wording", "kind", "separator", "choices", "dont_know", "asked_if")
LISTS = ("choices", "dont_know")


@dataclass(frozen=True)
class Map:
    """What a person decided; what is absent is guessed, and said.

    Attributes
    ----------
    platform, date_order : str
    keep_rows : tuple of str
        Rows set aside that are kept: of KEEP_ROWS.
    keep : tuple of str
        Columns that would be dropped and are questions all the same.
    columns : mapping
        center, position, date, complete, weight to the name of a column; "" says there is none.
    centers : mapping
        A value of the Center's column to the Center's code.
    drop : mapping
        Name of a column to the reason.
    questions : mapping
        Name of a column to its id, wording, kind, separator, choices, dont_know, asked_if.
    """

    platform: str = ""
    date_order: str = ""
    keep_rows: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    centers: Mapping[str, str] = field(default_factory=dict)
    drop: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_map(path: Path) -> Map:
    """Read a map and hold it against its keys.

    Raises
    ------
    InputError
        Not TOML, or with keys or values that no map has: all at once, with a guess.
    """
    given = read_toml(path)
    problems = Problems()
    _check_keys(given, TOP, path.name, problems)
    for name, kind in (("columns", COLUMNS), ("centers", ()), ("drop", ())):
        _check_texts(given, name, kind, path.name, problems)
    for name in ("keep", "keep_rows"):
        if not _texts(given.get(name, [])):
            problems.add(f'{path.name}: {name} is a list of texts: {name} = ["a", "b"]')
    _check_value(given, "platform", PLATFORMS, path.name, problems)
    _check_value(given, "date_order", ("", *ORDERS), path.name, problems)
    for value in given.get("keep_rows", []):
        if value not in KEEP_ROWS:
            problems.add(
                f"{path.name}: keep_rows has {quoted(value)}{guess(str(value), KEEP_ROWS)};"
                f" allowed: {', '.join(KEEP_ROWS)}"
            )
    questions = given.get("questions", {})
    if not isinstance(questions, dict):
        problems.add(f"{path.name}: questions is a table: [questions.Q1]")
        questions = {}
    for column, decided in questions.items():
        _check_question(column, decided, path.name, problems)
    problems.raise_if_any()
    lists = {name: tuple(given.get(name, ())) for name in ("keep", "keep_rows")}
    return Map(**{**given, **lists})


def _check_keys(given: Any, allowed: tuple[str, ...], where: str, problems: Problems) -> None:
    for key in given:
        if key not in allowed:
            problems.add(
                f"{where}: there is no key {quoted(key)}{guess(str(key), allowed)};"
                f" allowed: {', '.join(allowed)}"
            )


def _check_texts(
    given: dict[str, Any], name: str, keys: tuple[str, ...], where: str, problems: Problems
) -> None:
    table = given.get(name, {})
    if not isinstance(table, dict):
        problems.add(f"{where}: {name} is a table: [{name}]")
        given[name] = {}
        return
    if keys:
        _check_keys(table, keys, f"{where}, [{name}]", problems)
    for key, value in table.items():
        if not isinstance(value, str):
            problems.add(
                f"{where}, [{name}] {key}: {quoted(value)} is not a text; put it in quotes"
            )


def _check_value(
    given: dict[str, Any], name: str, allowed: tuple[str, ...], where: str, problems: Problems
) -> None:
    value = given.get(name, allowed[0])
    if value not in allowed:
        shown = ", ".join(a for a in allowed if a)
        problems.add(
            f"{where}: {name} {quoted(value)} is not allowed{guess(str(value), allowed)};"
            f" allowed: {shown}"
        )


def _check_question(column: str, decided: Any, where: str, problems: Problems) -> None:
    place = f"{where}, [questions.{column}]"
    if not isinstance(decided, dict):
        problems.add(f"{place}: is a table of its own")
        return
    _check_keys(decided, QUESTION, place, problems)
    for key, value in decided.items():
        if key in LISTS and not _texts(value):
            problems.add(f'{place} {key}: is a list of texts: {key} = ["Yes", "No"]')
        elif key in QUESTION and key not in LISTS and not isinstance(value, str):
            problems.add(f"{place} {key}: {quoted(value)} is not a text; put it in quotes")
    kind = decided.get("kind", "")
    if isinstance(kind, str) and kind and kind not in QUESTION_KINDS:
        problems.add(
            f"{place} kind: {quoted(kind)}{guess(kind, QUESTION_KINDS)};"
            f" allowed: {', '.join(QUESTION_KINDS)}"
        )


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def check_map(given: Map, platform: str, names: list[str], where: str) -> None:
    """Refuse a map for another platform, or one that names columns which the export lacks.

    Raises
    ------
    InputError
        Each such name, with the nearest column.
    """
    problems = Problems()
    if given.platform not in ("", platform):
        problems.add(f"{where}: is a map for {given.platform}, and the import is of {platform}")
    literal = {name for name in given.columns.values() if _literal(name)}
    named = [
        *((f"[columns] {use}", c) for use, c in given.columns.items() if c not in literal and c),
        *(("[drop]", column) for column in given.drop),
        *(("keep", column) for column in given.keep),
        *(("[questions]", column) for column in given.questions),
    ]
    for place, column in named:
        if column not in names:
            problems.add(f"{where}, {place}: the export has no column {quoted(column)}"
                         f"{guess(column, names)}")  # fmt: skip
    problems.raise_if_any()


def _literal(name: str) -> bool:
    return name.startswith(ONE_CENTER) or name in ALL_COMPLETE


def write_map(decided: Map, path: Path) -> None:
    """Write a map so that `read_map` gives the same."""
    lines = [
        "# How an export became this survey folder. To mend it: sopgap import ... --map map.toml",
        f"platform = {_toml(decided.platform)}",
        f"date_order = {_toml(decided.date_order)}  # mdy or dmy, where 3/4/17 is ambiguous",
        f"keep_rows = {_toml(decided.keep_rows)}  # of {', '.join(KEEP_ROWS)}",
        f"keep = {_toml(decided.keep)}  # columns of [drop] that are questions all the same",
        "",
        f'[columns]  # center may be "{ONE_CENTER}CODE", complete "all-yes" or "all-no"',
        *(f"{use} = {_toml(decided.columns.get(use, ''))}" for use in COLUMNS),
        "",
        "[centers]  # value of the column, and the code it becomes",
        *(f"{_toml(value)} = {_toml(code)}" for value, code in decided.centers.items()),
        "",
        "[drop]  # column, and why it is not in the folder",
        *(f"{_toml(column)} = {_toml(reason)}" for column, reason in decided.drop.items()),
    ]
    for column, question in decided.questions.items():
        lines += ["", f"[questions.{_toml(column)}]"]
        lines += [f"{key} = {_toml(question[key])}" for key in QUESTION if key in question]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _toml(value: Any) -> str:
    """Write a text or list of texts; JSON's strings are TOML's but for the delete sign."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "[" + ", ".join(map(_toml, value)) + "]"


def load_map(given: str | Path | Map | None) -> tuple[Map, str]:
    """Return the map and what to call it in messages."""
    if given is None:
        return Map(), "the map"
    if isinstance(given, Map):
        return given, "the map"
    path = Path(given)
    if not path.is_file():
        raise InputError(f"{path}: no such map; leave --map out to have one written")
    return read_map(path), path.name
