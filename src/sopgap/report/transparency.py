"""How the survey was made: what a reader must know to judge it, and how people are protected.

The items are those of the Transparency Initiative of the American Association for Public Opinion
Research (AAPOR, Code of Professional Ethics and Practices, section III.A, April 2021), in its
order. What a study does not state is said to be not stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.folder import Run
from sopgap.report.markup import (
    THIN,
    blank,
    count,
    fill,
    grid,
    join,
    known_count,
    listed,
    note,
    opened,
    percent,
    plural,
    shown,
    terms,
    word,
    words,
)
from sopgap.report.outcomes import say_partial
from sopgap.report.sentences import NO_SURVEY, say_asked_if, say_bases
from sopgap.tables.rows import list_rows

SYNTHETIC = (
    "SYNTHETIC: what follows describes the survey that this study is modelled on, as far as the"
    " study states it. The answers are synthetic; the wording of the questions and the split of"
    " staff may be too."
)
NOT_STATED = "not stated by the study"
INTERVALS = {
    "wilson": "Wilson's interval on the effective number of answers",
    "korn-graubard": "the exact interval of Korn and Graubard",
    "hypergeometric": "the exact interval of the hypergeometric distribution",
}
KINDS = {
    "single": ("one answer", "who answered it, don't know included"),
    "scale": ("one answer on a scale", "who answered it, don't know included"),
    "multi": ("several answers possible", "who saw it"),
    "open": ("in one's own words", "who wrote something"),
}


def how_asked(run: Run) -> HTML:
    """Show how the survey was made, each question, and how people are protected.

    Parameters
    ----------
    run : Run
        Of its study `survey` is read: a mapping with any of sponsor, conducted_by, population,
        sampling, mode, languages, fielded_from, fielded_to, invitation, reminders, incentives,
        partial_rule, interval, processing, notes.

    Returns
    -------
    HTML
    """
    if not run.has("rates") or run.table("questions").empty:
        return shown(note(NO_SURVEY))
    lead = fill(
        "<p class=base>The items that AAPOR's Transparency Initiative asks of every report of a"
        " survey, in its order (Code of April 2021). What the study does not state is said so.</p>"
    )
    modelled = note(SYNTHETIC) if run.study.get("synthetic") else Markup("")
    return shown(join([
        modelled,
        lead,
        terms(_items(run)),
        opened(f"Every question in the wording used here ({len(run.table('questions'))})",
               _asked(run), classes="all"),
        fill("<h3>How the people who answered are protected</h3>"),
        _protected(run),
    ]))  # fmt: skip


def say_audit(audit: Table) -> str:
    """Say what the attack on the release recovered.

    Parameters
    ----------
    audit : DataFrame
        The table of this name; it may be empty.

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> say_audit(pd.DataFrame({"table": ["tallies"], "cells": [814], "hidden": [96],
    ...     "recovered": [0], "narrowest": [4.0]}))
    'An attack by linear programming over 814 counts in 1 table, 96 of them hidden, recovered none;
    the narrowest range left to a hidden count is 4 people wide.'
    """
    if audit.empty:
        return (
            "This release was not attacked: whether hidden counts can be worked back is not known."
        )
    cells, hidden, recovered = (int(audit[key].sum()) for key in ("cells", "hidden", "recovered"))
    said = (
        f"An attack by linear programming over {plural(cells, 'count')} in"
        f" {plural(len(audit), 'table')}"
    )
    if not hidden:
        return f"{said} had nothing to recover: none is hidden."
    said += f", {count(hidden)} of them hidden,"
    if recovered:
        return f"{said} recovered {count(recovered)}: this release gives hidden counts away."
    left = audit["narrowest"].dropna()
    if left.empty:
        return f"{said} recovered none."
    width = f"{float(left.min()):.1f}".removesuffix(".0")
    return (
        f"{said} recovered none; the narrowest range left to a hidden count is {width} people wide."
    )


def say_rules(study: Mapping[str, Any]) -> str:
    """Say from what size on a figure is shown.

    Examples
    --------
    >>> say_rules({"min_base": 10, "min_count": 3, "width": 3})
    'A figure is shown from 10 answers on; a count only where at least 3 people are in it and at
    least 3 of those who answered are not. Others are hidden with those, until what is shown leaves
    each hidden count a range of at least 3 people. Which is hidden for which of these reasons is
    not told: it would say that one is small.'
    """
    wide = study.get("width")
    end = f"leaves each hidden count a range of at least {wide} people" if wide else \
          "does not give them away"  # fmt: skip
    least = study.get("min_count", 3)
    return (
        f"A figure is shown from {study.get('min_base', 10)} answers on; a count only where at"
        f" least {least} people are in it and at least {least} of those who answered are not."
        f" Others are hidden with those, until what is shown {end}. Which is hidden for which of"
        " these reasons is not told: it would say that one is small."
    )


def _items(run: Run) -> dict[str, object]:
    study = run.study
    facts = {key: str(value).strip() for key, value in (study.get("survey") or {}).items()
             if not blank(value)}  # fmt: skip

    def stated(key: str) -> str:
        return facts.get(key) or NOT_STATED

    questions = run.table("questions")
    n_open = int((questions["kind"] == "open").sum())
    return {
        "Strategy": f"a questionnaire of {plural(len(questions) - n_open, 'closed question')} and"
        f" {plural(n_open, 'open one') if n_open else 'no open one'}",
        "Sponsor": stated("sponsor"),
        "Conducted by": stated("conducted_by"),
        "Questions": "in the wording and order given below",
        "Languages": stated("languages"),
        "Population": stated("population"),
        "Staff list": _list(run),
        "Sampling": stated("sampling"),
        "Invitation": stated("invitation"),
        "Reminders": stated("reminders"),
        "Incentives": stated("incentives"),
        "Mode": stated("mode"),
        "Dates": _dates(facts),
        "Sizes": _sizes(run),
        "Response rate": _rate(run.table("outcomes")),
        "Precision": _precision(run, facts),
        "Weighting": _weighting(run),
        "Partial answers": facts.get("partial_rule") or _partials(run.table("outcomes")),
        "Processing": facts.get("processing") or f"beyond what stands here, {NOT_STATED}",
        "Limits": " ".join([facts.get("notes", ""), "Those of every survey of this kind stand under"
                            " “Limits”."]).strip(),
    }  # fmt: skip


def _list(run: Run) -> str:
    frame = run.table("frame")
    if frame.empty:
        return "none: how many were asked, and who they were, is not known"
    positions = frame.groupby("position", sort=False)["staff"].sum()
    said = listed(plural(n, str(name).lower()) for name, n in positions.items() if name)
    return (
        f"{count(frame['staff'].sum())} staff of"
        f" {plural(frame['center'].nunique(), word(run.study), words(run.study))}"
        f"{': ' * bool(said)}{said}"
    )


def _dates(facts: Mapping[str, str]) -> str:
    start, end = facts.get("fielded_from"), facts.get("fielded_to")
    if not start and not end:
        return NOT_STATED
    if not end:
        return f"from {start}; the last day is {NOT_STATED}"
    return f"from {start} to {end}" if start else f"to {end}; the first day is {NOT_STATED}"


def _sizes(run: Run) -> str:
    rates, tallies = run.table("rates"), run.table("tallies")
    row = rates[rates["group"] == "all"]
    if row.empty:
        return "not known"
    one = row.iloc[0]
    known = not blank(one["staff"])
    sent = f"sent to {count(one['staff'])}" if known else "to how many it was sent is not known"
    said = (
        f"{sent};"
        f" {known_count(one['answered'], 'a hidden number')} answered,"
        f" {known_count(one['complete'], 'a hidden number')} of them to the end"
    )
    bases = say_bases(tallies, run.table("questions"))
    return f"{said}. Bases: {bases}" if bases else said


def _rate(outcomes: Table) -> str:
    declared = outcomes[outcomes["declared"]] if len(outcomes) else outcomes
    if declared.empty or blank(declared["rr1"].iloc[0]) or blank(declared["rr2"].iloc[0]):
        return "not known"
    one = declared.iloc[0]
    return (
        f"RR1 {percent(one['rr1'])} ({count(one['complete'])} complete answers), RR2"
        f" {percent(one['rr2'])} (with {plural(one['partial'], 'partial one')}), of"
        f" {known_count(one['staff'])} staff; AAPOR's Standard Definitions, rule “{one['rule']}”"
    )


def _partials(outcomes: Table) -> str:
    counted = "whoever answered a question counts in it, however far they came"
    declared = outcomes[outcomes["declared"]] if len(outcomes) else outcomes
    if declared.empty:
        return counted
    one = declared.iloc[0].to_dict()
    return (
        f"{counted}; in the response rates, rule “{one['rule']}”: a partial answer holds"
        f" {say_partial(one)}"
    )


def _precision(run: Run, facts: Mapping[str, str]) -> str:
    kind = INTERVALS.get(facts.get("interval", ""), "")
    said = f"95{THIN}% intervals" + (f": {kind}" if kind else "")
    if run.table("frame").empty:
        return f"{said}. The number of people asked is taken for endless, as it is not known"
    return (
        f"{said}, for a finite number of staff. Where all were asked no sample was drawn: the"
        " interval takes those who answered for a random part of the staff."
        " Counts of people are exact and have none"
    )


def _weighting(run: Run) -> str:
    robustness = run.table("robustness")
    if robustness.empty or robustness["weighted"].isna().all():
        return "no figure is weighted"
    sentences = robustness["sentence"].astype(str)
    own = sentences.str.contains("the survey's weights").any()
    merged = sentences.str.contains("taken together").any()
    return (
        "no figure is weighted, but where it says so: beside a share stands the same share "
        + ("by the survey's weights" if own else f"weighted to the staff of each {word(run.study)}")
        + f" ({words(run.study)} with hidden counts taken together)" * bool(merged)
    )


def _asked(run: Run) -> Markup:
    reach, tallies = run.table("reach"), run.table("tallies")
    bases = tallies[tallies["group"] == "all"].drop_duplicates("question_id")
    answered = dict(zip(bases["question_id"], bases["base"], strict=True))
    # An open question has its answers here alone; of the closed ones, where nothing is hidden.
    known = list_rows(reach.dropna(subset=["answered", "dont_know"]))
    answered |= {r["question_id"]: r["answered"] + r["dont_know"] for r in known}
    rows = []
    for q in list_rows(run.table("questions")):
        how, base = KINDS[q["kind"]]
        unsure = {c.strip() for c in q["dont_know"].split("|") if c.strip()}
        choices = join(
            (fill("<li>{}{}</li>", c.strip(), fill(" <small>(don't know)</small>")
                  if c.strip() in unsure else Markup(""))
             for c in q["choices"].split("|") if c.strip()),
        )  # fmt: skip
        rows.append([
            fill("<b>{}</b>", q["question_id"]),
            fill("<span class=wording>{}</span>", q["wording"]),
            fill("{}<ol class='choices wording'>{}</ol>", how, choices) if choices else how,
            fill("<span class=wording>{}</span>",
                 say_asked_if(q["asked_if"]).removeprefix("asked only of "))
            if q["asked_if"] else "all",
            base,
            known_count(answered.get(q["question_id"])),
        ])  # fmt: skip
    head = ["Question", "Wording", "How it was answered", "Put to", "Base", "Answered"]
    return grid(
        head, rows, caption="Every question in the wording used here", numeric=[5], classes="put"
    )


def _protected(run: Run) -> Markup:
    audit = run.table("audit")
    body = fill(
        "<p>{} {}</p><p>Comments are parted from who wrote them, and names, telephones, mail and"
        " identifiers in them are replaced before anything is read from them. What a reader knows"
        " from elsewhere no rule can hide.</p>",
        say_rules(run.study), say_audit(audit),
    )  # fmt: skip
    if audit.empty:
        return body
    rows = [
        [r["table"], count(r["cells"]), count(r["hidden"]), count(r["recovered"]),
         "none is hidden" if blank(r["narrowest"])
         else f"{float(r['narrowest']):.1f}".removesuffix(".0")]
        for r in list_rows(audit)
    ]  # fmt: skip
    head = ["Table", "Counts", "Hidden", "Recovered", "Narrowest range left, in people"]
    table = grid(head, rows, caption="The attack on the release", numeric=range(1, 5))
    return join([
        body, opened("The attack, table by table", table, classes="data"),
        fill("<p class=source>Source: tables/audit.csv</p>"),
    ])  # fmt: skip
