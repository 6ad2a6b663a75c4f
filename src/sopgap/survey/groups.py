"""The groups of every table of figures: `all`, and Centers or positions as the frame lists them."""

from __future__ import annotations

import pandas as pd

ALL = "all"  # no Center and no position may bear this code
GROUPINGS = ("center", "position")
POSITION = "position:"  # before the name of a group of positions, where Centers stand too


def list_groups(
    frame: pd.DataFrame, respondents: pd.DataFrame, by: str | None = "center"
) -> list[str]:
    """Return `all` and the groups: those of the frame, then others sorted.

    Where nobody told a position there are none: the survey did not ask, and zeros would say more.

    Parameters
    ----------
    frame, respondents : table `frame`, table `respondents`
    by : {"center", "position"}, optional
        The column that groups; None for `all` alone.

    Examples
    --------
    >>> frame = pd.DataFrame({"center": ["b", "b"]})
    >>> list_groups(frame, pd.DataFrame({"center": ["c", "a", "b"]}))
    ['all', 'b', 'a', 'c']
    """
    if by is None:
        return [ALL]
    known, told = frame[by].unique().tolist(), set(respondents[by].unique()) - {""}
    if by == "position" and not told:
        return [ALL]
    return [ALL, *known, *sorted(told - {*known})]


def staff_of_groups(
    frame: pd.DataFrame | None, groups: list[str], by: str | None = "center"
) -> pd.Series:
    """Return the staff of each group, blank where no frame is known.

    Examples
    --------
    >>> frame = pd.DataFrame({"center": ["a", "b"], "staff": [30, 12]})
    >>> staff_of_groups(frame, ["all", "b", "c"]).tolist()
    [42, 12, <NA>]
    """
    if frame is None or frame.empty:
        return pd.Series(pd.NA, index=groups, dtype="Int64")
    staff = frame.groupby(by or "center")["staff"].sum().reindex(groups)
    staff[ALL] = frame["staff"].sum()
    return staff.astype("Int64")
