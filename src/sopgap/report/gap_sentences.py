"""Sentences on gaps: how many the procedures leave open, of which kind, where raised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sopgap.report.headlines import UPWARD, spread_of_gaps, still_open
from sopgap.report.markup import THIN, blank, count, listed, of, plural, word, words
from sopgap.report.palette import STATES, state_of

MOST = 3  # kinds of gap that the first sentences name


def say_gaps(
    coverage: pd.DataFrame,
    gaps: pd.DataFrame,
    study: Mapping[str, Any],
    *,
    center: str = "",
) -> str:
    """Say how many responsibilities the procedures in force leave open, and of which kind."""
    cells = coverage[coverage["center"] == center] if center else coverage
    rows = gaps[gaps["center"] == center] if center else gaps
    rows = still_open(rows)
    upward = rows["kind"] == UPWARD
    kinds = _kinds(rows[~upward])
    if center:
        n, total = len(rows[~upward]), len(cells)
        everything = plural(total, "responsibility", "responsibilities")
        said = f"The procedures in force leave {count(n)} of {everything} open here"
        said += f": {kinds}" if kinds else ""
        if upward.any():
            said += f"; no authority assigns {int(upward.sum())} more to anyone"
    else:
        spread = spread_of_gaps(rows[~upward], coverage)
        n_centers, total = coverage["center"].nunique(), coverage["responsibility_id"].nunique()
        n_upward = rows[upward]["responsibility_id"].nunique()
        everywhere, nowhere = (spread == n_centers).sum(), total - len(spread) - n_upward
        said = (
            f"Of {plural(total, 'responsibility', 'responsibilities')}, the procedures in force"
            f" leave {everywhere} open at all {n_centers} {words(study)},"
            f" {len(spread) - everywhere} at some, and {nowhere} at none"
        )
        said += f"; no authority assigns {n_upward} of the {total} to anyone" if n_upward else ""
        cells = f"{count(len(rows[~upward]))} of {plural(len(coverage), 'cell')} are open"
        said += f". {cells}: {kinds}" if kinds else ""
    return f"{said}. {say_reviews(rows)}".strip()


def say_coverage(
    coverage: pd.DataFrame,
    gaps: pd.DataFrame,
    study: Mapping[str, Any],
    *,
    center: str = "",
) -> str:
    """Say whether the procedures in force say who does what, one thought a sentence.

    What the map shows in full: here the three kinds of gap that most cells are of.
    """
    cells = coverage[coverage["center"] == center] if center else coverage
    rows = still_open(gaps[gaps["center"] == center] if center else gaps)
    left, upward = rows[rows["kind"] != UPWARD], rows[rows["kind"] == UPWARD]
    total = coverage["responsibility_id"].nunique()
    many = "responsibility" if total == 1 else "responsibilities"
    n_upward = upward["responsibility_id"].nunique()
    if center:
        said = [
            f"For {of(len(left), len(cells), many)} the procedures in force do not say here, as"
            " required, who does what"
        ]
    else:
        said = [f"For {_by_reach(coverage, left, study, total - n_upward, many)}"]
        share = of(len(left), len(cells), "cells of the map")
        said.append(f"{share} are gaps: a cell is one responsibility at one {word(study)}")
    if n_upward:
        said.insert(1, f"No authority assigns {count(n_upward)} of the {total} to anyone")
    states = [state_of(k, r) for k, r in zip(left["kind"], left["review"], strict=True)]
    if len(set(states)) > MOST:
        common = sorted(STATES, key=lambda key: -states.count(key))[:MOST]
        kinds = listed(f"{count(states.count(key))}{THIN}{STATES[key].word}" for key in common)
        said.append(f"Among them are {kinds}")
    elif states:
        said.append(f"They are {_kinds(left)}")
    return f"{'. '.join(said)}. {say_reviews(rows)}".strip()


def _by_reach(
    coverage: pd.DataFrame, left: pd.DataFrame, study: Mapping[str, Any], assigned: int, many: str
) -> str:
    """Say for how many it is laid down at all Centers, at some, at none."""
    spread, n = spread_of_gaps(left, coverage), coverage["center"].nunique()
    nowhere_open, total = assigned - len(spread), coverage["responsibility_id"].nunique()
    everywhere = int((spread == n).sum())
    says = "the procedures in force say, as required, who does what"
    if n == 1:
        return f"{of(nowhere_open, total, many)} {says}; for {count(everywhere)} they do not"
    said = f"{of(nowhere_open, total, many)} {says} at all {n} {words(study)}"
    for number, where in ((len(spread) - everywhere, "at some only"), (everywhere, "at none")):
        said += f"; for {count(number)} {where}" if number else ""
    return said


def say_reviews(gaps: pd.DataFrame) -> str:
    """Say how many of the gaps a person has looked at."""
    if gaps.empty:
        return ""
    looked = int((gaps["review"] != "proposed").sum())
    if not looked:
        return "All are proposed by the program; no person has reviewed them yet."
    n = count(len(gaps))
    return f"A person has reviewed {count(looked)} of these {n}; the program proposes the rest."


def say_meeting(
    triangulation: pd.DataFrame,
    gaps: pd.DataFrame,
    responsibilities: pd.DataFrame,
    study: Mapping[str, Any],
    *,
    center: str = "",
) -> str:
    """Say where a gap of the documents and the comments of staff coincide."""
    cells = triangulation[triangulation["center"] == center] if center else triangulation
    left = still_open(gaps[gaps["kind"] != UPWARD])
    keys = set(zip(left["responsibility_id"], left["center"], strict=True))
    at_gap = [k in keys for k in zip(cells["responsibility_id"], cells["center"], strict=True)]
    open_cells = cells[at_gap]
    number = open_cells["meeting"].value_counts()
    both, latent = int(number.get("corroborated", 0)), int(number.get("latent", 0))
    if len(cells) and (cells["meeting"] == "hidden").all():
        return "How many comments came from here is hidden: they are not set beside the documents."
    unsaid = int(number.get("hidden", 0))
    rest = f" On {plural(latent, 'other gap')} there are no comments, or too few to be shown."
    rest *= bool(latent)
    rest += (
        f" {plural(unsaid, 'gap lies', 'gaps lie')} where the number of comments is hidden."
        if unsaid
        else ""
    )
    if open_cells.empty:
        return "No gap is open to be raised."
    if not both and latent == len(open_cells):
        return (
            "Whether staff raise these gaps cannot be shown: on each there are no comments, or too"
            " few."
        )
    if not both:
        return f"None of the {plural(len(open_cells), 'gap')} can be shown to be raised.{rest}"
    names = responsibilities.set_index("responsibility_id")["name"]
    met = open_cells[open_cells["meeting"] == "corroborated"]
    if not center:
        at = met.groupby("responsibility_id", sort=False)["center"].nunique()
        widest = at[at == at.max()]
        top = widest.index[0]
        # One of several that are raised equally widely would be singled out by its place alone.
        alone = len(widest) == 1 and at[top] > 1
        at_most = f", most widely “{names[top]}” (at {plural(at[top], word(study), words(study))})"
        return (
            f"In their comments staff raise {count(both)} of the"
            f" {plural(len(open_cells), 'gap')}{at_most if alone else ''}.{rest}"
        )
    top_row = met.assign(n=met["n_comments"].fillna(-1)).sort_values(
        "n", ascending=False, kind="stable"
    ).iloc[0]  # fmt: skip
    key = (gaps["responsibility_id"] == top_row["responsibility_id"]) & (gaps["center"] == center)
    review = gaps[key]["review"].iloc[0] if key.any() else "proposed"
    clause = STATES[state_of(top_row["status"], review)].meaning
    raised = "staff raise it"
    if not top_row["suppressed"] and not blank(top_row["n_comments"]):
        raised += f" ({count(top_row['n_comments'])} of {count(top_row['base'])} comments)"
    name = names[top_row["responsibility_id"]]
    more = f" {plural(both - 1, 'further gap')} staff raise too." if both > 1 else ""
    return f"{name}: {raised}, and {clause}.{more}{rest}"


def _kinds(gaps: pd.DataFrame) -> str:
    states = [state_of(k, r) for k, r in zip(gaps["kind"], gaps["review"], strict=True)]
    order = [key for key in STATES if key in states]
    return listed(f"{count(states.count(key))}{THIN}{STATES[key].word}" for key in order)
