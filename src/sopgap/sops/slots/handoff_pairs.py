"""count_handoffs: who passes something on to whom, table `handoffs`."""

from __future__ import annotations

import pandas as pd

from sopgap.sops.actors import Index, cut, find_mentions, index_actors, singular
from sopgap.sops.grammar.sentences import DETERMINERS
from sopgap.tables import HANDOFFS, join
from sopgap.text import normalise

NOBODY = "nobody named"
UNKNOWN, NONE = "unknown", "none"


def count_handoffs(duties: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Count the duties in which one actor passes something on to another.

    The taker is who an alias in the duty's words names; a taker that no alias names keeps his
    words, and his unit is `unknown`. Where nobody is named who passes it on, the giver is "nobody
    named" of unit `none`. A duty that forbids passes nothing on.

    Parameters
    ----------
    duties : table `duties`
    actors : table `actors`

    Returns
    -------
    table `handoffs`, the pairs with the most duties first

    Examples
    --------
    >>> duties = pd.DataFrame({
    ...     "duty_id": ["m#1.a.s1", "m#1.b.s1"], "unit": ["port", "none"],
    ...     "actor": ["Front desk", ""], "modality": "obligation",
    ...     "handoff_to": ["the records clerks", "duty nurse"]})
    >>> actors = pd.DataFrame({"alias": ["records clerk", "front desk"],
    ...                        "actor": ["Records clerk", "Front desk"],
    ...                        "unit": ["center", "port"]})
    >>> found = count_handoffs(duties, actors)
    >>> found[["giver", "taker", "giver_unit", "taker_unit", "n_duties"]].values.tolist()
    [['Front desk', 'Records clerk', 'port', 'center', 1],
     ['nobody named', 'duty nurse', 'none', 'unknown', 1]]
    """
    passed = duties[(duties["handoff_to"] != "") & (duties["modality"] != "prohibition")]
    if "polarity" in passed:
        passed = passed[passed["polarity"] != "negative"]
    index, known = index_actors(actors), _by_name(actors)
    rows = []
    for duty in passed.to_dict("records"):
        giver, giver_unit = _giver(duty)
        taker, taker_unit = _taker(str(duty["handoff_to"]), index, known)
        if taker:
            rows.append((giver, taker, giver_unit, taker_unit, duty["duty_id"]))
    columns = ["giver", "taker", "giver_unit", "taker_unit", "duty_id"]
    found = pd.DataFrame(rows, columns=columns, dtype="str")
    return HANDOFFS.check(_counted(found))


def _counted(found: pd.DataFrame) -> pd.DataFrame:
    # One name of two units (a short name that two documents define) is one pair: the first unit.
    pairs = found.groupby(["giver", "taker"], sort=True, as_index=False).agg(
        giver_unit=("giver_unit", "first"),
        taker_unit=("taker_unit", "first"),
        n_duties=("duty_id", "nunique"),
        duty_ids=("duty_id", _ids),
    )
    return pairs.sort_values("n_duties", ascending=False, kind="stable")


def _ids(ids: pd.Series) -> str:
    return join(dict.fromkeys(map(str, ids)))


def _giver(duty: dict[str, object]) -> tuple[str, str]:
    named = str(duty.get("actor") or duty.get("actor_text") or "")
    unit = str(duty["unit"])
    return (named, unit) if named and unit != NONE else (NOBODY, NONE)


def _taker(words: str, index: Index, known: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Return who is meant: by his name as it is, by an alias in the words, or the words."""
    if words.casefold() in known:
        return known[words.casefold()]
    text = normalise(words)
    mentions = find_mentions(text, *cut(text), index)
    if mentions:
        return mentions[0].actor, mentions[0].unit
    said = text.split()
    while said and said[0].lower() in DETERMINERS:
        said = said[1:]
    return " ".join([*said[:-1], singular(said[-1])]) if said else "", UNKNOWN


def _by_name(actors: pd.DataFrame) -> dict[str, tuple[str, str]]:
    pairs = zip(actors["actor"], actors["unit"], strict=True)
    return {actor.casefold(): (actor, unit) for actor, unit in pairs}
