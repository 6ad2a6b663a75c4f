"""Duties in table rows: the header says which cell names who, what and by when."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sopgap.sops.formats.blocks import split_cells
from sopgap.sops.forms.bands import find_band, note_band, plain_heads
from sopgap.sops.forms.charts import act_of_cell, each_act, read_chart
from sopgap.sops.forms.columns import (
    ALLOWED,
    BINDS,
    DENIED,
    DONE_BY,
    LOOSE,
    POSITION,
    SENDER,
    fill,
    is_worded,
    name_aside,
    name_cell,
    name_roles,
    times_of,
)
from sopgap.sops.forms.marks import EMPTY
from sopgap.sops.forms.norms import LIGHT, Norm, base_form
from sopgap.sops.forms.unowned import OBJECTS, STEPS, read_unowned
from sopgap.sops.forms.weeks import read_week
from sopgap.sops.grammar.sentences import cut_sentence
from sopgap.sops.owners.scene import JOINT, NOBODY, SIDES, Bearer, Scene
from sopgap.sops.slots.deadlines import find_times
from sopgap.text import split_sentences

ENSURES = re.compile(r"accountable|answerable|ensured by|a$", re.IGNORECASE)
DOES = re.compile(
    r"responsible(?! for)|done by|performed by|carried out by|who does|r$", re.IGNORECASE
)
TIMED = re.compile(r"([^:]{2,30}): (.+)$")
OVER = re.compile(r"(?:reports? to|supervis\w+(?: by)?|line manager)\b", re.IGNORECASE)
WHO_DOES = re.compile(r"who (?!is\b|has\b|may\b|can\b)\w+s\b", re.IGNORECASE)
BEHIND_NAME = frozenset({",", "(", "or", "and", "/", ";", "&", "."})
SHORT = 8  # words of a cell that may be the name of an actor
GOES = re.compile(r"goes to$", re.IGNORECASE)
FEWEST = 2  # columns of who does what to a paper
# Whom a cell of owners binds that names nobody of his own.
ALL = re.compile(r"(?:all|any(?:one|body)?|every(?:one|body)|tbd)$", re.IGNORECASE)
MOST = 6  # acts of one cell


def read_row(text: str, header: str, scene: Scene, entry: Mapping[str, str]) -> list[Norm]:
    """Return the norms of a table row: somebody in one cell does what another cell says.

    The owner stands in a cell, or in the header of a column that is ticked or lettered (RACI) or
    that tells what he does. A row that names nobody may still hold a sentence that binds.
    """
    cells = split_cells(text)
    heads = (split_cells(header) if header else [])[: len(cells)]
    heads += [""] * (len(cells) - len(heads))
    section = entry.get("section", "")
    band = find_band(heads, header, scene, section)
    heads = plain_heads(heads)
    charted = read_week(cells, heads, scene, section)
    if charted is None:
        charted = read_chart(cells, heads, scene, section)
    if charted is not None:
        return charted
    if note_band(cells, header, scene, section):
        return []
    placed = _position(cells, heads, scene)
    if placed is not None:
        return [placed]
    hands = _by_hands(cells, heads, scene)
    if hands:
        return hands
    roles = name_roles(heads)
    goes = next((n for n, head in enumerate(heads) if n and GOES.match(head)), 0)
    if goes and roles[goes] == "actor" and is_worded(cells[0]) and not any(map(_is_act, cells)):
        taker = name_aside(cells[goes], scene)._replace(place="cell")
        return [Norm(taker, "obligation", "table", "", cells[0])] if taker.actor else []
    actor_at, bearer = _actor(cells, heads, roles, scene)
    bearer = _kept(bearer, actor_at, header, scene)
    if actor_at < 0:
        return read_unowned(cells, heads, roles, scene, entry, band)
    over = next((n for n, head in enumerate(heads) if n and OVER.match(head)), 0)
    if over and cells[over]:  # "Position | Reports to": who stands there oversees the position
        chief = name_cell(cells[over], scene)._replace(place="cell")
        return [Norm(chief, "obligation", "table", "supervise", cells[0])]
    has_header = any(map(str.isalpha, header))
    task_at = _task(cells, heads, roles, actor_at, has_header=has_header)
    if task_at < 0 and not any(map(BINDS.match, heads)):
        return read_unowned(cells, heads, roles, scene, entry, band) if has_header else []
    owners = _further(cells[actor_at], bearer, scene)
    norms = [
        norm
        for at in _tasks(cells, heads, task_at, actor_at)
        for owner in owners
        for act in split_acts(cells[at])
        for norm in each_act(act, _norm(act, owner, cells, heads, roles, at), scene)
    ]
    named = task_at >= 0 and roles[task_at] == "task"
    norms = [_by_header(norm, heads[actor_at], is_task=named) for norm in norms]
    second = _second(heads, actor_at)
    if second >= 0 and task_at >= 0 and is_worded(cells[second]):
        other = name_aside(cells[second], scene)._replace(place="cell")
        more = [norm._replace(bearer=other) for norm in norms if norm.bearer == owners[0]]
        if DOES.match(heads[second]):
            norms = [_ensured(norm, cells[task_at]) for norm in norms] + more
        else:
            norms += [_ensured(norm, cells[task_at]) for norm in more[:1]]
    aside = find_times(cells[actor_at])[0]  # "Porter, each Monday"
    return [fill(norm, times=[aside] if aside else []) for norm in norms[:MOST]]


def _position(cells: list[str], heads: list[str], scene: Scene) -> Norm | None:
    """Return the duty of the side with which a position sits: "Position | Assigned to".

    The cell of the other column must name a side, so that lists of people and rooms say nothing;
    where another column tells the work, the position is who does it.
    """
    at = next((n for n, head in enumerate(heads) if POSITION.match(head)), -1)
    roles = name_roles(heads)
    others = [n for n, role in enumerate(roles) if role == "actor" and n != at and cells[n]]
    if at < 0 or not {"task", "other"}.isdisjoint(roles) or not others or not is_worded(cells[at]):
        return None
    side = name_cell(cells[others[0]], scene)
    if side.unit not in (*SIDES, JOINT):
        return None
    return Norm(side._replace(place="cell"), "obligation", "table", "", cells[at])


def _by_hands(cells: list[str], heads: list[str], scene: Scene) -> list[Norm]:
    """Return what each does to a paper: "Clerk | Warden" below "Prepared by | Passed by"."""
    at = [n for n, head in enumerate(heads) if n and DONE_BY.match(head)]
    if len(at) < FEWEST or any(map(ENSURES.match, heads)) or not is_worded(cells[0]):
        return []
    norms = []
    for n in at:
        owner = name_aside(cells[n], scene)
        if EMPTY.match(cells[n]) or owner.unit == "none":
            continue
        norm = Norm(owner._replace(place="cell"), "obligation", "table", "", cells[0])
        if _is_act(cells[0]):
            act, thing = act_of_cell(cells[0].split())
            light = base_form(heads[n].split()[0].lower()) in LIGHT
            norm = norm._replace(action=act if light else "", object=thing if light else cells[0])
        norms.append(_by_header(norm, heads[n], is_task=False))
    return norms


def _second(heads: list[str], actor_at: int) -> int:
    """Return the other column of "Accountable | Responsible", in either order, or -1."""
    wanted = DOES if ENSURES.match(heads[actor_at]) else ENSURES
    if not DOES.match(heads[actor_at]) and wanted is ENSURES:
        return -1
    return next((n for n, head in enumerate(heads) if n != actor_at and wanted.match(head)), -1)


def _ensured(norm: Norm, task: str) -> Norm:
    return norm._replace(action="ensure", object=task)


def _by_header(norm: Norm, head: str, *, is_task: bool) -> Norm:
    """Return a norm whose act the header of the owners tells: "Signed by", "Who signs".

    A cell below a header of tasks tells its act itself.
    """
    if SENDER.match(head) and not norm.action:
        return norm._replace(action="send")
    told = re.match(r"(?:who )?(\w+)(?: (?:in|out|up|off|on))?(?: by)?$", head, re.IGNORECASE)
    if (norm.action and is_task) or not told or not (WHO_DOES.match(head) or DONE_BY.match(head)):
        return norm
    base = base_form(told[1].lower())
    return norm if base in LIGHT or base == told[1].lower() else norm._replace(action=base)


def _tasks(cells: list[str], heads: list[str], task_at: int, actor_at: int) -> list[int]:
    """Return the columns of acts: the main one, and those that forbid or allow: "Must | May"."""
    further = [
        n
        for n, head in enumerate(heads)
        if n not in (task_at, actor_at)
        and is_worded(cells[n])
        and not EMPTY.match(cells[n])
        and (ALLOWED.match(head) or (BINDS.match(head) and DENIED.search(head)))
        and act_of_cell(cells[n].split())[0]
    ]
    return ([task_at] if task_at >= 0 else []) + further


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


def _norm(
    act: str, bearer: Bearer, cells: list[str], heads: list[str], roles: list[str], at: int
) -> Norm:
    """Return the norm of an act in a cell; the other cells give time, system, condition."""
    timed = TIMED.match(act)
    before = timed[1] if timed and _is_time(timed[1]) else ""
    action, thing, is_denied = _act(timed[2] if timed and before else act)
    deadline, frequency = find_times(act)
    by_role = {role: n for n, role in reversed(list(enumerate(roles))) if cells[n]}
    if "deadline" in by_role:
        deadline, frequency = times_of(cells[by_role["deadline"]], heads[by_role["deadline"]])
    modality = "prohibition" if is_denied or DENIED.search(heads[at]) else "obligation"
    if ALLOWED.match(heads[at]):
        modality = "permission"
    norm = Norm(bearer, modality, "table", action, thing, "", before or deadline, frequency)
    parts = {role: cells[n] for role, n in by_role.items() if not EMPTY.match(cells[n])}
    norm = norm._replace(condition=parts.get("condition", ""))
    return fill(norm, **{slot: parts.get(slot, "") for slot in ("system", "handoff", "record")})


def _is_time(text: str) -> bool:
    """Tell "24 hours", "By noon" before a colon from other words."""
    return bool(find_times(text)[0] or find_times(f"within {text.lower()}")[0])


def _kept(bearer: Bearer, actor_at: int, header: str, scene: Scene) -> Bearer:
    """Return the owner of a row; one whose cell is merged with the cell above keeps that owner."""
    if actor_at < 0:
        return bearer
    if bearer.text or bearer.unit != "none":
        scene.rows[header] = bearer
        return bearer._replace(place="cell")
    return scene.rows.get(header, bearer) if bearer.place == "cell" else bearer


def _actor(
    cells: list[str], heads: list[str], roles: list[str], scene: Scene
) -> tuple[int, Bearer]:
    """Return the cell that names who acts: by its header, else the one that is a name."""
    for at, role in enumerate(roles):
        if role != "actor":
            continue
        if not cells[at]:
            return at, NOBODY._replace(place="cell")
        if ALL.match(cells[at]):
            return at, Bearer("", cells[at], "none")
        bearer = name_aside(cells[at], scene)
        if LOOSE.match(heads[at]) and (bearer.unit == "none" or not any(map(_is_act, cells))):
            continue  # "Contact | 555 0100"
        if bearer.unit == "none" and EMPTY.match(cells[at]):
            return at, NOBODY
        if bearer.unit != "none" or not any(map(str.isalpha, cells[at])):
            return at, bearer
        if DONE_BY.match(heads[at]):  # "Boiled by | steam"
            continue
        return at, Bearer("", cells[at], "unknown")
    for at, cell in enumerate(cells):
        if roles[at] in ("other", "system", "handoff") or len(cell.split()) > SHORT:
            continue
        sentence = cut_sentence(cell, scene.index)
        words = sentence.words
        for mention in sentence.mentions[:1]:
            ends = len(words) - mention.last <= 1 or words[mention.last] in BEHIND_NAME
            if mention.first <= 1 and ends:
                return at, name_cell(cell, scene)
    return -1, NOBODY


def _task(
    cells: list[str], heads: list[str], roles: list[str], actor_at: int, *, has_header: bool
) -> int:
    named = [n for n, role in enumerate(roles) if role == "task" and n != actor_at]
    named = [n for n in named if is_worded(cells[n])]
    if named:  # "Item | Check": "Ladder | Inspect the rungs"
        told = [*named, *_told(cells, heads, roles, actor_at)]
        return next((n for n in told if _is_act(cells[n])), named[0])
    told = _told(cells, heads, roles, actor_at) if roles[actor_at] == "actor" else []
    if told:
        return next((n for n in told if _is_act(cells[n])), told[0])
    if SENDER.match(heads[actor_at]):  # "Report | From | To"
        return next((n for n, c in enumerate(cells) if n != actor_at and is_worded(c)), -1)
    if has_header and (WHO_DOES.match(heads[actor_at]) or DONE_BY.match(heads[actor_at])):
        return 0 if actor_at else -1  # "Test | Who reports": the header tells the act
    blank = not any(head for n, head in enumerate(heads) if n != actor_at)
    if has_header and not blank:  # "Who | May read": the columns assign nothing
        return -1
    others = [n for n in range(len(cells)) if n != actor_at and roles[n] == ""]
    worded = [n for n in others if is_worded(cells[n])]
    return max(worded, key=lambda n: len(cells[n]), default=-1)


def _told(cells: list[str], heads: list[str], roles: list[str], actor_at: int) -> list[int]:
    """Return the columns that tell steps: by a header as "Check", or by acts below any other."""
    others = [n for n, role in enumerate(roles) if role == "" and n != actor_at]
    others = [n for n in others if is_worded(cells[n]) and not EMPTY.match(cells[n])]
    return [n for n in others if STEPS.search(heads[n]) or _is_imperative(cells[n])]


def _is_imperative(cell: str) -> bool:
    return _is_act(cell) and len(cell.split()) > FEWEST and cell.split()[1].lower() in OBJECTS


def _is_act(cell: str) -> bool:
    return bool(act_of_cell(cell.split())[0])


def _act(cell: str) -> tuple[str, str, bool]:
    """Return action and object of a cell, and whether it forbids them."""
    words = cell.split()
    denied = [word.lower() for word in words[:2]] == ["do", "not"] or words[:1] == ["Never"]
    words = words[2 if words[0].lower() == "do" else 1 :] if denied else words
    return *act_of_cell(words), denied
