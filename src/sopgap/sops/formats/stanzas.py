"""Cut a Markdown file into parts: what is plain is read at once, the rest goes to the parser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sopgap.sops.formats.blocks import BULLET

BLANK = re.compile(r"\n(?:[ \t]*\n)+")
HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
# A stanza of running text: no line of it opens anything else.
PLAIN = re.compile(r"(?!```)[A-Za-z(\"'“‘§&\[*_`]")
OTHER = re.compile(r"\n[ \t]{0,3}(?:[-=+>#|<~:]|\*[ \t*]|```|\d{1,9}[.)][ \t]|\[)|\|")
LISTED = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
ITEM = re.compile(r"([-*+]|(\d{1,9})[.)])[ \t]{1,4}([A-Za-z(\"“‘§\[][^\n]*|\*\*\w[^\n]*)")
FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
RAW = re.compile(r"[ ]{0,3}<(?:!--|script|style|pre|textarea)", re.IGNORECASE)
RAW_END = re.compile(r"-->|</(?:script|style|pre|textarea)>", re.IGNORECASE)
BOX = re.compile(r"^(?:!!!|\?\?\?\+?|:::+)[ \t]*[\w-]*[ \t]*(?:\"([^\"\n]*)\")?[ \t]*$")
NOTE = re.compile(r"^\[\^([^\]\s]{1,50})\]:[ \t]*(.*)$")
TABLE = re.compile(r"[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")


def cut_stanzas(source: str) -> Iterator[tuple[str, str]]:
    r"""Yield parts of a file and what they are: heading, plain, list, table, or parser.

    Examples
    --------
    >>> [kind for _, kind in cut_stanzas("# A\n\nText.\n\n- b\n- c\n\n> d")]
    ['heading', 'plain', 'list', 'parser']
    """
    parts = [part for part in BLANK.split("\n\n" + source) if part.strip()]
    at = 0
    while at < len(parts):
        part = parts[at]
        following = parts[at + 1] if at + 1 < len(parts) else ""
        at += 1
        if part[0] == "#" and "\n" not in part and HEADING.fullmatch(part):
            yield part, "heading"
        elif PLAIN.match(part) and not LISTED.match(part) and not OTHER.search(part):
            yield part.rstrip("\n"), "plain"
        elif (
            LISTED.match(part)
            and _is_simple_list(part)
            and not (following[:1] in " \t" and following)
            and not LISTED.match(following)
        ):
            yield part, "list"
        elif "|" in part and _is_simple_table(part):
            yield part, "table"
        else:
            chunk = [part]
            is_list = bool(LISTED.match(part.lstrip()))
            fences = len(FENCE.findall(part))
            raw = bool(RAW.match(part)) and not RAW_END.search(part)
            while at < len(parts):
                following = parts[at]
                goes_on = following[0] in " \t" or (is_list and LISTED.match(following))
                if not (goes_on or raw or fences % 2):
                    break
                chunk.append(following)
                fences += len(FENCE.findall(following))
                raw = raw and not RAW_END.search(following)
                at += 1
            yield "\n\n".join(chunk), "parser"


def _is_simple_list(part: str) -> bool:
    """Return whether every line of a stanza is an item of one list, and running text."""
    lines = part.rstrip("\n").split("\n")
    signs = set()
    for line in lines:
        found = ITEM.fullmatch(line)
        if not found:
            return False
        signs.add(found[1][-1])
    return len(signs) == 1 and "|" not in part


def _is_simple_table(part: str) -> bool:
    """Return whether a stanza is a table whose bars all part cells."""
    lines = part.rstrip("\n").split("\n")
    if len(lines) < 2 or "\\" in part or "`" in part or not TABLE.fullmatch(lines[1]):
        return False
    return all("|" in line and line[0] in "|ABCDEFGHIJKLMNOPQRSTUVWXYZ" for line in lines)


def cut_row(line: str) -> list[str]:
    """Return the cells of a line of a simple table.

    Examples
    --------
    >>> cut_row("| Check |  | Clerk |")
    ['Check', '', 'Clerk']
    """
    line = line.strip()
    line = line[line[0] == "|" :]
    return [cell.strip() for cell in line[: -1 if line[-1:] == "|" else None].split("|")]


def cut_parts(text: str) -> list[str]:
    """Join the lines of a paragraph; lines that are marked "a." or "(1)" are parts of their own."""
    if "\n" not in text:
        return [text]
    lines = [line.strip() for line in text.split("\n")]
    marked = sum(bool(BULLET.match(line)) for line in lines)
    if marked < 2 and not (marked and lines[0].endswith(":")):
        return [" ".join(lines)]
    parts: list[list[str]] = []
    for line in lines:
        if not parts or BULLET.match(line):
            parts.append([])
        parts[-1].append(line)
    return [" ".join(part) for part in parts]


def take_notes(source: str) -> tuple[str, dict[str, str]]:
    """Take the definitions of footnotes out of a file, with their further lines."""
    notes: dict[str, str] = {}
    kept: list[str] = []
    name = ""
    for line in source.split("\n"):
        found = NOTE.match(line)
        if found:
            name = found[1]
            notes[name] = found[2]
        elif name and line[:2] in ("  ", "\t") and line.strip():
            notes[name] = f"{notes[name]} {line.strip()}"[:20_000]
        else:
            name = name if not line.strip() else ""
            kept.append(line)
    return "\n".join(kept), notes


def open_boxes(source: str) -> str:
    """Turn the boxes of site generators ("!!! note" with indented lines) into running text."""
    kept: list[str] = []
    in_box = False
    for line in source.split("\n"):
        found = BOX.match(line)
        if found:
            in_box = not line.startswith(":")
            kept += ["", found[1] or "", ""] if found[1] else [""]
        elif in_box and (line[:4] == "    " or not line.strip()):
            kept.append(line[4:])
        else:
            in_box = False
            kept.append(line)
    return "\n".join(kept)
