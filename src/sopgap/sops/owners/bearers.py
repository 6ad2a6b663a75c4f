"""Who is bound: what a noun phrase names, by alias, by a noun for somebody, or by the context."""

from __future__ import annotations

import re

from sopgap.sops.actors import Mention, singular
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import (
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    SPAN,
    Sentence,
)
from sopgap.sops.owners.scene import JOINT, NOBODY, SIDES, Bearer, Scene
from sopgap.vocabulary import METHOD_UNITS

LEADING = frozenset({"and", "or", "but", "then", "also", "only", "so", "&"})
CLOSING = frozenset({".", "and", "or", "nor", "how", "why", "what", "no", "not"})
BEHIND_HEAD = frozenset({"at", "of", "from", "in"})
BOTH = frozenset({"both", "two", "either", "neither"})
ALONE = lexicon.word_class("alone")
LONGEST = 6  # letters of an acronym
HOLDINGS = frozenset(
    {"duty", "responsibility", "function", "task", "role", "job", "accountability"}
)
COMPLEMENT = 6  # words of "of the office of trade" that are kept
CONCURRENCE = re.compile(
    r"\b(?:with|upon|on|subject to) (?:the )?(?:\w+ ){0,2}"
    r"(?:concurrence|consent|approval|agreement|authorization) (?:of|from) (?:the )?",
    re.IGNORECASE,
)
CONCURRING = frozenset(
    ["concurrence", "consent", "approval", "agreement", "authorization", "jointly", "together"]
)
JOINTLY = re.compile(r"\b(?:jointly|together) with (?:the )?", re.IGNORECASE)
DEPARTMENT = lexicon.word_class("department")
WEEKDAY = re.compile(lexicon.PIECES["weekday"])
COUNTS = frozenset(
    "one two three four five six seven eight nine ten twelve fifteen twenty thirty".split()  # noqa: SIM905
)
UNSETTLED = frozenset(METHOD_UNITS) - set(SIDES)  # issuers of these settle no side
THINGS = lexicon.word_class("thing") | lexicon.word_class("machine")
NO_PERSON = ("tion", "sion", "ment", "ness", "ing", "ance", "ence", "ity", "ure", "age", "ism")


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
        return _without_noun(sentence, first, last, scene)
    if words[at] == "you" and words[at + 1 : at + 2] == [","] and at + 2 < last:
        named = name_bearer(sentence, at + 2, last, scene, strict=strict)
        if named.unit != "none":
            return named  # "You, the night warden:"
    if words[at] in PRONOUNS or (strict and words[at] in ("him", "him/her")):
        return _pronoun(sentence, at, scene)
    if words[at] == "i" and scene.issuer.unit != "none":
        return _from_issuer(sentence.piece(at, at + 1), scene)
    if words[at] == "whoever":  # whom it will be, nobody knows yet
        return Bearer("", sentence.piece(at, at + 1), "none")
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
    if inside and inside[0].first == at and sentence.piece(inside[0].last, head).istitle():
        return _alternatives(sentence, inside[0], last, text)  # "Port Director Smith"
    if words[at] in ("we", "us") or "our" in words[first:at]:
        return _from_issuer(text, scene)
    if place:
        return _by_noun(sentence, noun, place, at, head, last, scene)
    return _by_name(sentence, noun, at, head, scene, strict=strict)


def name_stranger(sentence: Sentence, first: int, last: int) -> Bearer:
    """Return the unknown actor that a subject names whose noun no list holds: "the harbormaster".

    Only the verb of a person behind it makes an actor of such a noun; nouns of acts and states and
    the names of papers and machines name nobody.
    """
    words = sentence.words
    at = first
    while at < last and (words[at] in DETERMINERS or words[at] in LEADING):
        at += 1
    head = at
    while head < last and not _ends_phrase(words, head, at):
        head += 1
    if head == at or head - at > COMPLEMENT:
        return NOBODY
    written, noun = sentence.piece(head - 1, head), singular(words[head - 1])
    is_word = written.replace("-", "").isalpha() and len(noun) > 2
    known = noun in THINGS or words[head - 1] in THINGS or noun in PRONOUNS
    if not is_word or known or noun in lexicon.bases() or noun.endswith(NO_PERSON):
        return NOBODY
    if words[head - 1] in lexicon.openers() or lexicon.is_adverb(noun):
        return NOBODY
    return Bearer("", sentence.piece(at, head), "unknown")


def name_holder(sentence: Sentence, first: int, last: int, scene: Scene) -> Bearer:
    """Return whose duties a phrase names: "The duties of the clerk", "responsibilities of X"."""
    words = sentence.words
    for at in range(first, min(last, first + 4)):
        if singular(words[at]) in HOLDINGS and words[at + 1 : at + 2] == ["of"]:
            return name_bearer(sentence, at + 2, last, scene)
    return NOBODY


def _without_noun(sentence: Sentence, first: int, last: int, scene: Scene) -> Bearer:
    """Read a subject of small words alone: "they", "the two", "neither"."""
    words = sentence.words[first:last]
    if words == ["they"]:
        return _pronoun(sentence, first, scene)
    if BOTH.intersection(words) and _is_joint(scene):
        return Bearer("", sentence.piece(first, last), JOINT, context=True)
    return NOBODY


def _is_joint(scene: Scene) -> bool:
    """Tell whether "both sides" are the two sides: of an agreement, or both named just before."""
    return scene.issuer.unit == JOINT or scene.units.issuperset(SIDES)


def _ends_phrase(words: list[str], at: int, first: int) -> bool:
    """Tell whether a noun phrase ends before a token: at a joint, an opener, or a participle."""
    word = words[at]
    if word in PREPOSITIONS or word in RELATIVE or word in BREAKS or word in CLOSING:
        return True
    if WEEKDAY.fullmatch(word):  # "by the clerk Mondays"
        return at > first
    if word in lexicon.openers() or word in lexicon.modals():
        return at > first
    if word in ("each", "every", "twice") or lexicon.is_adverb(word):  # "by the clerk every May"
        return at > first
    if word in COUNTS or word.isdigit():  # "by the clerk two days before the sale"
        return at > first and at + 1 < len(words) and bool(SPAN.fullmatch(words[at + 1]))
    if word in ALONE:
        return at > first
    if word.endswith("ing") and singular(words[at - 1]) in lexicon.agent_nouns():
        return at > first  # "a party wishing to be heard"
    form = lexicon.verbs().get(word, ("", ""))[1]
    behind = singular(words[at + 1]) if at + 1 < len(words) else ""
    if form == "ing" and behind not in lexicon.agent_nouns():  # "an agency requesting it"
        return at > first
    return at > first and (form == "past" or word in ("told", "assigned", "concerned"))


def _by_noun(
    sentence: Sentence, noun: str, place: str, at: int, head: int, last: int, scene: Scene
) -> Bearer:
    text = sentence.piece(at, head)
    words = sentence.words
    behind = [
        m
        for m in sentence.mentions
        if head < m.first < last and m.first - head <= 3 and words[head] in BEHIND_HEAD
    ]
    if place == "sides" or (noun == "party" and scene.issuer.unit == JOINT):
        return Bearer("", text, JOINT if _is_joint(scene) else "unknown", context=True)
    if behind and place != "vague":  # "the account team at either Center"
        return Bearer(behind[0].actor, sentence.piece(at, behind[0].last), behind[0].unit)
    alone = head - at == 1
    if alone and (known := _by_head(noun, scene)):
        actor, unit, is_context = known
        where = "before" if is_context else "sentence"
        return Bearer(actor, text, unit, place=where, reason=actor if is_context else "")
    if place == "vague":
        return Bearer("", text, "none")
    if place in ("inside", "self") and scene.issuer.unit not in UNSETTLED:
        return _from_issuer(text, scene)
    if place == "self" or words[at - 1 : at] == ["this"]:
        return _from_issuer(text, scene)
    return Bearer("", _with_complement(sentence, at, head, last), "unknown")


def _by_head(noun: str, scene: Scene) -> tuple[str, str, bool] | None:
    """Return actor, unit of the alias that ends in a noun, and whether the context chose it.

    Sought are who was bound last, a noun whose aliases are all of one side, who was named last
    in the document, and the only one of the issuer's side.
    """
    known = scene.heads.get(noun, [])
    if not known:
        return None
    if scene.last.actor and any(actor == scene.last.actor for actor, _ in known):
        return scene.last.actor, scene.last.unit, True
    if noun in scene.named:
        return *scene.named[noun], True
    own = scene.issuer.unit
    if own in SIDES and all(unit in SIDES and unit != own for _, unit in known):
        return None  # the other side's chief is not the chief of this document
    if len({unit for _, unit in known}) == 1 and len(known) == 1:
        return known[0][0], known[0][1], False
    if len({unit for _, unit in known}) == 1:
        return "", known[0][1], False
    ours = [actor for actor, unit in known if unit == own]
    if ours:
        return ours[0] if len(ours) == 1 else "", own, True
    return None


def _with_complement(sentence: Sentence, at: int, head: int, last: int) -> str:
    """Return a noun for somebody with its "of": "head of the office"."""
    words, end = sentence.words, head
    if words[head : head + 1] == ["of"]:
        end = head + 1
        while end < last and end - head < COMPLEMENT and words[end] not in BREAKS | RELATIVE:
            if words[end] in PREPOSITIONS - {"of"} or words[end] in CLOSING:
                break
            end += 1
        if end == head + 1 or words[end - 1] in DETERMINERS or words[end - 1] == "of":
            end = head
    return sentence.piece(at, end)


def _by_name(
    sentence: Sentence, noun: str, at: int, head: int, scene: Scene, *, strict: bool
) -> Bearer:
    """Judge a head that is neither alias nor known noun: an acronym may name a body or a system."""
    if head - at == 1 and (known := _by_head(noun, scene)) and known[1] != "none":
        actor, unit, is_context = known
        where = "before" if is_context else "sentence"
        reason = actor if is_context else ""
        return Bearer(actor, sentence.piece(at, head), unit, place=where, reason=reason)
    is_bare = head - at == 1 and (at == 0 or sentence.words[at - 1] not in DETERMINERS)
    if is_bare and noun in DEPARTMENT:
        return Bearer("", sentence.piece(at, head), "unknown")
    written = sentence.piece(head - 1, head)
    letters = written[:-1] if written[-1:] == "s" and len(written) > 2 else written
    acronym = letters.isupper() and letters.isalpha() and 2 <= len(letters) <= LONGEST
    if acronym and head - at <= 2 and written not in scene.systems:
        return Bearer("", sentence.piece(at, head), "unknown")
    return NOBODY


def _from_issuer(text: str, scene: Scene) -> Bearer:
    issuer = scene.issuer
    if issuer.unit == "none":
        return Bearer("", text, "unknown")
    return issuer._replace(actor="", text=text)


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
    if last.unit != "none" and not (text.lower() == "it" and scene.topic == "thing"):
        reason = last.reason or last.text
        return Bearer(last.actor, text, last.unit, last.context, "before", reason)
    nouns = [w for w in sentence.words[:at] if lexicon.agent_nouns().get(singular(w))]
    is_person = sentence.words[at] in ("he", "she", "he/she", "him", "him/her")
    return Bearer("", text, "unknown") if nouns or is_person else NOBODY


def _alternatives(sentence: Sentence, mention: Mention, last: int, text: str) -> Bearer:
    """Join two sides: "port director or Center director", "the Center and the port"."""
    words, at = sentence.words, mention.last
    while at < last and (words[at] in ("or", "and", "nor", ",") or words[at] in DETERMINERS):
        at += 1
    other = next((m for m in sentence.mentions if m.first == at and at > mention.last), None)
    if other and {mention.unit, other.unit} == set(SIDES):
        actor = f"{mention.actor} / {other.actor}"
        return Bearer(actor, sentence.piece(mention.first, other.last), JOINT)
    return Bearer(mention.actor, text, mention.unit)


def with_concurrence(sentence: Sentence, bearer: Bearer) -> Bearer:
    """Return the joint bearer where the other side must concur, else the bearer as he is."""
    if CONCURRING.isdisjoint(sentence.words):
        return bearer
    for pattern in (CONCURRENCE, JOINTLY):
        found = pattern.search(sentence.text)
        if not found:
            continue
        for mention in sentence.mentions:
            begins = sentence.spans[mention.first][0]
            if begins == found.end() and {mention.unit, bearer.unit} == set(SIDES):
                return Bearer(f"{bearer.actor} / {mention.actor}", bearer.text, JOINT)
    return bearer


def _head_noun(words: list[str], at: int, head: int) -> str:
    return singular(words[head - 1]) if head > at else ""
