"""Release: every count that goes out together, what is published, and how counts hang together.

A count of people (or of comments) is one *cell*, however many tables print it. Relations say which
cells add up and which cannot exceed which: it is they that let a hidden cell be worked back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from sopgap.errors import InputError

# What a cell of a release is, with the value where nothing else is said.
CELL = {
    "what": "n",  # n, base, answered, ...: what is counted
    "question_id": "",
    "by": "",  # center, position; blank for all
    "group": "all",
    "choice": "",
    "block": "",  # cells of one block protect one another
    "value": np.nan,  # blank where it is not known, as to a reader
    "published": True,
    "primary": False,  # hidden for its own sake
    "fixed": False,  # goes out whatever happens
    "given": False,  # everybody knows it beforehand, whatever this release prints
    "printed": True,  # false: no table holds it; it only ties others together
    "cost": 1.0,  # how dear it is to hide
    "low": 0.0,  # what everybody knows of it beforehand
    "high": np.inf,
    "parent": -1,  # the cell whose hiding hides this one too: the base of a count
}
MARGIN = 3.0  # a total is worth so many inner cells
SIZE = 0.1  # and the largest count this much more than a zero


@dataclass(frozen=True)
class Rules:
    """Which counts are hidden for their own sake, and how well.

    Attributes
    ----------
    min_base : int
        A base under it hides the whole group at that question. 0 switches hiding off.
    min_count : int
        A count under it is hidden, none included: were 0 shown, a blank would say "one at least",
        and several blanks with a small sum one each. So is a count that lacks less than it to its
        base, for who is not among them is then as good as named ("16 of 16").
    width : int
        A hidden count is *recovered* if what is published leaves it a range narrower than this.

    Examples
    --------
    >>> Rules()
    Rules(min_base=10, min_count=3, width=3)
    """

    min_base: int = 10
    min_count: int = 3
    width: int = 3

    def __post_init__(self) -> None:
        wrong = [
            f"{name}={value!r} is not a whole number of {least} or more"
            for name, value, least in (
                ("min_base", self.min_base, 0),
                ("min_count", self.min_count, 1),
                ("width", self.width, 1),
            )
            if isinstance(value, bool) or not isinstance(value, int) or value < least
        ]
        if wrong:
            raise InputError(wrong)


@dataclass(frozen=True)
class Release:
    """The counts of all tables that go out together.

    Attributes
    ----------
    cells : DataFrame
        One row a count: the columns of `CELL`.
    relations : DataFrame
        `relation`, `cell`, `coefficient`, `equal`: the sum of coefficient times value over the
        rows of a relation is zero (`equal`), or else zero or more.
    places : DataFrame
        `table`, `line`, `row`, `column`, `cell`, `shown`, `gives`: where a count stands, by the
        row's number and label in the table; whether its figure stands there; and whether it is
        blank and other figures of its row give it away.

    Examples
    --------
    >>> table = pd.DataFrame({"center": ["a", "b", "Total"], "n": [1, 9, 10]})
    >>> release = release_of_table(table, ["center"], count="n")
    >>> len(release.cells), len(release.relations)
    (3, 3)
    """

    cells: pd.DataFrame
    relations: pd.DataFrame
    places: pd.DataFrame


def make_cells(**columns: object) -> pd.DataFrame:
    """Return rows of `Release.cells`; columns that are not given take their usual value.

    Examples
    --------
    >>> make_cells(value=[3.0, 4.0])[["what", "value", "parent"]].values.tolist()
    [['n', 3.0, -1], ['n', 4.0, -1]]
    """
    given = pd.DataFrame(columns)  # a single value fills its column
    # Without rows a column has no kind of its own, and must not be taken for text.
    kinds = {name: type(usual) for name, usual in CELL.items() if not isinstance(usual, str)}
    return pd.DataFrame(
        {name: given.get(name, usual) for name, usual in CELL.items()},
        index=pd.RangeIndex(len(given)),
    ).astype(kinds)


def make_relations(rows: Iterable[tuple[Sequence[int], Sequence[float], bool]]) -> pd.DataFrame:
    """Return table `relations` from (cells, coefficients, equal) of each.

    Examples
    --------
    >>> make_relations([([0, 1], [1, -1], False)]).values.tolist()
    [[0, 0, 1.0, False], [0, 1, -1.0, False]]
    """
    listed = list(rows)
    sizes = [len(cells) for cells, _, _ in listed]
    return pd.DataFrame(
        {
            "relation": np.repeat(np.arange(len(listed)), sizes),
            "cell": np.array([c for cells, _, _ in listed for c in cells], dtype=int),
            "coefficient": np.array([k for _, many, _ in listed for k in many], dtype=float),
            "equal": np.repeat(np.array([e for _, _, e in listed], dtype=bool), sizes),
        }
    )


def release_of_table(
    table: pd.DataFrame,
    dimensions: Sequence[str],
    *,
    count: str = "n",
    total: str = "Total",
    hidden: str | None = None,
    min_count: int = 3,
    block: str | None = None,
    name: str = "table",
) -> Release:
    """Make the release of one cross table with all its margins.

    A count above zero and under `min_count` is primary. A reader's view of a table that is
    already hidden in part is had by naming the column that says so.

    Parameters
    ----------
    table : DataFrame
        One row a cell, margins too.
    dimensions : sequence of str
        Columns whose value `total` marks a margin.
    count : str
        Column of the counts.
    total : str
    hidden : str, optional
        Column of flags: these cells are hidden and their counts unknown.
    min_count : int
    block : str, optional
        The dimension that holds questions: they have no margin, and each protects its own counts.
    name : str
        Name of the table in the audit.

    Returns
    -------
    Release

    Raises
    ------
    InputError
        A combination of the dimensions stands there twice.

    Examples
    --------
    >>> table = pd.DataFrame({"center": ["a", "b", "Total"], "n": [1, 9, 10]})
    >>> release_of_table(table, ["center"]).cells.primary.tolist()
    [True, False, False]
    """
    keys = list(table[list(dimensions)].astype(str).itertuples(index=False, name=None))
    place = {key: i for i, key in enumerate(keys)}
    if len(place) < len(keys):
        raise InputError(f"{name}: a combination of {', '.join(dimensions)} stands there twice")
    value = table[count].to_numpy(dtype=float, na_value=np.nan)
    margins = np.array([key.count(total) for key in keys])
    out = table[hidden].to_numpy(dtype=bool) if hidden else np.zeros(len(keys), dtype=bool)
    cells = make_cells(
        group=[" · ".join(key) for key in keys],
        value=np.where(out, np.nan, value),
        published=~out,
        primary=(value > 0) & (value < min_count) & ~out,
        block=table[block].astype(str).to_numpy() if block else "",
        cost=MARGIN**margins * (1 + SIZE * np.log1p(value) / np.log1p(max(np.nanmax(value), 1))),
    )
    places = pd.DataFrame(
        {"table": name, "row": cells["group"], "column": count, "cell": range(len(keys))}
    ).assign(line=range(len(keys)), shown=~out, gives=False)
    return Release(cells, make_relations(_sums(place, len(dimensions), total)), places)


def _sums(place: dict[tuple, int], n: int, total: str) -> Iterable[tuple[list[int], list, bool]]:
    """Along each dimension the parts of a margin add up to it."""
    levels = [list(dict.fromkeys(key[d] for key in place)) for d in range(n)]
    for d in range(n):
        others = product(*(levels[e] for e in range(n) if e != d))
        for other in others:
            whole = place.get((*other[:d], total, *other[d:]))
            parts = [place.get((*other[:d], v, *other[d:])) for v in levels[d] if v != total]
            if whole is not None and parts and None not in parts:
                yield [whole, *(p for p in parts if p is not None)], [1, *[-1] * len(parts)], True


def mark_primary(release: Release, rules: Rules) -> Release:
    """Say which cells are hidden for their own sake.

    A base under `min_base` is, with all counts on it (they follow their `parent`); a count under
    `min_count`, none included; a count that lacks less than `min_count` to its base; people who
    broke off or wrote a comment, where they are under `min_count`. Other counts follow their base;
    comments that raise a concern and the people who wrote them are hidden together.

    Parameters
    ----------
    release : Release
        With the values known.
    rules : Rules

    Returns
    -------
    Release

    Examples
    --------
    >>> cells = make_cells(what=["base", "n", "n"], value=[16.0, 16.0, 0.0], parent=[-1, 0, 0])
    >>> release = Release(cells, make_relations([([0, 1, 2], [1, -1, -1], True)]), pd.DataFrame())
    >>> mark_primary(release, Rules()).cells.primary.tolist()
    [False, True, True]
    """
    cells = release.cells
    value, parent = cells["value"].to_numpy(float), cells["parent"].to_numpy(int)
    if rules.min_base == 0:
        primary = np.zeros(len(cells), dtype=bool)
    else:
        base = np.where(parent >= 0, value[parent], np.nan)
        primary = (cells["what"] == "base").to_numpy() & (value < rules.min_base)
        counted = cells["what"].isin(["n", "people"]).to_numpy()
        primary |= counted & (base < rules.min_base)  # who wrote is shown where it is no base
        small = value < rules.min_count
        unanimous = (value > 0) & (base - value < rules.min_count)
        primary |= counted & (small | unanimous)
        # A lone person who broke off, or who wrote, is as easily known as a lone answer.
        primary |= cells["what"].isin(["partial", "commented"]).to_numpy() & small
        # A base of nobody tells of nobody, but shows which of several Centers it is.
        primary &= ~cells["fixed"].to_numpy() & cells["printed"].to_numpy()
        # What all others said is the group's secret turned round: the tallies hide that.
        primary &= ~cells["by"].str.endswith(" rest").to_numpy(bool)
        hidden = _with_twins(cells, follow(primary, parent))
        primary = hidden & ~cells["fixed"].to_numpy()
    return replace(release, cells=cells.assign(primary=primary))


def _with_twins(cells: pd.DataFrame, hidden: np.ndarray) -> np.ndarray:
    """Hide the comments that raise a concern with the people who do, and the other way round.

    Where three comments are shown, two or three people wrote them.
    """
    key = [cells[name].to_numpy(object) for name in ("question_id", "by", "group", "choice")]
    people = np.flatnonzero((cells["what"] == "people").to_numpy())
    comments = np.flatnonzero((cells["what"] == "n").to_numpy())
    if not len(people) or not len(comments):
        return hidden
    of_comments = pd.MultiIndex.from_arrays([of[comments] for of in key])
    twin = of_comments.get_indexer(pd.MultiIndex.from_arrays([of[people] for of in key]))
    people, twin = people[twin >= 0], comments[twin[twin >= 0]]
    either = hidden[people] | hidden[twin]
    hidden = hidden.copy()
    hidden[people] = hidden[twin] = either
    return hidden


def follow(hidden: np.ndarray, parent: np.ndarray) -> np.ndarray:
    """Return which cells are hidden once those that follow a hidden one are hidden too.

    Examples
    --------
    >>> follow(np.array([True, False, False]), np.array([-1, 0, -1])).tolist()
    [True, True, False]
    """
    hidden, parent = hidden.astype(bool), parent.astype(int)
    while True:
        more = hidden | ((parent >= 0) & hidden[parent])
        if (more == hidden).all():
            return more
        hidden = more
