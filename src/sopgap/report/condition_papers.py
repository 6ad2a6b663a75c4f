"""write_condition_sheets: a Center's condition sheets as a document, to be completed and signed.

The same run gives the same bytes: no clock is asked, and the package is written anew with fixed
dates. Texts of unknown origin lose the characters that XML forbids or that turn a line around.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

from sopgap.report.condition_facts import RAISED, Citation, Sheet, list_sheets, say_order
from sopgap.report.folder import Run
from sopgap.report.markup import clean, plural, word

PAPERS = "conditions"  # folder of the run that holds them
MADE = dt.datetime(2020, 1, 1)  # of every package: a document must not tell when it was made
LANGUAGE = "en-GB"
MARK = "SYNTHETIC DATA: invented for demonstration"
LONGEST = 2000  # characters of one text; a sentence of a procedure is far shorter
UNWRITABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
HEAD = ("Passage", "Where it stands", "What it says")
WIDTHS = (2.1, 5.0, 9.4)  # centimetres
LINES = 4  # blank lines left for the auditor
SIGNED = ("Prepared by", "Reviewed by")


def write_condition_sheets(run: Run, center: str, path: str | Path) -> Path:
    """Write a Center's condition sheets as a Word document, a sheet a page.

    Parameters
    ----------
    run : Run
        See `condition_facts.list_sheets`.
    center : str
        Code of the Center.
    path : str or Path
        The .docx to write; its folder is made if absent.

    Returns
    -------
    Path
        The same run gives the same bytes.

    Raises
    ------
    InputError
        The run has no such Center.

    Examples
    --------
    >>> import tempfile
    >>> empty = Run(Path("no-such-folder"), {"title": "Keys", "synthetic": True})
    >>> write_condition_sheets(empty, "north", tempfile.mkdtemp() + "/north.docx")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: center 'north' is not in this run; it has:
    """
    from docx import Document

    name, sheets = run.name_of(center), list_sheets(run, center)
    title = f"Condition sheets: {name}"
    paper = Document()
    _set_up(paper, run, title)
    paper.add_heading(_safe(title), 0)
    _say(paper, str(run.study["title"]))
    _say(paper, _about(sheets, run))
    _list(paper, sheets)
    for sheet in sheets:
        _write(paper, sheet, center)
    return _pack(paper, Path(path))


def _about(sheets: list[Sheet], run: Run) -> str:
    if not sheets:
        return "No gap is open here, so there is no condition to draft."
    as_of = run.study.get("as_of")
    said = f"{plural(len(sheets), 'sheet')}, one for each open gap"
    said += f" in the procedures in force on {as_of}. " if as_of else ". "
    said += f"{say_order(sheets)} " if say_order(sheets) else ""
    return said + (
        "Each is a draft: the program proposes the condition, an auditor confirms it and writes"
        " cause and effect. No comment is quoted. Whole paragraphs stand in the"
        f" {word(run.study)}'s page of the report."
    )


def _list(paper: Any, sheets: list[Sheet]) -> None:
    """List the sheets, with what each is about: a contents page that needs no field."""
    if not sheets:
        return
    rows = [(s.responsibility_id, s.name, s.state_word, s.meeting.split(":")[0]) for s in sheets]
    head = ("Id", "Responsibility", "State", "Comments")
    _table(paper, head, rows, (2.1, 8.4, 3.0, 3.0))


def _write(paper: Any, sheet: Sheet, center: str) -> None:
    heading = _head(paper, _safe(f"{sheet.responsibility_id} {sheet.name}"), 1)
    heading.paragraph_format.page_break_before = True
    _head(paper, "Criteria", 2)
    _say(paper, sheet.required)
    _say(paper, sheet.authority or "the matrix names none", lead="Authority:")
    if sheet.source:
        _say(paper, sheet.source, lead="Source:")
    _head(paper, "Condition", 2)
    _say(paper, f"{sheet.meaning}.", lead=f"{sheet.state_word.capitalize()}:")
    _say(paper, sheet.reason)
    if sheet.also:
        _say(paper, f"{sheet.also}.", lead="Also:")
    _say(paper, f"{sheet.review}.", lead="Review:")
    _cite(paper, sheet, center)
    _head(paper, "Testimony", 2)
    _say(paper, f"{sheet.meeting} {sheet.comments}".strip())
    if sheet.concerns:
        _say(paper, f"{'; '.join(sheet.concerns)}.", lead=RAISED)
    for name, said in (("Cause", sheet.cause), ("Effect", sheet.effect),
                       ("Test on records", sheet.test)):  # fmt: skip
        _head(paper, name, 2)
        if said:
            _say(paper, said)
        else:
            _leave_lines(paper, 2 if name == "Test on records" else LINES)
    _sign(paper)


def _cite(paper: Any, sheet: Sheet, center: str) -> None:
    _head(paper, "Citations", 2)
    if sheet.citations:
        rows = [(c.stance, _where(c), f"“{_cut(c.sentence)}”\n{c.why}") for c in sheet.citations]
        _table(paper, HEAD, rows, WIDTHS)
    else:
        _say(paper, "No passage of any document comes near it.")
    left = f"{plural(sheet.uncited, 'further passage')}, and all" if sheet.uncited else "All"
    _say(paper, f"reports/{center}.html#gap-{sheet.responsibility_id}",
         lead=f"{left} passages in their paragraphs:")  # fmt: skip


def _where(citation: Citation) -> str:
    parts = (citation.document, citation.place, citation.in_force)
    return "\n".join(part for part in parts if part)


def _sign(paper: Any) -> None:
    paper.add_paragraph()
    table = paper.add_table(rows=0, cols=3)
    for who in SIGNED:
        cells = table.add_row().cells
        for cell, label in zip(cells, (who, "Signature", "Date"), strict=True):
            cell.text = f"{label}: " + "_" * 18
    for row in table.rows:
        _mark_row(row, "w:cantSplit")


def _head(paper: Any, text: str, level: int) -> Any:
    """Add a heading by its style's id: python-docx looks for a name among all styles each time."""
    paragraph = paper.add_paragraph(text)
    paragraph._p.style = f"Heading{level}"
    return paragraph


def _say(paper: Any, text: str, *, lead: str = "") -> Any:
    paragraph = paper.add_paragraph()
    if lead:
        paragraph.add_run(f"{_safe(lead)} ").bold = True
    paragraph.add_run(_safe(text))
    return paragraph


def _leave_lines(paper: Any, n: int) -> None:
    """Leave ruled lines to write on."""
    for _ in range(n):
        _rule(paper.add_paragraph())


def _rule(paragraph: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:pBdr")
    for side in ("bottom", "between"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "8A9099")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _table(paper: Any, head: tuple[str, ...], rows: Any, widths: tuple[float, ...]) -> None:
    """Write a table of fixed widths: a word without end is broken, and widens nothing."""
    from docx.shared import Cm

    table = paper.add_table(rows=0, cols=len(head))
    table._tbl.tblPr.style = "TableGrid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, texts in enumerate((head, *rows)):
        row = table.add_row()
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Cm(width)
            first, *more = str(text).split("\n")
            run = cell.paragraphs[0].add_run(_safe(first))
            if number == 0:
                run.bold = True
            for line in more:
                cell.add_paragraph(_safe(line))
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = 0
        if number == 0:
            _mark_row(row, "w:cantSplit", "w:tblHeader")


def _mark_row(row: Any, *marks: str) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    for mark in marks:
        properties.append(OxmlElement(mark))


def _set_up(paper: Any, run: Run, title: str) -> None:
    """Set page, type, language, properties, the mark at the head and the numbers at the foot."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name, size in (("Normal", 10.5), ("Title", 20), ("Heading 1", 15), ("Heading 2", 11.5)):
        style = paper.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(0x1A, 0x1A, 0x1A)
    paper.styles["Normal"].paragraph_format.space_after = Pt(4)
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    about = paper.core_properties
    about.title, about.author, about.language = _safe(title)[:255], "sopgap", LANGUAGE
    about.subject, about.comments, about.last_modified_by = _safe(run.study["title"])[:255], "", ""
    about.created = about.modified = MADE
    head = section.header.paragraphs[0]
    if run.study.get("synthetic"):
        head.add_run(f"{MARK}    ").bold = True
    head.add_run(_safe(title))
    foot = section.footer.paragraphs[0]
    foot.add_run("Page ")
    for field, end in (("PAGE", " of "), ("NUMPAGES", "")):
        number = OxmlElement("w:fldSimple")
        number.set(qn("w:instr"), field)
        held, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.text = "1"
        held.append(text)
        number.append(held)
        foot._p.append(number)
        foot.add_run(end)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} […]"


def _safe(text: object) -> str:
    """Return a text that a document can hold: one line, no controls, words from the right apart."""
    whole = UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", "" if text is None else str(text))
    return _cut(" ".join(str(clean(whole).unescape()).split()))


def _pack(paper: Any, path: Path) -> Path:
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
