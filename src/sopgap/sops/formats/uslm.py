"""Read statutes in the United States Legislative Markup (USLM): codes, laws and bills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block, table_blocks, tidy
from sopgap.sops.formats.dates import read_date
from sopgap.sops.formats.grids import Cell, lay_out
from sopgap.sops.formats.lists import LEVEL, clip_lead, ends_open, join_leads
from sopgap.sops.formats.numerals import read_integer
from sopgap.sops.formats.xml_files import forget, local, sift_xml, text_of, walk_xml
from sopgap.text import data_rows, normalise


def elements(*kinds: str) -> frozenset[str]:
    """Return the elements of some kinds, from `data/uslm_elements.csv`."""
    rows = data_rows("uslm_elements.csv")
    return frozenset(row["element"] for row in rows if row["kind"] in kinds)


OUTER = elements("outer")  # above sections: titles, chapters, parts
INNER = elements("inner")  # below sections: subsections, paragraphs, clauses
TEXTS = elements("text")  # chapeau, content, continuation
DROPPED = elements("dropped")  # notes, sources, contents of a volume
QUOTED = "quoted text"  # stands above what a law puts into another


@dataclass(frozen=True)
class Place:
    """Where a level stands: its section, the headings above, and the lead-ins of its lists."""

    section: str
    above: tuple[str, ...]
    lead: str = ""
    number: str = ""


def read_uslm(path: Path) -> list[Block]:
    """Read a statute in USLM into blocks; a section, or a subsection with a heading, is a section.

    Levels tell the nesting, so that every item has the chapeaus of all levels above as its lead-in.
    Notes and sources are left out. What a law puts into another stands below "quoted text".

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "title.xml"
    >>> _ = file.write_text('<section xmlns="http://xml.house.gov/schemas/uslm/1.0"><num>§ 7.</num>'
    ...     "<heading>Keys</heading><chapeau>The clerk shall—</chapeau><paragraph><num>(1)</num>"
    ...     "<content>count them.</content></paragraph></section>")
    >>> [(b.section, b.number, b.text, b.lead_in) for b in read_uslm(file)][1]
    ('§ 7. Keys', '(1)', 'count them.', 'The clerk shall—')
    """
    blocks = tidy(list(_walk(path)))
    if not blocks:
        raise InputError(f"{path.name}: holds no section with a text")
    return blocks


def sift_uslm(path: Path) -> str:
    """Return the raw text of a statute, for a check on what was lost."""
    return sift_xml(path, DROPPED | {"meta", "preface"})


def read_uslm_metadata(path: Path) -> dict[str, str]:
    """Return what a statute says of itself in its metadata.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "title.xml"
    >>> _ = file.write_text('<uscDoc xmlns="http://xml.house.gov/schemas/uslm/1.0" xmlns:dc="http:'
    ...     '//purl.org/dc/elements/1.1/"><meta><dc:title>Title 7</dc:title><docNumber>7'
    ...     '</docNumber></meta></uscDoc>')
    >>> read_uslm_metadata(file)
    {'title': 'Title 7', 'citation': '7 U.S.C.', 'number': '7'}
    """
    said: dict[str, str] = {}
    root = ""
    for event, element in walk_xml(path):
        root = root or local(element)
        if event == "end" and local(element) == "meta":
            break
        if event == "end":
            said.setdefault(local(element), text_of(element))
        elif local(element) == "main":
            break
    number = said.get("docNumber", "")
    cited = f"{number} U.S.C." if root == "uscDoc" and number else said.get("citableAs", "")
    day = said.get("approvedDate") or said.get("date") or said.get("created") or ""
    found = {
        "title": said.get("title", "") or said.get("dc:title", ""),
        "issuer": said.get("publisher", ""),
        "effective": read_date(day),
        "citation": cited,
        "number": number,
    }
    return {key: value for key, value in found.items() if value}


def _walk(path: Path) -> Iterator[Block]:
    """Yield the blocks section by section; each is freed when it was read."""
    heads: list[tuple[str, str]] = []  # number and heading of the open outer levels
    inside = dropped = 0
    for event, element in walk_xml(path):
        name = local(element)
        if event == "start":
            if dropped or name in DROPPED or name in ("meta", "preface"):
                dropped += 1
            elif inside or name == "section" or (name in INNER | TEXTS and not inside):
                inside += 1
            elif name in OUTER:
                heads.append(("", ""))
            continue
        if dropped:
            dropped -= 1
            if not dropped and not inside:
                forget(element)
        elif inside:
            inside -= 1
            if not inside:
                yield from _read_whole(element, heads)
                forget(element)
        elif name in ("num", "heading") and heads and local(element.getparent()) in OUTER:
            number, heading = heads[-1]
            text = text_of(element)
            heads[-1] = (text, heading) if name == "num" else (number, text)
        elif name in OUTER and heads:
            heads.pop()
            forget(element)


def _read_whole(element: Any, heads: list[tuple[str, str]]) -> Iterator[Block]:
    """Read a section, or a text that stands outside of sections."""
    above = tuple(filter(None, (f"{number} {heading}".strip() for number, heading in heads)))
    if local(element) == "section":
        yield from _read_section(element, above)
    elif local(element) in INNER:
        yield from _read_level(element, Place(above[-1] if above else "", above[:-1]))
    else:
        yield from _read_text(element, Place(above[-1] if above else "", above[:-1]))


def _read_section(section: Any, above: tuple[str, ...]) -> Iterator[Block]:
    number, heading = _head(section)
    title = f"{number} {heading}".strip()
    place = Place(title, above)
    for child in _children(section):
        part, heading = _head(child)
        if local(child) == "subsection" and heading:
            # "§ 1304. Marking" and "(a) Articles": "§ 1304(a) Articles", as it is cited.
            named = Place(f"{number.rstrip('. ')}{part} {heading}", (*above, title))
            yield from _read_level(child, named, own=False)
        elif local(child) in INNER:
            yield from _read_level(child, place)
        else:
            blocks = list(_read_text(child, place))
            yield from blocks
            if local(child) == "chapeau" and blocks:
                place = replace(place, lead=clip_lead(normalise(blocks[-1].text)))


def _read_level(level: Any, place: Place, *, own: bool = True) -> Iterator[Block]:
    """Read a level below a section; its depth is bounded by the parser.

    With `own`, number and heading go to its first text; a heading that names a section does not.
    """
    number, heading = _head(level) if own else ("", "")
    start = heading.rstrip(".—- ") + ". " if heading else ""
    # Levels that share their first text are numbered together, "(a)(1)", as they are printed.
    here = replace(place, number=place.number + number)
    is_first = True
    for child in _children(level):
        if local(child) in INNER:
            if is_first and heading:  # a heading above items, and no text of its own
                yield _block(heading, here)
                is_first = False
            yield from _read_level(child, here if is_first else replace(here, number=""))
            is_first = False
            continue
        blocks = list(_read_text(child, here if is_first else replace(here, number="")))
        if blocks and is_first:
            blocks[0] = replace(blocks[0], text=start + blocks[0].text)
        yield from blocks
        is_first = is_first and not blocks
        if local(child) == "chapeau" and blocks and ends_open(blocks[-1].text):
            lead = join_leads(place.lead, clip_lead(normalise(blocks[-1].text)))
            here = replace(here, lead=lead)


def _children(level: Any) -> Iterator[Any]:
    """Yield what a level holds, but for its head and what is left out."""
    for child in level:
        name = local(child)
        if name and name not in DROPPED and name not in ("num", "heading", "subheading"):
            yield child


def _read_text(element: Any, place: Place) -> Iterator[Block]:
    """Read a chapeau, a content or a continuation: its paragraphs, tables and quotations."""
    parts: list[list[str]] = [[]]
    found: list[Block] = []
    quoted: list[Any] = []
    tables: list[Any] = []
    _gather(element, parts, quoted, tables)
    is_after = local(element) == "continuation"
    for part in parts:
        if text := normalise("".join(part)):
            found.append(_block(text, replace(place, number="") if found else place, is_after))
    yield from found
    above = join_headings(place.above)
    for table in tables:
        rows, heads = _rows(table)
        yield from table_blocks(rows, section=place.section, above=above, heads=heads)
    for quote in quoted:
        inner = Place(place.section, (*place.above, QUOTED))
        for child in _children(quote):
            if local(child) == "section":
                yield from _read_section(child, inner.above)
            elif local(child) in INNER:
                yield from _read_level(child, inner)
            else:
                yield from _read_text(child, inner)


def _block(text: str, place: Place, is_after: bool = False) -> Block:
    """Return a block: an item where a list is open; what ends the list's sentence is none.

    A continuation that begins with a capital is a sentence of its own, without the list's lead-in.
    """
    lead = "" if is_after and not text[0].islower() else place.lead
    kind = "item" if lead and not is_after else "paragraph"
    above = join_headings(place.above)
    return Block(text, place.section, "", kind, lead, above=above, number=place.number)


def join_headings(headings: tuple[str, ...]) -> str:
    """Join the headings above a section, the outermost first.

    Examples
    --------
    >>> join_headings(("Title 19", "Chapter 4"))
    'Title 19 > Chapter 4'
    """
    return LEVEL.join(normalise(head).replace(LEVEL, " › ") for head in headings)


def _gather(element: Any, parts: list[list[str]], quoted: list[Any], tables: list[Any]) -> None:
    """Gather the text of an element by paragraphs; quotations and tables are read by themselves."""
    name = local(element)
    if name in ("p", "listItem", "block"):
        parts.append([])
    parts[-1].append(element.text or "")
    for child in element:
        name = local(child)
        if name == "quotedContent":
            quoted.append(child)
        elif name in ("table", "layout"):
            tables.append(child)
        elif name and name not in DROPPED and child.get("class") != "footnoteRef":
            _gather(child, parts, quoted, tables)
            if name in ("p", "listItem", "block"):
                parts.append([])
        tail = child.tail or ""
        is_left = name == "quotedContent" and not any(map(str.isalnum, tail))
        parts[-1].append(" " if is_left else tail)  # the stop behind what was quoted


def _head(level: Any) -> tuple[str, str]:
    """Return the number and the heading of a level."""
    said = {"num": "", "heading": ""}
    for child in level:
        if local(child) in said:
            said[local(child)] = normalise("".join(_own_text(child)))
    return said["num"], said["heading"]


def _own_text(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if local(child) not in DROPPED:
            yield from _own_text(child)
        yield child.tail or ""


def _rows(table: Any) -> tuple[list[list[str]], int]:
    """Return the rows of an XHTML table or of a column layout, and how many are headers."""
    rows: list[list[Cell]] = []
    heads = 0
    for line in table.iter():
        if local(line) not in ("tr", "row", "header"):
            continue
        cells = [
            Cell(text_of(cell), _span(cell, "colspan"), _span(cell, "rowspan"), _is_head(cell))
            for cell in line
            if local(cell) in ("td", "th", "column")
        ]
        if cells and len(rows) == heads and all(cell.is_head for cell in cells):
            heads += 1
        rows += [cells] if cells else []
    return lay_out(rows, heads), heads


def _span(cell: Any, name: str) -> int:
    value = read_integer(cell.get(name), 1)
    return value if 0 <= value < 1_000 else 1


def _is_head(cell: Any) -> bool:
    return local(cell) == "th" or local(cell.getparent()) == "header"
