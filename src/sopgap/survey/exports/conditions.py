"""Conditions on who was asked a question: read and written as `asked_if` holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from sopgap.survey.exports.export import Field
from sopgap.survey.questionnaire import Condition, parse_questions

CONTRADICTED = 0.1  # share of the answers by people who were not asked, above which none holds


def read_conditions(text: str, names: Collection[str] = ()) -> tuple[Condition, ...]:
    """Take `asked_if` apart as `read_survey` will.

    Parameters
    ----------
    text : str
    names : collection of str, optional
        Questions that there are. A name that itself holds `&` is known by them.

    Returns
    -------
    tuple of (str, tuple of str)
        Each a question and choices of which one had to be given; empty where it is not like
        q3=Yes.

    Examples
    --------
    >>> read_conditions("q3=Yes|Often & q1=No")
    (('q3', ('Yes', 'Often')), ('q1', ('No',)))
    >>> read_conditions("R&D=Yes", ["R&D"])
    (('R&D', ('Yes',)),)
    """
    row = {"question_id": "", "kind": "", "choices": "", "dont_know": "", "asked_if": text}
    conditions = parse_questions(pd.DataFrame([row]))[0].asked_if
    name, equals, choice = (part.strip() for part in text.partition("="))
    if "&" in name and name in names and equals and choice:
        return ((name, (choice,)),)
    return conditions


def write_conditions(conditions: Iterable[Condition]) -> str:
    """Write conditions so that `read_conditions` gives the same; "" where that cannot be.

    Examples
    --------
    >>> write_conditions([("q3", ("Yes", "Often")), ("q1", ("R&D",))])
    'q3=Yes|Often & q1=R&D'
    >>> write_conditions([("q3", ("this & that = all",))])
    ''
    """
    held = tuple(conditions)
    text = " & ".join(f"{name}={'|'.join(choices)}" for name, choices in held)
    return text if read_conditions(text) == held else ""


def is_contradicted(
    field: Field, conditions: Iterable[Condition], by_name: dict[str, Field]
) -> int:
    """Return how many answered who do not meet the conditions, or 0 where these are few."""
    met = pd.Series(True, index=field.values.index)
    for name, choices in conditions:
        ticked = by_name[name].values.str.split("|")
        met &= ticked.map(lambda ticks, wanted=frozenset(choices): not wanted.isdisjoint(ticks))
    given = ~field.values.isin(["", "none"])
    against = int((given & ~met).sum())
    return against if against > CONTRADICTED * given.sum() else 0
