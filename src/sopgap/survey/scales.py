"""Sum up scale questions: how many chose one of the two choices at an end, never a mean."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.groups import ALL
from sopgap.survey.inference.intervals import interval
from sopgap.survey.options import not_shares, unknown_options
from sopgap.survey.questionnaire import Question, list_partly_asked, parse_questions
from sopgap.tables import SCALES, TALLIES

ENDS = ("first", "last")
COUNTED = 2  # choices of an end that are counted


def summarise_scales(
    tallies: pd.DataFrame,
    questions: pd.DataFrame,
    *,
    frame: pd.DataFrame | None = None,
    top: str = "first",
    level: float = 0.95,
    method: str = "wilson",
) -> pd.DataFrame:
    """Count who chose one of the two choices at one end of each scale.

    The choices of a scale have an order and no distances, so no mean is taken. "Don't know" is no
    place on the scale: it is counted apart and is not in the base. A scale with fewer than three
    places has no end of two, and no row.

    Only visible rows of the tallies are used: where any count that is needed is hidden, the row
    is. The interval is that of `tally`; the staff it speaks of is, as among who answered, the part
    of the frame that would not say "don't know".

    Parameters
    ----------
    tallies : table `tallies` or `tallies_position`
    questions : table `questions`
    frame : table `frame`, optional
        The staff of each group; without it the population is endless.
    top : {"first", "last"}
        Which end of the choices as listed is counted; `top` in the table names the two.
    level : float
        Confidence of the interval.
    method : {"wilson", "korn-graubard", "hypergeometric"}
        As in `interval`.

    Returns
    -------
    table `scales`, one row per question of kind `scale` and group

    Raises
    ------
    InputError
        `top` or `level` is not allowed.

    Examples
    --------
    >>> from sopgap import read_survey, tally
    >>> survey = read_survey("surveys/oig-22-34")
    >>> table = summarise_scales(tally(survey), survey.questions, frame=survey.frame)
    >>> table.loc[table.question_id == "q2", ["top", "n", "base"]].values.tolist()
    [['Daily|Weekly', 306, 493]]
    """
    if wrong := [*unknown_options(top=(top, ENDS)), *not_shares("0.95", level=level)]:
        raise InputError(wrong)
    tallies = TALLIES.check(tallies).astype(dict.fromkeys(TALLIES.key, "str"))
    scales = [q for q in parse_questions(questions) if q.kind == "scale"]
    rows = dict(tuple(tallies.groupby("question_id", sort=False)))
    parts = [_count(rows[q.question_id], q, top) for q in scales if q.question_id in rows]
    table = pd.concat([part for part in parts if len(part)] or [SCALES.empty()], ignore_index=True)
    if table.empty:
        return SCALES.empty()
    staff = table["group"].map(_staff(frame)).astype(float)
    staff = staff.mask(table["question_id"].isin(list_partly_asked(questions)))
    k, n = (table[name].to_numpy(dtype=float, na_value=np.nan) for name in ("n", "base"))
    everybody = n + table["dont_know"].to_numpy(dtype=float, na_value=np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, sure = k / n, staff.to_numpy() * n / everybody
        sure = np.round(sure) if method == "hypergeometric" else sure  # which takes whole people
        low, high = interval(k, n, sure, level=level, method=method)
    return SCALES.check(table.assign(share=share, low=low, high=high))


def _count(rows: pd.DataFrame, question: Question, top: str) -> pd.DataFrame:
    """One question's tallies: the rows of its groups, with what is hidden blank."""
    listed = question.choices or tuple(dict.fromkeys(rows["choice"]))
    places = [choice for choice in listed if choice not in question.dont_know]
    if len(places) <= COUNTED:
        return pd.DataFrame()
    counted = places[:COUNTED] if top == "first" else places[-COUNTED:]
    groups = list(dict.fromkeys(rows["group"]))
    visible = rows[~rows["suppressed"]]
    n = visible.pivot(index="group", columns="choice", values="n").reindex(groups)
    base = visible.drop_duplicates("group").set_index("group")["base"].reindex(groups)
    unsure = [choice for choice in listed if choice in question.dont_know]
    # A sum over a hidden cell is hidden: no blank is skipped.
    ends = n.reindex(columns=counted).sum(axis=1, skipna=False)
    dont_know = n.reindex(columns=unsure).sum(axis=1, skipna=False)
    hidden = (ends.isna() | base.isna() | dont_know.isna()).to_numpy(dtype=bool)
    table = pd.DataFrame(
        {
            "question_id": question.question_id,
            "group": groups,
            "top": "|".join(counted),
            "n": ends.to_numpy(),
            "base": (base - dont_know).to_numpy(),
            "dont_know": dont_know.to_numpy(),
            "suppressed": hidden,
        }
    )
    figures = ["n", "base", "dont_know"]
    table[figures] = table[figures].astype("Int64").mask(table["suppressed"])
    return table


def _staff(frame: pd.DataFrame | None) -> dict[str, float]:
    """The staff of every Center and of every position, and of all."""
    if frame is None or frame.empty:
        return {}
    by = {name: frame.groupby(name)["staff"].sum().to_dict() for name in ("position", "center")}
    return {**by["position"], **by["center"], ALL: float(frame["staff"].sum())}
