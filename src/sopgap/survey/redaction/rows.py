"""Read the patterns of redaction: the rows of `data/redactions.tsv`."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sopgap.text import data_lines


class Row(NamedTuple):
    """One row of `data/redactions.tsv`: what is replaced, when it is tried, and its example."""

    kind: str
    needs: tuple[tuple[str, ...], ...]  # two groups: of each, one must be there
    pattern: re.Pattern[str]
    use: str
    example: str
    redacted: str


@cache
def redaction_rows() -> tuple[Row, ...]:
    """Return the rows of the data, their parts filled in."""
    rows: list[Row] = []
    parts: dict[str, str] = {}
    for line in data_lines("redactions.tsv"):
        cells = line.split("\t")
        pattern = cells[1] if cells[0].endswith("=") else cells[2]
        for name, part in parts.items():
            pattern = pattern.replace(f"<<{name}>>", part)
        if cells[0].endswith("="):
            parts[cells[0][:-1]] = pattern
            continue
        first, _, second = cells[1].partition("&&")
        needs = tuple(tuple(group.split("|")) for group in (first, second))
        rows.append(Row(cells[0].strip("[]"), needs, re.compile(pattern), *cells[3:6]))
    return tuple(rows)
