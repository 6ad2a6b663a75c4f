"""Early against late answers, where showing them tells of nobody."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sopgap.survey.answers import Survey
from sopgap.survey.groups import ALL
from sopgap.survey.states import keep_given
from sopgap.tables import factorise

KEY = ["question_id", "group", "choice"]


def split_halves(
    survey: Survey, table: pd.DataFrame, *, min_base: int = 10, min_count: int = 3
) -> pd.DataFrame:
    """Return the share of each row among early and among late answers.

    Early are the people up to the median day of all who answered (ties are early), late those
    after it; who has no date is in neither. Late respondents stand in for the silent: where they
    differ, the silent may differ more (Armstrong and Overton 1977).

    Both shares are shown only where each half holds `min_base` answers, and `min_count` people
    who chose it and as many who did not. Nor may anything less follow by subtraction: of a
    question with one answer a person, the choices that are not shown hold together nobody or
    `min_count` people in each half; and the Centers not shown, beside `all`, nobody or that many
    who chose it and who did not, else no Center is shown at that question.

    Parameters
    ----------
    survey : Survey
        Its `questions`, `respondents` (column `date`) and `answers` are read.
    table : DataFrame
        Rows of question_id, group, choice, n.
    min_base, min_count : int

    Returns
    -------
    DataFrame
        `early` and `late`, with the index of `table`; NaN where they are not shown.

    Examples
    --------
    >>> from sopgap import read_survey, tally
    >>> survey = read_survey("surveys/oig-22-34")
    >>> split_halves(survey, tally(survey)).columns.tolist()
    ['early', 'late']
    """
    blank = pd.DataFrame(np.nan, index=table.index, columns=["early", "late"])
    given, late = _with_half(survey)
    if given.empty or table.empty:
        return blank
    first = is_first(given)
    counts = _by_half(given, late, table, KEY)
    bases = _by_half(given[first], late[first], table, KEY[:2])
    enough = (bases >= min_base) & (counts >= min_count) & (bases - counts >= min_count)
    shown = enough.all(axis=1)
    multi = survey.questions.loc[survey.questions["kind"] == "multi", "question_id"]
    single = table[~table["question_id"].isin(multi)]
    by = [single["question_id"], single["group"]]
    rest = bases - counts.where(shown, 0).loc[single.index].groupby(by).transform("sum")
    loose = rest.any(axis=1) & ~(rest >= min_count).all(axis=1)  # few groups, of many
    for _, rows in single[loose[single.index]].groupby(["question_id", "group"], sort=False):
        _spare_choices(rows, counts, bases, shown, min_count)
    for _, rows in table.groupby("question_id", sort=False):
        if not _centers_stand(rows[shown[rows.index]], counts, bases, min_count):
            shown[rows.index[rows["group"] != ALL]] = False
    return (counts / bases.where(bases > 0)).where(shown, np.nan)


def is_first(given: pd.DataFrame) -> np.ndarray:
    """Whether a row is its person's first at its question: a multi-select has one for each tick."""
    person, _ = factorise(given["respondent_id"])
    question, names = factorise(given["question_id"])
    return ~pd.Series(person.astype(np.int64) * (len(names) + 1) + question).duplicated().to_numpy()


def sum_answers(
    given: pd.DataFrame, weights: np.ndarray, table: pd.DataFrame, key: list[str]
) -> np.ndarray:
    """Add up the weights of the answers behind each row of a table; 0 where there are none.

    Work goes by the codes of the values, as in `tally`: surveys may be large.

    Parameters
    ----------
    given : table `answers`
    weights : array of number
        One for each row of `given`.
    table : DataFrame
        Its columns question_id, group and, if `key` holds it, choice say what is added up.
    key : list of str

    Examples
    --------
    >>> given = pd.DataFrame({"question_id": ["q1"] * 3, "center": ["a", "a", "b"]})
    >>> table = pd.DataFrame({"question_id": ["q1", "q1"], "group": ["all", "a"]})
    >>> sum_answers(given, np.array([1.0, 2.0, 4.0]), table, ["question_id", "group"]).tolist()
    [7.0, 3.0]
    """
    sums, is_all = np.zeros(len(table)), (table["group"] == ALL).to_numpy()
    for together in (True, False):
        columns = [c for c in key if not (together and c == "group")]
        cell = np.zeros(len(given), dtype=np.int64)
        wanted = np.zeros(len(table), dtype=np.int64)
        for column in columns:
            codes, values = factorise(given["center" if column == "group" else column])
            places = pd.Index(values).get_indexer(table[column].astype("object"))
            cell = cell * (len(values) + 1) + codes
            wanted = np.where((places < 0) | (wanted < 0), -1, wanted * (len(values) + 1) + places)
        codes, cells = pd.factorize(cell)
        total = np.append(np.bincount(codes, weights, minlength=len(cells)), 0.0)
        found = total[pd.Index(cells).get_indexer(wanted)]  # what is not there is the last: 0
        sums = np.where(is_all == together, found, sums)
    return sums


def _with_half(survey: Survey) -> tuple[pd.DataFrame, np.ndarray]:
    """The answers of people with a date, and whether each is of the later half."""
    given = keep_given(survey.answers)
    if "date" not in survey.respondents:
        return given.iloc[:0], np.zeros(0, dtype=bool)
    person, names = factorise(given["respondent_id"])
    dates = survey.respondents.set_index("respondent_id")["date"].astype("object")
    days = dates.reindex(names).fillna("").to_numpy(dtype=object)
    seen = np.unique(person)
    known = np.sort(days[seen][days[seen] != ""])
    if not len(known):
        return given.iloc[:0], np.zeros(0, dtype=bool)
    median = known[(len(known) - 1) // 2]
    dated = (days != "")[person]
    return given[dated], (days > median)[person][dated]


def _by_half(
    given: pd.DataFrame, late: np.ndarray, table: pd.DataFrame, key: list[str]
) -> pd.DataFrame:
    """People by half, for each row of the table."""
    weights = {"early": (~late).astype(float), "late": late.astype(float)}
    sums = {half: sum_answers(given, of, table, key) for half, of in weights.items()}
    return pd.DataFrame(sums, index=table.index)


def _spare_choices(
    rows: pd.DataFrame,
    counts: pd.DataFrame,
    bases: pd.DataFrame,
    shown: pd.Series,
    min_count: int,
) -> None:
    """Hide further choices in `shown` until those hidden are nobody, or enough in each half."""
    order = rows.sort_values(["n", "choice"]).index
    for place in [*order, None]:
        rest = bases.loc[order[0]] - counts.loc[order[shown[order]]].sum()
        if not rest.any() or (rest >= min_count).all() or place is None:
            return
        shown[place] = False


def _centers_stand(
    rows: pd.DataFrame, counts: pd.DataFrame, bases: pd.DataFrame, min_count: int
) -> bool:
    """Whether `all` less the Centers shown tells of nobody, at each choice of one question."""
    for _, own in rows.groupby("choice", sort=False):
        centers, everybody = own.index[own["group"] != ALL], own.index[own["group"] == ALL]
        if centers.empty or everybody.empty:
            continue
        rest = counts.loc[everybody[0]] - counts.loc[centers].sum()
        rest_base = bases.loc[everybody[0]] - bases.loc[centers].sum()
        others = rest_base - rest
        if rest_base.any() and not ((rest >= min_count) & (others >= min_count)).all():
            return False
    return True
