"""exchanges: people moved between groups and choices one by one, for thousands of counts at once.

On a large release a linear program for each hidden count takes hours. Most counts of a survey need
none: one person who changes places with another, in a sheet of groups by choices, leaves every sum
as it is. Such moves are laid together here for all hidden counts, and then each is held against
every relation of the release: what passes is a proof, what fails proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sopgap.survey.disclosure.attack import matrix_of
from sopgap.survey.disclosure.ranges import TOLERANCE
from sopgap.survey.disclosure.releases import Release
from sopgap.survey.disclosure.sheets import Sheet

BATCH = 20_000  # targets that are moved together
MENDS = 6  # times that a move which breaks a bound is given another exchange
MANY = 1_000_000.0  # more people than any step is made with: what has no bound


def exchange(
    release: Release, sheets: Sequence[Sheet], hidden: np.ndarray, need: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Find how far each hidden count can rise and fall by exchanges that leave all else as it is.

    A count rises by people who chose something else in the same group, or, where its base is hidden
    too, by people of other groups; in other groups as many change the other way round. What a count
    cannot rise, it may fall.

    Parameters
    ----------
    release : Release
        With all values known.
    sheets : sequence of Sheet
    hidden : array of bool
    need : array of float
        How far each cell is to move, up and down together.

    Returns
    -------
    tuple of two arrays of float
        Whole people; 0 where no exchange was found. Exact: each was held against all relations.

    Examples
    --------
    >>> import pandas as pd
    >>> from sopgap.survey.disclosure.counts import open_release
    >>> from sopgap.survey.disclosure.sheets import list_sheets
    >>> questions = pd.DataFrame({"question_id": ["q1"], "kind": ["single"], "choices": ["Yes|No"],
    ...                           "dont_know": [""], "asked_if": [""]})
    >>> tallies = pd.DataFrame({"question_id": "q1", "group": ["all"] * 2 + ["a"] * 2 + ["b"] * 2,
    ...                         "choice": ["Yes", "No"] * 3, "n": [9, 31, 1, 19, 8, 12],
    ...                         "base": [40, 40] + [20] * 4})
    >>> release = open_release({"tallies": tallies}, questions)
    >>> hidden = ((release.cells.what == "n") & (release.cells.by == "center")).to_numpy()
    >>> up, down = exchange(release, list_sheets(release), hidden, np.full(10, 3.0))
    >>> (up + down)[hidden].tolist()
    [4.0, 4.0, 4.0, 4.0]
    """
    system = _open_system(release, hidden)
    near, far = _rooms(system)
    up, down = np.zeros(len(hidden)), np.zeros(len(hidden))
    # First by what each count can go by itself; then farther, mending what that breaks.
    for room, mends in ((near, 0), (far, MENDS)):
        place = _lay_out(sheets, room, near, len(hidden))
        left = np.flatnonzero(hidden & (up + down < need - TOLERANCE) & (place.board >= 0))
        for first in range(0, len(left), BATCH):
            target = left[first : first + BATCH]
            steps = _change(place, target, need[target].astype(int))
            for attempt in range(mends + 1):
                moves, broken = _hold_against(system, steps)
                _credit(moves, broken, up, down)
                if attempt == mends or not len(broken):
                    break
                steps = _mend(system, place, moves, broken)
    return up, down


class _System(NamedTuple):
    """A release as the relations that moves are held against."""

    matrix: Any
    equal: np.ndarray
    spare: np.ndarray  # of each bound, by how much it holds
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    hidden: np.ndarray
    wholes: np.ndarray  # of each bound the largest hidden count on its one side; -1 without
    parts: np.ndarray  # and on the other


def _open_system(release: Release, hidden: np.ndarray) -> _System:
    matrix, equal = matrix_of(release)
    cells = release.cells
    value, low, high = (cells[name].to_numpy(float) for name in ("value", "low", "high"))
    may_move = hidden & ~cells["fixed"].to_numpy(bool) & ~np.isnan(value)
    known = np.nan_to_num(value)
    ends = (_largest(matrix, way, ~equal, may_move, known) for way in (1, -1))
    spare = np.where(equal, 0, matrix @ known)
    return _System(matrix, equal, spare, value, low, high, may_move, *ends)


def _largest(
    matrix: Any, sign: int, wanted: np.ndarray, may_move: np.ndarray, value: np.ndarray
) -> np.ndarray:
    """Of each relation the largest count of one sign that may move; -1 where there is none."""
    long = matrix.tocoo()
    may = (long.data * sign > 0) & may_move[long.col] & wanted[long.row]
    row, cell = long.row[may], long.col[may]
    order = np.lexsort((cell, -value[cell], row))
    rows, first = np.unique(row[order], return_index=True)
    found = np.full(len(wanted), -1)
    found[rows] = cell[order][first]
    return found


def _rooms(system: _System) -> list[tuple[np.ndarray, np.ndarray]]:
    """How far each count can rise and fall: when nothing else moves, and by its own ends."""
    rise = np.where(system.hidden, np.minimum(system.high - system.value, MANY), 0)
    fall = np.where(system.hidden, system.value - system.low, 0)
    far = rise.copy(), fall.copy()
    long = system.matrix[np.flatnonzero(~system.equal)].tocoo()
    room = system.spare[~system.equal][long.row] / np.abs(long.data)
    up = long.data < 0
    np.minimum.at(rise, long.col[up], room[up])
    np.minimum.at(fall, long.col[~up], room[~up])
    return [(np.floor(rise + TOLERANCE), np.floor(fall + TOLERANCE)), far]


class _Steps(NamedTuple):
    """Steps of several moves: the number of each move, a cell and how far it goes."""

    move: np.ndarray
    cell: np.ndarray
    step: np.ndarray


class _Broken(NamedTuple):
    """Relations that moves break: which, by which move, how much is lacking."""

    relation: np.ndarray
    move: np.ndarray
    lack: np.ndarray


@dataclass(frozen=True)
class _Board:
    """A sheet with one more column at its end: where people come from who choose nothing else.

    Where choices add up these are all who did not answer. They show in the base alone, which rises
    when one comes from there: `sign`. Else they are nobody, without a cell.
    """

    cell: np.ndarray  # groups x columns
    sign: np.ndarray  # of each column, what its cells do when a person comes
    mate: np.ndarray  # of each column, whether others exchange with it
    rise: np.ndarray  # how many can come
    fall: np.ndarray  # how many can leave
    easy_rise: np.ndarray  # how many can without anything to mend
    easy_fall: np.ndarray


class _Place(NamedTuple):
    """Where each cell stands: on which of the boards, in which group and column."""

    boards: list[_Board]
    board: np.ndarray
    group: np.ndarray
    column: np.ndarray


def _lay_out(
    sheets: Sequence[Sheet],
    room: tuple[np.ndarray, np.ndarray],
    easy: tuple[np.ndarray, np.ndarray],
    n_cells: int,
) -> _Place:
    place = _Place([], *np.full((3, n_cells), -1))
    for number, sheet in enumerate(sheets):
        adds_up = sheet.base is not None
        last = np.full(len(sheet.n), -1) if sheet.base is None else sheet.base
        cell = np.column_stack([sheet.n, last])
        is_last = np.arange(cell.shape[1]) == cell.shape[1] - 1
        sign = np.where(is_last & adds_up, -1.0, 1.0)
        nobody = MANY * (is_last & (not adds_up))
        rooms = []
        for of in (room, easy):
            up, down = (np.where(cell >= 0, end[cell], nobody) for end in of)
            rooms += [np.where(sign > 0, up, down), np.where(sign > 0, down, up)]
        place.boards.append(_Board(cell, sign, is_last | adds_up, *rooms))
        group, column = np.nonzero(cell >= 0)
        there = cell[group, column]
        place.board[there], place.group[there], place.column[there] = number, group, column
    return place


def _change(place: _Place, target: np.ndarray, wanted: np.ndarray, way: int = 0) -> _Steps:
    """Lay two moves for each target cell: as far as is wanted it rises, and falls by the rest.

    With a `way` all of it is risen (1) or fallen (-1).
    """
    parts = [_Steps(*np.zeros((3, 0), dtype=int))]
    for number in np.unique(place.board[target]):
        board = place.boards[number]
        mine = np.flatnonzero(place.board[target] == number)
        sign = board.sign[place.column[target[mine]]]
        for one in np.unique(sign):
            at = mine[sign == one]
            where = place.group[target[at]], place.column[target[at]]
            steps = _exchange_on(board, *where, wanted[at], way * int(one))
            parts.append(steps._replace(move=2 * at[steps.move // 2] + steps.move % 2))
    return _join(parts)


def _join(parts: Sequence[_Steps]) -> _Steps:
    return _Steps(*(np.concatenate(of) for of in zip(*parts, strict=True)))


def _exchange_on(
    board: _Board, group: np.ndarray, column: np.ndarray, wanted: np.ndarray, way: int
) -> _Steps:
    """People come to each target of one board (even moves), or leave it (odd ones)."""
    every, most = np.arange(len(group)), int(wanted.max(initial=0))
    rise, fall = board.rise, board.fall
    able = np.where(board.mate, np.minimum(fall, most), 0)
    mates = np.argsort(-able, axis=1, kind="stable")[:, : most + 1][group]
    own = mates == column[:, None]
    given = np.where(own, 0, able[group[:, None], mates]).cumsum(axis=1)
    taker = mates[every, np.where(own, 0, rise[group[:, None], mates]).argmax(axis=1)]
    come = np.minimum(np.minimum(wanted, rise[group, column]), given[:, -1]) * (way >= 0)
    leave = np.minimum(wanted - come, fall[group, column]) * (way <= 0)
    people = [np.zeros((5, 0), dtype=int)]
    for turn in range(most):
        giver = mates[every, (given > turn).argmax(axis=1)]
        for side, go, to, origin in ((0, come, column, giver), (1, leave, taker, column)):
            on = np.flatnonzero(go > turn)
            turns = np.full(len(on), turn)
            people.append(np.stack([2 * on + side, group[on], to[on], origin[on], turns]))
    return _swap(board, *np.concatenate(people, axis=1))


def _swap(
    board: _Board,
    move: np.ndarray,
    group: np.ndarray,
    to: np.ndarray,
    come: np.ndarray,
    turn: np.ndarray,
) -> _Steps:
    """Let somebody of another group go the other way for each who comes `to` from `come`."""
    other = np.full(len(move), -1)
    pair = to * board.cell.shape[1] + come
    order = np.argsort(pair, kind="stable")
    for at in np.split(order, np.flatnonzero(np.diff(pair[order])) + 1) if len(pair) else ():
        leaves, comes = to[at[0]], come[at[0]]
        able = np.minimum(board.fall[:, leaves], board.rise[:, comes])
        easy = np.minimum(board.easy_fall[:, leaves], board.easy_rise[:, comes])
        found = np.lexsort((-able, -easy))[: int(turn[at].max()) + 2]
        found = found[able[found] >= 1]
        if len(found):
            other[at] = _take_turns(found, group[at], turn[at])
    cell = np.concatenate([board.cell[g, c] for g in (group, other) for c in (to, come)])
    signs = board.sign[to], board.sign[come]
    step = np.concatenate([signs[0], -signs[1], -signs[0], signs[1]])
    moves = np.tile(move, 4)
    kept = (cell >= 0) & ~np.isin(moves, move[other < 0])  # a move without a partner is none
    return _Steps(moves[kept], cell[kept], step[kept])


def _take_turns(found: np.ndarray, group: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Return the group whose turn it is, one's own passed over; -1 where there is no other."""
    own = found == group[:, None]
    has_own = own.any(axis=1)
    n_others = len(found) - has_own
    place = turn % np.maximum(n_others, 1)
    place += has_own & (place >= own.argmax(axis=1))
    return np.where(n_others > 0, found[np.minimum(place, len(found) - 1)], -1)


def _hold_against(system: _System, steps: _Steps) -> tuple[Any, _Broken]:
    """Return the moves as a sparse matrix (cells x moves), and what they break."""
    from scipy.sparse import csc_array

    shape = len(system.hidden), int(steps.move.max(initial=-1)) + 1
    moves = csc_array((steps.step, (steps.cell, steps.move)), shape=shape)
    moves.sum_duplicates()
    change = (system.matrix @ moves).tocoo()
    equal = system.equal[change.row]
    left = np.where(equal, -np.abs(change.data), system.spare[change.row] + change.data)
    wrong = left < -TOLERANCE
    relation, move, lack = change.row[wrong], change.col[wrong], -left[wrong]
    # What goes beyond a cell's own ends, or moves a count that is shown, cannot be mended.
    one = moves.tocoo()
    after = system.value[one.row] + one.data
    good = (after >= system.low[one.row]) & (after <= system.high[one.row])
    out = np.unique(one.col[~(good & system.hidden[one.row]) & (one.data != 0)])
    none = np.full(len(out), -1)
    parts = ((relation, none), (move, out), (lack, none))
    return moves, _Broken(*(np.concatenate(part) for part in parts))


def _credit(moves: Any, broken: _Broken, up: np.ndarray, down: np.ndarray) -> None:
    """Note how far each cell goes in the moves that keep all relations."""
    one = moves.tocoo()
    good = ~np.isin(one.col, broken.move)
    np.maximum.at(up, one.row[good], one.data[good])
    np.maximum.at(down, one.row[good], -one.data[good])


def _mend(system: _System, place: _Place, moves: Any, broken: _Broken) -> _Steps:
    """Return the broken moves, and with each what gives a bound more room.

    The count that bounds is raised; where the move itself has lowered it, the other is lowered.
    """
    relation, move, lack = broken
    hopeless = np.isin(move, move[(relation < 0) | system.equal[relation]])
    relation, move, lack = relation[~hopeless], move[~hopeless], lack[~hopeless]
    one = moves.tocoo()
    kept = np.isin(one.col, move)
    parts = [_Steps(one.col[kept], one.row[kept], one.data[kept])]
    wholes = (system.matrix.maximum(0) @ moves).tocoo()
    falls = (wholes.row * moves.shape[1] + wholes.col)[wholes.data < 0]
    fell = np.isin(relation * moves.shape[1] + move, falls)
    for way, ends, on in ((1, system.wholes, ~fell), (-1, system.parts, fell)):
        target = ends[relation[on]]
        found = (target >= 0) & (place.board[target] >= 0)
        target, which, wanted = target[found], move[on][found], np.ceil(lack[on][found])
        # One count may be at fault in several relations: it goes as far as the worst needs.
        order = np.lexsort((-wanted, target, which))
        target, which, wanted = target[order], which[order], wanted[order].astype(int)
        first = np.append(True, (np.diff(which) != 0) | (np.diff(target) != 0))[: len(which)]
        more = _change(place, target[first], wanted[first], way)
        parts.append(more._replace(move=which[first][more.move // 2]))
    return _join(parts)
