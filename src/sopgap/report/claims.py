"""The ledger of claims: every figure of the survey that may be printed, with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sopgap.report.folder import Run
from sopgap.tables import CLAIMS

NONE = "none"
EXACT = "none: a count of people of a known list"


@dataclass(frozen=True)
class Entry:
    """Which columns of a table make a claim: a count `k` of a base `n`, or a figure `share`.

    `rule` says who is in the base, `method` how the interval is made, `what` what is counted where
    it is no answer to a question.
    """

    table: str
    kind: str
    rule: str
    k: str = ""
    n: str = ""
    share: str = ""
    low: str = ""
    high: str = ""
    weight: str = NONE
    method: str = EXACT
    what: str = ""


ANSWERED = "everybody who answered the question, don't know included; a multi-select: who saw it"
WILSON = "Wilson on the effective number, finite population, quantile of t"
INTERVAL = "the study's"  # stands for the interval that the study declares
INTERVALS = {
    "wilson": WILSON,
    "korn-graubard": "Korn and Graubard: exact on the effective number, finite population",
    "hypergeometric": "exact, hypergeometric",
}
# Of comments nobody knows how many could have been written.
OF_COMMENTS = "the study's, endless"
ENDLESS = {
    "wilson": "Wilson, population without end, quantile of t",
    "korn-graubard": "Korn and Graubard: exact, population without end",
    "hypergeometric": "exact (Clopper and Pearson), population without end",
}
WAVES = "score interval (Mee; Miettinen and Nurminen), each wave with its own finite population"
BY_WEIGHT = "the survey's weights"
PEOPLE = "people who answered any question"
ENTRIES = (
    Entry("rates", "rate", "people in the frame", "answered", "staff", "rate", what="answered"),
    Entry("rates", "rate", PEOPLE, "complete", "answered", what="answered to the end"),
    Entry("rates", "rate", PEOPLE, "partial", "answered", what="broke off"),
    Entry("rates", "rate", PEOPLE, "commented", "answered", what="wrote a comment"),
    Entry("rates", "count", "comments with content", "n_comments", what="comments with content"),
    *(
        Entry("outcomes", "response rate", "people in the frame", share=f"rr{i}",
              what=f"AAPOR response rate {i}", method=NONE)
        for i in range(1, 7)
    ),
    *(
        Entry("reach", "reach", PEOPLE, state, what=state.replace("_", " "))
        for state in ("answered", "dont_know", "skipped", "not_reached", "not_asked", "stopped")
    ),
    Entry("tallies", "share", ANSWERED, "n", "base", "share", "low", "high", method=INTERVAL),
    Entry("tallies", "worst case", "all staff in the frame", "n", "base", "", "worst_low",
          "worst_high", method="from none to all of the silent"),
    Entry("tallies_position", "share", ANSWERED, "n", "base", "share", "low", "high",
          method=INTERVAL),
    Entry("robustness", "weighted share", ANSWERED, share="weighted", method=NONE,
          weight="post-stratified to the frame"),
    Entry("robustness", "early share", f"{ANSWERED}; the earlier half of the days", share="early",
          method=NONE),
    Entry("robustness", "late share", f"{ANSWERED}; the later half of the days", share="late",
          method=NONE),
    Entry("robustness", "worst case", "all staff in the frame", "n", "staff", method=NONE),
    Entry("robustness", "tipping point", "staff who did not answer it", "needed", share="tipping",
          method=NONE),
    Entry("comparisons", "difference", ANSWERED, "n", "base", "difference", "low", "high",
          method="method"),
    Entry("comparisons", "other side", ANSWERED, "other_n", "other_base", method=NONE),
    Entry("scales", "top two", "everybody who answered, without don't know", "n", "base", "share",
          "low", "high", method=INTERVAL),
    Entry("scales", "don't know", ANSWERED, "dont_know", method=NONE),
    Entry("waves", "difference", ANSWERED, "n", "base", "difference", "low", "high", method=WAVES),
    Entry("waves", "before", ANSWERED, "n_before", "base_before", method=NONE),
    Entry("backtest", "published", "as published", "published_n", "published_base",
          what="published figure"),
    Entry("sizes", "comments", "comments with content", "n", "base", "share", what="raise it"),
    Entry("sizes", "people", "people who wrote a comment with content", "people", "people_base",
          "people_share", "low", "high", method=INTERVAL, what="raise it"),
    Entry("triangulation", "comments", "comments with content", "n_comments", "base", "share",
          "low", "high", method=OF_COMMENTS, what="speak of it"),
    Entry("gaps", "comments", "comments with content", "n_comments", what="speak of it"),
)  # fmt: skip


def list_claims(run: Run, *, stamp: str) -> pd.DataFrame:
    """List every figure of the survey that the run's tables show, with what it rests on.

    A hidden figure is no claim. Pages print only what stands here; `docs/methods/survey.md` tells
    how that is held.

    Parameters
    ----------
    run : Run
        Its tables are read; those that the study could not fill are passed over.
    stamp : str
        Hash of the inputs and parameters of the run.

    Returns
    -------
    table `claims`, in the order of the tables
    """
    questions = run.table("questions")
    words = dict(zip(questions["question_id"], questions["wording"], strict=True))
    staff = run.table("rates").set_index("group")["staff"].to_dict() if run.has("rates") else {}
    earlier = run.table("questions_before")
    before = dict(zip(earlier["question_id"], earlier["wording"], strict=True))
    declared = str((run.study.get("survey") or {}).get("interval", ""))
    own = {
        INTERVAL: INTERVALS.get(declared, WILSON),
        OF_COMMENTS: ENDLESS.get(declared, ENDLESS["wilson"]),
    }
    found = [
        _claims(run.table(entry.table), entry, words, staff, before)
        for entry in (replace(e, method=own.get(e.method, e.method)) for e in ENTRIES)
        if run.has(entry.table)
    ]
    found.append(_of_everybody(staff.get("all"), run.study.get("staff_all")))
    rows = pd.concat(found, ignore_index=True)
    if rows.empty:
        return CLAIMS.empty()
    rows["claim_id"] = [f"k{i:0{max(4, len(str(len(rows))))}d}" for i in range(1, len(rows) + 1)]
    return CLAIMS.check(rows.assign(run=stamp))


def _claims(
    table: pd.DataFrame, entry: Entry, words: Mapping[str, str], staff: Mapping[str, Any],
    before: Mapping[str, str],
) -> pd.DataFrame:  # fmt: skip
    # The figure decides, not the flag: of a row that hides one count another may be shown.
    shown = table[table[entry.k or entry.share].notna()]
    if entry.n:
        shown = shown[shown[entry.n].notna()]
    group = _first(shown, "group", "center")
    question, choice = _first(shown, "question_id"), _first(shown, "choice")
    asked = question.map(words)
    if entry.table == "waves":
        # A figure of the earlier wave rests on the words of the earlier questionnaire.
        other = shown["wording"].eq("wording") & (entry.kind == "before")
        formerly = question.str.removesuffix("@before").map(before)
        asked = formerly.where(other | asked.isna(), asked)
    named = _first(shown, "statement", "concern_id", "responsibility_id", "rule")
    k, n = _numbers(shown, entry.k, "Int64"), _numbers(shown, entry.n, "Int64")
    share = _numbers(shown, entry.share, "float64")
    if not entry.share and entry.n:
        share = (k.astype("float64") / n.astype("float64")).where(n.astype("float64") > 0)
    low = _numbers(shown, entry.low, "float64")
    method = shown["method"] if entry.method == "method" else entry.method
    weight: Any = entry.weight
    if entry.kind == "weighted share":
        own = shown["sentence"].str.contains(BY_WEIGHT, regex=False)
        weight = own.map({True: BY_WEIGHT, False: entry.weight})
    return pd.DataFrame(
        {
            "kind": entry.kind,
            "source": f"tables/{entry.table}.csv",
            "question_id": question,
            "group": group.where(group != "", "all"),
            "choice": choice.where(choice != "", named if entry.what else ""),
            "k": k,
            "n": n,
            "staff": pd.array([staff.get(g, pd.NA) for g in group.where(group != "", "all")],
                              dtype="Int64"),
            "share": share,
            "low": low,
            "high": _numbers(shown, entry.high, "float64"),
            "wording": asked.where(asked.notna() & (asked != ""), entry.what or named),
            "base_rule": entry.rule,
            "weight": weight,
            "method": method,
        }
    )  # fmt: skip


def _of_everybody(asked: Any, everybody: Any) -> pd.DataFrame:
    """The frame as a part of all staff, where the study says how many these are."""
    if asked is None or pd.isna(asked) or not everybody:
        return pd.DataFrame()
    claim = {"kind": "rate", "source": "tables/rates.csv", "group": "all", "choice": "sent it",
             "k": asked, "n": everybody, "staff": asked, "share": asked / everybody,
             "wording": "sent the survey", "base_rule": "all staff, as study.toml says",
             "weight": NONE, "method": EXACT}  # fmt: skip
    return pd.DataFrame([claim])


def _first(table: pd.DataFrame, *names: str) -> pd.Series:
    """Return the first of these columns that the table has, as text."""
    for name in names:
        if name in table:
            return table[name].astype("object")
    return pd.Series("", index=table.index, dtype="object")


def _numbers(table: pd.DataFrame, name: str, kind: str) -> pd.Series:
    values = table[name] if name else pd.Series(pd.NA, index=table.index, dtype="Float64")
    return values.astype(kind) if name else values.astype("Float64").astype(kind)
