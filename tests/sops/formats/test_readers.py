import io
import time
import zipfile
from pathlib import Path

import docx
import pytest

from sopgap.errors import InputError
from sopgap.sops.formats import read_blocks
from sopgap.sops.formats.blocks import Block, tidy


def read(folder: Path, name: str, content: str | bytes):
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_blocks(file)


def refused(folder: Path, name: str, content: str | bytes) -> str:
    start = time.perf_counter()
    with pytest.raises(InputError) as caught:
        read(folder, name, content)
    assert time.perf_counter() - start < 20
    assert name in str(caught.value)
    return str(caught.value)


def word(build) -> bytes:
    document, buffer = docx.Document(), io.BytesIO()
    build(document)
    document.save(buffer)
    return buffer.getvalue()


def test_markdown_gives_sections_items_with_lead_ins_and_rows_with_headers(tmp_path):
    blocks = read(
        tmp_path,
        "a.md",
        "---\ntitle: x\n---\n# Guide\n\n## 2. Steps\n\nThe *clerk* shall:\n\n- open [it](u);\n\n"
        "| Task | Who |\n|---|---|\n| Check | Clerk |\n",
    )
    assert [(b.section, b.kind, b.text, b.lead_in, b.header) for b in blocks] == [
        ("2. Steps", "lead-in", "The clerk shall:", "", ""),
        ("2. Steps", "item", "open it;", "The clerk shall:", ""),
        ("2. Steps", "row", "Check | Clerk", "", "Task | Who"),
    ]


def test_a_lettered_heading_takes_the_number_of_the_section_above(tmp_path):
    blocks = read(tmp_path, "a.md", "# § 1504. Limits\n\n## (a) Use\n\nX.\n\n## (b) End\n\nY.\n")
    assert [b.section for b in blocks] == ["§ 1504(a) Use", "§ 1504(b) End"]


def test_plain_text_is_joined_and_its_headings_are_known_by_rule_capitals_or_number(tmp_path):
    blocks = read(
        tmp_path,
        "a.txt",
        "TITLE OF IT\n===========\n\nB. BONDS\n--------\n\nThe clerk pulls\nthe report.\n\n"
        "4.2 Steps\n\n1. Open it.\n2. Close\n   it.\n",
    )
    assert [(b.section, b.kind, b.text) for b in blocks] == [
        ("B. BONDS", "paragraph", "The clerk pulls the report."),
        ("4.2 Steps", "item", "1. Open it."),
        ("4.2 Steps", "item", "2. Close it."),
    ]


def test_html_drops_what_is_not_the_document(tmp_path):
    blocks = read(
        tmp_path,
        "a.html",
        "<nav>Menu</nav><h2>1 Use</h2><p>FP&amp;F<br>acts<script>x()</script>.</p>Loose."
        "<ol><li>Open <b>it</b></li></ol><table><tr><th>Who<th>Task<tr><td>Clerk<td>Check</table>"
        "<footer>End</footer>",
    )
    assert [(b.kind, b.text) for b in blocks] == [
        ("paragraph", "FP&F acts."),
        ("lead-in", "Loose."),
        ("item", "Open it"),
        ("row", "Clerk | Check"),
    ]


def test_regulations_keep_their_section_and_lose_notes(tmp_path):
    blocks = read(
        tmp_path,
        "a.xml",
        '<ECFR><DIV5><HEAD>PART 1</HEAD><AUTH><PSPACE>44 U.S.C.</PSPACE></AUTH><DIV8 N="1.1">'
        "<HEAD>§ 1.1   Use.</HEAD><P>(a) <I>General.</I> It must.</P><CITA>[x]</CITA></DIV8>"
        "<P>Behind.</P></DIV5></ECFR>",
    )
    assert [(b.section, b.text) for b in blocks] == [
        ("§ 1.1 Use.", "(a) General. It must."),
        ("PART 1", "Behind."),
    ]


def test_word_gives_headings_lists_and_tables(tmp_path):
    def build(document):
        document.add_heading("4. Duties", 1)
        document.add_paragraph("The FP&F clerk:")
        document.add_paragraph("counts", style="List Number")
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ["Task", "Who", "Check", "Clerk"], strict=True):
            cell.text = text

    blocks = read(tmp_path, "a.docx", word(build))
    assert [(b.section, b.kind, b.text, b.lead_in, b.header) for b in blocks] == [
        ("4. Duties", "lead-in", "The FP&F clerk:", "", ""),
        ("4. Duties", "item", "counts", "The FP&F clerk:", ""),
        ("4. Duties", "row", "Check | Clerk", "", "Task | Who"),
    ]


def test_pdf_lines_become_paragraphs_without_running_lines(shared):
    file = shared / "studies/customs-dev/sop_corpus/texts/A-D12_port_cargo_procedure.pdf"
    blocks = read_blocks(file)
    assert not any("Illustrative document. Page" in b.text for b in blocks)
    steps = [b for b in blocks if b.kind == "item"]
    assert [b.text for b in steps][:2] == [
        "1. Check the seal number and photograph the doors.",
        "2. Scan the container where a scanner is free.",
    ]
    assert steps[0].lead_in.endswith("In each case:")
    assert {b.page for b in blocks} == {"1", "2"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.odt", "x", "cannot be read; save it as one of"),
        ("a.txt", "a\0b", "null byte"),
        ("a.html", "caf\xe9".encode("latin1"), "is not UTF-8"),
        ("a.html", "<div>" * 100_000, "holds no text"),
        ("a.md", "[" * 50_000, "holds no text"),
        ("a.xml", "<P>" * 10_000, "not well-formed XML"),
        ("a.xml", "<a>x</a>", "holds no paragraphs"),
        ("a.xml", '<!DOCTYPE a [<!ENTITY b "c">]><ECFR><P>&b;</P></ECFR>', "declares XML entities"),
        ("a.docx", "x", "is not a .docx package"),
        ("a.pdf", "x", "cannot be read as PDF"),
    ],
)
def test_what_cannot_be_read_safely_is_refused_by_name(tmp_path, name, content, said):
    assert said in refused(tmp_path, name, content)


def test_a_package_that_unpacks_beyond_bounds_is_refused_before_it_is_opened(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 50_000_000)
    assert "refused as unsafe" in refused(tmp_path, "bomb.docx", buffer.getvalue())


def test_a_pdf_without_text_says_what_to_do(tmp_path):
    pdf = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n"
    )
    assert "ocrmypdf" in refused(tmp_path, "scan.pdf", pdf)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_line_of_megabytes_is_read_in_time(tmp_path, name):
    start = time.perf_counter()
    assert len(read(tmp_path, name, "The clerk shall act promptly, " * 60_000)) == 1
    assert time.perf_counter() - start < 20


def test_an_open_item_leads_in_the_deeper_ones_where_no_paragraph_does():
    texts = ["(a) The board may by order", "(1) close the road;", "(2) fell a tree.", "(b) Rest."]
    found = tidy([Block(text, "1") for text in texts])
    assert [block.lead_in for block in found] == ["", texts[0], texts[0], ""]
    assert tidy([Block(texts[0], "1"), Block(texts[1], "2")])[1].lead_in == ""
