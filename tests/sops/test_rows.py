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
        ("Sample | Days | Who reports", "Milk | 3 | Head nurse", [("center", "obligation", "")]),
        ("Step | Action", "3 | Lock the gate at ten", [("none", "obligation", "lock")]),
        ("Step | Action", "3 | Do not open the store", [("none", "prohibition", "open")]),
    ],
)
def test_a_row_says_who_does_what(header, text, norms):
    assert seen(header, text) == norms


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
