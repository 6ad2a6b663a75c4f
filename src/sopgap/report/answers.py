"""What staff say: one answer a question as a picture, and every answer as a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report import figures, tracks
from sopgap.report.headlines import headline_choices, survivals
from sopgap.report.markup import (
    HIDDEN,
    THIN,
    blank,
    count,
    fill,
    framed,
    grid,
    in_words_of,
    interval,
    join,
    note,
    note_hidden,
    opened,
    percent,
    plural,
    shown,
    whole,
    word,
    words,
)
from sopgap.report.sentences import NO_SURVEY, say_asked_if
from sopgap.tables.rows import list_rows, walk_rows

Study = Mapping[str, Any]
UNKNOWN = "what the silent could make of it is not known"


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
            label=[f"{r.wording}\n→ {r.choice}" for r in walk_rows(rows)],
            said=[HIDDEN if r["suppressed"] or blank(r["n"]) else ""
                  for r in list_rows(rows)],
        )  # fmt: skip
        if group == "all":
            rows["all_share"] = float("nan")
        parts.append(_dots(_with_survivals(rows, robustness, study, group), study, group))
    parts.append(_every_choice(tallies, questions, study, group))
    return shown(join(parts))


def _with_survivals(rows: Table, robustness: Table | None, study: Study, group: str) -> Table:
    """Add weighted, survives (a sentence) and verdict (a short one) to the rows that are shown."""
    known = survivals(robustness, group=group)
    found = [{} if r["said"] else known.get((r["question_id"], r["choice"]), {})
             for r in list_rows(rows)]  # fmt: skip
    return rows.assign(weighted=[float(one.get("weighted", "nan")) for one in found],
                       survives=[in_words_of(study, str(one.get("sentence", "")))
                                 for one in found],
                       verdict=[_verdict(one) for one in found])  # fmt: skip


def _verdict(one: Mapping[str, Any]) -> str:
    """Say in one breath what a figure withstands; its whole sentence stands in the table."""
    if blank(one.get("survives")):
        return ""
    silent = 1 if blank(one.get("staff")) else int(one["staff"]) - int(one["base"])
    whoever = "whatever the silent think" if silent else "and nobody was silent"
    said = {
        "majority": f"a majority of staff, {whoever}",
        "minority": f"no majority of staff, {whoever}",
        "unknown": UNKNOWN,
    }.get(str(one["survives"]), "")
    if not said and (blank(one.get("needed")) or blank(one.get("staff"))):
        return ""
    if not said:
        said = (f"the silent decide; {count(one['needed'])} of these {count(silent)} would make it"
                " a majority of staff")  # fmt: skip
    # The table says whether time and weights matter; here stands only what they change.
    sentence = str(one.get("sentence", ""))
    said += "; weighted, it crosses one half" * (", across one half" in sentence)
    drifts = re.search(r"(?<!no )more than chance explains", sentence)
    return said + (
        "; early and late answers differ by more than chance explains." if drifts else "."
    )


def _title(rows: Table, study: Mapping[str, Any], group: str) -> str:
    known = rows[rows["said"] == ""]
    if group != "all":
        if known.empty:
            return f"No figure can be shown here beside all {words(study)}"
        return (
            f"How staff here answered {plural(len(known), 'question')}, beside all {words(study)}"
        )
    known = known[known["worst_low"].notna()]
    if known.empty:
        return "One answer to each question; how many were asked is not known"
    over = known[known["n"].astype(float) * 2 > known["base"].astype(float)]
    if over.empty:
        return "No answer here was given by more than half of those who answered"
    if (known["worst_low"] == known["worst_high"]).all():
        return (
            f"Nobody was silent: {count(len(over))} of {plural(len(known), 'answer')} here"
            f" {'is' if len(over) == 1 else 'are'} a majority of staff"
        )
    torn = int(((over["worst_low"] <= 0.5) & (over["worst_high"] > 0.5)).sum())
    if len(over) == 1:
        they = "the one answer" if torn else "no answer"
    else:
        part = "all" if torn == len(over) else f"{torn or 'none'} of the"
        they = f"{part} {len(over)} answers"
    hold = "they hold" if torn > 1 else "it holds"
    return (
        f"For {they} that more than half gave, those who did not answer decide whether"
        f" {hold} for a majority of staff"
    )


def _dots(rows: Table, study: Mapping[str, Any], group: str) -> Markup:
    told = figures.tell_shares(rows, everyone=f"all {words(study)}")
    title = _title(rows, study, group)
    picture = figures.draw_both(figures.plot_shares, rows, title=title, told=told, name="answers")
    weighted = bool(rows["weighted"].notna().any())
    tested = bool(rows["survives"].ne("").any())
    published = "the published one, else " * bool(rows["published"].any())
    return framed(
        join([picture, _survive(rows)]),
        title=title,
        subtitle=f"One answer a question: {published}the most frequent at all {words(study)}. Base:"
        " those who answered the question, given beside the mark.",
        key=_key(rows, study),
        notes=_notes(rows),
        source="tables/tallies.csv" + ", tables/robustness.csv" * (weighted or tested),
        data=_dot_table(rows, study, group),
    )


def _key(rows: Table, study: Study) -> list[str]:
    """Say what each mark of the picture is; a mark that it does not hold is not spoken of."""
    if not rows["said"].eq("").any():
        return []
    marks = ["Dot: the share"]
    if any(interval(r.low, r.high) for r in walk_rows(rows)):
        marks.append(f"line: its 95{THIN}% interval")
    if rows["all_share"].notna().any():
        marks.append(f"upright tick: all {words(study)}")
    said = [", ".join([*marks, "dashed: one half."])]
    if any(interval(r.worst_low, r.worst_high) for r in walk_rows(rows)):
        said.append("Pale band: from none to all of the silent; where it crosses one half, the"
                    " answers alone do not say what a majority of staff thinks.")  # fmt: skip
    if rows["weighted"].notna().any():
        said.append(f"Small diamond above a dot: the share {_way(rows, study)}.")
    return said


def _notes(rows: Table) -> list[str]:
    return [
        "Early: the half of the answers up to the median day; late: those after it."
        if rows["survives"].str.contains("early and late").any()
        else "",
        "What the silent could make of these figures is not known." if _all_unknown(rows) else "",
        note_hidden() if rows["said"].ne("").any() else "",
    ]


def _all_unknown(rows: Table) -> bool:
    said = rows[rows["verdict"] != ""]["verdict"]
    return len(said) > 0 and bool(said.str.startswith(UNKNOWN).all())


def _way(rows: Table, study: Mapping[str, Any]) -> str:
    """Say how the answers are weighted, as the table's own sentences say it."""
    if rows["survives"].str.contains("the survey's weights").any():
        return "by the survey's weights"
    merged = rows["survives"].str.contains("taken together").any()
    return (
        f"weighted to the staff of each {word(study)}"
        + f" ({words(study)} with hidden counts taken together)" * bool(merged)
    )


def _survive(rows: Table) -> Markup:
    verdicts = rows["verdict"]
    if _all_unknown(rows):  # one note says so of all
        verdicts = verdicts.str.removeprefix(UNKNOWN).str.removeprefix("; ").replace(".", "")
    items = [
        fill("<li><b>{}. {}</b>: {}</li>", r.question_id, r.choice, verdict)
        for r, verdict in zip(walk_rows(rows), verdicts, strict=True)
        if verdict
    ]
    if not items:
        return Markup("")
    return fill("<h4>What each figure withstands</h4><ul class=survives>{}</ul>", join(items))


def _dot_table(rows: Table, study: Mapping[str, Any], group: str) -> Markup:
    weighted, compared = bool(rows["weighted"].notna().any()), group != "all"
    tested = bool(rows["survives"].ne("").any())
    lines = []
    for row in list_rows(rows):
        name = fill("{}<br><b>→ {}</b>", row["wording"], row["choice"])
        other = "" if blank(row["all_n"]) else whole(row["all_n"], row["all_base"])
        figures_of = [row["said"], "", "", ""]
        if not row["said"]:
            figures_of = [
                whole(row["n"], row["base"]),
                interval(row["low"], row["high"]) or "none",
                _worst(row),
                "not known" if blank(row["weighted"]) else percent(row["weighted"]),
            ]
        lines.append([name, *figures_of[: 3 + weighted], *[other] * compared,
                      *[row["survives"]] * tested])  # fmt: skip
    head = ["Question and answer", "Share", "95 % interval", "None to all of the silent",
            *["Weighted"] * weighted,
            *[f"All {words(study)}"] * compared, *["What it withstands"] * tested]  # fmt: skip
    return grid(head, lines, caption="One answer a question")


def _worst(row: Mapping[Any, Any]) -> str:
    """Say how far the silent could move a share."""
    if blank(row["worst_low"]) or blank(row["worst_high"]):
        return "not known"
    return interval(row["worst_low"], row["worst_high"]) or "nobody was silent"


def _every_choice(tallies: Table, questions: Table, study: Mapping[str, Any], group: str) -> Markup:
    mine: dict[object, list[dict[Any, Any]]] = {}
    rest: dict[object, dict[Any, Any]] = {}
    for row in list_rows(tallies[tallies["group"].isin([group, "all"])]):
        if row["group"] == group:
            mine.setdefault(row["question_id"], []).append(row)
        if row["group"] == "all":
            rest[row["question_id"], row["choice"]] = row
    parts, hides = [], False
    for q in walk_rows(questions[questions["kind"] != "open"]):
        if q.question_id not in mine:
            continue
        rows = [
            _choice(row["choice"], row, rest.get((q.question_id, row["choice"])), group)
            for row in mine[q.question_id]
        ]
        head = ["Answer", "Here" if group != "all" else "Share", "95 % interval",
                *([f"All {words(study)}"] if group != "all" else []), "0 to 100 %"]  # fmt: skip
        ticked = " Several answers possible; base: those who saw it." if q.kind == "multi" else ""
        only = say_asked_if(q.asked_if)
        only = f" {only[:1].upper()}{only[1:]}." if only else ""
        hides |= any(HIDDEN in row[1:2] for row in rows)
        parts.append(
            fill(
                "<section class=question><h4>{}. {}</h4><p class=base>{}</p>{}</section>",
                q.question_id,
                q.wording,
                (ticked + only).strip(),
                grid(head, rows, caption=q.wording),
            )
        )
    lead = fill("<p class=base>{}</p>", note_hidden()) if hides else Markup("")
    return opened(f"Every answer to every closed question ({len(parts)})", join([lead, *parts]),
                  classes="all")  # fmt: skip


def _choice(choice: object, row: Any, everyone: Any, group: str) -> list[object]:
    compare = group != "all"
    other = (
        "" if everyone is None or blank(everyone["n"]) else whole(everyone["n"], everyone["base"])
    )
    if row["suppressed"] or blank(row["n"]):
        return [choice, HIDDEN, "", *([other] if compare else []), ""]
    tick = None if everyone is None or not compare else everyone["share"]
    span = interval(row["low"], row["high"]) or "none"
    track = tracks.draw_track(row["share"], tick, row["low"], row["high"])
    return [choice, whole(row["n"], row["base"]), span, *([other] if compare else []), track]
