"""Which row of which table a row of another leads to: for links, and for keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from sopgap.report.folder import KINDS, PRIVATE, Run
from sopgap.tables import CONTRACTS, Contract, join, split
from sopgap.text import data_rows


class Way(NamedTuple):
    """A way from a table to another: the cell that shows it, and the columns that meet."""

    table: str
    column: str
    by: tuple[str, ...]
    to_table: str
    to: tuple[str, ...]
    is_key: bool


def list_ways(table: str) -> list[Way]:
    """Return the ways that lead from a table to others.

    Examples
    --------
    >>> [(way.column, way.to_table) for way in list_ways("matches")]
    [('responsibility_id', 'responsibilities'), ('duty_id', 'duties')]
    """
    return [
        Way(row["table"], row["column"], tuple(split(row["by"])), row["to_table"],
            tuple(split(row["to"])), row["kind"] == "key")
        for row in data_rows("table_links.csv") if row["table"] == table
    ]  # fmt: skip


def list_tables(run: Run) -> list[str]:
    """Return the names of a run's public tables, in the order of the story; others behind them."""
    # Asked one by one, so that a table which is absent counts among what was looked for.
    known = [name for name in (*CONTRACTS, *KINDS) if name not in PRIVATE and run.has(name)]
    found = {path.stem for path in (run.folder / "tables").glob("*.csv")}
    return known + sorted(found - set(known))


def contract_of(table: str) -> Contract | None:
    """Return the contract that a table of a run keeps, by its own name or as another's.

    Examples
    --------
    >>> contract_of("questions_before").name, contract_of("no_such")
    ('questions', None)
    """
    return CONTRACTS.get(KINDS.get(table, table))


def find_rows(
    way: Way, table: pd.DataFrame, target: pd.DataFrame, known: dict[object, dict[object, int]]
) -> dict[int, int]:
    """Return of the rows of a table, by their place, the place of the row to which each leads.

    Of a list of ids the first leads on. Of several rows that would do, the first is it.

    Parameters
    ----------
    way : Way
    table, target : DataFrame
    known : dict
        What was looked up of the targets before; it grows.

    Examples
    --------
    >>> way = Way("a", "x", ("x",), "b", ("y",), True)
    >>> find_rows(way, pd.DataFrame({"x": ["q", "p"]}), pd.DataFrame({"y": ["p"]}), {})
    {1: 0}
    """
    if not {*way.by} <= {*table} or not {*way.to} <= {*target}:
        return {}
    at = (way.to_table, way.to)
    if at not in known:
        places: dict[object, int] = {}
        for place, key in enumerate(_keys(target, way.to)):
            places.setdefault(key, place)
        known[at] = places
    places = known[at]
    found = ((i, places.get(key)) for i, key in enumerate(_keys(table, way.by)))
    return {i: place for i, place in found if place is not None}


def find_sources(
    claims: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> dict[int, tuple[str, int]]:
    """Return of the claims, by their place, the table and the place of the row they stem from.

    A claim that counts rows, and one whose row is not there, leads to the first row.

    Parameters
    ----------
    claims : table `claims`
    tables : mapping of str to DataFrame

    Examples
    --------
    >>> claims = pd.DataFrame({"source": ["tables/centers.csv"], "key": ["south"]})
    >>> centers = pd.DataFrame({"center": ["north", "south"]})
    >>> find_sources(claims, {"centers": centers})
    {0: ('centers', 1)}
    """
    names = claims["source"].str.removeprefix("tables/").str.removesuffix(".csv").tolist()
    places: dict[str, dict[str, int]] = {}
    for name in set(names) & set(tables):
        contract = contract_of(name)
        columns = [tables[name][c].astype("str") for c in (contract.key if contract else ())]
        keys = map(join, zip(*columns, strict=True))
        places[name] = {key: place for place, key in enumerate(keys)}
    return {
        i: (name, places[name].get(key, 0))
        for i, (name, key) in enumerate(zip(names, claims["key"].tolist(), strict=True))
        if name in places
    }


def foreign_keys(table: str, held: Mapping[str, Sequence[str]]) -> list[Way]:
    """Return the ways from a table that are foreign keys: the row is there, or the cell is blank.

    Parameters
    ----------
    table : str
    held : mapping of str to sequence of str
        The columns of each table that is there.
    """
    return [
        way for way in list_ways(table)
        if way.is_key and {*way.to} <= {*held.get(way.to_table, ())} and {*way.by} <= {*held[table]}
    ]  # fmt: skip


def _keys(table: pd.DataFrame, columns: tuple[str, ...]) -> list[object]:
    parts = [
        [cell.partition(";")[0].strip() for cell in table[name].astype("str")]
        if name.endswith("_ids")
        else table[name].astype("str").tolist()
        for name in columns
    ]
    return list(zip(*parts, strict=True))
