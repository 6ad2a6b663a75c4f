"""list_orphans: the duties in force that serve no responsibility, and why not, table `orphans`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from sopgap.mapping.deciding.standing import date_documents
from sopgap.mapping.fitting.fits import OBJECT_FITS, judge_fits
from sopgap.mapping.fitting.matches import is_covering
from sopgap.mapping.fitting.seats import read_sides
from sopgap.mapping.placing import HasTables, add_headings
from sopgap.tables import DOCUMENTS, DUTIES, LINKS, ORPHANS, RESPONSIBILITIES
from sopgap.tables.rows import list_rows

SENTENCE = ["paragraph_id", "text"]
NONE = "no row of the matrix shares its words"


def list_orphans(
    duties: pd.DataFrame,
    matches: pd.DataFrame,
    matrix: pd.DataFrame,
    links: pd.DataFrame,
    corpus: HasTables,
    *,
    as_of: dt.date | str | None = None,
) -> pd.DataFrame:
    """List the duties in force that serve no responsibility of the matrix, the nearest row, why.

    A duty can serve where it obliges or recommends and binds somebody of the organisation. An
    orphan is never cover: it is listed, since the matrix may lack a row, a row may lack a keyword,
    or a procedure may ask what no authority does. Of a sentence that serves with one of its duties,
    the others are no orphans; of a section that does, they are, and `why` says so.

    The nearest row is that of the duty's best link; among equals one whose act the duty does.

    Parameters
    ----------
    duties : table `duties`
    matches : table `matches`
        From `draw_map`.
    matrix : table `responsibilities`
    links : table `links`
        Of duties.
    corpus : Corpus
        Its `documents` say what is in force, its `paragraphs` under which heading a duty stands.
    as_of : date or str, optional
        The day that counts; by default the latest that the documents name.

    Returns
    -------
    table `orphans`, the nearest first, then in the order of `duties`

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from sopgap.mapping.links import link
    >>> matrix = pd.DataFrame([{"responsibility_id": "R1", "name": "Permits", "ownership": "center",
    ...     "kind": "responsibility", "action": "issue", "object": "permits"}])
    >>> duties = pd.DataFrame([{"duty_id": "a#1.s1", "paragraph_id": "a#1", "document_id": "a",
    ...     "text": "The desk must inspect permits.", "unit": "center", "actor": "desk",
    ...     "actor_text": "The desk", "action": "inspect", "object": "permits",
    ...     "modality": "obligation", "via": "modal"}])
    >>> corpus = SimpleNamespace(
    ...     documents=pd.DataFrame([{"document_id": "a", "title": "Manual", "scope": "all",
    ...         "access": "public", "tier": "sop"}]),
    ...     paragraphs=pd.DataFrame([{"paragraph_id": "a#1", "section": "1"}]))
    >>> found = list_orphans(duties, pd.DataFrame({"duty_id": []}), matrix,
    ...                      link(duties, matrix, passage="duty"), corpus)
    >>> found["why"].item()
    'its act is to inspect, and R1 (Permits) asks to issue'
    """
    duties, matrix = DUTIES.check(duties), RESPONSIBILITIES.check(matrix)
    documents = date_documents(DOCUMENTS.check(corpus.documents), as_of)
    in_force = set(documents.loc[documents["in_force"], "document_id"])
    able = is_covering(duties) & duties["document_id"].isin(in_force)
    headed = add_headings(duties, corpus)
    pairs = matches.reindex(columns=["duty_id", "responsibility_id"]).astype(str)
    serving = headed.merge(pairs, on="duty_id")
    sentence = headed.set_index(SENTENCE).index
    orphans = headed[able & ~sentence.isin(serving.set_index(SENTENCE).index)]
    nearest = _nearest(LINKS.check(links), orphans, matrix)
    names = dict(zip(matrix["responsibility_id"], list_rows(matrix), strict=True))
    beside = serving[serving["section"] != ""].groupby(["document_id", "section"])
    served = beside["responsibility_id"].agg(_in_order).to_dict()
    rows = []
    for duty in list_rows(orphans):
        row = _row(duty, nearest.get(duty["duty_id"]), names)
        if mine := served.get((duty["document_id"], duty["section"])):
            row["why"] += f"; other duties of its section serve {mine}"
        rows.append(row)
    columns = [column.name for column in ORPHANS.columns]
    found = pd.DataFrame(rows, columns=columns)
    far = -found["score"].astype(float).fillna(-1)
    return ORPHANS.check(found.iloc[far.argsort(kind="stable").to_numpy()])


def _in_order(ids: pd.Series) -> str:
    return ", ".join(dict.fromkeys(ids))


def _nearest(
    links: pd.DataFrame, orphans: pd.DataFrame, matrix: pd.DataFrame
) -> dict[str, dict[str, Any]]:
    """Return the best link of each orphan, with how its slots fit."""
    near = links[links["passage_id"].isin(orphans["duty_id"])]
    # No link but the best, and its equals, is looked at.
    near = near[near["score"] == near.groupby("passage_id")["score"].transform("max")]
    places = orphans.set_index("duty_id")[["section", "title"]]
    fits = judge_fits(near, orphans, matrix, places, sides=read_sides(orphans))
    # Each link is judged once, in its order.
    fits = fits[["act", "object", "does"]].set_axis(near.index)
    both = near.rename(columns={"passage_id": "duty_id"}).join(fits)
    both = both.assign(done=both["act"].astype(bool))
    both = both.sort_values(["score", "done"], ascending=False, kind="stable")
    return {row["duty_id"]: row for row in list_rows(both.drop_duplicates("duty_id"))}


def _row(
    duty: dict[str, Any], near: dict[str, Any] | None, names: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    row = {name: duty[name] for name in ("duty_id", "document_id", "unit", "text")}
    if near is None:
        return row | {"responsibility_id": "", "score": None, "why": NONE}
    want = names[near["responsibility_id"]]
    return row | {
        "responsibility_id": near["responsibility_id"],
        "score": near["score"],
        "why": _why(duty, near, want),
    }


def _why(duty: dict[str, Any], near: dict[str, Any], want: dict[str, Any]) -> str:
    name = f"{want['responsibility_id']} ({want['name']})"
    if not want["action"]:
        return f"it speaks of {name}, and does not say to whom the position belongs"
    thing = duty["object"]
    if not near["act"]:
        does = f"its act is to {duty['action']}" if duty["action"] else "it names no act"
        return f"{does}, and {name} asks to {want['action']}"
    if near["object"] < OBJECT_FITS:
        over = f"its object is {thing!r}" if thing else "it names no object"
        return f"{over}, and {name} asks it of {want['object'] or want['name']}"
    return f"it comes near to {name} in words only: act and object stand apart in it"
