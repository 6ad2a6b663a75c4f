"""The Federal Register: XML of documents and issues, JSON of the public interface."""

import json
from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.sops.formats import find_format, read_blocks, read_metadata, read_whole
from sopgap.sops.reading.files import compare_signs

RULE = """<?xml version="1.0"?><RULE><PREAMB><PRTPAGE P="92978"/>
<AGENCY TYPE="F">DEPARTMENT OF KEYS</AGENCY><SUBAGY>Office of Locks</SUBAGY>
<CFR>19 CFR Part 101</CFR><DEPDOC>[Dec. 16-26]</DEPDOC><RIN>RIN 1515-AE11</RIN>
<SUBJECT>Regulatory Implementation of Keys</SUBJECT>
<ACT><HD SOURCE="HED">ACTION:</HD><P>Interim final rule.</P></ACT>
<DATES><HD SOURCE="HED">DATES:</HD><P><E T="03">Effective Date:</E> January 19, 2017; comments must
be received by Feb. 20, 2017.</P></DATES>
<FURINF><HD SOURCE="HED">FOR FURTHER INFORMATION CONTACT:</HD><P>Ann Lee.</P></FURINF></PREAMB>
<SUPLINF><HD SOURCE="HED">SUPPLEMENTARY INFORMATION:</HD><HD SOURCE="HD1">I. Background</HD>
<P>Keys were counted by hand.<SU>1</SU><FTREF/></P>
<FTNT><P><SU>1</SU> See 80 FR 1.</P></FTNT><HD SOURCE="HD2">A. Clerks</HD>
<PRTPAGE P="92979"/><P>Clerks count.</P><HD SOURCE="HD1">II. Costs</HD>
<GPOTABLE COLS="2"><BOXHD><CHED H="1">Task</CHED><CHED H="1">Who</CHED></BOXHD>
<ROW><ENT I="01">Count</ENT><ENT>Clerk</ENT></ROW></GPOTABLE>
<LSTSUB><HD SOURCE="HED">List of Subjects</HD><P>Keys.</P></LSTSUB>
<REGTEXT TITLE="19" PART="101"><PART><HD SOURCE="HED">PART 101—KEYS</HD></PART>
<AMDPAR>1. The authority continues to read as follows:</AMDPAR>
<AUTH><HD SOURCE="HED">Authority:</HD><P>5 U.S.C. 301.</P></AUTH>
<SECTION><SECTNO>§ 101.10</SECTNO><SUBJECT>Centers.</SUBJECT><STARS/>
<P>(a) The director shall count.</P></SECTION></REGTEXT>
<SIG><DATED>December 12, 2016.</DATED><NAME>J. Smith,</NAME><TITLE>Chief.</TITLE></SIG></SUPLINF>
<FRDOC>[FR Doc. 2016-29719 Filed 12-19-16; 8:45 am]</FRDOC><BILCOD>BILLING CODE 9</BILCOD></RULE>
"""
SAID = {
    "document_number": "2016-29719",
    "title": "Keys",
    "type": "Rule",
    "abstract": "Keys are counted.",
    "action": "Interim final rule.",
    "dates": None,
    "effective_on": "2017-01-19",
    "citation": "81 FR 92978",
    "agencies": [{"name": "Key Office"}, {"raw_name": "LOCKS"}, "odd"],
    "full_text_xml_url": "https://example.org/2016-29719.xml",
}


def write(folder: Path, content: str, name: str = "a.xml") -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


def test_a_rule_is_read_by_its_headings_with_pages_footnotes_and_amended_sections(tmp_path):
    title = "Regulatory Implementation of Keys"
    more = f"{title} > SUPPLEMENTARY INFORMATION"
    blocks = read_blocks(write(tmp_path, RULE))
    assert [
        (b.kind, b.page, b.section, b.above, b.text) for b in blocks if "Effe" not in b.text
    ] == [
        ("paragraph", "92978", "ACTION", title, "Interim final rule."),
        ("paragraph", "92978", "FOR FURTHER INFORMATION CONTACT", title, "Ann Lee."),
        ("paragraph", "92978", "I. Background", more, "Keys were counted by hand."),
        ("note", "92978", "I. Background", more, "1 See 80 FR 1."),
        ("paragraph", "92979", "A. Clerks", f"{more} > I. Background", "Clerks count."),
        ("row", "92979", "II. Costs", more, "Count | Clerk"),
        ("paragraph", "92979", "List of Subjects", f"{more} > II. Costs", "Keys."),
        (
            "item",
            "92979",
            "19 CFR Part 101",
            f"{more} > II. Costs",
            "1. The authority continues to read as follows:",
        ),
        (
            "item",
            "92979",
            "§ 101.10 Centers.",
            f"{more} > II. Costs > 19 CFR Part 101",
            "(a) The director shall count.",
        ),
        ("note", "92979", "II. Costs", more, "December 12, 2016. J. Smith, Chief."),
    ]


def test_a_rule_tells_what_a_manifest_needs(tmp_path):
    assert read_metadata(write(tmp_path, RULE)) == {
        "title": "Regulatory Implementation of Keys",
        "issuer": "DEPARTMENT OF KEYS, Office of Locks",
        "effective": "2017-01-19",
        "citation": "19 CFR Part 101",
        "number": "2016-29719",
    }


def test_an_issue_holds_its_documents_one_after_another(tmp_path):
    notice = "<NOTICE><PREAMB><SUBJECT>Locks</SUBJECT></PREAMB><P>Locks shut.</P></NOTICE>"
    issue = f"<FEDREG><VOL>81</VOL><CNTNTS><P>Page</P></CNTNTS><RULES>{RULE[21:]}</RULES>{notice}"
    blocks = read_blocks(write(tmp_path, f"{issue}</FEDREG>"))
    assert (blocks[-1].section, blocks[-1].above) == ("Locks", "")
    assert blocks[0].above == "Regulatory Implementation of Keys"


def test_json_of_the_interface_says_where_the_text_lies_and_is_refused_without(tmp_path):
    file = write(tmp_path, json.dumps(SAID), "a.json")
    with pytest.raises(InputError, match=r"fetch https://example.org/2016-29719.xml"):
        read_blocks(file)
    assert read_metadata(file) == {
        "title": "Keys",
        "issuer": "Key Office, LOCKS",
        "effective": "2017-01-19",
        "citation": "81 FR 92978",
        "number": "2016-29719",
    }


@pytest.mark.parametrize(
    "body",
    [
        "<h2>I. Use</h2><p>The clerk <b>must</b> count.</p><script>x</script>",
        "The clerk must count.\n\nThe end is near.",
    ],
)
def test_json_with_a_text_beside_is_read(tmp_path, body):
    file = write(tmp_path, json.dumps(SAID | {"body_html": body}), "a.json")
    blocks = read_blocks(file)
    assert [(b.section, b.text) for b in blocks[:2]] == [
        ("ACTION", "Interim final rule."),
        ("SUMMARY", "Keys are counted."),
    ]
    assert blocks[2].text == "The clerk must count."
    assert "Keys" in (blocks[2].above, blocks[2].section)
    assert compare_signs(read_whole(file)[1].raw, blocks) == ""


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("lexbuild_fr_notice.xml", 6),
        ("lexbuild_fr_rule-with-regtext.xml", 7),
        ("lexbuild_fr_simple-rule.xml", 8),
    ],
)
def test_real_documents_are_read_whole(shared, name, count):
    file = shared / "data/formats" / name
    blocks = read_blocks(file)
    assert find_format(file).name == "federal_register"
    assert len(blocks) == count
    assert compare_signs(read_whole(file)[1].raw, blocks) == ""
    assert read_metadata(file)["number"].startswith("2026-0")
