"""Pieces of text with their places, of which pages are made: words that stand near each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

SMALL = 0.8  # a raised digit under this share of its neighbour's height marks a note
NEAR = 0.75  # words of one height nearer than this many letter heights belong to one piece
HYPHEN = "\ufffe"  # pdfium's sign for a hyphen at a line's end
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
        row.sort(key=_left)
        at = 0
        while at < len(row):
            end = at + 1
            while end < len(row) and _is_near(row[end - 1], row[end], upright):
                end += 1
            done.append(_piece(row[at:end]))
            at = end
    return done


def _left(word: Word) -> float:
    return word.x0


def _height(word: Word) -> float:
    return word.y


def _rows(words: list[Word]) -> Iterator[list[Word]]:
    row: list[Word] = []
    for word in sorted(words, key=_height):
        if row and word.y - row[0].y > 0.45 * max(word.size, row[0].size):
            yield row
            row = []
        row.append(word)
    if row:
        yield row


def _is_near(a: Word, b: Word, upright: list[tuple[float, float, float]]) -> bool:
    gap = b.x0 - a.x1
    size = max(a.size, b.size)
    raised = min(a.size, b.size) < SMALL * size
    if gap > NEAR * size or gap < -2 * size or (abs(a.y - b.y) > 0.2 * size and not raised):
        return False
    if not upright:
        return True
    low, high = a.x1 - 0.2 * size, b.x0 + 0.2 * size
    return not any(low <= x <= high and top < a.y - 0.2 * size < end for x, top, end in upright)


def _piece(words: list[Word]) -> Piece:
    main = words[0]
    if any(word.size != main.size for word in words):
        letters: Counter[float] = Counter()
        for word in words:
            letters[word.size] += len(word.text)
        size = letters.most_common(1)[0][0]
        main = next(word for word in words if word.size == size)
    text = ""
    for word in words:
        part = word.text
        if word.size < SMALL * main.size and main.y - word.y > 0.12 * main.size:
            note = re.fullmatch(r"[(\[]?(\d{1,3}|[*†‡§]{1,3})[)\]]?[.,;:]?", part)
            part = f"{MARK}{note[1]}{MARKED}" if note else part
            word.glued = word.glued or bool(text and note)
        text += part if word.glued or not text else " " + part
    bold = sum(len(w.text) for w in words if w.bold) > 0.6 * sum(len(w.text) for w in words)
    x1 = max(word.x1 for word in words)
    return Piece(text, words[0].x0, x1, main.y, main.size, bold, words[0].x1 - words[0].x0)


def without_overprint(words: list[Word]) -> list[Word]:
    """Drop words that are printed twice (fake bold), and those set across others (watermarks)."""
    seen: dict[str, list[Word]] = {}
    kept = []
    for word in words:
        same = seen.setdefault(word.text, [])
        if (
            same
            and len(word.text) > 1
            and any(abs(word.x0 - w.x0) < 2 and abs(word.y - w.y) < 2 for w in same[-50:])
        ):
            continue
        same.append(word)
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
