"""Characters, GUIDs and dates: what XML forbids, what must not move, what no clock may tell."""

import uuid

import pytest
from lxml import etree

from sopgap.errors import InputError
from sopgap.survey.refi.markup import (
    as_description,
    as_paragraph,
    element,
    make_guid,
    stamp,
    text_element,
)


def test_a_guid_is_a_uuid_of_version_5() -> None:
    assert uuid.UUID(make_guid("study", "code", "C01")).version == 5


def test_guids_stay_what_they_are() -> None:
    """Programs find a code again by its GUID: this one may never change."""
    assert make_guid("customs", "code", "C01") == "f7b14068-1f33-53ec-9482-88e6ecd32aef"


def test_names_that_join_alike_have_guids_of_their_own() -> None:
    lists = [("a", "b", "c"), ("ab", "c"), ("a", "bc"), ("a", "b", "", "c"), ("a:b", "c")]
    assert len({make_guid(*names) for names in lists}) == len(lists)


def test_a_guid_of_a_half_character_is_one_too() -> None:
    assert uuid.UUID(make_guid("\ud83d"))


@pytest.mark.parametrize("code", [*range(0x20), 0x7F, 0x85, 0x2028, 0xD800, 0xFFFE, 0xFFFF, 0xFEFF])
def test_every_paragraph_is_one_line_that_xml_can_hold(code: int) -> None:
    text = as_paragraph(f"a{chr(code)}b")
    read = etree.fromstring("".join(text_element("t", text)).encode("utf-8"))
    assert read.text == text
    assert text.splitlines() == [text]


def test_a_paragraph_keeps_its_characters() -> None:
    kept = "é e\u0301 😀 عربي \u200f\u202e \u200d ½ \t."
    assert as_paragraph(kept) == kept


def test_a_windows_line_end_is_one_space() -> None:
    assert as_paragraph("a\r\nb") == "a b"


def test_a_description_keeps_its_lines() -> None:
    assert as_description("a\r\n b\x00\rc ") == "a\n b\ufffd\nc"


@pytest.mark.parametrize("value", ["a&b<c>", '"', "'", "\"'", "a\nb\tc", "]]>", "😀"])
def test_an_attribute_comes_back_as_it_was(value: str) -> None:
    assert etree.fromstring("".join(element("x", name=value))).get("name") == value


def test_the_study_says_the_day(monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert stamp("2021-06-30") == "2021-06-30T00:00:00Z"
    assert stamp("") == "1970-01-02T00:00:00Z"


def test_without_a_day_none_is_invented(monkeypatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert stamp() == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize("said", ["30.6.2021", "2021-13-01", "soon"])
def test_what_is_no_day_is_refused(said: str) -> None:
    with pytest.raises(InputError, match="is not a day like"):
        stamp(said)


@pytest.mark.parametrize("said", ["soon", "1e9", "9" * 30])
def test_a_source_date_that_is_none_is_refused(monkeypatch, said: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH"):
        stamp()
