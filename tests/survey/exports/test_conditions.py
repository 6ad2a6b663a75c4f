"""Conditions on who was asked: from a map or a definition to `asked_if`, with the answers."""

from pathlib import Path

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.survey.answers import read_survey
from sopgap.survey.exports.conditions import is_contradicted, read_conditions, write_conditions
from sopgap.survey.exports.export import Export, Field
from sopgap.survey.exports.importing import import_survey
from sopgap.survey.exports.maps import Map
from sopgap.survey.exports.tidy import tidy

ROWS = "".join(f"North,{a},{b},{c}\n" for a, b, c in [
    ("Yes", "R&D", "Law"), ("No", "Sales", ""), ("Often", "R&D", "Maps"), ("Yes", "Sales", ""),
    ("No", "R&D", "")] * 2)  # fmt: skip
EXPORT = "Center,Rule,Unit,Tool\n" + ROWS


def folder_of(tmp: Path, asked_if: str) -> Path:
    (tmp / "x.csv").write_text(EXPORT)
    (tmp / "m.toml").write_text(
        f'[questions.Tool]\nkind = "single"\nasked_if = "{asked_if}"\n'
        '[columns]\ncenter = "Center"\nposition = ""\n'
    )
    import_survey("csv", tmp / "x.csv", tmp / "out", map=tmp / "m.toml")
    return tmp / "out"


@pytest.mark.parametrize("asked_if", ["Rule=Yes|Often", "Rule=Yes|Often & Unit=R&D"])
def test_a_map_may_join_conditions_and_choices(asked_if, tmp_path) -> None:
    survey = read_survey(folder_of(tmp_path, asked_if))
    assert survey.questions.set_index("question_id").asked_if["Tool"] == asked_if


def test_the_map_written_gives_the_same_conditions_again(tmp_path) -> None:
    made = folder_of(tmp_path, "Rule=Yes|Often & Unit=R&D")
    import_survey("csv", tmp_path / "x.csv", tmp_path / "again", map=made / "map.toml")
    for name in ("questions.csv", "responses.csv", "map.toml"):
        assert (made / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_each_wrong_part_of_a_condition_is_told(tmp_path) -> None:
    with pytest.raises(InputError) as caught:
        folder_of(tmp_path, "Rule=Yess|Often & Unit=RD")
    assert len(caught.value.problems) == 2
    assert "'Yess' is not one of the choices of Rule; did you mean 'Yes'?" in str(caught.value)
    assert "'RD' is not one of the choices of Unit" in str(caught.value)


@pytest.mark.parametrize("asked_if", ["Rule", "Rule=", "=Yes", "=Yes & Rule=Yes", "Tool=Law", "&"])
def test_what_is_no_condition_is_refused_with_an_example(asked_if, tmp_path) -> None:
    with pytest.raises(InputError, match="not like q3=Yes"):
        folder_of(tmp_path, asked_if)


def column(name: str, *cells: str, **more) -> Field:
    return Field(name, name, pd.Series(cells, index=range(2, 2 + len(cells)), dtype="str"), **more)


def test_a_condition_that_the_answers_contradict_is_dropped_and_said() -> None:
    rule = column("rule", "Yes", "No", "No", "Yes", kind="single", choices=("Yes", "No"))
    tool = column("tool", "Law", "Maps", "", "Law", kind="single", asked_if="rule=Yes")
    tidied, _, _ = tidy(Export("csv", (rule, tool)), Map())
    assert tidied.fields[1].asked_if == ""
    assert tidied.notes == (
        "tool: asked only if rule=Yes, which 1 of 3 answers contradict; taken as asked of"
        " everybody",
    )


def test_ticks_meet_a_condition_when_one_of_them_does() -> None:
    ticks = column("t", "a|b", "b", "none", kind="multi", choices=("a", "b"))
    then = column("u", "x", "", "", kind="single")
    assert is_contradicted(then, [("t", ("a",))], {"t": ticks}) == 0
    assert is_contradicted(then, [("t", ("c",))], {"t": ticks}) == 1


def test_of_several_conditions_the_one_that_cannot_be_held_is_said() -> None:
    rule = column("rule", "Yes", "No", kind="single", choices=("Yes", "No"))
    tool = column("tool", "Law", "", kind="single", asked_if="rule=Yes & gone=x")
    tidied, _, _ = tidy(Export("csv", (rule, tool)), Map())
    assert tidied.fields[1].asked_if == "rule=Yes"
    assert "asked only if gone is 'x'" in tidied.notes[0]


@pytest.mark.parametrize(
    "conditions",
    [(("q1", ("Yes",)),), (("q1", ("R&D", "a, b")),), (("q1", ("a", "b")), ("q2", ("R&D",)))],
)
def test_what_is_written_is_read_again(conditions) -> None:
    assert read_conditions(write_conditions(conditions)) == conditions


def test_what_cannot_be_read_again_is_not_written() -> None:
    assert write_conditions([("q1", ("R&D", "a = b"))]) == ""
    assert write_conditions([("a=b", ("Yes",))]) == ""
