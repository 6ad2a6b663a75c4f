"""Cut comments into words; redactions and names are none, and it is told which carry a label."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from sopgap.survey.redaction.redact import TAG
from sopgap.text import WORD, data_lines, normalise, stem, stop_words

TOGETHER = 0.6  # of the places of a word at which the same particle stands behind it
SEEN = 3  # places at least
TOKEN = re.compile(rf"(?:{WORD.pattern})(?:-(?:{WORD.pattern}))*")
BREAK = re.compile(r"[.!?;:,()\[\]{}\"|/*•<>=]|\s[-–—]+\s|(?<=\w)'(?=\s)|(?<=\s)'(?=\w)")
COURTESY = re.compile(r"\b(?i:mr|mrs|ms|miss|mx|dr|prof)\.? [A-Z][a-z]+")

Key = tuple[str, ...]  # the stems of a word or phrase
Piece = list["Token"]  # words between two signs of punctuation


@dataclass(frozen=True)
class Token:
    """A word of a comment: as written, small, its stems, and if it may carry a label."""

    written: str
    small: str
    key: Key
    strong: bool


def cut_words(texts: Sequence[str]) -> list[list[Piece]]:
    """Return for each text its pieces between punctuation, each a list of words.

    Examples
    --------
    >>> [[t.small for t in piece] for piece in cut_words(["The drive is full, again"])[0]]
    [['the', 'drive', 'is', 'full'], ['again']]
    """
    return _join_particles([[_tokens(p) for p in BREAK.split(_plain(text))] for text in texts])


def _tokens(piece: str) -> Piece:
    tokens = []
    for found in TOKEN.findall(piece):
        written = re.sub(r"['’][sS]$", "", found) if found.lower() not in stop_words() else found
        small = written.lower()
        key = tuple(stem(part) for part in small.split("-"))
        empty = small in stop_words() or len(small) == 1 or small[0].isdigit()
        weak = small in weak_words() and "never alone" not in weak_words()[small]
        tokens.append(Token(written, small, key, not empty and not weak))
    return tokens


def _join_particles(pieces: list[list[Piece]]) -> list[list[Piece]]:
    """Make one word of two that mostly stand together: "top up" becomes "top-up"."""
    seen: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for piece in (p for of_text in pieces for p in of_text):
        seen.update(t.small for t in piece if t.strong)
        for a, b in pairwise(piece):
            if a.strong and b.small in beside("particle"):
                pairs[a.small, b.small] += 1
    joined = {pair for pair, n in pairs.items() if n >= SEEN and n >= TOGETHER * seen[pair[0]]}
    if not joined:
        return pieces
    return [[_joined(piece, joined) for piece in of_text] for of_text in pieces]


def _joined(piece: Piece, joined: set[tuple[str, str]]) -> Piece:
    tokens: Piece = []
    for token in piece:
        if tokens and (tokens[-1].small, token.small) in joined:
            first = tokens.pop()
            written, small = f"{first.written}-{token.written}", f"{first.small}-{token.small}"
            tokens.append(Token(written, small, (*first.key, stem(token.small)), True))
        else:
            tokens.append(token)
    return tokens


def _plain(text: str) -> str:
    """The text without redactions and names, and the capital that only begins a sentence small."""
    text = COURTESY.sub(". ", TAG.sub(". ", normalise(text)))
    if text.isupper() and " " in text:
        text = text.lower()
    return re.sub(
        r"(^|[.!?:;|*(\"-]\s*)([A-Z])(?=[a-z]|\s)", lambda m: m.group(1) + m.group(2).lower(), text
    )


@cache
def weak_words() -> dict[str, str]:
    """Return the words that carry no label, each with its use."""
    return dict(line.split("\t")[:2] for line in data_lines("weak_words.txt"))


@cache
def beside(place: str) -> frozenset[str]:
    """Return the words that tell what stands beside them (`data/neighbours.csv`)."""
    rows = csv.DictReader(data_lines("neighbours.csv"))
    return frozenset(w for row in rows if row["beside"] == place for w in row["words"].split())
