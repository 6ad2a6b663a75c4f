"""How far the map can be trusted: from cells that people checked without seeing what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.mapping.reviewing.settling import in_order, say, standing
from sopgap.sources import guess, quoted
from sopgap.survey.inference.coders import agree
from sopgap.survey.inference.intervals import interval, wilson
from sopgap.tables import AGREEMENT, REVIEWS, TRUST
from sopgap.text import normalise

ANSWERS = ("says", "judged", "decision")
SIZE = re.compile(r"-n(\d+)-s")
FEW = 10  # cells under which a figure is marked
Range = tuple[float, float]


class Checked(NamedTuple):
    """Cells that people checked: what the program said and what they say, a row each."""

    kind: np.ndarray
    judged: np.ndarray
    weight: np.ndarray  # cells of the map for which one stands


def weigh_trust(reviews: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    """Estimate from a checked sample how far the gaps of the whole map are right and complete.

    Cells were drawn at random within each computed kind, so that one that was checked stands for
    as many of its kind as there are to each that was. Cells on which the checkers contradict each
    other are left out until that is settled: they are the hard ones, so that the figures are too
    good. `undefined` cells play no part.

    Parameters
    ----------
    reviews : table `reviews`
        Those with `sample` and `judged` are used.
    coverage : table `coverage`

    Returns
    -------
    table `trust`
        Of each sample: `precision`, the share of the gaps that are gaps; `recall`, of the gaps
        that there are, the share that was found; `kind`, of the gaps rightly found, the share of
        the right kind; `state`, of all cells, the share rightly called a gap or in order.
        Precision and kind are given for each computed kind, too.

    Notes
    -----
    Intervals of one kind are Wilson's for a sample without replacement, those over several kinds
    Wilson's on Kish's effective number; that of recall is worked out from the two of which it is
    made by MOVER-R (Newcombe 2016; docs/methods/reviews.md).

    Examples
    --------
    >>> kinds = ["missing"] * 8 + ["assigned"] * 8
    >>> coverage = pd.DataFrame({"responsibility_id": [f"R{i}" for i in range(16)],
    ...     "center": "north", "status": kinds})
    >>> judged = ["missing"] * 3 + ["assigned"] + ["assigned"] * 4
    >>> rows = coverage.iloc[[0, 1, 2, 3, 8, 9, 10, 11]].rename(columns={"status": "kind"})
    >>> reviews = rows.assign(when="2024-03-01", reviewer="A", sample="x-n8-s0", judged=judged,
    ...     decision=["confirmed"] * 3 + ["rejected"] + ["confirmed"] * 4)
    >>> table = weigh_trust(reviews, coverage).query("of == 'all'")
    >>> table[["measure", "share"]].values.tolist()[:3]
    [['precision', 0.75], ['recall', 1.0], ['kind', 1.0]]
    """
    rows = REVIEWS.check(reviews)
    rows = rows[(rows["sample"] != "") & (rows["judged"] != "") & (rows["duty_id"] == "")]
    table: list[dict[str, Any]] = []
    for name, own in rows.groupby("sample", sort=True):
        table += _weigh(str(name), own, coverage)
    return TRUST.check(pd.DataFrame(table, columns=[c.name for c in TRUST.columns]))


def agree_reviews(reviews: pd.DataFrame, *, on: str = "says", draws: int = 1000) -> pd.DataFrame:
    """Tell how far reviewers agree on the cells that more than one of them decided.

    The first decision of each reviewer on a cell counts: later ones may have been talked over.

    Parameters
    ----------
    reviews : table `reviews`
    on : {"says", "judged", "decision"}
        Whether it is a gap or in order; the kind that was judged; the decision as written.
    draws : int
        Of the bootstrap interval of alpha.

    Returns
    -------
    table `agreement`
        Empty where no two people decided.

    Examples
    --------
    >>> rows = [("A", "R1", "confirmed"), ("B", "R1", "confirmed"), ("A", "R2", "confirmed"),
    ...         ("B", "R2", "rejected"), ("A", "R3", "rejected"), ("B", "R3", "rejected")]
    >>> reviews = pd.DataFrame(rows, columns=["reviewer", "responsibility_id", "decision"]).assign(
    ...     when="2024-03-01", center="north", kind="missing")
    >>> agree_reviews(reviews, draws=0).loc[0, ["units", "percent", "kappa"]].round(3).tolist()
    [3.0, 0.667, 0.4]
    """
    if on not in ANSWERS:
        raise InputError(f"on={quoted(on)} is not known{guess(on, ANSWERS)}; there are:"
                         f" {', '.join(ANSWERS)}")  # fmt: skip
    rows = REVIEWS.check(reviews)
    first: dict[tuple[str, str], dict[str, str]] = {}
    for row in in_order(rows[rows["duty_id"] == ""]):
        says = say(row["decision"], row["kind"], row["judged"])
        unit = f"{row['responsibility_id']} at {row['center']}"
        coder = normalise(row["reviewer"]).casefold()
        code = (row | {"says": says})[on]
        if code:
            first.setdefault((unit, coder), {"unit": unit, "coder": coder, "code": code})
    codes = pd.DataFrame(list(first.values()), columns=["unit", "coder", "code"])
    both = codes.groupby("unit")["coder"].transform("nunique") > 1 if len(codes) else None
    if both is None or not both.any():
        return AGREEMENT.empty()
    return agree(codes[both], unit="unit", coder="coder", code="code", draws=draws)


def ratio_range(top: float, top_range: Range, bottom: float, bottom_range: Range) -> Range:
    """Return the interval of top / bottom from those of the two, which are independent (MOVER-R).

    Parameters
    ----------
    top, bottom : float
        Not less than 0.
    top_range, bottom_range : pair of float
        Their intervals.

    Returns
    -------
    pair of float
        Infinite above where `bottom` may be 0.

    Notes
    -----
    Donner and Zou (2012) and Newcombe (2016): the limits are the roots of the quadratic equations
    in which the distance of the two from each other is that of the ends of their intervals.

    Examples
    --------
    >>> [round(end, 3) for end in ratio_range(2, (1, 4), 10, (8, 12))]
    [0.098, 0.417]
    """
    (low, high), (least, most) = top_range, bottom_range
    below = _root(top, low, bottom, most, least=True)
    above = _root(top, high, bottom, least, least=False)
    return below, above


def _root(top: float, end: float, bottom: float, other: float, *, least: bool) -> float:
    square, constant = other * (2 * bottom - other), end * (2 * top - end)
    spread = np.sqrt(max((top * bottom) ** 2 - square * constant, 0.0))
    if least:
        total = top * bottom + spread
        return float(constant / total) if total > 0 else 0.0
    return float((top * bottom + spread) / square) if square > 0 else float("inf")


def _weigh(name: str, rows: pd.DataFrame, coverage: pd.DataFrame) -> list[dict[str, Any]]:
    cells, contested = _judged(rows)
    now = dict(
        zip(zip(coverage["responsibility_id"], coverage["center"], strict=True),
            coverage["status"], strict=True)
    )  # fmt: skip
    moved = sum(now.get(cell) != kind for cell, (kind, _) in cells.items())
    told = _notes(name, len(cells), contested, moved)
    if not cells:
        return []
    of = coverage.loc[coverage["status"] != "undefined", "status"].value_counts()
    kinds = np.array([kind for kind, _ in cells.values()], dtype=object)
    judged = np.array([said for _, said in cells.values()], dtype=object)
    n = {kind: int((kinds == kind).sum()) for kind in sorted(set(kinds))}
    sizes = {kind: max(int(of.get(kind, 0)), n[kind]) for kind in n}
    weight = np.array([sizes[kind] / n[kind] for kind in kinds])
    checked = Checked(kinds, judged, weight)
    left = sorted(set(of.index) - set(n))
    if left:
        told.append(f"no cell computed as {', '.join(left)} was checked: these are left out")
    note = "; ".join(told)
    measured = [*_over_all(checked, sizes), *_by_kind(checked, sizes)]
    return [{"sample": name, **row, "note": _join(row.get("note", ""), note)} for row in measured]


def _judged(rows: pd.DataFrame) -> tuple[dict[tuple[str, str], tuple[str, str]], int]:
    """Return computed and judged kind of each cell that was checked, and how many are contested."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in in_order(rows):
        found.setdefault((row["responsibility_id"], row["center"]), []).append(row)
    cells, contested = {}, 0
    for cell, own in found.items():
        stand = standing(own, "judged")
        if len({row["judged"] for row in stand}) > 1:
            contested += 1
        elif stand[-1]["kind"]:
            cells[cell] = (stand[-1]["kind"], stand[-1]["judged"])
    return cells, contested


def _notes(name: str, n: int, contested: int, moved: int) -> list[str]:
    notes = []
    size = SIZE.search(name)
    if size and int(size[1]) > n + contested:
        left = int(size[1]) - n - contested
        notes.append(f"{left} of {size[1]} cells drawn were not checked, and may be the hard ones")
    if contested:
        notes.append(
            f"on {contested} the checkers contradict each other: until that is settled these are"
            " left out, and the figures are too good"
        )
    if moved:
        notes.append(f"{moved} have another kind now: the map has changed since the sample")
    return notes


def _over_all(checked: Checked, sizes: dict[str, int]) -> list[dict[str, Any]]:
    is_gap, says_gap = checked.kind != "assigned", checked.judged != "assigned"
    n_gaps = sum(size for kind, size in sizes.items() if kind != "assigned")
    n_assigned = sizes.get("assigned", 0)
    right = says_gap & is_gap
    precision = _share(says_gap[is_gap], checked.weight[is_gap], n_gaps)
    missed = _share(says_gap[~is_gap], checked.weight[~is_gap], n_assigned)
    same = checked.judged[right] == checked.kind[right]
    n_right = round(float(checked.weight[right].sum()))
    everything = _share(is_gap == says_gap, checked.weight, n_gaps + n_assigned)
    return [
        _row("precision", "all", precision, n_gaps),
        _recall(precision, n_gaps, missed, n_assigned),
        _row("kind", "all", _share(same, checked.weight[right], float("inf")), n_right),
        _row("state", "all", everything, n_gaps + n_assigned),
    ]


def _by_kind(checked: Checked, sizes: dict[str, int]) -> Iterable[dict[str, Any]]:
    for kind in (kind for kind in sizes if kind != "assigned"):
        own = checked.judged[checked.kind == kind]
        for measure, hit in (("precision", own != "assigned"), ("kind", own == kind)):
            k, n = int(hit.sum()), len(hit)
            low, high = _ends(interval([k], [n], [sizes[kind]]))
            share = {"share": k / n, "low": low, "high": high, "n": n}
            yield _row(measure, kind, _as_census(share, n, sizes[kind]), sizes[kind])


def _share(hits: np.ndarray, weight: np.ndarray, cells: float) -> dict[str, Any]:
    """Return a weighted share with Wilson's interval on Kish's effective number."""
    n = len(hits)
    if not n:
        return {"share": np.nan, "low": np.nan, "high": np.nan, "n": 0}
    share = float((weight * hits).sum() / weight.sum())
    kish = float(weight.sum() ** 2 / (weight**2).sum())
    left = 1 - n / cells
    low, high = np.nan, np.nan
    if kish > 1.5 and left > 0:
        low, high = _ends(wilson(share, (kish - 1) / left, max(kish - 1, 1.0)))
    return _as_census({"share": share, "low": low, "high": high, "n": n}, n, cells)


def _as_census(found: dict[str, Any], n: int, cells: float) -> dict[str, Any]:
    """Of all cells there is no interval: the share is what it is."""
    if n >= cells:
        return found | {"low": found["share"], "high": found["share"]}
    return found


def _recall(
    precision: dict[str, Any], n_gaps: int, missed: dict[str, Any], n_assigned: int
) -> dict[str, Any]:
    found = {"n": precision["n"] + missed["n"], "share": np.nan, "low": np.nan, "high": np.nan}
    if not precision["n"] or (not missed["n"] and n_assigned):
        return _row("recall", "all", found, n_gaps + n_assigned, "nothing of one side was checked")
    right = n_gaps * precision["share"]
    lost = n_assigned * missed["share"] if n_assigned else 0.0
    if right + lost == 0:
        return _row("recall", "all", found, n_gaps + n_assigned, "undefined: no gap was seen")
    found["share"] = right / (right + lost)
    ends = [precision["low"], precision["high"], missed["low"], missed["high"]]
    if n_assigned and not np.isnan(ends).any():
        # Missed over found: recall falls as it rises.
        below, above = ratio_range(
            lost, (n_assigned * ends[2], n_assigned * ends[3]),
            right, (n_gaps * ends[0], n_gaps * ends[1]),
        )  # fmt: skip
        found |= {"low": 1 / (1 + above), "high": 1 / (1 + below)}
    return _row("recall", "all", found, n_gaps + n_assigned)


def _row(
    measure: str, of: str, found: dict[str, Any], cells: int, note: str = ""
) -> dict[str, Any]:
    few = f"fewer than {FEW} cells" if 0 < found["n"] < FEW else ""
    return {"measure": measure, "of": of, **found, "cells": cells, "note": _join(note, few)}


def _ends(pair: tuple[np.ndarray, np.ndarray]) -> Range:
    low, high = (float(np.ravel(end)[0]) for end in pair)
    return float(np.clip(low, 0, 1)), float(np.clip(high, 0, 1))  # what is not known stays so


def _join(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
