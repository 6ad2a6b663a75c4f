"""Gather what a group of comments might be named by: its noun phrases, and what each is worth."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sopgap.survey.concerns.wording import Wording
from sopgap.survey.concerns.words import Key

N_TERMS = 8
FEW_TERMS = 5
FEWEST = 200  # of a concern's comments that a sample holds, where it has so many
CARRIED = 3  # comments of a concern that hold each word of its label, so that it names nobody
SMALL = 8  # comments of a concern below which two are enough
WRITTEN = 2  # comments that hold the very phrase
KNOWN = 5  # comments of all with a word that is no name, where two of the concern hold it
SHARE = 0.05  # of a concern's comments, rounded down, that hold the very phrase
MOST_LIFT = 4.0  # times commoner inside than outside: more does not count, coverage does
CONTESTED = 0.5  # how much a word loses that tells more of another concern
TIGHT = 0.2  # how much a phrase loses whose words mostly stand apart
UNSURE = 0.5  # what a word loses that is seldom seen where only nouns stand
CLAIMED = 0.3  # of the comments with a phrase claim the same of it: then the label does
CLAIMING = 0.1  # of all of the concern's comments do too
ELSEWHERE = -1  # as the number of carriers: two here, and more among all

Phrase = tuple[Key, str]  # its stems, and how it is written
Scores = dict[Phrase, float]


@dataclass(frozen=True)
class Group:
    """The comments of one concern: how many hold each word and phrase, and what a word is worth.

    Attributes
    ----------
    said : Wording
        Of all comments.
    own : list of int
        Places of the concern's comments.
    words, phrases : Counter
        How many of them hold each.
    common : Counter
        How many of all comments hold a word.
    worth : dict
        Coverage times the logarithm of the lift, of each word.
    claims : dict
        What most claim of a phrase, and how many do.
    """

    said: Wording
    own: list[int]
    words: Counter[Key]
    phrases: Counter[Key]
    common: Counter[Key]
    worth: dict[Key, float]
    claims: dict[Key, tuple[str, int]]

    @property
    def size(self) -> int:
        """Number of its comments."""
        return len(self.own)

    @property
    def carriers(self) -> int:
        """Number of its comments that must hold a word of its label."""
        return CARRIED if self.size >= SMALL else min(WRITTEN, self.size)

    def parts(self, key: Key) -> tuple[Key, ...]:
        """Return the words of a phrase that carry meaning."""
        return self.said.parts.get(key, (key,))

    def specific(self, key: Key) -> float:
        """Return how much commoner a word is here than elsewhere, as a logarithm, 0 to 1.4."""
        return self.worth[key] * self.size / self.words[key]

    def carried(self, key: Key, carriers: int) -> bool:
        """Tell whether enough comments hold a word, so that it can be no name of a person."""
        if carriers == ELSEWHERE:
            return self.words[key] >= WRITTEN and self.common[key] >= KNOWN
        if carriers > 1:
            return self.words[key] >= carriers
        return self.size <= WRITTEN and self.common[key] >= WRITTEN

    def holding(self, key: Key) -> list[int]:
        """Return its comments that hold every word of a phrase."""
        parts = set(self.parts(key))
        return [i for i in self.own if parts <= self.said.words[i]]


def sample_groups(
    texts: Sequence[str], labels: Sequence[int], most: int
) -> tuple[Sequence[str], Sequence[int]]:
    """Return at most about so many texts with their groups, of each group its share.

    The choice goes by a hash of the text, so that the order of the rows plays no part.

    Examples
    --------
    >>> texts, labels = sample_groups([f"text {i}" for i in range(1000)], [0] * 1000, 300)
    >>> len(texts)
    300
    """
    if len(texts) <= most:
        return texts, labels
    places = np.asarray(labels)
    hashes = np.array([zlib.crc32(t.encode("utf-8", "surrogatepass")) for t in texts])
    order = np.lexsort((hashes, places))
    _, starts, sizes = np.unique(places[order], return_index=True, return_counts=True)
    taken = [
        order[start : start + max(min(FEWEST, size), round(most * size / len(texts)))]
        for start, size in zip(starts, sizes, strict=True)
    ]
    chosen = np.concatenate(taken)
    return [texts[i] for i in chosen], places[chosen].tolist()


def gather_groups(said: Wording, members: Mapping[int, Sequence[int]]) -> dict[int, Group]:
    """Gather each group's words and phrases; a word that tells more of another group is worth less.

    Parameters
    ----------
    said : Wording
    members : dict of int to sequence of int
        The places of each group's comments.

    Examples
    --------
    >>> said = Wording(["A slow system", "Slow system", "No training", "Training"])
    >>> groups = gather_groups(said, {0: [0, 1], 1: [2, 3]})
    >>> groups[0].phrases["slow", "system"], groups[1].claims["train",]
    (2, ('no', 1))
    """
    common = Counter(key for keys in said.words for key in keys)
    groups = {n: gather(said, list(own), common) for n, own in members.items()}
    most: dict[Key, float] = {}
    for group in groups.values():
        for key, worth in group.worth.items():
            most[key] = max(worth, most.get(key, 0.0))
    for group in groups.values():
        for key, worth in group.worth.items():
            group.worth[key] = round(worth * (worth / most[key]) ** CONTESTED, 9)
    return groups


def gather(said: Wording, own: list[int], common: Counter[Key]) -> Group:
    """Gather the words and phrases of one group.

    Examples
    --------
    >>> said = Wording(["A slow system", "Slow system", "Training"])
    >>> gather(said, [0, 1], Counter(k for keys in said.words for k in keys)).words["system",]
    2
    """
    total = len(said.words)
    words = Counter(k for i in own for k in said.words[i])
    phrases = Counter(k for i in own for k in said.phrases[i] if said.whole(k))
    worth = {k: _worth(n, common[k], len(own), total) for k, n in words.items()}
    return Group(said, own, words, phrases, common, worth, _claims(said, own))


def _worth(n: int, common: int, size: int, total: int) -> float:
    """Coverage times the logarithm of the lift; each count is smoothed by one."""
    if size == total:
        return n / size
    lift = (n + 1) / (size + 2) / ((common - n + 1) / (total - size + 2))
    return n / size * float(np.log(min(max(lift, 1.05), MOST_LIFT)))


def _claims(said: Wording, own: list[int]) -> dict[Key, tuple[str, int]]:
    """The words for what most comments claim of a phrase, and how many claim that or the like."""
    kinds: dict[Key, Counter[str]] = {}
    words: dict[tuple[Key, str], Counter[str]] = {}
    for i in own:
        for kind, key in {(kind, key) for kind, key, _ in said.claims[i]}:
            kinds.setdefault(key, Counter())[kind] += 1
        for kind, key, word in said.claims[i]:
            words.setdefault((key, kind), Counter())[word] += 1
    claims = {}
    for key, counts in kinds.items():
        kind = min(counts, key=lambda k: (-counts[k], k))
        of_kind = words[key, kind]
        claims[key] = (min(of_kind, key=lambda w: (-of_kind[w], w)), counts[kind])
    return claims


def with_claim(group: Group, phrase: Phrase) -> str:
    """Return a phrase with what at least three in ten of its comments claim of it.

    Examples
    --------
    >>> said = Wording(["No training", "We need more training", "There is no training"])
    >>> group = gather(said, [0, 1, 2], Counter(k for keys in said.words for k in keys))
    >>> with_claim(group, (("train",), "training"))
    'no training'
    """
    key, form = phrase
    words, n = group.claims.get(key, ("", 0))
    holding = min(group.words[part] for part in group.parts(key))
    if n < max(min(WRITTEN, group.size), CLAIMED * holding, CLAIMING * group.size):
        return form
    return form if set(words.split()) & set(form.lower().split()) else f"{words} {form}"


def score_phrases(group: Group, carriers: int) -> Scores:
    """Score the noun phrases and nouns whose words enough comments carry.

    Examples
    --------
    >>> said = Wording(["A slow system", "The system is slow", "Training"])
    >>> group = gather(said, [0, 1], Counter(k for keys in said.words for k in keys))
    >>> scores = score_phrases(group, 2)
    >>> max(scores, key=scores.get)
    (('slow', 'system'), 'slow system')
    """
    scores = {}
    for key in group.words.keys() | group.phrases.keys():
        parts = group.parts(key)
        if not all(group.carried(part, carriers) for part in parts):
            continue
        form, part = _as_label(group, key)
        if form:
            worth = sum(group.worth[p] for p in parts) / len(parts) ** 0.5
            scores[key, form] = round(worth * part**TIGHT, 9)
    return scores


def score_adjectives(group: Group, carriers: int) -> Scores:
    """Score adjectives: the label where a concern has no noun of its own.

    Examples
    --------
    >>> said = Wording(["Very helpful", "So helpful"])
    >>> group = gather(said, [0, 1], Counter(k for keys in said.words for k in keys))
    >>> list(score_adjectives(group, 2))
    [(('help',), 'helpful')]
    """
    said = group.said
    written = {k: said.written(k) for k in group.words if group.carried(k, carriers)}
    return {
        (key, form): group.worth[key]
        for key, form in written.items()
        if said.kind(form.lower()) == "adjective" and said.stands(key)
    }


def _as_label(group: Group, key: Key) -> tuple[str, float]:
    """How a phrase or noun is written, and how much of its words' use it is; "" if it may not."""
    said, n = group.said, group.phrases[key]
    written = min(WRITTEN, group.size)
    # "multi line" here may be "multi-line", one word, in most other comments.
    if " " in said.written(key) or not group.words[key]:
        rarest = min(group.words[part] for part in said.parts[key])
        carried = rarest and n >= max(written, int(SHARE * group.size))
        return (said.written(key), n / rarest) if carried else ("", 0.0)
    n = max(n, group.claims.get(key, ("", 0))[1])
    noun = said.as_noun(key, at_hand=n >= written)
    # "time" is too general; that there is not enough of it is not.
    if not noun or not (said.stands(key) or with_claim(group, (key, noun)) != noun):
        return "", 0.0
    sure = n >= written and said.votes(noun.lower())["noun"] > WRITTEN
    part = min(1.0, max(1, 2 * n) / group.words[key])
    return noun, part * (1 if sure else UNSURE ** (1 / TIGHT))


def rank_terms(group: Group, *, strict: bool = False) -> list[tuple[Key, str]]:
    """Return up to eight words of a concern, the most telling first.

    What two comments carry fills up to five; of it, a word with a capital is left out: it may
    be a name.

    Parameters
    ----------
    group : Group
    strict : bool
        Only words that at least three comments carry, however few these are.

    Examples
    --------
    >>> said = Wording(["A slow system", "The system is slow", "Training"])
    >>> group = gather(said, [0, 1], Counter(k for keys in said.words for k in keys))
    >>> [term for _, term in rank_terms(group)], rank_terms(group, strict=True)
    (['slow', 'system'], [])
    """
    said = group.said
    ranked = sorted(group.worth, key=lambda k: (-round(group.worth[k], 9), k))
    ranked = [k for k in ranked if said.stands(k)]
    forms = {k: said.written(k) for k in ranked}
    least = CARRIED if strict else group.carriers
    few = least if strict else min(WRITTEN, group.size)
    known = [k for k in ranked if group.carried(k, least)]
    rarer = [k for k in ranked if group.carried(k, few) and forms[k].islower()]
    told = {k for k in ranked if said.kind(forms[k].lower()) in ("noun", "adjective")}
    chosen = [k for k in known if k in told][:N_TERMS]
    for more in ([k for k in rarer if k in told], known, rarer):
        fresh = [k for k in more if k not in chosen]
        chosen += fresh[: max(0, FEW_TERMS - len(chosen))]
    return [(k, forms[k]) for k in chosen]
