"""Name a group of comments in their own words: a short label, and the terms that set it apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np

from sopgap.text import WORD, normalise, stem, stop_words

BREAK = re.compile(r"[.!?;:,()\[\]\"|/]|\s[-–—]\s")  # a phrase does not run across one of these
LONGEST = 3  # words of a phrase
N_TERMS = 8
N_PHRASES = 2  # of a label
LONGER_IF = 0.25  # of a word's comments write the longer phrase: then it stands in the label
ONCE = 0.01  # what a phrase of one comment weighs beside one of two
REDACTED = re.compile(r"\[(?:name|mail|phone|id)\]")  # what `disclosure` puts for a secret


class _Said:
    """The words and phrases of all comments: stems as keys, written forms beside them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.forms: dict[tuple[str, ...], Counter[str]] = {}
        self.phrases = [self._phrases(text) for text in texts]
        self.common = Counter(key for keys in self.phrases for key in keys)

    def _phrases(self, text: str) -> set[tuple[str, ...]]:
        """Keys of the phrases of a comment, each once, and note how they are written."""
        stop, keys = stop_words(), set()
        for piece in BREAK.split(_plain(text)):
            words = [w for w in WORD.findall(piece) if not w[0].isdigit()]
            roots = [stem(word.lower()) for word in words]
            empty = [word.lower() in stop or len(word) == 1 for word in words]
            weak = [word.lower() in _weak_words() for word in words]
            opens = [word.lower() in _opening_words() for word in words]
            for start in range(len(words)):
                for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                    begins = not (empty[start] or weak[start]) or (opens[start] and end > start + 1)
                    if not begins or empty[end - 1] or weak[end - 1]:
                        continue
                    key = tuple(roots[start:end])
                    if len(set(key)) == len(key):
                        keys.add(key)
                        first = words[start].lower() if opens[start] else words[start]
                        form = " ".join([first, *words[start + 1 : end]])
                        self.forms.setdefault(key, Counter())[form] += 1
        return keys

    def written(self, key: tuple[str, ...]) -> str:
        """The commonest way to write a phrase; the first by alphabet where several are."""
        return min(self.forms[key].items(), key=lambda item: (-item[1], item[0]))[0]


def name_groups(texts: Sequence[str], labels: Sequence[int]) -> dict[int, tuple[str, list[str]]]:
    """Return a label and five to eight terms for each group, where its words allow so many.

    A phrase counts by the share of the group's comments that hold it times how rare it is
    elsewhere (class-based TF-IDF). Phrases of several words are preferred in labels. Labels
    repeat no word and differ from each other.

    Parameters
    ----------
    texts : sequence of str
    labels : sequence of int
        The group of each text; the first groups have the first choice of a label.

    Returns
    -------
    dict of int to (str, list of str)

    Examples
    --------
    >>> said = ["The shared drive is full", "Our shared drive is slow", "No training", "Training!"]
    >>> {group: label for group, (label, _) in name_groups(said, [0, 0, 1, 1]).items()}
    {0: 'shared drive', 1: 'training'}
    """
    said, groups = _Said(texts), np.asarray(labels)
    named: dict[int, tuple[str, list[str]]] = {}
    used: set[str] = set()
    for group in sorted(set(groups.tolist())):
        inside = Counter(key for i in np.flatnonzero(groups == group) for key in said.phrases[i])
        ranked = _rank(inside, said, int((groups == group).sum()), len(set(groups.tolist())))
        terms = [said.written(key) for key in ranked if len(key) == 1][:N_TERMS]
        label = _label(ranked, inside, said, used)
        if label.casefold() in used:  # the same words as another group's, or none at all
            label = f"{label} ({len(used) + 1})"
        used.add(label.casefold())
        named[group] = (label, terms or [label])
    return named


def _rank(
    inside: Counter[tuple[str, ...]], said: _Said, size: int, n_groups: int
) -> list[tuple[str, ...]]:
    """Phrases, the most telling first; of equal ones the longer, then by alphabet."""
    mean = sum(said.common.values()) / n_groups
    score = {}
    for key, n in inside.items():
        rare = np.log(1 + mean / said.common[key])
        # The share of the phrase's comments that are in this group keeps out what all say.
        score[key] = n / size * rare * np.sqrt(n / said.common[key]) * (1 if n > 1 else ONCE)
    return sorted(score, key=lambda key: (-round(score[key], 9), -len(key), key))


def _label(
    ranked: list[tuple[str, ...]], inside: Counter[tuple[str, ...]], said: _Said, used: set[str]
) -> str:
    """Join the first phrases that share no word, as many as it takes to differ from `used`."""
    chosen: list[tuple[str, ...]] = []
    label = "other comments"
    for key in ranked:
        distinct = chosen and label.casefold() not in used
        # What one comment says does not name a concern that several share.
        if distinct and (len(chosen) >= N_PHRASES or inside[key] < min(2, inside[chosen[0]])):
            break
        phrase = _lengthen(key, ranked, inside)
        if not any(set(phrase) & set(other) for other in chosen):
            chosen.append(phrase)
            label = ", ".join(map(said.written, chosen))
    return label


def _lengthen(
    key: tuple[str, ...], ranked: list[tuple[str, ...]], inside: Counter[tuple[str, ...]]
) -> tuple[str, ...]:
    """The commonest longer phrase around a phrase, if a good part of its comments write it."""
    enough = max(2, LONGER_IF * inside[key])
    around = [p for p in ranked if len(p) > len(key) and set(key) <= set(p) and inside[p] >= enough]
    return max(around, key=lambda p: (inside[p], len(p)), default=key)


@cache
def _weak_words() -> frozenset[str]:
    return frozenset(word for word, _ in _listed())


@cache
def _opening_words() -> frozenset[str]:
    return frozenset(word for word, use in _listed() if "may begin" in use)


@cache
def _listed() -> list[list[str]]:
    file = resources.files("sopgap") / "data" / "weak_words.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and line[0] != "#"]


def _plain(text: str) -> str:
    """The text without redactions, and without the capital that only begins a sentence."""
    text = REDACTED.sub(". ", normalise(text))
    return re.sub(
        r"(^|[.!?:|]\s+)([A-Z])(?=[a-z]|\s)", lambda m: m.group(1) + m.group(2).lower(), text
    )
