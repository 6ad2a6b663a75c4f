"""What a row of the matrix asks, and what a duty says: both as stems, by where they stand."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import pandas as pd

from sopgap.mapping.fitting.lexicon import (
    act_of,
    base,
    bases,
    is_known_act,
    listed,
    listed_bases,
    phrasal,
)
from sopgap.tables import split
from sopgap.text import data_lines, normalise, stop_words, tokens

LONG = 30  # content words from which a sentence speaks of more than one thing
AROUND = 10  # content words on either side of the act in which a long sentence names the object
REACH = 5  # words behind a light verb in which a noun names the act

# A clause that only says when, why, or which: its verbs are not the act.
SUBORDINATE = re.compile(
    r"\b(?:who|whom|whose|which|when|where|if|unless|until|once|because|after|before|while"
    r"|(?<!ensure )(?<!ensures )(?<!sure )(?<!to it )that)\b[^,;:.]*",
    re.IGNORECASE,
)
COMPOUND = re.compile(r"\b\w+(?:-\w+)+\b")
WORD = re.compile(r"[\w']+|[,;]")
# Of nouns of an act (approval, appointment), which no verb of plain English has.
NOUN_ENDINGS = (
    *("tion", "sion", "ment", "sal", "val", "ttal", "ity"),
    *("tions", "sions", "ments", "sals", "vals", "ttals", "ities"),
)
# What follows tells more of a thing, but not what it is: "the date *of each case*".
BEHIND_HEAD = re.compile(
    r"\b(?:of|for|in|on|at|from|to|with|by|about|under|that|which|who|whose|where|when)\b|,",
    re.IGNORECASE,
)
FOR = (["for"], ["to"], ["into"], ["in"], ["under"])
ENUMERATION = re.compile(r"[,;]|\band\b|\bor\b")


@dataclass(frozen=True)
class Wanted:
    """What a row of the matrix asks of a duty, as stems."""

    acts: frozenset[str]
    objects: tuple[tuple[str, ...], ...]
    keywords: tuple[tuple[str, ...], ...]
    weights: dict[str, float]
    own: frozenset[str]
    verbs: frozenset[str]


@dataclass(frozen=True)
class Said:
    """What a duty says, as stems by where they stand."""

    text: str
    line: tuple[str, ...]
    heading: frozenset[str]
    acts: frozenset[str] = frozenset()
    act: frozenset[str] = frozenset()
    actor: frozenset[str] = frozenset()
    title: frozenset[str] = frozenset()
    goal: frozenset[str] = frozenset()
    head: str = ""
    step: bool = False

    # Asked for once a row of the matrix, and the same for each.
    @cached_property
    def sentence(self) -> frozenset[str]:
        """The words of the sentence."""
        return frozenset(self.line)

    @cached_property
    def own_goal(self) -> frozenset[str]:
        """The words of the object that name a thing of their own.

        In the "Rules of the Music School" music says whose, and no other thing.
        """
        return self.goal - listed_bases("pointer") - self.title

    @cached_property
    def weighed(self) -> dict[str, float]:
        """What is known of how far it speaks of a word."""
        return {}

    def without(self, stems: frozenset[str]) -> Said:
        """Return the same without these words of the sentence and the actor."""
        if stems.isdisjoint(self.sentence) and stems.isdisjoint(self.actor):
            return self
        line = tuple(word for word in self.line if word not in stems)
        return replace(self, line=line, actor=self.actor - stems)

    def near(self, stems: frozenset[str]) -> Said:
        """Return the same with only what stands near these words, where the sentence is long."""
        if len(self.line) <= LONG or not stems & self.sentence:
            return self
        at = [n for n, word in enumerate(self.line) if word in stems]
        kept = (w for n, w in enumerate(self.line) if any(abs(n - m) <= AROUND for m in at))
        return replace(self, line=tuple(kept))


def read_wanted(matrix: pd.DataFrame) -> dict[str, Wanted]:
    """Read what each row of the matrix asks of a duty, by responsibility_id."""
    rows = matrix.to_dict("records")
    # A word that several rows share ("entries") does not tell them apart; their other words do.
    shared = Counter(w for row in rows for w in {w for option in _options(row) for w in option})
    return {row["responsibility_id"]: _wanted(row, shared) for row in rows}


def read_said(duty: dict[str, Any], place: dict[str, Any], *, alone: bool) -> Said:
    """Read what a duty says; not `alone` in its sentence, only its own act and object count."""
    text, who = normalise(duty["text"]), duty["actor_text"]
    own = f"{duty['action']} {duty['object']} {duty['condition']}"
    body = text if alone else own
    told = text if alone else f"{duty['action']} {duty['object']}"
    main = (
        _own_acts(duty, SUBORDINATE.sub(" ", told))
        if _is_plain(duty)
        else _verbs(SUBORDINATE.sub(" ", told))
    )
    main |= phrasal(tokens(told))
    return Said(
        text=text,
        line=bases(body.replace(who, " ", 1) if who else body),
        heading=frozenset(bases(place["section"])),
        # The title of who acts may name the act: a repair team fixes what it repairs.
        acts=main | frozenset(bases(f"{duty['action']} {who}")),
        act=frozenset(bases(duty["action"])),
        actor=frozenset(bases(f"{who} {duty['actor']}")),
        title=frozenset(bases(place["title"])),
        goal=frozenset(bases(duty["object"])),
        head=next(iter(bases(BEHIND_HEAD.split(duty["object"])[0])[-1:]), ""),
        step=duty["via"] == "imperative",
    )


def _is_plain(duty: dict[str, Any]) -> bool:
    """Whether the duty's own verb is known and says what is done, not only that it is seen to."""
    action = frozenset(bases(duty["action"]))
    return bool(action) and not action & listed_bases("seeing-to")


def _own_acts(duty: dict[str, Any], told: str) -> frozenset[str]:
    """Return the stems of a duty's own verb, of verbs joined to it, and of a noun they lead to.

    A verb or noun elsewhere in the sentence is somebody else's act, or a part of the object; in a
    long sentence, what is joined is as often a list of things.
    """
    own = tokens(duty["action"])
    acts = frozenset(base(word) for word in own) | _lent(own[-1:] + tokens(duty["object"]))
    acts |= _sent_for(told, acts) | _given(told, acts)
    words = [word.lower() for word in WORD.findall(COMPOUND.sub(" ", told))]
    if len(bases(told)) > LONG:
        return acts
    for n, word in enumerate(words[1:], 1):
        before = words[n - 1]
        joined = before in listed("joining") and not word.endswith(NOUN_ENDINGS)
        if joined or (before == "by" and word.endswith("ing")):
            acts |= {base(word)} | _lent(words[n : n + REACH])
    return acts - stop_words()


def _sent_for(told: str, acts: frozenset[str]) -> frozenset[str]:
    """Return the stems of the act for which a thing is sent: sent for destruction, put in store."""
    words = tokens(told)
    at = (n for n, word in enumerate(words) if base(word) in acts & listed_bases("lending"))
    return frozenset(
        base(words[n + 2])
        for n in at
        if words[n + 1 : n + 2] in FOR and len(words) > n + 2 and words[n + 2].isalpha()
    )


def _given(told: str, acts: frozenset[str]) -> frozenset[str]:
    """Return the stems of the act that a thing is given: given a second reading by the officer."""
    words = tokens(told)
    light = acts & (listed_bases("light") | listed_bases("lending"))
    found = (_lent(words[n : n + REACH]) for n, word in enumerate(words) if base(word) in light)
    return frozenset().union(*found)


def _lent(words: list[str]) -> frozenset[str]:
    """Return the stems of the noun phrase to which a verb leaves the act: give approval."""
    if not words or base(words[0]) not in listed_bases("light") | listed_bases("lending"):
        return frozenset()
    lent: list[str] = []
    for word in words[1:REACH]:
        if lent and (word in listed("before-noun") or not word.isalpha()):
            break
        lent += [base(word)] if word.isalpha() and word not in stop_words() else []
    return frozenset(lent)


def _verbs(text: str) -> frozenset[str]:
    """Return the stems of words that may be verbs, and of nouns close behind a light verb."""
    words = tokens(COMPOUND.sub(" ", text))
    found, light = set(), -REACH
    for n, word in enumerate(words):
        before = words[n - 1] if n else ""
        gerund = word.endswith("ing") and before in listed("before-gerund")
        noun = before in listed("before-noun") or word.endswith(("ings", "able"))
        verb = gerund or not noun
        if verb or (n - light < REACH and not word.endswith("ed")):
            found.add(word)
        light = n if base(word) in listed_bases("light") else light
    return frozenset(base(word) for word in found if word not in stop_words())


def _wanted(row: dict[str, Any], shared: Mapping[str, int]) -> Wanted:
    objects = _options(row)
    keywords = tuple(words for part in split(row["keywords"]) if (words := _ordered(part)))
    stems = frozenset(word for option in (*objects, *keywords) for word in option)
    own = verbs = frozenset(bases(row["action"]))
    acts = frozenset(word for act in own for word in act_of(act))
    if own & listed_bases("light") - listed_bases("finishing"):
        # "Conduct inspections": who inspects does it; but a completed report is a thing.
        verbs |= {option[-1] for option in objects if is_known_act(option[-1])}
        acts |= frozenset(word for head in verbs - own for word in act_of(head))
    acts |= _named_acts(split(row["keywords"])) - {w for option in objects for w in option}
    # A keyword may be the act in another form: appointment, reappoint.
    acts |= frozenset(word for word in stems if any(len(a) >= 5 and a in word for a in own))
    weights = {word: 1.0 / math.sqrt(shared.get(word, 1)) for word in stems}
    return Wanted(acts, objects, keywords, weights, stems, verbs)


def _named_acts(keywords: list[str]) -> frozenset[str]:
    """Return the stems of acts that keywords name: "lifting a hold", "determination"."""
    firsts = [tokens(normalise(keyword)) for keyword in keywords]
    named = {
        base(words[0])
        for words in firsts
        if words
        and (words[0].endswith("ing") if len(words) > 1 else words[0].endswith(NOUN_ENDINGS))
    }
    return frozenset(word for word in named if is_known_act(word) or word in _verbs_known())


@cache
def _verbs_known() -> frozenset[str]:
    lines = data_lines("action_verbs.txt")
    return frozenset(base(word) for line in lines for word in line.split())


def _options(row: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    parts = ENUMERATION.split(row["object"] or row["name"])
    return tuple(words for part in parts if (words := _ordered(part)))


def _ordered(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(bases(text)))
