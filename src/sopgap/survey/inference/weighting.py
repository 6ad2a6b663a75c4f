"""Weights that make the answers stand for the staff in the frame, and what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, quoted
from sopgap.survey.inference.intervals import as_floats

TOLERANCE = 1e-12  # of the frame's total: weights then repeat to 9 decimals
MAX_ROUNDS = 1000
AND = "\x1f"  # between the parts of a cell: no Center or position holds this character


def poststratify(
    rows: pd.DataFrame,
    frame: pd.DataFrame,
    *,
    by: Sequence[str] = ("center",),
    weight: str | None = None,
    collapse: bool = False,
) -> pd.DataFrame:
    """Weight people so that each cell of the frame counts with its staff.

    Within a cell everybody's weight is multiplied by staff / sum of weights, as in R's
    survey::postStratify (Holt and Smith 1979).

    Parameters
    ----------
    rows : DataFrame
        One row a person, with the columns of `by`: those who answered the question.
    frame : table `frame`
    by : sequence of {"center", "position"}
        The columns that make the cells.
    weight : str, optional
        Column of `rows` with the weights to begin with; by default all are alike.
    collapse : bool
        Whether cells of the frame without an answer are put together with others
        (`collapse_cells`); by default they are an error.

    Returns
    -------
    DataFrame
        `rows` with the column `weight`: together the staff of the frame.

    Raises
    ------
    InputError
        People stand in no cell of the frame; cells have staff and no answer; weights are blank or
        negative: all at once, each with what to do.

    Examples
    --------
    >>> frame = pd.DataFrame({"center": ["a", "b"], "position": ["x", "x"], "staff": [30, 10]})
    >>> rows = pd.DataFrame({"center": ["a", "a", "b", "b"]})
    >>> poststratify(rows, frame).weight.tolist()
    [15.0, 15.0, 5.0, 5.0]
    """
    start = _starting_weights(rows, weight)
    cell, staff = _cells(rows, frame, by, start, collapse)
    return rows.assign(weight=start * _factors(cell, staff, start))


def rake(
    rows: pd.DataFrame,
    frame: pd.DataFrame,
    *,
    margins: Sequence[str | tuple[str, ...]] = ("center", "position"),
    weight: str | None = None,
    collapse: bool = False,
    max_rounds: int = MAX_ROUNDS,
) -> pd.DataFrame:
    """Weight people so that every margin of the frame is met, by iterative proportional fitting.

    The margins are met in turn, again and again, until no weighted count of a margin changes
    (Deming and Stephan 1940; R's survey::rake). Cells of Center and position may be empty.

    Parameters
    ----------
    rows : DataFrame
        One row a person, with the columns of `margins`: those who answered the question.
    frame : table `frame`
    margins : sequence of str or tuple of str
        Each a column, or several whose cells make one margin.
    weight, collapse
        See `poststratify`.
    max_rounds : int
        Rounds after which raking is given up.

    Returns
    -------
    DataFrame
        `rows` with the column `weight`: together the staff of the frame.

    Raises
    ------
    InputError
        As `poststratify`, of every margin; or no weights meet all margins.

    Examples
    --------
    >>> frame = pd.DataFrame({"center": ["a", "a", "b", "b"], "position": ["x", "y", "x", "y"],
    ...                       "staff": [10, 20, 30, 40]})
    >>> rows = pd.DataFrame({"center": ["a", "a", "b", "b"], "position": ["x", "y", "x", "y"]})
    >>> rake(rows, frame).weight.round(6).tolist()
    [12.0, 18.0, 28.0, 42.0]
    """
    start = _starting_weights(rows, weight)
    problems, met = Problems(), []
    for margin in margins or [()]:
        by = [margin] if isinstance(margin, str) else list(margin)
        try:
            met.append(_cells(rows, frame, by, start, collapse))
        except InputError as error:
            problems.gather(error)
    problems.raise_if_any()
    # Whoever stands in the same cell of every margin gets the same factor: fit those, not people.
    kinds, where = np.unique(np.stack([cell for cell, _ in met]), axis=1, return_inverse=True)
    before = np.bincount(where.ravel(), start, minlength=kinds.shape[1])
    fitted, off = before, 1.0
    with np.errstate(all="ignore"):  # where no weights meet all margins, some run out to nothing
        for _ in range(max_rounds):
            for cell, (_, staff) in zip(kinds, met, strict=True):
                fitted = fitted * _factors(cell, staff, fitted)
            off = max(_miss(cell, m[1], fitted) for cell, m in zip(kinds, met, strict=True))
            if off <= TOLERANCE:
                factors = np.where(before > 0, fitted / before, 0)
                return rows.assign(weight=start * factors[where.ravel()])
    raise InputError(
        f"raking by {' and '.join(map(str, margins))} was given up after {max_rounds} rounds,"
        f" {off:.2%} of the frame from its margins: no weights of these answers meet all of them;"
        " collapse cells (collapse=True), or post-stratify by one margin"
    )


def collapse_cells(
    answers: pd.Series, staff: pd.Series, *, least: int = 1
) -> tuple[dict[Any, Any], list[str]]:
    """Say which cells of the frame are taken together, because too few answered in some.

    Cells under `least` answers go together; if that makes too few still, the cell with the least
    staff joins them. What was answered plays no part. A cell without staff is left alone, and so
    is one in which everybody answered: nothing about it is uncertain.

    Parameters
    ----------
    answers : Series of number
        Answers, by cell of the frame.
    staff : Series of number
        People in the frame, by the same cells.
    least : int
        Answers that a cell needs to stand alone.

    Returns
    -------
    tuple of dict and list of str
        For each cell the name of the cell it now belongs to; and which were put together.

    Examples
    --------
    >>> answers, staff = pd.Series({"a": 9, "b": 0, "c": 4}), pd.Series({"a": 20, "b": 5, "c": 8})
    >>> collapse_cells(answers, staff)
    ({'a': 'a', 'b': 'c + b', 'c': 'c + b'}, ['c + b'])
    """
    own = {cell: cell for cell in staff.index}
    answers = answers.reindex(staff.index, fill_value=0)
    weak = staff.index[(answers < least) & (answers < staff)]
    if weak.empty:
        return own, []
    order = sorted(staff.index.difference(weak, sort=False), key=lambda c: (staff[c], str(c)))
    joined = list(weak)
    while answers[joined].sum() < least and order:
        joined.insert(0, order.pop(0))
    if len(joined) == 1:
        return own, []
    name = " + ".join(_name(cell) for cell in joined)
    while name in own:  # a Center may be called so
        name += "+"
    return own | dict.fromkeys(joined, name), [name]


def kish(weights: Any) -> tuple[float, float]:
    """Return Kish's design effect of unequal weights, and the effective number of answers.

    deff = n Σw² / (Σw)², and n / deff (Kish 1965): what weighting costs in precision, if the
    weights have nothing to do with the answers.

    Parameters
    ----------
    weights : array or Series of number
        None below 0; people of weight 0 count for nothing.

    Returns
    -------
    tuple of two floats
        NaN if no weight is above 0.

    Raises
    ------
    InputError
        A weight is blank, infinite or negative.

    Examples
    --------
    >>> deff, effective = kish([1, 1, 2])
    >>> round(deff, 4), round(effective, 4)
    (1.125, 2.6667)
    """
    values = check_weights(as_floats(weights), "weights")
    values = values[values > 0]
    if not len(values):
        return float("nan"), float("nan")
    values = values / values.max()  # squares of huge weights must not overflow
    effective = float(values.sum() ** 2 / (values**2).sum())
    return len(values) / effective, effective


def check_weights(weights: np.ndarray, what: str) -> np.ndarray:
    """Return weights as they are; raise where one is blank, infinite or negative.

    Raises
    ------
    InputError
        How many, where, and what to do.
    """
    wrong = ~np.isfinite(weights) | (weights < 0)
    if wrong.any():
        raise InputError(
            f"{what}: {int(wrong.sum())} of {len(weights)} are not a number of 0 or more; give"
            " everybody a weight (0 leaves a person out), or weight by the frame instead"
        )
    return weights


def cells_of(rows: pd.DataFrame, by: Iterable[str]) -> pd.Series:
    """Return the cell in which each row stands, as one text."""
    first, *others = (rows[column].astype("str") for column in by)
    return first.str.cat(others, sep=AND) if others else first


def staff_of_cells(frame: pd.DataFrame, by: Iterable[str]) -> pd.Series:
    """Return the staff of each cell of the frame, in its order; cells without staff are left out.

    Examples
    --------
    >>> frame = pd.DataFrame({"center": ["b", "a", "b"], "position": ["x", "x", "y"],
    ...                       "staff": [3, 0, 4]})
    >>> staff_of_cells(frame, ["center"]).to_dict()
    {'b': 7.0}
    """
    staff = frame["staff"].astype("float64").groupby(cells_of(frame, by), sort=False).sum()
    return staff[staff > 0]


def check_cells(rows: pd.DataFrame, frame: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """Return the cell of each row; raise where one stands in no cell of the frame.

    Raises
    ------
    InputError
        One sentence for each strange cell.
    """
    by, problems = list(by), Problems()
    if not by:
        problems.add("no column to weight by; name one of the frame, such as center")
    for what, table in (("the answers", rows), ("the frame", frame)):
        for column in by:
            if column not in table:
                problems.add(f"{what}: no column {column}, by which they should be weighted")
    if frame.empty:
        problems.add("there is no frame to weight to; add frame.csv with center, position, staff")
    problems.raise_if_any()
    cell, staff = cells_of(rows, by), staff_of_cells(frame, by)
    strange = cell[~cell.isin(staff.index)]
    for value, n in strange.value_counts(sort=False, dropna=False).items():
        problems.add(
            f"{_people(n)} at {' and '.join(by)} {quoted(_name(value))}, where the frame holds no"
            " staff; mend the frame, or leave these answers out"
        )
    problems.raise_if_any()
    return cell


def _cells(
    rows: pd.DataFrame, frame: pd.DataFrame, by: Sequence[str], weights: np.ndarray, collapse: bool
) -> tuple[np.ndarray, np.ndarray]:
    """The number of each row's cell, and the staff of each cell."""
    cell, staff = check_cells(rows, frame, by), staff_of_cells(frame, by)
    answered = pd.Series(weights > 0, index=rows.index).groupby(cell, sort=False).sum()
    answered = answered.reindex(staff.index, fill_value=0)
    if collapse:
        into, _ = collapse_cells(answered, staff)
        cell, staff = cell.map(into), staff.groupby(staff.index.map(into), sort=False).sum()
        answered = answered.groupby(answered.index.map(into), sort=False).sum()
    empty = staff.index[answered.reindex(staff.index) == 0]
    if len(empty):
        raise InputError(
            f"nobody at {' and '.join(by)} {quoted(_name(name))} answered, who are"
            f" {staff[name]:.0f} of the frame's staff: no weight can make others stand for them;"
            " put cells together (collapse=True), or weight by fewer columns"
            for name in empty
        )
    return staff.index.get_indexer(cell), staff.to_numpy(dtype=float)


def _factors(cell: np.ndarray, staff: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return (staff / np.bincount(cell, weights, minlength=len(staff)))[cell]


def _miss(cell: np.ndarray, staff: np.ndarray, weights: np.ndarray) -> float:
    """The largest miss of a margin's count, as a part of the frame."""
    missed = np.bincount(cell, weights, minlength=len(staff)) - staff
    return float(np.abs(missed).max() / staff.sum())


def _starting_weights(rows: pd.DataFrame, weight: str | None) -> np.ndarray:
    if weight is None:
        return np.ones(len(rows))
    if weight not in rows:
        raise InputError(f"the answers: no column {weight}, which should hold the weights")
    return check_weights(as_floats(rows[weight]), f"column {weight}")


def _name(cell: object) -> str:
    return str(cell).replace(AND, ", ")


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n} people"
