"""Cluster comments into concerns: what people raise, each named in their own words."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from sopgap.embedding import Embed
from sopgap.errors import InputError
from sopgap.survey.comments import text_hash, with_content
from sopgap.survey.concerns.approximation import group_many
from sopgap.survey.concerns.consensus import agree, fit_of
from sopgap.survey.concerns.families import Families, read_families
from sopgap.survey.concerns.languages import in_other_language
from sopgap.survey.concerns.models import NO_MODEL, fit_model, is_model
from sopgap.survey.concerns.naming import name_groups
from sopgap.survey.concerns.parts import besides
from sopgap.survey.concerns.views import cut_into_stems, fit_views
from sopgap.tables import CONCERNS, MARKS, MEMBERS, join
from sopgap.text import normalise

LARGEST = 3_000  # comments that are compared pair by pair; more are joined to heaps first
FEWEST = 8  # fewer different comments are not worth cutting: they are one concern
MANY = 5_000  # of more comments as many are read for the names
DIGITS = 6  # of a closeness: beyond them the last bits of another machine begin

Besides = list[tuple[int, int, float]]


@dataclass(frozen=True)
class Concerns:
    """Concerns and who of the comments raises which.

    Attributes
    ----------
    concerns : table `concerns`, the largest first
    members : table `members`; a comment without content has no row
    marks : table `marks`: comments that say nothing, and those in another language
    """

    concerns: pd.DataFrame
    members: pd.DataFrame
    marks: pd.DataFrame = field(default_factory=MARKS.empty)


def cluster_concerns(
    comments: pd.DataFrame,
    n_concerns: int | None = None,
    *,
    seed: int = 0,
    model: Any = None,
    embed: Embed | None = None,
    families: Families | str | Path | None = None,
    largest: int = LARGEST,
) -> Concerns:
    """Cluster comments into concerns, and name each in the comments' own words.

    The order of the rows plays no part. Up to `largest` comments are compared pair by pair
    (`consensus`), and nothing is drawn; more are joined to heaps first (`approximation`). A
    comment of several sentences may raise up to two concerns besides its first.

    Parameters
    ----------
    comments : DataFrame
        `comment_id` and `text`; redacted text is understood.
    n_concerns : int, optional
        How many; by default as many as the comments suggest. Never more than there are
        different comments.
    seed : int
        The same seed and comments give the same concerns; it is used beyond `largest` alone.
    model : object, optional
        What groups texts instead: see `fit_model`. What it labels -1 belongs to no concern.
    embed : callable, optional
        From a list of texts to an array of a row each (`word_vectors`, `sentence_model`, a
        function of one's own): one more view of the comments.
    families : str, Path or mapping, optional
        A study's own words of one meaning, added to those of everyday English
        (`read_families`).
    largest : int
        Most comments that are compared pair by pair.

    Returns
    -------
    Concerns
        `closeness` is the cosine of what a comment says (of a second concern: the part that
        raises it) to the middle of what all of the concern say;
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
    (['C02', 'C02', 'C01', 'C01'], ['slow system', 'training'])
    """
    _check_input(comments, n_concerns, model, embed)
    words = read_families(families) if isinstance(families, str | Path) else families
    said = with_content(comments).sort_values("comment_id", ignore_index=True)
    texts = [normalise(text) for text in said["text"]]
    marks = _mark(comments, said)
    if not texts:
        return Concerns(CONCERNS.empty(), MEMBERS.empty(), marks)
    # One thread: sums in another order would change the last bits, and here the labels.
    with threadpool_limits(limits=1):
        if model is None:
            found = _by_consensus(texts, n_concerns, seed, embed, words, largest)
        else:
            labels = fit_model(model, texts)
            found = labels, _to_middle(texts, labels), []
    concerns, members = _as_tables(said["comment_id"].to_numpy(), texts, *found)
    return Concerns(concerns, members, marks)


def _mark(comments: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    ids = comments["comment_id"].astype("str")
    silent = ids[~ids.isin(said["comment_id"])]
    foreign = said.loc[in_other_language(said["text"].tolist()), "comment_id"]
    rows = [(i, "none") for i in silent] + [(i, "language") for i in foreign]
    table = pd.DataFrame(rows, columns=["comment_id", "mark"])
    return MARKS.check(table.sort_values("comment_id", ignore_index=True))


def _check_input(
    comments: pd.DataFrame, n_concerns: int | None, model: Any, embed: Embed | None
) -> None:
    problems = [
        f"comments: column {c} is absent" for c in ("comment_id", "text") if c not in comments
    ]
    if not problems and comments["comment_id"].duplicated().any():
        repeated = comments.loc[comments["comment_id"].duplicated(), "comment_id"].iloc[0]
        problems.append(f"comments: comment_id {repeated!r} stands there twice")
    if n_concerns is not None and n_concerns < 1:
        problems.append(f"n_concerns={n_concerns}: give 1 or more, or leave it out")
    if model is not None and n_concerns is not None:
        problems.append("n_concerns: a model of one's own sets the number itself; leave it out")
    if model is not None and not is_model(model):
        problems.append(NO_MODEL)
    if model is not None and embed is not None:
        problems.append("embed: a model of one's own does not use it; leave one of them out")
    if problems:
        raise InputError(problems)


def _by_consensus(
    texts: list[str],
    n_concerns: int | None,
    seed: int,
    embed: Embed | None,
    families: Families | None,
    largest: int,
) -> tuple[np.ndarray, np.ndarray, Besides]:
    # Of very many, enough different ones to tell that there are more than concerns.
    different = list(dict.fromkeys(texts))[: max(largest, n_concerns or 0)]
    kinds = {" ".join(sorted(words)) for words in cut_into_stems(different)} - {""}
    n_concerns = None if n_concerns is None else min(n_concerns, max(1, len(kinds)))
    if len(kinds) < 2 or n_concerns == 1 or (n_concerns is None and len(kinds) < FEWEST):
        labels = np.zeros(len(texts), dtype=int)
        return labels, _to_middle(texts, labels), []
    if len(texts) > largest:
        many = group_many(
            texts, n_concerns, seed=seed, embed=embed, families=families, pairwise=largest
        )
        return many.labels, many.closeness, many.besides
    near = agree(texts, n_concerns, embed=embed, families=families)
    also = besides(texts, near.labels, near.space)
    return near.labels, fit_of(near.space.written, near.labels), also


def _to_middle(texts: list[str], labels: np.ndarray) -> np.ndarray:
    """Cosine of each comment, as it is written, to the middle of its concern; 0 where in none."""
    cut = cut_into_stems(texts)
    if not any(cut) or not (labels >= 0).any():
        return np.where(labels >= 0, 1.0, 0.0)
    vectors = normalize(fit_views(cut).vectors(cut)["all"])
    groups, rows = np.unique(labels[labels >= 0]), np.flatnonzero(labels >= 0)
    place = np.searchsorted(groups, labels[rows])
    centres = np.vstack([np.asarray(vectors[labels == g].mean(axis=0)) for g in groups])
    near = np.asarray(vectors[rows].multiply(normalize(centres)[place]).sum(axis=1)).ravel()
    closeness = np.zeros(len(labels))
    closeness[rows] = near.clip(0, 1)
    return closeness


def _as_tables(
    ids: np.ndarray, texts: list[str], labels: np.ndarray, closeness: np.ndarray, more: Besides
) -> tuple[pd.DataFrame, pd.DataFrame]:
    placed = np.flatnonzero(labels >= 0)
    if not len(placed):
        return CONCERNS.empty(), MEMBERS.empty()
    table = pd.DataFrame({"comment_id": ids, "text": texts, "label": labels})
    table = table.assign(closeness=np.round(np.asarray(closeness, dtype=float), DIGITS))
    table = table.iloc[placed].assign(row=placed, rank=1)
    also = pd.DataFrame(more, columns=["row", "label", "closeness"])
    also = also.assign(
        comment_id=ids[also["row"].to_numpy(int)], closeness=also["closeness"].round(DIGITS)
    )
    also["rank"] = also.groupby("row").cumcount() + 2
    exemplars = _exemplars(table)
    sizes = pd.concat([table["label"], also["label"]]).value_counts()
    ranked = sorted(sizes.index, key=lambda g: (-sizes[g], exemplars.loc[g, "hash"]))
    place = {group: i for i, group in enumerate(ranked)}
    most = MANY if len(table) > LARGEST else len(table)
    named = name_groups(table["text"].tolist(), [place[g] for g in table["label"]], most=most)
    width = max(2, len(str(len(ranked))))
    codes = {group: f"C{i + 1:0{width}d}" for group, i in place.items()}
    concerns = pd.DataFrame(
        {
            "concern_id": [codes[group] for group in ranked],
            "label": [named[i][0] for i in range(len(ranked))],
            "terms": [join(named[i][1]) for i in range(len(ranked))],
            "n_comments": [sizes[group] for group in ranked],
            "exemplar_id": [exemplars.loc[group, "comment_id"] for group in ranked],
        }
    )
    members = pd.concat([table, also], ignore_index=True)
    members["concern_id"] = members["label"].map(codes)
    members = members.sort_values(["comment_id", "rank"], ignore_index=True)
    members = members[["comment_id", "concern_id", "rank", "closeness"]]
    return CONCERNS.check(concerns), MEMBERS.check(members)


def _exemplars(table: pd.DataFrame) -> pd.DataFrame:
    """The comment nearest to the middle of each group; by its text where several are."""
    first = table.groupby("label")["closeness"].transform("max") == table["closeness"]
    best = table[first]
    best = best.assign(hash=best["text"].map(text_hash))
    best = best.sort_values(["hash", "comment_id"], kind="stable")
    return best.drop_duplicates("label").set_index("label")
