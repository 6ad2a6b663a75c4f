"""In which system a duty is done: the study's names, else names behind in, into, through, via."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from sopgap.sops.slots.events import word_set
from sopgap.text import data_rows

PLACED = re.compile(
    r"\b(?:in|into|via|through)(?: the)? ([A-Z]{2}[A-Z0-9]{0,6})\b(?!\.[A-Z]| [A-Z])"
)
# An acronym, or a name with a capital within: "LEDGER", "CaseTrak", "FoodTrak".
NAMED = re.compile(
    r"\b(?:in|into|through|via|using|within|on)(?: the)? "
    r"([A-Z][A-Z0-9&]{1,7}|[A-Z][a-z]+[A-Z][A-Za-z0-9]+)\b"
    r"(?!\.[A-Z]| [A-Z0-9]|-\d|['’]s (?!system))"
)
CAPITALS = re.compile(r"[A-Z][A-Z0-9&]|[A-Z][a-z]+[A-Z]")
# Behind "on" only a name with a capital within is a system: "on CNN", "on T".
ON = re.compile(r"\bon(?: the)? [A-Z0-9&]+$")
LEADS = (
    r"\b(?:in|into|through|via|using|with|on|to|from|within) (?:(?:the|an?|its|our|their|your) )?"
)


def find_system(text: str, systems: frozenset[str], names: frozenset[str]) -> str:
    """Return the systems that a sentence names, by `;`.

    A name of the study counts in its own case (an acronym, a name with capitals) or in any (words).
    Where it gives none, acronyms and names with a capital within are taken behind in, into,
    through, via, using; where none of these stands there, words such as "the shared mailbox".

    Parameters
    ----------
    systems : frozenset of str
        Names that the study gives.
    names : frozenset of str
        Acronyms that are actors and so no systems.

    Examples
    --------
    >>> find_system("Enter the case in LEDGER.", frozenset(), frozenset())
    'LEDGER'
    >>> find_system("Log it in the case management system.", frozenset(), frozenset())
    'case management system'
    """
    known = [name for name, pattern in _patterns(systems) if pattern.search(text)]
    guessed = [] if systems else [s for s in _named(text) if s not in names]
    return ";".join(dict.fromkeys([*known, *guessed])) or _by_noun(text)


def _named(text: str) -> list[str]:
    if not CAPITALS.search(text):  # the quick look: few sentences hold such a name
        return []
    return [hit[1] for hit in NAMED.finditer(text) if not ON.search(hit[0])]


@lru_cache(maxsize=64)
def _patterns(systems: frozenset[str]) -> list[tuple[str, re.Pattern[str]]]:
    """Return a pattern for each name; plain words may be written large or small."""
    return [
        (
            name,
            re.compile(
                rf"(?<!\w){re.escape(name)}(?!\w)",
                re.NOFLAG if any(map(str.isupper, name[1:])) or " " not in name else re.IGNORECASE,
            ),
        )
        for name in sorted(systems)
    ]


@lru_cache(maxsize=10_000)
def _by_noun(text: str) -> str:
    """Return the words that end in a noun for a system, behind in, into, through, via."""
    if _nouns().isdisjoint(word_set(text)):
        return ""
    found = _phrase().search(text)
    return found[1] if found else ""


@cache
def _phrase() -> re.Pattern[str]:
    plain = (
        r"(?:(?!(?:the|an?|and|or|of|for|to|in|on|with|by|its|our|this|that|which)\b|\d)"
        r"[\w&'’-]+ ){0,4}?"
    )
    return re.compile(
        LEADS
        + rf"({plain}(?:{'|'.join(sorted(_nouns()))}))\b(?! (?:of|for|that|designated|call|date))",
        re.IGNORECASE,
    )


@cache
def _nouns() -> frozenset[str]:
    return frozenset(row["noun"] for row in data_rows("system_nouns.csv"))
