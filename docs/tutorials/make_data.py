# ruff: noqa: E501  (the sentences of the procedures stand each on one line)
"""Make the tutorial's data: an export as Qualtrics writes it, and seven procedures in PDF.

All of it is synthetic. The city, its libraries, the answers and the procedures are invented. Run as
`python docs/tutorials/make_data.py FOLDER`; the same bytes come out each time.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from pathlib import Path

BRANCHES = {"North Branch": 34, "South Branch": 31, "East Branch": 29, "Harbour Branch": 28}
TASKS = "Repair of returned books|Waiving of fees|Reporting of incidents|Storage of lost property"
COLUMNS = [
    ("StartDate", "Start Date", "startDate"), ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"), ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"), ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"), ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"), ("UserLanguage", "User Language", "userLanguage"),
    ("Q1", "At which branch do you work?", "QID1"),
    ("Q2", "What is your position?", "QID2"),
    ("Q3", "Do the procedures say clearly who does what?", "QID3"),
    ("Q4", "Which tasks were unclear to you in the past year? Tick all that apply.", "QID4"),
    ("Q5", "How often do you ask Central Services who is responsible?", "QID5"),
    ("Q6", "What is unclear about who does what?", "QID6_TEXT"),
]  # fmt: skip
STARTS = ["In my view", "At our desk", "Since the move", "As far as I can tell", "On late shifts",
          "On Saturdays", "For new colleagues", "When we are short of staff"]  # fmt: skip
SAYINGS = [
    "nobody knows who repairs returned books, us or Central Services",
    "damaged books pile up because the repair of books is given to nobody",
    "the branch manager and Central Services both claim to waive fees",
    "it is unclear who may waive an overdue fee for a reader",
    "two handbooks tell us different people who must waive fees",
    "lost property is stored in a cupboard and nobody is told to keep a list",
    "incidents are reported by mail, by phone or not at all",
    "there is no deadline for the incident report and nobody says who sends it",
    "the purchase of new titles is decided somewhere without asking us",
]
PROCEDURES = {
    "charter": ("City Library Charter", "directive", [
        ("Branches", "Each branch manager shall waive overdue fees of readers. The branch manager must report incidents to Central Services within 24 hours in LIBRIS."),
        ("Central Services", "Central Services shall purchase new titles. Central Services must repair returned books that are damaged."),
    ]),
    "fees-handbook": ("Handbook of Fees", "handbook", [
        ("Who decides", "Central Services must waive overdue fees within 10 days of the request. The branch clerk shall record the request in LIBRIS."),
        ("Reminders", "The branch clerk shall send a reminder to the reader after 14 days."),
    ]),
    "incident-procedure": ("Procedure for Incidents", "sop", [
        ("Report", "The branch manager must report incidents within 24 hours. First, the branch manager secures the place. Then the branch manager enters the incident in LIBRIS and files the incident report."),
    ]),
    "old-repairs": ("Repair of Books, 2011 Edition", "sop", [
        ("Repair", "The branch clerk shall repair returned books. The branch clerk must send books that cannot be repaired to the bindery."),
    ]),
    "purchasing": ("Purchasing of Titles", "sop", [
        ("Selection", "Central Services shall purchase new titles each quarter. Central Services must record the order in LIBRIS within 5 days."),
    ]),
    "circulation": ("Circulation at the Branches", "handbook", [
        ("Loans", "The branch clerk shall register loans in LIBRIS. The branch clerk must check returned books for damage."),
        ("Holds", "The branch clerk shall set aside reserved books for 7 days."),
    ]),
    "opening-closing": ("Opening and Closing", "sop", [
        ("Closing", "The branch manager must lock the doors. Lost property should be stored."),
    ]),
}  # fmt: skip
FILLER = (
    "This part explains the terms used at the desks of the city library. It is meant for new"
    " colleagues and is kept short. Opening hours are printed at each door. "
)
TABLE = [["Task", "Responsible"], ["Register loans", "Branch clerk"], ["Purchase titles", "Central Services"]]  # fmt: skip


def write_export(file: Path) -> None:
    """Write the answers of 122 people and one preview, with the three header rows of Qualtrics."""
    rng = random.Random(7)
    with file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow([code for code, _, _ in COLUMNS])
        rows.writerow([wording for _, wording, _ in COLUMNS])
        rows.writerow([json.dumps({"ImportId": key}) for _, _, key in COLUMNS])
        rows.writerow(_answer(rng, 0, "North Branch", preview=True))
        people = [branch for branch, many in BRANCHES.items() for _ in range(many)]
        rng.shuffle(people)
        for number, branch in enumerate(people, 1):
            rows.writerow(_answer(rng, number, branch))


def _answer(rng: random.Random, number: int, branch: str, preview: bool = False) -> list[str]:
    """Give one row of the export."""
    day = f"2023-05-{1 + number % 28:02d} 10:{number % 60:02d}:00"
    done = rng.random() < 0.93
    ticks = [task for task in TASKS.split("|") if rng.random() < 0.4]
    said = ""
    if rng.random() < 0.75:
        said = f"{rng.choice(STARTS)} {rng.choice(SAYINGS)}."
    return [
        day, day, "Survey Preview" if preview else "IP Address", f"192.0.2.{number}",
        "100" if done else "60", str(rng.randint(90, 700)), str(done).title(), day,
        f"R_{number:015d}", "EN", branch,
        rng.choice(["Librarian", "Librarian", "Clerk", "Clerk", "Manager"]),
        rng.choice(["Yes", "No", "No", "Don't know"]), ",".join(ticks),
        rng.choice(["Never", "Rarely", "Sometimes", "Often"]) if done else "", said,
    ]  # fmt: skip


def write_procedures(folder: Path) -> None:
    """Write the procedures: one in two columns, one with a table, all with a header and a footer."""
    for name, (title, _, sections) in PROCEDURES.items():
        _write_pdf(folder / f"{name}.pdf", title, sections)


def _write_pdf(file: Path, title: str, sections: list[tuple[str, str]]) -> None:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import (
        BaseDocTemplate,
        Frame,
        PageBreak,
        PageTemplate,
        Paragraph,
        Spacer,
        Table,
    )  # fmt: skip

    def furniture(canvas, document) -> None:  # type: ignore[no-untyped-def]
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 800, f"City Library (synthetic) - {title}")
        canvas.drawString(72, 40, f"Page {document.page}")

    frames = [Frame(72, 60, 450, 720)]
    if file.stem == "circulation":
        frames = [Frame(60, 60, 225, 720), Frame(310, 60, 225, 720)]
    style = getSampleStyleSheet()
    story = [Paragraph(title, style["Title"])]
    for number, (heading, text) in enumerate(sections, 1):
        story += [Paragraph(f"{number}. {heading}", style["Heading2"]), Spacer(1, 6)]
        story += [Paragraph(text, style["BodyText"]), Spacer(1, 12)]
        story += [Paragraph(FILLER * 2, style["BodyText"]), Spacer(1, 12)]
    if file.stem == "purchasing":
        story.append(Table(TABLE, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]))
    story += [PageBreak(), Paragraph("Terms", style["Heading2"])]
    story.append(Paragraph(FILLER * 3, style["BodyText"]))
    pdf = BaseDocTemplate(str(file), title=title, author="City Library (synthetic)", invariant=1)
    pdf.addPageTemplates(PageTemplate(frames=frames, onPage=furniture))
    pdf.build(story)


def main(folder: Path) -> None:
    """Write the export and the procedures into a folder."""
    (folder / "procedures").mkdir(parents=True, exist_ok=True)
    write_export(folder / "export.csv")
    write_procedures(folder / "procedures")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
