"""Turn the logic of a Qualtrics definition into conditions that a survey folder holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sopgap.survey.exports.wordings import clean_wording

Rule = tuple[str, str, tuple[str, ...]]  # question, row or "", choices of which one leads there
MULTI = ("MAVR", "MAHR", "MACOL", "MSB")  # selectors with which several choices can be ticked
CHOICE = re.compile(r"q://(QID\d+)/SelectableChoice/(-?\w+)(?:/(-?\w+))?$")
SKIPS = ("ENDOFSURVEY", "ENDOFBLOCK")


def pairs(found: Any) -> dict[str, Any]:
    """Return an object of the definition; Qualtrics writes an empty one as a list, or `false`."""
    if isinstance(found, list):
        return {str(i): v for i, v in enumerate(found)}
    return {str(k): v for k, v in found.items()} if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Asked:
    """One question of the definition, or one column question of a side by side.

    Attributes
    ----------
    qid, tag, text : str
        `QID4`, or `QID4#1` for the first column of a side by side.
    kind : str
        Qualtrics' own: MC, TE, Matrix, SBS, Slider, RO, CS, DB, Timing, Meta, ...
    selector, sub : str
        Such as SAVR or Likert, and SingleAnswer.
    choices, answers : mapping
        Id to label, in the order shown; a matrix has rows (choices) and points (answers).
    codes : mapping
        Id to the code that the export writes for it; of the answers in a matrix.
    tags : mapping
        Id of a choice to the tag that columns bear for it.
    typed : frozenset of str
        Ids of choices beside which people could write.
    only_if : tuple of (str, str, tuple of str)
        What leads to it, all at once: a question, the id of its row or "", and the ids of the
        choices of which one had to be given. Empty: asked of everybody.
    """

    qid: str
    tag: str
    text: str
    kind: str
    selector: str = ""
    sub: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    typed: frozenset[str] = frozenset()
    only_if: tuple[Rule, ...] = ()


def read_logic(logic: Any, where: str, asked: Mapping[str, Asked], notes: list[str]) -> list[Rule]:
    """Return what a display or branch logic asks for, all at once; else nothing, and a note.

    "Selected" of several choices of one question joined by Or is one rule; rules joined by And
    are several. "Not selected" is the other choices, where only one could be chosen.
    """
    groups = [g for k, g in pairs(logic).items() if k.isdigit() and isinstance(g, dict)]
    if any("LogicType" in g for g in groups):  # expressions without a group around them
        groups = [{str(i): g for i, g in enumerate(groups)}]
    listed = [[e for k, e in pairs(g).items() if k.isdigit() and isinstance(e, dict)]
              for g in groups]  # fmt: skip
    listed = [parts for parts in listed if parts]
    rules: list[Rule] | None = []
    for place, parts in enumerate(listed):
        held = _group(parts, asked)
        if held is None or rules is None or (place and _joint(parts[0]) != "and"):
            rules = None
            break
        rules += held
    if rules is None:
        words = " ".join(str(p.get("Description", "")) for parts in listed for p in parts)
        notes.append(
            f"{where}: shown only under a condition that a survey folder cannot hold"
            f" ({clean_wording(words)[:160]}); taken as asked of everybody"
        )
    return rules or []


def _group(parts: list[dict[str, Any]], asked: Mapping[str, Asked]) -> list[Rule] | None:
    rules = [_expression(part, asked) for part in parts]
    known = [rule for rule in rules if rule is not None]
    joints = {_joint(part) for part in parts[1:]}
    if len(known) < len(rules):
        return None
    if joints <= {"and"}:
        return known
    one = len({rule[:2] for rule in known}) == 1
    selected = all(part.get("Operator") == "Selected" for part in parts)
    if joints == {"or"} and one and selected:
        qid, row, _ = known[0]
        return [(qid, row, tuple(dict.fromkeys(c for rule in known for c in rule[2])))]
    return None


def _joint(part: dict[str, Any]) -> str:
    # Qualtrics spells it so.
    return str(part.get("Conjuction") or part.get("Conjunction") or "").casefold()


def _expression(part: dict[str, Any], asked: Mapping[str, Asked]) -> Rule | None:
    found = CHOICE.match(str(part.get("ChoiceLocator") or part.get("LeftOperand")))
    if not found or part.get("LogicType") != "Question":
        return None
    qid, one, two = found.groups()
    row, choice = (one, two) if two else ("", one)
    if part.get("Operator") == "Selected":
        return qid, row, (choice,)
    source = asked.get(qid)
    if part.get("Operator") != "NotSelected" or source is None or not is_single(source):
        return None
    others = tuple(k for k in (source.answers if row else source.choices) if k != choice)
    return (qid, row, others) if others else None


def is_single(question: Asked) -> bool:
    """Tell whether only one choice can be given, so that "not this one" means another."""
    if question.kind == "Matrix":
        return question.sub == "SingleAnswer"
    return question.kind == "MC" and question.selector not in MULTI


def skip_rules(
    source: Asked | None, rules: Iterable[Any], behind: list[str], order: list[str]
) -> dict[str, Rule] | None:
    """Return what leads to each question that a skip passes over; None where it cannot be said.

    "If No, skip to Q5" is, for what stands between, "asked if one of the other choices". Of several
    rules the first that is met holds, as on the platform.

    Parameters
    ----------
    source : Asked, optional
        The question behind which it is skipped.
    rules : iterable
    behind, order : list of str
        The questions that follow in its block, and all questions of the flow.
    """
    if source is None or source.kind != "MC" or not is_single(source):
        return None
    after = order[order.index(source.qid) + 1 :]
    free = dict.fromkeys(source.choices)  # choices that no rule has met so far
    passed: dict[str, set[str]] = {}
    for rule in rules:
        found = CHOICE.match(str(rule.get("ChoiceLocator", ""))) if isinstance(rule, dict) else None
        if not found or found[1] != source.qid or found[2] not in source.choices or found[3]:
            return None
        condition, to = rule.get("Condition"), str(rule.get("SkipToDestination", ""))
        line = after if to == "ENDOFSURVEY" else behind
        if condition not in ("Selected", "NotSelected") or (to not in line and to not in SKIPS):
            return None
        met = [c for c in free if (c == found[2]) == (condition == "Selected")]
        for qid in (line[: line.index(to)] if to in line else line) if met else ():
            passed.setdefault(qid, set()).update(met)
        for choice in met:
            del free[choice]
    led = {
        qid: (source.qid, "", tuple(c for c in source.choices if c not in out))
        for qid, out in passed.items()
    }
    return led if led and all(rule[2] for rule in led.values()) else None


def all_at_once(rules: Iterable[Rule], asked: Mapping[str, Asked]) -> tuple[Rule, ...] | None:
    """Return rules that have all to be met, those on one single choice as one; None if nobody can.

    Examples
    --------
    >>> all_at_once([("QID1", "", ("1",)), ("QID1", "", ("1",))], {})
    (('QID1', '', ('1',)),)
    """
    held: dict[tuple[Any, ...], Rule] = {}
    for qid, row, choices in rules:
        source = asked.get(qid)
        key = (qid, row) if source is not None and is_single(source) else (qid, row, choices)
        before = held[key][2] if key in held else choices
        held[key] = (qid, row, tuple(c for c in before if c in choices))
    return tuple(held.values()) if all(rule[2] for rule in held.values()) else None
