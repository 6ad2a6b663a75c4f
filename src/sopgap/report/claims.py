"""The ledger of claims: every figure that may be printed, with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sopgap.report.claim_lookup import claim_id_of
from sopgap.report.folder import Run
from sopgap.report.gap_claims import list_gap_claims
from sopgap.report.table_links import contract_of
from sopgap.tables import CLAIMS, join

NONE = "none"
EXACT = "none: a count of people of a known list"
OF_ROWS = "none: a count of a list that is known whole"


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
    Entry("outcomes", "complete", "people in the frame", "complete", "staff",
          what="answered to the end"),
    Entry("outcomes", "complete or partial", "people in the frame", "enough", "staff",
          what="answered enough to count"),
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
    Entry("robustness", "tipping point", "staff who did not answer it", "needed", "silent",
          "tipping", method=NONE),
    Entry("robustness", "worst case, all silent", "all staff in the frame", "most", "staff",
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
    Entry("reach", "reached", PEOPLE, "reached", "people", what="came to it"),
    *(
        Entry("sides", kind, of, f"n_{kind}", base and f"n_{base}", method=OF_ROWS, what=kind)
        for kind, base, of in (
            ("required", "", "responsibilities"), ("named", "", "responsibilities"),
            ("kept", "required", "responsibilities that the matrix gives to the side"),
            ("left", "required", "responsibilities that the matrix gives to the side"),
            ("between", "left", "of those left"), ("taken", "named", "of those named"),
            ("both", "named", "of those named"),
        )
    ),
    Entry("uniformity", "uniformity", "Centers compared", share="uniformity", method=OF_ROWS,
          what="chance that two of the Centers say the same"),
    Entry("uniformity", "speaks of it", "Centers compared", "n_saying", "n_centers",
          method=OF_ROWS, what="Centers whose documents speak of it"),
    Entry("uniformity", "documents of their own", "Centers compared", "n_own", "n_centers",
          method=OF_ROWS, what="Centers with documents of their own for it"),
    Entry("uniformity", "ways", "different ways", "n_ways", method=OF_ROWS, what="ways"),
    Entry("progress", "open", "cells of its responsibilities", "n_open", "n_cells",
          method=OF_ROWS, what="open gaps on which it bears"),
    Entry("progress", "open at", "Centers", "n_centers", method=OF_ROWS, what="Centers"),
    Entry("coverage", "duties", "duties in force that cover it", "n_duties", method=OF_ROWS,
          what="duties"),
    Entry("coverage", "documents", "documents in which they stand", "n_documents",
          method=OF_ROWS, what="documents"),
    Entry("inventory", "paragraphs", "of the document", "n_paragraphs", method=OF_ROWS,
          what="paragraphs read"),
    Entry("inventory", "pages", "of the document", "n_pages", method=OF_ROWS, what="pages"),
    Entry("requests", "citations", "documents of the corpus", "n_citations", method=OF_ROWS,
          what="times cited"),
    Entry("requests", "cited by", "documents of the corpus", "n_documents", method=OF_ROWS,
          what="documents that cite it"),
    Entry("conflicts", "likeness", "two duties", share="likeness", method=OF_ROWS, what="alike"),
    Entry("trust", "trust", "cells that were checked", "n", "cells", method=NONE, what="checked"),
    Entry("trust", "estimate", "cells that were checked", share="share", low="low", high="high",
          method="by the design of the sample", what="estimate"),
)  # fmt: skip


def list_claims(run: Run, *, stamp: str) -> pd.DataFrame:
    """List every figure that the run's tables show and a page may print, with what it rests on.

    A hidden figure is no claim. Of the survey, pages print only what stands here;
    `docs/methods/survey.md` tells how that is held. Counts of the map and of the documents follow
    behind it (`gap_claims`). A claim's id is the same in every run that has the claim.

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
        _claims(_with_sums(run, entry.table), entry, words, staff, before)
        for entry in (replace(e, method=own.get(e.method, e.method)) for e in ENTRIES)
        if run.has(entry.table)
    ]
    found.append(_of_everybody(staff.get("all"), run.study.get("staff_all")))
    found.append(list_gap_claims(run).assign(weight=NONE, method=OF_ROWS))
    found = [part for part in found if len(part)]
    if not found:
        return CLAIMS.empty()
    rows = pd.concat(found, ignore_index=True)
    named = zip(rows["source"], rows["kind"], rows["key"], rows["column"], strict=True)
    rows["claim_id"] = [claim_id_of(*parts) for parts in named]
    return CLAIMS.check(rows.assign(run=stamp))


def _with_sums(run: Run, name: str) -> pd.DataFrame:
    """Return a table with the sums of its columns that pages print beside them."""
    table = run.table(name)
    if name == "robustness":
        silent = table["staff"] - table["base"]
        table = table.assign(silent=silent, most=table["n"] + silent)
    if name == "outcomes":
        table = table.assign(enough=table["complete"] + table["partial"])
    if name == "reach" and len(table):
        parts = table[["answered", "dont_know", "skipped", "not_reached", "not_asked"]]
        # Everybody has one of these states; where one is hidden, the sum is not known.
        people = parts.sum(axis=1).where(parts.notna().all(axis=1)).astype("Int64")
        table = table.assign(people=people, reached=people - table["not_reached"])
    return table


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
            "key": _keys(shown, entry.table),
            "column": entry.k or entry.share,
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
    claim = {"kind": "rate", "source": "tables/rates.csv", "key": "all", "column": "staff",
             "group": "all", "choice": "sent it",
             "k": asked, "n": everybody, "staff": asked, "share": asked / everybody,
             "wording": "sent the survey", "base_rule": "all staff, as study.toml says",
             "weight": NONE, "method": EXACT}  # fmt: skip
    return pd.DataFrame([claim])


def _keys(table: pd.DataFrame, name: str) -> list[str]:
    """Return the key of each row, as its table's contract has it."""
    contract = contract_of(name)
    columns = contract.key if contract else ()
    return list(map(join, zip(*(table[c].astype("str") for c in columns), strict=True)))


def _first(table: pd.DataFrame, *names: str) -> pd.Series:
    """Return the first of these columns that the table has, as text."""
    for name in names:
        if name in table:
            return table[name].astype("object")
    return pd.Series("", index=table.index, dtype="object")


def _numbers(table: pd.DataFrame, name: str, kind: str) -> pd.Series:
    values = table[name] if name else pd.Series(pd.NA, index=table.index, dtype="Float64")
    return values.astype(kind) if name else values.astype("Float64").astype(kind)
