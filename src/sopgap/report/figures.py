"""Pictures: a table in, a matplotlib Axes out; draw_svg sets one into a page with its words.

No function sets a style, opens a window or shows anything. Colours are those of the palette: in
the page they follow the reader's light or dark mode, elsewhere they are the light ones.
"""

from __future__ import annotations

import re
import textwrap
import warnings
from io import StringIO
from typing import Any

import matplotlib as mpl
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sopgap.report.markup import UNSEEN, blank, fill, interval, of, percent
from sopgap.report.palette import INKS

INK, MUTED, ACCENT = (INKS[name][0] for name in ("ink", "muted", "accent"))
LINE, HAIR, BAND = (INKS[name][0] for name in ("line", "hair", "band"))
WIDTH = 7.4  # inches; the page scales the picture to its column
LABEL = 44  # characters of a line of a label
ROW, TALLER = 0.30, 0.155  # inches: a row, and each further line of its label
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "sopgap", "font.size": 8.5}
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def plot_funnel(steps: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how many are left at each step, one bar a step, its count and share at its side.

    Parameters
    ----------
    steps : DataFrame
        Columns label, n, and of: the count that n is a part of (blank for the first).
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> steps = pd.DataFrame({"label": ["asked", "answered"], "n": [10, 5], "of": [None, 10]})
    >>> [text.get_text().replace(chr(160), " ") for text in plot_funnel(steps).texts]
    ['10', '5 of 10 (50 %)']
    """
    ax = ax or _axes([str(label) for label in steps["label"]])
    most = max(int(n) for n in steps["n"])
    for y, step in enumerate(steps.itertuples()):
        n = int(step.n)
        ax.barh(y, n / most, height=0.62, color=ACCENT if y else LINE)
        said = f"{n:,}" if blank(step.of) else of(n, step.of)
        ax.text(n / most + 0.012, y, said, va="center", color=INK, fontsize=8.5)
    ax.set_yticks(range(len(steps)), [_wrapped(label) for label in steps["label"]])
    ax.set_xlim(0, 1.32)
    ax.set_xticks([])
    return _plain(ax, len(steps))


def plot_shares(rows: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw one share a row: a dot, its interval, the worst case as a band, all Centers as a tick.

    A row that is suppressed says so and shows no mark. The hair line stands at one half.

    Parameters
    ----------
    rows : DataFrame
        Columns label, n, base, share, low, high, worst_low, worst_high, all_share (blank where
        there is nothing to compare with), said (words instead of a mark; blank where shown).
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = ax or _axes([str(label) for label in rows["label"]])
    ax.axvline(50, color=LINE, linewidth=0.7, linestyle=(0, (3, 2)), zorder=1)
    for y, row in enumerate(rows.itertuples()):
        ax.axhline(y, color=HAIR, linewidth=0.5, zorder=0)
        if row.said:
            ax.text(1.5, y, row.said, va="center", color=MUTED, style="italic", fontsize=8)
        else:
            _mark(ax, y, row)
    ax.set_yticks(range(len(rows)), [_wrapped(label) for label in rows["label"]])
    ax.set_xlim(-1, 101)
    ax.set_xticks([0, 25, 50, 75, 100], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    return _plain(ax, len(rows))


def draw_svg(ax: Axes, *, title: str, told: str, name: str) -> Markup:
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
    buffer = StringIO()
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the browser has the glyph
        ax.get_figure().savefig(buffer, format="svg", transparent=True, metadata=NO_METADATA)  # type: ignore[union-attr]
    drawn = buffer.getvalue()
    box = re.search(r'viewBox="([^"]+)"', drawn)
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$|<metadata>.*?</metadata>", "", drawn, flags=re.S)
    for pattern, new in _REPLACED:
        inside = re.sub(pattern, new.replace("NAME", name), inside)
    return fill(
        "<svg class=plot role=img aria-labelledby='{0}-title {0}-told' viewBox='{1}'"
        " xmlns:xlink='http://www.w3.org/1999/xlink'>"
        "<title id={0}-title>{2}</title><desc id={0}-told>{3}</desc>{4}</svg>",
        name,
        box[1] if box else "0 0 1 1",
        title,
        told,
        Markup(inside),
    )


def tell_shares(rows: pd.DataFrame) -> str:
    """Return the text alternative of `plot_shares`: each row's numbers in words."""
    said = []
    for row in rows.itertuples():
        label = str(row.label).replace("\n", " ")
        if row.said:
            said.append(f"{label}: {row.said}")
            continue
        span = interval(row.low, row.high)
        said.append(
            f"{label}: {of(row.n, row.base)}"
            + (f", interval {span}" if span else "")
            + ("" if blank(row.all_share) else f", all Centers {percent(row.all_share)}")
        )
    return "; ".join(said) + "."


# Colours follow the page's mode, fonts are the page's, ids are unique on the page.
_REPLACED = (
    *((rf"(?i){INKS[name][0]}\b", f"var(--{name},{INKS[name][0]})")
      for name in ("muted", "accent", "line", "hair", "band")),
    (rf"(?i){INKS['ink'][0]}\b", "currentColor"),
    (r"'DejaVu Sans'[^;\"]*", "system-ui, sans-serif"),
    (r'\bid="', 'id="NAME-'),
    (r"url\(#", "url(#NAME-"),
    (r'href="#', 'href="#NAME-'),
    (r"<!--.*?-->\n?", ""),
    (r"\n\s*", "\n"),
)  # fmt: skip


def _axes(labels: list[str]) -> Axes:
    lines = [_wrapped(label).count("\n") for label in labels]
    height = max(0.9, sum(ROW + TALLER * n for n in lines)) + 0.35
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height))
        ax = figure.add_axes((0.385, 0.3 / height, 0.45, 1 - 0.35 / height))
    return ax


def _plain(ax: Axes, n: int) -> Axes:
    ax.set_ylim(n - 0.45, -0.55)
    ax.tick_params(axis="both", length=0, colors=INK, labelsize=8.5)
    ax.tick_params(axis="x", colors=MUTED, labelsize=8)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _mark(ax: Axes, y: int, row: Any) -> None:
    if not blank(row.worst_low) and not blank(row.worst_high):
        span = (row.worst_high - row.worst_low) * 100
        ax.barh(y, span, left=row.worst_low * 100, height=0.34, color=BAND, zorder=1)
    if interval(row.low, row.high):
        ax.plot([row.low * 100, row.high * 100], [y, y], color=ACCENT, linewidth=1.6, zorder=3)
    if not blank(row.all_share):
        x = row.all_share * 100
        ax.plot([x, x], [y - 0.27, y + 0.27], color=INK, linewidth=1.4, zorder=4)
    ax.plot([row.share * 100], [y], marker="o", markersize=5.5, color=ACCENT, zorder=5)
    said = of(row.n, row.base)
    ax.text(1.03, y, said, transform=ax.get_yaxis_transform(), va="center", color=INK, fontsize=8.5)


def _wrapped(label: object) -> str:
    lines = UNSEEN.sub("", str(label)).split("\n")
    return "\n".join(part for line in lines for part in textwrap.wrap(line, LABEL) or [""])

