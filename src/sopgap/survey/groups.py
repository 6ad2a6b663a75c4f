"""The groups of every table of figures: `all`, and the Centers in the order of the frame."""

from __future__ import annotations

import pandas as pd

ALL = "all"  # no Center may bear this code


def list_groups(frame: pd.DataFrame, respondents: pd.DataFrame) -> list[str]:
    """Return `all` and the codes of the Centers: those of the frame, then others sorted.

    Examples
    --------
    >>> frame = pd.DataFrame({"center": ["b", "b"]})
    >>> list_groups(frame, pd.DataFrame({"center": ["c", "a", "b"]}))
    ['all', 'b', 'a', 'c']
    """
    known = list(dict.fromkeys(frame["center"]))
    return [ALL, *known, *sorted(set(respondents["center"]) - {*known, ""})]


def staff_of_groups(frame: pd.DataFrame, groups: list[str]) -> pd.Series:
    """Return the staff of each group, blank where no frame is known."""
    if frame.empty:
        return pd.Series(pd.NA, index=groups, dtype="Int64")
    staff = frame.groupby("center")["staff"].sum().reindex(groups)
    staff[ALL] = frame["staff"].sum()
    return staff.astype("Int64")
