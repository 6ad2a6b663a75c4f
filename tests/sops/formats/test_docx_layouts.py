"""The Word reader on eight documents of which the numbers, tables and changes are known.

Where the standard leaves a point open, the test says what was decided and why:

- A style that sets `ilvl` alone takes its list from the style it is based on, and the level that
  the list links to it (17.9.23); a paragraph that sets `ilvl` alone moves within its style's list.
- An override may start a deeper level anew (17.9.27): it holds for the first use in its list.
- Of tracked changes, `changes="both"` gives the text as accepted and notes of how it stood, and
  not one text of both: "maymust" is no word. Numbers are those of the text once accepted, as a
  number that counts struck items too would be printed nowhere in the end.
"""

from pathlib import Path

import pytest

from sopgap.sops.formats.blocks import Block, split_cells
from sopgap.sops.formats.docx import BEFORE, STRUCK, read_docx
from sopgap.text import normalise
from tests.sops.formats.layouts.words import (
    DOCUMENTS,
    Told,
    WordTruth,
    Writer,
    abstract,
    headings,
    level,
    num,
    style,
)


@pytest.fixture(params=DOCUMENTS)
def given(request, tmp_path) -> tuple[WordTruth, list[Block]]:
    """Return the truth of a document and what the reader gave of it."""
    path = tmp_path / "a.docx"
    truth = DOCUMENTS[request.param](path)
    return truth, read_docx(path)


def make(name: str, path: Path, changes: str = "accepted") -> tuple[WordTruth, list[Block]]:
    """Return the truth of one document by its name and what the reader gave."""
    return DOCUMENTS[name](path / "a.docx"), read_docx(path / "a.docx", changes)


def of_kind(told: list[Told], *kinds: str) -> list[tuple[str, str, str]]:
    """Return paragraphs of some kinds as number, text and heading, in order."""
    return [(t.number, normalise(t.text), normalise(t.section)) for t in told if t.kind in kinds]


def without_number(section: str, truth: WordTruth) -> str:
    """Return a section's heading without the number that the reader puts before it."""
    known = {normalise(f"{t.number} {t.text}"): t.text for t in truth.told if t.kind == "heading"}
    return normalise(known.get(section, section))


def test_texts_have_their_numbers_and_stand_under_their_headings(given):
    truth, blocks = given
    found = [
        (block.number, block.text, without_number(block.section, truth))
        for block in blocks
        if block.kind not in ("row", "note")
    ]
    assert found == of_kind(truth.told, "text", "item")


def test_headings_bear_their_numbers(given):
    truth, blocks = given
    told = of_kind(truth.told, "heading")
    printed = dict.fromkeys(block.section for block in blocks)
    assert list(printed) == [f"{number} {text}".strip() for number, text, _ in told]


def test_notes_and_boxes_follow_what_cites_them_and_keep_their_numbers(given):
    truth, blocks = given
    found = [(b.number, b.text, b.section) for b in blocks if b.kind == "note"]
    assert sorted(found) == sorted(of_kind(truth.told, "note", "box"))


def test_nothing_comes_through_that_no_page_shows(given):
    truth, blocks = given
    whole = " ".join(f"{b.section} {b.header} {b.text} {b.number}" for b in blocks)
    assert [words for words in truth.absent if words in whole] == []


def test_every_cell_is_read_in_order(given):
    truth, blocks = given
    left = " ".join(f"{block.header} {block.text}" for block in blocks if block.kind == "row")
    words = set(left.replace("|", " ").split())
    for _, text, _ in of_kind(truth.told, "cell"):
        assert set(text.split()) <= words


def test_a_merged_cell_stands_in_each_row_and_a_list_goes_on_behind_the_table(tmp_path):
    truth, blocks = make("merged", tmp_path)
    rows = [block for block in blocks if block.kind == "row"]
    # The two rows of headers are one, each part of a name once.
    two = "Review and time limit / Review | Review and time limit / Limit"
    assert {row.header for row in rows[:4]} == {f"Office | {two}"}
    grid = [list(row) for row in truth.tables[0][2:]]
    grid[1][0] = "Entry branch"  # merged downwards: both rows are of that office
    expected = [[cell or "" for cell in row] for row in grid]
    assert [split_cells(row.text) for row in rows[:4]] == expected
    # A row bears the number of its first cell; items of other cells are counted all the same.
    assert [row.number for row in rows[:4]] == ["", "", "", "3."]
    assert next(b.number for b in blocks if b.text.startswith("A numbered paragraph")) == "4."


def test_a_table_in_a_cell_stands_behind_its_row(tmp_path):
    _, blocks = make("merged", tmp_path)
    # Its cells are no part of the outer cell: a row of both would be a row of no table.
    assert [(b.text, b.header) for b in blocks if b.kind == "row"][4:] == [
        ("Guard post | Hours of the post Night: closed", ""),
        ("Shift B | 14:00", "Shift A | 06:00"),
    ]


@pytest.mark.parametrize("name", ["tracked", "skipped"])
def test_a_plain_table_is_read_cell_by_cell(name, tmp_path):
    truth, blocks = make(name, tmp_path)
    rows = [block for block in blocks if block.kind == "row"]
    read = [split_cells(row.text) for row in rows]
    if rows[0].header:
        read.insert(0, split_cells(rows[0].header))
    assert read == truth.tables[0]


def test_with_both_all_that_was_struck_out_stands_in_notes(tmp_path):
    truth, blocks = make("tracked", tmp_path, "both")
    accepted = read_docx(tmp_path / "a.docx")
    notes = [block for block in blocks if block.kind == "note"]
    assert [block for block in blocks if block.kind != "note"] == accepted
    assert all(note.text.startswith((BEFORE, STRUCK)) for note in notes)
    # What only marks of paragraphs have changed is told by the text itself: words, not breaks.
    whole = " ".join(block.text for block in blocks)
    lost = [t.text for t in truth.original if t.kind != "heading" and t.number == ""]
    headers = " ".join(block.header for block in blocks)
    assert [t for t in lost if normalise(t) not in whole and t not in headers] == []
    assert f"{BEFORE}Then, call the yard." in whole
    assert f"{STRUCK}Gate C | blue" in whole
    assert f"{BEFORE}Gate D | grey" in whole


def test_a_style_without_a_link_keeps_its_own_level(tmp_path):
    document = Writer("levels")
    document.styles += headings() + style("Steps", "Normal", "1") + style("Deeper", "Steps", "/1")
    link = '<w:pStyle w:val="Steps"/>'
    document.abstracts = abstract(0, level(0, "%1.", more=link), level(1, "%1.%2"))
    document.nums = num(1, 0)
    document.add("Open the safe.", "1.", style="Steps")
    document.add("Count the notes.", "1.1", style="Deeper")
    truth = document.save(tmp_path / "a.docx")
    blocks = read_docx(tmp_path / "a.docx")
    assert [block.number for block in blocks] == [told.number for told in truth.told]


@pytest.mark.parametrize(("form", "number"), [("", "i"), ("decimal", "1"), ("upperLetter", "A")])
def test_endnotes_are_numbered_as_the_document_says(form, number, tmp_path):
    document = Writer("notes")
    cited = '<w:r><w:t>Count.</w:t><w:endnoteReference w:id="1"/></w:r>'
    document.add("Count.", inner=cited)
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    note = '<w:endnote w:id="1"><w:p><w:r><w:t>Twice.</w:t></w:r></w:p></w:endnote>'
    document.part["endnotes"] = f"<w:endnotes {names}>{note}</w:endnotes>"
    said = f'<w:endnotePr><w:numFmt w:val="{form}"/></w:endnotePr>' if form else ""
    document.part["settings"] = f"<w:settings {names}>{said}</w:settings>"
    document.save(tmp_path / "a.docx")
    assert [b.number for b in read_docx(tmp_path / "a.docx")] == ["", number]
