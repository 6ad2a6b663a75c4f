"""Find duties: who must, may, must not or should do what, by when, in which system."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sopgap.errors import InputError
from sopgap.sops import forms, rows
from sopgap.sops.actors import Index, index_actors
from sopgap.sops.bearers import NOBODY, Bearer, Scene, find_heads, find_issuer
from sopgap.sops.slots import PLACED
from sopgap.tables import DUTIES
from sopgap.text import split_sentences

NEEDED = ("paragraph_id", "text")
OPTIONAL = ("document_id", "section", "kind", "lead_in", "header")


def find_duties(
    paragraphs: pd.DataFrame,
    actors: pd.DataFrame,
    *,
    documents: pd.DataFrame | None = None,
    systems: Iterable[str] = (),
) -> pd.DataFrame:
    """Find the norms in paragraphs: who is bound, by what, to which act, by when.

    Read are modal sentences, passives, steps (their owner from the lead-in or what stands before
    in the section), table rows, and the present tense behind a known actor. Of a sentence, the
    main norm stands first: one that names its bearer goes before one that names nobody.
    Definitions, consequences ("shall be deemed") and what a machine does are no duties.

    Parameters
    ----------
    paragraphs : table `paragraphs`
        Needed are paragraph_id and text; document_id, section, kind, lead_in and header are used
        where they stand.
    actors : table `actors`
    documents : table `documents`, optional
        A document's issuer settles the side of "our team" and "the desk".
    systems : iterable of str
        Names of systems; without them acronyms behind in, into, through, via, using are taken.

    Returns
    -------
    table `duties`
        Behind its columns stands `section`, the paragraph's heading, blank where unknown: `link`
        reads it.

    Raises
    ------
    InputError
        A needed column is absent.

    Examples
    --------
    >>> paragraphs = pd.DataFrame({"paragraph_id": ["p"], "text": [
    ...     "Appeals are decided by the senior clerks within 90 days."]})
    >>> actors = pd.DataFrame({"alias": ["senior clerk"], "actor": ["Senior clerk"],
    ...                        "unit": ["center"]})
    >>> find_duties(paragraphs, actors)[["duty_id", "unit", "action", "deadline", "via"]].values
    array([['p.s1', 'center', 'decide', 'within 90 days', 'passive']], dtype=object)
    """
    absent = [name for name in NEEDED if name not in paragraphs]
    if absent:
        raise InputError(f"table 'paragraphs': column {', '.join(absent)} is absent")
    index, heads = index_actors(actors), find_heads(actors)
    given = frozenset(systems)
    machines = given | _placed(paragraphs["text"], actors)
    issuers = _issuers(documents, index)
    names = frozenset(actors["alias"])
    found: list[dict[str, str]] = []
    scene, place = Scene(index, heads, systems=machines), ("", "")
    for entry in _entries(paragraphs):
        if (entry["document_id"], entry["section"]) != place or place == ("", ""):
            # Without document and section nothing tells that two paragraphs belong together.
            place = (entry["document_id"], entry["section"])
            scene = Scene(index, heads, issuers.get(place[0], NOBODY), systems=machines)
        found += _of_paragraph(entry, scene, given, names)
    return (
        DUTIES.check(pd.DataFrame(found))
        if found
        else DUTIES.empty().assign(section=pd.Series(dtype="str"))
    )


def _entries(paragraphs: pd.DataFrame) -> Iterable[dict[str, str]]:
    names = (*NEEDED, *OPTIONAL)
    for values in zip(*_texts(paragraphs, names), strict=True):
        yield dict(zip(names, values, strict=True))


def _texts(table: pd.DataFrame, names: Iterable[str]) -> list[list[str]]:
    """Return columns as text; what is absent or missing is blank."""
    blank = [""] * len(table)
    return [
        table[name].astype(object).where(table[name].notna(), "").astype(str).tolist()
        if name in table
        else blank
        for name in names
    ]


def _placed(texts: pd.Series, actors: pd.DataFrame) -> frozenset[str]:
    """Return the acronyms that stand behind in, into, via somewhere: systems, not bodies."""
    aliases = set(actors["alias"])
    found = {name for text in texts.dropna() for name in PLACED.findall(text)}
    return frozenset(found - aliases)


def _issuers(documents: pd.DataFrame | None, index: Index) -> dict[str, Bearer]:
    if documents is None:
        return {}
    names = ("document_id", "issuer", "title")
    return {
        document: find_issuer(issuer, title, index)
        for document, issuer, title in zip(*_texts(documents, names), strict=True)
    }


def _of_paragraph(
    entry: dict[str, str], scene: Scene, systems: frozenset[str], names: frozenset[str]
) -> list[dict[str, str]]:
    duties = []
    if entry["kind"] == "row" or " | " in entry["text"]:
        sentences = [(entry["text"], rows.read_row(entry["text"], entry["header"], scene))]
    else:
        sentences = [
            (sentence, forms.read_sentence(sentence, scene, entry))
            for sentence in split_sentences(entry["text"])
        ]
    for number, (text, norms) in enumerate(sentences, start=1):
        for rank, norm in enumerate(norm for norm in norms if not norm.is_open):
            suffix = "." + chr(ord("a") + rank - 1) if rank else ""
            duties.append(
                {
                    "duty_id": f"{entry['paragraph_id']}.s{number}{suffix}",
                    "paragraph_id": entry["paragraph_id"],
                    "document_id": entry["document_id"],
                    "text": text,
                    **norm.columns(text, systems, names),
                    "section": entry["section"],
                }
            )
    return duties
