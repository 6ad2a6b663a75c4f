"""Compare two items that the same people answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import guess, quoted
from sopgap.study import Answer
from sopgap.survey.answers import Survey
from sopgap.survey.groups import ALL
from sopgap.survey.inference.adjustment import METHODS
from sopgap.survey.inference.comparisons import HIDDEN, judge
from sopgap.survey.inference.differences import effective, invert
from sopgap.survey.options import not_shares, unknown_options
from sopgap.survey.questionnaire import list_partly_asked, parse_questions, refuse_pairs
from sopgap.survey.states import keep_given
from sopgap.tables import COMPARISONS, factorise

NOBODY = np.array([], dtype=int)
TESTS = {
    "score": "McNemar's test",
    "corrected": "McNemar's test with continuity correction",
    "exact": "McNemar's exact test",
}


class Paired(NamedTuple):
    """A difference of two shares of the same people; NaN where there is none."""

    difference: float
    low: float
    high: float
    statistic: float
    p: float


def compare_items(
    survey: Survey,
    pairs: Iterable[tuple[Answer, Answer]],
    *,
    test: str = "score",
    min_count: int = 3,
    adjustment: str = "benjamini-hochberg",
    family: str = "items",
    level: float = 0.05,
) -> pd.DataFrame:
    """Compare the share of one choice with that of another, among who answered both questions.

    A McNemar test over all Centers; the pairs given are one family. What is shown is hidden where
    one of the four cells (both, only the first, only the second, neither) holds fewer than
    `min_count` people, empty cells too. The questions' own tallies are published beside this, so
    it is also hidden where they would tell of fewer than `min_count` people who answered the one
    question and not the other; and where several pairs of the same two questions together would
    tell of a smaller cell than each by itself.

    Parameters
    ----------
    survey : Survey
        Its `questions`, `frame` and `answers` are read.
    pairs : iterable of ((question_id, choice), (question_id, choice))
    test : {"score", "corrected", "exact"}
        By default McNemar's chi-square with the finite population correction: the interval
        inverts it, so that the two never contradict each other, and it keeps its level where the
        two others lie well below theirs (Fagerland, Lydersen and Laake 2013). "corrected" (R's
        default) and "exact" (binomial) take the staff for endless and are stricter.
    min_count : int
        Smallest count of any cell.
    adjustment : str
        A method of `adjust`.
    family : str
        The name of the family.
    level : float
        The family's level.

    Returns
    -------
    table `comparisons`, one row a pair, in the order given
        `only_first` and `only_second` are the people in whom the items differ.

    Raises
    ------
    InputError
        An option, question or choice is not known, a pair stands there twice, or one of its
        questions was put only to those who answered the other so or so (`refuse_pairs`).

    Examples
    --------
    >>> from sopgap import read_survey
    >>> survey = read_survey("surveys/oig-22-34")
    >>> table = compare_items(survey, [(("q4", "No"), ("q5", "No"))])
    >>> table[["against", "n", "base", "other_n", "other_base"]].values.tolist()
    [['q5=No', 303, 444, 314, 444]]
    """
    pairs = [((str(a), str(b)), (str(c), str(d))) for (a, b), (c, d) in pairs]
    _check(survey, pairs, test, adjustment, level, min_count)
    if not pairs:
        return COMPARISONS.empty()
    given = keep_given(survey.answers)
    given = given[given["question_id"].isin({name for pair in pairs for name, _ in pair})]
    given = given.assign(person=factorise(given["respondent_id"])[0])
    by_question = given.groupby("question_id", observed=True)["person"]
    by_item = given.groupby(["question_id", "choice"], observed=True)["person"]
    people = {name: np.unique(persons) for name, persons in by_question}
    chose = {item: np.unique(persons) for item, persons in by_item}
    partly = list_partly_asked(survey.questions)
    staff = float(survey.frame["staff"].sum()) if not survey.frame.empty else np.nan
    ticked = {q.question_id for q in parse_questions(survey.questions) if q.kind == "multi"}
    told = {
        both: _smallest(both, pairs, people, chose)
        for both in dict.fromkeys(_asked(*pair) for pair in pairs)
        if not ticked & set(both)
    }
    rows = []
    for first, second in pairs:
        cells, rest = _cross(first, second, people, chose)
        hidden = bool((cells < min_count).any() or ((rest > 0) & (rest < min_count)).any())
        hidden |= told.get(_asked(first, second), min_count) < min_count
        of = np.nan if {first[0], second[0]} & partly else staff
        rows.append(_row(first, second, cells, of, test, hidden))
    return COMPARISONS.check(judge(pd.DataFrame(rows).assign(family=family), adjustment, level))


def mcnemar(
    both: int,
    only_first: int,
    only_second: int,
    neither: int,
    *,
    staff: float = float("nan"),
    test: str = "score",
    level: float = 0.95,
) -> Paired:
    """Return the difference of two shares of the same people, its interval and McNemar's test.

    The interval is Tango's (1998), which inverts the test "score"; both with the finite population
    correction (N - n) / (N - 1) where `staff` is known.

    Examples
    --------
    >>> result = mcnemar(101, 59, 121, 33)
    >>> round(result.statistic, 6), round(result.p, 9), round(result.difference, 4)
    (21.355556, 3.815e-06, -0.1975)
    >>> round(mcnemar(101, 59, 121, 33, test="exact").p, 9)
    4.434e-06
    """
    from scipy.stats import binom, chi2, norm  # heavy, and only needed here

    n, apart = both + only_first + only_second + neither, only_first + only_second
    if n == 0:
        return Paired(*(float("nan"),) * 5)
    gap = (only_first - only_second) / n
    size = float(effective(np.array([float(n)]), staff)[0])
    if np.isinf(size):
        return Paired(gap, *(float("nan"),) * 4)
    b, c = only_first / n, only_second / n

    def root(delta: np.ndarray) -> np.ndarray:
        # The likeliest share of `only_second` if the difference were delta: a quadratic.
        linear = -b - c + (2 - b + c) * delta
        chance = (np.sqrt(np.maximum(linear**2 + 8 * c * delta * (1 - delta), 0)) - linear) / 4
        return (gap - delta) / np.sqrt((2 * chance + delta * (1 - delta)) / size)

    low, high = invert(root, np.array([gap]), float(norm.ppf((1 + level) / 2)))
    nan = float("nan")
    if apart == 0:
        statistic, p = nan, nan
    elif test == "exact":
        tail = binom.cdf(min(only_first, only_second), apart, 0.5)
        statistic, p = nan, min(1.0, 2 * float(tail))
    elif test == "corrected":
        statistic = max(abs(only_first - only_second) - 1, 0) ** 2 / apart
        p = float(chi2.sf(statistic, 1))
    else:
        statistic = (only_first - only_second) ** 2 / apart * size / n
        p = float(chi2.sf(statistic, 1))
    return Paired(gap, float(low[0]), float(high[0]), statistic, p)


def _cross(
    first: Answer, second: Answer, people: dict[str, np.ndarray], chose: dict[Answer, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The four cells of who answered both; and who answered one only, and chose it or did not."""
    one, two = people.get(first[0], NOBODY), people.get(second[0], NOBODY)
    base = np.intersect1d(one, two, assume_unique=True)
    yes, other_yes = chose.get(first, NOBODY), chose.get(second, NOBODY)
    a, b = np.isin(base, yes), np.isin(base, other_yes)
    cells = np.array([(a & b).sum(), (a & ~b).sum(), (~a & b).sum(), (~a & ~b).sum()])
    rest = []
    for saw, picked in ((one, yes), (two, other_yes)):
        alone = np.isin(np.setdiff1d(saw, base, assume_unique=True), picked)
        rest += [alone.sum(), (~alone).sum()]
    return cells, np.array(rest)


def _asked(first: Answer, second: Answer) -> tuple[str, str]:
    low, high = sorted((first[0], second[0]))
    return low, high


def _smallest(
    both: tuple[str, str],
    pairs: list[tuple[Answer, Answer]],
    people: dict[str, np.ndarray],
    chose: dict[Answer, np.ndarray],
) -> int:
    """The smallest cell that all pairs of two questions tell of together, by subtraction.

    The choices that no pair names are one; a choice that nobody made tells of nobody.
    """
    one, two = (people.get(name, NOBODY) for name in both)
    base = np.intersect1d(one, two, assume_unique=True)
    codes = []
    for name in both:
        named = dict.fromkeys(
            item for pair in pairs if _asked(*pair) == both for item in pair if item[0] == name
        )
        code = np.zeros(len(base), dtype=int)
        for place, item in enumerate(named, start=1):
            code[np.isin(base, chose.get(item, NOBODY))] = place
        codes.append(np.unique(code, return_inverse=True)[1])
    if not len(base):
        return 0
    cells = np.zeros([code.max() + 1 for code in codes], dtype=int)
    np.add.at(cells, tuple(codes), 1)
    return int(cells.min())


def _row(
    first: Answer, second: Answer, cells: np.ndarray, staff: float, test: str, hidden: bool
) -> dict[str, object]:
    both, only_first, only_second, neither = (int(x) for x in cells)
    against = "=".join(second)
    row: dict[str, object] = {
        "comparison_id": f"items:{'='.join(first)}:{against}",
        "kind": "items", "question_id": first[0], "choice": first[1], "group": ALL,
        "against": against, "suppressed": hidden, "p": np.nan,
    }  # fmt: skip
    if hidden:
        return row | {"method": HIDDEN}
    result = mcnemar(both, only_first, only_second, neither, staff=staff, test=test)
    base = int(cells.sum())
    finite = ", finite population" if test == "score" and staff >= base else ""
    method = TESTS[test] + finite
    if np.isnan(result.p):
        exact = only_first + only_second > 0
        method = (
            "none: everybody answered, the difference is exact"
            if exact
            else "none: no pair differs"
        )
    return row | {
        "n": both + only_first, "base": base, "other_n": both + only_second, "other_base": base,
        "only_first": only_first, "only_second": only_second, "difference": result.difference,
        "low": result.low, "high": result.high, "statistic": result.statistic,
        "df": np.nan if np.isnan(result.statistic) else 1.0, "p": result.p, "method": method,
    }  # fmt: skip


def _check(
    survey: Survey, pairs: list[tuple[Answer, Answer]], test: str, adjustment: str, level: float,
    min_count: int,
) -> None:  # fmt: skip
    problems = unknown_options(test=(test, TESTS), adjustment=(adjustment, METHODS))
    problems += not_shares("0.05", level=level)
    if min_count < 1:
        problems.append(f"min_count={min_count!r} is not 1 or more")
    closed = {q.question_id: q for q in parse_questions(survey.questions) if q.kind != "open"}
    for name, choice in dict.fromkeys(item for pair in pairs for item in pair):
        if name not in closed:
            problems.append(f"pairs: {quoted(name)} is no closed question{guess(name, closed)}")
        elif closed[name].choices and choice not in closed[name].choices:
            near = guess(choice, closed[name].choices)
            problems.append(f"pairs: {quoted(choice)} is not a choice of {quoted(name)}{near}")
    problems += [f"pairs: {why}" for why in refuse_pairs(survey.questions, pairs)]
    seen: set[tuple[Answer, Answer]] = set()
    for first, second in pairs:
        names = " and ".join("=".join(item) for item in (first, second))
        if first == second:
            problems.append(f"pairs: {names} are one item; name two")
        if (first, second) in seen or (second, first) in seen:
            problems.append(f"pairs: {names} stand there twice; name a pair once")
        seen.add((first, second))
    if problems:
        raise InputError(problems)
