"""handoff_pairs.py: who passes something on to whom."""

import pandas as pd

import sopgap as sg
from sopgap.tables import ACTORS, DUTIES

ACTORS_BY_HAND = ACTORS.check(pd.DataFrame(
    [("ward clerk", "Ward clerk", "center"), ("clerk of the ward", "Ward clerk", "center"),
     ("pharmacist", "Pharmacist", "port"), ("Board", "Review Board", "hq")],
    columns=["alias", "actor", "unit"],
))  # fmt: skip


def duties(*rows):
    table = [
        {"duty_id": f"m#1.a.s{i}", "paragraph_id": "m#1.a", "text": "x", "unit": "center",
         "actor": "Ward clerk", "modality": "obligation", "via": "modal"} | row
        for i, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return DUTIES.check(pd.DataFrame(table))


def pairs(*rows):
    found = sg.count_handoffs(duties(*rows), ACTORS_BY_HAND)
    columns = ["giver", "taker", "giver_unit", "taker_unit", "n_duties"]
    return found[columns].values.tolist()


def test_a_taker_is_who_an_alias_names():
    assert pairs({"handoff_to": "the pharmacists"}) == [
        ["Ward clerk", "Pharmacist", "center", "port", 1]
    ]


def test_a_canonical_name_needs_no_alias():
    assert pairs({"handoff_to": "review board"})[0][1:4] == ["Review Board", "center", "hq"]


def test_one_pair_counts_all_its_duties_and_names_them():
    rows = [{"handoff_to": "pharmacist"}, {"handoff_to": "the pharmacist"}, {"handoff_to": "Board"}]
    found = sg.count_handoffs(duties(*rows), ACTORS_BY_HAND)
    assert found["n_duties"].tolist() == [2, 1]
    assert found["duty_ids"].tolist() == ["m#1.a.s1;m#1.a.s2", "m#1.a.s3"]


def test_a_taker_whom_nobody_knows_keeps_his_words_in_the_singular():
    rows = [{"handoff_to": "the night desks"}, {"handoff_to": "night desk"}]
    assert pairs(*rows) == [["Ward clerk", "night desk", "center", "unknown", 2]]


def test_where_nobody_is_named_the_giver_says_so():
    rows = [{"handoff_to": "Board", "unit": "none", "actor": "", "actor_text": "Nobody"}]
    assert pairs(*rows) == [["nobody named", "Review Board", "none", "hq", 1]]


def test_an_unknown_giver_keeps_his_words():
    rows = [{"handoff_to": "Board", "unit": "unknown", "actor": "", "actor_text": "porter"}]
    assert pairs(*rows)[0][:3] == ["porter", "Review Board", "unknown"]


def test_what_is_forbidden_passes_nothing_on():
    rows = [{"handoff_to": "Board", "modality": "prohibition"},
            {"handoff_to": "Board", "polarity": "negative"}]  # fmt: skip
    assert pairs(*rows) == []


def test_no_duties_give_an_empty_table():
    assert sg.count_handoffs(DUTIES.empty(), ACTORS_BY_HAND).empty


def test_words_of_articles_alone_name_nobody():
    assert pairs({"handoff_to": "the"}) == []
