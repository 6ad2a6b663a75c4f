"""When two Centers say the same, and what differs between them, in words."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from sopgap.mapping.fitting.lexicon import act_of, base, bases
from sopgap.mapping.ownership.people import name_words
from sopgap.tables import split

FEW = 3  # Centers that are named; of more, how many they are
SILENT = {
    "owner": ("names nobody", "name nobody"),
    "deadline": ("says no time", "say no time"),
    "frequency": ("does not say how often", "do not say how often"),
    "steps": ("lists no steps", "list no steps"),
    "system": ("names no system", "name no system"),
    "record": ("names no record", "name no record"),
}
# One length of time in several words: day 314 is 314 days, 12 months are a year.
TIME = re.compile(
    r"^(?:(?:with)?in |by |(?:no|not) later than )?(?:day (?P<day>\d+)"
    r"|(?P<n>an?|\d+) (?P<unit>year|month|week|day|hour)s?)$"
)
UNITS = {
    "year": (12, "months"),
    "month": (1, "months"),
    "week": (7, "days"),
    "day": (1, "days"),
    "hour": (1, "hours"),
}

Groups = list[tuple[str, list[str]]]  # what is said, and by which Centers


def group_values(
    attribute: str, values: dict[str, str], centers: pd.DataFrame | None = None
) -> Groups:
    """Put Centers together that say the same; what differs only in wording is the same.

    Parameters
    ----------
    attribute : str
        One of `vocabulary.ATTRIBUTES`.
    values : dict of str to str
        By Center what is said, several things by `;`; blank for silence.
    centers : table `centers`, optional
        A Center's own name in a title ("the North desk") makes no difference.

    Returns
    -------
    list of (str, list of str)
        Each way as it was first said, with its Centers.

    Examples
    --------
    >>> group_values("deadline", {"north": "day 90", "south": "90 days", "west": ""})
    [('day 90', ['north', 'south']), ('', ['west'])]
    """
    called = {} if centers is None else dict(zip(centers["center"], centers["name"], strict=True))
    groups: list[tuple[Any, str, list[str]]] = []
    for center, value in values.items():
        key = _key(attribute, value, str(called.get(center, "")))
        same = next((held for known, _, held in groups if _is_same(attribute, known, key)), None)
        if same is None:
            groups.append((key, value, [center]))
        else:
            same.append(center)
    return [(value, held) for _, value, held in groups]


def chance_of_agreement(groups: Groups) -> float:
    """Return the chance that two different Centers, drawn at random, say the same.

    Simpson's measure of concentration for a sample drawn without replacement (E. H. Simpson,
    Measurement of Diversity, Nature 163, 1949, 688). NaN under two Centers.

    Examples
    --------
    >>> chance_of_agreement([("30 days", ["a", "b", "c"]), ("", ["d"])])
    0.5
    """
    n = sum(len(held) for _, held in groups)
    if n < 2:
        return float("nan")
    return sum(len(held) * (len(held) - 1) for _, held in groups) / (n * (n - 1))


def say_differences(attribute: str, groups: Groups, centers: pd.DataFrame) -> str:
    """Say what differs: "North: 30 days; South: 60 days; 8 others say no time".

    Blank where all say the same. Few Centers are named, the most numerous way comes last.

    Examples
    --------
    >>> centers = pd.DataFrame({"center": ["a", "b"], "name": ["Ash", "Birch"]})
    >>> say_differences("system", [("ACE", ["a"]), ("", ["b"])], centers)
    'Ash: ACE; Birch names no system'
    """
    if len(groups) < 2:
        return ""
    called = dict(zip(centers["center"], centers["name"], strict=True))
    # Who is silent, or does as most do, is told last.
    ordered = sorted(groups, key=lambda group: (len(group[1]) > FEW, not group[0], len(group[1])))
    return "; ".join(
        _say(attribute, value, held, called, n) for n, (value, held) in enumerate(ordered)
    )


def _say(attribute: str, value: str, held: list[str], called: dict[str, str], place: int) -> str:
    if len(held) > FEW:
        who = f"{len(held)} {'others' if place else 'Centers'}"
    else:
        names = [called.get(code, code) for code in held]
        who = " / ".join(names)  # a name may hold a comma or an "and"
    if not value:
        return f"{who} {SILENT[attribute][len(held) > 1]}"
    said = split(value)
    told = ", ".join(said)
    return f"{who}: {len(said)} steps ({told})" if attribute == "steps" else f"{who}: {told}"


def _key(attribute: str, value: str, center: str) -> Any:
    said = split(value)
    if attribute == "steps":
        return tuple(base(act.lower()) for act in said)
    if attribute == "owner":
        own = set(name_words(center))
        return frozenset(tuple(w for w in name_words(one) if w not in own) for one in said)
    if attribute in ("system", "record"):
        return frozenset(frozenset(bases(one)) for one in said)
    return frozenset(_normal_time(one) for one in said)


def _is_same(attribute: str, one: Any, other: Any) -> bool:
    if attribute != "steps":
        return bool(one == other)
    if len(one) != len(other):
        return False
    # Verbs of one family are one act: to check and to verify.
    pairs = zip(one, other, strict=True)
    return all(a in act_of(b) or b in act_of(a) for a, b in pairs)


def _normal_time(words: str) -> str:
    said = words.lower().strip()
    hit = TIME.match(said)
    if hit is None:
        return said
    if hit["day"]:
        return f"{hit['day']} days"
    times, unit = UNITS[hit["unit"]]
    n = 1 if hit["n"].startswith("a") else int(hit["n"])
    return f"{n * times} {unit}"
