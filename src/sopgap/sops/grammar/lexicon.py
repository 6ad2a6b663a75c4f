"""The words of the method, read from the package's data: modals, verbs, agents, times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sopgap.text import data_lines, data_rows

PIECES = {  # names of spans, of days of the week and of months, as patterns
    "span": r"(?:minute|hour|shift|day|night|week|fortnight|month|quarter|season|year)s?",
    "weekday": r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?",
    "month": r"(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december)\b",
}


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal phrase: its words, and what it does to the actor, plain and negated."""

    words: tuple[str, ...]
    modality: str
    negated: str
    second: str  # its second word, '' where it has one alone: most phrases fail there


@cache
def modals() -> dict[str, list[Modal]]:
    """Return the modal phrases of `data/modals.csv` by first word, longest first."""
    return _phrases("modals.csv")


@cache
def after_modals() -> dict[str, list[Modal]]:
    """Return the phrases of `data/after_modals.csv` by first word: they change a modal."""
    return _phrases("after_modals.csv")


@cache
def subject_words() -> frozenset[str]:
    """Return every form of a noun or pronoun that may name somebody."""
    nouns = agent_nouns()
    return frozenset(
        [*nouns, *(plural(noun) for noun in nouns), "he", "she", "he/she", "it", "they", "two"]
    )


@cache
def not_duties(part: str) -> re.Pattern[str]:
    """Return what marks a sentence as no duty, `before` or `after` the modal, as one pattern."""
    rows = [row["pattern"] for row in data_rows("not_duties.csv") if row["part"] == part]
    if part in ("after", "weak"):
        return re.compile("(?:" + "|".join(rows) + ")", re.IGNORECASE)
    return re.compile("|".join(rows), re.IGNORECASE)


@cache
def agent_nouns() -> dict[str, str]:
    """Return the nouns that name who acts, each with its place (see `data/agent_nouns.csv`)."""
    return {row["noun"]: row["place"] for row in data_rows("agent_nouns.csv")}


@cache
def verbs() -> dict[str, tuple[str, str]]:
    """Return every form of the verbs of procedures, with its base and form.

    Forms are base, s (third person), ing and past (past tense or participle).

    Examples
    --------
    >>> [verbs()[word] for word in ("decides", "withheld", "stopped")]
    [('decide', 's'), ('withhold', 'past'), ('stop', 'past')]
    """
    forms: dict[str, tuple[str, str]] = {}
    irregular = _irregular()
    for base in [*_listed("action_verbs.txt"), *irregular]:
        forms[base] = (base, "base")
        forms[third_person(base)] = (base, "s")
        forms[_suffixed(base, "ing")] = (base, "ing")
        if base not in irregular:
            forms[_suffixed(base, "ed")] = (base, "past")
    for base, others in irregular.items():
        for form in others:
            forms.setdefault(form, (base, "past"))
    for form, (base, kind) in list(forms.items()):  # what is done may be done again: "reappraise"
        forms.setdefault("re" + form, ("re" + base, kind))
    return forms


@cache
def participles() -> frozenset[str]:
    """Return the past forms of the verbs, also those that look like the base (set, proofread)."""
    known = {form for form, (_, kind) in verbs().items() if kind == "past"}
    return frozenset(known.union(*_irregular().values()))


@cache
def is_adverb(word: str) -> bool:
    """Return whether a word ends as adverbs do and is no verb as "supply" and "apply" are.

    Examples
    --------
    >>> is_adverb("promptly"), is_adverb("supply")
    (True, False)
    """
    return word.endswith("ly") and word not in verbs() and word not in ("family", "assembly")


@cache
def bases() -> frozenset[str]:
    """Return the base forms of `data/action_verbs.txt`, and the same with re- before them."""
    listed = _listed("action_verbs.txt")
    return frozenset([*listed, *("re" + base for base in listed)])


@cache
def everyday() -> dict[str, tuple[str, str]]:
    """Return the present forms of the verbs of everyday speech, each with its base and form.

    Examples
    --------
    >>> everyday()["brings"], everyday()["choose"]
    (('bring', 's'), ('choose', 'base'))
    """
    listed = word_list("everyday_verbs.txt") - word_list("everyday_pasts.txt")
    forms = {third_person(base): (base, "s") for base in listed}
    return {**{base: (base, "base") for base in listed}, **forms}


def base_of(word: str) -> str:
    """Return the base of a verb form of any list, any other word as it is.

    Examples
    --------
    >>> [base_of(word) for word in ("decides", "goes", "table")]
    ['decide', 'go', 'table']
    """
    return verbs().get(word, everyday().get(word, (word, "")))[0]


@cache
def openers() -> dict[str, str]:
    """Return the words that open a subordinate clause or an adjunct, each with its kind."""
    return {row["word"]: row["kind"] for row in data_rows("openers.csv")}


@cache
def word_class(name: str) -> frozenset[str]:
    """Return the words of one class of `data/word_classes.csv`, as `preposition`."""
    rows = [row["words"] for row in data_rows("word_classes.csv") if row["class"] == name]
    return frozenset(word for words in rows for word in words.split())


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of one list of `data/`, as `state_verbs.txt`."""
    return frozenset(_listed(name))


def plural(word: str) -> str:
    """Return the regular plural of a noun.

    Examples
    --------
    >>> [plural(w) for w in ("agency", "port", "branch")]
    ['agencies', 'ports', 'branches']
    """
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def third_person(base: str) -> str:
    """Return the third person of a verb.

    Examples
    --------
    >>> [third_person(base) for base in ("carry", "fix", "pay", "go")]
    ['carries', 'fixes', 'pays', 'goes']
    """
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _suffixed(base: str, suffix: str) -> str:
    if suffix == "ed" and base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ied"
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return base[:-1] + suffix
    if base in word_class("doubling"):
        return base + base[-1] + suffix
    return base + suffix


def _phrases(name: str) -> dict[str, list[Modal]]:
    found: dict[str, list[Modal]] = {}
    for row in data_rows(name):
        words = tuple(row["words"].split())
        modal = Modal(words, row["modality"], row["negated"], "".join(words[1:2]))
        found.setdefault(words[0], []).append(modal)
    for modals_of in found.values():
        modals_of.sort(key=lambda one: -len(one.words))
    return found


@cache
def _irregular() -> dict[str, list[str]]:
    return {row["base"]: row["forms"].split() for row in data_rows("irregular_verbs.csv")}


def _listed(name: str) -> list[str]:
    return [word for line in data_lines(name) for word in line.split()]
