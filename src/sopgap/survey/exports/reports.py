"""Say in few lines what an import did: what was read, what to look at first, what was dropped."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache

from sopgap.survey.exports.words import columns_of, fold
from sopgap.text import data_rows

SHOWN = 3  # columns of the platform that are named
NAMED = 6  # columns that were guessed alike and are named
LONGEST = 240  # letters of a note
FINISHED = {"all-yes": "everybody, no column says", "all-no": "nobody, as the map says"}
USES = (("center", "Center"), ("position", "position"), ("complete", "finished"),
        ("date", "day"), ("weight", "weight"))  # fmt: skip
# Guesses of what the first line of columns says already.
SAID = ("position: no column", "date: no column", "complete: ")
# What would change figures most stands first.
ORDER = ("center:", "position:", "date:", "taken as multi-select", "'", '"', "taken as closed",
         "taken as single", "taken as open")  # fmt: skip
KINDS = {"single": "single", "scale": "scale", "multi": "multi-select", "open": "open"}


def kinds_line(kinds: Iterable[str]) -> str:
    """Return how many questions there are of each kind.

    Examples
    --------
    >>> kinds_line(["single", "open", "single", "multi"])
    '2 single, 1 multi-select, 1 open'
    """
    listed = list(kinds)
    return ", ".join(
        f"{listed.count(kind):,} {name}" for kind, name in KINDS.items() if kind in listed
    )


def columns_line(columns: Mapping[str, str]) -> str:
    """Return which column is the Center, the position and so on.

    Examples
    --------
    >>> columns_line({"center": "Q1", "complete": "all-yes"})
    'Center: Q1; position: none; finished: everybody, no column says; day: none'
    """
    parts = []
    for use, name in USES:
        column = columns.get(use, "")
        if use == "weight" and not column:
            continue
        shown = FINISHED.get(column, _short(column)) if use == "complete" else _short(column)
        parts.append(f"{name}: {shown or 'none'}")
    return "; ".join(parts)


def dropped_lines(platform: str, dropped: Iterable[tuple[str, str]]) -> list[str]:
    """Return a line for the platform's own columns together, and one for each further reason.

    Examples
    --------
    >>> dropped_lines("csv", [("E-mail", "mail address")])
    ['dropped (mail address): E-mail']
    """
    own: list[str] = []
    why: dict[str, list[str]] = {}
    for column, reason in dropped:
        if _own(platform)(column):
            own.append(column)
        else:
            why.setdefault(reason, []).append(column)
    lines = [f"dropped ({reason}): {', '.join(names)}" for reason, names in why.items()]
    if own:
        more = f" and {len(own) - SHOWN} more" if len(own) > SHOWN else ""
        columns = "column" if len(own) == 1 else "columns"
        lines.append(
            f"dropped: {len(own)} {columns} of the platform's own: {', '.join(own[:SHOWN])}{more}"
        )
    return lines


def guess_sentences(guessed: Mapping[str, list[str]], spent: Container[str]) -> list[str]:
    """Return a sentence for each thing that was guessed, with the columns of which it was.

    Parameters
    ----------
    guessed : mapping
        What was guessed to names of columns.
    spent : container of str
        The Center's column and the like: they are no questions, and are not named.

    Examples
    --------
    >>> guess_sentences({"taken as open": ["Why?", "Office"]}, {"Office"})
    ['taken as open: Why?']
    """
    said = []
    for what, columns in guessed.items():
        named = [_short(column) for column in columns if column not in spent]
        more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
        if named:
            said.append(f"{what}: {', '.join(named[:NAMED])}{more}")
    return said


def guess_lines(guesses: Iterable[str]) -> list[str]:
    """Return the guesses that a person should look at, those that change figures most first.

    Examples
    --------
    >>> guess_lines(["taken as open: q2", "position: no column looks like it; left blank",
    ...              "taken as multi-select, cut at ';': q1"])
    ["guessed: taken as multi-select, cut at ';': q1", 'guessed: taken as open: q2']
    """
    told = [said for said in guesses if not said.startswith(SAID)]
    return [f"guessed: {_cut(said)}" for said in sorted(told, key=_place)]


def note_lines(notes: Iterable[str]) -> list[str]:
    """Return the notes, long ones cut short.

    Examples
    --------
    >>> note_lines(["read as UTF-16"])
    ['note: read as UTF-16']
    """
    return [f"note: {_cut(said)}" for said in notes]


def _place(said: str) -> int:
    return next((at for at, begin in enumerate(ORDER) if said.startswith(begin)), -1)


def _cut(said: str) -> str:
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _short(column: str) -> str:
    return column if len(column) <= 40 else f"{column[:39]}…"


@cache
def _own(platform: str) -> Callable[[str], bool]:
    """Return how to tell a column that every export of the platform has."""
    names = set(columns_of(platform))
    if platform in ("limesurvey", "alchemer"):
        names |= {fold(row["column"]) for row in data_rows(f"{platform}_columns.csv")}
    return lambda column: fold(column) in names
