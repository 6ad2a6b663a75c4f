"""Fold a text for matching, and find the way back to the characters as they were written."""

from __future__ import annotations

import unicodedata

LETTERS = {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae"}
LETTERS |= {"Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D"}
MARKS = {"’": "'", "‘": "'", "ʼ": "'", "′": "'", "`": "'", "“": '"', "”": '"', "…": "..."}
LARGE = 20  # characters that one character may become; some ligatures become a sentence


def fold(text: str) -> tuple[str, list[int] | None]:
    r"""Return the text in plain letters, and for each of its characters the place it came from.

    Compatibility forms (full-width digits), accents, dashes, quotes, invisible characters and
    white space are folded; case stays. Private-use characters become a space: `redact` marks with
    them what it has taken.

    Returns
    -------
    tuple
        The folded text, and the places in `text` of its characters with one more for the end;
        None where both are the same.

    Examples
    --------
    >>> fold("Zoë ７１３–5\u200b5")
    ('Zoe 713-55', [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11])
    >>> fold("plain")
    ('plain', None)
    """
    if text.isascii() and text.isprintable() and "  " not in text and "`" not in text:
        return text, None
    out: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for new in _folded(character):
            if new == " " and out and out[-1] == " ":
                continue
            out.append(new)
            places.append(place)
    return "".join(out), [*places, len(text)]


def _folded(character: str) -> str:
    if "!" <= character <= "~" and character != "`":
        return character
    if known := MARKS.get(character) or LETTERS.get(character):
        return known
    kind = unicodedata.category(character)
    if kind == "Pd" or character == "\u2212":
        return "-"
    if character.isspace() or kind in ("Zs", "Zl", "Zp", "Cc", "Co"):
        return " "
    if kind in ("Cf", "Mn", "Me"):  # zero-width characters, soft hyphens, accents on their own
        return ""
    plain = unicodedata.normalize("NFKD", character)[:LARGE]
    return "".join(
        MARKS.get(c) or LETTERS.get(c) or ("-" if unicodedata.category(c) == "Pd" else c)
        for c in plain
        if unicodedata.category(c) not in ("Mn", "Me", "Co")
    )
