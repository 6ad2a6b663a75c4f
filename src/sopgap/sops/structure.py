"""What the sections of a document are for: definitions, scope, responsibilities, procedure."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from sopgap.sops.formats.lists import LEVEL
from sopgap.text import data_rows, normalise

# What stands before the words of a heading: its number, "Annex B.", "§ 141.90", "(a)".
NUMBERED = re.compile(
    r"^(?:(?:chapter|section|sec\.?|part|article|art\.|appendix|annex|title|schedule|exhibit|tab"
    r"|attachment|module|unit)\s+(?:\d[\w.\-]*|[ivxlc]{1,7}|[a-z])(?=[\s.:)–—-]|$)[.:)–—-]*\s*"
    r"|§+\s*[\w.\-]+(?:\([a-z0-9]{1,4}\))*[.:]?\s+"
    r"|(?:\d{1,4}(?:\.\d{1,3})*[a-z]?|[a-z]|[ivxl]{1,6})[.:)]\s*"
    r"|\d{1,4}(?:[.\-]\d{1,4})*(?:\([a-z0-9]{1,4}\))*\s+"
    r"|(?:\([a-z0-9]{1,4}\))+\s*)+"
)
LONG = 200  # characters of a heading that are read
OTHER = "other"


def section_role(section: str, above: str = "") -> str:
    """Return what a section is for, by its heading and those above it.

    The nearest heading that says something decides; "Annex B" says nothing.

    Parameters
    ----------
    section : str
        Number and heading, as in table `paragraphs`.
    above : str
        The headings above, the outermost first, joined by " > ".

    Returns
    -------
    str
        One of `vocabulary.SECTION_ROLES`.

    Examples
    --------
    >>> section_role("4.1 Who does what"), section_role("B. Clerks", "II. Roles")
    ('responsibilities', 'responsibilities')
    >>> section_role("3. Bonds")
    'other'
    """
    for heading in (section, *reversed(above.split(LEVEL))):
        role = _role(heading)
        if role:
            return role
    return OTHER


def strip_number(heading: str) -> str:
    """Return the words of a heading without its number, in lower case.

    Examples
    --------
    >>> strip_number("Annex B. History"), strip_number("§ 1504(a) Liquidation")
    ('history', 'liquidation')
    """
    words = normalise(heading[:LONG]).lower()
    return NUMBERED.sub("", words).strip(" .:–—-") or words


@lru_cache(maxsize=50_000)  # thousands of paragraphs share a heading
def _role(heading: str) -> str:
    words = strip_number(heading)
    if not words:
        return ""
    for pattern, role in _patterns():
        if pattern.search(words):
            return role if role != OTHER else ""
    return ""


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(row["pattern"]), row["role"]) for row in data_rows("section_roles.csv")]
