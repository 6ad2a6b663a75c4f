"""Play the codebook: acts of people on concerns, one after the other, each an exact change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from sopgap.sources import quoted
from sopgap.tables import split
from sopgap.text import MAX_TEXT, normalise, wrong_text

CONCERN = re.compile(r"C\d{2,9}")
TELLING = ("define", "include", "exclude", "words")  # acts that say something of a concern
DECIDING = ("move", "example", "code")  # acts by which a person puts a comment somewhere
MAX_LABEL = 80  # characters


@dataclass(frozen=True)
class State:
    """What the codebook says after some of its acts.

    Attributes
    ----------
    labels : dict of concern to label
        The concerns that there are.
    told : dict of (concern, act) to text
        Definition, inclusions, exclusions and words, by the act that set them.
    place : dict of digest to concern
        The first concern of each comment.
    also : dict of digest to list of concerns
        Further ones, in their order.
    decided : set of digests
        Comments whose first concern a person set.
    ended : dict of concern to str
        Concerns that there were, and what became of them.
    """

    labels: dict[str, str] = field(default_factory=dict)
    told: dict[tuple[str, str], str] = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)
    also: dict[str, list[str]] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)
    ended: dict[str, str] = field(default_factory=dict)

    def copy(self) -> State:
        """Return a state that changes on its own."""
        also = {digest: list(concerns) for digest, concerns in self.also.items()}
        return State(
            dict(self.labels), dict(self.told), dict(self.place), also, set(self.decided),
            dict(self.ended),
        )  # fmt: skip

    def members(self, concern: str) -> list[str]:
        """Return the digests whose first concern it is, sorted."""
        return sorted(digest for digest, place in self.place.items() if place == concern)

    def next_concern(self) -> str:
        """Return the next id that no concern ever had."""
        used = [int(concern[1:]) for concern in (*self.labels, *self.ended)]
        width = max((len(concern) - 1 for concern in (*self.labels, *self.ended)), default=2)
        return f"C{max(used, default=0) + 1:0{width}d}"


class Act(NamedTuple):
    """One act: what, to which concern, with which value, on which comment."""

    act: str
    concern_id: str
    value: str = ""
    digest: str = ""
    step: int = 0


def play(acts: Iterable[Act], state: State, tell: Callable[[Act, str], None]) -> State:
    """Apply acts to a state, in place, and return it; what cannot be is told and left out.

    Examples
    --------
    >>> acts = [Act("base", "C01", "pay"), Act("base", "C02", "wages"),
    ...         Act("place", "C02", digest="0" * 16), Act("merge", "C02", "C01")]
    >>> state = play(acts, State(), lambda act, wrong: print(wrong))
    >>> state.labels, state.place, state.ended
    ({'C01': 'pay'}, {'0000000000000000': 'C01'}, {'C02': 'merged into C01'})
    """
    for act in acts:
        if wrong := _refused(act, state):
            tell(act, wrong)
        else:
            _PLAYED[act.act](state, act)
    return state


def as_acts(codebook: pd.DataFrame) -> list[Act]:
    """Return the rows of a table `codebook` as acts."""
    columns = (codebook[name] for name in ("act", "concern_id", "value", "digest", "step"))
    return [Act(*row) for row in zip(*columns, strict=True)]


def wrong_label(label: str) -> str:
    """Say what is wrong with a label, or nothing.

    Examples
    --------
    >>> wrong_label("pay"), wrong_label(" ")
    ('', 'is blank')
    """
    if not label.strip():
        return "is blank"
    return wrong_text(label, MAX_LABEL)


def same_label(label: str) -> str:
    """Return what two labels share that a reader would take for the same.

    Examples
    --------
    >>> same_label("Office  Space") == same_label("office space")
    True
    """
    return normalise(unicodedata.normalize("NFKC", label)).casefold()


def missing(concern: str, state: State) -> str:
    """Say why a concern is not there, or nothing."""
    if concern in state.labels:
        return ""
    if concern in state.ended:
        return f"{concern} was {state.ended[concern]}"
    return f"there is no concern {quoted(concern)}"


def _refused(act: Act, state: State) -> str:
    """Why an act cannot be applied to a state; blank where it can."""
    if act.act in ("base", "add"):
        return _refused_new(act, state)
    if wrong := missing(act.concern_id, state):
        return wrong
    if act.act == "rename":
        return _wrong_name(act, state)
    if act.act in TELLING:
        wrong = wrong_text(act.value, MAX_TEXT)
        return f"the text {wrong}" if wrong else ""
    if act.act == "merge":
        if act.value == act.concern_id:
            return f"{act.concern_id} cannot be merged into itself"
        return missing(act.value, state)
    if act.act == "split":
        return _refused_split(act, state)
    if not act.digest:
        return "names no comment; its digest is blank"
    if act.act == "place":
        return "" if act.value in ("", "1", "2", "3") else f"{quoted(act.value)} is no rank"
    if act.digest not in state.place:
        return f"the comment {act.digest} was not placed before"
    if act.act == "also" and state.place[act.digest] == act.concern_id:
        return f"the comment {act.digest} is in {act.concern_id} already"
    return ""


def _refused_new(act: Act, state: State) -> str:
    if not CONCERN.fullmatch(act.concern_id):
        return f"{quoted(act.concern_id)} is no id like C01"
    if act.concern_id in state.labels or act.concern_id in state.ended:
        return f"there is or was a concern {act.concern_id} before; take the next number"
    return _wrong_name(act, state)


def _wrong_name(act: Act, state: State) -> str:
    # What a program named may be longer than what a person is asked to write.
    long = act.act == "base" and bool(act.value.strip())
    if wrong := wrong_text(act.value) if long else wrong_label(act.value):
        return f"the label {wrong}"
    same = same_label(act.value)
    for concern, label in state.labels.items():
        if concern != act.concern_id and same_label(label) == same:
            return f"{concern} bears the label {quoted(act.value)} already"
    return ""


def _refused_split(act: Act, state: State) -> str:
    parts = split(act.value)
    if len(parts) < 2 or len(set(parts)) < len(parts):
        return f"{quoted(act.value)} does not name two parts or more, parted by ;"
    for part in parts:
        if not CONCERN.fullmatch(part):
            return f"the part {quoted(part)} is no id like C01"
        if part in state.labels or part in state.ended:
            return f"the part {part} is or was a concern before; take the next number"
    return ""


def _begin(state: State, act: Act) -> None:
    state.labels[act.concern_id] = normalise(act.value)


def _tell(state: State, act: Act) -> None:
    state.told[act.concern_id, act.act] = normalise(act.value)


def _put(state: State, act: Act) -> None:
    """Put a comment where it belongs first; of the concern it was in nothing stays."""
    state.place[act.digest] = act.concern_id
    _forget(state, act.digest, act.concern_id)
    if act.act in DECIDING:
        state.decided.add(act.digest)
    else:
        state.decided.discard(act.digest)


def _place(state: State, act: Act) -> None:
    if act.value in ("", "1"):
        _put(state, act)
    else:
        _add_also(state, act)


def _add_also(state: State, act: Act) -> None:
    known = state.also.setdefault(act.digest, [])
    if act.concern_id not in known and state.place.get(act.digest) != act.concern_id:
        known.append(act.concern_id)
    if not known:
        del state.also[act.digest]


def _merge(state: State, act: Act) -> None:
    old, new = act.concern_id, act.value
    for digest, place in state.place.items():
        if place == old:
            state.place[digest] = new
    for digest in [digest for digest, concerns in state.also.items() if old in concerns]:
        renamed = [new if concern == old else concern for concern in state.also[digest]]
        state.also[digest] = list(dict.fromkeys(renamed))
    for digest in [digest for digest in state.also if state.place.get(digest) == new]:
        _forget(state, digest, new)
    _end(state, old, f"merged into {new}", act)


def _split(state: State, act: Act) -> None:
    """End a concern; the acts that follow name its parts and place its comments."""
    old = act.concern_id
    for digest in state.members(old):
        del state.place[digest]
    for digest in [digest for digest, concerns in state.also.items() if old in concerns]:
        _forget(state, digest, old)
    _end(state, old, f"split into {' and '.join(split(act.value))}", act)


def _forget(state: State, digest: str, concern: str) -> None:
    """Take a concern out of a comment's further ones."""
    left = [other for other in state.also.pop(digest, []) if other != concern]
    if left:
        state.also[digest] = left


def _end(state: State, concern: str, how: str, act: Act) -> None:
    del state.labels[concern]
    for key in [key for key in state.told if key[0] == concern]:
        del state.told[key]
    state.ended[concern] = how + (f" in step {act.step}" if act.step else "")


_PLAYED: dict[str, Callable[[State, Act], Any]] = {
    "base": _begin,
    "add": _begin,
    "rename": _begin,
    **dict.fromkeys(TELLING, _tell),
    **dict.fromkeys(DECIDING, _put),
    "place": _place,
    "also": _add_also,
    "merge": _merge,
    "split": _split,
}
