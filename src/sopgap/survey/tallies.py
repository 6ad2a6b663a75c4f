"""Count each choice of the closed questions, with base, interval and worst case."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sopgap.survey.answers import Survey
from sopgap.survey.choices import count_choices
from sopgap.survey.disclosure.hiding import hide_counts
from sopgap.survey.disclosure.releases import Rules
from sopgap.survey.groups import ALL
from sopgap.survey.inference.intervals import interval
from sopgap.tables import TALLIES, TALLIES_POSITION


def tally(
    survey: Survey,
    *,
    by: str | None = None,
    min_base: int = 10,
    min_count: int = 3,
    width: int = 3,
    level: float = 0.95,
    method: str = "wilson",
) -> pd.DataFrame:
    """Count each choice of the closed questions, with the base of its own question.

    Partly completed surveys count wherever they answered, so bases differ from question to
    question: who answered or did not know; for a multi-select who saw it. Every choice has its
    row, chosen or not. What could identify somebody is blank, and as much besides as it takes
    that nothing hidden can be worked back from this table: `hide_counts` does so for several
    tables that go out together.

    The interval is that of a sample without replacement from the staff in the frame; see
    `interval`. A census has none. Without a frame, and for a question that was not put to all
    (`asked_if`), the staff meant is unknown: the interval is that of an endless population and
    the worst case is blank.

    Parameters
    ----------
    survey : Survey
        Its `questions`, `frame`, `respondents` and `answers` are read.
    by : {"center", "position"}, optional
        Count within each Center, or within each position with group `all` first; by default one
        count for all, group `all`. Who gave no position counts in `all` only.
    min_base, min_count, width : int
        As in `Rules`; with `min_base=0` nothing is hidden.
    level : float
        Confidence of the interval.
    method : {"wilson", "korn-graubard", "hypergeometric"}
        As in `interval`.

    Returns
    -------
    table `tallies`, one row per question, group and choice, in the order asked; by position
    table `tallies_position`

    Raises
    ------
    InputError
        `by`, `level`, `method` or a rule is not allowed.

    Examples
    --------
    >>> from sopgap import read_survey
    >>> survey = read_survey("surveys/oig-22-34")
    >>> tally(survey).query("question_id == 'q4' and choice == 'No'")[["n", "base"]].values.tolist()
    [[303, 444]]
    """
    rules = Rules(min_base=min_base, min_count=min_count, width=width)
    # What is hidden of the groups and of `all` depends on both, so they are counted together.
    table = _with_bounds(count_choices(survey, by=by or "center"), level, method)
    table = table.drop(columns="staff").assign(suppressed=False)
    name = "tallies_position" if by == "position" else "tallies"
    table = hide_counts({name: table}, survey.questions, survey.frame, rules=rules)[name]
    if by == "position":
        return TALLIES_POSITION.check(table)
    wanted = table["group"] != ALL if by == "center" else table["group"] == ALL
    return TALLIES.check(table[wanted])


def _with_bounds(table: pd.DataFrame, level: float, method: str) -> pd.DataFrame:
    k, n = table["n"].to_numpy(dtype=float), table["base"].to_numpy(dtype=float)
    staff = table["staff"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(n > 0, k / n, np.nan)
        low, high = interval(k, n, staff, level=level, method=method)
        worst_low, worst_high = k / staff, (k + staff - n) / staff
    return table.assign(share=share, low=low, high=high, worst_low=worst_low, worst_high=worst_high)
