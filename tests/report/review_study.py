"""A small study with a map, and a hand that fills in the reviewers' workbooks."""

from pathlib import Path

import openpyxl

import sopgap as sg

TOML = """
[study]
name = "mill"
title = "Mill"
synthetic = true
as_of = 2024-01-01
[centers]
file = "centers.csv"
[sops]
folder = "sops"
[responsibilities]
file = "responsibilities.csv"
[actors]
file = "actors.csv"
[reorganisation]
effective = 2020-01-01
"""
HEAD = "document_id,file,title,issuer,tier,scope,effective,superseded,access,sha256"
FILES = {
    "study.toml": TOML,
    "centers.csv": "center,name\nnorth,North\nsouth,South\n",
    "actors.csv": "alias,actor,unit\nCenter,Center,center\nport,port,port\n",
    "responsibilities.csv": (
        "responsibility_id,name,kind,ownership,action,object,requires\n"
        "R1,Refunds,responsibility,center,pay,refunds,deadline\n"
        "R2,Crates,responsibility,center,weigh,crates,\n"
        "R3,Storage fees,responsibility,center,waive,storage fees,\n"
        "R4,Seals,responsibility,port,break,seals,\n"
    ),
    "sops/manifest.csv": (
        f"{HEAD}\nmanual,manual.md,Manual,Mill,sop,all,2021-01-01,,public,\n"
        "memo,memo.md,North memo,Mill,sop,north,2022-01-01,,public,\n"
    ),
    "sops/manual.md": (
        "# Manual\n\n## 1 Refunds\n\nThe Center must pay the refund within 9 days.\n\n"
        "## 2 Crates\n\nThe port must weigh the crates.\n\n"
        "## 3 Seals\n\nThe port must break the seals.\n"
    ),
    "sops/memo.md": "# Memo\n\n## 1 Fees\n\nThe Center must waive the storage fees.\n",
}


def make_study(folder: Path) -> Path:
    """Write the study's files."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def make_run(folder: Path, out: Path) -> sg.read_run:
    """Draw the map of the study as notebook 04 does, with its reviews."""
    study = sg.read_study(folder)
    matrix = sg.read_responsibilities(study.responsibilities)
    corpus = sg.read_corpus(study.sops)
    duties = sg.find_duties(
        corpus.paragraphs, sg.read_actors(study.actors), documents=corpus.documents
    )
    reviews = sg.read_reviews(study.reviews, matrix=matrix, centers=set(study.centers["center"]))
    links = sg.link(duties, matrix, passage="duty")
    days = {"reorganisation": study.reorganisation, "as_of": study.as_of}
    drawn = sg.draw_map(matrix, duties, links, corpus, study.centers, reviews=reviews, **days)
    flags = sg.flag_reviews(reviews, drawn.coverage, drawn.matches, corpus.paragraphs)
    sg.save_tables(
        out, study, responsibilities=matrix, links=links, duties=duties, matches=drawn.matches,
        coverage=drawn.coverage, evidence=drawn.evidence, documents=corpus.documents,
        paragraphs=corpus.paragraphs, gaps=sg.find_gaps(drawn.coverage, reviews=reviews),
        reviews=reviews, review_flags=flags, trust=sg.weigh_trust(reviews, drawn.coverage),
    )  # fmt: skip
    return sg.read_run(out)


def fill(path: Path, *cells: tuple[str, dict[str, str], str, object]) -> Path:
    """Write into a workbook: sheet, the row by what its columns hold, column, value."""
    book = openpyxl.load_workbook(path)
    for sheet, where, column, value in cells:
        page = book[sheet]
        head = {cell.value: cell.column for cell in page[1]}
        rows = [
            row for row in range(2, page.max_row + 1)
            if all(page.cell(row, head[k]).value == v for k, v in where.items())
        ]  # fmt: skip
        assert len(rows) == 1, (sheet, where, rows)
        page.cell(rows[0], head[column]).value = value
    book.save(path)
    return path
