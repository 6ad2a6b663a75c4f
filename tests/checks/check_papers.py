"""The papers of a run as a reader's program finds them: tags, words, outline, links, bytes.

pytest tests/checks/check_papers.py -o python_files='check_*.py'
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pdfplumber
import pytest
from lxml import html
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pypdfium2 import PdfDocument

from sopgap.report.paper_markup import fit_for_paper
from sopgap.report.papers import check_papers, write_paper

from ..hostile_study import write_hostile_study
from .conftest import make_run

PLACEHOLDERS = ("no description", "image", "figure", "alt", "none", "picture")
NAMES = ["index", "survey", "procedures", "responsibilities", "reports/electronics"]
EPOCH = {"SOURCE_DATE_EPOCH": "946684800"}
MOST_KB = 2_000
# A paper made in a process of its own, as another day and place would.
MAKE = "import sys; from sopgap.report.papers import write_paper; write_paper(*sys.argv[1:])"


@pytest.fixture(scope="session")
def papers(run_folder, tmp_path_factory):
    """Return a function that gives a page's paper: the run's own, or made when first asked for."""
    home = tmp_path_factory.mktemp("papers")

    @cache
    def made(name):
        if (own := run_folder / f"{name}.pdf").is_file():
            return own
        file = home / f"{name.replace('/', '-')}.pdf"
        return write_paper(run_folder / f"{name}.html", file)

    return made


def root_of(pdf):
    return resolve1(pdf.doc.catalog)


def elements(pdf):
    """Yield every element of the tree of tags."""
    waiting = [resolve1(root_of(pdf)["StructTreeRoot"])]
    while waiting:
        one = resolve1(waiting.pop())
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            yield one
            waiting.append(one.get("K"))


def named(value):
    return value.name if isinstance(value, PSLiteral) else value


def words_of(text):
    return "".join(text.split())


def said(value):
    value = resolve1(value)
    if isinstance(value, str):
        return value
    return value.decode("utf-16") if value[:2] == b"\xfe\xff" else value.decode("latin-1")


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_is_tagged_and_says_its_language_and_title(papers, name):
    with pdfplumber.open(papers(name)) as pdf:
        root = root_of(pdf)
        assert named(resolve1(root["MarkInfo"])["Marked"]) in (True, "true", b"true")
        assert said(root["Lang"]) == "en"
        assert said(pdf.doc.info[0]["Title"]).strip()
        kinds = Counter(named(one.get("S")) for one in elements(pdf))
        assert kinds["H1"] == 1
        assert kinds["H2"] > 3
        assert kinds["Table"]
        assert kinds["TH"] > 3
        assert b"pdfuaid:part" in resolve1(root["Metadata"]).get_data()


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_words_that_are_no_placeholder(papers, name):
    with pdfplumber.open(papers(name)) as pdf:
        figures = [one for one in elements(pdf) if named(one.get("S")) == "Figure"]
        texts = [said(one["Alt"]) for one in figures]
    tree = html.document_fromstring(fit_for_paper(page_of(papers, name), name=name))
    assert len(figures) == len(list(tree.iter("svg", "img")))
    for text in texts:
        assert len(text) > 40
        assert any(letter.isdigit() for letter in text)
        assert text.strip().lower() not in PLACEHOLDERS


def page_of(papers, name):
    return (papers.folder / f"{name}.html").read_bytes()


@pytest.fixture(autouse=True)
def _where(papers, run_folder):
    papers.folder = run_folder


@pytest.mark.parametrize("name", NAMES)
def test_every_heading_and_first_sentence_is_on_the_paper_and_in_the_outline(papers, name):
    tree = html.document_fromstring(fit_for_paper(page_of(papers, name), name=name))
    with pdfplumber.open(papers(name)) as pdf:
        text = words_of("".join(page.extract_text(y_tolerance=2) or "" for page in pdf.pages))
        outline = {words_of(title) for _, title, *_ in pdf.doc.get_outlines()}
    headings = [words_of(one.text_content()) for one in tree.iter("h1", "h2", "h3")]
    assert {one for one in headings if one not in outline} == set()
    first = [words_of(x.text_content()) for x in tree.xpath("//ol[contains(@class,'minute')]/li")]
    assert [one for one in [*headings[:1], *first] if not found(one, text)] == []


def found(sentence, text):
    """A heading of two lines may be parted by nothing; a sentence by the foot of a page."""
    return sentence in text or (sentence[:40] in text and sentence[-40:] in text)


def links_of(pdf):
    """Return the kinds of action of all links, and where they lead; a document acts by none."""
    root, kinds, targets = root_of(pdf), Counter(), []
    assert not {"OpenAction", "AA"} & set(root)
    assert not {"JavaScript", "EmbeddedFiles"} & set(resolve1(root.get("Names", {})))
    for page in pdf.pages:
        for note in resolve1(page.page_obj.annots) or []:
            note = resolve1(note)
            action = resolve1(note.get("A")) or {}
            kinds[named(action.get("S", "Dest"))] += 1
            targets.append(resolve1(note.get("Dest") or action.get("D")))
    return kinds, targets


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_places_on_the_same_paper_and_nowhere_else(papers, name):
    with pdfplumber.open(papers(name)) as pdf:
        places = named_places(root_of(pdf))
        kinds, targets = links_of(pdf)
    assert set(kinds) <= {"Dest", "GoTo"}
    assert len(targets) > 3
    assert [one for one in targets if isinstance(one, bytes) and one not in places] == []


def named_places(root):
    names = resolve1(resolve1(root.get("Names", {})).get("Dests", {})) or {}
    found, waiting = set(), [names]
    while waiting:
        one = resolve1(waiting.pop())
        found |= set(resolve1(one.get("Names", []))[::2])
        waiting += resolve1(one.get("Kids", []))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_set_beyond_the_edge_of_a_sheet(papers, name):
    wrong = []
    with pdfplumber.open(papers(name)) as pdf:
        assert Path(papers(name)).stat().st_size < MOST_KB * 1024
        for page in pdf.pages:
            foot = page.crop((0, page.height * 0.9, page.width, page.height)).extract_text() or ""
            assert f"page {page.page_number} of {len(pdf.pages)}" in foot
            assert "SYNTHETIC DATA" in foot
            wrong += [
                (page.page_number, one["text"])
                for one in page.chars
                if one["x1"] > page.width - 10 or one["x0"] < 10 or one["bottom"] > page.height
            ]
    assert wrong == []


def test_a_paper_made_elsewhere_another_day_has_the_same_bytes(papers, run_folder, tmp_path):
    made = {hashlib.sha256(papers("survey").read_bytes()).hexdigest()}
    for zone, seed, epoch in (("Pacific/Auckland", "1", {}), ("America/Lima", "77", EPOCH)):
        home = tmp_path / seed
        home.mkdir()
        page = home / "survey.html"
        page.write_bytes((run_folder / "survey.html").read_bytes())
        around = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
        around.pop("SOURCE_DATE_EPOCH", None)
        around |= epoch
        call = [sys.executable, "-c", MAKE, str(page), str(home / "p.pdf")]
        subprocess.run(call, check=True, env=around)
        made.add(hashlib.sha256((home / "p.pdf").read_bytes()).hexdigest())
    assert len(made) == 1


def test_hostile_texts_are_set_and_lead_nowhere(tmp_path):
    study = write_hostile_study(tmp_path / "study")
    run = make_run(study, tmp_path / "run", "--pdf")
    files = sorted(run.rglob("*.pdf"))
    assert len(files) == len(list(run.rglob("*.html"))) > 3
    for file in files:
        with pdfplumber.open(file) as pdf:
            assert set(links_of(pdf)[0]) <= {"Dest", "GoTo"}
        # pdfminer reads no letter of a sheet with emoji; PDFium, as browsers do, reads all.
        assert "SYNTHETIC DATA" in PdfDocument(file)[0].get_textpage().get_text_range()
    call = [sys.executable, "-m", "sopgap.cli", "verify", str(run)]
    assert subprocess.run(call, stdout=subprocess.DEVNULL).returncode == 0
    files[0].write_bytes(b"%PDF-1.7 changed")
    assert subprocess.run(call, stdout=subprocess.DEVNULL).returncode == 1
    assert "weasyprint" in check_papers()
