"""site.py: one notebook, one page that needs nothing but itself."""

import re

import nbformat
import pandas as pd
import pytest

from sopgap.errors import NotebookError
from sopgap.report import site
from sopgap.report.folder import read_run, save_tables
from sopgap.report.site import render_page
from sopgap.study import Study


def study_of(tmp_path, **changes):
    centers = pd.DataFrame(
        {"center": ["el", "ap"], "name": ["Electronics <b>", "Apparel"], "location": ["X & Y", ""]}
    )
    return Study(**{
        "path": tmp_path / "study.toml", "name": "s", "title": "Who </title><script>x()</script>",
        "synthetic": True, "labels": {"center": "Center", "port": "Port"}, "centers": centers,
        **changes,
    })  # fmt: skip


@pytest.fixture
def run(tmp_path):
    save_tables(tmp_path / "run", study_of(tmp_path))
    return read_run(tmp_path / "run")


def html(text):
    return nbformat.v4.new_output("display_data", {"text/html": text})


def written(tmp_path, *cells):
    path = tmp_path / "n.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
    return path


def code(*outputs, source="secret = 1", tags=()):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def prose(text, tags=()):
    return nbformat.v4.new_markdown_cell(text, metadata={"tags": list(tags)})


def test_results_show_and_code_does_not(tmp_path, run):
    page = render_page(written(tmp_path, code(html("<p>seen</p>"))), run=run)
    assert "<p>seen</p>" in page
    assert "secret" not in page


def test_prose_names_the_centers_as_the_study_does(tmp_path):
    wards = study_of(tmp_path, labels={"center": "Ward", "port": "Pharmacy"})
    save_tables(tmp_path / "run", wards)
    page = render_page(written(tmp_path, prose("Each Center, all Centers.")),
                       run=read_run(tmp_path / "run"))  # fmt: skip
    assert "Each Ward, all Wards." in page


def test_a_name_that_says_what_it_is_does_not_say_it_twice(tmp_path):
    centers = pd.DataFrame({"center": ["w3", "icu"], "name": ["Ward 3 (Surgery)", "Intensive Care"],
                            "location": ""})  # fmt: skip
    wards = study_of(tmp_path, labels={"center": "Ward", "port": "Pharmacy"}, centers=centers)
    save_tables(tmp_path / "run", wards)
    notebook, run = written(tmp_path, prose("x")), read_run(tmp_path / "run")
    assert "<h1>Ward 3 (Surgery)</h1>" in render_page(notebook, run=run, center="w3")
    assert "<h1>Intensive Care Ward</h1>" in render_page(notebook, run=run, center="icu")


def test_a_name_that_turns_the_text_around_does_not(tmp_path):
    centers = pd.DataFrame({"center": ["x"], "name": ["‮evil"], "location": ""})
    save_tables(tmp_path / "run", study_of(tmp_path, centers=centers))
    page = render_page(written(tmp_path, prose("x")), run=read_run(tmp_path / "run"), center="x",
                       centers=["x"])  # fmt: skip
    assert "evil Center" in page
    assert "‮" not in page


def test_a_failed_cell_reaches_no_page(tmp_path, run):
    failed = nbformat.v4.new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    with pytest.raises(NotebookError, match=r"n\.ipynb, cell 1: KeyError"):
        render_page(written(tmp_path, code(failed)), run=run)


def test_what_a_library_mutters_reaches_no_page(tmp_path, run):
    noise = nbformat.v4.new_output("stream", name="stderr", text="DeprecationWarning: x")
    assert "Deprecation" not in render_page(written(tmp_path, code(noise)), run=run)


def test_synthetic_data_is_marked_on_screen_and_on_each_printed_page(tmp_path, run):
    page = render_page(written(tmp_path, prose("## A\n\nSome words.")), run=run)
    assert page.count("SYNTHETIC DATA") >= 3
    assert re.search(r"@media print\{.*\.edge\{display:block;position:fixed", page, re.S)
    save_tables(tmp_path / "real", study_of(tmp_path, synthetic=False))
    real = render_page(
        written(tmp_path, prose("## A\n\nSome words.")), run=read_run(tmp_path / "real")
    )
    assert "SYNTHETIC DATA" not in real


def test_names_and_titles_are_escaped(tmp_path, run):
    page = render_page(
        written(tmp_path, prose("## A\n\nSome words.")), run=run, center="el", centers=["el"]
    )
    assert "<script>x()" not in page
    assert "Electronics <b>" not in page
    assert "X &amp; Y" in page


def test_no_request_leaves_the_page(tmp_path, run):
    cells = [prose("## A\n\nSome words."), code(html("<p>x</p>"))]
    page = render_page(written(tmp_path, *cells), run=run, center="el", centers=["el", "ap"])
    assert not re.findall(r"""(?:src|href|action)=["']?(?:https?:)?//""", page)
    assert "default-src 'none'" in page
    assert "@import" not in page
    assert "url(" not in page.split("<main")[0]


def test_only_the_page_s_own_script_may_run(tmp_path, run):
    import base64
    import hashlib

    page = render_page(written(tmp_path, prose("## A\n\nSome words.")), run=run)
    script = re.search(r"<script>(.*?)</script>", page, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page
    assert page.count("<script") == 1


def test_pages_lead_to_one_another_without_a_script(tmp_path, run):
    notebook = written(tmp_path, prose("## A\n\nSome words."))
    center = render_page(notebook, run=run, center="el", centers=["el", "ap"])
    assert 'href="../index.html"' in center
    assert '<a href="ap.html">Apparel</a>' in center
    assert '<a href="el.html" aria-current="page">' in center
    over = render_page(notebook, run=run, centers=["el"], failed={"ap": "KeyError"})
    assert 'href="reports/el.html"' in over
    assert "ap.html" not in over
    assert "Apparel (no report was made)" in over


def test_a_link_to_a_page_that_was_not_made_is_taken_off(tmp_path, run):
    cell = code(html("<td><a href='reports/ap.html#gap-R1'>C</a><a href='reports/el.html'>x</a>"))
    page = render_page(written(tmp_path, cell), run=run, centers=["el"])
    assert "<td><a>C</a><a href='reports/el.html'>x</a>" in page


def test_sections_have_anchors_and_a_list(tmp_path, run):
    page = render_page(written(tmp_path, prose("## What staff say\n\nMuch.")), run=run)
    assert '<h2 id="what-staff-say">What staff say</h2>' in page
    assert '<a href="#what-staff-say">What staff say</a>' in page
    assert 'href="#report"' in page
    assert '<main id="report">' in page
    assert '<html lang="en">' in page


def test_words_about_a_part_that_a_study_lacks_are_left_out(tmp_path, run):
    cells = [
        prose("## The map"),
        code(html("<p>a map</p>"), tags=["needs-maps"]),
        prose("How to read the map.\n\n## What comes next", tags=["needs-maps"]),
        code(html("<p>more</p>")),
    ]
    page = render_page(written(tmp_path, *cells), run=run)
    assert not any(said in page for said in ("The map", "a map", "How to read"))
    assert "What comes next" in page


def test_words_for_who_opens_the_notebook_stay_there(tmp_path, run):
    cells = [prose("# For the analyst", tags=["notebook-only"]),
             code(html("<style>x</style>"), tags=["notebook-only"])]  # fmt: skip
    page = render_page(written(tmp_path, *cells), run=run)
    assert "For the analyst" not in page
    assert "<style>x</style>" not in page


def test_a_page_repeats_byte_for_byte(tmp_path, run):
    notebook = written(tmp_path, prose("## A\n\nSome words."), code(html("<p>x</p>")))
    again = nbformat.read(notebook, as_version=4)
    for cell in again.cells:
        cell.id = cell.id[::-1]  # papermill gives the cell it injects a random id
    nbformat.write(again, tmp_path / "again.ipynb")
    assert render_page(notebook, run=run) == render_page(tmp_path / "again.ipynb", run=run)


def test_no_rank_of_heading_is_left_out() -> None:
    got = site._ranked("<h2>A</h2><h4>b</h4><h3>c</h3><h4>d</h4>")
    assert got == "<h2>A</h2><h3 class=low>b</h3><h3>c</h3><h4>d</h4>"


def test_a_label_is_text_to_markdown_whatever_it_is() -> None:
    said = site._as_prose({"labels": {"center": "[x](javascript:y) <b>"}})["labels"]["center"]
    assert "<" not in said and r"\[x\]\(javascript:y\)" in said
