"""Ask a public HTTP interface: the only module that speaks HTTP.

One request at a time, by a name that says who asks; redirects are followed within the server only,
and no password leaves the computer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from sopgap.errors import InputError

AGENT = "sopgap (reads public regulations for an audit; one request at a time)"
PAUSE = 1.0  # seconds between requests: the Federal Register allows one file a second
TIMEOUT = (5, 60)  # seconds to connect, and without a byte
CUT = ("did not answer in time", "the connection was cut")
REDIRECTS = 5
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Interrupted(Exception):  # noqa: N818 (it is no error of ours: another try follows)
    """The answer did not come whole; what came of it is kept."""


class Unreached(Interrupted):
    """There was no answer at all: no network, no such host, a certificate that is not trusted."""


@dataclass
class Host:
    """A server to ask, and where its answers are kept.

    Attributes
    ----------
    base : str
        Its address: `https://...`; `http` only on this computer, for a mirror.
    cache : Path
        Folder of the answers.
    wait : callable
        Takes seconds; how tests wait no time.
    n_asked : int
        Requests so far.
    """

    base: str
    cache: Path
    wait: Callable[[float], Any] = time.sleep
    n_asked: int = 0

    def __post_init__(self) -> None:
        self.base = self.base.rstrip("/")
        parts = urlsplit(self.base)
        is_local = parts.scheme == "http" and parts.hostname in LOOPBACK
        if not parts.hostname or not (parts.scheme == "https" or is_local) or parts.username:
            raise InputError(f"{self.base}: give an address that begins with https://")


def absolute(host: Host, address: str) -> str:
    """Return a whole address of the host; raise InputError for another server's."""
    url = address if "://" in address else host.base + address
    one, two = urlsplit(url), urlsplit(host.base)
    if (one.scheme, one.netloc) != (two.scheme, two.netloc):
        raise InputError(f"{url}: is not on {host.base}; nothing was fetched")
    return url


@contextmanager
def ask(host: Host, url: str, headers: dict[str, str]) -> Iterator[Any]:
    """Ask once and yield the answer, redirects within the host followed by hand.

    Raises
    ------
    Interrupted
        There was no answer, or it did not come whole: another try may help.
    InputError
        The server leads elsewhere, or without end.
    """
    import requests  # heavy, and only here

    first = url
    asked = {"User-Agent": AGENT, "Accept": "*/*", **headers}
    with requests.Session() as session:
        session.trust_env = urlsplit(url).hostname not in LOOPBACK  # a proxy is not for a mirror
        try:
            for _ in range(REDIRECTS + 1):
                if host.n_asked and urlsplit(url).hostname not in LOOPBACK:
                    host.wait(PAUSE)
                host.n_asked += 1
                with session.get(
                    url,
                    headers=asked,
                    stream=True,
                    timeout=TIMEOUT,
                    allow_redirects=False,
                    auth=_no_password,
                ) as answer:
                    if not answer.is_redirect:
                        yield answer
                        return
                    url = _follow(host, url, answer.headers.get("Location", ""), first)
        except (
            requests.ConnectionError,
            requests.Timeout,
            requests.exceptions.ChunkedEncodingError,
            requests.exceptions.ContentDecodingError,
        ) as error:
            why = _why(error)
            kind = Interrupted if why in CUT else Unreached
            raise kind(why) from None
        except (requests.RequestException, UnicodeError) as error:
            raise InputError(f"{first}: cannot be fetched: {type(error).__name__}") from None
    raise InputError(f"{first}: leads from one address to the next without end")


def _no_password(request: Any) -> Any:
    """Keep a .netrc's passwords at home: these interfaces need none."""
    return request


def _follow(host: Host, url: str, location: str, first: str) -> str:
    to = urljoin(url, location)
    try:
        return absolute(host, to)
    except InputError:
        raise InputError(
            f"{first}: leads to another server, {urlsplit(to).hostname}; nothing was fetched"
        ) from None


def _why(error: Exception) -> str:
    import requests

    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate was not accepted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy could not be reached"
    if isinstance(error, requests.ConnectTimeout):  # a network that swallows what leaves it
        return "could not be reached"
    if isinstance(error, requests.Timeout):
        return CUT[0]
    if "IncompleteRead" in str(error) or "Connection broken" in str(error):
        return CUT[1]
    return "could not be reached"
