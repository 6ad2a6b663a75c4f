"""What a duty supplies of the slots required: steps, deadline, system, record.

A slot may stand in the duty's sentence or elsewhere in its section, but not in a sentence that
binds somebody else. A row of a table is a section of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from sopgap import vocabulary as words
from sopgap.mapping.fitting.lexicon import (
    act_of,
    base,
    bases,
    is_known_act,
    listed_bases,
    record_patterns,
)
from sopgap.tables.rows import list_rows
from sopgap.text import normalise, split_sentences, tokens

NOBODY = frozenset({"none", "agency", "unknown"})
LEAST_STEPS = 2  # a list of steps has at least two acts (docs/methods/gaps.md)
LEAST_SERIES = 3  # acts in one sentence that count as steps without "first" and "then"

# Words of time that bind nobody to a time, nor does an event that they hang on ("promptly after").
VAGUE = re.compile(
    r"\b(?:promptly|immediate(?:ly)?|timely|forthwith|expeditiously|soon|quickly|periodic(?:ally)?"
    r"|regular(?:ly)?|occasionally|as (?:soon as )?(?:possible|practicable|needed|necessary"
    r"|appropriate)|without (?:undue |unreasonable )?delay|(?:with)?in (?:a )?reasonable (?:period"
    r" of )?time|from time to time|in due course|when(?:ever)? (?:possible"
    r"|convenient|time permits))\b(?: (?:after|upon|on|following)\b)?",
    re.IGNORECASE,
)
DEFINITE = re.compile(
    r"\d|\b(?:minute|hour|day|night|week|fortnight|month|quarter|term|semester|season|year|shift|noon|midnight"
    r"|morning|afternoon|evening|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march"
    r"|april|june|july|august|september|october|november|december|spring|summer|autumn|winter"
    r"|hourly|daily|nightly|weekly|biweekly|fortnightly|semimonthly|monthly|bimonthly|quarterly"
    r"|yearly|annual(?:ly)?|semiannual(?:ly)?|biannual(?:ly)?|before|prior|by|later than|same"
    r"|upon|after|(?-i:May))s?\b"
    r"|\bclose of business\b|\bend of\b|\bdate of\b|\bon (?:receipt|completion|request)\b",
    re.IGNORECASE,
)
# A frequency that ended up in the object: "inspect every laboratory each term".
EACH = re.compile(
    r"\b(?:each|every|(?:once|twice) an?) (?:\w+ )?(?:day|week|month|quarter|term|semester|year)\b",
    re.IGNORECASE,
)
ORDERED = re.compile(
    r"\b(?:first|second(?:ly)?|third(?:ly)?|then|next|finally|lastly|afterwards?|thereafter"
    r"|subsequently|step \d+)\b",
    re.IGNORECASE,
)
SYSTEM_NOUN = re.compile(
    r"\b(?:in|into|through|via|using|with|on|to|from) (?:the |an? |its |their )?(?:[\w&-]+ ){0,3}?"
    r"(?:system|module|portal|database|application|platform|software|tracker|dashboard)\b"
    r"(?! (?:of|for)\b)",
    re.IGNORECASE,
)
ACRONYM = r"[A-Z][A-Z0-9&-]*[A-Z0-9]"
IN_ACRONYM = re.compile(rf"\b(?:in|into|through|via|using|within)(?: the)? ({ACRONYM})\b(?! \d)")
LIST_MARK = re.compile(r"^\s*(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|[-*•–])\s+", re.IGNORECASE)
INNER_MARK = re.compile(r"(?:^|(?<=[,;]))\s*(?:(?:and|or) )?\(?(?:[a-z]|\d{1,2})[.)]\s+(?:and )?")
PART = re.compile(r"[,;:]|\b(?:and|or|then|who|which|it|he|she|they)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sections:
    """The sentences and duties of each section, and the names of systems that the corpus shows."""

    keys: dict[str, tuple[str, ...]]
    sentences: dict[tuple[str, ...], tuple[str, ...]]
    duties: dict[tuple[str, ...], tuple[dict[str, Any], ...]]
    systems: frozenset[str]


def read_sections(duties: pd.DataFrame, paragraphs: pd.DataFrame) -> Sections:
    """Gather for each duty the section in which it stands.

    Parameters
    ----------
    duties : table `duties`
    paragraphs : table `paragraphs`
        Its columns `kind` (item, row) and `header` are used where they are there.

    Returns
    -------
    Sections
    """
    kept = set(duties["document_id"]) | {""}
    rows = list_rows(paragraphs[paragraphs["document_id"].isin(kept)])
    key_of = _section_keys(rows)
    sentences: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in rows:
        sentences[key_of[row["paragraph_id"]]] += split_sentences(_with_header(row))
    keys: dict[str, tuple[str, ...]] = {}
    grouped: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for duty in list_rows(duties):
        own = (duty["document_id"], "", duty["duty_id"])
        keys[duty["duty_id"]] = key_of.get(duty["paragraph_id"], own)
        grouped[keys[duty["duty_id"]]].append(duty)
    return Sections(
        keys,
        {key: tuple(found) for key, found in sentences.items()},
        {key: tuple(found) for key, found in grouped.items()},
        _systems(duties, paragraphs),
    )


def supply_slots(duty: dict[str, Any], row: dict[str, Any], sections: Sections) -> frozenset[str]:
    """Return which slots a duty and its section supply for a responsibility.

    Parameters
    ----------
    duty : dict
        A row of `duties`.
    row : dict
        The row of `responsibilities`; a word of its own object is no record ("documents").
    sections : Sections

    Returns
    -------
    frozenset of str
        Of steps, deadline, system, record.
    """
    key = sections.keys[duty["duty_id"]]
    beside = sections.duties[key]
    strangers = {normalise(d["text"]) for d in beside if _binds_another(d, duty)}
    texts = [normalise(duty["text"])]
    texts += [s for s in sections.sentences.get(key, ()) if not _said_by(s, strangers)]
    fellows = [d for d in beside if not _binds_another(d, duty)]
    tests = {
        "steps": _has_steps(texts, fellows),
        "deadline": _has_deadline(duty, fellows, row),
        "system": _has_system(duty, texts, fellows, sections.systems),
        "record": _has_record(texts, row) or bool(duty.get("record") and duty["via"] == "table"),
    }
    return frozenset(slot for slot in words.REQUIREMENTS if tests[slot])


def supply_alone(duty: dict[str, Any], row: dict[str, Any], sections: Sections) -> frozenset[str]:
    """Return which of system and record a duty's own sentence names.

    Parameters
    ----------
    duty : dict
        A row of `duties`.
    row : dict
        The row of `responsibilities`.
    sections : Sections
    """
    texts = [normalise(duty["text"])]
    tests = {
        "system": _has_system(duty, texts, [], sections.systems),
        "record": _has_record(texts, row),
    }
    return frozenset(slot for slot, found in tests.items() if found)


def is_definite(time: str) -> bool:
    """Say whether words of time bind to a definite time or a frequency.

    How long a thing lasts ("until it is released") and when it may be done ("at any time") are no
    time by which to act.

    Examples
    --------
    >>> [is_definite(time) for time in ("within 30 days", "monthly", "as soon as practicable", "")]
    [True, True, False, False]
    >>> [is_definite(time) for time in ("in May", "promptly after it", "until it is sold")]
    [True, False, False]
    """
    return bool(DEFINITE.search(VAGUE.sub(" ", time)))


def time_of(duty: dict[str, Any]) -> str:
    """Return when a duty is to be done: the normal form of its deadline, and its frequency."""
    return f"{duty.get('due') or duty['deadline']} ; {duty['frequency']}".strip(" ;")


def is_timed(duty: dict[str, Any]) -> bool:
    """Say whether a duty's own deadline or frequency is definite."""
    return is_definite(time_of(duty))


def _with_header(row: dict[str, Any]) -> str:
    # "Record" above a cell says that the cell is a record, unless it is blank.
    names, cells = row.get("header", "").split("|"), row["text"].split("|")
    if len(names) != len(cells) or len(cells) < 2:
        return row["text"]
    told = zip(names, cells, strict=True)
    return "; ".join(f"{n.strip()}: {c.strip()}" for n, c in told if c.strip(" -–—"))


def _section_keys(rows: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    keys: dict[str, tuple[str, ...]] = {}
    last = ("", "", "")
    for row in rows:
        document, section, own = row["document_id"], row["section"], row["paragraph_id"]
        is_item = row.get("kind") == "item" or LIST_MARK.match(row["text"])
        if row.get("kind") == "row":
            keys[own] = (document, section, own)
        elif section:
            keys[own] = (document, section, "")
        elif is_item and last[0] == document:
            keys[own] = last  # without headings, a list belongs to the paragraph above it
        else:
            keys[own] = last = (document, "", own)
    return keys


def _binds_another(other: dict[str, Any], duty: dict[str, Any]) -> bool:
    if other.get("owner_from") == "issuer":
        return False  # it names nobody itself: in a section of another's it is his
    return other["unit"] not in NOBODY | {duty["unit"], "joint"} and duty["unit"] != "joint"


def _said_by(sentence: str, others: set[str]) -> bool:
    return any(sentence == text or (len(sentence) > 20 and sentence in text) for text in others)


def _has_deadline(duty: dict[str, Any], fellows: list[dict[str, Any]], row: dict[str, Any]) -> bool:
    # Elsewhere in the section only the same actor's time counts, or one that names nobody.
    same = [
        other
        for other in fellows
        if other["duty_id"] == duty["duty_id"]
        or (other["unit"] == "none" and _is_about(other, duty, row))
        or (other["actor"] and other["actor"] == duty["actor"])
    ]
    if any(is_timed(other) for other in [duty, *same]):
        return True
    return bool(EACH.search(duty["object"]))


def _is_about(other: dict[str, Any], duty: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a sentence that names nobody speaks of the duty: of its act, or of its object."""
    act, about = set(bases(other["action"])), set(bases(other["object"]))
    if not act or act & listed_bases("light"):
        return True
    named = set(bases(f"{duty['text']} {row['name']} {row['object']} {row['keywords']}"))
    return bool((act | about) & named) or any(
        act_of(word) & set(bases(duty["action"])) for word in act
    )


def _has_steps(texts: list[str], fellows: list[dict[str, Any]]) -> bool:
    listed = [d for d in fellows if d["via"] == "imperative" and d["modality"] == "obligation"]
    if len({d["text"] for d in listed}) >= LEAST_STEPS:
        return True
    return any(_is_ordered(text) or _is_series(text) for text in texts)


@lru_cache(maxsize=50_000)
def _is_ordered(text: str) -> bool:
    return len({word.lower() for word in ORDERED.findall(text)}) >= LEAST_STEPS


@lru_cache(maxsize=50_000)
def _is_series(text: str) -> bool:
    parts = [tokens(part) for part in PART.split(INNER_MARK.sub(" ", text))]
    first = [word for word in parts[0] if word.endswith("s") and is_known_act(base(word))][:1]
    heads = first + [part[0] for part in parts[1:] if part and part[0].endswith("s")]
    return len({base(word) for word in heads if is_known_act(base(word))}) >= LEAST_SERIES


def _has_system(
    duty: dict[str, Any], texts: list[str], fellows: list[dict[str, Any]], systems: frozenset[str]
) -> bool:
    if any(d["system"] for d in [duty, *fellows]):
        return True
    return any(_names_system(text, systems) for text in texts)


@lru_cache(maxsize=50_000)
def _names_system(text: str, systems: frozenset[str]) -> bool:
    return bool((systems and _any_of(systems).search(text)) or SYSTEM_NOUN.search(text))


@lru_cache(maxsize=8)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(names))) + r")(?![\w&])")


def _has_record(texts: list[str], row: dict[str, Any]) -> bool:
    own = set(bases(row["object"]))
    return any(not own & told for text in texts for told in _records_in(text))


@lru_cache(maxsize=50_000)
def _records_in(text: str) -> tuple[frozenset[str], ...]:
    """Return the last content word of each record that a text speaks of: what it is."""
    found = (hit for pattern in record_patterns() for hit in pattern.finditer(text))
    return tuple(frozenset(bases(hit.group())[-1:]) for hit in found)


def _systems(duties: pd.DataFrame, paragraphs: pd.DataFrame) -> frozenset[str]:
    """Return acronyms that things are done in, and names that duties carry as their system.

    Acronyms of whoever acts in the corpus are no systems.
    """
    actors = " ".join({*duties["actor"], *duties["actor_text"]})
    found = {name for text in paragraphs["text"] for name in IN_ACRONYM.findall(text)}
    found |= {name for cell in duties["system"] for name in re.findall(ACRONYM, cell)}
    return frozenset(name for name in found if len(name) > 2 and name not in actors)
