"""The forms a norm takes in a sentence, tried in turn: modal, step, present tense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from sopgap.sops.actors import singular
from sopgap.sops.forms.columns import name_labelled
from sopgap.sops.forms.further import read_behind_label, read_further
from sopgap.sops.forms.joined import other_actors, read_relatives
from sopgap.sops.forms.leads import CHAIN, find_owner
from sopgap.sops.forms.modal import read_modal
from sopgap.sops.forms.motions import read_motion
from sopgap.sops.forms.norms import Norm
from sopgap.sops.forms.passives import read_present_passive
from sopgap.sops.forms.present import read_present
from sopgap.sops.forms.requests import read_advice, read_minutes
from sopgap.sops.forms.steps import read_step
from sopgap.sops.forms.verdicts import read_note, read_verdict
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import BREAKS, Predicate, Sentence, cut_sentence, find_predicates
from sopgap.sops.owners.scene import NOBODY, Bearer, Scene

FURTHER = 6  # norms of one sentence behind the main one; more are a list run together
FRAGMENTS = frozenset({"which", "who", "whom", "whose", "why", "how", "what"})
DEFINITIONS = re.compile(r"\b(?:definitions?|glossary|terms used|abbreviations)\b", re.IGNORECASE)
SEEING_TO = lexicon.word_class("seeing to")
# "The report shall include:": its items are what stands in it, unless they are somebody's duties.
CONTENTS = re.compile(
    r"\b(?:contain|include|comprise|describe|contain|mean|list)(?:s|ing)?"
    r"(?: (?:all|each|any)(?: of)?)?(?: the)?(?: following)?(?: \w+)?\W*$",
    re.IGNORECASE,
)
HELD = re.compile(
    r"\b(?:duties|responsibilities|functions|tasks|role) (?:of|for|shall|are|is|include)",
    re.IGNORECASE,
)
# "Under no circumstances are bottles to be left": subject and verb in their usual order.
TURNED = re.compile(
    r"(?:under no circumstances|in no (?:case|event)|on no account|at no time|never) "
    r"(?P<be>is|are) (?P<who>(?:[\w'-]+ ){0,8}?[\w'-]+) (?=to be \w)",
    re.IGNORECASE,
)
CLEFT = re.compile(
    r"\b[Ii]t(?:'s| is) (?P<who>(?:the|our|your|each) [A-Za-z][\w' -]{2,50}?)"
    r" (?:who|that) (?=\w+s\b)"
)
WERE = re.compile(r"Should (?=[^,?]{3,90}, [^?]*$)")
CLOSED = (".", "!", "?")
DANGLING = frozenset({"if", "when", "where", "unless", "whenever"})


def read_sentence(text: str, scene: Scene, entry: Mapping[str, str]) -> list[Norm]:
    """Return the norms of a sentence, the main one first, and note in the scene who was bound."""
    if text.endswith("?"):
        return []
    sentence = cut_sentence(_led(text, entry), scene.index)
    words = sentence.words
    is_fragment = words[:1] and words[0] in FRAGMENTS and words[1:2] != [":"]  # "Who: the porter"
    if not words or is_fragment or _completes(entry):
        return []
    _note_names(sentence, scene)
    predicates = find_predicates(sentence)
    defines, glossary = _defines(entry), _is_glossary(scene, entry)
    if predicates and predicates[0].first == 0:  # "Must lock the gate." below "Warden"
        owner, _ = find_owner(scene, entry, read_sentence)
        told = owner.place == "heading" or scene.last.unit == "none"
        scene.last = owner if told and owner.place in ("heading", "lead-in") else scene.last
    norms: list[Norm] = []
    after = 0
    for predicate in predicates:
        found = read_modal(sentence, predicate, scene, after, norms)
        after = predicate.last
        if glossary and not defines:
            found = [one for one in found if not _explains(sentence, one)]
        norms += [one for one in found if not defines or _is_plain_duty(sentence, one)]
    if predicates and scene.is_procedure:  # a law does not bind by the present tense beside it
        norms = _before_modal(sentence, predicates, norms, scene)
    # A "can" that gives no option hides neither a step nor an act before it.
    predicates = predicates if norms else [p for p in predicates if p.words[0] != "can"]
    if not norms and not defines and _may_be_step(sentence, predicates):
        norms = read_step(sentence, scene, entry, read_sentence)
        if norms and ";" in words:  # "Fill the bottle; do not rinse it."
            parts = _clauses(sentence, scene)
            steps = [
                read_step(part, scene, entry, read_sentence) or read_verdict(part, scene)
                for part in parts
            ]
            norms = [norm for step in steps for norm in step] or norms
    if not norms and not predicates and not defines:
        # Of a law, an item in the present tense is a case or a condition of its lead-in.
        is_case = entry["kind"] == "item" and entry["lead_in"] and not scene.is_procedure
        for clause in [] if is_case else _clauses(sentence, scene):
            found = read_declared(clause, scene)
            if found and found[0].bearer.actor:  # "the clerk reads it; then he signs"
                scene.last = found[0].bearer
            norms += found
        norms = norms or read_behind_label(sentence, scene)
        if not norms and entry["kind"] == "item":
            norms = read_note(sentence, scene)
    norms = norms + other_actors(sentence, norms, scene) if "and" in words else norms
    if len(words) > 6 and not (defines or glossary) and (norms or not predicates):
        norms = norms + read_further(sentence, norms, scene)
    if not defines and "," in words:
        norms = norms + read_relatives(sentence, scene)
    if len(norms) > 1 and norms[0].bearer.unit == "none" and norms[0].via == "passive":
        # A joined norm that names its bearer goes before an agentless passive.
        norms.sort(key=_rank)
    named = [n.bearer for n in norms if n.bearer.unit != "none" and n.via != "imperative"]
    scene.topic = "thing"
    if named:
        scene.last = named[0]
        scene.topic = "" if norms[0].bearer.unit != "none" else "thing"
    elif not norms:
        _remember_subject(sentence, scene)
    return norms[: 1 + FURTHER]


def read_declared(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Return the norms of a sentence without a modal that tells who does what, or what is done."""
    return (
        read_advice(sentence, scene)
        or read_minutes(sentence, scene)
        or read_present(sentence, scene)
        or read_present_passive(sentence, scene)
        or read_motion(sentence, scene)
        or read_verdict(sentence, scene)
    )


def _clauses(sentence: Sentence, scene: Scene) -> list[Sentence]:
    """Return the parts between semicolons: each tells its own."""
    if "; " not in sentence.text:
        return [sentence]
    pieces = sentence.text.rstrip(".").split("; ")
    parts = [cut_sentence(piece.rstrip(";,") + ".", scene.index) for piece in pieces]
    return [part for part in parts if part.words]


def _before_modal(
    sentence: Sentence, predicates: list[Predicate], norms: list[Norm], scene: Scene
) -> list[Norm]:
    """Put first what stands before the modal: "Visitors sign in and are not to smoke"."""
    words, first = sentence.words, predicates[0].first
    if first < 4:
        return norms
    is_led = words[0] in lexicon.openers()
    for at in range(first - 1, 2, -1):
        if words[at] == "that" or words[at] in lexicon.openers():
            return norms
        if words[at] == ";" or (words[at] in ("and", "but") and at > 2):
            part = cut_sentence(sentence.text[: sentence.spans[at][0]], scene.index)
            is_open = is_led and "," not in part.words[:-1]
            found = read_present(part, scene) if part.words and not is_open else []
            if not found:
                continue
            if norms and at == first - 1:
                norms = [norms[0]._replace(bearer=found[0].bearer), *norms[1:]]
            return [*found, *norms]
    return norms


@lru_cache(maxsize=1_000)  # all sentences of a section ask
def is_definitions(section: str) -> bool:
    """Return whether a section defines words: a modal in it obliges nobody.

    Examples
    --------
    >>> is_definitions("§ 141.0a Definitions."), is_definitions("2. Meetings")
    (True, False)
    """
    return bool(DEFINITIONS.search(section))


def _defines(entry: Mapping[str, str]) -> bool:
    """Tell whether the section explains words: nobody is bound but a named actor who acts."""
    return is_definitions(entry["section"])


def _is_glossary(scene: Scene, entry: Mapping[str, str]) -> bool:
    """Tell a part that explains words beside other matters: by role, headings above, or title."""
    return scene.defines or entry["role"] == "definitions" or is_definitions(entry["above"])


def _led(text: str, entry: Mapping[str, str]) -> str:
    """Return an item with the lone "if" of its lead-in before it, an inverted sentence straight."""
    if turned := TURNED.match(text):
        return f"{turned['who']} {turned['be']} not {text[turned.end() :]}"
    if cleft := CLEFT.search(text):  # "it is the clerk who signs"
        return text[: cleft.start()] + cleft["who"] + text[cleft.end() - 1 :]
    if asked := WERE.match(text):  # "Should a pipe burst, call": the words stay as they are
        return f"If {text[asked.end() :]}"
    lead = entry["lead_in"]
    if not lead or entry["kind"] != "item":
        return text
    words = re.findall(r"[A-Za-z]+", lead.split(CHAIN)[-1][-40:])
    if words and words[-1].lower() in DANGLING:
        return f"{words[-1].capitalize()} {re.sub(r'^[(]?[a-zA-Z0-9]{1,4}[).] *', '', text)}"
    return text


def _completes(entry: Mapping[str, str]) -> bool:
    """Tell an item that only describes a thing: "a report that" before, "(1) lists the keys"."""
    if not entry["lead_in"]:
        return False
    lead = entry["lead_in"].split(CHAIN)[-1]
    if lead.rstrip()[-1:] in CLOSED:  # a paragraph before a list leads nothing in
        return False
    if CONTENTS.search(lead) and not HELD.search(lead):
        return True
    words = lead.rstrip(" :—-").lower().split()[-2:]
    return len(words) == 2 and words[1] in ("that", "which") and words[0] not in SEEING_TO


def _note_names(sentence: Sentence, scene: Scene) -> None:
    """Keep who is named, for "the director" that follows and for "both sides"."""
    for mention in sentence.mentions:
        scene.units.add(mention.unit)
        if mention.last - mention.first > 1:
            head = singular(sentence.words[mention.last - 1])
            scene.named[head] = (mention.actor, mention.unit)


def _may_be_step(sentence: Sentence, predicates: list[Predicate]) -> bool:
    """Tell whether a sentence may be an imperative: no modal stands before its first break."""
    if not predicates:
        return True
    words, first = sentence.words, predicates[0].first
    base, form = lexicon.verbs().get(words[0], ("", ""))
    if form == "base" and base not in lexicon.word_list("noun_verbs.txt"):
        return True
    if words[0] in ("do", "never", "please"):
        return True
    return any(words[n] in BREAKS for n in range(first)) or "please" in words


def _is_plain_duty(sentence: Sentence, norm: Norm) -> bool:
    """Tell whether a norm binds even where words are defined: it names an actor who acts."""
    leads = sentence.mentions and sentence.mentions[0].first <= 2
    early = any(word in (":", "means") for word in sentence.words[:8])
    leads = leads or sentence.words[0] in lexicon.openers()
    return bool(norm.bearer.actor) and norm.via == "modal" and bool(leads) and not early


def _explains(sentence: Sentence, norm: Norm) -> bool:
    """Tell what a glossary says of a word from the duties in it: "Key: what must open a lock"."""
    is_entry = any(word in (":", "means") for word in sentence.words[:8])
    of_paper = not norm.bearer.text and (norm.via == "modal" or norm.action.endswith("ed"))
    return is_entry or of_paper


def _rank(norm: Norm) -> bool:
    return norm.bearer.unit == "none" or not norm.joined


def _remember_subject(sentence: Sentence, scene: Scene) -> None:
    """Keep the actor whom a sentence without a norm is about, for the pronoun that follows."""
    labelled = name_labelled(sentence, scene) if ":" in sentence.words[1:5] else NOBODY
    is_clause = lexicon.openers().get(sentence.words[0]) in ("condition", "clause")
    if labelled.unit != "none":
        scene.last, scene.topic = labelled, ""
    elif is_clause:
        return  # "Before the warden leaves:" is not about the warden
    elif sentence.mentions and sentence.mentions[0].first <= 2:
        mention = sentence.mentions[0]
        scene.last = Bearer(
            mention.actor, sentence.piece(mention.first, mention.last), mention.unit
        )
        scene.topic = ""
