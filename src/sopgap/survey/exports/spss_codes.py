"""Codes of an SPSS variable: their labels, and which of them are declared as missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from sopgap.survey.exports.wordings import clean_choice
from sopgap.survey.exports.words import any_of, fold
from sopgap.text import data_rows

MEANINGS = ("dont_know", "not_asked", "skipped")  # a label that says two things means the first


@dataclass(frozen=True, eq=False)
class Meta:
    """What an SPSS file says of its variables, by name.

    Attributes
    ----------
    wordings, formats, measures : mapping
        Label, print format ("F8.2") and level of measurement.
    labels : mapping
        Pairs of code and value label.
    missing : mapping
        Ranges of codes declared as missing, each with `lo` and `hi`.
    sets : mapping
        Multiple response sets by their own names.
    """

    wordings: Mapping[str, str | None]
    formats: Mapping[str, str]
    measures: Mapping[str, str]
    labels: Mapping[str, Sequence[tuple[Any, str]]]
    missing: Mapping[str, Sequence[Mapping[str, Any]]]
    sets: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, eq=False)
class Codes:
    """One variable.

    Attributes
    ----------
    coded, texts : Series of str
        The codes, and the labels in their place; system-missing is "".
    labels : mapping
        Code to label, of the codes that have one and are no missing codes.
    choices : mapping
        The same and every other valid code that was given, in the order of the codes; a code
        without a label is its own.
    missing : mapping
        The declared missing codes that were given or have a label, to the label or "".
    """

    coded: pd.Series
    texts: pd.Series
    labels: Mapping[str, str]
    choices: Mapping[str, str]
    missing: Mapping[str, str]


def codes_of(values: pd.Series, name: str, meta: Meta) -> Codes:
    """Return the codes of a variable with their labels.

    Parameters
    ----------
    values : Series
        Numbers or texts as they lie in the file, user-missing codes kept.
    name : str
    meta : Meta
    """
    listed = {as_text(code): clean_choice(str(label)) for code, label in meta.labels.get(name, ())}
    listed = _apart({code: label or code for code, label in listed.items() if code})
    coded = _coded(values)
    given = [code for code in pd.unique(coded) if code]
    ranges = meta.missing.get(name, ())
    known = sorted(dict.fromkeys([*listed, *given]), key=_order)
    missing = {code: listed.get(code, "") for code in known if _is_missing(code, ranges)}
    labels = {code: label for code, label in listed.items() if code not in missing}
    choices = {code: listed.get(code, code) for code in known if code not in missing}
    texts = coded.map({"": "", **{code: listed.get(code, code) for code in given}}).astype("str")
    return Codes(coded, texts, labels, choices, missing)


def as_text(value: object) -> str:
    """Write a code: a whole number without its point, a text without the blanks at its end.

    Examples
    --------
    >>> as_text(1.0), as_text(-1000.3), as_text("a  "), as_text(float("nan"))
    ('1', '-1000.3', 'a', '')
    """
    if isinstance(value, int | float):
        return "" if value != value else f"{value:.15g}"
    return str(value).replace("\0", "").strip()


def missing_meaning(label: str) -> str:
    """Return what a missing code's label says: dont_know, not_asked, skipped or "".

    Examples
    --------
    >>> missing_meaning("Don't know"), missing_meaning("INAP (code 2 in Q5)")
    ('dont_know', 'not_asked')
    >>> missing_meaning("Refused to answer"), missing_meaning("Other region")
    ('skipped', '')
    """
    folded = fold(label)
    if folded in any_of("dont_know"):
        return "dont_know"
    return next((m for m in MEANINGS if _patterns()[m].search(folded)), "")


def _coded(values: pd.Series) -> pd.Series:
    """Each different value is written once: files may hold millions of cells."""
    places, different = pd.factorize(values)
    written = pd.Series([*(as_text(v) for v in different), ""], dtype="str")
    return pd.Series(written.to_numpy()[places], index=values.index, dtype="str")


def _apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels that stand once: a second code of the same label carries its code."""
    said = list(labels.values())
    first = {label: code for code, label in reversed(list(labels.items()))}
    return {
        code: label if said.count(label) == 1 or first[label] == code else f"{label} ({code})"
        for code, label in labels.items()
    }


def _order(code: str) -> tuple[int, float, str]:
    try:
        return 0, float(code), code
    except ValueError:
        return 1, 0.0, code


def _is_missing(code: str, ranges: Sequence[Mapping[str, Any]]) -> bool:
    for declared in ranges:
        low, high = declared["lo"], declared["hi"]
        if isinstance(low, str) or isinstance(high, str):
            if as_text(low) <= code <= as_text(high):
                return True
        elif _order(code)[0] == 0 and low <= float(code) <= high:
            return True
    return False


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    said: dict[str, list[str]] = {meaning: [] for meaning in MEANINGS}
    said["dont_know"] += [word for word in any_of("dont_know") if len(word) > 4]
    for row in data_rows("spss_missing.csv"):
        said[row["meaning"]].append(fold(row["words"]))
    return {
        meaning: re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(found))) + r")(?!\w)")
        for meaning, found in said.items()
    }
