"""What a contract is, and how a table is held against it.

A contract lists columns with their kind, levels and meaning. Kinds are `text` (blank is the empty
string, never NaN), `count` (Int64, may be <NA>), `number` (float64, may be NaN) and `flag` (bool).
A text may be held as categories, where a long table repeats few values; it reads the same.
Extra columns are allowed and kept behind the listed ones. A contract is checked once on the way
out of a public function and once in `read_table`; inside a wing a table is trusted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from sopgap.errors import ContractError
from sopgap.tables.codes import factorise, n_repeated

DTYPES = {"text": "str", "count": "Int64", "number": "float64", "flag": "bool"}
SHOWN = 5  # wrong values that a message lists
# A Center's code becomes a file's name, so it holds nothing that a path could.
CODE = r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,63}"
DATE = r"\d{4}-\d{2}-\d{2}"


@dataclass(frozen=True)
class Column:
    """One column of a contract: its name, kind, meaning, allowed levels, and if it may be blank."""

    name: str
    kind: str
    meaning: str
    levels: tuple[str, ...] = ()
    blank: bool = False
    pattern: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Contract:
    """The contract of a table.

    Attributes
    ----------
    name : str
        The table's name; also its file's, `tables/<name>.csv`.
    meaning : str
        What one row is.
    key : tuple of str
        Columns that together name a row.
    columns : tuple of Column
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def check(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table with this contract's columns first and its types; raise what is wrong.

        Parameters
        ----------
        table : DataFrame
            Optional columns (those that may be blank) may be absent: they come back blank.

        Returns
        -------
        DataFrame
            A new table with a fresh index 0..n-1.

        Raises
        ------
        ContractError
            All problems in one message: columns absent, values that are not of the kind, levels
            that are not allowed, blanks in what must be filled, repeated keys.

        Examples
        --------
        >>> import pandas as pd
        >>> from sopgap.tables import ACTORS, LINKS
        >>> LINKS.check(pd.DataFrame({"passage_id": ["p"], "responsibility_id": ["R1"],
        ...     "passage": ["duty"], "score": [0.5], "rank": [1]})).shape
        (1, 8)
        >>> ACTORS.check(pd.DataFrame({"alias": ["CBP"], "actor": ["CBP"]}))
        Traceback (most recent call last):
        ...
        sopgap.errors.ContractError: table 'actors': column unit is absent
        """
        absent = [c.name for c in self.columns if c.name not in table and not c.blank]
        if absent:
            raise ContractError(f"table {self.name!r}: column {', '.join(absent)} is absent")
        shaped, problems = self._shape(table)
        problems += self._failures(shaped) if not problems else []
        if problems:
            raise ContractError(f"table {self.name!r}: " + "; ".join(problems))
        return shaped

    def empty(self) -> pd.DataFrame:
        """Return the table without rows."""
        return _empty(self).copy(deep=False)

    def _shape(self, table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
        parts, problems = {}, []
        for column in self.columns:
            try:
                parts[column.name] = _as_kind(column, table)
            except (ValueError, TypeError):
                values = ", ".join(map(repr, pd.unique(table[column.name])[:SHOWN]))
                problems.append(f"{column.name} is not a {column.kind}: {values}")
        extra = {c: table[c].reset_index(drop=True) for c in table.columns if c not in parts}
        # Shared, not copied: pandas copies a column when one of the tables that hold it is changed.
        return pd.DataFrame({**parts, **extra}, copy=False), problems

    def _failures(self, table: pd.DataFrame) -> list[str]:
        problems = []
        for column in self.columns:
            wrong = _wrong_values(column, table[column.name])
            if wrong:
                problems.append(f"{column.name} has {wrong}; allowed: {_allowed(column)}")
        repeated = n_repeated(table[list(self.key)])
        if repeated:
            problems.append(f"{repeated} repeated {' + '.join(self.key)}")
        return problems


@cache
def _empty(contract: Contract) -> pd.DataFrame:
    return contract.check(pd.DataFrame({c.name: [] for c in contract.columns}))


def text(name: str, meaning: str, **more: Any) -> Column:
    """Return a column of text; it may be blank only where that is said."""
    return Column(name, "text", meaning, **more)


def count(name: str, meaning: str, *, blank: bool = False) -> Column:
    """Return a column of counts, 0 or more."""
    return Column(name, "count", meaning, blank=blank, low=0)


def number(name: str, meaning: str, **more: Any) -> Column:
    """Return a column of numbers, which may be blank."""
    return Column(name, "number", meaning, blank=True, **more)


def share(name: str, meaning: str, *, blank: bool = True) -> Column:
    """Return a column of numbers from 0 to 1."""
    return Column(name, "number", meaning, blank=blank, low=0, high=1)


def flag(name: str, meaning: str) -> Column:
    """Return a column of true and false."""
    return Column(name, "flag", meaning)


CENTER = text("center", "code of the Center")  # by it the tables of all wings meet


def _wrong_values(column: Column, values: pd.Series) -> list[str]:
    """The first of the different values that the column may not have."""
    if column.kind == "text":
        codes, different = factorise(values)
        refused = np.array([not _is_allowed(column, value) for value in different], dtype=bool)
        if not refused.any():
            return []
        return [str(different[i]) for i in pd.unique(codes[refused[codes]])[:SHOWN]]
    wrong = pd.Series(False, index=values.index)
    if not column.blank:
        wrong |= values.isna()
    if column.low is not None:
        wrong |= (values < column.low).fillna(False).astype(bool)
    if column.high is not None:
        wrong |= (values > column.high).fillna(False).astype(bool)
    return list(dict.fromkeys(map(str, values[wrong])))[:SHOWN]


def _is_allowed(column: Column, value: str) -> bool:
    if value == "":
        return column.blank
    if column.levels and value not in column.levels:
        return False
    return not column.pattern or re.fullmatch(column.pattern, value) is not None


def _as_kind(column: Column, table: pd.DataFrame) -> pd.Series:
    if column.name not in table:
        blank = {"text": "", "count": pd.NA, "number": float("nan"), "flag": False}[column.kind]
        return pd.Series([blank] * len(table), dtype=DTYPES[column.kind])
    values = table[column.name].reset_index(drop=True)
    if column.kind == "text":
        return _as_text(values)
    if column.kind == "flag":
        if values.dtype == bool:
            return values
        known = values.map({True: True, False: False, "True": True, "False": False})
        return known.astype("bool") if known.notna().all() else known.astype("int")
    if values.dtype == object or pd.api.types.is_string_dtype(values):
        values = pd.to_numeric(values.astype("object").replace("", None))
    return values.astype(DTYPES[column.kind])


def _as_text(values: pd.Series) -> pd.Series:
    if isinstance(values.dtype, pd.CategoricalDtype):
        whole = values.cat.categories.dtype == "str" and values.cat.codes.min() != -1
        return values if whole or not len(values) else _as_text(values.astype("object"))
    if values.dtype == "str":
        return values.fillna("") if values.hasnans else values
    return values.astype("object").where(values.notna(), "").astype(str).astype("str")


def _allowed(column: Column) -> str:
    if column.levels:
        return ", ".join(column.levels)
    if column.pattern:
        return f"text like {column.pattern}"
    if column.low is not None:
        return f"{column.low} or more" if column.high is None else f"{column.low} to {column.high}"
    return "anything but blank"
