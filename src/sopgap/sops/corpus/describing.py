"""What a file says of itself: its title, who issued it, from when, and the rank it claims."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import InputError
from sopgap.sops.corpus.citations import DATE, to_day
from sopgap.sops.formats import find_format, read_metadata
from sopgap.text import data_rows, normalise
from sopgap.vocabulary import TIERS

FRONT = 15  # paragraphs that are taken for the first page
LONGEST = 250  # characters of a title or issuer
FORMULA = re.compile(r"^[=+\-@\s'\"#*>]+")  # a spreadsheet would run a title that begins so
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
SECTION = re.compile(r"(?:\d+|[A-Z])[.)]? |(?:purpose|scope|introduction)\b", re.IGNORECASE)
NUMBERED = re.compile(r"^(?:§+ ?\S+|(?:PART|Title|CHAPTER) [\w.]+?)\s*(?:—|-|\s)\s*", re.IGNORECASE)
CODES = {"ecfr": "regulation", "gpo": "regulation", "uslm": "statute"}  # formats of codes
TITLED = 120  # characters of a first paragraph that may be a title
LETTERS = 10  # of a first line in capitals: "ACME HQ" alone is a name
ARTICLE = re.compile(r"^(?:the|a|an) (?=\S)", re.IGNORECASE)


@dataclass(frozen=True)
class Description:
    """What is known of a document that is to be added; blank where it is not."""

    title: str = ""
    issuer: str = ""
    tier: str = ""
    effective: str = ""


def describe(paragraphs: pd.DataFrame, said: dict[str, str] | None = None) -> Description:
    """Tell what a document says of itself.

    The title is the file's own where its format has one, else its first heading, else a short
    first line, or a first line in capitals that the next one follows at once. Dates and issuers
    are read from the first paragraphs by `data/front_matter.csv`, the tier from the title by
    `data/tier_words.csv`, and only where these leave no choice.

    Parameters
    ----------
    paragraphs : table `paragraphs`
        Of one document.
    said : dict of str to str, optional
        What the file's format says: title, issuer, effective, tier.

    Examples
    --------
    >>> describe(pd.DataFrame({"section": ["Directive 20-17: Keys"] * 2,
    ...     "text": ["Effective: 1 May 2019", "A clerk must search."]}))
    Description(title='Directive 20-17: Keys', issuer='', tier='directive', effective='2019-05-01')
    """
    said = {name: clean(str(value)) for name, value in (said or {}).items() if value}
    first = paragraphs.head(FRONT).to_dict("records")
    title = said.get("title") or (_title(first[0]) if first else "")
    found = Description(title, said.get("issuer", ""), "", _day(said))
    for place, entry in enumerate(first):
        text = normalise(entry["text"])
        text = text.removeprefix(_capitals(text)).strip() if place == 0 else text
        for column, pattern in _front():
            match = pattern.search(text)
            if match and not getattr(found, column):
                value = match["said"]
                # "Issued by: the Office of Docks" names the Office of Docks.
                value = to_day(value) or ARTICLE.sub("", clean(value))
                found = replace(found, **{column: value})
    tier = said.get("tier", "")
    return replace(found, tier=tier if tier in TIERS else guess_tier(found.title))


def read_about(path: Path) -> dict[str, str]:
    """Return what a file's format says of the document: its title, issuer, first day, tier.

    A part of a code is called by its citation, a document of the Federal Register by its number
    too: by these others cite it.
    """
    try:
        name, remark = find_format(path)
        said = {key: value for key, value in read_metadata(path).items() if value}
    except InputError:
        return {}  # what is wrong with the file is said when it is read
    title, citation, number = (said.get(key, "") for key in ("title", "citation", "number"))
    if name in CODES and citation:
        said["title"] = f"{citation}: {plain_heading(title)}"
    elif name == "federal_register" and title and number:
        said["title"] = f"{title} (FR Doc. {number})"
    if name in CODES and not remark:
        said["tier"] = CODES[name]
    return said


def plain_heading(heading: str) -> str:
    """Return the heading of a part of a code without its number.

    Examples
    --------
    >>> plain_heading("§ 174.1 Definitions."), plain_heading("PART 7—KEYS AND LOCKS")
    ('Definitions', 'KEYS AND LOCKS')
    """
    return NUMBERED.sub("", heading).rstrip(".")


def _day(said: dict[str, str]) -> str:
    value = said.get("effective", "")
    return value if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else ""


def _title(first: dict[str, Any]) -> str:
    heading = clean(str(first.get("above") or "").split(" > ")[0] or str(first["section"]))
    # "1. Purpose" is the heading of a section; what stands before it may be the title.
    if heading and not SECTION.match(heading):
        return heading
    text = clean(str(first["text"]))
    if first.get("number") or SECTION.match(text):
        return ""
    if line := _capitals(text):
        return line.rstrip(" .:;")
    return text if len(text) <= TITLED and not text.endswith((".", ";", ":")) else ""


def _capitals(text: str) -> str:
    """The first line of a text if it is in capitals, also where the next line was joined to it."""
    words = text.split(" ")
    n = next((i for i, word in enumerate(words) if word != word.upper()), len(words))
    if n < len(words) and words[n - 1] in ("A", "I") and not words[n][:1].isupper():
        n -= 1  # "LOST KEYS A clerk must search"
    elif n < len(words) and not words[n][:1].isupper():
        return ""  # "THE PORT DIRECTOR must": a sentence
    line = " ".join(words[:n])
    is_long = n > 1 and sum(map(str.isalpha, line)) >= LETTERS
    return line if is_long and len(line) <= TITLED else ""


def guess_tier(title: str) -> str:
    """Return the tier that a title tells, or '' where it tells none or several.

    Examples
    --------
    >>> guess_tier("Dock Safety Handbook"), guess_tier("Guide to the Key Directive")
    ('handbook', '')
    """
    found = {tier for pattern, tier in _tiers() if pattern.search(title)}
    return found.pop() if len(found) == 1 else ""


def clean(value: str) -> str:
    """Return a cell for the manifest: one line, no control characters, nothing to be run."""
    value = CONTROL.sub(" ", normalise(value))
    return FORMULA.sub("", " ".join(value.split()))[:LONGEST].strip()


@cache
def _front() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (row["column"], re.compile(row["pattern"].replace("{date}", DATE), re.IGNORECASE))
        for row in data_rows("front_matter.csv")
    ]


@cache
def _tiers() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(row["pattern"], re.IGNORECASE), row["tier"])
        for row in data_rows("tier_words.csv")
    ]
