"""Lay comments out as texts, one paragraph each, and tell where in its text each one stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import pandas as pd

from sopgap.survey.comments import hash_comments
from sopgap.survey.refi.markup import as_paragraph

MOST = 5_000  # comments of one text; more are parted, since programs show a text whole
LONGEST = 80  # characters of a source's name
REST = ""  # the Center of comments whose own would stand there with too few
UNNAMED = "comments"  # the source of comments whose question is not known
# QualCoder takes a source's name for a file's: what Windows or Linux cannot have in one goes.
NO_FILE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ufffd]+')


class Line(NamedTuple):
    """One comment as a paragraph of a text: where it begins, and where its line end stands."""

    comment_id: str
    paragraph: str
    start: int
    stop: int
    mark: str


@dataclass(frozen=True)
class Source:
    """One text of a project: its name, and the comments in it from first to last."""

    name: str
    question: str
    center: str
    lines: list[Line]

    @property
    def text(self) -> str:
        """The text: a paragraph a comment, a line end behind each, the last one too."""
        return "".join(f"{line.paragraph}\n" for line in self.lines)


def lay_out(
    comments: pd.DataFrame,
    *,
    questions: Iterable[str] = (),
    source: Literal["question", "comment"] = "question",
    by_center: bool = False,
    min_base: int = 10,
) -> list[Source]:
    r"""Return the texts of a project, in the order of the questions and of the comments' ids.

    Positions are Unicode code points of the text, the first is 0 (REFI-QDA 1.0, section 10.2).
    `stop` is where the line end behind the comment stands: the standard's words, "the first and
    the last character", can be read with or without the end; read with it, a program marks the
    line end too, read without, the comment alone; no reading cuts or shifts one.

    Parameters
    ----------
    comments : DataFrame
        `comment_id`, `question_id`, `center`, `text`, all filled with text; comments that are
        blank have no paragraph.
    questions : iterable of str
        Their order; others follow sorted.
    source : {"question", "comment"}
        One text for each question, or for each comment.
    by_center : bool
        Part a question's text by Center. A Center with fewer than `min_base` comments on every
        question goes into a rest; if it alone would be the rest, the next smallest goes with it.
    min_base : int

    Returns
    -------
    list of Source
        `mark` of a line is what a comment is known by in every run, by its text and question,
        whatever id it has.

    Examples
    --------
    >>> comments = pd.DataFrame({"comment_id": ["c2", "c1"], "question_id": "q7", "center": "",
    ...                          "text": ["No staff", "Old\nrules"]})
    >>> (laid,) = lay_out(comments)
    >>> laid.text, [(line.start, line.stop) for line in laid.lines]
    ('Old rules\nNo staff\n', [(0, 9), (10, 18)])
    """
    rows = comments.sort_values("comment_id", kind="stable")
    rows = rows.assign(paragraph=[as_paragraph(text) for text in rows["text"]])
    rows = rows[rows["paragraph"] != ""]
    rows["mark"] = _marks(rows)
    if by_center:
        rows["center"] = _with_rest(rows, min_base)
    groups: dict[tuple[str, str, Any], list[Line]] = {}
    counted: Counter[tuple[str, str]] = Counter()
    columns = ("comment_id", "question_id", "center", "paragraph", "mark")
    for name, question, center, paragraph, mark in zip(*(rows[c] for c in columns), strict=True):
        place = (question, center if by_center else "")
        last = name if source == "comment" else counted[place] // MOST
        counted[place] += 1
        lines = groups.setdefault((*place, last), [])
        start = lines[-1].stop + 1 if lines else 0  # Python counts code points
        lines.append(Line(name, paragraph, start, start + len(paragraph), mark))
    order = {question: place for place, question in enumerate(questions)}
    keys = sorted(groups, key=lambda key: (order.get(key[0], len(order)), key))
    names = _name_sources(keys, source)
    return [
        Source(name, key[0], key[1], groups[key]) for name, key in zip(names, keys, strict=True)
    ]


def _marks(rows: pd.DataFrame) -> list[str]:
    """The digest of each comment; the second one alike gets a number of its own."""
    digest = pd.Series(hash_comments(rows), index=rows.index, dtype="str")
    number = digest.groupby(digest).cumcount()
    return [f"{d}.{n}" for d, n in zip(digest, number, strict=True)]


def _with_rest(rows: pd.DataFrame, min_base: int) -> pd.Series:
    # A person answers a question once: comments on one question are as many people.
    people = rows.groupby(["center", "question_id"]).size().groupby("center").max()
    people = people[people.index != REST].sort_values(kind="stable")
    few = int((people < min_base).sum())
    few += few == 1
    return rows["center"].where(~rows["center"].isin(people.index[:few]), REST)


def _name_sources(keys: list[Any], source: str) -> list[str]:
    names, taken = [], set()
    for question, center, last in keys:
        parts = [last] if source == "comment" else [question or UNNAMED, center]
        if source == "question" and last:
            parts.append(f"part {last + 1}")
        name = NO_FILE.sub("_", as_paragraph(" ".join(p for p in parts if p)))
        name = name[:LONGEST].strip(" .") or UNNAMED
        number, free = 1, name
        while free.casefold() in taken:
            number += 1
            free = f"{name} {number}"
        taken.add(free.casefold())
        names.append(free)
    return names
