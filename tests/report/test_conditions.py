"""Condition sheets: one for each open gap, in a stated order, the same on page and paper."""

import hashlib
import re
import zipfile

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.report.condition_facts import list_sheets
from sopgap.report.condition_papers import write_condition_sheets
from sopgap.report.conditions import condition_sheets
from sopgap.report.crossings import crossing_table
from sopgap.report.folder import read_run
from sopgap.report.ledger import find_unaccounted
from sopgap.report.paper_parts import LONGEST
from sopgap.tables import CONTRACTS, write_table
from tests.report.given import plain

docx = pytest.importorskip("docx")
STUDY = (
    '{"name": "keys", "title": "Keys", "synthetic": true, "min_count": 3, "as_of": "2021-06-30"}'
)
HOSTILE = "=cmd|'/c calc' \x00\x0b<script>\u202eevil \ud800 \u05e9\u05dc\u05d5\u05dd"
IDS = ["R1", "R2", "R3", "R4", "R5"]
KINDS = ["stale", "missing", "undefined", "conflicting", "missing"]


@pytest.fixture
def keys(tmp_path):
    """Return a run made by hand: five gaps, of which one is nobody's and one is rejected."""
    cell = {"responsibility_id": IDS, "center": "north"}
    tables = {
        "centers": {"center": ["north"], "name": ["North"], "location": [""]},
        "responsibilities": {
            "responsibility_id": IDS, "name": [f"Task {i}" for i in IDS], "kind": "responsibility",
            "ownership": ["center", "joint", "undefined", "port", "port"],
            "requires": "steps;deadline",
            "criteria": "Rule 1", "source": "Table 2",
        },
        "coverage": {**cell, "status": KINDS, "labels": KINDS, "n_duties": 0, "n_documents": 0,
                     "reasons": [f"Because of {i}." for i in IDS]},
        "gaps": {**cell, "kind": KINDS, "labels": KINDS,
                 "review": ["proposed", "confirmed", "proposed", "disputed", "rejected"]},
        "triangulation": {
            **cell, "status": KINDS,
            "meeting": ["latent", "latent", "quiet", "corroborated", "latent"],
            "n_comments": [None, None, None, 6, None], "base": 30,
            "share": [None, None, None, 0.2, None], "low": [None, None, None, 0.09, None],
            "high": [None, None, None, 0.37, None], "suppressed": [True, True, True, False, True],
        },
        "evidence": {
            "responsibility_id": ["R4", "R4", "R2"], "center": "north", "place": [1, 2, 1],
            "stance": ["for", "against", "near"],
            "passage_id": ["d#1.a.s1", "d#1.b.s1", "e#1.c.s1"],
            "paragraph_id": ["d#1.a", "d#1.b", "e#1.c"], "document_id": ["d", "d", "e"],
            "why": ["names the Port", "names the Center", "is not in force"],
        },
        "documents": {
            "document_id": ["d", "e"], "title": ["House rules", "New rules"], "tier": "sop",
            "scope": "all", "effective": ["2019-05-01", "2022-01-01"], "access": "provided",
        },
        "paragraphs": {
            "paragraph_id": ["d#1.a", "d#1.b", "e#1.c"], "document_id": ["d", "d", "e"],
            "section": ["1. Keys", "2. More", "3"], "page": ["4", "", ""], "ordinal": [0, 1, 0],
            "text": ["The Port must count keys.", "The Center must count keys.", "None counts."],
        },
        "crossings": {"responsibility_id": ["R4"], "concern_id": ["C01"]},
        "concerns": {
            "concern_id": ["C01"], "label": ["lost keys"], "terms": "keys", "n_comments": [9],
        },
        "quotations": {"concern_id": ["C01"], "group": "all", "place": [1],
                       "text": ["SECRET WORDS"]},
        "conditions": {"responsibility_id": ["R1", "R1"], "center": ["", "north"],
                       "cause": ["for all", "no training"], "effect": "", "test": ""},
    }  # fmt: skip
    (tmp_path / "study.json").write_text(STUDY)
    for name, table in tables.items():
        write_table(CONTRACTS[name].check(pd.DataFrame(table)), tmp_path / f"tables/{name}.csv")
    return tmp_path


def change(folder, table_name, **columns):
    table = read_run(folder).table(table_name).assign(**columns)
    write_table(table, folder / f"tables/{table_name}.csv")


def test_corroborated_gaps_stand_first_then_the_kinds_then_the_matrix(keys):
    sheets = list_sheets(read_run(keys), "north")
    assert [sheet.responsibility_id for sheet in sheets] == ["R4", "R2", "R1"]


def test_a_sheet_says_criteria_condition_and_testimony_and_leaves_the_rest(keys):
    first, second, third = list_sheets(read_run(keys), "north")
    assert first.required == "The Port must do it; its steps and deadline must be laid down."
    assert (first.authority, first.source) == ("Rule 1", "Table 2")
    assert first.reason == "Because of R4."
    assert [(c.stance, c.document, c.place, c.in_force) for c in first.citations] == [
        ("For", "House rules", "section 1. Keys, page 4", "in force since 2019-05-01"),
        ("Against", "House rules", "section 2. More", "in force since 2019-05-01"),
    ]
    assert first.citations[1].sentence == "The Center must count keys."
    said = first.comments.replace("\u00a0", " ")
    assert said == "6 of 30 comments (20 %), interval 9–37 % speak of it."
    assert first.concerns == ("lost keys",) and (first.cause, first.effect) == ("", "")
    assert second.comments == "How many comments speak of it is not shown."
    assert [c.in_force for c in second.citations] == ["not in force before 2022-01-01"]
    assert third.cause == "no training"  # the row of the Center goes before the one for all


def test_the_page_quotes_no_comment_and_repeats_no_passage(keys):
    page = plain(condition_sheets(read_run(keys), "north"))
    assert page.count("<details") == 3 and "<details open" not in page
    assert "SECRET" not in page and "must count keys" not in page
    assert "href='#gap-R4'" in page and "href='../conditions/north.docx'" in page
    claims = pd.DataFrame({"k": [6], "n": [30], "share": [0.2], "low": [0.09], "high": [0.37]})
    assert find_unaccounted(page, claims) == []


def test_the_pairs_are_counted_by_center_without_comments(keys):
    page = plain(crossing_table(read_run(keys)))
    assert "1 pair of a concern and a responsibility share" in page
    assert page.count("<td class=n>1</td>") == 2 and "30" not in page


def test_the_paper_is_the_same_twice_and_asks_no_clock(keys, tmp_path):
    run = read_run(keys)
    papers = [
        write_condition_sheets(run, "north", tmp_path / name) for name in ("a.docx", "b.docx")
    ]
    assert len({hashlib.sha256(paper.read_bytes()).digest() for paper in papers}) == 1
    with zipfile.ZipFile(papers[0]) as package:
        assert {part.date_time for part in package.infolist()} == {(2020, 1, 1, 0, 0, 0)}
    assert docx.Document(papers[0]).core_properties.modified.year == 2020


def test_the_paper_has_headings_header_rows_mark_numbers_and_language(keys, tmp_path):
    paper = docx.Document(write_condition_sheets(read_run(keys), "north", tmp_path / "a.docx"))
    heads = [p.text for p in paper.paragraphs if p.style.name == "Heading 1"]
    assert heads == ["R4 Task R4", "R2 Task R2", "R1 Task R1"]
    parts = [p.text for p in paper.paragraphs if p.style.name == "Heading 2"]
    assert parts == 3 * ["Criteria", "Condition", "Citations", "Testimony", "Cause", "Effect",
                         "Test on records"]  # fmt: skip
    xml = paper.element.xml
    assert xml.count("<w:tblHeader/>") == 3  # the list, and two sheets with citations
    section = paper.sections[0]
    assert section.header.paragraphs[0].text.startswith("SYNTHETIC DATA")
    assert "PAGE" in section.footer._element.xml and "NUMPAGES" in section.footer._element.xml
    assert 'w:lang w:val="en-GB"' in paper.styles.element.xml
    assert "<w:hyperlink r:id" not in xml and "SECRET" not in xml  # no link leads out of the paper
    marks = re.findall(r'w:bookmarkStart w:id="(\d+)" w:name="(\w+)"', xml)
    assert marks == [("1", "gap_R4"), ("2", "gap_R2"), ("3", "gap_R1")]
    assert re.findall(r'w:anchor="(\w+)"', xml) == ["gap_R4", "gap_R2", "gap_R1"]
    captions = [p.text for p in paper.paragraphs if p.style.name == "Caption"]
    assert captions == ["Table . Open gaps of North, a sheet each",
                        "Table . Passages on R4 Task R4",
                        "Table . Passages on R2 Task R2"]  # fmt: skip
    assert xml.count("<w:tblCaption ") == len(paper.tables) == 6
    assert any("reports/north.html#gap-R4" in p.text for p in paper.paragraphs)


def test_hostile_texts_stay_texts(keys, tmp_path):
    names = [HOSTILE.replace("\ud800", "\uffff").replace("\x00", "\x01"), "x" * 10_000, *"abc"]
    change(keys, "responsibilities", name=names)
    change(keys, "paragraphs", text="y" * 10_000)
    path = write_condition_sheets(read_run(keys), "north", tmp_path / "a.docx")
    paper = docx.Document(path)
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "<script>" in text and "\u202e" not in text and "\x01" not in text
    assert "\u2068\u05e9" in text  # words from the right are set apart
    cells = [cell.text for table in paper.tables for cell in table._cells]
    assert max(map(len, cells)) < 2 * LONGEST and "[…]" in "".join(cells)
    assert 'w:tblLayout w:type="fixed"' in paper.element.xml
    page = condition_sheets(read_run(keys), "north").data
    assert "<script>" not in page


def test_an_unknown_center_is_told(keys, tmp_path):
    with pytest.raises(InputError, match="center 'nord' is not in this run; it has: north"):
        write_condition_sheets(read_run(keys), "nord", tmp_path / "a.docx")


def test_a_run_writes_the_paper_that_the_page_leads_to(tiny_run):
    page = (tiny_run / "reports/north.html").read_text(encoding="utf-8")
    assert "../conditions/north.docx" in page
    assert (tiny_run / "conditions/north.docx").is_file()
    assert '"conditions/north.docx"' in (tiny_run / "run.json").read_text()
