"""Pictures of the links of duties: what becomes of them when less sure ones are left out."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from sopgap.mapping.judging import thresholds
from sopgap.report.figures import (
    ACCENT,
    HAIR,
    INK,
    LINE,
    MUTED,
    WIDTH,
    Axes,
    draw_svg,
    new_axes,
)
from sopgap.report.markup import blank, count, fill, framed, grid, percent, plural, shown
from sopgap.tables.rows import walk_rows

LINES = {  # colour and dashes: none rests on colour alone
    "recall": (ACCENT, "true links\nthat are left", "-"),
    "precision": (INK, "of what is\nleft, true", (0, (5, 1.6))),
    "moved": (MUTED, "cells that\nmove", (0, (1, 1.2))),
}
HIGHEST = 0.93  # of the axis: a label at a line's end stands no higher, nor on what is above
APART = 0.15  # of the axis: labels of two lines stand no nearer


def plot_cuts(
    cuts: pd.DataFrame, n_cells: int, *, low: float, high: float, ax: Axes | None = None
) -> Axes:
    """Draw expected recall and precision, and the share of cells that move, by probability.

    Parameters
    ----------
    cuts : table `link_cuts`
    n_cells : int
        Cells of the map.
    low, high : float
        The two thresholds, drawn as upright lines.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> cuts = pd.DataFrame({"probability": [0.0, 0.5], "recall": [1.0, 0.6],
    ...                      "precision": [0.2, 0.8], "n_moved": [0, 1]})
    >>> said = plot_cuts(cuts, 10, low=0.1, high=0.7).texts
    >>> sorted(text.get_text().replace(chr(10), " ") for text in said)[:2]
    ['accept', 'cells that move']
    """
    ax = new_axes(WIDTH, 3.1, (0.07, 0.15, 0.74, 0.74)) if ax is None else ax
    table = cuts.assign(moved=cuts["n_moved"] / max(1, n_cells))
    ends = []
    for name, (colour, label, dashes) in LINES.items():
        known = table[table[name].notna()]
        if len(known):
            x, y = known["probability"].astype(float), known[name].astype(float)
            ax.plot(x, y, color=colour, linewidth=1.7, linestyle=dashes, zorder=3)
            ends.append((float(y.iloc[-1]), label, colour))
    ends.sort()
    for place, (_, label, colour) in zip(_apart([end[0] for end in ends]), ends, strict=True):
        ax.text(1.015, place, label, transform=ax.get_yaxis_transform(), va="center",
                color=colour, fontsize=8.5)  # fmt: skip
    for cut, said, side in ((low, "reject", "right"), (high, "accept", "left")):
        ax.axvline(cut, color=LINE, linewidth=1, zorder=1)
        ax.text(cut, 1.03, said, transform=ax.get_xaxis_transform(), ha=side, color=INK,
                fontsize=8.5)  # fmt: skip
    ax.set_xlim(-0.02, max(high, float(cuts["probability"].max())) + 0.02)
    ax.set_ylim(0, 1.02)
    ticks = [0, 0.25, 0.5, 0.75, 1]
    ax.set_yticks(ticks, [f"{tick:.0%}" for tick in ticks])
    ax.set_xlabel("probability from which on a link is left", color=MUTED, fontsize=8.5)
    ax.tick_params(axis="both", length=0, colors=MUTED, labelsize=8)
    ax.grid(axis="y", color=HAIR, linewidth=0.5, zorder=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def show_cuts(
    cuts: pd.DataFrame, links: pd.DataFrame, n_cells: int, *, recall: float, precision: float
) -> HTML:
    """Show `plot_cuts` in a notebook, with its numbers and its words for who cannot see it.

    Parameters
    ----------
    cuts : table `link_cuts`
    links : table `links`
        Judged: from `judge_links` with these thresholds.
    n_cells : int
        Cells of the map.
    recall, precision : float
        From which the two thresholds follow.
    """
    if links.empty:
        return shown(fill("<p>{}</p>", "No duty is linked to a responsibility."))
    low, high = thresholds(recall, precision)
    drawn = draw_svg(plot_cuts(cuts, n_cells, low=low, high=high), name="cuts",
                     title="Links, cells and orphans by the least probability of a link",
                     told=_tell(cuts))  # fmt: skip
    rows = [
        [f"{row.probability:.2f}", count(row.n_links), percent(row.recall),
         "" if blank(row.precision) else percent(row.precision), count(row.n_matches),
         count(row.n_gaps), count(row.n_moved), count(row.n_orphans)]
        for row in walk_rows(cuts)
    ]  # fmt: skip
    heads = ["From", "Links", "True links left", "Of these true", "Duties that match", "Gaps",
             "Cells that move", "Orphans"]  # fmt: skip
    table = grid(heads, rows, caption="Links, cells and orphans by the least probability",
                 numeric=range(1, len(heads)))  # fmt: skip
    return shown(framed(
        drawn,
        title=_say(links, low, high),
        subtitle=f"Base: {plural(len(links), 'link')} of duties, {plural(n_cells, 'cell')}."
        f" Thresholds for recall {recall:.0%} and precision {precision:.0%}.",
        notes=["Shares of true links are expected from the probabilities; no person has looked."],
        source="tables/links.csv, probability and verdict; the map drawn anew at each cut",
        data=table,
    ))  # fmt: skip


def _apart(heights: list[float]) -> list[float]:
    """Move what would lie on one another apart, the order kept, none above the highest place.

    Examples
    --------
    >>> [round(y, 2) for y in _apart([0.2, 0.9, 1.0])]
    [0.2, 0.78, 0.93]
    """
    places: list[float] = []
    for y in heights:
        places.append(max(y, places[-1] + APART) if places else y)
    top = HIGHEST
    for i in reversed(range(len(places))):
        places[i] = min(places[i], top)
        top = places[i] - APART
    return places


def _say(links: pd.DataFrame, low: float, high: float) -> str:
    counts = links["verdict"].value_counts()
    accepted, asked, rejected = (int(counts.get(one, 0)) for one in ("accept", "ask", "reject"))
    return (
        f"{plural(accepted, 'link')} accepted from {high:.3g} on, {rejected:,} rejected below"
        f" {low:.3g}; {asked:,} for a person"
    )


def _tell(cuts: pd.DataFrame) -> str:
    said = (
        f"from {row.probability:.2f}: {plural(row.n_links, 'link')}, {percent(row.recall)} of the"
        f" true ones, {plural(row.n_moved, 'cell')} moved, {plural(row.n_orphans, 'orphan')}"
        for row in walk_rows(cuts)
    )
    return "; ".join(said) + "."
