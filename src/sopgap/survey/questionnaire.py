"""Read the questions of a survey: what was asked, of whom, and what could be chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, check_rows, guess, quoted, read_rows
from sopgap.tables import QUESTIONS, RESPONDENTS

RESERVED = tuple(column.name for column in RESPONDENTS.columns)
# Conditions are joined by &, which a choice may hold too ("R&D"): one begins where = follows.
JOINT = re.compile(r"&(?=[^&=]*=)")

Condition = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    """One question, its cells parsed.

    Attributes
    ----------
    question_id, kind : str
    choices : tuple of str
        What could be chosen, in order; empty where the questionnaire does not list them.
    dont_know : frozenset of str
        Those choices that mean "don't know".
    asked_if : tuple of (str, tuple of str)
        Conditions that had all to be met, each a question and choices of which one had to be
        given; empty: asked of everybody.
    """

    question_id: str
    kind: str
    choices: tuple[str, ...] = ()
    dont_know: frozenset[str] = frozenset()
    asked_if: tuple[Condition, ...] = ()


def read_questions(path: Path, problems: Problems) -> pd.DataFrame:
    """Read questions.csv and hold it against its rules.

    Choices may not repeat, `dont_know` names choices, `asked_if` names a closed question that
    stands earlier and one or several of its choices (`q3=Yes|Often`), further ones behind `&`, and
    no question bears the name of a respondent's column.

    Parameters
    ----------
    path : Path
    problems : Problems
        Where the sentences go; nothing is raised.

    Returns
    -------
    table `questions`; without rows where the file cannot be used
    """
    what = path.name
    try:
        rows = read_rows(path)
    except InputError as error:
        problems.gather(error)
        return QUESTIONS.empty()
    known = len(problems.sentences)
    rows = check_rows(rows, QUESTIONS, what=what, problems=problems)
    if rows.empty and len(problems.sentences) == known:
        problems.add(f"{what}: holds no question; give one row a question")
    asked = parse_questions(rows)
    for place, (row, question) in enumerate(zip(rows.index, asked, strict=True)):
        for sentence in _wrong(question, asked[:place], str(rows.loc[row, "asked_if"])):
            problems.add(f"{what}, row {row}, {sentence}")
    return rows.reset_index(drop=True)


def parse_questions(questions: pd.DataFrame) -> list[Question]:
    """Return the rows of table `questions` with their lists taken apart, in the order asked.

    Examples
    --------
    >>> table = pd.DataFrame({"question_id": ["q1"], "kind": ["single"], "choices": ["Yes|No"],
    ...                       "dont_know": [""], "asked_if": [""]})
    >>> parse_questions(table)[0].choices
    ('Yes', 'No')
    >>> parse_questions(table.assign(asked_if="q3=Yes|Often & q2=R&D"))[0].asked_if
    (('q3', ('Yes', 'Often')), ('q2', ('R&D',)))
    """
    columns = ["question_id", "kind", "choices", "dont_know", "asked_if"]
    return [
        Question(name, kind, _cut(choices), frozenset(_cut(dont_know)), _conditions(asked_if))
        for name, kind, choices, dont_know, asked_if in questions[columns].itertuples(index=False)
    ]


def list_partly_asked(questions: pd.DataFrame) -> set[str]:
    """Return the ids of the questions that were put to some people only.

    Examples
    --------
    >>> table = pd.DataFrame({"question_id": ["q1", "q2"], "kind": "single", "choices": "Yes|No",
    ...                       "dont_know": "", "asked_if": ["", "q1=Yes"]})
    >>> list_partly_asked(table)
    {'q2'}
    """
    return {question.question_id for question in parse_questions(questions) if question.asked_if}


def refuse_pairs(
    questions: pd.DataFrame, pairs: Iterable[tuple[tuple[str, str], tuple[str, str]]]
) -> list[str]:
    """Return a sentence for each pair of answers that cannot be compared with each other.

    Where one question is put only to those who gave certain answers to the other, or to a question
    that hangs on it, all who answered both gave these answers: their share is then what the
    questionnaire made it, and McNemar's test of the pair means nothing.

    Parameters
    ----------
    questions : table `questions`
    pairs : iterable of ((question_id, choice), (question_id, choice))

    Examples
    --------
    >>> table = pd.DataFrame({"question_id": ["q1", "q2", "q3"], "kind": "single",
    ...     "choices": "Yes|No", "dont_know": "", "asked_if": ["", "q1=Yes", "q2=Yes"]})
    >>> pairs = [(("q1", "Yes"), ("q3", "No"))]
    >>> refuse_pairs(table, pairs)
    ["q1=Yes and q3=No: 'q3' is put only to some, by their answers to 'q1'; compare questions that
    were put to the same people"]
    >>> refuse_pairs(table.assign(asked_if=""), pairs)
    []
    """
    hangs_on: dict[str, set[str]] = {}
    for question in parse_questions(questions):  # a condition stands before what hangs on it
        names = {name for name, _ in question.asked_if}
        hangs_on[question.question_id] = names.union(*(hangs_on.get(n, ()) for n in names))
    return [
        f"{'='.join(first)} and {'='.join(second)}: {quoted(one)} is put only to some, by their"
        f" answers to {quoted(other)}; compare questions that were put to the same people"
        for first, second in pairs
        for one, other in ((first[0], second[0]), (second[0], first[0]))
        if other in hangs_on.get(one, ())
    ]


def _cut(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _conditions(cell: str) -> tuple[Condition, ...]:
    """Take `asked_if` apart; nothing where a part is not like q3=Yes."""
    if not cell:
        return ()
    parts = [part.partition("=") for part in JOINT.split(cell)]
    conditions = tuple((name.strip(), _cut(choices)) for name, _, choices in parts)
    return conditions if all(name and choices for name, choices in conditions) else ()


def _wrong(question: Question, earlier: list[Question], asked_if: str) -> Iterable[str]:
    if question.question_id in RESERVED:
        yield (
            f"column question_id: {quoted(question.question_id)} names a column of every"
            " respondent; give the question another id"
        )
    for choice in sorted({c for c in question.choices if question.choices.count(c) > 1}):
        yield f"column choices: {quoted(choice)} stands there twice"
    if question.choices:
        for choice in sorted(question.dont_know - set(question.choices)):
            near = guess(choice, question.choices)
            yield f"column dont_know: {quoted(choice)} is not one of its choices{near}"
    if asked_if:
        yield from _wrong_condition(question, earlier, asked_if)


def _wrong_condition(question: Question, earlier: list[Question], asked_if: str) -> Iterable[str]:
    if not question.asked_if:
        yield f"column asked_if: {quoted(asked_if)} is not like q3=Yes"
        return
    before = {q.question_id: q for q in earlier if q.kind != "open"}
    for name, choices in question.asked_if:
        if name not in before:
            near = guess(name, before)
            yield (
                f"column asked_if: {quoted(name)} is not a closed question that stands"
                f" earlier{near}"
            )
            continue
        for choice in choices if before[name].choices else ():
            if choice not in before[name].choices:
                near = guess(choice, before[name].choices)
                yield (
                    f"column asked_if: {quoted(choice)} is not one of the choices of {name}{near}"
                )
