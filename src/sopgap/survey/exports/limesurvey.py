"""Read what LimeSurvey writes: its CSV of responses, and the survey structure if there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, quoted
from sopgap.survey.exports.export import Export, Field
from sopgap.survey.exports.limesurvey_answers import group_fields, is_coded, plain_cells
from sopgap.survey.exports.limesurvey_headers import Column, read_columns
from sopgap.survey.exports.lss import Definition, Item, read_lss, single_condition
from sopgap.survey.exports.plain import unique_names
from sopgap.survey.exports.sheets import read_sheet
from sopgap.survey.exports.stamps import day_of_answer
from sopgap.survey.exports.wordings import clean_wording

NO_DAY = "1980-01-01"  # what LimeSurvey writes as submitdate where the survey keeps no dates
CONTRADICTED = 0.1  # share of answers against a condition from which it is not believed
STAMPS = {"submitted": "time of submission", "last": "time of the last action",
          "started": "time of start"}  # fmt: skip


def read_limesurvey(path: Path, *, definition: Path | None = None, problems: Problems) -> Export:
    r"""Read LimeSurvey's CSV of responses: answer codes or full answers, any of its headings.

    Complete is who has a submitdate; the date is the day of submission, or else of the last
    action. Cells that say "not shown" are blank. A multi-select is one field: `none` where it was
    seen (the export writes No) and nothing ticked, blank where nothing tells that it was seen.

    Parameters
    ----------
    path : Path
    definition : Path, optional
        The survey structure (.lss): kinds, choices, wordings and conditions. Without it they are
        taken from the headings and the answers, as far as these say.
    problems : Problems
        Not used for doubts: those are notes of the export.

    Returns
    -------
    Export

    Raises
    ------
    InputError
        The file is damaged, empty, or not LimeSurvey's; or the structure is not one.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "results-survey123.csv"
    >>> _ = path.write_text(
    ...     '"id","submitdate","q1","q2[can]","q2[rod]"\n'
    ...     '"1","2017-03-01 10:00:00","Yes","Yes","No"\n"2","","No","No","No"\n')
    >>> for field in read_limesurvey(path, problems=Problems()).fields:
    ...     print(field.name, field.use, field.values.tolist())
    id respondent_id ['1', '2']
    submitdate complete ['yes', 'no']
    submitdate (day) date ['2017-03-01', '']
    q1 question ['Yes', 'No']
    q2 question ['can', 'none']
    """
    sheet = read_sheet(path)
    structure = _structure(definition, sheet.cells) if definition else None
    columns, n_rows = read_columns(sheet.cells, sheet.name, structure)
    cells = plain_cells(sheet.cells.iloc[n_rows:])
    blank = (cells == "").all(axis=1)
    if blank.all():
        raise InputError(f"{sheet.name}: holds headings, but no response; export it anew")
    notes = list(sheet.notes)
    fields = [*_about(columns, cells, notes), *_questions(columns, cells, structure, notes)]
    names = unique_names([field.name for field in fields])
    fields = [replace(field, name=name) for field, name in zip(fields, names, strict=True)]
    if structure:
        fields = _with_conditions(fields, columns, structure, notes)
    aside = pd.Series("", index=cells.index, dtype="str").mask(blank, "blank row")
    return Export("limesurvey", tuple(fields), aside, tuple(notes))


def _structure(path: Path, cells: pd.DataFrame) -> Definition:
    """The structure in that of its languages in which most of the headings are."""
    structure = read_lss(path)
    header = " ".join(clean_wording(str(cell)) for cell in cells.iloc[0])
    others = [read_lss(path, language=other) for other in structure.languages[1:]]
    return max([structure, *others], key=lambda d: _n_worded(d, header))


def _n_worded(structure: Definition, header: str) -> int:
    return sum(bool(i.wording) and i.wording in header for i in structure.items.values())


def _about(columns: Sequence[Column], cells: pd.DataFrame, notes: list[str]) -> list[Field]:
    """Fields of the columns that are no question: id, completeness, day; the rest is dropped."""
    fields: list[Field] = []
    stamps: dict[str, pd.Series] = {}
    for column in (c for c in columns if c.use != "question"):
        values = cells[column.at]
        name = column.code or f"column {column.at + 1}"
        made = Field(name, column.wording or name, values, use="dropped", reason=column.reason)
        if column.use == "submitted":
            done = pd.Series("no", index=cells.index, dtype="str").mask(values != "", "yes")
            made = replace(made, values=done, use="complete")
        elif column.use == "respondent_id":
            made = replace(made, use="respondent_id")
        elif column.use in STAMPS:
            made = replace(made, reason=STAMPS[column.use])
        if column.use in STAMPS:
            stamps[column.use] = values.mask(values.str.startswith(NO_DAY), "")
        fields.append(made)
    if stamps:
        day, doubt = day_of_answer([stamps[use] for use in STAMPS if use in stamps])
        if doubt:
            notes.append(f"day of the answer: {doubt}")
        at = next(
            i for i, f in enumerate(fields) if f.use == "complete" or f.reason in STAMPS.values()
        )
        name = f"{fields[at].name} (day)"
        fields.insert(at + 1, Field(name, "day of the answer", day, use="date"))
    if not any(field.use == "complete" for field in fields):
        notes.append("no column submitdate: the export does not say who completed the survey")
    return fields


def _questions(
    columns: Sequence[Column], cells: pd.DataFrame, structure: Definition | None, notes: list[str]
) -> list[Field]:
    items = structure.items if structure else {}
    asked = [column for column in columns if column.use == "question"]
    coded = is_coded(asked, cells, items)
    if coded:
        notes.append("the export holds answer codes; the structure gave their labels")
    absent = [code for code in items if code not in {column.code for column in asked}]
    if absent:
        notes.append(f"of the structure not in the export: {', '.join(absent)}")
    unknown = [c.code for c in asked if structure and c.code not in items]
    if unknown:
        notes.append(f"not in the structure: {', '.join(dict.fromkeys(unknown))}")
    fields: list[Field] = []
    told: dict[str, list[str]] = {}
    for code, group in groupby(asked, key=lambda column: column.code):
        fields += group_fields(list(group), cells, items.get(code), coded, told)
    notes += [f"{', '.join(codes)}: {said}" for said, codes in told.items()]
    return fields


def _with_conditions(
    fields: Sequence[Field], columns: Sequence[Column], structure: Definition, notes: list[str]
) -> list[Field]:
    """Fields with `asked_if` where the structure has one simple condition that the answers keep."""
    of_code = {c.code for c in columns if c.use == "question"}
    told: list[str] = []
    made: list[Field] = []
    for field in fields:
        code = field.name.split("[")[0].split(" (")[0]
        item = structure.items.get(code) if field.use == "question" else None
        if not item or not item.condition or code not in of_code:
            made.append(field)
            continue
        asked_if, why = _condition(field, item, made, structure)
        if why and code not in told:
            told.append(code)
            notes.append(f"{code}: its condition {quoted(item.condition)} {why}")
        made.append(replace(field, asked_if=asked_if))
    return made


def _condition(
    field: Field, item: Item, earlier: Sequence[Field], structure: Definition
) -> tuple[str, str]:
    """Return `asked_if`, or "" and why the condition could not be kept."""
    single = single_condition(item.condition, structure)
    if not single:
        return "", "is more than one comparison with an answer; it is not kept"
    code, part, answer = single
    target, choice = _target(code, part, answer, earlier, structure)
    if target is None or "=" in target.name:
        return "", "asks for a question that does not stand earlier in the export; it is not kept"
    if target.kind == "open" or (target.choices and choice not in target.choices):
        return "", "asks for an answer that its question does not offer here; it is not kept"
    met = target.values.str.split("|").map(lambda ticks: choice in ticks)
    given = field.values != ""
    against = int((given & ~met & (field.values != "none")).sum())
    if against > CONTRADICTED * given.sum():
        return "", f"is contradicted by {against} of {int(given.sum())} answers; it is not kept"
    return f"{target.name}={choice}", ""


def _target(
    code: str, part: str, answer: str, earlier: Sequence[Field], structure: Definition
) -> tuple[Field | None, str]:
    item = structure.items[code]
    by_name: Mapping[str, Field] = {field.name: field for field in earlier}
    labels = item.answers[0] if item.answers else {}
    if part and code in by_name and by_name[code].kind == "multi":
        return by_name[code], item.parts.get(part, part) if answer == "Y" else ""
    name = f"{code}[{part}]" if part else code
    return by_name.get(name), labels.get(answer, answer)
