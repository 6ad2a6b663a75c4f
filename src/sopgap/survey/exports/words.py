"""The words by which columns, rows and choices are recognised: data of the package."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from sopgap.text import normalise


def fold(text: str) -> str:
    r"""Return a header or cell as it is compared: folded white space and quotes, no case or mark.

    Examples
    --------
    >>> fold("  E-Mail\u00a0Address: ")
    'e-mail address'
    """
    return normalise(text).casefold().strip(" :?*.")


@cache
def columns_of(platform: str) -> dict[str, tuple[str, str]]:
    """Return the platform's own columns: folded name to use and reason."""
    rows = csv.DictReader(_lines("export_columns.csv"))
    return {
        row["column"]: (row["use"], row["reason"]) for row in rows if row["platform"] == platform
    }


@cache
def words(name: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the rows of one list: the folded words, and what they are used for, in order."""
    rows = csv.DictReader(_lines("export_words.csv"))
    return tuple(
        (tuple(fold(word) for word in row["words"].split("|")), row["use"])
        for row in rows
        if row["list"] == name
    )


@cache
def any_of(name: str) -> frozenset[str]:
    """Return all words of one list.

    Examples
    --------
    >>> "weiß nicht".casefold() in any_of("dont_know")
    True
    """
    return frozenset(word for row, _ in words(name) for word in row)


def private(header: str) -> str:
    """Return why a column of a plain table may identify a person, "" where it does not seem to.

    Examples
    --------
    >>> private("E-mail address"), private("How do you get mail?")
    ('mail address', '')
    """
    return next((use for row, use in words("private") if fold(header) in row), "")


def _lines(name: str) -> list[str]:
    file = resources.files("sopgap") / "data" / name
    return file.read_text(encoding="utf-8").splitlines()
