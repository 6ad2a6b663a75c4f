"""Maps of shares: concerns and answers against Centers, each cell with its count and base."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.headlines import headline_choices
from sopgap.report.maps import explain_hidden, lay_map
from sopgap.report.markup import (
    blank,
    count,
    fill,
    framed,
    join,
    note,
    percent,
    plural,
    shown,
    word,
    words,
)
from sopgap.report.palette import (
    HEAT_STEPS,
    heat_of,
)
from sopgap.report.sentences import NO_SURVEY, say_concern
from sopgap.tables.rows import walk_rows

Study = Mapping[str, Any]


def concern_map(concerns: Table, sizes: Table, centers: Table, study: Study) -> HTML:
    """Show every concern at every Center: comments that raise it, of comments with content."""
    if concerns.empty:
        return shown(note(say_concern(concerns, sizes, study) if len(sizes) else NO_SURVEY))
    size = {(s.concern_id, s.group): s for s in walk_rows(sizes)}
    codes = [c for c in centers["center"] if any(key[1] == c for key in size)]
    rows = []
    for c in walk_rows(concerns):
        cells: list[object] = [
            _named(_size_cell(size.get((c.concern_id, code)), study), c.concern_id, code)
            for code in codes
        ]
        end = size.get((c.concern_id, "all"))
        rows.append((c.label, cells, _size_words(end)))
    body = lay_map(centers, codes, rows, first="Concern", end=f"All {words(study)}",
                caption="Concerns by Center")  # fmt: skip
    return shown(framed(
        join([_heat_legend(), body]),
        title=_spread_point(concerns, size, codes, study),
        subtitle="In a cell: the percentage, and comments that raise the concern of all comments"
        " with content there.",
        source="tables/concerns.csv, tables/sizes.csv",
    ))  # fmt: skip


def answer_map(
    tallies: Table, questions: Table, backtest: Table, centers: Table, study: Study
) -> HTML:
    """Show one answer a question at every Center: the percentage, and its count and base."""
    if tallies.empty:
        return shown(note(NO_SURVEY))
    return shown(framed(
        join([_hidden_legend(), answer_grid(tallies, questions, backtest, centers, study)]),
        title=f"One answer a question at each {word(study)}, with its own base",
        subtitle=f"{words(study)} in the order of the study's list. The intervals stand in each"
        f" {word(study)}'s page; overlapping intervals are not a test of a difference.",
        source="tables/tallies.csv",
    ))  # fmt: skip


def answer_grid(
    tallies: Table, questions: Table, backtest: Table, centers: Table, study: Study
) -> Markup:
    """Build the table of `answer_map`: a row a question, a column a Center."""
    codes = [c for c in centers["center"] if c in set(tallies["group"])]
    by_center = {
        code: headline_choices(tallies, questions, backtest, group=code).set_index("question_id")
        for code in ["all", *codes]
    }
    rows = []
    for question, row in by_center["all"].iterrows():
        cells: list[object] = [_answer_cell(by_center[c], question, study) for c in codes]
        name = fill("{}<br><b>→ {}</b>", row["wording"], row["choice"])
        rows.append((name, cells, _answer_words(row)))
    return lay_map(centers, codes, rows, first="Question and answer", end=f"All {words(study)}",
                   caption="Answers by Center")  # fmt: skip


def _spread_point(
    concerns: Table, size: Mapping[tuple[str, str], Any], codes: list[str], study: Study
) -> str:
    cells = [size.get((c, code)) for c in concerns["concern_id"] for code in codes]
    small = sum(cell is None or cell.suppressed or blank(cell.n) for cell in cells)
    return (
        f"{plural(len(concerns), 'concern')} at {plural(len(codes), word(study), words(study))}: in"
        f" {count(small)} of {plural(len(cells), 'cell')} the count is hidden"
    )


def _heat_legend() -> Markup:
    edges = ["0", *(percent(step, sign=False) for step in HEAT_STEPS), "100"]
    items = [
        fill(
            "<li><b class='box h-{}'>{}</b> to {}{}\u00a0%</li>",
            i,
            edges[i],
            "under " if i < len(edges) - 2 else "",
            edges[i + 1],
        )
        for i in range(len(edges) - 1)
    ]
    return fill("<ul class='legend short'>{}{}</ul>", join(items), explain_hidden())


def _hidden_legend() -> Markup:
    return fill("<ul class='legend short'>{}</ul>", explain_hidden())


def _named(cell: Markup, concern: str, center: str) -> Markup:
    """Give a cell its address, as those of the map of responsibilities have theirs."""
    return fill("<td id='cell-{}--{}'", concern, center) + Markup(cell.removeprefix("<td"))


def _size_cell(row: Any, study: Study) -> Markup:
    if row is None or row.suppressed or blank(row.n) or blank(row.base):
        return fill("<td class=s-suppressed>h<i> hidden</i></td>")
    share = int(row.n) / int(row.base) if int(row.base) else 0.0
    return fill("<td class=h-{}>{}<small>{}/{}</small></td>",
                heat_of(share), percent(share), count(row.n), count(row.base))  # fmt: skip


def _size_words(row: Any) -> object:
    if row is None or row.suppressed or blank(row.n):
        return "hidden"
    return fill("{}<small>{}/{}</small>", percent(row.n / row.base), count(row.n), count(row.base))


def _answer_cell(rows: Table, question: str, study: Study) -> Markup:
    if question not in rows.index:
        return fill("<td class=s-suppressed>–<i> not counted</i></td>")
    row = rows.loc[question]
    if row["suppressed"] or blank(row["n"]):
        return fill("<td class=s-suppressed>h<i> hidden</i></td>")
    return fill("<td>{}</td>", _answer_words(row))


def _answer_words(row: Any) -> object:
    if row["suppressed"] or blank(row["n"]) or not int(row["base"]):
        return "hidden"
    return fill("{}<small>{}/{}</small>", percent(row["n"] / row["base"]),
                count(row["n"]), count(row["base"]))  # fmt: skip
