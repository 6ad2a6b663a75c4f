"""Find comments again across runs: by a digest of question and text, as quotations are."""

from __future__ import annotations

import hashlib

import pandas as pd

from sopgap.survey.comments import hash_comments
from sopgap.survey.concerns.clusters import Concerns

DIGITS = 16  # as in quotes_released.csv


def digests(comments: pd.DataFrame) -> pd.Series:
    """Return the digest of each comment, by its id; comments of the same words share one.

    Examples
    --------
    >>> said = pd.DataFrame({"comment_id": ["c1"], "question_id": ["q1"], "text": ["Training"]})
    >>> digests(said).to_dict()
    {'c1': 'a941695f5ebe6be0'}
    """
    said = comments.reindex(columns=["question_id", "text"])
    said = said.astype("object").where(said.notna(), "").astype("str")
    codes = [code[:DIGITS] for code in hash_comments(said)]
    ids = pd.Index(comments["comment_id"].astype("str"), name="comment_id")
    return pd.Series(codes, index=ids, name="digest", dtype="str")


def grounds(
    found: Concerns, comments: pd.DataFrame
) -> tuple[dict[str, str], dict[str, str], dict[str, list[str]]]:
    """Return the labels of concerns, the first concern of each digest, and its further ones.

    Comments of the same words are one: where a clustering put them into two concerns, the one
    that more of them are in counts, and of equals the first.

    Examples
    --------
    >>> concerns = pd.DataFrame({"concern_id": ["C01"], "label": ["pay"]})
    >>> members = pd.DataFrame({"comment_id": ["a"], "concern_id": ["C01"], "rank": [1]})
    >>> said = pd.DataFrame({"comment_id": ["a"], "text": ["low pay"]})
    >>> grounds(Concerns(concerns, members), said)
    ({'C01': 'pay'}, {'13eb10a538a80051': 'C01'}, {})
    """
    labels = dict(zip(found.concerns["concern_id"], found.concerns["label"], strict=True))
    rows = found.members[["comment_id", "concern_id", "rank"]].copy()
    rows["digest"] = rows["comment_id"].map(digests(comments))
    rows = rows[rows["digest"].notna()].sort_values(["digest", "rank", "concern_id"])
    first = rows[rows["rank"] == 1].groupby(["digest", "concern_id"]).size().reset_index(name="n")
    first = first.sort_values(["digest", "n", "concern_id"], ascending=[True, False, True])
    first = first.drop_duplicates("digest")
    place = dict(zip(first["digest"], first["concern_id"], strict=True))
    also: dict[str, list[str]] = {}
    more = rows[rows["rank"] > 1]
    for digest, concern in zip(more["digest"], more["concern_id"], strict=True):
        if place.get(digest) != concern and concern not in also.setdefault(digest, []):
            also[digest].append(concern)
    return labels, place, {digest: concerns for digest, concerns in also.items() if concerns}


def stamp(labels: dict[str, str], place: dict[str, str]) -> str:
    """Return 16 hexadecimal digits that name a state: which concerns, and which comment where.

    Examples
    --------
    >>> stamp({"C01": "pay"}, {}) == stamp({"C01": "wages"}, {})
    False
    """
    lines = [f"{concern}\t{label}" for concern, label in sorted(labels.items())]
    lines += [f"{digest}\t{concern}" for digest, concern in sorted(place.items())]
    text = "\n".join(lines)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
