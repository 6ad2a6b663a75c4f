"""Norms by the present tense: "the port director collects", "are decided by the clerk"."""

from __future__ import annotations

import re

from sopgap.sops import lexicon
from sopgap.sops.actors import singular
from sopgap.sops.bearers import NOBODY, SIDES, Bearer, Scene, name_bearer
from sopgap.sops.norms import (
    Norm,
    act_of_passive,
    base_form,
    is_title,
    object_behind,
    participle,
)
from sopgap.sops.sentences import (
    BE,
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    SKIPPED,
    Sentence,
)
from sopgap.sops.slots import find_condition, find_deadline, find_handoff
from sopgap.sops.subjects import find_agent, find_subject

# A present tense that only introduces the list behind its colon.
INTRODUCING = frozenset({"work", "follow", "include", "take"})
NO_VERB_BEHIND = RELATIVE | DETERMINERS | PREPOSITIONS | {"not"}
DEFINITE = re.compile(r"(?:within|not? later|by|(?:on |by )?the (?:next|same)) ", re.IGNORECASE)
SUFFERED = lexicon.word_class("suffered")
INSERTED = lexicon.word_class("inserted")


def read_present(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read the present tense behind an actor: "The port director collects the fee."."""
    words, forms = sentence.words, lexicon.verbs()
    states, acts = lexicon.word_list("state_verbs.txt"), lexicon.bases()
    if is_title(sentence.text):
        return []
    start = _main_start(sentence)
    for at in range(start + 1, min(len(words), start + 25)):
        base, form = forms.get(words[at], ("", ""))
        if form not in ("s", "base") or base not in acts or base in states:
            continue
        covered = any(m.first <= at < m.last for m in sentence.mentions)
        compound = words[at + 1 : at + 2] and singular(words[at + 1]) in lexicon.agent_nouns()
        written = sentence.text[sentence.spans[at][0]]
        bars = words[at - 1] in NO_VERB_BEHIND and (words[at - 1], form) != ("one", "s")
        if covered or compound or written.isupper() or bars:
            continue
        end = at
        while end > start and (words[end - 1] in SKIPPED or lexicon.is_adverb(words[end - 1])):
            end -= 1
        bearer = _subject_of_present(sentence, start, end, scene)
        introduces = words[-1] == ":" and base in INTRODUCING
        if not _is_doer(bearer) or introduces or not _agrees(words, start, end, form, sentence):
            continue
        deadline, frequency = find_deadline(sentence, sentence.spans[at][0], sentence.spans[at][1])
        return [
            Norm(
                bearer,
                "obligation",
                "descriptive",
                base,
                object_behind(sentence, at + 1),
                find_condition(sentence, start, at),
                deadline,
                frequency,
                find_handoff(sentence, at),
            )
        ]
    return []


def _is_doer(bearer: Bearer) -> bool:
    """Tell whether the present tense behind this subject is a duty: an actor, or a job."""
    if bearer.text.lower() in ("we", "us"):
        return bearer.unit in SIDES  # "we build things" is talk, unless an office speaks of itself
    if bearer.unit == "unknown":
        noun = singular(bearer.text.split()[-1].lower()) if bearer.text else ""
        return lexicon.agent_nouns().get(noun) == "inside"
    return bearer.unit != "none"


def _subject_of_present(sentence: Sentence, start: int, end: int, scene: Scene) -> Bearer:
    """Return the subject where it reaches up to the verb, relative clauses apart."""
    words = sentence.words
    bearer = name_bearer(sentence, start, end, scene)
    if bearer.unit == "none":
        return bearer
    rest = next(
        (
            n
            for n in range(start, end)
            if words[n] in PREPOSITIONS or words[n] in RELATIVE or words[n] == ","
        ),
        end,
    )
    if (
        rest < end
        and words[rest] == ","
        and words[rest + 1] not in INSERTED | RELATIVE | PREPOSITIONS
    ):
        return NOBODY
    if rest < end and words[rest] in RELATIVE:
        # "An officer who seizes goods fills in the form": the second verb is the main one.
        return bearer if _has_own_verb(words, rest, end) else NOBODY
    return bearer


def _has_own_verb(words: list[str], relative: int, end: int) -> bool:
    """Tell whether a relative clause holds a verb before `end`: then the next is the main one."""
    if end > relative + 1 and words[relative] == "who":  # its verb stands next, known or not
        return words[end - 1] not in lexicon.modals()
    return any(
        lexicon.verbs().get(words[n], ("", ""))[1] in ("s", "base", "past") or words[n] in BE
        for n in range(relative, end)
    )


def _agrees(words: list[str], start: int, end: int, form: str, sentence: Sentence) -> bool:
    """A plural subject takes the base form, a singular one the -s form."""
    stop = next((n for n in range(start, end) if words[n] in PREPOSITIONS | RELATIVE), end)
    head = words[stop - 1] if stop > start else ""
    both = words[start] in ("both", "we", "they", "you") or "and" in words[start:stop]
    if any(m.first <= stop - 1 < m.last for m in sentence.mentions) and form == "s":
        return True  # "Headquarters answers": a name tells no number
    is_plural = (
        both or (head.endswith("s") and not head.endswith("ss")) or head in ("staff", "people")
    )
    return form == "base" if is_plural else form == "s" or (head == "staff")


def read_present_passive(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read "are decided by the clerk"; without an agent only where it says how often."""
    words = sentence.words
    for at in range(1, len(words) - 1):
        if words[at] not in ("is", "are") or words[at - 1] in RELATIVE:
            continue
        verb = participle(words, at + 1)
        if verb < 0 or (_under_opener(words, at) and words[0] != "whether"):
            continue
        agent = find_agent(sentence, verb, scene)
        deadline, frequency = find_deadline(sentence, sentence.spans[at][0], sentence.spans[at][1])
        has_time, is_next = (
            bool(frequency or DEFINITE.match(deadline)),
            words[verb + 1 : verb + 2] == ["by"],
        )
        if not _is_done(words[verb], agent, has_time=has_time, is_next=is_next):
            continue
        _, first, last = find_subject(sentence, at, scene)
        action, thing = act_of_passive(sentence, verb, (first, last))
        return [
            Norm(
                agent,
                "obligation",
                "passive",
                action,
                thing,
                find_condition(sentence, first, verb),
                deadline,
                frequency,
                find_handoff(sentence, verb),
            )
        ]
    return []


def _is_done(word: str, agent: Bearer, *, has_time: bool, is_next: bool) -> bool:
    """Tell an act from a state: an actor behind by does it, or it is done at set times."""
    base = base_form(word)
    if agent.unit == "none":
        return has_time and base in lexicon.bases()
    if agent.actor and is_next and word not in SUFFERED:  # not "is bought for use by"
        return _is_doer(agent)
    return base in lexicon.bases() and _is_doer(agent)


def _under_opener(words: list[str], at: int) -> bool:
    start = at
    while start > 0 and words[start - 1] not in BREAKS:
        start -= 1
    opener = words[start]
    return lexicon.openers().get(opener) in ("condition", "clause") or any(
        words[n] in RELATIVE and words[n] != "that" and not _closes(words, n, at)
        for n in range(start, at)
    )


def _closes(words: list[str], relative: int, at: int) -> bool:
    """Tell "who sit there are", whose clause has its verb, from "which the clerks are"."""
    if any(words[n] in BE and n > relative + 1 for n in range(relative, at)):
        return True
    return words[relative] == "who" and _has_own_verb(words, relative, at)


def _main_start(sentence: Sentence) -> int:
    """Return where the main clause begins: behind the comma of a leading clause or adjunct."""
    words = sentence.words
    if words[0] not in lexicon.openers():
        return 0
    inside = {n for m in sentence.mentions for n in range(m.first, m.last)}
    commas = [n for n in range(len(words)) if words[n] == "," and n not in inside]
    is_phrase = lexicon.openers()[words[0]] == "phrase"
    early = (
        is_phrase
        and commas
        and any(lexicon.verbs().get(w, ("", ""))[1] == "s" for w in words[: commas[0]])
    )
    if not commas or early:  # "By the fifth of each month a specialist pulls the report"
        behind = [m.first for m in sentence.mentions if m.first > 2]
        if behind and sentence.words[behind[0] - 1] not in PREPOSITIONS:
            first = behind[0]
            while first > 0 and words[first - 1] in DETERMINERS:
                first -= 1
            if (
                words[first - 1] not in PREPOSITIONS | RELATIVE
                and words[first - 1] not in lexicon.openers()
            ):
                return first
    for comma in commas:
        nexts = words[comma + 1 : comma + 2]
        if any(m.first - comma <= 3 and m.first > comma for m in sentence.mentions) or (
            nexts and nexts[0] in DETERMINERS | PRONOUNS and comma == commas[-1]
        ):
            return comma + 1
    return commas[0] + 1 if commas and commas[0] + 1 < len(words) else 0
