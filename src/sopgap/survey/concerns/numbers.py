"""Weigh numbers of concerns against one another, so that a reader may choose another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from sopgap.embedding import Embed
from sopgap.errors import InputError
from sopgap.survey.comments import with_content
from sopgap.survey.concerns.consensus import (
    Agreement,
    agree,
    belonging,
    choose,
    cut_at,
    grow,
    judge,
    numbers_for,
)
from sopgap.survey.concerns.families import Families, read_families
from sopgap.survey.concerns.views import cut_into_stems
from sopgap.tables import NUMBERS
from sopgap.text import normalise

LARGEST = 3_000  # comments that are compared pair by pair; of more a sample is
FEWEST = 8  # fewer different comments are one concern, whatever the number
LEAST = 3  # a smaller concern's size is not told
DIGITS = 6


def weigh_numbers(
    comments: pd.DataFrame,
    numbers: Sequence[int] | None = None,
    *,
    seed: int = 0,
    draws: int = 5,
    share: float = 0.9,
    embed: Embed | None = None,
    families: Families | str | Path | None = None,
) -> pd.DataFrame:
    """Weigh each number of concerns: how separate, how stable, how far more than chance.

    The comments are settled once, and once more for each draw that leaves some out; every number
    is a cut of the same tree. Of more than 3,000 comments a sample is weighed (column `base`).

    Parameters
    ----------
    comments : DataFrame
        `comment_id` and `text`.
    numbers : sequence of int, optional
        Numbers to try; by default all that are tried when the number is chosen (from 2 to a
        quarter of the comments, 40 at most). A cut with concerns under three comments is mended
        by joining these, so that fewer numbers may come out.
    seed : int
        Of the draws.
    draws : int
        Runs that leave comments out; 0: stability is blank.
    share : float
        Of the comments that each of these keeps.
    embed, families
        As in `cluster_concerns`.

    Returns
    -------
    DataFrame
        Table `numbers`; empty where there are fewer than eight different comments. `chosen` is
        the number that `cluster_concerns` takes by itself, if all are tried. Modularity: Newman
        (2006); separation: the mean silhouette of Rousseeuw (1987) with 1 - nearness as distance;
        stability: the mean adjusted Rand index of Hubert and Arabie (1985) with the same number
        (or the nearest that came out) in each draw.

    Raises
    ------
    InputError
        Columns are absent, or the options do not fit.

    Examples
    --------
    >>> said = ["training is short", "training on the job", "more training courses",
    ...         "training for managers", "the system is slow", "an old system",
    ...         "the system crashes", "two passwords for a system"]
    >>> comments = pd.DataFrame({"comment_id": list("abcdefgh"), "text": said})
    >>> weigh_numbers(comments, [2], draws=2)[["n_concerns", "smallest", "base", "chosen"]]
       n_concerns  smallest  base  chosen
    0           2         4     8    True
    """
    _check(numbers, draws, share)
    texts = read_texts(comments)["text"].tolist()
    words = read_families(families) if isinstance(families, str | Path) else families
    draw = np.random.default_rng(seed)
    if len(texts) > LARGEST:
        texts = [texts[i] for i in _drawn(draw, len(texts), LARGEST)]
    if len({" ".join(cut) for cut in cut_into_stems(texts)} - {""}) < FEWEST:
        return NUMBERS.empty()
    with threadpool_limits(limits=1):
        whole = agree(texts, 2, embed=embed, families=words)
        settings = whole.space.settings
        tried = sorted(set(numbers)) if numbers else numbers_for(len(texts), settings)
        if tried[-1] > len(texts):
            raise InputError(f"numbers: {tried[-1]} concerns of {len(texts)} comments; give fewer")
        cuts = _cuts(whole, tried)
        scores = judge(cuts, whole.space)
        same: dict[int, list[float]] = {number: [] for number in cuts}
        for kept in _draws(draw, texts, draws, share):
            part = agree([texts[i] for i in kept], 2, embed=embed, families=words)
            others = _cuts(part, tried)
            for number, labels in cuts.items() if others else ():
                near = min(others, key=lambda k, n=number: (abs(k - n), k))  # type: ignore[misc]
                same[number].append(float(adjusted_rand_score(labels[kept], others[near])))
    sizes = {number: int(np.bincount(labels).min()) for number, labels in cuts.items()}
    chosen = choose(scores, len(texts), settings)
    rows = [
        {
            "n_concerns": number,
            "modularity": round(scores[number], DIGITS),
            "separation": round(separation(whole.together, cuts[number]), DIGITS),
            "stability": round(float(np.mean(same[number])), DIGITS) if same[number] else np.nan,
            "smallest": sizes[number] if sizes[number] >= LEAST else pd.NA,
            "base": len(texts),
            "chosen": number == chosen,
        }
        for number in sorted(cuts)
    ]
    return NUMBERS.check(pd.DataFrame(rows))


def read_texts(comments: pd.DataFrame) -> pd.DataFrame:
    """Return the comments that say something: id and text as they are clustered, by id.

    Raises
    ------
    InputError
        A column is absent, or an id stands there twice.
    """
    absent = [c for c in ("comment_id", "text") if c not in comments]
    if absent:
        raise InputError([f"comments: column {c} is absent" for c in absent])
    if comments["comment_id"].duplicated().any():
        repeated = comments.loc[comments["comment_id"].duplicated(), "comment_id"].iloc[0]
        raise InputError(f"comments: comment_id {repeated!r} stands there twice")
    said = with_content(comments).sort_values("comment_id", ignore_index=True)
    return said.assign(text=[normalise(text) for text in said["text"]])


def separation(together: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean silhouette of groups where 1 - nearness is the distance.

    A comment alone in its group counts 0, as in scikit-learn.

    Examples
    --------
    >>> near = np.array([[1, 0.8, 0.2], [0.8, 1, 0.2], [0.2, 0.2, 1]])
    >>> round(separation(near, np.array([0, 0, 1])), 3)
    0.5
    """
    belongs = belonging(labels).astype(np.float64)
    sizes = belongs.sum(axis=0)
    if len(sizes) < 2:
        return 0.0
    far = sizes - together @ belongs
    rows = np.arange(len(labels))
    own = sizes[labels]
    inside = far[rows, labels] / np.maximum(own - 1, 1)
    others = far / sizes
    others[rows, labels] = np.inf
    next_one = others.min(axis=1)
    widest = np.maximum(inside, next_one)
    width = np.where(widest > 0, (next_one - inside) / np.where(widest > 0, widest, 1), 0.0)
    return float(np.where(own > 1, width, 0.0).mean())


def _cuts(near: Agreement, numbers: Sequence[int]) -> dict[int, np.ndarray]:
    fit = [number for number in numbers if number <= len(near.together)]
    # The tree of a number that is chosen: at a number given another cut is steadier (`grow`).
    return cut_at(grow(near.together), near.together, fit, near.space.settings)


def _drawn(draw: np.random.Generator, n: int, some: int) -> list[int]:
    return [int(i) for i in np.sort(draw.choice(n, some, replace=False))]


def _draws(
    draw: np.random.Generator, texts: list[str], draws: int, share: float
) -> Iterator[list[int]]:
    """Yield which comments each run keeps, where these are enough to be cut."""
    some = round(share * len(texts))
    for _ in range(draws):
        kept = _drawn(draw, len(texts), some)
        if len({" ".join(cut) for cut in cut_into_stems([texts[i] for i in kept])} - {""}) > 1:
            yield kept


def _check(numbers: Sequence[int] | None, draws: int, share: float) -> None:
    problems = [f"numbers: {n} concerns; give 2 or more" for n in numbers or () if n < 2]
    if numbers is not None and not len(numbers):
        problems.append("numbers: is empty; give some, or leave it out")
    if draws < 0:
        problems.append(f"draws={draws}: give 0 or more")
    if not 0 < share < 1:
        problems.append(f"share={share}: give more than 0 and less than 1")
    if problems:
        raise InputError(problems)
