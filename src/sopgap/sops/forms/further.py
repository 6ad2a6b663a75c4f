"""Further clauses of a sentence that name their own actor: ", and the porter locks the gate"."""

from __future__ import annotations

from sopgap.sops.forms.norms import Norm
from sopgap.sops.forms.present import read_present
from sopgap.sops.forms.requests import read_minutes
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import DETERMINERS, SKIPPED, Sentence, cut_sentence
from sopgap.sops.owners.scene import Scene

JOINTS = frozenset({",", "and", "but", "while", ":", "-", "–", "—", ";", "which", "whom"})
EVERYBODY = frozenset({"nobody", "everyone", "everybody", "whoever"})
OBJECTS = DETERMINERS | frozenset({"it", "them", "him", "her", "one", "two", "three"})
MOST = 4  # further clauses of one sentence
LABEL = 8  # tokens before a colon or dash that name a case


def read_further(sentence: Sentence, norms: list[Norm], scene: Scene) -> list[Norm]:
    """Return the norms of the clauses behind the first that name who acts, in a procedure.

    "Sheets go to the office, and the porter files them"; also of the thing named before:
    "a list, which the porter prints at noon".
    """
    if not scene.is_procedure or scene.machine:
        return []
    found: list[Norm] = []
    for start in _starts(sentence):
        part = cut_sentence(sentence.text[sentence.spans[start][0] :], scene.index)
        acts = {(one.bearer.text, one.action) for one in [*norms, *found]}
        new = read_present(part, scene) if part.words else []
        found += [one for one in new if (one.bearer.text, one.action) not in acts]
        if len(found) >= MOST:
            break
    return found


def read_behind_label(sentence: Sentence, scene: Scene) -> list[Norm]:
    """Read what stands behind the name of a case: "Ladders: stores to check them each spring"."""
    words = sentence.words
    label = next((n for n in range(1, min(LABEL, len(words) - 2)) if words[n] in (":", "-")), 0)
    if not label or not scene.is_procedure or scene.machine:
        return []
    if words[label] == "-" and sentence.spans[label][0] == sentence.spans[label - 1][1]:
        return []  # a hyphen
    norms: list[Norm] = []
    for piece in sentence.text[sentence.spans[label][1] :].split(", "):
        part = cut_sentence(piece.strip().rstrip(".") + ".", scene.index)
        if part.words:
            norms += read_minutes(part, scene) or read_present(part, scene)
    return norms


def _starts(sentence: Sentence) -> list[int]:
    """Return where a clause with its own actor begins: a joint before him, his verb behind."""
    words, agents = sentence.words, lexicon.agent_nouns()
    names = {m.first: m.last for m in sentence.mentions}
    covered = {n for m in sentence.mentions for n in range(m.first, m.last)}
    found = []
    for at in range(3, len(words) - 2):
        is_thing = words[at - 1] in ("which", "whom") and words[at - 2] != ","
        if words[at - 1] not in JOINTS or is_thing:
            continue
        first = at + (words[at] in DETERMINERS)
        end = names.get(first, 0)
        if not end and words[at] in EVERYBODY:
            found.append(at)
            continue
        if not end and first > at and first not in covered:
            end = next((n + 1 for n in range(first, first + 2) if _is_job(words, n, agents)), 0)
        while end and end < len(words) - 1 and _is_adverb(words[end]):
            end += 1
        if end and end < len(words) - 1 and _is_verb(words, end, covered):
            found.append(at)
    return found


def _is_job(words: list[str], at: int, agents: dict[str, str]) -> bool:
    return at < len(words) and agents.get(words[at]) == "inside"


def _is_adverb(word: str) -> bool:
    return word in SKIPPED or lexicon.is_adverb(word)


def _is_verb(words: list[str], at: int, covered: set[int]) -> bool:
    """Tell the verb of an actor from a noun behind his name: "the port records"."""
    word = words[at]
    base, form = lexicon.verbs().get(word, lexicon.everyday().get(word, ("", "")))
    if form not in ("s", "base") or at in covered:
        return False
    is_noun = base in lexicon.word_list("noun_verbs.txt")
    return not is_noun or words[at + 1] in OBJECTS
