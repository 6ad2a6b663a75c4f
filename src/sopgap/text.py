"""Cut text into sentences, words and stems: pure functions that download nothing.

Comments and SOPs are cut by the same knife. nltk's models are not needed: Snowball needs no data,
words come from a regular expression, and where a sentence ends is told by rules on what stands on
either side of a mark (docs/methods/formats_xml.md, "Sentences").
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Any

WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’&][^\W_]+)*|\d+(?:[.,]\d+)*")
ENDING = re.compile(r"[.?!…]\W")  # without one inside, a text is one sentence
# A run of marks with what closes behind it; begun at the run's first mark, so that a line of a
# million points is read once.
MARK = re.compile(r"(?<![.?!…])[.?!…]+[\"')\]]* (?=\S)")
LETTERS = re.compile(r"[A-Za-z](?:\.[A-Za-z]){1,5}")  # "T.D", "D.D.C": an abbreviation of letters
ENUMERATION = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})")
ITEM = re.compile(r"\((?:[A-Za-z]{1,2}|\d{1,3}|[ivxIVX]{1,5})\) *[A-Z\"]")
NUMBER = re.compile(
    r"[(\[]?(?:[\d§#]|[A-Z]{1,2}-?\d|[IVXLC]+\b|(?!A [a-z])[A-Z]\b|[a-z]\)|[ivx]{1,5}\))"
)
OPENING = re.compile(r"[\"'(\[]*([A-Z][A-Za-z]*)")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
MAX_TEXT = 1_000  # characters of what a person writes into a cell
MOST_ASIDE = 200  # characters between a mark and the brackets that it stands in
QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "‑": "-"})


def normalise(text: str) -> str:
    r"""Fold white space, quotes and invisible characters; letters and case stay as they are.

    Soft hyphens and direction marks are dropped: they hide words from every later step.

    Examples
    --------
    >>> normalise("The\u00a0Center’s  SOP\u200b\n is old")
    "The Center's SOP is old"
    """
    if not text.isascii():  # in plain ASCII only white space is to be folded
        text = INVISIBLE.sub("", unicodedata.normalize("NFC", text).translate(QUOTES))
    return " ".join(text.split())


def split_sentences(text: str) -> list[str]:
    """Split a paragraph into sentences; citations and abbreviations do not end one.

    Examples
    --------
    >>> split_sentences("See 19 U.S.C. 1621. The port director (Mr. X) must act.")
    ['See 19 U.S.C. 1621.', 'The port director (Mr. X) must act.']
    >>> split_sentences("Delays stand in annex B. Clerks must give a reason.")
    ['Delays stand in annex B.', 'Clerks must give a reason.']
    >>> split_sentences("The U.S. Mint strikes them for the U.S. The dies are kept.")
    ['The U.S. Mint strikes them for the U.S.', 'The dies are kept.']
    """
    return list(_split_sentences(text))


def tokens(text: str) -> list[str]:
    """Return the words and numbers of a text, lower case, in order.

    Examples
    --------
    >>> tokens("FP&F won't accept 1,200 entries.")
    ['fp&f', "won't", 'accept', '1,200', 'entries']
    """
    return WORD.findall(normalise(text).lower())


def stem(word: str) -> str:
    """Return the Snowball stem of one lower-case word; memoised, as words repeat.

    Examples
    --------
    >>> stem("inspections")
    'inspect'
    """
    return _stem(word)


def stems(text: str, *, stop: frozenset[str] = frozenset()) -> list[str]:
    """Return the stems of a text's words, in order, without the stop words.

    Examples
    --------
    >>> stems("The entries were inspected", stop=stop_words())
    ['entri', 'inspect']
    """
    return [_stem(word) for word in tokens(text) if word not in stop]


@cache
def stop_words() -> frozenset[str]:
    """Return the English function words of `data/stop_words.txt`; negations are not among them."""
    return _listed("stop_words.txt")


@cache
def abbreviations() -> dict[str, str]:
    """Return the abbreviations of `data/abbreviations.txt`, and what ends a sentence behind each.

    Keys stand without the last point, in the cases in which they are written: "Mar" is a month and
    "mar" a word, but "no. 5" counts as "No. 5" does.
    """
    known: dict[str, str] = {}
    for line in data_lines("abbreviations.txt"):
        words, ends, *_ = line.split("\t")
        for word in words.replace(". ", " ").rstrip(".").split():
            forms = {word, word[0].upper() + word[1:]}
            forms |= {word.lower()} if ends == "number" else set()
            forms |= {word.upper()} if ends != "never" else set()  # "LT" is no lieutenant
            for form in forms:
                known.setdefault(form, ends)
    return known


def pluralise(label: str) -> str:
    """Return the plural of what a study calls something, by its last word, or the one before "of".

    What ends in one s, and in no -us or -is, is taken for a plural already.

    Examples
    --------
    >>> [pluralise(label) for label in ("Branch", "Agency", "Field Office", "Campus")]
    ['Branches', 'Agencies', 'Field Offices', 'Campuses']
    >>> [pluralise(label) for label in ("Central Services", "Bureau of Mines", "Business")]
    ['Central Services', 'Bureaus of Mines', 'Businesses']
    """
    head, of, rest = label.partition(" of ")
    low = head.lower()
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return label
    if low.endswith(("s", "x", "z", "ch", "sh")):
        many = f"{head}es"
    elif low.endswith("y") and low[-2:-1] not in "aeiou":
        many = f"{head[:-1]}ies"
    else:
        many = f"{head}s"
    return f"{many}{of}{rest}"


def wrong_text(text: str, most: int = MAX_TEXT) -> str:
    """Say what is wrong with what a person wrote, or nothing.

    Control characters, marks that turn the direction of writing, and halves of characters are
    refused: they hide or turn what a reader sees.
    """
    if len(text) > most:
        return f"has {len(text):,} characters, more than {most:,}; shorten it"
    odd = [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")]
    if odd:
        return f"holds the invisible character U+{ord(odd[0]):04X}; write it anew"
    return ""


def data_lines(name: str) -> list[str]:
    """Return the lines of a file of `data/`; what begins with # is a remark and left out."""
    lines = (resources.files("sopgap") / "data" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and line[0] != "#"]


def data_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV of `data/`."""
    return list(csv.DictReader(data_lines(name)))


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(line.split("\t")[0].strip() for line in data_lines(name))


@lru_cache(maxsize=20_000)  # one text is cut by several steps
def _split_sentences(text: str) -> tuple[str, ...]:
    text = normalise(text)
    if not ENDING.search(text):
        return (text,) if text else ()
    parts = []
    start = 0
    for mark in MARK.finditer(text):
        if _is_end(text, start, mark):
            parts.append(text[start : mark.end() - 1])
            start = mark.end()
    parts.append(text[start:])
    return tuple(parts)


def _is_end(text: str, start: int, mark: re.Match[str]) -> bool:
    """Return whether the sentence that begins at `start` ends with these marks."""
    at, after = mark.span()
    head = text[after]
    marks = mark[0]
    is_small = head.islower() and not text[after + 1 : after + 2].isupper()  # but "eBay"
    if "(" in text[max(start + 1, at - MOST_ASIDE) : at] and _is_aside(text, start, at):
        return False
    if marks[0] != "." or marks[:2] == "..":
        told = "?" in marks or "!" in marks  # "Why?" he asked; (at last!) and; wait ... then
        return not (is_small and (len(marks) > 2 or not told)) and not _is_symbol(head)
    if head in ".,;:":
        return False
    place = text.rfind(" ", start, at) + 1 or start
    if place == at:  # a point that stands alone: of an ellipsis, or behind a link cut out
        before = text[max(start, at - 2) : at]
        return before != ". " and not is_small
    word = text[place:at].lstrip("\"'([")
    ends = abbreviations().get(word)
    if ends is None:
        return _ends_word(text, start, place, word, after, is_small)
    if is_small or ends == "never":
        return False
    if ")" in marks:
        return text[start] == "("
    if ends == "number":
        return not NUMBER.match(text, after) or (place == start and not head.isdigit())
    return _opens(text, after, any_word=ends == "capital")


def _ends_word(text: str, start: int, place: int, word: str, after: int, is_small: bool) -> bool:
    """Return whether a point behind a word that is no listed abbreviation ends its sentence."""
    if len(word) == 1 or not word.isalpha():
        if ENUMERATION.fullmatch(word):
            if place == start or text[place - 2] in ":;":
                return False
            if is_small:
                return False
            if word.isalpha() and len(word) == 1:
                before = text[max(start, place - 20) : place].rsplit(None, 1)
                is_part = bool(before) and before[-1].lower() in _listed("lettered_parts.txt")
                return is_part or _opens(text, after)
        elif LETTERS.fullmatch(word):
            return not is_small and _opens(text, after)
    return not _is_symbol(text[after])


def _opens(text: str, after: int, *, any_word: bool = False) -> bool:
    """Return whether an item, or a word that opens sentences, stands behind an abbreviation."""
    found = OPENING.match(text, after)
    if ITEM.match(text, after):
        return True
    if any_word:
        return found is not None and found[1] not in _listed("time_names.txt")
    return found is not None and found[1].lower() in _listed("sentence_openers.txt")


def _is_aside(text: str, start: int, at: int) -> bool:
    """Return whether a mark stands in brackets that opened inside the sentence and close soon."""
    opened = text.rfind("(", max(start + 1, at - MOST_ASIDE), at)
    if text.find(")", opened, at) >= 0:
        return False
    closed = text.find(")", at, at + MOST_ASIDE)
    return closed > at + 1 and text.find("(", at, closed) < 0


def _is_symbol(sign: str) -> bool:
    return not sign.isascii() and unicodedata.category(sign) == "So"


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    # Snowball folds "informal" with "information" and "important" with "import".
    return word if word in _listed("unstemmed.txt") else _snowball().stem(word)


@cache
def _snowball() -> Any:
    from nltk.stem.snowball import SnowballStemmer  # importing nltk takes a second

    return SnowballStemmer("english")
