"""Marks in the cells of a table: ticks, and the letters and words of RACI charts."""

from __future__ import annotations

import re

# R does it, A answers for it, C and I are only asked and told: no duty of theirs.
LETTER = "[RACISVLPDEOM]"
LETTERS = re.compile(
    rf"(?:{LETTER}(?:\s*[/,;&+ ]\s*{LETTER}){{0,3}}|[RACIS]{{2,3}}"
    rf"|(?i:{LETTER}(?:\s*[/,]\s*{LETTER})?))$"
)
MARK = re.compile(r"[A-Za-z]+")
# Words and letters of such marks, beside R and A.
DOING = frozenset("rlpdeom") | {"lead", "leads", "leader", "responsible", "primary", "performs"}
ENSURING = frozenset({"a", "accountable"})
ASIDES = frozenset("cisv") | {
    *("support", "supports", "supporting", "backup", "deputy", "secondary", "advises"),
    *("consult", "consulted", "inform", "informed", "assist", "assists"),
}
FOOTNOTE = re.compile(r"\s*(?:\([^()]*\)|[*¹²³⁴†‡]+)$")  # "X (by noon)", "R*"
TICK = re.compile(r"(?:x|[✓✔☑☒●•■*]|yes|y)(?:\s*\([^()]*\))?$", re.IGNORECASE)
EMPTY = re.compile(r"(?:|[-–—.]+|[○◯□☐]|no|n|n/a|none)$", re.IGNORECASE)


def is_mark(cell: str) -> bool:
    """Tell a tick, letters and a blank from a cell of words.

    Examples
    --------
    >>> [is_mark(cell) for cell in ("x", "A/R", "-", "Lock up")]
    [True, True, True, False]
    """
    return bool(TICK.match(cell) or EMPTY.match(cell) or marks_of(cell))


def marks_of(cell: str) -> frozenset[str]:
    """Return the marks of a cell as small letters and words, none where it holds anything else.

    Examples
    --------
    >>> [sorted(marks_of(cell)) for cell in ("A/R", "r", "Lead", "Lead the way", "-")]
    [['a', 'r'], ['r'], ['lead'], [], []]
    """
    plain = FOOTNOTE.sub("", cell.strip())
    words = [word.lower() for word in MARK.findall(plain)]
    if not words or EMPTY.match(plain):
        return frozenset()
    if LETTERS.match(plain):
        return frozenset("".join(words))
    known = all(word in DOING or word in ENSURING or word in ASIDES for word in words)
    return frozenset(words) if known else frozenset()
