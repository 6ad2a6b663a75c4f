"""The page and the words of a comparison of two runs."""

from __future__ import annotations

from markupsafe import Markup

from sopgap.mapping.changes.moments import know
from sopgap.mapping.recommendations import track_recommendations
from sopgap.report.changes import (
    CALLED,
    FATES,
    MOVED,
    changes_map,
    changes_table,
    documents_table,
    say_changes,
)
from sopgap.report.compare import Comparison
from sopgap.report.folder import Run
from sopgap.report.markup import count, fill, in_words_of, join, listed, plural, word, words
from sopgap.report.moments import read_moment
from sopgap.report.recommendations import recommendations_table
from sopgap.report.sides import in_labels_of
from sopgap.tables.rows import walk_rows

NAMED = 5  # documents that the summary names
CAUSES = {
    "matrix": "the matrix changed",
    "actors": "the list of actors changed",
    "reorganisation": "the day of the reorganisation changed",
    "as-of": "another day counts as now",
    "review": "people decided",
    "fit": "how well sentences fit was weighed over another corpus or matrix",
    "program": "the program changed",
}


def draw_comparison(found: Comparison) -> str:
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
    place = f"Earlier: {name_run(found.before)}. Later: {name_run(found.after)}."
    return render_comparison(join(parts, "\n"), study=study, synthetic=synthetic, place=place)


def name_run(run: Run) -> str:
    """Name a run by its folder, the day at which documents count, and what it was drawn from."""
    day = know(read_moment(run)).day
    documents, rows = len(run.table("documents")), len(run.table("responsibilities"))
    at = f" as of {day}" if day else ""
    return (
        f"run “{run.folder.resolve().name}”, {plural(documents, 'document')}{at},"
        f" {plural(rows, 'responsibility', 'responsibilities')}"
    )


def summarise(found: Comparison) -> list[str]:
    """Return the comparison in lines: the sentences, then each group of cells that moved."""
    study = found.after.study
    named = f"{found.before.folder} -> {found.after.folder}"
    lines = [named, *(f"  {said}" for said in say_comparison(found))]
    moved = found.gaps[found.gaps["change"].isin(MOVED)]
    keys = ["responsibility_id", "change", "before", "after", "because"]
    for (one, change, was, now, because), rows in moved.groupby(keys, sort=False):
        at = plural(len(rows), word(study), words(study))
        why = in_labels_of(study, because)
        lines.append(f"  {one} {change} at {at}: {was} -> {now}. {why}")
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
    items = join(fill("<li>{}</li>", said) for said in say_comparison(found))
    return fill("<ul class=tally>{}</ul><ol class=minute>{}</ol>", tally, items)


def say_comparison(found: Comparison) -> list[str]:
    """Return what moved and by what, a sentence each."""
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
             for d in walk_rows(mine.head(NAMED))]  # fmt: skip
    rest = len(mine) - NAMED
    named += [f"{plural(rest, 'further document')}"] if rest > 0 else []
    return f"Gaps were {change} by {listed(named)}."


def _by_others(found: Comparison) -> str:
    moved = found.gaps[found.gaps["change"].isin(MOVED)]
    other = moved[moved["document_ids"] == ""]
    if other.empty:
        return "" if moved.empty else "Every cell that moved did so by a document."
    named = listed(dict.fromkeys(CAUSES.get(c, c) for c in other["causes"].str.split(";").str[0]))
    return f"{plural(len(other), 'cell')} moved by no document: {named}."
