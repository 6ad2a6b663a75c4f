"""Tell from the cells of a column that they name persons, whatever its header says."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from sopgap.survey.exports.words import private

SHARE = 0.5  # of the filled cells; a comment that is nothing but an address is rare
KINDS = (
    (re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}"), "mail addresses"),
    (re.compile(r"(?:\d{1,3}\.){3}\d{1,3}"), "IP addresses"),
    (re.compile(r"https?://\S+(?:,? https?://\S+)*"), "links"),  # files that were uploaded
    (re.compile(r"(?=(?:\D*\d){9})\+?\(?\d[\d ().-]*[ ().-][\d ().-]*\d"), "phone numbers"),
)


def personal(values: pd.Series) -> str:
    """Return what most cells of a column are that identifies a person, or "".

    Parameters
    ----------
    values : Series of str

    Examples
    --------
    >>> personal(pd.Series(["a@b.org", "", "c.d@e.fr"])), personal(pd.Series(["Yes", "a@b.org"]))
    ('mail addresses', '')
    >>> personal(pd.Series(["+1 703 555 0100", "(703) 555-0101"]))
    'phone numbers'
    """
    cells = values[values != ""].str.strip()
    for pattern, what in KINDS:
        if len(cells) and cells.str.fullmatch(pattern).mean() > SHARE:
            return what
    return ""


def private_part(label: str, values: pd.Series, others: Collection[str]) -> str:
    """Return why one box of a question about several things ("Contact - Name") is dropped, or "".

    A box of that name that shares its answers with the boxes beside it is the row of a matrix, and
    one whose answers recur is a closed question: "Which do you use? - Phone".

    Parameters
    ----------
    label : str
    values : Series of str
    others : collection of str
        The answers in the other boxes of the question.

    Examples
    --------
    >>> private_part("Name", pd.Series(["Ann Lee", "", "Bob Ray"]), {"a@b.org"})
    'name of a person'
    >>> private_part("Phone number", pd.Series(["Often", "Never"]), {"Often", "Never"})
    ''
    """
    filled = values[values != ""]
    different = set(filled)
    if not different or different & set(others) or 2 * len(different) <= len(filled):
        return ""
    return private(label)
