"""Verbs of steps that no list holds: "Flame the tap"."""

from __future__ import annotations

from collections.abc import Sequence

from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import BE, DETERMINERS, PREPOSITIONS, PRONOUNS

OBJECT_OPENS = ("the", "a", "an", "all", "your", "any", "each", "every")
NO_VERB = lexicon.word_class("no verb")


def is_new_verb(words: Sequence[str], verb: int) -> bool:
    """Tell a verb of a step that no list holds, by the article behind it.

    Examples
    --------
    >>> is_new_verb(["flame", "the", "tap"], 0), is_new_verb(["half", "the", "taps"], 0)
    (True, False)
    """
    word = words[verb]
    if words[verb + 1] not in OBJECT_OPENS:
        return False
    known = is_small(word) or word in lexicon.agent_nouns() or word in lexicon.modals()
    other = word in NO_VERB or lexicon.verbs().get(word) or lexicon.everyday().get(word)
    is_form = not word.isalpha() or word.endswith(("s", "ed", "ing", "ly", "tion"))
    return not (known or other or is_form)


def is_small(word: str) -> bool:
    """Tell a word that opens a phrase or a clause from a verb or noun.

    Examples
    --------
    >>> is_small("under"), is_small("gate")
    (True, False)
    """
    is_opening = word in DETERMINERS or word in PREPOSITIONS or word in lexicon.openers()
    return is_opening or word in BE or word in PRONOUNS or lexicon.is_adverb(word)
