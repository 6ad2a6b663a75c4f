"""What a reviewer needs to see of a run's map: its tables, and their passages as text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sopgap.mapping.reviewing.flags import paragraph_of
from sopgap.tables import split
from sopgap.tables.rows import list_rows

DIGITS = 16
MOST = 25_000  # characters of passages in one cell of a workbook
OWNER = {
    "center": "the Center", "port": "the port", "joint": "both sides together",
    "undefined": "nobody, by any authority",
}  # fmt: skip


@dataclass(frozen=True)
class Mapped:
    """The tables of a run that hold its map, each by the name of its contract."""

    coverage: pd.DataFrame
    gaps: pd.DataFrame
    links: pd.DataFrame
    matches: pd.DataFrame
    evidence: pd.DataFrame
    duties: pd.DataFrame
    paragraphs: pd.DataFrame
    documents: pd.DataFrame
    responsibilities: pd.DataFrame
    reviews: pd.DataFrame

    @cached_property
    def kinds(self) -> dict[tuple[str, str], str]:
        """The computed kind of each cell."""
        cells = zip(self.coverage["responsibility_id"], self.coverage["center"], strict=True)
        return dict(zip(cells, self.coverage["status"], strict=True))

    @cached_property
    def passages(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """The evidence of each cell."""
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in list_rows(self.evidence):
            found.setdefault((row["responsibility_id"], row["center"]), []).append(row)
        return found

    @cached_property
    def known_duties(self) -> dict[str, dict[str, Any]]:
        """Each duty by its id."""
        return {row["duty_id"]: row for row in list_rows(self.duties)}

    @cached_property
    def known_documents(self) -> dict[str, dict[str, Any]]:
        """Each document by its id."""
        return {row["document_id"]: row for row in list_rows(self.documents)}

    @cached_property
    def known_paragraphs(self) -> dict[str, dict[str, Any]]:
        """Each paragraph by its id."""
        return {row["paragraph_id"]: row for row in list_rows(self.paragraphs)}

    @cached_property
    def matrix(self) -> dict[str, dict[str, Any]]:
        """Each responsibility by its id."""
        return {row["responsibility_id"]: row for row in list_rows(self.responsibilities)}

    def stamp(self) -> str:
        """Return 16 hexadecimal digits that name the map: its cells, and what decided them."""
        columns = ("responsibility_id", "center", "status", "duty_ids")
        rows = zip(*(self.coverage[name] for name in columns), strict=True)
        text = "\n".join("\t".join(row) for row in sorted(rows))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]

    @cached_property
    def deciding(self) -> dict[tuple[str, str], list[str]]:
        """The duties that decided each cell."""
        cells = zip(self.coverage["responsibility_id"], self.coverage["center"], strict=True)
        return dict(zip(cells, map(split, self.coverage["duty_ids"]), strict=True))

    def rests_on(self, responsibility: str, center: str) -> list[str]:
        """Return what a cell is decided by: its duties, what is for and against, or the nearest."""
        found = self.passages.get((responsibility, center), [])
        held = self.deciding.get((responsibility, center), [])
        held = [*held, *(p["passage_id"] for p in found if p["stance"] != "near")]
        return list(dict.fromkeys(held or [p["passage_id"] for p in found]))


def tell_required(row: dict[str, Any]) -> str:
    """Say what the authority requires of a responsibility.

    Examples
    --------
    >>> tell_required({"ownership": "center", "requires": "deadline;system", "criteria": "19 CFR"})
    'owned by the Center; deadline, system to be laid down; 19 CFR'
    """
    slots = ", ".join(split(row["requires"]))
    said = [f"owned by {OWNER[row['ownership']]}", f"{slots} to be laid down" if slots else "",
            row["criteria"]]  # fmt: skip
    return "; ".join(part for part in said if part)


def tell_passages(mapped: Mapped, passages: Iterable[tuple[str, str]]) -> str:
    """Print passages, each in its whole paragraph, with where it stands and since when it holds.

    Parameters
    ----------
    mapped : Mapped
    passages : iterable of (passage_id, what is said of it)
    """
    told, size, left = [], 0, 0
    for passage, why in passages:
        text = _tell(mapped, passage, why)
        if size + len(text) > MOST:
            left += 1
            continue
        told.append(text)
        size += len(text)
    if left:
        told.append(f"({left} more: too long for one cell; see the Center's page)")
    return "\n\n".join(told)


def _tell(mapped: Mapped, passage: str, why: str) -> str:
    paragraph = mapped.known_paragraphs.get(paragraph_of(passage), {})
    duty = mapped.known_duties.get(passage, {})
    document = mapped.known_documents.get(passage.partition("#")[0], {})
    parts = [document.get("title") or passage.partition("#")[0]]
    parts.append(str(paragraph.get("section", "")))
    page = paragraph.get("page", "")
    parts.append(f"page {page}" if page else "")
    parts.append(str(document.get("tier", "")))
    parts.append(_dates(document))
    scope = document.get("scope", "all")
    parts.append("" if scope == "all" else f"for {scope} only")
    place = " · ".join(part for part in parts if part)
    text = paragraph.get("text") or duty.get("text", "")
    said = f"\n({why})" if why else ""
    return f"[{passage}] {place}\n{text}{said}"


def _dates(document: dict[str, Any]) -> str:
    since, until = document.get("effective", ""), document.get("superseded", "")
    said = f"in force since {since}" if since else "date not known"
    return said + (f", until {until}" if until else "")
