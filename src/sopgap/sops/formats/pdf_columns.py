"""Put the pieces of a page in the order of reading: columns beside each other, bands below.

A gutter is a white strip that no piece crosses over some height, with prose on both sides. What
crosses it, a title or a wide table, ends it: above and below, the page is looked at anew. Cf. the
X-Y cut of Nagy and Seth (1984), with the columns sought before the bands.
"""

from __future__ import annotations

import statistics
from collections import Counter
from itertools import pairwise

from sopgap.sops.formats.blocks import BULLET
from sopgap.sops.formats.pdf_pieces import HEIGHT, LEFT, Piece

NARROW = 7.0  # points that a gutter is wide at least
LINES = 3  # that stand on each side of a gutter at least
FULL = 0.7  # a line of prose that is as wide as this share of its column is full
DEEPEST = 12


def rows_of(pieces: list[Piece]) -> list[list[Piece]]:
    """Return pieces as rows from top to foot, each from left to right.

    Examples
    --------
    >>> a, b, c = (Piece(t, x, x + 9, y, 10, False, 9) for t, x, y in
    ...            [("b", 50, 20.2), ("a", 0, 20), ("c", 0, 32)])
    >>> [[piece.text for piece in row] for row in rows_of([a, b, c])]
    [['a', 'b'], ['c']]
    """
    rows: list[list[Piece]] = []
    y = size = 0.0
    for piece in sorted(pieces, key=HEIGHT):
        if rows and piece.y - y < 0.4 * (size if size > piece.size else piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
            y, size = piece.y, piece.size
    for row in rows:
        if len(row) > 1:
            row.sort(key=LEFT)
    return rows


def order_columns(
    pieces: list[Piece], known: Counter[int] | None = None, depth: int = 0
) -> list[list[Piece]]:
    """Return the columns of a part of a page, each a list of pieces, in the order of reading.

    Parameters
    ----------
    pieces : list of Piece
    known : Counter, optional
        Gutters of earlier pages, which are added to: where one of them lies, fewer lines are
        enough to tell columns, as on a last page.
    """
    known = Counter() if known is None else known
    if len(pieces) < 2 or depth > DEEPEST:
        return [pieces] if pieces else []
    cut = _gutter(pieces, known)
    if cut is None:
        return [pieces]
    x, top, foot = cut
    known[round(x)] += 1
    above = [p for p in pieces if p.y < top]
    below = [p for p in pieces if p.y > foot]
    left = [p for p in pieces if top <= p.y <= foot and p.x0 + p.x1 < 2 * x]
    right = [p for p in pieces if top <= p.y <= foot and p.x0 + p.x1 >= 2 * x]
    parts = (above, left, right, below)
    return [column for part in parts for column in order_columns(part, known, depth + 1)]


def _gutter(pieces: list[Piece], known: Counter[int]) -> tuple[float, float, float] | None:
    """Return the best gutter: its middle, and the heights of the first and last line beside it."""
    best: tuple[float, float, float] | None = None
    score = 0.0
    low, high = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    if high - low < 12 * statistics.median(p.size for p in pieces):
        return None
    rows = rows_of(pieces)
    spans = [[(p.x0, p.x1) for p in row] for row in rows]
    for x0, x1 in _strips(rows, low, high, known):
        x = (x0 + x1) / 2
        is_known = any(known[round(x) + n] for n in range(-3, 4))
        run: list[list[Piece]] = []
        for row, parts in zip([*rows, None], [*spans, []], strict=True):
            if row is not None and not _cross(parts, x0 + 1, x1 - 1):
                run.append(row)
                continue
            # No more lines can stand beside a strip than there are: most runs are not looked at.
            beside = _beside(run, x, 1 if is_known else LINES) if len(run) > score else 0
            if beside > score and (is_prose(run, x) or (is_known and not _is_loose(run, x))):
                top = min(p.y for p in run[0]) - 0.5
                best, score = (x, top, max(p.y for p in run[-1]) + 0.5), beside
            run = []
    return best


def _cross(parts: list[tuple[float, float]], low: float, high: float) -> bool:
    """Tell whether a piece of a row stands in a strip."""
    for x0, x1 in parts:  # noqa: SIM110
        if x0 < high and x1 > low:
            return True
    return False


def _is_loose(run: list[list[Piece]], x: float) -> bool:
    """Tell whether the lines at a gutter's right begin at several places: it is none of columns."""
    starts = [row_right[0].x0 for row in run if (row_right := [p for p in row if p.x0 >= x])]
    return sum(start - x > 25 for start in starts) > 0.5 * len(starts)


def _strips(
    rows: list[list[Piece]], low: float, high: float, known: Counter[int]
) -> list[tuple[float, float]]:
    """Return white strips worth a look: those that end at the left of many lines."""
    starts: dict[int, int] = {}
    for row in rows:
        for piece in row:
            if piece.x0 > low + 20:
                at = round(piece.x0)
                starts[at] = starts.get(at, 0) + 1
    usual = [x for x, n in starts.items() if n + starts.get(x - 1, 0) + starts.get(x + 1, 0) >= 2]
    usual.sort(key=starts.__getitem__, reverse=True)
    strips = [(x - NARROW - 0.5, x - 0.5) for x in usual[:12] if x < high - 20]
    return strips + [(x - NARROW / 2, x + NARROW / 2) for x, _ in known.most_common(3)]


def _beside(run: list[list[Piece]], x: float, least: int) -> float:
    left = sum(any(p.x1 <= x for p in row) for row in run)
    right = sum(any(p.x0 >= x for p in row) for row in run)
    return min(left, right) if min(left, right) >= least else 0


def is_prose(run: list[list[Piece]], x: float) -> bool:
    """Tell columns of prose from the columns of a table or form, where lines stand row by row."""
    sides = _nearest(run, x)
    if not all(fills(side) for side in sides):
        return False
    # The rows of a table start together, whatever the length of their cells.
    starts = [_starts(side) for side in sides]
    fewer, more = sorted(starts, key=len)
    if len(fewer) < 3:
        return True
    together = sum(any(abs(a - b) < 1.5 for b in more) for a in fewer)
    if together < 0.8 * len(fewer) or len(more) > 1.4 * len(fewer):
        return True
    # A column that goes on below the other is no longer cell of its last row.
    end = min((y for y in more if y > fewer[-1] + 1.5), default=1e6)
    return not _differ(sides[0], sides[1], [*fewer, end])


def _nearest(run: list[list[Piece]], x: float) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """Return the lines of the columns right beside a strip, what stands beyond them left out."""
    left = [p for row in run for p in row if p.x1 <= x]
    right = [p for row in run for p in row if p.x0 >= x]
    if left and right:
        near = 3 * left[0].size
        end, start = max(p.x1 for p in left), min(p.x0 for p in right)
        low = min(p.x0 for p in left if p.x1 > end - near)
        high = max(p.x1 for p in right if p.x0 < start + near)
        left = [p for p in left if p.x1 > low]
        right = [p for p in right if p.x0 < high]
    return rows_of(left), rows_of(right)


def _differ(left: list[list[Piece]], right: list[list[Piece]], starts: list[float]) -> bool:
    """Tell whether cells that start together have unlike numbers of lines, as those of rows do."""
    unlike = 0
    for top, foot in pairwise(starts):
        counts = [sum(top - 1 < row[0].y < foot - 1 for row in side) for side in (left, right)]
        unlike += counts[0] != counts[1]
    return unlike > 0.3 * (len(starts) - 1)


def fills(side: list[list[Piece]]) -> bool:
    """Tell whether the lines of a side fill it and read on from one to the next."""
    widths = sorted(row[-1].x1 - row[0].x0 for row in side)
    letters = statistics.median(sum(len(p.text) for p in row) for row in side)
    wide = widths[int(0.9 * (len(widths) - 1))]
    size = statistics.median(row[0].size for row in side)  # the first may be a running head
    if wide < 7 * size or letters < 12:
        return False
    if sum(width > FULL * wide for width in widths) < 0.4 * len(widths):
        return False
    steps = [b[0].y - a[0].y for a, b in pairwise(side)]
    if sum(step < 1.65 * size for step in steps) < 0.4 * len(steps):
        return False
    on = sum(row[0].text[:1].islower() for row in side)
    items = sum(bool(BULLET.match(row[0].text + " X")) for row in side)
    return on + items >= 0.25 * len(side)


def _starts(side: list[list[Piece]]) -> list[float]:
    """Return the heights of lines that a wider step parts from the line before."""
    ys = [row[0].y for row in side]
    steps = [b - a for a, b in pairwise(ys)]
    size = statistics.median(row[0].size for row in side)
    usual = min((s for s in steps if s > 0.8 * size), default=0.0)
    return [ys[0], *(y for y, step in zip(ys[1:], steps, strict=True) if step > 1.2 * usual)]
