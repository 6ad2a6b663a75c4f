"""Read Word documents: headings, numbered lists, tables, notes, and tracked changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats import cells
from sopgap.sops.formats.blocks import MAX_HEADING, Block, check_size, place_heading, tidy
from sopgap.sops.formats.lists import ends_open
from sopgap.sops.formats.numbering import Place, W, read_indent, read_num
from sopgap.sops.formats.numerals import format_number, read_integer
from sopgap.sops.formats.package import (
    DAMAGED,
    check_package,
    note_forms,
    outline_levels,
    parse_parts,
    read_numbers,
    sift_parts,
)
from sopgap.sops.formats.runs import (
    Field,
    Piece,
    is_in_contents,
    is_mark_removed,
    read_piece,
    read_properties,
)
from sopgap.sops.formats.whole import Whole
from sopgap.sops.formats.wordlists import OpenItems

# What holds paragraphs and tables without being one: content controls, tags, insertions.
HOLDERS = frozenset(
    W + name for name in ("sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo")
)
DEPTH = re.compile(r"(\d+(?:\.\d+)*)\.?\)?(?:\s|$)")
LISTED = re.compile(r"list( bullet| number| continue| paragraph)?( \d)?$")
CHANGES = ("accepted", "both")
STRUCK, BEFORE = "Struck out: ", "Before the change: "


def read_docx(path: Path, changes: str = "accepted") -> list[Block]:
    """Read a Word document into blocks; headers and footers of pages are not part of the text.

    Automatic numbers stand in `section` and `number` and never in `text`, so that an inserted
    item renames no other. Notes and text boxes follow the paragraph that cites or holds them.

    Parameters
    ----------
    path : Path
    changes : {"accepted", "both"}
        Of tracked changes: "accepted" reads the text as it stands once all are accepted; "both"
        reads the same, and behind each changed paragraph a note of how it stood before.

    Raises
    ------
    InputError
        The package is damaged, protected by a password, or unpacks beyond bounds.
    """
    return read_whole_docx(path, changes).blocks


def read_whole_docx(path: Path, changes: str = "accepted") -> Whole:
    """Read a Word document into blocks, and its text by a simpler way."""
    if changes not in CHANGES:
        raise InputError(f"{path.name}: changes is {changes!r}; allowed: {', '.join(CHANGES)}")
    roots = _open(path)
    body = roots["document"].find(W + "body")
    walk = _Walk(roots, is_both=changes == "both")
    walk.read(body)
    return Whole(tidy(walk.blocks), sift_parts(roots))


def _open(path: Path) -> dict[str, Any]:
    from docx.opc.packuri import PackURI  # its import is not needed by the other formats
    from docx.opc.phys_pkg import PhysPkgReader

    check_size(path)
    check_package(path)
    try:
        reader: Any = PhysPkgReader(str(path))
        try:
            roots = parse_parts(reader, PackURI)
        finally:
            reader.close()
    # The libraries raise whatever a damaged part brings them to (KeyError, XMLSyntaxError, ...):
    # a hostile file must still end in a sentence that names it.
    except Exception as error:
        raise InputError(
            f"{path.name}: cannot be read as a Word document ({type(error).__name__}): a part of "
            f"it is {DAMAGED}"
        ) from None
    if roots["document"].find(W + "body") is None:
        raise InputError(f"{path.name}: holds no Word document; give it the ending of what it is")
    return roots


class _Walk:
    """The state of one pass over a document."""

    def __init__(self, roots: dict[str, Any], *, is_both: bool) -> None:
        self.numbering = read_numbers(roots)
        self.headings = outline_levels(self.numbering)
        self.is_both = is_both
        self.blocks: list[Block] = []
        self.outline: list[tuple[int, str]] = []
        self.section, self.above = "", ""
        self.lead = ""
        self.items = OpenItems()
        self.fields: list[Field] = []
        self.held: Piece | None = None  # of paragraphs whose marks were struck out
        self.notes: dict[str, dict[Any, Any]] = {
            kind: {note.get(W + "id"): note for note in roots[kind]}
            for kind in ("footnotes", "endnotes")
            if kind in roots
        }
        self.cited: dict[str, int] = {}
        self.note_forms = note_forms(roots)
        root = roots["document"]
        self.has_headings = any(
            self.headings.get(mark.get(W + "val", ""), 0) for mark in root.iter(W + "pStyle")
        ) or any(True for _ in root.iter(W + "outlineLvl"))

    def read(self, parent: Any) -> None:
        """Read paragraphs and tables in order, those inside content controls too."""
        for child in parent:
            if child.tag == W + "p":
                self.add_paragraph(child)
            elif child.tag == W + "tbl":
                self.flush_held()
                cells.add_table(self, child)
            elif child.tag in HOLDERS and not _is_contents(child):
                self.read(child)
        self.flush_held()

    def flush_held(self) -> None:
        """Add what is left of paragraphs that had nothing to join."""
        if self.held:
            piece, self.held = self.held, None
            self._add(piece, "", None, "", {})

    def add_paragraph(self, element: Any) -> None:
        """Add a paragraph as a heading, an item or a plain block, with its notes and boxes."""
        in_contents = is_in_contents(self.fields)
        piece = read_piece(element, self.fields)
        properties = read_properties(element)
        style = self.style_of(properties)
        if in_contents or is_in_contents(self.fields) or self._is_toc(style):
            return
        if is_mark_removed(properties):
            self.held = self.held.join(piece) if self.held else piece
            return
        if self.held:
            piece, self.held = self.held.join(piece), None
        place = self.place_of(properties, style)
        number = self.numbering.count(place) if place else ""
        self._add(piece, style, place, number, properties)

    def style_of(self, properties: Mapping[str, Any]) -> str:
        """Return the style of a paragraph, the document's usual one where it names none."""
        found = properties.get(W + "pStyle")
        return found.get(W + "val", "") if found is not None else self.numbering.default

    def place_of(self, properties: Mapping[str, Any], style: str) -> Place | None:
        """Return where a paragraph stands in a numbered list."""
        num, ilvl = read_num(properties.get(W + "numPr"))
        return self.numbering.find_place(num, ilvl, style)

    def _is_toc(self, style: str) -> bool:
        named = self.numbering.styles.get(style)
        return named is not None and named.name.startswith(("toc ", "table of figures"))

    def _add(
        self,
        piece: Piece,
        style: str,
        place: Place | None,
        number: str,
        properties: Mapping[str, Any],
    ) -> None:
        text = " ".join(piece.text.split())
        if text:
            level = self._level(piece, text, style, number, properties)
            if level is not None:
                self._add_heading(level, f"{number} {text}".strip())
            elif place or self._is_listed(style):
                self._add_item(text, number, place, style, properties)
            else:
                self._add_plain(text, style, properties)
        if piece.notes or piece.boxes or piece.is_changed:
            self.blocks += self.asides(piece)

    def asides(self, piece: Piece) -> list[Block]:
        """Return the notes behind a paragraph: what it said before, what it cites, its boxes."""
        found: list[Block] = []
        here = Block("", self.section, kind="note", above=self.above)
        if self.is_both and piece.is_changed:
            now, before = " ".join(piece.text.split()), " ".join("".join(piece.before).split())
            if before and before != now:
                found.append(replace(here, text=(BEFORE if now else STRUCK) + before))
        for kind, name in piece.notes:
            note = self.notes.get(kind, {}).get(name)
            if note is None:
                continue
            self.cited[kind] = self.cited.get(kind, 0) + 1
            pieces = [read_piece(p, self.fields) for p in note.iter(W + "p")]
            text = " ".join(each.text for each in pieces)
            number = format_number(self.cited[kind], self.note_forms[kind])
            found.append(replace(here, text=text, number=number))
        for box in piece.boxes:
            for paragraph in box.iter(W + "p"):
                if next(paragraph.iterancestors(W + "txbxContent")) is box:
                    inner = read_piece(paragraph, self.fields)
                    found.append(replace(here, text=inner.text))
                    found += self.asides(inner)
        return found

    def _level(
        self, piece: Piece, text: str, style: str, number: str, properties: Mapping[str, Any]
    ) -> int | None:
        """Return the level of a heading, None for other text."""
        level = self.headings.get(style)
        own = properties.get(W + "outlineLvl")
        if own is not None:
            value = read_integer(own.get(W + "val"), -1)
            level = value + 1 if 0 <= value < 9 else None
        if level is not None:
            # Numbered clauses are often set in heading styles: whole sentences, with a stop.
            return None if is_clause(text) else level
        if self.has_headings or not text or len(text) > 90 or len(text.split()) > 12:
            return None
        named = self.numbering.styles.get(style)
        is_bold = piece.is_bold or (named is not None and named.is_bold)
        short_colon = text[-1] == ":" and len(text.split()) <= 4
        if not is_bold or (text[-1] in ".;,:?!" and not short_colon):
            return None
        found = DEPTH.match(number or text)
        return found[1].count(".") + 1 if found else 1

    def _is_listed(self, style: str) -> bool:
        return any(LISTED.match(each.name) for _, each in self.numbering.chain(style))

    def _add_heading(self, level: int, text: str) -> None:
        self.above = place_heading(self.outline, level, text)
        self.section = text
        self.lead = ""
        self.items.end_lists()

    def _add_plain(self, text: str, style: str, properties: Mapping[str, Any]) -> None:
        indent = self._indent(properties, style, None)
        owner = self.items.owner(indent) if indent else None
        if owner:  # a further paragraph of an item
            owner.text = text if ends_open(text) else owner.text
            self._append(text, "item", owner.lead)
            return
        self.lead = text
        self.items.interrupt()
        self._append(text)

    def _add_item(
        self, text: str, number: str, place: Place | None, style: str, properties: Mapping[str, Any]
    ) -> None:
        indent = self._indent(properties, style, place)
        if place is None:
            owner = self.items.owner(indent) if indent else None
            if owner:
                owner.text = text if ends_open(text) else owner.text
                self._append(text, "item", owner.lead)
                return
        num = place.num if place else ""
        ilvl = place.ilvl if place else self._named_level(style)
        lead = self.items.add(num, ilvl, indent, text, self.lead)
        self._append(text, "item", lead, number)

    def _append(self, text: str, kind: str = "paragraph", lead: str = "", number: str = "") -> None:
        block = Block(text, self.section, "", kind, lead, "", self.above, number)
        self.blocks.append(block)

    def _indent(self, properties: Mapping[str, Any], style: str, place: Place | None) -> int:
        own = read_indent(properties.get(W + "ind"))
        if own is not None:
            return own
        if place and place.indent is not None:
            return place.indent
        for _, each in self.numbering.chain(style):
            if each.indent is not None:
                return each.indent
        return 0

    def _named_level(self, style: str) -> int:
        named = self.numbering.styles.get(style)
        last = named.name[-1:] if named else ""
        return max(0, read_integer(last, 1) - 1)


def is_clause(text: str) -> bool:
    """Return whether a text that is set as a heading is a sentence or too long to be one.

    Examples
    --------
    >>> is_clause("Meetings"), is_clause("The clerk must count the forms of the day every evening.")
    (False, True)
    """
    return len(text) > MAX_HEADING or (text[-1:] in ".;:" and len(text.split()) > 9)


def _is_contents(element: Any) -> bool:
    """Return whether a content control is an automatic table of contents."""
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(W + "val") == "Table of Contents"
