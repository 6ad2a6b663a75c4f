"""Tell what a comment raises besides its first concern: by its sentences, each for itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from sklearn.preprocessing import normalize

from sopgap.survey.concerns.consensus import middles
from sopgap.survey.concerns.space import Space
from sopgap.survey.concerns.views import cut_into_stems
from sopgap.text import split_sentences

LEAST = 3  # different words with content of a part
NEAR = 0.5  # cosine to the other concern's middle
NEARER = 0.1  # how much nearer a part must be to it than to the comment's own
MOST = 2  # concerns besides the first
BREAK = re.compile(r"[;\n•]|\s[-–—]\s")


def split_parts(text: str) -> list[str]:
    """Split a comment at semicolons, dashes, bullets and ends of lines, and into its sentences.

    Examples
    --------
    >>> split_parts("The system is slow. Training - there is none; the manual is old.")
    ['The system is slow.', 'Training', 'there is none', 'the manual is old.']
    """
    # First at the marks: the sentence splitter folds the ends of lines.
    parts = (part.strip() for piece in BREAK.split(text) for part in split_sentences(piece))
    return [part for part in parts if part]


def besides(texts: Sequence[str], labels: np.ndarray, space: Space) -> list[tuple[int, int, float]]:
    """Return what each comment raises besides its own group.

    A part raises another group where its middle is near, and nearer by a margin than that of the
    comment's own. The comment itself is no neighbour of its parts: it would hold them where it is.

    Parameters
    ----------
    texts : sequence of str
        As fitted.
    labels : array of int
    space : Space

    Returns
    -------
    list of (int, int, float)
        Comment, group and closeness (cosine of what the part says to the group's middle); of
        one comment the closest first, two at most.

    Examples
    --------
    >>> from sopgap.survey.concerns.consensus import agree
    >>> said = ["more training courses please", "training courses are too short",
    ...         "the old system is slow", "slow old system, and it crashes",
    ...         "Training courses are rare please. The system is old and slow and crashes."]
    >>> found = agree(said, 2)
    >>> [row for row, group, closeness in besides(said, found.labels, found.space)]
    [4]
    """
    owners, parts = [], []
    for row, text in enumerate(texts):
        pieces = split_parts(text)
        if len(pieces) > 1:
            owners += [row] * len(pieces)
            parts += pieces
    cut = cut_into_stems(parts)
    told = [i for i, words in enumerate(cut) if len(set(words)) >= LEAST]
    if not told or len(np.unique(labels)) < 2:
        return []
    rows = np.array([owners[i] for i in told])
    texts_told, cut_told = [parts[i] for i in told], [cut[i] for i in told]
    places = space.locate(texts_told, cut_told, apart_from=rows)
    near = places @ normalize(middles(space.places, labels)).T
    # Rounded: which of two groups is nearer must not hang on a last bit.
    near = np.round(near.astype(float), 6)
    best, own = near.argmax(axis=1), labels[rows]
    reach = near[np.arange(len(near)), best]
    said = space.locate_as_written(texts_told, cut_told)
    fits = (said * normalize(middles(space.written, labels))[best]).sum(axis=1)
    raised = (best != own) & (reach >= NEAR) & (reach - near[np.arange(len(near)), own] >= NEARER)
    closest: dict[tuple[int, int], float] = {}
    for row, group, closeness in zip(rows[raised], best[raised], fits[raised], strict=True):
        key = (int(row), int(group))
        closest[key] = max(float(closeness), closest.get(key, 0.0))
    ranked = sorted(closest.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    found: list[tuple[int, int, float]] = []
    for (row, group), closeness in ranked:
        if sum(row == before for before, _, _ in found[-MOST:]) < MOST:
            found.append((row, group, min(max(closeness, 0.0), 1.0)))
    return found
