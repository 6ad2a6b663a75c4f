"""add_headings: the duties, each with its heading and the title of its document."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from sopgap.mapping.linking.wordings import texts


class HasTables(Protocol):
    """What `add_headings` needs of a corpus: its tables `documents` and `paragraphs`."""

    @property
    def documents(self) -> pd.DataFrame:
        """Table `documents`."""

    @property
    def paragraphs(self) -> pd.DataFrame:
        """Table `paragraphs`."""


def add_headings(duties: pd.DataFrame, corpus: HasTables) -> pd.DataFrame:
    """Add to each duty the heading under which it stands and the title of its document.

    A heading says what the text under it is about: `link`, `judge_links` and `list_orphans` read
    both columns where they are there.

    Parameters
    ----------
    duties : table `duties`
    corpus : Corpus
        Its `documents` and `paragraphs`; what is not found there stays blank.

    Returns
    -------
    table `duties` with `section` and `title`

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> corpus = SimpleNamespace(
    ...     documents=pd.DataFrame({"document_id": ["a"], "title": ["Manual"]}),
    ...     paragraphs=pd.DataFrame({"paragraph_id": ["a#1"], "section": ["1. Refunds"]}))
    >>> duties = pd.DataFrame({"duty_id": ["a#1.s1"], "paragraph_id": ["a#1"],
    ...                        "document_id": ["a"], "text": ["They are paid."]})
    >>> add_headings(duties, corpus)[["duty_id", "section", "title"]]
      duty_id     section   title
    0  a#1.s1  1. Refunds  Manual
    """
    headings = _column(corpus.paragraphs, "paragraph_id", "section")
    titles = _column(corpus.documents, "document_id", "title")
    return duties.assign(
        section=[headings.get(one, "") for one in texts(duties, "paragraph_id")],
        title=[titles.get(one, "") for one in texts(duties, "document_id")],
    )


def _column(table: pd.DataFrame, key: str, column: str) -> dict[str, str]:
    return dict(zip(texts(table, key), texts(table, column), strict=True))
