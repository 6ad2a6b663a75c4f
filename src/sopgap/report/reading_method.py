"""How the page on the procedures was made, and its limits: of documents alone, no survey."""

from __future__ import annotations

from IPython.display import HTML

import sopgap
from sopgap.report.folder import Run
from sopgap.report.markup import count, fill, grid, in_words_of, join, opened, plural, shown, terms
from sopgap.report.reading import Reading
from sopgap.tables.rows import walk_rows

IN_FORCE = (
    "a document counts where it was to be had, had begun on the day of this report or has no known"
    " date, and had not ended"
)
LIMITS = (
    "What is counted are sentences, not work: two documents may say one duty twice, and a sentence"
    " with two acts is two duties.",
    "A duty that does not stand here was not found. That is no proof that no document has it: one"
    " that was not provided or not read, or a sentence worded in a way that the program does not"
    " read, looks the same.",
    "The page tells what documents say. It tells nothing of what people do.",
)


def show_method(run: Run, read: Reading) -> HTML:
    """Show the inputs, the rule of what is in force, and the limits of the page.

    Parameters
    ----------
    run : Run
    read : Reading

    Returns
    -------
    HTML
    """
    study = run.study
    facts: dict[str, object] = {"Study": f"{study['title']} ({study['name']})"}
    if study.get("notes"):
        facts["Of the data"] = study["notes"]
    facts["Documents"] = (
        f"{plural(len(read.documents), 'document')}; {plural(len(read.duties), 'duty', 'duties')}"
        " read from them"
    )
    facts["In force"] = IN_FORCE + (f"; the day is {read.day}" if read.day else "")
    facts["Made by"] = f"sopgap {sopgap.__version__}; versions, seeds and hashes stand in run.json"
    limits = join(fill("<li>{}</li>", in_words_of(study, said)) for said in LIMITS)
    body = [terms(facts), fill("<h3>Limits</h3><ul>{}</ul>", limits)]
    if len(read.documents):
        rows = [
            [fill("<small>{}</small> {}", d.document_id, d.title), d.scope.replace(";", ", "),
             d.access, fill("<code>{}</code>", d.sha256[:12]) if d.sha256 else "no file"]
            for d in walk_rows(read.documents)
        ]  # fmt: skip
        head = ["Document", "Scope", "Access", "SHA-256 begins"]
        table = grid(head, rows, caption="Documents of the corpus")
        title = f"Documents of the corpus ({count(len(rows))})"
        body.append(opened(title, table, classes="all"))
    return shown(join(body))
