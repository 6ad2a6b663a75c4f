"""The codebook is only added to, and what is wrong in it is told by row."""

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.survey.coding.log import FILE, read_codebook, replayed, write_codebook

HEAD = "step,act,concern_id,value,digest,by,note,batch,workbook\n"
W = "0" * 16


def acts(*rows: tuple, start: int = 1, batch: int = 1) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["act", "concern_id", "value", "digest"])
    return table.assign(step=range(start, start + len(rows)), batch=batch, workbook=W)


def test_without_a_file_nothing_was_decided(tmp_path) -> None:
    assert read_codebook(tmp_path).empty


def test_what_is_written_reads_back_and_what_is_added_leaves_the_rest_to_the_byte(tmp_path) -> None:
    write_codebook(
        tmp_path, acts(("base", "C01", "=cmd|' /C calc'!A0", ""), ("base", "C02", "b", ""))
    )
    before = (tmp_path / FILE).read_bytes()
    assert b"'=cmd" in before  # a spreadsheet runs nothing
    write_codebook(tmp_path, acts(("merge", "C02", "C01", ""), start=3, batch=2))
    assert (tmp_path / FILE).read_bytes().startswith(before)
    table = read_codebook(tmp_path)
    assert table["act"].tolist() == ["base", "base", "merge"]
    assert table["value"].tolist()[0] == "=cmd|' /C calc'!A0"
    assert [p.name for p in tmp_path.iterdir()] == [FILE]


def test_a_file_that_an_editor_left_without_its_last_line_end_is_added_to(tmp_path) -> None:
    (tmp_path / FILE).write_text(HEAD + f"1,base,C01,pay,,,,1,{W}")
    write_codebook(tmp_path, acts(("base", "C02", "b", ""), start=2))
    assert len(read_codebook(tmp_path)) == 2


def test_acts_that_do_not_follow_are_refused(tmp_path) -> None:
    write_codebook(tmp_path, acts(("base", "C01", "a", "")))
    with pytest.raises(InputError, match="ends with step 1, so that step 5 cannot follow"):
        write_codebook(tmp_path, acts(("base", "C02", "b", ""), start=5))


def test_columns_in_another_order_are_read_but_not_added_to(tmp_path) -> None:
    head = "act,step,concern_id,value,digest,batch,workbook\n"
    (tmp_path / FILE).write_text(head + f"base,1,C01,pay,,1,{W}\n")
    assert len(read_codebook(tmp_path)) == 1
    with pytest.raises(InputError, match="row 1: has the columns"):
        write_codebook(tmp_path, acts(("base", "C02", "b", ""), start=2))


def test_all_that_is_wrong_comes_at_once_by_row(tmp_path) -> None:
    (tmp_path / FILE).write_text(
        HEAD
        + f"1,base,C01,pay,,,,1,{W}\n2,marry,C01,x,,,,1,{W}\n3,move,C01,,12AB,,,1,{W}\n"
        + f"x,move,C01,,{'a' * 16},,,1,{W}\n9,rename,1,,,,,1,{W}\n"
    )
    with pytest.raises(InputError) as error:
        read_codebook(tmp_path)
    said = "\n".join(error.value.problems)
    for part in ("row 3, column act: 'marry'", "row 4, column digest", "row 5, column step",
                 "row 6, column concern_id", "row 6, column step: 9 where 5"):  # fmt: skip
        assert part in said


def test_acts_that_cannot_follow_on_those_before_are_told_by_row(tmp_path) -> None:
    (tmp_path / FILE).write_text(
        HEAD + f"1,base,C01,pay,,,,1,{W}\n2,merge,C05,C01,,,,1,{W}\n3,base,C01,again,,,,1,{W}\n"
    )
    with pytest.raises(InputError) as error:
        read_codebook(tmp_path)
    assert error.value.problems == (
        f"{FILE}, row 3: there is no concern 'C05'",
        f"{FILE}, row 4: there is or was a concern C01 before; take the next number",
    )


def test_rows_that_were_sorted_or_taken_out_are_told(tmp_path) -> None:
    (tmp_path / FILE).write_text(HEAD + f"2,base,C02,b,,,,1,{W}\n1,base,C01,a,,,,1,{W}\n")
    with pytest.raises(InputError, match="column step: 2 where 1 is expected"):
        read_codebook(tmp_path)


def test_a_table_that_was_not_checked_is_refused_too() -> None:
    with pytest.raises(InputError, match="codebook, step 1: there is no concern 'C01'"):
        replayed(acts(("merge", "C01", "C02", "")))


def test_where_nothing_can_be_written_what_is_there_stays(tmp_path) -> None:
    place = tmp_path / "survey"
    place.write_text("a file, where a folder is wanted")
    with pytest.raises((OSError, InputError)):
        write_codebook(place, acts(("base", "C02", "b", "")))
    assert place.read_text() == "a file, where a folder is wanted"


def test_a_file_that_is_no_csv_is_told(tmp_path) -> None:
    (tmp_path / FILE).write_bytes(b"PK\x03\x04\x00\x00")
    with pytest.raises(InputError, match="null byte"):
        read_codebook(tmp_path)


def test_digests_that_a_spreadsheet_changed_are_told(tmp_path) -> None:
    (tmp_path / FILE).write_text(
        HEAD + f"1,base,C01,pay,,,,1,{W}\n2,place,C01,1,1.23457E+15,,,1,{W}\n"
        f"3,place,C01,1,12345678901234,,,1,0\n"
    )
    with pytest.raises(InputError) as error:
        read_codebook(tmp_path)
    said = "\n".join(error.value.problems)
    assert "row 3, column digest: '1.23457E+15' is no digest" in said
    assert "row 4, column digest: '12345678901234' is no digest" in said
    assert "row 4, column workbook: '0' does not name" in said


def test_a_file_that_a_spreadsheet_saved_with_its_line_ends_is_read_and_added_to(tmp_path) -> None:
    lines = HEAD + f"1,base,C01,pay,,,,1,{W}\n"
    (tmp_path / FILE).write_bytes(("\ufeff" + lines.replace("\n", "\r\n")).encode())
    write_codebook(tmp_path, acts(("base", "C02", "b", ""), start=2))
    assert read_codebook(tmp_path)["concern_id"].tolist() == ["C01", "C02"]
