"""Intranet pages as they are: div soup, lists that count, merged cells, hidden parts, encodings."""

import pytest

from sopgap.errors import InputError
from sopgap.sops.formats.html import read_html, read_whole_html
from sopgap.sops.formats.pageparts import name_part
from sopgap.text import data_rows
from tests.sops.in_time import within

PARTS = data_rows("page_parts.csv")


def read(folder, content: str | bytes):
    file = folder / "a.html"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_html(file)


@pytest.mark.parametrize("row", PARTS, ids=[row["example"] for row in PARTS])
def test_every_row_of_the_parts_of_a_page_reads_its_example(row):
    kind, level = name_part({"class": row["example"]})
    assert kind == row["kind"]
    assert not row["level"] or level == int(row["level"])


def test_headings_are_known_by_class_and_role(tmp_path):
    blocks = read(
        tmp_path,
        "<div class='page-title'>Keys</div><div class='section-title'>2. Doors</div>"
        "<div>Open.</div>"
        "<div role='heading' aria-level='3'>2.1 Locks</div><span>Turn.</span>",
    )
    assert [(b.above, b.section, b.text) for b in blocks] == [
        ("Keys", "2. Doors", "Open."),
        ("Keys > 2. Doors", "2.1 Locks", "Turn."),
    ]


def test_bold_lines_are_headings_where_a_page_has_no_others(tmp_path):
    page = "<p><b>1.2 Keys</b></p><p>Clerks <b>keep</b> them.</p>"
    assert read(tmp_path, page)[0].section == "1.2 Keys"
    assert read(tmp_path, "<h2>A</h2>" + page)[0].section == "A"


def test_lists_count_as_they_are_told_and_nest(tmp_path):
    blocks = read(
        tmp_path,
        "<p>The clerk must:</p><ol type=a start=3><li><p>open it</p><p>Then rest.</p><li>close:"
        "<ul><li>door</ul><li value=7>seven</ol><ol reversed><li>x<li>y</ol>"
        "<ol style='list-style-type: upper-roman'><li>z</ol>",
    )
    assert [(b.number, b.text) for b in blocks[1:]] == [
        ("c.", "open it"),
        ("", "Then rest."),
        ("d.", "close:"),
        ("•", "door"),
        ("g.", "seven"),
        ("2.", "x"),
        ("1.", "y"),
        ("I.", "z"),
    ]
    assert blocks[4].lead_in == "The clerk must: > close:"
    assert {b.lead_in for b in blocks[1:4]} == {"The clerk must:"}


def test_a_term_leads_in_what_is_said_of_it(tmp_path):
    blocks = read(tmp_path, "<dl><dt>Clerk<dd>counts<dd>files<dt>Chief<dd>signs</dl>")
    assert [(b.kind, b.text, b.lead_in) for b in blocks] == [
        ("lead-in", "Clerk", ""),
        ("item", "counts", "Clerk"),
        ("item", "files", "Clerk"),
        ("lead-in", "Chief", ""),
        ("item", "signs", "Chief"),
    ]


def test_tables_have_headers_of_several_rows_merged_cells_and_names_of_rows(tmp_path):
    blocks = read(
        tmp_path,
        "<table><caption>Times</caption><thead><tr><th rowspan=2>Task<th colspan=2>Time<tr><th>Days"
        "<th>From</thead><tr><td rowspan=2>Count<td>3<td>entry<tr><td>4<td>receipt</table>"
        "<table><tr><th scope=row>Owner<td>Clerk<tr><th scope=row>Due<td>Monday</table>",
    )
    assert [(b.text, b.header) for b in blocks] == [
        ("Times", ""),
        ("Count | 3 | entry", "Task | Time / Days | Time / From"),
        ("Count | 4 | receipt", "Task | Time / Days | Time / From"),
        ("Owner | Clerk", ""),
        ("Due | Monday", ""),
    ]


def test_tables_that_lay_out_a_page_are_read_as_text(tmp_path):
    blocks = read(
        tmp_path,
        "<table><tr><td>Left<td><h2>Use</h2><p>Open it.<table><tr><th>Who<th>Task<tr><td>Clerk"
        "<td><ul><li>count<li>file</ul></table></table><table><tr><td>Framed.</table>",
    )
    assert [(b.section, b.kind, b.text) for b in blocks] == [
        ("", "paragraph", "Left"),
        ("Use", "paragraph", "Open it."),
        ("Use", "row", "Clerk | count; file"),
        ("Use", "paragraph", "Framed."),
    ]


def test_what_is_not_shown_or_not_the_document_is_dropped(tmp_path):
    blocks = read(
        tmp_path,
        "<div class='cookie-banner'>We bake</div><div id='breadcrumbs'>Home</div><form><main>"
        "<header><h1>Keys</h1></header><p hidden>a</p><p style='display: none'>b</p>"
        "<p aria-hidden=true>c</p><p>Open.</p><aside>Mind.</aside></main></form>"
        "<form><input><label>Search</label></form><aside>News</aside><footer>End</footer>",
    )
    assert [(b.section, b.kind, b.text) for b in blocks] == [
        ("Keys", "paragraph", "Open."),
        ("Keys", "note", "Mind."),
    ]


def test_line_breaks_end_a_paragraph_where_there_are_two_or_a_mark_follows(tmp_path):
    blocks = read(tmp_path, "One<br>line.<br> <br>Two.<div>1. Open<br>2. Close</div>")
    assert [b.text for b in blocks] == ["One line.", "Two.", "1. Open", "2. Close"]


def test_what_folds_out_is_a_section_and_ends_with_it(tmp_path):
    blocks = read(tmp_path, "<h2>Use</h2><details><summary>Keys</summary>Turn.</details><p>On.")
    assert [(b.above, b.section, b.text) for b in blocks] == [
        ("Use", "Keys", "Turn."),
        ("", "Use", "On."),
    ]


def test_notes_are_told_from_raised_figures(tmp_path):
    blocks = read(
        tmp_path,
        "<p>Count<sup><a href='#fn1'>1</a></sup> 10<sup>2</sup> m<sup>2</sup> the 1<sup>st</sup>."
        "<div class='footnotes'><p>By hand.</p></div><p>On.</p><pre><code>rm x</code></pre>",
    )
    assert [(b.kind, b.text) for b in blocks] == [
        ("paragraph", "Count 10² m² the 1st."),
        ("note", "By hand."),
        ("paragraph", "On."),
        ("note", "rm x"),
    ]


def test_numbers_that_a_word_processor_wrote_stand_beside_the_text(tmp_path):
    item = "<p style='mso-list:l0 level{} lfo1'><span style='mso-list:Ignore'>{}</span>{}</p>"
    page = "<p>Clerks must:" + item.format(1, "1.&nbsp;", "open:") + item.format(2, "a. ", "wide")
    blocks = read(tmp_path, page)
    assert [(b.number, b.text, b.lead_in) for b in blocks[1:]] == [
        ("1.", "open:", "Clerks must:"),
        ("a.", "wide", "Clerks must: > open:"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"<meta charset=windows-1252><p>caf\xe9 \x93x\x94",
        b'<meta http-equiv=Content-Type content="text/html; charset=iso-8859-1"><p>caf\xe9 "x"',
        '<meta charset=latin1><p>café "x"'.encode(),
        '\ufeff<p>café "x"'.encode(),
        '<p>café "x"'.encode("utf-16"),
        b'<?xml version="1.0" encoding="windows-1252"?><html><p>caf\xe9 "x"</p></html>',
    ],
)
def test_a_page_says_how_it_is_coded(tmp_path, content):
    assert [b.text for b in read(tmp_path, content)] == ['café "x"']


@pytest.mark.parametrize(
    "page",
    ["<table><tr><td>", "<ul><li>a", "<div>", "<b>", "<details><summary>a", "<form>", "<dl><dd>a"],
)
def test_pages_that_nest_without_end_are_read_or_refused_in_time(tmp_path, page):
    with within(20):
        try:
            read(tmp_path, page * 100_000 + "deep")
        except InputError as error:
            assert "nests its elements beyond bounds" in str(error)


def test_a_line_of_fifty_megabytes_is_read(tmp_path):
    with within(20):
        (block,) = read(tmp_path, "<p>" + "The clerk must count. " * 2_300_000)
    assert len(block.text) > 50_000_000


def test_cells_that_span_everything_stay_within_bounds(tmp_path):
    row = "<tr><td rowspan=65000 colspan=1000>" + "x" * 5_000 + "<td>y"
    with within(20):
        blocks = read(tmp_path, "<table><tr><th>A" + row * 400 + "</table>")
    assert sum(len(b.text) for b in blocks) < 10_000_000


def test_the_sifted_text_holds_what_was_read(tmp_path):
    read(tmp_path, "<nav>12</nav><p>FP&amp;F by § 5<script>7</script><table><tr><td>9</table>")
    assert "".join((read_whole_html(tmp_path / "a.html").raw or "").split()) == "FP&Fby§59"
