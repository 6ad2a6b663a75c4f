"""Documents by tier and date: what was read of each, what was not, and what the corpus lacks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.claim_lookup import cited
from sopgap.report.evidence import in_force
from sopgap.report.folder import Run
from sopgap.report.markup import (
    blank,
    count,
    fill,
    framed,
    grid,
    join,
    known_count,
    listed,
    note,
    opened,
    plural,
    shown,
)
from sopgap.report.reading import Reading, name_documents, say, theirs, tier_word
from sopgap.tables import split
from sopgap.tables.rows import walk_rows

ROWS = 200  # documents that the figure shows; all stand in the CSV
YEARS = 30  # the figure goes no further back: an older document begins with an arrow
TICKS = 4  # years that are named
STATES = ("in force", "not yet in force", "out of force", "not to be had")


def document_timeline(read: Reading, inventory: Table) -> HTML:
    """Show each document by tier: from when to when it is in force, and how many duties it lays.

    Parameters
    ----------
    read : Reading
    inventory : table `inventory`
        May be empty: then what was read of each file is not told.

    Returns
    -------
    HTML
    """
    documents = read.documents
    if documents.empty:
        return shown(note("The study holds no documents."))
    documents = documents.assign(unread=_unread(documents, inventory))
    rows, rest = documents.head(ROWS), len(documents) - ROWS
    scale = _Scale(documents, read)
    bodies = []
    for tier, mine in rows.groupby("tier", sort=False):
        head = fill("<tr class=sum><th scope=rowgroup colspan=4>{} <small>({})</small></th></tr>",
                    tier_word(str(tier)), count(len(mine)))  # fmt: skip
        lines = [_line(row, scale) for row in walk_rows(mine)]
        bodies.append(fill("<tbody>{}</tbody>", join([head, *lines], "\n")))
    body = fill(
        "<div class=scroll role=region tabindex=0 aria-label='{0}'><table class=when>"
        "<caption>{0}</caption><thead><tr><th scope=col>Document, by tier</th><th scope=col"
        "><span class=unseen>In force, drawn</span>{1}</th><th scope=col>In force</th>"
        "<th scope=col class=n>Duties</th></tr></thead>{2}</table></div>",
        "Documents by tier and date", scale.head(), join(bodies),
    )  # fmt: skip
    more = [
        f"{plural(rest, 'further document stands', 'further documents stand')} in"
        " tables/documents.csv."
    ] * (rest > 0)
    figure = framed(
        body,
        title=say_documents(read, inventory),
        subtitle=f"Base: {plural(len(documents), 'document')}, the tier with the most authority"
        " first, within a tier the oldest first.",
        key=_key(documents, read),
        notes=[_dateless(documents), _before_turn(documents, read), *more],
        source="tables/documents.csv, tables/duties.csv, tables/inventory.csv",
        data=_inventory(documents, inventory),
    )
    return shown(join([figure, _problems(documents, inventory)]))


def say_documents(read: Reading, inventory: Table) -> str:
    """Say how many documents are in force, why the others are not, and what was not read."""
    documents = read.documents
    n = documents["state"].value_counts()
    said = f"{n.get('in force', 0)} of {plural(len(documents), 'document')}"
    said += f" {'is' if n.get('in force', 0) == 1 else 'are'} in force on {read.day}"
    others = [f"{n[state]} {state}" for state in STATES[1:] if n.get(state)]
    said += f"; {listed(others)}" if others else ""
    if inventory.empty:
        return said
    unread = int((inventory["status"] == "unread").sum())
    lost = int((inventory["lost"] != "").sum())
    said += f"; {plural(unread, 'file was', 'files were')} not read" if unread else ""
    said += f"; in {plural(lost, 'file')} signs or numbers were lost" if lost else ""
    return said + ("" if unread or lost else "; every file that was had was read")


def show_requests(requests: Table) -> HTML:
    """Show which documents others cite and the corpus lacks; nothing where that was not sought."""
    if requests.empty:
        return shown("")
    order = requests.sort_values("n_citations", ascending=False, kind="stable")
    rows = [
        [theirs(r.citation), r.kind, count(r.n_citations), count(r.n_documents), r.perhaps]
        for r in walk_rows(order.head(ROWS // 5))
    ]
    head = ["Cited as", "Kind", "Times", "Documents that cite it", "Perhaps"]
    table = grid(head, rows, caption="Documents that are cited and lacking", numeric=[2, 3])
    return shown(framed(
        opened(f"Cited most often ({count(len(rows))})", table, classes="all"),
        title=f"{plural(len(requests), 'document is', 'documents are')} cited and not at hand",
        subtitle="Those who keep them may be asked for them. “Perhaps” names a document of the"
        " corpus that may be meant.",
        source="tables/requests.csv",
    ))  # fmt: skip


def show_versions(versions: Table, changes: Table, documents: Table) -> HTML:
    """Show which documents are versions or copies of one another, and which duties changed."""
    if versions.empty:
        return shown("")
    title = name_documents(documents)
    n = changes.groupby(["document_id", "other_id", "change"]).size() if len(changes) else {}
    rows = []
    for v in walk_rows(versions.head(ROWS // 5)):
        is_version = v.relation == "version"
        told = [f"{n[key]} {what}" for what in ("added", "removed", "changed")
                if (key := (v.document_id, v.other_id, what)) in n]  # fmt: skip
        what = (listed(told) or "no change found") if is_version else "not compared"
        rows.append(
            [
                title.get(v.document_id, v.document_id),
                title.get(v.other_id, v.other_id),
                v.relation,
                what,
            ]
        )
    table = grid(["Earlier", "Later", "Relation", "Duties"], rows, caption="Versions and copies")
    return shown(framed(
        join([table, _changes(changes, title)]),
        title=f"{plural(len(versions), 'pair')} of documents"
        f" {say(len(versions), 'belongs', 'belong')} together",
        subtitle="Documents that share most of their wording; a copy in force beside its original"
        " may bind twice. Duties are compared between versions only, not between copies.",
        notes=["Of two versions the earlier one should have ended when the later one began."]
        if (versions["relation"] == "version").any() else [],
        source="tables/versions.csv, tables/duty_changes.csv",
    ))  # fmt: skip


def read_tables(run: Run) -> dict[str, Table]:
    """Return the tables on the corpus that a run may lack, by name; absent ones are empty."""
    return {name: run.table(name) for name in ("inventory", "requests", "versions", "duty_changes")}


class _Scale:
    """Where a day lies on the figure, from 0 to 100, and the marks that all rows share."""

    def __init__(self, documents: Table, read: Reading) -> None:
        dates = [d for d in [*documents["effective"], *documents["superseded"]] if d]
        turn = str(read.study.get("reorganisation") or "")
        days = [_day(d) for d in (*dates, read.day, turn) if d]
        last = max(days, default=dt.date(2000, 12, 31))
        first = max(min(days, default=last), dt.date(max(last.year - YEARS, 1), 1, 1))
        self.first, self.last = dt.date(first.year, 1, 1), dt.date(last.year, 12, 31)
        self.turn, self.day = turn, read.day

    def at(self, day: str) -> float:
        span = (self.last - self.first).days or 1
        return min(max((_day(day) - self.first).days / span, 0.0), 1.0) * 100

    def is_before(self, day: str) -> bool:
        return _day(day) < self.first

    def head(self) -> Markup:
        years = self.last.year - self.first.year + 1
        step = next(s for s in (1, 2, 5, 10, 20) if years / s <= TICKS)
        told = [year for year in range(self.first.year, self.last.year + 1) if year % step == 0]
        marks = join(fill("<text x='{}%' y=15>{}</text>", _one(self.at(f"{year}-07-01")), str(year))
                     for year in told)  # fmt: skip
        return fill("<svg class=years aria-hidden=true>{}</svg>", marks)

    def marks(self) -> Markup:
        line = "<line class={0} x1='{1}%' x2='{1}%' y1=0 y2=24 />"
        both = (("turn", self.turn), ("today", self.day))
        return join(fill(line, name, _one(self.at(day))) for name, day in both if day)


def _line(row: Any, scale: _Scale) -> Markup:
    words = in_force(row)
    if row.state != "in force":
        coming = row.state == "not yet in force"
        words = f"{row.state}; {words.replace('since ', 'from ', 1) if coming else words}"
    elif row.unread:
        words = f"not read; {words}"
    code = fill("<small>{}</small>", row.document_id)
    return fill(
        "<tr><th scope=row>{}<br>{}</th><td>{}</td><td>{}</td><td class=n>{}</td></tr>",
        row.title, code, _lane(row, scale), words, _n_duties(row),
    )  # fmt: skip


def _lane(row: Any, scale: _Scale) -> Markup:
    begin, end = row.effective, row.superseded
    left = scale.at(begin) if begin else 0.0
    right = scale.at(end) if end else 100.0
    look = {"in force": "now", "not to be had": "lacking", "not yet in force": "later"}
    kind = "unread" if row.unread and row.state == "in force" else look.get(row.state, "past")
    marks = [scale.marks(), fill("<line class='held {}' x1='{}%' x2='{}%' y1=12 y2=12 />",
                                 kind, _one(left), _one(right))]  # fmt: skip
    if not begin:
        marks.append(Markup("<text x=0 y=9>?</text>"))
    elif scale.is_before(begin):
        marks.append(Markup("<text x=0 y=17>&lsaquo;</text>"))
    return fill("<svg class=held-lane aria-hidden=true>{}</svg>", join(marks))


def _key(documents: Table, read: Reading) -> list[str]:
    said = "A thick line: in force; thin and grey: no longer; dashed: not yet"
    said += ", or not to be had" if (documents["state"] == "not to be had").any() else ""
    is_hatched = (documents["unread"] & (documents["state"] == "in force")).any()
    said += "; hatched: in force, but not read" if is_hatched else ""
    turn = read.study.get("reorganisation")
    marks = [f"the solid upright is {read.day}, the day of this report"] if read.day else []
    marks += [f"the dotted upright is the reorganisation of {turn}"] if turn else []
    return [said + ".", f"{listed(marks)}.".capitalize() if marks else ""]


def _before_turn(documents: Table, read: Reading) -> str:
    """Say what to make of documents in force that are older than the reorganisation."""
    turn = str(read.study.get("reorganisation") or "")
    here = documents[documents["state"] == "in force"]
    n = int(((here["effective"] != "") & (here["effective"] < turn)).sum())
    if not n:
        return ""
    return (f"{plural(n, 'document')} in force {say(n, 'is', 'are')} older than the reorganisation:"
            " not wrong by that, but unable to know who owns what since.")  # fmt: skip


def _dateless(documents: Table) -> str:
    n = int((documents["effective"] == "").sum())
    if not n:
        return ""
    return (f"Of {plural(n, 'document')} it is not known since when; “?” marks it, and it is taken"
            " to be in force unless it is known to have ended.")  # fmt: skip


def _inventory(documents: Table, inventory: Table) -> Markup:
    read = inventory.set_index("document_id")
    rows = []
    for d in walk_rows(documents.head(ROWS)):
        own = read.loc[d.document_id] if d.document_id in read.index else None
        cells: list[object] = [fill("<small>{}</small> {}", d.document_id, d.title), d.tier,
                               in_force(d)]  # fmt: skip
        if own is None:
            cells += ["not told"] * 4
        else:
            pages = "none" if blank(own["n_pages"]) else count(own["n_pages"])
            cells += [own["format"] or "–", own["status"],
                      cited(pages, "inventory", "pages", d.document_id, "n_pages"),
                      cited(known_count(own["n_paragraphs"]), "inventory", "paragraphs",
                            d.document_id, "n_paragraphs")]  # fmt: skip
        cells += [_n_duties(d), theirs(_lost(own))]
        rows.append(cells)
    head = ["Document", "Tier", "In force", "Format", "Read", "Pages", "Paragraphs", "Duties",
            "Lost, or why not read"]  # fmt: skip
    return grid(head, rows, caption="What was read of each document", numeric=[5, 6, 7])


def _unread(documents: Table, inventory: Table) -> list[bool]:
    """Say of which documents nothing was read: they have no duties that are known, not none."""
    not_read = set(inventory.loc[inventory["status"] == "unread", "document_id"])
    pairs = zip(documents["document_id"], documents["state"], strict=True)
    return [one in not_read or state == "not to be had" for one, state in pairs]


def _n_duties(document: Any) -> object:
    if document.unread:
        return "not known"
    key = f"document_id={document.document_id}"
    return cited(count(document.n_duties), "duties", "of document", key)


def _lost(own: Any) -> str:
    if own is None:
        return ""
    return "; ".join(part for part in (own["problem"], ", ".join(split(own["lost"]))) if part)


def _problems(documents: Table, inventory: Table) -> Markup:
    """List what could not be read, with what to do: openly, since it weighs on all that follows."""
    title = name_documents(documents)
    items = [
        fill("<li>{}: {}</li>", title.get(i.document_id, i.document_id), theirs(i.problem))
        for i in walk_rows(inventory) if i.status == "unread"
    ]  # fmt: skip
    missing = documents[documents["state"] == "not to be had"]
    items += [fill("<li>{}: was not to be had; whoever keeps it should be asked for it.</li>", t)
              for t in missing["document_id"].map(title)]  # fmt: skip
    if not items:
        return Markup("")
    more = len(items) - ROWS // 5
    rest = fill("<li>{} in the table above.</li>", count(more) + " more") if more > 0 else ""
    return fill("<h3>What could not be read</h3><p>Nothing below speaks for these documents: what"
                " they say is not in any count.</p><ul>{}{}</ul>",
                join(items[: ROWS // 5]), rest or Markup(""))  # fmt: skip


def _changes(changes: Table, title: dict[str, str]) -> Markup:
    if changes.empty:
        return Markup("")
    rows = [
        [title.get(c.other_id, c.other_id), c.change, theirs(c.before), theirs(c.after), c.columns]
        for c in walk_rows(changes.head(ROWS // 3))
    ]
    table = grid(["In", "Change", "Before", "After", "What of it"], rows, caption="Duties changed")
    n = f"{plural(len(changes), 'duty', 'duties')} added, removed or changed"
    return opened(f"{n}; the first {count(len(rows))}", table, classes="all")


def _day(day: str) -> dt.date:
    try:
        return dt.date.fromisoformat(day)
    except ValueError:  # 2017-02-31 keeps the contract's pattern
        year, month = int(day[:4]) or 1, int(day[5:7])
        return dt.date(year, min(max(month, 1), 12), 28)


def _one(number: float) -> Markup:
    return Markup(f"{number:.1f}")
