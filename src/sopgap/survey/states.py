"""Say of every question what each respondent chose or left, and why where nothing is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sopgap.sources import Problems, guess, quoted
from sopgap.survey.questionnaire import Question
from sopgap.tables import factorise
from sopgap.text import normalise
from sopgap.vocabulary import ANSWER_STATES

PLACES = ("center", "position")
NOTHING_TICKED = "none"  # a multi-select that was seen and left unticked (see the survey folder)
SHOWN = 20  # different wrong values of one column that are named
ANSWERED, DONT_KNOW, SKIPPED, NOT_REACHED, NOT_ASKED = range(len(ANSWER_STATES))
GIVEN = ("answered", "dont-know")  # the states that make the base of a question


class Coded(NamedTuple):
    """One question: for each respondent some ticks, in the order of the file.

    Attributes
    ----------
    width : array of int
        Rows of each respondent: one, or as many as ticks.
    choices : list of str
        The different choices, blank first.
    choice, state : array of int
        Of each row, the place in `choices` and in ANSWER_STATES.
    unreached : array of bool
        Whether the respondent had broken off before.
    """

    width: np.ndarray
    choices: list[str]
    choice: np.ndarray
    state: np.ndarray
    unreached: np.ndarray


def keep_given(answers: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of table `answers` in which somebody answered, or did not know.

    Examples
    --------
    >>> keep_given(pd.DataFrame({"state": ["answered", "skipped", "dont-know"]})).index.tolist()
    [0, 2]
    """
    return answers[answers["state"].isin(GIVEN)]


def find_given(responses: pd.DataFrame, asked: list[Question]) -> np.ndarray:
    """Tell for each respondent and question, open ones too, whether the cell is filled.

    Examples
    --------
    >>> rows = pd.DataFrame({"q1": ["Yes", ""], "q2": ["", ""]})
    >>> find_given(rows, [Question("q1", "single"), Question("q2", "open")]).tolist()
    [[True, False], [False, False]]
    """
    given = np.zeros((len(responses), len(asked)), dtype=bool)
    for place, question in enumerate(asked):
        codes, values = factorise(responses[question.question_id])
        given[:, place] = (values != "")[codes] if len(values) else False
    return given


def code_answers(
    responses: pd.DataFrame, asked: list[Question], what: str, problems: Problems
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row for each respondent and question; for a multi-select one a tick.

    Work goes by the different values of a column, never by cell: surveys may be large.

    Parameters
    ----------
    responses : DataFrame
        `respondent_id`, `center`, `position`, `complete` and one column a question, as text or
        categories; the index counts the rows of the file.
    asked : list of Question
        All questions, open ones too, in the order asked.
    what : str
        The file's name in messages.
    problems : Problems
        Takes the answers that are none of their choices.

    Returns
    -------
    tuple of two DataFrames
        Rows of table `answers` for the closed questions, and for the open ones the same without
        the text. By respondent and then in the order asked; every column holds categories, in
        alphabetical order, so that they sort as their text does.
    """
    given = find_given(responses, asked)
    complete = (responses["complete"].str.lower() == "yes").to_numpy()
    # Something from this question on was answered: a blank here was passed over, not left off.
    on = np.logical_or.accumulate(given[:, ::-1], axis=1)[:, ::-1] | complete[:, None]
    coded: dict[str, Coded] = {}
    for place, question in enumerate(asked):
        name = question.question_id
        blank = np.where(on[:, place], SKIPPED, NOT_REACHED).astype(np.int8)
        blank[_not_asked(question, coded, len(responses))] = NOT_ASKED
        if question.kind == "open":
            coded[name] = _code_open(given[:, place], blank)
        else:
            coded[name] = _code_column(responses[name], question, blank, what, problems)
    open_ones = {q.question_id for q in asked if q.kind == "open"}
    closed = {name: of for name, of in coded.items() if name not in open_ones}
    opened = {name: of for name, of in coded.items() if name in open_ones}
    people = {name: _sorted_codes(responses[name]) for name in ("respondent_id", *PLACES)}
    return _named(closed, people, len(responses)), _named(opened, people, len(responses))


def _not_asked(question: Question, coded: dict[str, Coded], n: int) -> np.ndarray:
    """Tell to whom the question was not put: one of its conditions was put, and not met."""
    out = np.zeros(n, dtype=bool)
    for name, choices in question.asked_if:
        if name in coded:
            condition = coded[name]
            wanted = np.array([choice in choices for choice in condition.choices])
            rows = np.repeat(np.arange(n), condition.width)
            met = np.zeros(n, dtype=bool)
            met[rows[wanted[condition.choice]]] = True
            # Who broke off before the condition was put could not meet it: that is not reached.
            out |= ~met & ~condition.unreached
    return out


def _code_column(
    cells: pd.Series, question: Question, blank: np.ndarray, what: str, problems: Problems
) -> Coded:
    codes, values = factorise(cells)
    # An export may write another apostrophe or space than the questionnaire.
    known = {normalise(choice): choice for choice in question.choices}
    read = [_read_cell(value, question, known) for value in values]
    _note_wrong(cells, codes, read, question, what, problems)
    ticked = [[c for c, is_known in ticks if is_known] or [""] for ticks in read]
    choices = list(dict.fromkeys(["", *(c for ticks in ticked for c in ticks)]))
    place_of = {choice: place for place, choice in enumerate(choices)}
    # The ticks of each different value lie behind one another in `flat`.
    flat = np.array([place_of[c] for ticks in ticked for c in ticks], dtype=np.int32)
    width_of = np.array([len(ticks) for ticks in ticked], dtype=np.int32)
    start_of = np.cumsum(width_of) - width_of
    width = width_of[codes] if len(codes) else width_of[:0]
    choice = flat[np.repeat(start_of[codes] if len(codes) else width, width) + _within(width)]
    is_blank = (values == "")[codes] if len(codes) else np.zeros(0, dtype=bool)
    state = np.repeat(np.where(is_blank, blank, np.int8(ANSWERED)), width)
    unsure = np.array([c in question.dont_know for c in choices])
    state[unsure[choice] & (state == ANSWERED)] = DONT_KNOW
    return Coded(width, choices, choice, state, is_blank & (blank == NOT_REACHED))


def _code_open(given: np.ndarray, blank: np.ndarray) -> Coded:
    ones = np.ones(len(given), dtype=np.int32)
    state = np.where(given, np.int8(ANSWERED), blank)
    return Coded(ones, [""], ones - 1, state, ~given & (blank == NOT_REACHED))


def _within(width: np.ndarray) -> np.ndarray:
    """Count the rows of each respondent from 0."""
    ends = np.cumsum(width)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - width, width)


def _read_cell(value: str, question: Question, known: dict[str, str]) -> list[tuple[str, bool]]:
    """The choices that a cell names, each with whether it is one; nothing for a blank."""
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


def _named(
    coded: dict[str, Coded], people: dict[str, tuple[np.ndarray, list[str]]], n: int
) -> pd.DataFrame:
    """Lay the questions' rows respondent by respondent, each column as codes of its values."""
    total = sum((c.width for c in coded.values()), start=np.zeros(n, dtype=np.int64))
    at = np.cumsum(total) - total  # where the next row of each respondent goes
    size = int(total.sum())
    labels = sorted({choice for c in coded.values() for choice in c.choices})
    names = sorted(coded)
    where = {label: place for place, label in enumerate(labels)}
    choice, state = np.empty(size, dtype=_small(labels)), np.empty(size, dtype=np.int8)
    question = np.empty(size, dtype=_small(names))
    for name, c in coded.items():
        rows = np.repeat(at, c.width) + _within(c.width)
        choice[rows] = np.array([where[label] for label in c.choices], dtype=choice.dtype)[c.choice]
        state[rows] = c.state
        question[rows] = names.index(name)
        at += c.width
    states = sorted(ANSWER_STATES)
    state = np.array([states.index(s) for s in ANSWER_STATES], dtype=np.int8)[state]
    person = np.repeat(np.arange(n, dtype=np.int32), total)
    columns = {
        "respondent_id": (people["respondent_id"][0][person], people["respondent_id"][1]),
        "question_id": (question, names),
        "choice": (choice, labels),
        "state": (state, states),
        **{name: (people[name][0][person], people[name][1]) for name in PLACES},
    }
    return pd.DataFrame({name: _category(*column) for name, column in columns.items()}, copy=False)


def _small(values: Sequence[str]) -> type[np.signedinteger]:
    """The smallest integers that number these values."""
    return next(t for t in (np.int8, np.int16, np.int32) if len(values) <= np.iinfo(t).max)


def _sorted_codes(cells: pd.Series) -> tuple[np.ndarray, list[str]]:
    codes, values = pd.factorize(cells, sort=True)
    return codes.astype(_small(values)), list(values)


def _category(codes: np.ndarray, values: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(values, dtype="str"))
