"""Numbers, days, dates and hours of a deadline in figures: "twenty-five" is 25, "noon" 12:00."""

from __future__ import annotations

import re

from sopgap.sops.slots.times import MONTHS, NUMBER, SPANS, WEEKDAY

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
ROUND = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
RANKS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
ONES, TENS, ORDINALS = SMALL.split(), ROUND.split(), RANKS.split()
ORDINAL_TENS = {"twentieth": 20, "thirtieth": 30, "sixtieth": 60, "ninetieth": 90}
YEARLY = "january february march april may june july august september october november december"
MONTH_NAMES = YEARLY.split()
FIXED = {"noon": "12:00", "midday": "12:00", "midnight": "24:00"}
ENDINGS = {1: "st", 2: "nd", 3: "rd"}
TEENS = (11, 12, 13)
NOON = 12
WORKING = re.compile(r"\b(?:working|business|office|trading|work)\b", re.IGNORECASE)
MONTH = re.compile(MONTHS, re.IGNORECASE)
YEAR = re.compile(r"\b\d{4}\b")
DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\b")
WEEK = re.compile(WEEKDAY, re.IGNORECASE)
HOUR = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")
KIND = (
    r"(?:(?:additional|calendar|working|work|business|office|consecutive|full|further|more|clear"
    r"|or more|school|trading|academic|fiscal|financial|successive|whole|civil) )*"
)
# A number, its figures in brackets, the other end of a range, the kind of day, the unit.
AMOUNT = re.compile(
    rf"\b({NUMBER})(?: \((\d{{1,4}})\))?"
    rf"(?:(?: to | or | and | ?- ?| ?– ?)({NUMBER})(?: \(\d{{1,4}}\))?)?"
    rf"((?:-| ){KIND})({SPANS})",
    re.IGNORECASE,
)


def to_figures(word: str) -> str:
    """Return a number in figures, any other word as it is.

    Examples
    --------
    >>> [to_figures(word) for word in ("twenty-five", "a", "ninth", "30", "a few")]
    ['25', '1', '9', '30', 'a few']
    """
    text = word.lower().strip()
    if re.fullmatch(r"[\d.,]+", text):
        return text.rstrip(".,")
    if text in ("a", "an"):
        return "1"
    if text.startswith("half") or text.endswith("half"):
        return "half"
    if "hundred" in text:
        return "200" if text.startswith("two") else "100"
    if (cut := re.sub(r"(?:st|nd|rd|th)$", "", text)).isdigit():
        return cut
    for names in (ONES, ORDINALS):
        if text in names:
            return str(names.index(text))
    tens, _, ones = text.replace(" ", "-").partition("-")
    if tens in TENS:
        names = ORDINALS if ones in ORDINALS else ONES
        return str(10 * TENS.index(tens) + (names.index(ones) if ones in names else 0))
    return str(ORDINAL_TENS.get(text, text))


def to_size(number: str) -> float:
    """Return the size of a number in figures, 0 for "several"."""
    try:
        return float(number.replace(",", ""))
    except ValueError:
        return 0.0


def name_day(words: str) -> str:
    """Return the normal form of a numbered day.

    Examples
    --------
    >>> [name_day(words) for words in ("tenth", "second business day", "last friday")]
    ['10th', '2nd working day', 'last Friday']
    """
    if " and " in words:
        return " and ".join(name_day(part.removeprefix("the ")) for part in words.split(" and "))
    name, *rest = words.lower().split()
    named = " ".join(rest).replace("business", "working").replace("calendar ", "")
    number = to_figures(name)
    is_worded = name in ("first", "second") and bool(named) and not named.startswith("working")
    if number.isdigit() and not is_worded and (name, named[:7]) != ("first", "working"):
        value = int(number)
        ending = "th" if value % 100 in TEENS else ENDINGS.get(value % 10, "th")
        name = f"{value}{ending}"
    return f"{name} {to_capitals(named)}".strip()


def name_date(words: str) -> str:
    """Return the normal form of a date.

    Examples
    --------
    >>> [name_date(words) for words in ("March 1st, 2025", "15 December", "Jan. 31")]
    ['1 March 2025', '15 December', '31 January']
    """
    month = MONTH.search(words)
    if not month:
        return words
    begins = month[0].lower().rstrip(".")[:3]
    name = next((m for m in MONTH_NAMES if m.startswith(begins)), month[0])
    year = YEAR.search(words)
    day = DAY.search(words.replace(year[0], "") if year else words)
    parts = (day[1] if day else "", name.title(), year[0] if year else "")
    return " ".join(part for part in parts if part)


def name_hour(words: str) -> str:
    """Return the normal form of an hour.

    Examples
    --------
    >>> [name_hour(words) for words in ("5 p.m.", "noon", "four in the afternoon", "08:30")]
    ['17:00', '12:00', '16:00', '08:30']
    """
    text = words.lower()
    if text in FIXED:
        return FIXED[text]
    found = HOUR.match(text)
    hour = int(found[1]) if found else int(to_size(to_figures(re.split(r"[ ']", text)[0])))
    if re.search(r"p\.?m|afternoon|evening", text) and hour < NOON:
        hour += NOON
    if re.search(r"a\.?m", text) and hour == NOON:
        hour = 0
    return f"{hour:02d}:{(found[2] if found else '') or '00'}"


def name_working(words: str) -> str:
    """Return "working " where the words before a unit say so: "business days"."""
    return "working " if WORKING.search(words) else ""


def to_plural(span: str) -> str:
    """Return the plural of a unit in lower case."""
    return span.lower() if span.lower().endswith("s") else span.lower() + "s"


def to_title(word: str) -> str:
    """Return a word with its first letter large."""
    return word[:1].upper() + word[1:].lower()


def to_capitals(words: str) -> str:
    """Return words with weekdays and months in capitals, the others as they are written."""
    return " ".join(
        to_title(w) if w.lower() in MONTH_NAMES or WEEK.fullmatch(w) else w for w in words.split()
    )
