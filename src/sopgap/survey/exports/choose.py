"""Choose which column is the Center, the position, the day: by the map, or by a guess, said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sopgap.sources import Problems, guess, quoted
from sopgap.survey.exports.centers import (
    EVERYONE,
    fresh,
    guess_column,
    place_respondents,
    say_no_center,
)
from sopgap.survey.exports.conditions import read_conditions, write_conditions
from sopgap.survey.exports.days import as_days
from sopgap.survey.exports.export import Export, Field
from sopgap.survey.exports.maps import ALL_COMPLETE, COLUMNS, ONE_CENTER, QUESTION, Map
from sopgap.survey.exports.wordings import clean_cells, clean_choice
from sopgap.survey.exports.words import any_of, fold
from sopgap.survey.questionnaire import RESERVED
from sopgap.text import normalise

UNSAID = {"respondent_id": "id of a response"}  # why a column is dropped, where no reader says
SENT_ONLY = ("forms",)  # platforms that know no partial responses


@dataclass(frozen=True, eq=False)
class Chosen:
    """What goes into the folder.

    Attributes
    ----------
    questions : tuple of Field
        Their names are the ids, `asked_if` speaks of ids.
    respondents : DataFrame
        respondent_id, center, position, complete, date and weight as text.
    centers : DataFrame
        center, name, location.
    decided : Map
        All decisions, so that the same map gives the same folder.
    guesses : tuple of str
    """

    questions: tuple[Field, ...]
    respondents: pd.DataFrame
    centers: pd.DataFrame
    decided: Map
    guesses: tuple[str, ...]


def choose(export: Export, given: Map, cuts: Mapping[str, str], where: str) -> Chosen:
    """Choose the columns of the respondents and name the questions.

    Respondents are numbered r0001, r0002, ... in the order of the file: the platform's own ids
    would let anybody with access to the platform join an answer to a person.

    Raises
    ------
    InputError
        The Center's column cannot be one, an id stands twice, a value of
        `complete` or `weight` cannot be read, choices of the map lack an answer.
    """
    problems, said = Problems(), list[str]()
    fields = list(export.fields)
    by_name = {f.name: f for f in fields}
    _check_ids([f for f in fields if f.name not in given.drop], problems)
    columns = _columns(fields, export.platform, given, said)
    if not columns["center"]:
        columns["center"] = f"{ONE_CENTER}{EVERYONE}"
        said.append(say_no_center(by_name))
    center, codes, centers = place_respondents(columns["center"], by_name, given.centers, said)
    rows = pd.DataFrame({"center": center})
    n = len(rows)
    width = max(4, len(str(n)))
    rows.insert(0, "respondent_id", [f"r{i:0{width}d}" for i in range(1, n + 1)])
    position = by_name.get(columns["position"])
    rows["position"] = "" if position is None else clean_cells(position.values, clean_choice)
    rows["complete"] = _complete(columns["complete"], by_name, problems)
    day = by_name.get(columns["date"])
    if day is not None:
        rows["date"], doubt = as_days(day.values, order=given.date_order)
        if doubt:
            do = '; say date_order = "mdy" or "dmy" in the map' if "told apart" in doubt else ""
            said.append(f"date: of {day.name}, {doubt}{do}")
    weight = by_name.get(columns["weight"])
    if weight is not None:
        rows["weight"] = _weights(weight, problems)
    spent = {c for c in columns.values() if c in by_name}
    kept = [
        f
        for f in fields
        if f.use == "question" and f.name not in spent | set(given.drop) - set(given.keep)
    ]
    questions, ids = _named(kept, given, where, problems)
    questions = _conditions(questions, kept, ids, given, where, said, problems)
    _check_choices(questions, kept, given, where, problems)
    problems.raise_if_any()
    dropped = {
        f.name: given.drop.get(f.name, f.reason or UNSAID.get(f.use, "left out"))
        for f in fields
        if f.name not in spent and f not in kept
    }
    decided = replace(
        given,
        platform=export.platform,
        columns=columns,
        centers=codes,
        drop=dropped,
        questions=_decisions(questions, kept, cuts),
    )
    return Chosen(questions, rows, centers, decided, tuple(said))


def _check_ids(fields: list[Field], problems: Problems) -> None:
    for field in fields:
        if field.use == "respondent_id":
            filled = field.values[field.values != ""]
            for value, rows in filled[filled.duplicated(keep=False)].groupby(filled, sort=False):
                at = ", ".join(map(str, rows.index[:5]))
                problems.add(
                    f"rows {at}, column {field.name}: {quoted(value)} stands {len(rows)} times;"
                    " each response has one row: was the export appended to itself?"
                )
                if len(problems.sentences) >= 20:
                    return


def _columns(fields: list[Field], platform: str, given: Map, said: list[str]) -> dict[str, str]:
    """Return the column for each use; "" where there is none."""
    columns = {use: given.columns[use] for use in COLUMNS if use in given.columns}
    free = [f for f in fields if f.name not in {*columns.values(), *given.drop, *given.questions}]
    for use in COLUMNS:
        if use in columns:
            continue
        sure = [f.name for f in free if f.use == use]
        columns[use] = sure[-1] if sure else ""
        if not sure and use in ("center", "position"):
            columns[use] = guess_column(use, [f for f in free if f.name != columns["center"]]
                                         if use == "position" else free)  # fmt: skip
            if columns[use]:
                said.append(f"{use}: taken from column {columns[use]}")
            elif use == "position":
                said.append("position: no column looks like it; left blank")
    if not columns["complete"]:
        columns["complete"] = "all-yes"
        why = "no column says who finished"
        if platform in SENT_ONLY:
            why = "the platform keeps a response only when it was sent"
        said.append(
            f"complete: {why}; everybody counts as having finished, so that blanks are skipped"
            " questions"
        )
    if not columns["date"]:
        said.append("date: no column holds the day of the answer")
    return columns


def _complete(name: str, by_name: Mapping[str, Field], problems: Problems) -> pd.Series | str:
    if name in ALL_COMPLETE:
        return ALL_COMPLETE[name]
    field = by_name[name]
    codes, cells = pd.factorize(field.values)
    read = []
    for cell in map(str, cells):
        said = fold(cell)
        read.append("yes" if said in any_of("yes") else "no")
        if said and said not in any_of("yes") | any_of("no"):
            row = field.values.index[codes == len(read) - 1][0]
            problems.add(
                f"row {row}, column {name}: {quoted(cell)} does not say whether it was finished;"
                ' choose another column, or [columns] complete = "all-yes"'
            )
            return ""  # one is enough: a wrong column has a wrong value in every row
    return pd.Series(pd.array(read, dtype="str")[codes], index=field.values.index, dtype="str")


def _weights(field: Field, problems: Problems) -> pd.Series:
    text = field.values.str.strip().str.replace(",", ".", regex=False)
    numbers = pd.to_numeric(text.where(text != ""), errors="coerce")
    wrong = (text != "") & ~((numbers >= 0) & (numbers < float("inf")))
    if wrong.any():
        row = wrong.idxmax()
        problems.add(
            f"row {row}, column {field.name}: {quoted(field.values[row])} is no weight; weights"
            " are numbers from 0"
        )
    blank = text == ""
    if blank.any() and not blank.all():
        problems.add(
            f"row {blank.idxmax()}, column {field.name}: is blank in {int(blank.sum())} of"
            f' {len(blank)} rows; give every respondent a weight, or say weight = "" in the map'
        )
    return text


def _named(
    kept: list[Field], given: Map, where: str, problems: Problems
) -> tuple[tuple[Field, ...], dict[str, str]]:
    """Give every question an id: the map's, the platform's code, or its place."""
    taken = {name.lower() for name in RESERVED}
    ids = {
        f.name: str(given.questions[f.name]["id"])
        for f in kept
        if given.questions.get(f.name, {}).get("id")
    }
    for name, code in ids.items():
        if code.lower() in taken:
            problems.add(
                f"{where}, [questions.{name}] id: {quoted(code)} is taken already (of another"
                " question, or a column of every respondent)"
            )
        if "=" in code or "|" in code:
            problems.add(f"{where}, [questions.{name}] id: {quoted(code)} may not hold = or |")
        taken.add(code.lower())
    for place, field in enumerate(kept, 1):
        if field.name not in ids:
            code = re.sub(r"[^A-Za-z0-9_.-]+", ".", field.name).strip(".-_")
            code = re.sub(r"\.{2,}", ".", code)
            spoken = len(field.name) > 40 or " " in field.name.strip() or not code
            name = f"q{place}" if spoken else code
            ids[field.name] = fresh(f"q-{name}" if name.lower() in RESERVED else name, taken)
    return tuple(replace(f, name=ids[f.name]) for f in kept), ids


def _conditions(
    questions: tuple[Field, ...],
    kept: list[Field],
    ids: dict[str, str],
    given: Map,
    where: str,
    said: list[str],
    problems: Problems,
) -> tuple[Field, ...]:
    """Let conditions speak of ids; what speaks of no question is dropped, and that is said."""
    done: list[Field] = []
    for question, field in zip(questions, kept, strict=True):
        decided = given.questions.get(field.name, {}).get("asked_if")
        condition = ""
        if decided is not None:
            condition = str(decided)
            for wrong in _wrong_condition(condition, done):
                problems.add(f"{where}, [questions.{field.name}] asked_if: {wrong}")
        elif field.asked_if:
            held = read_conditions(field.asked_if, ids)
            kept_ones = [(ids[name], choices) for name, choices in held if name in ids]
            condition = write_conditions(kept_ones)
            if not condition or len(kept_ones) < len(held):
                said.append(
                    f"{question.name}: asked only if {field.asked_if}, which is no question of the"
                    f" folder; taken as asked {f'if {condition}' if condition else 'of everybody'}"
                )
        done.append(replace(question, asked_if=condition))
    return tuple(done)


def _wrong_condition(condition: str, before: list[Field]) -> Iterator[str]:
    known = {q.name: q for q in before if q.kind != "open"}
    held = read_conditions(condition, known)
    unlike = [name for name, _ in held if name not in known]
    if condition and (not held or unlike):
        near = guess(unlike[0] if unlike else condition.partition("=")[0], known)
        yield (
            f"{quoted(condition)} is not like q3=Yes, of a closed question that stands earlier"
            f"{near}"
        )
        return
    for name, choices in held:
        for choice in choices if known[name].choices else ():
            if choice not in known[name].choices:
                near = guess(choice, known[name].choices)
                yield f"{quoted(choice)} is not one of the choices of {name}{near}"


def _check_choices(
    questions: tuple[Field, ...], kept: list[Field], given: Map, where: str, problems: Problems
) -> None:
    """Hold the answers against the choices that a map gives; other choices were completed."""
    for question, field in zip(questions, kept, strict=True):
        place = f"{where}, [questions.{field.name}]"
        for choice in question.dont_know:
            if question.choices and choice not in question.choices:
                near = guess(choice, question.choices)
                problems.add(f"{place} dont_know: {quoted(choice)} is not one of its choices{near}")
        if not question.choices or "choices" not in given.questions.get(field.name, {}):
            continue
        known = {normalise(choice) for choice in question.choices}
        for cell in pd.unique(question.values):
            ticks = str(cell).split("|") if question.kind == "multi" else [str(cell)]
            for tick in ticks:
                nothing = question.kind == "multi" and tick.casefold() == "none"
                if tick and not nothing and normalise(tick) not in known:
                    row = question.values.index[question.values == cell][0]
                    problems.add(
                        f"{place} choices: lack {quoted(tick)}, which row {row} of the export"
                        f" holds{guess(tick, question.choices)}"
                    )


def _decisions(
    questions: tuple[Field, ...], kept: list[Field], cuts: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    decisions = {}
    for question, field in zip(questions, kept, strict=True):
        decided: dict[str, Any] = {"id": question.name, "wording": question.wording}
        decided["kind"] = question.kind
        decided["separator"] = cuts.get(field.name, "")
        decided["choices"] = list(question.choices)
        decided["dont_know"] = list(question.dont_know)
        decided["asked_if"] = question.asked_if
        decisions[field.name] = {key: decided[key] for key in QUESTION}
    return decisions
