"""How a table lies in a file: CSV that reads back as it was, and runs nothing in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.tables.codes import factorise

DECIMALS = 6  # published floats: last bits of an SVD differ between BLAS kernels
BLOCK = 100_000  # rows that are written together
Quoting = Literal[0, 2]  # of csv: what needs it, or all text
# A spreadsheet runs a cell that begins like this; the apostrophe in front stops it.
FORMULA = re.compile(r"^(?='*[=+\-@\t\r\n])")
NEUTRALISED = re.compile(r"^'(?='*[=+\-@\t\r\n])")


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    r"""Write a table as CSV: UTF-8, `\n`, floats rounded to 6 decimals, formulas neutralised.

    A text that a spreadsheet would run (it begins with ``=``, ``+``, ``-``, ``@``, tab or line
    break) is written behind an apostrophe, which `read_table` takes off again.

    Parameters
    ----------
    table : DataFrame
    path : str or Path
        Its folder is made if absent.

    Returns
    -------
    Path
        Where the table was written.

    Examples
    --------
    >>> import tempfile, pandas as pd
    >>> file = write_table(pd.DataFrame({"text": ["=1+1", "'=x", "plain"]}),
    ...                    tempfile.mkdtemp() + "/t.csv")
    >>> file.read_text().split()
    ['text', "'=1+1", "''=x", 'plain']
    >>> read_cells(file).text.tolist()
    ['=1+1', "'=x", 'plain']
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # A lone carriage return must be quoted, or a reader ends the row; not every csv does so.
    returns = any(_holds_return(table[name]) for name in table)
    quoting: Quoting = csv.QUOTE_NONNUMERIC if returns else csv.QUOTE_MINIMAL
    if len(table) > BLOCK and all(_is_text(table[name]) for name in table):
        return _write_texts(table, path, quoting)
    out = table.copy()
    for name in out.columns:
        if pd.api.types.is_float_dtype(out[name]):
            out[name] = out[name].round(DECIMALS) + 0.0  # no -0.0
        elif not pd.api.types.is_numeric_dtype(out[name]):
            out[name] = _map_values(out[name], _neutralise)
    out.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", quoting=quoting)
    return path


def read_cells(path: Path) -> pd.DataFrame:
    """Return every cell of a file that `write_table` wrote, as the text that it was.

    Raises
    ------
    InputError
        The file is not there or cannot be read.
    """
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[], encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path}: no such table; run the stage that writes it first") from None
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(f"{path}: cannot be read as a table: {error}") from None
    return raw.apply(
        lambda column: _map_values(column, lambda text: NEUTRALISED.sub("", text, count=1))
    )


def join(values: Iterable[str]) -> str:
    """Join values as the cells of our tables hold lists: by `;`.

    Examples
    --------
    >>> join(["R01", "R02"])
    'R01;R02'
    """
    return ";".join(values)


def split(cell: str) -> list[str]:
    """Split a cell that holds a list by `;`; blanks around and between fall away.

    Examples
    --------
    >>> split(" steps; deadline;;")
    ['steps', 'deadline']
    """
    return [part.strip() for part in cell.split(";") if part.strip()]


def _map_values(values: pd.Series, change: Callable[[Any], Any]) -> pd.Series:
    """Change each value of a column; `change` keeps apart what differs."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.rename_categories(change)
    if values.dtype != "str":  # numbers in a column of objects: 1 and True would be one value
        return values.map(change)
    codes, different = factorise(values)
    changed = np.array([*map(change, different), np.nan], dtype=object)
    return pd.Series(changed[codes], index=values.index, dtype=values.dtype)


def _is_text(values: pd.Series) -> bool:
    """Whether a column holds text, as such or as categories."""
    held = values.cat.categories if isinstance(values.dtype, pd.CategoricalDtype) else values
    return bool(held.dtype == "str")


def _holds_return(values: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(values):
        return False
    different = factorise(values)[1] if _is_text(values) else values
    return any(isinstance(value, str) and "\r" in value for value in different)


def _write_texts(table: pd.DataFrame, path: Path, quoting: Quoting) -> Path:
    """Write a long table of text: the same bytes, each different value made ready once."""
    columns = []
    for name in table:
        codes, values = factorise(table[name])
        columns.append(
            (codes, _as_cells([*map(_neutralise, values), ""], len(table.columns) == 1, quoting))
        )
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", quoting=quoting).writerow(table.columns)
        for start in range(0, len(table), BLOCK):
            cells = (texts[codes[start : start + BLOCK]].tolist() for codes, texts in columns)
            file.writelines(f"{','.join(row)}\n" for row in zip(*cells, strict=True))
    return path


def _as_cells(values: list[str], alone: bool, quoting: Quoting) -> np.ndarray:
    """Quote values where csv does; a blank that stands alone in its row must be quoted."""
    cells = []
    for value in values:
        line = io.StringIO()
        row = [value] if alone else [value, 0]
        csv.writer(line, lineterminator="\n", quoting=quoting).writerow(row)
        cells.append(line.getvalue()[: -len("\n" if alone else ",0\n")])
    return np.array(cells, dtype=object)


def _neutralise(value: Any) -> Any:
    return FORMULA.sub("'", value, count=1) if isinstance(value, str) else value
