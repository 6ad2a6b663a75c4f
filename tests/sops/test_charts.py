"""Tables whose columns are owners or times, and look-alikes that assign nothing."""

import pytest

from tests.sops.given import row

MOVED = "Moved to the Center | Kept by the port | Joint: Center and port"


def seen(header: str, text: str, **more: str) -> list[tuple[str, ...]]:
    found = row(header, text, **more)
    return list(found[["unit", "action", "object"]].itertuples(index=False, name=None))


def test_columns_list_what_each_side_has():
    assert seen(MOVED, "Appeals | Cash | Training of staff") == [
        ("center", "", "Appeals"),
        ("port", "", "Cash"),
        ("joint", "train", "staff"),
    ]
    assert seen(MOVED, "| Cash |") == [("port", "", "Cash")]


def test_bare_names_of_sides_are_owners_below_a_heading_of_duties():
    assert seen("Center | Port", "Appeals | Cash", section="2 Responsibilities") == [
        ("center", "", "Appeals"),
        ("port", "", "Cash"),
    ]
    assert seen("Center | Port", "Electronics | Boston", section="3 Addresses") == []


@pytest.mark.parametrize(
    ("header", "text", "units"),
    [
        ("Function | Center | Port", "Appeals | X |", ["center"]),
        ("Function | Center | Port", "Appeals | | X", ["port"]),
        ("Function | Center | Port | Both", "Appeals | | | X", ["joint"]),
        ("Function | Center | Port", "Appeals | | ", []),
        ("Function | Center | Port", "3. | X | ", []),
    ],
)
def test_marks_stand_in_the_column_of_their_owner(header, text, units):
    assert row(header, text)["unit"].tolist() == units


def test_cells_tell_what_the_owner_of_the_column_does():
    header = "Minute | Warden | Head nurse"
    assert seen(header, "10 | stops ringing | rings the doctor") == [
        ("port", "stop", "ringing"),
        ("center", "ring", "the doctor"),
    ]
    assert set(row(header, "10 | locks the gate | -")["deadline"]) == {"10 minutes"}
    assert [norm[0] for norm in seen(header, "2 | locks the gate | is rung")] == ["port"]
    assert seen("Event | Warden | Head nurse", "Fire | Assembly point | Ward list") == []


def test_days_say_who_and_when():
    found = row("Round | Mon | Tue-Thu | Sat/Sun", "Gate | Warden | Warden | Porter (Sun)")
    assert found[["actor", "frequency"]].values.tolist() == [
        ["Warden", "Mon, Tue-Thu"],
        ["Porter", "Sun"],
    ]
    assert seen("Gate | Mon | Tue", "North | 9-17 | 9-17") == []
    assert seen("Name | Mon | Tue", "Anna | early | late") == []


def test_periods_say_when_somebody_acts():
    acts = row("Role | Daily | Weekly", "Warden | Lock the gate | Count the keys")
    assert acts[["action", "frequency"]].values.tolist() == [["lock", "Daily"], ["count", "Weekly"]]
    ticks = row("Task | Daily | Weekly | Who", "Mop the floor | x | - | Porter")
    assert ticks[["actor", "frequency"]].values.tolist() == [["Porter", "Daily"]]
    headed = row("Task | Daily | Weekly", "Floors | | x", section="Duties of the porter")
    assert headed[["unit", "object", "frequency"]].values.tolist() == [["port", "Floors", "Weekly"]]
