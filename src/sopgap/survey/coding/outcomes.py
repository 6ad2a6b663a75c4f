"""Work out what follows from examples and cuts, so that the codebook can write it down.

A split and a new concern rest on the texts of the day; what came of them is recorded comment by
comment, so that the next run repeats it even where those texts are no longer there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd
import scipy.sparse as sp

from sopgap.survey.coding.acts import Act, State, same_label
from sopgap.survey.coding.contradictions import Ask
from sopgap.survey.coding.seeded import cosines, divide, draw_in, middles, points
from sopgap.survey.concerns.clusters import cluster_concerns
from sopgap.tables import join
from sopgap.text import normalise, stem, stop_words, tokens

MARGIN = 0.2  # of the cosine; docs/methods/codebook.md has what it catches
N_WORDS = 30  # kept of each concern
CARRIED = 3  # comments that hold a word, so that it names nobody


@dataclass(frozen=True)
class Texts:
    """The comments of a run that the codebook places.

    Attributes
    ----------
    digests : list of str
    texts : list of str
    near : matrix of points
        One row for each; empty where nothing is to be compared.
    row : dict of str to int
        Where each digest stands.
    """

    digests: list[str]
    texts: list[str]
    near: sp.csr_matrix
    row: dict[str, int]


def lay_out(place: Collection[str], texts: dict[str, str], *, compare: bool = True) -> Texts:
    """Return the comments that are both placed and in the run, as points.

    Examples
    --------
    >>> lay_out({"b": "C01"}, {"a": "pay", "b": "low pay"}, compare=False).texts
    ['low pay']
    """
    digests = sorted(digest for digest in texts if digest in place)
    said = [normalise(texts[digest]) for digest in digests]
    near = points(said) if compare else sp.csr_matrix((0, 0))
    return Texts(digests, said, near, {digest: i for i, digest in enumerate(digests)})


def split_concern(ask: Ask, state: State, said: Texts, *, seed: int = 0) -> tuple[list[Act], str]:
    """Return the acts of a split, and what is wrong with it.

    The parts have ids of their own, and the comments of the concern are divided among them;
    comments whose further concern it was get the nearest part for one.
    """
    own = [digest for digest in state.members(ask.concern_id) if digest in said.row]
    rows = [said.row[digest] for digest in own]
    labels = [part.label for part in ask.parts]
    if ask.parts:
        gone = [d for part in ask.parts for d in part.digests if d not in own]
        if gone:
            return [], f"the example {gone[0]} is not in {ask.concern_id} (any more)"
        examples = [[said.row[d] for d in part.digests] for part in ask.parts]
        places = divide(said.near, examples, rows)
    else:
        labels, places = _cut(own, said, int(ask.value), seed)
        if len(labels) < int(ask.value):
            return [], (
                f"{ask.concern_id} has {len(own)} comments, in which no {ask.value} parts can be"
                " told apart; ask for fewer"
            )
        labels = _fresh(labels, state, ask.concern_id)
    next_one = state.next_concern()
    ids = [f"C{int(next_one[1:]) + i:0{len(next_one) - 1}d}" for i in range(len(labels))]
    acts = [Act("split", ask.concern_id, join(ids))]
    acts += [Act("add", name, label) for name, label in zip(ids, labels, strict=True)]
    acts += [Act("place", ids[i], "1", digest) for digest, i in zip(own, places, strict=True)]
    # Behind the places: an example is of a comment that has one.
    for name, part in zip(ids, ask.parts, strict=False):
        acts += [Act("example", name, "", digest) for digest in dict.fromkeys(part.digests)]
    also = [d for d in said.digests if ask.concern_id in state.also.get(d, [])]
    if also and own:
        groups = [[row for row, i in zip(rows, places, strict=True) if i == part]
                  for part in range(len(ids))]  # fmt: skip
        near = cosines(said.near[[said.row[d] for d in also]], middles(said.near, groups))
        acts += [
            Act("place", ids[i], "2", d) for d, i in zip(also, near.argmax(axis=1), strict=True)
        ]
    return acts, ""


def _cut(own: list[str], said: Texts, n: int, seed: int) -> tuple[list[str], list[int]]:
    """Labels of the parts that clustering finds, and the part of each comment."""
    if len(own) < n:
        return [], []
    texts = [said.texts[said.row[digest]] for digest in own]
    found = cluster_concerns(pd.DataFrame({"comment_id": own, "text": texts}), n, seed=seed)
    ids = found.concerns["concern_id"].tolist()
    first = found.members[found.members["rank"] == 1]
    place = dict(zip(first["comment_id"], first["concern_id"], strict=True))
    # A comment that the clustering leaves out stays with the largest part.
    places = [ids.index(place[digest]) if digest in place else 0 for digest in own]
    return found.concerns["label"].tolist(), places


def _fresh(labels: Sequence[str], state: State, ended: str) -> list[str]:
    """The labels, numbered where another concern bears one already."""
    used = {same_label(label) for concern, label in state.labels.items() if concern != ended}
    fresh = []
    for label in labels:
        name, number = label, 1
        while same_label(name) in used:
            number += 1
            name = f"{label} ({number})"
        used.add(same_label(name))
        fresh.append(name)
    return fresh


def add_concern(
    ask: Ask, state: State, said: Texts, *, held: Collection[str] = (), margin: float = MARGIN
) -> list[Act]:
    """Return the acts of a new concern: its examples, and the comments that follow them.

    Comments that a person placed, and those in `held`, follow no examples.
    """
    name = state.next_concern()
    examples = list(dict.fromkeys(ask.digests))
    acts = [Act("add", name, ask.value)]
    if ask.told:
        acts.append(Act("define", name, ask.told))
    acts += [Act("example", name, "", digest) for digest in examples]
    rows = [said.row[digest] for digest in examples if digest in said.row]
    groups: dict[str, list[int]] = {}
    for digest in said.digests:
        if digest not in examples and digest in state.place:
            groups.setdefault(state.place[digest], []).append(said.row[digest])
    if rows:
        drawn = (said.digests[i] for i in draw_in(said.near, rows, list(groups.values()), margin))
        stay = state.decided | set(held)
        acts += [Act("place", name, "1", digest) for digest in drawn if digest not in stay]
    return acts


def list_words(state: State, said: Texts) -> list[Act]:
    """Return the words of each concern, by which a later wave can be assigned to it.

    A word is carried by three comments of the concern; those come first that tell most.
    """
    forms: Counter[tuple[str, str]] = Counter()
    holds = []
    for text in said.texts:
        words = {(stem(word), word) for word in tokens(text) if word not in stop_words()}
        forms.update(words)
        holds.append({root for root, _ in words if len(root) > 1})
    best: dict[str, str] = {}
    for (root, word), _ in sorted(forms.items(), key=lambda item: (-item[1], item[0])):
        best.setdefault(root, word)
    common = Counter(root for own in holds for root in own)
    groups: dict[str, list[int]] = {}
    for digest in said.digests:
        if digest in state.place:
            groups.setdefault(state.place[digest], []).append(said.row[digest])
    acts = []
    for concern, rows in sorted(groups.items()):
        own = Counter(root for row in rows for root in holds[row])
        share = len(rows) / len(said.digests)  # a word that is as common elsewhere tells nothing
        worth = {
            root: n / len(rows) * (n / common[root] - share)
            for root, n in own.items()
            if n >= CARRIED and n / common[root] > share
        }
        ranked = sorted(worth, key=lambda root: (-round(worth[root], 9), root))[:N_WORDS]
        text = " ".join(best[root] for root in ranked)
        if text and text != state.told.get((concern, "words"), ""):
            acts.append(Act("words", concern, text))
    return acts
