"""The passages of a cell: what speaks for it, what against, and what comes near, in context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.folder import Run
from sopgap.report.marking import mark_sentence
from sopgap.report.markup import few, fill, join, listed, note, opened, plural
from sopgap.tables import DUTIES, split
from sopgap.tables.rows import list_rows, walk_rows
from sopgap.text import split_sentences

Study = Mapping[str, Any]
Rows = dict[str, dict[str, Any]]  # by id
SHOWN = 6  # passages of one stance that are printed; the rest is named
STANCES = {  # in the order in which they are read
    "for": "For",
    "against": "Against",
    "near": "Near it, and not counted",
}


def in_force(document: Any) -> str:
    """Return since when, and until when, a document is in force."""
    since = f"since {document.effective}" if document.effective else "date not known"
    return since + (f", until {document.superseded}" if document.superseded else "")


@dataclass(frozen=True)
class Passages:
    """What passages are looked up in, read once a report: rows by their ids."""

    study: Study
    called: dict[str, str]
    n_centers: int
    duties: Rows
    paragraphs: Rows
    documents: dict[str, Any]
    evidence: dict[tuple[str, str], list[dict[str, Any]]]

    def document(self, document_id: str) -> Any:
        """Return the row of a document; None where there is none."""
        return self.documents.get(document_id)

    def duty(self, passage: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the duty that a passage is; of a sentence without one, its text alone."""
        one = passage["passage_id"]
        if one in self.duties:
            return self.duties[one]
        told = {"duty_id": one, "text": self._sentence(passage)}
        return {column.name: "" for column in DUTIES.columns} | told

    def _sentence(self, passage: Mapping[str, Any]) -> str:
        paragraph = self.paragraphs.get(passage["paragraph_id"])
        if paragraph is None:
            return ""
        text = str(paragraph["text"])
        place = passage["passage_id"].rpartition(".s")[2]
        sentences = split_sentences(text)
        at = int(place) - 1 if place.isdigit() else 0
        return sentences[at] if at < len(sentences) else text


def read_passages(run: Run, center: str = "") -> Passages:
    """Read what the passages of a run's cells are looked up in: of all Centers, or of one."""
    centers, told = run.table("centers"), run.table("evidence")
    if center:
        told = told[told["center"] == center]
    evidence: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in list_rows(told):
        evidence.setdefault((row["responsibility_id"], row["center"]), []).append(row)
    return Passages(
        study=run.study,
        called=dict(zip(centers["center"], centers["name"], strict=True)),
        n_centers=run.table("coverage")["center"].nunique(),
        duties=_rows_of(run.table("duties"), "duty_id", told["passage_id"]),
        paragraphs=_rows_of(run.table("paragraphs"), "paragraph_id", told["paragraph_id"]),
        documents={row.document_id: row for row in walk_rows(run.table("documents"))},
        evidence=evidence,
    )


def _rows_of(table: Table, key: str, named: pd.Series) -> Rows:
    """Return the rows that are named: of a large corpus, a Center's evidence names few."""
    return {row[key]: row for row in list_rows(table[table[key].isin(named)])}


def show_passages(cell: Any, read: Passages) -> Markup:
    """Show the passages of a cell under what they are to it, each in its paragraph.

    Parameters
    ----------
    cell : row of table `coverage`
    read : Passages

    Returns
    -------
    Markup
        Closed until it is opened; its title counts what is in it.
    """
    found = read.evidence.get((cell.responsibility_id, cell.center), [])
    if not found:
        return fill("<p class=note>No passage of any document comes near it.</p>")
    parts, counted = [], []
    for stance, title in STANCES.items():
        mine = [passage for passage in found if passage["stance"] == stance]
        if not mine:
            continue
        counted.append(f"{len(mine)} {title[0].lower()}{title[1:]}")
        parts.append(fill("<h4>{}</h4>", title))
        parts += [_passage(passage, read) for passage in mine[:SHOWN]]
        if len(mine) > SHOWN:
            rest = few(passage["passage_id"] for passage in mine[SHOWN:])
            parts.append(note(f"{plural(len(mine) - SHOWN, 'further passage')}: {rest}"))
    if not any(passage["stance"] == "for" for passage in found):
        parts.append(note("Whether nothing was overlooked, a person decides: a passage that covers"
                          " it and stands nowhere here is an error of this report."))  # fmt: skip
    documents = {passage["document_id"] for passage in found}
    title = f"{plural(len(found), 'passage')} in {plural(len(documents), 'document')}"
    return opened(f"{title}: {'; '.join(counted)}", join(parts))


def _passage(passage: dict[str, Any], read: Passages) -> Markup:
    duty = read.duty(passage)
    body, where = duty["text"], []
    paragraph = read.paragraphs.get(passage["paragraph_id"])
    if paragraph is not None:
        body, where = paragraph["text"], [paragraph["section"]]
        where += [f"page {paragraph['page']}"] if paragraph["page"] else []
    document, title = read.document(passage["document_id"]), passage["document_id"]
    if document is not None:
        title = document.title
        where += [document.tier, in_force(document), _scope(document.scope, read)]
    why = _called(passage["why"], read)
    return fill(
        "<div class='passage {}'><p><b>{}</b> · {}</p><blockquote>{}</blockquote>"
        "<p class=base>{}. {}<code>{}</code></p></div>",
        passage["stance"], title, join((fill("<span class=part>{}</span>", x) for x in where if x),
        " · "), mark_sentence(body, duty), why[:1].upper() + why[1:], _read_as(duty, read),
        duty["duty_id"],
    )  # fmt: skip


def _read_as(duty: Any, read: Passages) -> str:
    if not duty["modality"]:
        return ""
    named = duty["actor_text"] or duty["actor"]
    who = f"“{named}” ({_unit(duty['unit'], read.study)})" if named else "nobody"
    return f"Read as {_article(duty['modality'])} that names {who}. "


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _called(why: str, read: Passages) -> str:
    """Put the names of Centers for their codes in what a passage stands for."""
    head, parted, codes = why.partition("stands in a document for ")
    if not parted:
        return why
    words = codes.replace(" and ", ", ").split(", ")
    return f"{head}{parted}{listed(read.called.get(code, code) for code in words)} only"


def _scope(scope: str, read: Passages) -> str:
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
