"""Tables whose columns are owners: ticked, lettered by RACI, or filled with what each one does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sopgap.sops import lexicon
from sopgap.sops.actors import singular
from sopgap.sops.headings import name_heading
from sopgap.sops.norms import Norm
from sopgap.sops.scene import JOINT, NOBODY, SIDES, Bearer, Scene
from sopgap.sops.sentences import DETERMINERS
from sopgap.sops.slots import find_times

# R does it, A answers for it, C and I are only asked and told: no duty of theirs.
LETTERS = re.compile(r"[RACISV](?:\s*[/,;&+ ]\s*[RACISV])*$")
TICK = re.compile(r"(?:x|[✓✔☑☒●•■*]|yes|y)$", re.IGNORECASE)
EMPTY = re.compile(r"(?:|[-–—.]+|no|n|n/a|none)$", re.IGNORECASE)
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


def read_chart(cells: Sequence[str], heads: Sequence[str], scene: Scene) -> list[Norm] | None:
    """Return the norms of a row whose owners stand in the header, None where it is no such row.

    "Task | Clerk | Warden" over "Lock the gate | X | " or "Lock the gate | R | A": of RACI, who is
    responsible stands first and who is accountable ensures it. A tick under both sides makes a
    joint duty. Under "The clerk shall" the cell itself is the act.
    """
    owners = [name_heading(head, scene) if head else NOBODY for head in heads]
    named = [n for n, owner in enumerate(owners) if owner.unit != "none"]
    if not named:
        return None
    marked = [n for n in named if LETTERS.match(cells[n].strip())]
    if marked:
        return _lettered(cells, owners, marked)
    ticked = [n for n in named if TICK.match(cells[n].strip())]
    if ticked and all(TICK.match(cells[n].strip()) or EMPTY.match(cells[n].strip()) for n in named):
        return _ticked(cells, owners, ticked)
    return _told(cells, heads, owners, named)


def _lettered(cells: Sequence[str], owners: Sequence[Bearer], marked: Sequence[int]) -> list[Norm]:
    doing = [n for n in marked if "R" in cells[n]]
    ensuring = [n for n in marked if "A" in cells[n] and "R" not in cells[n]]
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
    return [replace(owners[0], actor=names, text=texts, unit=JOINT, place="column")]


def _told(
    cells: Sequence[str], heads: Sequence[str], owners: Sequence[Bearer], named: Sequence[int]
) -> list[Norm] | None:
    """Read columns that tell what their owner does: "The clerk shall", "Duties of the clerk"."""
    norms = []
    for n in named:
        modal = MODAL.search(heads[n])
        works = modal or any(word in lexicon.word_class("work") for word in _words(heads[n]))
        cell = cells[n].strip()
        if not works or EMPTY.match(cell) or not any(map(str.isalpha, cell)):
            continue
        norm = _norm(cell, owners[n])
        if modal:
            words = modal[1].lower().split()
            modality = MODALITIES[words[0]] if len(words) == 1 else "prohibition"
            norm = replace(norm, modality=modality)
        norms.append(norm)
    return norms or None


def _words(head: str) -> list[str]:
    return [singular(word) for word in re.findall(r"[a-z]+", head.lower())]


def _task(cells: Sequence[str], marked: Sequence[int]) -> str:
    """Return the cell that says what is done: the longest before the first mark."""
    before = [cell for cell in cells[: marked[0]] if any(map(str.isalpha, cell))]
    return max(before, key=len, default="")


def _norm(task: str, owner: Bearer, *, ensures: bool = False) -> Norm:
    deadline, frequency = find_times(task)
    bearer = replace(owner, place="column")
    action, thing = act_of_cell(task.split())
    if ensures:
        action, thing = "ensure", task
    return Norm(bearer, "obligation", "table", action, thing, "", deadline, frequency)


def act_of_cell(words: list[str]) -> tuple[str, str]:
    """Return action and object of the words of a cell, the action blank where no verb opens it.

    Examples
    --------
    >>> [act_of_cell(cell.split()) for cell in ("Locks the gate", "Bonds", "Airing of rooms")]
    [('lock', 'the gate'), ('', 'Bonds'), ('', 'Airing of rooms')]
    """
    first = re.sub(r"\W", "", words[0]).lower() if words else ""
    behind = words[1].lower() if len(words) > 1 else ""
    base, form = lexicon.verbs().get(first, ("", ""))
    if form == "ing" and behind == "of":
        words, behind = [words[0], *words[2:]], "the"
    noun = base in lexicon.word_list("noun_verbs.txt")
    is_verb = form in ("base", "s", "ing") and behind and not behind.startswith("(")
    if not is_verb or (noun and form == "s" and behind not in DETERMINERS):
        return "", " ".join(words[:10]).strip(",;.")
    return base, " ".join(words[1:10]).strip(",;.")
