"""write_condition_sheets: a Center's condition sheets as a document, to be completed and signed.

The same run gives the same bytes: no clock is asked, and the package is written anew with fixed
dates. Texts of unknown origin lose the characters that XML forbids or that turn a line around.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from sopgap.report.condition_facts import RAISED, Citation, Sheet, list_sheets, say_order
from sopgap.report.folder import Run
from sopgap.report.markup import plural, word
from sopgap.report.paper_parts import (
    MADE,
    add_head,
    add_rule,
    add_table,
    cut,
    describe,
    mark_row,
    number_pages,
    pack,
    safe,
    say,
)
from sopgap.report.signing import ROLES
from sopgap.report.signoffs import PARTED

PAPERS = "conditions"  # folder of the run that holds them
LANGUAGE = "en-GB"
MARK = "SYNTHETIC DATA: invented for demonstration"
HEAD = ("Passage", "Where it stands", "What it says")
WIDTHS = (2.1, 5.0, 9.4)  # centimetres
BLANK = "_" * 12
LINES = 4  # blank lines left for the auditor


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
    paper.add_heading(safe(title), 0)
    say(paper, str(run.study["title"]))
    say(paper, _about(sheets, run))
    tables = count(1)
    _list(paper, sheets, name, tables)
    for number, sheet in enumerate(sheets, start=1):
        _write(paper, sheet, center, number, tables)
        _sign(paper, sheet, run, center)
    return pack(paper, Path(path))


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


def _list(paper: Any, sheets: list[Sheet], name: str, tables: Iterator[int]) -> None:
    """List the sheets, with what each is about: a contents page that needs no field."""
    if not sheets:
        return
    rows = [(s.responsibility_id, s.name, s.state_word, s.meeting.split(":")[0]) for s in sheets]
    head = ("Id", "Responsibility", "State", "Comments")
    add_table(paper, head, rows, (2.1, 8.4, 3.0, 3.0), caption=f"Open gaps of {name}, a sheet each",
              number=next(tables), marks=[s.responsibility_id for s in sheets])  # fmt: skip


def _write(paper: Any, sheet: Sheet, center: str, number: int, tables: Iterator[int]) -> None:
    heading = add_head(paper, safe(f"{sheet.responsibility_id} {sheet.name}"), 1,
                       mark=sheet.responsibility_id, number=number)  # fmt: skip
    heading.paragraph_format.page_break_before = True
    add_head(paper, "Criteria", 2)
    say(paper, sheet.required)
    say(paper, sheet.authority or "the matrix names none", lead="Authority:")
    if sheet.source:
        say(paper, sheet.source, lead="Source:")
    add_head(paper, "Condition", 2)
    say(paper, f"{sheet.meaning}.", lead=f"{sheet.state_word.capitalize()}:")
    say(paper, sheet.reason)
    if sheet.also:
        say(paper, f"{sheet.also}.", lead="Also:")
    say(paper, f"{sheet.review}.", lead="Review:")
    _cite(paper, sheet, center, tables)
    add_head(paper, "Testimony", 2)
    say(paper, f"{sheet.meeting} {sheet.comments}".strip())
    if sheet.concerns:
        say(paper, f"{'; '.join(sheet.concerns)}.", lead=RAISED)
    for name, said in (("Cause", sheet.cause), ("Effect", sheet.effect),
                       ("Test on records", sheet.test)):  # fmt: skip
        add_head(paper, name, 2)
        if said:
            say(paper, said)
        else:
            _leave_lines(paper, 2 if name == "Test on records" else LINES)


def _cite(paper: Any, sheet: Sheet, center: str, tables: Iterator[int]) -> None:
    add_head(paper, "Citations", 2)
    if sheet.citations:
        rows = [(c.stance, _where(c), f"“{cut(c.sentence)}”\n{c.why}") for c in sheet.citations]
        add_table(paper, HEAD, rows, WIDTHS, number=next(tables),
                  caption=f"Passages on {sheet.responsibility_id} {sheet.name}")  # fmt: skip
    else:
        say(paper, "No passage of any document comes near it.")
    left = f"{plural(sheet.uncited, 'further passage')}, and all" if sheet.uncited else "All"
    say(paper, f"reports/{center}.html#gap-{sheet.responsibility_id}",
         lead=f"{left} passages in their paragraphs:")  # fmt: skip


def _where(citation: Citation) -> str:
    parts = (citation.document, citation.place, citation.in_force)
    return "\n".join(part for part in parts if part)


def _sign(paper: Any, sheet: Sheet, run: Run, center: str) -> None:
    """Leave room for two signatures, or name who signed the sheet as it is now."""
    what = f"{sheet.responsibility_id}{PARTED}{center}"
    signed = run.table("signed")
    if len(signed):
        signed = signed[(signed["what"] == what) & (signed["state"] == "holds")]
    paper.add_paragraph()
    table = paper.add_table(rows=0, cols=3)
    describe(table, f"Who prepared and who reviewed {what}")
    for role, label in ROLES.items():
        mine = signed[signed["role"] == role] if len(signed) else signed
        who, date = (mine["who"].iloc[-1], mine["date"].iloc[-1]) if len(mine) else ("", "")
        texts = (f"{label}: {safe(who) or BLANK}", f"Signature: {'signed' if who else BLANK}",
                 f"Date: {safe(date) or BLANK}")  # fmt: skip
        row = table.add_row()
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
        mark_row(row, "w:cantSplit")


def _leave_lines(paper: Any, n: int) -> None:
    """Leave ruled lines to write on."""
    for left in reversed(range(n)):
        line = paper.add_paragraph()
        add_rule(line)
        if left:
            line.paragraph_format.keep_with_next = True


def _set_up(paper: Any, run: Run, title: str) -> None:
    """Set page, type, language, properties, the mark at the head and the numbers at the foot."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name, size in (("Normal", 10.5), ("Title", 20), ("Heading 1", 15), ("Heading 2", 11.5),
                       ("Caption", 9.5)):  # fmt: skip
        style = paper.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(0x1A, 0x1A, 0x1A)
    paper.styles["Normal"].paragraph_format.space_after = Pt(4)
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    about = paper.core_properties
    about.title, about.author, about.language = safe(title)[:255], "sopgap", LANGUAGE
    about.subject, about.comments, about.last_modified_by = safe(run.study["title"])[:255], "", ""
    about.created = about.modified = MADE
    head = section.header.paragraphs[0]
    if run.study.get("synthetic"):
        head.add_run(f"{MARK}    ").bold = True
    head.add_run(safe(title))
    number_pages(section.footer.paragraphs[0])
