"""A small corpus by hand: four documents, their paragraphs and duties, for the page on them."""

import datetime as dt

import pandas as pd

from sopgap.report.folder import read_run, save_tables
from sopgap.study import Study
from sopgap.tables import ACTORS, DOCUMENTS, DUTIES, HANDOFFS, INVENTORY, PARAGRAPHS

HOSTILE = "<script>alert(1)</script> 93 % \u202e"


def documents():
    rows = [
        ("law", "House Act", "statute", "1960-01-01", "", "public"),
        ("guide", "Garden Guide", "guide", "2019-05-01", "", "provided"),
        ("old", "Old Rules", "sop", "2010-01-01", "2018-01-01", "provided"),
        ("next", "Next Rules", "sop", "2022-01-01", "", "provided"),
        ("lost", "Lost Rules", "sop", "", "", "unavailable"),
    ]
    columns = ["document_id", "title", "tier", "effective", "superseded", "access"]
    return DOCUMENTS.check(pd.DataFrame(rows, columns=columns).assign(scope="all"))


def inventory(status="read", problem="", lost=""):
    table = pd.DataFrame({"document_id": ["law", "guide", "old", "next"], "format": "text",
                          "status": "read", "n_paragraphs": 1, "n_characters": 9})  # fmt: skip
    table["problem"], table["lost"] = "", ""
    table.loc[1, ["status", "problem", "lost"]] = [status, problem, lost]
    return INVENTORY.check(table)


def duty(number, document, text, **more):
    row = {
        "duty_id": f"{document}#1.p{number}.s1", "paragraph_id": f"{document}#1.p{number}",
        "document_id": document, "text": text, "unit": "none", "modality": "obligation",
        "via": "modal",
    }  # fmt: skip
    return row | more


GARDENER = {"unit": "center", "actor": "Gardener", "actor_text": "gardener"}
PORTER = {"unit": "port", "actor": "Porter", "actor_text": "porter"}


def duties():
    rows = [
        duty(1, "law", "The gardener must water the pots every Monday.", **GARDENER,
             action="water", object="pots", deadline="every Monday", frequency="every Monday"),
        duty(2, "law", "The gardener must promptly send the keys to the porter.", **GARDENER,
             action="send", object="keys", deadline="promptly", handoff_to="porter", system="Log",
             record="key slip"),
        duty(3, "guide", "Windows must be cleaned."),
        duty(4, "guide", "Visitors shall not smoke.", unit="unknown", actor_text="Visitors",
             modality="prohibition"),
        duty(5, "guide", "A visitor must sign.", unit="unknown", actor_text="visitor"),
        duty(6, "guide", "The porter may lend a ladder to the gardener.", **PORTER,
             modality="permission", action="lend", object="ladder", handoff_to="the gardener"),
        duty(7, "old", "The porter must close the gate.", **PORTER),
        duty(8, "guide", "Parcels are handed to the night desk.", handoff_to="the night desks",
             via="passive", action="hand", object="parcels"),
    ]  # fmt: skip
    return DUTIES.check(pd.DataFrame(rows))


def paragraphs(table):
    rows = [
        {"paragraph_id": d.paragraph_id, "document_id": d.document_id, "section": "1. House",
         "page": "4", "ordinal": i, "text": f"Before it. {d.text} After it."}
        for i, d in enumerate(table.itertuples())
    ]  # fmt: skip
    return PARAGRAPHS.check(pd.DataFrame(rows)) if rows else PARAGRAPHS.empty()


def actors():
    rows = [("gardener", "Gardener", "center"), ("porter", "Porter", "port")]
    return ACTORS.check(pd.DataFrame(rows, columns=["alias", "actor", "unit"]))


def handoffs():
    rows = [
        ("Gardener", "Porter", "center", "port", 1, "law#1.p2.s1"),
        ("Porter", "Gardener", "port", "center", 2, "guide#1.p6.s1;old#1.p7.s1"),
        ("nobody named", "night desk", "none", "unknown", 1, "guide#1.p8.s1"),
    ]
    columns = ["giver", "taker", "giver_unit", "taker_unit", "n_duties", "duty_ids"]
    return HANDOFFS.check(pd.DataFrame(rows, columns=columns))


def saved(folder, **tables):
    """Write a run that holds these tables; those not given are the ones above."""
    centers = pd.DataFrame({"center": ["north"], "name": ["North"], "location": [""]})
    study = Study(
        path=folder / "study.toml",
        name="s",
        title="Who waters?",
        synthetic=True,
        labels={"center": "Center", "port": "Port"},
        centers=centers,
        as_of=dt.date(2021, 6, 30),
        reorganisation=dt.date(2017, 1, 1),
    )
    found = tables.get("duties", duties())
    default = {"documents": documents(), "duties": found, "actors": actors()}
    if "paragraphs" not in tables:
        default["paragraphs"] = paragraphs(found)
    save_tables(folder / "run", study, **(default | tables))
    return read_run(folder / "run")
