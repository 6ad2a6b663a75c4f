"""Norms by a modal: "shall", "may not", "is responsible for", active and passive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from sopgap.sops import lexicon
from sopgap.sops.bearers import NOBODY, Bearer, Scene, name_bearer
from sopgap.sops.norms import (
    Norm,
    act_of_passive,
    base_form,
    object_behind,
    participle,
    shorten,
    trim,
)
from sopgap.sops.sentences import (
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    SKIPPED,
    Predicate,
    Sentence,
)
from sopgap.sops.slots import find_condition, find_deadline, find_handoff
from sopgap.sops.subjects import find_agent, find_subject

NEGATIVE = re.compile(r"^(?:no|nobody|none|neither)\b(?! later| more| less| fewer)", re.IGNORECASE)


DENIED = re.compile(r"\b(?:no|never|nor)\b", re.IGNORECASE)
BEHIND = (("rests", "with"), ("lies", "with"))
IS_TO = (("is", "to"), ("are", "to"))
OWNING = ("for", "with", "of")  # how "is responsible for", "is tasked with" ... end


def read_modal(
    sentence: Sentence, predicate: Predicate, scene: Scene, after: int, before: list[Norm]
) -> Norm | None:
    """Judge one modal: its voice, who is bound, and whether it binds at all.

    `after` is where the predicate before it ends, `before` the norms found so far.
    """
    words, spans = sentence.words, sentence.spans
    modality, first = _raised(words, predicate)
    verb = _verb(words, first)
    bearer, start, end = _bound(sentence, predicate, scene, after, before)
    inverted = next((m for m in sentence.mentions if 0 <= m.first - predicate.last <= 1), None)
    if inverted and bearer.unit == "none":  # "Under no circumstances may the clerk sign"
        bearer, start, end = name_bearer(sentence, predicate.last, inverted.last, scene), 0, 1
        verb = _verb(words, inverted.last)
        denied = DENIED.search(sentence.text[: spans[predicate.first][0]])
        modality = "prohibition" if denied and modality == "permission" else modality
    if words[verb] in BREAKS and verb + 1 < len(words):
        verb += 1
    if verb < predicate.last or words[verb] in BREAKS or _breaks_off(sentence, verb):
        # "The clerk shall:", "The board may by order": the items say what.
        return Norm(bearer, modality, "modal", is_open=True)
    if _binds_nobody(sentence, predicate, verb):
        return None
    if words[verb] == "be" and participle(words, verb + 1) >= 0:
        norm = _passive(sentence, participle(words, verb + 1), (start, end), scene)
    elif predicate.words[-1] in OWNING:
        norm = _owning(sentence, predicate, verb, bearer, (start, end), scene)
    elif _needs_agent(predicate, sentence, start, end, bearer):
        return None
    else:
        norm = Norm(bearer, "", "modal", base_form(words[verb]), object_behind(sentence, verb + 1))
    if NEGATIVE.match(sentence.piece(start, end)) and modality in ("obligation", "permission"):
        modality = "prohibition"
    begin, stop = spans[predicate.first][0], spans[predicate.last - 1][1]
    deadline, frequency = find_deadline(sentence, begin, stop, subject=start)
    return replace(
        norm,
        modality=modality,
        condition=find_condition(sentence, start, verb),
        deadline=deadline,
        frequency=frequency,
        handoff_to=find_handoff(sentence, predicate.last),
        joined=start > 0 and words[start - 1] in ("and", "but", ";"),
    )


def _breaks_off(sentence: Sentence, verb: int) -> bool:
    """Tell "The board may by order", cut off before its verb, from a whole sentence."""
    is_adjunct = sentence.words[verb] in PREPOSITIONS
    return is_adjunct and sentence.text.rstrip()[-1:] not in (".", ";")


def _bound(
    sentence: Sentence, predicate: Predicate, scene: Scene, after: int, before: list[Norm]
) -> tuple[Bearer, int, int]:
    """Return who the subject is, and its tokens; a joined verb shares the subject before it."""
    bearer, start, end = find_subject(sentence, predicate.first, scene, after=after)
    if predicate.first == 0:  # "(B) may provide ...": the lead-in names who
        bearer = scene.last
    elif before and sentence.words[predicate.first - 1] in ("and", "or", "but"):
        bearer = before[-1].bearer if before[-1].via != "passive" else NOBODY
    if bearer.unit == "none" and not bearer.text:
        bearer = _granted_by(sentence, start, end)
    return bearer, start, end


def _passive(sentence: Sentence, verb: int, subject: tuple[int, int], scene: Scene) -> Norm:
    agent = find_agent(sentence, verb, scene)
    bearer = agent if agent.unit != "none" else NOBODY
    return Norm(bearer, "", "passive", *act_of_passive(sentence, verb, subject))


def _owning(
    sentence: Sentence,
    predicate: Predicate,
    verb: int,
    bearer: Bearer,
    subject: tuple[int, int],
    scene: Scene,
) -> Norm:
    """Read "is responsible for filing it" and "is the responsibility of the clerk"."""
    words = sentence.words
    is_of = predicate.words[-1] == "of" and "charge" not in predicate.words
    if is_of or predicate.words in BEHIND:
        bearer = name_bearer(sentence, predicate.last, len(words), scene, strict=True)
        action, thing = _nominal(sentence, *subject, predicate.last)
    elif words[verb].endswith("ing"):
        action, thing = base_form(words[verb]), object_behind(sentence, verb + 1)
    else:
        action, thing = "", object_behind(sentence, verb)
    return Norm(bearer, "", "descriptive", action, thing)


def _granted_by(sentence: Sentence, start: int, end: int) -> Bearer:
    """Return the actor in "the time granted by the director": what is his is bound through him."""
    for mention in sentence.mentions:
        by = sentence.words[max(start, mention.first - 2) : mention.first]
        if start < mention.first and mention.last == end and "by" in by:
            return Bearer(mention.actor, sentence.piece(mention.first, end), mention.unit)
    return NOBODY


def _raised(words: list[str], predicate: Predicate) -> tuple[str, int]:
    """Return the modality and where the verb is sought: "will not be required to" permits."""
    negated = "not" in predicate.words or "never" in predicate.words
    for phrase in lexicon.after_modals():
        after = predicate.last + len(phrase.words)
        if tuple(words[predicate.last : after]) == phrase.words:
            modality = phrase.negated if negated else phrase.modality
            if modality:
                return modality, predicate.last if phrase.words[-1] != "to" else after
    return predicate.modality, predicate.last


def _verb(words: list[str], at: int) -> int:
    """Return the token of the verb behind a modal; insertions between commas are passed over."""
    n, forms = len(words), lexicon.verbs()
    for _ in range(3):
        while at < n and (words[at] in SKIPPED or lexicon.is_adverb(words[at])):
            at += 1
        if at < n and words[at] == ",":
            close = next((k for k in range(at + 1, n) if words[k] == ","), -1)
            while 0 <= close < n - 1 and not _opens_verb(words[close + 1], forms):
                close = next((k for k in range(close + 1, n) if words[k] == ","), -1)
            if close < 0:
                return at
            at = close + 1
        elif at < n and words[at] in ("by", "in", "upon", "at", "within", "on", "with"):
            ahead = next(
                (
                    k
                    for k in range(at + 1, min(n, at + 8))
                    if forms.get(words[k], ("", ""))[1] == "base"
                    and words[k - 1] not in DETERMINERS
                    and words[k - 1] not in PREPOSITIONS
                ),
                -1,
            )
            if ahead < 0:
                return at
            at = ahead
    return min(at, n - 1) if n else 0


def _opens_verb(word: str, forms: Mapping[str, tuple[str, str]]) -> bool:
    return word == "be" or forms.get(word, ("", ""))[1] == "base"


def _binds_nobody(sentence: Sentence, predicate: Predicate, verb: int) -> bool:
    begin = sentence.spans[predicate.first][0]
    before = sentence.text[:begin]
    if sentence.words[0] not in lexicon.openers() and lexicon.not_duties("before").search(before):
        return True
    if verb >= len(sentence.spans):
        return True
    after = sentence.text[sentence.spans[verb][0] : sentence.spans[verb][0] + 80]
    if predicate.words[0] in ("may", "will", "should") and lexicon.not_duties("weak").match(after):
        return True
    return bool(lexicon.not_duties("after").match(after))


def _needs_agent(
    predicate: Predicate, sentence: Sentence, start: int, end: int, bearer: Bearer
) -> bool:
    """Tell whether an active sentence whose subject is a thing binds nobody.

    "The page will refresh" and "the value may help" do not; "the request must state the reason"
    puts a duty on whoever files it.
    """
    weak = predicate.words[0] in ("will", "may", "should") or predicate.words in IS_TO
    named = bearer.unit != "none" or bearer.text or NEGATIVE.match(sentence.piece(start, end))
    return weak and not named


def _nominal(sentence: Sentence, first: int, last: int, behind: int) -> tuple[str, str]:
    """Return action and object of "Filing the report (or: It) is the responsibility of"."""
    words = sentence.words
    if words[first:last] == ["it"] and "to" in words[behind:-1]:
        verb = words.index("to", behind) + 1
        return base_form(words[verb]), object_behind(sentence, verb + 1)
    if first < last and words[first].endswith("ing"):
        return base_form(words[first]), trim(sentence, first + 1, last)
    return "", shorten(sentence, first, last)
