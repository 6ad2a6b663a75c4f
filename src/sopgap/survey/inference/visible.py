"""Read the counts to compare out of a published table: what is hidden in it stays hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import guess, quoted
from sopgap.survey.groups import ALL, staff_of_groups
from sopgap.survey.questionnaire import list_partly_asked, parse_questions


def choose_choices(
    tallies: pd.DataFrame,
    questions: pd.DataFrame | None = None,
    choices: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the choice of each question that is compared: the declared, or the most chosen one.

    Examples
    --------
    >>> tallies = pd.DataFrame({"question_id": "q1", "group": "all", "choice": ["Yes", "No"],
    ...                         "n": [3, 9], "base": 12, "suppressed": False})
    >>> choose_choices(tallies), choose_choices(tallies, choices={"q1": "Yes"})
    ({'q1': 'No'}, {'q1': 'Yes'})
    """
    declared = dict(choices or {})
    known = tallies.groupby("question_id", sort=False)["choice"].agg(
        lambda c: list(dict.fromkeys(c))
    )
    problems = []
    for name, choice in declared.items():
        if name not in known:
            problems.append(
                f"choices: {quoted(name)} is no question of the tallies{guess(name, known.index)}"
            )
        elif choice not in known[name]:
            near = guess(choice, known[name])
            problems.append(f"choices: {quoted(choice)} is not a choice of {quoted(name)}{near}")
    if problems:
        raise InputError(problems)
    unknown = {
        (q.question_id, choice)
        for q in (parse_questions(questions) if questions is not None else [])
        for choice in q.dont_know
    }
    pairs = zip(tallies["question_id"], tallies["choice"], strict=True)
    rows = tallies[np.array([pair not in unknown for pair in pairs], dtype=bool)]
    whole = rows[rows["group"] == ALL]
    # A stable sort keeps the first listed of equals in front; hidden counts stand last.
    most = whole.sort_values("n", ascending=False, kind="stable", na_position="last")
    best = most.drop_duplicates("question_id").set_index("question_id")["choice"]
    first = rows.drop_duplicates("question_id").set_index("question_id")["choice"]
    default = {**first.to_dict(), **best.to_dict(), **declared}
    return {name: default[name] for name in known.index if name in default}


class Counts(NamedTuple):
    """The counts of one choice a question: arrays of questions x groups, NaN where hidden."""

    questions: list[str]
    groups: list[str]
    k: np.ndarray
    n: np.ndarray
    staff: np.ndarray
    listed: np.ndarray  # whether the tallies hold a row at all
    k_whole: np.ndarray  # of each question: what all groups add up to
    n_whole: np.ndarray
    staff_whole: np.ndarray


def lay_out(
    tallies: pd.DataFrame,
    chosen: dict[str, str],
    questions: pd.DataFrame | None,
    frame: pd.DataFrame | None,
    by: str,
) -> Counts:
    """Lay the visible counts of the chosen choices out, one line a question.

    Parameters
    ----------
    tallies : table `tallies` or `tallies_position`
    chosen : dict of question_id to choice
    questions : table `questions`, optional
    frame : table `frame`, optional
    by : {"center", "position"}
        The column of `frame` that the groups are.

    Returns
    -------
    Counts

    Raises
    ------
    InputError
        A count is more than its base, or the groups add up to more than `all`.
    """
    rows = tallies[tallies["choice"] == tallies["question_id"].map(chosen)]
    there = set(rows["question_id"])
    names = [name for name in chosen if name in there]
    groups = [group for group in dict.fromkeys(tallies["group"]) if group != ALL]
    wide = rows.set_index(["question_id", "group"])[["n", "base", "suppressed", "worst_low"]]
    square = pd.MultiIndex.from_product([names, [ALL, *groups]])
    wide = wide.reindex(square)
    shape = (len(names), len(groups) + 1)
    k = wide["n"].to_numpy(dtype=float, na_value=np.nan).reshape(shape)
    n = wide["base"].to_numpy(dtype=float, na_value=np.nan).reshape(shape)
    listed = wide["suppressed"].notna().to_numpy().reshape(shape)
    hidden = (wide["suppressed"] == True).to_numpy().reshape(shape) | np.isnan(k) | np.isnan(n)  # noqa: E712
    k, n = np.where(hidden, np.nan, k), np.where(hidden, np.nan, n)
    sizes = staff_of_groups(frame, [ALL, *groups], by).to_numpy(dtype=float, na_value=np.nan)
    partly = set() if questions is None else list_partly_asked(questions)
    staff = np.array([sizes if name not in partly else sizes * np.nan for name in names])
    staff = staff.reshape(shape)
    _check_sums(names, groups, k, n)
    # What the groups add up to: `all` where some are hidden, and their own sum where none is.
    some = (hidden & listed)[:, 1:].any(axis=1)
    whole = [np.where(some, x[:, 0], np.nansum(x[:, 1:], axis=1)) for x in (k, n)]
    return Counts(
        names, groups, k[:, 1:], n[:, 1:], staff[:, 1:], listed[:, 1:],
        whole[0], whole[1], staff[:, 0],
    )  # fmt: skip


def _check_sums(names: list[str], groups: list[str], k: np.ndarray, n: np.ndarray) -> None:
    problems = [
        f"tallies, question {quoted(names[q])}, group {quoted([ALL, *groups][g])}: n {k[q, g]:.0f}"
        f" is more than its base {n[q, g]:.0f}"
        for q, g in np.argwhere(k > n)
    ]
    for what, x in (("n", k), ("base", n), ("base less n", n - k)):
        problems += [
            f"tallies, question {quoted(names[q])}: the groups' {what} add up to more than that"
            f" of {quoted(ALL)}; the tables are not of one survey"
            for q in np.flatnonzero(np.nansum(x[:, 1:], axis=1) > x[:, 0])
        ]
    if problems:
        raise InputError(problems)
