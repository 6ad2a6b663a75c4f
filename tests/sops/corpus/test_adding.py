import os
from pathlib import Path

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.sops.corpus.adding import add_documents
from sopgap.sops.corpus.describing import clean, describe, guess_tier
from sopgap.sops.corpus.manifest import open_manifest
from sopgap.sops.documents import read_corpus
from sopgap.text import data_rows

HEADER = b"document_id,title,note,file,tier,scope,access,superseded,effective,sha256\r\n"
ROWS = (
    HEADER
    + b'old,"Keys, old",  kept ,texts/old.txt,sop,all,provided,,2010-01-01,\r\n'
    + b'more,"A ""quoted"" title","two\r\nlines",texts/more.txt,"sop",all,provided,,,\r\n'
    + b"gone,Gone,,,guide,all,unavailable,,,"  # no line end
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    (corpus / "texts").mkdir(parents=True)
    (corpus / "texts/old.txt").write_text("The clerk must count the keys.")
    (corpus / "texts/more.txt").write_text("The clerk must count the locks.")
    (corpus / "manifest.csv").write_bytes(ROWS)
    return corpus


def paper(
    tmp_path: Path, name: str = "New Keys.md", text: str = "# Directive 7-1: Keys\n\nX acts.\n"
):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def refused(*args: object, **options: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        add_documents(*args, **options)
    return list(caught.value.problems)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_row_is_added_and_all_others_keep_their_bytes(folder, tmp_path) -> None:
    said = add_documents([paper(tmp_path)], folder)
    data = (folder / "manifest.csv").read_bytes()
    assert data.startswith(ROWS + b"\r\n")
    row = data[len(ROWS) + 2 :].decode()
    assert row.startswith(
        "new-keys,Directive 7-1: Keys,,texts/new-keys.md,directive,all,provided,,,"
    )
    assert row.endswith("\r\n") and row.count("\r\n") == 1
    assert (folder / "texts/new-keys.md").read_bytes() == (tmp_path / "New Keys.md").read_bytes()
    assert said == [
        "new-keys: added as texts/new-keys.md: Directive 7-1: Keys",
        "manifest.csv, row 6 (new-keys): better filled in: effective",
        "manifest.csv: scope is taken to be all, every Center, in 1 new row;"
        " where not, change it there",
    ]
    assert len(read_corpus(folder).documents) == 4
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


def test_a_manifest_is_begun_where_there_is_none(tmp_path) -> None:
    add_documents([paper(tmp_path)], tmp_path / "corpus", issuer="Us", effective="2019-01-01")
    (row,) = read_corpus(tmp_path / "corpus").documents.to_dict("records")
    assert row["issuer"] == "Us"
    assert row["effective"] == "2019-01-01"
    assert len(row["sha256"]) == 64


def test_the_same_bytes_are_not_added_again(folder, tmp_path) -> None:
    add_documents([paper(tmp_path)], folder)
    before = everything(folder)
    said = add_documents([paper(tmp_path, "Other name.md")], folder)
    assert said == ["Other name.md: is in the corpus already, as new-keys; not added again"]
    # A row that bears no hash is compared by its file; the same file twice counts once.
    old = paper(tmp_path, "x.txt", "The clerk must count the keys.")
    assert add_documents([old], folder) == [
        "x.txt: is in the corpus already, as old; not added again"
    ]
    assert everything(folder) == before


def test_the_same_file_twice_in_one_call_is_added_once(folder, tmp_path) -> None:
    one, two = paper(tmp_path, "1.md", "# One\n\nX."), paper(tmp_path, "2.md", "# One\n\nX.")
    said = add_documents([one, two, one], folder)
    assert said[:3] == [
        "1.md: is named twice; once is enough",
        "2.md: has the very bytes of 1.md; only that one is added",
        "1: added as texts/1.md: One",
    ]
    assert len(open_manifest(folder).rows) == 4
    three = paper(tmp_path, "3.md", "# Three\n\nX.")
    assert "3: added as texts/3.md: Third" in add_documents([three, three], folder, title="Third")


def test_other_bytes_of_the_same_name_get_a_name_of_their_own(folder, tmp_path) -> None:
    add_documents([paper(tmp_path)], folder)
    (tmp_path / "b").mkdir()
    said = add_documents([paper(tmp_path / "b", text="# Another\n\nThe clerk must go.\n")], folder)
    assert said[0] == "new-keys-2: added as texts/new-keys-2.md: Another"
    (folder / "texts/third.md").write_text("not listed")
    said = add_documents([paper(tmp_path, "Third.md", "# Third\n\nThe clerk goes.")], folder)
    assert said[0] == "third: added as texts/third-2.md: Third"


def test_a_file_that_lies_in_the_corpus_only_gets_its_row(folder) -> None:
    (folder / "texts/By Hand.txt").write_text("The clerk must sweep.\n\nIt is so.")
    said = add_documents([folder / "texts/By Hand.txt"], folder, title="Sweeping", tier="sop")
    assert said[0] == "by-hand: added as texts/By Hand.txt: Sweeping"
    assert "texts/By Hand.txt" in (folder / "manifest.csv").read_text()
    assert (folder / "texts/By Hand.txt").exists()


def test_what_is_replaced_is_superseded_on_the_new_day(folder, tmp_path) -> None:
    said = add_documents([paper(tmp_path)], folder, replaces="old", effective="2019-05-01")
    assert "old: superseded on 2019-05-01" in said
    lines = (folder / "manifest.csv").read_bytes().split(b"\r\n")
    assert (
        lines[1] == b'old,"Keys, old",  kept ,texts/old.txt,sop,all,provided,2019-05-01,2010-01-01,'
    )
    assert lines[2:5] == ROWS.split(b"\r\n")[2:5]


def test_all_problems_are_told_at_once_and_nothing_is_changed(folder, tmp_path) -> None:
    before = everything(folder)
    (tmp_path / "x.odt").write_text("x")
    (tmp_path / "void.txt").write_text("")
    files = [
        paper(tmp_path),
        tmp_path / "no.md",
        tmp_path,
        tmp_path / "x.odt",
        tmp_path / "void.txt",
    ]
    said = "\n".join(
        refused(files, folder, tier="memo", effective="May 2019", issuer="Us", replaces="odl")
    )
    for part in (
        "--replaces can be given for one file only",
        "--tier 'memo'",
        "--effective 'May 2019' is not a date like 2017-01-19",
        "no.md: no such file",
        "is a folder; name its files",
        "x.odt: ",
        "void.txt: ",
        "manifest.csv: has no column issuer; add it to the header",
        "--replaces 'odl': no such document; did you mean 'old'?",
    ):
        assert part in said
    assert everything(folder) == before


def test_a_manifest_that_is_wrong_does_not_hide_what_is_wrong_with_the_files(folder, tmp_path):
    (folder / "manifest.csv").write_text("document_id,title\n")
    said = refused([tmp_path / "no.md", tmp_path], folder, tier="memo", scope="all")
    assert [sentence.split(": ")[0].split("/")[-1] for sentence in said] == [
        "--tier 'memo'; allowed",
        "manifest.csv",
        "no.md",
        tmp_path.name,
    ]


def test_a_refused_add_leaves_no_folder_behind(tmp_path) -> None:
    refused([tmp_path / "no.md"], tmp_path / "corpus")
    assert not (tmp_path / "corpus").exists()


def test_a_scope_of_no_center_is_refused(folder, tmp_path) -> None:
    said = refused([paper(tmp_path)], folder, scope="all;nort", centers=["north", "south"])
    assert said == ["--scope: no Center has the code 'nort'; did you mean 'north'?"]
    assert add_documents([paper(tmp_path)], folder, scope="nort")  # no Centers are known yet


def test_what_is_needed_is_told_apart_from_what_is_better_known(folder, tmp_path) -> None:
    said = add_documents([paper(tmp_path, "x.txt", "The clerk must count all.")], folder)
    assert said[-2] == (
        "manifest.csv, row 6 (x): fill in before anything is read: title, tier (one of statute,"
        " regulation, directive, handbook, sop, guide); better filled in: effective"
    )


def test_of_several_files_the_scope_is_told_once_and_not_where_it_was_given(
    folder, tmp_path
) -> None:
    files = [paper(tmp_path, f"{i}.md", f"# Rule {i}\n\nX {i} acts.\n") for i in range(3)]
    told = [s for s in add_documents(files[:2], folder) if "scope" in s]
    assert len(told) == 1 and "every Center, in 2 new rows" in told[0]
    assert not [s for s in add_documents(files[2:], folder, scope="all") if "scope" in s]


RULE = "The clerk must count the {} keys of the house at noon and lock the door of the safe."


def test_what_is_alike_is_told_when_it_is_added(folder, tmp_path) -> None:
    day = {"effective": "2019-01-01", "tier": "sop"}
    texts = [f"# Keys\n\n{RULE.format(word)} {' '.join(map(str, range(40)))}\n" for word in "abc"]
    one, two, three = (paper(tmp_path, f"{i}.md", text) for i, text in enumerate(texts))
    said = add_documents([one, two], folder, **day)
    assert [line.split(" (")[0] for line in said if "alike" in line or "same as" in line] == [
        "1: is nearly the same as 0"
    ]
    said = add_documents([three], folder, tier="sop", effective="2020-01-01")
    assert [line.split(" (")[0] for line in said if "version" in line] == [
        "2: seems to be another version of 0",
        "2: seems to be another version of 1",
    ]
    assert said[1].endswith("; if the later one replaced it, set superseded of 0")
    same = paper(tmp_path, "same.md", f"#{texts[0]}")
    assert "same: has the same words as 0" in add_documents([same], folder, title="Keys", **day)
    # What it replaces, it is a version of.
    four = paper(tmp_path, "4.md", texts[2].replace("door", "gate"))
    said = add_documents([four], folder, tier="sop", effective="2021-01-01", replaces="2")
    assert not [line for line in said if "version of 2" in line]


def test_of_a_large_corpus_the_likeness_is_left_to_its_command(
    folder, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("sopgap.sops.corpus.alike.LARGEST", 10)
    said = add_documents([paper(tmp_path)], folder)
    assert (
        "new-keys: was not compared with the documents that are there, for they are many:"
        in (said[1])
    )


def test_what_was_lost_in_reading_is_told_when_it_is_added(folder, tmp_path) -> None:
    pdf = pytest.importorskip("reportlab.pdfgen.canvas")
    image, reader = pytest.importorskip("PIL.Image"), pytest.importorskip("reportlab.lib.utils")
    pen = pdf.Canvas(str(tmp_path / "scan.pdf"))
    pen.drawString(60, 700, "The clerk must count the keys of the house.")
    pen.showPage()
    pen.drawImage(reader.ImageReader(image.new("L", (60, 80), 128)), 0, 0, 595, 842)
    pen.showPage()
    pen.save()
    said = add_documents([tmp_path / "scan.pdf"], folder)
    assert said[1].startswith("scan.pdf: 1 pages are pictures and were not read (2)")


def test_signs_that_a_reading_lost_are_told(folder, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("sopgap.sops.reading.files.compare_signs", lambda *_: "§ 1 of 2")
    said = add_documents([paper(tmp_path)], folder)
    assert said[1].startswith(
        "New Keys.md: fewer signs were read than the file holds (§ 1 of 2); compare it"
    )


def test_a_listed_file_that_was_changed_is_not_listed_twice(folder) -> None:
    add_documents([folder / "texts/old.txt"], folder)  # its row bears no hash: known by its bytes
    path = folder / "texts/by-hand.txt"
    path.write_text("The clerk must sweep.\n\nIt is so.")
    add_documents([path], folder)
    path.write_text("The clerk must not sweep.\n\nIt is so.")
    (said,) = refused([path], folder)
    assert said.startswith(
        "texts/by-hand.txt: is listed already, as by-hand, and was changed since"
    )


def test_names_that_no_row_can_hold_are_replaced_or_refused(folder, tmp_path) -> None:
    odd = os.fsdecode(b"by\xff\nhand.md")
    try:
        paper(tmp_path, odd, "# Keys\n\nThe clerk acts.")
    except OSError:
        pytest.skip("this disk refuses such names itself")
    assert add_documents([tmp_path / odd], folder)[0] == "by-hand: added as texts/by-hand.md: Keys"
    (folder / "texts" / odd).write_text("# Locks\n\nThe clerk acts.")
    (said,) = refused([folder / "texts" / odd], folder)
    assert "the manifest cannot hold such a name; rename the file" in said
    assert "\n" not in said


def test_a_link_keeps_the_name_that_was_given(folder, tmp_path) -> None:
    paper(tmp_path, "blob", "# Keys\n\nThe clerk acts.")
    (tmp_path / "Key Rules.md").symlink_to(tmp_path / "blob")
    said = add_documents([tmp_path / "Key Rules.md"], folder)
    assert said[0] == "key-rules: added as texts/key-rules.md: Keys"


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"document_id": "OLD"}, "document_id 'OLD' is taken"),
        ({"document_id": "a/../b"}, "--id 'a/../b' is not allowed"),
        ({"effective": "2019-02-30"}, "--effective '2019-02-30' is not a date"),
        ({"effective": "2019-01-01", "superseded": "2018-01-01"}, "is before effective"),
        ({"replaces": "old"}, "needs to know from when; give --effective"),
        ({"replaces": "old", "effective": "2009-01-01"}, "is not after old's, 2010-01-01"),
        ({"access": "unavailable"}, "without a file"),
        ({"colour": "red"}, "colour: is no column that can be given"),
    ],
)
def test_what_cannot_be_is_refused(folder, tmp_path, options, part) -> None:
    before = everything(folder)
    assert part in "\n".join(refused([paper(tmp_path)], folder, **options))
    assert everything(folder) == before


def test_a_document_superseded_already_is_not_superseded_again(folder, tmp_path) -> None:
    add_documents([paper(tmp_path)], folder, replaces="old", effective="2019-05-01")
    third = paper(tmp_path, "third.md", "# Third\n\nX acts.")
    said = refused([third], folder, replaces="old", effective="2020-01-01")
    assert said == [
        "manifest.csv: old is superseded on 2019-05-01 already; change it by hand if that is wrong"
    ]


def test_names_of_any_kind_become_plain_ones(folder, tmp_path) -> None:
    names = [
        "Ünïcode – Keys (v2).md",
        "..hidden..md",
        "-rf.md",
        "a'b\"c,d.md",
        "con.md",
        "x" * 200 + ".md",
    ]
    files = [
        paper(tmp_path, name, f"# T{i}\n\nThe clerk acts {i}.") for i, name in enumerate(names)
    ]
    add_documents(files, folder, tier="sop")
    listed = read_corpus(folder).documents
    assert len(listed) == 3 + len(names)
    for path in (folder / "texts").iterdir():
        assert path.name.isascii() and not path.name.startswith((".", "-")) and len(path.name) < 70


def test_a_folder_of_texts_that_leads_out_is_refused(folder, tmp_path) -> None:
    (tmp_path / "outside").mkdir()
    for path in (folder / "texts").iterdir():
        path.unlink()
    (folder / "texts").rmdir()
    (folder / "texts").symlink_to(tmp_path / "outside")
    assert "leads out" in refused([paper(tmp_path)], folder)[0]
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_manifest_changed_meanwhile_is_not_written_over(folder) -> None:
    manifest = open_manifest(folder)
    manifest.add({"document_id": "x", "title": "X"})
    (folder / "manifest.csv").write_bytes(ROWS + b"\r\nother,O,,,guide,all,unavailable,,,\r\n")
    with pytest.raises(InputError, match="was changed meanwhile"):
        manifest.save()
    assert b"other,O" in (folder / "manifest.csv").read_bytes()


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + ROWS.replace(b"\r\n", b"\n"),
        ROWS + b"\r\n\r\n\r\n",
        HEADER,
        HEADER.rstrip(),
    ],
    ids=["mark and line feeds", "blank lines at the end", "no rows", "no line end"],
)
def test_manifests_of_many_shapes_keep_their_bytes(folder, tmp_path, data) -> None:
    (folder / "manifest.csv").write_bytes(data)
    add_documents([paper(tmp_path)], folder, effective="2019-01-01")
    after = (folder / "manifest.csv").read_bytes()
    assert after.startswith(data)
    assert after.count(b"new-keys,") == 1
    end = b"\n" if b"\r\n" not in data and b"\n" in data else b"\r\n"
    assert after.endswith(end) or data == HEADER.rstrip()


def test_a_manifest_that_cannot_be_read_is_refused(folder, tmp_path) -> None:
    (folder / "manifest.csv").write_bytes(b"document_id,title\na,b,c\n")
    assert "3 cells where the header has 2" in refused([paper(tmp_path)], folder)[0]
    (folder / "manifest.csv").write_bytes(b"document_id,title\n")
    assert "column file, tier, scope, access is absent" in refused([paper(tmp_path)], folder)[0]
    (folder / "manifest.csv").write_bytes(b"")
    assert refused([paper(tmp_path)], folder)


def test_a_failure_in_the_last_step_leaves_no_file_behind(folder, tmp_path, monkeypatch) -> None:
    before = everything(folder)
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        add_documents([paper(tmp_path)], folder)
    monkeypatch.undo()
    assert everything(folder) == before


def test_front_matter_is_read_by_the_rules() -> None:
    for row in data_rows("front_matter.csv"):
        said = describe(pd.DataFrame({"section": ["1. Purpose"], "text": [row["example"]]}))
        assert getattr(said, row["column"]) == row["reads"], row["example"]
    for row in data_rows("tier_words.csv"):
        assert guess_tier(row["example"]) == row["tier"], row["example"]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["DIRECTIVE ON LOST KEYS", "Effective: 1 May 2019 The clerk must go."], "LOST KEYS"),
        (["DIRECTIVE ON LOST KEYS Effective: 1 May 2019 The clerk must go."], "LOST KEYS"),
        (["DIRECTIVE ON LOST KEYS A clerk must search.", "Effective: 1 May 2019"], "LOST KEYS"),
        (["DIRECTIVE ON LOST KEYS.", "Effective: 1 May 2019"], "LOST KEYS"),
    ],
)
def test_a_first_line_in_capitals_is_the_title(lines, title) -> None:
    said = describe(pd.DataFrame({"section": "", "text": lines}))
    assert (said.title, said.tier) == (f"DIRECTIVE ON {title}", "directive")
    assert said.effective == "2019-05-01"


@pytest.mark.parametrize(
    "text",
    ["THE PORT DIRECTOR must lock the doors.", "ACME HQ The clerk counts.", "PURPOSE", "A. Keys"],
)
def test_other_capitals_are_no_title(text) -> None:
    assert describe(pd.DataFrame({"section": [""], "text": [text]})).title == ""


def test_an_issuer_is_read_without_its_article() -> None:
    said = describe(pd.DataFrame({"section": ["Keys"], "text": ["Issued by: the Office of Trade"]}))
    assert said.issuer == "Office of Trade"


def test_a_tier_is_told_only_where_one_is_sure() -> None:
    assert guess_tier("Keys and Locks") == ""
    assert guess_tier("Handbook on the Key Directive") == ""
    assert guess_tier("Boiler Manual") == "handbook"


def test_a_title_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    assert clean('=HYPERLINK("x")\n  and\x00 more') == 'HYPERLINK("x") and more'
    assert clean("+-@x") == "x"


def test_markup_of_a_code_is_called_by_its_citation(tmp_path, shared) -> None:
    folder = shared / "data/formats"
    files = ["gpo_cfr_granule_19cfr174-1_2004", "lexbuild_ecfr_appendix", "lexbuild_fr_simple-rule"]
    add_documents([folder / f"{name}.xml" for name in files], tmp_path / "corpus")
    rows = open_manifest(tmp_path / "corpus").rows
    assert [(row["title"], row["tier"], row["effective"]) for row in rows] == [
        ("19 CFR 174.1: Definitions", "regulation", "2004-04-01"),
        ("17 CFR part 1: GENERAL REGULATIONS", "regulation", ""),
        ("Amendments to Exchange Act Rule 10b-5 (FR Doc. 2026-06029)", "", "2026-03-30"),
    ]
