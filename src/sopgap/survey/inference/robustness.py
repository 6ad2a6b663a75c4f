"""What silence, weighting and time could do to each published share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, quoted
from sopgap.survey.answers import Survey
from sopgap.survey.groups import ALL, list_groups, staff_of_groups
from sopgap.survey.inference.halves import KEY, is_first, split_halves, sum_answers
from sopgap.survey.inference.weighting import check_weights
from sopgap.survey.questionnaire import list_partly_asked
from sopgap.survey.states import keep_given
from sopgap.tables import ROBUSTNESS, factorise

PLACES = 2  # of a share that rests on private columns: whole percent
SPACE = "\u00a0"  # before a percent sign, so that no line breaks there


def withstand(
    survey: Survey, tallies: pd.DataFrame, *, min_base: int = 10, min_count: int = 3
) -> pd.DataFrame:
    """Say of each visible share what silence, weighting and time could do to it.

    Silence: of N staff k chose it among n who answered, so it may be k to k + N - n. It is a
    `majority` if k is over half of N, a `minority` (no majority) if k + N - n is not over half,
    and else `open`: the silent decide. `needed` of them would make it a majority, `tipping` is
    (N/2 - k) / (N - n). Where no frame is known, or the question was put to some only (`asked_if`),
    it is `unknown`.

    Weighting: for group `all` the share is post-stratified to the Centers. Only Centers whose row
    is visible stand alone; the others are one stratum, whose counts are `all` less the visible.
    So the figure follows from published ones. Give the tallies of `all` and of the Centers
    together: without a Center there is nothing to weight. Where respondents have a `weight`, the
    weighted share of each row is given instead, in whole percent, where `min_count` people or
    more chose it and did not, and (for `all`) no Center is hidden.

    Time: where respondents have a `date`, answers up to the median day against later ones
    (`split_halves` tells which are shown), in whole percent.

    Parameters
    ----------
    survey : Survey
    tallies : table `tallies`
        Of `all`, of Centers, or of both together (pandas.concat).
    min_base : int
        Answers that each half must hold.
    min_count : int
        People in each half who chose it, and who did not.

    Returns
    -------
    table `robustness`, one row for each row of `tallies` that is not hidden, in its order

    Raises
    ------
    InputError
        The tallies are not of this survey, some people have a weight and some have none: all at
        once.

    Examples
    --------
    >>> from sopgap import read_survey, tally
    >>> survey = read_survey("surveys/oig-22-34")
    >>> table = withstand(survey, tally(survey))
    >>> row = table.query("question_id == 'q4' and choice == 'No'").iloc[0]
    >>> int(row.needed), float(round(row.tipping, 4)), row.survives
    (224, 0.3668, 'open')
    >>> row.sentence.replace(SPACE, " ").split("; ")[0]
    'It may be 303 to 911 of 1,052 staff (29 % to 87 %), on both sides of one half: the silent
    decide, and 224 of these 608 would make it a majority'
    """
    table = _visible(survey, tallies)
    k, n = (table[c].to_numpy(dtype=float) for c in ("n", "base"))
    staff = table["staff"].to_numpy(dtype=float, na_value=np.nan)
    silent = staff - n
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.where(silent > 0, np.maximum(staff // 2 + 1 - k, 0), np.nan)
        tipping = np.where(silent > 0, (staff / 2 - k) / silent, np.nan)
        share = k / n
    table["needed"] = needed
    table["tipping"] = tipping
    by_weight = "weight" in survey.respondents and survey.respondents["weight"].notna().any()
    if by_weight:
        table["weighted"] = _weighted(survey, table, min_count)
    else:
        table["weighted"] = _poststratified(survey, table)
    table["shift"] = table["weighted"] - share
    halves = split_halves(survey, table, min_base=min_base, min_count=min_count).round(PLACES)
    table["early"], table["late"] = halves["early"], halves["late"]
    table["drift"] = (table["late"] - table["early"]).round(PLACES)
    table["survives"] = np.select(
        [np.isnan(staff), 2 * k > staff, 2 * (k + silent) <= staff],
        ["unknown", "majority", "minority"],
        "open",
    )
    partly = list_partly_asked(survey.questions)
    table["sentence"] = [
        _say(row, row["question_id"] in partly, by_weight, bool(merged))
        for row, merged in zip(table.to_dict("records"), _merged(table), strict=True)
    ]
    return ROBUSTNESS.check(table)


def _visible(survey: Survey, tallies: pd.DataFrame) -> pd.DataFrame:
    """The rows that are published, with their staff; raise where they are not of this survey."""
    groups, problems = list_groups(survey.frame, survey.respondents), Problems()
    asked = set(survey.questions["question_id"])
    for column, known in (("group", set(groups)), ("question_id", asked)):
        for value in sorted(set(tallies[column]) - known):
            problems.add(
                f"tallies, column {column}: {quoted(value)} is not of this survey; give the"
                " tallies of `all` and of its Centers"
            )
    problems.raise_if_any()
    hidden = tallies["suppressed"] | tallies["n"].isna() | tallies["base"].isna()
    shown = tallies[~hidden & (tallies["base"].fillna(0) > 0)]
    table = shown[[*KEY, "n", "base"]].reset_index(drop=True)
    table = table.astype({**dict.fromkeys(KEY, "str"), "n": "Int64", "base": "Int64"})
    staff = table["group"].map(staff_of_groups(survey.frame, groups)).astype("Int64")
    table["staff"] = staff.mask(table["question_id"].isin(list_partly_asked(survey.questions)))
    over = (table["base"] > table["staff"]) | (table["n"] > table["base"])
    for row in table[over.fillna(False).to_numpy(dtype=bool)].itertuples():
        problems.add(
            f"tallies: {row.n} of {row.base} at question {quoted(row.question_id)}, group"
            f" {quoted(row.group)}, of {row.staff} staff; count again with this survey's frame"
        )
    problems.raise_if_any()
    return table


def _poststratified(survey: Survey, table: pd.DataFrame) -> pd.Series:
    """The share of `all` weighted to the Centers, from visible counts and the frame alone."""
    out = pd.Series(np.nan, index=table.index)
    centers = table[(table["group"] != ALL) & table["staff"].notna()]
    by = ["question_id", "choice"]
    if centers.empty:
        return out
    own = centers[["n", "base", "staff"]].astype("float64")
    own = own.assign(meant=own["staff"] * own["n"] / own["base"])
    seen = own.groupby([centers[c] for c in by]).sum()
    everybody = table[(table["group"] == ALL) & table["staff"].notna()]
    where = pd.MultiIndex.from_frame(everybody[by])
    seen = seen.reindex(where).reset_index(drop=True).set_axis(everybody.index)
    # The Centers that are hidden, as one: what is left of `all`.
    rest = everybody[["n", "base", "staff"]].astype("float64") - seen[["n", "base", "staff"]]
    wrong = (rest < 0).any(axis=1) | (rest["n"] > rest["base"])
    if wrong.any():
        of = everybody.loc[wrong.idxmax()]
        raise InputError(
            f"tallies: the Centers at question {quoted(of['question_id'])}, choice"
            f" {quoted(of['choice'])} add up to more than all; count both from one survey"
        )
    meant = (rest["staff"] * rest["n"] / rest["base"].where(rest["base"] > 0)).fillna(0)
    meant_staff = rest["staff"].where(rest["base"] > 0, 0)
    out[everybody.index] = ((seen["meant"] + meant) / (seen["staff"] + meant_staff)).clip(0, 1)
    return out


def _merged(table: pd.DataFrame) -> pd.Series:
    """Whether `_poststratified` took Centers together: some who answered are at a hidden one."""
    known = table[(table["group"] != ALL) & table["staff"].notna()]
    seen = known.groupby(["question_id", "choice"])["base"].sum()
    by = pd.MultiIndex.from_frame(table[["question_id", "choice"]])
    seen = pd.Series(seen.reindex(by).fillna(0).to_numpy(), index=table.index)
    return (table["group"] == ALL) & (table["base"] > seen)


def _weighted(survey: Survey, table: pd.DataFrame, min_count: int) -> pd.Series:
    """The share by the respondents' weights, where it tells nothing of who is hidden."""
    given = keep_given(survey.answers)
    person, names = factorise(given["respondent_id"])
    seen, person = np.unique(person, return_inverse=True)
    people = survey.respondents.set_index("respondent_id")["weight"]
    weights = check_weights(
        people.reindex(names[seen]).to_numpy(dtype=float), "responses.csv, column weight"
    )[person]
    first = is_first(given)
    base = given[first]
    over = sum_answers(base, weights[first], table, KEY[:2])
    share = pd.Series(sum_answers(given, weights, table, KEY), index=table.index)
    share = (share / np.where(over > 0, over, np.nan)).clip(0, 1).round(PLACES)
    enough = (table["n"] >= min_count) & (table["base"] - table["n"] >= min_count)
    # With a Center hidden, `all` less the others would tell of it.
    places = base[["question_id", "center"]].drop_duplicates().astype("object")
    here = places.groupby("question_id")["center"].agg(lambda c: set(c) - {""}).to_dict()
    centers = table[table["group"] != ALL].groupby(["question_id", "choice"])["group"].agg(set)
    shown = centers.to_dict()
    whole = [
        group != ALL or here.get(question, set()) <= shown.get((question, choice), set())
        for question, group, choice in table[KEY].itertuples(index=False)
    ]
    return share.where(enough.to_numpy(dtype=bool) & np.array(whole, dtype=bool))


def _say(row: dict[str, Any], partly: bool, by_weight: bool, merged: bool) -> str:
    """One sentence: the silent, then the weights, then the time; no percentage without counts."""
    parts = [_say_silent(row, partly)]
    if not np.isnan(row["shift"]):
        parts.append(_say_shift(row, by_weight, merged))
    if not np.isnan(row["drift"]):
        parts.append(_say_drift(row))
    return "; ".join(parts) + "."


def _say_silent(row: dict[str, Any], partly: bool) -> str:
    k, n = int(row["n"]), int(row["base"])
    if row["survives"] == "unknown":
        why = "the question was not put to all" if partly else "how many were asked is not known"
        return (
            f"It is {k:,} of {n:,} who answered ({_percent(k / n)}); {why}, so what the silent"
            " could make of it is not known"
        )
    staff = int(row["staff"])
    silent = staff - n
    if not silent:
        return f"It is {k:,} of {staff:,} staff ({_percent(k / staff)}), and nobody was silent"
    span = f"{k:,} to {k + silent:,} of {staff:,} staff"
    span += f" ({_percent(k / staff)} to {_percent((k + silent) / staff)})"
    if row["survives"] == "majority":
        return f"It is {span}: a majority, whatever the silent ({silent:,}) think"
    if row["survives"] == "minority":
        return f"It is {span}: no majority, whatever the silent ({silent:,}) think"
    return (
        f"It may be {span}, on both sides of one half: the silent decide, and"
        f" {int(row['needed']):,} of these {silent:,} would make it a majority"
    )


def _say_shift(row: dict[str, Any], by_weight: bool, merged: bool) -> str:
    # Weights of respondents are shown in whole percent, so their points are whole too.
    size = _points(row["shift"], decimals=0 if by_weight else 1)
    together = " (Centers with hidden counts taken together)" if merged else ""
    what = "by the survey's weights" if by_weight else (
        f"weighted to the staff of each Center{together}")  # fmt: skip
    way = "" if size.startswith("less") else (" up" if row["shift"] > 0 else " down")
    before = row["n"] / row["base"]
    crossed = (before > 0.5) != (row["weighted"] > 0.5)
    return f"{what} it moves{way} by {size}" + (", across one half" if crossed else "")


def _say_drift(row: dict[str, Any]) -> str:
    size, share = abs(row["drift"]), row["n"] / row["base"]
    if size == 0:
        # Both are known in whole percent, so their difference is known to less than a point.
        return "early and late answers differ by less than 1 point"
    # Two halves of the base: the standard error of their difference is 2 sqrt(p(1-p)/n).
    by_chance = size <= 1.96 * 2 * np.sqrt(share * (1 - share) / row["base"])
    chance = "no more than chance explains" if by_chance else "more than chance explains"
    return f"early and late answers differ by {_points(size, decimals=0)}, {chance}"


def _points(size: float, *, decimals: int) -> str:
    """Percentage points: one decimal under 10 where they are exact."""
    points = abs(size) * 100
    decimals = 0 if points >= 10 else decimals
    shown = f"{points:.{decimals}f}"
    if float(shown) == 0:
        return f"less than {10**-decimals:.{decimals}f} point{'s' if decimals else ''}"
    return f"{shown} point{'' if shown == '1' else 's'}"


def _percent(share: float) -> str:
    return f"{np.floor(share * 100 + 0.5 + 1e-9):.0f}{SPACE}%"
