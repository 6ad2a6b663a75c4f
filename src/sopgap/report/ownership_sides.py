"""What each side has by the matrix and by the documents; what ought to be parted and is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from sopgap.report.claim_lookup import cited
from sopgap.report.folder import Run
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
)
from sopgap.report.markup import word as center_word
from sopgap.report.ownership_look import (
    OWNERS,
    box,
    center_names,
    name_centers,
    name_documents,
    name_duties,
    quote,
)
from sopgap.report.reading import unit_word
from sopgap.report.sentences import NO_DOCUMENTS
from sopgap.tables import split
from sopgap.tables.rows import walk_rows
from sopgap.vocabulary import CENTER, PORT

Study = Mapping[str, Any]


def ports_side(run: Run) -> HTML:
    """Show what the port has by the matrix and by the documents, and what lies between the sides.

    Parameters
    ----------
    run : Run
        Its tables sides, owners, responsibilities and centers are read.

    Returns
    -------
    HTML
        One row a Center, and below it which responsibilities they are.
    """
    sides, owners, study = run.table("sides"), run.table("owners"), run.study
    if sides.empty:
        return shown(note(NO_DOCUMENTS))
    called, port = center_names(run), unit_word(PORT, study)
    rows = [
        [called.get(row.center, row.center), *(_counted(row, name) for name in _COUNTS)]
        for row in walk_rows(sides[sides["unit"] == PORT])
    ]
    head = [center_word(study), "Required", "Named", "Kept", "Left", "of these between",
            "Taken", "Both claim"]  # fmt: skip
    table = grid(head, rows, caption=f"The {port}'s side", numeric=range(1, len(head)))
    return shown(framed(
        join([table, _which(run, owners, called)]),
        title=_point(owners, study, port),
        subtitle=f"Required: the matrix gives it to the {port}, alone or with the"
        f" {center_word(study)}. Kept: the documents name it, too. Left: they do not; between: they"
        f" name neither. Taken: they name the {port} for what is the {center_word(study)}'s alone."
        " What no authority assigns is not counted.",
        source="tables/sides.csv, tables/owners.csv",
    ))  # fmt: skip


def _counted(row: Any, column: str) -> Markup:
    key = f"{row.center};{row.unit}"
    return cited(count(getattr(row, column)), "sides", column.removeprefix("n_"), key, column)


_COUNTS = ("n_required", "n_named", "n_kept", "n_left", "n_between", "n_taken", "n_both")


def unparted(run: Run) -> HTML:
    """Show who holds two responsibilities that ought to be parted, with both passages.

    Parameters
    ----------
    run : Run
        Its tables unparted, responsibilities, duties, documents and centers are read; nothing is
        shown where the study names no pairs (the table is absent).

    Returns
    -------
    HTML
    """
    if not run.has("unparted"):
        return shown("")
    found, study = run.table("unparted"), run.study
    if found.empty:
        return shown(note("Of the pairs that the study wants parted, the documents in force put"
                          " none into one hand."))  # fmt: skip
    called, word = center_names(run), center_word(study)
    names = run.table("responsibilities").set_index("responsibility_id")["name"]
    duties = name_duties(run, [*found["first_duty_ids"], *found["second_duty_ids"]])
    titles = name_documents(run)
    same = [c for c in found.columns if c != "center"]
    at = found.groupby(same, sort=False)["center"].agg(list).reset_index()
    order = {
        pair: n for n, pair in enumerate(dict.fromkeys(zip(at.first_id, at.second_id, strict=True)))
    }
    places = [order[pair] for pair in zip(at.first_id, at.second_id, strict=True)]
    at = at.iloc[pd.Series(places, dtype="int64").sort_values(kind="stable").index]
    rows = [
        [fill("<small>{}</small> {} <br>and <small>{}</small> {}", row.first_id,
              names.get(row.first_id, row.first_id), row.second_id,
              names.get(row.second_id, row.second_id)),
         _holder(row, study), name_centers(row.center, called, word),
         opened("Both passages", join([quote(row.first_duty_ids, duties, titles),
                                       quote(row.second_duty_ids, duties, titles)]))]
        for row in walk_rows(at)
    ]  # fmt: skip
    alone = found[found["holder"] == "actor"]
    pairs = found[["first_id", "second_id"]].drop_duplicates()
    return shown(framed(
        grid(["What ought to be parted", "In whose hand", "Where", "Passages"], rows,
             caption="Responsibilities in one hand", classes="wide-last"),
        title=f"{plural(len(pairs), 'pair')} that ought to be parted"
        f" {'lies' if len(pairs) == 1 else 'lie'} in one hand at"
        f" {plural(found['center'].nunique(), word)}; one person's at"
        f" {count(alone['center'].nunique())}",
        subtitle="By the documents in force. One unit may still part the two among its people:"
        " the documents then do not say so.",
        source="tables/unparted.csv, tables/parts.csv",
    ))  # fmt: skip


def _holder(row: Any, study: Study) -> Markup:
    side = unit_word(row.unit, study)
    if row.holder == "actor":
        return fill("<b>{}</b> <small>{}</small><br>one actor", row.actor, side)
    return fill("<b>{}</b><br>one unit, different people", side)


def _point(owners: pd.DataFrame, study: Study, port: str) -> str:
    ports = owners[owners["required"].isin((PORT, "joint"))]
    kept = ports[ports["named"].map(lambda cell: PORT in split(cell)).astype(bool)]
    between, both = (
        owners[owners["state"] == state]["responsibility_id"].nunique()
        for state in ("between", "both-claim")
    )
    total = ports["responsibility_id"].nunique()
    everywhere = total - ports.drop(kept.index)["responsibility_id"].nunique()
    return (
        f"Of {plural(total, 'responsibility', 'responsibilities')} of the {port} the documents name"
        f" it everywhere for {count(everywhere)}; of all, {count(between)} fall between the sides"
        f" at some {center_word(study)}, and both claim {count(both)}"
    )


def _which(run: Run, owners: pd.DataFrame, called: dict[str, str]) -> Markup:
    names = run.table("responsibilities").set_index("responsibility_id")["name"]
    word, study = center_word(run.study), run.study
    rows = []
    for state in ("between", "both-claim", "other-side", "one-of-two"):
        cells = owners[owners["state"] == state]
        if cells.empty:
            continue
        items = []
        for (one, required), mine in cells.groupby(["responsibility_id", "required"], sort=False):
            owner = listed(unit_word(s, study) for s in _required(str(required)))
            where = name_centers(mine["center"], called, word)
            items.append(fill("<li><small>{}</small> {}: required {}; at {}</li>",
                              one, names.get(one, one), owner, where))  # fmt: skip
        rows.append([box(OWNERS[state]), cited(count(len(cells)), "owners", "owner",
                                                f"state={state}"),
                     fill("<ul class=plain>{}</ul>", join(items))])  # fmt: skip
    if not rows:
        return note("Every cell names the owner that is required.")
    return grid(["How they stand", "Cells", "Which, and where"], rows, numeric=[1],
                caption="What is not as required", classes="wide-last")  # fmt: skip


def _required(required: str) -> list[str]:
    return [CENTER, PORT] if required == "joint" else [required]
