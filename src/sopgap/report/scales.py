"""Questions with a scale: how the answers spread over it, here beside all Centers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.markup import (
    HIDDEN,
    THIN,
    blank,
    count,
    fill,
    framed,
    grid,
    interval,
    join,
    listed,
    note,
    note_hidden,
    of,
    plural,
    shown,
    whole,
    words,
)
from sopgap.report.palette import step_of
from sopgap.report.sentences import say_asked_if
from sopgap.report.tracks import Part, draw_bar, list_parts
from sopgap.tables.rows import list_rows

Study = Mapping[str, Any]


def scale_bars(
    tallies: Table, scales: Table, questions: Table, study: Study, *, group: str = "all"
) -> HTML:
    """Show each scale question as a bar of its choices, and its two upper ones together.

    The choices are words in an order, not numbers: there is no mean of them.

    Parameters
    ----------
    tallies, scales, questions : DataFrame
        The tables of these names; `scales` may be empty.
    study : mapping
    group : str
        Code of a Center, shown beside all Centers; or `all`.

    Returns
    -------
    HTML
    """
    asked = questions[(questions["kind"] == "scale")
                      & questions["question_id"].isin(tallies["question_id"])]  # fmt: skip
    if asked.empty:
        return shown(note("No question of this survey is answered on a scale."))
    groups = [group] if group == "all" else [group, "all"]
    sections, rows, drawn = [], [], []
    for q in list_rows(asked):
        bars = []
        for one in groups:
            name = "Here" if one != "all" else f"All {words(study)}"
            mine = _rows(tallies, q["question_id"], one)
            parts = _parts(q, mine)
            drawn += parts
            bars.append(_bar(name, parts, mine, _top(scales, q, one)))
            rows += [[fill("{}. {}", q["question_id"], q["wording"]), name, part.words,
                      part.said or whole(part.n, part.base)] for part in parts]  # fmt: skip
        only = say_asked_if(q["asked_if"])
        only = f"{only[:1].upper()}{only[1:]}." if only else ""
        sections.append(fill(
            "<section class=question><h4>{}. {}</h4>{}{}</section>",
            q["question_id"], q["wording"],
            fill("<p class=base>{}</p>", only) if only else Markup(""), join(bars),
        ))  # fmt: skip
    unsure = asked["dont_know"].ne("").any()
    return shown(framed(
        join(sections),
        title=_point(scales, asked, group),
        subtitle="Each bar is all who answered the question, from the first choice to the last in"
        " the order asked" + ("; who did not know stands apart at the right" if unsure else "")
        + ".",
        key=["In a part: its percentage, and below it how many people."],
        notes=[note_hidden()] * any(part.said for part in drawn),
        source="tables/tallies.csv" + ", tables/scales.csv" * bool(len(scales)),
        data=grid(["Question", "Who", "Choice", "People"], rows, caption="Scales"),
    ))  # fmt: skip


def _rows(tallies: Table, question: str, group: str) -> dict[str, dict[str, Any]]:
    mine = tallies[(tallies["question_id"] == question) & (tallies["group"] == group)]
    return {row["choice"]: row for row in list_rows(mine)}


def _parts(q: Mapping[Any, Any], mine: Mapping[str, Mapping[str, Any]]) -> list[Part]:
    """Return the bar: the choices in order, those that are hidden as one, don't know apart."""
    unsure = [c.strip() for c in q["dont_know"].split("|") if c.strip()]
    choices = [c.strip() for c in q["choices"].split("|") if c.strip() and c.strip() in mine]
    choices = choices or list(mine)
    steps = [c for c in choices if c not in unsure]
    hidden = [c for c in choices if mine[c]["suppressed"] or blank(mine[c]["n"])]
    bases = [int(mine[c]["base"]) for c in choices if not blank(mine[c]["base"])]
    if not bases or not bases[0] or len(hidden) == len(choices):
        return [Part("all answers", None, None, "s-suppressed", 1.0, said=HIDDEN)]
    base, parts, left = bases[0], [], 1.0
    for choice in [*steps, *(c for c in choices if c in unsure)]:
        if choice in hidden:
            continue
        n = int(mine[choice]["n"])
        look = "p-unsure" if choice in unsure else f"r-{step_of(steps.index(choice), len(steps))}"
        parts.append(Part(choice, n, base, look, n / base, apart=choice in unsure))
        left -= n / base
    if hidden:
        # How wide each of them is is not told, so they stand together after the last step.
        at = sum(not part.apart for part in parts)
        parts.insert(at, Part(listed(hidden), None, None, "s-suppressed", max(left, 0.0),
                              said=HIDDEN))  # fmt: skip
    return parts


def _bar(name: str, parts: list[Part], mine: Mapping[str, Mapping[str, Any]], top: str) -> Markup:
    bases = [row["base"] for row in mine.values() if not blank(row["base"])]
    base = f"{count(bases[0])} answered" if bases and parts[0].base else ""
    said = fill("<p class=top>{}</p>", top) if top else Markup("")
    return fill("<div class=scale><p class=who><b>{}</b> <span>{}</span></p>{}{}{}</div>",
                name, base, draw_bar(parts), list_parts(parts), said)  # fmt: skip


def _top(scales: Table, q: Mapping[Any, Any], group: str) -> str:
    row = scales[(scales["question_id"] == q["question_id"]) & (scales["group"] == group)]
    if row.empty:
        return ""
    one = row.iloc[0]
    called = listed(f"“{choice.strip()}”" for choice in one["top"].split("|"))
    if one["suppressed"] or blank(one["n"]) or blank(one["base"]) or not int(one["base"]):
        return f"{called} together: {HIDDEN}."
    span = interval(one["low"], one["high"])
    said = f"{called} together: {of(one['n'], one['base'])}"
    said += f", 95{THIN}% interval {span}" if span else ""
    return said + (", of those who knew an answer." if q["dont_know"] else ".")


def _point(scales: Table, asked: Table, group: str) -> str:
    """Say the first question's upper end: the same question in every report."""
    for q in list_rows(asked):
        said = _top(scales, q, group)
        if said:
            return f"{q['wording']} {'' if group == 'all' else 'Here: '}{said}"
    return f"How the answers to {plural(len(asked), 'question')} spread over the scale"
