"""Counts as dots on one scale, in a table: the figure is its own list of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from sopgap.report.markup import count, fill, join

Row = tuple[object, Sequence[int]]


def draw_dot(n: Any, most: Any) -> Markup:
    """Draw a count on a line from none to the most; the number stands beside it.

    Examples
    --------
    >>> "cx='50.0%'" in draw_dot(5, 10), draw_dot(0, 10)
    (True, Markup(''))
    """
    if not int(n) or not int(most):
        return Markup("")
    at = Markup(f"{int(n) / int(most) * 100:.1f}")
    return fill("<svg class='lane dot' aria-hidden=true><line class=axis x1=0 x2='100%' y1=9 y2=9"
                " /><circle cx='{}%' cy=9 r=4 /></svg>", at)  # fmt: skip


def dot_grid(
    head: Sequence[object],
    groups: Iterable[tuple[Row | None, Sequence[Row]]],
    *,
    caption: str,
) -> Markup:
    """Build a table of counts, each a number and a dot; all dots keep one scale.

    Parameters
    ----------
    head : sequence
        The columns' headings, that of the rows' names first.
    groups : iterable of (row, rows)
        The row of a group's sums (or None), drawn without dots, and the rows under it; a row is a
        name and its counts.
    caption : str
        What the table is, for readers who hear it.

    Examples
    --------
    >>> dot_grid(["Who", "must"], [(None, [("A", [3]), ("B", [0])])], caption="x").count("<circle")
    1
    """
    groups = list(groups)
    most = max((max(ns, default=0) for _, rows in groups for _, ns in rows), default=0)
    top = join(fill("<th scope=col{}>{}</th>", Markup(" class=k") if i else "", cell)
               for i, cell in enumerate(head))  # fmt: skip
    bodies = []
    for total, rows in groups:
        lines = [_line(total, None)] if total else []
        lines += [_line(row, most) for row in rows]
        bodies.append(fill("<tbody>{}</tbody>", join(lines, "\n")))
    return fill(
        "<div class=scroll role=region tabindex=0 aria-label='{0}'><table class=dots>"
        "<caption>{0}</caption><thead><tr>{1}</tr></thead>{2}</table></div>",
        caption, top, join(bodies),
    )  # fmt: skip


def _line(row: Row, most: int | None) -> Markup:
    name, counts = row
    cells = join(
        fill("<td{}><div><b>{}</b>{}</div></td>", "" if int(n) else Markup(" class=z"), count(n),
             "" if most is None else draw_dot(n, most))
        for n in counts
    )  # fmt: skip
    kind = Markup(" class=sum") if most is None else ""
    return fill("<tr{}><th scope=row>{}</th>{}</tr>", kind, name, cells)
