"""The default study with two documents changed: each cell moves by the document that is named."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from sopgap.mapping.changes.comparing import compare_documents, compare_gaps
from sopgap.mapping.changes.moments import Moment
from sopgap.report.moments import read_moment

pytestmark = pytest.mark.slow
FILES = ("centers.csv", "actors.csv", "responsibilities.csv")
STUDY = """
[study]
name = "changed"
title = "Before and after"
synthetic = true
as_of = 2021-02-19
[centers]
file = "centers.csv"
[sops]
folder = "sop_corpus"
systems = ["ACE", "SEACATS"]
[responsibilities]
file = "responsibilities.csv"
[actors]
file = "actors.csv"
[reorganisation]
effective = 2017-01-19
"""
MOVED = ("closed", "opened", "moved")
DEADLINE = " within 314 days of the date of entry"  # of the handbook's one sentence on liquidation


def draw(root: Path, folder: Path, *, without: str = "", shorter: bool = False) -> Moment:
    """Draw the map of the default study, without a document or with a shorter handbook."""
    folder.mkdir()
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    for name in FILES:
        shutil.copy(root / name, folder / name)
    shutil.copytree(root / "sop_corpus", folder / "sop_corpus")
    manifest = folder / "sop_corpus/manifest.csv"
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["document_id"] != without]
    for row in rows:
        row["sha256"] = ""
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    if shorter:
        handbook = folder / "sop_corpus/texts/entry-handbook.md"
        text = handbook.read_text(encoding="utf-8")
        assert DEADLINE in text
        handbook.write_text(text.replace(DEADLINE, ""), encoding="utf-8")
    return read_moment(folder / "study.toml")


@pytest.fixture(scope="module")
def moments(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Moment]:
    folder = tmp_path_factory.mktemp("before and after")
    return {
        "before": draw(root, folder / "before"),
        "gone": draw(root, folder / "gone", without="base-metals-notes"),
        "shorter": draw(root, folder / "shorter", shorter=True),
        "both": draw(root, folder / "both", without="base-metals-notes", shorter=True),
    }


def moved(changes: pd.DataFrame) -> pd.DataFrame:
    return changes[changes["change"].isin(MOVED)]


def cells(changes: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(changes["responsibility_id"], changes["center"], strict=True))


def test_a_cell_moves_by_the_document_without_whose_change_it_would_not(moments) -> None:
    both = moved(compare_gaps(moments["before"], moments["both"]))
    assert len(both) >= 10
    for name, document_id in (("gone", "base-metals-notes"), ("shorter", "entry-handbook")):
        alone = moved(compare_gaps(moments["before"], moments[name]))
        named = both[both["document_ids"] == document_id]
        assert cells(alone) == cells(named)
        assert set(alone["because"]) == set(named["because"])


def test_the_reasons_are_those_that_an_auditor_would_give(moments) -> None:
    both = moved(compare_gaps(moments["before"], moments["both"]))
    told = {
        (one, was, now): because
        for one, was, now, because in both[
            ["responsibility_id", "before", "after", "because"]
        ].itertuples(index=False)
    }
    title = "“Base Metals Center: Working Notes for Steel, Aluminum and Their Kin” was removed"
    # The notes gave the metals' protests to the port, against the national procedure.
    assert told["R03", "conflicting", "no-deadline"].startswith(title)
    assert "Port Director (port)" in told["R03", "conflicting", "no-deadline"]
    # They alone named the Center for marking, with the file in which decisions are kept.
    assert "had named the Center, with a record" in told["R06", "assigned", "stale"]
    # What the handbook's one sentence on liquidation lost.
    assert told["R04", "assigned", "no-deadline"] == (
        "“Entry, Classification and Liquidation Handbook for the Centers” changed: its section 4"
        " “Liquidation” no longer gives a deadline."
    )


def test_the_documents_are_counted_with_what_they_moved(moments) -> None:
    rows = compare_documents(moments["before"], moments["both"]).set_index("document_id")
    assert rows["fate"].to_dict() == {
        "entry-handbook": "changed",
        "base-metals-notes": "removed",
    }
    both = moved(compare_gaps(moments["before"], moments["both"]))
    for document_id, row in rows.iterrows():
        mine = both[both["document_ids"] == document_id]["change"].value_counts()
        assert {name: row[f"n_{name}"] for name in mine.index} == mine.to_dict()
    assert rows.loc["entry-handbook", "n_opened"] >= 8
