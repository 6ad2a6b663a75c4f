"""Numbers as lists print them, and the characters that fonts of signs show."""

from __future__ import annotations

import re
from functools import cache

from sopgap.text import data_rows

INTEGER = re.compile(r"-?[0-9]{1,6}")  # `int` takes more: what it cannot take would lose the file
MAX_NUMBER = 30_000  # beyond it a number is printed plainly
# fmt: off
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)
TENS = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)
# fmt: on
IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"}
IRREGULAR |= {"nine": "ninth", "twelve": "twelfth"}
ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
WORTH = {sign: worth for worth, sign in ROMAN if len(sign) == 1}
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
CHICAGO = "*†‡§"


def format_number(number: int, form: str) -> str:
    """Return a number as a number format of Word prints it (ECMA-376, 17.18.59).

    Examples
    --------
    >>> [format_number(28, form) for form in ("lowerLetter", "upperRoman", "ordinal")]
    ['bb', 'XXVIII', '28th']
    """
    if form == "none":
        return ""
    if not 0 < number <= MAX_NUMBER:
        return str(number)
    if form in ("lowerLetter", "upperLetter"):
        text = _letters(number, "abcdefghijklmnopqrstuvwxyz")
        return text.upper() if form == "upperLetter" else text
    if form in ("lowerRoman", "upperRoman"):
        text = write_roman(number)
        return text.upper() if form == "upperRoman" else text
    if form in ("russianLower", "russianUpper"):
        text = _letters(number, RUSSIAN)
        return text.upper() if form == "russianUpper" else text
    if form == "chicago":
        return _letters(number, CHICAGO)
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "ordinal":
        return str(number) + _suffix(number)
    if form in ("cardinalText", "ordinalText"):
        return _words(number, ordinal=form == "ordinalText")
    if form == "hex":
        return f"{number:X}"
    if form == "numberInDash":
        return f"- {number} -"
    if form == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    circled = {
        "decimalEnclosedCircle": 0x2460,
        "decimalEnclosedParen": 0x2474,
        "decimalEnclosedFullstop": 0x2488,
    }
    if form in circled and number <= 20:
        return chr(circled[form] + number - 1)
    return str(number)


def write_roman(number: int) -> str:
    """Return a number in small Roman signs.

    Examples
    --------
    >>> write_roman(14)
    'xiv'
    """
    text = ""
    for worth, sign in ROMAN:
        text += sign * (number // worth)
        number %= worth
    return text


def read_roman(token: str) -> int:
    """Return the value of a small Roman number, 0 where it is none.

    Examples
    --------
    >>> read_roman("xiv"), read_roman("iiv")
    (14, 0)
    """
    if not token or any(sign not in WORTH for sign in token):
        return 0
    values = [WORTH[sign] for sign in token]
    total = sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
    return total if write_roman(total) == token else 0


def read_integer(text: str | None, usual: int) -> int:
    """Return a whole number of a file's attribute, the usual one where it is none or has no sense.

    Digits of other scripts, raised ones and a number of thousands of digits are none.

    Examples
    --------
    >>> read_integer(" 12 ", 1), read_integer("²", 1), read_integer("9" * 5000, 1)
    (12, 1, 1)
    """
    text = (text or "").strip()
    return int(text) if INTEGER.fullmatch(text) else usual


def read_symbol(font: str, code: int) -> str:
    """Return the character that a font of signs shows for a code, '' where it is not known.

    Examples
    --------
    >>> read_symbol("Wingdings", 0xF0FC), read_symbol("Arial", 0x2022)
    ('✓', '•')
    """
    if 0xE000 <= code <= 0xF8FF or font.lower() in _symbols():
        known = _symbols().get(font.lower(), {})
        found = known.get(code & 0xFF, "")
        if found or code >= 0xE000:
            return found
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


@cache
def _symbols() -> dict[str, dict[int, str]]:
    fonts: dict[str, dict[int, str]] = {}
    for line in data_rows("symbols.csv"):
        fonts.setdefault(line["font"], {})[int(line["code"], 16)] = line["character"]
    return fonts


def _letters(number: int, alphabet: str) -> str:
    """Return a, b, ..., z, aa, bb: Word repeats the letter."""
    turns, at = divmod(number - 1, len(alphabet))
    return alphabet[at] * min(turns + 1, 30)


def _suffix(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _words(number: int, *, ordinal: bool) -> str:
    if number >= 1000:
        return str(number) + (_suffix(number) if ordinal else "")
    parts = []
    if number >= 100:
        parts.append(f"{ONES[number // 100]} hundred")
    rest = number % 100
    if rest >= 20:
        parts.append(TENS[rest // 10] + (f"-{ONES[rest % 10]}" if rest % 10 else ""))
    elif rest:
        parts.append(ONES[rest])
    text = " ".join(parts)
    if ordinal:
        head = text[: max(text.rfind(" "), text.rfind("-")) + 1]
        last = text[len(head) :]
        plain = last[:-1] + "ie" if last.endswith("y") else last
        text = head + IRREGULAR.get(last, plain + "th")
    return text[0].upper() + text[1:]
