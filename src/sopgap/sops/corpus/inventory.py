"""Take stock of a corpus: what was read of each file."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from sopgap.tables import INVENTORY

FORMATS = {"markdown": "md", "htm": "html"}  # extensions of one format


def take_inventory(corpus: Any) -> pd.DataFrame:
    """Tell of each document what was read of it: pages, paragraphs, characters, what was lost.

    Parameters
    ----------
    corpus : Corpus
        Its `inventory` is taken where the reader wrote one; without it the documents and
        paragraphs are counted.

    Returns
    -------
    table `inventory`
        With the columns title, tier, effective and superseded behind its own.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> documents = pd.DataFrame({"document_id": ["a", "b"], "file": ["a.pdf", ""],
    ...     "access": ["provided", "unavailable"]})
    >>> paragraphs = pd.DataFrame(
    ...     {"document_id": ["a"], "page": ["3"], "text": ["The clerk acts."]})
    >>> found = take_inventory(SimpleNamespace(documents=documents, paragraphs=paragraphs))
    >>> found[["document_id", "status", "n_pages", "n_paragraphs", "n_characters"]].values.tolist()
    [['a', 'read', 3, 1, 15], ['b', 'unavailable', <NA>, 0, 0]]
    """
    told: Any = getattr(corpus, "inventory", None)
    is_told = told is not None and len(told) == len(corpus.documents)
    found = told if is_told else _count(corpus.documents, corpus.paragraphs)
    about = [c for c in ("title", "tier", "effective", "superseded") if c in corpus.documents]
    more = corpus.documents.set_index("document_id")[about]
    return INVENTORY.check(found.drop(columns=about, errors="ignore").join(more, on="document_id"))


def _count(documents: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    groups = paragraphs.groupby("document_id", sort=False)
    n, characters = groups.size(), paragraphs["text"].str.len().groupby(paragraphs["document_id"])
    # A page as printed may be no number ("ii"): then the pages are not counted.
    pages = pd.to_numeric(paragraphs.get("page"), errors="coerce")
    last = pages.groupby(paragraphs["document_id"]).max() if pages is not None else pd.Series()
    total = characters.sum()
    rows = []
    for entry in documents.to_dict("records"):
        document, file = entry["document_id"], str(entry.get("file") or "")
        suffix = PurePosixPath(file).suffix.lower().removeprefix(".")
        is_read = document in n.index
        page = last.get(document)
        rows.append(
            {
                "document_id": document,
                "file": file,
                "format": FORMATS.get(suffix, suffix),
                "status": "read" if is_read else "unavailable",
                "n_pages": int(page) if page is not None and pd.notna(page) else pd.NA,
                "n_paragraphs": int(n[document]) if is_read else 0,
                "n_characters": int(total[document]) if is_read else 0,
            }
        )
    return pd.DataFrame(rows).assign(problem="", lost="") if rows else INVENTORY.empty()
