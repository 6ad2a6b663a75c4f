"""Read plain text: headings by underline, capitals or number; hard-wrapped lines joined."""

from __future__ import annotations

import re
from pathlib import Path

from sopgap.sops.formats.blocks import BULLET, CLAUSE, Block, check_size, is_numbered_heading, tidy
from sopgap.sources import read_text as read_file

UNDERLINE = re.compile(r"[=\-~_*#]{3,}")
MAX_HEADING = 90


def read_text(path: Path) -> list[Block]:
    r"""Read a plain text file into blocks.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.txt"
    >>> _ = file.write_text("B. BONDS\n--------\n\nThe clerk pulls\nthe report.\n")
    >>> [(b.section, b.text) for b in read_text(file)]
    [('B. BONDS', 'The clerk pulls the report.')]
    """
    check_size(path)
    text = read_file(path).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    blocks: list[Block] = []
    section = ""
    for lines in _stanzas(text):
        heading, rest = _heading(lines)
        section = heading or section
        blocks += [Block(part, section) for part in _parts(rest)]
    return tidy(blocks)


def _stanzas(text: str) -> list[list[str]]:
    stanzas: list[list[str]] = [[]]
    for line in text.split("\n"):
        line = line.strip()
        if line:
            stanzas[-1].append(line)
        elif stanzas[-1]:
            stanzas.append([])
    return [stanza for stanza in stanzas if stanza]


def _heading(lines: list[str]) -> tuple[str, list[str]]:
    """Part the heading of a stanza from its other lines; ruler lines fall away."""
    first = lines[0]
    ruled = len(lines) > 1 and bool(UNDERLINE.fullmatch(lines[1]))
    rest = [line for line in lines if not UNDERLINE.fullmatch(line)]
    if not rest:
        return "", []
    short = len(first) <= MAX_HEADING and rest[0] == first
    if ruled and short:
        return first, rest[1:]
    capitals = first.isupper() and sum(map(str.isalpha, first)) > 3
    if short and capitals and first[-1] not in ".,;":
        return first, rest[1:]
    if len(rest) == 1 and is_numbered_heading(first):
        return first, []
    return "", rest


def _parts(lines: list[str]) -> list[str]:
    """Join hard-wrapped lines; a line that opens with a bullet or step number starts anew."""
    parts: list[list[str]] = []
    for line in lines:
        if not parts or BULLET.match(line) or CLAUSE.match(line):
            parts.append([line])
        else:
            parts[-1].append(line)
    return [" ".join(part) for part in parts]
