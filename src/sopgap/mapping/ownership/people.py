"""Who is named in a piece of a sentence: words for who acts -> actor and unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from sopgap.mapping.fitting.lexicon import bases

REACH = 2  # words that may stand between the telling words and the name: "the local director"
# A name ends where another piece of the sentence begins.
BREAK = re.compile(
    r"[,;:()|.]| (?:who|which|that|within|before|after|when|if|unless|as|for|in|by|to|from|with|on"
    r"|at|under|through|is|are|was|were|has|have|shall|must|will|may|should) "
)
AND = re.compile(r",? (?:and|or) |, ")
ARTICLE = re.compile(r"^(?:the|an?|each|every|any|our|this|both|all|its|their|his|her) ", re.I)
DESIGNEE = re.compile(r"\s*\(?(?:or|and)(?: (?:his|her|their|its|a))? (?:designees?|delegates?)\)?")
NAMED = ("none", "unknown", "agency")  # units whose words name nobody for sure


class Person(NamedTuple):
    """Somebody whom words name: the canonical name, and the side."""

    actor: str
    unit: str


People = dict[tuple[str, ...], Person]


def read_people(duties: pd.DataFrame, actors: pd.DataFrame | None = None) -> People:
    """Learn which words name whom, from the list of actors and from the duties.

    Parameters
    ----------
    duties : table `duties`
        The words for whom they bind are known to name him.
    actors : table `actors`, optional
        The study's own list; it goes before what the duties say.

    Returns
    -------
    dict of tuple of str to Person
        By the stems of the words.

    Examples
    --------
    >>> actors = pd.DataFrame({"alias": ["duty nurse"], "actor": ["Nurse"], "unit": ["port"]})
    >>> read_people(pd.DataFrame(), actors)[("duti", "nurs")]
    Person(actor='Nurse', unit='port')
    """
    people: People = {}
    for row in [] if actors is None else actors.to_dict("records"):
        for words in (row["alias"], row["actor"]):
            _learn(people, words, Person(row["actor"], row["unit"]))
    for duty in duties.to_dict("records"):
        if duty["unit"] in NAMED or duty["unit"] == "joint":
            continue
        person = Person(name_of(duty), duty["unit"])
        for words in (duty["actor"], duty.get("actor_text", "")):
            _learn(people, words, person)
    return people


def name_of(duty: dict[str, Any]) -> str:
    """Return the name under which a duty's actor is kept: canonical, else the words themselves.

    Examples
    --------
    >>> name_of({"actor": "", "actor_text": "our Claims desk"})
    'Claims desk'
    """
    return str(duty["actor"] or ARTICLE.sub("", str(duty.get("actor_text", "")).strip()))


def first_named(text: str, people: People) -> list[Person]:
    """Return whom a text names at its very beginning: one person, or several joined by "and".

    Examples
    --------
    >>> people = {("clerk",): Person("Clerk", "center"), ("guard",): Person("Guard", "port")}
    >>> [p.actor for p in first_named("the clerk and the guard in writing", people)]
    ['Clerk', 'Guard']
    >>> first_named("payment by the clerk", {("clerk",): Person("Clerk", "center")})
    []
    """
    found: list[Person] = []
    for piece in AND.split(text.strip(), maxsplit=3):
        said = bases(BREAK.split(piece, maxsplit=1)[0])
        person = next((p for at, p in _named(said, people) if at < REACH), None)
        if person is None:
            break
        found.append(person)
        if BREAK.search(piece):
            break
    return list(dict.fromkeys(found))


def last_named(text: str, people: People) -> list[Person]:
    """Return whom a text names at its very end: one person, or several joined by "and".

    Examples
    --------
    >>> people = {("clerk",): Person("Clerk", "center")}
    >>> last_named("unless the clerk (or designee)", people)
    [Person(actor='Clerk', unit='center')]
    """
    found: list[Person] = []
    for piece in reversed(re.split(r" (?:and|or) ", DESIGNEE.sub("", text).strip(" ,"))):
        said = bases(re.split(r"[,;:()|]", piece)[-1])
        ends = [p for at, p in _named(said, people, ending=True) if at == len(said)]
        if not ends:
            break
        found.insert(0, ends[0])
    return list(dict.fromkeys(found))


def _named(
    said: tuple[str, ...], people: People, *, ending: bool = False
) -> Iterator[tuple[int, Person]]:
    """Yield the persons named, the longest names first at each place, with where they stand."""
    longest = max(map(len, people), default=0)
    for at in range(len(said)):
        for n in range(min(longest, len(said) - at), 0, -1):
            if person := people.get(said[at : at + n]):
                yield (at + n if ending else at), person
                break


def _learn(people: People, words: str, person: Person) -> None:
    stems = bases(ARTICLE.sub("", words.strip()))
    if stems:
        people.setdefault(stems, person)
