"""What becomes of a thing: "Old files go to the archive", "needs the consent of the chair"."""

from __future__ import annotations

from sopgap.sops.forms.norms import Norm, is_title
from sopgap.sops.forms.present import NO_VERB_BEHIND, REACH, describe
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.clauses import has_own_verb
from sopgap.sops.grammar.sentences import BREAKS, RELATIVE, Sentence
from sopgap.sops.owners.bearers import name_bearer
from sopgap.sops.owners.scene import NOBODY, Bearer, Scene

MOTION, WANTING = lexicon.word_class("motion"), lexicon.word_class("wanting")
INSTRUMENT = lexicon.word_class("instrument")
ASKED = frozenset({"how", "why", "where", "what", "whether"})
TO = frozenset({"to", "into"})


def read_motion(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read what becomes of a thing: "Old files go to the archive", "A visit needs two signatures".

    Somebody must bring it there, or get them; who, is not said.
    """
    words = sentence.words
    if scene.machine or is_title(sentence.text):
        return []
    for at in range(1, min(len(words) - 1, REACH)):
        if words[at] not in MOTION and words[at] not in WANTING:
            continue
        behind = words[at + 1 : at + 9]
        bearer = _signatory(sentence, at, scene) if words[at] in WANTING else NOBODY
        if not scene.is_procedure and bearer.unit == "none":
            continue
        if words[at] in MOTION:
            fits = bool(TO.intersection(behind[:2])) or behind[:2] == ["back", "to"]
            if behind[:1] == ["from"] and "to" in behind:  # "goes from the porter to the board"
                bearer = name_bearer(sentence, at + 2, at + 1 + behind.index("to"), scene)
                fits = bearer.actor != ""
        else:
            fits = bool(INSTRUMENT.intersection(behind)) and behind[0] not in ("to", "not")
        if words[at - 1] in ("usually", "often", "sometimes", "typically", "generally"):
            continue
        if not fits or words[at - 1] in NO_VERB_BEHIND or not _is_main(words, at):
            continue
        base = "need" if words[at] in ("need", "needs") else lexicon.base_of(words[at])
        return [describe(sentence, bearer, base, at, 0)]
    return []


def _signatory(sentence: Sentence, at: int, scene: Scene) -> Bearer:
    """Return whose signature or approval a thing needs: "needs the consent of the chair"."""
    words = sentence.words
    for n in range(at + 2, min(len(words), at + 9)):
        if words[n] not in INSTRUMENT:
            continue
        end = sentence.spans[n - 1][1]
        if sentence.text[:end].endswith("'s") or sentence.text[end : end + 1] == "'":
            return name_bearer(sentence, at + 1, n, scene, strict=True)
        if words[n + 1 : n + 2] in (["of"], ["from"], ["by"]):
            return name_bearer(sentence, n + 2, len(words), scene, strict=True)
    return NOBODY


def _is_main(words: list[str], at: int) -> bool:
    """Tell the verb of the main clause from one behind an opener or a relative pronoun."""
    start = at
    while start > 0 and words[start - 1] not in BREAKS:
        start -= 1
    if lexicon.openers().get(words[start]) in ("condition", "clause") or words[start] == "to":
        return False
    if ASKED.intersection(words[start:at]):  # "see how often a parcel goes to the wrong door"
        return False
    relative = next((n for n in range(start, at) if words[n] in RELATIVE), -1)
    return relative < 0 or has_own_verb(words, relative, at)
