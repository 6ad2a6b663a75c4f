"""What a report speaks of where there is room for little: the same rules for every Center."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sopgap.tables.rows import list_rows, walk_rows

# A decision overrides the computed state: these cells are no longer open.
CLOSED = ("rejected", "remediated")
# No authority assigns it: a question for above, not a gap of the procedures.
UPWARD = "undefined"


def headline_choices(
    tallies: pd.DataFrame, questions: pd.DataFrame, backtest: pd.DataFrame, *, group: str = "all"
) -> pd.DataFrame:
    """Choose one choice a question: the published one, else the one most chosen over all Centers.

    Choices that mean "don't know" are left to the full table, so the same choice stands for a
    question in every report.

    Returns
    -------
    DataFrame
        The group's rows of `tallies`, one a question in the order asked, with wording, kind,
        asked_if, published, and all_n, all_base, all_share of all Centers.
    """
    unsure = {
        (q.question_id, choice.strip())
        for q in walk_rows(questions)
        for choice in q.dont_know.split("|")
    }
    known = [
        key not in unsure for key in zip(tallies["question_id"], tallies["choice"], strict=True)
    ]
    every = tallies[(tallies["group"] == "all") & pd.Series(known, index=tallies.index, dtype=bool)]
    published = set(zip(backtest["question_id"], backtest["choice"], strict=True))
    keys = pd.Series(
        zip(every["question_id"], every["choice"], strict=True), index=every.index, dtype=object
    )
    every = every.assign(published=keys.isin(published), size=every["n"].fillna(-1).astype(float))
    every = every.sort_values(["published", "size"], ascending=False, kind="stable")
    every = every.drop_duplicates("question_id").rename(
        columns={"n": "all_n", "base": "all_base", "share": "all_share"}
    )
    chosen = every[["question_id", "choice", "published", "all_n", "all_base", "all_share"]]
    mine = tallies[tallies["group"] == group]
    asked = questions[["question_id", "wording", "kind", "asked_if"]]
    rows = chosen.merge(asked, on="question_id").merge(mine, on=["question_id", "choice"])
    order = {q: i for i, q in enumerate(questions["question_id"])}
    return rows.sort_values("question_id", key=lambda ids: ids.map(order)).reset_index(drop=True)


def survivals(
    robustness: pd.DataFrame | None, *, group: str = "all"
) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the group's rows of `robustness` by question and choice; none where it is absent.

    Examples
    --------
    >>> survivals(None)
    {}
    """
    if robustness is None or robustness.empty:
        return {}
    mine = robustness[robustness["group"] == group]
    return {(r["question_id"], r["choice"]): r for r in list_rows(mine)}


def still_open(gaps: pd.DataFrame) -> pd.DataFrame:
    """Keep the gaps that no reviewer rejected and nobody remediated."""
    return gaps[~gaps["review"].isin(CLOSED)]


def spread_of_gaps(gaps: pd.DataFrame, coverage: pd.DataFrame) -> pd.Series:
    """Count at how many Centers each responsibility is open, in the order of the map."""
    at = gaps.groupby("responsibility_id", sort=False)["center"].nunique()
    order = coverage["responsibility_id"].drop_duplicates()
    return at.reindex([one for one in order if one in at.index])
