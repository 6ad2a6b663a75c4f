"""How the counts of concerns hang together: comments that raise one, and the people who wrote them.

A comment may raise several concerns and a person may write several comments. So what adds up of
answers does not add up here; but comments bound people, and people bound comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sopgap.survey.disclosure.keys import COMMENTS, PEOPLE, Counts
from sopgap.survey.disclosure.terms import add_up, all_found, bind, where
from sopgap.survey.groups import ALL
from sopgap.survey.questionnaire import Question

WRITERS = {"what": "commented", "question_id": PEOPLE, "choice": ""}  # who wrote a comment


def relate_comments(counts: Counts, asked: Mapping[str, Question]) -> Iterable[pd.DataFrame]:
    """Yield the relations among comments, the people who wrote them and the concerns raised.

    - Each comment with content raises a concern and may raise more: the comments that raise each
      add up to no less than all comments. So do the people who raise each, to all who wrote.
    - Who raises a concern wrote a comment that does; who wrote and does not raise it wrote one that
      does not; nobody wrote more comments than there are open questions, and each stands in a
      cell of one of them. What follows of several concerns together: see `_together`.

    Parameters
    ----------
    counts : Counts
    asked : mapping of Question
        By question_id.

    Yields
    ------
    DataFrame
        Relations, as `bind` returns them.
    """
    comments = {"what": "base", "question_id": COMMENTS, "choice": ""}
    n_open = sum(q.kind == "open" for q in asked.values())
    of_concern = counts.having("question_id", [COMMENTS])
    raised = where(of_concern, counts.having("what", ["n"]))
    yield _no_less("raised", counts, raised, counts.find(raised, **comments))
    people = where(of_concern, counts.having("what", ["people"]))
    wrote = counts.find(people, **WRITERS)
    yield _no_more("raise and wrote", people, wrote)
    yield _no_less("raised by people", counts, people, wrote)
    n, base = counts.find(people, what="n"), counts.find(people, **comments)
    yield _no_more("people and comments", people, n)
    known = all_found(n, base, wrote)
    others = [(base[known], 1), (n[known], -1), (wrote[known], -1), (people[known], 1)]
    yield bind("people and comments that do not", others, False)
    if n_open:
        both = n >= 0
        yield bind("comments a person", [(people[both], n_open), (n[both], -1)], False)
        some = where(counts.having("what", ["commented"]))
        said = counts.find(some, **comments)
        yield bind("comments a person", [(some[said >= 0], n_open), (said[said >= 0], -1)], False)
        yield from _together(people, (n, base, wrote), n_open, counts)
    yield from _in_cells(counts, asked)


def _together(
    people: np.ndarray,
    others: tuple[np.ndarray, np.ndarray, np.ndarray],
    n_open: int,
    counts: Counts,
) -> Iterable[pd.DataFrame]:
    """What the concerns of a group tell together, where all of them have a row.

    A comment that raises several concerns is by a person who does, and nobody wrote more than
    `n_open` of them. A comment that does not raise a concern raises another; and who raises the
    concern wrote at most `n_open` - 1 such comments.
    """
    n, base, wrote = others
    known = all_found(n, base, wrote)
    people, n, base, wrote = (of[known] for of in (people, n, base, wrote))
    n_concerns = len(pd.unique(counts.of("choice")[people]))
    order = np.argsort(wrote, kind="stable")
    full = np.bincount(wrote, minlength=len(counts))[wrote[order]] == n_concerns
    rows = order[full]
    if not len(rows):
        return
    grid = rows.reshape(-1, n_concerns)  # groups x concerns
    p, m = people[grid].T, n[grid].T
    whole = [(base[grid[:, 0]], 1), (wrote[grid[:, 0]], -n_open)]
    yield bind(
        "several concerns", [*((c, n_open) for c in p), *((c, -1) for c in m), *whole], False
    )
    for d in range(n_concerns):
        rest = [(c, n_open - 1) for i, c in enumerate(p) if i != d and n_open > 1]
        own = [(wrote[grid[:, 0]], 1), (p[d], -1), (m[d], 1), (base[grid[:, 0]], -1)]
        yield bind("another concern", [*rest, *own], False)


def _no_more(family: str, part: np.ndarray, whole: np.ndarray) -> pd.DataFrame:
    known = all_found(part, whole)
    return bind(family, [(whole[known], 1), (part[known], -1)], False)


def _no_less(family: str, counts: Counts, part: np.ndarray, whole: np.ndarray) -> pd.DataFrame:
    """The parts of a whole that overlap, and of which everything holds one at least."""
    n_concerns = len(pd.unique(counts.of("choice")[part]))
    part, whole = part[whole >= 0], whole[whole >= 0]
    # Where a concern has no row, what raises it alone is not in the sum.
    all_there = np.bincount(whole, minlength=len(counts))[whole] == n_concerns
    part, whole = part[all_there], whole[all_there]
    rows = add_up(np.full(len(part), family, dtype=object), whole, part)
    return rows.assign(equal=False, coefficient=-rows["coefficient"])


def _in_cells(counts: Counts, asked: Mapping[str, Question]) -> Iterable[pd.DataFrame]:
    """A comment stands in a filled cell of an open question; who wrote one answered it."""
    said = where(
        counts.having("what", ["base"]),
        counts.having("question_id", [COMMENTS]),
        counts.having("group", [ALL]),
    )
    names = [name for name, q in asked.items() if q.kind == "open"]
    filled = [counts.find(said, what="reach answered", question_id=name) for name in names]
    if names and all_found(said, *filled).all():
        yield bind("in cells", [*((cell, 1) for cell in filled), (said, -1)], False)
