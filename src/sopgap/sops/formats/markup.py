"""Read a text with HTML marks that another document quotes."""

from __future__ import annotations

import re
from typing import Any

from sopgap.sops.formats.blocks import Block, place_heading

MARKED = re.compile(r"<[A-Za-z/!]")
HEADING = re.compile(r"h([1-6])$")
LEAVES = frozenset({"p", "li", "pre", "td", "th", "dd", "dt", "blockquote"})
DROPPED = ("script", "style", "head", "nav", "template")
BLANK_LINE = re.compile(r"\n\s*\n")


def markup_blocks(text: str, *, above: str = "") -> list[Block]:
    """Return the blocks of a text: of HTML by its elements, of plain text by blank lines.

    Examples
    --------
    >>> [(b.section, b.text) for b in markup_blocks("<h2>1 Use</h2><p>Count <b>keys</b>.</p>")]
    [('1 Use', 'Count keys.')]
    """
    if not MARKED.search(text):
        return [Block(part, above) for part in BLANK_LINE.split(text)]
    outline = [(0, above)] if above else []
    section, over = above, ""
    blocks: list[Block] = []
    for element in _tree(text).iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        if found := HEADING.match(tag):
            section = _text(element) or section
            over = place_heading(outline, int(found[1]), section)
        elif tag in LEAVES and not any(child.tag in LEAVES for child in element.iterdescendants()):
            blocks.append(Block(_text(element), section, above=over))
    return blocks or [Block(markup_text(text), above)]


def markup_text(text: str) -> str:
    """Return a text without its HTML marks."""
    return " ".join(_text(_tree(text)).split()) if MARKED.search(text) else text


def _tree(text: str) -> Any:
    from lxml import html  # its import is not needed by the other formats

    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    tree = html.fromstring(f"<div>{text}</div>", parser=parser)
    for element in list(tree.iter(*DROPPED)):
        element.drop_tree()
    return tree


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
