"""Write XML by hand, piece by piece: a project of a million comments is never held as a tree."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from xml.sax.saxutils import escape, quoteattr

from sopgap.errors import InputError
from sopgap.sources import quoted

HEADER = '<?xml version="1.0" encoding="utf-8"?>\n'
SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
PLACE_OF_SCHEMAS = "http://schema.qdasoftware.org/versions"
PROGRAM = "sopgap"
ROOT = uuid.uuid5(uuid.NAMESPACE_DNS, PROGRAM)
UNKNOWN_DATE = "1970-01-01T00:00:00Z"
# What XML 1.0 (section 2.2, Char) leaves out, and half of a surrogate pair, which UTF-8 has not.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_END = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
BYTE_ORDER_MARK = "\ufeff"  # in front of a file it is no character of the text: positions shift


def make_guid(*names: str) -> str:
    """Return the GUID of a thing: the same for the same names, in every run and on any machine.

    Parameters
    ----------
    *names : str
        The study, what kind of thing it is, and what names it within the kind.

    Returns
    -------
    str
        A UUID of version 5 (RFC 9562).

    Examples
    --------
    >>> make_guid("customs", "code", "C01") == make_guid("customs", "code", "C01")
    True
    >>> make_guid("customs", "code", "C01") == make_guid("customs", "codeC01")
    False
    """
    parts = "".join(f"{len(name)}:{name}" for name in names)  # no two lists of names look alike
    return str(uuid.uuid5(ROOT, parts.encode("utf-8", "backslashreplace").decode("utf-8")))


def as_paragraph(text: str) -> str:
    r"""Return a text on one line, without what a text in UTF-8 or in XML cannot hold.

    Every line end becomes a space, a forbidden character U+FFFD; byte order marks go. The ends
    are stripped. Positions are counted in what comes back, so that they hold.

    Examples
    --------
    >>> as_paragraph("No staff.\r\nNo\x00 time. ")
    'No staff. No\ufffd time.'
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = LINE_END.sub(" ", text.replace(BYTE_ORDER_MARK, ""))
    return FORBIDDEN.sub("\ufffd", text).strip()


def as_description(text: str) -> str:
    r"""Return a longer text for an element: line ends are `\n`, forbidden characters U+FFFD.

    Examples
    --------
    >>> as_description("Include: rosters\r\nExclude: pay")
    'Include: rosters\nExclude: pay'
    """
    return FORBIDDEN.sub("\ufffd", LINE_END.sub("\n", text.replace(BYTE_ORDER_MARK, ""))).strip()


def stamp(as_of: str | date = "") -> str:
    """Return the moment that a file bears: never the clock's.

    Parameters
    ----------
    as_of : str or date
        Day of the study, YYYY-MM-DD. If blank, that of the environment's `SOURCE_DATE_EPOCH`
        (https://reproducible-builds.org/specs/source-date-epoch/); without it 1970-01-01, which
        says that none is known: QualCoder stops at a selection without a date.

    Returns
    -------
    str
        As `xsd:dateTime`, in UTC.

    Raises
    ------
    InputError
        No such day, or `SOURCE_DATE_EPOCH` is no whole number of seconds.

    Examples
    --------
    >>> stamp("2021-06-30")
    '2021-06-30T00:00:00Z'
    """
    if as_of:
        try:
            return f"{date.fromisoformat(str(as_of)).isoformat()}T00:00:00Z"
        except ValueError:
            raise InputError(f"as_of: {quoted(as_of)} is not a day like 2021-06-30") from None
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        return UNKNOWN_DATE
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        raise InputError(
            f"SOURCE_DATE_EPOCH: {quoted(seconds)} is not a number of seconds since 1970"
        ) from None


def element(name: str, content: Iterable[str] = (), /, **attributes: str) -> Iterator[str]:
    r"""Yield an element's lines; attributes that are blank are left out.

    Parameters
    ----------
    name : str
    content : iterable of str
        Lines that are XML already: those of other elements.
    **attributes : str

    Examples
    --------
    >>> "".join(element("Code", text_element("Description", "a < b"), name="C & D"))
    '<Code name="C &amp; D">\n<Description>a &lt; b</Description>\n</Code>\n'
    """
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if value)
    inside = iter(content)
    first = next(inside, None)
    if first is None:
        yield f"<{name}{given}/>\n"
        return
    yield f"<{name}{given}>\n"
    yield first
    yield from inside
    yield f"</{name}>\n"


def text_element(name: str, text: str) -> Iterator[str]:
    """Yield an element that holds a text, or nothing where the text is blank.

    Examples
    --------
    >>> list(text_element("TextValue", ""))
    []
    """
    if text:
        yield f"<{name}>{escape(text)}</{name}>\n"


def root_attributes(kind: str) -> dict[str, str]:
    """Return the namespace of a `Codebook` or a `Project`, and where its schema is published.

    Examples
    --------
    >>> root_attributes("Codebook")["xmlns"]
    'urn:QDA-XML:codebook:1.0'
    """
    namespace = f"urn:QDA-XML:{kind.lower()}:1.0"
    place = f"{namespace} {PLACE_OF_SCHEMAS}/{kind}/v1.0/{kind}.xsd"
    return {
        "xmlns": namespace,
        "xmlns:xsi": SCHEMA_INSTANCE,
        "xsi:schemaLocation": place,
        "origin": PROGRAM,
    }
