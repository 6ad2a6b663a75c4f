"""The claims of documents and lists: what is in force, what duties name, how long a list is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from sopgap.report.folder import Run
from sopgap.report.handoffs import pairs_in_force
from sopgap.report.reading import read_duties

ALL = "all"
STANDING = "duties of documents in force"
BINDING = "duties of documents in force that bind: must, must not, should"


class Counted(NamedTuple):
    """A count of rows of a table: which rows, of how many, and in what words."""

    source: str
    kind: str
    group: str
    key: str
    k: int
    n: int | None
    wording: str
    base_rule: str


def count_lists(run: Run) -> Iterator[Counted]:
    """How long the lists are whose length a page tells, and how many of a list are so."""
    for table, words in (
        ("conflicts", "pairs of duties that give one act to both sides"),
        ("orphans", "duties in force that serve no responsibility"),
        ("unparted", "responsibilities in one hand that ought to be parted"),
        ("requests", "documents that are cited and lacking"),
        ("versions", "pairs of documents that belong together"),
        ("crossings", "pairs of a concern and a responsibility that share comments"),
        ("recommendations", "recommendations"),
        ("responsibilities", "responsibilities of the matrix"),
        ("centers", "Centers"),
    ):
        if run.has(table):
            n = len(run.table(table))
            yield Counted(table, "list", ALL, "all rows", n, None, words, "rows of the table")
    backtest = run.table("backtest")
    if len(backtest):
        yield Counted("backtest", "agrees", ALL, "agrees=True", int(backtest["agrees"].sum()),
                      len(backtest), "published figures that come out the same",
                      "published figures")  # fmt: skip
    told = run.table("recommendations")
    for status, k in told["status"].value_counts(sort=False).items():
        yield Counted("recommendations", "status", ALL, f"status={status}", int(k), len(told),
                      f"recommendations that are {status}", "recommendations")  # fmt: skip


def count_tests(run: Run) -> Iterator[Counted]:
    """How many differences are more than chance explains, and how many cells are hidden."""
    table, sizes = run.table("comparisons"), run.table("sizes")
    tested = table[~table["suppressed"] & table["p"].notna()]
    for kind, rows in tested.groupby("kind", sort=False):
        groups = [(ALL, rows)]
        groups += list(rows.groupby("group", sort=False)) if kind == "center-rest" else []
        for group, mine in groups:
            told = "" if group == ALL else f" & group={group}"
            yield Counted("comparisons", "differs", str(group), f"kind={kind}{told} & differs=True",
                          int(mine["differs"].sum()), len(mine),
                          "differences that are more than chance explains",
                          "comparisons that were tested and are shown")  # fmt: skip
    cells = sizes[sizes["group"].isin(run.table("centers")["center"])]
    if len(cells):
        hidden = cells["suppressed"] | cells["n"].isna()
        yield Counted("sizes", "hidden", ALL, "groups of Centers & n blank", int(hidden.sum()),
                      len(cells), "cells of which the count is hidden",
                      "cells: one a concern and Center")  # fmt: skip


def count_documents(run: Run) -> Iterator[Counted]:
    """What is in force, and what the duties in force name: owner, time, system, record."""
    if run.table("documents").empty:
        return
    read = read_duties(run)
    documents, duties = read.documents, read.standing
    for state, k in documents["state"].value_counts(sort=False).items():
        yield Counted(
            "documents",
            "in force",
            ALL,
            f"{state} on {read.day}",
            int(k),
            len(documents),
            f"documents: {state}",
            "documents of the corpus",
        )
    yield Counted("duties", "duties", ALL, "of documents in force", len(duties),
                  len(read.duties), STANDING, "duties that were read")  # fmt: skip
    for column in ("modality", "unit"):
        yield from _by(duties, column, STANDING)
    yield from _by(read.binding, "unit", BINDING)
    musts = duties[duties["modality"] == "obligation"]
    yield from _by(musts, "time", "obligations of documents in force")
    for column, words in (("system", "say in which system"), ("record", "say what is kept")):
        yield Counted("duties", "says", ALL, f"of documents in force & {column} not blank",
                      int((duties[column] != "").sum()), len(duties), f"duties that {words}",
                      STANDING)  # fmt: skip
    binding = read.binding
    nobody = binding[binding["unit"] == "none"].groupby("document_id").size()
    for one, n in binding.groupby("document_id").size().items():
        yield Counted(
            "duties",
            "nobody named",
            ALL,
            f"document_id={one} & binding & unit=none",
            int(nobody.get(one, 0)),
            int(n),
            "duties that name nobody",
            BINDING,
        )
    for one, n in read.duties.groupby("document_id").size().items():
        yield Counted(
            "duties",
            "of document",
            ALL,
            f"document_id={one}",
            int(n),
            len(read.duties),
            "duties of this document",
            "duties that were read",
        )
    if len(run.table("handoffs")):
        pairs = pairs_in_force(read, run.table("handoffs"))
        total = int(pairs["n"].sum())
        n = pairs.groupby("look")["n"].sum()
        for look in ("across", "nobody", "other"):
            yield Counted("handoffs", "handoffs", ALL, f"of documents in force: {look}",
                          int(n.get(look, 0)), total, f"handoffs: {look}",
                          "handoffs of documents in force")  # fmt: skip


def _by(duties: pd.DataFrame, column: str, base_rule: str) -> Iterator[Counted]:
    for value, k in duties[column].value_counts(sort=False).items():
        yield Counted("duties", f"by {column}", ALL, f"{base_rule}: {column}={value}", int(k),
                      len(duties), f"duties: {value}", base_rule)  # fmt: skip
