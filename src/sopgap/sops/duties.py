"""Find duties: who must, may, must not or should do what, by when, in which system."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

import pandas as pd

from sopgap.errors import InputError
from sopgap.sops.actors import Index, index_actors
from sopgap.sops.forms import rows
from sopgap.sops.forms import sentence as forms
from sopgap.sops.forms.norms import Norm
from sopgap.sops.grammar import lexicon
from sopgap.sops.owners.aliases import extend_index, find_aliases
from sopgap.sops.owners.scene import NOBODY, Bearer, Scene, find_heads, find_issuer
from sopgap.sops.reading.abreast import find_abreast
from sopgap.sops.slots.systems import CAPITALS, PLACED
from sopgap.tables import DUTIES
from sopgap.text import split_sentences
from sopgap.vocabulary import TIERS

LONG = 2_000_000  # characters from which on starting processes pays
NEEDED = ("paragraph_id", "text")
OPTIONAL = ("document_id", "section", "kind", "lead_in", "header", "above", "role")
MACHINES, MACHINE_SHARE = 3, 0.05  # sentences, and their share, in which a machine acts
MACHINE_ACTS = re.compile(
    r"\b(?:The|This|Each|A|An)(?: \w+)? (?:"
    + "|".join(sorted(lexicon.word_class("machine")))
    + r") will "
)
# Tiers whose documents tell how work is done: their present tense obliges.
PROCEDURES = TIERS[TIERS.index("directive") :]


def find_duties(
    paragraphs: pd.DataFrame,
    actors: pd.DataFrame,
    *,
    documents: pd.DataFrame | None = None,
    systems: Iterable[str] = (),
    jobs: int | None = 1,
) -> pd.DataFrame:
    """Find the norms in paragraphs: who is bound, by what, to which act, by when.

    Read are modal sentences, passives, steps (their owner from the lead-in, what stands before in
    the section, or the heading), table rows, and the present tense behind an actor. Of a sentence,
    the main norm stands first: one that names its bearer goes before one that names nobody.
    Definitions, consequences ("shall be deemed") and what a machine does are no duties. A document
    is read by itself: what another one says changes nothing in it.

    Parameters
    ----------
    paragraphs : table `paragraphs`
        Needed are paragraph_id and text; document_id, section, kind, lead_in, header, above and
        role are used where they stand.
    actors : table `actors`
    documents : table `documents`, optional
        A document's issuer settles the side of "our team" and "the desk"; in directives, handbooks,
        procedures and guides "is sent to the archive" obliges too, in law it tells how things are.
    systems : iterable of str
        Names of systems; without them acronyms behind in, into, through, via, using are taken.
    jobs : int or None
        Processes at a time; None: as many as there are cores where the text is longer than 2 MB.
        The result is the same. Documents are shared out whole: one alone gains nothing.

    Returns
    -------
    table `duties`
        Behind its columns stands `section`, the paragraph's heading, blank where unknown: `link`
        reads it.

    Raises
    ------
    InputError
        A needed column is absent, or `jobs` is below 1.
    SopgapError
        One of several processes failed.

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
    if jobs is not None and jobs < 1:
        raise InputError(f"jobs is {jobs}; give the number of processes, 1 or more, or None")
    if jobs is None:
        jobs = (os.cpu_count() or 1) if paragraphs["text"].str.len().sum() > LONG else 1
    if jobs > 1 and "document_id" in paragraphs:
        return find_abreast(paragraphs, actors, documents, frozenset(systems), jobs)
    index, heads = index_actors(actors), find_heads(actors)
    given, names = frozenset(systems), frozenset(actors["alias"])
    issuers, titles, tiers = _issuers(documents, index)
    found: list[dict[str, str]] = []
    for document, entries in _by_document(paragraphs).items():
        scene = Scene(index, heads, issuers.get(document, NOBODY))
        scene.is_procedure = tiers.get(document, "") in PROCEDURES
        scene.defines = forms.is_definitions(titles.get(document, ""))
        found += _of_document(entries, scene, given, names)
    return (
        DUTIES.check(pd.DataFrame(found))
        if found
        else DUTIES.empty().assign(section=pd.Series(dtype="str"))
    )


def _by_document(paragraphs: pd.DataFrame) -> dict[str, list[dict[str, str]]]:
    """Return the paragraphs of each document, in the order in which they stand."""
    names = (*NEEDED, *OPTIONAL)
    found: dict[str, list[dict[str, str]]] = {}
    for values in zip(*_texts(paragraphs, names), strict=True):
        entry = dict(zip(names, values, strict=True))
        found.setdefault(entry["document_id"], []).append(entry)
    return found


def _texts(table: pd.DataFrame, names: Iterable[str]) -> list[list[str]]:
    """Return columns as text; what is absent or missing is blank."""
    blank = [""] * len(table)
    return [
        table[name].astype(object).where(table[name].notna(), "").astype(str).tolist()
        if name in table
        else blank
        for name in names
    ]


def _issuers(
    documents: pd.DataFrame | None, index: Index
) -> tuple[dict[str, Bearer], dict[str, str], dict[str, str]]:
    """Return the side that each document's issuer settles, its title and its tier."""
    if documents is None:
        return {}, {}, {}
    ids, names, titles, tiers = _texts(documents, ("document_id", "issuer", "title", "tier"))
    issuers = {
        document: find_issuer(issuer, title, index)
        for document, issuer, title in zip(ids, names, titles, strict=True)
    }
    return issuers, dict(zip(ids, titles, strict=True)), dict(zip(ids, tiers, strict=True))


def _of_document(
    entries: list[dict[str, str]], scene: Scene, systems: frozenset[str], names: frozenset[str]
) -> list[dict[str, str]]:
    texts = [entry["text"] for entry in entries]
    aliases = find_aliases(texts, scene.index)
    scene.index = extend_index(scene.index, aliases) if len(aliases) else scene.index
    names = names.union(aliases["alias"])
    # Acronyms that stand behind in, into, via somewhere are systems, not bodies.
    placed = {name for text in texts if CAPITALS.search(text) for name in PLACED.findall(text)}
    scene.systems = systems | (placed - names)
    scene.machine = _tells_of_machine(texts, scene.systems)
    found: list[dict[str, str]] = []
    section = None
    for entry in entries:
        if entry["section"] != section or not (section or entry["document_id"]):
            # Without document and section nothing tells that two paragraphs belong together.
            section = entry["section"]
            scene.turn()
        found += _of_paragraph(entry, scene, systems, names)
    return found


def _tells_of_machine(texts: list[str], systems: frozenset[str]) -> bool:
    """Tell a document about what a system does: there "will be sent" is the system's act."""
    acts = sum(len(MACHINE_ACTS.findall(text)) for text in texts if " will " in text)
    acts += sum(1 for text in texts if " will " in text and text.split(" ", 1)[0] in systems)
    return acts >= MACHINES and acts >= len(texts) * MACHINE_SHARE


def _of_paragraph(
    entry: dict[str, str], scene: Scene, systems: frozenset[str], names: frozenset[str]
) -> list[dict[str, str]]:
    duties = []
    if entry["kind"] == "row" or " | " in entry["text"]:
        sentences = [(entry["text"], rows.read_row(entry["text"], entry["header"], scene, entry))]
    else:
        sentences = [
            (sentence, forms.read_sentence(sentence, scene, entry))
            for sentence in split_sentences(entry["text"])
        ]
    for number, (text, norms) in enumerate(sentences, start=1):
        closed = [norm for norm in norms if not norm.is_open or _stands_alone(text, norm, entry)]
        for rank, norm in enumerate(closed):
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


def _stands_alone(text: str, norm: Norm, entry: dict[str, str]) -> bool:
    """Tell whether "The clerk shall:" is a row: where its items are known, they are the duties."""
    return text[-1:] in (":", "—") and bool(norm.bearer.text) and entry["kind"] == ""
