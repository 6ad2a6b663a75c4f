"""What a norm says beside who: by when, how often, under which condition, where, to whom."""

from __future__ import annotations

import re
from functools import lru_cache

from sopgap.sops import lexicon
from sopgap.sops.sentences import SPAN, Sentence, is_count

TIME = re.compile(
    r"\b(?:within|later|more than|less than|least|before|prior|after|by|upon|on|at|same|for|exceed"
    r"\w*|minutes?|hours?|days?|weeks?|months?|quarters?|years?|each|every|once|twice|\w+ly|soon"
    r"|delay|immediate|reasonable|spot|needed)\b",
    re.IGNORECASE,
)
ACRONYM = re.compile(
    r"\b(?:in|into|through|via|using)(?: the)? ([A-Z][A-Z0-9&]{1,7})\b(?!\.[A-Z]| [A-Z])"
)
PLACED = re.compile(
    r"\b(?:in|into|via|through)(?: the)? ([A-Z]{2}[A-Z0-9]{0,6})\b(?!\.[A-Z]| [A-Z])"
)
HANDOFF = re.compile(
    r"\b(?:refer|forward|send|transmit|submit|report|transfer|route|hand|pass|deliver|return|"
    r"escalate|provide|present|assign|give|deposit|file)\w*\b",
    re.IGNORECASE,
)
AND = re.compile(r" (?:and|or) (\w+)")
CONDITIONS = frozenset(word for word, kind in lexicon.openers().items() if kind == "condition")
ANOTHER = re.compile(r", (?:who|which|whom)\b")  # what another does, and by when
TRAILING_IF = re.compile(
    r"[,\s](?:unless|if|provided)\b(?! any\b| possible| necessary| applicable| appropriate)"
)
TRAILING = re.compile(r"[,;] (?:and|but|within|who|which|as well)\b")
LONGEST = 240  # characters of a condition that are kept


@lru_cache(maxsize=20_000)  # one sentence is searched from several sides
def find_times(text: str) -> tuple[str, str]:
    """Return the deadline and the frequency in the words of a text; '' where there is none.

    A definite time goes before a vague one ("promptly"); where nothing else says by when, the
    deadline repeats the frequency.

    Examples
    --------
    >>> find_times("must promptly, within 5 days of receipt, send the monthly list")
    ('within 5 days of receipt', '')
    >>> find_times("shall count the vault twice a year")
    ('twice a year', 'twice a year')
    """
    if not TIME.search(text):
        return "", ""
    frequency = _first(text, "frequency")
    deadline = _first(text, "deadline")
    begins = text.find(frequency)
    if frequency and deadline and begins <= text.find(deadline) < begins + len(frequency):
        deadline = frequency  # "on the second" of "on the second Tuesday of each month"
    return deadline or frequency or _first(text, "vague"), frequency


def without_time(text: str) -> str:
    """Return a noun phrase without the time that ends it.

    Examples
    --------
    >>> without_time("old stock twice a year"), without_time("list of the next day")
    ('old stock', 'list of the next day')
    """
    for time in dict.fromkeys(find_times(text)):
        before = text.removesuffix(time).rstrip(" ,") if time else text
        if before and before != text and before.split()[-1].lower() not in ("of", "the", "a"):
            return before
    return text


def is_time(words: list[str]) -> bool:
    """Return whether the first of these words is a span, weekday or month: "each" goes before it.

    Examples
    --------
    >>> is_time(["fridays"]), is_time(["case"])
    (True, False)
    """
    return bool(words and SPAN.fullmatch(words[0]))


def find_deadline(
    sentence: Sentence, begin: int, end: int, *, subject: int | None = None
) -> tuple[str, str]:
    """Return deadline and frequency of the norm whose predicate stands at these characters.

    Sought behind the predicate first, then in a leading phrase of time, then in the subject: a time
    in a leading condition ("if it was extended for one year, ...") binds nobody.
    """
    text = sentence.text
    rest = _without_conditions(text[end:])
    relative = ANOTHER.search(rest)
    for part in (rest[: relative.start()] if relative else "", rest):
        if (found := find_times(part))[0]:
            return found
    if subject:
        led = text[: sentence.spans[subject][0]]
        if (
            led
            and led.split(" ", 1)[0].lower() not in CONDITIONS
            and (led_times := find_times(led))[0]
        ):
            return led_times
    before = text[:begin]
    opener = before.split(" ", 1)[0].lower().strip(",")
    if opener in CONDITIONS or opener in ("whether", "because", "since", "although", "while", "as"):
        before = before[before.rfind(",") + 1 :]
    return find_times(before)


def find_condition(sentence: Sentence, subject: int, verb: int) -> str:
    """Return the leading or trailing clause that says when a norm applies."""
    words, spans, text = sentence.words, sentence.spans, sentence.text
    if words and words[0] in CONDITIONS and subject > 0 and not is_count(words, 0):
        return text[: spans[subject][0]].strip(" ,")[:LONGEST]
    for at in range(verb, len(words)):
        if words[at] == "provided" and words[at + 1 : at + 2] != ["that"] and words[at - 1] != ",":
            continue
        if words[at] in CONDITIONS and not is_count(words, at):
            rest = text[spans[at][0] :].rstrip(" .")
            ends = TRAILING.search(rest)
            return (rest[: ends.start()] if ends else rest)[:LONGEST]
    return ""


def find_system(text: str, systems: frozenset[str], names: frozenset[str]) -> str:
    """Return the systems that a sentence names, by `;`.

    Parameters
    ----------
    systems : frozenset of str
        Names that the study gives.
    names : frozenset of str
        Acronyms that are actors and so no systems.

    Examples
    --------
    >>> find_system("Enter the case in LEDGER.", frozenset(), frozenset())
    'LEDGER'
    """
    known = [s for s in sorted(systems) if re.search(rf"(?<!\w){re.escape(s)}(?!\w)", text)]
    guessed = [] if systems else [s for s in ACRONYM.findall(text) if s not in names]
    return ";".join(dict.fromkeys([*known, *guessed]))


def find_handoff(sentence: Sentence, verb: int) -> str:
    """Return the actor to whom a norm passes something on: "forwards it to the board"."""
    words = sentence.words
    start = next((n for n in range(verb, len(words)) if HANDOFF.fullmatch(words[n])), -1)
    if start < 0:
        return ""
    for mention in sentence.mentions:
        if mention.first > start and "to" in words[max(start, mention.first - 3) : mention.first]:
            return mention.actor
    return ""


def _first(text: str, kind: str) -> str:
    """Return the first match of a kind in the text; of two that begin together, the longer."""
    found = [m for pattern in lexicon.times(kind) if (m := pattern.search(text))]
    best = min(found, key=lambda m: (m.start(), -len(m[0])), default=None)
    return _closed(best[0].strip()) if best else ""


def _closed(words: str) -> str:
    """Cut a time where the next verb begins: "on receipt and gives it a number"."""
    for joint in AND.finditer(words):
        if lexicon.verbs().get(joint[1].lower(), ("", ""))[1] == "s":
            return words[: joint.start()]
    return words


def _without_conditions(text: str) -> str:
    """Cut off what follows a trailing unless or if."""
    found = TRAILING_IF.search(text)
    return text[: found.start()] if found else text
