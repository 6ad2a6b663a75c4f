"""Join the lines of a paragraph: words that a line's end parted are made whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from sopgap.sops.formats.pdf_pieces import HYPHEN, MARK, MARKED
from sopgap.text import data_lines

ENDS = (HYPHEN, "\u00ad", "-", "‐")
WORD = re.compile(r"[^\W\d_]+(?:[-‐'’][^\W\d_]+)*")
MARKS = re.compile(f"{MARK}([^{MARKED}]*){MARKED}")
POWER = re.compile(f"(\\b(?:[ckm]?m|10)){MARK}(\\d){MARKED}")  # square metres are no note
LISTS = ("ordinary_words.txt", "everyday_verbs.txt", "office_words.txt", "word_families.txt")
KEPT = frozenset(
    [
        "self",
        "non",
        "ex",
        "cross",
        "all",
        "half",
        "high",
        "low",
        "long",
        "short",
        "well",
        "full",
        "part",
        "pre",
        "post",
    ]
)


class Words:
    """The words of a document that stand whole in a line, counted."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.stems: set[str] | None = None
        self.compounds: set[tuple[str, str]] | None = None

    def add(self, texts: Iterable[str]) -> None:
        """Count the words of lines; the parts at a line's end and start are not whole."""
        parted = False
        for text in texts:
            found = WORD.findall(MARKS.sub(" ", text.lower()))
            ends = text.rstrip().endswith(ENDS)
            self.counts.update(found[parted : len(found) - ends])
            parted = ends

    def has(self, word: str) -> bool:
        """Tell whether a word stands in the document or in the package's lists."""
        return word in self.counts or word in _listed()

    def has_compound(self, first: str, second: str) -> bool:
        """Tell whether two words stand with a hyphen between them, the second in any form."""
        if self.compounds is None:
            self.compounds = {
                (a, b[:5]) for word in self.counts for a, b in pairwise(word.split("-"))
            }
        return (first, second[:5]) in self.compounds

    def has_form(self, word: str) -> bool:
        """Tell whether a word of the document begins as this one does, but for an ending."""
        if self.stems is None:
            self.stems = {known[:n] for known in self.counts for n in range(5, len(known) + 1)}
        return len(word) > 6 and word[:-2] in self.stems


def join_lines(lines: list[str], words: Words) -> str:
    r"""Join lines to a text; a hyphen at a line's end is kept where the word has one elsewhere.

    Examples
    --------
    >>> words = Words()
    >>> words.add(["An entry-summary shows the procedure."])
    >>> join_lines(["the proce-", "dure of an entry-", "summary"], words)
    'the procedure of an entry-summary'
    """
    text = lines[0].rstrip()
    for line in lines[1:]:
        line = line.strip()
        if not text.endswith(ENDS):
            text = f"{text} {line}"
            continue
        stub = text.rstrip("".join(ENDS))
        text = stub + _hyphen(stub, line, words) + line
    return text.replace(HYPHEN, "-").strip()


def _hyphen(left: str, right: str, words: Words) -> str:
    """Return what stands between the parts of a word: a hyphen or nothing."""
    a, b = re.search(r"[\w'’-]*$", left), re.match(r"[\w'’-]*", right)
    before, after = (a[0] if a else "").lower(), (b[0] if b else "").lower()
    if not before:
        return "- "
    if not after or not right[0].islower() or not before[-1].isalpha():
        return "-" if after else "- "
    hyphened, whole = f"{before}-{after}", before + after
    last = before.rsplit("-", 1)[-1]
    first = after.split("-", 1)[0]
    in_one, in_two = words.counts[whole], words.counts[hyphened]
    if in_one or in_two:
        return "-" if in_two > in_one else ""
    if words.has(last + first):
        return ""
    if words.has_compound(last, first):
        return "-"
    if last in KEPT and words.has(first):
        return "-"
    if words.has_form(last + first):
        return ""
    both = len(last) > 2 and len(first) > 2 and words.has(last) and words.has(first)
    return "-" if both else ""


@cache
def _listed() -> frozenset[str]:
    return frozenset(
        word for name in LISTS for line in data_lines(name) for word in WORD.findall(line.lower())
    )


def take_marks(text: str) -> tuple[str, list[str]]:
    """Return a text without the markers of notes, and the markers.

    Examples
    --------
    >>> take_marks("the procedure" + MARK + "3" + MARKED + ".")
    ('the procedure.', ['3'])
    """
    marks = MARKS.findall(text)
    if not marks:
        return text, []
    text = POWER.sub(r"\1^\2", text)
    return MARKS.sub("", text), marks
