"""import_matrix: a RACI matrix in a workbook or CSV -> the rows of responsibilities.csv."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.mapping.fitting.lexicon import base
from sopgap.mapping.ownership.people import People, last_named, name_words, read_people
from sopgap.report.raci_grids import Grid, Layout, Mark, find_layout, read_grids, read_letters
from sopgap.sources import Problems, guess, quoted
from sopgap.tables import CODE, RESPONSIBILITIES
from sopgap.text import data_rows
from sopgap.vocabulary import CENTER, PORT

OWNERS = ("responsible", "accountable")  # whose column says who owns a task, the first by default
INSIDE = re.compile(r"\(([^()]*)\)")
UNNAMED = re.compile(r"^(?:the|an?) ", re.IGNORECASE)


@dataclass(frozen=True)
class Imported:
    """What a RACI matrix gives.

    Attributes
    ----------
    responsibilities : table `responsibilities`
    notes : tuple of str
        What was assumed or passed over: a person should read it.
    """

    responsibilities: pd.DataFrame
    notes: tuple[str, ...] = ()


@dataclass
class _Reading:
    """What is gathered while the sheets are read."""

    file: str
    people: People
    sides: Mapping[tuple[str, ...], str]
    owner: str
    problems: Problems = field(default_factory=Problems)
    notes: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)


def import_matrix(
    file: str | Path,
    actors: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    owner: str = OWNERS[0],
) -> Imported:
    r"""Read a RACI matrix: rows are tasks, columns are roles or units, cells hold R, A, C, I.

    A task belongs to the sides whose columns hold its R (with `owner="accountable"` its A; where
    there is none of the wanted, the other counts). A column's side is that of its heading: an
    alias or actor of `actors`, or what the study calls a side, in the heading itself, in brackets
    behind it, or in a heading joined above it. Where neither side holds it, the task is written
    `undefined`, and a note says so. Hidden sheets and sheets without letters are passed over.

    Parameters
    ----------
    file : str or Path
        An .xlsx, or a CSV.
    actors : table `actors`
    labels : dict of str to str, optional
        What the study calls the sides: keys `center`, `port`.
    owner : {"responsible", "accountable"}

    Returns
    -------
    Imported

    Raises
    ------
    InputError
        All problems at once, each with its sheet and cell: a heading that names nobody known, a
        cell that holds no letter, a formula, a task without R and A or without words, no matrix.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "raci.csv"
    >>> _ = file.write_text("Task,Clerk,Guard\nPay the rent,A/R,I\nLock the gate,C,R\n")
    >>> actors = pd.DataFrame({"alias": ["clerk", "guard"], "actor": ["Clerk", "Guard"],
    ...                        "unit": ["center", "port"]})
    >>> found = import_matrix(file, actors).responsibilities
    >>> found[["responsibility_id", "name", "ownership", "action", "object"]]
      responsibility_id           name ownership action object
    0               R01   Pay the rent    center    pay   rent
    1               R02  Lock the gate      port   lock   gate
    """
    file = Path(file)
    if owner not in OWNERS:
        raise InputError(f"import_matrix: owner={owner!r} is not one of {', '.join(OWNERS)}")
    called = {CENTER: "Center", PORT: "Port"} | dict(labels or {})
    sides = {name_words(word): side for side in (CENTER, PORT) for word in (side, called[side])}
    read = _Reading(file.name, read_people(pd.DataFrame(), actors), sides, owner)
    for grid in read_grids(file):
        where = f"{file.name}, {grid.name}" if grid.name else file.name
        if grid.hidden:
            read.notes.append(f"{where}: is hidden, and was passed over")
            continue
        layout = find_layout(grid)
        if layout is None:
            read.notes.append(f"{where}: holds no letters R, A, C, I below roles; passed over")
            continue
        _read_sheet(grid, layout, where, read)
    if not read.rows and not read.problems.sentences:
        read.problems.add(
            f"{file.name}: holds no RACI matrix; rows are tasks, columns roles, cells R, A, C, I"
        )
    read.problems.raise_if_any()
    columns = [column.name for column in RESPONSIBILITIES.columns]
    table = pd.DataFrame(_with_ids(read), columns=columns)
    return Imported(RESPONSIBILITIES.check(table), tuple(read.notes))


def _read_sheet(grid: Grid, layout: Layout, where: str, read: _Reading) -> None:
    units = {column: _unit(column, marks, where, read) for column, marks in layout.roles.items()}
    for row in layout.rows:
        marks = {c: grid.cells[(row, c)] for c in units if (row, c) in grid.cells}
        task = grid.cells.get((row, layout.task))
        if not marks:
            continue  # a heading within the table
        parts = _parts(marks, where, read)
        if task is None:
            first = next(iter(marks.values()))
            read.problems.add(f"{where}, {first.place}: letters without a task; name the task")
            continue
        if task.kind == "formula":
            read.problems.add(_formula(where, task))
            continue
        ownership = _ownership(parts, units, f"{where}, {task.place}", task.text, read)
        number = grid.cells.get((row, layout.number))
        action, thing = split_task(task.text)
        read.rows.append(
            {
                "responsibility_id": number.text if number else "",
                "name": " ".join(task.text.split()),
                "kind": "responsibility",
                "ownership": ownership,
                "action": action,
                "object": thing,
                "source": f"{where}, {task.place}",
            }
            | dict.fromkeys(("keywords", "requires", "criteria"), "")
        )


def _unit(column: int, marks: tuple[Mark, ...], where: str, read: _Reading) -> str:
    """Return the unit of a column, by its nearest heading that names anybody."""
    for mark in marks:
        inside = INSIDE.findall(mark.text)
        for text in (mark.text, INSIDE.sub(" ", mark.text), *inside):
            words = name_words(text)
            if words in read.sides:
                return read.sides[words]
            if words in read.people:
                return read.people[words].unit
    for mark in marks:
        if named := last_named(mark.text, read.people):
            return named[0].unit
    if not marks:
        read.problems.add(f"{where}: column {column} holds letters and has no heading")
        return ""
    known = {person.actor for person in read.people.values()}
    read.problems.add(
        f"{where}, {marks[0].place}: {quoted(marks[0].text)} is neither in the list of actors nor a"
        f" side's name{guess(marks[0].text, known)}; add it to actors.csv with its unit"
    )
    return ""


def _parts(marks: dict[int, Mark], where: str, read: _Reading) -> dict[int, tuple[str, ...]]:
    parts = {}
    for column, mark in marks.items():
        found = read_letters(mark.text)
        if mark.kind == "formula":
            read.problems.add(_formula(where, mark))
        elif found is None:
            read.problems.add(
                f"{where}, {mark.place}: {quoted(mark.text)} is none of R, A, C, I, nor several of"
                " them like A/R; write them, or leave the cell blank"
            )
        else:
            parts[column] = found
            if "" in found:
                read.notes.append(f"{where}, {mark.place}: {quoted(mark.text)} owns nothing")
    return parts


def _formula(where: str, mark: Mark) -> str:
    return f"{where}, {mark.place}: holds a formula; paste its value in its place"


def _ownership(
    parts: dict[int, tuple[str, ...]], units: dict[int, str], where: str, task: str, read: _Reading
) -> str:
    """Return who owns a task: the sides whose columns hold the wanted letter."""
    holding = {
        part: {units[column] for column, found in parts.items() if part in found} for part in OWNERS
    }
    n_accountable = sum("accountable" in found for found in parts.values())
    if n_accountable > 1:
        read.notes.append(f"{where}: {n_accountable} are accountable; RACI wants one")
    other = next(part for part in OWNERS if part != read.owner)
    wanted = holding[read.owner] or holding[other]
    if not wanted:
        read.problems.add(
            f"{where}: {quoted(task)} has no R and no A: nobody owns it; give it one, or strike the"
            " row and write it by hand as undefined"
        )
        return ""
    sides = {side for unit in wanted for side in ((CENTER, PORT) if unit == "joint" else (unit,))}
    sides &= {CENTER, PORT}
    differing = holding[other] and (holding[other] & {CENTER, PORT}) != sides
    if sides and differing:
        read.notes.append(
            f"{where}: {other} is {_names(holding[other])}, {read.owner} {_names(wanted)}: the"
            f" ownership follows the {read.owner}"
        )
    if not sides and "" not in wanted:
        read.notes.append(f"{where}: held by {_names(wanted)}, neither side; written undefined")
    return "joint" if len(sides) == 2 else next(iter(sides), "undefined")


def _names(units: set[str]) -> str:
    return " and ".join(sorted(units - {""})) or "nobody known"


def _with_ids(read: _Reading) -> list[dict[str, Any]]:
    """Return the rows with the sheet's own ids, or with new ones where these are not fit."""
    given = [row["responsibility_id"] for row in read.rows]
    fit = all(re.fullmatch(CODE, one) for one in given) and len(set(given)) == len(given)
    if fit:
        return read.rows
    if any(given):
        read.notes.append(f"{read.file}: its ids are not unique or not fit; new ones were given")
    width = max(2, len(str(len(given))))
    return [row | {"responsibility_id": f"R{n:0{width}}"} for n, row in enumerate(read.rows, 1)]


def split_task(task: str) -> tuple[str, str]:
    """Return the act and the object of a task's name; two blanks where no act opens it.

    Examples
    --------
    >>> split_task("Processing of entry summaries"), split_task("Pay the rent")
    (('process', 'entry summaries'), ('pay', 'rent'))
    >>> split_task("Protests")
    ('', '')
    """
    first, _, rest = " ".join(task.split()).partition(" ")
    verb = _verbs().get(base(first.lower())) if rest else None
    if verb is None:
        return "", ""
    return verb, UNNAMED.sub("", rest.removeprefix("of ")).rstrip(".")


@cache
def _verbs() -> dict[str, str]:
    """Return the plain verb of each stem that names an act: the shortest word of the stem."""
    words = [row["word"] for row in data_rows("families.csv") if row["kind"] == "act"]
    return {base(word): word for word in sorted(words, key=len, reverse=True) if word.isalpha()}
