"""Norms by the imperative: steps, whose owner stands before them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sopgap.sops.actors import singular
from sopgap.sops.forms.asked import read_answer
from sopgap.sops.forms.joined import split_acts
from sopgap.sops.forms.leads import CHAIN, Reader, find_owner, last_norm
from sopgap.sops.forms.newverbs import is_new_verb, is_small
from sopgap.sops.forms.norms import (
    Norm,
    base_form,
    is_title,
    object_behind,
    participle,
    trim,
    verb_of,
)
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import (
    BE,
    BREAKS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    Sentence,
    cut_sentence,
)
from sopgap.sops.owners.bearers import name_bearer
from sopgap.sops.owners.scene import NOBODY, Bearer, Scene, quiet
from sopgap.sops.owners.subjects import find_agent
from sopgap.sops.slots.conditions import find_condition, find_exception
from sopgap.sops.slots.deadlines import find_deadline
from sopgap.sops.slots.handoffs import find_handoff

# Verbs of data/noun_verbs.txt that "to" may follow all the same: "report to the chief".
LAST_BRACKET = re.compile(r"\((?:the )?([^()]{2,40})\)[.!]?$")
TO = frozenset({"report", "respond", "reply", "transfer", "return", "move", "stick", "key"})
# Behind a noun, not behind the verb of a step: "Document includes", "Record of".
NO_OBJECT = lexicon.word_class("no object")
DIALLED = frozenset({"call", "dial", "ring", "phone", "text", "telephone"})
# Verbs that open a cross-reference or an aside, not a step.
ASIDES = lexicon.word_class("aside")
ASIDE_BEHIND = {"see": (), "note": ("that", ":"), "refer": ("to",), "look": ("at", "in", "under")}
BEFORE = lexicon.word_class("before a step")
# Verbs of speech and motion that open a step in running text too: "Talk to the tenant first".
CALLING = frozenset(
    {"come", "talk", "speak", "listen", "wait", "walk", "sit", "stay", "go", "think"}
)
REMINDERS = (
    ("do", "not", "forget", "to"),
    ("never", "forget", "to"),
    ("remember", "to"),
    ("be", "sure", "to"),
    ("make", "sure", "to"),
)
SURE = frozenset(
    {
        "kind",
        "polite",
        "patient",
        "punctual",
        "brief",
        "honest",
        "fair",
        "gentle",
        "sure",
        "careful",
        "certain",
        "prepared",
        "ready",
        "mindful",
    }
)
# What only points to further reading is no step.
POINTER = re.compile(
    r"\bto (?:learn|find out|read|know|see) more\b|\bfor (?:more|further|additional|details)\b"
    r"[^.]*?(?:,|$)(?! (?:file|submit))|\bmore information\b",
    re.IGNORECASE,
)
# What may be checked of a thing: "Check the file is complete".
GERUNDS = re.compile(
    r"\b(?:for|of|by|includ\w+|are|is|with|from|as|in|at)\W*$|\b(?:duties|tasks|responsib\w+|does)\b",
    re.IGNORECASE,
)
# Behind these a list of things is a list of what somebody has to see to.
OWNING = re.compile(
    r"\b(?:responsible|accountable|answerable|responsibility|in charge|charged|tasked)\b"
    r"|\b(?:duties|tasks|responsibilities|functions) (?:of|for|shall|are|include)",
    re.IGNORECASE,
)
CHECKING = frozenset({"check", "ensure", "verify", "confirm", "see", "make", "assume"})
CLAUSES = 3  # commas behind one of which, after a leading clause, the verb is sought
DASHES = frozenset({"-", "–", "—"})
LABEL = 8  # tokens before a colon that may name a case or a person
OPENS = DETERMINERS | PRONOUNS | frozenset({"them", "him", "her", "this", "these", "all", "any"})


def read_step(
    sentence: Sentence, scene: Scene, entry: Mapping[str, str], read: Reader
) -> list[Norm]:
    """Read an imperative: "Verify the invoice."; its owner comes from what stands before.

    In a list the verb may also be "verifies" or "verifying", where the lead-in names who, and the
    step may be a noun of act: "daily count of the drawer".
    """
    words = sentence.words
    start, owner = _label(sentence, scene)
    at = _step_start(words, start)
    at = _behind_reminder(words, at)
    is_try = words[at : at + 2] == ["try", "to"] and len(words) > at + 3
    at += 2 * is_try
    forbidden = words[at : at + 2] in (["do", "not"],) or words[at : at + 1] == ["never"]
    verb = at + (2 if words[at : at + 1] == ["do"] else 1) if forbidden else at
    in_list = entry["kind"] == "item"
    if verb >= len(words) - 1:
        return read_answer(sentence, scene, entry, read) if in_list else []
    form = _form(sentence, verb, in_list=in_list)
    sure = words[verb] == "be" and words[verb + 1] in SURE
    # "Closes the shop." below the heading "Warden", in a list "closing the shop" too.
    told = form == "s" or (in_list and form == "ing")
    if not (forbidden or sure or form == "base" or told):
        if not in_list:
            return []
        return _unlisted(sentence, scene, entry, read) or read_answer(sentence, scene, entry, read)
    if (not sure and _is_noun(sentence, verb)) or (not forbidden and _is_aside(words, verb)):
        return []
    is_closed = sentence.text.rstrip()[-1:] in (".", "!", ":") or "please" in words
    if POINTER.search(sentence.text):
        return []
    is_told = not sure and _finite(words, verb + 1)
    if not in_list and not forbidden and (is_told or not is_closed):
        return []
    bearer, modality = find_owner(scene, entry, read)
    owner = owner if owner.unit != "none" else _in_brackets(sentence, scene)
    bearer = owner if owner.unit != "none" else bearer
    modality = "recommendation" if is_try and modality == "obligation" else modality
    if form in ("s", "ing") and owner.unit == "none" and bearer.place not in ("lead-in", "heading"):
        return []  # a list of things, not steps of somebody
    if form == "ing" and entry["lead_in"] and not GERUNDS.search(entry["lead_in"]):
        return []  # "reports on the following:" before "reviewing papers"
    deadline, frequency = find_deadline(sentence, 0, 0)
    norm = Norm(
        bearer,
        "prohibition" if forbidden else modality,
        "imperative",
        "ensure" if sure else base_form(words[verb]),
        object_behind(sentence, verb + 1 + sure),
        find_condition(sentence, at, verb),
        deadline,
        frequency,
        find_handoff(sentence, verb),
        exception=find_exception(sentence, at, verb),
    )
    return split_acts(sentence, norm, verb, form or "base")


def _behind_reminder(words: list[str], at: int) -> int:
    """Return the verb behind "Don't forget to", "Remember to", "Be sure to"."""
    for reminder in REMINDERS:
        if words[at : at + len(reminder)] == list(reminder) and len(words) > at + len(reminder) + 1:
            return at + len(reminder)
    return at


def _form(sentence: Sentence, verb: int, *, in_list: bool) -> str:
    """Return the form of the verb at a token, blank where none stands there."""
    words = sentence.words
    word = words[verb]
    if word in BE:
        return ""
    form = lexicon.verbs().get(word, ("", ""))[1]
    behind = words[verb + 1]
    if not form and (in_list or (word in CALLING and behind not in BE)):
        form = lexicon.everyday().get(word, ("", ""))[1]
    return form or ("base" if is_new_verb(words, verb) else "")


def _label(sentence: Sentence, scene: Scene) -> tuple[int, Bearer]:
    """Return where a step begins behind its label, and whom the label names.

    "Broken seal: do not open", "First pass: confirm the code", "Night clerk: lock the door".
    """
    words = sentence.words
    for at in range(1, min(LABEL, len(words) - 2)):
        if words[at] == ":":
            whole = name_bearer(sentence, 0, at, scene)
            is_name = whole.unit != "none" and len(whole.text) >= len(sentence.piece(0, at)) - 4
            return at + 1, whole if is_name else NOBODY
        if words[at] in DASHES and sentence.spans[at][0] > sentence.spans[at - 1][1]:
            named = name_bearer(sentence, 0, at, scene)
            if named.actor and len(named.text) >= len(sentence.piece(0, at)) - 4:
                return at + 1, named  # "Night clerk - lock the door"
            continue
        if words[at] in BREAKS:
            break
    return 0, NOBODY


def _in_brackets(sentence: Sentence, scene: Scene) -> Bearer:
    """Return whom the brackets at the end of a step name: "Bolt the hatch (night porter)."."""
    found = LAST_BRACKET.search(sentence.text)
    if not found:
        return NOBODY
    inner = cut_sentence(found[1], scene.index)
    bearer = name_bearer(inner, 0, len(inner.words), scene) if inner.words else NOBODY
    return bearer if bearer.actor and bearer.text == found[1] else NOBODY


def _unlisted(
    sentence: Sentence, scene: Scene, entry: Mapping[str, str], read: Reader
) -> list[Norm]:
    """Read an item whose lead-in stands open and names who: "employs staff", "count of tills"."""
    words = sentence.words
    inner = entry["lead_in"].split(CHAIN)[-1]
    led = last_norm(inner, quiet(scene), read) if inner else None
    if not led:
        return []
    word = words[0]
    owns = OWNING.search(inner)
    if led.is_open and word.isalpha() and not is_small(word) and word != "be" and not owns:
        bearer, modality = find_owner(scene, entry, read)
        thing = object_behind(sentence, 1)
        return [_item(sentence, bearer, modality, "imperative", base_form(word), thing, 0)]
    if word == "be" and led.is_open and participle(words, 1) >= 0:
        verb = participle(words, 1)
        agent = find_agent(sentence, verb, scene)
        return [_item(sentence, agent, led.modality, "passive", base_form(words[verb]), "", verb)]
    bearer, modality = find_owner(scene, entry, read)
    if bearer.place != "lead-in" or bearer.unit == "none":
        return []
    opens = words[1] in OPENS or words[1] in PREPOSITIONS - {"of"}
    is_verb = word.endswith("s") and not word.endswith("ss") and opens and word not in BE
    if is_verb or (word.endswith("ing") and len(word) > 5 and opens):
        base = base_form(word) if word.endswith("ing") else singular(word)
        thing = object_behind(sentence, 1)
        return [_item(sentence, bearer, modality, "imperative", base, thing, 0)]
    if owns and not _names_people(sentence):
        thing = trim(sentence, 0, min(len(words), 10))
        act = next((v for w in words[:3] if (v := verb_of(w))), "")
        return [_item(sentence, bearer, modality, "descriptive", act, thing, 0)]
    return []


def _names_people(sentence: Sentence) -> bool:
    return any(m.first <= 1 for m in sentence.mentions)


def _item(
    sentence: Sentence, bearer: Bearer, modality: str, via: str, action: str, thing: str, verb: int
) -> Norm:
    deadline, frequency = find_deadline(sentence, 0, 0)
    condition = find_condition(sentence, 0, verb)
    return Norm(bearer, modality, via, action, thing, condition, deadline, frequency)


def _is_aside(words: list[str], verb: int) -> bool:
    """Tell "see annex 2" and "refer to the manual" from "refer the case"."""
    if words[verb] == "remember" and words[verb + 1] in (",", ":", "that"):
        return True
    if words[verb] not in ASIDES:
        return False
    behind = ASIDE_BEHIND.get(words[verb], ())
    return not behind or words[verb + 1] in behind


def _is_noun(sentence: Sentence, verb: int) -> bool:
    """Tell a noun, a name or a heading from the verb of a step."""
    words = sentence.words
    following, next_one = words[verb + 1], words[verb + 2 : verb + 3]
    named = any(m.first <= verb < m.last for m in sentence.mentions)
    if named or following in NO_OBJECT or (following == ":" and verb + 2 < len(words)):
        return True
    base, form = lexicon.verbs().get(words[verb], ("", ""))
    if is_title(sentence.text) and (form != "base" or base in lexicon.word_list("noun_verbs.txt")):
        return True
    if base not in lexicon.word_list("noun_verbs.txt"):
        return False
    if form in ("s", "ing") and following not in DETERMINERS:
        return True  # "Reports from ports", "Shipping documents"
    joined = following in ("and", "or") and not lexicon.bases().intersection(next_one)
    to_what = following == "to" and words[verb] not in TO
    is_number = following.isdigit() and not verb and words[verb] not in DIALLED
    return joined or to_what or following == "from" or is_number


def _step_start(words: list[str], at: int) -> int:
    """Return where the verb of a step may stand: at the start, or behind a leading clause."""
    if at >= len(words):
        return 0
    if words[at] == "to" and "," not in words:
        return at + 1  # "The duties of the clerk are: to file ..."
    if "please" in words[:-1]:
        return words.index("please") + 1
    while at < len(words) - 2 and words[at] in BEFORE:
        at += 2 if words[at + 1] == "," else 1
    if words[at] in lexicon.openers():
        at = _behind_clause(words, at)
    while at < len(words) - 2 and (words[at] in BEFORE or lexicon.is_adverb(words[at])):
        at += 1
    return at if at < len(words) else 0


def _behind_clause(words: list[str], start: int) -> int:
    """Return the first verb of a step behind a comma of the leading clause, else where it stood."""
    commas = [n for n in range(start, len(words) - 3) if words[n] == ","][:CLAUSES]
    for comma in commas:
        nexts = words[comma + 1]
        nexts = words[comma + 2] if nexts in BEFORE and comma + 2 < len(words) else nexts
        is_verb = lexicon.verbs().get(nexts, ("", ""))[1] == "base" or nexts in ("do", "never")
        if is_verb and words[comma + 2] not in (",", "or"):
            return comma + 1
    return commas[0] + 1 if commas else start


def _finite(words: list[str], at: int) -> bool:
    """Tell whether a finite verb stands before the first break: then the first word is a noun."""
    if words[at - 1] in CHECKING:
        return False
    base, form = lexicon.verbs().get(words[at], ("", ""))
    if form == "s" and base in lexicon.word_list("state_verbs.txt"):
        return True  # "Research shows"
    opened = verbs = 0
    for word in words[at : at + 12]:
        if word in BREAKS or lexicon.openers().get(word) in ("condition", "clause"):
            return False
        if word in RELATIVE:
            opened += 1
        elif word in BE or word in ("has", "have"):
            if verbs >= opened:
                return True
            verbs += 1
        elif opened and _is_verb_form(word):
            verbs += 1
    return False


def _is_verb_form(word: str) -> bool:
    form = lexicon.verbs().get(word, ("", ""))[1] or lexicon.everyday().get(word, ("", ""))[1]
    return form in ("s", "base", "past")
