"""Tables in many layouts, and lists below questions, pronouns and bare verbs."""

import pandas as pd
import pytest

from sopgap.sops.duties import find_duties

CAST = pd.DataFrame(
    [
        ("School Office", "School office", "center"),
        ("bursar", "Bursar", "center"),
        ("head teacher", "Head teacher", "center"),
        ("registrar", "Registrar", "center"),
        ("class teacher", "Class teacher", "port"),
        ("caretaker", "Caretaker", "port"),
        ("librarian", "Librarian", "port"),
        ("Stock Control", "Stock control", "center"),
        ("inventory team", "Inventory team", "center"),
        ("shift supervisor", "Shift supervisor", "port"),
        ("forklift driver", "Forklift driver", "port"),
        ("picker", "Picker", "port"),
        ("City Clerk", "City clerk", "center"),
        ("Parks Division", "Parks division", "center"),
    ],
    columns=["alias", "actor", "unit"],
)
D, P, M = "obligation", "prohibition", "permission"


def last(entries: list[dict[str, str]], issuer: str = "") -> list[tuple[str, ...]]:
    """Return the duties of the last of some paragraphs of a section."""
    documents = pd.DataFrame(
        {"document_id": ["d"], "issuer": [issuer], "title": ["Handbook"], "tier": ["sop"]}
    )
    table = pd.DataFrame(entries).fillna("").assign(document_id="d", section="4")
    table["paragraph_id"] = [f"p{n}" for n in range(len(table))]
    found = find_duties(table, CAST, documents=documents)
    found = found[found["paragraph_id"] == table["paragraph_id"].iloc[-1]]
    return list(found[["unit", "modality", "action"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("header", "texts", "duties"),
    [
        ("Caretaker | Caretaker", ["1 | Bolt the gate"], [("port", D, "bolt")]),
        (
            "Caretaker | Caretaker",
            ["Bursar |", "1 | Count the petty cash"],
            [("center", D, "count")],
        ),
        ("No. | Task", ["Class teachers |", "1 | Mark the register"], [("port", D, "mark")]),
        ("No. | Task", ["Librarian | Librarian", "1 | Mark the books"], [("port", D, "mark")]),
        ("Task | When", ["**Shift supervisor** |", "Walk round | hourly"], [("port", D, "walk")]),
        (
            "Task | When",
            ["Picker |", "Bursar |", "Count the racks | weekly"],
            [("center", D, "count")],
        ),
        ("Task | When", ["Picker |", "Opening hours |", "Monday | 8 to 5"], []),
        ("Job | Caretaker | Bursar", ["Test the bell | A/R | I"], [("port", D, "test")]),
        ("Job | Caretaker | Bursar", ["Test the bell | R, A | I"], [("port", D, "test")]),
        (
            "Job | Caretaker | Bursar",
            ["Test the bell | r | a"],
            [("port", D, "test"), ("center", D, "ensure")],
        ),
        ("Job | Bursar | Picker", ["Seal the cage | Support | Lead"], [("port", D, "seal")]),
        ("Job | Bursar | Picker", ["Seal the cage | S | L"], [("port", D, "seal")]),
        ("Job | Bursar | Picker", ["Seal the cage | – | X (by noon)"], [("port", D, "seal")]),
        ("Job | Bursar | Picker", ["Seal the cage | daily | -"], [("center", D, "seal")]),
        (
            "Job | Bay one | Bay two",
            ["Seal the cage | R | A"],
            [("unknown", D, "seal"), ("unknown", D, "ensure")],
        ),
        (
            "Job | Bursar | Porters",
            ["Seal the cage | A | R"],
            [("unknown", D, "seal"), ("center", D, "ensure")],
        ),
        (
            "Job | Staff / Caretaker | Staff / Bursar",
            ["Test the bell | X |"],
            [("port", D, "test")],
        ),
        ("If | Then", ["A shelf leans | Empty the bay"], [("none", D, "empty")]),
        (
            "Situation | Response | Deadline",
            ["Fire | Ring the bell | 1 minute"],
            [("none", D, "ring")],
        ),
        (
            "Situation | Response | Deadline",
            ["Fire | Call 112; ring the bell | 1 minute"],
            [("none", D, "call"), ("none", D, "ring")],
        ),
        (
            "What | Do this first | Then",
            ["Water on the floor | Close the aisle | Mop it up"],
            [("none", D, "close"), ("none", D, "mop")],
        ),
        ("Room | Seats", ["Blue hall | 40 chairs and a stage"], []),
        ("Question | Answer", ["When was it built? | In 1962 by the parish"], []),
        ("Item | Check | By", ["Ladder | Look for cracks | Caretaker"], [("port", D, "look")]),
        ("Item | Check | By", ["Ladder | Inspect the rungs | -"], [("none", D, "inspect")]),
        ("Job | Crew", ["Load the trailer | Forklift driver"], [("port", D, "load")]),
        ("Job | Desk", ["Stamp the books | Librarian"], [("port", D, "stamp")]),
        ("Job | Contact", ["Mow the verge | Parks Division"], [("center", D, "mow")]),
        ("Job | Contact", ["Mow the verge | 555 0100"], [("none", D, "mow")]),
        ("Job | Owner", ["Close the books | all"], [("none", D, "close")]),
        ("Message | Goes to", ["Broken bench | Parks Division"], [("center", D, "")]),
        ("Paper | Approved by", ["Leave form | Head teacher"], [("center", D, "approve")]),
        ("Decision | Taken by", ["Longer loan | Librarian"], [("port", D, "take")]),
        (
            "Document | Prepared by | Checked by",
            ["Budget | Bursar | Caretaker"],
            [("center", D, "prepare"), ("port", D, "check")],
        ),
        ("Report | From | To", ["Stock list | Picker | Bursar"], [("port", D, "send")]),
        ("Day | Caretaker", ["Mon | sweeps the hall"], [("port", D, "sweep")]),
        (
            "Case | Forklift driver | Picker",
            ["Fog | Slow to walking pace | Wear a vest"],
            [("port", D, "slow"), ("port", D, "wear")],
        ),
        (
            "You must | You may",
            ["wear a vest | bring a bag"],
            [("none", D, "wear"), ("none", M, "bring")],
        ),
        ("Task | Frequency", ["Lamp test | daily"], [("none", D, "")]),
    ],
)
def test_rows(header: str, texts: list[str], duties: list[tuple[str, ...]]) -> None:
    assert last([{"kind": "row", "header": header, "text": text} for text in texts]) == duties


def test_the_condition_of_a_step_stands_in_the_column_of_cases() -> None:
    row = {"paragraph_id": "p", "kind": "row", "header": "If | Then"}
    found = find_duties(pd.DataFrame([{**row, "text": "A shelf leans | Empty the bay"}]), CAST)
    assert list(found["condition"]) == ["A shelf leans"]


@pytest.mark.parametrize(
    ("lead", "text", "duties"),
    [
        (
            "The bursar deals with bills. For each one she:",
            "checks the sum;",
            [("center", D, "check")],
        ),
        (
            "The bursar deals with bills. For each one she: > files a copy;",
            "staples the receipt to it, if there is one;",
            [("center", D, "staple")],
        ),
        ("You need to:", "write a risk sheet;", [("none", D, "write")]),
        ("Never:", "prop the fire door open", [("none", P, "prop")]),
        ("Don't forget to:", "lock the store", [("none", D, "lock")]),
        ("What may I not bring?", "glass bottles", [("none", P, "bring")]),
        ("What must I bring?", "a packed lunch", [("none", D, "bring")]),
        ("What must pickers not carry?", "penknives", [("port", P, "carry")]),
        ("Who may enter?", "forklift drivers", [("port", M, "enter")]),
        ("What is in the box?", "two keys", []),
        ("Segregate:", "paper from card,", [("none", D, "segregate")]),
        ("We stock:", "felt pens", []),
        ("", "Caretaker – locks the gate", [("port", D, "lock")]),
    ],
)
def test_items(lead: str, text: str, duties: list[tuple[str, ...]]) -> None:
    before = [{"kind": "lead-in", "text": lead.split(" > ")[0]}] if lead else []
    assert last([*before, {"kind": "item", "lead_in": lead, "text": text}]) == duties


@pytest.mark.parametrize(
    "text",
    [
        "Don't forget to lock the store.",
        "Remember to lock the store.",
        "Be sure to lock the store.",
    ],
)
def test_reminders(text: str) -> None:
    assert last([{"kind": "paragraph", "text": text}]) == [("none", D, "lock")]


def test_you_are_the_people_of_the_place_that_issues_a_guide() -> None:
    lead = {"kind": "lead-in", "text": "You need to:"}
    step = {"kind": "item", "lead_in": "You need to:", "text": "write a risk sheet;"}
    assert last([lead, step], issuer="Caretaker") == [("port", D, "write")]
    question = {"kind": "item", "lead_in": "What may I not bring?", "text": "glass bottles"}
    assert last([question], issuer="School Office") == [("none", P, "bring")]
