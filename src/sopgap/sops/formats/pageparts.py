"""Web pages as they are: how their bytes are coded, and which of their parts are the document."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import BULLET, check_size
from sopgap.sops.formats.numerals import read_integer
from sopgap.sops.formats.plain import WIDE, read_plain
from sopgap.text import data_rows

# fmt: off
DROPPED = frozenset((
    "head", "nav", "script", "style", "noscript", "template", "svg", "iframe", "object", "select",
    "button", "textarea", "datalist", "audio", "video", "canvas", "dialog",
))
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset(("ul", "ol", "dl", "menu", "dir"))
BREAKING = frozenset((
    *HEADINGS, *LISTS, "p", "div", "section", "article", "main", "li", "dt", "dd", "blockquote",
    "pre", "hr", "table", "tr", "td", "th", "figure", "figcaption", "body", "address", "details",
    "summary", "caption", "fieldset", "legend", "center", "form", "header", "footer", "aside",
    "thead", "tbody", "tfoot", "option",
))
# fmt: on
CHARSET = re.compile(
    rb"<(?:meta\b[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w:-]{2,30})"
)
HEAD = 4096  # bytes in which a page says how it is coded
# By the standard of the web Latin 1 and ASCII are read as Windows-1252.
CODECS = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "x-sjis": "shift_jis",
    "macintosh": "mac_roman",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
KNOWN = re.compile(
    r"cp125\d|windows-125\d|iso-?8859-\d{1,2}|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gb18030|big5|mac_roman"
)
RAISED = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
LOWERED = dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True))
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MAX_CLASS = 500  # characters of a class attribute that are read


def parse_page(path: Path) -> Any:
    """Return the tree of a page; what nests so deeply that the rest would be lost is refused."""
    from lxml import etree

    check_size(path)
    # lxml refuses text that declares an encoding of its own; it is decoded already.
    source = DECLARATION.sub("", decode_page(path))
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        tree = etree.fromstring(source, parser)
    except (etree.LxmlError, ValueError, RecursionError, AssertionError) as error:
        raise InputError(f"{path.name}: cannot be read as HTML: {error}") from None
    if tree is None:
        raise InputError(f"{path.name}: holds no text")
    too_deep = [error for error in parser.error_log if error.type_name == "ERR_RESOURCE_LIMIT"]
    if too_deep and any(map(str.strip, tree.itertext())):
        raise InputError(
            f"{path.name}, line {too_deep[0].line}: nests its elements beyond bounds, what follows "
            "is lost; save the page anew, or as text"
        )
    return tree


def sift_page(tree: Any) -> str:
    """Return the text of a page by a simpler way; what is dropped is cleared from its tree."""
    words = []
    for element in tree.iter("body"):
        for part in list(element.iter(*DROPPED, "footer", "header")):
            part.clear(keep_tail=True)
        words += element.itertext()
    return "\n".join(words)


def decode_page(path: Path) -> str:
    """Return the text of a page: UTF-8, else what it declares itself to be.

    A page that declares Latin 1 and is valid UTF-8 was saved anew by a program that left the
    declaration as it was.

    Raises
    ------
    InputError
        It is not UTF-8 and declares nothing else that is known.
    """
    data = path.read_bytes()
    if data[:2] in WIDE:
        return read_plain(path)
    found = CHARSET.search(data[:HEAD])
    name = found[1].decode("ascii").lower() if found else ""
    codec = CODECS.get(name, name)
    if b"\0" in data or not KNOWN.fullmatch(codec) or _is_utf8(data):
        return read_plain(path)
    return data.decode(codec, errors="replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def is_hidden(attributes: Any) -> bool:
    """Return whether an element's attributes keep it from being shown."""
    if attributes.get("hidden", "until-found") != "until-found":
        return True
    if attributes.get("aria-hidden", "").lower() == "true":
        return True
    style = attributes.get("style")
    return bool(style and HIDDEN.search(style[:2000]))


def name_part(attributes: Any) -> tuple[str, int]:
    """Return what kind of part an element is by its role, id and classes, and a heading's level.

    Examples
    --------
    >>> name_part({"class": "ms-rteElement-H2"}), name_part({"id": "cookie-banner"})
    (('heading', 2), ('dropped', 0))
    """
    role = attributes.get("role", "").lower()
    if role == "heading":
        level = read_integer(attributes.get("aria-level"), 2)
        return "heading", level if 0 < level < 10 else 2
    for name in (role, attributes.get("id", ""), *attributes.get("class", "")[:MAX_CLASS].split()):
        if name:
            found = _part(name.lower())
            if found[0]:
                return found
    return "", 0


@lru_cache(maxsize=10_000)
def _part(name: str) -> tuple[str, int]:
    for pattern, kind, level in _patterns():
        if found := pattern.fullmatch(name):
            return kind, int(level or (found[1] if pattern.groups else 0))
    return "", 0


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, str]]:
    rows = data_rows("page_parts.csv")
    return [(re.compile(row["pattern"]), row["kind"], row["level"]) for row in rows]


def join_lines(lines: list[str]) -> list[str]:
    """Join lines to paragraphs: a blank line ends one, and so does a line that is marked."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if not line or BULLET.match(line):
            parts.append([])
        if line:
            parts[-1].append(line)
    return [" ".join(part) for part in parts if part]


def raise_figures(text: str, tag: str) -> str:
    """Return raised or lowered figures as signs of their own, so that 10² is not read as 102.

    Examples
    --------
    >>> raise_figures("2", "sup"), raise_figures("st", "sup")
    ('²', 'st')
    """
    signs = RAISED if tag == "sup" else LOWERED
    if not (text.isdecimal() and text.isascii()):
        return text
    return "".join(signs[figure] for figure in text)
