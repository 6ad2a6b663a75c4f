"""Automatic numbers of Word: what a page prints before a paragraph and its text does not hold.

Rules: ECMA-376 part 1, 17.9 (numbering) and 17.3.1.19 (numPr). Where the standard is silent, as on
levels that are skipped, the numbers follow what word processors print.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sopgap.sops.formats.numerals import format_number, read_symbol

WHOLE = re.compile(r"(-?[0-9]{1,6})(?:\.[0-9]{0,20})?")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
MAX_CHAIN = 50  # styles based on one another; a circle ends here


@dataclass
class Level:
    """A level of a list: how its number is made and where its text begins."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int = -1  # one-based level whose use restarts this one; -1: any above; 0: never
    is_legal: bool = False
    style: str = ""
    indent: int | None = None
    font: str = ""


@dataclass
class Style:
    """A paragraph style: what it is based on, its numbering, outline level and indent."""

    name: str = ""
    based_on: str = ""
    num: str = ""
    ilvl: int | None = None
    outline: int | None = None
    indent: int | None = None
    is_hidden: bool = False
    is_bold: bool = False


@dataclass(frozen=True)
class Place:
    """Where a paragraph stands in its list: the list, the level, its indent."""

    num: str
    ilvl: int
    indent: int | None = None


@dataclass
class Numbering:
    """The lists and styles of a document, and how far each list has been counted."""

    abstracts: dict[str, dict[int, Level]] = field(default_factory=dict)
    nums: dict[str, str] = field(default_factory=dict)  # num -> abstract
    overrides: dict[tuple[str, int], Level] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)  # startOverride
    styles: dict[str, Style] = field(default_factory=dict)
    default: str = ""  # the style of a paragraph that names none
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def chain(self, style_id: str) -> list[tuple[str, Style]]:
        """Return a style and those it is based on, itself first."""
        found: list[tuple[str, Style]] = []
        while style_id in self.styles and len(found) < MAX_CHAIN:
            found.append((style_id, self.styles[style_id]))
            style_id = self.styles[style_id].based_on
        return found

    def level(self, num: str, ilvl: int) -> Level | None:
        """Return what holds for a level of a list, its own override first."""
        if (num, ilvl) in self.overrides:
            return self.overrides[num, ilvl]
        return self.abstracts.get(self.nums.get(num, ""), {}).get(ilvl)

    def find_place(self, num: str | None, ilvl: int | None, style_id: str) -> Place | None:
        """Return the list and level of a paragraph from its own numbering, else its style's.

        Parameters
        ----------
        num, ilvl : str, int or None
            The paragraph's own `numId` and `ilvl`; the list "0" takes a style's numbering off.
        style_id : str
        """
        if num is None:
            num = next((style.num for _, style in self.chain(style_id) if style.num), None)
            if num is not None and ilvl is None:
                ilvl = self._level_of_style(num, style_id)
        if num is None or num not in self.nums:  # "0" is never a list
            return None
        ilvl = min(max(ilvl or 0, 0), LEVELS - 1)
        level = self.level(num, ilvl)
        return Place(num, ilvl, level.indent if level else None) if level else None

    def _level_of_style(self, num: str, style_id: str) -> int:
        """Return the level of a style: by the list's link (17.9.23), else by its own `ilvl`.

        A style that names neither has those of the style it is based on.
        """
        levels = {at: level for at in range(LEVELS) if (level := self.level(num, at))}
        linked = {level.style: at for at, level in reversed(levels.items())}
        for name, style in self.chain(style_id):
            if name in linked:
                return linked[name]
            if style.ilvl is not None or style.num:
                return style.ilvl or 0
        return 0

    def count(self, place: Place) -> str:
        """Count a paragraph and return the number that is printed before it.

        Lists over one abstract list count on together, unless a list has a start of its own.
        """
        abstract = self.nums[place.num]
        counts = self.counts.setdefault(abstract, [None] * LEVELS)
        ilvl = place.ilvl
        level = self.level(place.num, ilvl) or Level()
        key = (place.num, ilvl)
        if key in self.starts and key not in self.started:
            counts[ilvl] = self.starts[key]
        else:
            before = counts[ilvl]
            start = self.starts.get(key, level.start)
            counts[ilvl] = start if before is None else before + 1
        self.started.add(key)
        for above in range(ilvl):  # a level that was skipped is printed as if it had been used once
            if counts[above] is None:
                upper = self.level(place.num, above) or Level()
                counts[above] = self.starts.get((place.num, above), upper.start)
                self.started.add((place.num, above))
        for below in range(ilvl + 1, LEVELS):
            deeper = self.level(place.num, below)
            restart = deeper.restart if deeper else -1
            if restart < 0 or ilvl < restart:
                counts[below] = None
        return self._print(place.num, level, counts)

    def _print(self, num: str, level: Level, counts: list[int | None]) -> str:
        if level.form == "bullet":
            return _bullet(level.text, level.font)
        if level.form == "none" and "%" not in level.text:
            return level.text.strip()
        text = level.text
        for at in range(LEVELS):
            sign = f"%{at + 1}"
            if sign in text:
                upper = self.level(num, at) or Level()
                # isLgl: "Article IV" is printed as "4" in "4.1".
                form = "decimal" if level.is_legal and upper.form != "none" else upper.form
                number = counts[at]
                text = text.replace(sign, format_number(number or 0, form))
        return text.strip()


def read_styles(root: Any, numbering: Numbering) -> None:
    """Read `styles.xml` into a numbering's styles."""
    for element in root.iterchildren(W + "style"):
        if element.get(W + "type", "paragraph") != "paragraph":
            continue
        style_id = element.get(W + "styleId", "")
        num, ilvl = read_num(element.find(f"{W}pPr/{W}numPr"))
        style = Style(
            (_value(element, "name") or "").lower(),
            _value(element, "basedOn") or "",
            num or "",
            ilvl,
            _whole(_value(element, "pPr", "outlineLvl")),
            read_indent(element.find(f"{W}pPr/{W}ind")),
            is_on(element.find(f"{W}rPr/{W}vanish")),
            is_on(element.find(f"{W}rPr/{W}b")),
        )
        numbering.styles[style_id] = style
        if element.get(W + "default") in ("1", "true", "on"):
            numbering.default = style_id


def read_numbering(root: Any, numbering: Numbering) -> None:
    """Read `numbering.xml`; a list that refers to a style takes the list of that style."""
    links: dict[str, str] = {}  # abstract list -> style whose list it takes
    owners: dict[str, str] = {}  # style -> abstract list that defines it
    for element in root.iterchildren(W + "abstractNum"):
        name = element.get(W + "abstractNumId", "")
        levels = numbering.abstracts.setdefault(name, {})
        for child in element.iterchildren(W + "lvl"):
            ilvl = _whole(child.get(W + "ilvl"))
            if ilvl is not None and 0 <= ilvl < LEVELS:
                levels[ilvl] = _level(child)
        if link := _value(element, "numStyleLink"):
            links[name] = link
        if style := _value(element, "styleLink"):
            owners[style] = name
    for element in root.iterchildren(W + "num"):
        num = element.get(W + "numId", "")
        abstract = _value(element, "abstractNumId") or ""
        if num and num != "0":
            numbering.nums[num] = owners.get(links.get(abstract, ""), abstract)
        for child in element.iterchildren(W + "lvlOverride"):
            ilvl = _whole(child.get(W + "ilvl"))
            if ilvl is None or not 0 <= ilvl < LEVELS:
                continue
            start = _whole(_value(child, "startOverride"))
            if start is not None:
                numbering.starts[num, ilvl] = start
            own = child.find(W + "lvl")
            if own is not None:
                numbering.overrides[num, ilvl] = _level(own)


def read_num(properties: Any) -> tuple[str | None, int | None]:
    """Return `numId` and `ilvl` of a `numPr`."""
    num, ilvl = None, None
    for child in properties if properties is not None else ():
        if child.tag == W + "numId":
            num = child.get(W + "val")
        elif child.tag == W + "ilvl":
            ilvl = _whole(child.get(W + "val"))
    return num, ilvl


def read_indent(element: Any) -> int | None:
    """Return where the lines of a paragraph begin by its `w:ind`, in twentieths of a point."""
    if element is None:
        return None
    return _whole(element.get(W + "left") or element.get(W + "start"))


def is_on(element: Any) -> bool:
    """Return whether a switch such as `w:b` is there and not off."""
    return element is not None and element.get(W + "val", "1") not in ("0", "false", "off")


def _level(element: Any) -> Level:
    form = _value(element, "numFmt") or "decimal"
    font = element.find(f"{W}rPr/{W}rFonts")
    start, restart = _whole(_value(element, "start")), _whole(_value(element, "lvlRestart"))
    return Level(
        # Without a start a list begins with 0 (17.9.25); every word processor writes one.
        0 if start is None else start,
        form,
        _value(element, "lvlText") or "",
        -1 if restart is None else restart,
        is_on(element.find(W + "isLgl")),
        _value(element, "pStyle") or "",
        read_indent(element.find(f"{W}pPr/{W}ind")),
        (font.get(W + "ascii") or "") if font is not None else "",
    )


def _bullet(text: str, font: str) -> str:
    """Return a bullet as a page shows it: fonts of signs keep theirs outside Unicode."""
    sign = text.strip()[:1]
    return read_symbol(font, ord(sign)) or "•" if sign else ""


def _value(element: Any, *names: str) -> str | None:
    found = element.find("/".join(W + name for name in names))
    return found.get(W + "val") if found is not None else None


def _whole(text: str | None) -> int | None:
    """Return a whole number; some programs write "720.0"."""
    found = WHOLE.fullmatch(text.strip()) if text else None
    return int(found[1]) if found else None
