"""Rows of a table that name nobody: their cells are sentences, or steps for a case."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sopgap.sops.forms.charts import act_of_cell
from sopgap.sops.forms.columns import ALLOWED, BINDS, DENIED, fill, is_worded, times_of
from sopgap.sops.forms.leads import find_owner
from sopgap.sops.forms.marks import EMPTY
from sopgap.sops.forms.norms import Norm
from sopgap.sops.forms.sentence import read_sentence
from sopgap.sops.grammar import lexicon
from sopgap.sops.grammar.sentences import DETERMINERS, PRONOUNS, cut_sentence
from sopgap.sops.owners.scene import Bearer, Scene
from sopgap.text import split_sentences

# Headers of columns that tell what to do, beside those of tasks.
STEPS = re.compile(
    r"\b(?:then|next|response|respon[ds]e?|remed(?:y|ies)|reaction|measures?|checks?|first|second"
    r"|follow-?up|afterwards?|solution|instructions?|treatment|control|precautions?|correction"
    r"|how to|to do|inspections?|maintenance|rules?|orders)\b",
    re.IGNORECASE,
)
# Headers of columns that tell for which case: the condition of the steps beside them.
CASES = re.compile(
    r"(?:what(?: (?:happen|goes).*)?|if\b.*|when\b.*|in case.*|cases?|events?|situations?|problems?"
    r"|alarms?|faults?|symptoms?|conditions?|incidents?|find\w*|signs?|signals?|trigger\w*"
    r"|emergenc\w+|failures?|defects?|complaints?|scenarios?|occurrences?|hazards?)$",
    re.IGNORECASE,
)
# Headers whose cells are tasks even where they are nouns.
TASKS = re.compile(
    r"(?:tasks?|dut(?:y|ies)|jobs?|checks?|responses?|measures?|actions?|work|activit(?:y|ies)"
    r"|routines?|inspections?)$",
    re.IGNORECASE,
)
FEWEST = 2  # words of a task
UNREAD = ("other", "system", "handoff", "record")
OBJECTS = DETERMINERS | PRONOUNS | {"them", "him", "her"}
MOST = 6  # acts of one row


def read_unowned(
    cells: Sequence[str],
    heads: Sequence[str],
    roles: Sequence[str],
    scene: Scene,
    entry: Mapping[str, str],
    band: Bearer,
) -> list[Norm]:
    """Read the cells of a row that names nobody as sentences; a cell of tasks may be a step.

    The steps are his whom a heading within the table names, else as those of a list are. What
    stands below "If", "Situation", "What" is the condition of the steps beside it.
    """
    if band.unit != "none":
        entry = {**entry, "section": band.reason}
    case_at = _case(cells, heads, roles)
    found: dict[int, list[Norm]] = {}
    for n, (cell, role) in enumerate(zip(cells, roles, strict=True)):
        if n == case_at:
            continue
        step = _is_step(cell, heads[n], role, is_known=band.unit != "none" or case_at >= 0)
        fewest = 2 if step and act_of_cell(cell.split())[0] else 3
        if len(cell.split()) < (fewest if step or _opens_with_name(cell, scene) else 5):
            continue
        kind = "item" if step else "row"
        inner = {**entry, "kind": kind, "lead_in": "", "header": ""}
        read = [m for s in split_sentences(cell) for m in read_sentence(s, scene, inner)]
        found[n] = [_under(norm, heads[n]) for norm in read if not norm.is_open]
    times = [n for n, role in enumerate(roles) if role == "deadline" and n != case_at and cells[n]]
    bare = [times_of(cells[n], heads[n])[0] for n in times if not found.get(n)]
    norms = [
        fill(norm, times=[heads[n]] if n in times else bare)
        for n, norms in found.items()
        for norm in norms
    ][:MOST]
    norms = norms or _bare(cells, heads, times, scene, entry, is_case=case_at >= 0)
    if case_at < 0:
        return norms
    return [norm._replace(condition=norm.condition or cells[case_at]) for norm in norms]


def _bare(
    cells: Sequence[str],
    heads: Sequence[str],
    times: Sequence[int],
    scene: Scene,
    entry: Mapping[str, str],
    *,
    is_case: bool,
) -> list[Norm]:
    """Read a task that is a noun, for a case or beside a time: "Lamp test | daily"."""
    at = next((n for n, head in enumerate(heads) if TASKS.match(head)), -1)
    if at < 0 or len(cells[at].split()) < FEWEST or not (is_case or times):
        return []
    if EMPTY.match(cells[at]) or not is_worded(cells[at]) or cells[at].endswith((".", "?")):
        return []
    bearer = find_owner(scene, {**entry, "kind": "item", "lead_in": ""}, read_sentence)[0]
    sentence = cut_sentence(cells[at], scene.index)
    for mention in sentence.mentions[:1]:
        if mention.first == 0:  # "Porter to the gate"
            bearer = Bearer(mention.actor, sentence.piece(0, mention.last), mention.unit)
    action, thing = act_of_cell(cells[at].split())
    norm = Norm(bearer, "obligation", "table", action, thing)
    return [fill(norm, times=[times_of(cells[n], heads[n])[0] for n in times])]


def _case(cells: Sequence[str], heads: Sequence[str], roles: Sequence[str]) -> int:
    """Return the column of cases, -1 where there is none or no column of steps beside it."""
    at = next((n for n, head in enumerate(heads) if CASES.match(head)), -1)
    beside = [n for n in range(len(heads)) if n != at and is_worded(cells[n])]
    steps = [n for n in beside if roles[n] == "task" or STEPS.search(heads[n])]
    return at if at >= 0 and steps and is_worded(cells[at]) else -1


def _is_step(cell: str, head: str, role: str, *, is_known: bool) -> bool:
    """Tell a cell of a step: by its header, or an imperative with its object."""
    if role == "task" or ALLOWED.match(head) or (role not in UNREAD and STEPS.search(head)):
        return True
    words = cell.lower().split()
    if role in UNREAD or len(words) < 2 or EMPTY.match(cell) or not act_of_cell(words)[0]:
        return False
    is_base = lexicon.verbs().get(words[0], ("", ""))[1] == "base"
    return is_base and (words[1] in OBJECTS or (is_known and role == ""))


def _under(norm: Norm, head: str) -> Norm:
    """Return a norm below "Do not" or "Allowed to" as what it is."""
    if norm.modality == "obligation" and ALLOWED.match(head):
        return norm._replace(modality="permission")
    if norm.modality == "obligation" and BINDS.match(head) and DENIED.search(head):
        return norm._replace(modality="prohibition")
    return norm


def _opens_with_name(cell: str, scene: Scene) -> bool:
    return any(mention.first <= 1 for mention in cut_sentence(cell, scene.index).mentions)
