"""Marks on a line and bars, in the page's own HTML: they bend to the reader's width.

They carry no words: the numbers stand beside them in the table or the list that they are part of,
so whoever cannot see them loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sopgap.report.markup import blank, count, fill, interval, join, of, percent

MIDDLE = 9  # height of the line inside a lane of 18 pixels


@dataclass(frozen=True)
class Part:
    """One part of a bar: its words, count and base, and the class of its look.

    Attributes
    ----------
    words : str
        What it counts.
    n, base : int or None
        Its count and what it is a count of; None where hidden.
    look : str
        CSS class: r-0 to r-4, or p-here, p-unsure, p-blank, p-unasked, p-gone, s-suppressed.
    size : float
        Share of the bar's length.
    apart : bool
        Whether a gap sets it apart from what stands before it.
    said : str
        What is said instead of count and base.
    """

    words: str
    n: int | None
    base: int | None
    look: str
    size: float
    apart: bool = False
    said: str = ""


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


def draw_lane(
    at: Any,
    low: Any = None,
    high: Any = None,
    *,
    tick: Any = None,
    between: tuple[float, float] = (0.0, 1.0),
    rule: float = 0.5,
) -> Markup:
    """Draw a value with its interval on a line as wide as the place it stands in.

    Parameters
    ----------
    at, low, high : float or blank
        The value and the ends of its interval.
    tick : float, optional
        A value to compare with: an upright tick.
    between : tuple of float
        What the ends of the line stand for. An interval that goes on beyond one ends in an arrow.
    rule : float
        Where the dashed line stands: one half, or no difference.

    Examples
    --------
    >>> "cx='72.0%'" in draw_lane(0.72, 0.61, 0.81, tick=0.56)
    True
    >>> draw_lane(float("nan"))
    Markup('')
    """
    if blank(at):
        return Markup("")
    marks = [
        fill("<line class=axis x1=0 x2='100%' y1={0} y2={0} />", MIDDLE),
        fill("<line class=half x1='{0}%' x2='{0}%' y1=1 y2=17 />", _along(rule, between)),
    ]
    if not blank(low) and not blank(high) and low != high:
        ends = [_along(end, between) for end in (low, high)]
        marks.append(fill("<line class=span x1='{1}%' x2='{2}%' y1={0} y2={0} />", MIDDLE, *ends))
        for end, value, side in ((0, low, "&lsaquo;"), (100, high, "&rsaquo;")):
            if not between[0] <= float(value) <= between[1]:
                marks.append(fill("<text class=beyond x='{}%' y=14>{}</text>", end, Markup(side)))
    if not blank(tick):
        marks.append(fill("<line class=tick x1='{0}%' x2='{0}%' y1=2 y2=16 />",
                          _along(tick, between)))  # fmt: skip
    marks.append(fill("<circle cx='{}%' cy={} r=4 />", _along(at, between), MIDDLE))
    return fill("<svg class=lane aria-hidden=true>{}</svg>", join(marks))


def draw_bar(parts: Iterable[Part], *, percentages: bool = True) -> Markup:
    """Draw parts of a whole side by side, each with its figure inside where there is room.

    Parameters
    ----------
    parts : iterable of Part
    percentages : bool
        Whether the percentage stands above the count, or the count alone.

    Examples
    --------
    >>> bar = draw_bar([Part("Yes", 30, 40, "r-0", 0.75), Part("No", 10, 40, "r-4", 0.25)])
    >>> bar.count("<b>"), "flex-grow:75.0" in bar
    (2, True)
    """
    pieces = []
    for part in parts:
        if part.size <= 0:
            continue
        inside = Markup("")
        if part.n is not None and part.base:
            first = percent(part.n / part.base) if percentages else count(part.n)
            under = fill("<small>{}</small>", count(part.n)) if percentages else ""
            inside = fill("<b>{}{}</b>", first, under or Markup(""))
        pieces.append(fill("<span class='{}{}' style='flex-grow:{}'>{}</span>", part.look,
                           Markup(" apart") if part.apart else "", _hundred(part.size),
                           inside))  # fmt: skip
    return fill("<div class=bar aria-hidden=true>{}</div>", join(pieces))


def list_parts(parts: Iterable[Part], *, bases: bool = True) -> Markup:
    """List a bar's parts in its order: look, words, count, base and percentage.

    Examples
    --------
    >>> list_parts([Part("Yes", 30, 40, "r-0", 0.75)]).striptags().replace(chr(160), " ")
    'Yes: 30 of 40 (75 %)'
    """
    items = []
    for part in parts:
        figure = part.said
        if not figure and part.n is not None:
            figure = of(part.n, part.base) if bases else count(part.n)
        said = fill(": <span class=of>{}</span>", figure) if figure else Markup("")
        items.append(fill("<li><i class='box {}'></i>{}{}</li>", part.look, part.words, said))
    return fill("<ul class=parts>{}</ul>", join(items))


def _along(value: Any, between: tuple[float, float]) -> Markup:
    low, high = between
    return Markup(f"{min(max((float(value) - low) / (high - low), 0.0), 1.0) * 100:.1f}")


def _hundred(share: Any) -> Markup:
    return Markup(f"{float(share) * 100:.1f}")
