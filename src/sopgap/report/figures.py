"""Pictures: a table in, a matplotlib Axes out; draw_svg sets one into a page with its words.

No function sets a style, opens a window or shows anything. Colours are those of the palette: in
the page they follow the reader's light or dark mode, elsewhere they are the light ones.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sopgap.report.drawing import draw_marks
from sopgap.report.markup import UNSEEN, blank, fill, interval, join, of, percent
from sopgap.report.palette import INKS
from sopgap.tables.rows import walk_rows

INK, MUTED, ACCENT = (INKS[name][0] for name in ("ink", "muted", "accent"))
LINE, HAIR, BAND = (INKS[name][0] for name in ("line", "hair", "band"))
WIDTH = 7.4  # inches; the page scales the picture to its column
SLIM = 3.7  # the same for a narrow screen
LEFT, SLIM_LEFT = 0.385, 0.02  # of the width: where the marks begin
LABEL, SLIM_LABEL = 42, 50  # characters of a line of a label
LETTER = 0.068  # inches of a digit or a letter beside a mark
ROW, TALLER = 0.32, 0.5  # inches of a row; rows that each further line of a label adds
Ends = tuple[float, float, float, float]  # from x, y to x, y
STYLE: Any = {"font.size": 8.5}


def plot_funnel(steps: pd.DataFrame, *, ax: Axes | None = None, slim: bool = False) -> Axes:
    """Draw how many are left at each step, one bar a step, its count and share at its side.

    Parameters
    ----------
    steps : DataFrame
        Columns label, n, of: the count that n is a part of (blank for the first), and, if wanted,
        aside: whether the row stands beside the steps (the base of a question) and is drawn thin.
    ax : Axes, optional
    slim : bool
        Draw it for a narrow screen: labels above the bars.

    Returns
    -------
    Axes

    Examples
    --------
    >>> steps = pd.DataFrame({"label": ["asked", "answered"], "n": [10, 5], "of": [None, 10]})
    >>> [text.get_text().replace(chr(160), " ") for text in plot_funnel(steps).texts]
    ['10', '5 of 10 (50 %)']
    """
    aside = steps["aside"] if "aside" in steps else [False] * len(steps)
    said = [f"{int(n):,}" if blank(part) else of(n, part)
            for n, part in zip(steps["n"], steps["of"], strict=True)]  # fmt: skip
    labels, places, ax = _laid(
        [str(one) for one in steps["label"]], ax, slim, foot=0.05, across=0.97 if slim else 0.45
    )
    most = max(int(n) for n in steps["n"]) or 1
    thin = [bool(one) for one in aside]
    counts = [int(n) for n in steps["n"]]
    pale = [no or blank(part) for no, part in zip(thin, steps["of"], strict=True)]
    ax.barh(places, [n / most for n in counts], height=[0.3 if no else 0.62 for no in thin],
            color=[LINE if no else ACCENT for no in pale])  # fmt: skip
    for y, n, words in zip(places, counts, said, strict=True):
        ax.text(n / most + 0.012, y, words, va="center", color=INK, fontsize=8.5)
    room = LETTER * max(map(len, said)) / (0.97 * SLIM)
    ax.set_xlim(0, max(1.68, 1.012 / (1 - room)) if slim else 1.32)
    ax.set_xticks([])
    return _plain(ax, labels, places, slim)


def plot_shares(rows: pd.DataFrame, *, ax: Axes | None = None, slim: bool = False) -> Axes:
    """Draw one share a row: a dot, its interval, the worst case as a band, all Centers as a tick.

    A row that is suppressed says so and shows no mark. The hair line stands at one half. Where the
    share is known as weighted to the staff too, a small hollow diamond shows it.

    Parameters
    ----------
    rows : DataFrame
        Columns label, n, base, share, low, high, worst_low, worst_high, all_share (blank where
        there is nothing to compare with), said (words instead of a mark; blank where shown), and,
        if known, weighted.
    ax : Axes, optional
    slim : bool
        Draw it for a narrow screen: labels above the marks.

    Returns
    -------
    Axes
    """
    beside = max((len(of(r.n, r.base)) for r in walk_rows(rows) if not r.said), default=0)
    width, left = (SLIM, SLIM_LEFT) if slim else (WIDTH, LEFT)
    room = (1 - left - LETTER * beside / width) / 1.03
    across = min(0.66 if slim else 0.45, room)
    labels, places, ax = _laid([str(one) for one in rows["label"]], ax, slim, across=across)
    shown = [(label, y) for label, y, row in zip(labels, places, walk_rows(rows), strict=True)
             if not row.said]  # fmt: skip
    _strokes(ax, [(-1.5, y, 101.5, y) for y in places], color=HAIR, linewidth=0.5, zorder=0)
    # What is hidden is hatched, as in the maps: slanted strokes before its words.
    hidden = [y for y, words in zip(places, rows["said"], strict=True) if words]
    slants = [(x, y + 0.2, x + 1.5, y - 0.2) for y in hidden for x in (0, 1.2, 2.4, 3.6, 4.8)]
    _strokes(ax, slants, color=LINE, linewidth=0.9, zorder=2)
    # The half is marked between labels, not through them nor through words.
    reach = [0.36 if slim else _height(label) / 2 for label, _ in shown]
    halves = [(50.0, y - r, 50.0, y + r) for (_, y), r in zip(shown, reach, strict=True)]
    _strokes(ax, halves, color=LINE, linewidth=0.7, zorder=1,
             linestyle="-" if slim else (0, (3, 2)))  # fmt: skip
    bands = [(y, row.worst_low * 100, row.worst_high * 100)
             for y, row in zip(places, walk_rows(rows), strict=True)
             if not (row.said or blank(row.worst_low) or blank(row.worst_high))]  # fmt: skip
    if bands:
        at, low, high = zip(*bands, strict=True)
        ax.barh(at, [b - a for a, b in zip(low, high, strict=True)], left=low, height=0.34,
                color=BAND, zorder=1)  # fmt: skip
        # The band alone is too pale to be seen by all: it is framed.
        frame = [side for y, a, b in bands for side in _sides(a, y - 0.17, b, y + 0.17)]
        _strokes(ax, frame, color=LINE, linewidth=0.5, zorder=1)
    known = []
    for y, row in zip(places, walk_rows(rows), strict=True):
        if row.said:
            ax.text(8, y, row.said, va="center", color=MUTED, style="italic", fontsize=8)
        else:
            known.append((y, row))
    _marks(ax, known)
    ax.set_xlim(-1.5, 101.5)
    ticks = [0, 50, 100] if slim else [0, 25, 50, 75, 100]
    ax.set_xticks(ticks, [f"{tick} %" for tick in ticks])
    return _plain(ax, labels, places, slim)


def new_axes(width: float, height: float, box: tuple[float, float, float, float]) -> Axes:
    """Return the only axes of a new picture: its inches, and left, bottom, width, height in it."""
    with mpl.rc_context(STYLE):
        return Figure(figsize=(width, height)).add_axes(box)


def draw_both(
    plot: Callable[..., Axes], table: pd.DataFrame, *, title: str, told: str, name: str
) -> Markup:
    """Draw a picture twice, for wide and for narrow screens: the page shows the one that fits.

    Parameters
    ----------
    plot : callable
        `plot_funnel` or `plot_shares`.
    table : DataFrame
        What it draws.
    title, told, name : str
        As in `draw_svg`.

    Returns
    -------
    Markup
    """
    return join(
        draw_svg(plot(table, slim=slim), title=title, told=told, name=name + end, classes=classes)
        for slim, end, classes in ((False, "", "plot wide"), (True, "-slim", "plot slim"))
    )


def draw_svg(ax: Axes, *, title: str, told: str, name: str, classes: str = "plot") -> Markup:
    """Turn an Axes' figure into SVG for a page: no requests, no dates, words for who cannot see.

    Parameters
    ----------
    ax : Axes
    title : str
        The figure's name, read out first.
    told : str
        The text alternative: what the figure shows, with its numbers.
    name : str
        Prefix of the ids inside, unique on the page.
    classes : str
        CSS classes of the picture.

    Returns
    -------
    Markup

    Examples
    --------
    >>> steps = pd.DataFrame({"label": ["asked"], "n": [10], "of": [None]})
    >>> svg = draw_svg(plot_funnel(steps), title="Who", told="10 asked", name="funnel")
    >>> "role=img" in svg and "<desc id=funnel-told>10 asked</desc>" in svg
    True
    """
    box, marks = draw_marks(ax)
    return fill(
        "<svg class='{5}' role=img aria-labelledby='{0}-title {0}-told' viewBox='{1}'>"
        "<title id={0}-title>{2}</title><desc id={0}-told>{3}</desc>{4}</svg>",
        name,
        box,
        title,
        told,
        marks,
        classes,
    )


def tell_shares(rows: pd.DataFrame, *, everyone: str = "all Centers") -> str:
    """Return the text alternative of `plot_shares`: each row's numbers in words.

    `everyone` says whose share the tick is.
    """
    said = []
    for row in walk_rows(rows):
        label = str(row.label).replace("\n", " ")
        if row.said:
            said.append(f"{label}: {row.said}")
            continue
        span = interval(row.low, row.high)
        worst = interval(row.worst_low, row.worst_high)
        weighted: Any = getattr(row, "weighted", None)
        said.append(
            f"{label}: {of(row.n, row.base)}"
            + (f", interval {span}" if span else "")
            + ("" if blank(weighted) else f", weighted {percent(float(weighted))}")
            + (f", none to all of the silent {worst}" if worst else "")
            + ("" if blank(row.all_share) else f", {everyone} {percent(row.all_share)}")
        )
    return "; ".join(said) + "."


def _laid(
    said: list[str], ax: Axes | None, slim: bool, *, foot: float = 0.3, across: float
) -> tuple[list[str], list[float], Axes]:
    """Wrap the labels, give each row its place, and make the axes if none are given."""
    labels = [_wrapped(label, SLIM_LABEL if slim else LABEL) for label in said]
    if ax is not None and not slim:
        return labels, [float(i) for i in range(len(labels))], ax
    heights = [_height(label, slim) for label in labels]
    places = [sum(heights[:i]) + _middle(label, slim) for i, label in enumerate(labels)]
    if ax is None:
        left = SLIM_LEFT if slim else LEFT
        height = ROW * max(2.0, sum(heights)) + foot + 0.05
        with mpl.rc_context(STYLE):
            figure = Figure(figsize=(SLIM if slim else WIDTH, height))
            ax = figure.add_axes((left, foot / height, across, 1 - (foot + 0.05) / height))
    return labels, places, ax


def _height(label: str, slim: bool = False) -> float:
    """Return a row's height in rows of one line; in a narrow picture the label lies above."""
    lines = 1 + label.count("\n")
    return 1.3 + lines * TALLER if slim else 1 + (lines - 1) * TALLER


def _middle(label: str, slim: bool) -> float:
    """Return where the mark lies, from the top of its row, the first row beginning at -0.5."""
    return (1 + label.count("\n")) * TALLER + 0.06 if slim else _height(label) / 2 - 0.5


def _plain(ax: Axes, labels: list[str], places: list[float], slim: bool) -> Axes:
    end = places[-1] + (0.7 if slim else _height(labels[-1]) / 2) if places else 0.5
    ax.set_ylim(end, -0.55)
    if slim:
        ax.set_yticks([])
        for y, label in zip(places, labels, strict=True):
            ax.text(0, y - 0.5, label, transform=ax.get_yaxis_transform(), va="bottom",
                    color=INK, fontsize=8.5, parse_math=False)  # fmt: skip
    else:
        ax.set_yticks(places, labels)
    ax.tick_params(axis="both", length=0, colors=INK, labelsize=8.5)
    ax.tick_params(axis="x", colors=MUTED, labelsize=8)
    for text in ax.get_yticklabels():
        text.set_parse_math(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _sides(left: float, top: float, right: float, bottom: float) -> list[Ends]:
    return [(left, top, right, top), (left, bottom, right, bottom),
            (left, top, left, bottom), (right, top, right, bottom)]  # fmt: skip


def _strokes(ax: Axes, ends: list[Ends], **look: Any) -> None:
    """Draw strokes of one look as one line with gaps: a line each would cost much more."""
    if ends:
        gap = float("nan")
        x = [at for x0, _, x1, _ in ends for at in (x0, x1, gap)]
        y = [at for _, y0, _, y1 in ends for at in (y0, y1, gap)]
        ax.plot(x, y, **look)


def _marks(ax: Axes, known: list[tuple[float, Any]]) -> None:
    """Draw intervals, ticks, dots and diamonds, and say each count beside its own."""
    spans = [(r.low * 100, y, r.high * 100, y) for y, r in known if interval(r.low, r.high)]
    _strokes(ax, spans, color=ACCENT, linewidth=1.6, zorder=3)
    ticks = [(r.all_share * 100, y) for y, r in known if not blank(r.all_share)]
    _strokes(ax, [(x, y - 0.27, x, y + 0.27) for x, y in ticks],
             color=INK, linewidth=1.4, zorder=4)  # fmt: skip
    if known:
        ax.plot([r.share * 100 for _, r in known], [y for y, _ in known], marker="o",
                linestyle="none", markersize=5.5, color=ACCENT, zorder=5)  # fmt: skip
    # Above the line, so that it can be told from a dot that lies at the same place.
    shares: list[tuple[float, Any]] = [(y - 0.3, getattr(r, "weighted", None)) for y, r in known]
    weighted = [(float(share) * 100, y) for y, share in shares if not blank(share)]
    if weighted:
        ax.plot(*zip(*weighted, strict=True), marker="D", linestyle="none", markersize=3.4,
                zorder=6, color=ACCENT, markerfacecolor="none", markeredgewidth=0.9)  # fmt: skip
    for y, row in known:
        ax.text(1.03, y, of(row.n, row.base), transform=ax.get_yaxis_transform(), va="center",
                color=INK, fontsize=8.5)  # fmt: skip


def _wrapped(label: str, width: int) -> str:
    lines = UNSEEN.sub("", label).split("\n")
    return "\n".join(part for line in lines for part in textwrap.wrap(line, width) or [""])
