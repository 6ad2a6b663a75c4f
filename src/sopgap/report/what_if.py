"""what_if: redraw a map after a change that nobody has made, and tell what moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TypeAlias

import pandas as pd

from sopgap.mapping.changes.comparing import compare_gaps
from sopgap.mapping.changes.moments import Moment, know
from sopgap.mapping.drawing import draw_map
from sopgap.mapping.links import link
from sopgap.report.folder import Run
from sopgap.report.moments import read_moment
from sopgap.sops.duties import find_duties
from sopgap.sources import Problems, guess, quoted
from sopgap.study import Study
from sopgap.tables import ACTORS
from sopgap.tables.rows import list_rows

Aliases: TypeAlias = pd.DataFrame | Iterable[tuple[str, str, str]]


def what_if(
    source: Moment | Run | Study | str | Path,
    *,
    reorganisation: dt.date | str | None = None,
    as_of: dt.date | str | None = None,
    drop: Iterable[str] = (),
    aliases: Aliases = (),
    systems: Iterable[str] = (),
) -> pd.DataFrame:
    """Redraw a map with another date, without some documents, with more aliases: what moves.

    Both maps are drawn anew by the same program, so that only what is asked for differs. Nothing
    is written.

    Parameters
    ----------
    source : Moment, Run, Study, or path
        As in `read_moment`.
    reorganisation, as_of : date or str, optional
        The day the ownership changed, and the day at which documents count as in force; where they
        are not given they stay. `reorganisation=""`: there was none.
    drop : iterable of str
        Ids of documents to leave out.
    aliases : table `actors`, or iterable of (alias, actor, unit)
        Words for who acts, beside those of the study or instead of its own. Duties are then read
        anew from the paragraphs, for both maps.
    systems : iterable of str
        The study's names of systems, for that reading.

    Returns
    -------
    table `gap_changes`
        Every cell; those that move have the change closed, opened or moved.

    Raises
    ------
    InputError
        A document is not in the corpus, a day is none, an alias is blank: all at once.

    Examples
    --------
    >>> changes = what_if("study.toml", drop=["base-metals-notes"])
    >>> one = changes.query("responsibility_id == 'R03' and center == 'base-metals'")
    >>> one[["before", "after", "change", "document_ids"]].values.tolist()
    [['conflicting', 'no-deadline', 'moved', 'base-metals-notes']]
    """
    now = read_moment(source)
    more, gone = _check(now, aliases, drop)
    day = know(now).day  # a document that is left out must not turn back the day
    now = replace(now, as_of=now.as_of or day)
    if len(more):
        now = _read_anew(now, now.table("actors"), systems)
    then = _without(now, gone)
    if len(more):
        kept = now.table("actors")
        kept = kept[~kept["alias"].isin(more["alias"])]
        then = _read_anew(then, pd.concat([kept, more], ignore_index=True), systems)
    if reorganisation is not None:
        then = replace(then, reorganisation=reorganisation)
    if as_of is not None:
        then = replace(then, as_of=as_of)
    links = link(now.table("duties"), now.table("responsibilities"), passage="duty")
    same = then.duties is now.duties
    others = links if same else link(then.table("duties"), then.table("responsibilities"),
                                     passage="duty")  # fmt: skip
    return compare_gaps(_draw(now, links), _draw(then, others))


def _check(now: Moment, aliases: Aliases, drop: Iterable[str]) -> tuple[pd.DataFrame, list[str]]:
    problems = Problems()
    known = list(now.table("documents")["document_id"])
    gone = [drop] if isinstance(drop, str) else list(drop)
    for document_id in gone:
        if document_id not in known:
            problems.add(f"drop: {quoted(document_id)} is no document{guess(document_id, known)}")
    rows = aliases if isinstance(aliases, pd.DataFrame) else pd.DataFrame(
        list(aliases), columns=["alias", "actor", "unit"]
    )  # fmt: skip
    for row in list_rows(rows):
        blank = [name for name in ("alias", "actor", "unit") if not str(row[name]).strip()]
        if blank:
            problems.add(f"alias {quoted(row['alias'])}: {', '.join(blank)} is blank")
    for name in ("documents", "duties", "responsibilities"):
        if now.table(name).empty:
            problems.add(f"table {name} is absent or empty: the map cannot be drawn anew")
    problems.raise_if_any()
    return ACTORS.check(rows), gone


def _without(now: Moment, gone: list[str]) -> Moment:
    if not gone:
        return now
    tables = {name: now.table(name) for name in ("documents", "paragraphs", "duties")}
    kept = {name: table[~table["document_id"].isin(gone)] for name, table in tables.items()}
    return replace(now, **kept)


def _read_anew(now: Moment, actors: pd.DataFrame, systems: Iterable[str]) -> Moment:
    duties = find_duties(
        now.table("paragraphs"), actors, documents=now.table("documents"), systems=tuple(systems)
    )
    return replace(now, actors=actors, duties=duties)


def _draw(moment: Moment, links: pd.DataFrame) -> Moment:
    corpus = SimpleNamespace(
        documents=moment.table("documents"), paragraphs=moment.table("paragraphs")
    )
    centers = pd.DataFrame({"center": moment.coverage["center"].drop_duplicates()})
    drawn = draw_map(
        moment.table("responsibilities"),
        moment.table("duties"),
        links,
        corpus,
        centers,
        reorganisation=moment.reorganisation,
        as_of=moment.as_of,
    )
    return replace(moment, coverage=drawn.coverage, matches=drawn.matches, evidence=drawn.evidence)
