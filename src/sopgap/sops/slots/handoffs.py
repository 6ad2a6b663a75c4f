"""To whom a norm passes something on: a case, a paper, a sample, or word of it.

The verbs stand in `data/handoff_verbs.csv`, each with what leads to the taker: "to", "with", or
nothing ("notifies the owner": telling hands over the news).
"""

from __future__ import annotations

from functools import cache

from sopgap.sops.actors import Mention, singular
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.clauses import opens_clause
from sopgap.sops.grammar.sentences import (
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    Sentence,
)
from sopgap.sops.slots.events import slot_words
from sopgap.sops.slots.times import list_times
from sopgap.text import data_rows

REACH = 26  # words between the verb and the taker
LONGEST = 6  # words of a taker
# "to" belongs to these words: "pursuant to", "with respect to".
BOUND = slot_words("handoff_bound")
# What is passed to these is a place or a state, no taker.
PLACES = slot_words("handoff_places")
ENDING = frozenset({";", ":", "if", "unless", "when", "who", "which", "after", "before"})
ASIDE = frozenset({"before", "after", "until", "once"})
TOLD = "direct"
# Whoever stands behind these is told, known or not; behind "call" and "ring" a thing may stand.
TELLING = slot_words("handoff_telling")
# "sends Headquarters the list": the taker may stand before what is passed.
TWO_OBJECTS = slot_words("handoff_two_objects")


def find_handoff(sentence: Sentence, verb: int, end: int = 0) -> str:
    """Return who takes what a norm passes on: "forwards it through the chief to the board".

    The canonical name where an alias stands there, else the words; of several takers on one way
    the last. Behind a verb of telling its object is the taker. What the next clause
    passes on is its own.

    Parameters
    ----------
    verb : int
        The token of the norm's verb: sought is from there on.
    end : int
        The token before which the search ends, 0: at the end of the clause.

    Examples
    --------
    >>> from sopgap.sops.grammar.sentences import cut_sentence
    >>> find_handoff(cut_sentence("The nurse sends the chart to the night registrar.", {}), 2)
    'night registrar'
    """
    words, forms = sentence.words, _forms()
    if forms.keys().isdisjoint(words):
        return ""
    last = end or next(
        (n for n in range(max(verb, 0) + 1, len(words)) if _ends(sentence, n)), len(words)
    )
    behind = 0  # where a clause of time ends: "before it is handed to the clerk"
    for at in range(max(verb, 0), last):
        if at > verb and words[at] in ASIDE and at >= behind:
            behind = next((n for n in range(at, last) if words[n] == ","), last)
        if at < behind or words[at] not in forms or not _is_verb(words, at):
            continue
        base, leads = forms[words[at]]
        found = _told(sentence, at, base) if TOLD in leads else ""
        found = found or _taker(sentence, at, base, leads)
        if not found and base in TWO_OBJECTS:
            found = _before_thing(sentence, at + 1)
        if found:
            return found
    return ""


def _ends(sentence: Sentence, at: int) -> bool:
    return sentence.words[at] == ";" or opens_clause(sentence, at)


@cache
def _forms() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return every form of the verbs, with its base and what leads to the taker."""
    rows = {row["verb"]: tuple(row["takes"].split()) for row in data_rows("handoff_verbs.csv")}
    forms = {
        form: (base, rows[base]) for form, (base, _) in lexicon.verbs().items() if base in rows
    }
    for base, leads in rows.items():
        stem = base.removesuffix("e")
        for form in (base, lexicon.third_person(base), stem + "ed", stem + "ing"):
            forms.setdefault(form, (base, leads))
    return forms


def _is_verb(words: list[str], at: int) -> bool:
    """Tell "reports the loss" from "the report": no article stands before a verb."""
    before = words[at - 1] if at else ""
    return before not in DETERMINERS and before not in PREPOSITIONS - {"for", "to", "by"}


def _told(sentence: Sentence, at: int, base: str) -> str:
    """Return the object of a verb of telling."""
    words = sentence.words
    if words[at - 1 : at] in (["be"], ["is"], ["are"]):
        return ""
    taker = _phrase(sentence, at + 1)
    known = base in TELLING and words[at + 1] not in PRONOUNS and not taker[:1].isdigit()
    return taker if taker and (known or _is_somebody(sentence, at + 1, taker)) else ""


def _before_thing(sentence: Sentence, at: int) -> str:
    """Return the taker of "sends Headquarters the list": somebody before another noun phrase."""
    taker = _phrase(sentence, at)
    if not taker or not _is_somebody(sentence, at, taker):
        return ""
    words = sentence.words
    mention = next((m for m in sentence.mentions if at <= m.first <= at + 1), None)
    behind = mention.last if mention else at + len(taker.split()) + (words[at] in DETERMINERS)
    return taker if words[behind : behind + 1] and words[behind] in DETERMINERS else ""


def _taker(sentence: Sentence, at: int, base: str, leads: tuple[str, ...]) -> str:
    """Return who stands behind "to" or "with": the last one on the way."""
    words = sentence.words
    found = ""
    for n in range(at + 1, min(len(words), at + REACH)):
        word = words[n]
        if word in ENDING:
            break
        if found and (word in ("and", "or", "then", "that") or word == ","):
            break
        if word not in leads or words[n - 1] in BOUND or words[n - 2 : n] == ["in", "order"]:
            continue
        is_verb = lexicon.bases().intersection(words[n + 1 : n + 2])
        if word == "to" and is_verb and not _mention(sentence, n + 1):
            continue
        taker = _phrase(sentence, n + 1)
        if taker and (_is_somebody(sentence, n + 1, taker) or _may_take(base, word, taker)):
            found = taker
    return found


def _phrase(sentence: Sentence, at: int) -> str:
    """Return the actor or the noun phrase that begins at a token."""
    words = sentence.words
    times = {time.start for time in list_times(sentence.text)}
    while at < len(words) and words[at] in DETERMINERS and not _mention(sentence, at):
        at += 1
    mention = _mention(sentence, at)
    if mention:
        return mention.actor
    end = at
    while end < len(words) and end - at < LONGEST:
        word = words[end]
        if (
            word in BREAKS
            or sentence.spans[end][0] in times
            or word in RELATIVE
            or word in (".", "and", "or", "that", "whether", "how", "why", "so", "each", "every")
            or (word in PREPOSITIONS and word != "of")
            or (word in lexicon.openers() and end > at)
            or lexicon.is_adverb(word)
            or (word in DETERMINERS and end > at and word not in ("new", "local", "relevant"))
        ):
            break
        end += 1
    if words[end : end + 2] == ["in", "charge"]:
        end += 2
    while end > at and words[end - 1] == "of":
        end -= 1
    return sentence.piece(at, end).strip(" ,;:.")


def _mention(sentence: Sentence, at: int) -> Mention | None:
    return next((m for m in sentence.mentions if m.first == at), None)


def _head(taker: str) -> str:
    words = taker.lower().split()
    if "of" in words[1:]:
        words = words[: words.index("of", 1)]
    return singular(words[-1]) if words else ""


def _is_somebody(sentence: Sentence, at: int, taker: str) -> bool:
    """Tell whether a phrase names an actor, a job, an office."""
    words = sentence.words
    while at < len(words) and words[at] in DETERMINERS and not _mention(sentence, at):
        at += 1
    if _mention(sentence, at):
        return True
    head = _head(taker)
    return head in lexicon.agent_nouns() or head in lexicon.word_list("takers.txt")


def _may_take(base: str, lead: str, taker: str) -> bool:
    """Tell whether unknown words may name a taker: a name in capitals behind "to"."""
    if lead != "to" or base in PLACES:
        return False
    return taker[:1].isupper() and not taker.isupper() and len(taker.split()) <= 4
