"""Where people broke off, and the response rates under each rule for those who did."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.markup import (
    WHY_HIDDEN,
    blank,
    count,
    fill,
    framed,
    grid,
    join,
    known_count,
    note,
    opened,
    percent,
    plural,
    shown,
)
from sopgap.report.sentences import say_asked_if
from sopgap.report.tracks import Part, draw_bar, list_parts
from sopgap.tables.rows import list_rows

Study = Mapping[str, Any]
# How one question was met: the column of `reach`, what it says, its look.
MET = (
    ("answered", "answered", "p-here"),
    ("dont_know", "did not know", "p-unsure"),
    ("skipped", "saw it and left it blank", "p-blank"),
    ("not_asked", "not put to them", "p-unasked"),
    ("not_reached", "had broken off before", "p-gone"),
)
# AAPOR, Standard Definitions: I complete, P partial, R break-off, NC silent, UH + UO of unknown
# eligibility, e the share of those that would have been eligible.
RATES = {
    "rr1": ("Only complete answers count, of all who may have been eligible", "complete"),
    "rr2": ("Complete and partial answers count, of all who may have been eligible", "both"),
    "rr3": (
        "As RR1, but of those whose eligibility is unknown only the estimated part",
        "complete",
    ),
    "rr4": ("As RR2, but of those whose eligibility is unknown only the estimated part", "both"),
    "rr5": ("As RR1, without those whose eligibility is unknown", "complete"),
    "rr6": ("As RR2, without those whose eligibility is unknown", "both"),
}


def break_off(reach: Table, questions: Table, study: Study) -> HTML:
    """Show of each question how many answered it, left it blank, or were no longer there.

    Over all Centers only: at one Center so fine a split would tell of single people.

    Parameters
    ----------
    reach, questions : DataFrame
        The tables of these names.
    study : mapping

    Returns
    -------
    HTML
    """
    if reach.empty:
        return shown(note("How far people came in the survey is not known in this study."))
    wording = dict(zip(questions["question_id"], questions["wording"], strict=True))
    # A question of which something is hidden has no bar: its parts would not add up.
    whole = reach.dropna(subset=[key for key, _, _ in MET])
    if whole.empty:
        return shown(note(f"How far people came in the survey is not shown: it is {WHY_HIDDEN}."))
    total = int(whole[[key for key, _, _ in MET]].iloc[0].sum())
    some = set(questions[questions["asked_if"] != ""]["question_id"])
    everybody = whole[~whole["question_id"].isin(some)]
    lines, rows = [], []
    for r in list_rows(whole):
        parts = [Part(said, int(r[key]), total, look, int(r[key]) / total if total else 0.0)
                 for key, said, look in MET]  # fmt: skip
        name = fill("<b>{}</b> <small>{}</small>", r["question_id"],
                    wording.get(str(r["question_id"]), ""))  # fmt: skip
        # Of those whom a filter left out, some had broken off before: nobody knows which.
        here = "–" if r["question_id"] in some else (
            f"{count(total - int(r['not_reached']))} of {count(total)}")  # fmt: skip
        lines.append([name, draw_bar(parts, percentages=False), here])
        rows.append([name, *(count(r[key]) for key, _, _ in MET), count(r["stopped"])])
    body = join([
        list_parts([Part(said, None, None, look, 0.0) for _, said, look in MET]),
        grid(["Question", "People", "Still there"], lines, caption="Who was still there",
             classes="bars"),
    ])  # fmt: skip
    data = grid(["Question", *(said for _, said, _ in MET), "Stopped after it"], rows,
                caption="How each question was met", numeric=range(1, 7))  # fmt: skip
    return shown(framed(
        body,
        title=_steepest(everybody, total),
        subtitle=f"Of the {plural(total, 'person', 'people')} who answered anything, question by"
        " question in the order asked. Exact counts, so without an interval."
        + (f" Of {plural(len(reach) - len(whole), 'question')} it is hidden: it is {WHY_HIDDEN}."
           if len(whole) < len(reach) else ""),
        notes=_of_some(whole, questions),
        source="tables/reach.csv",
        data=data,
    ))  # fmt: skip


def response_rates(outcomes: Table, study: Study) -> HTML:
    """Show the response rates under the declared rule, in plain words, the other rules beside.

    Parameters
    ----------
    outcomes : DataFrame
        The table of this name.
    study : mapping

    Returns
    -------
    HTML
    """
    if outcomes.empty:
        return shown(note("Response rates are not counted in this study."))
    outcomes = outcomes.sort_values("declared", ascending=False, kind="stable")
    rule = outcomes.iloc[0].to_dict()
    if blank(rule["staff"]) or not int(rule["staff"]):
        answered = sum(int(rule[key]) for key in ("complete", "partial", "breakoff"))
        return shown(note(
            f"{plural(answered, 'person', 'people')} answered; how many were asked is not known, so"
            " there is no response rate."
        ))  # fmt: skip
    rows = _rates(rule)
    low, high = rule["rr1"], rule["rr2"]
    same = not blank(low) and not blank(high) and abs(float(low) - float(high)) < 1e-9
    title = (
        f"The response rate is {percent(low)}, whether or not partial answers count"
        if same
        else f"The response rate is {percent(low)} if only complete answers count, {percent(high)}"
        " if partial ones count too"
        if not blank(low) and not blank(high)
        else "Response rates under the declared rule"
    )
    return shown(framed(
        join([
            fill("<p>{}</p>", _outcome(rule)),
            grid(["Rate", "Value", "What it counts"], rows, caption="Response rates",
                 classes="stack"),
            _same(rule),
            _other_rules(outcomes),
        ]),
        title=title,
        subtitle="Base: the staff to whom the survey was sent. The rates follow the Standard"
        f" Definitions of AAPOR under the rule “{rule['rule']}”"
        + (", which the study declares." if rule["declared"] else "; the study declares none."),
        source="tables/outcomes.csv",
    ))  # fmt: skip


def say_partial(rule: Mapping[str, Any]) -> str:
    """Say what a partly completed survey must hold to count as a partial.

    The questions of which one must be answered stand in the rule's name alone.

    Examples
    --------
    >>> say_partial({"rule": "any answer", "share": 0.0})
    'at least one answer'
    >>> say_partial({"rule": "50 % of the questions and any of q4, q5", "share": 0.5})
    'answers to at least 50 in 100 of the questions put to them, and to any of q4, q5'
    """
    share, needed = rule["share"], re.search(r"any of (.+)$", str(rule["rule"]))
    if blank(share) or float(share) <= 0:
        return f"an answer to any of {needed[1]}" if needed else "at least one answer"
    said = f"answers to at least {float(share) * 100:.0f} in 100 of the questions put to them"
    return said + (f", and to any of {needed[1]}" if needed else "")


def _of_some(whole: Table, questions: Table) -> list[str]:
    """Explain the bars of questions that were put to some: who is in which of their parts."""
    some = questions[(questions["asked_if"] != "")
                     & questions["question_id"].isin(whole["question_id"])]  # fmt: skip
    said = [f"{q['question_id']} was {say_asked_if(q['asked_if'])}."
            for q in list_rows(some)]  # fmt: skip
    if said:
        said.append(
            "Who broke off before such a condition was asked counts as broken off: nobody knows"
            " whether the question would have been put to them. Who answered the condition"
            " otherwise counts as not asked, even if they broke off later; so its bar does not tell"
            " who was still there (–)."
        )
    return said


def _steepest(reach: Table, total: int) -> str:
    """Say how many were gone at the end, and before which question most of them left."""
    gone, before, most, where = 0, 0, 0, ""
    for r in list_rows(reach):
        gone = max(before, int(r["not_reached"]))
        if gone - before > most:
            most, where = gone - before, str(r["question_id"])
        before = gone
    if not gone:
        return f"All {count(total)} who began were still there at the last question put to all"
    return (
        f"Of {count(total)} who began, {count(gone)} were gone by the last question put to"
        f" all; the most at once, {count(most)}, left before {where}"
    )


def _outcome(rule: Mapping[str, Any]) -> str:
    return (
        f"Of {known_count(rule['staff'])} staff, {known_count(rule['complete'])} answered to the"
        f" end, {known_count(rule['partial'])} enough to count as partial answers,"
        f" {known_count(rule['breakoff'])} less than that, and {known_count(rule['silent'])}"
        f" nothing. A partial answer holds {say_partial(rule)}.{_eligible(rule)}"
    )


def _eligible(rule: Mapping[str, Any]) -> str:
    if _is_same(rule) or blank(rule["eligible"]):
        return ""
    return (
        f" Of those who gave no answer the study takes a share of {float(rule['eligible']):g} for"
        " eligible (e in the Standard Definitions)."
    )


def _rate(rule: Mapping[str, Any], key: str, counted: str) -> object:
    if blank(rule[key]):
        return "not known"
    n = int(rule["complete"]) + (int(rule["partial"]) if counted == "both" else 0)
    rate = float(rule[key])
    if not rate:
        return f"{percent(rate)} (0 of {count(rule['staff'])})"
    # The base of RR3 and RR4 is an estimate, and need not be whole.
    base = n / rate
    about = "" if abs(base - round(base)) < 0.01 else "about "
    return fill("<span class=of>{} ({} of {}{})</span>", percent(rate), count(n), about,
                count(round(base)))  # fmt: skip


def _rates(rule: Mapping[str, Any]) -> list[list[object]]:
    if _is_same(rule):
        return [
            [fill("<b>RR1, RR3 and RR5</b>"), _rate(rule, "rr1", "complete"),
             "Only complete answers count"],
            [fill("<b>RR2, RR4 and RR6</b>"), _rate(rule, "rr2", "both"),
             "Complete and partial answers count"],
        ]  # fmt: skip
    return [
        [fill("<b>{}</b>", key.upper()), _rate(rule, key, counted), words]
        for key, (words, counted) in RATES.items()
    ]


def _is_same(rule: Mapping[str, Any]) -> bool:
    """Whether nobody's eligibility is in doubt, so that six rates are two."""
    sets = [[rule[key] for key in keys] for keys in (("rr1", "rr3", "rr5"), ("rr2", "rr4", "rr6"))]
    if any(blank(value) for same in sets for value in same):
        return False
    return all(abs(float(one) - float(same[0])) <= 1e-9 for same in sets for one in same)


def _same(rule: Mapping[str, Any]) -> Markup:
    if not _is_same(rule):
        return Markup("")
    return fill(
        "<p>The survey went to a list of staff, so nobody's eligibility is in doubt: the six rates"
        " of the Standard Definitions are two figures here.</p>"
    )


def _other_rules(outcomes: Table) -> Markup:
    if len(outcomes) < 2:
        return Markup("")
    rows = [
        [fill("{}{}", r["rule"], " (declared)" if r["declared"] else ""), say_partial(r),
         known_count(r["complete"]), known_count(r["partial"]), known_count(r["breakoff"]),
         _rate(r, "rr1", "complete"), _rate(r, "rr2", "both")]
        for r in list_rows(outcomes)
    ]  # fmt: skip
    head = ["Rule", "A partial answer holds", "Complete", "Partial", "Break-off", "RR1", "RR2"]
    table = grid(head, rows, caption="Response rates by rule", numeric=(2, 3, 4))
    spread = [float(r) for r in outcomes["rr2"].dropna()]
    said = "The other rules"
    if spread and percent(min(spread)) == percent(max(spread)):
        said = f"RR2 is {percent(min(spread))} under each rule for partly completed surveys"
    elif spread:
        said = (f"RR2 runs from {percent(min(spread))} to {percent(max(spread))}, as partly"
                " completed surveys are counted")  # fmt: skip
    return opened(f"{said} ({plural(len(outcomes), 'rule')})", table)
