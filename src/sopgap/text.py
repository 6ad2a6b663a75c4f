"""Cut text into sentences, words and stems: pure functions that download nothing.

Comments and SOPs are cut by the same knife. nltk's models are not needed: Punkt runs with our own
abbreviations, Snowball needs no data, words come from a regular expression.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Any

WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’&][^\W_]+)*|\d+(?:[.,]\d+)*")
LETTERABLE = re.compile(r"\b(?:[Aa]nnex|[Aa]ppendix|[Ss]chedule|[Ee]xhibit|[Ss]ection) [A-Z]\.")
# A lone capital is taken for an initial ("Mr. X"); behind these words it is the name of a part.
LETTERED = re.compile(
    "(?:"
    + "|".join(rf"(?<={w} [A-Z]\.)" for w in ("nnex", "ppendix", "chedule", "xhibit", "ection"))
    + ") (?=[A-Z][a-z])"
)
ENDING = re.compile(r"[.?!]\W")  # without one inside, a text is one sentence
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
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
def abbreviations() -> frozenset[str]:
    """Return the abbreviations of `data/abbreviations.txt`, lower case, without the last point."""
    return frozenset(word.rstrip(".").lower() for word in _listed("abbreviations.txt"))


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
    parts = (part.strip() for part in _punkt().tokenize(text))
    if not LETTERABLE.search(text):
        return tuple(part for part in parts if part)
    return tuple(s for part in parts for s in LETTERED.split(part) if s)


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    # Snowball folds "informal" with "information" and "important" with "import".
    return word if word in _listed("unstemmed.txt") else _snowball().stem(word)


@cache
def _snowball() -> Any:
    from nltk.stem.snowball import SnowballStemmer  # importing nltk takes a second

    return SnowballStemmer("english")


@cache
def _punkt() -> Any:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(abbreviations())
    return PunktSentenceTokenizer(parameters)
