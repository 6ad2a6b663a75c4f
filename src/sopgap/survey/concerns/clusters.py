"""Cluster comments into concerns: what people raise, each named in their own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from sopgap.errors import InputError
from sopgap.survey.comments import text_hash, with_content
from sopgap.survey.concerns.consensus import agree, view_vectors
from sopgap.survey.concerns.naming import name_groups
from sopgap.tables import CONCERNS, MEMBERS, join
from sopgap.text import normalise, stems, stop_words

LARGEST = 3_000  # comments that are compared pair by pair; more are assigned to what these give
FEWEST = 8  # fewer different comments are not worth cutting: they are one concern


@dataclass(frozen=True)
class Concerns:
    """Concerns and who of the comments raises which.

    Attributes
    ----------
    concerns : table `concerns`, the largest first
    members : table `members`; a comment without content has no row
    """

    concerns: pd.DataFrame
    members: pd.DataFrame


def cluster_concerns(
    comments: pd.DataFrame,
    n_concerns: int | None = None,
    *,
    seed: int = 0,
    model: Any = None,
    largest: int = LARGEST,
) -> Concerns:
    """Cluster comments into concerns, and name each in the comments' own words.

    The order of the rows plays no part. Up to `largest` comments are compared pair by pair
    (`consensus`); of more, a sample of that size is, and the others join the concern whose
    middle is nearest.

    Parameters
    ----------
    comments : DataFrame
        `comment_id` and `text`; redacted text is understood.
    n_concerns : int, optional
        How many; by default as many as the comments suggest. Never more than there are
        different comments.
    seed : int
        The same seed and comments give the same concerns.
    model : estimator, optional
        Any scikit-learn clusterer or pipeline with `fit_predict` over texts, to use instead;
        what it labels -1 belongs to no concern.
    largest : int
        Most comments that are compared pair by pair.

    Returns
    -------
    Concerns
        `closeness` is the mean share of runs that put the comment with the others of its
        concern (with a model or beyond `largest`: the cosine to the concern's middle);
        `exemplar_id` is the comment for which it is highest.

    Raises
    ------
    InputError
        Columns are absent, ids repeat, or the options do not fit.

    Examples
    --------
    >>> said = ["more training please", "training is short", "the system is slow", "slow system"]
    >>> comments = pd.DataFrame({"comment_id": list("abcd"), "text": said})
    >>> found = cluster_concerns(comments, n_concerns=2)
    >>> found.members.concern_id.tolist(), found.concerns.label.tolist()
    (['C02', 'C02', 'C01', 'C01'], ['system', 'training'])
    """
    _check_input(comments, n_concerns, model)
    said = with_content(comments).sort_values("comment_id", ignore_index=True)
    texts = [normalise(text) for text in said["text"]]
    if not texts:
        return Concerns(CONCERNS.empty(), MEMBERS.empty())
    # One thread: sums in another order would change the last bits, and here the labels.
    with threadpool_limits(limits=1):
        if model is None:
            labels, closeness = _by_consensus(texts, n_concerns, seed, largest)
        else:
            labels = _by_model(texts, model)
            closeness = _to_middle(texts, labels, texts, labels)
    return _as_tables(said["comment_id"].to_numpy(), texts, labels, closeness)


def _check_input(comments: pd.DataFrame, n_concerns: int | None, model: Any) -> None:
    problems = [
        f"comments: column {c} is absent" for c in ("comment_id", "text") if c not in comments
    ]
    if not problems and comments["comment_id"].duplicated().any():
        repeated = comments.loc[comments["comment_id"].duplicated(), "comment_id"].iloc[0]
        problems.append(f"comments: comment_id {repeated!r} stands there twice")
    if n_concerns is not None and n_concerns < 1:
        problems.append(f"n_concerns={n_concerns}: give 1 or more, or leave it out")
    if model is not None and not hasattr(model, "fit_predict"):
        problems.append("model: has no fit_predict; give a scikit-learn clusterer or pipeline")
    if model is not None and n_concerns is not None:
        problems.append("n_concerns: a model of one's own sets the number itself; leave it out")
    if problems:
        raise InputError(problems)


def _by_consensus(
    texts: list[str], n_concerns: int | None, seed: int, largest: int
) -> tuple[np.ndarray, np.ndarray]:
    kinds = {" ".join(stems(text, stop=stop_words())) for text in texts} - {""}
    n_concerns = None if n_concerns is None else min(n_concerns, max(1, len(kinds)))
    if len(kinds) < 2 or n_concerns == 1 or (n_concerns is None and len(kinds) < FEWEST):
        labels = np.zeros(len(texts), dtype=int)
        return labels, _to_middle(texts, labels, texts, labels)
    if len(texts) <= largest:
        found = agree(texts, n_concerns, seed=seed)
        return found.labels, _within(found.together, found.labels)
    chosen = np.sort(np.random.default_rng(seed).choice(len(texts), largest, replace=False))
    sample = [texts[i] for i in chosen]
    known = agree(sample, n_concerns, seed=seed).labels
    return _assign(sample, known, texts, chosen)


def _within(together: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Mean co-association of each comment with the others of its concern; 1 where it is alone."""
    closeness = np.ones(len(labels))
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        if len(own) > 1:
            block = together[np.ix_(own, own)].astype(float)
            closeness[own] = (block.sum(axis=1) - 1) / (len(own) - 1)
    return closeness.clip(0, 1)


def _assign(
    sample: list[str], known: np.ndarray, texts: list[str], chosen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    near = _cosines(sample, known, texts)
    labels = near.argmax(axis=1)
    labels[chosen] = known
    return labels, near[np.arange(len(texts)), labels].clip(0, 1)


def _to_middle(
    fitted: list[str], known: np.ndarray, texts: list[str], labels: np.ndarray
) -> np.ndarray:
    """Cosine of each comment to the middle of its concern."""
    near = _cosines(fitted, known, texts)
    place = {label: i for i, label in enumerate(np.unique(known[known >= 0]))}
    rows = [place.get(label, -1) for label in labels]
    return np.array([near[i, row] if row >= 0 else 0.0 for i, row in enumerate(rows)]).clip(0, 1)


def _cosines(fitted: list[str], known: np.ndarray, texts: list[str]) -> np.ndarray:
    """Cosine of each text to the middle of each group of the fitted ones."""
    groups = np.unique(known[known >= 0])
    if not any(stems(text, stop=stop_words()) for text in fitted):
        return np.ones((len(texts), max(1, len(groups))))
    vectors = view_vectors(fitted)["wc"]
    base = vectors(fitted)
    middles = [np.asarray(base[known == group].mean(axis=0)) for group in groups]
    return np.asarray(vectors(texts) @ normalize(np.vstack(middles)).T)


def _by_model(texts: list[str], model: Any) -> np.ndarray:
    from sklearn.base import clone

    labels = np.asarray(clone(model).fit_predict(texts))
    if labels.shape != (len(texts),):
        raise InputError("model: fit_predict did not give one label a comment")
    return labels.astype(int)


def _as_tables(
    ids: np.ndarray, texts: list[str], labels: np.ndarray, closeness: np.ndarray
) -> Concerns:
    placed = np.flatnonzero(labels >= 0)
    if not len(placed):
        return Concerns(CONCERNS.empty(), MEMBERS.empty())
    table = pd.DataFrame({"comment_id": ids, "text": texts, "label": labels})
    table = table.assign(closeness=np.round(closeness, 9)).iloc[placed]
    table["central"] = _centrality(table)
    table["hash"] = table["text"].map(text_hash)
    order = ["closeness", "central", "hash", "comment_id"]
    table = table.sort_values(order, ascending=[False, False, True, True], kind="stable")
    exemplars = table.drop_duplicates("label").set_index("label")
    sizes = table["label"].value_counts()
    ranked = sorted(sizes.index, key=lambda g: (-sizes[g], exemplars.loc[g, "hash"]))
    place = {group: i for i, group in enumerate(ranked)}
    table["place"] = table["label"].map(place)
    table = table.sort_values("comment_id", ignore_index=True)
    named = name_groups(table["text"].tolist(), table["place"].tolist())
    width = max(2, len(str(len(ranked))))
    codes = [f"C{i + 1:0{width}d}" for i in range(len(ranked))]
    concerns = pd.DataFrame(
        {
            "concern_id": codes,
            "label": [named[i][0] for i in range(len(ranked))],
            "terms": [join(named[i][1]) for i in range(len(ranked))],
            "n_comments": [sizes[group] for group in ranked],
            "exemplar_id": [exemplars.loc[group, "comment_id"] for group in ranked],
        }
    )
    members = table[["comment_id", "closeness"]].assign(
        concern_id=[codes[i] for i in table["place"]], rank=1
    )
    return Concerns(CONCERNS.check(concerns), MEMBERS.check(members))


def _centrality(table: pd.DataFrame) -> np.ndarray:
    """Cosine to the middle in words: parts comments whose closeness is the same."""
    texts, labels = table["text"].tolist(), table["label"].to_numpy()
    return np.round(_to_middle(texts, labels, texts, labels), 9)
