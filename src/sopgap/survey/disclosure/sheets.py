"""sheets: the counts of a release laid out as groups by choices, each question by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sopgap.survey.disclosure.releases import Release


@dataclass(frozen=True)
class Sheet:
    """Counts of one question within groups: a row a group.

    Attributes
    ----------
    n : array of int, groups x choices
        The cells; -1 where there is none.
    base : array of int, or None
        The cell of each group's base, if the choices make it up.
    """

    n: np.ndarray
    base: np.ndarray | None


def list_sheets(release: Release) -> list[Sheet]:
    """Return the sheets of a release: choices that make up their base, and all other counts.

    Each count of a group stands on one sheet.

    Examples
    --------
    >>> import pandas as pd
    >>> from sopgap.survey.disclosure.counts import open_release
    >>> questions = pd.DataFrame({"question_id": ["q1"], "kind": ["single"], "choices": ["Yes|No"],
    ...                           "dont_know": [""], "asked_if": [""]})
    >>> tallies = pd.DataFrame({"question_id": "q1", "group": ["a", "a", "b", "b"],
    ...                         "choice": ["Yes", "No"] * 2, "n": [3, 1, 2, 5],
    ...                         "base": [4, 4, 7, 7]})
    >>> (sheet,) = list_sheets(open_release({"tallies": tallies}, questions))
    >>> sheet.n.tolist(), sheet.base.tolist()
    ([[0, 2], [3, 5]], [1, 4])
    """
    cells = release.cells
    parent = cells["parent"].to_numpy(int)
    of_group = (cells["by"] != "").to_numpy() & ~cells["fixed"].to_numpy(bool)
    is_part = _make_up(release, parent) & of_group
    is_whole = np.zeros(len(cells), dtype=bool)
    is_whole[parent[is_part]] = True
    sheets = []
    for part in _split(cells, np.flatnonzero(is_part)):
        base, group = np.unique(parent[part], return_inverse=True)
        sheets.append(Sheet(_lay(cells, part, group), base))
    for alone in _split(cells, np.flatnonzero(of_group & ~is_part & ~is_whole)):
        group = pd.factorize(cells["group"].to_numpy()[alone])[0]
        sheets.append(Sheet(_lay(cells, alone, group), None))
    return sheets


def _make_up(release: Release, parent: np.ndarray) -> np.ndarray:
    """Of each cell whether it and others are the whole of their parent."""
    long = release.relations[release.relations["equal"]]
    relation, cell = long["relation"].to_numpy(int), long["cell"].to_numpy(int)
    is_whole = long["coefficient"].to_numpy() > 0
    whole = np.full(int(relation.max(initial=-1)) + 1, -1)
    whole[relation[is_whole]] = cell[is_whole]
    is_part = ~is_whole & (parent[cell] == whole[relation]) & (parent[cell] >= 0)
    n_parts = np.bincount(relation[is_part], minlength=len(whole))
    complete = n_parts == np.bincount(relation, minlength=len(whole)) - 1
    out = np.zeros(len(parent), dtype=bool)
    out[cell[is_part & complete[relation]]] = True
    return out


def _split(cells: pd.DataFrame, chosen: np.ndarray) -> list[np.ndarray]:
    if not len(chosen):
        return []
    number = cells.iloc[chosen].groupby(["block", "by"], sort=False).ngroup().to_numpy()
    order = np.argsort(number, kind="stable")
    return np.split(chosen[order], np.cumsum(np.bincount(number))[:-1])


def _lay(cells: pd.DataFrame, chosen: np.ndarray, group: np.ndarray) -> np.ndarray:
    column = cells.iloc[chosen].groupby(["what", "choice"], sort=False).ngroup().to_numpy()
    n = np.full((group.max() + 1, column.max() + 1), -1)
    n[group, column] = chosen
    return n


def complete_rows(
    sheets: Iterable[Sheet],
    value: np.ndarray,
    hidden: np.ndarray,
    need: np.ndarray,
    cost: np.ndarray,
) -> np.ndarray:
    """Return what is hidden once every group hides at least two choices that can make up for it.

    Within a group whose base is shown, a hidden count moves as far as the hidden ones together
    hold people: two of them, with as many as are needed. The cheapest that does is added.

    Parameters
    ----------
    sheets : iterable of Sheet
    value, need, cost : array of float
    hidden : array of bool

    Returns
    -------
    array of bool

    Examples
    --------
    >>> sheet = Sheet(np.array([[1, 2, 3]]), np.array([0]))
    >>> value = np.array([20.0, 1, 12, 7])
    >>> complete_rows([sheet], value, value == 1, np.full(4, 3.0), value).tolist()
    [False, True, False, True]
    """
    hidden = hidden.copy()
    for sheet in sheets:
        if sheet.base is None:
            continue
        there = sheet.n >= 0
        people = np.where(there, value[sheet.n], 0)
        price = np.where(there, cost[sheet.n], np.inf)
        for _ in range(sheet.n.shape[1]):
            out = hidden[sheet.n] & there
            most = np.where(out, need[sheet.n], 0).max(axis=1)
            held = np.where(out, people, 0).sum(axis=1)
            short = out.any(axis=1) & ~hidden[sheet.base]
            short &= (out.sum(axis=1) < 2) | (held < most)
            rows = np.flatnonzero(short & (there & ~out).any(axis=1))
            if not len(rows):
                break
            enough = people + held[:, None] >= most[:, None]
            free = there & ~out
            # The cheapest that is enough; where none is, the largest.
            cheapest = np.where(free & enough, price, np.inf).argmin(axis=1)
            largest = np.where(free, people, -1).argmax(axis=1)
            chosen = np.where((free & enough).any(axis=1), cheapest, largest)
            hidden[sheet.n[rows, chosen[rows]]] = True
    return hidden
