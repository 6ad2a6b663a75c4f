"""Read what a text cites: numbers of directives and forms, regulations, statutes, titles.

Rules: `data/citations.csv` (by number) and `data/document_nouns.csv` (by title). Forms of legal
citation follow the Bluebook's common short forms and the Government Publishing Office's Style
Manual.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from sopgap.sops.corpus.titles import blank, find_titles
from sopgap.text import data_rows, normalise

MONTHS = list(calendar.month_name)[1:]
NAMED = "|".join(MONTHS)
DATE = rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}} (?:{NAMED}) \d{{4}}|(?:{NAMED}) \d{{1,2}}, \d{{4}}"
# What may stand between two numbers of one citation, and what belongs to a number: (a)(1), :2015.
BETWEEN = r"(?:, (?:and |or )?| and | or |; | ?[–—] ?| through | to )(?:§+ ?)?"
PARTS = r"(?:\([A-Za-z0-9]{1,5}\))*"
# "and 30 days": a number that counts something is not cited; nor is one that opens "21 CFR".
COUNTS = (
    r" ?(?:%|(?:[a-z]+ )?(?:day|week|month|year|hour|minute|time|cop(?:y|ie)|percent|people)s?\b"
    r"| (?:other|more|further)\b|C\.?F\.?R|U\. ?S\. ?C|USC\b|FR\b|Fed\.|Stat\.)"
)
# "Procedure 7 below": a part of the document itself.
OWN = re.compile(r",? (?:above|below|herein|of (?:this|the present)\b)")
HAS_DIGIT = re.compile(r"\d")
LONGEST = 4_000_000  # characters of one paragraph that are read


@dataclass(frozen=True)
class Citation:
    """One document as one text cites it.

    Attributes
    ----------
    kind : str
        As in `data/citations.csv`; `title` where it is named by its title.
    name : str
        The citation in one form for all its spellings: `19 CFR 159.12`, `Directive 3550-067A`.
    """

    kind: str
    name: str


def read_citations(text: str, *, own: str = "") -> list[Citation]:
    """Return what a text cites, each once, in order of the rules.

    Parameters
    ----------
    text : str
    own : str
        The title of the code that the text is part of, as `19 CFR`: completes "of this chapter".

    Examples
    --------
    >>> [c.name for c in read_citations("See 21 CFR 210.1 and 211.22, and the Boiler Manual.")]
    ['21 CFR 210.1', '21 CFR 211.22', 'Boiler Manual']
    >>> read_citations("As section 4 of this directive says.")
    []
    """
    text = normalise(text[:LONGEST])
    found: dict[Citation, None] = {}
    taken: list[tuple[int, int]] = []
    mask = bytearray(len(text))  # what an earlier rule has read
    if HAS_DIGIT.search(text):
        for kind, holds, pattern, number, writes in _rules():
            if not any(part in text for part in holds) or ("{own}" in writes and not own):
                continue
            for match in pattern.finditer(text):
                start, end = match.span()
                if OWN.match(text, end) or any(mask[start:end]):
                    continue
                taken.append((start, end))
                mask[start:end] = b"\1" * (end - start)
                for name in _names(match, number, writes, own, text):
                    found[Citation("statute" if " USC " in name else kind, name)] = None
    # "title 21, Code of Federal Regulations" is read already.
    for title in find_titles(blank(text, sorted(taken))):
        found[Citation("title", title)] = None
    return list(found)


def _names(
    match: re.Match[str], number: re.Pattern[str], writes: str, own: str, text: str
) -> Iterator[str]:
    groups = {key: value or "" for key, value in match.groupdict().items()}
    word = groups.get("word", "")
    groups |= {"Word": word.capitalize(), "own": own}
    start, end = match.span("numbers")
    first = ""
    for found in number.finditer(text, start, end):
        value = found[0]
        if first and (("." in first) != ("." in value) and "CFR" in writes):
            return  # "211.22 and 30": what is another kind of number is no citation
        first = first or value
        yield writes.format(number=_tidy(value, writes), **groups)


def _tidy(value: str, writes: str) -> str:
    """A number as our tables hold it: dates turned, the thousands' comma dropped."""
    if " FR " in writes:
        return value.replace(",", "")
    return to_day(value) or value.replace("–", "-")


def to_day(said: str) -> str:
    """Return a day of words or figures as 2018-03-12, or '' for what is none.

    Examples
    --------
    >>> to_day("12 March 2018"), to_day("March 12, 2018"), to_day("2018-03-12"), to_day("7501")
    ('2018-03-12', '2018-03-12', '2018-03-12', '')
    >>> to_day("31 February 2018")
    ''
    """
    if match := re.fullmatch(rf"(\d{{1,2}}) ({NAMED}) (\d{{4}})", said):
        day, month, year = match.groups()
    elif match := re.fullmatch(rf"({NAMED}) (\d{{1,2}}), (\d{{4}})", said):
        month, day, year = match.groups()
    else:
        return _real_day(said) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said) else ""
    return _real_day(f"{year}-{MONTHS.index(month) + 1:02d}-{int(day):02d}")


def _real_day(day: str) -> str:
    """Return a day that the calendar has; "31 February" is none."""
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return ""


@cache
def _rules() -> list[tuple[str, list[str], re.Pattern[str], re.Pattern[str], str]]:
    rules = []
    for row in data_rows("citations.csv"):
        number = rf"(?:{row['number'].replace('{date}', DATE)})(?![A-Za-z0-9])"
        listed = rf"{number}{PARTS}(?::\d{{4}})?"
        several = rf"(?P<numbers>{listed}(?:{BETWEEN}{listed}(?!{COUNTS})){{0,40}})"
        pattern = rf"(?<![\w§.-]){row['before']}{several}{row['after']}"
        inner = re.compile(rf"(?<![\w(:.]){number}|(?<=§){number}")
        holds = row["holds"].split("|")
        rules.append((row["kind"], holds, re.compile(pattern), inner, row["writes"]))
    return rules
