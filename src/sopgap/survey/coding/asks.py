"""Turn the rows of the codebook's workbook into what is asked for, each held against the run."""

from __future__ import annotations

from dataclasses import dataclass

from sopgap.sources import Problems, guess, quoted
from sopgap.survey.coding.acts import State, same_label, wrong_label, wrong_text
from sopgap.survey.coding.contradictions import Ask, Part, check_asks
from sopgap.survey.coding.pages import (
    CODEBOOK,
    CODERS,
    CODING,
    COMMENTS,
    EXAMPLES,
    NEW,
    NO_CONCERN,
    SPLIT,
)
from sopgap.survey.coding.read_back import Coded, find_comment
from sopgap.text import normalise
from sopgap.workbooks.filled import Row

FEWEST = 3  # examples of a new concern
MOST_PARTS = 20
TOLD = {"definition": "define", "include": "include", "exclude": "exclude"}


@dataclass(frozen=True)
class Reference:
    """What the workbook was made from.

    Attributes
    ----------
    state : State
    known : dict of str to str
        The digest by itself, and by each comment's id.
    texts : dict of str to str
        The text of each digest, as far as the run holds it.
    """

    state: State
    known: dict[str, str]
    texts: dict[str, str]


def list_asks(
    coded: Coded, reference: Reference, problems: Problems, *, codes: bool = False
) -> list[Ask]:
    """Return what a workbook asks for; what is wrong or contradicts itself is told.

    Parameters
    ----------
    coded : Coded
        As `read_coded` returns it.
    reference : Reference
    problems : Problems
        Where the sentences go.
    codes : bool
        Take the codes on which both coders agree for decisions.
    """
    asks = _of_codebook(coded.rows[CODEBOOK], reference.state, problems)
    asks += _of_comments(coded.rows[COMMENTS], reference, problems)
    if codes:
        asks += _of_coding(coded.rows[CODING], reference, problems)
    asks += _of_split(coded.rows[SPLIT], reference, problems)
    asks += _of_new(coded.rows[NEW], reference, problems)
    check_asks(asks, reference.state, problems)
    return asks


def _of_codebook(rows: list[Row], state: State, problems: Problems) -> list[Ask]:
    asks: list[Ask] = []
    for row in _each_once(rows, "concern_id", problems):
        concern = row.text("concern_id")
        if concern not in state.labels:
            _unknown(row, "concern_id", state, problems)
            continue
        label = state.labels[concern]
        if normalise(row.text("label")) != normalise(label):
            problems.add(
                f"{row.where('label')}: {quoted(row.text('label'))} where {quoted(label)} was;"
                " leave it and write the new name into new_label"
            )
        name = normalise(row.text("new_label"))
        if name and name != normalise(label):
            asks.append(Ask("rename", concern, name, (), row.where("new_label")))
        into = row.text("into")
        if into and into not in state.labels:
            _unknown(row, "into", state, problems)
        elif into == concern:
            problems.add(f"{row.where('into')}: {concern} cannot be merged into itself")
        elif into:
            asks.append(Ask("merge", concern, into, (), row.where("into")))
        for column, act in TOLD.items():
            text = normalise(row.text(column))
            if wrong := wrong_text(text):
                problems.add(f"{row.where(column)}: {wrong}")
            elif text != state.told.get((concern, act), ""):
                asks.append(Ask(act, concern, text, (), row.where(column)))
    listed = {row.text("concern_id") for row in rows}
    for concern in sorted(set(state.labels) - listed) if rows else ():
        problems.add(
            f"{CODEBOOK}: {concern} ({state.labels[concern]}) has no row; a concern does not end by"
            " taking out its row: put the row back, and merge the concern if it is to end"
        )
    return asks


def _of_comments(rows: list[Row], reference: Reference, problems: Problems) -> list[Ask]:
    asks: list[Ask] = []
    state = reference.state
    seen: dict[str, Row] = {}
    for row in rows:
        digest = _comment(row, "digest", reference, problems)
        if not digest:
            continue
        if digest in seen:
            problems.add(
                f"{row.where()}: the comment {digest} stands already in row {seen[digest].number};"
                " take one of them out"
            )
            continue
        seen[digest] = row
        now = state.place.get(digest, "")
        if row.text("concern_id") != now:
            problems.add(
                f"{row.where('concern_id')}: {quoted(row.text('concern_id'))} where {now} was;"
                " leave it and write the new concern into move_to"
            )
        said = reference.texts.get(digest, "")
        if said and _letters(row.text("text")) != _letters(said[: len(row.text("text"))]):
            problems.add(
                f"{row.where('text')}: the text is not that of the comment {digest}; the columns"
                " were sorted apart, or the text was changed: export the workbook anew"
            )
        to, also = (_concern(row, name, state, problems) for name in ("move_to", "also"))
        if to:
            asks.append(Ask("move", to, "", (digest,), row.where("move_to")))
        if also and also == (to or now):
            problems.add(
                f"{row.where('also')}: {also} is the first concern of the comment already; name"
                " another, or none"
            )
        elif also and also not in state.also.get(digest, []):
            asks.append(Ask("also", also, "", (digest,), row.where("also")))
    return asks


def _of_coding(rows: list[Row], reference: Reference, problems: Problems) -> list[Ask]:
    asks = []
    for row in rows:
        digest = _comment(row, "digest", reference, problems)
        first, second = (row.text(coder) for coder in CODERS)
        if not digest or not first or first != second or first == NO_CONCERN:
            continue
        concern = _concern(row, CODERS[0], reference.state, problems)
        if concern:
            asks.append(Ask("code", concern, "", (digest,), row.where(CODERS[0])))
    return asks


def _of_new(rows: list[Row], reference: Reference, problems: Problems) -> list[Ask]:
    asks = []
    for row in rows:
        label, told = normalise(row.text("new_label")), normalise(row.text("definition"))
        if wrong := wrong_label(label):
            problems.add(f"{row.where('new_label')}: {wrong}")
        if wrong := wrong_text(told):
            problems.add(f"{row.where('definition')}: {wrong}")
        examples = _examples(row, reference, problems)
        given = sum(bool(row.text(name)) for name in EXAMPLES)
        if given < FEWEST:
            problems.add(
                f"{row.where()}: {given} example comments; a new concern needs {FEWEST} or more"
            )
        elif len(set(examples)) < given and len(examples) == given:
            problems.add(f"{row.where()}: an example stands there twice; name another")
        asks.append(Ask("add", "", label, examples, row.where(), (), told))
    return asks


def _of_split(rows: list[Row], reference: Reference, problems: Problems) -> list[Ask]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if concern := _concern(row, "concern_id", reference.state, problems, needed=True):
            groups.setdefault(concern, []).append(row)
    asks = []
    for concern, own in groups.items():
        where, numbers = own[0].where(), [row for row in own if row.text("parts")]
        if numbers:
            asks += _cut(concern, own, numbers[0], problems)
            continue
        if len(own) < 2:
            problems.add(
                f"{where}: {concern} has one part only; give each part a row, or write a number"
                " into parts"
            )
            continue
        parts = []
        for row in own:
            label = normalise(row.text("new_label"))
            if wrong := wrong_label(label):
                problems.add(f"{row.where('new_label')}: {wrong}")
            examples = _examples(row, reference, problems)
            if not any(row.text(name) for name in EXAMPLES):
                problems.add(f"{row.where()}: the part has no example comment; name one or more")
            parts.append(Part(label, examples))
        asks.append(Ask("split", concern, "", (), where, tuple(parts)))
    return asks


def _cut(concern: str, rows: list[Row], row: Row, problems: Problems) -> list[Ask]:
    """A split by number alone."""
    number = row.text("parts")
    if len(rows) > 1 or any(row.text(name) for name in EXAMPLES):
        problems.add(
            f"{row.where('parts')}: give {concern} either a number of parts in one row, or a row"
            " with examples for each part"
        )
    elif not number.isdecimal() or not 2 <= int(number) <= MOST_PARTS:
        problems.add(f"{row.where('parts')}: {quoted(number)} is no number from 2 to {MOST_PARTS}")
    elif row.text("new_label"):
        problems.add(
            f"{row.where('new_label')}: the program names the parts that it cuts; leave it blank"
            " and rename them in the next workbook"
        )
    else:
        return [Ask("split", concern, number, (), row.where())]
    return []


def _examples(row: Row, reference: Reference, problems: Problems) -> tuple[str, ...]:
    found = (_comment(row, name, reference, problems) for name in EXAMPLES if row.text(name))
    return tuple(digest for digest in found if digest)


def _comment(row: Row, column: str, reference: Reference, problems: Problems) -> str:
    if not row.text(column):
        problems.add(f"{row.where(column)}: is blank; a row needs the digest of its comment")
        return ""
    cell = row.cells[column]
    digest, wrong = find_comment(cell.text, cell.kind, reference.known)
    if wrong:
        problems.add(f"{row.where(column)}: {wrong}")
    return digest


def _concern(
    row: Row, column: str, state: State, problems: Problems, *, needed: bool = False
) -> str:
    concern = row.text(column)
    if concern in state.labels:
        return concern
    if concern or needed:
        _unknown(row, column, state, problems)
    return ""


def _unknown(row: Row, column: str, state: State, problems: Problems) -> None:
    concern = row.text(column)
    by_label = [c for c, label in state.labels.items() if same_label(label) == same_label(concern)]
    near = f"; is it {by_label[0]}?" if by_label and concern else guess(concern, state.labels)
    said = f"{quoted(concern)} is no concern of this run" if concern else "is blank"
    problems.add(f"{row.where(column)}: {said}{near}; write an id such as {min(state.labels)}")


def _each_once(rows: list[Row], column: str, problems: Problems) -> list[Row]:
    seen: dict[str, Row] = {}
    for row in rows:
        name = row.text(column)
        if name in seen:
            problems.add(
                f"{row.where()}: {name or 'a blank id'} stands already in row {seen[name].number};"
                " take one of them out"
            )
        seen.setdefault(name, row)
    return list(seen.values())


def _letters(text: str) -> str:
    """What a spreadsheet leaves of a text as it was."""
    return "".join(character for character in text if character.isalnum())
