"""Read the CSV of Alchemer, which was SurveyGizmo: `label:question` headings, Status, boxes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems
from sopgap.survey.exports.export import Export, Field
from sopgap.survey.exports.plain import unique_names
from sopgap.survey.exports.sheets import read_sheet
from sopgap.survey.exports.stamps import day_of_answer
from sopgap.survey.exports.steps import in_steps
from sopgap.survey.exports.ticks import join_ticks
from sopgap.survey.exports.wordings import clean_cells, clean_choice, clean_wording
from sopgap.survey.exports.words import fold, private
from sopgap.text import data_rows

BOXES = re.compile(r"(?P<stem>.*?)\s*#\d+")  # "Workflow Need #2": one box of several
BRACKETED = re.compile(r"(?P<question>.*\S) \((?P<label>[^()]+)\)", re.DOTALL)
BETWEEN = " | "  # between the boxes of one open question
MOST = 20  # items of a ranking
KNOWN_BY = ("status", "started", "submitted")  # two of them make an export of Alchemer


@dataclass(frozen=True)
class Column:
    """One column: its place, its heading, and the heading cut into question and label."""

    at: int
    heading: str
    question: str
    label: str = ""


def read_alchemer(path: Path, *, definition: Path | None = None, problems: Problems) -> Export:
    r"""Read a CSV export of Alchemer (SurveyGizmo): one row a response.

    Columns `label:question` belong together where the question stands at its neighbour too. Each
    cell its own label: a multi-select. Numbered labels ("Need #1", "Need #2"): one open question,
    its boxes joined by ` | `. Whole numbers in each row once: a ranking, a field an item. Else
    the rows of a grid. A text typed beside "Other" is an open question of its own.

    Parameters
    ----------
    path : Path
    definition : Path, optional
        The platform has none; one that is given is a problem.
    problems : Problems

    Returns
    -------
    Export
        Disqualified, deleted and test rows are set aside.

    Raises
    ------
    InputError
        The file is damaged, empty, or not Alchemer's.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "SurveyExport.csv"
    >>> _ = path.write_text(
    ...     "Response ID,Date Submitted,Status,Rules?,can:Tools?,rod:Tools?,Box #1:Why?,Box #2:Why?"
    ...     "\n1,2017-03-01 10:00:00,Complete,Yes,can,rod,No map,No time\n")
    >>> for field in read_alchemer(path, problems=Problems()).fields:
    ...     print(field.name, "/", field.use, field.kind, field.values.tolist())
    Response ID / respondent_id  ['1']
    Date Submitted / date  ['2017-03-01']
    Status / complete  ['yes']
    Rules? / question  ['Yes']
    Tools? / question multi ['can|rod']
    Why? / question open ['No map | No time']
    """
    if definition is not None:
        problems.add("alchemer: takes no definition; give the CSV alone")
    sheet = read_sheet(path)
    header = [clean_wording(str(cell)) for cell in sheet.cells.iloc[0]]
    cells = sheet.cells.iloc[1:].apply(clean_cells)
    uses = _uses_of(header)
    if len({use for use, _ in uses} & set(KNOWN_BY)) < 2:
        raise InputError(
            f"{sheet.name}: has no columns Status, Time Started and Date Submitted, so it is no CSV"
            " export of Alchemer (SurveyGizmo); if it is another table: sopgap import csv"
        )
    if (cells == "").to_numpy().all():
        raise InputError(f"{sheet.name}: holds headings, but no response; export it anew")
    asked = [(at, header[at]) for at, (use, _) in enumerate(uses) if use == "question"]
    notes = list(sheet.notes)
    about = _about(header, uses, cells, notes)
    fields = [*about, *_questions(_cut_headings(_labels_first(asked, cells)), cells, notes)]
    names = unique_names([field.name for field in fields])
    fields = [replace(field, name=name) for field, name in zip(fields, names, strict=True)]
    return Export("alchemer", tuple(fields), _aside(uses, cells), tuple(notes))


def _uses_of(header: Sequence[str]) -> list[tuple[str, str]]:
    """Use and reason of each column; the platform's own stand before the first question.

    Behind it "Comments" or "Country" is a question of the survey; "Email" is personal anywhere.
    """
    uses: list[tuple[str, str]] = []
    own = True
    for heading in header:
        use, reason, anywhere = _known_columns().get(fold(heading), ("question", "", ""))
        own &= use != "question" or not heading
        if not own and not anywhere:
            use, reason = ("dropped", private(heading)) if private(heading) else ("question", "")
        uses.append((use, reason))
    return uses


def _about(
    header: Sequence[str],
    uses: Sequence[tuple[str, str]],
    cells: pd.DataFrame,
    notes: list[str],
) -> list[Field]:
    """Fields of the columns that are no question; the day is that of submission, or of start."""
    of_use = {use: at for at, (use, _) in enumerate(uses)}
    stamps = [use for use in ("submitted", "started") if use in of_use]
    fields = []
    for at, (use, reason) in enumerate(uses):
        if use == "question":
            continue
        name = header[at] or f"column {at + 1}"
        field = Field(name, name, cells[at], use="dropped", reason=reason)
        if use in stamps[:1] and at == of_use[use]:
            day, doubt = day_of_answer([cells[of_use[stamp]] for stamp in stamps])
            if doubt:
                notes.append(f"day of the answer: {doubt}")
            field = replace(field, values=day, use="date")
        elif use == "respondent_id":
            field = replace(field, use=use)
        elif use == "status":
            done = cells[at].map(lambda cell: _is(cell, "complete"))
            values = pd.Series("no", index=cells.index, dtype="str").mask(done, "yes")
            field = replace(field, values=values, use="complete")
        fields.append(field)
    if "status" not in of_use:
        notes.append("no column Status: who completed the survey is not known")
    return fields


def _aside(uses: Sequence[tuple[str, str]], cells: pd.DataFrame) -> pd.Series:
    """Why a row is no answer: test data, or a status other than complete and partial."""
    aside = pd.Series("", index=cells.index, dtype="str")
    for at, (use, _) in enumerate(uses):
        if use == "status":
            for reason in ("disqualified", "deleted", "test"):
                aside = aside.mask(cells[at].map(lambda cell, r=reason: _is(cell, r)), reason)
        if use == "test":
            aside = aside.mask(cells[at].map(lambda cell: _is(cell, "test")), "test")
    return aside


def _labels_first(asked: Sequence[tuple[int, str]], cells: pd.DataFrame) -> list[tuple[int, str]]:
    """Write "Tools? (can)" as "can:Tools?", where the cells only repeat the label in brackets.

    A neighbour must have the same question: "Years (in your role)" alone is a question.
    """
    found = [BRACKETED.fullmatch(heading) for _, heading in asked]
    ticked = [
        match is not None and {fold(c) for c in set(cells[at]) - {""}} <= {fold(match["label"])}
        for (at, _), match in zip(asked, found, strict=True)
    ]
    stems = [
        match["question"] if match and t else "" for match, t in zip(found, ticked, strict=True)
    ]
    return [
        (at, f"{match['label']}:{stem}")
        if match and stem and stem in (*stems[max(0, i - 1) : i], *stems[i + 1 : i + 2])
        else (at, heading)
        for i, ((at, heading), match, stem) in enumerate(zip(asked, found, stems, strict=True))
    ]


def _cut_headings(asked: Sequence[tuple[int, str]]) -> list[Column]:
    """Cut each heading at the colon behind which stands the question of a neighbour too.

    Labels and questions may hold colons themselves: the longest question that is shared counts.
    """
    ends = [_ends(heading) for _, heading in asked]
    columns = []
    for i, (at, heading) in enumerate(asked):
        near = {end for j in (i - 1, i + 1) if 0 <= j < len(asked) for end in ends[j]}
        near |= {asked[j][1] for j in (i - 1, i + 1) if 0 <= j < len(asked)}
        shared = [end for end in ends[i] if end in near]
        question = max(shared, key=len, default=heading)
        label = heading.removesuffix(question).strip().removesuffix(":") if shared else ""
        columns.append(Column(at, heading, question, label))
    return columns


def _ends(heading: str) -> set[str]:
    return {heading[m.end() :].strip() for m in re.finditer(":", heading)} - {""}


def _questions(columns: Sequence[Column], cells: pd.DataFrame, notes: list[str]) -> list[Field]:
    fields: list[Field] = []
    joined: list[str] = []
    for question, group in groupby(columns, key=lambda column: column.question):
        fields += _group(question, list(group), cells, joined)
    if joined:
        notes.append(
            f"several boxes joined by {BETWEEN!r} into one open answer: {'; '.join(joined)}"
        )
    return fields


def _group(
    question: str, group: list[Column], cells: pd.DataFrame, joined: list[str]
) -> list[Field]:
    """The fields of one question's columns."""
    whole = [c for c in group if not c.label]
    parts = [c for c in group if c.label]
    texts = [c for c in parts if _is(c.label, "comment") or _is_written(c, group, whole, cells)]
    parts = [c for c in parts if c not in texts]
    fields = [Field(question, question, cells[c.at]) for c in whole]
    stems = {m["stem"] for c in parts if (m := BOXES.fullmatch(c.label))}
    if parts and len(stems) == 1 and all(BOXES.fullmatch(c.label) for c in parts):
        joined.append(question)
        fields.append(Field(question, question, _joined(parts, cells), kind="open"))
    elif parts and _are_ticks(parts, cells):
        fields.append(_multi(question, parts, cells))
    else:
        fields += _rows(question, parts, cells)
    texts_of = [Field(f"{c.label}:{question}", f"{question} [{c.label}]", cells[c.at], kind="open")
                for c in texts]  # fmt: skip
    return [*fields, *texts_of]


def _is_written(
    column: Column, group: Sequence[Column], whole: Sequence[Column], cells: pd.DataFrame
) -> bool:
    """Tell whether a column holds what was typed beside "Other".

    It stands beside the answer itself; or a second time, behind the tick of the same label.
    """
    if whole:
        return True
    twins = [c for c in group if c.label == column.label]
    if len(twins) > 1:
        return column == twins[-1]
    if not _is(column.label, "other"):
        return False
    given = {clean_choice(str(cell)) for cell in pd.unique(cells[column.at])} - {""}
    return bool(given - {clean_choice(column.label)})


def _are_ticks(parts: Sequence[Column], cells: pd.DataFrame) -> bool:
    """Tell whether each cell only repeats its label, or another name that the choice alone has."""
    said = [{fold(value) for value in set(cells[c.at]) - {""}} for c in parts]
    own = [values <= {fold(c.label)} for c, values in zip(parts, said, strict=True)]
    given = [values for values in said if values]
    alone = len(given) > 2 and len(set().union(*given)) == sum(map(len, given)) == len(given)
    return bool(given) and (all(own) or alone)


def _multi(question: str, parts: Sequence[Column], cells: pd.DataFrame) -> Field:
    ticks = [(clean_choice(c.label), cells[c.at] != "") for c in parts]
    choices = tuple(dict.fromkeys(label for label, _ in ticks))
    return Field(question, question, join_ticks(ticks), kind="multi", choices=choices)


def _joined(parts: Sequence[Column], cells: pd.DataFrame) -> pd.Series:
    made = cells[parts[0].at]
    for column in parts[1:]:
        further = cells[column.at]
        both = (made != "") & (further != "")
        made = made + pd.Series("", index=made.index, dtype="str").mask(both, BETWEEN) + further
    return made


def _rows(question: str, parts: Sequence[Column], cells: pd.DataFrame) -> list[Field]:
    """The rows of a grid or the items of a ranking, a field each, with the same choices."""
    fields = []
    table = cells[[c.at for c in parts]]
    said = {str(value) for value in pd.unique(table.to_numpy().ravel())} - {""}
    ranks = _are_ranks(table, said)
    steps = tuple(sorted(said, key=int)) if ranks else in_steps(said)
    for column in parts:
        wording = f"{question} [{column.label}]"
        kind = "single" if ranks else "scale" if steps else ""
        name = column.heading
        fields.append(Field(name, wording, cells[column.at], kind=kind, choices=steps))
    return fields


def _are_ranks(table: pd.DataFrame, said: set[str]) -> bool:
    """Tell whether each row holds the numbers from 1 on, each once."""
    if table.shape[1] < 2 or not said or not said <= {str(n + 1) for n in range(MOST)}:
        return False
    rows = table.to_numpy().tolist()
    ranks = [sorted(int(cell) for cell in row if cell) for row in rows]
    return all(row == list(range(1, len(row) + 1)) for row in ranks) and max(map(len, ranks)) > 1


def _is(cell: str, name: str) -> bool:
    return fold(cell) in _words()[name]


@cache
def _words() -> Mapping[str, frozenset[str]]:
    rows = data_rows("alchemer_words.csv")
    return {row["list"]: frozenset(map(fold, row["words"].split("|"))) for row in rows}


@cache
def _known_columns() -> Mapping[str, tuple[str, str, str]]:
    rows = data_rows("alchemer_columns.csv")
    return {row["column"]: (row["use"], row["reason"], row["anywhere"]) for row in rows}
