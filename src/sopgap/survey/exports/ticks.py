"""Multi-selects: one column a choice, or several choices in one cell, become ticks by `|`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

MAX_ATOMS = 60  # choices of one multi-select; more is free text
MAX_ATOM = 150  # characters of a choice that is found, not known


def join_ticks(ticked: Sequence[tuple[str, pd.Series]]) -> pd.Series:
    """Join the columns of a multi-select: one text column, the labels of the ticks by `|`.

    Parameters
    ----------
    ticked : sequence of (label, Series of bool)
        In the order of the choices; all of the same index.

    Examples
    --------
    >>> join_ticks([("can", pd.Series([True, False])), ("cloth", pd.Series([True, True]))]).tolist()
    ['can|cloth', 'cloth']
    """
    index = ticked[0][1].index
    joined = np.full(len(index), "", dtype=object)
    for label, column in ticked:
        joined = joined + np.where(column.to_numpy(dtype=bool), f"|{label}", "").astype(object)
    return pd.Series(joined, index=index, dtype="str").str.removeprefix("|")


def split_joined(values: pd.Series, choices: Sequence[str], separator: str) -> pd.Series:
    """Cut cells like "a, b" by the known choices, which may hold the separator themselves.

    The longest choice that fits is taken first; what is none of them stays a tick of its own
    ("other, please specify" typed into the same cell).

    Parameters
    ----------
    values : Series of str
    choices : sequence of str
    separator : str
        As in the cells, such as `", "` or `";"`; a last one without anything behind is allowed.

    Examples
    --------
    >>> cells = pd.Series(["Rules, written, a map;", "a map"])
    >>> split_joined(pd.Series(["Rules, written, a map"]), ["a map", "Rules, written"], ", ")[0]
    'Rules, written|a map'
    """
    longest = sorted((c for c in choices if separator.strip() in c), key=len, reverse=True)
    codes, cells = pd.factorize(values)
    cut = ["|".join(_cut(str(cell), longest, separator)) for cell in cells]
    return pd.Series(np.array([*cut, ""], dtype=object)[codes], index=values.index, dtype="str")


def _cut(cell: str, longest: Sequence[str], separator: str) -> list[str]:
    ticks: list[str] = []
    mark = separator.strip() or separator
    rest = cell.strip()
    while rest:
        choice = next((c for c in longest if _begins(rest, c, mark)), None)
        if choice is None:
            choice = _first(rest, separator)
        tick = choice.strip().replace("|", "/")
        rest = rest[len(choice) :].lstrip().removeprefix(mark).strip()
        if tick and tick not in ticks:
            ticks.append(tick)
    return ticks


def _begins(rest: str, choice: str, mark: str) -> bool:
    behind = rest[len(choice) :].lstrip()
    return rest.startswith(choice) and (not behind or behind.startswith(mark))


def _first(rest: str, separator: str) -> str:
    mark = separator.strip()
    if separator == ",":
        return _parts(rest, separator)[0]
    at = rest.find(separator)
    if at < 0 and rest.endswith(mark):
        at = len(rest) - len(mark)
    if at == 0:  # an empty part
        return mark if rest.startswith(separator) and not mark else ""
    return rest if at < 0 else rest[:at]


def find_choices(values: pd.Series, separator: str) -> tuple[str, ...]:
    """Find the choices that explain all cells of a multi-select, in the order they are first seen.

    A cell is cut at the separator; parts with an open bracket and its end, and parts in lower case
    that never begin a cell, are put together again. This is a guess, and `tidy` says so.

    Parameters
    ----------
    values : Series of str
        Blank cells do not matter.
    separator : str

    Returns
    -------
    tuple of str
        Empty where the cells do not look like choices: too many different parts, or too long ones.

    Examples
    --------
    >>> cells = pd.Series(["Law, old and new, Maps", "Maps", "Law, old and new", "Maps, Tools"])
    >>> find_choices(cells, ", ")
    ('Law, old and new', 'Maps', 'Tools')
    """
    counts = values[values != ""].value_counts(sort=False)
    lines = [([p.strip() for p in _parts(cell, separator)], n) for cell, n in counts.items()]
    lines = [([p.removesuffix(separator.strip()) for p in parts if p], n) for parts, n in lines]
    while pair := _inseparable(lines):
        lines = [(_merge(parts, pair, separator), n) for parts, n in lines]
    seen: Counter[str] = Counter()
    for parts, n in lines:
        for part in dict.fromkeys(parts):
            seen[part] += n
    if not seen or len(seen) > MAX_ATOMS or max(map(len, seen)) > MAX_ATOM:
        return ()
    return tuple(seen)


def _parts(cell: str, separator: str) -> list[str]:
    """Cut a cell; where a bare comma joins, one with a space behind it belongs to the words."""
    return re.split(r",(?=\S)", cell) if separator == "," else cell.split(separator)


def _inseparable(lines: Iterable[tuple[list[str], int]]) -> tuple[str, str] | None:
    """Return the first pair of neighbours that are parts of one choice."""
    single: Counter[str] = Counter()
    first: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for parts, n in lines:
        first.update(parts[:1])
        for part in parts:
            single[part] += n
        for pair in pairwise(parts):
            together[pair] += n
    if len(single) > 20 * MAX_ATOMS:
        return None  # free text: nothing to be found, and the search would be long
    for left, right in together:
        if left.count("(") > left.count(")") and right.count(")") > right.count("("):
            return left, right
        # "Yes, always": where choices begin with capitals, what never begins a cell goes on.
        if left[:1].isupper() and right[:1].islower() and not first[right]:
            return left, right
    return None


def _merge(parts: list[str], pair: tuple[str, str], separator: str) -> list[str]:
    merged: list[str] = []
    for part in parts:
        if merged and (merged[-1], part) == pair:
            merged[-1] = f"{merged[-1]}{separator}{part}"
        else:
            merged.append(part)
    return merged
