"""Find the duties of many documents in several processes at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from sopgap.errors import SopgapError
from sopgap.sops.reading.apart import work_apart
from sopgap.tables import DUTIES

CHUNK = 400_000  # characters of text that a process takes at a time
SECONDS = 600  # of computing that a chunk may take: its text is bounded, the machine may be slow
NEEDED = ("alias", "actor", "unit")
OF_DOCUMENTS = ("document_id", "issuer", "title", "tier")


def find_abreast(
    paragraphs: pd.DataFrame,
    actors: pd.DataFrame,
    documents: pd.DataFrame | None,
    systems: frozenset[str],
    jobs: int,
) -> pd.DataFrame:
    """Return what `find_duties` returns, found by several processes, each some documents.

    Parameters
    ----------
    paragraphs, actors, documents, systems
        As `find_duties` takes them.
    jobs : int
        Processes at a time.

    Raises
    ------
    SopgapError
        A process failed; the message says how.
    """
    first = {
        "do": "prepare",
        "actors": _columns(actors, NEEDED),
        "documents": None if documents is None else _columns(documents, OF_DOCUMENTS),
        "systems": sorted(systems),
    }
    parts = []
    chunks = _chunks(_put_together(paragraphs))
    tasks = ({"do": "duties", "paragraphs": _columns(p, tuple(p))} for p in chunks)
    for said in work_apart(tasks, jobs=jobs, seconds=SECONDS, first=first):
        if "columns" not in said:
            raise SopgapError(f"duties could not be found in a process: {said['problem']}")
        parts.append(_unpacked(said["columns"]))
    if not parts:
        return DUTIES.empty().assign(section=pd.Series(dtype="str"))
    return pd.concat(parts, ignore_index=True)


def _unpacked(columns: dict[str, Any]) -> pd.DataFrame:
    """Return a table in which equal values share one text: a long one repeats them."""
    made = {
        name: pd.Series(np.array([*values, ""], dtype=object)[codes], dtype="str")
        for name, (values, codes) in columns.items()
    }
    return pd.DataFrame(made)


def _put_together(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Return the paragraphs document by document, in the order in which these are first named."""
    codes, _ = pd.factorize(paragraphs["document_id"].astype(object).fillna("").astype(str))
    if (codes[1:] >= codes[:-1]).all():
        return paragraphs
    return paragraphs.iloc[np.argsort(codes, kind="stable")]


def _chunks(paragraphs: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield whole documents, some at a time: what was said before counts within a document."""
    lengths = paragraphs["text"].str.len().fillna(0).to_numpy()
    documents = paragraphs["document_id"].astype(object).fillna("").to_numpy()
    ends = np.flatnonzero(documents[1:] != documents[:-1]) + 1
    start, size, before = 0, 0, 0
    for end in [*ends.tolist(), len(paragraphs)]:
        size += int(lengths[before:end].sum())
        before = end
        if size >= CHUNK:
            yield paragraphs.iloc[start:end]
            start, size = end, 0
    if start < len(paragraphs):
        yield paragraphs.iloc[start:]


def _columns(table: pd.DataFrame, names: tuple[str, ...]) -> dict[str, list[str]]:
    return {
        name: table[name].astype(object).where(table[name].notna(), "").astype(str).tolist()
        for name in names
        if name in table
    }
