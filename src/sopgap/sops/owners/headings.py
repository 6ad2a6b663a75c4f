"""Who a heading makes the owner of what stands below it: "Duties of the night warden"."""

from __future__ import annotations

import re

from sopgap.sops.actors import singular
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import DETERMINERS, PREPOSITIONS, Sentence, cut_sentence
from sopgap.sops.owners.bearers import name_bearer, name_stranger
from sopgap.sops.owners.scene import NOBODY, Bearer, Scene

# Words for the work of somebody: behind his name, or before "of" and "for" and his name.
WORK = lexicon.word_class("work")
DOING = frozenset({"does", "do", "must", "shall", "should", "will", "may", "is", "are"})
ENDS = frozenset({":", "—", "–", "-", ",", "(", ";", ".", "who"})
BRACKET = re.compile(r"\((?:the )?([^()]{3,40})\)")
LEADING = frozenset({"led", "done", "run", "filled", "completed", "carried", "kept", "read"})
LINKS = frozenset({"of", "for", "by"})


def name_heading(heading: str, scene: Scene) -> Bearer:
    """Return whom a heading names as the owner of its section, NOBODY where it only mentions him.

    Owners are the actor who is the whole heading, whose work it names ("Duties of the warden",
    "Warden's checklist") and of whom it tells ("What the warden does"); "Visits to the warden" and
    "Complaints about the warden" make nobody an owner.

    Examples
    --------
    >>> from sopgap.sops.actors import index_actors
    >>> import pandas as pd
    >>> table = pd.DataFrame({"alias": ["warden"], "actor": ["Warden"], "unit": ["port"]})
    >>> scene = Scene(index_actors(table), {})
    >>> [name_heading(text, scene).actor for text in ("2 Duties of wardens", "Visits to wardens")]
    ['Warden', '']
    """
    if heading not in scene.headings:
        sentence = cut_sentence(heading, scene.index)
        found = _owner(sentence, scene) if sentence.words else NOBODY
        named = found.unit != "none" or found.text
        scene.headings[heading] = (
            found._replace(place="heading", reason=heading) if named else NOBODY
        )
    return scene.headings[heading]


def _owner(sentence: Sentence, scene: Scene) -> Bearer:
    words, n = sentence.words, len(sentence.words)
    for at in range(n - 1):
        if (singular(words[at]) in WORK or words[at] in WORK) and words[at + 1] in LINKS:
            if words[at + 2 : at + 3] == [words[at]]:
                continue  # "Intake, step by step"
            return name_bearer(sentence, at + 2, n, scene)
    aside = BRACKET.search(sentence.text)
    if aside:  # "Morning (analyst on duty)"
        inner = cut_sentence(aside[1], scene.index)
        end = _end_of_name(inner, 0) if inner.words else 0
        if end:
            return name_bearer(inner, 0, end, scene)
    named = _behind_dash(sentence, scene)
    if named.unit != "none":
        return named
    if words[0] == "what" and DOING.intersection(words):
        end = next(at for at, word in enumerate(words) if word in DOING)
        return _either(name_bearer(sentence, 1, end, scene), name_stranger(sentence, 1, end))
    first = 0
    while first < n and (words[first] in DETERMINERS or words[first] in ("what", "how")):
        first += 1
    while first < n and words[first].isdigit():
        first += 1
    end = _end_of_name(sentence, first)
    if end <= first:
        return NOBODY
    behind = words[end] if end < n else ":"
    if behind in ENDS or behind in DOING or singular(behind) in WORK or behind in WORK:
        return name_bearer(sentence, first, end, scene)
    return NOBODY


def _behind_dash(sentence: Sentence, scene: Scene) -> Bearer:
    """Return whom "Opening: the duty warden" and "Closing round - led by the porter" name."""
    words = sentence.words
    dash = next((n for n, word in enumerate(words) if n and word in ("-", "–", "—", ":")), 0)
    if not dash or dash + 1 >= len(words):
        return NOBODY
    first = dash + 1
    if words[first] in LEADING and words[first + 1 : first + 2] == ["by"]:
        return name_bearer(sentence, first + 2, len(words), scene)
    while first < len(words) - 1 and words[first] in DETERMINERS:
        first += 1
    end = _end_of_name(sentence, first)
    is_name = end > first and (end == len(words) or words[end] in ENDS or words[end] == "and")
    return name_bearer(sentence, first, end, scene) if is_name else NOBODY


def _either(one: Bearer, other: Bearer) -> Bearer:
    return one if one.unit != "none" or one.text else other


def _end_of_name(sentence: Sentence, first: int) -> int:
    """Return the token behind the name that begins a heading, or `first` where none does."""
    for mention in sentence.mentions:
        if mention.first == first:
            end = mention.last
            while end < len(sentence.words) and sentence.words[end] in lexicon.agent_nouns():
                end += 1  # "Port Director" where only "port" is an alias
            return end
    words = sentence.words
    if lexicon.verbs().get(words[first] if first < len(words) else "", ("", ""))[1] == "ing":
        return first
    for at in range(first, min(first + 4, len(words))):
        nexts = singular(words[at + 1]) if at + 1 < len(words) else ""
        is_work = singular(words[at]) in WORK and nexts not in lexicon.agent_nouns()
        if words[at] in PREPOSITIONS or words[at] in ENDS or is_work:  # but "Duty manager"
            break
        place = lexicon.agent_nouns().get(singular(words[at]), "")
        if place in ("inside", "outside") and nexts not in lexicon.agent_nouns():
            return at + 1
    return first
