"""Read the codebook's workbook back: the rows of its sheets, each cell with where it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from sopgap.sources import Problems, quoted
from sopgap.survey.coding.digests import DIGITS
from sopgap.survey.coding.pages import COLUMNS, STAMP
from sopgap.workbooks.filled import READ_ME, Row, read_filled

DIGEST = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
SCIENTIFIC = re.compile(r"\d[.,]?\d*e[+-]?\d{1,3}", re.IGNORECASE)


class Coded(NamedTuple):
    """What a workbook holds: the state that it was made from, and the rows of its sheets."""

    state: str
    rows: dict[str, list[Row]]


def read_coded(path: str | Path, problems: Problems, only: tuple[str, ...] = ()) -> Coded:
    """Return the rows of the workbook's sheets, each found by its name and its columns by theirs.

    Sheets and columns of one's own are left alone. What is wrong is told: a sheet or column that
    is absent, two columns of one name, formulas and errors in columns that are read.

    Parameters
    ----------
    path : str or Path
    problems : Problems
        Where the sentences go.
    only : tuple of str
        The sheets that are needed; by default all.

    Raises
    ------
    InputError
        The file is no workbook.
    """
    wanted = {name: COLUMNS[name] for name in only or COLUMNS}
    filled = read_filled(path, wanted, problems)
    state = filled.facts.get(STAMP, "")
    if not DIGEST.fullmatch(state) and not only:
        problems.add(
            f"sheet {READ_ME!r}: the row {STAMP!r} is absent or changed, so that nobody can tell"
            " which run the workbook was made from; export it anew"
        )
    return Coded(state, filled.rows)


def find_comment(text: str, kind: str, known: dict[str, str]) -> tuple[str, str]:
    """Return the digest that a cell names, and what is wrong with it; one of them is blank.

    Parameters
    ----------
    text, kind : str
        Of the cell.
    known : dict of str to str
        Digest by digest, and by id of a comment.

    Examples
    --------
    >>> known = {"0012345678901234": "0012345678901234", "c7": "0012345678901234"}
    >>> find_comment("c7", "text", known)
    ('0012345678901234', '')
    >>> find_comment("12345678901234", "number", known)[1]
    '12345678901234 lost the zeros it began with: it is 0012345678901234; keep the column as text'
    """
    text = text.strip().lower()
    if text in known:
        return known[text], ""
    whole = text.removesuffix(".0")
    if whole.isdecimal() and len(whole) < DIGITS and whole.zfill(DIGITS) in known:
        return "", (
            f"{whole} lost the zeros it began with: it is {whole.zfill(DIGITS)}; keep the column"
            " as text"
        )
    if SCIENTIFIC.fullmatch(text) or kind in ("number", "date", "bool"):
        return "", (
            f"{quoted(text)} is no digest any more: the spreadsheet took it for a {kind}"
            " (as 1234567890123456 becomes 1.23457E+15); make the column text and copy the digest"
            " again"
        ).replace("took it for a text", "took it for a number")
    if DIGEST.fullmatch(text):
        return "", f"the digest {text} is not among the comments of this run"
    return "", f"{quoted(text)} is no digest of 16 signs and no comment_id of this run"
