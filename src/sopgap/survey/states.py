"""Say of every closed question what each respondent chose, or why nothing was chosen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sopgap.sources import Problems, guess, quoted
from sopgap.survey.questionnaire import Question
from sopgap.text import normalise
from sopgap.vocabulary import ANSWER_STATES

NOTHING_TICKED = "none"  # a multi-select that was seen and left unticked (see the survey folder)
SHOWN = 20  # different wrong values of one column that are named
ANSWERED, DONT_KNOW, SKIPPED, NOT_REACHED, NOT_ASKED = range(len(ANSWER_STATES))


def code_answers(
    responses: pd.DataFrame, asked: list[Question], what: str, problems: Problems
) -> pd.DataFrame:
    """Return one row for each respondent and closed question; for a multi-select one a tick.

    Work goes by the different values of a column, never by cell: surveys may be large.

    Parameters
    ----------
    responses : DataFrame
        `respondent_id`, `center`, `position`, `complete` and one text column a question; the
        index counts the rows of the file.
    asked : list of Question
        All questions, open ones too, in the order asked.
    what : str
        The file's name in messages.
    problems : Problems
        Takes the answers that are none of their choices.

    Returns
    -------
    DataFrame
        Rows of table `answers`, by respondent and then in the order asked.
    """
    given = np.column_stack(
        [np.zeros(len(responses), dtype=bool), *((responses[q.question_id] != "") for q in asked)]
    )[:, 1:]
    complete = (responses["complete"].str.lower() == "yes").to_numpy()
    # Something from this question on was answered: a blank here was passed over, not left off.
    on = np.logical_or.accumulate(given[:, ::-1], axis=1)[:, ::-1] | complete[:, None]
    picked: dict[str, pd.DataFrame] = {}
    unreached: dict[str, np.ndarray] = {}
    parts = []
    for place, question in enumerate(asked):
        if question.kind == "open":
            continue
        blank = np.where(on[:, place], SKIPPED, NOT_REACHED)
        if question.asked_if and question.asked_if[0] in picked:
            name, choice = question.asked_if
            condition = picked[name]
            met = condition.loc[condition["choice"] == choice, "respondent"]
            unmet = ~np.isin(np.arange(len(responses)), met)
            # Who broke off before the condition was put could not meet it: that is not reached.
            blank[unmet & ~unreached[name]] = NOT_ASKED
        rows = _code_column(responses[question.question_id], question, blank, what, problems)
        picked[question.question_id] = rows
        unreached[question.question_id] = ~given[:, place] & (blank == NOT_REACHED)
        parts.append(rows.assign(question_id=question.question_id))
    return _named(parts, responses)


def _code_column(
    cells: pd.Series, question: Question, blank: np.ndarray, what: str, problems: Problems
) -> pd.DataFrame:
    """One question: `respondent` (place in the file), `choice` and the number of the state."""
    codes, values = pd.factorize(cells)
    read = [_read_cell(value, question) for value in values]
    _note_wrong(cells, codes, list(values), read, question, what, problems)
    choices = [[c for c, known in ticks if known] or [""] for ticks in read]
    width = np.array([len(c) for c in choices], dtype=int)
    start = np.cumsum(width) - width
    flat = np.array([c for ticks in choices for c in ticks], dtype=object)
    repeats = width[codes] if len(codes) else width[:0]
    respondent = np.repeat(np.arange(len(codes)), repeats)
    within = np.arange(len(respondent)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    choice = flat[start[codes[respondent]] + within] if len(respondent) else flat[:0]
    state = np.where((cells == "").to_numpy()[respondent], blank[respondent], ANSWERED)
    state[np.isin(choice, list(question.dont_know)) & (state == ANSWERED)] = DONT_KNOW
    return pd.DataFrame({"respondent": respondent, "choice": choice, "state": state})


def _read_cell(value: str, question: Question) -> list[tuple[str, bool]]:
    """The choices that a cell names, each with whether it is one; nothing for a blank."""
    # An export may write another apostrophe or space than the questionnaire.
    known = {normalise(choice): choice for choice in question.choices}
    if value == "":
        return []
    if question.kind != "multi":
        parts = [value]
    elif value.casefold() == NOTHING_TICKED and value not in known:
        return []
    else:
        parts = list(dict.fromkeys(part.strip() for part in value.split("|") if part.strip()))
    if not known:
        return [(part, True) for part in parts]
    return list(dict.fromkeys((known.get(normalise(p), p), normalise(p) in known) for p in parts))


def _note_wrong(
    cells: pd.Series,
    codes: np.ndarray,
    values: list[str],
    read: list[list[tuple[str, bool]]],
    question: Question,
    what: str,
    problems: Problems,
) -> None:
    wrong = [(i, [c for c, known in ticks if not known]) for i, ticks in enumerate(read)]
    wrong = [(i, bad) for i, bad in wrong if bad]
    for i, bad in wrong[:SHOWN]:
        rows = cells.index[codes == i]
        also = f" (so in {len(rows)} rows)" if len(rows) > 1 else ""
        for choice in bad:
            problems.add(
                f"{what}, row {rows[0]}, column {question.question_id}: {quoted(choice)} is not"
                f" one of its choices{guess(choice, question.choices)}{also}"
            )
    if len(wrong) > SHOWN:
        problems.add(
            f"{what}, column {question.question_id}: {len(wrong) - SHOWN} further values are none"
            " of its choices; leave choices blank in questions.csv to allow any"
        )


def _named(parts: list[pd.DataFrame], responses: pd.DataFrame) -> pd.DataFrame:
    columns = ["respondent_id", "question_id", "choice", "state", "center", "position"]
    if not parts:
        return pd.DataFrame(columns=columns, dtype="str")
    rows = pd.concat(parts, ignore_index=True).sort_values("respondent", kind="stable")
    people = responses[["respondent_id", "center", "position"]].iloc[rows["respondent"]]
    states = np.array(ANSWER_STATES, dtype=object)[rows["state"].to_numpy(dtype=int)]
    return pd.DataFrame(
        {
            **{name: people[name].to_numpy() for name in people},
            "question_id": rows["question_id"].to_numpy(),
            "choice": rows["choice"].to_numpy(),
            "state": states,
        }
    )[columns]
