"""SVG from an Axes, written by hand: only what the figures hold, so small and at no great cost.

matplotlib's own writer gives each mark an element, a group, an id and six decimals, and lays out
every text by a font that the page does not use. Here marks of one look are one path, colours are
an attribute (the light one) with a class that lets the page's style follow the reader's mode, and
the browser sets the text in the page's font.
"""

from __future__ import annotations

from itertools import groupby
from math import isnan
from typing import Any

from markupsafe import Markup

from sopgap.report.markup import fill, join
from sopgap.report.palette import DRAWN, INKS

NAMES = {INKS[name][0]: name for name in DRAWN}
FONT = "system-ui, sans-serif"
MIDDLE, BELOW, ABOVE = 0.35, 0.24, 0.8  # of the letters' size: where the baseline of a text lies
LEADING = 1.2  # of the letters' size, from line to line
ANCHORS = {"left": "start", "center": "middle", "right": "end"}
Piece = tuple[float, str, str, Markup]  # place in the pile, kind, look, and what is drawn


def draw_marks(ax: Any) -> tuple[str, Markup]:
    """Write the lines, bars and texts of an Axes as SVG.

    Parameters
    ----------
    ax : matplotlib Axes
        Linear axes; lines (also with the markers o, D and >), upright rectangles and texts.

    Returns
    -------
    tuple of str and Markup
        The view box, and the elements.

    Examples
    --------
    >>> from sopgap.report.figures import new_axes
    >>> ax = new_axes(1, 1, (0, 0, 1, 1)); ax.set_axis_off(); ax.set_xlim(0, 1); ax.set_ylim(0, 1)
    (0.0, 1.0)
    (0.0, 1.0)
    >>> ax.plot([0, 1], [0.5, 0.5], color="#0b5394", linewidth=2)[0].get_linewidth()
    2.0
    >>> print(draw_marks(ax)[1].split(chr(10))[1])
    <path class="k-accent" stroke="#0b5394" stroke-width="2" fill="none" d="M0 36H72"/>
    """
    figure = ax.get_figure()
    width, height = figure.get_size_inches() * 72
    scale = 72 / figure.dpi
    view = (height, scale)
    pieces: list[Piece] = []
    if ax.axison:
        pieces += _grid(ax, view) + _axis_texts(ax, view)
    pieces += [_bar(patch, view) for patch in ax.patches]
    pieces += [piece for line in ax.lines for piece in _line(line, view)]
    for text in ax.texts:
        x, y = text.get_transform().transform(text.get_position())
        pieces.append(_text(text, x * scale, height - y * scale, text.get_verticalalignment(), 3.5))
    pieces.sort(key=_place)
    drawn = [_element(kind, look, [piece[3] for piece in same])
             for (_, kind, look), same in groupby(pieces, key=_look)]  # fmt: skip
    body = fill('<g font-family="{}">\n{}\n</g>', FONT, join(drawn, "\n"))
    return f"0 0 {_round(width)} {_round(height)}", body


def _place(piece: Piece) -> float:
    return piece[0]


def _look(piece: Piece) -> tuple[float, str, str]:
    return piece[:3]


def _element(kind: str, look: str, pieces: list[Markup]) -> Markup:
    """Set pieces of one look into one element: a path of all, or a group of texts."""
    if kind == "path":
        return fill('<path {} d="{}"/>', Markup(look), join(pieces))
    return fill("<g {}>{}</g>", Markup(look), join(pieces))


def _grid(ax: Any, view: tuple[float, float]) -> list[Piece]:
    low, high = sorted(ax.get_ylim())
    lines = [line for at, line in zip(ax.get_yticks(), ax.get_ygridlines(), strict=True)
             if line.get_visible() and low <= at <= high]  # fmt: skip
    return [(0.0, kind, look, said) for line in lines for _, kind, look, said in _line(line, view)]


def _axis_texts(ax: Any, view: tuple[float, float]) -> list[Piece]:
    """Return what stands at the axes' ticks and under the lower one."""
    height, scale = view
    pieces = []
    for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        low, high = sorted(limits)
        for at, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True):
            if label.get_text() and low <= at <= high:
                x, y = label.get_transform().transform(label.get_position())
                lies = label.get_verticalalignment()
                pieces.append(_text(label, x * scale, height - y * scale, lies, 3.0))
    label = ax.xaxis.label
    if label.get_text():
        # matplotlib places it when it draws; here it stands a line under the ticks' words.
        x = ax.get_window_extent().x0 + ax.get_window_extent().width * label.get_position()[0]
        y = height - ax.get_window_extent().y0 * scale + 3.5 + 8 * LEADING + ax.xaxis.labelpad
        pieces.append(_text(label, x * scale, y, "top", 3.0))
    return pieces


def _bar(patch: Any, view: tuple[float, float]) -> Piece:
    height, scale = view
    box = patch.get_window_extent()
    x0, x1 = _round(box.x0 * scale), _round(box.x1 * scale)
    y0, y1 = _round(height - box.y1 * scale), _round(height - box.y0 * scale)
    path = Markup(f"M{x0} {y0}H{x1}V{y1}H{x0}z")
    return patch.get_zorder(), "path", _paint("fill", patch.get_facecolor()), path


def _line(line: Any, view: tuple[float, float]) -> list[Piece]:
    """Return a line's stroke and its marks."""
    height, scale = view
    points = [(x * scale, height - y * scale)
              for x, y in line.get_transform().transform(line.get_xydata())]  # fmt: skip
    above, pieces = line.get_zorder(), []
    if len(points) > 1 and line.get_linestyle() != "None":
        width = f'stroke-width="{_round(line.get_linewidth())}"'
        # The only way to a line's dashes, already in points.
        dashes = line._dash_pattern[1]
        if dashes:
            width += f' stroke-dasharray="{" ".join(_round(one) for one in dashes)}"'
        look = f'{_paint("stroke", line.get_color())} {width} fill="none"'
        pieces.append((above, "path", look, _path(points)))
    if (form := line.get_marker()) not in ("", "None"):
        pieces += [(above, "path", *_mark(line, form, x, y)) for x, y in points]
    return pieces


def _mark(line: Any, form: str, x: float, y: float) -> tuple[str, Markup]:
    """Return the look and the path of a dot, a diamond or an arrow's head at a place."""
    size = line.get_markersize() / 2
    hollow = line.get_markerfacecolor() == "none"
    edge = line.get_markeredgewidth()
    look = (
        f'{_paint("stroke", line.get_color())} stroke-width="{_round(edge)}" fill="none"'
        if hollow
        else _paint("fill", line.get_color())
    )
    size += 0 if hollow else edge / 2  # the edge has the colour of what it surrounds
    if form == "o":
        r, across = _round(size), _round(2 * size)
        path = f"M{_round(x - size)} {_round(y)}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0"
    elif form == "D":
        half = size * 2**0.5
        corners = [(x - half, y), (x, y - half), (x + half, y), (x, y + half)]
        path = f"{_path(corners)}z"
    elif form == ">":
        path = f"{_path([(x - size, y - size), (x + size, y), (x - size, y + size)])}z"
    else:
        raise ValueError(f"the marker {form!r} is not known to report/drawing.py: add its path")
    return look, Markup(path)


def _text(text: Any, x: float, y: float, lies: str, above: float) -> Piece:
    size = float(text.get_fontsize())
    lines = text.get_text().split("\n")
    leading = size * LEADING
    down = {
        "bottom": -BELOW * size - (len(lines) - 1) * leading,
        "top": ABOVE * size,
        "baseline": 0.0,
    }.get(lies, MIDDLE * size - (len(lines) - 1) * leading / 2)
    at = _round(x)
    said = join(
        fill('<text x="{}" y="{}">{}</text>', at, _round(y + down + i * leading), part)
        for i, part in enumerate(lines) if part
    )  # fmt: skip
    look = f'{_paint("fill", text.get_color())} font-size="{_round(size)}"'
    if (anchor := ANCHORS[text.get_horizontalalignment()]) != "start":
        look += f' text-anchor="{anchor}"'
    if text.get_fontweight() == "bold":
        look += ' font-weight="bold"'
    if text.get_fontstyle() == "italic":
        look += ' font-style="italic"'
    return above, "text", look, said


def _paint(what: str, colour: Any) -> str:
    """Return the attributes of a colour: its class, where the palette names it, and its hex."""
    if not isinstance(colour, str):
        colour = "#" + "".join(f"{round(part * 255):02x}" for part in colour[:3])
    name = NAMES.get(colour.lower())
    known = f'class="{"f" if what == "fill" else "k"}-{name}" ' if name else ""
    return f'{known}{what}="{colour.lower()}"'


def _path(points: list[tuple[float, float]]) -> Markup:
    """Write points as a path, level and upright pieces in short; at nan it begins anew."""
    said, before = "", ("", "")
    for point in points:
        if isnan(point[0] + point[1]):
            before = ("", "")
            continue
        x, y = _round(point[0]), _round(point[1])
        if before == ("", ""):
            said += f"M{x} {y}"
        elif (x, y) == before:
            continue
        elif y == before[1]:
            said += f"H{x}"
        elif x == before[0]:
            said += f"V{y}"
        else:
            said += f"L{x} {y}"
        before = (x, y)
    return Markup(said)


def _round(number: float) -> str:
    """Write a number with one decimal at most.

    Examples
    --------
    >>> _round(36.0), _round(-0.04), _round(1.25)
    ('36', '0', '1.2')
    """
    said = f"{number:.1f}".removesuffix(".0")
    return "0" if said == "-0" else said
