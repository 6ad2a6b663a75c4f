"""Acting phrases that no alias names: counted, for a person to add to the table of actors."""

from __future__ import annotations

from difflib import SequenceMatcher

import pandas as pd

from sopgap.sops.actors import cut, singular
from sopgap.sops.grammar.sentences import DETERMINERS, PRONOUNS

COLUMNS = ("actor_text", "n_duties", "n_documents", "duty_id", "suggestion")
ALIKE = 0.6  # share of letters in common from which an alias is suggested
PERSONS = PRONOUNS | {"we", "us", "you", "i"}


def find_unknown_actors(duties: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Count the words of duties that name somebody whom no alias names.

    Parameters
    ----------
    duties : table `duties`
        From `find_duties`; those of unit `unknown` without a canonical actor count.
    actors : table `actors`
        Its nearest alias is suggested. Nobody is ever merged by likeness: two different offices
        may be spelled more alike than two names of one board.

    Returns
    -------
    DataFrame
        One row per phrase, the most frequent first: actor_text (lower case, without article, the
        last word in the singular), n_duties, n_documents, duty_id (the first of them, as an
        example) and suggestion ('' where nothing is near).

    Examples
    --------
    >>> duties = pd.DataFrame({"duty_id": ["a", "b"], "document_id": ["x", "y"], "actor": ["", ""],
    ...     "actor_text": ["The night wardens", "night warden"], "unit": ["unknown", "unknown"]})
    >>> actors = pd.DataFrame({"alias": ["warden"], "actor": ["Warden"], "unit": ["port"]})
    >>> find_unknown_actors(duties, actors).values.tolist()
    [['night warden', 2, 2, 'a', 'warden']]
    """
    columns = ("duty_id", "document_id", "actor", "actor_text", "unit")
    found: dict[str, list[tuple[str, str]]] = {}
    for duty, document, actor, text, unit in zip(*(duties[c] for c in columns), strict=True):
        name = _plain(text) if unit == "unknown" and not _given(actor) and _given(text) else ""
        if name:
            found.setdefault(name, []).append((duty, document))
    aliases = sorted(actors["alias"])
    rows = [
        (name, len(places), len({document for _, document in places}), places[0][0])
        for name, places in found.items()
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    table = table.sort_values(["n_duties", "actor_text"], ascending=[False, True])
    suggested = [suggest_alias(name, aliases) for name in table["actor_text"]]
    return table.assign(
        suggestion=pd.Series(suggested, index=table.index, dtype="str")
    ).reset_index(drop=True)


def suggest_alias(name: str, aliases: list[str]) -> str:
    """Return the alias nearest to a name, '' where none is near; a suggestion and no decision.

    Examples
    --------
    >>> suggest_alias("harbour office", ["harbor office", "laboratory"])
    'harbor office'
    """
    ranked = [(_likeness(name, alias.lower()), alias) for alias in aliases]
    best = max(ranked, key=_score, default=(0.0, ""))
    return best[1] if best[0] >= ALIKE else ""


def _score(pair: tuple[float, str]) -> float:
    return pair[0]


def _likeness(name: str, alias: str) -> float:
    return SequenceMatcher(None, name, alias, autojunk=False).ratio()


def _given(text: object) -> bool:
    return isinstance(text, str) and bool(text)


def _plain(text: str) -> str:
    """Return a phrase in lower case without article and plural, '' for a pronoun."""
    words = cut(text)[1]
    while words and words[0] in DETERMINERS:
        words = words[1:]
    if not words or (len(words) == 1 and words[0] in PERSONS):
        return ""
    return " ".join([*words[:-1], singular(words[-1])])
