"""Clean what a platform wrote around a wording: markup, entities, white space. Words stay."""

from __future__ import annotations

import html
import re

import pandas as pd

# Only names of HTML: "<5 years" and "<name of your Center>" are words of the question.
TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|img|label|li|o:p|ol|p|pre"
    r"|q|s|section|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul|video|audio"
    r"|iframe|input|nobr|figure)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.I | re.S)
INVISIBLE = re.compile(  # lone halves of a letter too: they cannot be written
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\x00-\x08\x0e-\x1f]"
)


def clean_wording(text: str) -> str:
    r"""Return a wording without HTML and with single spaces; its letters and quotes are kept.

    Examples
    --------
    >>> clean_wording("Who <b>signs</b>\u00a0the form?<br>\n(&lt;5 years)")
    'Who signs the form? (<5 years)'
    """
    if "<" in text:
        text = TAG.sub(" ", HIDDEN.sub(" ", text))
        text = re.sub(r"\s+([,.;:?!)])", r"\1", text)
    if "&" in text:
        text = html.unescape(text)
    return " ".join(INVISIBLE.sub("", text).split())


def clean_choice(text: str) -> str:
    """Return a choice as `clean_wording` does; `|`, which joins choices, becomes `/`.

    Examples
    --------
    >>> clean_choice(" Yes | always ")
    'Yes / always'
    """
    return clean_wording(text).replace("|", "/")


def clean_cells(values: pd.Series, clean: object = None) -> pd.Series:
    r"""Return cells stripped, with `\n` as the only line break; each different cell is cut once.

    Parameters
    ----------
    values : Series of str
    clean : callable, optional
        Applied to each different cell: `clean_choice` for closed questions. By default a cell
        keeps its inner white space and markup: it is somebody's words.
    """
    codes, cells = pd.factorize(values)
    act = clean if callable(clean) else _tidy_cell
    cut = pd.Series([act(str(cell)) for cell in cells], dtype="str")
    return pd.Series(cut.to_numpy()[codes], index=values.index, dtype="str")


def _tidy_cell(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
