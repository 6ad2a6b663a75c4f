"""Count complete, partial, broken-off and silent people, and give AAPOR's response rates."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import guess, quoted
from sopgap.survey.answers import Survey
from sopgap.survey.questionnaire import parse_questions
from sopgap.survey.reach import NO_ROW, lay_states
from sopgap.survey.states import ANSWERED, DONT_KNOW, NOT_ASKED
from sopgap.tables import OUTCOMES

SHARES = (0.0, 0.5, 0.8, 1.0)  # the rules shown beside the declared one
RATES = tuple(f"rr{i}" for i in range(1, 7))  # columns of table `outcomes`


def response_rates(
    survey: Survey,
    *,
    min_share: float = 0.0,
    needed: Iterable[str] = (),
    e: float = 1.0,
    unknown: int | None = None,
) -> pd.DataFrame:
    """Give AAPOR's response rates 1 to 6 under the declared rule, and under others beside it.

    A person is complete (I) who finished, as the survey says. Who did not is a partial (P) with
    answers to at least `min_share` of the closed questions put to them and, where questions are
    `needed`, to any of these; else a break-off (R). "Don't know" is an answer. A question was put
    unless its `asked_if` was not met: those that come behind the break-off were. With a share of
    0, any answer makes a partial, one to an open question too. Who answered nothing is silent,
    whether or not the file holds a row for them.

    Parameters
    ----------
    survey : Survey
        Its `questions`, `frame`, `respondents` and `answers` are read.
    min_share : float
        The declared rule: share of the closed questions put that makes a partial, 0 to 1.
    needed : iterable of str
        Ids of questions of which a partial must have answered one.
    e : float
        Share of the silent of unknown eligibility who are taken for eligible.
    unknown : int, optional
        How many of the silent are of unknown eligibility (UO). By default nobody, as a frame
        lists who is eligible; where `e` is below 1, all of the silent.

    Returns
    -------
    table `outcomes`, the declared rule first; without a frame the rates are blank

    Raises
    ------
    InputError
        `min_share`, `e` or `unknown` is out of range, or a needed question is none.

    Examples
    --------
    >>> from sopgap import read_survey
    >>> survey = read_survey("surveys/oig-22-34")
    >>> figures = ["q4", "q5", "q6", "q7", "q8", "q9", "q10"]
    >>> table = response_rates(survey, needed=figures)
    >>> table[["rule", "partial", "breakoff", "rr1", "rr2"]].round(3).head(2).values.tolist()
    [['any of q4, q5, q6, q7, q8, q9, q10', 35, 100, 0.389, 0.422],
     ['any answer', 135, 0, 0.389, 0.517]]
    """
    asked = parse_questions(survey.questions)
    needed = tuple(dict.fromkeys(needed))
    _check_options(min_share, needed, e, unknown, [q.question_id for q in asked])
    people = survey.respondents
    states = lay_states(survey, [q.question_id for q in asked])
    closed = np.array([q.kind != "open" for q in asked], dtype=bool)
    given = np.isin(states, (ANSWERED, DONT_KNOW))
    answered = given.any(axis=1)
    if "answered" in people:  # counts open answers also where their states are not known
        answered |= people["answered"].to_numpy(dtype=bool)
    complete = answered & people["complete"].to_numpy(dtype=bool)
    begun = answered & ~complete
    share = _share_answered(states[begun][:, closed])
    any_needed = given[begun][:, [q.question_id in needed for q in asked]].any(axis=1)
    staff = int(survey.frame["staff"].sum()) if len(survey.frame) else None
    silent = None if staff is None else staff - int(answered.sum())
    in_doubt = _count_in_doubt(silent, unknown, e)
    rows: list[dict[str, object]] = []
    for least, with_needed in _rules(min_share, bool(needed)):
        kept = (share >= least) if least else np.ones(len(share), dtype=bool)
        kept = kept & any_needed if with_needed else kept
        counts = {
            "complete": int(complete.sum()),
            "partial": int(kept.sum()),
            "breakoff": int((~kept).sum()),
        }
        rows.append(
            {
                "rule": _name(least, needed if with_needed else ()),
                "share": least,
                "declared": not rows,
                **counts,
                "silent": silent,
                "unknown": None if silent is None else in_doubt,
                "eligible": e,
                "staff": staff,
                **_rates(counts, silent, in_doubt, e),
            }
        )
    return OUTCOMES.check(pd.DataFrame(rows))


def aapor(
    I: float,  # noqa: E741  the letters are those of the Standard Definitions
    P: float = 0,
    R: float = 0,
    NC: float = 0,
    O: float = 0,  # noqa: E741
    UH: float = 0,
    UO: float = 0,
    e: float = 1.0,
) -> dict[str, float]:
    """Return the outcome rates of the AAPOR Standard Definitions.

    Source: American Association for Public Opinion Research, Standard Definitions: Final
    Dispositions of Case Codes and Outcome Rates for Surveys, 10th edition, 2023.

    Parameters
    ----------
    I, P : float
        Complete and partial interviews.
    R, NC, O : float
        Eligible people who refused or broke off, were not reached, or fell out otherwise.
    UH, UO : float
        Cases of unknown eligibility, by whether the household is unknown or other reasons.
    e : float
        Share of the cases of unknown eligibility that are taken for eligible.

    Returns
    -------
    dict of str to float
        Response rates RR1 to RR6, cooperation COOP1 to COOP4, refusal REF1 to REF3 and contact
        CON1 to CON3; NaN where nobody stands in the base.

    Examples
    --------
    >>> rates = aapor(I=409, P=135, NC=508)
    >>> round(rates["RR1"], 4), round(rates["RR2"], 4)
    (0.3888, 0.5171)
    """
    reached = I + P + R + O
    eligible = reached + NC
    everybody, estimated = eligible + UH + UO, eligible + e * (UH + UO)
    bases = (everybody, estimated, eligible)
    out = {}
    for place, base in enumerate(bases):
        out[f"RR{2 * place + 1}"] = _part(I, base)
        out[f"RR{2 * place + 2}"] = _part(I + P, base)
        out[f"REF{place + 1}"] = _part(R, base)
        out[f"CON{place + 1}"] = _part(reached, base)
    for place, base in enumerate((reached, I + P + R)):
        out[f"COOP{2 * place + 1}"] = _part(I, base)
        out[f"COOP{2 * place + 2}"] = _part(I + P, base)
    return out


def _count_in_doubt(silent: int | None, unknown: int | None, e: float) -> int:
    if silent is None:
        return 0
    if unknown is None:
        return silent if e < 1 else 0
    if unknown > silent:
        raise InputError(f"unknown={unknown}: only {silent} people of the frame are silent")
    return unknown


def _part(n: float, base: float) -> float:
    return n / base if base else float("nan")


def _check_options(
    min_share: float, needed: tuple[str, ...], e: float, unknown: int | None, known: list[str]
) -> None:
    problems = [
        f"{name}={value!r} is not between 0 and 1"
        for name, value in (("min_share", min_share), ("e", e))
        if not 0 <= value <= 1
    ]
    if unknown is not None and unknown < 0:
        problems.append(f"unknown={unknown!r} is less than 0")
    problems += [
        f"needed: {quoted(name)} is no question of the survey{guess(name, known)}"
        for name in needed
        if name not in known
    ]
    if problems:
        raise InputError(problems)


def _share_answered(states: np.ndarray) -> np.ndarray:
    """Of the closed questions put to each person, the share that was answered; 0 where none was."""
    put = ((states != NOT_ASKED) & (states != NO_ROW)).sum(axis=1)
    answered = np.isin(states, (ANSWERED, DONT_KNOW)).sum(axis=1)
    return answered / np.where(put > 0, put, 1)


def _rules(min_share: float, needs: bool) -> list[tuple[float, bool]]:
    """The declared rule first, then the usual ones that differ from it."""
    declared = (float(min_share), needs)
    return [declared, *((share, False) for share in SHARES if (share, False) != declared)]


def _name(share: float, needed: tuple[str, ...]) -> str:
    any_of = f"any of {', '.join(needed)}" if needed else ""
    if not share:
        return any_of or "any answer"
    part = "all questions" if share == 1 else f"{100 * share:g} % of the questions"
    return f"{part} and {any_of}" if any_of else part


def _rates(counts: dict[str, int], silent: int | None, unknown: int, e: float) -> dict[str, float]:
    if silent is None:
        return dict.fromkeys(RATES, float("nan"))
    rates = aapor(
        I=counts["complete"],
        P=counts["partial"],
        R=counts["breakoff"],
        NC=silent - unknown,
        UO=unknown,
        e=e,
    )
    return {name: rates[name.upper()] for name in RATES}
