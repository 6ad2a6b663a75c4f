"""What becomes of a cell: later words of one person count, contradictions wait for a third."""

import random

import pandas as pd
import pytest

from sopgap.mapping.gaps import find_gaps
from sopgap.mapping.reviewing.settling import settle


def reviews(*rows: tuple[str, str], **more: str) -> pd.DataFrame:
    """Decisions on one cell, a day each: reviewer and decision."""
    table = pd.DataFrame(rows, columns=["reviewer", "decision"])
    days = [f"2024-03-{day:02}" for day in range(1, len(rows) + 1)]
    told = {"responsibility_id": "R1", "center": "north", "kind": "missing"} | more
    return table.assign(when=days, **told)


def state(*rows: tuple[str, str], **more: str) -> str:
    return str(settle(reviews(*rows, **more))["state"].iloc[0])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("A", "confirmed")], "confirmed"),
        ([("A", "confirmed"), ("A", "rejected")], "rejected"),
        ([("A", "confirmed"), ("B", "confirmed")], "confirmed"),
        ([("A", "confirmed"), ("B", "rejected")], "contested"),
        ([("A", "confirmed"), ("B", "rejected"), ("A", "rejected")], "rejected"),
        ([("A", "confirmed"), ("B", "rejected"), ("C", "rejected")], "rejected"),
        ([("A", "confirmed"), ("B", "rejected"), ("C", "rejected"), ("A", "confirmed")],
         "contested"),
        ([("A", "confirmed"), ("B", "rejected"), ("a ", "confirmed")], "contested"),
        ([("A", "confirmed"), ("M", "disputed")], "disputed"),
        ([("A", "confirmed"), ("M", "disputed"), ("A", "confirmed")], "confirmed"),
        ([("A", "confirmed"), ("M", "disputed"), ("A", "rejected")], "rejected"),
        ([("A", "confirmed"), ("B", "rejected"), ("M", "disputed")], "contested"),
        ([("A", "confirmed"), ("B", "remediated")], "remediated"),
        ([("A", "confirmed"), ("B", "remediated"), ("B", "confirmed")], "confirmed"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_cell(rows, expected) -> None:
    assert state(*rows) == expected


def test_the_order_is_that_of_the_times_wherever_they_were_written() -> None:
    table = reviews(("A", "confirmed"), ("A", "rejected"))
    table["when"] = ["2024-03-01T23:30:00-05:00", "2024-03-02T01:00:00Z"]
    assert settle(table)["state"].tolist() == ["confirmed"]


def test_a_reply_of_management_stays_beside_what_is_decided_later() -> None:
    table = reviews(("M", "disputed"), ("A", "confirmed"))
    table = table.assign(reply=["We have a memo", ""], reply_date=["2024-03-01", ""])
    row = settle(table).iloc[0]
    assert (row["state"], row["reply"], row["reply_date"]) == (
        "confirmed", "We have a memo", "2024-03-01")  # fmt: skip


def test_links_and_cells_and_centers_are_matters_of_their_own() -> None:
    table = reviews(("A", "confirmed"), ("B", "rejected"), ("C", "rejected"))
    table["duty_id"] = ["", "a#1.x.s1", "a#1.x.s1"]
    table["center"] = ["north", "", "south"]
    assert settle(table)["state"].tolist() == ["confirmed", "rejected", "rejected"]


def test_who_agreed_that_all_is_in_order_has_not_seen_the_gap_of_today() -> None:
    cell = {"responsibility_id": "R1", "center": "north", "status": "stale", "labels": "stale"}
    coverage = pd.DataFrame([cell | {"duty_ids": ""}])
    agreed = reviews(("A", "confirmed"), kind="assigned")
    assert find_gaps(coverage, reviews=agreed)["review"].tolist() == ["proposed"]
    overlooked = reviews(("A", "rejected"), kind="assigned")
    assert find_gaps(coverage, reviews=overlooked)["review"].tolist() == ["confirmed"]
    cleared = reviews(("A", "rejected"), kind="missing")
    assert find_gaps(coverage, reviews=cleared)["review"].tolist() == ["rejected"]


def oracle(rows: list[tuple[str, str]]) -> str:
    """The rule in other words: look back for the last day on which nobody contradicted."""
    voices: dict[str, str] = {}
    afterwards = ""
    for who, what in rows:
        if what in ("disputed", "remediated"):
            afterwards = what
            continue
        afterwards = ""
        opinions = set(voices.values())
        if opinions == {"confirmed", "rejected"} and who not in voices:
            voices.clear()
        voices[who] = what
        last = what
    if len(set(voices.values())) == 2:
        return "contested"
    return afterwards or last


def test_random_decisions_come_out_as_the_rule_says() -> None:
    draw = random.Random(3)
    for _ in range(300):
        rows = [
            (draw.choice("ABCD"),
             draw.choice(["confirmed", "confirmed", "rejected", "rejected", "disputed",
                          "remediated"]))
            for _ in range(draw.randint(1, 12))
        ]  # fmt: skip
        if not voiced(rows):
            continue
        assert state(*rows) == oracle(rows), rows


def voiced(rows: list[tuple[str, str]]) -> bool:
    return any(what in ("confirmed", "rejected") for _, what in rows)
