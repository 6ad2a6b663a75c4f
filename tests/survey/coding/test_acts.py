"""Acts change what they name and nothing else; what cannot be is told."""

import pytest

from sopgap.survey.coding.acts import Act, State, play, wrong_label, wrong_text

A, B, C = "a" * 16, "b" * 16, "c" * 16
BASE = [
    Act("base", "C01", "pay"),
    Act("base", "C02", "staff"),
    Act("base", "C03", "rules"),
    Act("place", "C01", "1", A),
    Act("place", "C02", "1", B),
    Act("place", "C03", "1", C),
    Act("place", "C02", "2", A),
]


def after(*acts: Act) -> tuple[State, list[str]]:
    wrong: list[str] = []
    return play([*BASE, *acts], State(), lambda act, why: wrong.append(why)), wrong


def test_a_merge_moves_first_and_further_concerns() -> None:
    state, wrong = after(Act("merge", "C02", "C03"))
    assert state.place == {A: "C01", B: "C03", C: "C03"}
    assert state.also == {A: ["C03"]}
    assert state.labels == {"C01": "pay", "C03": "rules"}
    assert not wrong


def test_a_merge_of_both_concerns_of_a_comment_leaves_one() -> None:
    state, _ = after(Act("merge", "C02", "C01"))
    assert state.place[A] == "C01"
    assert state.also == {}


def test_a_move_leaves_the_further_concerns_but_the_new_first() -> None:
    state, _ = after(Act("move", "C02", "", A))
    assert (state.place[A], state.also, state.decided) == ("C02", {}, {A})
    state, _ = after(Act("move", "C03", "", A))
    assert (state.place[A], state.also) == ("C03", {A: ["C02"]})


def test_what_the_program_places_is_decided_by_nobody() -> None:
    state, _ = after(Act("move", "C03", "", A), Act("place", "C01", "1", A))
    assert (state.place[A], state.decided) == ("C01", set())


def test_a_split_ends_a_concern_and_its_id_is_not_used_again() -> None:
    parts = (Act("split", "C02", "C04;C05"), Act("add", "C04", "staff"), Act("add", "C05", "few"))
    state, wrong = after(*parts)
    assert not wrong
    assert B not in state.place
    assert state.also == {}
    assert state.next_concern() == "C06"
    assert "split into C04 and C05" in state.ended["C02"]
    _, wrong = after(*parts, Act("add", "C02", "again"))
    assert wrong == ["there is or was a concern C02 before; take the next number"]


def test_a_definition_ends_with_its_concern() -> None:
    state, _ = after(Act("define", "C02", "Who works here"), Act("merge", "C02", "C01"))
    assert state.told == {}


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (Act("merge", "C09", "C01"), "there is no concern 'C09'"),
        (Act("merge", "C01", "C01"), "C01 cannot be merged into itself"),
        (Act("merge", "C01", "C09"), "there is no concern 'C09'"),
        (Act("rename", "C01", "STAFF"), "C02 bears the label 'STAFF' already"),
        (Act("rename", "C01", " "), "the label is blank"),
        (Act("rename", "C01", "x" * 81), "the label has 81 characters, more than 80; shorten it"),
        (Act("define", "C01", "a\u202eb"), "the text holds the invisible character U+202E"),
        (Act("split", "C01", "C04"), "'C04' does not name two parts"),
        (Act("split", "C01", "C04;C02"), "the part C02 is or was a concern before"),
        (Act("split", "C01", "C04;x"), "the part 'x' is no id like C01"),
        (Act("add", "../x", "new"), "'../x' is no id like C01"),
        (Act("move", "C01"), "names no comment"),
        (Act("move", "C01", "", "d" * 16), f"the comment {'d' * 16} was not placed before"),
        (Act("also", "C01", "", A), f"the comment {A} is in C01 already"),
        (Act("place", "C01", "best", A), "'best' is no rank"),
    ],
)
def test_an_act_that_cannot_be_is_told_and_changes_nothing(act: Act, said: str) -> None:
    state, wrong = after(act)
    assert len(wrong) == 1
    assert wrong[0].startswith(said)
    assert state == after()[0]


def test_an_act_on_a_concern_that_ended_says_what_became_of_it() -> None:
    _, wrong = after(Act("merge", "C02", "C01", step=12), Act("move", "C02", "", C))
    assert wrong == ["C02 was merged into C01 in step 12"]


def test_numbers_grow_beyond_two_digits() -> None:
    state = State({"C99": "x"})
    assert state.next_concern() == "C100"
    assert State().next_concern() == "C01"


def test_labels_that_hide_something_are_refused() -> None:
    assert wrong_label("pay") == ""
    for text in ("pay\x07", "\u200bpay", "pay\u2028", "\ud800", "\ue000"):
        assert "invisible character" in wrong_label(text)
    assert wrong_text("é ü 中 –") == ""
