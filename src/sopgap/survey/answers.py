"""Read a survey folder: questions, frame and responses in, five tables out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, check_rows, guess, quoted, read_rows
from sopgap.survey.comments import part_comments
from sopgap.survey.groups import ALL
from sopgap.survey.questionnaire import Question, parse_questions, read_questions
from sopgap.survey.states import code_answers
from sopgap.tables import ANSWERS, FRAME, QUESTIONS, RESPONDENTS


@dataclass(frozen=True)
class Survey:
    """The tables of one survey.

    Attributes
    ----------
    questions : table `questions`
    frame : table `frame`; without rows where no list of staff is known
    respondents : table `respondents`; its further column `answered` says whether any question,
        closed or open, was answered
    answers : table `answers`; closed questions
    comments : table `comments`; open questions, parted from the respondents
    """

    questions: pd.DataFrame
    frame: pd.DataFrame
    respondents: pd.DataFrame
    answers: pd.DataFrame
    comments: pd.DataFrame


def read_survey(
    folder: str | Path, *, centers: pd.DataFrame | Iterable[str] | None = None
) -> Survey:
    r"""Read a survey folder and check all of it at once.

    A blank cell is `not-asked` where the question's `asked_if` is not met, `skipped` where the
    respondent answered a later question or completed the survey, else `not-reached`. An answer
    that is there counts, also where `asked_if` is not met: it was seen.

    Parameters
    ----------
    folder : str or Path
        Holds questions.csv, responses.csv and, where the staff is known, frame.csv. Columns of
        responses.csv that are no question are left alone.
    centers : table `centers` or iterable of str, optional
        The study's Centers; others are an error.

    Returns
    -------
    Survey

    Raises
    ------
    InputError
        All problems of the three files, each with row and column: columns absent, repeated
        respondents, answers outside their choices, unknown Centers, more respondents at a Center
        and position than the frame holds.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "questions.csv").write_text(
    ...     "question_id,wording,kind,choices\nq1,Procedures?,single,Yes|No\nq2,Why?,open,\n")
    >>> _ = (folder / "responses.csv").write_text(
    ...     "respondent_id,center,position,complete,q1,q2\nr1,a,,yes,No,Nobody wrote any\n"
    ...     "r2,a,,no,,\n")
    >>> survey = read_survey(folder)
    >>> survey.answers[["respondent_id", "choice", "state"]].values.tolist()
    [['r1', 'No', 'answered'], ['r2', '', 'not-reached']]
    >>> survey.comments.text.tolist()
    ['Nobody wrote any']
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; a survey folder holds questions.csv")
    problems = Problems()
    questions = read_questions(folder / "questions.csv", problems)
    asked = parse_questions(questions)
    frame = _read_frame(folder / "frame.csv", problems)
    responses = _read_responses(folder / "responses.csv", asked, problems)
    _check_centers(responses, frame, _codes(centers), problems)
    if not frame.empty:
        _check_frame(responses, frame, problems)
    answers = code_answers(responses, asked, "responses.csv", problems)
    problems.raise_if_any()
    return _tables(questions, asked, frame, responses, answers)


def _tables(
    questions: pd.DataFrame,
    asked: list[Question],
    frame: pd.DataFrame,
    responses: pd.DataFrame,
    answers: pd.DataFrame,
) -> Survey:
    given = (responses[[q.question_id for q in asked]] != "").any(axis=1)
    respondents = responses[[c.name for c in RESPONDENTS.columns]]
    respondents = respondents.assign(
        complete=respondents["complete"].str.lower() == "yes", answered=given
    )
    return Survey(
        questions=QUESTIONS.check(questions),
        frame=FRAME.check(frame),
        respondents=RESPONDENTS.check(respondents),
        answers=ANSWERS.check(answers),
        comments=part_comments(responses, [q.question_id for q in asked if q.kind == "open"]),
    )


def _read_frame(path: Path, problems: Problems) -> pd.DataFrame:
    if not path.exists():
        return FRAME.empty()
    try:
        rows = read_rows(path)
    except InputError as error:
        problems.gather(error)
        return FRAME.empty()
    rows = check_rows(rows, FRAME, what=path.name, problems=problems)
    usable = rows["staff"].str.fullmatch(r"\d{1,12}") & ~rows.duplicated(list(FRAME.key))
    return rows[usable].assign(staff=lambda kept: kept["staff"].astype("int64"))


def _read_responses(path: Path, asked: list[Question], problems: Problems) -> pd.DataFrame:
    """The columns of respondents and questions as text; what is absent is noted and blank."""
    about = [c.name for c in RESPONDENTS.columns]
    names = list(dict.fromkeys(q.question_id for q in asked if q.question_id not in about))
    try:
        rows = read_rows(path)
    except InputError as error:
        problems.gather(error)
        return pd.DataFrame(columns=[*about, *names], dtype="str")
    others = rows.drop(columns=[name for name in names if name in rows])
    people = check_rows(others, RESPONDENTS, what=path.name, problems=problems)
    people = people.reindex(index=rows.index, columns=about, fill_value="")
    for name in names:
        if name not in rows:
            problems.add(
                f"{path.name}: column {name} is absent, which questions.csv lists"
                f"{guess(name, set(others) - set(about))}"
            )
    strange = ~people["complete"].str.lower().isin(["yes", "no", ""])
    for row, value in people.loc[strange, "complete"].items():
        problems.add(f"{path.name}, row {row}, column complete: {quoted(value)} is not yes or no")
    cells = {name: rows[name].str.strip() if name in rows else "" for name in names}
    return pd.DataFrame({**people, **cells}, index=rows.index)


def _codes(centers: pd.DataFrame | Iterable[str] | None) -> list[str] | None:
    if centers is None:
        return None
    return list(centers["center"] if isinstance(centers, pd.DataFrame) else centers)


def _check_centers(
    responses: pd.DataFrame, frame: pd.DataFrame, known: list[str] | None, problems: Problems
) -> None:
    for what, rows in (("responses.csv", responses), ("frame.csv", frame)):
        first = rows.loc[~rows["center"].duplicated(), "center"]
        for row, center in first[first != ""].items():
            where = f"{what}, row {row}, column center: {quoted(center)}"
            if center == ALL:
                problems.add(f"{where} means all Centers in our tables; give it another code")
            elif known is not None and center not in known:
                n = int((rows["center"] == center).sum())
                also = f" (in {n} rows)" if n > 1 else ""
                problems.add(
                    f"{where} is not one of the {len(known)} Centers{guess(center, known)}{also}"
                )


def _check_frame(responses: pd.DataFrame, frame: pd.DataFrame, problems: Problems) -> None:
    """A count over its frame would be a share over 100 percent, and says that a file is wrong."""
    placed = responses[(responses["center"] != "") & (responses["position"] != "")]
    cells = frame.set_index(["center", "position"])["staff"]
    for (center, position), rows in placed.groupby(["center", "position"], sort=False):
        where = f"Center {quoted(center)}, position {quoted(position)}"
        if (center, position) not in cells.index:
            near = guess(position, set(frame["position"]) - {position})
            problems.add(
                f"responses.csv, row {rows.index[0]}, column position: frame.csv has no staff at"
                f" {where}{near}"
            )
        elif len(rows) > cells[center, position]:
            problems.add(
                f"responses.csv: {len(rows)} respondents at {where}, where frame.csv holds"
                f" {cells[center, position]} staff: a count over its frame"
            )
    staff = frame.groupby("center")["staff"].sum()
    for center, n in responses.loc[responses["position"] == "", "center"].value_counts().items():
        total = int((responses["center"] == center).sum())
        if total > staff.get(center, 0):
            problems.add(
                f"responses.csv: {total} respondents at Center {quoted(center)} ({n} without"
                f" position), where frame.csv holds {staff.get(center, 0)} staff: a count over"
                " its frame"
            )
