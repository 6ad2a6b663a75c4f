"""Orphans put in order: the duties in force that serve no responsibility, the nearest first."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from sopgap.report.markup import blank, count, fill, framed, grid, note, plural, shown
from sopgap.tables.rows import walk_rows

FEW = 25  # rows shown; all are in the table
NEAR = 0.5  # score from which on an orphan comes near to a row


def show_orphans(
    orphans: pd.DataFrame,
    responsibilities: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    n_duties: int,
    few: int = FEW,
) -> HTML:
    """Show the orphans: what each says, where, the nearest row, and why it does not serve it.

    Parameters
    ----------
    orphans : table `orphans`
    responsibilities : table `responsibilities`
    documents : table `documents`
    n_duties : int
        Duties of the run: the base.
    few : int
        Rows shown.

    Returns
    -------
    HTML

    Examples
    --------
    >>> orphans = pd.DataFrame([{"duty_id": "a#1.s1", "document_id": "a", "unit": "center",
    ...     "text": "Water the lawn.", "responsibility_id": "", "score": None, "why": "no row"}])
    >>> matrix = pd.DataFrame({"responsibility_id": ["R1"], "name": ["Refunds"]})
    >>> documents = pd.DataFrame({"document_id": ["a"], "title": ["Manual"]})
    >>> "Water the lawn." in show_orphans(orphans, matrix, documents, n_duties=9).data
    True
    """
    if orphans.empty:
        return shown(note("Every duty in force that can cover serves a responsibility."))
    names = dict(zip(responsibilities["responsibility_id"], responsibilities["name"], strict=True))
    titles = dict(zip(documents["document_id"], documents["title"], strict=True))
    rows = [
        [fill("{}<br><small>{}</small>", row.text, titles.get(row.document_id, row.document_id)),
         fill("{} {}", row.responsibility_id, names.get(row.responsibility_id, "")),
         "" if blank(row.score) else f"{float(row.score):.2f}", row.why]
        for row in walk_rows(orphans.head(few))
    ]  # fmt: skip
    near = int((orphans["score"].astype(float).fillna(0) >= NEAR).sum())
    left = len(orphans) - len(rows)
    return shown(framed(
        grid(["Duty", "Nearest responsibility", "How near", "Why it does not serve it"], rows,
             caption="Duties in force that serve no responsibility", numeric=[2],
             classes="wide-last"),
        title=f"{plural(len(orphans), 'duty', 'duties')} in force serve no row of the matrix;"
        f" {count(near)} come near to one",
        subtitle=f"Base: {plural(n_duties, 'duty', 'duties')} found. They never count as cover.",
        notes=[f"{plural(left, 'more row')} in the table."] if left > 0 else (),
        source="tables/orphans.csv",
    ))  # fmt: skip
