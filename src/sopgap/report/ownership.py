"""Who has which part in what, as a RACI grid that opens to the passages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from sopgap.report.folder import Run
from sopgap.report.markup import count, fill, framed, grid, join, note, opened, plural, shown
from sopgap.report.markup import word as center_word
from sopgap.report.ownership_look import (
    OWNERS,
    PARTS,
    box,
    center_names,
    legend,
    name_centers,
    name_documents,
    name_duties,
    quote,
)
from sopgap.report.reading import order_units, unit_word
from sopgap.report.sentences import NO_DOCUMENTS
from sopgap.tables.rows import walk_rows
from sopgap.vocabulary import CENTER, PORT

Study = Mapping[str, Any]
OWNS = "owns"
OPENED = 200  # responsibilities whose passages are printed; the tables hold all
HELD = 20  # parts of a responsibility that are printed, the accountable first; likewise


def ownership_matrix(run: Run, center: str = "") -> HTML:
    """Show who is accountable, responsible, consulted and informed, by responsibility and unit.

    Parameters
    ----------
    run : Run
        Its tables parts, owners, responsibilities, centers, duties and documents are read.
    center : str
        Code of one Center; blank: all, each letter with the number of Centers where it holds.

    Returns
    -------
    HTML
        A grid with a letter and a shade a part, the required side marked, and below it each
        responsibility's passages.
    """
    parts, owners, study = run.table("parts"), run.table("owners"), run.study
    called = center_names(run)
    if center:
        run.name_of(center)
        parts, owners = parts[parts["center"] == center], owners[owners["center"] == center]
        called = {center: called[center]}
    if owners.empty:
        return shown(note(NO_DOCUMENTS))
    units = order_units({CENTER, PORT, *parts["unit"]})
    names = run.table("responsibilities").set_index("responsibility_id")["name"]
    cells, states = _cells(parts), _states(owners)
    required = owners.drop_duplicates("responsibility_id").set_index("responsibility_id")[
        "required"
    ]
    rows = join(
        _row(one, names.get(one, one), required[one], units, cells, states[one], len(called), study)
        for one in required.index
    )
    head = join(fill("<th scope=col>{}</th>", unit_word(unit, study)) for unit in units)
    table = fill(
        "<div class=scroll role=region tabindex=0 aria-label='{0}'><table class=map><caption>{0}"
        "</caption><thead><tr><th scope=col>Responsibility</th>{1}<th scope=col class=end>Required"
        " and named</th></tr></thead><tbody>{2}</tbody></table></div>",
        "Parts by responsibility and unit", head, rows,
    )  # fmt: skip
    used = [PARTS[part] for part in PARTS if part in set(parts["part"])]
    used += [OWNERS[state] for state in OWNERS if state in set(owners["state"])]
    return shown(framed(
        join([legend(used), table, _passages(run, parts, names, called, center_word(study))]),
        title=_point(owners, study),
        subtitle=f"Base: {plural(len(owners), 'cell')}, one a responsibility and"
        f" {center_word(study)}; documents in force there. “Required” is what the matrix says. A"
        " figure beside a letter: at how many it holds, where not at all.",
        source="tables/parts.csv, tables/owners.csv",
        notes=["Who alone does a thing is accountable for it, too. Where several do it and nobody"
               " is said to oversee them, nobody is accountable by the documents."],
    ))  # fmt: skip


def _point(owners: pd.DataFrame, study: Study) -> str:
    n = owners["state"].value_counts()
    kept = f"{count(n.get('as-required', 0))} of {plural(len(owners), 'cell')}"
    return (
        f"In {kept} the documents name the owner that the matrix requires; in"
        f" {count(n.get('between', 0))} neither side is named, in {count(n.get('both-claim', 0))}"
        " both claim what belongs to one"
    )


def _cells(parts: pd.DataFrame) -> dict[tuple[str, str], dict[str, int]]:
    """Return, by responsibility and unit, at how many Centers it has each part, and if it owns."""
    found = parts.groupby(["responsibility_id", "unit", "part"])["center"].nunique()
    cells: dict[tuple[str, str], dict[str, int]] = {}
    for one, unit in walk_rows(parts[parts["owns"]][["responsibility_id", "unit"]]):
        cells.setdefault((one, unit), {})[OWNS] = 1
    for (one, unit, part), n in found.items():
        cells.setdefault((one, unit), {})[part] = int(n)
    return cells


def _states(owners: pd.DataFrame) -> dict[str, Counter[str]]:
    """Return by responsibility in how many cells it is in which state."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one, state in walk_rows(owners[["responsibility_id", "state"]]):
        found[one][state] += 1
    return found


def _row(
    one: str, name: str, required: str, units: list[str],
    cells: dict[tuple[str, str], dict[str, int]], states: Counter[str], n: int, study: Study,
) -> Markup:  # fmt: skip
    body = join(_cell(cells.get((one, unit), {}), unit in _sides(required), n) for unit in units)
    told = join(
        (fill("{}{}", box(OWNERS[state]), f" at {k}" if n > 1 and k < n else "")
         for state in OWNERS if (k := states[state])), Markup("<br>"),
    )  # fmt: skip
    label = fill("<small>{}</small> {}", one, name)
    if any((one, unit) in cells for unit in units):  # else there is no passage to open
        label = fill("<a href='#parts-{}'>{}</a>", one, label)
    return fill("<tr><th scope=row>{}</th>{}<td class=end>{}</td></tr>", label, body, told)


def _sides(required: str) -> tuple[str, ...]:
    return (CENTER, PORT) if required == "joint" else (required,)


def _cell(found: dict[str, int], required: bool, n: int) -> Markup:
    letters = join(
        (
            fill("{}{}", box(PARTS[part], spelt=False), f" {found[part]}" * (found[part] < n))
            for part in PARTS
            if part in found
        ),
        " ",
    )
    told = fill("<small><b>required</b></small>") if required else Markup("")
    if required and not found.get(OWNS):
        return fill(
            "<td class=s-not-found>{}<small><b>required</b>, not named</small></td>", letters
        )
    spoken = ", ".join(PARTS[part].word for part in PARTS if part in found)
    return fill("<td>{}<i> {}</i>{}</td>", letters, spoken, told)


def _passages(
    run: Run, parts: pd.DataFrame, names: pd.Series, called: dict[str, str], word: str
) -> Markup:
    """Build for each responsibility who has which part, by which words, and where they stand."""
    same = ["responsibility_id", "part", "actor", "unit", "words", "duty_ids"]
    at = parts.groupby(same, sort=False)["center"].agg(list).reset_index()
    at = at[at["responsibility_id"].isin(at["responsibility_id"].unique()[:OPENED])]
    at["part"] = pd.Categorical(at["part"], list(PARTS), ordered=True)
    duties = name_duties(run, at["duty_ids"])
    titles = name_documents(run)
    sheets = []
    # In the order of the matrix.
    known: dict[str, list[Any]] = {one: [] for one in at["responsibility_id"].unique()}
    for row in walk_rows(at.sort_values("part", kind="stable")):
        known[row.responsibility_id].append(row)
    for one, mine in known.items():
        rows = [
            [box(PARTS[row.part]), fill("{} <small>{}</small>", row.actor or "nobody named",
                                        unit_word(row.unit, run.study)),
             row.words or "does it", name_centers(row.center, called, word),
             opened("Passages", quote(row.duty_ids, duties, titles))]
            for row in mine[:HELD]
        ]  # fmt: skip
        head = ["Part", "Who", "By which words", "Where", "Passages"]
        table = grid(head, rows, caption=f"Parts in {names.get(one, one)}", classes="wide-last")
        title = fill("<small>{}</small> {}", one, names.get(one, one))
        left = len(mine) - HELD
        more = note(f"{plural(left, 'further part')}: tables/parts.csv") if left > 0 else ""
        sheets.append(fill("<div id='parts-{}'>{}</div>", one, opened(title, table + more)))
    return join(sheets)
