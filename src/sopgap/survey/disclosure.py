"""Keep a person from being known: redact what comments name, hide counts that are too small."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

NAME = "[name]"
SHORTEST_NAME = 2  # letters; a shorter part of a name is not looked for elsewhere in the comment


def redact(texts: pd.Series) -> pd.Series:
    """Replace phones, mail addresses, identifiers and names behind titles.

    The patterns are rows of `data/redactions.tsv`, each with an example. A name that stands
    alone is not known for one: comments are private until a person has read them.

    Parameters
    ----------
    texts : Series of str

    Returns
    -------
    Series of str
        With [phone], [mail], [id] and [name] in place of what was there; same index.

    Examples
    --------
    >>> redact(pd.Series(["Call Ms. Doe at 202-555-0143 on 19 U.S.C. 1592"]))[0]
    'Call Ms. [name] at [phone] on 19 U.S.C. 1592'
    """
    return texts.map({text: _redact(text) for text in texts.unique()}).astype("str")


def suppress(
    table: pd.DataFrame,
    *,
    min_base: int = 10,
    within: str | None = None,
    group: str = "group",
    base: str = "base",
    figures: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Blank the figures of groups whose base is too small, and of complements.

    With one Center hidden, its figure would be `all` less the others: then the Center with the
    next smallest base is hidden too.

    Parameters
    ----------
    table : DataFrame
        One or several rows for each `within` and `group`; all rows of a pair have one base.
    min_base : int
        Smallest base that may be shown.
    within : str, optional
        Column within which Centers add up to `all`, such as question_id.
    group, base : str
        Names of these columns.
    figures : tuple of str
        Columns to blank, beside `base`.

    Returns
    -------
    DataFrame
        The table with column `suppressed`.

    Examples
    --------
    >>> table = pd.DataFrame({"group": ["all", "a", "b", "c"], "base": [74, 4, 30, 40]})
    >>> suppress(table).suppressed.tolist()
    [False, True, True, False]
    """
    names = table[within] if within else pd.Series("", index=table.index)
    keys = pd.DataFrame({"row": names, "column": table[group]})
    bases = table.assign(**keys).pivot_table(
        index="row", columns="column", values=base, aggfunc="first", dropna=False, sort=False
    )
    small = (bases < min_base) & bases.notna()
    centers = [column for column in bases if column != "all"]
    small[centers] = hide_complements(small[centers], bases[centers])
    hidden = small.stack().rename("suppressed")
    out = table.assign(suppressed=hidden.reindex(pd.MultiIndex.from_frame(keys)).to_numpy(bool))
    blanks = [base, *figures]
    out[blanks] = out[blanks].mask(out["suppressed"])
    return out


def hide_complements(
    hidden: pd.DataFrame, sizes: pd.DataFrame, *, both_ways: bool = False
) -> pd.DataFrame:
    """Hide a second cell wherever one hidden cell stands alone in its row.

    Parameters
    ----------
    hidden : DataFrame of bool
        Cells that are hidden by themselves; the cells of a row add up to a figure that is shown.
    sizes : DataFrame of number
        Of the cells that may be hidden in addition the smallest is taken, those above zero first.
        A blank stands for a cell that does not exist.
    both_ways : bool
        Whether columns add up to a shown figure too.

    Returns
    -------
    DataFrame of bool

    Examples
    --------
    >>> sizes = pd.DataFrame({"a": [2], "b": [9], "c": [5]})
    >>> hide_complements(sizes < 3, sizes).values.tolist()
    [[True, False, True]]
    """
    cells, size = hidden.to_numpy(dtype=bool, copy=True), sizes.to_numpy(dtype=float)
    # A cell hidden for a row can stand alone in its column: again, until nothing changes.
    while True:
        changed = _hide_second(cells, size, both_ways)
        if both_ways:
            changed |= _hide_second(cells.T, size.T, both_ways)
        if not changed:
            return pd.DataFrame(cells, index=hidden.index, columns=hidden.columns)


def _hide_second(cells: np.ndarray, size: np.ndarray, both_ways: bool) -> bool:
    """Change `cells` in place: a row with one hidden cell gets a second; say if any did."""
    changed = False
    for row in np.flatnonzero(cells.sum(axis=1) == 1):
        free = np.flatnonzero(~cells[row] & ~np.isnan(size[row]))
        # Where a column has hidden cells already, one more leaves none standing alone.
        alone = np.asarray(both_ways & ~cells.any(axis=0))
        order = sorted(free, key=lambda c: (size[row, c] == 0, alone[c], size[row, c]))
        if order:
            cells[row, order[0]] = changed = True
    return changed


def _redact(text: str) -> str:
    names: set[str] = set()
    for replacement, pattern in _patterns():
        if replacement == NAME:
            names |= {part for found in pattern.finditer(text) for part in _name_parts(found)}
        text = pattern.sub(
            rf"\g<keep>{replacement}" if "keep" in pattern.groupindex else replacement, text
        )
    # Who is named in full once is often named again by the surname alone.
    for part in sorted(names):
        text = re.sub(rf"\b{re.escape(part)}\b(?:'s)?", NAME, text)
    return text


def _name_parts(found: re.Match[str]) -> list[str]:
    kept = found["keep"] if "keep" in found.re.groupindex else ""
    parts = re.split(r"[ .-]+", found[0][len(kept) :])
    return [part for part in parts if len(part) > SHORTEST_NAME]


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row[0], re.compile(row[1])) for row in redaction_rows())


@cache
def redaction_rows() -> tuple[tuple[str, ...], ...]:
    """Return replacement, pattern, use, example and redacted example of each row of the data."""
    file = resources.files("sopgap") / "data" / "redactions.tsv"
    rows: list[tuple[str, ...]] = []
    parts: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        head, pattern, *rest = line.split("\t")
        for name, part in parts.items():
            pattern = pattern.replace(f"<<{name}>>", part)
        if head.endswith("="):
            parts[head[:-1]] = pattern
        else:
            rows.append((head, pattern, *rest))
    return tuple(rows)
