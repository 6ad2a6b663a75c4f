"""What the pages show of decisions: beside the computed kind, never in its place."""

import re

import pandas as pd

from sopgap.report.headlines import still_open
from sopgap.report.reviewing import review_table, trust_table
from sopgap.tables import CONTRACTS


class Made:
    """A run made by hand: two Centers, three responsibilities."""

    study = {"labels": {"center": "Center"}}

    def __init__(self, reviews: list[dict], **tables: pd.DataFrame) -> None:
        cells = [(one, at) for one in ("R1", "R2", "R3") for at in ("north", "south")]
        coverage = pd.DataFrame(cells, columns=["responsibility_id", "center"])
        coverage = coverage.assign(status=["missing"] * 2 + ["stale"] * 2 + ["assigned"] * 2)
        table = pd.DataFrame(reviews) if reviews else CONTRACTS["reviews"].empty()
        self.tables = {
            "coverage": coverage,
            "reviews": CONTRACTS["reviews"].check(table),
            "responsibilities": pd.DataFrame(
                {"responsibility_id": ["R1", "R2", "R3"], "name": ["Pay", "Weigh <b>", "Seal"]}
            ),
            "centers": pd.DataFrame({"center": ["north", "south"], "name": ["North", "South"]}),
        } | tables

    def table(self, name: str) -> pd.DataFrame:
        return self.tables.get(name, CONTRACTS[name].empty())

    def name_of(self, center: str) -> str:
        return {"north": "North", "south": "South"}[center]


def decision(one: str, at: str, what: str, **more: str) -> dict:
    told = {"when": "2024-03-01", "reviewer": "A. B.", "kind": "missing"} | more
    return {"responsibility_id": one, "center": at, "decision": what, **told}


def plain(html) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.data))


def test_both_the_program_and_people_are_shown() -> None:
    run = Made([
        decision("R1", "north", "disputed", reply="We have a <i>memo</i>", reply_date="2024-02-09"),
        decision("R2", "north", "rejected", kind="stale", reason="circular 7"),
        decision("R2", "south", "remediated", kind="stale"),
        decision("R3", "south", "rejected", kind="assigned", judged="stale"),
    ])  # fmt: skip
    html = review_table(run).data
    said = plain(review_table(run))
    assert "We have a &lt;i&gt;memo&lt;/i&gt;" in html
    assert "Weigh &lt;b&gt;" in html
    for part in (
        "People decided of 4 cells: 2 rejected, 1 disputed and 1 remediated; 1 gap the program"
        " had not seen",
        "disputed by management",
        "2024-02-09",
        "in order after all circular 7",
        "remediated since",
        "a gap that the program did not see, judged “stale”",
    ):
        assert part in said
    assert "People decided of 2 cells" in plain(review_table(run, "north"))


def test_what_must_be_looked_at_again_stands_first_and_says_why() -> None:
    flag = {"responsibility_id": "R2", "center": "south", "duty_id": "", "flag": "kind"}
    flag |= {"when": "2024-03-01", "reviewer": "A. B.", "decision": "confirmed"}
    flags = pd.DataFrame([flag | {"said": "it was stale"}])
    rows = [decision("R1", "north", "confirmed"), decision("R2", "south", "confirmed")]
    said = plain(review_table(Made(rows, review_flags=flags)))
    assert said.index("Look again: it was stale") < said.index("Pay")
    assert "1 must be looked at again" in said


def test_two_who_contradict_each_other_are_both_named() -> None:
    rows = [decision("R1", "north", "confirmed"),
            decision("R1", "north", "rejected", reviewer="C. D.")]  # fmt: skip
    said = plain(review_table(Made(rows)))
    assert "contested: reviewers contradict each other" in said
    assert "A. B. and C. D., 2024-03-01" in said


def test_where_nobody_decided_it_is_said() -> None:
    assert "No person has decided" in plain(review_table(Made([])))
    assert "Nobody has checked a sample" in plain(trust_table(Made([])))


def test_trust_shows_the_interval_the_base_and_what_it_does_not_show() -> None:
    row = {"sample": "s", "of": "all", "n": 40, "cells": 90, "share": 0.9, "low": 0.8, "high": 0.95}
    trust = pd.DataFrame(
        [row | {"measure": m, "note": "3 of 40 cells drawn were not checked"}
         for m in ("precision", "recall", "kind", "state")]
        + [row | {"measure": m, "of": "stale", "n": 2, "low": None, "high": None, "note": "few"}
           for m in ("precision", "kind")]
    )  # fmt: skip
    said = plain(trust_table(Made([], trust=CONTRACTS["trust"].check(trust))))
    for part in ("Of the gaps shown, 0.90 (0.80–0.95) are gaps", "Base: 40 cells drawn at random",
                 "0.90, no interval", "Mind: 3 of 40 cells drawn were not checked.",
                 "It holds for this map only"):  # fmt: skip
        assert part in said
    assert "%" not in said.replace("95\xa0%", "").replace("95 %", "")


def test_disputed_and_contested_cells_stay_open() -> None:
    states = ["proposed", "confirmed", "rejected", "disputed", "remediated", "contested"]
    left = still_open(pd.DataFrame({"review": states}))["review"].tolist()
    assert left == ["proposed", "confirmed", "disputed", "contested"]
