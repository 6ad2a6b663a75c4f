"""ties: the shown counts that bear on a hidden one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sopgap.survey.disclosure.attack import matrix_of
from sopgap.survey.disclosure.ranges import TOLERANCE, narrow
from sopgap.survey.disclosure.releases import Release


def find_conditions(release: Release, hidden: np.ndarray, need: np.ndarray) -> np.ndarray:
    """Return shown counts of other questions that tell a base: of who was asked, by its filter.

    One relation at a time is looked at: what several tell together is left to programs.

    Parameters
    ----------
    release : Release
        With all values known.
    hidden : array of bool
    need : array of float
        How wide the range of each cell must be.

    Returns
    -------
    array of int
        Cells.

    Examples
    --------
    >>> from sopgap.survey.disclosure.counts import open_release
    >>> questions = pd.DataFrame({"question_id": ["q1", "q2", "q3"], "kind": "single",
    ...     "choices": "Yes|No", "dont_know": "", "asked_if": ["", "q1=Yes", ""]})
    >>> names = ["q1", "q1", "q2", "q2", "q3", "q3"]
    >>> tallies = pd.DataFrame({"question_id": names, "group": "a", "choice": ["Yes", "No"] * 3,
    ...     "n": [4, 36, 3, 1, 20, 20], "base": [40, 40, 4, 4, 40, 40]})
    >>> reach = pd.DataFrame({"question_id": ["q1", "q2", "q3"], "skipped": 0})
    >>> release = open_release({"tallies": tallies, "reach": reach}, questions)
    >>> hidden = ((release.cells.question_id == "q2") & (release.cells.by != "")).to_numpy()
    >>> told = find_conditions(release, hidden, np.full(len(hidden), 3.0))
    >>> release.cells.loc[told, ["question_id", "choice"]].values.tolist()
    [['q1', 'Yes']]
    """
    matrix, equal = matrix_of(release)
    cells = release.cells
    value, what, block = (cells[name].to_numpy() for name in ("value", "what", "block"))
    ends = (np.where(hidden, cells[end].to_numpy(float), value) for end in ("low", "high"))
    low, high = narrow(matrix, equal, *ends)
    weak = hidden & (high - low < need - TOLERANCE) & (what == "base")
    long = matrix.tocoo()
    told = pd.DataFrame({"row": long.row, "cell": long.col})
    found = told[weak[told["cell"]]].merge(told, on="row", suffixes=("", "_other"))
    base, other = found["cell"].to_numpy(), found["cell_other"].to_numpy()
    can_help = (what == "n") & ~hidden & ~cells["fixed"].to_numpy(bool)
    good = can_help[other] & (block[base] != block[other]) & (need[base] <= value[other])
    return np.unique(other[good])


def list_neighbours(release: Release, hidden: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Return the shown counts of groups that stand in a relation with one of the chosen cells.

    Examples
    --------
    >>> from sopgap.survey.disclosure.releases import release_of_table
    >>> table = pd.DataFrame({"center": ["a", "b", "Total"], "n": [1, 9, 10]})
    >>> release = release_of_table(table, ["center"])
    >>> list_neighbours(release, np.array([True, False, False]), np.array([0])).tolist()
    []
    """
    matrix, _ = matrix_of(release)
    rows = np.unique(matrix.tocsc()[:, chosen].indices)
    near = np.unique(matrix[rows].indices)
    may_hide = ~hidden & ~release.cells["fixed"].to_numpy(bool)
    return near[(may_hide & (release.cells["by"] != "").to_numpy())[near]]
