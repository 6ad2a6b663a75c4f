"""The request list: documents that others cite and the corpus lacks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from sopgap.errors import InputError
from sopgap.sops.corpus.citations import Citation, read_citations
from sopgap.sops.corpus.holdings import PART, fold, holder, list_holdings, suggest
from sopgap.tables import REQUESTS, join

NEEDED = ("paragraph_id", "document_id", "text")
SHOWN = 5  # paragraphs that a request names


@dataclass
class _Request:
    kind: str
    names: Counter[str] = field(default_factory=Counter)
    documents: dict[str, None] = field(default_factory=dict)
    paragraphs: dict[str, None] = field(default_factory=dict)
    cited: Citation | None = None


def find_citations(paragraphs: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Find the documents that paragraphs cite and the corpus lacks: a list to ask for.

    A citation is met by a document whose title or id bears the number or holds the title, or that
    holds the part of the code (19 CFR part 159 meets 19 CFR 159.12). What only resembles a
    document is listed, with that document under `perhaps`. What a document says of itself ("this
    directive", "section 4 above") is no citation; one that is in the manifest and was not to be
    had (`unavailable`) is lacking.

    Parameters
    ----------
    paragraphs : table `paragraphs`
        Needed are paragraph_id, document_id and text; section is used where it stands.
    documents : table `documents`
        Needed are document_id and title.

    Returns
    -------
    table `requests`
        Those that most documents cite first. Sections of a regulation are counted with its part.

    Raises
    ------
    InputError
        A needed column is absent.

    Examples
    --------
    >>> documents = pd.DataFrame({"document_id": ["a"], "title": ["Dock Guide"]})
    >>> paragraphs = pd.DataFrame({"paragraph_id": ["a#1"], "document_id": ["a"],
    ...     "text": ["As the Dock Guide and 21 CFR 11.10 say, Form 12-B is kept."]})
    >>> find_citations(paragraphs, documents)[["citation", "kind"]].values.tolist()
    [['21 CFR part 11', 'regulation']]
    """
    absent = [name for name in NEEDED if name not in paragraphs]
    if absent:
        raise InputError(f"table 'paragraphs': column {', '.join(absent)} is absent")
    held = list_holdings(documents, paragraphs)
    requests: dict[str, _Request] = {}
    known: dict[Citation, str] = {}
    for paragraph, document, text in zip(*(paragraphs[name] for name in NEEDED), strict=True):
        for cited in read_citations(text, own=held.own.get(document, "")):
            if cited not in known:
                known[cited] = holder(cited, held)
            if known[cited]:
                continue
            request = requests.setdefault(fold(cited), _Request(cited.kind, cited=cited))
            request.names[_called(cited)] += 1
            request.documents[document] = None
            if len(request.paragraphs) < SHOWN:
                request.paragraphs[paragraph] = None
    rows = [
        {
            "citation": max(sorted(r.names), key=r.names.__getitem__),
            "kind": r.kind,
            "n_citations": sum(r.names.values()),
            "n_documents": len(r.documents),
            "document_ids": join(r.documents),
            "paragraph_ids": join(r.paragraphs),
            "perhaps": suggest(r.cited, held) if r.cited else "",
        }
        for r in requests.values()
    ]
    if not rows:
        return REQUESTS.empty()
    table = pd.DataFrame(rows).sort_values(
        ["n_documents", "n_citations", "citation"], ascending=[False, False, True]
    )
    return REQUESTS.check(table.drop_duplicates("citation"))


def _called(cited: Citation) -> str:
    match = PART.match(cited.name)
    return f"{match[1]} part {match[2]}" if match else cited.name
