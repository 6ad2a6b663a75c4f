"""Norms by the active present: "the port director collects", "examiners do not discuss marks"."""

from __future__ import annotations

import re

from sopgap.sops.actors import singular
from sopgap.sops.forms.binding import denies_object
from sopgap.sops.forms.joined import split_acts
from sopgap.sops.forms.norms import Norm, is_title, object_behind
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.clauses import ends_search, find_main_start, has_own_verb
from sopgap.sops.grammar.sentences import (
    BE,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    SKIPPED,
    Sentence,
)
from sopgap.sops.owners.bearers import name_bearer, with_concurrence
from sopgap.sops.owners.scene import NOBODY, SIDES, Bearer, Scene
from sopgap.sops.slots.conditions import find_condition, find_exception
from sopgap.sops.slots.deadlines import find_deadline
from sopgap.sops.slots.handoffs import find_handoff

REACH = 25  # tokens behind the start of the main clause in which its verb is sought
NO_VERB_BEHIND = RELATIVE | DETERMINERS | PREPOSITIONS | {"not"}
INSERTED = lexicon.word_class("inserted")
CAPITALS = re.compile(r"\b[A-Z]{2}")
SELDOM = frozenset(
    {
        "often",
        "still",
        "thereby",
        "thus",
        "sometimes",
        "rarely",
        "seldom",
        "mostly",
        "tend",
        "tends",
    }
)
# Nobody who can be held to it, and yet bound by what everybody does: "Staff wear badges".
SOME = frozenset({"some", "many", "most", "few", "several"})
ADVICE = frozenset({"recommend", "suggest", "advise", "prefer"})  # of outsiders: no duty
DEPARTMENT = lexicon.word_class("department")
HELD = frozenset(
    {
        "whoever",
        "staff",
        "personnel",
        "employee",
        "anyone",
        "everyone",
        "nobody",
        "anybody",
        "everybody",
    }
)
PLURALS = frozenset({"staff", "people", "children", "men", "women", "clergy", "police"})
EVERY = frozenset({"each", "every", "any", "no"})


def read_present(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read the present tense behind an actor: "The port director collects the fee."."""
    words = sentence.words
    if not _has_subject(sentence, scene) or is_title(sentence.text):
        return []
    start = find_main_start(sentence)
    denied = _read_denial(sentence, start, scene) if "not" in words or "never" in words else []
    if denied:
        return denied
    is_pronoun = words[start : start + 1] and words[start] in PRONOUNS
    for at in range(start + 1, min(len(words), start + REACH)):
        if ends_search(words, at) or (is_pronoun and at > start + 3):
            break
        base, form = _verb_at(sentence, at, scene)
        if not base:
            continue
        end = at
        while end > start and (words[end - 1] in SKIPPED or lexicon.is_adverb(words[end - 1])):
            end -= 1
        bearer = _subject_of_present(sentence, start, end, scene)
        if SELDOM.intersection(words[end : at + 1]) or words[start] in SOME:
            continue
        if words[start] == "whoever" and not has_own_verb(words, start, end):
            continue  # "Whoever notices it rings the bell": the second verb is the main one
        if not is_doer(bearer, words[start:end], scene):
            continue
        if base in ADVICE and not bearer.actor:
            continue
        if base == "own" and not bearer.actor:
            continue  # "The bursar owns the register" assigns it, "Farmers own the field" tells
        if not _agrees(words, start, end, form, sentence):
            continue
        is_denied = words[start : start + 1] in (["no"], ["nobody"], ["neither"])
        is_denied = is_denied or denies_object(words, at)
        bearer = with_concurrence(sentence, bearer) if bearer.unit in SIDES else bearer
        norm = describe(sentence, bearer, base, at, start, is_denied=is_denied)
        return split_acts(sentence, norm, at, form)
    return []


def _has_subject(sentence: Sentence, scene: Scene) -> bool:
    """Tell whether any word may name somebody: most sentences without do not need a search."""
    if sentence.mentions or not lexicon.subject_words().isdisjoint(sentence.words):
        return True
    if "whoever" in sentence.words or not DEPARTMENT.isdisjoint(sentence.words):
        return True
    words, heads = sentence.words, scene.heads
    if any(word in heads or (word[-1] == "s" and singular(word) in heads) for word in words):
        return True
    return bool(CAPITALS.search(sentence.text))


def _verb_at(sentence: Sentence, at: int, scene: Scene) -> tuple[str, str]:
    """Return base and form of the verb of an act at a token, blank where none stands there."""
    words = sentence.words
    base, form = lexicon.verbs().get(words[at], ("", ""))
    sees = base == "see" and form in ("s", "base")
    if form not in ("s", "base") or not (sees or base in lexicon.bases()):
        base, form = _unlisted(sentence, at)
    if base == "see" and words[at + 1 : at + 2] == ["to"]:
        base = "ensure"  # "sees to it that the door is shut"
    if not base or base in _states(scene):
        return "", ""
    covered = any(m.first <= at < m.last for m in sentence.mentions)
    if sentence.text[: sentence.spans[at - 1][1]].endswith(("'s", "s'")):
        return "", ""  # "The inspector's tasks"
    following = words[at + 1] if at + 1 < len(words) else ""
    is_agent = lexicon.agent_nouns().get(following) in ("inside", "outside")
    compound = is_agent and form == "s" and following == singular(following)
    written = sentence.text[sentence.spans[at][0]]
    bars = words[at - 1] in NO_VERB_BEHIND and (words[at - 1], form) != ("one", "s")
    if words[at - 1] == "her" and words[at - 2] in PREPOSITIONS:
        bars = False  # "a person named by her opens"
    if form == "s" and (following in BE or following in lexicon.modals()):
        return "", ""  # "Court orders are another matter"
    if covered or compound or written.isupper() or bars:
        return "", ""
    return base, form


def _states(scene: Scene) -> frozenset[str]:
    """Return the verbs that tell how things are; in a procedure fewer of them do."""
    return lexicon.word_list("state_verbs.txt") - (
        lexicon.word_class("soft") if scene.is_procedure else frozenset()
    )


def _unlisted(sentence: Sentence, at: int) -> tuple[str, str]:
    """Take for a verb what no list holds and yet stands as one: "The warden whitewashes the wall".

    It stands directly behind the name of an actor, ends in -s, and a new phrase begins behind it.
    """
    words = sentence.words
    word = words[at]
    everyday = lexicon.everyday().get(word)
    if everyday:
        return everyday
    if word[-1] != "s" or len(word) < 4 or word.endswith("ss"):
        return "", ""
    before = at - 1
    while before > 0 and (words[before] in SKIPPED or lexicon.is_adverb(words[before])):
        before -= 1
    is_behind = any(m.last == before + 1 for m in sentence.mentions)
    following = words[at + 1] if at + 1 < len(words) else ""
    opens = following in DETERMINERS or following in PREPOSITIONS or following in PRONOUNS
    if is_behind and opens:
        if following == "of" or word in lexicon.modals() or word in BE or word in ("has", "does"):
            return "", ""
        return singular(word), "s"
    return "", ""


def describe(
    sentence: Sentence, bearer: Bearer, base: str, at: int, start: int, *, is_denied: bool = False
) -> Norm:
    """Return the norm of a verb in the present tense, with its times, condition and taker."""
    deadline, frequency = find_deadline(sentence, *sentence.spans[at])
    return Norm(
        bearer,
        "prohibition" if is_denied else "obligation",
        "descriptive",
        base,
        object_behind(sentence, at + 1),
        find_condition(sentence, start, at),
        deadline,
        frequency,
        find_handoff(sentence, at),
        exception=find_exception(sentence, start, at),
    )


def _read_denial(sentence: Sentence, start: int, scene: Scene) -> list[Norm]:
    """Read "Examiners do not discuss marks": what somebody does not do, he must not do."""
    words = sentence.words
    for at in range(start + 1, min(len(words) - 2, start + REACH)):
        if words[at] not in ("does", "do") or words[at + 1] not in ("not", "never"):
            continue
        verb = at + 2
        while verb < len(words) - 1 and lexicon.is_adverb(words[verb]):
            verb += 1
        base, form = lexicon.verbs().get(words[verb], ("", ""))
        base = base if form == "base" else lexicon.everyday().get(words[verb], ("", ""))[0]
        bearer = _subject_of_present(sentence, start, at, scene)
        is_named = is_doer(bearer, words[start:at], scene) or bearer.text.lower() == "people"
        if not base or base in _states(scene) or not is_named or bearer.place == "issuer":
            return []
        return [describe(sentence, bearer, base, verb, start, is_denied=True)]
    return []


def is_doer(bearer: Bearer, words: list[str], scene: Scene) -> bool:
    """Return whether the present tense behind this subject is a duty: an actor, or a job.

    Somebody from outside ("a visitor") counts in procedures, elsewhere where he is everyone.
    """
    text = bearer.text.lower()
    if text in ("we", "us"):
        # "we build things" is talk, unless an office speaks of itself
        return bearer.unit not in ("none", "unknown")
    if text in ("you", "i"):
        return False
    if text in ("he", "she") or (" or " in text and bearer.place == "before"):
        return True
    if text in ("it", "they") and bearer.place == "before":  # "It meets twice a year", a committee
        return bearer.unit != "none"
    if bearer.unit == "unknown" and not bearer.actor:
        place = lexicon.agent_nouns().get(_noun(text), "")
        is_any = scene.is_procedure or bool(EVERY.intersection(words))
        is_office = place == "inside" or _noun(text) in DEPARTMENT
        return is_office or (place == "outside" and is_any)
    return bearer.unit != "none" or _noun(text) in HELD


def _noun(text: str) -> str:
    """Return the head of the words that name somebody: "head of the office" -> head."""
    words = text.split()
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1] if words else ""
    return singular(head)


def _subject_of_present(sentence: Sentence, start: int, end: int, scene: Scene) -> Bearer:
    """Return the subject where it reaches up to the verb, relative clauses apart."""
    words = sentence.words
    bearer = name_bearer(sentence, start, end, scene)
    if bearer.unit == "none" and not bearer.text:
        return bearer
    rest = next(
        (
            n
            for n in range(start, end)
            if words[n] in PREPOSITIONS or words[n] in RELATIVE or words[n] == ","
        ),
        end,
    )
    if rest < end - 1 <= rest + 5 and words[rest] == "," and words[end - 1] == ",":
        return bearer  # "The baker, Mrs Pell, opens at six"
    if (
        rest < end
        and words[rest] == ","
        and words[rest + 1] not in INSERTED | RELATIVE | PREPOSITIONS
        and not words[rest + 1].endswith("ing")
    ):
        return NOBODY
    if rest < end and words[rest] in RELATIVE:
        # "An officer who seizes goods fills in the form": the second verb is the main one.
        return bearer if has_own_verb(words, rest, end) else NOBODY
    return bearer


def _agrees(words: list[str], start: int, end: int, form: str, sentence: Sentence) -> bool:
    """A plural subject takes the base form, a singular one the -s form."""
    stop = next((n for n in range(start, end) if words[n] in PREPOSITIONS | RELATIVE), end)
    if words[end - 1] == "," and "," in words[start : end - 1]:
        stop = words.index(",", start)  # an apposition tells no number
    head = words[stop - 1] if stop > start else ""
    both = words[start] in ("both", "we", "they", "you") or "and" in words[start:stop]
    if any(m.first <= stop - 1 < m.last for m in sentence.mentions) and form == "s":
        return True  # "Headquarters answers": a name tells no number
    if head == "two":
        return form == "base"
    is_plural = both or (head.endswith("s") and not head.endswith("ss")) or head in PLURALS
    return form == "base" if is_plural else form == "s" or (head == "staff")
