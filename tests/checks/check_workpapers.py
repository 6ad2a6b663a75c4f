"""Every cell of the workpapers after LibreOffice: converted to .xlsx and, sheet by sheet, to CSV.

pytest tests/checks/check_workpapers.py -o python_files='check_*.py'
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from sopgap.report.folder import Run, read_run
from sopgap.report.ledger import find_uncounted
from sopgap.report.register import anchor_of, write_register
from sopgap.report.release import words_of
from sopgap.report.table_links import list_tables
from sopgap.report.workpaper_front import FRONT
from sopgap.report.workpapers import write_workpapers
from sopgap.tables import write_table
from sopgap.workbooks.cells import fit_text
from tests.report.small_run import make_run
from tests.test_books import HOSTILE

OFFICE = shutil.which("soffice")
# Commas, quotes, UTF-8, as shown, one file a sheet (-1).
SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def convert(book: Path, to: str, out: Path) -> None:
    """Convert a workbook without a window; a profile of its own, for another may be open."""
    if OFFICE is None:
        pytest.fail("soffice is absent: apt-get install libreoffice-calc")
    profile = f"-env:UserInstallation=file://{out}/profile"
    call = [OFFICE, profile, "--headless", "--convert-to", to, "--outdir", str(out), str(book)]
    subprocess.run(call, check=True, capture_output=True, timeout=600)


def cells_of(path: Path) -> dict[str, list[list[object]]]:
    book = load_workbook(path, read_only=True)
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


@pytest.fixture(scope="session")
def finished(request: pytest.FixtureRequest) -> Run:
    """Return the finished run of all checks, or the one that SOPGAP_CHECK_RUN names."""
    try:
        folder = request.getfixturevalue("run_folder")
    except pytest.FixtureLookupError:
        folder = os.environ.get("SOPGAP_CHECK_RUN")
    if not folder:
        pytest.skip("SOPGAP_CHECK_RUN names no run")
    return read_run(folder)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a small run of which every text that may be anything is hostile."""
    run = make_run(tmp_path_factory.mktemp("hostile") / "run")
    texts = [*HOSTILE, "y" * 40_000, "a\r\nb", "nul\x00"]
    ids = [f"house#h.{i}" for i in range(len(texts))]
    odd = pd.DataFrame({"paragraph_id": ids, "document_id": "house", "ordinal": range(len(ids)),
                        "text": texts, "section": texts})  # fmt: skip
    table = pd.concat([run.table("paragraphs"), odd], ignore_index=True)
    write_table(table, run.folder / "tables" / "paragraphs.csv")
    return read_run(run.folder)


def wanted_of(run: Run, name: str) -> list[list[object]]:
    """Return what a sheet is to hold: texts as cells hold them, numbers as they are."""
    table = run.table(name)
    rows: list[list[object]] = [list(table)]
    for row in table.itertuples(index=False):
        cells = [None if isinstance(x, float) and x != x else x for x in row]
        rows.append([
            None if x is pd.NA or x == "" or x is None
            else str(x)
            if isinstance(x, bool)
            else fit_text(x, whole_at=f"tables/{name}.csv") if isinstance(x, str) else x
            for x in cells
        ])  # fmt: skip
    return rows


def hold(found: list[list[object]], wanted: list[list[object]]) -> list[str]:
    """Return the cells that differ; numbers may in the twelfth digit."""
    wrong = [] if len(found) == len(wanted) else [f"{len(found)} rows, not {len(wanted)}"]
    for number, (mine, theirs) in enumerate(zip(found, wanted, strict=False), start=1):
        mine = mine + [None] * (len(theirs) - len(mine))
        for column, (a, b) in enumerate(zip(mine, theirs, strict=False)):
            if isinstance(b, int | float) and not isinstance(b, bool):
                same = isinstance(a, int | float) and abs(a - b) <= 1e-9 * max(1, abs(b))
            else:
                same = a == b
            if not same:
                wrong.append(f"row {number}, column {column}: {str(a)[:40]!r}, not {str(b)[:40]!r}")
    return wrong


@pytest.fixture(scope="session", params=["hostile", "finished"])
def run(request: pytest.FixtureRequest) -> Run:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def test_every_cell_reads_back_from_the_book_and_from_what_libreoffice_makes_of_it(
    run: Run, tmp_path: Path
) -> None:
    book = write_workpapers(run, tmp_path / "workpapers.xlsx")
    convert(book, "xlsx", tmp_path / "out")
    for path in (book, tmp_path / "out" / "workpapers.xlsx"):
        found = cells_of(path)
        assert list(found) == [FRONT, *list_tables(run)]
        for name in list_tables(run):
            assert hold(found[name], wanted_of(run, name))[:5] == [], (path, name)


def test_no_cell_is_a_formula_after_libreoffice(run: Run, tmp_path: Path) -> None:
    book = write_workpapers(run, tmp_path / "workpapers.xlsx")
    convert(book, "xlsx", tmp_path / "out")
    again = load_workbook(tmp_path / "out" / "workpapers.xlsx")
    kinds = {cell.data_type for sheet in again for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_the_links_notes_and_filters_survive(run: Run, tmp_path: Path) -> None:
    book = write_workpapers(run, tmp_path / "workpapers.xlsx")
    convert(book, "xlsx", tmp_path / "out")
    before, after = (load_workbook(p) for p in (book, tmp_path / "out" / "workpapers.xlsx"))
    # Frozen heads do not: without a window LibreOffice keeps none, of no workbook.
    for name in ("gaps", "evidence", "coverage"):
        mine, theirs = before[name], after[name]
        assert theirs.auto_filter.ref == mine.auto_filter.ref
        assert [c.comment.text for c in theirs[1]] == [c.comment.text for c in mine[1]]
        links = [
            {cell.coordinate: cell.hyperlink.location.replace("'", "").replace("#", "")
             for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink}
            for sheet in (mine, theirs)
        ]  # fmt: skip
        assert links[0] == links[1]


def test_every_cell_stands_in_the_csv_that_libreoffice_writes(run: Run, tmp_path: Path) -> None:
    book = write_workpapers(run, tmp_path / "workpapers.xlsx")
    convert(book, SHEETS, tmp_path / "out")
    for name in ("paragraphs", "gaps", "coverage"):
        file = tmp_path / "out" / f"workpapers-{name}.csv"
        with file.open(encoding="utf-8", newline="") as text:
            found = [[cell or None for cell in row] for row in csv.reader(text)]
        wanted = [[None if x is None else str(x) for x in row] for row in wanted_of(run, name)]
        assert hold(found, wanted)[:5] == [], name


def test_the_register_leads_to_places_that_the_pages_have(finished: Run, tmp_path: Path) -> None:
    pages = {page.stem: page.read_text(encoding="utf-8")
             for page in (finished.folder / "reports").glob("*.html")}  # fmt: skip
    write_register(finished, tmp_path, centers=list(pages))
    for row in finished.table("gaps").itertuples():
        if row.center in pages:
            anchor = anchor_of(row.responsibility_id, row.center)
            found = (f"id={q}{anchor}{q}" in pages[row.center] for q in ("'", '"'))
            assert any(found), anchor


def test_no_page_prints_a_count_of_a_count_that_the_ledger_does_not_hold(finished: Run) -> None:
    claims, words = finished.table("claims"), list(words_of(finished))
    for page in sorted(finished.folder.rglob("*.html")):
        html = page.read_text(encoding="utf-8")
        assert find_uncounted(html, claims, foreign=words)[:5] == [], page.name
