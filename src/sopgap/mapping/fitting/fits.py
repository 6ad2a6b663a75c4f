"""Whether a duty does a responsibility's act on its object: table `fits`, one row a linked pair.

A link says that a duty and a responsibility share words; here the slots decide. The duty's act must
be the responsibility's (the same stem, or a verb of one family in `data/families.csv`), and its
object must be the responsibility's object, said in the sentence, or by the heading above it where
the sentence itself only points ("accept the rest").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache, partial

import pandas as pd

from sopgap.mapping.fitting.lexicon import (
    act_of,
    base,
    bases,
    is_known_act,
    kin_of,
    listed,
    listed_bases,
)
from sopgap.mapping.fitting.readings import LONG, Said, Wanted, read_said, read_wanted
from sopgap.mapping.fitting.seats import side_named
from sopgap.tables.rows import list_rows
from sopgap.text import stop_words, tokens

# What of a duty is read.
DUTY_COLUMNS = (
    "duty_id", "text", "actor_text", "actor", "action", "object", "condition", "via",
)  # fmt: skip
OBJECT_FITS = 0.5  # least fit of an object
# An act that no family knows is taken for the responsibility's where the object is said in full
# and no responsibility fits the passage better.
OBJECT_SAID = 0.9
# What a word of the object counts for by where it stands.
SENTENCE, HEADING, ACTOR, TITLE = 1.0, 0.6, 0.5, 0.3
POINTED = 0.8  # a heading to which the sentence points ("accept the rest")
KIN = 0.8  # a word of the same family ("papers" for "documents") instead of the word
PHRASE_KEYWORD, WORD_KEYWORD = 0.9, 0.7
SECOND = 0.3  # what the weaker of object and keyword adds to the stronger
NARROWED = 0.6  # what is left of a head whose own qualifiers are absent and others stand there
TELLING = 2  # words of an object that tell one thing from another
APART = 3  # words that may stand between the words of a phrase
HEAD = 1.5  # the last word of an object counts more: "entry *summaries*", "sufficiency of *bonds*"
OF = (["of"], ["for"], ["from"], ["about"])
PLACING = re.compile(
    r"\b(?:report(?:s|ing)? to|(?:re)?assigned|stationed|located|placed|seated|staffed|employed"
    r"|based|moved?|transferred|belongs? to|on the rolls|supervis\w+|oversees?|part of"
    r"|(?:stays?|remains?|serves?|sits?|works?) (?:for|under|at|in|on|with|within))\b",
    re.IGNORECASE,
)


def judge_fits(
    links: pd.DataFrame,
    duties: pd.DataFrame,
    matrix: pd.DataFrame,
    places: pd.DataFrame,
    *,
    sides: Mapping[tuple[str, ...], str] | None = None,
    least_fit: float = OBJECT_FITS,
) -> pd.DataFrame:
    """Judge each linked pair of duty and responsibility.

    Parameters
    ----------
    links : table `links`
        Of duties; a pair that is not linked is not judged.
    duties : table `duties`
    matrix : table `responsibilities`
    places : DataFrame
        Index duty_id, columns `section` and `title`: where each duty stands.
    sides : mapping of tuple of str to str, optional
        Which words name which side, from `seats.read_sides`: a duty over a thing of the other side
        ("an inspection of the port" for the row's "of the Center") is over another object.
    least_fit : float
        Least fit of an object.

    Returns
    -------
    DataFrame
        duty_id, responsibility_id, act (flag), object (0..1), does (flag: the duty does this
        responsibility's act on its object), partial (flag: over a part of the object only), full
        (flag: the object is said in full, or no responsibility fits the duty better)
    """
    wanted = read_wanted(matrix)
    mixed = _mixed_sentences(duties)
    rows = {row["duty_id"]: row for row in list_rows(duties[list(DUTY_COLUMNS)])}
    stands = places.to_dict("index")
    objects = dict(zip(matrix["responsibility_id"], matrix["object"], strict=True))
    side_of = cache(partial(side_named, sides=dict(sides or {})))
    said: dict[str, Said] = {}
    records = []
    for key, want_id, rank in _ranked(links, matrix):
        want = wanted.get(want_id)
        if key not in rows or want is None:
            continue
        if key not in said:
            said[key] = read_said(rows[key], stands[key], alone=key not in mixed)
        act, fit, does = _judge(said[key], want, least_fit, is_first=rank == 1)
        if does and _are_apart(side_of(objects[want_id]), side_of(rows[key]["object"])):
            fit, does = 0.0, False
        records.append((key, want_id, act, fit, does, does and _is_partial(said[key], want)))
    columns = ["duty_id", "responsibility_id", "act", "object", "does", "partial"]
    return _with_best(pd.DataFrame(records, columns=columns))


def _ranked(links: pd.DataFrame, matrix: pd.DataFrame) -> Iterator[tuple[str, str, int]]:
    """Return the links as duty, row and rank, ranked anew among rows that ask an act.

    Whoever acts names a position, so that positions often stand before what is done.
    """
    asking = matrix.loc[matrix["action"] != "", "responsibility_id"]
    links = links.assign(asks=links["responsibility_id"].isin(asking))
    ranks = links.groupby(["passage_id", "asks"])["rank"].rank("first").astype(int)
    ids = (links[name].to_numpy(dtype=object) for name in ("passage_id", "responsibility_id"))
    return zip(*ids, ranks.tolist(), strict=True)


def _with_best(fits: pd.DataFrame) -> pd.DataFrame:
    """Mark the fits by which a duty may be held against an owner: full, or the duty's best."""
    best = fits["object"].where(fits["does"].astype(bool), 0.0).groupby(fits["duty_id"])
    full = (fits["object"] >= OBJECT_SAID) | (fits["object"] >= best.transform("max"))
    return fits.assign(full=full)


def object_fit(text: str, section: str, want: Wanted) -> float:
    """Say how far a sentence under a heading speaks of a responsibility's object, 0 to 1."""
    said = Said(text, bases(text), frozenset(bases(section)))
    heads = frozenset(option[-1] for option in (*want.objects, *want.keywords))
    return _object(said.near(heads), want)


def _judge(
    said: Said, want: Wanted, least_fit: float, *, is_first: bool
) -> tuple[bool, float, bool]:
    """Return whether it is the row's act, how far over its object, and whether it does both."""
    done = want.acts & said.acts
    # A word that is all there is of the act is not the object as well: where only "value" speaks
    # of appraising, "the value desk" appraises nothing.
    near = said.near(done)
    fit = _object(near if done - want.own else near.without(done), want, done)
    act = bool(done) or (is_first and (_is_open_act(said, want) or _is_decided_under(said, want)))
    if not want.acts:
        act = bool(PLACING.search(said.text)) and _names_position(said, want)
    # Where the object only brushes the row's, nothing less than the row's own verb is its act.
    does = act and fit >= least_fit and (bool(want.verbs & said.act) or not _is_loose(said, want))
    return act, fit, does and not _is_lost(said, want)


def _is_loose(said: Said, want: Wanted) -> bool:
    """Whether one word of the keywords alone, and none of the object, is said."""
    if not want.acts:
        return False
    zones = said.sentence | said.actor | said.heading
    thing = frozenset(word for option in want.objects for word in option)
    if _with_kin(thing) & zones:
        return False
    return len({word for words in want.keywords for word in words} & zones) < 2


def _is_lost(said: Said, want: Wanted) -> bool:
    """Whether the row's words stand only outside the duty's own object.

    Where the duty's verb is the row's own, that counts against it in a long sentence only.
    """
    own = _with_kin(want.own)
    goal = said.goal - listed_bases("pointer")
    far = len(said.line) > LONG or not want.verbs & said.acts
    return far and bool(goal) and not own & (goal | said.act | said.actor | said.heading)


def _are_apart(own: str, other: str) -> bool:
    """Whether the duty's object is of one side, and the row's object of the other."""
    return bool(own and other and own != other)


def _names_position(said: Said, want: Wanted) -> bool:
    return any(set(words) <= said.sentence | said.actor for words in want.objects)


def _is_open_act(said: Said, want: Wanted) -> bool:
    if not said.act or said.step or said.act & listed_bases("ancillary"):
        return False
    if any(is_known_act(word) for word in said.act):
        # "Revise this document" is not over the documents of a row, nor is the date of each case
        # the case.
        heads = {option[-1] for option in (*want.objects, *want.keywords)}
        if len(said.own_goal) < TELLING or said.head not in heads:
            return False
        if said.act & act_of(base("decide")):
            return False  # who decides what comes of a thing does it only under its heading
    own = replace(said, line=tuple(said.goal), heading=frozenset(), title=frozenset())
    return _object(own, want) >= OBJECT_SAID


def _is_decided_under(said: Said, want: Wanted) -> bool:
    """Whether a heading names the act, and the duty decides its outcome on the row's object.

    Under "Grading", whoever "settles the mark of the essay" grades it.
    """
    if said.step or not said.act & act_of(base("decide")) or not want.acts & said.heading:
        return False
    own = replace(said, line=tuple(said.goal), heading=frozenset(), title=frozenset())
    return _object(own, want) >= OBJECT_SAID


def _object(said: Said, want: Wanted, done: frozenset[str] = frozenset()) -> float:
    if _points_elsewhere(said, want):
        return 0.0
    whole = [_coverage(words, said, want) for words in want.objects] or [0.0]
    covered = max(0.7 * max(whole), sum(whole) / len(whole))
    # "Stock order" names act and object: where an act of ordering is found, "stock" is left.
    keywords = [tuple(w for w in k if not (done and w in want.acts)) for k in want.keywords]
    keyword = max((_keyword(words, said, want) for words in keywords if words), default=0.0)
    best, other = max(covered, keyword), min(covered, keyword)
    return min(1.0, best + SECOND * other)


def _points_elsewhere(said: Said, want: Wanted) -> bool:
    """Whether the duty's own words name another object, so that a heading cannot lend it one."""
    own = _with_kin(want.own)
    if said.step and not (want.verbs & said.act and own & said.goal):
        # A step tells how its section's act is done; alone it is cover only where it is the row's
        # own act on its object: "Release the results of the run".
        return not own & said.heading
    return bool(said.own_goal) and own.isdisjoint(said.sentence) and own.isdisjoint(said.actor)


def _keyword(words: tuple[str, ...], said: Said, want: Wanted) -> float:
    if len(words) > 1:
        evidence = [_evidence(word, said) for word in words]
        if min(evidence) == 0 or (set(words) <= said.sentence and not is_near(words, said.text)):
            return 0.0
        return PHRASE_KEYWORD * sum(evidence) / len(evidence)
    # A keyword that is only the qualifier of the object ("reconciliation" of "reconciliation
    # entries") also names other things ("a reconciliation of the drawer"): the object decides.
    if any(words[0] in option[:-1] for option in want.objects):
        return 0.0
    return WORD_KEYWORD * _evidence(words[0], said)


def is_near(words: tuple[str, ...], text: str) -> bool:
    """Whether all words stand close together somewhere in the text, in any order."""
    stems = _bases_of(text)
    reach = len(words) + APART
    return any(set(words) <= set(stems[n : n + reach]) for n in range(len(stems)))


def _coverage(words: tuple[str, ...], said: Said, want: Wanted) -> float:
    evidence = [_evidence(word, said) for word in words]
    if not any(evidence):
        return 0.0
    if len(words) > 1 and not any(evidence[:-1]) and _is_narrowed(words[-1], said, want):
        evidence[-1] *= NARROWED
    weights = [want.weights[word] for word in words[:-1]] + [HEAD * want.weights[words[-1]]]
    return sum(w * e for w, e in zip(weights, evidence, strict=True)) / sum(weights)


def _evidence(word: str, said: Said) -> float:
    known = said.weighed
    if word not in known:
        known[word] = _weigh(word, said)
    return known[word]


def _weigh(word: str, said: Said) -> float:
    points = bool(said.goal) and not said.own_goal
    zones = (
        (said.sentence, SENTENCE),
        (said.heading, POINTED if points else HEADING),
        (said.actor, ACTOR),
        (said.title, TITLE),
    )
    kin = kin_of(word)
    return max(
        worth if word in stems else worth * KIN if kin & stems else 0.0 for stems, worth in zones
    )


def _is_partial(said: Said, want: Wanted) -> bool:
    """Whether the duty narrows the object to a part: "travel claims", "claims about travel"."""
    return any(_is_narrowed(option[-1], said, want) for option in want.objects)


def _is_narrowed(head: str, said: Said, want: Wanted) -> bool:
    """Whether a word, where it first stands, is narrowed by words that are not the row's."""
    words = _tokens_of(said.text)
    at = _firsts_of(said.text).get(head)
    if at is None:
        return False
    before = words[at - 1] if at else ""
    behind = words[at + 2 : at + 5] if words[at + 1 : at + 2] in OF else []
    telling = [word for word in behind if word not in stop_words() and word.isalpha()][:1]
    if before.isalpha() and not before.endswith("ed"):
        telling.append(before)
    known = (_with_kin(want.own), want.acts, said.actor)
    plain = (stop_words(), listed("open"))
    strange = (word for word in telling if not any(word in words for words in plain))
    return any(not any(base(word) in words for words in known) for word in strange)


# A duty is judged for one row after the other: its own text is read once.
_bases_of = lru_cache(maxsize=64)(bases)
_tokens_of = lru_cache(maxsize=64)(tokens)


@lru_cache(maxsize=64)
def _firsts_of(text: str) -> dict[str, int]:
    """Return where in a text each stem stands first."""
    words = _tokens_of(text)
    return {base(words[n]): n for n in range(len(words) - 1, -1, -1)}


@lru_cache(maxsize=4096)
def _with_kin(stems: frozenset[str]) -> frozenset[str]:
    return stems.union(*(kin_of(word) for word in stems))


def _mixed_sentences(duties: pd.DataFrame) -> frozenset[str]:
    """Return duties whose sentence holds duties of several units: each keeps to its own words."""
    several = duties.groupby(["paragraph_id", "text"])["unit"].transform("nunique") > 1
    told = (duties["action"] != "") & (duties["paragraph_id"] != "")
    return frozenset(duties.loc[several & told, "duty_id"])
