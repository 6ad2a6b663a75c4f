"""Contracts: what a table must keep, and the words in which it is told."""

import pandas as pd
import pytest

from sopgap import tables
from sopgap.errors import ContractError, InputError
from sopgap.tables import files
from sopgap.tables.codes import n_repeated


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


@pytest.mark.parametrize(
    ("staff", "said"),
    [
        ("many", "staff is not a count: 'many'"),
        (None, "staff has"),
        (-1, r"staff has \['-1'\]; allowed: 0 or more"),
    ],
)
def test_what_is_no_count_is_refused_by_its_value(staff, said) -> None:
    row = {"center": ["a"], "position": ["x"], "staff": [staff]}
    with pytest.raises(ContractError, match=said):
        tables.FRAME.check(pd.DataFrame(row))


def test_every_contract_holds_an_empty_table() -> None:
    for contract in tables.CONTRACTS.values():
        assert contract.empty().empty


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\tx",
        "'=x",
        "''-",
        "a\r\nb",
        "a\rb",
        "\ra",
        'say "x", y',
        "",
        "None",
        "é😀",
    ],
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


def categories(values: list[str]) -> pd.Categorical:
    return pd.Categorical(pd.Series(values, dtype="str"))


def test_text_may_be_held_as_categories() -> None:
    checked = tables.DUTIES.check(duties(modality=categories(["obligation", "permission"])))
    assert isinstance(checked["modality"].dtype, pd.CategoricalDtype)
    with pytest.raises(ContractError, match=r"modality has \['order'\]"):
        tables.DUTIES.check(duties(modality=categories(["order", "permission"])))


def test_a_category_that_no_row_has_breaks_no_contract() -> None:
    unused = categories(["obligation", "order"])[[0, 0]]
    assert len(tables.DUTIES.check(duties(modality=unused))) == 2


def test_a_missing_category_becomes_blank_text() -> None:
    checked = tables.DUTIES.check(duties(action=pd.Categorical([None, "file"])))
    assert checked["action"].tolist() == ["", "file"]
    numbered = tables.DUTIES.check(duties(action=pd.Categorical([1, 2])))
    assert numbered["action"].tolist() == ["1", "2"]


def test_repeated_keys_are_found_among_categories() -> None:
    same = duties(duty_id=categories(["d", "d"]))
    with pytest.raises(ContractError, match="1 repeated duty_id"):
        tables.DUTIES.check(same)


def test_keys_of_many_columns_are_told_apart_beyond_64_bits() -> None:
    n = 70_000
    wide = pd.DataFrame({f"k{i}": [str(j) for j in range(n)] for i in range(5)})
    assert n_repeated(wide) == 0
    assert n_repeated(pd.concat([wide, wide.iloc[:3]])) == 3


def test_missing_and_blank_keys_are_told_from_others() -> None:
    keys = pd.DataFrame({"a": ["", "x", ""], "b": pd.array([1, None, None], dtype="Int64")})
    assert n_repeated(keys) == 0
    assert n_repeated(pd.concat([keys, keys])) == 3
    assert n_repeated(keys.iloc[:0]) == 0


def test_a_pattern_is_held_to_the_end_of_the_text() -> None:
    row = {"center": ["north\n"], "name": ["North"]}
    with pytest.raises(ContractError, match="center has"):
        tables.CENTERS.check(pd.DataFrame(row))


def test_at_most_a_few_wrong_values_are_listed_in_their_order() -> None:
    rows = {"center": [f"{c}/" for c in "hgfedcba"], "name": "N"}
    with pytest.raises(ContractError) as raised:
        tables.CENTERS.check(pd.DataFrame(rows))
    assert "center has ['h/', 'g/', 'f/', 'e/', 'd/']; allowed: text like" in str(raised.value)


def test_a_checked_table_does_not_change_with_its_source() -> None:
    source = duties()
    checked = tables.DUTIES.check(source)
    checked.loc[0, "text"] = "changed"
    source.loc[1, "text"] = "changed too"
    assert source.loc[0, "text"] == "The Center must act."
    assert checked.loc[1, "text"] == "The port may act."


@pytest.mark.parametrize("held", ["str", "category", "object"])
def test_categories_are_written_as_their_text(tmp_path, held: str) -> None:
    texts = pd.Series(["=1+1", "plain", "=1+1", ""], dtype="str").astype(held)
    file = tables.write_table(pd.DataFrame({"text": texts, "n": 1}), tmp_path / "t.csv")
    assert file.read_text() == "text,n\n'=1+1,1\nplain,1\n'=1+1,1\n,1\n"


def test_a_table_without_rows_reads_back(tmp_path) -> None:
    file = tables.write_table(tables.SIZES.empty(), tmp_path / "sizes.csv")
    assert tables.read_table(file).empty


@pytest.mark.parametrize("more", [[], ["a\rb"]])
@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("held", ["str", "category"])
def test_a_long_table_of_text_is_written_like_a_short_one(
    tmp_path, monkeypatch, held: str, alone: bool, more: list[str]
) -> None:
    texts = ["=1+1", "a,b", 'say "x"', "two\nlines", *more, "", "é😀", " x ", "'=x", "a;b", "-"]
    table = pd.DataFrame({"text": pd.Series(texts * 3, dtype="str").astype(held)})
    table = table if alone else table.assign(center=table["text"][::-1].to_numpy(), mark="m")
    short = tables.write_table(table, tmp_path / "short.csv").read_bytes()
    monkeypatch.setattr(files, "BLOCK", 4)
    assert tables.write_table(table, tmp_path / "long.csv").read_bytes() == short


def test_a_missing_text_is_written_blank_however_long_the_table(tmp_path, monkeypatch) -> None:
    table = pd.DataFrame({"a": pd.Series(["x", None, "y"], dtype="str"), "b": "z"})
    short = tables.write_table(table, tmp_path / "short.csv").read_bytes()
    monkeypatch.setattr(files, "BLOCK", 2)
    assert tables.write_table(table, tmp_path / "long.csv").read_bytes() == short
