"""Which document of some Centers says that it goes before one for all of them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd

from sopgap.mapping.fitting.lexicon import listed
from sopgap.text import data_rows, normalise, split_sentences

# A Center cannot set aside the law, whatever its procedure says.
LAW = frozenset({"statute", "regulation"})
Duty = dict[str, Any]


def read_precedence(documents: pd.DataFrame, paragraphs: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Find which documents for all Centers each local document says that it goes before.

    Parameters
    ----------
    documents : table `documents`
        With `for_all` and `in_force` of `date_documents`.
    paragraphs : table `paragraphs`

    Returns
    -------
    dict of str to frozenset of str
        Of local documents in force that say so; no statute and no regulation gives way.

    Examples
    --------
    >>> documents = pd.DataFrame({"document_id": ["yard", "manual"], "tier": ["sop", "handbook"],
    ...     "title": ["Yard Notes", "Boiler Manual"], "for_all": [False, True], "in_force": True})
    >>> paragraphs = pd.DataFrame({"document_id": ["yard"],
    ...     "text": ["These notes take precedence over the Boiler Manual."]})
    >>> read_precedence(documents, paragraphs)
    {'yard': frozenset({'manual'})}
    """
    may_yield = documents[documents["for_all"] & ~documents["tier"].isin(LAW)]
    titles = dict(zip(may_yield["document_id"], map(normalise, may_yield["title"]), strict=True))
    local = set(documents.loc[~documents["for_all"] & documents["in_force"], "document_id"])
    before: dict[str, frozenset[str]] = {}
    for document, text in paragraphs[["document_id", "text"]].itertuples(index=False):
        if document not in local or not _may_say_so().search(text):
            continue
        said = frozenset().union(*(_named(one, titles) for one in split_sentences(text)))
        if said:
            before[document] = before.get(document, frozenset()) | said
    return before


def without_displaced(
    duties: tuple[Duty, ...], before: dict[str, frozenset[str]]
) -> tuple[Duty, ...]:
    """Return the duties of a cell without those of documents that give way to another of them."""
    displaced = frozenset().union(*(before.get(d["document_id"], frozenset()) for d in duties))
    return tuple(duty for duty in duties if duty["document_id"] not in displaced)


def _named(sentence: str, titles: dict[str, str]) -> frozenset[str]:
    """Return the documents that a sentence says give way."""
    sentence = normalise(sentence)
    held = sentence.casefold()  # most titles do not stand in it at all
    named = {
        document
        for document, title in titles.items()
        if title.casefold() in held and any(p.search(sentence) for p in _patterns(re.escape(title)))
    }
    general = any(p.search(sentence) for p in _patterns(_general()))
    return frozenset(titles) if general and not named else frozenset(named)


@cache
def _general() -> str:
    nouns = "|".join(re.escape(row["noun"]) for row in data_rows("document_nouns.csv"))
    words = "|".join(map(re.escape, sorted(listed("national"))))
    return rf"(?:{words})\b(?: [\w&-]+)?? (?:{nouns})s?\b"


@cache
def _patterns(other: str) -> tuple[re.Pattern[str], ...]:
    rows = data_rows("precedence.csv")
    return tuple(re.compile(r["pattern"].replace("{other}", other), re.IGNORECASE) for r in rows)


@cache
def _may_say_so() -> re.Pattern[str]:
    """Return what each of the patterns holds, to pass over most paragraphs at once."""
    return re.compile(
        r"\b(?:in (?:place|lieu|stead)|instead of|precedence|before|prevail|overrid|replac|supersed"
        r"|notwithstanding|contrary to|exception from|not (?:apply|followed|used|be))",
        re.IGNORECASE,
    )
