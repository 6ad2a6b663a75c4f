"""Tell from the words of a comment which patterns may apply, and whether a name may stand in it.

Most comments hold nothing that is to be replaced. Each word is judged once and remembered, so that
such a comment costs one look-up a word; the patterns and the search for names see only the rest.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sopgap.survey.redaction.name_shapes import WORD, shape_of
from sopgap.survey.redaction.near import is_near
from sopgap.survey.redaction.roster import Roster
from sopgap.survey.redaction.rows import redaction_rows
from sopgap.survey.redaction.words import (
    cues,
    given_names,
    is_common,
    is_odd,
    is_ordinary,
    surnames,
)

NAME, UNSURE, CAPITAL, LOUD = 1, 2, 4, 8  # what a word tells of names; rows follow from ROWS on
ROWS = 4
MOST = 500_000  # words remembered
SHORTEST_TYPO = 6
DIGIT = re.compile(r"\d")
PUNCTUATION = ".,;:!?\"'()[]{}<>"
# Needs of redactions.tsv that stand for a shape of a word.
SHAPES = {
    "#": DIGIT,
    "##": re.compile(r"\d\D{0,2}\d"),
    "###": re.compile(r"\d\D{0,2}\d\D{0,2}\d"),
    "A.": re.compile(r"(?:^|\W)[A-Za-z]\."),
    "a.a": re.compile(r"\w\.\w"),
    "#a": re.compile(r"#[A-Za-z]"),
    "Aa": re.compile(r"[A-Z][a-z]{2}"),
    "AAAA": re.compile(r"[A-Z]{4}"),
    "AA": re.compile(r"(?:^|\W)[A-Z]{2,3}(?:\W|$)"),
    "b": re.compile(r"^[b-hj-zB-HJ-Z]$"),
    "b-b": re.compile(r"(?:^|\W)[A-Za-z\d]([-*._])[A-Za-z\d](?:\1[A-Za-z\d]){2}"),
    "bcd": re.compile(r"^[b-df-hj-np-tv-z]{3}\.?$"),
}


def screen(text: str, roster: Roster, seen: dict[str, int]) -> tuple[int, bool]:
    """Return the rows of patterns that may apply to a folded text, and whether a name may.

    Parameters
    ----------
    text : str
        Folded: white space is one blank.
    roster : Roster
    seen : dict
        What words have told so far, for the same roster; it is filled.

    Returns
    -------
    tuple
        Bit i is set where row i of `redaction_rows` may apply; and True where names must be
        looked for.
    """
    told = 0
    for word in text.split(" "):
        said = seen.get(word)
        if said is None:
            if len(seen) >= MOST:
                seen.clear()
            said = seen[word] = _names(word, roster) | _rows(word) << ROWS
        told |= said
    rows = told >> ROWS
    rows &= rows >> len(redaction_rows())  # both groups of needs
    rows &= (1 << len(redaction_rows())) - 1
    return rows, bool(told & NAME or (told & UNSURE and (not told & CAPITAL or told & LOUD)))


def _names(chunk: str, roster: Roster) -> int:
    told = 0
    for found in WORD.finditer(chunk):
        written, low = found[0], found[0].lower()
        if low.endswith("'s") and len(low) > 2:
            low = low[:-2]
        told |= _name(written[: len(low)], low, roster)
    return told


def _name(written: str, low: str, roster: Roster) -> int:
    told = 0
    shape = shape_of(written)
    if shape == "C":
        told = CAPITAL
    elif shape == "U" and len(low) > 2 and is_common(low):
        told = LOUD
    if shape == "l" and is_ordinary(low) and low not in cues("courtesy"):
        # In a text with capitals a word in small letters is a word, be it on a list or not.
        known = low in given_names() or low in surnames() or low in roster.parts
        return told | UNSURE if known else told
    bare = re.sub(r"['-]", "", low)
    if low in roster.parts or bare in roster.parts or low in cues("courtesy"):
        return told | NAME
    if any(piece in roster.parts for piece in re.split(r"['-]", low)):
        return told | NAME
    if low in given_names() or low in surnames():
        return told | NAME
    if len(low) == 1 or is_ordinary(low):
        return told
    if len(low) >= SHORTEST_TYPO and roster.near and is_near(bare, roster.near):
        return told | NAME
    if shape == "U" and len(low) < SHORTEST_TYPO:
        return told | UNSURE
    return told | (UNSURE if shape == "l" and not is_odd(low) else NAME)


def _rows(chunk: str) -> int:
    rows, exact, within, shapes = _features()
    low, bare = chunk.lower(), chunk.strip(PUNCTUATION)
    bare = bare.removesuffix("'s").removesuffix("'S")
    for word in {f" {low} ", f" {chunk} ", f"={bare}", f"={bare.lower()}"}:
        rows |= exact.get(word, 0)
    for text in {f" {low} ", f" {chunk} "}:
        for found in within.pattern.finditer(text):
            rows |= within.rows[found[1]]
    for shape, enabled in shapes:
        if shape.search(chunk):
            rows |= enabled
    return rows


class Within(NamedTuple):
    """Parts of words in one pattern; the longest at a place stands for those it begins with."""

    pattern: re.Pattern[str]
    rows: dict[str, int]


@cache
def _features() -> tuple[int, dict[str, int], Within, tuple[tuple[re.Pattern[str], int], ...]]:
    """The needs of all patterns, each with the rows that it enables, by how they are looked up.

    Rows of the second group of needs stand above those of the first.
    """
    known = redaction_rows()
    enabled: dict[str, int] = {}
    for place, row in enumerate(known):
        for group, needs in enumerate(row.needs):
            for need in needs:
                enabled[need] = enabled.get(need, 0) | 1 << place + group * len(known)
    always = enabled.pop("", 0)
    shapes = tuple((shape, enabled.pop(name)) for name, shape in SHAPES.items() if name in enabled)
    exact = {n: rows for n, rows in enabled.items() if n[0] == "=" or (n[0] == n[-1] == " ")}
    parts: dict[str, int] = {}
    for need, rows in enabled.items():
        if need not in exact:
            part = need if need[0] == " " else need.split(" ")[0] + " " * (" " in need)
            parts[part] = parts.get(part, 0) | rows
    whole = {part: _beginnings(part, parts) for part in parts}
    either = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    return always, exact, Within(re.compile(f"(?=({either}))"), whole), shapes


def _beginnings(part: str, parts: dict[str, int]) -> int:
    rows = 0
    for length in range(1, len(part) + 1):
        rows |= parts.get(part[:length], 0)
    return rows
