"""Read a plain table, CSV or workbook: one header row, one row a respondent, nothing else known."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sopgap.sources import Problems
from sopgap.survey.exports.export import Export, Field
from sopgap.survey.exports.marks import hint, recognise
from sopgap.survey.exports.sheets import Sheet, read_sheet
from sopgap.survey.exports.wordings import clean_wording
from sopgap.survey.exports.words import any_of, fold, private

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
USES = ("complete", "date", "weight", "respondent_id")


def read_csv(path: Path, *, definition: Path | None = None, problems: Problems) -> Export:
    """Read a CSV with one header row; columns that may identify a person are dropped."""
    del definition  # a plain table has none
    return _read_table(read_sheet(path), "csv", problems)


def read_xlsx(path: Path, *, definition: Path | None = None, problems: Problems) -> Export:
    """Read the first worksheet of a workbook with one header row."""
    from sopgap.survey.exports.workbooks import read_workbook  # openpyxl only where needed

    del definition
    return _read_table(read_workbook(path), "xlsx", problems)


def unique_names(headers: list[str]) -> list[str]:
    """Return headers without repeats: the second `Why?` is `Why?.2`; a blank one is its place.

    Examples
    --------
    >>> unique_names(["Why?", "", "Why?"])
    ['Why?', 'column 2', 'Why?.2']
    """
    seen: set[str] = set()
    names = []
    for place, header in enumerate(headers, 1):
        base = name = clean_wording(header) or f"column {place}"
        n = 1
        while name in seen:
            n += 1
            name = f"{base}.{n}"
        seen.add(name)
        names.append(name)
    return names


def _refuse_a_platforms(sheet: Sheet, problems: Problems) -> None:
    """Refuse an export whose further header rows would be read as respondents."""
    headers = [str(cell) for cell in sheet.cells.iloc[0]]
    platform = recognise(headers)
    below = [str(cell).strip() for cell in sheet.cells.iloc[1]] if len(sheet.cells) > 1 else [""]
    second = {
        "qualtrics": "response id" in map(fold, below) or '"ImportId"' in below[0],
        "surveymonkey": not below[0],
    }
    if second.get(platform):
        problems.add(
            f"{sheet.name}, row {sheet.cells.index[1]}: is a second row of headers{hint(headers)}"
        )


def _check_headers(sheet: Sheet, problems: Problems) -> None:
    """Refuse a title above the headers, and headers over several rows or columns."""
    cells = sheet.cells
    filled = [at for at in cells if (cells[at] != "").any()]
    headed = [at for at in filled if clean_wording(str(cells.iloc[0][at]))]
    row = cells.index[0]
    if 2 * len(headed) < len(filled):
        problems.add(
            f"{sheet.name}, row {row}: headers stand over {len(headed)} of {len(filled)} columns;"
            " delete the rows above the row of headers, or name the columns"
        )
    joined = [
        r for r in sheet.merged if any(end.lstrip(LETTERS) == str(row) for end in r.split(":"))
    ]
    if joined:
        problems.add(
            f"{sheet.name}, row {row}: the header cells {', '.join(joined[:5])} are merged; unmerge"
            " them and give each column one header, in one row"
        )


def _read_table(sheet: Sheet, platform: str, problems: Problems) -> Export:
    _refuse_a_platforms(sheet, problems)
    _check_headers(sheet, problems)
    problems.raise_if_any()
    cells = sheet.cells
    names = unique_names([str(c) for c in cells.iloc[0]])
    rows = cells.iloc[1:]
    notes = list(sheet.notes)
    blank = (rows == "").all(axis=1)
    if blank.any():
        notes.append(f"{int(blank.sum())} rows without any cell filled were passed over")
        rows = rows[~blank]
    fields = []
    for place, name in enumerate(names):
        values = rows.iloc[:, place]
        header = clean_wording(str(cells.iloc[0, place]))
        if not header and (values == "").all():
            continue  # the column behind a last separator
        use = next((u for u in USES if fold(header) in any_of(u)), "question")
        reason = private(header)
        if not header and values.is_unique:
            reason = "running number, without a name"
        if use == "complete" and not _says_finished(values):
            use = "question"
        if reason:
            use = "dropped"
        elif use == "respondent_id":
            reason = "id of the platform"
        fields.append(Field(name, header or name, values, use=use, reason=reason))
    return Export(platform, tuple(fields), notes=tuple(notes))


def _says_finished(values: pd.Series) -> bool:
    return {fold(str(v)) for v in pd.unique(values)} <= any_of("yes") | any_of("no") | {""}
