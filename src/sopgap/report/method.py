"""How a report was made, and its limits: the same words in every report, the numbers of its run."""

from __future__ import annotations

from IPython.display import HTML
from markupsafe import Markup

import sopgap
from sopgap.report.evidence import in_force
from sopgap.report.files import list_files
from sopgap.report.folder import Run
from sopgap.report.markup import (
    THIN,
    count,
    fill,
    grid,
    in_words_of,
    join,
    listed,
    opened,
    plural,
    shown,
    terms,
)
from sopgap.report.signing import show_signed
from sopgap.report.transparency import say_rules
from sopgap.tables.rows import walk_rows

LIMITS = {
    "survey": (
        "A share is of those who answered the question; it is not a share of all staff. Its"
        " interval tells the chance in who answered, as if they were a random part of the staff; it"
        " does not tell why others were silent.",
        "Overlapping intervals are not a test. Only the differences that stand in the table of"
        " comparisons are tested, each adjusted for how many there are; of any other two rows"
        " nothing is tested.",
        "A difference that cannot be told from chance is not shown to be nothing: few answers"
        " leave room for a large one.",
        "Small figures are hidden, and others with them, so that they cannot be worked back from"
        " the tables of this release. What a reader knows from elsewhere, or what is published"
        " another time, is not reckoned with.",
        "One choice of a question does not speak for the others: not to have chosen “yes” is not to"
        " have chosen “no”.",
        "A concern is a group of comments that a program found alike. People who wrote no comment"
        " are not in it. A comment counts under each concern that it raises, and a person once"
        " under each, however many comments of theirs say so.",
    ),
    "maps": (
        "A gap is computed: a candidate condition, to be confirmed, rejected or disputed by a"
        " person. It says nothing of what people do, only of what the documents say.",
        "“Not found” means that the program found nothing. A document that was not provided, or a"
        " sentence worded in a way that it does not read, looks the same.",
        "A document counts where it is in force on the day named above and its scope holds the"
        " Center; one that was not available never counts.",
    ),
}  # fmt: skip


def how_made(run: Run, center: str = "") -> HTML:
    """Show the rules, the inputs and the limits of a report.

    Parameters
    ----------
    run : Run
    center : str
        Code of the Center whose page it is: its signatures are shown. Blank: all of them.

    Returns
    -------
    HTML
    """
    study = run.study
    facts: dict[str, object] = {"Study": f"{study['title']} ({study['name']})"}
    if study.get("notes"):
        facts["Of the data"] = study["notes"]
    if run.has("rates"):
        facts["Survey"] = _survey(run)
        if run.table("backtest").empty:
            facts["Published"] = "no published figures to compare with"
    if run.has("documents"):
        facts["Documents"] = _documents(run)
    if run.has("rates") or run.has("audit"):  # a base of people: of a survey alone
        facts["Shown from"] = say_rules(study)
    facts["Made by"] = f"sopgap {sopgap.__version__}; versions, seeds and hashes stand in run.json"
    parts = [key for key in LIMITS if run.has({"survey": "rates", "maps": "coverage"}[key])]
    limits = join(fill("<li>{}</li>", in_words_of(study, said))
                  for key in parts for said in LIMITS[key])  # fmt: skip
    limited = fill("<h3>Limits</h3><ul>{}</ul>", limits)
    body = [terms(facts), limited, list_files(run, center), show_signed(run, center), _corpus(run)]
    return shown(join(body))


def _survey(run: Run) -> str:
    questions = run.table("questions")
    n_open = int((questions["kind"] == "open").sum())
    said = f"{plural(len(questions) - n_open, 'closed question')}, {n_open or 'none'} open"
    if run.has("concerns"):
        said += f"; {plural(len(run.table('concerns')), 'concern')} in the comments"
    if not len(run.table("frame")):
        return (
            f"{said}. How many were asked is not known. People chose themselves to answer; the"
            f" 95{THIN}% intervals are those of a random part of very many."
            " Methods: docs/methods/survey.md"
        )
    return (
        f"{said}. Intervals are 95{THIN}% intervals for a finite number of staff, but for a"
        " question that was put to some only: how many those are is not known. A count of people"
        " has none. Methods: docs/methods/survey.md"
    )


def _documents(run: Run) -> str:
    documents, study = run.table("documents"), run.study
    unread = int((documents["access"] == "unavailable").sum())
    day = study.get("as_of") or "the latest date in the manifest"
    said = (
        f"{plural(len(documents), 'document')}, {unread or 'none'} of them unavailable; in force"
        f" on {day}"
    )
    if study.get("reorganisation"):
        said += f"; ownership changed on {study['reorganisation']}"
    if run.has("duties"):
        said += f"; {plural(len(run.table('duties')), 'duty', 'duties')} read from them"
    return said


def _corpus(run: Run) -> Markup:
    documents = run.table("documents")
    if documents.empty:
        return Markup("")
    rows = [
        [fill("<small>{}</small> {}", d.document_id, d.title), d.tier, in_force(d),
         "all" if d.scope == "all" else listed(d.scope.split(";")), d.access,
         fill("<code>{}</code>", d.sha256[:12])]
        for d in walk_rows(documents)
    ]  # fmt: skip
    head = ["Document", "Tier", "In force", "Scope", "Access", "SHA-256 begins"]
    title = f"The {count(len(documents))} documents"
    return opened(title, grid(head, rows, caption="Documents of the corpus"), classes="all")
