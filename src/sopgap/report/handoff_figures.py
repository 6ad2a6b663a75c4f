"""The picture of who passes what to whom: givers at the left, takers at the right."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sopgap.report.figures import ACCENT, INK, LINE, MUTED, SLIM, WIDTH, Axes, new_axes
from sopgap.report.markup import THIN, UNSEEN
from sopgap.tables.rows import walk_rows

LETTERS, SLIM_LETTERS = 34, 21  # characters of a line of a name
LEAST, ROW = 0.62, 0.205  # rows between the names; inches of a line
STEPS = 24  # pieces of a curve
LOOKS: dict[str, tuple[str, Any, float]] = {  # colour, dashes and width: none rests on one alone
    "across": (ACCENT, "-", 1.5),
    "nobody": (MUTED, (0, (2, 2)), 0.9),
    "other": (LINE, "-", 0.9),
}


@dataclass(frozen=True)
class _Name:
    """A line of one side: a group's heading, or an actor with what he gives or takes."""

    text: str
    y: float
    is_heading: bool


def plot_handoffs(pairs: pd.DataFrame, *, ax: Axes | None = None, slim: bool = False) -> Axes:
    """Draw a line from each giver to each taker, thicker the more duties say so.

    Parameters
    ----------
    pairs : DataFrame
        Columns giver, giver_group, taker, taker_group, n, look (across, nobody, other), in the
        order of the givers, and, if the takers stand in another, taker_place.
    ax : Axes, optional
    slim : bool
        Draw it for a narrow screen.

    Returns
    -------
    Axes

    Examples
    --------
    >>> pairs = pd.DataFrame({"giver": ["Desk"], "giver_group": ["Center"], "taker": ["Clerk"],
    ...                       "taker_group": ["Port"], "n": [2], "look": ["across"]})
    >>> [text.get_text().replace(THIN, " ") for text in plot_handoffs(pairs).texts]
    ['passes on', 'Center', 'Desk · 2', 'takes', 'Port', 'Clerk · 2']
    """
    letters = SLIM_LETTERS if slim else LETTERS
    left, gives = _column(pairs, "giver", letters)
    by_taker = pairs.sort_values("taker_place", kind="stable") if "taker_place" in pairs else pairs
    right, takes = _column(by_taker, "taker", letters)
    foot = max((_end(name) for name in (*left, *right)), default=0.45) + 0.55
    if ax is None:
        height = ROW * (foot + 1.6)
        box = (0.36, 0.0, 0.28, 1.0) if not slim else (0.37, 0.0, 0.26, 1.0)
        ax = new_axes(SLIM if slim else WIDTH, height, box)
    for row in sorted(walk_rows(pairs), key=_drawn):
        _draw_line(ax, gives[str(row.giver)], takes[str(row.taker)], str(row.look), int(row.n))
    size = 7.5 if slim else 8.5
    off = 0.09 if slim else 0.04
    columns = ((-off, "right", "passes on", left), (1 + off, "left", "takes", right))
    for x, side, words, names in columns:
        ax.text(x, -1, words, ha=side, va="center", color=MUTED, fontsize=size, style="italic")
        for name in names:
            ax.text(x, name.y, name.text, ha=side, va="center", fontsize=size, parse_math=False,
                    color=INK, fontweight="bold" if name.is_heading else "normal",
                    linespacing=1.05)  # fmt: skip
    ax.set_xlim(0, 1)
    ax.set_ylim(foot, -1.6)
    ax.set_axis_off()
    return ax


def tell_handoffs(pairs: pd.DataFrame) -> str:
    """Return the text alternative of `plot_handoffs`: each pair in words.

    Examples
    --------
    >>> tell_handoffs(pd.DataFrame({"giver": ["Desk"], "taker": ["Clerk"], "n": [2],
    ...                             "giver_group": ["Center"], "taker_group": ["Port"]}))
    'Desk (Center) to Clerk (Port): 2.'
    """
    said = [
        f"{r.giver} ({r.giver_group}) to {r.taker} ({r.taker_group}): {r.n}"
        for r in walk_rows(pairs)
    ]
    # In a text alternative no words can be set apart as a document's: no percentage may stand.
    return ("; ".join(said) + ".").replace("%", "per cent")


def _column(
    pairs: pd.DataFrame, side: str, letters: int
) -> tuple[list[_Name], dict[str, tuple[float, int]]]:
    """Return the lines of one side, and where each actor stands, with his number."""
    n = pairs.groupby(side, sort=False)["n"].sum()
    group = pairs.drop_duplicates(side).set_index(side)[f"{side}_group"]
    names, at, y = [], {}, 0.0
    for heading in dict.fromkeys(group):
        inside = list(group.index[group == heading])
        if inside != [heading]:  # "nobody named" needs no heading of that name
            lines = _wrapped(heading, letters)
            names.append(_Name("\n".join(lines), y + (len(lines) - 1) * 0.4, True))
            y += 1 + (len(lines) - 1) * 0.8
        for one in inside:
            lines = _wrapped(str(one), letters, f"{THIN}·{THIN}{n[one]:,}")
            middle = y + (len(lines) - 1) * 0.4
            names.append(_Name("\n".join(lines), middle, False))
            at[str(one)] = (middle, int(n[one]))
            y = middle + (len(lines) - 1) * 0.4 + 1
        y += LEAST
    return names, at


def _end(name: _Name) -> float:
    """Return where a name's last line ends, in rows."""
    return name.y + 0.45 * (1 + name.text.count("\n"))


def _draw_line(
    ax: Axes, begin: tuple[float, int], end: tuple[float, int], look: str, n: int
) -> None:
    colour, dashes, width = LOOKS[look]
    steps = [i / STEPS for i in range(STEPS + 1)]
    y = [begin[0] + (end[0] - begin[0]) * (3 * t * t - 2 * t**3) for t in steps]
    ax.plot(steps, y, color=colour, linestyle=dashes, linewidth=width + 0.7 * min(n - 1, 4),
            solid_capstyle="butt", clip_on=False, zorder=3 if look == "across" else 2)  # fmt: skip
    ax.plot([1], [end[0]], marker=">", markersize=4.5, color=colour, clip_on=False,
            zorder=4 if look == "across" else 3)  # fmt: skip


def _drawn(row: Any) -> int:
    return int(row.look == "across")  # what crosses is drawn last, over the others


def _wrapped(name: str, letters: int, end: str = "") -> list[str]:
    """Cut a name into lines; what stands at its end stays with its last word."""
    return textwrap.wrap(UNSEEN.sub("", name) + end, letters) or [""]
