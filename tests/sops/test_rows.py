"""Table rows: the owner in a cell, in a header that is ticked or lettered, or merged away."""

import pandas as pd
import pytest

from sopgap.sops.duties import find_duties
from tests.sops.given import CAST, row


def seen(header: str, text: str) -> list[tuple[str, ...]]:
    found = row(header, text)
    return list(found[["unit", "modality", "action"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("header", "text", "norms"),
    [
        ("Task | Warden | Head nurse", "Lock the gate | X | ", [("port", "obligation", "lock")]),
        ("Task | Warden | Head nurse", "Lock the gate | - | ✓", [("center", "obligation", "lock")]),
        ("Task | Center | Port", "Lock the gate | x | x", [("joint", "obligation", "lock")]),
        ("Task | Center | Port Director", "Keys |  | yes", [("port", "obligation", "")]),
        (
            "Task | Warden | Head nurse | Board",
            "Lock the gate | R | A | I",
            [("port", "obligation", "lock"), ("center", "obligation", "ensure")],
        ),
        ("Task | Warden | Board", "Lock the gate | R/A | C", [("port", "obligation", "lock")]),
        ("Task | Warden | Board", "Lock the gate | C | I", []),
        (
            "The warden shall | The head nurse may",
            "lock the gate | open a window",
            [("port", "obligation", "lock"), ("center", "permission", "open")],
        ),
        (
            "Tasks of the Center | Tasks of the port",
            "Counting of beds | - ",
            [("center", "obligation", "count")],
        ),
        (
            "Role | Duties",
            "Warden | Locks the gate; counts the keys. Rings the bell.",
            [
                ("port", "obligation", "lock"),
                ("port", "obligation", "count"),
                ("port", "obligation", "ring"),
            ],
        ),
        ("Role | Duties", "Storekeeper | Issues the gloves", [("unknown", "obligation", "issue")]),
        (
            "Work | Owner",
            "Lock the gate | Joint (Center and port)",
            [("joint", "obligation", "lock")],
        ),
        ("Work | Owner", "Lock the gate | Center / port", [("joint", "obligation", "lock")]),
        ("Work | Owner", "Lock the gate | Warden, porter", [("port", "obligation", "lock")] * 2),
        ("Position | Reports to", "Gardener | Head nurse", [("center", "obligation", "supervise")]),
        ("Who | Must not", "Warden | Open the store", [("port", "prohibition", "open")]),
        ("Shift | Monday | Sunday", "Gate | Warden, 6:00 | none", [("port", "obligation", "")]),
        (
            "Sample | Days | Who reports",
            "Milk | 3 | Head nurse",
            [("center", "obligation", "report")],
        ),
        ("Step | Action", "3 | Lock the gate at ten", [("none", "obligation", "lock")]),
        ("Step | Action", "3 | Do not open the store", [("none", "prohibition", "open")]),
    ],
)
def test_a_row_says_who_does_what(header, text, norms):
    assert seen(header, text) == norms


@pytest.mark.parametrize(
    ("header", "text", "norms"),
    [
        ("No. | Owner | Task", "1. | Warden | Lock the gate", [("port", "obligation", "lock")]),
        (" | Who | ", "1. | Warden | Lock the gate", [("port", "obligation", "lock")]),
        (
            "Task | Accountable | Responsible",
            "Count the keys | Head nurse | Warden",
            [("center", "obligation", "ensure"), ("port", "obligation", "count")],
        ),
        (
            "Activity | R | A | C | I",
            "Counting of keys | Warden | Head nurse | Board | -",
            [("port", "obligation", "count"), ("center", "obligation", "ensure")],
        ),
        (
            "Role | Must | May not | May",
            "Porter | Lock the gate | Open the store | Use the lift",
            [
                ("port", "obligation", "lock"),
                ("port", "prohibition", "open"),
                ("port", "permission", "use"),
            ],
        ),
        (
            "Do | Don't",
            "Wear gloves at the bench | Touch the vats",
            [("none", "obligation", "wear"), ("none", "prohibition", "touch")],
        ),
        ("Amount | Approved by", "Up to 500 | Head nurse", [("center", "obligation", "approve")]),
        ("Plates | Washed by", "Blue | steam", []),
        ("Position | Assigned to", "Cooks | Center", [("center", "obligation", "")]),
        ("Position | Office | Phone", "Cook | Center | 55", []),
        ("Position | Office", "Cook | Room 4", []),
        ("Who | May read", "Warden | LEDGER", []),
        ("If it is about | Go to | They owe you", "a lost key | Warden", []),
        (
            "If it is about | Go to | They owe you",
            "a lost key | Warden | a new key by noon",
            [("port", "obligation", "")],
        ),
    ],
)
def test_a_header_says_what_its_column_holds(header, text, norms):
    assert seen(header, text) == norms


def test_other_cells_give_time_system_record_and_receiver():
    found = row(
        "Task | Who | Recorded in | Record | Sent to | Last working day",
        "Close the ledger | Warden | KEYBOOK | balance sheet | Head nurse | 30 June",
    ).loc[0]
    slots = ["system", "record", "handoff_to", "deadline"]
    assert found[slots].tolist() == ["KEYBOOK", "balance sheet", "Head nurse", "30 June"]


@pytest.mark.parametrize(
    ("header", "text", "deadline"),
    [
        ("Alarm | Lead | First action within", "Red | Warden | 24 hours: close it", "24 hours"),
        ("Alarm | Days | Who closes", "Red | 3 | Warden", "3 days"),
        ("Plates | Washed by", "Blue | Porter, each Monday", "each Monday"),
        ("Alarm | First two hours", "Red | The warden locks the gate at once", "at once"),
        ("Alarm | First two hours", "Red | The warden locks the gate", "First two hours"),
        ("What | When", "Shelve books | each Friday", "each Friday"),
    ],
)
def test_times_stand_in_a_cell_of_their_own_or_before_the_act(header, text, deadline):
    assert row(header, text)["deadline"].tolist() == [deadline]


def test_long_cells_without_words_take_no_time():
    assert seen("Who | Task", "Warden | " + "-" * 50_000 + "1") == []


def test_joined_acts_of_a_cell_are_norms_of_their_own():
    found = row("Role | Duties", "Warden | Locks the gate and counts the keys each Monday")
    assert found[["action", "object"]].values.tolist() == [["lock", "gate"], ["count", "keys"]]
    header = "The warden shall | The head nurse shall"
    assert row(header, "lock the gate and count the keys | - ")["action"].tolist() == [
        "lock",
        "count",
    ]


def test_a_side_is_known_by_a_word_of_its_aliases_alone():
    cast = pd.DataFrame(
        [("stable master", "Stable master", "port"), ("kitchen chef", "Chef", "center")],
        columns=["alias", "actor", "unit"],
    )
    rows = ["Hay | Stable", "Soup | Kitchens", "Carts | Stable and kitchen", "Ale | Cellar"]
    table = pd.DataFrame({"paragraph_id": list("abcd"), "document_id": "d", "text": rows})
    found = find_duties(table.assign(kind="row", header="Function | Owner"), cast)
    assert found["unit"].tolist() == ["port", "center", "joint", "unknown"]


def test_a_merged_cell_keeps_the_owner_above():
    rows = ["Warden | Lock the gate", " | Ring the bell", "Head nurse | Count the beds"]
    table = pd.DataFrame(
        {
            "paragraph_id": list("abc"),
            "document_id": "d",
            "text": rows,
            "kind": "row",
            "header": "Who | What",
        }
    )
    assert find_duties(table, CAST)["actor"].tolist() == ["Warden", "Warden", "Head nurse"]


def test_a_table_of_responsibilities_gives_each_side_its_own():
    header = "Responsibility | Center | Port"
    rows = {"Appeals | X | ": "center", "Cash |  | X": "port", "Visits | X | X": "joint"}
    for text, unit in rows.items():
        found = row(header, text)
        assert found["unit"].tolist() == [unit]
        assert found["object"].tolist() == [text.split(" | ")[0]]
