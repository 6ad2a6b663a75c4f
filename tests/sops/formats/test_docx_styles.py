from sopgap.sops.formats.docx import read_docx
from sopgap.sops.formats.package import name_level
from sopgap.text import data_rows


def test_every_row_of_the_heading_styles_reads_its_example():
    for row in data_rows("heading_styles.csv"):
        level = name_level(row["example"])
        assert level == int(row["level"] or row["example"][-1]), row["example"]


def test_every_row_of_the_symbols_is_one_character_of_one_font():
    rows = data_rows("symbols.csv")
    assert len({(row["font"], row["code"]) for row in rows}) == len(rows)
    assert all(len(row["character"]) == 1 and int(row["code"], 16) < 256 for row in rows)


def test_a_document_of_another_kind_is_named(tmp_path):
    import openpyxl
    import pytest

    from sopgap.errors import InputError

    openpyxl.Workbook().save(tmp_path / "a.docx")
    with pytest.raises(InputError, match=r"a\.docx: holds no Word document"):
        read_docx(tmp_path / "a.docx")
