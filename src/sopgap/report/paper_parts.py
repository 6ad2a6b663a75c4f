"""The parts of a paper in Word's format: heads that can be linked to, tables with captions, rules.

python-docx writes the package; what it has no call for is written here in the order of the schema.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sopgap.report.markup import clean

MADE = dt.datetime(2020, 1, 1)  # of every package: a document must not tell when it was made
LONGEST = 2000  # characters of one text; a sentence of a procedure is far shorter
UNWRITABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
PLAIN_NAME = re.compile(r"[A-Za-z0-9_]{1,36}", re.ASCII)
LINK_INK = "0B5394"


def add_head(paper: Any, text: str, level: int, *, mark: str = "", number: int = 1) -> Any:
    """Add a heading by its style's id: python-docx looks for a name among all styles each time.

    Parameters
    ----------
    paper : Document
    text : str
    level : int
    mark : str
        What the heading is called by links within the paper.
    number : int
        Of the mark, from 1 on; each has its own.
    """
    paragraph = paper.add_paragraph()
    paragraph._p.style = f"Heading{level}"
    if mark:
        start = _element("w:bookmarkStart", id=str(number), name=name_of(mark))
        paragraph._p.append(start)
    paragraph.add_run(text)
    if mark:
        paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))
    return paragraph


def name_of(mark: str) -> str:
    """Return a name that Word takes for a bookmark: letters and digits, 40 at most.

    Examples
    --------
    >>> name_of("R4"), len(name_of("R 4" * 40)), name_of("a b") == name_of("a-b")
    ('gap_R4', 33, False)
    """
    if PLAIN_NAME.fullmatch(mark):
        return f"gap_{mark}"
    digest = hashlib.sha256(mark.encode("utf-8", "replace")).hexdigest()[:8]
    return f"gap_{re.sub('[^A-Za-z0-9]', '_', mark)[:20]}_{digest}"


def link_within(paragraph: Any, text: str, mark: str) -> None:
    """Add words that lead to a heading of the same paper."""
    from docx.shared import RGBColor

    run = paragraph.add_run(text)
    run.underline = True
    run.font.color.rgb = RGBColor.from_string(LINK_INK)
    link = _element("w:hyperlink", anchor=name_of(mark), history="1")
    paragraph._p.append(link)
    link.append(run._r)


def add_caption(paper: Any, text: str, number: int) -> Any:
    """Add a numbered caption above a table, which stays with it."""
    caption = paper.add_paragraph()
    caption._p.style = "Caption"
    caption.paragraph_format.keep_with_next = True
    caption.add_run("Table ")
    _add_field(caption, "SEQ Table \\* ARABIC", str(number))
    caption.add_run(f". {safe(text)}")
    return caption


def say(paper: Any, text: str, *, lead: str = "") -> Any:
    """Add a paragraph; its lead stands first, in bold."""
    paragraph = paper.add_paragraph()
    if lead:
        paragraph.add_run(f"{safe(lead)} ").bold = True
    paragraph.add_run(safe(text))
    return paragraph


def add_rule(paragraph: Any) -> None:
    """Draw a line under a paragraph, to write on."""
    borders = _element("w:pBdr")
    for side in ("bottom", "between"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="1", color="8A9099"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def add_table(
    paper: Any,
    head: tuple[str, ...],
    rows: Iterable[Iterable[object]],
    widths: tuple[float, ...],
    *,
    caption: str,
    number: int,
    marks: Iterable[str] = (),
) -> Any:
    """Write a table of fixed widths: a word without end is broken, and widens nothing.

    Parameters
    ----------
    paper : Document
    head : tuple of str
    rows : iterable of iterable
    widths : tuple of float
        Of the columns, in centimetres.
    caption : str
        Stands above the table, and in it for those who hear it.
    number : int
        Of the table within the paper.
    marks : iterable of str
        Of each row the heading to which its first cell leads.
    """
    from docx.shared import Cm

    add_caption(paper, caption, number)
    table = paper.add_table(rows=0, cols=len(head))
    describe(table, caption)
    table._tbl.tblPr.style = "TableGrid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    leads = ["", *marks]
    for line, texts in enumerate((head, *rows)):
        row = table.add_row()
        for place, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
            cell.width = Cm(width)
            first, *more = str(text).split("\n")
            if place == 0 and line < len(leads) and leads[line]:
                link_within(cell.paragraphs[0], safe(first), leads[line])
            else:
                cell.paragraphs[0].add_run(safe(first)).bold = True if line == 0 else None
            for further in more:
                cell.add_paragraph(safe(further))
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = 0
        mark_row(row, "w:cantSplit", *(["w:tblHeader"] if line == 0 else []))
    return table


def describe(table: Any, said: str) -> None:
    """Give a table the words that are read out before it."""
    properties = table._tbl.tblPr
    for name in ("w:tblCaption", "w:tblDescription"):
        properties.append(_element(name, val=safe(said)[:255]))


def mark_row(row: Any, *marks: str) -> None:
    """Mark a table's row: that it is a head, or stays on one page."""
    properties = row._tr.get_or_add_trPr()
    for mark in marks:
        properties.append(_element(mark))


def number_pages(paragraph: Any) -> None:
    """Write "Page 1 of 3" as fields."""
    paragraph.add_run("Page ")
    _add_field(paragraph, "PAGE", "1")
    paragraph.add_run(" of ")
    _add_field(paragraph, "NUMPAGES", "1")


def _add_field(paragraph: Any, code: str, shown: str) -> None:
    field, run, text = _element("w:fldSimple", instr=code), _element("w:r"), _element("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _element(name: str, /, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(_q(f"w:{key}"), value)
    return made


def _q(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def cut(text: str) -> str:
    """Cut a text that is longer than any sentence should be, and say so."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} […]"


def safe(text: object) -> str:
    """Return a text that a document can hold: one line, no controls, words from the right apart."""
    whole = UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", "" if text is None else str(text))
    return cut(" ".join(str(clean(whole).unescape()).split()))


def pack(paper: Any, path: Path) -> Path:
    """Write the package anew: python-docx gives its parts the time of day."""
    packed = io.BytesIO()
    paper.save(packed)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return path
