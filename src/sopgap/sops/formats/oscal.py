"""Read control catalogs in NIST's OSCAL, as JSON and as XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block, tidy
from sopgap.sops.formats.dates import read_date
from sopgap.sops.formats.federal_register import is_json
from sopgap.sops.formats.json_files import read_json
from sopgap.sops.formats.lists import LEVEL, clip_lead, ends_open, join_leads
from sopgap.sops.formats.oscal_xml import read_oscal_xml
from sopgap.text import normalise

# What other models of OSCAL are, and what to do.
OTHER_MODELS = {
    "profile": "resolve it into a catalog (oscal-cli profile resolve) and add that",
    "component-definition": "add the catalog that it implements",
    "system-security-plan": "add the catalog that it implements, or the plan as a document",
    "assessment-plan": "add the catalog that it assesses",
    "assessment-results": "add the catalog that it assesses",
    "plan-of-action-and-milestones": "add the plan as a document",
}
INSERT = re.compile(r"\{\{\s*(?:insert:\s*)?param,?\s*([\w.\-]{1,100})\s*\}\}")
LINK = re.compile(r"\[([^\]]{1,300})\]\([^)\s]{0,300}\)")
# Parts of a control that are read: its statement, and what explains it. Objectives and methods of
# assessment say the statement again for the assessor.
STATED = frozenset({"statement", "item", "overview", "instruction"})
EXPLAINED = frozenset({"guidance", "information", "example", "supplemental"})
MAX_DEPTH = 50  # of parts in parts, of controls in controls
MAX_INSERTS = 5  # a parameter may name others in its choices


@dataclass(frozen=True)
class Place:
    """Where a part stands: its section, the headings above, and the parameters known there."""

    section: str
    above: tuple[str, ...]
    params: dict[str, dict[str, Any]]


def read_oscal(path: Path) -> list[Block]:
    """Read a catalog, or one control of it, into blocks: a section is a control.

    A parameter stands as the printed catalog shows it, "[Assignment: organization-defined
    frequency]", or as the value that the file sets. Withdrawn controls have no text.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "control.json"
    >>> _ = file.write_text('{"id": "k-1", "title": "Keys", "params": [{"id": "p", "label": '
    ...     '"time"}], "parts": [{"name": "statement", "prose": "Count {{ insert: param, p }}."}]}')
    >>> [(b.section, b.text) for b in read_oscal(file)]
    [('K-1 Keys', 'Count [Assignment: organization-defined time].')]
    """
    catalog = _catalog(path)
    blocks = tidy(list(_read_group(catalog, Place("", (), {}), is_control=_is_control(catalog))))
    if not blocks:
        raise InputError(f"{path.name}: holds no statement of any control")
    return blocks


def sift_oscal(path: Path) -> str:
    """Return the prose of all statements and guidance, for a check on what was lost."""
    texts: list[str] = []
    waiting: list[Any] = [_catalog(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if str(node.get("name", "")).startswith("assessment"):
                continue
            texts.append(_prose(node))
            waiting += [node[key] for key in ("groups", "controls", "parts") if key in node]
        elif isinstance(node, list):
            waiting += node
    return LINK.sub(r"\1", INSERT.sub(" ", " ".join(texts)))


def read_oscal_metadata(path: Path) -> dict[str, str]:
    """Return what a catalog says of itself: title, issuer, date and version.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "catalog.json"
    >>> _ = file.write_text('{"catalog": {"metadata": {"title": "Keys", "version": "5.1"}}}')
    >>> read_oscal_metadata(file)
    {'title': 'Keys', 'number': '5.1'}
    """
    catalog = _catalog(path)
    said = catalog.get("metadata")
    if not isinstance(said, dict):
        said = {"title": _heading(catalog, is_control=True)}
    issuers = {
        str(party.get("name", ""))
        for party in _list(said, "parties")
        if party.get("type", "organization") == "organization"
    }
    day = str(said.get("published") or said.get("last-modified") or "")[:10]
    found = {
        "title": normalise(str(said.get("title", ""))),
        "issuer": ", ".join(sorted(filter(None, issuers))),
        "effective": read_date(day),
        "number": str(said.get("version", "")),
    }
    return {key: value for key, value in found.items() if value}


def _catalog(path: Path) -> dict[str, Any]:
    said = read_json(path) if is_json(path) else read_oscal_xml(path)
    for model, advice in OTHER_MODELS.items():
        if model in said:
            raise InputError(f"{path.name}: is an OSCAL {model} and no catalog; {advice}")
    catalog = said.get("catalog", said.get("control", said))
    if not isinstance(catalog, dict):
        raise InputError(f"{path.name}: its catalog is no JSON object; fetch it anew")
    return catalog


def _is_control(catalog: dict[str, Any]) -> bool:
    """Return whether a file holds one control alone."""
    return "id" in catalog and "metadata" not in catalog and "groups" not in catalog


def _read_group(
    group: dict[str, Any], place: Place, *, is_control: bool = False, depth: int = 0
) -> Iterator[Block]:
    """Yield the blocks of a catalog, a group or a control, and of those inside."""
    if depth > MAX_DEPTH:
        return
    params = {str(p.get("id", "")): p for p in _list(group, "params")}
    heading = _heading(group, is_control=is_control)
    section = heading or place.section
    above = (*place.above, place.section) if heading and place.section else place.above
    inner = Place(section, above, {**place.params, **params} if params else place.params)
    for part in _list(group, "parts"):
        yield from _read_part(part, inner, "", 0)
    for key in ("groups", "controls"):
        for child in _list(group, key):
            yield from _read_group(child, inner, is_control=key == "controls", depth=depth + 1)


def _read_part(part: dict[str, Any], place: Place, lead: str, depth: int) -> Iterator[Block]:
    name = str(part.get("name", ""))
    if depth > MAX_DEPTH or name not in STATED | EXPLAINED:
        return
    text = _resolve(_prose(part), place.params)
    title = normalise(str(part.get("title", "")))
    text = normalise(f"{title}. {text}" if title and text else title or text)
    kind = "note" if name in EXPLAINED else "item" if lead else "paragraph"
    if text:
        above = LEVEL.join(head.replace(LEVEL, " › ") for head in place.above)
        yield Block(
            text, place.section, "", kind, lead, above=above, number=_label(part, default="")
        )
        if ends_open(text):
            lead = join_leads(lead, clip_lead(text))
    for child in _list(part, "parts"):
        yield from _read_part(child, place, lead, depth + 1)


def _heading(node: dict[str, Any], *, is_control: bool) -> str:
    """Return a control's label and title; of a group its title, of the catalog none."""
    title = normalise(str(node.get("title", "")))
    label = _label(node, default=str(node.get("id", "")).upper()) if is_control else ""
    return f"{label} {title}".strip()


def _label(node: dict[str, Any], *, default: str) -> str:
    """Return the label that is printed: the one without a class, as others are for machines."""
    labels = [
        (bool(prop.get("class")), str(prop.get("value", "")))
        for prop in _list(node, "props")
        if prop.get("name") == "label"
    ]
    return min(labels)[1] if labels else default


def _resolve(prose: str, params: dict[str, dict[str, Any]], depth: int = 0) -> str:
    """Put what parameters say into the places that insert them."""

    def insert(found: re.Match[str]) -> str:
        said = _parameter(params.get(found[1], {}), params, depth)
        return said or f"[Assignment: {found[1]}]"

    return LINK.sub(r"\1", INSERT.sub(insert, prose)).replace("**", "")


def _parameter(param: dict[str, Any], params: dict[str, dict[str, Any]], depth: int) -> str:
    values = param.get("values")
    if isinstance(values, list) and values:
        return ", ".join(map(str, values))
    select = param.get("select")
    if isinstance(select, dict) and depth < MAX_INSERTS:
        count = " (one or more)" if select.get("how-many") == "one-or-more" else ""
        choices = [str(choice) for choice in _items(select.get("choice"))]
        said = "; ".join(_resolve(choice, params, depth + 1) for choice in choices)
        return f"[Selection{count}: {said}]" if said else ""
    label = str(param.get("label", ""))
    if not label:
        return ""
    named = label if label.startswith("organization-defined") else f"organization-defined {label}"
    return f"[Assignment: {named}]"


def _prose(node: dict[str, Any]) -> str:
    prose = node.get("prose")
    return prose if isinstance(prose, str) else ""


def _list(node: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [item for item in _items(node.get(key)) if isinstance(item, dict)]


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
