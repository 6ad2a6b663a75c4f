"""The counts of a release: which counts of people our tables print, each entered once.

`open_release` reads tables as a reader of the published files would: a figure that is there is
published, whatever a flag says. The same code reads tables in which nothing is hidden yet, for
`protect`, and those of a finished run, for `attack`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.survey.disclosure.additions import relate
from sopgap.survey.disclosure.prints import COMMENTS, PEOPLE, PRINTS, VOICES, Key
from sopgap.survey.disclosure.releases import Release, make_cells, make_relations
from sopgap.survey.groups import ALL
from sopgap.survey.questionnaire import Question, parse_questions

INNER, TOTAL, WHOLE = 1.0, 4.0, 10.0  # how dear: a Center's count, its base, a count of all
SIZE = 0.2  # the largest count is so much dearer than none


def open_release(
    tables: Mapping[str, pd.DataFrame],
    questions: pd.DataFrame,
    frame: pd.DataFrame | None = None,
    *,
    truth: Mapping[str, pd.DataFrame] | None = None,
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
    entries = _enter(tables)
    keys = {key: i for i, key in enumerate(dict.fromkeys(e.key for e in entries))}
    for key in _staff(frame):
        keys.setdefault(key, len(keys))
    value = _values(entries, keys, _staff(frame))
    _add_shares(entries, keys, value)
    true = value if truth is None else _values(_enter(truth), keys, _staff(frame))
    cells = _cells(keys, value, asked, set(_staff(frame)))
    # All respondents, answered or not: no table prints them; each question's reach adds up to them.
    everybody = _respondents(keys, true)
    rows = relate(list(keys), np.append(true, everybody), asked)
    unprinted = {"what": "respondents", "published": False, "printed": False, "cost": 0.0}
    last = make_cells(value=[everybody]).assign(**unprinted)
    cells = pd.concat([cells, last], ignore_index=True)
    places = pd.DataFrame(
        [(e.table, e.line, e.row, e.column, keys[e.key], e.shown, e.gives) for e in entries],
        columns=["table", "line", "row", "column", "cell", "shown", "gives"],
    )
    return Release(cells, make_relations(rows), places)


class _Entry(NamedTuple):
    table: str
    line: int
    row: str
    column: str
    key: Key
    figure: float
    shown: bool
    gives: bool  # the figure is blank, and others of its row give it away
    share: float  # of its whole, where that is printed


def _enter(tables: Mapping[str, pd.DataFrame]) -> list[_Entry]:
    entries = []
    for name, prints in PRINTS.items():
        table = tables.get(name)
        for line, row in enumerate([] if table is None else table.to_dict("records")):
            label, given = prints.label(row), any(pd.notna(row.get(s)) for s in prints.shares)
            for place, (column, key) in enumerate(prints.figures.items()):
                named = key(row) if column in row else None
                if named is None:
                    continue
                shown = bool(pd.notna(row[column]))
                if not shown and not row.get("suppressed", True):
                    continue  # there is no such count; a flag says where one is hidden
                figure = float(row[column]) if shown else np.nan
                gives = given and not shown and place == 0
                of_whole = gives and prints.shares[0] in ("share", "rate")
                share = float(row[prints.shares[0]]) if of_whole else np.nan
                entries.append(
                    _Entry(name, line, label, column, named, figure, shown, gives, share)
                )
    return entries


def _staff(frame: pd.DataFrame | None) -> dict[Key, float]:
    if frame is None or frame.empty:
        return {}
    staff = {Key("staff", PEOPLE, "", ALL, ""): float(frame["staff"].sum())}
    for by in ("center", "position"):
        for group, n in frame.groupby(by, sort=False)["staff"].sum().items():
            staff[Key("staff", PEOPLE, by, str(group), "")] = float(n)
    return staff


def _values(
    entries: Iterable[_Entry], keys: Mapping[Key, int], staff: Mapping[Key, float]
) -> np.ndarray:
    value = np.full(len(keys), np.nan)
    for key, n in staff.items():
        value[keys[key]] = n
    first: dict[Key, _Entry] = {}
    problems = []
    for entry in entries:
        if not entry.shown or entry.key not in keys:
            continue
        before = first.setdefault(entry.key, entry)
        if before.figure != entry.figure:
            problems.append(
                f"tables {before.table!r} (row {before.row!r}, column {before.column}) and"
                f" {entry.table!r} (row {entry.row!r}, column {entry.column}) print different"
                " figures for the same count; make them in one run"
            )
        value[keys[entry.key]] = before.figure
    if problems:
        raise InputError(problems)
    return value


def _respondents(keys: Mapping[Key, int], value: np.ndarray) -> float:
    states: dict[str, list[int]] = {}
    for key, i in keys.items():
        if key.what.startswith("reach "):
            states.setdefault(key.question_id, []).append(i)
    sums = (float(value[cells].sum()) for cells in states.values())
    return next((s for s in sums if not np.isnan(s)), np.nan)


def _add_shares(entries: Iterable[_Entry], keys: Mapping[Key, int], value: np.ndarray) -> None:
    """A share beside a known base is the count itself: six decimals tell every base apart."""
    for entry in entries:
        at = keys[entry.key]
        staff = entry.key._replace(what="staff")
        whole = keys.get(staff if entry.table == "rates" else _parent(entry.key) or staff)
        if entry.gives and np.isnan(value[at]) and whole is not None:
            value[at] = np.round(entry.share * value[whole])


def _cells(
    keys: Mapping[Key, int], value: np.ndarray, asked: Mapping[str, Question], staff: set[Key]
) -> pd.DataFrame:
    listed = list(keys)
    most = np.log1p(np.nanmax(value, initial=1, where=~np.isnan(value)))
    size = SIZE * np.log1p(np.nan_to_num(value)) / most
    return make_cells(
        **{name: [getattr(k, name) for k in listed] for name in Key._fields},
        value=value,
        published=~np.isnan(value),
        block=[k.question_id for k in listed],
        fixed=[k in staff for k in listed],
        cost=np.array([_cost(k, asked) for k in listed]) * (1 + size),
        parent=[keys.get(p, -1) if (p := _parent(k)) else -1 for k in listed],
    )


def _parent(key: Key) -> Key | None:
    """The base of a count; of the other counts of a group, the people who answered anything."""
    if key.what in ("n", "known", "dont_know"):
        return key._replace(what="base", choice="")
    if (
        key.what != "staff"
        and key.question_id in (PEOPLE, COMMENTS, VOICES)
        and key[:2] != ("base", PEOPLE)
    ):
        return key._replace(what="base", question_id=PEOPLE, choice="")
    return None


def _cost(key: Key, asked: Mapping[str, Question]) -> float:
    cost = WHOLE if key.group == ALL else INNER
    if key.what == "base":
        cost *= TOTAL
    elif key.what == "n" and key.question_id in asked:
        # What people did not know is the least missed.
        cost *= 0.9 if key.choice in asked[key.question_id].dont_know else 1
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
        for i, column in enumerate(c for c in prints.figures if c in table):
            out_of = places[(places["column"] == column) & ~places["shown"]]
            hidden = np.isin(np.arange(len(table)), out_of["line"])
            kind = "Int64" if pd.api.types.is_integer_dtype(table[column]) else table[column].dtype
            changed[column] = table[column].astype(kind).mask(hidden)
            any_hidden |= hidden
            if i == 0:
                for share in (s for s in prints.shares if s in table):
                    changed[share] = changed[share].mask(hidden)
        if "suppressed" in table:
            changed["suppressed"] = table["suppressed"].astype(bool) | any_hidden
        out[name] = changed
    return out
