"""What the page on the procedures reads: documents and duties, in order, each where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from sopgap.mapping.deciding.standing import date_documents
from sopgap.mapping.fitting.slots import is_definite
from sopgap.report.folder import Run
from sopgap.report.markup import blank, fill, word
from sopgap.tables.rows import list_rows
from sopgap.vocabulary import CENTER, METHOD_UNITS, PORT, TIERS

LISTED = 5000  # duties that the page lists; the others stand in the CSV
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
BINDING = ("obligation", "prohibition", "recommendation")  # a permission binds nobody
MODALS = {
    "obligation": "must",
    "prohibition": "must not",
    "recommendation": "should",
    "permission": "may",
}
UNITS = {
    "joint": "both sides",
    "agency": "the organisation at large",
    "unknown": "named, but not in the list of actors",
    "none": "nobody named",
}
TIMES = {"definite": "a definite time", "vague": "vague words only", "none": "no time"}


@dataclass(frozen=True)
class Reading:
    """The documents and duties of a run, prepared for the page.

    Attributes
    ----------
    study : mapping
        As in `Run`.
    day : str
        The day of which is told what is in force.
    documents : DataFrame
        Table `documents` by tier and date, with `state` ("in force", ...) and `n_duties`.
    duties : DataFrame
        Table `duties` in the order of the documents, those in force first, with title, section,
        page, number, paragraph (its text), in_force, time (definite, vague, none) and anchor: its
        place on the page, blank where it is beyond what the page lists.
    """

    study: Mapping[str, Any]
    day: str
    documents: pd.DataFrame
    duties: pd.DataFrame

    @property
    def standing(self) -> pd.DataFrame:
        """The duties of documents in force."""
        return self.duties[self.duties["in_force"]]

    @property
    def binding(self) -> pd.DataFrame:
        """Those of them that bind: must, must not, should."""
        return self.standing[self.standing["modality"].isin(BINDING)]


def read_duties(run: Run) -> Reading:
    """Prepare a run's documents and duties for the page.

    Parameters
    ----------
    run : Run
        Its tables documents, paragraphs and duties are read; any may be absent.

    Returns
    -------
    Reading
    """
    documents = run.table("documents")
    day = str(run.study.get("as_of") or "")
    day = day or max([*documents["effective"], *documents["superseded"]], default="")
    dated = _dated(documents, day)
    duties = _placed(run.table("duties"), dated, run.table("paragraphs"))
    n = duties.groupby("document_id").size()
    counted = dated.assign(n_duties=dated["document_id"].map(n).fillna(0).astype("int64"))
    return Reading(run.study, day, counted.reset_index(drop=True), duties)


def unit_word(unit: str, study: Mapping[str, Any]) -> str:
    """Return what a unit is called: the two sides as the study labels them.

    A unit of the study's own is called by its code, a code of up to three letters in capitals.

    Examples
    --------
    >>> [unit_word(unit, {"labels": {"port": "Pharmacy"}}) for unit in ("center", "port", "hq")]
    ['Center', 'Pharmacy', 'HQ']
    """
    if unit == CENTER:
        return word(study)
    own = unit.upper() if len(unit) <= 3 else unit
    return str(study.get("labels", {}).get(unit, UNITS.get(unit, "Port" if unit == PORT else own)))


def name_documents(documents: pd.DataFrame) -> dict[str, str]:
    """Return what each document is called: its title, with its id where another bears it too.

    Examples
    --------
    >>> name_documents(pd.DataFrame({"document_id": ["a", "b", "c"],
    ...                              "title": ["Guide", "guide", "Rules"]}))
    {'a': 'Guide (a)', 'b': 'guide (b)', 'c': 'Rules'}
    """
    is_shared = documents["title"].str.casefold().duplicated(keep=False)
    rows = zip(documents["document_id"], documents["title"], is_shared, strict=True)
    return {one: f"{title} ({one})" if shared else title for one, title, shared in rows}


def say(n: int, one: str, many: str) -> str:
    """Return the verb that goes with a number: one "falls", two "fall".

    Examples
    --------
    >>> say(1, "falls", "fall"), say(0, "falls", "fall")
    ('falls', 'fall')
    """
    return one if n == 1 else many


def tier_word(tier: str) -> str:
    """Return what a tier is called.

    Examples
    --------
    >>> tier_word("sop"), tier_word("statute")
    ('SOP', 'Statute')
    """
    return tier.upper() if tier == "sop" else tier.capitalize()


def order_units(units: Iterable[str]) -> list[str]:
    """Sort units: the two sides, both, the study's further ones, then those that nobody knows.

    Examples
    --------
    >>> order_units(["none", "hq", "port", "unknown", "center", "agency"])
    ['center', 'port', 'hq', 'agency', 'unknown', 'none']
    """
    first, last = [CENTER, PORT, "joint"], ["agency", "unknown", "none"]
    found = set(units)
    own = sorted(found - set(METHOD_UNITS))
    return [unit for unit in [*first, *own, *last] if unit in found]


def theirs(text: object) -> Markup:
    """Build words of a document: a percentage in them is no figure of ours.

    Examples
    --------
    >>> str(theirs("over 5 % <b>"))
    '<span class=quote>over 5 % &lt;b&gt;</span>'
    """
    return fill("<span class=quote>{}</span>", text)


def link_to_duty(duty: Any, words: object = "") -> Markup:
    """Build a link to a duty's place on the page; only words where the page does not list it."""
    said = words or duty["duty_id"]
    if not duty["anchor"]:
        return fill("<span class=quote>{}</span>", said)
    return fill("<a class=quote href='#{}'>{}</a>", duty["anchor"], said)


def time_of(deadline: str, frequency: str) -> str:
    """Say whether words of time name a definite time or how often, only vague words, or nothing.

    Examples
    --------
    >>> time_of("within 30 days", ""), time_of("promptly", ""), time_of("", "")
    ('definite', 'vague', 'none')
    """
    if is_definite(f"{deadline} ; {frequency}"):
        return "definite"
    return "vague" if deadline or frequency else "none"


def _dated(documents: pd.DataFrame, day: str) -> pd.DataFrame:
    dated = date_documents(documents, day or None)
    states = [_state(row, day) for row in list_rows(dated)]
    rank = {tier: place for place, tier in enumerate(TIERS)}
    dated = dated.assign(state=states, rank=[rank[tier] for tier in dated["tier"]])
    return dated.sort_values(["rank", "effective", "document_id"], kind="stable")


def _state(document: dict[Any, Any], day: str) -> str:
    if document["access"] == "unavailable":
        return "not to be had"
    if document["in_force"]:
        return "in force"
    return "not yet in force" if document["effective"] > day else "out of force"


def _placed(
    duties: pd.DataFrame, documents: pd.DataFrame, paragraphs: pd.DataFrame
) -> pd.DataFrame:
    """Return the duties in the page's order, each with what tells where it stands."""
    at = paragraphs.drop_duplicates("paragraph_id").set_index("paragraph_id")
    known = documents.set_index("document_id")
    own = duties["document_id"].where(
        duties["document_id"] != "", _looked_up(duties["paragraph_id"], at["document_id"])
    )
    extra = {
        name: _looked_up(duties["paragraph_id"], at[name])
        for name in ("section", "page", "number", "header")
    }
    order = {one: place for place, one in enumerate(known.index)}
    placed = duties.drop(columns=[c for c in extra if c in duties]).assign(
        **extra,
        document_id=own,
        paragraph=_looked_up(duties["paragraph_id"], at["text"]),
        title=_looked_up(own, pd.Series(name_documents(documents), dtype="str")),
        in_force=own.isin(known.index[known["in_force"].astype(bool)]),
        time=[  # of the normal form, as the map takes it
            time_of(due or deadline, often)
            for due, deadline, often in zip(
                duties["due"], duties["deadline"], duties["frequency"], strict=True
            )
        ],
        place=[order.get(one, len(order)) for one in own],
        ordinal=duties["paragraph_id"].map(at["ordinal"]).astype("Float64").fillna(0),
    )
    placed["title"] = placed["title"].where(placed["title"] != "", placed["document_id"])
    by = ["late", "place", "document_id", "ordinal"]
    placed = placed.assign(late=~placed["in_force"]).sort_values(by, kind="stable")
    placed = placed.drop(columns=["late", "place", "ordinal"]).reset_index(drop=True)
    return placed.assign(anchor=_anchors(placed["duty_id"]))


def _looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Return the text that stands under each key, blank where there is none."""
    known = dict(zip(values.index, values, strict=True))
    return pd.Series([str(known.get(key, "")) for key in keys], index=keys.index, dtype="str")


def _anchors(ids: Iterable[str]) -> list[str]:
    """Return a place on the page for each id that it lists, no two the same."""
    seen: dict[str, int] = {}
    anchors = []
    for number, one in enumerate(ids):
        anchor = "duty-" + UNSAFE.sub("-", str(one))
        seen[anchor] = seen.get(anchor, 0) + 1
        end = f"~{seen[anchor]}" if seen[anchor] > 1 else ""
        anchors.append("" if number >= LISTED else anchor + end)
    return anchors


def page_of(duty: Any) -> str:
    """Return the page on which a duty stands, in words; nothing where there are no pages."""
    return "" if blank(duty["page"]) else f"page {duty['page']}"
