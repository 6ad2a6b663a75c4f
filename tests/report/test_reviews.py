"""From a run to a workbook, from there to reviews.csv, and into the next run."""

import datetime as dt
import random
from pathlib import Path

import openpyxl
import pytest

from sopgap.errors import InputError
from sopgap.mapping.reviews import read_reviews
from sopgap.report.reviews import (
    apply_reviews,
    export_reviews,
    sample_cells,
    tell_agreement,
    tell_contested,
)
from sopgap.workbooks.reading import read_pages
from tests.report.review_study import fill, make_run, make_study

R2 = {"responsibility_id": "R2"}
R1 = {"responsibility_id": "R1"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mill")
    make_study(folder / "study")
    make_run(folder / "study", folder / "run")
    return folder


@pytest.fixture
def case(made, tmp_path):
    """A copy of the study, its run, and the workbook."""
    import shutil

    shutil.copytree(made / "study", tmp_path / "study")
    shutil.copytree(made / "run", tmp_path / "run")
    export_reviews(tmp_path / "run")
    return tmp_path


def book_of(case: Path) -> Path:
    return case / "run" / "private" / "review.xlsx"


def apply(case: Path, book: Path | None = None, **options) -> list[str]:
    options = {"by": "A. B.", "when": "2024-02-01T09:00:00Z"} | options
    return apply_reviews(book or book_of(case), case / "study", case / "run", **options)


def decided(case: Path):
    return read_reviews(case / "study" / "reviews.csv")


def told(case: Path, book: Path | None = None, **options) -> str:
    with pytest.raises(InputError) as raised:
        apply(case, book, **options)
    assert not (case / "study" / "reviews.csv").exists()
    return "\n".join(raised.value.problems)


def test_the_same_run_gives_the_same_bytes(case) -> None:
    again = case / "again.xlsx"
    export_reviews(case / "run", again)
    assert again.read_bytes() == book_of(case).read_bytes()


def test_cells_alike_stand_in_one_row_and_hold_their_passages(case) -> None:
    rows = read_pages(book_of(case))["Cells"]
    head = [cell.text for cell in rows[0]]
    by_id: dict[str, list[dict[str, str]]] = {}
    for row in rows[1:]:
        letters = {cell.place.rstrip("0123456789"): cell.text for cell in row}
        named = {name: letters.get(chr(65 + i), "") for i, name in enumerate(head)}
        by_id.setdefault(named["responsibility_id"], []).append(named)
    (crates,) = by_id["R2"]
    assert crates["centers"] == "north;south"
    assert crates["kind"] == "misassigned"
    assert "The port must weigh the crates." in crates["against"]
    assert crates["required"].startswith("owned by the Center")
    assert {row["centers"] for row in by_id["R3"]} == {"north", "south"}


def test_a_decision_goes_into_the_study_and_holds_in_the_next_run(case) -> None:
    fill(book_of(case), ("Cells", R2, "decision", "confirmed"),
         ("Cells", R2, "reason", "read the manual"))  # fmt: skip
    said = apply(case)
    assert said[0] == "2 cells: 2 confirmed"
    rows = decided(case)
    assert rows["center"].tolist() == ["north", "south"]
    assert rows["kind"].tolist() == ["misassigned", "misassigned"]
    assert rows["rests_on"].str.startswith("manual#2").all()
    run = make_run(case / "study", case / "run")
    gaps = run.table("gaps").set_index(["responsibility_id", "center"])
    assert gaps.loc[("R2", "north"), "review"] == "confirmed"
    assert run.table("review_flags").empty


def test_a_second_apply_adds_nothing(case) -> None:
    fill(book_of(case), ("Cells", R2, "decision", "confirmed"))
    apply(case)
    before = (case / "study" / "reviews.csv").read_bytes()
    assert apply(case, when="2024-02-02T09:00:00Z")[-1] == "nothing is new: no row was added"
    assert (case / "study" / "reviews.csv").read_bytes() == before


def test_a_dry_run_writes_nothing(case) -> None:
    fill(book_of(case), ("Cells", R2, "decision", "confirmed"))
    assert "nothing was written" in apply(case, write=False)[-1]
    assert not (case / "study" / "reviews.csv").exists()


def test_a_decision_for_some_centers_only(case) -> None:
    fill(book_of(case), ("Cells", R2, "decision", "rejected"), ("Cells", R2, "reason", "memo 4"),
         ("Cells", R2, "only_at", "south"))  # fmt: skip
    apply(case)
    assert decided(case)["center"].tolist() == ["south"]


def test_a_dispute_needs_the_reply_and_its_day(case) -> None:
    fill(book_of(case), ("Cells", R2, "decision", "disputed"))
    assert "disputed is management's word" in told(case)
    fill(book_of(case), ("Cells", R2, "reply", "The port does it by agreement"),
         ("Cells", R2, "reply_date", dt.datetime(2024, 1, 5)))  # fmt: skip
    apply(case)
    assert decided(case)["reply_date"].tolist() == ["2024-01-05", "2024-01-05"]


def test_a_link_that_is_rejected_is_not_used_in_the_next_run(case) -> None:
    link = {"responsibility_id": "R2", "used": "yes"}
    fill(book_of(case), ("Links", link, "decision", "rejected"),
         ("Links", link, "reason", "of the port's own crates"))  # fmt: skip
    assert apply(case)[0] == "1 links: 1 rejected"
    run = make_run(case / "study", case / "run")
    rows = run.table("coverage").query("responsibility_id == 'R2'")
    assert "misassigned" not in set(rows["status"])
    why = run.table("evidence").query("responsibility_id == 'R2'")["why"]
    assert why.str.contains("A. B. decided on 2024-02-01 that it is not this").any()


def test_a_changed_text_is_flagged_and_stands_first(case) -> None:
    fill(book_of(case), ("Cells", R1, "decision", "confirmed"))
    apply(case)
    manual = case / "study" / "sops" / "manual.md"
    manual.write_text(manual.read_text().replace("within 9 days", "promptly"))
    run = make_run(case / "study", case / "run")
    flags = run.table("review_flags")
    assert set(flags["flag"]) == {"changed", "kind", "moved"}
    said = export_reviews(case / "run", case / "next.xlsx")
    assert said[1].endswith("look at decisions again: they stand first")
    assert read_pages(case / "next.xlsx")["Cells"][1][0].text == "R1"
    assert run.table("gaps").set_index("responsibility_id").loc["R1", "review"].tolist() == [
        "proposed", "proposed"]  # fmt: skip


def test_everything_wrong_is_told_at_once(case) -> None:
    fill(
        book_of(case),
        ("Cells", R2, "decision", "confirmd"),
        ("Cells", R1, "decision", "disputed"),
        ("Cells", R1, "reply", "no"),
        ("Cells", R1, "reply_date", "5 January"),
        ("Links", {"responsibility_id": "R2", "used": "yes"}, "decision", "rejected"),
        ("Links", {"responsibility_id": "R2", "used": "yes"}, "only_at", "nrth"),
        ("Links", {"responsibility_id": "R1", "used": "yes"}, "reason", "no decision"),
    )
    said = told(case, by="")
    for part in (
        "column decision: 'confirmd' is not allowed; did you mean 'confirmed'?",
        "column reviewer: is blank; write who decided, or give --by",
        "column reply_date: '5 January' is not a date like 2017-01-19",
        "column decision: the cell is assigned, no gap that could be disputed",
        "column only_at: there is no Center 'nrth'; did you mean 'north'?",
        "column decision: is blank beside what you wrote",
    ):
        assert part in said


def test_one_person_cannot_decide_twice_in_one_workbook(case) -> None:
    book = openpyxl.load_workbook(book_of(case))
    page = book["Cells"]
    row = [cell.value for cell in page[2]]
    head = {cell.value: i for i, cell in enumerate(page[1])}
    first, second = list(row), list(row)
    first[head["decision"]], second[head["decision"]] = "confirmed", "rejected"
    second[head["reason"]] = "no"
    for column, value in enumerate(first, 1):
        page.cell(2, column).value = value
    page.append(second)
    book.save(book_of(case))
    assert "again, and otherwise than Cells, row 2 does" in told(case)


def test_two_people_may_and_are_told_that_they_contradict_each_other(case) -> None:
    fill(book_of(case), ("Cells", R2, "decision", "confirmed"))
    apply(case)
    other = case / "other.xlsx"
    export_reviews(case / "run", other)
    fill(other, ("Cells", R2, "decision", "rejected"), ("Cells", R2, "reason", "memo"))
    said = apply(case, other, by="C. D.", when="2024-02-02T09:00:00Z")
    assert any("contested: A. B. and C. D. contradict each other on R2 at north" in s for s in said)
    assert len(tell_contested(decided(case))) == 2
    assert tell_agreement(case / "study")[0] == "gap, or in order"
    run = make_run(case / "study", case / "run")
    assert (run.table("gaps").query("responsibility_id == 'R2'")["review"] == "contested").all()


def test_a_sample_does_not_tell_the_kind_and_comes_back_with_it(case) -> None:
    said = sample_cells(case / "run", n=6, seed=1)
    book = case / "run" / "private" / "review_sample.xlsx"
    rows = read_pages(book)["Sample"]
    texts = " ".join(cell.text for row in rows for cell in row)
    for word in ("misassigned", "missing", "assigned", "no-deadline", "names the"):
        assert word not in texts
    assert len(rows) == 7
    assert "6 cells" in said[1]
    sheet = openpyxl.load_workbook(book)
    for row in range(2, 8):
        sheet["Sample"].cell(row, 6).value = "assigned" if row % 2 else "missing"
    sheet.save(book)
    apply(case, book)
    table = decided(case)
    assert set(table["judged"]) == {"assigned", "missing"}
    assert (table["sample"] != "").all()
    same = (table["kind"] == "assigned") == (table["judged"] == "assigned")
    assert ((table["decision"] == "confirmed") == same).all()
    run = make_run(case / "study", case / "run")
    assert set(run.table("trust")["measure"]) == {"precision", "recall", "kind", "state"}


def test_the_same_seed_draws_the_same_cells(case) -> None:
    books = [case / f"{i}.xlsx" for i in range(3)]
    for book, seed in zip(books, (4, 4, 5), strict=True):
        sample_cells(case / "run", book, n=5, seed=seed)
    assert books[0].read_bytes() == books[1].read_bytes()
    assert books[0].read_bytes() != books[2].read_bytes()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("formula", "holds a formula; write the value itself"),
        ("rename", "sheet 'Cells' is absent"),
        ("column", "Cells: column decision is absent"),
        ("stamp", "is absent or changed"),
        ("join", "were joined"),
        ("twice", "Cells: column decision stands there 2 times"),
        ("unknown", "there is no responsibility 'R77' in the run"),
        ("center", "there is no cell of R2 at 'west'"),
        ("long", "has 5,000 characters, more than 1,000; shorten it"),
        ("hidden", "holds the invisible character"),
    ],
)
def test_a_workbook_that_was_harmed_is_refused(case, harm, said) -> None:
    fill(book_of(case), ("Cells", R2, "decision", "confirmed"))
    book = openpyxl.load_workbook(book_of(case))
    page = book["Cells"]
    head = {cell.value: cell.column for cell in page[1]}
    row = next(r for r in range(2, page.max_row + 1) if page.cell(r, 1).value == "R2")
    if harm == "formula":
        page.cell(row, head["reason"]).value = "=1+1"
    elif harm == "rename":
        page.title = "Cels"
    elif harm == "column":
        page.delete_cols(head["decision"])
    elif harm == "stamp":
        book["Read me"].cell(2, 2).value = "0"
    elif harm == "join":
        page.merge_cells(start_row=row, end_row=row, start_column=head["reason"],
                         end_column=head["reply"])  # fmt: skip
    elif harm == "twice":
        page.cell(1, head["reply"]).value = "decision"
    elif harm == "unknown":
        page.cell(row, 1).value = "R77"
    elif harm == "center":
        page.cell(row, head["centers"]).value = "north;west"
    elif harm == "long":
        page.cell(row, head["reason"]).value = "x" * 5000
    elif harm == "hidden":
        page.cell(row, head["reason"]).value = "a\ue000b"
    book.save(book_of(case))
    assert said in told(case)


def test_a_workbook_of_another_map_is_refused(case) -> None:
    fill(book_of(case), ("Cells", R2, "decision", "confirmed"))
    manual = case / "study" / "sops" / "manual.md"
    manual.write_text(manual.read_text().replace("The port must weigh", "The Center must weigh"))
    make_run(case / "study", case / "run")
    assert "was made from another map" in told(case)


def test_deleted_rows_and_markup_do_no_harm(case) -> None:
    fill(book_of(case), ("Cells", R2, "decision", "rejected"),
         ("Cells", R2, "reason", "'=cmd|x <b>bold</b>"))  # fmt: skip
    book = openpyxl.load_workbook(book_of(case))
    page = book["Cells"]
    for row in range(page.max_row, 1, -1):
        if page.cell(row, 1).value != "R2":
            page.delete_rows(row)
    book["Links"].delete_rows(2, 500)
    book.save(book_of(case))
    apply(case)
    assert decided(case)["reason"].tolist() == ["'=cmd|x <b>bold</b>"] * 2


def test_a_workbook_that_is_there_is_not_written_over(case) -> None:
    with pytest.raises(InputError, match="is there already"):
        export_reviews(case / "run")
    export_reviews(case / "run", force=True)


def test_random_decisions_come_back_as_they_were_written(case) -> None:
    draw = random.Random(11)
    for turn in range(6):
        book = case / f"turn{turn}.xlsx"
        export_reviews(case / "run", book)
        sheet = openpyxl.load_workbook(book)
        page = sheet["Cells"]
        head = {cell.value: cell.column for cell in page[1]}
        expected = []
        for row in range(2, page.max_row + 1):
            if draw.random() < 0.5:
                continue
            decision = draw.choice(["confirmed", "rejected"])
            reason = f"turn {turn}, {draw.randint(0, 999)} <x> ; ="
            page.cell(row, head["decision"]).value = decision.upper()
            page.cell(row, head["reason"]).value = f"  {reason} "
            one, centers = page.cell(row, 1).value, page.cell(row, head["centers"]).value
            expected += [(one, center, decision, reason) for center in centers.split(";")]
        sheet.save(book)
        before = len(decided(case))
        apply(case, book, by=f"P{turn % 2}", when=f"2024-02-01T09:00:{turn:02}Z")
        rows = decided(case).iloc[before:]
        columns = ["responsibility_id", "center", "decision", "reason"]
        assert [tuple(row) for row in rows[columns].values.tolist()] == expected
