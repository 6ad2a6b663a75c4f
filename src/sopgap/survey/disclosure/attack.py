"""audit: what a hostile reader can work back from all that one release publishes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sopgap.survey.disclosure.ranges import EXACT, find_ranges, narrow
from sopgap.survey.disclosure.releases import Release, Rules
from sopgap.tables import AUDIT

NAMED = 20  # recovered counts that are named one by one


def attack(
    release: Release, rules: Rules | None = None, *, exact: int = EXACT, knows: bool = False
) -> pd.DataFrame:
    """Find the range that the published counts leave to each hidden one.

    The attacker knows every published figure, the frame, the questionnaire and how the tables are
    made; he does not know the values of hidden cells, which are not read.

    Parameters
    ----------
    release : Release
        Only its published values are read.
    rules : Rules, optional
        A cell is recovered if its range is a point or narrower than `width`. Where what
        everybody knew beforehand is narrower already, nothing more is asked.
    exact : int
        In components of more cells than this, a range that is wide enough is not followed to
        its ends.
    knows : bool
        Whether the attacker also knows which cells are hidden for their own sake, and so within
        which bounds: more than a reader can know, so the worst case.

    Returns
    -------
    DataFrame
        One row a hidden cell: its number in `release.cells`, what, question_id, by, group,
        choice, low, high, exact, recovered.

    Raises
    ------
    InputError
        The published counts contradict each other.

    Examples
    --------
    >>> from sopgap.survey.disclosure.releases import release_of_table
    >>> table = pd.DataFrame({"center": ["a", "b", "Total"], "n": [1, 9, 10],
    ...                       "blank": [True, False, False]})
    >>> found = attack(release_of_table(table, ["center"], hidden="blank"))
    >>> found[["group", "low", "high", "recovered"]].values.tolist()
    [['a', 1.0, 1.0, True]]
    """
    rules = rules or Rules()
    matrix, equal = matrix_of(release)
    cells = release.cells
    known = cells["published"].to_numpy(bool)
    value = np.where(known, cells["value"].to_numpy(float), 0)
    bounds = _bounds(cells, rules) if knows else (cells["low"].to_numpy(), cells["high"].to_numpy())
    need = needed(release, rules)
    found = find_ranges(matrix, equal, value, known, bounds, need=need, exact=exact)
    names = ["what", "question_id", "by", "group", "choice"]
    out = cells[names].assign(low=found.low, high=found.high, exact=found.exact)
    out["recovered"] = (found.high - found.low < need) | (found.high == found.low) & (need > 0)
    hidden = ~known & cells["printed"].to_numpy(bool)
    return out[hidden].rename_axis("cell").reset_index()


def needed(release: Release, rules: Rules) -> np.ndarray:
    """Return how wide the range of each cell must be: `width`, or what was open beforehand.

    A Center with two people in a public frame has no count with a range wider than 0 to 2.
    """
    matrix, equal = matrix_of(release)
    cells = release.cells
    value = cells["value"].to_numpy(float)
    known = cells["given"].to_numpy(bool) & ~np.isnan(value)
    low, high = (np.where(known, value, cells[end]) for end in ("low", "high"))
    low, high = narrow(matrix, equal, low, high)
    return np.clip(high - low, 0, rules.width)


def matrix_of(release: Release) -> tuple[Any, np.ndarray]:
    """Return the relations as a sparse matrix (relations x cells), and which are equalities."""
    from scipy.sparse import csr_array

    long = release.relations
    n = int(long["relation"].max()) + 1 if len(long) else 0
    entries = (long["coefficient"], (long["relation"], long["cell"]))
    equal = np.zeros(n, dtype=bool)
    equal[long["relation"]] = long["equal"]
    return csr_array(entries, shape=(n, len(release.cells)), dtype=float), equal


def audit(release: Release, found: pd.DataFrame) -> pd.DataFrame:
    """Sum the attack up by table.

    Parameters
    ----------
    release : Release
        Its `places` say where each count stands.
    found : DataFrame
        As `attack` returns it.

    Returns
    -------
    table `audit`, one row per table of the release
        A count that one table hides and another shows is recovered.

    Examples
    --------
    >>> from sopgap.survey.disclosure.releases import release_of_table
    >>> table = pd.DataFrame({"center": ["a", "b", "Total"], "n": [1, 9, 10],
    ...                       "blank": [True, False, False]})
    >>> release = release_of_table(table, ["center"], hidden="blank")
    >>> audit(release, attack(release))[["cells", "hidden", "recovered"]].values.tolist()
    [[3, 1, 1]]
    """
    places = release.places
    shown = release.cells["published"].to_numpy(bool)[places["cell"]]
    ranges = found.set_index("cell")[["low", "high", "recovered"]]
    of_place = ranges.reindex(places["cell"])
    hidden = ~places["shown"].to_numpy(bool)
    leaks = hidden & (shown | places["gives"].to_numpy(bool))
    width = np.where(leaks, 0.0, (of_place["high"] - of_place["low"]).to_numpy())
    recovered = hidden & (leaks | of_place["recovered"].eq(True).to_numpy())
    rows = pd.DataFrame(
        {
            "table": places["table"],
            "cells": 1,
            "hidden": hidden,
            "recovered": recovered,
            "narrowest": np.where(hidden & np.isfinite(width), width, np.nan),
        }
    )
    by = rows.groupby("table", sort=False)
    sums = by[["cells", "hidden", "recovered"]].sum()
    return AUDIT.check(sums.assign(narrowest=by["narrowest"].min()).reset_index())


def name_recovered(release: Release, found: pd.DataFrame) -> list[str]:
    """Say in sentences which hidden counts follow from what is published, and where they stand.

    The sentences go to whoever made the release, and may stand in a log: they give a range only
    where it is more than a point.

    Parameters
    ----------
    release : Release
    found : DataFrame
        As `attack` returns it.

    Returns
    -------
    list of str
        One a count; from the 21st on only their number.

    Examples
    --------
    >>> from sopgap.survey.disclosure.releases import release_of_table
    >>> table = pd.DataFrame({"center": ["a", "b", "Total"], "n": [1, 9, 10],
    ...                       "blank": [True, False, False]})
    >>> release = release_of_table(table, ["center"], hidden="blank")
    >>> name_recovered(release, attack(release))
    ["table 'table', row 'a', column n: hidden, and follows exactly from what is published"]
    """
    ranges = found[found["recovered"]].set_index("cell")
    shown = release.cells["published"].to_numpy(bool)
    places = release.places[~release.places["shown"].astype(bool)]
    cell = places["cell"].to_numpy(dtype=int)
    fails = places["gives"].to_numpy(bool) | shown[cell] | np.isin(cell, ranges.index)
    sentences = []
    for place in places[fails].head(NAMED).itertuples():
        where = f"table {place.table!r}, row {place.row!r}, column {place.column}: hidden, and "
        if place.gives:
            sentences.append(where + "the row still prints a share or an interval of it")
        elif shown[place.cell]:
            sentences.append(where + f"printed in {_printed_in(release, place.cell)}")
        else:
            low, high = ranges.loc[place.cell, ["low", "high"]]
            exactly = "follows exactly from what is published"
            within = f"lies between {low:.0f} and {high:.0f} by what is published"
            sentences.append(where + (exactly if low == high else within))
    left = int(fails.sum()) - NAMED
    return sentences if left <= 0 else [*sentences, f"and {left} further counts"]


def _printed_in(release: Release, cell: int) -> str:
    places = release.places
    place = places[(places["cell"] == cell) & (places["shown"] | places["gives"])].iloc[0]
    return f"table {place['table']!r}, row {place['row']!r}"


def _bounds(cells: pd.DataFrame, rules: Rules) -> tuple[np.ndarray, np.ndarray]:
    """What hangs on being hidden for its own sake: 0 to 2, all but one or two, a base under 10."""
    value, parent = cells["value"].to_numpy(float), cells["parent"].to_numpy()
    low, high = cells["low"].to_numpy(float).copy(), cells["high"].to_numpy(float).copy()
    primary = cells["primary"].to_numpy(bool)
    base = np.where(parent >= 0, value[parent], np.nan)
    free = primary & ~((parent >= 0) & primary[parent])
    small = free & (cells["what"] != "base").to_numpy() & (value < rules.min_count)
    high[small] = np.minimum(high[small], rules.min_count - 1)
    unanimous = free & ~small & (base - value < rules.min_count)
    # Of a published base he knows the most of such a count, and the least.
    published = cells["published"].to_numpy(bool)[parent] & unanimous
    low[published] = np.maximum(low, base - rules.min_count + 1)[published]
    whole = free & (cells["what"] == "base").to_numpy()
    high[whole] = np.minimum(high[whole], rules.min_base - 1)
    return low, high
