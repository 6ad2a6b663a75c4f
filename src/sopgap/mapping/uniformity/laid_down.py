"""What a duty and its section lay down of a practice: time, frequency, steps, system, record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from sopgap.mapping.deciding.cells import is_named
from sopgap.mapping.fitting.lexicon import base, is_known_act
from sopgap.mapping.fitting.slots import LEAST_STEPS, NOBODY, PART, Sections, is_definite
from sopgap.mapping.ownership.held import by_sentence
from sopgap.mapping.ownership.people import name_of, name_words
from sopgap.tables import split
from sopgap.text import data_lines, data_rows, normalise, tokens

LEAST_OFTEN = re.compile(r"^(?:at least|no less than|not less than|normally|usually) ")

Duty = dict[str, Any]


def lay_down(duty: Duty, sections: Sections) -> dict[str, list[str]]:
    """Return what a duty lays down of each attribute; an empty list where it is silent.

    Times are those of the duty's own sentence, or of one of the same actor, or of nobody, in the
    same paragraph: elsewhere in the section they bind to other acts. System, record and steps may
    stand anywhere in the section, in a sentence that binds nobody else.

    Parameters
    ----------
    duty : dict
        A row of `duties` with `slots`.
    sections : Sections

    Returns
    -------
    dict of str to list of str
        By attribute: owner, unit, deadline, frequency, steps, system, record.
    """
    beside = sections.duties.get(sections.keys.get(duty["duty_id"], ()), ())
    fellows = [other for other in beside if not _binds_another(other, duty)]
    near = [other for other in fellows if _is_beside(other, duty)]
    deadline, frequency = _first(_times(one) for one in [duty, *near]) or ("", "")
    named = is_named(duty) or duty["unit"] in ("agency", "unknown")
    slots = duty["slots"]
    return {
        "owner": name_of(duty).split(" / ") if named and name_of(duty) else [],
        "unit": [duty["unit"]] if duty["unit"] != "none" else [],
        "deadline": [deadline] if deadline else [],
        "frequency": [frequency] if frequency else [],
        "steps": _steps(duty, fellows) if "steps" in slots else [],
        "system": _first(split(one["system"]) for one in [duty, *fellows]) or [],
        "record": _records([duty, *fellows]),
    }


def normal_frequency(words: str) -> str:
    """Return how often, in the normal form of `data/due_frequencies.csv`; blank for what is none.

    Examples
    --------
    >>> normal_frequency("at least once a month"), normal_frequency("two days a week")
    ('monthly', '')
    """
    said = LEAST_OFTEN.sub("", normalise(words).lower())
    return next((due for pattern, due in _frequencies() if pattern.fullmatch(said)), "")


def _times(duty: Duty) -> tuple[str, str] | None:
    """Return by when and how often a duty is to be done; None where it binds to no time."""
    due, said = duty.get("due") or duty["deadline"], duty["frequency"]
    # "By the 5th of each month" says both; "monthly" and "two days a week" only how often.
    only_often = bool(said) and duty["deadline"] in ("", said)
    often = normal_frequency(said or due) or (said and (due if only_often else said))
    by_when = "" if only_often or due == often or not is_definite(due) else due
    return (by_when, often) if by_when or often else None


def _steps(duty: Duty, fellows: list[Duty]) -> list[str]:
    """Return the acts of the list beneath the duty, else those of its own sentence, in order."""
    listed = [
        one
        for one in fellows
        if one["via"] == "imperative" and one["modality"] == "obligation" and one["action"]
    ]
    if len({one["text"] for one in listed}) >= LEAST_STEPS:
        return [one["action"] for one in listed]
    sentence = by_sentence(duty["duty_id"])
    own = [one for one in fellows if by_sentence(one["duty_id"]) == sentence and one["action"]]
    series = list_series(duty["text"], duty["action"])
    if len(series) > max(len(own), LEAST_STEPS):
        return series
    return [one["action"] for one in own] if len(own) >= LEAST_STEPS else []


def list_series(text: str, action: str = "") -> list[str]:
    """Return the acts of a sentence that tells them one after the other, the duty's own first.

    Examples
    --------
    >>> list_series("The clerk opens the case, checks the sum and closes the file.", "open")
    ['open', 'check', 'close']
    """
    pieces = [tokens(piece) for piece in PART.split(normalise(text).lower())]
    heads = [piece[0] for piece in pieces if len(piece) > 1 and _is_act(piece[0])]
    return list(dict.fromkeys([action] * bool(action) + [_plain(head) for head in heads]))


def _is_act(word: str) -> bool:
    return word.endswith("s") and is_known_act(base(word))


def _plain(verb: str) -> str:
    """Return the plain form of a verb's third person: verifies, closes -> verify, close."""
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    return verb[:-2] if verb.endswith(("shes", "ches", "sses", "xes", "zzes")) else verb[:-1]


def _records(duties: list[Duty]) -> list[str]:
    """Return the first record that is one by its words; of a table's cell all words are."""
    for duty in duties:
        said = split(duty["record"])
        if said and (duty["via"] == "table" or _nouns() & set(name_words(duty["record"]))):
            return said
    return []


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value), None)


def _is_beside(other: Duty, duty: Duty) -> bool:
    """Say whether another duty of the paragraph binds the same actor, or nobody by name."""
    same = other["unit"] == "none" or (other["actor"] and other["actor"] == duty["actor"])
    return bool(same) and other["paragraph_id"] == duty["paragraph_id"]


def _binds_another(other: Duty, duty: Duty) -> bool:
    return other["unit"] not in NOBODY | {duty["unit"], "joint"} and duty["unit"] != "joint"


@cache
def _nouns() -> frozenset[str]:
    return frozenset(word for line in data_lines("record_nouns.txt") for word in line.split())


@cache
def _frequencies() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = data_rows("due_frequencies.csv")
    return tuple((re.compile(row["pattern"]), row["due"]) for row in rows)
