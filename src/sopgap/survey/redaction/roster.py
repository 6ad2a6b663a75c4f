"""Read a list of staff, and index it so that a comment is searched word by word, not name by name.

The names live in memory while comments are redacted. Nothing here is ever written or kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from sopgap.errors import InputError
from sopgap.sources import Problems, read_rows, read_text
from sopgap.survey.redaction.folding import fold
from sopgap.survey.redaction.near import LONG_PART, one_less
from sopgap.survey.redaction.words import is_ordinary
from sopgap.text import data_lines

MAX_NAMES = 1_000_000
LONGEST = 120  # characters of a name
SHORTEST_LOGIN = 5
CUT = (5, 6, 7)  # letters of a surname that logins are cut to
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
    initials : for each surname, whole and cut as in logins, the first letters of those who bear it
    """

    parts: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    near: dict[str, tuple[str, ...]]
    initials: dict[str, str]


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
    ['delgado', 'delgado-ruiz', 'delgadoruiz', 'mari', 'maria', 'mia', 'ruiz']
    """
    if isinstance(names, Roster):
        return names
    if isinstance(names, str):
        raise InputError("roster: one text was given; give a list of names, as read_roster does")
    parts: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    initials: dict[str, set[str]] = {}
    for name in dict.fromkeys(names):
        words = _parts(str(name))
        for i, word in enumerate(words):
            forms = _forms(word)
            parts |= forms
            for other in words[i + 1 :]:
                pairs |= {p for a in forms for b in _forms(other) for p in ((a, b), (b, a))}
        for nick in nicknames().get(words[0], ()) if len(words) > 1 else ():
            parts |= {nick} - _words_too()
            pairs |= {p for w in words[1:] for b in _forms(w) for p in ((nick, b), (b, nick))}
        for surname in {form for word in words[1:] for form in _forms(word) if len(form) > 3}:
            for known in {surname} | {surname[:cut] for cut in CUT if len(surname) > cut}:
                initials.setdefault(known, set()).add(words[0][0])
        # "St. Clair", "d' Almeida": also when written as one word
        parts |= {a + b for a, b in pairwise(words[1:]) if len(a) <= LONG_PART}
    parts = {part for part in parts if len(part) > 1 and part not in PARTICLES}
    near: dict[str, list[str]] = {}
    for part in sorted(parts):
        if len(part) >= LONG_PART:
            for left in {part} | one_less(part):
                near.setdefault(left, []).append(part)
    held = {left: tuple(found) for left, found in near.items()}
    letters = {surname: "".join(sorted(first)) for surname, first in initials.items()}
    return Roster(frozenset(parts), frozenset(pairs), held, letters)


def is_login(word: str, roster: Roster) -> bool:
    """Tell whether a word in small letters is made of the parts of one name, as logins are.

    Examples
    --------
    >>> people = index_roster(["Ann Whitlock"])
    >>> [is_login(word, people) for word in ("awhitlock", "whitloa", "annwhitlock", "bwhitlock")]
    [True, True, True, False]
    """
    if not SHORTEST_LOGIN <= len(word) <= LONGEST:
        return False
    if word[0] in roster.initials.get(word[1:], "") + roster.initials.get(word[2:], ""):
        return True
    if word[-1] in roster.initials.get(word[:-1], ""):
        return True
    cuts = range(2, min(len(word) - 1, 20))
    return any((word[:cut], word[cut:]) in roster.pairs for cut in cuts)


@cache
def nicknames() -> dict[str, tuple[str, ...]]:
    """Return for each given name of `data/nicknames.txt` what people who bear it are called."""
    lines = [line.split() for line in data_lines("nicknames.txt")]
    return {line[0]: tuple(line[1:]) for line in lines}


@cache
def _words_too() -> frozenset[str]:
    """Nicknames that are words too; beside a surname they are taken all the same."""
    return frozenset(nick for line in nicknames().values() for nick in line if is_ordinary(nick))


def _parts(name: str) -> list[str]:
    family, comma, given = fold(name)[0].lower().partition(",")
    words = PART.findall(f"{given} {family}" if comma else family)
    return [word for word in words if word not in TITLES]


def _forms(word: str) -> set[str]:
    joined = re.sub(r"['-]", "", word)
    return {word, joined} | {piece for piece in re.split(r"['-]", word) if len(piece) > 2}
