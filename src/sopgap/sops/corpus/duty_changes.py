"""Compare the duties of two versions of a document: what was added, taken out, changed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from itertools import pairwise

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.tables import DUTY_CHANGES, join
from sopgap.text import stop_words

Duty = dict[str, str]
Key = Callable[[Duty], Hashable]
NEEDED = ("duty_id", "text")
# What of a duty is compared: who, what, by when, in which system. `due` stands for `deadline`
# where both versions have it: "within 30 days" and "no later than 30 days" are one deadline.
COMPARED = (
    "actor", "unit", "modality", "polarity", "action", "object", "condition", "exception",
    "due", "deadline", "frequency", "system", "record", "handoff_to",
)  # fmt: skip
LEAST_HERE, LEAST_ELSEWHERE = 0.35, 0.6  # likeness of sentences in one section, in two
LARGEST = 4_000_000  # pairs of sentences that are weighed at once
SAME_ACTION, SAME_MODALITY = 0.04, 0.01  # of two norms in one sentence, the like ones are paired
OTHER_ACT = 0.5  # what likeness counts where neither the act nor a word of its object is the same
WORD = re.compile(r"[^\W_]+(?:['&][^\W_]+)*")
PLACE = re.compile(r"\.s\d+(?:\.[a-z])?$")
DIGEST = re.compile(r"\.[0-9a-f]{8}(?:-\d+)?$")


def compare_duties(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Compare the duties of an earlier and a later version of a document.

    A duty is found again by its id (the same text in the same section), then by its text in the
    same section, then elsewhere in the document; pairs are chosen so that all of them together
    are most alike. A duty that only moved, or whose section was renumbered, did not change.

    Parameters
    ----------
    old, new : table `duties`
        Of one document each; needed are duty_id and text.

    Returns
    -------
    table `duty_changes`
        In the order of the later version, what was taken out at its place in the earlier one.
        `columns` is `text` where only the wording changed.

    Raises
    ------
    InputError
        A needed column is absent.

    Examples
    --------
    >>> old = pd.DataFrame({"duty_id": ["a#1.00000001.s1"], "due": ["30 days"],
    ...     "text": ["The clerk must pay within 30 days."]})
    >>> new = pd.DataFrame({"duty_id": ["b#1.00000002.s1"], "due": ["60 days"],
    ...     "text": ["The clerk must pay within 60 days."]})
    >>> compare_duties(old, new)[["change", "columns", "details"]].values.tolist()
    [['changed', 'due', 'due: 30 days -> 60 days']]
    """
    for name, table in (("old", old), ("new", new)):
        absent = [column for column in NEEDED if column not in table]
        if absent:
            raise InputError(f"duties of the {name} version: column {', '.join(absent)} is absent")
    before, after = (table.fillna("").to_dict("records") for table in (old, new))
    rows = _list_changes(before, after, dict(_pair(before, after)))
    if not rows:
        return DUTY_CHANGES.empty()
    table = pd.DataFrame(rows)
    table["number"] = range(1, len(table) + 1)
    table["document_id"] = _document(before)
    table["other_id"] = _document(after)
    return DUTY_CHANGES.check(table)


def compare_versions(duties: pd.DataFrame, versions: pd.DataFrame) -> pd.DataFrame:
    """Compare the duties of all documents that are versions of one another.

    Parameters
    ----------
    duties : table `duties`
        Of all documents.
    versions : table `versions`
        From `find_versions`; copies and near-copies are left out.

    Returns
    -------
    table `duty_changes`

    Examples
    --------
    >>> from sopgap.tables import DUTIES, VERSIONS
    >>> len(compare_versions(DUTIES.empty(), VERSIONS.empty()))
    0
    """
    pairs = versions[versions["relation"] == "version"]
    parts = [
        compare_duties(
            duties[duties["document_id"] == first], duties[duties["document_id"] == second]
        )
        for first, second in zip(pairs["document_id"], pairs["other_id"], strict=True)
    ]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else DUTY_CHANGES.empty()


def _list_changes(before: list[Duty], after: list[Duty], pairs: dict[int, int]) -> list[Duty]:
    placed: list[tuple[tuple[int, int], Duty]] = []  # by place in the later version
    last = -1
    for i, duty in enumerate(before):
        if i not in pairs:
            placed.append(((last, 1), {"change": "removed", **_old(duty)}))
            continue
        last = pairs[i]
        if row := _changed(duty, after[last]):
            placed.append(((last, 0), row))
    for j in sorted(set(range(len(after))) - set(pairs.values())):
        placed.append(((j, 0), {"change": "added", **_new(after[j])}))
    places = [place for place, _ in placed]
    return [placed[i][1] for i in sorted(range(len(placed)), key=places.__getitem__)]


def _document(duties: list[Duty]) -> str:
    if not duties:
        return "none"
    first = duties[0]
    return str(first.get("document_id") or str(first["duty_id"]).split("#")[0])


def _old(duty: Duty) -> dict[str, str]:
    return {"duty_id": duty["duty_id"], "before": duty["text"]}


def _new(duty: Duty) -> dict[str, str]:
    return {"other_duty_id": duty["duty_id"], "after": duty["text"]}


def _changed(one: Duty, two: Duty) -> Duty | None:
    """The row of a pair that differs; None where it does not."""
    columns = [name for name in COMPARED if _said(one, name) != _said(two, name)]
    if "due" in columns or (one.get("due") and two.get("due")):
        columns = [name for name in columns if name != "deadline"]
    details = [f"{name}: {one.get(name, '')} -> {two.get(name, '')}" for name in columns]
    if not columns and _words(one["text"]) != _words(two["text"]):
        columns = ["text"]
    if not columns:
        return None
    told = {"columns": join(columns), "details": " | ".join(details)}
    return {"change": "changed", **_old(one), **_new(two), **told}


def _said(duty: Duty, name: str) -> list[str]:
    return _words(str(duty.get(name) or ""))


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def _pair(before: list[Duty], after: list[Duty]) -> list[tuple[int, int]]:
    """Pair the duties of two versions, each at most once, in the order of the earlier one."""
    pairs: dict[int, int] = {}
    keys: tuple[Key, ...] = (_within_document, _sentence)
    for key in keys:
        _pair_by(key, before, after, pairs)
    here = _by_section(before, range(len(before)), pairs.keys())
    there = _by_section(after, range(len(after)), set(pairs.values()))
    for section, places in here.items():
        pairs |= _assign(before, after, places, there.get(section, []), LEAST_HERE)
    taken = set(pairs.values())
    left = [i for i in range(len(before)) if i not in pairs]
    right = [j for j in range(len(after)) if j not in taken]
    pairs |= _assign(before, after, left, right, LEAST_ELSEWHERE)
    return sorted(pairs.items())


def _within_document(duty: Duty) -> str:
    return str(duty["duty_id"]).partition("#")[2]


def _sentence(duty: Duty) -> tuple[str, ...]:
    place = PLACE.search(str(duty["duty_id"]))
    rank = place[0].rpartition(".")[2] if place and place[0].count(".") == 2 else ""
    return (rank, *_words(duty["text"]))


def _pair_by(key: Key, before: list[Duty], after: list[Duty], pairs: dict[int, int]) -> None:
    """Pair what has the same key, first with first."""
    taken = set(pairs.values())
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for j, duty in enumerate(after):
        if j not in taken and (name := key(duty)):
            waiting[name].append(j)
    for i, duty in enumerate(before):
        if i not in pairs and (places := waiting.get(key(duty))):
            pairs[i] = places.pop(0)


def _by_section(
    duties: list[Duty], places: Iterable[int], taken: Iterable[int]
) -> dict[str, list[int]]:
    known = set(taken)
    sections: dict[str, list[int]] = defaultdict(list)
    for i in places:
        if i not in known:
            sections[_section(duties[i])].append(i)
    return sections


def _section(duty: Duty) -> str:
    return DIGEST.sub("", PLACE.sub("", _within_document(duty)))


def _assign(
    before: list[Duty], after: list[Duty], left: list[int], right: list[int], least: float
) -> dict[int, int]:
    """Pair what is most alike, all pairs together; in slices where there are very many."""
    from scipy.optimize import linear_sum_assignment

    if not left or not right:
        return {}
    if len(left) * len(right) > LARGEST and len(left) > 1:
        half = len(left) // 2
        first = _assign(before, after, left[:half], right, least)
        used = set(first.values())
        rest = [j for j in right if j not in used]
        return first | _assign(before, after, left[half:], rest, least)
    weights = _likenesses([before[i] for i in left], [after[j] for j in right])
    weights[weights < least] = 0.0
    rows, columns = linear_sum_assignment(-weights)
    return {left[i]: right[j] for i, j in zip(rows, columns, strict=True) if weights[i, j] >= least}


def _likenesses(one: list[Duty], two: list[Duty]) -> np.ndarray:
    """Dice's coefficient of the words and pairs of words of each two sentences."""
    from scipy import sparse

    known: dict[object, int] = {}
    matrices = []
    for duties in (one, two):
        counts = [_grams(duty["text"]) for duty in duties]
        ends = np.cumsum([0, *map(len, counts)])
        places = [known.setdefault(gram, len(known)) for grams in counts for gram in grams]
        matrices.append((places, ends))
    a, b = (
        sparse.csr_matrix((np.ones(len(places)), places, ends), shape=(len(ends) - 1, len(known)))
        for places, ends in matrices
    )
    sizes = np.add.outer(np.diff(matrices[0][1]), np.diff(matrices[1][1]))
    alike = 2 * (a @ b.T).toarray() / np.maximum(sizes, 1)
    alike[_is_other_act(one, two)] *= OTHER_ACT
    for column, bonus in (("action", SAME_ACTION), ("modality", SAME_MODALITY)):
        alike += bonus * (_same(one, two, column) & (alike > 0))
    return alike


def _same(one: list[Duty], two: list[Duty], column: str) -> np.ndarray:
    said = [np.array([str(duty.get(column) or "") for duty in duties]) for duties in (one, two)]
    return said[0][:, None] == said[1][None, :]


def _is_other_act(one: list[Duty], two: list[Duty]) -> np.ndarray:
    """Whether two duties name acts and objects that have nothing in common."""
    words = [
        [set(_words(str(d.get("object") or ""))) - stop_words() for d in ds] for ds in (one, two)
    ]
    known = {word: i for i, word in enumerate(sorted(set().union(*words[0], *words[1])))}
    held = [np.zeros((len(sets), len(known) + 1), dtype=np.float32) for sets in words]
    for table, sets in zip(held, words, strict=True):
        for i, said in enumerate(sets):
            table[i, [known[word] for word in said]] = 1
    is_named = [
        np.array([bool(d.get("action") and s) for d, s in zip(ds, w, strict=True)])
        for ds, w in zip((one, two), words, strict=True)
    ]
    return (
        (held[0] @ held[1].T == 0)
        & ~_same(one, two, "action")
        & is_named[0][:, None]
        & is_named[1][None, :]
    )


def _grams(text: str) -> list[object]:
    words = _words(text)
    counted: Counter[object] = Counter([*words, *pairwise(words)])
    return [(gram, n) for gram, times in counted.items() for n in range(times)]
