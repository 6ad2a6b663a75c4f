"""Tell the noun phrases of a set of comments: by neighbours and endings, without a tagger."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from sopgap.survey.redaction.redact import TAG
from sopgap.text import WORD, normalise, stem, stop_words

LONGEST = 4  # words of a phrase
RARER = 3  # times rarer than another form of its stem a noun may be, and still be written
SHORT = 5  # letters; what is not longer only looks as if it had an ending
CUT = 2  # times as often a phrase may go on as end
VERB, PROPER = 5, 8  # what a list or a capital adds to the votes of a word's neighbours
TOKEN = re.compile(rf"(?:{WORD.pattern})(?:-(?:{WORD.pattern}))*")
BREAK = re.compile(r"[.!?;:,()\[\]{}\"|/*•<>=]|\s[-–—]+\s|(?<=\w)'(?=\s)|(?<=\s)'(?=\w)")
COURTESY = re.compile(r"\b(?i:mr|mrs|ms|miss|mx|dr|prof)\.? [A-Z][a-z]+")

Key = tuple[str, ...]


@dataclass(frozen=True)
class Token:
    """A word of a comment: as written, small, its stems, and if it may carry a label."""

    written: str
    small: str
    key: Key
    strong: bool


class Wording:
    """The words and noun phrases of all comments, by stems, and how they are written.

    Attributes
    ----------
    words : list of set of key
        For each text, the words of content that it holds.
    phrases : list of set of key
        For each text, the noun phrases that it holds, a single noun among them.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        pieces = [[_tokens(piece) for piece in BREAK.split(_plain(text))] for text in texts]
        self._cases: dict[str, Counter[str]] = {}
        self._votes: dict[str, Counter[str]] = {}
        self._kinds: dict[str, str] = {}
        for piece in (p for of_text in pieces for p in of_text):
            self._watch(piece)
        self.forms: dict[Key, Counter[str]] = {}
        self._cut: Counter[tuple[Key, bool]] = Counter()
        self.parts: dict[Key, tuple[Key, ...]] = {}
        self.words: list[set[Key]] = [
            {t.key for p in of_text for t in p if t.strong} for of_text in pieces
        ]
        self.phrases = [set(self._phrases(of_text)) for of_text in pieces]
        for of_text in pieces:
            for token in (t for p in of_text for t in p if t.strong):
                self.forms.setdefault(token.key, Counter())[token.small] += 1

    def _watch(self, piece: list[Token]) -> None:
        """Note how each word is written, and what its neighbours say of its class."""
        for i, token in enumerate(piece):
            self._cases.setdefault(token.small, Counter())[token.written] += 1
            votes = self._votes.setdefault(token.small, Counter())
            left = piece[i - 1].small if i else ""
            right = piece[i + 1].small if i + 1 < len(piece) else ""
            ends = not right or right in stop_words()
            if left in _beside("before a verb") or right in _beside("behind a verb"):
                votes["verb"] += 2
            elif left in _beside("before an adjective"):
                votes["adjective"] += 2
            elif left in _beside("before a noun"):
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

    def _phrases(self, pieces: list[list[Token]]) -> Iterator[Key]:
        for piece in pieces:
            for start, first in enumerate(piece):
                if not (first.strong or _begins(first.small)):
                    continue
                left = piece[start - 1].small if start else ""
                for end in range(start + 1, min(start + LONGEST, len(piece)) + 1):
                    right = piece[end].small if end < len(piece) else ""
                    phrase = piece[start:end]
                    if right in _beside("behind a verb") or not self._is_noun_phrase(phrase, left):
                        continue
                    key = tuple(s for token in phrase for s in token.key)
                    # "insufficient customer" is cut off from "insufficient customer involvement"
                    cut = end < len(piece) and piece[end].strong and self.kind(right) == "noun"
                    self._cut[key, cut] += 1
                    parts = tuple(t.key for t in phrase if t.strong)
                    self.parts[key] = max(parts, self.parts.get(key, ()), key=lambda p: (len(p), p))
                    if len(phrase) > 1:
                        form = " ".join(token.small for token in phrase)
                        self.forms.setdefault(key, Counter())[form] += 1
                    yield key

    def _is_noun_phrase(self, phrase: list[Token], left: str) -> bool:
        """An adjective or noun, then more of them or a joint, and a noun at the end."""
        first, last = phrase[0], phrase[-1]
        opens = len(phrase) > 1 and _begins(first.small)
        if not (first.strong or opens) or not last.strong:
            return False
        if len({t.key for t in phrase}) < len(phrase):
            return False
        if not opens and not any(t.strong and t.small not in _weak() for t in phrase):
            return False
        if len(phrase) > 1 and left in _beside("before a verb"):  # "to support patients"
            return False
        if self.kind(last.small) != "noun":
            return False
        if not opens and len(phrase) > 1 and not self._opens(first.small, left):
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
        alone = not left or (left in stop_words() and left not in _beside("behind a perfect"))
        return alone and (small.endswith(("ed", "en")) or small in _beside("participle"))

    def single(self, key: Key) -> bool:
        """Tell whether a phrase is one word."""
        return " " not in self.written(key)

    def stands(self, key: Key) -> bool:
        """Tell whether a word may stand alone: "time" and "people" may not."""
        return self.written(key).lower() not in _weak()

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
        cases = self._cases.get(small, {small: 1})
        return min(cases, key=lambda c: (-cases[c], c != small, c))


def _tokens(piece: str) -> list[Token]:
    tokens = []
    for found in TOKEN.findall(piece):
        written = re.sub(r"['’][sS]$", "", found) if found.lower() not in stop_words() else found
        small = written.lower()
        key = tuple(stem(part) for part in small.split("-"))
        empty = small in stop_words() or len(small) == 1 or small[0].isdigit()
        weak = small in _weak() and "never alone" not in _weak()[small]
        tokens.append(Token(written, small, key, not empty and not weak))
    return tokens


def _plain(text: str) -> str:
    """The text without redactions and names, and the capital that only begins a sentence small."""
    text = COURTESY.sub(". ", TAG.sub(". ", normalise(text)))
    if text.isupper() and " " in text:
        text = text.lower()
    return re.sub(
        r"(^|[.!?:;|*(\"-]\s*)([A-Z])(?=[a-z]|\s)", lambda m: m.group(1) + m.group(2).lower(), text
    )


def _lines(name: str) -> list[str]:
    file = resources.files("sopgap") / "data" / name
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and line[0] != "#"]


@cache
def _weak() -> dict[str, str]:
    """Words that carry no label, each with its use."""
    return dict(line.split("\t")[:2] for line in _lines("weak_words.txt"))


@cache
def _beside(place: str) -> frozenset[str]:
    rows = csv.DictReader(_lines("neighbours.csv"))
    return frozenset(w for row in rows if row["beside"] == place for w in row["words"].split())


def _begins(small: str) -> bool:
    """Tell whether a word that carries no label may begin one: "no training"."""
    return "may begin" in _weak().get(small, "")


@cache
def _joints() -> frozenset[str]:
    return _beside("inside a phrase")


@cache
def _endings() -> list[tuple[str, str, int]]:
    rows = list(csv.DictReader(_lines("endings.csv")))
    found = [(e, row["kind"], int(row["weight"])) for row in rows for e in row["endings"].split()]
    return sorted(found, key=lambda row: (-len(row[0]), row))


@cache
def _abstract() -> tuple[str, ...]:
    return tuple(ending for ending, kind, _ in _endings() if kind == "noun")


@cache
def _verbs() -> frozenset[str]:
    """Verbs that are seldom nouns, in their present forms and the irregular ones."""
    words = {w for line in _lines("action_verbs.txt") for w in line.split()}
    words -= {w for line in _lines("noun_verbs.txt") for w in line.split()}
    words |= {w for line in _lines("everyday_verbs.txt") for w in line.split()}
    words |= {
        w for row in csv.DictReader(_lines("irregular_verbs.csv")) for w in row["forms"].split()
    }
    return frozenset({form for w in words for form in (w, f"{w}s", f"{w}es", f"{w[:-1]}ies")})
