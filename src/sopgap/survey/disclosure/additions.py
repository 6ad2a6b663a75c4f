"""How the counts of a survey hang together: what adds up, and what cannot exceed what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from sopgap.survey.disclosure.keys import COMMENTS, PEOPLE, POOLED, VOICES, Counts
from sopgap.survey.disclosure.raised import relate_comments
from sopgap.survey.disclosure.terms import add_up, all_found, bind, name_families, where
from sopgap.survey.groups import ALL
from sopgap.survey.questionnaire import Question

TOLERANCE = 1e-9
Asked = Mapping[str, Question]


def relate(
    counts: Counts,
    value: np.ndarray,
    asked: Asked,
    placed: Collection[str] = ("center", "position"),
) -> pd.DataFrame:
    """Return the relations among counts that the figures at hand do not contradict.

    Parameters
    ----------
    counts : Counts
    value : array of float
        NaN where not known; one more than counts: all respondents, whom no table prints.
    asked : mapping of Question
        By question_id.
    placed : collection of str
        Of "center" and "position" those that everybody has. Where some have none, the groups add up
        to no more than all, though no figure may show it.

    Returns
    -------
    DataFrame
        As `Release.relations`.

    Examples
    --------
    >>> from sopgap.survey.disclosure.keys import KEY
    >>> keys = [["base", "q1", "", "all", ""], ["base", "q1", "center", "a", ""]]
    >>> counts = Counts(pd.DataFrame(keys, columns=KEY))
    >>> print(relate(counts, np.array([9.0, 8.0, np.nan]), {}).to_string(index=False))
     relation  cell  coefficient  equal
            0     0          1.0  False
            0     1         -1.0  False
    """
    ways = (_rest, _choices, _people, _asked, _scale, _reach, relate_comments)
    found = [*_groups(counts, placed), *(part for way in ways for part in way(counts, asked))]
    found += [*_left(counts, asked, value), *_in_order(counts, asked, value)]
    parts = [part for part in found if len(part)]
    start, table = 0, []
    for part in parts:
        table.append(part.assign(relation=part["relation"] + start))
        start += int(part["relation"].max()) + 1
    if not table:
        return bind("", [], True).drop(columns=["family", "sure"])
    return _true(pd.concat(table, ignore_index=True), value)


def _true(rows: pd.DataFrame, value: np.ndarray) -> pd.DataFrame:
    """Weaken or leave out what is contradicted; what cannot be seen follows what can, by family."""
    relation = rows["relation"].to_numpy()
    total = np.bincount(relation, rows["coefficient"].to_numpy() * value[rows["cell"].to_numpy()])
    first = np.unique(relation, return_index=True)[1]
    family = pd.factorize(rows["family"].to_numpy()[first])[0]
    seen, n = ~np.isnan(total), family.max() + 1
    uneven = np.bincount(family, seen & (np.abs(total) > TOLERANCE), n)[family] > 0
    negative = np.bincount(family, seen & (total < -TOLERANCE), n)[family] > 0
    shown = rows["sure"].to_numpy()[first] | (np.bincount(family, seen, n)[family] > 0)
    kept = np.where(seen, total >= -TOLERANCE, ~negative)
    equal = rows["equal"].to_numpy()[first] & np.where(seen, total <= TOLERANCE, ~uneven & shown)
    rows = rows.assign(equal=equal[relation], relation=(np.cumsum(kept) - 1)[relation])
    return rows[kept[relation]].drop(columns=["family", "sure"]).reset_index(drop=True)


def _groups(counts: Counts, placed: Collection[str]) -> Iterable[pd.DataFrame]:
    """Groups add up to all; each question is a family: who has no Center may answer some only."""
    told = [*placed, *([POOLED] if "position" in placed else [])]
    for by in ("center", "position", POOLED):
        part = where(counts.having("by", [by]))
        whole = counts.find(part, by="", group=ALL)
        part, whole = part[whole >= 0], whole[whole >= 0]
        family = name_families(by, counts.of("what")[part], counts.of("question_id")[part])
        n_groups = len(pd.unique(counts.of("group")[part]))
        # Where a group has no row, what it holds is not in the sum.
        all_there = np.bincount(whole, minlength=len(counts))[whole] == n_groups
        yield add_up(family[all_there], whole[all_there], part[all_there], sure=by in told)
        some = add_up(family[~all_there], whole[~all_there], part[~all_there])
        yield some.assign(equal=False)


def _rest(counts: Counts, asked: Asked) -> Iterable[pd.DataFrame]:
    """A group and all others are everybody."""
    for by in ("center", "position"):
        rest = where(counts.having("by", [f"{by} rest"]))
        whole, group = counts.find(rest, by="", group=ALL), counts.find(rest, by=by)
        known = all_found(whole, group)
        rest, whole, group = rest[known], whole[known], group[known]
        family = name_families("rest", counts.of("what")[rest], counts.of("question_id")[rest])
        yield bind(family, [(whole, 1), (group, -1), (rest, -1)], True)


def _choices(counts: Counts, asked: Asked) -> Iterable[pd.DataFrame]:
    """Choices make up their base where one only may be chosen; else each is at most its base."""
    ends_of_scales = [c for c in pd.unique(counts.of("choice")) if "|" in c]
    part = where(counts.having("what", ["n"]), ~counts.having("choice", ends_of_scales))
    whole = counts.find(part, what="base", choice="")
    part, whole = part[whole >= 0], whole[whole >= 0]
    question = counts.of("question_id")[part]
    one = [name for name, q in asked.items() if q.kind in ("single", "scale")]
    is_one = counts.having("question_id", one)[part]
    yield add_up(name_families("choices", question[is_one]), whole[is_one], part[is_one])
    family = name_families("of base", question[~is_one])
    yield bind(family, [(whole[~is_one], 1), (part[~is_one], -1)], False)


def _people(counts: Counts, asked: Asked) -> Iterable[pd.DataFrame]:
    """Who answered a question answered something, and is staff; who answered finished or not."""

    def no_more(family: str, part: np.ndarray, whole: np.ndarray) -> pd.DataFrame:
        known = all_found(whole, part) & (whole != part)
        return bind(family, [(whole[known], 1), (part[known], -1)], False)

    people = {"question_id": PEOPLE, "choice": ""}
    is_base = counts.having("what", ["base"])
    base = where(is_base, ~counts.having("question_id", [COMMENTS, VOICES]))
    for what in ("base", "staff"):
        yield no_more("answered", base, counts.find(base, what=what, **people))
    of_people = where(is_base, counts.having("question_id", [PEOPLE]))
    complete, partial = (counts.find(of_people, what=w) for w in ("complete", "partial"))
    known = all_found(complete, partial)
    terms = [(of_people[known], 1), (complete[known], -1), (partial[known], -1)]
    yield bind("complete", terms, True)
    some = where(counts.having("what", ["complete", "partial", "commented"]))
    yield no_more("of answered", some, counts.find(some, what="base", **people))
    said = where(is_base, counts.having("question_id", [COMMENTS]))
    voices = where(is_base, counts.having("question_id", [VOICES]))
    yield no_more("with content", counts.find(voices, question_id=COMMENTS), voices)
    yield no_more("commented", counts.find(said, what="commented", question_id=PEOPLE), said)


def _met(counts: Counts, base: np.ndarray, name: str, choices: Sequence[str]) -> list[np.ndarray]:
    return [counts.find(base, what="n", question_id=name, choice=choice) for choice in choices]


def _asked(counts: Counts, asked: Asked) -> Iterable[pd.DataFrame]:
    """A question put only to those who answered another so is answered by no more."""
    for question in asked.values():
        base = where(
            counts.having("what", ["base"]), counts.having("question_id", [question.question_id])
        )
        for name, choices in question.asked_if:
            met = _met(counts, base, name, choices)
            known = all_found(*met)
            terms = [*((m[known], 1) for m in met), (base[known], -1)]
            yield bind(f"asked {question.question_id}", terms, False)


def _left(counts: Counts, asked: Asked, value: np.ndarray) -> Iterable[pd.DataFrame]:
    """Who met the condition of a question answered it, but for those who had left before the end.

    No more left between the two questions than the base fell from the first to a later one. That
    is so where nobody is seen to have skipped the question, and each had but one choice.
    """
    order = list(asked)
    skipped = counts.having("what", ["reach skipped"]) & (value[:-1] == 0)
    for name, question in asked.items():
        if (
            len(question.asked_if) != 1
            or not (skipped & counts.having("question_id", [name])).any()
        ):
            continue
        ((condition, choices),) = question.asked_if
        if condition not in asked or (asked[condition].kind == "multi" and len(choices) > 1):
            continue
        base = where(counts.having("what", ["base"]), counts.having("question_id", [name]))
        met = _met(counts, base, condition, choices)
        before = counts.find(base, question_id=condition)
        for later in order[order.index(name) + 1 :]:
            if asked[later].asked_if:
                continue
            after = counts.find(base, question_id=later)
            known = all_found(before, after, *met)
            parts = [(after[known], -1), *((m[known], -1) for m in met)]
            terms = [(base[known], 1), (before[known], 1), *parts]
            yield bind(f"reached {name} {later}", terms, False)


def _in_order(counts: Counts, asked: Asked, value: np.ndarray) -> Iterable[pd.DataFrame]:
    """Who has left is gone at every later question, and who finished has seen them all.

    So among those to whom all questions were put, no more answered one than answered or skipped an
    earlier one. How many skipped is told of all people together; at a group they are no more.
    """
    skipped = {}
    for cell in where(counts.having("what", ["reach skipped"]), counts.having("group", [ALL])):
        skipped[str(counts.of("question_id")[cell])] = cell
    of_group = counts.having("what", ["base"]) & (counts.of("by") != "")
    before: list[str] = []  # the question before, and the last one that nobody skipped
    for name in (name for name, question in asked.items() if not question.asked_if):
        base = where(of_group, counts.having("question_id", [name]))
        if name not in skipped:
            continue
        for earlier in dict.fromkeys(before):
            yield _at_least(f"order {name}", counts.find(base, question_id=earlier), base,
                            skipped[earlier], value)  # fmt: skip
        complete = counts.find(base, what="complete", question_id=PEOPLE, choice="")
        yield _at_least(f"finished {name}", base, complete, skipped[name], value)
        before = [name, name if value[skipped[name]] == 0 else (before or [name])[-1]]


def _at_least(
    family: str, more: np.ndarray, less: np.ndarray, skipped: int, value: np.ndarray
) -> pd.DataFrame:
    """One count and who skipped it are no less than another."""
    known = all_found(more, less)
    more, less = more[known], less[known]
    if value[skipped] == 0:
        return bind(family, [(more, 1), (less, -1)], False)
    also = np.full(len(more), skipped)
    return bind(family, [(more, 1), (also, 1), (less, -1)], False)


def _scale(counts: Counts, asked: Asked) -> Iterable[pd.DataFrame]:
    """The upper end of a scale, and who answered without don't know."""
    for name, question in asked.items():
        of = counts.having("question_id", [name])
        for end in (c for c in pd.unique(counts.of("choice")[of]) if "|" in c):
            top = where(of, counts.having("choice", [end]), counts.having("what", ["n"]))
            parts = [counts.find(top, choice=choice.strip()) for choice in end.split("|")]
            known = all_found(*parts)
            if end not in question.choices:
                yield bind("top", [(top[known], 1), *((p[known], -1) for p in parts)], True)
        unsure = where(of, counts.having("what", ["dont_know"]))
        parts = [counts.find(unsure, what="n", choice=c) for c in sorted(question.dont_know)]
        known = all_found(unsure, *parts)
        terms = [(unsure[known], 1), *((p[known], -1) for p in parts)]
        yield bind("dont know", terms, True)
        base, sure = (counts.find(unsure, what=what) for what in ("base", "known"))
        rest = known & all_found(base, sure)
        yield bind("known", [(base[rest], 1), (sure[rest], -1), (unsure[rest], -1)], True)


def _reach(counts: Counts, asked: Asked) -> Iterable[pd.DataFrame]:
    """What became of a question: the states of all respondents, the same number each time."""
    states = [w for w in pd.unique(counts.of("what")) if w.startswith("reach ")]
    reached = where(counts.having("what", states))
    question = counts.of("question_id")[reached]
    for name in pd.unique(question):
        of = reached[question == name]
        everybody = np.full(len(of), len(counts))
        yield add_up(np.full(len(of), "reach all", dtype=object), everybody, of)
        unsure = of[counts.having("what", ["reach dont_know"])[of]]
        base, given = (counts.find(unsure, what=w) for w in ("base", "reach answered"))
        known = all_found(base, given)
        terms = [(base[known], 1), (given[known], -1), (unsure[known], -1)]
        yield bind("reach base", terms, True)
        if name in asked and asked[name].kind != "multi" and asked[name].dont_know:
            parts = [counts.find(unsure, what="n", choice=c) for c in asked[name].dont_know]
            known = all_found(*parts)
            terms = [(unsure[known], 1), *((p[known], -1) for p in parts)]
            yield bind("reach dk", terms, True)
