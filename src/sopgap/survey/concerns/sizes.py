"""Count how many comments raise a concern, and how many people, by Center and by position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.comments import with_content
from sopgap.survey.concerns.clusters import Concerns
from sopgap.survey.disclosure.hiding import hide_counts
from sopgap.survey.disclosure.releases import Rules
from sopgap.survey.groups import ALL, POSITION
from sopgap.survey.inference.intervals import interval
from sopgap.survey.writers import Writers
from sopgap.tables import QUESTIONS, SIZES

NAMED = 3  # positions of a group that are named one by one
SHOWN = 5  # comments that a message names
KEY = ["concern_id", "group"]


def size_concerns(
    found: Concerns,
    comments: pd.DataFrame,
    *,
    writers: Writers | None = None,
    frame: pd.DataFrame | None = None,
    min_base: int = 10,
    min_count: int = 3,
    width: int = 3,
    least: int = 10,
    level: float = 0.95,
    method: str = "wilson",
) -> pd.DataFrame:
    """Count the comments and the people of each Center that raise each concern.

    A comment raises every concern that it has a row of `members` for, the first as well as further
    ones; a person raises those that any comment of theirs raises, and counts once, however many
    comments say so. So neither comments nor people add up over concerns. A code given to a comment
    is no person: `n` counts comments and `people` people.

    The interval is that of `people_share` among the staff of the group in the frame, as if those
    who wrote had been drawn from them by lot. They were not, they chose themselves, often because
    something troubled them: it tells of the error of sampling alone, not of the silent. The base is
    everybody who wrote a comment with content to any open question. Where the questions ask about
    different things, the share among those who answered one of them is the more honest: cluster and
    count its comments by themselves.

    What could identify somebody is blank, and as much besides as it takes that nothing hidden can
    be worked back from this table (`hide_counts`).

    Parameters
    ----------
    found : Concerns
    comments : DataFrame
        `comment_id`, `text` and `center`, as clustered.
    writers : Writers, optional
        `Survey.writers` of the survey that the comments come from. Without them no people are
        counted, and nothing by position.
    frame : table `frame`, optional
        The staff of each group, for the interval.
    min_base, min_count, width : int
        As in `Rules`; with `min_base=0` nothing is hidden.
    least : int
        Positions are taken together until at least so many people of each group wrote.
    level, method
        As in `interval`.

    Returns
    -------
    table `sizes`, group `all` first, then the Centers by code, then positions over all Centers

    Raises
    ------
    InputError
        A comment with content is in no concern, or the comments are not those of the writers.

    Examples
    --------
    >>> from sopgap import cluster_concerns
    >>> comments = pd.DataFrame({"comment_id": ["a", "b", "c"], "center": ["x", "x", "y"],
    ...                          "text": ["Too little training", "Training", "More training"]})
    >>> found = cluster_concerns(comments)
    >>> sizes = size_concerns(found, comments, min_base=0)
    >>> sizes[["group", "n", "suppressed"]].values.tolist()
    [['all', 3, False], ['x', 2, False], ['y', 1, False]]
    >>> writers = Writers(comments, np.array([0, 0, 1]), ["clerk", "chief"])
    >>> people = size_concerns(found, comments, writers=writers, min_base=0, least=1)
    >>> people[["group", "people", "people_base"]].values.tolist()
    [['all', 2, 2], ['x', 1, 1], ['y', 1, 1], ['position:chief', 1, 1], ['position:clerk', 1, 1]]
    """
    said = with_content(comments)
    centers = sorted(set(comments["center"].dropna()) - {""}) if "center" in comments else []
    raised = found.members[["comment_id", "concern_id"]].drop_duplicates().merge(
        said[["comment_id", "center"]], on="comment_id"
    )  # fmt: skip
    _check_all_placed(said, raised)
    groups, positions = [ALL, *centers], {}
    if writers is not None:
        writers.check(comments)
        positions = pool_positions(
            writers.count_positions(said["comment_id"]), least, _listed(frame)
        )
        groups += dict.fromkeys(positions.values())
    cells = pd.MultiIndex.from_product([found.concerns["concern_id"], groups], names=KEY)
    table = pd.DataFrame(index=cells)
    table["n"] = _filled(raised.groupby(["concern_id", "center"]).size(),
                         raised.groupby("concern_id").size(), cells)  # fmt: skip
    bases = said["center"].value_counts().reindex(centers, fill_value=0).to_dict()
    of_group = cells.get_level_values("group")
    table["base"] = of_group.map(bases | {ALL: len(said)}).astype("Int64")
    table.loc[table["base"].isna(), "n"] = pd.NA  # comments are not told by position
    table["people"] = table["people_base"] = pd.Series(pd.NA, index=cells, dtype="Int64")
    if writers is not None:
        table["people"] = _count_people(writers, raised, positions, cells)
        every = said.assign(concern_id="")
        bases = _count_people(
            writers, every, positions, pd.MultiIndex.from_product([[""], groups], names=KEY)
        )
        table["people_base"] = bases.droplevel(0).reindex(of_group).to_numpy()
    staff = _staff(frame, positions).reindex(of_group).to_numpy(dtype=float)
    table = _with_shares(table.reset_index(), staff, level, method).assign(suppressed=False)
    rules = Rules(min_base=min_base, min_count=min_count, width=width)
    hidden = hide_counts({"sizes": table}, QUESTIONS.empty(), frame, rules=rules)
    return SIZES.check(hidden["sizes"])


def _check_all_placed(said: pd.DataFrame, raised: pd.DataFrame) -> None:
    """What is hidden rests on it: each comment with content raises one concern at least."""
    lacking = said.loc[~said["comment_id"].isin(raised["comment_id"]), "comment_id"]
    if len(lacking):
        named = ", ".join(lacking.head(SHOWN)) + ", ..." * (len(lacking) > SHOWN)
        raise InputError(
            f"members: {len(lacking)} of {len(said)} comments with content are in no concern"
            f" ({named}); give each one of rank 1, a concern for all others if need be"
        )


def pool_positions(
    counts: Mapping[str, int], least: int, listed: Iterable[str] = ()
) -> dict[str, str]:
    """Return of each position the group in which its people are counted.

    Positions of which fewer than `least` people wrote are taken together; where they are still
    fewer, the next smallest joins them. A group of up to three is named by all of them. Where there
    would be but one group there is none: it would be `all` again.

    Parameters
    ----------
    counts : mapping of str to int
        People who wrote, by position; blank where they told none.
    least : int
    listed : iterable of str
        Positions in the order of the frame; others come after them, sorted.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> pool_positions({"clerk": 30, "chief": 2, "lawyer": 1, "": 4, "broker": 12}, 10)
    {'broker': 'position:broker + chief + lawyer', 'chief': 'position:broker + chief + lawyer',
     'clerk': 'position:clerk', 'lawyer': 'position:broker + chief + lawyer'}
    """
    told = {name: n for name, n in counts.items() if name}
    order = [name for name in dict.fromkeys(listed) if name in told]
    order += sorted(set(told) - set(order))
    smallest = sorted(order, key=lambda name: (told[name], order.index(name)))
    pooled: set[str] = set()
    for name in smallest:
        if told[name] >= least and not 0 < sum(told[one] for one in pooled) < least:
            break
        pooled.add(name)
    together = [name for name in order if name in pooled]
    name = " + ".join(together) if len(together) <= NAMED else f"{len(together)} positions"
    groups = {one: POSITION + (name if one in pooled else one) for one in order}
    too_few = sum(told[one] for one in pooled) < least if pooled else False
    return {} if len(set(groups.values())) < 2 or too_few else groups


def _listed(frame: pd.DataFrame | None) -> list[str]:
    return [] if frame is None or frame.empty else frame["position"].astype(str).unique().tolist()


def _filled(by_group: pd.Series, of_all: pd.Series, cells: pd.MultiIndex) -> pd.Series:
    """Counts by concern and group, and of all, for every cell; none where nobody was counted."""
    whole = pd.concat({ALL: of_all}, names=["group"]).swaplevel()
    by_group = by_group.rename_axis(KEY)
    return pd.concat([whole, by_group]).reindex(cells, fill_value=0).astype("Int64")


def _count_people(
    writers: Writers, rows: pd.DataFrame, positions: Mapping[str, str], cells: pd.MultiIndex
) -> pd.Series:
    parts = [writers.count(rows, ["concern_id", "center"])]
    if positions:
        parts.append(writers.count(rows, ["concern_id"], positions=positions))
    by_group = pd.concat([part.rename_axis(KEY) for part in parts])
    return _filled(by_group, writers.count(rows, ["concern_id"]), cells)


def _staff(frame: pd.DataFrame | None, positions: Mapping[str, str]) -> pd.Series:
    """The staff of all, of each Center and of each group of positions."""
    if frame is None or frame.empty:
        return pd.Series(dtype=float)
    by_center = frame.groupby(frame["center"].astype(str))["staff"].sum()
    by_group = frame.groupby(frame["position"].astype(str).map(positions))["staff"].sum()
    whole = pd.Series({ALL: frame["staff"].sum()})
    return pd.concat([whole, by_center, by_group]).astype(float)


def _with_shares(table: pd.DataFrame, staff: np.ndarray, level: float, method: str) -> pd.DataFrame:
    n, base, people, wrote = (
        table[name].to_numpy(dtype=float, na_value=np.nan)
        for name in ("n", "base", "people", "people_base")
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        share, people_share = (np.where(b > 0, k / b, np.nan) for k, b in
                               ((n, base), (people, wrote)))  # fmt: skip
    low, high = interval(people, wrote, staff, level=level, method=method)
    return table.assign(share=share, people_share=people_share, low=low, high=high)
