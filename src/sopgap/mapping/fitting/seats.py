"""Where a duty places a position: for rows of the matrix that are roles.

"Cashiers report to the Center Director" is written of cashiers, whom the actors' list may still
count with the port; what seats them is the side that the sentence names beside them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sopgap import vocabulary as words
from sopgap.mapping.fitting.lexicon import bases
from sopgap.tables.rows import list_rows

ARTICLE = re.compile(r"^(?:the|an?|each|every|any|our|this|that|all) ", re.IGNORECASE)
SIDES = (words.CENTER, words.PORT)


def read_sides(duties: pd.DataFrame) -> dict[tuple[str, ...], str]:
    """Learn from the duties which words name which side.

    Parameters
    ----------
    duties : table `duties`

    Returns
    -------
    dict of tuple of str to str
        Stems of the words for who acts, and their unit; words of both sides are left out.
    """
    units: dict[tuple[str, ...], set[str]] = {}
    for duty in list_rows(duties[duties["unit"].isin(SIDES)]):
        for who in (duty["actor_text"], duty["actor"]):
            stems = bases(ARTICLE.sub("", who))
            if stems:
                units.setdefault(stems, set()).add(duty["unit"])
    return {stems: next(iter(found)) for stems, found in units.items() if len(found) == 1}


def seat_of(duty: dict[str, Any], row: dict[str, Any], sides: dict[tuple[str, ...], str]) -> str:
    """Return the side on which a duty places a position; its own unit where none is named.

    Parameters
    ----------
    duty : dict
        A row of `duties`.
    row : dict
        The row of `responsibilities`, of kind role.
    sides : dict
        From `read_sides`.

    Examples
    --------
    >>> sides = {("center", "director"): "center", ("cashier",): "port"}
    >>> duty = {"text": "Cashiers report to the Center Director.", "unit": "port"}
    >>> seat_of(duty, {"object": "", "name": "Cashiers"}, sides)
    'center'
    """
    position = set(bases(row["object"] or row["name"]))
    said = bases(duty["text"])
    others = {stems: unit for stems, unit in sides.items() if not position & set(stems)}
    named = _named_in(said, others)
    return named.pop() if len(named) == 1 else duty["unit"]


def side_named(text: str, sides: Mapping[tuple[str, ...], str]) -> str:
    """Return the side of which words speak; blank where they name neither, or both.

    Examples
    --------
    >>> side_named("an inspection of the port", {("port", "director"): "port"})
    'port'
    """
    known = {bases(side): side for side in SIDES} | dict(sides)
    named = _named_in(bases(text), known)
    return named.pop() if len(named) == 1 else ""


def _named_in(said: tuple[str, ...], sides: Mapping[tuple[str, ...], str]) -> set[str]:
    """Return the sides named; of "port director", "director" alone names nobody."""
    found = [stems for stems in sides if _stands_in(stems, said)]
    whole = [a for a in found if not any(a != b and _stands_in(a, b) for b in found)]
    return {sides[stems] for stems in whole}


def _stands_in(stems: tuple[str, ...], said: tuple[str, ...]) -> bool:
    n = len(stems)
    return any(said[i : i + n] == stems for i in range(len(said) - n + 1))
