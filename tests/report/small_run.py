"""A run's folder made by hand: two Centers, three responsibilities, hostile texts among them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from sopgap.report.folder import Run, read_run
from sopgap.tables import CONTRACTS, write_table

HOSTILE = "<script>alert('x')</script> =1+1 \U0001f600 مرحبا"
WATER = "The gardener must water the plants."
D = "house#1.aa.s1"
SHA = "ab" * 32


def rows(columns: str, *lines: str) -> pd.DataFrame:
    """Return a table from its columns and its rows, cells parted by a bar."""
    names = columns.split()
    return pd.DataFrame([[c.strip() for c in line.split("|")] for line in lines], columns=names)


TABLES = {
    "centers": rows("center name location", "north|North House|Oslo", "south|South & House|Rome"),
    "responsibilities": rows(
        "responsibility_id name kind ownership requires criteria source",
        "R1|Watering|responsibility|center|deadline|House rule 1|made up",
        "R2|=Windows|responsibility|port||House rule 2|made up",
        f"R3|{HOSTILE}|responsibility|undefined|||made up",
    ),
    "documents": rows(
        "document_id title tier scope effective access sha256",
        f"house|House Procedure|sop|all|2019-05-01|provided|{SHA}",
    ),
    "paragraphs": rows(
        "paragraph_id document_id section page ordinal text",
        "house#1.aa|house|1. Plants|7|0|The gardener must water the plants.",
        f"house#2.bb|house|2. Odd||1|{HOSTILE}",
    ),
    "duties": rows(
        "duty_id paragraph_id document_id text unit modality via",
        f"house#1.aa.s1|house#1.aa|house|{WATER}|center|obligation|modal",
        f"house#2.bb.s1|house#2.bb|house|{HOSTILE}|port|obligation|modal",
    ),
    "coverage": rows(
        "responsibility_id center status labels reasons n_duties n_documents duty_ids",
        "R1|north|assigned|assigned|It is named.|1|1|house#1.aa.s1",
        f"R1|south|no-deadline|no-deadline;differs|House Procedure gives no deadline.|1|1|{D}",
        "R2|north|missing|missing|Nothing names it.|0|0|",
        "R2|south|missing|missing|Nothing names it.|0|0|",
        "R3|north|undefined|undefined|No authority assigns it.|0|0|",
        "R3|south|undefined|undefined|No authority assigns it.|0|0|",
    ),
    "evidence": rows(
        "responsibility_id center place stance passage_id paragraph_id document_id why",
        "R1|south|1|for|house#1.aa.s1|house#1.aa|house|names the Gardener; gives no deadline",
        "R2|north|1|near|house#2.bb.s1|house#2.bb|house|it is about something else",
    ),
    "gaps": rows(
        "responsibility_id center kind labels review n_comments duty_ids",
        "R1|south|no-deadline|no-deadline;differs|confirmed|5|house#1.aa.s1",
        "R2|north|missing|missing|proposed||",
        "R2|south|missing|missing|rejected||",
        "R3|north|undefined|undefined|proposed||",
        "R3|south|undefined|undefined|proposed||",
    ),
    "decided": rows(
        "responsibility_id center duty_id state says reviewers when reason reply reply_date"
        " n_reviews",
        "R1|south||confirmed|gap|A. B.|2024-03-01|read it|We disagree.|2024-04-02|1",
        "R2|south||rejected|in order|A. B.|2024-03-01|it is there|||1",
    ),
    "recommendations": rows(
        "recommendation_id text status closes responsibilities kinds due",
        "REC1|Set deadlines|open|a dated procedure|R1|no-deadline|2025-01-31",
        "REC2|Say who does it|resolved|a procedure|all||2024-12-31",
    ),
}  # fmt: skip


def make_run(folder: Path, **changed: pd.DataFrame | None) -> Run:
    """Write the tables into a folder and open it; None leaves a table out."""
    for name, table in {**TABLES, **changed}.items():
        if table is not None:
            write_table(CONTRACTS[name].check(table), folder / "tables" / f"{name}.csv")
    study = {
        "name": "house", "title": "Who waters & cleans?", "synthetic": True, "notes": "Made up.",
        "labels": {"center": "House", "port": "Yard"}, "as_of": "2021-06-30", "min_base": 10,
        "min_count": 3, "width": 3, "reorganisation": None, "staff_all": None, "holds": ["sops"],
        "survey": {}, "declared": {},
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.json").write_text(json.dumps(study), encoding="utf-8")
    return read_run(folder)
