"""Every duty that was read, by document, with a box to search them: it works closed and open.

The duties are rows of the page, so they can be read, linked to and printed without a script; the
script adds the search. A page of up to `RICH` duties shows each in its whole paragraph, a longer
one the sentence alone; after `reading.LISTED` duties, or `BYTES`, the CSV holds the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from sopgap.report.evidence import in_force
from sopgap.report.markup import clean, count, fill, framed, join, note, plural, shown
from sopgap.report.reading import MODALS, TIMES, Reading, page_of, say, unit_word
from sopgap.report.reading_owners import clip
from sopgap.tables.rows import list_rows, walk_rows

RICH = 1200  # duties that are shown in their paragraphs
BYTES = 1_900_000  # of the rows: with all else the page stays under 3 MB
SENTENCE, AROUND = 1500, 900  # characters of a sentence, and of what stands before or after it

VIAS = {
    "modal": "a modal verb (shall, must, may)",
    "imperative": "an instruction (“Send the file”)",
    "table": "a row of a table",
    "descriptive": "a plain description (“The desk sends the file”)",
    "passive": "a passive (“The file is sent”)",
    "context": "what stands around it",
}
PLACES = {
    "sentence": "the owner stands in the sentence",
    "lead-in": "the owner stands in what introduces the list",
    "before": "the owner stands in what was said before",
    "heading": "the owner stands in a heading",
    "cell": "the owner stands in the table's row",
    "column": "the owner stands over the table's column",
    "issuer": "the owner is who issued the document",
    "nowhere": "no owner was found",
}
MARKED = (("owner", "actor_text"), ("time", "deadline"), ("time", "frequency"))


def search_duties(read: Reading) -> HTML:
    """Show every duty by document, and mark the page for the search box.

    Parameters
    ----------
    read : Reading

    Returns
    -------
    HTML
        Closed, one part a document; each duty has a place of its own to link to.
    """
    duties = read.duties
    if duties.empty:
        return shown(note("No duties were read."))
    listed = duties[duties["anchor"] != ""]
    rich = len(duties) <= RICH
    groups, n = _groups(listed, read, rich=rich)
    notes = [
        "Underlined: the words for the owner; dotted: the words of time. The words below a sentence"
        " say how the program came to them.",
    ]
    if n < len(duties):
        notes.append(f"This page lists the first {count(n)}, those of documents in force before the"
                     " others; tables/duties.csv holds all.")  # fmt: skip
    body = fill("<div class=duties data-duties{}>{}</div>", _words(read), groups)
    return shown(framed(
        body,
        title=f"{plural(len(duties), 'duty', 'duties')} {say(len(duties), 'was', 'were')} read;"
        " each stands here with its passage and how it was found",
        subtitle="By document, those in force first. Open a document, or search by words, unit,"
        " kind, document and time.",
        key=notes,
        source="tables/duties.csv, tables/paragraphs.csv",
    ))  # fmt: skip


def mark_slots(text: str, duty: Mapping[str, Any]) -> Markup:
    """Mark the words for the owner and the words of time in a sentence.

    Examples
    --------
    >>> str(mark_slots("The clerk files it weekly.", {"actor_text": "clerk", "deadline": "weekly",
    ...                                               "frequency": "weekly"}))
    'The <b class=owner>clerk</b> files it <b class=time>weekly</b>.'
    """
    spans: list[tuple[int, int, str]] = []
    for kind, column in MARKED:
        words = str(duty[column])
        found = re.search(r"(?<!\w)" + re.escape(words) + r"(?!\w)", text, re.I) if words else None
        if found and not any(a < found.end() and found.start() < b for a, b, _ in spans):
            spans.append((found.start(), found.end(), kind))
    pieces, last = [], 0
    for begin, end, kind in sorted(spans):
        pieces += [clean(text[last:begin]), fill("<b class={}>{}</b>", kind, text[begin:end])]
        last = end
    return join([*pieces, clean(text[last:])])


def _groups(duties: pd.DataFrame, read: Reading, *, rich: bool) -> tuple[Markup, int]:
    """Build a part a document, as many rows as the page holds; return them and their number."""
    known = read.documents.set_index("document_id", drop=False)
    parts, size, n = [], 0, 0
    for one in dict.fromkeys(duties["document_id"]):
        mine = duties[duties["document_id"] == one]
        rows: list[Markup] = []
        for duty in list_rows(mine):
            row = _row(duty, read, rich=rich)
            size += len(row.encode())
            if size > BYTES:
                break
            rows.append(row)
        if not rows:
            break
        n += len(rows)
        told = ""
        if one in known.index:
            document = next(walk_rows(known.loc[[one]]))
            told = f"{document.tier}, {_state(document)}"
        parts.append(fill(
            "<details class='all group'><summary><b>{}</b> <small>{} · <span class=howmany>{}"
            "</span></small></summary><ol class=hits>{}</ol></details>",
            mine["title"].iloc[0] or "No document named", told,
            plural(len(rows), "duty", "duties"), join(rows, "\n"),
        ))  # fmt: skip
        if size > BYTES:
            break
    return join(parts, "\n"), n


def _state(document: Any) -> str:
    since = in_force(document)
    if document.state == "not yet in force":
        since = since.replace("since ", "from ", 1)
    return since if document.state == "in force" else f"{document.state}; {since}"


def _row(duty: Mapping[str, Any], read: Reading, *, rich: bool) -> Markup:
    # The lines of class `quote` hold a document's words: a percentage in them is not ours.
    number = f"{duty['number']} " if duty["number"] else ""
    where = [part for part in (clip(duty["section"], 120), page_of(duty)) if part]
    sentence = mark_slots(number + clip(duty["text"], SENTENCE), duty)
    return fill(
        "<li id='{0}' data-u='{1}' data-m='{2}' data-t='{3}'><p class='base quote'><a href='#{0}'"
        " aria-label='Link to this duty'>#</a> {4}</p><blockquote>{5}</blockquote>"
        "<p class='base quote'>{6}</p></li>",
        duty["anchor"], duty["unit"], duty["modality"], duty["time"],
        " · ".join(where) or "no section", _around(duty, sentence) if rich else sentence,
        _told(duty, read, rich=rich),
    )  # fmt: skip


def _around(duty: Mapping[str, Any], sentence: Markup) -> Markup:
    """Set the sentence into its paragraph; what stands far from it is left out."""
    if duty["header"]:
        return fill("<small>{}</small><br><mark>{}</mark>", clip(duty["header"], 300), sentence)
    before, found, after = str(duty["paragraph"]).partition(str(duty["text"]).strip())
    if not found:
        return fill("<mark>{}</mark>", sentence)
    if len(before) > AROUND:
        before = "[…] " + before[-AROUND:].split(" ", 1)[-1]
    return fill("<span>{}</span><mark>{}</mark><span>{}</span>", before, sentence,
                clip(after, AROUND))  # fmt: skip


def _told(duty: Mapping[str, Any], read: Reading, *, rich: bool) -> Markup:
    """Say who, by when and where, and how it was found; in a long list without act and id."""
    who = duty["actor"] or duty["actor_text"]
    unit = unit_word(duty["unit"], read.study)
    owner = fill("<b>{}</b> ({})", clip(who, 80), unit) if who else fill("<b>{}</b>", unit)
    act = clip(f"{duty['action']} {duty['object']}".strip(), 120) if rich else ""
    facts: list[object] = [fill("{} {}", owner, MODALS[duty["modality"]])]
    facts[0] = fill("{} <i>{}</i>", facts[0], act) if act else facts[0]
    time = duty["due"] or duty["deadline"] or duty["frequency"]
    if time or duty["modality"] == "obligation":
        facts.append(clip(time, 120) if time else TIMES["none"])
    for column, said in (("system", "in"), ("record", "record:"), ("handoff_to", "to")):
        if duty[column]:
            facts.append(f"{said} {clip(duty[column], 80)}")
    how = f"Found by {VIAS[duty['via']]}"
    how += f"; {PLACES[duty['owner_from']]}" if duty["owner_from"] else ""
    how += f": {clip(duty['reason'], 200)}" if duty["reason"] else ""
    own = fill(" <code>{}</code>", duty["duty_id"]) if rich else Markup("")
    return fill("{}. {}.{}", join(facts, " · "), how, own)


def _words(read: Reading) -> Markup:
    """Give the script the words for units, kinds and times, in the page's order."""
    units = {unit: unit_word(unit, read.study) for unit in dict.fromkeys(read.duties["unit"])}
    pairs = (("u", units), ("m", MODALS), ("t", TIMES))
    return join(fill(" data-{}='{}'", name, _paired(known)) for name, known in pairs)


def _paired(known: Mapping[str, str]) -> str:
    return ";".join(f"{key}={said.replace(';', ',')}" for key, said in known.items())
