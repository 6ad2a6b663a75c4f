"""Where and when what is said stands: the documents in force at a day, the duties' places."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import quoted
from sopgap.tables import split

READ = ("paragraph_id", "document_id", "section", "text", "kind", "header")  # of `paragraphs`


def read_day(value: dt.date | str | None, name: str) -> str:
    """Return a day as 2017-01-19, or '' for none.

    Examples
    --------
    >>> read_day(dt.date(2017, 1, 19), "as_of"), read_day("2017-01-19", "as_of"), read_day(None, "")
    ('2017-01-19', '2017-01-19', '')
    """
    if value is None or value == "":
        return ""
    try:
        return dt.datetime.fromisoformat(str(value)).date().isoformat()
    except ValueError:
        raise InputError(f"map_coverage: {name}={value!r} is not a date like 2017-01-19") from None


def read_texts(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of `paragraphs` that are read, as text; what is absent is blank."""
    columns = {
        name: paragraphs[name].astype(object).where(paragraphs[name].notna(), "").astype(str)
        if name in paragraphs
        else ""
        for name in READ
    }
    return pd.DataFrame(columns, index=paragraphs.index)


def date_documents(documents: pd.DataFrame, as_of: dt.date | str | None) -> pd.DataFrame:
    """Say of each document whether it is in force, superseded, or neither at `as_of`."""
    latest = max([*documents["effective"], *documents["superseded"]], default="")
    day = read_day(as_of, "as_of") or latest
    had = documents["access"] != "unavailable"
    begun = (documents["effective"] == "") | (documents["effective"] <= day)
    ended = (documents["superseded"] != "") & (documents["superseded"] <= day)
    scopes = documents["scope"].map(split)
    return documents.assign(
        in_force=had & begun & ~ended,
        superseded_by_then=had & begun & ended,
        centers=scopes,
        for_all=scopes.map(lambda codes: "all" in codes).astype(bool),
    )


def place_duties(
    duties: pd.DataFrame, documents: pd.DataFrame, paragraphs: pd.DataFrame
) -> pd.DataFrame:
    """Return the duties with section, title, effective day, and `local`: not for all Centers."""
    standing = paragraphs.drop_duplicates("paragraph_id").set_index("paragraph_id")
    # A duty that tells no document has it from its paragraph; one of neither cannot be placed.
    own = duties["paragraph_id"].map(standing["document_id"]).fillna("")
    placed = duties.drop(columns=["section", "title"], errors="ignore").assign(
        document_id=duties["document_id"].where(duties["document_id"] != "", own),
        section=duties["paragraph_id"].map(standing["section"]).fillna(""),
    )
    known = documents.drop_duplicates("document_id").set_index("document_id")
    return placed.assign(
        title=placed["document_id"].map(known["title"]).fillna(""),
        effective=placed["document_id"].map(known["effective"]).fillna(""),
        tier=placed["document_id"].map(known["tier"]).fillna(""),
        local=placed["document_id"].isin(documents.loc[~documents["for_all"], "document_id"]),
    )


def documents_at(documents: pd.DataFrame, center: str) -> tuple[set[str], set[str]]:
    """Return the ids of the documents in force, and of those superseded, in a Center's scope."""
    here = documents["for_all"] | documents["centers"].map(lambda codes: center in codes).astype(
        bool
    )
    in_force = documents.loc[here & documents["in_force"], "document_id"]
    superseded = documents.loc[here & documents["superseded_by_then"], "document_id"]
    return set(in_force), set(superseded)


def with_plain_ids(duties: pd.DataFrame) -> pd.DataFrame:
    """Return the duties, refusing ids that could not stand in a list of ids."""
    broken = duties.loc[duties["duty_id"].str.contains(";"), "duty_id"]
    if len(broken):
        raise InputError(
            f"map_coverage: {len(broken)} duty_id with a ;, which parts ids in a cell, as"
            f" {quoted(broken.iloc[0])}; write them without"
        )
    return duties
