"""Read a survey folder: questions, frame and responses in, five tables out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, check_rows, guess, quoted, read_rows
from sopgap.survey.comments import has_content, part
from sopgap.survey.groups import ALL
from sopgap.survey.questionnaire import Question, parse_questions, read_questions
from sopgap.survey.states import code_answers, find_given
from sopgap.survey.writers import Writers
from sopgap.tables import ANSWERS, DATE, FRAME, QUESTIONS, RESPONDENTS, factorise
from sopgap.text import normalise


@dataclass(frozen=True)
class Survey:
    """The tables of one survey.

    Attributes
    ----------
    questions : table `questions`
    frame : table `frame`; without rows where no list of staff is known
    respondents : table `respondents`; its further columns say whether any question, closed or
        open, was `answered`, and whether a comment with content was left (`commented`)
    answers : table `answers`; closed questions; its columns hold categories
    comments : table `comments`; open questions, parted from the respondents
    open_states : columns of table `answers`; of the open questions, who answered, skipped or never
        saw them. For counting in memory: written beside the comments it would undo their parting
    writers : Writers
        Who wrote which comment, for counting people in memory: it can be neither printed nor
        written. None in a survey put together by hand.
    """

    questions: pd.DataFrame
    frame: pd.DataFrame
    respondents: pd.DataFrame
    answers: pd.DataFrame
    comments: pd.DataFrame
    open_states: pd.DataFrame = field(default_factory=ANSWERS.empty)
    writers: Writers | None = field(default=None, repr=False, compare=False)


def read_survey(
    folder: str | Path,
    *,
    centers: pd.DataFrame | Iterable[str] | None = None,
    roster: Iterable[str] = (),
) -> Survey:
    r"""Read a survey folder and check all of it at once.

    A blank cell is `not-asked` where the question's `asked_if` is not met, `skipped` where the
    respondent answered a later question or completed the survey, else `not-reached`. An answer
    that is there counts, also where `asked_if` is not met: it was seen. Comments are counted by
    person before they are parted from who wrote them.

    Parameters
    ----------
    folder : str or Path
        Holds questions.csv, responses.csv and, where the staff is known, frame.csv. Columns of
        responses.csv that are no question are left alone.
    centers : table `centers` or iterable of str, optional
        The study's Centers; others are an error.
    roster : iterable of str
        Names of staff, as `read_roster` returns them: taken out of the comments, and not kept.

    Returns
    -------
    Survey

    Raises
    ------
    InputError
        All problems of the three files, each with row and column: columns absent, repeated
        respondents, answers outside their choices, unknown Centers, dates that are none, weights
        that some have and others lack, more respondents at a Center and position than the frame
        holds.

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
    answers, open_states = code_answers(responses, asked, "responses.csv", problems)
    problems.raise_if_any()
    open_ones = [q.question_id for q in asked if q.kind == "open"]
    comments, row = part(responses, open_ones, roster=roster)
    commented = np.zeros(len(responses), dtype=bool)
    commented[row[has_content(comments["text"].astype("object")).to_numpy()]] = True
    return Survey(
        questions=QUESTIONS.check(questions),
        frame=FRAME.check(frame),
        respondents=_respondents(responses, asked, commented),
        answers=ANSWERS.check(answers),
        comments=comments,
        open_states=ANSWERS.check(open_states),
        writers=Writers(comments, row, responses["position"]),
    )


def _respondents(
    responses: pd.DataFrame, asked: list[Question], commented: np.ndarray
) -> pd.DataFrame:
    people = responses[[c.name for c in RESPONDENTS.columns]].assign(
        complete=responses["complete"].str.lower() == "yes",
        answered=find_given(responses, asked).any(axis=1),
        commented=commented,
    )
    return RESPONDENTS.check(people)


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
    _check_days(people["date"], path.name, problems)
    _check_weights(people["weight"], path.name, problems)
    open_ones = {q.question_id for q in asked if q.kind == "open"}
    cells = {name: _cells(rows, name, is_open=name in open_ones) for name in names}
    return pd.DataFrame({**people, **cells}, index=rows.index, copy=False)


def _cells(rows: pd.DataFrame, name: str, *, is_open: bool) -> pd.Series:
    """One question's stripped cells: text where it is open, else categories."""
    if name not in rows:
        return pd.Series("", index=rows.index, dtype="str" if is_open else "category")
    codes, values = factorise(rows[name])
    stripped = [value.strip() for value in values]
    if is_open:
        # What holds only invisible characters says nothing, and leaves no comment.
        said = [v if v.isascii() or normalise(v) else "" for v in stripped]
        return pd.Series(np.array(said, dtype=object)[codes], index=rows.index, dtype="str")
    place, names = pd.factorize(np.array(stripped, dtype=object))
    cells = pd.Categorical.from_codes(place[codes], categories=pd.Index(names, dtype="str"))
    return pd.Series(cells, index=rows.index)


def _check_days(dates: pd.Series, what: str, problems: Problems) -> None:
    codes, values = factorise(dates)
    bad = np.array([not _is_day(value) for value in values], dtype=bool)
    for place in np.flatnonzero(bad[codes]) if bad.any() else ():
        problems.add(
            f"{what}, row {dates.index[place]}, column date: {quoted(dates.iloc[place])} is no day"
            " of the calendar"
        )


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return re.fullmatch(DATE, value) is None  # the contract has named other shapes
    return True


def _check_weights(weights: pd.Series, what: str, problems: Problems) -> None:
    blank = (weights == "").to_numpy()
    if blank.any() and not blank.all():
        problems.add(
            f"{what}, row {weights.index[blank.argmax()]}, column weight: is blank in"
            f" {int(blank.sum())} of {len(blank)} rows; give every respondent a weight, or none"
        )


def _codes(centers: pd.DataFrame | Iterable[str] | None) -> list[str] | None:
    if centers is None:
        return None
    return list(centers["center"] if isinstance(centers, pd.DataFrame) else centers)


def _check_centers(
    responses: pd.DataFrame, frame: pd.DataFrame, known: list[str] | None, problems: Problems
) -> None:
    allowed = set(known or ())
    for what, rows in (("responses.csv", responses), ("frame.csv", frame)):
        counts = rows["center"].value_counts()
        first = rows.loc[~rows["center"].duplicated(), "center"]
        for row, center in first[first != ""].items():
            where = f"{what}, row {row}, column center: {quoted(center)}"
            if center == ALL:
                problems.add(f"{where} means all Centers in our tables; give it another code")
            elif known is not None and center not in allowed:
                also = f" (in {counts[center]} rows)" if counts[center] > 1 else ""
                problems.add(
                    f"{where} is not one of the {len(known)} Centers{guess(center, known)}{also}"
                )
        named_all = rows.index[rows["position"] == ALL]
        if len(named_all):
            problems.add(
                f"{what}, row {named_all[0]}, column position: {quoted(ALL)} means all positions"
                " in our tables; give it another name"
            )


def _check_frame(responses: pd.DataFrame, frame: pd.DataFrame, problems: Problems) -> None:
    """A count over its frame would be a share over 100 percent, and says that a file is wrong."""
    people = responses[["center", "position"]]
    placed = people[(people["center"] != "") & (people["position"] != "")]
    staff_of = frame.set_index(["center", "position"])["staff"].to_dict()
    cells = placed.assign(row=placed.index).groupby(["center", "position"], sort=False)["row"]
    positions = set(frame["position"])
    for key, row, n in cells.agg(["first", "size"]).itertuples():
        center, position = key
        where = f"Center {quoted(center)}, position {quoted(position)}"
        if key not in staff_of:
            near = guess(position, positions - {position})
            problems.add(
                f"responses.csv, row {row}, column position: frame.csv has no staff at"
                f" {where}{near}"
            )
        elif n > staff_of[key]:
            problems.add(
                f"responses.csv: {n} respondents at {where}, where frame.csv holds"
                f" {staff_of[key]} staff: a count over its frame"
            )
    staff = frame.groupby("center")["staff"].sum().to_dict()
    totals = responses["center"].value_counts().to_dict()
    for center, n in responses.loc[responses["position"] == "", "center"].value_counts().items():
        if totals[center] > staff.get(center, 0):
            problems.add(
                f"responses.csv: {totals[center]} respondents at Center {quoted(center)} ({n}"
                f" without position), where frame.csv holds {staff.get(center, 0)} staff: a count"
                " over its frame"
            )
