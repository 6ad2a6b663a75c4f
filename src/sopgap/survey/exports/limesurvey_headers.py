"""Tell the columns of a LimeSurvey export by any of its headings: question code, part, wording."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.exports.lss import SGQA, Definition
from sopgap.survey.exports.wordings import clean_wording
from sopgap.survey.exports.words import private
from sopgap.text import data_rows

# Codes as LimeSurvey writes them: q1, q1[SQ001], q1[SQ001][1]; q1_SQ001 or 12X3X45SQ001 elsewhere.
CODED = re.compile(r"(?P<code>[A-Za-z]\w*)(?P<parts>(?:\[\w*\])*)")
BOTH = re.compile(CODED.pattern + r"(?:\.\s?|\s*[:–-]\s+)(?P<text>.*)", re.DOTALL)
MARKS = ("submitdate", "lastpage", "startlanguage")  # what no other platform writes
HEADERS = 3  # rows of headings that a file has at most


@dataclass(frozen=True)
class Column:
    """One column of the file.

    Attributes
    ----------
    at : int
        Its place in the file.
    code : str
        Of the question; its wording where the header holds no codes.
    part, text : str
        Code and text of the row, choice or "other" that it holds, "" where it is the whole.
    scale : str
        "1" or "2" in an array of two scales.
    wording : str
        The question's; "" where the header holds only codes.
    use, reason : str
        From the list of columns that are no questions; "question" for the others.
    """

    at: int
    code: str
    part: str = ""
    text: str = ""
    scale: str = ""
    wording: str = ""
    use: str = "question"
    reason: str = ""


def read_columns(
    cells: pd.DataFrame, name: str, definition: Definition | None
) -> tuple[list[Column], int]:
    """Return the columns of an export and how many rows its headings take.

    Parameters
    ----------
    cells : DataFrame of str
        All rows of the file.
    name : str
        The file's, for messages.
    definition : Definition, optional

    Raises
    ------
    InputError
        Nothing in the headings is LimeSurvey's.
    """
    rows = [[clean_wording(str(c)) for c in row] for row in cells.iloc[:HEADERS].to_numpy()]
    first = rows[0]
    below = next((i for i, row in enumerate(rows[1:], 1) if _is_machine_row(row)), 0)
    if below:  # texts, then codes
        coded = [_coded(at, code, first[at], definition) for at, code in enumerate(rows[below])]
        columns, known_by = coded, "code"
    elif _all_match(CODED, first):
        columns = [_coded(at, cell, "", definition) for at, cell in enumerate(first)]
        known_by = "code"
    elif _all_match(BOTH, first):
        columns = [_both(at, cell, definition) for at, cell in enumerate(first)]
        known_by = "code"
    else:
        columns, known_by = _texts(first, definition), "text"
    columns = [_with_use(column, known_by) for column in columns]
    if not _is_limesurvey(columns, first, known_by, definition):
        raise InputError(
            f"{name}: has none of the columns by which LimeSurvey's exports are known (submitdate,"
            " lastpage, startlanguage, or codes like q1[SQ001]); is it another platform's export?"
        )
    return columns, below + 1


def _all_match(pattern: re.Pattern[str], row: list[str]) -> bool:
    given = [cell for cell in row if cell]
    return bool(given) and all(pattern.fullmatch(cell) or SGQA.fullmatch(cell) for cell in given)


def _is_machine_row(row: list[str]) -> bool:
    named = {cell.casefold() for cell in row}
    return _all_match(CODED, row) and bool(named & {*MARKS, "id"} or any(map(SGQA.fullmatch, row)))


def _coded(at: int, cell: str, text: str, definition: Definition | None) -> Column:
    found = CODED.fullmatch(cell)
    code, brackets = (found["code"], found["parts"]) if found else (cell, "")
    parts = re.findall(r"\[(\w*)\]", brackets)
    if not parts and definition:
        code, part = definition.place(code)
        parts = [part] if part else []
    elif not parts and (number := SGQA.fullmatch(code)):
        code, parts = number[1], [number[2]] if number[2] else []
    elif not parts and "_" in code and not _listed(code, "code"):
        code, part = code.split("_", 1)
        parts = [part]
    wording, option = _tail(text, len(parts))
    return _column(at, code, parts, wording, option)


def _both(at: int, cell: str, definition: Definition | None) -> Column:
    found = BOTH.fullmatch(cell)
    if not found:
        return Column(at, "")
    return _coded(at, found["code"] + found["parts"], found["text"], definition)


def _column(at: int, code: str, parts: list[str], wording: str, option: str) -> Column:
    if len(parts) > 1:
        return Column(at, code, parts[0], option, parts[-1], wording)
    return Column(at, code, parts[0] if parts else "", option, "", wording)


def _tail(text: str, n: int) -> tuple[str, str]:
    """Take the text in brackets off the end, where the code says that there is a part.

    Examples
    --------
    >>> _tail("Which tools? [Can]", 1)
    ('Which tools?', 'Can')
    >>> _tail("[How content are you with [your work]]", 1)
    ('', 'How content are you with [your work]')
    """
    options: list[str] = []
    while len(options) < n and text.endswith("]"):
        depth = 0
        for at in range(len(text) - 1, -1, -1):
            depth += (text[at] == "]") - (text[at] == "[")
            if depth == 0:
                break
        if depth:
            break
        options.insert(0, text[at + 1 : -1].strip())
        text = text[:at].strip()
    return text, " / ".join(option for option in options if option)


def _texts(row: list[str], definition: Definition | None) -> list[Column]:
    """Columns of a header of texts: neighbours with one question before brackets are its parts."""
    cut = [_tail(cell, 1) for cell in row]
    codes = {item.wording: item.code for item in definition.items.values()} if definition else {}
    columns = []
    for at, cell in enumerate(row):
        question, option = cut[at]
        near = [cut[i][0] for i in (at - 1, at + 1) if 0 <= i < len(row)]
        whole = [row[i] for i in (at - 1, at + 1) if 0 <= i < len(row)]
        if option and (question in near or question in whole or question in codes):
            code = codes.get(question, question)
            part = _part(option, definition, code)
            columns.append(Column(at, code, part, option, "", question))
        else:
            columns.append(Column(at, codes.get(cell, cell), wording=cell))
    return columns


def _part(option: str, definition: Definition | None, code: str) -> str:
    item = definition.items.get(code) if definition else None
    by_text = {text: part for part, text in item.parts.items()} if item else {}
    return by_text.get(option, "other" if item and item.other and by_text else option)


def _with_use(column: Column, known_by: str) -> Column:
    if column.part:
        return column
    if not column.code:
        return Column(column.at, "", use="dropped", reason="column without a name")
    found = _listed(column.code, known_by)
    if not found and known_by == "code" and column.wording == "" and column.code.isdigit():
        return column
    reason = private(column.code) or private(column.wording)
    if not found and reason:
        found = "dropped", reason
    if not found:
        return column
    return Column(column.at, column.code, wording=column.wording, use=found[0], reason=found[1])


def _listed(header: str, known_by: str) -> tuple[str, str] | None:
    small = header.casefold()
    for known, (by, use, reason) in _not_questions().items():
        whole = known.removesuffix("*")
        if by == known_by and (small == known or (whole != known and small.startswith(whole))):
            return use, reason
    return None


def _is_limesurvey(
    columns: list[Column], first: list[str], known_by: str, definition: Definition | None
) -> bool:
    if known_by == "text":
        if any(map(_marks_text, columns)):
            return True
        known = sum(c.code in definition.items for c in columns) if definition else 0
        return 2 * known > len(columns)
    named = {column.code.casefold() for column in columns}
    bracketed = any("[" in cell and "]" in cell for cell in first) and known_by == "code"
    numbered = any(SGQA.fullmatch(cell) for cell in first)
    known = len(named & {c.casefold() for c in definition.items}) if definition else 0
    return bool(named & set(MARKS)) or bracketed or numbered or 2 * known > len(named)


def _marks_text(column: Column) -> bool:
    """Tell whether a column is one that only LimeSurvey writes: others have a day of submission."""
    return column.use == "last" or column.reason in ("last page seen", "seed of the random order")


@cache
def _not_questions() -> dict[str, tuple[str, str, str]]:
    rows = data_rows("limesurvey_columns.csv")
    return {row["column"]: (row["known_by"], row["use"], row["reason"]) for row in rows}
