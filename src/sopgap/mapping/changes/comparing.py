"""compare_gaps: which gaps closed, opened or became others between two maps, and by what."""

from __future__ import annotations

import pandas as pd

from sopgap.errors import InputError
from sopgap.mapping.changes.causes import Cause, find_causes
from sopgap.mapping.changes.documents import list_document_changes
from sopgap.mapping.changes.moments import Known, Moment, Pair, is_open, know
from sopgap.mapping.changes.sentences import say_absent, say_because
from sopgap.tables import GAP_CHANGES, join

NOTHING = "Nothing that it rests on changed."


def compare_gaps(before: Moment, after: Moment) -> pd.DataFrame:
    """Say of each cell of two maps what became of it, by which document or what else, and why.

    A gap is closed when its cell is assigned, or a person rejected it or called it remediated. By
    a document it changed only where one of its sentences decided the cell before or after, and
    counts otherwise than it did: a sentence that decides because another one went is no cause.

    Parameters
    ----------
    before, after : Moment
        What was left out of both cannot be named as a cause.

    Returns
    -------
    table `gap_changes`
        In the order of the later map, cells of the earlier one alone behind it.

    Raises
    ------
    InputError
        The two maps have no cell in common.

    Examples
    --------
    >>> cell = {"responsibility_id": ["R1"], "center": ["north"], "reasons": ["..."],
    ...     "n_duties": [0], "n_documents": [0]}
    >>> before = Moment(pd.DataFrame(cell | {"status": ["missing"]}))
    >>> after = Moment(pd.DataFrame(cell | {"status": ["assigned"], "duty_ids": ["a#1.s1"]}))
    >>> compare_gaps(before, after)[["before", "after", "change"]].values.tolist()
    [['missing', 'assigned', 'closed']]
    """
    return _compare(know(before), know(after))


def compare_documents(
    before: Moment, after: Moment, changes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List the documents that are not as they were, with how many gaps each closed or opened.

    Parameters
    ----------
    before, after : Moment
    changes : table `gap_changes`, optional
        Of these two, where it is at hand; by default it is made.

    Returns
    -------
    table `document_changes`

    Raises
    ------
    InputError
        The two maps have no cell in common.

    Examples
    --------
    >>> cell = {"responsibility_id": ["R1"], "center": ["north"], "reasons": ["..."],
    ...     "n_duties": [0], "n_documents": [0], "status": ["missing"]}
    >>> document = {"document_id": ["a"], "title": ["Manual"], "tier": ["sop"], "scope": ["all"],
    ...     "access": ["public"]}
    >>> before = Moment(pd.DataFrame(cell))
    >>> after = Moment(pd.DataFrame(cell), documents=pd.DataFrame(document))
    >>> compare_documents(before, after)[["document_id", "fate", "n_closed"]].values.tolist()
    [['a', 'added', 0]]
    """
    old, new = know(before), know(after)
    changes = _compare(old, new) if changes is None else GAP_CHANGES.check(changes)
    return list_document_changes(old, new, changes)


def _compare(before: Known, after: Known) -> pd.DataFrame:
    if not before.cells.keys() & after.cells.keys():
        raise InputError(
            "the two maps have no cell in common (no responsibility at a Center that both hold):"
            " nothing can be compared; take two runs of one study"
        )
    cells = dict.fromkeys([*after.cells, *before.cells])
    rows = [_compare_cell(cell, before, after) for cell in cells]
    columns = [column.name for column in GAP_CHANGES.columns]
    return GAP_CHANGES.check(pd.DataFrame(rows, columns=columns))


def _compare_cell(cell: Pair, before: Known, after: Known) -> dict[str, str]:
    told = {"responsibility_id": cell[0], "center": cell[1]}
    for name, known in (("before", before), ("after", after)):
        kind = known.cells.get(cell, {}).get("status", "")
        review = known.reviews.get(cell, "")
        told |= {name: kind, f"review_{name}": review}
    if not told["before"] or not told["after"]:
        when, lacking = ("earlier", before) if not told["before"] else ("later", after)
        cause, because = say_absent(cell, lacking, when)
        change = "only-after" if not told["before"] else "only-before"
        return told | {"change": change, "causes": cause, "because": because}
    causes = find_causes(cell, before, after)
    change = _change(cell, before, after)
    because = say_because(causes, cell, before, after)
    if because and change in ("same", "in-order"):
        because = f"It is still {told['after'].replace('-', ' ')}, though {_lower(because)}"
    return told | {
        "change": change,
        "causes": join(dict.fromkeys(cause.kind for cause in causes)),
        "document_ids": join(_documents(causes)),
        "because": because or NOTHING,
    }


def _change(cell: Pair, before: Known, after: Known) -> str:
    was, now = is_open(before, cell), is_open(after, cell)
    if was != now:
        return "closed" if was else "opened"
    if not was:
        return "in-order"
    same = before.cells[cell]["status"] == after.cells[cell]["status"]
    return "same" if same else "moved"


def _documents(causes: list[Cause]) -> list[str]:
    ids = [cause.document_id for cause in causes if cause.kind == "document"]
    return list(dict.fromkeys(filter(None, ids)))


def _lower(sentence: str) -> str:
    return sentence if sentence.startswith("“") else sentence[:1].lower() + sentence[1:]
