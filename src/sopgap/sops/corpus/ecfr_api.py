"""Fetch parts of the Code of Federal Regulations as of a day: the eCFR's versioner interface.

Described at https://www.ecfr.gov/developers/documentation/api/v1; no key is needed. The text of a
day is had from 2017 on; the newest day of a title is its `up_to_date_as_of`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.corpus.asking import Host
from sopgap.sops.corpus.describing import plain_heading
from sopgap.sops.corpus.fetching import Fetched, fetch, forget
from sopgap.sops.corpus.markup import read_markup, text_of

BASE = "https://www.ecfr.gov"
FIRST = "the eCFR's history begins in January 2017"
PART = re.compile(r"\d{1,5}[A-Za-z]{0,2}")
SECTION = re.compile(r"\d{1,5}[A-Za-z]{0,2}\.[0-9A-Za-z().-]{1,20}")
RANKS = {"DIV8": "SECTION", "DIV5": "PART", "DIV1": "TITLE"}


@dataclass(frozen=True)
class Found:
    """A file from an interface, and what the interface says of it.

    Attributes
    ----------
    path : Path
    document_id : str
    cells : dict of str to str
        Columns of the manifest.
    said : list of str
        What a person should know.
    """

    path: Path
    document_id: str
    cells: dict[str, str]
    said: list[str]


def fetch_ecfr(
    cache: Path,
    *,
    title: str,
    part: str = "",
    section: str = "",
    date: str = "",
    base: str = BASE,
) -> Found:
    """Fetch a title, part or section of the CFR as it stood on a day.

    Parameters
    ----------
    cache : Path
        Folder of what was fetched.
    title, part, section : str
        As printed: 19, 159, 159.12.
    date : str
        By default the newest day that the eCFR has.
    base : str
        Address of the interface, or of a mirror of it.

    Returns
    -------
    Found

    Raises
    ------
    InputError
        What is asked for is no part of the code, is not there on that day, or cannot be fetched.

    Examples
    --------
    >>> fetch_ecfr(Path("cache"), title="19", part="159", date="soon")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: --date 'soon' is not a date like 2017-01-19
    """
    _check_asked(title, part, section, date)
    host = Host(base, cache)
    by_hand = _by_hand(title, part, section, date)
    newest, name = _title(host, int(title), by_hand)
    if date > newest:
        raise InputError(f"--date {date}: the eCFR's newest day of title {title} is {newest}")
    day = date or newest
    query = "&".join(f"{k}={v}" for k, v in (("part", part), ("section", section)) if v)
    address = f"/api/versioner/v1/full/{day}/title-{int(title)}.xml" + (
        f"?{query}" if query else ""
    )
    called = _called(title, part, section)
    missing = f"{called}: the eCFR has no such text on {day}; check the number ({FIRST})"
    fetched = fetch(host, address, kind="xml", missing=missing, by_hand=by_hand)
    root = _check(fetched, called, part, section)
    heading = plain_heading(_heading(root))
    whole = f"{called}: {heading or name}".strip(": ")
    slug = re.sub(r"[^a-z0-9.]+", "-", f"ecfr-{int(title)}-{section or part}".lower()).strip("-.")
    said = (
        [] if fetched.is_fresh else [f"{called}: the eCFR was not reached; the kept copy is used"]
    )
    said.append(
        f"{called}: text of {day}; effective is set to that day: correct it if you know more"
    )
    return Found(
        fetched.path,
        f"{slug}-{day}",
        {"title": whole, "tier": "regulation", "access": "public", "effective": day},
        said,
    )


def _check_asked(title: str, part: str, section: str, date: str) -> None:
    problems = []
    if not re.fullmatch(r"\d{1,2}", title) or not 1 <= int(title) <= 50:
        problems.append(f"--title {title!r}: the CFR's titles are 1 to 50")
    if part and not PART.fullmatch(part):
        problems.append(f"--part {part!r} is no number of a part, like 159")
    if section and not SECTION.fullmatch(section):
        problems.append(f"--section {section!r} is no number of a section, like 159.12")
    if part and section and section.split(".")[0] != part and not problems:
        problems.append(f"--section {section} is not in part {part}")
    try:
        is_day = not date or dt.date.fromisoformat(date).isoformat() == date
    except ValueError:
        is_day = False
    if not is_day:
        problems.append(f"--date {date!r} is not a date like 2017-01-19")
    if problems:
        raise InputError(problems)


def _by_hand(title: str, part: str, section: str, date: str) -> str:
    """The page on which a person reads the text: /current/title-19/part-159."""
    day = f"on/{date}" if date else "current"
    place = "/".join(f"{k}-{v}" for k, v in (("part", part), ("section", section)) if v)
    return f"{BASE}/{day}/title-{int(title)}" + (f"/{place}" if place else "")


def _title(host: Host, number: int, by_hand: str) -> tuple[str, str]:
    """The newest day and the name of a title."""
    fetched = fetch(host, "/api/versioner/v1/titles.json", kind="json", by_hand=by_hand)
    try:
        titles = json.loads(fetched.path.read_text(encoding="utf-8"))["titles"]
        (entry,) = [one for one in titles if one["number"] == number]
        newest, name = entry["up_to_date_as_of"] or "", str(entry.get("name") or "")
        is_reserved = bool(entry.get("reserved"))
    except (ValueError, KeyError, TypeError):
        forget(fetched)
        raise InputError(f"{fetched.url}: does not list title {number} as expected") from None
    if is_reserved or not newest:
        raise InputError(f"title {number} of the CFR is reserved: it has no text")
    return newest, name


def _called(title: str, part: str, section: str) -> str:
    if section:
        return f"{int(title)} CFR {section}"
    return f"{int(title)} CFR part {part}" if part else f"{int(title)} CFR"


def _check(fetched: Fetched, called: str, part: str, section: str) -> Any:
    """The root of an answer that holds what was asked for."""
    try:
        root = read_markup(fetched.path, called)
    except InputError:
        forget(fetched)
        raise
    wanted = (("SECTION", section), ("PART", part))
    for rank, number in wanted:
        held = [str(one.get("N", "")).strip("§ ") for one in root.iter() if one.get("TYPE") == rank]
        if number and number not in held:
            forget(fetched)
            raise InputError(f"{called}: the answer does not hold it; nothing was added")
        if number:
            return root
    return root


def _heading(root: Any) -> str:
    head = root.find("HEAD") if root.get("TYPE") else root.find(".//HEAD")
    return text_of(head) if head is not None else ""
