"""A confirmed link counts and a rejected one does not, everywhere or at one Center."""

from types import SimpleNamespace

import pandas as pd
import pytest

from sopgap.mapping.drawing import draw_map
from sopgap.mapping.links import link

TEXTS = {
    "a#1.aaaa": "The Center must pay the refund within 9 days.",
    "a#2.bbbb": "The port must weigh the crates.",
    "a#3.cccc": "The clerk may pay the refund.",
}
MATRIX = pd.DataFrame(
    [("R1", "Refunds", "pay", "refunds", "deadline"), ("R2", "Storage fees", "waive",
                                                       "storage fees", "")],
    columns=["responsibility_id", "name", "action", "object", "requires"],
).assign(ownership="center", kind="responsibility")  # fmt: skip
DUTIES = pd.DataFrame(
    [("a#1.aaaa.s1", "center", "Center", "obligation", "within 9 days"),
     ("a#2.bbbb.s1", "port", "port", "obligation", ""),
     ("a#3.cccc.s1", "center", "clerk", "permission", "")],
    columns=["duty_id", "unit", "actor", "modality", "deadline"],
)  # fmt: skip
DUTIES = DUTIES.assign(
    paragraph_id=DUTIES["duty_id"].str[:-3], document_id="a", actor_text=DUTIES["actor"],
    text=list(TEXTS.values()), via="modal",
)  # fmt: skip
CORPUS = SimpleNamespace(
    documents=pd.DataFrame([{"document_id": "a", "title": "Manual", "scope": "all",
                             "access": "public", "tier": "sop"}]),
    paragraphs=pd.DataFrame(
        [{"paragraph_id": one, "document_id": "a", "section": one[2], "ordinal": i, "text": text}
         for i, (one, text) in enumerate(TEXTS.items())]),
)  # fmt: skip
CENTERS = pd.DataFrame({"center": ["north", "south"], "name": ["North", "South"]})
LINKS = link(DUTIES, MATRIX, passage="duty")


def drawn(*rows: tuple[str, str, str, str]):
    """Draw the map with decisions on links: responsibility, Center, duty, decision."""
    table = pd.DataFrame(rows, columns=["responsibility_id", "center", "duty_id", "decision"])
    table = table.assign(
        when=[f"2024-03-{i:02}" for i in range(1, len(rows) + 1)], reviewer="A. B.", reason="read"
    )
    return draw_map(MATRIX, DUTIES, LINKS, CORPUS, CENTERS, reviews=table)


def states(found, one: str) -> list[str]:
    rows = found.coverage
    return rows.loc[rows["responsibility_id"] == one, "status"].tolist()


def test_without_decisions_nothing_changes() -> None:
    plain = draw_map(MATRIX, DUTIES, LINKS, CORPUS, CENTERS)
    for name in ("coverage", "matches", "evidence"):
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(drawn(), name))
    assert states(plain, "R1") == ["assigned", "assigned"]


def test_a_rejected_link_is_not_used_and_the_evidence_says_by_whom() -> None:
    found = drawn(("R1", "", "a#1.aaaa.s1", "rejected"))
    assert "assigned" not in states(found, "R1")
    assert not (found.matches["duty_id"] == "a#1.aaaa.s1").any()
    passage = found.evidence[found.evidence["passage_id"] == "a#1.aaaa.s1"].iloc[0]
    assert passage["stance"] == "near"
    assert passage["why"] == "A. B. decided on 2024-03-01 that it is not this: 'read'"


def test_a_confirmed_link_is_used() -> None:
    found = drawn(("R2", "", "a#2.bbbb.s1", "confirmed"))
    assert states(found, "R2") == ["misassigned", "misassigned"]
    passage = found.evidence.query("responsibility_id == 'R2' and stance == 'against'").iloc[0]
    assert passage["why"].endswith("; A. B. decided on 2024-03-01 that it is this: 'read'")
    pairs = zip(found.matches["responsibility_id"], found.matches["duty_id"], strict=True)
    assert ("R2", "a#2.bbbb.s1") in set(pairs)


def test_a_decision_for_one_center_leaves_the_others_alone() -> None:
    found = drawn(("R1", "south", "a#1.aaaa.s1", "rejected"))
    assert states(found, "R1")[0] == "assigned"
    assert states(found, "R1")[1] != "assigned"
    found = drawn(("R2", "south", "a#2.bbbb.s1", "confirmed"))
    assert states(found, "R2")[1] == "misassigned"
    assert states(found, "R2")[0] != "misassigned"
    assert not (found.matches["responsibility_id"] == "R2").any()


def test_a_center_s_own_decision_goes_before_the_general_one() -> None:
    found = drawn(
        ("R1", "", "a#1.aaaa.s1", "rejected"), ("R1", "north", "a#1.aaaa.s1", "confirmed")
    )
    assert states(found, "R1")[0] == "assigned"
    assert states(found, "R1")[1] != "assigned"


def test_what_can_cover_nothing_stays_unused() -> None:
    found = drawn(("R2", "", "a#3.cccc.s1", "confirmed"), ("R2", "", "a#9.zzzz.s1", "confirmed"))
    assert found.matches["responsibility_id"].tolist() == ["R1"]


def test_a_contested_link_is_as_the_program_has_it() -> None:
    rows = [("A", "confirmed"), ("B", "rejected")]
    table = pd.DataFrame(rows, columns=["reviewer", "decision"])
    days = ["2024-03-01", "2024-03-02"]
    table = table.assign(when=days, responsibility_id="R1", duty_id="a#1.aaaa.s1")
    found = draw_map(MATRIX, DUTIES, LINKS, CORPUS, CENTERS, reviews=table)
    assert states(found, "R1") == ["assigned", "assigned"]


@pytest.mark.parametrize("decision", ["confirmed", "rejected"])
def test_a_decision_on_a_cell_changes_nothing_that_is_computed(decision) -> None:
    cell = pd.DataFrame([{"when": "2024-03-01", "reviewer": "A", "responsibility_id": "R1",
                          "center": "north", "decision": decision}])  # fmt: skip
    found = draw_map(MATRIX, DUTIES, LINKS, CORPUS, CENTERS, reviews=cell)
    assert states(found, "R1") == ["assigned", "assigned"]
