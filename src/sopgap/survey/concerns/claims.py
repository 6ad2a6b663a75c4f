"""Tell what comments claim of a noun: that it is lacking, unclear, too much, declined.

A concern is more than a topic: "training" may be praised or missed. What stands before a noun
phrase ("not enough staff") is looked up in `data/claims.csv`; what is said of a noun behind it
("the card was declined") is read as a phrase ("declined card").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from sopgap.survey.concerns.words import Key, Piece, Token, beside
from sopgap.text import data_rows, stop_words

REACH = 3  # words of the noun phrase of which something is claimed
SUBJECT = 2  # words of it where the claim stands behind

Claim = tuple[str, Key, str]  # kind, the stems of the noun phrase, and how the claim is written
IsPhrase = Callable[[Piece, str], bool]


def find_claims(piece: Piece, is_phrase: IsPhrase) -> Iterator[Claim]:
    """Yield what a piece claims of the noun phrases behind a claiming word.

    The shorter ends of the phrase too: who lacks good communication lacks communication.

    Parameters
    ----------
    piece : list of Token
    is_phrase : callable
        Tells whether words are a noun phrase; its second argument is the word before.

    Yields
    ------
    (kind, key, words)

    Examples
    --------
    >>> from sopgap.survey.concerns.words import cut_words
    >>> piece = cut_words(["There is not enough staff"])[0][0]
    >>> list(find_claims(piece, lambda words, left: words[0].small == "staff"))
    [('lack', ('staff',), 'not enough')]
    """
    for start, token in enumerate(piece[:-1]):
        for length in openers_of(token.small):
            end = start + length
            words = " ".join(t.small for t in piece[start:end])
            if end < len(piece) and words in openers():
                kind, written = openers()[words]
                if written:  # "a few" claims nothing
                    yield from ((kind, key, written) for key in _behind(piece, end, is_phrase))
                break


def find_told(piece: Piece, is_phrase: IsPhrase, tells: Callable[[str], bool]) -> Iterator[Piece]:
    """Yield what is said of a noun as a phrase: "the card was declined" is a declined card.

    Parameters
    ----------
    piece : list of Token
    is_phrase : callable
        As in `find_claims`.
    tells : callable
        Tells whether a word says how something is.

    Examples
    --------
    >>> from sopgap.survey.concerns.words import cut_words
    >>> piece = cut_words(["The system is very slow"])[0][0]
    >>> told = find_told(piece, lambda words, left: len(words) == 1, lambda word: word == "slow")
    >>> [[token.small for token in phrase] for phrase in told]
    [['slow', 'system']]
    """
    for place, token in enumerate(piece[1:-1], 1):
        if token.small not in beside("copula") or not piece[place - 1].strong:
            continue
        told = _told(piece, place, tells)
        if told is None:
            continue
        for start in range(max(0, place - SUBJECT), place):
            subject = piece[start:place]
            left = piece[start - 1].small if start else ""
            if told.key not in [t.key for t in subject] and is_phrase(subject, left):
                yield [told, *subject]


def _told(piece: Piece, place: int, tells: Callable[[str], bool]) -> Token | None:
    """The word behind a copula that says how something is, where nothing but it is said."""
    at = place + 1
    while at < len(piece) - 1 and piece[at].small in beside("degree"):
        at += 1
    right = piece[at + 1].small if at + 1 < len(piece) else ""
    if (right and right not in stop_words()) or not piece[at].strong:
        return None
    return piece[at] if tells(piece[at].small) else None


def _behind(piece: Piece, start: int, is_phrase: IsPhrase) -> Iterator[Key]:
    """The longest noun phrase that begins here, and its ends."""
    while start < len(piece) and piece[start].small in beside("article"):
        start += 1
    for end in range(min(start + REACH, len(piece)), start, -1):
        if is_phrase(piece[start:end], ""):
            for first in range(start, end):
                if is_phrase(piece[first:end], ""):
                    yield tuple(s for token in piece[first:end] for s in token.key)
            return


@cache
def openers() -> dict[str, tuple[str, str]]:
    """Return the words that claim something of a noun phrase: the kind, and how it is written.

    Examples
    --------
    >>> openers()["shortages of"]
    ('lack', 'shortage of')
    """
    rows = data_rows("claims.csv")
    return {w: (row["kind"], row["written"]) for row in rows for w in row["words"].split("|")}


@cache
def openers_of(first: str) -> tuple[int, ...]:
    """Return how many words the openers have that begin with a word, the longest first.

    Examples
    --------
    >>> openers_of("shortages")
    (2,)
    """
    lengths = {len(w.split()) for w in openers() if w.split()[0] == first}
    return tuple(sorted(lengths, reverse=True))
