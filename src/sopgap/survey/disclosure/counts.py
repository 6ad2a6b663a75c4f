"""The counts of a release: which counts of people our tables print, each entered once.

`open_release` reads tables as a reader of the published files would: a figure that is there is
published, whatever a flag says. The same code reads tables in which nothing is hidden yet, for
`protect`, and those of a finished run, for `attack`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.disclosure.additions import relate
from sopgap.survey.disclosure.keys import COMMENTS, KEY, PEOPLE, VOICES, Counts
from sopgap.survey.disclosure.prints import PRINTS
from sopgap.survey.disclosure.raised import WRITERS
from sopgap.survey.disclosure.releases import Release, make_cells
from sopgap.survey.groups import ALL
from sopgap.survey.questionnaire import Question, parse_questions

INNER, TOTAL, WHOLE = 1.0, 4.0, 10.0  # how dear: a Center's count, its base, a count of all
UNSURE = 0.9  # of them, who did not know
SIZE = 0.2  # the largest count is so much dearer than none
OF_WHOLE = ("share", "rate", "people_share")  # shares that a count of its whole gives
ENTRY = ("table", "line", "row", "column", "figure", "shown", "gives", "share", "order", "place")


def open_release(
    tables: Mapping[str, pd.DataFrame],
    questions: pd.DataFrame,
    frame: pd.DataFrame | None = None,
    *,
    truth: Mapping[str, pd.DataFrame] | None = None,
    placed: Collection[str] = ("center", "position"),
) -> Release:
    """Enter every count that the tables of one survey print, and how the counts hang together.

    Taken as known to everybody: the questionnaire, the frame, and that who answered a question
    answered something. A relation that the figures at hand contradict is not used: where some
    people have no Center, say, the Centers add up to no more than `all`.

    Parameters
    ----------
    tables : mapping of DataFrame
        By name, those of `PRINTS`; other tables print no count of people, or are not read.
    questions : table `questions`
    frame : table `frame`, optional
    truth : mapping of DataFrame, optional
        The same tables with nothing hidden, to know which relations hold. Their values go into
        the release only where `tables` prints them.
    placed : collection of str
        As in `relate`.

    Returns
    -------
    Release
        Nothing is marked as primary.

    Raises
    ------
    InputError
        Two tables print different figures for the same count.

    Examples
    --------
    >>> questions = pd.DataFrame({"question_id": ["q1"], "kind": ["single"], "choices": ["Yes|No"],
    ...                           "dont_know": [""], "asked_if": [""]})
    >>> tallies = pd.DataFrame({"question_id": "q1", "group": "all", "choice": ["Yes", "No"],
    ...                         "n": [30, 10], "base": 40})
    >>> release = open_release({"tallies": tallies}, questions)
    >>> release.cells[["what", "choice", "value"]].values.tolist()
    [['n', 'Yes', 30.0], ['base', '', 40.0], ['n', 'No', 10.0], ['respondents', '', nan]]
    >>> release.relations.coefficient.tolist()
    [1.0, -1.0, -1.0]
    """
    asked = {q.question_id: q for q in parse_questions(questions)}
    entries, staff = _enter(tables), _staff(frame)
    keys = pd.concat([entries[[*KEY]], staff[[*KEY]]]).drop_duplicates(ignore_index=True)
    counts = Counts(keys)
    entries = entries.assign(cell=counts.place(entries))
    staff = pd.Series(staff["staff"].to_numpy(float), index=counts.place(staff), dtype=float)
    value = _add_shares(entries, counts, _values(entries, counts, staff))
    true = value
    if truth is not None:
        told = _enter(truth)
        told = told.assign(cell=counts.place(told))
        true = _values(told[told["cell"] >= 0], counts, staff)
    # The frame is public, and the outcome rates say how many finished and how many broke off.
    given = counts.having("what", ["complete", "partial"]) & counts.having("group", [ALL])
    given[staff.index] = True
    cells = _cells(counts, value, asked).assign(fixed=given, given=given)
    # All respondents, answered or not: no table prints them; each question's reach adds up to them.
    everybody = _respondents(counts, true)
    unprinted = {"what": "respondents", "published": False, "printed": False, "cost": 0.0}
    last = make_cells(value=[everybody]).assign(**unprinted)
    return Release(
        pd.concat([cells, last], ignore_index=True),
        relate(counts, np.append(true, everybody), asked, placed),
        entries[["table", "line", "row", "column", "cell", "shown", "gives"]],
    )


def _enter(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return every figure of a count: its key, where it stands, and what it gives away.

    `gives`: the figure is blank, and others of its row give it away; `share`: of its whole, where
    that is printed.
    """
    parts = []
    for order, (name, prints) in enumerate(PRINTS.items()):
        table = tables.get(name)
        if table is None or table.empty:
            continue
        table = table.reset_index(drop=True)
        # Where nothing is flagged a blank is hidden; else there is no such count.
        may_hide = table["suppressed"].astype(bool) if "suppressed" in table else True
        for place, (column, keys_of) in enumerate(prints.figures.items()):
            if column not in table:
                continue
            shown, shares = table[column].notna(), prints.shares_of(column)
            given = table[[s for s in shares if s in table]].notna().any(axis=1)
            of_whole = shares[0] if shares[:1] and shares[0] in OF_WHOLE else ""
            gives = given & ~shown
            entry = keys_of(table).assign(
                table=name,
                line=np.arange(len(table)),
                row=_labels(table, prints.label),
                column=column,
                figure=table[column].astype("Float64").to_numpy(float, na_value=np.nan),
                shown=shown,
                gives=gives,
                share=table[of_whole].where(gives).astype(float) if of_whole in table else np.nan,
                order=order,
                place=place,
            )
            parts.append(entry[(entry["what"] != "") & (shown | may_hide)])
    if not parts:
        return pd.DataFrame(columns=[*KEY, *ENTRY])
    entries = pd.concat(parts, ignore_index=True)
    return entries.sort_values(["order", "line", "place"], kind="stable", ignore_index=True)


def _labels(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    first, *others = (table[c].astype(str) for c in columns)
    return first.str.cat(others, sep=" · ") if others else first


def _staff(frame: pd.DataFrame | None) -> pd.DataFrame:
    """The people of the frame as counts: `KEY` and `staff`."""
    if frame is None or frame.empty:
        return pd.DataFrame(columns=[*KEY, "staff"])
    parts = [pd.DataFrame({"by": "", "group": ALL, "staff": [frame["staff"].sum()]})]
    for by in ("center", "position"):
        of = frame.groupby(frame[by].astype(str), sort=False)["staff"].sum()
        parts.append(pd.DataFrame({"by": by, "group": of.index, "staff": of.to_numpy()}))
    staff = pd.concat(parts, ignore_index=True)
    return staff.assign(what="staff", question_id=PEOPLE, choice="")


def _values(entries: pd.DataFrame, counts: Counts, staff: pd.Series) -> np.ndarray:
    """Return the figure printed of each count."""
    value = np.full(len(counts), np.nan)
    value[staff.index] = staff
    shown = entries[entries["shown"].astype(bool)]
    cell, figure = shown["cell"].to_numpy(dtype=int), shown["figure"].to_numpy(float)
    value[cell[::-1]] = figure[::-1]  # the first to print a count stays
    problems = []
    for place in np.flatnonzero(value[cell] != figure):
        later = shown.iloc[place]
        before = shown.iloc[np.flatnonzero(cell == cell[place])[0]]
        problems.append(
            f"tables {before['table']!r} (row {before['row']!r}, column {before['column']}) and"
            f" {later['table']!r} (row {later['row']!r}, column {later['column']}) print different"
            " figures for the same count; make them in one run"
        )
    if problems:
        raise InputError(problems)
    return value


def _respondents(counts: Counts, value: np.ndarray) -> float:
    reached = pd.Series(counts.of("what")).str.startswith("reach ").to_numpy(bool)
    of = pd.Series(value[reached]).groupby(counts.of("question_id")[reached], sort=False)
    known = of.sum(min_count=1)[of.count() == of.size()]
    return float(known.iloc[0]) if len(known) else np.nan


def _add_shares(entries: pd.DataFrame, counts: Counts, value: np.ndarray) -> np.ndarray:
    """A share beside a known base is the count itself: six decimals tell every base apart."""
    gives = entries[entries["gives"].astype(bool) & entries["share"].notna()]
    cell = gives["cell"].to_numpy(dtype=int)
    whole, staff = _bases(counts)[cell], counts.find(cell, what="staff")
    whole = np.where((gives["table"] == "rates") | (whole < 0), staff, whole)
    told = np.round(gives["share"].to_numpy(float) * value[whole])
    told[(whole < 0) | ~np.isnan(value[cell])] = np.nan
    out = value.copy()
    out[cell] = np.where(np.isnan(told), value[cell], told)
    return out


def _bases(counts: Counts) -> np.ndarray:
    """Of a count its base; of a group's other counts the people who answered anything; or -1."""
    every, what = np.arange(len(counts)), counts.of("what")
    on_base = counts.having("what", ["n", "known", "dont_know", "people"])
    of_group = counts.having("question_id", [PEOPLE, COMMENTS, VOICES]) & (what != "staff")
    of_group &= ~(counts.having("what", ["base"]) & counts.having("question_id", [PEOPLE]))
    base = np.where(on_base, counts.find(every, what="base", choice=""), -1)
    raising = counts.having("what", ["people"])  # a concern: people of those who wrote
    base = np.where(raising, counts.find(every, **WRITERS), base)
    people = counts.find(every, what="base", question_id=PEOPLE, choice="")
    return np.where(~on_base & of_group, people, base)


def _cells(counts: Counts, value: np.ndarray, asked: Mapping[str, Question]) -> pd.DataFrame:
    most = np.log1p(np.nanmax(value, initial=1, where=~np.isnan(value)))
    size = SIZE * np.log1p(np.nan_to_num(value)) / most
    return make_cells(
        **{name: counts.of(name) for name in KEY},
        value=value,
        published=~np.isnan(value),
        block=counts.of("question_id"),
        cost=_costs(counts, asked) * (1 + size),
        parent=_bases(counts),
    )


def _costs(counts: Counts, asked: Mapping[str, Question]) -> np.ndarray:
    cost = np.where(counts.having("group", [ALL]), WHOLE, INNER)
    cost = np.where(counts.having("what", ["base"]), cost * TOTAL, cost)
    for name, question in asked.items():
        # What people did not know is the least missed.
        unsure = counts.having("what", ["n"]) & counts.having("question_id", [name])
        cost[unsure & counts.having("choice", sorted(question.dont_know))] *= UNSURE
    return cost


def blank(tables: Mapping[str, pd.DataFrame], release: Release) -> dict[str, pd.DataFrame]:
    """Return the tables without the figures that the release hides, and `suppressed` set.

    With a count go the figures that give it away: its share, interval and worst case. A table
    without the flag `suppressed` is blanked alike, if its contract allows it or not.

    Parameters
    ----------
    tables : mapping of DataFrame
        As `open_release` read them.
    release : Release
        As `protect` returns it.

    Returns
    -------
    dict of DataFrame
        All tables given, the ones that print no count unchanged.

    Examples
    --------
    >>> from sopgap.survey.disclosure.releases import Rules, mark_primary
    >>> from sopgap.survey.disclosure.suppression import protect
    >>> questions = pd.DataFrame({"question_id": ["q1"], "kind": ["single"], "choices": ["Yes|No"],
    ...                           "dont_know": [""], "asked_if": [""]})
    >>> tallies = pd.DataFrame({"question_id": "q1", "group": "all", "choice": ["Yes", "No"],
    ...                         "n": [38, 2], "base": 40, "share": [.95, .05], "suppressed": False})
    >>> release = mark_primary(open_release({"tallies": tallies}, questions), Rules())
    >>> print(blank({"tallies": tallies}, protect(release))["tallies"].iloc[:, 2:].to_string())
      choice     n  base  share  suppressed
    0    Yes  <NA>    40    NaN        True
    1     No  <NA>    40    NaN        True
    """
    out = {}
    for name, table in tables.items():
        if name not in PRINTS:
            out[name] = table
            continue
        prints = PRINTS[name]
        places = release.places[release.places["table"] == name]
        changed = table.copy()
        any_hidden = np.zeros(len(table), dtype=bool)
        for column in (c for c in prints.figures if c in table):
            out_of = places[(places["column"] == column) & ~places["shown"]]
            hidden = np.isin(np.arange(len(table)), out_of["line"])
            kind = "Int64" if pd.api.types.is_integer_dtype(table[column]) else table[column].dtype
            changed[column] = table[column].astype(kind).mask(hidden)
            any_hidden |= hidden
            for share in (s for s in prints.shares_of(column) if s in table):
                changed[share] = changed[share].mask(hidden)
        if "suppressed" in table:
            changed["suppressed"] = table["suppressed"].astype(bool) | any_hidden
        out[name] = changed
    return out
