"""Pictures of a choice: measures against the number of concerns, and the tree of concerns.

As in `figures`: a table in, an Axes out; `show_numbers` and `show_tree` set one into a notebook
with its words.
"""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
from IPython.display import HTML

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
from sopgap.report.markup import THIN, UNSEEN, blank, fill
from sopgap.tables.rows import walk_rows

MEASURES: dict[str, tuple[str, str, Any]] = {  # colour and dashes: none rests on colour alone
    "stability": (ACCENT, "stability", "-"),
    "modularity": (MUTED, "modularity", (0, (1, 1.2))),
    "separation": (INK, "separation", (0, (5, 1.6))),
}
APART = 0.06  # of the axis: labels at the ends of lines stand no nearer
ROW = 0.19  # inches of a row of the tree
LONG = 56  # characters of a line of a label
TALLER = 0.7  # of a row: what each further line of the longest label adds to every row
TREE = 0.42  # of the picture's width: the tree itself; names run on beyond it
LEAST = 3  # a smaller count is not told


def plot_numbers(numbers: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw stability, modularity and separation against the number of concerns.

    Parameters
    ----------
    numbers : table `numbers`
    ax : Axes, optional

    Returns
    -------
    Axes
        The chosen number is a line across; each measure is named at its end.

    Examples
    --------
    >>> from sopgap.tables import NUMBERS
    >>> row = {"modularity": 0.4, "separation": 0.2, "stability": 0.7, "base": 99}
    >>> table = pd.DataFrame([row | {"n_concerns": n, "chosen": n == 3} for n in (2, 3, 4)])
    >>> ax = plot_numbers(NUMBERS.check(table))
    >>> sorted(text.get_text() for text in ax.texts)
    ['3: chosen', 'modularity', 'separation', 'stability']
    """
    ax = new_axes(WIDTH, 3.1, (0.07, 0.15, 0.76, 0.76)) if ax is None else ax
    table = numbers.sort_values("n_concerns")
    x = table["n_concerns"].astype(int).tolist()
    low = min([0.0, *(float(table[name].min()) for name in MEASURES if table[name].notna().any())])
    low = -0.1 * -(low // 0.1) if low < 0 else 0.0
    ax.set_ylim(low, 1.0)
    ends = []
    for name, (colour, label, dashes) in MEASURES.items():
        known = table[table[name].notna()]
        if known.empty:
            continue
        y = known[name].astype(float).tolist()
        where = known["n_concerns"].astype(int).tolist()
        ax.plot(where, y, color=colour, linewidth=1.7, linestyle=dashes, zorder=3,
                marker="o" if len(where) == 1 else None, markersize=4)  # fmt: skip
        for chosen in walk_rows(known[known["chosen"]]):
            ax.plot([int(chosen.n_concerns)], [float(getattr(chosen, name))], marker="o",
                    markersize=5, color=colour, zorder=4)  # fmt: skip
        ends.append((y[-1], label, colour))
    for place, label, colour in _spread(ends, APART * (1 - low)):
        ax.text(1.015, place, label, transform=ax.get_yaxis_transform(), va="center",
                color=colour, fontsize=8.5)  # fmt: skip
    for n in table.loc[table["chosen"], "n_concerns"]:
        ax.axvline(int(n), color=LINE, linewidth=1, zorder=1)
        ax.text(int(n), 1.02, f"{n}: chosen", transform=ax.get_xaxis_transform(), ha="center",
                color=INK, fontsize=8.5)  # fmt: skip
    if x:
        ax.set_xlim(min(x) - 0.5, max(x) + 0.5)
        ax.set_xticks(_ticks(x))
    ax.set_xlabel("number of concerns", color=MUTED, fontsize=8.5)
    return _bare(ax, grid=True)


def plot_tree(merges: pd.DataFrame, concerns: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the tree of concerns from the left: each joint has its name and a row of its own.

    The root stands at the left, the concerns at the right, each joint where so many are left as
    the axis says: to go up to ten concerns is to cut the tree at ten. Since no branch crosses the
    row of a joint to its right, its name runs on there and meets nothing.

    Parameters
    ----------
    merges : table `merges`
    concerns : table `concerns`
        Of which the merges were made.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    rows = _rows(merges, concerns)
    lines = 1 + max(name.count("\n") for name in rows.values())
    height = ROW * (len(rows) + 1) * (1 + (lines - 1) * TALLER) + 0.4
    if ax is None:
        ax = new_axes(WIDTH, height, (0.02, 0.4 / height, TREE, 1 - 0.45 / height))
    most = len(merges) + 1  # concerns; after each merge one fewer is left
    left = {str(node): most - i for i, node in enumerate(merges["merge_id"], start=1)}
    start, leaf = 1 - 0.06 * most, float(most)
    at = {node: (float(left.get(node, most)), row) for row, node in enumerate(rows)}
    for merge in walk_rows(merges):
        x, y = at[str(merge.merge_id)]
        ends = [at[str(side)] for side in (merge.left, merge.right)]
        ax.plot([x, x], [ends[0][1], ends[1][1]], color=LINE, linewidth=1.1, zorder=2)
        for far, row in ends:
            ax.plot([x, far], [row, row], color=LINE, linewidth=1.1, zorder=2)
        ax.plot([x], [y], marker="o", markersize=3.2, color=ACCENT, zorder=3)
    if len(merges):
        x, y = at[str(merges["merge_id"].iloc[-1])]
        ax.plot([start, x], [y, y], color=LINE, linewidth=1.1, zorder=2)
    for node, (x, y) in at.items():
        joint = node in left
        ax.text(x + 0.018 * (leaf - start), y, rows[node], va="center", fontsize=8 if joint else
                8.5, color=ACCENT if joint else INK, style="italic" if joint else "normal",
                parse_math=False, clip_on=False)  # fmt: skip
    ax.set_xlim(start, leaf)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_yticks([])
    ax.set_xticks(_ticks(list(range(1, most + 1))))
    ax.set_xlabel("concerns that are left", color=MUTED, fontsize=8.5)
    return _bare(ax)


def show_numbers(numbers: pd.DataFrame) -> HTML:
    """Show `plot_numbers` in a notebook, with its words for who cannot see it."""
    if numbers.empty:
        return HTML("<p>Fewer than eight different comments: they are one concern.</p>")
    title = "Stability, modularity and separation against the number of concerns"
    return _framed(draw_svg(plot_numbers(numbers), title=title, told=tell_numbers(numbers),
                            name="numbers"))  # fmt: skip


def show_tree(merges: pd.DataFrame, concerns: pd.DataFrame) -> HTML:
    """Show `plot_tree` in a notebook, with its words for who cannot see it."""
    if merges.empty:
        return HTML("<p>Fewer than two concerns: there is nothing to join.</p>")
    told = tell_tree(merges, concerns)
    title = "Which concerns are joined, the nearest first"
    return _framed(draw_svg(plot_tree(merges, concerns), title=title, told=told, name="tree"))


def tell_numbers(numbers: pd.DataFrame) -> str:
    """Return the text alternative of `plot_numbers`: each number's measures in words.

    Examples
    --------
    >>> tell_numbers(pd.DataFrame({"n_concerns": [2], "stability": [0.7], "modularity": [0.4],
    ...                            "separation": [float("nan")], "chosen": [True]}))
    '2 concerns (chosen): stability 0.70, modularity 0.40.'
    """
    said = []
    for row in walk_rows(numbers):
        known = [name for name in MEASURES if not blank(getattr(row, name))]
        measured = ", ".join(f"{name} {float(getattr(row, name)):.2f}" for name in known)
        said.append(f"{row.n_concerns} concerns{' (chosen)' if row.chosen else ''}: {measured}")
    return "; ".join(said) + "."


def tell_tree(merges: pd.DataFrame, concerns: pd.DataFrame) -> str:
    """Return the text alternative of `plot_tree`: what each joint joins, the nearest first."""
    names = dict(zip(concerns["concern_id"], concerns["label"], strict=True))
    said = []
    for merge in walk_rows(merges):
        left, right = (f"{side} {names[side]}" for side in (merge.left, merge.right))
        said.append(f"{merge.merge_id} {merge.label}: {left}, with {right}")
        names[merge.merge_id] = merge.label
    return "; ".join(said) + "."


def _rows(merges: pd.DataFrame, concerns: pd.DataFrame) -> dict[str, str]:
    """Return what is written in each row, by its node: a joint lies between its two sides."""
    told = {str(r.concern_id): _label(r.concern_id, r.label, r.n_comments)
            for r in walk_rows(concerns)}  # fmt: skip
    under: dict[str, list[str]] = {}
    for merge in walk_rows(merges):
        node, left, right = str(merge.merge_id), str(merge.left), str(merge.right)
        told[node] = _label(node, merge.label, merge.n_comments)
        under[node] = [*under.pop(left, [left]), node, *under.pop(right, [right])]
    order = [node for nodes in under.values() for node in nodes] or list(told)[:1]
    return {node: told[node] for node in order}


def _label(node: Any, label: Any, n: Any) -> str:
    said = UNSEEN.sub("", f"{node} {label}").replace("\n", " ")
    said += "" if blank(n) or int(n) < LEAST else f"{THIN}·{THIN}{int(n):,}"
    return "\n".join(textwrap.wrap(said, LONG)) or ""


def _spread(ends: list[tuple[float, str, str]], apart: float) -> list[tuple[float, str, str]]:
    """Move labels that would lie on one another apart, the order kept."""
    placed: list[tuple[float, str, str]] = []
    for y, label, colour in sorted(ends):
        placed.append((max(y, placed[-1][0] + apart) if placed else y, label, colour))
    return placed


def _ticks(x: list[int]) -> list[int]:
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 10**9) if (max(x) - min(x)) / s <= 12)
    return [n for n in range(min(x), max(x) + 1) if n % step == 0] or x[:1]


def _bare(ax: Axes, *, grid: bool = False) -> Axes:
    ax.tick_params(axis="both", length=0, colors=MUTED, labelsize=8)
    if grid:
        ax.grid(axis="y", color=HAIR, linewidth=0.5, zorder=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _framed(svg: Any) -> HTML:
    return HTML(fill("<div style='max-width:58em'>{0}</div>", svg))
