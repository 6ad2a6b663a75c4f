"""Turn the XML of an OSCAL catalog into the objects that its JSON has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sopgap.sops.formats.xml_files import local, text_of, walk_xml

# Element -> the list of its parent in which it stands.
LISTS = {
    "group": "groups",
    "control": "controls",
    "param": "params",
    "part": "parts",
    "prop": "props",
    "party": "parties",
    "value": "values",
    "choice": "choice",
}
OBJECTS = frozenset({"catalog", "metadata", "select", *LISTS} - {"value", "choice"})
WORDS = frozenset({"title", "label", "version", "last-modified", "published", "name"})
PROSE = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol", "table"})


def read_oscal_xml(path: Path) -> dict[str, Any]:
    """Read an OSCAL file into the objects of its JSON, as far as a reader of catalogs needs them.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "catalog.xml"
    >>> _ = file.write_text('<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0"><control id="k-1">'
    ...     '<part name="statement"><p>Count <insert type="param" id-ref="p"/>.</p></part>'
    ...     '</control></catalog>')
    >>> read_oscal_xml(file)["catalog"]["controls"][0]["parts"][0]["prose"]
    'Count {{ insert: param, p }}.'
    """
    root = None
    for _, element in walk_xml(path, events=("end",)):
        if local(element) == "insert":
            element.text = f"{{{{ insert: param, {element.get('id-ref', '')} }}}}"
        if local(element) == "back-matter":
            element.clear()
        root = element
    return {local(root): _read(root)} if root is not None else {}


def _read(element: Any) -> dict[str, Any]:
    """Return the object of an element; its depth is bounded by the parser."""
    said: dict[str, Any] = dict(element.attrib)
    prose: list[str] = []
    for child in element:
        name = local(child)
        if name in PROSE:
            prose.append(text_of(child))
        elif name in ("value", "choice"):
            said.setdefault(LISTS[name], []).append(text_of(child))
        elif name in LISTS:
            said.setdefault(LISTS[name], []).append(_read(child))
        elif name in OBJECTS:
            said[name] = _read(child)
        elif name in WORDS:
            said[name] = text_of(child)
    if prose:
        said["prose"] = " ".join(prose)
    return said
