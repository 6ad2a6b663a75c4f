"""Where the words end that name an event: "before [the goods are released] from custody".

An event is a noun phrase ("the date of entry"), an act ("leaving the ward") or a clause ("the case
has been accepted"). It is walked over word by word and ends where the main clause goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from sopgap.sops.grammar import lexicon
from sopgap.text import data_rows


@cache
def slot_words(name: str) -> frozenset[str]:
    """Return the words of one class of `data/slot_words.csv`, as `event_stop`."""
    rows = [row["words"] for row in data_rows("slot_words.csv") if row["class"] == name]
    return frozenset(word for words in rows for word in words.split())


TOKEN = re.compile(r"§+ ?\w+(?:[.\-]\w+)*(?:\(\w+\))*|\w[\w&/]*(?:['’.\-]\w+)*|[^\w\s]")
LONGEST = 18  # words of an event
NOUNS_OF = 12  # words of an event of nouns
AND = ("and", "or", "nor")
ARTICLES = slot_words("event_articles")
# Behind these a clause may follow without "that".
DAYS = slot_words("event_days")
COMPARED = slot_words("event_compared")
AUXILIARIES = ("is", "are", "was", "were", "has", "have", "had")
MODALS = ("may", "can", "will", "must", "shall")
LOOSE = ARTICLES | {"and", "or", "nor", "of", "not"} | lexicon.word_class("preposition")
SUBJECTS = slot_words("event_subjects")
BODIES = slot_words("event_bodies")
NOMINAL = re.compile(
    r"(?:tion|sion|ment|ance|ence|al|ing|ipt|ure|ry|est|ease|osit|y|iry|val|end|ation|form|payment)s?$"
)
SHORTENED = re.compile(r"\w(?:\.\w)+")  # "U.S" and "a.m", the last mark of which follows
RECEIVED = ("receiving", "receipt", "obtaining", "getting", "notice", "word", "hearing", "request")


@dataclass(slots=True, eq=False)  # not frozen: made in great numbers, and never changed
class Token:
    """A word or mark of a text."""

    start: int
    end: int
    word: str


@lru_cache(maxsize=4_000)
def cut_tokens(text: str) -> tuple[Token, ...]:
    """Return the words and marks of a text, in lower case, with their places."""
    lower = text.lower()
    # The month keeps its capital: "may" ends an event, "May" does not.
    has_month = "May" in text or len(lower) != len(text)
    said = text if has_month else lower
    tokens, place = [], 0
    for word in TOKEN.findall(said):  # seeking each word again is quicker than match objects
        start = said.find(word, place)
        place = start + len(word)
        if has_month and not (start and word == "May"):
            word = word.lower()
        tokens.append(Token(start, place, word))
    return tuple(tokens)


@lru_cache(maxsize=4_000)
def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, in lower case: a quick look whether any of some stands there."""
    return frozenset([token.word for token in cut_tokens(text)])


def find_event_end(
    tokens: tuple[Token, ...], start: int, *, is_act: bool = False, is_place: bool = False
) -> int:
    """Return where the event ends that begins behind a place, 0 where none begins there.

    Parameters
    ----------
    tokens : tuple of Token
        Of the text.
    start : int
        The place behind "before", "of", "at the time of".
    is_act : bool
        Only an act is an event here: "upon receipt", not "upon the wall".
    is_place : bool
        The word before may name a place: "before the court" is no time.

    Examples
    --------
    >>> text = "before release of the goods by the clerk"
    >>> text[: find_event_end(cut_tokens(text), 6)]
    'before release of the goods'
    """
    at = _token_at(tokens, start)
    if at >= len(tokens) or not _opens(tokens, at) or (is_act and not _is_act(tokens, at)):
        return 0
    if is_place and _is_body(tokens, at):
        return 0
    last, count, verb_at = at, 0, -1
    n = at
    while n < len(tokens) and count < LONGEST:
        word = tokens[n].word
        if word in (",", ".") and n > at and _is_within(tokens, n):
            n += 1
            continue
        if not word[0].isalnum() and word[0] not in "§$\"'":
            if word not in ("(", ")", "%") or n == at:
                break
            if word == "(":  # "paragraph (b)": a short one is passed over whole
                close = next(
                    (k for k in range(n + 1, min(n + 4, len(tokens))) if tokens[k].word == ")"), -1
                )
                if close < 0:
                    break
                last = close if close - n <= 2 else last  # "paragraph (b)"
                n = close
            n += 1
            continue
        if n > at and _ends(tokens, n, at, verb_at, count):
            break
        if verb_at < 0 and n > at and _is_finite(tokens, n, at):
            verb_at = n
        last = n
        count += word not in ARTICLES
        n += 1
    if verb_at < 0 and _is_torn(tokens, last, at):
        last -= 1
    while last > at and tokens[last].word in LOOSE:
        last -= 1
    if last == at and tokens[at].word in ARTICLES:
        return 0
    return tokens[last].end


def _token_at(tokens: tuple[Token, ...], place: int) -> int:
    """Return the first token at or behind a place."""
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if tokens[middle].start < place:
            low = middle + 1
        else:
            high = middle
    return low


def _opens(tokens: tuple[Token, ...], at: int) -> bool:
    """Tell whether an event may begin at a token: not a stop word, not a body one stands before."""
    word = tokens[at].word
    if word in slot_words("event_stop") or word in ("to", "by", "and", "or", "for", "with", "it's"):
        return False
    return word[0].isalnum() or word[0] == "§"


def _is_torn(tokens: tuple[Token, ...], last: int, at: int) -> bool:
    """Tell a participle whose phrase is left out: "receipt of a request | filed pursuant to"."""
    following = tokens[last + 1].word if last + 1 < len(tokens) else ""
    if last - 1 <= at or following not in ("pursuant", "to", "using"):
        return False
    return tokens[last].word.endswith("ed") and tokens[last - 1].word not in LOOSE


def _is_within(tokens: tuple[Token, ...], n: int) -> bool:
    """Tell the mark of "May 1, 2020" and of "the U.S. office" from one that ends an event."""
    before, following = tokens[n - 1].word, tokens[n + 1].word if n + 1 < len(tokens) else ""
    if tokens[n].word == ".":
        return bool(SHORTENED.fullmatch(before)) and bool(following)
    if len(following) == len("000") and following.isdigit() and before.isdigit():
        return tokens[n - 1].end == tokens[n + 1].start - 1  # "above $2,000"
    is_year = len(following) == len("2020") and following.isdigit()
    return is_year and before.isdigit() and len(before) <= len("31")


def _is_body(tokens: tuple[Token, ...], at: int) -> bool:
    """Tell whether a body stands here, before which somebody appears, and not an event of it."""
    words = [t.word for t in tokens[at : at + 8]]
    ends = next(
        (n for n, w in enumerate(words) if w in slot_words("event_closing") or w == "of"), 8
    )
    named = any(word in BODIES for word in words[: min(ends, 5)])
    return named and not any(word in slot_words("event_finite") for word in words)


def _is_act(tokens: tuple[Token, ...], at: int) -> bool:
    """Tell whether a noun of act or a gerund stands first, articles and one adjective apart."""
    words = [t.word for t in tokens[at : at + 4]]
    while words and words[0] in ARTICLES - {"such"}:
        words = words[1:]
    return any(NOMINAL.search(word) for word in words[:2]) and words[0] != "such"


def _ends(tokens: tuple[Token, ...], n: int, at: int, verb_at: int, count: int) -> bool:
    """Tell whether an event that began at `at` ends before token `n`."""
    word, before = tokens[n].word, tokens[n - 1].word
    if word in MODALS and verb_at < 0 and at > 3 and count <= 6:
        return False  # "before the file may be closed"; in front, "before noon it may" ends
    if word in slot_words("event_stop") or word in slot_words("event_adverb"):
        return True
    if word in ("which", "that"):
        # "the date on which", "the day that it leaves"
        return before not in ("on", "in", "at", "day", "date", "time", "moment")
    following = tokens[n + 1].word if n + 1 < len(tokens) else ""
    if word in AND:
        return _goes_on(tokens, n, following, verb_at)
    if word == "of" or (word == "than" and before in COMPARED):
        return False
    if word in ARTICLES and verb_at < 0 and _is_new_phrase(tokens, n, at):
        return True
    if word in slot_words("event_closing"):
        return _closes(tokens, n, at, verb_at, count, following)
    if verb_at >= 0:
        # In a clause: a few words behind its verb, but no second finite verb.
        return n - verb_at > 6 or (n - verb_at > 1 and _is_main_verb(tokens, n))
    if count >= NOUNS_OF and not _is_finite(tokens, n, at):
        return True
    return lexicon.is_adverb(word) and following in lexicon.verbs()


def _is_new_phrase(tokens: tuple[Token, ...], n: int, at: int) -> bool:
    """Tell "before the feast | the warden" from "the date the product", "leaving the ward"."""
    before = tokens[n - 1].word
    if before in LOOSE or before in ("which", "that"):
        return False
    if before in DAYS and tokens[n - 2].word == "the":  # "the date the goods arrive"
        return before in ("day", "hour") and at <= 3  # in front: "by the end of the day the clerk"
    return not (before.endswith("ing") or before in lexicon.verbs() or before == "both")


def _goes_on(tokens: tuple[Token, ...], n: int, following: str, verb_at: int) -> bool:
    """Tell whether the main clause goes on behind "and": a verb, a new subject."""
    if not following or not following[0].isalnum():
        return True
    form = lexicon.verbs().get(following, ("", ""))[1]
    if verb_at == n - 1 and form and tokens[n - 1].word not in slot_words("event_finite"):
        return False  # "before we draft and sign it"
    behind = tokens[n + 2].word if n + 2 < len(tokens) else ""
    if following in slot_words("event_finite"):
        return True
    if (
        following in SUBJECTS
        or following in slot_words("event_stop")
        or following in slot_words("event_closing")
    ):
        return True
    if following in ARTICLES:  # "of the claim and the invoice" goes on, "and the clerk signs" ends
        ahead = [t.word for t in tokens[n + 2 : n + 7]]
        return (
            any(_is_verb(word) or word in slot_words("event_stop") for word in ahead)
            or verb_at >= 0
        )
    if form in ("s", "base"):
        is_noun = following in lexicon.word_list("noun_verbs.txt") or following.endswith("ing")
        return not is_noun or behind in ARTICLES
    return form == "past" and verb_at < 0


def _closes(
    tokens: tuple[Token, ...], n: int, at: int, verb_at: int, count: int, following: str
) -> bool:
    """Tell whether a preposition ends an event."""
    word, before = tokens[n].word, tokens[n - 1].word
    if word in ("on", "at", "in") and following == "which":
        return False
    if word == "from" and following == "which":
        return False
    if verb_at == n - 1 and (before in MODALS or (word == "to" and before in AUXILIARIES)):
        return False  # "the time that the board may by rule allow", "the day it is to begin"
    if verb_at >= 0:
        # "has been accepted by the clerk": what its own verb takes, but not "to send", "in LOG".
        behind_verb = n - verb_at <= 3 and (before.endswith(("ed", "en")) or before in _past())
        return not (behind_verb and word in ("in", "to", "from", "by", "into", "with"))
    if word == "to" and following in lexicon.bases():
        return True
    if _has_verb_ahead(tokens, n) or _tells_of_noun(tokens, n, at):
        return False
    heads = [t.word for t in tokens[at:n] if t.word not in ARTICLES]
    return not (
        len(heads) <= 2
        and heads
        and heads[0] in slot_words("event_moving")
        and word in ("at", "in", "from", "into", "on", "to")
        and following in ARTICLES
    )


def _tells_of_noun(tokens: tuple[Token, ...], n: int, at: int) -> bool:
    """Tell "a decision [relating] to", "notice [filed] with", whose phrase belongs to the noun."""
    before, noun = tokens[n - 1].word, tokens[n - 2].word
    if tokens[n].word == "from" and any(
        t.word in RECEIVED for t in tokens[max(0, at - 2) : at + 3]
    ):
        return True  # "receipt of the notice from the board"
    is_participle = before.endswith(("ed", "ing")) or before in _past()
    is_noun = noun[0].isalnum() and noun not in LOOSE and noun not in AUXILIARIES
    return is_participle and n - 2 >= at and is_noun and before not in slot_words("time_free")


def _has_verb_ahead(tokens: tuple[Token, ...], n: int) -> bool:
    """Tell "after [a value for the goods has been declared]" from "after entry for the goods"."""
    for k in range(n + 1, min(n + 9, len(tokens))):
        word, before = tokens[k].word, tokens[k - 1].word
        if not word[0].isalnum() or word in slot_words("event_stop") or word in AND:
            return False
        if word in ARTICLES and before not in slot_words("event_closing") and before != "of":
            return False  # a new phrase: the main clause goes on
        if word in AUXILIARIES:
            return True
    return False


def _is_finite(tokens: tuple[Token, ...], n: int, at: int) -> bool:
    """Tell a finite verb from a noun behind the event's subject."""
    word, before = tokens[n].word, tokens[n - 1].word
    if before in ARTICLES or before == "of" or before in slot_words("event_closing"):
        return False
    return (
        word in slot_words("event_finite") or word in MODALS or _is_verb(word) or before in SUBJECTS
    )


def _is_main_verb(tokens: tuple[Token, ...], n: int) -> bool:
    before = tokens[n - 1].word
    return before not in ARTICLES and before not in AND and _is_verb(tokens[n].word)


def _is_verb(word: str) -> bool:
    base, form = lexicon.verbs().get(word, ("", ""))
    return (
        form == "s"
        and word not in lexicon.word_list("noun_verbs.txt")
        and (base not in lexicon.word_list("noun_verbs.txt"))
    )


@cache
def _past() -> frozenset[str]:
    return lexicon.participles()
