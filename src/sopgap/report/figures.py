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

from sopgap.report.markup import UNSEEN, blank, fill, interval, join, of, percent
from sopgap.report.palette import INKS

INK, MUTED, ACCENT = (INKS[name][0] for name in ("ink", "muted", "accent"))
LINE, HAIR, BAND = (INKS[name][0] for name in ("line", "hair", "band"))
WIDTH = 7.4  # inches; the page scales the picture to its column
LABEL = 44  # characters of a line of a label
ROW, TALLER = 0.32, 0.5  # inches of a row; rows that each further line of a label adds
STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "sopgap", "font.size": 8.5}
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
    labels = [_wrapped(label) for label in steps["label"]]
    ax = ax or _axes(labels, foot=0.05)
    most = max(int(n) for n in steps["n"])
    for y, step in enumerate(steps.itertuples()):
        n = int(step.n)
        ax.barh(y, n / most, height=0.62, color=ACCENT if y else LINE)
        said = f"{n:,}" if blank(step.of) else of(n, step.of)
        ax.text(n / most + 0.012, y, said, va="center", color=INK, fontsize=8.5)
    ax.set_yticks(range(len(steps)), labels)
    ax.set_xlim(0, 1.32)
    ax.set_xticks([])
    return _plain(ax, len(steps) - 0.45)


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
    labels = [_wrapped(label) for label in rows["label"]]
    places = _places(labels) if ax is None else list(map(float, range(len(labels))))
    ax = ax or _axes(labels)
    ax.axvline(50, color=LINE, linewidth=0.7, linestyle=(0, (3, 2)), zorder=1)
    for y, row in zip(places, rows.itertuples(), strict=True):
        ax.axhline(y, color=HAIR, linewidth=0.5, zorder=0)
        if row.said:
            ax.text(1.5, y, row.said, va="center", color=MUTED, style="italic", fontsize=8)
        else:
            _mark(ax, y, row)
    ax.set_yticks(places, labels)
    ax.set_xlim(-1.5, 101.5)
    ax.set_xticks([0, 25, 50, 75, 100], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    return _plain(ax, places[-1] + _height(labels[-1]) / 2 + 0.1 if places else 0.5)


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


def draw_track(share: Any, tick: Any = None, low: Any = None, high: Any = None) -> Markup:
    """Draw a share on a line from 0 to 100 %; the numbers stand beside it, so it is decoration."""
    if blank(share):
        return Markup("")
    marks = [Markup("<path class=half d='M50 1V11'/>")]
    if interval(low, high):
        marks.append(fill("<path class=span d='M{} 6H{}'/>", *map(_hundred, (low, high))))
    if not blank(tick):
        marks.append(fill("<path class=tick d='M{} 1V11'/>", _hundred(tick)))
    marks.append(fill("<circle cx='{}' cy=6 r=3 />", _hundred(share)))
    return fill("<svg class=track viewBox='-3 0 106 12' aria-hidden=true><path class=axis"
                " d='M0 6H100'/>{}</svg>", join(marks))  # fmt: skip


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
    (r"(?s)<!--.*?-->\n?", ""),
    (r"\n\s*", "\n"),
)  # fmt: skip


def _axes(labels: list[str], *, foot: float = 0.3) -> Axes:
    height = ROW * max(2.0, sum(map(_height, labels))) + foot + 0.05
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height))
        return figure.add_axes((0.385, foot / height, 0.45, 1 - (foot + 0.05) / height))


def _height(label: str) -> float:
    """Return a row's height in rows of one line."""
    return 1 + label.count("\n") * TALLER


def _places(labels: list[str]) -> list[float]:
    places, top = [], -0.5
    for label in labels:
        places.append(top + _height(label) / 2)
        top += _height(label)
    return places


def _plain(ax: Axes, bottom: float) -> Axes:
    ax.set_ylim(bottom, -0.55)
    ax.tick_params(axis="both", length=0, colors=INK, labelsize=8.5)
    ax.tick_params(axis="x", colors=MUTED, labelsize=8)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _mark(ax: Axes, y: float, row: Any) -> None:
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


def _hundred(share: Any) -> Any:
    return Markup(f"{float(share) * 100:.1f}")
