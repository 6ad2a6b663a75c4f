"""judge_links: how surely a person would say that a duty speaks of a responsibility.

A small logistic model over what the link and the slots say. Its coefficients, none of them
negative, and what they were worth on duties that people labelled are data: `link_model.csv`,
`link_curve.csv`, written by `benchmarks/link_model.py`.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.mapping.fitting.fits import judge_fits
from sopgap.mapping.fitting.matches import is_covering
from sopgap.mapping.fitting.seats import read_sides
from sopgap.mapping.linking.wordings import texts
from sopgap.tables import DUTIES, LINKS, RESPONSIBILITIES
from sopgap.text import data_rows

RECALL = 0.95  # of the true links: so many are not rejected
PRECISION = 0.9  # from which on a link is accepted unseen
CEILING = 0.999  # of a score, so that its evidence stays finite


def judge_links(
    links: pd.DataFrame,
    duties: pd.DataFrame,
    matrix: pd.DataFrame,
    *,
    recall: float = RECALL,
    precision: float = PRECISION,
) -> pd.DataFrame:
    """Say of each link of a duty how surely it holds, and whether a person should look.

    The probability comes from the link's score, its rank and its lead over the duty's next best
    row, and from the slots: whether the duty does the row's act, how far its object is the row's,
    whether both hold, and whether it obliges anybody of the organisation. *Which* side it obliges
    does not count: a duty that names the wrong owner speaks of the responsibility all the same.

    A link is rejected below the probability under which at most 1 - `recall` of the true links lay
    in the labelled studies, and accepted from the one on from which at least `precision` of the
    links were true there; in between, a person is asked. No verdict sets coverage: the slots do.

    Parameters
    ----------
    links : table `links`
        Of duties.
    duties : table `duties`
        With `section` and `title`, where `add_headings` has set them.
    matrix : table `responsibilities`
    recall, precision : float
        Shares, more than 0 and less than 1.

    Returns
    -------
    table `links`
        The same rows with `probability` and `verdict`.

    Raises
    ------
    InputError
        A share is none, or a link is of a duty or responsibility that is not there.

    Examples
    --------
    >>> from sopgap.mapping.links import link
    >>> matrix = pd.DataFrame([{"responsibility_id": "R1", "name": "Refunds", "ownership": "center",
    ...     "kind": "responsibility", "action": "pay", "object": "refunds"}])
    >>> duties = pd.DataFrame([{"duty_id": "a#1.s1", "paragraph_id": "a#1", "unit": "center",
    ...     "text": "The Center must pay refunds.", "actor": "Center", "actor_text": "The Center",
    ...     "action": "pay", "object": "refunds", "modality": "obligation", "via": "modal"}])
    >>> judged = judge_links(link(duties, matrix, passage="duty"), duties, matrix)
    >>> judged[["passage_id", "responsibility_id", "verdict"]]
      passage_id responsibility_id verdict
    0     a#1.s1                R1  accept
    """
    for name, share in (("recall", recall), ("precision", precision)):
        if not 0 < share < 1:
            raise InputError(f"judge_links: {name}={share} is no share between 0 and 1")
    traits = weigh_traits(links, duties, matrix)
    told = coefficients()
    evidence = told["intercept"] + sum(told[name] * traits[name] for name in traits)
    # Rounded, so that ties are ties on every machine.
    sure = (1 / (1 + np.exp(-evidence))).round(6).to_numpy()
    low, high = thresholds(recall, precision)
    verdict = np.where(sure >= high, "accept", np.where(sure < low, "reject", "ask"))
    return LINKS.check(links.assign(probability=sure, verdict=verdict))


def weigh_traits(
    links: pd.DataFrame, duties: pd.DataFrame, matrix: pd.DataFrame
) -> dict[str, pd.Series]:
    """Return what speaks for each link: one series a trait, in the order of the links.

    Returns
    -------
    dict of str to Series
        evidence (of the score), first (whether no row fits the duty better), lead (over the duty's
        best other row), act, object, does, binding
    """
    duties, matrix = DUTIES.check(duties), RESPONSIBILITIES.check(matrix)
    _check_ids(links, duties, matrix)
    links = links.reset_index(drop=True)
    headed = duties.assign(**{name: texts(duties, name) for name in ("section", "title")})
    places = headed.set_index("duty_id")[["section", "title"]]
    fits = judge_fits(links, headed, matrix, places, sides=read_sides(headed))
    # Each link is judged once, in its order.
    fits = fits.set_axis(links.index)
    score = links["score"].astype(float)
    binds = dict(zip(duties["duty_id"], is_covering(duties), strict=True))
    return {
        "evidence": -np.log1p(-score.clip(upper=CEILING)),
        "first": (links["rank"] == 1).astype(float),
        "lead": score - _best_other(links),
        "act": fits["act"].astype(float),
        "object": fits["object"].astype(float),
        "does": fits["does"].astype(float),
        "binding": links["passage_id"].map(binds).astype(float),
    }


def thresholds(
    recall: float = RECALL,
    precision: float = PRECISION,
    curve: list[dict[str, float]] | None = None,
) -> tuple[float, float]:
    """Return the probabilities below which a link is rejected, and from which on it is accepted.

    Parameters
    ----------
    recall, precision : float
    curve : list of dict, optional
        By rising probability: recall and precision of the links from it on; by default that of the
        labelled studies, `link_curve.csv`.

    Examples
    --------
    >>> low, high = thresholds(recall=0.95, precision=0.9)
    >>> low < high, thresholds(recall=0.99)[0] <= low
    (True, True)
    """
    curve = _curve() if curve is None else curve
    low, high = 0.0, 1.0
    for row in curve:
        if row["recall"] >= recall:
            low = row["probability"]
    for row in reversed(curve):
        if row["precision"] < precision:
            break
        high = row["probability"]
    return low, max(low, high)


@cache
def coefficients() -> dict[str, float]:
    """Return the coefficients of the model, from `link_model.csv`."""
    return {row["trait"]: float(row["coefficient"]) for row in data_rows("link_model.csv")}


@cache
def _curve() -> list[dict[str, float]]:
    names = ("probability", "recall", "precision")
    return [{name: float(row[name]) for name in names} for row in data_rows("link_curve.csv")]


def _best_other(links: pd.DataFrame) -> pd.Series:
    """Return the score of the best other row that the duty is linked to; 0 where none is."""
    scores = links["score"].astype(float)
    by_duty = links["passage_id"]
    ordered = scores.groupby(by_duty).rank("first", ascending=False)
    best = scores.where(ordered == 1).groupby(by_duty).transform("max")
    second = scores.where(ordered == 2).groupby(by_duty).transform("max").fillna(0.0)
    return best.where(ordered > 1, second)


def _check_ids(links: pd.DataFrame, duties: pd.DataFrame, matrix: pd.DataFrame) -> None:
    known = (("passage_id", duties["duty_id"], "duties"),
             ("responsibility_id", matrix["responsibility_id"], "matrix"))  # fmt: skip
    for column, ids, where in known:
        strange = links.loc[~links[column].isin(ids), column]
        if len(strange):
            raise InputError(
                f"judge_links: {len(strange)} links with a {column} that is not in {where}, as"
                f" {strange.iloc[0]!r}; give the {where} from which the links were made"
            )
