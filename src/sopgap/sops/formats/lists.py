"""Enumerators of running text, and the lead-ins that nested lists hang on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sopgap.sops.formats.numerals import read_roman

LEVEL = " > "  # between the lead-ins of nested lists, and between headings
MAX_CHAIN = 9  # levels of nested lists, as in a word processor: the innermost are kept
MAX_LEAD_IN = 2_000  # characters of a lead-in that each of its items repeats
MAX_TOGETHER = 3 * MAX_LEAD_IN  # characters of all levels: the innermost are kept
AHEAD = 200  # items among which the next of a doubtful mark is sought
MARK = re.compile(
    r"\((\d{1,3}|[A-Za-z]|[ivxlIVXL]{2,7}|([A-Za-z])\2)\)(?=[\s(]|$)\s*"
    r"|(\d{1,3}|[A-Za-z]|[ivxlIVXL]{2,7})(\)|\.(?!\w))(?=\s|$)\s*"
    r"|[Ss][Tt][Ee][Pp]\s(\d{1,3})\s?[:.)–—-]?(?=\s|$)\s*"
    r"|([-*•‣◦▪–])\s+"
)
PATH = re.compile(r"((?:\d{1,3}\.)+)(\d{1,3})\.?\s")  # "3.1.2 count": a clause with its own number
# "(a) Rule—(1) Who. The clerk": the heading of a paragraph stands before its first item.
RUN_IN = re.compile(r"\([^()]{1,4}\)\s[^().;:]{1,80}[.—–]\s?\((1|i|A)\)\s")
JOINED = (" and", " or", " and/or")


@dataclass(frozen=True)
class Mark:
    """One reading of an enumerator: its style ("(a)", "(i)", "1.", "•") and its place in a list."""

    style: str
    value: int


@dataclass
class Level:
    """An open list: its style, the last item, and what leads its items in."""

    style: str
    value: int
    lead: str
    text: str = ""
    is_open: bool = False
    indent: int = -1  # where its marks begin, where that is known


def read_marks(text: str) -> list[list[Mark]]:
    """Return the enumerators that open a text, each with its possible readings.

    Examples
    --------
    >>> [[(m.style, m.value) for m in marks] for marks in read_marks("(h)(i) The clerk")]
    [[('(a)', 8)], [('(a)', 9), ('(i)', 1)]]
    """
    found: list[list[Mark]] = []
    at = 0
    while len(found) < 4 and (match := MARK.match(text, at)):
        bracketed, _, bare, stop, step, bullet = match.groups()
        if bullet or step:
            readings = [Mark("•", 0)] if bullet else [Mark("step", int(step))]
        elif bracketed:
            readings = [Mark(f"({style})", value) for style, value in _values(bracketed)]
        else:
            readings = [Mark(f"{style}{stop}", value) for style, value in _values(bare)]
        if not readings:
            break
        found.append(readings)
        at = match.end()
        if not bracketed:
            break
    if len(found) == 1 and (run_in := RUN_IN.match(text)):
        found.append([Mark(f"({run_in[1]})", 1)])
    return found


def _values(token: str) -> list[tuple[str, int]]:
    """Return what a token may count: "i" is the ninth letter and the first Roman number."""
    if token.isdigit():
        return [("1", int(token))]
    upper = token.isupper()
    token = token.lower()
    readings = []
    if len(token) == 1:
        readings.append(("a", ord(token) - 96))
    elif token == token[0] * 2 and token not in ("ii", "xx"):
        readings.append(("a", ord(token[0]) - 70))
    roman = read_roman(token)
    if roman:
        readings.append(("i", roman))
    return [(style.upper(), value) for style, value in readings] if upper else readings


def ends_open(text: str, closed: str = ".!?") -> bool:
    """Return whether a text leads on to what follows: no stop at its end.

    Examples
    --------
    >>> ends_open("The clerk shall:"), ends_open('He said "no."')
    (True, False)
    """
    return text.rstrip("\"')]”’ ")[-1:] not in closed if text else False


def clip_lead(text: str) -> str:
    """Return a lead-in as its items repeat it: bounded, and without the sign between levels.

    Examples
    --------
    >>> clip_lead("In File > Save the clerk must:")
    'In File › Save the clerk must:'
    """
    if len(text) > MAX_LEAD_IN:
        text = "… " + text[-MAX_LEAD_IN:].partition(" ")[2]
    return text.replace(LEVEL, " › ") if LEVEL in text else text


def join_leads(*leads: str) -> str:
    """Join the lead-ins of nested lists, the outermost first.

    Examples
    --------
    >>> join_leads("The office shall:", "", "each month:")
    'The office shall: > each month:'
    """
    chain = LEVEL.join(filter(None, leads))
    if chain.count(LEVEL) >= MAX_CHAIN:
        chain = LEVEL.join(chain.split(LEVEL)[-MAX_CHAIN:])
    while len(chain) > MAX_TOGETHER:
        chain = chain.partition(LEVEL)[2]
    return chain


class Ladder:
    """The open lists at a place in running text, where enumerators alone tell the nesting.

    Statutes nest (a)(1)(A)(i)(I), ordinances otherwise: a mark goes on in the list that it counts
    on, and opens a deeper one where it is the first of its style.
    """

    def __init__(self) -> None:
        self.levels: list[Level] = []
        self.opener = ""  # the open paragraph that a new list hangs on
        self.is_fresh = True  # no list is open that a new one could be nested in

    def add_paragraph(self, text: str) -> str:
        """Note a paragraph between the items; return the lead-in of a list that it ends.

        "(1) opens it; or (2) closes it," is ended by "shall say so": a text that begins small.
        """
        is_flush = text[0].islower() and bool(self.levels)
        ended = next((level.lead for level in self.levels if level.lead), "") if is_flush else ""
        if self.levels:
            self.levels[-1].is_open = False  # "(1) Entries" was a heading, and led no list in
        self.opener = clip_lead(text) if ends_open(text) else ""
        self.is_fresh = not is_flush
        return ended

    def add_clause(self, text: str) -> str:
        """Return the lead-in of a clause that hangs on the clause above: "3.1.1" on "3.1"."""
        found = PATH.match(text)
        if not found:
            return ""
        style, value = found[1], int(found[2])
        opens = self.opener.startswith((style[:-1] + " ", style + " "))
        if not opens and all(level.style != style for level in self.levels):
            return ""
        return self._place(Mark(style, value), text, is_new=opens)

    def add_item(
        self,
        text: str,
        marks: list[list[Mark]],
        after: Sequence[list[Mark]],
        indent: int = -1,
    ) -> str:
        """Place an item and return its lead-in; `after` are the first marks of the next items."""
        lead, chosen = "", False
        is_inner = self._climb(indent) if indent >= 0 else False
        for readings in marks or [[Mark("•", 0)]]:
            mark, is_new = self._choose(readings, after)
            if is_inner and not chosen:
                lead = join_leads(self.levels[-1].lead, self.levels[-1].text)
                self._open(mark, lead)  # set farther in than the item above: it hangs on it
            else:
                lead = self._place(mark, "" if chosen else text, is_new=is_new)
            chosen = True
            self.levels[-1].indent = indent
        self.levels[-1].text = clip_lead(text)
        self.levels[-1].is_open = ends_open(text, ".!?;,") and not text.endswith(JOINED)
        return lead

    def add_further(self, text: str, indent: int) -> str | None:
        """Return the lead-in of the item that an indented paragraph belongs to, None for others."""
        for at in range(len(self.levels) - 1, -1, -1):
            level = self.levels[at]
            if 0 <= level.indent < indent - 1:
                del self.levels[at + 1 :]
                if ends_open(text):
                    level.text, level.is_open = clip_lead(text), True
                self.opener = ""
                return level.lead
        return None

    def _climb(self, indent: int) -> bool:
        """Close the lists that are set farther in; return whether the item is set inside one."""
        while self.levels and self.levels[-1].indent > indent + 1:
            self.levels.pop()
        return bool(self.levels) and 0 <= self.levels[-1].indent < indent - 1 and not self.opener

    def is_expected(self, readings: list[Mark], after: Sequence[list[Mark]]) -> bool:
        """Return whether "A." or "iv." is a mark here: its list is open, or goes on behind it."""
        for mark in readings:
            if any(lv.style == mark.style and lv.value + 1 == mark.value for lv in self.levels):
                return True
            following = Mark(mark.style, mark.value + 1)
            if mark.value == 1 and any(following in marks for marks in after[:AHEAD]):
                return True
        return False

    def _choose(self, readings: list[Mark], after: Sequence[list[Mark]]) -> tuple[Mark, bool]:
        """Return the right reading of a mark, and whether it opens a list."""
        counted = [m for m in readings if self._find(m) >= 0]
        first = [m for m in readings if m.value == 1]
        if counted and first and self.levels[-1].style == counted[0].style:
            # "(h)", "(i)": what comes next tells the ninth letter from the first of a deeper list.
            for marks in after[:AHEAD]:
                for is_new, mark in ((True, first[0]), (False, counted[0])):
                    if Mark(mark.style, mark.value + 1) in marks:
                        return mark, is_new
            return (first[0], True) if self.levels[-1].is_open else (counted[0], False)
        if counted:
            return max(counted, key=self._find), False
        if first:
            return first[0], True
        known = [m for m in readings if any(level.style == m.style for level in self.levels)]
        mark = (known or readings)[0]
        return mark, not known or (mark.style == "•" and bool(self.opener))

    def _find(self, mark: Mark) -> int:
        """Return the deepest level that a mark counts on, or -1."""
        for at in range(len(self.levels) - 1, -1, -1):
            level = self.levels[at]
            if mark.value and level.style == mark.style and level.value + 1 == mark.value:
                return at
        return -1

    def _place(self, mark: Mark, text: str, *, is_new: bool) -> str:
        at = next((n for n, level in enumerate(self.levels) if level.style == mark.style), -1)
        found = self._find(mark)
        if is_new and (self.opener or self.is_fresh):
            self._open(mark, self.opener)
        elif is_new and at >= 0 and mark.value:  # counted anew under the same parent
            del self.levels[at + 1 :]
            self.levels[at].value = mark.value
        elif is_new:
            above = self.levels[-1] if self.levels else Level("", 0, "")
            lead = join_leads(above.lead, above.text if above.is_open else "")
            self._open(mark, lead)
        else:
            del self.levels[(found if found >= 0 else at) + 1 :]
            self.levels[-1].value = mark.value
        self.opener, self.is_fresh = "", False
        self.levels[-1].text, self.levels[-1].is_open = clip_lead(text), False
        return self.levels[-1].lead

    def _open(self, mark: Mark, lead: str) -> None:
        if len(self.levels) > 2 * MAX_CHAIN:
            del self.levels[0]
        self.levels.append(Level(mark.style, mark.value, lead))
