"""The claims of the map and the documents: what is counted of their tables, and of how many.

These are counts of a list that is known whole: they have no interval, and nothing of them is
hidden, for they count cells, documents and duties, not people. `key` names the rows that were
counted, so that anybody can count them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from sopgap.report.document_claims import (
    ALL,
    Counted,
    count_documents,
    count_lists,
    count_tests,
)
from sopgap.report.folder import Run
from sopgap.report.headlines import UPWARD, spread_of_gaps, still_open
from sopgap.report.palette import STATES, state_of
from sopgap.tables import split
from sopgap.vocabulary import MEETINGS, OWNER_STATES

CELLS = "cells of the map: one a responsibility and Center"
SPREAD = {"all": "all Centers", "most": "more than half of the Centers, not all",
          "some": "half of the Centers or fewer, not one alone", "one": "one Center"}  # fmt: skip
OPEN = (
    "open cells: no person rejected them or called them remediated, and an authority assigns them"
)


def list_gap_claims(run: Run) -> pd.DataFrame:
    """List what pages count of the map, the documents and the duties, as rows of table `claims`.

    Parameters
    ----------
    run : Run
        Its tables are read as far as the study could fill them.

    Returns
    -------
    DataFrame
        Columns source, kind, group, key, k, n, wording, base_rule, column and share.
    """
    found: list[Counted] = []
    if len(run.table("coverage")):
        found += _of_cells(run)
        found += _of_spread(run)
        found += _of_documents_at_fault(run)
        found += _of_evidence(run)
    found += _of_meetings(run)
    found += _of_owners(run)
    found += _of_uniformity(run)
    found += [*count_lists(run), *count_tests(run), *count_documents(run)]
    table = pd.DataFrame(found, columns=list(Counted._fields))
    known = table["n"].notna() & (table["n"] != 0)
    share = (table["k"].astype("float64") / table["n"].astype("float64")).where(known)
    return table.assign(
        source="tables/" + table["source"].astype("str") + ".csv", column="rows", share=share
    )


def _of_cells(run: Run) -> Iterator[Counted]:
    """How many cells are open, in which state, and looked at: over all Centers, and at each."""
    coverage, gaps = run.table("coverage"), run.table("gaps")
    rows = still_open(gaps)
    state = [state_of(k, r) for k, r in zip(rows["kind"], rows["review"], strict=True)]
    rows = rows.assign(state=state)
    for group, cells in _groups(coverage):
        mine = _at(rows, group)
        n, upward = len(cells), int((mine["kind"] == UPWARD).sum())
        told = f"{_where(group)}review!=rejected & review!=remediated"
        yield Counted("gaps", "open cells", group, open_cells(group), len(mine) - upward,
                      n, "open cells of the map", CELLS)  # fmt: skip
        yield Counted(
            "coverage",
            "covered cells",
            group,
            f"{_where(group)}status=assigned",
            int((cells["status"] == "assigned").sum()),
            n,
            "cells in order",
            CELLS,
        )
        for key, counted in mine["state"].value_counts(sort=False).items():
            yield Counted("gaps", "state", group, f"{told} & state={key}", int(counted), n,
                          STATES[str(key)].word, CELLS)  # fmt: skip
        looked = int((mine["review"] != "proposed").sum())
        yield Counted(
            "gaps",
            "reviewed",
            group,
            f"{told} & review!=proposed",
            looked,
            len(mine),
            "gaps that a person has reviewed",
            "gaps that are open",
        )
        for review, counted in _at(gaps, group)["review"].value_counts(sort=False).items():
            yield Counted("gaps", "review", group, f"{_where(group)}review={review}", int(counted),
                          len(_at(gaps, group)), f"gaps that are {review}", "gaps")  # fmt: skip


def _of_spread(run: Run) -> Iterator[Counted]:
    """At how many Centers each responsibility is open, and how many are open at all, or at none."""
    coverage, gaps = run.table("coverage"), run.table("gaps")
    rows = still_open(gaps)
    open_at = spread_of_gaps(rows[rows["kind"] != UPWARD], coverage)
    n, total = coverage["center"].nunique(), coverage["responsibility_id"].nunique()
    names = run.table("responsibilities").set_index("responsibility_id")["name"]
    upward = rows[rows["kind"] == UPWARD]["responsibility_id"].nunique()
    bands = {
        "every Center": int((open_at == n).sum()),
        "some Centers": int((open_at < n).sum()),
        "no Center": total - len(open_at) - upward,
        "any Center": len(open_at),
    }
    for band, counted in bands.items():
        yield Counted(
            "gaps",
            "spread",
            ALL,
            f"open at {band}",
            counted,
            total,
            f"responsibilities open at {band}",
            "responsibilities of the map",
        )
    yield Counted(
        "gaps",
        "spread",
        ALL,
        f"kind={UPWARD}",
        upward,
        total,
        "responsibilities that no authority assigns",
        "responsibilities of the map",
    )
    yield Counted("gaps", "spread", ALL, "open at more than half", int((open_at * 2 > n).sum()),
                  len(open_at), "responsibilities open at more than half of the Centers",
                  "responsibilities open anywhere")  # fmt: skip
    often = {
        "all": open_at == n,
        "most": (open_at < n) & (open_at * 2 > n),
        "some": (open_at * 2 <= n) & (open_at > 1),
        "one": open_at == 1,
    }
    for band, held in often.items():
        yield Counted("gaps", "spread", ALL, f"open at {band}", int(held.sum()), len(open_at),
                      f"responsibilities open at {SPREAD[band]}",
                      "responsibilities open anywhere")  # fmt: skip
    for one, counted in open_at.items():
        yield Counted(
            "gaps",
            "open at",
            ALL,
            f"responsibility_id={one}",
            int(counted),
            n,
            f"Centers at which it is open: {names.get(one, one)}",
            "Centers of the map",
        )


def _of_documents_at_fault(run: Run) -> Iterator[Counted]:
    """How many open cells rest on each document, on any, and on none."""
    gaps, duties = run.table("gaps"), run.table("duties")
    rows = still_open(gaps[gaps["kind"] != UPWARD])
    home = dict(zip(duties["duty_id"], duties["document_id"], strict=True))
    homes = [{home[one] for one in split(ids) if one in home} for ids in rows["duty_ids"]]
    rests = sum(map(bool, homes))
    on = "by the documents of duty_ids"
    yield Counted("gaps", "rests on", ALL, f"{on}: any", rests, len(rows),
                  "open cells that rest on a document", OPEN)  # fmt: skip
    yield Counted("gaps", "rests on", ALL, f"{on}: none", len(rows) - rests, len(rows),
                  "open cells that rest on none", OPEN)  # fmt: skip
    per = pd.Series([one for ids in homes for one in ids], dtype="str").value_counts(sort=False)
    yield Counted("gaps", "rests on", ALL, f"{on}: different", len(per), None,
                  "documents on which open cells rest", "documents")  # fmt: skip
    for one, counted in sorted(per.items()):
        yield Counted("gaps", "rests on", ALL, f"{on}: {one}", int(counted), len(rows),
                      "open cells that rest on this document", OPEN)  # fmt: skip


def _of_evidence(run: Run) -> Iterator[Counted]:
    """How many passages of how many documents were weighed at each cell."""
    cells = run.table("evidence").groupby(["responsibility_id", "center"], sort=False)
    counted = cells["document_id"].agg(["size", "nunique"])
    for (one, center), n, documents in counted.itertuples(name=None):
        key = f"responsibility_id={one} & center={center}"
        yield Counted("evidence", "passages", center, key, n, None, "passages weighed",
                      "passages of the cell")  # fmt: skip
        yield Counted("evidence", "documents", center, key, documents, None,
                      "documents in which they stand", "documents")  # fmt: skip


def _of_meetings(run: Run) -> Iterator[Counted]:
    """How documents and comments meet: of all cells, and of those that are open."""
    beside, gaps = run.table("triangulation"), run.table("gaps")
    if beside.empty:
        return
    rows = still_open(gaps[gaps["kind"] != UPWARD])
    keys = set(zip(rows["responsibility_id"], rows["center"], strict=True))
    is_open = [key in keys for key in zip(beside["responsibility_id"], beside["center"],
                                          strict=True)]  # fmt: skip
    beside = beside.assign(is_open=is_open)
    for group, cells in _groups(beside):
        left = cells[cells["is_open"]]
        for meeting in MEETINGS:
            key = f"{_where(group)}meeting={meeting}"
            yield Counted("triangulation", "meeting", group, key,
                          int((cells["meeting"] == meeting).sum()), len(cells),
                          f"cells: {meeting}", CELLS)  # fmt: skip
            yield Counted("triangulation", "meeting of open cells", group, key,
                          int((left["meeting"] == meeting).sum()), len(left),
                          f"open cells: {meeting}", OPEN)  # fmt: skip


def _of_owners(run: Run) -> Iterator[Counted]:
    """In how many cells the owner who is required is named: at each Center, of each row."""
    owners = run.table("owners")
    for group, cells in _groups(owners):
        for state in OWNER_STATES:
            yield Counted("owners", "owner", group, f"{_where(group)}state={state}",
                          int((cells["state"] == state).sum()), len(cells),
                          f"cells: {state}", CELLS)  # fmt: skip
    n = owners["center"].nunique()
    counted = owners.groupby(["responsibility_id", "state"], sort=False).size()
    for (one, state), k in counted.items():
        yield Counted("owners", "owner at", ALL, f"responsibility_id={one} & state={state}",
                      int(k), n, f"Centers: {state}", "Centers of the map")  # fmt: skip


def _of_uniformity(run: Run) -> Iterator[Counted]:
    whole = run.table("uniformity").query("attribute == 'all'")
    known = whole[whole["uniformity"].notna()]
    if len(whole):
        key = "attribute=all & uniformity not blank & n_ways>1"
        yield Counted("uniformity", "differs", ALL, key, int((known["n_ways"] > 1).sum()),
                      len(known), "responsibilities that Centers lay down differently",
                      "responsibilities laid down at two Centers or more")  # fmt: skip


def open_cells(group: str) -> str:
    """Return the key of the claim that counts the open cells of a Center, or of all.

    Examples
    --------
    >>> open_cells("all")
    'review!=rejected & review!=remediated & kind!=undefined'
    """
    return f"{_where(group)}review!=rejected & review!=remediated & kind!={UPWARD}"


def _groups(table: pd.DataFrame) -> Iterable[tuple[str, pd.DataFrame]]:
    """Give a table as a whole, and by Center."""
    if len(table):
        yield ALL, table
        for center, rows in table.groupby("center", sort=False):
            yield str(center), rows


def _at(table: pd.DataFrame, group: str) -> pd.DataFrame:
    return table if group == ALL else table[table["center"] == group]


def _where(group: str) -> str:
    return "" if group == ALL else f"center={group} & "
