"""The words of the method that the mapping needs, read from the package's data.

`families.csv` holds verbs of one act and nouns of one thing, `link_words.csv` the words that tell
verb from noun and pointer from thing, `records.csv` how a record is spoken of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache

from sopgap.text import data_rows, normalise, stem, stop_words, tokens


@lru_cache(maxsize=200_000)
def base(word: str) -> str:
    """Return the stem of a lower-case word; an irregular form has its verb's.

    Examples
    --------
    >>> base("kept"), base("keeps")
    ('keep', 'keep')
    """
    return stem(_irregular().get(word, word))


@lru_cache(maxsize=50_000)
def bases(text: str) -> tuple[str, ...]:
    """Return the stems of a text's content words, in order.

    Examples
    --------
    >>> bases("The vault was kept by the officer on duty.")
    ('vault', 'keep', 'offic')
    """
    text = _idioms().sub(" ", normalise(text).lower())
    return tuple(base(word) for word in tokens(text) if word not in stop_words())


def act_of(word: str) -> frozenset[str]:
    """Return the stems of all words for the act that a stem names.

    The family that bears the word's name; a word that heads none, all families that list it.

    Examples
    --------
    >>> "rule" in act_of(base("decide")), "rule" in act_of(base("sterilize"))
    (True, False)
    """
    heads, members = _acts()
    if word in heads:
        return heads[word] | {word}
    return frozenset({word}).union(*members.get(word, ()))


def phrasal(words: list[str]) -> set[str]:
    """Return the stems of the verbs for which phrases of a text stand: look after, deal with.

    Two words or more behind the verb may stand after its object: bring the list up to date.

    Examples
    --------
    >>> phrasal(["the", "clerk", "looks", "after", "keys"]) == {base("keep"), base("manage")}
    True
    """
    found: set[str] = set()
    for n, word in enumerate(words):
        for rest, meant in _phrases().get(base(word), ()):
            at = [n + 1] if len(rest) == 1 else range(n + 1, len(words))
            if any(tuple(words[m : m + len(rest)]) == rest for m in at):
                found.add(base(meant))
    return found


def is_known_act(word: str) -> bool:
    """Say whether a stem stands in any family of acts."""
    return word in _acts()[1]


def kin_of(word: str) -> frozenset[str]:
    """Return the stems of other words for the same kind of thing.

    Examples
    --------
    >>> "paper" in kin_of(base("documentation"))
    True
    """
    return _kin().get(word, frozenset())


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words of one list of `data/link_words.csv`."""
    return frozenset(row["word"] for row in data_rows("link_words.csv") if row["list"] == name)


@cache
def listed_bases(name: str) -> frozenset[str]:
    """Return the stems of the words of one list of `data/link_words.csv`."""
    return frozenset(base(word) for word in listed(name))


@cache
def record_patterns() -> tuple[re.Pattern[str], ...]:
    """Return how a record is spoken of, from `data/records.csv`."""
    return tuple(re.compile(row["pattern"], re.IGNORECASE) for row in data_rows("records.csv"))


@cache
def _idioms() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(listed("idiom")))) + r")\b")


@cache
def _irregular() -> dict[str, str]:
    verbs = data_rows("irregular_verbs.csv")
    return {form: row["base"] for row in verbs for form in row["forms"].split()}


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for row in data_rows("families.csv"):
        if row["kind"] == "phrase":
            first, *rest = row["family"].split()
            phrases[base(first)].append((tuple(rest), row["word"]))
    return dict(phrases)


@cache
def _acts() -> tuple[dict[str, frozenset[str]], dict[str, list[frozenset[str]]]]:
    heads = _families("act")
    members: dict[str, list[frozenset[str]]] = defaultdict(list)
    for words in heads.values():
        for word in words:
            members[word].append(words)
    return heads, dict(members)


@cache
def _kin() -> dict[str, frozenset[str]]:
    kin: dict[str, set[str]] = defaultdict(set)
    for words in _families("thing").values():
        for word in words:
            kin[word] |= words - {word}
    return {word: frozenset(words) for word, words in kin.items()}


def _families(kind: str) -> dict[str, frozenset[str]]:
    grouped: dict[str, set[str]] = defaultdict(set)
    for row in data_rows("families.csv"):
        if row["kind"] == kind:
            grouped[stem(row["family"])].add(stem(row["word"]))
    return {head: frozenset(words) for head, words in grouped.items()}
