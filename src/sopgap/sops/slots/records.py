"""What a duty writes down or keeps: "notes the refusal on the medication sheet".

A verb of writing (`data/record_verbs.csv`) makes the paper it writes in the record, or else what it
writes; a verb of keeping, signing or filling in takes its object, where that is a paper
(`data/record_nouns.txt`) or a numbered form.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from sopgap.sops.actors import singular
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import LIMIT
from sopgap.sops.slots.events import Token, cut_tokens, slot_words, word_set
from sopgap.text import data_lines, data_rows

REACH = 22  # words between a verb and its record
# "form CF-28", "CBP Form 301", "SF 50"
NUMBERED = re.compile(
    r"\b(?:[A-Z][\w&]* )?[Ff]orms? (?:[A-Z]{1,5}[- ]?)?\d[\w-]*|\bform [A-Z]{1,5}-?\d[\w-]*"
)
STARTS = slot_words("record_starts")
STOPS = slot_words("record_stops")
INTO = ("in", "into", "on", "onto", "to", "under", "upon")
LEADS = slot_words("record_leads")
BE = ("be", "is", "are", "been", "being")


@lru_cache(maxsize=8_000)
def find_record(text: str) -> str:
    """Return the words for what a sentence says is written down or kept, '' for nothing.

    Examples
    --------
    >>> find_record("The nurse records the result in the patient's chart within an hour.")
    "patient's chart"
    >>> find_record("The clerk signs and dates the checklist."), find_record("The clerk waits.")
    ('checklist', '')
    """
    text = text[:LIMIT]
    tokens, forms = cut_tokens(text), _bases()
    if forms.keys().isdisjoint(word_set(text)):
        return ""
    words: list[str] = []
    for at, token in enumerate(tokens):
        if token.word not in forms:
            continue
        words = words or [other.word for other in tokens]
        makes = _makes(token.word)
        if not _is_verb(words, at):
            continue
        found = _of_verb(text, tokens, words, at, makes)
        if found:
            return found
    return ""


def _of_verb(text: str, tokens: tuple[Token, ...], words: list[str], at: int, makes: str) -> str:
    """Return the record of one verb."""
    passive = at > 0 and any(w in BE for w in words[max(0, at - 3) : at])
    end = next((n for n in range(at + 1, len(words)) if words[n] in (";", ".")), len(words))
    end = min(end, at + REACH)
    if makes == "writes":
        inside = _container(text, tokens, words, at + 1, end)
        if inside:
            return inside
        if base_of(words[at]) in (
            "show",
            "state",
            "describe",
            "report",
            "list",
            "mark",
            "log",
            "enter",
            "register",
            "write",
        ):
            return ""
        return (
            _subject(text, tokens, words, at)
            if passive
            else _object(text, tokens, words, at + 1, end)
        )
    found = (
        _subject(text, tokens, words, at) if passive else _object(text, tokens, words, at + 1, end)
    )
    if makes == "minutes":
        return found if found.lower().endswith("minutes") else ""
    return found if _is_paper(found) else ""


def _container(
    text: str, tokens: tuple[Token, ...], words: list[str], first: int, last: int
) -> str:
    """Return the paper behind in, on, into."""
    for n in range(first, last):
        if words[n] in ("and", "if", "when", "unless", "who", "which") and n > first + 8:
            return ""
        if words[n] in INTO:
            phrase = _phrase(text, tokens, words, n + 1, last)
            if phrase and _is_paper(phrase):
                return phrase
    return ""


def _object(text: str, tokens: tuple[Token, ...], words: list[str], first: int, last: int) -> str:
    """Return the object of a verb; a second verb ("signs and dates") and a particle are passed."""
    n = first
    while n < last and (
        words[n] in ("in", "up", "out", "down", "off", "also")
        or lexicon.is_adverb(words[n])
        or (words[n] == "and" and n + 1 < last and _makes(words[n + 1]))
        or (words[n - 1] == "and" and _makes(words[n]))
    ):
        n += 1
    return _phrase(text, tokens, words, n, last)


def _subject(text: str, tokens: tuple[Token, ...], words: list[str], at: int) -> str:
    """Return the subject of a passive: what stands before be and its modal."""
    end = next((n for n in range(at - 1, -1, -1) if words[n] in BE), at)
    while end > 0 and (
        words[end - 1] in ("shall", "must", "will", "should", "may", "to", "also")
        or words[end - 1] in BE
    ):
        end -= 1
    start = end
    while start > 0 and words[start - 1] not in STOPS - {"of", "and"} and end - start < 8:
        start -= 1
    return _phrase(text, tokens, words, start, end)


def _phrase(text: str, tokens: tuple[Token, ...], words: list[str], first: int, last: int) -> str:
    """Return a noun phrase without its article; "of" goes on once."""
    while first < last and words[first] in STARTS:
        first += 1
    n, of = first, 0
    while n < last and n - first < 7:
        word = words[n]
        is_adverb = n > first and (lexicon.is_adverb(word) or word in ("twice", "once"))
        if word == "of" and n > first and not of:
            of = n
        elif is_adverb or word in STOPS or (word in STARTS and not (of and n == of + 1)):
            break
        n += 1
    if of and n == of + 1:
        n = of
    return text[tokens[first].start : tokens[n - 1].end] if n > first else ""


def _is_paper(phrase: str) -> bool:
    if not phrase:
        return False
    if NUMBERED.search(phrase):
        return True
    words = phrase.lower().split()
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    if singular(head) == "copy" or (singular(words[0]) == "copy" and "of" in words):
        return True
    return head in _nouns() or singular(head) in _nouns()


def base_of(word: str) -> str:
    """Return the verb of `data/record_verbs.csv` whose form a word is, '' for none."""
    return _bases().get(word, "")


def _makes(word: str) -> str:
    return _verbs().get(base_of(word), "")


def _is_verb(words: list[str], at: int) -> bool:
    """Tell "records the result" from "the records", "records clerk"."""
    before = words[at - 1] if at else ""
    following = words[at + 1] if at + 1 < len(words) else ""
    if words[at] == "minutes" and following not in STARTS:
        return False  # a span
    if before in STARTS or before in ("of", "in", "for", "on", "with", "from", "no", "per"):
        return words[at].endswith("ing") and before in ("for", "of")
    if words[at] == base_of(words[at]):
        # "must note", "clerks note", "note": not "general note", "annual report".
        free = not before or before in LEADS or lexicon.is_adverb(before) or before[-1:] == "s"
        return free and not following[:1].isdigit()
    if words[at].endswith("ed"):
        return any(w in BE or w in ("has", "have", "and", ",") for w in words[max(0, at - 3) : at])
    if singular(following) in lexicon.agent_nouns() and following not in STARTS:
        return False
    return before not in _nouns() and before != "'s"


@cache
def _verbs() -> dict[str, str]:
    return {row["verb"]: row["makes"] for row in data_rows("record_verbs.csv")}


@cache
def _bases() -> dict[str, str]:
    """Return every form of the verbs."""
    forms: dict[str, str] = {}
    for form, (base, _) in lexicon.verbs().items():
        if base in _verbs():
            forms[form] = base
    for base in _verbs():
        for form in (
            base,
            lexicon.third_person(base),
            base.rstrip("e") + "ed",
            base.rstrip("e") + "ing",
        ):
            forms.setdefault(form, base)
    forms.update(
        {"kept": "keep", "written": "write", "taken": "take", "made": "make", "drawn": "draw"}
    )
    return forms


@cache
def _nouns() -> frozenset[str]:
    return frozenset(word for line in data_lines("record_nouns.txt") for word in line.split())
