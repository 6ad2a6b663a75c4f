"""The recommendations of an audit beside the gaps that they bear on."""

from __future__ import annotations

from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from sopgap.report.claim_lookup import cited
from sopgap.report.folder import Run
from sopgap.report.markup import (
    blank,
    count,
    fill,
    framed,
    grid,
    join,
    note,
    plural,
    shown,
    words,
)
from sopgap.tables import split
from sopgap.tables.rows import walk_rows

STATUS = {
    "open": "not agreed, or not begun",
    "resolved": "agreed what is to be done, and not closed",
    "closed": "closed by whoever made it",
}


def recommendations_table(run: Run, progress: pd.DataFrame | None = None) -> HTML:
    """Show each recommendation: where it stands, the gaps that it bears on, what would close it.

    Parameters
    ----------
    run : Run
        Its tables recommendations, progress, responsibilities and centers are read.
    progress : table `progress`, optional
        Instead of the run's: one with what was closed since an earlier map.

    Returns
    -------
    HTML
        It never says that a recommendation is closed unless the study's file does.
    """
    told = run.table("recommendations")
    if told.empty:
        return shown(note("The study names no recommendations."))
    counted = run.table("progress") if progress is None else progress
    rows = told.merge(counted.drop(columns=["status", "due"]), on="recommendation_id", how="left")
    names = run.table("responsibilities").set_index("responsibility_id")["name"]
    since = bool(rows["n_closed"].notna().any())
    head = ["Recommendation", "Where it stands", "Open now", f"At {words(run.study)}"]
    head += ["Closed, opened since"] * since
    head += ["On which it bears, and what would close it"]
    numeric = [2, 3, 4] if since else [2, 3]
    lines = [_line(row, names, since=since) for row in walk_rows(rows)]
    n_closed = int((told["status"] == "closed").sum())
    n_open = int((rows["n_open"] > 0).sum())
    title = (
        f"{count(n_closed) if n_closed else 'None'} of {plural(len(told), 'recommendation')}"
        f" {'are' if n_closed > 1 else 'is'} called closed; {count(n_open)} of them"
        f" {'bears' if n_open == 1 else 'bear'} on gaps that are open"
    )
    return shown(framed(
        grid(head, lines, caption="Recommendations and gaps", numeric=numeric,
             classes="wide-last"),
        title=title,
        subtitle="Open now: gaps of the kinds and responsibilities that it bears on, of the cells"
        " of these responsibilities; one gap may be counted at several. That no gap is open closes"
        " no recommendation: what would, stands beside it.",
        notes=[f"{status.capitalize()}: {meaning}." for status, meaning in STATUS.items()
               if status in set(told["status"])],
        source="recommendations.csv of the study, tables/progress.csv",
    ))  # fmt: skip


def _line(row: Any, names: pd.Series, *, since: bool) -> list[object]:
    stands = fill("<b>{}</b><br><small>{}</small>", row.status, _due(row))
    cells = [
        fill("<small>{}</small> {}", row.recommendation_id, row.text),
        stands,
        "–" if blank(row.n_open) else f"{count(row.n_open)} of {count(row.n_cells)}",
        "–"
        if blank(row.n_centers)
        else cited(count(row.n_centers), "progress", "open at", row.recommendation_id, "n_centers"),
    ]
    if since:
        both = "–" if blank(row.n_closed) else f"{count(row.n_closed)}, {count(row.n_opened)}"
        cells.append(both)
    return [*cells, _bears(row, names)]


def _due(row: Any) -> Markup:
    due = fill("due <span class=date>{}</span>", row.due) if row.due else ""
    return join((part for part in (due, row.owner) if part), Markup("<br>"))


def _bears(row: Any, names: pd.Series) -> Markup:
    ids = split(row.responsibilities)
    on = "every responsibility" if ids == ["all"] else ", ".join(
        f"{names.get(one, one)} ({one})" for one in ids
    )  # fmt: skip
    kinds = [kind.replace("-", " ") for kind in split(row.kinds)]
    only = f"; gaps that are {', '.join(kinds)}" if kinds else ""
    return fill("<p>Bears on: {}{}.</p><p><b>Would close it:</b> {}</p>", on, only, row.closes)
