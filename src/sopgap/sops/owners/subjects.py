"""Where the subject of a predicate stands, and the agent of a passive."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import (
    BE,
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    RELATIVE,
    SKIPPED,
    SPAN,
    Sentence,
)
from sopgap.sops.owners.bearers import CONCURRENCE, name_bearer, with_concurrence
from sopgap.sops.owners.scene import JOINT, NOBODY, SIDES, Bearer, Scene

ONLY_WITH = re.compile(r"only (?:" + CONCURRENCE.pattern + ")", re.IGNORECASE)
ALONE = frozenset({"you", "we", "they", "he", "she", "he/she"})
# Behind a passive, what acts by itself and can be bound by nothing.
BY_MACHINE = re.compile(
    r"\bby (?:operation of|default\b|itself\b|themselves\b|the (?:\w+ )?(?:"
    + "|".join(sorted(lexicon.word_class("machine")))
    + r")\b)",
    re.IGNORECASE,
)


def find_subject(
    sentence: Sentence, place: int, scene: Scene, *, after: int = 0
) -> tuple[Bearer, int, int]:
    """Return the subject of the predicate at a place, and its first and last token.

    The region of the subject is the segment before the predicate; leading clauses and insertions
    ("with the concurrence of ...", "if possible") are passed over.
    """
    words = sentence.words
    first, last = _region(words, place)
    if first < after:  # an earlier norm stands in the segment: this subject is behind its "and"
        joints = [n for n in range(after, place) if words[n] in ("and", "or", "but")]
        first = joints[-1] + 1 if joints else after
    first = _behind_clause(sentence, first, last)
    for at in range(first + 1, last):  # "It is expected that clerks", "the policy is that clerks"
        stated = words[at - 1] in BE or words[at - 1].endswith("ed")
        if words[at] == "that" and stated:
            first = at + 1
            break
    while last > first and (words[last - 1] in SKIPPED or lexicon.is_adverb(words[last - 1])):
        last -= 1
    alone = words[last - 1] in ALONE or (words[last - 1] == "it" and words[0] in lexicon.openers())
    if last - first > 1 and alone and words[last - 2] not in ("and", "or"):
        first = last - 1  # "If you use your own laptop | you must"
    bearer = name_bearer(sentence, first, last, scene)
    if bearer.unit == "none" and not bearer.text:
        at = next((m.first for m in sentence.mentions if m.last == place and m.first > first), 0)
        if at and words[at - 1] == "the" and words[at - 2] not in PREPOSITIONS:
            # "In the event of fire, flood or theft | the warden shall"
            return name_bearer(sentence, at, place, scene), at - 1, place
    if bearer.unit == "none" and SPAN.fullmatch("".join(words[first + 1 : first + 2])):
        named = next((m for m in sentence.mentions if m.last == last and m.first > first), None)
        if named:  # "Two days before the sale the warden must"
            first = named.first - (words[named.first - 1] in DETERMINERS)
            bearer = name_bearer(sentence, first, last, scene)
    if bearer.unit in SIDES:
        bearer = with_concurrence(sentence, bearer)
    return bearer, first, last


def _behind_clause(sentence: Sentence, first: int, last: int) -> int:
    """Return where the subject begins behind a clause of its own: "He opens it and the clerk"."""
    words = sentence.words
    for at in range(last - 2, first + 2, -1):
        if words[at] not in ("and", "but", "or"):
            continue
        opens = words[at + 1] in DETERMINERS or any(m.first == at + 1 for m in sentence.mentions)
        if opens and _has_finite(words, first, at):
            return at + 1
    return first


def find_agent(sentence: Sentence, place: int, scene: Scene) -> Bearer:
    """Return who stands behind the first `by` (or `only with the approval of`) after a place."""
    words = sentence.words
    for at in range(place, len(words) - 1):
        word = words[at]
        if word == "upon" and at == place + 1 and words[at + 1] == "by":  # "decided upon by"
            continue
        if word in (
            "before",
            "after",
            "until",
            "upon",
            "unless",
            "if",
            "when",
            "where",
            ";",
            ":",
        ) or (word in RELATIVE and at > place):
            break
        if word == "between" and (both := _between(sentence, at, scene)):
            return both
        if word != "by" or _is_other_participle(words, at, place):
            continue
        bearer = name_bearer(sentence, at + 1, _phrase_end(words, at + 1), scene, strict=True)
        if bearer.unit != "none":
            return with_concurrence(sentence, bearer)
    found = ONLY_WITH.search(sentence.text)
    if found:
        for mention in sentence.mentions:
            if sentence.spans[mention.first][0] == found.end():
                return Bearer(
                    mention.actor, sentence.piece(mention.first, mention.last), mention.unit
                )
    return NOBODY


def _between(sentence: Sentence, at: int, scene: Scene) -> Bearer | None:
    """Return both sides of "is discussed between the Center and the port"."""
    bearer = name_bearer(sentence, at + 1, _phrase_end(sentence.words, at + 1), scene)
    return bearer if bearer.unit == JOINT else None


def _region(words: list[str], place: int) -> tuple[int, int]:
    """Return the tokens of the subject before a predicate."""
    kinds = lexicon.openers()
    bounds = [n for n in range(place) if words[n] in BREAKS]
    starts = [0, *[n + 1 for n in bounds]]
    ends = [*bounds, place]
    segments = list(zip(starts, ends, strict=True))
    for first, last in reversed(segments):
        if first >= last:
            continue
        opener = words[first]
        if opener in ("and", "or", "but") and first:
            following = words[first + 1] if first + 1 < last else ""
            if following in kinds or following in RELATIVE:
                continue
        elif opener in RELATIVE or (opener in kinds and first):
            continue
        elif opener in ("having", "being") and first:
            continue  # "the warden, having checked the list, shall"
        elif opener in kinds:
            return _tail(words, first, last)
        if first and words[place] in ("is", "has", "needs") and opener in ("and", "but"):
            return first, last  # a singular verb has no list for its subject
        if first and _is_moment(words, first - 1):
            return first, last  # "The night before, the porter must"
        if first and not _is_led(words, kinds):
            if (
                opener not in ("and", "but")
                and words[first - 1] == ","
                and not _has_finite(words, 0, first)
            ):
                continue  # "The invoice, or the paper in place of it, shall": the head is earlier
            if opener in ("and", "or") and not _has_finite(words, 0, first):
                continue
        return first, last
    first, last = segments[0]
    return (
        (first, last) if words[first : first + 1] and words[first] not in kinds else (place, place)
    )


def _is_moment(words: list[str], end: int) -> bool:
    """Tell a leading phrase of time: "The night before,", "Each morning,", "Two days later,"."""
    behind = words[end - 1] in ("before", "after", "later", "earlier", "afterwards")
    is_span = any(SPAN.fullmatch(word) or word in ("morning", "evening") for word in words[:end])
    return end <= 4 and is_span and (behind or words[0] in ("each", "every", "next"))


def _is_led(words: list[str], kinds: Mapping[str, str]) -> bool:
    return bool(words) and (words[0] in kinds or words[0].endswith("ing"))


def _has_finite(words: list[str], first: int, last: int) -> bool:
    forms = lexicon.verbs()
    return any(
        w in ("is", "are") or w in lexicon.modals() or forms.get(w, ("", ""))[1] == "s"
        for n, w in enumerate(words[first:last])
        if n == 0 or words[first + n - 1] not in RELATIVE
    )


def _tail(words: list[str], first: int, last: int) -> tuple[int, int]:
    """Return the last noun phrase of a leading clause without a comma behind it."""
    at = last
    while at > first and words[at - 1] not in PREPOSITIONS and words[at - 1] not in RELATIVE:
        at -= 1
        if words[at] in DETERMINERS and at > first:
            break
    return (at, last) if at > first else (last, last)


def _phrase_end(words: list[str], at: int) -> int:
    end = at
    while end < len(words) and words[end] not in (";", ":", ".", "who", "which", "that", "when"):
        end += 1
    return end


def _is_other_participle(words: list[str], at: int, place: int) -> bool:
    """Tell whether `by` belongs to another participle: "in the form prescribed by the director"."""
    before = at - 1
    if before <= place or not (
        words[before].endswith("ed") or words[before] in lexicon.participles()
    ):
        return False
    # "filed or transmitted by": the participles are joined, so the agent is of both.
    return words[before - 1] not in ("and", "or", ",") and not lexicon.is_adverb(words[before - 1])
