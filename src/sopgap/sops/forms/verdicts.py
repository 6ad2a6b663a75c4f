"""Norms without modal and without an act: "is the clerk's job", "is off limits", "stays locked"."""

from __future__ import annotations

import re

from sopgap.sops.actors import singular
from sopgap.sops.forms.joined import split_acts
from sopgap.sops.forms.norms import Norm, base_form, object_behind, participle, shorten
from sopgap.sops.forms.present import describe
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import BE, BREAKS, DETERMINERS, PREPOSITIONS, Sentence
from sopgap.sops.owners.bearers import name_bearer
from sopgap.sops.owners.scene import NOBODY, Bearer, Scene
from sopgap.sops.owners.subjects import find_agent, find_subject
from sopgap.sops.slots.conditions import find_condition
from sopgap.sops.slots.deadlines import find_deadline

WORK = frozenset({"job", "duty", "task", "responsibility", "business", "role", "obligation"})
CHOICE = frozenset({"discretion", "choice", "decision", "authority", "option", "gift"})
OWNED = WORK | CHOICE
HOLDING = frozenset({"is", "are", "be", "remains", "remain", "lies", "lie", "rests", "rest"})
HELD_BY = HOLDING | {"it"}
OWNER = re.compile(r"\b(?:is|are) (?:the )?(?:process )?owners? of\b", re.IGNORECASE)
INCLUDING = frozenset({"include", "includes", "are", "is", "comprise", "comprises", "cover"})
BETWEEN = frozenset({"own", "sole", "main", "first"})
FORBIDDEN = re.compile(
    r"\b(?:is|are|remains?|stays?)(?: \w+ly| always| still)? (?:off[- ]limits|out of bounds|taboo"
    r"|out of the question|banned|barred|outlawed|gross misconduct|grounds for dismissal"
    r"|a (?:disciplinary|sacking|criminal) (?:matter|offence|offense))\b",
    re.IGNORECASE,
)
FINE = re.compile(
    r"\b(?:is|are) (?:fine|okay|ok|all right|acceptable)"
    r" (?=(?:by|with) (?:us|me)\b|provided\b|(?:as|so) long as\b|if\b)",
    re.IGNORECASE,
)
DUE = re.compile(
    r"\b(?:is|are|falls?) due (?:on|by|within|at|each|every|before|in|no later)\b", re.IGNORECASE
)
STAYING = re.compile(
    r"\b(?:stays?|remains?) (?:outside|inside|indoors|locked|closed|shut|off|on|bolted|sealed"
    r"|covered|clear|unlocked|upright|switched (?:on|off)|in (?:place|sight|the \w+))\b",
    re.IGNORECASE,
)
NOTED = re.compile(
    r"^[^;:]{3,70}? (?:(?:strictly )?(?:prohibited|forbidden|banned)"
    r"|not (?:allowed|permitted))\W*$",
    re.IGNORECASE,
)
# What is said of a thing, what it does to whoever handles it, and to which act.
SAID = (
    (FORBIDDEN, "prohibition", "do"),
    (FINE, "permission", "do"),
    (DUE, "obligation", "submit"),
    (STAYING, "obligation", "keep"),
)
STATES = frozenset(["is", "are", "remain", "remains", "stay", "stays", "fall", "falls"])
BANNED = re.compile(r"No (?P<act>[a-z]+ing)(?: (?:in|on|at|near|within|by) [^.;:,]{2,60})?[.!]?$")
WORTH = re.compile(
    r"^it(?: is| may be|'s)(?: always| often| usually| well)? (?:worth|wise|smart|sensible|prudent"
    r"|advisable|best|good practice|a good idea|better)\b(?: not)? (?:to )?(?P<verb>[a-z]+)",
    re.IGNORECASE,
)
BETTER = re.compile(
    r"\b(?:is|are) (?:better off (?P<verb>[a-z]+ing)|(?:usually |always )?best (?P<act>[a-z]+))\b",
    re.IGNORECASE,
)
ASKED = frozenset({"want", "wants", "need", "needs", "require", "requires"})
NO_ACT = frozenset({"training", "funding", "planning", "housing", "heating", "parking", "nothing"})
NUMBERS = frozenset({"and", "one", "two", "three"})
NOTE = 14  # tokens of a note without a verb of its own: more are a sentence


def read_verdict(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Return the norm of a sentence that says whose a matter is, or whether it is allowed.

    What is said of things ("stays locked", "is off limits", "is due on Monday") binds in a
    procedure alone: elsewhere it tells how things are.
    """
    found = read_owned(sentence, scene) or _include(sentence, scene)
    found = found or _own(sentence, scene) or _advise(sentence, scene)
    if found or not scene.is_procedure or scene.machine:
        return found
    text = sentence.text
    for pattern, modality, action in () if STATES.isdisjoint(sentence.words) else SAID:
        place = pattern.search(text)
        at = _token(sentence, place.start()) if place else 0
        if at and not _is_led(sentence, at):
            return _said(sentence, scene, at, modality, action)
    if text.startswith("No ") and (banned := BANNED.match(text)):
        act = banned["act"].lower()
        return [_plain(sentence, NOBODY, "prohibition", base_form(act), "")]
    if not BE.intersection(sentence.words) and NOTED.match(text):
        thing = shorten(sentence, 0, len(sentence.words) - 2)
        return [_plain(sentence, NOBODY, "prohibition", "do", thing)]
    return _wanting(sentence, scene)


def read_owned(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read "Locking up is the porter's job" and "A second visit is at the warden's discretion"."""
    words = sentence.words
    for at in range(1, len(words) - 4) if "for" in words and "to" in words else ():
        to = words.index("to", at) if words[at] in BE and "to" in words[at + 3 : at + 9] else 0
        if not to or words[at + 1] != "for" or to + 1 >= len(words):
            continue  # "Waivers are for the bursar to grant"
        bearer = name_bearer(sentence, at + 2, to, scene)
        act = words[to + 1]
        if bearer.unit != "none" and lexicon.verbs().get(act, ("", ""))[1] == "base":
            return [_plain(sentence, bearer, "permission", act, shorten(sentence, 0, at))]
    for at in range(2, len(words)):
        if words[at] not in OWNED:
            continue
        name_end = at - (words[at - 1] in BETWEEN)
        if not _is_possessive(sentence, name_end):
            continue
        first = name_end - 1
        while first > 0 and words[first] not in HELD_BY and words[first] not in BREAKS:
            first -= 1
        is_held = words[first] in HOLDING or sentence.piece(first, first + 1).lower() == "it's"
        if not is_held or words[first + 1] in ("not", "never"):
            continue
        start = first + 1 + (words[first + 1] in PREPOSITIONS)
        bearer = name_bearer(sentence, start, name_end, scene)
        if bearer.unit == "none":
            continue
        bearer = bearer._replace(text=bearer.text.removesuffix("'s"))
        verb = at + 2 if words[at + 1 : at + 2] == ["to"] and at + 2 < len(words) else 0
        modality = "permission" if words[at] in CHOICE else "obligation"
        action = base_form(words[verb if verb else 0]) if verb or words[0].endswith("ing") else ""
        thing = object_behind(sentence, verb + 1) if verb else shorten(sentence, 0, first)
        return [_plain(sentence, bearer, modality, action, thing)]
    return []


def _include(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read "The bursar's duties include paying bills", "The tasks of the clerk are to file"."""
    words = sentence.words
    for at in range(1, min(len(words) - 3, 8)):
        if singular(words[at]) not in WORK:
            continue
        reach = range(at + 1, min(len(words) - 2, at + 9))
        verb = next((n for n in reach if words[n] in INCLUDING), 0)
        if not verb:
            return []
        if words[at + 1] == "of":
            bearer = name_bearer(sentence, at + 2, verb, scene)
        elif _is_possessive(sentence, at):
            bearer = name_bearer(sentence, 0, at, scene)
        else:
            return []
        act = verb + 1 + (words[verb + 1] == "to")
        base, form = lexicon.verbs().get(words[act], ("", ""))
        wanted = "ing" if act == verb + 1 else "base"
        if bearer.unit == "none" or form != wanted:
            return []
        bearer = bearer._replace(text=bearer.text.removesuffix("'s"))
        return split_acts(sentence, describe(sentence, bearer, base, act, 0), act, form)
    return []


def _own(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read "The clerk is the owner of the register"; in law it tells whose a thing is."""
    found = OWNER.search(sentence.text) if scene.is_procedure else None
    at = _token(sentence, found.start()) if found else 0
    bearer = name_bearer(sentence, 0, at, scene) if found and at else NOBODY
    if not found or not bearer.actor or _is_led(sentence, at):
        return []
    thing = object_behind(sentence, at + len(found[0].split()))
    return [_plain(sentence, bearer, "obligation", "own", thing)]


def read_note(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read an item without a finite verb: "Sheets kept two years", "Keys handed in by the porter".

    A participle behind a thing tells what is to be done in a list of a procedure.
    """
    words = sentence.words
    if not scene.is_procedure or scene.machine or len(words) > NOTE or words[0] in PREPOSITIONS:
        return []
    if BE.intersection(words) or lexicon.verbs().get(words[0], ("", ""))[1] == "past":
        return []
    for at in range(1, min(len(words), 6)):
        if words[at] in BREAKS and words[at] != ",":
            return []
        if words[at - 1] in PREPOSITIONS | DETERMINERS | {"has", "have", "had", "not"}:
            continue
        base, form = lexicon.verbs().get(words[at], ("", ""))
        if form in ("s", "base") and base not in lexicon.word_list("noun_verbs.txt"):
            return []
        if form != "past" or base not in lexicon.bases() or participle(words, at) != at:
            continue
        if any(m.last == at for m in sentence.mentions):
            return []  # "The warden locked the gate": somebody did it
        following = words[at + 1] if at + 1 < len(words) else "."
        if following in DETERMINERS and following not in NUMBERS:
            return []
        opens = following in PREPOSITIONS or following in NUMBERS or lexicon.is_adverb(following)
        if following.isalpha() and not opens:
            return []
        agent = find_agent(sentence, at, scene)
        return [_plain(sentence, agent, "obligation", base, shorten(sentence, 0, at), "passive")]
    return []


def _advise(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read "It is worth asking", "Newcomers are better off waiting"."""
    worth = WORTH.match(sentence.text)
    if worth:
        verb = worth["verb"].lower()
        base, form = lexicon.verbs().get(verb, lexicon.everyday().get(verb, ("", "")))
        if form in ("ing", "base") or verb.endswith("ing"):
            return [_plain(sentence, NOBODY, "recommendation", base or verb, "")]
    is_said = "better" in sentence.words or "best" in sentence.words
    better = BETTER.search(sentence.text) if is_said else None
    at = _token(sentence, better.start()) if better else 0
    if better and at:
        bearer, first, last = find_subject(sentence, at, scene)
        if better["verb"]:
            return [_plain(sentence, bearer, "recommendation", base_form(better["verb"]), "")]
        act = better["act"].lower()
        if act in lexicon.participles() and not bearer.text:  # "Tickets are best bought early"
            thing = shorten(sentence, first, last)
            return [_plain(sentence, NOBODY, "recommendation", base_form(act), thing)]
    return []


def _wanting(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read "The boards need sanding every May": somebody must do it."""
    words = sentence.words
    if ASKED.isdisjoint(words):
        return []
    for at in range(1, len(words) - 1):
        act = words[at + 1]
        if words[at] not in ASKED or not act.endswith("ing") or act in NO_ACT:
            continue
        base = base_form(act)
        bearer, first, last = find_subject(sentence, at, scene)
        if base not in lexicon.bases() or bearer.text or _is_led(sentence, at):
            return []
        return [_plain(sentence, NOBODY, "obligation", base, shorten(sentence, first, last))]
    return []


def _said(sentence: Sentence, scene: Scene, at: int, modality: str, action: str) -> list[Norm]:
    """Return the norm of what is said of a thing; of somebody it tells where he is."""
    words = sentence.words
    bearer, first, last = find_subject(sentence, at, scene)
    is_act = first < last and words[first].endswith("ing")
    if (bearer.text and not is_act) or last <= first or "not" in words[at : at + 3]:
        return []
    if is_act:
        return [_plain(sentence, NOBODY, modality, base_form(words[first]), "")]
    return [_plain(sentence, NOBODY, modality, action, shorten(sentence, first, last))]


def _is_led(sentence: Sentence, at: int) -> bool:
    """Tell a predicate of a clause that an opener begins from one of the main clause."""
    words, start = sentence.words, at
    while start > 0 and words[start - 1] not in BREAKS:
        start -= 1
    inside = words[start:at]
    relative = any(word in ("who", "which", "that", "if", "when", "while") for word in inside)
    return relative or lexicon.openers().get(words[start]) in ("condition", "clause")


def _token(sentence: Sentence, place: int) -> int:
    """Return the token that begins at a character, 0 where none does."""
    return next((n for n, span in enumerate(sentence.spans) if span[0] == place), 0)


def _is_possessive(sentence: Sentence, at: int) -> bool:
    """Tell whether the token before a place is a possessive: "the porter's", "the porters'"."""
    end = sentence.spans[at - 1][1]
    return sentence.text[:end].endswith("'s") or sentence.text[end : end + 1] == "'"


def _plain(
    sentence: Sentence,
    bearer: Bearer,
    modality: str,
    action: str,
    thing: str,
    via: str = "descriptive",
) -> Norm:
    deadline, frequency = find_deadline(sentence, 0, 0)
    condition = find_condition(sentence, 0, len(sentence.words))
    return Norm(bearer, modality, via, action, thing, condition, deadline, frequency)
