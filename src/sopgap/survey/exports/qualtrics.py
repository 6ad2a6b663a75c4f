"""Read an export of Qualtrics: two or three header rows, and its definition (.qsf) where given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, quoted
from sopgap.survey.exports.centers import EMBEDDED
from sopgap.survey.exports.export import Export, Field
from sopgap.survey.exports.marks import hint
from sopgap.survey.exports.plain import unique_names
from sopgap.survey.exports.qsf import Asked, read_qsf
from sopgap.survey.exports.qualtrics_questions import Column, question_fields, without_unanswered
from sopgap.survey.exports.sheets import Sheet, read_sheet
from sopgap.survey.exports.wordings import clean_wording
from sopgap.survey.exports.words import any_of, columns_of, fold

# {"ImportId":"QID1"} in new exports; a single-quoted Python dict in those of 2016 and 2017.
IMPORT_ID = re.compile(r"""^\{.*?["']ImportId["']\s*:\s*["']([^"']*)["']""")
QUESTION_ID = re.compile(r"^(?:(?P<loop>\d+)[-_])?(?P<qid>QID\d+(?:#\d+)?)(?:[-_](?P<rest>.*))?$")
LEGACY = re.compile(r"^V\d+$")  # header of the platform's own columns before 2016
RESPONSE = re.compile(r"^R_[A-Za-z0-9]{11,20}$")
BLOCK_ORDER = re.compile(r"(?:FL|BL)_\w+_DO(?:_\w+)?")
# What stands behind a question's id and is no answer, and why it is dropped.
NO_ANSWER = (
    (re.compile(r"TEXT_.+"), "text analysis of the platform"),
    (re.compile(r"(?:.*_)?DO(?:_.*)?"), "order of display"),
    (re.compile(r"(?:FIRST|LAST)_CLICK|PAGE_SUBMIT|CLICK_COUNT"), "time taken on a page"),
    (re.compile(r"BROWSER|VERSION|OS|RESOLUTION"), "user agent"),
    (re.compile(r"FILE_(?:ID|NAME|SIZE|TYPE)"), "file that was uploaded"),
    (re.compile(r"NPS_GROUP"), "group computed by the platform"),
)
SHOWN = 12  # columns that a note lists
BEGINNING = 30  # letters of a wording that tell one question from another


def read_qualtrics(path: Path, *, definition: Path | None = None, problems: Problems) -> Export:
    """Read a CSV or TSV of Qualtrics, with numbers or with choice texts.

    With the definition (`definition`, or a .qsf of the same stem beside the export) codes become
    labels, and questions stand in the order of the flow with their conditions; without it numbers
    stay numbers, which is said.

    Raises
    ------
    InputError
        It is no export of Qualtrics, lacks a header row, or the definition is another survey's.
    """
    del problems
    sheet = read_sheet(path)
    headers, wordings, ids, rows = _headers(sheet)
    rows = rows[~(rows == "").all(axis=1)]
    asked, notes = _definition(path, definition)
    fields: list[Field] = []
    columns: list[Column] = []
    for place, name in enumerate(unique_names(headers)):
        values = rows.iloc[:, place].str.strip()
        wording = clean_wording(wordings[place])
        if not (headers[place] or wording) and (values == "").all():
            continue  # the column behind a last comma
        field = _own(name, headers[place], wording, ids[place], values)
        if field is not None:
            fields.append(field)
            continue
        column = _column(name, headers[place], wording, ids[place], values, asked)
        columns.append(column)
    if asked and columns and not any(c.qid in asked for c in columns):
        raise InputError(
            f"{path.name}: its definition describes none of its questions; is it another survey's?"
        )
    _refuse_another(columns, asked, path.name, (definition or path.with_suffix(".qsf")).name)
    columns, unanswered = without_unanswered(columns, asked)
    questions, said = question_fields(columns, asked)
    said = [*unanswered, *said]
    if not asked:
        said += _numbers(questions)
    elif unknown := [c.name for c in columns if c.qid not in asked]:
        said.append(f"the definition does not know {', '.join(unknown[:SHOWN])}")
    aside = _aside(fields, rows.index)
    return Export("qualtrics", (*fields, *questions), aside, (*sheet.notes, *notes, *said))


def _headers(sheet: Sheet) -> tuple[list[str], list[str], list[str], pd.DataFrame]:
    """Return names, wordings, ids ("" in old exports) and the rows of answers."""
    cells = sheet.cells
    first = [str(c).strip() for c in cells.iloc[0]]
    second = [str(c).strip() for c in cells.iloc[1]] if len(cells) > 1 else []
    third = [str(c).strip() for c in cells.iloc[2]] if len(cells) > 2 else []
    own = {fold(h) for h in [*first, *second]}
    # Only exports of before 2018 name a response set; they have two rows of headers, or three.
    legacy = "responseid" in own and (bool(LEGACY.match(first[0])) or "responseset" in own)
    if not legacy and not {"responseid", "recordeddate", "startdate"} & {fold(h) for h in first}:
        raise InputError(
            f"{sheet.name}, row 1: is no export of Qualtrics (no column ResponseId){hint(first)}"
        )
    if not second or any(RESPONSE.match(c) or IMPORT_ID.match(c) for c in second):
        raise InputError(
            f"{sheet.name}, row 2: the row with the wordings is missing; export it anew, unedited"
        )
    ids = [m[1] if (m := IMPORT_ID.match(c)) else "" for c in third]
    if sum(map(bool, ids)) * 2 > len(first):
        return first, second, ids, cells.iloc[3:]
    if any(third) and not legacy:
        raise InputError(
            f"{sheet.name}, row 3: the row with the ImportIds is missing; export it anew, unedited"
            " (or import it as csv with one header row)"
        )
    return first, second, [""] * len(first), cells.iloc[2:]


def _definition(path: Path, given: Path | None) -> tuple[dict[str, Asked], list[str]]:
    beside = path.with_suffix(".qsf")
    if given is None and not beside.is_file():
        return {}, []
    asked, notes = read_qsf(given or beside)
    return asked, [f"definition: {(given or beside).name}", *notes]


def _refuse_another(
    columns: list[Column], asked: Mapping[str, Asked], name: str, definition: str
) -> None:
    """Refuse a definition whose wordings are others: every survey has a QID1, with its own labels.

    The export cuts wordings short and adds the choice behind them, so that beginnings are compared.
    """
    first = {c.qid: c for c in columns if c.qid in asked and not c.reason}
    unlike = []
    for qid, column in first.items():
        here, there = _letters(column.wording), _letters(asked[qid].text)
        length = min(len(here), len(there), BEGINNING)
        if here[:length] != there[:length]:
            unlike.append(qid)
    if len(unlike) * 2 > len(first):
        one = unlike[0]
        raise InputError(
            f"{name}: {definition} is another survey's: {len(unlike)} of {len(first)} questions"
            f" have other wordings there, as {first[one].name}: {quoted(first[one].wording)} here,"
            f" {quoted(asked[one].text)} there; give this survey's with --definition"
        )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _own(name: str, header: str, wording: str, import_id: str, values: pd.Series) -> Field | None:
    """Return the field of a column of the platform's own, or None for a question."""
    known = columns_of("qualtrics")
    bare = re.sub(r"^(?:panel|location)-", "", import_id, flags=re.I)
    keys = [bare, header, *([wording] if LEGACY.match(header) else [])]
    found = next((known[fold(k)] for k in keys if k and fold(k) in known), None)
    if found is None and import_id and not QUESTION_ID.match(import_id):
        if BLOCK_ORDER.fullmatch(import_id):
            return Field(name, wording or name, values, use="dropped", reason="order of display")
        return Field(name, wording or name, values, use="dropped", reason=EMBEDDED)
    if found is None:
        return None
    use, reason = found
    kept = use if use in ("respondent_id", "complete", "date") else "dropped"
    # In old files the header is V1 and the wording says what it is.
    return Field(
        wording if LEGACY.match(header) else name, wording, values, use=kept, reason=reason
    )


def _column(
    name: str,
    header: str,
    wording: str,
    import_id: str,
    values: pd.Series,
    asked: Mapping[str, Asked],
) -> Column:
    if found := QUESTION_ID.match(import_id):
        rest = found["rest"] or ""
        why = next((why for mark, why in NO_ANSWER if mark.fullmatch(rest)), "")
        loop = f"{found['loop']}_" if found["loop"] else ""
        return Column(name, header, wording, values, found["qid"], rest, loop, why)
    # No ids: the longest tag of the definition with which the header begins.
    tags = [q for q in asked.values() if q.tag and re.match(re.escape(q.tag) + r"(?:_|$)", header)]
    if tags:
        question = max(tags, key=lambda q: len(q.tag))
        return Column(name, header, wording, values, question.qid, header[len(question.tag) + 1 :])
    stem = re.match(r"^(?P<stem>.+?)_(?P<rest>-?\d+(?:_-?\d+)?(?:_TEXT)?|TEXT)$", header)
    if stem:
        return Column(name, header, wording, values, stem["stem"], stem["rest"])
    return Column(name, header, wording, values, name, "")


def _aside(fields: list[Field], index: pd.Index) -> pd.Series:
    """Say of each row whether it is a preview, a test or spam, by its status and channel."""
    aside = pd.Series("", index=index, dtype="str")
    known = columns_of("qualtrics")
    channels = [f for f in fields if f.reason == known["distributionchannel"][1]]
    statuses = [f for f in fields if f.reason == known["status"][1]]
    for field in (*channels, *statuses):
        folded = field.values.map({v: fold(str(v)) for v in pd.unique(field.values)})
        for reason in ("preview", "test", "spam"):
            means = {w for w in any_of(reason) if field in statuses or not w.isdigit()}
            aside = aside.mask(folded.isin(means), reason)
    return aside


def _numbers(questions: list[Field]) -> list[str]:
    coded = [
        f.name
        for f in questions
        if f.use == "question"
        and f.kind in ("", "single")
        and (f.values != "").any()
        and f.values[f.values != ""].str.fullmatch(r"-?\d{1,6}").all()
    ]
    if not coded:
        return []
    more = f" and {len(coded) - SHOWN} more" if len(coded) > SHOWN else ""
    return [
        f"the answers to {', '.join(coded[:SHOWN])}{more} are numbers and stay numbers; give the"
        " survey's .qsf with --definition, or export choice texts, to have the labels"
    ]
