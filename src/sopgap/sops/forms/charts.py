"""Tables whose columns are owners: ticked, lettered by RACI, or filled with what each one does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sopgap.sops.actors import singular
from sopgap.sops.forms.columns import SHARED, is_worded, name_cell, name_roles, name_side, times_of
from sopgap.sops.forms.joined import split_acts
from sopgap.sops.forms.marks import DOING, EMPTY, ENSURING, TICK, is_mark, marks_of
from sopgap.sops.forms.newverbs import is_new_verb
from sopgap.sops.forms.norms import Norm, base_form
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import DETERMINERS, cut_sentence
from sopgap.sops.owners.headings import WORK, name_heading
from sopgap.sops.owners.scene import JOINT, NOBODY, SIDES, Bearer, Scene
from sopgap.sops.slots.deadlines import find_times

MODAL = re.compile(
    r"\b(shall not|must not|may not|should not|shall|must|may|should|will)\b", re.IGNORECASE
)
MODALITIES = {
    "shall": "obligation",
    "must": "obligation",
    "will": "obligation",
    "may": "permission",
    "should": "recommendation",
}
# "Moved to the wards | Kept by the stores", "Joint: wards and stores": a header that gives a side.
GIVES = re.compile(
    r"(?:.*\b(?:transition|transfer|mov|assign|delegat|giv|reserv|allocat|remain|retain|kept|keep"
    r"|stay|held|hand|belong|own|led|lead|manag|perform|done)\w*"
    r" (?:to|with|by|at|in|over to|under) |(?:joint|shared|both)\w*(?:: ?| (?:to|by|of) ))"
    r"(?:the )?(?P<side>.+)$",
    re.IGNORECASE,
)
TIME = 4  # words of a cell that is a time
BEHIND_VERB = frozenset({"to", "down", "off", "out", "up", "in", "on", "away", "clear", "back"})
BEING = frozenset({"is", "are", "was", "were", "be"})


def read_chart(
    cells: Sequence[str], heads: Sequence[str], scene: Scene, section: str = ""
) -> list[Norm] | None:
    """Return the norms of a row whose owners stand in the header, None where it is no such row.

    "Task | Clerk | Warden" over "Lock the gate | X | " or "Lock the gate | R | A": of RACI, who is
    responsible stands first and who is accountable ensures it. A tick under both sides makes a
    joint duty. Under "The clerk shall" the cell itself is the act.
    """
    owners = [_owner(head, scene) for head in heads]
    given = _given(cells, heads, owners, scene, section)
    if given is not None:
        return given
    marks = [n for n, cell in enumerate(cells) if n and is_mark(cell)]
    for n in marks:  # "Ward" where the aliases hold "ward director" alone
        if owners[n].unit == "none" and heads[n]:
            shared = Bearer("", heads[n], JOINT) if SHARED.match(heads[n]) else None
            owners[n] = shared or name_side(heads[n], scene) or owners[n]
    named = [n for n, owner in enumerate(owners) if owner.unit != "none"]
    lettered = [n for n, cell in enumerate(cells) if n and marks_of(cell)]
    if not named and not _is_raci(cells, heads, lettered):
        return None
    marked = [n for n in named if n in lettered]
    if not named and _is_raci(cells, heads, lettered):
        marked = lettered[:1]
    if marked:
        strangers = [
            n
            for n in lettered
            if n not in named and n < len(heads) and heads[n] and _is_post(heads[n])
        ]
        for n in strangers:  # "Caterer", whom no alias names, beside owners whom one does
            owners[n] = Bearer("", heads[n], "unknown")
        return _lettered(cells, owners, sorted({*marked, *strangers}))
    ticked = [n for n in named if TICK.match(cells[n].strip())]
    if ticked and all(TICK.match(cells[n].strip()) or EMPTY.match(cells[n].strip()) for n in named):
        return _ticked(cells, owners, ticked)
    return _timed(cells, owners, named) or _told(cells, heads, owners, named, scene)


def _timed(cells: Sequence[str], owners: Sequence[Bearer], named: Sequence[int]) -> list[Norm]:
    """Read "Sweep the hall | daily | -" below owners: who does it how often."""
    filled = [n for n in named if not EMPTY.match(cells[n].strip())]
    times = {n: find_times(cells[n]) for n in filled}
    if not filled or named[0] == 0 or any(len(cells[n].split()) > TIME for n in filled):
        return []
    task = _task(cells, filled)
    if not task or not act_of_cell(task.split())[0] or not all(time[1] for time in times.values()):
        return []
    return [
        _norm(task, owners[n])._replace(deadline=cells[n], frequency=times[n][1]) for n in filled
    ]


def _owner(head: str, scene: Scene) -> Bearer:
    """Return whom a header names, of headers of several rows the lowest: "Staff / Porter"."""
    named = name_heading(head, scene) if head else NOBODY
    if named.unit == "none" and " / " in head:
        return name_heading(head.rsplit(" / ", 1)[1], scene)
    return named


def _given(
    cells: Sequence[str],
    heads: Sequence[str],
    owners: Sequence[Bearer],
    scene: Scene,
    section: str,
) -> list[Norm] | None:
    """Read columns that list what each side has: "Moved to the wards | Kept by the stores".

    All headers must give a side each, or be bare names of sides below a heading of duties; cells
    that are marks make it another table.
    """
    if len(heads) < 2 or not all(heads) or any(is_mark(cell) and cell for cell in cells):
        return None
    sides = [_side(head, scene) for head in heads]
    if not any(sides):
        works = WORK.intersection(_words(section))
        sides = [owner if works and owner.unit in (*SIDES, JOINT) else None for owner in owners]
    if not all(sides) or len({side.unit for side in sides if side}) < 2:
        return None
    return [_norm(c, s) for c, s in zip(cells, sides, strict=True) if s and is_worded(c)]


def _side(head: str, scene: Scene) -> Bearer | None:
    """Return the side that a header gives what stands below it, None where it gives none."""
    found = GIVES.match(head)
    if not found:
        return None
    side = name_cell(found["side"], scene)
    if SHARED.match(head):
        side = side._replace(unit=JOINT)
    return side if side.unit in (*SIDES, JOINT) else None


def _is_raci(cells: Sequence[str], heads: Sequence[str], lettered: Sequence[int]) -> bool:
    """Tell R and A below headers that no alias names: "Task | Desk one | Desk two"."""
    marks = frozenset().union(*(marks_of(cells[n]) for n in lettered))
    is_chart = len(lettered) > 1 and marks.issuperset("ra") and name_roles(heads[:1]) == ["task"]
    return is_chart and all(heads[n] and _is_post(heads[n]) for n in lettered)


def _is_post(head: str) -> bool:
    """Tell a header that may name somebody from one of times, systems and the like."""
    return name_roles([head])[0] in ("", "actor") and head[:1].isupper()


def _lettered(cells: Sequence[str], owners: Sequence[Bearer], marked: Sequence[int]) -> list[Norm]:
    marks = {n: marks_of(cells[n]) for n in marked}
    main = [n for n in marked if "r" in marks[n]]
    doing = main or [n for n in marked if DOING.intersection(marks[n])]
    ensuring = [n for n in marked if ENSURING.intersection(marks[n]) and n not in doing]
    task = _task(cells, marked)
    if not task:
        return []
    norms = [_norm(task, owner) for owner in _together([owners[n] for n in doing])]
    return norms + [_norm(task, owners[n], ensures=True) for n in ensuring]


def _ticked(cells: Sequence[str], owners: Sequence[Bearer], ticked: Sequence[int]) -> list[Norm]:
    task = _task(cells, ticked)
    return [_norm(task, owner) for owner in _together([owners[n] for n in ticked])] if task else []


def _together(owners: list[Bearer]) -> list[Bearer]:
    """Return one joint owner where both sides are marked, else the owners as they are."""
    if {owner.unit for owner in owners} != set(SIDES):
        return owners
    names = " / ".join(dict.fromkeys(owner.actor or owner.text for owner in owners))
    texts = ", ".join(owner.text for owner in owners)
    return [owners[0]._replace(actor=names, text=texts, unit=JOINT, place="column")]


def _told(
    cells: Sequence[str],
    heads: Sequence[str],
    owners: Sequence[Bearer],
    named: Sequence[int],
    scene: Scene,
) -> list[Norm] | None:
    """Read columns that tell what their owner does: "The clerk shall", "Duties of the clerk"."""
    others = [role for n, role in enumerate(name_roles(heads)) if n not in named]
    telling = _telling(cells, owners, named, alone=bool(others) and set(others) == {"deadline"})
    time = _time_before(cells, heads, named)
    norms = []
    for n in named:
        modal = MODAL.search(heads[n])
        works = (
            modal
            or heads[n].lower().endswith((" does", " do"))
            or WORK.intersection(_words(heads[n]))
            or n in telling
        )
        cell = cells[n].strip()
        if not works or EMPTY.match(cell) or not any(map(str.isalpha, cell)):
            continue
        norm = _norm(cell, owners[n])
        if n in telling and not norm.action:  # "stops closing", beside cells that are acts
            first, _, behind = cell.partition(" ")
            norm = norm._replace(action=base_form(first.lower()), object=behind)
        if time and not norm.deadline:
            norm = norm._replace(deadline=time[0], frequency=norm.frequency or time[1])
        if modal:
            words = modal[1].lower().split()
            modality = MODALITIES[words[0]] if len(words) == 1 else "prohibition"
            norm = norm._replace(modality=modality)
        norms += each_act(cell, norm, scene)
    return norms or None


def _telling(
    cells: Sequence[str], owners: Sequence[Bearer], named: Sequence[int], *, alone: bool
) -> list[int]:
    """Return the columns whose cells are acts of their owners: "Warden | Porter", "locks up | -".

    Every cell below an owner must be an act, a passive ("is rung") or blank; one that names
    somebody itself is no act of the column's owner.
    """
    if len(named) < 2 and not alone and not _is_told(cells[named[0]], named[0]):
        return []  # one column is enough beside columns of times, or where its cell is an act
    told = {}
    loose = []  # "Slow to walking pace", beside cells that are acts
    for n in named:
        words = cells[n].split()
        first = words[0].lower() if words else ""
        if EMPTY.match(cells[n]) or first in BEING:
            continue
        told[n] = act_of_cell(words)[0]
        if not told[n] and lexicon.verbs().get(first, ("", ""))[1] != "s":
            loose.append(n)
            if len(words) < 2 or words[1].lower() not in BEHIND_VERB:
                return []
    if len(loose) == len(told):
        return []
    return list(told) if any(told.values()) else []


def _is_told(cell: str, at: int) -> bool:
    """Tell "Stops the belt" below an owner who stands beside other columns."""
    words = cell.lower().split()
    form = lexicon.verbs().get(words[0], ("", ""))[1] if words else ""
    is_act = at > 0 and len(words) > 1 and bool(act_of_cell(words)[0])
    return is_act and (form == "s" or words[1] in DETERMINERS)


def _time_before(
    cells: Sequence[str], heads: Sequence[str], named: Sequence[int]
) -> tuple[str, str] | None:
    """Return the time that a cell before the owners says: "10" below "Minute"."""
    roles = name_roles(heads[: named[0]])
    found = [n for n, role in enumerate(roles) if role == "deadline" and cells[n]]
    return times_of(cells[found[0]], heads[found[0]]) if found else None


def _words(head: str) -> list[str]:
    return [singular(word) for word in re.findall(r"[a-z]+", head.lower())]


def _task(cells: Sequence[str], marked: Sequence[int]) -> str:
    """Return the cell that says what is done: the longest before the first mark."""
    before = [cell for cell in cells[: marked[0]] if is_worded(cell)]
    return max(before, key=len, default="")


def _norm(task: str, owner: Bearer, *, ensures: bool = False) -> Norm:
    deadline, frequency = find_times(task)
    bearer = owner._replace(place="column")
    action, thing = act_of_cell(task.split())
    if ensures:
        action, thing = "ensure", task
    return Norm(bearer, "obligation", "table", action, thing, "", deadline, frequency)


def each_act(cell: str, norm: Norm, scene: Scene) -> list[Norm]:
    """Return a norm and one more for each act that "and" joins to it: "Locks up and counts keys".

    The norm's own object stays as the cell has it where there is one act.
    """
    first = cell.split(" ", 1)[0].lower()
    base, form = lexicon.verbs().get(first, ("", ""))
    if not norm.action or base != norm.action or form not in ("base", "s"):
        return [norm]
    sentence = cut_sentence(cell, scene.index)
    norms = split_acts(sentence, norm, 0, form) if sentence.words[:1] == [first] else [norm]
    return norms if len(norms) > 1 else [norm]


def act_of_cell(words: list[str]) -> tuple[str, str]:
    """Return action and object of the words of a cell, the action blank where no verb opens it.

    Examples
    --------
    >>> [act_of_cell(cell.split()) for cell in ("Locks the gate", "Bonds", "Airing of rooms")]
    [('lock', 'the gate'), ('', 'Bonds'), ('air', 'rooms')]
    """
    first = re.sub(r"\W", "", words[0]).lower() if words else ""
    behind = words[1].lower() if len(words) > 1 else ""
    base, form = lexicon.verbs().get(first) or lexicon.everyday().get(first, ("", ""))
    if not form and behind and is_new_verb([first, behind], 0):
        base, form = first, "base"
    if form == "ing" and behind == "of":
        words, behind = [words[0], *words[2:]], "the"
    noun = base in lexicon.word_list("noun_verbs.txt")
    is_verb = form in ("base", "s", "ing") and behind and not behind.startswith("(")
    if (
        noun
        and form == "base"
        and len(words) == 2
        and behind in lexicon.word_list("noun_verbs.txt")
    ):
        is_verb = False  # "Balance check"
    if not is_verb or (noun and form == "s" and behind not in DETERMINERS):
        return "", " ".join(words[:10]).strip(",;.")
    return base, " ".join(words[1:10]).strip(",;.")
