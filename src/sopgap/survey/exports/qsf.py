"""Read a Qualtrics definition (.qsf): what was asked, with which choices and codes, and of whom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sources import read_text
from sopgap.survey.exports.qsf_logic import (
    Asked,
    Rule,
    all_at_once,
    pairs,
    read_logic,
    skip_rules,
)
from sopgap.survey.exports.wordings import clean_choice, clean_wording

Conditions = dict[str, list[Rule]]  # question to what leads to it, all at once
MAX_DEPTH = 50  # of blocks and branches inside one another


def read_qsf(path: Path) -> tuple[dict[str, Asked], list[str]]:
    """Read a definition: the questions by id, in the order of the flow, and what it cannot express.

    Returns
    -------
    dict of str to Asked
        Side by sides by the ids of their columns (`QID6#1`). Questions in the trash stand last.
    list of str
        Sentences on conditions that a survey folder cannot hold.

    Raises
    ------
    InputError
        Not JSON, or not a survey of Qualtrics.
    """
    try:
        found = json.loads(read_text(path))
        elements = found["SurveyElements"]
        raw = [(str(e["PrimaryAttribute"]), e["Payload"]) for e in elements if e["Element"] == "SQ"]
        flow = [e["Payload"] for e in elements if e["Element"] == "FL"]
        blocks = [e["Payload"] for e in elements if e["Element"] == "BL"]
        asked = {q.qid: q for qid, payload in raw for q in _questions(qid, payload or {})}
    except InputError:  # of `read_text`; it is a ValueError too
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{path.name}: is not a definition that Qualtrics exported ({type(error).__name__});"
            " in Qualtrics: Tools, Import/Export, Export survey"
        ) from None
    notes: list[str] = []
    order, conditions, skips = _walk(flow, _by_id(blocks), asked, notes)
    for qid, (rules, behind) in skips.items():
        led = skip_rules(asked.get(qid), rules, behind, order)
        for passed, rule in (led or {}).items():
            conditions[passed].append(rule)
        if led is None:
            notes.append(
                f"{_name(qid, asked)}: some answers skip what follows, in a way that a survey"
                " folder cannot hold; who skipped is taken as asked (mend asked_if in the map)"
            )
    payloads = {qid: payload or {} for qid, payload in raw}
    for qid in order:
        logic = payloads.get(qid, {}).get("DisplayLogic")
        conditions[qid] += read_logic(logic, _name(qid, asked), asked, notes)
    placed: dict[str, Asked] = {}
    for qid in [*order, *(q for q in asked if q.partition("#")[0] not in order)]:
        for key, question in asked.items():
            if key.partition("#")[0] == qid.partition("#")[0] and key not in placed:
                placed[key] = replace(
                    question, only_if=_only_if(question, conditions, asked, notes)
                )
    return placed, notes


def _questions(qid: str, payload: dict[str, Any]) -> list[Asked]:
    choices = pairs(payload.get("Choices"))
    whole = _asked(qid, payload, choices)
    columns = pairs(payload.get("AdditionalQuestions"))
    if whole.kind != "SBS" or not columns:
        return [whole]
    parts = []
    for number, column in columns.items():
        text = " - ".join(t for t in (whole.text, _text(column)) if t)
        part = _asked(f"{qid}#{number}", column, pairs(column.get("Choices")) or choices)
        parts.append(replace(part, tag=part.tag or f"{whole.tag}#{number}", text=text))
    return parts


def _asked(qid: str, payload: dict[str, Any], choices: dict[str, Any]) -> Asked:
    answers = pairs(payload.get("Answers"))
    answers = _ordered(answers, payload.get("AnswerOrder"))
    choices = _ordered(choices, payload.get("ChoiceOrder"))
    recoded = {k: str(v) for k, v in pairs(payload.get("RecodeValues")).items()}
    coded = answers or choices
    return Asked(
        qid,
        str(payload.get("DataExportTag") or ""),
        _text(payload),
        str(payload.get("QuestionType") or ""),
        str(payload.get("Selector") or ""),
        str(payload.get("SubSelector") or ""),
        _labels(choices),
        _labels(answers),
        {k: recoded.get(k, k) for k in coded},
        {k: str(v) for k, v in pairs(payload.get("ChoiceDataExportTags")).items()},
        frozenset(k for k, v in choices.items() if isinstance(v, dict) and v.get("TextEntry")),
    )


def _text(payload: dict[str, Any]) -> str:
    return clean_wording(str(payload.get("QuestionText") or ""))


def _ordered(found: dict[str, Any], order: Any) -> dict[str, Any]:
    first = [str(k) for k in order if str(k) in found] if isinstance(order, list) else []
    return {k: found[k] for k in dict.fromkeys([*first, *found])}


def _labels(found: dict[str, Any]) -> dict[str, str]:
    """Return id to label; a label that stands twice is numbered, or its choices would be one."""
    labels: dict[str, str] = {}
    for key, value in found.items():
        shown = value.get("Display", "") if isinstance(value, dict) else value
        label = clean_choice(str(shown)) or f"choice {key}"
        n, base = 1, label
        while label in labels.values():
            n += 1
            label = f"{base} ({n})"
        labels[key] = label
    return labels


def _by_id(blocks: list[Any]) -> dict[str, dict[str, Any]]:
    listed = [b for payload in blocks for b in pairs(payload).values() if isinstance(b, dict)]
    return {str(b.get("ID", "")): b for b in listed}


def _walk(
    flow: list[Any],
    blocks: dict[str, dict[str, Any]],
    asked: Mapping[str, Asked],
    notes: list[str],
) -> tuple[list[str], Conditions, dict[str, tuple[list[Any], list[str]]]]:
    """Return the questions in the order of the flow, the conditions on each, and the skips.

    A skip is its rules, and the questions of the block that stand behind it.
    """
    order: list[str] = []
    conditions: Conditions = {}
    skips: dict[str, tuple[list[Any], list[str]]] = {}

    def enter(element: Any, held: list[Rule], depth: int) -> None:
        if not isinstance(element, dict) or depth > MAX_DEPTH:
            return
        if element.get("Type") == "Branch":
            logic = element.get("BranchLogic")
            held = [*held, *read_logic(logic, "a branch of the flow", asked, notes)]
        block = blocks.get(str(element.get("ID", "")))
        if block is not None and "Flow" not in element and block.get("Type") != "Trash":
            add(block, held)
        for inner in element.get("Flow") or []:
            enter(inner, held, depth + 1)

    def add(block: dict[str, Any], held: list[Rule]) -> None:
        parts = [p for p in pairs(block.get("BlockElements")).values() if isinstance(p, dict)]
        ids = [str(p.get("QuestionID", "")) for p in parts]
        for place, (qid, part) in enumerate(zip(ids, parts, strict=True)):
            if not qid:
                continue
            if qid in order:  # the block stands in the flow again: asked of others too
                conditions[qid] = [c for c in conditions[qid] if c in held]
                continue
            order.append(qid)
            conditions[qid] = list(held)
            rules = list(pairs(part.get("SkipLogic")).values())
            if rules:
                skips[qid] = (rules, ids[place + 1 :])

    for payload in flow:
        enter(payload, [], 0)
    for block in blocks.values() if not order else ():
        if block.get("Type") != "Trash":
            add(block, [])
    return order, conditions, skips


def _name(qid: str, asked: Mapping[str, Asked]) -> str:
    return (asked[qid].tag if qid in asked else "") or qid


def _only_if(
    question: Asked, conditions: Conditions, asked: Mapping[str, Asked], notes: list[str]
) -> tuple[Rule, ...]:
    held = conditions.get(question.qid.partition("#")[0], [])
    rules = all_at_once(held, asked)
    if rules is None:
        notes.append(
            f"{question.tag or question.qid}: its conditions leave nobody of whom it was asked;"
            " taken as asked of everybody"
        )
    return rules or ()
