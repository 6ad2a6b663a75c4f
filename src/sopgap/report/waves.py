"""Two waves of a survey: what changed, and what cannot be compared because the question changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.effects import CHANCE, DIFFERS, axis_of, reach_of, say_chance, say_difference
from sopgap.report.markup import (
    THIN,
    blank,
    fill,
    framed,
    grid,
    join,
    listed,
    note,
    of,
    opened,
    plural,
    shown,
    word,
)
from sopgap.report.sentences import note_hidden, say_hidden
from sopgap.report.tracks import draw_lane

Study = Mapping[str, Any]
Row = Mapping[Any, Any]
LEVEL = 0.05  # as for the comparisons between groups
COMPARED = ("same", "wording")  # with other choices, the same word no longer means the same
CHANGES = {
    "wording": "The wording changed between the waves: read the difference with care.",
    "choices": "Not compared: other choices were offered before.",
    "both": "Not compared: wording and choices were different before.",
    "absent": "Not compared: it was not asked before.",
}


def show_waves(waves: Table, questions: Table, study: Study, *, group: str = "all") -> HTML:
    """Show of each question asked twice how the shares changed, with their intervals.

    Parameters
    ----------
    waves, questions : DataFrame
        The tables of these names.
    study : mapping
    group : str
        Code of a Center, or `all`.

    Returns
    -------
    HTML
    """
    mine = waves[waves["group"] == group] if len(waves) else waves
    if mine.empty:
        said = "There is no earlier wave of this survey to compare with."
        if len(waves):
            said = f"With the earlier wave, all {word(study)}s together are compared only."
        return shown(note(said))
    wording = dict(zip(questions["question_id"], questions["wording"], strict=True))
    rows: list[Row] = [dict(r) for r in mine.to_dict("records")]
    asked = [q for q in wording if any(r["question_id"] == q for r in rows)]
    known = [r for r in rows if r["wording"] in COMPARED and _is_known(r)]
    between = reach_of(known)
    one = _headlines(waves, questions)
    lines, sections = [], []
    for q in asked:
        choices = [r for r in rows if r["question_id"] == q]
        lines.append(_question(q, wording[q], choices, one.get(q, ""), between, study))
        if choices[0]["wording"] in COMPARED:
            own = [_line(r["choice"], r, between, study) for r in choices]
            sections.append(fill("<section class=question><h4>{}. {}</h4>{}</section>", q,
                                 wording[q], _table(own, between, wording[q])))  # fmt: skip
    changed = sum(not blank(r["p_adjusted"]) and r["p_adjusted"] <= LEVEL for r in known)
    title = (
        f"Of {plural(len(known), 'answer')} compared with the earlier wave, {changed}"
        f" {'has' if changed == 1 else 'have'} changed by more than chance explains"
        if changed
        else f"No change since the earlier wave can be told from chance ({len(known)} compared)"
    )
    gone = [q for q in dict.fromkeys(r["question_id"] for r in rows) if q not in wording]
    aside = f" No longer asked: {listed(q.removesuffix('@before') for q in gone)}." if gone else ""
    where = "" if group == "all" else f" At this {word(study)} only."
    body = _table(lines, between, "Two waves, one answer a question")
    every = opened(f"Every answer compared with the earlier wave ({len(known)})", join(sections),
                   classes="all")  # fmt: skip
    return shown(framed(
        join([body, every]),
        title=title,
        subtitle="The share now less the share before, in percentage points; dashed: no change."
        " One answer a question: the most frequent now. Base: those who answered in each wave."
        f" Whether the same people answered is not known.{where}{aside}"
        + f" {note_hidden(study)}" * any(r["suppressed"] for r in rows),
        source="tables/waves.csv",
    ))  # fmt: skip


def _headlines(waves: Table, questions: Table) -> dict[str, str]:
    """Choose one choice a question over all Centers, don't know aside: the same in each report."""
    unsure = {(q["question_id"], c.strip()) for q in questions.to_dict("records")
              for c in q["dont_know"].split("|")}  # fmt: skip
    every = waves[(waves["group"] == "all") & waves["n"].notna()]
    chosen: dict[str, tuple[int, str]] = {}
    for r in every.to_dict("records"):
        best = chosen.get(r["question_id"], (-1, ""))
        if (r["question_id"], r["choice"]) not in unsure and int(r["n"]) > best[0]:
            chosen[r["question_id"]] = (int(r["n"]), r["choice"])
    return {question: choice for question, (_, choice) in chosen.items()}


def _question(
    question: str, asked: str, choices: list[Row], choice: str,
    between: tuple[float, float], study: Study,
) -> list[object]:  # fmt: skip
    changed = CHANGES.get(str(choices[0]["wording"]), "")
    if choices[0]["wording"] not in COMPARED:
        return [fill("{}. {}", question, asked), "", changed, ""]
    row = next((r for r in choices if r["choice"] == choice), choices[0])
    name = fill("{}. {}<br><b>→ {}</b>{}", question, asked, row["choice"],
                fill("<br><mark>{}</mark>", changed) if changed else fill(""))  # fmt: skip
    return _line(name, row, between, study)


def _table(lines: list[list[object]], between: tuple[float, float], caption: str) -> Markup:
    head = ["Answer", axis_of(between), f"Now less before, 95{THIN}% interval", "Chance?"]
    return grid(head, lines, caption=caption, classes="lanes far")


def _line(
    name: object, row: Row, between: tuple[float, float], study: Study
) -> list[object]:  # fmt: skip
    if not _is_known(row):
        said = say_hidden(row, study) if row["suppressed"] else "not asked, or not counted, in both"
        return [name, "", said, ""]
    lane = draw_lane(row["difference"], row["low"], row["high"], between=between, rule=0.0)
    effect = fill("<b>{}</b><br><small>{} before, {} now</small>", say_difference(row),
                  of(row["n_before"], row["base_before"]),
                  of(row["n"], row["base"]))  # fmt: skip
    if blank(row["p_adjusted"]):
        return [name, lane, effect, "not tested"]
    verdict = DIFFERS if float(row["p_adjusted"]) <= LEVEL else CHANCE
    chance = fill("{}<br><small>p {}, adjusted {}</small>", verdict, say_chance(row["p"]),
                  say_chance(row["p_adjusted"]))  # fmt: skip
    return [name, lane, effect, chance]


def _is_known(row: Row) -> bool:
    lacking = (row[key] for key in ("difference", "n", "base", "n_before", "base_before"))
    return not row["suppressed"] and not any(blank(value) for value in lacking)
