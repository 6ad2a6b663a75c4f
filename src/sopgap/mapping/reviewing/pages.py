"""The reviewers' workbooks: what their sheets hold, for people to decide in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap import vocabulary as words
from sopgap.mapping.reviewing.checking import OF_LINKS
from sopgap.mapping.reviewing.mapped import Mapped, tell_passages, tell_required
from sopgap.mapping.reviewing.sampling import Sample, draw_sample, list_blind
from sopgap.mapping.reviewing.usefulness import Row, order_cells, order_links
from sopgap.tables import join
from sopgap.workbooks.filled import write_read_me
from sopgap.workbooks.writing import Page, write_pages

CELLS, LINKS, SAMPLE, LISTS = "Cells", "Links", "Sample", "Lists"
STAMP, DRAWN = "Made from the map", "Sample"  # rows of the first sheet
COLUMNS = {
    CELLS: ("responsibility_id", "name", "required", "centers", "kind", "why", "decision", "judged",
            "only_at", "reason", "reply", "reply_date", "reviewer", "for", "against", "near",
            "doubt", "weight", "state", "look_again", "link_ids"),
    LINKS: ("responsibility_id", "name", "required", "duty_id", "used", "passage", "decision",
            "only_at", "reason", "reviewer", "read_as", "matched", "score", "probability", "doubt",
            "weight", "state", "look_again"),
    SAMPLE: ("responsibility_id", "center", "name", "required", "passages", "judged", "reason",
             "reviewer"),
}  # fmt: skip
OPEN = {
    CELLS: ("decision", "judged", "only_at", "reason", "reply", "reply_date", "reviewer"),
    LINKS: ("decision", "only_at", "reason", "reviewer"),
    SAMPLE: ("judged", "reason", "reviewer"),
}
WIDTHS = {
    "name": 28, "required": 34, "centers": 22, "why": 50, "reason": 36, "reply": 36, "for": 70,
    "against": 70, "near": 70, "passage": 90, "passages": 110, "read_as": 30, "matched": 24,
    "duty_id": 24, "link_ids": 24, "look_again": 36,
}  # fmt: skip
JUDGED = tuple(kind for kind in words.STATUSES if kind != "undefined")
CHOICES = {"decision": words.DECISIONS, "of a link": OF_LINKS, "judged": JUDGED}


def write_review_workbook(mapped: Mapped, flags: pd.DataFrame, path: str | Path) -> Path:
    """Write a workbook in which people decide of cells and links, the most useful first.

    Parameters
    ----------
    mapped : Mapped
    flags : table `review_flags`
    path : str or Path
        The .xlsx to write.

    Returns
    -------
    Path
        The same map and reviews give the same bytes.
    """
    sheets = {
        CELLS: [_cell(row, mapped) for row in order_cells(mapped, flags)],
        LINKS: [_link(row, mapped) for row in order_links(mapped, flags)],
    }
    facts = {
        STAMP: mapped.stamp(),
        "Cells": f"{len(mapped.coverage)} in {len(sheets[CELLS])} rows: those alike are in one",
        "Links": str(len(sheets[LINKS])),
    }
    read_me = write_read_me("Review of the map", facts, "review_read_me.txt")
    return write_pages([read_me, *_pages(sheets)], Path(path))


def write_sample_workbook(mapped: Mapped, n: int, path: str | Path, *, seed: int = 0) -> Sample:
    """Write a workbook of cells drawn for checking; it does not tell what the program made of them.

    Parameters
    ----------
    mapped : Mapped
    n : int
    path : str or Path
        The .xlsx to write.
    seed : int

    Returns
    -------
    Sample
        What was drawn, from how many.
    """
    sample = draw_sample(mapped.coverage, n, seed=seed, stamp=mapped.stamp())
    rows = []
    for one, center in sample.cells:
        row = mapped.matrix[one]
        passages = tell_passages(mapped, ((p, "") for p in list_blind(mapped, one, center)))
        rows.append(
            {
                "responsibility_id": one, "center": center, "name": row["name"],
                "required": tell_required(row),
                "passages": passages or "No passage of any document comes near it.",
            }
        )  # fmt: skip
    facts = {STAMP: mapped.stamp(), DRAWN: sample.name, "Cells": str(len(rows))}
    read_me = write_read_me("Sample of the map, to be checked", facts, "review_sample_read_me.txt")
    write_pages([read_me, *_pages({SAMPLE: rows})], Path(path))
    return sample


def _cell(row: Row, mapped: Mapped) -> Row:
    one, centers = row["responsibility_id"], row["centers"]
    known = mapped.matrix[one]
    found = mapped.passages.get((one, centers[0]), [])
    stances = {
        stance: tell_passages(
            mapped, ((p["passage_id"], p["why"]) for p in found if p["stance"] == stance)
        )
        for stance in words.STANCES
    }
    told = {"name": known["name"], "required": tell_required(known), "centers": join(centers)}
    return row | told | stances | {"look_again": row["flagged"]}


def _link(row: Row, mapped: Mapped) -> Row:
    known, duty = mapped.matrix[row["responsibility_id"]], mapped.known_duties[row["duty_id"]]
    who = duty["actor_text"] or duty["actor"] or "nobody"
    return row | {
        "name": known["name"], "required": tell_required(known),
        "passage": tell_passages(mapped, [(row["duty_id"], "")]),
        "read_as": f"{duty['modality']} of {who} ({duty['unit']}): {duty['text']}",
        "look_again": row["flagged"],
    }  # fmt: skip


def _pages(sheets: Mapping[str, Iterable[Row]]) -> list[Page]:
    pages = [_page(name, list(rows)) for name, rows in sheets.items()]
    longest = max(map(len, CHOICES.values()))
    lists: list[list[Any]] = [list(CHOICES)]
    for place in range(longest):
        lists.append([c[place] if place < len(c) else "" for c in CHOICES.values()])
    return [*pages, Page(LISTS, lists)]


def _page(name: str, rows: list[Row]) -> Page:
    columns = COLUMNS[name]
    cells = [[_plain(row.get(column, "")) for column in columns] for row in rows]
    widths = {i: WIDTHS[column] for i, column in enumerate(columns) if column in WIDTHS}
    opened = tuple(i for i, column in enumerate(columns) if column in OPEN[name])
    lists = {}
    for place, choice in enumerate(CHOICES):
        column = "decision" if choice == "of a link" else choice
        if column in columns and (choice == "of a link") == (
            name == LINKS and column == "decision"
        ):
            letter = "ABC"[place]
            last = len(CHOICES[choice]) + 1
            lists[columns.index(column)] = f"'{LISTS}'!${letter}$2:${letter}${last}"
    return Page(name, [list(columns), *cells], widths, opened, lists)


def _plain(value: Any) -> Any:
    """Numbers as a person reads them; what is unknown is blank."""
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    return round(value, 3) if isinstance(value, float) else value
