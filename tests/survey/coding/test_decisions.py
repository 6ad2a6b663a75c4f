"""What is asked for is taken over exactly; what is wrong is told by sheet, row and column."""

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.survey.coding.decisions import read_decisions
from sopgap.survey.coding.log import read_codebook, replayed, write_codebook
from sopgap.survey.coding.pages import write_coding_workbook
from sopgap.survey.concerns.clusters import Concerns
from sopgap.tables import CODEBOOK

EMPTY = CODEBOOK.empty()


def decide(case, book, codebook=EMPTY, **options):
    return read_decisions(book, case.found, case.comments, codebook, **options)


def refused(case, book, codebook=EMPTY, **options) -> str:
    with pytest.raises(InputError) as error:
        decide(case, book, codebook, **options)
    return "\n".join(error.value.problems)


def test_a_blank_workbook_lays_down_the_base(case, book) -> None:
    made = decide(case, book)
    state = replayed(made.added)
    assert state.place == case.place
    assert state.labels == dict(case.found.concerns[["concern_id", "label"]].to_numpy().tolist())
    assert list(state.also.values()) == [["C03"]]
    assert not state.decided
    assert made.said == (f"base laid down: 4 concerns, {len(case.place)} comments",)
    assert set(made.added["act"]) == {"base", "place", "words"}


def test_the_same_workbook_adds_nothing_twice(case, book, fill, tmp_path) -> None:
    a, b, *_ = case.own["C02"]
    new = [("New concerns", 2, "new_label", "fresh")]
    new += [("New concerns", 2, f"example_{i}", d) for i, d in enumerate(case.own["C04"][:3], 1)]
    cut = [("Split", 2, "concern_id", "C03"), ("Split", 2, "parts", 2)]
    fill(book, ("Comments", a, "move_to", "C01"), ("Comments", b, "also", "C01"),
         ("Codebook", "C01", "new_label", "schooling"), ("Codebook", "C01", "definition", "learn"),
         *new, *cut)  # fmt: skip
    first = decide(case, book)
    write_codebook(tmp_path, first.added)
    codebook = read_codebook(tmp_path)
    again = decide(case, book, codebook)
    assert again.added.empty
    assert again.said[0].startswith("nothing is new")
    # What is added to the same workbook later is taken, and nothing else.
    fill(book, ("Comments", b, "move_to", "C04"))
    third = decide(case, book, codebook)
    decided = third.added[~third.added["act"].isin(["words"])]
    assert decided[["act", "concern_id", "digest"]].values.tolist() == [["move", "C04", b]]
    assert third.added["step"].min() == len(codebook) + 1
    assert set(third.added["batch"]) == {2}


def test_an_old_workbook_applied_again_does_not_undo_a_later_one(
    case, book, fill, tmp_path
) -> None:
    digest = case.own["C02"][0]
    other = fill(book, ("Comments", digest, "move_to", "C03"), out=tmp_path / "other.xlsx")
    fill(book, ("Comments", digest, "move_to", "C01"))
    codebook = decide(case, book).added
    codebook = pd.concat([codebook, decide(case, other, codebook).added], ignore_index=True)
    assert replayed(codebook).place[digest] == "C03"
    assert decide(case, book, codebook).added.empty


def test_two_people_with_a_copy_each_both_count(case, book, fill, tmp_path) -> None:
    other = fill(book, ("Codebook", "C03", "into", "C04"), out=tmp_path / "other.xlsx")
    fill(book, ("Codebook", "C02", "into", "C01"))
    codebook = decide(case, book).added
    codebook = pd.concat([codebook, decide(case, other, codebook).added], ignore_index=True)
    assert set(replayed(codebook).labels) == {"C01", "C04"}


def test_a_decision_about_what_another_ended_is_refused(case, book, fill, tmp_path) -> None:
    other = fill(book, ("Comments", case.own["C01"][0], "move_to", "C02"), out=tmp_path / "o.xlsx")
    fill(book, ("Codebook", "C02", "into", "C01"))
    said = refused(case, other, decide(case, book).added)
    assert said.startswith("Comments, row ")
    assert "C02 was merged into C01 in step" in said


def test_rows_are_found_whatever_their_order(case, book, fill, rewrite, resave) -> None:
    fill(book, ("Comments", case.own["C02"][0], "move_to", "C01"))
    expected = decide(case, book).added
    rewrite(book, "Comments", lambda rows: [rows[0], *sorted(rows[1:], key=lambda r: r[3])])
    rewrite(book, "Codebook", lambda rows: [rows[0], *rows[:0:-1]])
    pd.testing.assert_frame_equal(decide(case, book).added, expected)
    resave(book)
    pd.testing.assert_frame_equal(decide(case, book).added, expected)


def test_columns_may_be_moved_and_added(case, book, fill, rewrite) -> None:
    fill(book, ("Comments", case.own["C02"][0], "move_to", "C01"))
    expected = decide(case, book).added
    rewrite(book, "Comments", lambda rows: [[*row[::-1], "mine"] for row in rows])
    rewrite(book, "Comments", lambda rows: [rows[0], *rows[1:]])
    pd.testing.assert_frame_equal(decide(case, book).added, expected)


def test_comments_that_somebody_took_out_are_left_as_they_are(case, book, rewrite) -> None:
    rewrite(book, "Comments", lambda rows: rows[:10])
    assert replayed(decide(case, book).added).place == case.place


def test_a_comment_may_be_named_by_its_id(case, book, fill) -> None:
    ids = {digest: comment for comment, digest in case.code.items()}
    named = [ids[digest] for digest in case.own["C04"][:3]]
    cells = [("New concerns", 2, f"example_{i}", name) for i, name in enumerate(named, 1)]
    fill(book, ("New concerns", 2, "new_label", "fresh"), *cells)
    state = replayed(decide(case, book).added)
    assert {state.place[digest] for digest in case.own["C04"][:3]} == {"C05"}


def test_labels_that_name_somebody_are_told(case, book, fill) -> None:
    fill(book, ("Codebook", "C02", "new_label", "Complaints about Mr. Smith"))
    assert any("seems to name somebody" in line for line in decide(case, book).said)


def test_what_both_coders_say_is_taken_only_on_request(case, book, fill) -> None:
    digest = next(d for d in _coded(book) if case.place[d] != "C01")
    fill(book, ("Double coding", digest, "coder_1", "C01"),
         ("Double coding", digest, "coder_2", "C01"))  # fmt: skip
    assert replayed(decide(case, book).added).place[digest] == case.place[digest]
    state = replayed(decide(case, book, codes=True).added)
    assert state.place[digest] == "C01"
    assert digest in state.decided


def _coded(book) -> list[str]:
    from sopgap.workbooks.reading import read_pages

    return [row[0].text for row in read_pages(book)["Double coding"][1:]]


def new(case, n: int = 3, row: int = 2, label: str = "fresh", concern: str = "C04", skip: int = 0):
    own = case.own[concern][skip : skip + n]
    cells = [("New concerns", row, f"example_{i}", digest) for i, digest in enumerate(own, 1)]
    return [("New concerns", row, "new_label", label), *cells]


def parts(case, concern: str = "C03"):
    first, second, *_ = case.own[concern]
    return [
        ("Split", 2, "concern_id", concern), ("Split", 2, "new_label", "one"),
        ("Split", 2, "example_1", first), ("Split", 3, "concern_id", concern),
        ("Split", 3, "new_label", "two"), ("Split", 3, "example_1", second),
    ]  # fmt: skip


WRONG = {
    "an id that is none": (
        lambda c: [("Codebook", "C02", "into", "C09")],
        ["Codebook, row 3, column into: 'C09' is no concern of this run; did you mean"],
    ),
    "a label in place of an id": (
        lambda c: [("Codebook", "C02", "into", "Training")],
        ["Codebook, row 3, column into: 'Training' is no concern of this run; is it C01?"],
    ),
    "a merge into itself": (
        lambda c: [("Codebook", "C02", "into", "C02")],
        ["Codebook, row 3, column into: C02 cannot be merged into itself"],
    ),
    "a chain of merges": (
        lambda c: [("Codebook", "C02", "into", "C03"), ("Codebook", "C03", "into", "C04")],
        ["row 3, column into: C03 is merged into C04 itself (Codebook, row 4, column into)"],
    ),
    "a circle of merges": (
        lambda c: [("Codebook", "C02", "into", "C03"), ("Codebook", "C03", "into", "C02")],
        ["row 3, column into: C03 is merged into C02 itself", "row 4, column into: C02 is merged"],
    ),
    "a merge and a split of one concern": (
        lambda c: [("Codebook", "C03", "into", "C01"), *parts(c)],
        ["Codebook, row 4, column into: C03 is split in Split, row 2; merge it or split it"],
    ),
    "a new name for what is merged": (
        lambda c: [("Codebook", "C02", "into", "C01"), ("Codebook", "C02", "new_label", "x")],
        ["row 3, column new_label: C02 is merged into C01 itself", "name C01, or do it in the row"],
    ),
    "a move to what is merged": (
        lambda c: [
            ("Codebook", "C02", "into", "C01"),
            ("Comments", c.own["C03"][0], "move_to", "C02"),
        ],
        ["column move_to: C02 is merged into C01 itself", "name C01"],
    ),
    "a move to what is split": (
        lambda c: [*parts(c), ("Comments", c.own["C01"][0], "move_to", "C03")],
        ["column move_to: C03 is split itself (Split, row 2)"],
    ),
    "a changed label": (
        lambda c: [("Codebook", "C02", "label", "mine")],
        ["Codebook, row 3, column label: 'mine' where 'slow system' was", "into new_label"],
    ),
    "a changed concern": (
        lambda c: [("Comments", c.own["C02"][0], "concern_id", "C01")],
        ["column concern_id: 'C01' where C02 was", "into move_to"],
    ),
    "a changed text": (
        lambda c: [("Comments", c.own["C02"][0], "text", "quite another")],
        [", column text: the text is not that of the comment"],
    ),
    "a label that another has": (
        lambda c: [("Codebook", "C02", "new_label", "TRAINING")],
        ["column new_label: the label 'TRAINING' is taken: C01 bears it"],
    ),
    "two new names alike": (
        lambda c: [("Codebook", "C02", "new_label", "x"), ("Codebook", "C03", "new_label", "X")],
        ["row 4, column new_label: the label 'X' is taken: so is called"],
    ),
    "a label of 100 signs": (
        lambda c: [("Codebook", "C02", "new_label", "x" * 100)],
        ["the label has 100 characters, more than 80"],
    ),
    "a label that turns the writing": (
        lambda c: [("Codebook", "C02", "definition", "a\u2066b\u0085c\ue001")],
        ["column definition: holds the invisible character"],
    ),
    "a new concern without a label": (
        lambda c: new(c, label="  "),
        ["New concerns, row 2, column new_label: is blank"],
    ),
    "two examples only": (
        lambda c: new(c, n=2),
        ["New concerns, row 2: 2 example comments; a new concern needs 3 or more"],
    ),
    "the same example three times": (
        lambda c: [
            *new(c, n=1),
            ("New concerns", 2, "example_2", c.own["C04"][0]),
            ("New concerns", 2, "example_3", c.own["C04"][0]),
        ],
        ["New concerns, row 2: an example stands there twice"],
    ),
    "an example of two new concerns": (
        lambda c: [*new(c), *new(c, row=3, label="other")],
        ["New concerns, row 3: the comment", "goes to new 'other' here, and to new 'fresh' in"],
    ),
    "an example that is moved elsewhere": (
        lambda c: [*new(c), ("Comments", c.own["C04"][0], "move_to", "C01")],
        ["goes to new 'fresh' here, and to C01 in Comments, row"],
    ),
    "a part with examples of another concern": (
        lambda c: [*parts(c), ("Split", 3, "example_2", c.own["C01"][0])],
        ["Split, row 2: the example", "is in C01, not in C03"],
    ),
    "one comment in two parts": (
        lambda c: [*parts(c), ("Split", 3, "example_2", c.own["C03"][0])],
        ["goes to part 'two' here, and to part 'one' in Split, row 2"],
    ),
    "one part only": (
        lambda c: parts(c)[:3],
        ["Split, row 2: C03 has one part only"],
    ),
    "a part without an example": (
        lambda c: parts(c)[:-1],
        ["Split, row 3: the part has no example comment"],
    ),
    "parts by number and by example": (
        lambda c: [*parts(c), ("Split", 3, "parts", 2)],
        ["Split, row 3, column parts: give C03 either a number of parts in one row, or"],
    ),
    "one part by number": (
        lambda c: [("Split", 2, "concern_id", "C03"), ("Split", 2, "parts", 1)],
        ["Split, row 2, column parts: '1' is no number from 2 to 20"],
    ),
    "more parts than comments can be told apart": (
        lambda c: [
            ("Split", 2, "concern_id", "C03"),
            ("Split", 2, "parts", 20),
            *[("Comments", d, "move_to", "C01") for d in c.own["C03"][2:]],
        ],
        ["Split, row 2: C03 has 2 comments, in which no 20 parts can be told apart"],
    ),
    "a further concern that is the first": (
        lambda c: [("Comments", c.own["C02"][0], "also", "C02")],
        ["column also: C02 is the first concern of the comment already"],
    ),
    "a digest that is not there": (
        lambda c: [*new(c), ("New concerns", 2, "example_3", "0" * 16)],
        [f"New concerns, row 2, column example_3: the digest {'0' * 16} is not among the comments"],
    ),
    "a digest that a spreadsheet took for a number": (
        lambda c: [*new(c), ("New concerns", 2, "example_3", 1.23457e15)],
        ["column example_3: '1234570000000000' is no digest any more: the spreadsheet took it for"],
    ),
    "a digest in scientific writing": (
        lambda c: [*new(c), ("New concerns", 2, "example_3", "1.23457E+15")],
        ["column example_3: '1.23457e+15' is no digest any more"],
    ),
    "a formula": (
        lambda c: [("Codebook", "C02", "new_label", "=A1")],
        ["Codebook, cell C3, column new_label: holds a formula; write the value itself"],
    ),
    "an error of the spreadsheet": (
        lambda c: [("Codebook", "C02", "new_label", "#REF!")],
        ["Codebook, cell C3, column new_label: holds an error of the spreadsheet"],
    ),
    "an id in the row of no concern": (
        lambda c: [("Codebook", 6, "concern_id", "C07")],
        ["Codebook, row 6, column concern_id: 'C07' is no concern"],
    ),
    "a row twice": (
        lambda c: [("Codebook", 6, "concern_id", "C02")],
        ["Codebook, row 6: C02 stands already in row 3"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_where_it_stands(case, book, fill, name) -> None:
    cells, told = WRONG[name]
    fill(book, *cells(case))
    said = refused(case, book)
    assert all(part in said for part in told), said


def test_all_that_is_wrong_comes_at_once(case, book, fill) -> None:
    cells = [cell for name in ("a chain of merges", "two examples only", "a changed text")
             for cell in WRONG[name][0](case)]  # fmt: skip
    fill(book, *cells)
    said = refused(case, book)
    assert all(part in said for part in ("C03 is merged", "2 example comments", "is not that of"))


def test_lost_zeros_are_told_with_the_digest_that_was(case, tmp_path, fill) -> None:
    # Search for a comment whose digest begins with a zero and holds digits only is long: make one.
    from sopgap.survey.coding.read_back import find_comment

    known = {"0000012345678901": "0000012345678901"}
    for text, kind in (
        ("12345678901", "number"),
        ("12345678901", "text"),
        ("12345678901.0", "text"),
    ):
        assert "lost the zeros" in find_comment(text, kind, known)[1]
    assert "took it for a date" in find_comment("2024-01-01 00:00:00", "date", known)[1]


def test_duplicate_rows_of_comments_are_told(case, book, rewrite) -> None:
    rewrite(book, "Comments", lambda rows: [*rows, rows[1]])
    said = refused(case, book)
    assert f"row {len(case.place) + 2}: the comment" in said
    assert "stands already in row 2" in said


def test_a_row_that_was_taken_out_of_the_codebook_is_told(case, book, rewrite) -> None:
    rewrite(book, "Codebook", lambda rows: [row for row in rows if row[0] != "C03"])
    assert "Codebook: C03 (staff) has no row" in refused(case, book)


def test_columns_sorted_apart_are_told(case, book, rewrite) -> None:
    def shift(rows):
        texts = [row[3] for row in rows[1:]]
        return [rows[0], *([*r[:3], t, *r[4:]] for r, t in zip(rows[1:], texts[::-1], strict=True))]

    rewrite(book, "Comments", shift)
    assert refused(case, book).count("the columns were sorted apart") > 50


@pytest.mark.parametrize("sheet", ["Read me", "Codebook", "Comments", "New concerns", "Split"])
def test_a_sheet_that_is_absent_is_told(case, book, sheet) -> None:
    import openpyxl

    pages = openpyxl.load_workbook(book)
    del pages[sheet]
    pages.save(book)
    assert f"sheet {sheet!r}" in refused(case, book)


def test_a_column_that_is_absent_is_told(case, book, rewrite) -> None:
    rewrite(book, "Comments", lambda rows: [["Move to", *rows[0][1:]], *rows[1:]])
    said = refused(case, book)
    assert "Comments: column digest is absent" in said


def test_a_workbook_of_another_run_is_refused(case, book, tmp_path) -> None:
    members = case.found.members.assign(concern_id=case.found.members["concern_id"].replace(
        {"C01": "C02", "C02": "C01"}))  # fmt: skip
    other = Concerns(case.found.concerns, members)
    with pytest.raises(InputError, match="made from another state"):
        read_decisions(book, other, case.comments, EMPTY)


def test_a_run_that_does_not_know_the_codebook_is_refused(case, book, fill, tmp_path) -> None:
    fill(book, ("Codebook", "C02", "into", "C01"))
    codebook = decide(case, book).added
    members = case.found.members.assign(concern_id=case.found.members["concern_id"].replace(
        {"C01": "C02", "C02": "C01"}))  # fmt: skip
    other = Concerns(case.found.concerns, members)
    path = write_coding_workbook(other, case.comments, tmp_path / "other.xlsx")
    with pytest.raises(InputError, match="the run does not know the codebook"):
        read_decisions(path, other, case.comments, codebook)


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_file_that_is_no_workbook_is_refused(case, tmp_path, content) -> None:
    path = tmp_path / "codebook.xlsx"
    path.write_bytes(content)
    assert "codebook.xlsx" in refused(case, path)


def test_joined_cells_are_told(case, book) -> None:
    import openpyxl

    pages = openpyxl.load_workbook(book)
    pages["Codebook"].merge_cells("D2:D3")
    pages.save(book)
    assert "the cells D2:D3 were joined" in refused(case, book)


def test_a_person_may_confirm_where_a_comment_is(case, book, fill) -> None:
    digest = case.own["C02"][0]
    fill(book, ("Comments", digest, "move_to", "C02"))
    state = replayed(decide(case, book).added)
    assert state.place == case.place
    assert state.decided == {digest}


def test_what_a_person_placed_follows_no_examples(case, book, fill) -> None:
    fill(book, *new(case, concern="C02", label="system"))
    made = decide(case, book, margin=-1.0)
    followed = [d for d, c in replayed(made.added).place.items() if c == "C05"]
    assert len(followed) > 3
    stays = next(d for d in followed if d not in case.own["C02"][:3])
    fill(book, ("Comments", stays, "move_to", case.place[stays]))
    state = replayed(decide(case, book, margin=-1.0).added)
    assert state.place[stays] == case.place[stays]
