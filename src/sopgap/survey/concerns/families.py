"""Families of words: what lets comments meet that say the same in other words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from sopgap.errors import InputError
from sopgap.text import data_lines, stem, tokens

Families = Mapping[str, tuple[str, ...]]


@cache
def known_families() -> Families:
    """Return the families of everyday English, `data/word_families.txt`.

    Returns
    -------
    mapping of str to tuple of str
        To each stem the names of its families.

    Examples
    --------
    >>> set(known_families()["queue"]) & set(known_families()["wait"])
    {'waiting'}
    """
    return _index(line.split("\t", 1) for line in data_lines("word_families.txt"))


def read_families(path: str | Path) -> Families:
    r"""Read a study's own families and add them to the known ones.

    One family a line: a name, a tab (or a colon), its words with blanks or commas between them;
    what begins with # is a remark. A family of a known name adds to it.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    mapping of str to tuple of str
        As of `known_families`.

    Raises
    ------
    InputError
        The file is absent or no text, or a line has no name or fewer than two words: all at once.

    Examples
    --------
    >>> import tempfile
    >>> own = Path(tempfile.mkdtemp()) / "families.txt"
    >>> _ = own.write_text("drawback\trefund, drawback, 1313\n")
    >>> read_families(own)["1313"]
    ('drawback',)
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: cannot be read as text: {error}") from None
    rows, problems = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _, words = line.replace("\t", ":", 1).partition(":")
        if not name.strip() or len(tokens(words)) < 2:
            problems.append(
                f"{path.name}, line {number}: give a name, a tab, and two words or more of one"
                " meaning"
            )
        rows.append([name.strip(), words])
    if problems:
        raise InputError(problems)
    own, known = _index(rows), known_families()
    both = {s: known.get(s, ()) + own.get(s, ()) for s in sorted(known.keys() | own.keys())}
    return {s: tuple(dict.fromkeys(names)) for s, names in both.items()}


def _index(rows: Iterable[list[str]]) -> dict[str, tuple[str, ...]]:
    of: dict[str, dict[str, None]] = {}
    for name, words in rows:
        for word in tokens(words):
            of.setdefault(stem(word), {})[name] = None
    return {key: tuple(names) for key, names in of.items()}
