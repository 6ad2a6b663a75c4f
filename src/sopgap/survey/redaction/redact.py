"""Redact comments: replace what names a person, a case, a place or a company, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

import pandas as pd

from sopgap.survey.redaction.folding import fold
from sopgap.survey.redaction.names import find_names
from sopgap.survey.redaction.roster import Roster, index_roster
from sopgap.survey.redaction.rows import Row, redaction_rows
from sopgap.survey.redaction.screen import screen
from sopgap.survey.redaction.words import (
    cues,
    given_names,
    is_odd,
    is_ordinary,
    is_sure_name,
    proper_of,
    proper_words,
)

KINDS = ("phone", "mail", "id", "name", "place", "link", "date", "company")
FIRST_MARK = 0xE000  # private use: what is taken is overwritten by these, length for length
STAY = chr(FIRST_MARK + len(KINDS))
MARKS = {kind: chr(FIRST_MARK + i) for i, kind in enumerate(KINDS)} | {"stay": STAY}
KIND_OF = {MARKS[kind]: kind for kind in KINDS}
NAME_MARK = MARKS["name"]
TAKEN = re.compile("|".join(f"{mark}+" for mark in MARKS.values()))
LETTERS = re.compile(r"[a-z]{3,}")
REST = "+"  # kind of the rows that go on what stands before them
TAG = re.compile(r"\[(?:" + "|".join(KINDS) + r")\]")


def redact(texts: pd.Series, *, roster: Iterable[str] | Roster = ()) -> pd.Series:
    """Replace phones, addresses, identifiers, dates, places, companies and names.

    The patterns are rows of `data/redactions.tsv`, each with an example. A name is known by the
    roster, by a title or a function before it, by a given name, or by what a person does in the
    sentence; a name that stands alone may be missed: comments are private until a person has
    read them. Only what is replaced changes, to the letter.

    Parameters
    ----------
    texts : Series of str
    roster : iterable of str, optional
        Names of staff, as `read_roster` returns them. They are used here and not kept.

    Returns
    -------
    Series of str
        With [phone], [mail], [id], [name], [place], [link], [date] and [company] in place of
        what was there; same index.

    Examples
    --------
    >>> redact(pd.Series(["Call Ms. Doe at 202-555-0143 on 19 U.S.C. 1592"]))[0]
    'Call Ms. [name] at [phone] on 19 U.S.C. 1592'
    >>> redact(pd.Series(["When Whitlok is out, nobody knows"]), roster=["Ann Whitlock"])[0]
    'When [name] is out, nobody knows'
    """
    people = index_roster(roster)
    seen: dict[str, int] = {}
    return texts.map({text: _redact(text, people, seen) for text in texts.unique()}).astype("str")


def mark(text: str, roster: Roster, seen: dict[str, int]) -> tuple[str, str, list[int] | None]:
    """Return a text folded, the same with all that is taken marked, and the way back.

    `seen` is filled with what words tell, as `screen` does: one dict for one roster.
    """
    folded, places = fold(text)
    rows, named = screen(folded, roster, seen)
    marked = _mark_patterns(folded, rows) if rows else folded
    if named:
        for start, end in find_names(marked, roster):
            marked = marked[:start] + MARKS["name"] * (end - start) + marked[end:]
    if marked != folded:
        marked = _mark_rest(marked, rows)
    if MARKS["id"] in marked:
        marked = _mark_again(folded, marked)
    return folded, marked, places


def _redact(text: str, roster: Roster, seen: dict[str, int]) -> str:
    _, marked, places = mark(text, roster, seen)
    parts, last = [], 0
    for found in TAKEN.finditer(marked):
        if found[0][0] == STAY:
            continue
        start, end = found.span()
        if places is not None:
            start, end = places[start], places[end]
        parts += [text[last:start], f"[{KINDS[ord(found[0][0]) - FIRST_MARK]}]"]
        last = end
    return "".join([*parts, text[last:]]) if parts else text


def _mark_patterns(text: str, rows: int) -> str:
    known = redaction_rows()
    while rows:
        row = known[(rows & -rows).bit_length() - 1]
        if row.kind != REST:
            text = row.pattern.sub(_marker(row.kind), text)
        rows &= rows - 1
    return text


def _mark_rest(text: str, rows: int) -> str:
    """Mark what stands beside something marked and belongs to it, with the same mark."""
    for place, row in _rest_rows():
        if rows >> place & 1:
            text = row.pattern.sub(_same_mark, text)
    return text


def _same_mark(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1 : found.start()]
    kind = KIND_OF.get(before) or KIND_OF[NAME_MARK]
    return _marker(kind)(found)


@cache
def _rest_rows() -> tuple[tuple[int, Row], ...]:
    return tuple((i, row) for i, row in enumerate(redaction_rows()) if row.kind == REST)


def _mark_again(folded: str, marked: str) -> str:
    """Mark an identifier wherever else it stands: behind its cue once, alone the next time."""
    sign = MARKS["id"]
    known = {folded[m.start() : m.end()] for m in re.finditer(f"{sign}+", marked)}
    for code in sorted(known, key=len, reverse=True):
        if len(code) > 2 and any(c.isdigit() for c in code) and folded.count(code) > 1:
            again = re.compile(rf"(?<!\w){re.escape(code)}(?!\w)")
            marked = again.sub(lambda found: sign * len(found[0]), marked)
    return marked


@cache
def _marker(kind: str) -> Callable[[re.Match[str]], str]:
    sign = MARKS[kind]

    def marked(found: re.Match[str]) -> str:
        groups = found.re.groupindex
        if "odd" in groups and found["odd"] and not _is_odd(found["odd"]):
            return found[0]
        if "new" in groups and found["new"] and is_ordinary(found["new"].lower()):
            return found[0]
        if "called" in groups and not _is_called(found["called"].lower()):
            return found[0]
        if "known" in groups and not is_ordinary(found["known"].lower()):
            return found[0]
        if "town" in groups and not _is_town(found["town"]):
            return found[0]
        if "brand" in groups and found["brand"] and not _is_brand(found["brand"]):
            return found[0]
        kept = found["keep"] or "" if "keep" in groups else ""
        return kept + sign * (len(found[0]) - len(kept))

    return marked


def _is_odd(text: str) -> bool:
    """Whether any part of a handle or a company's name is no ordinary word."""
    return any(is_odd(part) or is_sure_name(part) for part in LETTERS.findall(text.lower()))


def _is_called(word: str) -> bool:
    """Whether a word behind a greeting is a name: listed as one, or no word at all."""
    if is_ordinary(word) or word.endswith(tuple(cues("ending"))):
        return word in given_names()
    return True


def _is_town(text: str) -> bool:
    """Whether no part of what one lives in is a system, an office or a function."""
    known = (proper_words() - proper_of("place")) | cues("role", "unit")
    return not any(part in known for part in re.findall(r"[a-z]+", text.lower()))


def _is_brand(text: str) -> bool:
    """Whether no part of a company's name is one of a place, a system, an office or a function."""
    parts = re.findall(r"[a-z]+", text.lower())
    places = proper_of("place")
    known = (proper_words() - places) | cues("role", "unit")
    return not any(part in known for part in parts) and not all(part in places for part in parts)
