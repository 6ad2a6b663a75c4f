"""Read an export of Google Forms (CSV) or Microsoft Forms (XLSX): one header row, its wordings."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sources import Problems
from sopgap.survey.exports.export import Export, Field
from sopgap.survey.exports.marks import hint, recognise
from sopgap.survey.exports.plain import unique_names
from sopgap.survey.exports.rows import share_choices
from sopgap.survey.exports.sheets import Sheet, read_sheet
from sopgap.survey.exports.wordings import clean_wording
from sopgap.survey.exports.words import columns_of, fold, private

WORKBOOKS = (".xlsx", ".xlsm")
# Microsoft writes two columns beside each question of a quiz: "Points - Why?".
QUIZ = re.compile(
    r"^(?:Points|Feedback|Punkte|Punkte Feedback|Puntos|Comentarios|Commentaires) - "
    r"|^(?:Points|Punkte) [–-] "
)
# Google writes two behind it: "Why? [Score]", "Why? [Feedback]".
SCORE = re.compile(
    r"(?P<question>.*) \[(?:Score|Feedback|Punktzahl|Note|Commentaires|Puntuación|Comentarios)\]",
    re.DOTALL,
)
ROW = re.compile(r"(?P<question>.*\S)\s*\[[^\[\]]+\]", re.DOTALL)  # "How clear? [the memo]"


def read_forms(path: Path, *, definition: Path | None = None, problems: Problems) -> Export:
    """Read the responses of a form. Google: `Timestamp` first; Microsoft: `ID`, `Start time`, ...

    Google joins the boxes that were ticked by ", ", Microsoft by ";" with one at the end. Both keep
    a response only when it was sent: everybody finished. Rows of a grid ("Question [row]") stay
    questions of their own.

    Raises
    ------
    InputError
        It is no export of either.
    """
    del definition, problems
    if path.suffix.lower() in WORKBOOKS:
        from sopgap.survey.exports.workbooks import read_workbook  # openpyxl only where needed

        sheet = read_workbook(path)
    else:
        sheet = read_sheet(path)
    headers = [str(h) for h in sheet.cells.iloc[0]]
    known = columns_of("forms")
    microsoft = recognise(headers) == "forms" and fold(headers[0]) == "id"
    microsoft = microsoft or (fold(headers[0]) == "id" and len(headers) > 4 and _starts(headers))
    google = known.get(fold(headers[0]), ("", ""))[0] == "date"
    if not (google or microsoft):
        raise InputError(
            f"{sheet.name}, row 1: is no export of Google Forms (Timestamp) or Microsoft Forms (ID,"
            f" Start time, ...){hint(headers)}; any table: sopgap import csv"
        )
    fields = _fields(sheet, headers, own=5 if microsoft else 2)
    fields = [_ticked(f) if microsoft else f for f in fields]
    grids = [list(group) for _, group in groupby(fields, key=_question_of)]
    fields = [f for group in grids for f in (share_choices(group) if len(group) > 1 else group)]
    return Export("forms", tuple(fields), notes=sheet.notes)


def _starts(headers: list[str]) -> bool:
    known = columns_of("forms")
    return sum(known.get(fold(h), ("question",))[0] in ("date", "dropped") for h in headers) >= 2


def _fields(sheet: Sheet, headers: list[str], *, own: int) -> list[Field]:
    """Return a field a column; only the first columns, and the last, may be the platform's own."""
    known = columns_of("forms")
    rows = sheet.cells.iloc[1:]
    rows = rows[~(rows == "").all(axis=1)]
    fields = []
    wordings = [clean_wording(header) for header in headers]
    for place, name in enumerate(unique_names(headers)):
        wording = wordings[place]
        values = rows.iloc[:, place]
        use, reason = known.get(fold(wording), ("question", ""))
        at_the_edge = place <= own or place == len(headers) - 1
        if use != "question" and not (at_the_edge or use == "dropped"):
            use, reason = "question", ""
        graded = SCORE.fullmatch(wording)
        if QUIZ.match(wording) or (graded and graded["question"] in wordings[:place]):
            use, reason = "dropped", "score of a quiz"
        if use == "question" and (reason := private(wording)):
            use = "dropped"
        fields.append(Field(name, wording or name, values, use=use, reason=reason))
    return fields


def _question_of(field: Field) -> str:
    row = ROW.fullmatch(field.wording)
    return row["question"] if row and field.use == "question" else field.name


def _ticked(field: Field) -> Field:
    """Microsoft ends each tick with a semicolon, which says that a question is a multi-select."""
    filled = field.values[field.values != ""].str.rstrip()
    if field.use != "question" or filled.empty or not filled.str.endswith(";").all():
        return field
    cut = field.values.str.strip().str.replace("|", "/", regex=False)
    cut = cut.str.rstrip(";").str.replace(r"\s*;\s*", "|", regex=True)
    return replace(field, kind="multi", values=cut)
