"""In one minute: five sentences on the procedures, each with the part that it comes from."""

from __future__ import annotations

from IPython.display import HTML
from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.handoffs import say_handoffs
from sopgap.report.markup import count, fill, join, listed, note, plural, shown
from sopgap.report.reading import MODALS, Reading, say
from sopgap.report.reading_documents import say_documents
from sopgap.report.reading_owners import say_carriers, say_unnamed
from sopgap.report.reading_times import say_times


def minute_of_procedures(read: Reading, inventory: Table, handoffs: Table) -> HTML:
    """Show the page's sentences: documents, duties, owners, times, handoffs or systems.

    Parameters
    ----------
    read : Reading
    inventory : table `inventory`
    handoffs : table `handoffs`
        Either may be empty.

    Returns
    -------
    HTML
    """
    if read.documents.empty:
        return shown(note("The study holds no documents."))
    said = [_linked(say_documents(read, inventory), "the-documents", "The documents")]
    if read.standing.empty:
        said.append(fill("No duties were read from the documents in force."))
    else:
        said += [
            _linked(
                f"{_say_duties(read)} {say_carriers(read)}", "who-carries-them", "Who carries them"
            ),
            _linked(say_unnamed(read), "whom-they-do-not-name", "Whom they do not name"),
            _linked(say_times(read), "by-when", "By when"),
        ]  # fmt: skip
        if len(handoffs):
            said.append(
                _linked(
                    say_handoffs(read, handoffs),
                    "who-passes-what-to-whom",
                    "Who passes what to whom",
                )
            )
        else:
            said.append(_linked(_say_systems(read), "systems-and-records", "Systems and records"))
    items = join(fill("<li>{}</li>", one) for one in said)
    return shown(fill("<ol class=minute>{}</ol>", items))


def _say_duties(read: Reading) -> str:
    n = read.standing["modality"].value_counts()
    kinds = listed(
        f"{count(n[m])} {say(n[m], 'says', 'say')} “{modal}”"
        for m, modal in MODALS.items()
        if n.get(m)
    )
    every, here = len(read.duties), len(read.standing)
    beyond = f" (of {count(every)} in all that were read)" if every > here else ""
    holder = say(int((read.documents["state"] == "in force").sum()), "It holds", "They hold")
    return f"{holder} {plural(here, 'duty', 'duties')}{beyond}: {kinds}."


def _say_systems(read: Reading) -> str:
    named = int((read.standing["system"] != "").sum())
    return (f"{count(named)} of {plural(len(read.standing), 'duty', 'duties')}"
            f" {say(named, 'says', 'say')} in which system it is done")  # fmt: skip


def _linked(sentence: str, anchor: str, words: str) -> Markup:
    return fill("{}. <a href='#{}'>{}&nbsp;↓</a>", sentence, anchor, words)
