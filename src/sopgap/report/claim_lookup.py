"""Which claim a printed figure rests on: by its numbers, and by the words that stand around it."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from sopgap.report.ledger import round_half_up
from sopgap.report.markup import blank, clean, fill

ALL = "all"
# One of these for each cell of the map or document: a bare number never leads there by its words.
MANY = ("passages", "documents", "duties", "ways", "open at", "owner at", "of document",
        "nobody named", "rests on", "pages", "paragraphs", "cited by", "citations",
        "speaks of it", "documents of their own")  # fmt: skip
OF_QUESTIONS = tuple(f"tables/{name}.csv" for name in (
    "tallies", "tallies_position", "robustness", "scales", "comparisons", "waves", "reach",
    "triangulation", "sizes",
))  # fmt: skip
SHORTEST = 7  # letters of a claim's words that tell it from others
GROUP, OWN, WORDS, KIND = 5, 2, 4, 3  # what speaks for a claim, weighed
RARE = ("worst case", "early share", "late share", "tipping point", "worst case, all silent",
        "weighted share", "hidden")  # fmt: skip


class Claim(NamedTuple):
    """A row of the ledger, with its texts as a page shows them."""

    claim_id: str
    kind: str
    source: str
    group: str
    choice: str
    wording: str
    k: int | None
    n: int | None
    staff: int | None
    share: float | None
    low: float | None
    high: float | None
    called: str


@dataclass
class Around:
    """What stands around a figure: its own row or sentence, the head of its column, and above."""

    row: str
    head: str = ""
    above: str = ""


def claim_id_of(source: str, kind: str, key: str, column: str = "rows") -> str:
    """Return the id of a claim, which hangs on what it is and not on which others there are.

    Examples
    --------
    >>> claim_id_of("tables/gaps.csv", "state", "center=a")[0]
    'k'
    """
    named = "|".join((source, kind, column, key))
    return f"k{hashlib.sha256(named.encode('utf-8', 'replace')).hexdigest()[:12]}"


def cited(figure: object, table: str, kind: str, key: str, column: str = "rows") -> Markup:
    """Build a figure that leads to its claim; the page takes the link off where there is none.

    Examples
    --------
    >>> str(cited(3, "gaps", "state", "center=a")).startswith("<a class=num href=#k")
    True
    """
    return fill("<a class=num href=#{}>{}</a>",
                claim_id_of(f"tables/{table}.csv", kind, key, column), figure)  # fmt: skip


class Lookup:
    """The claims that a page may print, by their numbers.

    Parameters
    ----------
    claims : table `claims`
    names : mapping
        What each Center's code is called.
    group : str
        The page's Center, or `all`: then every group's claims may stand on it.

    Examples
    --------
    >>> rows = pd.DataFrame([{"claim_id": "k1", "kind": "state", "source": "tables/gaps.csv",
    ...     "group": "all", "choice": "", "wording": "not found", "k": 3, "n": 38, "staff": None,
    ...     "share": 3 / 38, "low": None, "high": None}])
    >>> Lookup(rows, {}).pair(3, 38, Around("3 of 38")).claim_id
    'k1'
    >>> Lookup(rows, {}).lone(3, Around("7 stale, 3 not found"), " not found").claim_id
    'k1'
    """

    def __init__(self, claims: pd.DataFrame, names: Mapping[str, str], group: str = ALL) -> None:
        self.group = group
        self.names_with_digits = _match(claims["choice"].unique(), names.values())
        self.known: dict[str, Claim] = {}
        self._pairs: dict[tuple[int, int], list[Claim]] = defaultdict(list)
        self._ks: dict[int, list[Claim]] = defaultdict(list)
        self._staff: dict[int, list[Claim]] = defaultdict(list)
        self._ranges: dict[tuple[int, int], list[Claim]] = defaultdict(list)
        self._shares: dict[int, list[Claim]] = defaultdict(list)
        others = set(names) - {group} if group != ALL else set()
        shown = claims[~claims["group"].isin(others)] if others else claims
        for row in shown[list(Claim._fields[:-1])].itertuples(index=False, name=None):
            one = _read(row, names)
            self.known[one.claim_id] = one
            if one.k is not None and one.n is not None:
                self._pairs[one.k, one.n].append(one)
            if one.k is not None and one.kind not in MANY:
                self._ks[one.k].append(one)
            if one.staff is not None and one.kind == "rate":
                self._staff[one.staff].append(one)
            if one.low is not None and one.high is not None:
                ends = (round_half_up(100 * one.low), round_half_up(100 * one.high))
                self._ranges[ends].append(one)
            if one.share is not None:
                self._shares[round_half_up(100 * abs(one.share))].append(one)

    def pair(self, k: int, n: int, around: Around) -> Claim | None:
        """Return the claim of k of n that the words around speak for most; None: none counts so."""
        return self._best(self._pairs.get((k, n), ()), around)

    def span(self, low: int, high: int, around: Around) -> Claim | None:
        """Return the claim of an interval in percent whose question or choice stands around it."""
        return self._best(self._ranges.get((low, high), ()), around, least=WORDS)

    def percentage(self, percent: int, around: Around) -> Claim | None:
        """Return the claim of a bare share whose question or choice stands around it."""
        return self._best(self._shares.get(percent, ()), around, least=WORDS + OWN)

    def lone(self, k: int, around: Around, behind: str) -> Claim | None:
        """Return the claim of a bare count: its words follow at once, or stand in its row."""
        told = [one for one in self._ks.get(k, ()) if _follows(one, behind)]
        if not told:
            own = f"{around.row} {around.head}"
            told = [one for one in self._ks.get(k, ()) if _stands_in(one, own)]
        near = f"{around.row} {around.head}"
        return self._best([one for one in told if self._is_of(one, near)], around)

    def _is_of(self, one: Claim, near: str) -> bool:
        """Whether a figure without its base can be of this group: of the page's, or named."""
        return one.group == self.group or (one.called in near if one.called else f"{ALL} " in near)

    def staff(self, n: int, around: Around) -> Claim | None:
        """Return the claim that holds how many staff a group has."""
        return self._best([one for one in self._staff.get(n, ()) if one.kind == "rate"], around,
                          least=OWN)  # fmt: skip

    def _best(self, held: Iterable[Claim], around: Around, least: int = 0) -> Claim | None:
        best, most = None, least - 1
        for one in held:
            weight = self._weigh(one, around)
            if weight > most:
                best, most = one, weight
        return best

    def _weigh(self, one: Claim, around: Around) -> int:
        near, far = f"{around.row} {around.head}", around.above
        weight = 0
        if one.group == self.group or (one.group == ALL and "all " in near):
            weight += OWN
        if one.called and one.called in near:
            weight += GROUP
        elif one.called and one.called in far:
            weight += OWN
        for words in (one.choice, one.wording):
            if words and words in near:
                weight += WORDS
            elif words and words in far:
                weight += WORDS - 1
        if one.kind in near:
            weight += KIND
        return 2 * weight - (one.kind in RARE and one.kind not in near)


def _match(*texts: Iterable[object]) -> re.Pattern[str] | None:
    """Match choices and names that hold a number: "11 to 20" is an answer, no count."""
    said = {str(clean(text)) for part in texts for text in part if not blank(text)}
    held = sorted((text for text in said if any(map(str.isdigit, text))),
                  key=lambda text: (-len(text), text))  # fmt: skip
    if not held:
        return None
    return re.compile(rf"(?<![\w.,])(?:{'|'.join(map(re.escape, held))})(?![\w%]|,\d| of \d)")


def _stands_in(one: Claim, own: str) -> bool:
    """Whether a row names what is counted: of an answer, the question and the answer."""
    if one.kind == "state" or len(one.wording) < SHORTEST or one.wording not in own:
        return False
    return one.source not in OF_QUESTIONS or bool(one.choice and one.choice in own)


def _follows(one: Claim, behind: str) -> bool:
    said = behind.lstrip().removeprefix("are ").removeprefix("is ")
    told = one.kind == "state" or len(one.wording) >= SHORTEST
    return told and bool(one.wording) and said.startswith(one.wording)


def _read(row: tuple[Any, ...], names: Mapping[str, str]) -> Claim:
    claim_id, kind, source, group = map(str, row[:4])
    choice, wording = map(plain, row[4:6])
    k, n, staff = (None if blank(value) else int(value) for value in row[6:9])
    share, low, high = (None if blank(value) else float(value) for value in row[9:12])
    called = plain(names.get(group, "" if group == ALL else group))
    return Claim(claim_id, kind, source, group, choice, wording, k, n, staff, share, low, high,
                 called)  # fmt: skip


@lru_cache(maxsize=50_000)
def plain(value: object) -> str:
    """Return a text as a page's reader finds it, without regard to capitals.

    Examples
    --------
    >>> plain("A  <b>")
    'a <b>'
    """
    return "" if blank(value) else " ".join(str(clean(value).unescape()).split()).lower()
