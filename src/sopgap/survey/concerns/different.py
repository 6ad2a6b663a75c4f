"""Choose further quotations: typical of their concern, and different from those before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from sopgap.survey.groups import ALL
from sopgap.text import stems, stop_words

LOOKED_AT = 60  # of the most typical comments of a concern and group
TYPICAL = 0.5  # how much being typical counts, beside being different
SAME = 0.6  # cosine in words from which two comments say the same


def add_different(
    may: pd.DataFrame, first: pd.DataFrame, wanted: Mapping[tuple[str, str], int]
) -> pd.DataFrame:
    """Add to the first quotations further ones that differ (maximal marginal relevance).

    The vectors are TF-IDF weights of stems. A comment is passed over that was quoted already, for
    whatever concern or group, or that says nearly the same as one that was.

    Parameters
    ----------
    may : DataFrame
        The rows of `weigh_quotes` that may be quoted, the most typical first.
    first : DataFrame
        Those of them that stand in place 1.
    wanted : mapping of (concern_id, group) to int
        How many quotations each is to have; those for all are chosen before those for a Center.

    Returns
    -------
    DataFrame
        The chosen rows with their `place`.

    Examples
    --------
    >>> may = pd.DataFrame({"concern_id": "C01", "group": "all", "comment_id": list("abc"),
    ...     "text": ["No training at all", "No training at all!", "Training is late"]})
    >>> chosen = add_different(may.assign(fits=True), may.head(1), {("C01", "all"): 3})
    >>> chosen[["comment_id", "place"]].values.tolist()
    [['a', 1], ['c', 2]]
    """
    chosen = [first.assign(place=1)]
    near = may[may["fits"]].groupby(["concern_id", "group"], sort=False).head(LOOKED_AT)
    said = pd.concat([first, near]).drop_duplicates("comment_id")
    if said.empty or not any(n > 1 for n in wanted.values()):
        return chosen[0]
    place = {comment: i for i, comment in enumerate(said["comment_id"])}
    vectors = _vectors(said["text"].tolist())
    quoted = [place[comment] for comment in first["comment_id"]]
    rows = near.sort_values("group", key=lambda groups: groups != ALL, kind="stable")
    for key, candidates in rows.groupby(["concern_id", "group"], sort=False):
        own = first[(first["concern_id"] == key[0]) & (first["group"] == key[1])]
        before = [place[comment] for comment in own["comment_id"]]
        places = [place[comment] for comment in candidates["comment_id"]]
        for number in range(len(before) + 1, wanted.get(key, 0) + 1):
            best = _next(vectors, places, before, quoted)
            if best is None:
                break
            chosen.append(candidates.iloc[[best]].assign(place=number))
            before.append(places[best])
            quoted.append(places[best])
    return pd.concat(chosen, ignore_index=True)


def _next(vectors: Any, places: list[int], before: list[int], quoted: list[int]) -> int | None:
    """The candidate that is typical and unlike those before; none that was quoted, or nearly."""
    taken = _nearest(vectors, places, quoted) >= SAME
    if taken.all():
        return None
    typical = 1 - np.arange(len(places)) / len(places)
    score = TYPICAL * typical - (1 - TYPICAL) * _nearest(vectors, places, before)
    return int(np.where(taken, -np.inf, score.round(9)).argmax())


def _nearest(vectors: Any, places: list[int], others: list[int]) -> np.ndarray:
    """The largest cosine of each comment to one of others."""
    if not others:
        return np.zeros(len(places))
    return np.asarray((vectors[places] @ vectors[others].T).max(axis=1).todense()).ravel()


def _vectors(texts: list[str]) -> Any:
    cut = [stems(text, stop=stop_words()) or stems(text) or [text] for text in texts]
    return TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(cut)
