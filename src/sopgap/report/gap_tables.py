"""Gaps put in order: where they meet the comments, common and local, and the documents at fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape
from pandas import DataFrame as Table

from sopgap.report.claim_lookup import cited
from sopgap.report.evidence import in_force
from sopgap.report.folder import Run
from sopgap.report.gap_sentences import say_meeting
from sopgap.report.headlines import UPWARD, spread_of_gaps, still_open
from sopgap.report.maps import link_to
from sopgap.report.markup import (
    blank,
    count,
    fill,
    framed,
    grid,
    interval,
    join,
    listed,
    note,
    of,
    plural,
    shown,
    word,
    words,
)
from sopgap.report.palette import (
    MEETINGS,
    STATES,
    state_of,
)
from sopgap.report.sentences import NO_DOCUMENTS
from sopgap.tables import split
from sopgap.tables.rows import walk_rows

Study = Mapping[str, Any]
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
BANDS = ("all", "most", "some", "one")  # of the Centers, as the ledger names them
FEW = 3  # Centers that are each linked to; of more, the first


def meeting_table(
    triangulation: Table, responsibilities: Table, gaps: Table, study: Study, *, center: str
) -> HTML:
    """Show where the documents and the comments meet: four fields, and the cells in each."""
    if triangulation.empty:
        return shown(note("There is no survey beside the documents, or no documents beside the"
                          " survey: where both meet is left out."))  # fmt: skip
    mine = triangulation[triangulation["center"] == center]
    names = responsibilities.set_index("responsibility_id")["name"]
    rows = []
    for meeting, meaning in MEETINGS.items():
        cells = mine[mine["meeting"] == meeting]
        if cells.empty:
            continue
        items = join(_met(cell, names) for cell in walk_rows(cells))
        rows.append([fill("<b>{}</b><br><small>{}</small>", meeting, meaning),
                     cited(count(len(cells)), "triangulation", "meeting",
                           f"center={center} & meeting={meeting}"),
                     fill("<ul class=plain>{}</ul>", items)])  # fmt: skip
    return shown(framed(
        grid(["How they meet", "Responsibilities", "Which"], rows, caption="Gaps and comments",
             numeric=[1], classes="wide-last"),
        title=say_meeting(triangulation, gaps, responsibilities, study, center=center),
        subtitle="The two sides are never added up. Base of the comments: those with content here;"
        f" counts under {study.get('min_count', 3)} are not shown. Behind each share its 95 %"
        " interval, as if the comments were drawn at random.",
        source="tables/triangulation.csv",
    ))  # fmt: skip


def spread(
    coverage: Table, gaps: Table, responsibilities: Table, centers: Table, study: Study
) -> HTML:
    """Show which gaps are common (at all or most Centers) and which are local."""
    if coverage.empty:
        return shown("")
    rows = still_open(gaps[gaps["kind"] != UPWARD])
    n = coverage["center"].nunique()
    open_at = spread_of_gaps(rows, coverage)
    names = responsibilities.set_index("responsibility_id")["name"]
    called = dict(zip(centers["center"], centers["name"], strict=True))
    bands = {
        f"At all {n}": open_at[open_at == n],
        f"At most (more than half of {n})": open_at[(open_at < n) & (open_at * 2 > n)],
        f"At some (half of {n} or fewer)": open_at[(open_at * 2 <= n) & (open_at > 1)],
        "At one": open_at[open_at == 1],
    }
    lines = []
    for place, (band, ids) in enumerate(bands.items()):
        if ids.empty:
            continue
        said = join(_spread_of(one, rows, names, called) for one in ids.index)
        counted = cited(count(len(ids)), "gaps", "spread", f"open at {BANDS[place]}")
        lines.append([band, counted, fill("<ul class=plain>{}</ul>", said)])
    if not lines:
        return shown(note("No gap is open at any of them."))
    common = len(open_at[open_at * 2 > n])
    title = (
        f"{count(common)} of {plural(len(open_at), 'open responsibility', 'open responsibilities')}"
        f" are common: open at more than half of the {n} {words(study)}"
    )
    return shown(
        framed(
            grid(
                [f"Open at how many {words(study)}", "Responsibilities", "Which, and how"],
                lines,
                caption="Common and local gaps",
                numeric=[1],
            ),
            title=title,
            subtitle="A common gap is mended once, in a document for all; a local one where it is."
            f" “Uneven” means that another {word(study)}'s own documents cover it.",
            source="tables/gaps.csv",
        )
    )


def _resting(cells: Table, on: str) -> Markup:
    return cited(count(len(cells)), "gaps", "rests on", f"by the documents of duty_ids: {on}")


def documents_at_fault(run: Run) -> HTML:
    """Show each document with the open cells that rest on its sentences, and what lacks one."""
    documents, gaps, duties = run.table("documents"), run.table("gaps"), run.table("duties")
    centers = run.table("centers")
    if documents.empty:
        return shown(note(NO_DOCUMENTS))
    rows = still_open(gaps[gaps["kind"] != UPWARD])
    home = duties.set_index("duty_id")["document_id"]
    cells = rows.assign(document_id=rows["duty_ids"].map(
        lambda ids: sorted({home[one] for one in split(ids) if one in home.index})
    )).explode("document_id")  # fmt: skip
    names = run.table("responsibilities").set_index("responsibility_id")["name"]
    called = dict(zip(centers["center"], centers["name"], strict=True))
    lines = []
    for d in walk_rows(documents):
        rest = cells[cells["document_id"] == d.document_id]
        if len(rest):
            lines.append([_titled(d), _whole_dates(in_force(d)), _resting(rest, d.document_id),
                          _cells(rest, names, called)])  # fmt: skip
    none = cells[cells["document_id"].isna()]
    if len(none):
        lines.append([fill("<b>No sentence of any document in force</b>"), Markup(""),
                      _resting(none, "none"),
                      _cells(none, names, called)])  # fmt: skip
    unread = documents[documents["access"] == "unavailable"]["title"].tolist()
    said = (
        fill("<p>Not available, so not read and never counted: {}.</p>", listed(unread))
        if unread
        else Markup("")
    )
    rested = cells["document_id"].nunique()
    return shown(framed(
        join([grid(["Document", "In force", "Open cells", "Which, and where"], lines,
                   caption="Documents and the cells that rest on them", numeric=[2],
                   classes="wide-last"), said]),
        title=f"{count(len(rows) - len(none))} of {plural(len(rows), 'open cell')} rest on"
        f" {plural(rested, 'document')}, {count(len(none))} on none",
        subtitle="A cell rests on a document whose sentences decided its state: that is where to"
        " look first. A cell may rest on several.",
        source="tables/gaps.csv, tables/duties.csv, tables/documents.csv",
    ))  # fmt: skip


def _whole_dates(said: str) -> Markup:
    """Keep a date from being cut at its hyphens in a narrow column."""
    return Markup(DATE.sub(r"<span class=date>\g<0></span>", str(escape(said))))


def say_comments(cell: Mapping[str, Any]) -> str:
    """Return how many comments speak of a cell, their base, share and interval; "" if hidden.

    Examples
    --------
    >>> row = {"suppressed": False, "n_comments": 6, "base": 30, "low": 0.09, "high": 0.37}
    >>> say_comments(row).replace(chr(160), " ")
    '6 of 30 comments (20 %), interval 9–37 %'
    """
    if cell["suppressed"] or blank(cell["n_comments"]) or blank(cell["base"]):
        return ""
    between = interval(cell["low"], cell["high"])
    said = of(cell["n_comments"], cell["base"], "comments")
    return f"{said}, interval {between}" if between else said


def _met(cell: Any, names: pd.Series) -> Markup:
    name = names.get(cell.responsibility_id, cell.responsibility_id)
    said = Markup("")
    if say_comments(cell._asdict()):
        said = fill(" <small>{}</small>", say_comments(cell._asdict()))
    if cell.status == "assigned":
        return fill("<li>{}{}</li>", name, said)
    return fill("<li><a href='#gap-{}'>{}</a> <small>({})</small>{}</li>", cell.responsibility_id,
                name, STATES[state_of(cell.status)].word, said)  # fmt: skip


def _spread_of(one: str, gaps: Table, names: pd.Series, called: dict[str, str]) -> Markup:
    mine = gaps[gaps["responsibility_id"] == one]
    said = []
    for (kind, review), rows in mine.groupby(
        [mine["kind"], mine["review"].where(mine["kind"] == "missing", "proposed")], sort=False
    ):
        where = _where(list(rows["center"]), called)
        said.append(f"{STATES[state_of(kind, review)].word} ({where})")
    uneven = mine["labels"].str.split(";").map(lambda parts: "uneven" in parts).any()
    return fill("<li><b>{}</b>: {}{}</li>", names.get(one, one), "; ".join(said),
                " · uneven" if uneven else "")  # fmt: skip


def _where(codes: list[str], called: dict[str, str]) -> str:
    """Name the Centers, or those left out where that is shorter."""
    others = [name for code, name in called.items() if code not in codes]
    if len(called) > 1 and not others:
        return f"all {len(called)}"
    if len(others) * 2 < len(codes):
        return f"all but {listed(others)}"
    return listed(called.get(code, code) for code in codes)


def _titled(document: Any) -> Markup:
    return fill("{}<br><small>{} · {}</small>", document.title, document.tier, document.issuer)


def _cells(rows: Table, names: pd.Series, called: dict[str, str]) -> Markup:
    items = []
    for (one, kind), mine in rows.groupby(["responsibility_id", "kind"], sort=False):
        codes = list(mine["center"])
        state = STATES[state_of(kind, mine["review"].iloc[0])].word
        at = fill("<a href='{}'>{}</a>", link_to(one, codes[0]), _where(codes, called))
        if len(codes) <= FEW:
            at = join((fill("<a href='{}'>{}</a>", link_to(one, c), called.get(c, c))
                       for c in codes), ", ")  # fmt: skip
        items.append(fill("<li><b>{}</b>, {}: {}</li>", names.get(one, one), state, at))
    return fill("<ul class=plain>{}</ul>", join(items))
