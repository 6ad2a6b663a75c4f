"""Read titles of documents out of running text: capitals around a noun such as Handbook, quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sopgap.text import data_rows, stop_words

CAPITAL = r"(?:\d{1,2})?[A-Z][\w'&/-]{0,40}"
SHORT = r"\([A-Z][\w&-]{1,9}\)"  # "the Information Technology (IT) Security Policy"
LINK = r"(?:of|for|to|on|in|and|&|by|with|at|from|between|under|or)(?: the| a| an)?"
RUN = re.compile(
    rf"(?<![\w-]){CAPITAL}(?:(?:, {CAPITAL}){{1,8}},?(?= (?:and|&) ))?"
    rf"(?: (?:{SHORT} )?(?:{LINK} )?{CAPITAL}){{0,40}}"
)
LINKED = re.compile(rf"{LINK}$")
# What ties further words to a title that is one already: "Procedures for Bond Handling".
TIES = frozenset({"for", "on", "to", "between", "in", "with"})
YEAR = re.compile(r" (?:of )?(?:1[89]|20)\d\d\b(?! (?:and|,)? ?\d)")
SENTENCE = re.compile(r"(?:^|[.!?:]\s+|\| |[\"(] ?)$")
# In quotes or, where the mark-up of a text is left, in italics.
NAMED = r"[A-Z][\w ,:'&/.-]{7,118}"
QUOTED = re.compile(rf'"({NAMED}[\w)])[.,;]?"|(?<![\w*_])[*_]({NAMED})[*_](?![\w*_])')
CUE = re.compile(
    r"\b(?:titled|entitled|see|follow\w*|consult\w*|under|per|guide|paper|document|handbook|manual"
    r"|procedure|policy|memorandum|directive|instruction|steps? of|according to)s?\b[^.!?]{0,25}$",
    re.IGNORECASE,
)
ROMAN = re.compile(r"[IVXLC]+,?")  # "title VII of the Road Act"
LEAST, MOST = 2, 14  # words of a title


def find_titles(text: str) -> Iterator[str]:
    """Yield the titles of documents that a text names, as written.

    A title holds a noun of `data/document_nouns.csv` and a word that tells which document is
    meant, or stands in quotes behind a word such as `titled` or `see`.

    Examples
    --------
    >>> list(find_titles('Under the Fire Safety Manual, see "Ten Steps to the Door".'))
    ['Ten Steps to the Door', 'Fire Safety Manual']
    >>> list(find_titles("The Director of Policy signs this Manual."))
    []
    """
    quoted = []
    for match in QUOTED.finditer(text):
        title = match[1] or match[2]
        if _is_quoted_title(title, text[max(0, match.start() - 60) : match.start()]):
            yield title
            quoted.append(match.span())
    text = blank(text, quoted)
    if text.isupper() or not _noun_anywhere().search(text):
        return
    for match in RUN.finditer(text):
        if _noun_anywhere().search(match[0]):
            is_first = SENTENCE.search(text[max(0, match.start() - 4) : match.start()]) is not None
            yield from _titles_of(match[0], text[match.end() : match.end() + 12], is_first)


def blank(text: str, spans: list[tuple[int, int]]) -> str:
    """Return a text with what stands in some spans, in order, made unreadable.

    Examples
    --------
    >>> blank("See Form 7.", [(4, 10)])
    'See ______.'
    """
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], "_" * (end - start)]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def _is_quoted_title(title: str, before: str) -> bool:
    words = title.split()
    capitals = sum(word[0].isupper() for word in words)
    if not LEAST < len(words) <= MOST or capitals * 2 <= len(words):
        return False
    return CUE.search(before) is not None or _noun_anywhere().search(title) is not None


def _titles_of(run: str, behind: str, is_first: bool) -> Iterator[str]:
    """The titles in a run of capitalised words; `is_first` where it begins a sentence."""
    words = run.split(" ")
    opened = 0
    while opened < len(words) and _is_opener(words[opened]):
        opened, is_first = opened + 1, False
    words = words[opened:]
    start = 0
    while (place := _next_noun(words, start)) is not None:
        if place == 0 and is_first and _nouns()[words[place]] == "verb":
            return  # "Plan for Monday"
        end = _end(words, start, place)
        title = [word for word in words[start:end] if word[0] != "("]
        name = " ".join(title).rstrip(",'")
        if _is_title(title, words[start:place]) and name.lower() not in _of_kind("whole"):
            year = YEAR.match(behind) if end == len(words) and words[end - 1] == "Act" else None
            yield name + (year[0] if year else "")
        start = end
        while start < len(words) and words[start][0].islower():
            start += 1


def _next_noun(words: list[str], start: int) -> int | None:
    return next((i for i in range(start, len(words)) if _is_noun(words, i)), None)


def _end(words: list[str], start: int, place: int) -> int:
    """Where a title ends whose noun stands at a place: there, or behind what is tied to it."""
    end = place + 1
    ties = words[end] if end < len(words) else ""
    is_tied = place == start or _nouns()[words[place]] == "of"  # "the School Code of Conduct"
    if ties in TIES or (is_tied and ties in ("of", "by")):
        return _end_of_tail(words, end)
    return end


def _is_title(title: list[str], before: list[str]) -> bool:
    """Whether words name a document: not an office ("Office of Policy"), not "the new Policy"."""
    if not LEAST <= len(title) <= MOST or not _tells(title):
        return False
    if before and (before[-1] in ("the", "a", "an") or LINKED.fullmatch(before[-1])):
        return False  # "Director of Policy"
    return not (before[1:2] == ["of"] and _bare(title[0]) in _of_kind("office"))


def _is_opener(word: str) -> bool:
    """Whether a word may stand capitalised before a title and is none of it: "See", "VII"."""
    if word[0].islower() or word[0] == "(" or ROMAN.fullmatch(word):
        return True
    # "IT Policy" does not open with a pronoun.
    return _bare(word) in _openers() and not (word.isupper() and len(word) > 1)


def _is_noun(words: list[str], place: int) -> bool:
    """Whether a noun stands for a document here: in "Policy Division" it does not."""
    if words[place] not in _nouns():
        return False
    behind = words[place + 1] if place + 1 < len(words) else "("
    return behind[0].islower() or behind[0] in "&("


def _end_of_tail(words: list[str], end: int) -> int:
    """Where what is tied to a title ends: before another document's noun."""
    for place in range(end, len(words)):
        if words[place] in ("and", "or") and any(
            _is_noun(words, i) for i in range(place, len(words))
        ):
            return place
    return len(words)


def _tells(title: list[str]) -> bool:
    said = {_bare(word) for word in title if word[0].isupper() and word not in _nouns()}
    return bool(said - _of_kind("plain") - stop_words())


def _bare(word: str) -> str:
    return word.lower().rstrip(",'")


@cache
def _nouns() -> dict[str, str]:
    return {row["noun"]: row["mark"] for row in data_rows("document_nouns.csv")}


@cache
def _noun_anywhere() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_nouns())})\b")


@cache
def general_words() -> frozenset[str]:
    """Return words that many titles hold: of kinds of documents, and such as `standard`."""
    nouns = {noun.lower() for noun in _nouns()}
    return frozenset(nouns) | _of_kind("plain") | {"procedure", "instruction", "regulation"}


@cache
def _openers() -> frozenset[str]:
    return _of_kind("open") | stop_words() | {"this", "our", "each", "every"}


@cache
def _of_kind(kind: str) -> frozenset[str]:
    return frozenset(row["word"] for row in data_rows("not_titles.csv") if row["kind"] == kind)
