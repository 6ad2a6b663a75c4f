"""Look into the XML of a worksheet for what its values do not tell: formulas, joined cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CHUNK = 1 << 20  # bytes read at a time
LONGEST = 70_000  # bytes of a cell's XML: a formula has at most 8,192 characters
SHOWN = 3  # cells that a sentence names
CELL = re.compile(
    rb"<(?:\w+:)?c\s(?P<marks>[^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="(?P<range>[A-Z]+\d+:[A-Z]+\d+)"')
PLACE = re.compile(rb'\br="(?P<place>[A-Z]+\d+)"')
TEXT = re.compile(rb'\bt="str"')  # a formula whose text is empty was computed


@dataclass(frozen=True)
class Found:
    """What stands in one worksheet.

    Attributes
    ----------
    unread : tuple of str
        Cells with a formula that was never computed, as "C2".
    merged : tuple of str
        Ranges of joined cells, as "C1:D1".
    """

    unread: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()

    def unread_named(self) -> str:
        """Return the first cells, and how many more there are.

        Examples
        --------
        >>> Found(unread=("C2", "C3", "C4", "C5")).unread_named()
        'C2, C3, C4 and 1 more'
        """
        more = f" and {len(self.unread) - SHOWN} more" if len(self.unread) > SHOWN else ""
        return ", ".join(self.unread[:SHOWN]) + more


def look_into(path: Path, part: str) -> Found:
    """Return the cells of one worksheet that hold a formula without a value, and joined cells.

    Parameters
    ----------
    path : Path
        The workbook.
    part : str
        The worksheet's name within the package, as "xl/worksheets/sheet1.xml".
    """
    unread: dict[str, None] = {}
    merged: dict[str, None] = {}
    with zipfile.ZipFile(path) as package, package.open(part) as file:
        for text in _windows(file):
            for cell in CELL.finditer(text):
                place = PLACE.search(cell["marks"])
                if place and not TEXT.search(cell["marks"]):
                    unread[place["place"].decode()] = None
            merged.update((m["range"].decode(), None) for m in MERGED.finditer(text))
    return Found(tuple(unread), tuple(merged))


def _windows(file: IO[bytes]) -> Iterator[bytes]:
    """Give the file in pieces that overlap by more than a cell."""
    before = b""
    while chunk := file.read(CHUNK):
        yield before + chunk
        before = (before + chunk)[-LONGEST:]
