"""compare_runs: the maps of two runs before and after, and what else the two differ in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.mapping.changes.comparing import compare_documents, compare_gaps
from sopgap.mapping.changes.moments import Moment, know
from sopgap.mapping.deciding.reasons import locate
from sopgap.report.folder import Run, read_run
from sopgap.report.markup import listed, plural
from sopgap.report.moments import read_moment
from sopgap.sources import Problems
from sopgap.tables import split
from sopgap.tables.rows import walk_rows

NAMED = 5  # ids that a sentence names
Said = dict[tuple[str, str], list[tuple[str, str]]]


@dataclass(frozen=True)
class Comparison:
    """Two runs before and after.

    Attributes
    ----------
    before, after : Run
    gaps : table `gap_changes`
    documents : table `document_changes`
    apart : tuple of str
        What cannot be compared, a sentence each.
    days : tuple of pairs of str
        What else the two were drawn from and differ in: name, earlier, later.
    reasons : dict
        By cell, why it is what it is in the later run.
    said : pair of dicts
        By cell, the sentences that decided it, each with its place: earlier, later.
    """

    before: Run
    after: Run
    gaps: pd.DataFrame
    documents: pd.DataFrame
    apart: tuple[str, ...]
    days: tuple[tuple[str, str, str], ...]
    reasons: dict[tuple[str, str], str]
    said: tuple[Said, Said]


def compare_runs(before: str | Path, after: str | Path) -> Comparison:
    """Compare the maps of two runs, purged or not.

    Parameters
    ----------
    before, after : str or Path
        Folders of the runs.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        One of them holds no run or no map, or they have no cell in common: all at once.
    """
    problems, runs, moments = Problems(), [], []
    for folder in (before, after):
        try:
            runs.append(read_run(folder))
            moments.append(read_moment(runs[-1]))
        except InputError as error:
            problems.gather(error)
    problems.raise_if_any()
    old, new = moments
    gaps = compare_gaps(old, new)
    cells = new.coverage[["responsibility_id", "center", "reasons"]]
    return Comparison(
        runs[0],
        runs[1],
        gaps,
        compare_documents(old, new, gaps),
        _apart(gaps, runs[0], runs[1]),
        _differences(old, new),
        {(r, c): said for r, c, said in walk_rows(cells)},
        (_said(old), _said(new)),
    )


def _said(moment: Moment) -> Said:
    """Return by cell the sentences that decided it, each with its place."""
    known = know(moment)
    found: Said = {}
    for cell, row in known.cells.items():
        duties = (known.duties[one] for one in split(row["duty_ids"]) if one in known.duties)
        found[cell] = list(dict.fromkeys((locate(duty), duty["text"]) for duty in duties))
    return found


def _differences(old: Moment, new: Moment) -> tuple[tuple[str, str, str], ...]:
    before, after = know(old), know(new)
    rows = {
        "The day that counts as now": (before.day, after.day),
        "The day of the reorganisation": (before.reorganisation, after.reorganisation),
        "The version of the program": (before.version, after.version),
        "Rows of the matrix that changed": _rows(before.rows, after.rows),
        "Rows of the list of actors that changed": _rows(before.aliases, after.aliases),
    }
    return tuple((name, a or "none", b or "none") for name, (a, b) in rows.items() if a != b)


def _rows(old: dict[str, dict[str, object]], new: dict[str, dict[str, object]]) -> tuple[str, str]:
    """Name the rows that differ, by what each side holds of them."""
    gone = [key for key in old if old[key] != new.get(key)]
    come = [key for key in new if new[key] != old.get(key)]
    said = [listed(keys[:NAMED]) + (f" and {len(keys) - NAMED} more" if len(keys) > NAMED else "")
            for keys in (gone, come)]  # fmt: skip
    return said[0], said[1] if gone != come or not come else f"{said[1]}, otherwise"


def _apart(gaps: pd.DataFrame, before: Run, after: Run) -> tuple[str, ...]:
    """Say what only one of both runs holds: that is not compared."""
    said = [
        f"The {when} run holds no table `matches`, as an earlier program left it: by which document"
        " a cell changed cannot be told; run its study again."
        for when, run in (("earlier", before), ("later", after))
        if not run.has("matches")
    ]
    if before.study["name"] != after.study["name"]:
        said.append(
            f"The runs are of two studies, “{before.study['name']}” and “{after.study['name']}”:"
            " only what both hold is compared."
        )
    for change, when in (("only-before", "earlier"), ("only-after", "later")):
        mine = gaps[gaps["change"] == change]
        for why, key, what in (
            ("matrix", "responsibility_id", "responsibility"),
            ("centers", "center", "Center"),
        ):
            ids = mine[mine["causes"] == why][key].drop_duplicates().tolist()
            if ids:
                many = {"responsibility": "responsibilities"}.get(what, f"{what}s")
                said.append(
                    f"Not compared: {plural(len(ids), what, many)} of the {when} run alone"
                    f" ({listed(ids[:NAMED])}{', ...' if len(ids) > NAMED else ''})."
                )
    return tuple(said)
