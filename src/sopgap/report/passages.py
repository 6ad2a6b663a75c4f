"""Passages: each gap of a Center with its reason and the very sentences that decided it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.evidence import Passages, read_passages, show_passages
from sopgap.report.folder import Run
from sopgap.report.gap_sentences import say_gaps
from sopgap.report.headlines import UPWARD, spread_of_gaps, still_open
from sopgap.report.maps import chip
from sopgap.report.markup import (
    blank,
    count,
    fill,
    grid,
    join,
    listed,
    note,
    opened,
    plural,
    shown,
    word,
    words,
)
from sopgap.report.palette import (
    LABELS,
    MEETINGS,
    REVIEW_WORDS,
    STATES,
    state_of,
)
from sopgap.report.sentences import NO_DOCUMENTS
from sopgap.report.sides import in_labels_of, port_word, the
from sopgap.tables import split
from sopgap.tables.rows import walk_rows

Study = Mapping[str, Any]


def gap_sheets(run: Run, center: str) -> HTML:
    """Show each responsibility left open at a Center: kind, reason, and the passages that decided.

    Parameters
    ----------
    run : Run
        Its tables coverage, gaps, evidence, responsibilities, triangulation, duties, paragraphs
        and documents are read; triangulation may be absent.
    center : str
        Code of the Center.

    Returns
    -------
    HTML
        One part a gap, with the anchor that the map links to; the covered ones in a closed list.
    """
    coverage, gaps, study = run.table("coverage"), run.table("gaps"), run.study
    if coverage.empty:
        return shown(note(NO_DOCUMENTS))
    triangulation = run.table("triangulation")
    mine = coverage[coverage["center"] == center]
    review = gaps[gaps["center"] == center].set_index("responsibility_id")
    known = run.table("responsibilities").set_index("responsibility_id")
    voices = triangulation[triangulation["center"] == center].set_index("responsibility_id")
    open_at, read = spread_of_gaps(still_open(gaps), coverage), read_passages(run, center)
    sheets, index = [], []
    gone = mine["status"] != "assigned"
    # What no authority assigns comes last: it is no gap of these procedures.
    for cell in walk_rows(
        mine[gone].sort_values("status", key=lambda s: s == UPWARD, kind="stable")
    ):
        one = cell.responsibility_id
        gap = review.loc[one] if one in review.index else None
        voice = voices.loc[one] if one in voices.index else None
        index.append(_entry(cell, gap, known.loc[one, "name"]))
        sheets.append(_sheet(cell, gap, known.loc[one], voice, int(open_at.get(one, 0)), read))
    head = fill("<p class=point>{}</p>", say_gaps(coverage, gaps, study, center=center))
    covered = mine[mine["status"] == "assigned"]
    listing = fill("<ul class=index>{}</ul>", join(index))
    return shown(join([head, listing, *sheets, _covered(covered, known, study)]))


def _entry(cell: Any, gap: Any, name: str) -> Markup:
    state = state_of(cell.status, "proposed" if gap is None else gap["review"])
    return fill(
        "<li><b class='box s-{}'>{}</b> <a href='#gap-{}'>{}</a> <small>{}</small></li>",
        state,
        STATES[state].letter,
        cell.responsibility_id,
        name,
        STATES[state].word,
    )


def _sheet(cell: Any, gap: Any, known: Any, voice: Any, n: int, read: Passages) -> Markup:
    study = read.study
    review = "proposed" if gap is None else gap["review"]
    labels = [x for x in split(cell.labels) if x != cell.status]
    facts = [fill("<div><dt>Required</dt><dd>{}</dd></div>", _required(known, study))]
    if labels:
        said = "; ".join(STATES[x].word if x in STATES else LABELS[x] for x in labels)
        facts.append(fill("<div><dt>Also</dt><dd>{}</dd></div>", said))
    facts.append(fill("<div><dt>Review</dt><dd>{}</dd></div>", REVIEW_WORDS[review]))
    if read.n_centers > 1 and cell.status != UPWARD:
        said = f"open at {n} of {read.n_centers} {words(study)}"
        facts.append(fill("<div><dt>All {}</dt><dd>{}</dd></div>", words(study), said))
    if voice is not None:
        facts.append(fill("<div><dt>Staff</dt><dd>{}</dd></div>", _voice(voice)))
    return fill(
        "<article class=sheet id='gap-{0}' aria-labelledby='name-{0}'><h3 id='name-{0}'>"
        "<small>{0}</small> {1} {2}</h3><p class=why>{3}</p><dl class=terms>{4}</dl>{5}</article>",
        cell.responsibility_id, known["name"], chip(cell.status, review),
        in_labels_of(study, cell.reasons),
        join(facts), show_passages(cell, read),
    )  # fmt: skip


def _required(known: Any, study: Study) -> str:
    center, port = the(word(study)), the(port_word(study))
    owner = {
        "center": center,
        "port": port,
        "joint": f"{center} and {port} jointly",
        "undefined": "no authority says by whom",
    }[known["ownership"]]
    said = f"owned by {owner}" if known["ownership"] != "undefined" else owner
    slots = split(known["requires"])
    said += f", with its {listed(slots)} laid down" if slots else ""
    return said + (f" ({known['criteria']})" if known["criteria"] else "")


def _voice(voice: Any) -> str:
    meaning = MEETINGS[voice["meeting"]]
    if voice["suppressed"] or blank(voice["n_comments"]) or blank(voice["base"]):
        return meaning
    n, base = count(voice["n_comments"]), count(voice["base"])
    return f"{meaning}: {n} of {base} comments speak of it"


def _covered(cells: Table, known: Table, study: Study) -> Markup:
    if cells.empty:
        return Markup("")
    rows = [
        [
            fill(
                "<small>{}</small> {}", c.responsibility_id, known.loc[c.responsibility_id, "name"]
            ),
            chip("assigned"),
            in_labels_of(study, c.reasons),
        ]
        for c in walk_rows(cells)
    ]
    table = grid(
        ["Responsibility", "State", "Why"], rows, caption="Responsibilities that are covered"
    )
    title = f"In order here: {plural(len(cells), 'responsibility', 'responsibilities')}"
    return opened(title, table, classes="all")
