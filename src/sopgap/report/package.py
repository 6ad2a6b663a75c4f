"""write_package: what describes a run's tables to other programs, and to a person beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sopgap
from sopgap.report.folder import Run
from sopgap.report.table_links import contract_of, foreign_keys, list_tables
from sopgap.sources import sha256
from sopgap.tables.contract import Column, Contract

PACKAGE, DICTIONARY = "datapackage.json", "data_dictionary.md"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE = "https://datapackage.org/profiles/2.0/dataresource.json"
TYPES = {"text": "string", "count": "integer", "number": "number", "flag": "boolean"}
APOSTROPHE = (
    "A text that a spreadsheet would take for a formula stands behind an apostrophe in the CSV."
)


def write_package(run: Run, out: str | Path) -> list[Path]:
    """Write `datapackage.json` (Frictionless 2) and `data_dictionary.md` beside the tables.

    Both say what each table and column is, by the contracts: types, allowed values, keys, and which
    column names the row of which other table.

    Parameters
    ----------
    run : Run
        All of its `tables/` are read; what lies in `private/` is not described.
    out : str or Path
        Folder of the tables: paths in the package are within it.

    Returns
    -------
    list of Path
        The same run gives the same bytes.

    Examples
    --------
    >>> import tempfile
    >>> empty = Run(Path("no-such-folder"), {"title": "Keys", "name": "Keys!", "synthetic": True})
    >>> files = write_package(empty, tempfile.mkdtemp())
    >>> json.loads(files[0].read_text())["name"]
    'keys'
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(describe_package(run), indent=1, ensure_ascii=False)
    package, dictionary = out / PACKAGE, out / DICTIONARY
    package.write_text(text + "\n", encoding="utf-8", newline="\n")
    dictionary.write_text(_dictionary(run), encoding="utf-8", newline="\n")
    return [package, dictionary]


def describe_package(run: Run) -> dict[str, Any]:
    """Return the Data Package of a run's tables, as it stands in its JSON."""
    study, names = run.study, list_tables(run)
    held = {name: list(run.table(name)) for name in names}
    mark = " The data is synthetic: invented for demonstration." if study.get("synthetic") else ""
    package: dict[str, Any] = {
        "$schema": PROFILE,
        "name": slug(study["name"]),
        "title": study["title"],
        "description": f"The public tables of a run of sopgap {sopgap.__version__}.{mark}"
        f" {APOSTROPHE} {study.get('notes') or ''}".strip(),
        "sources": _sources(run),
    }
    if licence := str(study.get("license") or ""):
        package["licenses"] = [_licence(licence)]
    package["resources"] = [_resource(run, name, held) for name in names]
    return package


def slug(name: str) -> str:
    """Return a name as a package may bear it: small letters, digits, point, hyphen.

    Examples
    --------
    >>> slug("OIG 22/34"), slug("Ünïcode"), slug("!")
    ('oig-22-34', 'n-code', 'run')
    """
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-") or "run"


def _resource(run: Run, name: str, held: Mapping[str, list[str]]) -> dict[str, Any]:
    file = run.folder / "tables" / f"{name}.csv"
    contract = contract_of(name)
    fields = {c.name: c for c in contract.columns} if contract else {}
    schema: dict[str, Any] = {
        "fields": [_field(column, fields.get(column)) for column in held[name]],
        "missingValues": [""],
    }
    if contract:
        schema |= _key(contract, fields)
    keys = [
        {"fields": list(way.by), "reference": {"resource": way.to_table, "fields": list(way.to)}}
        for way in foreign_keys(name, held)
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "$schema": RESOURCE,
        "name": name,
        "type": "table",
        "path": file.name,
        "title": contract.meaning if contract else name,
        "description": f"One row: {contract.meaning}." if contract else "",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{sha256(file)}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _key(contract: Contract, fields: Mapping[str, Column]) -> dict[str, Any]:
    """A primary key may not be blank; one that may be is told as unique."""
    key = list(contract.key)
    if any(fields[name].blank for name in key):
        return {"uniqueKeys": [key]}
    return {"primaryKey": key}


def _field(name: str, column: Column | None) -> dict[str, Any]:
    if column is None:
        return {"name": name, "type": "string", "description": "a column that the study added"}
    field: dict[str, Any] = {
        "name": name,
        "type": TYPES[column.kind],
        "description": column.meaning,
    }
    if column.kind == "flag":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    constraints: dict[str, Any] = {} if column.blank else {"required": True}
    if column.levels:
        constraints["enum"] = list(column.levels)
    if column.pattern:
        constraints["pattern"] = f"^(?:{column.pattern})$"
    for bound, value in (("minimum", column.low), ("maximum", column.high)):
        if value is not None:
            constraints[bound] = int(value) if value == int(value) else value
    return {**field, "constraints": constraints} if constraints else field


def _sources(run: Run) -> list[dict[str, str]]:
    survey, sources = run.study.get("survey") or {}, []
    if run.has("rates"):
        who = survey.get("conducted_by") or survey.get("sponsor")
        sources.append({"title": f"Survey: {who}" if who else "A survey"})
    documents = run.table("documents")
    if len(documents):
        sources.append({"title": f"{len(documents)} documents, listed in documents.csv"})
    return sources or [{"title": run.study["title"]}]


def _licence(said: str) -> dict[str, str]:
    if re.match(r"https?://", said):
        return {"path": said}
    return {"name": said} if re.fullmatch(r"[A-Za-z0-9.+-]+", said) else {
        "name": "other", "title": said
    }  # fmt: skip


def _dictionary(run: Run) -> str:
    """Say in words what each table and column is."""
    study, parts = run.study, []
    mark = "**Synthetic data: invented for demonstration.**\n\n" if study.get("synthetic") else ""
    head = (
        f"# Data dictionary: {_cell(study['title'])}\n\n{mark}What every table of this run holds,"
        f" column by column; made by sopgap {sopgap.__version__}. Kinds: `text`, `count` (whole"
        " number), `number`, `flag` (True, False). **Bold**: the key of the row. A `?` marks a"
        " column that may be blank: a blank number is not known or not shown, it is not 0. Lists in"
        f" a cell are joined by `;`. {APOSTROPHE} What single people answered or wrote is in none"
        " of these tables.\n"
    )
    for name in list_tables(run):
        contract, table = contract_of(name), run.table(name)
        meaning = f"One row: {_cell(contract.meaning)}. " if contract else ""
        lines = [f"## {name}", "", f"{meaning}{len(table):,} rows, `{name}.csv`.", "",
                 "| column | kind | meaning | allowed |", "|---|---|---|---|"]  # fmt: skip
        told = {c.name: c for c in contract.columns} if contract else {}
        key = contract.key if contract else ()
        lines += [_line(column, told.get(column), is_key=column in key) for column in table]
        parts.append("\n".join(lines))
    return "\n\n".join([head.strip(), *parts]) + "\n"


def _line(name: str, column: Column | None, *, is_key: bool) -> str:
    bold = "**" if is_key else ""
    if column is None:
        return f"| {_cell(name)} | text | a column that the study added |  |"
    blank = "?" if column.blank else ""
    allowed = ", ".join(column.levels) or _bounds(column)
    return f"| {bold}{name}{bold}{blank} | {column.kind} | {_cell(column.meaning)} | {allowed} |"


def _bounds(column: Column) -> str:
    if column.low is None:
        return ""
    return (
        f"{column.low:g} or more" if column.high is None else f"{column.low:g} to {column.high:g}"
    )


def _cell(text: str) -> str:
    """Make a text fit for a cell of a table in Markdown."""
    return " ".join(text.replace("<", "&lt;").replace("|", r"\|").split())
