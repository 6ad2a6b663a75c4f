"""Pieces of HTML and of numbers as readers see them: escaped text, counts, shares, tables.

Everything that comes from answers, comments, documents or a study's files passes through
`Markup.format` or `escape`, which escape it; nothing else builds HTML.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import count as count_from
from string import Formatter
from typing import Any

from IPython.display import HTML
from markupsafe import Markup, escape

from sopgap.text import pluralise

# Control characters (HTML forbids them) and marks that turn the direction of a text around.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
# Letters that run from the right, with what stands between them, and brackets around them.
FROM_RIGHT = re.compile(
    "[(\\[]?[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe](?:[^A-Za-z0-9“”\n]*"
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe])*[)\\]]?"
)
APART = "\u2068{}\u2069"  # Unicode's isolate: what stands in it moves nothing around it
THIN, DASH = "\u00a0", "–"
# Which of the two a figure is must not be told: it would say that it is small.
HIDDEN = "hidden"
WHY_HIDDEN = "too small a figure, or one that would give such a figure away"


def clean(value: object) -> Markup:
    r"""Escape a text of unknown origin and drop the characters that could disturb a page.

    Words written from the right are set apart: a count beside them would change its place.

    Examples
    --------
    >>> str(clean("<b>\u202ea & b"))
    '&lt;b&gt;a &amp; b'
    """
    seen = UNSEEN.sub("", "" if value is None else str(value))
    return escape(FROM_RIGHT.sub(lambda found: APART.format(found[0]), seen))


def fill(template: str, *args: object, **named: object) -> Markup:
    """Fill a piece of HTML; each value is escaped unless it is already markup.

    Examples
    --------
    >>> str(fill("<p>{}</p>", "<script>"))
    '<p>&lt;script&gt;</p>'
    """
    given: dict[str, object] = {str(i): value for i, value in enumerate(args)} | named
    pieces = []
    for text, name in _parse(template):
        pieces.append(text)
        if name is not None:
            value = given[name]
            pieces.append(value if isinstance(value, Markup) else clean(value))
    return Markup("".join(pieces))


@lru_cache(maxsize=4096)
def _parse(template: str) -> list[tuple[str, str | None]]:
    """Take a template apart, once: a page fills some thousands, and `format` parses each anew."""
    parts, number = [], count_from(0)
    for text, name, spec, conversion in Formatter().parse(template):
        if spec or conversion or (name and not name.isidentifier() and not name.isdigit()):
            raise ValueError(f"a template of HTML takes plain names: {template!r}")
        parts.append((text, str(next(number)) if name == "" else name))
    return parts


def join(parts: Iterable[object], glue: str = "") -> Markup:
    """Join pieces, escaping those that are not markup."""
    pieces = [part if isinstance(part, Markup) else clean(part) for part in parts]
    return Markup(glue).join(pieces)


def shown(piece: object) -> HTML:
    """Wrap a piece for display in a notebook."""
    return HTML(str(piece if isinstance(piece, Markup) else clean(piece)))


def blank(value: object) -> bool:
    """Whether a number is unknown or hidden."""
    return value is None or str(value) in ("<NA>", "nan", "")


def count(value: Any) -> str:
    """Return a count with its thousands apart.

    Examples
    --------
    >>> count(1052)
    '1,052'
    """
    return f"{int(value):,}"


def percent(share: float, *, sign: bool = True) -> str:
    """Return a share as a whole percentage, rounded half up.

    Examples
    --------
    >>> percent(0.685).replace(chr(160), " ")
    '69 %'
    """
    whole = math.floor(share * 100 + 0.5 + 1e-9)
    return f"{whole}{THIN}%" if sign else str(whole)


def of(n: Any, base: Any, what: str = "") -> str:
    """Return a count, its base, and then its percentage: never one without the others.

    Examples
    --------
    >>> of(303, 444).replace(chr(160), " ")
    '303 of 444 (68 %)'
    >>> of(3, 30, "comments").replace(chr(160), " ")
    '3 of 30 comments (10 %)'
    """
    pair = f"{count(n)} of {count(base)}" + (f" {what}" if what else "")
    return f"{pair} ({percent(int(n) / int(base))})" if int(base) else pair


def whole(n: Any, base: Any) -> Markup:
    """Build `of` as a piece that does not break over lines."""
    return fill("<span class=of>{}</span>", of(n, base))


def known_count(value: Any, lacking: str = "not known") -> str:
    """Return a count, or that it is not known (or, in other words, why it is not there)."""
    return lacking if blank(value) else count(value)


def interval(low: Any, high: Any) -> str:
    """Return an interval in percent, or nothing where there is none (a census has none).

    Examples
    --------
    >>> interval(0.61, 0.81).replace(chr(160), " "), interval(0.5, 0.5)
    ('61–81 %', '')
    """
    if blank(low) or blank(high) or low == high:
        return ""
    return f"{percent(low, sign=False)}{DASH}{percent(high)}"


def plural(n: Any, one: str, many: str = "") -> str:
    """Return a count and its noun.

    Examples
    --------
    >>> plural(1, "gap"), plural(2, "gap"), plural(2, "is", "are")
    ('1 gap', '2 gaps', '2 are')
    """
    return f"{count(n)} {one if int(n) == 1 else many or pluralise(one)}"


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence lists them.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    words = list(words)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def few(words: Iterable[str], most: int = 12) -> str:
    """Join the first of many names, and say how many are left out.

    Examples
    --------
    >>> few(["a", "b", "c"], most=2), few(["a", "b"])
    ('a, b and 1 more', 'a, b')
    """
    words = list(words)
    left = len(words) - most
    return ", ".join(words[:most]) + (f" and {left:,} more" if left > 0 else "")


def grid(
    head: Iterable[object],
    rows: Iterable[Iterable[object]],
    *,
    caption: str = "",
    classes: str = "",
    numeric: Iterable[int] = (),
) -> Markup:
    """Build a table: the first cell of each row is its header.

    Parameters
    ----------
    head : iterable
        The columns' headings.
    rows : iterable of iterable
        Cells; markup stays, all else is escaped.
    caption : str
        What the table is, for readers who hear it.
    classes : str
        CSS classes of the table.
    numeric : iterable of int
        Columns that are set flush right.

    Examples
    --------
    >>> "<th scope=row>&lt;x&gt;</th>" in grid(["a", "b"], [["<x>", 1]])
    True
    """
    right = set(numeric)
    # A column without a heading has a cell there: an empty heading would be read out as one.
    top = join(
        fill("<th scope=col{}>{}</th>", Markup(" class=n") if i in right else "", cell)
        if cell
        else Markup("<td></td>")
        for i, cell in enumerate(head)
    )
    body = join((_row(row, right) for row in rows), "\n")
    inner = fill(
        "<table class='{}'>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        classes,
        fill("<caption>{}</caption>", caption) if caption else Markup(""),
        top,
        body,
    )
    return fill("<div class=scroll role=region tabindex=0 aria-label='{}'>{}</div>",
                caption or "Table", inner)  # fmt: skip


def _row(row: Iterable[object], right: set[int]) -> Markup:
    first, *rest = row
    cells = (
        fill("<td{}>{}</td>", Markup(" class=n") if i in right else "", cell)
        for i, cell in enumerate(rest, start=1)
    )
    return fill("<tr><th scope=row>{}</th>{}</tr>", first, join(cells))


def framed(
    body: Markup,
    *,
    title: str,
    subtitle: str = "",
    source: str = "",
    data: Markup | None = None,
    key: Iterable[str] = (),
    notes: Iterable[str] = (),
) -> Markup:
    """Set an exhibit: the title that says the point, base and question, source, and its numbers.

    `key` tells above the figure what its marks are, `notes` below it what else a reader must know;
    each item is one sentence.
    """
    return fill(
        "<figure class=exhibit><figcaption><p class=point>{}</p>{}{}</figcaption>{}{}{}{}</figure>",
        title,
        fill("<p class=base>{}</p>", subtitle) if subtitle else Markup(""),
        _lines(key),
        body,
        _lines(notes),
        opened("The numbers of this figure", data, classes="data") if data else Markup(""),
        fill("<p class=source>Source: {}</p>", source) if source else Markup(""),
    )


def _lines(sentences: Iterable[str]) -> Markup:
    items = [fill("<li>{}</li>", said) for said in sentences if said]
    return fill("<ul class='base reading'>{}</ul>", join(items)) if items else Markup("")


def opened(summary: object, body: object, *, classes: str = "") -> Markup:
    """Build a part that opens on request, without a script."""
    return fill("<details class='{}'><summary>{}</summary>{}</details>", classes, summary, body)


def note(sentence: object) -> Markup:
    """Build the sentence that stands where a part is left out."""
    return fill("<p class=note>{}</p>", sentence)


def terms(pairs: Mapping[str, object]) -> Markup:
    """Build a list of terms and what they say."""
    rows = (fill("<div><dt>{}</dt><dd>{}</dd></div>", k, v) for k, v in pairs.items())
    return fill("<dl class=terms>{}</dl>", join(rows))


def word(study: Mapping[str, Any]) -> str:
    """Return what the study calls a Center."""
    return str(study.get("labels", {}).get("center", "Center"))


def words(study: Mapping[str, Any]) -> str:
    """Return what the study calls its Centers.

    Examples
    --------
    >>> words({"labels": {"center": "Branch"}}), words({"labels": {"centers": "Chefs-lieux"}})
    ('Branches', 'Chefs-lieux')
    """
    return str(study.get("labels", {}).get("centers") or pluralise(word(study)))


def in_words_of(study: Mapping[str, Any], sentence: str) -> str:
    """Say a sentence of ours as the study calls its Centers.

    Examples
    --------
    >>> in_words_of({"labels": {"center": "Branch"}}, "Centers, and each Center's staff")
    "Branches, and each Branch's staff"
    """
    said = {"Center": word(study), "Centers": words(study)}
    return re.sub(r"\bCenters?\b", lambda found: said[found[0]], sentence)


def note_hidden() -> str:
    """Return the note under a figure of which something is not shown: the same everywhere.

    It must not tell a figure that is small from one that is hidden to protect it.

    Examples
    --------
    >>> note_hidden()
    'Hidden: too small a figure, or one that would give such a figure away; which is not told.'
    """
    return f"Hidden: {WHY_HIDDEN}; which is not told."
