"""Norms by a modal: "shall", "may not", "is responsible for", active and passive."""

from __future__ import annotations

import re

from sopgap.sops.forms.binding import (
    NEGATIVE,
    WEAK,
    binds_nobody,
    denies_object,
    deny_behind,
    foresees,
    is_of_machine,
    is_of_thing,
)
from sopgap.sops.forms.joined import split_acts, split_agents
from sopgap.sops.forms.norms import (
    Norm,
    act_of_passive,
    base_form,
    object_behind,
    participle,
    shorten,
    trim,
)
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.modal_verbs import find_verb, raise_modality
from sopgap.sops.grammar.sentences import (
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    Predicate,
    Sentence,
    behind_whom,
    is_inner,
)
from sopgap.sops.owners.bearers import HOLDINGS, name_bearer, name_holder, name_stranger
from sopgap.sops.owners.scene import NOBODY, Bearer, Scene
from sopgap.sops.owners.subjects import find_agent, find_subject
from sopgap.sops.slots.conditions import find_condition, find_exception
from sopgap.sops.slots.deadlines import find_deadline
from sopgap.sops.slots.handoffs import find_handoff

DENIED = re.compile(r"\b(?:no|never|nor)\b", re.IGNORECASE)
UNLAWFUL = (("is", "unlawful", "for"), ("shall", "be", "unlawful", "for"))
DENIABLE = ("obligation", "permission")
RESTING = ("rests", "rest", "lies", "lie", "sits", "sit", "remains", "belongs", "falls", "fall")
# Behind these stands who is bound: "Filing rests with the clerk", "It is incumbent on the clerk".
BEHIND = (
    *(
        modal.words
        for verb in RESTING
        for modal in lexicon.modals().get(verb, ())
        if modal.words[-1] in ("with", "to")
    ),
    ("is", "up", "to"),
    ("are", "up", "to"),
    ("is", "left", "to"),
    ("is", "vested", "in"),
    ("is", "a", "task", "for"),
    ("is", "a", "job", "for"),
    ("are", "tasks", "for"),
    ("is", "incumbent", "on"),
    ("is", "incumbent", "upon"),
    *UNLAWFUL,
)
DEGREES = lexicon.word_class("degree")
OF_THINGS = lexicon.word_class("of things")
PERSONAL = frozenset({"he", "she", "they", "he/she"})
PAPER = lexicon.word_class("paper")
ERGATIVE, ARTICLES = lexicon.word_class("ergative"), frozenset({"the", "a", "an", "all", "its"})
OWNING = ("for", "with", "of")  # how "is responsible for", "is tasked with" ... end


def read_modal(
    sentence: Sentence, predicate: Predicate, scene: Scene, after: int, before: list[Norm]
) -> list[Norm]:
    """Judge one modal: its voice, who is bound, and whether it binds at all.

    Returned are no norm, one, or one for each verb joined to the first. `after` is where the
    predicate before it ends, `before` the norms found so far.
    """
    words, spans = sentence.words, sentence.spans
    modality, first = raise_modality(words, predicate)
    verb = find_verb(words, first)
    if foresees(sentence, predicate, verb):
        return []
    bearer, start, end = _bound(sentence, predicate, scene, after, before)
    modality = deny_behind(words, predicate, verb, modality)
    inverted = next((m for m in sentence.mentions if 0 <= m.first - predicate.last <= 1), None)
    is_behind = _plain(predicate) in BEHIND or predicate.words[-1] in OWNING
    if inverted and bearer.unit == "none" and not is_behind:
        # "Under no circumstances may the clerk sign"
        bearer, start, end = name_bearer(sentence, predicate.last, inverted.last, scene), 0, 1
        verb = find_verb(words, inverted.last)
        denied = DENIED.search(sentence.text[: spans[predicate.first][0]])
        modality = "prohibition" if denied and modality in DENIABLE else modality
    if words[verb] in BREAKS and verb + 1 < len(words):
        verb += 1
    if verb < predicate.last or words[verb] in BREAKS or _breaks_off(sentence, verb):
        # "The clerk shall:", "The board may by order": the items say what.
        return [Norm(bearer, modality, "modal", is_open=True)]
    if binds_nobody(sentence, predicate, verb, bearer):
        return []
    owned = _owned(words, verb)
    passive = verb + 1 + (words[verb : verb + 2] == ["have", "been"])
    if owned:  # "The clerk shall be accountable to the board for the stores"
        norm = _owning(sentence, predicate, owned, bearer, (start, end), scene)
    elif words[passive - 1] in ("be", "been") and participle(words, passive) >= 0:
        norm = _passive(sentence, participle(words, passive), (start, end), scene)
        if is_of_machine(sentence, predicate, norm, scene):
            return []
    elif predicate.words[-1] == "that":  # "The tenant undertakes that the yard will be swept"
        thing = shorten(sentence, predicate.last, len(words))
        norm = Norm(bearer, "", "modal", "ensure", thing)
    elif predicate.words[-1] in OWNING or _plain(predicate) in BEHIND:
        norm = _owning(sentence, predicate, verb, bearer, (start, end), scene)
        if _plain(predicate)[1:] == ("up", "to") and not norm.bearer.text:
            return []  # "is up to date"
    else:
        bearer = _doer(sentence, predicate, verb, bearer, (start, end))
        if is_of_thing(sentence, predicate, verb, bearer, (start, end), scene):
            return []
        is_noun = words[verb] in ("a", "an", "the") and predicate.words[-1] == "to"
        act = "have" if is_noun else base_form(words[verb])  # "is entitled to a day off"
        norm = Norm(bearer, "", "modal", act, object_behind(sentence, verb + (not is_noun)))
    if NEGATIVE.match(sentence.piece(start, end)) and modality in ("obligation", "permission"):
        modality = "prohibition"
    if norm.via == "modal" and modality != "permission" and denies_object(words, verb):
        modality = "prohibition"
    begin, stop = spans[predicate.first][0], spans[predicate.last - 1][1]
    deadline, frequency = find_deadline(sentence, begin, stop, subject=start)
    norm = norm._replace(
        modality=modality,
        condition=find_condition(sentence, start, verb),
        exception=find_exception(sentence, start, verb),
        deadline=deadline,
        frequency=frequency,
        handoff_to=find_handoff(sentence, predicate.last),
        joined=start > 0 and words[start - 1] in ("and", "but", ";"),
    )
    if norm.via == "passive":
        return split_agents(sentence, norm, participle(words, passive), scene)
    if norm.via != "modal":
        return [norm]
    return split_acts(sentence, norm, verb, "base")


def _plain(predicate: Predicate) -> tuple[str, ...]:
    """Return the words of a modal without what stands inside: "rests entirely with"."""
    return tuple(word for word in predicate.words if not is_inner(word))


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
        bearer = before[-1].bearer
        if before[-1].via == "passive":  # "The warden must be called and will search the hall"
            bearer = _subject_before(sentence, after)
    if bearer.unit == "none" and not bearer.text:
        bearer = _granted_by(sentence, start, end)
    if bearer.unit == "none" and not bearer.text:
        bearer = name_holder(sentence, start, end, scene)
    return bearer, start, end


def _subject_before(sentence: Sentence, after: int) -> Bearer:
    """Return the actor directly before the modal that ends at a token, else nobody."""
    words = sentence.words
    for mention in sentence.mentions:
        between = words[mention.last : after]
        if mention.last < after and len(between) <= 3 and not BREAKS.intersection(between):
            name = sentence.piece(mention.first, mention.last)
            return Bearer(mention.actor, name, mention.unit)
    return NOBODY


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
    is_of = predicate.words[-1] == "of" and predicate.words[0] not in ("has", "have", "takes")
    is_of = is_of and "charge" not in predicate.words
    if is_of or _plain(predicate) in BEHIND:
        bearer = name_bearer(sentence, predicate.last, len(words), scene, strict=True)
        action, thing = _nominal(sentence, *subject, predicate.last)
    elif words[verb].endswith("ing"):
        action, thing = base_form(words[verb]), object_behind(sentence, verb + 1)
    else:
        action, thing = "", object_behind(sentence, verb)
    return Norm(bearer, "", "descriptive", action, thing)


def _owned(words: list[str], at: int) -> int:
    """Return where what somebody has begins behind "be responsible for", 0 where none stands."""
    for phrase in lexicon.after_modals().get(words[at], ()):
        if phrase.words[-1] not in OWNING:
            continue
        place = at
        for word in phrase.words:
            while words[place : place + 1] and is_inner(words[place]) and words[place] != word:
                place += 1
            place = behind_whom(words, place) if word == "for" else place
            if words[place : place + 1] != [word]:
                break
            place += 1
        else:
            return min(place, len(words) - 1)
    return 0


def _granted_by(sentence: Sentence, start: int, end: int) -> Bearer:
    """Return the actor in "the time granted by the director": what is his is bound through him."""
    for mention in sentence.mentions:
        by = sentence.words[max(start, mention.first - 2) : mention.first]
        if start < mention.first and mention.last == end and "by" in by:
            return Bearer(mention.actor, sentence.piece(mention.first, end), mention.unit)
    return NOBODY


def _doer(
    sentence: Sentence, predicate: Predicate, verb: int, bearer: Bearer, subject: tuple[int, int]
) -> Bearer:
    """Return who acts: behind the verb of a person an unlisted noun or an open pronoun names him.

    "The harbormaster shall inspect the hull" binds the harbormaster, "the label shall state the
    weight" whoever prints it.
    """
    word = base_form(sentence.words[verb])
    is_paper = word in PAPER or word not in lexicon.bases()
    if (
        word in ERGATIVE
        and sentence.words[verb + 1 : verb + 2]
        and sentence.words[verb + 1] in ARTICLES
    ):
        is_paper = False  # things close; who closes the road is somebody
    only = sentence.words[subject[0] : subject[1]]
    if only and only[0] in PERSONAL and not bearer.text and word not in OF_THINGS:
        return Bearer("", sentence.piece(subject[0], subject[0] + 1), "unknown")
    if bearer.text.lower() in PRONOUNS and bearer.place == "before":
        return NOBODY if is_paper and bearer.text.lower() == "it" else bearer
    if bearer.unit != "none" or bearer.text or is_paper:
        return bearer
    is_weak = predicate.words[0] in WEAK and predicate.words[0] != "should"
    if predicate.words[0] in ("can", "cannot"):
        return bearer
    found = name_stranger(sentence, *subject)
    return NOBODY if is_weak and not _is_name(found.text) else found


def _is_name(text: str) -> bool:
    """Tell whether a noun phrase is written as a name: its last word with a capital."""
    return bool(text) and text.split()[-1][0].isupper() and " " in text


def _nominal(sentence: Sentence, first: int, last: int, behind: int) -> tuple[str, str]:
    """Return action and object of "Filing the report (or: It) is the responsibility of"."""
    words = sentence.words
    if words[first:last] == ["it"] and "to" in words[behind:-1]:
        verb = words.index("to", behind) + 1
        return base_form(words[verb]), object_behind(sentence, verb + 1)
    held = first + (words[first] in DETERMINERS) if first < last else first
    held += words[held] in DEGREES  # "Overall responsibility for filing the report rests with"
    if words[held] in HOLDINGS and held + 2 < last:
        if words[held + 1] == "to" and words[held + 2] in lexicon.bases():
            return words[held + 2], trim(sentence, held + 3, last)
        first = held + 2 if words[held + 1] in ("for", "of") else first
    if first < last and words[first].endswith("ing"):
        return base_form(words[first]), trim(sentence, first + 1, last)
    return "", shorten(sentence, first, last)
