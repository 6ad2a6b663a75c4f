"""The workbook holds what people need, runs nothing, and is the same to the byte."""

import datetime as dt
import zipfile

import openpyxl
import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.survey.coding.pages import (
    COLUMNS,
    draw_double,
    list_comments,
    write_coding_workbook,
)
from sopgap.survey.concerns.clusters import Concerns
from sopgap.workbooks.reading import read_pages


def test_the_same_run_gives_the_same_bytes(case, tmp_path) -> None:
    first = write_coding_workbook(case.found, case.comments, tmp_path / "a.xlsx", n_double=9)
    second = write_coding_workbook(case.found, case.comments, tmp_path / "b.xlsx", n_double=9)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as package:
        assert {part.date_time for part in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        texts = b"".join(package.read(part) for part in package.namelist())
    assert str(dt.date.today()).encode() not in texts


def test_the_order_of_the_rows_plays_no_part(case, tmp_path) -> None:
    turned = Concerns(case.found.concerns[::-1], case.found.members[::-1])
    first = write_coding_workbook(case.found, case.comments, tmp_path / "a.xlsx", n_double=9)
    second = write_coding_workbook(turned, case.comments[::-1], tmp_path / "b.xlsx", n_double=9)
    assert first.read_bytes() == second.read_bytes()


def test_every_comment_stands_there_once_and_no_center(case, book) -> None:
    pages = read_pages(book)
    digests = [row[0].text for row in pages["Comments"][1:]]
    assert sorted(digests) == sorted(case.place)
    texts = [cell.text for page in pages.values() for row in page for cell in row]
    assert not any("north" in text for text in texts)


def test_no_text_is_a_formula(book) -> None:
    pages = read_pages(book)
    cells = [cell for page in pages.values() for row in page for cell in row]
    assert any(cell.text.startswith("=samples") for cell in cells)
    assert not any(cell.kind == "formula" for cell in cells)


def test_heads_stay_in_view_lists_are_closed_and_digests_are_text(book) -> None:
    sheets = openpyxl.load_workbook(book)
    for name in COLUMNS:
        assert sheets[name].freeze_panes == "A2"
    assert sheets["Comments"]["A2"].number_format == "@"
    assert sheets["New concerns"]["C12"].number_format == "@"
    assert sheets["New concerns"].column_dimensions["C"].number_format == "@"
    rules = sheets["Comments"].data_validations.dataValidation
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in rules}
    assert lists["E2"] == "'Codebook'!$A$2:$A$5"
    coding = sheets["Double coding"].data_validations.dataValidation
    assert not any(v.showErrorMessage for v in coding)  # `none` may be written too


def test_coders_do_not_see_what_the_program_chose(book) -> None:
    head, *rows = read_pages(book)["Double coding"]
    assert [cell.text for cell in head] == ["digest", "text", "coder_1", "coder_2"]
    assert all(len(row) == 2 for row in rows)


def test_the_least_sure_come_first(case) -> None:
    members = case.found.members.assign(placed="codebook")
    last = members.loc[members["rank"] == 1].sort_values("closeness").index[-1]
    members.loc[last, "placed"] = "unsure"
    rows = list_comments(Concerns(case.found.concerns, members), case.comments)
    assert rows["comment_id"].iloc[0] == members.loc[last, "comment_id"]
    lowest = members.loc[members["closeness"].idxmin(), "closeness"]
    assert rows["closeness"].iloc[1] == lowest


def test_comments_of_the_same_words_stand_once_with_their_number(case) -> None:
    rows = list_comments(case.found, case.comments)
    assert rows["times"].sum() == len(case.comments)
    assert (rows["times"] == 2).sum() == 1
    assert rows.loc[rows["also_now"] == "C03"].shape[0] == 1


def test_the_draw_is_by_size_with_two_of_each_where_there_are() -> None:
    rows = pd.DataFrame({"concern_id": ["C01"] * 60 + ["C02"] * 39 + ["C03"]})
    rows["digest"] = [f"{i:016x}" for i in range(100)]
    drawn = draw_double(rows, 20, 0)["concern_id"].value_counts().to_dict()
    assert drawn == {"C01": 12, "C02": 7, "C03": 1}
    assert draw_double(rows, 20, 0).equals(draw_double(rows[::-1], 20, 0))
    assert not draw_double(rows, 20, 0)["digest"].equals(draw_double(rows, 20, 1)["digest"])
    assert len(draw_double(rows, 1000, 0)) == 100
    assert draw_double(rows, 0, 0).empty
    assert len(draw_double(rows, 3, 0)) == 3


def test_odd_texts_are_written_and_read(case, tmp_path) -> None:
    odd = ["=1+1", "+x", "-x", "@x", "\ttab", "a\x00\x07b", "\ud800", "\uffff", "x" * 50_000, "é😀"]
    comments = case.comments.copy()
    comments.loc[: len(odd) - 1, "text"] = odd
    path = write_coding_workbook(case.found, comments, tmp_path / "odd.xlsx")
    cells = [cell for row in read_pages(path)["Comments"] for cell in row]
    assert not any(cell.kind == "formula" for cell in cells)
    assert {"=1+1", "+x", "-x", "@x", "é😀"} <= {cell.text for cell in cells}


def test_a_run_without_concerns_is_refused(case, tmp_path) -> None:
    none = Concerns(case.found.concerns[:0], case.found.members[:0])
    with pytest.raises(InputError) as error:
        write_coding_workbook(none, case.comments, tmp_path / "x.xlsx", n_double=-1)
    assert len(error.value.problems) == 2
    assert not list(tmp_path.iterdir())
