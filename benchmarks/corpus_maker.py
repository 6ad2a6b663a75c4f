"""Make a corpus of procedures of any size: `make_corpus(folder, 2000)`. No text is a copy.

Every document has its own systems, forms, steps and wording, drawn by seed from the patterns of
procedures: modal sentences, passives, steps under a lead-in, tables, definitions, talk. Words come
from the package's lists of verbs and from made-up compounds, so that sentences differ. About 65 kB
of text each; of twenty documents nine are Markdown, four HTML, four plain text, two DOCX, one PDF.
"""

from __future__ import annotations

import random
from html import escape
from pathlib import Path

KINDS = ("md",) * 9 + ("html",) * 4 + ("txt",) * 4 + ("docx",) * 2 + ("pdf",)
SIZE = 65_000  # characters of text
OFFICES = [
    "records",
    "licence",
    "audit",
    "vehicle",
    "water",
    "claims",
    "permit",
    "archive",
    "field",
]
RANKS = ["clerk", "director", "supervisor", "officer", "manager", "inspector", "registrar"]
THINGS = [
    "application", "meter", "permit", "sample", "invoice", "register", "vehicle log", "complaint",
    "refund", "inspection sheet", "badge", "contract", "ledger entry", "case file", "waiver",
]  # fmt: skip
KINDS_OF = ["annual", "late", "disputed", "first", "sealed", "incomplete", "urgent", "returned"]
TIMES = [
    "within {n} days of receipt", "by the {n}th of each month", "promptly", "each quarter",
    "not later than {n} days after the hearing", "before the release", "every week", "upon request",
]  # fmt: skip
MODALS = ["must", "shall", "is required to", "may", "should", "shall not", "is responsible to"]
CONDITIONS = [
    "If the {thing} is {kind}", "When a {kind} {thing} arrives", "Where no {thing} was filed",
    "In the case of a {kind} {thing}",
]  # fmt: skip
TALK = [
    "The {thing} of {year} was the first of its kind and is kept in room {n}.",
    'The term "{kind} {thing}" means a {thing} that came in after day {n}.',
    "The system displays the {thing} in list {n} once it is {kind}.",
    "Many questions about the {kind} {thing} of {place} reached us in {year}.",
    "For the form of a {thing}, see section {n} of the {place} handbook.",
]
SYLLABLES = [first + second for first in "bdfgklmnrt" for second in "aeo"]


def make_corpus(folder: Path, n: int, *, seed: int = 0, size: int = SIZE) -> int:
    """Write a manifest and `n` documents; return the characters of their texts."""
    (folder / "texts").mkdir(parents=True)
    rows = ["document_id,file,title,issuer,tier,scope,effective,superseded,access,sha256"]
    total = 0
    for number in range(n):
        draw = random.Random(f"{seed}-{number}")
        kind = KINDS[number % len(KINDS)]
        sections = make_sections(draw, size)
        total += sum(len(text) for _, parts in sections for _, texts in parts for text in texts)
        name = f"texts/d{number:05d}.{kind}"
        WRITERS[kind](folder / name, sections)
        office = draw.choice(OFFICES)
        rows.append(
            f"d{number:05d},{name},{office.title()} procedures {number},{office.title()} office,"
            f"sop,all,{draw.randint(2005, 2022)}-01-01,,provided,"
        )
    folder.joinpath("manifest.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    aliases = [
        f"{o} {r},{o.title()} {r},{'center' if r < 'i' else 'port'}" for o in OFFICES for r in RANKS
    ]
    folder.joinpath("actors.csv").write_text(
        "\n".join(["alias,actor,unit", *aliases]) + "\n", encoding="utf-8"
    )
    return total


Sections = list[tuple[str, list[tuple[str, list[str]]]]]


def make_sections(draw: random.Random, size: int) -> Sections:
    """Return headings with their parts: a kind {paragraph, list, table} and its texts."""
    sections: Sections = []
    made, number = 0, 0
    while made < size:
        number += 1
        parts = [
            (kind, _texts(draw, kind))
            for kind in draw.choices(
                ["paragraph", "list", "table"], [6, 2, 1], k=draw.randint(3, 8)
            )
        ]
        sections.append((f"{number}. {_filled(draw, '{kind} {thing}').capitalize()}", parts))
        made += sum(len(text) for _, texts in parts for text in texts)
    return sections


def _texts(draw: random.Random, kind: str) -> list[str]:
    if kind == "paragraph":
        return [" ".join(_sentence(draw) for _ in range(draw.randint(2, 7)))]
    if kind == "list":
        lead = f"The {draw.choice(OFFICES)} {draw.choice(RANKS)} must:"
        return [lead, *(_step(draw) for _ in range(draw.randint(3, 8)))]
    rows = ["Task|Who|When"]
    for _ in range(draw.randint(3, 9)):
        rows.append(
            f"{_step(draw).rstrip('.')}|{draw.choice(OFFICES).title()} {draw.choice(RANKS)}"
            f"|{_filled(draw, draw.choice(TIMES))}"
        )
    return rows


def _sentence(draw: random.Random) -> str:
    form = draw.random()
    who = f"the {draw.choice(OFFICES)} {draw.choice(RANKS)}"
    act = f"{_verb(draw)} {_filled(draw, 'the {kind} {thing}')} {_filled(draw, draw.choice(TIMES))}"
    if form < 0.35:
        return f"{who.capitalize()} {draw.choice(MODALS)} {act}."
    if form < 0.5:
        return f"{_filled(draw, draw.choice(CONDITIONS))}, {who} {draw.choice(MODALS)} {act}."
    if form < 0.6:
        return _filled(
            draw, f"Each {{kind}} {{thing}} of {{place}} is checked by {who} {draw.choice(TIMES)}."
        )
    return _filled(draw, draw.choice(TALK))


def _step(draw: random.Random) -> str:
    thing, system = _filled(draw, "the {kind} {thing} of {place}"), _name(draw).upper()[:4]
    return f"{_verb(draw).capitalize()} {thing} in {system}."


def _verb(draw: random.Random) -> str:
    from sopgap.text import data_lines

    if not VERBS:
        VERBS.extend(sorted({w for line in data_lines("action_verbs.txt") for w in line.split()}))
    return draw.choice(VERBS)


VERBS: list[str] = []


def _filled(draw: random.Random, pattern: str) -> str:
    return pattern.format(
        thing=f"{_name(draw)} {draw.choice(THINGS)}"
        if draw.random() < 0.5
        else draw.choice(THINGS),
        kind=draw.choice(KINDS_OF),
        n=draw.randint(2, 29),
        year=draw.randint(1990, 2022),
        place=_name(draw).title(),
    )


def _name(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=draw.randint(2, 4)))


def write_markdown(path: Path, sections: Sections) -> None:
    lines: list[str] = []
    for heading, parts in sections:
        lines += [f"## {heading}", ""]
        for kind, texts in parts:
            if kind == "table":
                cells = [text.split("|") for text in texts]
                rule = ["---"] * len(cells[0])
                lines += ["| " + " | ".join(row) + " |" for row in (cells[0], rule, *cells[1:])]
            elif kind == "list":
                lines += [texts[0], "", *(f"{n}. {t}" for n, t in enumerate(texts[1:], start=1))]
            else:
                lines += texts
            lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")


def write_html(path: Path, sections: Sections) -> None:
    lines = ["<!doctype html><title>Procedures</title><body>"]
    for heading, parts in sections:
        lines.append(f"<h2>{escape(heading)}</h2>")
        for kind, texts in parts:
            safe = [escape(text) for text in texts]
            if kind == "table":
                rows = ("<td>".join(["", *text.split("|")]) for text in safe)
                lines.append("<table>" + "".join(f"<tr>{row}" for row in rows) + "</table>")
            elif kind == "list":
                lines.append(
                    f"<p>{safe[0]}</p><ol>" + "".join(f"<li>{t}" for t in safe[1:]) + "</ol>"
                )
            else:
                lines += [f"<p>{text}</p>" for text in safe]
    path.write_text("\n".join(lines), encoding="utf-8")


def write_text(path: Path, sections: Sections) -> None:
    import textwrap

    lines: list[str] = []
    for heading, parts in sections:
        lines += [heading, "-" * len(heading), ""]
        for kind, texts in parts:
            marks = (
                [""] * len(texts)
                if kind == "paragraph"
                else ["", *(f"{n}) " for n in range(1, len(texts)))]
            )
            for mark, text in zip(marks, texts, strict=True):
                lines += [*textwrap.wrap(mark + text.replace("|", ": "), 96), ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def write_docx(path: Path, sections: Sections) -> None:
    from docx import Document

    document = Document()
    for heading, parts in sections:
        document.add_heading(heading, 2)
        for kind, texts in parts:
            if kind == "table":
                cells = [text.split("|") for text in texts]
                table = document.add_table(len(cells), len(cells[0]))
                for place, cell in zip(
                    (c for row in cells for c in row), table._cells, strict=True
                ):
                    cell.text = place
            else:
                for place, text in enumerate(texts):
                    document.add_paragraph(
                        text, "List Number" if kind == "list" and place else None
                    )
    document.save(str(path))


def write_pdf(path: Path, sections: Sections) -> None:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    styles = getSampleStyleSheet()
    story = []
    for heading, parts in sections:
        story.append(Paragraph(escape(heading), styles["Heading2"]))
        for kind, texts in parts:
            if kind == "table":
                cells = [
                    [Paragraph(escape(c), styles["BodyText"]) for c in t.split("|")] for t in texts
                ]
                story.append(
                    Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")], repeatRows=1)
                )
            else:
                for place, text in enumerate(texts):
                    mark = f"{place}. " if kind == "list" and place else ""
                    story.append(Paragraph(mark + escape(text), styles["BodyText"]))
    SimpleDocTemplate(str(path), invariant=1).build(story)


WRITERS = {
    "md": write_markdown,
    "html": write_html,
    "txt": write_text,
    "docx": write_docx,
    "pdf": write_pdf,
}
