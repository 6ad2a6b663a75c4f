"""Small multiples: one panel a question, in it one line a Center, all on the same scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.headlines import headline_choices
from sopgap.report.markup import (
    HIDDEN,
    THIN,
    blank,
    fill,
    framed,
    grid,
    interval,
    join,
    note,
    note_hidden,
    of,
    plural,
    shown,
    whole,
    word,
    words,
)
from sopgap.report.sentences import NO_SURVEY
from sopgap.report.shares import answer_grid
from sopgap.report.tracks import draw_lane
from sopgap.tables.rows import list_rows

Study = Mapping[str, Any]
HATCHED = Markup("<div class='bar gone' aria-hidden=true><span class=s-suppressed></span></div>")


def center_multiples(
    tallies: Table, questions: Table, backtest: Table, centers: Table, study: Study
) -> HTML:
    """Show one answer a question at every Center: a dot with its interval, all Centers as a tick.

    The Centers stand in the order of the study's list in every panel: nothing here ranks them. A
    hidden figure is hatched and says so.

    Parameters
    ----------
    tallies, questions, backtest, centers : DataFrame
        The tables of these names.
    study : mapping

    Returns
    -------
    HTML
    """
    if tallies.empty:
        return shown(note(NO_SURVEY))
    names = dict(zip(centers["center"], centers["name"], strict=True))
    codes = [code for code in names if code in set(tallies["group"])]
    every = headline_choices(tallies, questions, backtest)
    every = every[every["kind"] != "multi"]
    if not codes or every.empty:
        return shown(note(f"No answer is counted by {word(study)} in this study."))
    at = {
        code: {r["question_id"]: r for r in list_rows(headline_choices(
            tallies, questions, backtest, group=code))}
        for code in codes
    }  # fmt: skip
    panels, shown_cells = [], 0
    for q in list_rows(every):
        cells = [(names[code], at[code].get(q["question_id"])) for code in codes]
        open_cells = [row for _, row in cells if row and not _is_hidden(row)]
        shown_cells += len(open_cells)
        panels.append(_panel(q, cells, study))
    hidden_cells = len(codes) * len(panels) - shown_cells
    title = (
        f"{plural(len(panels), 'question')} at {plural(len(codes), word(study), words(study))},"
        f" one answer each, beside all {words(study)}"
        if shown_cells
        else f"No figure can be shown at any {word(study)}"
    )
    return shown(framed(
        fill("<div class=panels>{}</div>", join(panels)),
        title=title,
        subtitle=f"One answer a question; {words(study)} in the order of the study's list."
        " Base: those who answered, given beside the mark.",
        key=[
            f"Dot: the share, line: its 95{THIN}% interval, upright tick: all {words(study)},"
            " dashed: one half.",
            f"Hatched: hidden, {plural(hidden_cells, 'figure')} here." if hidden_cells else "",
        ],
        notes=[note_hidden()] * bool(hidden_cells),
        source="tables/tallies.csv",
        data=answer_grid(tallies, questions, backtest, centers, study),
    ))  # fmt: skip


def _panel(
    q: Mapping[Any, Any], cells: list[tuple[Any, dict[str, Any] | None]], study: Study
) -> Markup:
    tick = None if _is_hidden(q) else q["share"]
    rows = [[name, *_cell(row, tick)] for name, row in cells]
    everyone = HIDDEN if _is_hidden(q) else fill("{}", whole(q["n"], q["base"]))
    rows.append([fill("<b>All {}</b>", words(study)), "", everyone])
    head = [word(study), Markup("<span class=ends><i>none </i><i>half </i><i>all</i></span>"),
            "People, 95\u00a0% interval"]  # fmt: skip
    return fill(
        "<section class=panel><h4>{}. {}<br><b>→ {}</b></h4>{}</section>",
        q["question_id"], q["wording"], q["choice"],
        grid(head, rows, caption=f"{q['wording']} → {q['choice']}", classes="lanes"),
    )  # fmt: skip


def _cell(row: Mapping[Any, Any] | None, tick: Any) -> list[object]:
    if row is None:
        return [HATCHED, "not counted"]
    if _is_hidden(row):
        return [HATCHED, fill("<small>{}</small>", HIDDEN)]
    span = interval(row["low"], row["high"])
    said = fill("{}{}", of(row["n"], row["base"]),
                fill("<br><small>{}</small>", span) if span else Markup(""))  # fmt: skip
    return [draw_lane(row["share"], row["low"], row["high"], tick=tick), said]


def _is_hidden(row: Mapping[Any, Any]) -> bool:
    return bool(row["suppressed"]) or blank(row["n"]) or blank(row["base"]) or not int(row["base"])
