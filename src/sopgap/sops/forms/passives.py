"""Norms by the passive of the present: "are decided by the clerk", "is sent to the archive"."""

from __future__ import annotations

import re

from sopgap.sops.forms.joined import split_agents
from sopgap.sops.forms.norms import Norm, act_of_passive, base_form, participle
from sopgap.sops.forms.present import SELDOM, is_doer
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.clauses import has_own_verb
from sopgap.sops.grammar.sentences import (
    BE,
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    SKIPPED,
    Sentence,
)
from sopgap.sops.owners.scene import NOBODY, Bearer, Scene
from sopgap.sops.owners.subjects import find_agent, find_subject
from sopgap.sops.slots.conditions import find_condition, find_exception
from sopgap.sops.slots.deadlines import find_deadline
from sopgap.sops.slots.handoffs import find_handoff

DEFINITE = re.compile(r"(?:within|not? later|by|(?:on |by )?the (?:next|same)) ", re.IGNORECASE)
ALWAYS = re.compile(r"\b(?:at all times|always|never)\b", re.IGNORECASE)
# Behind a passive, what acts and is nobody who can be bound, or acts by itself.
BY_NOBODY = re.compile(
    r"\bby (?:operation|law|statute|default|itself|themselves|definition|nature|virtue|many|most"
    r"|some|people|strangers|the (?:law|statute|(?:\w+ )?(?:"
    + "|".join(sorted(lexicon.word_class("machine")))
    + r")))\b|\bautomatically\b",
    re.IGNORECASE,
)
# What is said elsewhere: "Rents are worked out as annex 3 describes".
AS_TOLD = re.compile(r"\bas [\w ]{3,20} (?:describes|explains|sets out|shows)\b", re.IGNORECASE)
BY_SOMEBODY = re.compile(r"\bby (?:the|an?|its|their|each|those|other) ", re.IGNORECASE)
SUFFERED = lexicon.word_class("suffered")
STATIVE = lexicon.word_class("stative") | SUFFERED
PLACED = lexicon.word_class("placed")
AT = frozenset({"in", "on", "under", "at", "above", "below"})
ASKING = frozenset({"how", "what", "who", "why", "which", "where", "there", "it's"})
COMMENDED = frozenset({"recommended", "advised", "encouraged", "suggested"})
BEGUN = frozenset({"started", "used", "involved", "lost", "going"})  # "get started" tells how
PARTICLES = frozenset({"away", "out", "back", "off", "up", "down", "in", "on", "over", "with"})
ALLOWED, FORBIDDEN = frozenset({"allowed", "permitted"}), frozenset({"prohibited", "forbidden"})
PERSONS = PRONOUNS | {"you", "we", "i"}
POINTS = frozenset({"day", "date", "time", "moment", "hour", "week", "month", "year", "way"})
PASSIVE = frozenset({"is", "are", "get", "gets"})
VAGUE = frozenset({"most", "some", "many", "few", "this", "these", "that", "more", "much"})
NEGATED = frozenset({"not", "never"})


def read_present_passive(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read "are decided by the clerk"; of an act whose agent is not named, where it is one.

    Without an agent it is a norm where it says by when or how often, and in a document that tells
    how work is done (directive, handbook, procedure, guide): statutes state with it how things are.
    """
    words = sentence.words
    if PASSIVE.isdisjoint(words):
        return []
    for at in range(1, len(words) - 1):
        is_get = scene.is_procedure and words[at] in ("get", "gets")
        is_relative = words[at - 1] in RELATIVE and not _points_back(words, at - 1)
        if (words[at] not in ("is", "are") and not is_get) or is_relative:
            continue
        if words[at - 1] in ("it", "they") and words[at - 2] in POINTS:
            continue  # "on the day it is posted"
        verb = participle(words, at + 1)
        if is_get and words[verb] in BEGUN:
            continue
        if verb < 0 or (_under_opener(words, at) and words[0] != "whether"):
            continue
        agent = find_agent(sentence, verb, scene)
        begin, end = sentence.spans[at]
        granted = _granted(words, verb, scene)
        if agent.unit == "none" and not granted and _is_state(sentence, verb, scene):
            continue
        deadline, frequency = find_deadline(sentence, begin, end)
        subject, first, last = find_subject(sentence, at, scene)
        is_timed = bool(frequency or DEFINITE.match(deadline))
        if agent.unit == "none":
            act = _is_done(sentence, verb, subject, first, scene, is_timed=is_timed)
        else:
            act = _is_done_by(words, verb, agent, scene)
        if not act and not granted:
            continue
        action, thing = act_of_passive(sentence, verb, (first, last))
        if words[verb] == "required" and agent.unit == "none":
            agent = _giver(sentence, first, last)
        denied = NEGATED.intersection(words[at:verb]) or words[first : first + 1] == ["no"]
        modality = granted or "obligation"
        if granted == "prohibition" and denied:
            continue
        norm = Norm(
            agent,
            "prohibition" if denied else modality,
            "passive",
            action,
            thing,
            find_condition(sentence, first, verb),
            deadline,
            frequency,
            find_handoff(sentence, verb),
            exception=find_exception(sentence, first, verb),
        )
        return split_agents(sentence, norm, verb, scene)
    return []


def _giver(sentence: Sentence, first: int, last: int) -> Bearer:
    """Return whose paper or act is required: "Approval by the board is required"."""
    words = sentence.words
    for mention in sentence.mentions:
        by = [word for word in words[first : mention.first] if word not in DETERMINERS]
        if first < mention.first < last and by[-1:] == ["by"]:
            return Bearer(mention.actor, sentence.piece(mention.first, mention.last), mention.unit)
    return NOBODY


def _granted(words: list[str], verb: int, scene: Scene) -> str:
    """Return what "is allowed" and "is forbidden" do: of things, in a procedure."""
    if not scene.is_procedure or words[verb + 1 : verb + 2] in (["to"], ["from"]):
        return ""
    if words[verb] in FORBIDDEN:
        return "prohibition"
    if words[verb] in COMMENDED and words[verb + 1 : verb + 2] != ["by"]:
        return "recommendation"
    if words[verb] == "required" and words[verb + 1 : verb + 2] != ["for"]:
        return "obligation"  # "A signature is required"
    return "permission" if words[verb] in ALLOWED else ""


def _is_done_by(words: list[str], verb: int, agent: Bearer, scene: Scene) -> bool:
    """Tell an act from a state where somebody stands behind by."""
    behind = verb + 1 + (words[verb + 1 : verb + 2] != ["by"] and words[verb + 1] in PARTICLES)
    is_next = words[behind : behind + 1] == ["by"]
    if agent.actor and is_next and words[verb] not in SUFFERED:  # not "is bought for use by"
        return is_doer(agent, [], scene)
    if SELDOM.intersection(words[:verb]):
        return False
    return base_form(words[verb]) in lexicon.bases() and is_doer(agent, [], scene)


def _is_done(
    sentence: Sentence, verb: int, subject: Bearer, first: int, scene: Scene, *, is_timed: bool
) -> bool:
    """Tell an act whose doer is not named from a state: by its verb, and by what it is done to."""
    words = sentence.words
    word, base = words[verb], base_form(words[verb])
    if _is_state(sentence, verb, scene):
        return False
    if is_timed and base in lexicon.bases():
        return True
    if not scene.is_procedure or BY_SOMEBODY.search(sentence.text, sentence.spans[verb][1]):
        return False
    if word in PLACED and AT.intersection(words[verb + 1 : verb + 2]):
        return False  # "is treated in the handbook", "are printed in the regulations"
    opening = words[first : first + 1]
    if SELDOM.intersection(words[:verb]) or (opening and opening[0] in VAGUE):
        return False
    if subject.actor or (opening and opening[0] in PERSONS):
        return bool(ALWAYS.search(sentence.text))  # how somebody is treated binds nobody
    return True


def _is_state(sentence: Sentence, verb: int, scene: Scene) -> bool:
    """Tell what is so, or becomes so by itself, from what somebody does."""
    words = sentence.words
    if words[verb] in STATIVE or words[0] in ASKING or scene.machine:
        return True
    if words[verb + 1 : verb + 2] in (["below"], ["above"], ["here"]):
        return True
    return bool(BY_NOBODY.search(sentence.text) or AS_TOLD.search(sentence.text))


def _under_opener(words: list[str], at: int) -> bool:
    start = at
    while start > 0 and words[start - 1] not in BREAKS:
        start -= 1
    opener = words[start]
    if any(words[n] in BREAKS for n in range(start)) and opener in ("and", "or"):
        opener = words[min(start + 1, at)]
    return lexicon.openers().get(opener) in ("condition", "clause") or any(
        (words[n] in RELATIVE and words[n] != "that" and not _closes(words, n, at))
        or (n > start and _opens_late(words, n) and words[n - 1] not in SKIPPED)
        or _is_time_clause(words, start, n, at)
        or (
            words[n] == "that"
            and n > start
            and not _points_back(words, n)
            and not _closes(words, n, at)
        )
        for n in range(start, at)
    )


def _is_time_clause(words: list[str], start: int, opener: int, at: int) -> bool:
    """Tell "is needed before the gate is opened": the main clause has its verb before."""
    if words[opener] not in ("before", "after") or not BE.intersection(words[start:opener]):
        return False
    return {"and", "or", "but"}.isdisjoint(words[opener:at])


def _points_back(words: list[str], at: int) -> bool:
    """Tell "Costs beyond that are borne" from "costs that are borne"."""
    return words[at] == "that" and at > 0 and words[at - 1] in PREPOSITIONS


def _opens_late(words: list[str], at: int) -> bool:
    """Tell a condition that opens within a segment: "The gate stays open while it is mended"."""
    if words[at] == "once" or words[at - 1 : at] == ["as"]:
        return False
    kind = lexicon.openers().get(words[at])
    return kind == "condition" or words[at] in (
        "because",
        "although",
        "while",
        "whether",
        "how",
        "what",
    )


def _closes(words: list[str], relative: int, at: int) -> bool:
    """Tell "who sit there are", whose clause has its verb, from "which the clerks are"."""
    if any(words[n] in BE and n > relative for n in range(relative, at)):
        return True
    behind = words[relative + 1]
    if words[relative] != "who" and behind not in DETERMINERS and behind not in PRONOUNS:
        return at - relative > 2  # "milk that smells of smoke is": its verb stands next
    return at - relative > 1 and has_own_verb(words, relative, at)
