"""Signatures of preparer and reviewer: what was signed, by its figures, and whether it holds.

A signature lies in the study's `signoffs.csv`, which is only added to. It bears a stamp: a hash of
the figures that were signed. A run takes the signatures over and holds each against its own
figures; where one changed, it is to be signed again. No clock is asked: the date is the person's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sopgap.errors import InputError
from sopgap.report.folder import Run
from sopgap.report.table_links import list_tables
from sopgap.sources import Problems, check_rows, guess, quoted, read_rows, sha256, strip_cells
from sopgap.tables import SIGNED, SIGNOFFS, join, split
from sopgap.tables.files import NEUTRALISED
from sopgap.tables.rows import list_rows

RUN = "run"
PARTED = "--"  # between responsibility and Center, as in the gap register
# What says nothing of its own, or is made from the signatures themselves.
LEFT_OUT = ("claims", "signed", "gap_register", "audit")


class Stamp(NamedTuple):
    """The figures of one thing: a hash of all, and of each table's part in them."""

    whole: str
    parts: dict[str, str]


def read_signoffs(path: str | Path | None) -> pd.DataFrame:
    """Read the signatures of a study: its `signoffs.csv`.

    Parameters
    ----------
    path : str or Path, optional
        Without the file nothing was signed.

    Returns
    -------
    table `signoffs`, in the order of the file

    Raises
    ------
    InputError
        Columns absent, dates and roles that are none, stamps that are none, one signature twice:
        all at once, by row.

    Examples
    --------
    >>> len(read_signoffs("no-such-file.csv"))
    0
    """
    if path is None or not Path(path).exists():
        return SIGNOFFS.empty()
    path, problems = Path(path), Problems()
    rows = read_rows(path).map(lambda cell: NEUTRALISED.sub("", cell, count=1))
    rows = check_rows(rows, SIGNOFFS, what=path.name, problems=problems)
    problems.raise_if_any()
    return SIGNOFFS.check(rows.apply(strip_cells))


def stamp_of(run: Run, what: str) -> Stamp:
    """Return the stamp of a run, a Center's page or a condition sheet: a hash of its figures.

    Of a run they are its public tables; of a Center the rows that bear its code; of a sheet the
    rows of its cell, and the responsibility's row in the matrix.

    Parameters
    ----------
    run : Run
    what : str
        `run`, the code of a Center, or `<responsibility>--<Center>`.

    Raises
    ------
    InputError
        There is no such thing in the run.

    Examples
    --------
    >>> stamp_of(Run(Path("no-such-folder"), {}), "run").parts
    {}
    """
    one, center = _read_what(run, what)
    parts = {}
    for name in list_tables(run):
        if name in LEFT_OUT:
            continue
        if not center:
            parts[name] = sha256(run.folder / "tables" / f"{name}.csv")[:8]
        elif (rows := _rows_of(run.table(name), one, center)) is not None:
            text = rows.to_csv(index=False, lineterminator="\n")
            parts[name] = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    whole = hashlib.sha256(join(_told(parts)).encode()).hexdigest()[:16]
    return Stamp(whole, parts)


def list_signed(run: Run, signoffs: pd.DataFrame) -> pd.DataFrame:
    """Hold each signature against the run: it holds, is to be given again, or was given again.

    Parameters
    ----------
    run : Run
    signoffs : table `signoffs`

    Returns
    -------
    table `signed`, in the order of the file

    Examples
    --------
    >>> list_signed(Run(Path("no-such-folder"), {}), SIGNOFFS.empty()).shape[0]
    0
    """
    rows = list_rows(signoffs)
    last = {(row["who"], row["role"], row["what"]): i for i, row in enumerate(rows)}
    stamps: dict[str, Stamp | None] = {}
    found = []
    for i, row in enumerate(rows):
        what = row["what"]
        if what not in stamps:
            stamps[what] = _stamp_if_there(run, what)
        now, changed = stamps[what], ""
        if last[row["who"], row["role"], what] != i:
            state = "superseded"
        elif now is None:
            state = "gone"
        elif now.whole == row["stamp"]:
            state = "holds"
        else:
            state, changed = "sign-again", join(_changed(row["parts"], now.parts))
        found.append({**row, "number": i + 1, "state": state, "changed": changed})
    table = pd.DataFrame(found, columns=[*(c.name for c in SIGNED.columns)])
    return SIGNED.check(table)


def _stamp_if_there(run: Run, what: str) -> Stamp | None:
    try:
        return stamp_of(run, what)
    except InputError:
        return None


def _read_what(run: Run, what: str) -> tuple[str, str]:
    """Return the responsibility and the Center that are meant; blank where neither is."""
    if what == RUN:
        return "", ""
    centers = list(run.table("centers")["center"])
    if what in centers:
        return "", what
    ids = list(run.table("responsibilities")["responsibility_id"])
    for at in range(len(what)):
        one, parted, center = what[:at], what[at : at + len(PARTED)], what[at + len(PARTED) :]
        if parted == PARTED and one in ids and center in centers:
            return one, center
    raise InputError(
        f"{quoted(what)} is neither `{RUN}`, nor a Center{guess(what, centers)}, nor a condition"
        f" sheet as <responsibility>{PARTED}<Center>; there are: {', '.join(centers)}"
    )


def _rows_of(table: pd.DataFrame, one: str, center: str) -> pd.DataFrame | None:
    """Return the rows that are about a Center, or about one cell; None where none can be."""
    if not one:
        by = next((name for name in ("center", "group") if name in table), "")
        return table[table[by] == center] if by else None
    if "responsibility_id" not in table:
        return None
    mine = table[table["responsibility_id"] == one]
    if "center" in table:
        return mine[mine["center"].isin([center, ""])]
    return mine if set(table) >= {"ownership", "criteria"} else None


def _told(parts: dict[str, str]) -> Iterator[str]:
    return (f"{name}={digest}" for name, digest in sorted(parts.items()))


def _changed(before: str, now: dict[str, str]) -> list[str]:
    """Name the tables whose part is another than it was, or is there no longer, or is new."""
    then = dict(part.partition("=")[::2] for part in split(before))
    return sorted(name for name in {*then, *now} if then.get(name) != now.get(name))


def as_parts(stamp: Stamp) -> str:
    """Return the parts of a stamp as a cell of `signoffs` holds them.

    Examples
    --------
    >>> as_parts(Stamp("0" * 16, {"b": "2", "a": "1"}))
    'a=1;b=2'
    """
    return join(_told(stamp.parts))
