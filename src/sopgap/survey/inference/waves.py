"""Compare two waves of a survey: what changed, and what was asked differently."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import quoted
from sopgap.survey.groups import ALL, GROUPINGS, staff_of_groups
from sopgap.survey.inference.adjustment import METHODS, adjust_within
from sopgap.survey.inference.differences import compare_shares
from sopgap.survey.options import not_shares, unknown_options
from sopgap.survey.questionnaire import Question, parse_questions
from sopgap.tables import QUESTIONS, TALLIES, WAVES
from sopgap.text import normalise

COUNTS = ["n_before", "base_before", "n", "base"]
COMPARABLE = ("same", "wording")


def compare_waves(
    before: pd.DataFrame,
    after: pd.DataFrame,
    questions_before: pd.DataFrame,
    questions: pd.DataFrame,
    *,
    frame_before: pd.DataFrame | None = None,
    frame: pd.DataFrame | None = None,
    by: str = "center",
    adjustment: str = "benjamini-hochberg",
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare the shares of two waves, each a sample without replacement from its own staff.

    Questions are the same where the wording is (upper case, spaces and quotation marks aside),
    under whatever id, if only one question of a wave is worded so; where an id stands in both
    waves and neither of its wordings found its match, that is one question, its wording changed.
    Its figures are compared and `wording` says so: whether it still asks the same is for people to
    judge. Where choices, their order on a scale, the kind or the condition `asked_if` changed
    (`choices`, `both`), nothing is compared: the same word beside other choices no longer means
    the same.

    Both tables are published ones: what is hidden in either wave is hidden here. A row stands in
    one wave only where the other has no such question (`absent`), choice or group; its counts
    are blank there, and it is not compared. A question that is no longer asked keeps its old id,
    with `@before` behind it where another question has it now.

    The two waves are taken for independent. Where the same people answered twice the difference
    is surer than its interval says, as a rule.

    Parameters
    ----------
    before, after : table `tallies` or `tallies_position`
        Of the earlier and the later wave, with group `all` and the groups.
    questions_before, questions : table `questions`
        Of the earlier and the later wave.
    frame_before, frame : table `frame`, optional
        For the finite populations; without them the populations are endless.
    by : {"center", "position"}
        The column of the frames that the groups are.
    adjustment : str
        A method of `adjust`. The rows of group `all` are one family, those of all groups another.
    level : float
        Confidence of the interval.

    Returns
    -------
    table `waves`, in the order of the later wave, then what is no longer asked

    Raises
    ------
    InputError
        An option is not known, or a question of the tallies is not among the questions.

    Examples
    --------
    >>> questions = pd.DataFrame({"question_id": ["q1"], "wording": ["Is there a rule?"],
    ...                           "kind": ["single"], "choices": ["Yes|No"]})
    >>> wave = pd.DataFrame({"question_id": "q1", "group": "all", "choice": ["Yes", "No"],
    ...                      "n": [32, 48], "base": 80, "suppressed": False})
    >>> now = wave.assign(n=[14, 56], base=70)
    >>> table = compare_waves(wave, now, questions, questions)
    >>> table[["wording", "n_before", "n"]].values.tolist()
    [['same', 32, 14], ['same', 48, 56]]
    >>> table[["difference", "low", "high", "p"]].round(3).values.tolist()[0]
    [-0.2, -0.338, -0.053, 0.008]
    """
    wrong = unknown_options(by=(by, GROUPINGS), adjustment=(adjustment, METHODS))
    wrong += not_shares("0.95", level=level)
    if wrong:
        raise InputError(wrong)
    tallies = [TALLIES.check(t).astype(dict.fromkeys(TALLIES.key, "str")) for t in (before, after)]
    asked = [QUESTIONS.check(q) for q in (questions_before, questions)]
    _check_questions(tallies, asked)
    pairs = match_questions(*asked)
    old, new = (
        _renamed(t, pairs[side]) for t, side in zip(tallies, ("before", "after"), strict=True)
    )
    keys = ["key", "group", "choice"]
    table = new.merge(old, on=keys, how="outer", suffixes=("", "_before"), sort=False)
    table = _in_order(table, new, old, keys)
    table["wording"] = table["key"].map(pairs["wording"])
    table["question_id"] = table["key"].map(_names(pairs))
    # What one wave does not have is not hidden in it.
    hidden = table["suppressed"].eq(True) | table["suppressed_before"].eq(True)
    table["suppressed"] = hidden
    table[COUNTS] = table[COUNTS].mask(hidden)
    partly = {key for key, part in zip(pairs.index, pairs["conditional"], strict=True) if part}
    staff = [_staff(f, table, by, partly) for f in (frame_before, frame)]
    return WAVES.check(_compared(table, staff[0], staff[1], adjustment, level))


def match_questions(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return which closed questions of two waves are the same, and how they changed.

    Parameters
    ----------
    before, after : table `questions`

    Returns
    -------
    DataFrame
        Columns before and after (ids, blank where it was not asked), wording (how it changed)
        and conditional (whether it was not put to all); one row a question.

    Examples
    --------
    >>> columns = ["question_id", "wording", "kind", "choices", "dont_know", "asked_if"]
    >>> then = pd.DataFrame([["q1", "A rule?", "single", "Yes|No", "", ""]], columns=columns)
    >>> now = pd.DataFrame([["q1", "New?", "single", "Yes|No", "", ""],
    ...                     ["q2", "a RULE?", "single", "Yes|No", "", ""]], columns=columns)
    >>> match_questions(then, now)[["before", "after", "wording"]].values.tolist()
    [['', 'q1', 'absent'], ['q1', 'q2', 'same']]
    """
    old, new = ({q.question_id: q for q in parse_questions(t) if q.kind != "open"}
                for t in (before, after))  # fmt: skip
    said_old, said_new = _wordings(before, old), _wordings(after, new)
    # First what is worded alike: an id that moved to another question must not mislead.
    match = {name: name for name in new if said_old.get(name) == said_new[name]}
    left = {words: name for name, words in said_old.items() if name not in match}
    twice = {words for side in (said_old, said_new) for words in side.values()
             if list(side.values()).count(words) > 1}  # fmt: skip
    match |= {name: left[words] for name, words in said_new.items()
              if name not in match and words in left and words not in twice}  # fmt: skip
    taken = set(match.values())
    match |= {name: name for name in new if name not in match and name in old and name not in taken}
    rows = []
    for name, now in new.items():
        then = old.get(match.get(name, ""))
        reworded = then is not None and said_old[then.question_id] != said_new[name]
        how = _change(then, now, reworded, match) if then else "absent"
        rows.append((match.get(name, ""), name, how))
    rows += [(name, "", "absent") for name in old if name not in set(match.values())]
    table = pd.DataFrame(rows, columns=["before", "after", "wording"], dtype="str")
    conditional = {name for side in (old, new) for name, q in side.items() if q.asked_if}
    table["conditional"] = [bool({b, a} & conditional) for b, a, _ in rows]
    return table


def _wordings(table: pd.DataFrame, closed: dict[str, Question]) -> dict[str, str]:
    pairs = zip(table["question_id"], table["wording"], strict=True)
    return {name: _plain(wording) for name, wording in pairs if name in closed}


def _plain(words: str) -> str:
    return normalise(words).casefold()


def _change(then: Question, now: Question, reworded: bool, match: dict[str, str]) -> str:
    choices = [[_plain(c) for c in q.choices] for q in (then, now)]
    if now.kind != "scale":  # only on a scale the order has a meaning
        choices = [sorted(c) for c in choices]
    unsure = [{_plain(c) for c in q.dont_know} for q in (then, now)]
    ids: list[dict[str, str]] = [{}, match]  # the later wave's condition by its earlier id
    put = [
        sorted((side.get(name, name), sorted(map(_plain, values))) for name, values in q.asked_if)
        for q, side in zip((then, now), ids, strict=True)
    ]
    otherwise = then.kind != now.kind or any(a != b for a, b in (choices, unsure, put))
    return {(False, False): "same", (True, False): "wording", (False, True): "choices",
            (True, True): "both"}[reworded, otherwise]  # fmt: skip


def _renamed(tallies: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """The rows with the number of their question in the match, and choices by their plain words."""
    numbers = {name: key for key, name in ids.items() if name}
    rows = tallies[tallies["question_id"].isin(list(numbers))]
    plain = {choice: _plain(choice) for choice in rows["choice"].unique()}
    out = pd.DataFrame(
        {
            "key": rows["question_id"].map(numbers), "group": rows["group"],
            "choice": rows["choice"].map(plain), "shown": rows["choice"],
            "n": rows["n"], "base": rows["base"], "suppressed": rows["suppressed"],
        }
    )  # fmt: skip
    # A suppressed row shows nothing, whatever it holds; a blank count is hidden, whatever it says.
    out["suppressed"] |= out[["n", "base"]].isna().any(axis=1)
    return out.drop_duplicates(["key", "group", "choice"])


def _in_order(
    table: pd.DataFrame, new: pd.DataFrame, old: pd.DataFrame, keys: list[str]
) -> pd.DataFrame:
    """Rows in the order of the later wave; what only the earlier has stands behind its question."""
    table["choice_shown"] = table["shown"].fillna(table["shown_before"])
    groups = {g: i for i, g in enumerate(dict.fromkeys([*new["group"], *old["group"]]))}
    # Choices are ordered within their question, groups over all.
    within = pd.concat([new, old]).drop_duplicates(["key", "choice"])
    within = within.assign(place=within.groupby("key").cumcount()).set_index(["key", "choice"])
    choice = within["place"].reindex(pd.MultiIndex.from_frame(table[["key", "choice"]])).to_numpy()
    order = np.lexsort((choice, table["group"].map(groups).to_numpy(), table["key"].to_numpy()))
    table = table.iloc[order].reset_index(drop=True)
    return table.assign(choice=table["choice_shown"])


def _names(pairs: pd.DataFrame) -> dict[int, str]:
    now = set(pairs["after"])
    return {
        key: after or (before if before not in now else f"{before}@before")
        for key, before, after in pairs[["before", "after"]].itertuples()
    }


def _staff(
    frame: pd.DataFrame | None, table: pd.DataFrame, by: str, partly: set[int]
) -> np.ndarray:
    sizes = staff_of_groups(frame, list(dict.fromkeys([ALL, *table["group"]])), by)
    sizes = sizes.astype("Float64").astype(float)
    return table["group"].map(sizes).mask(table["key"].isin(partly)).to_numpy()


def _compared(
    table: pd.DataFrame, staff_before: np.ndarray, staff: np.ndarray, adjustment: str, level: float
) -> pd.DataFrame:
    comparable = table["wording"].isin(COMPARABLE) & ~table["suppressed"]
    values = {name: table[name].to_numpy(dtype=float, na_value=np.nan) for name in COUNTS}
    both = comparable & table["n"].notna() & table["n_before"].notna()
    both &= (values["base"] > 0) & (values["base_before"] > 0)
    k, n, k0, n0 = (
        np.where(both, values[name], np.nan) for name in ("n", "base", "n_before", "base_before")
    )
    result = compare_shares(k, n, k0, n0, staff=staff, other_staff=staff_before, level=level)
    family = np.where(table["group"] == ALL, ALL, "groups")
    return table.assign(
        difference=result.difference, low=result.low, high=result.high, p=result.p,
        p_adjusted=adjust_within(result.p, family, adjustment),
    )[[c.name for c in WAVES.columns]]  # fmt: skip


def _check_questions(tallies: Iterable[pd.DataFrame], asked: Iterable[pd.DataFrame]) -> None:
    problems = []
    for what, rows, questions in zip(("before", "after"), tallies, asked, strict=True):
        known = set(questions["question_id"])
        problems += [
            f"tallies {what}: {quoted(name)} is not among the questions of that wave"
            for name in rows["question_id"].unique()
            if name not in known
        ]
    if problems:
        raise InputError(problems)
