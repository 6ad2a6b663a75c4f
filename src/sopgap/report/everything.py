"""One list of what a run found, to search from the overview: gaps, duties and concerns.

It stands in the page as a closed list of links, so it can be read without a script; the script
puts a box before it. It holds what the other pages show anyhow, and nothing of a person.
"""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from sopgap.report.folder import Run
from sopgap.report.headlines import still_open
from sopgap.report.maps import link_to
from sopgap.report.markup import count, fill, join, listed, opened, plural
from sopgap.report.palette import STATES
from sopgap.report.reading import UNSAFE
from sopgap.tables import split
from sopgap.tables.rows import walk_rows

MOST, LENGTH = 1000, 160  # duties in the list; characters of each


def list_everything(run: Run) -> Markup:
    """List every gap, duty and concern of a run with the place where it stands; blank if none.

    Parameters
    ----------
    run : Run
        Its tables gaps, responsibilities, centers, duties, documents and concerns are read.

    Returns
    -------
    Markup
        A section that the page's script makes searchable; beyond `MOST` duties it says where the
        others are.
    """
    duties = run.table("duties")
    kinds = {
        "gaps": _gaps(run),
        "duties": _duties(duties.head(MOST), run.table("documents")),
        "concerns": _concerns(run),
    }
    items = [*kinds["gaps"], *kinds["concerns"], *kinds["duties"]]
    if not items:
        return Markup("")
    held = listed(kind for kind, found in kinds.items() if found)
    more = "" if len(duties) <= MOST else (
        f"Of {plural(len(duties), 'duty', 'duties')} the first {count(MOST)} stand here; all can be"
        " searched on the page of the procedures."
    )  # fmt: skip
    listing = fill("<ul class=plain>{}</ul>", join(items, "\n"))
    return fill(
        "<h2>Search {}</h2><div data-everything><p class=base>{}</p>{}</div>",
        held,
        more or "Each leads to where it stands.",
        opened(f"All {count(len(items))}, as a list", listing, classes="all"),
    )


def _gaps(run: Run) -> list[Markup]:
    if not run.has("coverage"):
        return []
    gaps, names = still_open(run.table("gaps")), run.table("responsibilities")
    called = dict(zip(names["responsibility_id"], names["name"], strict=True))
    centers = dict(zip(*(run.table("centers")[c] for c in ("center", "name")), strict=True))
    items = []
    for one, mine in gaps.groupby("responsibility_id", sort=False):
        kinds = dict.fromkeys(STATES[kind].word for kind in mine["kind"])
        links = join((fill("<a href='{}'>{}</a>", link_to(one, c), centers.get(c, c))
                      for c in mine["center"]), ", ")  # fmt: skip
        items.append(fill("<li><b>Gap</b> <small>{}</small> {}: {}. {}</li>", one,
                          called.get(one, one), "; ".join(kinds), links))  # fmt: skip
    return items


def _concerns(run: Run) -> list[Markup]:
    return [
        fill("<li class=quote><b>Concern</b> <a href='#what-worries-them'>{}</a> <small>{}</small>"
             "</li>", one.label, ", ".join(split(one.terms)))
        for one in walk_rows(run.table("concerns"))
    ]  # fmt: skip


def _duties(duties: pd.DataFrame, documents: pd.DataFrame) -> list[Markup]:
    titles = dict(zip(documents["document_id"], documents["title"], strict=True))
    return [
        fill("<li class=quote><b>Duty</b> <a href='procedures.html#{}'>{}</a> <small>{}</small>"
             "</li>", "duty-" + UNSAFE.sub("-", str(one.duty_id)), _short(one.text),
             titles.get(one.document_id, one.document_id))
        for one in walk_rows(duties.drop_duplicates("duty_id"))
    ]  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= LENGTH else text[:LENGTH].rstrip() + " …"
