"""Several acts of one norm: "reviews, signs and returns the permit", and what "who" does then."""

from __future__ import annotations

from itertools import pairwise

from sopgap.sops.forms.norms import Norm, base_form, object_behind
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import (
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    SKIPPED,
    Sentence,
)
from sopgap.sops.owners.bearers import name_bearer
from sopgap.sops.owners.scene import JOINT, Bearer, Scene
from sopgap.sops.slots.deadlines import find_deadline, find_times
from sopgap.sops.slots.handoffs import find_handoff

INSERTED = frozenset({"if", "when", "where", "unless"})
TOLD = frozenset({"is", "are", "was", "were", "has", "have"})
JOINTS = frozenset({"and", "or", "then", ","})
STARTS = frozenset({"to", "by", "with", "from", "and", "or"})
NO, ACTS = ("", ""), ("base", "s")
MOST = 4  # further acts of one norm
OPENS = DETERMINERS | PREPOSITIONS | frozenset({"it", "them", "him", "her", "this", "these", "."})
BINDING = {"shall": "obligation", "must": "obligation", "will": "obligation", "may": "permission"}


def split_acts(sentence: Sentence, norm: Norm, verb: int, form: str) -> list[Norm]:
    """Return a norm and one more for each verb that is joined to its own.

    Each has its own object and, where its words name one, its own time; a verb without an object
    shares the next one's.

    Parameters
    ----------
    verb : int
        Token of the norm's verb.
    form : str
        Its form in `lexicon.verbs`: the others have the same.
    """
    places = _joined(sentence, verb, form)
    if not places:
        return [norm]
    ends = [*places[1:], len(sentence.words)]
    norms = []
    shared_time = _is_shared(sentence, norm, verb, places[0])
    for at, end in zip(places, ends, strict=True):
        piece = sentence.piece(at, end)
        deadline, frequency = find_times(piece)
        norms.append(
            norm._replace(
                action=base_form(sentence.words[at]),
                object=_object(sentence, at),
                deadline=deadline or (norm.deadline if shared_time else ""),
                frequency=frequency or (norm.frequency if shared_time else ""),
                handoff_to=find_handoff(sentence, at, 0 if end == len(sentence.words) else end),
            )
        )
    shared = next((one.object for one in norms if one.object), "")
    passed = find_handoff(sentence, verb, places[0]) if norm.handoff_to else ""
    first = norm._replace(object=_object(sentence, verb) or shared, handoff_to=passed)
    return [first, *(one if one.object else one._replace(object=shared) for one in norms)]


def _is_shared(sentence: Sentence, norm: Norm, verb: int, joint: int) -> bool:
    """Tell a time of all acts from the first one's: "counts the till daily and reports losses"."""
    begin, end = sentence.spans[verb][1], sentence.spans[joint][0]
    return not norm.deadline or norm.deadline not in sentence.text[begin:end]


def _object(sentence: Sentence, verb: int) -> str:
    """Return the object of one of several verbs, '' where the next verb stands behind it."""
    behind = sentence.words[verb + 1 : verb + 2]
    return "" if behind and behind[0] in JOINTS else object_behind(sentence, verb + 1)


def split_agents(sentence: Sentence, norm: Norm, verb: int, scene: Scene) -> list[Norm]:
    """Return a passive norm and one more for each participle that has an agent of its own.

    "Forms are filled in by the clerk, checked by the chief and filed": the last has none.
    """
    if norm.bearer.unit == "none":
        return [norm]
    words = sentence.words
    places = [n for n in range(verb + 2, len(words) - 2) if _is_next_participle(words, n)]
    if all(words[n - 1] == "," for n in places):
        return [norm]  # "is emptied by the porter, assisted by the clerk": no further act
    ends = [*places[1:], len(words)]
    norms = [norm]
    for at, end in zip(places[:MOST], ends, strict=False):
        by = next((n for n in range(at + 1, end - 1) if words[n] == "by"), 0)
        agent = name_bearer(sentence, by + 1, end, scene, strict=True) if by else norm.bearer
        if not by or agent.unit == "none" or agent == norm.bearer:
            continue
        deadline, frequency = find_times(sentence.piece(at, end))
        taker = find_handoff(sentence, at, end)
        act = norm._replace(bearer=agent, action=base_form(words[at]), handoff_to=taker)
        norms.append(act._replace(deadline=deadline, frequency=frequency))
    if len(norms) > 1:
        times = find_times(sentence.piece(verb, places[0]))
        is_led = sentence.text.find(norm.deadline) < sentence.spans[verb][0]
        deadline, frequency = (norm.deadline, norm.frequency) if is_led else times
        taker = find_handoff(sentence, verb, places[0])
        norms[0] = norm._replace(deadline=deadline, frequency=frequency, handoff_to=taker)
    return norms


def _is_next_participle(words: list[str], at: int) -> bool:
    """Tell a participle behind a joint: ", countersigned by", "and then approved within a day"."""
    before = at - 1
    while before > 0 and (words[before] in SKIPPED or lexicon.is_adverb(words[before])):
        before -= 1
    is_behind = words[before] in ("and", "or", ",", "then", "but")
    is_form = lexicon.verbs().get(words[at], ("", ""))[1] == "past"
    is_form = is_form or words[at] in lexicon.participles() or words[at].endswith("ed")
    return is_behind and is_form and words[at + 1] not in DETERMINERS


def other_actors(sentence: Sentence, norms: list[Norm], scene: Scene) -> list[Norm]:
    """Return the same norms for each further actor that "and" joins to theirs.

    "The clerk and the porter shall sign" binds both; where they are the two sides, the one joint
    norm stays.
    """
    if not norms or norms[0].bearer.place != "sentence" or norms[0].bearer.unit == JOINT:
        return []
    mentions = sentence.mentions
    text = norms[0].bearer.text
    others = _unlisted_other(sentence, norms[0].bearer, scene)
    for number, mention in enumerate([] if others else mentions[:-1]):
        if sentence.piece(mention.first, mention.last) != text:
            continue
        others = _listed(sentence, number)
        break
    first = norms[0].bearer
    return [n._replace(bearer=one) for one in others for n in norms if n.bearer == first]


def _listed(sentence: Sentence, number: int) -> list[Bearer]:
    """Return who follows an actor in a list with "and": "the clerk, the porter and the cook"."""
    words, found = sentence.words, []
    for before, mention in pairwise(sentence.mentions[number:]):
        between = [w for w in words[before.last : mention.first] if w not in DETERMINERS]
        if between not in (["and"], [","], [",", "and"]) or mention.actor == before.actor:
            break
        name = sentence.piece(mention.first, mention.last)
        found.append(Bearer(mention.actor, name, mention.unit))
        if "and" in between:
            return found
    return []


def _unlisted_other(sentence: Sentence, bearer: Bearer, scene: Scene) -> list[Bearer]:
    """Return whom "and" joins to an actor where no alias names one of them: "guests and staff"."""
    begin = sentence.text.find(bearer.text)
    ends = [n + 1 for n, span in enumerate(sentence.spans) if span[1] == begin + len(bearer.text)]
    words = sentence.words
    if begin < 0 or not ends or words[ends[0] : ends[0] + 1] != ["and"]:
        return []
    first = ends[0] + 1
    verb = (n for n in range(first + 1, len(words)) if lexicon.verbs().get(words[n], NO)[1] in ACTS)
    other = name_bearer(sentence, first, next(verb, len(words)), scene)
    end = next((n + 1 for n in range(first, len(words)) if _ends_with(sentence, n, other)), 0)
    is_noun = words[end - 1] not in PRONOUNS and not (bearer.actor and other.actor)
    is_subject = end and end < len(words) and _follows_name(words[end])
    return [other] if other.unit == "unknown" and is_noun and is_subject else []


def _ends_with(sentence: Sentence, at: int, bearer: Bearer) -> bool:
    piece = sentence.text[: sentence.spans[at][1]]
    return bool(bearer.text) and piece.endswith(bearer.text)


def _follows_name(word: str) -> bool:
    """Tell what follows a subject or an agent from a noun: "staff and visitor passes"."""
    if word in lexicon.modals() or word in BREAKS | {"."} or word in PREPOSITIONS:
        return True
    return lexicon.verbs().get(word, NO)[1] == "base"


def _joined(sentence: Sentence, verb: int, form: str) -> list[int]:
    """Return the tokens of the verbs joined to one, in the same form."""
    words, forms = sentence.words, lexicon.verbs()
    found: list[int] = []
    reached = _behind_told(words, verb) if form == "s" else 0
    past = 0
    for at in range(max(verb + 1, reached), len(words)):
        word = words[at]
        if at < past:
            continue
        if word in INSERTED and words[at - 1] == "," and words[at - 2] in JOINTS:
            past = next((n for n in range(at + 1, len(words)) if words[n] == ","), at)
            if past > at:
                continue  # "reads the meter and, if it is high, tells the clerk"
        if word == "to" and form == "base" and words[at - 1] in ("and", "or"):
            continue  # "is required to lock it and to ring the bell"
        if word == ";" or word in ("if", "when", "unless", "that", "who", "which", "whether", "to"):
            break
        before = at - 1 - (words[at - 1] == "to")
        while before > verb and (words[before] in SKIPPED or lexicon.is_adverb(words[before])):
            before -= 1
        if words[before] not in JOINTS or forms.get(word, ("", ""))[1] != form:
            continue
        if any(m.first <= at < m.last for m in sentence.mentions):
            continue
        following = words[at + 1] if at + 1 < len(words) else "."
        is_list = following in JOINTS and words[before] == "," and verb + 1 == before
        noun = base_form(word) in lexicon.word_list("noun_verbs.txt")
        if following in OPENS or is_list or (found and following in JOINTS) or not noun:
            found.append(at)
        if len(found) == MOST:
            break
    return found


def _behind_told(words: list[str], verb: int) -> int:
    """Return where verbs go on behind what is checked: "checks that it is full, enters it"."""
    if words[verb + 1 : verb + 2] not in (["that"], ["whether"], ["if"]):
        return 0
    comma = next((n for n in range(verb + 2, len(words)) if words[n] == ","), 0)
    told = words[verb + 2 : comma]
    is_said = not TOLD.isdisjoint(told) and TOLD.isdisjoint(words[comma : comma + 2])
    return comma + 1 if comma and is_said else 0


def read_relatives(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read what a further clause says of an actor: "to the board, which answers within a week"."""
    words, norms = sentence.words, []
    for at in range(1, len(words) - 3):
        if words[at] != "," or words[at + 1] not in ("who", "which"):
            continue
        bearer = _before(sentence, at, scene)
        if not bearer:
            continue
        verb, modality = at + 2, "obligation"
        if words[verb] in BINDING:
            modality = BINDING[words[verb]]
            verb += 1
        while verb < len(words) - 1 and (words[verb] in SKIPPED or lexicon.is_adverb(words[verb])):
            verb += 1
        is_modal = words[at + 2] in BINDING
        base, form = lexicon.verbs().get(words[verb], ("", ""))
        if is_modal and words[verb] in BREAKS | {"be", "have", "not"}:
            continue
        if not is_modal and (
            form not in ("s", "base")
            or base not in lexicon.bases()
            or base in lexicon.word_list("state_verbs.txt")
            or not bearer.actor
        ):
            continue
        deadline, frequency = find_deadline(sentence, *sentence.spans[verb])
        norms.append(
            Norm(
                bearer,
                modality,
                "modal" if is_modal else "descriptive",
                base_form(words[verb]),
                object_behind(sentence, verb + 1),
                "",
                deadline,
                frequency,
                find_handoff(sentence, verb),
            )
        )
    return norms


def _before(sentence: Sentence, at: int, scene: Scene) -> Bearer | None:
    """Return the actor whose name ends before a comma."""
    for mention in sentence.mentions:
        if mention.last == at:
            text = sentence.piece(mention.first, mention.last)
            return Bearer(mention.actor, text, mention.unit)
    words, start = sentence.words, at
    while start > 0 and words[start - 1] not in BREAKS and words[start - 1] not in STARTS:
        start -= 1
    found = name_bearer(sentence, start, at, scene)
    is_whole = found.text and sentence.piece(start, at).endswith(found.text)
    return found if is_whole and found.unit != "none" else None
