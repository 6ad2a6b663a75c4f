"""Tell ordinary words, proper words, given names and surnames: the word lists of redaction."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from sopgap.survey.redaction.near import is_near, one_less
from sopgap.text import data_lines

ENDINGS = (
    ("'s", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"),
    ("ing", ""), ("ing", "e"), ("ly", ""), ("er", ""), ("er", "e"), ("ers", ""), ("est", ""),
    ("ness", ""), ("n't", ""), ("'ll", ""), ("'re", ""), ("'ve", ""), ("'d", ""), ("less", ""),
    ("ion", "e"), ("ions", "e"), ("ation", "e"), ("ations", "e"), ("able", ""),
    ("able", "e"), ("ment", ""),
    ("ise", "ize"), ("ised", "ize"), ("ising", "ize"), ("isation", "ize"), ("our", "or"),
    ("ful", ""), ("ity", ""), ("al", ""), ("ship", ""), ("wise", ""), ("ability", "able"),
)  # fmt: skip
STARTS = ("un", "re", "non", "pre", "mis", "over", "under", "co", "in", "inter", "out", "sub")
SHORTEST_STEM = 3
LONGEST_WORD = 40  # letters; what is longer is no name
# Two consonants with which no English word, and few names, begin.
NO_BEGINNING = re.compile(
    r"b[^aeiouylrhj]|c[^aeiouylrhnz]|d[^aeiouyrwhjz]|f[^aeiouylrj]|g[^aeiouylrhnwj]|h[^aeiouyr]"
    r"|[jqx][b-df-hj-np-tv-xz]|k[^aeiouylrhnvw]|l[^aeiouylh]|m[^aeiouycnb]|n[^aeiouykgdjwtb]"
    r"|p[^aeiouylrhsntf]|r[^aeiouyh]|t[^aeiouyrhwsjz]|v[^aeiouylr]|w[^aeiouyrh]|z[^aeiouyhlwdb]"
)
VOWEL = re.compile(r"[aeiouy]")
LONGEST_SHORT = 5  # letters up to which an initial and a surname joined are taken for a word
SHORTEST_NAME = 4  # letters from which a given name in small letters is taken for one


def is_ordinary(word: str) -> bool:
    """Tell whether a word in small letters is in the word lists, its endings stripped or not.

    Examples
    --------
    >>> [is_ordinary(word) for word in ("meetings", "laredo", "price", "whitlock")]
    [True, True, True, False]
    """
    return is_common(word) or word in proper_words()


@lru_cache(maxsize=200_000)  # words repeat
def is_common(word: str) -> bool:
    """Tell whether a word in small letters is one that bears no capital."""
    known = common_words()
    if word in known:
        return True
    if "-" in word:
        pieces = [piece for piece in word.split("-") if piece]
        whole = all(is_common(p) or p in proper_words() or len(p) == 1 for p in pieces)
        # Of three parts, as "half-baked-ish", two that are words make one word of it.
        return whole or sum(map(is_common, pieces)) > 1
    if word in given_names() or word in surnames():
        return False
    if any(_stripped(word, end, new) in known for end, new in ENDINGS if word.endswith(end)):
        return True
    cut = [word[len(start) :] for start in STARTS if word.startswith(start)]
    return any(len(rest) > SHORTEST_STEM and rest in known for rest in cut)


def _stripped(word: str, end: str, new: str) -> str:
    stem = word[: -len(end)]
    if len(stem) < SHORTEST_STEM:
        return ""
    if (
        not new
        and len(stem) > SHORTEST_STEM
        and stem[-1] == stem[-2]
        and stem not in common_words()
    ):
        stem = stem[:-1]  # "planning"
    return stem + new


@lru_cache(maxsize=200_000)
def is_odd(word: str) -> bool:
    """Tell whether a word is in no list and no misspelt word of one: a name, for all we know."""
    if not SHORTEST_STEM <= len(word) <= LONGEST_WORD or is_ordinary(word):
        return False
    if word in given_names() or word in surnames():
        return True
    return not is_near(word, _near_common())


def is_sure_name(word: str) -> bool:
    """Tell whether a word is a given name and nothing else."""
    return word in given_names() and not is_ordinary(word)


@lru_cache(maxsize=200_000)
def is_joined(word: str) -> bool:
    """Tell whether a word in small letters is a login: an initial and a surname joined.

    Known by a frequent surname, or by two letters with which no English word begins.

    Examples
    --------
    >>> [is_joined(word) for word in ("jhernandez", "hernandezj", "tquillby", "brooms")]
    [True, True, True, False]
    """
    if len(word) <= LONGEST_SHORT or not is_odd(word) or word in surnames():
        return False
    if NO_BEGINNING.match(word) and len(VOWEL.findall(word)) > 1:
        return True
    sure = (part for part in (word[1:], word[:-1]) if part in surnames())
    return any(not is_ordinary(part) for part in sure)


@cache
def common_words() -> frozenset[str]:
    """Return `data/ordinary_words.txt` and the functions of `data/name_cues.tsv`."""
    return _list("ordinary_words.txt") | cues("role")


@cache
def given_names() -> frozenset[str]:
    """Return `data/given_names.txt`."""
    return _list("given_names.txt")


@cache
def surnames() -> frozenset[str]:
    """Return `data/surnames.txt`."""
    return _list("surnames.txt")


@cache
def proper_words() -> frozenset[str]:
    """Return the words of `data/proper_words.tsv`: they bear a capital and name no person."""
    return frozenset().union(*_uses("proper_words.tsv").values()) - proper_of("lead")


@cache
def proper_of(use: str) -> frozenset[str]:
    """Return the words of one use of `data/proper_words.tsv`, such as place."""
    return _uses("proper_words.tsv").get(use, frozenset())


@cache
def cues(*uses: str) -> frozenset[str]:
    """Return the words of one or more uses of `data/name_cues.tsv`, such as role."""
    return frozenset().union(*(_uses("name_cues.tsv")[use] for use in uses))


def _list(name: str) -> frozenset[str]:
    return frozenset(word for line in data_lines(name) for word in line.split())


@cache
def _uses(name: str) -> dict[str, frozenset[str]]:
    uses: dict[str, set[str]] = {}
    for line in data_lines(name):
        use, words = line.split("\t")
        uses.setdefault(use, set()).update(words.split())
    return {use: frozenset(words) for use, words in uses.items()}


@cache
def _near_common() -> dict[str, tuple[str, ...]]:
    near: dict[str, list[str]] = {}
    for word in sorted(common_words()):
        if len(word) > SHORTEST_STEM + 2:
            for left in {word} | one_less(word):
                near.setdefault(left, []).append(word)
    return {left: tuple(found) for left, found in near.items()}
