"""Hostile and broken input at the border: each a clear sentence, all at once, nothing half-read."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from sopgap import sources, tables
from sopgap.errors import InputError


def written(folder: Path, data: bytes | str) -> Path:
    path = folder / "t.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(InputError) as raised:
        sources.read_rows(path)
    return raised.value.problems


def test_rows_bear_the_numbers_that_an_editor_shows(tmp_path) -> None:
    rows = sources.read_rows(written(tmp_path, 'a,b\n1,"two\nlines"\n\n3,4\n'))
    assert rows.index.tolist() == [2, 5]


def test_nothing_is_taken_for_missing(tmp_path) -> None:
    rows = sources.read_rows(written(tmp_path, "a\nNone\nn/a\nNA\n"))
    assert rows.a.tolist() == ["None", "n/a", "NA"]


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path) -> None:
    assert list(sources.read_rows(written(tmp_path, b"\xef\xbb\xbfa,b\n1,2\n"))) == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "t.csv: the file is empty"),
        (b"a\n\xff\n", "t.csv, row 2: byte 0xff is not UTF-8"),
        (b"a\n1\0\n", "t.csv, row 2: holds a null byte"),
        ("a,b\n1,2\n1,2,3\n1\n", "t.csv, row 3: 3 cells where the header has 2"),
        ("a,b\n1,2\n1,2,3\n1\n", "t.csv, row 4: 1 cells where the header has 2"),
        ("a,a\n1,2\n", "t.csv, row 1: column 'a' stands there twice"),
        ("a;b\n1;2\n", "t.csv: its columns are parted by semicolons; save it with commas"),
        ("a,b\n".encode("utf-16"), "t.csv: is UTF-16, not UTF-8"),
        ('a\n"x"y\n', "t.csv, row 2: broken CSV"),
        ("a\n" + "x" * 5_000_000 + "\n", "t.csv, row 2: a cell is longer than 1,000,000"),
    ],
)
def test_a_broken_table_says_where(tmp_path, data, said: str) -> None:
    assert any(p.startswith(said) for p in problems(written(tmp_path, data)))


def test_an_absent_file_and_a_folder_are_told_apart(tmp_path) -> None:
    assert "no such file" in problems(tmp_path / "t.csv")[0]
    assert "is a folder" in problems(tmp_path)[0]


@pytest.mark.parametrize("name", ["../x", "../../etc/passwd", "/etc/passwd", "a/../../x", "a\0b"])
def test_no_path_leads_out_of_its_folder(tmp_path, name: str) -> None:
    with pytest.raises(InputError, match="leads out of its folder"):
        sources.inside(tmp_path, name, where="manifest.csv, row 2")


def test_a_link_does_not_lead_out_either(tmp_path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "link").symlink_to("/etc")
    with pytest.raises(InputError, match="leads out"):
        sources.inside(tmp_path / "study", "link/passwd", where="study.toml")


def test_every_wrong_cell_is_named_by_row_and_column(tmp_path) -> None:
    path = written(tmp_path, "center,position,staff\nx,a,1\nx,a,2\ny,,many\n")
    found = sources.Problems()
    sources.check_rows(sources.read_rows(path), tables.FRAME, what="t.csv", problems=found)
    assert found.sentences == [
        "t.csv, row 4, column position: is blank; fill it in",
        "t.csv, row 4, column staff: 'many' is not a whole number",
        "t.csv, row 3: center + position 'x + a' stands already in row 2",
    ]


def test_a_misspelt_column_gets_a_guess(tmp_path) -> None:
    path = written(tmp_path, "centre,position,staff\nx,a,1\n")
    found = sources.Problems()
    sources.check_rows(sources.read_rows(path), tables.FRAME, what="t.csv", problems=found)
    assert found.sentences == ["t.csv: column center is absent; is it 'centre'?"]


def test_a_mark_of_byte_order_alone_is_an_empty_file(tmp_path) -> None:
    assert problems(written(tmp_path, b"\xef\xbb\xbf\n")) == ("t.csv: the file is empty",)


def test_rows_behind_the_first_block_keep_their_order_and_numbers(tmp_path) -> None:
    n = 2 * sources.BLOCK + 1
    text = "a,b\n" + "".join(f'{i},"x\n{i % 3}"\n' for i in range(n))
    rows = sources.read_rows(written(tmp_path, text))
    assert rows["a"].tolist() == [str(i) for i in range(n)]
    assert rows["b"].tolist() == [f"x\n{i % 3}" for i in range(n)]
    assert rows.index.tolist() == list(range(2, 2 * n + 2, 2))


@pytest.mark.parametrize("n", [0, 1])
def test_a_table_of_few_rows_has_columns_of_text(tmp_path, n: int) -> None:
    rows = sources.read_rows(written(tmp_path, "a,b\n" + "1,2\n" * n))
    assert rows.dtypes.astype(str).tolist() == ["str", "str"]
    assert len(rows) == n


def test_line_breaks_of_any_system_are_read(tmp_path) -> None:
    for end in ("\n", "\r\n", "\r"):
        rows = sources.read_rows(written(tmp_path, end.join(["a,b", "1,2", "3,4"]).encode()))
        assert rows["b"].tolist() == ["2", "4"]


def test_bytes_that_are_not_utf8_are_named_where_they_stand_also_far_down(tmp_path) -> None:
    data = b"a\n" + b"x\n" * 20_000 + b"\xe9\n"
    assert problems(written(tmp_path, data))[0].startswith("t.csv, row 20002: byte 0xe9")


def checked(rows: pd.DataFrame, contract: tables.Contract) -> list[str]:
    found = sources.Problems()
    sources.check_rows(rows, contract, what="t.csv", problems=found)
    return found.sentences


def people(**columns: list[str]) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    base = {"respondent_id": [f"r{i}" for i in range(n)], "center": "A", "complete": "yes"}
    return pd.DataFrame(base | columns, index=range(2, n + 2), dtype="str")


def test_a_time_of_day_is_told_to_go() -> None:
    dates = ["2021-02-03", "2021-02-03 14:05", "2021-02-03T14:05:09Z", "3 Feb 2021", ""]
    assert checked(people(date=dates), tables.RESPONDENTS) == [
        "t.csv, row 3, column date: '2021-02-03 14:05' has a time of day; keep the day only:"
        " 2021-02-03",
        "t.csv, row 4, column date: '2021-02-03T14:05:09Z' has a time of day; keep the day only:"
        " 2021-02-03",
        "t.csv, row 5, column date: '3 Feb 2021' is not a date like 2017-01-19",
    ]


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        ("-0.5", "'-0.5' is less than 0"),
        ("1,5", "'1,5' is not a number like 1.25"),
        ("nan", "'nan' is not a number like 1.25"),
        ("inf", "'inf' is not a number like 1.25"),
        ("1e999", "'1e999' is too large"),
        ("0x10", "'0x10' is not a number like 1.25"),
        ("heavy", "'heavy' is not a number like 1.25"),
    ],
)
def test_a_weight_is_a_number_from_0_on(weight: str, said: str) -> None:
    rows = people(weight=["1", weight])
    assert checked(rows, tables.RESPONDENTS) == [f"t.csv, row 3, column weight: {said}"]


@pytest.mark.parametrize("weight", ["0", "1", "1.25", ".5", "2.", "1e-3", "+1"])
def test_numbers_are_written_in_many_ways(weight: str) -> None:
    assert checked(people(weight=[weight]), tables.RESPONDENTS) == []


def calls_into_pandas(n: int) -> int:
    """Check n rows of which half repeat a key and all have a wrong cell; count what pandas does."""
    rows = people(complete=[""] * n, respondent_id=[f"r{i // 2}" for i in range(n)])
    count = 0

    def note(frame, event: str, _) -> None:
        nonlocal count
        count += event == "call" and "pandas" in frame.f_code.co_filename

    sys.setprofile(note)
    try:
        # "yes" and "no" are not levels of the contract, so a contract of its own is used here.
        sentences = checked(rows, tables.Contract("t", "", ("respondent_id",), (
            tables.Column("respondent_id", "text", ""),
            tables.Column("center", "text", ""),
            tables.Column("complete", "text", ""),
        )))  # fmt: skip
    finally:
        sys.setprofile(None)
    assert len(sentences) == n + n // 2
    return count


def test_what_is_done_with_whole_columns_does_not_grow_with_the_rows() -> None:
    calls_into_pandas(10)  # what is loaded and cached the first time
    assert calls_into_pandas(2000) <= calls_into_pandas(20) * 1.2


def test_300_000_rows_with_repeated_keys_are_checked() -> None:
    n = 300_000
    rows = people(respondent_id=[f"r{i % (n - 1000)}" for i in range(n)])
    sentences = checked(rows, tables.RESPONDENTS)
    assert len(sentences) == 1000
    assert sentences[-1] == "t.csv, row 300001: respondent_id 'r999' stands already in row 1001"


def test_a_repeated_problem_counts_once() -> None:
    found = sources.Problems()
    for i in range(20_000):
        found.add(f"row {i % 10_000}")
    assert len(found.sentences) == 10_000
