"""Part the open answers from those who wrote them: redacted, and with ids of their own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

from sopgap.survey.redaction.redact import redact
from sopgap.survey.redaction.roster import Roster
from sopgap.tables import COMMENTS
from sopgap.text import WORD, normalise, tokens


def part_comments(
    responses: pd.DataFrame, open_questions: list[str], *, roster: Iterable[str] | Roster = ()
) -> pd.DataFrame:
    """Return the filled cells of the open questions as comments that name nobody.

    No `respondent_id` is kept, and the ids follow a hash of the text, not the order of the file:
    a quotation can be joined neither to a person's other answers nor to a row.

    Parameters
    ----------
    responses : DataFrame
        One row a respondent: `center` and one column for each open question.
    open_questions : list of str
    roster : iterable of str, optional
        Names of staff, as `read_roster` returns them: redacted wherever they stand, not kept.

    Returns
    -------
    table `comments`

    Examples
    --------
    >>> rows = pd.DataFrame({"center": ["a", "b"], "q7": ["Ask Mr. Smith.", " "]})
    >>> part_comments(rows, ["q7"]).loc[0].tolist()
    ['c0001', 'q7', 'a', 'Ask Mr. [name].']
    """
    return part(responses, open_questions, roster=roster)[0]


def part(
    responses: pd.DataFrame, open_questions: list[str], *, roster: Iterable[str] | Roster = ()
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return what `part_comments` does, and of each comment the number of the row it comes from.

    The numbers are for counting people in memory (`Writers`); written beside the comments they
    would undo the parting.
    """
    parts = [
        pd.DataFrame({"question_id": name, "center": responses["center"], "text": responses[name]})
        for name in open_questions
    ]
    if not parts:
        return COMMENTS.empty(), np.zeros(0, dtype=np.int64)
    comments = pd.concat(parts, ignore_index=True)
    comments["text"] = redact(comments["text"].map(normalise), roster=roster)
    comments["row"] = np.tile(np.arange(len(responses)), len(parts))
    comments = comments[comments["text"] != ""]
    # Rows alike in text, question and center are alike in all: their order cannot be told.
    digest = hash_comments(comments)
    comments = comments.assign(digest=digest).sort_values(["digest", "center"])
    width = max(4, len(str(len(comments))))
    comments["comment_id"] = [f"c{i:0{width}d}" for i in range(1, len(comments) + 1)]
    row = comments["row"].to_numpy()
    return COMMENTS.check(comments.drop(columns=["digest", "row"])), row


def hash_comments(comments: pd.DataFrame) -> list[str]:
    """Return the SHA-256 of each comment's text and question; the same in every run.

    Examples
    --------
    >>> comments = pd.DataFrame({"question_id": ["q1", "q2"], "text": ["Training", "Training"]})
    >>> [digest[:4] for digest in hash_comments(comments)]
    ['a941', '574f']
    """
    said = comments["text"] + "\n" + comments["question_id"]
    return [text_hash(text) for text in said]


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text; orders comments where nothing else may."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def has_content(texts: pd.Series) -> pd.Series:
    """Tell which comments say something; "n/a", "nothing to add, thanks" and "-" do not.

    The phrases are rows of `data/no_content.txt`; case and punctuation play no part.

    Parameters
    ----------
    texts : Series of str

    Returns
    -------
    Series of bool, with the same index

    Examples
    --------
    >>> said = pd.Series(["N/A", "--", "Nothing at this time, thanks!", "No training."])
    >>> has_content(said).tolist()
    [False, False, False, True]
    """
    codes, different = pd.factorize(texts.to_numpy(object), use_na_sentinel=False)
    says = np.fromiter(map(_says_something, different), dtype=bool, count=len(different))
    return pd.Series(says[codes] if len(codes) else [], index=texts.index, dtype=bool)


def with_content(comments: pd.DataFrame) -> pd.DataFrame:
    """Return the comments with content: id, text and center (blank where unknown) as text."""
    columns = comments.reindex(columns=["comment_id", "text", "center"])
    columns = columns.astype("object").where(columns.notna(), "").astype("str")
    return columns[has_content(columns["text"])]


def _says_something(text: str) -> bool:
    phrases, fillers, used = _empty_phrases()
    text = normalise(text)
    for found in WORD.finditer(text):
        # A word that stands in no phrase is said besides them: most comments end here.
        if found[0].isascii() and found[0].isalnum() and found[0].lower() not in used:
            return True
    said = " ".join(tokens(text))
    if not said or said in phrases:
        return False
    without = " ".join(fillers.sub(" ", said).split())
    return without not in phrases


@cache
def _empty_phrases() -> tuple[frozenset[str], re.Pattern[str], frozenset[str]]:
    file = resources.files("sopgap") / "data" / "no_content.txt"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    rows = [line.split("\t") for line in lines if line]
    said = {use: [" ".join(tokens(p)) for p, u in rows if (u == "filler") == use] for use in (0, 1)}
    fillers = "|".join(map(re.escape, sorted(said[1], key=len, reverse=True)))
    used = frozenset(token for phrase, _ in rows for token in tokens(phrase))
    return frozenset(said[0]), re.compile(rf"\b(?:{fillers})\b"), used
