"""Writers: who wrote which comment, in memory alone, for counting people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from sopgap.errors import InputError

REFUSED = "who wrote which comment is kept in memory alone: it can be neither written nor sent"


class Writers:
    """Who wrote which comment: it counts people, and tells nothing else.

    Comments are parted from their respondents, and what would join them again is never written.
    This is the one thing that still knows, in the memory of the process that read the answers. It
    knows a number for each writer (in the order of the comments' hashes, not of the file) and a
    position; no id of a respondent. It has no columns and no rows, prints only how many comments it
    knows, and can be neither pickled nor written as a table; a copy of it is itself.

    Parameters
    ----------
    comments : table `comments`
        All that were left, as `part_comments` returns them.
    row : array of int
        Of each comment the number of the respondent's row.
    positions : sequence of str
        Of each row the respondent's position; blank where none was told.

    Examples
    --------
    >>> comments = pd.DataFrame({"comment_id": ["c1", "c2", "c3"], "question_id": "q1",
    ...                          "center": "a", "text": ["Rules", "Forms", "More rules"]})
    >>> writers = Writers(comments, np.array([1, 0, 1]), ["clerk", "chief"])
    >>> writers
    Writers(of 3 comments)
    >>> raised = pd.DataFrame({"comment_id": ["c1", "c2", "c3"], "concern_id": ["C1", "C2", "C1"]})
    >>> writers.count(raised, ["concern_id"]).to_dict()
    {'C1': 1, 'C2': 1}
    """

    __slots__ = ("_ids", "_known", "_position", "_writer")

    def __init__(self, comments: pd.DataFrame, row: np.ndarray, positions: Sequence[str]) -> None:
        self._ids = pd.Index(comments["comment_id"].astype("object"))
        self._known = _fingerprints(comments)
        self._writer, first = pd.factorize(np.asarray(row))
        self._position = np.asarray(positions, dtype=object)[first]

    def __repr__(self) -> str:
        return f"Writers(of {len(self._ids)} comments)"

    def __copy__(self) -> Writers:
        return self

    def __deepcopy__(self, memo: Any) -> Writers:
        return self

    def __getstate__(self) -> NoReturn:
        raise TypeError(REFUSED)

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError(REFUSED)

    def check(self, comments: pd.DataFrame) -> None:
        """Raise where comments are not those whose writers are known: other ids, other texts.

        Parameters
        ----------
        comments : table `comments`
            All of them or some.

        Raises
        ------
        InputError
        """
        place = self._ids.get_indexer(comments["comment_id"].astype("object"))
        same = place >= 0
        same[same] = _fingerprints(comments)[same] == self._known[place[same]]
        if not same.all():
            raise InputError(
                f"{int((~same).sum())} of {len(comments)} comments are not those of this survey, or"
                " are redacted otherwise: their writers cannot be counted. Read the survey again,"
                " with the roster that the comments were read with"
            )

    def count(
        self, rows: pd.DataFrame, by: Sequence[str], *, positions: Mapping[str, str] | None = None
    ) -> pd.Series:
        """Count the different people who wrote the comments of each group of rows.

        Parameters
        ----------
        rows : DataFrame
            `comment_id` and the columns of `by`.
        by : sequence of str
            One column or more.
        positions : mapping of str to str, optional
            Of each position the group that it counts in: the people are then also counted by
            `position`, as the last column. Positions that are not named count in none.

        Returns
        -------
        Series of int, by these columns; a group in which nobody wrote has no row

        Raises
        ------
        InputError
            A comment is not known.
        """
        place = self._place(rows["comment_id"])
        writer = self._writer[place]
        columns = [rows[name] for name in by if name in rows]
        if positions is not None:
            group = pd.Series(self._position, dtype="object").map(dict(positions)).fillna("")
            columns.append(group.iloc[writer].rename("position"))
        # One number for each group and writer: a million of them are sorted in no time.
        number, levels = np.zeros(len(writer), dtype=np.int64), []
        for column in columns:
            codes, values = pd.factorize(column.to_numpy(object))
            number = number * max(len(values), 1) + codes
            levels.append(values)
        if positions is not None:
            number, writer = (of[columns[-1].to_numpy() != ""] for of in (number, writer))
        each = pd.unique(number * (len(self._position) + 1) + writer)
        groups, n = np.unique(each // (len(self._position) + 1), return_counts=True)
        names = []
        for values in levels[::-1]:
            names.append(values[groups % max(len(values), 1)])
            groups = groups // max(len(values), 1)
        index = pd.MultiIndex.from_arrays(names[::-1], names=[c.name for c in columns])
        return pd.Series(n, index=index if len(columns) > 1 else index.get_level_values(0))

    def count_positions(self, comment_ids: pd.Series) -> dict[str, int]:
        """Count the people of each position who wrote any of these comments.

        Returns
        -------
        dict of position to number of people; who told none is under ""
        """
        people = np.unique(self._writer[self._place(comment_ids)])
        found: dict[str, int] = pd.Series(self._position[people]).value_counts().to_dict()
        return found

    def _place(self, comment_ids: pd.Series) -> np.ndarray:
        place: np.ndarray = self._ids.get_indexer(comment_ids.astype("object"))
        if (place < 0).any():
            raise InputError(f"{int((place < 0).sum())} comments are not those of this survey")
        return place


def _fingerprints(comments: pd.DataFrame) -> np.ndarray:
    """A number of each comment's question, Center and text: not kept beyond the process."""
    columns = comments.reindex(columns=["question_id", "center", "text"])
    columns = columns.astype("object").where(columns.notna(), "").astype("str")
    return np.asarray(pd.util.hash_pandas_object(columns, index=False))
