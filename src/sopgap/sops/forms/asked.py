"""Lists below a question or a bare verb: "What may I not bring?", "Separate:", "Who may enter?"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sopgap.sops.forms.leads import CHAIN, Reader, find_owner
from sopgap.sops.forms.norms import Norm, base_form, trim
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import Sentence, cut_sentence
from sopgap.sops.owners.bearers import name_bearer, name_stranger
from sopgap.sops.owners.scene import NOBODY, Bearer, Scene
from sopgap.text import split_sentences
from sopgap.vocabulary import PORT

# "What may I not buy?", "What do visitors have to wear?", "What must I bring?"
WHAT = re.compile(
    r"(?:and )?what (?:else )?(?:(?P<modal>may|can|must|should|shall)(?P<early>n't| not)?"
    r" (?P<who>[\w' ]{1,40}?)(?P<late> not| never)?|(?:do|does) (?P<doer>[\w' ]{1,40}?)"
    r" (?:have|need) to) (?P<act>[a-z]+)\b[^?]*\?$",
    re.IGNORECASE,
)
# "Who may enter?", "Who must not lift?"
WHO = re.compile(
    r"(?:and )?who (?P<modal>may|can|must|should|shall|has to|is allowed to|is not allowed to)"
    r"(?P<late> not)? (?P<act>[a-z]+)\b[^?]*\?$",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"what (?:is|are) (?:not (?:allowed|permitted)|forbidden|prohibited|banned)\b[^?]*\?$", re.I
)
MODALITIES = {"may": "permission", "can": "permission", "should": "recommendation"}
CONTEXT = frozenset({"i", "you", "we", "one", "everyone", "people"})
# "Separate:", "Do not carry:", "Please bring the following:"
BARE = re.compile(
    r"(?:please |always )?(?P<not>(?:do not|don'?t|never) )?(?P<act>[a-z-]{3,15})"
    r"(?: (?:only|apart|out|off|up|away|along|with you))?(?: (?:(?:all|each) of )?"
    r"(?:the following|these|at least|the following \w+))?:$",
    re.IGNORECASE,
)
FORMED = re.compile(r"\w{3}(?:ate|ify|ise|ize)$", re.IGNORECASE)  # verbs that no list holds
MOST = 14  # words of an item that is a thing


def read_answer(
    sentence: Sentence, scene: Scene, entry: Mapping[str, str], read: Reader
) -> list[Norm]:
    """Read an item that is a thing, or somebody, of which its lead-in or heading asks.

    The question tells the act and whether it is forbidden, allowed or due. The owner is whom the
    question names; of "I" and "you" he is the owner of any step there. A bare verb before a list
    says of each thing in it what is done.
    """
    if len(sentence.words) > MOST:
        return []
    lead = split_sentences(entry["lead_in"].split(CHAIN)[-1] or entry["section"])[-1:]
    asked = lead[0].strip(" *_") if lead else ""
    if asked.endswith("?"):
        return _answer(sentence, asked, scene, entry, read)
    bare = BARE.match(asked) if entry["lead_in"] else None
    base, form = lexicon.verbs().get(bare["act"].lower(), ("", "")) if bare else ("", "")
    if bare and not form and FORMED.search(bare["act"]) and sentence.text[:1].islower():
        base, form = bare["act"].lower(), "base"
    is_noun = base in lexicon.word_list("noun_verbs.txt") and bare and len(asked.split()) == 1
    if not bare or form != "base" or is_noun:
        return []
    return [_norm(sentence, _asked(scene, entry, read), "", base, is_denied=bool(bare["not"]))]


def _answer(
    sentence: Sentence, asked: str, scene: Scene, entry: Mapping[str, str], read: Reader
) -> list[Norm]:
    who = WHO.match(asked)
    if who:
        bearer = name_bearer(sentence, 0, len(sentence.words), scene)
        if bearer.unit == "none":
            bearer = name_stranger(sentence, 0, len(sentence.words))
        modal = who["modal"].lower()
        denied = bool(who["late"]) or " not " in modal
        modal = "may" if "allowed" in modal else modal
        norm = _norm(sentence, bearer, modal, base_form(who["act"].lower()), is_denied=denied)
        return [norm._replace(object="")] if bearer.text else []
    what = WHAT.match(asked)
    if not what:
        denied = bool(FORBIDDEN.match(asked))
        bearer = _asked(scene, entry, read) if denied else NOBODY
        return [_norm(sentence, bearer, "", "", is_denied=True)] if denied else []
    act = base_form(what["act"].lower())
    name = (what["who"] or what["doer"]).lower()
    if act == "do" or name in ("it", "they", "this", "that", "happen"):
        return []
    bearer = _asked(scene, entry, read) if name in CONTEXT else _named(name, scene)
    denied = bool(what["early"] or what["late"])
    return [_norm(sentence, bearer, (what["modal"] or "").lower(), act, is_denied=denied)]


def _asked(scene: Scene, entry: Mapping[str, str], read: Reader) -> Bearer:
    """Return whose a step would be there; who asks is hardly the issuer of rules for others."""
    owner, _ = find_owner(scene, {**entry, "lead_in": ""}, read)
    return NOBODY if owner.place == "issuer" and owner.unit != PORT else owner


def _named(name: str, scene: Scene) -> Bearer:
    sentence = cut_sentence(name, scene.index)
    found = name_bearer(sentence, 0, len(sentence.words), scene)
    found = found if found.text else name_stranger(sentence, 0, len(sentence.words))
    return found._replace(place="lead-in", reason=name) if found.text else NOBODY


def _norm(sentence: Sentence, bearer: Bearer, modal: str, act: str, *, is_denied: bool) -> Norm:
    modality = "prohibition" if is_denied else MODALITIES.get(modal, "obligation")
    thing = trim(sentence, 0, min(len(sentence.words), 10))
    return Norm(bearer, modality, "imperative", act, thing)
