"""Tell which documents of a corpus are copies, versions or near-copies of one another."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from functools import cache
from itertools import pairwise

import pandas as pd

from sopgap.errors import InputError
from sopgap.sops.corpus.holdings import EDITION, WORD, words_of
from sopgap.sops.corpus.shingles import find_alike, likeness, shingle
from sopgap.tables import VERSIONS
from sopgap.text import data_lines

VERSION_COLUMNS = ("document_id", "other_id", "relation", "similarity")
LEAST = 0.5  # of the word sequences: from here on two texts are near-copies
LEAST_TITLED = 0.1  # the same, where title or number say that it is the same document
# A template is what more documents hold than can be versions of one: at least so many, ...
FEW, MANY = 5, 12
# ... and more than this share of a small corpus, or of a large one.
SMALL_SHARE, LARGE_SHARE = 0.5, 0.02
YEAR = re.compile(r"^(?:1[89]|20)\d\d$")
COUNTED = re.compile(r"^\d+(?:\.\d+)*(?:st|nd|rd|th)?$")
SHORT = re.compile(r"^(?:v|rev)\.?\d+(?:\.\d+)*$")  # v2.1
NUMBER = re.compile(r"^(?=.*\d)[a-z]*\d[a-z0-9.]*$")


def find_versions(
    paragraphs: pd.DataFrame, documents: pd.DataFrame, *, least: float = LEAST
) -> pd.DataFrame:
    """Find the documents that belong together: copies, versions of one document, near-copies.

    Copies have the same words. Two documents of different dates are versions where their titles
    are the same but for editions and dates and their texts overlap, or where at least `least` of
    their word sequences is in both. What is left of the overlap is a near-copy. Words of a
    template that many documents fill in do not count; titles bring together what they hide.

    Parameters
    ----------
    paragraphs : table `paragraphs`
        Needed are document_id and text.
    documents : table `documents`
        Needed are document_id and title; issuer and effective are used where they stand.
    least : float
        Share of the word sequences (of five words) of both that both hold.

    Returns
    -------
    table `versions`
        The earlier document first; by date, then by place in the manifest.

    Raises
    ------
    InputError
        A needed column is absent, or `least` is no share.

    Examples
    --------
    >>> documents = pd.DataFrame({"document_id": ["b", "a"], "title": ["Dock Guide"] * 2,
    ...     "effective": ["2019-01-01", "2012-01-01"]})
    >>> paragraphs = pd.DataFrame({"document_id": ["a", "b"],
    ...     "text": ["The clerk counts the goods at the dock.",
    ...              "The clerk counts the goods at the dock each day."]})
    >>> find_versions(paragraphs, documents).iloc[0].tolist()[:3]
    ['a', 'b', 'version']
    """
    absent = [c for c in ("document_id", "text") if c not in paragraphs]
    if absent:
        raise InputError(f"table 'paragraphs': column {', '.join(absent)} is absent")
    if not 0 < least <= 1:
        raise InputError(f"least is {least}; give a share above 0, at most 1")
    texts = _texts(paragraphs, documents)
    names = list(texts)
    sets = shingle(texts.values(), sum(map(len, texts.values())))
    dates = _column(documents, "effective")
    order = {name: (dates.get(name, ""), i) for i, name in enumerate(documents["document_id"])}
    found: dict[tuple[str, str], tuple[str, float]] = {}
    for one, two in _copies(texts):
        found[_sorted(one, two, order)] = ("copy", 1.0)
    places = {name: i for i, name in enumerate(names)}
    for one, two in _same_title(documents, texts, order):
        pair, share = _sorted(one, two, order), likeness(sets[places[one]], sets[places[two]])
        if pair not in found and share >= LEAST_TITLED and _dates_differ(pair, dates):
            found[pair] = ("version", share)
    limit = _most_holders(len(names))
    for i, j, share in find_alike(sets, least=least, most_holders=limit):
        pair = _sorted(names[i], names[j], order)
        relation = "version" if _dates_differ(pair, dates) else "near-copy"
        found.setdefault(pair, (relation, share))
    in_order = sorted((order[one][1], order[two][1], one, two) for one, two in found)
    rows = [
        dict(zip(VERSION_COLUMNS, (one, two, *found[one, two]), strict=True))
        for _, _, one, two in in_order
    ]
    return VERSIONS.check(pd.DataFrame(rows)) if rows else VERSIONS.empty()


def _texts(paragraphs: pd.DataFrame, documents: pd.DataFrame) -> dict[str, str]:
    joined = paragraphs.groupby("document_id", sort=False)["text"].agg(" ".join)
    return {name: joined[name] for name in documents["document_id"] if name in joined.index}


def _column(documents: pd.DataFrame, name: str) -> dict[str, str]:
    if name not in documents:
        return {}
    return dict(zip(documents["document_id"], documents[name].fillna(""), strict=True))


def _copies(texts: dict[str, str]) -> list[tuple[str, str]]:
    same: dict[str, list[str]] = defaultdict(list)
    for name, text in texts.items():
        words = " ".join(WORD.findall(text.lower()))
        same[hashlib.sha256(words.encode()).hexdigest()].append(name)
    return [pair for names in same.values() for pair in pairwise(names)]


def _same_title(
    documents: pd.DataFrame, texts: dict[str, str], order: dict[str, tuple[str, int]]
) -> list[tuple[str, str]]:
    """Neighbours in time among the documents whose titles differ by edition only."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    issuers = _column(documents, "issuer")
    for name, title in zip(documents["document_id"], documents["title"], strict=True):
        if name in texts:
            for key in _stems(title, issuers.get(name, "")):
                groups[key].append(name)
    pairs = {
        pair for names in groups.values() for pair in pairwise(sorted(names, key=order.__getitem__))
    }
    return sorted(pairs)


def _stems(title: str, issuer: str) -> list[tuple[str, ...]]:
    """What a title shares with those of its other editions: its words, its number."""
    words = words_of(title)
    stem = tuple(w for i, w in enumerate(words) if not _tells_edition(words, i))
    # "the Office of Docks" is the Office of Docks.
    stems = [("title", " ".join(words_of(issuer)), *stem)] if stem else []
    run: list[str] = []
    for word in (*words, ""):
        if NUMBER.match(word) and not YEAR.match(word):
            run.append(EDITION.sub("", word))
        else:
            if sum(c.isdigit() for part in run for c in part) >= 4:
                stems.append(("number", *run))
            run = []
    return stems


def _tells_edition(words: tuple[str, ...], place: int) -> bool:
    word, known = words[place], _edition_words()
    if word in known or YEAR.match(word) or SHORT.match(word):
        return True
    beside = {*words[max(0, place - 1) : place], *words[place + 1 : place + 2]}
    return COUNTED.match(word) is not None and bool(beside & known)


@cache
def _edition_words() -> frozenset[str]:
    return frozenset(data_lines("edition_words.txt"))


def _most_holders(n_documents: int) -> int:
    large = max(MANY, int(LARGE_SHARE * n_documents))
    return min(large, max(FEW - 1, int(SMALL_SHARE * n_documents)))


def _sorted(one: str, two: str, order: dict[str, tuple[str, int]]) -> tuple[str, str]:
    return (one, two) if order[one] <= order[two] else (two, one)


def _dates_differ(pair: tuple[str, str], dates: dict[str, str]) -> bool:
    one, two = (dates.get(name, "") for name in pair)
    return bool(one and two and one != two)
