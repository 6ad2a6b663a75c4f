"""Tell whether two words differ by one letter: wrong, missing, added or swapped with the next."""

from __future__ import annotations

LONG_PART = 6  # letters from which a part of a name is known with one letter wrong
LONGEST_WORD = 120


def is_near(word: str, near: dict[str, tuple[str, ...]]) -> bool:
    """Tell whether a word is one of an index with one letter wrong, missing, added or swapped.

    Examples
    --------
    >>> near = {left: ("whitlock",) for left in {"whitlock"} | one_less("whitlock")}
    >>> [is_near(word, near) for word in ("whitlok", "whitlcok", "whitelock", "wedlock")]
    [True, True, True, False]
    """
    if not LONG_PART - 1 <= len(word) <= LONGEST_WORD:
        return False
    if word in near:
        return True
    for left in one_less(word):
        for part in near.get(left, ()):
            if abs(len(part) - len(word)) <= 1 and _one_edit(word, part):
                return True
    return False


def one_less(word: str) -> set[str]:
    """Return what is left of a word with one letter taken out, each in turn."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _one_edit(a: str, b: str) -> bool:
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    a, b = a[start:], b[start:]
    if len(a) != len(b):
        long, short = (a, b) if len(a) > len(b) else (b, a)
        return long[1:] == short
    return a[1:] == b[1:] or (a[2:] == b[2:] and a[:2] == b[:2][::-1])
