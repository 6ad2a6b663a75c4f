"""Who owns a step: what introduces its list, its heading, who came before."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sopgap.sops.forms.norms import Norm
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.clauses import find_main_start
from sopgap.sops.grammar.sentences import DETERMINERS, Sentence, cut_sentence
from sopgap.sops.owners.bearers import name_bearer, name_holder
from sopgap.sops.owners.headings import name_heading
from sopgap.sops.owners.scene import NOBODY, SIDES, Bearer, Scene, quiet
from sopgap.text import split_sentences, tokens
from sopgap.vocabulary import PORT

CHAIN = " > "  # between the lead-ins of lists within lists, the outermost first
OPEN = (":", "—", "-")
STOPS = (".", ";", "!", "?")
PRONOUN = re.compile(r"\b(?:it|he|she|they|he or she|he/she)\W*(?:also|then)?\W*[:—–]$", re.I)
# "Never:", "Things not to do:" before a list of steps; "Don't forget to:" forbids none.
DENIES = re.compile(
    r"(?:^|[.!?] )(?:please )?(?:never|do not|don'?ts?|not allowed|forbidden|prohibited)"
    r"(?: ever| under any circumstances)?\W*$",
    re.IGNORECASE,
)
REMINDER = re.compile(r"\b(?:forget|remember|be sure|make sure) to\W*$", re.IGNORECASE)
ADVICE = lexicon.word_class("advice")
Reader = Callable[[str, Scene, Mapping[str, str]], list[Norm]]


def find_owner(scene: Scene, entry: Mapping[str, str], read: Reader) -> tuple[Bearer, str]:
    """Return who owns a step and its modality: of the lead-ins, the heading, what came before.

    Of a chain of lead-ins the innermost that names somebody gives the owner, the innermost with a
    modal the modality. Then count: the section's heading, who was bound last in the section, the
    headings above. Who issued the document is not bound by it: a step that nobody is named for is
    nobody's (the unit `none` of the table `duties`).
    """
    bearer, modality = _by_leads(scene, entry["lead_in"], read)
    if not modality:
        told = ADVICE.intersection(tokens(entry["section"] + " " + entry["lead_in"]))
        modality = "recommendation" if told else "obligation"
    if (bearer.unit != "none" or bearer.text) and not _is_reader(bearer, scene):
        return bearer, modality
    own = name_heading(entry["section"], scene)
    if own.unit != "none" or own.text:
        return own, modality
    last = scene.last
    if last.unit != "none" and (entry["kind"] == "item" or scene.issuer.unit not in SIDES):
        reason = last.reason or last.text
        return last._replace(place="before", reason=reason), modality
    for heading in reversed(entry["above"].split(CHAIN) if entry["above"] else []):
        own = name_heading(heading, scene)
        if own.unit != "none" or own.text:
            return own, modality
    if scene.issuer.unit in SIDES:  # a unit's own guide tells its own people what to do
        return scene.issuer._replace(actor="", text=""), modality
    return NOBODY, modality


def _is_reader(bearer: Bearer, scene: Scene) -> bool:
    """Tell the "you" of a lead-in in what a place gives its own people: context names them."""
    is_you = bearer.unit == "none" and bearer.text.lower() in ("you", "your")
    return is_you and scene.issuer.unit == PORT


def _by_leads(scene: Scene, lead_in: str, read: Reader) -> tuple[Bearer, str]:
    """Return owner and modality that a chain of lead-ins gives, blank where it gives none."""
    bearer, modality = NOBODY, ""
    for lead in reversed(lead_in.split(CHAIN)) if lead_in else ():
        found, binds = _by_lead(scene, lead, read)
        if REMINDER.search(lead):
            binds = "obligation"
        elif not binds and DENIES.search(lead):
            binds = "prohibition"
        modality = modality or binds
        if bearer.unit == "none" and not bearer.text:
            bearer = found
        if modality and bearer.unit != "none":
            break
    return bearer, modality


def _by_lead(scene: Scene, lead: str, read: Reader) -> tuple[Bearer, str]:
    looking = quiet(scene)  # looking back changes nothing
    found = last_norm(lead, looking, read)
    if found and (found.bearer.unit != "none" or found.bearer.text):
        return found.bearer._replace(place="lead-in", reason=lead), found.modality
    modality = found.modality if found else ""
    last = split_sentences(lead)[-1:] or [lead]
    pronoun = PRONOUN.search(last[0])
    if pronoun and not found:  # "The clerk deals with claims. For each one he:"
        before = looking.last
        if before.unit == "none" and not before.text:
            before = _first_named(lead, looking)
        if before.unit != "none" or before.text:
            return before._replace(place="lead-in", reason=lead), modality
    sentence = cut_sentence(last[0], scene.index)
    holder = _closing_name(sentence, looking)
    if sentence.words and holder.unit == "none":
        holder = name_holder(sentence, 0, len(sentence.words), looking)
    if holder.unit == "none" and not holder.text:
        holder = name_heading(lead, looking)
    if holder.unit == "none" and not found and sentence.words and lead.rstrip()[-1:] in OPEN:
        # "Within a day, the warden on duty:" names who, and each item begins with the verb.
        start = find_main_start(sentence)
        holder = name_bearer(sentence, start, len(sentence.words), looking)
    if holder.unit != "none" or holder.text:
        return holder._replace(place="lead-in", reason=lead), modality
    if looking.last.unit != "none" and looking.last != scene.last:
        return looking.last._replace(place="lead-in", reason=lead), modality
    return NOBODY, modality


def _closing_name(sentence: Sentence, scene: Scene) -> Bearer:
    """Return who closes a lead-in behind a clause: "When a guest falls ill, the night porter:"."""
    words = sentence.words
    end = len(words) - (words[-1:] == [":"])
    for mention in sentence.mentions:
        first = mention.first
        while first and words[first - 1] in DETERMINERS:
            first -= 1
        if mention.last == end and first and words[first - 1] == ",":
            return name_bearer(sentence, first, end, scene)
    return NOBODY


def _first_named(lead: str, scene: Scene) -> Bearer:
    """Return who opens a sentence before the last of a lead-in."""
    for part in split_sentences(lead)[-2::-1]:
        sentence = cut_sentence(part, scene.index)
        for mention in sentence.mentions[:1]:
            text = sentence.piece(mention.first, mention.last)
            return Bearer(mention.actor, text, mention.unit)
    return NOBODY


def last_norm(lead_in: str, scene: Scene, read: Reader) -> Norm | None:
    """Return the norm of a lead-in that rules its items: one whose sentence is not closed.

    "The clerk shall:" ends open, so its modal rules the steps; a closed sentence's does not. So
    does one that is cut off within a sentence, as statutes are: "The board may by order".
    """
    key = (lead_in, scene.last)
    if key not in scene.leads:
        entry = {"kind": "lead-in", "lead_in": "", "section": "", "above": "", "role": ""}
        norms: list[Norm] = []
        for part in split_sentences(lead_in):
            norms = read(part, scene, entry)
        is_open = lead_in.rstrip()[-1:] not in STOPS
        scene.leads[key] = (norms[0] if norms and is_open else None, scene.last)
    norm, scene.last = scene.leads[key]
    return norm
