"""Control catalogs in OSCAL, as JSON and as XML."""

import json
from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.sops.formats import find_format, read_blocks, read_metadata, read_whole
from sopgap.sops.reading.files import compare_signs

CONTROL = {
    "id": "ka-2",
    "title": "Key Counts",
    "props": [
        {"name": "label", "value": "KA-02", "class": "zero-padded"},
        {"name": "label", "value": "KA-2"},
    ],
    "params": [
        {"id": "ka-2_prm_1", "label": "frequency"},
        {"id": "p2", "values": ["five days"]},
        {
            "id": "p3",
            "select": {"how-many": "one-or-more", "choice": ["by {{ insert: param, p2 }}"]},
        },
        {"id": "loop", "select": {"choice": ["{{ insert: param, loop }}"]}},
    ],
    "parts": [
        {
            "name": "statement",
            "prose": "The organization:",
            "parts": [
                {
                    "name": "item",
                    "props": [{"name": "label", "value": "a."}],
                    "prose": "Counts {{ insert: param, ka-2_prm_1 }} and {{ insert: param, p3 }};",
                },
                {
                    "name": "item",
                    "props": [{"name": "label", "value": "b."}],
                    "prose": "Reports within {{ insert: param, p2 }}, {{ insert: param, gone }}.",
                },
            ],
        },
        {"name": "guidance", "prose": "See [KA-1](#ka-1) & others."},
        {"name": "assessment-objective", "prose": "Determine if 99 keys are counted."},
    ],
    "controls": [
        {
            "id": "ka-2.1",
            "title": "Locks",
            "props": [{"name": "label", "value": "KA-2(1)"}],
            "parts": [{"name": "statement", "prose": "Count locks."}],
        },
        {"id": "ka-2.2", "title": "Gone", "props": [{"name": "status", "value": "withdrawn"}]},
    ],
}
CATALOG = {
    "catalog": {
        "metadata": {
            "title": "Keys",
            "version": "5.1",
            "last-modified": "2023-12-04T14:55:00Z",
            "parties": [{"type": "organization", "name": "Key Institute"}],
        },
        "groups": [{"id": "ka", "title": "Key Accounts", "controls": [CONTROL]}],
    }
}
XML = """<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0"><metadata><title>Keys</title>
<version>5.1</version></metadata><group id="ka"><title>Key Accounts</title><control id="ka-2">
<title>Key Counts</title><param id="p"><label>frequency</label></param>
<prop name="label" value="KA-2"/><part name="statement"><p>The organization:</p>
<part name="item"><prop name="label" value="a."/><p>Counts <em>keys</em>
<insert type="param" id-ref="p"/>.</p></part></part></control></group>
<back-matter><resource><title>x</title></resource></back-matter></catalog>"""
LEAD = "The organization:"


def write(folder: Path, said: object, name: str = "a.json") -> Path:
    file = folder / name
    file.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
    return file


def test_a_control_is_a_section_below_its_group_with_parameters_put_in(tmp_path):
    file = write(tmp_path, CATALOG)
    blocks = read_blocks(file)
    assert [(b.kind, b.number, b.text, b.lead_in, b.section, b.above) for b in blocks] == [
        ("lead-in", "", LEAD, "", "KA-2 Key Counts", "Key Accounts"),
        (
            "item",
            "a.",
            "Counts [Assignment: organization-defined frequency] and [Selection (one or more): by "
            "five days];",
            LEAD,
            "KA-2 Key Counts",
            "Key Accounts",
        ),
        (
            "item",
            "b.",
            "Reports within five days, [Assignment: gone].",
            LEAD,
            "KA-2 Key Counts",
            "Key Accounts",
        ),
        ("note", "", "See KA-1 & others.", "", "KA-2 Key Counts", "Key Accounts"),
        ("paragraph", "", "Count locks.", "", "KA-2(1) Locks", "Key Accounts > KA-2 Key Counts"),
    ]
    assert compare_signs(read_whole(file)[1].raw, blocks) == ""


def test_a_catalog_tells_what_a_manifest_needs(tmp_path):
    assert read_metadata(write(tmp_path, CATALOG)) == {
        "title": "Keys",
        "issuer": "Key Institute",
        "effective": "2023-12-04",
        "number": "5.1",
    }


def test_the_xml_of_a_catalog_reads_as_its_json(tmp_path):
    file = write(tmp_path, XML, "a.xml")
    assert find_format(file).name == "oscal"
    assert [(b.number, b.text, b.lead_in, b.section, b.above) for b in read_blocks(file)] == [
        ("", LEAD, "", "KA-2 Key Counts", "Key Accounts"),
        (
            "a.",
            "Counts keys [Assignment: organization-defined frequency].",
            LEAD,
            "KA-2 Key Counts",
            "Key Accounts",
        ),
    ]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"profile": {}}, "profile resolve"),
        ({"system-security-plan": {}}, "no catalog"),
        ({"catalog": []}, "fetch it anew"),
        ({"catalog": {"groups": [{"controls": [{"params": [1], "parts": "x"}]}]}}, "no statement"),
    ],
)
def test_other_models_and_broken_catalogs_are_refused_with_what_to_do(tmp_path, said, reason):
    with pytest.raises(InputError, match=reason):
        read_blocks(write(tmp_path, said))


def test_parameters_that_insert_themselves_and_parts_without_end_are_bounded(tmp_path):
    part: dict[str, object] = {"name": "item", "prose": "Deep {{ insert: param, loop }}."}
    for _ in range(200):
        part = {"name": "item", "prose": "In:", "parts": [part]}
    control = CONTROL | {
        "parts": [{"name": "statement", "prose": "{{ insert: param, loop }} x"}, part]
    }
    assert 0 < len(read_blocks(write(tmp_path, {"catalog": {"controls": [control]}}))) < 100


def test_a_real_control_is_read_with_its_nested_items(shared):
    file = shared / "data/formats/sample_oscal_ac-1.json"
    blocks = read_blocks(file)
    assert [b.number for b in blocks] == [
        "a.",
        "1.",
        "(a)",
        "(b)",
        "2.",
        "b.",
        "c.",
        "1.",
        "2.",
        "",
    ]
    assert blocks[2].lead_in.count(" > ") == 1
    assert blocks[-1].kind == "note"
    assert compare_signs(read_whole(file)[1].raw, blocks) == ""
