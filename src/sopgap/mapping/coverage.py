"""map_coverage: for each responsibility at each Center, do the documents say who does it.

The rules are those of docs/methods/gaps.md.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sopgap.mapping.deciding.cells import SAME_CONDITION
from sopgap.mapping.drawing import HasText, draw_map
from sopgap.mapping.fitting.fits import OBJECT_FITS
from sopgap.mapping.links import THRESHOLDS


def map_coverage(
    matrix: pd.DataFrame,
    duties: pd.DataFrame,
    links: pd.DataFrame,
    corpus: HasText,
    centers: pd.DataFrame,
    *,
    reorganisation: dt.date | str | None = None,
    as_of: dt.date | str | None = None,
    least_fit: float = OBJECT_FITS,
    least_link: float | None = THRESHOLDS["duty"],
    same_condition: float = SAME_CONDITION,
) -> pd.DataFrame:
    """Decide for each responsibility at each Center whether the documents in force cover it.

    A document counts at a Center whose code is in its scope. It is in force when it was had, its
    effective day (if given) is not after `as_of`, and its superseded day (if given) is. A duty
    covers when it obliges or recommends, binds somebody of the organisation (not the unit
    `other`), stands in no note, and does the responsibility's act on its object.

    Parameters
    ----------
    matrix : table `responsibilities`
    duties : table `duties`
    links : table `links`
        Of duties. Where `duties` has no column `section`, so that the linker saw no headings,
        what the duties propose together with their headings is considered beside them.
    corpus : object with `documents` and `paragraphs`
    centers : table `centers`
    reorganisation : date or str, optional
        The day the ownership changed; by default no document is from before it.
    as_of : date or str, optional
        The day at which documents count as in force; by default the latest in the manifest.
    least_fit : float
        How far, 0 to 1, a duty's object must be the responsibility's.
    least_link : float, optional
        Least score of what the headings propose; None: nothing but `links` is considered.
    same_condition : float
        Share of words, 0 to 1, from which the conditions of two duties of different owners are one
        and the same, so that the two conflict.

    Returns
    -------
    table `coverage`, by responsibility and Center in the order of their tables

    Raises
    ------
    InputError
        A date is not a date, or a duty_id holds the `;` that parts ids in a cell.
    ContractError
        `matrix`, `duties` or the corpus' `documents` do not keep their contract.

    Notes
    -----
    Rule source: docs/methods/gaps.md. The headline is the first of `vocabulary.STATUSES` that
    applies; `uneven`, `differs`, `overlapping`, `weak` and `partial` stand only in `labels`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> matrix = pd.DataFrame([{"responsibility_id": "R1", "name": "Refunds", "ownership": "center",
    ...     "kind": "responsibility", "action": "pay", "object": "refunds", "keywords": "",
    ...     "requires": "deadline"}])
    >>> duties = pd.DataFrame([{"duty_id": "a#1.s1", "paragraph_id": "a#1", "document_id": "a",
    ...     "text": "The Center must pay the refund.", "unit": "center", "via": "modal",
    ...     "actor": "Center", "actor_text": "The Center", "modality": "obligation"}])
    >>> corpus = SimpleNamespace(
    ...     documents=pd.DataFrame([{"document_id": "a", "title": "Manual", "scope": "all",
    ...         "effective": "", "superseded": "", "access": "public", "tier": "sop"}]),
    ...     paragraphs=pd.DataFrame([{"paragraph_id": "a#1", "document_id": "a", "section": "1",
    ...         "ordinal": 0, "text": "The Center must pay the refund."}]))
    >>> from sopgap.mapping.links import link
    >>> centers = pd.DataFrame({"center": ["north"], "name": ["North"]})
    >>> found = map_coverage(matrix, duties, link(duties, matrix, passage="duty"), corpus, centers)
    >>> print(found.status[0], "-", found.reasons[0])
    no-deadline - The owner is right, but Manual, section 1 gives no definite time or frequency.
    """
    return draw_map(
        matrix,
        duties,
        links,
        corpus,
        centers,
        reorganisation=reorganisation,
        as_of=as_of,
        least_fit=least_fit,
        least_link=least_link,
        same_condition=same_condition,
    ).coverage
