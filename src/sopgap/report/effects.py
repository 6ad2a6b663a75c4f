"""Differences in words and on a line: points, their interval, and what chance makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from sopgap.report.markup import THIN, blank, fill, grid
from sopgap.report.tracks import draw_lane

Study = Mapping[str, Any]
Row = Mapping[Any, Any]
SMALLEST = 0.001  # a smaller p is said to be under it
STEP = 0.1  # the lines' ends are whole tens of points
CHANCE = "cannot be told from chance"
DIFFERS = "more than chance explains"


def say_difference(row: Row) -> str:
    """Return a difference in points with its interval; nothing where it is not known.

    An end that rounds onto 0 keeps its decimal: on which side of 0 it lies is the point of it.

    Examples
    --------
    >>> say_difference({"difference": 0.174, "low": 0.03, "high": 0.305}).replace(chr(160), " ")
    '+17 points (3 to 31)'
    >>> say_difference({"difference": -0.16, "low": -0.32, "high": -0.004}).replace(chr(160), " ")
    '−16 points (−32 to −0.4)'
    >>> say_difference({"difference": None})
    ''
    """
    if blank(row["difference"]):
        return ""
    effect = points(row["difference"], sign=True)
    said = f"{effect}{THIN}point{'' if effect in ('+1', '−1') else 's'}"
    if blank(row["low"]) or blank(row["high"]):
        return said
    return f"{said} ({_end(row['low'])} to {_end(row['high'])})"


def points(share: Any, *, sign: bool = False) -> str:
    """Return a difference of shares in whole percentage points.

    Examples
    --------
    >>> points(0.174, sign=True), points(-0.174), points(-0.001)
    ('+17', '−17', '0')
    """
    whole = round(abs(float(share)) * 100 + 1e-9)
    if not whole:
        return "0"
    return f"{'−' if float(share) < 0 else '+' * sign}{whole}"


def _end(share: Any) -> str:
    whole = points(share)
    for decimals in (1, 2):
        size = f"{abs(float(share)) * 100 + 1e-9:.{decimals}f}"
        if whole == "0" and float(size):
            return f"{'−' * (float(share) < 0)}{size}"
    return whole


def say_chance(p: Any) -> str:
    """Return a p as readers are used to it.

    Examples
    --------
    >>> say_chance(0.00004), say_chance(0.0312), say_chance(float("nan"))
    ('under 0.001', '0.031', 'not known')
    """
    if blank(p):
        return "not known"
    return f"under {SMALLEST}" if float(p) < SMALLEST else f"{float(p):.3f}"


def reach_of(rows: Iterable[Row]) -> tuple[float, float]:
    """Return the ends of lanes that hold each difference and its interval, zero in the middle."""
    ends = [abs(float(r[key])) for r in rows for key in ("difference", "low", "high")
            if not blank(r[key])]  # fmt: skip
    end = min(1.0, max(2, -int(-max(ends, default=0.0) // STEP)) * STEP)
    return -end, end


def axis_of(between: tuple[float, float]) -> Markup:
    """Return the heading of a column of lanes: what their ends stand for."""
    return fill("<span class=ends><i>{} </i><i>0 </i><i>{}</i></span>",
                points(between[0]), points(between[1], sign=True))  # fmt: skip


def effect_cells(row: Row, counts: object, between: tuple[float, float]) -> list[object]:
    """Return a difference on its line, then in words with the counts that it is made of."""
    lane = draw_lane(row["difference"], row["low"], row["high"], between=between, rule=0.0)
    return [lane, fill("<b>{}</b><br><small>{}</small>", say_difference(row), counts)]


def chance_cell(row: Row, *, differs: bool) -> Markup:
    """Say what chance makes of a difference, then the two probabilities that this rests on."""
    verdict = fill("<b>{}</b>", DIFFERS) if differs else fill("{}", CHANCE)
    return fill("{}<br><small>p {}, adjusted {}</small>", verdict, say_chance(row["p"]),
                say_chance(row["p_adjusted"]))  # fmt: skip


def effect_table(
    lines: Iterable[Iterable[object]], between: tuple[float, float], *, first: str, effect: str,
    caption: str,
) -> Markup:  # fmt: skip
    """Build the table of differences: what is compared, its line, its size, what chance makes.

    Parameters
    ----------
    lines : iterable of iterable
        Four cells each.
    between : tuple of float
        What the ends of the lines stand for.
    first, effect : str
        Headings of the first and the third column.
    caption : str
        What the table is, for readers who hear it.

    Returns
    -------
    Markup
    """
    head = [first, axis_of(between), f"{effect}, 95{THIN}% interval", "Chance?"]
    return grid(head, lines, caption=caption, classes="lanes far")
