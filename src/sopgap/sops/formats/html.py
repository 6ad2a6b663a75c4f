"""Read HTML: headings, paragraphs, lists and tables; menus, scripts and footers are dropped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block, check_size, table_blocks, tidy
from sopgap.sources import read_text

DROPPED = frozenset(
    {
        "head",
        "nav",
        "header",
        "footer",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "form",
        "select",
        "button",
        "aside",
        "textarea",
    }
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol", "dl", "menu"})
BREAKING = (
    HEADINGS
    | LISTS
    | frozenset(
        {
            "p",
            "div",
            "section",
            "article",
            "main",
            "li",
            "dt",
            "dd",
            "blockquote",
            "pre",
            "hr",
            "table",
            "tr",
            "figure",
            "figcaption",
            "body",
            "address",
            "details",
            "summary",
            "caption",
            "fieldset",
            "center",
        }
    )
)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_html(path: Path) -> list[Block]:
    """Read an HTML file into blocks.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.html"
    >>> _ = file.write_text("<h2>2 Queue</h2><nav>Top</nav><p>Clerks <b>open</b> it.</p>")
    >>> [(b.section, b.text) for b in read_html(file)]
    [('2 Queue', 'Clerks open it.')]
    """
    from lxml import etree, html  # its import is not needed by the other formats

    check_size(path)
    # lxml refuses text that declares an encoding of its own; it is decoded already.
    source = DECLARATION.sub("", read_text(path))
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(source, parser=parser)
    except (etree.LxmlError, ValueError, RecursionError, AssertionError) as error:
        raise InputError(f"{path.name}: cannot be read as HTML: {error}") from None
    walk = _Walk()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if isinstance(element.tag, str):
            (walk.open if event == "start" else walk.close)(element)
    walk.flush()
    return tidy(walk.blocks)


class _Walk:
    """The state of one pass over a tree: no recursion, as hostile pages nest deeply."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.words: list[str] = []
        self.section = ""
        self.lists: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.in_cell = 0
        self.dropped = 0

    def open(self, element: Any) -> None:
        tag = element.tag
        if self.dropped or tag in DROPPED:
            self.dropped += 1
            return
        if self.in_cell == 0 and tag in BREAKING:
            self.flush()
        if tag in LISTS:
            last = self.blocks[-1] if self.blocks else None
            self.lists.append(last.text if last and last.section == self.section else "")
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.in_cell += 1
            self.words = []
        elif tag == "br" or tag in BREAKING:
            self.words.append(" ")
        self.words.append(element.text or "")

    def close(self, element: Any) -> None:
        tag = element.tag
        if self.dropped:
            self.dropped -= 1
            if not self.dropped:
                self.words.append(element.tail or "")
            return
        if tag in ("td", "th") and self.in_cell:
            self.in_cell -= 1
            self.tables[-1][-1].append("".join(self.words))
            self.words = []
        elif tag == "table" and self.tables:
            rows = [cells for cells in self.tables.pop() if cells]
            self.blocks += table_blocks(rows, section=self.section)
            self.words = []
        elif tag in HEADINGS and not self.in_cell:
            self.section = " ".join("".join(self.words).split()) or self.section
            self.words = []
        elif tag in BREAKING and not self.in_cell:
            self.flush()
        if tag in LISTS and self.lists:
            self.lists.pop()
        self.words.append(element.tail or "")

    def flush(self) -> None:
        text = " ".join("".join(self.words).split())
        self.words = []
        if text:
            kind, lead = ("item", self.lists[0]) if self.lists else ("paragraph", "")
            self.blocks.append(Block(text, self.section, kind=kind, lead_in=lead))
