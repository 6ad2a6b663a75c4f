"""condition_sheets: the drafts of a Center's conditions, at the end of its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from IPython.display import HTML
from markupsafe import Markup

from sopgap.report.condition_facts import (
    LEFT_TO_AUDITOR,
    RAISED,
    Sheet,
    list_sheets,
    say_order,
)
from sopgap.report.condition_papers import PAPERS
from sopgap.report.folder import Run
from sopgap.report.markup import fill, join, note, opened, plural, shown
from sopgap.report.sentences import NO_DOCUMENTS

LINE = Markup("<span class=blank></span>")


def condition_sheets(run: Run, center: str) -> HTML:
    """Show a condition sheet for each open gap of a Center: a draft that an auditor completes.

    Criteria, condition and testimony are filled in; cause and effect are left blank, unless the
    study's conditions.csv holds them. No comment is quoted. The passages are not repeated: each
    sheet leads to where they stand on the page.

    Parameters
    ----------
    run : Run
        See `condition_facts.list_sheets`.
    center : str
        Code of the Center.

    Returns
    -------
    HTML
        One closed part a gap: corroborated gaps first, then by kind, then as the matrix.
    """
    if run.table("coverage").empty:
        return shown(note(NO_DOCUMENTS))
    sheets = list_sheets(run, center)
    if not sheets:
        return shown(note("No gap is open here, so there is no condition to draft."))
    head = fill(
        "<p class=point>{}, drafted for an auditor to complete</p>"
        "<p class=base>{} Open one to read its criteria, condition and testimony. No comment is"
        " quoted. As a document to sign: <a href='../{}/{}.docx'>{}.docx</a>.</p>",
        plural(len(sheets), "condition sheet"), say_order(sheets), PAPERS, center, center,
    )  # fmt: skip
    return shown(join([head, *map(_sheet, sheets)]))


def _sheet(sheet: Sheet) -> Markup:
    title = fill(
        "<small>{}</small> {} <small>({})</small>",
        sheet.responsibility_id, sheet.name, sheet.state_word,
    )  # fmt: skip
    rows = join(
        fill("<div><dt>{}</dt><dd>{}</dd></div>", name, said) for name, said in _parts(sheet)
    )
    return fill(
        "<div class=condition id='sheet-{}'>{}</div>",
        sheet.responsibility_id,
        opened(title, fill("<dl class=terms>{}</dl>", rows)),
    )


def _parts(sheet: Sheet) -> Iterator[tuple[str, Markup]]:
    """Yield the elements of a sheet, in the order of the Yellow Book."""
    yield (
        "Criteria",
        _lines(
            sheet.required,
            f"Authority: {sheet.authority or 'the matrix names none'}.",
            f"Source: {sheet.source}." if sheet.source else "",
        ),
    )
    yield "Condition", join([
        fill("<p><b>{}</b>: {}. {}</p>", sheet.state_word.capitalize(), sheet.meaning,
             sheet.reason),
        _lines(f"Also: {sheet.also}." if sheet.also else "", f"Review: {sheet.review}."),
    ])  # fmt: skip
    yield "Citations", _cited(sheet)
    concerns = f"{RAISED} {'; '.join(sheet.concerns)}." if sheet.concerns else ""
    yield "Testimony", _lines(f"{sheet.meeting} {sheet.comments}", concerns)
    yield "Cause", _written(sheet.cause)
    yield "Effect", _written(sheet.effect)
    if sheet.effect or sheet.test:
        yield "Test", _written(sheet.test)


def _cited(sheet: Sheet) -> Markup:
    # Of several passages in one section the place is named once.
    places = Counter((c.stance, c.document, c.place, c.in_force) for c in sheet.citations)
    items = join(_cite(place, n) for place, n in places.items())
    listing = fill("<ul class=plain>{}</ul>", items) if sheet.citations else Markup("")
    left = f" ({plural(sheet.uncited, 'further one')})" if sheet.uncited else ""
    none = "" if sheet.citations else "No passage of any document comes near it. "
    return join([
        listing,
        fill("<p>{}<a href='#gap-{}'>The passages, word for word</a>{}</p>", none,
             sheet.responsibility_id, left),
    ])  # fmt: skip


def _cite(place: tuple[str, ...], n: int) -> Markup:
    stance, document, *where = place
    said = [part for part in where if part] + [plural(n, "passage")] * (n > 1)
    return fill("<li><b>{}</b>: {} <small>{}</small></li>", stance, document, " · ".join(said))


def _written(said: str) -> Markup:
    return fill("<p>{}</p>", said) if said else fill("<small>{}</small>{}", LEFT_TO_AUDITOR, LINE)


def _lines(*sentences: str) -> Markup:
    return join(fill("<p>{}</p>", said) for said in sentences if said)
