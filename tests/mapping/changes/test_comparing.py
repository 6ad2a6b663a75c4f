"""What became of each cell, by which document or what else: one change at a time, made by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.mapping.changes.comparing import NOTHING, compare_documents, compare_gaps
from sopgap.mapping.changes.moments import Moment
from sopgap.tables import MATCHES

MATRIX = {
    "responsibility_id": "R1", "name": "Refunds", "kind": "responsibility", "ownership": "center",
    "action": "pay", "object": "refund", "keywords": "", "requires": "deadline",
}  # fmt: skip
OWNERS = {"center": "Clerk", "port": "Cashier", "none": ""}


def document(document_id: str, **more: str) -> dict[str, str]:
    told = {"title": f"Manual {document_id.upper()}", "tier": "sop", "scope": "all",
            "access": "provided", "effective": "2018-01-01"}  # fmt: skip
    return {"document_id": document_id, **told, **more}


def duty(place: str, unit: str, slots: str = "", text: str = "") -> dict[str, str]:
    """Return a duty of document `a` at `a#1.s1`, the match of it for R1, and its paragraph."""
    who = OWNERS[unit]
    return {"duty_id": place, "paragraph_id": place[:-3], "document_id": place.split("#")[0],
            "text": text or f"The {who} must pay the refund.", "unit": unit, "actor": who,
            "modality": "obligation", "via": "modal", "slots": slots}  # fmt: skip


def moment(status: str, deciding: str, documents: list[dict], duties: list[dict], **more) -> Moment:
    cells = {"responsibility_id": "R1", "center": "north", "status": status, "reasons": "...",
             "n_duties": 1, "n_documents": 1, "duty_ids": deciding}  # fmt: skip
    paragraphs = [
        {"paragraph_id": d["paragraph_id"], "document_id": d["document_id"], "ordinal": n,
         "section": "4. Refunds", "text": d["text"]} for n, d in enumerate(duties)
    ]  # fmt: skip
    matches = [
        {"responsibility_id": "R1", "duty_id": d["duty_id"], "unit": d["unit"],
         "slots": d["slots"], "object_fit": 1.0, "partial": False, "full": True} for d in duties
    ]  # fmt: skip
    given = {
        "documents": pd.DataFrame(documents) if documents else None,
        "duties": pd.DataFrame(duties) if duties else None,
        "paragraphs": pd.DataFrame(paragraphs) if duties else None,
        "matches": pd.DataFrame(matches) if duties else MATCHES.empty(),
        "responsibilities": pd.DataFrame([MATRIX]),
        "as_of": "2021-01-01",
        "reorganisation": "2017-01-01",
    }
    return Moment(pd.DataFrame([cells]), **given | more)


def told(before: Moment, after: Moment) -> dict[str, str]:
    (row,) = compare_gaps(before, after).to_dict("records")
    return row


A = duty("a#1.s1", "center", "deadline")
WRONG = duty("b#1.s1", "port", "deadline")
OLD = [document("a")]
FULL = moment("assigned", "a#1.s1", OLD, [A])
BARE = moment("missing", "", OLD, [])


def test_a_document_that_was_added_closed_the_gap() -> None:
    empty = moment("missing", "", [document("x")], [])
    row = told(empty, moment("assigned", "a#1.s1", [document("x"), document("a")], [A]))
    assert (row["change"], row["causes"], row["document_ids"]) == ("closed", "document", "a")
    assert row["because"] == (
        "“Manual A” was added: its section 4 “Refunds” names the Clerk (Center), with a deadline."
    )


def test_a_document_that_was_removed_opened_one() -> None:
    row = told(FULL, moment("missing", "", [document("x")], []))
    assert (row["change"], row["document_ids"]) == ("opened", "a")
    assert row["because"] == (
        "“Manual A” was removed from the corpus: its section 4 “Refunds” had named the Clerk"
        " (Center), with a deadline."
    )


def test_a_document_and_the_one_that_took_its_place_are_told_together() -> None:
    before = moment("misassigned", "b#1.s1", [document("b")], [WRONG])
    ended = document("b", superseded="2020-05-01")
    later = [ended, document("a", supersedes="b", effective="2020-05-01")]
    row = told(before, moment("assigned", "a#1.s1", later, [WRONG, A]))
    assert (row["change"], row["document_ids"]) == ("closed", "b;a")
    assert row["because"] == (
        "“Manual B” was superseded on 2020-05-01: its section 4 “Refunds” had named the Cashier"
        " (port), with a deadline; and “Manual A” took its place: its section 4 “Refunds” names the"
        " Clerk (Center), with a deadline."
    )


def test_what_a_document_no_longer_says_is_told() -> None:
    reworded = duty("a#2.s1", "center", "", "The Clerk must pay each refund.")
    row = told(FULL, moment("no-deadline", "a#2.s1", OLD, [reworded]))
    assert (row["change"], row["causes"], row["document_ids"]) == ("opened", "document", "a")
    assert row["because"] == (
        "“Manual A” changed: its section 4 “Refunds” no longer gives a deadline."
    )


def test_another_owner_in_a_document_is_told_against_the_former() -> None:
    reworded = duty("a#2.s1", "port", "deadline")
    row = told(FULL, moment("misassigned", "a#2.s1", OLD, [reworded]))
    assert row["because"] == (
        "“Manual A” changed: its section 4 “Refunds” now names the Cashier (port) instead of the"
        " Clerk (Center)."
    )


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (document("a", scope="south"), "no longer holds for this Center (scope: all -> south)"),
        (document("a", access="unavailable"), "“Manual A” is no longer available"),
        (document("a", superseded="2020-01-01"), "“Manual A” was superseded on 2020-01-01"),
        (document("a", effective="2022-01-01"), "is now in force only from 2022-01-01"),
    ],
)
def test_a_document_that_no_longer_counts_here_is_named_with_the_reason(
    then: dict, said: str
) -> None:
    row = told(FULL, moment("missing", "", [then], [A]))
    assert (row["change"], row["document_ids"]) == ("opened", "a")
    assert said in row["because"]


def test_a_document_that_was_not_read_is_said_to_be_so() -> None:
    row = told(FULL, moment("missing", "", OLD, []))
    assert row["because"].startswith("No text of “Manual A” was read in the later run: its section")


def test_a_sentence_that_decides_because_another_came_is_no_cause() -> None:
    both = [document("b"), document("a")]
    before = moment("misassigned", "b#1.s1", [document("b")], [WRONG])
    row = told(before, moment("assigned", "a#1.s1", both, [WRONG, A]))
    assert row["document_ids"] == "a"


def test_the_last_sentence_for_a_side_is_a_cause_though_it_did_not_decide() -> None:
    loose = duty("b#1.s1", "none")
    before = moment("assigned", "a#1.s1", [document("a"), document("b")], [A, loose])
    bare = moment("missing", "", [document("x")], [])
    row = told(before, bare)
    assert row["document_ids"] == "a;b"
    assert row["because"].endswith(
        "and “Manual B” was removed from the corpus: its section 4 “Refunds” had named nobody."
    )


@pytest.mark.parametrize(
    ("changed", "kind", "said"),
    [
        ({"ownership": "port"}, "misassigned", "The matrix now gives it to the port (before: the"
         " Center)."),
        ({"requires": "deadline;record"}, "incomplete", "The matrix now requires a record."),
    ],
)  # fmt: skip
def test_a_changed_row_of_the_matrix_is_no_document(changed: dict, kind: str, said: str) -> None:
    after = moment(kind, "a#1.s1", OLD, [A], responsibilities=pd.DataFrame([MATRIX | changed]))
    row = told(FULL, after)
    assert (row["causes"], row["document_ids"], row["because"]) == ("matrix", "", said)


def test_the_list_of_actors_is_named_with_the_words_that_moved() -> None:
    lists = [
        pd.DataFrame({"alias": ["Clerk", "guard"], "actor": ["Clerk", "Guard"], "unit": units})
        for units in (["center", "port"], ["port", "other"])
    ]
    before = replace(FULL, actors=lists[0])
    after = moment("misassigned", "a#1.s1", OLD, [A | {"unit": "port"}], actors=lists[1])
    row = told(before, after)
    assert (row["causes"], row["document_ids"]) == ("actors", "")
    assert row["because"] == "The list of actors now counts “Clerk” to port (before: center)."


def test_another_day_of_the_reorganisation_is_the_cause() -> None:
    old = [document("b", effective="2015-01-01")]
    before = moment("stale", "b#1.s1", old, [WRONG])
    after = moment("misassigned", "b#1.s1", old, [WRONG], reorganisation="2012-01-01")
    row = told(before, after)
    assert (row["change"], row["causes"], row["document_ids"]) == ("moved", "reorganisation", "")
    assert row["because"] == (
        "The reorganisation is now dated 2012-01-01 (before: 2017-01-01), so that “Manual B” no"
        " longer counts as older than it."
    )


def test_a_document_that_got_another_date_is_the_cause() -> None:
    before = moment("stale", "b#1.s1", [document("b", effective="2015-01-01")], [WRONG])
    after = moment("misassigned", "b#1.s1", [document("b", effective="2019-01-01")], [WRONG])
    row = told(before, after)
    assert (row["causes"], row["document_ids"]) == ("document", "b")
    assert "now dated 2019-01-01 (before: 2015-01-01)" in row["because"]


def test_another_day_that_counts_as_now_is_the_cause() -> None:
    dated = [document("a", effective="2020-06-01")]
    before = moment("missing", "", dated, [A], as_of="2020-01-01")
    row = told(before, moment("assigned", "a#1.s1", dated, [A]))
    assert (row["change"], row["causes"], row["document_ids"]) == ("closed", "as-of", "")
    assert row["because"].startswith(
        "On 2021-01-01, which counts as now (before: 2020-01-01), “Manual A” is now in force:"
    )


def test_a_decision_closes_a_gap_whose_kind_is_the_same() -> None:
    gaps = pd.DataFrame({"responsibility_id": ["R1"], "center": ["north"], "kind": ["missing"],
                         "review": ["rejected"]})  # fmt: skip
    row = told(BARE, replace(BARE, gaps=gaps))
    assert (row["before"], row["after"], row["change"]) == ("missing", "missing", "closed")
    assert (row["causes"], row["review_after"]) == ("review", "rejected")


def test_what_no_document_explains_goes_to_a_person() -> None:
    other = pd.DataFrame([MATRIX, MATRIX | {"responsibility_id": "R2"}])
    unmatched = moment("missing", "", OLD, [A], responsibilities=other)
    row = told(FULL, replace(unmatched, matches=MATCHES.empty()))
    assert (row["causes"], row["document_ids"]) == ("fit", "")
    assert "a person should look" in row["because"]
    same = moment("missing", "", OLD, [A], matches=MATCHES.empty(), version="2")
    row = told(replace(FULL, version="1"), same)
    assert (row["causes"], row["because"]) == (
        "program",
        "Nothing that it is drawn from changed, so the program did (1, now 2): a person should"
        " look.",
    )


def test_a_map_that_does_not_tell_its_duties_gives_no_cause() -> None:
    row = told(replace(FULL, matches=None), moment("missing", "", [document("x")], []))
    assert row["because"] == (
        "Which duties do it is not told of the earlier map, so no cause can be named."
    )


def test_a_passage_that_only_speaks_of_it_is_a_cause_too() -> None:
    near = pd.DataFrame([{"responsibility_id": "R1", "center": "north", "place": 1,
                          "stance": "near", "passage_id": "a#1.s1", "paragraph_id": "a#1",
                          "document_id": "a", "why": "a mention"}])  # fmt: skip
    after = moment("mention-only", "", OLD, [], evidence=near)
    row = told(moment("missing", "", [document("x")], []), after)
    assert (row["change"], row["document_ids"]) == ("moved", "a")
    assert row["because"] == "“Manual A” was added: it speaks of it."


def test_a_cell_that_stays_says_what_it_rests_on_now() -> None:
    assert told(FULL, FULL)["because"] == NOTHING
    again = duty("a#2.s1", "center", "deadline", "The Clerk must pay any refund.")
    row = told(FULL, moment("assigned", "a#2.s1", OLD, [again]))
    assert (row["change"], row["document_ids"]) == ("in-order", "a")
    assert row["because"].startswith("It is still assigned, though “Manual A” changed: its section")


def test_cells_that_only_one_map_has_are_told_apart() -> None:
    wide = replace(FULL, coverage=pd.concat([
        FULL.coverage, FULL.coverage.assign(center="south"),
        FULL.coverage.assign(responsibility_id="R9"),
    ]))  # fmt: skip
    rows = compare_gaps(wide, FULL).set_index(["responsibility_id", "center"])
    assert rows.loc[("R1", "south"), ["change", "causes"]].tolist() == ["only-before", "centers"]
    assert rows.loc[("R9", "north"), "because"] == (
        "The later matrix does not hold this responsibility."
    )
    assert compare_gaps(FULL, wide)["change"].tolist() == ["in-order", "only-after", "only-after"]


def test_maps_without_a_common_cell_are_refused() -> None:
    other = replace(FULL, coverage=FULL.coverage.assign(center="south"))
    with pytest.raises(InputError, match="no cell in common"):
        compare_gaps(FULL, other)


def test_documents_are_counted_with_the_gaps_that_they_moved() -> None:
    later = [document("a", title="Manual A, new"), document("c")]
    rows = compare_documents(
        FULL, moment("no-deadline", "a#2.s1", later, [duty("a#2.s1", "center")])
    ).set_index("document_id")
    assert rows.loc["a", ["fate", "columns", "n_opened"]].tolist() == ["changed", "text;title", 1]
    assert rows.loc["a", "details"] == (
        "paragraphs: 1 gone, 1 new | title: Manual A -> Manual A, new"
    )
    assert rows.loc["c", ["fate", "n_opened", "n_closed"]].tolist() == ["added", 0, 0]


def test_a_document_out_of_force_is_superseded_and_one_as_it_was_is_not_listed() -> None:
    later = [document("a", superseded="2020-01-01"), document("b")]
    before = moment("assigned", "a#1.s1", [document("a"), document("b")], [A])
    rows = compare_documents(before, moment("stale", "a#1.s1", later, [A]))
    assert rows[["document_id", "fate", "n_opened"]].values.tolist() == [["a", "superseded", 1]]
