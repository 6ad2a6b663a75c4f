import gzip
import time
from email.utils import formatdate
from pathlib import Path

import pytest
import requests

from sopgap.errors import InputError
from sopgap.sops.corpus.asking import Host, absolute
from sopgap.sops.corpus.ecfr_api import fetch_ecfr
from sopgap.sops.corpus.federal_register_api import fetch_federal_register
from sopgap.sops.corpus.fetching import MAX_BYTES, fetch

from .server import (
    DOCUMENT,
    JSON,
    LONG,
    PART,
    RULE,
    XML,
    Script,
    good_pages,
    page,
    serve,
    zipped,
)

PATH = "/api/versioner/v1/full/2016-12-20/title-19.xml?part=159"
TITLES = "/api/versioner/v1/titles.json"


@pytest.fixture
def script():
    return Script(good_pages())


@pytest.fixture
def base(script):
    with serve(script) as address:
        yield address


class Waits(list):
    """Notes how long it is asked to wait, and does not."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def host(base: str, tmp_path: Path) -> Host:
    return Host(base, tmp_path / "cache", Waits())


def refused(function, *args: object, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        function(*args, **options)
    return "\n".join(caught.value.problems)


def test_who_asks_says_so_and_asks_one_thing_after_the_other(base, script, tmp_path) -> None:
    found = fetch_ecfr(tmp_path / "cache", title="19", part="159", date="2016-12-20", base=base)
    assert [path for path, _ in script.asked] == [TITLES, PATH]
    for _, headers in script.asked:
        assert headers["user-agent"].startswith("sopgap ")
        assert "authorization" not in headers
    assert found.path.read_text(encoding="utf-8") == PART
    assert found.document_id == "ecfr-19-159-2016-12-20"
    assert found.cells == {
        "title": "19 CFR part 159: LIQUIDATION OF DUTIES",
        "tier": "regulation",
        "access": "public",
        "effective": "2016-12-20",
    }


def test_the_newest_day_is_taken_where_none_is_said(base, tmp_path) -> None:
    found = fetch_ecfr(tmp_path / "cache", title="19", part="159", base=base)
    assert found.cells["effective"] == "2026-09-29"


def test_a_document_of_the_register_is_described_by_its_metadata(base, tmp_path) -> None:
    found = fetch_federal_register(tmp_path / "cache", "2016-29719", base=base)
    assert found.path.read_text(encoding="utf-8") == RULE
    assert found.document_id == "fr-2016-29719"
    assert found.cells == {
        "title": f"{DOCUMENT['title']} (81 FR 92978)",
        "issuer": "U.S. Customs and Border Protection",
        "tier": "regulation",
        "access": "public",
        "effective": "2017-01-19",
    }
    assert found.said == []


@pytest.mark.parametrize(
    ("changes", "tier", "effective", "said"),
    [
        ({"type": "Notice", "effective_on": None}, "", "", "is a notice"),
        ({"type": "Proposed Rule", "agencies": []}, "", "2017-01-19", "is a proposed rule"),
        ({"effective_on": "soon", "citation": None}, "regulation", "", ""),
    ],
)
def test_what_is_not_sure_is_left_to_a_person(
    base, script, tmp_path, changes, tier, effective, said
) -> None:
    script.pages["/api/v1/documents/2016-29719.json"] = page(DOCUMENT | changes)
    found = fetch_federal_register(tmp_path / "cache", "2016-29719", base=base)
    assert (found.cells["tier"], found.cells["effective"]) == (tier, effective)
    assert said in "\n".join(found.said)


def test_what_was_fetched_is_asked_for_again_with_its_validator(base, script, tmp_path) -> None:
    one = host(base, tmp_path)
    first = fetch(one, PATH, kind="xml")
    second = fetch(one, PATH, kind="xml")
    assert first == second
    assert second.is_fresh
    etag = good_pages()[PATH][1]["ETag"]
    assert script.asked[1][1]["if-none-match"] == etag
    script.pages[PATH] = page(PART.replace("final", "last"))
    assert "last computation" in fetch(one, PATH, kind="xml").path.read_text()
    assert (one.cache / ".gitignore").read_text() == "*\n"


def test_a_last_modified_day_serves_where_there_is_no_etag(base, script, tmp_path) -> None:
    day = "Tue, 20 Dec 2016 00:00:00 GMT"
    _, _, body = page(PART)
    script.pages[PATH] = (200, {"Content-Type": XML, "Last-Modified": day}, body)
    one = host(base, tmp_path)
    fetch(one, PATH, kind="xml")
    script.pages[PATH] = (304, {}, b"")
    assert fetch(one, PATH, kind="xml").path.read_text() == PART
    assert script.asked[1][1]["if-modified-since"] == day


def test_a_kept_file_that_was_changed_is_fetched_anew(base, script, tmp_path) -> None:
    one = host(base, tmp_path)
    path = fetch(one, PATH, kind="xml").path
    path.write_text("<x/>")
    assert fetch(one, PATH, kind="xml").path.read_text() == PART
    assert "if-none-match" not in script.asked[1][1]


def cut(answer, at: int):
    """An answer whose connection ends before its body does."""
    code, more, body = answer
    return code, {**more, "Content-Length": str(len(body))}, body[:at]


def start_of(headers: dict[str, str]) -> int:
    return int(headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))


def test_a_cut_answer_goes_on_where_it_ended(base, script, tmp_path) -> None:
    whole = page(LONG)
    size = len(whole[2])

    def cut_twice(number: int, headers: dict[str, str]):
        if number != 1:
            return cut(whole, 60_000) if number == 0 else whole
        start = start_of(headers)
        said = {"Content-Range": f"bytes {start}-{size - 1}/{size}"}
        return (
            206,
            {**whole[1], **said, "Content-Length": str(size - start)},
            whole[2][start:99_000],
        )

    script.pages[PATH] = cut_twice
    one = host(base, tmp_path)
    assert fetch(one, PATH, kind="xml").path.read_bytes() == whole[2]
    starts = [start_of(headers) for _, headers in script.asked]
    assert starts[0] == 0
    assert 50_000 < starts[1] <= 60_000
    assert 90_000 < starts[2] <= 99_000
    assert script.asked[1][1]["if-range"] == whole[1]["ETag"]
    assert one.wait == [1.0, 2.0]
    assert list(one.cache.glob("*.part*")) == []


def test_a_rest_is_taken_up_by_a_later_call(base, script, tmp_path) -> None:
    whole = page(LONG)
    first = cut(whole, 60_000)
    script.pages[PATH] = lambda number, headers: (503, {}, b"") if number else first
    said = refused(fetch, host(base, tmp_path), PATH, kind="xml")
    assert "answered 503, 5 times" in said
    assert "goes on where it ended" in said
    script.pages[PATH] = whole
    asked = len(script.asked)
    assert fetch(host(base, tmp_path), PATH, kind="xml").path.read_bytes() == whole[2]
    assert start_of(script.asked[asked][1]) > 50_000


def test_a_rest_of_a_file_that_changed_meanwhile_is_not_patched_on(base, script, tmp_path) -> None:
    script.pages[PATH] = cut(page(LONG), 60_000)
    refused(fetch, host(base, tmp_path), PATH, kind="xml")
    new = LONG.replace("final", "very last")
    script.pages[PATH] = page(new)
    assert fetch(host(base, tmp_path), PATH, kind="xml").path.read_text() == new


@pytest.mark.parametrize(
    "rest",
    [(416, {}, b""), (206, {"Content-Range": "bytes 7-9/10", "Content-Type": XML}, b"abc")],
    ids=["no such range", "another range"],
)
def test_a_range_that_does_not_fit_is_dropped_and_all_asked_anew(
    base, script, tmp_path, rest
) -> None:
    script.pages[PATH] = cut(page(LONG), 60_000)
    refused(fetch, host(base, tmp_path), PATH, kind="xml")

    def answer(number: int, headers: dict[str, str]):
        return rest if "range" in headers else (200, {"Content-Type": XML}, LONG.encode())

    script.pages[PATH] = answer
    assert fetch(host(base, tmp_path), PATH, kind="xml").path.read_text() == LONG


def test_a_compressed_answer_is_read(base, script, tmp_path) -> None:
    script.pages[PATH] = zipped(page(PART))
    assert fetch(host(base, tmp_path), PATH, kind="xml").path.read_text() == PART


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_busy_server_is_waited_for(base, script, tmp_path, code) -> None:
    def busy(number: int, headers: dict[str, str]):
        return (code, {"Retry-After": "7" if number else ""}, b"") if number < 2 else page(PART)

    script.pages[PATH] = busy
    one = host(base, tmp_path)
    assert fetch(one, PATH, kind="xml").is_fresh
    assert one.wait == [1.0, 7.0]


def test_a_day_to_come_back_is_honoured_within_bounds(base, script, tmp_path) -> None:
    soon = formatdate(time.time() + 60, usegmt=True)
    script.pages[PATH] = lambda n, h: page(PART) if n else (503, {"Retry-After": soon}, b"")
    one = host(base, tmp_path)
    fetch(one, PATH, kind="xml")
    assert 50 < one.wait[0] <= 60
    script.pages["/x"] = (429, {"Retry-After": "3600"}, b"")
    assert "run it again in 61 minutes" in refused(fetch, one, "/x", kind="xml")
    script.pages["/y"] = (429, {"Retry-After": "next week"}, b"")
    assert "answered 429, 5 times" in refused(fetch, one, "/y", kind="xml")
    assert script.count("/y") == 5


def test_a_file_that_is_not_there_is_not_asked_for_twice(base, script, tmp_path) -> None:
    said = refused(
        fetch_ecfr, tmp_path / "cache", title="19", part="999", date="2016-12-20", base=base
    )
    assert "19 CFR part 999: the eCFR has no such text on 2016-12-20" in said
    assert "January 2017" in said
    assert len(script.asked) == 2
    assert "no document of that number" in refused(
        fetch_federal_register, tmp_path / "cache", "2016-00000", base=base
    )
    script.pages["/z"] = (403, {}, b"no")
    assert "answered 403; nothing was fetched" in refused(
        fetch, host(base, tmp_path), "/z", kind="xml"
    )


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (page("<html><body>Are you human?</body></html>", "text/html"), "a web page where XML"),
        (page("<html><body>Are you human?</body></html>"), "the answer is a web page"),
        (page(PART, "application/pdf"), "answered with application/pdf where XML"),
        ((200, {}, PART.encode()), "answered with nothing that it names"),
        (page(PART[:-40]), "not well-formed XML"),
        (
            page('<?xml version="1.0"?><hash><error>No matching</error></hash>'),
            "error: No matching",
        ),
        (page(PART.replace('N="159"', 'N="160"')), "does not hold it"),
        (page('<!DOCTYPE x [<!ENTITY a "b">]>' + PART[39:]), "declares XML entities"),
        (page(b"\x00\x01\x02"), "not well-formed XML"),
        (page(""), "not well-formed XML"),
    ],
    ids=[
        "html",
        "html as xml",
        "pdf",
        "no type",
        "cut",
        "error",
        "other part",
        "entity",
        "binary",
        "void",
    ],
)
def test_what_is_not_the_text_does_not_come_in(base, script, tmp_path, answer, part) -> None:
    script.pages[PATH] = answer
    ask = {"title": "19", "part": "159", "date": "2016-12-20", "base": base}
    assert part in refused(fetch_ecfr, tmp_path / "cache", **ask)
    script.pages[PATH] = page(PART)  # and is not kept in the place of the right one
    assert fetch_ecfr(tmp_path / "cache", **ask).path.read_text() == PART


@pytest.mark.parametrize(
    "body",
    [
        {"titles": []},
        {"titles": [{"number": 19}]},
        {"error": "x"},
        {"titles": [19]},
        "null",
        "[",
        "{}",
    ],
    ids=str,
)
def test_a_list_of_titles_of_another_shape_is_refused(base, script, tmp_path, body) -> None:
    script.pages[TITLES] = page(body, JSON)
    assert "does not list title 19" in refused(fetch_ecfr, tmp_path / "c", title="19", base=base)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("[]", "is not the description of a document"),
        ({"title": "x"}, "is not the description of a document"),
        (DOCUMENT | {"document_number": "2016-1"}, "the answer describes '2016-1'"),
        (DOCUMENT | {"full_text_xml_url": None}, "has no full text as XML"),
        (DOCUMENT | {"full_text_xml_url": "https://example.org/x.xml"}, "is not on http"),
        (DOCUMENT | {"full_text_xml_url": "file:///etc/passwd"}, "is not on http"),
    ],
    ids=["list", "other", "other number", "no text", "elsewhere", "file"],
)
def test_metadata_of_another_shape_is_refused(base, script, tmp_path, body, part) -> None:
    script.pages["/api/v1/documents/2016-29719.json"] = page(body, JSON)
    assert part in refused(fetch_federal_register, tmp_path / "c", "2016-29719", base=base)


def test_redirects_are_followed_within_the_server_only(base, script, tmp_path) -> None:
    one = host(base, tmp_path)
    script.pages["/old"] = (301, {"Location": PATH}, b"")
    assert fetch(one, "/old", kind="xml").path.read_text() == PART
    script.pages["/away"] = (302, {"Location": "https://example.org/x"}, b"")
    assert "leads to another server, example.org" in refused(fetch, one, "/away", kind="xml")
    script.pages["/port"] = (302, {"Location": "http://127.0.0.1:1/x"}, b"")
    assert "leads to another server" in refused(fetch, one, "/port", kind="xml")
    script.pages["/loop"] = (302, {"Location": "/loop"}, b"")
    assert "without end" in refused(fetch, one, "/loop", kind="xml")
    assert script.count("/loop") == 6


def test_an_answer_without_bound_is_stopped(base, script, tmp_path) -> None:
    one = host(base, tmp_path)
    script.pages["/big"] = (200, {"Content-Type": XML, "Content-Length": str(MAX_BYTES + 1)}, b"<x")
    assert "larger than 100,000,000 bytes" in refused(fetch, one, "/big", kind="xml")
    bomb = gzip.compress(b"<x>" + b" " * (MAX_BYTES + 10), mtime=0)
    script.pages["/bomb"] = (200, {"Content-Type": XML, "Content-Encoding": "gzip"}, bomb)
    assert "larger than 100,000,000 bytes" in refused(fetch, one, "/bomb", kind="xml")
    assert sum(p.stat().st_size for p in one.cache.iterdir()) < 1_000_000


def test_without_a_network_it_says_what_to_do(tmp_path) -> None:
    one = host("http://127.0.0.1:9", tmp_path)  # nobody listens there
    said = refused(fetch, one, PATH, kind="xml")
    assert "could not be reached, 2 times" in said
    assert "sopgap corpus add FILE" in said
    assert one.wait == [1.0]


def test_a_network_that_swallows_what_leaves_it_is_given_up_soon(tmp_path, monkeypatch) -> None:
    def swallow(*_: object, **options: object) -> None:
        assert options["timeout"][0] <= 5
        raise requests.ConnectTimeout

    monkeypatch.setattr(requests.Session, "get", swallow)
    one = host("https://example.org", tmp_path)
    said = refused(fetch, one, PATH, kind="xml", by_hand="https://example.org/page")
    assert "could not be reached, 2 times" in said
    assert "save https://example.org/page with a browser" in said


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ({"part": "159"}, "https://www.ecfr.gov/current/title-19/part-159"),
        (
            {"section": "159.12", "date": "2019-02-01"},
            "https://www.ecfr.gov/on/2019-02-01/title-19/section-159.12",
        ),
    ],
)
def test_without_a_network_the_page_of_the_text_is_named(
    tmp_path, monkeypatch, asked, page
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    said = refused(fetch_ecfr, tmp_path, title="19", base="http://127.0.0.1:9", **asked)
    assert f"Or save {page} with a browser" in said
    said = refused(fetch_federal_register, tmp_path, "2016-29719", base="http://127.0.0.1:9")
    assert "Or save https://www.federalregister.gov/d/2016-29719 with a browser" in said


def test_without_a_network_the_kept_file_is_taken_and_that_is_said(script, tmp_path) -> None:
    ask = {"title": "19", "part": "159", "date": "2016-12-20"}
    with serve(script) as base:
        fetch_ecfr(tmp_path / "cache", **ask, base=base)
        script.pages = dict.fromkeys(script.pages, (503, {"Retry-After": "0"}, b""))
        found = fetch_ecfr(tmp_path / "cache", **ask, base=base)
    assert found.path.read_text() == PART
    assert "the kept copy is used" in found.said[0]


@pytest.mark.parametrize(
    "base", ["http://example.org", "ftp://x", "example.org", "https://user:secret@example.org", ""]
)
def test_an_address_that_is_not_safe_is_refused(base, tmp_path) -> None:
    assert "https://" in refused(Host, base, tmp_path)


def test_an_address_of_another_server_is_refused(tmp_path) -> None:
    one = Host("https://example.org/", tmp_path)
    assert absolute(one, "/x") == "https://example.org/x"
    for address in ("https://example.org.evil.net/x", "http://example.org/x", "//evil.net/x"):
        if address.startswith("//"):
            assert absolute(one, address).startswith("https://example.org/")
        else:
            assert "is not on" in refused(absolute, one, address)


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ({"title": "51"}, "titles are 1 to 50"),
        ({"title": "19/../x"}, "titles are 1 to 50"),
        ({"title": "35"}, "is reserved"),
        ({"title": "19", "part": "159&x=1"}, "no number of a part"),
        ({"title": "19", "section": "159"}, "no number of a section"),
        ({"title": "19", "part": "141", "section": "159.12"}, "is not in part 141"),
        ({"title": "19", "date": "2016-13-01"}, "is not a date"),
        ({"title": "19", "date": "2030-01-01"}, "newest day of title 19 is 2026-09-29"),
    ],
)
def test_what_is_no_part_of_the_code_is_refused(base, tmp_path, asked, part) -> None:
    assert part in refused(fetch_ecfr, tmp_path / "cache", base=base, **asked)
