"""Cut a sentence into tokens, mentions, segments, and the predicates that may oblige."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sopgap.sops.actors import Index, Mention, cut, find_mentions, singular
from sopgap.sops.grammar import lexicon

LIMIT = 4_000  # characters of a sentence that are read: beyond it stands a list, not a norm
ENUMERATION = re.compile(
    r"^(?:(?:\d{1,3}(?:\.\d{1,3})+\.?(?=\s)|[A-Z](?:\.\d{1,3})+\.?(?=\s)"
    r"|\(\w{1,5}\)|\[[ xX]?\]|[☐☑□]|\d{1,3}[.)]|[a-z]\)|[-*•–])\s*)+"
)
BREAKS = frozenset({",", ";", ":", "—", "–"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
PREPOSITIONS = lexicon.word_class("preposition")
DETERMINERS = lexicon.word_class("determiner")
PRONOUNS = frozenset({"he", "she", "it", "they", "he/she"})
EITHER = {
    "he or she": "he/she",
    "she or he": "he/she",
    "him or her": "him/her",
    "her or him": "him/her",
}
BE = frozenset({"be", "is", "are", "been", "being", "was", "were"})
DENIALS = frozenset({"not", "dont"})  # "do not need to", "does not have to"
PLAIN = frozenset({"shall", "must", "may", "will", "should"})
NEGATIONS = frozenset({"not", "never"})
DENYING = frozenset({"under no circumstances", "on no account", "in no case", "in no event"})
ALLOWING = frozenset({"has", "have"})  # "has 15 days to"
NAMES = frozenset({"may", "will"})  # of a month, of a person, of the dead
AS_PHRASES = (["well"], ["soon"], ["appropriate"], ["follows"], ["needed"], ["of"], ["to"])
SPAN = re.compile("|".join(lexicon.PIECES[name] for name in ("span", "weekday", "month")))
EACH = (["a"], ["an"], ["per"], ["each"], ["every"])
JOINTS = BREAKS | PREPOSITIONS | {"and", "or", "that"}
SKIPPED = lexicon.word_class("adverb")
INNER = SKIPPED | lexicon.word_class("degree")  # may stand inside a modal phrase
WHOM = 9  # tokens of "to the head of the school" in "is accountable to ... for"


@dataclass(frozen=True, slots=True)
class Predicate:
    """A modal phrase in a sentence: its tokens, what it does, and where its own clause begins."""

    first: int
    last: int
    modality: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence ready to be judged.

    Attributes
    ----------
    text : str
        Without its enumerator.
    words : list of str
        Lower-case tokens outside parentheses and quotation marks, possessives taken off.
    spans : list of (int, int)
        Where each token stands in `text`.
    mentions : list of Mention
        The actors named.
    """

    text: str
    words: list[str]
    spans: list[tuple[int, int]]
    mentions: list[Mention]

    def piece(self, first: int, last: int) -> str:
        """Return the text of the tokens from `first` up to `last`, not included."""
        if first >= last or first >= len(self.spans):
            return ""
        return self.text[self.spans[first][0] : self.spans[min(last, len(self.spans)) - 1][1]]


def cut_sentence(text: str, index: Index) -> Sentence:
    """Return a sentence's tokens and mentions; brackets and quotations are passed over.

    Examples
    --------
    >>> cut_sentence('(b) The clerk (or deputy) says "go now" twice.', {}).words
    ['the', 'clerk', 'says', 'twice', '.']
    """
    text = text[:LIMIT]
    mark = ENUMERATION.match(text)
    text = text[mark.end() :] if mark else text
    spans, words = _outside(text, *cut(text))
    if "or" in words:
        spans, words = _either(spans, words)
    if words[:2] in (["no", "later"], ["no", "more"]):
        words[0] = "not"  # it opens a time, as in "not later than", and denies nothing
    mentions = find_mentions(text, spans, words, index)
    for mention in mentions:  # an "and", "of" or comma inside a name is no joint of the sentence
        for at in range(mention.first, mention.last):
            if words[at] in JOINTS:
                words[at] = "&"
    for at in range(1, len(words) - 1) if ":" in words else ():  # nor is the colon of "09:30"
        if words[at] == ":" and words[at - 1].isdigit() and words[at + 1].isdigit():
            words[at] = "&" if spans[at - 1][1] + 1 == spans[at + 1][0] else ":"
    return Sentence(text, words, spans, mentions)


def find_predicates(sentence: Sentence) -> list[Predicate]:
    """Return the modal phrases of a sentence in order, those in relative clauses left out.

    Examples
    --------
    >>> found = find_predicates(cut_sentence("A clerk who may enter must not smoke.", {}))
    >>> [(p.words, p.modality) for p in found]
    [(('must', 'not'), 'prohibition')]
    """
    table, words = lexicon.modals(), sentence.words
    if table.keys().isdisjoint(words) and ALLOWING.isdisjoint(words):
        return []
    found: list[Predicate] = []
    place = 0
    while place < len(words):
        predicate = _modal(words, place, table) if words[place] in table else None
        if predicate and words[place] in NAMES and not _is_verb(sentence, place):
            predicate = None
        if not predicate and words[place] in ALLOWING:
            predicate = _allowance(words, place)
        if predicate and found and _continues(words, found[-1], predicate):
            predicate = None  # "will have to" is one modal: see data/after_modals.csv
        elif predicate and not _in_relative(words, place):
            found.append(predicate)
        place = predicate.last if predicate else place + 1
    led = words[0] in lexicon.openers() if words else False
    mains: list[Predicate] = []
    for number, predicate in enumerate(found):
        after = found[number + 1].first if number + 1 < len(found) else 0
        if after and _is_object_relative(words, predicate, after):
            continue
        behind = mains[-1].last if mains else -1
        if (
            mains
            and "that" in words[behind : predicate.first]
            and not _joined(words, behind, predicate.first)
        ):
            continue  # "shall ensure that the vendor must": what is ensured is no norm of its own
        if not _is_subordinate(words, predicate.first, led=led, last=found[-1].first):
            mains.append(predicate)
    return mains


def _is_verb(sentence: Sentence, place: int) -> bool:
    """Tell a modal from the month of May and from a will: by its capital, and what is before."""
    words = sentence.words
    if place == 0:
        return True
    if sentence.piece(place, place + 1) == "May":
        return False
    return words[place - 1] not in ("the", "a", "his", "her", "their", "at", "of", "in", "by")


def _is_object_relative(words: list[str], predicate: Predicate, after: int) -> bool:
    """Tell the first of two modals in "which the clerk may ask for shall be kept" from the main."""
    if any(w in BREAKS or w in ("and", "or", "but") for w in words[predicate.last : after]):
        return False
    start = predicate.first
    while start > 0 and words[start - 1] not in BREAKS:
        start -= 1
    return any(w in RELATIVE for w in words[start : predicate.first])


def _joined(words: list[str], first: int, last: int) -> bool:
    return any(
        words[n] == ";" or (words[n] == "," and words[n + 1] in ("and", "but"))
        for n in range(first, last - 1)
    )


def _continues(words: list[str], before: Predicate, predicate: Predicate) -> bool:
    return all(word in SKIPPED for word in words[before.last : predicate.first])


def _outside(
    text: str, spans: list[tuple[int, int]], words: list[str]
) -> tuple[list[tuple[int, int]], list[str]]:
    """Drop the tokens in brackets and quotation marks; an open bracket hides nothing."""
    if "(" not in text and '"' not in text:
        return spans, words
    closing = text.rfind(")")
    depth, quoted, last_quote = 0, False, text.rfind('"')
    kept: tuple[list[tuple[int, int]], list[str]] = ([], [])
    for span, word in zip(spans, words, strict=True):
        if word == "(" and span[0] < closing:
            depth += 1
        elif word == ")":
            depth = max(0, depth - 1)
        elif word == '"':
            quoted = not quoted and span[0] < last_quote
        elif not depth and not quoted:
            kept[0].append(span)
            kept[1].append(word)
    return kept


def _either(
    spans: list[tuple[int, int]], words: list[str]
) -> tuple[list[tuple[int, int]], list[str]]:
    """Join "he or she" and "him or her" to one pronoun."""
    for at in range(len(words) - 2):
        found = EITHER.get(" ".join(words[at : at + 3])) if words[at + 1] == "or" else None
        if found:
            words = [*words[:at], found, *words[at + 3 :]]
            spans = [*spans[:at], (spans[at][0], spans[at + 2][1]), *spans[at + 3 :]]
            break
    return spans, words


def _modal(words: list[str], place: int, table: dict[str, list[lexicon.Modal]]) -> Predicate | None:
    n = len(words)
    ahead = place + 1
    while ahead < n and is_inner(words[ahead]):
        ahead += 1
    nexts = ["", *words[place + 1 : ahead + 1]]  # where the second word of a phrase may stand
    for modal in [one for one in table[words[place]] if one.second in nexts]:
        at = place
        negated = place > 0 and words[place - 1] in DENIALS
        for number, word in enumerate(modal.words):
            # "is not responsible for", "are also to": an adverb may stand inside.
            while number and at < n and words[at] != word and _is_within(words[at], modal):
                negated |= words[at] in NEGATIONS
                at += 1
            if number and word == "for":
                at = behind_whom(words, at)
            if number and word == "to" and at < len(words) and words[at] in ("by", "under"):
                at = next((k for k in range(at, min(n, at + 6)) if words[k] == "to"), at)
            if at >= len(words) or words[at] != word:
                break
            at += 1
        else:
            if modal.words[-1] == "to" and modal.words[0] in BE and len(modal.words) == 2:
                after = words[at] if at < len(words) else ""
                if after in DETERMINERS or after in PREPOSITIONS:  # "is to the left"
                    continue
            after = " ".join(words[at : at + 3])
            if at < len(words) and (words[at] in NEGATIONS or after in DENYING):
                negated = True
                at += 1 if words[at] in NEGATIONS else len(after.split())
            modality = modal.negated if negated else modal.modality
            if modality:
                return Predicate(place, at, modality, tuple(words[place:at]))
    return None


def is_inner(word: str) -> bool:
    """Return whether a word may stand inside a modal phrase: "is solely responsible for"."""
    return word in INNER or lexicon.is_adverb(word)


def _is_within(word: str, modal: lexicon.Modal) -> bool:
    """Tell "is solely responsible for" from "is likely to", which is not "is to"."""
    is_short = len(modal.words) == len(("is", "to")) and modal.words[-1] == "to"
    return word in SKIPPED or (is_inner(word) and not is_short)


def behind_whom(words: list[str], at: int) -> int:
    """Return where "for" stands behind "to the board" in "is accountable to the board for"."""
    if words[at : at + 1] != ["to"]:
        return at
    return next((k for k in range(at + 2, min(len(words), at + WHOM)) if words[k] == "for"), at)


def _allowance(words: list[str], place: int) -> Predicate | None:
    """Read "has 15 days to": who is given a time is obliged within it."""
    for at in range(place + 2, min(place + 5, len(words) - 1)):
        is_span = singular(words[at]) in ("day", "week", "month", "year", "hour", "minute")
        if is_span and words[at + 1] == "to":
            return Predicate(place, at + 2, "obligation", tuple(words[place : at + 2]))
    return None


def _in_relative(words: list[str], place: int) -> bool:
    """Tell whether a modal is the verb of a relative clause: directly behind who, which, that."""
    before = place - 1
    while before >= 0 and (words[before] in SKIPPED or lexicon.is_adverb(words[before])):
        before -= 1
    return before >= 0 and (words[before] in RELATIVE or words[before] in ("as", "than"))


def _is_subordinate(words: list[str], place: int, *, led: bool, last: int) -> bool:
    """Tell whether a modal stands in a clause that `if`, `when`, `for which` ... opens."""
    kinds = lexicon.openers()
    start = place
    while start > 0 and words[start - 1] not in BREAKS:
        start -= 1
    if led and start == 0 and place != last and "," in words[place:last]:
        return kinds[words[0]] != "phrase"
    for at in range(place - 1, start - 1, -1):
        word = words[at]
        if _opens_clause(words, at, start):
            return not _has_finite(words, at + 1, place)
        if word in RELATIVE and at > start and words[at - 1] in PREPOSITIONS:
            coupled = words[place - 2] in BE and words[place - 1] in ("or", "and")
            closed = _has_finite(words, at + 1, place) and not coupled
            return not closed and not any(w in PLAIN for w in words[at + 1 : place])
    return False


def _opens_clause(words: list[str], at: int, start: int) -> bool:
    if words[at] == "provided":  # "the period provided under (c)" is a participle
        return at == start or words[at + 1 : at + 2] == ["that"]
    if words[at] == "as":  # "in such manner as the secretary shall prescribe"
        return words[at + 1 : at + 2] not in AS_PHRASES and words[at - 1 : at] != ["well"]
    if is_count(words, at):
        return False
    condition = lexicon.openers().get(words[at]) == "condition"
    return condition or words[at] in ("because", "although", "whether", "while", "why", "how")


def is_count(words: list[str], at: int) -> bool:
    """Return whether "once" counts, as in "once a month", and opens no condition."""
    return words[at] == "once" and words[at + 1 : at + 2] in EACH


def _has_finite(words: list[str], first: int, last: int) -> bool:
    """Tell whether a finite verb stands there: it closes the clause that was opened before."""
    forms = lexicon.verbs()
    for at in range(first, last):
        word = words[at]
        if word in BE or word in ("has", "have", "does"):
            return True
        is_noun = words[at - 1] in DETERMINERS or words[at - 1] in PREPOSITIONS
        past = word.endswith("ed") and at > first
        if not is_noun and (past or forms.get(word, ("", ""))[1] in ("s", "past")):
            return True
        if at > first and _is_plain_verb(words, at):
            return True
    return False


def _is_plain_verb(words: list[str], at: int) -> bool:
    """Tell the verb of "at which goods arrive" from a noun: it stands behind a plural."""
    word, before = words[at], words[at - 1]
    known = word in lexicon.bases() or word in lexicon.word_list("everyday_verbs.txt")
    if before in PRONOUNS or before in ("you", "we", "i"):
        return known
    is_plural = before.endswith("s") and not before.endswith("ss")
    return is_plural and known and word not in lexicon.word_list("noun_verbs.txt")
