"""Count each choice of the closed questions, with base, interval and worst case."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.answers import Survey
from sopgap.survey.disclosure import suppress
from sopgap.survey.groups import ALL, list_groups, staff_of_groups
from sopgap.survey.questionnaire import Question, parse_questions
from sopgap.tables import TALLIES

FIGURES = ("n", "share", "low", "high", "worst_low", "worst_high")


def tally(
    survey: Survey, *, by: str | None = None, min_base: int = 10, level: float = 0.95
) -> pd.DataFrame:
    """Count each choice of the closed questions, with the base of its own question.

    Partly completed surveys count wherever they answered, so bases differ from question to
    question: who answered or did not know; for a multi-select who saw it. Every choice has its
    row, chosen or not. Under `min_base` the figures are blank, and so are those of one more
    Center if only one was hidden, lest it be `all` less the others.

    The interval is Wilson's, of a sample without replacement from the staff in the frame, as
    R's survey::svyciprop gives it (quantile of t with base - 1). Where nobody or everybody
    chose, it is the exact one-sided bound. A census has no interval. Without a frame, and for a
    question that was not put to all (`asked_if`), the staff meant is unknown: the interval is
    that of an endless population and the worst case is blank.

    Parameters
    ----------
    survey : Survey
        Its `questions`, `frame`, `respondents` and `answers` are read.
    by : {"center"}, optional
        Count within each Center; by default one count for all of them, group `all`.
    min_base : int
        Smallest base that may be shown.
    level : float
        Confidence of the interval.

    Returns
    -------
    table `tallies`, one row per question, group and choice, in the order asked

    Raises
    ------
    InputError
        `by` or `level` is not allowed. Tables by position cut so fine that hiding small bases
        does not protect them.

    Examples
    --------
    >>> from sopgap import read_survey
    >>> survey = read_survey("surveys/oig-22-34")
    >>> tally(survey).query("question_id == 'q4' and choice == 'No'")[["n", "base"]].values.tolist()
    [[303, 444]]
    """
    _check_options(by, level)
    asked = [q for q in parse_questions(survey.questions) if q.kind != "open"]
    groups = list_groups(survey.frame, survey.respondents)
    # The Centers' bases decide what is hidden, so they are counted with `all` beside them.
    table = _count(survey.answers, asked, groups)
    staff = staff_of_groups(survey.frame, groups).astype("float64")
    partly = {question.question_id for question in asked if question.asked_if}
    table["staff"] = table["group"].map(staff).mask(table["question_id"].isin(partly))
    table = _with_bounds(table, level)
    table = suppress(table, min_base=min_base, within="question_id", figures=FIGURES)
    wanted = table["group"] != ALL if by == "center" else table["group"] == ALL
    return TALLIES.check(table[wanted].drop(columns="staff"))


def _check_options(by: str | None, level: float) -> None:
    if by == "position":
        raise InputError(
            "by='position': tables by position wait for a release audit, as small cells could be"
            " worked back from them; use by='center'"
        )
    if by not in (None, "center"):
        raise InputError(f"by={by!r} is not known; use by='center' or leave it out")
    if not 0 < level < 1:
        raise InputError(f"level={level!r} is not between 0 and 1; 0.95 is usual")


def _count(answers: pd.DataFrame, asked: list[Question], groups: list[str]) -> pd.DataFrame:
    """One row per question, group and choice: `n` and `base`, zeros included."""
    given = answers[answers["state"].isin(["answered", "dont-know"])]
    people = given.drop_duplicates(["respondent_id", "question_id"])
    choices = given[given["choice"] != ""]
    n = _with_all(choices, ["question_id", "choice"])
    base = _with_all(people, ["question_id"])
    keys = [
        (question.question_id, group, choice)
        for question in asked
        for group in groups
        for choice in question.choices or _seen(choices, question)
    ]
    table = pd.DataFrame(keys, columns=["question_id", "group", "choice"], dtype="str")
    where = pd.MultiIndex.from_frame(table[["question_id", "choice", "group"]])
    table["n"] = n.reindex(where, fill_value=0).to_numpy()
    where = pd.MultiIndex.from_frame(table[["question_id", "group"]])
    table["base"] = base.reindex(where, fill_value=0).to_numpy()
    return table.astype({"n": "Int64", "base": "Int64"})


def _with_all(rows: pd.DataFrame, columns: list[str]) -> pd.Series:
    by_center = rows.groupby([*columns, "center"]).size()
    together = rows.assign(center=ALL).groupby([*columns, "center"]).size()
    return pd.concat([by_center, together])


def _seen(choices: pd.DataFrame, question: Question) -> list[str]:
    """The choices of a question that lists none: those that were given, numbers by size."""
    values = choices.loc[choices["question_id"] == question.question_id, "choice"].unique()
    numbers = pd.to_numeric(pd.Series(values, dtype="str"), errors="coerce")
    order = pd.DataFrame({"number": numbers.to_numpy(), "value": values})
    return order.sort_values(["number", "value"])["value"].tolist()


def _with_bounds(table: pd.DataFrame, level: float) -> pd.DataFrame:
    k, n = table["n"].to_numpy(dtype=float), table["base"].to_numpy(dtype=float)
    staff = table["staff"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(n > 0, k / n, np.nan)
        low, high = interval(k, n, staff, level=level)
        worst_low, worst_high = k / staff, (k + staff - n) / staff
    return table.assign(share=share, low=low, high=high, worst_low=worst_low, worst_high=worst_high)


def interval(
    k: np.ndarray, n: np.ndarray, staff: np.ndarray, *, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return low and high of Wilson's interval for k of n, drawn from `staff` people.

    The effective number is n* = p(1-p) / SE^2 = (n-1) / (1-f), f = n / staff, as in R's
    survey::svyciprop(method="wilson"), and the quantile is of t with n - 1 degrees. For k = 0
    and k = n the bound is one-sided and exact: 1 - (1-level)^(1/n*), the beta quantile.

    Parameters
    ----------
    k, n, staff : array of float
        `staff` is NaN where unknown.
    level : float

    Returns
    -------
    tuple of two arrays
        NaN where n < 2 or n = staff.

    Examples
    --------
    >>> low, high = interval(np.array([303.0]), np.array([444.0]), np.array([1052.0]))
    >>> round(low[0], 6), round(high[0], 6)
    (np.float64(0.648541), np.float64(0.714494))
    """
    from scipy.stats import t  # heavy, and only needed here

    known = np.isfinite(staff)
    shown = (n >= 2) & ~(known & (n >= staff))
    fraction = np.where(known & shown, n / np.where(known, staff, 1), 0)
    effective = np.where(shown, (n - 1) / (1 - fraction), np.nan)
    share = np.where(shown, k / np.where(n > 0, n, 1), np.nan)
    square = t.ppf((1 + level) / 2, np.where(shown, n - 1, np.nan)) ** 2
    middle = (share + square / (2 * effective)) / (1 + square / effective)
    spread = np.sqrt(square * share * (1 - share) / effective + (square / effective) ** 2 / 4)
    half = spread / (1 + square / effective)
    bound = 1 - (1 - level) ** (1 / effective)
    low = np.where(share == 0, 0, np.where(share == 1, 1 - bound, middle - half))
    high = np.where(share == 1, 1, np.where(share == 0, bound, middle + half))
    blank = ~shown
    return np.where(blank, np.nan, low), np.where(blank, np.nan, high)
