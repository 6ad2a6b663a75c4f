"""Make fields of LimeSurvey's columns: choices decoded, multi-selects joined, texts beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import pandas as pd

from sopgap.survey.exports.export import Field
from sopgap.survey.exports.limesurvey_headers import Column
from sopgap.survey.exports.lss import OTHER, SAID, Item, item_types
from sopgap.survey.exports.steps import in_steps
from sopgap.survey.exports.ticks import join_ticks
from sopgap.survey.exports.wordings import clean_cells, clean_choice
from sopgap.text import data_rows

NOT_SHOWN = "{question_not_shown}"
ESCAPES = {"{newline}": "\n", "{cr}": "\r", "{tab}": "\t", "{quote}": '"', "{lbrace}": "{",
           "{rbrace}": "}"}  # fmt: skip
NOTHING_TICKED = "none"  # as survey folders write it
TICKED = {"1": "yes", "2": "no", "0": "no"}  # where Y and N were exported as numbers
Told = dict[str, list[str]]


def plain_cells(cells: pd.DataFrame) -> pd.DataFrame:
    r"""Return cells stripped, blank where a question was not shown, escapes of a VV file undone.

    Examples
    --------
    >>> plain_cells(pd.DataFrame([["{question_not_shown}", "a{newline}b"]])).values.tolist()
    [['', 'a\nb']]
    """
    return cells.apply(lambda column: clean_cells(clean_cells(column, _unescape)))


def _unescape(cell: str) -> str:
    if "{" not in cell:
        return cell
    if cell.strip() == NOT_SHOWN:
        return ""
    for escape, letter in ESCAPES.items():
        cell = cell.replace(escape, letter)
    return cell


def is_coded(columns: Sequence[Column], cells: pd.DataFrame, items: Mapping[str, Item]) -> bool:
    """Tell whether the export holds answer codes: by the columns that can only be one of both.

    Single columns cannot tell where a code of one choice is the label of another; all together do.
    """
    votes = 0
    for column in columns:
        item = items.get(column.code)
        if item and item.answers and item.answers[0] and item.type != "M":
            given = set(cells[column.at]) - {""}
            codes, labels = set(item.answers[0]), set(item.answers[0].values())
            if given:
                votes += (given <= codes) - (given <= labels)
    return votes > 0


def group_fields(
    group: Sequence[Column],
    cells: pd.DataFrame,
    item: Item | None,
    coded: bool,
    told: Told,
) -> list[Field]:
    """Return the fields of one question, in the order of its columns.

    Parameters
    ----------
    group : sequence of Column
        All columns of the question.
    cells : DataFrame of str
        The responses.
    item : Item, optional
        The question in the survey structure.
    coded : bool
        Whether the export holds answer codes.
    told : dict
        Takes what was assumed: a sentence, and the codes of which it is true.
    """
    known = item_types().get(item.type) if item else None
    shape = known.shape if known and _fits(group, known.shape) else _guessed_shape(group, cells)
    if shape == "nothing":
        return [_dropped(c, cells, item, "no answer: computed, uploaded or shown") for c in group]
    if shape == "multi":
        return _multi(group, cells, item, told)
    if item and item.type == "D":
        return [_dropped(c, cells, item, "a date that was asked for") for c in group]
    closed = known is None or (known.kind != "open" and _fits(group, known.shape))
    rows = [c for c in group if closed and not _is_text(c)]
    fields = {}
    for column in rows:
        values = cells[column.at]
        if shape in ("number", "numbers") or (known is None and _is_decimal(values)):
            fields[column] = _field(column, item, _plain_numbers(values))
            continue
        if not item or item.type in ("Y", "G"):
            values = _without_not_seen(values)
        answers = _answers(column, item) if known and _fits(group, known.shape) else {}
        values, choices = _decoded(values, answers, coded, column, told)
        kind = known.kind if known and choices else ""
        kind = kind or ("scale" if choices and in_steps(choices) else "single" if choices else "")
        fields[column] = _field(column, item, values, kind=kind, choices=choices)
    fields = _alike(fields)
    return [fields[c] if c in fields else _field(c, item, cells[c.at], kind="open") for c in group]


def _fits(group: Sequence[Column], shape: str) -> bool:
    """Tell whether the columns have the parts that the structure's type of question would write."""
    parts = any(c.part and not _is_text(c) for c in group)
    return parts if shape in ("multi", "rows", "numbers", "ranks", "dual", "grid") else not parts


def _alike(fields: Mapping[Column, Field]) -> dict[Column, Field]:
    """Without a structure: the rows of an array share the steps that any of them was given."""
    loose = {c: f for c, f in fields.items() if not f.choices and not f.kind}
    said = {str(value) for f in loose.values() for value in f.values.unique()} - {""}
    steps = in_steps(said, bare=any(c.part for c in loose))
    if not steps:
        return dict(fields)
    return {
        c: replace(f, kind="scale", choices=steps) if c in loose else f for c, f in fields.items()
    }


def _guessed_shape(group: Sequence[Column], cells: pd.DataFrame) -> str:
    """Without a structure: parts that hold only yes and no are the choices of a multi-select."""
    ticks = [c for c in group if c.part and _tick_words(cells[c.at]) is not None]
    others = [c for c in group if c not in ticks]
    told = any((cells[c.at] != "").any() for c in ticks)
    ends = all(
        _is_text(c) or (c in group[-1:] and _words_of("other").get(c.part.casefold()))
        for c in others
    )
    if len(ticks) > 1 and told and ends and not any(c.scale for c in group):
        return "multi"
    return "rows" if any(c.part for c in group) else "plain"


def _multi(
    group: Sequence[Column], cells: pd.DataFrame, item: Item | None, told: Told
) -> list[Field]:
    sure = item is not None and item.type in ("M", "P")
    texts = [c for c in group if _is_text(c) or _tick_words(cells[c.at], sure) is None]
    boxes = [c for c in group if c not in texts]
    ticks: dict[str, pd.Series] = {}
    untold = pd.Series(True, index=cells.index)

    def tick(label: str, rows: pd.Series) -> None:  # two columns may bear one label
        ticks[label] = ticks.get(label, rows) | rows

    for column in boxes:
        words = _tick_words(cells[column.at], sure) or {}
        meaning = cells[column.at].str.casefold().map(words).fillna("")
        tick(clean_choice(_part_text(column, item)), meaning == "yes")
        untold &= meaning != "no"
    for column in (c for c in texts if not c.part.casefold().endswith("comment")):
        tick(clean_choice(column.text) or SAID, cells[column.at] != "")
    first = group[0]
    if not ticks:
        return [_field(column, item, cells[column.at], kind="open") for column in texts]
    values = join_ticks(list(ticks.items()))
    choices = tuple(ticks)
    if NOTHING_TICKED not in choices:
        values = values.mask((values == "") & ~untold, NOTHING_TICKED)
    if untold.all() and (values == "").any():
        said = "the export does not say who saw it and ticked nothing: such blanks are no answers"
        told.setdefault(said, []).append(first.code)
    if item is None:
        said = "taken as a multi-select, its cells say only yes and no; give the .lss if it is not"
        told.setdefault(said, []).append(first.code)
    wording = first.wording or (item.wording if item else "") or first.code
    field = Field(first.code, wording, values, kind="multi", choices=choices)
    given = [c for c in texts if (cells[c.at] != "").any()]
    return [field, *(_field(column, item, cells[column.at], kind="open") for column in given)]


def _tick_words(values: pd.Series, sure: bool = False) -> Mapping[str, str] | None:
    """What the words of a column of ticks mean; None where it holds anything else.

    Numbers stand for ticks only where it is sure that the column holds ticks.
    """
    given = {str(value).casefold() for value in values.unique()} - {""}
    if given <= set(_meanings()):
        return _meanings()
    return TICKED if sure and given <= set(TICKED) else None


def _without_not_seen(values: pd.Series) -> pd.Series:
    """Blank the N/A that LimeSurvey writes for a yes-or-no question without an answer."""
    given = {str(value).casefold() for value in values.unique()} - {""}
    if given <= {*_meanings(), "female", "male"} and len(given) > 1:
        return values.mask(values.str.casefold() == "n/a", "")
    return values


def _answers(column: Column, item: Item | None) -> Mapping[str, str]:
    if not item or not item.answers:
        return {}
    return item.answers[1 if column.scale == "2" and len(item.answers) > 1 else 0]


def _decoded(
    values: pd.Series,
    answers: Mapping[str, str],
    coded: bool,
    column: Column,
    told: Told,
) -> tuple[pd.Series, tuple[str, ...]]:
    """Labels instead of codes, and the choices; answers the structure does not list are added."""
    if not answers:
        return values.mask(values == OTHER, SAID), ()
    values = clean_cells(values, clean_choice)
    if coded:
        values = values.map(lambda value: answers.get(value, value)).astype("str")
    listed = list(dict.fromkeys(answers.values()))
    if not set(values.unique()) & set(listed):
        said = "none of the answers is in the structure, so the choices are those that were given"
        told.setdefault(said, []).append(_name(column))
        return values, ()
    return values, tuple(listed)


def _is_text(column: Column) -> bool:
    part = column.part.casefold()
    return part == "other" or part.endswith("comment")


def _is_decimal(values: pd.Series) -> bool:
    """Tell whether a column holds numbers with a fraction, such as 15.0 for 15."""
    given = values[values != ""]
    return len(given) > 0 and bool(given.str.fullmatch(r"-?\d*\.\d+").all())


def _plain_numbers(values: pd.Series) -> pd.Series:
    """Numbers without the zeros at the end that databases and spreadsheets write."""
    cut = values.str.replace(r"^(-?)\.(?=\d)", r"\g<1>0.", regex=True)
    return cut.str.replace(r"^(-?\d+)\.0*$|^(-?\d+\.\d*[1-9])0+$", r"\1\2", regex=True)


def _part_text(column: Column, item: Item | None) -> str:
    return column.text or (item.parts.get(column.part, "") if item else "") or column.part


def _name(column: Column) -> str:
    scale = f"[{column.scale}]" if column.scale else ""
    return f"{column.code}[{column.part}]{scale}" if column.part else column.code


def _field(
    column: Column,
    item: Item | None,
    values: pd.Series,
    *,
    kind: str = "",
    choices: tuple[str, ...] = (),
) -> Field:
    """A field with its wording: the question, and in brackets the row that it is about."""
    question = column.wording or (item.wording if item else "")
    part = column.text
    if column.part and item and not part and not column.wording:
        rows = [column.part, *column.part.split("_")]
        texts = [{**item.parts, **item.across}.get(row, "") for row in rows]
        part = (texts[0] or " / ".join(text for text in texts[1:] if text)).strip("| ")
    if column.part.casefold() in ("other", "comment") and not part and question:
        part = column.part
    wording = f"{question} [{part}]" if question and part else question or part or _name(column)
    return Field(_name(column), wording, values, kind=kind, choices=choices)


def _dropped(column: Column, cells: pd.DataFrame, item: Item | None, reason: str) -> Field:
    made = _field(column, item, cells[column.at])
    return Field(made.name, made.wording, made.values, use="dropped", reason=reason)


@cache
def _meanings() -> dict[str, str]:
    return _words_of("yes", "no", "not seen")


def _words_of(*meanings: str) -> dict[str, str]:
    rows = data_rows("limesurvey_ticks.csv")
    return {row["word"]: row["meaning"] for row in rows if row["meaning"] in meanings}
