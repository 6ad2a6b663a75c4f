"""Check XML before it goes into a corpus: well-formed, no entities, not a web page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sopgap.errors import InputError

HOSTILE = re.compile(rb"<!\s*(?:ENTITY|DOCTYPE[^>]{0,2000}\[)")


def read_markup(path: Path, what: str) -> Any:
    """Return the root of an XML file; `what` names it in messages.

    Raises
    ------
    InputError
        It is cut off or otherwise not XML, declares entities, or is a web page or an error.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "x.xml"
    >>> _ = file.write_text("<html><body>Sorry</body></html>")
    >>> read_markup(file, "part 1")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: part 1: the answer is a web page, not the text; nothing was added
    """
    from lxml import etree

    data = path.read_bytes()
    if HOSTILE.search(data) or b"E\0N\0T\0I\0T\0Y" in data:
        raise InputError(f"{what}: the answer declares XML entities; nothing was added")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{what}: the answer is not well-formed XML: {error}") from None
    tag = root.tag.rpartition("}")[2].lower() if isinstance(root.tag, str) else ""
    if tag == "html":
        raise InputError(f"{what}: the answer is a web page, not the text; nothing was added")
    if tag in ("hash", "error", "errors"):
        said = text_of(root)[:200]
        raise InputError(f"{what}: the server answered with an error: {said}; nothing was added")
    return root


def text_of(element: Any) -> str:
    """Return the text of an element in one line."""
    return " ".join("".join(element.itertext()).split())
