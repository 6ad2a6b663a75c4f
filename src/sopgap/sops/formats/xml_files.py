"""Read XML of strangers piece by piece: no entities, no network, bounded depth and memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import check_size

CHUNK = 1_000_000
OVERLAP = 4_096  # bytes of a chunk that are looked at again: a declaration may be cut in two
# Entities may expand without bound, or name a file of this computer. An element may not begin so,
# so that the words are found wherever they stand, and nothing of a real document is.
HOSTILE = re.compile(rb"<!\s*(?:ENTITY|DOCTYPE[^>\[]{0,2000}\[)")
ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")
# Others can hide a declaration from the search above: "+ADw-" is "<" in UTF-7.
ENCODINGS = frozenset(
    {b"utf-8", b"utf8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"ascii"}
    | {b"iso-8859-1", b"iso-8859-15", b"latin1", b"windows-1252"}
)
MAX_ELEMENTS = 1_000_000  # a title of the CFR of 33 MB has about 300,000
# What libxml2 says of its bounds, and what it means.
LIMITS = {
    "Excessive depth": "its elements nest more deeply than any document's",
    "too long": "a single text or value in it is longer than 10 MB",
    "Buffer size": "a single text or value in it is longer than 10 MB",
}
MAX_SAID = 120  # characters of a parser's message that are repeated


class Root(NamedTuple):
    """The root element: its name and its namespace."""

    name: str
    space: str


def check_xml(path: Path) -> None:
    """Refuse XML that is too large, declares entities, or has an encoding that could hide them."""
    check_size(path)
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if not rest and (named := ENCODING.search(chunk[:400])):
                _check_encoding(path, named[1])
            # UTF-16 writes a zero beside each of these signs.
            data = (rest + chunk).replace(b"\0", b"")
            if HOSTILE.search(data):
                raise InputError(
                    f"{path.name}: declares XML entities or a document type of its own; "
                    "remove its DOCTYPE"
                )
            rest = data[-OVERLAP:]


def walk_xml(
    path: Path, events: tuple[str, ...] = ("start", "end"), tags: Iterable[str] | None = None
) -> Iterator[tuple[str, Any]]:
    """Yield the events of a checked XML file; who takes them clears the elements he is done with.

    Comments and processing instructions are left out; XInclude and style sheets do nothing.

    Raises
    ------
    InputError
        The file is not well-formed, nests too deeply, or has too many elements.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.xml"
    >>> _ = file.write_text("<a><!-- x --><b>1</b></a>")
    >>> [(event, element.tag) for event, element in walk_xml(file)]
    [('start', 'a'), ('start', 'b'), ('end', 'b'), ('end', 'a')]
    """
    from lxml import etree  # its import is not needed by the other formats

    check_xml(path)
    count = 0
    try:
        for event, element in etree.iterparse(
            str(path),
            events=events,
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,  # libxml2's own bounds on depth and on the length of a value hold
            remove_comments=True,
            remove_pis=True,
        ):
            count += 1
            if count > 2 * MAX_ELEMENTS:
                raise InputError(f"{path.name}: has over {MAX_ELEMENTS:,} elements; split it")
            yield event, element
    except InputError:
        raise
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{path.name}: is not well-formed XML: {_said(error)}") from None
    except (OSError, AssertionError) as error:
        raise InputError(f"{path.name}: cannot be read as XML: {_said(error)}") from None


def read_root(path: Path) -> Root:
    """Return the name and namespace of the root element.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.xml"
    >>> _ = file.write_text('<a xmlns="urn:x"><b/></a>')
    >>> read_root(file)
    Root(name='a', space='urn:x')
    """
    for _, element in walk_xml(path, events=("start",)):
        return Root(local(element), space(element))
    raise InputError(f"{path.name}: is not well-formed XML: it has no element")


def local(element: Any) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def space(element: Any) -> str:
    """Return an element's namespace, or ''."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag[1:].partition("}")[0] if tag[:1] == "{" else ""


def text_of(element: Any) -> str:
    """Return all text of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def sift_xml(path: Path, left_out: frozenset[str]) -> str:
    """Return the text of all elements but some, without a reader's knowledge of their sense.

    For a check on what a reader lost: it walks the file in another way than the readers do.
    """
    parts: list[str] = []
    depth = 0  # of elements inside one that is left out
    for event, element in walk_xml(path):
        if event == "start":
            depth += bool(depth) or local(element) in left_out
            continue
        if not depth:
            # A parent's own text comes behind its children's here: only counts are compared.
            parts.append(element.text or "")
        depth -= bool(depth)
        inner = [child.tail or "" for child in element] if not depth else []
        parts += inner
        for child in list(element):
            element.remove(child)
    return " ".join(parts)


def forget(element: Any) -> None:
    """Free an element that was read, and the siblings before it."""
    tail = element.tail
    element.clear()
    element.tail = tail


def _check_encoding(path: Path, name: bytes) -> None:
    if name.lower() not in ENCODINGS:
        raise InputError(f"{path.name}: is written in {name.decode('ascii')}; save it as UTF-8")


def _said(error: BaseException) -> str:
    """Return the parser's reason, without the path of the file."""
    said = str(error).replace("\n", " ").partition(" (")[0]
    for sign, reason in LIMITS.items():
        if sign in said:
            return reason
    return said[:MAX_SAID]
