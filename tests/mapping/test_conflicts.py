"""Two duties that give one act on one object to both sides."""

import pandas as pd
import pytest

import sopgap as sg
from sopgap.errors import InputError

ACTORS = pd.DataFrame(
    [("Center Director", "center"), ("Port Director", "port"), ("vendor", "other")],
    columns=["alias", "unit"],
).assign(actor=lambda rows: rows["alias"])


def conflicts(*texts, **how):
    ids = [f"d{n}" for n in range(len(texts))]
    passages = pd.DataFrame({"paragraph_id": ids, "document_id": ids, "text": texts})
    found = sg.find_conflicts(sg.find_duties(passages, ACTORS), **how)
    return [(one[:2], other[:2]) for one, other in zip(found.duty_id, found.other_id, strict=True)]


BOND = "If any doubt exists, the {} shall demand a bond from the importer of record."


def test_a_swapped_owner_is_a_conflict_and_a_paraphrase_is_none():
    swapped = conflicts(BOND.format("Center Director"), BOND.format("Port Director"))
    assert swapped == [("d0", "d1")]
    same = "The director of the Center must demand a bond from the importer of record."
    assert conflicts(BOND.format("Center Director"), same) == []


def test_words_may_differ_where_the_object_is_one():
    one = "The Center Director decides the appeal of the importer within 30 days."
    other = "Each appeal of an importer is settled by the Port Director, after a hearing."
    assert conflicts(one, other) == [("d0", "d1")]


def test_another_act_on_the_object_is_no_conflict():
    one = "The Center Director decides the written appeal of the importer."
    other = "The Port Director forwards the written appeal of the importer."
    assert conflicts(one, other) == []


def test_being_told_not_to_is_no_claim():
    no = BOND.format("Port Director").replace("shall", "shall not")
    assert conflicts(BOND.format("Center Director"), no) == []


def test_an_outsider_is_no_side():
    assert conflicts(BOND.format("Center Director"), BOND.format("vendor")) == []


def test_only_documents_that_are_given_are_compared():
    texts = [BOND.format("Center Director"), BOND.format("Port Director")]
    row = {"title": "A", "tier": "sop", "scope": "all", "access": "public", "effective": ""}
    both = pd.DataFrame([row | {"document_id": "d0"}, row | {"document_id": "d1"}])
    assert conflicts(*texts, documents=both) == [("d0", "d1")]
    assert conflicts(*texts, documents=both[:1]) == []
    late = both.assign(effective=["", "2020-05-01"])
    assert conflicts(*texts, documents=late, as_of="2019-01-01") == []
    assert conflicts() == []


def test_a_least_likeness_is_a_share():
    with pytest.raises(InputError, match=r"least=2 is not above 0"):
        conflicts(BOND.format("Center Director"), least=2)
