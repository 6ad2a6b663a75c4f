"""Norms by asking: "we urge clerks to", "we count on tenants to", "Warden to mend the gate"."""

from __future__ import annotations

from sopgap.sops.forms.joined import split_acts
from sopgap.sops.forms.norms import Norm, act_of_passive, participle
from sopgap.sops.forms.present import describe
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.clauses import opens_task
from sopgap.sops.grammar.sentences import BE, BREAKS, DETERMINERS, SKIPPED, Sentence, cut_sentence
from sopgap.sops.owners.bearers import name_bearer
from sopgap.sops.owners.scene import NOBODY, Scene
from sopgap.sops.owners.subjects import find_agent

ADVISING = frozenset({"recommend", "suggest", "advise", "encourage", "urge"})
REQUIRING = frozenset({"require", "direct", "instruct", "order", "want", "need", "expect", "ask"})
# Of others: "The board expects wardens to"; "asks" and "invites" leave it to them.
ASKING = frozenset({"ask", "encourage", "urge", "advise", "invite"})
TELLING = ASKING | {"expect", "require", "direct", "instruct", "order", "oblige"}
LABELS = frozenset({":", "-", "–", "—"})
RELYING = (["count", "on"], ["rely", "on"], ["look", "to"], ["depend", "on"])


def read_advice(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read "We recommend that the doors be locked", "We urge clerks to lock them".

    Who advises is not bound; who is advised is, where he is named.
    """
    return (
        _read_request(sentence, scene)
        or _read_order(sentence, scene)
        or _read_advice(sentence, scene)
    )


def _read_request(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read "We count on tenants to sort their waste", "I want wardens to lock the sheds"."""
    words = sentence.words
    if words[0] not in ("we", "i") or len(words) < 6:
        return []
    at = 1 + (words[1] in SKIPPED)
    is_relying = words[at : at + 2] in RELYING
    if not is_relying and words[at] not in REQUIRING:
        return []
    first = at + 1 + is_relying
    to = next((n for n in range(first + 1, min(len(words) - 1, first + 8)) if words[n] == "to"), 0)
    bearer = name_bearer(sentence, first, to, scene) if to else NOBODY
    base = lexicon.base_of(words[to + 1]) if to else ""
    if bearer.unit == "none" or not base:
        return []
    norm = describe(sentence, bearer, base, to + 1, 0)
    is_soft = words[at] in ("ask", "expect")
    return [norm._replace(modality="recommendation") if is_soft else norm]


def _read_order(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read "The board expects wardens to report leaks": whoever is told to act is bound."""
    words = sentence.words
    for at in range(1, min(len(words) - 4, 9)):
        base = lexicon.base_of(words[at])
        if base not in TELLING or words[at] not in (base, base + "s") or words[at - 1] == "to":
            continue
        to = next((n for n in range(at + 2, min(len(words) - 1, at + 8)) if words[n] == "to"), 0)
        who = name_bearer(sentence, 0, at, scene)
        told = name_bearer(sentence, at + 1, to, scene) if to else NOBODY
        act = lexicon.base_of(words[to + 1]) if to else ""
        if who.unit == "none" or told.unit == "none" or act not in lexicon.bases():
            return []
        norm = describe(sentence, told, act, to + 1, 0)
        return [norm._replace(modality="recommendation") if base in ASKING else norm]
    return []


def _read_advice(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read "We recommend that", "We urge clerks to"."""
    words = sentence.words
    for at in range(1, min(len(words) - 2, 5)):
        base = lexicon.base_of(words[at])
        if base not in ADVISING or words[0] not in ("we", "i", "it") or words[at - 1] == "not":
            continue
        to = next((n for n in range(at + 2, min(len(words), at + 9)) if words[n] == "to"), 0)
        bearer = name_bearer(sentence, at + 1, to, scene) if to else NOBODY
        if to and not bearer.text:
            bearer = NOBODY
        norm = describe(sentence, bearer, base, at, 0)
        verb = to + 1 if to and to + 1 < len(words) else at
        action = lexicon.base_of(words[verb])
        return [norm._replace(modality="recommendation", action=action)]
    return []


def read_minutes(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read the note of a meeting that gives somebody a task: "Warden to mend the gate"."""
    words = sentence.words
    for at in range(4, len(words) - 4):
        if opens_task(sentence, at):  # "Clerk to file it and warden to mend the gate"
            begin, end = sentence.spans[at + 1][0], sentence.spans[at - 1][1]
            parts = (sentence.text[:end] + ".", sentence.text[begin:])
            first, second = (cut_sentence(part, scene.index) for part in parts)
            norms = read_minutes(first, scene)
            return [*norms, *read_minutes(second, scene)] if norms else []
    for at in range(1, min(len(words) - 2, 8)):
        if words[at] != "to":
            continue
        if scene.is_procedure and words[at + 1] == "be" and participle(words, at + 2) > 0:
            return _to_be_done(sentence, at, scene)
        base, form = lexicon.verbs().get(words[at + 1], ("", ""))
        if LABELS.intersection(words[:at]):
            return []  # "Broken tiles: warden to order new ones" is read behind its label
        is_denied = words[at - 1] == "not"  # "Stores not to lend ladders"
        end = at - is_denied
        bearer = name_bearer(sentence, 0, end, scene)
        names = (sentence.piece(0, end), sentence.piece(words[0] == "the", end))
        whole = bearer.text in names or "and" in words[:end]
        is_new = not form and words[at + 2] in DETERMINERS and words[at + 1] not in DETERMINERS
        if (
            ((form == "base" and base in lexicon.bases()) or is_new)
            and bearer.unit != "none"
            and whole
        ):
            act = base or words[at + 1]
            norm = describe(sentence, bearer, act, at + 1, 0, is_denied=is_denied)
            return split_acts(sentence, norm, at + 1, "base")
        return []
    return []


def _to_be_done(sentence: Sentence, at: int, scene: Scene) -> list[Norm]:
    """Read "Doors to be kept shut", "Key not to be lent", whose verb is left out."""
    words = sentence.words
    verb = participle(words, at + 2)
    finite = any(word in BE or word in lexicon.modals() for word in words if word != "be")
    if finite or words[0] in lexicon.openers() or not BREAKS.isdisjoint(words[:at]):
        return []
    is_denied = words[at - 1] == "not"
    norm = describe(sentence, find_agent(sentence, verb, scene), "", verb, 0, is_denied=is_denied)
    action, thing = act_of_passive(sentence, verb, (0, at - is_denied))
    return [norm._replace(via="passive", action=action, object=thing)]
