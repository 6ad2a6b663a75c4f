"""Read Markdown: headings, paragraphs, lists and tables (CommonMark with tables and footnotes)."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import (
    BULLET,
    MAX_HEADING,
    Block,
    check_size,
    place_heading,
    table_blocks,
    tidy,
)
from sopgap.sops.formats.inline import TAG, drop_comments, read_inline
from sopgap.sops.formats.lists import clip_lead, join_leads
from sopgap.sops.formats.pagelists import PageList, place_item
from sopgap.sops.formats.plain import read_plain
from sopgap.sops.formats.stanzas import (
    BLANK,
    HEADING,
    ITEM,
    cut_parts,
    cut_row,
    cut_stanzas,
    open_boxes,
    take_notes,
)
from sopgap.sops.formats.whole import Whole

FRONT_MATTER = re.compile(r"\A---[ \t]*\n((?:(?!---).*\n){0,200})---[ \t]*(?:\n|\Z)")
TITLE = re.compile(r"^title:[ \t]*[\"']?(.{1,300}?)[\"']?[ \t]*$", re.MULTILINE)
PART = re.compile(r"\([a-z0-9]{1,3}\) ", re.IGNORECASE)
SECTION = re.compile(r"((?:§+ ?)?\d[\w.\-]*?(?:\([A-Za-z0-9]{1,3}\))*)\.? ")
TIGHT = re.compile(r"#{1,6}(?=[A-Z\d§])")  # "##Scope", which is no heading by the standard
TARGET = re.compile(r"\]\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}\)")
TASK = re.compile(r"\[([ xX])\][ \t]+")
ALERT = re.compile(r"\[!\w{3,12}\][ \t]*")
CITED = re.compile(r"\[\^([^\]\s]{1,50})\]")
DEFINED = re.compile(
    r"^[ ]{0,3}\[[^\]\n^][^\]\n]{0,300}\]:[ \t]*\S+[ \t]*(?:[\"'(][^\n]*[\"')])?[ \t]*$",
    re.MULTILINE,
)
HTML_PARTS = re.compile(r"<(?:table|li|p|h[1-6]|dd|script|style)\b", re.IGNORECASE)


def read_markdown(path: Path) -> list[Block]:
    r"""Read a Markdown file into blocks; of a YAML header only the title is read.

    The numbers of ordered lists stand in `number`; code is a note, as commands are no duties.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "sop.md"
    >>> _ = file.write_text("## 2. Steps\nThe clerk:\n\n1. Opens *it*.\n")
    >>> [(b.section, b.kind, b.number, b.text) for b in read_markdown(file)]
    [('2. Steps', 'lead-in', '', 'The clerk:'), ('2. Steps', 'item', '1.', 'Opens it.')]
    """
    return read_whole_markdown(path).blocks


def read_whole_markdown(path: Path) -> Whole:
    """Read a Markdown file into blocks, and its text as it is, without the targets of links."""
    check_size(path)
    whole = read_plain(path)
    source = whole.replace("\r\n", "\n").replace("\r", "\n")
    walk = _Walk(path.name)
    header = FRONT_MATTER.match(source)
    if header:
        source = source[header.end() :]
        if title := TITLE.search(header[1]):
            walk.set_heading(0, title[1])
    source, walk.notes = take_notes(source) if "[^" in source else (source, {})
    if "!!!" in source or "???" in source or ":::" in source:
        source = open_boxes(source)
    if "]:" in source:
        walk.parse("\n\n".join(found[0] for found in DEFINED.finditer(source)))
        source = DEFINED.sub("", source)
    for stanza, kind in cut_stanzas(source):
        walk.add_stanza(stanza, kind)
    walk.add_notes(list(walk.notes))
    return Whole(tidy(walk.blocks), _sift(whole))


def _sift(source: str) -> str:
    """Return the text as it is, without its header and the targets of links."""
    source = FRONT_MATTER.sub("", source.replace("\r\n", "\n"))
    source = TAG.sub(" ", TARGET.sub("]", drop_comments(source)))
    return unescape(DEFINED.sub("", source))


class _Walk:
    """The state of one pass over a file."""

    def __init__(self, name: str) -> None:
        from markdown_it import MarkdownIt  # its import is not needed by the other formats

        self.name = name
        self.parser = MarkdownIt("commonmark").enable("table")
        self.parser.core.ruler.enableOnly(["normalize", "block"])
        self.env: dict[str, Any] = {}
        self.blocks: list[Block] = []
        self.outline: list[tuple[int, str]] = []
        self.section, self.above, self.lead = "", "", ""
        self.lists: list[PageList] = []
        self.notes: dict[str, str] = {}
        self.cited: list[str] = []

    def parse(self, source: str) -> list[Any]:
        """Return the marks of a part of the file; definitions of links are kept for the others."""
        try:
            return list(self.parser.parse(source, self.env))
        except (RecursionError, ValueError, IndexError) as error:
            raise InputError(f"{self.name}: cannot be read as Markdown: {error}") from None

    def add_stanza(self, stanza: str, kind: str) -> None:
        """Add a part of the file as blocks."""
        if kind == "heading":
            found = HEADING.fullmatch(stanza)
            assert found is not None
            self.set_heading(len(found[1]), self._plain(found[2]))
        elif kind == "plain":
            self._add_text(stanza)
        elif kind == "list":
            first = ITEM.match(stanza)
            assert first is not None
            self._open_list(int(first[2]) if first[2] else None)
            for line in stanza.rstrip("\n").split("\n"):
                item = ITEM.fullmatch(line)
                assert item is not None
                self._open_item(item[1])
                self._add_text(item[3])
            self.lists.pop()
        elif kind == "table":
            self._add_table(stanza.rstrip("\n").split("\n"))
        else:
            self._read_marks(self.parse(stanza))
        self.add_notes(self.cited)
        self.cited = []

    def set_heading(self, level: int, text: str) -> None:
        """Begin a section; a heading that repeats the title of the header is the title."""
        text = " ".join(text.split())
        if len(text) > MAX_HEADING or not text:
            self._add_text(text)
            return
        if self.outline and self.outline[0] == (0, text) and level:
            level = 0
        while self.outline and self.outline[-1][0] >= level:
            self.outline.pop()
        text = _numbered(text, self.outline[-1][1] if self.outline else "")
        self.above = place_heading(self.outline, level, text)
        self.section, self.lead = text, ""

    def add_notes(self, names: list[str]) -> None:
        """Add the notes that were cited behind the text that cites them."""
        for name in names:
            if name in self.notes:
                text = self._plain(self.notes.pop(name))
                block = Block(text, self.section, kind="note", above=self.above, number=name)
                self.blocks.append(block)

    def _add_table(self, lines: list[str]) -> None:
        del lines[1]  # the ruler below the header
        rows = [[self._plain(cell) for cell in cut_row(line)] for line in lines]
        self.blocks += table_blocks(rows, section=self.section, above=self.above)

    def _read_marks(self, marks: list[Any]) -> None:
        context, level = "", 0
        rows: list[list[str]] = []
        for mark in marks:
            kind = mark.type
            if kind == "inline":
                if context == "heading_open":
                    self.set_heading(level, self._plain(mark.content))
                elif context in ("th_open", "td_open"):
                    rows[-1].append(" ".join(self._plain(mark.content).split()))
                else:
                    self._add_text(mark.content)
            elif kind in ("heading_open", "paragraph_open", "th_open", "td_open"):
                context = kind
                level = int(mark.tag[1]) if kind == "heading_open" else 0
            elif kind.endswith("list_open"):
                is_counted = kind == "ordered_list_open"
                self._open_list(int(mark.attrGet("start") or 1) if is_counted else None)
            elif kind.endswith("list_close"):
                self.lists.pop()
            elif kind == "list_item_open":
                self._open_item(f"{mark.info}{mark.markup}")
            elif kind == "table_open":
                rows = []
            elif kind == "tr_open":
                rows.append([])
            elif kind == "table_close":
                self.blocks += table_blocks(rows, section=self.section, above=self.above)
            elif kind == "html_block":
                self._add_html(mark.content)
            elif kind in ("fence", "code_block"):
                self._add_code(mark.content, is_fence=kind == "fence")

    def _open_list(self, start: int | None) -> None:
        above = self.lists[-1] if self.lists else None
        lead = join_leads(above.lead, clip_lead(above.text)) if above else clip_lead(self.lead)
        self.lists.append(PageList(lead, "bullet" if start is None else "decimal", start or 0))

    def _open_item(self, marker: str) -> None:
        at = self.lists[-1]
        at.number = "•" if at.form == "bullet" else f"{at.value}{marker[-1:]}"
        at.value += 1
        at.text = ""

    def _add_text(self, content: str) -> None:
        if "[!" in content:
            content = ALERT.sub("", content)
        if TIGHT.match(content) and "\n" not in content:
            signs = len(content) - len(content.lstrip("#"))
            self.set_heading(signs, self._plain(content[signs:]))
            return
        if self.lists and (task := TASK.match(content)):
            content = content[task.end() :]
            self.lists[-1].number = "☐" if task[1] == " " else "☑"
        for text in cut_parts(self._plain(content)):
            kind, lead, number = "paragraph", "", ""
            if self.lists:
                kind, lead, number = place_item(self.lists[-1], text)
            else:
                self.lead = text
            self.blocks.append(Block(text, self.section, "", kind, lead, "", self.above, number))

    def _add_html(self, content: str) -> None:
        content = drop_comments(content)
        if not HTML_PARTS.search(content):
            text = " ".join(TAG.sub(" ", content).split())
            if text:
                self._add_text(text)
            return
        from sopgap.sops.formats.html import read_fragment

        self.blocks += read_fragment(content, self.section, self.above)

    def _add_code(self, content: str, *, is_fence: bool) -> None:
        """Add code as a note; an indented block of sentences is text that somebody indented."""
        text = content.strip()
        if not is_fence and (BULLET.match(text) or text[-1:] in (".", ":", ";")):
            for stanza in BLANK.split(text):
                self._add_text("\n".join(line.strip() for line in stanza.split("\n")))
            return
        block = Block(" ".join(text.split()), self.section, kind="note", above=self.above)
        self.blocks.append(block)

    def _plain(self, content: str) -> str:
        if self.notes and "[^" in content:
            self.cited += CITED.findall(content)
            content = CITED.sub("", content)
        return read_inline(content, self.parser, self.env)


def _numbered(heading: str, before: str) -> str:
    """Put the number of the section above before a heading that is lettered: "1504(a) Use"."""
    part, number = PART.match(heading), SECTION.match(before)
    return f"{number[1]}{heading}" if part and number else heading
