"""One worksheet as XML: cells, filter, frozen head, links and the notes at the heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from sopgap.workbooks.cells import LONGEST, as_xml, fit_text, is_formula

MAX_ROWS = 1_048_576  # of a sheet, its head among them
MAX_LINKS = 65_530  # of a sheet; a spreadsheet refuses a file with more
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BLOCK = 2_000  # rows that are handed on together
# Styles, by their place in `book.STYLES`.
PLAIN, HEAD, TEXT, NUMBER, QUOTED, LINK, TITLE, SECTION = range(8)
WRAPPED = (HEAD, TEXT, QUOTED, LINK)
LINE, TALLEST = 13, 158  # points of a line, and of a row that still lets others be seen


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet.

    Attributes
    ----------
    head : str
    values : sequence of str, int, float, bool or None
        None and "" leave the cell empty.
    note : str
        What the column is: shown at its head.
    width : float
        In characters.
    links : mapping of int to str
        Of values, by their place, the cell in this book that they lead to, as "'gaps'!A7".
    """

    head: str
    values: Sequence[Any]
    note: str = ""
    width: float = 14
    links: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A worksheet.

    Attributes
    ----------
    name : str
        As `cells.name_sheet` gives it.
    columns : sequence of SheetColumn
        All of one length.
    filtered : bool
        Whether the first row is a head: coloured, frozen, repeated in print, with a filter.
    styles : mapping of int to int
        Of rows, by their place, another style than that of text.
    whole_at : str
        The file that holds what is cut here.
    header, footer : str
        What is printed on each page, in the codes of the format.
    colour : str
        Of the tab, as "0B5394".
    back : str
        The cell to which the first head leads.
    """

    name: str
    columns: Sequence[SheetColumn]
    filtered: bool = True
    styles: Mapping[int, int] = field(default_factory=dict)
    whole_at: str = ""
    header: str = ""
    footer: str = ""
    colour: str = ""
    back: str = ""

    def n_rows(self) -> int:
        """Return how many rows the sheet holds, its head not counted."""
        n = len(self.columns[0].values) if self.columns else 0
        return min(n, MAX_ROWS - 1) if self.filtered else min(n, MAX_ROWS)


def letters(column: int) -> str:
    """Return the name of a column, counted from 0.

    Examples
    --------
    >>> letters(0), letters(25), letters(26), letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def place_in(sheet: str, column: int, row: int) -> str:
    """Return the address of a cell, for a link.

    Examples
    --------
    >>> place_in("it's", 1, 7)
    "'it''s'!B7"
    """
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{letters(column)}{row}"


def list_notes(sheet: Sheet) -> list[tuple[str, str]]:
    """Return the notes of a sheet: the cell, and what it says."""
    if not sheet.filtered:
        return []
    return [(f"{letters(i)}1", column.note) for i, column in enumerate(sheet.columns)
            if column.note]  # fmt: skip


def write_sheet(sheet: Sheet, strings: dict[str, int], *, first: bool = False) -> Iterator[str]:
    """Give a worksheet as pieces of XML.

    Parameters
    ----------
    sheet : Sheet
    strings : dict of str to int
        The book's table of texts, which grows.
    first : bool
        Whether it is the sheet on top when the book is opened.
    """
    n, width = sheet.n_rows(), max(1, len(sheet.columns))
    n_heads = 1 if sheet.filtered else 0
    area = f"A1:{letters(width - 1)}{max(1, n + n_heads)}"
    on_top = 'tabSelected="1" ' if first else ""
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}"'
        f' xmlns:r="{RELATIONS}"><sheetPr>'
        + (f'<tabColor rgb="FF{sheet.colour}"/>' if sheet.colour else "")
        + f'<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="{area}"/><sheetViews>'
        f'<sheetView {on_top}workbookViewId="0">'
    )
    if sheet.filtered:
        yield (
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/>'
        )
    yield '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
    for number, column in enumerate(sheet.columns, start=1):
        yield f'<col min="{number}" max="{number}" width="{column.width:g}" customWidth="1"/>'
    yield "</cols><sheetData>"
    yield from _rows(sheet, n, n_heads, strings)
    yield "</sheetData>"
    if sheet.filtered:
        yield f'<autoFilter ref="{area}"/>'
    yield from _links(sheet, n, n_heads)
    yield (
        '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter>'
        f"<oddHeader>{escape(sheet.header, quote=False)}</oddHeader>"
        f"<oddFooter>{escape(sheet.footer, quote=False)}</oddFooter></headerFooter>"
        # Ids and sections of digits are texts; no green triangle has to say so.
        f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>'
    )
    if list_notes(sheet):
        yield '<legacyDrawing r:id="rId1"/>'
    yield "</worksheet>"


def _rows(sheet: Sheet, n: int, n_heads: int, strings: dict[str, int]) -> Iterator[str]:
    if n_heads:
        # Notes and frozen panes do not tell how high a head is: two lines hold every name.
        heads = (
            f'<c r="{letters(i)}1" s="{HEAD}" t="s"><v>{_index(column.head, strings)}</v></c>'
            for i, column in enumerate(sheet.columns)
        )
        yield f'<row r="1" ht="32" customHeight="1">{"".join(heads)}</row>'
    heights = [1] * n
    columns = [
        (letters(i), _as_cells(column, sheet, heights, strings))
        for i, column in enumerate(sheet.columns)
    ]
    for start in range(0, n, BLOCK):
        lines = []
        for place in range(start, min(n, start + BLOCK)):
            row = place + 1 + n_heads
            cells = [f'<c r="{name}{row}"{held[place]}' for name, held in columns if held[place]]
            # Without a height, LibreOffice lets wrapped lines lie over one another.
            high = f' ht="{min(TALLEST, LINE * heights[place] + 2)}"' if heights[place] > 1 else ""
            lines.append(f'<row r="{row}"{high}>{"".join(cells)}</row>')
        yield "".join(lines)


def _as_cells(
    column: SheetColumn, sheet: Sheet, heights: list[int], strings: dict[str, int]
) -> list[str]:
    """Write the cells of a column without their addresses, each different value once.

    `heights` are lines of the rows: they grow with what a column holds.
    """
    known: dict[Any, tuple[str, int]] = {}
    cells = []
    for place, lines in enumerate(heights):
        value = column.values[place]
        if value is None or value == "" or value != value:  # NaN is unlike itself
            cells.append("")
            continue
        style = LINK if place in column.links else sheet.styles.get(place, TEXT)
        key = (value.__class__, value, style)
        if key not in known:
            high = _n_lines(value, column.width) if style in WRAPPED else 1 + (style != TEXT)
            known[key] = _cell(value, style, sheet.whole_at, strings), high
        cell, high = known[key]
        cells.append(cell)
        if high > lines:
            heights[place] = high
    return cells


def _n_lines(value: Any, width: float) -> int:
    """Return about how many lines a text takes in a column: words that wrap leave room."""
    if not isinstance(value, str) or (len(value) < width and "\n" not in value):
        return 1
    return sum(1 + int(len(line) * 1.1 / width) for line in value.split("\n"))


def _cell(value: Any, style: int, whole_at: str, strings: dict[str, int]) -> str:
    if isinstance(value, str):
        text = fit_text(value, whole_at=whole_at)
        if style == TEXT and is_formula(text):
            style = QUOTED
        return f' s="{style}" t="s"><v>{_index(text, strings)}</v></c>'
    style = NUMBER if style == TEXT else style
    if isinstance(value, bool):
        return f' s="{style}" t="b"><v>{int(value)}</v></c>'
    return f' s="{style}"><v>{value!r}</v></c>'


def _index(text: str, strings: dict[str, int]) -> int:
    return strings.setdefault(text, len(strings))


def _links(sheet: Sheet, n: int, n_heads: int) -> Iterator[str]:
    """Give the links of a sheet, as many as it may hold."""
    links = [f'<hyperlink ref="A1" location="{escape(sheet.back)}"/>'] if sheet.back else []
    links += [
        f'<hyperlink ref="{letters(i)}{place + 1 + n_heads}" location="{escape(target)}"/>'
        for i, column in enumerate(sheet.columns)
        for place, target in column.links.items()
        if place < n
    ]
    if links:
        yield f"<hyperlinks>{''.join(links[:MAX_LINKS])}</hyperlinks>"


def write_strings(strings: Mapping[str, int]) -> Iterator[str]:
    """Give the book's table of texts as pieces of XML."""
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{MAIN}"'
        f' uniqueCount="{len(strings)}">'
    )
    for text in strings:
        kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        yield f"<si><t{kept}>{as_xml(text)}</t></si>"
    yield "</sst>"


def escape_print(text: str) -> str:
    """Make a text fit for a page's header or footer, where & begins a code.

    Examples
    --------
    >>> escape_print("FP&F")
    'FP&&F'
    """
    # What is longer than 255 characters is refused by spreadsheets.
    return fit_text(text)[: min(80, LONGEST)].replace("&", "&&").replace("\n", " ")
