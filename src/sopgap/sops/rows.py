"""Duties in table rows: the header says which cell names who, what and by when."""

from __future__ import annotations

import re

from sopgap.sops import lexicon
from sopgap.sops.bearers import NOBODY, Bearer, Scene, name_bearer
from sopgap.sops.forms import read_sentence
from sopgap.sops.norms import Norm
from sopgap.sops.sentences import cut_sentence
from sopgap.sops.slots import find_times

# What a header says of its column; the first that fits decides.
ROLES = {
    "other": r"may\b|can\b|access|privilege|permission|rights?\b|describes?\b|contact|phone|mail"
    r"|room\b|address|location",
    "actor": r"who\b|responsible|responsibility of|owner|actor|assigned|performed by|done by|lead"
    r"|accountable|position|office\b|party|unit\b|staff|by whom|role\b",
    "deadline": r"when|deadline|time|due|by when|frequency|how often|days|schedule|period",
    "system": r"system|tool\b|application|module",
    "condition": r"condition|trigger|if\b|case\b",
    "task": r"task|function|action|step|activit|duty|duties|what|procedure|responsibilit|work"
    r"|process|description|item|does\b|must\b|shall\b|job\b|detail|requirement|operation|stage|phase",
}
PATTERNS = {
    role: re.compile(r"\b(?:" + words + ")", re.IGNORECASE) for role, words in ROLES.items()
}
SHORT = 8  # words of a cell that may be the name of an actor


def read_row(text: str, header: str, scene: Scene) -> list[Norm]:
    """Return the norm of a table row: somebody in one cell does what another cell says.

    A row whose cells name nobody may still hold a sentence with a modal.
    """
    cells = text.split(" | ")
    roles = _roles(header.split(" | ") if header else [], len(cells))
    actor_at, bearer = _actor(cells, roles, scene)
    if actor_at < 0:
        entry = {"kind": "row", "lead_in": "", "section": ""}
        return [n for c in cells if len(c.split()) > 4 for n in read_sentence(c, scene, entry)][:1]
    has_header = any(map(str.isalpha, header))
    task_at = _task(cells, roles, actor_at, has_header=has_header)
    if task_at < 0:
        return []
    action, thing = _act(cells[task_at], scene)
    times = [cell for cell, role in zip(cells, roles, strict=True) if role == "deadline" and cell]
    deadline, frequency = find_times(times[0]) if times else find_times(cells[task_at])
    condition = next((c for c, r in zip(cells, roles, strict=True) if r == "condition"), "")
    return [
        Norm(
            bearer,
            "obligation",
            "table",
            action,
            thing,
            condition,
            times[0] if times else deadline,
            frequency,
        )
    ]


def _roles(header: list[str], n: int) -> list[str]:
    roles = []
    for cell in (header + [""] * n)[:n]:
        found = [role for role, pattern in PATTERNS.items() if pattern.match(cell.strip())]
        found = found or [role for role, pattern in PATTERNS.items() if pattern.search(cell)]
        roles.append(found[0] if found else "")
    return roles


def _actor(cells: list[str], roles: list[str], scene: Scene) -> tuple[int, Bearer]:
    """Return the cell that names who acts: by its header, else the one that is a name."""
    for at, role in enumerate(roles):
        if role == "actor" and cells[at]:
            bearer = _name(cells[at], scene)
            if bearer.unit != "none" or not any(map(str.isalpha, cells[at])):
                return at, bearer
            return at, Bearer("", cells[at], "unknown")
    for at, cell in enumerate(cells):
        if roles[at] in ("other", "deadline", "system"):
            continue
        if len(cell.split()) <= SHORT:
            sentence = cut_sentence(cell, scene.index)
            whole = [m for m in sentence.mentions if m.first <= 1 and m.last == len(sentence.words)]
            if whole:
                return at, _name(cell, scene)
    return -1, NOBODY


def _name(cell: str, scene: Scene) -> Bearer:
    sentence = cut_sentence(cell, scene.index)
    return name_bearer(sentence, 0, len(sentence.words), scene)


def _task(cells: list[str], roles: list[str], actor_at: int, *, has_header: bool) -> int:
    named = [n for n, role in enumerate(roles) if role == "task" and n != actor_at and cells[n]]
    if named:
        return named[0]
    if has_header:  # "Who | May read": the columns assign nothing
        return -1
    others = [n for n in range(len(cells)) if n != actor_at and roles[n] == ""]
    worded = [n for n in others if any(map(str.isalpha, cells[n]))]
    return max(worded, key=lambda n: len(cells[n]), default=-1)


def _act(cell: str, scene: Scene) -> tuple[str, str]:
    words = cell.split()
    first = re.sub(r"\W", "", words[0]).lower() if words else ""
    base, form = lexicon.verbs().get(first, ("", ""))
    if form in ("base", "s", "ing"):
        return base, " ".join(words[1:10]).strip(",;.")
    return "", " ".join(words[:10]).strip(",;.")
