"""Multiple response sets of an SPSS file: those it declares, and those that its labels tell."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import chain, groupby
from typing import Any

import pandas as pd

from sopgap.survey.exports.export import Field
from sopgap.survey.exports.spss_codes import Codes, Meta, codes_of
from sopgap.survey.exports.ticks import join_ticks
from sopgap.survey.exports.wordings import clean_choice, clean_wording
from sopgap.survey.exports.words import any_of, fold

NOTHING_TICKED = "none"  # as survey folders write it
NUMBERED = re.compile(r"(?P<stem>.*[A-Za-z]\w*?)[_.](?P<place>\d+)")  # Q2_1, tools.3
Set = Mapping[str, Any]


def declared_sets(sets: Mapping[str, Set], variables: Sequence[str]) -> dict[str, Set]:
    """Return the sets of a file whose variables are all there, none of them in two sets.

    Parameters
    ----------
    sets : mapping
        By name, as the file holds them.
    variables : sequence of str
    """
    found: dict[str, Set] = {}
    taken: set[str] = set()
    for key, one in sets.items():
        names = list(one.get("variable_list") or ())
        if len(names) > 1 and set(names) <= set(variables) and not taken & set(names):
            found[key.removeprefix("$")] = one
            taken |= set(names)
    return found


def told_sets(values: pd.DataFrame, meta: Meta, taken: Collection[str]) -> dict[str, Set]:
    """Return the sets that a file does not declare, as survey platforms write them.

    Neighbours of one stem (Q2_1, Q2_2, ...) whose only answer is the label of a choice of their
    own, or which all say "selected" or not. What says yes or no stays a question a variable.

    Parameters
    ----------
    values : DataFrame
    meta : Meta
    taken : collection of str
        Variables of declared sets.
    """
    free = [name for name in values.columns if name not in taken and meta.labels.get(name)]
    places = {name: NUMBERED.fullmatch(name) for name in free}
    sets: dict[str, Set] = {}
    for stem, group in groupby(
        values.columns, key=lambda name: m["stem"] if (m := places.get(name)) else ""
    ):
        names = list(group)
        if not stem or len(names) < 2 or stem in values.columns:
            continue
        codes = [codes_of(values[name], name, meta) for name in names]
        labels = [_own_label(c) for c in codes]
        ticked = {_selected(c) for c in codes}
        if all(labels) and len(set(labels)) == len(labels):
            counted = [next(iter(c.labels)) for c in codes]
            sets[stem] = _set(names, counted, labels, meta)
        elif len(ticked) == 1 and (code := ticked.pop()):
            sets[stem] = _set(names, [code] * len(names), [], meta)
    return sets


def _own_label(codes: Codes) -> str:
    """Return the label of a variable that has a single one and no other answer."""
    return next(iter(codes.labels.values())) if len(codes.choices) == len(codes.labels) == 1 else ""


def _selected(codes: Codes) -> str:
    """Return the code that says "selected", of a variable that says that or "not selected"."""
    said = {code: fold(label) for code, label in codes.labels.items()}
    known = set(said.values()) <= any_of("selected") | any_of("not_selected")
    ticks = [code for code, label in said.items() if label in any_of("selected")]
    return ticks[0] if known and len(ticks) == 1 and len(codes.choices) <= 2 else ""


def _set(names: list[str], counted: list[str], labels: list[str], meta: Meta) -> Set:
    wordings = [clean_wording(meta.wordings.get(name) or "") for name in names]
    # "Which tools? - Can" and "Which tools? - Cap": the question ends at the mark, not at "Ca".
    question = _stem(_shared(wordings))
    parts = [w[len(question) :].strip(" -:") for w in wordings]
    return {
        "is_dichotomy": True,
        "variable_list": names,
        "counted": counted,
        "labels": labels or [part or name for part, name in zip(parts, names, strict=True)],
        "label": re.sub(r"\s*-?\s*Selected Choice$", "", question.strip(" -:")),
        "told": True,
    }


def _shared(texts: Sequence[str]) -> str:
    low, high = min(texts), max(texts)  # what these two share, those between them share too
    pairs = zip(low, high, strict=False)
    return low[: next((i for i, (a, b) in enumerate(pairs) if a != b), len(low))]


def _stem(shared: str) -> str:
    ends = [m.end() for m in re.finditer(r"[-:?!.](?=\s|$)", shared)]
    return shared[: ends[-1]] if ends else shared


def multi_of(key: str, found: Set, values: pd.DataFrame, meta: Meta, notes: list[str]) -> Field:
    """Return one multi-select of a set: a variable a choice, or choices over the variables.

    Parameters
    ----------
    key : str
        The name of the set.
    found : mapping
    values : DataFrame
    meta : Meta
    notes : list of str
        Takes what was put together.
    """
    names = list(found["variable_list"])
    read = {name: codes_of(values[name], name, meta) for name in names}
    valid = {name: ~c.coded.isin(["", *c.missing]) for name, c in read.items()}
    if found.get("is_dichotomy"):
        ticks = _dichotomies(found, names, read, valid, meta)
    else:
        ticks = _categories(names, read, valid)
    seen = pd.concat(list(valid.values()), axis=1).any(axis=1)
    choices = tuple(dict.fromkeys(label for label, _ in ticks))
    joined = join_ticks(ticks) if ticks else pd.Series("", index=values.index, dtype="str")
    if found.get("is_dichotomy") and NOTHING_TICKED not in choices:
        joined = joined.mask((joined == "") & seen, NOTHING_TICKED)
    how = ", which the file does not declare; their labels tell it" if found.get("told") else ""
    notes.append(f"{key}: one multi-select of {', '.join(names)}{how}")
    wording = clean_wording(str(found.get("label") or "")) or key
    return Field(key, wording, joined, kind="multi", choices=choices)


def _dichotomies(
    found: Set,
    names: Sequence[str],
    read: Mapping[str, Codes],
    valid: Mapping[str, pd.Series],
    meta: Meta,
) -> list[tuple[str, pd.Series]]:
    counted = str(found.get("counted_value") or "1").strip()
    codes = found.get("counted") or [counted] * len(names)
    labels = found.get("labels") or [
        clean_wording(meta.wordings.get(name) or "") or name for name in names
    ]
    return [
        (clean_choice(label), valid[name] & (read[name].coded == code))
        for name, label, code in zip(names, labels, codes, strict=True)
    ]


def _categories(
    names: Sequence[str], read: Mapping[str, Codes], valid: Mapping[str, pd.Series]
) -> list[tuple[str, pd.Series]]:
    listed = dict(chain.from_iterable(c.choices.items() for c in read.values()))
    missing = set(chain.from_iterable(c.missing for c in read.values()))
    return [
        (
            label,
            pd.concat([valid[n] & (read[n].coded == code) for n in names], axis=1).any(axis=1),
        )
        for code, label in listed.items()
        if code not in missing
    ]
