"""Read plain text: headings by underline, capitals or number; hard-wrapped lines joined."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from sopgap.sops.formats.blocks import (
    BULLET,
    CLAUSE,
    Block,
    check_size,
    is_numbered_heading,
    place_heading,
    table_blocks,
    tidy,
)
from sopgap.sops.formats.columns import is_ruler, read_table
from sopgap.sops.formats.plain import read_plain
from sopgap.sops.formats.whole import Whole

UNDERLINE = re.compile(r"([=\-~_*#^\"'+.])\1{2,}")
MAX_HEADING = 90
TAB = 8
# "Page 3 of 10", "- 3 -", "SOP 12    Page 3 of 10".
PAGE_LINE = re.compile(
    r"(?:.{0,70}\s{2,}|.{0,70}[|·•–-]\s*)?\[?page\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\]?[.\s]*"
    r"|(?:.{0,40}\s)?page\s+\d{1,4}\s*(?:of|/)\s*\d{1,4}(?:\s{2,}.{0,60})?|-+\s*\d{1,4}\s*-+",
    re.IGNORECASE,
)
EDGE = 2  # lines at the top and foot of a page among which running lines are sought
REPEATS = 3  # pages on which a running line stands at least
DIGITS = re.compile(r"\d+")
# "Article 5", "Chapter II. Duties": the number alone, or a title behind it.
PART = re.compile(
    r"(?:chapter|section|sec\.|part|article|appendix|annex|schedule|title)\s+"
    r"(?:\d{1,4}|[IVXLC]{1,7}|[A-Z])(?:\.\d{1,3})*\s*[.:)–—-]?(?:\s+[A-Z§\"(].*)?",
    re.IGNORECASE,
)
# Levels of headings that are named, between the first style of a document and the others.
KEYED = {"title": 5, "part": 5, "chapter": 6, "section": 7, "sec.": 7, "article": 7}
KEYED |= {"appendix": 7, "annex": 7, "schedule": 7}
DEPTH = re.compile(r"(?:\d{1,3}|[A-Z])((?:\.\d{1,3})*)[.):]?\s")
# What opens a part of a stanza besides bullets and clauses: "(a)", "iv.", "B.", "Step 3:".
OPENS = re.compile(
    r"\((?:[A-Za-z]|\d{1,3}|[ivxIVX]{1,5}|([A-Za-z])\1)\)\s|(?:[A-Za-z]|[ivx]{2,5})[.)]\s"
    r"|step\s\d{1,3}\s?[:.)–-]\s",
    re.IGNORECASE,
)
STEP = re.compile(r"step\s\d", re.IGNORECASE)
COUNTED = re.compile(r"(\d{1,3})[.)]?\s")
JOINTS = (".", ";", ":", ",", " and", " or", "—", "–", "-")
# Hyphens that stay when a line ends with them.
# fmt: off
HYPHENED = frozenset((
    "self", "non", "post", "pre", "co", "multi", "cross", "well", "anti", "ex", "semi", "high",
    "low", "long", "short", "on", "off", "two", "three", "four", "re", "de", "by", "day", "year",
    "full", "part", "one", "third", "bi", "inter", "sub", "over", "under",
))
# fmt: on
Line = tuple[int, str]  # the column where it begins, and its text


def read_text(path: Path) -> list[Block]:
    r"""Read a plain text file into blocks; a form feed begins a page, and pages are counted.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.txt"
    >>> _ = file.write_text("B. BONDS\n--------\n\nThe clerk pulls\nthe report.\n")
    >>> [(b.section, b.text) for b in read_text(file)]
    [('B. BONDS', 'The clerk pulls the report.')]
    """
    return read_whole_text(path).blocks


def read_whole_text(path: Path) -> Whole:
    """Read a plain text file into blocks, and its text as it is."""
    check_size(path)
    raw = read_plain(path)
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader()
    stanzas = _stanzas(text)
    for at, (page, lines) in enumerate(stanzas):
        following = stanzas[at + 1][1] if at + 1 < len(stanzas) else []
        reader.add(page, lines, following)
    return Whole(tidy(reader.blocks, reader.indents), raw)


def _stanzas(text: str) -> list[tuple[str, list[str]]]:
    """Return the stanzas with their pages; what a page break parts within a sentence is joined."""
    pages = [page.split("\n") for page in text.split("\f")]
    running = _running_lines(pages) if len(pages) >= REPEATS else set()
    stanzas: list[tuple[str, list[str]]] = []
    for number, lines in enumerate(pages, start=1):
        page = str(number) if len(pages) > 1 else ""
        kept: list[list[str]] = [[]]
        last = len(lines) - 1
        edges = {n for n, line in enumerate(lines) if line.strip()} if running else set()
        tops = set(sorted(edges)[:EDGE] + sorted(edges)[-EDGE:])
        for at, line in enumerate(lines):
            if not line or line.isspace():
                if kept[-1]:
                    kept.append([])
                continue
            short = len(line) < 160 and ("age" in line or "AGE" in line or line.lstrip()[:1] == "-")
            if short and PAGE_LINE.fullmatch(line.strip()) and at <= last:
                continue
            if at in tops and DIGITS.sub("#", line.strip()) in running:
                continue
            kept[-1].append(line)
        found = [stanza for stanza in kept if stanza]
        if stanzas and found and _goes_on(stanzas[-1][1][-1], found[0][0]):
            stanzas[-1] = (stanzas[-1][0], stanzas[-1][1] + found.pop(0))
        stanzas += [(page, stanza) for stanza in found]
    return stanzas


def _running_lines(pages: list[list[str]]) -> set[str]:
    """Return the lines that stand at the top or foot of most pages, whatever their numbers."""
    counts: Counter[str] = Counter()
    for lines in pages:
        texts = [DIGITS.sub("#", line.strip()) for line in lines if line.strip()]
        counts.update({*texts[:EDGE], *texts[-EDGE:]})
    least = max(REPEATS, len(pages) // 2)
    return {line for line, count in counts.items() if count >= least}


def _goes_on(before: str, after: str) -> bool:
    return before.rstrip()[-1] not in ".:;!?" and after.lstrip()[:1].islower()


class _Reader:
    """The state of one pass over the stanzas."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.indents: list[int] = []
        self.outline: list[tuple[int, str]] = []
        self.styles: list[str] = []  # of headings, in the order of their first use
        self.section, self.above = "", ""
        self.counted = ""  # the text of a numbered line that was an item and no heading

    def add(self, page: str, lines: list[str], following: list[str]) -> None:
        """Add a stanza: a table, a heading, and the paragraphs and items below it."""
        rows = read_table(lines)
        if rows:
            self._add_rows(rows, page)
            return
        heading, rest = self._heading([line.strip() for line in lines], lines, following)
        if heading:
            self.section = heading
        if not rest:
            return
        if len(rest) < len(lines):
            lines = [line for line in lines if not UNDERLINE.fullmatch(line.strip())]
            lines = lines[len(lines) - len(rest) :]
            rows = read_table(lines)
            if rows:
                self._add_rows(rows, page)
                return
        if len(lines) == 1 and lines[0][0] not in " \t":
            self._append(lines[0].strip(), 0, page)
            return
        for indent, text in _parts(lines):
            self._append(text, indent, page)

    def _append(self, text: str, indent: int, page: str) -> None:
        self.blocks.append(Block(text, self.section, page, above=self.above))
        self.indents.append(indent)

    def _add_rows(self, rows: list[list[str]], page: str) -> None:
        blocks = table_blocks(rows, section=self.section, page=page, above=self.above)
        self.blocks += blocks
        self.indents += [-1] * len(blocks)

    def _heading(
        self, texts: list[str], lines: list[str], following: list[str]
    ) -> tuple[str, list[str]]:
        """Part the heading of a stanza from its other lines; ruler lines fall away."""
        first = texts[0]
        ruled = UNDERLINE.fullmatch(texts[1]) if len(texts) > 1 else None
        over = UNDERLINE.fullmatch(first)
        rest = [line for line in texts if not UNDERLINE.fullmatch(line)]
        if not rest or all(map(is_ruler, rest)):
            return "", []
        under = UNDERLINE.fullmatch(texts[2]) if over and len(texts) > 2 else None
        if over and under and len(rest[0]) <= MAX_HEADING:
            return self._place(rest[0], "rule" + over[1] * 2), rest[1:]
        short = len(first) <= MAX_HEADING and rest[0] == first
        if ruled and short:
            return self._place(first, "rule" + ruled[1]), rest[1:]
        if not short or first[-1] in ".,;":
            return "", rest
        if first.isupper() and sum(map(str.isalpha, first)) > 3 and not BULLET.match(first[:2]):
            return self._place(first, "capitals"), rest[1:]
        if PART.fullmatch(first) and first[0].isupper():
            return self._place(first, first.split()[0].lower()), rest[1:]
        if len(rest) == 1 and is_numbered_heading(first) and lines[0][0] not in " \t":
            if self._is_counted(first, following):
                self.counted = first
                return "", rest
            return self._place(first, "number"), []
        return "", rest

    def _is_counted(self, first: str, following: list[str]) -> bool:
        """Tell a step without a stop from a heading: the next number follows at once."""
        number = COUNTED.match(first)
        if not number:
            return False
        follows = COUNTED.match(following[0].strip()) if following else None
        before = COUNTED.match(self.counted)
        is_last = self.blocks and self.blocks[-1].text == self.counted
        return bool(
            (follows and int(follows[1]) == int(number[1]) + 1)
            or (is_last and before and int(before[1]) + 1 == int(number[1]))
        )

    def _place(self, heading: str, style: str) -> str:
        found = DEPTH.match(heading + " ")
        depth = found[1].count(".") if found else 0
        if style not in self.styles:
            self.styles.append(style)
        level = KEYED.get(style, 10 * self.styles.index(style) + depth)
        self.above = place_heading(self.outline, level, heading)
        return heading


def _parts(lines: list[str]) -> list[Line]:
    """Join hard-wrapped lines; a line that opens with a bullet or step number starts anew."""
    parts: list[tuple[int, list[str]]] = []
    for raw in lines:
        text = raw.strip()
        indent = (
            len(raw.expandtabs(TAB)) - len(raw.expandtabs(TAB).lstrip()) if raw[0] in " \t" else 0
        )
        if not parts or _starts(text, indent, parts[-1]):
            parts.append((indent, [text]))
        else:
            parts[-1][1].append(text)
            if indent < parts[-1][0] and not BULLET.match(parts[-1][1][0]):
                parts[-1] = (indent, parts[-1][1])  # only the first line was set farther in
    return [(indent, _join(texts)) for indent, texts in parts]


def _starts(text: str, indent: int, above: tuple[int, list[str]]) -> bool:
    if BULLET.match(text) or CLAUSE.match(text):
        return True
    if not OPENS.match(text):
        return False
    # "under paragraph / (b) of this section": a mark that the wrapping put at a line's start.
    before = above[1][-1]
    return before.endswith(JOINTS) or bool(OPENS.match(above[1][0])) or bool(STEP.match(text))


def _join(texts: list[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    if not any(text[-1] == "-" for text in texts):
        return " ".join(texts)
    joined = texts[0]
    parts = [joined]
    for text in texts[1:]:
        last = parts[-1]
        if last[-1] == "-" and last[-2:-1].isalpha() and text[0].islower():
            word = last[:-1].rpartition(" ")[2].lower().lstrip("(\"'")
            parts[-1] = last if word in HYPHENED or "-" in word else last[:-1]
            head, _, rest = text.partition(" ")
            parts[-1] += head
            if rest:
                parts.append(rest)
        else:
            parts.append(text)
    return " ".join(parts)
