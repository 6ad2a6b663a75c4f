"""The words for who acts: read their table, and find them in text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sopgap.sops.grammar.lexicon import modals, plural, verbs, word_class
from sopgap.sources import Problems, check_rows, quoted, read_rows
from sopgap.tables import ACTORS
from sopgap.text import normalise

TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_][^\W_]*(?:['&-][^\W_]+)*|\d+(?:[.,]\d+)*|[^\w\s]")
POSSESSIVE = re.compile(r"'s?$")
# "it's" and "the clerk's" look alike: only what no possessive ends in is taken apart.
CONTRACTED = {"n't": "not", "'ll": "will", "'re": "are", "'ve": "have", "'d": "would", "'m": "am"}
CONTRACTION = re.compile("(?:" + "|".join(CONTRACTED) + ")$")
STEMS = {"ca": "can", "wo": "will", "sha": "shall"}
ACRONYM = 6  # capitals: a shorter alias in capitals is matched with its case
# Between two words of a mention stand blanks, hyphens and what the alias itself has.
PLAIN_GAP = frozenset({" ", "-", ""})
BEHIND = word_class("preposition") | {"and", "or", "who", "which", "that", "then", "also", "not"}
MARKS = frozenset({",", ".", "-"})  # passed over between two words of a mention
LISTED_GAP = frozenset({" ", "-", "", ", ", ". ", "."})


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name an actor: tokens `first` to `last` (not included)."""

    first: int
    last: int
    actor: str
    unit: str


@dataclass(frozen=True, slots=True)
class Alias:
    """One written form of an actor, ready to be matched."""

    words: tuple[str, ...]
    actor: str
    unit: str
    exact: str  # the form itself where its case counts, else ''
    listed: bool  # whether commas or stops may stand inside
    second: str  # its second word, '' where it has one alone


Index = Mapping[str, list[Alias]]


def read_actors(path: str | Path) -> pd.DataFrame:
    r"""Read the table of aliases: which words name which actor, and to which unit he belongs.

    Parameters
    ----------
    path : str or Path
        A CSV with the columns alias, actor, unit.

    Returns
    -------
    table `actors`
        Aliases that differ only in case and mean the same stand once.

    Raises
    ------
    InputError
        All problems at once, by row and column: a blank cell, a unit that is not one lower-case
        word, one alias with two actors or units.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "actors.csv"
    >>> _ = file.write_text("alias,actor,unit\nport director,Port Director,port\n")
    >>> read_actors(file).values.tolist()
    [['port director', 'Port Director', 'port']]
    """
    path = Path(path)
    problems = Problems()
    rows = read_rows(path)
    repeated = rows.duplicated() if {"alias", "actor", "unit"} <= set(rows) else None
    rows = rows[~repeated] if repeated is not None else rows
    rows = check_rows(rows, ACTORS, what=path.name, problems=problems)
    seen: dict[str, tuple[int, str, str]] = {}
    keep = []
    for number, entry in rows.iterrows():
        key = normalise(entry["alias"]).casefold()
        row, actor, unit = seen.setdefault(key, (int(str(number)), entry["actor"], entry["unit"]))
        if (actor.casefold(), unit) != (entry["actor"].casefold(), entry["unit"]):
            problems.add(
                f"{path.name}, row {number}, column alias: {quoted(entry['alias'])} is "
                f"{quoted(entry['actor'])} of {entry['unit']} here and {quoted(actor)} of {unit} "
                f"in row {row}; one alias can mean one actor"
            )
        keep.append(row == number)
        if key and not any(map(str.isalpha, key)):
            problems.add(
                f"{path.name}, row {number}, column alias: {quoted(entry['alias'])} has no word"
            )
    problems.raise_if_any()
    return ACTORS.check(rows[pd.Series(keep, index=rows.index, dtype=bool)])


def index_actors(actors: pd.DataFrame) -> Index:
    """Return the written forms of all aliases by their first word, longest first.

    Inflections are the tool's work: plurals, and "director of the Center" for "Center Director".

    Examples
    --------
    >>> table = pd.DataFrame({"alias": ["port director"], "actor": ["PD"], "unit": ["port"]})
    >>> sorted(" ".join(alias.words) for forms in index_actors(table).values() for alias in forms)
    ['director of port', 'director of the port', 'directors of port', 'directors of the port',
     'port director', 'port directors', 'port-director', 'port-directors']
    """
    index: dict[str, list[Alias]] = {}
    for alias, actor, unit in zip(actors["alias"], actors["actor"], actors["unit"], strict=True):
        text = normalise(alias)
        words = tuple(w.lower() for w in TOKEN.findall(text) if w[0].isalnum())
        if words[:1] == ("the",) and len(words) > 1:
            words = words[1:]  # "the Office of Docks" is named without its article, too
        letters = "".join(filter(str.isalpha, text))
        exact = text if letters.isupper() and len(letters) <= ACRONYM else ""
        for form in _forms(words):
            listed = not text.replace(" ", "").replace("-", "").isalnum()
            second = "".join(form[1:2])
            index.setdefault(form[0], []).append(Alias(form, actor, unit, exact, listed, second))
    for forms in index.values():
        forms.sort(key=lambda form: -len(form.words))
    return index


def find_mentions(
    text: str, spans: list[tuple[int, int]], words: list[str], index: Index
) -> list[Mention]:
    """Return the mentions among the tokens of a text, left to right, longest match first.

    Parameters
    ----------
    text : str
        The sentence, normalised.
    spans : list of (int, int)
        Where each token begins and ends in the text.
    words : list of str
        The tokens in lower case, the possessive taken off.
    index : Index
        From `index_actors`.
    """
    mentions: list[Mention] = []
    reached, n = 0, len(words)
    for place in [at for at, word in enumerate(words) if word in index]:
        if place < reached:
            continue
        follower = words[place + 1] if place + 1 < n else ""
        forms = index[words[place]]
        if follower not in MARKS:  # most forms fail at their second word, which stands next then
            forms = [form for form in forms if form.second in ("", follower)]
        for form in forms:
            last = _match(form, place, text, spans, words)
            if last and not _is_modifier(form, last, words):
                mentions.append(Mention(place, last, form.actor, form.unit))
                reached = last
                break
    return mentions


def cut(text: str) -> tuple[list[tuple[int, int]], list[str]]:
    """Return the spans and lower-case words of the tokens of a text, without possessives.

    Examples
    --------
    >>> cut("The Centers' staff, FP&F")[1]
    ['the', 'centers', 'staff', ',', 'fp&f']
    """
    spans = [token.span() for token in TOKEN.finditer(text)]
    small = text.lower()
    if len(small) == len(text):
        words = [small[begin:end] for begin, end in spans]
    else:  # a capital whose small letter is two
        words = [text[begin:end].lower() for begin, end in spans]
    return _apart(spans, words) if "'" in text else (spans, words)


def _apart(
    spans: list[tuple[int, int]], words: list[str]
) -> tuple[list[tuple[int, int]], list[str]]:
    """Take possessives off, and contractions apart: "you'll" is "you" and "will"."""
    kept: tuple[list[tuple[int, int]], list[str]] = ([], [])
    for (begin, end), word in zip(spans, words, strict=True):
        short = CONTRACTION.search(word) if "'" in word else None
        if word == "'":
            continue  # the possessive of a plural
        if not short:
            kept[0].append((begin, end))
            kept[1].append(POSSESSIVE.sub("", word) if "'" in word else word)
            continue
        cut_at = begin + short.start()
        first = word[: short.start()]
        kept[0].extend([(begin, cut_at), (cut_at, end)])
        kept[1].extend([STEMS.get(first, first), CONTRACTED[short[0]]])
    return kept


def singular(word: str) -> str:
    """Return the singular of a regular plural, any other word as it is.

    Examples
    --------
    >>> [singular(w) for w in ("agencies", "ports", "branches", "process")]
    ['agency', 'port', 'branch', 'process']
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("xes", "ches", "shes", "sses")) else word[:-1]


def _is_modifier(form: Alias, last: int, words: list[str]) -> bool:
    """Tell "a night-warden case" from "the night-warden shall"."""
    if "-" not in form.words[-1] or last >= len(words) or not words[last].isalpha():
        return False
    word = words[last]
    return word not in modals() and verbs().get(word, ("", ""))[1] != "s" and word not in BEHIND


def _forms(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    if not words:
        return []
    head = words.index("of") - 1 if "of" in words[1:] else len(words) - 1
    numbers = {words[head], plural(words[head])}
    if len(words) > 1:  # a lone "Headquarters" is no plural
        numbers.add(singular(words[head]))
    forms = [(*words[:head], number, *words[head + 1 :]) for number in numbers]
    if len(words) > 1 and not any("-" in word for word in words):  # "night-warden"
        forms += [(*form[:-2], f"{form[-2]}-{form[-1]}") for form in list(forms)]
    forms += [tuple(" ".join(form).replace("-", " ").split()) for form in forms if "-" in form[0]]
    if len(words) == 2:
        heads = {words[1], plural(words[1])}
        forms += [(h, "of", words[0]) for h in heads] + [(h, "of", "the", words[0]) for h in heads]
    return sorted(set(forms))


def _match(
    form: Alias, place: int, text: str, spans: list[tuple[int, int]], words: list[str]
) -> int:
    """Return the token behind a form that stands at a place, or 0; commas inside are skipped."""
    at = at_before = place
    n = len(words)
    allowed = LISTED_GAP if form.listed else PLAIN_GAP
    for number, word in enumerate(form.words):
        if number:
            while at < n and words[at] in MARKS:
                at += 1
            if at >= n or text[spans[at_before][1] : spans[at][0]] not in allowed:
                return 0
        if at >= n or words[at] != word:
            return 0
        at_before = at
        at += 1
    begin, end = spans[place][0], spans[at_before][1]
    if form.exact and not text[begin:end].startswith(form.exact):
        return 0
    return at
