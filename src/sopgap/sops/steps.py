"""Norms by the imperative: steps, whose owner stands before them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sopgap.sops import lexicon
from sopgap.sops.bearers import NOBODY, SIDES, Bearer, Scene
from sopgap.sops.norms import Norm, base_form, is_title, object_behind
from sopgap.sops.sentences import BE, BREAKS, DETERMINERS, PREPOSITIONS, Sentence, cut_sentence
from sopgap.sops.slots import find_condition, find_deadline, find_handoff
from sopgap.text import split_sentences

STOPS = (".", ";", "!", "?")
Reader = Callable[[str, Scene, Mapping[str, str]], list[Norm]]
# Verbs of data/noun_verbs.txt that "to" may follow all the same: "report to the chief".
TO = frozenset({"report", "respond", "reply", "transfer", "return", "move"})
# Behind a noun, not behind the verb of a step: "Document includes", "Record of".
NO_OBJECT = frozenset(
    {
        ":",
        "of",
        "is",
        "are",
        "was",
        "shall",
        "must",
        "means",
        "includes",
        "contains",
        "having",
        "requires",
    }
)
# Verbs that open a cross-reference or an aside, not a step.
ASIDES = lexicon.word_class("aside")


def read_step(
    sentence: Sentence, scene: Scene, entry: Mapping[str, str], read: Reader
) -> list[Norm]:
    """Read an imperative: "Verify the invoice."; its owner comes from what stands before.

    In a list the verb may also be "verifies" or "verifying", where the lead-in names who.
    """
    words = sentence.words
    at = _step_start(words)
    forbidden = words[at : at + 2] in (["do", "not"],) or words[at : at + 1] == ["never"]
    verb = at + (2 if words[at : at + 1] == ["do"] else 1) if forbidden else at
    in_list = entry["kind"] == "item"
    form = lexicon.verbs().get(words[verb], ("", ""))[1] if verb < len(words) else ""
    is_verb = form == "base" or (in_list and form in ("s", "ing"))
    if verb >= len(words) - 1 or not (forbidden or is_verb):
        return []
    if _is_noun(sentence, verb) or (not forbidden and words[verb] in ASIDES):
        return []
    if not in_list and _finite(words, verb + 1):
        return []
    bearer, modality = _step_owner(scene, entry, read)
    if (not in_list or form in ("s", "ing")) and bearer.unit not in SIDES and not bearer.actor:
        return []  # advice to the reader, or a list of things, not a step of somebody
    deadline, frequency = find_deadline(sentence, 0, 0)
    return [
        Norm(
            bearer,
            "prohibition" if forbidden else modality,
            "imperative",
            base_form(words[verb]),
            object_behind(sentence, verb + 1),
            find_condition(sentence, at, verb),
            deadline,
            frequency,
            find_handoff(sentence, verb),
        )
    ]


def _is_noun(sentence: Sentence, verb: int) -> bool:
    """Tell a noun, a name or a heading from the verb of a step."""
    words = sentence.words
    following, next_one = words[verb + 1], words[verb + 2 : verb + 3]
    named = any(m.first <= verb < m.last for m in sentence.mentions)
    if named or following in NO_OBJECT or is_title(sentence.text):
        return True
    base, form = lexicon.verbs().get(words[verb], ("", ""))
    if base not in lexicon.word_list("noun_verbs.txt"):
        return False
    if form in ("s", "ing") and following not in DETERMINERS:
        return True  # "Reports from ports", "Shipping documents"
    joined = following in ("and", "or") and not lexicon.bases().intersection(next_one)
    to_what = following == "to" and words[verb] not in TO
    return joined or to_what or following in ("that", "from") or following.isdigit()


def _step_start(words: list[str]) -> int:
    """Return where the verb of a step may stand: at the start, or behind a leading clause."""
    at = 0
    if words[0] == "to" and "," not in words:
        return 1  # "The duties of the clerk are: to file ..."
    if words[0] in lexicon.openers() or words[0] in ("please", "then"):
        if words[0] in ("then", "first", "next", "finally", "please", "otherwise"):
            return 2 if words[1:2] == [","] else 1
        at = next((n + 1 for n in range(len(words)) if words[n] == ","), 0)
    return at if at < len(words) else 0


def _finite(words: list[str], at: int) -> bool:
    """Tell whether a finite verb stands before the first break: then the first word is a noun."""
    for word in words[at : at + 4]:
        if word in BREAKS or word in PREPOSITIONS or word in DETERMINERS:
            return False
        if word in BE or word in ("has", "have") or lexicon.verbs().get(word, ("", ""))[1] == "s":
            return word in BE or word in ("has", "have")
    return False


def _step_owner(scene: Scene, entry: Mapping[str, str], read: Reader) -> tuple[Bearer, str]:
    modality = "obligation"
    lead_in = entry["lead_in"]
    if lead_in:
        quiet = replace(scene)  # looking back changes nothing
        found = _last_norm(lead_in, quiet, read)
        if found:
            modality = found.modality
            if found.bearer.unit != "none":
                return found.bearer, modality
        if quiet.last.unit != "none":
            return quiet.last, modality
    if scene.last.unit != "none":
        return scene.last, modality
    heading = cut_sentence(entry["section"], scene.index)
    if heading.mentions:
        mention = heading.mentions[0]
        return Bearer(
            mention.actor, heading.piece(mention.first, mention.last), mention.unit
        ), modality
    if scene.issuer.unit != "none":
        return Bearer("", "", scene.issuer.unit, context=True), modality
    return NOBODY, modality


def _last_norm(lead_in: str, scene: Scene, read: Reader) -> Norm | None:
    entry = {"kind": "", "lead_in": "", "section": ""}
    norms: list[Norm] = []
    for part in split_sentences(lead_in):
        norms = read(part, scene, entry)
    # "The clerk shall:" ends open, so its modal rules the steps; a closed sentence's does not.
    # So does one that is cut off within a sentence, as statutes are: "The board may by order".
    return norms[0] if norms and lead_in.rstrip()[-1:] not in STOPS else None
