"""Cut text into word pieces, as BERT's uncased models were trained to read it (Devlin et al. 2019).

Words are split at white space and punctuation, lower case and without accents; a word that the
vocabulary lacks is cut from the left into the longest pieces that it has (Wu et al. 2016).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache

UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"
LONGEST = 100  # characters of a word; a longer one is unknown, as in training
MARKS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")  # symbols in ASCII that count as points
# Chinese characters are words of their own; Japanese kana and Korean are not.
IDEOGRAMS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


def word_pieces(vocabulary: dict[str, int], most: int) -> Callable[[str], list[int]]:
    """Return a function that turns a text into the numbers of its pieces, its ends marked.

    Parameters
    ----------
    vocabulary : dict of str to int
        The number of each piece; pieces that continue a word begin with ``##``.
    most : int
        Most pieces of a text, the two ends included; the rest is cut off.

    Returns
    -------
    callable

    Examples
    --------
    >>> pieces = ["[UNK]", "[CLS]", "[SEP]", "custom", "##s", "delay", "!"]
    >>> cut = word_pieces({piece: i for i, piece in enumerate(pieces)}, most=16)
    >>> cut("Customs: DELAYS!")
    [1, 3, 4, 0, 5, 4, 6, 2]
    """
    unknown, first, last = (vocabulary[mark] for mark in (UNKNOWN, FIRST, LAST))
    # A text that is far too long costs no more than one that is just cut: a piece eats a character.
    reach = most * LONGEST

    @lru_cache(maxsize=100_000)
    def pieces(word: str) -> tuple[int, ...]:
        if len(word) > LONGEST:
            return (unknown,)
        found, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = vocabulary.get(("##" if start else "") + word[start:end])
                if number is not None:
                    break
            else:
                return (unknown,)
            found.append(number)
            start = end
        return tuple(found)

    def cut(text: str) -> list[int]:
        numbers: list[int] = []
        for word in _words(text[:reach]):
            numbers.extend(pieces(word))
            if len(numbers) >= most - 2:
                break
        return [first, *numbers[: most - 2], last]

    return cut


def _words(text: str) -> list[str]:
    """Split as the models' training did: cleaned, lower case, without accents, points apart."""
    if not text.isascii():
        text = "".join(f" {c} " if _is_ideogram(c) else c for c in text)
        text = unicodedata.normalize("NFD", text)
        text = "".join(c for c in text if unicodedata.category(c) != "Mn")
    return "".join(_spaced(c) for c in text).split()


@lru_cache(maxsize=10_000)
def _spaced(character: str) -> str:
    """A point with blanks around it, nothing for a control, a letter in lower case.

    Lower case is letter by letter, as in training: a sigma at a word's end stays a common one.
    """
    if character.isspace():
        return " "
    kind = unicodedata.category(character)
    if (kind[0] == "C" and kind != "Cs") or character == "\ufffd":
        return ""
    return f" {character} " if kind[0] == "P" or character in MARKS else character.lower()


def _is_ideogram(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in IDEOGRAMS)
