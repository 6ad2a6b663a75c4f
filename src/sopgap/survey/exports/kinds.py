"""Guess the kind of a question from its answers, where neither platform nor map says it."""

from __future__ import annotations

import pandas as pd

from sopgap.survey.exports.ticks import find_choices, split_joined

SEPARATORS = ("|", ";", ", ", "\n", ",")
MAX_CHOICES = 40  # different answers of what may be a closed question
MAX_COMBINATIONS = 20_000  # different cells; more is free text, and the search would be long
MAX_CHOICE = 120  # characters of a choice
CODES = r"\d{1,4}(?:,\d{1,4})+"  # ticks as numbers: "1,4,7"
NUMBER = r"[-+]?\d{1,9}(?:[.,]\d+)?"
NUMBERS = "taken as closed, its answers are numbers"


def guess_kind(values: pd.Series) -> tuple[str, str, str]:
    """Return the kind, the separator of joined ticks ("" where there is none), and what to say.

    Parameters
    ----------
    values : Series of str
        Blank is "".

    Examples
    --------
    >>> guess_kind(pd.Series(["Law;Maps", "Maps", "Law", "Law;Maps"]))
    ('multi', ';', "taken as multi-select, cut at ';'")
    >>> guess_kind(pd.Series(["North", "South", "North", ""]))
    ('single', '', 'taken as single choice')
    """
    counts = values[values != ""].value_counts(sort=False)
    if counts.empty:
        return "open", "", "taken as open, since nobody answered"
    if _are_codes(counts):
        return "multi", ",", "taken as multi-select of numbers, cut at ','"
    if counts.index.str.fullmatch(NUMBER).all():
        return "single", "", NUMBERS
    separator = joined_by(counts)
    if separator:
        return "multi", separator, f"taken as multi-select, cut at {separator!r}"
    if _are_few(counts) and not _spoken(counts):
        return "single", "", "taken as single choice"
    return "open", "", "taken as open"


def joined_by(counts: pd.Series) -> str:
    """Return what joins several ticks in one cell, or "" where the cells are no such lists.

    Parameters
    ----------
    counts : Series of int
        How often each different cell stands, by the cell.
    """
    return next((mark for mark in SEPARATORS if _looks_multi(counts, mark)), "")


def _are_few(counts: pd.Series) -> bool:
    n, different = int(counts.sum()), len(counts)
    few = different <= MAX_CHOICES and (2 * different <= n or (different < n <= 12))
    return few and int(counts.index.str.len().max()) <= MAX_CHOICE


def _are_codes(counts: pd.Series) -> bool:
    """Tell "1,4" of a multi-select, whose codes rise, from a decimal comma."""
    cells = counts.index
    joined = cells[cells.str.fullmatch(CODES)]
    if joined.empty or not cells.str.fullmatch(rf"{CODES}|\d{{1,4}}").all():
        return False
    parts = [list(map(int, cell.split(","))) for cell in joined]
    return all(p == sorted(set(p)) for p in parts)


def _spoken(counts: pd.Series) -> bool:
    """Tell whether the answers are mostly sentences that happen to repeat, as "n/a" does."""
    single = counts[counts == 1]
    return len(single) > 4 and len(single) > len(counts) / 2


def _looks_multi(counts: pd.Series, separator: str) -> bool:
    joined = counts.index.str.contains(separator, regex=False)
    if not joined.any() or joined.all() or len(counts) > MAX_COMBINATIONS:
        return False
    choices = find_choices(pd.Series(counts.index, dtype="str"), separator)
    if not 2 <= len(choices) <= MAX_CHOICES or sum(map(len, choices)) > 60 * len(choices):
        return False
    cut = split_joined(pd.Series(counts.index, dtype="str"), choices, separator).str.split("|")
    together = {tick for ticks in cut if len(ticks) > 1 for tick in ticks}
    alone = {ticks[0] for ticks in cut if len(ticks) == 1}
    # Choices are ticked alone and with others, and again and again; words of a sentence are not.
    ticks = int((cut.str.len().to_numpy() * counts.to_numpy()).sum())
    return len(alone & together) * 2 >= len(alone) > 0 and ticks >= 2 * len(choices)
