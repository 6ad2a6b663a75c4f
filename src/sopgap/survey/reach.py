"""Say of every question how far the respondents came with it, and where they broke off."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sopgap.survey.answers import Survey
from sopgap.survey.questionnaire import parse_questions
from sopgap.survey.states import ANSWERED, DONT_KNOW
from sopgap.tables import REACH, find_places
from sopgap.vocabulary import ANSWER_STATES

NO_ROW = -1


def reach(survey: Survey) -> pd.DataFrame:
    """Count the five states of every question, and those whose last answer it was.

    Who answered nothing at all is no respondent and counts nowhere here: the five states of a
    question add up to the people who answered anything. A multi-select that was seen and left
    unticked is answered. Of several ticks one that means something makes an answer: only who
    ticked nothing but "don't know" did not know. For all Centers together only.

    Parameters
    ----------
    survey : Survey
        Its `questions`, `respondents`, `answers` and `open_states` are read. Where nothing is
        known of who answered an open question, as in a survey put together by hand, it has no row.

    Returns
    -------
    table `reach`, in the order asked; `stopped` counts people who answered something and did not
    finish, and adds up to them

    Examples
    --------
    >>> from sopgap import read_survey
    >>> table = reach(read_survey("surveys/oig-22-34"))
    >>> int(table.loc[3, "answered":"not_asked"].sum())
    544
    >>> int(table["stopped"].sum())
    135
    """
    ids = [q.question_id for q in parse_questions(survey.questions)]
    people = survey.respondents
    states = lay_states(survey, ids)
    given = np.isin(states, (ANSWERED, DONT_KNOW))
    answered = given.any(axis=1)
    last = len(ids) - 1 - given[:, ::-1].argmax(axis=1) if len(ids) else answered.astype(int)
    stopped = last[answered & ~people["complete"].to_numpy(dtype=bool)]
    rows = []
    for place, name in enumerate(ids):
        own = states[answered, place]
        if len(own) == 0 or (own != NO_ROW).any():
            # The states stand in the order of the columns.
            counts = [int((own == state).sum()) for state in range(len(ANSWER_STATES))]
            rows.append([name, *counts, int((stopped == place).sum())])
    return REACH.check(pd.DataFrame(rows, columns=[c.name for c in REACH.columns]))


def lay_states(survey: Survey, question_ids: list[str]) -> np.ndarray:
    """Return the state of each respondent (rows) at each question (columns), ticks taken together.

    Parameters
    ----------
    survey : Survey
    question_ids : list of str

    Returns
    -------
    array of int
        Places in ANSWER_STATES; -1 where nothing is known.
    """
    states = np.full((len(survey.respondents), len(question_ids)), NO_ROW, dtype=np.int8)
    for table in (survey.answers, survey.open_states):
        person = find_places(table["respondent_id"], survey.respondents["respondent_id"].tolist())
        question = find_places(table["question_id"], question_ids)
        state = find_places(table["state"], list(ANSWER_STATES))
        known = (person >= 0) & (question >= 0)
        # An answer is laid last: beside another tick, "don't know" does not count.
        for rows in (known & (state != ANSWERED), known & (state == ANSWERED)):
            states[person[rows], question[rows]] = state[rows]
    return states
