"""Tables in plain text: cells parted by bars, by tabs, or by columns of blanks."""

from __future__ import annotations

import re

RULER = re.compile(r"[\s|+=:_~*#-]+")
GAP = re.compile(r"\s{2,}")
WORDS = re.compile(r"\S+(?: \S+)*")
ITEM = re.compile(r"(?:[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxl]{1,6})[.)\]]|[-–*•·o])\s+(?=\S)")
MIN_ROWS = 3  # of a table whose columns are told by blanks alone
RULED = 4  # rules from which on each parts two rows: three are the frame and the header's
MAX_LINES = 5_000  # of a stanza that is looked at as a table


def read_table(lines: list[str]) -> list[list[str]]:
    """Return the cells of a stanza that is a table, [] for other text.

    Examples
    --------
    >>> read_table(["| Who | Task |", "|-----|------|", "| Clerk | counts |"])
    [['Who', 'Task'], ['Clerk', 'counts']]
    >>> read_table(["Who       Task", "--------  -----", "Clerk     counts", "          files"])
    [['Who', 'Task'], ['Clerk', 'counts files']]
    """
    if len(lines) < 2 or len(lines) > MAX_LINES:
        return []
    if sum("|" in line for line in lines) >= 2:
        return _barred(lines)
    if _is_list(lines):  # "a)  count the drawer", "b)  lock it"
        return []
    if sum("\t" in line.strip() for line in lines) >= 2:
        return _tabbed(lines)
    if sum("  " in line.strip() for line in lines) >= 2:
        return _aligned([line.expandtabs(8).rstrip() for line in lines])
    return []


def _is_list(lines: list[str]) -> bool:
    """Tell items whose marks stand apart from a table: no other gap stands in any line."""
    texts = [line.expandtabs(8).strip() for line in lines]
    marks = [ITEM.match(text) for text in texts]
    rest = [t[mark.end() :] if mark else t for t, mark in zip(texts, marks, strict=True)]
    return bool(marks[0]) and not any(GAP.search(text) for text in rest)


def is_ruler(line: str) -> bool:
    """Return whether a line holds nothing but what rules are drawn with."""
    return bool(RULER.fullmatch(line))


def _barred(lines: list[str]) -> list[list[str]]:
    texts = [line.strip() for line in lines]
    texts = [line for line in texts if not is_ruler(line)]
    if len(texts) < 2 or not all("|" in line for line in texts):
        return []
    rows: list[list[str]] = []
    has_rules = sum(map(is_ruler, lines)) >= RULED
    at = 0
    for line in lines:
        if is_ruler(line):
            at = 0
            continue
        text = line.strip()
        text = text[text[0] == "|" :]
        cells = [cell.strip() for cell in text[: -1 if text[-1:] == "|" else None].split("|")]
        if has_rules and at and len(cells) == len(rows[-1]):
            rows[-1] = [
                f"{above} {cell}".strip() for above, cell in zip(rows[-1], cells, strict=True)
            ]
        else:
            rows.append(cells)
        at += 1
    return rows


def _tabbed(lines: list[str]) -> list[list[str]]:
    rows = [[cell.strip() for cell in re.split(r"\t+", line.strip())] for line in lines]
    width = len(rows[0])
    if width < 2 or any(len(row) != width for row in rows):
        return []
    return rows


def _aligned(lines: list[str]) -> list[list[str]]:
    """Read columns of blanks: every line begins its cells where the first rows do."""
    at = next((n for n, line in enumerate(lines) if is_ruler(line)), -1)
    if at == 1 and len(WORDS.findall(lines[1])) > 1:  # a ruler under each column tells them best
        starts = [found.start() for found in re.finditer(r"\S+", lines[1])]
    else:
        if at == 0 or len(lines) - (at >= 0) < MIN_ROWS:
            return []
        starts = [found.start() for found in WORDS.finditer(lines[0])]
    if len(starts) < 2:
        return []
    rows: list[list[str]] = []
    for line in lines:
        if is_ruler(line):
            continue
        cells = [""] * len(starts)
        for found in WORDS.finditer(line):
            column = next((n for n, s in enumerate(starts) if abs(s - found.start()) <= 1), -1)
            if column < 0:
                return []
            cells[column] = found[0]
        if rows and not cells[0]:  # a cell that is wrapped
            rows[-1] = [
                f"{above} {cell}".strip() for above, cell in zip(rows[-1], cells, strict=True)
            ]
        else:
            rows.append(cells)
    full = sum(sum(map(bool, row)) > 1 for row in rows)
    return rows if len(rows) > 1 and full == len(rows) else []
