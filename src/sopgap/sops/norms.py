"""One norm of a sentence before it becomes a row, and the pieces of a sentence that fill it."""

from __future__ import annotations

from dataclasses import dataclass

from sopgap.sops import lexicon
from sopgap.sops.bearers import Bearer
from sopgap.sops.sentences import BREAKS, PREPOSITIONS, RELATIVE, SKIPPED, Sentence
from sopgap.sops.slots import find_system, is_time, without_time

OBJECT = 9  # words of an object that are kept
# What stands in a verb where its noun of act ends so; the longer endings first.
NOMINAL = {
    "ification": ("ify",),
    "ization": ("ize",),
    "ation": ("e", "", "ate"),
    "ition": ("e", "", "it"),
    "sion": ("d", "de", "se", "t"),
    "ion": ("", "e"),
    "ement": ("e",),
    "ment": ("",),
    "ance": ("", "e"),
    "al": ("e", ""),
    "ing": ("", "e"),
}
LIGHT = lexicon.word_class("light")
ARTICLES = ("the", "a", "an", "that", "each", "any")


@dataclass(frozen=True)
class Norm:
    """One norm of a sentence, before it becomes a row of `duties`."""

    bearer: Bearer
    modality: str
    via: str
    action: str = ""
    object: str = ""
    condition: str = ""
    deadline: str = ""
    frequency: str = ""
    handoff_to: str = ""
    joined: bool = False
    is_open: bool = False

    def columns(self, text: str, systems: frozenset[str], names: frozenset[str]) -> dict[str, str]:
        """Return the columns of `duties` that this norm fills."""
        bearer = self.bearer
        return {
            "actor": bearer.actor,
            "actor_text": bearer.text,
            "unit": bearer.unit,
            "modality": self.modality,
            "action": self.action,
            "object": self.object,
            "condition": self.condition,
            "deadline": self.deadline,
            "frequency": self.frequency,
            "system": find_system(text, systems, names),
            "handoff_to": self.handoff_to,
            "via": "context" if bearer.context and self.via != "imperative" else self.via,
        }


def base_form(word: str) -> str:
    """Return the base of a verb form that the lexicon knows, any other word as it is."""
    return lexicon.verbs().get(word, (word, ""))[0]


def participle(words: list[str], at: int) -> int:
    """Return the token of a participle behind be, or -1; adverbs between are passed over."""
    while at < len(words) and (words[at] in SKIPPED or lexicon.is_adverb(words[at])):
        at += 1
    if at >= len(words):
        return -1
    word = words[at]
    is_one = word in lexicon.participles() or word.endswith("ed")
    return at if is_one else -1


def act_of_passive(sentence: Sentence, verb: int, subject: tuple[int, int]) -> tuple[str, str]:
    """Return action and object of a passive: "The counting of coins is done" is about counting."""
    words, (first, last) = sentence.words, subject
    base = base_form(words[verb])
    if base not in LIGHT:
        return base, shorten(sentence, first, last)
    of = next((n for n in range(first + 1, last) if words[n] in PREPOSITIONS), last)
    led = base != "handle" or words[of : of + 1] == ["of"]  # "Payments are handled": no paying
    act = verb_of(words[of - 1]) if of > first and led else ""
    if not act:
        return base, shorten(sentence, first, last)
    is_whole = of < last and words[of] == "of" and of - first <= 2
    return act, shorten(sentence, of + 1 if is_whole else first, last)


def verb_of(noun: str) -> str:
    """Return the verb of a noun of act, the noun itself where it only ends like one, else ''.

    Examples
    --------
    >>> [verb_of(noun) for noun in ("inspection", "sampling", "repairs", "settlement", "table")]
    ['inspect', 'sample', 'repair', 'settle', '']
    """
    base, form = lexicon.verbs().get(noun, ("", ""))
    if form in ("ing", "s", "base"):
        return base
    ending = next((e for e in NOMINAL if noun.endswith(e) and len(noun) > len(e) + 2), "")
    if not ending:
        return ""
    stem = noun[: -len(ending)]
    return next((stem + e for e in NOMINAL[ending] if stem + e in lexicon.bases()), noun)


def object_behind(sentence: Sentence, at: int) -> str:
    """Return the noun phrase behind a verb: up to a break or a preposition other than of."""
    words = sentence.words
    end = at
    while end < len(words) and end - at < OBJECT:
        word = words[end]
        if (
            word in BREAKS
            or word in RELATIVE
            or word == "."
            or (word in lexicon.openers() and end > at)
        ):
            break
        if word in PREPOSITIONS and word != "of" and end > at:
            break
        if end > at and word in ("each", "every") and is_time(words[end + 1 : end + 2]):
            break
        end += 1
    return without_time(trim(sentence, at, end))


def shorten(sentence: Sentence, first: int, last: int) -> str:
    """Return the beginning of a noun phrase."""
    return trim(sentence, first, min(last, first + OBJECT + 3))


def trim(sentence: Sentence, first: int, last: int) -> str:
    """Return the text of tokens without a leading article and without marks at the ends."""
    words = sentence.words
    while first < last and words[first] in ARTICLES:
        first += 1
    return sentence.piece(first, last).strip(" ,;:.")


def is_title(text: str) -> bool:
    """Tell a heading within a list: "Report to President"; no stop, its long words in capitals."""
    long = [word for word in text.split()[1:] if len(word) > 3]
    return (
        text[-1:].isalnum() and len(long) < 8 and bool(long) and all(w[0].isupper() for w in long)
    )
