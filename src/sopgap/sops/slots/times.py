"""The words of time in a text: where each begins and ends, and of which kind it is.

The forms stand in `data/time_words.csv`. A form is tried only at the words that open it, and what
follows it (an event, an anchor) is walked over word by word, so the work grows with the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from sopgap.sops.grammar import lexicon
from sopgap.sops.slots.events import ARTICLES, LOOSE, Token, cut_tokens, find_event_end, slot_words
from sopgap.text import data_rows

MONTHS = (
    r"(?:january|february|march|april|(?-i:May)|june|july|august|september|october|november"
    r"|december|(?-i:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?(?= \d))"
)
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
ONES = "one|two|three|four|five|six|seven|eight|nine"
NUMBER = (
    rf"(?:\d{{1,4}}(?:[.,]\d{{1,3}})?|(?:{TENS})(?:[ -](?:{ONES}))?|{ONES}|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    r"|(?:an? |one |two )?hundred(?: and (?:\w+))?|half an?|an?|a few|several)"
)
SPANS = (
    r"(?:seconds|minutes?|mins?|hours?|hrs?|h|shifts?|days?|nights?|weekdays?|weeks?|fortnights?"
    r"|months?|quarters?|seasons?|years?|decades?)\b"
)
WORKING = (
    r"(?:(?:additional|calendar|working|work|business|office|consecutive|full|further|more|clear"
    r"|or more|school|trading|academic|fiscal|financial|successive|whole|civil) )"
)
WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b"
ORDINAL = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth"
    r"|nineteenth|twentieth|(?:twenty|thirty)-(?:first|second|third|fourth|fifth|sixth|seventh"
    r"|eighth|ninth)|thirtieth|sixtieth|ninetieth|last|final)\b"
)
DATE = (
    rf"(?:{MONTHS}(?: \d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,? \d{{4}}\b)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTHS}(?:,? \d{{4}}\b)?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4})"
)
CLOCK = (
    r"(?:\d{1,2}(?:[:.]\d\d)? ?(?:(?:[ap]\.m\.?|[ap]m\b)"
    r"(?:,? (?:\w+ )?(?:time|[ECMP][SD]?T)\b)?|o'clock|hours\b(?= (?:on|of)))|\d{1,2}:\d\d"
    r"|noon\b|midnight\b|midday\b"
    rf"|(?:half|quarter) past (?:{ONES}|ten|eleven|twelve)"
    rf"|(?:{ONES}|ten|eleven|twelve) (?:o'clock|in the (?:morning|afternoon|evening)))"
)
PIECES = {
    "number": NUMBER,
    "span": SPANS,
    "weekday": WEEKDAY,
    "month": MONTHS,
    "ordinal": ORDINAL,
    "date": DATE,
    "clock": CLOCK,
    # "thirty (30) days", "15 to 30 minutes", "1-2 weeks", "a 30-day period"
    "amount": (
        rf"{NUMBER}(?: \(\d{{1,4}}\))?(?:(?: to | or | and |-|–){NUMBER}(?: \(\d{{1,4}}\))?)?"
        rf"(?:-| ){WORKING}{{0,2}}{SPANS}(?:-period| period)?"
    ),
    # A number that is a day: "the tenth of", "the third working day", "the 20th", not "the second
    # clerk".
    "ordinalday": (
        rf"(?:(?:{ORDINAL} and (?:the )?)?{ORDINAL}(?: to last| last)? "
        r"(?:(?:working|business|calendar|week|school) )?"
        rf"(?:days?\b|{WEEKDAY}|weeks?\b|month\b|of (?:the |each |every |that |this |next )?"
        rf"(?:(?:following|same|next|calendar|fiscal) )*(?:{SPANS}|{MONTHS}))"
        r"|(?:\d{1,2}(?:st|nd|rd|th))\b(?! \w+s\b)"
        rf"|{ORDINAL}(?=\s*[.,;]|\s*$| (?:and|or|to|by|if|unless)\b))"
    ),
}
# What may stand behind a word that is no adjective: "quarterly." and "quarterly the", not
# "quarterly report".
PIECES["apart"] = (
    r"(?=\s*[.,;:)]|\s*$| (?:and|or|by|in|into|to|at|on|for|with|if|unless|from|of|the|all|any"
    r"|each|its|their|his|her|that|this|so|who|which|until|when|where|after|before|during|using"
    r"|via|whether|how|both|as|through|within|thereafter|except|a|an|against|between|under|once"
    r"|twice|every)\b)"
)
PIECES["moment"] = (
    rf"(?:{CLOCK}(?:,? (?:on )?(?:the )?(?:{DATE}|{WEEKDAY}|(?:next|same|following) "
    rf"(?:working |business )?day|that day|each day|every day))?"
    rf"|{DATE}|{WEEKDAY}(?:,? (?:{DATE}|{CLOCK}|at {CLOCK}))?)"
)
ANCHOR = re.compile(
    r"(?: \([^()]{1,80}\))?,? (?:(?:counted|calculated|beginning|starting|running|commencing"
    r"|reckoned|measured|computed) )?(?:of|after|from|before"
    r"|following|prior to|preceding|since|upon|beginning (?:on|with|from)|ahead of|in advance of"
    r"|counting from|into|thereafter|either side of)\b",
    re.IGNORECASE,
)
KEPT = re.compile(
    r" (?:after|from|following|prior to|before|beyond|past|thereafter)\b", re.IGNORECASE
)
POINT = re.compile(
    r" (?:after|upon|on|following|before|prior to|from|when|whenever|once|of)(?= [a-z])",
    re.IGNORECASE,
)
REST = re.compile(r" (?:of|in|after|following|before|on|from)\b(?! (?:any|such)\b)", re.IGNORECASE)
REST_ON = re.compile(
    rf"(?:,? (?:on|in|of|at|by) (?:the |each |every |that |this |next )?(?:(?:following|same|next"
    rf"|preceding|working|business|calendar|fiscal|first|last|second|third) )*(?:{DATE}|{WEEKDAY}"
    rf"|{SPANS}|{CLOCK}|terms?\b|semesters?\b)|,? (?:each|every) (?:{SPANS}|{MONTHS}|{WEEKDAY}))",
    re.IGNORECASE,
)
SET = re.compile(
    r",? (?:so )?(?:as |to be |otherwise )?(?:prescribed|stated|specified|set|fixed|allowed|granted"
    r"|required|provided|permitted|established|given|laid down|indicated|agreed|appointed|named"
    r"|described|determined|referred|of|for|under|in|after|from|following|before"
    r"|as(?= (?:the|an?|it|he|she|they|is|are|may|shall)\b)|that(?= (?:the|an?|it|is|are)\b))\b",
    re.IGNORECASE,
)
OF = re.compile(
    r" (?:of|that|which|when|on which|before|after|preceding|following)\b|(?= (?:it|the"
    r"|they|he|she|a|an)\b)",
    re.IGNORECASE,
)
WHICHEVER = re.compile(
    r",? ?(?:whichever (?:is|comes|occurs|falls|happens) (?:the )?(?:later|earlier|sooner|first"
    r"|last|longer|shorter|greater)|as the case may be)",
    re.IGNORECASE,
)
BOUNDED = ("{amount}", "{moment}", "{clock}", "{date}", "{month}", "{ordinal")
BOUNDING = ("by", "within")
DIGIT = "#"  # in the data: a number opens the form
NUMBERS = frozenset(
    f"{TENS}|{ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|hundred|half|a|an|several".split("|")
)
# "upon" names a time before a noun of act, not behind these: "based upon the deposit".
RESTING = slot_words("time_resting")
# They open a time, but behind an article they are nouns or adjectives.
NOUNS = slot_words("time_nouns")
PARTICLES = {(look, "after") for look in ("look", "looks", "looking", "looked", "take", "takes")}
COUNTED = slot_words("time_counted")
GIVEN = slot_words("time_given")


class Time(NamedTuple):
    """Words of time in a text: from `start` up to `end`, a deadline, a frequency or vague."""

    start: int
    end: int
    kind: str
    form: int = 0  # row of the data: forms that stand earlier are the stricter ones
    is_limit: bool = False  # bounds the act by a span, date or hour, not only by an event


@dataclass(frozen=True, slots=True)
class Form:
    """One row of `data/time_words.csv`, its pattern filled in."""

    kind: str
    filled: str
    behind: str
    row: int
    is_limit: bool


@lru_cache(maxsize=20_000)  # one sentence is searched from several sides
def list_times(text: str) -> tuple[Time, ...]:
    """Return the words of time in a text, left to right, none within another.

    Examples
    --------
    >>> text = "must send it within 5 days of receipt, and count the vault twice a year"
    >>> [(text[t.start : t.end], t.kind) for t in list_times(text)]
    [('within 5 days of receipt', 'deadline'), ('twice a year', 'frequency')]
    """
    tokens = cut_tokens(text)
    openers = _openers()
    numbered = openers[DIGIT]
    found: list[Time] = []
    reached = 0
    for at in [n for n, t in enumerate(tokens) if t.word in openers or t.word[0].isdigit()]:
        token = tokens[at]
        word = token.word
        forms = openers.get(word, numbered)
        if token.start < reached:
            continue
        if (word in NUMBERS or word[0].isdigit()) and not _is_amount(tokens, at):
            continue
        if word in NOUNS and at and tokens[at - 1].word in ARTICLES:
            continue  # "the till at the end of the day"
        if len(forms) > 1 and not _any_of(DIGIT if forms is numbered else word).match(
            text, token.start
        ):
            continue
        best = _longest(text, tokens, at, forms)
        if best:
            found.append(best)
            reached = best.end
    return tuple(found)


def _is_amount(tokens: tuple[Token, ...], at: int) -> bool:
    """Tell whether a number may count a span: a quick look, most articles count nothing."""
    return "-" in tokens[at].word or any(t.word in COUNTED for t in tokens[at + 1 : at + 7])


def _longest(text: str, tokens: tuple[Token, ...], at: int, forms: Iterable[Form]) -> Time | None:
    """Return the longest time that begins at a token."""
    best: Time | None = None
    for form in forms:
        hit = _compiled(form.filled).match(text, tokens[at].start)
        if not hit or (form.behind == "counted" and not _is_counted(tokens, at)):
            continue
        if at and (tokens[at - 1].word, tokens[at].word) in PARTICLES:
            continue
        if form.behind == "given" and not any(t.word in GIVEN for t in tokens[max(0, at - 3) : at]):
            continue
        if at > 1 and tokens[at - 1].word == "of" and tokens[at - 2].word in ("term", "terms"):
            continue  # how long a term is, not by when: "for a term of not more than 3 years"
        if form.behind == "act" and at and tokens[at - 1].word in RESTING:
            continue
        end = _end(text, tokens, hit.end(), form)
        if at and tokens[at - 1].word in lexicon.modals():
            end = _before_act(tokens, hit.end(), end)
        if end <= tokens[at].start:
            continue
        if best is None or end > best.end:
            best = Time(tokens[at].start, end, form.kind, form.row, form.is_limit)
    if best and (later := WHICHEVER.match(text, best.end)):
        best = Time(best.start, later.end(), best.kind, best.form, best.is_limit)
    return best


def _before_act(tokens: tuple[Token, ...], start: int, end: int) -> int:
    """Return where a time behind a modal ends: "must within 5 days of sale | return the form"."""
    inside = [n for n, token in enumerate(tokens) if start <= token.start < end]
    for n in inside[1:]:
        following = tokens[n + 1].word if n + 1 < len(tokens) else ""
        is_verb = tokens[n].word in lexicon.bases() and following in ARTICLES
        if is_verb and tokens[n - 1].word not in LOOSE:
            return tokens[n - 1].end
    return end


def _end(text: str, tokens: tuple[Token, ...], end: int, form: Form) -> int:
    """Return where a time ends: behind its event, or its anchor where there is one; 0 if none."""
    match form.behind:
        case "":
            return end
        case "event" | "act" | "place":
            return find_event_end(
                tokens, end, is_act=form.behind == "act", is_place=form.behind == "place"
            )
        case "rest":
            for _ in range(3):
                more = REST_ON.match(text, end)
                if not more:
                    break
                end = more.end()
            joint = ANCHOR.match(text, end)
            if joint and not text[end : joint.end()].endswith(" of"):
                return find_event_end(tokens, joint.end()) or end
            return end
        case "anchor" | "kept" | "point" | "of" | "noun" | "set":
            joint = BEHIND[form.behind].match(text, end)
            while joint:
                further = find_event_end(tokens, joint.end())
                if not further:
                    return end
                end = further
                joint = (
                    ANCHOR.match(text, end)
                    if form.behind == "anchor" and _is_short(text, joint.start(), end)
                    else None
                )
            return end
        case _:
            return end


def _is_short(text: str, start: int, end: int) -> bool:
    """Tell "90 days after the date" + "of protest" from an event that already says enough."""
    return text[start:end].count(" ") <= 3 and text[end : end + 4] == " of "


BEHIND = {
    "anchor": ANCHOR,
    "kept": KEPT,
    "point": POINT,
    "of": OF,
    "noun": re.compile(r" of\b"),
    "set": SET,
}


def _is_counted(tokens: tuple[Token, ...], at: int) -> bool:
    """Tell "one visit a month" from "for a month", "is a year"."""
    before = tokens[at - 1].word if at else ""
    return (
        bool(before)
        and before[0].isalnum()
        and before not in lexicon.word_class("preposition")
        and before not in lexicon.openers()
        and before not in ("is", "are", "was", "takes", "half", "once", "twice", "than", "least")
        and (before not in lexicon.verbs() or before in lexicon.word_list("noun_verbs.txt"))
    )


@cache
def _compiled(filled: str) -> re.Pattern[str]:
    """Return a pattern ready to be tried: most documents need few of them, and each takes long."""
    return re.compile(filled, re.IGNORECASE)


@cache
def _any_of(word: str) -> re.Pattern[str]:
    """Return one pattern for all forms that a word opens: most words "in" open none."""
    return re.compile("|".join(f"(?:{form.filled})" for form in _openers()[word]), re.IGNORECASE)


@cache
def _openers() -> dict[str, list[Form]]:
    """Return the forms by the words that open them."""
    by_word: dict[str, list[Form]] = {DIGIT: []}
    for number, row in enumerate(data_rows("time_words.csv")):
        words = row["opens"].split()
        bounds = words[0] in BOUNDING or (
            words[0] != "during" and any(piece in row["pattern"] for piece in BOUNDED)
        )
        form = Form(row["kind"], _filled(row["pattern"]), row["behind"], number, bounds)
        for word in chain(words, NUMBERS if DIGIT in words else ()):
            by_word.setdefault(word, []).append(form)
    return by_word


def _filled(pattern: str) -> str:
    """Put the pieces into a pattern; quantifiers as {0,4} stay."""
    return re.sub(r"\{([a-z]+)\}", lambda name: PIECES[name[1]], pattern)
