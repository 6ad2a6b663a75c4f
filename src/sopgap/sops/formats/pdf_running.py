"""Drop what runs on every page, heads and feet, by place and likeness over pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

from sopgap.sops.formats.pdf_pieces import HEIGHT, LEFT, Page, Piece

EDGE = 4  # rows at the top and at the foot of a page among which running lines are sought
MARGIN = 0.16  # share of the page's height beyond which no running line stands
ALIKE = 15  # points within which lines that are alike stand at one height
OFTEN = 0.5  # share of the pages on which a place must hold running lines to be theirs
DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")
NUMBER = re.compile(
    r"(?:.{0,60}\b)?(?:page|sheet|seite|p\.)\s*(?:\d+|[ivxlc]+)(?:\s*(?:of|/)\s*\d+)?\s*\W*$"
    r"|[-–—\[(|\s]*(?:\d{1,4}|[ivxlc]{1,6})[-–—\])|\s]*$|\d{1,4}\s*(?:of|/)\s*\d{1,4}$",
    re.IGNORECASE,
)
Row = list[Piece]
Heights = dict[str, list[tuple[float, int]]]  # text -> where it stands, and on which page


def drop_running(pages: list[Page], body: float) -> None:
    """Take the running lines off the pages.

    A row at the edge of a page runs where its like, numbers aside, stands at the same height on
    other pages; where it is a page number; or where rows at its height run on most other pages
    and it stands apart from the text. A row is taken only if all rows beyond it are.

    Parameters
    ----------
    pages : list of Page
        Their `pieces` are changed.
    body : float
        Height of the letters of the text.
    """
    for is_top in (True, False):
        edges = [_edge(page, is_top=is_top) for page in pages]
        running = _known(pages, edges, is_top=is_top)
        running = _places(pages, edges, running, body, is_top=is_top)
        for page, rows, known in zip(pages, edges, running, strict=True):
            while known and _is_tight(rows, known):
                known -= 1
            gone = {id(piece) for row in rows[:known] for piece in row}
            page.pieces = [piece for piece in page.pieces if id(piece) not in gone]


def _edge(page: Page, *, is_top: bool) -> list[Row]:
    """Return the rows at an edge, the outermost first."""
    pieces = sorted(page.pieces, key=HEIGHT, reverse=not is_top)
    rows: list[Row] = []
    for piece in pieces:
        if rows and abs(piece.y - rows[-1][0].y) < 3:
            rows[-1].append(piece)
        elif len(rows) == EDGE + 1:
            break
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=LEFT)
    return rows


def _key(text: str) -> str:
    return DIGITS.sub("#", text.lower()).strip()


def _text(row: Row) -> str:
    return " ".join(piece.text for piece in row)


def _outside(page: Page, row: Row, *, is_top: bool) -> bool:
    """Tell whether a row stands in the margin, by height alone."""
    y = row[0].y
    return y < MARGIN * page.height if is_top else y > (1 - MARGIN) * page.height


def _known(pages: list[Page], edges: list[list[Row]], *, is_top: bool) -> list[int]:
    """Return how many rows of each page's edge run by likeness or number."""
    exact: Heights = defaultdict(list)
    folded: Heights = defaultdict(list)
    for n, rows in enumerate(edges):
        for row in rows[:EDGE]:
            for text in {piece.text for piece in row} | {_text(row)}:
                exact[text].append((row[0].y, n))
                folded[_key(text)].append((row[0].y, n))
    need = 2 if len(pages) < 8 else 3
    counts = []
    for page, rows in zip(pages, edges, strict=True):
        known = 0
        for at, row in enumerate(rows[:EDGE]):
            if not _outside(page, row, is_top=is_top):
                break
            alike = _is_alike(row, exact, need, fold=False) or (
                not any(piece.bold for piece in row)
                and _is_alike(row, folded, need, fold=True)
                and _is_far(page, rows, at)
            )
            if not (alike or _is_number(row, rows, at)):
                break
            known = at + 1
        counts.append(known)
    return counts


def _is_alike(row: Row, heights: Heights, need: int, *, fold: bool) -> bool:
    """Tell whether the whole row, or most letters of it, stand on other pages."""
    found = long = 0
    for piece in row:
        same = _pages_of(piece.text, row[0].y, heights, fold=fold)
        long += len(piece.text)
        found += len(piece.text) * (len(same) >= need)
    whole = _pages_of(_text(row), row[0].y, heights, fold=fold)
    return len(whole) >= need or found > 0.4 * long


def _pages_of(text: str, height: float, heights: Heights, *, fold: bool) -> set[int]:
    known = heights[_key(text) if fold else text]
    return {n for y, n in known if abs(y - height) < ALIKE}


def _is_number(row: Row, rows: list[Row], at: int) -> bool:
    """Tell whether a row is a page number that stands apart."""
    text = _text(row).strip()
    if not NUMBER.match(text) or any(len(piece.text) > 60 for piece in row):
        return False
    if re.search(r"page|sheet|seite|\bof\b|/", text, re.IGNORECASE):
        return True
    apart = at + 1 >= len(rows) or abs(rows[at + 1][0].y - row[0].y) > 1.8 * row[0].size
    return apart and len(row) == 1


def _places(
    pages: list[Page], edges: list[list[Row]], known: list[int], body: float, *, is_top: bool
) -> list[int]:
    """Add rows at heights where rows run on most other pages, and those that stand apart there."""
    slots: Counter[int] = Counter()
    apart: Counter[int] = Counter()
    for page, rows, n in zip(pages, edges, known, strict=True):
        slots.update({round(row[0].y / 2) for row in rows[:n]})
        if rows and _stands_apart(page, rows, 0, body, is_top=is_top):
            apart[round(rows[0][0].y / 2)] += 1
    often = max(2, OFTEN * len(pages))
    done = []
    for page, rows, n in zip(pages, edges, known, strict=True):
        while n < min(EDGE, len(rows)):
            place = round(rows[n][0].y / 2)
            near = range(place - 1, place + 2)
            ran = sum(slots[at] for at in near) >= max(2, 0.3 * len(pages))
            stood = n == 0 and len(pages) > 2 and sum(apart[at] for at in near) >= often
            if not (ran or stood) or not _stands_apart(page, rows, n, body, is_top=is_top):
                break
            n += 1
        done.append(n)
    return done


def _stands_apart(page: Page, rows: list[Row], at: int, body: float, *, is_top: bool) -> bool:
    """Tell whether a row in the margin is parted from what follows by more than a line's step."""
    row = rows[at]
    if not _outside(page, row, is_top=is_top) or max(p.size for p in row) > 1.1 * body:
        return False
    return _is_far(page, rows, at)


def _is_far(page: Page, rows: list[Row], at: int) -> bool:
    """Tell whether a row is farther from the next than the lines of the page are."""
    if at + 1 >= len(rows):
        return True
    gap = abs(rows[at + 1][0].y - rows[at][0].y)
    return gap > max(1.7 * max(rows[at][0].size, rows[at + 1][0].size), 1.3 * _step(page))


def _step(page: Page) -> float:
    """Return the usual distance of two lines of a page."""
    heights = sorted({round(piece.y) for piece in page.pieces})
    steps = sorted(b - a for a, b in pairwise(heights) if b - a > 4)
    return steps[len(steps) // 2] if steps else 0.0


def _is_tight(rows: list[Row], at: int) -> bool:
    """Tell whether a row and the one before it are lines of one paragraph: neither runs."""
    if at >= len(rows):  # nothing else is on the page
        return at > 1 and _is_tight(rows, at - 1)
    a, b = rows[at - 1][0], rows[at][0]
    return abs(a.y - b.y) < 1.35 * a.size and abs(a.size - b.size) < 0.3 and a.bold == b.bold


def usual_size(pages: list[Page]) -> float:
    """Return the height of most letters."""
    letters: Counter[float] = Counter()
    for page in pages:
        for piece in page.pieces:
            letters[round(piece.size * 4) / 4] += len(piece.text)
    return letters.most_common(1)[0][0] if letters else 10.0
