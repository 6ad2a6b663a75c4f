"""write_workpapers: a run's public tables as one workbook, each cell that has a source linked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sopgap.report.folder import Run
from sopgap.report.table_links import contract_of, find_rows, find_sources, list_tables, list_ways
from sopgap.report.workpaper_front import FRONT, Listed, front_sheet
from sopgap.tables.contract import Column
from sopgap.tables.files import DECIMALS
from sopgap.workbooks.book import write_book
from sopgap.workbooks.cells import name_sheet
from sopgap.workbooks.sheet_xml import (
    MAX_LINKS,
    MAX_ROWS,
    Sheet,
    SheetColumn,
    escape_print,
    place_in,
)

NARROW, SHORT, WIDE = 9, 26, 60  # characters of a column
LOOKED_AT = 300  # rows from which a column's width is taken
SHOWN = 12  # levels that a note lists
MARK = "SYNTHETIC DATA: invented for demonstration"


def write_workpapers(run: Run, out: str | Path, *, record: Mapping[str, Any] | None = None) -> Path:
    """Write a run's public tables as a workbook: one sheet a table, behind one on where they stem.

    Ids lead to what they name: from a gap to its cell of coverage, its evidence, the duty, the
    paragraph, the document; from a claim to the row that it was taken from. What lies in `private/`
    is not in it.

    Parameters
    ----------
    run : Run
        All of its `tables/` are read.
    out : str or Path
        The .xlsx to write; its folder is made if absent.
    record : mapping, optional
        What run.json tells of versions and inputs; by default that of the run, where it has one.

    Returns
    -------
    Path
        The same run and record give the same bytes.

    Examples
    --------
    >>> import tempfile
    >>> empty = Run(Path("no-such-folder"), {"title": "Keys", "name": "keys", "synthetic": True})
    >>> write_workpapers(empty, tempfile.mkdtemp() + "/workpapers.xlsx").name
    'workpapers.xlsx'
    """
    names = list_tables(run)
    taken = {FRONT.casefold()}
    sheet_of = {name: name_sheet(name, taken) for name in names}
    tables = {name: run.table(name) for name in names}
    mark = MARK if run.study.get("synthetic") else ""
    known: dict[object, dict[object, int]] = {}
    sheets, listed = [], []
    for name, table in tables.items():
        links = _links(name, tables, sheet_of, known)
        contract = contract_of(name)
        sheets.append(
            Sheet(
                name=sheet_of[name],
                columns=[
                    _column(name, column, table[column], links.get(column, {})) for column in table
                ],
                whole_at=f"tables/{name}.csv",
                back=place_in(FRONT, 0, 1),
                header=f"&L{escape_print(str(run.study['title']))}&R{escape_print(mark)}",
                footer=f"&L{escape_print(name)}&RPage &P of &N",
            )
        )
        meaning = contract.meaning if contract else ""
        limits = _limits(name, table, links)
        listed.append(Listed(name, sheet_of[name], len(table), meaning, limits))
    front = front_sheet(run, listed, mark=mark, record=record)
    title = f"Workpapers: {run.study['title']}"
    return write_book([front, *sheets], out, title=title, subject=mark)


def _links(
    name: str,
    tables: Mapping[str, pd.DataFrame],
    sheet_of: Mapping[str, str],
    known: dict[object, dict[object, int]],
) -> dict[str, dict[int, str]]:
    """Return, by column, the cells to which a table's rows lead."""
    found: dict[str, dict[int, str]] = {}
    for way in list_ways(name):
        if way.to_table not in tables or way.column not in tables[name]:
            continue
        target = tables[way.to_table]
        column = list(target).index(way.to[0])
        head = place_in(sheet_of[way.to_table], column, 1)[:-1]
        rows = find_rows(way, tables[name], target, known)
        cells = {place: f"{head}{row + 2}" for place, row in rows.items() if row < MAX_ROWS - 1}
        found.setdefault(way.column, {}).update(cells)
    if name == "claims":
        found["key"] = {
            place: place_in(sheet_of[source], 0, min(row + 2, MAX_ROWS))
            for place, (source, row) in find_sources(tables[name], tables).items()
        }
    return found


def _column(table: str, name: str, values: pd.Series, links: dict[int, str]) -> SheetColumn:
    contract = contract_of(table)
    told = {c.name: c for c in contract.columns} if contract else {}
    cells = _cells(values)
    return SheetColumn(
        head=name,
        values=cells,
        note=_note(told.get(name), is_key=contract is not None and name in contract.key,
                   leads=bool(links)),
        width=_width(name, cells),
        links=links,
    )  # fmt: skip


def _cells(values: pd.Series) -> list[Any]:
    """Return a column's values as Python's own; floats and flags as they stand in the CSV."""
    if pd.api.types.is_float_dtype(values):
        return [None if x != x else x for x in (values.round(DECIMALS) + 0.0).tolist()]
    if values.dtype == bool:  # LibreOffice makes a formula, =TRUE(), of a cell that is a flag
        return values.map({True: "True", False: "False"}).tolist()
    if pd.api.types.is_numeric_dtype(values):  # counts, which may lack
        return values.astype("object").where(values.notna(), None).tolist()
    return values.astype("object").tolist()


def _note(column: Column | None, *, is_key: bool, leads: bool) -> str:
    """Say what a column is, in the words of its contract."""
    if column is None:
        return "Not in the table's contract: a column that the study added."
    said = [f"{column.meaning[:1].upper()}{column.meaning[1:]}."]
    if column.levels:
        shown = ", ".join(column.levels[:SHOWN])
        more = len(column.levels) - SHOWN
        said.append(f"One of: {shown}{f' and {more} more' if more > 0 else ''}.")
    elif column.low == 0 and column.high == 1:
        said.append("A share, from 0 to 1.")
    if column.kind == "flag":
        said.append("True or False.")
    if column.blank and column.kind in ("count", "number"):
        said.append("Blank: not known, or not shown.")
    if is_key:
        said.append("Part of the row's key.")
    if leads:
        said.append("Blue: leads to the row that it names.")
    return "\n".join(said)


def _width(name: str, cells: list[Any]) -> float:
    """Return a width that all short cells fit into, or nine in ten of long ones, within bounds."""
    sample = [max(map(len, str(x).split("\n"))) for x in cells[:LOOKED_AT] if x not in (None, "")]
    most = max(sample, default=0)
    wanted = most if most <= SHORT else float(np.quantile(sample, 0.9))
    # The filter's button stands beside the name; a long name wraps at its underscores.
    head = max(len(name) / 2, max(map(len, name.split("_")))) + 4
    return round(min(WIDE, max(NARROW, head, wanted * 1.05 + 2)), 1)


def _limits(name: str, table: pd.DataFrame, links: Mapping[str, dict[int, str]]) -> str:
    """Say what of a table is not in its sheet."""
    said = []
    if len(table) > MAX_ROWS - 1:
        said.append(
            f"a sheet holds {MAX_ROWS - 1:,} rows: the first of {len(table):,}; all stand in"
            f" tables/{name}.csv"
        )
    n_links = sum(map(len, links.values()))
    if n_links > MAX_LINKS:
        said.append(f"a sheet holds {MAX_LINKS:,} links: of {n_links:,}, column by column")
    return "; ".join(said)
