"""Who owns a duty and what it is about, in office prose of several trades."""

import pandas as pd
import pytest

from sopgap.sops.duties import find_duties

ACTORS = pd.DataFrame(
    [
        ("bursar", "Bursar", "center"),
        ("head teacher", "Head teacher", "center"),
        ("ward manager", "Ward manager", "center"),
        ("caretaker", "Caretaker", "port"),
        ("pharmacist", "Pharmacist", "port"),
        ("data office", "Data office", "hq"),
    ],
    columns=["alias", "actor", "unit"],
)


def read(*texts, issuer="", kind="paragraph", **more):
    """Return the duties of the paragraphs of one procedure."""
    documents = pd.DataFrame({"document_id": ["d"], "issuer": [issuer], "title": [""]})
    paragraphs = [
        {"paragraph_id": f"p{n}", "document_id": "d", "section": "Day", "kind": kind, "text": text}
        for n, text in enumerate(texts)
    ]
    table = pd.DataFrame(paragraphs).assign(**more)
    return find_duties(table, ACTORS, documents=documents.assign(tier="sop"))


def told(*texts, columns=("actor", "action", "object"), **more):
    return read(*texts, **more)[list(columns)].values.tolist()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The head teacher must approve the trip and shall send the list to the bursar.",
            [["approve", "trip", ""], ["send", "list", "Bursar"]],
        ),
        (
            "The caretaker locks the hall and the bursar hands the key to the head teacher.",
            [["lock", "hall", ""], ["hand", "key", "Head teacher"]],
        ),
        (
            "The bursar shall check the scale before it is returned to the caretaker.",
            [["check", "scale", ""]],
        ),
        (
            "The bursar is required to close the till and to notify the head teacher.",
            [["close", "till", ""], ["notify", "head teacher", "Head teacher"]],
        ),
    ],
)
def test_object_and_handoff_end_where_the_next_clause_begins(text, found):
    assert told(text, columns=("action", "object", "handoff_to")) == found


def test_a_time_between_two_acts_is_of_the_first():
    found = told(
        "The bursar counts the till daily and reports any loss to the head teacher.",
        columns=("action", "deadline"),
    )
    assert found == [["count", "daily"], ["report", ""]]


@pytest.mark.parametrize(
    ("text", "action", "thing"),
    [
        ("The bursar is accountable to the board for the reserves.", "", "reserves"),
        ("The bursar shall be accountable to the board for the reserves.", "", "reserves"),
        ("The bursar is solely responsible for paying tutors.", "pay", "tutors"),
        ("The bursar has overall responsibility for paying tutors.", "pay", "tutors"),
        ("The bursar takes responsibility for the minibus.", "", "minibus"),
        ("Responsibility for the minibus rests with the bursar.", "", "minibus"),
        ("The duty to warn parents lies with the bursar.", "warn", "parents"),
        ("Locking the safe is the responsibility of the bursar.", "lock", "safe"),
        ("Counting the till is a task for the bursar.", "count", "till"),
        ("The bursar's duties include paying tutors.", "pay", "tutors"),
        ("The bursar owns the fee register.", "own", "fee register"),
        ("Fee disputes are dealt with by the bursar.", "deal", "Fee disputes"),
        ("The bursar makes sure that fees are paid.", "ensure", ""),
    ],
)
def test_what_somebody_answers_for_is_his(text, action, thing):
    assert told(text) == [["Bursar", action, thing]]


@pytest.mark.parametrize("text", ["The file is fully up to date.", "Rain is likely to come."])
def test_an_adverb_makes_no_modal_of_a_state(text):
    assert read(text).empty


def test_each_agent_of_joined_passives_has_his_own_act():
    found = told(
        "Orders are raised by the ward manager, checked by the bursar and filled by the"
        " pharmacist within a day.",
        columns=("actor", "action", "deadline"),
    )
    assert found == [
        ["Ward manager", "raise", ""],
        ["Bursar", "check", ""],
        ["Pharmacist", "fill", "within a day"],
    ]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("The bursar and volunteers shall count the tickets.", ["Bursar", "volunteers"]),
        (
            "The head teacher, the bursar and the caretaker shall sign the plan.",
            ["Head teacher", "Bursar", "Caretaker"],
        ),
        ("The bursar, assisted by the caretaker, shall count the chairs.", ["Bursar"]),
        ("Bins are emptied by the caretaker, assisted by the bursar, daily.", ["Caretaker"]),
        ("The bursar, or in his absence the head teacher, shall open the safe.", ["Bursar"]),
    ],
)
def test_whom_and_joins_owns_too_and_who_helps_does_not(text, actors):
    found = read(text)
    assert found["actor"].where(found["actor"] != "", found["actor_text"]).tolist() == actors


def test_a_step_is_owned_by_who_issued_its_document_where_that_is_a_side():
    text = "Collect swabs from bay 2 by 09:30."
    found = read(text, issuer="Board", kind="item")
    assert found[["unit", "object", "deadline"]].values.tolist() == [["none", "swabs", "by 09:30"]]
    found = read(text, issuer="Caretaker", kind="item")
    assert found[["unit", "owner_from"]].values.tolist() == [["port", "issuer"]]


def test_an_issuer_of_a_further_unit_settles_it_too():
    found = read("Our team closes the ledger weekly.", issuer="Data office")
    assert found[["unit", "via"]].values.tolist() == [["hq", "context"]]


@pytest.mark.parametrize(
    "label",
    ["Owner: Caretaker", "Responsible: the caretaker.", "Who: caretaker", "Done by: caretaker"],
)
def test_a_line_that_labels_the_owner_gives_the_steps_below(label):
    assert told(label, "Sweep the yard.", "Lock the gate.", columns=("actor", "owner_from")) == [
        ["Caretaker", "before"],
        ["Caretaker", "before"],
    ]


def test_a_clause_of_time_alone_makes_nobody_the_owner():
    found = read("Before the pharmacist leaves:", "Lock the cupboard.", kind="item")
    assert found[["unit", "action"]].values.tolist() == [["none", "lock"]]


def test_a_note_of_two_tasks_binds_both():
    found = told(
        "Bursar to pay the bill and the caretaker to mend the gate by Friday.",
        columns=("actor", "action", "deadline"),
        kind="item",
    )
    assert found == [["Bursar", "pay", ""], ["Caretaker", "mend", "by Friday"]]


def test_a_table_is_read_in_any_words_of_its_header():
    row = "Walks the yard | Caretaker | hourly"
    found = read(row, kind="row", header="Step | Who | Interval")
    assert found[["actor", "action", "deadline"]].values.tolist() == [
        ["Caretaker", "walk", "hourly"]
    ]
