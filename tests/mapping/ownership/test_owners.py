"""Who is required beside who is named, and what ought to be parted, by hand."""

import pandas as pd
import pytest

import sopgap as sg
from sopgap.errors import InputError
from tests.mapping.ownership.owned import CENTERS, parts_of, tables

CLERK, GUARD = "The clerk shall pay the rent.", "The guard shall pay the rent."


def owners(*said, ownership="center"):
    given = tables(*said, ownership=ownership)
    return sg.compare_owners(given["matrix"], parts_of(given), CENTERS)


def state(*said, **how):
    return owners(*said, **how).set_index("center").loc["north", "state"]


def test_the_states():
    clerk, guard = ("R1", "all", CLERK), ("R1", "all-2", GUARD)
    assert state(clerk) == "as-required"
    assert state(guard) == "other-side"
    assert state(clerk, guard) == "both-claim"
    assert state(clerk, ownership="joint") == "one-of-two"
    assert state(clerk, guard, ownership="joint") == "as-required"
    assert state(clerk, ownership="undefined") == "undefined"
    assert state(("R1", "south", CLERK)) == "between"


def test_the_agency_at_large_and_headquarters_are_neither_side():
    assert state(("R1", "all", "The Agency shall pay the rent.")) == "between"
    found = owners(("R1", "all", "Counsel shall pay the rent."))
    assert found.loc[0, ["named", "state"]].tolist() == ["hq", "between"]


def test_who_only_ensures_claims_nothing_where_another_does_it():
    said = "The warden shall ensure that the clerk pays the rent."
    assert state(("R1", "all", said)) == "as-required"
    assert state(("R1", "all", "The warden shall ensure that the rent is paid.")) == "other-side"


def test_concurrence_makes_it_joint():
    said = ("R1", "all", "The director pays the rent with the concurrence of the warden.")
    assert state(said, ownership="joint") == "as-required"
    assert state(said) == "both-claim"
    advice = ("R1", "all", "The director pays the rent in consultation with the warden.")
    assert state(advice) == "as-required"


def test_the_sides_are_summed():
    given = tables(
        ("R1", "all", CLERK), ("R2", "all", GUARD), ("R3", "all", CLERK), ("R3", "all", GUARD),
        ("R4", "south", CLERK), ("R5", "all", GUARD),
    )  # fmt: skip
    given["matrix"]["ownership"] = ["center", "center", "port", "joint", "port"]
    found = sg.compare_owners(given["matrix"], parts_of(given), CENTERS)
    sides = sg.sum_sides(found).set_index(["center", "unit"])
    # R1 kept by the Center, R2 taken by the port, R3 the port's and claimed by both, R4 falls
    # between at north and is half kept at south, R5 is the port's and kept.
    columns = ["n_required", "n_named", "n_kept", "n_left", "n_between", "n_taken", "n_both"]
    assert sides.loc[("north", "port"), columns].tolist() == [3, 3, 2, 1, 1, 1, 1]
    assert sides.loc[("north", "center"), columns].tolist() == [3, 2, 1, 2, 1, 1, 1]
    assert sides.loc[("south", "center"), columns].tolist() == [3, 3, 2, 1, 0, 1, 1]


def test_two_in_one_hand():
    given = tables(("R1", "all", CLERK), ("R2", "north", "The clerk counts the cash."))
    found = sg.find_unparted(parts_of(given), [("R1", "R2")])
    assert found[["center", "holder", "unit", "actor"]].values.tolist() == [
        ["north", "actor", "center", "Clerk"]
    ]
    assert found.loc[0, "first_duty_ids"].startswith("all#0")
    assert found.loc[0, "second_duty_ids"].startswith("north#1")


def test_two_of_one_unit_in_two_hands():
    given = tables(("R1", "all", CLERK), ("R2", "north", "The cashier counts the cash."))
    found = sg.find_unparted(parts_of(given), [("R1", "R2")])
    assert found[["center", "holder", "unit", "actor"]].values.tolist() == [
        ["north", "unit", "center", ""]
    ]
    given = tables(("R1", "all", CLERK), ("R2", "all", "The guard counts the cash."))
    assert sg.find_unparted(parts_of(given), [("R1", "R2")]).empty


def test_who_only_hears_of_it_holds_nothing_and_the_agency_is_no_hand():
    said = "The clerk counts the cash and tells the guard."
    given = tables(("R1", "all", GUARD), ("R2", "all", said))
    assert sg.find_unparted(parts_of(given), [("R1", "R2")]).empty
    given = tables(("R1", "all", "The Agency pays the rent."), ("R2", "all", "The Agency counts."))
    assert sg.find_unparted(parts_of(given), [("R1", "R2")]).empty


def test_a_pair_of_one_is_refused():
    given = tables(("R1", "all", CLERK))
    with pytest.raises(InputError, match="'R1' stands twice in a pair"):
        sg.find_unparted(parts_of(given), [("R1", "R1")])


def test_no_parts_at_all():
    given = tables(("R1", "south", CLERK))
    none = parts_of(given).iloc[:0]
    assert set(sg.compare_owners(given["matrix"], none, CENTERS)["state"]) == {"between"}
    assert sg.find_unparted(none, [("R1", "R2")]).empty
    assert isinstance(sg.sum_sides(sg.compare_owners(given["matrix"], none, CENTERS)), pd.DataFrame)
