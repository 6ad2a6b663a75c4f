"""A roster of staff is read from a file, and what is wrong with it is said."""

import pytest

from sopgap.errors import InputError
from sopgap.survey.redaction.roster import index_roster, read_roster


def test_a_roster_is_read_from_lines_or_a_column(tmp_path):
    (tmp_path / "a.txt").write_text("# staff\nAnn  Doe\n\nDoe, Bo\nAnn Doe\n")
    assert read_roster(tmp_path / "a.txt") == ["Ann Doe", "Doe, Bo"]
    (tmp_path / "a.csv").write_text('id,name\n1,"Doe, Bo"\n2,\n')
    assert read_roster(tmp_path / "a.csv") == ["Doe, Bo"]


def test_every_problem_of_a_roster_is_said_and_no_name_is_repeated(tmp_path):
    (tmp_path / "a.txt").write_text("Ann Doe\n12345\n" + "Bo " * 50 + "\n")
    with pytest.raises(InputError) as error:
        read_roster(tmp_path / "a.txt")
    said = str(error.value)
    assert "row 2: holds no letter" in said
    assert "row 3: longer than 120" in said
    assert "Ann" not in said
    assert "Bo" not in said
    (tmp_path / "b.csv").write_text("who\nAnn\n")
    with pytest.raises(InputError, match="column name is absent"):
        read_roster(tmp_path / "b.csv")
    (tmp_path / "c.txt").write_text("# none\n")
    with pytest.raises(InputError, match="holds no name"):
        read_roster(tmp_path / "c.txt")


def test_one_text_is_no_roster():
    with pytest.raises(InputError, match="give a list"):
        index_roster("Ann Doe")
