"""Lines of text, what is usual among them, and the footnotes at the foot of a column."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise

from sopgap.sops.formats.blocks import BULLET, CLAUSE, ENUMERATOR
from sopgap.sops.formats.pdf_columns import rows_of
from sopgap.sops.formats.pdf_pieces import MARK, MARKED, Piece

SMALLER = 0.93  # a note is set smaller than this share of the text
LETTERED = re.compile(r"^\(?(?:[A-Za-z]{1,2}|\d{1,3}|[ivxlc]{1,6}|[IVXLC]{1,6})[.)]\s+")
MARKER = re.compile(rf"^(?:{MARK}([^{MARKED}]*){MARKED}|(\d{{1,3}}|[*†‡§]{{1,3}})[.)]?\s)\s*")
ENDED = re.compile(r"[.?!:;][\"”’')\]]*$")


@dataclass(slots=True)
class Line:
    """A line of a column, with what tells where a paragraph ends."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    first: float  # width of its first word
    page: int
    left: float  # of its column
    right: float
    inner: float  # where the text behind a label begins
    column: int


@dataclass(slots=True)
class Aside:
    """Lines that stand beside the text: a footnote or a box."""

    lines: list[Line]
    mark: str = ""


@dataclass
class Look:
    """What is usual in a document: the height of its letters, the step of its lines by height."""

    size: float
    steps: dict[float, float] = field(default_factory=dict)
    is_bold: bool = False
    indents: bool = False  # paragraphs open with an indent

    def step(self, size: float) -> float:
        """Return the usual step of lines of a height."""
        return self.steps.get(round(size * 2) / 2, 1.2 * size)


def lines_of(pieces: list[Piece], page: int, column: int) -> list[Line]:
    """Return the pieces of a column as lines."""
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    done = []
    for row in rows_of(pieces):
        text = " ".join(piece.text for piece in row)
        main = max(row, key=_length)
        letters = sum(len(p.text) for p in row)
        bold = sum(len(p.text) for p in row if p.bold) > 0.6 * letters
        inner = row[0].x0
        if len(row) > 1 and starts_item(row[0].text + " X"):
            inner = row[1].x0
        done.append(
            Line(
                text,
                row[0].x0,
                max(p.x1 for p in row),
                main.y,
                main.size,
                bold,
                row[0].first,
                page,
                left,
                right,
                inner,
                column,
            )
        )
    return done


def _length(piece: Piece) -> int:
    return len(piece.text)


def starts_item(text: str) -> bool:
    """Tell whether a line opens an item of a list or a numbered paragraph."""
    return bool(
        ENUMERATOR.match(text)
        or BULLET.match(text)
        or CLAUSE.match(text)
        or LETTERED.match(text)
        or re.match(r"^[o–—−]\s+(?=[A-Z])", text)
    )


def look_at(lines: list[Line], size: float) -> Look:
    """Return what is usual among the lines of a document."""
    counts: dict[float, Counter[float]] = {}
    bold = total = indents = aligned = 0
    for a, b in pairwise(lines):
        total += len(a.text)
        bold += len(a.text) * a.bold
        if a.column != b.column or a.page != b.page or abs(a.size - b.size) > 0.3:
            continue
        step = b.y - a.y
        if 0.8 * a.size < step < 2.6 * a.size:
            counts.setdefault(round(a.size * 2) / 2, Counter())[round(step * 2) / 2] += 1
        if ENDED.search(a.text) and not starts_item(b.text) and b.text[:1].isupper():
            shift = b.x0 - b.left
            indents += 0.5 * b.size < shift < 4 * b.size
            aligned += shift < 0.3 * b.size and step > 1.25 * a.size
    steps = {s: _usual(c) for s, c in counts.items()}
    return Look(size, steps, bold > 0.5 * total > 0, indents > 3 and indents > aligned * 0.3)


def _usual(steps: Counter[float]) -> float:
    """Return the least step that is frequent: the wider ones part paragraphs."""
    most = max(steps.values())
    return min(step for step, n in steps.items() if n >= 0.35 * most)


def notes_apart(
    lines: list[Line], rules: list[tuple[float, float, float]], look: Look
) -> tuple[list[Line], list[Aside]]:
    """Return the lines of a column without the footnotes at its foot, and these.

    Footnotes are the last lines, smaller than the text or under a short rule, the first of them
    with a marker.
    """
    start = len(lines)
    while start and lines[start - 1].size < SMALLER * look.size:
        start -= 1
    if start == len(lines):
        start = _below_rule(lines, rules)
    while start < len(lines) and not MARKER.match(lines[start].text):
        start += 1
    if start == len(lines):
        return lines, []
    notes: list[Aside] = []
    for line in lines[start:]:
        found = MARKER.match(line.text)
        if found and (MARK in line.text[:1] or _follows(found[2], notes)):
            mark = found[1] or found[2]
            notes.append(Aside([replace(line, text=line.text[found.end() :])], mark))
        else:
            notes[-1].lines.append(line)
    return lines[:start], notes


def _follows(mark: str, notes: list[Aside]) -> bool:
    """Tell whether a plain number opens the next note: it is one more than the last."""
    if not notes or not mark.isdigit() or not notes[-1].mark.isdigit():
        return not notes or not mark.isdigit()
    return int(mark) == int(notes[-1].mark) + 1


def _below_rule(lines: list[Line], rules: list[tuple[float, float, float]]) -> int:
    """Return the first line below a short rule at the column's left, else the number of lines."""
    for x0, x1, y in rules:
        below = [n for n, line in enumerate(lines) if line.y > y]
        if not below or below[0] == 0:
            continue
        line = lines[below[0]]
        short = x1 - x0 < 0.6 * (line.right - line.left)
        if short and abs(x0 - line.left) < 12 and line.y - y < 25 and MARKER.match(line.text):
            return below[0]
    return len(lines)
