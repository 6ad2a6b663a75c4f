"""Say why a comment should not be quoted before a person has read it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import pandas as pd

from sopgap.survey.redaction.names import bare_names
from sopgap.survey.redaction.redact import STAY, TAKEN, mark
from sopgap.survey.redaction.roster import Roster, index_roster
from sopgap.tables import DOUBTS, join
from sopgap.text import data_lines

REASONS = (
    "length",
    "redacted",
    "bare-name",
    "self",
    "history",
    "health",
    "tenure",
    "place",
    "position",
    "center",
)
LONGEST_JUDGED = 10_000  # characters read; a comment that goes on is doubted for that alone
OWN_CENTER = "center"  # a doubt only where the comment is attributed to all
# Pieces of a Center's name that name no Center.
GENERAL = frozenset(("products", "materials", "general", "center", "health", "consumer products"))


class Pattern(NamedTuple):
    """One row of `data/self_identifying.tsv`."""

    reason: str
    pattern: re.Pattern[str]
    use: str
    example: str
    alike: str


def find_doubts(
    comments: pd.DataFrame,
    *,
    frame: pd.DataFrame | None = None,
    centers: pd.DataFrame | None = None,
    roster: Iterable[str] | Roster = (),
    min_base: int = 10,
) -> pd.DataFrame:
    """Give for each comment the reasons not to quote it unread; blank where there is none.

    Reasons: `length`, more than 10,000 characters, too long to judge; `redacted`, something was
    replaced; `bare-name`, a word that may be a name and that nothing settles; `self`, `history`,
    `health`, `tenure` and `place`, a phrase by which colleagues would know the writer (rows of
    `data/self_identifying.tsv`); `position`, a position that fewer than `min_base` people hold
    at the comment's Center; `center`, the name or the town of its own Center, which matters only
    where it is attributed to all.

    Parameters
    ----------
    comments : DataFrame
        `comment_id`, `text` and, where known, `center`.
    frame : table `frame`, optional
        Staff by Center and position; without it no position is doubted.
    centers : table `centers`, optional
        `center`, `name` and `location`; without it no Center's name is looked for.
    roster : iterable of str, optional
        Names of staff, as for `redact`; used and not kept.
    min_base : int
        The fewest people among whom a writer is hidden (the k of k-anonymity, Sweeney 2002).

    Returns
    -------
    table `doubts`, one row a comment

    Examples
    --------
    >>> comments = pd.DataFrame({"comment_id": ["c1", "c2"],
    ...     "text": ["As the only clerk in town I have no guide", "We have no guide"]})
    >>> find_doubts(comments).reasons.tolist()
    ['self', '']
    """
    people = index_roster(roster)
    columns = comments.reindex(columns=["comment_id", "text", "center"])
    columns = columns.astype("object").where(columns.notna(), "").astype("str")
    seen: dict[str, int] = {}
    said = {text: _by_text(text, people, seen) for text in columns["text"].unique()}
    rare = _rare_positions(frame, min_base)
    own = _own_words(centers)
    reasons = []
    for text, center in zip(columns["text"], columns["center"], strict=True):
        found, folded = said[text]
        places = {"position": rare.get(center), OWN_CENTER: own.get(center)}
        more = {name for name, words in places.items() if words and words.search(folded)}
        reasons.append(join(reason for reason in REASONS if reason in found | more))
    return DOUBTS.check(pd.DataFrame({"comment_id": columns["comment_id"], "reasons": reasons}))


def _by_text(text: str, people: Roster, seen: dict[str, int]) -> tuple[set[str], str]:
    folded, marked, _ = mark(text[:LONGEST_JUDGED], people, seen)
    found = {row.reason for row in self_identifying() if row.pattern.search(folded)}
    if any(taken[0][0] != STAY for taken in TAKEN.finditer(marked)):
        found.add("redacted")
    if len(text) > LONGEST_JUDGED:
        found.add("length")
    if bare_names(marked, people):
        found.add("bare-name")
    return found, folded


def _rare_positions(frame: pd.DataFrame | None, min_base: int) -> dict[str, re.Pattern[str]]:
    """For each Center a pattern of the positions that too few hold there, singular or plural."""
    if frame is None or frame.empty:
        return {}
    staff = frame.groupby(["center", "position"])["staff"].sum().unstack(fill_value=0)
    return {
        str(center): _any_of([str(name) for name in row.index[row < min_base]], plural=True)
        for center, row in staff.iterrows()
        if (row < min_base).any()
    }


def _own_words(centers: pd.DataFrame | None) -> dict[str, re.Pattern[str]]:
    """For each Center a pattern of its code, its name, the words of its name and its town."""
    if centers is None or centers.empty:
        return {}
    own = {}
    for row in centers.to_dict("records"):
        name = str(row.get("name") or "")
        town = str(row.get("location") or "").split(",")[0].strip()
        pieces = re.split(r",| and ", name)
        words = [name, town, str(row["center"]).replace("-", " "), *map(str.strip, pieces)]
        words = [word for word in words if len(word) > 2 and word.lower() not in GENERAL]
        if words:
            own[str(row["center"])] = _any_of(words, plural=False)
    return own


def _any_of(names: list[str], *, plural: bool) -> re.Pattern[str]:
    ending = "(?:s|es)?" if plural else ""
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?i:\b(?:{either}){ending}\b)")


@cache
def self_identifying() -> tuple[Pattern, ...]:
    """Return the rows of the data, compiled; capitals play no part."""
    rows = (line.split("\t") for line in data_lines("self_identifying.tsv"))
    return tuple(Pattern(r[0], re.compile(f"(?i:{r[1]})"), *r[2:5]) for r in rows)
