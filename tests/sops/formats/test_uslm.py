"""Statutes in the United States Legislative Markup."""

from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.sops.formats import find_format, read_blocks, read_metadata

TITLE = (Path(__file__).parents[2] / "reference/uslm/title.xml").read_text(encoding="utf-8")
OFFICES = "Title 7— KEYS > CHAPTER 1— OFFICES"
LEAD = "The clerk shall, under section 3 of this title—"


def write(folder: Path, content: str) -> Path:
    file = folder / "a.xml"
    file.write_text(content, encoding="utf-8")
    return file


def test_a_subsection_with_a_heading_is_a_section_and_its_levels_are_items(tmp_path):
    blocks = read_blocks(write(tmp_path, TITLE))[:6]
    assert {b.section for b in blocks} == {"§ 12(a) In general"}
    assert {b.above for b in blocks} == {f"{OFFICES} > § 12. Counting of keys"}
    assert [(b.kind, b.number, b.text, b.lead_in) for b in blocks] == [
        ("lead-in", "", LEAD, ""),
        ("item", "(1)", "count the keys—", LEAD),
        ("item", "(A)", "each month; or", f"{LEAD} > count the keys—"),
        ("item", "(B)", "at a change of office; and", f"{LEAD} > count the keys—"),
        ("item", "(2)", "Records. record the count.", LEAD),
        ("paragraph", "", "The clerk may delegate this.", ""),
    ]


def test_levels_without_a_text_of_their_own_are_numbered_together(tmp_path):
    blocks = read_blocks(write(tmp_path, TITLE))[6:11]
    assert {b.section for b in blocks} == {"§ 12. Counting of keys"}
    assert [(b.number, b.text) for b in blocks] == [
        ("(b)", "The director must sign."),
        ("", "He may not delegate."),
        ("(c)(1)", "No fee is charged."),
        ("(2)", "Limits"),
        ("(A)", "One key."),
    ]


def test_tables_and_quoted_law_are_told_apart_from_the_text(tmp_path):
    blocks = read_blocks(write(tmp_path, TITLE))[11:]
    assert [(b.section, b.kind, b.text, b.header, b.above) for b in blocks] == [
        ("§ 14. Fees", "paragraph", "Fees are:", "", OFFICES),
        ("§ 14. Fees", "row", "Brass | $5", "Key | Fee", OFFICES),
        (
            "§ 15. Amendment",
            "paragraph",
            "Section 3 is amended by adding at the end the following:",
            "",
            OFFICES,
        ),
        (
            "§ 15. Amendment",
            "paragraph",
            'The guard shall lock the gate."',
            "",
            f"{OFFICES} > quoted text",
        ),
    ]


def test_notes_sources_and_footnotes_are_left_out(tmp_path):
    texts = " ".join(b.text for b in read_blocks(write(tmp_path, TITLE)))
    assert not any(word in texts for word in ("1999", "46 Stat", "So in original", "Sec. 1"))


def test_a_title_tells_what_a_manifest_needs(tmp_path):
    file = write(tmp_path, TITLE)
    assert find_format(file).name == "uslm"
    assert read_metadata(file) == {
        "title": "Title 7—Keys",
        "issuer": "OLRC",
        "effective": "2023-01-05",
        "citation": "7 U.S.C.",
        "number": "7",
    }


def test_a_continuation_that_begins_small_ends_the_sentence_of_its_list(tmp_path):
    section = (
        '<section xmlns="http://schemas.gpo.gov/xml/uslm"><num>§ 1.</num><heading>Use</heading>'
        "<chapeau>Whoever—</chapeau><paragraph><num>(1)</num><content>takes a key,</content>"
        "</paragraph><continuation>shall pay $5.</continuation></section>"
    )
    last = read_blocks(write(tmp_path, section))[-1]
    assert (last.kind, last.text, last.lead_in) == ("paragraph", "shall pay $5.", "Whoever—")


def test_levels_that_nest_without_end_are_refused(tmp_path):
    deep = "<clause>" * 400 + "<content>x</content>" + "</clause>" * 400
    content = f'<section xmlns="http://schemas.gpo.gov/xml/uslm">{deep}</section>'
    with pytest.raises(InputError, match="nest more deeply"):
        read_blocks(write(tmp_path, content))
