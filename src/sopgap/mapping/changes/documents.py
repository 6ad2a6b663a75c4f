"""list_document_changes: what became of each document between two corpora."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from sopgap.mapping.changes.moments import Known, Row
from sopgap.tables import DOCUMENT_CHANGES, join, split

# What of a document changes the map or how it is read; its text is compared beside them.
COMPARED = ("title", "issuer", "tier", "scope", "effective", "superseded", "access", "supersedes")


def list_document_changes(before: Known, after: Known, changes: pd.DataFrame) -> pd.DataFrame:
    """List the documents that are not as they were, with the cells that each one moved.

    Parameters
    ----------
    before, after : Known
    changes : table `gap_changes`

    Returns
    -------
    table `document_changes`
        In the order of the later corpus, what was removed behind it.
    """
    moved: dict[str, Counter[str]] = {}
    for ids, change in zip(changes["document_ids"], changes["change"], strict=True):
        for document_id in split(ids):
            moved.setdefault(document_id, Counter())[change] += 1
    rows = []
    for document_id in dict.fromkeys([*after.documents, *before.documents]):
        old, new = before.documents.get(document_id), after.documents.get(document_id)
        told = _compare(old, new, before, after)
        if told is None:
            continue
        counted = moved.get(document_id, Counter())
        rows.append(
            {"document_id": document_id, "title": (new or old or {})["title"], **told}
            | {f"n_{name}": counted[name] for name in ("closed", "opened", "moved")}
        )
    columns = [column.name for column in DOCUMENT_CHANGES.columns]
    return DOCUMENT_CHANGES.check(pd.DataFrame(rows, columns=columns))


def _compare(old: Row | None, new: Row | None, before: Known, after: Known) -> Row | None:
    if old is None or new is None:
        return {"fate": "added" if old is None else "removed", "columns": "", "details": ""}
    columns = [name for name in COMPARED if _said(old, name) != _said(new, name)]
    details = [f"{name}: {old[name] or 'blank'} -> {new[name] or 'blank'}" for name in columns]
    gone, come = _texts(old["document_id"], before, after)
    if gone or come or (old["sha256"] and new["sha256"] and old["sha256"] != new["sha256"]):
        columns = ["text", *columns]
        details = [f"paragraphs: {gone} gone, {come} new", *details]
    ended = new["superseded_by_then"] and not old["superseded_by_then"]
    if not columns and not ended:
        return None
    if ended and not columns:
        details = [f"the day that counts as now: {before.day} -> {after.day}"]
    fate = "superseded" if ended else "changed"
    return {"fate": fate, "columns": join(columns), "details": " | ".join(details)}


def _said(document: Row, name: str) -> object:
    return frozenset(split(document[name])) if name in ("scope", "supersedes") else document[name]


def _texts(document_id: str, before: Known, after: Known) -> tuple[int, int]:
    """Count the paragraphs of a document that only the one and only the other moment holds."""
    old, new = (known.paragraphs.get(document_id, {}).keys() for known in (before, after))
    return len(old - new), len(new - old)
