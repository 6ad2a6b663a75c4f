"""Put the columns of a Qualtrics export together into questions, with labels where known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sopgap.survey.exports.conditions import write_conditions
from sopgap.survey.exports.export import Field
from sopgap.survey.exports.personal import private_part
from sopgap.survey.exports.qsf import Asked
from sopgap.survey.exports.qsf_logic import MULTI
from sopgap.survey.exports.rows import share_choices
from sopgap.survey.exports.ticks import join_ticks, split_joined
from sopgap.survey.exports.wordings import clean_cells, clean_choice
from sopgap.survey.questionnaire import Condition

SHOWN = 12  # names that a note lists
UNANSWERED = "-99"  # seen and not answered, where nobody changed it
UNTICKED = "0"  # seen and not ticked, where the export was told to write it
NOTHING_TICKED = "none"  # as survey folders write it
CODE = r"-?\d{1,6}"


@dataclass(frozen=True, eq=False)
class Column:
    """One column of answers: `rest` is what stands behind the question's id, as `2` or `1-3`."""

    name: str
    header: str
    wording: str
    values: pd.Series
    qid: str
    rest: str
    loop: str = ""
    reason: str = ""


def question_fields(
    columns: list[Column], asked: Mapping[str, Asked]
) -> tuple[list[Field], list[str]]:
    """Return the fields in the order of the definition, else of the file, and what is to be said.

    Columns of ticks become one multi-select; the rows of a matrix stay questions of their own; what
    was written beside a choice ("other, please specify") becomes an open question.
    """
    groups: dict[tuple[str, str], list[Column]] = {}
    for column in columns:
        groups.setdefault((column.loop, column.qid), []).append(column)
    order = {qid: place for place, qid in enumerate(asked)}
    taken: set[str] = set()
    keys = sorted(groups, key=lambda k: order.get(k[1], len(order)))
    notes: list[str] = []
    fields: list[Field] = []
    places: dict[tuple[str, str], str] = {}
    for loop, qid in keys:
        question = asked.get(qid)
        made = _group(groups[loop, qid], question, notes)
        for found, row in made:
            field = replace(found, name=_unique(found.name, taken))
            if field.use == "question" and field.kind != "open":
                places.setdefault((qid, row), field.name)
            fields.append(field)
    taken_as = [f.name for f in fields if f.kind == "multi"]
    if not asked and taken_as:
        notes.append(
            f"columns of ticks were taken together as multi-select: {', '.join(taken_as[:SHOWN])}"
            + (f" and {len(taken_as) - SHOWN} more" if len(taken_as) > SHOWN else "")
        )
    return [_condition(f, columns, asked, places, notes) for f in fields], notes


def _unique(name: str, taken: set[str]) -> str:
    free, n = name, 1
    while free in taken:
        n += 1
        free = f"{name}.{n}"
    taken.add(free)
    return free


def _group(
    columns: list[Column], question: Asked | None, notes: list[str]
) -> list[tuple[Field, str]]:
    """Return the fields of one question, each with the id of its row ("" where it has none)."""
    made: list[tuple[Field, str]] = []
    ticks: dict[str, list[Column]] = {}
    several = _tick_columns(columns, question)
    for column in columns:
        if column.reason:
            field = Field(
                column.name, column.wording, column.values, use="dropped", reason=column.reason
            )
            made.append((field, ""))
        elif column.name in several:
            row = several[column.name]
            if row not in ticks:
                made.append((Field(f"ticks {row}", "", column.values, "multi"), row))
            ticks.setdefault(row, []).append(column)
        elif why := _personal(column, columns):
            field = Field(column.name, column.wording, column.values, use="dropped", reason=why)
            made.append((field, ""))
        else:
            made.append(_one(column, question, notes))
    shared = share_choices([f for f, _ in made]) if question is None else [f for f, _ in made]
    return [
        (_ticks(ticks[row], row, question), row) if f.name == f"ticks {row}" else (f, row)
        for f, (_, row) in zip(shared, made, strict=True)
    ]


def _personal(column: Column, columns: list[Column]) -> str:
    """Return why a box of a form ("Contact - Name") is dropped, or ""."""
    beside = [c.values for c in columns if c is not column and not c.reason]
    if not beside:
        return ""
    others = {str(value) for values in beside for value in pd.unique(values)} - {""}
    return private_part(column.wording.rpartition(" - ")[2], column.values, others)


def without_unanswered(
    columns: list[Column], asked: Mapping[str, Asked]
) -> tuple[list[Column], list[str]]:
    """Blank the code of a question that was seen and not answered, and say where that was done.

    A definition in which it is the code of a choice is believed.
    """
    made: list[Column] = []
    told: list[str] = []
    for column in columns:
        meant = column.qid in asked and UNANSWERED in asked[column.qid].codes.values()
        unanswered = column.values == UNANSWERED
        if unanswered.any() and not meant:
            column = replace(column, values=column.values.mask(unanswered, ""))
            told.append(column.name)
        made.append(column)
    if not told:
        return made, []
    more = f" and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    return made, [
        f"{UNANSWERED} (seen, not answered) became blank in {', '.join(told[:SHOWN])}{more}"
    ]


def _tick_columns(columns: list[Column], question: Asked | None) -> dict[str, str]:
    """Return the columns that hold one tick each, with the id of their row in a matrix."""
    plain = [c for c in columns if not c.reason and c.rest and not _is_text(c)]
    if question is not None:
        if question.kind == "MC" and question.selector in MULTI:
            return {c.name: "" for c in plain}
        if question.kind == "Matrix" and question.sub == "MultipleAnswer":
            return {c.name: _row(c) for c in plain}
        return {}
    rows: dict[str, list[Column]] = {}
    for column in plain:
        rows.setdefault(_row(column), []).append(column)
    return {c.name: row for row, cs in rows.items() if _look_ticked(cs) for c in cs}


def _row(column: Column) -> str:
    parts = re.split(r"[-_](?=-?\w)", column.rest)
    return parts[0] if len(parts) > 1 else ""


def _look_ticked(columns: list[Column]) -> bool:
    """Tell ticks from a matrix: a column of ticks holds one value, its label or the same as all."""
    unticked = _unticked(columns)
    values = [set(pd.unique(c.values)) - unticked for c in columns]
    if len(columns) < 2 or any(len(v) > 1 for v in values) or not any(values):
        return False
    texts = [
        c.wording.endswith(clean_choice(str(next(iter(v)))))
        for c, v in zip(columns, values, strict=True)
        if v
    ]
    same = {next(iter(v)) for v in values if v}
    blank = any(c.values.isin(unticked).any() for c in columns)
    return all(texts) or (len(same) == 1 and blank and same <= {"1", "Checked", "TRUE"})


def _ticks(columns: list[Column], row: str, question: Asked | None) -> Field:
    labels = [_tick_label(c, question, columns) for c in columns]
    name = re.sub(r"(?<=.)_[^_]*$", "", columns[0].header)  # without the part of the tick
    if question is not None and not row:
        name = question.tag or name
    unticked = _unticked(columns)
    ticked = [(label, ~c.values.isin(unticked)) for label, c in zip(labels, columns, strict=True)]
    wording = _stem(columns)
    if question is not None:
        wording = _wording(question, question.choices.get(row, "") if row else "")
        known = question.answers if row else question.choices
        ranked = {label: place for place, label in enumerate(known.values())}
        ticked.sort(key=lambda tick: ranked.get(tick[0], len(ranked)))
    loop = columns[0].loop
    name = name if name.startswith(loop) else loop + name
    choices = tuple(label for label, _ in ticked)
    values = join_ticks(ticked)
    if UNTICKED in unticked and NOTHING_TICKED not in choices:
        seen = pd.concat([c.values == UNTICKED for c in columns], axis=1).any(axis=1)
        values = values.mask((values == "") & seen, NOTHING_TICKED)
    return Field(name, wording, values, kind="multi", choices=choices)


def _unticked(columns: list[Column]) -> set[str]:
    """Return the cells that are no tick; 0 is one where it is not the code of one choice alone."""
    zeros = sum(bool((c.values == UNTICKED).any()) for c in columns)
    return {"", UNTICKED} if zeros > 1 else {""}


def _tick_label(column: Column, question: Asked | None, columns: list[Column]) -> str:
    if question is not None:
        known = question.answers if _row(column) else question.choices
        parts = re.split(r"[-_](?=-?\w)", column.rest)
        key = _key(column, parts[-1], known, question)
        if key in known:
            return known[key]
    stem = _stem(columns)
    label = column.wording[len(stem) :].lstrip(" -") if len(columns) > 1 else ""
    return clean_choice(label or column.wording.rpartition("-")[2]) or column.name


def _key(column: Column, part: str, known: Mapping[str, str], question: Asked) -> str:
    """Return the id of a choice: the one whose label ends the header, else by id, tag or code."""
    ends = [k for k, label in known.items() if column.wording.endswith("-" + label)]
    if len(ends) == 1:
        return ends[0]
    if part in known:
        return part
    tags = {tag: k for k, tag in question.tags.items()}
    codes = {code: k for k, code in question.codes.items()}
    return tags.get(part) or tags.get(column.rest) or codes.get(part, part)


def _stem(columns: list[Column]) -> str:
    """Return what the wordings of a multi-select share: the question itself."""
    if len(columns) == 1:
        return columns[0].wording.rpartition("-")[0].strip() or columns[0].wording
    shared = _shared([c.wording for c in columns])
    stem = shared[: shared.rindex("-")] if "-" in shared else shared
    return stem.strip().removesuffix("- Selected Choice").strip(" -") or columns[0].wording


def _shared(texts: list[str]) -> str:
    """Return the letters with which all of the texts begin."""
    low, high = min(texts), max(texts)  # what these two share, those between them share too
    pairs = zip(low, high, strict=False)
    return low[: next((i for i, (a, b) in enumerate(pairs) if a != b), len(low))]


def _is_text(column: Column) -> bool:
    return bool(re.search(r"(?:^|[-_])TEXT$", column.rest) or column.header.endswith("_TEXT"))


def _wording(question: Asked, *parts: str) -> str:
    return " - ".join(p for p in (question.text, *parts) if p)


def _one(column: Column, question: Asked | None, notes: list[str]) -> tuple[Field, str]:
    """Return the field of a column that is a question, or a matrix row, by itself."""
    wording = re.sub(r"\s*- Selected Choice$", "", column.wording)
    field = Field(column.name, wording or column.name, column.values)
    parts = [p for p in re.split(r"[-_](?=-?\w)", column.rest) if p and p != "TEXT"]
    if question is None:
        return (replace(field, kind="open") if _is_text(column) else field), ""
    key = _key(column, parts[0], question.choices, question) if parts else ""
    beside = question.choices.get(key, "")
    if _is_text(column) or question.kind == "TE":
        if question.text and (beside or not parts):
            answer = question.answers.get(parts[1], "") if len(parts) > 1 else ""
            field = replace(field, wording=_wording(question, beside, answer))
            if question.kind != "TE" and not beside and _is_text(column):
                field = replace(field, wording=_wording(question, "other answers, in writing"))
        return replace(field, kind="open"), ""
    known = question.answers if question.kind == "Matrix" else question.choices
    if question.kind == "MC" and question.selector in MULTI:
        return replace(_joined(field, question), wording=question.text or wording), ""
    if question.kind not in ("MC", "Matrix") or not known:
        return replace(field, wording=_wording(question, beside) or wording), key
    labelled = _label(field, known, question.codes, notes)
    row = beside if question.kind == "Matrix" else ""
    return replace(labelled, wording=_wording(question, row) or wording), key


def _label(
    field: Field, known: Mapping[str, str], codes: Mapping[str, str], notes: list[str]
) -> Field:
    """Turn the codes of a closed question into labels; texts stay."""
    labels = {codes.get(k, k): label for k, label in known.items()}
    shown = {clean_choice(str(v)): v for v in pd.unique(field.values) if v}
    choices = tuple(known.values())
    if not set(shown) <= set(choices):
        unknown = [v for v in shown if v not in labels and v not in choices]
        if unknown:
            notes.append(
                f"{field.name}: the definition has no label for"
                f" {', '.join(map(repr, unknown[:5]))}; kept as written"
            )
        field = replace(field, values=clean_cells(field.values, lambda c: labels.get(c, c)))
    return replace(field, kind="single", choices=choices)


def _joined(field: Field, question: Asked) -> Field:
    """Cut a multi-select that stands in one column, by codes or by the texts of its choices."""
    codes = {question.codes.get(k, k): label for k, label in question.choices.items()}
    filled = field.values[field.values != ""]
    if filled.str.fullmatch(rf"{CODE}(?:,\s?{CODE})*").all():
        cut = clean_cells(
            field.values,
            lambda cell: "|".join(codes.get(p.strip(), p.strip()) for p in cell.split(",") if p),
        )
    else:
        cut = split_joined(
            clean_cells(field.values, clean_choice), tuple(question.choices.values()), ","
        )
    return replace(field, values=cut, kind="multi", choices=tuple(question.choices.values()))


def _condition(
    field: Field,
    columns: list[Column],
    asked: Mapping[str, Asked],
    places: Mapping[tuple[str, str], str],
    notes: list[str],
) -> Field:
    qid = next((c.qid for c in columns if c.name == field.name), "")
    if not qid:
        qid = next((q for (q, _), name in places.items() if name == field.name), "")
    only_if = asked[qid].only_if if qid in asked else ()
    if not only_if or field.use != "question":
        return field
    held: list[Condition] = []
    for source, row, keys in only_if:
        name = places.get((source, row), "")
        known = (asked[source].answers if row else asked[source].choices) if name else {}
        if not name or name == field.name or not set(keys) <= set(known):
            notes.append(
                f"{field.name}: asked only under a condition on"
                f" {asked[source].tag if source in asked else source}, which the export does not"
                " hold as a closed question; it is not kept"
            )
            continue
        held.append((name, tuple(known[key] for key in keys)))
    text = write_conditions(held)
    if held and not text:
        notes.append(f"{field.name}: its condition holds = or &, and is not kept")
    return replace(field, asked_if=text)
