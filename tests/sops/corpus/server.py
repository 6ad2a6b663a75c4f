"""A local server that answers as the public interfaces do, by a script; and badly, on request.

The shapes are those that the interfaces document (ecfr.gov and federalregister.gov, "developers"):
the list of titles, the XML of a part, the JSON of a document, their headers. The texts are short.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TITLES = {
    "titles": [
        {
            "number": 19,
            "name": "Customs Duties",
            "latest_amended_on": "2026-08-14",
            "latest_issue_date": "2026-08-14",
            "up_to_date_as_of": "2026-09-29",
            "reserved": False,
        },
        {
            "number": 35,
            "name": "Panama Canal",
            "latest_amended_on": None,
            "latest_issue_date": None,
            "up_to_date_as_of": None,
            "reserved": True,
        },
    ],
    "meta": {"date": "2026-09-29", "import_in_progress": False},
}
PART = """<?xml version="1.0" encoding="UTF-8"?>
<DIV5 N="159" TYPE="PART" hierarchy_metadata="{&quot;citation&quot;:&quot;19 CFR Part 159&quot;}">
<HEAD>PART 159—LIQUIDATION OF DUTIES</HEAD>
<AUTH>
<HED>Authority:</HED><PSPACE>19 U.S.C. 66, 1500, 1504, 1624.
</PSPACE></AUTH>
<DIV6 N="A" TYPE="SUBPART" VOLUME="2">
<HEAD>Subpart A—General Provisions</HEAD>
<DIV8 N="159.1" TYPE="SECTION" VOLUME="2">
<HEAD>§ 159.1   Definition of liquidation.</HEAD>
<P><I>Liquidation</I> means the final computation or ascertainment of the duties on entries.
</P>
</DIV8>
<DIV8 N="159.12" TYPE="SECTION" VOLUME="2">
<HEAD>§ 159.12   Extension of time for liquidation.</HEAD>
<P>(a) <I>Reasons</I>—(1) <I>Extension.</I> The port director may extend the period.
See § 141.90 of this chapter.
</P>
<CITA TYPE="N">[T.D. 79-221, 44 FR 46829, Aug. 9, 1979]
</CITA>
</DIV8>
</DIV6>
</DIV5>
"""
LONG = PART.replace("</DIV5>", "<P>Each entry is liquidated in its turn.</P>\n" * 4000 + "</DIV5>")
RULE = """<RULE>
<PREAMB>
<AGENCY TYPE="S">DEPARTMENT OF HOMELAND SECURITY</AGENCY>
<SUBAGY>U.S. Customs and Border Protection</SUBAGY>
<CFR>19 CFR Parts 4, 7, and 159</CFR>
<SUBJECT>Regulatory Implementation of the Centers of Excellence and Expertise</SUBJECT>
<ACT><HD SOURCE="HED">ACTION:</HD><P>Interim final rule.</P></ACT>
</PREAMB>
<SUPLINF>
<HD SOURCE="HD1">Background</HD>
<P>The Center director may extend the time for liquidation.</P>
</SUPLINF>
<FRDOC>[FR Doc. 2016-29719 Filed 12-19-16; 8:45 am]</FRDOC>
</RULE>
"""
DOCUMENT = {
    "abstract": "This document amends the regulations.",
    "action": "Interim final rule; solicitation of comments.",
    "agencies": [
        {
            "raw_name": "DEPARTMENT OF HOMELAND SECURITY",
            "name": "Homeland Security Department",
            "id": 227,
            "url": "https://www.federalregister.gov/agencies/homeland-security-department",
            "parent_id": None,
            "slug": "homeland-security-department",
        },
        {
            "raw_name": "U.S. Customs and Border Protection",
            "name": "U.S. Customs and Border Protection",
            "id": 501,
            "url": "https://www.federalregister.gov/agencies/u-s-customs-and-border-protection",
            "parent_id": 227,
            "slug": "u-s-customs-and-border-protection",
        },
    ],
    "cfr_references": [{"title": 19, "part": 159, "chapter": None}],
    "citation": "81 FR 92978",
    "document_number": "2016-29719",
    "effective_on": "2017-01-19",
    "end_page": 93021,
    "full_text_xml_url": "https://www.federalregister.gov/documents/full_text/xml/2016/12/20/2016-29719.xml",
    "html_url": "https://www.federalregister.gov/documents/2016/12/20/2016-29719/regulatory-implementation",
    "publication_date": "2016-12-20",
    "start_page": 92978,
    "title": "Regulatory Implementation of the Centers of Excellence and Expertise",
    "type": "Rule",
    "volume": 81,
}
XML, JSON = "application/xml; charset=utf-8", "application/json; charset=utf-8"
NOT_THERE = (404, {"Content-Type": JSON}, b'{"error":"No matching content found."}')
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Script:
    """What the server answers, and what it was asked.

    A page is an answer, or a function from the request's number (for that path) to one. A body
    longer than its `Content-Length` header says is not sent; a shorter one cuts the connection.
    """

    pages: dict[str, Answer | Callable[[int, dict[str, str]], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def count(self, path: str) -> int:
        return sum(one == path for one, _ in self.asked)


def page(body: str | bytes | dict, kind: str = "", **headers: str) -> Answer:
    """A whole answer, with a validator."""
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    data = data.encode() if isinstance(data, str) else data
    kind = kind or (JSON if isinstance(body, dict) else XML)
    etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    return 200, {"Content-Type": kind, "ETag": etag, **headers}, data


def good_pages() -> dict[str, Answer]:
    return {
        "/api/versioner/v1/titles.json": page(TITLES),
        "/api/versioner/v1/full/2026-09-29/title-19.xml?part=159": page(PART),
        "/api/versioner/v1/full/2016-12-20/title-19.xml?part=159": page(PART),
        "/api/v1/documents/2016-29719.json": page(DOCUMENT),
        "/documents/full_text/xml/2016/12/20/2016-29719.xml": page(RULE),
    }


@contextmanager
def serve(script: Script) -> Iterator[str]:
    """Serve a script on this computer and give its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            number = script.count(self.path)
            script.asked.append((self.path, headers))
            answer = script.pages.get(self.path, NOT_THERE)
            code, more, body = answer(number, headers) if callable(answer) else answer
            code, more, body = _condition(code, dict(more), body, headers)
            self.send_response(code)
            for name, value in {"Content-Length": str(len(body)), **more}.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            if int(more.get("Content-Length", len(body))) != len(body):
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _condition(code: int, more: dict[str, str], body: bytes, asked: dict[str, str]) -> Answer:
    """Answer conditions and ranges as RFC 9110 says."""
    etag = more.get("ETag")
    if code != 200 or not etag:
        return code, more, body
    if asked.get("if-none-match") == etag:
        return 304, {"ETag": etag}, b""
    if "range" in asked and asked.get("if-range") == etag:
        start = int(asked["range"].removeprefix("bytes=").rstrip("-"))
        whole = len(body)
        more["Content-Range"] = f"bytes {start}-{whole - 1}/{whole}"
        more.pop("Content-Length", None)
        return 206, more, body[start:]
    return code, more, body


def zipped(answer: Answer) -> Answer:
    code, headers, body = answer
    return code, {**headers, "Content-Encoding": "gzip"}, gzip.compress(body, mtime=0)
