"""What people decided beside what the program says, and how far the map can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.mapping.reviewing.settling import settle
from sopgap.report.folder import Run
from sopgap.report.maps import chip, link_to
from sopgap.report.markup import (
    DASH,
    blank,
    count,
    fill,
    framed,
    grid,
    join,
    listed,
    note,
    plural,
    shown,
    words,
)
from sopgap.report.palette import STATES
from sopgap.report.sentences import NO_DOCUMENTS
from sopgap.tables import split
from sopgap.tables.rows import list_rows, walk_rows

Study = Mapping[str, Any]
MEASURES = {
    "precision": "Of the gaps that the map shows, how many are gaps",
    "recall": "Of the gaps that there are, how many the map shows",
    "kind": "Of the gaps rightly shown, how many are of the kind shown",
    "state": "Of all cells, how many are rightly shown as a gap or as in order",
}
SAID = {  # in the order in which they are counted
    "confirmed": "as the program says",
    "rejected": "in order after all",
    "disputed": "disputed by management",
    "remediated": "remediated since",
    "contested": "contested: reviewers contradict each other",
}
OVERLOOKED = "a gap that the program did not see"
NOBODY = "No person has decided of any cell or link yet; the program proposes all of them."
# What a checked sample does not show, whatever its figures are.
LIMITS = (
    "It holds for this map only: another corpus, or other documents in it, may be read worse.",
    "A responsibility often has the same fault at several Centers, from one document: one misread"
    " sentence counts at each of them.",
    "Whoever checked saw the passages that the program found near a cell: what it overlooked in the"
    " documents, he can have overlooked too.",
    "Nothing is said of the matrix itself, nor of what the procedures leave out that it does not"
    " ask for.",
)


def review_table(run: Run, center: str = "") -> HTML:
    """Show the cells that people decided: what the program says, and what they say.

    Parameters
    ----------
    run : Run
        Its tables reviews, review_flags, coverage, responsibilities and centers are read.
    center : str, optional
        Only the cells there.

    Returns
    -------
    HTML
        One row a responsibility and decision; what must be looked at again is marked.
    """
    coverage, reviews = run.table("coverage"), run.table("reviews")
    if coverage.empty:
        return shown(note(NO_DOCUMENTS))
    cells = coverage[coverage["center"] == center] if center else coverage
    rows = settle(reviews, coverage)
    rows = rows[rows["duty_id"] == ""].merge(cells[[*_CELL, "status"]], on=_CELL)
    if rows.empty:
        return shown(note(NOBODY))
    rows = _sorted(rows.assign(look_again=_flagged(run.table("review_flags"), rows)), coverage)
    names = run.table("responsibilities").set_index("responsibility_id")["name"]
    centers = run.table("centers")
    called = dict(zip(centers["center"], centers["name"], strict=True))
    lines = [_line(group, names, called, center) for group in _groups(rows)]
    again = int((rows["look_again"] != "").sum())
    links = reviews[reviews["duty_id"] != ""].drop_duplicates(["responsibility_id", "duty_id"])
    beside = f" {plural(len(links), 'link')} of sentences were decided, too." if len(links) else ""
    where = run.name_of(center) if center else f"{rows['center'].nunique()} {words(run.study)}"
    return shown(framed(
        grid(["Responsibility" if center else "Responsibility, and where", "The program says",
              "People say", "Management answered"], lines, caption="Decisions of reviewers"),
        title=_point(rows, again),
        subtitle=f"Base: {plural(len(cells), 'cell')} at {where}. A decision overrides the state of"
        f" a cell, never what the program computed.{beside}",
        source="tables/reviews.csv, tables/review_flags.csv, tables/coverage.csv",
    ))  # fmt: skip


def trust_table(run: Run) -> HTML:
    """Show how far the map can be trusted, from the last sample of it that people checked.

    Parameters
    ----------
    run : Run
        Its tables trust and reviews are read.

    Returns
    -------
    HTML
        The measures with their intervals, those of each kind below, and what they do not show.
    """
    trust = run.table("trust")
    if run.table("coverage").empty:
        return shown(note(NO_DOCUMENTS))
    if trust.empty:
        return shown(note("Nobody has checked a sample of this map yet, so that how far it can be"
                          " trusted is not known: sopgap review sample draws one."))  # fmt: skip
    mine = trust[trust["sample"] == _last(trust, run.table("reviews"))]
    every = mine[mine["of"] == "all"]
    lines = [[MEASURES[row.measure], _estimate(row), count(row.n), count(row.cells)]
             for row in walk_rows(every)]  # fmt: skip
    notes = dict.fromkeys(said for row in walk_rows(every) for said in row.note.split("; "))
    body = [grid(["Measure", "Estimate, and its 95 % interval", "Cells checked", "They stand for"],
                 lines, caption="How far the map can be trusted", numeric=[2, 3])]  # fmt: skip
    kinds = _kinds(mine)
    if kinds:
        body.append(grid(["Computed as", "Is a gap", "Is of that kind", "Cells checked", "Of"],
                         kinds, caption="By computed kind", numeric=[3, 4]))  # fmt: skip
    state = every.set_index("measure")
    n = int(state.loc["state", "n"])
    return shown(framed(
        join(body),
        title=f"Of the gaps shown, {_near(state.loc['precision'])} are gaps; of those that there"
        f" are, {_near(state.loc['recall'])} are shown",
        subtitle=f"Base: {plural(n, 'cell')} drawn at random within each kind, and judged by people"
        " who did not see what the program says. Shares are of 1.",
        source="tables/trust.csv, tables/reviews.csv",
        notes=[*(f"Mind: {said}." for said in notes if said), *LIMITS],
    ))  # fmt: skip


_CELL = ["responsibility_id", "center"]


def _sorted(rows: Table, coverage: Table) -> Table:
    """Put first what must be looked at again or is contested; else in the order of the map."""
    order = {one: i for i, one in enumerate(coverage["responsibility_id"].drop_duplicates())}
    settled = (rows["look_again"] == "") & (rows["state"] != "contested")
    rows = rows.assign(settled=settled, place=rows["responsibility_id"].map(order))
    return rows.sort_values(["settled", "place"], kind="stable")


def _flagged(flags: Table, rows: Table) -> list[str]:
    said: dict[tuple[str, str], list[str]] = {}
    for flag in list_rows(flags[flags["duty_id"] == ""]):
        said.setdefault((flag["responsibility_id"], flag["center"]), []).append(flag["said"])
    cells = zip(rows["responsibility_id"], rows["center"], strict=True)
    return ["; ".join(dict.fromkeys(said.get(cell, []))) for cell in cells]


def _groups(rows: Table) -> list[Table]:
    """Part the cells into those that read alike, in the order of the map."""
    alike = ["responsibility_id", "status", "state", "says", "judged", "reviewers", "when",
             "reason", "reply", "reply_date", "look_again"]  # fmt: skip
    return [group for _, group in rows.groupby(alike, sort=False)]


def _line(group: Table, names: pd.Series, called: dict[str, str], center: str) -> list[object]:
    row = group.iloc[0]
    one = row["responsibility_id"]
    where = listed(called.get(code, code) for code in group["center"])
    if len(called) > 1 and len(group) == len(called):
        where = f"all {len(called)}"
    name: object = fill("<small>{}</small> {}", one, names.get(one, one))
    if row["status"] != "assigned":
        at = f"#gap-{one}" if center else link_to(one, row["center"])
        name = fill("<a href='{}'>{}</a>", at, name)
    first = name if center else fill("{}<br><small>{}</small>", name, where)
    reply = Markup("")
    if row["reply"]:
        day = fill(" <small class=date>{}</small>", row["reply_date"]) if row["reply_date"] else ""
        reply = fill("<blockquote>{}</blockquote>{}", row["reply"], day)
    return [first, chip(row["status"], "confirmed"), _said(row), reply]


def _said(row: pd.Series) -> Markup:
    what = SAID[row["state"]]
    if row["says"] == "gap" and row["status"] == "assigned":
        what = OVERLOOKED
    elif row["state"] == "confirmed" and row["says"] == "in order":
        what = "in order" if row["status"] != "assigned" else SAID["confirmed"]
    elif row["state"] == "rejected" and row["says"] == "gap":
        what = "a gap"
    if row["judged"] and row["judged"] != row["status"] and row["state"] != "contested":
        what += f", judged “{STATES[row['judged']].word}”"
    who = f"{listed(split(row['reviewers']))}, {row['when'][:10]}"
    why = fill("<br>{}", row["reason"]) if row["reason"] else Markup("")
    again = fill("<p class=note>Look again: {}</p>", row["look_again"]) if row["look_again"] else ""
    return fill("<b>{}</b>{}<br><small>{}</small>{}", what, why, who, again)


def _point(rows: Table, again: int) -> str:
    counts = rows["state"].value_counts()
    told = [f"{count(counts[state])} {state}" for state in SAID if state in counts]
    said = f"People decided of {plural(len(rows), 'cell')}: {listed(told)}"
    missed = int(((rows["says"] == "gap") & (rows["status"] == "assigned")).sum())
    said += f"; {plural(missed, 'gap')} the program had not seen" if missed else ""
    return said + (f"; {count(again)} must be looked at again" if again else "")


def _last(trust: Table, reviews: Table) -> str:
    """Return the sample that was checked last."""
    known = set(trust["sample"])
    order = [one for one in reviews["sample"] if one in known]
    return str(order[-1] if order else trust["sample"].iloc[-1])


def _estimate(row: Any) -> str:
    if blank(row.share):
        return "not known"
    if blank(row.low) or blank(row.high):
        return f"{row.share:.2f}, no interval"
    ends = f" ({row.low:.2f}{DASH}{row.high:.2f})" if row.low != row.high else ", all were checked"
    return f"{row.share:.2f}{ends}"


def _near(row: pd.Series) -> str:
    return _estimate(row).replace(", no interval", "")


def _kinds(mine: Table) -> list[list[object]]:
    rows: list[list[object]] = []
    for kind, own in mine[mine["of"] != "all"].groupby("of", sort=False):
        of = {row.measure: row for row in walk_rows(own)}
        rows.append(
            [
                chip(str(kind), "confirmed"),
                _estimate(of["precision"]),
                _estimate(of["kind"]),
                count(of["kind"].n),
                count(of["kind"].cells),
            ]
        )
    return rows  # fmt: skip
