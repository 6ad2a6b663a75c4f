"""What people decided of links, put to use when the map is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from sopgap.mapping.reviewing.settling import settle
from sopgap.sources import quoted
from sopgap.tables import LINKS, split

Pair = tuple[str, str]  # responsibility_id, duty_id
# By pair, what was decided at each Center; under "" what holds at all others.
Decided = dict[Pair, dict[str, dict[str, Any]]]


def decided_links(reviews: pd.DataFrame | None) -> Decided:
    """Return what was decided of links; of what is contested, nothing.

    Examples
    --------
    >>> rows = pd.DataFrame([{"when": "2024-03-01", "reviewer": "A", "responsibility_id": "R1",
    ...     "duty_id": "a#1.9f3a.s1", "decision": "rejected"}])
    >>> [(pair, list(at)) for pair, at in decided_links(rows).items()]
    [(('R1', 'a#1.9f3a.s1'), [''])]
    """
    found: Decided = {}
    if reviews is None or reviews.empty or "duty_id" not in reviews:
        return found
    of_links = reviews[reviews["duty_id"].fillna("") != ""]
    for row in settle(of_links).to_dict("records") if len(of_links) else ():
        if row["state"] in ("confirmed", "rejected"):
            pair = row["responsibility_id"], row["duty_id"]
            found.setdefault(pair, {})[row["center"]] = row
    return found


def confirmed_pairs(decided: Decided) -> set[Pair]:
    """Return the pairs that are confirmed anywhere."""
    return {pair for pair, at in decided.items() if _holds(at, "confirmed")}


def put_decided(links: pd.DataFrame, decided: Decided) -> pd.DataFrame:
    """Return the links with those that were confirmed, without those rejected everywhere."""
    if not decided:
        return links
    out = {pair for pair, at in decided.items() if set(at) == {""} and _holds(at, "rejected")}
    pairs = list(zip(links["responsibility_id"], links["passage_id"], strict=True))
    links = links.loc[np.array([pair not in out for pair in pairs], dtype=bool)]
    lacking = sorted(confirmed_pairs(decided) - set(pairs))
    more = pd.DataFrame(lacking, columns=["responsibility_id", "passage_id"])
    # A person's link stands behind what the program ranked: it takes no other's place.
    more = LINKS.check(more.assign(passage="duty", score=0.0, rank=10**6))
    return pd.concat([links, more], ignore_index=True) if lacking else links


def is_used(duty: dict[str, Any], center: str) -> bool:
    """Say whether a duty counts for its responsibility at a Center.

    Parameters
    ----------
    duty : dict
        `does`: whether the program says so; `decided`: what people said, by Center.
    """
    row = _at(duty, center)
    return bool(duty["does"]) if row is None else row["state"] == "confirmed"


def tell_decision(duty: dict[str, Any], center: str) -> str:
    """Say who decided of a duty's link at a Center, and when; blank where nobody did.

    Examples
    --------
    >>> row = {"state": "rejected", "reviewers": "A. B.", "when": "2024-03-01T09:00:00Z",
    ...        "reason": "of bonds"}
    >>> tell_decision({"decided": {"": row}}, "north")
    "A. B. decided on 2024-03-01 that it is not this: 'of bonds'"
    """
    row = _at(duty, center)
    if row is None:
        return ""
    who = " and ".join(split(row["reviewers"]))
    what = "it is this" if row["state"] == "confirmed" else "it is not this"
    why = f": {quoted(row['reason'])}" if row["reason"] else ""
    return f"{who} decided on {row['when'][:10]} that {what}{why}"


def _at(duty: dict[str, Any], center: str) -> dict[str, Any] | None:
    decided = duty.get("decided") or {}
    return decided.get(center, decided.get(""))


def _holds(at: dict[str, dict[str, Any]], state: str) -> bool:
    return any(row["state"] == state for row in at.values())


def of_pairs(
    decided: Decided, matched: Iterable[Pair], known: dict[str, dict[str, Any]]
) -> list[tuple[str, dict[str, Any]]]:
    """Return the duties whose link was rejected and that no match holds, for the evidence."""
    held = set(matched)
    return [
        (pair[0], known[pair[1]] | {"slots": frozenset(), "partial": False, "full": False})
        for pair in decided
        if pair not in held and pair[1] in known
    ]
