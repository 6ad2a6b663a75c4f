"""Tell the noun phrases of a set of comments: by neighbours and endings, without a tagger.

Beside what stands there as a phrase ("slow system"), what is said of a noun is one ("the system is
slow"), and what a comment claims of it is noted: that it is lacking, unclear, too much.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from sopgap.survey.concerns.claims import Claim, find_claims, find_told, openers
from sopgap.survey.concerns.words import Key, Piece, beside, cut_words, weak_words
from sopgap.text import data_lines, stop_words

LONGEST = 4  # words of a phrase
RARER = 3  # times rarer than another form of its stem a noun may be, and still be written
SHORT = 5  # letters; what is not longer only looks as if it had an ending
TITLED = 0.75  # of the places of a word that is rare at which it has a capital, to keep it
CUT = 2  # times as often a phrase may go on as end
VERB, PROPER = 5, 8  # what a list or a capital adds to the votes of a word's neighbours


class Wording:
    """The words and noun phrases of all comments, by stems, and how they are written.

    Attributes
    ----------
    words : list of set of key
        For each text, the words of content that it holds.
    phrases : list of set of key
        For each text, the noun phrases that it holds, a single noun among them.
    claims : list of set of (kind, key, words)
        For each text, what it claims of a noun phrase: `("lack", key, "not enough")`.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        pieces = cut_words(texts)
        self._cases: dict[str, Counter[str]] = defaultdict(Counter)
        self._votes: dict[str, Counter[str]] = defaultdict(Counter)
        self._kinds: dict[str, str] = {}
        for piece in (p for of_text in pieces for p in of_text):
            self._watch(piece)
        self.forms: dict[Key, Counter[str]] = defaultdict(Counter)
        self._cut: Counter[tuple[Key, bool]] = Counter()
        self.parts: dict[Key, tuple[Key, ...]] = {}
        self.words: list[set[Key]] = [
            {t.key for p in of_text for t in p if t.strong} for of_text in pieces
        ]
        self.phrases: list[set[Key]] = []
        self.claims: list[set[Claim]] = []
        for of_text in pieces:
            told = (t for p in of_text for t in find_told(p, self._is_noun_phrase, self._tells))
            self.phrases.append({*self._phrases(of_text), *map(self._note, told)})
            self.claims.append({c for p in of_text for c in find_claims(p, self._is_claimable)})
        for of_text in pieces:
            for token in (t for p in of_text for t in p if t.strong):
                self.forms[token.key][token.small] += 1

    def _watch(self, piece: Piece) -> None:
        """Note how each word is written, and what its neighbours say of its class."""
        for i, token in enumerate(piece):
            self._cases[token.small][token.written] += 1
            votes = self._votes[token.small]
            left = piece[i - 1].small if i else ""
            right = piece[i + 1].small if i + 1 < len(piece) else ""
            ends = not right or right in stop_words() or right in _verbs()
            if left in beside("before a verb") or right in beside("behind a verb"):
                votes["verb"] += 2
            elif left in beside("before an adjective"):
                votes["adjective"] += 2
            elif left in beside("before a noun"):
                votes["noun" if ends else "modifier"] += 2
            elif ends and (not left or left not in stop_words()):
                votes["noun"] += 1  # the end of a piece: "version control"

    def votes(self, small: str) -> Counter[str]:
        """Return what the neighbours, the ending and the lists say of a word's class."""
        votes = Counter(self._votes.get(small, {}))
        for ending, kind, weight in _endings():
            if small.endswith(ending) and len(small) > len(ending) + 1:
                votes[kind] += weight
                break
        if small in _verbs():
            votes["verb"] += VERB
        if openers().get(small, ("", ""))[1] == small:
            votes["adjective"] += VERB  # "unclear", "missing"
        if self._case(small)[:1].isupper():
            votes["noun"] += PROPER  # not at the beginning of a sentence: a name or acronym
        return votes

    def kind(self, small: str) -> str:
        """Return noun, adjective, verb or adverb: what a word most likely is in these comments."""
        if small not in self._kinds:
            votes = self.votes(small)
            order = ("noun", "adjective", "verb", "adverb")
            self._kinds[small] = max(order, key=lambda k: (votes[k], -order.index(k)))
            if votes["modifier"] and not votes["noun"]:
                votes["adjective"] += 1
                self._kinds[small] = max(order, key=lambda k: (votes[k], -order.index(k)))
            # Before a noun stand adjectives and nouns alike.
            kind = self._kinds[small]
            if kind in ("verb", "adverb") and votes["modifier"] > votes[kind]:
                self._kinds[small] = "adjective"
        return self._kinds[small]

    def _phrases(self, pieces: list[Piece]) -> Iterator[Key]:
        for piece in pieces:
            for start, first in enumerate(piece):
                if not first.strong:
                    continue
                left = piece[start - 1].small if start else ""
                for end in range(start + 1, min(start + LONGEST, len(piece)) + 1):
                    right = piece[end].small if end < len(piece) else ""
                    phrase = piece[start:end]
                    if right in beside("behind a verb") or not self._is_noun_phrase(phrase, left):
                        continue
                    # "insufficient customer" is cut off from "insufficient customer involvement"
                    cut = end < len(piece) and piece[end].strong and self.kind(right) == "noun"
                    yield self._note(phrase, cut=cut)

    def _note(self, phrase: Piece, *, cut: bool = False) -> Key:
        """Note a phrase, how it is written and which of its words carry a label."""
        key = tuple(s for token in phrase for s in token.key)
        self._cut[key, cut] += 1
        parts = tuple(t.key for t in phrase if t.strong)
        self.parts[key] = max(parts, self.parts.get(key, ()), key=lambda p: (len(p), p))
        if len(phrase) > 1:
            form = " ".join(token.small for token in phrase)
            self.forms[key][form] += 1
        return key

    def _tells(self, small: str) -> bool:
        """Tell whether a word behind a copula says how something is."""
        if small in _verbs():  # "training was held" makes no held training
            return small in beside("participle of a state")
        return small.endswith("ed") or self.kind(small) == "adjective"

    def _is_claimable(self, phrase: Piece, left: str) -> bool:
        """Tell whether something may be claimed of words: of "time" too, no label by itself."""
        single = len(phrase) == 1 and phrase[0].strong and self.kind(phrase[0].small) == "noun"
        return single or self._is_noun_phrase(phrase, left)

    def _is_noun_phrase(self, phrase: Piece, left: str) -> bool:
        """An adjective or noun, then more of them or a joint, and a noun at the end."""
        first, last = phrase[0], phrase[-1]
        if not first.strong or not last.strong:
            return False
        if len({t.key for t in phrase}) < len(phrase):
            return False
        if not any(t.strong and t.small not in weak_words() for t in phrase):
            return False
        if len(phrase) > 1 and left in beside("before a verb"):  # "to support patients"
            return False
        if self.kind(last.small) != "noun":
            return False
        if len(phrase) > 1 and not self._opens(first.small, left):
            return False
        joints = [t.small in _joints() for t in phrase]
        if any(a and b for a, b in pairwise(joints)):
            return False
        return all(
            joint or (t.strong and self.kind(t.small) in ("noun", "adjective"))
            for t, joint in zip(phrase[1:-1], joints[1:-1], strict=True)
        )

    def _opens(self, small: str, left: str) -> bool:
        """A noun phrase may open with a noun, an adjective, or a participle ("lost cards")."""
        if self.kind(small) in ("noun", "adjective"):
            return True
        alone = not left or (left in stop_words() and left not in beside("behind a perfect"))
        return alone and (small.endswith(("ed", "en")) or small in beside("participle"))

    def stands(self, key: Key) -> bool:
        """Tell whether a word may stand alone: "time" and "people" may not."""
        return self.written(key).lower() not in weak_words()

    def written(self, key: Key) -> str:
        """The commonest way to write a phrase; a noun even where it is a little rarer."""
        forms = self.forms[key]
        best = min(forms, key=lambda f: (-forms[f] * (RARER if self._is_rather(f) else 1), f))
        return self._in_case(best)

    def as_noun(self, key: Key, *, at_hand: bool = True) -> str:
        """The commonest noun among the forms of a stem, or "" where there is none.

        Not at hand, only the nouns of an act or state count: "listening", where most write
        "listen".
        """
        nouns = [f for f in self.forms[key] if self.kind(f) == "noun" and " " not in f]
        if not at_hand:
            nouns = [f for f in nouns if f.endswith(_abstract()) and len(f) > SHORT]
        return self._case(min(nouns, key=lambda f: (-self.forms[key][f], f))) if nouns else ""

    def whole(self, key: Key) -> bool:
        """Tell whether a phrase stands by itself, and not as the beginning of a longer one."""
        return self._cut[key, False] * CUT >= self._cut[key, True]

    def _in_case(self, form: str) -> str:
        return " ".join(self._case(word) for word in form.split(" "))

    def _is_rather(self, form: str) -> bool:
        return " " in form or self.kind(form) == "noun"

    def _case(self, small: str) -> str:
        """How a word is mostly written; of one that is rare a capital must be the rule."""
        cases = self._cases.get(small) or {small: 1}
        best = min(cases, key=lambda c: (-cases[c], c != small, c))
        titled = best[:1].isupper() and best[1:].islower()
        rule = cases[best] > RARER or cases[best] >= TITLED * sum(cases.values())
        return best if rule or not titled else small


@cache
def _joints() -> frozenset[str]:
    return beside("inside a phrase")


@cache
def _endings() -> list[tuple[str, str, int]]:
    rows = list(csv.DictReader(data_lines("endings.csv")))
    found = [(e, row["kind"], int(row["weight"])) for row in rows for e in row["endings"].split()]
    return sorted(found, key=lambda row: (-len(row[0]), row))


@cache
def _abstract() -> tuple[str, ...]:
    return tuple(ending for ending, kind, _ in _endings() if kind == "noun")


@cache
def _verbs() -> frozenset[str]:
    """Verbs that are seldom nouns, in their present forms and the irregular ones."""
    words = {w for line in data_lines("action_verbs.txt") for w in line.split()}
    words -= {w for line in data_lines("noun_verbs.txt") for w in line.split()}
    words |= {w for line in data_lines("everyday_verbs.txt") for w in line.split()}
    words |= {
        w for row in csv.DictReader(data_lines("irregular_verbs.csv")) for w in row["forms"].split()
    }
    return frozenset({form for w in words for form in (w, f"{w}s", f"{w}es", f"{w[:-1]}ies")})
