"""Concern × responsibility × gap: what staff worry about, set beside what documents leave open."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML
from pandas import DataFrame as Table

from sopgap.report.folder import Run
from sopgap.report.headlines import UPWARD, still_open
from sopgap.report.markup import count, fill, framed, grid, note, plural, shown, word, words
from sopgap.tables.rows import list_rows

NO_PAIR = "No concern and responsibility share enough comments to be shown together."


def crossing_table(run: Run) -> HTML:
    """Show which concerns go with which responsibilities, and at how many Centers a gap meets them.

    Parameters
    ----------
    run : Run
        Its tables crossings, concerns, responsibilities, coverage, gaps and triangulation are read.

    Returns
    -------
    HTML
        Sorted by at how many Centers the gap is corroborated, then by at how many it is open, then
        in the order of the matrix and of the concerns.
    """
    pairs, study = run.table("crossings"), run.study
    if run.table("triangulation").empty:
        return shown("")
    if pairs.empty:
        return shown(note(NO_PAIR))
    rows = list_crossings(run)
    n, called = run.table("coverage")["center"].nunique(), words(study)
    body = [
        [fill("<b>{}</b>", row["label"]),
         fill("<small>{}</small> {}", row["responsibility_id"], row["name"]),
         count(row["open"]), count(row["corroborated"])]
        for row in list_rows(rows)
    ]  # fmt: skip
    met = rows.drop_duplicates("responsibility_id")
    n_met = int((met["corroborated"] > 0).sum())
    return shown(framed(
        grid(["Concern", "Responsibility", f"A gap at, of {n}", f"Raised there, of {n}"], body,
             caption="Concerns, responsibilities and gaps", numeric=[2, 3]),
        title=f"{plural(len(rows), 'pair')} of a concern and a responsibility share comments;"
        f" at {plural(n_met, 'responsibility', 'responsibilities')} of {count(len(met))} a gap is"
        f" corroborated at one {word(study)} or more",
        subtitle=f"A pair stands here where at least {study.get('min_count', 3)} comments over all"
        f" {called} speak of both; how many is not told. The counts are {called}, not comments."
        " Sorted by the last column, then by the one before, then as the matrix and the concerns"
        " stand.",
        source="tables/crossings.csv, tables/gaps.csv, tables/triangulation.csv",
    ))  # fmt: skip


def list_crossings(run: Run) -> Table:
    """Return the pairs with their names, and at how many Centers the cell is open and raised."""
    gaps, beside = still_open(run.table("gaps")), run.table("triangulation")
    gaps = gaps[gaps["kind"] != UPWARD]
    cell = ["responsibility_id", "center"]
    met = gaps.merge(beside[beside["meeting"] == "corroborated"][cell], on=cell)
    matrix, concerns = run.table("responsibilities"), run.table("concerns")
    pairs = run.table("crossings")
    for name, table in (("open", gaps), ("corroborated", met)):
        at = table.groupby("responsibility_id")["center"].nunique()
        pairs[name] = pairs["responsibility_id"].map(at).fillna(0).astype(int)
    for key, table, named in (("responsibility_id", matrix, "name"),
                              ("concern_id", concerns, "label")):  # fmt: skip
        pairs[named] = pairs[key].map(dict(zip(table[key], table[named], strict=True)))
        pairs[named] = pairs[named].fillna(pairs[key])
        places = pd.Series(range(len(table)), index=table[key])
        pairs[f"{key} place"] = pairs[key].map(places)
    order = ["corroborated", "open", "responsibility_id place", "concern_id place"]
    ordered = pairs.sort_values(order, ascending=[False, False, True, True], kind="stable")
    return ordered[[*pairs.columns[:2], "label", "name", "open", "corroborated"]].reset_index(
        drop=True
    )
