"""Where the clauses of a sentence without a modal begin and end."""

from __future__ import annotations

from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import (
    BE,
    DETERMINERS,
    PLAIN,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    SKIPPED,
    Sentence,
)

CLAUSE_JOINTS = frozenset({"and", "or", "but", "while"})
OBJECTS = frozenset({"it", "them", "him", "her", "this", "that", "these", "those"})
RESOLVED = frozenset({"resolved", "ordered", "directed", "agreed"})
BOUND = PREPOSITIONS | RELATIVE
MEANT = frozenset({"he", "she", "he/she", "they"})
BEFORE_PARTICIPLE = RELATIVE | BE | {"having", "has", "have", "had", "as", "and", "or", ","}


def find_main_start(sentence: Sentence) -> int:
    """Return where the main clause begins: behind the comma of a leading clause or adjunct.

    Where a clause leads and none follows it, that is behind the last token.
    """
    words = sentence.words
    if words[:3] == ["from", "now", "on"]:
        return 4 if words[3:4] == [","] else 3
    if words[:2] == ["it", "was"] and words[3:4] == ["that"] and words[2] in RESOLVED:
        return 4  # "It was resolved that two members count the votes"
    if words[0] not in lexicon.openers():
        return 0
    inside = {n for m in sentence.mentions for n in range(m.first, m.last)}
    commas = [n for n in range(len(words)) if words[n] == "," and n not in inside]
    is_phrase = lexicon.openers()[words[0]] == "phrase"
    meant = _meant(words, commas[0] if commas else len(words) - 2) if not is_phrase else 0
    if meant:
        return meant
    early = (
        is_phrase
        and commas
        and any(lexicon.verbs().get(w, ("", ""))[1] == "s" for w in words[: commas[0]])
    )
    if not commas or early:  # "By the fifth of each month a specialist pulls the report"
        for at in _names_behind(sentence):
            first = at
            while first > 0 and words[first - 1] in DETERMINERS:
                first -= 1
            opens = words[first - 1] in lexicon.openers()
            if words[at - 1] not in PREPOSITIONS and not opens and words[first - 1] not in BOUND:
                return first
    for comma in commas:
        nexts = words[comma + 1 : comma + 2]
        if any(m.first - comma <= 3 and m.first > comma for m in sentence.mentions) or (
            nexts and nexts[0] in DETERMINERS | PRONOUNS and comma == commas[-1]
        ):
            return comma + 1
    if commas and commas[0] + 1 < len(words):
        return commas[0] + 1
    # "Before the warden leaves:" has no main clause.
    opens = lexicon.openers()[words[0]] in ("condition", "clause")
    return len(words) if opens and not is_phrase else 0


def opens_clause(sentence: Sentence, at: int) -> bool:
    """Return whether a joint opens a clause: "and shall send it", "and the warden rings the bell".

    Behind it stands a modal, or the name of an actor and then a modal or the verb of an act.
    """
    words = sentence.words
    if words[at] not in CLAUSE_JOINTS:
        return False
    start = at + 1
    while start < len(words) and (words[start] in DETERMINERS or words[start] in SKIPPED):
        start += 1
    start = next((m.last for m in sentence.mentions if m.first == start), start)
    is_named = start > at + 1 and any(m.last == start for m in sentence.mentions)
    while start < len(words) - 1 and (words[start] in SKIPPED or lexicon.is_adverb(words[start])):
        start += 1
    if start >= len(words) - 1:
        return False
    if words[start] in PLAIN and sentence.piece(start, start + 1) != "May":
        return is_named or start == at + 1 or words[start - 1] in SKIPPED
    base, form = lexicon.verbs().get(words[start], ("", ""))
    behind = words[start + 1]
    is_object = behind in DETERMINERS or behind in PREPOSITIONS or behind in OBJECTS
    is_act = base not in lexicon.word_list("noun_verbs.txt") or is_object
    return is_named and is_act and form in ("s", "base")


def opens_task(sentence: Sentence, at: int) -> bool:
    """Return whether a joint opens another's task: "and the warden to mend the gate"."""
    words = sentence.words
    if words[at] not in ("and", ",", ";"):
        return False
    start = at + 1 + (words[at + 1] in DETERMINERS)
    end = next((m.last for m in sentence.mentions if m.first == start), len(words))
    is_named = "to" in words[:at] and words[end : end + 1] == ["to"]
    return is_named and lexicon.verbs().get(words[end + 1], ("", ""))[1] == "base"


def _meant(words: list[str], end: int) -> int:
    """Return the pronoun behind a leading clause without a comma: "If there is doubt they ask"."""
    for at in range(4, end):
        acts = lexicon.verbs().get(words[at + 1], lexicon.everyday().get(words[at + 1], ("", "")))
        is_led = words[at - 2] in BE or words[at - 3] in BE
        if words[at] in MEANT and is_led and acts[1] in ("s", "base"):
            return at
    return 0


def _names_behind(sentence: Sentence) -> list[int]:
    """Return where somebody is named behind the first words: an alias, "the day clerk"."""
    words, agents = sentence.words, lexicon.agent_nouns()
    jobs = [n for n in range(3, len(words)) if words[n] in agents]
    near = [n - (words[n - 1] not in DETERMINERS) for n in jobs]
    near = [n for n in near if words[n - 1] in DETERMINERS]
    return sorted({*near, *(m.first for m in sentence.mentions if m.first > 2)})


def has_own_verb(words: list[str], relative: int, end: int) -> bool:
    """Return whether a relative clause holds a verb before `end`: then the next is the main one."""
    if end > relative + 1 and words[relative] == "who":  # its verb stands next, known or not
        return words[end - 1] not in lexicon.modals()
    return any(
        lexicon.verbs().get(words[n], ("", ""))[1] in ("s", "base", "past")
        or words[n] in BE
        or words[n] in ("has", "have", "had")
        or (words[n].endswith("ed") and n > relative)
        or words[n] in lexicon.everyday()
        for n in range(relative, end)
    )


def ends_search(words: list[str], at: int) -> bool:
    """Tell a finite verb before which the main verb must stand: "showed that", "is", ";"."""
    word = words[at]
    if word == ";":
        return True
    if word in BE or word in ("has", "have", "had"):
        return (
            words[at - 1] not in RELATIVE and words[at - 1] != "be" and word not in ("been", "be")
        )
    is_past = lexicon.verbs().get(word, ("", ""))[1] == "past" or word.endswith("ed")
    following = words[at + 1] if at + 1 < len(words) else ""
    transitive = following in DETERMINERS or following == "that" or following in PRONOUNS
    transitive = transitive or following[:1].isdigit()  # "In 2020 they received 164 reports"
    return is_past and transitive and words[at - 1] not in BEFORE_PARTICIPLE
