"""Which document took the place of which: the manifest's column `supersedes`."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import pandas as pd

from sopgap.sources import Problems, guess, quoted
from sopgap.tables import split


def settle_successions(rows: pd.DataFrame, what: str, problems: Problems) -> pd.DataFrame:
    """Give each superseded document the day on which its successor came into force.

    A `superseded` that is filled stays as it is: a document may run out before its successor.

    Parameters
    ----------
    rows : table `documents`
        With the row of the file as its index; `supersedes` holds ids of documents by `;`.
    what : str
        The file, for messages.
    problems : Problems
        Takes what is wrong: ids that are in no row, documents that supersede themselves or one
        another in a circle, a successor that is older than what it supersedes, and one without a
        day from which it could take its place.

    Returns
    -------
    table `documents`

    Examples
    --------
    >>> rows = pd.DataFrame({"document_id": ["old", "new"], "superseded": ["", ""],
    ...     "effective": ["2010-01-01", "2018-05-01"], "supersedes": ["", "old"]}, index=[2, 3])
    >>> settle_successions(rows, "manifest.csv", Problems()).superseded.tolist()
    ['2018-05-01', '']
    """
    if "supersedes" not in rows:
        return rows
    ids = list(rows["document_id"])
    known = dict(zip(ids, rows.to_dict("records"), strict=True))
    until = dict(zip(ids, rows["superseded"], strict=True))
    heirs: dict[str, list[str]] = {}
    for number, entry in zip(rows.index, rows.to_dict("records"), strict=True):
        where = f"{what}, row {number}, column supersedes"
        for former in split(entry["supersedes"]):
            if former not in known:
                problems.add(
                    f"{where}: there is no document {quoted(former)}{guess(former, known)}"
                )
                continue
            heirs.setdefault(entry["document_id"], []).append(former)
            _check_days(entry, known[former], where, problems)
            days = [day for day in (until[former], entry["effective"]) if day]
            if not known[former]["superseded"] and days:
                until[former] = min(days)
    _check_circle(heirs, what, problems)
    return rows.assign(superseded=[until[one] for one in ids])


def _check_days(
    entry: dict[str, str], former: dict[str, str], where: str, problems: Problems
) -> None:
    name = quoted(former["document_id"])
    if former is entry or former["document_id"] == entry["document_id"]:
        return  # told as a circle
    if not entry["effective"] and not former["superseded"]:
        problems.add(
            f"{where}: from when does it take the place of {name}? write effective here, or"
            " superseded there"
        )
    if entry["effective"] and former["effective"] > entry["effective"]:
        problems.add(
            f"{where}: {name} is in force since {former['effective']}, after this document,"
            f" {entry['effective']}; the later one supersedes"
        )


def _check_circle(heirs: dict[str, list[str]], what: str, problems: Problems) -> None:
    try:
        TopologicalSorter(heirs).prepare()
    except CycleError as error:
        circle = " → ".join(dict.fromkeys(reversed(error.args[1])))
        last = error.args[1][-1]
        problems.add(
            f"{what}, column supersedes: {circle} → {last} supersede one another in a circle;"
            " take out the row that is wrong"
        )
