"""The Centers of an import: the column that names them, and the codes that they get."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import quoted
from sopgap.survey.exports.export import Field
from sopgap.survey.exports.maps import ONE_CENTER
from sopgap.survey.exports.wordings import clean_cells, clean_choice
from sopgap.survey.exports.words import any_of, fold, words
from sopgap.survey.groups import ALL
from sopgap.tables import CODE

EMBEDDED = "embedded data, no question"
# The reasons for dropping that a Center's column may have.
MAY_BE_CENTER = (
    EMBEDDED, "attribute of the list of participants; map it where it is the Center",
)  # fmt: skip
MAX_CENTERS = 300
MOST_GUESSED = 100  # different values of a column that is taken without being asked for
NOT_STATED = "not-stated"
EVERYONE = "everyone"  # the one Center where no column tells them apart
# "Which office ...?", "Your office"; but not "How satisfied are you with your office?"
ASKS = re.compile(
    r"^(?:your|ihre?|votre|su|vostr[ao]|uw|seu)\b"
    r"|\b(?:which|what|where|select|choose|welche\w*|wo|quel\w*|qué|cuál|quale|qual|welk\w*)\b",
    re.I,
)
RATES = re.compile(
    r"\bhow (?:well|often|much|many|clear|satisf|likely)|satisf|agree|\brate\b", re.I
)
MAX_LABEL_WORDS = 14
SHOWN = 25  # candidates for the Center that a refusal lists
FORBIDDEN = {"con", "prn", "aux", "nul", ALL}  # a Center's code becomes a file's name


def place_respondents(
    name: str, by_name: Mapping[str, Field], given: Mapping[str, str], said: list[str]
) -> tuple[pd.Series, dict[str, str], pd.DataFrame]:
    """Return each respondent's code, value to code, and the rows of centers.csv.

    Raises
    ------
    InputError
        A column with several ticks, too many values, or a code that cannot be one.
    """
    index = next(iter(by_name.values())).values.index
    if name.startswith(ONE_CENTER):
        code = name.removeprefix(ONE_CENTER).strip()
        if not re.fullmatch(CODE, code) or code.lower() in FORBIDDEN:
            raise InputError(
                f"[columns] center: {quoted(code)} cannot be a Center's code; use letters, digits,"
                f" - and _, and not {quoted(ALL)}"
            )
        one = pd.DataFrame({"center": [code], "name": [code], "location": [""]})
        return pd.Series(code, index=index, dtype="str"), {}, one
    field = by_name[name]
    if field.kind == "multi":
        raise InputError(
            f"[columns] center: {name} lets people tick several Centers; choose a column with one"
        )
    values = clean_cells(field.values, clean_choice)
    order = [c for c in field.choices if (values == c).any()]
    seen = list(dict.fromkeys([*order, *(v for v in pd.unique(values) if v)]))
    if len(seen) > MAX_CENTERS:
        raise InputError(
            f"[columns] center: {name} has {len(seen):,} different values, more than"
            f" {MAX_CENTERS}; is it another column?"
        )
    codes = _codes(seen, given)
    said += _alike(codes, given)
    if (values == "").any():
        codes[""] = given.get("", NOT_STATED)
        said.append(
            f"center: {int((values == '').sum())} respondents gave none and are at Center"
            f" {codes['']}"
        )
    named = {code: value or "Not stated" for value, code in reversed(codes.items())}
    listed = list(dict.fromkeys(codes.values()))
    table = pd.DataFrame(
        {"center": listed, "name": [named[code] for code in listed], "location": ""}
    )
    return values.map(codes).astype("str"), codes, table


def _codes(values: list[str], given: Mapping[str, str]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for value in values:
        code = given.get(value, "")
        if code and (not re.fullmatch(CODE, code) or code == ALL):
            raise InputError(
                f"[centers] {quoted(value)}: {quoted(code)} cannot be a Center's code; use letters,"
                f" digits, - and _, and not {quoted(ALL)}"
            )
        codes[value] = code
    by_fold = {fold(value): code for value, code in reversed(codes.items()) if code}
    taken = {code.lower() for code in codes.values() if code} | FORBIDDEN | {NOT_STATED}
    for value, code in codes.items():
        if not code:
            known = by_fold.get(fold(value), "")
            codes[value] = known or fresh(slug(value).lower() or "center", taken)
            by_fold.setdefault(fold(value), codes[value])
    return codes


def _alike(codes: Mapping[str, str], given: Mapping[str, str]) -> list[str]:
    """Say which values were taken as one Center, since they differ in case or marks alone."""
    values: dict[str, list[str]] = {}
    for value, code in codes.items():
        values.setdefault(code, []).append(value)
    return [
        f"center: {', '.join(map(quoted, same))} are one Center, {code}; if not, part them in"
        " [centers]"
        for code, same in values.items()
        if len(same) > 1 and not set(same) <= set(given)
    ]


def slug(text: str) -> str:
    """Return letters, digits and hyphens for a name.

    Examples
    --------
    >>> slug("Apparel, Footwear & Textiles (São Paulo)")
    'Apparel-Footwear-Textiles-Sao-Paulo'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def fresh(name: str, taken: set[str]) -> str:
    """Return the name, numbered where it is taken already, and take it."""
    free, n = name, 1
    while free.lower() in taken:
        n += 1
        free = f"{name}-{n}"
    taken.add(free.lower())
    return free


def say_no_center(by_name: Mapping[str, Field]) -> str:
    """Say that all are at one Center, and which columns could have told theirs."""
    candidates = [f for f in by_name.values() if _may_group(f)]
    listed = "; ".join(
        f"{f.name} ({len(pd.unique(f.values[f.values != '']))} values: {f.wording[:50]})"
        for f in candidates[:SHOWN]
    )
    more = f" and {len(candidates) - SHOWN} more" if len(candidates) > SHOWN else ""
    which = f"it may be one of: {listed}{more}" if candidates else "none has few enough values"
    return (
        "center: no column says by its name which is the Center, so all respondents are at one,"
        f' {EVERYONE}; {which}. To change it write center = "COLUMN", or center ='
        f' "{ONE_CENTER}CODE", under [columns] of the map, and import again with --map'
    )


def guess_column(use: str, fields: list[Field]) -> str:
    """Return the one column that the words for a use point at, or "".

    The first list of words that matches any column decides; where it matches several, nothing is
    guessed. Only columns with few values that name groups come into question; but a column that
    bears the very name is taken also where all are at one, or each person at another.

    Parameters
    ----------
    use : {"center", "position"}
    fields : list of Field
    """
    first = words(use)[0][0]
    exact = [f.name for f in fields if use == "center" and _bears(f, first)]
    if len(exact) == 1:
        return exact[0]
    fields = [f for f in fields if _may_group(f)]
    for row, _ in words(use):
        named = [f.name for f in fields if fold(f.name) in row or fold(f.wording) in row]
        asked = [f.name for f in fields if _asks_for(f.wording, row)]
        for matches in (named, asked):
            if len(matches) == 1:
                return matches[0]
            if matches:
                return ""
    return ""


def _bears(field: Field, names: Iterable[str]) -> bool:
    if field.use != "question" and field.reason not in MAY_BE_CENTER:
        return False
    values = set(field.values) - {""}
    named = bool({fold(field.name), fold(field.wording)} & set(names))
    return named and field.kind != "multi" and 0 < len(values) <= MOST_GUESSED


def _may_group(field: Field) -> bool:
    """Tell whether a column may part the respondents into groups that are named."""
    if field.use != "question" and field.reason not in MAY_BE_CENTER:
        return False
    if field.kind in ("multi", "scale", "open"):
        return False
    filled = field.values[field.values != ""]
    values = {fold(str(value)) for value in pd.unique(filled)}
    if not 1 < len(values) <= MOST_GUESSED or len(values) > max(2, len(filled) // 2):
        return False
    plain = any_of("yes") | any_of("no") | any_of("dont_know")
    return not values <= plain


def _asks_for(wording: str, row: Iterable[str]) -> bool:
    said = fold(wording)
    if len(said.split()) > MAX_LABEL_WORDS or RATES.search(said) or not ASKS.search(said):
        return False
    return any(re.search(rf"\b{re.escape(word)}\b", said) for word in row)
