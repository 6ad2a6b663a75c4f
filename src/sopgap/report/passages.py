"""Passages: each gap of a Center with its reason and the very sentences that decided it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.folder import Run
from sopgap.report.gap_sentences import say_gaps
from sopgap.report.headlines import UPWARD, spread_of_gaps, still_open
from sopgap.report.maps import chip
from sopgap.report.marking import mark_sentence
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
)
from sopgap.report.palette import (
    LABELS,
    MEETINGS,
    REVIEW_WORDS,
    STATES,
    state_of,
)
from sopgap.report.sentences import NO_DOCUMENTS
from sopgap.tables import split
from sopgap.vocabulary import TIERS

Study = Mapping[str, Any]
SHOWN = 6  # passages of a cell that are printed; the rest is named
NEAREST = 3  # passages shown where nothing covers a responsibility


def gap_sheets(run: Run, center: str) -> HTML:
    """Show each responsibility left open at a Center: kind, reason, and the passages that decided.

    Parameters
    ----------
    run : Run
        Its tables coverage, gaps, responsibilities, triangulation, duties, paragraphs, documents
        and links are read; triangulation may be absent.
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
    open_at, read = spread_of_gaps(still_open(gaps), coverage), _read(run)
    sheets, index = [], []
    gone = mine["status"] != "assigned"
    # What no authority assigns comes last: it is no gap of these procedures.
    for cell in (
        mine[gone].sort_values("status", key=lambda s: s == UPWARD, kind="stable").itertuples()
    ):
        one = cell.responsibility_id
        gap = review.loc[one] if one in review.index else None
        voice = voices.loc[one] if one in voices.index else None
        index.append(_entry(cell, gap, known.loc[one, "name"]))
        sheets.append(_sheet(cell, gap, known.loc[one], voice, int(open_at.get(one, 0)), read))
    head = fill("<p class=point>{}</p>", say_gaps(coverage, gaps, study, center=center))
    covered = mine[mine["status"] == "assigned"]
    listing = fill("<ul class=index>{}</ul>", join(index))
    return shown(join([head, listing, *sheets, _covered(covered, known)]))


def in_force(document: Any) -> str:
    """Return since when, and until when, a document is in force."""
    since = f"since {document.effective}" if document.effective else "date not known"
    return since + (f", until {document.superseded}" if document.superseded else "")


@dataclass(frozen=True)
class _Read:
    """The tables that a sheet looks passages up in, read together once a report."""

    study: Study
    called: dict[str, str]
    n_centers: int
    duties: Table
    paragraphs: Table
    documents: Table
    links: Table

    def decided(self, duty_ids: str) -> list[Any]:
        found = [self.duties.loc[one] for one in split(duty_ids) if one in self.duties.index]
        # Two duties of one sentence are one passage to a reader.
        once = {(d["paragraph_id"], d["text"]): d for d in reversed(found)}
        return sorted(once.values(), key=self._rank)

    def nearest(self, responsibility: str) -> list[Any]:
        ids = self.links[self.links["responsibility_id"] == responsibility]["passage_id"]
        return [self.duties.loc[one] for one in ids[:NEAREST]]

    def document(self, duty: Any) -> Any:
        key = duty["document_id"] or str(duty["paragraph_id"]).split("#")[0]
        return self.documents.loc[key] if key in self.documents.index else None

    def _rank(self, duty: Any) -> tuple[int, str, str]:
        document = self.document(duty)
        if document is None:
            return len(TIERS), "", str(duty.name)
        return TIERS.index(document["tier"]), str(document["effective"]), str(duty.name)


def _read(run: Run) -> _Read:
    centers, duties = run.table("centers"), run.table("duties").set_index("duty_id")
    links = run.table("links")
    links = links[(links["passage"] == "duty") & links["passage_id"].isin(duties.index)]
    return _Read(
        study=run.study,
        called=dict(zip(centers["center"], centers["name"], strict=True)),
        n_centers=run.table("coverage")["center"].nunique(),
        duties=duties,
        paragraphs=run.table("paragraphs").set_index("paragraph_id"),
        documents=run.table("documents").set_index("document_id"),
        links=links.sort_values(["score", "passage_id"], ascending=[False, True]),
    )


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


def _sheet(cell: Any, gap: Any, known: Any, voice: Any, n: int, read: _Read) -> Markup:
    study = read.study
    review = "proposed" if gap is None else gap["review"]
    labels = [x for x in split(cell.labels) if x != cell.status]
    facts = [fill("<div><dt>Required</dt><dd>{}</dd></div>", _required(known, study))]
    if labels:
        said = "; ".join(STATES[x].word if x in STATES else LABELS[x] for x in labels)
        facts.append(fill("<div><dt>Also</dt><dd>{}</dd></div>", said))
    facts.append(fill("<div><dt>Review</dt><dd>{}</dd></div>", REVIEW_WORDS[review]))
    if read.n_centers > 1 and cell.status != UPWARD:
        said = f"open at {n} of {read.n_centers} {word(study)}s"
        facts.append(fill("<div><dt>All {}s</dt><dd>{}</dd></div>", word(study), said))
    if voice is not None:
        facts.append(fill("<div><dt>Staff</dt><dd>{}</dd></div>", _voice(voice)))
    return fill(
        "<article class=sheet id='gap-{0}' aria-labelledby='name-{0}'><h3 id='name-{0}'>"
        "<small>{0}</small> {1} {2}</h3><p class=why>{3}</p><dl class=terms>{4}</dl>{5}</article>",
        cell.responsibility_id, known["name"], chip(cell.status, review), cell.reasons,
        join(facts), _passages(cell, read),
    )  # fmt: skip


def _required(known: Any, study: Study) -> str:
    port = study.get("labels", {}).get("port", "Port")
    owner = {
        "center": f"the {word(study)}",
        "port": f"the {port}",
        "joint": f"the {word(study)} and the {port} jointly",
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


def _passages(cell: Any, read: _Read) -> Markup:
    decided = read.decided(cell.duty_ids)
    if decided:
        documents = {d["document_id"] for d in decided}
        title = f"{plural(len(decided), 'passage')} in {plural(len(documents), 'document')}"
        more = len(decided) - SHOWN
        rest = (
            note(
                f"{plural(more, 'further passage')}: "
                + ", ".join(str(d.name) for d in decided[SHOWN:])
            )
            if more > 0
            else Markup("")
        )
        return opened(title, join([*(_passage(d, read) for d in decided[:SHOWN]), rest]))
    nearest = read.nearest(cell.responsibility_id)
    if not nearest:
        return fill("<p class=note>No duty of any document comes near it.</p>")
    said = note("None of these counts as cover here. They are the nearest that the program found,"
                " so that a person can check that nothing was overlooked.")  # fmt: skip
    title = f"No passage covers it; the nearest {plural(len(nearest), 'passage')}"
    return opened(title, join([said, *(_passage(d, read) for d in nearest)]))


def _passage(duty: Any, read: _Read) -> Markup:
    body, where = duty["text"], []
    if duty["paragraph_id"] in read.paragraphs.index:
        paragraph = read.paragraphs.loc[duty["paragraph_id"]]
        body, where = paragraph["text"], [paragraph["section"]]
        where += [f"page {paragraph['page']}"] if paragraph["page"] else []
    document, title = read.document(duty), duty["document_id"]
    if document is not None:
        title = document["title"]
        where += [document["tier"], in_force(document), _scope(document["scope"], read)]
    named = duty["actor_text"] or duty["actor"]
    return fill(
        "<div class=passage><p><b>{}</b> · {}</p><blockquote>{}</blockquote>"
        "<p class=base>Names {} ({}); {}. <code>{}</code></p></div>",
        title, join((fill("<span class=part>{}</span>", x) for x in where if x), " · "),
        mark_sentence(body, duty), f"“{named}”" if named else "nobody",
        _unit(duty["unit"], read.study), duty["modality"], duty.name,
    )  # fmt: skip


def _scope(scope: str, read: _Read) -> str:
    if scope == "all":
        return ""
    return f"for {listed(read.called.get(code, code) for code in split(scope))} only"


def _unit(unit: str, study: Study) -> str:
    labels = study.get("labels", {})
    known = {
        "joint": "both sides",
        "agency": "the organisation at large",
        "none": "nobody is named",
        "unknown": "an actor not in the list of actors",
    }
    return str(labels.get(unit, known.get(unit, unit)))


def _covered(cells: Table, known: Table) -> Markup:
    if cells.empty:
        return Markup("")
    rows = [
        [
            fill(
                "<small>{}</small> {}", c.responsibility_id, known.loc[c.responsibility_id, "name"]
            ),
            chip("assigned"),
            c.reasons,
        ]
        for c in cells.itertuples()
    ]
    table = grid(
        ["Responsibility", "State", "Why"], rows, caption="Responsibilities that are covered"
    )
    title = f"In order here: {plural(len(cells), 'responsibility', 'responsibilities')}"
    return opened(title, table, classes="all")
