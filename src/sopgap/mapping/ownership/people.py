"""Who is named in a piece of a sentence: words for who acts -> actor and unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from sopgap.text import normalise, stop_words, tokens

REACH = 2  # words that may stand between the telling words and the name: "the local director"
# A name ends where another piece of the sentence begins.
BREAK = re.compile(
    r"[,;:()|.]| (?:who|which|that|within|before|after|when|if|unless|as|for|in|by|to|from|with|on"
    r"|at|under|through|without|is|are|was|were|has|have|shall|must|will|may|should) "
)
AND = re.compile(r",? (?:and|or) ")
ARTICLE = re.compile(r"^(?:the|an?|each|every|any|our|this|both|all|its|their|his|her) ", re.I)
DESIGNEE = re.compile(r"\s*\(?(?:or|and)(?: (?:his|her|their|its|a))? (?:designees?|delegates?)\)?")
NAMED = ("none", "unknown", "agency")  # units whose words name nobody for sure


# "The Secretary of Commerce" is not the Secretary.
ANOTHER = re.compile(r"\bof (?:the )?[A-Z]")


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
        By the words, in the singular.

    Examples
    --------
    >>> actors = pd.DataFrame({"alias": ["duty nurse"], "actor": ["Nurse"], "unit": ["port"]})
    >>> read_people(pd.DataFrame(), actors)[("duty", "nurse")]
    Person(actor='Nurse', unit='port')
    """
    people: People = {}
    for row in [] if actors is None else actors.to_dict("records"):
        for words in (row["alias"], row["actor"]):
            _learn(people, words, Person(row["actor"], row["unit"]))
    told = [name for name in ("actor", "actor_text", "unit") if name in duties]
    for duty in duties[told].drop_duplicates().to_dict("records"):
        if duty["unit"] in NAMED or duty["unit"] == "joint":
            continue
        person = Person(name_of(duty), duty["unit"])
        _learn(people, str(duty["actor"]), person)
        said = str(duty.get("actor_text", ""))
        # "The specialist" is one person here and another there; two words tell more.
        if len(name_words(said)) > 1:
            _learn(people, said, person)
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
        said = BREAK.split(piece, maxsplit=1)[0]
        words = name_words(said)
        hit = next((hit for hit in _named(words, people) if hit[0] < REACH), None)
        if hit is None or (hit[1] < len(words) and ANOTHER.search(said)):
            break
        found.append(hit[2])
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
        words = name_words(re.split(r"[,;:()|]", piece)[-1])
        ends = [person for _, end, person in _named(words, people) if end == len(words)]
        if not ends:
            break
        found.insert(0, ends[0])
    return list(dict.fromkeys(found))


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name, in the singular, without those that name nothing.

    Stems would take "importing" for "importer".

    Examples
    --------
    >>> name_words("the Directors of the Ports' offices"), name_words("our agencies")
    (('director', 'port', 'office'), ('agency',))
    """
    words = (word for word in tokens(normalise(text)) if word not in stop_words())
    return tuple(_singular(word) for word in words if word[0].isalnum())


def _singular(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("'").removesuffix("’s").removesuffix("’")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _named(said: tuple[str, ...], people: People) -> Iterator[tuple[int, int, Person]]:
    """Yield the persons named, the longest name first at each place, with where it stands."""
    longest = max(map(len, people), default=0)
    for at in range(len(said)):
        for n in range(min(longest, len(said) - at), 0, -1):
            if person := people.get(said[at : at + n]):
                yield at, at + n, person
                break


def _learn(people: People, words: str, person: Person) -> None:
    if name := name_words(words):
        people.setdefault(name, person)
