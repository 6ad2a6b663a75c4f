"""Compare what a reader gave with the truth of a layout.

The reader's blocks are texts in its own order, with or without the section and page of each. They
are joined by one space, and white space is made even; nothing else is forgiven: a ligature, a soft
hyphen or a raised marker left in a sentence means that the sentence was not read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.sops.formats.layouts import Block, Truth


@dataclass
class Score:
    """Shares lie between 0 and 1; the lists name what went wrong, for the eye.

    `recall`: sentences found. `order`: of those, the longest run in the order of reading (boxes
    apart). `joins`: parted words that came out right. `rows`: table rows whose cells stand in one
    block, from left to right; None without tables. `sections`, `pages`: of the sentences found,
    those under the right heading and on the right page; None where the reader gave none.
    """

    recall: float
    order: float
    joins: float
    rows: float | None = None
    sections: float | None = None
    pages: float | None = None
    missed: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    wrong_joins: list[str] = field(default_factory=list)


def score(
    truth: Truth,
    texts: Sequence[str],
    sections: Sequence[str] | None = None,
    pages: Sequence[int | None] | None = None,
) -> Score:
    """Score a reader's blocks, given in the reader's order.

    Examples
    --------
    >>> told = Block("text", ["Open the file.", "Check the procedure."], "1. Review", 1)
    >>> truth = Truth("small", [told], [(1, "Handbook, part 2")], [("procedure", "proce-dure")])
    >>> texts = ["Open the  file. Check the proce-dure.", "Handbook, part 2"]
    >>> got = score(truth, texts, pages=[1, 1])
    >>> got.recall, got.order, got.pages, got.leaked, got.wrong_joins
    (0.5, 1.0, 1.0, ['Handbook, part 2'], ['proce-dure'])
    """
    blocks = [even(text) for text in texts]
    starts, whole = joined(blocks)
    places = [(s, whole.find(even(s.text))) for s in truth.sentences]
    found = [(s, at) for s, at in places if at >= 0]
    block_of = [bisect_right(starts, at) - 1 for _, at in found]
    sited = list(zip([s for s, _ in found], block_of, strict=True))
    under = [even(s.section) in even(sections[b]) for s, b in sited] if sections else []
    there = [s.page == pages[b] for s, b in sited] if pages else []
    wrong = [bad for _, bad in truth.joins if holds(whole, bad)]
    return Score(
        recall=share(len(found), len(places)),
        order=in_order([at for s, at in found if s.kind != "box"]),
        joins=1 - share(len(wrong), len(truth.joins)) if truth.joins else 1.0,
        rows=rows_found(truth, blocks),
        sections=None if sections is None else share(sum(under), len(found)),
        pages=None if pages is None else share(sum(there), len(found)),
        missed=[s.text for s, at in places if at < 0],
        leaked=leaks(truth, blocks, whole),
        wrong_joins=wrong,
    )


def even(text: str) -> str:
    """Make white space even."""
    return " ".join(text.split())


def joined(blocks: Sequence[str]) -> tuple[list[int], str]:
    """Join blocks by one space; give where each starts.

    Examples
    --------
    >>> joined(["One.", "Two."])
    ([0, 5], 'One. Two.')
    """
    starts, at = [], 0
    for block in blocks:
        starts.append(at)
        at += len(block) + 1
    return starts, " ".join(blocks)


def share(part: int, whole: int) -> float:
    """Divide, and give 1 where nothing was asked for."""
    return part / whole if whole else 1.0


def in_order(places: Sequence[int]) -> float:
    """Give the longest rising part of a sequence as a share of it.

    Examples
    --------
    >>> in_order([1, 2, 9, 3, 4])
    0.8
    """
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return share(len(tails), len(places))


def holds(whole: str, word: str) -> bool:
    """Tell whether a wrong join stands in the text, also with a space behind its hyphen."""
    pattern = re.escape(word).replace(r"\-", r"-\s?")
    return re.search(rf"(?<!\w){pattern}(?!\w)", whole) is not None


def leaks(truth: Truth, blocks: Sequence[str], whole: str) -> list[str]:
    """Name the running lines that came through, each as often as it did beyond the text's own use.

    A line of fewer than six characters (a page number) counts only where it is a block by itself.
    """
    own = " ".join([sentence for block in truth.blocks for sentence in block.sentences])
    found = []
    for line in dict.fromkeys(text for _, text in truth.running):
        drawn = sum(text == line for _, text in truth.running)
        if len(line) < 6:
            n = sum(block == line for block in blocks)
        else:
            n = whole.count(even(line)) - own.count(even(line))
        found += [line] * min(max(n, 0), drawn)
    return found


def rows_found(truth: Truth, blocks: Sequence[str]) -> float | None:
    """Give the share of table rows (headers too) whose cells one block holds from left to right."""
    rows = [row for table in truth.tables for row in [table.header, *table.rows]]
    if not rows:
        return None
    patterns = [".*?".join(re.escape(even(cell)) for cell in row) for row in rows]
    return share(sum(any(re.search(p, block) for block in blocks) for p in patterns), len(rows))


__all__ = ["Block", "Score", "Truth", "score"]
