"""What speaks for a cell, what against, and what comes near without counting."""

from types import SimpleNamespace

import pandas as pd

import sopgap as sg

ACTORS = pd.DataFrame(
    [("Center", "center"), ("Port", "port"), ("Agency", "agency")], columns=["alias", "unit"]
).assign(actor=lambda rows: rows["alias"])
DATES = {"reorganisation": "2017-01-01", "as_of": "2020-01-01"}


def drawn(*documents, ownership="center", requires="", centers=("north",), **row):
    """Draw the map of one responsibility; a document is its text and what differs."""
    matrix = pd.DataFrame([{
        "responsibility_id": "R1", "name": "Refunds", "kind": "responsibility", "action": "pay",
        "ownership": ownership, "object": "refunds", "keywords": "", "requires": requires, **row,
    }])  # fmt: skip
    manifest = pd.DataFrame([
        {"document_id": f"d{n}", "title": f"Manual {n}", "issuer": "", "tier": "sop",
         "scope": "all", "effective": "2018-01-01", "superseded": "", "access": "public"} | more
        for n, (_, more) in enumerate(documents)
    ])  # fmt: skip
    paragraphs = pd.DataFrame([
        {"paragraph_id": f"d{n}#1", "document_id": f"d{n}", "section": "1", "ordinal": 0,
         "text": text} for n, (text, _) in enumerate(documents)
    ])  # fmt: skip
    duties = sg.find_duties(paragraphs, ACTORS, documents=manifest)
    corpus = SimpleNamespace(documents=manifest, paragraphs=paragraphs)
    codes = pd.DataFrame({"center": list(centers), "name": list(centers)})
    links = sg.link(duties, matrix, passage="duty")
    return sg.draw_map(matrix, duties, links, corpus, codes, **DATES)


def evidence(*documents, centers=("north",), **more):
    """Read the evidence of the first Center."""
    found = drawn(*documents, centers=centers, **more).evidence
    found = found[found["center"] == centers[0]]
    return [(row.stance, row.document_id, row.why) for row in found.itertuples()]


RIGHT = "The Center shall pay the refund within 9 days."
WRONG = "The Port shall pay the refund."


def test_the_required_owner_speaks_for_and_another_against():
    found = evidence((RIGHT, {}), (WRONG, {}), requires="deadline;record")
    assert found == [
        ("for", "d0", "names the Center; gives its deadline; gives no record"),
        ("against", "d1", "names the port, where the authority requires the Center"),
    ]


def test_half_of_a_joint_duty_is_said_to_be_half():
    assert evidence((RIGHT, {}), ownership="joint") == [
        ("for", "d0", "names the Center and not the other side")
    ]


def test_who_is_not_named_counts_against_only_where_nobody_is():
    alone = evidence(("Refunds must be paid.", {}))
    assert alone == [("against", "d0", "names nobody who can be held to it")]
    beside = evidence((RIGHT, {}), ("The Agency pays refunds.", {}))
    assert beside[1] == ("near", "d1", "names only Agency")


def test_what_is_no_longer_in_force_is_against_where_nothing_came_in_its_place():
    old = {"superseded": "2019-05-05"}
    assert evidence((WRONG, old)) == [
        ("against", "d0", "names the port, but is no longer in force, since 2019-05-05")
    ]
    assert evidence((RIGHT, {}), (WRONG, old))[1][0] == "near"


def test_what_is_not_yet_in_force_or_of_others_comes_near():
    later = evidence((RIGHT, {"effective": "2021-03-01"}))
    assert later[0][::2] == ("near", "is in force only from 2021-03-01")
    others = evidence((RIGHT, {"scope": "south"}), centers=("north", "south"))
    assert others[0][::2] == ("near", "stands in a document for south")


def test_the_nearest_passages_say_why_they_do_not_count():
    found = evidence(("The Center may pay refunds. The Center counts the stamps.", {}))
    assert found[0] == ("near", "d0", "it was read as permitting, not obliging")
    assert len(found) <= 3


def test_a_higher_tier_is_read_first():
    found = evidence((RIGHT, {}), (RIGHT, {"tier": "statute"}))
    assert [document for _, document, _ in found] == ["d1", "d0"]


def test_a_record_may_be_named_by_another_act_of_the_same_owner():
    row = {"name": "Smoke alarms", "action": "test", "object": "smoke alarms", "requires": "record"}
    right = ("The Center shall test the smoke alarms.", {})
    beside = ("The Center shall enter the smoke alarms in the alarm book.", {})
    found = evidence(right, beside, **row)
    assert found[-1] == ("for", "d1", "names the Center at another act; gives its record")
    assert drawn(right, beside, **row).coverage.status[0] == "assigned"
    other = ("The Port shall enter the smoke alarms in the alarm book.", {})
    assert drawn(right, other, **row).coverage.status[0] == "incomplete"
