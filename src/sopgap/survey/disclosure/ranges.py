"""ranges: the least and the most that a hidden count can be, given all that is published.

The attacker's problem of statistical disclosure control: two linear programs for each hidden
cell (Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4). Three things make
it fit for a whole release: bounds are narrowed first by looking at one relation at a time; what
then falls apart into components is attacked component by component, many in one program; and a
bound that some solution already reaches needs no program of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sopgap.errors import InputError

EXACT = 600  # cells of a component up to which every range is found to its end
BATCH = 1500  # cells that are put into one program
TOLERANCE = 1e-6
FEW = 10  # cells of large components that are left to a program each
STUCK = 0.98  # of them still left: another lot does not help
PASSES = 30  # of narrowing; each is cheap, and what is left is the programs' work


@dataclass(frozen=True)
class Ranges:
    """What is left to each cell: `low`, `high`, and whether these are the very ends.

    Where `exact` is false, the range is at least so wide.
    """

    low: np.ndarray
    high: np.ndarray
    exact: np.ndarray


def find_ranges(
    matrix: Any,
    equal: np.ndarray,
    value: np.ndarray,
    known: np.ndarray,
    bounds: tuple[np.ndarray, np.ndarray],
    *,
    need: np.ndarray | None = None,
    exact: int = EXACT,
) -> Ranges:
    """Find the range of each cell that is not known.

    Parameters
    ----------
    matrix : sparse matrix, relations x cells
        matrix @ x is 0 where `equal`, else 0 or more.
    equal : array of bool
    value : array of float
        Read where `known`.
    known : array of bool
    bounds : tuple of two arrays
        What is known of each cell beforehand.
    need : array of float, optional
        In components of more than `exact` cells a range is no further widened than this.
    exact : int

    Returns
    -------
    Ranges

    Raises
    ------
    InputError
        No counts agree with all that is published.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> whole = csr_array([[1.0, -1.0, -1.0]])
    >>> found = find_ranges(whole, np.array([True]), np.array([9.0, 0, 0]),
    ...     np.array([True, False, False]), (np.zeros(3), np.full(3, np.inf)))
    >>> found.low.tolist(), found.high.tolist()
    ([9.0, 0.0, 0.0], [9.0, 9.0, 9.0])
    """
    low = np.where(known, value, bounds[0])
    high = np.where(known, value, bounds[1])
    low, high = narrow(matrix, equal, low, high)
    if (low > high + TOLERANCE).any():
        raise InputError(CONTRADICTION)
    # No end that is bounded lies beyond the sum of all that is known: half the cap is without end.
    cap = 1000.0 + 4 * float(np.abs(low).sum() + high[np.isfinite(high)].sum())
    outer = Ranges(low, np.where(np.isinf(high), cap, high), np.ones(len(low), dtype=bool))
    wanted = np.full(len(low), np.inf) if need is None else need
    for columns, rows, labels in _batches(matrix, equal, outer):
        system = matrix, equal
        _settle(system, (rows, columns, labels), outer, wanted, exact)
    outer.high[outer.high >= cap / 2] = np.inf
    return Ranges(outer.low + 0.0, outer.high + 0.0, outer.exact)  # no -0.0


CONTRADICTION = (
    "the published counts contradict each other: no counts of people agree with all of them; a"
    " table was changed by hand, or the tables are of different runs"
)


def narrow(
    matrix: Any, equal: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Narrow the bounds by one relation at a time, until nothing moves; counts are whole.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> part_of = csr_array([[1.0, -1.0]])
    >>> low, high = narrow(part_of, np.array([False]), np.array([0.0, 2]), np.array([8.0, np.inf]))
    >>> low.tolist(), high.tolist()
    ([2.0, 2.0], [8.0, 8.0])
    """
    coo = matrix.tocoo()
    row, column, k = coo.row, coo.col, coo.data
    low, high = low.astype(float).copy(), high.astype(float).copy()
    for _ in range(PASSES):
        least = k * np.where(k > 0, low[column], high[column])
        most = k * np.where(k > 0, high[column], low[column])
        # k x <= -(least of the others) for equalities; k x >= -(most of the others) for both.
        above = np.where(equal[row], -_others(least, row, len(equal)), np.inf)
        below = -_others(most, row, len(equal))
        with np.errstate(invalid="ignore"):
            up, down = np.where(k > 0, above, below) / k, np.where(k > 0, below, above) / k
        before = low.copy(), high.copy()
        np.minimum.at(high, column, np.floor(up + TOLERANCE))
        np.maximum.at(low, column, np.ceil(down - TOLERANCE))
        if (before[0] == low).all() and (before[1] == high).all():
            break
        if (low > high).any():
            break
    return low, high


def _others(parts: np.ndarray, row: np.ndarray, n: int) -> np.ndarray:
    """The sum of a relation's other parts, for each part; infinite parts are counted apart."""
    infinite = np.isinf(parts)
    sums = np.bincount(row, np.where(infinite, 0, parts), n)[row] - np.where(infinite, 0, parts)
    left = np.bincount(row, infinite, n)[row] - infinite
    # All infinite parts of one sum are of one sign: least are -inf, most are +inf.
    sign = np.bincount(row, np.where(infinite, np.sign(parts), 0), n)[row]
    return np.where(left > 0, np.where(sign > 0, np.inf, -np.inf), sums)


def _batches(matrix: Any, equal: np.ndarray, outer: Ranges) -> list[tuple]:
    """Open cells by component, small components many together: (columns, rows, labels)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    is_open = outer.high > outer.low
    if not is_open.any():
        return []
    coo = matrix.tocoo()
    most = coo.data * np.where(coo.data > 0, outer.low[coo.col], outer.high[coo.col])
    # A relation that holds whatever its cells are ties nothing together.
    least_of = np.bincount(coo.row, most, len(equal))
    binds = (equal | (least_of < -TOLERANCE))[coo.row] & is_open[coo.col]
    row, column = coo.row[binds], coo.col[binds]
    r, n = matrix.shape
    graph = coo_array((np.ones(len(row)), (row, column + r)), shape=(r + n, r + n))
    label = connected_components(graph, directed=False)[1]
    columns = np.flatnonzero(is_open)
    columns = columns[np.argsort(label[r + columns], kind="stable")]
    rows = np.unique(row)
    sizes = np.unique(label[r + columns], return_counts=True)
    batch_of = dict(zip(sizes[0], np.cumsum(sizes[1]) // BATCH, strict=True))
    batch = np.array([batch_of[x] for x in label[r + columns]])
    batch_row = np.array([batch_of[x] for x in label[rows]])
    return [
        (columns[batch == b], rows[batch_row == b], label[r + columns[batch == b]])
        for b in np.unique(batch)
    ]


def _settle(
    system: tuple[Any, np.ndarray],
    batch: tuple[np.ndarray, np.ndarray, np.ndarray],
    outer: Ranges,
    need: np.ndarray,
    exact: int,
) -> None:
    """Find the ranges of one batch; `outer` is changed in place."""
    (matrix, equal), (rows, columns, labels) = system, batch
    part = matrix[rows][:, columns]
    low, high = outer.low[columns], outer.high[columns]
    rest = outer.low.copy()
    rest[columns] = 0
    right = -(matrix[rows] @ rest)  # what the cells that are settled leave to the open ones
    ends = right, np.where(equal[rows], right, np.inf)
    _, component, size = np.unique(labels, return_inverse=True, return_counts=True)
    large = (size > exact)[component]
    enough = np.where(large, need[columns], np.inf)
    seen_low, seen_high = np.full(len(columns), np.inf), np.full(len(columns), -np.inf)
    side, waiting, signs = 1.0, 0, np.random.default_rng(0)
    for attempt in range(2 * len(columns) + 4):
        wide = seen_high - seen_low >= enough - TOLERANCE
        to_low = (seen_low > low + TOLERANCE) & ~wide
        to_high = (seen_high < high - TOLERANCE) & ~wide
        if not (to_low.any() or to_high.any()):
            break
        if attempt < 4:  # all at once: a good part of the ends is reached together
            waiting = len(columns)
            aim, side = (to_low.astype(float) if side > 0 else -to_high.astype(float)), -side
            single = None
        elif waiting * STUCK > (left := int((large & (to_low | to_high)).sum())) > FEW:
            # Some up, some down, by lot: of many cells this widens a good part at once.
            waiting, single, lot = left, None, signs.random(len(columns)) < 0.5
            aim = np.where(large & to_low & lot, 1.0, np.where(large & to_high & ~lot, -1.0, 0.0))
        else:
            aim, single = _one_each(component, to_low, to_high)
        if not aim.any():
            continue
        x = _optimum(part, ends, low, high, aim, component)
        np.fmin(seen_low, x, out=seen_low)  # a component that was not aimed at is NaN in x
        np.fmax(seen_high, x, out=seen_high)
        if single is not None:
            down, up = single[aim[single] > 0], single[aim[single] < 0]
            low[down] = np.minimum(np.ceil(x[down] - TOLERANCE), high[down])
            high[up] = np.maximum(np.floor(x[up] + TOLERANCE), low[up])
    outer.exact[columns] = (seen_low <= low + TOLERANCE) & (seen_high >= high - TOLERANCE)
    cut = ~outer.exact[columns]
    outer.low[columns] = np.where(cut, np.ceil(seen_low - TOLERANCE), low)
    outer.high[columns] = np.where(cut, np.floor(seen_high + TOLERANCE), high)


def _one_each(
    component: np.ndarray, to_low: np.ndarray, to_high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Aim at one open end in each component: they are independent, so one program does."""
    waiting = np.flatnonzero(to_low | to_high)
    first = waiting[np.unique(component[waiting], return_index=True)[1]]
    aim = np.zeros(len(component))
    aim[first] = np.where(to_low[first], 1.0, -1.0)
    return aim, first


def _optimum(
    part: Any,
    ends: tuple[np.ndarray, np.ndarray],
    low: np.ndarray,
    high: np.ndarray,
    aim: np.ndarray,
    component: np.ndarray,
) -> np.ndarray:
    """Solve one program over the components that are aimed at; others keep a blank."""
    active = np.isin(component, component[aim != 0])
    x = np.full(len(aim), np.nan)
    inner = part[:, np.flatnonzero(active)]
    used = np.diff(inner.tocsr().indptr) > 0
    solved = solve(
        aim[active], inner[used], (ends[0][used], ends[1][used]), low[active], high[active]
    )
    if solved is None:
        raise InputError(CONTRADICTION)
    x[active] = solved
    return x


def solve(
    aim: np.ndarray,
    matrix: Any,
    ends: tuple[np.ndarray, np.ndarray],
    low: np.ndarray,
    high: np.ndarray,
) -> np.ndarray | None:
    """Minimise aim @ x with matrix @ x and x between their ends; None where that cannot be.

    `milp` without whole variables is scipy's cheapest door to HiGHS: half the time of `linprog`.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    constraints = LinearConstraint(matrix, *ends) if matrix.shape[0] else ()
    # Presolve costs more than it saves on programs of this size.
    plain = {"presolve": False}
    found = milp(aim, constraints=constraints, bounds=Bounds(low, high), options=plain)
    return None if found.x is None else found.x
