"""A decision holds, and is flagged where what it rested on is no longer as it was."""

import pandas as pd

from sopgap.mapping.reviewing.flags import flag_reviews

COVERAGE = pd.DataFrame(
    [("R1", "north", "stale", "a#1.aaaa.s1"), ("R2", "north", "missing", "")],
    columns=["responsibility_id", "center", "status", "duty_ids"],
)
MATCHES = pd.DataFrame({"responsibility_id": ["R1"], "duty_id": ["a#1.aaaa.s1"]})
PARAGRAPHS = pd.DataFrame({"paragraph_id": ["a#1.aaaa", "a#2.bbbb"]})


def flags(*rows: dict[str, str]) -> list[tuple[str, str]]:
    table = pd.DataFrame(
        [{"when": f"2024-03-{i:02}", "reviewer": "A", "center": "north", "duty_id": "",
          "decision": "confirmed", "kind": "", "rests_on": ""} | row for i, row in
         enumerate(rows, 1)]
    )  # fmt: skip
    found = flag_reviews(table, COVERAGE, MATCHES, PARAGRAPHS)
    return list(zip(found["flag"], found["said"], strict=True))


def test_what_is_as_it_was_is_not_flagged() -> None:
    assert flags({"responsibility_id": "R1", "kind": "stale", "rests_on": "a#1.aaaa.s1"}) == []


def test_another_computed_kind_is_told() -> None:
    found = flags({"responsibility_id": "R1", "kind": "missing"})
    assert found == [("kind", "the program said missing, and says stale now")]


def test_a_changed_text_is_told_from_one_that_is_gone() -> None:
    found = flags({"responsibility_id": "R2", "rests_on": "a#1.cccc.s1;b#9.dddd"})
    assert found == [
        ("changed", "the text of a#1.cccc has changed: its section now holds a#1.aaaa"),
        ("gone", "b#9.dddd is no longer in the corpus"),
    ]


def test_a_passage_that_came_since_is_told() -> None:
    found = flags({"responsibility_id": "R1", "kind": "stale", "rests_on": "a#2.bbbb.s1"})
    assert [flag for flag, _ in found] == ["moved"]


def test_of_a_link_its_text_and_its_use_count() -> None:
    link = {"responsibility_id": "R1", "center": ""}
    assert flags(link | {"duty_id": "a#1.aaaa.s1"}) == []
    assert [f for f, _ in flags(link | {"duty_id": "a#1.cccc.s1"})] == ["changed"]
    assert [f for f, _ in flags(link | {"duty_id": "a#2.bbbb.s1"})] == ["unused"]
    assert flags(link | {"duty_id": "a#2.bbbb.s1", "decision": "rejected"}) == []


def test_a_superseded_decision_is_not_flagged() -> None:
    old = {"responsibility_id": "R1", "kind": "missing"}
    assert flags(old, {"responsibility_id": "R1", "kind": "stale"}) == []


def test_a_cell_that_the_matrix_no_longer_holds_is_told() -> None:
    assert [f for f, _ in flags({"responsibility_id": "R7"})] == ["gone"]
