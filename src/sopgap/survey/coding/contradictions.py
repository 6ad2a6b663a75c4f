"""Hold what is asked for against itself: nothing may be asked that undoes another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sopgap.sources import Problems, quoted
from sopgap.survey.coding.acts import State, same_label, wrong_label


class Part(NamedTuple):
    """A part of a concern that is split: its label and its examples."""

    label: str
    digests: tuple[str, ...]


class Ask(NamedTuple):
    """One thing that a person asked for, and where.

    `value` is the label, the text, or the concern to merge into; of a split without examples the
    number of parts.
    """

    act: str
    concern_id: str
    value: str
    digests: tuple[str, ...]
    where: str
    parts: tuple[Part, ...] = ()
    told: str = ""  # definition of a new concern


def check_asks(asks: Sequence[Ask], state: State, problems: Problems) -> None:
    """Tell what contradicts itself: a concern that ends and is used, a comment in two places.

    Parameters
    ----------
    asks : sequence of Ask
    state : State
        What the workbook was made from.
    problems : Problems
        Where the sentences go.

    Examples
    --------
    >>> asks = [Ask("merge", "C01", "C02", (), "row 2"), Ask("merge", "C02", "C03", (), "row 3")]
    >>> problems = Problems()
    >>> check_asks(asks, State({"C01": "a", "C02": "b", "C03": "c"}), problems)
    >>> problems.sentences
    ['row 2: C02 is merged into C03 itself (row 3); merge into a concern that stays']
    """
    _check_concerns(asks, problems)
    _check_comments(asks, state, problems)
    _check_labels(asks, state, problems)


def _check_concerns(asks: Sequence[Ask], problems: Problems) -> None:
    """A concern that ends takes part in nothing else."""
    ends = {ask.concern_id: ask for ask in asks if ask.act == "split"}
    for ask in asks:
        if ask.act != "merge":
            continue
        if ask.concern_id in ends:
            problems.add(f"{ask.where}: {ask.concern_id} is split in {ends[ask.concern_id].where};"
                         " merge it or split it")  # fmt: skip
        ends[ask.concern_id] = ask
    for ask in asks:
        over = ends.get(ask.value if ask.act == "merge" else ask.concern_id)
        if over is None or over is ask or ask.act == "split":
            continue
        what = "split" if over.act == "split" else f"merged into {over.value}"
        told = f"{over.concern_id} is {what} itself ({over.where})"
        if ask.act == "merge":
            if ask.concern_id != over.concern_id:
                problems.add(f"{ask.where}: {told}; merge into a concern that stays")
        elif over.act == "merge":
            problems.add(f"{ask.where}: {told}; name {over.value}, or do it in the row of that one")
        else:
            problems.add(f"{ask.where}: {told}; do it in the next workbook, where its"
                         " parts have ids")  # fmt: skip


def _check_comments(asks: Sequence[Ask], state: State, problems: Problems) -> None:
    """A comment goes to one place."""
    goes: dict[str, tuple[str, str]] = {}
    for ask in asks:
        if ask.act in ("move", "code"):
            places = [(ask.digests, ask.concern_id, ask.where)]
        elif ask.act == "add":
            places = [(ask.digests, f"new {quoted(ask.value)}", ask.where)]
        else:
            places = [(p.digests, f"part {quoted(p.label)}", ask.where) for p in ask.parts]
            _check_parts(ask, state, problems)
        for digests, place, where in places:
            for digest in dict.fromkeys(digests):
                before, first = goes.setdefault(digest, (place, where))
                if before != place or (ask.act == "add" and where != first):
                    problems.add(
                        f"{where}: the comment {digest} goes to {place} here, and to {before} in"
                        f" {first}; decide for one"
                    )


def _check_parts(ask: Ask, state: State, problems: Problems) -> None:
    for part in ask.parts:
        for digest in part.digests:
            now = state.place.get(digest)
            if now != ask.concern_id:
                problems.add(
                    f"{ask.where}: the example {digest} is in {now}, not in {ask.concern_id}; move"
                    " it first, or name another"
                )


def _check_labels(asks: Sequence[Ask], state: State, problems: Problems) -> None:
    """No two concerns that stay are called alike."""
    ended = {ask.concern_id for ask in asks if ask.act in ("merge", "split")}
    renamed = {ask.concern_id: ask for ask in asks if ask.act == "rename"}
    known = {
        same_label(label): f"{concern} bears it"
        for concern, label in state.labels.items()
        if concern not in ended and concern not in renamed
    }
    named = [(ask.value, ask.where) for ask in asks if ask.act in ("rename", "add")]
    named += [(part.label, ask.where) for ask in asks for part in ask.parts]
    for label, where in named:
        if wrong := wrong_label(label):
            problems.add(f"{where}: the label {wrong}") if label else None
            continue
        if other := known.get(same_label(label)):
            problems.add(f"{where}: the label {quoted(label)} is taken: {other}; choose another")
        known.setdefault(same_label(label), f"so is called what stands in {where}")
