"""The verb that a modal rules: where it stands, and what a phrase before it makes of the modal."""

from __future__ import annotations

from collections.abc import Mapping

from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import (
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    SKIPPED,
    Predicate,
)

ADVERBS = SKIPPED | {"each"}  # "shall each keep a copy"
NO_VERB = BREAKS | DETERMINERS | PREPOSITIONS


def raise_modality(words: list[str], predicate: Predicate) -> tuple[str, int]:
    """Return the modality and where the verb is sought: "will not be required to" permits.

    Examples
    --------
    >>> from sopgap.sops.grammar.sentences import cut_sentence, find_predicates
    >>> words = cut_sentence("The clerk will not be required to reply.", {})
    >>> raise_modality(words.words, find_predicates(words)[0])
    ('permission', 7)
    """
    negated = "not" in predicate.words or "never" in predicate.words
    begin = predicate.last
    while begin < len(words) and words[begin] in SKIPPED and words[begin] != "not":
        begin += 1
    for phrase in lexicon.after_modals().get(words[begin] if begin < len(words) else "", ()):
        after = begin + len(phrase.words)
        if tuple(words[begin:after]) == phrase.words:
            modality = phrase.negated if negated else phrase.modality
            if modality:
                return modality, predicate.last if phrase.words[-1] != "to" else after
    return predicate.modality, predicate.last


def find_verb(words: list[str], at: int) -> int:
    """Return the token of the verb behind a modal; insertions between commas are passed over.

    Examples
    --------
    >>> find_verb(["may", ",", "if", "asked", ",", "open", "it"], 1)
    5
    """
    n, forms = len(words), lexicon.verbs()
    for _ in range(3):
        while at < n and (words[at] in ADVERBS or lexicon.is_adverb(words[at])):
            at += 1
        if at < n and words[at] == ",":
            close = next((k for k in range(at + 1, n) if words[k] == ","), -1)
            while 0 <= close < n - 1 and not _opens_verb(words[close + 1], forms):
                close = next((k for k in range(close + 1, n) if words[k] == ","), -1)
            if close < 0:  # no verb that is known: "may, with the consent of the board, sublet"
                close = next((k for k in range(at + 1, n - 1) if words[k] == ","), -1)
                if close < 0 or words[close + 1] in NO_VERB:
                    return at
            at = close + 1
        elif at < n and words[at] in ("by", "in", "upon", "at", "within", "on", "with"):
            ahead = next(
                (
                    k
                    for k in range(at + 1, min(n, at + 8))
                    if forms.get(words[k], ("", ""))[1] == "base"
                    and words[k - 1] not in DETERMINERS
                    and words[k - 1] not in PREPOSITIONS
                ),
                -1,
            )
            if ahead < 0:
                return at
            at = ahead
    return min(at, n - 1) if n else 0


def _opens_verb(word: str, forms: Mapping[str, tuple[str, str]]) -> bool:
    return word == "be" or forms.get(word, ("", ""))[1] == "base"
