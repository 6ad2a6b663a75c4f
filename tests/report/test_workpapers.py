"""The workbook: every public table, every cell as it was, links that lead where they say."""

import pytest
from openpyxl import load_workbook

from sopgap.report.claims import list_claims
from sopgap.report.folder import read_run
from sopgap.report.table_links import foreign_keys, list_tables, list_ways
from sopgap.report.workpaper_front import FRONT
from sopgap.report.workpapers import write_workpapers
from sopgap.tables import CONTRACTS, write_table
from sopgap.text import data_rows
from tests.report.small_run import TABLES, make_run


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "run")


@pytest.fixture
def book(run, tmp_path):
    return load_workbook(write_workpapers(run, tmp_path / "workpapers.xlsx"))


def test_every_public_table_has_a_sheet_behind_the_first(run, book) -> None:
    assert book.sheetnames == [FRONT, *list_tables(run)]
    assert set(list_tables(run)) == set(TABLES)


def test_every_cell_is_as_in_the_table(run, book) -> None:
    for name in list_tables(run):
        table = run.table(name)
        found = list(book[name].iter_rows(values_only=True))
        assert list(found[0]) == list(table.columns)
        wanted = table.astype("object").where(table.notna() & (table != ""), None)
        assert [list(row) for row in found[1:]] == wanted.to_numpy().tolist()


def test_a_gap_leads_to_its_cell_its_evidence_the_duty_and_the_paragraph(book) -> None:
    gaps = book["gaps"]
    assert gaps["A2"].hyperlink.location == "'coverage'!A3"  # R1, south
    assert gaps["C2"].hyperlink.location == "'evidence'!A2"
    assert book["evidence"]["E2"].hyperlink.location == "'duties'!A2"
    assert book["duties"]["B3"].hyperlink.location == "'paragraphs'!A3"
    assert gaps["C4"].hyperlink is None  # nothing comes near R2 at south


def test_a_claim_leads_to_the_row_that_it_was_taken_from(run, tmp_path) -> None:
    write_table(list_claims(run, stamp="s"), run.folder / "tables" / "claims.csv")
    again = read_run(run.folder)
    sheet = load_workbook(write_workpapers(again, tmp_path / "w.xlsx"))["claims"]
    at = {cell.value: i for i, cell in enumerate(sheet[1])}
    links = {
        (row[at["source"]].value, row[at["kind"]].value, row[at["key"]].value):
            row[at["key"]].hyperlink.location
        for row in sheet.iter_rows(min_row=2)
    }  # fmt: skip
    assert links["tables/coverage.csv", "duties", "R1;south"] == "'coverage'!A3"
    assert links["tables/gaps.csv", "open at", "responsibility_id=R2"] == "'gaps'!A2"
    assert len(links) == len(again.table("claims"))


def test_a_note_at_each_head_says_what_the_column_is(book) -> None:
    for name in book.sheetnames[1:]:
        meanings = {c.name: c.meaning for c in CONTRACTS[name].columns}
        for cell in book[name][1]:
            assert meanings[cell.value][1:] in cell.comment.text


def test_the_first_sheet_tells_what_is_shown_and_leads_to_each_sheet(run, book) -> None:
    sheet = book[FRONT]
    said = {str(row[0]): row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert said["Data"][0].startswith("SYNTHETIC")
    assert said["gaps"][1] == 5
    links = {cell.value: cell.hyperlink.location for cell in sheet["A"] if cell.hyperlink}
    assert links["gaps"] == "'gaps'!A1"
    assert set(links) == set(list_tables(run))
    assert book["gaps"]["A1"].hyperlink.location == f"'{FRONT}'!A1"


def test_versions_and_inputs_come_from_the_record(run, tmp_path) -> None:
    record = {"versions": {"python": "3.13"}, "inputs": {"study.toml": "f" * 64}}
    book = load_workbook(write_workpapers(run, tmp_path / "w.xlsx", record=record))
    said = {row[0]: row[1] for row in book[FRONT].iter_rows(values_only=True)}
    assert (said["python"], said["study.toml"]) == ("3.13", "f" * 64)


def test_nothing_private_is_in_it(run, tmp_path) -> None:
    secret = run.folder / "private" / "comments.csv"
    secret.parent.mkdir()
    secret.write_text("comment_id,question_id,center,text\nc1,q3,north,hush-hush\n")
    book = load_workbook(write_workpapers(run, tmp_path / "w.xlsx"))
    every = [str(c) for s in book for row in s.iter_rows(values_only=True) for c in row]
    assert "comments" not in book.sheetnames
    assert not [cell for cell in every if "hush-hush" in cell]


def test_the_same_run_is_the_same_bytes_elsewhere(run, tmp_path) -> None:
    first = write_workpapers(run, tmp_path / "a.xlsx").read_bytes()
    other = make_run(tmp_path / "other place" / "run")
    assert write_workpapers(other, tmp_path / "b.xlsx").read_bytes() == first


def test_a_table_longer_than_a_sheet_is_cut_with_a_word(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("sopgap.report.workpapers.MAX_ROWS", 4)
    book = load_workbook(write_workpapers(run, tmp_path / "w.xlsx"))
    said = [str(row[3]) for row in book[FRONT].iter_rows(values_only=True)]
    assert any("the first of 6; all stand in tables/coverage.csv" in x for x in said)


def test_every_way_names_tables_and_columns_that_there_are() -> None:
    for row in data_rows("table_links.csv"):
        here, there = CONTRACTS[row["table"]], CONTRACTS[row["to_table"]]
        own = {c.name for c in here.columns}
        assert {row["column"], *row["by"].split(";")} <= own
        assert {*row["to"].split(";")} <= {c.name for c in there.columns}
        if row["kind"] == "key":
            assert tuple(row["to"].split(";")) == there.key


def test_foreign_keys_hold_in_the_small_run(run) -> None:
    held = {name: list(run.table(name)) for name in list_tables(run)}
    assert len(foreign_keys("evidence", held)) == 3
    for name in held:
        for way in foreign_keys(name, held):
            mine = run.table(name)[list(way.by)]
            mine = mine[(mine != "").all(axis=1)].drop_duplicates()
            theirs = set(run.table(way.to_table)[list(way.to)].itertuples(index=False, name=None))
            assert set(mine.itertuples(index=False, name=None)) <= theirs
    assert list_ways("no such table") == []
