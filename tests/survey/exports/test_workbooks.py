"""Workbooks: values as text, no formula run, nothing unpacked beyond bounds."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from sopgap.errors import InputError
from sopgap.survey.exports.workbooks import read_workbook
from sopgap.workbooks import package as door


def book(folder: Path, *rows: list, more: bool = False) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if more:
        made.create_sheet("second").append(["x"])
    made.save(folder / "x.xlsx")
    return folder / "x.xlsx"


def test_values_are_text_as_a_person_sees_them(tmp_path) -> None:
    when = dt.datetime(2021, 1, 5, 8, 0)
    file = book(tmp_path, ["a", "b", "c", "d", "e"], [1, 2.0, 2.5, True, when])
    cells = read_workbook(file).cells
    assert cells.iloc[1].tolist() == ["1", "2", "2.5", "TRUE", "2021-01-05 08:00:00"]


def test_a_formula_that_was_never_computed_is_refused_with_its_cell(tmp_path) -> None:
    file = book(tmp_path, ["a", "b"], ["x", "=1+1"], ["=A2", "y"], ["z", "=B2"], ["=A1", "u"])
    with pytest.raises(InputError, match=r"x.xlsx, worksheet 'Sheet', cell B2, A3, B4 and 1 more:"):
        read_workbook(file)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (b'<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
        (b'<c r="A2" t="str"><f>""</f><v></v></c>', ""),  # computed, and its text is empty
        (b'<c r="A2" t="str"><f>"a"</f><v>a</v></c>', "a"),
        (b'<c r="A2"><v>3</v></c>', "3"),
    ],
)
def test_a_formula_is_not_run_its_last_value_is_read(cell, read, tmp_path) -> None:
    file = book(tmp_path, ["a", "b"], ["x", "y"])
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(file) as package:
        content = package.read(sheet)
    row = content.index(b'<row r="2"')
    at = content.index(b"<c ", row)
    rewrite(file, sheet, content[:at] + cell + content[content.index(b'<c r="B2"') :])
    assert read_workbook(file).cells.iloc[1].tolist() == [read, "y"]


def test_rows_keep_their_numbers_behind_empty_ones(tmp_path) -> None:
    file = book(tmp_path, ["a", "b"], [], ["1", None], [None, "2"])
    sheet = read_workbook(file)
    assert sheet.cells.index.tolist() == [1, 3, 4]
    assert sheet.cells.values.tolist() == [["a", "b"], ["1", ""], ["", "2"]]


def test_only_the_first_worksheet_is_read_and_that_is_said(tmp_path) -> None:
    sheet = read_workbook(book(tmp_path, ["a"], ["1"], more=True))
    assert sheet.notes == ("of 2 worksheets the first, 'Sheet', was read",)


def rewrite(file: Path, part: str, content: bytes) -> None:
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = content
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)


def test_entities_are_not_expanded(tmp_path) -> None:
    file = book(tmp_path, ["a"], ["1"])
    (tmp_path / "secret.txt").write_text("SECRET")
    evil = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret.txt">'
        '<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e;&m;</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    rewrite(file, "xl/worksheets/sheet1.xml", evil.encode())
    try:
        read = read_workbook(file).cells.to_string()
    except InputError as error:
        read = str(error)
    assert "SECRET" not in read
    assert "lollol" not in read


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("content", [b"", b"<a", b"\x00\xff" * 50, b"<a/>"])
def test_a_damaged_part_ends_in_a_sentence(part, content, tmp_path) -> None:
    file = book(tmp_path, ["a"], ["1"])
    rewrite(file, part, content)
    with pytest.raises(InputError, match=r"x\.xlsx"):
        read_workbook(file)


def test_any_byte_may_be_broken(tmp_path) -> None:
    data = book(tmp_path, ["Center", "Why"], ["a", "b"]).read_bytes()
    for at in range(0, len(data), 97):
        broken = bytearray(data)
        broken[at] ^= 0xFF
        (tmp_path / "y.xlsx").write_bytes(broken)
        try:
            assert read_workbook(tmp_path / "y.xlsx").cells.shape[1] <= 3
        except InputError as error:
            assert "y.xlsx" in str(error)


def test_a_sheet_that_claims_a_huge_size_is_read_by_what_it_holds(tmp_path) -> None:
    file = book(tmp_path, ["a"], ["1"])
    with zipfile.ZipFile(file) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    xml = xml.replace('<dimension ref="A1:A2"', '<dimension ref="A1:XFD1048576"')
    assert "XFD1048576" in xml
    rewrite(file, "xl/worksheets/sheet1.xml", xml.encode())
    assert read_workbook(file).cells.shape == (2, 1)


def test_a_row_of_5000_columns_is_refused(tmp_path) -> None:
    file = book(tmp_path, [f"c{i}" for i in range(5000)])
    with pytest.raises(InputError, match="has 5,000 columns"):
        read_workbook(file)


def test_strings_beyond_bounds_are_refused_unread(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(door, "MAX_STRINGS", 1_000_000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/sharedStrings.xml", b" " * 1_100_000)
    (tmp_path / "x.xlsx").write_bytes(file.getvalue())
    with pytest.raises(InputError, match="refused as unsafe"):
        read_workbook(tmp_path / "x.xlsx")
