"""The normal form of a frequency: "once in each fiscal year" is "yearly"."""

from __future__ import annotations

import re
from functools import cache

from sopgap.sops.slots.figures import (
    AMOUNT,
    KIND,
    name_date,
    name_day,
    name_hour,
    name_working,
    to_capitals,
    to_figures,
    to_plural,
    to_title,
)
from sopgap.sops.slots.times import CLOCK, DATE, MONTHS, NUMBER, ORDINAL, SPANS, WEEKDAY
from sopgap.text import data_rows

LEAST = re.compile(
    r"^(?:at (?:least|most)|(?:no|not) (?:less|fewer|more)(?: (?:often|frequently))? than) ",
    re.IGNORECASE,
)
REPEATED = re.compile(
    r"^(?:at (?:least|most) |(?:no|not) (?:less|fewer|more) (?:often )?than |up to |a minimum of )?"
    rf"(once|twice|thrice|{NUMBER} times?) (?:(?:in|during|within|over|on) )?(?:an?|per|each|every"
    r"|the) (.*)$",
    re.IGNORECASE,
)
DAYS_A_WEEK = re.compile(rf"({NUMBER}) ({SPANS}) (?:a|per|each|every) (\w+)", re.IGNORECASE)
WEEKDAYS = re.compile(rf"(?:on )?({WEEKDAY}(?: and {WEEKDAY})?)", re.IGNORECASE)
EVERY = re.compile(
    rf"\b(?:each|every) (?:and every )?(?:({NUMBER}|few|other|{ORDINAL}) )?(.+)$", re.IGNORECASE
)
SPANNED = re.compile(rf"{KIND}({SPANS})", re.IGNORECASE)
DATED = re.compile(rf"{DATE}|{ORDINAL} (?:\w+ )?day of {MONTHS}", re.IGNORECASE)
DAY_OF = re.compile(
    rf"((?:{ORDINAL}(?: days?)? and (?:the )?)?{ORDINAL}(?: (?:working|business|calendar))?"
    rf"(?: (?:days?|{WEEKDAY}|weeks?))?)(?: days?)? (?:of|in)$",
    re.IGNORECASE,
)
EDGE_OF = re.compile(
    r"((?:(?:end|start|beginning|close) and )?(?:end|start|beginning|close|middle)) of$",
    re.IGNORECASE,
)
DATE_OF = re.compile(DATE + "(?= of$)", re.IGNORECASE)
HOUR = re.compile(CLOCK, re.IGNORECASE)
TAIL = re.compile(r" (?:of|during|in|from|at|before|after|by|to)\b.*$")
COUNTS = {"once": "1", "twice": "2", "thrice": "3"}


def read_recurrence(words: str) -> str:
    """Return the normal form of a frequency, '' where the words tell none.

    Examples
    --------
    >>> [read_recurrence(words) for words in ("once in each fiscal year", "twice a week",
    ...  "every other month", "by the 10th of each month", "on Mondays", "within 5 days")]
    ['yearly', '2 times a week', 'every 2 months', '10th of each month', 'every Monday', '']
    """
    plain = LEAST.sub("", words)
    if named := _named(plain):
        return named
    if repeated := REPEATED.match(words):
        times = COUNTS.get(repeated[1].lower()) or to_figures(repeated[1].split()[0])
        span = repeated[2].lower()
        if times == "1":
            return read_recurrence(f"every {span}") or f"every {span}"
        unit = SPANNED.match(span)
        return f"{times} times a {unit[1] if unit else span}"
    if days := DAYS_A_WEEK.fullmatch(words):
        return f"{to_figures(days[1])} {days[2].lower()} a {days[3].lower()}"
    weekdays = WEEKDAYS.fullmatch(words)
    if weekdays and weekdays[1].endswith("s"):
        days_named = (to_title(day).rstrip("s") for day in weekdays[1].split(" and "))
        return "every " + " and ".join(days_named)
    first = words.split(" ")[0].lower()
    # "weekly on Mondays"
    return (_named(first) if first.endswith("ly") else "") or _every(words)


def _named(words: str) -> str:
    """Return the normal form that `data/due_frequencies.csv` gives."""
    found = (due for pattern, due in word_rows("due_frequencies.csv") if pattern.fullmatch(words))
    return next(found, "")


def _every(words: str) -> str:
    """Return "every 2 weeks", "10th of each month", "end of each shift"."""
    every = EVERY.search(words)
    if not every:
        return ""
    head, behind = words[: every.start()].strip(), every[2]
    if AMOUNT.search(head) or (DATED.search(head) and behind.lower().startswith("year")):
        return ""  # "within 10 days after the end of each month", "by 1 March each year"
    if behind.startswith("time"):
        return words
    spanned = SPANNED.match(behind)
    if "after" in head.lower().split() and not spanned:
        return ""  # "after each use" is an event
    core = _core(every[1] or "", HOUR.sub("", behind).strip(" ,"), spanned)
    hour = HOUR.search(words)
    unit = core.removeprefix("every ")
    if day := DAY_OF.search(head):
        core = f"{name_day(day[1])} of each {unit}"
    elif edge := EDGE_OF.search(head):
        core = f"{edge[1].lower()} of each {unit}"
    elif date := DATE_OF.search(head):
        core = name_date(date[0])
    elif not hour:
        core = _named(core) or core
    return core + (f" {name_hour(hour[0])}" if hour else "")


def _core(number: str, behind: str, spanned: re.Match[str] | None) -> str:
    """Return "every 2 weeks", "every Monday" without what stands before."""
    if not spanned:
        return "every " + (f"{number} " if number else "") + to_capitals(behind)
    if not number:
        return TAIL.sub("", "every " + behind[: spanned.end()].lower())
    count = "2" if number.lower() in ("other", "second") else to_figures(number)
    return f"every {count} {name_working(behind[: spanned.start(1)])}{to_plural(spanned[1])}"


@cache
def word_rows(name: str) -> list[tuple[re.Pattern[str], str]]:
    """Return the patterns of a data file with the normal form of what they match."""
    return [(re.compile(rf"(?:{r['pattern']})", re.IGNORECASE), r["due"]) for r in data_rows(name)]
