"""What of a page goes on paper: needs no WeasyPrint. The papers are looked at in tests/checks."""

import sys

import pytest
from lxml import html

from sopgap.errors import InputError
from sopgap.report import papers
from sopgap.report.paper_markup import BROAD, LONGEST, fit_for_paper
from sopgap.runs.tasks import Task, plan_pages


def fitted(body, style=""):
    page = (
        f"<!doctype html><html lang=en><head><title>T</title><style>{style}</style></head>"
        f"<body>{body}</body></html>"
    )
    return html.document_fromstring(fit_for_paper(page.encode(), name="page.html"))


def test_what_is_pressed_or_run_is_left_out():
    tree = fitted(
        "<script>1</script><p class=tools><input></p><button>b</button>"
        "<a class=skip href='#x'>s</a>"
        "<details class=data><summary>The numbers</summary></details><p id=x>kept</p>"
    )
    assert not tree.xpath("//script|//input|//button|//details")
    assert "The numbers" not in tree.text_content()
    assert "kept" in tree.text_content()


def test_folded_parts_are_open_and_inner_ones_too():
    tree = fitted(
        "<details><summary>Outer</summary><details class=all><summary>Inner</summary>"
        "<p>deep</p></details></details>"
    )
    assert [p.text for p in tree.xpath("//p")] == ["Outer", "Inner", "deep"]
    assert [p.get("class") for p in tree.xpath("//p")] == ["fold", "fold", None]


def test_a_list_too_long_for_paper_says_where_it_stands():
    rows = "".join(f"<li>row {i}</li>" for i in range(LONGEST + 1))
    tree = fitted(f"<details class=all><summary>All</summary><ul>{rows}</ul></details>")
    assert "row 1" not in tree.text_content()
    assert "All (on the page page.html, and not on paper)" in tree.text_content()


def test_links_lead_to_the_same_paper_or_are_words():
    tree = fitted(
        "<p id=here>x</p><a href='#here'>a</a><a href='#gone'>b</a><a href='survey.html'>c</a>"
        "<a href='https://example.org/'>d</a><a href='javascript:1'>e</a>"
    )
    assert [a.get("href") for a in tree.iter("a")] == ["#here"]
    assert tree.text_content().split()[-1] == "xabcde"


def test_a_figures_title_holds_all_that_its_alternative_text_says():
    tree = fitted("<svg role=img><title>Most agree</title><desc>33 of 46 (72 %)</desc></svg>")
    assert tree.xpath("//svg/title")[0].text == "Most agree: 33 of 46 (72 %)"
    assert not tree.xpath("//desc")


def test_a_small_mark_beside_its_number_is_ground_and_no_figure():
    style = ":root{--accent:#0b5394}.lane circle{fill:var(--accent)}"
    tree = fitted("<td><svg class=lane aria-hidden=true><circle cx='0%' cy=9 r=4 /></svg>", style)
    [box] = tree.xpath("//span[contains(@class,'drawn')]")
    assert not tree.xpath("//svg")
    assert "data:image/svg+xml;base64," in box.get("style")


def test_a_map_of_many_columns_lies_across():
    for columns, across in ((BROAD, False), (BROAD + 1, True)):
        cells = "<td>M</td>" * columns
        tree = fitted(f"<table class=map><tr>{cells}</tr></table>")
        assert bool(tree.xpath("//table[contains(@class,'broad')]")) == across


def test_without_weasyprint_an_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(InputError, match=r"pip install sopgap\[pdf\]"):
        papers.check_papers()


def test_a_run_without_papers_has_no_task_for_them():
    reading = [Task("overview", "notebook", {"file": "overview.ipynb"})]
    plain = plan_pages(reading, {}, conditions=False)
    more = plan_pages(reading, {}, conditions=False, makers="weasyprint 70")
    assert [task.name for task in more if task not in plain] == ["index.pdf"]
    assert next(task for task in more if task.act == "paper").after == ("index.html",)
