"""Duties without a deadline, with a vague one, with a definite one; systems and records."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from sopgap.report.dots import Row, dot_grid
from sopgap.report.markup import (
    count,
    fill,
    framed,
    grid,
    join,
    listed,
    note,
    opened,
    plural,
    shown,
)
from sopgap.report.reading import TIMES, Reading, link_to_duty, order_units, say, theirs, unit_word
from sopgap.report.reading_owners import clip
from sopgap.tables.rows import list_rows

Said = tuple[str, int, list[str], object]  # words, how many duties, their units, the first
WORDS = 40  # words of time, systems, records with a row of their own


def deadlines_by_unit(read: Reading) -> HTML:
    """Show of each unit how many of its obligations name a definite time, a vague one, or none.

    Parameters
    ----------
    read : Reading

    Returns
    -------
    HTML
    """
    musts = obligations(read)
    if musts.empty:
        return shown("")
    rows: list[Row] = []
    for unit in order_units(musts["unit"]):
        mine = musts[musts["unit"] == unit]
        n = mine["time"].value_counts()
        name = fill("{} <small>of {}</small>", unit_word(unit, read.study), count(len(mine)))
        rows.append((name, [int(n.get(kind, 0)) for kind in TIMES]))
    vague = musts[musts["time"] == "vague"]
    figure = dot_grid(["Who must", *TIMES.values()], [(None, rows)], caption="Obligations by time")
    return shown(framed(
        join([figure, opened("The times as written", _times(musts), classes="all"), _vague(vague)]),
        title=say_times(read),
        subtitle=f"Base: the {plural(len(musts), 'obligation')} (must) of documents in force. A"
        " definite time is a span, a day, an event or how often; “promptly” is none. Not every"
        " duty needs a time: which do is a question for the ownership matrix.",
        source="tables/duties.csv",
    ))  # fmt: skip


def systems_by_unit(read: Reading) -> HTML:
    """Show which systems the duties name, by unit."""
    duties = read.standing
    named = duties[duties["system"] != ""]
    if duties.empty:
        return shown("")
    if named.empty:
        return shown(note("No duty of a document in force says in which system it is done."))
    units = order_units(named["unit"])
    names = named["system"].value_counts()
    names = names.sort_index().sort_values(ascending=False, kind="stable")
    rows: list[Row] = []
    for name in names.index[:WORDS]:
        mine = named[named["system"] == name]["unit"].value_counts()
        rows.append((theirs(name), [int(mine.get(unit, 0)) for unit in units]))
    more = len(names) - WORDS
    return shown(framed(
        dot_grid(["System", *(unit_word(unit, read.study) for unit in units)], [(None, rows)],
                 caption="Duties that name a system, by unit"),
        title=_say_systems(len(named), len(duties)) + (
            f": {listed(str(theirs(name).striptags()) for name in names.index[:3])} most often"
            if len(names) > 1 else ""),
        subtitle="Base: the duties of documents in force. A system that stands only in another"
        " sentence of the section is not counted.",
        notes=[f"{plural(more, 'further system')} in tables/duties.csv."] if more > 0 else [],
        source="tables/duties.csv",
    ))  # fmt: skip


def records_made(read: Reading) -> HTML:
    """Show what the duties say is written down or kept; nothing where no duty says so."""
    duties = read.standing
    named = duties[duties["record"] != ""]
    if named.empty:
        return shown("")
    rows = [
        [theirs(clip(words, 120)), count(n), listed(unit_word(u, read.study) for u in units), link]
        for words, n, units, link in _said(named, "record")
    ]
    table = grid(["Record", "Duties", "Who", "First"], rows, numeric=[1], caption="Records made")
    return shown(framed(
        opened(f"Named most often ({count(len(rows))})", table, classes="all"),
        title=f"{count(len(named))} of {plural(len(duties), 'duty', 'duties')}"
        f" {say(len(named), 'says', 'say')} what is written down or kept",
        subtitle="Base: the duties of documents in force.",
        source="tables/duties.csv",
    ))  # fmt: skip


def say_times(read: Reading) -> str:
    """Say how many obligations name a definite time, only vague words, or none."""
    musts = obligations(read)
    n = musts["time"].value_counts()
    definite, vague, nothing = (int(n.get(kind, 0)) for kind in ("definite", "vague", "none"))
    return (
        f"Of {plural(len(musts), 'obligation')}, {count(definite)}"
        f" {say(definite, 'names', 'name')} a definite time or how often, {count(vague)} only vague"
        f" words, {count(nothing)} no time"
    )


def obligations(read: Reading) -> pd.DataFrame:
    """Return what must be done by documents in force."""
    return read.standing[read.standing["modality"] == "obligation"]


def _say_systems(n: int, base: int) -> str:
    return f"{count(n)} of {plural(base, 'duty', 'duties')} {say(n, 'says', 'say')} in which system"


def _times(musts: pd.DataFrame) -> object:
    """List the words of time as written, or normalised where they are, with how often."""
    timed = musts[musts["time"] != "none"]
    words = timed["due"].where(timed["due"] != "", timed["deadline"])
    words = words.where(words != "", timed["frequency"])
    timed = timed.assign(words=words.str.casefold())
    kinds = timed.groupby("words")["time"].first()
    often = timed[timed["frequency"] != ""].groupby("words").size()
    rows = [
        [theirs(clip(one, 120)), TIMES[kinds[one]], "yes" if one in often.index else "", count(n),
         link]
        for one, n, _, link in _said(timed, "words")
    ]  # fmt: skip
    head = ["Time", "Is", "How often", "Obligations", "First"]
    return grid(head, rows, numeric=[3], caption="Times named")


def _vague(vague: pd.DataFrame) -> object:
    items = [fill("<li><span class=quote>{}</span>: {}</li>", d["deadline"] or d["frequency"],
                  link_to_duty(d, clip(d["text"])))
             for d in list_rows(vague.head(WORDS))]  # fmt: skip
    if not items:
        return ""
    title = f"Vague words only: {plural(len(vague), 'obligation')}"
    return opened(title, fill("<ul class=sentences>{}</ul>", join(items)), classes="all")


def _said(duties: pd.DataFrame, column: str) -> list[Said]:
    """Return words, how many duties say them, their units, and the first; the most often first."""
    found: list[Said] = []
    for words, mine in duties.groupby(column, sort=True):
        first = mine.iloc[0]
        link = link_to_duty(first, clip(first["text"], 140))
        found.append((str(words), len(mine), order_units(mine["unit"]), link))
    return sorted(found, key=_most_first)[:WORDS]


def _most_first(row: Said) -> tuple[int, str]:
    return -row[1], row[0]
