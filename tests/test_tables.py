"""Contracts: what a table must keep, and the words in which it is told."""

import pandas as pd
import pytest

from sopgap import tables
from sopgap.errors import ContractError, InputError


def duties(**columns: list) -> pd.DataFrame:
    base = {
        "duty_id": ["d#1.ab.s1", "d#1.ab.s2"],
        "paragraph_id": ["d#1.ab", "d#1.ab"],
        "text": ["The Center must act.", "The port may act."],
        "unit": ["center", "port"],
        "modality": ["obligation", "permission"],
        "via": ["modal", "modal"],
    }
    return pd.DataFrame(base | columns)


def test_a_checked_table_has_every_column_of_its_contract() -> None:
    checked = tables.DUTIES.check(duties())
    assert list(checked.columns) == [c.name for c in tables.DUTIES.columns]
    assert checked.deadline.tolist() == ["", ""]


def test_extra_columns_stay_behind_the_listed_ones() -> None:
    checked = tables.DUTIES.check(duties(mood=["glad", "sad"]))
    assert checked.columns[-1] == "mood"


def test_all_problems_stand_in_one_message() -> None:
    wrong = duties(modality=["order", "permission"], duty_id=["d", "d"], unit=["Centre", "port"])
    with pytest.raises(ContractError) as raised:
        tables.DUTIES.check(wrong)
    said = str(raised.value)
    assert "table 'duties'" in said
    assert "modality has ['order']; allowed: obligation, permission" in said
    assert "unit has ['Centre']" in said
    assert "1 repeated duty_id" in said


def test_a_blank_in_a_required_text_is_refused() -> None:
    with pytest.raises(ContractError, match="text has"):
        tables.DUTIES.check(duties(text=["", "The port may act."]))


def test_missing_text_becomes_the_empty_string() -> None:
    assert tables.DUTIES.check(duties(action=[None, float("nan")])).action.tolist() == ["", ""]


def test_a_share_above_one_is_refused() -> None:
    row = {"concern_id": ["C01"], "group": ["all"], "share": [1.5], "suppressed": [False]}
    with pytest.raises(ContractError, match=r"share has \['1.5'\]; allowed: 0 to 1"):
        tables.SIZES.check(pd.DataFrame(row))


def test_a_count_that_is_no_number_names_its_value() -> None:
    row = {"center": ["a"], "position": ["x"], "staff": ["many"]}
    with pytest.raises(ContractError, match="staff is not a count: 'many'"):
        tables.FRAME.check(pd.DataFrame(row))


def test_every_contract_holds_an_empty_table() -> None:
    for contract in tables.CONTRACTS.values():
        assert contract.empty().empty


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@x", "\tx", "'=x", "''-", "a\r\nb", 'say "x", y', "", "None", "é😀"],
)
def test_a_written_text_reads_back_as_it_was(tmp_path, text: str) -> None:
    file = tables.write_table(pd.DataFrame({"text": [text, "x"]}), tmp_path / "t.csv")
    assert tables.read_table(file).text[0] == text


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1"])
def test_no_written_cell_starts_a_formula(tmp_path, text: str) -> None:
    file = tables.write_table(pd.DataFrame({"text": [text]}), tmp_path / "t.csv")
    assert file.read_text().splitlines()[1].lstrip('"')[0] == "'"


def test_a_table_with_its_contract_reads_back_equal(tmp_path) -> None:
    checked = tables.TALLIES.check(
        pd.DataFrame(
            {
                "question_id": ["q1", "q1"],
                "group": ["all", "x"],
                "choice": ["None", "-5"],
                "n": pd.array([3, None], dtype="Int64"),
                "share": [1 / 3, None],
                "suppressed": [False, True],
            }
        )
    )
    back = tables.read_table(tables.write_table(checked, tmp_path / "tallies.csv"))
    checked["share"] = checked["share"].round(6)
    pd.testing.assert_frame_equal(back, checked)


def test_a_table_that_is_not_there_says_what_to_do(tmp_path) -> None:
    with pytest.raises(InputError, match="no such table; run the stage"):
        tables.read_table(tmp_path / "gaps.csv")
