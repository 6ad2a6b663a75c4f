"""Who is bound: the subject of a predicate, the agent behind by, or the context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from sopgap.sops import lexicon
from sopgap.sops.actors import Index, Mention, cut, find_mentions, singular
from sopgap.sops.sentences import (
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    SPAN,
    Sentence,
)
from sopgap.vocabulary import CENTER, PORT

LEADING = frozenset({"and", "or", "but", "then", "also", "only", "so"})
CLOSING = frozenset({".", "and", "or", "nor", "how", "why", "what"})
LONGEST = 6  # letters of an acronym
SIDES = (CENTER, PORT)
CONCURRENCE = re.compile(
    r"\b(?:with|upon|on|subject to) (?:the )?(?:\w+ ){0,2}"
    r"(?:concurrence|consent|approval|agreement|authorization) (?:of|from) (?:the )?",
    re.IGNORECASE,
)
JOINTLY = re.compile(r"\b(?:jointly|together) with (?:the )?", re.IGNORECASE)


@dataclass(frozen=True)
class Bearer:
    """Who is bound by a norm.

    Attributes
    ----------
    actor : str
        Canonical name, '' where the words are no alias.
    text : str
        The words that name him.
    unit : str
        His side, or unknown, none.
    context : bool
        Whether the document's issuer settled the side.
    """

    actor: str
    text: str
    unit: str
    context: bool = False


NOBODY = Bearer("", "", "none")


@dataclass
class Scene:
    """What is known around a sentence: the actors' forms, the issuer, who was bound last."""

    index: Index
    heads: Mapping[str, list[tuple[str, str]]]
    issuer: Bearer = NOBODY
    last: Bearer = NOBODY
    systems: frozenset[str] = field(default_factory=frozenset)


def find_heads(actors: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Return the last words of the aliases of two and more words: "the Board", "the cashier".

    Examples
    --------
    >>> table = pd.DataFrame({"alias": ["port cashier"], "actor": ["Cashier"], "unit": ["port"]})
    >>> find_heads(table)
    {'cashier': [('Cashier', 'port')]}
    """
    heads: dict[str, list[tuple[str, str]]] = {}
    for alias, actor, unit in zip(actors["alias"], actors["actor"], actors["unit"], strict=True):
        words = cut(alias)[1]
        if len(words) > 1 and "of" not in words:
            known = heads.setdefault(singular(words[-1]), [])
            if (actor, unit) not in known:
                known.append((actor, unit))
    return heads


def find_issuer(issuer: str, title: str, index: Index) -> Bearer:
    """Return the side that a document's issuer settles; else the one side that its title names.

    Examples
    --------
    >>> from sopgap.sops.actors import index_actors
    >>> table = pd.DataFrame({"alias": ["Center"], "actor": ["Center"], "unit": ["center"]})
    >>> find_issuer("Electronics Center", "Procedures", index_actors(table)).unit
    'center'
    """
    for text in (issuer, title):
        spans, words = cut(text)
        named = [m for m in find_mentions(text, spans, words, index) if m.unit in SIDES]
        if len({m.unit for m in named}) == 1:
            return Bearer(named[0].actor, text, named[0].unit, context=True)
    spans, words = cut(issuer)
    named = find_mentions(issuer, spans, words, index)
    if len({m.unit for m in named}) == 1:
        return Bearer(named[0].actor, issuer, named[0].unit, context=True)
    return NOBODY


def name_bearer(
    sentence: Sentence, first: int, last: int, scene: Scene, *, strict: bool = False
) -> Bearer:
    """Return who a noun phrase names: an alias, a noun for somebody, a pronoun, or nobody."""
    words = sentence.words
    at = first
    starts = {m.first: m for m in sentence.mentions}
    while at < last and at not in starts and (words[at] in DETERMINERS or words[at] in LEADING):
        at += 1
    if words[at - 1 : at] in (["each"], ["every"]) and at > first and SPAN.fullmatch(words[at]):
        return name_bearer(sentence, at + 1, last, scene, strict=strict)  # "Every May the clerk"
    if at >= last:
        return _pronoun(sentence, first, scene) if words[first:last] == ["they"] else NOBODY
    if words[at] in PRONOUNS:
        return _pronoun(sentence, at, scene)
    head = starts[at].last if at in starts else at
    if words[at] in ("we", "us", "you"):
        last = at + 1
    while head < last and not _ends_phrase(words, head, at):
        head += 1
    text = sentence.piece(at, head)
    inside = [m for m in sentence.mentions if at <= m.first and m.last <= head]
    noun = _head_noun(words, at, head)
    place = lexicon.agent_nouns().get(noun, "")
    if inside and inside[-1].last == head:
        return _alternatives(sentence, inside[-1], last, text)
    if inside and place and inside[0].unit != "none":  # "Center staff", "port records clerk"
        return Bearer(inside[0].actor, text, inside[0].unit)
    if words[at] in ("we", "us") or "our" in words[first:at]:
        return _from_issuer(text, scene)
    if place:
        return _by_noun(sentence, noun, place, at, head, last, scene)
    return _by_name(sentence, noun, at, head, scene, strict=strict)


def _ends_phrase(words: list[str], at: int, first: int) -> bool:
    """Tell whether a noun phrase ends before a token: at a joint, an opener, or a participle."""
    word = words[at]
    if word in PREPOSITIONS or word in RELATIVE or word in BREAKS or word in CLOSING:
        return True
    if word in lexicon.openers() or word in lexicon.modals():
        return at > first
    if word in ("each", "every", "twice") or lexicon.is_adverb(word):  # "by the clerk every May"
        return at > first
    form = lexicon.verbs().get(word, ("", ""))[1]
    behind = singular(words[at + 1]) if at + 1 < len(words) else ""
    if form == "ing" and behind not in lexicon.agent_nouns():  # "an agency requesting it"
        return at > first
    return at > first and (form == "past" or word in ("told", "assigned", "concerned"))


def _by_noun(
    sentence: Sentence, noun: str, place: str, at: int, head: int, last: int, scene: Scene
) -> Bearer:
    text = sentence.piece(at, head)
    behind = [
        m
        for m in sentence.mentions
        if head < m.first < last
        and m.first - head <= 3
        and sentence.words[head] in ("at", "of", "from", "in")
    ]
    if behind:  # "the account team at either Center"
        return Bearer(behind[0].actor, sentence.piece(at, behind[0].last), behind[0].unit)
    alone = head - at == 1
    known = scene.heads.get(noun, []) if alone else []
    if known and scene.last.actor and any(actor == scene.last.actor for actor, _ in known):
        return Bearer(scene.last.actor, text, scene.last.unit)
    if len({unit for _, unit in known}) == 1:
        return Bearer(known[0][0] if len(known) == 1 else "", text, known[0][1])
    if place == "vague":
        return Bearer("", text, "none")
    if place in ("inside", "self") and scene.issuer.unit in SIDES:
        return _from_issuer(text, scene)
    if place == "self" or sentence.words[at - 1 : at] == ["this"]:
        return _from_issuer(text, scene)
    return Bearer("", text, "unknown")


def _by_name(
    sentence: Sentence, noun: str, at: int, head: int, scene: Scene, *, strict: bool
) -> Bearer:
    """Judge a head that is neither alias nor known noun: an acronym may name a body or a system."""
    known = scene.heads.get(noun, [])
    if head - at == 1 and known and len({unit for _, unit in known}) == 1:
        return Bearer(known[0][0] if len(known) == 1 else "", sentence.piece(at, head), known[0][1])
    written = sentence.piece(head - 1, head)
    acronym = written.isupper() and written.isalpha() and 2 <= len(written) <= LONGEST
    if acronym and head - at <= 2 and written not in scene.systems:
        return Bearer("", sentence.piece(at, head), "unknown")
    return NOBODY


def _from_issuer(text: str, scene: Scene) -> Bearer:
    issuer = scene.issuer
    if issuer.unit == "none":
        return Bearer("", text, "unknown")
    return Bearer("", text, issuer.unit, context=True)


def _pronoun(sentence: Sentence, at: int, scene: Scene) -> Bearer:
    """Resolve a pronoun to the nearest actor before it, else to who was bound last."""
    text = sentence.piece(at, at + 1)
    before = [m for m in sentence.mentions if m.last <= at]
    for mention in reversed(before):
        if mention.unit != "agency" or text.lower() in ("it", "they"):
            return Bearer(mention.actor, text, mention.unit)
    if before:
        return Bearer(before[-1].actor, text, before[-1].unit)
    last = scene.last
    if last.unit != "none":
        return Bearer(last.actor, text, last.unit, last.context)
    nouns = [w for w in sentence.words[:at] if lexicon.agent_nouns().get(singular(w))]
    return Bearer("", text, "unknown") if nouns else NOBODY


def _alternatives(sentence: Sentence, mention: Mention, last: int, text: str) -> Bearer:
    """Join two sides: "port director or Center director", "the Center and the port"."""
    words, at = sentence.words, mention.last
    while at < last and (words[at] in ("or", "and", "nor", ",") or words[at] in DETERMINERS):
        at += 1
    other = next((m for m in sentence.mentions if m.first == at and at > mention.last), None)
    if other and {mention.unit, other.unit} == set(SIDES):
        actor = f"{mention.actor} / {other.actor}"
        return Bearer(actor, sentence.piece(mention.first, other.last), "joint")
    return Bearer(mention.actor, text, mention.unit)


def with_concurrence(sentence: Sentence, bearer: Bearer) -> Bearer:
    """Return the joint bearer where the other side must concur, else the bearer as he is."""
    for pattern in (CONCURRENCE, JOINTLY):
        found = pattern.search(sentence.text)
        if not found:
            continue
        for mention in sentence.mentions:
            begins = sentence.spans[mention.first][0]
            if begins == found.end() and {mention.unit, bearer.unit} == set(SIDES):
                return Bearer(f"{bearer.actor} / {mention.actor}", bearer.text, "joint")
    return bearer


def _head_noun(words: list[str], at: int, head: int) -> str:
    return singular(words[head - 1]) if head > at else ""
