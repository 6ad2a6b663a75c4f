"""Tables whose columns are times: who does a thing on which day, or what somebody does then."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sopgap.sops.forms.charts import act_of_cell
from sopgap.sops.forms.columns import is_worded, name_aside, name_cell
from sopgap.sops.forms.marks import EMPTY, TICK
from sopgap.sops.forms.norms import Norm
from sopgap.sops.owners.headings import name_heading
from sopgap.sops.owners.scene import NOBODY, Bearer, Scene

NAME = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
    r"|week(?:ends?|days?)|(?:bank )?holidays?|week \d+"
)
DAYS = re.compile(rf"(?:{NAME})(?:\W+(?:(?:to|and|or)\W+)?(?:{NAME}))*\W*$", re.IGNORECASE)
PERIOD = re.compile(
    r"(?:(?:every|each|twice) .+|(?:bi-?)?(?:hourly|daily|weekly|monthly|quarterly|yearly)"
    r"|(?:semi-?)?annual(?:ly)?|mornings?|afternoons?|evenings?|nights?|noon"
    r"|(?:before|after|during|at|on) .+|before|after|during|opening|closing)$",
    re.IGNORECASE,
)
ASIDE = re.compile(r"\(([^()]+)\)")
FEWEST = 2  # columns of days


def read_week(
    cells: Sequence[str], heads: Sequence[str], scene: Scene, section: str = ""
) -> list[Norm] | None:
    """Return the norms of a row below times, None where the header is not of times.

    "Gate | Warden | Porter" below "Shift | Mon | Tue" gives each his days; "Warden | airs the
    rooms | counts keys" below "Role | Daily | Weekly" gives the warden an act for each; ticks below
    them say when whoever the row or the heading names does the task.
    """
    times = [n for n, head in enumerate(heads) if n and (DAYS.match(head) or PERIOD.match(head))]
    if len(times) < FEWEST or not is_worded(cells[0]):
        return None
    ticked = [n for n in times if TICK.match(cells[n])]
    if ticked and all(TICK.match(cells[n]) or EMPTY.match(cells[n]) for n in times):
        return _ticked(cells, heads, times, ticked, scene, section)
    if len(times) < len(heads) - 1:
        return None
    owner = name_cell(cells[0], scene)
    acts = [n for n in times if act_of_cell(cells[n].split())[0]]
    if owner.unit != "none" and acts:
        return [_norm(cells[n], owner, heads[n]) for n in acts]
    by_owner: dict[Bearer, list[int]] = {}
    for n in times:
        found = None if EMPTY.match(cells[n]) else name_aside(cells[n], scene)
        if found and found.unit != "none":
            by_owner.setdefault(found, []).append(n)
    return [
        _norm(cells[0], bearer, _days([cells[n] for n in at], [heads[n] for n in at]))
        for bearer, at in by_owner.items()
    ] or None


def _ticked(
    cells: Sequence[str],
    heads: Sequence[str],
    times: Sequence[int],
    ticked: Sequence[int],
    scene: Scene,
    section: str,
) -> list[Norm] | None:
    """Read "Mop the floor | x | - | Porter" below "Task | Daily | Weekly | Who"."""
    others = [n for n in range(1, len(cells)) if n not in times and cells[n]]
    named = [name_aside(cells[n], scene) for n in others]
    owner = next((one for one in named if one.unit != "none"), None)
    owner = owner or (name_heading(section, scene) if section else NOBODY)
    if owner.unit == "none" and not act_of_cell(cells[0].split())[0]:
        return None
    return [_norm(cells[0], owner, ", ".join(heads[n] for n in ticked))]


def _days(cells: Sequence[str], heads: Sequence[str]) -> str:
    """Return the days of somebody: a day in brackets in his cell goes before the header's."""
    named = []
    for cell, head in zip(cells, heads, strict=True):
        aside = ASIDE.search(cell)
        named.append(aside[1] if aside and DAYS.match(aside[1]) else head)
    return ", ".join(dict.fromkeys(named))


def _norm(task: str, owner: Bearer, days: str) -> Norm:
    action, thing = act_of_cell(task.split())
    return Norm(owner, "obligation", "table", action, thing, "", days, days)
