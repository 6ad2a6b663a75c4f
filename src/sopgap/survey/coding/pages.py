"""The codebook's workbook: what each of its sheets holds, for people to decide in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.coding.digests import digests, grounds, stamp
from sopgap.survey.concerns.clusters import Concerns
from sopgap.workbooks.filled import write_read_me
from sopgap.workbooks.writing import Page, write_pages

CODEBOOK, COMMENTS = "Codebook", "Comments"
NEW, SPLIT, CODING = "New concerns", "Split", "Double coding"
STAMP = "Made from the state"  # the row of the first sheet that names it
CODERS = ("coder_1", "coder_2")
NO_CONCERN = "none"  # a coder's answer where no concern fits
EXAMPLES = tuple(f"example_{i}" for i in range(1, 9))
COLUMNS = {
    CODEBOOK: ("concern_id", "label", "new_label", "into", "definition", "include", "exclude",
               "n_comments", "terms", "examples"),
    COMMENTS: ("digest", "concern_id", "label", "text", "move_to", "also", "closeness", "placed",
               "also_now", "comment_id", "question_id", "times"),
    NEW: ("new_label", "definition", *EXAMPLES),
    SPLIT: ("concern_id", "parts", "new_label", *EXAMPLES),
    CODING: ("digest", "text", *CODERS),
}  # fmt: skip
WIDTHS = {
    "text": 90, "examples": 90, "definition": 40, "include": 40, "exclude": 40, "label": 28,
    "new_label": 28, "terms": 40, "digest": 20, "also_now": 12, **dict.fromkeys(EXAMPLES, 20),
}  # fmt: skip
OPEN = {
    CODEBOOK: ("new_label", "into", "definition", "include", "exclude"),
    COMMENTS: ("move_to", "also"),
    NEW: COLUMNS[NEW],
    SPLIT: COLUMNS[SPLIT],
    CODING: CODERS,
}
SPARE = 15  # rows that are coloured, to be filled in
TYPICAL = 5  # comments that show what a concern is
LEAST_CODED = 2  # comments of each concern that are drawn for double coding, if it has them
EXAMPLE_TEXT = 300  # characters of a typical comment that the codebook's sheet shows


def write_coding_workbook(
    found: Concerns,
    comments: pd.DataFrame,
    path: str | Path,
    *,
    n_double: int = 0,
    seed: int = 0,
) -> Path:
    """Write a workbook in which people decide about concerns; `read_decisions` reads it back.

    It holds comments, so it is private. Comments of the same words stand there once. No Center
    is shown: a comment is to be judged by what it says.

    Parameters
    ----------
    found : Concerns
        Of a run, replayed or not.
    comments : table `comments`
    path : str or Path
        The .xlsx to write.
    n_double : int
        Comments that two people are to code without seeing the program's choice: drawn by
        `draw_double`.
    seed : int
        Of that draw.

    Returns
    -------
    Path
        The same run, number and seed give the same bytes.

    Raises
    ------
    InputError
        There is no concern, or `n_double` is less than 0.

    Examples
    --------
    >>> import tempfile
    >>> from sopgap import cluster_concerns
    >>> said = ["more training please", "training is short", "the system is slow", "slow system"]
    >>> comments = pd.DataFrame({"comment_id": list("abcd"), "text": said})
    >>> found = cluster_concerns(comments, n_concerns=2)
    >>> write_coding_workbook(found, comments, tempfile.mkdtemp() + "/codebook.xlsx").name
    'codebook.xlsx'
    """
    problems = []
    if found.concerns.empty:
        problems.append("there is no concern to decide about")
    if n_double < 0:
        problems.append(f"double coding: {n_double} comments; give 0 or more")
    if problems:
        raise InputError(problems)
    labels, place, _ = grounds(found, comments)
    rows = list_comments(found, comments)
    sheets = {
        CODEBOOK: _codebook(found, rows),
        COMMENTS: [[row[name] for name in COLUMNS[COMMENTS]] for row in _records(rows)],
        NEW: [],
        SPLIT: [],
        CODING: [
            [row["digest"], row["text"], "", ""]
            for row in _records(draw_double(rows, n_double, seed))
        ],
    }
    pages = [_read_me(stamp(labels, place), len(rows), n_double, seed)]
    last = len(sheets[CODEBOOK]) + 1
    for name, cells in sheets.items():
        spare = SPARE if name in (NEW, SPLIT) else 0
        pages.append(_page(name, cells, f"'{CODEBOOK}'!$A$2:$A${last}", spare))
    return write_pages(pages, Path(path))


def list_comments(found: Concerns, comments: pd.DataFrame) -> pd.DataFrame:
    """Return the comments that have a concern, one row for each digest, the least sure first.

    Examples
    --------
    >>> concerns = pd.DataFrame({"concern_id": ["C01"], "label": ["pay"]})
    >>> members = pd.DataFrame(
    ...     {"comment_id": ["a", "b"], "concern_id": "C01", "rank": 1, "closeness": 0.5})
    >>> said = pd.DataFrame({"comment_id": ["a", "b"], "text": ["low pay", "low pay"]})
    >>> list_comments(Concerns(concerns, members), said)[["comment_id", "times"]].values.tolist()
    [['a', 2]]
    """
    labels, place, also = grounds(found, comments)
    members = found.members[found.members["rank"] == 1]
    said = comments.reindex(columns=["comment_id", "question_id", "text"])
    said = said.astype("object").where(said.notna(), "").astype("str")
    rows = members.merge(said, on="comment_id")
    rows["digest"] = rows["comment_id"].map(digests(said))
    rows["concern_id"] = rows["digest"].map(place)
    if "placed" not in rows:
        rows["placed"] = ""
    rows = rows.sort_values(["digest", "comment_id"])
    rows["times"] = rows.groupby("digest")["comment_id"].transform("size")
    rows = rows.drop_duplicates("digest")
    rows["label"] = rows["concern_id"].map(labels)
    rows["also_now"] = [" ".join(also.get(digest, [])) for digest in rows["digest"]]
    rows["sure"] = rows["placed"] != "unsure"
    # Closeness has a scale of its own in each concern: what counts is the place in it.
    rows["place"] = rows.groupby("concern_id")["closeness"].rank(pct=True, method="first")
    order = ["sure", "place", "closeness", "digest"]
    return rows.sort_values(order, kind="stable").reset_index(drop=True)


def draw_double(rows: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """Draw comments for double coding: of each concern by its size, but two where it has them.

    Parameters
    ----------
    rows : DataFrame
        As `list_comments` returns them.
    n : int
        All, where there are no more. Where two of each concern are more than n, n is kept and
        the smallest concerns get fewer.
    seed : int

    Returns
    -------
    DataFrame
        Those drawn, in an order that tells nothing of their concern.

    Examples
    --------
    >>> rows = pd.DataFrame({"digest": list("abcdefgh"), "concern_id": ["C01"] * 6 + ["C02"] * 2})
    >>> sorted(draw_double(rows, 4, 0)["concern_id"])
    ['C01', 'C01', 'C02', 'C02']
    """
    rows = rows.sort_values("digest", ignore_index=True)
    n = min(n, len(rows))
    sizes = rows["concern_id"].value_counts().sort_index()
    sizes = sizes.sort_values(ascending=False, kind="stable")
    least = np.minimum(sizes.to_numpy(), LEAST_CODED)
    if least.sum() > n:
        least = np.where(np.cumsum(least) <= n, least, 0)
    quota = least.copy()
    while quota.sum() < n:  # to whom most is owed by size
        owed = np.where(quota < sizes, n * sizes / sizes.sum() - quota, -np.inf)
        quota[int(np.argmax(owed))] += 1
    generator = np.random.default_rng(seed)
    drawn = []
    for concern, number in sorted(zip(sizes.index, quota, strict=True)):
        own = rows.index[rows["concern_id"] == concern].to_numpy()
        drawn += generator.choice(own, int(number), replace=False).tolist()
    return rows.loc[generator.permutation(np.array(sorted(drawn), dtype=int))]


def _codebook(found: Concerns, rows: pd.DataFrame) -> list[list[object]]:
    typical = {
        concern: own.sort_values("place", ascending=False)["text"].tolist()[:TYPICAL]
        for concern, own in rows.groupby("concern_id")
    }
    sizes = found.members["concern_id"].value_counts()
    cells = []
    for row in _records(found.concerns.sort_values("concern_id")):
        concern = row["concern_id"]
        shown = [f"– {text[:EXAMPLE_TEXT]}" for text in typical.get(concern, [])]
        own = {
            **row, "n_comments": int(sizes.get(concern, 0)), "examples": "\n".join(shown),
            "new_label": "", "into": "",
        }  # fmt: skip
        cells.append([own.get(name, "") for name in COLUMNS[CODEBOOK]])
    return cells


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a table, with what is to be filled in blank and numbers as Python has them."""
    table = table.assign(**{name: "" for name in ("move_to", "also") if name not in table})
    if "closeness" in table:
        table["closeness"] = table["closeness"].astype(float).round(3)
    return table.astype("object").to_dict("records")


def _page(name: str, cells: list[list[object]], concerns: str, spare: int) -> Page:
    columns = COLUMNS[name]
    lists = {
        i: concerns
        for i, column in enumerate(columns)
        if column in ("into", "move_to", "also")
        or column in CODERS
        or (name == SPLIT and column == "concern_id")
    }
    widths = {i: WIDTHS[column] for i, column in enumerate(columns) if column in WIDTHS}
    opened = tuple(i for i, column in enumerate(columns) if column in OPEN[name])
    free = tuple(i for i, column in enumerate(columns) if column in CODERS)  # `none` is allowed too
    rows: list[list[Any]] = [list(columns), *cells]
    return Page(name, rows, widths, opened, lists, free, spare)


def _read_me(state: str, n: int, n_double: int, seed: int) -> Page:
    drawn = f"{n_double} asked for, drawn with seed {seed}" if n_double else "none"
    facts = {STAMP: state, "Comments": str(n), "For double coding": drawn}
    return write_read_me("Codebook of the concerns", facts, "codebook_read_me.txt")
