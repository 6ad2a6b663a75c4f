"""settle: all decisions on a cell or link -> what became of it, table `decided`.

A reviewer's later decision takes the place of his own earlier one. Two who contradict each other
leave the matter contested, until one of them changes his mind or a third decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from sopgap.mapping.reviewing.checking import read_time
from sopgap.tables import DECIDED, REVIEWS, join
from sopgap.text import normalise

AFTERWARDS = ("disputed", "remediated")  # what happens to a gap, not whether it is one
SUBJECT = ["responsibility_id", "center", "duty_id"]
Row = dict[str, Any]


def settle(reviews: pd.DataFrame, coverage: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what became of each cell and link that people decided.

    Of a cell, what counts is whether a reviewer holds it for a gap. That management disputes it, or
    that it was remediated, is what happened to the gap: it stands until somebody decides anew, and
    neither makes nor settles a contradiction.

    Parameters
    ----------
    reviews : table `reviews`
    coverage : table `coverage`, optional
        Where a decision does not tell the computed kind on which it was taken, the kind is that of
        `coverage`; without it, some gap.

    Returns
    -------
    table `decided`, in the order in which the matters first came up

    Examples
    --------
    >>> rows = [("2024-03-01", "A", "confirmed"), ("2024-03-02", "B", "rejected")]
    >>> reviews = pd.DataFrame(rows, columns=["when", "reviewer", "decision"]).assign(
    ...     responsibility_id="R1", center="north", kind="missing")
    >>> settle(reviews)[["state", "reviewers"]].values.tolist()
    [['contested', 'A;B']]
    >>> third = reviews.tail(1).assign(when="2024-03-03", reviewer="C")
    >>> settle(pd.concat([reviews, third]))[["state", "says"]].values.tolist()
    [['rejected', 'in order']]
    """
    # `read_reviews` refuses one reviewer twice at one time; of rows made by hand the later counts.
    key = [name for name in REVIEWS.key if name in reviews]
    rows = REVIEWS.check(reviews.drop_duplicates(key, keep="last"))
    if rows.empty:
        return DECIDED.empty()
    kinds = _kinds(coverage)
    matters: dict[tuple[str, ...], list[Row]] = {}
    for row in in_order(rows):
        subject = tuple(row[name] for name in SUBJECT)
        kind = row["kind"] or kinds.get((row["responsibility_id"], row["center"]), "")
        says = say(row["decision"], kind, row["judged"], is_link=bool(row["duty_id"]))
        matters.setdefault(subject, []).append(row | {"kind": kind, "says": says})
    table = [_settled(rows) for rows in matters.values()]
    return DECIDED.check(pd.DataFrame(table))


def say(decision: str, kind: str, judged: str = "", *, is_link: bool = False) -> str:
    """Say what a decision comes to, on a cell that was computed as `kind`.

    Examples
    --------
    >>> say("rejected", "missing"), say("rejected", "assigned"), say("confirmed", "missing")
    ('in order', 'gap', 'gap')
    """
    if is_link:
        return "does" if decision == "confirmed" else "does not"
    if judged:
        return "in order" if judged == "assigned" else "gap"
    return "in order" if (decision == "rejected") != (kind == "assigned") else "gap"


def in_order(rows: pd.DataFrame) -> list[Row]:
    """Return decisions by their time; of one time, as they stand in the file."""
    return sorted(rows.to_dict("records"), key=_time)


def standing(rows: Iterable[Row], answer: str = "says") -> list[Row]:
    """Return the decisions that stand, one a reviewer, after all were taken in their order.

    Parameters
    ----------
    rows : iterable of dict
        Decisions on one matter, in their order.
    answer : str
        What of a decision is compared.

    Examples
    --------
    >>> said = [("A", "gap"), ("B", "in order"), ("C", "gap")]
    >>> [row["reviewer"] for row in standing({"reviewer": r, "says": s} for r, s in said)]
    ['C']
    """
    stand: dict[str, Row] = {}
    for row in rows:
        # Names are compared as a person would: without regard to case and spaces.
        name = normalise(row["reviewer"]).casefold()
        contested = len({row[answer] for row in stand.values()}) > 1
        if contested and name not in stand:
            stand = {}  # a third settles it: what the others said is heard
        stand.pop(name, None)
        stand[name] = row
    return list(stand.values())


def _time(row: Row) -> Any:
    return read_time(row["when"])


def _kinds(coverage: pd.DataFrame | None) -> dict[tuple[str, str], str]:
    if coverage is None:
        return {}
    cells = zip(coverage["responsibility_id"], coverage["center"], strict=True)
    return dict(zip(cells, coverage["status"], strict=True))


def _settled(rows: list[Row]) -> Row:
    judging = [row for row in rows if row["decision"] not in AFTERWARDS]
    stand = standing(judging)
    contested = len({row["says"] for row in stand}) > 1
    last = stand[-1] if contested else rows[-1]
    told = {name: last[name] for name in (*SUBJECT, "kind", "judged", "when", "reason")}
    # A reply of management stays beside the cell whatever is decided afterwards.
    answered = next((row for row in reversed(rows) if row["reply"]), last)
    names = {row["reviewer"].replace(";", ",") for row in (*stand, last)}
    return told | {
        "state": "contested" if contested else last["decision"],
        "says": "" if contested else last["says"],
        "reviewers": join(sorted(names)),
        "reply": answered["reply"],
        "reply_date": answered["reply_date"],
        "n_reviews": len(rows),
    }
