"""Draw cells for checking, by seed and in strata, and what a checker sees of each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.mapping.reviewing.mapped import Mapped
from sopgap.tables import split

LEAST = 2  # cells of each kind, where it has them: with one, its spread cannot be told
NEAREST = 8  # links of a responsibility that a checker sees beside the evidence


class Sample(NamedTuple):
    """What was drawn: its id, its cells in an order that tells nothing, and of how many."""

    name: str
    cells: list[tuple[str, str]]
    drawn: dict[str, int]  # by kind
    of: dict[str, int]  # cells of each kind


def draw_sample(coverage: pd.DataFrame, n: int, *, seed: int = 0, stamp: str = "") -> Sample:
    """Draw cells at random within each kind: half of them gaps, half assigned.

    What no authority assigns (`undefined`) is left out: that it is open follows from the matrix,
    not from the documents. Of the gaps, each kind is drawn in proportion to its cells, but two
    where it has them and they are not more than all gaps drawn. What one half cannot fill, the
    other does.

    Parameters
    ----------
    coverage : table `coverage`
    n : int
        All cells, where there are no more.
    seed : int
    stamp : str
        Names the map; part of the sample's id.

    Raises
    ------
    InputError
        `n` is less than 2, or there is nothing to draw from.

    Examples
    --------
    >>> coverage = pd.DataFrame({"responsibility_id": list("abcdefgh"), "center": "north",
    ...     "status": ["assigned"] * 4 + ["missing"] * 3 + ["stale"]})
    >>> draw_sample(coverage, 6).drawn
    {'assigned': 3, 'missing': 2, 'stale': 1}
    """
    cells = coverage[coverage["status"] != "undefined"].sort_values(["responsibility_id", "center"])
    if n < LEAST:
        raise InputError(f"--n {n}: draw {LEAST} cells or more")
    if cells.empty:
        raise InputError("the map has no cell that could be checked")
    of = {str(kind): int(size) for kind, size in cells["status"].value_counts().items()}
    of = {kind: of[kind] for kind in sorted(of)}
    gaps = {kind: size for kind, size in of.items() if kind != "assigned"}
    n_gaps, n_assigned = _halves(min(n, len(cells)), sum(gaps.values()), of.get("assigned", 0))
    drawn = _allocate(gaps, n_gaps) | ({"assigned": n_assigned} if n_assigned else {})
    generator = np.random.default_rng(seed)
    picked: list[tuple[str, str]] = []
    for kind in sorted(drawn):
        own = cells[cells["status"] == kind]
        places = generator.choice(len(own), drawn[kind], replace=False)
        rows = own.iloc[sorted(places)]
        picked += list(zip(rows["responsibility_id"], rows["center"], strict=True))
    order = generator.permutation(len(picked))
    name = f"{stamp[:8] or 'map'}-n{len(picked)}-s{seed}"
    return Sample(name, [picked[i] for i in order], {k: drawn[k] for k in sorted(drawn)}, of)


def list_blind(mapped: Mapped, responsibility: str, center: str) -> list[str]:
    """Return the passages that a checker sees of a cell, in the order of the documents.

    All of its evidence, and the best links of the responsibility among the documents for that
    Center; what they are to the cell is not told.
    """
    found = [p["passage_id"] for p in mapped.passages.get((responsibility, center), [])]
    links = mapped.links[
        (mapped.links["responsibility_id"] == responsibility) & (mapped.links["passage"] == "duty")
    ].sort_values(["score", "passage_id"], ascending=[False, True], kind="stable")
    near = [one for one in links["passage_id"] if _is_here(mapped, one, center)]
    places = {row: i for i, row in enumerate(mapped.known_documents)}
    once = dict.fromkeys([*found, *near[:NEAREST]])
    return sorted(once, key=lambda one: (places.get(one.partition("#")[0], len(places)), one))


def _is_here(mapped: Mapped, passage: str, center: str) -> bool:
    document = mapped.known_documents.get(passage.partition("#")[0])
    if document is None or document["access"] == "unavailable":
        return False
    return bool({"all", center} & set(split(document["scope"])))


def _halves(n: int, gaps: int, assigned: int) -> tuple[int, int]:
    of_gaps = min(gaps, max(n - n // 2, n - assigned))
    return of_gaps, min(assigned, n - of_gaps)


def _allocate(sizes: dict[str, int], n: int) -> dict[str, int]:
    """Give each kind its share of n, and two where it has them; the largest first."""
    order = sorted(sizes, key=lambda kind: (-sizes[kind], kind))
    quota = dict.fromkeys(order, 0)
    for least in range(1, LEAST + 1):
        for kind in order:
            if sum(quota.values()) < n and quota[kind] < min(least, sizes[kind]):
                quota[kind] += 1
    total = sum(sizes.values())
    while sum(quota.values()) < n:  # to whom most is owed by size
        left = [kind for kind in order if quota[kind] < sizes[kind]]
        quota[max(left, key=lambda kind: n * sizes[kind] / total - quota[kind])] += 1
    return {kind: size for kind, size in quota.items() if size}
