"""Read a comment as words that may be names: how each is written, and what stands beside it."""

from __future__ import annotations

import re
from typing import NamedTuple

from sopgap.survey.redaction.words import (
    cues,
    given_names,
    is_common,
    is_odd,
    is_ordinary,
    is_sure_name,
    proper_of,
    proper_words,
    surnames,
)

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+){0,4}")
ENDS = re.compile(r"[.!?:;\"(\[|]|(?:^| )[-*] ")
PRODUCT = re.compile(r"(?!Mac|Fitz|Van|Von|Del|Des)[A-Z][a-z]{2,}[A-Z]")
SHOUTED = 0.7  # share of capitals from which a comment tells nothing by its capitals
LONGEST_NAME = 4  # words


class Word(NamedTuple):
    """A word of a comment: where it stands, in small letters, its shape and what is before it."""

    start: int
    end: int  # with a possessive 's
    low: str
    shape: str  # C: capitalised, U: all capitals, I: one capital, l: small
    gap: str  # between the word before and this one
    first: bool  # of a sentence, or after a colon or a quote


class Text(NamedTuple):
    """The words of a comment, and whether it is written without the use of capitals."""

    words: list[Word]
    shouted: bool
    small: bool


def read_words(text: str) -> Text:
    """Cut a folded comment into words, each with its shape and the gap before it."""
    words: list[Word] = []
    last = 0
    small = capitals = 0
    for found in WORD.finditer(text):
        written, (start, end) = found[0], found.span()
        low = written.lower()
        if low.endswith("'s") and len(low) > 2:
            low = low[:-2]
        gap = text[last:start]
        first = not words or bool(gap != '" ' and ENDS.search(gap))
        bare = written[: len(low)]
        shape = shape_of(bare)
        words.append(Word(start, end, low, shape, gap, first))
        if shape in "UC" and len(bare) > 1:
            capitals += shape == "U" and len(bare) > 2
        small += shape in "lC" and len(bare) > 2
        last = end
    total = small + capitals
    shouted = total > 3 and capitals >= SHOUTED * total
    no_capitals = not any(w.shape == "C" for w in words)
    return Text(words, shouted, no_capitals and not shouted)


def shape_of(word: str) -> str:
    """Return how a word is written: C, U, I or l, as in `Word`.

    An acronym in the plural (PSCs) is one in capitals; a product (MathJax) is no name.
    """
    if len(word) == 1:
        return "I" if word.isupper() else "l"
    if word[0].islower() or PRODUCT.match(word):
        return "l"
    plural = len(word) > 2 and word[-1] == "s" and word[:-1].isupper()
    return "U" if plural or word.isupper() else "C"


def word_at(said: Text, i: int) -> Word | None:
    """Return the word at a place, or None outside the comment."""
    return said.words[i] if 0 <= i < len(said.words) else None


def low_at(said: Text, i: int, *, gaps: tuple[str, ...] = (" ",)) -> str:
    """Return the word at i in small letters, or '' where another gap stands before it."""
    word = word_at(said, i)
    return word.low if word and word.gap in gaps else ""


def low_before(said: Text, i: int) -> str:
    """Return the word before a place in small letters, unless a sentence ends between."""
    return said.words[i - 1].low if i and said.words[i].gap in (" ", ": ", ", ") else ""


def is_shaped(said: Text, i: int) -> bool:
    """Tell whether the word is written as a name would be in this comment."""
    shape = said.words[i].shape
    return shape == "C" or (shape == "U" and said.shouted) or (shape == "l" and said.small)


def is_place(said: Text, i: int) -> bool:
    """Tell whether a word names a place or a thing with a capital, by itself or by its lead."""
    low = said.words[i].low
    before = said.words[i - 1].low if i and said.words[i].gap in (" ", ". ") else ""
    return low in proper_words() or before in proper_of("lead")


def extend(said: Text, i: int) -> list[int]:
    """Return the name that begins at i: itself, initials, particles, surnames and Jr."""
    found, j = [i], i + 1
    while j < len(said.words) and len(found) < LONGEST_NAME + 1:
        word = said.words[j]
        after_initial = said.words[j - 1].shape == "I" or said.words[j - 1].low in ("st", "jr")
        if word.gap not in ((" ", ". ", ".") if after_initial else (" ", '" ')):
            break
        low = word.low
        if (
            word.shape == "I"
            and low not in ("i", "a")
            and word_at(said, j + 1)
            and is_shaped(said, i)
        ):
            follows = said.words[j + 1]
            if follows.shape in "CU" and not is_common(follows.low):
                found += [j, j + 1]
                j += 2
                continue
            break
        if low in cues("suffix") and word.shape != "l":
            found.append(j)
        elif low in cues("particle") and (family := _behind_particles(said, j)):
            found += range(j, family + 1)
            j = family
        elif is_surname(said, j) or _is_second(said, j - 1):
            found.append(j)
        else:
            break
        j += 1
    return found


def _is_second(said: Text, i: int) -> bool:
    """Whether the word behind a given name that is nothing else is its surname, though a word."""
    first, second = said.words[i], said.words[i + 1]
    known = is_sure_name(first.low) or (first.shape == "C" and is_odd(first.low))
    if not known or second.low in proper_words() or second.low in cues("role", "unit"):
        return False
    if said.small or said.shouted:
        return not is_ordinary(second.low)
    if first.shape == second.shape == "l":
        return is_sure_name(first.low) and is_odd(second.low)
    return first.shape == second.shape == "C" and second.low not in cues("after", "weak")


def _behind_particles(said: Text, j: int) -> int:
    """The surname behind the particle at j and one or two more ("van der Berg"), or 0."""
    for end in (j + 1, j + 2, j + 3):
        if _goes_on(said, end):
            return end
        if (word := word_at(said, end)) is None or word.low not in cues("particle"):
            return 0
    return 0


def _goes_on(said: Text, j: int) -> bool:
    """Whether a surname stands behind a particle: "de la Cruz", "St. Clair"."""
    word = word_at(said, j)
    gaps = (" ", ". ") if said.words[j - 1].low in ("st", "ste", "mc") else (" ",)
    return word is not None and word.gap in gaps and is_odd_at(said, j)


def is_odd_at(said: Text, i: int) -> bool:
    """Tell whether a word is written as a name would be and is in no list."""
    word = said.words[i]
    return is_shaped(said, i) and is_odd(word.low)


def is_surname(said: Text, i: int) -> bool:
    """Tell whether a word may go on a name that has begun before it."""
    word = said.words[i]
    if not is_shaped(said, i) or word.low in cues("role") or word.low in proper_of("place"):
        return False
    if not is_ordinary(word.low):
        return is_odd(word.low) or not (said.small or said.shouted)
    listed = word.low in surnames() or word.low in given_names()
    return listed and word.shape == "C" and word.low not in proper_of("month")


def is_led(said: Text, i: int) -> bool:
    """Tell whether a word names a place by what leads it: "San Diego", "Cook County"."""
    if said.words[i].shape == "l":
        return False
    after = word_at(said, i + 1)
    if after and after.gap == " " and after.low in cues("region"):
        return True
    if not i or said.words[i].gap not in (" ", ". "):
        return False
    lead = said.words[i - 1]
    return lead.low in proper_of("lead") and lead.shape != "l"


def is_paired(verb: str, preposition: str) -> bool:
    """Tell whether a person follows a verb and a preposition: "told by", "heard from"."""
    if preposition == "by":
        return verb in cues("by")
    return f"{verb}:{preposition}" in cues("pair")


def is_subject(said: Text, i: int, *, strong: bool) -> bool:
    """Tell whether what follows the word at i is what people do, or where they have gone."""
    after = low_at(said, i + 1)
    if not after:
        return False
    then = low_at(said, i + 2)
    if after in cues("after") and not (
        strong and after in cues("noun") and is_ordinary(said.words[i].low)
    ):
        return True
    if after in ("is", "was", "has", "went", "who", "gets", "got") and then in cues("leave") | cues(
        "after"
    ):
        return True
    if (after, then) in (("and", "i"), ("or", "i"), ("and", "me")):
        return True
    return not strong and after in cues("weak") and after not in ("and", "or")
