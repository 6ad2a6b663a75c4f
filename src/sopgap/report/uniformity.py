"""How alike the Centers do a responsibility: the measure, and the ways side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from sopgap.report.claim_lookup import cited
from sopgap.report.folder import Run
from sopgap.report.markup import (
    DASH,
    blank,
    count,
    fill,
    framed,
    grid,
    join,
    note,
    opened,
    plural,
    shown,
    words,
)
from sopgap.report.markup import word as center_word
from sopgap.report.ownership_look import center_names, name_documents, name_duties, quote
from sopgap.report.reading import theirs
from sopgap.report.sentences import NO_DOCUMENTS
from sopgap.tables import split
from sopgap.tables.rows import walk_rows
from sopgap.vocabulary import ATTRIBUTES

OPENED = 100  # responsibilities that are shown side by side; the tables hold all
CALLED = {
    "owner": "Who",
    "deadline": "By when",
    "frequency": "How often",
    "steps": "Steps",
    "system": "System",
    "record": "Record",
}
WHAT_IT_IS = (
    "The measure: the chance that two of the compared, drawn at random, say the same of an"
    " attribute, averaged over owner, deadline, frequency, steps, system and record as far as any"
    " of them speaks of it. 1: all say the same; 0: no two do."
)
WHAT_IT_IS_NOT = (
    "It does not say that what all do alike is right, that what differs ought not to, or how people"
    " work. Where all rest on one document it is 1 of itself."
)


def uniformity_table(run: Run) -> HTML:
    """Show how alike the Centers lay down each responsibility, the least alike first.

    Parameters
    ----------
    run : Run
        Its tables uniformity, responsibilities and centers are read.

    Returns
    -------
    HTML
    """
    uniformity, study = run.table("uniformity"), run.study
    if uniformity.empty:
        return shown(note(NO_DOCUMENTS))
    names = run.table("responsibilities").set_index("responsibility_id")["name"]
    whole = uniformity[uniformity["attribute"] == "all"]
    compared = whole[whole["uniformity"].notna()].sort_values("uniformity", kind="stable")
    unlike = compared[compared["n_ways"] > 1]
    word, many = center_word(study), words(study)
    rows = [_row(row, names, uniformity) for row in walk_rows(unlike)]
    head = ["Responsibility", "Uniformity", "Compared", "With documents of their own",
            "What differs"]  # fmt: skip
    body = [
        grid(head, rows, caption="How alike", numeric=[1, 2, 3], classes="wide-last")
        if rows
        else note("Nothing differs.")
    ]
    alike, few = compared[compared["n_ways"] < 2], whole[whole["uniformity"].isna()]
    for cells, said in ((alike, "Laid down alike"), (few, f"Fewer than two {many} to compare")):
        if len(cells):
            items = join(_item(row, names) for row in walk_rows(cells))
            title = f"{said}: {plural(len(cells), 'responsibility', 'responsibilities')}"
            body.append(opened(title, fill("<ul class=plain>{}</ul>", items)))
    return shown(framed(
        join(body),
        title=f"{count(len(unlike))} of"
        f" {plural(len(compared), 'responsibility', 'responsibilities')} laid down at two"
        f" {many} or more differ between them",
        subtitle=f"Base: {many} whose documents in force lay the responsibility down. A {word}'s"
        " own documents go before those for all. Sorted: the least alike first.",
        source="tables/uniformity.csv, tables/practices.csv",
        notes=[WHAT_IT_IS, WHAT_IT_IS_NOT],
    ))  # fmt: skip


def practices_side_by_side(run: Run, responsibility: str = "") -> HTML:
    """Show the ways in which Centers do a responsibility, beside each other, with their passages.

    Parameters
    ----------
    run : Run
        Its tables practices, uniformity, responsibilities, centers, duties and documents are read.
    responsibility : str
        Its id; blank: each that differs.

    Returns
    -------
    HTML
        One table a responsibility: a column for each way, a row for each attribute; rows in which
        the ways differ are marked.
    """
    practices, uniformity = run.table("practices"), run.table("uniformity")
    if practices.empty:
        return shown(note(NO_DOCUMENTS))
    names = run.table("responsibilities").set_index("responsibility_id")["name"]
    differing = uniformity[(uniformity["attribute"] != "all") & (uniformity["n_ways"] > 1)]
    wanted = [responsibility] if responsibility else list(differing["responsibility_id"].unique())
    duties, titles = name_duties(run, practices["duty_ids"]), name_documents(run)
    called, sheets = center_names(run), []
    for one in wanted[:OPENED]:
        cells = practices[(practices["responsibility_id"] == one) & (practices["source"] != "none")]
        unlike = set(differing[differing["responsibility_id"] == one]["attribute"])
        title = fill("<small>{}</small> {}: {}", one, names.get(one, one),
                     f"differs on {', '.join(a for a in ATTRIBUTES if a in unlike)}"
                     if unlike else "nothing differs")  # fmt: skip
        if cells.empty:
            body = note("No document in force lays it down anywhere.")
        else:
            body = _beside(cells, unlike, called, duties, titles, str(names.get(one, one)))
        sheets.append(opened(title, body) if not responsibility else join([title, body]))
    left = len(wanted) - OPENED
    if left > 0:
        sheets.append(note(f"{plural(left, 'further responsibility', 'further responsibilities')}"
                           " in tables/practices.csv"))  # fmt: skip
    return shown(join(sheets) if sheets else note("Nothing differs."))


def _row(row: Any, names: pd.Series, uniformity: pd.DataFrame) -> list[object]:
    mine = uniformity[
        (uniformity["responsibility_id"] == row.responsibility_id)
        & (uniformity["attribute"] != "all")
        & (uniformity["n_ways"] > 1)
    ]
    items = join(
        fill("<li><b>{}</b>: {}</li>", CALLED[one.attribute], theirs(one.differences))
        for one in walk_rows(mine)
    )
    name = names.get(row.responsibility_id, row.responsibility_id)
    return [fill("<small>{}</small> {}", row.responsibility_id, name),
            _cited(row, f"{row.uniformity:.2f}", "uniformity", "uniformity"),
            _cited(row, count(row.n_centers), "speaks of it", "n_saying"),
            _cited(row, count(row.n_own), "documents of their own", "n_own"),
            fill("<ul class=plain>{}</ul>", items)]  # fmt: skip


def _cited(row: Any, figure: str, kind: str, column: str) -> Markup:
    return cited(figure, "uniformity", kind, f"{row.responsibility_id};all", column)


def _item(row: Any, names: pd.Series) -> Markup:
    name = names.get(row.responsibility_id, row.responsibility_id)
    at = fill("laid down at {}", _cited(row, count(row.n_centers), "speaks of it", "n_saying"))
    if not blank(row.uniformity):
        own = _cited(row, count(row.n_own), "documents of their own", "n_own")
        at += fill(", of these {} by documents of their own", own)
    return fill("<li><small>{}</small> {} <small>{}</small></li>", row.responsibility_id, name, at)


def _beside(
    cells: pd.DataFrame, unlike: set[str], called: dict[str, str],
    duties: Mapping[str, Mapping[Any, Any]], titles: Mapping[str, str], name: str,
) -> Markup:  # fmt: skip
    same = ["source", *ATTRIBUTES, "duty_ids"]
    ways = [
        (dict(zip(same, key, strict=True)), [called.get(code, code) for code in mine["center"]])
        for key, mine in cells.groupby(same, sort=False)
    ]
    head = ["What is compared", *(" / ".join(centers) for _, centers in ways)]
    rows: list[list[object]] = [
        ["Documents", *("its own" if way["source"] == "own" else "for all" for way, _ in ways)]
    ]
    for attribute in ATTRIBUTES:
        said = [_said(attribute, way[attribute], attribute in unlike) for way, _ in ways]
        if any(way[attribute] for way, _ in ways):
            label = fill("{}{}", CALLED[attribute], " (differs)" if attribute in unlike else "")
            rows.append([label, *said])
    passages = (opened("Read", quote(way["duty_ids"], duties, titles)) for way, _ in ways)
    rows.append(["Passages", *passages])
    return grid(head, rows, caption=f"Ways of {name}")


def _said(attribute: str, value: str, unlike: bool) -> Markup:
    told = split(value)
    if not told:
        return fill("{} <small>says nothing</small>", DASH)
    if attribute == "steps":
        items = join(fill("<li>{}</li>", theirs(step)) for step in told)
        return fill("{}<ol>{}</ol>", plural(len(told), "step"), items)
    said = join((theirs(one) for one in told), ", ")
    return fill("<mark>{}</mark>", said) if unlike else said
