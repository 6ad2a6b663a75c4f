"""The forms a norm takes in a sentence, tried in turn: modal, step, present tense."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sopgap.sops.bearers import Bearer, Scene
from sopgap.sops.modal import read_modal
from sopgap.sops.norms import Norm
from sopgap.sops.present import read_present, read_present_passive
from sopgap.sops.sentences import Sentence, cut_sentence, find_predicates
from sopgap.sops.steps import read_step

FURTHER = 3  # norms of one sentence behind the main one; more are a list run together
FRAGMENTS = frozenset({"which", "who", "whom", "whose", "why", "how", "what"})
DEFINITIONS = re.compile(r"\b(?:definitions?|glossary|terms used|abbreviations)\b", re.IGNORECASE)


def read_sentence(text: str, scene: Scene, entry: Mapping[str, str]) -> list[Norm]:
    """Return the norms of a sentence, the main one first, and note in the scene who was bound."""
    sentence = cut_sentence(text, scene.index)
    if not sentence.words or text.endswith("?") or sentence.words[0] in FRAGMENTS:
        return []
    predicates = find_predicates(sentence)
    norms: list[Norm] = []
    after = 0
    for predicate in predicates:
        norm = read_modal(sentence, predicate, scene, after, norms)
        after = predicate.last
        if norm and not (is_definitions(entry["section"]) and not _is_plain_duty(norm)):
            norms.append(norm)
    if not norms and not predicates and not is_definitions(entry["section"]):
        norms = (
            read_step(sentence, scene, entry, read_sentence)
            or read_present(sentence, scene)
            or read_present_passive(sentence, scene)
        )
    if len(norms) > 1 and norms[0].bearer.unit == "none" and norms[0].via == "passive":
        # A joined norm that names its bearer goes before an agentless passive.
        norms.sort(key=lambda norm: norm.bearer.unit == "none" or not norm.joined)
    named = [n.bearer for n in norms if n.bearer.unit != "none" and n.via != "imperative"]
    if named:
        scene.last = named[0]
    elif not norms:
        _remember_subject(sentence, scene)
    return norms[: 1 + FURTHER]


def is_definitions(section: str) -> bool:
    """Return whether a section defines words: a modal in it obliges nobody.

    Examples
    --------
    >>> is_definitions("§ 141.0a Definitions."), is_definitions("2. Meetings")
    (True, False)
    """
    return bool(DEFINITIONS.search(section))


def _is_plain_duty(norm: Norm) -> bool:
    """Tell whether a norm binds even where words are defined: it names an actor who acts."""
    return bool(norm.bearer.actor) and norm.via == "modal"


def _remember_subject(sentence: Sentence, scene: Scene) -> None:
    """Keep the actor whom a sentence without a norm is about, for the pronoun that follows."""
    if sentence.mentions and sentence.mentions[0].first <= 2:
        mention = sentence.mentions[0]
        scene.last = Bearer(
            mention.actor, sentence.piece(mention.first, mention.last), mention.unit
        )
