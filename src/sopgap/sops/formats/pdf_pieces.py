"""Pieces of text with their places, of which pages are made: words that stand near each other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter

SMALL = 0.8  # a raised digit under this share of its neighbour's height marks a note
NEAR = 0.75  # words of one height nearer than this many letter heights belong to one piece
REPEATS = 50  # words of one text back, among which a second print of one is sought
HYPHEN = "\ufffe"  # pdfium's sign for a hyphen at a line's end
HEIGHT, LEFT = attrgetter("y"), attrgetter("x0")
MARK, MARKED = "\ue000", "\ue001"  # before and behind the marker of a note


@dataclass(slots=True)
class Piece:
    """Words of one height beside each other; places in points from the page's upper left."""

    text: str
    x0: float
    x1: float
    y: float  # of the line on which the letters stand
    size: float
    bold: bool
    first: float  # width of its first word


@dataclass(slots=True)
class Rule:
    """A ruling line, upright where `x0` and `x1` are one."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Page:
    """What stands on a page. `boxes` are drawn rectangles as left, top, right, bottom."""

    number: int
    width: float
    height: float
    pieces: list[Piece]
    rules: list[Rule] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    letters: int = 0
    unreadable: int = 0
    raw: str = ""  # its text as the file gives it, in no order that a reader would take
    is_picture: bool = False


@dataclass(slots=True)
class Word:
    """A word with its place, upright as it is read."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    glued: bool = False  # no blank stands before it


def join_words(words: list[Word], rules: list[Rule]) -> list[Piece]:
    """Join words of one height that stand near each other; an upright rule parts them."""
    upright = sorted((r.x0, r.y0, r.y1) for r in rules if r.x0 == r.x1)
    done: list[Piece] = []
    for row in _rows(words):
        row.sort(key=LEFT)
        at = 0
        while at < len(row):
            end = at + 1
            while end < len(row) and _is_near(row[end - 1], row[end], upright):
                end += 1
            done.append(_piece(row[at:end]))
            at = end
    return done


def _rows(words: list[Word]) -> Iterator[list[Word]]:
    row: list[Word] = []
    top = size = 0.0
    for word in sorted(words, key=HEIGHT):
        if not row or word.y - top > 0.45 * (word.size if word.size > size else size):
            if row:
                yield row
            row, top, size = [], word.y, word.size
        row.append(word)
    if row:
        yield row


def _is_near(a: Word, b: Word, upright: list[tuple[float, float, float]]) -> bool:
    gap, size = b.x0 - a.x1, a.size
    if size == b.size:
        raised = False
    else:
        size = max(size, b.size)
        raised = min(a.size, b.size) < SMALL * size
    if gap > NEAR * size or gap < -2 * size or (abs(a.y - b.y) > 0.2 * size and not raised):
        return False
    if not upright:
        return True
    low, high = a.x1 - 0.2 * size, b.x0 + 0.2 * size
    for at in range(bisect_left(upright, (low,)), len(upright)):
        x, top, end = upright[at]
        if x > high:
            break
        if top < a.y - 0.2 * size < end:
            return False
    return True


def _piece(words: list[Word]) -> Piece:
    main, mixed = words[0], False
    letters = bold = 0
    right = main.x1
    for word in words:  # one pass, as there is one for each word of a document
        n = len(word.text)
        letters += n
        bold += n * word.bold
        mixed = mixed or word.size != main.size or word.glued
        if word.x1 > right:
            right = word.x1
    text = " ".join([word.text for word in words])
    if mixed:
        main = _main_word(words)
        text = _join_raised(words, main)
    left, first = words[0].x0, words[0].x1 - words[0].x0
    return Piece(text, left, right, main.y, main.size, bold > 0.6 * letters, first)


def _main_word(words: list[Word]) -> Word:
    """Return the first word of the size that most letters have."""
    letters: Counter[float] = Counter()
    for word in words:
        letters[word.size] += len(word.text)
    size = letters.most_common(1)[0][0]
    return next(word for word in words if word.size == size)


def _join_raised(words: list[Word], main: Word) -> str:
    """Return the text of words of several sizes; raised figures mark notes."""
    text = ""
    for word in words:
        part = word.text
        if word.size < SMALL * main.size and main.y - word.y > 0.12 * main.size:
            note = re.fullmatch(r"[(\[]?(\d{1,3}|[*†‡§]{1,3})[)\]]?[.,;:]?", part)
            part = f"{MARK}{note[1]}{MARKED}" if note else part
            word.glued = word.glued or bool(text and note)
        text += part if word.glued or not text else " " + part
    return text


def without_overprint(words: list[Word]) -> list[Word]:
    """Drop words that are printed twice (fake bold), and those set across others (watermarks)."""
    kept = []
    seen: dict[str, dict[int, list[tuple[int, Word]]]] = {}  # by text and band of height
    counts: dict[str, int] = {}
    for word in words:
        text, band = word.text, int(word.y) >> 1
        bands = seen.get(text)
        if bands is None:
            seen[text] = {band: [(0, word)]}
        else:
            n = counts.get(text, 1)
            if len(text) > 1 and _is_over(word, n - REPEATS, bands, band):
                continue
            counts[text] = n + 1
            bands.setdefault(band, []).append((n, word))
        kept.append(word)
    large = [w for w in kept if w.size > 40]
    if large and len(kept) > 20:
        for big in large:
            under = [
                w
                for w in kept
                if 4 * w.size < big.size
                and big.x0 < w.x0 < big.x1
                and big.y - big.size < w.y < big.y + 0.2 * big.size
            ]
            if len(under) > 3:
                kept.remove(big)
    return kept


def _is_over(word: Word, least: int, bands: dict[int, list[tuple[int, Word]]], band: int) -> bool:
    """Tell whether a word is printed where one of the last like it was."""
    x, y = word.x0, word.y
    for at in (band - 1, band, band + 1):
        for n, other in bands.get(at, ()):
            if n >= least and -2 < other.x0 - x < 2 and -2 < other.y - y < 2:
                return True
    return False
