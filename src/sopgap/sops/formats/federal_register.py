"""Read the Federal Register: XML of a document or an issue, and JSON of its public interface."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.formats.blocks import Block, tidy
from sopgap.sops.formats.dates import read_date
from sopgap.sops.formats.json_files import read_json
from sopgap.sops.formats.markup import markup_blocks, markup_text
from sopgap.sops.formats.typeset import DROPPED, typeset_text, walk_typeset
from sopgap.sops.formats.xml_files import forget, sift_xml, walk_xml

DOCUMENTS = frozenset({"RULE", "PRORULE", "NOTICE", "PRESDOCU"})
LEFT_OUT = DROPPED | {"FTREF", "SECTNO"}
NUMBER = re.compile(r"FR Doc\. ?([A-Z]?\d{1,4}[–-]\d{1,6})")
# Of the JSON of the public interface: the paragraphs that the printed document opens with.
OPENING = (("action", "ACTION"), ("abstract", "SUMMARY"), ("dates", "DATES"))
# Where a text may lie: the interface gives only the addresses of texts, people add the text itself.
BODIES = ("body", "body_html", "full_text", "full_text_xml", "raw_text", "text")


def read_federal_register(path: Path) -> list[Block]:
    """Read a document of the Federal Register, or a whole issue, into blocks.

    The document's title stands above its sections; amended text (REGTEXT) keeps the numbers of
    the sections of the code, below the title and part that it amends.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "rule.xml"
    >>> _ = file.write_text("<RULE><PREAMB><SUBJECT>Keys</SUBJECT><SUM><HD SOURCE='HED'>SUMMARY:"
    ...                     "</HD><P>Keys are counted.</P></SUM></PREAMB></RULE>")
    >>> [(b.above, b.section, b.text) for b in read_federal_register(file)]
    [('Keys', 'SUMMARY', 'Keys are counted.')]
    """
    if is_json(path):
        return _read_interface(path)
    blocks = tidy(list(walk_typeset(path)))
    if not blocks:
        raise InputError(f"{path.name}: holds no paragraphs <P>; fetch the document's full text")
    return blocks


def sift_federal_register(path: Path) -> str:
    """Return the raw text of a document, for a check on what was lost."""
    if not is_json(path):
        return sift_xml(path, LEFT_OUT)
    said = read_json(path)
    texts = [markup_text(str(said.get(key) or "")) for key, _ in OPENING]
    return " ".join([*texts, markup_text(_body(said))])


def read_federal_register_metadata(path: Path) -> dict[str, str]:
    """Return what a document says of itself: title, issuer, effective date, citation, number.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "rule.json"
    >>> _ = file.write_text('{"document_number": "2016-29719", "title": "Keys", "type": "Rule",'
    ...     '"agencies": [{"name": "Key Office"}], "effective_on": "2017-01-19"}')
    >>> read_federal_register_metadata(file)
    {'title': 'Keys', 'issuer': 'Key Office', 'effective': '2017-01-19', 'number': '2016-29719'}
    """
    said = _metadata_of_interface(read_json(path)) if is_json(path) else _metadata_of_xml(path)
    return {key: value for key, value in said.items() if value}


def is_json(path: Path) -> bool:
    """Return whether a file is JSON and not XML, by its first sign."""
    with path.open("rb") as file:
        return file.read(100).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _metadata_of_xml(path: Path) -> dict[str, str]:
    """Read an issue's first document; later ones are documents of their own."""
    said = dict.fromkeys(("title", "issuer", "effective", "citation", "number"), "")
    dates: list[str] = []
    for _, element in walk_xml(path, events=("end",)):
        tag = element.tag
        if tag == "SUBJECT" and not said["title"]:
            said["title"] = typeset_text(element)
        elif tag in ("AGENCY", "SUBAGY") and (name := typeset_text(element)) not in said["issuer"]:
            said["issuer"] = f"{said['issuer']}, {name}".strip(", ")
        elif tag in ("DATES", "EFFDATE"):
            dates.append(typeset_text(element))
        elif tag == "CFR" and not said["citation"]:
            said["citation"] = typeset_text(element)
        elif tag == "FRDOC":
            number = NUMBER.search(typeset_text(element))
            said["number"] = number[1].replace("–", "-") if number else ""
        if tag in DOCUMENTS:
            break
        if tag in ("P", "FP", "GPOTABLE", "FTNT"):
            forget_later = element.getparent()
            if forget_later is None or forget_later.tag not in ("DATES", "EFFDATE"):
                forget(element)
    # Comments close on a day too: the effective date is told by its word.
    told = [text for text in dates if "effective" in text.lower()]
    said["effective"] = read_date(told[0][told[0].lower().index("effective") :]) if told else ""
    return said


def _metadata_of_interface(said: dict[str, Any]) -> dict[str, str]:
    agencies = said.get("agencies")
    names = [
        str(agency.get("name") or agency.get("raw_name") or "")
        for agency in (agencies if isinstance(agencies, list) else [])
        if isinstance(agency, dict)
    ]
    return {
        "title": _word(said.get("title")),
        "issuer": ", ".join(filter(None, names)),
        "effective": read_date(_word(said.get("effective_on"))),
        "citation": _word(said.get("citation")),
        "number": _word(said.get("document_number")),
    }


def _read_interface(path: Path) -> list[Block]:
    """Read the JSON of one document; without a text it says only where the text lies."""
    said = read_json(path)
    body = _body(said)
    title = _word(said.get("title"))
    if not body:
        address = _word(said.get("full_text_xml_url")) or _word(said.get("body_html_url"))
        where = address or "the document's full text, as XML"
        raise InputError(
            f"{path.name}: describes document {_word(said.get('document_number'))!r} and does not "
            f"hold its text; fetch {where} and add that file"
        )
    blocks = [
        Block(text, heading, "", above=title)
        for key, heading in OPENING
        if (text := markup_text(_word(said.get(key))))
    ]
    return tidy(blocks + markup_blocks(body, above=title))


def _body(said: dict[str, Any]) -> str:
    for key in BODIES:
        value = said.get(key)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _word(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)
