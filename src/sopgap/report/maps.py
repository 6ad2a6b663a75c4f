"""The map of responsibilities against Centers, as a table that opens up.

A cell carries a letter, a colour and a word; each gap leads to its row in the Center's page. The
Centers stand in the order of the study's list: nothing here ranks them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.claim_lookup import cited
from sopgap.report.folder import Run
from sopgap.report.gap_claims import open_cells
from sopgap.report.headlines import UPWARD, spread_of_gaps, still_open
from sopgap.report.markup import (
    WHY_HIDDEN,
    count,
    fill,
    framed,
    join,
    note,
    plural,
    shown,
    word,
)
from sopgap.report.palette import (
    REVIEW_MARKS,
    REVIEW_WORDS,
    STATES,
    state_of,
)
from sopgap.report.sentences import NO_DOCUMENTS
from sopgap.tables.rows import walk_rows

Study = Mapping[str, Any]
RAISED = "•"  # behind the letter of a gap that staff raise


def gap_map(run: Run) -> HTML:
    """Show every responsibility at every Center: the state of each cell, and how often it is open.

    Parameters
    ----------
    run : Run
        Its tables coverage, gaps, triangulation, responsibilities and centers are read;
        triangulation may be absent: then no cell says whether staff raise it.

    Returns
    -------
    HTML
        A table with one row a responsibility; each gap is a link to its row in the Center's page.
    """
    coverage, gaps, study = run.table("coverage"), run.table("gaps"), run.study
    if coverage.empty:
        return shown(note(NO_DOCUMENTS))
    centers, triangulation = run.table("centers"), run.table("triangulation")
    codes = [c for c in centers["center"] if c in set(coverage["center"])]
    names = run.table("responsibilities").set_index("responsibility_id")["name"]
    review = {(g.responsibility_id, g.center): g.review for g in walk_rows(gaps)}
    status = {(c.responsibility_id, c.center): c.status for c in walk_rows(coverage)}
    met = triangulation[triangulation["meeting"] == "corroborated"] if len(triangulation) else None
    raised = (
        set() if met is None else set(zip(met["responsibility_id"], met["center"], strict=True))
    )
    open_at = spread_of_gaps(still_open(gaps[gaps["kind"] != UPWARD]), coverage)
    rows, used = [], set()
    for one in coverage["responsibility_id"].drop_duplicates():
        cells: list[object] = []
        for code in codes:
            kind, decided = status.get((one, code), ""), review.get((one, code), "proposed")
            cells.append(_gap_cell(one, code, kind, decided, (one, code) in raised))
            used.add((state_of(kind, decided), decided, (one, code) in raised))
        n = int(open_at.get(one, 0))
        rows.append(
            (
                fill("<small>{}</small> {}", one, names.get(one, one)),
                cells,
                cited(_share(n, codes), "gaps", "open at", f"responsibility_id={one}"),
            )
        )
    per_center = still_open(gaps[gaps["kind"] != UPWARD]).groupby("center").size()
    last = [
        cited(count(per_center.get(code, 0)), "gaps", "open cells", open_cells(code))
        for code in codes
    ]
    body = lay_map(
        centers, codes, rows, first="Responsibility", end=f"Open at, of {len(codes)}",
        foot=("Open here, of " + count(len(rows)), last), caption="Responsibilities by Center",
    )  # fmt: skip
    return shown(framed(
        join([_legend(used, study), body]),
        title=_point(open_at, len(rows), _upward(gaps), len(codes), study),
        subtitle="One cell: do the procedures in force there say who does it. Base:"
        f" {plural(len(rows) * len(codes), 'cell')}. Each gap leads to its reasons and passages.",
        source="tables/coverage.csv, tables/gaps.csv"
        + (", tables/triangulation.csv" if len(triangulation) else ""),
    ))  # fmt: skip


def chip(kind: str, review: str = "proposed") -> Markup:
    """Build the mark of a state: letter, colour and word."""
    state = STATES[state_of(kind, review)]
    return fill("<span class='chip'><b class='box s-{}'>{}</b> {}</span>",
                state_of(kind, review), state.letter, state.word)  # fmt: skip


def link_to(responsibility: str, center: str) -> str:
    """Return the address of a cell's row, seen from the overview."""
    return f"reports/{center}.html#gap-{responsibility}"


def lay_map(
    centers: Table, codes: list[str], rows: Iterable[tuple[object, list[object], object]], *,
    first: str, end: str, caption: str, foot: tuple[str, Sequence[object]] | None = None,
) -> Markup:  # fmt: skip
    """Build a map: names down the side, Centers across, what holds for all of them at the end."""
    called = dict(zip(centers["center"], centers["name"], strict=True))
    head = join(
        fill("<th scope=col class=up><a href='reports/{}.html'><span>{}</span></a></th>",
             code, called[code]) for code in codes
    )  # fmt: skip
    body = join(
        (fill("<tr><th scope=row>{}</th>{}<td class=end>{}</td></tr>", name, join(cells), last)
         for name, cells, last in rows), "\n",
    )  # fmt: skip
    last_row = Markup("")
    if foot:
        sums = join(fill("<td class=sum>{}</td>", cell) for cell in foot[1])
        last_row = fill("<tfoot><tr><th scope=row>{}</th>{}<td></td></tr></tfoot>", foot[0], sums)
    return fill(
        "<div class=scroll role=region tabindex=0 aria-label='{0}'><table class=map data-map>"
        "<caption>{0}</caption><thead><tr><th scope=col>{1}</th>{2}<th scope=col class=end>{3}</th>"
        "</tr></thead><tbody>{4}</tbody>{5}</table></div>",
        caption, first, head, end, body, last_row,
    )  # fmt: skip


def explain_hidden() -> Markup:
    """Build the legend of a cell that is not shown."""
    return fill("<li><b class='box s-suppressed'>h</b> <span>hidden: {}</span></li>", WHY_HIDDEN)


def _gap_cell(one: str, code: str, kind: str, review: str, raised: bool) -> Markup:
    if not kind:
        return fill("<td class=s-suppressed>–<i> not mapped</i></td>")
    place = f"cell-{one}--{code}"
    state = STATES[state_of(kind, review)]
    letter = REVIEW_MARKS[review].format(state.letter) + RAISED * raised
    said = state.word + (", raised by staff" if raised else "")
    said += f", {review}" if review != "proposed" else ""
    if kind == "assigned":
        return fill("<td id='{}' class=s-assigned>{}<i> {}</i></td>", place, letter, said)
    return fill("<td id='{}' class=s-{}><a href='{}'>{}<i> {}</i></a></td>",
                place, state_of(kind, review), link_to(one, code), letter, said)  # fmt: skip


def _share(n: int, codes: list[str]) -> str:
    return "all" if codes and n == len(codes) else count(n)


def _upward(gaps: Table) -> int:
    return gaps[gaps["kind"] == UPWARD]["responsibility_id"].nunique()


def _point(open_at: pd.Series, total: int, upward: int, n: int, study: Study) -> str:
    everywhere = int((open_at == n).sum())
    said = (
        f"{everywhere} of {plural(total, 'responsibility', 'responsibilities')} are open at every"
        f" {word(study)}, {len(open_at) - everywhere} at some,"
        f" {total - len(open_at) - upward} at none"
    )
    return said + (f"; {upward} are assigned to nobody by any authority" if upward else "")


def _legend(used: set[tuple[str, str, bool]], study: Study) -> Markup:
    states = {state for state, _, _ in used}
    items = [
        fill("<li><b class='box s-{}'>{}</b> <span><b>{}</b>: {}</span></li>",
             key, state.letter, state.word, state.meaning)
        for key, state in STATES.items() if key in states
    ]  # fmt: skip
    if any(raised for *_, raised in used):
        items.append(
            fill("<li><b class=box>{}</b> <span>staff raise it in comments</span></li>", RAISED)
        )
    for review in REVIEW_MARKS:
        if review != "proposed" and any(review == r for _, r, _ in used):
            items.append(fill("<li><b class=box>{}</b> <span>{}</span></li>",
                              REVIEW_MARKS[review].format("x"), REVIEW_WORDS[review]))  # fmt: skip
    return fill("<ul class=legend>{}</ul>", join(items))
