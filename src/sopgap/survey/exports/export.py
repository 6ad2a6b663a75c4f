"""What every platform's export is read into: fields with their values, and what was left out.

A reader, `read_<platform>(path, *, definition=None, problems) -> Export`, knows one platform and
nothing of our tables. It says what it is sure of and leaves the rest blank: `tidy` then guesses
the kinds, `choose` decides which field is the Center and so on, `write_folder` writes. A reader
keeps every column of the file as a field; what may not be written gets use `dropped` and a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import pandas as pd

from sopgap.sources import Problems

PLATFORMS = (
    "qualtrics", "limesurvey", "surveymonkey", "alchemer", "forms", "spss", "csv", "xlsx",
)  # fmt: skip
# What a field is used for.
USES = (
    "question", "respondent_id", "center", "position", "complete", "date", "weight", "dropped",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Field:
    """One column of an export, or several that are one question (the ticks of a multi-select).

    Attributes
    ----------
    name : str
        The platform's code of it (`Q3_1`), or the header where the platform has no codes; unique.
    wording : str
        The question as it was put: whitespace and markup through `clean_wording`, else untouched.
    values : Series of str
        Blank is ""; a multi-select's ticks joined by `|`; its index counts the rows of the file
        (as an editor counts lines) and is the same in all fields of an export.
    kind : str
        single, multi, scale, open, or "" where the platform does not say.
    choices : tuple of str
        Labels in the order shown; empty where not known. Through `clean_choice`: no `|`.
    dont_know : tuple of str
        Those of the choices that mean "don't know", where the platform says so.
    asked_if : str
        `name=choice` with the other field's name, where it is one simple condition.
    use : str
        One of USES. A reader sets respondent_id, complete (values yes or no), date (values
        YYYY-MM-DD, through `as_days`), weight and dropped; center and position are for `choose`.
    reason : str
        Why it is dropped, in a few words: "IP address".
    """

    name: str
    wording: str
    values: pd.Series
    kind: str = ""
    choices: tuple[str, ...] = ()
    dont_know: tuple[str, ...] = ()
    asked_if: str = ""
    use: str = "question"
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Export:
    """One platform's export, read.

    Attributes
    ----------
    platform : str
    fields : tuple of Field
        In the order asked.
    set_aside : Series of str, optional
        Why a row is no answer (`preview`, `test`, `spam`, `disqualified`), "" where it is one;
        index as the values'. The rows are still in the values: a map may keep them.
    notes : tuple of str
        Sentences for the person who imports: what was not expressible, what was assumed.
    left_out : mapping
        Reason to the number of rows that `leave_out` took away. Readers leave it alone.
    """

    platform: str
    fields: tuple[Field, ...]
    set_aside: pd.Series | None = None
    notes: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


class Reader(Protocol):
    """A function that reads one platform's file."""

    def __call__(self, path: Path, *, definition: Path | None = None, problems: Problems) -> Export:
        """Return the export; add what is wrong to `problems`, or raise InputError."""


def leave_out(export: Export, *, keep: Collection[str] = ()) -> Export:
    """Return the export without the rows that are set aside, counted by reason.

    Parameters
    ----------
    export : Export
    keep : collection of str
        Reasons whose rows stay.

    Examples
    --------
    >>> values = pd.Series(["a", "b"], index=[2, 3], dtype="str")
    >>> aside = pd.Series(["preview", ""], index=[2, 3], dtype="str")
    >>> kept = leave_out(Export("csv", (Field("q1", "Why?", values),), aside))
    >>> kept.left_out, kept.fields[0].values.tolist()
    ({'preview': 1}, ['b'])
    """
    if export.set_aside is None:
        return export
    out = ~export.set_aside.isin(["", *keep])
    reasons = export.set_aside[out].value_counts().sort_index()
    return replace(
        export,
        fields=tuple(replace(f, values=f.values[~out]) for f in export.fields),
        set_aside=None,
        left_out={str(reason): int(n) for reason, n in reasons.items()},
    )
