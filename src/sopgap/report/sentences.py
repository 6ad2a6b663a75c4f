"""Sentences that carry the numbers: who, how many of whom, how sure, beside whom.

Each takes tables and returns plain text; escaping is the business of what sets it into a page.
No percentage stands without its count and base, and what is hidden is said to be hidden.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML

from sopgap.report.files import list_files
from sopgap.report.folder import Run
from sopgap.report.gap_sentences import say_coverage, say_meeting
from sopgap.report.headlines import headline_choices, survivals
from sopgap.report.markup import (
    THIN,
    WHY_HIDDEN,
    blank,
    count,
    fill,
    in_words_of,
    interval,
    join,
    listed,
    of,
    plural,
    shown,
    words,
)
from sopgap.tables.rows import walk_rows

CONDITION = re.compile(r"&(?=[^&=]*=)")  # between the conditions of asked_if
NO_SURVEY = (
    "This study holds no survey: who answered, what staff say, what worries them and where that"
    " meets the documents is left out."
)
WHICH = (
    "The second sentence takes the answer that most people gave, of those with a published figure"
    " where there are any: the same question in every report."
)
NO_DOCUMENTS = (
    "This study holds no procedures to read: coverage, gaps and where they meet the comments"
    " are left out."
)


def one_minute(run: Run, center: str = "") -> HTML:
    """Set the five sentences with which a report begins.

    Parameters
    ----------
    run : Run
    center : str
        Code of a Center; blank for the overview of all.

    Returns
    -------
    HTML
        An ordered list; a study without survey or without documents has fewer, and says so.
    """
    group, said = center or "all", []
    if run.has("rates"):
        rates = run.table("rates")
        said.append(say_who(rates, run.study, group=group))
        said.append(say_answer(run.table("tallies"), run.table("questions"),
                               run.table("backtest"), rates, run.study, group=group,
                               robustness=run.table("robustness")))  # fmt: skip
        said.append(say_concern(run.table("concerns"), run.table("sizes"), run.study, group=group))
    if run.has("coverage"):
        coverage, gaps = run.table("coverage"), run.table("gaps")
        names = run.table("responsibilities")
        said.append(say_coverage(coverage, gaps, run.study, center=center))
        if len(run.table("triangulation")):
            said.append(say_meeting(run.table("triangulation"), gaps, names, run.study,
                                    center=center))  # fmt: skip
    lacking = [NO_SURVEY] * (not run.has("rates")) + [NO_DOCUMENTS] * (not run.has("coverage"))
    items = join(fill("<li>{}</li>", sentence) for sentence in said if sentence)
    notes = join(fill("<p class=note>{}</p>", sentence) for sentence in lacking)
    about = fill("<p class=base>{}</p>", WHICH) if run.has("rates") and len(said) > 1 else ""
    files = list_files(run) if not center else ""
    return shown(fill("<ol class=minute>{}</ol>{}{}{}", items, notes, about, files))


def say_who(rates: pd.DataFrame, study: Mapping[str, Any], *, group: str = "all") -> str:
    """Say how many of whom answered; counts of people are exact and get no interval.

    Examples
    --------
    >>> rates = pd.DataFrame({"group": ["all"], "staff": [104], "answered": [58],
    ...     "complete": [44], "suppressed": [False]})
    >>> say_who(rates, {}).replace(chr(160), " ")
    '58 of 104 staff who were sent the survey answered (56 %); 44 answered to the end.'
    """
    row = _row(rates, group)
    if row is None or blank(row["answered"]):
        return f"Who answered is not shown: it is {WHY_HIDDEN}."
    if blank(row["staff"]):
        people = plural(row["answered"], "person", "people")
        said = f"{people} answered; how many were asked is not known"
    elif int(row["answered"]) == int(row["staff"]):
        said = f"All {count(row['staff'])} staff who were sent the survey answered"
    else:
        said = of(row["answered"], row["staff"], "staff who were sent the survey answered")
    if not blank(row["complete"]):
        said += f"; {count(row['complete'])} answered to the end"
    everyone = study.get("staff_all")
    if group == "all" and everyone and not blank(row["staff"]) and int(row["staff"]) != everyone:
        said += f". It was sent to {of(row['staff'], everyone, 'staff')}"
    return said + "."


def say_answer(
    tallies: pd.DataFrame,
    questions: pd.DataFrame,
    backtest: pd.DataFrame,
    rates: pd.DataFrame,
    study: Mapping[str, Any],
    *,
    group: str = "all",
    robustness: pd.DataFrame | None = None,
) -> str:
    """Say the answer that most share over all Centers: the same question in every report.

    One rule for all reports, so that no Center is shown by the figure that suits it worst. A
    question with a published figure goes first. The silent are counted: whether it is a majority
    of staff may depend on them. Of what `robustness` tells, where it is given, only what casts
    doubt on it is said; the rest stands beside the figure.
    """
    rows = headline_choices(tallies, questions, backtest, group=group)
    rows = rows[(rows["kind"] != "multi") & (rows["asked_if"] == "") & rows["all_share"].notna()]
    if len(backtest) and rows["published"].any():
        rows = rows[rows["published"]]
    if rows.empty:
        return ""
    row = rows.loc[rows["all_share"].idxmax()]
    asked = f"“{row['choice']}” to “{row['wording']}”"
    everyone = f"all {words(study)}: {of(row['all_n'], row['all_base'])}"
    if row["suppressed"] or blank(row["n"]):
        return f"How many chose {asked} is not shown here: it is {WHY_HIDDEN}; {everyone}."
    span = interval(row["low"], row["high"])
    said = f"{of(row['n'], row['base'])} answered {asked}"
    said += f" (95{THIN}% interval {span})" if span else ""
    said += f"; {everyone}" if group != "all" else ""
    known = survivals(robustness, group=group).get((row["question_id"], row["choice"]), {})
    doubts = in_words_of(study, say_doubts(str(known.get("sentence", ""))))
    return " ".join(filter(None, [f"{said}.", say_silent(row, _row(rates, group)), doubts]))


def say_doubts(sentence: str) -> str:
    """Say what of a figure's test casts doubt on it; nothing where nothing does.

    Examples
    --------
    >>> say_doubts("...; weighted to the staff of each Center it moves up by 12 points, across"
    ...            " one half; early and late answers differ by 2 points, no more than chance"
    ...            " explains.")
    'Weighted to the staff of each Center it lies on the other side of one half.'
    >>> say_doubts("...; early and late answers differ by 9 points, more than chance explains.")
    'Early and late answers to it differ by more than chance explains.'
    """
    said = []
    if "across one half" in sentence:
        by = "By the survey's weights" if "the survey's weights" in sentence else (
            "Weighted to the staff of each Center")  # fmt: skip
        said.append(f"{by} it lies on the other side of one half.")
    if re.search(r"(?<!no )more than chance explains", sentence):
        said.append("Early and late answers to it differ by more than chance explains.")
    return " ".join(said)


def say_silent(row: Mapping[str, Any], rate: Mapping[str, Any] | None) -> str:
    """Say what the silent could make of a figure: whether it holds for most of the staff asked.

    Examples
    --------
    >>> say_silent({"n": 33, "base": 46, "worst_low": 0.3}, {"staff": 104})
    'It holds for most of the 104 staff asked if at least 20 of the 58 who did not answer it would
    say the same.'
    >>> say_silent({"n": 50, "base": 60, "worst_low": 0.3}, {"staff": 80})
    'It holds for most of the 80 staff asked, whatever the 20 who did not answer it think.'
    """
    if rate is None or blank(rate["staff"]) or blank(row["worst_low"]) or blank(row["n"]):
        return ""
    staff, n, silent = int(rate["staff"]), int(row["n"]), int(rate["staff"]) - int(row["base"])
    needed = staff // 2 + 1 - n
    if silent <= 0:
        return ""
    if needed <= 0:
        return (
            f"It holds for most of the {count(staff)} staff asked, whatever the"
            f" {count(silent)} who did not answer it think."
        )
    if needed > silent:
        return (
            f"It cannot hold for most of the {count(staff)} staff asked, even if the"
            f" {count(silent)} who did not answer it would say the same."
        )
    return (
        f"It holds for most of the {count(staff)} staff asked if at least {count(needed)} of the"
        f" {count(silent)} who did not answer it would say the same."
    )


def say_concern(
    concerns: pd.DataFrame,
    sizes: pd.DataFrame,
    study: Mapping[str, Any],
    *,
    group: str = "all",
) -> str:
    """Say which concern most comments raise, beside all Centers.

    It is called the most raised only where no hidden one can be larger: where nothing is hidden.
    A comment may raise several, so that the visible ones do not bound those that are hidden.

    Examples
    --------
    >>> concerns = pd.DataFrame({"concern_id": ["C1", "C2"], "label": ["two bosses", "forms"]})
    >>> sizes = pd.DataFrame({"concern_id": ["C1", "C2"], "group": "all", "n": [4, None],
    ...     "base": [12, 12], "suppressed": [False, True]})
    >>> say_concern(concerns, sizes, {}).replace(chr(160), " ")
    'Of the concerns that can be shown here, most comments raise “two bosses”: 4 of 12 comments
    (33 %).'
    """
    if concerns.empty:
        return "No concerns were formed: there are no comments, or too few."
    label, least = concerns.set_index("concern_id")["label"], int(study.get("min_count", 3))
    mine = sizes[(sizes["group"] == group) & sizes["concern_id"].isin(label.index)]
    here = mine[mine["n"].notna() & ~mine["suppressed"].astype(bool)]
    large = here[here["n"] >= least]
    if large.empty:
        return (
            "Which concern most comments raise cannot be shown: none that is shown is raised by"
            f" {least} comments or more."
        )
    most = int(large["n"].max())
    top = large[large["n"] == most].sort_values("concern_id")
    base, names = int(top["base"].iloc[0]), listed(f"“{label[one]}”" for one in top["concern_id"])
    certain = len(here) == len(label)
    each = "each " * (len(top) > 1)
    share = of(most, base, "comments")
    if certain:
        said = f"Most raised: {names}, {each}{share}"
    else:
        said = f"Of the concerns that can be shown here, most comments raise {names}: {each}{share}"
    if group != "all" and len(top) == 1:
        rest = sizes[(sizes["group"] == "all") & (sizes["concern_id"] == top["concern_id"].iloc[0])]
        if len(rest) and not blank(rest["n"].iloc[0]):
            said += f"; all {words(study)}: {of(rest['n'].iloc[0], rest['base'].iloc[0])}"
    return said + "."


def say_bases(tallies: pd.DataFrame, questions: pd.DataFrame, *, group: str = "all") -> str:
    """Say how many answered the questions put to everybody, and those put to some.

    Examples
    --------
    >>> questions = pd.DataFrame({"question_id": ["q1", "q2", "q3"], "asked_if": ["", "", "q1=No"]})
    >>> tallies = pd.DataFrame({"question_id": ["q1", "q2", "q3"], "group": "all",
    ...     "base": [40, 30, 12]})
    >>> say_bases(tallies, questions)
    'from 30 to 40 people for questions put to everybody; 12 for q3, put to some'
    """
    first = tallies[tallies["group"] == group].drop_duplicates("question_id")
    known = first[first["base"].notna()]
    partly = questions[questions["asked_if"] != ""]["question_id"]
    some = known["question_id"].isin(partly)
    said = []
    if (~some).any():
        low, high = (count(end) for end in known[~some]["base"].agg(["min", "max"]))
        span = f"all {low}" if low == high else f"from {low} to {high}"
        said.append(f"{span} people for questions put to everybody")
    said += [f"{count(r.base)} for {r.question_id}, put to some" for r in walk_rows(known[some])]
    return "; ".join(said)


def say_asked_if(asked_if: str) -> str:
    """Say in words of whom alone a question was asked; nothing where it was put to all.

    Examples
    --------
    >>> say_asked_if("q5=Yes|Often & q2=R&D")
    'asked only of those who answered “Yes” or “Often” to q5 and “R&D” to q2'
    """
    said = []
    for part in CONDITION.split(asked_if) if asked_if else []:
        question, _, choices = part.partition("=")
        chosen = " or ".join(f"“{one.strip()}”" for one in choices.split("|") if one.strip())
        said.append(f"{chosen} to {question.strip()}")
    return f"asked only of those who answered {listed(said)}" if said else ""


def _row(table: pd.DataFrame, group: str) -> dict[str, Any] | None:
    rows = table[table["group"] == group]
    return None if rows.empty else dict(rows.iloc[0])
