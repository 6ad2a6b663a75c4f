"""compare_runs: two runs before and after, in words, as tables and as a page."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from sopgap.errors import InputError
from sopgap.mapping.changes.comparing import compare_documents, compare_gaps
from sopgap.mapping.changes.moments import Moment, know
from sopgap.mapping.deciding.reasons import locate
from sopgap.mapping.recommendations import track_recommendations
from sopgap.report.changes import (
    CALLED,
    MOVED,
    changes_map,
    changes_table,
    documents_table,
    say_changes,
)
from sopgap.report.folder import STUDY_FILE, Run, read_run
from sopgap.report.markup import count, fill, in_words_of, join, listed, plural, word
from sopgap.report.moments import read_moment
from sopgap.report.recommendations import recommendations_table
from sopgap.sources import Problems
from sopgap.tables import split, write_table

PAGE, GAPS, DOCUMENTS = "compare.html", "gap_changes.csv", "document_changes.csv"
NAMED = 5  # documents that the summary names
Said = dict[tuple[str, str], list[tuple[str, str]]]


@dataclass(frozen=True)
class Comparison:
    """Two runs before and after.

    Attributes
    ----------
    before, after : Run
    gaps : table `gap_changes`
    documents : table `document_changes`
    apart : tuple of str
        What cannot be compared, a sentence each.
    days : tuple of pairs of str
        What else the two were drawn from and differ in: name, earlier, later.
    reasons : dict
        By cell, why it is what it is in the later run.
    said : pair of dicts
        By cell, the sentences that decided it, each with its place: earlier, later.
    """

    before: Run
    after: Run
    gaps: pd.DataFrame
    documents: pd.DataFrame
    apart: tuple[str, ...]
    days: tuple[tuple[str, str, str], ...]
    reasons: dict[tuple[str, str], str]
    said: tuple[Said, Said]


def compare_runs(before: str | Path, after: str | Path) -> Comparison:
    """Compare the maps of two runs, purged or not.

    Parameters
    ----------
    before, after : str or Path
        Folders of the runs.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        One of them holds no run or no map, or they have no cell in common: all at once.
    """
    problems, runs, moments = Problems(), [], []
    for folder in (before, after):
        try:
            runs.append(read_run(folder))
            moments.append(read_moment(runs[-1]))
        except InputError as error:
            problems.gather(error)
    problems.raise_if_any()
    old, new = moments
    gaps = compare_gaps(old, new)
    cells = new.coverage[["responsibility_id", "center", "reasons"]]
    return Comparison(
        runs[0],
        runs[1],
        gaps,
        compare_documents(old, new),
        _apart(gaps, runs[0], runs[1]),
        _differences(old, new),
        {(r, c): said for r, c, said in cells.itertuples(index=False)},
        (_said(old), _said(new)),
    )


def tell_comparison(
    before: str | Path, after: str | Path, out: str | Path | None = None
) -> list[str]:
    """Compare two runs, write page and tables where a folder is named, and return the summary.

    Parameters
    ----------
    before, after : str or Path
        Folders of the runs.
    out : str or Path, optional
        Folder for compare.html, gap_changes.csv and document_changes.csv; an earlier comparison in
        it is replaced, and nothing else.

    Returns
    -------
    list of str
        Lines for the reader.
    """
    target = None if out is None else _check_out(Path(out))
    found = compare_runs(before, after)
    lines = _summary(found)
    if target is None:
        return lines
    with _aside(target) as folder:
        write_table(found.gaps, folder / GAPS)
        write_table(found.documents, folder / DOCUMENTS)
        page = render_comparison_of(found)
        (folder / PAGE).write_text(page, encoding="utf-8", newline="\n")
    return [*lines, str(target / PAGE)]


def render_comparison_of(found: Comparison) -> str:
    """Return the page of a comparison."""
    from sopgap.report.site import render_comparison  # nbconvert is needed only here

    study = found.after.study
    names, centers = found.after.table("responsibilities"), found.after.table("centers")
    parts: list[object] = [_section("In one minute", _minute(found))]
    body = Markup(changes_map(found.gaps, names, centers, study).data)
    parts.append(_section("What moved", body))
    for change in MOVED:
        if (found.gaps["change"] == change).any():
            table = changes_table(
                found.gaps,
                names,
                centers,
                study,
                change=change,
                reasons=found.reasons,
                said=found.said,
            )
            title = f"Gaps that {CALLED[change]}"
            parts.append(_section(title, Markup(table.data)))
    parts.append(_section("The documents", Markup(documents_table(found.documents).data)))
    told = found.after.table("recommendations")
    if len(told):
        progress = track_recommendations(
            told, found.after.table("gaps"), found.after.table("coverage"), found.gaps
        )
        table = recommendations_table(found.after, progress)
        parts.append(_section("The recommendations", Markup(table.data)))
    parts.append(_section("How to read this", _method(found)))
    synthetic = any(run.study["synthetic"] for run in (found.before, found.after))
    place = f"Earlier: {_named(found.before)}. Later: {_named(found.after)}."
    return render_comparison(join(parts, "\n"), study=study, synthetic=synthetic, place=place)


def _named(run: Run) -> str:
    """Name a run by its folder, the day at which documents count, and what it was drawn from."""
    day = know(read_moment(run)).day
    documents, rows = len(run.table("documents")), len(run.table("responsibilities"))
    at = f" as of {day}" if day else ""
    return (
        f"run “{run.folder.resolve().name}”, {plural(documents, 'document')}{at},"
        f" {plural(rows, 'responsibility', 'responsibilities')}"
    )


def _said(moment: Moment) -> Said:
    """Return by cell the sentences that decided it, each with its place."""
    known = know(moment)
    found: Said = {}
    for cell, row in known.cells.items():
        duties = (known.duties[one] for one in split(row["duty_ids"]) if one in known.duties)
        found[cell] = list(dict.fromkeys((locate(duty), duty["text"]) for duty in duties))
    return found


def _section(title: str, body: Markup) -> Markup:
    return fill("<h2>{}</h2>{}", title, body)


def _minute(found: Comparison) -> Markup:
    n = found.gaps["change"].value_counts()
    tally = join(
        fill("<li><b>{}</b><span>{}</span></li>", count(n.get(change, 0)), said)
        for change, said in (
            ("closed", "gaps closed"),
            ("opened", "gaps opened"),
            ("moved", "became another kind of gap"),
            ("same", "gaps stayed as they were"),
            ("in-order", "cells in order in both"),
        )
    )
    items = join(fill("<li>{}</li>", said) for said in _sentences(found))
    return fill("<ul class=tally>{}</ul><ol class=minute>{}</ol>", tally, items)


def _sentences(found: Comparison) -> list[str]:
    study = found.after.study
    said = [f"{say_changes(found.gaps)}."]
    said += [_by_documents(found, change) for change in ("closed", "opened")]
    said.append(_by_others(found))
    said += [f"{name}: {old}; later {new}." for name, old, new in found.days]
    said += list(found.apart)
    return [in_words_of(study, one) for one in said if one]


def _by_documents(found: Comparison, change: str) -> str:
    table = found.documents
    mine = table[table[f"n_{change}"] > 0].sort_values(
        f"n_{change}", ascending=False, kind="stable"
    )
    if mine.empty:
        return ""
    named = [f"“{d.title}” ({FATES[d.fate]}: {count(getattr(d, f'n_{change}'))})"
             for d in mine.head(NAMED).itertuples()]  # fmt: skip
    rest = len(mine) - NAMED
    named += [f"{plural(rest, 'further document')}"] if rest > 0 else []
    return f"Gaps were {change} by {listed(named)}."


def _by_others(found: Comparison) -> str:
    moved = found.gaps[found.gaps["change"].isin(MOVED)]
    other = moved[moved["document_ids"] == ""]
    if other.empty:
        return "" if moved.empty else "Every cell that moved did so by a document."
    named = listed(dict.fromkeys(_CAUSES.get(c, c) for c in other["causes"].str.split(";").str[0]))
    return f"{plural(len(other), 'cell')} moved by no document: {named}."


_CAUSES = {
    "matrix": "the matrix changed",
    "actors": "the list of actors changed",
    "reorganisation": "the day of the reorganisation changed",
    "as-of": "another day counts as now",
    "review": "people decided",
    "fit": "how well sentences fit was weighed over another corpus or matrix",
    "program": "the program changed",
}


def _differences(old: Moment, new: Moment) -> tuple[tuple[str, str, str], ...]:
    before, after = know(old), know(new)
    rows = {
        "The day that counts as now": (before.day, after.day),
        "The day of the reorganisation": (before.reorganisation, after.reorganisation),
        "The version of the program": (before.version, after.version),
        "Rows of the matrix that changed": _rows(before.rows, after.rows),
        "Rows of the list of actors that changed": _rows(before.aliases, after.aliases),
    }
    return tuple((name, a or "none", b or "none") for name, (a, b) in rows.items() if a != b)


def _rows(old: dict[str, dict[str, object]], new: dict[str, dict[str, object]]) -> tuple[str, str]:
    """Name the rows that differ, by what each side holds of them."""
    gone = [key for key in old if old[key] != new.get(key)]
    come = [key for key in new if new[key] != old.get(key)]
    said = [listed(keys[:NAMED]) + (f" and {len(keys) - NAMED} more" if len(keys) > NAMED else "")
            for keys in (gone, come)]  # fmt: skip
    return said[0], said[1] if gone != come or not come else f"{said[1]}, otherwise"


def _apart(gaps: pd.DataFrame, before: Run, after: Run) -> tuple[str, ...]:
    """Say what only one of both runs holds: that is not compared."""
    said = []
    if before.study["name"] != after.study["name"]:
        said.append(
            f"The runs are of two studies, “{before.study['name']}” and “{after.study['name']}”:"
            " only what both hold is compared."
        )
    for change, when in (("only-before", "earlier"), ("only-after", "later")):
        mine = gaps[gaps["change"] == change]
        for why, key, what in (
            ("matrix", "responsibility_id", "responsibility"),
            ("centers", "center", "Center"),
        ):
            ids = mine[mine["causes"] == why][key].drop_duplicates().tolist()
            if ids:
                many = {"responsibility": "responsibilities"}.get(what, f"{what}s")
                said.append(
                    f"Not compared: {plural(len(ids), what, many)} of the {when} run alone"
                    f" ({listed(ids[:NAMED])}{', ...' if len(ids) > NAMED else ''})."
                )
    return tuple(said)


def _summary(found: Comparison) -> list[str]:
    study = found.after.study
    named = f"{found.before.folder} -> {found.after.folder}"
    lines = [named, *(f"  {said}" for said in _sentences(found))]
    moved = found.gaps[found.gaps["change"].isin(MOVED)]
    keys = ["responsibility_id", "change", "before", "after", "because"]
    for (one, change, was, now, because), rows in moved.groupby(keys, sort=False):
        at = plural(len(rows), word(study))
        lines.append(f"  {one} {change} at {at}: {was} -> {now}. {because}")
    return lines


def _method(found: Comparison) -> Markup:
    said = (
        "Earlier: the first run named; later: the second. A cell is one responsibility at one"
        " Center. A gap is closed when its cell is assigned, or when a person rejected it or"
        " called it remediated.",
        "A document is named as a cause where one of its sentences decided the cell, before or"
        " after, and counts otherwise than it did: it came or went, is in force no longer or now,"
        " holds for other Centers, or says something else. A sentence that decides only because"
        " another one went is no cause.",
        "Where no document, row or date of a cell changed and its kind did, the page says so and"
        " a person should look: how well sentences fit is weighed over all of them.",
        "A gap is a candidate condition. That it closed says that the documents now name who does"
        " it, not that it is done.",
    )
    return join(fill("<p>{}</p>", in_words_of(found.after.study, one)) for one in said)


def _check_out(out: Path) -> Path:
    target = Path(os.path.abspath(out))  # noqa: PTH100  (resolve() would follow a link)
    if target.exists() and not target.is_dir():
        raise InputError(f"--out {out}: is a file; name a folder")
    if (target / STUDY_FILE).exists():
        raise InputError(f"--out {out}: is a run, which is replaced whole; name another folder")
    if target.is_dir():
        held = {path.name for path in target.iterdir()}
        if held and not held & {PAGE, GAPS, DOCUMENTS}:
            raise InputError(
                f"--out {out}: holds something that is no comparison; name a new or empty folder"
            )
    return target


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """Give a folder beside the target; its files are moved in when all of them are written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise InputError(f"--out {target}: cannot be written: {error.strerror}") from None
    try:
        yield folder
        target.mkdir(exist_ok=True)
        for file in sorted(folder.iterdir()):
            file.replace(target / file.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
