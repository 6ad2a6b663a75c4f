import pandas as pd
import pytest

from sopgap.sops.actors import index_actors
from sopgap.sops.grammar.sentences import cut_sentence
from sopgap.sops.slots.handoffs import find_handoff
from sopgap.sops.slots.systems import find_system
from sopgap.text import data_rows

INDEX = index_actors(
    pd.DataFrame(
        {"alias": ["board", "head office"], "actor": ["Board", "Head office"], "unit": ["hq"] * 2}
    )
)


def taker(text: str) -> str:
    return find_handoff(cut_sentence(text, INDEX), 0)


def test_the_example_of_every_verb_has_a_taker():
    for row in data_rows("handoff_verbs.csv"):
        assert taker(f"The nurse {row['example']}."), row


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The clerk refers the case to the board for a decision.", "Board"),
        ("The clerk forwards it through the chief to head office.", "Head office"),
        ("The file is forwarded to the board.", "Board"),
        ("The clerk must notify the owner of the loss.", "owner"),
        ("The clerk sends head office the list.", "Head office"),
        ("The clerk reports the loss to the security desk straight away.", "security desk"),
        ("The clerk sends it pursuant to the rule.", ""),
        ("The clerk moves the boxes to the front.", ""),
        ("The clerk gives time to read it.", ""),
        ("The clerk reads the report to be sent.", ""),
    ],
)
def test_the_taker_is_named(text, who):
    assert taker(text) == who


@pytest.mark.parametrize(
    ("text", "systems", "found"),
    [
        ("Enter it in the LEDGER portal.", ("LEDGER",), "LEDGER"),
        ("LEDGER's page shows it.", ("LEDGER",), "LEDGER"),
        ("Keep a ledger.", ("LEDGER",), ""),
        ("Log it in Case Desk.", ("case desk",), "case desk"),
        ("Enter it in CaseTrak.", (), "CaseTrak"),
        ("Send it through the shared mailbox.", (), "shared mailbox"),
        ("It is filed in the case management system.", (), "case management system"),
        ("Act within 15 calendar days.", (), ""),
        ("Put it in the HR office.", (), "HR"),
    ],
)
def test_a_system_is_a_name_of_the_study_or_stands_where_work_is_done(text, systems, found):
    assert find_system(text, frozenset(systems), frozenset()) == found
