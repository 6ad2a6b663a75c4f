"""Condition sheets with hostile texts: read back, through LibreOffice too, and in the PDF of it.

pytest tests/checks/check_condition_sheets.py -o python_files='check_*.py'
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..hostile_study import write_hostile_study
from .check_workpapers import convert

docx = pytest.importorskip("docx")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The order of the schema (CT_PPr, CT_RPr, CT_TblPr, CT_TrPr's own use), as far as a paper uses it.
ORDERS = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
        "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap "
        "overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
        "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc "
        "textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr "
        "sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss "
        "imprint noProof snapToGrid vanish webHidden color spacing w kern position sz "
        "szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout "
        "specVanish oMath"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize "
        "tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook "
        "tblCaption tblDescription"
    ),
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
        "tcFitText vAlign hideMark"
    ),
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the condition sheets of the hostile study."""
    home = tmp_path_factory.mktemp("papers")
    study, out = write_hostile_study(home / "study"), home / "out"
    call = [sys.executable, "-m", "sopgap.cli", "run", str(study), "--out", str(out)]
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return sorted((out / "conditions").glob("*.docx"))


def texts_of(path: Path) -> list[str]:
    """Return the text of every paragraph, those in cells and fields too."""
    body = docx.Document(str(path)).element.body
    return [text_of(one) for one in body.iter(f"{W}p")]


def text_of(paragraph: Any) -> str:
    return "".join(part.text or "" for part in paragraph.iter(f"{W}t"))


def test_each_paragraph_and_cell_reads_back_after_libreoffice(
    papers: list[Path], tmp_path: Path
) -> None:
    for paper in papers:
        convert(paper, "docx", tmp_path)
        mine, theirs = texts_of(paper), texts_of(tmp_path / paper.name)
        assert len(mine) > 50 and theirs == mine, paper.name
        cells = [
            [[cell.text for cell in row.cells] for table in docx.Document(str(one)).tables
             for row in table.rows]
            for one in (paper, tmp_path / paper.name)
        ]  # fmt: skip
        assert cells[0] == cells[1]


def test_heads_header_rows_marks_and_links_survive(papers: list[Path], tmp_path: Path) -> None:
    for paper in papers:
        convert(paper, "docx", tmp_path)
        mine, theirs = (docx.Document(str(one)) for one in (paper, tmp_path / paper.name))
        for name in ("tblHeader", "hyperlink"):
            counts = [len(list(one.element.body.iter(f"{W}{name}"))) for one in (mine, theirs)]
            assert counts[0] == counts[1] > 0, (paper.name, name)
        for kind in ("Heading 1", "Heading 2", "Caption"):
            said = [[text_of(p._p) for p in one.paragraphs
                     if p.style.name.casefold() == kind.casefold()]
                    for one in (mine, theirs)]  # fmt: skip
            assert said[0] == said[1] != [], (paper.name, kind)
        names = {one.get(f"{W}name") for one in theirs.element.body.iter(f"{W}bookmarkStart")}
        leads = {one.get(f"{W}anchor") for one in mine.element.body.iter(f"{W}hyperlink")}
        assert leads <= names
        assert theirs.core_properties.title == mine.core_properties.title != ""


def test_the_pdf_holds_each_paragraph(papers: list[Path], tmp_path: Path) -> None:
    for paper in papers:
        convert(paper, "pdf", tmp_path)
        call = ["pdftotext", "-raw", str(tmp_path / f"{paper.stem}.pdf"), "-"]
        found = subprocess.run(call, check=True, capture_output=True, text=True, timeout=60).stdout
        flat = "".join(found.split())
        for text in texts_of(paper):
            # What is written from the right, or has no glyph, is stored by place and not by letter.
            plain = "".join(text.split())
            if plain.isascii():
                assert plain in flat, text[:80]


def test_the_parts_stand_in_the_order_of_the_schema(papers: list[Path]) -> None:
    for paper in papers:
        whole = docx.Document(str(paper))
        for root in (whole.element, whole.styles.element, whole.sections[0].footer._element):
            for name, order in ORDERS.items():
                places = {f"{W}{one}": at for at, one in enumerate(order.split())}
                for one in root.iter(f"{W}{name}"):
                    at = [places[child.tag] for child in one]
                    assert at == sorted(at), (paper.name, name, [c.tag for c in one])
        marks = [one.get(f"{W}id") for one in whole.element.iter(f"{W}bookmarkStart")]
        assert len(set(marks)) == len(marks) > 0
