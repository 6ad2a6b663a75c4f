"""Hold what the pages print against the ledger of claims: no figure may come from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pandas as pd

from sopgap.report.markup import clean
from sopgap.tables.rows import walk_rows

BLOCKS = "p|li|td|th|dd|dt|h1|h2|h3|h4|summary|desc|title|blockquote|caption"
# Words that are not ours: quotations and passages may say what they like, in percent too.
FOREIGN = ("blockquote", "mark")
FOREIGN_CLASSES = ("passage", "quote", "wording")
COUNT = r"\d{1,3}(?:,\d{3})*|\d+"
# "303 of 444 staff who were asked (68 %)": the words between may not hold another count.
SHARE = re.compile(rf"(?<![\d,.])({COUNT}) of (?:all )?({COUNT})[^\d%()]*\((\d+)\s?%\)")
# The same without a percentage: "9 of 38 responsibilities", "12 of these 61".
COUNTED = re.compile(
    rf"(?<![\d,.§-])({COUNT}) of (?:(?:all|the|these|those|their|its) )?({COUNT})"
    r"(?![\d,]*\d|\.\d|\s?%)"
)
RANGE = re.compile(r"(?<![\d,.])(\d+)\s?(?:[–-]|%\sto)\s?(\d+)\s?%")
# What is left of these was no interval; "39 % to 52 %" may still be two shares.
SPAN = re.compile(r"(?<![\d,.])\d+\s?[–-]\s?\d+\s?%")
PERCENT = re.compile(r"(?<![\d,.–-])(\d+(?:\.\d+)?)\s?%")
# Where a choice stands on a page: alone, in quotation marks, behind an arrow, in a list of choices.
BEFORE = r"(?:^|(?<=“)|(?<=→ )|(?<=\. )|(?<=, )|(?<= and ))"
AFTER = r"(?=$|”|:|, | and )"
# A level of confidence and the ends of an axis are settings, no figures of the survey.
SETTING = re.compile(
    r"\b(?:95|90|99)\s?%[ -](?:interval|confidence)|\b0 to 100\s?%|\b100\s?% (?:bar|stacked)"
    r"|\b(?:\d+ to )?under \d+\s?%|\b\d+ to 100\s?%|\b\d+\s?% or more|\b\d+\s?% of the questions\b"
)


def find_unaccounted(html: str, claims: pd.DataFrame, *, foreign: Iterable[str] = ()) -> list[str]:
    """Return the passages of a page that print a percentage which no claim accounts for.

    A percentage is accounted for where it stands behind a count and base of the ledger, is the
    interval or worst case of a claim, or is a claim's own share. Quotations and passages from
    documents are left out: their words are not ours.

    Parameters
    ----------
    html : str
        A page.
    claims : table `claims`
    foreign : iterable of str
        Texts of the study: wordings, choices, names. A percentage in them is no figure of ours. One
        without a letter ("26-50 %") counts only where it stands as a choice does.

    Returns
    -------
    list of str
        Each percentage with some words before it; empty where all is accounted for.

    Examples
    --------
    >>> claims = pd.DataFrame({"k": [3], "n": [4], "share": [0.75], "low": [0.3], "high": [0.95]})
    >>> find_unaccounted("<p>3 of 4 (75 %; 30–95 %) said so.</p>", claims)
    []
    >>> find_unaccounted("<p>Most, 80 %, said so; 2 of 4 (50 %) not.</p>", claims)
    ['2 of 4 (50 %)', 'Most, 80 %']
    >>> find_unaccounted("<p>“Over 80 %”: 3 of 4 (75 %).</p>", claims, foreign=["Over 80 %"])
    []
    """
    counts = _pairs(claims, "k", "n", 1)
    ranges = _pairs(claims, "low", "high", 100)
    shares = {round_half_up(100 * abs(s)) for s in claims["share"].dropna()}
    own_words = _foreign(foreign)
    wrong = []
    for text in _blocks(html):
        said = SETTING.sub(" ", own_words.sub(" ", text) if own_words else text)
        for found in SHARE.finditer(said):
            k, n, percent = (int(part.replace(",", "")) for part in found.groups())
            if (k, n) not in counts or percent != round_half_up(100 * k / n if n else 0):
                wrong.append(found[0])
        said = SHARE.sub(" ", said)
        said = RANGE.sub(lambda m: " " if (int(m[1]), int(m[2])) in ranges else m[0], said)
        wrong += [m[0] for m in SPAN.finditer(said)]
        said = SPAN.sub(" ", said)
        for found in PERCENT.finditer(said):
            if float(found[1]) not in shares:
                wrong.append(said[max(0, found.start() - 40) : found.end()].strip())
    return list(dict.fromkeys(wrong))


def find_uncounted(html: str, claims: pd.DataFrame, *, foreign: Iterable[str] = ()) -> list[str]:
    """Return the passages of a page that print "k of n" where no claim counts k of n.

    Percentages are told by `find_unaccounted`. Words that are not ours are left out, as there.

    Parameters
    ----------
    html : str
        A page.
    claims : table `claims`
    foreign : iterable of str
        Texts of the study that hold a count of a count.

    Returns
    -------
    list of str
        Each with the words around it; empty where every count stands in the ledger.

    Examples
    --------
    >>> claims = pd.DataFrame({"k": [9], "n": [38]})
    >>> find_uncounted("<p>9 of 38 are open; 1,009 of all 1,052 too.</p>", claims)
    ['9 of 38 are open; 1,009 of all 1,052 too.']
    >>> find_uncounted("<p>9 of 38 are open</p><blockquote>1 of 2</blockquote>", claims)
    []
    """
    counts = _pairs(claims, "k", "n", 1)
    own_words = _matching(text for text in foreign if COUNTED.search(str(text)))
    wrong = []
    for text in _blocks(html):
        said = own_words.sub(" ", text) if own_words else text
        for found in COUNTED.finditer(said):
            k, n = (int(part.replace(",", "")) for part in found.groups())
            if (k, n) not in counts:
                wrong.append(said[max(0, found.start() - 20) : found.end() + 20].strip())
    return list(dict.fromkeys(wrong))


def round_half_up(value: float) -> int:
    """Round as in print: a half goes up, where Python's round would take it to the even side."""
    return int(value + 0.5 + 1e-9)


def _foreign(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Match the texts that hold a percentage; None if there are none."""
    return _matching(text for text in texts if "%" in str(text))


def _matching(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Match texts of the study as pages show them, the longest first; None if there are none."""
    known = {" ".join(str(clean(text).unescape()).split()) for text in texts}
    if not known:
        return None
    said = []
    for text in sorted(known, key=lambda one: (-len(one), one)):
        bare = not any(letter.isalpha() for letter in text)
        said.append(f"{BEFORE}{re.escape(text)}{AFTER}" if bare else re.escape(text))
    return re.compile("|".join(said))


def _pairs(claims: pd.DataFrame, first: str, second: str, scale: int) -> set[tuple[int, int]]:
    both = claims[[first, second]].dropna().astype("float64") * scale
    return {(round_half_up(a), round_half_up(b)) for a, b in walk_rows(both)}


def _blocks(html: str) -> Iterator[str]:
    """Yield the text of each innermost block of a page, foreign words and pictures left out."""
    from lxml import html as parser

    page = parser.fromstring(html)
    for element in list(page.iter("style", "script", *FOREIGN)):
        _drop(element)
    for name in FOREIGN_CLASSES:
        for element in page.find_class(name):
            _drop(element)
    names = set(BLOCKS.split("|"))
    for element in page.iter(*names):
        if any(child.tag in names for child in element.iterdescendants()):
            continue
        yield " ".join(element.text_content().split())


def _drop(element: object) -> None:
    parent = element.getparent()  # type: ignore[attr-defined]
    if parent is not None:
        tail = element.tail or ""  # type: ignore[attr-defined]
        before = element.getprevious()  # type: ignore[attr-defined]
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(element)
