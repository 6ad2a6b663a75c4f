"""Agreement of coders and program: figures that were worked out by hand, and odd workbooks."""

import numpy as np
import pandas as pd
import pytest

from sopgap import agree
from sopgap.errors import InputError
from sopgap.survey.coding.agreement import agree_with_program, list_codings, read_codes
from sopgap.survey.inference.intervals import interval, wilson


def codes(*rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["coder_1", "coder_2", "program", "stratum"])
    return table.assign(digest=[f"{i:016x}" for i in range(len(rows))])


def test_figures_worked_out_by_hand() -> None:
    # C01: 4 drawn of 40, 3 right; C02: 2 drawn of 10, 1 right.
    table = agree_with_program(
        codes(("C01", "", "C01", 40), ("C01", "", "C01", 40), ("C01", "", "C01", 40),
              ("C02", "", "C01", 40), ("C02", "", "C02", 10), ("none", "", "C02", 10))
    ).set_index("code")  # fmt: skip
    assert table["against"].unique().tolist() == ["coder_1"]
    assert table.loc["all", "precision"] == pytest.approx((40 * 3 / 4 + 10 / 2) / 50)
    assert table.loc["C01", ["units", "program", "coder", "same"]].tolist() == [6, 4, 3, 3]
    assert table.loc["C01", "precision"] == pytest.approx(0.75)
    assert table.loc["C01", "recall"] == pytest.approx(1)
    # Each of C01 stands for ten, each of C02 for five.
    assert table.loc["C02", "recall"] == pytest.approx(5 / 15)
    low, high = interval([3], [4], [40.0])
    assert table.loc["C01", "precision_low"] == pytest.approx(float(low[0]))
    assert table.loc["C01", "precision_high"] == pytest.approx(float(high[0]))
    kish = (4 * 10 + 2 * 5) ** 2 / (4 * 100 + 2 * 25)
    low, high = wilson(0.7, kish - 1, 5)
    assert table.loc["all", "precision_low"] == pytest.approx(float(low))
    assert "fewer than 10" in table.loc["C01", "note"]


def test_a_perfect_program_agrees_fully() -> None:
    rows = [(c, c, c, 30) for c in ("C01", "C02") for _ in range(12)]
    table = agree_with_program(codes(*rows))
    assert table["against"].unique().tolist() == ["coder_1", "coder_2", "both"]
    assert (table["precision"] == 1).all()
    assert (table["kappa"] == 1).all()
    assert (table["recall"].dropna() == 1).all()


def test_both_is_where_the_coders_agree() -> None:
    table = agree_with_program(
        codes(("C01", "C01", "C01", 9), ("C01", "C02", "C01", 9), ("C02", "", "C02", 9),
              ("C02", "C02", "C02", 9))
    )  # fmt: skip
    both = table[table["against"] == "both"].set_index("code")
    assert both.loc["all", "units"] == 2
    assert both.loc["all", "precision"] == 1


def test_a_concern_that_only_the_coder_gave_has_no_precision() -> None:
    table = agree_with_program(codes(("C03", "", "C01", 5), ("C01", "", "C01", 5)))
    row = table.set_index("code").loc["C03"]
    assert np.isnan(row["precision"])
    assert row["recall"] == 0


def test_one_comment_only_has_no_interval() -> None:
    row = agree_with_program(codes(("C01", "", "C01", 5))).set_index("code").loc["all"]
    assert row["precision"] == 1
    assert np.isnan(row["precision_low"])
    assert "kappa undefined" in row["note"]


def test_nothing_coded_is_told() -> None:
    with pytest.raises(InputError, match="nobody coded a comment"):
        agree_with_program(codes(("", "", "C01", 5)))


def test_a_coder_who_left_a_cell_blank_did_not_see_the_comment() -> None:
    table = codes(("C01", "C01", "C01", 5), ("C02", "", "C01", 5), ("C02", "C02", "C01", 5))
    found = agree(list_codings(table), unit="digest", draws=0).set_index("code")
    assert found.loc["all", "units"] == 2
    assert found.loc["all", "percent"] == 1


def drawn(path) -> list[str]:
    from sopgap.workbooks.reading import read_pages

    return [row[0].text for row in read_pages(path)["Double coding"][1:]]


def test_codes_are_read_with_what_the_program_chose(case, book, fill) -> None:
    first, second, *_ = drawn(book)
    fill(book, ("Double coding", first, "coder_1", "C01"),
         ("Double coding", second, "coder_2", "None"))  # fmt: skip
    table = read_codes(book).set_index("digest")
    assert len(table) == 12
    assert table.loc[first, ["coder_1", "coder_2"]].tolist() == ["C01", ""]
    assert table.loc[second, "coder_2"] == "none"
    assert table["program"].to_dict() == {d: case.place[d] for d in table.index}
    assert table.loc[first, "stratum"] == len(case.own[case.place[first]])


def test_what_is_wrong_in_the_codes_comes_at_once(book, fill, rewrite) -> None:
    first, second, *_ = drawn(book)
    fill(book, ("Double coding", first, "coder_1", "C9"),
         ("Double coding", second, "coder_1", "C01;C02"))  # fmt: skip
    rewrite(book, "Double coding", lambda rows: [*rows, rows[1], ["0" * 16, "x", "C01", "C01"]])
    with pytest.raises(InputError) as error:
        read_codes(book)
    said = "\n".join(error.value.problems)
    for part in ("row 2, column coder_1: 'C9' is no concern", "row 3, column coder_1: 'C01;C02'",
                 "row 14: the comment", "row 15, column digest: the digest 0000"):  # fmt: skip
        assert part in said
