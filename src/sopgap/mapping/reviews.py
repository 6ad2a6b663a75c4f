"""Read and extend `reviews.csv`: what people decided of cells and links, append-only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.mapping.reviewing.checking import check_reviews
from sopgap.sources import Problems, check_rows, read_rows, strip_cells
from sopgap.tables import REVIEWS, append_table
from sopgap.tables.files import NEUTRALISED

# What a time is, and a day, is told in words of their own.
PLAIN = replace(
    REVIEWS,
    columns=tuple(replace(c, pattern="") if c.name == "when" else c for c in REVIEWS.columns),
)


def read_reviews(
    path: str | Path | None,
    *,
    matrix: pd.DataFrame | None = None,
    centers: Collection[str] | None = None,
    documents: Collection[str] | None = None,
) -> pd.DataFrame:
    r"""Read what people decided of cells and links: the study's `reviews.csv`.

    A row with a duty_id is a decision on a link: confirmed, the duty does this responsibility;
    rejected, it does not; with a blank center at all Centers. A row without is one on a cell.
    Reviewers who contradict each other are no error (`settle`), nor is a duty that has changed
    since (`flag_reviews`).

    Parameters
    ----------
    path : str or Path, optional
        Without the file nothing was decided.
    matrix : table `responsibilities`, optional
        Decisions on a responsibility that is not in it are refused.
    centers, documents : collection of str, optional
        Codes of Centers, and ids of documents: decisions on others are refused.

    Returns
    -------
    table `reviews`, in the order of the file

    Raises
    ------
    InputError
        Decisions that are none, times and days that are none, one reviewer twice at one time, a
        link disputed or remediated, a decision that contradicts the kind given beside it, cells
        and documents that do not exist: all at once, by row.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "reviews.csv"
    >>> _ = file.write_text("when,reviewer,responsibility_id,center,duty_id,decision,reason\n"
    ...                     "2024-03-01,A. B.,R1,north,,confirmed,read both handbooks\n")
    >>> read_reviews(file)[["reviewer", "center", "decision"]].values.tolist()
    [['A. B.', 'north', 'confirmed']]
    >>> len(read_reviews(file.with_name("absent.csv")))
    0
    """
    if path is None or not Path(path).exists():
        return REVIEWS.empty()
    path = Path(path)
    rows = read_rows(path).map(lambda cell: NEUTRALISED.sub("", cell, count=1))
    problems = Problems()
    rows = check_rows(rows, PLAIN, what=path.name, problems=problems)
    known = None if matrix is None else set(matrix["responsibility_id"])
    check_reviews(
        rows, what=path.name, problems=problems, known=known, centers=centers, documents=documents
    )
    problems.raise_if_any()
    return REVIEWS.check(rows.apply(strip_cells))


def write_reviews(path: str | Path, added: pd.DataFrame) -> Path:
    """Append decisions to `reviews.csv`: what is in it stays, and an interruption leaves it whole.

    Parameters
    ----------
    path : str or Path
        The study's `reviews`; made if absent.
    added : table `reviews`

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        The file as it is, or as it would be, is wrong: nothing is written.

    Examples
    --------
    >>> import tempfile
    >>> row = {"when": "2024-03-01T09:00:00Z", "reviewer": "A. B.", "responsibility_id": "R1",
    ...        "center": "north", "decision": "confirmed"}
    >>> file = write_reviews(tempfile.mkdtemp() + "/reviews.csv", pd.DataFrame([row]))
    >>> file.name, len(read_reviews(file))
    ('reviews.csv', 1)
    """
    path = Path(path)
    before = read_reviews(path)
    added = REVIEWS.check(added)[[column.name for column in REVIEWS.columns]]
    if added.empty:
        return path
    key = list(REVIEWS.key)
    twice = pd.concat([before, added])[key].duplicated().iloc[len(before) :]
    if twice.any():
        raise InputError(
            f"{path.name}: holds decisions of the same reviewer and time already"
            f" ({int(twice.sum())} of {len(added)}); decide at another time"
        )
    return append_table(added, path)
