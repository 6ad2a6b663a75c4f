"""Hostile and broken input at the border: each a clear sentence, all at once, nothing half-read."""

from pathlib import Path

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
