"""find_gaps and triangulate: what the documents leave open, beside what staff say of it.

The two are never added up: each keeps its own count and base, and small counts stay hidden.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from sopgap import vocabulary as words
from sopgap.errors import InputError
from sopgap.mapping.reviewing.settling import settle
from sopgap.sources import Problems, guess, quoted
from sopgap.tables import GAPS, TRIANGULATION, join

CELL = ["responsibility_id", "center"]
Interval = Callable[[Any, Any, Any], tuple[Any, Any]]  # of k, n, staff: low and high


def find_gaps(
    coverage: pd.DataFrame,
    *,
    voices: pd.DataFrame | None = None,
    reviews: pd.DataFrame | None = None,
    comments: pd.DataFrame | None = None,
    bases: pd.Series | None = None,
    min_count: int = 3,
    min_base: int = 10,
) -> pd.DataFrame:
    """List the cells of coverage that are not assigned, with what staff say and people decided.

    Parameters
    ----------
    coverage : table `coverage`
    voices : table `links` of comments, with a column `center`, optional
        n_comments counts the distinct comments of the Center linked to the responsibility. Under
        `min_count`, 0 included, n_comments and comment_ids are blank: a small count could identify
        a person, and were 0 shown, a blank would mean 1 or 2. Without voices both are blank.
    reviews : table `reviews`, optional
        What was decided of a cell sets `review`, never the computed kind (`settle`: a reviewer's
        later decision takes the place of his earlier one, and of one time the last row). A cell
        without a decision is `proposed`, and so is one that was held to be in order when the
        program said so too, and is a gap now. Decisions on links do not count here.
    comments : table `comments`, optional
        Where it is given, nothing is counted at a Center with fewer than `min_base` comments.
    bases : Series of number, optional
        The number of comments of each Center, as it is published: instead of counting `comments`.
        A Center where it is blank or absent has too few.
    min_count, min_base : int
        Smallest count of comments, and smallest number of a Center's comments, that may be shown.

    Returns
    -------
    table `gaps`, in the order of `coverage`

    Raises
    ------
    InputError
        `reviews` lacks a column, or holds decisions or cells that do not exist: all at once.

    Examples
    --------
    >>> coverage = pd.DataFrame({"responsibility_id": ["R1", "R2"], "center": ["north", "north"],
    ...     "status": ["missing", "assigned"], "labels": ["missing", "assigned"],
    ...     "duty_ids": ["", "a#1.s1"]})
    >>> find_gaps(coverage)[["responsibility_id", "kind", "review"]]
      responsibility_id     kind    review
    0                R1  missing  proposed
    """
    gaps = coverage[coverage["status"] != "assigned"].rename(columns={"status": "kind"})
    gaps = gaps.drop(columns=["reasons", "n_duties", "n_documents"], errors="ignore")
    decided = _latest(reviews, coverage)
    cells = list(zip(gaps["responsibility_id"], gaps["center"], strict=True))
    gaps = gaps.assign(review=[decided.get(cell, "proposed") for cell in cells])
    heard = _heard(voices)
    if heard is None:
        return GAPS.check(gaps)
    few = _few(coverage, _bases(comments, bases), min_base)
    said = [[] if cell[1] in few else heard.get(cell, []) for cell in cells]
    gaps = gaps.assign(
        n_comments=pd.array([_shown(len(ids), min_count) for ids in said], dtype="Int64"),
        comment_ids=[join(ids) if len(ids) >= min_count else "" for ids in said],
    )
    return GAPS.check(gaps)


def triangulate(
    coverage: pd.DataFrame,
    voices: pd.DataFrame,
    comments: pd.DataFrame,
    *,
    interval: Interval | None = None,
    bases: pd.Series | None = None,
    min_count: int = 3,
    min_base: int = 10,
) -> pd.DataFrame:
    """Set the documents beside the survey, for each responsibility at each Center.

    A gap that at least `min_count` comments of the Center raise is `corroborated`, one that fewer
    or none raise `latent`; what is covered and raised all the same is `raised`, the rest `quiet`.
    A count under `min_count`, 0 included, is blank: were 0 shown, a blank would mean 1 or 2.
    Where fewer than `min_base` comments came from the Center, how the two meet is `hidden`.
    `undefined` counts as a gap.

    Parameters
    ----------
    coverage : table `coverage`
    voices : table `links` of comments
    comments : table `comments`
        Its Centers count; the base is the number of comments of the Center that are not blank.
    interval : callable, optional
        Of arrays k, n and staff gives low and high, as `sg.interval` does. How many comments could
        have been written is not known, so `staff` is NaN: the interval is rather too wide. Without
        it low and high are blank.
    bases : Series of number, optional
        As in `find_gaps`.
    min_count, min_base : int
        Smallest count and smallest base that may be shown.

    Returns
    -------
    table `triangulation`, one row a cell, in the order of `coverage`

    Examples
    --------
    >>> coverage = pd.DataFrame({"responsibility_id": ["R1", "R2"], "center": ["north", "north"],
    ...     "status": ["missing", "assigned"]})
    >>> comments = pd.DataFrame({"comment_id": list("abcdefghijkl"), "center": "north",
    ...     "text": "who does it?"})
    >>> voices = pd.DataFrame({"passage_id": ["a", "b", "c"], "responsibility_id": "R1"})
    >>> triangulate(coverage, voices, comments)[["meeting", "n_comments", "base"]]
            meeting  n_comments  base
    0  corroborated           3    12
    1         quiet        <NA>    12
    """
    comment_ids = comments["comment_id"].astype(str)  # as `link` writes them
    center_of = dict(zip(comment_ids, comments["center"], strict=True))
    placed = voices.assign(center=voices["passage_id"].map(center_of).fillna(""))
    heard = _by_cell(placed)
    counted = _bases(comments, bases) or {}
    rows = []
    for cell in coverage[[*CELL, "status"]].to_dict("records"):
        n = len(heard.get((cell["responsibility_id"], cell["center"]), []))
        base = int(counted.get(cell["center"], 0))
        few = base < min_base
        meeting = "hidden" if few else _meeting(cell["status"], raised=n >= min_count)
        rows.append(
            cell
            | {
                "meeting": meeting,
                "n_comments": pd.NA if few else _shown(n, min_count),
                "base": pd.NA if few else base,
                "suppressed": few or n < min_count,
            }
        )
    columns = [column.name for column in TRIANGULATION.columns]
    return TRIANGULATION.check(_with_shares(pd.DataFrame(rows, columns=columns), interval))


def _with_shares(cells: pd.DataFrame, interval: Interval | None) -> pd.DataFrame:
    """Fill in share and interval of the counts that are shown; a hidden count has none."""
    k, n = (cells[c].astype("Float64").to_numpy("float64", np.nan) for c in ("n_comments", "base"))
    n = np.where(np.isnan(k), np.nan, n)
    cells = cells.assign(share=k / n)
    if interval is None:
        return cells.assign(low=np.nan, high=np.nan)
    low, high = interval(k, n, np.full(len(cells), np.nan))
    return cells.assign(low=low, high=high)


def _bases(comments: pd.DataFrame | None, bases: pd.Series | None) -> dict[str, int] | None:
    """Return how many comments each Center wrote; None where nothing is known of it."""
    if bases is not None:
        return {str(center): int(n) for center, n in bases.dropna().items()}
    if comments is None:
        return None
    is_said = comments["text"].fillna("").str.strip() != ""
    return comments.loc[is_said, "center"].value_counts().to_dict()


def _few(coverage: pd.DataFrame, bases: dict[str, int] | None, min_base: int) -> set[str]:
    """Return the Centers with too few comments to count any."""
    if bases is None:
        return set()
    return {center for center in coverage["center"] if bases.get(center, 0) < min_base}


def _meeting(status: str, *, raised: bool) -> str:
    if status == "assigned":
        return "raised" if raised else "quiet"
    return "corroborated" if raised else "latent"


def _heard(voices: pd.DataFrame | None) -> dict[tuple[str, str], list[str]] | None:
    if voices is None or "center" not in voices:
        return None
    return _by_cell(voices)


def _by_cell(voices: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Return the distinct comments of each responsibility and Center, in order of id."""
    pairs = voices[[*CELL, "passage_id"]].drop_duplicates().sort_values("passage_id")
    found: dict[tuple[str, str], list[str]] = {}
    for responsibility, center, comment in pairs.itertuples(index=False):
        found.setdefault((responsibility, center), []).append(comment)
    return found


def _shown(n: int, min_count: int) -> int | None:
    return n if n >= min_count else None


def _latest(reviews: pd.DataFrame | None, coverage: pd.DataFrame) -> dict[tuple[str, str], str]:
    if reviews is None or reviews.empty:
        return {}
    of_cells = _check_reviews(reviews, coverage)
    return {
        (row["responsibility_id"], row["center"]): _review_of(row)
        for row in settle(of_cells, coverage).to_dict("records")
    }


def _review_of(row: dict[str, Any]) -> str:
    """Return what a decision makes of a cell that is computed as a gap."""
    if row["state"] not in ("confirmed", "rejected"):
        return str(row["state"])
    if row["says"] == "gap":
        return "confirmed"
    # Who agreed that all was in order has not seen the gap that there is now.
    return "proposed" if row["kind"] == "assigned" else "rejected"


def _check_reviews(reviews: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    """Return the decisions on cells, with the names of reviewers and rows as they came."""
    problems = Problems()
    absent = [c for c in ("when", *CELL, "decision") if c not in reviews]
    if absent:
        raise InputError(f"reviews: column {', '.join(absent)} is absent")
    reviews = reviews.assign(
        when=reviews["when"].astype(str),
        reviewer=reviews.get("reviewer", "nobody named"),
        duty_id=reviews.get("duty_id", ""),
    )
    known = set(zip(coverage["responsibility_id"], coverage["center"], strict=True))
    for row, review in enumerate(reviews.to_dict("records"), 2):
        if review["decision"] not in words.DECISIONS:
            problems.add(
                f"reviews, row {row}, column decision: {quoted(review['decision'])} is not allowed"
                f"{guess(str(review['decision']), words.DECISIONS)};"
                f" allowed: {', '.join(words.DECISIONS)}"
            )
        cell = (review["responsibility_id"], review["center"])
        if cell not in known and not review["duty_id"]:
            problems.add(
                f"reviews, row {row}: there is no cell {quoted(' + '.join(map(str, cell)))};"
                " write a responsibility_id of the matrix and the code of a Center"
            )
    problems.raise_if_any()
    return reviews[reviews["duty_id"].fillna("") == ""]
