"""Suppression: the further counts to hide so that no hidden one can be worked back."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import numpy as np

from sopgap.errors import DisclosureError, InputError
from sopgap.survey.disclosure.attack import attack, matrix_of, name_recovered, needed
from sopgap.survey.disclosure.exchanges import exchange
from sopgap.survey.disclosure.moves import HIDDEN_PRICE, Terrain, find_move, survey_terrain
from sopgap.survey.disclosure.prints import PEOPLE
from sopgap.survey.disclosure.ranges import TOLERANCE
from sopgap.survey.disclosure.releases import Release, Rules, follow
from sopgap.survey.disclosure.sheets import complete_rows, list_sheets
from sopgap.survey.disclosure.ties import find_conditions, list_neighbours

LARGE = 3000  # cells of a release from which on most are proved by exchanges
VAST = 60_000  # and from which on no move goes through all of it
ROUNDS = 7  # of attack and repair
LATE = 3  # the round from which all counts of a group are hidden that bear on one that resists
DEAR = 10.0  # the price from which a count (of all) is hidden only where nothing else helps


@dataclass(frozen=True)
class _Board:
    """What is hidden so far, and the moves that prove it hidden well enough.

    `up` and `down` say how far each cell goes in the best moves known, `up_by` and `down_by` which
    those are, `at` the moves in which a cell takes part. The arrays are changed in place.
    """

    cost: np.ndarray
    parent: np.ndarray
    fixed: np.ndarray
    block: np.ndarray
    people: np.ndarray
    sums: Any
    terrain: Callable[[tuple[str, ...]], Terrain]
    hidden: np.ndarray
    need: np.ndarray
    up: np.ndarray
    down: np.ndarray
    up_by: np.ndarray
    down_by: np.ndarray
    moves: dict[int, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    at: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    number: Any = field(default_factory=count)


def protect(release: Release, rules: Rules | None = None) -> Release:
    """Hide the primary cells and as few others as it takes.

    For each hidden cell whose range is too narrow, the cheapest further cells are sought that let
    it move: a linear program whose price is what would have to be hidden (the heuristic of
    Kelly, Golden and Assad 1992, Networks 22, 397-417, here for any relations). Then each of them
    is shown again if nothing needs it. At last all is attacked, and what fails is hidden better.

    On a release of more than `LARGE` cells a second choice of each group is hidden first, and most
    cells are proved by exchanges of whole people; programs are for the rest.

    The answer depends on nothing but the release: ties go by the order of cells.

    Parameters
    ----------
    release : Release
        With all values known and its `primary` cells marked.
    rules : Rules, optional

    Returns
    -------
    Release
        `published` says what may be shown; `shown` of its places follows. Values stay: `blank`
        takes them out of the tables.

    Raises
    ------
    InputError
        A count is not known.
    DisclosureError
        Whatever is hidden besides, a count that must be hidden follows from what is fixed.

    Examples
    --------
    >>> import pandas as pd
    >>> from sopgap.survey.disclosure.releases import release_of_table
    >>> table = pd.DataFrame({"center": ["a", "b", "c", "Total"], "n": [1, 9, 30, 40]})
    >>> protect(release_of_table(table, ["center"])).cells.published.tolist()
    [False, False, True, True]
    """
    rules = rules or Rules()
    cells = release.cells
    unprinted = ~cells["printed"].to_numpy(bool)
    need = needed(release, rules)
    # What everybody knows beforehand is no secret: where nobody broke off, none did at a Center.
    primary = cells["primary"].to_numpy(bool) & ~cells["fixed"].to_numpy(bool) & (need > 0)
    release = replace(release, cells=cells.assign(primary=primary))
    if cells["value"].isna().to_numpy()[~unprinted].any():
        raise InputError(
            "a release with blank counts cannot be protected; give it tables with nothing hidden"
        )
    if not primary.any():
        return _published(release, unprinted)
    board = _board(release, primary | unprinted, need)
    if _is_large(board):
        _hide_by_rows(board, release)
    chosen = board.hidden.copy()
    for attempt in range(ROUNDS):
        _hide(board)
        if attempt == 0:
            _show_again(board, np.flatnonzero(board.hidden & ~chosen))
        out = _published(release, board.hidden)
        if _is_large(board) and _is_all_proved(board):
            break
        found = attack(out, rules)
        weak = found.loc[found["recovered"], "cell"].to_numpy()
        if not len(weak):
            break
        # A move in fractions of people can prove a range that whole people do not have.
        board.need[weak] += 1
        if attempt >= LATE:
            board.hidden[list_neighbours(release, board.hidden, weak)] = True
    else:
        raise DisclosureError(name_recovered(out, found))
    return out


def _published(release: Release, hidden: np.ndarray) -> Release:
    cells = release.cells.assign(published=~hidden)
    shown = cells["published"].to_numpy()[release.places["cell"]]
    return replace(release, cells=cells, places=release.places.assign(shown=shown))


def _board(release: Release, hidden: np.ndarray, need: np.ndarray) -> _Board:
    cells = release.cells
    unprinted = ~cells["printed"].to_numpy(bool)
    matrix, equal = matrix_of(release)
    n = len(cells)
    return _Board(
        cost=np.where(unprinted, 0, cells["cost"].to_numpy(float)),
        parent=cells["parent"].to_numpy(),
        fixed=cells["fixed"].to_numpy(bool),
        block=cells["block"].to_numpy(),
        people=(cells["block"] == PEOPLE).to_numpy(),
        sums=matrix[np.flatnonzero(equal)],
        terrain=survey_terrain(release),
        hidden=hidden.copy(),
        need=np.where(unprinted, 0, need),
        up=np.zeros(n),
        down=np.zeros(n),
        up_by=np.full(n, -1),
        down_by=np.full(n, -1),
    )


def _is_large(board: _Board) -> bool:
    return len(board.block) > LARGE


def _hide_by_rows(board: _Board, release: Release) -> None:
    sheets, value = list_sheets(release), release.cells["value"].to_numpy(float)
    price = np.where(board.fixed, np.inf, board.cost)
    for _ in range(ROUNDS):
        board.hidden[:] = complete_rows(sheets, value, board.hidden, board.need, price)
        told = find_conditions(release, board.hidden, board.need)
        if not len(told):
            break
        board.hidden[told] = True
    board.up[:], board.down[:] = exchange(release, sheets, board.hidden, board.need)


def _is_all_proved(board: _Board) -> bool:
    """Whether moves of whole people prove every hidden count; then no attack can fare better."""
    left = board.hidden & (board.up + board.down < board.need - TOLERANCE)
    whole = (np.allclose(steps, np.round(steps)) for _, steps in board.moves.values())
    return not left.any() and all(whole)


def _hide(board: _Board) -> None:
    """Hide what the unproved cells need, and what those that are hidden for them need in turn."""
    board.hidden[:] = follow(board.hidden, board.parent) & ~board.fixed
    unproved = board.hidden & (board.up + board.down < board.need - TOLERANCE)
    waiting = sorted(
        np.flatnonzero(unproved).tolist(),
        key=lambda i: (-board.need[i], -board.cost[i], i),
    )
    queue = deque(waiting)
    while queue:
        cell = queue.popleft()
        if _is_proved(board, cell):
            continue
        before = board.hidden.copy()
        price = np.where(board.fixed, np.inf, board.cost)
        # A dear count (of all) is spared where a wider look finds another way.
        spared = np.where(board.cost >= DEAR, np.inf, price)
        scopes = _scopes(board, cell, closed=False)
        for scope, paid in [*((s, spared) for s in scopes), *((s, price) for s in scopes)]:
            if _prove(board, board.terrain(scope), cell, paid):
                break
        board.hidden[:] = follow(board.hidden, board.parent) & ~board.fixed
        queue += np.flatnonzero(board.hidden & ~before).tolist()


def _is_proved(board: _Board, cell: int) -> bool:
    return bool(board.up[cell] + board.down[cell] >= board.need[cell] - TOLERANCE)


def _scopes(board: _Board, cell: int, *, closed: bool) -> list[tuple[str, ...]]:
    """Where a move may go: its own block, then the counts of people too, then everywhere.

    Not everywhere in a release so vast that one program would take minutes.
    """
    block = str(board.block[cell])
    scopes: list[tuple[str, ...]] = [(block,)]
    if (board.people & board.hidden).any() if closed else board.people.any():
        scopes.append((block, PEOPLE))
    return scopes if closed or len(board.block) > VAST else [*scopes, ()]


def _prove(board: _Board, terrain: Terrain, cell: int, cost: np.ndarray) -> bool:
    """Find the cheapest move that makes a cell's range wide enough, and hide what it moves."""
    price = np.where(board.hidden, HIDDEN_PRICE, cost)[terrain.cells]
    least = price[price > HIDDEN_PRICE].min(initial=np.inf)
    best, cheapest = None, np.inf
    for sign, has in ((1, board.down[cell]), (-1, board.up[cell])):
        move = find_move(terrain, cell, sign * (board.need[cell] - has), price)
        paid = np.inf if move is None else float(price[move != 0].sum())
        if paid < cheapest - TOLERANCE:
            best, cheapest = [move], paid
        if paid < least:
            break  # nothing more is hidden: it cannot be had cheaper
    for move in best or _both_ways(board, terrain, cell, price):
        if move is not None:
            _note(board, terrain.cells[move != 0], move[move != 0])
            board.hidden[terrain.cells[move != 0]] = True
    return _is_proved(board, cell)


def _both_ways(
    board: _Board, terrain: Terrain, cell: int, price: np.ndarray
) -> list[np.ndarray | None]:
    """As far up as may be, and down the rest: for a count between close bounds."""
    at = int(np.searchsorted(terrain.cells, cell))
    up = min(terrain.up[at], board.need[cell])
    if not 0 < up < board.need[cell]:
        return []
    both = [find_move(terrain, cell, by, price) for by in (up, up - board.need[cell])]
    return [] if any(move is None for move in both) else both


def _note(board: _Board, cells: np.ndarray, steps: np.ndarray) -> None:
    """Remember a move, and of which cells it proves more than those known."""
    number = next(board.number)
    board.moves[number] = cells, steps
    for cell in cells.tolist():
        board.at[cell].add(number)
    _use(board, number)


def _use(board: _Board, number: int) -> None:
    cells, steps = board.moves[number]
    up, down = steps > board.up[cells], -steps > board.down[cells]
    board.up[cells[up]], board.up_by[cells[up]] = steps[up], number
    board.down[cells[down]], board.down_by[cells[down]] = -steps[down], number


def _forget(board: _Board, numbers: Iterable[int]) -> None:
    for number in numbers:
        for cell in board.moves.pop(number)[0].tolist():
            board.at[cell].discard(number)


def _show_again(board: _Board, complements: np.ndarray) -> None:
    """Show each complement that nothing needs, the dearest first."""
    sums_of = board.sums.tocsc()
    for cell in sorted(complements.tolist(), key=lambda i: (-board.cost[i], -i)):
        if board.parent[cell] >= 0 and board.hidden[board.parent[cell]]:
            continue
        rows = sums_of.indices[sums_of.indptr[cell] : sums_of.indptr[cell + 1]]
        if not any(_leaves_one_alone(board, row, cell) for row in rows.tolist()):
            _try_without(board, sums_of, cell)


def _leaves_one_alone(board: _Board, row: int, cell: int) -> bool:
    """Whether a sum would keep one hidden cell: no program need be asked what that one is."""
    members = board.sums.indices[board.sums.indptr[row] : board.sums.indptr[row + 1]]
    left = members[board.hidden[members] & (members != cell)]
    return len(left) == 1 and bool(board.need[left[0]] > 0)


def _try_without(board: _Board, sums_of: Any, cell: int) -> None:
    """Show a cell if each hidden one that leaned on its moves can do without."""
    proofs = board.up, board.down, board.up_by, board.down_by
    kept, known = [array.copy() for array in proofs], set(board.moves)
    using = sorted(board.at[cell])
    board.hidden[cell] = False
    lost = [np.isin(by, using) for by in (board.up_by, board.down_by)]
    board.up[lost[0]], board.up_by[lost[0]] = 0, -1
    board.down[lost[1]], board.down_by[lost[1]] = 0, -1
    leaning = np.flatnonzero(lost[0] | lost[1])
    for number in sorted(set().union(*(board.at[i] for i in leaning.tolist())) - set(using)):
        _use(board, number)
    leaning = leaning[board.hidden[leaning]]
    if all(_can_do_without(board, i) for i in _loneliest_first(board, sums_of, leaning)):
        _forget(board, using)
        return
    board.hidden[cell] = True
    for array, old in zip(proofs, kept, strict=True):
        array[:] = old
    _forget(board, sorted(set(board.moves) - known))


def _can_do_without(board: _Board, cell: int) -> bool:
    shut = np.full(len(board.hidden), np.inf)  # nothing more is hidden for it
    return _is_proved(board, cell) or any(
        _prove(board, board.terrain(scope), cell, shut)
        for scope in _scopes(board, cell, closed=True)
    )


def _loneliest_first(board: _Board, sums_of: Any, cells: np.ndarray) -> list[int]:
    """Those in a sum with the fewest hidden cells: they are likely to fail, and end the trial."""
    n_hidden, ends = board.sums @ board.hidden, sums_of.indptr
    company = [
        n_hidden[sums_of.indices[ends[i] : ends[i + 1]]].min(initial=np.inf) for i in cells.tolist()
    ]
    return cells[np.argsort(company, kind="stable")].tolist()
