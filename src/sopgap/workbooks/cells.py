"""What a cell of a workbook can hold: every text made fit for it, and told where it was cut."""

from __future__ import annotations

import re
from html import escape

LONGEST = 32_767  # UTF-16 units of a cell, by the file format's specification
# Characters that no XML may hold; a carriage return would come back as a line feed.
UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
RETURNS = re.compile("\r\n?")
# A reader of the format takes _x0041_ for the letter A; behind _x005F_ it stays what it is.
CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# What a spreadsheet would run, were the cell typed in anew or saved as CSV.
FORMULA = re.compile(r"[=+\-@\t\r\n]")
# A name of a sheet may not hold these, nor begin or end with an apostrophe.
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_NAME = 31


def fit_text(text: str, *, whole_at: str = "") -> str:
    r"""Return a text as a cell can hold it.

    Line ends become line feeds, characters that the format cannot hold U+FFFD; a text that is too
    long is cut, and its end says so.

    Parameters
    ----------
    text : str
    whole_at : str
        Where the whole text can be read, for the end of one that is cut.

    Examples
    --------
    >>> fit_text("a\r\nb\x00")
    'a\nb\ufffd'
    >>> cut = fit_text("x" * 40_000, whole_at="tables/duties.csv")
    >>> len(cut) <= LONGEST, cut[-59:]
    (True, '[cut: 40,000 characters; the whole text: tables/duties.csv]')
    """
    if "\r" in text:
        text = RETURNS.sub("\n", text)
    if not text.isascii() or not text.isprintable():
        text = UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    if 2 * len(text) <= LONGEST or _units(text) <= LONGEST:
        return text
    at = f"; the whole text: {whole_at}" if whole_at else ""
    end = f" [cut: {len(text):,} characters{at}]"
    kept = text.encode("utf-16-le")[: 2 * (LONGEST - _units(end))]
    return kept.decode("utf-16-le", errors="ignore") + end


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a text if it were typed in.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula("1+1")
    (True, False)
    """
    return FORMULA.match(text) is not None


def as_xml(text: str) -> str:
    """Return a text that `fit_text` gave as the content of an element.

    Examples
    --------
    >>> as_xml("<b> _x0041_")
    '&lt;b&gt; _x005F_x0041_'
    """
    if "_x" in text:
        text = CODED.sub("_x005F_", text)
    return escape(text, quote=False)


def name_sheet(name: str, taken: set[str]) -> str:
    """Return a name that a sheet can bear and no other bears; it is added to those that are taken.

    Parameters
    ----------
    name : str
    taken : set of str
        Names in small letters.

    Examples
    --------
    >>> taken = set()
    >>> name_sheet("a/b", taken), name_sheet("A b", taken), len(name_sheet("x" * 40, taken))
    ('a b', 'A b 2', 31)
    """
    plain = NOT_IN_NAMES.sub(" ", name).strip(" '") or "Sheet"
    number, found = 1, plain[:LONGEST_NAME].rstrip(" '")
    # Spreadsheets keep this name for themselves.
    while found.casefold() in taken or found.casefold() == "history":
        number += 1
        end = f" {number}"
        found = plain[: LONGEST_NAME - len(end)].rstrip(" '") + end
    taken.add(found.casefold())
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
