"""Who may be bound, and what is known around a sentence: its actors, issuer, who came before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pandas as pd

from sopgap.sops.actors import Index, cut, find_mentions, singular
from sopgap.vocabulary import CENTER, PORT

SIDES = (CENTER, PORT)
JOINT = "joint"


class Bearer(NamedTuple):
    """Who is bound by a norm.

    Attributes
    ----------
    actor : str
        Canonical name, '' where the words are no alias.
    text : str
        The words that name him.
    unit : str
        His side, or unknown, none.
    context : bool
        Whether the document's issuer settled the side.
    place : str
        Where he stands, one of `vocabulary.OWNER_PLACES`.
    reason : str
        The words outside the sentence that name him, '' where he stands in it.
    """

    actor: str
    text: str
    unit: str
    context: bool = False
    place: str = "sentence"
    reason: str = ""


NOBODY = Bearer("", "", "none", place="nowhere")


@dataclass
class Scene:
    """What is known around a sentence: the actors' forms, the issuer, who was bound last.

    `last` is forgotten where a section ends; `named` holds, for the whole document, the actor whom
    each last word of a name named last, so that "the director" is found again.
    """

    index: Index
    heads: Mapping[str, list[tuple[str, str]]]
    issuer: Bearer = NOBODY
    last: Bearer = NOBODY
    systems: frozenset[str] = field(default_factory=frozenset)
    named: dict[str, tuple[str, str]] = field(default_factory=dict)
    headings: dict[str, Bearer] = field(default_factory=dict)  # owners by heading, once found
    # What a lead-in was found to say, by it and who was bound last: (norm, who is bound then).
    leads: dict[tuple[str, Bearer], tuple[Any, Bearer]] = field(default_factory=dict)
    rows: dict[str, Bearer] = field(default_factory=dict)  # of a table's header: its last owner
    units: set[str] = field(default_factory=set)  # named in this section
    machine: bool = False  # whether the document tells what a machine does
    topic: str = ""  # `thing` where the sentence before was about a thing
    defines: bool = False  # whether the document explains words
    is_procedure: bool = False  # whether the document tells how work is done: by its tier

    def turn(self) -> None:
        """Forget what held in the section that ends."""
        self.last, self.units, self.topic = NOBODY, set(), ""


def quiet(scene: Scene) -> Scene:
    """Return a copy of a scene: who looks back changes nothing."""
    return replace(scene, named=dict(scene.named), units=set(scene.units))


def find_heads(actors: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Return the last words of the aliases of two and more words: "the Board", "the cashier".

    Examples
    --------
    >>> table = pd.DataFrame({"alias": ["port cashier"], "actor": ["Cashier"], "unit": ["port"]})
    >>> find_heads(table)
    {'cashier': [('Cashier', 'port')]}
    """
    heads: dict[str, list[tuple[str, str]]] = {}
    for alias, actor, unit in zip(actors["alias"], actors["actor"], actors["unit"], strict=True):
        words = cut(alias)[1]
        if len(words) > 1 and "of" not in words:
            known = heads.setdefault(singular(words[-1]), [])
            if (actor, unit) not in known:
                known.append((actor, unit))
    return heads


def find_issuer(issuer: str, title: str, index: Index) -> Bearer:
    """Return the side that a document's issuer settles; else the one that its title names.

    Where issuer or title names both sides, as an agreement between them does, the unit is joint.

    Examples
    --------
    >>> from sopgap.sops.actors import index_actors
    >>> table = pd.DataFrame({"alias": ["Center"], "actor": ["Center"], "unit": ["center"]})
    >>> find_issuer("Electronics Center", "Procedures", index_actors(table)).unit
    'center'
    """
    both: set[str] = set()
    for text in (issuer, title):
        spans, words = cut(text)
        named = [m for m in find_mentions(text, spans, words, index) if m.unit in SIDES]
        units = {m.unit for m in named}
        both |= units
        if len(units) == 1 and (text == issuer or len(both) == 1):
            return _issued(named[0].actor, text, named[0].unit)
        if units == set(SIDES):
            return _issued("", text, JOINT)
    spans, words = cut(issuer)
    found = find_mentions(issuer, spans, words, index)
    if len({m.unit for m in found}) == 1:
        return _issued(found[0].actor, issuer, found[0].unit)
    return NOBODY


def _issued(actor: str, text: str, unit: str) -> Bearer:
    return Bearer(actor, text, unit, context=True, place="issuer", reason=text)
