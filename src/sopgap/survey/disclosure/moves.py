"""moves: changes of true counts that leave all that is published as it is.

A reader cannot tell the true counts from the moved ones: a move proves how wide the range of each
of its cells is. The cheapest one says which further cells to hide so that it becomes possible.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from sopgap.survey.disclosure.attack import matrix_of
from sopgap.survey.disclosure.ranges import TOLERANCE, solve
from sopgap.survey.disclosure.releases import Release

HIDDEN_PRICE = 0.01  # of moving a cell that is hidden anyway: few of them, to show others again
SHARP = 0.3  # the smaller, the more the second look prefers few cells to small moves
LOOKS = 2  # at the price of a move
CLOSE = 1.02  # a set so near to its program's bound is not looked at again
NEAR = 400  # cells of a block from which on a move is first sought around its cell
FEW = 16  # cells of a large sum that are then looked at


@dataclass(frozen=True)
class Terrain:
    """Where moves go: the cells of some blocks and their relations; all other cells keep still.

    Attributes
    ----------
    cells : array of int
        Ascending; the arrays below and a move's steps go in this order.
    down, up : array of float
        How far each cell can fall, and rise.
    sums, sums_of : sparse matrix
        The relations of two or more of the cells, by row and by column.
    steps : sparse matrix
        The same for rises and falls apart, side by side.
    ends : tuple of two arrays
        Between which each relation may change.
    """

    cells: np.ndarray
    down: np.ndarray
    up: np.ndarray
    sums: Any
    sums_of: Any
    steps: Any
    ends: tuple[np.ndarray, np.ndarray]


def survey_terrain(release: Release) -> Callable[[tuple[str, ...]], Terrain]:
    """Return what gives the terrain of some blocks, made when first asked for; () is everywhere.

    Examples
    --------
    >>> import pandas as pd
    >>> from sopgap.survey.disclosure.releases import release_of_table
    >>> table = pd.DataFrame({"center": ["a", "b", "Total"], "n": [1, 9, 10]})
    >>> survey_terrain(release_of_table(table, ["center"]))(()).down.tolist()
    [1.0, 9.0, 10.0]
    """
    matrix, equal = matrix_of(release)
    blocks = release.cells["block"].to_numpy()

    @cache
    def terrain(names: tuple[str, ...]) -> Terrain:
        within = np.isin(blocks, names) if names else np.ones(len(blocks), dtype=bool)
        return _terrain(release, matrix, equal, np.flatnonzero(within))

    return terrain


def _terrain(release: Release, matrix: Any, equal: np.ndarray, cells: np.ndarray) -> Terrain:
    from scipy.sparse import hstack

    value = release.cells["value"].to_numpy(float)
    down = np.maximum(value - release.cells["low"].to_numpy(float), 0)[cells]
    up = np.maximum(release.cells["high"].to_numpy(float) - value, 0)[cells]
    still = release.cells["fixed"].to_numpy(bool)[cells]
    down[still] = up[still] = 0
    part = matrix[:, cells].tocsr()
    slack = np.where(equal, 0, matrix @ value)
    touched = np.diff(part.indptr)
    for r in np.flatnonzero(touched == 1):  # a relation with one of the cells only bounds it
        j, k = part.indices[part.indptr[r]], part.data[part.indptr[r]]
        if equal[r]:
            down[j] = up[j] = 0
        elif k > 0:
            down[j] = min(down[j], slack[r] / k)
        else:
            up[j] = min(up[j], slack[r] / -k)
    rows = np.flatnonzero(touched > 1)
    sums = part[rows]
    steps = hstack([sums, -sums], format="csc")
    ends = -slack[rows], np.where(equal[rows], 0, np.inf)
    return Terrain(cells, down, up, sums, sums.tocsc(), steps, ends)


def find_move(terrain: Terrain, cell: int, by: float, price: np.ndarray) -> np.ndarray | None:
    """Find the cheapest move in which a cell goes so far; up where `by` is positive.

    A linear program prices each cell by how far it moves. Looked at again with the price of each
    divided by how far it went, it comes nearer to a price for each cell that moves at all.

    Parameters
    ----------
    terrain : Terrain
    cell : int
    by : float
    price : array of float
        Of each cell of the terrain; infinite where it must keep still.

    Returns
    -------
    array of float, or None where there is no such move

    Examples
    --------
    >>> import pandas as pd
    >>> from sopgap.survey.disclosure.releases import release_of_table
    >>> table = pd.DataFrame({"center": ["a", "b", "c", "Total"], "n": [1, 9, 5, 15]})
    >>> everywhere = survey_terrain(release_of_table(table, ["center"]))(())
    >>> find_move(everywhere, 0, 3, np.array([1, 2, 1, 9.0])).tolist()
    [3.0, 0.0, -3.0, 0.0]
    """
    at = int(np.searchsorted(terrain.cells, cell))
    if by > terrain.up[at] + TOLERANCE or -by > terrain.down[at] + TOLERANCE:
        return None
    if len(price) > NEAR:
        near = np.where(_near(terrain, at, price), price, np.inf)
        found = _cheapest(terrain, at, by, near)
        if found is not None:
            return found
    return _cheapest(terrain, at, by, price)


def _cheapest(terrain: Terrain, at: int, by: float, price: np.ndarray) -> np.ndarray | None:
    size, free = len(price), np.isfinite(price)
    if not free[at]:
        return None
    rises, falls = (
        np.flatnonzero(free & (terrain.up > 0)),
        np.flatnonzero(free & (terrain.down > 0)),
    )
    cells, sign = np.concatenate([rises, falls]), np.repeat([1.0, -1.0], [len(rises), len(falls)])
    low, high = np.zeros(len(cells)), np.concatenate([terrain.up[rises], terrain.down[falls]])
    high[cells == at] = 0
    forced = (cells == at) & (sign == np.sign(by))
    low[forced] = high[forced] = abs(by)
    steps = terrain.steps[:, np.concatenate([rises, falls + size])]
    least = price[price > HIDDEN_PRICE].min(initial=np.inf)
    aim, best, cheapest = price[cells], None, np.inf
    for _ in range(LOOKS):
        x = solve(aim, steps, terrain.ends, low, high)
        if x is None:
            return None
        moved = np.bincount(cells, sign * x, size)
        moved[np.abs(moved) < TOLERANCE] = 0
        paid = price[moved != 0].sum()
        if paid < cheapest - TOLERANCE:
            best, cheapest = moved, paid
        # Nothing more is hidden, or each cell moves as far as the first: no look makes it fewer.
        if paid < least or paid * abs(by) <= aim @ x * CLOSE:
            break
        aim = price[cells] / (np.abs(moved[cells]) / abs(by) + SHARP)
    return best


def _near(terrain: Terrain, at: int, price: np.ndarray) -> np.ndarray:
    """The cells around one: of its large sums the cheapest, and all in the small sums of those."""
    found = {at}
    for members in _sums_of(terrain, at):
        found |= set(members[np.argsort(price[members], kind="stable")[:FEW]].tolist())
    for cell in sorted(found):
        for members in _sums_of(terrain, cell):
            if len(members) <= FEW:
                found |= set(members.tolist())
    near = np.zeros(len(price), dtype=bool)
    near[sorted(found)] = True
    return near


def _sums_of(terrain: Terrain, cell: int) -> list[np.ndarray]:
    ends, start = terrain.sums_of.indptr, terrain.sums.indptr
    rows = terrain.sums_of.indices[ends[cell] : ends[cell + 1]]
    return [terrain.sums.indices[start[row] : start[row + 1]] for row in rows]
