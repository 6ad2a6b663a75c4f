"""How the counts of a survey hang together: what adds up, and what cannot exceed what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sopgap.survey.disclosure.prints import COMMENTS, PEOPLE, VOICES
from sopgap.survey.groups import ALL
from sopgap.survey.questionnaire import Question

Row = tuple[list[int], list[float], bool]
TOLERANCE = 1e-9


def relate(keys: Sequence[Any], value: np.ndarray, asked: Mapping[str, Question]) -> list[Row]:
    """Return the relations among counts that the figures at hand do not contradict.

    Parameters
    ----------
    keys : sequence of Key
        What each count is (see `survey.prints`).
    value : array of float
        NaN where not known; one more than keys: all respondents, whom no table prints.
    asked : mapping of Question
        By question_id.

    Returns
    -------
    list of (cells, coefficients, equal)
        As `make_relations` takes them.

    Examples
    --------
    >>> from sopgap.survey.disclosure.prints import Key
    >>> keys = [Key("base", "q1", "", "all", ""), Key("base", "q1", "center", "a", "")]
    >>> relate(keys, np.array([9.0, 8.0, np.nan]), {})
    [([0, 1], [1.0, -1.0], False)]
    """
    place = {key: i for i, key in enumerate(keys)}
    families: dict[str, list[Row]] = defaultdict(list)
    for family, whole, parts, equal in _structure(place, asked):
        families[family].append(([*whole, *parts], [1.0] * len(whole) + [-1.0] * len(parts), equal))
    for family, cells, k in _times(place, asked):
        families[family].append((cells, k, False))
    return [row for rows in families.values() for row in _true(rows, value)]


def _true(rows: list[Row], value: np.ndarray) -> Iterable[Row]:
    """Weaken or leave out what is contradicted; what cannot be seen follows what can, by family."""
    sums = [float(np.dot(value[cells], k)) for cells, k, _ in rows]
    seen = np.array([s for s in sums if not np.isnan(s)])
    uneven, negative = bool((np.abs(seen) > TOLERANCE).any()), bool((seen < -TOLERANCE).any())
    for (cells, k, equal), total in zip(rows, sums, strict=True):
        if np.isnan(total):
            if not negative:
                yield cells, k, equal and not uneven
        elif total >= -TOLERANCE:
            yield cells, k, equal and total <= TOLERANCE


def _structure(
    place: Mapping[Any, int], asked: Mapping[str, Question]
) -> Iterable[tuple[str, list[int], list[int], bool]]:
    """Family, whole, parts, and whether the parts make up the whole."""
    groups: dict[tuple, list[int]] = defaultdict(list)
    choices: dict[Any, list[int]] = defaultdict(list)
    for key, i in place.items():
        if key.by.endswith(" rest"):
            yield from _rest(place, key, i)
        elif key.by:
            groups[(key.by, key._replace(by="", group=ALL))].append(i)
        if key.what == "n" and "|" not in key.choice:
            choices[key._replace(what="base", choice="")].append(i)
    for (by, whole), parts in groups.items():
        # Each question has a family of its own: who has no Center may have answered some only.
        if whole in place:
            yield f"{by} {whole.what} {whole.question_id}", [place[whole]], parts, True
    for base, parts in choices.items():
        yield from _on_base(place, asked, base, parts)
    for key, i in place.items():
        yield from _within(place, key, i)
        yield from _scale(place, asked, key, i)
        yield from _reached(place, asked, key, i)
        if key.what == "base" and key.question_id in asked:
            yield from _question(place, asked[key.question_id], key, i)
    yield from _reach(place, asked)


def _rest(
    place: Mapping[Any, int], key: Any, i: int
) -> Iterable[tuple[str, list[int], list[int], bool]]:
    """A group and all others are everybody."""
    whole = key._replace(by="", group=ALL)
    group = key._replace(by=key.by.removesuffix(" rest"))
    if whole in place and group in place:
        yield f"rest {key.what} {key.question_id}", [place[whole]], [place[group], i], True


def _on_base(
    place: Mapping[Any, int], asked: Mapping[str, Question], base: Any, parts: list[int]
) -> Iterable[tuple[str, list[int], list[int], bool]]:
    """Choices make up their base where one only may be chosen; so do comments' first concerns."""
    name = base.question_id
    whole = place.get(base)
    if whole is None:
        return
    kind = asked[name].kind if name in asked else ""
    if kind in ("single", "scale") or name == COMMENTS:
        yield f"choices {name}", [whole], parts, True
    else:
        for part in parts:
            yield f"of base {name}", [whole], [part], False


def _within(
    place: Mapping[Any, int], key: Any, i: int
) -> Iterable[tuple[str, list[int], list[int], bool]]:
    """Who answered a question answered something, and is staff; who answered finished or not."""
    people = key._replace(what="base", question_id=PEOPLE, choice="")
    staff = people._replace(what="staff")
    if key.what == "base" and key.question_id not in (COMMENTS, VOICES):
        for whole in (people, staff):
            if whole in place and place[whole] != i:
                yield "answered", [place[whole]], [i], False
    if key == people:
        complete, partial = (key._replace(what=w) for w in ("complete", "partial"))
        if complete in place and partial in place:
            yield "complete", [i], [place[complete], place[partial]], True
    if key.what in ("complete", "partial", "commented") and people in place:
        yield "of answered", [place[people]], [i], False
    if key.what == "base" and key.question_id == VOICES:
        said = key._replace(question_id=COMMENTS)
        if said in place:
            yield "with content", [i], [place[said]], False
    if key.what == "commented":
        said = people._replace(question_id=COMMENTS)
        if said in place:
            yield "commented", [place[said]], [i], False


def _question(
    place: Mapping[Any, int], question: Question, key: Any, i: int
) -> Iterable[tuple[str, list[int], list[int], bool]]:
    """A question put only to those who answered another so is answered by no more."""
    for name, choices in question.asked_if:
        met = [place.get(key._replace(what="n", question_id=name, choice=c)) for c in choices]
        if None not in met:
            yield f"asked {question.question_id}", [m for m in met if m is not None], [i], False


def _reached(
    place: Mapping[Any, int], asked: Mapping[str, Question], key: Any, i: int
) -> Iterable[tuple[str, list[int], list[int], bool]]:
    """Who met the condition of a question answered it, but for those who had left before the end.

    No more left between the two questions than the base fell from the first to a later one.
    """
    question = asked.get(key.question_id) if key.what == "base" else None
    if question is None or len(question.asked_if) != 1:
        return
    ((name, choices),) = question.asked_if
    met = [place.get(key._replace(what="n", question_id=name, choice=c)) for c in choices]
    before = place.get(key._replace(question_id=name))
    order = list(asked)
    for later in order[order.index(key.question_id) + 1 :]:
        after = place.get(key._replace(question_id=later))
        if before is None or after is None or None in met or asked[later].asked_if:
            continue
        parts = [after, *(m for m in met if m is not None)]
        yield f"reached {key.question_id} {later}", [i, before], parts, False


def _scale(
    place: Mapping[Any, int], asked: Mapping[str, Question], key: Any, i: int
) -> Iterable[tuple[str, list[int], list[int], bool]]:
    """The upper end of a scale, and who answered without don't know."""
    question = asked.get(key.question_id)
    if question is None:
        return
    if key.what == "n" and "|" in key.choice and key.choice not in question.choices:
        parts = [place.get(key._replace(choice=c.strip())) for c in key.choice.split("|")]
        if None not in parts:
            yield "top", [i], [p for p in parts if p is not None], True
    if key.what == "dont_know":
        parts = [place.get(key._replace(what="n", choice=c)) for c in sorted(question.dont_know)]
        if None not in parts:
            yield "dont know", [i], [p for p in parts if p is not None], True
        base, known = (key._replace(what=w) for w in ("base", "known"))
        if base in place and known in place:
            yield "known", [place[base]], [place[known], i], True


def _reach(
    place: Mapping[Any, int], asked: Mapping[str, Question]
) -> Iterable[tuple[str, list[int], list[int], bool]]:
    """What became of a question: the states of all respondents, the same number each time."""
    states: dict[str, dict[str, int]] = defaultdict(dict)
    keys = {}
    for key, i in place.items():
        if key.what.startswith("reach "):
            states[key.question_id][key.what.removeprefix("reach ")] = i
            keys[key.question_id] = key
    for name, of in states.items():
        base = keys[name]._replace(what="base")
        if base in place and {"answered", "dont_know"} <= set(of):
            yield "reach base", [place[base]], [of["answered"], of["dont_know"]], True
        known = asked.get(name)
        if known is not None and known.kind != "multi" and "dont_know" in of:
            parts = [place.get(keys[name]._replace(what="n", choice=c)) for c in known.dont_know]
            if parts and None not in parts:
                yield "reach dk", [of["dont_know"]], [p for p in parts if p is not None], True
        yield "reach all", [len(place)], list(of.values()), True


def _times(
    place: Mapping[Any, int], asked: Mapping[str, Question]
) -> Iterable[tuple[str, list[int], list[float]]]:
    """Nobody writes more comments than there are open questions."""
    n_open = sum(q.kind == "open" for q in asked.values())
    for key, i in place.items():
        said = key._replace(what="base", question_id=COMMENTS)
        if key.what == "commented" and said in place:
            yield "comments a person", [i, place[said]], [float(n_open), -1.0]
