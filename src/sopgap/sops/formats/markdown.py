"""Read Markdown: headings, paragraphs, lists and tables (CommonMark with tables)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block, check_size, table_blocks, tidy
from sopgap.sources import read_text

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:(?!---).*\n){0,200}---[ \t]*(?:\n|\Z)")
TAG = re.compile(r"<[^<>]{0,2000}>")
LINK = re.compile(r"!?\[([^\[\]]{0,2000})\]\([^()]{0,2000}\)")
PART = re.compile(r"\([a-z0-9]{1,3}\) ")
SECTION = re.compile(r"((?:§+ ?)?\d[\w.\-]*?)\.?(?:\([a-z0-9]{1,3}\))? ")
LONG_INLINE = 20_000  # beyond it inline marks are taken off by patterns: the parser can be slow


def read_markdown(path: Path) -> list[Block]:
    r"""Read a Markdown file into blocks; a YAML header is metadata and left out.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.md"
    >>> _ = file.write_text("## 2. Steps\nThe clerk:\n\n1. Opens *it*.\n")
    >>> [(b.section, b.kind, b.text) for b in read_markdown(file)]
    [('2. Steps', 'lead-in', 'The clerk:'), ('2. Steps', 'item', 'Opens it.')]
    """
    from markdown_it import MarkdownIt  # its import is not needed by the other formats

    check_size(path)
    source = FRONT_MATTER.sub("", read_text(path).replace("\r\n", "\n"))
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    try:
        marks = parser.parse(source)
    except (RecursionError, ValueError, IndexError) as error:
        raise InputError(f"{path.name}: cannot be read as Markdown: {error}") from None
    return tidy(_blocks(marks, parser))


def _blocks(marks: list[Any], parser: Any) -> list[Block]:
    blocks: list[Block] = []
    section, context, lists = "", "", []
    rows: list[list[str]] = []
    for mark in marks:
        if mark.type.endswith("list_open"):
            lists.append(blocks[-1].text if blocks and blocks[-1].section == section else "")
        elif mark.type.endswith("list_close"):
            lists.pop()
        elif mark.type == "table_open":
            rows = []
        elif mark.type == "tr_open":
            rows.append([])
        elif mark.type == "table_close":
            blocks += table_blocks(rows, section=section)
        elif mark.type in ("heading_open", "paragraph_open", "th_open", "td_open"):
            context = mark.type
        elif mark.type == "inline" and context == "heading_open":
            section = _numbered(_plain(mark.content, parser), section)
        elif mark.type == "inline" and context in ("th_open", "td_open"):
            rows[-1].append(_plain(mark.content, parser))
        elif mark.type == "inline":
            kind, lead = ("item", lists[0]) if lists else ("paragraph", "")
            blocks.append(Block(_plain(mark.content, parser), section, kind=kind, lead_in=lead))
        elif mark.type == "html_block":
            blocks.append(Block(TAG.sub(" ", mark.content), section))
    return blocks


def _numbered(heading: str, before: str) -> str:
    """Put the number of the section before a heading that opens with a letter: "1504(a) Use"."""
    part, number = PART.match(heading), SECTION.match(before)
    return f"{number[1]}{heading}" if part and number else heading


def _plain(content: str, parser: Any) -> str:
    if len(content) > LONG_INLINE:
        return LINK.sub(r"\1", TAG.sub(" ", content)).replace("**", "").replace("`", "")
    children: list[Any] = []
    parser.inline.parse(content, parser, {}, children)
    parts = []
    for child in children:
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "image":
            parts.append(child.content)
    return "".join(parts)
