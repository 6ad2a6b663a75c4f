"""Name a group of comments in their own words: a short label, and the terms that set it apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sopgap.survey.concerns.candidates import (
    ELSEWHERE,
    WRITTEN,
    Group,
    Phrase,
    Scores,
    gather_groups,
    rank_terms,
    sample_groups,
    score_adjectives,
    score_phrases,
    with_claim,
)
from sopgap.survey.concerns.wording import Wording
from sopgap.survey.concerns.words import Key

MOST = 10_000  # comments that are read for names; of more, a sample is
ENOUGH = 0.5  # of the best word's score a phrase must reach to stand before it
COVERED = 0.35  # of a concern's comments hold the first phrase: then it is enough
COVERED_WORD = 0.5  # the same for a bare noun, which says less
SECOND = 0.25  # of a concern's comments the second phrase must add
NEARLY = 0.5  # of the comments of the first: where these are few, so many are enough
FAR = 0.3  # of the best phrase's score that the second must reach to be joined to it
RARE = 0.1  # of a concern's comments: a phrase that fewer hold gives way to its noun, if this
ALONE = 1.0  # has such a logarithm of the lift
STRONG = 0.45  # and so many hold it
THIN = 0.2  # of a concern's comments: what fewer hold is no label where another's words say more
REPEATED = 0.6  # what a phrase loses whose last word is that of another label's
TRIES = 6  # phrases that are tried for a label that no other concern has
EXTENDED = 0.3  # of the comments with a phrase write the longer one: then it is the label
GENERIC = 0.12  # the same for an adjective, and a noun that is nearly as common elsewhere
GENERAL = 0.6  # logarithm of the lift below which a noun is too general to stand alone
ALIKE = 5  # first letters that two stems share to be taken for one
SHORT = 4  # letters of a stem with which another begins
LONG = 3  # words that carry meaning, of a phrase
JOIN = "; "
OTHER = "other comments"

Label = tuple[tuple[Key, ...], ...]  # the words of each phrase of a label


def name_groups(
    texts: Sequence[str], labels: Sequence[int], *, most: int = MOST
) -> dict[int, tuple[str, list[str]]]:
    """Return a label and up to eight terms for each group.

    A word is worth the share of the group's comments that hold it (coverage) times the
    logarithm of how much commoner it is there than elsewhere (lift), and less where it tells more
    of another group. The label is the noun phrase of up to four words whose words are worth most,
    or, where none reaches half of the best noun, that noun. What three in ten of its comments
    claim of it stands before it ("no training"). A bare noun, and a phrase that few of the
    comments hold, is joined by what the others say ("staffing; port director").

    Each word of a label is carried by at least three comments of the group (two where it has fewer
    than eight, or five of all hold it; in a group of one or two, by two comments of all); a group
    without such a word is "other comments".

    Parameters
    ----------
    texts : sequence of str
    labels : sequence of int
        The group of each text; the first groups have the first choice of a label.
    most : int
        Of more texts, about so many are read, by the order of a hash and of each group its share.

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
    texts, labels = sample_groups(texts, labels, most)
    groups = gather_groups(Wording(texts), by_group(labels))
    named: dict[int, tuple[str, list[str]]] = {}
    used: list[Label] = []
    for number, group in groups.items():
        label, words = name_group(group, used)
        used.append(words)
        label = numbered(label, [known for known, _ in named.values()])
        terms = [term for _, term in rank_terms(group)]
        named[number] = (label, terms or label.split(JOIN))
    return named


def name_group(group: Group, used: Sequence[Label]) -> tuple[str, Label]:
    """Return the label of one group, and its words; `used` are those of other labels.

    Examples
    --------
    >>> said = Wording(["A slow system", "Slow system", "Training"])
    >>> name_group(gather_groups(said, {0: [0, 1], 1: [2]})[0], [])
    ('slow system', ((('slow',), ('system',)),))
    """
    stages = (
        lambda: _fresh(score_phrases(group, group.carriers), used),
        lambda: score_phrases(group, group.carriers),
        lambda: score_adjectives(group, group.carriers),
        lambda: _fresh(_ordinary(score_phrases(group, ELSEWHERE)), used),
        lambda: score_phrases(group, 1),
    )
    for number, stage in enumerate(stages):
        scores = stage()
        if scores and not (number == 0 and _is_thin(group, scores)):
            return _choose(group, scores, used)
    return OTHER, ()


def _is_thin(group: Group, scores: Scores) -> bool:
    """Tell whether the best that is left says little where what others took says much."""
    best = rank_phrases(group, scores)[0]
    every = score_phrases(group, group.carriers)
    better = [len(group.holding(p[0])) for p in every if every[p] > scores[best]]
    thin = len(group.holding(best[0])) < THIN * group.size
    return thin and max(better, default=0) >= COVERED * group.size


def by_group(labels: Sequence[int]) -> dict[int, list[int]]:
    """Return the places of each group's texts.

    Examples
    --------
    >>> by_group([1, 0, 1])
    {0: [1], 1: [0, 2]}
    """
    members: dict[int, list[int]] = {}
    for place, number in enumerate(labels):
        members.setdefault(int(number), []).append(place)
    return dict(sorted(members.items()))


def numbered(label: str, known: Sequence[str]) -> str:
    """Return the label, with a number behind it where another concern has the same.

    Examples
    --------
    >>> numbered("training", ["Training"])
    'training (2)'
    """
    taken, form, number = {k.casefold() for k in known}, label, 1
    while form.casefold() in taken:
        number += 1
        form = f"{label} ({number})"
    return form


def _ordinary(scores: Scores) -> Scores:
    """The phrases without a word that has a capital like a name; acronyms may stay."""
    return {
        (key, form): score
        for (key, form), score in scores.items()
        if all(word.islower() or word.isupper() for word in form.split())
    }


def _fresh(scores: Scores, used: Sequence[Label]) -> Scores:
    """The phrases that are not within a label that another concern has."""
    return {p: s for p, s in scores.items() if not any(set(p[0]) <= _stems(u) for u in used)}


def _choose(group: Group, scores: Scores, used: Sequence[Label]) -> tuple[str, Label]:
    """The best phrase that makes a label of its own, with what else it takes."""
    heads = {part[-1] for label in used for part in label}
    scores = {
        phrase: score * (REPEATED if group.parts(phrase[0])[-1] in heads else 1)
        for phrase, score in scores.items()
    }
    ranked = rank_phrases(group, scores)
    firsts = (_longer(group, *_plainer(group, first, scores)) for first in ranked[:TRIES])
    made = (_compose(group, first, scores, used) for first in firsts)
    first: tuple[str, Label] | None = None
    for label, words in made:
        first = first or (label, words)
        if not any(_stems(words) <= _stems(u) for u in used):
            return label, words
    assert first is not None
    return first


def _compose(
    group: Group, first: Phrase, scores: Scores, used: Sequence[Label]
) -> tuple[str, Label]:
    """A label that begins with a phrase."""
    parts, holding = [first], set(group.holding(first[0]))
    taken = any(set(first[0]) <= _stems(u) for u in used)
    single = " " not in first[1]
    dull = single and group.specific(first[0]) < GENERAL
    plain = single and len(holding) >= STRONG * group.size
    few = len(holding) < (COVERED_WORD if single else COVERED) * group.size
    if taken:  # then all that tells it apart will do
        scores = _ordinary(score_phrases(group, ELSEWHERE)) | scores
        second = _second(group, first, scores, group.own, WRITTEN)
        parts += [second] if second else _by_term(group, first)
    elif dull or plain or few:
        rest = [i for i in group.own if i not in holding]
        least = FAR * max(scores.values())
        enough = max(group.carriers, min(SECOND * group.size, NEARLY * len(holding)))
        second = _second(group, first, scores, group.own if plain else rest, enough)
        if second and scores[second] >= least:
            longer = _longer(group, *second)
            parts.append(second if _alike(longer[0], first[0]) else longer)
    label = JOIN.join(with_claim(group, part) for part in parts)
    return label, tuple(group.parts(key) for key, _ in parts)


def _plainer(group: Group, phrase: Phrase, scores: Scores) -> Phrase:
    """The noun of a rare phrase that by itself tells far more of this concern than of others."""
    if len(group.holding(phrase[0])) >= RARE * group.size:
        return phrase
    nouns = [
        p
        for p in scores
        if p[0] in group.parts(phrase[0])
        and group.specific(p[0]) >= ALONE
        and group.words[p[0]] >= STRONG * group.size
    ]
    return max(nouns, key=lambda p: (scores[p], p), default=phrase)


def _longer(group: Group, key: Key, form: str) -> Phrase:
    """The longer phrase that holds this one, where enough of its comments write that."""
    parts, single = set(group.parts(key)), " " not in form
    n = group.words[key] if single else group.phrases[key]
    bare = single and group.said.kind(form.lower()) == "adjective"
    dull = single and group.specific(key) < GENERAL
    least = n * (GENERIC if bare or dull else EXTENDED)
    found = []
    for longer, held in group.phrases.items():
        more = group.parts(longer)
        if held < max(WRITTEN, least) or not parts < set(more) or len(more) > LONG:
            continue
        if all(group.carried(p, group.carriers) and group.worth[p] > 0 for p in more):
            found.append((held * sum(group.worth[p] for p in more), longer))
    return (max(found)[1], group.said.written(max(found)[1])) if found else (key, form)


def _by_term(group: Group, first: Phrase) -> list[Phrase]:
    """The first of the concern's terms that is another word, and no verb."""
    kinds = ("noun", "adjective")
    terms = [t for t in rank_terms(group) if group.said.kind(t[1].lower()) in kinds]
    return [term for term in terms if not _alike(term[0], first[0])][:1]


def _second(
    group: Group, first: Phrase, scores: Scores, rest: list[int], least: float
) -> Phrase | None:
    """What the comments say that do not hold the first."""
    left = Counter(k for i in rest for k in group.said.words[i])
    again = {}
    for (key, form), score in scores.items():
        n = min(left[part] for part in group.parts(key))
        if n >= least and not _alike(key, first[0]):
            again[key, form] = score * n / min(group.words[part] for part in group.parts(key))
    return rank_phrases(group, again)[0] if again else None


def rank_phrases(group: Group, scores: Scores) -> list[Phrase]:
    """Return the best first; a phrase or claim before a bare noun that is worth not much more.

    Examples
    --------
    >>> said = Wording(["A slow system", "Slow system", "Training"])
    >>> group = gather_groups(said, {0: [0, 1], 1: [2]})[0]
    >>> rank_phrases(group, score_phrases(group, 2))[0][1]
    'slow system'
    """
    order = {p: s * (1 if " " in with_claim(group, p) else ENOUGH) for p, s in scores.items()}
    return sorted(order, key=lambda p: (-order[p], -len(p[0]), p))


def _alike(one: Key, other: Key) -> bool:
    """Tell whether two phrases share a word, or one that begins as it does."""
    pairs = ((a, b) if len(a) < len(b) else (b, a) for a in one for b in other)
    return any(a[:ALIKE] == b[:ALIKE] or (len(a) >= SHORT and b.startswith(a)) for a, b in pairs)


def _stems(label: Label) -> frozenset[str]:
    return frozenset(s for part in label for word in part for s in word)
