"""Tell which comments are in another language than most: their words meet no others."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

from sopgap.text import data_rows, stop_words

FILE = "function_words.csv"
ASKED = 5_000  # comments, evenly taken, by which the own language is told
LEAST = 2  # words of another language that a comment must hold
TIMES = 1.5  # times as many as of the study's own
# Words that travel in names and phrases of other languages.
TRAVELLED = frozenset(("à", "da", "de", "del", "den", "der", "di", "du", "el", "en", "la", "las"))
TRAVELLED |= {"le", "les", "los", "per", "van", "vs", "y"}
SIGNS = str.maketrans('’.,;:!?()[]{}"/*•<>=¿¡«»“”„…|-–—', "'" + 31 * " ")
SCRIPT = 0.5  # share of its letters in another script that settles it


def in_other_language(texts: Sequence[str]) -> list[bool]:
    """Tell for each text whether it is in another language than most of them.

    Counted are words without content of thirteen languages (`data/function_words.csv`): a comment
    is in another language that holds two of it or more, and half as many again as of the
    language that most comments are in, not counting what both have; or whose letters are mostly
    of another script. One word is enough beside letters with accents and none of the own
    language. "de", "la", "van" and the like, which travel in names and phrases, prove nothing by
    themselves. Comments of a few words without such a word cannot be told, and are not flagged.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    list of bool

    Examples
    --------
    >>> in_other_language(["We need more training", "No hay suficiente personal para el trabajo",
    ...                    "The system is slow", "обучение"])
    [False, True, False, True]
    """
    # Cut at blanks and signs: a third of the time of `tokens`, and a million comments pass here.
    said = [frozenset(text.lower().translate(SIGNS).split()) for text in texts]
    scripts = [_script(text) for text in texts]
    told: Counter[str] = Counter()
    for words in said[:: max(1, len(said) // ASKED)]:
        counts = {name: len(words & known) for name, known in _languages().items()}
        most = max(counts.values())
        told.update(name for name, n in counts.items() if n == most > 0)
    own = max(told, key=lambda name: (told[name], name)) if told else ""
    letters = Counter(script for script in scripts if script)
    ours = _languages().get(own, frozenset())
    telling = frozenset().union(*_languages().values()) - ours - TRAVELLED
    written = max(letters, key=lambda name: (letters[name], name)) if letters else ""
    return [
        bool(script and script != written)
        or (
            # Most comments hold no word that could tell.
            not words.isdisjoint(telling) and _other(words, ours, accented=not text.isascii())
        )
        for text, words, script in zip(texts, said, scripts, strict=True)
    ]


def _other(words: frozenset[str], ours: frozenset[str], *, accented: bool) -> bool:
    """Tell by the words that are not of both languages."""
    for known in _languages().values():
        theirs = words & known - ours
        if theirs <= TRAVELLED:
            continue
        n, mine = len(theirs), len(words & ours - known)
        if n >= TIMES * mine and (n >= LEAST or (accented and not mine)):
            return True
    return False


def _script(text: str) -> str:
    """The script of most letters: LATIN, CYRILLIC, CJK, ...; "" without letters."""
    if text.isascii():
        return "LATIN" if any(c.isalpha() for c in text) else ""
    scripts = Counter(unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha())
    if not scripts:
        return ""
    script, n = max(scripts.items(), key=lambda item: (item[1], item[0]))
    return script if n >= SCRIPT * sum(scripts.values()) else ""


@cache
def _languages() -> dict[str, frozenset[str]]:
    words = {row["language"]: frozenset(row["words"].split()) for row in data_rows(FILE)}
    return words | {"English": words["English"] | stop_words()}
