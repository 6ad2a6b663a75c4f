"""read_responsibilities: the ownership matrix, responsibilities.csv -> table `responsibilities`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sopgap import vocabulary as words
from sopgap.sources import Problems, check_rows, guess, quoted, read_rows
from sopgap.tables import RESPONSIBILITIES, split


def read_responsibilities(path: str | Path) -> pd.DataFrame:
    r"""Read the ownership matrix of a study: which side has each responsibility.

    `keywords` and `requires` stay text by `;`. A row whose owner is not known is written
    `undefined`; a blank is an error, since it could as well be a slip.

    Parameters
    ----------
    path : str or Path
        A CSV with the columns responsibility_id, name, kind, ownership and, where known, action,
        object, keywords, requires, criteria, source. Further columns are kept.

    Returns
    -------
    table `responsibilities`, in the order of the file

    Raises
    ------
    InputError
        All problems at once, each with its row and column.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "responsibilities.csv"
    >>> _ = file.write_text("responsibility_id,name,kind,ownership,requires\n"
    ...                     "R01,Refunds,responsibility,center,steps; deadline\n")
    >>> read_responsibilities(file)[["responsibility_id", "ownership", "requires"]]
      responsibility_id ownership        requires
    0               R01    center  steps;deadline
    """
    path = Path(path)
    problems = Problems()
    rows = read_rows(path)
    rows = check_rows(rows, RESPONSIBILITIES, what=path.name, problems=problems)
    _check_requirements(rows, path.name, problems)
    if rows.empty and not problems.sentences:
        problems.add(f"{path.name}: holds no row; write one responsibility a row")
    problems.raise_if_any()
    for column in ("keywords", "requires"):
        rows[column] = rows[column].map(lambda cell: ";".join(dict.fromkeys(split(cell))))
    return RESPONSIBILITIES.check(rows)


def _check_requirements(rows: pd.DataFrame, what: str, problems: Problems) -> None:
    for row, cell in rows["requires"].items():
        for slot in split(cell):
            if slot not in words.REQUIREMENTS:
                problems.add(
                    f"{what}, row {row}, column requires: {quoted(slot)} is not allowed"
                    f"{guess(slot, words.REQUIREMENTS)}; allowed: {', '.join(words.REQUIREMENTS)},"
                    " parted by ;"
                )
