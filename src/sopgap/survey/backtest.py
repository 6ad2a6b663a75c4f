"""back_test: published figures beside ours, from the survey's published.csv."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sopgap.sources import Problems, check_rows, read_rows
from sopgap.survey.groups import ALL
from sopgap.tables import BACKTEST, Contract

PUBLISHED = Contract(
    "published",
    "one figure that was published of this survey",
    ("figure_id",),
    tuple(
        column
        for column in BACKTEST.columns
        if column.name in ("figure_id", "statement", "question_id", "choice", "source")
    ),
)
FIGURES = ("count", "base", "percent")
# What a figure without a question counts: the part, and the whole, among the counts of people.
OF_PEOPLE = {
    "answered of frame": ("answered", "staff"),
    "complete of frame": ("complete", "staff"),
    "frame of staff": ("staff", "staff_all"),
}


def back_test(
    folder: str | Path,
    tallies: pd.DataFrame,
    rates: pd.DataFrame,
    *,
    staff_all: int | None = None,
) -> pd.DataFrame:
    """Set each figure of the survey's published.csv beside the one computed here.

    A back-test says whether our figure equals the one that was published. The percentage is
    rounded half up, as in print.

    Parameters
    ----------
    folder : str or Path
        The survey's folder. Without a published.csv in it there is nothing to test.
    tallies : table `tallies`
        Its group `all` is compared.
    rates : table `rates`
        Its row `all` gives the counts of people.
    staff_all : int, optional
        All staff of the organisation, for figures on `frame of staff`.

    Returns
    -------
    table `backtest`, one row per published figure

    Raises
    ------
    InputError
        published.csv lacks a column, holds no whole number where one is due, or names a question,
        choice or count that the survey does not have: all rows at once.

    Examples
    --------
    >>> from sopgap import count_responses, read_survey, tally
    >>> folder = "surveys/oig-22-34"
    >>> survey = read_survey(folder)
    >>> tested = back_test(folder, tally(survey), count_responses(survey), staff_all=1443)
    >>> bool(tested.agrees.all()), tested[["n", "base", "percent"]].iloc[0].tolist()
    (True, [303, 444, 68])
    """
    path = Path(folder) / "published.csv"
    if not path.exists():
        return BACKTEST.empty()
    problems = Problems()
    rows = check_rows(read_rows(path), PUBLISHED, what=path.name, problems=problems)
    published = _numbers(rows, path.name, problems)
    problems.raise_if_any()
    everybody = tallies[tallies["group"] == ALL]
    ours = {(t.question_id, t.choice): (t.n, t.base) for t in everybody.itertuples()}
    people = _people(rates, staff_all)
    found = []
    for row, of in rows.iterrows():
        key = (of["question_id"], of["choice"])
        known = ours if of["question_id"] else people
        if key not in known:
            problems.add(
                f"{path.name}, row {row}: the survey has no figure for question"
                f" {key[0]!r}, choice {key[1]!r}; mend the row or leave it out"
            )
        found.append(known.get(key, (pd.NA, pd.NA)))
    problems.raise_if_any()
    return _beside(rows, published, found)


def _numbers(rows: pd.DataFrame, name: str, problems: Problems) -> pd.DataFrame:
    absent = [c for c in FIGURES if c not in rows]
    for column in absent:
        problems.add(f"{name}: column {column} is absent")
    if absent:
        return pd.DataFrame(index=rows.index)
    out = rows[list(FIGURES)].apply(pd.to_numeric, errors="coerce")
    for column in FIGURES:
        for row in rows.index[out[column].isna() | (out[column] % 1 != 0)]:
            problems.add(f"{name}, row {row}, column {column}: is not a whole number")
    return out


def _people(rates: pd.DataFrame, staff_all: int | None) -> dict[tuple[str, str], tuple]:
    everybody = rates[rates["group"] == ALL].iloc[0].to_dict() | {"staff_all": staff_all or pd.NA}
    return {("", what): (everybody[k], everybody[n]) for what, (k, n) in OF_PEOPLE.items()}


def _beside(rows: pd.DataFrame, published: pd.DataFrame, found: list[tuple]) -> pd.DataFrame:
    table = rows.reset_index(drop=True)[[c.name for c in PUBLISHED.columns]]
    for name, column in zip(("n", "base", "percent"), FIGURES, strict=True):
        table[f"published_{name}"] = published[column].to_numpy(dtype="int64")
    table["n"] = pd.array([k for k, _ in found], dtype="Int64")
    table["base"] = pd.array([n for _, n in found], dtype="Int64")
    # Half up in whole numbers: round() would take .5 to the even neighbour.
    table["percent"] = (200 * table["n"] + table["base"]) // (2 * table["base"])
    same = [table[c] == table[f"published_{c}"] for c in ("n", "base", "percent")]
    table["agrees"] = (same[0] & same[1] & same[2]).fillna(False).astype(bool)
    return BACKTEST.check(table)
