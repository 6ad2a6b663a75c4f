"""read_recommendations, track_recommendations: an audit's recommendations beside the gaps.

What closes a recommendation is evidence that a person weighs: the counts only stand beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from sopgap import vocabulary as words
from sopgap.mapping.changes.moments import CLOSED
from sopgap.sources import Problems, check_rows, guess, quoted, read_rows
from sopgap.tables import PROGRESS, RECOMMENDATIONS, join, split

ALL = "all"


def read_recommendations(
    path: str | Path, responsibilities: Collection[str] | None = None
) -> pd.DataFrame:
    r"""Read recommendations.csv: what an audit recommends, and on which gaps it bears.

    Parameters
    ----------
    path : str or Path
    responsibilities : collection of str, optional
        The ids of the matrix; without them, ids that do not exist pass.

    Returns
    -------
    table `recommendations`

    Raises
    ------
    InputError
        Everything that is wrong with the file, by row and column: a status that is blank or
        unknown, an id or a kind of gap that does not exist, a day that is none.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "recommendations.csv"
    >>> _ = file.write_text("recommendation_id,text,status,closes,responsibilities\n"
    ...                     "1,Say who pays refunds.,open,A procedure in force says so.,R1\n")
    >>> read_recommendations(file, ["R1"])[["recommendation_id", "status", "responsibilities"]]
      recommendation_id status responsibilities
    0                 1   open               R1
    """
    path = Path(path)
    problems = Problems()
    rows = check_rows(read_rows(path), RECOMMENDATIONS, what=path.name, problems=problems)
    if rows.empty and not problems.sentences:
        problems.add(f"{path.name}: holds no row; write one recommendation a row")
    for row, cell in rows["responsibilities"].items():
        _check_ids(split(cell), responsibilities, f"{path.name}, row {row}", problems)
    for row, cell in rows["kinds"].items():
        for kind in split(cell):
            if kind not in words.GAP_KINDS:
                problems.add(
                    f"{path.name}, row {row}, column kinds: {quoted(kind)} is no kind of gap"
                    f"{guess(kind, words.GAP_KINDS)}; there are: {', '.join(words.GAP_KINDS)},"
                    " parted by ;"
                )
    problems.raise_if_any()
    for column in ("responsibilities", "kinds"):
        rows[column] = rows[column].map(lambda cell: join(dict.fromkeys(split(cell))))
    return RECOMMENDATIONS.check(rows)


def track_recommendations(
    recommendations: pd.DataFrame,
    gaps: pd.DataFrame,
    coverage: pd.DataFrame,
    changes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count for each recommendation the gaps that it bears on: open now, and closed since.

    A gap that a person rejected or called remediated is not open. `status` stays as people wrote
    it: that no gap is open closes no recommendation.

    Parameters
    ----------
    recommendations : table `recommendations`
    gaps : table `gaps`
    coverage : table `coverage`
    changes : table `gap_changes`, optional
        From an earlier map to this one; without it, what was closed and opened since is blank.

    Returns
    -------
    table `progress`, in the order of `recommendations`

    Examples
    --------
    >>> recommendations = pd.DataFrame({"recommendation_id": ["1"], "status": ["resolved"],
    ...     "text": ["Say who pays refunds."], "closes": ["..."], "responsibilities": ["R1"]})
    >>> coverage = pd.DataFrame({"responsibility_id": ["R1", "R1"], "center": ["north", "south"]})
    >>> gaps = pd.DataFrame({"responsibility_id": ["R1"], "center": ["north"],
    ...     "kind": ["missing"], "review": ["proposed"]})
    >>> track_recommendations(recommendations, gaps, coverage)[["n_cells", "n_open", "n_centers"]]
       n_cells  n_open  n_centers
    0        2       1          1
    """
    still = gaps[~gaps["review"].isin(CLOSED)]
    rows = []
    for one in RECOMMENDATIONS.check(recommendations).to_dict("records"):
        ids, kinds = split(one["responsibilities"]), split(one["kinds"]) or list(words.GAP_KINDS)
        open_now = _of(still, ids, "kind", kinds)
        rows.append(
            {
                "recommendation_id": one["recommendation_id"],
                "status": one["status"],
                "due": one["due"],
                "n_cells": len(_of(coverage, ids)),
                "n_open": len(open_now),
                "n_centers": open_now["center"].nunique(),
                "n_closed": _count(changes, ids, "closed", "before", kinds),
                "n_opened": _count(changes, ids, "opened", "after", kinds),
                "open_at": join(open_now["responsibility_id"].drop_duplicates()),
            }
        )
    return PROGRESS.check(pd.DataFrame(rows, columns=[c.name for c in PROGRESS.columns]))


def _check_ids(
    ids: list[str], known: Collection[str] | None, where: str, problems: Problems
) -> None:
    where = f"{where}, column responsibilities"
    if ALL in ids and len(ids) > 1:
        problems.add(f"{where}: `all` stands beside ids; write `all` alone, or the ids")
    for one in ids:
        if known is not None and one != ALL and one not in known:
            problems.add(
                f"{where}: {quoted(one)} is not in the matrix{guess(one, known)}; write ids of"
                " the matrix by ;, or all"
            )


def _of(
    table: pd.DataFrame, ids: list[str], column: str = "", values: Collection[str] = ()
) -> pd.DataFrame:
    """Return the rows of these responsibilities, and of these values of a column."""
    mine = table if ALL in ids else table[table["responsibility_id"].isin(ids)]
    return mine[mine[column].isin(values)] if column else mine


def _count(
    changes: pd.DataFrame | None, ids: list[str], change: str, column: str, kinds: list[str]
) -> int | None:
    if changes is None:
        return None
    return len(_of(changes[changes["change"] == change], ids, column, kinds))
