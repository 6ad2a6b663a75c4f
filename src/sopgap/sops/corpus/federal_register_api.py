"""Fetch a document of the Federal Register by its number: its metadata, then its full text.

Described at https://www.federalregister.gov/developers/documentation/api/v1; no key is needed. Full
text as XML is had from 2000 on.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sopgap.errors import InputError
from sopgap.sops.corpus.asking import Host
from sopgap.sops.corpus.describing import clean
from sopgap.sops.corpus.ecfr_api import Found
from sopgap.sops.corpus.fetching import fetch, forget
from sopgap.sops.corpus.markup import read_markup

BASE = "https://www.federalregister.gov"
NUMBER = re.compile(r"[A-Z0-9]{1,5}(?:-[A-Z0-9]{1,7}){1,2}", re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Of the register's four kinds (rule, proposed rule, notice, presidential document) one binds as a
# regulation does; of the others a person decides.
RULE = "Rule"


def fetch_federal_register(cache: Path, number: str, *, base: str = BASE) -> Found:
    """Fetch a document of the Federal Register.

    Parameters
    ----------
    cache : Path
        Folder of what was fetched.
    number : str
        The document's number, as 2016-29719.
    base : str
        Address of the interface, or of a mirror of it.

    Returns
    -------
    Found
        Its title bears the citation, by which others cite it.

    Raises
    ------
    InputError
        There is no such document, it has no full text as XML, or it cannot be fetched.

    Examples
    --------
    >>> fetch_federal_register(Path("cache"), "../x")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: '../x' is no number of a Federal Register document, like 2016-29719
    """
    if not NUMBER.fullmatch(number):
        raise InputError(f"{number!r} is no number of a Federal Register document, like 2016-29719")
    host = Host(base, cache)
    called = f"Federal Register {number}"
    missing = f"{called}: there is no document of that number"
    by_hand = f"{BASE}/d/{number}"  # leads to the document's page
    address = f"/api/v1/documents/{number}.json"
    about = fetch(host, address, kind="json", missing=missing, by_hand=by_hand)
    try:
        entry = json.loads(about.path.read_text(encoding="utf-8"))
        title, kind = str(entry["title"]), str(entry["type"])
        is_it = str(entry["document_number"]).casefold() == number.casefold()
    except (ValueError, KeyError, TypeError):
        forget(about)
        raise InputError(f"{about.url}: is not the description of a document") from None
    if not is_it:
        forget(about)
        raise InputError(f"{called}: the answer describes {entry['document_number']!r}")
    text = fetch(host, _text_address(entry, called, base), kind="xml", by_hand=by_hand)
    try:
        read_markup(text.path, called)
    except InputError:
        forget(text)
        raise
    citation = clean(str(entry.get("citation") or ""))
    effective = str(entry.get("effective_on") or "")
    said = []
    if not (about.is_fresh and text.is_fresh):
        said.append(f"{called}: the register was not reached; the kept copy is used")
    if kind != RULE:
        said.append(f"{called}: is a {kind.lower()}, which binds nobody by itself; choose its tier")
    cells = {
        "title": clean(f"{title[:200]} ({citation})" if citation else title),
        "issuer": clean(_agencies(entry)),
        "tier": "regulation" if kind == RULE else "",
        "access": "public",
        "effective": effective if DAY.fullmatch(effective) else "",
    }
    return Found(text.path, f"fr-{number.lower()}", cells, said)


def _text_address(entry: dict[str, Any], called: str, base: str) -> str:
    address = str(entry.get("full_text_xml_url") or "")
    if not address:
        raise InputError(
            f"{called}: has no full text as XML; fetch its PDF with a browser and add it:"
            f" sopgap corpus add FILE (see {entry.get('html_url') or BASE})"
        )
    # A mirror answers with the addresses of the original.
    if address.startswith(f"{BASE}/") and base.rstrip("/") != BASE:
        return urlsplit(address).path
    return address


def _agencies(entry: dict[str, Any]) -> str:
    """The agencies that issued it, the parent departments left out where an office is named."""
    agencies = [one for one in entry.get("agencies") or [] if isinstance(one, dict)]
    parents = {one.get("parent_id") for one in agencies}
    inner = [one for one in agencies if one.get("id") not in parents or one.get("id") is None]
    return " and ".join(str(one.get("name") or one.get("raw_name") or "") for one in inner)
