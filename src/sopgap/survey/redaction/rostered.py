"""Find in a comment the names that stand on a roster."""

from __future__ import annotations

import re

from sopgap.survey.redaction.name_shapes import (
    Text,
    is_led,
    is_paired,
    is_shaped,
    is_subject,
    low_before,
    word_at,
)
from sopgap.survey.redaction.near import LONG_PART, is_near
from sopgap.survey.redaction.roster import Roster, is_login
from sopgap.survey.redaction.words import cues, is_odd, is_ordinary, proper_of

SHORTEST_PART = 3  # letters up to which small letters or capitals alone make no name


def find_rostered(said: Text, i: int, roster: Roster) -> list[int]:
    """Return the words of the name that begins at i and stands on the roster, or nothing."""
    word = said.words[i]
    low = word.low
    if word.shape == "l" and not said.small and is_ordinary(low):
        return []  # most words
    follows = word_at(said, i + 1)
    if follows and (both := _pair(said, i, roster)):
        return both
    joined = low + follows.low if follows and follows.gap in (" ", ". ", "' ", "'") else ""
    if (
        joined in roster.parts
        and len(low) <= LONG_PART
        and joined not in (low, "")
        and not is_ordinary(joined)
        and is_shaped(said, i + 1)
    ):
        return [i, i + 1]
    bare = re.sub(r"['-]", "", low)
    pieces = [p for p in re.split(r"['-]", low) if len(p) > 2]
    listed = low in roster.parts or bare in roster.parts
    if not listed and len(pieces) > 1:
        listed = any(p in roster.parts and not is_ordinary(p) for p in pieces)
    plain = is_ordinary(low)
    if is_led(said, i):
        return []  # "San Juan"
    if not listed:
        if not plain and is_odd(low) and is_login(bare, roster):
            return [i]
        typo = len(low) >= LONG_PART and not plain and is_odd(low) and is_near(bare, roster.near)
        return [i] if typo and (is_shaped(said, i) or len(low) > LONG_PART) else []
    if not plain:
        short = len(low) <= SHORTEST_PART
        if word.shape == "U" and short and not said.shouted:
            return []  # an abbreviation
        if not short or word.shape in "CU" or said.small:
            return [i]
        return []
    return _ordinary_name(said, i)


def _pair(said: Text, i: int, roster: Roster) -> list[int]:
    """Two parts of one name of the roster, side by side or with an initial between."""
    best: list[int] = []
    for far in (1, 2, 3):
        other = word_at(said, i + far)
        if other is None or other.gap not in (" ", ", ", ". ", "."):
            return best
        between = said.words[i + 1 : i + far]
        if any(w.shape != "I" and w.low not in cues("particle") for w in between):
            return best
        if (said.words[i].low, other.low) in roster.pairs:
            a, b = said.words[i], other
            both = is_ordinary(a.low) and is_ordinary(b.low)
            third = word_at(said, i + far + 1)
            crowd = third is not None and third.gap == " " and third.shape == "C"
            if both and not (is_shaped(said, i) and is_shaped(said, i + far)):
                return []
            if both and (other.gap == ", " or said.small or (crowd and not said.shouted)):
                return []
            best = list(range(i, i + far + 1))
    return best


def _ordinary_name(said: Text, i: int) -> list[int]:
    """A part of a name that is a word too ("Price", "Joy"): only where a person is spoken of."""
    word = said.words[i]
    if not is_shaped(said, i) or word.low in cues("role"):
        return []
    before = low_before(said, i)
    two_before = said.words[i - 2].low if i > 1 else ""
    follows = word_at(said, i + 1)
    mixed = word.shape == "C"
    if (
        mixed
        and follows
        and follows.gap == " "
        and follows.shape == "C"
        and is_ordinary(follows.low)
    ):
        return []
    place = word.low in proper_of("place")
    asked = before in cues("before") or is_paired(two_before, before)
    if asked and not place:
        return [i]
    strong = word.first or not mixed or place or word.low in proper_of("month")
    return [i] if is_subject(said, i, strong=strong) and not (not mixed and before) else []
