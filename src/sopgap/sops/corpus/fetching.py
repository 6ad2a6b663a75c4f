"""Fetch files of public HTTP interfaces: politely, bounded, kept for the next time, resumed.

A server that asks to wait is waited for, within bounds. What was fetched is kept with its
validators (RFC 9110) and asked for again with them, so that nothing travels twice; what was cut off
goes on where it ended.
"""

from __future__ import annotations

import email.utils
import hashlib
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sopgap.errors import InputError
from sopgap.sops.corpus.asking import CUT, Host, Interrupted, Unreached, absolute, ask

TRIES = 5
TRIES_UNREACHED = 2  # without a network nobody wants to wait long
LONGEST_WAIT = 120  # seconds that a server may ask for; beyond, a person runs it again later
CHUNK = 8_192  # so much of a cut answer may be lost
MAX_BYTES = 100_000_000  # as the readers take of one document
BUSY = frozenset({408, 429, 500, 502, 503, 504})
KINDS = {"xml": ("xml",), "json": ("json",)}


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched: where it is kept, and whether it is the server's word of today."""

    path: Path
    url: str
    is_fresh: bool


def fetch(host: Host, address: str, *, kind: str, missing: str = "", by_hand: str = "") -> Fetched:
    """Fetch a file, or take the kept one where the server says that it did not change.

    Parameters
    ----------
    host : Host
    address : str
        Path and query behind the host's base, or a whole address of the same server.
    kind : {"xml", "json"}
        What the answer must be: an HTML page is refused.
    missing : str
        The sentence for a file that the server does not have.
    by_hand : str
        Where a person finds the document with a browser; by default the address itself.

    Returns
    -------
    Fetched
        Not fresh where the server could not be reached and the kept file stands in.

    Raises
    ------
    InputError
        There is no network and nothing kept, the server has no such file, answers with something
        else, leads elsewhere, is too busy for too long, or the file is too large.

    Examples
    --------
    >>> import tempfile
    >>> fetch(Host("https://example.org", Path(tempfile.mkdtemp())), "ftp://x/y", kind="xml")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: ftp://x/y: is not on https://example.org; nothing was fetched
    """
    url = absolute(host, address)
    host.cache.mkdir(parents=True, exist_ok=True)
    keep = host.cache / ".gitignore"
    if not keep.exists():
        keep.write_text("*\n", encoding="utf-8")  # what can be fetched again is nobody's source
    name = hashlib.sha256(url.encode()).hexdigest()[:32]
    body, notes = host.cache / f"{name}.{kind}", host.cache / f"{name}.notes.json"
    kept = _read_notes(notes)
    if kept.get("sha256") != _sha256(body):
        kept = {}
    reason = ""
    for attempt in range(TRIES):
        try:
            with ask(host, url, _headers(kept, body)) as answer:
                code = answer.status_code
                if code == 304 and kept:
                    return Fetched(body, url, True)
                if code in (200, 206, 416):
                    if _take(answer, body, notes, url, kind):
                        return Fetched(body, url, True)
                    continue  # the partial file was of no use; it is gone, ask anew
                reason = f"answered {code}"
                if code == 404:
                    raise InputError(missing or f"{url}: there is no such file (404)")
                if code not in BUSY:
                    raise InputError(f"{url}: {reason}; nothing was fetched")
                pause = _asked_wait(answer.headers.get("Retry-After", ""), attempt, url)
        except Interrupted as error:
            reason, pause = str(error), float(2**attempt)
            if isinstance(error, Unreached) and attempt + 1 == TRIES_UNREACHED:
                break
        if attempt + 1 < TRIES:
            host.wait(pause)
    if kept:
        return Fetched(body, url, False)
    raise InputError(
        f"{url}: {reason}, {attempt + 1} times; check the connection (a proxy is taken from"
        " HTTPS_PROXY) and run it again: what came of it is kept and goes on where it ended."
        f" Or save {by_hand or url} with a browser and add that file: sopgap corpus add FILE"
    )


def _headers(kept: dict[str, Any], body: Path) -> dict[str, str]:
    """What is asked with: the validators of the kept file, or the rest of a partial one."""
    part = body.with_suffix(".part")
    begun = _read_notes(body.with_suffix(".part.json"))
    if begun.get("etag") and part.is_file() and 0 < part.stat().st_size < begun.get("length", 0):
        rest = f"bytes={part.stat().st_size}-"
        return {"Range": rest, "If-Range": begun["etag"], "Accept-Encoding": "identity"}
    asked = {"Accept-Encoding": "gzip"}
    if kept.get("etag"):
        asked["If-None-Match"] = kept["etag"]
    elif kept.get("modified"):
        asked["If-Modified-Since"] = kept["modified"]
    return asked


def _take(answer: Any, body: Path, notes: Path, url: str, kind: str) -> bool:
    """Take the body of an answer into the cache; False where a rest does not fit what was there."""
    part, begun = body.with_suffix(".part"), body.with_suffix(".part.json")
    start = part.stat().st_size if answer.status_code == 206 and part.is_file() else 0
    known = _read_notes(begun)
    if answer.status_code == 416 or (
        answer.status_code == 206 and not _continues(answer, start, known)
    ):
        part.unlink(missing_ok=True)
        begun.unlink(missing_ok=True)
        return False
    _check_kind(answer, kind, url)
    is_plain = answer.headers.get("Content-Encoding", "identity") == "identity"
    length = int(answer.headers.get("Content-Length") or 0) + start if is_plain else 0
    if length > MAX_BYTES:
        raise InputError(f"{url}: larger than {MAX_BYTES:,} bytes; ask for a part of it")
    if not start:
        etag = answer.headers.get("ETag", "")
        # Only a strong validator tells that the rest belongs to what came first (RFC 9110, 13.1.5).
        strong = etag if is_plain and length and not etag.startswith("W/") else ""
        _write_notes(begun, {"url": url, "etag": strong, "length": length})
    size = start
    with part.open("ab" if start else "wb") as file:
        for chunk in answer.iter_content(CHUNK):
            size += len(chunk)
            if size > MAX_BYTES:
                file.close()
                part.unlink()
                raise InputError(f"{url}: larger than {MAX_BYTES:,} bytes; ask for a part of it")
            file.write(chunk)
    if length and size != length:
        raise Interrupted(CUT[1])
    begun.unlink(missing_ok=True)
    part.replace(body)
    _write_notes(
        notes,
        {
            "url": url,
            "etag": answer.headers.get("ETag", ""),
            "modified": answer.headers.get("Last-Modified", ""),
            "sha256": _sha256(body),
        },
    )
    return True


def _continues(answer: Any, start: int, known: dict[str, Any]) -> bool:
    said = answer.headers.get("Content-Range", "")
    return start > 0 and said == f"bytes {start}-{known.get('length', 0) - 1}/{known.get('length')}"


def _check_kind(answer: Any, kind: str, url: str) -> None:
    said = answer.headers.get("Content-Type", "").lower()
    if not any(word in said for word in KINDS[kind]):
        what = "a web page" if "html" in said else said.split(";")[0] or "nothing that it names"
        raise InputError(
            f"{url}: answered with {what} where {kind.upper()} was asked for; it may want a person"
            " to confirm the request in a browser: fetch the file there, then sopgap corpus add"
        )


def _asked_wait(said: str, attempt: int, url: str) -> float:
    """Seconds to wait before the next try: what the server asks for, or 1, 2, 4, ..."""
    seconds = float(2**attempt)
    if said.strip().isdigit():
        seconds = float(said)
    elif said:
        with suppress(TypeError, ValueError):  # a date of another shape says nothing
            seconds = email.utils.parsedate_to_datetime(said).timestamp() - time.time()
    if seconds > LONGEST_WAIT:
        minutes = int(seconds // 60) + 1
        raise InputError(f"{url}: asks to wait; run it again in {minutes:,} minutes")
    return max(seconds, 0.0)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _read_notes(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _write_notes(path: Path, notes: dict[str, Any]) -> None:
    aside = path.with_suffix(".new")
    aside.write_text(json.dumps(notes, sort_keys=True) + "\n", encoding="utf-8")
    aside.replace(path)


def forget(fetched: Fetched) -> None:
    """Take a file that proved broken out of the cache, so that it is fetched anew."""
    for suffix in ("", ".notes.json"):
        path = fetched.path if not suffix else fetched.path.with_suffix(suffix)
        path.unlink(missing_ok=True)
