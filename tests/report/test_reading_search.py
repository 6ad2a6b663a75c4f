"""The list of every duty: whole without a script, escaped, bounded, and accounted for."""

import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from sopgap.report import duty_search
from sopgap.report.duty_search import search_duties
from sopgap.report.folder import read_run
from sopgap.report.ledger import find_unaccounted
from sopgap.report.reading import read_duties
from sopgap.report.site import SUBJECTS, render_page
from sopgap.runs.executing import run_notebook
from sopgap.runs.registry import notebook_path
from sopgap.tables import CLAIMS, DUTIES, PARAGRAPHS, write_table

from . import reading_tables as made


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    return search_duties(read_duties(made.saved(tmp_path_factory.mktemp("run")))).data


def test_each_duty_is_a_row_with_a_place_of_its_own(html):
    ids = re.findall(r"<li id='([^']+)'", html)
    assert len(ids) == len(set(ids)) == 8
    for one in ids:
        assert f"href='#{one}'" in html


def test_a_row_shows_the_passage_and_how_it_was_found(html):
    row = re.search(r"<li id='duty-law-1.p2.s1'.*?</li>", html, re.S)[0]
    assert "1. House · page 4" in row
    assert "<b class=owner>gardener</b>" in row
    assert "<b class=time>promptly</b>" in row
    assert "<span>Before it. </span><mark>" in row
    assert "Found by a modal verb" in row
    assert "data-u='center' data-m='obligation' data-t='vague'" in row
    assert "<code>law#1.p2.s1</code>" in row


def test_where_the_owner_stands_and_why_is_told_where_it_is_known(tmp_path):
    table = made.duties().assign(owner_from="lead-in", reason="The gardener:")
    html = search_duties(read_duties(made.saved(tmp_path, duties=table))).data
    assert "the owner stands in what introduces the list: The gardener:" in html


def test_a_permission_without_a_time_is_not_reproached_with_it(html):
    row = re.search(r"<li id='duty-guide-1.p6.s1'.*?</li>", html, re.S)[0]
    assert "no time" not in row


def test_nothing_that_a_document_holds_is_markup(tmp_path):
    table = made.duties()
    slots = ["text", "actor", "actor_text", "action", "object", "deadline", "due", "system",
             "record", "handoff_to", "reason"]  # fmt: skip
    for slot in slots:
        table[slot] = made.HOSTILE
    table["duty_id"] = [f"x'><img src=x onerror=y>{i}" for i in range(len(table))]
    table["owner_from"] = "sentence"
    paragraphs = made.paragraphs(table).assign(section=made.HOSTILE, number=made.HOSTILE)
    documents = made.documents().assign(title=made.HOSTILE)
    run = made.saved(tmp_path, duties=table, paragraphs=paragraphs, documents=documents)
    html = search_duties(read_duties(run)).data
    assert not re.search(r"<script|<img|\u202e", html)
    ids = re.findall(r"<li id='([^']*)'", html)
    assert all(re.fullmatch(r"[\w.~-]+", one) for one in ids)
    # A percentage in a document is no figure of ours; its title is known to the audit.
    assert find_unaccounted(html, CLAIMS.empty(), foreign=[made.HOSTILE]) == []


def test_a_sentence_without_end_is_cut(tmp_path):
    long = "must " + "water the pots and " * 20_000
    table = made.duties().assign(text=long)
    assert len(search_duties(read_duties(made.saved(tmp_path, duties=table))).data) < 60_000


def test_a_table_s_row_stands_under_its_header(tmp_path):
    table = made.duties()
    paragraphs = made.paragraphs(table).assign(header="Task | By whom")
    run = made.saved(tmp_path, duties=table, paragraphs=paragraphs)
    assert "<small>Task | By whom</small><br><mark>" in search_duties(read_duties(run)).data


def test_a_duty_without_its_document_and_paragraph_still_stands(tmp_path):
    table = made.duties().assign(document_id="")
    run = made.saved(tmp_path, duties=table, paragraphs=PARAGRAPHS.empty())
    html = search_duties(read_duties(run)).data
    assert "No document named" in html
    assert html.count("<li id=") == 8


def many(n):
    rows = [made.duty(i, "law", f"The gardener must water pot {i} within 3 days of the {i}th rain"
                      " and write it into the book of the house.", **made.GARDENER)
            for i in range(n)]  # fmt: skip
    return DUTIES.check(pd.DataFrame(rows))


def test_twenty_thousand_duties_leave_the_page_usable(tmp_path):
    table = many(20_000)
    run = made.saved(tmp_path, duties=table, paragraphs=PARAGRAPHS.empty())
    html = search_duties(read_duties(run)).data
    n = html.count("<li id=")
    assert 2_000 <= n <= 5_000
    assert len(html.encode()) <= 1.1 * duty_search.BYTES
    assert f"This page lists the first {n:,}, those of documents in force before" in html
    assert "tables/duties.csv holds all" in html


def test_without_a_script_the_list_opens_by_document(html):
    assert html.count("<details class='all group'>") == 3
    assert "<input" not in html
    assert "<select" not in html


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    run = made.saved(folder, inventory=made.inventory(), handoffs=made.handoffs())
    out = folder / "run" / "notebooks" / "procedures.ipynb"
    run_notebook("procedures", out, {"run_dir": str(run.folder)}, shown={"run_dir": ".."})
    run = read_run(run.folder)
    return render_page(out, run=run, about=SUBJECTS["procedures.html"])


def test_the_page_holds_every_part_and_asks_nobody_for_anything(page):
    names = re.findall(r'<h2 id="([a-z-]+)">', page)
    assert names == ["in-one-minute", "the-documents", "who-carries-them", "whom-they-do-not-name",
                     "by-when", "systems-and-records", "who-passes-what-to-whom", "every-duty",
                     "how-this-was-made-and-its-limits"]  # fmt: skip
    assert not re.findall(r"""(?:src|href|action)=["']?(?:https?:)?//""", page)
    assert page.count("<script") == 1
    assert "data-duties" in page


def test_every_link_within_the_page_leads_somewhere(page):
    ids = set(re.findall(r"""\bid=["']?([^"' >]+)""", page))
    links = re.findall(r"""href=["']#([^"']+)""", page)
    assert len(links) > 20
    assert [one for one in links if one not in ids] == []


def test_no_id_stands_twice_on_the_page(page):
    ids = re.findall(r"""\bid=["']?([^"' >]+)""", page)
    assert len(ids) == len(set(ids))


def test_the_page_prints_no_percentage_of_its_own(page):
    assert find_unaccounted(page, CLAIMS.empty()) == []


def test_parts_that_the_run_lacks_are_not_spoken_of(tmp_path):
    run = made.saved(tmp_path)
    out = tmp_path / "run" / "notebooks" / "procedures.ipynb"
    run_notebook("procedures", out, {"run_dir": str(run.folder)})
    page = render_page(out, run=run, about=SUBJECTS["procedures.html"])
    assert "Who passes what to whom" not in page
    assert "A handoff has two ends" not in page
    assert "cited and not at hand" not in page
    assert 'id="every-duty"' in page


def test_the_pages_lead_to_one_another_where_a_study_has_documents(tmp_path):
    run = made.saved(tmp_path)
    blank = tmp_path / "n.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("x")]), blank)
    assert 'href="../procedures.html"' in render_page(blank, run=run, center="north")
    assert "survey.html" not in render_page(blank, run=run)
    (run.folder / "tables" / "duties.csv").unlink()
    assert "procedures.html" not in render_page(blank, run=read_run(run.folder))


def test_only_this_page_carries_the_search(tmp_path):
    run = made.saved(tmp_path)
    blank = tmp_path / "n.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("x")]), blank)
    assert "[data-duties]" not in render_page(blank, run=run)
    assert "[data-duties]" in render_page(blank, run=run, about=SUBJECTS["procedures.html"])


def test_the_notebook_reads_alone(tmp_path):
    assert notebook_path("procedures").is_file()
    write_table(made.actors(), tmp_path / "a.csv")  # a folder that holds no run
    with pytest.raises(Exception, match="holds no run"):
        run_notebook("procedures", tmp_path / "out.ipynb", {"run_dir": str(tmp_path)})


def test_the_script_parts_our_words_from_the_duty_where_the_rows_do(html):
    script = (Path(duty_search.__file__).parent / "page" / "search.js").read_text()
    assert '". Found by "' in script
    rows = re.findall(r"<li id=.*?</li>", html, re.S)
    assert all(row.count(". Found by ") == 1 for row in rows)
    for hook in ("data-duties", "data-u=", "data-m=", "data-t=", "class=howmany", "class=hits"):
        assert hook in html
