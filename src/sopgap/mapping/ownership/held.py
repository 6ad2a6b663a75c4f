"""Which duties hold a responsibility at a Center: in force, in scope, and what stands beside them.

The same duties as those of `draw_map`: what it takes for no witness is none here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd

from sopgap.mapping.deciding.cells import Duty, without_faint
from sopgap.mapping.deciding.precedence import read_precedence, without_displaced
from sopgap.mapping.deciding.standing import (
    date_documents,
    documents_at,
    place_duties,
    read_texts,
    with_plain_ids,
)
from sopgap.tables import DOCUMENTS, DUTIES, MATCHES, RESPONSIBILITIES, split
from sopgap.tables.rows import list_rows

SENTENCE = re.compile(r"\.s\d+(?:\.\w+)?$")


def hold_duties(
    matrix: pd.DataFrame,
    duties: pd.DataFrame,
    matches: pd.DataFrame,
    documents: pd.DataFrame,
    centers: pd.DataFrame,
    *,
    paragraphs: pd.DataFrame | None = None,
    as_of: dt.date | str | None = None,
) -> Iterator[tuple[dict[str, Any], str, tuple[Duty, ...]]]:
    """Yield each responsibility at each Center with the duties that do it there.

    Parameters
    ----------
    matrix : table `responsibilities`
    duties : table `duties`
    matches : table `matches`
    documents : table `documents`
    centers : table `centers`
    paragraphs : table `paragraphs`, optional
        Where a Center's document may say that it goes before one for all; without it none does.
    as_of : date or str, optional
        As in `map_coverage`.

    Yields
    ------
    dict, str, tuple of dict
        The row of the matrix, the Center's code, and rows of `duties` with `place` (`unit` of the
        match: of a role, where it seats the position), `slots` (a set), `local` and `tier`.
    """
    matrix, matches = RESPONSIBILITIES.check(matrix), MATCHES.check(matches)
    dated = date_documents(DOCUMENTS.check(documents), as_of)
    matched = duties[duties["duty_id"].isin(set(matches["duty_id"]))]
    doing = _doing(matches, place(matched, dated))
    before = {} if paragraphs is None else read_precedence(dated, _binding(paragraphs))
    at = {code: documents_at(dated, code)[0] for code in centers["center"].astype(str)}
    for row in list_rows(matrix):
        found = doing.get(row["responsibility_id"], [])
        speaking = {duty["document_id"] for duty in found}
        held: dict[frozenset[str], tuple[Duty, ...]] = {}
        for code, in_force in at.items():
            # Where the same documents speak of it, the same duties hold: mostly everywhere.
            here = frozenset(speaking & in_force)
            if here not in held:
                mine = tuple(duty for duty in found if duty["document_id"] in here)
                held[here] = _witnesses(mine, before, row["ownership"])
            yield row, code, held[here]


def _witnesses(
    duties: tuple[Duty, ...], before: dict[str, frozenset[str]], required: str
) -> tuple[Duty, ...]:
    """Return the duties that neither another displaces nor a plainer one makes needless."""
    duties = without_displaced(duties, before)
    # Which duty is a faint witness is asked of the side at which it seats a position.
    kept = without_faint(tuple({**d, "unit": d["place"]} for d in duties), required)
    ids = {duty["duty_id"] for duty in kept}
    return tuple(duty for duty in duties if duty["duty_id"] in ids)


def _binding(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Return the paragraphs without notes, which bind nobody."""
    texts = read_texts(paragraphs)
    return texts[texts["kind"] != "note"]


def place(duties: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return the duties with what is known of their documents; their own section is kept."""
    checked = with_plain_ids(DUTIES.check(duties))
    return place_duties(checked, documents, read_texts(checked))


def by_sentence(duty_id: str) -> str:
    """Return the id of the sentence in which a duty stands.

    Examples
    --------
    >>> by_sentence("cear-sop#4.2.9f3a.s2.a")
    'cear-sop#4.2.9f3a.s2'
    """
    return re.sub(r"(\.s\d+)\.\w+$", r"\1", duty_id)


def find_beside(duties: pd.DataFrame, matches: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return, by paragraph, its duties that do no responsibility: they may tell who else has part.

    Of a paragraph in which several responsibilities are done, only those of the same sentence
    could be told apart; its others are left out.
    """
    done = matches.groupby("duty_id")["responsibility_id"].agg(set).to_dict()
    several: dict[str, set[str]] = defaultdict(set)
    homes = dict(zip(duties["duty_id"], duties["paragraph_id"], strict=True))
    for duty_id, found in done.items():
        several[homes.get(duty_id, "")] |= found
    beside: dict[str, list[dict[str, Any]]] = defaultdict(list)
    held = duties[duties["paragraph_id"].isin({p for p, ids in several.items() if len(ids) == 1})]
    for duty in list_rows(held[~held["duty_id"].isin(done)]):
        beside[duty["paragraph_id"]].append(duty)
    return beside


def _doing(matches: pd.DataFrame, placed: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    records = {row["duty_id"]: row for row in list_rows(placed)}
    doing: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for match in list_rows(matches):
        if match["duty_id"] not in records:
            continue  # matches of another run; what is not there binds nobody
        told = {"place": match["unit"], "partial": match["partial"], "full": match["full"]}
        told["slots"] = frozenset(split(match["slots"]))
        doing[match["responsibility_id"]].append(records[match["duty_id"]] | told)
    return doing
