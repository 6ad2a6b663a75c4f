"""Short names that a document gives to those who act: "the Board of Appeals (BOA)"."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from sopgap.sops.actors import Alias, Index, cut, find_mentions, index_actors, singular
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import DETERMINERS

SHORT = re.compile(r" \(([A-Z][A-Za-z]?[A-Z&][A-Za-z&]{0,6}|[A-Z]{2}s)\)")
CALLED = re.compile(
    r",? \((?:(?:also )?(?:hereinafter|hereafter|referred to|in this|known as|called|collectively)"
    r"[^()\"]{0,60}?)?(?:\b(?:as|called) )?(?:the )?\"?(?:the )?"
    r"([A-Z][\w&-]*(?: [A-Z][\w&-]*){0,4})"
    r",?\"?\)"
)
SIGNS = re.compile(r"\"|hereinafter|hereafter|referred to|known as|called|collectively")
SMALL = frozenset({"of", "and", "the", "for", "in", "on", "to", "&", "a", "an"})
NEW = "unknown"  # unit of an actor whom only the document knows
LONGEST = 10  # words of a long form
WINDOW = 160  # characters before the bracket in which it is sought


def find_aliases(texts: Iterable[str], index: Index) -> pd.DataFrame:
    """Return the short names that texts define for actors, as a table `actors`.

    A long form that is an alias passes its actor and unit on; an unknown one that ends in, or
    begins with, a noun for somebody is an actor of its own, of unit `unknown`, and its
    long form an alias too. What else stands in
    brackets (systems, forms, laws) is left alone.

    Parameters
    ----------
    texts : iterable of str
        The paragraphs of one document: the names hold in it alone.
    index : Index
        From `index_actors`.

    Examples
    --------
    >>> find_aliases(["The Night Transport Office (NTO) lends keys."], {}).values.tolist()
    [['NTO', 'Night Transport Office', 'unknown'],
     ['Night Transport Office', 'Night Transport Office', 'unknown']]
    """
    found: dict[str, tuple[str, str]] = {}
    for text in texts:
        if " (" not in text:
            continue
        for match in SHORT.finditer(text):
            name = match[1][:-1] if match[1][-1] == "s" and match[1][:-1].isupper() else match[1]
            long = _spelled(text[max(0, match.start() - WINDOW) : match.start()], name, index)
            if long and name not in found:
                found[name] = long
        for match in CALLED.finditer(text):
            if not SIGNS.search(match[0]):
                continue
            long = _before(text[max(0, match.start() - WINDOW) : match.start()], index)
            if long and match[1] not in found:
                found[match[1]] = long
    rows = [(name, actor, unit) for name, (actor, unit) in found.items()]
    rows += [(actor, actor, unit) for actor, unit in dict.fromkeys(found.values()) if unit == NEW]
    return pd.DataFrame(rows, columns=["alias", "actor", "unit"])


def extend_index(index: Index, aliases: pd.DataFrame) -> Index:
    """Return an index that holds a document's own aliases before those of the study.

    Examples
    --------
    >>> table = pd.DataFrame({"alias": ["NTO"], "actor": ["Night office"], "unit": ["unknown"]})
    >>> [alias.actor for alias in extend_index({}, table)["nto"]]
    ['Night office']
    """
    joined: dict[str, list[Alias]] = dict(index)
    for word, forms in index_actors(aliases).items():
        joined[word] = sorted([*forms, *index.get(word, [])], key=_length)
    return joined


def _length(form: Alias) -> int:
    return -len(form.words)


def _spelled(before: str, name: str, index: Index) -> tuple[str, str] | None:
    """Return actor and unit of the words before a bracket whose initials are the name."""
    spans, words = cut(before)
    letters = [c for c in name.lower() if c.isalpha()]
    at = len(words)
    for _ in range(LONGEST):
        if at == 0 or not letters:
            break
        at -= 1
        if words[at][0] == letters[-1]:
            letters.pop()
        elif words[at] not in SMALL and words[at].isalnum():
            break
    return None if letters else _actor(before, spans, words, at, index)


def _before(before: str, index: Index) -> tuple[str, str] | None:
    """Return actor and unit of the noun phrase that ends before a bracket."""
    spans, words = cut(before)
    mentions = [m for m in find_mentions(before, spans, words, index) if m.last == len(words)]
    if mentions:
        return mentions[-1].actor, mentions[-1].unit
    at = len(words)
    while at > 0 and len(words) - at < LONGEST:
        written = before[slice(*spans[at - 1])]
        if not (written[0].isupper() or words[at - 1] in SMALL) or words[at - 1] in ("a", "an"):
            break
        at -= 1
    return _actor(before, spans, words, at, index)


def _actor(
    text: str, spans: list[tuple[int, int]], words: list[str], at: int, index: Index
) -> tuple[str, str] | None:
    """Return actor and unit of the words from `at` on, where they name somebody."""
    while at < len(words) and (words[at] in DETERMINERS or words[at] in SMALL):
        at += 1
    if at >= len(words):
        return None
    mentions = find_mentions(text, spans, words, index)
    whole = [m for m in mentions if m.last == len(words) and m.first <= at]
    if whole:
        return whole[-1].actor, whole[-1].unit
    nouns = lexicon.agent_nouns()
    behind_of = words.index("of", at) if "of" in words[at:] else len(words)
    if singular(words[-1]) in nouns or singular(words[behind_of - 1]) in nouns:
        return text[spans[at][0] : spans[-1][1]], NEW
    return None
