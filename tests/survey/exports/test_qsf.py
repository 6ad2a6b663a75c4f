"""The definition of Qualtrics: order, choices, codes, and conditions that can be expressed."""

import json
from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.survey.exports.qsf import read_qsf


def question(number: int, **more) -> dict:
    choices = {"1": {"Display": "Yes"}, "2": {"Display": "No"}}
    payload = {
        "QuestionText": f"Question {number}?",
        "DataExportTag": f"Q{number}",
        "QuestionType": "MC",
        "Selector": "SAVR",
        "Choices": choices,
    }
    return {"Element": "SQ", "PrimaryAttribute": f"QID{number}", "Payload": {**payload, **more}}


def write(folder: Path, questions: list, parts: list | None = None, flow: list | None = None):
    parts = parts or [{"Type": "Question", "QuestionID": q["PrimaryAttribute"]} for q in questions]
    block = {"Type": "Default", "ID": "BL_1", "BlockElements": parts}
    flow = flow or [{"ID": "BL_1", "Type": "Block"}]
    elements = [
        {"Element": "BL", "PrimaryAttribute": "Blocks", "Payload": [block]},
        {"Element": "FL", "PrimaryAttribute": "Flow", "Payload": {"Type": "Root", "Flow": flow}},
        *questions,
    ]
    (folder / "x.qsf").write_text(json.dumps({"SurveyEntry": {}, "SurveyElements": elements}))
    return read_qsf(folder / "x.qsf")


def selected(locator: str, operator: str = "Selected", **more) -> dict:
    part = {"LogicType": "Question", "ChoiceLocator": locator, "Operator": operator, **more}
    return {"0": {"0": part, "Type": "If"}, "Type": "BooleanExpression"}


def skip(choice: int, to: str) -> dict:
    locator = f"q://QID1/SelectableChoice/{choice}"
    return {"ChoiceLocator": locator, "Condition": "Selected", "SkipToDestination": to}


def test_questions_stand_in_the_order_of_the_flow(tmp_path) -> None:
    parts = [{"Type": "Question", "QuestionID": f"QID{i}"} for i in (3, 1, 2)]
    asked, _ = write(tmp_path, [question(i) for i in (1, 2, 3)], parts)
    assert list(asked) == ["QID3", "QID1", "QID2"]


def test_recoded_choices_keep_their_codes_and_markup_falls_away(tmp_path) -> None:
    choices = {"1": {"Display": "<b>Yes</b>"}, "4": {"Display": "No&nbsp;way"}}
    asked, _ = write(
        tmp_path,
        [question(1, Choices=choices, ChoiceOrder=[4, 1], RecodeValues={"1": 10, "4": "-1"})],
    )
    assert dict(asked["QID1"].choices) == {"4": "No way", "1": "Yes"}
    assert dict(asked["QID1"].codes) == {"4": "-1", "1": "10"}


def test_a_label_that_stands_twice_is_numbered(tmp_path) -> None:
    choices = {"1": {"Display": "Other"}, "2": {"Display": "Other"}}
    asked, _ = write(tmp_path, [question(1, Choices=choices)])
    assert list(asked["QID1"].choices.values()) == ["Other", "Other (2)"]


def test_one_choice_that_leads_to_a_question_is_a_condition(tmp_path) -> None:
    logic = selected("q://QID1/SelectableChoice/2")
    asked, notes = write(tmp_path, [question(1), question(2, DisplayLogic=logic)])
    assert asked["QID2"].only_if == (("QID1", "", ("2",)),)
    assert notes == []


def test_a_cell_of_a_matrix_is_a_condition_on_its_row(tmp_path) -> None:
    logic = selected("q://QID1/SelectableChoice/2/4")
    asked, _ = write(tmp_path, [question(1), question(2, DisplayLogic=logic)])
    assert asked["QID2"].only_if == (("QID1", "2", ("4",)),)


@pytest.mark.parametrize("operator", ["Displayed", "GreaterThan"])
def test_other_conditions_are_said_to_be_lost(operator, tmp_path) -> None:
    logic = selected("q://QID1/SelectableChoice/2", operator, Description="If <b>No</b>")
    asked, notes = write(tmp_path, [question(1), question(2, DisplayLogic=logic)])
    assert asked["QID2"].only_if == ()
    assert len(notes) == 1
    assert "cannot hold (If No)" in notes[0]


def test_a_skip_from_one_of_two_choices_is_a_condition_on_what_is_passed(tmp_path) -> None:
    parts = [
        {"Type": "Question", "QuestionID": "QID1", "SkipLogic": [skip(2, "QID4")]},
        *({"Type": "Question", "QuestionID": f"QID{i}"} for i in (2, 3, 4)),
    ]
    asked, notes = write(tmp_path, [question(i) for i in (1, 2, 3, 4)], parts)
    conditions = {qid: q.only_if for qid, q in asked.items()}
    yes = (("QID1", "", ("1",)),)
    assert conditions == {"QID1": (), "QID2": yes, "QID3": yes, "QID4": ()}
    assert notes == []


@pytest.mark.parametrize("to", ["ENDOFSURVEY", "ENDOFBLOCK"])
def test_a_skip_to_the_end_passes_all_that_follows(to, tmp_path) -> None:
    parts = [
        {"Type": "Question", "QuestionID": "QID1", "SkipLogic": [skip(1, to)]},
        *({"Type": "Question", "QuestionID": f"QID{i}"} for i in (2, 3)),
    ]
    asked, _ = write(tmp_path, [question(i) for i in (1, 2, 3)], parts)
    assert asked["QID3"].only_if == (("QID1", "", ("2",)),)


THREE = {"1": {"Display": "Yes"}, "2": {"Display": "No"}, "3": {"Display": "Other"}}


def skipped(folder: Path, rules: list, **first):
    parts = [
        {"Type": "Question", "QuestionID": "QID1", "SkipLogic": rules},
        *({"Type": "Question", "QuestionID": f"QID{i}"} for i in (2, 3)),
    ]
    questions = [question(1, **{"Choices": THREE, **first}), question(2), question(3)]
    asked, notes = write(folder, questions, parts)
    return [asked[f"QID{i}"].only_if for i in (2, 3)], notes


def test_a_skip_from_one_of_three_choices_leaves_the_other_two(tmp_path) -> None:
    conditions, notes = skipped(tmp_path, [skip(2, "ENDOFBLOCK")])
    assert conditions == [(("QID1", "", ("1", "3")),)] * 2
    assert notes == []


def test_of_several_skips_each_passes_over_its_own_questions(tmp_path) -> None:
    conditions, notes = skipped(tmp_path, [skip(1, "QID3"), skip(2, "ENDOFSURVEY")])
    assert conditions == [(("QID1", "", ("3",)),), (("QID1", "", ("1", "3")),)]
    assert notes == []


def test_of_two_skips_from_one_choice_the_first_holds(tmp_path) -> None:
    conditions, _ = skipped(tmp_path, [skip(1, "QID3"), skip(1, "ENDOFSURVEY")])
    assert conditions == [(("QID1", "", ("2", "3")),), ()]


@pytest.mark.parametrize(
    ("rules", "first"),
    [
        ([skip(1, "ENDOFBLOCK")], {"Selector": "MAVR"}),  # who ticks 1 and 2 is skipped too
        ([skip(1, "ENDOFBLOCK")], {"QuestionType": "TE"}),
        ([skip(9, "ENDOFBLOCK")], {}),
        ([skip(1, "QID77")], {}),
        ([skip(i, "ENDOFBLOCK") for i in (1, 2, 3)], {}),  # nobody would be left
        (["x"], {}),
    ],
)
def test_other_skips_are_said_to_be_lost(rules, first, tmp_path) -> None:
    conditions, notes = skipped(tmp_path, rules, **first)
    assert conditions == [(), ()]
    assert len(notes) == 1
    assert "Q1: some answers skip" in notes[0]


def logic(*groups: list) -> dict:
    """Groups of (locator, operator, joint with what stands before)."""
    made = {}
    for g, parts in enumerate(groups):
        made[str(g)] = {
            str(i): {
                "LogicType": "Question",
                "ChoiceLocator": f"q://{where.replace('.', '/SelectableChoice/')}",
                "Operator": operator,
                **({"Conjuction": joint} if joint else {}),
            }
            for i, (where, operator, joint) in enumerate(parts)
        }
    return {**made, "Type": "BooleanExpression"}


S, N = "Selected", "NotSelected"
# Logic on QID9, of the questions 1 (single) and 2 (ticks).
EXPECTED = [
    (logic([("QID1.1", S, ""), ("QID1.2", S, "Or")]), (("QID1", "", ("1", "2")),)),
    (logic([("QID1.1", S, ""), ("QID2.2", S, "And")]),
     (("QID1", "", ("1",)), ("QID2", "", ("2",)))),
    (logic([("QID2.1", S, ""), ("QID2.2", S, "And")]),
     (("QID2", "", ("1",)), ("QID2", "", ("2",)))),
    (logic([("QID1.1", N, "")]), (("QID1", "", ("2", "3")),)),
    (logic([("QID1.1", N, ""), ("QID1.2", N, "And")]), (("QID1", "", ("3",)),)),
    (logic([("QID1.1", S, "")], [("QID2.2", S, "And")]),
     (("QID1", "", ("1",)), ("QID2", "", ("2",)))),
    (logic([("QID1.1", S, "")], [("QID2.2", S, "Or")]), None),
    (logic([("QID1.1", S, "")], [("QID2.2", S, "")]), None),
    (logic([("QID1.1", S, ""), ("QID2.2", S, "Or")]), None),
    (logic([("QID1.1", S, ""), ("QID1.2", S, "Or"), ("QID2.1", S, "And")]), None),
    (logic([("QID2.1", N, "")]), None),  # who ticks 1 and 2 gave another choice too
    (logic([("QID1.1", N, ""), ("QID1.2", N, "Or")]), None),
    (logic([("QID1.1", S, ""), ("QID1.2", S, "And")]), None),  # nobody
]  # fmt: skip


@pytest.mark.parametrize(("rule", "expected"), EXPECTED)
def test_conditions_together(rule, expected, tmp_path) -> None:
    questions = [
        question(1, Choices=THREE),
        question(2, Selector="MAVR", Choices=THREE),
        question(9, DisplayLogic=rule),
    ]
    asked, notes = write(tmp_path, questions)
    assert asked["QID9"].only_if == (expected or ())
    assert len(notes) == (expected is None)
    assert all(note.startswith("Q9: ") for note in notes)


def test_a_branch_holds_for_the_questions_of_its_block(tmp_path) -> None:
    branch = {
        "Type": "Branch",
        "BranchLogic": selected("q://QID9/SelectableChoice/1"),
        "Flow": [{"ID": "BL_1", "Type": "Block"}],
    }
    asked, _ = write(tmp_path, [question(1), question(9)], None, [branch])
    assert asked["QID1"].only_if == (("QID9", "", ("1",)),)


def test_a_block_that_stands_in_the_flow_again_is_asked_of_others_too(tmp_path) -> None:
    block = {"ID": "BL_1", "Type": "Block"}
    branch = {
        "Type": "Branch",
        "BranchLogic": selected("q://QID9/SelectableChoice/1"),
        "Flow": [block],
    }
    asked, _ = write(tmp_path, [question(1), question(9)], None, [branch, block])
    assert asked["QID1"].only_if == ()


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"SurveyElements": 3}', '{"SurveyElements": [{}]}', "[" * 100_000,
     '{"SurveyElements": [{"Element": "SQ", "PrimaryAttribute": "QID1", "Payload": [1]}]}',
     "<html></html>"],
)  # fmt: skip
def test_what_is_no_definition_is_refused(content, tmp_path) -> None:
    (tmp_path / "x.qsf").write_text(content)
    with pytest.raises(InputError, match=r"x\.qsf"):
        read_qsf(tmp_path / "x.qsf")
