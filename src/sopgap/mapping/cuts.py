"""weigh_cuts: what becomes of links, cells and orphans where less sure links are left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from sopgap.errors import InputError
from sopgap.mapping.drawing import HasText, Map, draw_map
from sopgap.mapping.orphans import list_orphans
from sopgap.mapping.placing import add_headings
from sopgap.tables import LINK_CUTS

CUTS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8)


def weigh_cuts(
    links: pd.DataFrame,
    duties: pd.DataFrame,
    matrix: pd.DataFrame,
    corpus: HasText,
    centers: pd.DataFrame,
    *,
    cuts: Sequence[float] = CUTS,
    reorganisation: dt.date | str | None = None,
    as_of: dt.date | str | None = None,
) -> pd.DataFrame:
    """Draw the map again and again, each time without the links under a probability.

    Recall and precision are what the probabilities expect of themselves: the sum over the links
    that are left, against that over all links, and against their number.

    Parameters
    ----------
    links : table `links`
        Of duties, with `probability` from `judge_links`.
    duties, matrix, corpus, centers, reorganisation, as_of
        As in `draw_map`.
    cuts : sequence of float
        Probabilities from which on a link is left; 0 leaves all.

    Returns
    -------
    table `link_cuts`, one row a cut, by rising probability

    Raises
    ------
    InputError
        The links have no probability, or a cut is none.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from sopgap.mapping.judging import judge_links
    >>> from sopgap.mapping.links import link
    >>> matrix = pd.DataFrame([{"responsibility_id": "R1", "name": "Refunds", "ownership": "center",
    ...     "kind": "responsibility", "action": "pay", "object": "refunds"}])
    >>> duties = pd.DataFrame([{"duty_id": "a#1.s1", "paragraph_id": "a#1", "document_id": "a",
    ...     "text": "The Center must pay refunds.", "unit": "center", "actor": "Center",
    ...     "actor_text": "The Center", "action": "pay", "object": "refunds",
    ...     "modality": "obligation", "via": "modal"}])
    >>> corpus = SimpleNamespace(
    ...     documents=pd.DataFrame([{"document_id": "a", "title": "Manual", "scope": "all",
    ...         "access": "public", "tier": "sop"}]),
    ...     paragraphs=pd.DataFrame([{"paragraph_id": "a#1", "document_id": "a", "section": "1",
    ...         "ordinal": 0, "text": "The Center must pay refunds."}]))
    >>> centers = pd.DataFrame({"center": ["north"], "name": ["North"]})
    >>> links = judge_links(link(duties, matrix, passage="duty"), duties, matrix)
    >>> weigh_cuts(links, duties, matrix, corpus, centers, cuts=[0.0, 0.999])[
    ...     ["probability", "n_links", "n_gaps", "n_moved", "n_orphans"]]
       probability  n_links  n_gaps  n_moved  n_orphans
    0        0.000        1       0        0          0
    1        0.999        0       1        1          1
    """
    if "probability" not in links or links["probability"].isna().any():
        raise InputError("weigh_cuts: links without a probability; give those of judge_links")
    if not cuts or not all(0 <= cut <= 1 for cut in cuts):
        raise InputError("weigh_cuts: cuts must be one or more probabilities, 0 to 1")
    # With headings in hand, no links are proposed anew behind those that are left.
    headed = add_headings(duties, corpus)

    def drawn_from(some: pd.DataFrame) -> Map:
        return draw_map(
            matrix, headed, some, corpus, centers, reorganisation=reorganisation, as_of=as_of
        )

    whole = drawn_from(links)
    rows = []
    for cut in sorted(set(cuts)):
        left = links[links["probability"] >= cut]
        drawn = drawn_from(left) if cut else whole
        orphans = list_orphans(headed, drawn.matches, matrix, left, corpus, as_of=as_of)
        rows.append(_row(cut, left, links, drawn, whole) | {"n_orphans": len(orphans)})
    return LINK_CUTS.check(pd.DataFrame(rows))


def _row(
    cut: float, left: pd.DataFrame, links: pd.DataFrame, drawn: Map, whole: Map
) -> dict[str, float | None]:
    true, all_true = left["probability"].sum(), links["probability"].sum()
    moved = drawn.coverage["status"].to_numpy() != whole.coverage["status"].to_numpy()
    return {
        "probability": cut,
        "n_links": len(left),
        "recall": round(true / all_true, 6) if all_true else 1.0,
        "precision": round(true / len(left), 6) if len(left) else None,
        "n_matches": len(drawn.matches),
        "n_gaps": int((drawn.coverage["status"] != "assigned").sum()),
        "n_moved": int(moved.sum()),
    }
