"""Find tables with ruling lines by their cells.

pdfplumber's table finder is given the lines that pdfium read; its own reader of pages is many times
slower and is not needed.
"""

from __future__ import annotations

from typing import Any

from sopgap.sops.formats.pdf_lines import Words
from sopgap.sops.formats.pdf_pieces import Page, Piece
from sopgap.sops.formats.pdf_tables import Table, cell_text, middle_of

MAX_EDGES = 600  # of a page: the finder looks at each pair
Box = tuple[float, float, float, float]


def ruled_tables(page: Page, words: Words) -> list[Table]:
    """Take the tables with ruling lines off a page."""
    done = []
    for cells in _grids(page):
        x0, y0 = min(c[0] for c in cells), min(c[1] for c in cells)
        x1, y1 = max(c[2] for c in cells), max(c[3] for c in cells)
        inside = [p for p in page.pieces if x0 - 2 < middle_of(p) < x1 + 2 and y0 < _centre(p) < y1]
        if not inside:
            continue
        gone = {id(p) for p in inside}
        page.pieces = [p for p in page.pieces if id(p) not in gone]
        rows, lefts = _fill(cells, inside, words)
        done.append(Table(rows, y0, y1, lefts, page.number, ruled=True))
    return done


def _centre(piece: Piece) -> float:
    return piece.y - 0.35 * piece.size


def _grids(page: Page) -> list[list[Box]]:
    """Return the cells of each ruled table of two columns or more."""
    upright = sum(rule.x0 == rule.x1 for rule in page.rules)
    if upright < 3 or len(page.rules) - upright < 2:
        return []
    from pdfplumber import table as finder  # imports much: for pages with ruling lines alone

    edges = [_edge(rule.x0, rule.y0, rule.x1, rule.y1) for rule in page.rules]
    edges = finder.merge_edges(edges, 3, 3, 3, 3)
    if len(edges) > MAX_EDGES:
        return []
    crossings = finder.edges_to_intersections(edges, 3, 3)
    tables = finder.cells_to_tables(finder.intersections_to_cells(crossings))
    found = []
    for cells in tables:
        lefts = {round(c[0]) for c in cells}
        if len(cells) > 2 and len(lefts) > 1 and len({round(c[1]) for c in cells}) > 1:
            found.append(list(cells))
    return found


def _edge(x0: float, y0: float, x1: float, y1: float) -> dict[str, Any]:
    return {
        "x0": x0,
        "x1": x1,
        "top": y0,
        "bottom": y1,
        "width": x1 - x0,
        "height": y1 - y0,
        "orientation": "v" if x0 == x1 else "h",
    }


def _fill(
    cells: list[Box], pieces: list[Piece], words: Words
) -> tuple[list[list[str]], list[float]]:
    """Return the texts of the cells; a cell over several columns or rows stands at the first."""
    lefts, tops = _steps([c[0] for c in cells]), _steps([c[1] for c in cells])
    held: dict[tuple[int, int], list[Piece]] = {}
    for piece in pieces:
        x, y = min(piece.x0 + 3, middle_of(piece)), _centre(piece)
        home = [c for c in cells if c[0] - 1 <= x <= c[2] + 1 and c[1] <= y <= c[3]]
        if home:
            at = _place(tops, home[0][1]), _place(lefts, home[0][0])
        else:
            at = _place(tops, y), _place(lefts, x)
        held.setdefault(at, []).append(piece)
    rows = [
        [cell_text(held.get((r, c), []), words) for c in range(len(lefts))]
        for r in range(len(tops))
    ]
    return [row for row in rows if any(row)], lefts


def _steps(values: list[float]) -> list[float]:
    done: list[float] = []
    for value in sorted(values):
        if not done or value - done[-1] > 3:
            done.append(value)
    return done


def _place(steps: list[float], value: float) -> int:
    return max(0, sum(step <= value + 1.5 for step in steps) - 1)
