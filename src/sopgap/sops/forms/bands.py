"""Rows that stand as headings in a table: "Night porters" above the rows of what they do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sopgap.sops.forms.charts import act_of_cell
from sopgap.sops.forms.columns import is_worded
from sopgap.sops.forms.marks import EMPTY
from sopgap.sops.owners.headings import name_heading
from sopgap.sops.owners.scene import NOBODY, Bearer, Scene

DRESS = re.compile(r"^[\s*_#]+|[\s*_:]+$")  # signs of bold type and a colon around a heading
LONGEST = 8  # words of a row that is a heading
STOPS = (".", ";", "!", "?")


def plain_heads(heads: Sequence[str]) -> list[str]:
    """Return the headers of columns, blank where one heading spans them all.

    Examples
    --------
    >>> plain_heads(["Porter", "Porter"]), plain_heads(["Task", "Who"])
    (['', ''], ['Task', 'Who'])
    """
    return [""] * len(heads) if _spans(heads) else list(heads)


def note_band(cells: Sequence[str], header: str, scene: Scene, section: str) -> bool:
    """Tell a row that is a heading within its table, and keep whom it names for the rows below.

    One that names nobody ends what the one before said. A row whose one cell is an act is none:
    its other cells are merged or left blank.
    """
    text = _only(cells)
    words = text.split()
    if not words or len(words) > LONGEST or text.endswith(STOPS) or not is_worded(text):
        return False
    owner = name_heading(text, scene)
    if owner.unit == "none" and act_of_cell(words)[0]:
        return False
    scene.rows[_key(header, section)] = owner
    if owner.unit != "none":  # "Role | Duties": the rows below leave his cell blank
        scene.rows[header] = owner
    return True


def find_band(heads: Sequence[str], header: str, scene: Scene, section: str) -> Bearer:
    """Return whom the last such row names, else the heading that spans the columns."""
    kept = scene.rows.get(_key(header, section))
    if kept is None and _spans(heads):
        return name_heading(DRESS.sub("", heads[0]), scene)
    return kept or NOBODY


def _key(header: str, section: str) -> str:
    return f"band: {section} > {header}"


def _only(cells: Sequence[str]) -> str:
    """Return what fills a row alone: its first cell, all others blank or the same."""
    if len(cells) < 2 or any(cell and cell != cells[0] for cell in cells[1:]):
        return ""
    return "" if EMPTY.match(cells[0]) else DRESS.sub("", cells[0])


def _spans(heads: Sequence[str]) -> bool:
    return len(heads) > 1 and bool(heads[0]) and not any(head != heads[0] for head in heads)
