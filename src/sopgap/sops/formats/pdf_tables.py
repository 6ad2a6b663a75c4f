"""Find tables without ruling lines by the white strips between their cells."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from sopgap.sops.formats.blocks import BULLET, CLAUSE, ENUMERATOR
from sopgap.sops.formats.pdf_columns import fills, is_prose, rows_of
from sopgap.sops.formats.pdf_lines import Words, join_lines
from sopgap.sops.formats.pdf_pieces import Piece

CELL_GAP = 0.95  # letter heights between two cells at least
CAPTION = re.compile(r"(?:table|exhibit|schedule|chart)\s+[\dA-Z][\w.-]*[.:\s]", re.IGNORECASE)
BULLETS = frozenset("•‣◦▪–-*")
ENOUGH = 3  # rows of several cells that make a table without rules


@dataclass
class Table:
    """The rows of a table on a page, with the heights and the lefts of its columns."""

    rows: list[list[str]]
    top: float
    foot: float
    lefts: list[float]
    page: int
    ruled: bool
    is_form: bool = False  # labels at the left and no header
    caption: list[Piece] = field(default_factory=list)


def middle_of(piece: Piece) -> float:
    """Return the middle of a piece, from the left of the page."""
    return (piece.x0 + piece.x1) / 2


def cell_text(pieces: list[Piece], words: Words) -> str:
    """Return the text of a cell of one or more lines."""
    lines = [" ".join(p.text for p in row) for row in rows_of(pieces)]
    return join_lines(lines, words) if lines else ""


def open_tables(
    pieces: list[Piece],
    number: int,
    words: Words,
    *,
    least: int = 2,
    known: Counter[int] | None = None,
) -> tuple[list[Table], list[Piece]]:
    """Return the tables without rules in a part of a page, and the pieces that are in none.

    A table is a run of rows whose white strips lie below each other; rows of one cell belong to
    it where they go on from the row above.

    Parameters
    ----------
    pieces : list of Piece
    number : int
        Of the page.
    words : Words
    least : int
        Columns of a table at least.
    known : Counter, optional
        Gutters between the columns of all pages, and how often each was found.
    """
    gutters: Counter[int] = Counter() if known is None else known
    rows = [_merged(row) for row in rows_of(pieces)]
    done: list[Table] = []
    rest: list[Piece] = []
    at = 0
    while at < len(rows):
        end, strips = _run(rows, at)
        table = _open_table(rows[at:end], strips, number, words, least, gutters) if strips else None
        if table is None:
            rest += rows[at]
            at += 1
            continue
        done.append(table)
        at = end
    return done, rest


def _merged(row: list[Piece]) -> list[Piece]:
    """Join pieces of a row that stand nearer than cells do."""
    done = [row[0]]
    for piece in row[1:]:
        last = done[-1]
        near = piece.x0 - last.x1 < CELL_GAP * max(piece.size, last.size)
        if near or last.text in BULLETS:
            done[-1] = Piece(
                f"{last.text} {piece.text}",
                last.x0,
                max(last.x1, piece.x1),
                last.y,
                last.size,
                last.bold and piece.bold,
                last.first,
            )
        else:
            done.append(piece)
    return done


def _gaps(row: list[Piece]) -> list[tuple[float, float]]:
    return [(a.x1, b.x0) for a, b in pairwise(row)]


def _run(rows: list[list[Piece]], at: int) -> tuple[int, list[tuple[float, float]]]:
    """Return where the rows end that share the white strips of a first row, and the strips."""
    strips = _gaps(rows[at])
    end = at + 1
    last = end
    while strips and end < len(rows):
        row, before = rows[end], rows[end - 1]
        if row[0].y - before[0].y > 3.2 * row[0].size or row[0].size > 1.15 * rows[at][0].size:
            break
        less = [_narrow(strip, row) for strip in strips]
        if any(b - a < 0.6 * row[0].size for a, b in less):
            break
        strips, end = less, end + 1
        if len(row) > 1 or _goes_on(row, before, strips):
            last = end
    return last, strips


def _goes_on(row: list[Piece], before: list[Piece], strips: list[tuple[float, float]]) -> bool:
    """Tell whether a lone cell is a further line of the row above."""
    near = row[0].y - before[0].y < 1.45 * row[0].size
    return near and (row[0].x0 > strips[0][0] or not row[0].bold)


def _narrow(strip: tuple[float, float], row: list[Piece]) -> tuple[float, float]:
    """Return what a row leaves white of a strip."""
    low, high = strip
    for piece in row:
        if piece.x1 <= low or piece.x0 >= high:
            continue
        if piece.x0 <= low and piece.x1 >= high:
            return low, low
        if piece.x0 - low > high - piece.x1:
            high = piece.x0
        else:
            low = piece.x1
    return low, high


def _open_table(
    rows: list[list[Piece]],
    strips: list[tuple[float, float]],
    number: int,
    words: Words,
    least: int,
    known: Counter[int],
) -> Table | None:
    full = [row for row in rows if len(row) > 1]
    n = len(strips) + 1
    if len(full) < (ENOUGH if n == 2 else 2) or n < least:
        return None
    if _holds_prose(rows, strips, known):
        return None
    columns = [[] for _ in range(n)]  # type: list[list[Piece]]
    for row in rows:
        for piece in row:
            columns[_column(piece, strips)].append(piece)
    if any(len(column) < 2 for column in columns):
        return None
    if not all(_is_aligned(column) for column in columns[1:]):
        return None
    first = [p.text for p in columns[0]]
    if n == 2 and sum(_is_label(text) for text in first) >= 0.5 * len(first):
        return None
    if n == 2 and sum(text.rstrip().endswith(":") for text in first) >= 0.5 * len(first):
        return None  # a form: labels at the left
    cells = _cells(rows, strips, words)
    if len(cells) < 2:
        return None
    lefts = [min(p.x0 for p in column) for column in columns]
    table = Table(cells, rows[0][0].y - rows[0][0].size, rows[-1][0].y, lefts, number, ruled=False)
    bold = [sum(p.bold for p in column) / len(column) for column in columns]
    table.is_form = n == 2 and bold[0] > 0.7 and bold[1] < 0.3 and not columns[1][0].bold
    return table


def _holds_prose(
    rows: list[list[Piece]], strips: list[tuple[float, float]], known: Counter[int]
) -> bool:
    """Tell whether what looks like a table is columns of prose.

    Full columns of which the lines stand between each other's are. Between the gutters of earlier
    pages, it is enough that lines read on from one to the next.
    """
    edges = [(a + b) / 2 for a, b in strips]
    if any(is_prose(rows, x) for x in edges):
        return True
    columns: list[list[list[Piece]]] = [[] for _ in range(len(edges) + 1)]
    for row in rows:
        for piece in row:
            columns[_column(piece, strips)].append([piece])
    if len(edges) > 1 and all(
        any(known[at] > 1 for at in range(round(a), round(b) + 1)) for a, b in strips
    ):
        return sum(_reads_on(column) for column in columns) > len(columns) / 2
    # A column of labels or numbers is that of a table, however long the texts beside it.
    if not all(fills(column) for column in columns if len(column) > ENOUGH):
        return False
    return any(_drift_apart(a, b) for a, b in pairwise(columns))


def _drift_apart(left: list[list[Piece]], right: list[list[Piece]]) -> bool:
    """Tell whether lines stand between those beside them: the rows of a table share their lines."""
    fewer, more = sorted((left, right), key=len)
    places = [row[0].y for row in more]
    off = [min(abs(row[0].y - y) for y in places) / row[0].size for row in fewer]
    return len(fewer) >= ENOUGH and sum(0.25 < part < 0.7 for part in off) > 0.5 * len(fewer)


def _reads_on(column: list[list[Piece]]) -> bool:
    """Tell whether most lines of a column begin small behind one that ends without a stop."""
    texts = [row[0].text.rstrip() for row in column]
    on = sum(b[:1].islower() and a[-1:] not in ".;:?!" for a, b in pairwise(texts))
    return on >= 0.5 * (len(texts) - 1) > 0


def _is_label(text: str) -> bool:
    whole = text + " X"
    return len(text) < 9 and bool(
        ENUMERATOR.match(whole) or BULLET.match(whole) or CLAUSE.match(whole) or text == "o"
    )


def _column(piece: Piece, strips: list[tuple[float, float]]) -> int:
    middle = middle_of(piece)
    return sum(middle > (a + b) / 2 for a, b in strips)


def _is_aligned(column: list[Piece]) -> bool:
    """Tell whether most cells of a column share their left, right or middle."""
    if not column:
        return False
    for value in (_at_left, _at_right, middle_of):
        places = [value(p) for p in column]
        if max(sum(abs(a - b) < 3 for a in places) for b in places) >= 0.7 * len(places):
            return True
    return False


def _at_left(piece: Piece) -> float:
    return piece.x0


def _at_right(piece: Piece) -> float:
    return piece.x1


def _cells(
    rows: list[list[Piece]], strips: list[tuple[float, float]], words: Words
) -> list[list[str]]:
    """Return the texts of cells; lines nearer than usual, or without a first cell, go on."""
    steps = [b[0].y - a[0].y for a, b in pairwise(rows)]
    tight = min(steps, default=0.0)
    has_gaps = sum(step > 1.25 * tight for step in steps) >= 0.3 * len(steps)
    grouped: list[list[list[Piece]]] = []
    for n, row in enumerate(rows):
        near = n > 0 and steps[n - 1] <= 1.25 * tight
        bold_before = n > 0 and all(p.bold for p in rows[n - 1])
        if n and bold_before and not all(p.bold for p in row):
            near = False
        opens = _column(row[0], strips) == 0
        if grouped and ((has_gaps and near) or (not has_gaps and not opens)):
            grouped[-1].append(row)
        else:
            grouped.append([row])
    done = []
    for group in grouped:
        texts: list[list[str]] = [[] for _ in range(len(strips) + 1)]
        for row in group:
            for at in range(len(texts)):
                part = " ".join(p.text for p in row if _column(p, strips) == at)
                if part:
                    texts[at].append(part)
        done.append([join_lines(lines, words) if lines else "" for lines in texts])
    return done


def take_captions(tables: list[Table], pieces: list[Piece]) -> list[Piece]:
    """Give each table the caption that stands right over or under it; return the other pieces."""
    for table in tables:
        for piece in pieces:
            high = 2.4 * piece.size
            over, under = table.top - piece.y, piece.y - piece.size - table.foot
            near = -0.5 * piece.size < over < high or -2 < under < 0.6 * high
            if near and CAPTION.match(piece.text):
                table.caption = [p for p in pieces if abs(p.y - piece.y) < 2 and p.x0 >= piece.x0]
                step = piece.y + 1.3 * piece.size
                table.caption += [
                    p for p in pieces if piece.y + 2 < p.y <= step and p.y < table.top
                ]
                break
        gone = {id(p) for p in table.caption}
        pieces = [p for p in pieces if id(p) not in gone]
    return pieces


def follow_on(before: Table, table: Table) -> list[list[str]] | None:
    """Return the further rows of a table that goes on from the page before, else None.

    A header that is repeated is left out; a first row without a first cell goes on in the last.
    """
    if table.page != before.page + 1 or len(before.lefts) != len(table.lefts):
        return None
    if any(abs(a - b) > 12 for a, b in zip(before.lefts, table.lefts, strict=True)):
        return None
    rows = table.rows
    plain = [
        [re.sub(r"\W+", " ", cell).lower() for cell in row] for row in (before.rows[0], rows[0])
    ]
    if plain[0] == plain[1]:
        return rows[1:]
    return rows
