"""Files with small flaws, as digits that are none: the flaw is passed over, the rest is read."""

from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.sops.formats import find_format, read_blocks, read_whole
from sopgap.sops.formats.pdf import read_whole_pdf
from sopgap.sops.reading.files import read_file
from sopgap.sops.reading.naming import name_paragraphs

from .. import hostile

# What `int` refuses or takes seconds for, and what counts rows and columns without end.
DIGITS = ["²", "①", "9" * 5_000, "999999999", "-1", "٣", "1e9", "", " "]
CLERK = "The clerk must count."
TEXT = f"<w:r><w:t>{CLERK}</w:t></w:r>"


def word(n: str) -> str:
    cell = f"<w:tc><w:tcPr><w:gridSpan w:val='{n}'/></w:tcPr><w:p>{TEXT}</w:p></w:tc>"
    row = f"<w:tr><w:trPr><w:gridBefore w:val='{n}'/></w:trPr>{cell * 2}</w:tr>"
    return (
        f"<w:p><w:pPr><w:outlineLvl w:val='{n}'/><w:ind w:left='{n}'/><w:numPr>"
        f"<w:ilvl w:val='{n}'/><w:numId w:val='{n}'/></w:numPr></w:pPr>{TEXT}</w:p>"
        f"<w:p><w:r><w:sym w:font='Wingdings' w:char='{n}'/></w:r>{TEXT}</w:p>"
        f"<w:tbl>{row * 2}</w:tbl>"
    )


MARKED = {
    "rule.xml": "<RULE><SUBJECT>Use</SUBJECT><SUPLINF><HD SOURCE='HD{n}'>Use</HD><P>{clerk}</P>"
    "<GPOTABLE><BOXHD><CHED H='{n}'>Who</CHED></BOXHD><ROW><ENT A='{n}'>{clerk}</ENT></ROW>"
    "</GPOTABLE></SUPLINF></RULE>",
    "part.xml": "<ECFR><DIV8 N='1' TYPE='SECTION'><HEAD>§ 1 Use</HEAD><P>{clerk}</P><TABLE>"
    "<TR><TH colspan='{n}' rowspan='{n}'>Who</TH></TR><TR><TD>{clerk}</TD></TR></TABLE></DIV8>"
    "</ECFR>",
    "title.xml": "<uscDoc xmlns='http://xml.house.gov/schemas/uslm/1.0'><main><section>"
    "<num value='1'>§ 1.</num><heading>Use</heading><content><p>{clerk}</p>"
    "<table xmlns='http://www.w3.org/1999/xhtml'><tr><td colspan='{n}' rowspan='{n}'>{clerk}</td>"
    "</tr></table></content></section></main></uscDoc>",
    "page.html": "<html><div role='heading' aria-level='{n}'>Use</div><ol start='{n}'>"
    "<li value='{n}'>{clerk}</li></ol><table><tr><td colspan='{n}' rowspan='{n}'>{clerk}</td>"
    "<td>b</td></tr><tr><td>c</td></tr></table></html>",
}


@pytest.mark.parametrize("n", DIGITS)
@pytest.mark.parametrize("name", MARKED)
def test_digits_that_are_no_number_lose_no_document(tmp_path, name, n):
    file = tmp_path / name
    file.write_text(MARKED[name].format(n=n, clerk=CLERK), encoding="utf-8")
    texts = [block.text for block in read_blocks(file)]
    assert any(CLERK in text for text in texts)


@pytest.mark.parametrize("n", DIGITS)
def test_digits_that_are_no_number_lose_no_word_document(tmp_path, n):
    file = tmp_path / "a.docx"
    hostile.word(file, word(n))
    texts = [block.text for block in read_blocks(file)]
    assert len([text for text in texts if CLERK in text]) >= 3
    assert not any("\ud800" <= sign <= "\udfff" for text in texts for sign in text)


@pytest.mark.parametrize("char", ["D800", "-5", "FFFFFF", "0"])
def test_a_sign_that_no_font_has_is_left_out(tmp_path, char):
    file = tmp_path / "a.docx"
    sign = f"<w:r><w:sym w:font='Wingdings' w:char='{char}'/></w:r>"
    hostile.word(file, f"<w:p>{sign}{TEXT}</w:p>")
    assert [block.text for block in read_blocks(file)] == [CLERK]


def test_half_a_sign_in_json_is_marked_and_whole_ones_are_read(tmp_path):
    file = tmp_path / "control.json"
    file.write_text(
        r'{"id": "k-1", "title": "Keys", "parts": [{"name": "statement", '
        r'"prose": "Count \ud800 keys \ud83d\ude00 and \\ud800."}]}'
    )
    blocks = read_blocks(file)
    assert [block.text for block in blocks] == ["Count \ufffd keys 😀 and \\ud800."]
    assert name_paragraphs("a", blocks)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("From here on the clerk must count.\n", "text"),
        ("From Monday on the clerk must count.\n", "text"),
        ("Received: by post or in person.\nThe clerk must count.\n", "text"),
        ("X-ray: none.\n\nThe clerk must count.\n", "text"),
        ("From joe@x.org Mon Jan  3 10:00:00 2020\nSubject: Keys\n\nHello\n", "email"),
        ("Return-Path: <a@b.c>\nReceived: from x\n\tby y; z\nSubject: Keys\n\nHi\n", "email"),
        ("MIME-Version: 1.0\r\nFrom: a@b.c\r\n\r\nHello\r\n", "email"),
    ],
)
def test_a_text_that_begins_like_a_message_is_none(tmp_path, text, kind):
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode())
    if kind == "email":
        with pytest.raises(InputError, match="is an e-mail"):
            find_format(file)
    else:
        assert find_format(file).name == kind


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.xml"])
def test_wide_letters_are_read_where_the_file_says_so(tmp_path, name, coding):
    texts = {".html": f"<p>§ {CLERK}</p>", ".xml": f"<RULE><P>§ {CLERK}</P></RULE>"}
    text = texts.get(Path(name).suffix, f"§ {CLERK}")
    is_said = coding == "utf-16"
    if name == "a.xml" and not is_said:  # XML says it by its first signs
        text, is_said = f'<?xml version="1.0" encoding="UTF-16"?>{text}', True
    file = tmp_path / name
    file.write_bytes(text.encode(coding))
    reading = read_file(file)
    if is_said:
        assert [block.text for block in reading.blocks] == [f"§ {CLERK}"]
        assert not reading.lost
    else:
        assert "save it as UTF-8" in reading.problem


def test_a_word_file_that_was_cut_off_is_said_to_be(tmp_path):
    hostile.truncated_word(tmp_path / "cut.docx")
    hostile.word(tmp_path / "torn.docx", "<w:p><w:r>")
    for name in ("cut.docx", "torn.docx"):
        problem = read_file(tmp_path / name).problem
        assert problem.startswith(f"{name}: ")
        assert "damaged or cut off" in problem
        assert "save it anew" in problem


def test_a_damaged_page_loses_no_other_and_is_named(tmp_path):
    file = tmp_path / "torn.pdf"
    kids = "<</Type/Pages/Kids[3 0 R 9 0 R]/Count 2>>"
    hostile.pdf(
        file,
        [hostile.CATALOG, kids, hostile.PAGE, hostile.stream(hostile.TEXT), hostile.FONT],
    )
    whole = read_whole_pdf(file)
    assert [(block.page, block.text) for block in whole.blocks] == [("1", CLERK)]
    assert whole.remark == (
        "torn.pdf: page 2 is damaged and was not read; open the file in a PDF viewer and print it "
        "to a new PDF"
    )
    reading = read_file(file)
    assert (reading.problem, reading.remark) == ("", whole.remark)


def test_a_pdf_of_damaged_pages_alone_is_refused(tmp_path):
    file = tmp_path / "torn.pdf"
    hostile.pdf(file, [hostile.CATALOG, "<</Type/Pages/Kids[8 0 R 9 0 R]/Count 2>>"])
    with pytest.raises(InputError, match=r"torn.pdf: .*damaged or cut off; open it in a PDF"):
        read_whole_pdf(file)


def test_a_file_is_read_and_sifted_in_one_pass(tmp_path):
    file = tmp_path / "a.docx"
    hostile.word(file, hostile.PARAGRAPH)
    found, whole = read_whole(file)
    assert (found.name, whole.raw.split(), whole.remark) == ("docx", CLERK.split(), "")
    assert whole.blocks == read_blocks(file)
