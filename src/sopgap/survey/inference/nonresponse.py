"""Who answered at all: tests and indicators of whether the respondents are like the staff."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import quoted
from sopgap.survey.answers import Survey
from sopgap.survey.groups import GROUPINGS
from sopgap.survey.inference.weighting import AND, cells_of
from sopgap.tables import Contract
from sopgap.tables.contract import number, text

ROUNDS = 100
STOP = 1e-12  # relative change of the deviance at which the model is taken for fitted
NONRESPONSE = Contract(
    "nonresponse",
    "one characteristic of the staff, and whether answering goes with it (private)",
    ("characteristic",),
    (
        text("characteristic", "the column of the frame"),
        number("statistic", "Pearson's chi-square of answering by it"),
        number("df", "its degrees of freedom"),
        number("p", "chance of so large a one if answering had nothing to do with it"),
        number("deviance", "what it explains beyond the characteristics above it"),
        number("deviance_df", "its degrees of freedom"),
        number("deviance_p", "chance of so large a deviance if it explained nothing"),
        number("r_indicator", "1 - 2 SD of the chances to answer, by it and those above"),
        number("cv", "SD of these chances by their mean"),
    ),
)


def check_nonresponse(survey: Survey) -> pd.DataFrame:
    """Test whether answering depends on Center and position, and say how even it was.

    Chances to answer are fitted by logistic regression on the characteristics, the first alone,
    then with the second. The R-indicator 1 - 2 SD is 1 where all have the same chance (Schouten,
    Cobben and Bethlehem 2009; SD with n - 1, as R's sd); the coefficient of variation bounds the
    bias that is left. Neither can see a difference within Center and position. A characteristic
    of which the frame, or a respondent, says nothing is left out.

    Parameters
    ----------
    survey : Survey
        Its `frame` and `respondents` are read.

    Returns
    -------
    DataFrame
        One row a characteristic: characteristic, statistic, df, p, deviance, deviance_df,
        deviance_p, r_indicator, cv. It rests on small cells: not for print.

    Raises
    ------
    InputError
        There is no frame; more answered somewhere than the frame holds.

    Examples
    --------
    >>> from sopgap import read_survey
    >>> table = check_nonresponse(read_survey("surveys/oig-22-34"))
    >>> table[["characteristic", "df"]].values.tolist()
    [['center', 9.0], ['position', 2.0]]
    """
    frame, people = survey.frame, survey.respondents
    if frame.empty or not frame["staff"].sum():
        raise InputError("who did not answer is not known without frame.csv; add it")
    if "answered" in people:
        people = people[people["answered"]]
    known = [c for c in GROUPINGS if (frame[c] != "").all() and (people[c] != "").all()]
    if not known:
        raise InputError("the respondents name neither Center nor position; fill one of them")
    cells = _cells(frame, people, known)
    total = cells[["answered", "staff"]].sum()
    before, rows = _deviance(cells, np.full(len(cells), total["answered"] / total["staff"])), []
    rank = 1
    for place, characteristic in enumerate(known):
        chance, columns = _fit(cells, known[: place + 1])
        left = _deviance(cells, chance)
        rows.append(
            _chi_square(cells, characteristic)
            | _tail("deviance", before - left, columns - rank)
            | _spread(cells, chance)
        )
        before, rank = left, columns
    return NONRESPONSE.check(pd.DataFrame({"characteristic": known}).join(pd.DataFrame(rows)))


def _cells(frame: pd.DataFrame, people: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Staff and answers by cell of the frame."""
    staff = frame.assign(staff=frame["staff"].astype("float64")).groupby(by, sort=False)["staff"]
    cells = staff.sum().reset_index().query("staff > 0").reset_index(drop=True)
    answered, own = cells_of(people, by).value_counts(), cells_of(cells, by)
    cells["answered"] = answered.reindex(own, fill_value=0).to_numpy(dtype=float)
    over = [name for name in answered.index if name not in set(own)]
    over += own[cells["answered"] > cells["staff"]].tolist()
    if over:
        raise InputError(
            f"more people answered at {quoted(name.replace(AND, ', '))} than the frame holds;"
            " mend frame.csv or responses.csv"
            for name in over
        )
    return cells


def _chi_square(cells: pd.DataFrame, characteristic: str) -> dict[str, float]:
    counts = cells.groupby(characteristic, sort=False)[["answered", "staff"]].sum()
    rate = counts["answered"].sum() / counts["staff"].sum()
    expected = counts["staff"] * rate
    if not 0 < rate < 1:  # nobody or everybody answered: nothing can go with it
        return _tail("statistic", np.nan, len(counts) - 1)
    # (o-e)²/e of who answered and who did not, over the common denominator.
    statistic = float(((counts["answered"] - expected) ** 2 / expected).sum() / (1 - rate))
    return _tail("statistic", statistic, len(counts) - 1)


def _tail(name: str, statistic: float, df: float) -> dict[str, float]:
    from scipy.special import chdtrc  # heavy, and only needed here

    p = float(chdtrc(df, max(statistic, 0.0))) if df > 0 and np.isfinite(statistic) else np.nan
    of_it = "" if name == "statistic" else f"{name}_"
    return {name: statistic if df > 0 else np.nan, f"{of_it}df": float(df), f"{of_it}p": p}


def _spread(cells: pd.DataFrame, chance: np.ndarray) -> dict[str, float]:
    staff = cells["staff"].to_numpy()
    mean, n = float(staff @ chance / staff.sum()), staff.sum()
    sd = float(np.sqrt(staff @ (chance - mean) ** 2 / (n - 1))) if n > 1 else np.nan
    return {"r_indicator": 1 - 2 * sd, "cv": sd / mean if mean else np.nan}


def _fit(cells: pd.DataFrame, by: list[str]) -> tuple[np.ndarray, int]:
    """Chances to answer by logistic regression (iterated weighted least squares), and its rank."""
    dummies = pd.get_dummies(cells[by].astype("str"), columns=by).to_numpy(dtype=float)
    n, y = cells["staff"].to_numpy(), cells["answered"].to_numpy()
    rank, last = int(np.linalg.matrix_rank(dummies)), np.inf
    chance = (y + 0.5) / (n + 1)
    for _ in range(ROUNDS):
        # Chances of 0 and 1 (all or none of a level answered) are neared, never reached.
        chance = np.clip(chance, 1e-12, 1 - 1e-12)
        work = n * chance * (1 - chance)
        target = np.log(chance / (1 - chance)) + (y - n * chance) / work
        root = np.sqrt(work)
        beta = np.linalg.lstsq(dummies * root[:, None], target * root, rcond=None)[0]
        chance = 1 / (1 + np.exp(-np.clip(dummies @ beta, -30, 30)))
        deviance = _deviance(cells, chance)
        if abs(last - deviance) <= STOP * (abs(deviance) + 0.1):
            break
        last = deviance
    return chance, rank


def _deviance(cells: pd.DataFrame, chance: np.ndarray) -> float:
    from scipy.special import xlogy  # heavy, and only needed here

    y, n = cells["answered"].to_numpy(), cells["staff"].to_numpy()
    return float(-2 * (xlogy(y, chance) + xlogy(n - y, 1 - chance)).sum())
