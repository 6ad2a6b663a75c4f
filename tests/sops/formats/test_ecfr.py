"""The CFR: bulk files, the versioner's, volumes and granules of the printing office."""

import time
from pathlib import Path

import pytest

from sopgap.sops.formats import find_format, read_blocks, read_metadata, read_whole
from sopgap.sops.formats.blocks import Block
from sopgap.sops.reading.files import count_signs

PART = """<?xml version="1.0" encoding="UTF-8"?>
<DIV5 N="7" TYPE="PART" hierarchy_metadata='{"path":"/on/2024-03-01/title-19/part-7",\
"citation":"19 CFR Part 7"}'>
<HEAD>PART 7—KEYS</HEAD>
<AUTH><HED>Authority:</HED><PSPACE>5 U.S.C. 301.</PSPACE></AUTH>
<DIV6 N="A" TYPE="SUBPART"><HEAD>Subpart A—Counting</HEAD>
<DIV7 TYPE="SUBJGRP"><HEAD>General Provisions</HEAD>
<DIV8 N="7.1" TYPE="SECTION"><HEAD>§ 7.1   Count.</HEAD>
<P>(a) <I>Duty.</I> The clerk<SU>1</SU><FTREF/> shall—</P>
<P>(1) Count 10<SU>2</SU> keys &amp; locks; and</P>
<P>(2) Record the count (see <XREF ID="1" REFID="2">§ 7.2</XREF>).</P>
<img src="/graphics/er01.gif"/><MATH><MID>er02</MID></MATH>
<EXTRACT><HD1>Form</HD1><P>I counted the keys.</P></EXTRACT>
<NOTE><HED>Note:</HED><P>Keys may be brass.</P></NOTE>
<FTNT><P><SU>1</SU> Or a deputy.</P></FTNT>
<XREF ID="3" REFID="4">Link to an amendment.</XREF>
<CITA>[60 FR 1, Jan. 3, 1995]</CITA></DIV8>
<DIV8 N="7.2" TYPE="SECTION"><HEAD>§ 7.2   Fees.</HEAD><P>Fees follow.</P>
<DIV width="100%"><DIV class="gpotbl_div"><TABLE><THEAD>
<TR><TH rowspan="2">Key</TH><TH colspan="2">Fee</TH></TR><TR><TH>New</TH><TH>Old</TH></TR></THEAD>
<TR><TD rowspan="2">Brass</TD><TD>$5</TD><TD>$4</TD></TR><TR><TD>$3</TD><TD>$2</TD></TR>
</TABLE></DIV></DIV></DIV8></DIV7></DIV6>
<DIV9 N="Appendix A" TYPE="APPENDIX"><HEAD>Appendix A to Part 7—Forms</HEAD>
<HD1>Form 1</HD1><FP-1>Name of clerk</FP-1><HD2>Back</HD2><P>Leave blank.</P></DIV9></DIV5>
"""
VOLUME = """<CFRDOC><AMDDATE>Jan. 1, 2024</AMDDATE><FMTR><TITLEPG><TITLENUM>Title 14</TITLENUM>
<SUBJECT>Aeronautics</SUBJECT><DATE>As of January 1, 2024</DATE></TITLEPG><P>Front.</P></FMTR>
<TITLE><CHAPTER><TOC><P>Contents.</P></TOC><PART><EAR>Pt. 3</EAR>
<HD SOURCE="HED">PART 3—WINGS</HD><SUBPART><HD SOURCE="HED">Subpart A—Use</HD>
<SUBJGRP><HD SOURCE="HED">Care</HD><PRTPAGE P="5"/><SECTION><SECTNO>§ 3.1</SECTNO>
<SUBJECT>Wax.</SUBJECT><P>The pilot must wax <PRTPAGE P="6"/>the wing.</P>
<GPOTABLE COLS="3"><TTITLE>Table 1—Wax</TTITLE><BOXHD><CHED H="1">Wing</CHED>
<CHED H="1">Layers</CHED><CHED H="2">Top</CHED><CHED H="2">Base</CHED></BOXHD>
<ROW><ENT I="01">Left</ENT><ENT>2</ENT><ENT>3</ENT></ROW>
<ROW><ENT I="01" A="01">Both sides</ENT><ENT>4</ENT></ROW><TNOTE>By hand.</TNOTE></GPOTABLE>
<P>It shines.</P></SECTION></SUBJGRP></SUBPART></PART></CHAPTER></TITLE></CFRDOC>
"""


def write(folder: Path, content: str, name: str = "a.xml") -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


def texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks]


def test_a_part_of_the_versioner_is_read_with_the_headings_above_each_section(tmp_path):
    blocks = read_blocks(write(tmp_path, PART))
    above = "PART 7—KEYS > Subpart A—Counting > General Provisions"
    lead = "(a) Duty. The clerk shall—"
    assert [(b.kind, b.text, b.lead_in) for b in blocks[:3]] == [
        ("item", lead, ""),
        ("item", "(1) Count 10^2 keys & locks; and", lead),
        ("item", "(2) Record the count (see § 7.2).", lead),
    ]
    assert {b.section for b in blocks[:3]} == {"§ 7.1 Count."}
    assert {b.above for b in blocks[:3]} == {above}


def test_extracts_notes_and_footnotes_are_kept_and_pictures_and_citations_left_out(tmp_path):
    blocks = read_blocks(write(tmp_path, PART))
    said = {b.text: b for b in blocks}
    assert said["I counted the keys."].section == "§ 7.1 Count. Form"
    assert said["Keys may be brass."].kind == "note"
    assert said["1 Or a deputy."].kind == "note"
    assert not any("er0" in text or "60 FR" in text or "amendment" in text for text in said)


def test_merged_cells_name_every_row_and_two_rows_of_headers_every_column(tmp_path):
    rows = [b for b in read_blocks(write(tmp_path, PART)) if b.kind == "row"]
    assert [(b.text, b.header) for b in rows] == [
        ("Brass | $5 | $4", "Key | Fee / New | Fee / Old"),
        ("Brass | $3 | $2", "Key | Fee / New | Fee / Old"),
    ]


def test_an_appendix_is_divided_by_its_headings(tmp_path):
    blocks = read_blocks(write(tmp_path, PART))[-2:]
    assert [(b.section, b.above, b.text) for b in blocks] == [
        ("Form 1", "PART 7—KEYS > Appendix A to Part 7—Forms", "Name of clerk"),
        ("Back", "PART 7—KEYS > Appendix A to Part 7—Forms > Form 1", "Leave blank."),
    ]


def test_the_versioner_tells_title_citation_and_day(tmp_path):
    assert read_metadata(write(tmp_path, PART)) == {
        "title": "PART 7—KEYS",
        "effective": "2024-03-01",
        "citation": "19 CFR Part 7",
        "number": "7",
    }


def test_a_printed_volume_is_read_with_pages_and_its_own_tables(tmp_path):
    file = write(tmp_path, VOLUME)
    assert find_format(file).name == "gpo"
    blocks = read_blocks(file)
    assert [(b.kind, b.page, b.text, b.header) for b in blocks] == [
        ("paragraph", "5", "The pilot must wax the wing.", ""),
        ("paragraph", "6", "Table 1—Wax", ""),
        ("row", "6", "Left | 2 | 3", "Wing | Layers / Top | Layers / Base"),
        ("row", "6", "Both sides | | 4", "Wing | Layers / Top | Layers / Base"),
        ("note", "6", "By hand.", ""),
        ("paragraph", "6", "It shines.", ""),
    ]
    assert blocks[0].section == "§ 3.1 Wax."
    assert blocks[0].above == "PART 3—WINGS > Subpart A—Use > Care"
    assert read_metadata(file)["effective"] == "2024-01-01"


@pytest.mark.parametrize(
    ("name", "count", "citation"),
    [
        ("lexbuild_ecfr_appendix.xml", 5, "17 CFR part 1"),
        ("lexbuild_ecfr_section-with-notes.xml", 2, "17 CFR 1.1"),
        ("lexbuild_ecfr_section-with-table.xml", 6, "1 CFR 17.2"),
        ("lexbuild_ecfr_title-structure.xml", 4, "1 CFR chapter I"),
        ("gpo_cfr_granule_19cfr174-1_2004.xml", 2, "19 CFR 174.1"),
    ],
)
def test_real_files_are_read_whole(shared, name, count, citation):
    file = shared / "data/formats" / name
    blocks = read_blocks(file)
    assert len(blocks) == count
    assert read_metadata(file)["citation"] == citation
    before = count_signs(read_whole(file)[1].raw)
    after = count_signs(
        " ".join([*texts(blocks), *{b.section for b in blocks}, *{b.above for b in blocks}])
        + " ".join({b.header for b in blocks})
    )
    assert all(after[sign] >= count for sign, count in before.items())


def test_the_head_of_a_real_bulk_file_is_read_section_by_section(shared, tmp_path):
    text = (shared / "data/formats/ecfr_bulk_title1_head60k.xml").read_text(encoding="utf-8")
    whole = text[text.index("<DIV1") : text.rindex("</DIV8>")] + "</DIV8>"
    for level in range(7, 0, -1):  # the head ends inside of these
        whole += f"</DIV{level}>" * (whole.count(f"<DIV{level} ") - whole.count(f"</DIV{level}>"))
    blocks = read_blocks(write(tmp_path, f"<ECFR>{whole}</ECFR>"))
    found = [b for b in blocks if b.section.startswith("§ 2.2 ")]
    assert (
        found[2].text == "(1) The Archivist, or Acting Archivist, of the United States, who is "
        "the Chairman;"
    )
    assert found[2].lead_in.endswith("(b) The Committee consists of—")
    assert not any("FR 12466" in b.text for b in blocks)


def test_a_large_title_is_read_in_pieces_at_megabytes_a_second(tmp_path):
    section = "<DIV8 N='{0}' TYPE='SECTION'><HEAD>§ {0} Use.</HEAD>" + "".join(
        f"<P>({letter}) The clerk shall count the keys of house {{0}} within 5 days.</P>"
        for letter in "abcdefgh"
    )
    body = "".join(section.format(f"1.{n}") + "</DIV8>" for n in range(6_000))
    file = write(tmp_path, f"<ECFR><DIV1><HEAD>Title 1</HEAD>{body}</DIV1></ECFR>")
    size = file.stat().st_size / 1e6
    start = time.process_time()
    assert len(read_blocks(file)) == 48_000
    assert size / (time.process_time() - start) > 0.7
