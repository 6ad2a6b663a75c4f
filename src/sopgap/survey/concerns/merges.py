"""Name the merges of a tree of concerns: what both branches share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sopgap.survey.concerns.candidates import (
    Group,
    gather,
    gather_groups,
    sample_groups,
    score_phrases,
    with_claim,
)
from sopgap.survey.concerns.naming import (
    JOIN,
    MOST,
    OTHER,
    Label,
    by_group,
    name_group,
    numbered,
    rank_phrases,
)
from sopgap.survey.concerns.wording import Wording

SHARED = 0.1  # of the comments of each branch hold what names their merge
TOLD = 0.2  # logarithm of the lift that it must have
ALL = "all comments"


def name_merges(
    texts: Sequence[str],
    labels: Sequence[int],
    merges: Sequence[tuple[int, int]],
    *,
    most: int = MOST,
) -> dict[int, str]:
    """Name every node of a tree of groups: what both branches of a merge share.

    A merge is named by the phrase that tells most of it among those that both branches hold, and
    that names neither of them; where they share none, by the largest group of each branch. The
    node of all is "all comments".

    Parameters
    ----------
    texts, labels, most
        As in `name_groups`.
    merges : sequence of (int, int)
        As in scipy's linkage: with k groups, in the order of their numbers 0 to k - 1, the merge
        in row i makes the node k + i of two nodes before it.

    Returns
    -------
    dict of int to str
        The label of each node; that of a group is the one `name_groups` gives it.

    Examples
    --------
    >>> said = ["The system is slow", "A slow system", "A broken system", "The system is broken",
    ...         "Training", "More training"]
    >>> names = name_merges(said, [0, 0, 1, 1, 2, 2], [(0, 1), (2, 3)])
    >>> names[3], names[4]
    ('system', 'all comments')
    """
    texts, labels = sample_groups(texts, labels, most)
    said, members = Wording(texts), by_group(labels)
    groups = gather_groups(said, members)
    common = next(iter(groups.values())).common if groups else None
    names: dict[int, str] = {}
    keys: dict[int, Label] = {}
    own: dict[int, list[int]] = {}
    leaves: dict[int, list[int]] = {}  # the groups below a node, the largest first
    for node, (number, group) in enumerate(groups.items()):
        label, keys[node] = name_group(group, list(keys.values()))
        names[node], own[node] = numbered(label, list(names.values())), list(members[number])
        leaves[node] = [node]
    k = len(groups)
    for node, (left, right) in enumerate(merges, start=k):
        own[node] = own[left] + own[right]
        leaves[node] = sorted(
            leaves[left] + leaves[right], key=lambda leaf: (-len(own[leaf]), leaf)
        )
        if len(leaves[node]) == k or common is None:
            names[node] = ALL
            continue
        group = gather(said, own[node], common)
        label = _shared(group, own[left], own[right], list(names.values()))
        both = [[names[leaf].split(JOIN)[0] for leaf in leaves[b]] for b in (left, right)]
        names[node] = numbered(label or _of_both(both), list(names.values()))
    return names


def _shared(group: Group, left: list[int], right: list[int], named: Sequence[str]) -> str:
    """The phrase that tells most of two branches and names no node, or nothing."""
    held = [Counter(k for i in side for k in group.said.words[i]) for side in (left, right)]
    taken = {part.casefold() for label in named for part in label.split(JOIN)}
    scores = {}
    for (key, form), score in score_phrases(group, group.carriers).items():
        shares = [
            min(side[part] for part in group.parts(key)) / len(own)
            for side, own in zip(held, (left, right), strict=True)
        ]
        told = group.specific(group.parts(key)[-1]) > TOLD
        if form.casefold() not in taken and told and min(shares) >= SHARED:
            scores[key, form] = score * min(shares) / max(shares)
    if not scores:
        return ""
    best = rank_phrases(group, scores)[0]
    form = with_claim(group, best)
    return best[1] if form.casefold() in taken else form


def _of_both(branches: list[list[str]]) -> str:
    """The names of the largest group of each branch that has one."""
    named = [[name for name in names if not name.startswith(OTHER)] for names in branches]
    first = [names[0] for names in sorted(named, key=lambda names: not names) if names]
    return (
        JOIN.join(first) if len(first) == len(branches) else f"{(first or [OTHER])[0]} and others"
    )
