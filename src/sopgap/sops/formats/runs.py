"""The text of a Word paragraph: fields by their results, tracked changes, signs, notes, boxes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sopgap.sops.formats.numbering import W, is_on
from sopgap.sops.formats.numerals import read_symbol

CODE = re.compile(r"[0-9A-Fa-f]{1,6}")  # of a sign
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SIGNS = {
    W + "tab": " ",
    W + "ptab": " ",
    W + "br": " ",
    W + "cr": " ",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "",
}
# What holds no text of the page: properties, instructions of fields, readings of East Asian signs,
# the second form of a drawing, comments.
SKIPPED = frozenset(
    {
        FALLBACK,
        W + "pPr",
        W + "rPr",
        W + "sdtPr",
        W + "sdtEndPr",
        W + "rt",
        W + "commentReference",
        W + "annotationRef",
        W + "delInstrText",
        MATH + "rPr",
    }
)
INSERTED = frozenset({W + "ins", W + "moveTo"})
REMOVED = frozenset({W + "del", W + "moveFrom"})
NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
PROPERTIES, BOLD, HIDDEN = W + "rPr", W + "b", W + "vanish"
TEXTS = frozenset({W + "t", W + "delText", MATH + "t"})


@dataclass
class Field:
    """A field that is open: its instruction, and whether its result has begun."""

    instruction: str = ""
    in_result: bool = False


@dataclass
class Piece:
    """What a paragraph holds.

    Attributes
    ----------
    now, before : list of str
        The text with all tracked changes accepted, and with all rejected.
    notes : list of (str, str)
        The notes cited: "footnotes" or "endnotes", and the id.
    boxes : list of element
        The contents of text boxes.
    is_bold : bool
        All its text is set bold.
    is_changed : bool
        Something in it was inserted, struck out or moved.
    """

    now: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    is_bold: bool = True
    is_changed: bool = False

    def join(self, after: Piece) -> Piece:
        """Return this piece with another behind it: the mark between two was struck out."""
        return Piece(
            self.now + after.now,
            [*self.before, " ", *after.before],
            self.notes + after.notes,
            self.boxes + after.boxes,
            self.is_bold and after.is_bold,
            True,
        )

    @property
    def text(self) -> str:
        """The text as it stands with all changes accepted."""
        return "".join(self.now).strip()


def read_piece(paragraph: Any, fields: list[Field]) -> Piece:
    """Read a paragraph; `fields` are those that are open, as a field may span paragraphs."""
    piece = Piece()
    _read(paragraph, piece, fields, "")
    if fields and not fields[-1].in_result:
        fields.pop()  # an instruction that never ends would hide the rest of the document
    return piece


def read_properties(paragraph: Any) -> dict[str, Any]:
    """Return the properties of a paragraph by tag; they stand first in it."""
    first = paragraph[0] if len(paragraph) else None
    if first is None or first.tag != W + "pPr":
        return {}
    return {child.tag: child for child in first}


def is_mark_removed(known: Mapping[str, Any]) -> bool:
    """Return whether the mark that ends a paragraph was struck out: the next one joins it."""
    marks = known.get(PROPERTIES)
    return marks is not None and any(marks.find(tag) is not None for tag in REMOVED)


def is_in_contents(fields: list[Field]) -> bool:
    """Return whether the place is inside an automatic table of contents."""
    return any(each.instruction.lstrip()[:4].upper() in ("TOC", "TOC ") for each in fields)


def _read(parent: Any, piece: Piece, fields: list[Field], change: str) -> None:
    """Read what stands in an element; XML that nests deeply was refused when it was parsed."""
    for child in parent:
        tag = child.tag
        if tag == W + "r":
            _read_run(child, piece, fields, change)
        elif tag in SKIPPED or not isinstance(tag, str):
            continue
        elif tag in INSERTED or tag in REMOVED:
            piece.is_changed = True
            inner = "out" if change == "out" or tag in REMOVED else "in"
            _read(child, piece, fields, inner)
        elif tag == W + "txbxContent":
            if change != "out":
                piece.boxes.append(child)
        elif tag == MATH + "t":
            _add(child.text or "", piece, fields, change)
        else:
            _read(child, piece, fields, change)


def _read_run(run: Any, piece: Piece, fields: list[Field], change: str) -> None:
    is_bold = False
    first = run[0] if len(run) else None
    if first is not None and first.tag == PROPERTIES:  # searching is slow, and it stands first
        for each in first:
            if each.tag == BOLD:
                is_bold = is_on(each)
            elif each.tag == HIDDEN and is_on(each):
                for mark in run.iterchildren(W + "fldChar", W + "instrText"):
                    _read_field(mark, fields)
                return
    for child in run:
        tag = child.tag
        if tag in TEXTS:
            text = child.text or ""
            if not is_bold and piece.is_bold and not text.isspace():
                piece.is_bold = False
            _add(text, piece, fields, "out" if tag == W + "delText" else change)
        elif tag in SIGNS:
            _add(SIGNS[tag], piece, fields, change)
        elif tag == W + "sym":
            _add(_symbol(child), piece, fields, change)
        elif tag in NOTES:
            if change != "out" and all(each.in_result for each in fields):
                piece.notes.append((NOTES[tag], child.get(W + "id", "")))
        elif tag in (W + "fldChar", W + "instrText"):
            _read_field(child, fields)
        elif tag not in SKIPPED and isinstance(tag, str) and len(child):
            _read(child, piece, fields, change)


def _read_field(mark: Any, fields: list[Field]) -> None:
    if mark.tag == W + "instrText":
        if fields and not fields[-1].in_result:
            fields[-1].instruction += (mark.text or "")[:100]
        return
    kind = mark.get(W + "fldCharType")
    if kind == "begin":
        fields.append(Field())
    elif kind == "separate" and fields:
        fields[-1].in_result = True
    elif kind == "end" and fields:
        fields.pop()


def _add(text: str, piece: Piece, fields: list[Field], change: str) -> None:
    if not text or (fields and not all(each.in_result for each in fields)):
        return
    if change != "out":
        piece.now.append(text)
    else:
        piece.is_changed = True
    if change != "in":
        piece.before.append(text)


def _symbol(element: Any) -> str:
    char = element.get(W + "char", "")
    code = int(char, 16) if CODE.fullmatch(char) else 0
    return read_symbol(element.get(W + "font", ""), code) if code else ""
