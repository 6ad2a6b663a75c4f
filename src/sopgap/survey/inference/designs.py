"""Shares with the sampling error of their design: simple, stratified, weighted to the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import quoted
from sopgap.survey.inference.intervals import as_floats, korn_graubard, wilson
from sopgap.survey.inference.weighting import (
    AND,
    cells_of,
    check_cells,
    collapse_cells,
    kish,
    poststratify,
    rake,
    staff_of_cells,
)
from sopgap.survey.options import unknown_options
from sopgap.tables import Contract
from sopgap.tables.contract import count, number, text

DESIGNS = ("simple", "stratified", "poststratified", "raked", "weighted")
METHODS = ("wilson", "korn-graubard")
PROJECTIONS = 10  # rounds over the margins, as R's svyrecvar takes for a raked design
ESTIMATES = Contract(
    "estimates",
    "one choice of one question, with its sampling error (private: cells may be small)",
    ("choice",),
    (
        text("choice", "the choice, or the column that was averaged"),
        count("base", "people who answered"),
        number("share", "the share, or the mean of a number"),
        number("se", "its standard error"),
        number("df", "degrees of freedom"),
        number("effective", "answers of equal worth in a simple sample"),
        number("low", "lower end of the interval"),
        number("high", "upper end of the interval"),
        text("note", "which cells of the frame were put together", blank=True),
    ),
)


@dataclass(frozen=True)
class _Sample:
    """How each person stands for the staff.

    `strata` are those of the sampling, `cells` those whose totals the weights meet exactly.
    """

    weights: np.ndarray
    strata: np.ndarray
    staff: np.ndarray  # by stratum; infinite where endless
    cells: list[np.ndarray] = field(default_factory=list)
    note: str = ""


def estimate(
    rows: pd.DataFrame,
    choices: Sequence[str],
    *,
    design: str = "simple",
    frame: pd.DataFrame | None = None,
    by: Sequence[str] | None = None,
    weight: str | None = None,
    fpc: bool = True,
    within: Mapping[str, str] | None = None,
    method: str = "wilson",
    level: float = 0.95,
) -> pd.DataFrame:
    """Estimate shares of the staff, with the error that the design of the survey leaves.

    The error is that of the linearised share, as R's survey package gives it: deviations from the
    share are taken with their weights, projected on the margins that the weights meet
    (post-stratified: less the mean of their cell; raked: of each margin in turn, again and
    again), and their variance is added up over the strata with n/(n-1) and, where the staff is
    known, the finite population correction 1 - n/N (Lumley 2004). It tells the chance in who
    answered, not why others were silent.

    Parameters
    ----------
    rows : DataFrame
        One row for each person who answered ONE question, as `indicators` makes it.
    choices : sequence of str
        Columns of `rows` with 0 and 1, or with any number: then `share` is its mean.
    design : {"simple", "stratified", "poststratified", "raked", "weighted"}
        simple: a simple random sample. stratified: one of each cell of `by`; cells under 2
        answers are put together, and `note` says so. poststratified, raked: a simple sample whose
        weights meet the frame's cells or margins; cells without an answer are put together.
        weighted: drawn with the unequal chances that `weight` makes up for.
    frame : table `frame`, optional
        Needed by all designs but simple and weighted, which take an endless population without.
    by : sequence of str, optional
        Strata, cells, or margins: by default center; for a raked design center and position.
    weight : str, optional
        Column of weights: of design weighted (by default `weight`); of poststratified and raked
        what to begin with.
    fpc : bool
        Whether the finite population correction is made.
    within : mapping of column to value, optional
        Only the people of this domain, such as {"center": "electronics"}; the others still tell
        of the design.
    method : {"wilson", "korn-graubard"}
        Of the interval, on the effective number n* = p(1-p) / SE². Blank for a mean.
    level : float

    Returns
    -------
    DataFrame
        choice, base, share, se, df, effective, low, high, note; one row a choice. df are answers
        less strata (of the domain). Where all or none chose, n* is Kish's, less 1, corrected.

    Raises
    ------
    InputError
        The design lacks its frame or weights, or they do not fit the answers: all at once.

    Examples
    --------
    >>> from sopgap import indicators, read_survey
    >>> survey = read_survey("surveys/oig-22-34")
    >>> rows = indicators(survey.answers, "q4")
    >>> table = estimate(rows, ["No"], design="poststratified", frame=survey.frame)
    >>> table[["base", "share", "se", "df"]].round(4).values.tolist()
    [[444, 0.7024, 0.0149, 443.0]]
    """
    _check_options(rows, choices, design, weight, method, within)
    values = np.column_stack([as_floats(rows[choice]) for choice in choices])
    if not np.isfinite(values).all():
        raise InputError("the answers: blank cells; leave out who did not answer")
    sample = _sample(rows, design, frame, by, weight)
    if not fpc:
        sample = replace(sample, staff=np.full_like(sample.staff, np.inf))
    inside = np.ones(len(rows), dtype=bool)
    for column, value in (within or {}).items():
        inside &= (rows[column] == value).to_numpy()
    share, se = _linearise(values, sample, inside)
    table = pd.DataFrame({"choice": list(choices), "base": int(inside.sum()), "share": share})
    used = inside & (sample.weights > 0)
    df = float(used.sum() - len(np.unique(sample.strata[used])))
    # R keeps the whole sample where the weights meet totals, and drops the rest elsewhere.
    base = len(rows) if sample.cells else int(inside.sum())
    is_share = np.isin(values, (0, 1)).all(axis=0)
    effective = np.where(is_share, _effective(share, se, sample, inside), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        if method == "wilson":
            low, high = wilson(share, effective, df, level=level)
        else:
            low, high = korn_graubard(share, effective, df, base=base, level=level)
    table = table.assign(se=se, df=df, effective=effective, low=low, high=high, note=sample.note)
    return ESTIMATES.check(table)


def _check_options(
    rows: pd.DataFrame,
    choices: Sequence[str],
    design: str,
    weight: str | None,
    method: str,
    within: Mapping[str, str] | None,
) -> None:
    wrong = unknown_options(design=(design, DESIGNS), method=(method, METHODS))
    if weight and design in ("simple", "stratified"):
        wrong.append(f"design={design!r} takes no weights; use weighted, poststratified or raked")
    if not len(choices):
        wrong.append("choices is empty; name the columns of the answers to be estimated")
    absent = [column for column in [*choices, *(within or {})] if column not in rows]
    if absent:
        wrong.append(f"the answers: no column {', '.join(map(quoted, absent))}")
    if wrong:
        raise InputError(wrong)


def _sample(
    rows: pd.DataFrame,
    design: str,
    frame: pd.DataFrame | None,
    by: Sequence[str] | None,
    weight: str | None,
) -> _Sample:
    everywhere = np.zeros(len(rows), dtype=int)
    staff = np.inf if frame is None or frame.empty else float(frame["staff"].sum())
    if len(rows) > staff:
        raise InputError(f"{len(rows)} people answered, where the frame holds {staff:.0f} staff")
    if design == "simple":
        return _Sample(np.ones(len(rows)), everywhere, np.array([staff]))
    if design == "weighted":
        weights = _weights(rows, weight or "weight")
        return _Sample(weights, everywhere, np.array([staff]))
    if frame is None or frame.empty:
        raise InputError(f"design={design!r} needs a frame; add frame.csv, or use simple")
    by = list(by or (["center", "position"] if design == "raked" else ["center"]))
    if design == "stratified":
        return _strata(rows, frame, by)
    margins, notes = [by] if design == "poststratified" else [[column] for column in by], []
    cells = []
    for margin in margins:
        cell, answers = check_cells(rows, frame, margin), cells_of(rows, margin).value_counts()
        into, joined = collapse_cells(answers, staff_of_cells(frame, margin))
        cells.append(pd.factorize(cell.map(into))[0])
        notes += joined
    if design == "poststratified":
        weighted = poststratify(rows, frame, by=by, weight=weight, collapse=True)
    else:
        weighted = rake(rows, frame, margins=by, weight=weight, collapse=True)
    weights = weighted["weight"].to_numpy(dtype=float)
    return _Sample(weights, everywhere, np.array([staff]), cells, _say(notes))


def _strata(rows: pd.DataFrame, frame: pd.DataFrame, by: list[str]) -> _Sample:
    """Weights N_h / n_h; strata with one answer have no variance, so they are put together."""
    cell, staff = check_cells(rows, frame, by), staff_of_cells(frame, by)
    answers = cell.value_counts().reindex(staff.index, fill_value=0)
    over = staff.index[answers > staff]
    if len(over):
        raise InputError(
            f"{answers[name]} people answered at {quoted(name.replace(AND, ', '))}, where the"
            f" frame holds {staff[name]:.0f} staff: a count over its frame"
            for name in over
        )
    into, joined = collapse_cells(answers, staff, least=2)
    cell, staff = cell.map(into), staff.groupby(staff.index.map(into), sort=False).sum()
    answers = cell.value_counts().reindex(staff.index, fill_value=0)
    place = staff.index.get_indexer(cell)
    weights = (staff / answers).to_numpy(dtype=float)[place]
    return _Sample(weights, place, staff.to_numpy(dtype=float), note=_say(joined))


def _linearise(
    values: np.ndarray, sample: _Sample, inside: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The weighted mean of each column within the domain, and its standard error."""
    weights = sample.weights * inside
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = weights @ values / weights.sum()
        own = values[weights > 0]
        if len(own):  # rounding may not make a share of 1 into one just below
            mean = np.clip(mean, own.min(axis=0), own.max(axis=0))
        scores = (values - mean) * (weights / weights.sum())[:, None]
    scores = _project(scores, sample.weights, sample.cells)
    variance = np.zeros(values.shape[1])
    for stratum in np.unique(sample.strata):
        own = scores[sample.strata == stratum]
        n, left = len(own), 1 - len(own) / sample.staff[stratum]
        if left <= 0:
            continue  # everybody answered: nothing is left to chance
        spread = ((own - own.mean(axis=0)) ** 2).sum(axis=0)
        variance = variance + (left * n / (n - 1) * spread if n > 1 else np.nan)
    return mean, np.sqrt(variance)


def _project(scores: np.ndarray, weights: np.ndarray, cells: list[np.ndarray]) -> np.ndarray:
    """Take from the scores what the margins explain: their weights meet it without error."""
    used = weights > 0
    per_weight = np.where(used[:, None], scores / np.where(used, weights, 1)[:, None], 0)
    for _ in range(PROJECTIONS if len(cells) > 1 else 1):
        for cell in cells:
            n = np.maximum(np.bincount(cell, used), 1)
            means = np.stack([np.bincount(cell, column) / n for column in per_weight.T], axis=1)
            per_weight = np.where(used[:, None], per_weight - means[cell], 0)
    return per_weight * weights[:, None]


def _effective(
    share: np.ndarray, se: np.ndarray, sample: _Sample, inside: np.ndarray
) -> np.ndarray:
    _, worth = kish(sample.weights[inside])
    n, staff = len(sample.weights), sample.staff.sum()
    known = n / staff if np.isfinite(staff) else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = share * (1 - share) / se**2
        # p(1-p) / SE^2 is 0/0 where all or none chose; a census leaves nothing to estimate.
        edge = np.where((worth > 1) & (known < 1), (worth - 1) / (1 - known), np.nan)
    return np.where((share == 0) | (share == 1), edge, plain)


def _weights(rows: pd.DataFrame, weight: str) -> np.ndarray:
    if weight not in rows:
        raise InputError(f"the answers: no column {weight}, which should hold the weights")
    weights = as_floats(rows[weight])
    kish(weights)  # raises where a weight is blank or negative
    return weights


def _say(joined: list[str]) -> str:
    return f"put together: {'; '.join(joined)}" if joined else ""
