"""Hold reviews against what there is, and each against itself: every fault by its row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from typing import Any

import pandas as pd

from sopgap.sources import Problems, guess, quoted
from sopgap.tables.reviews import TIME
from sopgap.text import MAX_TEXT, normalise, wrong_text

MAX_NAME = 100  # characters of a reviewer's name
OF_LINKS = ("confirmed", "rejected")


def read_time(when: str) -> dt.datetime:
    """Return the time that an ISO text names; without a zone it is taken for UTC.

    Examples
    --------
    >>> read_time("2024-03-01") < read_time("2024-03-01T01:30:00+01:00")
    True
    """
    time = dt.datetime.fromisoformat(when)
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


def check_reviews(
    rows: pd.DataFrame,
    *,
    what: str,
    problems: Problems,
    known: Collection[str] | None = None,
    centers: Collection[str] | None = None,
    documents: Collection[str] | None = None,
) -> None:
    """Note what is wrong with reviews beyond the types of their columns.

    Parameters
    ----------
    rows : DataFrame
        Columns of table `reviews` as text; the index is the row in the file.
    what : str
        The file's name in messages.
    problems : Problems
        Where the sentences go.
    known, centers, documents : collection of str, optional
        Ids of responsibilities, codes of Centers and ids of documents that there are.
    """
    for number, row in rows.iterrows():
        for column, said in _wrong(row.to_dict(), known, centers, documents):
            problems.add(f"{what}, row {number}, column {column}: {said}")


def _wrong(
    row: dict[str, Any],
    known: Collection[str] | None,
    centers: Collection[str] | None,
    documents: Collection[str] | None,
) -> list[tuple[str, str]]:
    wrong = []
    if row["when"] and (said := _wrong_time(row["when"])):
        wrong.append(("when", said))
    if row["reply_date"] and not _is_day(row["reply_date"]):
        wrong.append(("reply_date", f"{quoted(row['reply_date'])} is not a day of the calendar"))
    if row["reply_date"] and not row["reply"]:
        wrong.append(("reply", "is blank beside its date; write what management answered"))
    for column, most in (("reviewer", MAX_NAME), ("reason", None), ("reply", None)):
        text = normalise(row[column])
        if said := wrong_text(text, most or MAX_TEXT):
            wrong.append((column, said))
    responsibility, center, duty = row["responsibility_id"], row["center"], row["duty_id"]
    if known is not None and responsibility and responsibility not in known:
        wrong.append(
            ("responsibility_id", f"there is no responsibility {quoted(responsibility)} in the"
             f" matrix{guess(responsibility, known)}")
        )  # fmt: skip
    if centers is not None and center and center not in centers:
        wrong.append(("center", f"there is no Center {quoted(center)}{guess(center, centers)}"))
    if not duty:
        return wrong + _wrong_of_cell(row)
    document = duty.partition("#")[0]
    if "#" not in duty or ";" in duty:
        wrong.append(("duty_id", f"{quoted(duty)} is no id of a duty, as sop-4#2.1.9f3a.s2"))
    elif documents is not None and document not in documents:
        wrong.append(
            ("duty_id", f"there is no document {quoted(document)} in the manifest"
             f"{guess(document, documents)}; keep the row of one that is no longer had, with access"
             " unavailable")
        )  # fmt: skip
    if row["decision"] and row["decision"] not in OF_LINKS:
        wrong.append(
            ("decision", f"a link is confirmed or rejected, not {row['decision']}; decide of the"
             " cell, with a blank duty_id")
        )  # fmt: skip
    if row["judged"]:
        wrong.append(("judged", "a kind is given to a cell, not to a link; leave it blank"))
    return wrong


def _wrong_of_cell(row: dict[str, Any]) -> list[tuple[str, str]]:
    if not row["center"]:
        return [("center", "is blank; a cell is one responsibility at one Center")]
    kind, judged = row["kind"], row["judged"]
    if kind == "assigned" and row["decision"] in ("disputed", "remediated"):
        said = f"what was computed as assigned is no gap that could be {row['decision']}"
        return [("decision", said)]
    if not kind or not judged:
        return []
    same = (kind == "assigned") == (judged == "assigned")
    if same == (row["decision"] == "rejected"):
        return [
            ("decision", f"{row['decision']} contradicts the row itself: the program said {kind},"
             f" the reviewer {judged}")
        ]  # fmt: skip
    return []


def _wrong_time(when: str) -> str:
    wrong = f"{quoted(when)} is no time like 2024-03-01T09:30:00Z"
    try:
        read_time(when)
    except ValueError:
        return wrong
    return "" if re.fullmatch(TIME, when) else wrong


def _is_day(day: str) -> bool:
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        return False
    return True
