"""Duties in table rows: the header says which cell names who, what and by when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from sopgap.sops.bearers import name_bearer
from sopgap.sops.charts import act_of_cell, read_chart
from sopgap.sops.forms import read_sentence
from sopgap.sops.norms import Norm
from sopgap.sops.scene import JOINT, NOBODY, Bearer, Scene
from sopgap.sops.sentences import cut_sentence
from sopgap.sops.slots import find_times
from sopgap.text import split_sentences

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
    r"|process|shift|description|item|does\b|must\b|shall\b|job\b|detail|requirement|operation|stage|phase",
}
PATTERNS = {
    role: re.compile(r"\b(?:" + words + ")", re.IGNORECASE) for role, words in ROLES.items()
}
DENIED = re.compile(r"\b(?:not|prohibited|forbidden|never)\b", re.IGNORECASE)
SHARED = re.compile(r"(?:joint(?:ly)?|both|shared|together)\b", re.IGNORECASE)
OVER = re.compile(r"(?:reports? to|supervis\w+(?: by)?|line manager)\b", re.IGNORECASE)
WHO_DOES = re.compile(r"who (?!is\b|has\b|may\b|can\b)\w+s\b|\w+ed by\b", re.IGNORECASE)
BEHIND_NAME = frozenset({",", "(", "or", "and", "/", ";", "&", "."})
SHORT = 8  # words of a cell that may be the name of an actor
MOST = 6  # acts of one cell


def read_row(text: str, header: str, scene: Scene, entry: Mapping[str, str]) -> list[Norm]:
    """Return the norms of a table row: somebody in one cell does what another cell says.

    The owner stands in a cell, or in the header of a column that is ticked or lettered (RACI) or
    that tells what he does. A row that names nobody may still hold a sentence that binds.
    """
    cells = text.split(" | ")
    heads = (header.split(" | ") if header else [])[: len(cells)]
    heads += [""] * (len(cells) - len(heads))
    charted = read_chart(cells, heads, scene)
    if charted is not None:
        return charted
    roles = _roles(heads)
    actor_at, bearer = _actor(cells, roles, scene)
    bearer = _kept(bearer, actor_at, header, scene)
    if actor_at < 0:
        return _sentences(cells, roles, scene, entry)
    over = next((n for n, head in enumerate(heads) if n and OVER.match(head)), 0)
    if over and cells[over]:  # "Position | Reports to": who stands there oversees the position
        chief = replace(_name(cells[over], scene), place="cell")
        return [Norm(chief, "obligation", "table", "supervise", cells[0])]
    has_header = any(map(str.isalpha, header))
    task_at = _task(cells, heads, roles, actor_at, has_header=has_header)
    if task_at < 0:
        return []
    times = [cell for cell, role in zip(cells, roles, strict=True) if role == "deadline" and cell]
    condition = next((c for c, r in zip(cells, roles, strict=True) if r == "condition"), "")
    denied = bool(DENIED.search(heads[task_at]))
    owners = _further(cells[actor_at], bearer, scene)
    norms = [
        _norm(act, owner, times, condition, denied=denied)
        for owner in owners
        for act in split_acts(cells[task_at])
    ]
    return norms[:MOST]


def _further(cell: str, bearer: Bearer, scene: Scene) -> list[Bearer]:
    """Return all owners that a cell lists: "Warden, porter"; a joint one stands alone."""
    sentence = cut_sentence(cell, scene.index)
    covered = sum(m.last - m.first for m in sentence.mentions)
    others = [word for word in sentence.words if word.isalpha() and word not in ("and", "or")]
    if bearer.unit == JOINT or len(sentence.mentions) < 2 or covered < len(others):
        return [bearer]
    return [
        Bearer(m.actor, sentence.piece(m.first, m.last), m.unit, place="cell")
        for m in sentence.mentions
    ]


def split_acts(cell: str) -> list[str]:
    """Return the acts of a cell, each a sentence or a piece between semicolons.

    Examples
    --------
    >>> split_acts("Locks the gate; counts the keys. Rings the bell.")
    ['Locks the gate', 'counts the keys.', 'Rings the bell.']
    """
    parts = [part.strip() for sentence in split_sentences(cell) for part in sentence.split(";")]
    return [part for part in parts if part] or [cell]


def _norm(act: str, bearer: Bearer, times: list[str], condition: str, *, denied: bool) -> Norm:
    action, thing, is_denied = _act(act)
    deadline, frequency = find_times(times[0]) if times else find_times(act)
    modality = "prohibition" if denied or is_denied else "obligation"
    return Norm(
        bearer,
        modality,
        "table",
        action,
        thing,
        condition,
        times[0] if times else deadline,
        frequency,
    )


def _kept(bearer: Bearer, actor_at: int, header: str, scene: Scene) -> Bearer:
    """Return the owner of a row; one whose cell is merged with the cell above keeps that owner."""
    if actor_at < 0:
        return bearer
    if bearer.text or bearer.unit != "none":
        scene.rows[header] = bearer
        return replace(bearer, place="cell")
    return scene.rows.get(header, bearer) if bearer.place == "cell" else bearer


def _sentences(
    cells: list[str], roles: list[str], scene: Scene, entry: Mapping[str, str]
) -> list[Norm]:
    """Read the cells of a row that names nobody as sentences; a cell of tasks may be a step."""
    norms: list[Norm] = []
    for cell, role in zip(cells, roles, strict=True):
        if len(cell.split()) < (3 if role == "task" else 5):
            continue
        kind = "item" if role == "task" else "row"
        inner = {**entry, "kind": kind, "lead_in": "", "header": ""}
        for sentence in split_sentences(cell):
            norms += [n for n in read_sentence(sentence, scene, inner) if not n.is_open]
    return norms[:MOST]


def _roles(header: list[str]) -> list[str]:
    roles = []
    for cell in header:
        found = [role for role, pattern in PATTERNS.items() if pattern.match(cell.strip())]
        found = found or [role for role, pattern in PATTERNS.items() if pattern.search(cell)]
        roles.append(found[0] if found else "")
    return roles


def _actor(cells: list[str], roles: list[str], scene: Scene) -> tuple[int, Bearer]:
    """Return the cell that names who acts: by its header, else the one that is a name."""
    for at, role in enumerate(roles):
        if role != "actor":
            continue
        if not cells[at]:
            return at, replace(NOBODY, place="cell")
        bearer = _name(cells[at], scene)
        if bearer.unit != "none" or not any(map(str.isalpha, cells[at])):
            return at, bearer
        return at, Bearer("", cells[at], "unknown")
    for at, cell in enumerate(cells):
        if roles[at] in ("other", "system") or len(cell.split()) > SHORT:
            continue
        sentence = cut_sentence(cell, scene.index)
        words = sentence.words
        for mention in sentence.mentions[:1]:
            ends = len(words) - mention.last <= 1 or words[mention.last] in BEHIND_NAME
            if mention.first <= 1 and ends:
                return at, _name(cell, scene)
    return -1, NOBODY


def _name(cell: str, scene: Scene) -> Bearer:
    if SHARED.match(cell.strip()):
        return Bearer("", cell.strip(), JOINT)
    sentence = cut_sentence(cell.replace("/", " and ").replace(" & ", " and "), scene.index)
    n = len(sentence.words)
    if any(n - m.last == 1 and m.first <= 1 for m in sentence.mentions):
        n -= 1  # "Analyst A"
    found = name_bearer(sentence, 0, n, scene)
    if found.unit == "none" and " and " in sentence.text:  # an "&" of a name was taken apart
        sentence = cut_sentence(cell, scene.index)
        found = name_bearer(sentence, 0, len(sentence.words), scene)
    return found


def _task(
    cells: list[str], heads: list[str], roles: list[str], actor_at: int, *, has_header: bool
) -> int:
    named = [n for n, role in enumerate(roles) if role == "task" and n != actor_at and cells[n]]
    if named:
        return named[0]
    if has_header and WHO_DOES.match(heads[actor_at]):
        return 0 if actor_at else -1  # "Test | Who reports": the header tells the act
    if has_header:  # "Who | May read": the columns assign nothing
        return -1
    others = [n for n in range(len(cells)) if n != actor_at and roles[n] == ""]
    worded = [n for n in others if any(map(str.isalpha, cells[n]))]
    return max(worded, key=lambda n: len(cells[n]), default=-1)


def _act(cell: str) -> tuple[str, str, bool]:
    """Return action and object of a cell, and whether it forbids them."""
    words = cell.split()
    denied = [word.lower() for word in words[:2]] == ["do", "not"] or words[:1] == ["Never"]
    words = words[2 if words[0].lower() == "do" else 1 :] if denied else words
    return *act_of_cell(words), denied
