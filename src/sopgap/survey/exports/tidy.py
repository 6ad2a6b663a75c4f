"""Make the fields of any platform alike: kinds, choices and conditions, guessed where not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from sopgap.survey.exports.conditions import (
    is_contradicted,
    read_conditions,
    write_conditions,
)
from sopgap.survey.exports.export import Export, Field
from sopgap.survey.exports.kinds import MAX_CHOICES, NUMBER, NUMBERS, SEPARATORS, guess_kind
from sopgap.survey.exports.maps import Map
from sopgap.survey.exports.personal import personal
from sopgap.survey.exports.ticks import find_choices, split_joined
from sopgap.survey.exports.wordings import clean_cells, clean_choice, clean_wording
from sopgap.survey.exports.words import any_of, fold, words
from sopgap.survey.questionnaire import Condition
from sopgap.text import normalise


def tidy(export: Export, given: Map) -> tuple[Export, dict[str, list[str]], dict[str, str]]:
    """Clean the fields and decide what the platform left open; a map's word goes before a guess.

    Parameters
    ----------
    export : Export
        Rows that do not count are gone (`leave_out`).
    given : Map

    Returns
    -------
    Export
        Every question has a kind; closed ones have their choices, where these are few.
    dict
        What was guessed, to the columns of which it was.
    dict
        Column to the separator at which its cells were cut into ticks.
    """
    guessed: dict[str, list[str]] = {}
    notes = list(export.notes)
    cuts: dict[str, str] = {}
    fields: list[Field] = []
    for found in map(partial(_without_persons, given=given), export.fields):
        if found.use != "question" and found.name not in given.keep:
            cleaned = clean_cells(found.values)
            wording = clean_wording(found.wording)
            fields.append(replace(found, wording=wording, values=cleaned))
            continue
        decided = dict(given.questions.get(found.name, {}))
        field = replace(
            found,
            use="question",
            wording=_spaced(decided.get("wording")) or clean_wording(found.wording) or found.name,
            kind=str(decided.get("kind") or found.kind),
            choices=_listed(decided["choices"])
            if "choices" in decided
            else tuple(map(clean_choice, found.choices)),
        )
        field = _settle(field, str(decided.get("separator", "")), guessed, cuts)
        if "choices" not in decided:
            field = _complete_choices(field, notes)
        if field.kind == "single" and "kind" not in decided and _steps(field.choices):
            field = replace(field, kind="scale")
        if "dont_know" in decided:
            field = replace(field, dont_know=_listed(decided["dont_know"]))
        else:
            field = _find_dont_know(field, guessed)
        if "asked_if" in decided:
            field = replace(field, asked_if="")  # its ids are resolved by `choose`
        fields.append(field)
    fields = _check_conditions(fields, notes)
    return replace(export, fields=tuple(fields), notes=tuple(notes)), guessed, cuts


def _without_persons(field: Field, given: Map) -> Field:
    """Drop a question whose answers are addresses, unless the map knows the column."""
    known = {*given.keep, *given.questions, *given.drop, *given.columns.values()}
    if field.use != "question" or field.kind not in ("", "open", "single") or field.name in known:
        return field
    reason = personal(field.values)
    return replace(field, use="dropped", reason=reason) if reason else field


def _spaced(text: object) -> str:
    """Return what a map gives: a person's words, or clean already, so markup in it is meant."""
    return " ".join(str(text or "").split())


def _listed(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(_spaced(text).replace("|", "/") for text in texts)


def _settle(
    field: Field, separator: str, guessed: dict[str, list[str]], cuts: dict[str, str]
) -> Field:
    """Give a field its kind, and its values the form that the kind has."""
    if field.kind == "open":
        return replace(field, values=clean_cells(field.values))
    if field.kind in ("single", "scale"):
        return replace(field, values=clean_cells(field.values, clean_choice))
    if separator or (field.kind == "multi" and not _has_ticks(field)):
        return _cut(field, separator or _best_separator(field), cuts)
    if field.kind == "multi":
        return replace(field, values=_clean_ticks(field.values))
    return _guess_kind(replace(field, values=clean_cells(field.values)), guessed, cuts)


def _has_ticks(field: Field) -> bool:
    return bool(field.choices) or any("|" in str(cell) for cell in pd.unique(field.values))


def _clean_ticks(values: pd.Series) -> pd.Series:
    return clean_cells(values, lambda cell: "|".join(clean_wording(p) for p in cell.split("|")))


def _best_separator(field: Field) -> str:
    cells = list(map(str, pd.unique(field.values)))
    shares = {s: sum(s in cell for cell in cells) for s in SEPARATORS[1:]}
    return max(shares, key=lambda s: shares[s]) if any(shares.values()) else ", "


def _cut(field: Field, separator: str, cuts: dict[str, str]) -> Field:
    values = clean_cells(
        field.values,
        lambda cell: (
            "\n".join(map(clean_wording, cell.split("\n")))
            if separator == "\n"
            else clean_wording(cell)
        ),
    )
    choices = field.choices or tuple(_in_order(_listed(find_choices(values, separator))))
    cuts[field.name] = separator
    return replace(
        field, kind="multi", values=split_joined(values, choices, separator), choices=choices
    )


def _guess_kind(field: Field, guessed: dict[str, list[str]], cuts: dict[str, str]) -> Field:
    kind, separator, why = guess_kind(field.values)
    guessed.setdefault(why, []).append(field.name)
    if kind == "multi":
        return _cut(field, separator, cuts)
    if kind == "single" and why != NUMBERS:
        return replace(field, kind=kind, values=clean_cells(field.values, clean_choice))
    return replace(field, kind=kind)


def _complete_choices(field: Field, notes: list[str]) -> Field:
    """Add the answers that the platform's list of choices lacks; a free list is taken from them."""
    if field.kind == "open":
        return replace(field, choices=())
    cells = field.values[field.values != ""]
    if field.kind == "multi":
        seen = {t: None for cell in pd.unique(cells) for t in str(cell).split("|") if t}
    else:
        seen = {str(cell): None for cell in pd.unique(cells)}
    if field.kind == "multi":
        seen.pop("none", None)
    known = {normalise(choice) for choice in field.choices}  # as `read_survey` compares
    further = [value for value in seen if normalise(value) not in known]
    choices = list(dict.fromkeys(field.choices))
    if choices and further:
        shown = ", ".join(repr(value) for value in further[:3])
        notes.append(
            f"{field.name}: {len(further)} answers are none of its choices and were added: {shown}"
        )
    if not choices:
        if len(further) > MAX_CHOICES and field.kind != "multi":
            return replace(field, choices=())
        further = _in_order(further)
        _note_twins(field, further, notes)
    return replace(field, choices=tuple(choices + further))


def _note_twins(field: Field, choices: Sequence[str], notes: list[str]) -> None:
    """Say which answers differ in case or marks alone: typed by hand, they may mean the same."""
    alike: dict[str, list[str]] = {}
    for choice in choices:
        alike.setdefault(fold(choice) or choice, []).append(choice)
    twins = [same for same in alike.values() if len(same) > 1]
    if twins:
        shown = "; ".join(", ".join(map(repr, same)) for same in twins[:3])
        notes.append(
            f"{field.name}: answers that are alike but for capitals or marks stay different"
            f" choices: {shown}; mend them in the file if they mean the same"
        )


def _in_order(choices: Sequence[str]) -> list[str]:
    """Sort numbers as numbers and steps of a known scale by the scale; else leave the order."""
    if all(pd.Series(choices, dtype="str").str.fullmatch(NUMBER)):
        return sorted(choices, key=lambda c: float(c.replace(",", ".")))
    steps = _steps(choices)
    if steps:
        return sorted(choices, key=lambda c: steps.index(fold(c)) if fold(c) in steps else 99)
    return list(choices)


def _steps(choices: Sequence[str]) -> tuple[str, ...]:
    said = {fold(c) for c in choices} - any_of("dont_know") - {"not applicable", "n/a"}
    if len(said) < 3:
        return ()
    return next((row for row, _ in words("scale") if said <= set(row)), ())


def _find_dont_know(field: Field, guessed: dict[str, list[str]]) -> Field:
    if field.dont_know or field.kind == "open":
        return field
    means = tuple(c for c in field.choices if fold(c) in any_of("dont_know"))
    for choice in means:
        guessed.setdefault(f"{choice!r} means that somebody does not know", []).append(field.name)
    return replace(field, dont_know=means)


def _check_conditions(fields: list[Field], notes: list[str]) -> list[Field]:
    """Drop a condition that the folder cannot express or the answers contradict, and say so."""
    checked: list[Field] = []
    for field in fields:
        if field.asked_if:
            earlier = {f.name: f for f in checked if f.use == "question" and f.kind != "open"}
            field = replace(field, asked_if=_held(field, earlier, notes))
        checked.append(field)
    return checked


def _held(field: Field, earlier: dict[str, Field], notes: list[str]) -> str:
    held: list[Condition] = []
    for name, given in read_conditions(field.asked_if, earlier):
        choices = tuple(map(clean_choice, given))
        known = earlier[name].choices if name in earlier else ()
        if name in earlier and (not known or set(choices) <= set(known)):
            held.append((name, choices))
        else:
            shown = " or ".join(map(repr, choices))
            notes.append(
                f"{field.name}: asked only if {name} is {shown}, which is no closed question"
                " that stands earlier; taken as asked of everybody"
            )
    against = is_contradicted(field, held, earlier)
    if against:
        notes.append(
            f"{field.name}: asked only if {write_conditions(held)}, which {against} of"
            f" {int((field.values != '').sum())} answers contradict; taken as asked of everybody"
        )
        return ""
    return write_conditions(held)
