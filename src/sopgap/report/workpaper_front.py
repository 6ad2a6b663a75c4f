"""The first sheet of the workpapers: what they are, where they stem from, what is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import sopgap
from sopgap.report.folder import KINDS, PRIVATE, Run
from sopgap.report.transparency import say_rules
from sopgap.tables import CONTRACTS, split
from sopgap.tables.rows import walk_rows
from sopgap.workbooks.sheet_xml import (
    HEAD,
    SECTION,
    TITLE,
    Sheet,
    SheetColumn,
    escape_print,
    place_in,
)

FRONT = "Provenance"
HOW = (
    "Each sheet is one table of the run; it holds the same rows as the CSV of its name in tables/.",
    "A note at the head of each column says what it is. A blue cell leads to the row that it"
    " names: from a gap to its cell of coverage, to the evidence, the duty, the paragraph and the"
    " document; from a claim to the row that it was taken from. The first head of a"
    " sheet leads back here.",
    "No cell is a formula: a text that looks like one is text. Line ends are line feeds; a"
    " character that a workbook cannot hold stands as \N{REPLACEMENT CHARACTER}.",
    "A blank count or share is not known or not shown; it is not 0.",
    "A row shows twelve lines at most; what is longer is whole in its cell.",
)
WHY_PRIVATE = (
    "These tables hold what single people answered or wrote, or what would tell it: they lie in"
    " private/ of the run, for the notebooks, and are published nowhere."
)


SIGNED_WORDS = {
    "holds": "holds: every figure is as it was",
    "sign-again": "to be signed again",
    "superseded": "signed again since",
    "gone": "what was signed is not in this run",
}


class Listed(NamedTuple):
    """A table in the list of sheets."""

    table: str
    sheet: str
    n_rows: int
    meaning: str
    limits: str


class _Rows:
    """The rows of the sheet while they are gathered: four cells, a style, a link."""

    def __init__(self) -> None:
        self.cells: list[tuple[Any, ...]] = []
        self.styles: dict[int, int] = {}
        self.links: dict[int, str] = {}

    def add(self, *cells: Any, style: int | None = None, link: str = "") -> None:
        if style is not None:
            self.styles[len(self.cells)] = style
        if link:
            self.links[len(self.cells)] = link
        self.cells.append((*cells, *("",) * (4 - len(cells))))

    def section(self, title: str) -> None:
        self.add()
        self.add(title, style=SECTION)


def front_sheet(
    run: Run,
    listed: Sequence[Listed],
    *,
    mark: str = "",
    record: Mapping[str, Any] | None = None,
) -> Sheet:
    """Build the first sheet of the workpapers.

    Parameters
    ----------
    run : Run
    listed : sequence of Listed
        The sheets behind it.
    mark : str
        That the data is invented, where it is.
    record : mapping, optional
        What run.json tells of versions and inputs; by default that of the run, where it has one.
    """
    study, rows = run.study, _Rows()
    known = read_record(run) if record is None else record
    rows.add(f"Workpapers: {study['title']}", style=TITLE)
    for name, value in _facts(run, mark):
        rows.add(name, value)
    rows.section("How to read them")
    for said in HOW:
        rows.add("", said)
    _signed(rows, run)
    rows.section("Sheets")
    rows.add("Sheet", "One row is", "Rows", "Said of it", style=HEAD)
    for one in listed:
        rows.add(one.sheet, one.meaning, one.n_rows, one.limits, link=place_in(one.sheet, 0, 1))
    _rules(rows, run)
    _inputs(rows, known)
    return Sheet(
        name=FRONT,
        columns=[
            SheetColumn(head="", values=[row[i] for row in rows.cells], width=width,
                        links=rows.links if i == 0 else {})
            for i, width in enumerate((34, 100, 12, 60))
        ],
        filtered=False,
        styles=rows.styles,
        header=f"&L{escape_print(str(study['title']))}&R{escape_print(mark)}",
        footer="&RPage &P of &N",
        colour="0B5394",
    )  # fmt: skip


def read_record(run: Run) -> dict[str, Any]:
    """Return what run.json tells of a run; nothing where there is none yet."""
    file = Path(run.folder) / "run.json"
    if not file.is_file():
        return {}
    found = json.loads(file.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def _facts(run: Run, mark: str) -> list[tuple[str, str]]:
    study = run.study
    facts = {
        "Study": study.get("name"),
        "Data": mark,
        "Of the data": study.get("notes"),
        "Documents count as of": study.get("as_of"),
        "Ownership changed on": study.get("reorganisation"),
        "Made by": f"sopgap {sopgap.__version__}",
    }
    return [(name, str(value)) for name, value in facts.items() if value]


def _signed(rows: _Rows, run: Run) -> None:
    rows.section("Signed")
    signed = run.table("signed")
    if signed.empty:
        rows.add("", "Nobody has signed this as preparer or reviewer yet.")
    for row in walk_rows(signed):
        state = SIGNED_WORDS[row.state]
        if row.changed:
            state += f"; changed since: {', '.join(split(row.changed))}"
        note = f" ({row.note})" if row.note else ""
        rows.add(f"{row.role.capitalize()}: {row.who}", f"{row.what}, {row.date}{note}", "", state)


def _rules(rows: _Rows, run: Run) -> None:
    rows.section("What is shown, and what is left out")
    if run.has("rates") or run.has("audit"):  # a base of people: of a survey alone
        rows.add("Shown from", say_rules(run.study))
        private = [name for name in PRIVATE if run.has(name)]
        if private:
            rows.add("Left out", WHY_PRIVATE)
        for name in private:
            rows.add(name, CONTRACTS[KINDS.get(name, name)].meaning)
        rows.add("comment_ids", "Blank in the sheet gaps: which comment speaks of what is private.")
    rows.add("Pages", "Texts and figures of the pages are not repeated: their numbers stand in the"
             " sheet claims, each with the table and row that it was taken from.")  # fmt: skip


def _inputs(rows: _Rows, record: Mapping[str, Any]) -> None:
    for title, key in (("Versions", "versions"), ("Inputs, by SHA-256", "inputs")):
        if found := record.get(key):
            rows.section(title)
            for name, value in found.items():
                rows.add(name, value)
    if settings := record.get("parameters"):
        rows.section("Parameters")
        for name, value in settings.items():
            if value != {}:
                rows.add(name, json.dumps(value, ensure_ascii=False, sort_keys=True))
