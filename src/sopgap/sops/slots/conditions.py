"""When a norm applies and what does not fall under it: conditions and exceptions, apart.

What opens them stands in `data/clause_openers.csv`. A leading clause reaches up to the subject, a
trailing one up to where the main clause goes on, another slot begins, or the sentence ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import NamedTuple

from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import ENUMERATION, Sentence
from sopgap.sops.slots.events import cut_tokens, slot_words, word_set
from sopgap.sops.slots.times import list_times
from sopgap.text import data_rows

LONGEST = 400  # characters of a clause that are kept
# Where the main clause goes on behind a trailing clause.
GOES_ON = re.compile(
    r"[;:]| – | — |[,;] (?:and|but|or|nor|so|then|who|which|whom|as well|in which case|at which"
    r"|giving|stating|using|including|with|by)\b"
)
INSERTED = re.compile(r"\b(?:and|or|but|then|that|may|must|shall|will|should|can), $")
OTHER = re.compile(r"[,;] (?:but|however),? $")  # it leads in another clause
SHOULD_OR = re.compile(r", (?:and|or) (?:if|when|where|unless|that)\b", re.IGNORECASE)
PLEASE = ("please", "do", "then", "never", "always", "immediately", "promptly")
# Behind these verbs "if" and "when" open what is asked, not a condition: "checks if it is full".
ASKING = slot_words("clause_asking")
# Behind these nouns "where" and "when" tell of the noun: "the port where it was filed".
PLACED = slot_words("clause_placed")


class Clause(NamedTuple):
    """A clause of a sentence: characters `start` to `end`, a condition or an exception."""

    start: int
    end: int
    slot: str


def find_condition(sentence: Sentence, subject: int, verb: int) -> str:
    """Return the leading or trailing clause that says when a norm applies.

    Parameters
    ----------
    subject : int
        The token at which the subject of the norm begins: a leading clause ends before it.
    verb : int
        The token of its verb: a trailing clause stands behind it.

    Examples
    --------
    >>> from sopgap.sops.grammar.sentences import cut_sentence
    >>> sentence = cut_sentence("If it rains, the clerk must close it unless told not to.", {})
    >>> find_condition(sentence, 4, 7), find_exception(sentence, 4, 7)
    ('If it rains', 'unless told not to')
    """
    return _filling(sentence, subject, verb, "condition")


def find_exception(sentence: Sentence, subject: int, verb: int) -> str:
    """Return the clause that says what does not fall under a norm: unless, except, other than."""
    return _filling(sentence, subject, verb, "exception")


@lru_cache(maxsize=4_000)
def exception_in(text: str) -> str:
    """Return the exception that stands anywhere in a sentence, '' where there is none.

    Examples
    --------
    >>> exception_in("Unless told otherwise, the clerk closes the gate if it rains.")
    'Unless told otherwise'
    """
    text = ENUMERATION.sub("", text)
    found = list_openers(text)
    for number, (start, end, slot) in enumerate(found):
        if slot != "exception" or text.count("(", 0, start) > text.count(")", 0, start):
            continue
        led = "," in text[end:] and not text[:start].strip(" ,;")
        stop = text.index(",", end) if led else _trailing_end(text, end)
        after = [begin for begin, _, other in found[number + 1 :] if other == "condition"]
        stop = min([stop, *(begin for begin in after if begin > end + 1)])
        return text[start:stop].strip(" ,;:.")[:LONGEST]
    return ""


def list_clauses(sentence: Sentence, subject: int, verb: int) -> tuple[Clause, ...]:
    """Return the conditions and exceptions around a norm, left to right."""
    text = sentence.text
    if not list_openers(text):
        return ()
    starts = tuple(span[0] for span in sentence.spans)
    acting = starts[min(verb, len(starts) - 1)] if starts else 0
    # Where the subject is not known, a leading clause ends at the last comma before the verb.
    main = starts[subject] if 0 < subject < len(starts) else text.rfind(",", 0, acting) + 1
    if not main and not acting:
        main = _step_start(sentence)
    return _clauses(text, starts, main, acting)


def _filling(sentence: Sentence, subject: int, verb: int, slot: str) -> str:
    """Return the text of the first clause of a slot; a leading one goes before."""
    for clause in list_clauses(sentence, subject, verb):
        if clause.slot == slot:
            return sentence.text[clause.start : clause.end].strip(" ,;:.")[:LONGEST]
    return ""


def _step_start(sentence: Sentence) -> int:
    """Return where the verb of a step stands behind a leading clause: "When it rains, close it"."""
    words = sentence.words
    commas = [n for n in range(len(words) - 1) if words[n] == ","]
    verbs = [n for n in commas if words[n + 1] in lexicon.bases() or words[n + 1] in PLEASE]
    at = next(iter(verbs or commas), -1)
    return sentence.spans[at + 1][0] if at >= 0 else 0


@lru_cache(maxsize=4_000)
def _clauses(text: str, starts: tuple[int, ...], main: int, acting: int) -> tuple[Clause, ...]:
    opened = [one for one in list_openers(text) if _is_token(starts, one[0])]
    clauses: list[Clause] = []
    reached = -1
    for number, (start, end, slot) in enumerate(opened):
        if start < reached or (start > acting > 0 and OTHER.search(text[:start])):
            continue
        is_leading = start < main
        if not is_leading and start < acting and not _is_inserted(text, start):
            continue  # it tells of the subject: "a clerk who when asked"
        later = [begin for begin, _, other in opened[number + 1 :] if other != slot]
        if is_leading:
            stop = _leading_end(text, start, main)
        elif start < acting or INSERTED.search(text[:start]):
            stop = text.find(",", end) if "," in text[end:] else len(text)
        else:
            stop = _trailing_end(text, end)
        stop = min([stop, *(begin for begin in later if begin > end)])
        clauses.append(Clause(start, stop, slot))
        reached = stop
    return tuple(clauses)


@lru_cache(maxsize=4_000)
def list_openers(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return where clauses are opened in a text, and of which slot, left to right."""
    patterns = _patterns()
    if patterns.keys().isdisjoint(word_set(text)):
        return ()
    found: list[tuple[int, int, str]] = []
    for token in cut_tokens(text):
        if token.word not in patterns or (found and token.start < found[-1][1]):
            continue
        for slot, pattern in patterns[token.word]:
            hit = pattern.match(text, token.start)
            if hit and not _is_told(text, hit):
                found.append((hit.start(), hit.end(), slot))
                break
    return tuple(found)


@cache
def _patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return the forms of `data/clause_openers.csv` by the words that open them."""
    openers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for row in data_rows("clause_openers.csv"):
        for word in row["opens"].split():
            pattern = re.compile(row["pattern"], re.IGNORECASE)
            openers.setdefault(word, []).append((row["slot"], pattern))
    return openers


def _is_token(starts: tuple[int, ...], place: int) -> bool:
    """Tell whether a place is read: brackets and quotations are not."""
    at = bisect_left(starts, place)
    return at < len(starts) and starts[at] == place


def _is_told(text: str, hit: re.Match[str]) -> bool:
    """Tell "check if", "the port where", which open no condition."""
    before = text[: hit.start()].rstrip()
    word = before[before.rfind(" ") + 1 :].lower()
    opener = hit[0].lower().split()[0]
    if opener == "if" and word == "as":  # "as if it were registered" likens
        return True
    if opener == "subject":  # "a person subject to the fine" tells of the person
        is_verb = word in lexicon.modals() or word in lexicon.participles() or word.endswith("ed")
        return bool(before) and not (is_verb or word.endswith((",", ";", ":")))
    if opener == "if":
        return lexicon.verbs().get(word, (word, ""))[0] in ASKING
    if opener in ("where", "when", "wherever"):
        asked = opener == "where" and lexicon.verbs().get(word, (word, ""))[0] in ASKING
        return word in PLACED or asked or before.endswith((" write down", " find out"))
    return False


def _is_inserted(text: str, start: int) -> bool:
    """Tell whether a clause is set off by a comma: "The clerk, if asked, must"."""
    return text[:start].rstrip().endswith(",")


def _leading_end(text: str, start: int, main: int) -> int:
    """Return where a leading clause ends: at the comma before the subject, else at the subject."""
    comma = text.rfind(",", start, main)
    for time in list_times(text) if comma > start else ():
        before = text[: time.start].rstrip().removesuffix(" then")
        is_last = text.find(",", time.end) == comma
        if start < time.start < comma and is_last and before.endswith(","):
            return len(before) - 1  # "If it is late, then at the end of the day, the clerk"
    return comma if comma > start else main


def _trailing_end(text: str, end: int) -> int:
    """Return where a trailing clause ends."""
    stop = len(text)
    place = end
    while found := GOES_ON.search(text, place):
        if SHOULD_OR.match(text, found.start()):
            place = found.end()
            continue
        stop = found.start()
        break
    for time in list_times(text):
        before = text[: time.start].rstrip()
        if end < time.start < stop and before.endswith(","):
            return len(before)
    return stop
