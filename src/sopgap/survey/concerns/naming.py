"""Name a group of comments in their own words: a short label, and the terms that set it apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sopgap.survey.concerns.wording import Key, Wording

N_TERMS = 8
FEW_TERMS = 5
CARRIED = 3  # comments of a concern that hold each word of its label, so that it names nobody
SMALL = 8  # comments of a concern below which two are enough
WRITTEN = 2  # comments that hold the very phrase
SHARE = 0.05  # the same as a share of the concern, rounded down
MOST_LIFT = 4.0  # times commoner inside than outside: more does not count, coverage does
CONTESTED = 0.5  # how much a word loses that tells more of another concern
TIGHT = 0.2  # how much a phrase loses whose words mostly stand apart
ENOUGH = 0.5  # of the best word's score a phrase must reach to stand before it
ALONE = 0.8  # of a concern's comments hold a word: then it is the label by itself
SECOND = 0.2  # of the first word's score that the second must reach to be joined to it
UNSURE = 0.5  # what a word loses that is seldom seen where only nouns stand
OTHER = "other comments"


@dataclass(frozen=True)
class _Group:
    """The comments of one concern: how many hold each word and phrase, and what a word is worth."""

    said: Wording
    size: int
    words: Counter[Key]
    common: Counter[Key]  # how many of all comments hold a word
    phrases: Counter[Key]
    worth: dict[Key, float]

    @property
    def carriers(self) -> int:
        return CARRIED if self.size >= SMALL else min(WRITTEN, self.size)


def name_groups(texts: Sequence[str], labels: Sequence[int]) -> dict[int, tuple[str, list[str]]]:
    """Return a label and up to eight terms for each group.

    A word is worth the share of the group's comments that hold it (coverage) times the
    logarithm of how much commoner it is there than elsewhere. The label is the noun phrase of
    up to four words whose words are worth most; where none reaches half of the best noun, that
    noun, joined with the next one by "and" unless nearly all comments hold it. Each word of it is
    carried by at least three comments of the group (two where it has fewer than eight; in a group
    of one or two, by two comments of all); a group without such a word is "other comments".

    Parameters
    ----------
    texts : sequence of str
    labels : sequence of int
        The group of each text; the first groups have the first choice of a label.

    Returns
    -------
    dict of int to (str, list of str)
        No two labels are the same. Fewer than five terms where fewer words are carried by two
        comments.

    Examples
    --------
    >>> said = ["The shared drive is full", "Our shared drive is slow", "No training", "Training!"]
    >>> {group: label for group, (label, _) in name_groups(said, [0, 0, 1, 1]).items()}
    {0: 'shared drive', 1: 'training'}
    """
    named: dict[int, tuple[str, list[str]]] = {}
    used: list[frozenset[str]] = []
    times: Counter[str] = Counter()
    for number, group in _groups(texts, labels).items():
        label, words = _label(group, used)
        used.append(words)
        times[label.casefold()] += 1
        again = times[label.casefold()]
        label = f"{label} ({again})" if again > 1 else label
        named[number] = (label, _terms(group) or [label])
    return named


def _groups(texts: Sequence[str], labels: Sequence[int]) -> dict[int, _Group]:
    said, places = Wording(texts), np.asarray(labels)
    common = Counter(key for keys in said.words for key in keys)
    groups = {}
    for number in sorted(set(places.tolist())):
        own = np.flatnonzero(places == number)
        words = Counter(k for i in own for k in said.words[i])
        phrases = Counter(k for i in own for k in said.phrases[i] if said.whole(k))
        worth = {k: _worth(n, common[k], len(own), len(texts)) for k, n in words.items()}
        groups[number] = _Group(said, len(own), words, common, phrases, worth)
    most: dict[Key, float] = {}
    for group in groups.values():
        for key, worth_here in group.worth.items():
            most[key] = max(worth_here, most.get(key, 0.0))
    for group in groups.values():
        for key, worth_here in group.worth.items():
            group.worth[key] = round(worth_here * (worth_here / most[key]) ** CONTESTED, 9)
    return groups


def _worth(n: int, common: int, size: int, total: int) -> float:
    """Coverage times the logarithm of the lift; each count is smoothed by one."""
    if size == total:
        return n / size
    lift = (n + 1) / (size + 2) / ((common - n + 1) / (total - size + 2))
    return n / size * float(np.log(min(max(lift, 1.05), MOST_LIFT)))


def _label(group: _Group, used: list[frozenset[str]]) -> tuple[str, frozenset[str]]:
    """The label, and the stems that others may no longer be named by alone."""
    stages = (
        lambda: _phrases(group, used, group.carriers),
        lambda: _phrases(group, [], group.carriers),
        lambda: _adjectives(group, group.carriers),
        lambda: _phrases(group, [], 1),
    )
    for stage in stages:
        scores = stage()
        if scores:
            return _choose(group, scores, used)
    return OTHER, frozenset()


def _phrases(
    group: _Group, used: list[frozenset[str]], carriers: int
) -> dict[tuple[Key, str], float]:
    """Scores of the noun phrases and nouns whose words enough comments carry."""
    scores = {}
    for key in group.words.keys() | group.phrases.keys():
        parts = group.said.parts.get(key, (key,))
        stems = frozenset(stem for part in parts for stem in part)
        if not all(_carried(group, p, carriers) for p in parts) or any(stems <= u for u in used):
            continue
        form, part = _as_label(group, key)
        if form:
            weight = sum(group.worth[p] for p in parts) / len(parts) ** 0.5
            scores[key, form] = round(weight * part**TIGHT, 9)
    return scores


def _carried(group: _Group, key: Key, carriers: int) -> bool:
    """Tell whether enough comments hold a word; one of a concern of two needs others outside."""
    if carriers > 1:
        return group.words[key] >= carriers
    return group.size <= WRITTEN and group.common[key] >= WRITTEN


def _as_label(group: _Group, key: Key) -> tuple[str, float]:
    """How a phrase or noun is written, and how much of its words' use it is; "" if it may not."""
    said, n = group.said, group.phrases[key]
    written = min(WRITTEN, group.size)
    # "multi line" here may be "multi-line", one word, in most other comments.
    if " " in said.written(key) or not group.words[key]:
        rarest = min(group.words[part] for part in said.parts[key])
        carried = rarest and n >= max(written, int(SHARE * group.size))
        return (said.written(key), n / rarest) if carried else ("", 0.0)
    noun = said.as_noun(key, at_hand=n >= written)
    if not noun or not said.stands(key):
        return "", 0.0
    sure = n >= written and said.votes(noun.lower())["noun"] > WRITTEN
    part = min(1.0, max(1, 2 * n) / group.words[key])
    return noun, part * (1 if sure else UNSURE ** (1 / TIGHT))


def _adjectives(group: _Group, carriers: int) -> dict[tuple[Key, str], float]:
    """Scores of adjectives: the label where a concern has no noun of its own."""
    said = group.said
    written = {k: said.written(k) for k in group.words if _carried(group, k, carriers)}
    return {
        (key, form): group.worth[key]
        for key, form in written.items()
        if said.kind(form.lower()) == "adjective" and said.stands(key)
    }


def _choose(
    group: _Group, scores: dict[tuple[Key, str], float], used: list[frozenset[str]]
) -> tuple[str, frozenset[str]]:
    """The best phrase, or else the best noun, with the next one unless it says nearly all."""
    ranked = sorted(scores, key=lambda item: (-scores[item], -len(item[0]), item))
    words = [item for item in ranked if " " not in item[1]]
    phrases = [item for item in ranked if " " in item[1]]
    if phrases and (not words or scores[phrases[0]] >= ENOUGH * scores[words[0]]):
        key, form = phrases[0]
        return form, frozenset(s for part in group.said.parts[key] for s in part)
    first, form = words[0]
    apart = [item for item in words[1:] if not set(item[0]) & set(first)]
    told = group.words[first] >= ALONE * group.size
    far = bool(apart) and scores[apart[0]] < SECOND * scores[words[0]]
    taken = any(frozenset(first) <= u for u in used)  # then only the next noun tells them apart
    if not apart or ((told or far) and not taken):
        return form, frozenset(first)
    return f"{form} and {apart[0][1]}", frozenset((*first, *apart[0][0]))


def _terms(group: _Group) -> list[str]:
    """Words of the concern, the most telling first; what two carry fills up to five.

    Of what only two carry, a word with a capital is left out: it may be a name.
    """
    said = group.said
    ranked = sorted(group.worth, key=lambda k: (-group.worth[k], k))
    ranked = [k for k in ranked if said.stands(k)]
    forms = {k: said.written(k) for k in ranked}
    known = [k for k in ranked if _carried(group, k, group.carriers)]
    few = min(WRITTEN, group.size)
    rarer = [k for k in ranked if _carried(group, k, few) and forms[k].islower()]
    told = {k for k in ranked if said.kind(forms[k].lower()) in ("noun", "adjective")}
    chosen = [k for k in known if k in told][:N_TERMS]
    for more in ([k for k in rarer if k in told], known, rarer):
        fresh = [k for k in more if k not in chosen]
        chosen += fresh[: max(0, FEW_TERMS - len(chosen))]
    return [forms[k] for k in chosen]
