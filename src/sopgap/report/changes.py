"""What moved between two maps: a map of it, the cells with their causes, the documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.maps import chip
from sopgap.report.markup import (
    count,
    fill,
    framed,
    grid,
    join,
    listed,
    note,
    opened,
    plural,
    shown,
    word,
    words,
)
from sopgap.report.palette import REVIEW_MARKS, REVIEW_WORDS, STATES, state_of
from sopgap.report.sides import in_labels_of
from sopgap.tables.rows import walk_rows

Study = Mapping[str, Any]
Said = Mapping[tuple[str, str], list[tuple[str, str]]]
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOVED = ("closed", "opened", "moved")
CALLED = {"closed": "closed", "opened": "opened", "moved": "became another kind of gap"}
FATES = {
    "added": "added",
    "removed": "removed",
    "superseded": "no longer in force",
    "changed": "changed",
}
TO = "→"
SHOWN = 4  # sentences of one side that are printed


def say_changes(changes: Table) -> str:
    """Say how many gaps closed, opened and moved, and how many are open now."""
    n = changes["change"].value_counts()
    both = changes[(changes["before"] != "") & (changes["after"] != "")]
    was = len(both[both["change"].isin(("closed", "moved", "same"))])
    now = len(both[both["change"].isin(("opened", "moved", "same"))])
    return (
        f"{plural(n.get('closed', 0), 'gap')} closed, {count(n.get('opened', 0))} opened,"
        f" {count(n.get('moved', 0))} became another kind; of {plural(len(both), 'cell')},"
        f" {count(was)} were open and {count(now)} are"
    )


def changes_map(
    changes: Table, responsibilities: Table, centers: Table, study: Study, *, title: str = ""
) -> HTML:
    """Show where gaps closed, opened or moved: each cell with what it was and what it is.

    Parameters
    ----------
    changes : table `gap_changes`
    responsibilities, centers : tables
        For the names; what they lack is shown by its id.
    study : mapping
        Settings of the run: what it calls a Center.
    title : str, optional
        By default the counts.

    Returns
    -------
    HTML
        One row a responsibility that moved anywhere; a Center without any move has its column.
    """
    moved = changes[changes["change"].isin(MOVED)]
    if moved.empty:
        return shown(note("No gap closed, opened or became another kind."))
    names, called = _names(responsibilities, centers)
    codes = [*called, *(c for c in changes["center"].drop_duplicates() if c not in called)]
    codes = [code for code in codes if code in set(changes["center"])]
    cells = {(c.responsibility_id, c.center): c for c in walk_rows(changes)}
    rows = []
    for one in moved["responsibility_id"].drop_duplicates():
        row = join(_map_cell(cells.get((one, code))) for code in codes)
        n = int((moved["responsibility_id"] == one).sum())
        rows.append(
            fill("<tr><th scope=row><small>{}</small> {}</th>{}<td class=end>{}</td></tr>",
                 one, names.get(one, one), row, count(n))
        )  # fmt: skip
    head = join(
        fill("<th scope=col class=up><span>{}</span></th>", called.get(code, code))
        for code in codes
    )
    body = fill(
        "<div class=scroll role=region tabindex=0 aria-label='{0}'><table class='map moves'"
        " data-map><caption>{0}</caption><thead><tr><th scope=col>Responsibility</th>{1}"
        "<th scope=col class=end>Moved</th></tr></thead><tbody>{2}</tbody></table></div>",
        f"What moved, by {word(study)}", head, join(rows, "\n"),
    )  # fmt: skip
    n_rows = moved["responsibility_id"].nunique()
    return shown(framed(
        join([_legend(moved), body]),
        title=title or say_changes(changes),
        subtitle=f"Each cell: what it was {TO} what it is; the colour is what it is now."
        f" {plural(n_rows, 'responsibility', 'responsibilities')} with a cell that moved;"
        " a pale letter did not move.",
        source="gap_changes.csv",
    ))  # fmt: skip


def changes_table(
    changes: Table,
    responsibilities: Table,
    centers: Table,
    study: Study,
    *,
    change: str = "",
    reasons: Mapping[tuple[str, str], str] | None = None,
    said: tuple[Said, Said] | None = None,
) -> HTML:
    """Show the cells of one change, those with the same cause together, and why they changed.

    Parameters
    ----------
    changes : table `gap_changes`
    responsibilities, centers : tables
    study : mapping
    change : {"closed", "opened", "moved"}, optional
        By default all that moved.
    reasons : mapping, optional
        By cell, the sentence that explains what it is now.
    said : pair of mappings, optional
        By cell, the sentences that decided it, earlier and later, each with its place.
    """
    mine = changes[changes["change"].isin([change] if change else MOVED)]
    what = CALLED[change] if change else "closed, opened or became another kind"
    if mine.empty:
        return shown(note(f"No gap {what}."))
    names, called = _names(responsibilities, centers)
    keys = ["responsibility_id", "before", "after", "review_before", "review_after", "because"]
    lines = []
    for key, rows in mine.groupby(keys, sort=False):
        one, before, after, was, now, because = key
        codes = list(rows["center"])
        now_said = {(reasons or {}).get((one, code), "") for code in codes}
        why = [fill("<p>{}</p>", in_labels_of(study, because))]
        if len(now_said) == 1 and (sentence := now_said.pop()):
            why.append(fill("<p class=now>Now: {}</p>", in_labels_of(study, sentence)))
        why.append(_sentences([(one, code) for code in codes], said))
        lines.append([
            fill("<small>{}</small> {}", one, names.get(one, one)),
            _became(before, was, after, now),
            _where(codes, called),
            fill("<div class=why-changed>{}</div>", join(why)),
        ])  # fmt: skip
    head = ["Responsibility", "From, to", words(study), "Because"]
    at = mine["responsibility_id"].nunique()
    return shown(framed(
        grid(head, lines, caption=f"Gaps: {what}", classes="group wide-last"),
        title=f"{plural(len(mine), 'gap')} {what}, in"
        f" {plural(at, 'responsibility', 'responsibilities')}",
        subtitle="Cells of one responsibility that changed alike and by the same stand in one row.",
        source="gap_changes.csv",
    ))  # fmt: skip


def documents_table(documents: Table) -> HTML:
    """Show the documents that are not as they were, and how many gaps each closed or opened."""
    if documents.empty:
        return shown(note("No document was added, removed or changed."))
    lines = [
        [fill("{}<br><small>{}</small>", d.title, d.document_id), FATES[d.fate],
         _details(d.details), count(d.n_closed), count(d.n_opened), count(d.n_moved)]
        for d in walk_rows(documents)
    ]  # fmt: skip
    idle = (documents[["n_closed", "n_opened", "n_moved"]].sum(axis=1) == 0).sum()
    more = f", {count(idle)} of them without moving a cell" if idle else ""
    return shown(framed(
        grid(["Document", "What became of it", "What of it changed", "Closed", "Opened", "Moved"],
             lines, caption="Documents that changed", numeric=[3, 4, 5]),
        title=f"{plural(len(documents), 'document')} changed{more}",
        subtitle="Gaps that a document closed, opened or moved, alone or with others: one gap may"
        " be counted at several documents.",
        source="document_changes.csv",
    ))  # fmt: skip


def _details(details: str) -> Markup:
    parts = [part for part in details.split(" | ") if part]
    items = [DAY.sub(r"<span class=date>\g<0></span>", str(fill("<li>{}</li>", part)))
             for part in (part.replace("->", TO) for part in parts)]  # fmt: skip
    return fill("<ul class=plain>{}</ul>", join(Markup(item) for item in items))


def _names(responsibilities: Table, centers: Table) -> tuple[dict[str, str], dict[str, str]]:
    names = responsibilities.set_index("responsibility_id")["name"].to_dict()
    return names, dict(zip(centers["center"], centers["name"], strict=True))


def _map_cell(cell: Any) -> Markup:
    if cell is None:
        return fill("<td class=still>–<i> not there</i></td>")
    letters = [_letter(kind, review) for kind, review in _sides(cell)]
    words = [_word(kind, review) for kind, review in _sides(cell)]
    if cell.change not in MOVED:
        return fill("<td class=still>{}<i> {}</i></td>", letters[1] or letters[0],
                    words[1] or words[0])  # fmt: skip
    return fill("<td class=s-{} title='{}: {}'>{}<i> {}: {}</i></td>",
                state_of(cell.after, cell.review_after or "proposed"), CALLED[cell.change],
                cell.because, TO.join(letters), CALLED[cell.change],
                f"{words[0]}, now {words[1]}")  # fmt: skip


def _sides(cell: Any) -> tuple[tuple[str, str], tuple[str, str]]:
    return (cell.before, cell.review_before), (cell.after, cell.review_after)


def _letter(kind: str, review: str) -> str:
    decided = review or "proposed"
    return REVIEW_MARKS[decided].format(STATES[state_of(kind, decided)].letter) if kind else ""


def _word(kind: str, review: str) -> str:
    decided = review or "proposed"
    said = STATES[state_of(kind, decided)].word if kind else ""
    return f"{said}, {decided}" if kind and decided != "proposed" else said


def _became(before: str, was: str, after: str, now: str) -> Markup:
    sides = [
        fill("{}{}", chip(kind, review or "proposed"),
             fill(" <small>{}</small>", REVIEW_WORDS[review]) if review not in ("", "proposed")
             else "")
        for kind, review in ((before, was), (after, now))
    ]  # fmt: skip
    return fill("<span class=became>{}</span> <span class=became><span class=to>{}</span>{}</span>",
                sides[0], TO, sides[1])  # fmt: skip


def _sentences(cells: list[tuple[str, str]], said: tuple[Said, Said] | None) -> Markup:
    """Show, on request, the sentences that decided the cells, before and after."""
    if said is None:
        return Markup("")
    parts = []
    for when, held in zip(("Earlier", "Later"), said, strict=True):
        passages = list(dict.fromkeys(one for cell in cells for one in held.get(cell, [])))
        if not passages:
            parts.append(fill("<h4>{}</h4><p>No sentence decided it.</p>", when))
            continue
        items = join(
            fill("<blockquote>{}</blockquote><p class=base>{}</p>", text, place)
            for place, text in passages[:SHOWN]
        )
        rest = len(passages) - SHOWN
        more = fill("<p class=base>and {}</p>", plural(rest, "more")) if rest > 0 else ""
        parts.append(fill("<h4>{}</h4>{}{}", when, items, more))
    return opened("The sentences that decided it", join(parts))


def _where(codes: list[str], called: dict[str, str]) -> str:
    others = [name for code, name in called.items() if code not in codes]
    if len(called) > 1 and not others:
        return f"all {len(called)}"
    if len(others) * 2 < len(codes):
        return f"all but {listed(others)}"
    return listed(called.get(code, code) for code in codes)


def _legend(moved: Table) -> Markup:
    used = {
        state_of(kind, review or "proposed")
        for cell in walk_rows(moved)
        for kind, review in _sides(cell)
    }
    items = [
        fill("<li><b class='box s-{}'>{}</b> <span><b>{}</b>: {}</span></li>",
             key, state.letter, state.word, state.meaning)
        for key, state in STATES.items() if key in used
    ]  # fmt: skip
    decided = {review for cell in walk_rows(moved) for _, review in _sides(cell)}
    items += [
        fill("<li><b class=box>{}</b> <span>{}</span></li>", mark.format("x"), REVIEW_WORDS[review])
        for review, mark in REVIEW_MARKS.items() if review in decided - {"proposed"}
    ]  # fmt: skip
    return fill("<ul class=legend>{}</ul>", join(items))
