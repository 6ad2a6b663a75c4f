"""Read the dates that documents print."""

from __future__ import annotations

import datetime
import re

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WRITTEN = re.compile(r"\b([A-Z][a-z]{2,8})\.? (\d{1,2}),? (\d{4})\b")
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?!\d)")


def read_date(text: str) -> str:
    """Return the first date of a text as `YYYY-MM-DD`, or '' where it has none.

    Examples
    --------
    >>> read_date("Effective Dec. 29, 2022(fm)"), read_date("as of 2004-04-01"), read_date("soon")
    ('2022-12-29', '2004-04-01', '')
    """
    found = [(match.start(), int(match[1]), match[2], match[3]) for match in ISO.finditer(text)]
    days = [(at, year, int(month), int(day)) for at, year, month, day in found]
    for match in WRITTEN.finditer(text):
        month = match[1][:3].lower()
        if month in MONTHS:
            days.append((match.start(), int(match[3]), MONTHS.index(month) + 1, int(match[2])))
    for _, year, number, day in sorted(days):
        try:
            return datetime.date(year, number, day).isoformat()
        except ValueError:
            continue
    return ""
