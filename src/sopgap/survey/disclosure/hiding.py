"""hide_counts: tables that go out together, with every count hidden that could tell of somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from sopgap.survey.disclosure.counts import blank, open_release
from sopgap.survey.disclosure.releases import Release, Rules, follow, mark_primary
from sopgap.survey.disclosure.suppression import protect


def hide_counts(
    tables: Mapping[str, pd.DataFrame],
    questions: pd.DataFrame,
    frame: pd.DataFrame | None = None,
    *,
    rules: Rules | None = None,
    published: Mapping[str, pd.DataFrame] | None = None,
    truth: Mapping[str, pd.DataFrame] | None = None,
) -> dict[str, pd.DataFrame]:
    """Blank every count that is too small, and enough others that none can be worked back.

    The tables are one release: what each of them gives away about another is taken into account
    (docs/methods/disclosure.md).

    Parameters
    ----------
    tables : mapping of DataFrame
        By name, with nothing hidden: `rates`, `tallies`, `tallies_position`, `reach`, `sizes`,
        `concerns`. A table that prints no count of people comes back as it is.
    questions : table `questions`
    frame : table `frame`, optional
    rules : Rules, optional
        With `min_base=0` nothing is hidden.
    published : mapping of DataFrame, optional
        Tables of the same survey that are out already: what they show stays shown, what they hide
        stays hidden here too.
    truth : mapping of DataFrame, optional
        The published tables with nothing hidden; needed with `published`.

    Returns
    -------
    dict of DataFrame
        The tables given, blanks where something is hidden, `suppressed` set.

    Raises
    ------
    InputError
        Two tables print different figures for one count.

    Examples
    --------
    >>> questions = pd.DataFrame({"question_id": ["q1"], "kind": ["single"], "choices": ["Yes|No"],
    ...                           "dont_know": [""], "asked_if": [""]})
    >>> tallies = pd.DataFrame({"question_id": "q1", "group": "all", "choice": ["Yes", "No"],
    ...                         "n": [38, 2], "base": 40, "suppressed": False})
    >>> hide_counts({"tallies": tallies}, questions)["tallies"].n.isna().tolist()
    [True, True]
    """
    rules = rules or Rules()
    if rules.min_base == 0:
        return dict(tables)
    release = open_release({**(truth or {}), **tables}, questions, frame)
    release = mark_primary(release, rules)
    if published:
        release = _keep(release, published, questions, frame)
    return blank(tables, protect(release, rules))


def _keep(
    release: Release,
    published: Mapping[str, pd.DataFrame],
    questions: pd.DataFrame,
    frame: pd.DataFrame | None,
) -> Release:
    """Hold the cells that are out already to what became of them."""
    out = open_release(published, questions, frame)
    key = ["what", "question_id", "by", "group", "choice"]
    places = out.places["cell"].to_numpy(dtype=int)
    of_cell = pd.MultiIndex.from_frame(out.cells[key])
    printed = np.isin(np.arange(len(out.cells)), places)
    shown = out.cells["published"].to_numpy(bool) & printed
    mine = pd.MultiIndex.from_frame(release.cells[key])
    is_shown = mine.isin(of_cell[shown])
    is_hidden = mine.isin(of_cell[printed & ~shown])
    cells = release.cells
    primary = (cells["primary"].to_numpy(bool) & ~is_shown) | is_hidden
    fixed = cells["fixed"].to_numpy(bool) | is_shown
    primary = follow(primary, cells["parent"].to_numpy()) & ~fixed
    return replace(release, cells=cells.assign(primary=primary, fixed=fixed))
