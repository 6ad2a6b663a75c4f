"""Tell from its header which platform wrote an export, for those who named another one."""

from __future__ import annotations

from collections.abc import Iterable

from sopgap.survey.exports.words import fold

# Headers that stand in every export of a platform, and in no other's; any one set is enough.
MARKS: tuple[tuple[str, frozenset[str]], ...] = (
    ("qualtrics", frozenset({"responseid", "recordeddate"})),
    ("qualtrics", frozenset({"responseid", "responseset"})),
    ("surveymonkey", frozenset({"respondent id", "collector id"})),
    ("surveymonkey", frozenset({"respondentid", "collectorid"})),
    ("alchemer", frozenset({"time started", "date submitted", "status"})),
    ("limesurvey", frozenset({"id", "submitdate", "lastpage"})),
    ("limesurvey", frozenset({"response id", "date submitted", "last page"})),
    ("forms", frozenset({"id", "start time", "completion time"})),
)


def recognise(headers: Iterable[str]) -> str:
    """Return the platform whose marks stand among the headers, or "".

    Examples
    --------
    >>> recognise(["Respondent ID", "Collector ID", "Start Date"])
    'surveymonkey'
    """
    folded = {fold(str(h)) for h in headers}
    known = next((platform for platform, marks in MARKS if marks <= folded), "")
    first = fold(str(next(iter(headers), "")))
    stamps = {"timestamp", "zeitstempel", "horodateur", "marca temporal"}
    return known or ("forms" if first in stamps else "")


def hint(headers: Iterable[str]) -> str:
    """Return "; it looks like ..., use: sopgap import ...", or "".

    Examples
    --------
    >>> hint(["Timestamp", "Why?"])
    '; it looks like forms: sopgap import forms'
    """
    platform = recognise(headers)
    return f"; it looks like {platform}: sopgap import {platform}" if platform else ""
