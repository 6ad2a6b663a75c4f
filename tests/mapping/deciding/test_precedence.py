"""A document of some Centers may say that it goes before one for all of them."""

import pandas as pd
import pytest

from sopgap.mapping.deciding.precedence import _patterns, read_precedence
from sopgap.text import data_rows
from tests.mapping.deciding.test_evidence import drawn, evidence

DOCUMENTS = pd.DataFrame(
    [
        ("yard", "Yard Notes", "sop", False, True),
        ("manual", "Boiler Manual", "handbook", True, True),
        ("rule", "Boiler Rule", "regulation", True, True),
        ("guide", "Stack Guide", "guide", True, True),
    ],
    columns=["document_id", "title", "tier", "for_all", "in_force"],
)


def before(text, document="yard"):
    return read_precedence(DOCUMENTS, pd.DataFrame({"document_id": [document], "text": [text]}))


@pytest.mark.parametrize("row", data_rows("precedence.csv"), ids=lambda row: row["example"])
def test_the_examples_of_the_patterns(row):
    if "national" not in row["example"]:
        assert before(row["example"]) == {"yard": {"manual"}}
    else:
        assert before(row["example"]) == {"yard": {"manual", "guide"}}
    assert _patterns("x")


@pytest.mark.parametrize(
    "text",
    [
        "Read the Boiler Manual before the shift.",
        "This note explains the Boiler Manual.",
        "This procedure applies in place of the Boiler Rule.",
        "Use water instead of oil; see the Boiler Manual.",
    ],
)
def test_what_only_mentions_a_document_or_the_law_gives_no_way(text):
    assert before(text) == {}


def test_a_document_for_all_sets_no_other_aside():
    assert before("This guide takes precedence over the Boiler Manual.", "guide") == {}


def test_the_national_duty_gives_way_at_the_center_that_says_so():
    national = ("The Port shall pay the refund.", {"title": "Refund Manual"})
    local = (
        "The Center shall pay the refund. This procedure applies in place of the Refund Manual.",
        {"scope": "north"},
    )
    assert evidence(national, local) == [
        ("for", "d1", "names the Center"),
        ("near", "d0", "names the port, and gives way here to the Center's own document"),
    ]
    silent = ("The Center shall pay the refund.", {"scope": "north"})
    assert [stance for stance, *_ in evidence(national, silent)] == ["for", "against"]


def test_what_one_document_excepts_the_other_may_give_to_another():
    other = ("The Port shall pay refunds of duty on textiles.", {})
    excepting = ("The Center shall pay all refunds, except refunds of duty on textiles.", {})
    assert "conflicting" not in drawn(excepting, other).coverage.labels[0]
    plain = ("The Center shall pay all refunds.", {})
    assert "conflicting" in drawn(plain, other).coverage.labels[0]
