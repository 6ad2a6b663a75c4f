"""Large workbooks: every cell reads back, nothing runs, the same sheets are the same bytes."""

import zipfile

import pytest
from openpyxl import load_workbook

from sopgap.workbooks.book import write_book
from sopgap.workbooks.cells import LONGEST, fit_text, name_sheet
from sopgap.workbooks.sheet_xml import Sheet, SheetColumn, place_in

HOSTILE = [
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'=1+1", "\t=1", " =1", "plain",
    "<script>alert(1)</script>", "<b>&amp;", "javascript:alert(1)",
    "unclosed <i", "]]>", '"quoted"',
    "\U0001f600 emoji", "مرحبا \u202eright to left", "x" * 10_000, "two\nlines", " spaces ",
    "_x0041_", "_x000D_", "a_x", "e\u0301", "12", "007", "1e5", "TRUE", "2021-02-19", "#REF!",
]  # fmt: skip


def book(tmp_path, values, **more):
    sheet = Sheet("t", [SheetColumn("text", values, **more)])
    return write_book([sheet], tmp_path / "t.xlsx")


def read(path):
    return [row[0] for row in load_workbook(path)["t"].iter_rows(min_row=2, values_only=True)]


def test_hostile_texts_read_back_equal_and_are_no_formulas(tmp_path) -> None:
    path = book(tmp_path, HOSTILE)
    assert read(path) == HOSTILE
    cells = [row[0] for row in load_workbook(path)["t"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if cell.value[0] in "=+-@")


def test_what_a_cell_cannot_hold_is_replaced(tmp_path) -> None:
    odd = ["a\r\nb", "a\rb", "nul\x00", "bell\x07", "half \ud800", "\ufffe"]
    wanted = ["a\nb", "a\nb", "nul\ufffd", "bell\ufffd", "half \ufffd", "\ufffd"]
    assert read(book(tmp_path, odd)) == wanted


@pytest.mark.parametrize("text", ["y" * 40_000, "\U0001f600" * 20_000])
def test_a_text_that_is_too_long_is_cut_with_a_word(tmp_path, text) -> None:
    (cell,) = read(book(tmp_path, [text]))
    assert cell == fit_text(text)
    assert len(cell.encode("utf-16-le")) // 2 <= LONGEST
    assert cell.endswith(f" [cut: {len(text):,} characters]")


def test_numbers_flags_and_blanks_keep_their_kind(tmp_path) -> None:
    assert read(book(tmp_path, [1, 0.25, True, None, "", float("nan"), 10**12])) == [
        1, 0.25, True, None, None, None, 10**12,
    ]  # fmt: skip


def test_a_head_is_frozen_filtered_noted_and_links_lead_into_the_book(tmp_path) -> None:
    path = book(tmp_path, ["a", "b"], note="what it is", links={1: place_in("t", 0, 2)})
    sheet = load_workbook(path)["t"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:A3")
    assert sheet["A1"].comment.text == "what it is"
    assert sheet["A3"].hyperlink.location == "'t'!A2"
    assert sheet["A2"].hyperlink is None


def test_the_same_sheets_are_the_same_bytes(tmp_path) -> None:
    first = book(tmp_path, HOSTILE).read_bytes()
    assert book(tmp_path / "elsewhere", HOSTILE).read_bytes() == first
    with zipfile.ZipFile(tmp_path / "t.xlsx") as package:
        assert {part.date_time for part in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_names_of_sheets_are_short_plain_and_different() -> None:
    taken: set[str] = set()
    wanted = ["x" * 40, "X" * 40, "a/b:c", "History", "'q'", ""]
    names = [name_sheet(name, taken) for name in wanted]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert "history" not in {name.casefold() for name in names}


def test_a_sheet_of_no_rows_and_a_book_of_many_rows(tmp_path, monkeypatch) -> None:
    assert read(book(tmp_path, [])) == []
    monkeypatch.setattr("sopgap.workbooks.sheet_xml.MAX_ROWS", 4)
    assert read(book(tmp_path, ["a", "b", "c", "d", "e"])) == ["a", "b", "c"]
