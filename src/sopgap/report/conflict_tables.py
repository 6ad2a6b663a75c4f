"""Two duties of the corpus that give one act to both sides, each beside the other."""

from __future__ import annotations

from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from sopgap.report.folder import Run
from sopgap.report.markup import clean, count, fill, framed, grid, note, plural, shown
from sopgap.tables.rows import walk_rows

SHOWN = 30  # pairs that are printed; the table holds all


def conflict_table(run: Run) -> HTML:
    """Show the pairs of duties in force that give one act to both sides, the most alike first.

    Parameters
    ----------
    run : Run
        Its tables conflicts, duties and documents are read.

    Returns
    -------
    HTML
    """
    conflicts = run.table("conflicts")
    if conflicts.empty:
        return shown(note("No two duties in force were read that give one act to both sides."))
    duties = run.table("duties").set_index("duty_id")
    titles = run.table("documents").set_index("document_id")["title"]
    rows = [
        [
            _told(duties.loc[pair.duty_id], titles),
            _told(duties.loc[pair.other_id], titles),
            f"{pair.likeness:.2f}",
        ]
        for pair in walk_rows(conflicts.head(SHOWN))
    ]
    center, port = (run.study["labels"][side] for side in ("center", "port"))
    more = len(conflicts) - len(rows)
    table = grid(
        [center, port, "Alike, 0 to 1"], rows, caption="Duties that both sides hold", numeric=[2]
    )
    return shown(
        framed(
            fill("{}{}", table, note(f"{count(more)} more stand in the table.") if more else ""),
            title=f"{plural(len(conflicts), 'act')} in the documents in force lie with both sides",
            subtitle="Whether both may do it, or two documents contradict each other, a person"
            " decides. With or without a responsibility in the matrix.",
            source="tables/conflicts.csv",
        )
    )


def _told(duty: Any, titles: pd.Series) -> Markup:
    document = titles.get(duty["document_id"], duty["document_id"])
    return fill("{}<br><small>{} · {}</small>", clean(duty["text"]), document, duty.name)
