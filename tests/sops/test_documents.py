import hashlib
from pathlib import Path

import pytest

from sopgap.errors import InputError
from sopgap.sops.documents import read_corpus
from sopgap.sops.formats.blocks import Block
from sopgap.sops.reading.naming import name_paragraphs, section_key

HEADER = "document_id,file,title,issuer,tier,scope,effective,superseded,access,sha256"


def corpus(folder: Path, *rows: str, **files: str) -> Path:
    folder.joinpath("manifest.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    for name, text in files.items():
        folder.joinpath(name.replace("_", ".")).write_text(text)
    return folder


def problems(folder: Path, **options: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_corpus(folder, **options)
    return list(caught.value.problems)


def test_every_problem_of_a_manifest_is_named_at_once_with_row_and_column(tmp_path):
    found = problems(
        corpus(
            tmp_path,
            "a,a.txt,A,Us,sop,all,2019-02-30,,provided,",
            "a,../b.txt,B,Us,sop,XX,2020-01-02,2020-01-01,provided,",
            "c,no.txt,C,Us,memo,all,,,provided,",
            "d,,D,Us,sop,all,,,public,",
            "e,e.odt,E,Us,sop,all,soon,,provided,",
            "f,f.txt,F,Us,sop,all,,,provided," + "0" * 64,
            a_txt="The clerk must act.",
            e_odt="x",
            f_txt="The clerk must act.",
        ),
        centers=["EL"],
    )
    said = "\n".join(found)
    for part in (
        "row 2, column effective: '2019-02-30' is no day",
        "row 3: document_id 'a' stands already in row 2",
        "row 3, column file: '../b.txt' leads out of its folder",
        "row 3, column scope: no Center has the code 'XX'",
        "row 3, column superseded: 2020-01-01 is before effective, 2020-01-02",
        "row 4, column tier: 'memo' is not allowed",
        "row 4, column file: 'no.txt': no such file",
        "row 5, column file: is blank",
        "row 6, column effective: 'soon' is not a date",
        "e.odt: a .odt file cannot be read",
        "row 7, column sha256: 'f.txt' has ",
        "expected 000000000000…",
    ):
        assert part in said, part


def test_an_empty_file_is_a_problem_that_names_it(tmp_path):
    rows = "a,a.txt,A,Us,sop,all,,,provided,", "b,b.md,B,Us,sop,all,,,provided,"
    found = problems(corpus(tmp_path, *rows, a_txt="", b_md="# Only a heading\n"))
    assert found == ["a.txt: the file is empty", "b.md: holds no text"]


def test_a_document_that_is_unavailable_has_a_row_and_no_text(tmp_path):
    read = read_corpus(
        corpus(
            tmp_path,
            "a,a.txt,A,Us,sop,all,,,provided,",
            "b,,B,Us,guide,all,,,unavailable,",
            a_txt="The clerk must act.",
        )
    )
    assert read.documents["document_id"].tolist() == ["a", "b"]
    assert set(read.paragraphs["document_id"]) == {"a"}


def test_the_hash_of_the_file_is_filled_in(tmp_path):
    text = "The clerk must act."
    read = read_corpus(corpus(tmp_path, "a,a.txt,A,Us,sop,all,,,provided,", a_txt=text))
    assert read.documents["sha256"][0] == hashlib.sha256(text.encode()).hexdigest()


def test_ids_do_not_move_when_another_part_changes(tmp_path):
    blocks = [Block("One.", "1. A"), Block("Two.", "2. B")]
    longer = [Block("New.", "1. A"), *blocks, Block("Two.", "2. B")]
    before, after = name_paragraphs("d", blocks), name_paragraphs("d", longer)
    assert set(before) < set(after)
    assert after[-1] == before[-1] + "-2"


def test_an_id_bears_the_number_of_the_section():
    headings = ("§ 141.90 Notation", "SEC. 301. DEFINITIONS", "Chapter 2. Who", "§ 1504(a) Use", "")
    assert [section_key(h) for h in headings] == ["141.90", "301", "2", "1504(a)", "0"]


def test_a_study_of_all_formats_is_read_whole(shared):
    read = read_corpus(shared / "studies/customs-dev/sop_corpus")
    assert len(read.documents) == 13
    with_text = set(read.paragraphs["document_id"])
    assert with_text == set(read.documents["document_id"]) - {"A-D13"}
    assert not read.paragraphs["text"].str.contains("Uncontrolled|All procedures").any()
    assert set(read.paragraphs["kind"]) == {"paragraph", "item", "row", "lead-in"}


def test_the_real_regulations_are_read_whole(shared):
    read = read_corpus(shared / "studies/customs-cfr/sop_corpus")
    assert read.paragraphs["paragraph_id"].str.startswith("19cfr-excerpt#141.90.").any()
    assert read.paragraphs["section"].str.len().gt(0).all()
