"""conditions.csv: an effect needs a test on records; whatever is wrong is told at once."""

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.report.condition_notes import read_conditions
from sopgap.report.inputs import hash_inputs, read_inputs
from sopgap.study import read_study

HEAD = "responsibility_id,center,cause,effect,test\n"
MATRIX = pd.DataFrame({"responsibility_id": ["R1", "R2"]})
CENTERS = pd.DataFrame({"center": ["north", "south"]})


def read(tmp_path, text):
    path = tmp_path / "conditions.csv"
    path.write_text(HEAD + text, encoding="utf-8")
    return read_conditions(path, MATRIX, CENTERS)


def test_a_row_may_be_for_one_center_or_for_all(tmp_path):
    table = read(tmp_path, "R1,north,no training,,\nR1,,,late bills,40 of 60 drawn\n")
    assert table["center"].tolist() == ["north", ""]
    assert table["effect"].tolist() == ["", "late bills"]


def test_everything_wrong_is_told_at_once_with_guesses(tmp_path):
    with pytest.raises(InputError) as raised:
        read(tmp_path, "R1,nort,x,,\nR9x,north,,loss,\nR2,south,,,\nR2,south,a,,\n")
    assert list(raised.value.problems) == [
        "conditions.csv, row 5: responsibility_id + center 'R2 + south' stands already in row 4",
        "conditions.csv, row 2, column center: 'nort' is not one of the 2 Centers;"
        " did you mean 'north'?",
        "conditions.csv, row 3, column responsibility_id: 'R9x' is not in the matrix",
        "conditions.csv, row 3, column test: is blank beside an effect; write the test on records"
        " that shows the effect, or leave the effect blank",
        "conditions.csv, row 4: says nothing; fill in a cause, an effect or a test",
    ]


def test_without_a_file_there_is_nothing(tmp_path):
    assert read_conditions(None, MATRIX, CENTERS).empty


def with_conditions(tiny, text):
    (tiny / "conditions.csv").write_text(HEAD + text, encoding="utf-8")
    path = tiny / "study.toml"
    path.write_text(path.read_text() + '[conditions]\nfile = "conditions.csv"\n')
    return tiny


def test_the_check_of_a_study_tells_it_with_all_else(tiny):
    with_conditions(tiny, "R1,north,,loss,\n")
    text = (tiny / "sops/manifest.csv").read_text().replace("guide", "poem", 1)
    (tiny / "sops/manifest.csv").write_text(text)
    with pytest.raises(InputError) as raised:
        read_inputs(tiny)
    assert [said.split(",")[0] for said in raised.value.problems] == [
        "manifest.csv", "conditions.csv",
    ]  # fmt: skip


def test_the_file_is_an_input_of_the_run(tiny):
    with_conditions(tiny, "R1,north,no rule,,\n")
    assert "conditions.csv" in hash_inputs(read_study(tiny))
    assert read_inputs(tiny).study.conditions.name == "conditions.csv"
