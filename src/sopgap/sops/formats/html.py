"""Read HTML: headings, paragraphs, lists and tables; menus, scripts and footers are dropped."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from sopgap.sops.formats.blocks import (
    MAX_HEADING,
    Block,
    place_heading,
    tidy,
)
from sopgap.sops.formats.lists import clip_lead, join_leads
from sopgap.sops.formats.pagelists import PageList, open_item, open_list, place_item
from sopgap.sops.formats.pageparts import (
    BREAKING,
    DROPPED,
    HEADINGS,
    LISTS,
    is_hidden,
    join_lines,
    name_part,
    parse_page,
    raise_figures,
    sift_page,
)
from sopgap.sops.formats.pagetables import (
    GAP,
    PageTable,
    find_layout,
    read_cell,
    read_rows,
    table_of,
)
from sopgap.sops.formats.whole import Whole

BOLD = frozenset({"b", "strong"})
OUTSIDE = frozenset({"header", "footer", "aside", "form"})
CITED = re.compile(r"#_?(?:fn|ftn|footnote|endnote|edn|note|cite_note)", re.IGNORECASE)
MSO_LEVEL = re.compile(r"mso-list:\s*\w+\s+level(\d)", re.IGNORECASE)
DEPTH = re.compile(r"\d+(?:\.\d+)*")
FORMS_TRIED = 50  # forms of a page that are looked into: one may hold the whole page
FORMLESS = frozenset({"h1", "h2", "h3", "p", "li", "td"})  # what a form of fields alone lacks
LINE = "\x1e"  # a forced line break, in the words that are gathered
BOLD_LEVEL = 6  # of a heading that is only set bold, and deeper by its number
FOLD_LEVEL = 7


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
    return read_whole_html(path).blocks


def read_whole_html(path: Path) -> Whole:
    """Read an HTML file into blocks, and its text by a simpler way."""
    tree = parse_page(path)
    return Whole(tidy(_read(tree).blocks), sift_page(tree))


def read_fragment(source: str, section: str, above: str) -> list[Block]:
    """Read HTML that stands in another format, below a section."""
    from lxml import etree

    tree = etree.fromstring(source, etree.HTMLParser(no_network=True, remove_comments=True))
    if tree is None:
        return []
    blocks = _read(tree).blocks
    return [
        block if block.section else replace(block, section=section, above=above) for block in blocks
    ]


def _read(tree: Any) -> _Walk:
    from lxml import etree  # its import is not needed by the other formats

    walk = _Walk(tree)
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if isinstance(element.tag, str):
            (walk.open if event == "start" else walk.close)(element)
    walk.flush()
    return walk


class _Walk:
    """The state of one pass over a tree: no recursion, as hostile pages nest deeply."""

    def __init__(self, tree: Any) -> None:
        self.blocks: list[Block] = []
        self.words: list[str] = []
        self.outline: list[tuple[int, str]] = []
        self.section, self.above, self.lead = "", "", ""
        self.lists: list[PageList] = []
        self.tables: list[PageTable] = []
        self.folds: list[tuple[list[tuple[int, str]], str, str]] = []
        self.dropped, self.note, self.main, self.cells = 0, 0, 0, 0
        self.bold, self.pre, self.forms = 0, 0, 0
        self.heading: tuple[Any, int] | None = None
        self.has_plain = False  # words that are not bold since the last block
        self.mark: list[str] | None = None  # the number that a word processor wrote into the page
        self.number = ""
        self.office: list[tuple[int, str]] = []  # open items of a word processor's list
        self.office_level = 0
        self.layout = find_layout(tree)
        self.has_headings = next(tree.iter("h2", "h3", "h4", "h5", "h6"), None) is not None

    def open(self, element: Any) -> None:
        """Take in the start of an element."""
        tag = element.tag
        if self.dropped:
            self.dropped += 1
            return
        kind, level = "", 0
        if element.attrib and tag not in ("html", "body"):
            kind, level = name_part(element.attrib)
            if (kind == "dropped" and tag != "main") or is_hidden(element.attrib):
                self.dropped = 1
                return
        if tag in DROPPED or (tag in OUTSIDE and self._is_outside(element)):
            self.dropped = 1
            return
        is_note = kind == "note" or tag == "aside" or (tag == "pre" and len(element) > 0)
        if tag in BREAKING:
            self._break(element, tag)
        if self.note or is_note:
            self.note += 1
        if tag in HEADINGS or (kind == "heading" and tag not in ("table", "main", "article")):
            if not self.cells and not self.heading:
                self.flush()
                self.heading = (element, HEADINGS.get(tag, level))
        elif tag in BOLD:
            self.bold += 1
        elif tag == "br":
            self.words.append(GAP if self.cells else LINE)
        elif tag in ("sup", "sub"):
            self._raise(element)
            return
        elif tag == "span" and "mso-list" in element.get("style", "").lower():
            self.mark = []
        self._say(element.text)

    def close(self, element: Any) -> None:
        """Take in the end of an element and the text behind it."""
        tag = element.tag
        if self.dropped:
            self.dropped -= 1
            if not self.dropped:
                self._say(element.tail)
            return
        if self.heading and self.heading[0] is element:
            self.flush()
            self.heading = None
        if tag in BREAKING:
            self._end(tag, element)
        elif tag in BOLD:
            self.bold -= 1
        elif tag == "span" and self.mark is not None and element.get("style"):
            self.number, self.mark = " ".join("".join(self.mark).split()), None
        if self.note:
            self.note -= 1
        self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if self.mark is not None:
            self.mark.append(text)
            return
        if not self.bold and not self.has_plain and not text.isspace():
            self.has_plain = True
        self.words.append(text.replace("\n", LINE) if self.pre else text)

    def _raise(self, element: Any) -> None:
        """Drop the mark of a note; keep "10²" from becoming 102."""
        link = element.find("a")
        if link is not None and CITED.search(link.get("href", "")):
            self.dropped = 1
        else:
            text = element.text or ""
            self._say(text if len(element) else raise_figures(text, element.tag))

    def _is_outside(self, element: Any) -> bool:
        """Return whether a header, footer or form is a part of the page and not of the document."""
        if element.tag in ("header", "aside"):
            return not self.main
        if element.tag == "form":  # some systems put the whole page into one
            self.forms += 1
            if self.forms > FORMS_TRIED:
                return True
            return next(element.iter(*FORMLESS), None) is None
        return True

    def _break(self, element: Any, tag: str) -> None:
        """End what stands before an element that begins a new line."""
        if self.cells and tag not in ("table", "tr", "td", "th"):
            self.words.append(GAP)
            return
        if not self.cells:
            self.flush()
        if tag in LISTS:
            open_list(element, self.lists, self.lead)
        elif tag == "li" and self.lists:
            open_item(self.lists[-1], element)
        elif tag in ("dt", "dd") and self.lists:
            self.lists[-1].is_term = tag == "dt"
        elif tag == "details":
            self.folds.append((list(self.outline), self.section, self.above))
        elif tag == "summary" and not self.heading:
            self.heading = (element, FOLD_LEVEL)
        elif tag == "pre":
            self.pre += 1
        elif tag in ("article", "main"):
            self.main += 1
        elif tag == "p" and (found := MSO_LEVEL.search(element.get("style", "")[:500])):
            self.office_level = int(found[1])
        else:
            self._open_table(element, tag)

    def _end(self, tag: str, element: Any) -> None:
        if self.cells and tag not in ("table", "tr", "td", "th"):
            self.words.append(GAP)
            return
        if not self.cells:
            self.flush()
        if tag in LISTS and self.lists:
            self.lists.pop()
        elif tag == "details" and self.folds:
            self.outline, self.section, self.above = self.folds.pop()
            self.lead = ""
        elif tag == "pre":
            self.pre -= 1
        elif tag in ("article", "main"):
            self.main -= 1
        elif tag == "p":
            self.office_level = 0
        else:
            self._close_table(element, tag)

    def _open_table(self, element: Any, tag: str) -> None:
        if tag == "table":
            if element not in self.layout:
                self.tables.append(PageTable(self.words))
                self.words = []
        elif not self.tables or (self.layout and table_of(element) in self.layout):
            return
        elif tag == "thead":
            self.tables[-1].in_head = True
        elif tag == "tr":
            self.tables[-1].rows.append(([], []))
        elif tag in ("td", "th"):
            self.cells += 1
            self.tables[-1].rows = self.tables[-1].rows or [([], [])]
            self.words = []

    def _close_table(self, element: Any, tag: str) -> None:
        if not self.tables:
            return
        table = self.tables[-1]
        if tag == "table" and element not in self.layout:
            self.tables.pop()
            blocks = read_rows(table, self.section, self.above)
            self.words = table.words
            if self.cells and self.tables and self.tables[-1].rows:
                self.tables[-1].rows[-1][1].extend(blocks)
            else:
                self.blocks += blocks
        elif self.layout and table_of(element) in self.layout:
            return
        elif tag == "thead":
            table.in_head = False
        elif tag in ("td", "th") and self.cells and table.rows:
            self.cells -= 1
            cell = read_cell(element, self.words, in_head=table.in_head)
            table.rows[-1][0].append(cell)
            self.words = []

    def flush(self) -> None:
        """Add the words that were gathered as blocks, or set them as the heading."""
        if not self.words:
            return
        text, self.words = "".join(self.words), []
        is_bold, self.has_plain = not self.has_plain, False
        if LINE not in text or self.heading:
            text = " ".join(text.split())
            if text:
                self._add(text, is_bold=is_bold)
            return
        for part in join_lines([" ".join(line.split()) for line in text.split(LINE)]):
            self._add(part, is_bold=False)

    def _add(self, text: str, *, is_bold: bool) -> None:
        number, self.number = self.number, ""
        if self.heading:
            element, level = self.heading
            self.heading = None
            if len(text) <= MAX_HEADING and (element.tag in HEADINGS or text[-1] not in ".;,"):
                self._set_heading(level, f"{number} {text}".strip())
                return
        elif is_bold and self._is_bold_heading(text):
            found = DEPTH.match(number or text)
            self._set_heading(BOLD_LEVEL + (found[0].count(".") if found else 0), text)
            return
        kind, lead = "paragraph", ""
        if self.note:
            kind = "note"
        elif self.lists:
            kind, lead, number = place_item(self.lists[-1], text)
        elif number and self.office_level:
            while self.office and self.office[-1][0] >= self.office_level:
                self.office.pop()
            kind, lead = "item", join_leads(clip_lead(self.lead), *(t for _, t in self.office))
            self.office.append((self.office_level, clip_lead(text)))
        else:
            self.lead, self.office = text, []
        self.blocks.append(Block(text, self.section, "", kind, lead, "", self.above, number))

    def _set_heading(self, level: int, text: str) -> None:
        self.above = place_heading(self.outline, level, text)
        self.section, self.lead, self.office = text, "", []

    def _is_bold_heading(self, text: str) -> bool:
        if self.has_headings or self.lists or self.note or len(text) > 90:
            return False
        return len(text.split()) <= 12 and text[-1] not in ".;,:?!"
