"""What staff say: one answer a question as a picture, and every answer as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report import figures, tracks
from sopgap.report.headlines import headline_choices, survivals
from sopgap.report.markup import (
    blank,
    fill,
    framed,
    grid,
    hidden,
    interval,
    join,
    note,
    opened,
    percent,
    plural,
    shown,
    whole,
    word,
)
from sopgap.report.sentences import NO_SURVEY

Study = Mapping[str, Any]


def show_answers(
    tallies: Table, questions: Table, backtest: Table, study: Mapping[str, Any],
    *, group: str = "all", robustness: Table | None = None,
) -> HTML:  # fmt: skip
    """Show one row a question: share, interval, worst case, all Centers; then every choice.

    Where `robustness` is given, each share also stands as weighted to the staff, and a sentence
    says what it withstands.
    """
    if tallies.empty:
        return shown(note(NO_SURVEY))
    rows = headline_choices(tallies, questions, backtest, group=group)
    rows = rows[rows["kind"] != "multi"].reset_index(drop=True)
    parts = []
    if len(rows):
        rows = rows.assign(
            label=[f"{r.wording}\n→ {r.choice}" for r in rows.itertuples()],
            said=[hidden(r, study) if r["suppressed"] or blank(r["n"]) else ""
                  for r in rows.to_dict("records")],
        )  # fmt: skip
        if group == "all":
            rows["all_share"] = float("nan")
        parts.append(_dots(_with_survivals(rows, robustness, group), study, group))
    parts.append(_every_choice(tallies, questions, study, group))
    return shown(join(parts))


def _with_survivals(rows: Table, robustness: Table | None, group: str) -> Table:
    """Add weighted and survives (a sentence) to the rows that are shown; blank elsewhere."""
    known = survivals(robustness, group=group)
    found = [{} if r["said"] else known.get((r["question_id"], r["choice"]), {})
             for r in rows.to_dict("records")]  # fmt: skip
    return rows.assign(weighted=[float(one.get("weighted", "nan")) for one in found],
                       survives=[one.get("sentence", "") for one in found])  # fmt: skip


def _dots(rows: Table, study: Mapping[str, Any], group: str) -> Markup:
    told = figures.tell_shares(rows)
    compared = rows[(rows["said"] == "") & rows["all_share"].notna() & rows["low"].notna()]
    inside = ((compared["low"] <= compared["all_share"])
              & (compared["all_share"] <= compared["high"])).sum()  # fmt: skip
    if group == "all":
        known = rows[rows["worst_low"].notna() & (rows["said"] == "")]
        torn = known[(known["worst_low"] <= 0.5) & (known["worst_high"] > 0.5)]
        title = (
            f"For {len(torn)} of {plural(len(known), 'question')} those who did not answer decide"
            " whether this is a majority of staff"
            if len(known)
            else "One answer to each question; how many were asked is not known"
        )
    elif compared.empty:
        title = f"Too few answered here to set a figure beside all {word(study)}s"
    else:
        title = (
            f"For {inside} of {plural(len(compared), 'question')} the value of all"
            f" {word(study)}s lies inside the interval of this one"
        )
    picture = figures.draw_both(figures.plot_shares, rows, title=title, told=told, name="answers")
    weighted = bool(rows["weighted"].notna().any())
    mark = " The small diamond above a dot: the share when the answers are weighted to the staff."
    tested = bool(rows["survives"].ne("").any())
    return framed(
        join([picture, _survive(rows)]),
        title=title,
        subtitle="One answer a question: the published one, else the most frequent at all"
        f" {word(study)}s. Base: those who answered the question, given beside the mark."
        + mark
        * weighted,
        source="tables/tallies.csv" + ", tables/robustness.csv" * (weighted or tested),
        data=_dot_table(rows, study, group),
    )


def _survive(rows: Table) -> Markup:
    items = [
        fill("<li><b>{}. {}</b>: {}</li>", r.question_id, r.choice, r.survives)
        for r in rows.itertuples()
        if r.survives
    ]
    if not items:
        return Markup("")
    return fill("<h4>What each figure withstands</h4><ul class=survives>{}</ul>", join(items))


def _dot_table(rows: Table, study: Mapping[str, Any], group: str) -> Markup:
    weighted, compared = bool(rows["weighted"].notna().any()), group != "all"
    lines = []
    for row in rows.to_dict("records"):
        name = fill("{}<br><b>→ {}</b>", row["wording"], row["choice"])
        other = "" if blank(row["all_n"]) else whole(row["all_n"], row["all_base"])
        figures_of = [row["said"], "", "", ""]
        if not row["said"]:
            figures_of = [
                whole(row["n"], row["base"]),
                interval(row["low"], row["high"]) or "none",
                interval(row["worst_low"], row["worst_high"]) or "not known",
                "not known" if blank(row["weighted"]) else percent(row["weighted"]),
            ]
        lines.append([name, *figures_of[: 3 + weighted], *[other] * compared])
    head = ["Question and answer", "Share", "95 % interval", "None to all of the silent",
            *["Weighted to the staff"] * weighted,
            *[f"All {word(study)}s"] * compared]  # fmt: skip
    return grid(head, lines, caption="One answer a question")


def _every_choice(tallies: Table, questions: Table, study: Mapping[str, Any], group: str) -> Markup:
    mine, rest = (tallies[tallies["group"] == g].set_index(["question_id", "choice"])
                  for g in (group, "all"))  # fmt: skip
    parts = []
    for q in questions[questions["kind"] != "open"].itertuples():
        if q.question_id not in mine.index.get_level_values(0):
            continue
        rows = []
        for choice, row in mine.loc[q.question_id].iterrows():
            everyone = (
                rest.loc[(q.question_id, choice)] if (q.question_id, choice) in rest.index else None
            )
            rows.append(_choice(choice, row, everyone, study, group))
        head = ["Answer", "Here" if group != "all" else "Share", "95 % interval",
                *([f"All {word(study)}s"] if group != "all" else []), "0 to 100 %"]  # fmt: skip
        ticked = " Several answers possible; base: those who saw it." if q.kind == "multi" else ""
        only = f" Asked only where {q.asked_if}." if q.asked_if else ""
        parts.append(
            fill(
                "<section class=question><h4>{}. {}</h4><p class=base>{}</p>{}</section>",
                q.question_id,
                q.wording,
                (ticked + only).strip(),
                grid(head, rows, caption=q.wording),
            )
        )
    return opened(
        f"Every answer to every closed question ({len(parts)})", join(parts), classes="all"
    )


def _choice(
    choice: object, row: Any, everyone: Any, study: Mapping[str, Any], group: str
) -> list[object]:
    compare = group != "all"
    other = (
        "" if everyone is None or blank(everyone["n"]) else whole(everyone["n"], everyone["base"])
    )
    if row["suppressed"] or blank(row["n"]):
        return [choice, hidden(row, study), "", *([other] if compare else []), ""]
    tick = None if everyone is None or not compare else everyone["share"]
    span = interval(row["low"], row["high"]) or "none"
    track = tracks.draw_track(row["share"], tick, row["low"], row["high"])
    return [choice, whole(row["n"], row["base"]), span, *([other] if compare else []), track]
