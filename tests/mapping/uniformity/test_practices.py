"""How Centers lay a responsibility down, side by side, by hand."""

import pandas as pd
import pytest

import sopgap as sg
from sopgap.mapping.uniformity.sameness import group_values, say_differences
from tests.mapping.ownership.owned import CENTERS, tables

THREE = pd.DataFrame({"center": ["north", "south", "west"], "name": ["North", "South", "West"]})


def compare(*said, centers=CENTERS):
    given = tables(*said)
    names = ("matrix", "duties", "matches", "documents", "paragraphs")
    return sg.compare_practices(*(given[name] for name in names), centers)


def practice(*said, center="north"):
    return compare(*said).practices.set_index("center").loc[center]


def alike(attribute, *said, centers=CENTERS):
    found = compare(*said, centers=centers).uniformity.set_index("attribute")
    return found.loc[attribute] if attribute in found.index else None


def test_a_practice_holds_what_the_documents_lay_down():
    said = "The clerk shall pay the rent in ACE within 30 days of the bill."
    found = practice(("R1", "all", said))
    assert found[["source", "owner", "unit", "deadline", "frequency", "n_steps"]].tolist() == [
        "national", "Clerk", "center", "30 days", "", 0,
    ]  # fmt: skip
    assert found["document_ids"] == "all"


def test_own_documents_go_before_those_for_all():
    said = [
        ("R1", "all", "The clerk shall pay the rent within 30 days."),
        ("R1", "north", "The cashier shall pay the rent within 10 days."),
    ]
    north, south = practice(*said), practice(*said, center="south")
    assert (north["source"], north["owner"], north["deadline"]) == ("own", "Cashier", "10 days")
    assert (south["source"], south["owner"], south["deadline"]) == ("national", "Clerk", "30 days")


def test_where_its_own_are_silent_those_for_all_hold():
    said = [
        ("R1", "all", "The clerk shall pay the rent within 30 days."),
        ("R1", "north", "The cashier shall pay the rent."),
    ]
    found = practice(*said)
    assert (found["owner"], found["deadline"]) == ("Cashier", "30 days")
    assert found["document_ids"] == "north;all"


def test_how_often_stands_apart_from_by_when():
    found = practice(("R1", "all", "The clerk shall pay the rent each month."))
    assert (found["deadline"], found["frequency"]) == ("", "monthly")
    found = practice(("R1", "all", "The clerk shall pay the rent promptly."))
    assert (found["deadline"], found["frequency"]) == ("", "")


def test_what_is_laid_down_for_another_owner_does_not_fill_in():
    said = [
        ("R1", "all", "The clerk shall pay the rent within 30 days."),
        ("R1", "north", "The guard shall pay the rent."),
    ]
    found = practice(*said)
    assert (found["owner"], found["deadline"], found["document_ids"]) == ("Guard", "", "north")


def test_two_days_a_week_is_not_weekly():
    found = practice(("R1", "all", "The clerk pays the rent two days a week."))
    assert (found["deadline"], found["frequency"]) == ("", "2 days a week")


def test_nothing_lays_it_down():
    found = practice(("R1", "south", "The clerk shall pay the rent."))
    assert (found["source"], found["owner"], found["duty_ids"]) == ("none", "", "")


def test_two_that_differ_and_two_that_agree():
    north = ("R1", "north", "The clerk shall pay the rent within 30 days.")
    other = ("R1", "south", "The clerk shall pay the rent within 60 days.")
    same = ("R1", "south", "The rent is to be paid by the clerk no later than 30 days after it.")
    found = alike("deadline", north, other)
    assert (found["n_centers"], found["n_ways"], found["uniformity"]) == (2, 2, 0.0)
    assert found["differences"] == "North: 30 days; South: 60 days"
    assert alike("owner", north, other)["uniformity"] == 1.0
    # The mean of owner (1) and deadline (0); nobody speaks of a frequency, a system or a record.
    assert alike("all", north, other)["uniformity"] == 0.5
    assert alike("all", north, other)["differences"] == "deadline"
    assert alike("deadline", north, same)["uniformity"] == 1.0
    assert alike("deadline", north, same)["differences"] == ""


def test_of_three_the_chance_is_that_of_a_pair():
    said = [
        ("R1", "all", "The clerk shall pay the rent."),
        ("R1", "north", "The clerk shall pay the rent within 30 days."),
    ]
    found = alike("deadline", *said, centers=THREE)
    # Of the pairs (north, south), (north, west), (south, west) one agrees: both are silent.
    assert found["uniformity"] == pytest.approx(1 / 3)
    assert found["differences"] == "North: 30 days; South / West say no time"


def test_under_two_centers_there_is_no_index():
    found = alike("all", ("R1", "north", "The clerk shall pay the rent within 30 days."))
    assert found["n_centers"] == 1
    assert pd.isna(found["uniformity"])


def test_what_differs_in_wording_only_is_the_same():
    assert len(group_values("deadline", {"a": "day 314", "b": "314 days"})) == 1
    assert len(group_values("deadline", {"a": "12 months", "b": "1 year"})) == 1
    assert len(group_values("deadline", {"a": "2 weeks", "b": "14 days"})) == 1
    assert len(group_values("deadline", {"a": "30 days", "b": "30 working days"})) == 2
    assert len(group_values("record", {"a": "the marking log", "b": "log of markings"})) == 1
    assert len(group_values("steps", {"a": "check;close", "b": "verify;close"})) == 1
    assert len(group_values("steps", {"a": "check;close", "b": "close;check"})) == 2
    assert len(group_values("owner", {"a": "North desk", "b": "South desk"}, THREE)) == 2
    names = {"north": "North claims desk", "south": "South claims desk"}
    assert len(group_values("owner", names, THREE)) == 1


def test_differences_name_the_few_and_count_the_many():
    codes = [f"c{n}" for n in range(10)]
    centers = pd.DataFrame({"center": codes, "name": [code.upper() for code in codes]})
    values = dict.fromkeys(codes, "") | {"c1": "30 days", "c4": "60 days"}
    groups = group_values("deadline", values, centers)
    said = say_differences("deadline", groups, centers)
    assert said == "C1: 30 days; C4: 60 days; 8 others say no time"
