"""The normal form of a deadline: "within thirty (30) days of receipt" is "30 days".

The grammar stands in `docs/methods/duty_slots.md`; words for vague times and for frequencies in
`data/due_words.csv` and `data/due_frequencies.csv`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sopgap.sops.slots.events import slot_words
from sopgap.sops.slots.figures import (
    AMOUNT,
    name_date,
    name_day,
    name_hour,
    name_working,
    to_capitals,
    to_figures,
    to_size,
    to_title,
)
from sopgap.sops.slots.recurrences import read_recurrence, word_rows
from sopgap.sops.slots.times import CLOCK, DATE, ORDINAL, SPANS, WEEKDAY

# "the day before the meeting" is one day before it.
THE_DAY = re.compile(
    r"^(?:on )?the (day|night|week|month|year|hour)(?= (?:before|preceding)\b)", re.IGNORECASE
)
# "at any time before the sale" is before the sale.
ANY_TIME = re.compile(
    r"^(?:at )?any time (?=before|prior|within|after|during|until|up to)", re.IGNORECASE
)
DAY_NUMBER = re.compile(
    r"\bday (\d{1,4})\b|\bthe (\d{2,3})(?:st|nd|rd|th) day\b|\bT ?(\+) ?(\d{1,3})\b", re.IGNORECASE
)
MONTH_DAYS = 31
EARLIEST = re.compile(r"\b(?:no|not) (?:earlier|sooner|less) than $", re.IGNORECASE)
PLUS = re.compile(r"\b(?:plus|the next|the same|a half) $", re.IGNORECASE)
POINT = re.compile(r"(?:on|by|at|during)\b", re.IGNORECASE)
BEFORE = re.compile(
    r"^'?s? ?(?:period |notice )?(?:before|prior to|ahead of|in advance of|preceding|ahead"
    r"|in advance|beforehand)\b",
    re.IGNORECASE,
)
BEHIND = re.compile(r"^,? ?(?:period )?(?:of|after|from|following|upon|since)\b", re.IGNORECASE)
NOTICE = re.compile(r"\bnotice\b", re.IGNORECASE)
NOTICED = 30  # characters behind a span in which "notice" makes it one before
SHORT = {"min": "minute", "hr": "hour", "h": "hour"}
HALVES = {"hour": ("30", "minute"), "year": ("6", "month"), "month": ("15", "day")}
NUMBERED = (
    rf"(?:{ORDINAL}(?: days?)? and (?:the )?)?{ORDINAL}(?: (?:working|business|calendar))?"
    r"(?: days?)?"
)
NEXT = re.compile(
    rf"(?:\b({NUMBERED}) of )?\b(?:the )?(same|next|following) (?:((?:working|business)) |calendar "
    rf"|school )?({SPANS}|{WEEKDAY}|morning|afternoon|evening)",
    re.IGNORECASE,
)
DAY_OF = re.compile(
    rf"({ORDINAL}(?: to last)? (?:{WEEKDAY}|(?:working |business |calendar |school )?"
    rf"(?:days?|weeks?|month)))(?: (?:of|in) (.+))?$|({ORDINAL}) of (.+)$",
    re.IGNORECASE,
)
EDGE = re.compile(
    r"\b(?:end|close) of (business|day|play)(?: (?:on )?(.+))?$|\b(COB|EOD)\b ?(.*)$", re.IGNORECASE
)
ALONE = re.compile(rf"(?:by |on |before |the |or )*({ORDINAL})", re.IGNORECASE)
DATED, HOUR, WEEK = (re.compile(piece, re.IGNORECASE) for piece in (DATE, CLOCK, WEEKDAY))
SINCE = re.compile(r"(?:from|as of|as from)\b", re.IGNORECASE)
# How an event is hung on: the words that open it, and the word of the normal form.
RELATIONS = (
    ("before", r"(?:before|prior to|preceding)"),
    ("until", r"(?:until|till|pending)"),
    ("after", r"(?:after|following)"),
    ("from", r"(?:from|as of|as from)"),
    ("during", r"(?:during|in the course of|in|throughout)"),
    ("at", r"at(?: or (?:about|before|after))?"),
    ("by", r"(?:by|(?:no|not) (?:later|earlier|sooner) than)"),
    ("on", r"(?:on or (?:before|about|after)|on|upon)"),
    ("for", r"for"),
    ("", r"within"),
)
OPENINGS = [
    (name, re.compile(rf"^{words} (?:(?:the|an?|its|their|his|her|any) )?", re.IGNORECASE))
    for name, words in RELATIONS
]
# An event that names a time needs no "on" or "by": "day of receipt", "end of shift".
TIMELY = {
    "on": re.compile(r"(?:day|date)\b"),
    "by": re.compile(r"(?:end|close|start|beginning|time|date|middle)\b"),
}
EVENT_WORDS = 8  # words of an event that are kept
DROPPED = slot_words("due_dropped")


@dataclass(frozen=True)
class Due:
    """A deadline in its parts.

    Attributes
    ----------
    text : str
        The normal form.
    kind : {"span", "date", "hour", "frequency", "event", "vague", "none"}
    amount : float
        Of a span, the larger one of a range; 0 where there is none.
    unit : str
        Of a span: minute, hour, day, working day, week, month, quarter, year.
    relation : str
        before, after, on, until, by, during, or '' where a span runs from the event.
    event : str
        What the time hangs on.
    """

    text: str
    kind: str
    amount: float = 0.0
    unit: str = ""
    relation: str = ""
    event: str = ""


def normalise_due(deadline: str) -> str:
    """Return the normal form of a deadline, '' for none.

    Examples
    --------
    >>> told = ("within thirty (30) days of receipt", "each month", "prior to liquidation",
    ...         "without undue delay", "for two weeks", "by the 10th of each month")
    >>> [normalise_due(words) for words in told]
    ['30 days', 'monthly', 'before liquidation', 'immediately', '2 weeks', '10th of each month']
    """
    return parse_due(deadline).text if deadline else ""


@lru_cache(maxsize=10_000)
def parse_due(text: str) -> Due:
    """Return a deadline in its parts, from its words or from its normal form.

    Of several times in one deadline the first that fits counts, in this order: a frequency, a
    span, a date or hour, a vague word, an event.

    Examples
    --------
    >>> due = parse_due("at least two weeks before the start of term")
    >>> due.text, due.amount, due.unit, due.relation, due.event
    ('2 weeks before start of term', 2.0, 'week', 'before', 'start of term')
    """
    words = THE_DAY.sub(r"1 \1", ANY_TIME.sub("", " ".join(text.split()).strip(" ,;.")))
    if not words:
        return Due("", "none")
    if vague := _vague(words, whole=True):
        return vague
    if recurrence := read_recurrence(words):
        return Due(recurrence, "frequency")
    return (
        _day_number(words)
        or _span(words)
        or _calendar(words)
        or _vague(words, whole=False)
        or _event(words)
    )


def _vague(words: str, *, whole: bool) -> Due | None:
    """Return a vague time, or the vague word that opens one: "promptly after a change"."""
    for pattern, due in word_rows("due_words.csv"):
        if pattern.fullmatch(words) if whole else pattern.match(words):
            return Due(due, "vague")
    return None


def _day_number(words: str) -> Due | None:
    """Return "day 314", "2 working days" for "T+2"."""
    found = DAY_NUMBER.search(words)
    if not found:
        return None
    if found[3]:
        return Due(f"{found[4]} working days", "span", float(found[4]), "working day")
    number = found[1] or found[2]
    if found[2] and int(number) <= MONTH_DAYS:  # a day of a month, not counted from an event
        return None
    return Due(f"day {number}", "span", float(number), "day")


def _span(words: str) -> Due | None:
    """Return "30 days", "14 days before departure", "5-10 days"."""
    spans = [hit for hit in AMOUNT.finditer(words) if not PLUS.search(words[: hit.start()])]
    # "no earlier than one week and no later than four": the later one bounds.
    bounding = [hit for hit in spans if not EARLIEST.search(words[: hit.start()])]
    found = next(iter(bounding or spans), None)
    if not found:
        return None
    is_article = found[1].lower() in ("a", "an")
    if is_article and POINT.match(words) and not NOTICE.search(words):
        return None  # "on a day", "by a year"
    amount, unit, size = _size(found)
    name = unit if amount == "1" else unit + "s"
    core, behind = f"{amount} {name}", words[found.end() :].strip()
    if BEFORE.match(behind):
        event = _short(BEFORE.sub("", behind, count=1))
        return Due(f"{core} before {event}".strip(), "span", size, unit, "before", event)
    if NOTICE.search(behind[:NOTICED]) and not BEHIND.match(behind):
        return Due(f"{core} before", "span", size, unit, "before")
    if words.lower().startswith("after "):
        return Due(f"after {core}", "span", size, unit, "after")
    event = _short(BEHIND.sub("", behind)) if BEHIND.match(behind) else ""
    return Due(core, "span", size, unit, "", event)


def _size(found: re.Match[str]) -> tuple[str, str, float]:
    """Return the amount, the unit and the size of a span."""
    first, second = found[2] or to_figures(found[1]), to_figures(found[3]) if found[3] else ""
    unit = found[5].lower().rstrip("s")
    unit = SHORT.get(unit, unit)
    if unit == "fortnight":
        first, unit = f"{2 * to_size(first):g}", "week"
    if first == "half":
        first, unit = HALVES.get(unit, ("0.5", unit))
    amount = f"{first}-{second}" if second else first
    return amount, name_working(found[4]) + unit, to_size(second or first)


def _calendar(words: str) -> Due | None:
    """Return a date, an hour, a weekday, "next working day", "last Friday of May"."""
    hour = HOUR.search(words)
    tail = f" {name_hour(hour[0])}" if hour else ""
    if near := NEXT.search(words):
        which = "next" if near[2].lower() == "following" else near[2].lower()
        unit = ("working " if near[3] else "") + near[4].lower()
        if near[1]:
            return Due(f"{name_day(near[1])} of {near[2].lower()} {unit}", "date")
        return Due(f"{which} {unit}{tail}", "date")
    if day := DAY_OF.search(HOUR.sub("", words).strip(" ,")):
        of = to_capitals(_short(day[2] or day[4] or ""))
        during = "during " if not of and words.lower().startswith(("during", "in ")) else ""
        return Due(during + name_day(day[1] or day[3]) + (f" of {of}" if of else "") + tail, "date")
    if edge := EDGE.search(words):
        is_day = (edge[1] or edge[3]).lower() in ("day", "eod")
        rest = to_capitals(_short(edge[2] or edge[4] or ""))
        return Due(f"{'end of day' if is_day else 'close of business'} {rest}".strip(), "hour")
    start = "from " if SINCE.match(words) else "after " if words.lower()[:6] == "after " else ""
    if date := DATED.search(words):
        return Due(f"{start}{name_date(date[0])}{tail}", "date")
    if weekday := WEEK.search(words):
        return Due(to_title(weekday[0]) + tail, "date")
    if hour:
        return Due(f"{start}{name_hour(hour[0])}", "hour")
    alone = ALONE.fullmatch(words)
    return Due(name_day(alone[1]), "date") if alone else None


def _event(words: str) -> Due:
    """Return "before liquidation", "on receipt of notice", "end of shift"."""
    for relation, opening in OPENINGS:
        if opening.match(words):
            event = _short(opening.sub("", words, count=1))
            if relation in TIMELY and TIMELY[relation].match(event):
                relation = ""
            return Due(f"{relation} {event}".strip(), "event", relation=relation, event=event)
    event = _short(words)
    return Due(event, "event", event=event)


def _short(words: str) -> str:
    """Return the words of an event without articles, its beginning where it is long."""
    kept = [word for word in words.strip(" ,;.").split() if word.lower() not in DROPPED]
    while kept and kept[0].lower() == "of":
        kept = kept[1:]
    first = [w if w.isupper() else w[:1].lower() + w[1:] for w in kept[:1]]
    return " ".join([*first, *kept[1:EVENT_WORDS]])
