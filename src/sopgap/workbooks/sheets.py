"""Look at a workbook's list of worksheets: which are hidden, and which cells are joined in each."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

from sopgap.workbooks.raw_cells import look_into

MAX_LIST = 5_000_000  # bytes of the list of worksheets
SHEET = re.compile(r"<(?:\w+:)?sheet\s(?P<marks>[^>]*)>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s(?P<marks>[^>]*)>")
MARK = re.compile(r"""(?P<name>[\w:]+)\s*=\s*(?P<quote>["'])(?P<value>.*?)(?P=quote)""", re.DOTALL)


class Seen(NamedTuple):
    """What a reader of the workbook sees of a worksheet."""

    hidden: bool
    merged: tuple[str, ...]  # ranges of joined cells, as "C1:D1"


def look_at_sheets(path: Path) -> dict[str, Seen]:
    """Return, by the stripped name of each worksheet, whether it is hidden and what is joined.

    Of a workbook that `read_pages` has read: its package is known to be sound. What cannot be
    told is taken as visible and without joined cells.

    Parameters
    ----------
    path : Path
    """
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        sheets = _marks(package, "xl/workbook.xml", SHEET)
        relations = _marks(package, "xl/_rels/workbook.xml.rels", RELATION)
    targets = {mark.get("Id", ""): mark.get("Target", "") for mark in relations}
    seen = {}
    for mark in sheets:
        target = targets.get(next((v for k, v in mark.items() if k.endswith(":id")), ""), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        merged = look_into(path, part).merged if part in names else ()
        hidden = mark.get("state", "visible") != "visible"
        seen[mark.get("name", "").strip()] = Seen(hidden, merged)
    return seen


def _marks(package: zipfile.ZipFile, part: str, tag: re.Pattern[str]) -> list[dict[str, str]]:
    """Return the attributes of each element of one kind in a part of the package."""
    try:
        with package.open(part) as file:
            text = file.read(MAX_LIST).decode("utf-8", errors="replace")
    except KeyError:
        return []
    return [
        {mark["name"]: html.unescape(mark["value"]) for mark in MARK.finditer(hit["marks"])}
        for hit in tag.finditer(text)
    ]
