"""Duties that serve no responsibility are listed, with the nearest row and why not."""

from types import SimpleNamespace

import pandas as pd

from sopgap.mapping.links import link
from sopgap.mapping.orphans import list_orphans

MATRIX = pd.DataFrame(
    [
        ("R1", "Permits", "responsibility", "center", "issue", "permits", "permit"),
        ("P1", "Clerks", "role", "center", "", "clerks", "clerks"),
    ],
    columns=[
        "responsibility_id", "name", "kind", "ownership", "action", "object", "keywords",
    ],
)  # fmt: skip
DOCUMENTS = pd.DataFrame(
    [("a", "Manual", ""), ("old", "Old manual", "2015-01-01")],
    columns=["document_id", "title", "superseded"],
).assign(scope="all", access="public", tier="sop", effective="2010-01-01")


def duties(*rows):
    said = []
    for n, (text, action, thing, more) in enumerate(rows, 1):
        row = {"duty_id": f"a#{n}.s1", "paragraph_id": f"a#{n}", "document_id": "a", "text": text,
               "actor": "desk", "actor_text": "The desk", "unit": "center", "via": "modal",
               "modality": "obligation", "action": action, "object": thing}  # fmt: skip
        said.append(row | more)
    return pd.DataFrame(said)


def orphans(found, matched=(), sections=()):
    ids = found["paragraph_id"].tolist()
    paragraphs = pd.DataFrame(
        {"paragraph_id": ids, "section": [*sections, *[""] * len(ids)][: len(ids)]}
    )
    corpus = SimpleNamespace(documents=DOCUMENTS, paragraphs=paragraphs)
    matches = pd.DataFrame({"duty_id": list(matched), "responsibility_id": "R1"})
    links = link(found, MATRIX, passage="duty")
    return list_orphans(found, matches, MATRIX, links, corpus, as_of="2020-01-01")


def test_the_reason_names_the_act_the_object_or_that_nothing_is_near():
    found = duties(
        ("The desk must inspect permits.", "inspect", "permits", {}),
        ("The desk must issue keys, not permits.", "issue", "keys", {}),
        ("The desk must water the lawn.", "water", "the lawn", {}),
        ("The clerks must smile.", "smile", "", {}),
    )
    why = orphans(found).set_index("duty_id")["why"]
    assert why["a#1.s1"] == "its act is to inspect, and R1 (Permits) asks to issue"
    assert "R1 (Permits)" in why["a#2.s1"]
    assert why["a#3.s1"] == "no row of the matrix shares its words"
    assert why["a#4.s1"].startswith("it speaks of P1 (Clerks)")


def test_the_nearest_stand_first_and_those_without_a_row_last():
    found = duties(
        ("The desk must water the lawn.", "water", "the lawn", {}),
        ("The desk must inspect permits.", "inspect", "permits", {}),
    )
    listed = orphans(found)
    assert listed["duty_id"].tolist() == ["a#2.s1", "a#1.s1"]
    assert listed["score"].isna().tolist() == [False, True]


def test_what_serves_and_what_cannot_serve_is_no_orphan():
    outside = {"unit": "other"}
    found = duties(
        ("The desk must issue permits.", "issue", "permits", {}),
        ("The desk may inspect permits.", "inspect", "permits", {"modality": "permission"}),
        ("The applicant must inspect permits.", "inspect", "permits", outside),
        ("The desk must file permits.", "file", "permits", {"document_id": "old"}),
    )
    assert orphans(found, matched=["a#1.s1"]).empty


def test_the_other_duties_of_a_sentence_that_serves_are_no_orphans():
    text = "The desk must issue permits and inspect them."
    found = duties((text, "issue", "permits", {}), (text, "inspect", "them", {}))
    found["paragraph_id"] = "a#1"
    assert orphans(found, matched=["a#1.s1"]).empty


def test_a_section_that_serves_is_told():
    found = duties(
        ("The desk must issue permits.", "issue", "permits", {}),
        ("The desk must inspect permits.", "inspect", "permits", {}),
    )
    listed = orphans(found, matched=["a#1.s1"], sections=["1. Permits", "1. Permits"])
    assert listed["why"].item().endswith("; other duties of its section serve R1")


def test_a_study_without_duties_has_no_orphans():
    none = duties(("x", "y", "z", {})).iloc[:0]
    assert orphans(none).empty
