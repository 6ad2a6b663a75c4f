"""Read an export of SurveyMonkey: a row of questions, and a row of their choices beneath."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems
from sopgap.survey.exports.export import Export, Field
from sopgap.survey.exports.kinds import joined_by
from sopgap.survey.exports.marks import hint
from sopgap.survey.exports.rows import share_choices
from sopgap.survey.exports.sheets import Sheet, read_sheet
from sopgap.survey.exports.ticks import join_ticks
from sopgap.survey.exports.wordings import clean_cells, clean_choice, clean_wording
from sopgap.survey.exports.words import any_of, columns_of, fold, private

# What the second row says of a column that is a question by itself.
WHOLE = ("response", "antwort", "réponse", "respuesta", "resposta", "risposta", "reactie")
OPEN = ("open-ended response", "beantwortung mit freitext", "réponse ouverte", "respuesta abierta",
        "open antwoord", "risposta aperta", "resposta aberta", "open-ended")  # fmt: skip
OTHER = ("please specify", "bitte angeben", "veuillez préciser", "especifique", "specificare",
         "graag toelichten", "please explain")  # fmt: skip
FEWEST = 5  # answers, below which one tick each may be chance


def read_surveymonkey(path: Path, *, definition: Path | None = None, problems: Problems) -> Export:
    """Read the file "All individual responses", with two header rows, as CSV or XLSX.

    A multi-select is one column a choice, whose cells repeat the choice or its number; where nobody
    ticked two, it is a single choice ("expanded" columns). The rows of a matrix are one column
    each, whose cells differ; "Other (please specify)" is an open question of its own.

    Raises
    ------
    InputError
        It is no export of SurveyMonkey, or the second header row is missing.
    """
    del definition, problems
    if path.suffix.lower() == ".xlsx":
        from sopgap.survey.exports.workbooks import read_workbook  # openpyxl only where needed

        sheet = read_workbook(path)
    else:
        sheet = read_sheet(path)
    first, second, rows = _headers(sheet)
    known = columns_of("surveymonkey")
    fields: list[Field] = []
    notes: list[str] = []
    n, place = 0, 0
    while place < len(first):
        own = known.get(fold(first[place]))
        if own is not None and n == 0:
            use, reason = own
            values = rows.iloc[:, place]
            fields.append(Field(first[place], first[place], values, use=use, reason=reason))
            place += 1
            continue
        last = place + 1
        while last < len(first) and not first[last]:
            last += 1
        n += 1
        question = [(second[i], rows.iloc[:, i].str.strip()) for i in range(place, last)]
        fields += _question(f"q{n}", first[place], question, notes)
        place = last
    aside = _aside(fields, rows.index)
    return Export("surveymonkey", tuple(fields), aside, (*sheet.notes, *notes))


def _aside(fields: list[Field], index: pd.Index) -> pd.Series:
    aside = pd.Series("", index=index, dtype="str")
    for field in fields:
        if field.use == "complete":
            folded = field.values.map({v: fold(str(v)) for v in pd.unique(field.values)})
            aside = aside.mask(folded.isin(any_of("disqualified")), "disqualified")
    return aside


def _headers(sheet: Sheet) -> tuple[list[str], list[str], pd.DataFrame]:
    cells = sheet.cells
    first = [clean_wording(str(c)) for c in cells.iloc[0]]
    known = columns_of("surveymonkey")
    if known.get(fold(first[0]), ("",))[0] != "respondent_id":
        raise InputError(
            f"{sheet.name}, row 1: is no export of SurveyMonkey (its first column is Respondent ID)"
            f"{hint(first)}"
        )
    second = [clean_wording(str(c)) for c in cells.iloc[1]] if len(cells) > 1 else []
    if not second or second[0]:  # a respondent's id: the row of choices is not there
        raise InputError(
            f"{sheet.name}, row 2: the row with the choices (Response, Open-Ended Response) is"
            " missing; export it anew, unedited"
        )
    rows = cells.iloc[2:]
    return first, second, rows[~(rows == "").all(axis=1)]


def _question(
    name: str, text: str, columns: list[tuple[str, pd.Series]], notes: list[str]
) -> list[Field]:
    """Return the fields of one question, of one column or several."""
    if reason := private(text):
        return [
            Field(f"{name}.{i}", text, values, use="dropped", reason=reason)
            for i, (_, values) in enumerate(columns, 1)
        ]
    if len(columns) == 1:
        label, values = columns[0]
        return [Field(name, text, values, kind=_whole_kind(label, values))]
    typed = [(label, v) for label, v in columns if _is_other(label, v)]
    plain = [(label, v) for label, v in columns if not _is_other(label, v)]
    fields: list[Field] = []
    if len(plain) == 1 and fold(plain[0][0]) in WHOLE:
        fields.append(Field(name, text, plain[0][1], kind=_whole_kind(*plain[0])))
    elif plain and (all(_repeats(label, v) for label, v in plain) or _are_numbered(plain)):
        fields.append(_choices(name, text, plain, bool(typed), notes))
    else:
        fields += _rows(name, text, plain)
        if len(plain) > 1:
            notes.append(f"{name}: taken as the rows of a matrix: {len(plain)} questions")
    for place, (label, values) in enumerate(typed, 1):
        more = f".{place}" if len(typed) > 1 else ""
        fields.append(Field(f"{name}.other{more}", f"{text} - {label}", values, kind="open"))
    return fields


def _whole_kind(label: str, values: pd.Series) -> str:
    """Return the kind of a question in one column; "condensed" ticks stand in one cell."""
    if fold(label) in OPEN:
        return "open"
    joined = joined_by(values[values != ""].value_counts(sort=False))
    return "single" if fold(label) in WHOLE and not joined else ""


def _choices(
    name: str, text: str, plain: list[tuple[str, pd.Series]], other: bool, notes: list[str]
) -> Field:
    """Put the columns of the choices together; one tick each, throughout, is a single choice."""
    labels = [clean_choice(label) for label, _ in plain]
    ticks = [(label, v != "") for label, (_, v) in zip(labels, plain, strict=True)]
    values = join_ticks(ticks)
    n = pd.concat([ticked for _, ticked in ticks], axis=1).sum(axis=1)
    if len(plain) == 1 and not other:
        return Field(name, text, values, "single", tuple(labels))
    alone = len(plain) > 1 and int((n > 0).sum()) >= FEWEST and not (n > 1).any()
    if alone:
        notes.append(f"{name}: nobody ticked more than one, so it is taken as a single choice")
    return Field(name, text, values, "single" if alone else "multi", tuple(labels))


def _rows(name: str, text: str, plain: list[tuple[str, pd.Series]]) -> list[Field]:
    """Return a field a row of a matrix; "Name", "Email Address" of contact data are dropped."""
    fields = []
    for place, (label, values) in enumerate(plain, 1):
        wording = f"{text} - {label}" if label else text
        reason = private(label)
        use = "dropped" if reason else "question"
        fields.append(Field(f"{name}.{place}", wording, values, use=use, reason=reason))
    return share_choices(fields)


def _are_numbered(plain: list[tuple[str, pd.Series]]) -> bool:
    """Tell the export of numeric values: each column holds the number of its choice alone."""
    held = [set(pd.unique(v)) - {""} for _, v in plain]
    codes = [next(iter(h)) for h in held if len(h) == 1]
    if len(plain) < 2 or any(len(h) > 1 for h in held) or len(set(codes)) < 2:
        return False
    return all(c.isdecimal() for c in codes) and codes == sorted(set(codes), key=int)


def _is_other(label: str, values: pd.Series) -> bool:
    return any(mark in fold(label) for mark in OTHER) and not _repeats(label, values)


def _repeats(label: str, values: pd.Series) -> bool:
    """Tell whether a column's cells say nothing but its own choice: it is one tick."""
    seen = {v for v in pd.unique(clean_cells(values, clean_choice)) if v}
    return seen <= {clean_choice(label)}
