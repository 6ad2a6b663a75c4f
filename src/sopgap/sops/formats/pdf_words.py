"""Ask pdfium for the words of a page: text in one call, places by word, fonts by run of text."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from sopgap.sops.formats.pdf_pieces import Word

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "•", "\uf076": "•", "\uf0fc": "•", "\x7f": "•"}
PRINTED = str.maketrans({**LIGATURES, **SYMBOLS})
WORD = re.compile(r"[^\s\ufffe]+\ufffe?")
MIXED = re.compile(r"\D\d|\d[^\W\d]|[*†‡§]")  # words that may hold the marker of a note
BOLD = re.compile(r"bold|black|heavy|demi|semib|[-,]b\b|bol$", re.IGNORECASE)


@dataclass(slots=True)
class Run:
    """What the words of one run of text have in common."""

    size: float
    bold: bool
    angle: int
    hidden: bool
    origin: tuple[float, float] = (0.0, 0.0)  # its first letter stands here


@dataclass
class Frame:
    """The page's rectangle, and by how much it is turned clockwise until its text is upright."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @cached_property
    def wide(self) -> float:
        """Width of the page as it is read."""
        return self.top - self.bottom if self.turn in (90, 270) else self.right - self.left

    @cached_property
    def high(self) -> float:
        """Height of the page as it is read."""
        return self.right - self.left if self.turn in (90, 270) else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a place from the upper left of the page as it is read."""
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def place(self, words: Iterable[Placed]) -> list[Word]:
        """Return words with their places on the page as it is read, those that are printed."""
        wide, high = 2 * self.wide + 10, self.high + 5
        done = []
        for text, box, run, glued in words:
            if self.turn == 0:
                x0, x1, y = box[0] - self.left, box[2] - self.left, self.top - run.origin[1]
            else:
                a, b = self.point(box[0], box[1]), self.point(box[2], box[3])
                x0, x1 = (a[0], b[0]) if a[0] < b[0] else (b[0], a[0])
                y = self.point(*run.origin)[1]
            if -10 < x0 + x1 < wide and -5 < y < high:
                done.append(Word(text, x0, x1, y, run.size, run.bold, glued))
        return done


Placed = tuple[str, tuple[float, ...], Run, bool]


def ask_words(raw: Any, text_page: Any, text: str) -> tuple[list[Placed], int]:
    """Return the words that stand upright when the page is read, and how the text is turned."""
    found = _Asker(raw, text_page).words(text)
    letters: Counter[int] = Counter()
    for word in found:
        letters[word[2].angle] += len(word[0])
    upright = {a: n for a, n in letters.items() if a % 90 == 0}
    angle = max(upright, key=upright.__getitem__, default=0)
    if letters.keys() != {angle}:
        found = [word for word in found if word[2].angle == angle]
    hidden = sum(word[2].hidden for word in found)
    if 0 < hidden < len(found):
        found = _without_hidden(found)
    return found, angle


def _without_hidden(words: list[Placed]) -> list[Placed]:
    """Drop the words of an invisible layer that lie on visible ones."""
    cells: set[tuple[int, int]] = set()
    for _, (x0, y0, x1, y1), run, _ in words:
        if not run.hidden:
            row = int((y0 + y1) / 16)
            cells |= {(x, y) for x in range(int(x0 / 8), int(x1 / 8) + 1) for y in (row, row + 1)}
    return [
        w
        for w in words
        if not w[2].hidden
        or (int((w[1][0] + w[1][2]) / 16), int((w[1][1] + w[1][3]) / 16)) not in cells
    ]


@cache
def _direct(raw: Any, name: str, *kinds: Any) -> Any:
    """Return a function of pdfium that takes addresses: its wrapper checks each argument anew."""
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(*kinds)(address)


class _Asker:
    """Asks pdfium for places and fonts, each as seldom as can be."""

    def __init__(self, raw: Any, text_page: Any) -> None:
        self.raw, self.page = raw, text_page
        self.address = ctypes.cast(text_page.raw, ctypes.c_void_p).value
        place, whole = ctypes.c_void_p, ctypes.c_int
        self.ask_run = _direct(raw, "FPDFText_GetTextObject", place, place, whole)
        box = (ctypes.c_double * 4)()  # left, right, bottom, top
        self.into = [ctypes.addressof(box) + 8 * n for n in range(4)]
        self.ask_box = _direct(raw, "FPDFText_GetCharBox", whole, place, whole, *[place] * 4)
        self.box: Callable[[], Any] = memoryview(box).cast("B").cast("d").tolist
        self.origin = ctypes.c_double(), ctypes.c_double()
        self.runs: dict[int, Run] = {}
        self.bolds: dict[int, bool] = {}
        self.matrix, self.number = raw.FS_MATRIX(), ctypes.c_float()
        self.name = ctypes.create_string_buffer(200)

    def words(self, text: str) -> list[Placed]:
        """Return words with their places; one that goes on elsewhere or changes size, in parts."""
        # What is done for each word of a document is spelt out for speed.
        page, ask_box, ask_run, box, runs = (
            self.address, self.ask_box, self.ask_run, self.box, self.runs
        )  # fmt: skip
        left, right, bottom, top = self.into
        found: list[Placed] = []
        for match in WORD.finditer(text):
            word, at = match[0], match.start()
            run = runs.get(ask_run(page, at)) or self.run(at)
            ask_box(page, at, left, right, bottom, top)
            x0, x1, y0, y1 = box()
            n = len(word)
            if n > 1:
                last = at + n - 1
                ask_box(page, last, left, right, bottom, top)
                _, x1, y2, _ = box()
                far = 1.2 * run.size * n
                if run.angle or not (-far < y2 - y0 < far and 0 < x1 - x0 < far):
                    found += self._parts(word, at)
                    continue
                if not word.isalpha() and MIXED.search(word) and self.run(last) is not run:
                    found += self._parts(word, at)
                    continue
            if x1 - x0 < 1e5:  # not so where it is no number
                if not word.isascii():
                    word = word.translate(PRINTED)
                found.append((word, (x0, y0, x1, y1), run, False))
        return found

    def _parts(self, text: str, at: int) -> list[Placed]:
        parts: list[Placed] = []
        start, before, glued = 0, self.bounds(at), False
        first, run = before, self.run(at)
        for n in range(1, len(text)):
            now, box = self.run(at + n), self.bounds(at + n)
            away = (
                max(box[0] - before[2], before[0] - box[2], box[1] - before[3], before[1] - box[3])
                > 0.8 * run.size
            )
            other = now is not run and abs(now.size - run.size) > 0.15 * run.size
            if away or other:
                parts += self._done(text[start:n], first, before, run, glued=glued)
                start, first, run, glued = n, box, now, not away
            before = box
        return parts + self._done(text[start:], first, before, run, glued=glued)

    def _done(
        self, text: str, a: tuple[float, ...], b: tuple[float, ...], run: Run, *, glued: bool
    ) -> list[Placed]:
        if run.angle == 0:
            box = a[0], a[1], b[2], b[3]
        else:
            box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
        if not math.isfinite(sum(box)):
            return []
        if not text.isascii():
            text = text.translate(PRINTED)
        return [(text, box, run, glued)]

    def bounds(self, at: int) -> tuple[float, ...]:
        self.ask_box(self.address, at, *self.into)
        left, right, bottom, top = self.box()
        return left, bottom, right, top

    def run(self, at: int) -> Run:
        key = self.ask_run(self.address, at)
        if not key:
            return next(reversed(self.runs.values()), Run(10.0, False, 0, False))
        known = self.runs.get(key)
        if known is None:
            known = self.runs[key] = self._look(at)
        return known

    def _look(self, at: int) -> Run:
        raw, m = self.raw, self.matrix
        thing = raw.FPDFText_GetTextObject(self.page, at)
        raw.FPDFText_GetMatrix(self.page, at, m)
        raw.FPDFTextObj_GetFontSize(thing, self.number)
        size = abs(self.number.value) * math.hypot(m.c, m.d)
        size = size if 0.1 < size < 2_000 else 10.0
        angle = round(math.degrees(math.atan2(m.b, m.a))) % 360 if math.isfinite(m.a + m.b) else 0
        angle = round(angle / 90) * 90 % 360 if abs(angle - round(angle / 90) * 90) <= 2 else angle
        font = raw.FPDFTextObj_GetFont(thing)
        key = ctypes.addressof(font.contents) if font else 0
        if key not in self.bolds:
            self.bolds[key] = bool(font) and self._is_bold(font)
        hidden = raw.FPDFTextObj_GetTextRenderMode(thing) == 3
        x, y = self.origin
        raw.FPDFText_GetCharOrigin(self.page, at, x, y)
        origin = (x.value, y.value) if math.isfinite(x.value + y.value) else (-1e6, -1e6)
        return Run(round(size, 2), self.bolds[key], angle, hidden, origin)

    def _is_bold(self, font: Any) -> bool:
        self.raw.FPDFFont_GetBaseFontName(font, self.name, 200)
        name = self.name.value.decode("utf-8", "replace")
        return bool(BOLD.search(name)) or self.raw.FPDFFont_GetWeight(font) >= 600
