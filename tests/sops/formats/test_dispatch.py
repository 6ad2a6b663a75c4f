"""A file is read by what it is, or refused with what it is and what to do."""

import io
import time
import zipfile
from pathlib import Path

import docx
import pytest

from sopgap.errors import InputError
from sopgap.sops.formats import FORMATS, SUFFIXES, find_format, read_blocks, read_metadata
from sopgap.sops.formats.sniff import sniff
from sopgap.text import data_rows

PAGE = "<!DOCTYPE html><html><body><p>The clerk must count.</p></body></html>"
XHTML = (
    '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml">'
    "<head><title>x</title></head><body><p>The clerk must count.</p></body></html>"
)
RULE = "<RULE><P>The clerk must count.</P></RULE>"
OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")


def write(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def package(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


def word() -> bytes:
    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph("The clerk must count.")
    document.save(buffer)
    return buffer.getvalue()


def pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, "The clerk must count.")
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.html", PAGE, "html"),
        ("a.xhtml", XHTML, "html"),
        ("a.xml", RULE, "federal_register"),
        ("a.xml", RULE.encode("utf-16"), "federal_register"),
        ("a.xml", b"\xef\xbb\xbf" + RULE.encode(), "federal_register"),
        ("a.xml", "<!-- x --><?y?>" + RULE, "federal_register"),
        ("a.docx", word(), "docx"),
        ("a.docm", word(), "docx"),
        ("a.pdf", pdf(), "pdf"),
        ("a.md", "The clerk must count.", "markdown"),
        ("A.TXT", "The clerk must count.", "text"),
    ],
)
def test_a_file_with_the_right_name_is_read_without_a_remark(tmp_path, name, content, expected):
    file = write(tmp_path, name, content)
    assert find_format(file) == (expected, "")
    assert read_blocks(file)[0].text == "The clerk must count."


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", PAGE, "html"),
        ("a.xml", PAGE, "html"),
        ("a.pdf", PAGE, "html"),
        ("a.doc", word(), "docx"),
        ("a.pdf", word(), "docx"),
        ("a.docx", pdf(), "pdf"),
        ("a.txt", pdf(), "pdf"),
        ("a.txt", RULE, "federal_register"),
        ("a.html", '<?xml version="1.0"?>' + RULE, "federal_register"),
        ("a.txt", '{"document_number": "1", "title": "x", "body": "The clerk must count."}', None),
        ("nameless", word(), "docx"),
    ],
)
def test_a_wrong_extension_is_read_by_its_content_with_a_remark(tmp_path, name, content, expected):
    file = write(tmp_path, name, content)
    found = find_format(file)
    assert found.name == (expected or "federal_register")
    assert found.remark.startswith(f"{name}: is ")
    assert read_blocks(file)[0].text == "The clerk must count."


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", OLE2 + "EncryptedPackage".encode("utf-16-le"), "save it without the password"),
        ("a.doc", OLE2 + "WordDocument".encode("utf-16-le"), "old Word document"),
        ("a.docx", OLE2 + "WordDocument".encode("utf-16-le"), "save it as one of .docx"),
        ("a.xls", OLE2 + "Workbook".encode("utf-16-le"), "table in .docx"),
        ("a.msg", OLE2 + "__substg1.0_".encode("utf-16-le"), "attachments"),
        ("a.odt", package(mimetype="application/vnd.oasis.opendocument.text"), "OpenDocument text"),
        ("a.xlsx", package(**{"xl__workbook.xml": ""}), "Excel workbook"),
        ("a.pptx", package(**{"ppt__presentation.xml": ""}), "PowerPoint"),
        ("a.epub", package(**{"META-INF__container.xml": ""}), "e-book"),
        ("a.zip", package(a="x"), "unpack it"),
        ("a.docx.zip", b"PK\x05\x06" + b"\0" * 18, "unpack it"),
        ("a.rtf", r"{\rtf1 The clerk must count.}", "Rich Text"),
        ("a.txt", r"{\rtf1 The clerk must count.}", "Rich Text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "ocrmypdf"),
        ("scan.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50, "a picture"),
        ("a.pdf", b"II*\0" + b"\0" * 50, "a picture"),
        ("a.xml", b"\x1f\x8b\x08" + b"\0" * 50, "packed"),
        ("a.eml", "From: a\nTo: b\n\nThe clerk must count.", "e-mail"),
        ("a.txt", "Received: from x\nFrom: a\n\nThe clerk", "e-mail"),
        ("a.json", '{"count": 1, "results": []}', "full_text_xml_url"),
        ("a.json", '{"a": 1}', "OSCAL"),
        ("a.json", "[1, 2]", "no JSON object"),
        ("a.json", "{" * 100_000, "is not JSON"),
        ("a.json", '{"catalog": ' + "[" * 100_000, "nests more deeply"),
        ("a.json", '{"a": ' + "9" * 10_000 + "}", "is not JSON"),
        ("a.xml", "<svg xmlns='http://www.w3.org/2000/svg'/>", "a picture"),
        ("a.xml", "<rss><P>x</P></rss>", "feed"),
        ("a.tex", r"\documentclass{x}", "made of it"),
        ("a.xyz", "The clerk", "a .xyz file cannot be read; save it as one of"),
        ("nameless", "The clerk", "a nameless file cannot be read"),
        ("a.txt", "The clerk".encode("utf-16-le"), "line 1: holds a null byte"),
        ("a.md", b"The\n\nclerk \xff", "line 3: byte 0xff is not UTF-8; save the file as UTF-8"),
        ("a.txt", "The clerk".encode("utf-16")[:-1], "line 1: is damaged UTF-16"),
        ("a.json", '"The clerk"', "of JSON, catalogs in OSCAL and documents of the Federal"),
        ("a.docx", "The clerk", "is not a .docx package"),
    ],
)
def test_what_is_not_read_is_refused_with_what_it_is_and_what_to_do(tmp_path, name, content, said):
    with pytest.raises(InputError) as caught:
        read_blocks(write(tmp_path, name, content))
    assert said in str(caught.value)
    assert str(caught.value).startswith(name)


def test_every_format_of_the_table_has_an_advice_and_every_signature_a_format():
    rows = data_rows("unread_formats.csv")
    assert all(row["is"] and row["advice"] for row in rows)
    assert {row["format"] for row in data_rows("signatures.csv")} <= {row["format"] for row in rows}
    known = {row["format"] for row in rows} | FORMATS
    assert {row["format"] for row in data_rows("roots.csv")} <= known
    suffixes = [suffix for row in rows for suffix in row["suffixes"].split(";") if suffix]
    assert len(suffixes) == len(set(suffixes))
    assert not set(suffixes) & set(SUFFIXES)


@pytest.mark.parametrize("row", data_rows("signatures.csv"), ids=str)
def test_each_signature_is_known(tmp_path, row):
    data = b"\0" * int(row["at"]) + bytes.fromhex(row["bytes"]) + b"\0" * 30
    assert sniff(write(tmp_path, "a.txt", data)) == row["format"]


def test_formats_that_tell_nothing_of_themselves_have_no_metadata(tmp_path):
    assert read_metadata(write(tmp_path, "a.md", "# 1 Use\n\nThe clerk must count.")) == {}


HOSTILE = {
    "entity.xml": '<!DOCTYPE a [<!ENTITY b "c">]><ECFR><P>&b;</P></ECFR>',
    "late.xml": "<!--"
    + "x" * 2_000_000
    + '--><!DOCTYPE a [<!ENTITY b "c">]><ECFR><P>&b;</P></ECFR>',
    "wide.xml": '<!DOCTYPE a [<!ENTITY b "c">]><ECFR><P>&b;</P></ECFR>'.encode("utf-16"),
    "utf7.xml": '<?xml version="1.0" encoding="UTF-7"?><ECFR/>',
    "deep.xml": "<P>" * 1_000_000,
    "value.xml": '<ECFR a="' + "x" * 20_000_000 + '"/>',
    "text.xml": "<ECFR><P>" + "x " * 10_000_000 + "</P></ECFR>",
    "cut.xml": "<ECFR><DIV8><HEAD>§ 1</HEAD><P>The clerk",
    "null.xml": "<ECFR><P>The\0 clerk</P></ECFR>",
    "objects.json": '{"catalog": [' + "{}," * 6_000_000 + "{}]}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_time(tmp_path, name):
    file = write(tmp_path, name, HOSTILE[name])
    start = time.process_time()
    with pytest.raises(InputError) as caught:
        read_blocks(file)
    assert time.process_time() - start < 5
    assert len(str(caught.value)) < 400
    assert str(tmp_path) not in str(caught.value)


def test_no_other_file_is_read_through_a_document(tmp_path):
    secret = write(tmp_path, "secret.txt", "the secret")
    include = f'<xi:include href="{secret.as_uri()}" parse="text"/>'
    style = f'<?xml-stylesheet href="{secret.as_uri()}"?>'
    outside = f'<!DOCTYPE ECFR SYSTEM "{secret.as_uri()}">'
    text = (
        f'<?xml version="1.0"?>{outside}{style}<ECFR xmlns:xi="http://www.w3.org/2001/XInclude">'
        f"<P>The clerk must count. {include}&gone;</P></ECFR>"
    )
    blocks = read_blocks(write(tmp_path, "a.xml", text))
    assert [b.text for b in blocks] == ["The clerk must count."]


def test_direction_marks_and_invisible_letters_reach_no_text_and_no_section(tmp_path):
    text = (
        "<ECFR><DIV5><HEAD>PART\u200f 1</HEAD><DIV8><HEAD>§ \u202e1.1 U\u200bse</HEAD>"
        "<P>The c\u2067ler\u00adk\u2069.</P></DIV8></DIV5></ECFR>"
    )
    block = read_blocks(write(tmp_path, "a.xml", text))[0]
    assert (block.above, block.section, block.text) == ("PART 1", "§ 1.1 Use", "The clerk.")
