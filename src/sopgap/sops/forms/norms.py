"""One norm of a sentence before it becomes a row, and the pieces of a sentence that fill it."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.clauses import opens_clause
from sopgap.sops.grammar.sentences import (
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    RELATIVE,
    SKIPPED,
    Sentence,
)
from sopgap.sops.owners.scene import Bearer
from sopgap.sops.slots.conditions import exception_in
from sopgap.sops.slots.deadlines import is_time, without_time
from sopgap.sops.slots.due import normalise_due
from sopgap.sops.slots.events import slot_words
from sopgap.sops.slots.records import find_record
from sopgap.sops.slots.systems import find_system
from sopgap.sops.slots.times import list_times
from sopgap.text import data_rows

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
# What stands behind a verb and not behind a noun; what ends no noun phrase.
FOLLOWING = slot_words("object_following")
LOOSE = PREPOSITIONS | {"the", "a", "an", "and", "or", "how", "whether", "either", "both", "any"}
ARTICLES = ("the", "a", "an", "that", "each", "any")


class Norm(NamedTuple):
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
    exception: str = ""
    record: str = ""
    system: str = ""

    def columns(self, text: str, systems: frozenset[str], names: frozenset[str]) -> dict[str, str]:
        """Return the columns of `duties` that this norm fills.

        An exception and a record that were not found beside the norm are sought in its sentence.
        """
        bearer = self.bearer
        action, thing = _act_of_noun(self.action, self.object)
        return {
            "actor": bearer.actor,
            "actor_text": bearer.text,
            "unit": bearer.unit,
            "modality": self.modality,
            "action": action,
            "object": thing,
            "condition": self.condition,
            "exception": self.exception or exception_in(text),
            "deadline": self.deadline,
            "due": normalise_due(self.deadline),
            "frequency": self.frequency,
            "system": self.system or find_system(text, systems, names),
            "record": self.record or find_record(text.replace(self.condition or "\0", "")),
            "handoff_to": "" if self.modality == "prohibition" else self.handoff_to,
            "polarity": "negative" if self.modality == "prohibition" else "positive",
            "via": "context" if bearer.context and self.via != "imperative" else self.via,
            "owner_from": bearer.place,
            "reason": bearer.reason,
        }


def _act_of_noun(action: str, thing: str) -> tuple[str, str]:
    """Return the act that a noun names: "carry out", "a review of each chart" is to review it."""
    words = thing.split()
    if action == "make" and words[:1] == ["sure"]:
        return "ensure", " ".join(words[1:])
    if action not in LIGHT or "of" not in words[1:-1]:
        return action, thing
    at = words.index("of", 1)
    act = verb_of(words[at - 1].lower())
    if act not in lexicon.bases():
        return action, thing
    behind = words[at + 1 :]
    return act, " ".join(behind[behind[0].lower() in (*ARTICLES, "every", "all") :])


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
    """Return the noun phrase behind a verb: up to a break or a preposition other than of.

    A joined verb is passed over ("ascertain or estimate the date"), and so is a phrase of place
    or manner before the object ("include on the form the name").
    """
    words = sentence.words
    if at + 1 < len(words) and words[at] in ("and", "or") and words[at + 1] in lexicon.bases():
        at += 2
    if at and (base_form(words[at - 1]), *words[at : at + 1]) in _particle_verbs():
        at += 1
    if at < len(words) and opens_clause(sentence, at):
        return ""  # "The clerk checks and the warden signs each form"
    at = _behind_insertion(words, at)
    end = _object_end(sentence, at)
    if at < len(words) and words[at] in PREPOSITIONS:
        later = _object_start(sentence, at)
        if later:
            at, end = later, _object_end(sentence, later)
    if at < len(words) and sentence.spans[at][0] in _time_starts(sentence):
        return ""
    while end > at + 1 and words[end - 1] in LOOSE:
        end -= 1
    return without_time(trim(sentence, at, end))


def _behind_insertion(words: list[str], at: int) -> int:
    """Return where the object stands in "keep, for at least five years, all records"."""
    if words[at : at + 1] != [","] or words[at + 1] not in PREPOSITIONS:
        return at
    close = next((n for n in range(at + 2, min(len(words) - 1, at + 12)) if words[n] == ","), 0)
    return close + 1 if close and words[close + 1] in DETERMINERS else at


def _object_end(sentence: Sentence, at: int) -> int:
    """Return the token behind the noun phrase that begins at a token."""
    words, times = sentence.words, _time_starts(sentence)
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
        if end > at and sentence.spans[end][0] in times:
            break
        if end > at and word in ("each", "every") and is_time(words[end + 1 : end + 2]):
            break
        if end > at and word in ("and", "or") and _is_next_verb(words, end + 1):
            break
        if end > at and (opens_clause(sentence, end) or _is_set_time(sentence, end, times)):
            break
        end += 1
    return end


def _is_set_time(sentence: Sentence, end: int, times: frozenset[int]) -> bool:
    """Tell "the agenda | five days before it" from "a list of the next day", "the daily list"."""
    if sentence.spans[end][0] not in times:
        return False
    before = sentence.words[end - 1]
    return before not in LOOSE and before not in ARTICLES and before not in DETERMINERS


def _is_next_verb(words: list[str], at: int) -> bool:
    """Tell "the facts and refer the case" from "the facts and reports"."""
    form = lexicon.verbs().get(words[at], ("", ""))[1] if at < len(words) else ""
    return form in ("base", "s") and words[at + 1 : at + 2] != [] and words[at + 1] in FOLLOWING


@cache
def _particle_verbs() -> frozenset[tuple[str, ...]]:
    """Return verbs with the word that belongs to them: ("fill", "in")."""
    return frozenset((row["verb"], row["particle"]) for row in data_rows("particle_verbs.csv"))


def _time_starts(sentence: Sentence) -> frozenset[int]:
    """Return the characters at which words of time begin."""
    return _starts_of(sentence.text)


@lru_cache(maxsize=4_000)
def _starts_of(text: str) -> frozenset[int]:
    return frozenset([time.start for time in list_times(text)])


def _object_start(sentence: Sentence, at: int) -> int:
    """Return where the object begins behind phrases with prepositions, 0 where none does."""
    words, times = sentence.words, _time_starts(sentence)
    for n in range(at + 2, min(len(words), at + 24)):
        if words[n] in BREAKS or words[n] in RELATIVE or words[n] == ".":
            return 0
        if sentence.spans[n][0] in times:
            return 0
        before = words[n - 1]
        if words[n] in ARTICLES and before not in PREPOSITIONS and before not in ("and", "or"):
            return n
    return 0


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
    if not text[-1:].isalnum():
        return False
    long = [word for word in text.split()[1:] if len(word) > 3]
    return 0 < len(long) < 8 and all(w[0].isupper() for w in long)
