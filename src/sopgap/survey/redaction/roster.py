"""Read a list of staff, and index it so that a comment is searched word by word, not name by name.

The names live in memory while comments are redacted. Nothing here is ever written or kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sources import Problems, read_rows, read_text
from sopgap.survey.redaction.folding import fold

MAX_NAMES = 1_000_000
LONGEST = 120  # characters of a name
LONG_PART = 6  # letters from which a part of a name is known with one letter wrong
PART = re.compile(r"[a-z]+(?:['-][a-z]+)*")
# What stands in a name and is no part of it by itself.
PARTICLES = frozenset(
    ("de", "del", "della", "di", "da", "do", "dos", "das", "van", "von", "der", "den", "la", "le",
     "al", "el", "bin", "ibn", "abu")
)  # fmt: skip
TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "jr", "sr", "ii", "iii", "iv"))


@dataclass(frozen=True)
class Roster:
    """The parts of the names of a roster, in small letters.

    Attributes
    ----------
    parts : given names and surnames; hyphened ones whole, joined and by their parts
    pairs : two parts of one name, as they stand or turned round
    near : what is left of each long part with one letter taken out, and the parts it is left of
    """

    parts: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    near: dict[str, tuple[str, ...]]


def read_roster(path: str | Path) -> list[str]:
    r"""Read the names of staff: one a line, or the column `name` of a CSV.

    The roster serves to redact comments. It is private: keep it outside the study's folder; no
    table, report or record repeats a name.

    Parameters
    ----------
    path : str or Path
        A `.csv` with column `name`, or any text file with one name a line, where lines that
        begin with # are left out. "Doe, Jane" and "Jane Doe" are both understood.

    Returns
    -------
    list of str

    Raises
    ------
    InputError
        The file cannot be read, has no column `name`, or lines are no names: all at once. No
        message repeats a name.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "staff.txt"
    >>> _ = path.write_text("Jane Q. Doe\nOkafor, Chidi\n")
    >>> read_roster(path)
    ['Jane Q. Doe', 'Okafor, Chidi']
    """
    path = Path(path)
    if path.suffix.lower() == ".csv":
        rows = read_rows(path)
        if "name" not in rows:
            raise InputError(f"{path.name}: column name is absent; a roster has one name a row")
        lines = list(zip(rows.index.tolist(), rows["name"].tolist(), strict=True))
    else:
        lines = list(enumerate(read_text(path).splitlines(), start=1))
    problems = Problems()
    names = []
    for row, line in lines:
        name = " ".join(line.split())
        where = f"{path.name}, row {row}"
        if not name or name.startswith("#"):
            continue
        if len(name) > LONGEST:
            problems.add(f"{where}: longer than {LONGEST} characters; write one name a line")
        elif not any(letter.isalpha() for letter in name):
            problems.add(f"{where}: holds no letter; write a name or take the line out")
        else:
            names.append(name)
    if len(names) > MAX_NAMES:
        problems.add(f"{path.name}: more than {MAX_NAMES:,} names; split the roster by Center")
    if not names and not problems.sentences:
        problems.add(f"{path.name}: holds no name; write one name a line")
    problems.raise_if_any()
    return list(dict.fromkeys(names))


def index_roster(names: Iterable[str] | Roster) -> Roster:
    """Index the names by their parts; an index comes back as it is.

    Examples
    --------
    >>> people = index_roster(["Maria Delgado-Ruiz"])
    >>> sorted(people.parts)
    ['delgado', 'delgado-ruiz', 'delgadoruiz', 'maria', 'ruiz']
    """
    if isinstance(names, Roster):
        return names
    if isinstance(names, str):
        raise InputError("roster: one text was given; give a list of names, as read_roster does")
    parts: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for name in dict.fromkeys(names):
        words = _parts(str(name))
        for i, word in enumerate(words):
            forms = _forms(word)
            parts |= forms
            for other in words[i + 1 :]:
                pairs |= {p for a in forms for b in _forms(other) for p in ((a, b), (b, a))}
        # "St. Clair", "d' Almeida": also when written as one word
        parts |= {a + b for a, b in pairwise(words[1:]) if len(a) <= LONG_PART}
    parts = {part for part in parts if len(part) > 1 and part not in PARTICLES}
    near: dict[str, list[str]] = {}
    for part in sorted(parts):
        if len(part) >= LONG_PART:
            for left in {part} | one_less(part):
                near.setdefault(left, []).append(part)
    held = {left: tuple(found) for left, found in near.items()}
    return Roster(frozenset(parts), frozenset(pairs), held)


def is_near(word: str, near: dict[str, tuple[str, ...]]) -> bool:
    """Tell whether a word is one of an index with one letter wrong, missing, added or swapped.

    Examples
    --------
    >>> near = index_roster(["Ann Whitlock"]).near
    >>> [is_near(word, near) for word in ("whitlok", "whitlcok", "whitelock", "wedlock")]
    [True, True, True, False]
    """
    if not LONG_PART - 1 <= len(word) <= LONGEST:
        return False
    if word in near:
        return True
    for left in one_less(word):
        for part in near.get(left, ()):
            if abs(len(part) - len(word)) <= 1 and _one_edit(word, part):
                return True
    return False


def one_less(word: str) -> set[str]:
    """Return what is left of a word with one letter taken out, each in turn."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _one_edit(a: str, b: str) -> bool:
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    a, b = a[start:], b[start:]
    if len(a) != len(b):
        long, short = (a, b) if len(a) > len(b) else (b, a)
        return long[1:] == short
    return a[1:] == b[1:] or (a[2:] == b[2:] and a[:2] == b[:2][::-1])


def _parts(name: str) -> list[str]:
    family, comma, given = fold(name)[0].lower().partition(",")
    words = PART.findall(f"{given} {family}" if comma else family)
    return [word for word in words if word not in TITLES]


def _forms(word: str) -> set[str]:
    joined = re.sub(r"['-]", "", word)
    return {word, joined} | {piece for piece in re.split(r"['-]", word) if len(piece) > 2}
