"""Count the choices of the closed questions and their bases, before anything is hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.answers import Survey
from sopgap.survey.groups import GROUPINGS, list_groups, staff_of_groups
from sopgap.survey.questionnaire import Question, list_partly_asked, parse_questions
from sopgap.survey.states import GIVEN
from sopgap.tables import factorise, find_places

UNSEEN = -2  # who did not answer a question; -1 answered, and is in no group
BLOCK = 2_000_000  # answers that are counted together, lest memory be needed for all at once


def count_choices(survey: Survey, *, by: str | None = None) -> pd.DataFrame:
    """Count every choice of the closed questions within groups; nothing is hidden.

    The counts are exact and may single out a person: they are for figures that are hidden
    afterwards, such as those of `tally`, and for the study of what to hide.

    Parameters
    ----------
    survey : Survey
        Its `questions`, `frame`, `respondents` and `answers` are read.
    by : {"center", "position"}, optional
        Count within each of these beside `all`; by default `all` alone.

    Returns
    -------
    DataFrame
        question_id, group, choice, n (who chose it), base (who answered or did not know; of a
        multi-select, who saw it) and staff (people of the group in the frame; blank without one,
        and for a question that was not put to all). Every choice has its row, chosen or not; in
        the order asked, `all` first.

    Raises
    ------
    InputError
        `by` is not known.

    Examples
    --------
    >>> from sopgap import read_survey
    >>> counts = count_choices(read_survey("surveys/oig-22-34"), by="center")
    >>> no = counts.query("question_id == 'q4' and group == 'all' and choice == 'No'")
    >>> no[["n", "base", "staff"]].iloc[0].tolist()
    [303, 444, 1052]
    """
    if by is not None and by not in GROUPINGS:
        raise InputError(f"by={by!r} is not known; use by='center', by='position' or leave it out")
    asked = [q for q in parse_questions(survey.questions) if q.kind != "open"]
    groups = list_groups(survey.frame, survey.respondents, by)
    table = _count(survey.answers, asked, groups, by)
    staff = staff_of_groups(survey.frame, groups, by)
    partly = list_partly_asked(survey.questions)
    table["staff"] = table["group"].map(staff).mask(table["question_id"].isin(partly))
    return table.astype({"staff": "Int64"})


def _count(
    answers: pd.DataFrame, asked: list[Question], groups: list[str], by: str | None
) -> pd.DataFrame:
    """One row per question, group and choice: `n` and `base`, zeros included."""
    group_of = find_places(answers[by] if by else answers["state"], groups)
    question_of = find_places(answers["question_id"], [q.question_id for q in asked])
    given_of = find_places(answers["state"], list(GIVEN)) >= 0
    choice_of, names = factorise(answers["choice"])
    person_of, people = factorise(answers["respondent_id"])
    offered = _offered(asked, _seen(question_of, choice_of, given_of, len(asked), names))
    place = _place_pairs(offered, names)
    n = np.zeros((sum(map(len, offered)), len(groups)), dtype=np.int64)
    # Of each question and person the group; a person with several ticks counts once in the base.
    seen = np.full((len(asked), len(people)), UNSEEN, dtype=np.int32)
    for start in range(0, len(answers), BLOCK):
        rows = slice(start, start + BLOCK)
        given = given_of[rows] & (question_of[rows] >= 0)
        question, group = question_of[rows][given], group_of[rows][given]
        seen[question, person_of[rows][given]] = group
        pair = place[question, choice_of[rows][given]]
        n[:, 0] += np.bincount(pair[pair >= 0], minlength=len(n))
        counted = (pair >= 0) & (group > 0)
        cells = np.bincount(pair[counted] * len(groups) + group[counted], minlength=n.size)
        n += cells.reshape(n.shape)
    return _lay_out(asked, groups, offered, n, _bases(seen, len(groups)))


def _seen(
    question: np.ndarray, choice: np.ndarray, given: np.ndarray, n_asked: int, names: np.ndarray
) -> list[list[str]]:
    """Of each question the choices that somebody gave, numbers by size."""
    found = np.zeros((n_asked, len(names)), dtype=bool)
    kept = given & (question >= 0)
    found[question[kept], choice[kept]] = True
    out = []
    for row in found:
        values = [name for name in names[row] if name != ""]
        numbers = pd.to_numeric(pd.Series(values, dtype="str"), errors="coerce")
        order = pd.DataFrame({"number": numbers.to_numpy(), "value": values})
        out.append(order.sort_values(["number", "value"])["value"].tolist())
    return out


def _offered(asked: list[Question], seen: list[list[str]]) -> list[list[str]]:
    """The choices of each question: those it lists, else those that were given."""
    return [list(q.choices) or given for q, given in zip(asked, seen, strict=True)]


def _place_pairs(offered: list[list[str]], names: np.ndarray) -> np.ndarray:
    """Number the pairs of question and choice; -1 for a choice that the question lacks."""
    at = {name: place for place, name in enumerate(names)}
    pairs = np.full((len(offered), max(len(names), 1)), -1, dtype=np.int64)
    number = 0
    for question, choices in enumerate(offered):
        for choice in choices:
            if choice in at:
                pairs[question, at[choice]] = number
            number += 1
    return pairs


def _bases(seen: np.ndarray, n_groups: int) -> np.ndarray:
    bases = np.zeros((len(seen), n_groups), dtype=np.int64)
    for question, groups in enumerate(seen):
        bases[question] = np.bincount(groups[groups > 0], minlength=n_groups)
        bases[question, 0] = (groups != UNSEEN).sum()
    return bases


def _lay_out(
    asked: list[Question],
    groups: list[str],
    offered: list[list[str]],
    n: np.ndarray,
    base: np.ndarray,
) -> pd.DataFrame:
    sizes = np.array([len(choices) for choices in offered], dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    question = np.repeat(np.arange(len(asked)), sizes * len(groups))
    within = np.arange(len(question)) - np.repeat(starts * len(groups), sizes * len(groups))
    group, choice = within // sizes[question], within % sizes[question]
    pair = starts[question] + choice
    ids = np.array([q.question_id for q in asked], dtype=object)
    labels = np.array([label for choices in offered for label in choices], dtype=object)
    return pd.DataFrame(
        {
            "question_id": pd.array(ids[question], dtype="str"),
            "group": pd.array(np.array(groups, dtype=object)[group], dtype="str"),
            "choice": pd.array(labels[pair], dtype="str"),
            "n": pd.array(n[pair, group], dtype="Int64"),
            "base": pd.array(base[question, group], dtype="Int64"),
        }
    )
