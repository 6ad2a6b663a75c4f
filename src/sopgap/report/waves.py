"""Two waves of a survey: what changed, and what cannot be compared because the question changed."""

from __future__ import annotations

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.effects import Row, Study, chance_cell, effect_cells, effect_table, reach_of
from sopgap.report.markup import (
    HIDDEN,
    blank,
    fill,
    framed,
    join,
    listed,
    note,
    note_hidden,
    of,
    opened,
    plural,
    shown,
    word,
    words,
)
from sopgap.tables.rows import list_rows

LEVEL = 0.05  # as for the comparisons between groups
REWORDED = ("wording", "both")
COMPARED = ("same", "wording")  # with other choices, the same word no longer means the same
CHANGES = {
    "wording": "The wording changed between the waves: read the difference with care.",
    "choices": "Not compared: other choices were offered before.",
    "both": "Not compared: wording and choices were different before.",
    "absent": "Not compared: it was not asked before.",
}


def show_waves(
    waves: Table, questions: Table, study: Study, *, group: str = "all", before: Table | None = None
) -> HTML:
    """Show of each question asked twice how the shares changed, with their intervals.

    Parameters
    ----------
    waves, questions : DataFrame
        The tables of these names.
    study : mapping
    group : str
        Code of a Center, or `all`.
    before : table `questions`, optional
        Of the earlier wave: how a question was worded then.

    Returns
    -------
    HTML
    """
    mine = waves[waves["group"] == group] if len(waves) else waves
    if mine.empty:
        said = "There is no earlier wave of this survey to compare with."
        if len(waves):
            said = f"With the earlier wave, all {words(study)} together are compared only."
        return shown(note(said))
    wording = dict(zip(questions["question_id"], questions["wording"], strict=True))
    rows: list[Row] = [*list_rows(mine)]
    formerly = {} if before is None else before.set_index("question_id")["wording"].to_dict()
    asked = [q for q in wording if any(r["question_id"] == q for r in rows)]
    known = [r for r in rows if r["wording"] in COMPARED and _is_known(r)]
    between = reach_of(known)
    one = _headlines(waves, questions)
    lines, sections = [], []
    for q in asked:
        choices = [r for r in rows if r["question_id"] == q]
        lines.append(_question(q, wording[q], choices, one.get(q, ""), between,
                               formerly.get(q, "")))  # fmt: skip
        if choices[0]["wording"] in COMPARED:
            own = [_line(r["choice"], r, between) for r in choices]
            sections.append(fill("<section class=question><h4>{}. {}</h4>{}</section>", q,
                                 wording[q], _table(own, between, wording[q])))  # fmt: skip
    gone = [q for q in dict.fromkeys(r["question_id"] for r in rows) if q not in wording]
    gone = [q.removesuffix("@before") for q in gone]
    dropped = listed(f"{q} (“{formerly[q]}”)" if q in formerly else q for q in gone)
    body = _table(lines, between, "Two waves, one answer a question")
    every = opened(f"Every answer compared with the earlier wave ({len(known)})", join(sections),
                   classes="all")  # fmt: skip
    where = "" if group == "all" else f" At this {word(study)} only."
    return shown(framed(
        join([body, every]),
        title=_point(known),
        subtitle="The share now less the share before, in percentage points. One answer a question:"
        f" the most frequent now. Base: those who answered in each wave.{where}",
        key=["Dot: the difference, line: its interval, dashed: no change."] * bool(known),
        notes=[
            "Whether the same people answered in both waves is not known.",
            f"No longer asked: {dropped}." if gone else "",
            note_hidden() if any(r["suppressed"] for r in rows) else "",
        ],
        source="tables/waves.csv",
    ))  # fmt: skip


def _point(known: list[Row]) -> str:
    """Say how many of the changes that are known are more than chance explains."""
    tested = [r for r in known if not blank(r["p_adjusted"])]
    changed = sum(float(r["p_adjusted"]) <= LEVEL for r in tested)
    if not known:
        return "No answer can be compared with the earlier wave"
    if not tested:
        return f"{plural(len(known), 'answer')} beside the earlier wave, none of them tested"
    if not changed:
        return f"No change since the earlier wave can be told from chance ({len(tested)} compared)"
    return (
        f"Of {plural(len(tested), 'answer')} compared with the earlier wave, {changed}"
        f" {'has' if changed == 1 else 'have'} changed by more than chance explains"
    )


def _headlines(waves: Table, questions: Table) -> dict[str, str]:
    """Choose one choice a question over all Centers, don't know aside: the same in each report."""
    unsure = {(q["question_id"], c.strip()) for q in list_rows(questions)
              for c in q["dont_know"].split("|")}  # fmt: skip
    every = waves[(waves["group"] == "all") & waves["n"].notna()]
    chosen: dict[str, tuple[int, str]] = {}
    for r in list_rows(every):
        best = chosen.get(r["question_id"], (-1, ""))
        if (r["question_id"], r["choice"]) not in unsure and int(r["n"]) > best[0]:
            chosen[r["question_id"]] = (int(r["n"]), r["choice"])
    return {question: choice for question, (_, choice) in chosen.items()}


def _question(
    question: str, asked: str, choices: list[Row], choice: str, between: tuple[float, float],
    formerly: str,
) -> list[object]:  # fmt: skip
    changed = fill("{}", CHANGES.get(str(choices[0]["wording"]), ""))
    if formerly and choices[0]["wording"] in REWORDED:
        changed += fill(" It was: <span class=wording>“{}”</span>", formerly)
    if choices[0]["wording"] not in COMPARED:
        return [fill("{}. {}", question, asked), "", changed, ""]
    row = next((r for r in choices if r["choice"] == choice), choices[0])
    name = fill("{}. {}<br><b>→ {}</b>{}", question, asked, row["choice"],
                fill("<br><mark>{}</mark>", changed) if changed else fill(""))  # fmt: skip
    return _line(name, row, between)


def _table(lines: list[list[object]], between: tuple[float, float], caption: str) -> Markup:
    return effect_table(lines, between, first="Answer", effect="Now less before", caption=caption)


def _line(name: object, row: Row, between: tuple[float, float]) -> list[object]:
    if not _is_known(row):
        said = HIDDEN if row["suppressed"] else "not asked, or not counted, in both"
        return [name, "", said, ""]
    counts = f"{of(row['n_before'], row['base_before'])} before, {of(row['n'], row['base'])} now"
    cells = effect_cells(row, counts, between)
    if blank(row["p_adjusted"]):
        return [name, *cells, "not tested"]
    return [name, *cells, chance_cell(row, differs=float(row["p_adjusted"]) <= LEVEL)]


def _is_known(row: Row) -> bool:
    lacking = (row[key] for key in ("difference", "n", "base", "n_before", "base_before"))
    return not row["suppressed"] and not any(blank(value) for value in lacking)
